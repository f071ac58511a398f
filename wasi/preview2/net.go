package preview2

import (
	"errors"
	"net/netip"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/sock"
	"github.com/wvm-project/wvm/wasi/network"
)

// This file holds wasi:sockets/network and instance-network: addresses, errors and what a guest may do.

// A Network says what a guest may do in networks. Without one it may do nothing.
type Network struct {
	// Reach is what may be connected to and sent to. Addresses that the guest has looked up by names may be reached if the names may.
	Reach *network.Policy
	// Bind is what addresses of this machine the guest may listen at. Others it may use for its own connections, with a port that the
	// system chooses; what it receives there is only from whom it may reach.
	Bind *network.Policy

	NoTCP, NoUDP, NoLookup bool // refuse what Reach and Bind would allow
}

// maxGrants is how many names a guest can have looked up whose addresses it may reach; the oldest are forgotten.
const maxGrants = 256

// mayReach reports whether an address may be reached.
func (h *Host) mayReach(to netip.AddrPort) bool {
	n := h.cfg.Network
	if n == nil {
		return false
	}
	if n.Reach.AllowsAddr(to) {
		return true
	}
	for _, g := range h.grants {
		if g.Allows(to) {
			return true
		}
	}
	return false
}

// mayBind reports whether an address may be listened at.
func (h *Host) mayBind(at netip.AddrPort) bool {
	return h.cfg.Network != nil && h.cfg.Network.Bind.AllowsAddr(at)
}

// mayUse reports whether an address may be a socket's own.
func (h *Host) mayUse(at netip.AddrPort) bool {
	return h.mayBind(at) || at.Port() == 0 && h.cfg.Network != nil && h.cfg.Network.Reach.Any()
}

// grant remembers what a look-up allows.
func (h *Host) grant(g *network.Grant) {
	if len(h.grants) >= maxGrants {
		h.grants = append(h.grants[:0], h.grants[1:]...)
	}
	h.grants = append(h.grants, g)
}

// A networkResource is a guest's right to networks, which there is one of.
type networkResource struct{ node }

// instanceNetwork returns the network.
func (h *Host) instanceNetwork() (*networkResource, error) {
	n := &networkResource{}
	return n, h.add(n, nil)
}

// netResult is a result with an error-code.
type netResult[T any] = component.Result[T, sock.Code]

// netErr is the result of a failure.
func netErr[T any](c sock.Code) netResult[T] { return component.Err[T](c) }

// netDone is the result of what has no value.
func netDone(err error) netResult[component.None] {
	if err != nil {
		return netErr[component.None](socketCode(err))
	}
	return netResult[component.None]{}
}

// netValue is the result of what has a value.
func netValue[T any](v T, err error) netResult[T] {
	if err != nil {
		return netErr[T](socketCode(err))
	}
	return netResult[T]{Value: v}
}

// A netError is an error with a code of its own, or that of a stream of a socket.
type netError struct {
	code sock.Code
	err  error // or nil
}

func (e *netError) Error() string {
	if e.err != nil {
		return e.err.Error()
	}
	return string(e.code)
}

func (e *netError) Unwrap() error { return e.err }

// socketError returns the error of a code.
func socketError(c sock.Code) error { return &netError{code: c} }

// socketCode returns the code of an error.
func socketCode(err error) sock.Code {
	var own *netError
	switch {
	case errors.As(err, &own):
		return own.code
	case network.IsDenied(err):
		return sock.AccessDenied
	case errors.Is(err, network.ErrName):
		return sock.InvalidArgument
	}
	return sock.CodeOf(err)
}

// networkErrorCode returns the code of an error of a stream that has to do with sockets.
func networkErrorCode(e *ioError) component.Option[sock.Code] {
	var own *netError
	if !errors.As(e.err, &own) {
		return component.Option[sock.Code]{}
	}
	return component.Some(own.code)
}

// A family is an ip-address-family.
type family string

