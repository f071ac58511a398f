// Package wasm is the vocabulary that all phases share: the types and the module of the WebAssembly
// specification as plain data, the features that extend them, implementation limits and error codes.
//
// Nothing here reads bytes, checks or runs anything: package binary makes a Module from bytes, package
// validate checks it and package vm runs it.
package wasm

import (
	"strconv"
	"strings"
)

// This file holds the types of the specification, section "Structure / Types".

// A Kind is the head of a value type: a number, vector or packed storage type, or a reference.
type Kind uint8

// The kinds. KindNone is the zero value and the kind of no type; validation uses it for the unknown operand
// type of unreachable code.
const (
	KindNone Kind = iota
	KindI32
	KindI64
	KindF32
	KindF64
	KindV128
	KindI8  // packed: fields only
	KindI16 // packed: fields only
	KindRef
)

// A ValType is a value type, or with the packed kinds a storage type. It is comparable; two types of the same module are
// equal if they are written alike (equality of recursive types across indices is validation's business).
//
// The layout is Kind in bits 0 to 7, nullable in bit 8, exact in bit 9 and the heap type in bits 10 to 31.
type ValType uint32

// The number, vector and packed types, and the shorthands for nullable abstract references.
const (
	NoType ValType = ValType(KindNone)
	I32    ValType = ValType(KindI32)
	I64    ValType = ValType(KindI64)
	F32    ValType = ValType(KindF32)
	F64    ValType = ValType(KindF64)
	V128   ValType = ValType(KindV128)
	I8     ValType = ValType(KindI8)
	I16    ValType = ValType(KindI16)

	FuncRef       = refNull | ValType(HeapFunc)<<heapShift
	ExternRef     = refNull | ValType(HeapExtern)<<heapShift
	AnyRef        = refNull | ValType(HeapAny)<<heapShift
	EqRef         = refNull | ValType(HeapEq)<<heapShift
	I31Ref        = refNull | ValType(HeapI31)<<heapShift
	StructRef     = refNull | ValType(HeapStruct)<<heapShift
	ArrayRef      = refNull | ValType(HeapArray)<<heapShift
	ExnRef        = refNull | ValType(HeapExn)<<heapShift
	NullRef       = refNull | ValType(HeapNone)<<heapShift
	NullFuncRef   = refNull | ValType(HeapNoFunc)<<heapShift
	NullExternRef = refNull | ValType(HeapNoExtern)<<heapShift
	NullExnRef    = refNull | ValType(HeapNoExn)<<heapShift
)

const (
	nullableBit ValType = 1 << 8
	exactBit    ValType = 1 << 9
	heapShift           = 10
	refNull             = ValType(KindRef) | nullableBit
)

// A HeapType is an abstract heap type (the constants) or, from firstIndex on, a type index.
type HeapType uint32

// The abstract heap types.
const (
	HeapFunc HeapType = iota
	HeapExtern
	HeapAny
	HeapEq
	HeapI31
	HeapStruct
	HeapArray
	HeapExn
	HeapNone
	HeapNoFunc
	HeapNoExtern
	HeapNoExn
	HeapBottom // below every heap type; only validation makes it
	firstIndex = 16
)

// MaxTypeIndex is the highest type index that a HeapType can hold.
const MaxTypeIndex = 1<<(32-heapShift) - 1 - firstIndex

// IndexType returns the concrete heap type of type index x, at most MaxTypeIndex.
func IndexType(x uint32) HeapType { return HeapType(x + firstIndex) }

// Index returns the type index of a concrete heap type.
func (h HeapType) Index() (x uint32, ok bool) { return uint32(h) - firstIndex, h >= firstIndex }

// Ref returns the reference type to h.
func Ref(h HeapType, nullable bool) ValType {
	t := ValType(KindRef) | ValType(h)<<heapShift
	if nullable {
		t |= nullableBit
	}
	return t
}

// Kind returns the head of t.
func (t ValType) Kind() Kind { return Kind(t) }

// IsRef reports whether t is a reference type.
func (t ValType) IsRef() bool { return Kind(t) == KindRef }

// IsNum reports whether t is i32, i64, f32 or f64.
func (t ValType) IsNum() bool { return t >= I32 && t <= F64 }

// IsPacked reports whether t is a storage type that is no value type.
func (t ValType) IsPacked() bool { return t == I8 || t == I16 }

// Heap returns the heap type of a reference type.
func (t ValType) Heap() HeapType { return HeapType(t >> heapShift) }

// Nullable reports whether the reference type t has null.
func (t ValType) Nullable() bool { return t&nullableBit != 0 }

// Exact reports whether t excludes proper subtypes (custom descriptors proposal).
func (t ValType) Exact() bool { return t&exactBit != 0 }

// WithNullable returns the reference type t with or without null.
func (t ValType) WithNullable(nullable bool) ValType {
	if nullable {
		return t | nullableBit
	}
	return t &^ nullableBit
}

