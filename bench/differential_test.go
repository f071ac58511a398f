package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file compares wvm with runtimes that others wrote, on random modules and on every numeric instruction: results, traps,
// memories and globals. The modules use what all of them have: WebAssembly 2.0 and tail calls.

const commonFeatures = wasm.FeatureMutableGlobals | wasm.FeatureSignExtension | wasm.FeatureSaturatingConversions | wasm.FeatureMultiValue |
	wasm.FeatureBulkMemory | wasm.FeatureReferenceTypes | wasm.FeatureSIMD | wasm.FeatureTailCalls

// callFuel is what a call may use up in wvm. The peers make only calls that end within it.
const callFuel = 100_000

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

// addType returns the index of a function type in m.
func addType(m *wasm.Module, t wasm.FuncType) uint32 {
	x := uint32(len(m.Types))
	m.Types = append(m.Types, wasm.SubType{Final: true, Func: t, RecStart: x, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex})
	return x
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

// callee returns a function for whose type ok holds, or -1.
func (f *funcGen) callee(ok func(*wasm.FuncType) bool) int {
	at := f.IntN(len(f.m.Funcs))
	for i := range f.m.Funcs {
		if x := (at + i) % len(f.m.Funcs); ok(f.m.FuncType(uint32(x))) {
			return x
		}
	}
	return -1
}

// call calls function x, directly or, with its type, through the table.
func (f *funcGen) call(x int, direct op.Op) {
	f.values(f.m.FuncType(uint32(x)).Params, 1)
	if f.IntN(2) == 0 {
		f.opX(direct, x)
		return
	}
	f.constant(wasm.I32, uint64(f.IntN(tableSize+1)))
	f.instr(binary.Instr{Op: map[op.Op]op.Op{op.Call: op.CallIndirect, op.ReturnCall: op.ReturnCallIndirect}[direct], X: f.m.Funcs[x]})
}

// address pushes an address, mostly one that is there.
func (f *funcGen) address(depth int) {
	f.value(wasm.I32, depth)
	if f.IntN(60) > 0 {
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
		f.compute(ordinaryOps[letter][f.IntN(len(ordinaryOps[letter]))], t, depth)
	}
}

// compute writes an ordinary instruction with its operands. Divisions mostly have a divisor other than 0.
func (f *funcGen) compute(o op.Op, t wasm.ValType, depth int) {
	params, _, _ := strings.Cut(o.Info().Sig, ":")
	for _, p := range []byte(params) {
		f.value(typeOf[p], depth-1)
	}
	if p := typeOf[params[0]]; (strings.Contains(o.String(), ".div_") || strings.Contains(o.String(), ".rem_")) && f.IntN(10) > 0 {
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
		x := f.IntN(len(f.m.Funcs))
		f.call(x, op.Call)
		for range f.m.FuncType(uint32(x)).Results {
			f.op(op.Drop)
		}
	case f.IntN(12) == 0:
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

// trapKinds are the kinds of traps that every runtime tells apart, with words that its message has one of. The first that fits counts.
var trapKinds = []struct {
	kind  string
	words []string
}{
	{"unreachable", []string{"unreachable"}},
	{"element", []string{"undefined element", "uninitialized element", "invalid table access"}},
	{"memory", []string{"out of bounds memory access"}},
	{"divide by zero", []string{"integer divide by zero"}},
	{"overflow", []string{"integer overflow"}},
	{"conversion", []string{"invalid conversion to integer"}},
	{"type mismatch", []string{"indirect call type mismatch"}},
	{"inconclusive", []string{"stack overflow", "call stack exhausted", "all fuel consumed"}},
}

// trapKind classifies the message of a call's error, of whichever runtime.
func trapKind(message string) string {
	for _, k := range trapKinds {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(message, w) }) {
			return k.kind
		}
	}
	return message
}

// An outcome is what comes of a call.
type outcome struct {
	results []uint64
	trap    string // "" without one
	memory  []byte
	globals []uint64
}

// difference says in what b differs from a, or nothing. nan says how wide the floats are that v128 results consist of, in bits, or 0.
func (a *outcome) difference(b *outcome, t *wasm.FuncType, nan int) string {
	if a.trap != b.trap {
		return fmt.Sprintf("trap %q, the peer's %q", a.trap, b.trap)
	}
	for i, x := range a.results {
		if !sameNumber(t.Results[i], nan, x, b.results[i]) {
			return fmt.Sprintf("results %#x, the peer's %#x", a.results, b.results)
		}
	}
	for i, x := range a.globals {
		if !sameNumber(numTypes[i], 0, x, b.globals[i]) {
			return fmt.Sprintf("globals %#x, the peer's %#x", a.globals, b.globals)
		}
	}
	if !bytes.Equal(a.memory, b.memory) {
		return fmt.Sprintf("memories of %d and %d bytes differ", len(a.memory), len(b.memory))
	}
	return ""
}

// sameNumber compares numbers bit by bit, but any NaN equals any NaN.
func sameNumber(t wasm.ValType, nan int, a, b uint64) bool {
	switch {
	case t == wasm.I32 && nan == 0:
		return uint32(a) == uint32(b)
	case t == wasm.F32:
		x, y := math.Float32frombits(uint32(a)), math.Float32frombits(uint32(b))
		return uint32(a) == uint32(b) || x != x && y != y
	case t == wasm.I64 && nan == 32:
		return sameNumber(wasm.F32, 0, a, b) && sameNumber(wasm.F32, 0, a>>32, b>>32)
	case t == wasm.F64 || nan == 64:
		x, y := math.Float64frombits(a), math.Float64frombits(b)
		return a == b || x != x && y != y
	}
	return a == b
}

// A guest is an instance in wvm.
type guest struct {
	store *vm.Store
	in    *vm.Instance
}

func newGuest(t *testing.T, module []byte) *guest {
	t.Helper()
	e := vm.NewEngine(vm.Config{Fuel: true})
	m, err := e.Compile(module)
	if err != nil {
		t.Fatal("wvm:", err)
	}
	l := vm.NewLinker(e)
	err = l.Func("host", "mix", hostFunc, func(_ *vm.Caller, stack []uint64) error {
		stack[0] = hostResult(uint32(stack[0]), stack[1])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{store: e.NewStore(vm.StoreConfig{MaxStack: 1 << 18})}
	if g.in, err = l.Instantiate(t.Context(), g.store, m); err != nil {
		t.Fatal("wvm:", err)
	}
	return g
}

func (g *guest) call(t *testing.T, name string, args []uint64) *outcome {
	f, _ := g.in.Func(name)
	g.store.SetFuel(callFuel)
	results, err := f.Call(t.Context(), args...)
	o := &outcome{results: slices.Clone(results)}
	if err != nil {
		var trap *vm.Trap
		if !errors.As(err, &trap) {
			t.Fatal("wvm:", err)
		}
		o.trap = trapKind(trap.Code.String())
	}
	if m, ok := g.in.Memory("memory"); ok {
		o.memory = m.Bytes()
		for i := range numTypes {
			x, _ := g.in.Global(fmt.Sprint("g", i))
			o.globals = append(o.globals, x.Get())
		}
	}
	return o
}

// wazeroConfigs are wazero's interpreter and, on machines that it knows, its compiler.
func wazeroConfigs() map[string]wazero.RuntimeConfig {
	all := map[string]wazero.RuntimeConfig{"wazero's interpreter": wazero.NewRuntimeConfigInterpreter()}
	if runtime.GOOS != "js" && (runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64") {
		all["wazero's compiler"] = wazero.NewRuntimeConfigCompiler()
	}
	for name, c := range all {
		all[name] = c.WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall)
	}
	return all
}

// newWazero returns a runtime that has the host function.
func newWazero(t *testing.T, config wazero.RuntimeConfig) wazero.Runtime {
	r := wazero.NewRuntimeWithConfig(t.Context(), config)
	t.Cleanup(func() { r.Close(context.Background()) })
	_, err := r.NewHostModuleBuilder("host").NewFunctionBuilder().WithFunc(hostResult).Export("mix").Instantiate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wazeroCall(t *testing.T, in api.Module, name string, args []uint64) *outcome {
	results, err := in.ExportedFunction(name).Call(t.Context(), args...)
	o := &outcome{results: results}
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		o.trap = trapKind(first)
	}
	if m := in.ExportedMemory("memory"); m != nil {
		o.memory, _ = m.Read(0, m.Size())
		for i := range numTypes {
			o.globals = append(o.globals, in.ExportedGlobal(fmt.Sprint("g", i)).Get())
		}
	}
	return o
}

// arguments returns the n-th arguments for a function.
func arguments(t *wasm.FuncType, n int) []uint64 {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	f := funcGen{Rand: r}
	var args []uint64
	for _, p := range t.Params {
		args = append(args, f.bits(p))
	}
	return args
}

// A tally counts modules and calls.
type tally struct{ modules, refused, returned, trapped, inconclusive int }

func (c *tally) String() string {
	return fmt.Sprintf("%d modules, %d refused by the peer; %d calls returned, %d trapped, %d were inconclusive",
		c.modules, c.refused, c.returned, c.trapped, c.inconclusive)
}

// count reports whether the outcomes of a call can be compared.
func (c *tally) count(outcomes ...*outcome) bool {
	for _, o := range outcomes {
		if o.trap == "inconclusive" {
			c.inconclusive++
			return false
		}
	}
	if outcomes[0].trap != "" {
		c.trapped++
	} else {
		c.returned++
	}
	return true
}

// compareWazero calls each function of a module a number of times, until a call is inconclusive, in which case the instances may differ.
func (c *tally) compareWazero(t *testing.T, r wazero.Runtime, label string, m *wasm.Module, calls int) {
	b := binary.Encode(m)
	ours := newGuest(t, b)
	defer ours.store.Close()
	c.modules++
	compiled, err := r.CompileModule(t.Context(), b)
	if err != nil {
		c.refused++
		t.Logf("%s: %v", label, err)
		return
	}
	defer compiled.Close(t.Context())
	theirs, err := r.InstantiateModule(t.Context(), compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		t.Fatal(label, err)
	}
	defer theirs.Close(t.Context())
	for n := range calls {
		for _, x := range m.Exports {
			if x.Kind != wasm.ExternFunc {
				continue
			}
			typ := m.FuncType(x.Index)
			args := arguments(typ, n)
			got := ours.call(t, x.Name, args)
			if !c.count(got) {
				return
			}
			want := wazeroCall(t, theirs, x.Name, args)
			if want.trap == "inconclusive" {
				c.inconclusive++
				return
			}
			if d := got.difference(want, typ, floatLanes(x.Name)); d != "" {
				t.Errorf("%s: %s(%#x): %s", label, x.Name, args, d)
				return
			}
		}
	}
}

// floatLanes is the width of the floats in the v128 that an instruction results in, or 0.
func floatLanes(instruction string) int {
	switch instruction {
	case "f32x4.eq", "f32x4.ne", "f32x4.lt", "f32x4.gt", "f32x4.le", "f32x4.ge", "f64x2.eq", "f64x2.ne", "f64x2.lt", "f64x2.gt", "f64x2.le", "f64x2.ge":
		return 0
	}
	switch {
	case strings.HasPrefix(instruction, "f32x4."):
		return 32
	case strings.HasPrefix(instruction, "f64x2."):
		return 64
	}
	return 0
}

func TestAgainstWazero(t *testing.T) {
	for name, config := range wazeroConfigs() {
		t.Run(name, func(t *testing.T) {
			var c tally
			r := newWazero(t, config)
			c.compareWazero(t, r, "numeric instructions", numericModule(), 200)
			for seed := range uint64(300) {
				c.compareWazero(t, r, fmt.Sprint("seed ", seed), randomModule(rand.New(rand.NewPCG(seed, 1)), seed%2 == 0), 4)
			}
			t.Log(&c)
			if c.refused > 0 || c.inconclusive > c.modules/2 {
				t.Error("too little was compared:", &c)
			}
		})
	}
}

func TestAgainstWasmtime(t *testing.T) {
	wasmtime, err := build.Find("WASMTIME", "wasmtime")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	const processes = 40
	var c tally
	for seed := uint64(1); c.returned+c.trapped < processes; seed += 2 {
		m := randomModule(rand.New(rand.NewPCG(seed, 1)), false)
		x := m.Exports[0]
		typ := m.FuncType(x.Index)
		b := binary.Encode(m)
		file := filepath.Join(t.TempDir(), "m.wasm")
		if err := os.WriteFile(file, b, 0o666); err != nil {
			t.Fatal(err)
		}
		args := arguments(typ, int(seed))
		ours := newGuest(t, b)
		got := ours.call(t, x.Name, args)
		got.memory, got.globals = nil, nil // its command line does not show them
		if want := wasmtimeCall(t, wasmtime, file, x.Name, typ, args, got.trap); c.count(got, want) {
			if d := got.difference(want, typ, 0); d != "" {
				t.Errorf("seed %d: %s(%#x): %s", seed, x.Name, args, d)
			}
		}
		c.modules++
		ours.store.Close()
	}
	t.Log(&c)
}

// wasmtimeCall calls a function in a process, unless wvm's trap says that this call may not end.
func wasmtimeCall(t *testing.T, wasmtime, file, name string, typ *wasm.FuncType, args []uint64, trap string) *outcome {
	if trap == "inconclusive" {
		return &outcome{trap: trap}
	}
	cmd := exec.Command(wasmtime, "run", "--invoke", name, file)
	for i, p := range typ.Params {
		cmd.Args = append(cmd.Args, formatNumber(p, args[i]))
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		_, message, ok := strings.Cut(stderr.String(), "wasm trap: ")
		if !ok {
			t.Fatalf("%s: %v: %s", cmd, err, &stderr)
		}
		return &outcome{trap: trapKind(message)}
	}
	o := &outcome{}
	lines := strings.Fields(stdout.String())
	if len(lines) != len(typ.Results) {
		t.Fatalf("%s: printed %q", cmd, lines)
	}
	for i, r := range typ.Results {
		bits, err := parseNumber(r, lines[i])
		if err != nil {
			t.Fatalf("%s: %v", cmd, err)
		}
		o.results = append(o.results, bits)
	}
	return o
}

// formatNumber writes a number as wasmtime's command line takes it.
func formatNumber(t wasm.ValType, bits uint64) string {
	switch t {
	case wasm.I32:
		return strconv.Itoa(int(int32(bits)))
	case wasm.I64:
		return strconv.FormatInt(int64(bits), 10)
	case wasm.F32:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(bits))), 'g', -1, 32)
	}
	return strconv.FormatFloat(math.Float64frombits(bits), 'g', -1, 64)
}

// parseNumber reads a number as wasmtime prints it.
func parseNumber(t wasm.ValType, s string) (uint64, error) {
	switch t {
	case wasm.I32:
		x, err := strconv.ParseInt(s, 10, 32)
		return uint64(uint32(x)), err
	case wasm.I64:
		x, err := strconv.ParseInt(s, 10, 64)
		return uint64(x), err
	case wasm.F32:
		x, err := strconv.ParseFloat(s, 32)
		return uint64(math.Float32bits(float32(x))), err
	}
	x, err := strconv.ParseFloat(s, 64)
	return math.Float64bits(x), err
}
