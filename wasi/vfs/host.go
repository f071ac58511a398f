package vfs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"
)

// This file holds the host's directories and files. Every path goes to a method of an os.Root, which keeps it inside; the checks
// here only give errors their right names and reject what a Root might take for something else.

// Root returns a directory of the host. It is closed with the Dir if owned is set.
//
// On Windows, names of devices, alternate streams and drives do not exist.
func Root(root *os.Root, owned bool) Dir {
	return &hostDir{root: root, base: root, path: ".", owned: owned}
}

// A hostDir is a directory of the host.
type hostDir struct {
	root  *os.Root
	base  *os.Root // of the directory that this one was opened through in the beginning
	path  string   // where it was in base when it was opened
	owned bool     // root is to be closed
}

func (d *hostDir) Close() error {
	if !d.owned {
		return nil
	}
	return d.root.Close()
}

// Sync does nothing on Windows, which has no such thing for directories.
func (d *hostDir) Sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := d.root.Open(".")
	if err != nil {
		return hostError(err)
	}
	defer f.Close()
	return f.Sync()
}

// checkNames reports whether the paths may be given to the system.
func checkNames(paths ...string) error {
	for _, p := range paths {
		if p == "" || runtime.GOOS == "windows" && !windowsPath(p) {
			return ErrNotExist
		}
	}
	return nil
}

// hostError names the error of a path that leads out.
func hostError(err error) error {
	if err != nil && errors.Is(err, escapes()) {
		return ErrPermission
	}
	return err
}

// escapes returns the error of os.Root for a path that leaves it. Package os does not export it, so it is learned
// from a path that does leave.
var escapes = sync.OnceValue(func() error {
	err := errors.New("path escapes from parent")
	root, openErr := os.OpenRoot(".")
	if openErr != nil {
		return err
	}
	defer root.Close()
	var path *fs.PathError
	if _, statErr := root.Lstat(".."); errors.As(statErr, &path) {
		err = path.Err
	}
	return err
})

func (d *hostDir) OpenFile(name string, flags Flags) (File, error) {
	if err := checkNames(name); err != nil {
		return nil, err
	}
	f, err := d.root.OpenFile(name, systemFlags(flags), 0o666)
	if err != nil {
		return nil, hostError(err)
	}
	file := &hostFile{File: f}
	if info, err := f.Stat(); err == nil && info.IsDir() { // it was something else a moment ago
		f.Close()
		return nil, ErrIsDirectory
	}
	if flags&Append != 0 {
		if err := file.SetAppend(true); err != nil {
			f.Close()
			return nil, err
		}
	}
	return file, nil
}

// systemFlags returns the flags for package os.
func systemFlags(flags Flags) int {
	mode := openFlags
	switch {
	case flags&Read != 0 && flags&(Write|Truncate) != 0:
		mode |= os.O_RDWR
	case flags&Write != 0:
		mode |= os.O_WRONLY
	default:
		mode |= os.O_RDONLY
	}
	if flags&Create != 0 {
		mode |= os.O_CREATE
		if flags&Exclusive != 0 {
			mode |= os.O_EXCL
		}
	}
	if flags&Truncate != 0 {
		mode |= os.O_TRUNC
	}
	if flags&Sync != 0 {
		mode |= os.O_SYNC
	}
	return mode
}

func (d *hostDir) OpenDir(name string) (Dir, error) {
	if err := checkNames(name); err != nil {
		return nil, err
	}
	root, err := d.root.OpenRoot(name)
	if err != nil {
		return nil, hostError(err)
	}
	return &hostDir{root: root, base: d.base, path: path.Join(d.path, name), owned: true}, nil
}

func (d *hostDir) Stat(name string, follow bool) (Stat, error) {
	info, err := d.info(name, follow)
	if err != nil {
		return Stat{}, err
	}
	st := hostStat(info)
	if st.Ino == 0 && (st.Type == Regular || st.Type == Directory) {
		if f, err := d.root.Open(name); err == nil {
			st = openStat(f, info)
			f.Close()
		}
	}
	return st, nil
}

