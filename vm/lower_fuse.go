package vm

import (
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file joins an instruction with the one just emitted. A temporary is used once, so that an instruction that made it for the
// one now lowered can be taken back and be done together with it.

// stands reports whether the instruction just emitted is the last word of the code and can still be taken back.
func (l *lowerer) stands() bool { return l.last.at >= 0 && l.last.at == len(l.code)-1 }

// maker returns the form and the instruction that has just made the temporary in slot, if it can still be taken back.
func (l *lowerer) maker(slot int32) (form, inst, bool) {
	if !l.stands() || l.last.dst != slot || int(slot) < l.temps {
		return 0, inst{}, false
	}
	i := l.code[l.last.at]
	return formOfInst(i), i, true
}

// formOfInst is the inverse of encode.
func formOfInst(i inst) form {
	switch op := form(i.op); {
	case op <= formEscape2:
		return formRare + op<<8 + form(i.imm)
	case readsImm[op]:
		return op
	default:
		return op + form(i.imm)<<8
	}
}

// cut removes the code from word n on.
func (l *lowerer) cut(n int) {
	l.code = l.code[:n]
	for k := len(l.starts); k > 0 && int(l.starts[k-1]) >= n; k-- {
		l.starts = l.starts[:k-1]
	}
	if l.trace {
		l.offsets = l.offsets[:n]
	}
}

// takeBack removes the instruction just emitted. The accumulators hold what they held before it.
func (l *lowerer) takeBack() {
	before := l.last.before
	l.cut(l.last.at)
	l.acc, l.facc = l.last.acc, l.last.facc
	if before.at != len(l.code)-1 {
		before.at = -1
	}
	l.made(before, madeBy{at: -1})
}

// A fusedShift joins an operation with a shift by a constant: the forms of the shift, and of both by where the operands are: the first
// letter for the operand that is not shifted.
type fusedShift struct {
	op             op.Op
	sk, ak         form
	ss, sa, as, aa form
}

var fusedShifts = [...]fusedShift{
	{op: op.I32Add, sk: formI32ShlSK, ak: formI32ShlAK, ss: formI32AddShlSS, sa: formI32AddShlSA},
	{op: op.I64Add, sk: formI64ShlSK, ak: formI64ShlAK, ss: formI64AddShlSS, sa: formI64AddShlSA},
	{op: op.I32Xor, sk: formI32RotlSK, ak: formI32RotlAK, ss: formI32XorRotlSS, as: formI32XorRotlAS},
	{op: op.I32Xor, sk: formI32ShrUSK, ak: formI32ShrUAK, ss: formI32XorShrUSS, as: formI32XorShrUAS},
	{op: op.I64Xor, sk: formI64ShlSK, ak: formI64ShlAK, ss: formI64XorShlSS, aa: formI64XorShlAA},
	{op: op.I64Xor, sk: formI64ShrUSK, ak: formI64ShrUAK, ss: formI64XorShrUSS, aa: formI64XorShrUAA},
}

// fuseArithmetic emits dst = a o b together with what has just made a or b, if there is a form for it.
func (l *lowerer) fuseArithmetic(o op.Op, dst uint16, a, b value) bool {
	if o == op.I32And && b.isConst {
		return l.fuseShiftAnd(dst, a, b)
	}
	if o == op.I32Add && b.isConst {
		return l.fuseLoadAdd(dst, a, b)
	}
	if b.isConst || a.isConst {
		return false
	}
	f, i, ok := l.maker(b.slot)
	if !ok {
		if f, i, ok = l.maker(a.slot); !ok {
			return false
		}
		a, b = b, a
	}
	if o.Info().Flags&op.Commute == 0 {
		return false
	}
	return l.fuseShift(o, dst, a, f, i) || l.fuseSum(o, dst, a, f, i)
}

// fuseShift joins a o (x shifted by a constant), where i is the shift.
func (l *lowerer) fuseShift(o op.Op, dst uint16, a value, f form, i inst) bool {
	for n := range fusedShifts {
		s := &fusedShifts[n]
		if s.op != o || f != s.sk && f != s.ak {
			continue
		}
		before, shift, src := l.last.acc, uint8(i.c), i.b
		if f == s.ak {
			if before < 0 {
				return false
			}
			shift, src = uint8(i.b), uint16(before)
		}
		fused := s.ss
		switch {
		case f == s.ak && a.slot == before && s.aa != 0:
			fused = s.aa
		case f == s.ak && s.sa != 0:
			fused = s.sa
		case f == s.ak:
			if a.slot == before && s.as != 0 {
				fused = s.as
			}
		case a.slot == before && s.as != 0:
			fused = s.as
		}
		l.takeBack()
		l.define(fused, inst{a: dst, b: src, c: uint16(a.slot), opcode: withImm(shift)}, toAcc)
		return true
	}
	return false
}

// fuseSum joins sums of three and the sum with a product.
func (l *lowerer) fuseSum(o op.Op, dst uint16, a value, f form, i inst) bool {
	var fused form
	switch {
	case o != op.I32Add:
		return false
	case f == formI32AddAS:
		fused = formI32AddAddA
	case f == formI32MulAS:
		fused = formI32MulAddA
	default:
		return false
	}
	l.takeBack()
	l.define(fused, inst{a: dst, b: i.c, c: uint16(a.slot)}, toAcc)
	return true
}

// fuseLoadAdd adds a constant to a number that has just been loaded.
func (l *lowerer) fuseLoadAdd(dst uint16, a, b value) bool {
	f, i, ok := l.maker(a.slot)
	fused, offsets := formLoad8UAddS, uint16(0)
	if f == formLoad32US {
		fused, offsets = formLoad32UAddS, 255
	}
	if k := int64(int32(b.val)); !ok || f != formLoad8US && f != formLoad32US || i.c > offsets || !fits16(k) {
		return false
	}
	var load int32
	if l.trace {
		load = l.offsets[l.last.at]
	}
	l.takeBack()
	l.define(fused, inst{a: dst, b: i.b, c: uint16(b.val), opcode: withImm(uint8(i.c))}, toAcc)
	if l.trace {
		l.offsets[l.last.at] = load // what traps is the load
	}
	return true
}

// fuseGlobal gives a global the sum that has just been made in slot, which stays there: the stack pointer's way.
func (l *lowerer) fuseGlobal(slot uint16, global uint32) bool {
	if !l.stands() || l.last.dst != int32(slot) || global > 255 {
		return false
	}
	i := l.code[l.last.at]
	last, k := l.last, int64(int16(i.c))
	var fused form
	switch formOfInst(i) {
	case formI32AddSK:
		fused = formI32AddGlobalS
	case formI32AddAK:
		if k = int64(wideOf(&i)); !fits16(k) {
			return false
		}
		fused = formI32AddGlobalA
	default:
		return false
	}
	l.takeBack()
	l.define(fused, inst{a: uint16(last.dst), b: i.b, c: uint16(k), opcode: withImm(uint8(global))}, toAcc)
	return true
}

// fuseShiftAnd joins a shift to the right with a mask.
func (l *lowerer) fuseShiftAnd(dst uint16, a, b value) bool {
	f, i, ok := l.maker(a.slot)
	if !ok || b.val > 0xFFFF {
		return false
	}
	switch f {
	case formI32ShrUSK:
		l.takeBack()
		l.define(formI32ShrUAndS, inst{a: dst, b: i.b, c: uint16(b.val), opcode: withImm(uint8(i.c))}, toAcc)
	case formI32ShrUAK:
		l.takeBack()
		l.define(formI32ShrUAndA, inst{a: dst, c: uint16(b.val), opcode: withImm(uint8(i.b))}, toAcc)
	default:
		return false
	}
	return true
}

// fuseFloatConst emits the branch on t together with the constant that has just been loaded for it.
func (l *lowerer) fuseFloatConst(t test) (at int, ok bool) {
	k := l.lastConst
	if t.cmp != op.F64Lt || k.at < 0 || k.at != len(l.code)-2 || formOfInst(l.code[k.at]) != formConst64 || int(k.slot) < l.temps || t.x.slot == t.y.slot {
		return 0, false
	}
	fused, slot := formBrF64LtSC, t.x.slot
	switch int32(k.slot) {
	case t.y.slot:
		if t.not {
			fused = formBrNotF64LtSC
		}
	case t.x.slot:
		fused, slot = formBrF64LtCS, t.y.slot
		if t.not {
			fused = formBrNotF64LtCS
		}
	default:
		return 0, false
	}
	l.cut(k.at)
	at = l.emit(fused, inst{a: uint16(slot)})
	l.word(k.val)
	return at, true
}

// fuseFloatStore joins the store of a sum, difference or product of the accumulator with what has just made it.
func (l *lowerer) fuseFloatStore(f *formSet, addr, v *operand) bool {
	if f != &formsOf[op.F64Store] || v.kind != inHome || addr.kind == isConst || addr.kind == isWrap {
		return false
	}
	made, i, ok := l.maker(int32(v.home))
	if !ok {
		return false
	}
	fused, other := formStoreF64AddFS, i.c
	switch made {
	case formF64AddFS:
	case formF64MulFS:
		fused = formStoreF64MulFS
	case formF64SubSF:
		fused, other = formStoreF64SubSF, i.b
	default:
		return false
	}
	l.takeBack()
	l.emit(fused, inst{a: addr.src, b: other, c: uint16(l.in.Imm)})
	return true
}

// fuseFloatSum joins an addition with the product, sum or difference that has just been made.
func (l *lowerer) fuseFloatSum(dst uint16, a, b value) bool {
	f, i, ok := l.maker(b.slot)
	if !ok {
		if f, i, ok = l.maker(a.slot); !ok {
			return false
		}
		a, b = b, a
	}
	if f == formF64MulFS {
		l.takeBack()
		l.define(formF64MulAddF, inst{a: dst, b: uint16(a.slot), c: i.c}, toFacc)
		return true
	}
	var fused form
	switch f {
	case formF64MulSS:
		fused = formF64MulAddS
	case formF64SubSS:
		fused = formF64SubAddS
	case formF64AddSS:
		fused = formF64AddAddS
	}
	if fused == 0 || a.slot >= 256 {
		return false
	}
	l.takeBack()
	l.define(fused, inst{a: dst, b: i.b, c: i.c, opcode: withImm(uint8(a.slot))}, toFacc)
	return true
}

// fuseAccumulate joins the load of a factor with the multiplication and addition that has just been directed to the local that
// is its summand.
func (l *lowerer) fuseAccumulate() {
	at, before := l.last.at, l.last.before
	if at < 1 || at != len(l.code)-1 || before.at != at-1 {
		return
	}
	sum, load := l.code[at], l.code[at-1]
	if formOfInst(sum) != formF64MulAddF || sum.a != sum.b || formOfInst(load) != formLoadF64S || load.c > 255 || int(before.dst) < l.temps {
		return
	}
	l.joinLast(encode(formF64LoadMulAddS, inst{a: sum.a, b: load.b, c: sum.c, opcode: withImm(uint8(load.c))}))
}

// joinLast puts one instruction in the place of the last two.
func (l *lowerer) joinLast(i inst) {
	at, before := l.last.at, l.last.before
	l.code[at-1] = i
	l.cut(at)
	l.made(madeBy{at - 1, noSlot, before.acc, before.facc}, madeBy{at: -1})
}

// fuseSteps joins the steps of two locals by constants, the second of which has just been directed to its local.
func (l *lowerer) fuseSteps() {
	at := l.last.at
	if at < 1 || at != len(l.code)-1 || l.last.before.at != at-1 {
		return
	}
	first, second := l.code[at-1], l.code[at]
	if formOfInst(first) != formI32AddSK || formOfInst(second) != formI32AddSK || first.a != first.b || second.a != second.b || first.a == second.a {
		return
	}
	if k := int16(first.c); k != int16(int8(k)) || int(first.a) >= l.temps {
		return
	}
	l.joinLast(encode(formI32AddSKTwice, inst{a: first.a, b: second.a, c: second.c, opcode: withImm(uint8(first.c))}))
}

// fuseAddress joins a load with the sum that has just made its address, addr.
func (l *lowerer) fuseAddress(f *formSet, addr *operand, t wasm.ValType, class int) bool {
	if x, fused := l.scaled(f, addr); fused != 0 {
		x.a = l.push(t).home
		l.define(fused, x, class)
		return true
	}
	fused, i := l.addressMaker(f, addr)
	if fused == 0 {
		return false
	}
	l.takeBack()
	l.define(fused, inst{a: l.push(t).home, b: i.b, c: i.c, opcode: withImm(uint8(l.in.Imm))}, class)
	return true
}

// scaled takes back what has just made an address with a shifted index, and returns the form that does this, too, with its operands
// but a; 0 if there is none.
func (l *lowerer) scaled(f *formSet, addr *operand) (x inst, fused form) {
	if f.XShl == 0 || addr.kind != inHome || l.in.Imm != 0 {
		return inst{}, 0
	}
	made, i, ok := l.maker(int32(addr.home))
	switch {
	case !ok:
	case made == formI32AddShlSS || made == formI32AddShlSA:
		l.takeBack()
		return inst{b: i.b, c: i.c, opcode: withImm(i.imm)}, f.XShl
	case f.AShlK != 0 && made == formI32AddAK:
		l.takeBack()
		return inst{b: i.b, c: i.c, opcode: withImm(l.takeShift())}, f.AShlK
	}
	return inst{}, 0
}

// takeShift takes back the shift by a constant of the accumulator that has just made what is in there now, and returns the constant; 0
// if there is none.
func (l *lowerer) takeShift() uint8 {
	made, i, ok := l.maker(l.acc)
	if !ok || made != formI32ShlAK {
		return 0
	}
	l.takeBack()
	return uint8(i.b)
}

// addressMaker returns the form that does the sum, too, that has just made the address of an access, with the instruction that made it;
// 0 if there is none. Of a sum of 64 bits an address takes the low half, as the forms do.
func (l *lowerer) addressMaker(f *formSet, addr *operand) (fused form, i inst) {
	if f.X == 0 || addr.src != addr.home || addr.kind != inHome && addr.kind != isWrap || l.in.Imm > 255 {
		return 0, inst{}
	}
	made, i, ok := l.maker(int32(addr.home))
	if !ok {
		return 0, inst{}
	}
	switch made {
	case formI32AddSS, formI64AddSS:
		fused = f.X
	case formI32AddAS, formI64AddAS:
		fused = f.XA
	case formI32AddSK, formI64AddSK:
		fused = f.XK
	}
	return fused, i
}

// fuseStore joins a store of what is in a slot with the sum that has just made its address.
func (l *lowerer) fuseStore(f *formSet, addr, v *operand) bool {
	if v.kind == isConst || v.kind == isWrap || v.src == addr.home {
		return false
	}
	if x, fused := l.scaled(f, addr); fused != 0 {
		x.a = v.src
		l.emit(fused, x)
		return true
	}
	fused, i := l.addressMaker(f, addr)
	if fused == 0 {
		return false
	}
	l.takeBack()
	l.emit(fused, inst{a: i.b, b: v.src, c: i.c, opcode: withImm(uint8(l.in.Imm))})
	return true
}

// fuseUpdate joins the store of a number with its load and the addition of a constant.
func (l *lowerer) fuseUpdate(f *formSet, addr, v *operand) bool {
	if f != &formsOf[op.I32Store] || v.kind != inHome || addr.kind == isConst || addr.kind == isWrap {
		return false
	}
	made, i, ok := l.maker(int32(v.home))
	if !ok || made != formLoad32UAddS || i.b != addr.src || uint64(i.imm) != l.in.Imm {
		return false
	}
	var load int32
	if l.trace {
		load = l.offsets[l.last.at]
	}
	l.takeBack()
	at := l.emit(formMem32AddK, inst{b: i.b, c: i.c, opcode: withImm(i.imm)})
	if l.trace {
		l.offsets[at] = load // what traps is the load
	}
	return true
}

// An addBranch joins the step of a counting loop with its branch.
type addBranch struct {
	cmp    op.Op
	sk, ak form // the additions
	k, s   form // with a constant and with a slot as the bound
	ss, as form // the additions of a slot
	step   form // with those, the bound in a slot
}

var addBranches = [...]addBranch{
	{cmp: op.I32Ne, sk: formI32AddSK, ak: formI32AddAK, k: formAddBrI32NeK, s: formAddBrI32NeS},
	{cmp: op.I32LtU, sk: formI32AddSK, ak: formI32AddAK, s: formAddBrI32LtUS, ss: formI32AddSS, as: formI32AddAS, step: formAddSBrI32LtUS},
	{cmp: op.I64Ne, sk: formI64AddSK, ak: formI64AddAK, s: formAddBrI64NeS},
	{cmp: op.I64LtU, sk: formI64AddSK, ak: formI64AddAK, ss: formI64AddSS, as: formI64AddAS, step: formAddSBrI64LtUS},
}

// fuseBranch emits the branch on cmp together with the addition to a local, or the mask, that has just made its operand a.
func (l *lowerer) fuseBranch(cmp op.Op, a, b value) (at int, ok bool) {
	if at, ok := l.fuseMask(cmp, a, b); ok {
		return at, true
	}
	if at, ok := l.fuseStepsBranch(cmp, a, b); ok {
		return at, true
	}
	if !l.stands() || l.last.dst != a.slot || !b.isConst && b.slot == a.slot {
		return 0, false
	}
	i := l.code[l.last.at]
	made := formOfInst(i)
	if at, ok := l.fuseLoadBranch(cmp, made, i, b); ok {
		return at, true
	}
	for n := range addBranches {
		s := &addBranches[n]
		if s.cmp != cmp {
			continue
		}
		if fused, j, ok := s.join(l, made, i, b); ok {
			l.takeBack()
			at := l.emit(fused, j)
			l.wrote(j.a, toSlot)
			return at, true
		}
	}
	return 0, false
}

// join returns the fused form of addition i, of form made, and a comparison with b.
func (s *addBranch) join(l *lowerer, made form, i inst, b value) (form, inst, bool) {
	var step int32
	switch {
	case made == s.sk && i.b == i.a:
		step = int32(int16(i.c))
	case made == s.ak && l.last.acc == int32(i.a):
		step = wideOf(&i)
	case s.step != 0 && !b.isConst && b.slot < 256 && made == s.ss && i.b == i.a:
		return s.step, inst{a: i.a, b: i.c, opcode: withImm(uint8(b.slot))}, true
	case s.step != 0 && !b.isConst && b.slot < 256 && made == s.ss && i.c == i.a:
		return s.step, inst{a: i.a, b: i.b, opcode: withImm(uint8(b.slot))}, true
	case s.step != 0 && !b.isConst && b.slot < 256 && made == s.as && l.last.acc == int32(i.a):
		return s.step, inst{a: i.a, b: i.c, opcode: withImm(uint8(b.slot))}, true
	default:
		return 0, inst{}, false
	}
	if step != int32(int8(step)) {
		return 0, inst{}, false
	}
	if b.isConst {
		return s.k, inst{a: i.a, b: uint16(b.val), opcode: withImm(uint8(step))}, s.k != 0
	}
	return s.s, inst{a: i.a, b: uint16(b.slot), opcode: withImm(uint8(step))}, s.s != 0
}

// fuseStepsBranch emits the branch on cmp together with the steps of two locals, the second of which is its operand a.
func (l *lowerer) fuseStepsBranch(cmp op.Op, a, b value) (at int, ok bool) {
	if !l.stands() || !b.isConst && b.slot == a.slot {
		return 0, false
	}
	i := l.code[l.last.at]
	if formOfInst(i) != formI32AddSKTwice || int32(i.b) != a.slot {
		return 0, false
	}
	bound := uint32(b.slot)
	if b.isConst {
		bound = uint32(b.val)
	}
	var fused form
	switch {
	case cmp == op.I32Ne && b.isConst:
		fused = formStepsBrI32NeK
	case cmp == op.I32Ne:
		fused = formStepsBrI32NeS
	case cmp == op.I32GeU && b.isConst:
		fused = formStepsBrI32GeUK
	default:
		return 0, false
	}
	l.takeBack()
	at = l.emit(fused, inst{a: i.a, b: i.b, opcode: withImm(i.imm)})
	l.word(uint64(uint32(int32(int16(i.c)))) | uint64(bound)<<32)
	l.wrote(i.a, toSlot)
	l.wrote(i.b, toSlot)
	return at, true
}

// fuseLoadBranch emits the branch on a comparison with the constant b together with the load i that has just made its operand.
func (l *lowerer) fuseLoadBranch(cmp op.Op, made form, i inst, b value) (at int, ok bool) {
	if cmp != op.I32Eq && cmp != op.I32Ne || !b.isConst {
		return 0, false
	}
	equal, other := formLoad8UBrEqK, formLoad8UBrNeK
	j := inst{a: i.a, b: i.b, opcode: withImm(uint8(b.val))}
	switch {
	case made == formLoad8US && i.c == 0 && uint32(b.val) < 256:
	case made == formLoad32US && i.c < 256 && uint32(b.val) == 0:
		equal, other = formLoad32UBrEqz, formLoad32UBrNez
		j.imm = uint8(i.c)
	default:
		return 0, false
	}
	var load int32
	if l.trace {
		load = l.offsets[l.last.at]
	}
	l.takeBack()
	if cmp == op.I32Ne {
		equal = other
	}
	at = l.emit(equal, j)
	if l.trace {
		l.offsets[at] = load // what traps is the load
	}
	l.wrote(j.a, toAcc)
	return at, true
}

// fuseMask emits the branch on whether masked bits are zero.
func (l *lowerer) fuseMask(cmp op.Op, a, b value) (at int, ok bool) {
	if cmp != op.I32Ne && cmp != op.I32Eq || !b.isConst || b.val != 0 {
		return 0, false
	}
	f, i, ok := l.maker(a.slot)
	if !ok {
		return 0, false
	}
	s, acc := formBrI32AndNezS, formBrI32AndNezA
	if cmp == op.I32Eq {
		s, acc = formBrI32AndEqzS, formBrI32AndEqzA
	}
	switch {
	case f == formI32AndSK:
		l.takeBack()
		return l.emit(s, inst{a: i.b, b: i.c}), true
	case f == formI32AndAK && fits16(int64(wideOf(&i))):
		l.takeBack()
		return l.emit(acc, inst{b: i.b}), true
	}
	return 0, false
}

// fuseMove joins a move with another one just before it.
func (l *lowerer) fuseMove(dst, src uint16) bool {
	at := len(l.code) - 1
	if l.lastMove != at || at < 0 || dst >= 256 {
		return false
	}
	i := l.code[at]
	l.code[at] = encode(formMov2, inst{a: i.a, b: i.b, c: src, opcode: withImm(uint8(dst))})
	l.lastMove = -1
	l.last.at = -1
	return true
}
