package wat

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of immediates, by their shapes in the instruction table.

// immediates passes the immediates, of shape imm, of the instruction o into b.in.
func (b *builder) immediates(o op.Op, imm op.Imm) {
	in := &b.in
	in.Op = o
	switch imm {
	case op.ImmNone, op.ImmFence:
	case op.ImmLabel:
		in.X = b.labelIndex()
	case op.ImmLabels:
		b.labelList()
	case op.ImmBrCast:
		in.X = b.labelIndex()
		in.Type = b.refType()
		in.Type2 = b.refType()
	case op.ImmFunc:
		in.X = b.funcs.lookup(b.parser)
	case op.ImmType, op.ImmTypeTable, op.ImmTypeField, op.ImmTypeLen, op.ImmTypeType, op.ImmTypeData, op.ImmTypeElem:
		b.typeImmediates(imm)
	case op.ImmLocal:
		in.X = b.localIndex()
	case op.ImmGlobal:
		in.X = b.globals.lookup(b.parser)
	case op.ImmTag:
		in.X = b.tags.lookup(b.parser)
	case op.ImmElem:
		in.X = b.elems.lookup(b.parser)
	case op.ImmData:
		b.usesData()
		in.X = b.datas.lookup(b.parser)
	case op.ImmTable:
		in.X = b.optional(&b.tables)
	case op.ImmMem:
		in.X = b.optional(&b.memories)
	case op.ImmTableTable:
		in.X, in.Y = b.optionalPair(&b.tables)
	case op.ImmMemMem:
		in.X, in.Y = b.optionalPair(&b.memories)
	case op.ImmElemTable:
		in.Y, in.X = b.optionalThen(&b.tables, &b.elems)
	case op.ImmDataMem:
		b.usesData()
		in.Y, in.X = b.optionalThen(&b.memories, &b.datas)
	case op.ImmMemArg:
		in.X = b.optional(&b.memories)
		b.memArg(o)
	case op.ImmMemArgLane:
		b.memArgLane(o)
	case op.ImmLane:
		in.Lane = b.lane()
	case op.ImmHeap:
		b.heapImmediate(o)
	default:
		b.constantImmediate(o, imm)
	}
	if o == op.Select {
		b.selectTypes()
	}
}

// indexAtHand reports whether an index is at hand.
func (b *builder) indexAtHand() bool { return b.tok.kind == tokenNat || b.tok.kind == tokenID }

// optional passes an index, which is 0 if there is none.
func (b *builder) optional(s *space) uint32 {
	if !b.indexAtHand() {
		return 0
	}
	return s.lookup(b.parser)
}

// optionalPair passes two indices or none.
func (b *builder) optionalPair(s *space) (x, y uint32) {
	if !b.indexAtHand() {
		return 0, 0
	}
	x = s.lookup(b.parser)
	return x, s.lookup(b.parser)
}

// optionalThen passes an index of first, 0 if there is but one index, and one of second.
func (b *builder) optionalThen(first, second *space) (x, y uint32) {
	if t := b.peek(); t.kind == tokenNat || t.kind == tokenID {
		x = first.lookup(b.parser)
	}
	return x, second.lookup(b.parser)
}

// usesData notes that the instruction at hand uses a data segment, for which a function body needs the data count section.
func (b *builder) usesData() { b.needCount = b.needCount || b.fn != wasm.NoIndex }

// labelList passes the labels of a br_table, the last of which is the default.
func (b *builder) labelList() {
	in := &b.in
	in.Labels = in.Labels[:0]
	in.X = b.labelIndex()
	for b.indexAtHand() {
		in.Labels = append(in.Labels, in.X)
		in.X = b.labelIndex()
	}
}

// typeImmediates passes a type and what follows it.
func (b *builder) typeImmediates(imm op.Imm) {
	in := &b.in
	if imm == op.ImmTypeTable {
		in.Y = b.optional(&b.tables)
		in.X = b.typeUse(namesNone)
		return
	}
	in.X = b.types.lookup(b.parser)
	switch imm {
	case op.ImmTypeField:
		in.Y = b.fieldIndex(in.X)
	case op.ImmTypeLen:
		in.Y = b.u32()
	case op.ImmTypeType:
		in.Y = b.types.lookup(b.parser)
	case op.ImmTypeData:
		b.usesData()
		in.Y = b.datas.lookup(b.parser)
	case op.ImmTypeElem:
		in.Y = b.elems.lookup(b.parser)
	}
}