func (d *hostDir) info(name string, follow bool) (fs.FileInfo, error) {
	if err := checkNames(name); err != nil {
		return nil, err
	}
	stat := d.root.Lstat
	if follow {
		stat = d.root.Stat
	}
	info, err := stat(name)
	return info, hostError(err)
}

func (d *hostDir) SetTimes(name string, follow bool, times Times) error {
	info, err := d.info(name, follow)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return hostError(d.root.Chtimes(name, times.Access, times.Modify))
	}
	dir, err := d.root.Open(path.Dir(name)) // name is a link, so its last element is neither "." nor ".."
	if err != nil {
		return hostError(err)
	}
	defer dir.Close()
	return setLinkTimes(dir, path.Base(name), times.Access, times.Modify)
}

func (d *hostDir) Mkdir(name string) error {
	if err := checkNames(name); err != nil {
		return err
	}
	return hostError(d.root.Mkdir(name, 0o777))
}

func (d *hostDir) Rmdir(name string) error { return d.remove(name, true) }

func (d *hostDir) Unlink(name string) error { return d.remove(name, false) }

// remove removes what must be a directory, or must be none.
func (d *hostDir) remove(name string, directory bool) error {
	info, err := d.info(name, false)
	switch {
	case err != nil:
		return err
	case directory && !info.IsDir():
		return ErrNotDirectory
	case !directory && info.IsDir():
		return ErrIsDirectory
	}
	return hostError(d.root.Remove(name))
}

func (d *hostDir) Symlink(to, name string) error {
	if err := checkNames(to, name); err != nil {
		return err
	}
	return hostError(d.root.Symlink(filepath.FromSlash(to), name))
}

func (d *hostDir) Readlink(name string) (string, error) {
	if err := checkNames(name); err != nil {
		return "", err
	}
	to, err := d.root.Readlink(name)
	return filepath.ToSlash(to), hostError(err)
}

func (d *hostDir) Link(name string, dir Dir, newName string) error {
	root, name, newName, err := d.common(name, dir, newName)
	if err != nil {
		return err
	}
	return hostError(root.Link(name, newName))
}

func (d *hostDir) Rename(name string, dir Dir, newName string) error {
	root, name, newName, err := d.common(name, dir, newName)
	if err != nil {
		return err
	}
	err = hostError(root.Rename(name, newName))
	if errors.Is(err, fs.ErrExist) {
		return replaceDirectory(root, name, newName, err)
	}
	return err
}

// replaceDirectory renames over an existing directory, which os.Root.Rename refuses to do with the error refusal.
func replaceDirectory(root *os.Root, name, newName string, refusal error) error {
	info, err := root.Lstat(name)
	if err != nil {
		return hostError(err)
	}
	newInfo, err := root.Lstat(newName)
	switch {
	case err != nil:
		return hostError(err)
	case !newInfo.IsDir():
		return refusal
	case !info.IsDir():
		return ErrIsDirectory
	case os.SameFile(info, newInfo):
		return nil
	}
	if err := root.Remove(newName); err != nil {
		return hostError(err)
	}
	if err = root.Rename(name, newName); err != nil {
		root.Mkdir(newName, newInfo.Mode().Perm())
	}
	return hostError(err)
}

// common returns a Root that both directories lie in, and the paths from there.
//
// Two directories that were opened one through the other have the Root of the first one in common; anything else is as
// if on two devices, and programs then copy. A directory that has been moved since it was opened is not found again.
func (d *hostDir) common(name string, dir Dir, newName string) (root *os.Root, oldPath, newPath string, err error) {
	if err := checkNames(name, newName); err != nil {
		return nil, "", "", err
	}
	to, ok := dir.(*hostDir)
	switch {
	case !ok:
		return nil, "", "", foreign(dir)
	case d.base != to.base:
		return nil, "", "", ErrCrossDevice
	case d == to:
		return d.root, name, newName, nil
	}
	if oldPath, err = d.fromBase(name); err != nil {
		return nil, "", "", err
	}
	if newPath, err = to.fromBase(newName); err != nil {
		return nil, "", "", err
	}
	return d.base, oldPath, newPath, nil
}