// WithExact returns the reference type t, exact.
func (t ValType) WithExact() ValType { return t | exactBit }

// Defaultable reports whether locals of type t start with a default value.
func (t ValType) Defaultable() bool { return !t.IsRef() || t.Nullable() }

// Slots returns how many 8-byte slots of a frame a value of type t takes: 2 for v128, else 1.
func (t ValType) Slots() int {
	if t == V128 {
		return 2
	}
	return 1
}

var kindNames = [...]string{"bot", "i32", "i64", "f32", "f64", "v128", "i8", "i16", "ref"}

var heapNames = [...]string{"func", "extern", "any", "eq", "i31", "struct", "array", "exn",
	"none", "nofunc", "noextern", "noexn", "bot"}

var refNames = [...]string{"funcref", "externref", "anyref", "eqref", "i31ref", "structref", "arrayref", "exnref",
	"nullref", "nullfuncref", "nullexternref", "nullexnref", "(ref null bot)"}

// String returns t as the text format writes it.
func (t ValType) String() string {
	if t.Kind() != KindRef {
		return kindNames[t.Kind()]
	}
	h := t.Heap()
	if t.Nullable() && !t.Exact() && int(h) < len(refNames) {
		return refNames[h]
	}
	s := h.String()
	if t.Exact() {
		s = "(exact " + s + ")"
	}
	if t.Nullable() {
		return "(ref null " + s + ")"
	}
	return "(ref " + s + ")"
}

// String returns h as the text format writes it.
func (h HeapType) String() string {
	if x, ok := h.Index(); ok {
		return strconv.FormatUint(uint64(x), 10)
	}
	return heapNames[h]
}

// A FuncType is the type of a function: what it takes and what it returns.
type FuncType struct {
	Params, Results []ValType
}

// String returns the type in the short form of error messages, "[i32 i64] -> [f32]".
func (t *FuncType) String() string { return typeList(t.Params) + " -> " + typeList(t.Results) }

func typeList(ts []ValType) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, t := range ts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.String())
	}
	b.WriteByte(']')
	return b.String()
}

// A FieldType is the type of a struct's field or of an array's elements.
type FieldType struct {
	Type    ValType // a value type or a packed type
	Mutable bool
}

// A CompKind says which composite type a SubType defines.
type CompKind uint8

// The composite types.
const (
	CompFunc CompKind = iota
	CompStruct
	CompArray
)

// NoIndex is the value of an optional index that is absent.
const NoIndex = ^uint32(0)

// A SubType is one defined type of a module. Types of one recursive group stand side by side in Module.Types.
type SubType struct {
	Kind   CompKind
	Final  bool
	Shared bool        // threads proposal's successor: always false today
	Func   FuncType    // of CompFunc
	Fields []FieldType // of CompStruct; of CompArray the only element
	Super  []uint32    // type indices of declared supertypes, at most one when valid

	// RecStart and RecLen delimit the recursive group: types RecStart to RecStart+RecLen-1.
	RecStart, RecLen uint32

	// ExplicitSub and ExplicitRec tell that the binary format spelled out a final type without supertypes and a recursive group
	// of one type, so that a module can be written back unchanged.
	ExplicitSub, ExplicitRec bool

	// Descriptor and Describes are type indices of the custom descriptors proposal, or NoIndex.
	Descriptor, Describes uint32

	Offset int // in the module, 0 when unknown
}

// Limits bound a memory (in pages) or a table (in elements).
type Limits struct {
	Min, Max uint64
	HasMax   bool
	Addr64   bool // memory64: addresses are i64
	Shared   bool // threads: memory shared between agents
}

// AddrType returns the type of addresses, I32 or I64.
func (l Limits) AddrType() ValType {
	if l.Addr64 {
		return I64
	}
	return I32
}

// A TableType is the type of a table.
type TableType struct {
	Elem   ValType
	Limits Limits
}

// DefaultPageBits is the logarithm of the ordinary page size, 64 KiB.
const DefaultPageBits = 16

// A MemoryType is the type of a linear memory.
type MemoryType struct {
	Limits   Limits
	PageBits uint8 // log2 of the page size: 16, or 0 with custom page sizes
}

// A GlobalType is the type of a global.
type GlobalType struct {
	Type    ValType
	Mutable bool
}

// An ExternKind says what an import or an export is; the values are those of the binary format.
type ExternKind uint8

// The external kinds.
const (
	ExternFunc ExternKind = iota
	ExternTable
	ExternMemory
	ExternGlobal
	ExternTag
)

var externNames = [...]string{"func", "table", "memory", "global", "tag"}

// String returns the keyword of the text format.
func (k ExternKind) String() string {
	if int(k) < len(externNames) {
		return externNames[k]
	}
	return "extern kind " + strconv.Itoa(int(k))
}
