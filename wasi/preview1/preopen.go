package preview1

import (
	"time"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds the directories that a guest is given.

// A Preopen is a directory that a guest is given. What the guest may not do there is perm, and more than it may write or make is dquot.
type Preopen = vfs.Preopen

// preopen opens a preopened directory.
func (h *Host) preopen(p Preopen) (*descriptor, error) {
	top, err := p.Open(func() time.Time { return time.Unix(0, h.walltime()) })
	if err != nil {
		return nil, err
	}
	return &descriptor{label: p.Guest, dir: &directory{Dir: top, name: p.Guest, preopened: true, borrowed: p.Dir != nil}, filetype: filetypeDirectory,
		rights: rightsDirectory, inheriting: rightsDirectory | rightsFile}, nil
}
