package vfs

import (
	"errors"
	"hash/fnv"
	"io"
	"io/fs"
	"path"
)

// This file holds the directories made of an fs.FS. They are read-only.

// FromFS returns the top directory of an fs.FS. Whatever would change something is ErrReadOnly.
//
// Symbolic links of an fs.ReadLinkFS are followed here, so that none leads out. A file system that follows links by itself, unseen, is
// trusted to keep them inside. Files that can neither seek nor read at an offset can be read from their beginning to their end only.
func FromFS(fsys fs.FS) Dir {
	return &fsDir{tree: fsTree{fsys}, dir: fsNode{name: ".", typ: Directory}}
}

// A fsNode is something in an fs.FS.
type fsNode struct {
	name string // as fs.ValidPath has it
	typ  Type
}

// fsTree walks in an fs.FS.
type fsTree struct{ fsys fs.FS }

func (t fsTree) child(dir fsNode, name string) (fsNode, error) {
	full := path.Join(dir.name, name)
	if !fs.ValidPath(full) {
		return fsNode{}, ErrNotExist
	}
	info, err := t.lstat(full)
	if err != nil {
		if IsNotExist(err) {
			err = ErrNotExist
		}
		return fsNode{}, err
	}
	return fsNode{full, typeOf(info.Mode())}, nil
}

func (t fsTree) kind(n fsNode) Type { return n.typ }

func (t fsTree) target(link fsNode) (string, error) { return fs.ReadLink(t.fsys, link.name) }

// lstat looks at something without following a link, if the file system can tell links.
func (t fsTree) lstat(name string) (fs.FileInfo, error) { return fs.Lstat(t.fsys, name) }

// A fsDir is a directory of an fs.FS.
type fsDir struct {
	tree fsTree
	dir  fsNode
}

func (d *fsDir) at(path string, mode linkMode) (fsNode, error) {
	p, err := existing(d.tree, d.dir, path, mode)
	return p.node, err
}

func (d *fsDir) OpenFile(path string, flags Flags) (File, error) {
	if flags&(Write|Append|Create|Truncate) != 0 {
		return nil, ErrReadOnly
	}
	n, err := d.at(path, followLink)
	switch {
	case err != nil:
		return nil, err
	case n.typ == Directory:
		return nil, ErrIsDirectory
	case n.typ != Regular:
		return nil, ErrPermission // opening a pipe or a device may wait, or have effects
	}
	f, err := d.tree.fsys.Open(n.name)
	if err != nil {
		return nil, err
	}
	return &fsFile{f: f, name: n.name}, nil
}

func (d *fsDir) OpenDir(path string) (Dir, error) {
	n, err := d.at(path, followLink)
	switch {
	case err != nil:
		return nil, err
	case n.typ != Directory:
		return nil, ErrNotDirectory
	}
	return &fsDir{d.tree, n}, nil
}

func (d *fsDir) Stat(path string, follow bool) (Stat, error) {
	n, err := d.at(path, follows(follow))
	if err != nil {
		return Stat{}, err
	}
	info, err := d.tree.lstat(n.name)
	if err != nil {
		return Stat{}, err
	}
	return fsStat(n.name, info), nil
}

// fsStat returns the attributes of something; the hash of its name is its inode.
func fsStat(name string, info fs.FileInfo) Stat {
	st := statOf(info)
	st.Ino = fsIno(name)
	return st
}

func fsIno(name string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, name)
	return h.Sum64() | 1
}

func (d *fsDir) Readlink(path string) (string, error) {
	n, err := d.at(path, slashFollows)
	switch {
	case err != nil:
		return "", err
	case n.typ != Symlink:
		return "", ErrInvalid
	}
	return d.tree.target(n)
}

func (d *fsDir) SetTimes(string, bool, Times) error { return ErrReadOnly }
func (d *fsDir) Mkdir(string) error                 { return ErrReadOnly }
func (d *fsDir) Rmdir(string) error                 { return ErrReadOnly }
func (d *fsDir) Unlink(string) error                { return ErrReadOnly }
func (d *fsDir) Symlink(string, string) error       { return ErrReadOnly }
func (d *fsDir) Link(string, Dir, string) error     { return ErrReadOnly }
func (d *fsDir) Rename(string, Dir, string) error   { return ErrReadOnly }
func (d *fsDir) Sync() error                        { return nil }
func (d *fsDir) Close() error                       { return nil }

