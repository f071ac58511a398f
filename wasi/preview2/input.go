package preview2

import (
	"context"
	"io"

	"github.com/wvm-project/wvm/component"
)

// This file holds the input-stream of wasi:io/streams.

// A source is what an input-stream reads from. Its readiness is that read has bytes or an error to return.
type source interface {
	readiness
	// read moves bytes that are there to b, which is not empty, without waiting. It returns 0 and no error if there are none yet, io.EOF when
	// there are no more, and with any other error the source is done for as well.
	read(b []byte) (int, error)
	// close is called when the guest has dropped the stream.
	close() error
}

// An inputStream is a resource that bytes come from.
type inputStream struct {
	node
	src    source
	err    error // what comes after the bytes already read; errClosed if the guest knows that there are no more
	closed bool
}

// newInput returns a stream that reads from src, a child of parent unless that is nil.
func (h *Host) newInput(src source, parent resource) (*inputStream, error) {
	s := &inputStream{src: src}
	return s, h.add(s, parent)
}

func (s *inputStream) close() error { return s.src.close() }

func (s *inputStream) ready() bool { return s.closed || s.err != nil || s.src.ready() }

// poll makes a wait for the stream one for what the source is to the system.
func (s *inputStream) poll() (n int, write, ok bool) { return pollOf(s.src) }

// A streamError says why an operation of a stream fails: an *ioError or a streamClosed.
type streamError interface{ isStreamError() }

// streamClosed says that a stream has come to its end.
type streamClosed struct{}

func (*ioError) isStreamError()     {}
func (streamClosed) isStreamError() {}

var _ = component.Variant[streamError]((*ioError)(nil), streamClosed{})

// streamResult is the result of an operation of a stream.
type streamResult[T any] = component.Result[T, streamError]

// failed returns the result of an operation that err ended: io.EOF and io.ErrClosedPipe say that the stream is closed.
func failed[T any](h *Host, err error) (streamResult[T], error) {
	if err == io.EOF || err == io.ErrClosedPipe {
		return component.Err[T, streamError](streamClosed{}), nil
	}
	e, full := h.newError(err)
	return component.Err[T, streamError](e), full
}

// take reads up to n bytes, chunk at most, into the Host's buffer. After an error the stream is closed.
func (s *inputStream) take(n uint64) ([]byte, error) {
	switch err := s.err; {
	case s.closed:
		return nil, io.EOF
	case err != nil:
		s.closed = true
		return nil, err
	case n == 0:
		return nil, nil
	}
	b := s.h.scratch(n)
	got, err := s.src.read(b)
	if s.err = err; got == 0 && err != nil {
		s.closed = true
		return nil, err
	}
	return b[:got], nil
}

// read returns up to n bytes that are there; it may be fewer, and none.
func (s *inputStream) read(n uint64) (streamResult[[]byte], error) {
	b, err := s.take(n)
	if err != nil {
		return failed[[]byte](s.h, err)
	}
	return component.OK[[]byte, streamError](b), nil
}

// blockingRead is read that waits until there is a byte.
func (s *inputStream) blockingRead(ctx context.Context, n uint64) (r streamResult[[]byte], err error) {
	for {
		if r, err = s.read(n); err != nil || n == 0 || r.IsErr || len(r.Value) > 0 {
			return r, err
		}
		if err := s.h.wait(ctx, s); err != nil {
			return r, err
		}
	}
}

// skip is read that returns only how many bytes it was.
func (s *inputStream) skip(n uint64) (streamResult[uint64], error) {
	b, err := s.take(n)
	if err != nil {
		return failed[uint64](s.h, err)
	}
	return component.OK[uint64, streamError](uint64(len(b))), nil
}

// blockingSkip is skip that waits until there is a byte.
func (s *inputStream) blockingSkip(ctx context.Context, n uint64) (r streamResult[uint64], err error) {
	for {
		if r, err = s.skip(n); err != nil || n == 0 || r.IsErr || r.Value > 0 {
			return r, err
		}
		if err := s.h.wait(ctx, s); err != nil {
			return r, err
		}
	}
}

// subscribe returns a pollable that is ready when read has something to return.
func (s *inputStream) subscribe() (*pollable, error) { return s.h.subscribe(s, s) }
