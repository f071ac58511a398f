package vm

import (
	"math"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers instructions without control flow: variables, constants and arithmetic.

// instruction lowers the instruction in l.in.
func (l *lowerer) instruction() {
	if l.unreachable() {
		l.skip()
		l.endBlock()
		return
	}
	if l.m.engine.fuel {
		l.countFuel()
	}
	switch o := l.in.Op; o {
	case op.Nop:
	case op.Unreachable:
		l.emit(formTrap, inst{opcode: withImm(uint8(TrapUnreachable))})
		l.setUnreachable()
	case op.Block, op.Loop, op.If, op.Else, op.End, op.Br, op.BrIf, op.BrTable, op.Return,
		op.TryTable, op.Throw, op.ThrowRef, op.Try, op.Catch, op.CatchAll, op.Delegate, op.Rethrow:
		l.controlInstr(o)
		l.endBlock()
	case op.Call, op.CallIndirect, op.CallRef, op.ReturnCall, op.ReturnCallIndirect, op.ReturnCallRef:
		l.callInstr(o)
	case op.Drop:
		l.pop()
	case op.Select, op.SelectT:
		l.selectInstr()
	case op.LocalGet:
		l.read(l.in.X)
		l.pushLocal(l.in.X)
	case op.LocalSet:
		l.setLocal(l.in.X)
	case op.LocalTee:
		l.setLocal(l.in.X)
		l.pushLocal(l.in.X)
	case op.GlobalGet, op.GlobalSet:
		l.globalInstr(o)
	case op.I32Const, op.I64Const, op.F32Const, op.F64Const:
		l.pushConst(constType(o), l.in.Imm)
	case op.RefNull, op.RefIsNull, op.RefFunc:
		l.refInstr(o)
	case op.MemoryCopy, op.MemoryFill:
		l.bulkMemory(o)
	default:
		if l.heapInstr(o) {
			return
		}
		switch info := o.Info(); {
		case info.Feature.Has(wasm.FeatureThreads) && info.Imm == op.ImmMemArg:
			l.atomicInstr(info)
		case info.Imm == op.ImmFence: // the loop's own order of accesses is that of the program
		case info.Feature.Has(wasm.FeatureWideArithmetic):
			l.wideInstr(o, info)
		case info.Prefix == 0xFD:
			l.vectorInstr(o, info)
		case info.Imm == op.ImmMemArg && formsOf[o] != formSet{}:
			l.accessInstr(o, info)
		case len(info.Sig) == 3 && info.Imm == op.ImmNone:
			l.unary(o, info)
		case len(info.Sig) == 4 && info.Imm == op.ImmNone:
			l.binary(o, info)
		default:
			l.outInstr(o)
		}
	}
}

func constType(o op.Op) wasm.ValType {
	switch o {
	case op.I32Const:
		return wasm.I32
	case op.I64Const:
		return wasm.I64
	case op.F32Const:
		return wasm.F32
	}
	return wasm.F64
}

// sigType is the type of a letter of op.Info.Sig.
func sigType(c byte) wasm.ValType {
	switch c {
	case 'i':
		return wasm.I32
	case 'l':
		return wasm.I64
	case 'f':
		return wasm.F32
	case 'v':
		return wasm.V128
	}
	return wasm.F64
}

// setLocal gives local x the topmost operand. The instruction that has just made it writes to the local directly where possible.
func (l *lowerer) setLocal(x uint32) {
	o := l.pop()
	l.wasSet(x)
	v := &l.locals[x]
	if o.lcl == int32(x) && o.kind == inLocal {
		return
	}
	if o.kind == inHome && v.lazy < 0 && (l.endsCode() || l.last.at >= 0 && o.typ == wasm.V128) && l.last.dst == int32(o.home) {
		l.retarget(v.slot, o.home)
		l.fuseAccumulate()
		l.fuseSteps()
		return
	}
	l.leaveLocal(x)
	l.load(v.slot, &o)
}

// endsCode reports whether nothing follows the last instruction.
func (l *lowerer) endsCode() bool {
	if l.last.at < 0 {
		return false
	}
	switch behind := len(l.code) - l.last.at; behind {
	case 1:
		return true
	case 2:
		switch formOfInst(l.code[l.last.at]) {
		case formF64AddFC, formF64AddSC, formF64MulFC, formF64MulSC:
			return true
		}
	}
	return false
}

// retarget makes the last instruction write to slot dst instead of to home.
func (l *lowerer) retarget(dst, home uint16) {
	l.code[l.last.at].a = dst
	inAcc, inFacc := l.acc == int32(home), l.facc == int32(home)
	l.wrote(dst, toSlot)
	if inAcc {
		l.acc = int32(dst)
	}
	if inFacc {
		l.facc = int32(dst)
	}
	l.last.dst = int32(dst)
}

func (l *lowerer) globalInstr(o op.Op) {
	x := l.in.X
	t := l.src.Globals[x].Type
	if t == wasm.V128 {
		l.vectorGlobal(o, x)
		return
	}
	if o == op.GlobalSet {
		v := l.pop()
		if src := l.slot(&v); !l.fuseGlobal(src, x) {
			l.emit(formGlobalSet, wide(src, int32(x)))
		}
		return
	}
	home := l.push(t).home
	l.define(formGlobalGet, wide(home, int32(x)), toAcc)
}

// selectInstr lowers select: its condition must be in the accumulator.
func (l *lowerer) selectInstr() {
	cond := l.pop()
	y, x := l.pop(), l.pop()
	c := l.slot32(&cond)
	inAcc := l.acc == int32(c)
	b, e := l.slot(&x), l.slot(&y)
	if !inAcc || l.acc != int32(c) {
		l.emit(formGetA, inst{b: c})
		l.acc = int32(c)
	}
	home := l.push(x.typ).home
	if x.typ == wasm.V128 {
		l.defineVector(formVSelect, inst{a: home, b: b, c: e})
		return
	}
	l.define(formSelect, inst{a: home, b: b, c: e}, toAcc)
}

// unary lowers an instruction with one operand.
func (l *lowerer) unary(o op.Op, info *op.Info) {
	x := l.pop()
	t := sigType(info.Sig[2])
	switch o {
	case op.I32Eqz, op.I64Eqz:
		l.eqz(o, &x)
		return
	case op.I32WrapI64:
		l.wrap(&x)
		return
	case op.I64ExtendI32U:
		l.extendU(&x)
		return
	case op.I32ReinterpretF32, op.I64ReinterpretF64, op.F32ReinterpretI32, op.F64ReinterpretI64:
		l.retype(&x, t)
		return
	}
	src := l.slot32(&x)
	home := l.push(t).home
	f := formsOf[o]
	switch {
	case f.A != 0 && l.acc == int32(src):
		l.define(f.A, inst{a: home, b: src}, floatClass(t))
	case f.S != 0:
		l.define(f.S, inst{a: home, b: src}, floatClass(t))
	default:
		l.emit(formOut, inst{opcode: withImm(outNumeric), a: home, b: src, c: uint16(o)})
		l.wrote(home, floatClass(t))
	}
}

// repush puts a popped operand back, with another type of as many slots, without emitting anything.
func (l *lowerer) repush(x *operand, t wasm.ValType) *operand {
	o := l.push(t)
	o.kind, o.src, o.val = x.kind, x.src, x.val
	if x.lcl >= 0 {
		l.chain(o, x.lcl)
	}
	return o
}

// retype reinterprets the bits of x, which are the same in a slot.
func (l *lowerer) retype(x *operand, t wasm.ValType) {
	if x.kind == isWrap {
		l.load(x.home, x)
		x.kind, x.src, x.lcl = inHome, x.home, -1
	}
	l.repush(x, t)
}

// wrap lowers i32.wrap_i64: whoever reads the low half of a slot needs no instruction for it.
func (l *lowerer) wrap(x *operand) {
	if x.kind == isConst {
		l.pushConst(wasm.I32, uint64(uint32(x.val)))
		return
	}
	l.repush(x, wasm.I32).kind = isWrap
}

// extendU lowers i64.extend_i32_u: slots hold i32 zero-extended.
func (l *lowerer) extendU(x *operand) {
	if x.kind != isWrap {
		l.retype(x, wasm.I64)
		return
	}
	home := l.push(wasm.I64).home
	l.define(formI32WrapI64S, inst{a: home, b: x.src}, toAcc)
}

// eqz compares with zero. The negation of a comparison of integers just made is the opposite comparison.
func (l *lowerer) eqz(o op.Op, x *operand) {
	if o == op.I32Eqz && l.compared(x) {
		if not := negations[l.last.cmp]; not != op.Invalid {
			a, b := l.last.x, l.last.y
			l.takeBack()
			l.compare(not, a, b)
			return
		}
	}
	eq := op.I32Eq
	if o == op.I64Eqz {
		eq = op.I64Eq
	}
	l.compare(eq, slotValue(l.slot32(x)), value{isConst: true})
}

// value is the operand as a value; with low, the low half of a slot is enough.
func (l *lowerer) value(o *operand, low bool) value {
	if o.kind == isConst {
		return value{isConst: true, slot: int32(o.home), val: o.val}
	}
	return slotValue(l.lowSlot(o, low))
}

// binary lowers an instruction with two operands.
func (l *lowerer) binary(o op.Op, info *op.Info) {
	y, x := l.pop(), l.pop()
	in, out := info.Sig[0], sigType(info.Sig[3])
	low := in == 'i'
	a, b := l.value(&x, low), l.value(&y, low)
	if in == 'f' || in == 'd' {
		l.floatBinary(o, info, a, b, out)
		return
	}
	if a.isConst && b.isConst {
		l.constInto(&a, sigType(in))
	}
	if info.Flags&op.Commute != 0 && a.isConst {
		a, b = b, a
	}
	if info.Flags&op.Compare != 0 {
		l.compare(o, a, b)
		return
	}
	o, b = canonical(o, b)
	home := l.push(out).home
	l.arithmetic(o, home, a, b, sigType(in))
}

// constInto puts a constant operand into its home.
func (l *lowerer) constInto(v *value, t wasm.ValType) {
	if v.isConst {
		l.loadConst(uint16(v.slot), t, v.val)
		v.isConst = false
	}
}

// canonical rewrites an instruction with a constant into one that has more forms.
func canonical(o op.Op, b value) (op.Op, value) {
	if !b.isConst {
		return o, b
	}
	switch o {
	case op.I32Sub:
		b.val = uint64(-uint32(b.val))
		return op.I32Add, b
	case op.I64Sub:
		b.val = -b.val
		return op.I64Add, b
	case op.I32Rotr:
		b.val = uint64(-uint32(b.val) & 31)
		return op.I32Rotl, b
	case op.I64Rotr:
		b.val = -b.val & 63
		return op.I64Rotl, b
	}
	return o, b
}

// signed is the number that a constant of type t is.
func signed(t wasm.ValType, v uint64) int64 {
	if t == wasm.I32 {
		return int64(int32(v))
	}
	return int64(v)
}

func fits16(n int64) bool { return n == int64(int16(n)) }
func fits32(n int64) bool { return n == int64(int32(n)) }

// arithmetic emits dst = a o b for integers in the best form there is.
func (l *lowerer) arithmetic(o op.Op, dst uint16, a, b value, t wasm.ValType) {
	if l.fuseArithmetic(o, dst, a, b) {
		return
	}
	f := &formsOf[o]
	commutes := o.Info().Flags&op.Commute != 0
	k := signed(t, b.val)
	switch {
	case b.isConst && f.AK != 0 && l.acc == a.slot && fits32(k):
		l.define(f.AK, wide(dst, int32(k)), toAcc)
		return
	case b.isConst && f.SK != 0 && fits16(k):
		l.define(f.SK, inst{a: dst, b: uint16(a.slot), c: uint16(k)}, toAcc)
		return
	case a.isConst && f.KS != 0 && fits16(signed(t, a.val)):
		l.define(f.KS, inst{a: dst, b: uint16(a.val), c: uint16(b.slot)}, toAcc)
		return
	}
	l.constInto(&a, t)
	l.constInto(&b, t)
	switch {
	case f.AS != 0 && l.acc == a.slot:
		l.define(f.AS, inst{a: dst, c: uint16(b.slot)}, toAcc)
	case f.AS != 0 && commutes && l.acc == b.slot:
		l.define(f.AS, inst{a: dst, c: uint16(a.slot)}, toAcc)
	case f.SA != 0 && l.acc == b.slot:
		l.define(f.SA, inst{a: dst, b: uint16(a.slot)}, toAcc)
	default:
		l.define(f.SS, inst{a: dst, b: uint16(a.slot), c: uint16(b.slot)}, toAcc)
	}
}

// floatBinary emits arithmetic or a comparison of floating-point numbers.
func (l *lowerer) floatBinary(o op.Op, info *op.Info, a, b value, out wasm.ValType) {
	t := sigType(info.Sig[0])
	if l.floatConst(o, a, b) {
		return
	}
	l.constInto(&a, t)
	l.constInto(&b, t)
	if info.Flags&op.Compare != 0 {
		l.compare(o, a, b)
		return
	}
	home := l.push(out).home
	if o == op.F64Add && l.fuseFloatSum(home, a, b) {
		return
	}
	f := &formsOf[o]
	commutes := info.Flags&op.Commute != 0
	i := inst{a: home, b: uint16(a.slot), c: uint16(b.slot)}
	switch {
	case o == op.F64Mul && a.slot == b.slot && l.facc == a.slot:
		l.define(formF64MulFF, inst{a: home}, toFacc)
	case f.FS != 0 && l.facc == a.slot:
		l.define(f.FS, i, toFacc)
	case f.FS != 0 && commutes && l.facc == b.slot:
		l.define(f.FS, inst{a: home, c: i.b}, toFacc)
	case f.SF != 0 && l.facc == b.slot:
		l.define(f.SF, i, toFacc)
	default:
		l.define(f.SS, i, floatClass(t))
	}
}

// floatConst lowers sums and products of f64 with a constant.
func (l *lowerer) floatConst(o op.Op, a, b value) bool {
	if a.isConst && (o == op.F64Add || o == op.F64Mul) {
		a, b = b, a
	}
	if a.isConst || !b.isConst {
		return false
	}
	inSlot, inFacc := formF64AddSC, formF64AddFC
	switch o {
	case op.F64Add:
	case op.F64Sub:
		b.val ^= 1 << 63 // a - b is a + -b
	case op.F64Mul:
		inSlot, inFacc = formF64MulSC, formF64MulFC
	default:
		return false
	}
	fused := inSlot
	if l.facc == a.slot {
		fused = inFacc
	}
	home := l.push(wasm.F64).home
	l.define(fused, inst{a: home, b: uint16(a.slot)}, toFacc)
	l.word(b.val)
	return true
}

// mirrored exchanges the operands of comparisons that have no forms of their own.
var mirrored = [op.Count]op.Op{
	op.I32GtS: op.I32LtS, op.I32GtU: op.I32LtU, op.I32LeS: op.I32GeS, op.I32LeU: op.I32GeU,
	op.I64GtS: op.I64LtS, op.I64GtU: op.I64LtU, op.I64LeS: op.I64GeS, op.I64LeU: op.I64GeU,
	op.F32Gt: op.F32Lt, op.F32Ge: op.F32Le, op.F64Gt: op.F64Lt, op.F64Ge: op.F64Le,
}

// swapped are the comparisons for exchanged operands, where the constant stands first.
var swapped = [op.Count]op.Op{
	op.I32LtS: op.I32GtS, op.I32LtU: op.I32GtU, op.I32GeS: op.I32LeS, op.I32GeU: op.I32LeU,
	op.I32GtS: op.I32LtS, op.I32GtU: op.I32LtU, op.I32LeS: op.I32GeS, op.I32LeU: op.I32GeU,
	op.I64LtS: op.I64GtS, op.I64LtU: op.I64GtU, op.I64GeS: op.I64LeS, op.I64GeU: op.I64LeU,
	op.I64GtS: op.I64LtS, op.I64GtU: op.I64LtU, op.I64LeS: op.I64GeS, op.I64LeU: op.I64GeU,
}

// negations are the opposites of comparisons; those of floating-point numbers have none, because of NaN.
var negations = [op.Count]op.Op{
	op.I32Eq: op.I32Ne, op.I32Ne: op.I32Eq, op.I32LtS: op.I32GeS, op.I32GeS: op.I32LtS, op.I32LtU: op.I32GeU, op.I32GeU: op.I32LtU,
	op.I64Eq: op.I64Ne, op.I64Ne: op.I64Eq, op.I64LtS: op.I64GeS, op.I64GeS: op.I64LtS, op.I64LtU: op.I64GeU, op.I64GeU: op.I64LtU,
}

// oneMore are the comparisons with the next greater constant that say the same; the last constant has none.
var oneMore = [op.Count]struct {
	cmp  op.Op
	last uint64
}{
	op.I32GtS: {op.I32GeS, math.MaxInt32}, op.I32LeS: {op.I32LtS, math.MaxInt32},
	op.I32GtU: {op.I32GeU, math.MaxUint32}, op.I32LeU: {op.I32LtU, math.MaxUint32},
	op.I64GtS: {op.I64GeS, math.MaxInt64}, op.I64LeS: {op.I64LtS, math.MaxInt64},
	op.I64GtU: {op.I64GeU, math.MaxUint64}, op.I64LeU: {op.I64LtU, math.MaxUint64},
}

// compare pushes the result of a comparison. Its operands are kept, so that a branch can take it over.
func (l *lowerer) compare(o op.Op, a, b value) {
	if a.isConst {
		if s := swapped[o]; s != op.Invalid {
			o = s
		}
		a, b = b, a
	}
	if m := oneMore[o]; m.cmp != op.Invalid && b.isConst && b.val != m.last {
		o, b.val = m.cmp, b.val+1
	}
	t := compareType(o)
	if m := mirrored[o]; m != op.Invalid {
		l.constInto(&b, t)
		o, a, b = m, b, a
	}
	home := l.push(wasm.I32).home
	f := &formsOf[o]
	k := signed(t, b.val)
	if b.isConst && !fits16(k) {
		l.constInto(&b, t)
	}
	i := inst{a: home, b: uint16(a.slot), c: uint16(b.slot)}
	switch {
	case !b.isConst:
		l.define(f.SS, i, toAcc)
	case f.AK != 0 && l.acc == a.slot:
		l.define(f.AK, wide(home, int32(k)), toAcc)
	default:
		l.define(f.SK, inst{a: home, b: i.b, c: uint16(k)}, toAcc)
	}
	l.last.cmp, l.last.x, l.last.y = o, a, b
}

// compareType is the type of the operands of a comparison.
func compareType(o op.Op) wasm.ValType { return sigType(o.Info().Sig[0]) }
