package vm

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// This file keeps two goroutines from running on one stack. Whoever calls into a store must find it idle, or be part of the host
// function that its guest waits for: contexts tell who is.

// A storeState says who may enter a store. Its value is one of the constants or the number of a hostContext.
type storeState struct{ v atomic.Uint64 }

const (
	storeIdle     uint64 = iota
	storeRunning         // somebody is inside
	storeClosed          // nobody may enter any more
	firstHostCall        // from here on: the guest waits for a host call, which has asked for its context and got the one of this number
)

// begin enters the store from one of the states in which that is possible.
func (s *storeState) begin(from uint64) bool { return s.v.CompareAndSwap(from, storeRunning) }

// regain enters the store again when the host call with context n returns. A goroutine which that call has started may be inside; then this
// waits until it is not.
func (s *storeState) regain(n uint64) {
	for i := 0; !s.begin(n); i++ {
		if i < 100 {
			runtime.Gosched()
		} else {
			time.Sleep(100 * time.Microsecond)
		}
	}
}

// A hostContext is what a host function gets as its context. Its number is its own.
type hostContext struct {
	context.Context
	store *Store
	call  uint64
}

// An insideContext stands for the context of whatever host function is running in a store.
type insideContext struct{ store *Store }

func (c *insideContext) Deadline() (time.Time, bool) { return c.store.ctx.Deadline() }
func (c *insideContext) Done() <-chan struct{}       { return c.store.done }
func (c *insideContext) Err() error                  { return c.store.ctx.Err() }
func (c *insideContext) Value(key any) any           { return c.store.ctx.Value(key) }

// A hostCallKey is the key under which a context has the innermost host call of a store.
type hostCallKey struct{ store *Store }

// Value returns the receiver itself for the key of its store.
func (c *hostContext) Value(key any) any {
	if key == any(hostCallKey{c.store}) {
		return c
	}
	return c.Context.Value(key)
}

// acquire enters the store for who calls with ctx. It returns the state that release must bring back.
func (s *Store) acquire(ctx context.Context) (before uint64, err error) {
	if s.state.begin(storeIdle) {
		return storeIdle, nil
	}
	return s.join(ctx)
}

// join is acquire for a store that is not idle.
func (s *Store) join(ctx context.Context) (before uint64, err error) {
	if c, ok := ctx.Value(hostCallKey{s}).(*hostContext); ok && s.state.begin(c.call) {
		return c.call, nil
	}
	if s.state.v.Load() == storeClosed {
		return 0, ErrStoreClosed
	}
	return 0, ErrStoreBusy
}

// release ends what acquire began.
func (s *Store) release(before uint64) {
	if before == storeIdle && len(s.acts) > 0 {
		s.abandon()
	}
	s.state.set(before)
}

// abandon drops what a call has left behind that a host function ended with runtime.Goexit.
func (s *Store) abandon() {
	clear(s.acts)
	s.acts, s.free, s.depth, s.caller = s.acts[:0], s.stackStart, 0, nil
}
