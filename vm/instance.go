package vm

import (
	"context"
	"fmt"
	"unsafe"

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
	tags     []*Tag

	// As the run loop reads them.
	entries     unsafe.Pointer
	globalCells unsafe.Pointer
	tableViews  unsafe.Pointer

	cells   []unsafe.Pointer    // what globalCells points to
	dropped map[segment]bool    // segments that have been dropped, but for active data segments of an instance that is started
	started bool                // its active segments have been copied
	imaged  bool                // they have come from an image of all of them
	elems   map[uint32][]uint64 // element segments of references that the collector looks at, evaluated
	memory  *Memory             // the one exported as "memory", once asked for
}

// A segment names a data or an element segment of an instance.
type segment struct {
	elem  bool
	index uint32
}

// An Extern is something that can be imported: a *Func, *Table, *Memory, *Global or *Tag.
type Extern interface{ extern() wasm.ExternKind }

func (*Func) extern() wasm.ExternKind   { return wasm.ExternFunc }
func (*Table) extern() wasm.ExternKind  { return wasm.ExternTable }
func (*Memory) extern() wasm.ExternKind { return wasm.ExternMemory }
func (*Global) extern() wasm.ExternKind { return wasm.ExternGlobal }

// newInstance makes an instance from imports that fit, one per import of the module.
func (s *Store) newInstance(m *Module, imports []Extern) (*Instance, error) {
	if len(s.instances) >= s.cfg.MaxInstances {
		return nil, &LimitError{Limit: "MaxInstances", Max: uint64(s.cfg.MaxInstances), Want: uint64(len(s.instances)) + 1}
	}
	in := &Instance{store: s, module: m, refs: make([]uint32, len(m.src.Funcs)), dropped: map[segment]bool{}}
	in.take(imports)
	if err := in.allocate(); err != nil {
		return nil, err
	}
	s.instances = append(s.instances, in)
	return in, nil
}

// initialize copies the segments and runs the start function. An instance that fails in this stays in the store, as others may
// have got references to its functions.
func (in *Instance) initialize(ctx context.Context) error {
	err := in.copySegments()
	in.store.letGo() // what the segments and globals are made of is in its places
	if err != nil {
		return err
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
		case *Tag:
			in.tags = append(in.tags, x)
		}
	}
}

// allocate makes the memories, tables, globals and tags that the module defines.
func (in *Instance) allocate() error {
	src, s := in.module.src, in.store
	for i := len(in.memories); i < len(src.Memories); i++ {
		m, err := newMemory(s, src.Memories[i])
		if err != nil {
			return fmt.Errorf("memory %d: %w", i, err)
		}
		in.memories = append(in.memories, m)
	}
	for i := len(in.tags); i < len(src.Tags); i++ {
		in.tags = append(in.tags, newTag(s, in.module, uint32(i)))
	}
	own := make([]Global, len(src.Globals)-len(in.globals))
	for i := range own {
		if err := in.newGlobal(&own[i]); err != nil {
			return err
		}
	}
	for i := len(in.tables); i < len(src.Tables); i++ {
		t, err := newTable(s, src.Tables[i].TableType, in.module.typeIDs)
		if err != nil {
			return fmt.Errorf("table %d: %w", i, err)
		}
		if init := &src.Tables[i].Init; len(init.Code) > 0 {
			ref, err := in.evaluate(init)
			if err != nil {
				return err
			}
			for j := range t.elems {
				t.elems[j] = ref[0]
			}
		}
		in.tables = append(in.tables, t)
	}
	in.expose()
	return nil
}

