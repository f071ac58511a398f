package preview1

import (
	"context"
	"io"
	"os"

	"github.com/wvm-project/wvm/wasi/internal/tty"
	"github.com/wvm-project/wvm/wasi/internal/wait"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds the standard streams and whatever else may block: pipes, terminals, sockets and devices.

// stdin returns the descriptor of the standard input.
func (h *Host) stdin(r io.Reader) *descriptor {
	d := &descriptor{filetype: filetypeUnknown, rights: rightsInput}
	f, isFile := r.(*os.File)
	if isFile {
		d.setFile(vfs.NewFile(f, true))
		if wait.CanPoll || !d.stream {
			return d
		}
		d.file = nil
	}
	if r != nil {
		d.stream = true
		d.in = wait.NewInput(r, h.waiter.Raise)
	}
	return d
}

// stdout returns the descriptor of a standard output.
func stdout(w io.Writer) *descriptor {
	d := &descriptor{filetype: filetypeUnknown, rights: rightsOutput}
	switch w := w.(type) {
	case *os.File:
		d.setFile(vfs.NewFile(w, true))
	case interface{ File() *os.File }:
		d.setFile(vfs.NewFile(w.File(), true))
		d.file, d.out, d.stream = nil, w.(io.Writer), true
	case nil:
		d.out, d.stream = io.Discard, true
	default:
		d.out, d.stream = w, true
	}
	return d
}

// setFile makes d the descriptor of f, which it looks at.
func (d *descriptor) setFile(f vfs.File) {
	d.file, d.stream = f, true
	if st, err := f.Stat(); err == nil {
		d.filetype = filetypeOf(st.Type)
		d.stream = st.Type != vfs.Regular
	}
	if !d.stream {
		return
	}
	d.sysfd = -1
	if file := vfs.OSFile(f); file != nil {
		if conn, err := file.SyscallConn(); err == nil {
			conn.Control(func(n uintptr) { d.sysfd = int(n) })
		}
	}
	if d.filetype == filetypeCharacterDevice && tty.Is(d.sysfd) {
		d.rights &= rightsTerminal
	}
}

// mustWait reports whether a stream is to be waited for before it is read or written, since the system call could block where it
// must not: the guest wants no blocking, or the context can end the wait.
func (h *Host) mustWait(ctx context.Context, d *descriptor) bool {
	return wait.CanPoll && (d.flags&fdflagNonblock != 0 || ctx.Done() != nil)
}

// await waits until a stream can be read or written. It is errnoAgain if the guest wants no blocking.
func (h *Host) await(ctx context.Context, d *descriptor, write bool) errno {
	if !h.mustWait(ctx, d) {
		return errnoSuccess
	}
	return waitErrno(ctx, h.waiter.Stream(ctx, d.sysfd, write, d.flags&fdflagNonblock != 0))
}

// readStream takes what a stream has, waiting for the first byte.
func (h *Host) readStream(ctx context.Context, d *descriptor, bufs [][]byte, total int) (int, errno) {
	if e := h.await(ctx, d, false); e != errnoSuccess {
		return 0, e
	}
	b := bufs[0]
	if len(bufs) > 1 && len(b) < scratchSize {
		b = h.scratch[:min(total, scratchSize)]
	}
	n, err := d.file.Read(b[:min(len(b), chunk)])
	if &b[0] == &h.scratch[0] {
		spread(bufs, b[:n])
	}
	return n, transferErrno(n, err)
}

// writeStream writes the buffers to a stream in pieces that do not block once the stream has room for one.
func (h *Host) writeStream(ctx context.Context, d *descriptor, bufs [][]byte) (int, errno) {
	done := 0
	for len(bufs) > 0 {
		piece := bufs[0][:min(len(bufs[0]), wait.PipePiece)]
		if len(piece) < wait.PipePiece && len(bufs) > 1 {
			piece = h.scratch[:0]
			for _, b := range bufs {
				piece = append(piece, b[:min(len(b), wait.PipePiece-len(piece))]...)
			}
		}
		if e := h.await(ctx, d, true); e != errnoSuccess {
			if e == errnoAgain && done > 0 {
				e = errnoSuccess
			}
			return done, e
		}
		n, err := d.file.Write(piece)
		done += n
		if err != nil || n < len(piece) {
			return done, transferErrno(done, err)
		}
		bufs = advance(bufs, n)
	}
	return done, errnoSuccess
}

// advance drops the first n bytes of the buffers.
func advance(bufs [][]byte, n int) [][]byte {
	for len(bufs) > 0 && n >= len(bufs[0]) {
		n -= len(bufs[0])
		bufs = bufs[1:]
	}
	if n > 0 {
		bufs[0] = bufs[0][n:]
	}
	return bufs
}

// readInput is readStream for a standard input that is no file.
func (h *Host) readInput(ctx context.Context, d *descriptor, bufs [][]byte, total int) (int, errno) {
	if d.in == nil {
		return 0, errnoSuccess
	}
	b := bufs[0]
	if len(bufs) > 1 && len(b) < scratchSize {
		b = h.scratch[:min(total, scratchSize)]
	}
	n, err := d.in.Read(ctx, b, d.flags&fdflagNonblock != 0)
	if &b[0] == &h.scratch[0] {
		spread(bufs, b[:n])
	}
	return n, endErrno(ctx, n, err)
}

// endErrno is what becomes of an error after n bytes of something that may wait.
func endErrno(ctx context.Context, n int, err error) errno {
	if n > 0 || err == io.EOF {
		return errnoSuccess
	}
	return waitErrno(ctx, err)
}

// send writes the buffers to a connection, all of them unless the guest wants no blocking.
func (h *Host) send(ctx context.Context, d *descriptor, bufs [][]byte) (int, errno) {
	done := 0
	for _, b := range bufs {
		n, err := d.conn.out.write(ctx, b, d.flags&fdflagNonblock != 0)
		done += n
		if err != nil && err == ctx.Err() {
			return done, interrupted
		}
		if err != nil || n < len(b) {
			return done, endErrno(ctx, done, err)
		}
	}
	return done, errnoSuccess
}
