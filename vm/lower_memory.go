package vm

import (
	"math"
	"strings"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers what touches memories, tables and references.

// accessInstr lowers loads and stores.
func (l *lowerer) accessInstr(o op.Op, info *op.Info) {
	if l.in.X != 0 {
		l.farAccess(o, info)
		return
	}
	f := &formsOf[o]
	long := l.src.Memories[l.in.X].Limits.Addr64 || l.in.Imm > math.MaxUint16
	if info.Sig[1] == ':' {
		addr := l.pop()
		t := sigType(info.Sig[2])
		class := toAcc
		if t == wasm.F64 {
			class = toFacc
		}
		if !long && (l.fixedAddress(f, &addr, t, class) || l.fuseAddress(f, &addr, t, class)) {
			return
		}
		slot, offset := l.address(&addr, long)
		i := inst{a: l.push(t).home, b: slot, c: offset}
		switch {
		case long:
			l.define(f.L, i, class)
		case l.acc == int32(slot):
			l.define(f.A, i, class)
		default:
			l.define(f.S, i, class)
		}
		return
	}
	v, addr := l.pop(), l.pop()
	if long {
		y := l.slot(&v)
		slot, offset := l.address(&addr, true)
		l.emit(f.LS, inst{a: slot, b: y, c: offset})
		return
	}
	l.store(f, &addr, &v, info.Sig[1])
}

// farAccess lowers loads and stores of other memories than the first; they are done outside the loop. The word after the instruction has
// the number of bytes, above bit 8 whether to extend the sign, above bit 9 whether only to 32 bits, above bit 10 whether it is a store,
// and above bit 32 the memory.
func (l *lowerer) farAccess(o op.Op, info *op.Info) {
	w := uint64(1)<<info.Align | uint64(l.in.X)<<32
	if strings.HasSuffix(info.Name, "_s") {
		w |= 1 << 8
	}
	var v operand
	store := info.Sig[1] != ':'
	if store {
		w |= 1 << 10
		v = l.pop()
	} else if info.Sig[2] == 'i' {
		w |= 1 << 9
	}
	addr := l.pop()
	slot, offset := l.address(&addr, true)
	i := inst{opcode: withImm(outAccess), b: slot, c: offset}
	if store {
		i.a = l.slot(&v)
	} else {
		i.a = l.push(sigType(info.Sig[2])).home
	}
	l.emit(formOut, i)
	l.word(w)
	if !store {
		l.wrote(i.a, toSlot)
	}
}

// address returns the slot and the 16-bit offset of an access whose long form is meant or not.
func (l *lowerer) address(addr *operand, long bool) (slot, offset uint16) {
	if !long {
		return l.slot32(addr), uint16(l.in.Imm)
	}
	slot = l.slot(addr)
	if l.in.Imm <= math.MaxUint16 {
		return slot, uint16(l.in.Imm)
	}
	l.emit(formOffset, inst{a: addr.home, b: slot})
	l.word(l.in.Imm)
	l.wrote(addr.home, toSlot)
	return addr.home, 0
}

// store emits a store in the best form there is.
func (l *lowerer) store(f *formSet, addr, v *operand, sig byte) {
	offset := uint16(l.in.Imm)
	if v.kind == isConst && (sig == 'i' || sig == 'l') {
		if k := signed(sigType(sig), v.val); fits16(k) {
			l.emit(f.SK, inst{a: l.slot32(addr), b: uint16(k), c: offset})
			return
		}
	}
	if l.fuseStore(f, addr, v) || l.fuseUpdate(f, addr, v) || l.fuseFloatStore(f, addr, v) {
		return
	}
	if ea, ok := l.fixed(addr); ok && f.C != 0 && v.kind != isConst {
		l.emit(f.C, wide(l.lowSlot(v, sig == 'i'), ea))
		return
	}
	// The operand pushed first comes first, as its home may be written.
	a := l.slot32(addr)
	if v.kind == isConst && f.SC != 0 && sig != 'i' {
		l.emit(f.SC, inst{a: a, c: offset})
		l.word(v.val)
		return
	}
	b := l.lowSlot(v, sig == 'i')
	i := inst{a: a, b: b, c: offset}
	switch {
	case f.SF != 0 && l.facc == int32(b):
		l.emit(f.SF, i)
	case f.SA != 0 && l.acc == int32(b):
		l.emit(f.SA, i)
	case l.acc == int32(a):
		l.emit(f.AS, i)
	default:
		l.emit(f.SS, i)
	}
}

// fixed returns the address of an access where it is known.
func (l *lowerer) fixed(addr *operand) (ea int32, ok bool) {
	if addr.kind != isConst || uint64(uint32(addr.val))+l.in.Imm > math.MaxUint32 {
		return 0, false
	}
	return int32(uint32(addr.val) + uint32(l.in.Imm)), true
}

// fixedAddress emits a load from a known address.
func (l *lowerer) fixedAddress(f *formSet, addr *operand, t wasm.ValType, class int) bool {
	ea, ok := l.fixed(addr)
	if !ok || f.C == 0 {
		return false
	}
	l.define(f.C, wide(l.push(t).home, ea), class)
	return true
}

// refInstr lowers references: the null reference is 0.
func (l *lowerer) refInstr(o op.Op) {
	switch o {
	case op.RefNull:
		l.pushConst(l.in.Type, 0)
	case op.RefIsNull:
		x := l.pop()
		l.compare(op.I64Eq, slotValue(l.slot(&x)), value{isConst: true})
	case op.RefFunc:
		home := l.push(wasm.FuncRef).home
		i := wide(home, int32(l.in.X))
		i.imm = outRefFunc
		l.emit(formOut, i)
		l.wrote(home, toSlot)
	}
}

// outInstr lowers an instruction that is done outside the loop: operands go home and the result comes back to
// the home of the first; immediates follow in a word.
func (l *lowerer) outInstr(o op.Op) {
	if o == op.MemorySize && l.in.X == 0 && l.src.Memories[0].PageBits == wasm.DefaultPageBits {
		l.define(formMemorySize, inst{a: l.push(l.src.Memories[0].Limits.AddrType()).home}, toAcc)
		return
	}
	sig := &outSigs[o]
	if sig.out == 0 {
		l.err = &LimitError{Limit: "instructions of the engine: no " + o.String()}
		return
	}
	result := wasm.NoType
	if sig.result {
		result = l.outResult(o)
	}
	l.out(sig.out, int(sig.params), result)
}

// bulkMemory lowers memory.copy and memory.fill: to a form of the loop for memory 0 with addresses of 32 bits, otherwise to what is done
// outside. Either has its operands in slots a, b and c, of which the form reads the low halves, and the memories in the word behind.
func (l *lowerer) bulkMemory(o op.Op) {
	f, imm := formMemoryCopy, outMemoryCopy
	if o == op.MemoryFill {
		f, imm = formMemoryFill, outMemoryFill
	}
	inLoop := l.in.X|l.in.Y == 0 && !l.src.Memories[0].Limits.Addr64
	if !inLoop {
		f = formOut
	}
	n, from, to := l.pop(), l.pop(), l.pop()
	l.emit(f, inst{opcode: withImm(imm), a: l.lowSlot(&to, inLoop), b: l.lowSlot(&from, inLoop), c: l.lowSlot(&n, inLoop)})
	l.word(uint64(l.in.X) | uint64(l.in.Y)<<32)
}

// outResult is the type of the result of an instruction done outside.
func (l *lowerer) outResult(o op.Op) wasm.ValType {
	switch o {
	case op.TableGet:
		return l.src.Tables[l.in.X].Elem
	case op.TableGrow, op.TableSize:
		return l.src.Tables[l.in.X].Limits.AddrType()
	}
	return l.src.Memories[l.in.X].Limits.AddrType()
}

// An outSig says how an instruction is done outside the loop.
type outSig struct {
	out    uint8 // index of outs
	params uint8
	result bool
}

var outSigs = [op.Count]outSig{
	op.MemorySize: {outMemorySize, 0, true},
	op.MemoryGrow: {outMemoryGrow, 1, true},
	op.MemoryInit: {outMemoryInit, 3, false},
	op.DataDrop:   {outDataDrop, 0, false},
	op.TableGet:   {outTableGet, 1, true},
	op.TableSet:   {outTableSet, 2, false},
	op.TableSize:  {outTableSize, 0, true},
	op.TableGrow:  {outTableGrow, 2, true},
	op.TableFill:  {outTableFill, 3, false},
	op.TableCopy:  {outTableCopy, 3, false},
	op.TableInit:  {outTableInit, 3, false},
	op.ElemDrop:   {outElemDrop, 0, false},
}
