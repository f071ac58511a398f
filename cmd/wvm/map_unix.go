//go:build unix

package main

import "golang.org/x/sys/unix"

// mapFile maps a regular file of more than maxRead bytes into memory, for as long as the process runs. What it cannot map is left to who reads files. It opens
// the file by itself: package os prepares to wait for one, which takes several times as long.
func mapFile(name string) ([]byte, bool) {
	var info unix.Stat_t
	if unix.Stat(name, &info) != nil || !mappable(&info) {
		return nil, false
	}
	fd, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	defer unix.Close(fd)
	if unix.Fstat(fd, &info) != nil || !mappable(&info) {
		return nil, false
	}
	b, err := unix.Mmap(fd, 0, int(info.Size), unix.PROT_READ, unix.MAP_PRIVATE)
	return b, err == nil
}

// mappable reports whether a file is one for mapFile.
func mappable(info *unix.Stat_t) bool {
	return info.Mode&unix.S_IFMT == unix.S_IFREG && info.Size > maxRead && int64(int(info.Size)) == info.Size
}
