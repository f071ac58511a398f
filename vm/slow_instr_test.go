package vm

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file runs instructions of the slow evaluator, one function per family.

// A slowFrame is a running function.
type slowFrame struct {
	s      *slowStore
	f      *slowFunc
	in     *slowInstance
	locals []slowValue
	stack  []slowValue
	labels []slowLabel
	pc     int
	tail   *slowFunc // the function that takes this one's place, with what run returns as arguments
}

// A slowLabel is an entered block.
type slowLabel struct {
	arity  int // values that a branch takes along
	height int // operands below the block's own
	target int // instruction where a branch goes on

	catches []binary.Catch // of a try_table
	try     *slowEnd       // of a try of the legacy proposal
	caught  uint64         // the exception of the clause of a try that runs
}

func newSlowFrame(s *slowStore, f *slowFunc, args []slowValue) *slowFrame {
	locals := append(slices.Clone(args), make([]slowValue, len(f.locals))...)
	return &slowFrame{s: s, f: f, in: f.in, locals: locals, labels: []slowLabel{{arity: len(f.typ.Results), target: len(f.body)}}}
}

// structural are the instructions that only structure the code.
var structural = [op.Count]bool{op.Nop: true, op.Block: true, op.Loop: true, op.Else: true, op.End: true, op.TryTable: true,
	op.Try: true, op.Catch: true, op.CatchAll: true, op.Delegate: true}

// run runs the function to its end and returns its results, or the arguments of the tail call that ended it.
func (f *slowFrame) run() []slowValue {
	for f.pc < len(f.f.body) && f.tail == nil {
		if f.s.steps--; f.s.steps < 0 {
			panic(slowStop{})
		}
		i := &f.f.body[f.pc]
		f.pc++
		if !structural[i.Op] {
			f.s.fuel++
		}
		f.step(i)
		if f.s.thrown != 0 {
			f.s.split = true
			if !f.handle() {
				return nil
			}
		}
	}
	if f.tail != nil {
		return f.stack
	}
	return f.stack[len(f.stack)-len(f.f.typ.Results):]
}

func (f *slowFrame) pushValue(v slowValue) { f.stack = append(f.stack, v) }
func (f *slowFrame) push(bits uint64)      { f.pushValue(slowValue{bits}) }

func (f *slowFrame) popValue() slowValue {
	v := f.stack[len(f.stack)-1]
	f.stack = f.stack[:len(f.stack)-1]
	return v
}

func (f *slowFrame) pop() uint64 { return f.popValue()[0] }

// popValues removes the topmost n operands and returns them, the lowest first.
func (f *slowFrame) popValues(n int) []slowValue {
	values := slices.Clone(f.stack[len(f.stack)-n:])
	f.stack = f.stack[:len(f.stack)-n]
	return values
}

// pop3 removes three operands and returns them, the lowest first.
func (f *slowFrame) pop3() (a, b, c uint64) {
	v := f.popValues(3)
	return v[0][0], v[1][0], v[2][0]
}

func (f *slowFrame) step(i *binary.Instr) {
	switch i.Op {
	case op.Unreachable, op.Nop, op.Block, op.Loop, op.If, op.Else, op.End, op.Br, op.BrIf, op.BrTable, op.Return, op.TryTable, op.Try, op.Catch, op.CatchAll, op.Delegate:
		f.control(i)
	case op.Call, op.CallIndirect, op.CallRef, op.ReturnCall, op.ReturnCallIndirect, op.ReturnCallRef:
		f.callInstr(i)
	case op.Drop, op.Select, op.SelectT, op.LocalGet, op.LocalSet, op.LocalTee, op.GlobalGet, op.GlobalSet:
		f.variable(i)
	case op.RefGetDesc, op.RefCastDescEq, op.RefCastDescEqNull, op.BrOnCastDescEq, op.BrOnCastDescEqFail:
		f.descriptorInstr(i)
	case op.BrOnNull, op.BrOnNonNull, op.BrOnCast, op.BrOnCastFail:
		f.branchOnRef(i)
	case op.Throw, op.ThrowRef, op.Rethrow:
		f.throwInstr(i)
	case op.RefNull, op.RefIsNull, op.RefFunc, op.RefEq, op.RefI31, op.I31GetS, op.I31GetU, op.RefTest, op.RefTestNull, op.RefCast, op.RefCastNull,
		op.RefAsNonNull, op.AnyConvertExtern, op.ExternConvertAny:
		f.reference(i)
	case op.TableGet, op.TableSet, op.TableSize, op.TableGrow, op.TableFill, op.TableCopy, op.TableInit, op.ElemDrop:
		f.table(i)
	case op.MemorySize, op.MemoryGrow, op.MemoryFill, op.MemoryCopy, op.MemoryInit, op.DataDrop:
		f.memory(i)
	case op.I32Const, op.I64Const, op.F32Const, op.F64Const:
		f.push(i.Imm)
	default:
		switch info := i.Op.Info(); {
		case isAtomic(i.Op):
			f.atomic(i, info)
		case isVectorAccess(i.Op):
			f.vectorAccess(i, info)
		case strings.Contains(info.Sig, "v"):
			f.vectorInstr(i, info)
		case info.Imm == op.ImmMemArg:
			f.access(i, info)
		case strings.HasPrefix(info.Name, "struct."):
			f.structInstr(i)
		case strings.HasPrefix(info.Name, "array."):
			f.arrayInstr(i)
		case info.Feature == wasm.FeatureWideArithmetic:
			f.wide(i.Op, info)
		default:
			f.numeric(i.Op, info)
		}
	}
}

