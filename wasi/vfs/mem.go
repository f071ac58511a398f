package vfs

import (
	"sync"
	"time"
)

// This file holds directories in memory; their files are in memfile.go.

// A MemConfig says how much a file system in memory may hold. Zero values are the defaults.
type MemConfig struct {
	MaxBytes int64            // of all files together, names and links included; 64 MiB
	MaxFiles int              // files, directories and links; 65536
	Now      func() time.Time // the clock for the times of files; time.Now. The hosts of WASI use their own instead
}

const (
	defaultMemBytes = 64 << 20
	defaultMemFiles = 65536
)

// A Mem is a file system in memory. What it may hold is bounded: more is ErrNoSpace. It may be given to several guests at a time, and all
// its methods may be called concurrently.
type Mem struct {
	mu    sync.RWMutex // of everything in all files
	root  *memNode
	now   func() time.Time
	bytes int64 // that may still be used
	files int   // that may still be made
	ino   uint64
}

// A memNode is a file, a directory or a link. Those that were removed live as long as something has them open.
type memNode struct {
	typ     Type
	ino     uint64
	nlink   uint64
	entries memNames // of directories
	content content  // of files
	target  string   // of links
	open    int      // how many Files have it open

	atime, mtime, ctime time.Time
}

// NewMem returns an empty file system.
func NewMem(cfg MemConfig) *Mem {
	m := &Mem{now: cfg.Now, bytes: cfg.MaxBytes, files: cfg.MaxFiles}
	if m.now == nil {
		m.now = time.Now
	}
	if m.bytes <= 0 {
		m.bytes = defaultMemBytes
	}
	if m.files <= 0 {
		m.files = defaultMemFiles
	}
	m.root = &memNode{typ: Directory, ino: 1, nlink: 1, entries: newMemNames()}
	m.ino = 1
	now := m.now()
	m.root.atime, m.root.mtime, m.root.ctime = now, now, now
	return m
}

// Dir returns the top directory.
func (m *Mem) Dir() Dir { return &memDir{m: m, node: m.root, now: m.now} }

// memNameCost is what an entry of a directory costs besides its name, about what this process has for it.
const memNameCost = 256

// take uses n bytes, or gives them back if n is negative; mu is held.
func (m *Mem) take(n int64) error {
	if n > m.bytes {
		return ErrNoSpace
	}
	m.bytes -= n
	return nil
}

// make makes a node for an entry of a directory; mu is held.
func (m *Mem) make(p *place[*memNode], typ Type, extra int, now time.Time) (*memNode, error) {
	if p.dir().nlink == 0 {
		return nil, ErrNotExist // the directory was removed
	}
	if m.files <= 0 {
		return nil, ErrNoSpace
	}
	if err := m.take(int64(memNameCost + len(p.name) + extra)); err != nil {
		return nil, err
	}
	m.files--
	m.ino++
	n := &memNode{typ: typ, ino: m.ino, nlink: 1, atime: now, mtime: now, ctime: now}
	if typ == Directory {
		n.entries = newMemNames()
	}
	p.dir().entries.add(p.name, n)
	p.dir().mtime, p.dir().ctime = now, now
	return n, nil
}

// drop takes an entry out of its directory; mu is held.
func (m *Mem) drop(dir *memNode, name string, now time.Time) {
	n := dir.entries.get(name)
	dir.entries.remove(name)
	dir.mtime, dir.ctime = now, now
	m.bytes += int64(memNameCost + len(name))
	n.nlink--
	n.ctime = now
	m.release(n)
}

// release frees what a node has when nothing leads to it any more; mu is held.
func (m *Mem) release(n *memNode) {
	if n.nlink > 0 || n.open > 0 {
		return
	}
	m.files++
	m.bytes += n.content.size + int64(len(n.target))
	n.content = content{}
}

// memTree walks in memory.
type memTree struct{}

func (memTree) child(dir *memNode, name string) (*memNode, error) {
	if n := dir.entries.get(name); n != nil {
		return n, nil
	}
	return nil, ErrNotExist
}

func (memTree) kind(n *memNode) Type                 { return n.typ }
func (memTree) target(link *memNode) (string, error) { return link.target, nil }
func (d *memDir) walk(path string, mode linkMode) (place[*memNode], error) {
	return walk(memTree{}, d.node, path, mode)
}
func (d *memDir) existing(path string, mode linkMode) (place[*memNode], error) {
	return existing(memTree{}, d.node, path, mode)
}

