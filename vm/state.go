package vm

import "sync/atomic"

// A storeState says who may enter a store: it is what keeps two goroutines from running on one stack.
type storeState struct{ v atomic.Int32 }

const (
	storeIdle int32 = iota
	storeRunning
	storeInHost // a guest waits for a host function, which may call back
)

// begin enters the store from Go.
func (s *storeState) begin() bool { return s.v.CompareAndSwap(storeIdle, storeRunning) }

// reenter enters the store from a host function.
func (s *storeState) reenter() bool { return s.v.CompareAndSwap(storeInHost, storeRunning) }
