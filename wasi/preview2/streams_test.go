package preview2

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// A fakeSource gives out what a test puts in.
type fakeSource struct {
	data   []byte
	err    error // when data is used up
	closed bool
}

func (s *fakeSource) ready() bool { return len(s.data) > 0 || s.err != nil }

func (s *fakeSource) read(b []byte) (n int, err error) {
	n = copy(b, s.data)
	if s.data = s.data[n:]; len(s.data) == 0 {
		err = s.err
	}
	return n, err
}

func (s *fakeSource) close() error { s.closed = true; return nil }

// A fakeSink takes as much as a test allows.
type fakeSink struct {
	bytes.Buffer
	left    int
	err     error
	flushes int
	refill  int // room after a flush
	closed  bool
}

func (s *fakeSink) ready() bool        { return s.left > 0 || s.err != nil }
func (s *fakeSink) room() (int, error) { return s.left, s.err }
func (s *fakeSink) close() error       { s.closed = true; return nil }

func (s *fakeSink) write(b []byte) error {
	if len(b) > s.left {
		panic("a write of more than there is room for")
	}
	s.left -= len(b)
	s.Buffer.Write(b)
	return s.err
}

func (s *fakeSink) flush() error {
	s.flushes++
	s.left = s.refill
	return s.err
}

// failedWith checks that a stream says that the last operation failed.
func failedWith[T any](t *testing.T, what string, r streamResult[T], text string) {
	t.Helper()
	if e, is := r.Err.(*ioError); !r.IsErr || !is || e.toDebugString() != text {
		t.Errorf("%s: %+v, want the error %q", what, r, text)
	}
}

// ends checks that a function ends the guest.
func ends[T any](t *testing.T, what string, _ T, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s does not end the guest", what)
	}
}

func TestInputStream(t *testing.T) {
	h := newHost(t, Config{})
	src := &fakeSource{data: []byte("hello")}
	s, err := h.newInput(src, nil)
	must(t, err)
	if got := ok(t, first(s.read(2))); string(got) != "he" {
		t.Errorf("read %q", got)
	}
	if got := ok(t, first(s.read(1<<64-1))); string(got) != "llo" {
		t.Errorf("read %q", got)
	}
	if got := ok(t, first(s.read(10))); len(got) != 0 || s.ready() {
		t.Errorf("read %q; ready %v", got, s.ready())
	}
	if n := ok(t, first(s.blockingSkip(t.Context(), 0))); n != 0 {
		t.Errorf("skipped %d", n)
	}
	src.data, src.err = []byte("last"), errors.New("out of order")
	if got := ok(t, first(s.blockingRead(t.Context(), 100))); string(got) != "last" {
		t.Errorf("read %q", got)
	}
	if !s.ready() {
		t.Error("an error is nothing to wait for")
	}
	failedWith(t, "read", first(s.read(1)), "out of order")
	closed(t, "read", first(s.read(1)))
	closed(t, "blocking-read", first(s.blockingRead(t.Context(), 1)))
	closed(t, "skip", first(s.skip(1)))
	must(t, drop(s))
	if !src.closed {
		t.Error("the source is not closed")
	}
}

func TestPermits(t *testing.T) {
	h := newHost(t, Config{})
	dst := &fakeSink{left: 10, refill: 3}
	s, err := h.newOutput(dst, nil)
	must(t, err)
	r, err := s.write([]byte("x"))
	ends(t, "a write without check-write", r, err)
	ok(t, first(s.write(nil)))
	if n := ok(t, first(s.checkWrite())); n != 10 {
		t.Errorf("check-write permits %d", n)
	}
	r, err = s.write(make([]byte, 11))
	ends(t, "a write of more than is permitted", r, err)
	ok(t, first(s.write([]byte("hello"))))
	ok(t, first(s.writeZeroes(5)))
	r, err = s.writeZeroes(1)
	ends(t, "zeroes beyond the permit", r, err)
	if n := ok(t, first(s.checkWrite())); n != 0 || s.ready() {
		t.Errorf("check-write permits %d", n)
	}
	r, err = s.writeZeroes(1 << 63)
	ends(t, "a great many zeroes", r, err)
	ok(t, first(s.flush()))
	r, err = s.write([]byte("x"))
	ends(t, "a write after a flush", r, err)
	ok(t, first(s.blockingFlush(t.Context())))
	if dst.flushes != 2 || dst.String() != "hello\x00\x00\x00\x00\x00" {
		t.Errorf("%d flushes, wrote %q", dst.flushes, &dst.Buffer)
	}
	dst.err = errors.New("disk on fire")
	failedWith(t, "check-write", first(s.checkWrite()), "disk on fire")
	closed(t, "check-write", first(s.checkWrite()))
	closed(t, "write", first(s.write([]byte("x"))))
	closed(t, "write-zeroes", first(s.writeZeroes(1)))
	closed(t, "flush", first(s.flush()))
	closed(t, "blocking-flush", first(s.blockingFlush(t.Context())))
	closed(t, "blocking-write-and-flush", first(s.blockingWriteAndFlush(t.Context(), []byte("x"))))
	closed(t, "splice", first(s.splice(&inputStream{}, 1)))
	if !s.ready() {
		t.Error("a closed stream is nothing to wait for")
	}
}