// blockType returns how many operands a block takes and leaves.
func (f *slowFrame) blockType(i *binary.Instr) (params, results int) {
	switch {
	case i.X != wasm.NoIndex:
		t := &f.in.m.Types[i.X].Func
		return len(t.Params), len(t.Results)
	case i.Type != wasm.NoType:
		return 0, 1
	}
	return 0, 0
}

func (f *slowFrame) control(i *binary.Instr) {
	at := f.pc - 1
	ends := f.f.ends[at]
	switch i.Op {
	case op.Unreachable:
		slowTrap(TrapUnreachable)
	case op.Nop:
	case op.Block, op.TryTable, op.Try:
		params, results := f.blockType(i)
		l := slowLabel{arity: results, height: len(f.stack) - params, target: ends.end + 1}
		if i.Op == op.TryTable {
			l.catches = i.Catches
		}
		if i.Op == op.Try {
			l.try = &ends
		}
		f.labels = append(f.labels, l)
	case op.Loop:
		params, _ := f.blockType(i)
		f.labels = append(f.labels, slowLabel{arity: params, height: len(f.stack) - params, target: at})
	case op.If:
		yes := uint32(f.pop()) != 0
		params, results := f.blockType(i)
		f.labels = append(f.labels, slowLabel{arity: results, height: len(f.stack) - params, target: ends.end + 1})
		if !yes {
			f.pc = ends.otherwise
			if ends.otherwise != ends.end {
				f.pc++
			}
		}
	case op.Else, op.Catch, op.CatchAll: // the arm before ends here
		f.pc = ends.end
	case op.End, op.Delegate:
		f.labels = f.labels[:len(f.labels)-1]
	case op.Br:
		f.branch(i.X)
	case op.BrIf:
		if uint32(f.pop()) != 0 {
			f.branch(i.X)
		}
	case op.BrTable:
		if x := uint32(f.pop()); uint64(x) < uint64(len(i.Labels)) {
			f.branch(i.Labels[x])
		} else {
			f.branch(i.X)
		}
	case op.Return:
		f.branch(uint32(len(f.labels) - 1))
	}
}

func (f *slowFrame) branch(n uint32) {
	at := len(f.labels) - 1 - int(n)
	l := f.labels[at]
	values := f.popValues(l.arity)
	f.stack = append(f.stack[:l.height], values...)
	f.labels = f.labels[:at]
	f.pc = l.target
}

func (f *slowFrame) callInstr(i *binary.Instr) {
	var callee *slowFunc
	switch i.Op {
	case op.Call, op.ReturnCall:
		callee = f.in.funcs[i.X]
	case op.CallRef, op.ReturnCallRef:
		ref := f.pop()
		if ref == 0 {
			slowTrap(TrapNullFunction)
		}
		callee = f.s.refs[ref].(*slowFunc)
	default:
		callee = f.element(f.in.tables[i.Y], f.pop(), f.in.types[i.X])
	}
	args := f.popValues(len(callee.typ.Params))
	if i.Op == op.ReturnCall || i.Op == op.ReturnCallIndirect || i.Op == op.ReturnCallRef {
		f.tail, f.stack = callee, args
		return
	}
	f.stack = append(f.stack, f.s.call(f.in, callee, args)...)
}

