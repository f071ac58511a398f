package validate

import (
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file builds small modules for tests: sections of already encoded entries, in the order of the binary format.

const (
	secCustom = iota
	secType
	secImport
	secFunc
	secTable
	secMemory
	secGlobal
	secExport
	secStart
	secElem
	secCode
	secData
	secDataCount
	secTag
)

// module returns a module of these sections.
func module(sections ...[]byte) []byte {
	return slices.Concat(append([][]byte{[]byte("\x00asm\x01\x00\x00\x00")}, sections...)...)
}

// section returns a section that is a vector of entries.
func section(id byte, entries ...[]byte) []byte {
	return binary.AppendSection(nil, id, vec(entries...))
}

// vec returns a vector of entries.
func vec(entries ...[]byte) []byte {
	return slices.Concat(append([][]byte{binary.AppendU32(nil, uint32(len(entries)))}, entries...)...)
}

// idx returns an encoded index.
func idx(x uint32) []byte { return binary.AppendU32(nil, x) }

// types is short for a list of types.
func types(ts ...wasm.ValType) []wasm.ValType { return ts }

func valTypes(ts []wasm.ValType) []byte {
	var b [][]byte
	for _, t := range ts {
		b = append(b, binary.AppendValType(nil, t))
	}
	return vec(b...)
}

// funcType returns an encoded function type.
func funcType(params, results []wasm.ValType) []byte {
	return slices.Concat([]byte{0x60}, valTypes(params), valTypes(results))
}

// field returns the encoded type of a field.
func field(t wasm.ValType, mutable bool) []byte {
	return append(binary.AppendValType(nil, t), bit(mutable))
}

func structType(fields ...[]byte) []byte { return slices.Concat([]byte{0x5F}, vec(fields...)) }

func arrayType(f []byte) []byte { return append([]byte{0x5E}, f...) }

// sub returns a type that is not final, with supertypes.
func sub(typ []byte, supers ...uint32) []byte {
	var b [][]byte
	for _, s := range supers {
		b = append(b, idx(s))
	}
	return slices.Concat([]byte{0x50}, vec(b...), typ)
}

func rec(ts ...[]byte) []byte { return append([]byte{0x4E}, vec(ts...)...) }

// global returns a global with an initial value.
func global(t wasm.ValType, mutable bool, init ...binary.Instr) []byte {
	return slices.Concat(binary.AppendValType(nil, t), []byte{bit(mutable)}, expr(init...))
}

// limits returns limits without maximum.
func limits(least uint32) []byte { return append([]byte{0}, idx(least)...) }

// export returns an export.
func export(name string, kind wasm.ExternKind, x uint32) []byte {
	return append(append(binary.AppendName(nil, name), byte(kind)), idx(x)...)
}

// expr returns instructions and the end.
func expr(code ...binary.Instr) []byte {
	var b []byte
	for i := range code {
		b = binary.AppendInstr(b, &code[i])
	}
	return append(b, 0x0B)
}

// code returns a body without locals.
func code(ins ...binary.Instr) []byte { return codeLocals(nil, ins...) }

// codeLocals returns a body.
func codeLocals(locals []binary.LocalRun, ins ...binary.Instr) []byte {
	var b [][]byte
	for _, l := range locals {
		b = append(b, binary.AppendValType(idx(l.Count), l.Type))
	}
	return binary.AppendBytes(nil, append(vec(b...), expr(ins...)...))
}

// in returns an instruction with one immediate, if it has any.
func in(o op.Op, imm ...uint32) binary.Instr {
	i := binary.Instr{Op: o}
	if len(imm) > 0 {
		i.X, i.Imm = imm[0], uint64(imm[0])
	}
	if len(imm) > 1 {
		i.Y = imm[1]
	}
	return i
}

// block returns the start of a block with a result type, or none for NoType.
func block(o op.Op, t wasm.ValType) binary.Instr {
	return binary.Instr{Op: o, X: wasm.NoIndex, Type: t}
}

// access returns a memory access.
func access(o op.Op, align uint8, offset uint64) binary.Instr {
	return binary.Instr{Op: o, Align: align, Imm: offset}
}

// ofType returns an instruction whose immediate is a type.
func ofType(o op.Op, t wasm.ValType) binary.Instr { return binary.Instr{Op: o, Type: t} }

// oneFunc returns a module with a memory, a table of 10 functions, a mutable i32 and an immutable i64 global, and a function of this type.
func oneFunc(params, results []wasm.ValType, body []byte) []byte {
	return module(
		section(secType, funcType(params, results)),
		section(secFunc, idx(0)),
		section(secTable, append([]byte{0x70}, limits(10)...)),
		section(secMemory, limits(1)),
		section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0)), global(wasm.I64, false, in(op.I64Const, 0))),
		section(secCode, body),
	)
}
