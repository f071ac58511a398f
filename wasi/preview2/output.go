package preview2

import (
	"context"
	"fmt"
	"io"

	"github.com/wvm-project/wvm/component"
)

// This file holds the output-stream of wasi:io/streams.

// A sink is what an output-stream writes to. Its readiness is that room returns something else than 0.
type sink interface {
	readiness
	// room returns how many bytes write takes without waiting; io.ErrClosedPipe says that nobody wants more. With any error the sink is
	// done for.
	room() (int, error)
	// write takes all of b, which is no more than room has returned, and does not keep it.
	write(b []byte) error
	// flush makes what was written go on its way. There is no room until it is done.
	flush() error
	// close is called when the guest has dropped the stream.
	close() error
}

// maxBlocking is how many bytes the functions take that write and flush at once.
const maxBlocking = 4096

// An outputStream is a resource that bytes go to.
type outputStream struct {
	node
	dst    sink
	permit uint64 // what checkWrite said, less what was written since
	closed bool
}

// newOutput returns a stream that writes to dst, a child of parent unless that is nil.
func (h *Host) newOutput(dst sink, parent resource) (*outputStream, error) {
	s := &outputStream{dst: dst}
	return s, h.add(s, parent)
}

func (s *outputStream) close() error { return s.dst.close() }

func (s *outputStream) ready() bool { return s.closed || s.dst.ready() }

// poll makes a wait for the stream one for what the sink is to the system.
func (s *outputStream) poll() (n int, write, ok bool) { return pollOf(s.dst) }

// pollOf returns what a source or a sink is to the system.
func pollOf(x readiness) (n int, write, ok bool) {
	if f, is := x.(systemFile); is {
		return f.poll()
	}
	return 0, false, false
}

// room returns how many bytes can be written. After an error the stream is closed.
func (s *outputStream) room() (uint64, error) {
	s.permit = 0
	if s.closed {
		return 0, io.ErrClosedPipe
	}
	n, err := s.dst.room()
	if s.closed = err != nil; s.closed {
		return 0, err
	}
	s.permit = uint64(n)
	return s.permit, nil
}

// awaitRoom is room that waits until there is some. ended is the error that ends the guest.
func (s *outputStream) awaitRoom(ctx context.Context) (n uint64, err, ended error) {
	for n == 0 && err == nil && ended == nil {
		if n, err = s.room(); n == 0 && err == nil {
			ended = s.h.wait(ctx, s)
		}
	}
	return n, err, ended
}

// put writes bytes that there is a permit for. After an error the stream is closed.
func (s *outputStream) put(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	s.permit -= uint64(len(b))
	err := s.dst.write(b)
	s.closed = s.closed || err != nil
	return err
}

// permitted is for functions that write n bytes: whether the guest has asked if it may. Not to have asked ends it.
func (s *outputStream) permitted(n uint64) error {
	switch {
	case s.closed:
		return nil
	case n > s.permit:
		return fmt.Errorf("a write of %d bytes, but check-write permits %d", n, s.permit)
	}
	return nil
}

// result returns the result of an operation that has no value.
func (s *outputStream) result(err error) (streamResult[component.None], error) {
	if err != nil {
		return failed[component.None](s.h, err)
	}
	return component.OK[component.None, streamError](component.None{}), nil
}

// count returns the result of an operation that has a number.
func (s *outputStream) count(n uint64, err error) (streamResult[uint64], error) {
	if err != nil {
		return failed[uint64](s.h, err)
	}
	return component.OK[uint64, streamError](n), nil
}

// checkWrite returns how many bytes write may be given next.
func (s *outputStream) checkWrite() (streamResult[uint64], error) { return s.count(s.room()) }

// write writes bytes that checkWrite has permitted; to write more ends the guest.
func (s *outputStream) write(b component.Bytes) (r streamResult[component.None], err error) {
	if err := s.permitted(uint64(len(b))); err != nil {
		return r, err
	}
	if s.closed {
		return s.result(io.ErrClosedPipe)
	}
	return s.result(s.put(b))
}

