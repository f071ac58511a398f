package vm

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// This file lets the instances of a module share the pages of large data segments until they write to them.

// imageMin is how many bytes of a segment are worth a mapping: systems bound the mappings of a process.
const imageMin = 256 << 10

// An image is the whole pages of a data segment in a file without a name.
type image struct {
	fd   int // 0 after the first instantiation: most modules are instantiated once, and then copying is less work
	from int // where the pages begin in the segment
}

// place writes data segment x to dst, in a memory.
func (m *Module) place(x int, dst []byte, mem *Memory) {
	data := m.src.Datas[x].Init
	from := int(-uintptr(unsafe.Pointer(unsafe.SliceData(dst))) & uintptr(pageSize-1))
	n := (len(data) - from) &^ int(pageSize-1)
	if n < imageMin || mem.typ.Limits.Shared || !m.mapImage(x, from, dst[from:][:n]) {
		copy(dst, data)
		return
	}
	copy(dst[:from], data)
	copy(dst[from+n:], data[from+n:])
}

// mapImage puts the image of segment x in the place of pages, or returns false.
func (m *Module) mapImage(x, from int, pages []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, again := m.images[x]
	if !again {
		if m.images == nil {
			m.images = map[int]image{}
		}
		m.images[x] = image{from: from}
		return false
	}
	if i.from != from {
		return false
	}
	if i.fd == 0 {
		if i.fd = newImage(m.src.Datas[x].Init[from:][:len(pages)]); i.fd == 0 {
			return false
		}
		m.images[x] = i
		runtime.AddCleanup(m, func(fd int) { unix.Close(fd) }, i.fd)
	}
	_, err := unix.MmapPtr(i.fd, 0, unsafe.Pointer(unsafe.SliceData(pages)), uintptr(len(pages)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED)
	return err == nil
}

// newImage returns a file with this content, or 0.
func newImage(content []byte) int {
	fd, err := unix.MemfdCreate("wvm-data", unix.MFD_CLOEXEC)
	if err != nil {
		return 0
	}
	for done := 0; done < len(content); {
		n, err := unix.Pwrite(fd, content[done:], int64(done))
		if n <= 0 && err != unix.EINTR {
			unix.Close(fd)
			return 0
		}
		done += max(n, 0)
	}
	return fd
}
