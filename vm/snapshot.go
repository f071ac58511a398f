package vm

import (
	"bytes"
	"maps"
	"slices"
)

// This file brings a store back to what it was, so that one instance after the other need not be made anew.

// A Snapshot is what a store held at one moment. It is for that store alone.
type Snapshot struct {
	store     *Store
	mark      storeMark
	instances []map[segment]bool // the segments that each had dropped
	tables    [][]uint64
	globals   [][2]uint64
	memories  []*memoryImage
	fuel      int64
}

// Pattern returns what Snapshot can use of x for other stores. It holds nothing of the store that x is of, and is no use to Restore.
func (x *Snapshot) Pattern() *Snapshot { return &Snapshot{mark: x.mark, memories: x.memories} }

// Snapshot remembers what the store holds, for Restore. like, unless nil, is the Pattern of one of a store in which the same has been done: what the memories
// held is shared with it and not looked at again.
//
// It returns nil while somebody is inside, and if the store is one that could not be brought back with certainty, or at a cost: if guests have called host
// functions, if there are objects, references that Go code keeps, shared memories or a profile, or if the content of a large memory does not
// come from an image of its module.
func (s *Store) Snapshot(like *Snapshot) *Snapshot {
	if !s.state.begin(storeIdle) {
		return nil
	}
	defer s.release(storeIdle)
	if !s.isPlain() || len(s.callers) > 0 || s.refused {
		return nil
	}
	x := &Snapshot{store: s, mark: s.mark(), fuel: s.m.fuel}
	for _, in := range s.instances {
		if slices.ContainsFunc(in.memories, func(m *Memory) bool { return m.typ.Limits.Shared }) {
			return nil
		}
		x.instances = append(x.instances, maps.Clone(in.dropped))
	}
	for i, m := range s.memories {
		var image *memoryImage
		if like != nil && like.mark == x.mark && like.memories[i].len == m.len {
			image = like.memories[i]
		} else if image = m.image(); image == nil {
			return nil
		}
		x.memories = append(x.memories, image)
	}
	for _, t := range s.tables {
		x.tables = append(x.tables, slices.Clone(t.elems))
	}
	for _, g := range s.globals {
		x.globals = append(x.globals, g.cell)
	}
	return x
}

// Restore brings the store back to what it held at the Snapshot, and reports whether it could. Guests cannot tell it from what it was; what has been made of
// it since, such as views of memories, is not valid any more. If it could not, because somebody is inside, a call has not come to its end, or there is
// now what no Snapshot can be made of, the store holds anything and is to be closed.
func (s *Store) Restore(x *Snapshot) bool {
	if x.store != s || !s.state.begin(storeIdle) {
		return false
	}
	defer s.release(storeIdle)
	if m := s.mark(); len(s.acts) > 0 || len(s.instances) != len(x.instances) ||
		m.memories != x.mark.memories || m.tables != x.mark.tables || m.globals != x.mark.globals || m.tags != x.mark.tags {
		return false
	}
	if !s.dropHeap() || !s.isPlain() {
		return false
	}
	for i, m := range s.memories {
		if !m.restore(x.memories[i]) {
			return false
		}
	}
	for i, in := range s.instances {
		if len(in.dropped) != len(x.instances[i]) {
			in.dropped = maps.Clone(x.instances[i])
		}
	}
	for i, t := range s.tables {
		s.tableElems -= t.len - uint64(len(x.tables[i]))
		t.set(t.elems[:len(x.tables[i])])
		copy(t.elems, x.tables[i])
	}
	for i, g := range s.globals {
		g.cell = x.globals[i]
	}
	s.m.fuel, s.hostErr, s.fresh, s.freshFrom = x.fuel, nil, s.fresh[:0], 0
	s.res.stack.discard(keptStack)
	return true
}

