package vm

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers vector instructions. An operand of type v128 has two slots and is always in one of its places: in its home or in a
// local. The accumulators never hold one.

// vectorInstr lowers an instruction with prefix 0xFD.
func (l *lowerer) vectorInstr(o op.Op, info *op.Info) {
	switch info.Imm {
	case op.ImmV128:
		low, high := halvesOf(&l.in.V128)
		l.defineVector(formVConst, inst{a: l.push(wasm.V128).home}, low, high)
	case op.ImmMemArg:
		l.vectorAccess(o, info)
	case op.ImmMemArgLane:
		l.laneAccess(o, info)
	case op.ImmLane:
		l.vectorLane(o, info)
	case op.ImmLanes:
		l.shuffle()
	default:
		l.vectorOperation(o, info)
	}
}

// halvesOf returns the halves of a vector in memory.
func halvesOf(b *[16]byte) (low, high uint64) {
	return binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])
}

// defineVector is define for a vector, which is the result in slots a and a+1, with the words that follow the instruction.
func (l *lowerer) defineVector(f form, i inst, words ...uint64) {
	l.define(f, i, toSlot)
	l.wrote(i.a+1, toSlot)
	for _, w := range words {
		l.word(w)
	}
}

// outVectorInst emits an instruction that is done outside the loop.
func (l *lowerer) outVectorInst(i vectorInst, words ...uint64) {
	i.imm = outVector
	words = append([]uint64{uint64(i.op) | uint64(i.d)<<16 | uint64(i.kind)<<32 | uint64(i.lane)<<40 | uint64(i.memory)<<48}, words...)
	if i.kind.makesVector() {
		l.defineVector(formOut, i.inst, words...)
		return
	}
	l.emit(formOut, i.inst)
	for _, w := range words {
		l.word(w)
	}
}

func (k vectorKind) makesVector() bool {
	switch k {
	case vectorTest, vectorStore128, vectorStoreLane, vectorSet:
		return false
	}
	return true
}

// laneWidth is the number of bits of the lanes that an instruction is named after.
func laneWidth(name string) int {
	switch name[1] {
	case '8':
		return 8
	case '1':
		return 16
	case '3':
		return 32
	}
	return 64
}

// laneWord returns the second word of forms that serve lanes of several widths: the highest bits of all lanes of a half, and the width
// less 1 in the 6 lowest bits.
func laneWord(width int) uint64 {
	high := uint64(1) << 63
	for n := width; n < 64; n += width {
		high |= high >> width
	}
	return high | uint64(width-1)
}

// vectorOperation lowers an instruction whose operands are all on the stack.
func (l *lowerer) vectorOperation(o op.Op, info *op.Info) {
	params, result, _ := strings.Cut(info.Sig, ":")
	var operands [3]operand
	for n := len(params) - 1; n >= 0; n-- {
		operands[n] = l.pop()
	}
	var slots [3]uint16
	for n := range params {
		slots[n] = l.slot32(&operands[n])
	}
	f := &formsOf[o]
	t := sigType(result[0])
	i := inst{a: l.push(t).home, b: slots[0], c: slots[1]}
	swapped := inst{a: i.a, b: i.c, c: i.b}
	switch {
	case t != wasm.V128 && f.V != 0:
		l.define(f.V, i, toAcc)
	case t != wasm.V128 && f.VLane != 0:
		l.define(f.VLane, i, toAcc)
		l.word(laneWord(laneWidth(info.Name)))
	case f.V != 0:
		l.defineVector(f.V, i)
	case f.VSwap != 0:
		l.defineVector(f.VSwap, swapped)
	case f.VLane != 0:
		l.defineVector(f.VLane, i, laneWord(laneWidth(info.Name)))
	case f.VLaneSwap != 0:
		l.defineVector(f.VLaneSwap, swapped, laneWord(laneWidth(info.Name)))
	case f.VThird != 0:
		l.defineVector(f.VThird, i, uint64(slots[2]))
	default:
		kind := [...]vectorKind{1: vectorUnary, 2: vectorBinary, 3: vectorTernary}[len(params)]
		if t != wasm.V128 {
			kind = vectorTest
		}
		l.outVectorInst(vectorInst{inst: i, op: uint16(o), d: slots[2], kind: kind})
		l.wrote(i.a, toSlot)
	}
}

