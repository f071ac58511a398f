package main

import (
	"github.com/wvm-project/wvm/wasi/network"
	"github.com/wvm-project/wvm/wasi/preview2"
)

// This file holds what a program may do in networks.

// A networking is what is set about networks.
type networking struct {
	hosts, binds []string // rules
	inherit      bool
	noHTTP       bool
	noTCP, noUDP bool
	noLookup     bool
	maxFields    uint64 // bytes
}

func networkOptions() []*option {
	g := groupWASI
	rule := func(list func(*networking) *[]string) func(*settings, string) error {
		return func(s *settings, text string) error {
			p := list(&s.network)
			*p = append(*p, text)
			_, err := network.ParseRule(text)
			return err
		}
	}
	return []*option{
		many(g, "allow-host", "allow-host", "HOST[:PORT]", "let a component reach a host: a name, *.name, an address or a range such as 10.0.0.0/8",
			rule(func(n *networking) *[]string { return &n.hosts })),
		many(g, "allow-bind", "allow-bind", "ADDRESS[:PORT]", "let a component listen at an address of this machine, or one of a range",
			rule(func(n *networking) *[]string { return &n.binds })),
		one(g, "inherit-network", "", "", "let a component reach and listen at everything that wvm can", onOff(func(s *settings) *bool { return &s.network.inherit })),
		one(g, "http", "", "", "let it make HTTP requests to hosts that it may reach (y)", offOn(func(s *settings) *bool { return &s.network.noHTTP })),
		one(g, "tcp", "", "", "let it use TCP with hosts that it may reach (y)", offOn(func(s *settings) *bool { return &s.network.noTCP })),
		one(g, "udp", "", "", "let it use UDP with hosts that it may reach (y)", offOn(func(s *settings) *bool { return &s.network.noUDP })),
		one(g, "allow-ip-name-lookup", "", "", "let it look up the names of hosts that it may reach (y)", offOn(func(s *settings) *bool { return &s.network.noLookup })),
		one(g, "max-http-fields-size", "", "SIZE", "let the headers of an HTTP message have at most this size (128KiB)", bytesOf(func(s *settings) *uint64 { return &s.network.maxFields })),
	}
}

// offOn is onOff for what is kept the other way round.
func offOn(field func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, text string) error {
		on, err := parseOnOff(text)
		*field(s) = !on
		return err
	}
}

// policies returns what may be reached, and what may be listened at.
func (n *networking) policies() (reach, bind *network.Policy, err error) {
	if n.inherit {
		return network.Everything(), network.Everything(), nil
	}
	if reach, err = network.New(n.hosts...); err != nil {
		return nil, nil, err
	}
	bind, err = network.New(n.binds...)
	return reach, bind, err
}

// give adds to what a component is given. Programs of one kind may share the result.
func (n *networking) give(cfg *preview2.Config) error {
	reach, bind, err := n.policies()
	if err != nil {
		return &failure{what: err.Error()}
	}
	if !n.noHTTP && reach.Any() {
		cfg.HTTP = preview2.NewHTTPClient(reach, nil)
	}
	if reach.Any() || bind.Any() {
		cfg.Network = &preview2.Network{Reach: reach, Bind: bind, NoTCP: n.noTCP, NoUDP: n.noUDP, NoLookup: n.noLookup}
	}
	cfg.MaxFieldsSize = int(min(n.maxFields, 1<<30))
	return nil
}
