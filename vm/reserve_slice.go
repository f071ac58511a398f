//go:build !(unix || windows)

package vm

import "unsafe"

// This file is the memory of platforms without reserved address space: a slice that is copied when it grows.

// A reservation is a range of memory of which the front is in use.
type reservation struct{ bytes []byte }

func reserve(uint64) (reservation, error) { return reservation{}, nil }

// commit makes the first n bytes usable, former of which were before, and returns where they are.
func (r *reservation) commit(former, n uint64) (unsafe.Pointer, bool) {
	if n > 1<<31 {
		return nil, false
	}
	if n > uint64(cap(r.bytes)) {
		grown := make([]byte, n, n+n/4)
		copy(grown, r.bytes[:min(former, uint64(cap(r.bytes)))])
		r.bytes = grown
	}
	r.bytes = r.bytes[:n]
	return unsafe.Pointer(unsafe.SliceData(r.bytes)), true
}

// discard empties the bytes from an address on.
func (r *reservation) discard(from uint64) bool {
	all := r.bytes[:cap(r.bytes)]
	clear(all[min(from, uint64(len(all))):])
	return true
}

func (r *reservation) release() { r.bytes = nil }
