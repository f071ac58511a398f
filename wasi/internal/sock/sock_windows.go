package sock

import (
	"errors"
	"net/netip"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// This file holds the sockets of Windows.

// codeOf returns the code of an error of the system.
func codeOf(errno syscall.Errno) Code {
	switch errno {
	case windows.WSAEACCES:
		return AccessDenied
	case windows.WSAEOPNOTSUPP, windows.WSAEAFNOSUPPORT, windows.WSAEPFNOSUPPORT, windows.WSAEPROTONOSUPPORT, windows.WSAESOCKTNOSUPPORT,
		windows.WSAENOPROTOOPT:
		return NotSupported
	case windows.WSAEINVAL, windows.WSAEDESTADDRREQ, windows.WSAEFAULT:
		return InvalidArgument
	case windows.WSAENOBUFS:
		return OutOfMemory
	case windows.WSAETIMEDOUT:
		return Timeout
	case windows.WSAEALREADY:
		return Concurrency
	case windows.WSAEISCONN, windows.WSAENOTCONN:
		return InvalidState
	case windows.WSAEMFILE, windows.WSAEPROCLIM:
		return SocketLimit
	case windows.WSAEADDRNOTAVAIL:
		return NotBindable
	case windows.WSAEADDRINUSE:
		return AddressInUse
	case windows.WSAEHOSTUNREACH, windows.WSAEHOSTDOWN, windows.WSAENETUNREACH, windows.WSAENETDOWN, windows.WSAENETRESET:
		return Unreachable
	case windows.WSAECONNREFUSED:
		return ConnectionRefused
	case windows.WSAECONNRESET, windows.WSAESHUTDOWN, windows.WSAEDISCON:
		return ConnectionReset
	case windows.WSAECONNABORTED:
		return ConnectionAborted
	case windows.WSAEMSGSIZE:
		return DatagramTooLarge
	}
	return Unknown
}

var (
	ws2        = windows.NewLazySystemDLL("ws2_32.dll")
	procAccept = ws2.NewProc("accept")
	procIoctl  = ws2.NewProc("ioctlsocket")
	procPoll   = ws2.NewProc("WSAPoll")
)

// startup makes the system's sockets available to the process.
var startup = sync.OnceValue(func() error {
	var data windows.WSAData
	return windows.WSAStartup(2<<8|2, &data) // version 2.2
})

// What package windows has no names for.
const (
	fionbio          = 0x8004667e
	soError          = 0x1007
	soExclusiveAddr  = ^0x4
	pollWrite        = 0x0010 // POLLWRNORM
	noHandle         = windows.InvalidHandle
	shutdownReceive  = 0
	shutdownSend     = 1
	shutdownBothWays = 2
)

// A Socket is a socket. It is for one goroutine at a time.
type Socket struct {
	fd windows.Handle
	v6 bool
}

// New returns a socket, for UDP or else for TCP, over IPv6 only or IPv4.
func New(v6, udp bool) (*Socket, error) {
	if err := startup(); err != nil {
		return nil, err
	}
	domain, kind, protocol := int32(windows.AF_INET), int32(windows.SOCK_STREAM), int32(windows.IPPROTO_TCP)
	if v6 {
		domain = windows.AF_INET6
	}
	if udp {
		kind, protocol = windows.SOCK_DGRAM, windows.IPPROTO_UDP
	}
	fd, err := windows.WSASocket(domain, kind, protocol, nil, 0, windows.WSA_FLAG_OVERLAPPED|windows.WSA_FLAG_NO_HANDLE_INHERIT)
	if err != nil {
		return nil, err
	}
	s := &Socket{fd, v6}
	if err := s.prepare(udp); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// prepare makes a new socket one that does not block, that has IPv6 only, and that does not hear of datagrams which nobody took.
func (s *Socket) prepare(udp bool) error {
	if err := s.setNonblock(); err != nil {
		return err
	}
	if udp {
		off, n := uint32(0), uint32(0)
		err := windows.WSAIoctl(s.fd, windows.SIO_UDP_CONNRESET, (*byte)(unsafe.Pointer(&off)), 4, nil, 0, &n, nil, 0)
		if err != nil && err != windows.WSAEOPNOTSUPP {
			return err
		}
	}
	if s.v6 {
		return windows.SetsockoptInt(s.fd, windows.IPPROTO_IPV6, windows.IPV6_V6ONLY, 1)
	}
	return nil
}

func (s *Socket) setNonblock() error {
	on := uint32(1)
	if r, _, err := procIoctl.Call(uintptr(s.fd), fionbio, uintptr(unsafe.Pointer(&on))); r != 0 {
		return err
	}
	return nil
}

// Fd returns the system's number of the socket.
func (s *Socket) Fd() int { return int(s.fd) }

// Close closes the socket.
func (s *Socket) Close() error {
	if s.fd == noHandle {
		return nil
	}
	err := windows.Closesocket(s.fd)
	s.fd = noHandle
	return err
}

// sockaddr returns an address in the form of the system.
func sockaddr(a netip.AddrPort) windows.Sockaddr {
	if a.Addr().Is4() {
		return &windows.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &windows.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

// addrPort returns an address of the system's.
func addrPort(sa windows.Sockaddr) netip.AddrPort {
	switch a := sa.(type) {
	case *windows.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *windows.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port))
	}
	return netip.AddrPort{}
}

// waiting is ErrWouldBlock in the place of the system's errors that say so.
func waiting(err error) error {
	switch err {
	case windows.WSAEWOULDBLOCK, windows.WSAEINPROGRESS, windows.WSAEINTR:
		return ErrWouldBlock
	}
	return err
}

// Bind gives the socket an address of its own, which no other socket can then take as well. That of a connection that has just ended may be taken
// again.
func (s *Socket) Bind(to netip.AddrPort, udp bool) error {
	if s.v6 == to.Addr().Is4() {
		return windows.WSAEINVAL
	}
	if !udp && to.Port() != 0 {
		if err := windows.SetsockoptInt(s.fd, windows.SOL_SOCKET, soExclusiveAddr, 1); err != nil {
			return err
		}
	}
	return windows.Bind(s.fd, sockaddr(to))
}

// Connect begins to connect, which has come about when the socket can be written; see Connected.
func (s *Socket) Connect(to netip.AddrPort) error {
	return waiting(windows.Connect(s.fd, sockaddr(to)))
}

// A PollFd is what Poll waits for: a socket, and events as the system has them.
type PollFd struct {
	Fd              windows.Handle
	Events, Revents int16
}

// Poll waits until a socket of the list is ready, for so many milliseconds at most or without end if they are negative, and returns how many are. The
// list must not be empty. (It cannot wait for anything but sockets.)
func Poll(list []PollFd, milliseconds int) (int, error) {
	n, _, err := procPoll.Call(uintptr(unsafe.Pointer(&list[0])), uintptr(len(list)), uintptr(milliseconds))
	if int32(n) < 0 {
		return 0, err
	}
	return int(n), nil
}

// awaitWritable waits until the socket can be written, or a connection has failed.
func (s *Socket) awaitWritable(milliseconds int) (bool, error) {
	list := [1]PollFd{{Fd: s.fd, Events: pollWrite}}
	n, err := Poll(list[:], milliseconds)
	return n > 0, err
}

// Connected returns what became of Connect.
func (s *Socket) Connected() error {
	ready, err := s.awaitWritable(0)
	if err != nil {
		return err
	}
	if !ready {
		return ErrWouldBlock
	}
	code, err := windows.GetsockoptInt(s.fd, windows.SOL_SOCKET, soError)
	if err != nil {
		return err
	}
	if code != 0 {
		return syscall.Errno(code)
	}
	return nil
}

// Listen begins to accept connections.
func (s *Socket) Listen(backlog int) error { return windows.Listen(s.fd, backlog) }

// Accept returns a connection that waits for it.
func (s *Socket) Accept() (*Socket, error) {
	fd, _, err := procAccept.Call(uintptr(s.fd), 0, 0)
	if windows.Handle(fd) == noHandle {
		return nil, waiting(err)
	}
	c := &Socket{windows.Handle(fd), s.v6}
	if err := errors.Join(c.setNonblock(), windows.SetHandleInformation(c.fd, windows.HANDLE_FLAG_INHERIT, 0)); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// buffer returns b as the system takes it.
func buffer(b []byte) windows.WSABuf {
	return windows.WSABuf{Len: uint32(min(len(b), 1<<30)), Buf: unsafe.SliceData(b)}
}

// Read reads from a connection. At its end it returns 0.
func (s *Socket) Read(b []byte) (int, error) {
	buf, n, flags := buffer(b), uint32(0), uint32(0)
	err := windows.WSARecv(s.fd, &buf, 1, &n, &flags, nil, nil)
	return int(n), waiting(err)
}

// Write writes as much to a connection as it takes.
func (s *Socket) Write(b []byte) (int, error) {
	buf, n := buffer(b), uint32(0)
	err := windows.WSASend(s.fd, &buf, 1, &n, 0, nil, nil)
	return int(n), waiting(err)
}

// WriteAll writes all of b, waiting for the connection to take it for as long as that.
func (s *Socket) WriteAll(b []byte, timeout time.Duration) error {
	for end := time.Now().Add(timeout); len(b) > 0; {
		n, err := s.Write(b)
		b = b[n:]
		if err == nil {
			continue
		}
		left := time.Until(end)
		if err != ErrWouldBlock || left <= 0 {
			return err
		}
		s.awaitWritable(int(left.Milliseconds()) + 1)
	}
	return nil
}

// ReceiveFrom returns the next datagram, in b.
func (s *Socket) ReceiveFrom(b []byte) (Datagram, error) {
	n, from, err := windows.Recvfrom(s.fd, b, 0)
	if err == windows.WSAEMSGSIZE {
		n, err = len(b), nil // the rest is lost, as elsewhere
	}
	if err != nil {
		return Datagram{}, waiting(err)
	}
	return Datagram{b[:n], addrPort(from)}, nil
}

// SendTo sends a datagram.
func (s *Socket) SendTo(b []byte, to netip.AddrPort) error {
	return waiting(windows.Sendto(s.fd, b, 0, sockaddr(to)))
}

// Shutdown ends directions of a connection.
func (s *Socket) Shutdown(directions int) error {
	how := map[int]int{Receive: shutdownReceive, Send: shutdownSend, Receive | Send: shutdownBothWays}[directions]
	return windows.Shutdown(s.fd, how)
}

// LocalAddr returns the socket's own address.
func (s *Socket) LocalAddr() (netip.AddrPort, error) {
	sa, err := windows.Getsockname(s.fd)
	return addrPort(sa), err
}

// RemoteAddr returns the address of the other side.
func (s *Socket) RemoteAddr() (netip.AddrPort, error) {
	sa, err := windows.Getpeername(s.fd)
	return addrPort(sa), err
}

// option returns where the system has an option.
func (s *Socket) option(o Option) (level, name int) {
	switch o {
	case KeepAlive:
		return windows.SOL_SOCKET, windows.SO_KEEPALIVE
	case KeepIdle:
		return windows.IPPROTO_TCP, windows.TCP_KEEPIDLE
	case KeepInterval:
		return windows.IPPROTO_TCP, windows.TCP_KEEPINTVL
	case KeepCount:
		return windows.IPPROTO_TCP, windows.TCP_KEEPCNT
	case ReceiveBuffer:
		return windows.SOL_SOCKET, windows.SO_RCVBUF
	case SendBuffer:
		return windows.SOL_SOCKET, windows.SO_SNDBUF
	}
	if s.v6 {
		return windows.IPPROTO_IPV6, windows.IPV6_UNICAST_HOPS
	}
	return windows.IPPROTO_IP, windows.IP_TTL
}

// Get returns an option.
func (s *Socket) Get(o Option) (int, error) {
	level, name := s.option(o)
	return windows.GetsockoptInt(s.fd, level, name)
}

// Set sets an option.
func (s *Socket) Set(o Option, v int) error {
	level, name := s.option(o)
	return windows.SetsockoptInt(s.fd, level, name, v)
}
