package binary

import (
	"encoding/binary"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the writers of integers, names and types: what AppendInstr and Encode are made of.

// AppendU32 appends x as a LEB128 integer.
func AppendU32(dst []byte, x uint32) []byte { return binary.AppendUvarint(dst, uint64(x)) }

// AppendU64 appends x as a LEB128 integer.
func AppendU64(dst []byte, x uint64) []byte { return binary.AppendUvarint(dst, x) }

// AppendS64 appends x as a signed LEB128 integer. It serves for every signed width.
func AppendS64(dst []byte, x int64) []byte {
	for x < -0x40 || x >= 0x40 {
		dst = append(dst, byte(x)|0x80)
		x >>= 7
	}
	return append(dst, byte(x)&0x7F)
}

// AppendName appends a name: its length and its bytes.
func AppendName(dst []byte, name string) []byte {
	return append(AppendU32(dst, uint32(len(name))), name...)
}

// AppendBytes appends a byte string: its length and its bytes.
func AppendBytes(dst, b []byte) []byte {
	return append(AppendU32(dst, uint32(len(b))), b...)
}

// AppendSection appends a section with this id and these contents.
func AppendSection(dst []byte, id byte, contents []byte) []byte {
	return AppendBytes(append(dst, id), contents)
}

// AppendValType appends a value type or a packed type.
func AppendValType(dst []byte, t wasm.ValType) []byte {
	if b, ok := shortByte(t); ok {
		return append(dst, b)
	}
	if t.Nullable() {
		dst = append(dst, byteRefNull)
	} else {
		dst = append(dst, byteRef)
	}
	return appendHeapType(dst, t)
}

// shortByte returns the one-byte encoding of t, where there is one.
func shortByte(t wasm.ValType) (b byte, ok bool) {
	for i, s := range shortTypes {
		if s == t && s != wasm.NoType {
			return byte(0x40 + i), true
		}
	}
	return 0, false
}

// appendHeapType appends the heap type of the reference type t.
func appendHeapType(dst []byte, t wasm.ValType) []byte {
	x, ok := t.Heap().Index()
	switch {
	case !ok:
		b, _ := shortByte(wasm.Ref(t.Heap(), true))
		return append(dst, b)
	case t.Exact():
		return AppendU32(append(dst, byteExact), x)
	}
	return AppendS64(dst, int64(x))
}

// appendValTypes appends a vector of value types.
func appendValTypes(dst []byte, ts []wasm.ValType) []byte {
	dst = AppendU32(dst, uint32(len(ts)))
	for _, t := range ts {
		dst = AppendValType(dst, t)
	}
	return dst
}

// appendIndices appends a vector of indices.
func appendIndices(dst []byte, xs []uint32) []byte {
	dst = AppendU32(dst, uint32(len(xs)))
	for _, x := range xs {
		dst = AppendU32(dst, x)
	}
	return dst
}
