package binary

import (
	"strconv"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the encodings of value, reference and heap types.

// Bytes that start a type.
const (
	byteRef     = 0x64 // (ref ht)
	byteRefNull = 0x63 // (ref null ht)
	byteExact   = 0x62 // an exact heap type, with an index
)

// shortTypes holds the types of one byte, 0x40 to 0x7F, that stand for a number, vector or packed type or for a nullable abstract
// reference.
var shortTypes = [64]wasm.ValType{
	0x3F: wasm.I32,
	0x3E: wasm.I64,
	0x3D: wasm.F32,
	0x3C: wasm.F64,
	0x3B: wasm.V128,
	0x38: wasm.I8,
	0x37: wasm.I16,
	0x34: wasm.NullExnRef,
	0x33: wasm.NullFuncRef,
	0x32: wasm.NullExternRef,
	0x31: wasm.NullRef,
	0x30: wasm.FuncRef,
	0x2F: wasm.ExternRef,
	0x2E: wasm.AnyRef,
	0x2D: wasm.EqRef,
	0x2C: wasm.I31Ref,
	0x2B: wasm.StructRef,
	0x2A: wasm.ArrayRef,
	0x29: wasm.ExnRef,
}

// shortType returns the type with the one-byte encoding b, or NoType.
func shortType(b byte) wasm.ValType {
	if b&0xC0 != 0x40 {
		return wasm.NoType
	}
	return shortTypes[b&0x3F]
}

// ValType reads a value type.
func (r *Reader) ValType() wasm.ValType {
	b, ok := r.peek()
	if t := shortType(b); ok && t != wasm.NoType && !t.IsPacked() {
		r.pos++
		return t
	}
	return r.RefType()
}

// RefType reads a reference type.
func (r *Reader) RefType() wasm.ValType {
	start := r.Offset()
	b := r.Byte()
	t := shortType(b)
	switch {
	case r.err != nil:
	case b == byteRef || b == byteRefNull:
		return r.heapRef(b == byteRefNull)
	case t.IsRef():
		return t
	case b >= 0x80:
		r.Fail(codeLEBLong, "", start+1)
	default:
		r.Fail(codeRefType, "", start)
	}
	return wasm.NoType
}

// storageType reads the type of a field.
func (r *Reader) storageType() wasm.ValType {
	b, ok := r.peek()
	if t := shortType(b); ok && t.IsPacked() {
		r.pos++
		return t
	}
	start := r.Offset()
	t := r.ValType()
	if r.err != nil && (r.err.Code == codeRefType || r.err.Code == codeHeapType) {
		r.err.Code, r.err.Offset = codeStorageType, start
	}
	return t
}

// heapRef reads a heap type and returns the reference type to it.
func (r *Reader) heapRef(nullable bool) wasm.ValType {
	b, _ := r.peek()
	switch t := shortType(b); {
	case t.IsRef():
		r.pos++
		return t.WithNullable(nullable)
	case b == byteExact:
		r.pos++
		start := r.Offset()
		x := r.U32()
		r.checkTypeIndex(uint64(x), start)
		if r.err != nil {
			return wasm.NoType
		}
		return wasm.Ref(wasm.IndexType(x), nullable).WithExact()
	}
	x := r.typeIndex(codeHeapType)
	if r.err != nil {
		return wasm.NoType
	}
	return wasm.Ref(wasm.IndexType(x), nullable)
}

// typeIndex reads a type index where a type could stand too, whose encodings are negative; these fail with code.
func (r *Reader) typeIndex(code wasm.Code) uint32 {
	start := r.Offset()
	x := r.S33()
	if x < 0 {
		r.Fail(code, "", start)
		return 0
	}
	r.checkTypeIndex(uint64(x), start)
	return uint32(x)
}

// checkTypeIndex fails for a type index that no type of this package can hold. Such an index is far beyond the number of types that a
// module may have.
func (r *Reader) checkTypeIndex(x uint64, offset int) {
	if x > wasm.MaxTypeIndex {
		r.fail(wasm.PhaseInvalid, codeUnknownType, strconv.FormatUint(x, 10), offset)
	}
}

// zero reads a byte that must be zero.
func (r *Reader) zero() {
	start := r.Offset()
	if r.Byte() != 0 {
		r.Fail(codeZero, "", start)
	}
}
