package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes the modules on which runtimes are compared: random ones and one of all numeric instructions.

const commonFeatures = wasm.FeatureMutableGlobals | wasm.FeatureSignExtension | wasm.FeatureSaturatingConversions | wasm.FeatureMultiValue |
	wasm.FeatureBulkMemory | wasm.FeatureReferenceTypes | wasm.FeatureSIMD | wasm.FeatureTailCalls

// Random modules have hostFunc as their only import, if any.
var hostFunc = wasm.FuncType{Params: []wasm.ValType{wasm.I32, wasm.I64}, Results: []wasm.ValType{wasm.I64}}

func hostResult(a uint32, b uint64) uint64 { return (uint64(a) ^ b) * 0x9e3779b97f4a7c15 }

var numTypes = []wasm.ValType{wasm.I32, wasm.I64, wasm.F32, wasm.F64}

var typeOf = map[byte]wasm.ValType{'i': wasm.I32, 'l': wasm.I64, 'f': wasm.F32, 'd': wasm.F64, 'v': wasm.V128}

// edges are operands by type letter.
var edges = map[byte][]uint64{
	'i': {0, 1, 2, 31, 32, 0x7f, 0x80, 0xff80, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff, 0x12345678},
	'l': {0, 1, 31, 63, 64, 0x80, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 1 << 32, 1<<53 + 1, math.MaxInt64, 1 << 63, 1<<63 + 1, math.MaxUint64,
		0x0123456789abcdef, 0x7fc00000ff800000, 0x3f80000080000000},
}

func init() {
	for _, x := range []float64{0, 1, -1, 0.5, -0.5, 1.5, 2.5, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, 0x1p-1074, 0x1p-149,
		0x1.fffffep127, 0x1p31, 0x1p31 - 0.5, -0x1p31, -0x1p31 - 1, 0x1p32, 0x1p32 - 0.5, -0.99, 0x1p52 + 1, 0x1p53, 0x1p63, -0x1p63, 0x1p63 - 1024, 0x1p64, 0.1} {
		edges['d'] = append(edges['d'], math.Float64bits(x))
		edges['f'] = append(edges['f'], uint64(math.Float32bits(float32(x))))
	}
}

// ordinaryOps are the instructions that compute one value from others, and the loads, by the letter of the result; and the stores.
var ordinaryOps, loadOps, storeOps = func() (ordinary, loads map[byte][]op.Op, stores []op.Op) {
	ordinary, loads = map[byte][]op.Op{}, map[byte][]op.Op{}
	for o := op.Op(1); int(o) < op.Count; o++ {
		info := o.Info()
		params, results, _ := strings.Cut(info.Sig, ":")
		switch {
		case info.Feature&^commonFeatures != 0 || params == "":
		case info.Imm == op.ImmMemArg && results == "":
			stores = append(stores, o)
		case info.Imm == op.ImmMemArg && len(params) == 1:
			loads[results[0]] = append(loads[results[0]], o)
		case len(results) == 1 && (info.Imm == op.ImmNone || info.Imm == op.ImmLane || info.Imm == op.ImmLanes) && !strings.Contains(params, "p"):
			ordinary[results[0]] = append(ordinary[results[0]], o)
		}
	}
	return ordinary, loads, stores
}()

// lanes is the number of lanes that an instruction names, for example 4 of i32x4.extract_lane.
func lanes(o op.Op) int {
	shape, _, _ := strings.Cut(o.String(), ".")
	_, n, _ := strings.Cut(shape, "x")
	k, _ := strconv.Atoi(n)
	return max(k, 1)
}

// A bodyCode is a function body being written.
type bodyCode []byte

func (c *bodyCode) instr(in binary.Instr) { *c = binary.AppendInstr(*c, &in) }
func (c *bodyCode) op(o op.Op)            { c.instr(binary.Instr{Op: o}) }
func (c *bodyCode) opX(o op.Op, x int)    { c.instr(binary.Instr{Op: o, X: uint32(x)}) }
func (c *bodyCode) block(o op.Op, t wasm.ValType) {
	c.instr(binary.Instr{Op: o, X: wasm.NoIndex, Type: t})
}

