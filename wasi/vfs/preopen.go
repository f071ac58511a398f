package vfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// This file holds the directories that guests are given.

// A Preopen is a directory that a guest is given. It is one of Dir, FS, Root and Host, the first of them that is set.
type Preopen struct {
	Dir  Dir      // a directory in memory, or any other; it stays open when the guest's host is closed
	FS   fs.FS    // a file system, which is read-only
	Root *os.Root // a directory of the host; it stays open when the guest's host is closed
	Host string   // the path of a directory of the host

	Guest string // its name for the guest, for example "/" or "."

	// What the guest may not do is refused as not permitted, whatever the permissions of the files themselves. ReadOnly is as if Deny had
	// ReadOnly. A guest that has used up what it may write or make gets ErrQuota; Policy says what counts.
	ReadOnly bool
	Deny     Perm
	MaxBytes int64 // 0 is no limit
	MaxMade  int64 // files, directories and links that may be made; 0 is no limit
}

// Open returns the directory, guarded as p has it, with a clock for the times of files. Whoever closes it leaves p.Dir alone: it is closed
// unless that is set.
func (p *Preopen) Open(now func() time.Time) (Dir, error) {
	if strings.IndexByte(p.Guest, 0) >= 0 {
		return nil, fmt.Errorf("directory name %q has a zero byte", p.Guest)
	}
	if p.MaxBytes < 0 || p.MaxMade < 0 || p.Deny&^AllPerms != 0 {
		return nil, errors.New("directory for the guest: a limit is negative, or a permission is unknown")
	}
	top, err := p.top()
	if err != nil {
		return nil, fmt.Errorf("directory for the guest: %w", err)
	}
	policy := Policy{Deny: p.Deny, MaxBytes: p.MaxBytes, MaxFiles: p.MaxMade}
	if p.ReadOnly {
		policy.Deny |= ReadOnly
	}
	return Guard(WithClock(top, now), policy), nil
}

func (p *Preopen) top() (Dir, error) {
	switch {
	case p.Dir != nil:
		return p.Dir, nil
	case p.FS != nil:
		return FromFS(p.FS), nil
	case p.Root != nil:
		return Root(p.Root, false), nil
	}
	root, err := os.OpenRoot(p.Host)
	if err != nil {
		return nil, err
	}
	return Root(root, true), nil
}
