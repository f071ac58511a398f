//go:build unix || windows

package vm

import (
	"runtime"
	"sync"
)

// This file asks for a garbage collection when stores hold many more addresses than after the last one. Go's collector counts its own heap, where a store
// that nobody closed is a few hundred bytes: without this, forgotten stores could take all addresses of the process before it looks for them, and then
// nothing that needs some works any more, Go's runtime included.

const (
	// collectEvery is how many bytes of addresses are taken until a collection is asked for: a sixteenth of those that a process has on most systems.
	collectEvery = 1 << 43
	// leastHeld is what a reservation counts for at least. Systems also bound how many mappings a process has: 65,530 on Linux, of which a memory needs two
	// or three.
	leastHeld = 1 << 32
)

// held are the addresses of all reservations that are not given back.
var held addressCount

type addressCount struct {
	mu    sync.Mutex
	now   uint64 // bytes
	least uint64 // the smallest that now was since a collection was asked for
}

// add counts a reservation of n bytes, after a collection if one is due. Cleanups run some time after it.
func (a *addressCount) add(n uint64) {
	a.mu.Lock()
	a.now += max(n, leastHeld)
	due := a.now-a.least > collectEvery
	if due {
		a.least = a.now
	}
	a.mu.Unlock()
	if due {
		runtime.GC()
	}
}

// sub takes a reservation of n bytes out of the count.
func (a *addressCount) sub(n uint64) {
	a.mu.Lock()
	a.now -= max(n, leastHeld)
	a.least = min(a.least, a.now)
	a.mu.Unlock()
}