// element returns the function in element x of t, which must have the type.
func (f *slowFrame) element(t *slowTable, x uint64, typ *slowType) *slowFunc {
	if x >= uint64(len(t.elems)) {
		slowTrap(TrapUndefinedElement)
	}
	ref := t.elems[x]
	if ref == 0 {
		slowTrap(TrapUninitializedElement)
	}
	callee := f.s.refs[ref].(*slowFunc)
	if !callee.is.below(typ) {
		slowTrap(TrapIndirectCallMismatch)
	}
	return callee
}

func (f *slowFrame) variable(i *binary.Instr) {
	switch i.Op {
	case op.Drop:
		f.popValue()
	case op.Select, op.SelectT:
		c := uint32(f.pop())
		y, x := f.popValue(), f.popValue()
		if c == 0 {
			x = y
		}
		f.pushValue(x)
	case op.LocalGet:
		f.pushValue(f.locals[i.X])
	case op.LocalSet:
		f.locals[i.X] = f.popValue()
	case op.LocalTee:
		f.locals[i.X] = f.stack[len(f.stack)-1]
	case op.GlobalGet:
		f.pushValue(f.in.globals[i.X].v)
	case op.GlobalSet:
		f.in.globals[i.X].v = f.popValue()
	}
}

// slowInside traps unless n elements from at on are among size.
func slowInside(at, n uint64, size int, code TrapCode) {
	if at > uint64(size) || n > uint64(size)-at {
		slowTrap(code)
	}
}

func (in *slowInstance) tableInit(elem, table uint32, dst, src, n uint64) {
	t, e := in.tables[table].elems, in.elems[elem]
	slowInside(src, n, len(e), TrapTableOutOfBounds)
	slowInside(dst, n, len(t), TrapTableOutOfBounds)
	for i := range n {
		t[dst+i] = e[src+i]
	}
}

func (in *slowInstance) memoryInit(data, memory uint32, dst, src, n uint64) {
	m, d := in.memories[memory].b, in.datas[data]
	slowInside(src, n, len(d), TrapMemoryOutOfBounds)
	slowInside(dst, n, len(m), TrapMemoryOutOfBounds)
	for i := range n {
		m[dst+i] = d[src+i]
	}
}

func (f *slowFrame) table(i *binary.Instr) {
	switch i.Op {
	case op.TableInit:
		dst, src, n := f.pop3()
		f.in.tableInit(i.X, i.Y, dst, src, n)
		return
	case op.ElemDrop:
		f.in.elems[i.X] = nil
		return
	}
	t := f.in.tables[i.X]
	switch i.Op {
	case op.TableGet:
		x := f.pop()
		slowInside(x, 1, len(t.elems), TrapTableOutOfBounds)
		f.push(t.elems[x])
	case op.TableSet:
		ref, x := f.pop(), f.pop()
		slowInside(x, 1, len(t.elems), TrapTableOutOfBounds)
		t.elems[x] = ref
	case op.TableSize:
		f.push(uint64(len(t.elems)))
	case op.TableGrow:
		n, ref := f.pop(), f.pop()
		former := uint64(len(t.elems))
		if former > t.max || n > t.max-former {
			f.push(slowFailure(t.typ.Limits))
			return
		}
		t.elems = append(t.elems, slices.Repeat([]uint64{ref}, int(n))...)
		f.push(former)
	case op.TableFill:
		at, ref, n := f.pop3()
		slowInside(at, n, len(t.elems), TrapTableOutOfBounds)
		for k := range n {
			t.elems[at+k] = ref
		}
	case op.TableCopy:
		dst, src, n := f.pop3()
		from := f.in.tables[i.Y].elems
		slowInside(src, n, len(from), TrapTableOutOfBounds)
		slowInside(dst, n, len(t.elems), TrapTableOutOfBounds)
		for k, ref := range slices.Clone(from[src : src+n]) {
			t.elems[dst+uint64(k)] = ref
		}
	}
}

// slowFailure is what growing gives when it fails: -1 in the type of addresses.
func slowFailure(l wasm.Limits) uint64 {
	if l.Addr64 {
		return 1<<64 - 1
	}
	return 1<<32 - 1
}

// grow adds pages to a memory.
func (m *slowMemory) grow(pages uint64) (former uint64, ok bool) {
	former = uint64(len(m.b)) >> m.typ.PageBits
	if most := m.max >> m.typ.PageBits; former > most || pages > most-former {
		return former, false
	}
	m.b = append(m.b, make([]byte, pages<<m.typ.PageBits)...)
	return former, true
}

