package vm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file and slow_instr_test.go and slow_num_test.go are an evaluator of WebAssembly to compare the engine with. It
// is as close to the specification's reduction rules as it can be and as simple as possible, however slow: instructions as
// decoded, a stack of operands, a stack of labels. Nothing of it is shared with the engine except the names of traps.
//
// This file holds the store, instances and calls.

// slowFeatures are the features that the evaluator knows. Random modules and the tables of instructions keep to them.
const slowFeatures = wasm.FeatureMutableGlobals | wasm.FeatureSignExtension | wasm.FeatureSaturatingConversions | wasm.FeatureMultiValue |
	wasm.FeatureBulkMemory | wasm.FeatureReferenceTypes | wasm.FeatureTailCalls | wasm.FeatureExtendedConst |
	wasm.FeatureMultiMemory | wasm.FeatureMemory64 | wasm.FeatureWideArithmetic | wasm.FeatureCustomPageSizes |
	wasm.FeatureFunctionReferences | wasm.FeatureGC | wasm.FeatureExceptions | wasm.FeatureSIMD | wasm.FeatureRelaxedSIMD |
	wasm.FeatureThreads | wasm.FeatureLegacyExceptions | wasm.FeatureCustomDescriptors

// A slowValue is a value: numbers as bits (i32 and f32 zero-extended), references as numbers of the store, 0 being null.
// The second half is for v128.
type slowValue [2]uint64

// A slowStop is what the evaluator panics with to end a run.
type slowStop struct {
	code TrapCode // 0: the run took more steps or deeper calls than allowed, so nothing is known about its result
	err  error
}

// A slowPlace is an instruction that trapped or called: the index of its function and its offset in the module.
type slowPlace struct{ fn, offset int }

// slowDepth bounds calls within calls.
const slowDepth = 150

// A slowStore is a store of the specification.
type slowStore struct {
	refs      []any // functions and objects by reference; the first is not used
	steps     int   // instructions that may still run
	frames    []*slowFrame
	base      int         // of the frames of the innermost call from the host
	trace     []slowPlace // of the last trap or exception, innermost first
	thrown    uint64      // the exception under way
	types     map[string][]*slowType
	typeCount int
	uncaught  uint64 // the exception that ended the last call
	elements  int    // values in objects
	maxMemory uint64 // bytes of a memory
	maxTable  uint64 // elements of a table

	fuel  uint64 // units that the instructions took which ran since it was set
	split bool   // some basic block was left before its end, so that it cost more than its instructions that ran
}

func newSlowStore(cfg StoreConfig, steps int) *slowStore {
	return &slowStore{refs: make([]any, 1), types: map[string][]*slowType{}, steps: steps, maxMemory: cfg.MaxMemory, maxTable: cfg.MaxTable}
}

// A slowHost is a host function. It returns an error to end the guest.
type slowHost func(in *slowInstance, args []uint64) ([]uint64, error)

// A slowFunc is a function instance.
type slowFunc struct {
	typ   *wasm.FuncType
	is    *slowType
	index int // in its module
	ref   uint64
	host  slowHost

	in     *slowInstance
	body   []binary.Instr
	locals []wasm.ValType // without parameters
	ends   map[int]slowEnd
}

// A slowEnd is where a block ends and where its else is, or the end again without one. arms are where the clauses of a try are.
type slowEnd struct {
	otherwise, end int
	arms           []int
}

type slowMemory struct {
	typ wasm.MemoryType
	b   []byte
	max uint64 // bytes
}

type slowTable struct {
	typ   wasm.TableType
	elems []uint64
	max   uint64
}

type slowGlobal struct {
	typ wasm.GlobalType
	v   slowValue
}

// A slowInstance is a module instance. It shares what it imports with the exporter.
type slowInstance struct {
	s        *slowStore
	m        *wasm.Module
	funcs    []*slowFunc
	tables   []*slowTable
	memories []*slowMemory
	globals  []*slowGlobal
	elems    [][]uint64
	datas    [][]byte
	tags     []*slowTag
	types    []*slowType
}

// add gives a function its reference.
func (s *slowStore) add(f *slowFunc) *slowFunc {
	f.ref = s.refer(f)
	return f
}

// slowRun does what ends with a trap, or with a run about which nothing is known (conclusive is false).
func slowRun(s *slowStore, do func()) (code TrapCode, conclusive bool) {
	base, outer := len(s.frames), s.base
	s.base = base
	defer func() {
		if v := recover(); v != nil {
			stop, ok := v.(slowStop)
			if !ok {
				panic(v)
			}
			code, conclusive, s.split = stop.code, stop.code != 0, true
			s.traceFrames()
		}
		s.frames, s.thrown, s.base = s.frames[:base], 0, outer
	}()
	if do(); s.thrown != 0 {
		s.uncaught = s.thrown
		return slowUncaught, true
	}
	return 0, true
}

