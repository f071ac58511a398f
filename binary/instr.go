package binary

import (
	"encoding/binary"
	"strconv"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file is the one reader of opcodes and their immediates.

// An Instr is one decoded instruction. Which fields mean something follows from the shape of its immediates, op.Info.Imm; the others
// keep what an earlier instruction left.
type Instr struct {
	Op     op.Op
	Lane   uint8        // lane index
	Align  uint8        // log2 of the alignment of a memory access
	Offset int          // of the opcode in the module
	X, Y   uint32       // indices, in the order of the binary format; X of a memory access is the memory; X of a block type is its type index or wasm.NoIndex; X of ImmLabels is the default label
	Imm    uint64       // constant's bits (i32 and f32: zero-extended), or the offset of a memory access
	Type   wasm.ValType // block type without index (wasm.NoType: empty); reference type of ref.null (nullable), ref.test and ref.cast; source type of br_on_cast
	Type2  wasm.ValType // target type of br_on_cast
	V128   [16]byte     // v128.const, or the lanes of i8x16.shuffle

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

// A LocalRun declares Count locals of one type.
type LocalRun struct {
	Count  uint32
	Type   wasm.ValType
	Offset int // in the module
}

// Instrs reads the instructions of a body or of a constant expression one after the other. It knows all instructions, whatever the
// features; it does not look at nesting, so the final end is an instruction like others.
type Instrs struct {
	r       Reader
	labels  []uint32
	types   []wasm.ValType
	catches []Catch
}

// NewInstrs returns a reader of the instructions in code, which stands at offset in the module.
func NewInstrs(code []byte, offset int) *Instrs {
	s := new(Instrs)
	s.Reset(code, offset)
	return s
}

// Reset makes s read code from its start, like a new one, and keeps the memory of s.
func (s *Instrs) Reset(code []byte, offset int) { s.r = NewReader(code, offset) }

// Err returns the error that ended the reading, a *wasm.Error, or nil.
func (s *Instrs) Err() error { return s.r.Err() }

// Offset returns the offset in the module of the next instruction.
func (s *Instrs) Offset() int { return s.r.Offset() }

// Len returns the number of bytes left.
func (s *Instrs) Len() int { return s.r.Len() }

// Locals reads the local declarations that a body starts with. It returns them in the memory of runs; runs without
// locals are kept.
func (s *Instrs) Locals(runs []LocalRun) []LocalRun {
	runs = runs[:0]
	start := s.Offset()
	var sum uint64
	for n := s.r.Count(); n > 0; n-- {
		run := LocalRun{Offset: s.Offset(), Count: s.r.U32(), Type: s.r.ValType()}
		if s.r.err != nil {
			return runs
		}
		sum += uint64(run.Count)
		runs = append(runs, run)
	}
	if sum >= 1<<32 {
		s.r.Fail(codeTooManyLocals, "", start)
	} else if sum > wasm.MaxLocals {
		s.r.limit("locals", sum, wasm.MaxLocals, start)
	}
	return runs
}

// expr reads instructions up to the end that matches none of them, with in, and reports whether there is one.
func (s *Instrs) expr(in *Instr) bool {
	for depth := 0; s.Next(in); {
		switch in.Op {
		case op.Block, op.Loop, op.If, op.Try, op.TryTable:
			depth++
		case op.Else:
			if depth == 0 {
				s.r.Fail(codeEndOpcode, "", in.Offset)
			}
		case op.Delegate:
			depth--
		case op.End:
			if depth--; depth < 0 {
				return true
			}
		}
	}
	s.r.end()
	return false
}

// Next reads an instruction into in. It returns false at the end of the code and where Err has an error.
//
// The short forms that make up most code, no immediates or such of a byte each, are read here in place. The others are
// read by calls.
func (s *Instrs) Next(in *Instr) bool {
	r := &s.r
	b, i := r.b, r.pos
	if uint(i) >= uint(len(b)) {
		return false
	}
	c := b[i]
	in.Op = op.ByByte(c)
	in.Offset = r.base + i
	i++
	r.pos = i
	imm := op.ImmByByte(c)
	if imm == op.ImmNone {
		return in.Op != op.Invalid || s.prefixed(in, c)
	}
	if uint(i) >= uint(len(b)) || b[i] >= 0x80 {
		return s.immediates(in, imm)
	}
	c = b[i]
	switch imm {
	case op.ImmLocal, op.ImmGlobal, op.ImmLabel, op.ImmFunc, op.ImmType, op.ImmTable, op.ImmMem, op.ImmTag:
		in.X = uint32(c)
	case op.ImmI32:
		in.Imm = uint64(uint32(int8(c<<1) >> 1))
	case op.ImmI64:
		in.Imm = uint64(int8(c<<1) >> 1)
	case op.ImmMemArg:
		if i++; c >= memArgHasIndex || uint(i) >= uint(len(b)) || b[i] >= 0x80 {
			return s.immediates(in, imm)
		}
		in.Align, in.X, in.Imm = c, 0, uint64(b[i])
	case op.ImmBlock:
		if c != emptyBlock {
			return s.immediates(in, imm)
		}
		in.X, in.Type = wasm.NoIndex, wasm.NoType
	default:
		return s.immediates(in, imm)
	}
	r.pos = i + 1
	return true
}

// prefixed reads the rest of an instruction whose first byte, the prefix c, names none by itself.
func (s *Instrs) prefixed(in *Instr, c byte) bool {
	if c < 0xFB || c > 0xFE {
		s.r.Fail(illegal(c), "", in.Offset)
		return false
	}
	code := s.r.U32()
	if s.r.err != nil {
		return false
	}
	in.Op = op.ByPrefix(c, code)
	if in.Op == op.Invalid {
		s.r.Fail(illegal(c)+wasm.Code(" "+strconv.FormatUint(uint64(code), 16)), "", in.Offset)
		return false
	}
	return s.immediates(in, in.Op.Info().Imm)
}

// illegal returns the code for an unassigned opcode; the official suite has the opcode in it.
func illegal(c byte) wasm.Code {
	const digits = "0123456789abcdef"
	return "illegal opcode " + wasm.Code([]byte{digits[c>>4], digits[c&15]})
}

// immediates reads immediates of any shape and length.
func (s *Instrs) immediates(in *Instr, imm op.Imm) bool {
	r := &s.r
	switch imm {
	case op.ImmNone:
	case op.ImmBlock:
		s.blockType(in)
	case op.ImmTryTable:
		s.blockType(in)
		s.readCatches(in)
	case op.ImmLabel, op.ImmFunc, op.ImmType, op.ImmLocal, op.ImmGlobal, op.ImmTable, op.ImmElem, op.ImmMem, op.ImmData, op.ImmTag:
		in.X = r.U32()
	case op.ImmTypeTable, op.ImmTypeField, op.ImmTypeLen, op.ImmTypeType, op.ImmTypeData, op.ImmTypeElem, op.ImmTableTable,
		op.ImmElemTable, op.ImmMemMem, op.ImmDataMem:
		in.X = r.U32()
		in.Y = r.U32()
	case op.ImmLabels:
		s.readLabels(in)
	case op.ImmBrCast:
		s.brCast(in)
	case op.ImmMemArg:
		s.memArg(in)
	case op.ImmMemArgLane:
		s.memArg(in)
		in.Lane = r.Byte()
	case op.ImmLane:
		in.Lane = r.Byte()
	case op.ImmLanes, op.ImmV128:
		copy(in.V128[:], r.Bytes(len(in.V128)))
	case op.ImmI32:
		in.Imm = uint64(uint32(r.S32()))
	case op.ImmI64:
		in.Imm = uint64(r.S64())
	case op.ImmF32:
		in.Imm = uint64(r.Fixed32())
	case op.ImmF64:
		in.Imm = r.Fixed64()
	case op.ImmTypes:
		s.readTypes(in)
	case op.ImmHeap:
		in.Type = r.heapRef(nullableHeap(in.Op))
	case op.ImmFence:
		r.zero()
	}
	return r.err == nil
}

// nullableHeap reports whether the type that o names by a heap type has null.
func nullableHeap(o op.Op) bool {
	return o != op.RefTest && o != op.RefCast && o != op.RefCastDescEq
}

// blockType reads a block type: nothing, one result type or the index of a function type.
func (s *Instrs) blockType(in *Instr) {
	r := &s.r
	in.X, in.Type = wasm.NoIndex, wasm.NoType
	switch b, _ := r.peek(); {
	case b == emptyBlock:
		r.pos++
	case b&0xC0 == 0x40:
		in.Type = r.ValType()
	default:
		in.X = r.typeIndex(codeRefType)
	}
}

// readLabels reads the labels of a br_table.
func (s *Instrs) readLabels(in *Instr) {
	r := &s.r
	n := r.Count()
	labels := s.labels[:0]
	if cap(labels) < n {
		labels = make([]uint32, 0, n)
	}
	labels = labels[:n]
	for i := range labels {
		labels[i] = r.U32()
	}
	s.labels, in.Labels = labels, labels
	in.X = r.U32()
}

// readTypes reads the types of a select.
func (s *Instrs) readTypes(in *Instr) {
	s.types = s.types[:0]
	for n := s.r.Count(); n > 0 && s.r.err == nil; n-- {
		s.types = append(s.types, s.r.ValType())
	}
	in.Types = s.types
}

// readCatches reads the clauses of a try_table.
func (s *Instrs) readCatches(in *Instr) {
	r := &s.r
	s.catches = s.catches[:0]
	for n := r.Count(); n > 0 && r.err == nil; n-- {
		offset := r.Offset()
		c := Catch{Kind: CatchKind(r.Byte())}
		if c.Kind > CatchAllRef {
			r.Fail(codeCatch, "", offset)
		}
		if c.Kind < CatchAll {
			c.Tag = r.U32()
		}
		c.Label = r.U32()
		s.catches = append(s.catches, c)
	}
	in.Catches = s.catches
}

// brCast reads the immediates of a branch on a cast.
func (s *Instrs) brCast(in *Instr) {
	r := &s.r
	offset := r.Offset()
	flags := r.Byte()
	if flags > 3 {
		r.Fail(codeBrCast, "", offset)
	}
	in.X = r.U32()
	in.Type = r.heapRef(flags&1 != 0)
	in.Type2 = r.heapRef(flags&2 != 0)
}

// memArg reads where a memory access goes. Bit 6 of the flags says that the index of the memory follows.
func (s *Instrs) memArg(in *Instr) {
	r := &s.r
	offset := r.Offset()
	flags := r.U32()
	if flags >= 0x80 {
		r.Fail(codeMemArg, "", offset)
	}
	in.Align = uint8(flags & 0x3F)
	in.X = 0
	if flags&memArgHasIndex != 0 {
		in.X = r.U32()
	}
	in.Imm = r.U64()
}

// Bytes of the encoding of instructions.
const (
	emptyBlock     = 0x40 // block type without parameters and results
	memArgHasIndex = 0x40 // flag of a memory access: a memory index follows
)

// AppendInstr appends the encoding of in to dst, with the shortest integers, and returns it. The index of a memory access is
// written only when it is not 0.
func AppendInstr(dst []byte, in *Instr) []byte {
	info := in.Op.Info()
	if info.Prefix == 0 {
		dst = append(dst, byte(info.Code))
	} else {
		dst = AppendU32(append(dst, info.Prefix), info.Code)
	}
	switch info.Imm {
	case op.ImmBlock:
		dst = appendBlockType(dst, in)
	case op.ImmTryTable:
		dst = appendCatches(appendBlockType(dst, in), in.Catches)
	case op.ImmLabel, op.ImmFunc, op.ImmType, op.ImmLocal, op.ImmGlobal, op.ImmTable, op.ImmElem, op.ImmMem, op.ImmData, op.ImmTag:
		dst = AppendU32(dst, in.X)
	case op.ImmTypeTable, op.ImmTypeField, op.ImmTypeLen, op.ImmTypeType, op.ImmTypeData, op.ImmTypeElem, op.ImmTableTable,
		op.ImmElemTable, op.ImmMemMem, op.ImmDataMem:
		dst = AppendU32(AppendU32(dst, in.X), in.Y)
	case op.ImmLabels:
		dst = AppendU32(appendIndices(dst, in.Labels), in.X)
	case op.ImmBrCast:
		dst = appendBrCast(dst, in)
	case op.ImmMemArg:
		dst = appendMemArg(dst, in)
	case op.ImmMemArgLane:
		dst = append(appendMemArg(dst, in), in.Lane)
	case op.ImmLane:
		dst = append(dst, in.Lane)
	case op.ImmLanes, op.ImmV128:
		dst = append(dst, in.V128[:]...)
	case op.ImmI32:
		dst = AppendS64(dst, int64(int32(in.Imm)))
	case op.ImmI64:
		dst = AppendS64(dst, int64(in.Imm))
	case op.ImmF32:
		dst = binary.LittleEndian.AppendUint32(dst, uint32(in.Imm))
	case op.ImmF64:
		dst = binary.LittleEndian.AppendUint64(dst, in.Imm)
	case op.ImmTypes:
		dst = appendValTypes(dst, in.Types)
	case op.ImmHeap:
		dst = appendHeapType(dst, in.Type)
	case op.ImmFence:
		dst = append(dst, 0)
	}
	return dst
}

func appendBlockType(dst []byte, in *Instr) []byte {
	switch {
	case in.X != wasm.NoIndex:
		return AppendS64(dst, int64(in.X))
	case in.Type != wasm.NoType:
		return AppendValType(dst, in.Type)
	}
	return append(dst, emptyBlock)
}

func appendCatches(dst []byte, catches []Catch) []byte {
	dst = AppendU32(dst, uint32(len(catches)))
	for _, c := range catches {
		dst = append(dst, byte(c.Kind))
		if c.Kind < CatchAll {
			dst = AppendU32(dst, c.Tag)
		}
		dst = AppendU32(dst, c.Label)
	}
	return dst
}

func appendBrCast(dst []byte, in *Instr) []byte {
	var flags byte
	if in.Type.Nullable() {
		flags |= 1
	}
	if in.Type2.Nullable() {
		flags |= 2
	}
	dst = AppendU32(append(dst, flags), in.X)
	return appendHeapType(appendHeapType(dst, in.Type), in.Type2)
}

func appendMemArg(dst []byte, in *Instr) []byte {
	if in.X == 0 {
		dst = append(dst, in.Align)
	} else {
		dst = AppendU32(append(dst, in.Align|memArgHasIndex), in.X)
	}
	return AppendU64(dst, in.Imm)
}
