//go:build linux || darwin || freebsd || windows

package sock

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"
)

var loopback = netip.MustParseAddrPort("127.0.0.1:0")

// eventually calls fn until it has something else to say than ErrWouldBlock.
func eventually(t *testing.T, fn func() error) error {
	t.Helper()
	for {
		err := fn()
		if !errors.Is(err, ErrWouldBlock) {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

func newSocket(t *testing.T, udp bool) *Socket {
	t.Helper()
	s, err := New(false, udp)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestTCP(t *testing.T) {
	l := newSocket(t, false)
	if err := l.Bind(loopback, false); err != nil {
		t.Fatal(err)
	}
	at, err := l.LocalAddr()
	if err != nil || at.Port() == 0 {
		t.Fatal(at, err)
	}
	if err := l.Listen(8); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Accept(); !errors.Is(err, ErrWouldBlock) {
		t.Fatal(err)
	}
	c := newSocket(t, false)
	if err := c.Connect(at); err != nil && !errors.Is(err, ErrWouldBlock) {
		t.Fatal(err)
	}
	if err := eventually(t, c.Connected); err != nil {
		t.Fatal(err)
	}
	var a *Socket
	if err := eventually(t, func() (err error) { a, err = l.Accept(); return err }); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, ErrWouldBlock) {
		t.Fatal(err)
	}
	if n, err := c.Write([]byte("hello")); n != 5 || err != nil {
		t.Fatal(n, err)
	}
	b := make([]byte, 10)
	var n int
	if err := eventually(t, func() (err error) { n, err = a.Read(b); return err }); err != nil || string(b[:n]) != "hello" {
		t.Fatal(n, err)
	}
	full := 0 // until the other side would have to read
	for {
		n, err := c.Write(make([]byte, 64<<10))
		if errors.Is(err, ErrWouldBlock) {
			break
		}
		if full += n; err != nil || full > 1<<30 {
			t.Fatal(full, err)
		}
	}
	local, err1 := a.LocalAddr()
	remote, err2 := c.RemoteAddr()
	if local != remote || err1 != nil || err2 != nil {
		t.Fatal(local, remote, err1, err2)
	}
	if err := a.Shutdown(Receive | Send); err != nil {
		t.Fatal(err)
	}
	if err := eventually(t, func() (err error) { n, err = c.Read(b); return err }); n != 0 || err != nil {
		t.Fatal(n, err)
	}
}

func TestOptions(t *testing.T) {
	s := newSocket(t, false)
	for o, v := range map[Option]int{KeepAlive: 1, KeepIdle: 77, KeepInterval: 7, KeepCount: 5, HopLimit: 33, ReceiveBuffer: 20000, SendBuffer: 20000} {
		if err := s.Set(o, v); err != nil {
			t.Errorf("option %d: %v", o, err)
		}
		if n, err := s.Get(o); err != nil || n != v {
			t.Errorf("option %d is %d, %v; want %d", o, n, err, v)
		}
	}
}

func TestErrors(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := netip.MustParseAddrPort(closed.Addr().String())
	taken := newSocket(t, false)
	if err := taken.Bind(at, false); CodeOf(err) != AddressInUse {
		t.Error(err)
	}
	closed.Close()
	c := newSocket(t, false)
	if err := c.Connect(at); !errors.Is(err, ErrWouldBlock) || CodeOf(eventually(t, c.Connected)) != ConnectionRefused {
		t.Error(err)
	}
	if err := newSocket(t, false).Bind(netip.MustParseAddrPort("192.0.2.1:0"), false); CodeOf(err) != NotBindable {
		t.Error(err)
	}
	if err := newSocket(t, false).Bind(netip.MustParseAddrPort("[::1]:0"), false); CodeOf(err) != InvalidArgument {
		t.Error(err)
	}
	u := newSocket(t, true)
	if err := u.Bind(loopback, true); err != nil {
		t.Fatal(err)
	}
	if err := u.SendTo(make([]byte, MaxDatagram), at); CodeOf(err) != DatagramTooLarge {
		t.Error(err)
	}
	for err, want := range map[error]Code{
		&net.DNSError{IsNotFound: true}: NameUnresolvable, &net.DNSError{IsTimeout: true}: TemporaryResolver, &net.DNSError{}: PermanentResolver,
		errors.New("else"): Unknown, ErrNotSupported: NotSupported, syscall.ENOSPC: Unknown,
	} {
		if got := CodeOf(err); got != want {
			t.Errorf("%v is %s, want %s", err, got, want)
		}
	}
}

func TestUDP(t *testing.T) {
	a, b := newSocket(t, true), newSocket(t, true)
	for _, s := range []*Socket{a, b} {
		if err := s.Bind(loopback, true); err != nil {
			t.Fatal(err)
		}
	}
	from, _ := a.LocalAddr()
	to, _ := b.LocalAddr()
	if _, err := b.ReceiveFrom(make([]byte, 10)); !errors.Is(err, ErrWouldBlock) {
		t.Fatal(err)
	}
	for _, text := range []string{"one", ""} {
		if err := a.SendTo([]byte(text), to); err != nil {
			t.Fatal(err)
		}
		var d Datagram
		err := eventually(t, func() (err error) { d, err = b.ReceiveFrom(make([]byte, 10)); return err })
		if err != nil || string(d.Data) != text || d.From != from {
			t.Fatal(d, err)
		}
	}
}

func TestCodesAreWords(t *testing.T) {
	known := 0
	for errno := range syscall.Errno(1 << 14) {
		c := codeOf(errno)
		if c == "" || strings.ToLower(string(c)) != string(c) || CodeOf(errno) != c {
			t.Errorf("%v: %q", errno, c)
		}
		if c != Unknown {
			known++
		}
	}
	if known < 25 {
		t.Errorf("only %d errors of the system have codes", known)
	}
}
