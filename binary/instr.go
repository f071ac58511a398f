package binary

import (
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file is the one reader of opcodes and their immediates.

// An Instr is one decoded instruction. Which fields mean something follows from the shape of its immediates, op.Info.Imm; the others
// keep what an earlier instruction left.
type Instr struct {
	Op     op.Op
	Lane   uint8  // lane index
	Align  uint8  // log2 of the alignment of a memory access
	Offset int    // of the opcode in the module
	X, Y   uint32 // indices, in the order of the binary format; X of a memory access is the memory; X of a block type is its type index or wasm.NoIndex; X of ImmLabels is the default label
	Imm    uint64 // constant's bits (i32 and f32: zero-extended), or the offset of a memory access
	Type   wasm.ValType // block type without index (wasm.NoType: empty); reference type of ref.null (nullable), ref.test and ref.cast; source type of br_on_cast
	Type2  wasm.ValType // target type of br_on_cast
	V128   [16]byte // v128.const, or the lanes of i8x16.shuffle

	Labels  []uint32       // br_table's labels without the default; valid until the next instruction is read
	Types   []wasm.ValType // select's types; valid until the next instruction is read
	Catches []Catch        // try_table's clauses; valid until the next instruction is read
}

// A CatchKind says what a catch clause matches and pushes; the values are those of the binary format.
type CatchKind uint8

// The kinds of catch clauses.
const (
	CatchTag CatchKind = iota
	CatchTagRef
	CatchAll
	CatchAllRef
)

// A Catch is one clause of a try_table.
type Catch struct {
	Kind  CatchKind
	Tag   uint32 // unless Kind is CatchAll or CatchAllRef
	Label uint32
}
