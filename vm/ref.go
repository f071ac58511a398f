package vm

import "github.com/wvm-project/wvm/wasm"

// This file holds references as Go code handles them.

// minExterns is how many values of the host there are at least between two collections.
const minExterns = 1 << 14

// Extern returns the reference that stands for v in this store, as a value of type externref; nil is the null reference. A reference
// that Go code gets, from here or from a guest, is good as long as a guest holds it, and at least until the
// next call into the store ends or the host function returns that got it; Keep makes it last longer.
func (s *Store) Extern(v any) uint64 {
	if v == nil {
		return 0
	}
	if len(s.externs)-len(s.freeExterns) > s.externGrows || s.heap.eager {
		s.collect(s.free)
	}
	x := uint32(len(s.externs))
	if n := len(s.freeExterns); n > 0 {
		x = s.freeExterns[n-1]
		s.freeExterns = s.freeExterns[:n-1]
		s.externs[x] = v
	} else {
		s.externs = append(s.externs, v)
	}
	ref := uint64(x)<<2 | externTag
	s.fresh = append(s.fresh, ref)
	return ref
}

// ExternValue returns what an externref of this store stands for, nil for the null reference and for what is no value of the host.
func (s *Store) ExternValue(ref uint64) any {
	if !isExtern(ref) || ref>>2 >= uint64(len(s.externs)) {
		return nil
	}
	return s.externs[ref>>2]
}

// hold keeps the references among values that Go code gets, which are of these types, until the next call ends.
func (s *Store) hold(types []wasm.ValType, values []uint64, ids []uint32) {
	n := 0
	for _, t := range types {
		if t.IsRef() && !s.engine.types.isFuncRef(t, ids) {
			s.fresh = append(s.fresh, values[n])
		}
		n += t.Slots()
	}
}

// letGo ends what hold, Extern and the like began for the Go code that runs, in a host function or outside of all.
func (s *Store) letGo() { s.fresh = s.fresh[:s.freshFrom] }

// Keep makes a reference other than to a function last until Release has been called as often.
func (s *Store) Keep(ref uint64) {
	if ref != 0 && !isI31(ref) {
		s.kept[ref]++
	}
}

// Release ends a Keep.
func (s *Store) Release(ref uint64) {
	if s.kept[ref]--; s.kept[ref] <= 0 {
		delete(s.kept, ref)
	}
}

// isFuncRef reports whether t, of a module with types whose identities are ids, is a reference to functions.
func (r *typeRegistry) isFuncRef(t wasm.ValType, ids []uint32) bool {
	if !t.IsRef() {
		return false
	}
	if x, ok := t.Heap().Index(); ok {
		return r.info(ids[x]).kind == wasm.CompFunc
	}
	return t.Heap() == wasm.HeapFunc || t.Heap() == wasm.HeapNoFunc
}

// isValue reports whether bits are a value of type t, of a module whose types have the identities ids. Numbers always are; the references
// that Go code hands over are looked at.
func (s *Store) isValue(t wasm.ValType, bits uint64, ids []uint32) bool {
	if !t.IsRef() {
		return true
	}
	if s.engine.types.isFuncRef(t, ids) {
		return bits < uint64(len(s.funcs)) && s.refMatches(t, bits, ids)
	}
	known := bits == 0 || isI31(bits) && bits <= 1<<32 || isExtern(bits) && bits>>2 < uint64(len(s.externs)) && s.externs[bits>>2] != nil || s.heap.isObject(bits)
	return known && s.refMatches(t, bits, ids)
}

// refMatches reports whether a reference of the store is of reference type t (specification: "Reference instances", typing), if it is
// of the same hierarchy.
func (s *Store) refMatches(t wasm.ValType, ref uint64, ids []uint32) bool {
	if ref == 0 {
		return t.Nullable()
	}
	types := s.engine.types
	if x, ok := t.Heap().Index(); ok {
		want := ids[x]
		if types.info(want).kind == wasm.CompFunc {
			return types.fits(s.funcs[ref].typ, want, t.Exact())
		}
		return s.heap.isObject(ref) && types.fits(s.typeOf(ref), want, t.Exact())
	}
	switch t.Heap() {
	case wasm.HeapFunc, wasm.HeapAny, wasm.HeapExtern:
		return true
	case wasm.HeapEq:
		return isI31(ref) || s.isComposite(ref)
	case wasm.HeapI31:
		return isI31(ref)
	case wasm.HeapStruct:
		return s.isComposite(ref) && types.info(s.typeOf(ref)).kind == wasm.CompStruct
	case wasm.HeapArray:
		return s.isComposite(ref) && types.info(s.typeOf(ref)).kind == wasm.CompArray
	case wasm.HeapExn:
		return s.heap.isObject(ref) && s.typeOf(ref) == exnTypeID
	}
	return false
}

// isComposite reports whether a reference is to a struct or an array.
func (s *Store) isComposite(ref uint64) bool {
	return ref&(wordSize-1) == 0 && s.typeOf(ref) != exnTypeID
}

// typeOf returns the identity of the type of an object.
func (s *Store) typeOf(ref uint64) uint32 {
	typ, _ := s.heap.header(ref)
	return typ
}
