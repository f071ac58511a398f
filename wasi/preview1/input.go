package preview1

import (
	"context"
	"io"
)

// This file holds reading from what may block and is no file of the host: a standard input, and connections.

const (
	inputBuffer   = 64 << 10 // bytes that are read ahead
	maxEmptyReads = 100      // how often a Reader may return nothing without an error, as in package bufio
)

// An input reads from a Reader that may block, in a goroutine of its own where the guest's wait must be able to end.
type input struct {
	background
	r         io.Reader
	immediate bool   // r never blocks
	buf       []byte // what was read and not yet taken
	store     []byte // where buf is
	err       error  // what the reader ended with
}

// newInput returns an input that reads from r.
func (h *Host) newInput(r io.Reader) *input { return &input{background: newBackground(h.raise), r: r} }

// read takes bytes into b, waiting for the first of them unless nonblock is set. An error of ctx is returned as it is.
func (in *input) read(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for range maxEmptyReads {
		in.mu.Lock()
		if n, err := in.taken(b); n > 0 || err != nil {
			in.buf = in.buf[n:]
			in.mu.Unlock()
			return n, err
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
		if err := in.await(ctx); err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// peek is read that leaves the bytes where they are. It never has more than is read ahead.
func (in *input) peek(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for {
		in.mu.Lock()
		n, err := in.taken(b)
		if n == 0 && err == nil {
			in.start()
		}
		in.mu.Unlock()
		switch {
		case n > 0 || err != nil:
			return n, err
		case nonblock:
			return 0, errWouldBlock
		}
		if err := in.await(ctx); err != nil {
			return 0, err
		}
	}
}

// taken copies what was read ahead, or returns what the reader ended with; mu is held.
func (in *input) taken(b []byte) (int, error) {
	if len(in.buf) > 0 {
		return copy(b, in.buf), nil
	}
	return 0, in.err
}

func (in *input) available() (n int, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.immediate || len(in.buf) > 0 || in.err != nil {
		return len(in.buf), true
	}
	in.start()
	return 0, false
}

// ended reports whether there is nothing more to come.
func (in *input) ended() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.err != nil && len(in.buf) == 0
}

// start reads ahead unless it is being done; mu is held.
func (in *input) start() {
	if in.store == nil {
		in.store = make([]byte, inputBuffer)
	}
	in.background.start(func() func() {
		n := 0
		err := safely(func() (err error) {
			for range maxEmptyReads {
				if n, err = in.r.Read(in.store); n > 0 || err != nil {
					return err
				}
			}
			return io.ErrNoProgress
		})
		n = min(max(n, 0), len(in.store))
		return func() { in.buf, in.err = in.store[:n], err }
	})
}
