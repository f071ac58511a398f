package preview2

import (
	"errors"
	"io"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/sock"
	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds wasi:sockets/tcp and tcp-create-socket.

// A tcpState is a state of a socket, as the standard's operational semantics have them.
type tcpState uint8

const (
	tcpUnbound tcpState = iota
	tcpBinding
	tcpBound
	tcpStartingListen
	tcpListening
	tcpConnecting
	tcpConnected
	tcpClosed
)

const defaultBacklog = 128

// A tcpSocket is a socket for TCP.
type tcpSocket struct {
	node
	s       *sock.Socket
	family  family
	state   tcpState
	backlog int
	out     *tcpOutput // once it is connected
	in      *tcpInput
}

// createTCPSocket returns a socket, which has no way out yet.
func (h *Host) createTCPSocket(f family) (r netResult[*tcpSocket], err error) {
	s, err := h.newSocket(f, false)
	if err != nil {
		return netErr[*tcpSocket](socketCode(err)), nil
	}
	r.Value = &tcpSocket{s: s, family: f, backlog: defaultBacklog}
	return r, h.add(r.Value, nil)
}

// close closes the socket, in the background if something has yet to be sent.
func (t *tcpSocket) close() error {
	t.h.files--
	if t.out != nil && len(t.out.pending) > 0 {
		go func() {
			t.out.drain()
			t.s.Close()
		}()
		return nil
	}
	return t.s.Close()
}

// allowed returns the code of what the guest may not do at all.
func (t *tcpSocket) allowed() error {
	if n := t.h.cfg.Network; n == nil || n.NoTCP {
		return socketError(sock.AccessDenied)
	}
	return nil
}

// inState returns an error unless the socket is in one of the states.
func (t *tcpSocket) inState(states ...tcpState) error {
	for _, s := range states {
		if t.state == s {
			return nil
		}
	}
	switch t.state {
	case tcpBinding, tcpStartingListen, tcpConnecting:
		return socketError(sock.Concurrency)
	}
	return socketError(sock.InvalidState)
}

func (t *tcpSocket) startBind(_ *networkResource, a socketAddress) netResult[component.None] {
	err := t.inState(tcpUnbound)
	if err != nil {
		return netDone(err)
	}
	to, err := localAddress(a, t.family == familyIPv6)
	if err == nil {
		err = t.allowed()
	}
	if err == nil && !t.h.mayUse(to) {
		err = socketError(sock.AccessDenied)
	}
	if err == nil {
		err = t.s.Bind(to, false)
	}
	if err == nil {
		t.state = tcpBinding
	}
	return netDone(err)
}

func (t *tcpSocket) finishBind() netResult[component.None] {
	if t.state != tcpBinding {
		return netErr[component.None](sock.NotInProgress)
	}
	t.state = tcpBound
	return netDone(nil)
}

func (t *tcpSocket) startConnect(_ *networkResource, a socketAddress) netResult[component.None] {
	if err := t.inState(tcpUnbound, tcpBound); err != nil {
		return netDone(err)
	}
	to, err := remoteAddress(a, t.family == familyIPv6)
	if err == nil {
		err = t.allowed()
	}
	if err == nil && !t.h.mayReach(to) {
		err = socketError(sock.AccessDenied)
	}
	if err == nil {
		err = t.s.Connect(to)
	}
	if err != nil && !errors.Is(err, sock.ErrWouldBlock) {
		t.state = tcpClosed
		if c := socketCode(err); c == sock.NotBindable {
			err = socketError(sock.AddressInUse) // there is no port left for an implicit bind
		}
		return netDone(err)
	}
	t.state = tcpConnecting
	return netDone(nil)
}

type tcpStreams struct {
	In  *inputStream
	Out *outputStream
}

func (t *tcpSocket) finishConnect() (r netResult[tcpStreams], err error) {
	if t.state != tcpConnecting {
		return netErr[tcpStreams](sock.NotInProgress), nil
	}
	if err := t.s.Connected(); err != nil {
		if !errors.Is(err, sock.ErrWouldBlock) {
			t.state = tcpClosed
		}
		return netErr[tcpStreams](socketCode(err)), nil
	}
	r.Value, err = t.streams()
	return r, err
}

// streams makes the streams of a socket that has been connected.
func (t *tcpSocket) streams() (s tcpStreams, err error) {
	t.state, t.in, t.out = tcpConnected, &tcpInput{t: t}, &tcpOutput{t: t}
	if s.In, err = t.h.newInput(t.in, t); err == nil {
		s.Out, err = t.h.newOutput(t.out, t)
	}
	return s, err
}

func (t *tcpSocket) startListen() netResult[component.None] {
	err := t.inState(tcpBound)
	if err != nil {
		return netDone(err)
	}
	at, err := t.s.LocalAddr()
	if err == nil && !t.h.mayBind(at) {
		err = socketError(sock.AccessDenied)
	}
	if err == nil {
		err = t.s.Listen(t.backlog)
	}
	if t.state = tcpStartingListen; err != nil {
		t.state = tcpClosed
	}
	return netDone(err)
}

func (t *tcpSocket) finishListen() netResult[component.None] {
	if t.state != tcpStartingListen {
		return netErr[component.None](sock.NotInProgress)
	}
	t.state = tcpListening
	return netDone(nil)
}

type tcpAccepted struct {
	Socket *tcpSocket
	In     *inputStream
	Out    *outputStream
}

func (t *tcpSocket) accept() (r netResult[tcpAccepted], err error) {
	if t.state != tcpListening {
		return netErr[tcpAccepted](sock.InvalidState), nil
	}
	if t.h.files >= t.h.cfg.MaxFiles {
		return netErr[tcpAccepted](sock.SocketLimit), nil
	}
	s, err := t.s.Accept()
	if err != nil {
		return netErr[tcpAccepted](socketCode(err)), nil
	}
	t.h.files++
	c := &tcpSocket{s: s, family: t.family}
	if err := t.h.add(c, nil); err != nil {
		return r, err
	}
	streams, err := c.streams()
	r.Value = tcpAccepted{c, streams.In, streams.Out}
	return r, err
}

func (t *tcpSocket) localAddress() netResult[socketAddress] {
	if t.state == tcpUnbound || t.state == tcpBinding || t.state == tcpClosed {
		return netErr[socketAddress](sock.InvalidState)
	}
	a, err := t.s.LocalAddr()
	return netValue(socketAddressOf(a), err)
}

func (t *tcpSocket) remoteAddress() netResult[socketAddress] {
	if t.state != tcpConnected {
		return netErr[socketAddress](sock.InvalidState)
	}
	a, err := t.s.RemoteAddr()
	return netValue(socketAddressOf(a), err)
}

func (t *tcpSocket) isListening() bool { return t.state == tcpListening }

func (t *tcpSocket) addressFamily() family { return t.family }

func (t *tcpSocket) setListenBacklogSize(n uint64) netResult[component.None] {
	switch {
	case n == 0:
		return netErr[component.None](sock.InvalidArgument)
	case t.state == tcpConnecting || t.state == tcpConnected || t.state == tcpClosed:
		return netErr[component.None](sock.InvalidState)
	}
	t.backlog = int(min(n, 4096))
	if t.state == tcpListening || t.state == tcpStartingListen {
		return netDone(t.s.Listen(t.backlog))
	}
	return netDone(nil)
}

// ready reports whether the operation that is in progress has come to its end.
func (t *tcpSocket) ready() bool {
	n, write, ok := t.poll()
	return !ok || wait.Ready(n, write)
}

// poll says what the socket waits for.
func (t *tcpSocket) poll() (n int, write, ok bool) {
	return t.s.Fd(), t.state == tcpConnecting, t.state == tcpConnecting || t.state == tcpListening
}

func (t *tcpSocket) subscribe() (*pollable, error) { return t.h.subscribe(t, t) }

// A shutdownType says which directions of a connection end.
type shutdownType string

func (t *tcpSocket) shutdown(how shutdownType) netResult[component.None] {
	if t.state != tcpConnected {
		return netErr[component.None](sock.InvalidState)
	}
	if how != "send" && !t.in.shut {
		t.in.shut = true
		if err := t.s.Shutdown(sock.Receive); err != nil && sock.CodeOf(err) != sock.InvalidState {
			return netDone(err)
		}
	}
	if how == "receive" || t.out.shut {
		return netDone(nil)
	}
	t.out.shut = true
	if len(t.out.pending) > 0 {
		t.out.drain()
	}
	if err := t.s.Shutdown(sock.Send); err != nil && sock.CodeOf(err) != sock.InvalidState {
		return netDone(err)
	}
	return netDone(nil)
}

// A tcpInput is what comes from a connection.
type tcpInput struct {
	t    *tcpSocket
	shut bool
}

func (in *tcpInput) ready() bool { return in.shut || wait.Ready(in.t.s.Fd(), false) }

func (in *tcpInput) poll() (n int, write, ok bool) { return in.t.s.Fd(), false, !in.shut }

func (in *tcpInput) read(b []byte) (int, error) {
	if in.shut {
		return 0, io.EOF
	}
	n, err := in.t.s.Read(b)
	switch {
	case errors.Is(err, sock.ErrWouldBlock):
		return 0, nil
	case err != nil:
		return 0, &netError{sock.CodeOf(err), err}
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

func (in *tcpInput) close() error { return nil }

// A tcpOutput is what goes to a connection.
type tcpOutput struct {
	t       *tcpSocket
	shut    bool
	pending []byte // what the system has not taken yet
	err     error
}

// advance gives the system what waits for it.
func (o *tcpOutput) advance() {
	for len(o.pending) > 0 && o.err == nil {
		n, err := o.t.s.Write(o.pending)
		o.pending = o.pending[n:]
		if errors.Is(err, sock.ErrWouldBlock) {
			return
		}
		if err != nil {
			o.err = &netError{sock.CodeOf(err), err}
		}
	}
}

func (o *tcpOutput) ready() bool {
	if o.shut || o.err != nil {
		return true
	}
	if !wait.Ready(o.t.s.Fd(), true) {
		return false
	}
	o.advance()
	return len(o.pending) == 0 || o.err != nil
}

func (o *tcpOutput) poll() (n int, write, ok bool) {
	return o.t.s.Fd(), true, !o.shut && o.err == nil
}

func (o *tcpOutput) room() (int, error) {
	switch {
	case o.shut:
		return 0, io.ErrClosedPipe
	case !o.ready():
		return 0, nil
	}
	return chunk, o.err
}

func (o *tcpOutput) write(b []byte) error {
	if o.shut {
		return io.ErrClosedPipe
	}
	n, err := o.t.s.Write(b)
	if err != nil && !errors.Is(err, sock.ErrWouldBlock) {
		o.err = &netError{sock.CodeOf(err), err}
		return o.err
	}
	if n < len(b) {
		o.pending = append(o.pending[:0:0], b[n:]...)
	}
	return nil
}

// flush need not wait: the system sends what it has taken.
func (o *tcpOutput) flush() error {
	o.advance()
	return o.err
}

func (o *tcpOutput) close() error { return nil }

// lingerTime is how long the rest of what was written may take when a connection is closed.
const lingerTime = 5 * time.Second

// drain sends the rest.
func (o *tcpOutput) drain() {
	b := o.pending
	o.pending = nil
	o.t.s.WriteAll(b, lingerTime) // there is nobody to tell
}
