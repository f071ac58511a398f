// Package vfs is the file systems that guests are given: directories of the host, any fs.FS, and ones in memory, behind one interface.
//
// A Dir is a top: every path given to it stays below it, whatever symbolic links lie on the way. Root confines a directory of the
// host by os.Root, FromFS takes an fs.FS, which is read-only, and NewMem makes a file system in memory. Guard takes permissions
// away from a Dir and counts what is written through it. The hosts of WASI use this package; other implementations of Dir may be
// given to them as well.
package vfs

import (
	"io"
	"io/fs"
	"math"
	"time"
)

// A Dir is an open directory.
//
// Paths are separated by slashes and relative; an absolute one, and one that leads out of the directory, is ErrPermission. A path that
// ends in a slash is one of a directory. Methods that do not follow symbolic links still follow those before the last element of a path.
// Errors are those of this package, of package fs or of the system. Methods of different Dirs may be called concurrently.
type Dir interface {
	// OpenFile opens or makes what is no directory, following links. Exclusive is for Create only; Follow and Directory are not looked at.
	OpenFile(path string, flags Flags) (File, error)

	// OpenDir opens a directory as a top of its own, following links.
	OpenDir(path string) (Dir, error)

	// Stat looks at what is at a path, and at what a link leads to if follow is set.
	Stat(path string, follow bool) (Stat, error)

	// SetTimes sets the times of what is at a path.
	SetTimes(path string, follow bool, times Times) error

	Mkdir(path string) error       // makes a directory
	Rmdir(path string) error       // removes an empty directory
	Unlink(path string) error      // removes what is no directory
	Symlink(to, path string) error // makes a link that leads to a relative path
	Readlink(path string) (string, error)

	// Link gives a file a second name in a directory of the same file system, and Rename moves what is at a path there, over a file or an
	// empty directory if there is one. A directory that has nothing in common with this one is ErrCrossDevice.
	Link(path string, dir Dir, newPath string) error
	Rename(path string, dir Dir, newPath string) error

	List() (Listing, error) // starts to list the directory
	Sync() error            // writes what is kept of the directory in memory to the device

	Close() error
}

// WithClock returns d with another clock for the times of files, if it has a method of that name and type; else it returns d.
func WithClock(d Dir, now func() time.Time) Dir {
	if c, ok := d.(interface {
		WithClock(now func() time.Time) Dir
	}); ok {
		return c.WithClock(now)
	}
	return d
}

// A File is an open file with an offset, where Read and Write begin and which they move. Its methods are not safe for concurrent use.
type File interface {
	io.Reader
	io.ReaderAt
	io.Writer
	io.WriterAt
	io.Seeker
	io.Closer

	Stat() (Stat, error)
	SetTimes(times Times) error
	SetSize(n int64) error          // makes the file longer, with zeros, or shorter
	Allocate(offset, n int64) error // makes room for n bytes at an offset, and the file longer if it ends before them
	SetAppend(on bool) error        // makes Write go to the end of the file
	Sync() error                    // writes what is kept in memory to the device
}

// A Listing goes through the entries of a directory but "." and "..". What is added or removed meanwhile may be missing or
// present; everything else comes exactly once.
type Listing interface {
	Next(n int) ([]Entry, error) // up to n entries, n > 0; io.EOF at the end
	Close() error
}

// An Entry is an entry of a directory.
type Entry struct {
	Name string
	Type Type
	Ino  uint64
}

// A Type says what something in a file system is.
type Type uint8

// The types of files.
const (
	Unknown Type = iota
	BlockDevice
	CharDevice
	Directory
	Regular
	Socket
	Symlink
	Pipe
)

// A Stat is the attributes of a file.
type Stat struct {
	Type  Type
	Dev   uint64 // 0 for a file system that is not the host's
	Ino   uint64 // 0 if there is no such number
	Nlink uint64
	Size  uint64

	// Nanoseconds since 1970, or the nearest that there is: of last access, of last change of the content and of the attributes.
	Atime, Mtime, Ctime uint64
}

// Times are times to set; a zero one stays as it is.
type Times struct{ Access, Modify time.Time }

// A Flags says how to open something.
type Flags uint16

// The flags.
const (
	Read Flags = 1 << iota
	Write
	Append
	Sync
	Create
	Exclusive // with Create: there must be nothing
	Truncate
	OpensDirectory // there must be a directory
	Follow         // follow a symbolic link
)

// Open opens what is at a path: of the file and the directory returned, the other one is nil. What is neither opened for reading nor for
// writing is opened for reading.
//
// A directory can be opened for reading only. A link that is not followed is ErrLoop.
func Open(d Dir, path string, flags Flags) (File, Dir, error) {
	if flags&OpensDirectory != 0 && flags&Create != 0 {
		return nil, nil, ErrInvalid
	}
	st, err := d.Stat(path, flags&Follow != 0)
	switch {
	case err != nil && flags&Create != 0 && IsNotExist(err):
		// It is going to be made, unless the name is that of a link that leads to nothing and is followed.
	case err != nil:
		return nil, nil, err
	case flags&Create != 0 && flags&Exclusive != 0:
		return nil, nil, ErrExist
	case st.Type == Symlink:
		return nil, nil, ErrLoop
	case st.Type == Directory:
		if flags&(Create|Truncate|Write) != 0 {
			return nil, nil, ErrIsDirectory
		}
		sub, err := d.OpenDir(path)
		return nil, sub, err
	case flags&OpensDirectory != 0:
		return nil, nil, ErrNotDirectory
	}
	if flags&Write == 0 {
		flags |= Read
	}
	f, err := d.OpenFile(path, flags)
	return f, nil, err
}

// typeOf returns the type of a file.
func typeOf(mode fs.FileMode) Type {
	switch mode.Type() {
	case 0:
		return Regular
	case fs.ModeDir:
		return Directory
	case fs.ModeSymlink:
		return Symlink
	case fs.ModeDevice:
		return BlockDevice
	case fs.ModeDevice | fs.ModeCharDevice:
		return CharDevice
	case fs.ModeSocket:
		return Socket
	case fs.ModeNamedPipe:
		return Pipe
	}
	return Unknown
}

// nanoseconds returns a time in nanoseconds since 1970, or the nearest that there is.
func nanoseconds(sec, nsec int64) uint64 {
	const maxSec = math.MaxUint64/1_000_000_000 - 1
	switch {
	case sec < 0:
		return 0
	case sec > maxSec:
		return math.MaxUint64
	}
	return uint64(sec)*1e9 + uint64(nsec)
}

// statOf returns what every system tells of a file.
func statOf(info fs.FileInfo) Stat {
	mtime := info.ModTime()
	st := Stat{Type: typeOf(info.Mode()), Size: uint64(max(0, info.Size())), Nlink: 1}
	st.Mtime = nanoseconds(mtime.Unix(), int64(mtime.Nanosecond()))
	st.Atime, st.Ctime = st.Mtime, st.Mtime
	return st
}
