package network

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync"
)

// This file holds the rules of policies.

// A Rule allows hosts, at all ports or some. See ParseRule.
type Rule struct {
	name   string // of a host; "*" is any, "*.example.org" any below
	prefix netip.Prefix
	ports  ports
}

// ports are those from first to last.
type ports struct{ first, last uint16 }

var allPorts = ports{0, 65535}

func (p ports) has(port uint16) bool { return p.first <= port && port <= p.last }

// ParseRule reads a rule. It is one of
//
//	example.org      a host by its name
//	*.example.org    all hosts whose names end so
//	*                all hosts, by name or address, as far as their addresses are public
//	192.0.2.7        an address; IPv6 as 2001:db8::1
//	10.0.0.0/8       a range of addresses
//
// and may have a port behind it or a range of ports: example.org:443, [2001:db8::1]:80, [fd00::/8]:443, 10.0.0.0/8:8000-8999. A range of addresses
// that is not within one of those that are not public leaves these out: 0.0.0.0/0 is the public internet.
func ParseRule(text string) (Rule, error) {
	host, port := splitPort(text)
	r := Rule{ports: allPorts}
	fail := func(why string) (Rule, error) { return Rule{}, fmt.Errorf("%q is no host to allow: %s", text, why) }
	if port != "" || strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "::") {
		var ok bool
		if r.ports, ok = parsePorts(port); !ok {
			return fail("a port is a number from 1 to 65535, or two with a hyphen between")
		}
	}
	inner, bracketed := strings.CutPrefix(host, "[")
	if bracketed {
		var closed bool
		if inner, closed = strings.CutSuffix(inner, "]"); !closed {
			return fail("the bracket is not closed")
		}
	}
	if prefix, why := parsePrefix(inner); why != "" {
		return fail(why)
	} else if prefix.IsValid() {
		r.prefix = prefix
		return r, nil
	}
	if bracketed {
		return fail("what stands in brackets is an IPv6 address or range")
	}
	if host == "*" {
		r.name = host
		return r, nil
	}
	base, below := strings.CutPrefix(host, "*.")
	name, err := Normalize(base)
	if err != nil {
		return fail("want a name, *.name, an address or a range such as 10.0.0.0/8, and a port if only one is meant")
	}
	if r.name = name; below {
		r.name = "*." + name
	}
	return r, nil
}

// splitPort parts what may be a port from a host. A bare IPv6 address has none.
func splitPort(text string) (host, port string) {
	i := strings.LastIndexByte(text, ':')
	switch {
	case i < 0:
		return text, ""
	case strings.HasPrefix(text, "["):
		if text[i-1] == ']' {
			return text[:i], text[i+1:]
		}
		return text, ""
	case strings.Count(text, ":") > 1:
		return text, ""
	}
	return text[:i], text[i+1:]
}

func parsePorts(text string) (p ports, ok bool) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	a, err1 := strconv.ParseUint(first, 10, 16)
	b, err2 := strconv.ParseUint(last, 10, 16)
	return ports{uint16(a), uint16(b)}, err1 == nil && err2 == nil && 0 < a && a <= b
}

// parsePrefix reads an address or a range. It returns the zero Prefix if the text is neither, or what is wrong with it.
func parsePrefix(text string) (p netip.Prefix, why string) {
	if addr, err := netip.ParseAddr(text); err == nil {
		if addr.Zone() != "" {
			return p, "an address has no zone here"
		}
		addr = plain(addr)
		return netip.PrefixFrom(addr, addr.BitLen()), ""
	}
	p, err := netip.ParsePrefix(text)
	switch {
	case err != nil && strings.Contains(text, "/"):
		return netip.Prefix{}, "a range is an address, a slash and the number of bits that are fixed"
	case err != nil:
		return netip.Prefix{}, ""
	case p.Addr().Is4In6():
		return p, "write IPv4 addresses as such"
	case p.Masked() != p:
		return p, fmt.Sprintf("the address has bits beyond the fixed ones; is %s meant?", p.Masked())
	}
	return p, ""
}

// String returns the rule as ParseRule reads it.
func (r Rule) String() string {
	host := r.name
	switch {
	case host != "":
	case r.prefix.IsSingleIP():
		host = r.prefix.Addr().String()
	default:
		host = r.prefix.String()
	}
	if r.ports == allPorts {
		return host
	}
	if r.name == "" && r.prefix.Addr().Is6() {
		host = "[" + host + "]"
	}
	if r.ports.first == r.ports.last {
		return fmt.Sprintf("%s:%d", host, r.ports.first)
	}
	return fmt.Sprintf("%s:%d-%d", host, r.ports.first, r.ports.last)
}

// matchesName reports whether the rule is for a host's name.
func (r Rule) matchesName(name string) bool {
	switch {
	case r.name == "*":
		return true
	case strings.HasPrefix(r.name, "*."):
		return strings.HasSuffix(name, r.name[1:])
	}
	return r.name == name
}

// matchesAddr reports whether the rule is for an address that a guest names as such.
func (r Rule) matchesAddr(addr netip.Addr) bool {
	if r.name != "" {
		return r.name == "*" && !special(addr)
	}
	return r.prefix.Contains(addr) && (!special(addr) || specialRange(r.prefix))
}

// notPublic are the ranges of addresses that are no host's on the public internet: RFC 6890 and the registries that follow it.
var notPublic = sync.OnceValue(func() []netip.Prefix {
	list := []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
		"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
		"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"}
	all := make([]netip.Prefix, len(list))
	for i, text := range list {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
})

// special reports whether an address is not public.
func special(addr netip.Addr) bool {
	for _, p := range notPublic() {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// specialRange reports whether a range lies within one that is not public.
func specialRange(r netip.Prefix) bool {
	for _, p := range notPublic() {
		if p.Bits() <= r.Bits() && p.Contains(r.Addr()) {
			return true
		}
	}
	return false
}

// plain returns an address without zone, and as IPv4 if it is one written as IPv6.
func plain(addr netip.Addr) netip.Addr { return addr.WithZone("").Unmap() }