// traceFrames remembers where the frames of the innermost call from the host are.
func (s *slowStore) traceFrames() {
	s.trace = nil
	for _, f := range slices.Backward(s.frames[s.base:]) {
		s.trace = append(s.trace, slowPlace{f.f.index, f.f.body[max(f.pc-1, 0)].Offset})
	}
}

func slowTrap(code TrapCode) { panic(slowStop{code: code}) }

// errSlow is what a host function gets when the guest that it called back trapped.
var errSlow = errors.New("trap")

// instantiate makes an instance. imports are *slowFunc, *slowTable, *slowMemory, *slowGlobal and *slowTag.
func (s *slowStore) instantiate(m *wasm.Module, imports []any) (in *slowInstance, code TrapCode, conclusive bool) {
	in = &slowInstance{s: s, m: m, types: s.define(m.Types)}
	for _, x := range imports {
		switch x := x.(type) {
		case *slowFunc:
			in.funcs = append(in.funcs, x)
		case *slowTable:
			in.tables = append(in.tables, x)
		case *slowMemory:
			in.memories = append(in.memories, x)
		case *slowGlobal:
			in.globals = append(in.globals, x)
		case *slowTag:
			in.tags = append(in.tags, x)
		}
	}
	in.allocate()
	code, conclusive = slowRun(s, in.initialize)
	return in, code, conclusive
}

// allocate makes what the module defines.
func (in *slowInstance) allocate() {
	s, m := in.s, in.m
	for i := range m.Bodies {
		x := uint32(m.NumImportedFuncs + i)
		f := &slowFunc{typ: m.FuncType(x), is: in.types[m.Funcs[x]], index: int(x), in: in}
		f.decode(&m.Bodies[i])
		in.funcs = append(in.funcs, s.add(f))
	}
	for _, x := range m.Tags[m.NumImportedTags:] {
		in.tags = append(in.tags, &slowTag{&m.Types[x].Func, m.Types})
	}
	for _, t := range m.Memories[m.NumImportedMemories:] {
		mem := &slowMemory{typ: t, b: make([]byte, t.Limits.Min<<t.PageBits), max: s.maxMemory}
		if t.Limits.HasMax {
			mem.max = min(mem.max, t.Limits.Max<<t.PageBits)
		}
		in.memories = append(in.memories, mem)
	}
	for i := range m.Globals[m.NumImportedGlobals:] {
		g := &m.Globals[m.NumImportedGlobals+i]
		in.globals = append(in.globals, &slowGlobal{typ: g.GlobalType, v: in.constant(&g.Init)})
	}
	for i := range m.Tables[m.NumImportedTables:] {
		t := &m.Tables[m.NumImportedTables+i]
		table := &slowTable{typ: t.TableType, elems: make([]uint64, t.Limits.Min), max: s.maxTable}
		if t.Limits.HasMax {
			table.max = min(table.max, t.Limits.Max)
		}
		if len(t.Init.Code) > 0 {
			ref := in.constant(&t.Init)[0]
			for j := range table.elems {
				table.elems[j] = ref
			}
		}
		in.tables = append(in.tables, table)
	}
	for i := range m.Elems {
		in.elems = append(in.elems, in.refs(&m.Elems[i]))
	}
	for i := range m.Datas {
		in.datas = append(in.datas, m.Datas[i].Init)
	}
}

// refs evaluates an element segment.
func (in *slowInstance) refs(e *wasm.Elem) []uint64 {
	var refs []uint64
	for _, x := range e.Funcs {
		refs = append(refs, in.funcs[x].ref)
	}
	for i := range e.Exprs {
		refs = append(refs, in.constant(&e.Exprs[i])[0])
	}
	return refs
}

// initialize runs the active segments as the instructions that the specification says they stand for, and the start function.
func (in *slowInstance) initialize() {
	m := in.m
	for i := range m.Elems {
		e := &m.Elems[i]
		if e.Mode == wasm.SegmentActive {
			in.tableInit(uint32(i), e.Table, in.constant(&e.At)[0], 0, uint64(e.Len()))
		}
		if e.Mode != wasm.SegmentPassive {
			in.elems[i] = nil
		}
	}
	for i := range m.Datas {
		if d := &m.Datas[i]; d.Mode == wasm.SegmentActive {
			in.memoryInit(uint32(i), d.Memory, in.constant(&d.At)[0], 0, uint64(len(d.Init)))
			in.datas[i] = nil
		}
	}
	if m.Start != wasm.NoIndex {
		in.s.call(in, in.funcs[m.Start], nil)
	}
}

