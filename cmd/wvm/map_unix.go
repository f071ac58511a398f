//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps a file of this size into memory.
func mapFile(f *os.File, size int64) ([]byte, bool) {
	if int64(int(size)) != size {
		return nil, false
	}
	b, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_PRIVATE)
	return b, err == nil
}