// dropHeap makes the store one without objects, and reports whether it could. What looks like one on the stack would keep later ones from being collected.
func (s *Store) dropHeap() bool {
	if s.res.heap == nil {
		return true
	}
	if !s.res.stack.discard(0) {
		return false
	}
	s.res.heap.release()
	s.res.heap, s.heap, s.m.heap = nil, heap{}, nil
	return true
}

// keptStack is how many bytes of the call stack stay in memory between one life of the store and the next.
const keptStack = 64 << 10

// isPlain reports whether the store holds nothing but numbers and functions.
func (s *Store) isPlain() bool {
	return s.res.heap == nil && len(s.externs) == 1 && len(s.kept) == 0 && len(s.withElems) == 0 && s.profile == nil
}

// A memoryImage is what a memory held: its length, and the pages that differ from what is there of itself when nobody has written to it.
type memoryImage struct {
	len   uint64
	pages []imagePage // in order
}

// An imagePage is a page of a memoryImage.
type imagePage struct {
	at      uint64
	content []byte // a page, or less at the end of the memory
}

const (
	maxCompared = 1 << 20 // bytes of a memory of which each page is compared; of larger ones the system takes back the pages
	maxDiffers  = 1 << 20 // bytes that differ from what is there of itself
)

// image returns what the memory holds, or nil if that is too much or not known.
func (m *Memory) image() *memoryImage {
	x := &memoryImage{len: m.len}
	var base []byte // what is there of itself from an address on; elsewhere nothing
	var from uint64
	if m.len > maxCompared {
		var ok bool
		if base, from, ok = m.beginning(); !ok {
			return nil
		}
	}
	all, differs := m.Bytes(), 0
	for at := uint64(0); at < m.len; at += imagePageSize {
		page, own := all[at:min(at+imagePageSize, m.len)], noPage[:]
		if at >= from && at-from < uint64(len(base)) {
			own = base[at-from:]
		}
		if bytes.Equal(page, own[:len(page)]) {
			continue
		}
		if differs += len(page); differs > maxDiffers {
			return nil
		}
		x.pages = append(x.pages, imagePage{at, slices.Clone(page)})
	}
	return x
}

// restore brings back what the memory held.
func (m *Memory) restore(x *memoryImage) bool {
	if m.len > x.len {
		if !m.space.discard(x.len) {
			if m.len-x.len > maxCompared {
				return false
			}
			clear(m.Bytes()[x.len:])
		}
		m.store.memoryBytes -= m.len - x.len
		m.len = x.len
	}
	if m.len > maxCompared {
		return m.restoreLarge(x)
	}
	all, pages := m.Bytes(), x.pages
	for at := uint64(0); at < m.len; at += imagePageSize {
		page := all[at:min(at+imagePageSize, m.len)]
		want := noPage[:len(page)]
		if len(pages) > 0 && pages[0].at == at {
			want, pages = pages[0].content, pages[1:]
		}
		if !bytes.Equal(page, want) {
			copy(page, want)
		}
	}
	return true
}

// restoreLarge brings back what a large memory held. Pages that have been written to stay the memory's own if they are few: the next guest is likely to write to the
// same ones, and to copy them takes less time than to give each of them out again. If they are many, the system takes them back.
func (m *Memory) restoreLarge(x *memoryImage) bool {
	all := m.Bytes()
	base, from, ok := m.beginning()
	if !ok {
		return false
	}
	pages, size, ok := m.space.written(m.len)
	if !ok && !m.space.discard(0) {
		return false
	}
	for _, at := range pages {
		page := all[at:min(at+size, m.len)]
		if at >= from && at-from < uint64(len(base)) {
			copy(page, base[at-from:])
		} else {
			clear(page)
		}
	}
	for _, p := range x.pages {
		copy(all[p.at:], p.content)
	}
	return true
}

// imagePageSize is how many bytes are compared at a time.
const imagePageSize = 4 << 10

// noPage is a page that nobody has written to.
var noPage [imagePageSize]byte