// constant pushes a number; a v128 gets it in both halves.
func (c *bodyCode) constant(t wasm.ValType, bits uint64) {
	o := map[wasm.ValType]op.Op{wasm.I32: op.I32Const, wasm.I64: op.I64Const, wasm.F32: op.F32Const, wasm.F64: op.F64Const, wasm.V128: op.V128Const}[t]
	in := binary.Instr{Op: o, Imm: bits}
	for i := range in.V128 {
		in.V128[i] = byte(bits >> (i % 8 * 8))
	}
	c.instr(in)
}

// body returns the body with these locals besides the parameters.
func (c bodyCode) body(locals []wasm.ValType) wasm.Body {
	b := binary.AppendU32(nil, uint32(len(locals)))
	for _, t := range locals {
		b = binary.AppendValType(binary.AppendU32(b, 1), t)
	}
	return wasm.Body{Code: append(b, c...)}
}

// addFunc adds a function and exports it under a name.
func addFunc(m *wasm.Module, name string, t wasm.FuncType) {
	m.Exports = append(m.Exports, wasm.Export{Name: name, Kind: wasm.ExternFunc, Index: uint32(len(m.Funcs))})
	m.Funcs = append(m.Funcs, addType(m, t))
}

// numericModule exports a function for each ordinary instruction. A v128 is two i64.
func numericModule() *wasm.Module {
	m := &wasm.Module{Start: wasm.NoIndex}
	for _, letter := range []byte("ilfdv") {
		for _, o := range ordinaryOps[letter] {
			numericFunc(m, o, letter)
		}
	}
	return m
}

func numericFunc(m *wasm.Module, o op.Op, result byte) {
	params, _, _ := strings.Cut(o.Info().Sig, ":")
	var c bodyCode
	var t wasm.FuncType
	for _, p := range []byte(params) {
		x := len(t.Params)
		c.opX(op.LocalGet, x)
		if p != 'v' {
			t.Params = append(t.Params, typeOf[p])
			continue
		}
		t.Params = append(t.Params, wasm.I64, wasm.I64)
		c.op(op.I64x2Splat)
		c.opX(op.LocalGet, x+1)
		c.instr(binary.Instr{Op: op.I64x2ReplaceLane, Lane: 1})
	}
	in := binary.Instr{Op: o, Lane: uint8(lanes(o) - 1)}
	for i := range in.V128 {
		in.V128[i] = uint8(i*11+3) % 32
	}
	c.instr(in)
	t.Results = []wasm.ValType{typeOf[result]}
	if result == 'v' {
		t.Results = []wasm.ValType{wasm.I64, wasm.I64}
		v := len(t.Params)
		c.opX(op.LocalTee, v)
		c.instr(binary.Instr{Op: op.I64x2ExtractLane})
		c.opX(op.LocalGet, v)
		c.instr(binary.Instr{Op: op.I64x2ExtractLane, Lane: 1})
	}
	c.op(op.End)
	addFunc(m, o.String(), t)
	m.Bodies = append(m.Bodies, c.body([]wasm.ValType{wasm.V128}))
}

// A funcGen writes a random function: parameters and locals, then a scratch local and a loop counter.
type funcGen struct {
	*rand.Rand
	bodyCode
	m      *wasm.Module
	typ    *wasm.FuncType
	locals []wasm.ValType // with the parameters
	left   int            // instructions to write, roughly
	loops  int
}

const tableSize = 8

