// Package canon is the Canonical ABI of the Component Model: how values lie in a guest's memory and in the parameters and results of
// core functions, how they get from one guest to another, and the state that goes with calls: handles, tasks, streams. It follows
// the document's definitions, whose names stand in the comments (Python: "load" and so on).
//
// Function types are compiled to a Plan once. A call then goes through Source, a lifted value that is read where it lies, and Target, the
// place of a value to be lowered: between two guests, values go from one memory to the other without anything in between.
//
// The package runs no WebAssembly: core functions and memories are a CoreFunc and a Memory, which those of package vm fit. Everything
// that belongs to a Store is used by one goroutine at a time.
package canon

import (
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the layout of values in memory.

// A Layout says how the values of a type lie in memory and in core values, for one size of pointers.
type Layout struct {
	Type  *types.Type
	kind  types.Kind // despecialized: tuples are records; enums, options and results are variants; maps are lists
	align uint64
	size  uint64
	flat  []wasm.ValType // at most maxFlat+1
	parts []part         // fields of records; cases of variants
	elem  *Layout        // of lists
	count uint64         // of fixed-length lists
	disc  uint64         // size of the discriminant of variants
	mask  uint64         // the bits of flags
	bits  uint64         // if all that lifting does is to look at these bits of a core value: which
	res   int            // index of the resource type of own and borrow
	plain bool           // integers without a gap: bytes that may be copied as they are
	heap  bool           // lists or strings inside
	ptr   uint64         // size of pointers
}

// A part is a field or a case.
type part struct {
	layout *Layout // nil: a case without payload
	offset uint64
	flat   uint64 // index of its first core value
}

// maxFlat is the largest number of core values that values are passed in.
const maxFlat = maxFlatParams

// maxSize is where sizes saturate: far above what validation lets through, far below an overflow of sums and of one product with a length.
const maxSize = 1 << 31

// Size returns the number of bytes that a value takes in memory (Python: elem_size). Sizes above 2^31 are that.
func (l *Layout) Size() uint64 { return l.size }

// Align returns the alignment of a value in memory (Python: alignment).
func (l *Layout) Align() uint64 { return l.align }

// Flat returns the types of the core values that a value is flattened to (Python: flatten_type). If there are more than 16, only the
// first 17 are told. The caller must not change them.
func (l *Layout) Flat() []wasm.ValType { return l.flat }

// HasHeap reports whether values have parts elsewhere in memory: whether the type has a string or a list somewhere.
func (l *Layout) HasHeap() bool { return l.heap }

// Layouts makes layouts and keeps them: what types share is laid out once, however often they do.
type Layouts struct {
	// Ptr64 is set for memories with 64-bit addresses.
	Ptr64 bool
	// Resources collects the resource types met, in the order of what a Plan expects of its Options.
	Resources []*types.Resource

	known map[*types.Type]*Layout
	index map[*types.Resource]int // in Resources
}

// Of returns the layout of values of type t.
func (ls *Layouts) Of(t *types.Type) *Layout {
	if l := ls.known[t]; l != nil {
		return l
	}
	if ls.known == nil {
		ls.known = make(map[*types.Type]*Layout)
	}
	l := ls.layOut(t)
	l.Type = t
	ls.known[t] = l
	return l
}

// ptrSize returns the size of a pointer (Python: ptr_size).
func (ls *Layouts) ptrSize() uint64 {
	if ls.Ptr64 {
		return 8
	}
	return 4
}

// ptrType returns the core type of a pointer (Python: ptr_type).
func (ls *Layouts) ptrType() wasm.ValType {
	if ls.Ptr64 {
		return wasm.I64
	}
	return wasm.I32
}

var (
	flatI32 = []wasm.ValType{wasm.I32}
	flatI64 = []wasm.ValType{wasm.I64}
	flatF32 = []wasm.ValType{wasm.F32}
	flatF64 = []wasm.ValType{wasm.F64}
)

// scalar returns the layout of a value of one core value and a size that is its alignment.
func scalar(kind types.Kind, size uint64, flat []wasm.ValType) *Layout {
	return &Layout{kind: kind, align: size, size: size, flat: flat}
}

func integer(kind types.Kind, size uint64, flat []wasm.ValType) *Layout {
	l := scalar(kind, size, flat)
	l.plain = true
	if kind != types.S8 && kind != types.S16 { // whose sign is extended
		l.bits = 1<<(8*size) - 1
	}
	return l
}

// layOut despecializes t and lays it out (Python: despecialize, alignment, elem_size).
func (ls *Layouts) layOut(t *types.Type) *Layout {
	switch t.Kind {
	case types.Bool:
		return scalar(t.Kind, 1, flatI32)
	case types.S8, types.U8:
		return integer(t.Kind, 1, flatI32)
	case types.S16, types.U16:
		return integer(t.Kind, 2, flatI32)
	case types.S32, types.U32:
		return integer(t.Kind, 4, flatI32)
	case types.S64, types.U64:
		return integer(t.Kind, 8, flatI64)
	case types.F32:
		return scalar(t.Kind, 4, flatF32)
	case types.F64:
		return scalar(t.Kind, 8, flatF64)
	case types.Char, types.ErrorContext:
		return scalar(t.Kind, 4, flatI32)
	case types.Stream, types.Future:
		if t.Elem != nil {
			ls.Of(t.Elem) // for its resources
		}
		return scalar(t.Kind, 4, flatI32)
	case types.Own, types.Borrow:
		l := scalar(t.Kind, 4, flatI32)
		l.res = ls.resource(t.Resource)
		return l
	case types.Flags:
		n := len(t.Labels)
		l := scalar(t.Kind, flagsSize(n), flatI32)
		l.mask = 1<<n - 1
		l.bits = l.mask
		return l
	case types.String:
		return ls.pair(t.Kind, nil)
	case types.List:
		return ls.pair(t.Kind, ls.Of(t.Elem))
	case types.Map:
		return ls.pair(types.List, ls.tuple([]types.Field{{Type: t.Elem}, {Type: t.Elem2}}))
	case types.FixedList:
		return ls.fixedList(t)
	case types.Record, types.Tuple:
		return ls.record(ls.fields(t.Fields))
	}
	return ls.variant(ls.cases(t))
}

// tuple lays out parameters, results and entries of maps, which have no type of their own: they get that of a tuple.
func (ls *Layouts) tuple(fields []types.Field) *Layout {
	l := ls.record(ls.fields(fields))
	l.Type = &types.Type{Kind: types.Tuple, Fields: fields}
	return l
}

// resource returns the index of a resource type among those met.
func (ls *Layouts) resource(r *types.Resource) int {
	if i, ok := ls.index[r]; ok {
		return i
	}
	if ls.index == nil {
		ls.index = make(map[*types.Resource]int)
	}
	ls.index[r] = len(ls.Resources)
	ls.Resources = append(ls.Resources, r)
	return len(ls.Resources) - 1
}

// fields returns the layouts of fields.
func (ls *Layouts) fields(fields []types.Field) []*Layout {
	out := make([]*Layout, len(fields))
	for i := range fields {
		if t := fields[i].Type; t != nil {
			out[i] = ls.Of(t)
		}
	}
	return out
}

// cases returns the layouts of the payloads of what is a variant, nil for none.
func (ls *Layouts) cases(t *types.Type) []*Layout {
	of := func(t *types.Type) *Layout {
		if t == nil {
			return nil
		}
		return ls.Of(t)
	}
	switch t.Kind {
	case types.Enum:
		return make([]*Layout, len(t.Labels))
	case types.Option:
		return []*Layout{nil, of(t.Elem)}
	case types.Result:
		return []*Layout{of(t.Elem), of(t.Elem2)}
	}
	return ls.fields(t.Fields)
}

// flagsSize is the size of n flags (Python: alignment_flags, elem_size_flags).
func flagsSize(n int) uint64 {
	switch {
	case n <= 8:
		return 1
	case n <= 16:
		return 2
	}
	return 4
}

// discSize is the size of the discriminant of n cases (Python: discriminant_type).
func discSize(n int) uint64 {
	switch {
	case n <= 1<<8:
		return 1
	case n <= 1<<16:
		return 2
	}
	return 4
}

// alignTo rounds up to a multiple of a power of two (Python: align_to).
func alignTo(n, align uint64) uint64 { return (n + align - 1) &^ (align - 1) }

// pair lays out a pointer with a length.
func (ls *Layouts) pair(kind types.Kind, elem *Layout) *Layout {
	p := ls.ptrType()
	return &Layout{kind: kind, align: ls.ptrSize(), size: 2 * ls.ptrSize(), flat: []wasm.ValType{p, p}, elem: elem, heap: true, ptr: ls.ptrSize()}
}

// fixedList lays out elements in place (Python: alignment_list, elem_size_list, flatten_list).
func (ls *Layouts) fixedList(t *types.Type) *Layout {
	elem := ls.Of(t.Elem)
	l := &Layout{kind: t.Kind, align: elem.align, elem: elem, count: uint64(t.Len), plain: elem.plain, heap: elem.heap}
	l.size = min(l.count*elem.size, maxSize)
	for i := uint64(0); i < l.count && len(l.flat) <= maxFlat; i++ {
		l.flat = appendFlat(l.flat, elem.flat)
	}
	return l
}

// appendFlat appends core types as long as it matters.
func appendFlat(to, more []wasm.ValType) []wasm.ValType {
	return append(to, more[:min(len(more), maxFlat+1-len(to))]...)
}

// record lays out one field after another (Python: alignment_record, elem_size_record, flatten_record).
func (ls *Layouts) record(fields []*Layout) *Layout {
	l := &Layout{kind: types.Record, align: 1, parts: make([]part, len(fields)), plain: true}
	sum := uint64(0)
	for i, f := range fields {
		l.size = alignTo(l.size, f.align)
		l.parts[i] = part{f, l.size, uint64(len(l.flat))}
		l.size = min(l.size+f.size, maxSize)
		sum += f.size
		l.align = max(l.align, f.align)
		l.flat = appendFlat(l.flat, f.flat)
		l.plain = l.plain && f.plain
		l.heap = l.heap || f.heap
	}
	l.size = min(alignTo(l.size, l.align), maxSize)
	l.plain = l.plain && l.size == sum // bytes in gaps are nobody else's business
	return l
}

// variant lays out a discriminant and the payloads at the same place (Python: alignment_variant, elem_size_variant,
// flatten_variant).
func (ls *Layouts) variant(cases []*Layout) *Layout {
	l := &Layout{kind: types.Variant, disc: discSize(len(cases)), parts: make([]part, len(cases))}
	payloadAlign, payloadSize := uint64(1), uint64(0) // Python: max_case_alignment
	l.flat = append(l.flat, wasm.I32)
	for _, c := range cases {
		if c == nil {
			continue
		}
		payloadAlign, payloadSize = max(payloadAlign, c.align), max(payloadSize, c.size)
		l.heap = l.heap || c.heap
		for i, t := range c.flat[:min(len(c.flat), maxFlat)] {
			if i+1 < len(l.flat) {
				l.flat[i+1] = join(l.flat[i+1], t)
			} else {
				l.flat = append(l.flat, t)
			}
		}
	}
	offset := alignTo(l.disc, payloadAlign)
	for i, c := range cases {
		l.parts[i] = part{c, offset, 1}
	}
	l.align = max(l.disc, payloadAlign)
	l.size = min(alignTo(offset+payloadSize, l.align), maxSize)
	return l
}