func (f *slowFrame) memory(i *binary.Instr) {
	switch i.Op {
	case op.MemoryInit:
		dst, src, n := f.pop3()
		f.in.memoryInit(i.X, i.Y, dst, src, n)
		return
	case op.DataDrop:
		f.in.datas[i.X] = nil
		return
	}
	m := f.in.memories[i.X]
	switch i.Op {
	case op.MemorySize:
		f.push(uint64(len(m.b)) >> m.typ.PageBits)
	case op.MemoryGrow:
		former, ok := m.grow(f.pop())
		if !ok {
			former = slowFailure(m.typ.Limits)
		}
		f.push(former)
	case op.MemoryFill:
		at, v, n := f.pop3()
		slowInside(at, n, len(m.b), TrapMemoryOutOfBounds)
		for k := range n {
			m.b[at+k] = byte(v)
		}
	case op.MemoryCopy:
		dst, src, n := f.pop3()
		from := f.in.memories[i.Y].b
		slowInside(src, n, len(from), TrapMemoryOutOfBounds)
		slowInside(dst, n, len(m.b), TrapMemoryOutOfBounds)
		for k, b := range slices.Clone(from[src : src+n]) {
			m.b[dst+uint64(k)] = b
		}
	}
}

// slowAccess returns from the name of a load or store how many bytes it moves and whether it extends by the sign.
func slowAccess(name string) (size int, signed bool) {
	typ, rest, _ := strings.Cut(name, ".")
	rest, signed = strings.CutSuffix(rest, "_s")
	rest = strings.TrimSuffix(rest, "_u")
	digits := strings.TrimLeft(rest, "loadstre")
	if digits == "" {
		digits = typ[1:]
	}
	bits, err := strconv.Atoi(digits)
	if err != nil {
		panic(name + " is no load and no store")
	}
	return bits / 8, signed
}

// place are the size bytes of memory that an access means, whose address is the topmost operand.
func (f *slowFrame) place(i *binary.Instr, size int) []byte {
	m := f.in.memories[i.X].b
	base := f.pop()
	at := base + i.Imm
	if at < base {
		slowTrap(TrapMemoryOutOfBounds)
	}
	slowInside(at, uint64(size), len(m), TrapMemoryOutOfBounds)
	return m[at:][:size]
}

func (f *slowFrame) access(i *binary.Instr, info *op.Info) {
	size, signed := slowAccess(info.Name)
	store := strings.HasSuffix(info.Sig, ":")
	var v uint64
	if store {
		v = f.pop()
	}
	b := f.place(i, size)
	if store {
		for k := range b {
			b[k] = byte(v >> (8 * k))
		}
		return
	}
	for k := range b {
		v |= uint64(b[k]) << (8 * k)
	}
	if signed {
		v = uint64(slowSigned(v, size*8))
	}
	if info.Sig[2] == 'i' {
		v = uint64(uint32(v))
	}
	f.push(v)
}

func (f *slowFrame) numeric(o op.Op, info *op.Info) {
	n := strings.IndexByte(info.Sig, ':')
	var operands [2]uint64
	for k := n - 1; k >= 0; k-- {
		operands[k] = f.pop()
	}
	v, code := slowNumeric(o, operands[0], operands[1])
	if code != 0 {
		slowTrap(code)
	}
	f.push(v)
}

// wide computes an instruction on numbers of 128 bits, which are two operands each, or whose result is one.
func (f *slowFrame) wide(o op.Op, info *op.Info) {
	var x []*big.Int
	for k, v := range f.popValues(strings.IndexByte(info.Sig, ':')) {
		n := new(big.Int).SetUint64(v[0])
		switch {
		case o == op.I64MulWideS:
			n.SetInt64(int64(v[0]))
		case o != op.I64MulWideU && k%2 == 1:
			x[len(x)-1].Add(x[len(x)-1], n.Lsh(n, 64))
			continue
		}
		x = append(x, n)
	}
	r := new(big.Int)
	switch o {
	case op.I64Add128:
		r.Add(x[0], x[1])
	case op.I64Sub128:
		r.Sub(x[0], x[1])
	default:
		r.Mul(x[0], x[1])
	}
	mask := new(big.Int).SetUint64(1<<64 - 1)
	f.push(new(big.Int).And(r, mask).Uint64())
	f.push(new(big.Int).And(r.Rsh(r, 64), mask).Uint64())
}