var zeroes [chunk]byte

// writeZeroes is write for so many zeroes.
func (s *outputStream) writeZeroes(n uint64) (r streamResult[component.None], err error) {
	if err := s.permitted(n); err != nil {
		return r, err
	}
	if s.closed {
		return s.result(io.ErrClosedPipe)
	}
	for n > 0 && err == nil {
		b := zeroes[:min(n, chunk)]
		err = s.put(b)
		n -= uint64(len(b))
	}
	return s.result(err)
}

// flush makes what was written go on its way.
func (s *outputStream) flush() (streamResult[component.None], error) {
	return s.result(s.startFlush())
}

func (s *outputStream) startFlush() error {
	s.permit = 0
	if s.closed {
		return io.ErrClosedPipe
	}
	err := s.dst.flush()
	s.closed = err != nil
	return err
}

// finishFlush flushes and waits for the end of that. That nobody wants more afterwards is no error. ended is the error that ends the guest.
func (s *outputStream) finishFlush(ctx context.Context) (err, ended error) {
	if err := s.startFlush(); err != nil {
		return err, nil
	}
	if _, err, ended = s.awaitRoom(ctx); err == io.ErrClosedPipe {
		err = nil
	}
	s.permit = 0
	return err, ended
}

// blockingFlush is flush that waits until that is done.
func (s *outputStream) blockingFlush(ctx context.Context) (r streamResult[component.None], err error) {
	err, ended := s.finishFlush(ctx)
	if ended != nil {
		return r, ended
	}
	return s.result(err)
}

// blockingWriteAndFlush writes up to maxBlocking bytes and flushes them, and waits until that is done; more end the guest.
func (s *outputStream) blockingWriteAndFlush(ctx context.Context, b component.Bytes) (r streamResult[component.None], err error) {
	if len(b) > maxBlocking {
		return r, fmt.Errorf("a blocking write of %d bytes; it takes %d at most", len(b), maxBlocking)
	}
	for len(b) > 0 {
		n, err, ended := s.awaitRoom(ctx)
		if ended != nil {
			return r, ended
		}
		if err != nil {
			return s.result(err)
		}
		piece := b[:min(uint64(len(b)), n)]
		if err := s.put(piece); err != nil {
			return s.result(err)
		}
		b = b[len(piece):]
	}
	return s.blockingFlush(ctx)
}

// blockingWriteZeroesAndFlush is blockingWriteAndFlush for so many zeroes.
func (s *outputStream) blockingWriteZeroesAndFlush(ctx context.Context, n uint64) (streamResult[component.None], error) {
	return s.blockingWriteAndFlush(ctx, zeroes[:min(n, maxBlocking+1)])
}

// splice moves up to n bytes that there are in src and room for here, and returns how many.
func (s *outputStream) splice(src *inputStream, n uint64) (streamResult[uint64], error) {
	room, err := s.room()
	if err != nil {
		return s.count(0, err)
	}
	b, err := src.take(min(n, room))
	if err != nil {
		return s.count(0, err)
	}
	return s.count(uint64(len(b)), s.put(b))
}

// blockingSplice waits until there are bytes and room, and is splice then.
func (s *outputStream) blockingSplice(ctx context.Context, src *inputStream, n uint64) (r streamResult[uint64], err error) {
	for {
		if r, err = s.splice(src, n); err != nil || n == 0 || r.IsErr || r.Value > 0 {
			return r, err
		}
		if err := s.h.wait(ctx, s); err != nil {
			return r, err
		}
		if err := s.h.wait(ctx, src); err != nil {
			return r, err
		}
	}
}

// subscribe returns a pollable that is ready when there is room, or an error.
func (s *outputStream) subscribe() (*pollable, error) { return s.h.subscribe(s, s) }