// A memDir is a directory in memory with the clock of whoever uses it.
type memDir struct {
	m    *Mem
	node *memNode
	now  func() time.Time
}

// Sync does nothing: there is no device.
func (d *memDir) Sync() error { return nil }

// WithClock returns the directory with another clock for the times of files.
func (d *memDir) WithClock(now func() time.Time) Dir { return &memDir{d.m, d.node, now} }

// Close does nothing: a directory in memory needs no closing.
func (d *memDir) Close() error { return nil }

// fresh walks to where something is to be made.
func (d *memDir) fresh(path string, directory bool) (place[*memNode], error) {
	p, err := d.walk(path, keepLink)
	switch {
	case err != nil:
		return p, err
	case p.found:
		return p, ErrExist
	case p.slash && !directory:
		return p, ErrNotExist
	}
	return p, nil
}

func (d *memDir) OpenFile(path string, flags Flags) (File, error) {
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	mode := followLink
	if flags&Create != 0 && flags&Exclusive != 0 {
		mode = slashFollows
	}
	p, err := d.walk(path, mode)
	switch {
	case err != nil:
		return nil, err
	case !p.found && (flags&Create == 0 || p.slash):
		return nil, ErrNotExist
	case !p.found:
		if p.node, err = d.m.make(&p, Regular, 0, now); err != nil {
			return nil, err
		}
	case flags&Create != 0 && flags&Exclusive != 0:
		return nil, ErrExist
	case p.node.typ == Directory:
		return nil, ErrIsDirectory
	}
	if flags&Truncate != 0 && p.node.content.size > 0 {
		d.m.setSize(p.node, 0)
		p.node.mtime, p.node.ctime = now, now
	}
	p.node.open++
	return &memFile{m: d.m, node: p.node, now: d.now, flags: flags}, nil
}

func (d *memDir) OpenDir(path string) (Dir, error) {
	d.m.mu.RLock()
	defer d.m.mu.RUnlock()
	p, err := d.existing(path, followLink)
	switch {
	case err != nil:
		return nil, err
	case p.node.typ != Directory:
		return nil, ErrNotDirectory
	}
	return &memDir{d.m, p.node, d.now}, nil
}

func (d *memDir) Stat(path string, follow bool) (Stat, error) {
	d.m.mu.RLock()
	defer d.m.mu.RUnlock()
	p, err := d.existing(path, follows(follow))
	if err != nil {
		return Stat{}, err
	}
	return p.node.stat(), nil
}

// stat returns the attributes; mu is held.
func (n *memNode) stat() Stat {
	st := Stat{Type: n.typ, Ino: n.ino, Nlink: n.nlink, Size: uint64(n.content.size + int64(len(n.target)))}
	st.Atime = nanoseconds(n.atime.Unix(), int64(n.atime.Nanosecond()))
	st.Mtime = nanoseconds(n.mtime.Unix(), int64(n.mtime.Nanosecond()))
	st.Ctime = nanoseconds(n.ctime.Unix(), int64(n.ctime.Nanosecond()))
	return st
}

func (d *memDir) SetTimes(path string, follow bool, times Times) error {
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	p, err := d.existing(path, follows(follow))
	if err != nil {
		return err
	}
	p.node.setTimes(times, now)
	return nil
}

// setTimes sets the times that are not zero; mu is held.
func (n *memNode) setTimes(times Times, now time.Time) {
	if !times.Access.IsZero() {
		n.atime = times.Access
	}
	if !times.Modify.IsZero() {
		n.mtime = times.Modify
	}
	n.ctime = now
}

func (d *memDir) Mkdir(path string) error {
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	p, err := d.fresh(path, true)
	if err != nil {
		return err
	}
	_, err = d.m.make(&p, Directory, 0, now)
	return err
}

func (d *memDir) Rmdir(path string) error {
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	p, err := d.existing(path, keepLink)
	switch {
	case err != nil:
		return err
	case p.name == "":
		return ErrInvalid // "." or something that ends in ".."
	case p.node.typ != Directory:
		return ErrNotDirectory
	case p.node.entries.len() > 0:
		return ErrNotEmpty
	}
	d.m.drop(p.dir(), p.name, now)
	return nil
}

func (d *memDir) Unlink(path string) error {
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	p, err := d.existing(path, keepLink)
	switch {
	case err != nil:
		return err
	case p.node.typ == Directory:
		return ErrIsDirectory
	case p.slash:
		return ErrNotDirectory
	}
	d.m.drop(p.dir(), p.name, now)
	return nil
}

