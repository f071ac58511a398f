//go:build !windows

package sock

import (
	"sync"
	"syscall"
)

// codes are those of the system's errors.
var codes = sync.OnceValue(func() map[syscall.Errno]Code {
	return map[syscall.Errno]Code{
		syscall.EACCES: AccessDenied, syscall.EPERM: AccessDenied,
		syscall.EOPNOTSUPP: NotSupported, syscall.EAFNOSUPPORT: NotSupported, syscall.EPROTONOSUPPORT: NotSupported, syscall.ENOPROTOOPT: NotSupported,
		syscall.EINVAL: InvalidArgument, syscall.EDESTADDRREQ: InvalidArgument, syscall.EFAULT: InvalidArgument,
		syscall.ENOMEM: OutOfMemory, syscall.ENOBUFS: OutOfMemory,
		syscall.ETIMEDOUT: Timeout,
		syscall.EALREADY:  Concurrency,
		syscall.EAGAIN:    WouldBlock, syscall.EINPROGRESS: WouldBlock,
		syscall.EISCONN: InvalidState, syscall.ENOTCONN: InvalidState,
		syscall.EMFILE: SocketLimit, syscall.ENFILE: SocketLimit,
		syscall.EADDRNOTAVAIL: NotBindable,
		syscall.EADDRINUSE:    AddressInUse,
		syscall.EHOSTUNREACH:  Unreachable, syscall.ENETUNREACH: Unreachable, syscall.ENETDOWN: Unreachable, syscall.ENETRESET: Unreachable,
		syscall.ECONNREFUSED: ConnectionRefused,
		syscall.ECONNRESET:   ConnectionReset, syscall.EPIPE: ConnectionReset,
		syscall.ECONNABORTED: ConnectionAborted,
		syscall.EMSGSIZE:     DatagramTooLarge,
	}
})
