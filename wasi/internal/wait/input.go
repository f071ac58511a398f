package wait

import (
	"bytes"
	"context"
	"io"
	"strings"
)

// This file holds reading from what may block and is no file of the system: a standard input, and connections.

const (
	inputBuffer   = 64 << 10 // bytes that are read ahead
	maxEmptyReads = 100      // how often a Reader may return nothing without an error, as in package bufio
)

// An Input reads from a Reader that may block, in a goroutine of its own where the guest's wait must be able to end.
type Input struct {
	Background
	r         io.Reader
	Immediate bool   // the Reader never blocks
	buf       []byte // what was read and not yet taken
	store     []byte // where buf is
	err       error  // what the reader ended with
}

// NewInput returns an Input that reads from r; wake is that of NewBackground. A Reader in memory never blocks.
func NewInput(r io.Reader, wake func()) *Input {
	in := &Input{Background: NewBackground(wake), r: r}
	switch r.(type) {
	case *bytes.Reader, *strings.Reader, *bytes.Buffer:
		in.Immediate = true
	}
	return in
}

// Read takes bytes into b, waiting for the first of them unless nonblock is set. An error of ctx is returned as it is.
func (in *Input) Read(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for range maxEmptyReads {
		in.Mu.Lock()
		if n, err := in.taken(b); n > 0 || err != nil {
			in.buf = in.buf[n:]
			in.Mu.Unlock()
			return n, err
		}
		if in.Immediate || !in.Busy && !nonblock && ctx.Done() == nil {
			in.Mu.Unlock()
			if n, err := in.r.Read(b); n > 0 || err != nil {
				return n, err
			}
			continue
		}
		in.start()
		in.Mu.Unlock()
		if nonblock {
			return 0, ErrWouldBlock
		}
		if err := in.Await(ctx); err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// Peek is Read that leaves the bytes where they are. It never has more than is read ahead.
func (in *Input) Peek(ctx context.Context, b []byte, nonblock bool) (int, error) {
	for {
		in.Mu.Lock()
		n, err := in.taken(b)
		if n == 0 && err == nil {
			in.start()
		}
		in.Mu.Unlock()
		switch {
		case n > 0 || err != nil:
			return n, err
		case nonblock:
			return 0, ErrWouldBlock
		}
		if err := in.Await(ctx); err != nil {
			return 0, err
		}
	}
}

// taken copies what was read ahead, or returns what the reader ended with; Mu is held.
func (in *Input) taken(b []byte) (int, error) {
	if len(in.buf) > 0 {
		return copy(b, in.buf), nil
	}
	return 0, in.err
}

// Available reports whether Read would not wait, and how many bytes are known to be there. It begins to find out where that is unknown.
func (in *Input) Available() (n int, ok bool) {
	in.Mu.Lock()
	defer in.Mu.Unlock()
	if in.Immediate || len(in.buf) > 0 || in.err != nil {
		return len(in.buf), true
	}
	in.start()
	return 0, false
}

// Ended reports whether there is nothing more to come.
func (in *Input) Ended() bool {
	in.Mu.Lock()
	defer in.Mu.Unlock()
	return in.err != nil && len(in.buf) == 0
}

// End takes back what was read ahead, and makes the input end.
func (in *Input) End() {
	in.Mu.Lock()
	in.buf, in.err = nil, io.EOF
	in.Mu.Unlock()
}

// start reads ahead unless it is being done; Mu is held.
func (in *Input) start() {
	if in.store == nil {
		in.store = make([]byte, inputBuffer)
	}
	in.Background.Start(func() func() {
		n := 0
		err := Safely(func() (err error) {
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
