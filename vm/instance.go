package vm

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds instances and instantiation (specification: "Module instances", "Instantiation").

// An Instance is a module that runs: its memories, tables and globals, and what it imported. It belongs to a store and shares
// its rule: no concurrent use.
type Instance struct {
	store  *Store
	module *Module

	imports  []*Func // imported functions
	refs     []uint32
	tables   []*Table
	memories []*Memory
	globals  []*Global

	// As the run loop reads them.
	entries     unsafe.Pointer
	globalCells unsafe.Pointer
	tableViews  unsafe.Pointer

	cells   []unsafe.Pointer // what globalCells points to
	dropped map[segment]bool // segments that have been dropped
	memory  *Memory          // the one exported as "memory", once asked for
}

// A segment names a data or an element segment of an instance.
type segment struct {
	elem  bool
	index uint32
}

// An Extern is something that can be imported: a *Func, *Table, *Memory or *Global.
type Extern interface{ extern() wasm.ExternKind }

func (*Func) extern() wasm.ExternKind   { return wasm.ExternFunc }
func (*Table) extern() wasm.ExternKind  { return wasm.ExternTable }
func (*Memory) extern() wasm.ExternKind { return wasm.ExternMemory }
func (*Global) extern() wasm.ExternKind { return wasm.ExternGlobal }

// newInstance makes an instance from imports that fit, one per import of the module.
func (s *Store) newInstance(m *Module, imports []Extern) (*Instance, error) {
	if s.instances >= s.cfg.MaxInstances {
		return nil, &LimitError{Limit: "MaxInstances", Max: uint64(s.cfg.MaxInstances), Want: uint64(s.instances) + 1}
	}
	in := &Instance{store: s, module: m, refs: make([]uint32, len(m.src.Funcs)), dropped: map[segment]bool{}}
	in.take(imports)
	if err := in.allocate(); err != nil {
		return nil, err
	}
	s.instances++
	return in, nil
}

// initialize copies the segments and runs the start function. An instance that fails in this stays in the store, as others may
// have got references to its functions.
func (in *Instance) initialize(ctx context.Context) error {
	if t := in.copySegments(); t != nil {
		return t
	}
	if x := in.module.src.Start; x != wasm.NoIndex {
		return in.store.callInside(ctx, in.fn(x), nil)
	}
	return nil
}

// take puts the imports into the index spaces.
func (in *Instance) take(imports []Extern) {
	for _, x := range imports {
		switch x := x.(type) {
		case *Func:
			in.imports = append(in.imports, x)
		case *Table:
			in.tables = append(in.tables, x)
		case *Memory:
			in.memories = append(in.memories, x)
		case *Global:
			in.globals = append(in.globals, x)
		}
	}
}

// allocate makes the memories, tables and globals that the module defines.
func (in *Instance) allocate() error {
	src, s := in.module.src, in.store
	for i := len(in.memories); i < len(src.Memories); i++ {
		m, err := newMemory(s, src.Memories[i])
		if err != nil {
			return fmt.Errorf("memory %d: %w", i, err)
		}
		in.memories = append(in.memories, m)
	}
	own := make([]Global, len(src.Globals)-len(in.globals))
	for i := range own {
		g := &own[i]
		def := &src.Globals[len(in.globals)]
		g.typ, g.store = def.GlobalType, s
		g.cell = in.evaluateSlots(&def.Init)
		in.globals = append(in.globals, g)
	}
	for i := len(in.tables); i < len(src.Tables); i++ {
		t, err := newTable(s, src.Tables[i].TableType)
		if err != nil {
			return fmt.Errorf("table %d: %w", i, err)
		}
		if init := &src.Tables[i].Init; len(init.Code) > 0 {
			ref := in.evaluate(init)
			for j := range t.elems {
				t.elems[j] = ref
			}
		}
		in.tables = append(in.tables, t)
	}
	in.expose()
	return nil
}

// expose makes the arrays that the run loop reads.
func (in *Instance) expose() {
	in.entries = unsafe.Pointer(unsafe.SliceData(in.module.entries))
	in.cells = make([]unsafe.Pointer, len(in.globals))
	for i, g := range in.globals {
		in.cells[i] = unsafe.Pointer(&g.cell)
	}
	in.globalCells = unsafe.Pointer(unsafe.SliceData(in.cells))
	in.tableViews = unsafe.Pointer(unsafe.SliceData(in.tables))
}

// copySegments copies the active segments, in order.
func (in *Instance) copySegments() *Trap {
	src := in.module.src
	for i := range src.Elems {
		e := &src.Elems[i]
		if e.Mode == wasm.SegmentActive {
			t, at := in.tables[e.Table], in.evaluate(&e.At)
			if !within(at, uint64(e.Len()), t.len) {
				return &Trap{Code: TrapTableOutOfBounds, Err: fmt.Errorf("element segment %d", i)}
			}
			in.initTable(t, uint32(i), at, 0, uint64(e.Len()))
		}
		if e.Mode != wasm.SegmentPassive {
			in.dropElem(uint32(i))
		}
	}
	for i := range src.Datas {
		d := &src.Datas[i]
		if d.Mode != wasm.SegmentActive {
			continue
		}
		dst, ok := in.memories[d.Memory].Read(in.evaluate(&d.At), uint64(len(d.Init)))
		if !ok {
			return &Trap{Code: TrapMemoryOutOfBounds, Err: fmt.Errorf("data segment %d", i)}
		}
		copy(dst, d.Init)
		in.dropData(uint32(i))
	}
	return nil
}

// evaluate computes a valid constant expression that is no v128.
func (in *Instance) evaluate(e *wasm.ConstExpr) uint64 { return in.evaluateSlots(e)[0] }