const (
	familyIPv4 family = "ipv4"
	familyIPv6 family = "ipv6"
)

// An ipAddress is an ipv4Address or an ipv6Address.
type ipAddress interface{ addr() netip.Addr }

type (
	ipv4Address struct{ A, B, C, D uint8 }
	ipv6Address struct{ A, B, C, D, E, F, G, H uint16 }
)

func (a ipv4Address) addr() netip.Addr { return netip.AddrFrom4([4]byte{a.A, a.B, a.C, a.D}) }

func (a ipv6Address) addr() netip.Addr {
	var b [16]byte
	for i, x := range []uint16{a.A, a.B, a.C, a.D, a.E, a.F, a.G, a.H} {
		b[2*i], b[2*i+1] = byte(x>>8), byte(x)
	}
	return netip.AddrFrom16(b)
}

func ipv4Of(a netip.Addr) ipv4Address {
	b := a.As4()
	return ipv4Address{b[0], b[1], b[2], b[3]}
}

func ipv6Of(a netip.Addr) ipv6Address {
	b := a.As16()
	at := func(i int) uint16 { return uint16(b[2*i])<<8 | uint16(b[2*i+1]) }
	return ipv6Address{at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)}
}

// ipAddressOf returns an address as a guest sees it.
func ipAddressOf(a netip.Addr) ipAddress {
	if a.Is4() {
		return ipv4Of(a)
	}
	return ipv6Of(a)
}

// A socketAddress is an ipv4SocketAddress or an ipv6SocketAddress.
type socketAddress interface{ addrPort() netip.AddrPort }

type ipv4SocketAddress struct {
	Port    uint16
	Address ipv4Address
}

type ipv6SocketAddress struct {
	Port     uint16
	FlowInfo uint32
	Address  ipv6Address
	ScopeID  uint32 `wit:"scope-id"`
}

var (
	_ = component.Variant[ipAddress](ipv4Address{}, ipv6Address{})
	_ = component.Variant[socketAddress](ipv4SocketAddress{}, ipv6SocketAddress{})
)

func (a ipv4SocketAddress) addrPort() netip.AddrPort {
	return netip.AddrPortFrom(a.Address.addr(), a.Port)
}

func (a ipv6SocketAddress) addrPort() netip.AddrPort {
	return netip.AddrPortFrom(a.Address.addr(), a.Port)
}

// socketAddressOf returns an address as a guest sees it.
func socketAddressOf(a netip.AddrPort) socketAddress {
	if a.Addr().Is4() {
		return ipv4SocketAddress{a.Port(), ipv4Of(a.Addr())}
	}
	return ipv6SocketAddress{Port: a.Port(), Address: ipv6Of(a.Addr())}
}

// localAddress checks an address that a socket is to have.
func localAddress(a socketAddress, v6 bool) (netip.AddrPort, error) {
	to := a.addrPort()
	if to.Addr().Is6() != v6 || to.Addr().Is4In6() || to.Addr().IsMulticast() || isBroadcast(to.Addr()) {
		return to, socketError(sock.InvalidArgument)
	}
	return to, nil
}

// remoteAddress checks an address that a socket is to reach.
func remoteAddress(a socketAddress, v6 bool) (netip.AddrPort, error) {
	to, err := localAddress(a, v6)
	if err == nil && (to.Addr().IsUnspecified() || to.Port() == 0) {
		err = socketError(sock.InvalidArgument)
	}
	return to, err
}

func isBroadcast(a netip.Addr) bool { return a == netip.AddrFrom4([4]byte{255, 255, 255, 255}) }

// newSocket returns a socket of the system.
func (h *Host) newSocket(f family, udp bool) (*sock.Socket, error) {
	if h.files >= h.cfg.MaxFiles {
		return nil, socketError(sock.SocketLimit)
	}
	s, err := sock.New(f == familyIPv6, udp)
	if err == nil {
		h.files++
	}
	return s, err
}
