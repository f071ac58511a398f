package vfs

import (
	"io"
	"math"
	"sync"
	"time"
)

// This file holds permissions and quotas.

// A Perm is a set of things that may be done below a directory.
type Perm uint8

// The permissions.
const (
	DirRead   Perm = 1 << iota // look at directories: open, list, look at what is in them
	DirChange                  // make, remove, rename and link what is in directories, and set times
	FileRead                   // read files
	FileWrite                  // write files, cut them off, make them longer and set their times

	AllPerms = DirRead | DirChange | FileRead | FileWrite
)

// A Policy says what may be done through a Dir. The zero Policy allows everything.
type Policy struct {
	Deny Perm

	// MaxBytes is by how many bytes files may be written in all, and MaxFiles how many files, directories, links and names may be made;
	// nothing that is removed counts less. More is ErrQuota. 0 is no limit.
	//
	// Where a file becomes longer by more than was written to it, the length counts.
	MaxBytes int64
	MaxFiles int64
}

// ReadOnly is the Perm that a read-only Dir is denied.
const ReadOnly = DirChange | FileWrite

// Guard returns a Dir that allows what d does as far as the policy has it: anything else is ErrPermission. What is opened through it is
// guarded as well, and counts as well. Nothing can be linked or renamed to a directory with another guard, be it of the same directory of
// the host; that is ErrCrossDevice.
func Guard(d Dir, p Policy) Dir {
	if p == (Policy{}) {
		return d
	}
	g := &guard{deny: p.Deny, bytes: math.MaxInt64, files: math.MaxInt64}
	if p.MaxBytes > 0 {
		g.bytes = p.MaxBytes
	}
	if p.MaxFiles > 0 {
		g.files = p.MaxFiles
	}
	g.counted = p.MaxBytes > 0
	return &guardDir{d, g}
}

// A guard is shared by everything that is opened through one Dir.
type guard struct {
	deny    Perm
	counted bool // bytes are

	mu           sync.Mutex
	bytes, files int64 // that are left
}

func (g *guard) allow(need Perm) error {
	if g.deny&need != 0 {
		return ErrPermission
	}
	return nil
}

// take uses up to n bytes, and returns how many.
func (g *guard) take(n int64) int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	n = min(n, g.bytes)
	g.bytes -= n
	return n
}

// back gives back bytes that were not used after all.
func (g *guard) back(n int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bytes += n
}

// making calls fn, which makes a file, if that is allowed.
func (g *guard) making(fn func() error) error {
	if err := g.allow(DirChange); err != nil {
		return err
	}
	return g.count(fn)
}

// count calls fn, which makes a file, if there may be one more.
func (g *guard) count(fn func() error) error {
	g.mu.Lock()
	left := g.files > 0
	if left {
		g.files--
	}
	g.mu.Unlock()
	if !left {
		return ErrQuota
	}
	err := fn()
	if err != nil {
		g.mu.Lock()
		g.files++
		g.mu.Unlock()
	}
	return err
}

// A guardDir is a directory with a guard.
type guardDir struct {
	d Dir
	g *guard
}

func (d *guardDir) Close() error { return d.d.Close() }
func (d *guardDir) Sync() error  { return d.d.Sync() }

// WithClock returns the directory with another clock for the times of files, where those are not the host's.
func (d *guardDir) WithClock(now func() time.Time) Dir { return &guardDir{WithClock(d.d, now), d.g} }

