package preview2

import (
	"errors"
	"io"
	"sync"
)

// This file holds the way of a body from the guest, which must not wait, to whoever reads it.

// pipeBuffer is how many bytes a guest may write ahead.
const pipeBuffer = 64 << 10

// errBroken is what the reader of a body gets that the guest has not finished.
var errBroken = errors.New("the guest broke off the body")

// A pipe is written by a guest and read by a goroutine.
type pipe struct {
	wake func() // the guest, when it may write again; safe to call from any goroutine

	mu       sync.Mutex
	buf      []byte
	from     int // what is read of buf
	flushing bool
	ended    error         // what the reader gets at the end: io.EOF or errBroken
	closed   error         // what the reader ended with
	more     chan struct{} // has a token when there is something new for the reader
}

func newPipe(wake func()) *pipe { return &pipe{wake: wake, more: make(chan struct{}, 1)} }

// permit returns how many bytes may be written, or what the reader ended with.
func (p *pipe) permit() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed != nil:
		return 0, p.closed
	case p.flushing:
		return 0, nil
	}
	return pipeBuffer - len(p.buf) + p.from, nil
}

// held returns how many bytes wait to be read.
func (p *pipe) held() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.buf) - p.from
}

// write takes what permit has allowed.
func (p *pipe) write(b []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed != nil {
		return p.closed
	}
	if p.from > 0 && len(p.buf)+len(b) > cap(p.buf) {
		p.buf = p.buf[:copy(p.buf, p.buf[p.from:])]
		p.from = 0
	}
	p.buf = append(p.buf, b...)
	p.signal()
	return nil
}

// flush lets nothing be written until all has been read.
func (p *pipe) flush() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flushing = len(p.buf) > p.from
	return p.closed
}

// end ends the body: with io.EOF, or errBroken.
func (p *pipe) end(err error) {
	p.mu.Lock()
	if p.ended == nil {
		p.ended = err
	}
	p.signal()
	p.mu.Unlock()
}

// hasEnded reports whether the body has come to its end.
func (p *pipe) hasEnded() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended != nil
}

// rest returns what there is of a body that has ended, and how.
func (p *pipe) rest() ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf[p.from:], p.ended
}

// signal tells the reader that there is something new; mu is held.
func (p *pipe) signal() {
	select {
	case p.more <- struct{}{}:
	default:
	}
}

// Read waits for bytes and reads them.
func (p *pipe) Read(b []byte) (int, error) {
	for {
		p.mu.Lock()
		n := copy(b, p.buf[p.from:])
		p.from += n
		if p.from == len(p.buf) {
			p.buf, p.from, p.flushing = p.buf[:0], 0, false
		}
		err := p.ended
		if p.closed != nil {
			err = io.ErrClosedPipe
		}
		p.mu.Unlock()
		if n > 0 {
			p.wake()
			return n, nil
		}
		if err != nil || len(b) == 0 {
			return 0, err
		}
		<-p.more
	}
}

// Close makes the guest's writing fail.
func (p *pipe) Close() error {
	p.closeWith(io.ErrClosedPipe)
	return nil
}

func (p *pipe) closeWith(err error) {
	p.mu.Lock()
	if p.closed == nil {
		p.closed = err
	}
	p.signal()
	p.mu.Unlock()
	p.wake()
}
