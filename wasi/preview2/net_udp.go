package preview2

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/sock"
	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds wasi:sockets/udp and udp-create-socket.

const (
	maxDatagrams = 16 // that are sent or received in a call
	maxStrangers = 64 // datagrams that nobody wants and a call looks at
)

// A udpSocket is a socket for UDP.
type udpSocket struct {
	node
	s       *sock.Socket
	family  family
	binding bool
	bound   bool
	remote  netip.AddrPort // of the streams, if it is valid
}

// createUDPSocket returns a socket, which has no way out yet.
func (h *Host) createUDPSocket(f family) (r netResult[*udpSocket], err error) {
	s, err := h.newSocket(f, true)
	if err != nil {
		return netErr[*udpSocket](socketCode(err)), nil
	}
	r.Value = &udpSocket{s: s, family: f}
	return r, h.add(r.Value, nil)
}

func (u *udpSocket) close() error {
	u.h.files--
	return u.s.Close()
}

func (u *udpSocket) startBind(_ *networkResource, a socketAddress) netResult[component.None] {
	switch {
	case u.binding:
		return netErr[component.None](sock.Concurrency)
	case u.bound:
		return netErr[component.None](sock.InvalidState)
	}
	to, err := localAddress(a, u.family == familyIPv6)
	if n := u.h.cfg.Network; err == nil && (n == nil || n.NoUDP || !u.h.mayUse(to)) {
		err = socketError(sock.AccessDenied)
	}
	if err == nil {
		err = u.s.Bind(to, true)
	}
	u.binding = err == nil
	return netDone(err)
}

func (u *udpSocket) finishBind() netResult[component.None] {
	if !u.binding {
		return netErr[component.None](sock.NotInProgress)
	}
	u.binding, u.bound = false, true
	return netDone(nil)
}

type udpStreams struct {
	In  *incomingDatagrams
	Out *outgoingDatagrams
}

// stream returns streams for datagrams, of one peer or all. The streams before them must have been dropped.
func (u *udpSocket) stream(a component.Option[socketAddress]) (r netResult[udpStreams], err error) {
	if !u.bound {
		return netErr[udpStreams](sock.InvalidState), nil
	}
	if u.children > 0 {
		return r, fmt.Errorf("a socket for UDP gets new streams while %d resources belong to it", u.children)
	}
	remote := netip.AddrPort{}
	if a.IsSome {
		if remote, err = remoteAddress(a.Value, u.family == familyIPv6); err != nil {
			return netErr[udpStreams](socketCode(err)), nil
		}
		if !u.h.mayReach(remote) {
			return netErr[udpStreams](sock.AccessDenied), nil
		}
	}
	u.remote = remote
	r.Value = udpStreams{&incomingDatagrams{u: u}, &outgoingDatagrams{u: u}}
	if err = u.h.add(r.Value.In, u); err == nil {
		err = u.h.add(r.Value.Out, u)
	}
	return r, err
}

func (u *udpSocket) localAddress() netResult[socketAddress] {
	if !u.bound {
		return netErr[socketAddress](sock.InvalidState)
	}
	a, err := u.s.LocalAddr()
	return netValue(socketAddressOf(a), err)
}

func (u *udpSocket) remoteAddress() netResult[socketAddress] {
	if !u.remote.IsValid() {
		return netErr[socketAddress](sock.InvalidState)
	}
	return netValue(socketAddressOf(u.remote), nil)
}

func (u *udpSocket) addressFamily() family { return u.family }

func (u *udpSocket) subscribe() (*pollable, error) { return u.h.subscribe(always{}, u) }

// incomingDatagrams are what comes to a socket.
type incomingDatagrams struct {
	node
	u *udpSocket
}

type incomingDatagram struct {
	Data          []byte
	RemoteAddress socketAddress
}

func (in *incomingDatagrams) ready() bool { return wait.Ready(in.u.s.Fd(), false) }

func (in *incomingDatagrams) poll() (n int, write, ok bool) { return in.u.s.Fd(), false, true }

func (in *incomingDatagrams) subscribe() (*pollable, error) { return in.h.subscribe(in, in) }

// receive returns up to n datagrams that are there.
func (in *incomingDatagrams) receive(n uint64) netResult[[]incomingDatagram] {
	var list []incomingDatagram
	b := in.h.scratch(sock.MaxDatagram)
	for range maxStrangers {
		if uint64(len(list)) >= min(n, maxDatagrams) {
			break
		}
		d, err := in.u.s.ReceiveFrom(b)
		if errors.Is(err, sock.ErrWouldBlock) || err != nil && len(list) > 0 {
			break
		}
		if err != nil {
			return netErr[[]incomingDatagram](sock.CodeOf(err))
		}
		if in.wanted(d.From) {
			list = append(list, incomingDatagram{slices.Clone(d.Data), socketAddressOf(d.From)})
		}
	}
	return netValue(list, nil)
}

// wanted reports whether a datagram from an address is for the guest.
func (in *incomingDatagrams) wanted(from netip.AddrPort) bool {
	if in.u.remote.IsValid() {
		return from == in.u.remote
	}
	if in.h.mayReach(from) {
		return true
	}
	at, err := in.u.s.LocalAddr()
	return err == nil && in.h.mayBind(at)
}

// outgoingDatagrams are what goes from a socket.
type outgoingDatagrams struct {
	node
	u      *udpSocket
	permit int
}

type outgoingDatagram struct {
	Data          []byte
	RemoteAddress component.Option[socketAddress]
}

func (o *outgoingDatagrams) ready() bool { return wait.Ready(o.u.s.Fd(), true) }

func (o *outgoingDatagrams) poll() (n int, write, ok bool) { return o.u.s.Fd(), true, true }

func (o *outgoingDatagrams) subscribe() (*pollable, error) { return o.h.subscribe(o, o) }

// checkSend returns how many datagrams send may be given next.
func (o *outgoingDatagrams) checkSend() netResult[uint64] {
	if o.permit = 0; o.ready() {
		o.permit = maxDatagrams
	}
	return netValue(uint64(o.permit), nil)
}

// send sends datagrams that checkSend has permitted, and returns how many it was. To send more ends the guest.
func (o *outgoingDatagrams) send(list []outgoingDatagram) (r netResult[uint64], err error) {
	if len(list) > o.permit {
		return r, fmt.Errorf("%d datagrams are sent, but check-send permits %d", len(list), o.permit)
	}
	o.permit -= len(list)
	for i := range list {
		to, err := o.target(list[i].RemoteAddress)
		if err == nil {
			err = o.u.s.SendTo(list[i].Data, to)
		}
		switch {
		case err == nil:
			r.Value++
		case r.Value > 0 || errors.Is(err, sock.ErrWouldBlock):
			return r, nil
		default:
			return netErr[uint64](socketCode(err)), nil
		}
	}
	return r, nil
}

// target returns where a datagram goes.
func (o *outgoingDatagrams) target(a component.Option[socketAddress]) (netip.AddrPort, error) {
	remote := o.u.remote
	if !a.IsSome {
		if !remote.IsValid() {
			return remote, socketError(sock.InvalidArgument)
		}
		return remote, nil
	}
	to, err := remoteAddress(a.Value, o.u.family == familyIPv6)
	switch {
	case err != nil:
		return to, err
	case remote.IsValid() && to != remote:
		return to, socketError(sock.InvalidArgument)
	case !o.h.mayReach(to):
		return to, socketError(sock.AccessDenied)
	}
	return to, nil
}
