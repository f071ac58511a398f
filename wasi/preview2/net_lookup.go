package preview2

import (
	"context"
	"net/netip"
	"sync"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/sock"
	"github.com/wvm-project/wvm/wasi/network"
)

// This file holds wasi:sockets/ip-name-lookup.

// maxLookups is how many names a guest may look up at a time.
const maxLookups = 32

// A resolveStream is the addresses of a name, which may not be known yet.
type resolveStream struct {
	node
	cancel context.CancelFunc
	used   bool // what came of it is known to the guest's Host
	list   []netip.Addr

	mu    sync.Mutex
	done  bool
	grant *network.Grant
	err   error
}

// resolveAddresses begins to look up a name.
func (h *Host) resolveAddresses(_ *networkResource, name string) (r netResult[*resolveStream], err error) {
	n := h.cfg.Network
	if _, err := netip.ParseAddr(name); err != nil {
		if _, err := network.Normalize(name); err != nil {
			return netErr[*resolveStream](sock.InvalidArgument), nil
		}
	}
	switch {
	case n == nil || n.NoLookup:
		return netErr[*resolveStream](sock.AccessDenied), nil
	case h.lookups >= maxLookups:
		return netErr[*resolveStream](sock.TemporaryResolver), nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &resolveStream{cancel: cancel}
	h.lookups++
	r.Value = s
	if err := h.add(s, nil); err != nil {
		return r, err
	}
	go func() {
		g, err := n.Reach.Lookup(ctx, name)
		s.mu.Lock()
		s.done, s.grant, s.err = true, g, err
		s.mu.Unlock()
		h.wake()
	}()
	return r, nil
}

// close ends a look-up that goes on.
func (s *resolveStream) close() error {
	s.cancel()
	if !s.used {
		s.h.lookups--
	}
	return nil
}

func (s *resolveStream) ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

// next returns the next address.
func (s *resolveStream) next() netResult[component.Option[ipAddress]] {
	if !s.ready() {
		return netErr[component.Option[ipAddress]](sock.WouldBlock)
	}
	if !s.used {
		s.used = true
		s.h.lookups--
		if s.err == nil {
			s.h.grant(s.grant)
			s.list = s.grant.Addrs
		}
	}
	if s.err != nil {
		return netErr[component.Option[ipAddress]](socketCode(s.err))
	}
	if len(s.list) == 0 {
		return netResult[component.Option[ipAddress]]{}
	}
	a := s.list[0]
	s.list = s.list[1:]
	return netValue(component.Some(ipAddressOf(a)), nil)
}

func (s *resolveStream) subscribe() (*pollable, error) { return s.h.subscribe(s, s) }
