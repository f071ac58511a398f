package wait

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestWait ends waits by each of the things that can end them.
func TestWait(t *testing.T) {
	w := NewWaiter()
	defer w.Close()
	never := func() bool { return false }
	start := time.Now()
	if err := w.Wait(t.Context(), time.Millisecond, true, never); err != nil || time.Since(start) < time.Millisecond {
		t.Errorf("a wait for a time: %v after %v", err, time.Since(start))
	}
	go w.Raise()
	if err := w.Wait(t.Context(), -1, true, never); err != nil {
		t.Errorf("a wait for a signal: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if err := w.Wait(ctx, time.Hour, true, never); err != context.Canceled {
		t.Errorf("a wait that is cancelled: %v", err)
	}
	if err := w.Sleep(ctx, time.Hour); err != context.Canceled {
		t.Errorf("a sleep that is cancelled: %v", err)
	}
	if err := w.Sleep(t.Context(), time.Millisecond); err != nil {
		t.Errorf("a sleep: %v", err)
	}
}

// TestStreams waits for pipes together with signals and times.
func TestStreams(t *testing.T) {
	if !CanPoll {
		t.Skip("the system cannot tell when a stream is ready")
	}
	r, pw, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer pw.Close()
	number := func(f *os.File) (n int) {
		conn, err := f.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		conn.Control(func(x uintptr) { n = int(x) })
		return n
	}
	in, out := number(r), number(pw)
	if Ready(in, false) || !Ready(out, true) || !Ready(1<<20, false) {
		t.Error("the system does not tell which stream is ready")
	}
	w := NewWaiter()
	defer w.Close()
	if err := w.Stream(t.Context(), in, false, true); err != ErrWouldBlock {
		t.Errorf("an empty pipe: %v", err)
	}
	place := w.Add(in)
	w.Want(place, false)
	signalled := make(chan struct{})
	ready := func() bool {
		select {
		case <-signalled:
			return true
		default:
			return false
		}
	}
	go func() {
		close(signalled)
		w.Raise()
	}()
	for !ready() {
		if err := w.Wait(t.Context(), -1, true, ready); err != nil {
			t.Fatal(err)
		}
	}
	never := func() bool { return false }
	if err := w.Wait(t.Context(), time.Millisecond, true, never); err != nil {
		t.Error(err)
	}
	if got, _ := w.State(place, false); got {
		t.Error("an empty pipe can be read")
	}
	go pw.Write([]byte("x"))
	for got := false; !got; got, _ = w.State(place, false) {
		if err := w.Wait(t.Context(), -1, true, never); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Stream(t.Context(), in, false, false); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	var b [1]byte
	r.Read(b[:])
	if err := w.Stream(ctx, in, false, false); err != context.DeadlineExceeded {
		t.Errorf("an empty pipe: %v", err)
	}
}

// TestInput reads what another goroutine brings.
func TestInput(t *testing.T) {
	r, w := io.Pipe()
	woken := make(chan struct{}, 1)
	in := NewInput(r, func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	})
	b := make([]byte, 10)
	if _, err := in.Read(t.Context(), b, true); err != ErrWouldBlock {
		t.Errorf("nothing is there: %v", err)
	}
	w.Write([]byte("hello"))
	<-woken
	if n, ok := in.Available(); n != 5 || !ok {
		t.Errorf("%d bytes are there, %v", n, ok)
	}
	if n, err := in.Peek(t.Context(), b[:2], false); n != 2 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n, err := in.Read(t.Context(), b, false); string(b[:n]) != "hello" || err != nil {
		t.Errorf("read %q, %v", b[:n], err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := in.Read(ctx, b, false); err != context.DeadlineExceeded {
		t.Errorf("nothing is there: %v", err)
	}
	w.CloseWithError(errors.New("gone"))
	if _, err := in.Read(t.Context(), b, false); err == nil || err.Error() != "gone" || !in.Ended() {
		t.Errorf("at the end: %v", err)
	}
	memory := NewInput(strings.NewReader("x"), nil)
	if n, err := memory.Read(t.Context(), b, true); n != 1 || err != nil {
		t.Errorf("from memory: %d, %v", n, err)
	}
	memory.End()
	if _, err := memory.Peek(t.Context(), b, true); err != io.EOF {
		t.Errorf("after End: %v", err)
	}
	panics := NewInput(panicking{}, func() {})
	if _, err := panics.Read(ctx, b, false); err == nil {
		t.Error("a Reader that panics reads")
	}
	panics = NewInput(panicking{}, func() {})
	panics.Available()
	if err := panics.Await(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := panics.Read(t.Context(), b, true); err == nil || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("a Reader that panics: %v", err)
	}
}

// panicking is a Reader that panics.
type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("out of order") }

// TestInputGoesOn reads as guests do, which ask again and again and only wait when there is nothing yet: each step of the background must wake them.
func TestInputGoesOn(t *testing.T) {
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { readOn(t, 20_000) })
	}
	wg.Wait()
}

// readOn reads n bytes.
func readOn(t *testing.T, n int) {
	w := NewWaiter()
	defer w.Close()
	in := NewInput(io.LimitReader(steps{}, int64(n)), w.Raise)
	b := make([]byte, 8)
	for got := 0; ; {
		k, err := in.Read(t.Context(), b, true)
		switch got += k; {
		case err == io.EOF:
			if got != n {
				t.Errorf("%d bytes of %d", got, n)
			}
			return
		case err == ErrWouldBlock:
			for _, ok := in.Available(); !ok; _, ok = in.Available() {
				if err := w.Wait(t.Context(), -1, true, func() bool { return false }); err != nil {
					t.Error(err)
					return
				}
			}
		case err != nil:
			t.Error(err)
			return
		}
	}
}

// steps is read a byte at a time.
type steps struct{}

func (steps) Read(b []byte) (int, error) { return min(len(b), 1), nil }
