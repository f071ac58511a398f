package vm

import (
	"encoding/binary"
	"sync"
	"sync/atomic"

	"github.com/wvm-project/wvm/wasm"
)

// This file gives types their identities in an engine: two types are the same if their recursive groups have the same
// structure (specification: "Type equivalence"), in whichever module they are written.

// A typeRegistry holds the types of an engine. Looking at types needs no lock: infos only grows.
type typeRegistry struct {
	mu     sync.Mutex
	groups map[string]uint32 // first identity of recursive groups by structure
	infos  atomic.Pointer[[]typeInfo]
}

// Identities that are no types of a module.
const (
	noTypeID  uint32 = iota // free memory in the heap; the null function's record
	exnTypeID               // exceptions in the heap
	firstTypeID
)

// A typeInfo is what running code needs to know about a type, whose identity is its index. It is never changed.
type typeInfo struct {
	kind   wasm.CompKind
	supers []uint32 // identities of the supertypes, the root first and the type itself last
	fields []fieldInfo
	size   uint32 // of a struct: bytes with the header; of an array: bytes of an element
	start  uint32 // of a struct: where the fields begin
	desc   bool   // the word before the fields is a descriptor
	refs   bool   // there are references among the fields or elements
	packed bool   // there are packed fields
}

// A fieldInfo is a field of a struct, or the element of an array. In structs all fields take whole slots.
type fieldInfo struct {
	offset  uint32 // of the field in the object, in bytes
	storage wasm.ValType
	isFunc  bool // references to functions, which the collector passes over
}

func newTypeRegistry() *typeRegistry {
	r := &typeRegistry{groups: map[string]uint32{}}
	infos := make([]typeInfo, firstTypeID)
	r.infos.Store(&infos)
	return r
}

// info returns the description of a type.
func (r *typeRegistry) info(id uint32) *typeInfo { return &(*r.infos.Load())[id] }

// isSub reports whether type a is b or declared below b.
func (r *typeRegistry) isSub(a, b uint32) bool {
	if a == b {
		return true
	}
	infos := *r.infos.Load()
	if a < firstTypeID || b < firstTypeID {
		return false
	}
	depth := len(infos[b].supers) - 1
	supers := infos[a].supers
	return depth < len(supers) && supers[depth] == b
}

// fits reports whether something of type a is where b is asked for, exactly b or also below it.
func (r *typeRegistry) fits(a, b uint32, exact bool) bool { return a == b || !exact && r.isSub(a, b) }

// same reports whether two value types are the same, whose type indices have the identities idsA and idsB.
func (r *typeRegistry) same(a wasm.ValType, idsA []uint32, b wasm.ValType, idsB []uint32) bool {
	x, concreteA := a.Heap().Index()
	y, concreteB := b.Heap().Index()
	if !a.IsRef() || !concreteA || !concreteB {
		return a == b
	}
	return a.Nullable() == b.Nullable() && a.Exact() == b.Exact() && idsA[x] == idsB[y]
}

// subtype reports whether value type a is b or below it.
func (r *typeRegistry) subtype(a wasm.ValType, idsA []uint32, b wasm.ValType, idsB []uint32) bool {
	if !a.IsRef() || !b.IsRef() {
		return a == b
	}
	if a.Nullable() && !b.Nullable() {
		return false
	}
	x, concreteA := a.Heap().Index()
	y, concreteB := b.Heap().Index()
	switch {
	case concreteA && concreteB && b.Exact():
		return a.Exact() && idsA[x] == idsB[y]
	case concreteA && concreteB:
		return r.isSub(idsA[x], idsB[y])
	case concreteA:
		return heapAbove(r.abstract(idsA[x]), b.Heap())
	case concreteB:
		return isBottom(a.Heap()) && heapAbove(a.Heap(), r.abstract(idsB[y]))
	}
	return heapAbove(a.Heap(), b.Heap())
}

// abstract is the abstract heap type right above a defined type.
func (r *typeRegistry) abstract(id uint32) wasm.HeapType {
	switch r.info(id).kind {
	case wasm.CompStruct:
		return wasm.HeapStruct
	case wasm.CompArray:
		return wasm.HeapArray
	}
	return wasm.HeapFunc
}

func isBottom(h wasm.HeapType) bool {
	return h == wasm.HeapNone || h == wasm.HeapNoFunc || h == wasm.HeapNoExtern || h == wasm.HeapNoExn
}

