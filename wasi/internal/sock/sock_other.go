//go:build !(linux || darwin || freebsd || windows)

package sock

import (
	"net/netip"
	"time"
)

// A Socket is a socket, which there is none of here.
type Socket struct{}

// New returns ErrNotSupported.
func New(v6, udp bool) (*Socket, error) { return nil, ErrNotSupported }

// The methods are there to be named; nobody has a Socket.

func (*Socket) Fd() int                              { return -1 }
func (*Socket) Close() error                         { return nil }
func (*Socket) Bind(netip.AddrPort, bool) error      { return ErrNotSupported }
func (*Socket) Connect(netip.AddrPort) error         { return ErrNotSupported }
func (*Socket) Connected() error                     { return ErrNotSupported }
func (*Socket) Listen(int) error                     { return ErrNotSupported }
func (*Socket) Accept() (*Socket, error)             { return nil, ErrNotSupported }
func (*Socket) Read([]byte) (int, error)             { return 0, ErrNotSupported }
func (*Socket) Write([]byte) (int, error)            { return 0, ErrNotSupported }
func (*Socket) ReceiveFrom([]byte) (Datagram, error) { return Datagram{}, ErrNotSupported }
func (*Socket) SendTo([]byte, netip.AddrPort) error  { return ErrNotSupported }
func (*Socket) Shutdown(int) error                   { return ErrNotSupported }
func (*Socket) LocalAddr() (netip.AddrPort, error)   { return netip.AddrPort{}, ErrNotSupported }
func (*Socket) RemoteAddr() (netip.AddrPort, error)  { return netip.AddrPort{}, ErrNotSupported }
func (*Socket) Get(Option) (int, error)              { return 0, ErrNotSupported }
func (*Socket) Set(Option, int) error                { return ErrNotSupported }
func (*Socket) WriteAll([]byte, time.Duration) error { return ErrNotSupported }