// constant evaluates a constant expression like the body of a function without parameters.
func (in *slowInstance) constant(e *wasm.ConstExpr) slowValue {
	f := &slowFunc{typ: &wasm.FuncType{Results: make([]wasm.ValType, 1)}, in: in}
	f.instructions(binary.NewInstrs(e.Code, e.Offset))
	in.s.steps += len(f.body)
	return newSlowFrame(in.s, f, nil).run()[0]
}

// decode reads a body.
func (f *slowFunc) decode(b *wasm.Body) {
	r := binary.NewInstrs(b.Code, b.Offset)
	for _, run := range r.Locals(nil) {
		f.locals = append(f.locals, slices.Repeat([]wasm.ValType{run.Type}, int(run.Count))...)
	}
	f.instructions(r)
}

// instructions reads instructions and finds where blocks end.
func (f *slowFunc) instructions(r *binary.Instrs) {
	f.ends = map[int]slowEnd{}
	var open []int
	var in binary.Instr
	for r.Next(&in) {
		at := len(f.body)
		copied := in
		copied.Labels, copied.Types, copied.Catches = slices.Clone(in.Labels), slices.Clone(in.Types), slices.Clone(in.Catches)
		f.body = append(f.body, copied)
		switch in.Op {
		case op.Block, op.Loop, op.If, op.TryTable, op.Try:
			open = append(open, at)
			f.ends[at] = slowEnd{otherwise: -1}
		case op.Else:
			start := open[len(open)-1]
			f.ends[start] = slowEnd{otherwise: at}
		case op.Catch, op.CatchAll:
			start := open[len(open)-1]
			e := f.ends[start]
			e.arms = append(e.arms, at)
			f.ends[start] = e
		case op.End, op.Delegate:
			if len(open) == 0 {
				continue
			}
			start := open[len(open)-1]
			open = open[:len(open)-1]
			e := f.ends[start]
			e.end = at
			if e.otherwise < 0 {
				e.otherwise = at
			}
			f.ends[start], f.ends[e.otherwise] = e, e
			for _, arm := range e.arms {
				f.ends[arm] = e
			}
		}
	}
	if r.Err() != nil {
		panic(fmt.Sprint("a valid body cannot be decoded: ", r.Err()))
	}
}

// slowValues are values of these types, given in slots.
func slowValues(types []wasm.ValType, slots []uint64) []slowValue {
	values := make([]slowValue, len(types))
	for i, t := range types {
		copy(values[i][:], slots[:t.Slots()])
		slots = slots[t.Slots():]
	}
	return values
}

// Call calls a function of an instance from the host.
func (s *slowStore) Call(f *slowFunc, args []uint64) (results []uint64, code TrapCode, conclusive bool) {
	code, conclusive = slowRun(s, func() {
		for i, v := range s.call(f.in, f, slowValues(f.typ.Params, args)) {
			results = append(results, v[:f.typ.Results[i].Slots()]...)
		}
	})
	return results, code, conclusive
}

// call calls a function from an instance, and then those that take its place by tail calls. The frame of a function that makes a tail
// call to a host function stays until that has returned.
func (s *slowStore) call(from *slowInstance, f *slowFunc, args []slowValue) []slowValue {
	base := len(s.frames)
	if base >= slowDepth {
		panic(slowStop{})
	}
	for f.host == nil {
		frame := newSlowFrame(s, f, args)
		s.frames = append(s.frames[:base], frame)
		args = frame.run()
		if s.thrown != 0 {
			s.frames = s.frames[:base]
			return nil
		}
		if frame.tail == nil {
			s.frames = s.frames[:base]
			return args
		}
		from, f = f.in, frame.tail
	}
	results := s.callHost(from, f, args)
	s.frames = s.frames[:base]
	return results
}

func (s *slowStore) callHost(from *slowInstance, f *slowFunc, args []slowValue) []slowValue {
	bits := make([]uint64, len(args))
	for i, a := range args {
		bits[i] = a[0]
	}
	bits, err := f.host(from, bits)
	if thrown := (*slowThrow)(nil); errors.As(err, &thrown) {
		s.thrown = thrown.ref
		s.traceFrames()
		return nil
	}
	if err != nil {
		panic(slowStop{TrapHost, err})
	}
	results := make([]slowValue, len(bits))
	for i, t := range f.typ.Results {
		if results[i][0] = bits[i]; t == wasm.I32 || t == wasm.F32 {
			results[i][0] = uint64(uint32(bits[i]))
		}
	}
	return results
}
