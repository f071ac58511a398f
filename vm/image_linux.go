package vm

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lets the instances of a module share the pages of what its data segments write until they write to them: all pages from the first
// segment to the last one where the module alone says what is there, else those of each large segment.

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
	if n < imageMin || mem.typ.Limits.Shared {
		copy(dst, data)
		return
	}
	mem.space.mapped, mem.space.pieced = true, true
	if !m.mapImage(x, from, dst[from:][:n]) {
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

// An initialImage is all that the data segments of a module write to a memory of its own, in a file without a name. The second instance makes
// it.
type initialImage struct {
	instances int // that have asked for it, up to 2
	fd        int // 0: there is none
	memory    int
	from, end uint64 // in the memory; whole pages
	view      []byte // of the file, once somebody has looked at it
}

// maxImage bounds the bytes from the first segment to the last one of an image, with the holes between them.
const maxImage = 256 << 20

// fromImage puts the image in the place of a new memory's pages, if there is one.
func (in *Instance) fromImage() bool {
	m := in.module
	m.mu.Lock()
	defer m.mu.Unlock()
	i := &m.initial
	if i.instances < 2 {
		if i.instances++; i.instances == 2 && in.imageRange(i) {
			in.makeImage(i)
		}
	}
	if i.fd == 0 {
		return false
	}
	in.memories[i.memory].space.mapped = true
	at := unsafe.Add(in.memories[i.memory].base, uintptr(i.from))
	_, err := unix.MmapPtr(i.fd, 0, at, uintptr(i.end-i.from), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED)
	in.imaged = err == nil
	return in.imaged
}

// beginning returns the image that a memory began with, and where it is in the memory, or false if it began with more than that. The image stays valid as long as
// the store has its instances.
func (m *Memory) beginning() (image []byte, from uint64, ok bool) {
	if !m.space.mapped || m.space.pieced {
		return nil, 0, !m.space.mapped
	}
	for _, in := range m.store.instances {
		if i := &in.module.initial; in.imaged && in.memories[i.memory] == m {
			image = in.module.viewImage()
			return image, i.from, image != nil
		}
	}
	return nil, 0, false
}

// viewImage returns a view of the image of all segments, or nil if the system refuses one.
func (m *Module) viewImage() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := &m.initial
	if i.view == nil {
		var err error
		if i.view, err = unix.Mmap(i.fd, 0, int(i.end-i.from), unix.PROT_READ, unix.MAP_SHARED); err != nil {
			return nil
		}
		runtime.AddCleanup(m, func(view []byte) { unix.Munmap(view) }, i.view)
	}
	return i.view
}

// makeImage makes the image.
func (in *Instance) makeImage(i *initialImage) {
	fd, err := unix.MemfdCreate("wvm-memory", unix.MFD_CLOEXEC)
	if err != nil {
		return
	}
	size := int(i.end - i.from)
	var b []byte
	if err = unix.Ftruncate(fd, int64(size)); err == nil {
		b, err = unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	}
	if err != nil {
		unix.Close(fd)
		return
	}
	for x := range in.module.src.Datas {
		if d := &in.module.src.Datas[x]; d.Mode == wasm.SegmentActive {
			at, _ := in.evaluate(&d.At) // it has been evaluated before
			copy(b[at[0]-i.from:], d.Init)
		}
	}
	unix.Munmap(b)
	i.fd = fd
	runtime.AddCleanup(in.module, func(fd int) { unix.Close(fd) }, fd)
}

// imageRange finds which pages an image has to hold, if there can be one: what the segments write, and where, depends on nothing but the module.
func (in *Instance) imageRange(i *initialImage) bool {
	src := in.module.src
	total, first := uint64(0), true
	for x := range src.Datas {
		d := &src.Datas[x]
		if d.Mode != wasm.SegmentActive {
			continue
		}
		memory := int(d.Memory)
		if !first && memory != i.memory || memory < src.NumImportedMemories || src.Memories[memory].Limits.Shared || usesGlobals(&d.At) {
			return false
		}
		n := uint64(len(d.Init))
		at, err := in.evaluate(&d.At)
		if err != nil {
			return false
		}
		if _, ok := in.memories[memory].view(at[0], n); !ok {
			return false
		}
		if total += n; first {
			i.memory, i.from, i.end, first = memory, at[0], at[0]+n, false
		}
		i.from, i.end = min(i.from, at[0]), max(i.end, at[0]+n)
	}
	if total < imageMin || i.end-i.from > maxImage {
		return false
	}
	i.from, i.end = i.from&^(pageSize-1), roundUp(i.end)
	_, ok := in.memories[i.memory].view(i.from, i.end-i.from)
	return ok
}

// usesGlobals reports whether a constant expression depends on globals.
func usesGlobals(e *wasm.ConstExpr) bool {
	var r binary.Instrs
	var i binary.Instr
	r.Reset(e.Code, e.Offset)
	for r.Next(&i) {
		if i.Op == op.GlobalGet {
			return true
		}
	}
	return false
}
