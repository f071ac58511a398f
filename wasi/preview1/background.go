package preview1

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// This file holds what waits for things outside that are no files of the host. They can only be waited for by a goroutine that
// blocks in them: it is started when the guest wants to know, works ahead by one step, and wakes the guest's own wait.

// errWouldBlock says that a step has not come to its end yet.
var errWouldBlock = errors.New("operation would block")

// A background is work that goes on while the guest does something else, one step at a time.
type background struct {
	mu    sync.Mutex    // of everything that steps change
	busy  bool          // a step is going on
	ready chan struct{} // has a token when a step has come to its end
	wake  func()        // called then
}

func newBackground(wake func()) background {
	return background{ready: make(chan struct{}, 1), wake: wake}
}

// start begins a step unless one is going on; mu is held. The step is work, which runs without mu, and then what it returns, with mu held.
func (b *background) start(work func() (finish func())) {
	if b.busy {
		return
	}
	b.busy = true
	select {
	case <-b.ready: // of a step that nobody waited for
	default:
	}
	go func() {
		finish := work()
		b.mu.Lock()
		finish()
		b.busy = false
		b.mu.Unlock()
		b.ready <- struct{}{} // its one place is free since the start
		b.wake()
	}()
}

// await waits for the end of a step, for which mu must not be held.
func (b *background) await(ctx context.Context) error {
	select {
	case <-b.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// safely turns a panic of fn, which nobody could catch in a goroutine, into an error.
func safely(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return fn()
}

// A source is what poll_oneoff can wait for besides clocks and files of the host.
type source interface {
	// available reports whether the guest would not have to wait, and how many bytes are known to be there. It begins to find out
	// where that is unknown.
	available() (n int, ok bool)
}

// source returns what to wait for before descriptor d is read or written, or nil if that is nothing of the kind.
func (d *descriptor) source(write bool) source {
	switch {
	case write && d.conn != nil:
		return &d.conn.out
	case !write && d.in != nil:
		return d.in
	case !write && d.listener != nil:
		return d.listener
	}
	return nil
}

// raise makes a wait in poll_oneoff look again, or the next one. It is safe to call from any goroutine.
func (h *Host) raise() {
	select {
	case h.signal <- struct{}{}:
	default:
	}
	if h.inWaiter.Load() {
		h.waiter.wake()
	}
}