// fieldIndex passes the index of a field of type x.
func (b *builder) fieldIndex(x uint32) uint32 {
	if b.tok.kind != tokenID {
		return b.index()
	}
	name := b.idOf(&b.tok)
	if int64(x) < int64(len(b.fieldsOf)) {
		if i, ok := b.fieldsOf[x][name]; ok {
			b.advance()
			return i
		}
	}
	b.fail(b.tok.pos, unknown("field", name), "")
	return 0
}

// memArg passes offset and alignment of the memory access o.
func (b *builder) memArg(o op.Op) {
	b.in.Imm = 0
	b.in.Align = o.Info().Align
	if x, _, ok := b.assigned("offset="); ok {
		b.in.Imm = x
	}
	if x, pos, ok := b.assigned("align="); ok {
		if bits.OnesCount64(x) != 1 {
			b.fail(pos, codeAlignment, "")
			return
		}
		b.in.Align = uint8(bits.TrailingZeros64(x))
	}
}

// assigned passes a word that consists of name and a number, if one is at hand.
func (b *builder) assigned(name string) (x uint64, pos int, ok bool) {
	if b.tok.kind != tokenWord {
		return 0, 0, false
	}
	pos = b.tok.pos
	number, ok := strings.CutPrefix(b.text(), name)
	if !ok {
		return 0, 0, false
	}
	if number == "" || number[0]-'0' >= 10 || numberKind(number) != tokenNat {
		b.fail(pos, unknownOperator(b.text()), "")
		return 0, pos, false
	}
	if x, ok = parseUint(number); !ok {
		b.fail(pos, codeRange64, b.shown())
		return 0, pos, false
	}
	b.advance()
	return x, pos, true
}

// memArgLane passes memory, offset, alignment and lane. A single number is the lane.
func (b *builder) memArgLane(o op.Op) {
	b.in.X = 0
	if b.tok.kind == tokenID {
		b.in.X = b.memories.lookup(b.parser)
	} else if b.tok.kind == tokenNat {
		if t := b.peek(); t.kind == tokenNat || t.kind == tokenWord && strings.Contains(b.textOf(t), "=") {
			b.in.X = b.memories.lookup(b.parser)
		}
	}
	b.memArg(o)
	b.in.Lane = b.lane()
}

// lane passes the index of a lane.
func (b *builder) lane() uint8 { return uint8(b.nat(math.MaxUint8, codeRange8)) }

// selectTypes passes the results of a select, if there are any, and makes it one with types.
func (b *builder) selectTypes() {
	in := &b.in
	in.Types = in.Types[:0]
	for b.open("result") {
		in.Op = op.SelectT
		in.Types = b.valTypes(in.Types)
	}
}

// heapImmediate passes a heap type, or a reference type whose having null is in the opcode.
func (b *builder) heapImmediate(o op.Op) {
	if o == op.RefNull {
		b.in.Type = b.heapType(true)
		return
	}
	if b.in.Type = b.refType(); !b.in.Type.Nullable() {
		return
	}
	switch o {
	case op.RefTest:
		b.in.Op = op.RefTestNull
	case op.RefCast:
		b.in.Op = op.RefCastNull
	case op.RefCastDescEq:
		b.in.Op = op.RefCastDescEqNull
	}
}

// constantImmediate passes constants.
func (b *builder) constantImmediate(o op.Op, imm op.Imm) {
	switch imm {
	case op.ImmI32:
		b.in.Imm = b.integer(32)
	case op.ImmI64:
		b.in.Imm = b.integer(64)
	case op.ImmF32:
		b.in.Imm = b.float(&float32Format)
	case op.ImmF64:
		b.in.Imm = b.float(&float64Format)
	case op.ImmLanes:
		b.lanes()
	case op.ImmV128:
		b.in.V128 = b.vector()
	default:
		b.unexpected(o.String() + " elsewhere")
	}
}

// numberAtHand reports whether a number of any kind is at hand.
func (p *parser) numberAtHand() bool {
	switch p.tok.kind {
	case tokenNat, tokenInt, tokenFloat:
		return true
	case tokenWord:
		return isFloatWord(p.text())
	}
	return false
}

// integer passes an integer of n bits, with or without sign.
func (p *parser) integer(n uint) uint64 {
	if p.tok.kind == tokenNat || p.tok.kind == tokenInt {
		if x, ok := parseInt(p.text(), n); ok {
			p.advance()
			return x
		}
	}
	if !p.numberAtHand() {
		p.unexpected("a number")
		return 0
	}
	p.fail(p.tok.pos, codeRange, p.shown())
	return 0
}

// float passes a floating-point number and returns its bits.
func (p *parser) float(f *floatFormat) uint64 {
	if !p.numberAtHand() {
		p.unexpected("a number")
		return 0
	}
	x, ok := f.parse(p.text())
	if !ok {
		p.fail(p.tok.pos, codeRange, p.shown())
		return 0
	}
	p.advance()
	return x
}

