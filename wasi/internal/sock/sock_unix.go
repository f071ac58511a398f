//go:build linux || darwin || freebsd

package sock

import (
	"net/netip"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// This file holds sockets where they are numbers that the system can wait for.

// A Socket is a socket. It is for one goroutine at a time.
type Socket struct {
	fd int
	v6 bool
}

// New returns a socket, for UDP or else for TCP, over IPv6 only or IPv4.
func New(v6, udp bool) (*Socket, error) {
	domain, kind := unix.AF_INET, unix.SOCK_STREAM
	if v6 {
		domain = unix.AF_INET6
	}
	if udp {
		kind = unix.SOCK_DGRAM
	}
	fd, err := open(domain, kind)
	if err != nil {
		return nil, err
	}
	s := &Socket{fd, v6}
	if v6 {
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// Fd returns the system's number of the socket.
func (s *Socket) Fd() int { return s.fd }

// Close closes the socket.
func (s *Socket) Close() error {
	if s.fd < 0 {
		return nil
	}
	err := unix.Close(s.fd)
	s.fd = -1
	return err
}

// sockaddr returns an address in the form of the system.
func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

// addrPort returns an address of the system's.
func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port))
	}
	return netip.AddrPort{}
}

// retry calls fn until no signal interrupts it, and says ErrWouldBlock for what would block.
func retry(fn func() error) error {
	for {
		switch err := fn(); err {
		case unix.EINTR:
		case unix.EAGAIN, unix.EINPROGRESS:
			return ErrWouldBlock
		default:
			return err
		}
	}
}

// Bind gives the socket an address of its own. That of a connection that has just ended may be taken again.
func (s *Socket) Bind(to netip.AddrPort, udp bool) error {
	if !udp && to.Port() != 0 {
		if err := unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
			return err
		}
	}
	err := unix.Bind(s.fd, sockaddr(to))
	if err == unix.EAFNOSUPPORT {
		return unix.EINVAL
	}
	return err
}

// Connect begins to connect, which has come about when the socket can be written; see Connected.
func (s *Socket) Connect(to netip.AddrPort) error {
	err := unix.Connect(s.fd, sockaddr(to))
	if err == unix.EINTR { // it goes on all the same
		return ErrWouldBlock
	}
	return retry(func() error { return err })
}

// Connected returns what became of Connect.
func (s *Socket) Connected() error {
	list := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLOUT}}
	if n, err := unix.Poll(list, 0); n == 0 || err == unix.EINTR || err == unix.EAGAIN {
		return ErrWouldBlock
	} else if err != nil {
		return err
	}
	code, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	if code != 0 {
		return unix.Errno(code)
	}
	return nil
}

// Listen begins to accept connections.
func (s *Socket) Listen(backlog int) error { return unix.Listen(s.fd, backlog) }

// Accept returns a connection that waits for it.
func (s *Socket) Accept() (*Socket, error) {
	var c *Socket
	err := retry(func() error {
		fd, err := accept(s.fd)
		if err == nil {
			c = &Socket{fd, s.v6}
		}
		return err
	})
	return c, err
}

// Read reads from a connection. At its end it returns 0.
func (s *Socket) Read(b []byte) (n int, err error) {
	err = retry(func() (err error) {
		n, err = unix.Read(s.fd, b)
		return err
	})
	return max(n, 0), err
}

// Write writes as much to a connection as it takes.
func (s *Socket) Write(b []byte) (n int, err error) {
	err = retry(func() (err error) {
		n, err = unix.Write(s.fd, b)
		return err
	})
	return max(n, 0), err
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
		unix.Poll([]unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLOUT}}, int(left.Milliseconds())+1)
	}
	return nil
}

// ReceiveFrom returns the next datagram, in b.
func (s *Socket) ReceiveFrom(b []byte) (d Datagram, err error) {
	err = retry(func() error {
		n, from, err := unix.Recvfrom(s.fd, b, 0)
		if err == nil {
			d = Datagram{b[:n], addrPort(from)}
		}
		return err
	})
	return d, err
}

// SendTo sends a datagram.
func (s *Socket) SendTo(b []byte, to netip.AddrPort) error {
	return retry(func() error { return unix.Sendto(s.fd, b, 0, sockaddr(to)) })
}

// Shutdown ends directions of a connection.
func (s *Socket) Shutdown(directions int) error {
	how := map[int]int{Receive: unix.SHUT_RD, Send: unix.SHUT_WR, Receive | Send: unix.SHUT_RDWR}[directions]
	return unix.Shutdown(s.fd, how)
}

// LocalAddr returns the socket's own address.
func (s *Socket) LocalAddr() (netip.AddrPort, error) {
	sa, err := unix.Getsockname(s.fd)
	return addrPort(sa), err
}

// RemoteAddr returns the address of the other side.
func (s *Socket) RemoteAddr() (netip.AddrPort, error) {
	sa, err := unix.Getpeername(s.fd)
	return addrPort(sa), err
}

// option returns where the system has an option.
func (s *Socket) option(o Option) (level, name int) {
	switch o {
	case KeepAlive:
		return unix.SOL_SOCKET, unix.SO_KEEPALIVE
	case KeepIdle:
		return unix.IPPROTO_TCP, keepIdle
	case KeepInterval:
		return unix.IPPROTO_TCP, unix.TCP_KEEPINTVL
	case KeepCount:
		return unix.IPPROTO_TCP, unix.TCP_KEEPCNT
	case ReceiveBuffer:
		return unix.SOL_SOCKET, unix.SO_RCVBUF
	case SendBuffer:
		return unix.SOL_SOCKET, unix.SO_SNDBUF
	}
	if s.v6 {
		return unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS
	}
	return unix.IPPROTO_IP, unix.IP_TTL
}

// Get returns an option.
func (s *Socket) Get(o Option) (int, error) {
	level, name := s.option(o)
	n, err := unix.GetsockoptInt(s.fd, level, name)
	if runtime.GOOS == "linux" && (o == ReceiveBuffer || o == SendBuffer) {
		n /= 2 // the system counts its own overhead: socket(7)
	}
	return n, err
}

// Set sets an option.
func (s *Socket) Set(o Option, v int) error {
	level, name := s.option(o)
	return unix.SetsockoptInt(s.fd, level, name, v)
}
