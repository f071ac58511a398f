package vm

// This file shows the tests of the public interface the heap of a store.

// CollectAlways makes the store collect whenever an object or a value of the host is made.
func (s *Store) CollectAlways() { s.heap.eager = true }

// Collect collects as if an object were about to be made by Go code.
func (s *Store) Collect() { s.collect(s.free) }

// HeapLive returns how many bytes of objects the last collection has found in use.
func (s *Store) HeapLive() uint64 { return s.heap.live }

// HeapBytes returns how much memory the heap has ever used.
func (s *Store) HeapBytes() int { return len(s.heap.blocks) * blockSize }

// Externs returns how many places there are for values of the host, and how many of them the last collection found free.
func (s *Store) Externs() (all, free int) { return len(s.externs) - 1, len(s.freeExterns) }

// FreshRefs returns how many references are kept for Go code.
func (s *Store) FreshRefs() int { return len(s.fresh) }

// Lists returns how many tables, globals and memories the store knows.
func (s *Store) Lists() int { return len(s.tables) + len(s.globals) + len(s.memories) + len(s.tags) }
