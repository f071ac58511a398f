package vm

import (
	"fmt"
	"math"
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file and random_func_test.go and random_value_test.go make random valid modules out of any bytes: each byte is
// a choice among what is valid at that point. This file holds modules: what they import, define and export.

// choices hands out decisions, read from bytes. When the bytes are used up each decision is 0, for which everything here does
// what comes to an end soonest.
type choices struct {
	b   []byte
	pos int
}

// share takes one of n equal parts of what is left.
func (c *choices) share(n int) *choices {
	k := (len(c.b) - min(c.pos, len(c.b))) / n
	c.pos += k
	return &choices{b: c.b[c.pos-k : c.pos]}
}

func (c *choices) done() bool { return c.pos >= len(c.b) }

func (c *choices) byte() byte {
	if c.done() {
		return 0
	}
	c.pos++
	return c.b[c.pos-1]
}

// n returns a number below n.
func (c *choices) n(n int) int {
	x := int(c.byte())
	if n > 256 {
		x = x<<8 | int(c.byte())
	}
	return x % n
}

// one returns true once in n times.
func (c *choices) one(n int) bool { return c.n(n) == n-1 }

// oneOf returns one of list.
func oneOf[T any](c *choices, list []T) T { return list[c.n(len(list))] }

func (c *choices) u32() uint32 {
	return uint32(c.byte()) | uint32(c.byte())<<8 | uint32(c.byte())<<16 | uint32(c.byte())<<24
}

func (c *choices) u64() uint64 { return uint64(c.u32()) | uint64(c.u32())<<32 }

var interestingI32 = []uint32{0, 1, 2, 3, 7, 8, 16, 31, 32, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0x8001, 0xffff, 0x10000, 0x10001, 0x7fffffff,
	0x80000000, 0x80000001, 0xffffffff, 0xfffffffe, 0xffff8000, 0xffff7fff, 0xffffff80, 0xfffffff8}

var interestingI64 = []uint64{0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x100000001, 0xffffffff80000000, 0xffffffff7fffffff, 0xffffffff00000000,
	math.MaxInt64, 1 << 63, 1<<63 + 1, 1 << 53, 1<<53 + 1, 1 << 62, 63, 64, 65}

var interestingF64 = []float64{0, 1, -1, 0.5, -0.5, 1.5, 2.5, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64, 0x1p-1022,
	1 << 31, -1 << 31, -1<<31 - 1, 1 << 32, 1<<32 - 1, 1 << 53, 1<<53 - 1, 1 << 63, -1 << 63, 1 << 64, math.MaxFloat32, 0x1p-149, 0x1p-126, 0.1, math.Pi, 3e9, -1e10}

var nans64 = []uint64{0x7ff8000000000000, 0xfff8000000000000, 0x7ff0000000000001, 0x7ff800000000beef, 0xfff4000000000000}
var nans32 = []uint32{0x7fc00000, 0xffc00000, 0x7f800001, 0x7fc0beef, 0xffa00000}

// bits returns an interesting value of a number type as bits.
func (c *choices) bits(t wasm.ValType) uint64 {
	kind := c.n(8)
	switch t {
	case wasm.I32:
		switch kind {
		case 0, 1:
			return uint64(c.n(16))
		case 2:
			return uint64(c.u32())
		}
		return uint64(oneOf(c, interestingI32))
	case wasm.I64:
		switch kind {
		case 0, 1:
			return uint64(c.n(16))
		case 2:
			return c.u64()
		case 3, 4, 5:
			return uint64(int64(int32(oneOf(c, interestingI32))))
		}
		return oneOf(c, interestingI64)
	case wasm.F32:
		switch kind {
		case 1:
			return uint64(c.u32())
		case 2:
			return uint64(oneOf(c, nans32))
		}
		return uint64(math.Float32bits(float32(oneOf(c, interestingF64))))
	}
	switch kind {
	case 1:
		return c.u64()
	case 2:
		return oneOf(c, nans64)
	}
	return math.Float64bits(oneOf(c, interestingF64))
}

var numTypes = []wasm.ValType{wasm.I32, wasm.I64, wasm.F64, wasm.F32}

// A moduleGen makes a module.
type moduleGen struct {
	*choices
	m         *wasm.Module
	slots     []slotFunc
	immutable []uint32 // imported globals that constant expressions may read
}

// A slotFunc is an element of table 0 that is initialized with a function.
type slotFunc struct{ slot, fn uint32 }

// hostKinds are the host functions of random modules; see randomHost for what they do.
var hostKinds = []string{"mix", "fail", "poke", "grow", "call", "try"}

// randomModule makes a module. It may import, as "a", what the module a exports.
func randomModule(c *choices, a *wasm.Module) *wasm.Module {
	g := &moduleGen{choices: c, m: &wasm.Module{Start: wasm.NoIndex}}
	if a != nil { // so that indices mean the same in both
		g.m.Types = slices.Clone(a.Types)
	}
	g.heapTypes()
	g.importHosts()
	if a != nil {
		g.importFrom(a)
	}
	m := g.m
	m.NumImportedFuncs, m.NumImportedTables = len(m.Funcs), len(m.Tables)
	m.NumImportedMemories, m.NumImportedGlobals, m.NumImportedTags = len(m.Memories), len(m.Globals), len(m.Tags)
	g.tags()
	for range 1 + c.n(5) {
		m.Funcs = append(m.Funcs, g.funcType())
	}
	if c.one(200) {
		wide := wasm.FuncType{Params: slices.Repeat([]wasm.ValType{oneOf(c, numTypes)}, 250+c.n(100)), Results: g.valTypes(2)}
		m.Funcs = append(m.Funcs, g.typeIndex(wide))
	}
	for c.n(16) > 0 && len(m.Memories) < 1+c.n(3) {
		g.memory()
	}
	g.tables()
	g.globals()
	g.elements()
	g.data()
	for x := m.NumImportedFuncs; x < len(m.Funcs); x++ {
		g.choices = c.share(len(m.Funcs) - x)
		m.Bodies = append(m.Bodies, wasm.Body{Code: g.function(uint32(x))})
	}
	g.exports()
	m.HasDataCount, m.DataCount = true, uint32(len(m.Datas))
	return m
}

// funcType returns a type for a function, often one that has supertypes.
func (g *moduleGen) funcType() uint32 {
	if g.n(3) == 2 {
		if x, ok := g.typeBelow(wasm.HeapFunc, wasm.CompFunc); ok {
			return x
		}
	}
	params := g.valTypes(4)
	return g.typeIndex(wasm.FuncType{Params: params, Results: g.valTypes(3)})
}

// typeIndex returns the index of a function type, now and then of a second one that is the same.
func (g *moduleGen) typeIndex(t wasm.FuncType) uint32 {
	for i := range g.m.Types {
		f := &g.m.Types[i].Func
		if g.m.Types[i].Kind == wasm.CompFunc && g.m.Types[i].Final && g.m.Types[i].RecLen == 1 && len(g.m.Types[i].Super) == 0 && slices.Equal(f.Params, t.Params) && slices.Equal(f.Results, t.Results) && !g.one(8) {
			return uint32(i)
		}
	}
	x := len(g.m.Types)
	g.m.Types = append(g.m.Types, wasm.SubType{Final: true, Func: t, RecStart: uint32(x), RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex})
	return uint32(x)
}

func (g *moduleGen) importEntry(module, name string, kind wasm.ExternKind, index int) {
	g.m.Imports = append(g.m.Imports, wasm.Import{Module: module, Name: name, Kind: kind, Index: uint32(index)})
}

// importHosts imports host functions. Their names say what they do and, so that each type has its own, what type they have.
func (g *moduleGen) importHosts() {
	for range g.n(4) {
		var t wasm.FuncType
		for range g.n(5) {
			t.Params = append(t.Params, oneOf(g.choices, numTypes))
		}
		for range g.n(4) {
			t.Results = append(t.Results, oneOf(g.choices, numTypes))
		}
		g.importEntry("host", fmt.Sprint(oneOf(g.choices, hostKinds), " ", &t), wasm.ExternFunc, len(g.m.Funcs))
		g.m.Funcs = append(g.m.Funcs, g.typeIndex(t))
	}
}

// importFrom imports some of what a exports.
func (g *moduleGen) importFrom(a *wasm.Module) {
	m := g.m
	for _, x := range a.Exports {
		if g.one(4) {
			continue
		}
		switch x.Kind {
		case wasm.ExternFunc:
			g.importEntry("a", x.Name, x.Kind, len(m.Funcs))
			m.Funcs = append(m.Funcs, a.Funcs[x.Index])
		case wasm.ExternTable:
			g.importEntry("a", x.Name, x.Kind, len(m.Tables))
			m.Tables = append(m.Tables, wasm.Table{TableType: a.Tables[x.Index].TableType})
		case wasm.ExternMemory:
			g.importEntry("a", x.Name, x.Kind, len(m.Memories))
			m.Memories = append(m.Memories, a.Memories[x.Index])
		case wasm.ExternTag:
			g.importEntry("a", x.Name, x.Kind, len(m.Tags))
			m.Tags = append(m.Tags, a.Tags[x.Index])
		case wasm.ExternGlobal:
			t := a.Globals[x.Index].GlobalType
			if !t.Mutable {
				g.immutable = append(g.immutable, uint32(len(m.Globals)))
			}
			g.importEntry("a", x.Name, x.Kind, len(m.Globals))
			m.Globals = append(m.Globals, wasm.Global{GlobalType: t})
		}
	}
}

func (g *moduleGen) memory() {
	l := wasm.Limits{Min: []uint64{1, 1, 1, 2, 1, 2, 3, 0}[g.n(8)]}
	if g.n(3) > 0 {
		l.HasMax, l.Max = true, l.Min+uint64(g.n(3))
	}
	t := wasm.MemoryType{Limits: l, PageBits: wasm.DefaultPageBits}
	if g.n(6) == 5 {
		t.PageBits, t.Limits.Min, t.Limits.Max = 0, []uint64{10000, 0xffff, 70000, 3}[g.n(4)], 75000
	}
	t.Limits.Addr64 = g.n(4) == 3
	g.m.Memories = append(g.m.Memories, t)
}

// tables defines tables such that number 0 is one of functions, if there is none yet.
func (g *moduleGen) tables() {
	elem := wasm.FuncRef
	for range 1 + g.n(3) {
		l := wasm.Limits{Min: uint64(4 + g.n(8))}
		if g.n(2) > 0 {
			l.HasMax, l.Max = true, l.Min+uint64(g.n(6))
		}
		l.Addr64 = g.n(4) == 3
		g.m.Tables = append(g.m.Tables, wasm.Table{TableType: wasm.TableType{Elem: elem, Limits: l}})
		elem = []wasm.ValType{wasm.FuncRef, wasm.ExternRef, g.refType().WithNullable(true)}[g.n(3)]
	}
}

// constant returns a constant expression of type t.
func (g *moduleGen) constant(t wasm.ValType) wasm.ConstExpr {
	var code []byte
	add := func(in binary.Instr) { code = binary.AppendInstr(code, &in) }
	for _, x := range g.immutable {
		if g.m.Globals[x].Type == t && g.n(2) == 0 {
			add(binary.Instr{Op: op.GlobalGet, X: x})
			add(binary.Instr{Op: op.End})
			return wasm.ConstExpr{Code: code}
		}
	}
	switch {
	case t.IsRef():
		if !g.constRef(t, add, 3) {
			return wasm.ConstExpr{}
		}
	default:
		add(g.constantInstr(t))
	}
	if arithmetic := map[wasm.ValType][]op.Op{wasm.I32: {op.I32Add, op.I32Sub, op.I32Mul}, wasm.I64: {op.I64Add, op.I64Sub, op.I64Mul}}[t]; len(arithmetic) > 0 {
		for range g.n(3) {
			add(constInstr(t, g.bits(t)))
			add(binary.Instr{Op: oneOf(g.choices, arithmetic)})
		}
	}
	add(binary.Instr{Op: op.End})
	return wasm.ConstExpr{Code: code}
}

// constRef writes a constant of reference type t, if there is one.
func (g *moduleGen) constRef(t wasm.ValType, add func(binary.Instr), depth int) bool {
	h := t.Heap()
	if t.Nullable() && (depth == 0 || g.n(4) == 0) {
		add(binary.Instr{Op: op.RefNull, Type: t})
		return true
	}
	switch top := g.topOf(h); {
	case top == wasm.HeapFunc:
		for x := range g.m.Funcs {
			if g.fits(g.ownType(uint32(x)), t) && (g.n(3) > 0 || !t.Nullable()) {
				add(binary.Instr{Op: op.RefFunc, X: uint32(x)})
				return true
			}
		}
	case h == wasm.HeapExtern:
		if g.constRef(wasm.Ref(wasm.HeapAny, t.Nullable()), add, depth) {
			add(binary.Instr{Op: op.ExternConvertAny})
			return true
		}
	case h == wasm.HeapI31 || (h == wasm.HeapAny || h == wasm.HeapEq) && (depth == 0 || g.n(2) == 0):
		add(constInstr(wasm.I32, g.bits(wasm.I32)))
		add(binary.Instr{Op: op.RefI31})
		return true
	case depth > 0 && top == wasm.HeapAny:
		if x, ok := h.Index(); ok && t.Exact() {
			return g.constStruct(x, add, depth-1)
		}
		if x, ok := g.typeBelow(h, wasm.CompStruct); ok && g.constStruct(x, add, depth-1) {
			return true
		}
		if x, ok := g.typeBelow(h, wasm.CompArray); ok {
			g.constArray(x, add, depth-1)
			return true
		}
	}
	if t.Nullable() {
		add(binary.Instr{Op: op.RefNull, Type: t})
	}
	return t.Nullable()
}

// constStruct writes a constant struct of type x, if there is one.
func (g *moduleGen) constStruct(x uint32, add func(binary.Instr), depth int) bool {
	var code []binary.Instr
	later := func(in binary.Instr) { code = append(code, in) }
	for _, f := range g.m.Types[x].Fields {
		if t := unpacked(f.Type); !t.IsRef() {
			later(g.constantInstr(t))
		} else if !g.constRef(t, later, depth) {
			return false
		}
	}
	for _, in := range code {
		add(in)
	}
	if d := g.m.Types[x].Descriptor; d != wasm.NoIndex {
		in := binary.Instr{Op: op.StructNewDesc, X: x}
		if !g.constStruct(d, add, depth) {
			return false
		}
		add(in)
		return true
	}
	add(binary.Instr{Op: op.StructNew, X: x})
	return true
}

// constArray writes a constant array of type x.
func (g *moduleGen) constArray(x uint32, add func(binary.Instr), depth int) {
	t := unpacked(g.m.Types[x].Fields[0].Type)
	n := g.n(4)
	switch {
	case t.IsRef() && t.Nullable():
		add(constInstr(wasm.I32, uint64(n)))
		add(binary.Instr{Op: op.ArrayNewDefault, X: x})
		return
	case t.IsRef():
		n = 0
	case g.n(2) == 0:
		add(g.constantInstr(t))
		add(constInstr(wasm.I32, uint64(n)))
		add(binary.Instr{Op: op.ArrayNew, X: x})
		return
	}
	for range n {
		add(g.constantInstr(t))
	}
	add(binary.Instr{Op: op.ArrayNewFixed, X: x, Y: uint32(n)})
}

// constInstr is the instruction that pushes a number.
func constInstr(t wasm.ValType, bits uint64) binary.Instr {
	o := map[wasm.ValType]op.Op{wasm.I32: op.I32Const, wasm.I64: op.I64Const, wasm.F32: op.F32Const, wasm.F64: op.F64Const}[t]
	return binary.Instr{Op: o, Imm: bits}
}

// offsetExpr is the constant expression for n.
func offsetExpr(n int) wasm.ConstExpr { return offsetIn(wasm.Limits{}, n) }

// offsetIn is the constant expression for an offset in a memory or table.
func offsetIn(l wasm.Limits, n int) wasm.ConstExpr {
	in := constInstr(wasm.I32, uint64(uint32(n)))
	if l.Addr64 {
		in = constInstr(wasm.I64, uint64(n))
	}
	return wasm.ConstExpr{Code: binary.AppendInstr(binary.AppendInstr(nil, &in), &binary.Instr{Op: op.End})}
}

func (g *moduleGen) globals() {
	if g.one(24) { // indices from 256 on
		for i := range 258 + g.n(3) {
			g.m.Globals = append(g.m.Globals, wasm.Global{GlobalType: wasm.GlobalType{Type: wasm.I32, Mutable: true}, Init: offsetExpr(i)})
		}
	}
	for range g.n(6) {
		t := wasm.GlobalType{Type: g.valType(), Mutable: g.n(4) > 0}
		init := g.constant(t.Type)
		if init.Code == nil { // nothing of the type is constant
			t.Type = t.Type.WithNullable(true)
			init = g.constant(t.Type)
		}
		g.m.Globals = append(g.m.Globals, wasm.Global{GlobalType: t, Init: init})
	}
}

// elements defines element segments, first one that fills a good part of table 0 if that is one of functions.
func (g *moduleGen) elements() {
	m := g.m
	for i := range 1 + g.n(4) {
		e := wasm.Elem{Type: wasm.FuncRef, Mode: wasm.SegmentMode(g.n(3)), Table: uint32(g.n(len(m.Tables)))}
		if i == 0 {
			e.Mode, e.Table = wasm.SegmentActive, 0
		}
		n := 1 + g.n(6)
		if e.Mode == wasm.SegmentActive {
			e.Type = m.Tables[e.Table].Elem
			size := int(m.Tables[e.Table].Limits.Min)
			n = min(n, size)
			at := g.n(size - n + 1)
			if g.one(64) {
				at = size
			}
			e.At = offsetIn(m.Tables[e.Table].Limits, at)
			g.elementValues(&e, n)
			for k, x := range e.Funcs {
				if e.Table == 0 && e.Type == wasm.FuncRef {
					g.slots = append(g.slots, slotFunc{uint32(at + k), x})
				}
			}
		} else {
			e.Type = []wasm.ValType{wasm.FuncRef, wasm.FuncRef, wasm.ExternRef, g.refType().WithNullable(true)}[g.n(4)]
			g.elementValues(&e, n)
		}
		e.Flags = map[wasm.SegmentMode]uint32{wasm.SegmentActive: 0, wasm.SegmentPassive: 1, wasm.SegmentDeclarative: 3}[e.Mode]
		if e.Mode == wasm.SegmentActive && (e.Table != 0 || e.Type != wasm.FuncRef || g.one(4)) {
			e.Flags |= 2
		}
		if e.UsesExprs {
			e.Flags |= 4
		}
		m.Elems = append(m.Elems, e)
	}
}

// elementValues gives a segment n elements.
func (g *moduleGen) elementValues(e *wasm.Elem, n int) {
	e.UsesExprs = e.Type != wasm.FuncRef || g.one(4)
	for range n {
		if e.UsesExprs {
			e.Exprs = append(e.Exprs, g.constant(e.Type))
		} else {
			e.Funcs = append(e.Funcs, uint32(g.n(len(g.m.Funcs))))
		}
	}
}

func (g *moduleGen) data() {
	m := g.m
	for range g.n(4) {
		d := wasm.Data{Mode: wasm.SegmentPassive, Flags: 1}
		for range g.n(24) {
			d.Init = append(d.Init, g.byte())
		}
		if len(m.Memories) > 0 && g.n(2) == 0 {
			d.Mode, d.Flags, d.Memory = wasm.SegmentActive, 0, uint32(g.n(len(m.Memories)))
			if d.Memory != 0 {
				d.Flags = 2
			}
			t := &m.Memories[d.Memory]
			end := int(t.Limits.Min<<t.PageBits) - len(d.Init)
			at := oneOf(g.choices, []int{0, min(8, end), min(1000, end), end, end + g.n(40)/39})
			if end < 0 {
				d.Init, at = nil, 0
			}
			d.At = offsetIn(t.Limits, at)
		}
		m.Datas = append(m.Datas, d)
	}
}

// exports exports everything, imports as well. Function x is "f<x>", so that all functions may be referred to.
func (g *moduleGen) exports() {
	m := g.m
	add := func(kind wasm.ExternKind, n int, prefix string) {
		for i := range n {
			m.Exports = append(m.Exports, wasm.Export{Name: fmt.Sprint(prefix, i), Kind: kind, Index: uint32(i)})
		}
	}
	add(wasm.ExternFunc, len(m.Funcs), "f")
	add(wasm.ExternTable, len(m.Tables), "t")
	add(wasm.ExternGlobal, len(m.Globals), "g")
	add(wasm.ExternMemory, len(m.Memories), "memory")
	add(wasm.ExternTag, len(m.Tags), "e")
	for i := range m.Exports { // the first is the one that host functions look for
		if m.Exports[i].Name == "memory0" {
			m.Exports[i].Name = "memory"
		}
	}
	if x := len(m.Funcs) - 1; g.one(16) && len(m.FuncType(uint32(x)).Params) == 0 && len(m.FuncType(uint32(x)).Results) == 0 {
		m.Start = uint32(x)
	}
}
