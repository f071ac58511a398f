//go:build !windows

package sock

import "syscall"

// codeOf returns the code of an error of the system.
func codeOf(errno syscall.Errno) Code {
	switch errno {
	case syscall.EACCES, syscall.EPERM:
		return AccessDenied
	case syscall.EOPNOTSUPP, syscall.EAFNOSUPPORT, syscall.EPROTONOSUPPORT, syscall.ENOPROTOOPT:
		return NotSupported
	case syscall.EINVAL, syscall.EDESTADDRREQ, syscall.EFAULT:
		return InvalidArgument
	case syscall.ENOMEM, syscall.ENOBUFS:
		return OutOfMemory
	case syscall.ETIMEDOUT:
		return Timeout
	case syscall.EALREADY:
		return Concurrency
	case syscall.EAGAIN, syscall.EINPROGRESS:
		return WouldBlock
	case syscall.EISCONN, syscall.ENOTCONN:
		return InvalidState
	case syscall.EMFILE, syscall.ENFILE:
		return SocketLimit
	case syscall.EADDRNOTAVAIL:
		return NotBindable
	case syscall.EADDRINUSE:
		return AddressInUse
	case syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.ENETDOWN, syscall.ENETRESET:
		return Unreachable
	case syscall.ECONNREFUSED:
		return ConnectionRefused
	case syscall.ECONNRESET, syscall.EPIPE:
		return ConnectionReset
	case syscall.ECONNABORTED:
		return ConnectionAborted
	case syscall.EMSGSIZE:
		return DatagramTooLarge
	}
	return Unknown
}