func (d *fsDir) List() (Listing, error) {
	f, err := d.tree.fsys.Open(d.dir.name)
	if err != nil {
		return nil, err
	}
	if l, ok := f.(fs.ReadDirFile); ok {
		return &fsListing{f: l, dir: d.dir.name}, nil
	}
	f.Close()
	entries, err := fs.ReadDir(d.tree.fsys, d.dir.name)
	if err != nil {
		return nil, err
	}
	return &fsListing{rest: entries, dir: d.dir.name}, nil
}

// A fsListing lists a directory of an fs.FS.
type fsListing struct {
	f    fs.ReadDirFile // if it can list itself
	rest []fs.DirEntry  // if it cannot
	dir  string
}

func (l *fsListing) Close() error {
	if l.f == nil {
		return nil
	}
	return l.f.Close()
}

func (l *fsListing) Next(n int) ([]Entry, error) {
	var entries []fs.DirEntry
	if l.f != nil {
		var err error
		if entries, err = l.f.ReadDir(n); err != nil && len(entries) == 0 {
			return nil, err
		}
	} else {
		entries = l.rest[:min(n, len(l.rest))]
		l.rest = l.rest[len(entries):]
	}
	if len(entries) == 0 {
		return nil, io.EOF
	}
	list := make([]Entry, len(entries))
	for i, e := range entries {
		list[i] = Entry{Name: e.Name(), Type: typeOf(e.Type()), Ino: fsIno(path.Join(l.dir, e.Name()))}
	}
	return list, nil
}

// A fsFile is an open file of an fs.FS.
type fsFile struct {
	f      fs.File
	name   string
	offset int64 // where the guest is
	at     int64 // where f is
}

func (f *fsFile) Close() error { return f.f.Close() }

func (f *fsFile) Read(b []byte) (int, error) {
	n, err := f.readAt(b, f.offset)
	f.offset += int64(n)
	return n, err
}

func (f *fsFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, ErrInvalid
	}
	done := 0
	for done < len(b) {
		n, err := f.readAt(b[done:], offset+int64(done))
		done += n
		if err != nil {
			return done, err
		}
		if n == 0 {
			return done, io.ErrNoProgress
		}
	}
	return done, nil
}

// readAt reads at an offset what comes at once.
func (f *fsFile) readAt(b []byte, offset int64) (n int, err error) {
	if r, ok := f.f.(io.ReaderAt); ok {
		n, err = r.ReadAt(b, offset)
	} else {
		if offset != f.at {
			s, ok := f.f.(io.Seeker)
			if !ok {
				return 0, ErrUnsupported
			}
			if f.at, err = s.Seek(offset, io.SeekStart); err != nil {
				return 0, err
			}
		}
		n, err = f.f.Read(b)
		n = min(max(n, 0), len(b))
		f.at += int64(n)
	}
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	if n == 0 && err != nil && f.behind(offset) {
		err = io.EOF
	}
	return n, err
}

// behind reports whether an offset is behind the end of the file, which some file systems call invalid.
func (f *fsFile) behind(offset int64) bool {
	info, err := f.f.Stat()
	return err == nil && offset >= info.Size()
}

func (f *fsFile) Seek(offset int64, whence int) (int64, error) {
	base := int64(0)
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		base = f.offset
	case io.SeekEnd:
		info, err := f.f.Stat()
		if err != nil {
			return 0, err
		}
		base = max(0, info.Size())
	default:
		return 0, ErrInvalid
	}
	if offset > 0 && base+offset < base || base+offset < 0 {
		return 0, ErrInvalid
	}
	f.offset = base + offset
	return f.offset, nil
}

func (f *fsFile) Stat() (Stat, error) {
	info, err := f.f.Stat()
	if err != nil {
		return Stat{}, err
	}
	return fsStat(f.name, info), nil
}

func (f *fsFile) Write([]byte) (int, error)          { return 0, ErrBadFile }
func (f *fsFile) WriteAt([]byte, int64) (int, error) { return 0, ErrBadFile }
func (f *fsFile) SetTimes(Times) error               { return ErrReadOnly }
func (f *fsFile) SetSize(int64) error                { return ErrBadFile }
func (f *fsFile) Allocate(int64, int64) error        { return ErrBadFile }
func (f *fsFile) SetAppend(bool) error               { return nil }
func (f *fsFile) Sync() error                        { return nil }