func (d *memDir) Symlink(to, path string) error {
	if err := CheckPath(to); err != nil {
		return err
	}
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	p, err := d.fresh(path, false)
	if err != nil {
		return err
	}
	n, err := d.m.make(&p, Symlink, len(to), now)
	if err == nil {
		n.target = to
	}
	return err
}

func (d *memDir) Readlink(path string) (string, error) {
	d.m.mu.RLock()
	defer d.m.mu.RUnlock()
	p, err := d.existing(path, slashFollows)
	switch {
	case err != nil:
		return "", err
	case p.node.typ != Symlink:
		return "", ErrInvalid
	}
	return p.node.target, nil
}

func (d *memDir) Link(path string, dir Dir, newPath string) error {
	to, ok := dir.(*memDir)
	if !ok || to.m != d.m {
		return foreign(dir)
	}
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	from, err := d.walk(path, keepLink)
	if err != nil {
		return err
	}
	p, err := to.walk(newPath, keepLink)
	switch {
	case err != nil:
		return err
	case !from.found:
		return ErrNotExist
	case p.found:
		return ErrExist
	case p.slash:
		return ErrNotExist
	case from.slash && from.node.typ != Directory:
		return ErrNotDirectory
	case from.node.typ == Directory:
		return ErrPermission
	case p.dir().nlink == 0:
		return ErrNotExist
	}
	if err := d.m.take(int64(memNameCost + len(p.name))); err != nil {
		return err
	}
	from.node.nlink++
	from.node.ctime = now
	p.dir().entries.add(p.name, from.node)
	p.dir().mtime, p.dir().ctime = now, now
	return nil
}

func (d *memDir) Rename(path string, dir Dir, newPath string) error {
	to, ok := dir.(*memDir)
	if !ok || to.m != d.m {
		return foreign(dir)
	}
	now := d.now()
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	from, err := d.walk(path, keepLink)
	if err != nil {
		return err
	}
	p, err := to.walk(newPath, keepLink)
	if err != nil {
		return err
	}
	if !from.found {
		return ErrNotExist
	}
	if err := renamable(&from, &p); err != nil {
		return err
	}
	if p.found && p.node == from.node {
		return nil
	}
	cost := int64(len(p.name) - len(from.name))
	if p.found {
		cost = -int64(memNameCost + len(from.name))
		p.dir().entries.remove(p.name)
	}
	if err := d.m.take(cost); err != nil {
		return err
	}
	if p.found {
		p.node.nlink--
		p.node.ctime = now
		d.m.release(p.node)
	}
	from.dir().entries.remove(from.name)
	p.dir().entries.add(p.name, from.node)
	from.node.ctime = now
	for _, changed := range []*memNode{from.dir(), p.dir()} {
		changed.mtime, changed.ctime = now, now
	}
	return nil
}

// renamable checks that what is at one place may be moved to another.
func renamable(from, to *place[*memNode]) error {
	directory := from.node.typ == Directory
	switch {
	case from.name == "" || to.name == "":
		return ErrBusy
	case from.slash && !directory:
		return ErrNotDirectory
	case to.dir().nlink == 0:
		return ErrNotExist
	case !directory && to.slash:
		return ErrNotDirectory
	case directory && to.found && to.node != from.node && to.node.entries.len() > 0:
		return ErrNotEmpty
	case directory && contains(from.node, to.dir()):
		return ErrInvalid
	case !to.found || to.node == from.node:
		return nil
	case directory && to.node.typ != Directory:
		return ErrNotDirectory
	case !directory && to.node.typ == Directory:
		return ErrIsDirectory
	}
	return nil
}

// contains reports whether directory n is below the directory top, or is it.
func contains(top, n *memNode) bool {
	for todo := []*memNode{top}; len(todo) > 0; {
		next := todo[len(todo)-1]
		if next == n {
			return true
		}
		todo = todo[:len(todo)-1]
		for _, child := range next.entries.byName {
			if child.node.typ == Directory {
				todo = append(todo, child.node)
			}
		}
	}
	return false
}

func (d *memDir) List() (Listing, error) {
	d.m.mu.RLock()
	defer d.m.mu.RUnlock()
	if d.node.nlink == 0 {
		return nil, ErrNotExist // it was removed
	}
	return &memListing{d, 0, d.node.entries.last}, nil
}
