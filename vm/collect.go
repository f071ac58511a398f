package vm

import (
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file is the collector: what is reached from globals, tables, the stack and Go code stays. Globals, tables and objects are
// read precisely. The stack is read conservatively: a slot counts as a reference if it could be one.

// References other than to functions share one numbering, so that conversions between any and extern change nothing:
//
//	0        null
//	...1     an i31, shifted left by one
//	...10    a value of the host: index of Store.externs, shifted left by two
//	...000   an object of the heap
const (
	i31Bit    = 1
	externTag = 2
)

func isI31(ref uint64) bool    { return ref&i31Bit != 0 }
func isExtern(ref uint64) bool { return ref&3 == externTag }

// newObject makes an object of size bytes. It collects first when it is time, and returns 0 with the reason if
// there is no room. top is the first slot of the stack that holds nothing.
func (s *Store) newObject(size uint64, typ uint32, n uint32, top uintptr) (uint64, TrapCode) {
	h := &s.heap
	if h.space == nil {
		if err := h.open(s.cfg.MaxHeap); err != nil {
			s.hostErr = err
			return 0, TrapLimit
		}
		s.res.heap = h.space
	}
	header := uint64(typ) | uint64(n)<<32
	ref := uint64(0)
	if h.used+size <= h.grows && !h.eager && h.live+h.used+size <= s.cfg.MaxHeap {
		ref = h.alloc(size, header)
	}
	if ref == 0 {
		if trap := s.makeRoom(top); trap != 0 {
			return 0, trap
		}
		if h.live+size <= s.cfg.MaxHeap {
			ref = h.alloc(size, header)
		}
	}
	if ref == 0 {
		s.hostErr = &LimitError{Limit: "MaxHeap (bytes)", Max: s.cfg.MaxHeap, Want: max(h.live+h.used+size, s.cfg.MaxHeap+1)}
		return 0, TrapLimit
	}
	s.m.heap = h.base
	return ref, 0
}

// makeRoom collects for a guest. It counts as work: near the limit of the heap a guest may need it for every object.
func (s *Store) makeRoom(top uintptr) TrapCode {
	if !s.collect(top) {
		s.hostErr = s.cause()
		return TrapInterrupted
	}
	return s.charge(uint64(len(s.heap.blocks)) * blockSize / bytesPerUnit)
}

// scansPerLook is how many objects are scanned between two looks at the context: some milliseconds of work.
const scansPerLook = 1 << 17

// collect frees the objects and the values of the host that nothing reaches any more. It reports false, with nothing freed, if the call
// was interrupted meanwhile.
func (s *Store) collect(top uintptr) bool {
	if s.state.v.Load() == storeClosed {
		return true
	}
	s.externMarks = append(s.externMarks[:0], make([]bool, len(s.externs))...)
	s.markRoots(top)
	h := &s.heap
	for n := 1; len(h.work) > 0; n++ {
		if n%scansPerLook == 0 && s.interrupted() {
			clear(h.marks)
			h.work = nil
			return false
		}
		ref := h.work[len(h.work)-1]
		h.work = h.work[:len(h.work)-1]
		s.scan(ref)
	}
	if cap(h.work) > maxIdleWork {
		h.work = nil
	}
	if h.space != nil {
		h.sweep()
	}
	s.sweepExterns()
	return true
}

// maxIdleWork is how long a list of objects to scan is kept for the next collection.
const maxIdleWork = 1 << 16

// markRoots marks what is reached directly.
func (s *Store) markRoots(top uintptr) {
	for _, g := range s.globals {
		if g.traced {
			s.reach(g.cell[0])
		}
	}
	for _, t := range s.tables {
		if t.traced {
			for _, ref := range t.elems {
				s.reach(ref)
			}
		}
	}
	for _, in := range s.withElems {
		for _, values := range in.elems {
			for _, ref := range values {
				s.reach(ref)
			}
		}
	}
	for ref := range s.kept { // Go code may keep anything
		s.reachMaybe(ref)
	}
	for _, ref := range s.fresh {
		s.reach(ref)
	}
	if start := s.stackStart; start != 0 && top > start {
		for _, w := range unsafe.Slice((*uint64)(at(start)), (top-start)/wordSize) {
			s.reachMaybe(w)
		}
	}
	s.reachMaybe(s.m.acc)
}

// reach marks what a reference that is no function stands for.
func (s *Store) reach(ref uint64) {
	switch {
	case ref == 0 || isI31(ref):
	case isExtern(ref):
		s.externMarks[ref>>2] = true
	default:
		s.heap.mark(ref)
	}
}

// reachMaybe is reach for a number that need not be a reference.
func (s *Store) reachMaybe(w uint64) {
	if isExtern(w) {
		if x := w >> 2; x < uint64(len(s.externMarks)) {
			s.externMarks[x] = true
		}
		return
	}
	if w != 0 && s.heap.isObject(w) {
		s.heap.mark(w)
	}
}

// scan reaches what an object refers to.
func (s *Store) scan(ref uint64) {
	h := &s.heap
	typ, n := h.header(ref)
	if typ == exnTypeID {
		tag := s.tags[n]
		offset := uint32(headerSize)
		for i, t := range tag.typ.Params {
			if tag.traced[i] {
				s.reach(*h.word(ref, offset))
			}
			offset += uint32(t.Slots()) * wordSize
		}
		return
	}
	info := s.engine.types.info(typ)
	if info.desc {
		s.reach(*h.word(ref, headerSize))
	}
	if !info.refs {
		return
	}
	if info.kind == wasm.CompArray {
		for _, element := range unsafe.Slice(h.word(ref, headerSize), n) {
			s.reach(element)
		}
		return
	}
	for i := range info.fields {
		if f := &info.fields[i]; f.storage.IsRef() && !f.isFunc {
			s.reach(*h.word(ref, f.offset))
		}
	}
}

// sweepExterns forgets the values of the host that are not marked, and remembers their places.
func (s *Store) sweepExterns() {
	s.freeExterns = s.freeExterns[:0]
	for i := len(s.externs) - 1; i > 0; i-- {
		if !s.externMarks[i] {
			s.externs[i] = nil
			s.freeExterns = append(s.freeExterns, uint32(i))
		}
	}
	s.externGrows = max(minExterns, 2*(len(s.externs)-len(s.freeExterns)))
}
