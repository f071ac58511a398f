//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly || solaris || wasip1

package preview1

import (
	"errors"
	"syscall"
)

// systemErrno returns the number for an error number of the system, or errnoSuccess for an error that has none.
func systemErrno(err error) errno {
	var e syscall.Errno
	if errors.As(err, &e) && int(e) < len(systemErrnos) {
		return systemErrnos[e]
	}
	return errnoSuccess
}

// systemErrnos has the error numbers that file and stream operations end in.
var systemErrnos = [...]errno{
	syscall.E2BIG:        errno2big,
	syscall.EACCES:       errnoAcces,
	syscall.EAGAIN:       errnoAgain,
	syscall.EBADF:        errnoBadf,
	syscall.EBUSY:        errnoBusy,
	syscall.ECONNABORTED: errnoConnaborted,
	syscall.ECONNREFUSED: errnoConnrefused,
	syscall.ECONNRESET:   errnoConnreset,
	syscall.EDEADLK:      errnoDeadlk,
	syscall.EDESTADDRREQ: errnoDestaddrreq,
	syscall.EDQUOT:       errnoDquot,
	syscall.EEXIST:       errnoExist,
	syscall.EFAULT:       errnoFault,
	syscall.EFBIG:        errnoFbig,
	syscall.EILSEQ:       errnoIlseq,
	syscall.EINTR:        errnoIntr,
	syscall.EINVAL:       errnoInval,
	syscall.EIO:          errnoIo,
	syscall.EISDIR:       errnoIsdir,
	syscall.ELOOP:        errnoLoop,
	syscall.EMFILE:       errnoMfile,
	syscall.EMLINK:       errnoMlink,
	syscall.EMSGSIZE:     errnoMsgsize,
	syscall.ENAMETOOLONG: errnoNametoolong,
	syscall.ENFILE:       errnoNfile,
	syscall.ENOBUFS:      errnoNobufs,
	syscall.ENODEV:       errnoNodev,
	syscall.ENOENT:       errnoNoent,
	syscall.ENOLCK:       errnoNolck,
	syscall.ENOMEM:       errnoNomem,
	syscall.ENOSPC:       errnoNospc,
	syscall.ENOSYS:       errnoNosys,
	syscall.ENOTCONN:     errnoNotconn,
	syscall.ENOTDIR:      errnoNotdir,
	syscall.ENOTEMPTY:    errnoNotempty,
	syscall.ENOTSOCK:     errnoNotsock,
	syscall.ENOTSUP:      errnoNotsup,
	syscall.ENOTTY:       errnoNotty,
	syscall.ENXIO:        errnoNxio,
	syscall.EOVERFLOW:    errnoOverflow,
	syscall.EPERM:        errnoPerm,
	syscall.EPIPE:        errnoPipe,
	syscall.ERANGE:       errnoRange,
	syscall.EROFS:        errnoRofs,
	syscall.ESPIPE:       errnoSpipe,
	syscall.ESRCH:        errnoSrch,
	syscall.ESTALE:       errnoStale,
	syscall.ETIMEDOUT:    errnoTimedout,
	syscall.ETXTBSY:      errnoTxtbsy,
	syscall.EXDEV:        errnoXdev,
}
