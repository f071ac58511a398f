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
	for _, x := range general {
		if errors.Is(err, x.err) {
			return x.name, true
		}
	}
	return "", false
}

// general has the names of errors that are the same on every system.
var general = [...]struct {
	err  error
	name string
}{
	{io.ErrClosedPipe, "pipe"},
	{net.ErrClosed, "notconn"},
	{os.ErrDeadlineExceeded, "timedout"},
	{fs.ErrNotExist, "noent"},
	{fs.ErrExist, "exist"},
	{fs.ErrPermission, "acces"},
	{fs.ErrClosed, "badf"},
	{errors.ErrUnsupported, "notsup"},
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