func TestBlockingWrite(t *testing.T) {
	h := newHost(t, Config{})
	dst := &fakeSink{left: 4096, refill: 1}
	s, err := h.newOutput(dst, nil)
	must(t, err)
	for _, n := range []uint64{4097, 1 << 32, 1<<64 - 1} {
		r, err := s.blockingWriteZeroesAndFlush(t.Context(), n)
		ends(t, "a blocking write of more than 4096 zeroes", r, err)
	}
	r, err := s.blockingWriteAndFlush(t.Context(), make([]byte, 4097))
	ends(t, "a blocking write of more than 4096 bytes", r, err)
	ok(t, first(s.blockingWriteZeroesAndFlush(t.Context(), 4096)))
	ok(t, first(s.blockingWriteAndFlush(t.Context(), []byte("x"))))
	if dst.Len() != 4097 || dst.flushes != 2 {
		t.Errorf("wrote %d bytes, flushed %d times", dst.Len(), dst.flushes)
	}
	dst.refill = 0
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.blockingWriteAndFlush(ctx, []byte("ab"))
	if err != context.Canceled {
		t.Errorf("a write that waits: %v", err)
	}
	// A stream that closes with the write's end has taken all of it.
	last := &fakeSink{left: 5}
	if s, err = h.newOutput(closingSink{last}, nil); err != nil {
		t.Fatal(err)
	}
	ok(t, first(s.blockingWriteAndFlush(t.Context(), []byte("hello"))))
	closed(t, "check-write", first(s.checkWrite()))
}

// A closingSink closes when it is flushed.
type closingSink struct{ *fakeSink }

func (s closingSink) flush() error { s.err = io.ErrClosedPipe; return nil }

func TestSplice(t *testing.T) {
	h := newHost(t, Config{})
	src, dst := &fakeSource{data: []byte("0123456789")}, &fakeSink{left: 4}
	in, err := h.newInput(src, nil)
	must(t, err)
	out, err := h.newOutput(dst, nil)
	must(t, err)
	if n := ok(t, first(out.splice(in, 3))); n != 3 {
		t.Errorf("moved %d bytes", n)
	}
	if n := ok(t, first(out.blockingSplice(t.Context(), in, 1<<63))); n != 1 {
		t.Errorf("moved %d bytes", n)
	}
	if n := ok(t, first(out.splice(in, 5))); n != 0 {
		t.Errorf("moved %d bytes where there is no room", n)
	}
	dst.left, src.err = 100, io.EOF
	if n := ok(t, first(out.splice(in, 100))); n != 6 || dst.String() != "0123456789" {
		t.Errorf("moved %d bytes, got %q", n, &dst.Buffer)
	}
	closed(t, "splice", first(out.splice(in, 1)))
	closed(t, "blocking-splice", first(out.blockingSplice(t.Context(), in, 1)))
	ok(t, first(out.checkWrite())) // it was the input that has come to its end
}

// TestChildren drops streams that pollables are of.
func TestChildren(t *testing.T) {
	h := newHost(t, Config{})
	in, err := h.newInput(&fakeSource{}, nil)
	must(t, err)
	out, err := h.newOutput(&fakeSink{}, nil)
	must(t, err)
	for _, parent := range []interface {
		resource
		subscribe() (*pollable, error)
	}{in, out} {
		p, err := parent.subscribe()
		must(t, err)
		if err := drop(parent); err == nil || !strings.Contains(err.Error(), "1 children") {
			t.Errorf("dropping a stream before its pollable: %v", err)
		}
		must(t, drop(p))
		must(t, drop(parent))
	}
	if h.live != 0 || h.resources != nil {
		t.Errorf("%d resources are left", h.live)
	}
}

func TestMaxResources(t *testing.T) {
	h := newHost(t, Config{MaxResources: 2})
	for range 2 {
		first(h.subscribeDuration(1))
	}
	src := &fakeSource{}
	if _, err := h.newInput(src, nil); err == nil || !strings.Contains(err.Error(), "MaxResources, 2") || !src.closed {
		t.Errorf("a third resource: %v, source closed %v", err, src.closed)
	}
	must(t, drop(h.resources.self))
	first(h.subscribeDuration(1))
}

// TestStandardStreams opens each stream twice: both share it.
func TestStandardStreams(t *testing.T) {
	var stdout, stderr strings.Builder
	h := newHost(t, Config{Stdin: strings.NewReader("hello"), Stdout: &stdout, Stderr: &stderr})
	one, two := first(h.getStdin()), first(h.getStdin())
	if got := ok(t, first(one.blockingRead(t.Context(), 2))); string(got) != "he" {
		t.Errorf("read %q", got)
	}
	must(t, drop(one))
	if got := ok(t, first(two.blockingRead(t.Context(), 10))); string(got) != "llo" {
		t.Errorf("read %q", got)
	}
	closed(t, "read", first(two.blockingRead(t.Context(), 1)))
	write(t, first(h.getStdout()), "out")
	write(t, first(h.getStdout()), "put")
	ok(t, first(first(h.getStderr()).blockingWriteAndFlush(t.Context(), []byte("error"))))
	if stdout.String() != "output" || stderr.String() != "error" {
		t.Errorf("wrote %q and %q", &stdout, &stderr)
	}
	none := newHost(t, Config{})
	closed(t, "read", first(first(none.getStdin()).read(1)))
	write(t, first(none.getStdout()), "nowhere")
	for _, h := range []*Host{h, none} {
		if in, out, err := first(h.terminalStdin()), first(h.terminalStdout()), first(h.terminalStderr()); in.IsSome || out.IsSome || err.IsSome {
			t.Error("a stream is taken for a terminal")
		}
	}
}