func (d *guardDir) OpenFile(path string, flags Flags) (f File, err error) {
	need := DirRead
	if flags&(Read|Write) == 0 || flags&Read != 0 {
		need |= FileRead
	}
	if flags&(Write|Truncate) != 0 {
		need |= FileWrite
	}
	if flags&Create != 0 {
		need |= DirChange
	}
	if err := d.g.allow(need); err != nil {
		return nil, err
	}
	if flags&Create == 0 {
		f, err = d.d.OpenFile(path, flags)
	} else if flags&Exclusive == 0 {
		f, err = d.d.OpenFile(path, flags&^Create)
	}
	if flags&Create != 0 && (flags&Exclusive != 0 || err != nil && IsNotExist(err)) {
		err = d.g.count(func() error {
			f, err = d.d.OpenFile(path, flags)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return &guardFile{f, d.g, flags}, nil
}

func (d *guardDir) OpenDir(path string) (Dir, error) {
	if err := d.g.allow(DirRead); err != nil {
		return nil, err
	}
	sub, err := d.d.OpenDir(path)
	if err != nil {
		return nil, err
	}
	return &guardDir{sub, d.g}, nil
}

func (d *guardDir) Stat(path string, follow bool) (Stat, error) {
	if err := d.g.allow(DirRead); err != nil {
		return Stat{}, err
	}
	return d.d.Stat(path, follow)
}

func (d *guardDir) SetTimes(path string, follow bool, times Times) error {
	if err := d.g.allow(DirChange); err != nil {
		return err
	}
	return d.d.SetTimes(path, follow, times)
}

func (d *guardDir) Mkdir(path string) error {
	return d.g.making(func() error { return d.d.Mkdir(path) })
}

func (d *guardDir) Symlink(to, path string) error {
	return d.g.making(func() error { return d.d.Symlink(to, path) })
}

func (d *guardDir) Rmdir(path string) error {
	if err := d.g.allow(DirChange); err != nil {
		return err
	}
	return d.d.Rmdir(path)
}

func (d *guardDir) Unlink(path string) error {
	if err := d.g.allow(DirChange); err != nil {
		return err
	}
	return d.d.Unlink(path)
}

func (d *guardDir) Readlink(path string) (string, error) {
	if err := d.g.allow(DirRead); err != nil {
		return "", err
	}
	return d.d.Readlink(path)
}

// foreign returns why nothing can be linked or renamed to a directory from one of another kind.
func foreign(dir Dir) error {
	if d, ok := dir.(*guardDir); ok {
		if err := d.g.allow(DirChange); err != nil {
			return err
		}
	}
	return ErrCrossDevice
}

// peer returns the directory behind dir, which must have the same guard.
func (d *guardDir) peer(dir Dir) (Dir, error) {
	if err := d.g.allow(DirChange); err != nil {
		return nil, err
	}
	if to, ok := dir.(*guardDir); ok && to.g == d.g {
		return to.d, nil
	}
	return nil, foreign(dir)
}

func (d *guardDir) Link(path string, dir Dir, newPath string) error {
	to, err := d.peer(dir)
	if err != nil {
		return err
	}
	return d.g.count(func() error { return d.d.Link(path, to, newPath) })
}

func (d *guardDir) Rename(path string, dir Dir, newPath string) error {
	to, err := d.peer(dir)
	if err != nil {
		return err
	}
	return d.d.Rename(path, to, newPath)
}

func (d *guardDir) List() (Listing, error) {
	if err := d.g.allow(DirRead); err != nil {
		return nil, err
	}
	return d.d.List()
}

// A guardFile is a file with a guard.
type guardFile struct {
	File
	g     *guard
	flags Flags
}

func (f *guardFile) SetTimes(times Times) error {
	if err := f.g.allow(FileWrite); err != nil {
		return err
	}
	return f.File.SetTimes(times)
}

// size returns the length of the file, and whether what is written to it counts.
func (f *guardFile) size() (n int64, counts bool, err error) {
	st, err := f.File.Stat()
	return int64(min(st.Size, math.MaxInt64)), st.Type == Regular, err
}

func (f *guardFile) SetSize(n int64) error {
	if err := f.g.allow(FileWrite); err != nil {
		return err
	}
	return f.grow(n, func() error { return f.File.SetSize(n) })
}

func (f *guardFile) Allocate(offset, n int64) error {
	if err := f.g.allow(FileWrite); err != nil {
		return err
	}
	if offset < 0 || n <= 0 || offset > math.MaxInt64-n {
		return ErrInvalid
	}
	return f.grow(offset+n, func() error { return f.File.Allocate(offset, n) })
}

// grow calls fn, which makes the file n bytes long if it is not that long.
func (f *guardFile) grow(n int64, fn func() error) error {
	if !f.g.counted {
		return fn()
	}
	size, _, err := f.size()
	if err != nil {
		return err
	}
	more := max(0, n-size)
	if got := f.g.take(more); got < more {
		f.g.back(got)
		return ErrQuota
	}
	if err := fn(); err != nil {
		f.g.back(more)
		return err
	}
	return nil
}

func (f *guardFile) SetAppend(on bool) error {
	f.flags &^= Append
	if on {
		f.flags |= Append
	}
	return f.File.SetAppend(on)
}

func (f *guardFile) Write(b []byte) (int, error) {
	if !f.g.counted {
		return f.File.Write(b)
	}
	offset := int64(0)
	if f.flags&Append != 0 {
		offset = math.MaxInt64
	} else if at, err := f.File.Seek(0, io.SeekCurrent); err == nil {
		offset = at
	}
	return f.write(b, offset, f.File.Write)
}

func (f *guardFile) WriteAt(b []byte, offset int64) (int, error) {
	if !f.g.counted {
		return f.File.WriteAt(b, offset)
	}
	return f.write(b, offset, func(b []byte) (int, error) { return f.File.WriteAt(b, offset) })
}

// write writes as much of b at an offset as there is room for; an offset of math.MaxInt64 is the end.
func (f *guardFile) write(b []byte, offset int64, fn func([]byte) (int, error)) (int, error) {
	size, counts, err := f.size()
	if err != nil {
		return 0, err
	}
	if !counts || len(b) == 0 {
		return fn(b)
	}
	gap := int64(0)
	if offset != math.MaxInt64 {
		gap = max(0, offset-size)
	}
	if gap > math.MaxInt64-int64(len(b)) {
		return 0, ErrFileTooBig
	}
	want := gap + int64(len(b))
	got := f.g.take(want)
	if got <= gap {
		f.g.back(got)
		return 0, ErrQuota
	}
	n, err := fn(b[:got-gap])
	used := int64(n)
	if n > 0 {
		used += gap
	}
	f.g.back(got - used)
	if err == nil && n < len(b) {
		err = ErrQuota
	}
	return n, err
}