// heapAbove reports whether abstract heap type b is a or above it (specification: "Heap types", matching).
func heapAbove(a, b wasm.HeapType) bool {
	if a == b {
		return true
	}
	switch b {
	case wasm.HeapAny:
		return a == wasm.HeapEq || a == wasm.HeapI31 || a == wasm.HeapStruct || a == wasm.HeapArray || a == wasm.HeapNone
	case wasm.HeapEq:
		return a == wasm.HeapI31 || a == wasm.HeapStruct || a == wasm.HeapArray || a == wasm.HeapNone
	case wasm.HeapI31, wasm.HeapStruct, wasm.HeapArray:
		return a == wasm.HeapNone
	case wasm.HeapFunc:
		return a == wasm.HeapNoFunc
	case wasm.HeapExtern:
		return a == wasm.HeapNoExtern
	case wasm.HeapExn:
		return a == wasm.HeapNoExn
	}
	return false
}

// identify returns the identity of each type of a module.
func (r *typeRegistry) identify(types []wasm.SubType) []uint32 {
	ids := make([]uint32, len(types))
	r.mu.Lock()
	defer r.mu.Unlock()
	infos := *r.infos.Load()
	for start := 0; start < len(types); {
		n := int(max(types[start].RecLen, 1))
		key := groupKey(types, start, n, ids)
		first, ok := r.groups[key]
		if !ok {
			first = uint32(len(infos))
			r.groups[key] = first
		}
		for i := range n {
			ids[start+i] = first + uint32(i)
		}
		if !ok {
			for i := range n {
				infos = append(infos, describe(types, start+i, ids, infos))
			}
		}
		start += n
	}
	r.infos.Store(&infos)
	return ids
}

// describe makes the description of type x, whose supertypes have theirs.
func describe(types []wasm.SubType, x int, ids []uint32, infos []typeInfo) typeInfo {
	t, id := &types[x], ids[x]
	info := typeInfo{kind: t.Kind}
	if len(t.Super) > 0 {
		supers := infos[ids[t.Super[0]]].supers
		info.supers = append(supers[:len(supers):len(supers)], id)
	} else {
		info.supers = []uint32{id}
	}
	offset := uint32(headerSize)
	if t.Descriptor != wasm.NoIndex {
		info.desc = true
		offset += wordSize
	}
	info.start = offset
	for _, f := range t.Fields {
		isFunc := f.Type.IsRef() && isFuncType(f.Type.Heap(), types)
		info.fields = append(info.fields, fieldInfo{offset, f.Type, isFunc})
		info.packed = info.packed || f.Type.IsPacked()
		info.refs = info.refs || f.Type.IsRef() && !isFunc
		offset += uint32(f.Type.Slots()) * wordSize
	}
	info.size = offset
	if t.Kind == wasm.CompArray {
		info.size = uint32(storageSize(t.Fields[0].Type))
	}
	return info
}

// isFuncType reports whether references to h, in a module with these types, are references to functions.
func isFuncType(h wasm.HeapType, types []wasm.SubType) bool {
	if x, ok := h.Index(); ok {
		return types[x].Kind == wasm.CompFunc
	}
	return h == wasm.HeapFunc || h == wasm.HeapNoFunc
}

// storageSize is how many bytes an array's element takes.
func storageSize(t wasm.ValType) int {
	switch t {
	case wasm.I8:
		return 1
	case wasm.I16:
		return 2
	case wasm.I32, wasm.F32:
		return 4
	case wasm.V128:
		return 16
	}
	return 8
}

// groupKey writes the structure of a group: references into it by place, others by identity.
func groupKey(types []wasm.SubType, start, n int, ids []uint32) string {
	b := make([]byte, 0, 64)
	index := func(x uint32) {
		if x == wasm.NoIndex {
			b = append(b, 0)
		} else if int(x) >= start && int(x) < start+n {
			b = binary.AppendUvarint(append(b, 1), uint64(x)-uint64(start))
		} else {
			b = binary.AppendUvarint(append(b, 2), uint64(ids[x]))
		}
	}
	value := func(t wasm.ValType) {
		if x, ok := t.Heap().Index(); ok && t.IsRef() {
			b = append(b, 'r', b2u(t.Nullable()), b2u(t.Exact()))
			index(x)
			return
		}
		b = binary.AppendUvarint(append(b, 'v'), uint64(t))
	}
	for i := start; i < start+n; i++ {
		t := &types[i]
		b = append(b, byte(t.Kind), b2u(t.Final), b2u(t.Shared), byte(len(t.Super)))
		for _, s := range t.Super {
			index(s)
		}
		index(t.Descriptor)
		index(t.Describes)
		b = binary.AppendUvarint(b, uint64(len(t.Func.Params)))
		for _, p := range t.Func.Params {
			value(p)
		}
		b = binary.AppendUvarint(b, uint64(len(t.Func.Results)))
		for _, r := range t.Func.Results {
			value(r)
		}
		b = binary.AppendUvarint(b, uint64(len(t.Fields)))
		for _, f := range t.Fields {
			b = append(b, b2u(f.Mutable))
			value(f.Type)
		}
	}
	return string(b)
}

func b2u(b bool) byte {
	if b {
		return 1
	}
	return 0
}
