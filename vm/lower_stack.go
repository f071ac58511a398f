package vm

import "github.com/wvm-project/wvm/wasm"

// This file is the operand stack of lowering.

// push adds an operand whose value is in its home slot.
func (l *lowerer) push(t wasm.ValType) *operand {
	home := l.temps + l.top
	if home+2 >= slotsPerFrame {
		l.err = &LimitError{Limit: "slots of a frame", Max: slotsPerFrame, Want: uint64(home + 2)}
		home = l.temps
	}
	l.stack = append(l.stack, operand{location: location{home: uint16(home), src: uint16(home)}, typ: t, link: link{-1, -1}})
	l.top += t.Slots()
	return &l.stack[len(l.stack)-1]
}

// pushTypes adds operands in their homes.
func (l *lowerer) pushTypes(types []wasm.ValType) {
	for _, t := range types {
		l.push(t)
	}
}

func (l *lowerer) pushConst(t wasm.ValType, val uint64) {
	o := l.push(t)
	o.kind, o.val = isConst, val
}

// pushLocal adds an operand that stands for local x.
func (l *lowerer) pushLocal(x uint32) {
	v := &l.locals[x]
	o := l.push(v.typ)
	o.kind, o.src = inLocal, v.slot
	l.chain(o, int32(x))
}

// chain enters the topmost operand in the list of those that stand for local x.
func (l *lowerer) chain(o *operand, x int32) {
	v := &l.locals[x]
	o.lcl, o.prev = x, v.lazy
	v.lazy = int32(len(l.stack) - 1)
}

// unchain removes o, the topmost of its list.
func (l *lowerer) unchain(o *operand) {
	if o.lcl >= 0 {
		l.locals[o.lcl].lazy = o.prev
		o.lcl, o.prev = -1, -1
	}
}

// pop removes the topmost operand.
func (l *lowerer) pop() operand {
	n := len(l.stack) - 1
	o := l.stack[n]
	if o.lcl >= 0 {
		l.locals[o.lcl].lazy = o.prev
	}
	l.stack = l.stack[:n]
	l.top -= o.typ.Slots()
	return o
}

// drop removes operands down to height n.
func (l *lowerer) drop(n int) {
	for len(l.stack) > n {
		l.pop()
	}
}

// materialize puts an operand that is still on the stack into its home slot.
func (l *lowerer) materialize(o *operand) {
	if o.kind == inHome {
		return
	}
	l.load(o.home, o)
	l.detach(o)
	o.kind, o.src = inHome, o.home
}

// detach takes an operand anywhere in the stack out of its local's list. What is above it there goes home too, since only the
// top of a list can be removed.
func (l *lowerer) detach(o *operand) {
	if o.lcl < 0 {
		return
	}
	v := &l.locals[o.lcl]
	for v.lazy >= 0 {
		above := &l.stack[v.lazy]
		l.unchain(above)
		if above == o {
			return
		}
		l.load(above.home, above)
		above.kind, above.src = inHome, above.home
	}
}

// load emits what puts the value of o into slot dst.
func (l *lowerer) load(dst uint16, o *operand) {
	switch o.kind {
	case isConst:
		l.loadConst(dst, o.typ, o.val)
	case isWrap:
		l.define(formI32WrapI64S, inst{a: dst, b: o.src}, toAcc)
	default:
		l.move(dst, o.src, o.typ)
	}
}

// move copies a value between slots.
func (l *lowerer) move(dst, src uint16, t wasm.ValType) {
	if dst == src {
		return
	}
	if t == wasm.V128 {
		l.emit(formVMov, inst{a: dst, b: src})
		l.wrote(dst, toSlot)
		l.wrote(dst+1, toSlot)
		return
	}
	if !l.fuseMove(dst, src) {
		l.lastMove = l.emit(formMov, inst{a: dst, b: src})
	}
	l.copied(dst, src)
}

// copied records that dst has got the value of src: an accumulator that held src may as well be that of dst, which is more likely to be read.
func (l *lowerer) copied(dst, src uint16) {
	inAcc, inFacc := l.acc == int32(src), l.facc == int32(src)
	l.wrote(dst, toSlot)
	if inAcc {
		l.acc = int32(dst)
	}
	if inFacc {
		l.facc = int32(dst)
	}
}

func (l *lowerer) loadConst(dst uint16, t wasm.ValType, val uint64) {
	switch {
	case val == uint64(uint32(val)):
		l.lastConst = constInst{l.emit(formConst32, wide(dst, int32(uint32(val)))), dst, val}
	case int64(val) == int64(int32(val)):
		l.emit(formConst, wide(dst, int32(val)))
	default:
		l.lastConst = constInst{l.emit(formConst64, inst{a: dst}), dst, val}
		l.word(val)
	}
	l.wrote(dst, toSlot)
}

// slot returns the slot that holds o, an operand just popped; one that is nowhere yet is put into its home.
func (l *lowerer) slot(o *operand) uint16 {
	if o.kind == isConst || o.kind == isWrap {
		l.load(o.home, o)
		return o.home
	}
	return o.src
}

// slot32 is slot for instructions that read only the low half.
func (l *lowerer) slot32(o *operand) uint16 {
	if o.kind == isWrap {
		return o.src
	}
	return l.slot(o)
}

// lowSlot is slot32 or slot, by whether the low half is enough.
func (l *lowerer) lowSlot(o *operand, low bool) uint16 {
	if low {
		return l.slot32(o)
	}
	return l.slot(o)
}

// flush sends the operands that stand for locals home, all that are on the stack: in a control structure a
// local may be set on one path and not on another.
func (l *lowerer) flush() {
	for i := len(l.stack) - 1; i >= 0 && !l.stack[i].settled; i-- {
		o := &l.stack[i]
		if o.lcl >= 0 {
			l.materialize(o)
		}
		o.settled = true
	}
}

// settle sends the topmost n operands home.
func (l *lowerer) settle(n int) {
	for i := len(l.stack) - n; i < len(l.stack); i++ {
		l.materialize(&l.stack[i])
	}
}

// leaveLocal sends home what stands for local x, which is about to be set.
func (l *lowerer) leaveLocal(x uint32) {
	v := &l.locals[x]
	for v.lazy >= 0 {
		o := &l.stack[v.lazy]
		l.load(o.home, o)
		l.unchain(o)
		o.kind, o.src = inHome, o.home
	}
}
