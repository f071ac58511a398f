// Package network decides which hosts guests may reach.
//
// A Policy holds rules; what no rule allows is denied. Who is allowed by name is reached at the addresses that one look-up of the name gave, so
// that nobody who controls the name can lead a guest elsewhere between the check and the connection, and never at addresses that are not
// public: private networks, the machine itself, neighbours on the link. These have to be allowed as what they are, by address or range.
package network

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"
)

// A Policy says which hosts may be reached. A nil Policy allows nothing. It is safe for concurrent use as long as nobody changes its fields.
type Policy struct {
	rules []Rule
	all   bool

	// Resolve returns the addresses of a host, in the order in which they are to be tried; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Denied, unless nil, is told of what was denied. Several goroutines may call it at a time.
	Denied func(*DeniedError)
}

// New returns a policy of rules; see ParseRule.
func New(rules ...string) (*Policy, error) {
	p := &Policy{}
	for _, text := range rules {
		r, err := ParseRule(text)
		if err != nil {
			return nil, err
		}
		p.rules = append(p.rules, r)
	}
	return p, nil
}

// Everything returns a policy that allows all there is, private addresses too.
func Everything() *Policy { return &Policy{all: true} }

// A DeniedError is what a policy does not allow.
type DeniedError struct {
	Target  string // as host:port, or a host alone
	Private bool   // it is allowed by name, but its addresses are not public
}

// Error says what was denied and how it would be allowed.
func (e *DeniedError) Error() string {
	if e.Private {
		return fmt.Sprintf("network: %s is allowed by name, but its address is not public: that has to be allowed by a rule for the address", e.Target)
	}
	return fmt.Sprintf("network: no rule allows %s", e.Target)
}

// deny returns the error of a target, once the policy's owner knows of it.
func (p *Policy) deny(target string, private bool) error {
	err := &DeniedError{target, private}
	if p != nil && p.Denied != nil {
		p.Denied(err)
	}
	return err
}

// Any reports whether anything is allowed at all.
func (p *Policy) Any() bool { return p != nil && (p.all || len(p.rules) > 0) }

// AllowsAddr reports whether an address may be reached as such.
func (p *Policy) AllowsAddr(to netip.AddrPort) bool {
	if p == nil {
		return false
	}
	addr := plain(to.Addr())
	return p.all || slices.ContainsFunc(p.rules, func(r Rule) bool { return r.ports.has(to.Port()) && r.matchesAddr(addr) })
}

// named returns the rules that a host's name fulfils.
func (p *Policy) named(name string) (list []Rule) {
	if p == nil {
		return nil
	}
	for _, r := range p.rules {
		if r.matchesName(name) {
			list = append(list, r)
		}
	}
	return list
}

// A Grant is what a look-up of a name allows: addresses that may be reached at some ports.
type Grant struct {
	Addrs  []netip.Addr
	policy *Policy
	ports  []ports
	local  bool // the machine itself is meant
}

// Allows reports whether the grant is for an address with a port.
func (g *Grant) Allows(to netip.AddrPort) bool {
	addr := plain(to.Addr())
	if !slices.Contains(g.Addrs, addr) {
		return false
	}
	if special(addr) && !(g.local && addr.IsLoopback()) {
		return g.policy.AllowsAddr(to)
	}
	return g.policy.all || slices.ContainsFunc(g.ports, func(p ports) bool { return p.has(to.Port()) })
}

// Lookup returns the addresses of a host that may be reached, or a *DeniedError, a *net.DNSError, or ErrName. A literal address stands for itself.
func (p *Policy) Lookup(ctx context.Context, host string) (*Grant, error) {
	if addr, err := netip.ParseAddr(host); err == nil && addr.Zone() == "" {
		return p.literal(addr)
	}
	name, err := Normalize(host)
	if err != nil {
		return nil, err
	}
	rules := p.named(name)
	if len(rules) == 0 && (p == nil || !p.all) {
		return nil, p.deny(host, false)
	}
	addrs, err := p.resolve(ctx, name)
	if err != nil {
		return nil, err
	}
	g := &Grant{policy: p}
	for _, r := range rules {
		g.ports = append(g.ports, r.ports)
		g.local = g.local || r.name != "*" && isLocalhost(name)
	}
	for _, addr := range addrs {
		if addr = plain(addr); p.all || !special(addr) || g.local && addr.IsLoopback() || p.anyPort(addr) {
			g.Addrs = append(g.Addrs, addr)
		}
	}
	if len(g.Addrs) == 0 {
		return nil, p.deny(host, true)
	}
	return g, nil
}

// literal grants an address that some rule allows.
func (p *Policy) literal(addr netip.Addr) (*Grant, error) {
	addr = plain(addr)
	g := &Grant{Addrs: []netip.Addr{addr}, policy: p}
	if p != nil {
		for _, r := range p.rules {
			if r.matchesAddr(addr) {
				g.ports = append(g.ports, r.ports)
			}
		}
	}
	if g.ports == nil && (p == nil || !p.all) {
		return nil, p.deny(addr.String(), false)
	}
	return g, nil
}

// anyPort reports whether an address may be reached as such at some port.
func (p *Policy) anyPort(addr netip.Addr) bool {
	return slices.ContainsFunc(p.rules, func(r Rule) bool { return r.matchesAddr(addr) })
}

// resolve asks for the addresses of a name. That of the machine itself needs no asking.
func (p *Policy) resolve(ctx context.Context, name string) ([]netip.Addr, error) {
	switch {
	case isLocalhost(name):
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	case p.Resolve != nil:
		return p.Resolve(ctx, name)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", name+".") // without the domains that the system would add
}

// Reach returns where a host with a port may be connected to, in the order in which to try.
func (p *Policy) Reach(ctx context.Context, host string, port uint16) ([]netip.AddrPort, error) {
	target := net.JoinHostPort(host, fmt.Sprint(port))
	if _, err := netip.ParseAddr(host); err != nil && p != nil && !p.all {
		name, err := Normalize(host)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(p.named(name), func(r Rule) bool { return r.ports.has(port) }) {
			return nil, p.deny(target, false) // nobody is asked for the address of what is denied
		}
	}
	g, err := p.Lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	var list []netip.AddrPort
	for _, addr := range g.Addrs {
		if to := netip.AddrPortFrom(addr, port); g.Allows(to) {
			list = append(list, to)
		}
	}
	if list == nil {
		return nil, p.deny(target, false)
	}
	return list, nil
}

// Dial connects to a host by one of its addresses that are allowed. The network is "tcp"; address is host:port.
func (p *Policy) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := net.DefaultResolver.LookupPort(ctx, network, text)
	if err != nil {
		return nil, err
	}
	list, err := p.Reach(ctx, host, uint16(port))
	if err != nil {
		return nil, err
	}
	var first error
	for i, to := range list {
		conn, err := dialOne(ctx, network, to, len(list)-i)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

// minAttempt is the least time that a connection gets to come about as long as the context has more.
const minAttempt = 2 * time.Second

// dialOne connects to one of n addresses, for which it takes its part of the time that is left.
func dialOne(ctx context.Context, network string, to netip.AddrPort, n int) (net.Conn, error) {
	if end, ok := ctx.Deadline(); ok && n > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, max(time.Until(end)/time.Duration(n), minAttempt))
		defer cancel()
	}
	var d net.Dialer
	return d.DialContext(ctx, network, to.String())
}

// IsDenied reports whether an error is that of a policy.
func IsDenied(err error) bool {
	var denied *DeniedError
	return errors.As(err, &denied)
}
