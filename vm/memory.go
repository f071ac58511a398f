package vm

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds linear memories. A memory is a reserved range of addresses of which the front is committed, so that growing never
// moves it; where the platform has no such thing it is a slice.

// A Memory is a linear memory (specification: "Memory instances"). It belongs to a store and shares its rule: no
// concurrent use. A shared memory (threads proposal) belongs to nobody: instances in several stores, run by several goroutines, may import
// it. Go code has no view of it, since reading one would race with the guests; Load and Store copy.
type Memory struct {
	base  unsafe.Pointer // nil while empty
	len   uint64         // bytes
	max   uint64         // bytes it may grow to
	typ   wasm.MemoryType
	space *reservation
	store *Store

	waiters *waiters // of a shared memory
}

// newMemory makes a memory of its minimal size, bounded by the store's limit.
func newMemory(s *Store, typ wasm.MemoryType) (*Memory, error) {
	m := &Memory{typ: typ, store: s}
	size, ok := pagesToBytes(typ.Limits.Min, typ.PageBits)
	if !ok || size > s.cfg.MaxMemory {
		return nil, &LimitError{Limit: "MaxMemory (bytes)", Max: s.cfg.MaxMemory, Want: size}
	}
	if size > s.cfg.MaxMemories-s.memoryBytes {
		return nil, &LimitError{Limit: "MaxMemories (bytes of all memories)", Max: s.cfg.MaxMemories, Want: size + s.memoryBytes}
	}
	m.max = s.cfg.MaxMemory
	if !typ.Limits.Addr64 {
		m.max = min(m.max, 1<<32)
	}
	if typ.Limits.HasMax {
		if max, ok := pagesToBytes(typ.Limits.Max, typ.PageBits); ok {
			m.max = min(m.max, max)
		}
	}
	space, err := reserve(m.max)
	if err != nil {
		return nil, fmt.Errorf("cannot reserve %d bytes of address space for a memory: %w", m.max, err)
	}
	m.space = &space
	if !m.commit(size) {
		m.space.release()
		return nil, fmt.Errorf("cannot commit %d bytes for a memory", size)
	}
	if typ.Limits.Shared {
		m.waiters = &waiters{queues: map[uint64][]chan struct{}{}}
		runtime.AddCleanup(m, (*reservation).release, m.space)
		return m, nil // its growth is bounded by its declared maximum, which validation asks for
	}
	s.memoryBytes += size
	s.res.memories = append(s.res.memories, m.space)
	s.memories = append(s.memories, m)
	return m, nil
}

// size returns the length. Another goroutine may be growing a shared memory.
func (m *Memory) size() uint64 { return atomic.LoadUint64(&m.len) }

// pagesToBytes multiplies, or reports that the product does not fit.
func pagesToBytes(pages uint64, bits uint8) (uint64, bool) {
	n := pages << bits
	if n>>bits != pages {
		return ^uint64(0), false
	}
	return n, true
}

// commit makes the memory n bytes long, at least as many as it has.
func (m *Memory) commit(n uint64) bool {
	base, ok := m.space.commit(m.len, n)
	if !ok {
		return false
	}
	if m.base != base { // others read it, of a shared memory at the same time
		m.base = base
	}
	atomic.StoreUint64(&m.len, n)
	return true
}

// Type returns the memory's type with its present size as the minimum.
func (m *Memory) Type() wasm.MemoryType {
	t := m.typ
	t.Limits.Min = m.size() >> t.PageBits
	return t
}

// Len returns the size in bytes.
func (m *Memory) Len() uint64 { return m.size() }

// Bytes returns a view of the whole memory. It stays the memory's content until the memory grows, or its store is closed or
// forgotten; after that it must not be used. Of a shared memory there is none: the result is empty.
func (m *Memory) Bytes() []byte {
	b, _ := m.Read(0, m.size())
	return b
}

// Read returns a view of n bytes at offset, or false if they are not all inside the memory or it is shared. The rule of Bytes applies.
func (m *Memory) Read(offset, n uint64) ([]byte, bool) {
	if m.typ.Limits.Shared {
		return nil, false
	}
	return m.view(offset, n)
}

// view is Read for instructions, which may also look at shared memories.
func (m *Memory) view(offset, n uint64) ([]byte, bool) {
	size := m.size()
	if !within(offset, n, size) {
		return nil, false
	}
	if size == 0 {
		return nil, true
	}
	return unsafe.Slice((*byte)(unsafe.Add(m.base, uintptr(offset))), n), true
}

// Load copies what is at offset into p, byte by byte as atomic accesses when the memory is shared, or returns false if it is not all inside the memory.
func (m *Memory) Load(p []byte, offset uint64) bool {
	b, ok := m.view(offset, uint64(len(p)))
	if !ok || !m.typ.Limits.Shared {
		return ok && copy(p, b) == len(p)
	}
	for i := range p {
		p[i] = byte(atomicAccess(unsafe.Pointer(&b[i]), 1, atomicLoad, 0, 0))
	}
	return true
}

// Store copies p to offset, byte by byte as atomic accesses when the memory is shared, or returns false if it does not all fit.
func (m *Memory) Store(p []byte, offset uint64) bool {
	b, ok := m.view(offset, uint64(len(p)))
	if !ok || !m.typ.Limits.Shared {
		return ok && copy(b, p) == len(p)
	}
	for i := range p {
		atomicAccess(unsafe.Pointer(&b[i]), 1, atomicStore, uint64(p[i]), 0)
	}
	return true
}

// Grow adds pages and returns the former number of pages, or false if a limit forbids it or there is no memory.
func (m *Memory) Grow(pages uint64) (former uint64, ok bool) {
	if m.waiters != nil {
		m.waiters.mu.Lock()
		defer m.waiters.mu.Unlock()
	}
	former = m.len >> m.typ.PageBits
	add, ok := pagesToBytes(pages, m.typ.PageBits)
	if !ok || add > m.max-m.len {
		return former, false
	}
	if add == 0 {
		return former, true
	}
	s, shared := m.store, m.waiters != nil
	if !shared && add > s.cfg.MaxMemories-s.memoryBytes {
		return former, false
	}
	if !m.commit(m.len + add) {
		s.refused = s.refused || !shared
		return former, false
	}
	if !shared {
		s.memoryBytes += add
	}
	return former, true
}

// close makes the memory empty; its space is released with the store.
func (m *Memory) close() {
	m.store.memoryBytes -= m.len
	m.base, m.len, m.max = nil, 0, 0
}