// randomModule makes a module. NaNs never show their bits in it, since these may differ.
func randomModule(r *rand.Rand, imports bool) *wasm.Module {
	m := &wasm.Module{Start: wasm.NoIndex, HasDataCount: true, DataCount: 1}
	if imports {
		m.Imports = []wasm.Import{{Module: "host", Name: "mix", Kind: wasm.ExternFunc}}
		m.Funcs, m.NumImportedFuncs = []uint32{addType(m, hostFunc)}, 1
	}
	for i := range 2 + r.IntN(4) {
		var t wasm.FuncType
		for range r.IntN(4) {
			t.Params = append(t.Params, numTypes[r.IntN(4)])
		}
		for range 1 + r.IntN(2) {
			t.Results = append(t.Results, numTypes[r.IntN(4)])
		}
		addFunc(m, fmt.Sprint("f", i), t)
	}
	m.Memories = []wasm.MemoryType{{Limits: wasm.Limits{Min: 1, Max: 2, HasMax: true}, PageBits: wasm.DefaultPageBits}}
	m.Exports = append(m.Exports, wasm.Export{Name: "memory", Kind: wasm.ExternMemory})
	for i, t := range numTypes {
		var c bodyCode
		c.constant(t, edges["ilfd"[i]][r.IntN(8)])
		c.op(op.End)
		m.Globals = append(m.Globals, wasm.Global{GlobalType: wasm.GlobalType{Type: t, Mutable: true}, Init: wasm.ConstExpr{Code: c}})
		m.Exports = append(m.Exports, wasm.Export{Name: fmt.Sprint("g", i), Kind: wasm.ExternGlobal, Index: uint32(i)})
	}
	m.Tables = []wasm.Table{{TableType: wasm.TableType{Elem: wasm.FuncRef, Limits: wasm.Limits{Min: tableSize}}}}
	var zero bodyCode
	zero.constant(wasm.I32, 0)
	zero.op(op.End)
	e := wasm.Elem{Type: wasm.FuncRef, At: wasm.ConstExpr{Code: zero}}
	for range tableSize - 2 {
		e.Funcs = append(e.Funcs, uint32(r.IntN(len(m.Funcs))))
	}
	m.Elems = []wasm.Elem{e}
	m.Datas = []wasm.Data{{Mode: wasm.SegmentPassive, Flags: 1, Init: []byte("some bytes to copy")}}
	for x := m.NumImportedFuncs; x < len(m.Funcs); x++ {
		m.Bodies = append(m.Bodies, randomBody(r, m, m.FuncType(uint32(x))))
	}
	return m
}

func randomBody(r *rand.Rand, m *wasm.Module, t *wasm.FuncType) wasm.Body {
	locals := []wasm.ValType{wasm.I32, wasm.I64, wasm.F32, wasm.F64, wasm.V128}
	scratch := slices.Concat(locals, []wasm.ValType{wasm.I32})
	f := &funcGen{Rand: r, m: m, typ: t, locals: slices.Concat(t.Params, locals), left: 20 + r.IntN(200)}
	for f.left > 0 {
		f.statement(3)
	}
	if same := f.callee(func(c *wasm.FuncType) bool { return slices.Equal(c.Results, t.Results) }); f.IntN(6) == 0 && same >= 0 {
		f.call(same, op.ReturnCall)
	} else {
		f.values(t.Results, 4)
	}
	f.op(op.End)
	return f.body(append(locals, scratch...))
}

func (f *funcGen) bits(t wasm.ValType) uint64 {
	if f.IntN(3) == 0 {
		return uint64(f.IntN(16))
	}
	for letter, typ := range typeOf {
		if typ == t && t != wasm.V128 {
			return edges[letter][f.IntN(len(edges[letter]))]
		}
	}
	return edges['l'][f.IntN(len(edges['l']))]
}

// local returns a local of type t.
func (f *funcGen) local(t wasm.ValType) int {
	for {
		if x := f.IntN(len(f.locals)); f.locals[x] == t {
			return x
		}
	}
}

func (f *funcGen) values(types []wasm.ValType, depth int) {
	for _, t := range types {
		f.value(t, depth)
	}
}

// callee returns a function for whose type ok holds, or -1. It rarely is this function or one before it, or calls would not end.
func (f *funcGen) callee(ok func(*wasm.FuncType) bool) int {
	at, first := f.IntN(len(f.m.Funcs)), f.m.NumImportedFuncs+len(f.m.Bodies)+1
	if f.IntN(20) == 0 {
		first = 0
	}
	for i := range f.m.Funcs {
		if x := (at + i) % len(f.m.Funcs); (x >= first || x < f.m.NumImportedFuncs) && ok(f.m.FuncType(uint32(x))) {
			return x
		}
	}
	return -1
}