// evaluateSlots computes a valid constant expression; the second slot is only of a v128.
func (in *Instance) evaluateSlots(e *wasm.ConstExpr) (slots [2]uint64) {
	var r binary.Instrs
	var i binary.Instr
	r.Reset(e.Code, e.Offset)
	stack := make([]uint64, 0, 4)
	for r.Next(&i) {
		switch i.Op {
		case op.I32Const, op.I64Const, op.F32Const, op.F64Const:
			stack = append(stack, i.Imm)
		case op.V128Const:
			low, high := halvesOf(&i.V128)
			stack = append(stack, low, high)
		case op.GlobalGet:
			g := in.globals[i.X]
			stack = append(stack, g.cell[:g.typ.Type.Slots()]...)
		case op.RefNull:
			stack = append(stack, 0)
		case op.RefFunc:
			stack = append(stack, in.funcRef(i.X))
		case op.I32Add, op.I32Sub, op.I32Mul, op.I64Add, op.I64Sub, op.I64Mul:
			n := len(stack) - 2
			stack[n] = extendedConst(i.Op, stack[n], stack[n+1])
			stack = stack[:n+1]
		}
	}
	copy(slots[:], stack)
	return slots
}

// extendedConst computes the arithmetic of constant expressions.
func extendedConst(o op.Op, a, b uint64) uint64 {
	switch o {
	case op.I32Add:
		return uint64(uint32(a + b))
	case op.I32Sub:
		return uint64(uint32(a - b))
	case op.I32Mul:
		return uint64(uint32(a * b))
	case op.I64Add:
		return a + b
	case op.I64Sub:
		return a - b
	}
	return a * b
}

// funcRef returns the reference to function x.
func (in *Instance) funcRef(x uint32) uint64 {
	if int(x) < len(in.imports) {
		return in.imports[x].ref
	}
	if in.refs[x] == 0 {
		src := in.module.src
		in.refs[x] = uint32(in.store.newRef(funcRec{entry: &in.module.entries[int(x)-len(in.imports)], instance: unsafe.Pointer(in),
			typ: in.module.typeIDs[src.Funcs[x]], index: x}))
	}
	return uint64(in.refs[x])
}

// fn returns the handle of function x.
func (in *Instance) fn(x uint32) *Func { return in.store.funcByRef(in.funcRef(x)) }

// makeFunc makes the handle of a defined function.
func (in *Instance) makeFunc(x int, ref uint64) *Func {
	m := in.module
	return &Func{store: in.store, typ: m.src.FuncType(uint32(x)), id: m.typeIDs[m.src.Funcs[x]], instance: in,
		entry: &m.entries[x-len(in.imports)], index: x, ref: ref}
}

// data returns data segment x, empty once it is dropped.
func (in *Instance) data(x uint32) []byte {
	if in.dropped[segment{false, x}] {
		return nil
	}
	return in.module.src.Datas[x].Init
}

func (in *Instance) dropData(x uint32) { in.dropped[segment{false, x}] = true }
func (in *Instance) dropElem(x uint32) { in.dropped[segment{true, x}] = true }

// elemLen returns the length of element segment x, 0 once it is dropped.
func (in *Instance) elemLen(x uint32) uint64 {
	if in.dropped[segment{true, x}] {
		return 0
	}
	return uint64(in.module.src.Elems[x].Len())
}

// initTable copies n elements of segment x, all in bounds, from src on to dst on.
func (in *Instance) initTable(t *Table, x uint32, dst, src, n uint64) {
	e := &in.module.src.Elems[x]
	for i := range n {
		if e.UsesExprs {
			t.elems[dst+i] = in.evaluate(&e.Exprs[src+i])
		} else {
			t.elems[dst+i] = in.funcRef(e.Funcs[src+i])
		}
	}
}

// Module returns the module that the instance was made from.
func (in *Instance) Module() *Module { return in.module }

// export finds an export by name and kind.
func (in *Instance) export(name string, kind wasm.ExternKind) (uint32, bool) {
	i, ok := in.module.exported()[name]
	if !ok || in.module.src.Exports[i].Kind != kind {
		return 0, false
	}
	return in.module.src.Exports[i].Index, true
}

// Func returns an exported function.
func (in *Instance) Func(name string) (*Func, bool) {
	x, ok := in.export(name, wasm.ExternFunc)
	if !ok {
		return nil, false
	}
	return in.fn(x), true
}

// Memory returns an exported memory.
func (in *Instance) Memory(name string) (*Memory, bool) {
	x, ok := in.export(name, wasm.ExternMemory)
	if !ok {
		return nil, false
	}
	return in.memories[x], true
}

// Table returns an exported table.
func (in *Instance) Table(name string) (*Table, bool) {
	x, ok := in.export(name, wasm.ExternTable)
	if !ok {
		return nil, false
	}
	return in.tables[x], true
}

// Global returns an exported global.
func (in *Instance) Global(name string) (*Global, bool) {
	x, ok := in.export(name, wasm.ExternGlobal)
	if !ok {
		return nil, false
	}
	return in.globals[x], true
}

// Extern returns an export of any kind, or nil.
func (in *Instance) Extern(name string) Extern {
	i, ok := in.module.exported()[name]
	if !ok {
		return nil
	}
	e := &in.module.src.Exports[i]
	switch e.Kind {
	case wasm.ExternFunc:
		return in.fn(e.Index)
	case wasm.ExternTable:
		return in.tables[e.Index]
	case wasm.ExternMemory:
		return in.memories[e.Index]
	case wasm.ExternGlobal:
		return in.globals[e.Index]
	}
	return nil
}

// memoryExport returns the memory exported as "memory", or nil.
func (in *Instance) memoryExport() *Memory {
	if in.memory == nil {
		in.memory, _ = in.Memory("memory")
	}
	return in.memory
}
