package preview1

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds the directories that a guest is given.

// A Preopen is a directory that a guest is given. It is one of Dir, FS, Root and Host, the first of them that is set.
type Preopen struct {
	Dir  vfs.Dir  // a directory in memory, or any other; it stays open when the Host is closed
	FS   fs.FS    // a file system, which is read-only
	Root *os.Root // a directory of the host; it stays open when the Host is closed
	Host string   // the path of a directory of the host

	Guest string // its name for the guest, for example "/" or "."

	// What the guest may not do is refused with perm, whatever the permissions of the files themselves. ReadOnly is as if Deny had
	// vfs.ReadOnly. A guest that has used up what it may write or make gets dquot; vfs.Policy says what counts.
	ReadOnly bool
	Deny     vfs.Perm
	MaxBytes int64 // 0 is no limit
	MaxMade  int64 // files, directories and links that may be made; 0 is no limit
}

// preopen opens a preopened directory.
func (h *Host) preopen(p Preopen) (*descriptor, error) {
	if strings.IndexByte(p.Guest, 0) >= 0 {
		return nil, fmt.Errorf("directory name %q has a zero byte", p.Guest)
	}
	if p.MaxBytes < 0 || p.MaxMade < 0 || p.Deny&^vfs.AllPerms != 0 {
		return nil, errors.New("directory for the guest: a limit is negative, or a permission is unknown")
	}
	top, err := p.open()
	if err != nil {
		return nil, fmt.Errorf("directory for the guest: %w", err)
	}
	policy := vfs.Policy{Deny: p.Deny, MaxBytes: p.MaxBytes, MaxFiles: p.MaxMade}
	if p.ReadOnly {
		policy.Deny |= vfs.ReadOnly
	}
	top = vfs.Guard(vfs.WithClock(top, func() time.Time { return time.Unix(0, h.walltime()) }), policy)
	return &descriptor{label: p.Guest, dir: &directory{Dir: top, name: p.Guest, preopened: true, borrowed: p.Dir != nil}, filetype: filetypeDirectory,
		rights: rightsDirectory, inheriting: rightsDirectory | rightsFile}, nil
}

func (p *Preopen) open() (vfs.Dir, error) {
	switch {
	case p.Dir != nil:
		return p.Dir, nil
	case p.FS != nil:
		return vfs.FromFS(p.FS), nil
	case p.Root != nil:
		return vfs.Root(p.Root, false), nil
	}
	root, err := os.OpenRoot(p.Host)
	if err != nil {
		return nil, err
	}
	return vfs.Root(root, true), nil
}
