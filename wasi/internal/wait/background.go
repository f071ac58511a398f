// Package wait holds how a guest waits: for files of the system, for time, and for things outside that only a goroutine can wait for. The hosts of
// all versions of WASI use it.
package wait

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// This file holds what waits for things outside that are no files of the system. They can only be waited for by a goroutine that
// blocks in them: it is started when the guest wants to know, works ahead by one step, and wakes the guest's own wait.

// ErrWouldBlock says that a step has not come to its end yet.
var ErrWouldBlock = errors.New("operation would block")

// A Background is work that goes on while the guest does something else, one step at a time.
type Background struct {
	Mu    sync.Mutex    // of everything that steps change
	Busy  bool          // a step is going on
	ready chan struct{} // has a token when a step has come to its end
	wake  func()        // called then
}

// NewBackground returns a Background. wake, which must be safe to call from any goroutine, is called at the end of each step: see Waiter.Raise.
func NewBackground(wake func()) Background {
	return Background{ready: make(chan struct{}, 1), wake: wake}
}

// Start begins a step unless one is going on; Mu is held. The step is work, which runs without Mu, and then what it returns, with Mu held.
func (b *Background) Start(work func() (finish func())) {
	if b.Busy {
		return
	}
	b.Busy = true
	select {
	case <-b.ready: // of a step that nobody waited for
	default:
	}
	go func() {
		finish := work()
		b.Mu.Lock()
		finish()
		b.Busy = false
		b.ready <- struct{}{} // its one place is free since the start, as long as no other step can have begun
		b.Mu.Unlock()
		b.wake()
	}()
}

// Await waits for the end of a step, for which Mu must not be held.
func (b *Background) Await(ctx context.Context) error {
	select {
	case <-b.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Safely turns a panic of fn, which nobody could catch in a goroutine, into an error.
func Safely(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return fn()
}