// call calls function x, directly or, with its type, through the table.
func (f *funcGen) call(x int, direct op.Op) {
	f.values(f.m.FuncType(uint32(x)).Params, 1)
	if f.IntN(2) == 0 || !slices.Contains(f.m.Elems[0].Funcs, uint32(x)) {
		f.opX(direct, x)
		return
	}
	slot := slices.Index(f.m.Elems[0].Funcs, uint32(x))
	if f.IntN(20) == 0 {
		slot = f.IntN(tableSize + 1)
	}
	f.constant(wasm.I32, uint64(slot))
	f.instr(binary.Instr{Op: map[op.Op]op.Op{op.Call: op.CallIndirect, op.ReturnCall: op.ReturnCallIndirect}[direct], X: f.m.Funcs[x]})
}

// address pushes an address, mostly one that is there.
func (f *funcGen) address(depth int) {
	f.value(wasm.I32, depth)
	if f.IntN(200) > 0 {
		f.constant(wasm.I32, 0x7fff)
		f.op(op.I32And)
	}
}

func (f *funcGen) access(o op.Op) {
	f.instr(binary.Instr{Op: o, Align: uint8(f.IntN(int(o.Info().Align) + 1)), Imm: uint64(f.IntN(0x4000))})
}

// value writes an expression of type t.
func (f *funcGen) value(t wasm.ValType, depth int) {
	f.left--
	letter := byte('v')
	for l, typ := range typeOf {
		if typ == t {
			letter = l
		}
	}
	kind := f.IntN(20)
	if depth <= 0 || f.left < -200 {
		kind = f.IntN(5)
	}
	switch {
	case kind < 2:
		f.constant(t, f.bits(t))
	case kind < 4:
		f.opX(op.LocalGet, f.local(t))
	case kind == 4 && t != wasm.V128:
		f.opX(op.GlobalGet, slices.Index(numTypes, t))
	case kind == 5:
		f.value(t, depth-1)
		f.opX(op.LocalTee, f.local(t))
	case kind == 6:
		f.value(wasm.I32, depth-1)
		f.block(op.If, t)
		f.value(t, depth-1)
		f.op(op.Else)
		f.value(t, depth-1)
		f.op(op.End)
	case kind == 7:
		f.values([]wasm.ValType{t, t, wasm.I32}, depth-1)
		f.op(op.Select)
	case kind == 8 && f.IntN(3) == 0:
		if x := f.callee(func(c *wasm.FuncType) bool { return len(c.Results) == 1 && c.Results[0] == t }); x >= 0 {
			f.call(x, op.Call)
			return
		}
		f.constant(t, f.bits(t))
	case kind < 11:
		f.address(depth - 1)
		f.access(loadOps[letter][f.IntN(len(loadOps[letter]))])
		f.canonical(t, t == wasm.F32, t == wasm.F64)
	default:
		o := ordinaryOps[letter][f.IntN(len(ordinaryOps[letter]))]
		for strings.Contains(o.String(), ".trunc_f") && f.IntN(10) > 0 { // these trap for most floats
			o = ordinaryOps[letter][f.IntN(len(ordinaryOps[letter]))]
		}
		f.compute(o, t, depth)
	}
}

// compute writes an ordinary instruction with its operands. Divisions mostly have a divisor other than 0.
func (f *funcGen) compute(o op.Op, t wasm.ValType, depth int) {
	params, _, _ := strings.Cut(o.Info().Sig, ":")
	for _, p := range []byte(params) {
		f.value(typeOf[p], depth-1)
	}
	if p := typeOf[params[0]]; (strings.Contains(o.String(), ".div_") || strings.Contains(o.String(), ".rem_")) && f.IntN(20) > 0 {
		f.constant(p, 1)
		f.op(map[wasm.ValType]op.Op{wasm.I32: op.I32Or, wasm.I64: op.I64Or}[p])
	}
	in := binary.Instr{Op: o, Lane: uint8(f.IntN(lanes(o)))}
	for i := range in.V128 {
		in.V128[i] = uint8(f.IntN(32))
	}
	f.instr(in)
	name := o.String()
	f.canonical(t, t == wasm.F32 || strings.HasPrefix(name, "f32x4"), t == wasm.F64 || strings.HasPrefix(name, "f64x2"))
}

