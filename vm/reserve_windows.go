package vm

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// This file reserves address space with VirtualAlloc.

// A reservation is a range of addresses of which the front is committed.
type reservation struct {
	base      uintptr
	size      uint64
	committed uint64
}

// reserve takes n bytes of address space without memory behind them.
func reserve(n uint64) (reservation, error) {
	if n == 0 {
		return reservation{}, nil
	}
	held.add(n)
	base, err := windows.VirtualAlloc(0, uintptr(n), windows.MEM_RESERVE, windows.PAGE_NOACCESS)
	if err != nil {
		held.sub(n)
	}
	return reservation{base: base, size: n}, err
}

// commit makes the first n bytes usable, former of which were before, and returns where they are. New bytes are zero.
func (r *reservation) commit(_, n uint64) (unsafe.Pointer, bool) {
	if n > r.size {
		return nil, false
	}
	if n > r.committed {
		at := r.base + uintptr(r.committed)
		if _, err := windows.VirtualAlloc(at, uintptr(n-r.committed), windows.MEM_COMMIT, windows.PAGE_READWRITE); err != nil {
			return nil, false
		}
		r.committed = n
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&r.base)), true
}

// release gives the addresses back. Nothing may use them afterwards.
func (r *reservation) release() {
	if r.base != 0 {
		held.sub(r.size)
		windows.VirtualFree(r.base, 0, windows.MEM_RELEASE)
		*r = reservation{}
	}
}

// windowsPage is the size of the pages of all processors that the system runs on.
const windowsPage = 4 << 10

// discard puts empty pages in the place of those from an address on, with the one that it is in, and reports whether it could. If not, the
// range may have lost its end.
func (r *reservation) discard(from uint64) bool {
	from &^= windowsPage - 1
	if from >= r.committed {
		return true
	}
	n := r.committed
	if windows.VirtualFree(r.base+uintptr(from), uintptr(n-from), windows.MEM_DECOMMIT) != nil {
		return false
	}
	r.committed = from
	_, ok := r.commit(from, n)
	return ok
}
