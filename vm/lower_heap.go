package vm

import (
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers what works on typed references, structs and arrays.

// heapInstr lowers an instruction on references and objects and reports whether it is one.
func (l *lowerer) heapInstr(o op.Op) bool {
	switch o {
	case op.StructGet, op.StructGetS, op.StructGetU:
		l.structGet(o)
	case op.StructSet:
		l.structSet()
	case op.ArrayGet, op.ArrayGetS, op.ArrayGetU:
		l.arrayGet(o)
	case op.ArraySet:
		l.arraySet()
	case op.ArrayLen:
		r := l.pop()
		src := l.slot(&r)
		l.define(formArrayLen, inst{a: l.push(wasm.I32).home, b: src}, toAcc)
	case op.RefI31:
		x := l.pop()
		if x.kind == isConst {
			l.pushConst(wasm.I31Ref, uint64(uint32(x.val)<<1|i31Bit))
			return true
		}
		home := l.push(wasm.I31Ref).home
		l.arithmetic(op.I32Shl, home, l.value(&x, true), value{isConst: true, val: 1}, wasm.I32)
		l.arithmetic(op.I32Or, home, slotValue(home), value{isConst: true, val: i31Bit}, wasm.I32)
	case op.I31GetS, op.I31GetU:
		l.i31Get(o)
	case op.RefEq:
		y, x := l.pop(), l.pop()
		l.compare(op.I64Eq, slotValue(l.slot(&x)), slotValue(l.slot(&y)))
	case op.RefTest, op.RefTestNull:
		x := l.pop()
		src := l.slot(&x)
		l.refTest(src, l.in.Type)
	case op.RefGetDesc:
		l.out(outRefGetDesc, 1, wasm.Ref(wasm.HeapAny, false))
	case op.RefCastDescEq, op.RefCastDescEqNull:
		l.settle(2)
		desc, x := l.pop(), l.pop()
		l.emit(formOut, inst{opcode: withImm(outDescCast), b: x.home, c: desc.home})
		l.word(uint64(l.in.Type))
		l.push(l.in.Type)
	case op.BrOnCastDescEq, op.BrOnCastDescEqFail:
		l.branchOnDesc(o)
	case op.RefCast, op.RefCastNull:
		l.settle(1)
		x := l.pop()
		l.emit(formOut, inst{opcode: withImm(outRefCast), b: x.home})
		l.word(uint64(l.in.Type))
		l.push(l.in.Type)
	case op.AnyConvertExtern, op.ExternConvertAny:
		x := l.pop()
		l.retype(&x, wasm.AnyRef)
	case op.RefAsNonNull:
		l.settle(1)
		l.nullCheck(l.stack[len(l.stack)-1].home, TrapNullReference)
	case op.BrOnNull, op.BrOnNonNull, op.BrOnCast, op.BrOnCastFail:
		l.branchOnRef(o)
	default:
		return l.newObject(o)
	}
	return true
}

// nullCheck traps if the reference in slot is null.
func (l *lowerer) nullCheck(slot uint16, code TrapCode) {
	over := fixup{at: l.emit(formBrI64NeSK, inst{a: slot})}
	l.emit(formTrap, inst{opcode: withImm(uint8(code))})
	l.bind(over)
	l.forget()
}

func (l *lowerer) i31Get(o op.Op) {
	l.settle(1)
	x := l.pop()
	l.nullCheck(x.home, TrapNullI31)
	shift := op.I32ShrS
	if o == op.I31GetU {
		shift = op.I32ShrU
	}
	home := l.push(wasm.I32).home
	l.arithmetic(shift, home, slotValue(x.home), value{isConst: true, val: 1}, wasm.I32)
}

// refTest pushes whether the reference in slot is of type t.
func (l *lowerer) refTest(slot uint16, t wasm.ValType) {
	home := l.push(wasm.I32).home
	l.emit(formOut, inst{opcode: withImm(outRefTest), a: home, b: slot})
	l.word(uint64(t))
	l.wrote(home, toSlot)
}

// branchOnRef lowers the branches that look at the topmost reference.
func (l *lowerer) branchOnRef(o op.Op) {
	defer l.endBlock()
	l.settle(1)
	l.forget() // what looks at the reference must take it from its slot, where it stays an operand
	home := l.stack[len(l.stack)-1].home
	isNull := test{cmp: op.I64Eq, x: slotValue(home), y: value{isConst: true}}
	n := int(l.in.X)
	switch o {
	case op.BrOnNull:
		x := l.pop()
		l.branchOn(n, isNull)
		l.push(x.typ)
	case op.BrOnNonNull:
		isNull.not = true
		l.branchOn(n, isNull)
		l.pop()
	default:
		l.refTest(home, l.in.Type2)
		x := l.pop()
		l.branchOn(n, test{cmp: op.I32Ne, x: slotValue(x.home), y: value{isConst: true}, not: o == op.BrOnCastFail})
	}
}

// branchOnDesc lowers the branches that compare the descriptor of a reference with the topmost one.
func (l *lowerer) branchOnDesc(o op.Op) {
	defer l.endBlock()
	l.settle(2)
	desc := l.pop()
	ref := l.stack[len(l.stack)-1].home
	home := l.push(wasm.I32).home
	l.emit(formOut, inst{opcode: withImm(outDescTest), a: home, b: ref, c: desc.home})
	l.word(uint64(l.in.Type2))
	l.wrote(home, toSlot)
	x := l.pop()
	l.branchOn(int(l.in.X), test{cmp: op.I32Ne, x: slotValue(x.home), y: value{isConst: true}, not: o == op.BrOnCastDescEqFail})
}

// field returns the field of a struct instruction and its place in words.
func (l *lowerer) field() (fieldInfo, uint16) {
	f := l.m.engine.types.info(l.m.typeIDs[l.in.X]).fields[l.in.Y]
	return f, uint16(f.offset / wordSize)
}

func (l *lowerer) structGet(o op.Op) {
	f, place := l.field()
	r := l.pop()
	src := l.slot(&r)
	t := unpacked(f.storage)
	home := l.push(t).home
	if t == wasm.V128 { // the second half first: the first one may overwrite the reference
		l.emit(formStructGet, inst{a: home + 1, b: src, c: place + 1})
		l.wrote(home+1, toSlot)
	}
	l.define(formStructGet, inst{a: home, b: src, c: place}, toAcc)
	if o == op.StructGetS {
		extend := formI32Extend8SS
		if f.storage == wasm.I16 {
			extend = formI32Extend16SS
		}
		l.define(extend, inst{a: home, b: home}, toAcc)
	}
}

func unpacked(t wasm.ValType) wasm.ValType {
	if t.IsPacked() {
		return wasm.I32
	}
	return t
}

func (l *lowerer) structSet() {
	f, place := l.field()
	v, r := l.pop(), l.pop()
	dst := l.slot(&r)
	if f.storage.IsPacked() {
		x := l.value(&v, true)
		l.constInto(&x, wasm.I32)
		l.arithmetic(op.I32And, v.home, x, value{isConst: true, slot: int32(v.home) + 1, val: packedMask(f.storage)}, wasm.I32)
		l.emit(formStructSet, inst{a: dst, b: v.home, c: place})
		return
	}
	src := l.slot(&v)
	l.emit(formStructSet, inst{a: dst, b: src, c: place})
	if f.storage == wasm.V128 {
		l.emit(formStructSet, inst{a: dst, b: src + 1, c: place + 1})
	}
}

// element returns the storage type of the array type of the instruction.
func (l *lowerer) element() wasm.ValType {
	return l.m.engine.types.info(l.m.typeIDs[l.in.X]).fields[0].storage
}

func (l *lowerer) arrayGet(o op.Op) {
	t := l.element()
	if t == wasm.V128 {
		l.out(outArrayGetV128, 2, wasm.V128)
		return
	}
	x, r := l.pop(), l.pop()
	i := inst{b: l.slot(&r), c: l.slot32(&x)}
	i.a = l.push(unpacked(t)).home
	form := formArrayGet64
	switch {
	case t == wasm.I8 && o == op.ArrayGetS:
		form = formArrayGet8S
	case t == wasm.I8:
		form = formArrayGet8U
	case t == wasm.I16 && o == op.ArrayGetS:
		form = formArrayGet16S
	case t == wasm.I16:
		form = formArrayGet16U
	case storageSize(t) == 4:
		form = formArrayGet32
	}
	l.define(form, i, toAcc)
}

func (l *lowerer) arraySet() {
	t := l.element()
	if t == wasm.V128 {
		l.out(outArraySetV128, 3, wasm.NoType)
		return
	}
	v, x, r := l.pop(), l.pop(), l.pop()
	i := inst{a: l.slot(&r), b: l.slot32(&x)}
	i.c = l.slot(&v)
	form := formArraySet64
	switch storageSize(t) {
	case 1:
		form = formArraySet8
	case 2:
		form = formArraySet16
	case 4:
		form = formArraySet32
	}
	l.emit(form, i)
}

// out emits an instruction that is done outside the loop, with n operands and a result or none.
func (l *lowerer) out(imm uint8, n int, result wasm.ValType) {
	l.settle(n)
	l.drop(len(l.stack) - n)
	home := uint16(l.temps + l.top)
	l.emit(formOut, inst{opcode: withImm(imm), a: home})
	l.word(uint64(l.in.X) | uint64(l.in.Y)<<32)
	if result != wasm.NoType {
		l.push(result)
		for n := range result.Slots() {
			l.wrote(home+uint16(n), toSlot)
		}
	}
}

// newObject lowers the instructions that make or handle whole objects and reports whether it is one.
func (l *lowerer) newObject(o op.Op) bool {
	made := wasm.Ref(wasm.HeapAny, false)
	switch o {
	case op.StructNewDesc:
		n := len(l.m.engine.types.info(l.m.typeIDs[l.in.X]).fields)
		l.in.X = l.m.typeIDs[l.in.X]
		l.out(outStructNew, n+1, made)
	case op.StructNewDefaultDesc:
		l.out(outStructNewDefault, 1, made)
	case op.StructNew:
		n := len(l.m.engine.types.info(l.m.typeIDs[l.in.X]).fields)
		l.in.X = l.m.typeIDs[l.in.X]
		l.out(outStructNew, n, made)
	case op.StructNewDefault:
		l.out(outStructNewDefault, 0, made)
	case op.ArrayNew:
		l.out(outArrayNew, 2, made)
	case op.ArrayNewDefault:
		l.out(outArrayNewDefault, 1, made)
	case op.ArrayNewFixed:
		l.out(outArrayNewFixed, int(l.in.Y), made)
	case op.ArrayNewData:
		l.out(outArrayNewData, 2, made)
	case op.ArrayNewElem:
		l.out(outArrayNewElem, 2, made)
	case op.ArrayFill:
		l.out(outArrayFill, 4, wasm.NoType)
	case op.ArrayCopy:
		l.out(outArrayCopy, 5, wasm.NoType)
	case op.ArrayInitData:
		l.out(outArrayInitData, 4, wasm.NoType)
	case op.ArrayInitElem:
		l.out(outArrayInitElem, 4, wasm.NoType)
	default:
		return false
	}
	return true
}