// lanes passes the 16 lanes of a shuffle.
func (b *builder) lanes() {
	pos, n := b.tok.pos, 0
	for ; b.numberAtHand(); n++ {
		if b.tok.kind != tokenNat {
			b.fail(b.tok.pos, codeRange8, b.shown())
			return
		}
		x := b.lane()
		if n < len(b.in.V128) {
			b.in.V128[n] = x
		}
	}
	if n != len(b.in.V128) {
		b.fail(pos, codeLaneLength, "")
	}
}

// A Shape says how a vector is divided into lanes.
type Shape uint8

// The shapes.
const (
	I8x16 Shape = iota
	I16x8
	I32x4
	I64x2
	F32x4
	F64x2
)

var shapeNames = [...]string{"i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2"}

// String returns the shape as the text format writes it.
func (s Shape) String() string { return shapeNames[s] }

// LaneBits returns the width of a lane in bits.
func (s Shape) LaneBits() uint { return [...]uint{8, 16, 32, 64, 32, 64}[s] }

// float returns the format of floating-point lanes, or nil.
func (s Shape) float() *floatFormat {
	switch s {
	case F32x4:
		return &float32Format
	case F64x2:
		return &float64Format
	}
	return nil
}

// shape passes the name of a shape.
func (p *parser) shape() Shape {
	if p.tok.kind == tokenWord {
		if i := slices.Index(shapeNames[:], p.text()); i >= 0 {
			p.advance()
			return Shape(i)
		}
	}
	p.unexpected("the shape of a vector")
	return 0
}

// vector passes the shape and the lanes of a vector. That their number is right is checked before their values are.
func (p *parser) vector() (v [16]byte) {
	pos := p.tok.pos
	s := p.shape()
	n, bad := 0, token{pos: -1}
	for ; p.numberAtHand(); n++ {
		x, ok := s.parse(p.text(), p.tok.kind)
		if !ok && bad.pos < 0 {
			bad = p.tok
		}
		putLane(&v, s, n, x)
		p.advance()
	}
	switch {
	case p.tok.kind == tokenWord && !isKeyword(p.text()):
		p.unexpected("a number")
	case n != 128/int(s.LaneBits()):
		p.fail(pos, codeLaneCount, "")
	case bad.pos >= 0:
		p.fail(bad.pos, codeRange, shorten(p.textOf(&bad)))
	}
	return v
}

// parse returns the value of the number s as a lane, if it is one.
func (s Shape) parse(number string, kind tokenKind) (x uint64, ok bool) {
	if f := s.float(); f != nil {
		return f.parse(number)
	}
	if kind != tokenNat && kind != tokenInt {
		return 0, false
	}
	return parseInt(number, s.LaneBits())
}

// putLane sets lane i, if there is such a lane.
func putLane(v *[16]byte, s Shape, i int, x uint64) {
	size := int(s.LaneBits() / 8)
	for k := 0; k < size && i*size+k < len(v); k++ {
		v[i*size+k] = byte(x >> (8 * k))
	}
}

// blockType passes the type of a block. A type without parameters and with at most one result needs no index.
func (b *builder) blockType() {
	in := &b.in
	in.X, in.Type = wasm.NoIndex, wasm.NoType
	if b.tok.kind != tokenOpen {
		return
	}
	pos := b.tok.pos
	x, named := b.use(namesNone)
	switch {
	case named && x == wasm.NoIndex: // means another thing in an Instr
		b.fail(pos, wasm.Code("unknown type "+strconv.FormatUint(math.MaxUint32, 10)), "")
	case named:
		in.X = x
	case len(b.params) > 0 || len(b.results) > 1:
		in.X = b.used()
	case len(b.results) == 1:
		in.Type = b.results[0]
	}
}

// catchNames are the keywords of catch clauses.
var catchNames = [...]string{"catch", "catch_ref", "catch_all", "catch_all_ref"}

// catches passes the clauses of a try_table.
func (b *builder) catches() {
	in := &b.in
	in.Catches = in.Catches[:0]
	for {
		kind := slices.Index(catchNames[:], b.head())
		if kind < 0 {
			return
		}
		b.open(catchNames[kind])
		c := binary.Catch{Kind: binary.CatchKind(kind)}
		if c.Kind < binary.CatchAll {
			c.Tag = b.tags.lookup(b.parser)
		}
		c.Label = b.labelIndex()
		b.close()
		in.Catches = append(in.Catches, c)
	}
}
