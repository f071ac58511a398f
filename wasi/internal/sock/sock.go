// Package sock holds sockets that never block, as far as hosts of WASI need them: what cannot be done at once is ErrWouldBlock, and the system's
// number of a socket, which Fd returns, is there to be waited for.
//
// Package net has no socket that is bound and neither listens nor connects yet, which guests have.
package sock

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// ErrWouldBlock says that something has to be waited for.
var ErrWouldBlock = errors.New("operation would block")

// ErrNotSupported is the error of all functions where there are no such sockets.
var ErrNotSupported = errors.New("sockets are not supported on this system")

// An Option is an option of a socket that is a number.
type Option int

// The options. Times are in seconds, sizes in bytes.
const (
	KeepAlive Option = iota // 0 or 1
	KeepIdle
	KeepInterval
	KeepCount
	HopLimit
	ReceiveBuffer
	SendBuffer
)

// The directions of Shutdown.
const (
	Receive = 1 << iota
	Send
)

// A Code names what went wrong, in the words of wasi:sockets.
type Code string

// The codes.
const (
	Unknown           Code = "unknown"
	AccessDenied      Code = "access-denied"
	NotSupported      Code = "not-supported"
	InvalidArgument   Code = "invalid-argument"
	OutOfMemory       Code = "out-of-memory"
	Timeout           Code = "timeout"
	Concurrency       Code = "concurrency-conflict"
	NotInProgress     Code = "not-in-progress"
	WouldBlock        Code = "would-block"
	InvalidState      Code = "invalid-state"
	SocketLimit       Code = "new-socket-limit"
	NotBindable       Code = "address-not-bindable"
	AddressInUse      Code = "address-in-use"
	Unreachable       Code = "remote-unreachable"
	ConnectionRefused Code = "connection-refused"
	ConnectionReset   Code = "connection-reset"
	ConnectionAborted Code = "connection-aborted"
	DatagramTooLarge  Code = "datagram-too-large"
	NameUnresolvable  Code = "name-unresolvable"
	TemporaryResolver Code = "temporary-resolver-failure"
	PermanentResolver Code = "permanent-resolver-failure"
)

// CodeOf returns the code of an error of a socket, or of the look-up of a name.
func CodeOf(err error) Code {
	var errno syscall.Errno
	var dns *net.DNSError
	switch {
	case errors.Is(err, ErrWouldBlock):
		return WouldBlock
	case errors.Is(err, ErrNotSupported):
		return NotSupported
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.As(err, &dns):
		switch {
		case dns.IsNotFound:
			return NameUnresolvable
		case dns.IsTemporary, dns.IsTimeout:
			return TemporaryResolver
		}
		return PermanentResolver
	case errors.As(err, &errno):
		return codeOf(errno)
	}
	return Unknown
}

// A Datagram is a message of UDP.
type Datagram struct {
	Data []byte
	From netip.AddrPort
}

// MaxDatagram is the size of the largest datagram there is, and more.
const MaxDatagram = 64 << 10
