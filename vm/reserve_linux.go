//go:build linux

package vm

import (
	"slices"
	"sync"

	"golang.org/x/sys/unix"
)

// This file keeps some reservations for reuse: who makes stores one after the other wants the same again, and to take back the pages is less work for the
// system than to take back the addresses and give out others.

// maxSpares is how many reservations are kept.
const maxSpares = 16

// spares are the reservations that are kept. Their memory is empty.
var spares spareList

type spareList struct {
	mu   sync.Mutex
	list []reservation
}

// take returns a reservation of n bytes, if there is one.
func (l *spareList) take(n int) (reservation, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.list) - 1; i >= 0; i-- {
		if r := l.list[i]; len(r.bytes) == n {
			l.list = slices.Delete(l.list, i, i+1)
			return r, true
		}
	}
	return reservation{}, false
}

// put keeps a reservation, without what is in it, or returns false.
func (l *spareList) put(r *reservation) bool {
	l.mu.Lock()
	full := len(l.list) >= maxSpares
	l.mu.Unlock()
	if full || r.committed > 0 && unix.Madvise(r.bytes[:r.committed], unix.MADV_DONTNEED) != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) >= maxSpares {
		return false
	}
	l.list = append(l.list, *r)
	return true
}

// drop gives the addresses of all back, and reports whether there were any.
func (l *spareList) drop() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.list {
		unix.Munmap(r.bytes)
	}
	any := len(l.list) > 0
	l.list = nil
	return any
}

// discard takes back the pages from an address on, with the one that it is in, and reports whether they are now as if nobody had written to them: empty, or
// those of an image.
func (r *reservation) discard(from uint64) bool {
	from &^= pageSize - 1
	return from >= r.committed || unix.Madvise(r.bytes[from:r.committed], unix.MADV_DONTNEED) == nil
}
