//go:build unix && !linux

package vm

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// discard puts empty pages in the place of those from an address on, with the one that it is in, and reports whether it could.
func (r *reservation) discard(from uint64) bool {
	from &^= pageSize - 1
	if from >= r.committed {
		return true
	}
	_, err := unix.MmapPtr(-1, 0, unsafe.Pointer(&r.bytes[from]), uintptr(r.committed-from), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_FIXED)
	return err == nil
}

// spares are not kept where the system does not promise that pages that are taken back are empty.
var spares spareList

type spareList struct{}

func (spareList) take(int) (reservation, bool) { return reservation{}, false }
func (spareList) put(*reservation) bool        { return false }
func (spareList) drop() bool                   { return false }
