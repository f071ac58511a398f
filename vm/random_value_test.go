package vm

import (
	"slices"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes random expressions: code that leaves one value, and and what else works on values.

// numericOps are the ordinary instructions that run, by the letter of the result in op.Info.Sig.
var numericOps = func() map[byte][]op.Op {
	ops := map[byte][]op.Op{}
	for o := op.Op(1); int(o) < op.Count; o++ {
		if isNumeric(o) {
			sig := o.Info().Sig
			ops[sig[len(sig)-1]] = append(ops[sig[len(sig)-1]], o)
		}
	}
	return ops
}()

// isNumeric reports whether o computes a number from one or two others and runs.
func isNumeric(o op.Op) bool {
	info := o.Info()
	n := len(info.Sig)
	return info.Imm == op.ImmNone && (n == 3 || n == 4) && info.Sig[n-2] == ':' && info.Feature&^slowFeatures == 0 && !strings.Contains(info.Sig, "v")
}

// accesses are the loads by the letter of the result, and the stores.
var loadOps, storeOps = func() (loads map[byte][]op.Op, stores []op.Op) {
	loads = map[byte][]op.Op{}
	for o := op.Op(1); int(o) < op.Count; o++ {
		info := o.Info()
		switch {
		case info.Imm != op.ImmMemArg || info.Feature&^slowFeatures != 0 || isVectorAccess(o) || isAtomic(o):
		case info.Sig[1] == ':':
			loads[info.Sig[2]] = append(loads[info.Sig[2]], o)
		default:
			stores = append(stores, o)
		}
	}
	return loads, stores
}()

// usualOps are those that lowering joins with others, again by result.
var usualOps = map[byte][]op.Op{
	'i': {op.I32Add, op.I32Sub, op.I32Shl, op.I32ShrU, op.I32And, op.I32Xor, op.I32Mul, op.I32Rotl, op.I32Eqz, op.I32LtU, op.I32Ne, op.I32LtS,
		op.I64LtU, op.I64Eqz, op.I32WrapI64, op.F64Lt, op.I32GtS, op.I32ShrS, op.I64Ne},
	'l': {op.I64Add, op.I64Sub, op.I64Xor, op.I64Shl, op.I64ShrU, op.I64Mul, op.I64ExtendI32U, op.I64ExtendI32S, op.I64And, op.I64Rotl},
	'f': {op.F32Add, op.F32Mul, op.F32ReinterpretI32, op.F32DemoteF64},
	'd': {op.F64Add, op.F64Mul, op.F64Sub, op.F64ReinterpretI64, op.F64PromoteF32},
}

// comparisonOps are the comparisons.
var comparisonOps = func() (ops []op.Op) {
	for _, o := range numericOps['i'] {
		if o.Info().Flags&op.Compare != 0 {
			ops = append(ops, o)
		}
	}
	return ops
}()

func letterOf(t wasm.ValType) byte {
	return map[wasm.ValType]byte{wasm.I32: 'i', wasm.I64: 'l', wasm.F32: 'f', wasm.F64: 'd', wasm.V128: 'v'}[t]
}

// value writes an expression that leaves a value of type t above what is on the stack.
func (f *funcGen) value(t wasm.ValType, depth int) {
	f.left--
	if depth <= 0 || f.left <= 0 || f.done() {
		f.leaf(t)
		return
	}
	floor := f.floor
	f.floor = len(f.stack)
	defer func() { f.floor = floor }()
	switch f.n(20) {
	case 0, 1, 2:
		f.leaf(t)
	case 3:
		f.value(t, depth-1)
		f.tee(t)
	case 4:
		f.former(t, depth)
	case 5:
		f.choose(t, depth)
	case 6:
		f.ifElse([]wasm.ValType{t})
	case 7:
		f.block([]op.Op{op.Block, op.Loop}[f.n(2)], []wasm.ValType{t})
	case 8:
		f.result(t, depth)
	case 9, 10, 11:
		f.load(t)
	case 12, 13, 14, 15:
		f.tree(t, 1+f.n(3))
	default:
		f.compute(t, depth)
	}
}

// compute writes an arithmetic expression, or one of what references have.
func (f *funcGen) compute(t wasm.ValType, depth int) {
	if t.IsRef() {
		f.refValue(t, depth)
		return
	}
	if t == wasm.V128 || f.n(16) == 0 {
		f.vector(t, depth)
		return
	}
	if t == wasm.I32 && f.n(6) == 0 {
		f.sizeOrNull(depth)
		return
	}
	if f.n(10) == 0 && f.fieldOf(t, depth) {
		return
	}
	ops := numericOps[letterOf(t)]
	if f.n(5) > 1 {
		ops = usualOps[letterOf(t)]
	}
	f.numeric(oneOf(f.choices, ops), depth-1)
}

// tree writes arithmetic without anything between the instructions, which is what lowering can join.
func (f *funcGen) tree(t wasm.ValType, depth int) {
	ops := usualOps[letterOf(t)]
	if depth == 0 || !t.IsNum() || f.n(4) == 0 {
		f.leaf(t)
		return
	}
	o := oneOf(f.choices, ops)
	sig := o.Info().Sig
	n := len(sig) - 2
	for i := range n {
		if arg := sigType(sig[i]); i == 1 && f.n(3) == 0 {
			f.instr(constInstr(arg, f.bits(arg)))
			f.push(arg)
		} else {
			f.tree(arg, depth-1)
		}
	}
	f.write(o)
	f.pop(n)
	f.push(t)
	if f.n(8) == 0 {
		f.tee(t)
	}
}

// condition writes what a branch depends on.
func (f *funcGen) condition() {
	floor := f.floor
	f.floor = len(f.stack)
	defer func() { f.floor = floor }()
	switch f.n(4) {
	case 0:
		f.value(wasm.I32, 3)
	case 1: // masked bits
		f.tree(wasm.I32, 1)
		f.instr(constInstr(wasm.I32, f.bits(wasm.I32)))
		f.write(op.I32And)
	case 2:
		f.numeric(oneOf(f.choices, comparisonOps), 1)
	default:
		f.tree(wasm.I32, 3)
	}
	if f.n(4) == 0 {
		f.write(op.I32Eqz)
	}
}

// local returns a local of type t, if there is one.
func (f *funcGen) local(t wasm.ValType) (x uint32, ok bool) {
	start := f.n(len(f.locals))
	for i := range f.locals {
		if x := (start + i) % len(f.locals); f.locals[x] == t {
			return uint32(x), true
		}
	}
	return 0, false
}

// settable is local for a local that does not count a loop.
func (f *funcGen) settable(t wasm.ValType) (x uint32, ok bool) {
	x, ok = f.local(t)
	return x, ok && int(x) < f.own
}

// leaf writes an expression of one instruction.
func (f *funcGen) leaf(t wasm.ValType) {
	kind := f.n(8)
	if x, ok := f.local(t); ok && kind < 4 {
		f.writeX(op.LocalGet, x)
		f.push(t)
		return
	}
	if t.IsRef() && kind == 5 {
		start := f.n(len(f.locals))
		for i := range f.locals {
			if x := (start + i) % len(f.locals); f.fits(f.locals[x], t) && x < f.own {
				f.writeX(op.LocalGet, uint32(x))
				f.push(t)
				return
			}
		}
	}
	if kind == 4 {
		for x := range f.m.Globals {
			if f.fits(f.m.Globals[x].Type, t) && f.n(2) == 0 {
				f.writeX(op.GlobalGet, uint32(x))
				f.push(t)
				return
			}
		}
	}
	if t.IsRef() {
		f.refLeaf(t)
		return
	}
	f.instr(f.constantInstr(t))
	f.push(t)
}

// tee writes a local.tee of the topmost operand.
func (f *funcGen) tee(t wasm.ValType) {
	if x, ok := f.settable(t); ok {
		f.writeX(op.LocalTee, x)
	}
}

// former leaves the value that a local has before it is set, once or, joined by an instruction, twice.
func (f *funcGen) former(t wasm.ValType, depth int) {
	x, ok := f.settable(t)
	if !ok {
		f.leaf(t)
		return
	}
	f.writeX(op.LocalGet, x)
	f.push(t)
	set := func() {
		f.value(t, depth-1)
		f.writeX(op.LocalSet, x)
		f.pop(1)
	}
	if !t.IsNum() || f.n(2) == 0 {
		set()
		return
	}
	l := string(letterOf(t))
	o := oneOf(f.choices, usualOps[l[0]])
	if o.Info().Sig != l+l+":"+l {
		set()
		return
	}
	f.writeX(op.LocalGet, x)
	f.push(t)
	set()
	f.write(o)
	f.pop(1)
}

// choose writes a select.
func (f *funcGen) choose(t wasm.ValType, depth int) {
	f.value(t, depth-1)
	f.value(t, depth-1)
	f.value(wasm.I32, depth-1)
	if t.IsNum() && f.n(3) > 0 {
		f.write(op.Select)
	} else {
		f.instr(binary.Instr{Op: op.SelectT, Types: []wasm.ValType{t}})
	}
	f.pop(2)
}

// result writes a call of a function with this result.
func (f *funcGen) result(t wasm.ValType, depth int) {
	start := f.n(len(f.m.Funcs))
	for i := range f.m.Funcs {
		x := uint32((start + i) % len(f.m.Funcs))
		typ := f.m.FuncType(x)
		if slices.Equal(typ.Results, []wasm.ValType{t}) && f.mayCall(x) && !(f.hasty && int(x) >= f.m.NumImportedFuncs) {
			for _, p := range typ.Params {
				f.value(p, depth-1)
			}
			f.writeX(op.Call, x)
			f.pop(len(typ.Params))
			f.push(t)
			return
		}
	}
	f.leaf(t)
}

// numeric writes instruction o on operands that are there or are made. What might trap does so seldom.
func (f *funcGen) numeric(o op.Op, depth int) {
	sig := o.Info().Sig
	n := len(sig) - 2
	types := make([]wasm.ValType, n)
	for i := range types {
		types[i] = sigType(sig[i])
	}
	f.operands(types, depth)
	if o.Info().Flags&op.Traps != 0 && f.n(16) > 0 {
		switch {
		case n == 2: // a divisor that is odd and not -1
			f.instr(constInstr(types[1], 0xfff))
			f.write(map[wasm.ValType]op.Op{wasm.I32: op.I32And, wasm.I64: op.I64And}[types[1]])
			f.instr(constInstr(types[1], 1))
			f.write(map[wasm.ValType]op.Op{wasm.I32: op.I32Or, wasm.I64: op.I64Or}[types[1]])
		case types[0] == wasm.F32:
			f.write(op.I32TruncSatF32S)
			f.write(op.F32ConvertI32S)
			f.write(op.F32Abs)
			f.instr(constInstr(wasm.F32, 0x4e000000)) // 2²⁹
			f.write(op.F32Min)
		default:
			f.write(op.I32TruncSatF64S)
			f.write(op.F64ConvertI32U)
			f.write(op.F64Sqrt)
		}
	}
	f.write(o)
	f.pop(n)
	f.push(sigType(sig[n+1]))
}

// sizeOrNull writes what else gives an i32.
func (f *funcGen) sizeOrNull(depth int) {
	size := func(o op.Op, x uint32, l *wasm.Limits) {
		if f.writeX(o, x); l.Addr64 {
			f.write(op.I32WrapI64)
		}
	}
	switch min(f.n(6), 2) {
	case 0:
		x := uint32(f.n(len(f.m.Tables)))
		size(op.TableSize, x, &f.m.Tables[x].Limits)
	case 1:
		if n := len(f.m.Memories); n > 0 {
			x := uint32(f.n(n))
			size(op.MemorySize, x, &f.m.Memories[x].Limits)
			break
		}
		fallthrough
	case 2:
		f.heapNumber(depth)
		return
	}
	f.push(wasm.I32)
}

// deep pushes many values and joins them, while locals on the stack change.
func (f *funcGen) deep() {
	t := []wasm.ValType{wasm.I32, wasm.I64, wasm.F64}[f.n(3)]
	l := letterOf(t)
	n := 2 + f.n(24)
	for range n {
		f.leaf(t)
		if x, ok := f.settable(t); ok && f.n(3) == 0 {
			f.value(t, 1)
			f.writeX(op.LocalSet, x)
			f.pop(1)
		}
	}
	for range n - 1 {
		o := oneOf(f.choices, usualOps[l])
		if sig := o.Info().Sig; sig != string([]byte{l, l, ':', l}) {
			o = map[byte]op.Op{'i': op.I32Sub, 'l': op.I64Sub, 'd': op.F64Sub}[l]
		}
		f.write(o)
		f.pop(1)
		if f.n(4) == 0 {
			f.tee(t)
		}
	}
}
