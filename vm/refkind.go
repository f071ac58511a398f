package vm

import "github.com/wvm-project/wvm/wasm"

// This file tells Go code what a reference is.

// HeapType returns the lowest abstract heap type of a reference that has the static type t in f's type: HeapFunc, HeapExtern, HeapExn, and of the
// type any HeapI31, HeapStruct, HeapArray, or HeapAny for a value of the host. Of null it is the type below all others of its hierarchy.
func (f *Func) HeapType(t wasm.ValType, ref uint64) wasm.HeapType {
	return f.store.heapType(t, ref, f.typeIDs())
}

// HeapType returns the lowest abstract heap type of the reference in a global, as of Func's HeapType.
func (g *Global) HeapType() wasm.HeapType { return g.store.heapType(g.typ.Type, g.cell[0], g.ids) }

func (s *Store) heapType(t wasm.ValType, ref uint64, ids []uint32) wasm.HeapType {
	h, bottom := s.hierarchy(t, ids)
	switch {
	case ref == 0:
		return bottom
	case h != wasm.HeapAny || isExtern(ref) || !isI31(ref) && !s.heap.isObject(ref):
		return h
	case isI31(ref):
		return wasm.HeapI31
	}
	return s.engine.types.abstract(s.typeOf(ref))
}

// hierarchy returns the types above and below all others to which t belongs.
func (s *Store) hierarchy(t wasm.ValType, ids []uint32) (top, bottom wasm.HeapType) {
	if s.engine.types.isFuncRef(t, ids) {
		return wasm.HeapFunc, wasm.HeapNoFunc
	}
	switch t.Heap() {
	case wasm.HeapExtern, wasm.HeapNoExtern:
		return wasm.HeapExtern, wasm.HeapNoExtern
	case wasm.HeapExn, wasm.HeapNoExn:
		return wasm.HeapExn, wasm.HeapNoExn
	}
	return wasm.HeapAny, wasm.HeapNone
}
