//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly || solaris || wasip1

package errname

import (
	"errors"
	"syscall"
)

// systemName returns the name of an error number of the system, or nothing for an error that has none.
func systemName(err error) string {
	var e syscall.Errno
	if errors.As(err, &e) && int(e) < len(systemNames) {
		return systemNames[e]
	}
	return ""
}

// systemNames has the error numbers that file and stream operations end in.
var systemNames = [...]string{
	syscall.E2BIG:        "2big",
	syscall.EACCES:       "acces",
	syscall.EAGAIN:       "again",
	syscall.EBADF:        "badf",
	syscall.EBUSY:        "busy",
	syscall.ECONNABORTED: "connaborted",
	syscall.ECONNREFUSED: "connrefused",
	syscall.ECONNRESET:   "connreset",
	syscall.EDEADLK:      "deadlk",
	syscall.EDESTADDRREQ: "destaddrreq",
	syscall.EDQUOT:       "dquot",
	syscall.EEXIST:       "exist",
	syscall.EFAULT:       "fault",
	syscall.EFBIG:        "fbig",
	syscall.EILSEQ:       "ilseq",
	syscall.EINTR:        "intr",
	syscall.EINVAL:       "inval",
	syscall.EIO:          "io",
	syscall.EISDIR:       "isdir",
	syscall.ELOOP:        "loop",
	syscall.EMFILE:       "mfile",
	syscall.EMLINK:       "mlink",
	syscall.EMSGSIZE:     "msgsize",
	syscall.ENAMETOOLONG: "nametoolong",
	syscall.ENFILE:       "nfile",
	syscall.ENOBUFS:      "nobufs",
	syscall.ENODEV:       "nodev",
	syscall.ENOENT:       "noent",
	syscall.ENOLCK:       "nolck",
	syscall.ENOMEM:       "nomem",
	syscall.ENOSPC:       "nospc",
	syscall.ENOSYS:       "nosys",
	syscall.ENOTCONN:     "notconn",
	syscall.ENOTDIR:      "notdir",
	syscall.ENOTEMPTY:    "notempty",
	syscall.ENOTSOCK:     "notsock",
	syscall.ENOTSUP:      "notsup",
	syscall.ENOTTY:       "notty",
	syscall.ENXIO:        "nxio",
	syscall.EOVERFLOW:    "overflow",
	syscall.EPERM:        "perm",
	syscall.EPIPE:        "pipe",
	syscall.ERANGE:       "range",
	syscall.EROFS:        "rofs",
	syscall.ESPIPE:       "spipe",
	syscall.ESRCH:        "srch",
	syscall.ESTALE:       "stale",
	syscall.ETIMEDOUT:    "timedout",
	syscall.ETXTBSY:      "txtbsy",
	syscall.EXDEV:        "xdev",
}
