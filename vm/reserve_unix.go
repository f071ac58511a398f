//go:build unix

package vm

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// This file reserves address space with mmap.

// A reservation is a range of addresses of which the front is committed.
type reservation struct {
	bytes     []byte
	committed uint64
	mapped    bool // a part of it is not the system's own empty memory
	pieced    bool // nor the image of all that a module writes to a memory
}

var pageSize = uint64(os.Getpagesize())

// reserve takes n bytes of address space without memory behind them.
func reserve(n uint64) (reservation, error) {
	if n == 0 {
		return reservation{}, nil
	}
	if n > 1<<47 {
		return reservation{}, unix.ENOMEM
	}
	n = roundUp(n)
	held.add(n)
	if r, ok := spares.take(int(n)); ok {
		return r, nil
	}
	b, err := unix.Mmap(-1, 0, int(n), unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil && spares.drop() {
		b, err = unix.Mmap(-1, 0, int(n), unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
	}
	if err != nil {
		held.sub(n)
	}
	return reservation{bytes: b}, err
}

func roundUp(n uint64) uint64 { return (n + pageSize - 1) &^ (pageSize - 1) }

// commit makes the first n bytes usable, former of which were before, and returns where they are. New bytes are zero.
func (r *reservation) commit(_, n uint64) (unsafe.Pointer, bool) {
	if n > uint64(len(r.bytes)) {
		return nil, false
	}
	if end := roundUp(n); end > r.committed {
		if err := unix.Mprotect(r.bytes[r.committed:end], unix.PROT_READ|unix.PROT_WRITE); err != nil {
			return nil, false
		}
		r.committed = end
	}
	return unsafe.Pointer(unsafe.SliceData(r.bytes)), true
}

// release gives the addresses back, or keeps them for the next who wants as many. Nothing may use them afterwards.
func (r *reservation) release() {
	if r.bytes == nil {
		return
	}
	held.sub(uint64(len(r.bytes)))
	if r.mapped || !spares.put(r) {
		unix.Munmap(r.bytes)
	}
	*r = reservation{}
}