// newGlobal makes g the next global.
func (in *Instance) newGlobal(g *Global) error {
	def := &in.module.src.Globals[len(in.globals)]
	v, err := in.evaluate(&def.Init)
	if err != nil {
		return err
	}
	g.typ, g.ids, g.store = def.GlobalType, in.module.typeIDs, in.store
	g.traced = g.typ.Type.IsRef() && !in.store.engine.types.isFuncRef(g.typ.Type, g.ids)
	copy(g.cell[:], v)
	in.globals = append(in.globals, g)
	in.store.globals = append(in.store.globals, g)
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
func (in *Instance) copySegments() error {
	src := in.module.src
	if err := in.evaluateElems(); err != nil {
		return err
	}
	for i := range src.Elems {
		if err := in.initElem(uint32(i), &src.Elems[i]); err != nil {
			return err
		}
	}
	if !in.fromImage() {
		if err := in.copyDatas(); err != nil {
			return err
		}
	}
	in.started = true
	return nil
}

// copyDatas copies the active data segments.
func (in *Instance) copyDatas() error {
	for i := range in.module.src.Datas {
		d := &in.module.src.Datas[i]
		if d.Mode != wasm.SegmentActive {
			continue
		}
		at, err := in.evaluate(&d.At)
		if err == nil {
			if dst, ok := in.memories[d.Memory].view(at[0], uint64(len(d.Init))); ok {
				in.module.place(i, dst, in.memories[d.Memory])
				continue
			}
			err = &Trap{Code: TrapMemoryOutOfBounds, Err: fmt.Errorf("data segment %d", i)}
		}
		for j := range i { // functions of the instance may have got into a table of another one
			if in.module.src.Datas[j].Mode == wasm.SegmentActive {
				in.dropData(uint32(j))
			}
		}
		return err
	}
	return nil
}

// evaluateElems computes the elements that may be objects: each is one object, however often its segment is used.
func (in *Instance) evaluateElems() error {
	for i := range in.module.src.Elems {
		e := &in.module.src.Elems[i]
		if !e.UsesExprs || in.store.engine.types.isFuncRef(e.Type, in.module.typeIDs) {
			continue
		}
		if in.elems == nil {
			in.elems = map[uint32][]uint64{}
			in.store.withElems = append(in.store.withElems, in)
		}
		values := make([]uint64, len(e.Exprs))
		in.elems[uint32(i)] = values
		for j := range e.Exprs {
			v, err := in.evaluate(&e.Exprs[j])
			if err != nil {
				return err
			}
			values[j] = v[0]
		}
	}
	return nil
}

// initElem uses element segment i as its mode says.
func (in *Instance) initElem(i uint32, e *wasm.Elem) error {
	if e.Mode == wasm.SegmentActive {
		at, err := in.evaluate(&e.At)
		if err != nil {
			return err
		}
		t := in.tables[e.Table]
		if !within(at[0], uint64(e.Len()), t.len) {
			return &Trap{Code: TrapTableOutOfBounds, Err: fmt.Errorf("element segment %d", i)}
		}
		in.copyElems(t.elems[at[0]:][:e.Len()], i, 0)
	}
	if e.Mode != wasm.SegmentPassive {
		in.dropElem(i)
	}
	return nil
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
	f := newFunc(in.store, m.src.FuncType(uint32(x)), m.typeIDs[m.src.Funcs[x]])
	f.instance, f.entry, f.index, f.ref = in, &m.entries[x-len(in.imports)], x, ref
	return f
}

// data returns data segment x, empty once it is dropped.
func (in *Instance) data(x uint32) []byte {
	if in.started && in.module.src.Datas[x].Mode == wasm.SegmentActive || in.dropped[segment{false, x}] {
		return nil
	}
	return in.module.src.Datas[x].Init
}

func (in *Instance) dropData(x uint32) { in.dropped[segment{false, x}] = true }

func (in *Instance) dropElem(x uint32) {
	in.dropped[segment{true, x}] = true
	delete(in.elems, x)
}

// elemLen returns the length of element segment x, 0 once it is dropped.
func (in *Instance) elemLen(x uint32) uint64 {
	if in.dropped[segment{true, x}] {
		return 0
	}
	return uint64(in.module.src.Elems[x].Len())
}

// copyElems copies elements of segment x, all there, from src on to dst.
func (in *Instance) copyElems(dst []uint64, x uint32, src uint64) {
	if values, ok := in.elems[x]; ok {
		copy(dst, values[src:])
		return
	}
	e := &in.module.src.Elems[x]
	for i := range dst {
		if !e.UsesExprs {
			dst[i] = in.funcRef(e.Funcs[src+uint64(i)])
		} else if v, err := in.evaluate(&e.Exprs[src+uint64(i)]); err == nil {
			dst[i] = v[0] // references to functions: making them cannot fail
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

// Tag returns an exported tag.
func (in *Instance) Tag(name string) (*Tag, bool) {
	x, ok := in.export(name, wasm.ExternTag)
	if !ok {
		return nil, false
	}
	return in.tags[x], true
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
	case wasm.ExternTag:
		return in.tags[e.Index]
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
