package preview1

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds listeners and connections. They are whatever package net has for them, or somebody's own.

const (
	outputBuffer = 64 << 10 // bytes that a connection takes without blocking

	// closeTime is how long the rest of what was written to a connection may take after it was closed.
	closeTime = 5 * time.Second
)

// A listener accepts connections, one ahead where the guest's wait must be able to end.
type listener struct {
	wait.Background
	l      net.Listener
	conn   net.Conn // accepted and not yet taken
	err    error    // the last one, not yet taken
	closed bool
}

func (h *Host) newListener(l net.Listener) *descriptor {
	d := &descriptor{listener: &listener{Background: wait.NewBackground(h.waiter.Raise), l: l}, filetype: filetypeSocketStream,
		rights: rightsListener, inheriting: rightsConnection, stream: true}
	if addr := l.Addr(); addr != nil {
		d.label = "listener " + addr.Network() + ":" + addr.String()
	}
	return d
}

// accept returns a connection, waiting for one unless nonblock is set. An error of ctx is returned as it is.
func (l *listener) accept(ctx context.Context, nonblock bool) (net.Conn, error) {
	for {
		l.Mu.Lock()
		conn, err := l.conn, l.err
		l.conn, l.err = nil, nil
		if conn != nil || err != nil {
			l.Mu.Unlock()
			return conn, err
		}
		if !l.Busy && !nonblock && ctx.Done() == nil {
			l.Mu.Unlock()
			return l.l.Accept()
		}
		l.start()
		l.Mu.Unlock()
		if nonblock {
			return nil, wait.ErrWouldBlock
		}
		if err := l.Await(ctx); err != nil {
			return nil, err
		}
	}
}

func (l *listener) Available() (n int, ok bool) {
	l.Mu.Lock()
	defer l.Mu.Unlock()
	if l.conn != nil || l.err != nil {
		return 0, true
	}
	l.start()
	return 0, false
}

// start accepts a connection ahead unless it is being done; Mu is held.
func (l *listener) start() {
	l.Background.Start(func() func() {
		var conn net.Conn
		err := wait.Safely(func() (err error) {
			conn, err = l.l.Accept()
			return err
		})
		return func() {
			if l.conn, l.err = conn, err; l.closed {
				l.drop()
			}
		}
	})
}

// drop closes what was accepted for nobody, and lets the listener be used by others; Mu is held.
func (l *listener) drop() {
	if l.conn != nil {
		l.conn.Close()
		l.conn = nil
	}
	l.setDeadline(time.Time{})
}

// close ends what is going on. The listener itself stays open.
func (l *listener) close() error {
	l.Mu.Lock()
	defer l.Mu.Unlock()
	l.closed = true
	if l.Busy {
		l.setDeadline(time.Unix(1, 0))
	} else {
		l.drop()
	}
	return nil
}

func (l *listener) setDeadline(t time.Time) {
	if d, ok := l.l.(interface{ SetDeadline(time.Time) error }); ok {
		d.SetDeadline(t)
	}
}

// A connection is a stream socket.
type connection struct {
	conn net.Conn
	in   *wait.Input
	out  output
}

func (h *Host) newConnection(conn net.Conn) *connection {
	return &connection{conn: conn, in: wait.NewInput(conn, h.waiter.Raise), out: output{Background: wait.NewBackground(h.waiter.Raise), conn: conn}}
}

// shutdown closes directions of the connection. What was written before is still sent.
func (c *connection) shutdown(read, write bool) error {
	if read {
		c.in.End()
		if r, ok := c.conn.(interface{ CloseRead() error }); ok {
			r.CloseRead()
		}
	}
	if write {
		return c.out.finish(func() error {
			if w, ok := c.conn.(interface{ CloseWrite() error }); ok {
				return w.CloseWrite()
			}
			return nil
		})
	}
	return nil
}

func (c *connection) close() error {
	return c.out.finish(c.conn.Close)
}

// An output writes to a connection, in a goroutine of its own where the guest does not want to wait.
type output struct {
	wait.Background
	conn  net.Conn
	store []byte
	err   error        // the first one
	after func() error // to be called when the step that is going on has ended
	shut  bool         // no more can be written
}

// write sends b, or unless it may wait as much of it as there is room for. An error of ctx is returned as it is.
func (o *output) write(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for {
		o.Mu.Lock()
		err, busy := o.err, o.Busy
		if o.shut {
			err = io.ErrClosedPipe
		}
		if err == nil && !busy && nonblock {
			b = b[:min(len(b), outputBuffer)]
			o.start(b)
		}
		o.Mu.Unlock()
		switch {
		case err != nil:
			return 0, err
		case busy && nonblock:
			return 0, wait.ErrWouldBlock
		case nonblock:
			return len(b), nil
		case !busy:
			return o.writeNow(ctx, b)
		}
		if err := o.Await(ctx); err != nil {
			return 0, err
		}
	}
}

// writeNow sends b, until ctx is done.
func (o *output) writeNow(ctx context.Context, b []byte) (int, error) {
	if ctx.Done() == nil {
		return o.conn.Write(b)
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		o.conn.SetWriteDeadline(time.Unix(1, 0))
		close(ended)
	})
	n, err := o.conn.Write(b)
	if !stop() {
		<-ended
		o.conn.SetWriteDeadline(time.Time{})
		return n, ctx.Err()
	}
	return n, err
}

// start sends a copy of b in the background; Mu is held.
func (o *output) start(b []byte) {
	o.store = append(o.store[:0], b...)
	o.Background.Start(func() func() {
		err := wait.Safely(func() error {
			_, err := o.conn.Write(o.store)
			return err
		})
		return func() {
			o.err = err
			if o.after != nil {
				o.after()
			}
		}
	})
}

func (o *output) Available() (n int, ok bool) {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	return 0, !o.Busy
}

// finish calls fn, which ends writing, when everything was sent.
func (o *output) finish(fn func() error) error {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	o.shut = true
	if !o.Busy {
		return fn()
	}
	o.after = fn
	o.conn.SetWriteDeadline(time.Now().Add(closeTime))
	return nil
}