// canonical makes NaNs of the value on top of the stack, with floats of 32 or of 64 bits, the canonical one.
func (f *funcGen) canonical(t wasm.ValType, f32, f64 bool) {
	if !f32 && !f64 || t.IsRef() || t == wasm.I32 || t == wasm.I64 {
		return
	}
	nan, equal := uint64(0x7ff8000000000000), op.F64x2Eq
	if f32 {
		nan, equal = 0x7fc000007fc00000, op.F32x4Eq
	}
	choose := op.V128Bitselect
	switch t {
	case wasm.F32:
		nan, equal, choose = 0x7fc00000, op.F32Eq, op.Select
	case wasm.F64:
		equal, choose = op.F64Eq, op.Select
	}
	scratch := len(f.locals) + slices.Index([]wasm.ValType{wasm.I32, wasm.I64, wasm.F32, wasm.F64, wasm.V128}, t)
	f.opX(op.LocalTee, scratch)
	f.constant(t, nan)
	f.opX(op.LocalGet, scratch)
	f.opX(op.LocalGet, scratch)
	f.op(equal)
	f.op(choose)
}

// statement writes code that leaves nothing.
func (f *funcGen) statement(depth int) {
	f.left--
	t := append(numTypes, wasm.V128)[f.IntN(5)]
	kind := f.IntN(17)
	if depth <= 0 {
		kind = f.IntN(9)
	}
	switch {
	case kind < 5:
		f.value(t, depth)
		f.opX(op.LocalSet, f.local(t))
	case kind < 9:
		o := storeOps[f.IntN(len(storeOps))]
		f.address(2)
		f.value(typeOf[o.Info().Sig[1]], depth)
		f.access(o)
	case kind < 11:
		x := f.IntN(4)
		f.value(numTypes[x], depth)
		f.opX(op.GlobalSet, x)
	case kind == 11:
		f.value(wasm.I32, depth)
		f.block(op.If, wasm.NoType)
		f.statement(depth - 1)
		f.op(op.Else)
		f.statement(depth - 1)
		f.op(op.End)
	case kind == 12 && f.loops == 0:
		f.loop(depth)
	case kind == 13:
		f.block(op.Block, wasm.NoType)
		f.block(op.Block, wasm.NoType)
		f.value(wasm.I32, depth)
		f.instr(binary.Instr{Op: op.BrTable, Labels: []uint32{0, 1, 0}, X: 1})
		f.op(op.End)
		f.statement(depth - 1)
		f.op(op.End)
	case kind == 14:
		f.bulk()
	case kind == 15:
		if x := f.callee(func(*wasm.FuncType) bool { return true }); x >= 0 {
			f.call(x, op.Call)
			for range f.m.FuncType(uint32(x)).Results {
				f.op(op.Drop)
			}
		}
	case f.IntN(20) == 0:
		f.value(wasm.I32, 2)
		f.block(op.If, wasm.NoType)
		f.op(op.Unreachable)
		f.op(op.End)
	default:
		f.constant(wasm.I32, uint64(f.IntN(2)))
		f.op(op.MemoryGrow)
		f.opX(op.LocalSet, f.local(wasm.I32))
	}
}

// loop runs a statement a few times.
func (f *funcGen) loop(depth int) {
	counter := len(f.locals) + 5
	f.loops++
	f.constant(wasm.I32, uint64(1+f.IntN(6)))
	f.opX(op.LocalSet, counter)
	f.block(op.Loop, wasm.NoType)
	f.statement(depth - 1)
	f.statement(depth - 1)
	f.opX(op.LocalGet, counter)
	f.constant(wasm.I32, 1)
	f.op(op.I32Sub)
	f.opX(op.LocalTee, counter)
	f.opX(op.BrIf, 0)
	f.op(op.End)
	f.loops--
}

// bulk writes an instruction on ranges of memory.
func (f *funcGen) bulk() {
	f.address(1)
	switch f.IntN(3) {
	case 0:
		f.value(wasm.I32, 1)
		f.constant(wasm.I32, uint64(f.IntN(300)))
		f.op(op.MemoryFill)
	case 1:
		f.address(1)
		f.constant(wasm.I32, uint64(f.IntN(300)))
		f.op(op.MemoryCopy)
	default:
		f.constant(wasm.I32, uint64(f.IntN(10)))
		f.constant(wasm.I32, uint64(f.IntN(9)))
		f.op(op.MemoryInit)
	}
}
