package vm

import (
	"os"
	"sync"
	"unsafe"
)

// This file finds out which pages of a memory have been written to.

// pageFlags is a file of the system with a word for each page of addresses, or nil.
var pageFlags = sync.OnceValue(func() *os.File {
	f, err := os.Open("/proc/self/pagemap")
	if err != nil {
		return nil
	}
	return f
})

// The flags of a page.
const (
	pageOfFile  = 1 << 61 // nobody has written to it; one without a file is not there before somebody uses it
	pageSwapped = 1 << 62
	pagePresent = 1 << 63
)

const (
	maxOwn    = 4 << 20  // bytes of a memory that stay its own from one life of the store to the next
	maxLooked = 64 << 20 // bytes of a memory whose pages are looked at: a word is read for each
)

// written returns where the pages among the first n bytes are that may have been written to, and their size, or false if that is too much or the system does not say.
func (r *reservation) written(n uint64) (pages []uint64, size uint64, ok bool) {
	f := pageFlags()
	if f == nil || n > maxLooked {
		return nil, 0, false
	}
	flags := make([]uint64, min((n+pageSize-1)/pageSize, 4<<10))
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(flags))), len(flags)*wordSize)
	first := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(r.bytes)))) / pageSize
	for at := uint64(0); at < n; at += uint64(len(flags)) * pageSize {
		want := min((n-at+pageSize-1)/pageSize, uint64(len(flags)))
		if _, err := f.ReadAt(bytes[:want*wordSize], int64((first+at/pageSize)*wordSize)); err != nil {
			return nil, 0, false
		}
		for i, x := range flags[:want] {
			if x&(pagePresent|pageSwapped) == 0 || x&pageOfFile != 0 {
				continue
			}
			if uint64(len(pages)) == maxOwn/pageSize {
				return nil, 0, false
			}
			pages = append(pages, at+uint64(i)*pageSize)
		}
	}
	return pages, pageSize, true
}