// fromBase returns the path from base to what is at name in d.
func (d *hostDir) fromBase(name string) (string, error) {
	if !filepath.IsLocal(name) {
		return "", ErrPermission
	}
	if d.path == "." {
		return name, nil
	}
	if _, err := d.root.Stat(path.Dir(name)); err != nil { // a link may lead out of d and stay in base
		return "", hostError(err)
	}
	was, err := d.base.Stat(d.path)
	if err != nil {
		return "", ErrCrossDevice
	}
	is, err := d.root.Stat(".")
	if err != nil {
		return "", hostError(err)
	}
	if !os.SameFile(was, is) {
		return "", ErrCrossDevice
	}
	return d.path + "/" + name, nil
}

func (d *hostDir) List() (Listing, error) {
	f, err := d.root.Open(".")
	if err != nil {
		return nil, hostError(err)
	}
	return &hostListing{f, d.root}, nil
}

// A hostListing keeps the system's own position in the directory, so entries that are removed or added do not shift the rest.
type hostListing struct {
	file *os.File
	root *os.Root
}

func (l *hostListing) Close() error { return l.file.Close() }

// Next looks at the entries through the root: what package os has in them goes by the directory's path on the host.
func (l *hostListing) Next(n int) ([]Entry, error) {
	entries, err := l.file.ReadDir(n)
	if err != nil && len(entries) == 0 {
		return nil, err
	}
	list := make([]Entry, len(entries))
	for i, e := range entries {
		list[i] = Entry{Name: e.Name(), Type: typeOf(e.Type())}
		if info, err := l.root.Lstat(e.Name()); err == nil {
			st := hostStat(info)
			list[i].Ino, list[i].Type = st.Ino, st.Type
		}
	}
	if len(list) == 0 {
		return nil, io.EOF
	}
	return list, nil
}

// NewFile returns the File of a file of the host. If it is borrowed, it is not closed with the File, and what the system knows of it, which
// others may share, is left alone.
func NewFile(f *os.File, borrowed bool) File { return &hostFile{File: f, borrowed: borrowed} }

// OSFile returns the file of the host behind f, or nil if there is none.
func OSFile(f File) *os.File {
	switch f := f.(type) {
	case *hostFile:
		return f.File
	case *guardFile:
		return OSFile(f.File)
	}
	return nil
}

// A hostFile is an open file of the host.
type hostFile struct {
	*os.File
	borrowed bool
	atEnd    bool // Write has to go to the end, as the system does not
}

func (f *hostFile) Close() error {
	if f.borrowed {
		return nil
	}
	return f.File.Close()
}

func (f *hostFile) Write(b []byte) (int, error) {
	if f.atEnd {
		if _, err := f.File.Seek(0, io.SeekEnd); err != nil {
			return 0, err
		}
	}
	return f.File.Write(b)
}

func (f *hostFile) Stat() (Stat, error) {
	info, err := f.File.Stat()
	if err != nil {
		return Stat{}, err
	}
	return openStat(f.File, info), nil
}

func (f *hostFile) SetTimes(times Times) error {
	if f.borrowed {
		return ErrInvalid
	}
	return setFileTimes(f.File, times.Access, times.Modify)
}

func (f *hostFile) SetSize(n int64) error { return f.File.Truncate(n) }

func (f *hostFile) Allocate(offset, n int64) error { return allocate(f.File, offset, n) }

func (f *hostFile) SetAppend(on bool) error {
	f.atEnd = on && (f.borrowed || !setAppend(f.File, true))
	if !on && !f.borrowed {
		setAppend(f.File, false)
	}
	return nil
}
