// Package errname names what goes wrong with files and streams, whichever system or file system it comes from, as POSIX does: an error's name in
// small letters and without its E. The hosts of WASI make error numbers of the names.
package errname

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"

	"github.com/wvm-project/wvm/wasi/vfs"
)

// Of returns the name of an error of packages os and vfs, "io" for one that has none, and nothing for nil. The end of a file is no error:
// callers take io.EOF away first.
func Of(err error) string {
	if err == nil {
		return ""
	}
	if name, ok := Find(err); ok {
		return name
	}
	return "io"
}

// Find is Of for any error: it reports whether there is a name for it.
func Find(err error) (name string, ok bool) {
	var own vfs.Error
	if errors.As(err, &own) && int(own) < len(vfsNames) && own != 0 {
		return vfsNames[own], true
	}
	if name := systemName(err); name != "" {
		return name, true
	}
	name = generalName(err)
	return name, name != ""
}

// generalName returns the name of an error that is the same on every system, or nothing.
func generalName(err error) string {
	switch {
	case errors.Is(err, io.ErrClosedPipe):
		return "pipe"
	case errors.Is(err, net.ErrClosed):
		return "notconn"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "timedout"
	case errors.Is(err, fs.ErrNotExist):
		return "noent"
	case errors.Is(err, fs.ErrExist):
		return "exist"
	case errors.Is(err, fs.ErrPermission):
		return "acces"
	case errors.Is(err, fs.ErrClosed):
		return "badf"
	case errors.Is(err, errors.ErrUnsupported):
		return "notsup"
	}
	return ""
}

// vfsNames has the names of the errors of package vfs.
var vfsNames = [...]string{
	vfs.ErrPermission:   "perm",
	vfs.ErrNotExist:     "noent",
	vfs.ErrExist:        "exist",
	vfs.ErrNotDirectory: "notdir",
	vfs.ErrIsDirectory:  "isdir",
	vfs.ErrNotEmpty:     "notempty",
	vfs.ErrLoop:         "loop",
	vfs.ErrInvalid:      "inval",
	vfs.ErrBadFile:      "badf",
	vfs.ErrNameTooLong:  "nametoolong",
	vfs.ErrNoSpace:      "nospc",
	vfs.ErrQuota:        "dquot",
	vfs.ErrFileTooBig:   "fbig",
	vfs.ErrReadOnly:     "rofs",
	vfs.ErrCrossDevice:  "xdev",
	vfs.ErrUnsupported:  "notsup",
	vfs.ErrBusy:         "busy",
	vfs.ErrTooManyLinks: "mlink",
}
