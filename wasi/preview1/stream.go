package preview1

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// This file holds the standard streams and whatever else may block: pipes, terminals, sockets and devices.

// stdin returns the descriptor of the standard input.
func (h *Host) stdin(r io.Reader) *descriptor {
	d := &descriptor{filetype: filetypeUnknown, rights: rightsFile &^ rightsChange &^ rightFDDatasync, borrowed: true}
	f, isFile := r.(*os.File)
	if isFile {
		d.setFile(f)
		if canPoll || !d.stream {
			return d
		}
		d.file = nil
	}
	if r != nil {
		d.stream = true
		d.in = &input{r: r, ready: make(chan struct{}, 1)}
		switch r.(type) {
		case *bytes.Reader, *strings.Reader, *bytes.Buffer:
			d.in.immediate = true
		}
		h.input = d.in
	}
	return d
}

// stdout returns the descriptor of a standard output.
func stdout(w io.Writer) *descriptor {
	d := &descriptor{filetype: filetypeUnknown, rights: rightsFile &^ (rightFDRead | rightFDFilestatSetTimes), borrowed: true}
	switch w := w.(type) {
	case *os.File:
		d.setFile(w)
	case interface{ File() *os.File }:
		d.setFile(w.File())
		d.file, d.out, d.stream = nil, w.(io.Writer), true
	case nil:
		d.out, d.stream = io.Discard, true
	default:
		d.out, d.stream = w, true
	}
	return d
}

// setFile makes d the descriptor of f, which it looks at.
func (d *descriptor) setFile(f *os.File) {
	d.file, d.stream = f, true
	if info, err := f.Stat(); err == nil {
		d.filetype = filetypeOf(info.Mode())
		d.stream = d.filetype != filetypeRegularFile
	}
	if !d.stream {
		return
	}
	d.sysfd = -1
	if conn, err := f.SyscallConn(); err == nil {
		conn.Control(func(n uintptr) { d.sysfd = int(n) })
	}
	if d.filetype == filetypeCharacterDevice && isTerminal(d.sysfd) {
		d.rights &= rightsTerminal
	}
}

// mustWait reports whether a stream is to be waited for before it is read or written, since the system call could block where it
// must not: the guest wants no blocking, or the context can end the wait.
func (h *Host) mustWait(ctx context.Context, d *descriptor) bool {
	return canPoll && (d.flags&fdflagNonblock != 0 || ctx.Done() != nil)
}

// await waits until a stream can be read or written. It is errnoAgain if the guest wants no blocking.
func (h *Host) await(ctx context.Context, d *descriptor, write bool) errno {
	if !h.mustWait(ctx, d) {
		return errnoSuccess
	}
	return h.waiter.await(ctx, d.sysfd, write, d.flags&fdflagNonblock != 0)
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
		piece := bufs[0][:min(len(bufs[0]), pipePiece)]
		if len(piece) < pipePiece && len(bufs) > 1 {
			piece = h.scratch[:0]
			for _, b := range bufs {
				piece = append(piece, b[:min(len(b), pipePiece-len(piece))]...)
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
	n, err := d.in.read(ctx, b, d.flags&fdflagNonblock != 0)
	if &b[0] == &h.scratch[0] {
		spread(bufs, b[:n])
	}
	switch {
	case err == errWouldBlock:
		return 0, errnoAgain
	case err != nil && err != io.EOF && err == ctx.Err():
		return 0, interrupted
	}
	return n, transferErrno(n, err)
}

// errWouldBlock says that an input has nothing yet.
var errWouldBlock = errors.New("input would block")

// inputBuffer is how many bytes an input reads ahead.
const inputBuffer = 64 << 10

// maxEmptyReads is how often a Reader may return nothing without an error, as in package bufio.
const maxEmptyReads = 100

// An input reads from a Reader that may block, in a goroutine of its own where the guest's wait must be able to end.
type input struct {
	r         io.Reader
	immediate bool // r never blocks

	mu    sync.Mutex
	buf   []byte        // what was read and not yet taken
	store []byte        // where buf is
	err   error         // what the reader ended with
	busy  bool          // the goroutine is reading
	ready chan struct{} // has a token when the goroutine has finished
	wake  func()        // unless nil, called when the goroutine has finished
}

// read takes bytes into b, waiting for the first of them unless nonblock is set. An error of ctx is returned as it is.
func (in *input) read(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for range maxEmptyReads {
		in.mu.Lock()
		if len(in.buf) > 0 {
			n := copy(b, in.buf)
			in.buf = in.buf[n:]
			in.mu.Unlock()
			return n, nil
		}
		if in.err != nil {
			defer in.mu.Unlock()
			return 0, in.err
		}
		if in.immediate || !in.busy && !nonblock && ctx.Done() == nil {
			in.mu.Unlock()
			if n, err := in.r.Read(b); n > 0 || err != nil {
				return n, err
			}
			continue
		}
		in.start()
		in.mu.Unlock()
		if nonblock {
			return 0, errWouldBlock
		}
		select {
		case <-in.ready:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return 0, io.ErrNoProgress
}

// available reports whether a read would not block, and how many bytes are known to be there. If it would, it starts to read ahead.
func (in *input) available() (n int, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.immediate || len(in.buf) > 0 || in.err != nil {
		return len(in.buf), true
	}
	in.start()
	return 0, false
}

// start reads ahead unless it is being done; mu is held.
func (in *input) start() {
	if in.busy {
		return
	}
	in.busy = true
	if in.store == nil {
		in.store = make([]byte, inputBuffer)
	}
	select {
	case <-in.ready: // of a wait that something else ended
	default:
	}
	go in.fill()
}

// notify makes in call wake when the goroutine has finished, at once if it has already.
func (in *input) notify(wake func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.wake = wake
	if wake != nil && !in.busy {
		wake()
	}
}

func (in *input) fill() {
	n, err := safeRead(in.r, in.store)
	in.mu.Lock()
	in.buf, in.err, in.busy = in.store[:n], err, false
	wake := in.wake
	in.mu.Unlock()
	in.ready <- struct{}{} // its one place is free since start
	if wake != nil {
		wake()
	}
}

// safeRead turns a panic of r, which nobody could catch in this goroutine, into an error.
func safeRead(r io.Reader, b []byte) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			n, err = 0, fmt.Errorf("standard input panicked: %v", v)
		}
	}()
	for range maxEmptyReads {
		if n, err = r.Read(b); n > 0 || err != nil {
			return min(max(n, 0), len(b)), err
		}
	}
	return 0, io.ErrNoProgress
}
