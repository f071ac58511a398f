package preview1

import (
	"context"
	"net"
)

// This file holds the functions for sockets. A guest makes none: it has the listeners of the Config and what it accepts from them. How
// those work is in conn.go.

// socket returns descriptor n if it is a socket of the guest that allows need.
//
// A standard stream that is a socket is used by fd_read and fd_write only.
func (h *Host) socket(n fd, need rights) (*descriptor, errno) {
	d := h.fds.get(n)
	switch {
	case d == nil:
		return nil, errnoBadf
	case d.conn != nil || d.listener != nil:
		if need&^d.rights != 0 {
			return nil, errnoNotcapable
		}
		return d, errnoSuccess
	case d.filetype == filetypeSocketStream || d.filetype == filetypeSocketDgram:
		return nil, errnoNotsup
	}
	return nil, errnoNotsock
}

// connection is socket for a connection.
func (h *Host) connection(n fd, need rights) (*descriptor, errno) {
	d, e := h.socket(n, 0)
	switch {
	case e != errnoSuccess:
		return nil, e
	case d.conn == nil:
		return nil, errnoNotconn
	case need&^d.rights != 0:
		return nil, errnoNotcapable
	}
	return d, errnoSuccess
}

// sockAccept waits for a connection and stores its descriptor, a u32 at result. Of the flags it may have nonblock only.
func (h *Host) sockAccept(ctx context.Context, mem memory, n fd, flags fdflags, result ptr) errno {
	d, e := h.socket(n, 0)
	switch {
	case e != errnoSuccess:
		return e
	case d.listener == nil || flags&^fdflagNonblock != 0:
		return errnoInval
	case rightSockAccept&^d.rights != 0:
		return errnoNotcapable
	case h.fds.full():
		return errnoMfile
	}
	if e := mem.writable(result, 4); e != errnoSuccess {
		return e
	}
	conn, err := d.listener.accept(ctx, d.flags&fdflagNonblock != 0)
	if err != nil {
		return waitErrno(ctx, err)
	}
	return mem.putU32(result, uint32(h.fds.add(h.accepted(conn, flags))))
}

// accepted returns the descriptor of a connection.
func (h *Host) accepted(conn net.Conn, flags fdflags) *descriptor {
	c := h.newConnection(conn)
	d := &descriptor{conn: c, in: c.in, filetype: filetypeSocketStream, flags: flags, rights: rightsConnection, stream: true}
	if h.trace != nil {
		if addr := conn.RemoteAddr(); addr != nil {
			d.label = addr.Network() + ":" + addr.String()
		}
	}
	return d
}

// sockRecv receives bytes into the buffers listed at data, and stores their number, a u32 at length, and flags, a u16 at outFlags,
// which are always 0. With the flag recv_peek the bytes are left to be received again, with recv_waitall it waits until the buffers are
// full or the connection ends.
func (h *Host) sockRecv(ctx context.Context, mem memory, n fd, data ptr, dataLen size, flags uint32, length, outFlags ptr) errno {
	d, e := h.connection(n, rightFDRead)
	if e != errnoSuccess {
		return e
	}
	if flags&^riflagsAll != 0 {
		return errnoInval
	}
	bufs, total, e := h.iovecs(mem, data, dataLen)
	if e != errnoSuccess {
		return e
	}
	if mem.writable(length, 4) != errnoSuccess || mem.writable(outFlags, 2) != errnoSuccess {
		return errnoFault
	}
	got := 0
	if total > 0 {
		if got, e = h.receive(ctx, d, bufs, total, flags); e != errnoSuccess {
			return e
		}
	}
	b, _ := mem.bytes(outFlags, 2)
	clear(b)
	return mem.putU32(length, uint32(got))
}

// receive reads from a connection.
func (h *Host) receive(ctx context.Context, d *descriptor, bufs [][]byte, total int, flags uint32) (int, errno) {
	nonblock := d.flags&fdflagNonblock != 0
	if flags&recvPeek != 0 {
		b := h.scratch[:min(total, scratchSize)]
		if len(bufs) == 1 {
			b = bufs[0]
		}
		n, err := d.in.Peek(ctx, b, nonblock)
		if len(bufs) > 1 {
			spread(bufs, b[:n])
		}
		return n, endErrno(ctx, n, err)
	}
	done := 0
	for {
		n, e := h.readInput(ctx, d, bufs, total-done)
		if e == interrupted || e != errnoSuccess && done == 0 {
			return 0, e
		}
		done += n
		if flags&recvWaitall == 0 || nonblock || e != errnoSuccess || n == 0 || done == total {
			return done, errnoSuccess
		}
		bufs = advance(bufs, n)
	}
}

// sockSend sends the buffers listed at data and stores how much of them was sent, a u32 at length. There are no flags.
func (h *Host) sockSend(ctx context.Context, mem memory, n fd, data ptr, dataLen size, flags uint32, length ptr) errno {
	if _, e := h.connection(n, rightFDWrite); e != errnoSuccess {
		return e
	}
	if flags != 0 {
		return errnoInval
	}
	return h.fdWrite(ctx, mem, n, data, dataLen, length)
}

// sockShutdown closes one direction of a connection, or both.
func (h *Host) sockShutdown(n fd, how uint32) errno {
	d, e := h.connection(n, rightSockShutdown)
	switch {
	case e != errnoSuccess:
		return e
	case how == 0 || how&^sdflagsAll != 0:
		return errnoInval
	}
	return errnoOf(d.conn.shutdown(how&shutRead != 0, how&shutWrite != 0))
}
