package preview1

import (
	"context"
	"io"
	"net"
	"time"
)

// This file holds listeners and connections. They are whatever package net has for them, or somebody's own.

const (
	outputBuffer = 64 << 10 // bytes that a connection takes without blocking

	// closeTime is how long the rest of what was written to a connection may take after it was closed.
	closeTime = 5 * time.Second
)

// A listener accepts connections, one ahead where the guest's wait must be able to end.
type listener struct {
	background
	l      net.Listener
	conn   net.Conn // accepted and not yet taken
	err    error    // the last one, not yet taken
	closed bool
}

func (h *Host) newListener(l net.Listener) *descriptor {
	d := &descriptor{listener: &listener{background: newBackground(h.raise), l: l}, filetype: filetypeSocketStream,
		rights: rightsListener, inheriting: rightsConnection, stream: true}
	if addr := l.Addr(); addr != nil {
		d.label = "listener " + addr.Network() + ":" + addr.String()
	}
	return d
}

// accept returns a connection, waiting for one unless nonblock is set. An error of ctx is returned as it is.
func (l *listener) accept(ctx context.Context, nonblock bool) (net.Conn, error) {
	for {
		l.mu.Lock()
		conn, err := l.conn, l.err
		l.conn, l.err = nil, nil
		if conn != nil || err != nil {
			l.mu.Unlock()
			return conn, err
		}
		if !l.busy && !nonblock && ctx.Done() == nil {
			l.mu.Unlock()
			return l.l.Accept()
		}
		l.start()
		l.mu.Unlock()
		if nonblock {
			return nil, errWouldBlock
		}
		if err := l.await(ctx); err != nil {
			return nil, err
		}
	}
}

func (l *listener) available() (n int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil || l.err != nil {
		return 0, true
	}
	l.start()
	return 0, false
}

// start accepts a connection ahead unless it is being done; mu is held.
func (l *listener) start() {
	l.background.start(func() func() {
		var conn net.Conn
		err := safely(func() (err error) {
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

// drop closes what was accepted for nobody, and lets the listener be used by others; mu is held.
func (l *listener) drop() {
	if l.conn != nil {
		l.conn.Close()
		l.conn = nil
	}
	l.setDeadline(time.Time{})
}

// close ends what is going on. The listener itself stays open.
func (l *listener) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.busy {
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
	in   *input
	out  output
	eof  bool // the guest has shut down reading
}

func (h *Host) newConnection(conn net.Conn) *connection {
	return &connection{conn: conn, in: h.newInput(conn), out: output{background: newBackground(h.raise), conn: conn}}
}

// shutdown closes directions of the connection. What was written before is still sent.
func (c *connection) shutdown(read, write bool) error {
	if read {
		c.in.mu.Lock()
		c.in.buf, c.in.err, c.eof = nil, io.EOF, true
		c.in.mu.Unlock()
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
	background
	conn  net.Conn
	store []byte
	err   error        // the first one
	after func() error // to be called when the step that is going on has ended
	shut  bool         // no more can be written
}

// write sends b, or unless it may wait as much of it as there is room for. An error of ctx is returned as it is.
func (o *output) write(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for {
		o.mu.Lock()
		err, busy := o.err, o.busy
		if o.shut {
			err = io.ErrClosedPipe
		}
		if err == nil && !busy && nonblock {
			b = b[:min(len(b), outputBuffer)]
			o.start(b)
		}
		o.mu.Unlock()
		switch {
		case err != nil:
			return 0, err
		case busy && nonblock:
			return 0, errWouldBlock
		case nonblock:
			return len(b), nil
		case !busy:
			return o.writeNow(ctx, b)
		}
		if err := o.await(ctx); err != nil {
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

// start sends a copy of b in the background; mu is held.
func (o *output) start(b []byte) {
	o.store = append(o.store[:0], b...)
	o.background.start(func() func() {
		err := safely(func() error {
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

func (o *output) available() (n int, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return 0, !o.busy
}

// finish calls fn, which ends writing, when everything was sent.
func (o *output) finish(fn func() error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shut = true
	if !o.busy {
		return fn()
	}
	o.after = fn
	o.conn.SetWriteDeadline(time.Now().Add(closeTime))
	return nil
}
