package validate

import "github.com/wvm-project/wvm/wasm"

// This file holds the subtyping rules, section "Validation / Matching".

// A typeSpace is the types of a module that are defined so far, with what their comparison needs.
type typeSpace struct {
	types []wasm.SubType
	canon []uint32 // the lowest index of an equal type
	depth []uint8  // number of supertypes above, at most MaxSubtypeDepth

	// noDefault holds for each type 1 more than its first field without a default value, or 0.
	noDefault []uint32
}

// heapSupers tells which abstract heap types are above an abstract one, itself included, a bit each.
var heapSupers = [wasm.HeapBottom + 1]uint16{
	wasm.HeapFunc:     1 << wasm.HeapFunc,
	wasm.HeapExtern:   1 << wasm.HeapExtern,
	wasm.HeapAny:      1 << wasm.HeapAny,
	wasm.HeapEq:       1<<wasm.HeapEq | 1<<wasm.HeapAny,
	wasm.HeapI31:      1<<wasm.HeapI31 | 1<<wasm.HeapEq | 1<<wasm.HeapAny,
	wasm.HeapStruct:   1<<wasm.HeapStruct | 1<<wasm.HeapEq | 1<<wasm.HeapAny,
	wasm.HeapArray:    1<<wasm.HeapArray | 1<<wasm.HeapEq | 1<<wasm.HeapAny,
	wasm.HeapExn:      1 << wasm.HeapExn,
	wasm.HeapNone:     1<<wasm.HeapNone | 1<<wasm.HeapI31 | 1<<wasm.HeapStruct | 1<<wasm.HeapArray | 1<<wasm.HeapEq | 1<<wasm.HeapAny,
	wasm.HeapNoFunc:   1<<wasm.HeapNoFunc | 1<<wasm.HeapFunc,
	wasm.HeapNoExtern: 1<<wasm.HeapNoExtern | 1<<wasm.HeapExtern,
	wasm.HeapNoExn:    1<<wasm.HeapNoExn | 1<<wasm.HeapExn,
	wasm.HeapBottom:   1<<(wasm.HeapBottom+1) - 1,
}

// compHeaps are the abstract heap types right above the concrete ones.
var compHeaps = [...]wasm.HeapType{wasm.CompFunc: wasm.HeapFunc, wasm.CompStruct: wasm.HeapStruct, wasm.CompArray: wasm.HeapArray}

// heapTops are the tops of the hierarchies of the abstract heap types.
var heapTops = [...]wasm.HeapType{
	wasm.HeapFunc: wasm.HeapFunc, wasm.HeapExtern: wasm.HeapExtern, wasm.HeapAny: wasm.HeapAny, wasm.HeapEq: wasm.HeapAny,
	wasm.HeapI31: wasm.HeapAny, wasm.HeapStruct: wasm.HeapAny, wasm.HeapArray: wasm.HeapAny, wasm.HeapExn: wasm.HeapExn,
	wasm.HeapNone: wasm.HeapAny, wasm.HeapNoFunc: wasm.HeapFunc, wasm.HeapNoExtern: wasm.HeapExtern, wasm.HeapNoExn: wasm.HeapExn,
	wasm.HeapBottom: wasm.HeapBottom,
}

// matches reports whether a is a subtype of b. The unknown type NoType is a subtype of all.
func (s *typeSpace) matches(a, b wasm.ValType) bool {
	if a == b || a == wasm.NoType {
		return true
	}
	if !a.IsRef() || !b.IsRef() || a.Nullable() && !b.Nullable() {
		return false
	}
	return s.heapMatches(a, b)
}

// heapMatches is matches for reference types without regard to null.
func (s *typeSpace) heapMatches(a, b wasm.ValType) bool {
	x, ok := a.Heap().Index()
	y, ok2 := b.Heap().Index()
	switch {
	case ok && ok2 && b.Exact():
		return a.Exact() && s.canon[x] == s.canon[y]
	case ok && ok2:
		return s.below(x, y)
	case ok:
		return s.abstract(x)>>b.Heap()&1 != 0
	case ok2:
		return a.Heap() == wasm.HeapBottom || a.Heap() == s.bottom(y)
	default:
		return heapSupers[a.Heap()]>>b.Heap()&1 != 0
	}
}

// abstract returns the abstract heap types above type x, as a set.
func (s *typeSpace) abstract(x uint32) uint16 { return heapSupers[compHeaps[s.types[x].Kind]] }

// bottom returns the lowest heap type of the hierarchy of type x.
func (s *typeSpace) bottom(x uint32) wasm.HeapType {
	if s.types[x].Kind == wasm.CompFunc {
		return wasm.HeapNoFunc
	}
	return wasm.HeapNone
}

// top returns the highest heap type of the hierarchy of h.
func (s *typeSpace) top(h wasm.HeapType) wasm.HeapType {
	if x, ok := h.Index(); ok {
		h = compHeaps[s.types[x].Kind]
	}
	return heapTops[h]
}

// below reports whether type x is type y or declared below it. The walk ends after MaxSubtypeDepth steps at the latest.
func (s *typeSpace) below(x, y uint32) bool {
	want := s.canon[y]
	for s.canon[x] != want {
		if s.depth[x] <= s.depth[y] {
			return false
		}
		x = s.types[x].Super[0]
	}
	return true
}

// allMatch reports whether the types as are subtypes of bs, one by one.
func (s *typeSpace) allMatch(as, bs []wasm.ValType) bool {
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i] != bs[i] && !s.matches(as[i], bs[i]) {
			return false
		}
	}
	return true
}

// fieldMatches reports whether a field of type a may stand in for one of type b.
func (s *typeSpace) fieldMatches(a, b wasm.FieldType) bool {
	return a.Mutable == b.Mutable && s.matches(a.Type, b.Type) && (!a.Mutable || s.matches(b.Type, a.Type))
}

// compMatches reports whether the composite type of a matches that of b, descriptors aside.
func (s *typeSpace) compMatches(a, b *wasm.SubType) bool {
	if a.Kind != b.Kind || a.Shared != b.Shared {
		return false
	}
	if a.Kind == wasm.CompFunc {
		return s.allMatch(b.Func.Params, a.Func.Params) && s.allMatch(a.Func.Results, b.Func.Results)
	}
	if len(a.Fields) < len(b.Fields) {
		return false
	}
	for i, f := range b.Fields {
		if !s.fieldMatches(a.Fields[i], f) {
			return false
		}
	}
	return true
}

// funcType returns the type of functions of type x, which must be a function type. Equal types have the same pointer.
func (s *typeSpace) funcType(x uint32) *wasm.FuncType { return &s.types[s.canon[x]].Func }
