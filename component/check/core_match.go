package check

import (
	"slices"
	"strings"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the subtyping of core types in the space of a file, as linking of core modules has it.

// match compares a core import with what is given for it.
func (s *coreSpace) match(have, want *types.CoreExtern, offset int) error {
	if have.Kind != want.Kind {
		return bad(offset, "expected %s, found %s", want.Kind, have.Kind)
	}
	switch want.Kind {
	case wasm.ExternFunc:
		if !s.below(have.Type, want.Type) || want.Exact && have.Type != want.Type {
			return bad(offset, "type mismatch: expected: %s, found: %s", funcText(want.Func), funcText(have.Func))
		}
	case wasm.ExternTag:
		if have.Type != want.Type {
			return bad(offset, "type mismatch: expected: tag %s, found: tag %s", funcText(want.Func), funcText(have.Func))
		}
	case wasm.ExternGlobal:
		return s.matchGlobals(have.Global, want.Global, offset)
	case wasm.ExternTable:
		switch {
		case have.Table.Elem != want.Table.Elem:
			return bad(offset, "expected table element type %s, found %s", want.Table.Elem, have.Table.Elem)
		case !limitsMatch(have.Table.Limits, want.Table.Limits):
			return bad(offset, "mismatch in table limits")
		}
	case wasm.ExternMemory:
		switch {
		case have.Memory.Limits.Shared != want.Memory.Limits.Shared:
			return bad(offset, "mismatch in the shared flag for memories")
		case have.Memory.PageBits != want.Memory.PageBits:
			return bad(offset, "mismatch in page sizes for memories")
		case !limitsMatch(have.Memory.Limits, want.Memory.Limits):
			return bad(offset, "mismatch in memory limits")
		}
	}
	return nil
}

func limitsMatch(have, want wasm.Limits) bool {
	return have.Addr64 == want.Addr64 && have.Min >= want.Min && (!want.HasMax || have.HasMax && have.Max <= want.Max)
}

func (s *coreSpace) matchGlobals(have, want wasm.GlobalType, offset int) error {
	switch {
	case have.Mutable != want.Mutable:
		return bad(offset, "mismatch in the mutability of globals")
	case have.Mutable && have.Type != want.Type, !s.valBelow(have.Type, want.Type):
		return bad(offset, "expected global type %s, found %s", want.Type, have.Type)
	}
	return nil
}

// below reports whether type x is type y or declared below it.
func (s *coreSpace) below(x, y uint32) bool {
	for x != y {
		t := &s.types[x]
		if len(t.Super) == 0 {
			return false
		}
		x = t.Super[0]
	}
	return true
}

// valBelow reports whether a is a subtype of b.
func (s *coreSpace) valBelow(a, b wasm.ValType) bool {
	if a == b {
		return true
	}
	if !a.IsRef() || !b.IsRef() || a.Nullable() && !b.Nullable() {
		return false
	}
	x, ok := a.Heap().Index()
	y, ok2 := b.Heap().Index()
	switch {
	case ok && ok2 && b.Exact():
		return a.Exact() && x == y
	case ok && ok2:
		return s.below(x, y)
	case ok2:
		return a.Heap() == bottoms[s.types[y].Kind]
	case ok:
		kind := kinds[s.types[x].Kind]
		return kind == b.Heap() || slices.Contains(heapAbove[kind], b.Heap())
	}
	return a.Heap() == b.Heap() || slices.Contains(heapAbove[a.Heap()], b.Heap())
}

// kinds and bottoms are the abstract heap types right above the kinds of concrete ones and at the bottom of their hierarchies.
var (
	kinds   = [...]wasm.HeapType{wasm.CompFunc: wasm.HeapFunc, wasm.CompStruct: wasm.HeapStruct, wasm.CompArray: wasm.HeapArray}
	bottoms = [...]wasm.HeapType{wasm.CompFunc: wasm.HeapNoFunc, wasm.CompStruct: wasm.HeapNone, wasm.CompArray: wasm.HeapNone}
)

// heapAbove holds the abstract heap types above an abstract one.
var heapAbove = [wasm.HeapBottom + 1][]wasm.HeapType{
	wasm.HeapNoFunc:   {wasm.HeapFunc},
	wasm.HeapNoExtern: {wasm.HeapExtern},
	wasm.HeapNoExn:    {wasm.HeapExn},
	wasm.HeapEq:       {wasm.HeapAny},
	wasm.HeapI31:      {wasm.HeapEq, wasm.HeapAny},
	wasm.HeapStruct:   {wasm.HeapEq, wasm.HeapAny},
	wasm.HeapArray:    {wasm.HeapEq, wasm.HeapAny},
	wasm.HeapNone:     {wasm.HeapI31, wasm.HeapStruct, wasm.HeapArray, wasm.HeapEq, wasm.HeapAny},
}

// funcText writes a function type like the text format does.
func funcText(f *wasm.FuncType) string {
	var b strings.Builder
	b.WriteString("(func")
	for i, list := range [...][]wasm.ValType{f.Params, f.Results} {
		if len(list) == 0 {
			continue
		}
		b.WriteString([...]string{" (param", " (result"}[i])
		for _, t := range list[:min(len(list), maxListed)] {
			b.WriteString(" " + t.String())
		}
		if len(list) > maxListed {
			b.WriteString(" ...")
		}
		b.WriteByte(')')
	}
	b.WriteByte(')')
	return b.String()
}

// maxListed bounds how many types a message lists.
const maxListed = 32