// vectorLane lowers extract_lane and replace_lane.
func (l *lowerer) vectorLane(o op.Op, info *op.Info) {
	lane, width := int(l.in.Lane), laneWidth(info.Name)
	if info.Sig[1] == ':' {
		x := l.pop()
		if width == 64 {
			l.extract64(&x, uint16(lane), sigType(info.Sig[2]))
			return
		}
		src := x.src
		l.define(formsOf[o].V, inst{a: l.push(sigType(info.Sig[2])).home, b: src, c: uint16(lane * width / 8)}, toAcc)
		return
	}
	v, x := l.pop(), l.pop()
	src := x.src
	i := inst{b: src, c: l.slot32(&v)}
	i.a = l.push(wasm.V128).home
	bit := lane * width
	l.defineVector(formsOf[o].V, i, uint64(bit), math.MaxUint64>>(64-width)<<(bit%64))
}

// extract64 takes a half of x, which is a slot: without an instruction if it is in its place or in a local's.
func (l *lowerer) extract64(x *operand, half uint16, t wasm.ValType) {
	src := x.src + half
	o := l.push(t)
	switch {
	case x.lcl >= 0:
		o.kind, o.src = inLocal, src
		l.chain(o, x.lcl)
	case src == o.home:
		l.last.at = -1 // it makes both halves: no local may take its place
	default:
		l.define(formMov, inst{a: o.home, b: src}, toSlot)
	}
}

// shuffle lowers i8x16.shuffle. Lanes of 32 bits are moved as such.
func (l *lowerer) shuffle() {
	y, x := l.pop(), l.pop()
	i := vectorInst{inst: inst{a: l.push(wasm.V128).home, b: x.src, c: y.src}, kind: vectorShuffle}
	var lanes uint64
	for n := 0; n < 16; n += 4 {
		b := l.in.V128[n : n+4]
		if b[0]%4 != 0 || b[1] != b[0]+1 || b[2] != b[0]+2 || b[3] != b[0]+3 {
			low, high := halvesOf(&l.in.V128)
			l.outVectorInst(i, low, high)
			return
		}
		lanes |= uint64(b[0]/4) << (2 * n)
	}
	i.kind = vectorShuffle32
	l.outVectorInst(i, lanes)
}

// vectorAccess lowers loads and stores without a lane. The forms are for memory 0 with short addresses and offsets.
func (l *lowerer) vectorAccess(o op.Op, info *op.Info) {
	f := formsOf[o].V
	if l.in.X != 0 || l.src.Memories[0].Limits.Addr64 || l.in.Imm > math.MaxUint16 {
		f = 0
	}
	out := vectorInst{op: uint16(o), memory: uint16(l.in.X)}
	if info.Sig[1] == ':' {
		addr := l.pop()
		if f != 0 {
			src := l.slot32(&addr)
			l.defineVector(f, inst{a: l.push(wasm.V128).home, b: src, c: uint16(l.in.Imm)})
			return
		}
		out.kind = vectorLoad
		if o == op.V128Load {
			out.kind = vectorLoad128
		}
		src := l.slot(&addr)
		out.inst = inst{a: l.push(wasm.V128).home, b: src}
		l.outVectorInst(out, l.in.Imm)
		return
	}
	v, addr := l.pop(), l.pop()
	if f != 0 {
		l.emit(f, inst{a: l.slot32(&addr), b: v.src, c: uint16(l.in.Imm)})
		return
	}
	out.kind = vectorStore128
	out.inst = inst{a: l.slot(&addr), b: v.src}
	l.outVectorInst(out, l.in.Imm)
}

// laneAccess lowers loads and stores of a lane.
func (l *lowerer) laneAccess(o op.Op, info *op.Info) {
	v, addr := l.pop(), l.pop()
	i := vectorInst{op: uint16(o), memory: uint16(l.in.X), lane: l.in.Lane, kind: vectorStoreLane}
	i.inst = inst{a: l.slot(&addr), b: v.src}
	if strings.HasSuffix(info.Sig, "v") {
		i.kind = vectorLoadLane
		i.inst = inst{b: i.a, c: v.src}
		i.a = l.push(wasm.V128).home
	}
	l.outVectorInst(i, l.in.Imm)
}

// vectorGlobal lowers global.get and global.set of a vector.
func (l *lowerer) vectorGlobal(o op.Op, x uint32) {
	if o == op.GlobalSet {
		v := l.pop()
		l.outVectorInst(vectorInst{inst: inst{b: v.src}, kind: vectorSet}, uint64(x))
		return
	}
	l.outVectorInst(vectorInst{inst: inst{a: l.push(wasm.V128).home}, kind: vectorGet}, uint64(x))
}
