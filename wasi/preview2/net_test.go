//go:build linux || darwin || freebsd || windows

package preview2

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/sock"
	"github.com/wvm-project/wvm/wasi/network"
)

func policy(t *testing.T, rules ...string) *network.Policy {
	t.Helper()
	p, err := network.New(rules...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// loopbackHost returns a host that may do everything on this machine.
func loopbackHost(t *testing.T) *Host {
	t.Helper()
	p := policy(t, "127.0.0.0/8", "::1", "localhost")
	return newHost(t, Config{Network: &Network{Reach: p, Bind: p}})
}

func at(text string) socketAddress { return socketAddressOf(netip.MustParseAddrPort(text)) }

// wantCode compares the code of a result.
func wantCode[T any](t *testing.T, what string, r netResult[T], want sock.Code) {
	t.Helper()
	if r.IsErr != (want != "") || r.Err != want {
		t.Errorf("%s: %v, %q; want %q", what, r.IsErr, r.Err, want)
	}
}

// wanted returns the value of a result that is none of a failure.
func wanted[T any](t *testing.T, what string) func(netResult[T], error) T {
	return func(r netResult[T], err error) T {
		t.Helper()
		if err != nil || r.IsErr {
			t.Fatalf("%s: %v, %v", what, r.Err, err)
		}
		return r.Value
	}
}

// until calls fn, waiting for r in between, until it would not block any more.
func until[T any](t *testing.T, h *Host, r readiness, fn func() (netResult[T], error)) (netResult[T], error) {
	t.Helper()
	for {
		x, err := fn()
		if err != nil || !x.IsErr || x.Err != sock.WouldBlock {
			return x, err
		}
		if err := h.wait(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
}

// listening returns a socket that listens, and where.
func listening(t *testing.T, h *Host) (*tcpSocket, socketAddress) {
	t.Helper()
	l := wanted[*tcpSocket](t, "create")(h.createTCPSocket(familyIPv4))
	wantCode(t, "start-bind", l.startBind(nil, at("127.0.0.1:0")), "")
	wantCode(t, "start-bind again", l.startBind(nil, at("127.0.0.1:0")), sock.Concurrency)
	wantCode(t, "local-address", l.localAddress(), sock.InvalidState)
	wantCode(t, "finish-bind", l.finishBind(), "")
	wantCode(t, "finish-bind again", l.finishBind(), sock.NotInProgress)
	wantCode(t, "start-bind again", l.startBind(nil, at("127.0.0.1:0")), sock.InvalidState)
	wantCode(t, "finish-listen", l.finishListen(), sock.NotInProgress)
	wantCode(t, "backlog", l.setListenBacklogSize(0), sock.InvalidArgument)
	wantCode(t, "backlog", l.setListenBacklogSize(1<<40), "")
	wantCode(t, "start-listen", l.startListen(), "")
	wantCode(t, "finish-listen", l.finishListen(), "")
	wantCode(t, "start-listen again", l.startListen(), sock.InvalidState)
	wantCode(t, "start-connect", l.startConnect(nil, at("127.0.0.1:1")), sock.InvalidState)
	if _, err := l.finishConnect(); err != nil || !l.isListening() || l.ready() {
		t.Fatal(err, l.isListening(), l.ready())
	}
	a := l.localAddress()
	wantCode(t, "local-address", a, "")
	return l, a.Value
}

func TestTCP(t *testing.T) {
	h := loopbackHost(t)
	l, where := listening(t, h)
	if r, _ := l.accept(); r.Err != sock.WouldBlock {
		t.Fatal(r)
	}
	c := wanted[*tcpSocket](t, "create")(h.createTCPSocket(familyIPv4))
	wantCode(t, "remote-address", c.remoteAddress(), sock.InvalidState)
	wantCode(t, "shutdown", c.shutdown("both"), sock.InvalidState)
	wantCode(t, "start-connect", c.startConnect(nil, where), "")
	streams := wanted[tcpStreams](t, "finish-connect")(until(t, h, c, c.finishConnect))
	accepted := wanted[tcpAccepted](t, "accept")(until(t, h, l, l.accept))
	if a, b := c.localAddress(), accepted.Socket.remoteAddress(); a.Value != b.Value {
		t.Errorf("%v is not %v", a, b)
	}
	if r := c.remoteAddress(); r.Value != where {
		t.Errorf("%v is not %v", r, where)
	}

	// More than the system takes at a time goes through when the other side reads.
	const total = 16 << 20
	sent, got := 0, 0
	for got < total {
		if n := noError(t)(streams.Out.room()); sent < total && n > 0 {
			b := make([]byte, min(int(n), total-sent))
			b[0] = byte(sent)
			if err := streams.Out.put(b); err != nil {
				t.Fatal(err)
			}
			if sent += len(b); sent == total {
				wantCode(t, "shutdown", c.shutdown("send"), "")
				wantCode(t, "shutdown again", c.shutdown("send"), "")
			}
			if sent < 8<<20 {
				continue
			}
		}
		b, err := accepted.In.take(chunk)
		if err != nil {
			t.Fatal(got, err)
		}
		if got += len(b); len(b) == 0 && sent < total {
			h.wait(t.Context(), accepted.In, streams.Out)
		}
	}
	h.wait(t.Context(), accepted.In)
	if _, err := accepted.In.take(1); err != io.EOF {
		t.Errorf("after the end: %v", err)
	}
	if err := accepted.Out.put([]byte("x")); err == nil {
		accepted.Out.room()
	}
	wantCode(t, "shutdown", c.shutdown("both"), "")
	if _, err := streams.In.take(1); err != io.EOF {
		t.Errorf("after shutdown: %v", err)
	}
	if _, err := streams.Out.room(); err != io.ErrClosedPipe {
		t.Errorf("after shutdown: %v", err)
	}
	if err := drop(c); err == nil {
		t.Error("a socket was dropped before its streams")
	}
	for _, r := range []resource{streams.In, streams.Out, c, accepted.In, accepted.Out, accepted.Socket, l} {
		if err := drop(r); err != nil {
			t.Error(err)
		}
	}
	if h.files != 0 || h.live != 0 {
		t.Errorf("%d files and %d resources are left", h.files, h.live)
	}
}

func noError(t *testing.T) func(uint64, error) uint64 {
	return func(n uint64, err error) uint64 {
		if err != nil && err != io.ErrClosedPipe {
			t.Fatal(err)
		}
		return n
	}
}

func TestTCPErrors(t *testing.T) {
	h := loopbackHost(t)
	socket := func(f family) *tcpSocket { return wanted[*tcpSocket](t, "create")(h.createTCPSocket(f)) }
	for _, c := range []struct {
		a    string
		bind sock.Code
		to   sock.Code
	}{
		{"0.0.0.0:80", sock.AccessDenied, sock.InvalidArgument},
		{"127.0.0.1:0", "", sock.InvalidArgument},
		{"[::1]:80", sock.InvalidArgument, sock.InvalidArgument},
		{"[::ffff:127.0.0.1]:80", sock.InvalidArgument, sock.InvalidArgument},
		{"224.0.0.1:80", sock.InvalidArgument, sock.InvalidArgument},
		{"255.255.255.255:80", sock.InvalidArgument, sock.InvalidArgument},
		{"192.0.2.1:80", sock.AccessDenied, sock.AccessDenied},
		{"10.0.0.1:80", sock.AccessDenied, sock.AccessDenied},
		{"169.254.169.254:80", sock.AccessDenied, sock.AccessDenied},
	} {
		wantCode(t, "bind "+c.a, socket(familyIPv4).startBind(nil, at(c.a)), c.bind)
		s := socket(familyIPv4)
		wantCode(t, "connect "+c.a, s.startConnect(nil, at(c.a)), c.to)
		wantCode(t, "connect again", s.startConnect(nil, at("127.0.0.1:1")), sock.InvalidState)
		wantCode(t, "bind closed", s.startBind(nil, at("127.0.0.1:0")), sock.InvalidState)
	}
	wantCode(t, "mapped", socket(familyIPv6).startConnect(nil, at("[::ffff:127.0.0.1]:80")), sock.InvalidArgument)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	s := socket(familyIPv4)
	wantCode(t, "start", s.startConnect(nil, at(closed)), "")
	r, err := until(t, h, s, s.finishConnect)
	if err != nil || r.Err != sock.ConnectionRefused {
		t.Error(r, err)
	}
	wantCode(t, "option", s.hopLimit(), sock.InvalidState)
	wantCode(t, "listen", socket(familyIPv4).startListen(), sock.InvalidState)
}

func TestTCPOptions(t *testing.T) {
	h := loopbackHost(t)
	s := wanted[*tcpSocket](t, "create")(h.createTCPSocket(familyIPv4))
	wantCode(t, "keep-alive", s.setKeepAliveEnabled(true), "")
	if r := s.keepAliveEnabled(); !r.Value {
		t.Error(r)
	}
	for _, c := range []struct {
		set  func(uint64) netResult[component.None]
		get  func() netResult[uint64]
		v, x uint64
	}{
		{s.setKeepAliveIdleTime, s.keepAliveIdleTime, 1, 1e9},
		{s.setKeepAliveIdleTime, s.keepAliveIdleTime, 1 << 63, maxKeepTime * 1e9},
		{s.setKeepAliveInterval, s.keepAliveInterval, 5e9, 5e9},
		{s.setReceiveBufferSize, s.receiveBufferSize, 30000, 30000},
		{s.setSendBufferSize, s.sendBufferSize, 30000, 30000},
		{func(n uint64) netResult[component.None] { return s.setKeepAliveCount(uint32(n)) },
			func() netResult[uint64] { return netResult[uint64]{Value: uint64(s.keepAliveCount().Value)} }, 1000, maxKeepCount},
		{func(n uint64) netResult[component.None] { return s.setHopLimit(uint8(n)) },
			func() netResult[uint64] { return netResult[uint64]{Value: uint64(s.hopLimit().Value)} }, 77, 77},
	} {
		wantCode(t, "0", c.set(0), sock.InvalidArgument)
		wantCode(t, "set", c.set(c.v), "")
		if r := c.get(); r.IsErr || r.Value != c.x {
			t.Errorf("%d set: %v", c.v, r)
		}
	}
	wantCode(t, "huge", s.setSendBufferSize(1<<63), "")
}

// TestNothingGranted has a guest without a network: everything is refused, and nothing fails otherwise.
func TestNothingGranted(t *testing.T) {
	for _, n := range []*Network{nil, {}, {Reach: network.Everything(), Bind: network.Everything(), NoTCP: true, NoUDP: true, NoLookup: true}} {
		h := newHost(t, Config{Network: n})
		s := wanted[*tcpSocket](t, "create")(h.createTCPSocket(familyIPv4))
		wantCode(t, "bind", s.startBind(nil, at("127.0.0.1:0")), sock.AccessDenied)
		wantCode(t, "connect", s.startConnect(nil, at("127.0.0.1:80")), sock.AccessDenied)
		u := wanted[*udpSocket](t, "create")(h.createUDPSocket(familyIPv4))
		wantCode(t, "bind", u.startBind(nil, at("127.0.0.1:0")), sock.AccessDenied)
		r, err := h.resolveAddresses(nil, "example.org")
		if err != nil {
			t.Fatal(err)
		}
		if !r.IsErr {
			next, _ := until(t, h, r.Value, func() (netResult[component.Option[ipAddress]], error) { return r.Value.next(), nil })
			wantCode(t, "look-up", next, sock.AccessDenied)
		} else {
			wantCode(t, "look-up", r, sock.AccessDenied)
		}
	}
}

func TestSocketLimit(t *testing.T) {
	h := newHost(t, Config{MaxFiles: 2})
	wanted[*tcpSocket](t, "create")(h.createTCPSocket(familyIPv4))
	u := wanted[*udpSocket](t, "create")(h.createUDPSocket(familyIPv6))
	r, err := h.createTCPSocket(familyIPv6)
	if err != nil || r.Err != sock.SocketLimit {
		t.Error(r, err)
	}
	drop(u)
	wanted[*tcpSocket](t, "create")(h.createTCPSocket(familyIPv6))
}

func TestUDP(t *testing.T) {
	h := loopbackHost(t)
	socket := func() (*udpSocket, udpStreams, socketAddress) {
		u := wanted[*udpSocket](t, "create")(h.createUDPSocket(familyIPv4))
		if r, err := u.stream(component.Option[socketAddress]{}); err != nil || r.Err != sock.InvalidState {
			t.Fatal(r, err)
		}
		wantCode(t, "finish-bind", u.finishBind(), sock.NotInProgress)
		wantCode(t, "start-bind", u.startBind(nil, at("127.0.0.1:0")), "")
		wantCode(t, "start-bind again", u.startBind(nil, at("127.0.0.1:0")), sock.Concurrency)
		wantCode(t, "finish-bind", u.finishBind(), "")
		s := wanted[udpStreams](t, "stream")(u.stream(component.Option[socketAddress]{}))
		return u, s, u.localAddress().Value
	}
	a, sa, whereA := socket()
	_, sb, whereB := socket()
	if _, err := sa.Out.send([]outgoingDatagram{{[]byte("x"), component.Some(whereB)}}); err == nil {
		t.Error("sent without a permit")
	}
	send := func(s udpStreams, list ...outgoingDatagram) netResult[uint64] {
		t.Helper()
		h.wait(t.Context(), s.Out)
		if r := s.Out.checkSend(); r.IsErr || r.Value == 0 {
			t.Fatal(r)
		}
		r, err := s.Out.send(list)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := send(sa, outgoingDatagram{[]byte("one"), component.Some(whereB)}, outgoingDatagram{nil, component.Some(whereB)}); r.Value != 2 {
		t.Fatal(r)
	}
	var got []incomingDatagram
	for len(got) < 2 {
		h.wait(t.Context(), sb.In)
		got = append(got, sb.In.receive(5).Value...)
	}
	if string(got[0].Data) != "one" || len(got[1].Data) != 0 || got[0].RemoteAddress != whereA {
		t.Error(got)
	}
	wantCode(t, "no target", send(sa, outgoingDatagram{[]byte("x"), component.Option[socketAddress]{}}), sock.InvalidArgument)
	wantCode(t, "denied", send(sa, outgoingDatagram{[]byte("x"), component.Some(at("10.0.0.1:53"))}), sock.AccessDenied)
	wantCode(t, "too large", send(sa, outgoingDatagram{make([]byte, 70000), component.Some(whereB)}), sock.DatagramTooLarge)
	if r := sb.In.receive(0); r.IsErr || len(r.Value) != 0 {
		t.Error(r)
	}

	if _, err := a.stream(component.Some(whereB)); err == nil {
		t.Error("new streams while there are others")
	}
	drop(sa.In)
	drop(sa.Out)
	s := wanted[udpStreams](t, "stream")(a.stream(component.Some(whereB)))
	if r := a.remoteAddress(); r.Value != whereB {
		t.Error(r)
	}
	wantCode(t, "another target", send(s, outgoingDatagram{[]byte("x"), component.Some(whereA)}), sock.InvalidArgument)
	if r := send(s, outgoingDatagram{[]byte("two"), component.Option[socketAddress]{}}); r.Value != 1 {
		t.Error(r)
	}
	// What comes from others is not for the guest.
	stranger, err := net.Dial("udp", netip.AddrPort(whereA.addrPort()).String())
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	stranger.Write([]byte("spoofed"))
	send(sb, outgoingDatagram{[]byte("three"), component.Some(whereA)})
	for got = nil; len(got) == 0; {
		h.wait(t.Context(), s.In)
		got = s.In.receive(5).Value
	}
	if len(got) != 1 || string(got[0].Data) != "three" {
		t.Error(got)
	}
}

// TestLookup shows that names that may be reached open the way to their addresses, at the ports of the rule.
func TestLookup(t *testing.T) {
	reach := policy(t, "service.example:7", "127.0.0.1:7")
	reach.Resolve = func(_ context.Context, name string) ([]netip.Addr, error) {
		if name != "service.example" {
			return nil, &net.DNSError{Name: name, IsNotFound: true}
		}
		return []netip.Addr{netip.MustParseAddr("93.184.216.34"), netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("2606:2800::1")}, nil
	}
	h := newHost(t, Config{Network: &Network{Reach: reach}})
	lookup := func(name string) (list []string, code sock.Code) {
		r, err := h.resolveAddresses(nil, name)
		if err != nil {
			t.Fatal(err)
		}
		if r.IsErr {
			return nil, r.Err
		}
		defer drop(r.Value)
		for {
			next, err := until(t, h, r.Value, func() (netResult[component.Option[ipAddress]], error) { return r.Value.next(), nil })
			if err != nil {
				t.Fatal(err)
			}
			if next.IsErr || !next.Value.IsSome {
				return list, next.Err
			}
			list = append(list, next.Value.Value.addr().String())
		}
	}
	before := netip.MustParseAddrPort("93.184.216.34:7")
	if h.mayReach(before) {
		t.Error("an address may be reached before its name was looked up")
	}
	if list, code := lookup("Service.Example."); code != "" || len(list) != 2 || list[0] != "93.184.216.34" || list[1] != "2606:2800::1" {
		t.Error(list, code)
	}
	if !h.mayReach(before) || h.mayReach(netip.MustParseAddrPort("93.184.216.34:8")) || h.mayReach(netip.MustParseAddrPort("10.0.0.1:7")) {
		t.Error("what may be reached after a look-up is wrong")
	}
	for name, want := range map[string]sock.Code{"other.example": sock.AccessDenied, "a b": sock.InvalidArgument, "": sock.InvalidArgument, "10.0.0.1": sock.AccessDenied} {
		if _, code := lookup(name); code != want {
			t.Errorf("%q: %q", name, code)
		}
	}
	if list, code := lookup("127.0.0.1"); code != "" || len(list) != 1 || list[0] != "127.0.0.1" {
		t.Error(list, code)
	}
	if h.lookups != 0 {
		t.Errorf("%d look-ups go on", h.lookups)
	}
}

func TestNetworkErrorCode(t *testing.T) {
	if c := networkErrorCode(&ioError{err: &netError{sock.ConnectionReset, errors.New("x")}}); c.Value != sock.ConnectionReset {
		t.Error(c)
	}
	if c := networkErrorCode(&ioError{err: io.ErrUnexpectedEOF}); c.IsSome {
		t.Error(c)
	}
}
