package vm

import (
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes the bodies of random functions: control flow, and the statements in it. Operands are tracked by
// type, so that each instruction that is written finds what it takes; some take what others left lying on the stack.

// A funcGen makes the body of a function.
type funcGen struct {
	*moduleGen
	index  uint32
	typ    *wasm.FuncType
	locals []wasm.ValType
	own    int    // locals below this one are for everybody; the others count loops
	spare  uint32 // two locals for addresses of 32 bits, then two of 64
	stack  []wasm.ValType
	floor  int // operands below it belong to an expression that is being made
	labels []genLabel
	code   []byte
	left   int  // statements and operations that may still be written
	loops  int  // counted loops around
	hasty  bool // in a loop of many turns
	nested int  // values of references that are being made
}

// A genLabel is an open block.
type genLabel struct {
	params, results []wasm.ValType
	loop            bool
	endless         bool // branches to it skip what makes it end
	height          int
	unreachable     bool
	catching        bool // a clause of a try of the legacy proposal
}

// types are what a branch to l takes.
func (l *genLabel) types() []wasm.ValType {
	if l.loop {
		return l.params
	}
	return l.results
}

// function makes the body of function x.
func (g *moduleGen) function(x uint32) []byte {
	f := &funcGen{moduleGen: g, index: x, typ: g.m.FuncType(x), left: []int{10, 30, 80, 200, 600}[g.n(5)]}
	f.locals = append(slices.Clone(f.typ.Params), g.valTypes(8)...)
	f.locals = append(f.locals, wasm.I32, wasm.I64)
	if g.one(8) { // slots from 256 on
		f.locals = append(f.locals, slices.Repeat([]wasm.ValType{oneOf(g.choices, numTypes)}, 230+g.n(40))...)
	}
	f.own = len(f.locals)
	f.spare = uint32(len(f.locals))
	f.locals = append(f.locals, wasm.I32, wasm.I32, wasm.I64, wasm.I64)
	f.labels = []genLabel{{results: f.typ.Results}}
	for x := len(f.typ.Params); x < f.own; x++ {
		if t := f.locals[x]; !t.Defaultable() {
			f.initLocal(uint32(x))
		}
	}
	f.statements(1 + g.n(30))
	if g.one(4) {
		f.floor = 0
		f.tailCall()
		f.unreachable()
	}
	f.finish()
	f.write(op.End)
	declared := f.locals[len(f.typ.Params):]
	code := binary.AppendU32(nil, uint32(len(declared)))
	for _, t := range declared {
		code = binary.AppendValType(append(code, 1), t)
	}
	return append(code, f.code...)
}

// initLocal sets local x, which has no default.
func (f *funcGen) initLocal(x uint32) {
	t := f.locals[x]
	locals, own, left := f.locals, f.own, f.left
	f.own, f.left = len(f.typ.Params), 0
	f.locals = slices.Clip(f.locals[:f.own])
	if len(f.locals) == 0 {
		f.locals = []wasm.ValType{wasm.NoType}
	}
	f.refLeaf(t)
	f.locals, f.own, f.left = locals, own, left
	f.writeX(op.LocalSet, x)
	f.pop(1)
}

// instr writes an instruction; what it takes and leaves is the caller's business.
func (f *funcGen) instr(in binary.Instr) { f.code = binary.AppendInstr(f.code, &in) }

func (f *funcGen) write(o op.Op)            { f.instr(binary.Instr{Op: o}) }
func (f *funcGen) writeX(o op.Op, x uint32) { f.instr(binary.Instr{Op: o, X: x}) }
func (f *funcGen) push(ts ...wasm.ValType)  { f.stack = append(f.stack, ts...) }
func (f *funcGen) pop(n int)                { f.stack = f.stack[:len(f.stack)-n] }
func (f *funcGen) top() *genLabel           { return &f.labels[len(f.labels)-1] }

func (f *funcGen) constI32(n uint32) {
	f.instr(constInstr(wasm.I32, uint64(n)))
	f.push(wasm.I32)
}

// operands makes the topmost operands be of these types: it makes what is missing.
func (f *funcGen) operands(types []wasm.ValType, depth int) {
	have := 0
	if f.n(4) > 0 {
		for k := min(len(types), len(f.stack)-f.floor); k > 0 && have == 0; k-- {
			if slices.Equal(f.stack[len(f.stack)-k:], types[:k]) {
				have = k
			}
		}
	}
	for _, t := range types[have:] {
		f.value(t, depth)
	}
}

// unreachable says that what follows does not run, and now and then lets something follow that takes operands from nowhere.
func (f *funcGen) unreachable() {
	l := f.top()
	f.stack = f.stack[:l.height]
	l.unreachable = true
	for range f.n(3) {
		switch f.n(5) {
		case 0:
			f.write(oneOf(f.choices, []op.Op{op.Drop, op.Nop, op.Return, op.Unreachable}))
		case 1:
			o := oneOf(f.choices, numericOps['i'])
			f.write(o)
			f.write(op.Drop)
		case 2:
			f.write(op.Select)
			f.write(op.Drop)
		case 3:
			f.writeX(op.LocalSet, uint32(f.n(f.own)))
		case 4:
			f.instr(binary.Instr{Op: oneOf(f.choices, []op.Op{op.Block, op.Loop, op.If}), X: wasm.NoIndex, Type: wasm.NoType})
			f.write(op.End)
		}
	}
}

// finish makes the operands of the innermost block be its results.
func (f *funcGen) finish() {
	l := f.top()
	f.floor = l.height
	if l.unreachable && len(f.stack) == l.height && f.n(2) == 0 {
		f.push(l.results...)
		return
	}
	if own := f.stack[l.height:]; len(own) > len(l.results) && !l.unreachable && !l.loop && f.one(4) {
		f.operands(l.results, 1)
		f.writeX(op.Br, 0)
		f.stack = append(f.stack[:l.height], l.results...)
		return
	}
	for own := f.stack[l.height:]; !startsWith(l.results, own); own = f.stack[l.height:] {
		f.write(op.Drop)
		f.pop(1)
	}
	for _, t := range l.results[len(f.stack)-l.height:] {
		f.value(t, 2)
	}
}

func startsWith(list, start []wasm.ValType) bool {
	return len(start) <= len(list) && slices.Equal(list[:len(start)], start)
}

// open opens a block whose parameters are on the stack.
func (f *funcGen) open(o op.Op, params, results []wasm.ValType) *genLabel {
	return f.openWith(binary.Instr{Op: o}, params, results)
}

// openWith is open for an instruction that may have clauses.
func (f *funcGen) openWith(in binary.Instr, params, results []wasm.ValType) *genLabel {
	in.X, in.Type = wasm.NoIndex, wasm.NoType
	switch {
	case len(params) == 0 && len(results) == 1 && f.n(4) > 0:
		in.Type = results[0]
	case len(params)+len(results) > 0:
		in.X = f.typeIndex(wasm.FuncType{Params: params, Results: results})
	}
	f.instr(in)
	f.labels = append(f.labels, genLabel{params: params, results: results, loop: in.Op == op.Loop, height: len(f.stack) - len(params)})
	return f.top()
}

// closed forgets the innermost block, whose end has been written.
func (f *funcGen) closed() {
	l := f.top()
	f.stack = append(f.stack[:l.height], l.results...)
	f.labels = f.labels[:len(f.labels)-1]
}

// inner is f.statements for a block inside, with the operands of the block as what statements may take.
func (f *funcGen) inner(n int) {
	floor := f.floor
	f.floor = f.top().height
	f.statements(n)
	f.floor = floor
}

// statements writes up to n statements.
func (f *funcGen) statements(n int) {
	for ; n > 0 && f.left > 0 && !f.done(); n-- {
		f.left--
		f.statement()
	}
}

func (f *funcGen) statement() {
	switch f.n(39) {
	case 0, 1, 2, 3, 4:
		f.setLocal()
	case 5, 6, 7:
		f.value(f.valType(), 3) // stays on the stack
	case 8, 9, 10:
		o := oneOf(f.choices, numericOps["ilfd"[f.n(4)]])
		f.numeric(o, 2)
	case 11, 12:
		f.store()
	case 13, 14:
		f.ifElse(f.valTypes(2))
	case 15:
		f.block(op.Block, f.valTypes(2))
	case 16, 17:
		f.countedLoop()
	case 18:
		f.dispatchLoop()
	case 19, 20:
		f.branchIf()
	case 21:
		f.leave()
	case 22, 23:
		f.call()
	case 24:
		f.bulk()
	case 25:
		f.setGlobal()
	case 26:
		f.deep()
	case 27:
		f.wide()
	case 28, 29:
		f.objectStatement()
		f.objectStatement()
	case 30, 31:
		f.branchOnRef()
	case 32:
		f.objectStatement()
		f.branchOnRef()
	case 33:
		f.legacyTry()
	case 34:
		f.tryTable()
	case 35, 36:
		f.atomic()
	case 37:
		f.descriptorBranch()
	case 38:
		if n := len(f.stack); n > f.floor {
			f.write(op.Drop)
			f.pop(1)
		}
	}
}

// setLocal sets or tees a local; while what it was may still be on the stack.
func (f *funcGen) setLocal() {
	x := uint32(f.n(f.own))
	t := f.locals[x]
	for range f.n(3) {
		f.writeX(op.LocalGet, x)
		f.push(t)
	}
	switch f.n(4) {
	case 0:
		f.operands([]wasm.ValType{t}, 3)
	default:
		f.value(t, 3)
	}
	if f.n(3) > 0 {
		f.writeX(op.LocalSet, x)
		f.pop(1)
		return
	}
	f.writeX(op.LocalTee, x)
}

func (f *funcGen) setGlobal() {
	n := f.n(len(f.m.Globals) + 1)
	if last := len(f.m.Globals) - 4; last > 0 && f.n(3) == 0 {
		n = last + f.n(4)
	}
	if n == len(f.m.Globals) || !f.m.Globals[n].Mutable {
		return
	}
	t := f.m.Globals[n].Type
	if t == wasm.I32 && f.n(2) == 0 { // a stack pointer's way
		f.writeX(op.GlobalGet, uint32(n))
		f.instr(constInstr(t, uint64(uint32(f.n(64)-32)*[]uint32{1, 2000}[f.n(2)])))
		f.write(op.I32Add)
		f.push(t)
		f.tee(t)
	} else {
		f.operands([]wasm.ValType{t}, 2)
	}
	f.writeX(op.GlobalSet, uint32(n))
	f.pop(1)
}

// ifElse writes an if with these results.
func (f *funcGen) ifElse(results []wasm.ValType) {
	params := f.blockParams()
	f.condition()
	f.pop(1)
	twoArms := f.n(3) > 0 || !slices.Equal(params, results)
	f.open(op.If, params, results)
	f.inner(f.n(6))
	if twoArms {
		f.finishArm()
		f.write(op.Else)
		l := f.top()
		f.stack = append(f.stack[:l.height], params...)
		l.unreachable = false
		f.inner(f.n(6))
	}
	f.finishArm()
	f.write(op.End)
	f.closed()
}

// finishArm is finish with the floor of the enclosing block afterwards.
func (f *funcGen) finishArm() {
	floor := f.floor
	f.finish()
	f.floor = floor
}

// blockParams returns types for the parameters of a block, which are on the stack.
func (f *funcGen) blockParams() []wasm.ValType {
	params := f.valTypes(2)
	if n := min(f.n(3), len(f.stack)-f.floor); n > 0 && f.n(2) == 0 {
		return slices.Clone(f.stack[len(f.stack)-n:])
	}
	f.operands(params, 2)
	return params
}

// block writes a block or a loop with these results. Nothing branches back to the loop.
func (f *funcGen) block(o op.Op, results []wasm.ValType) {
	params := f.blockParams()
	f.open(o, params, results).endless = o == op.Loop
	f.inner(f.n(6))
	f.finishArm()
	f.write(op.End)
	f.closed()
}

// counter returns a new local for counting, of type t, set to n.
func (f *funcGen) counter(t wasm.ValType, n uint64) uint32 {
	x := uint32(len(f.locals))
	f.locals = append(f.locals, t)
	f.instr(constInstr(t, n))
	f.writeX(op.LocalSet, x)
	return x
}

// countedLoop writes a loop that ends after some turns.
func (f *funcGen) countedLoop() {
	if f.loops >= 3 || f.hasty {
		return
	}
	turns, size := uint64(1+f.n(6)), f.n(6)
	if f.one(6) && f.loops == 0 {
		turns, size = 1+uint64(f.n(12000)), f.n(3)
		f.hasty = true
	}
	f.loops++
	if f.n(3) == 0 {
		f.headLoop(turns, size)
	} else {
		f.tailLoop(turns, size)
	}
	f.loops--
	f.hasty = false
}

// tailLoop writes a loop with the test at its end, like do-while.
func (f *funcGen) tailLoop(turns uint64, size int) {
	t := []wasm.ValType{wasm.I32, wasm.I64}[f.n(2)]
	add, sub, ne, ltU, ltS, eqz := op.I32Add, op.I32Sub, op.I32Ne, op.I32LtU, op.I32LtS, op.I32Eqz
	if t == wasm.I64 {
		add, sub, ne, ltU, ltS, eqz = op.I64Add, op.I64Sub, op.I64Ne, op.I64LtU, op.I64LtS, op.I64Eqz
	}
	kind := f.n(5)
	start, step := uint64(0), uint64(1+f.n(3))
	if kind < 2 {
		start = turns
	}
	x := f.counter(t, start)
	bound := f.counter(t, turns*step)
	stride := f.counter(t, step)
	params := f.blockParams()
	f.open(op.Loop, params, params).endless = true
	f.inner(size)
	f.finishArm()
	if f.n(4) == 0 { // the counter is what was computed last
		f.writeX(op.LocalGet, x)
		f.instr(constInstr(t, 0))
		f.write(add)
		f.writeX(op.LocalSet, x)
	}
	f.writeX(op.LocalGet, x)
	if kind < 2 {
		f.instr(constInstr(t, 1))
		f.write(sub)
		f.writeX(op.LocalTee, x)
		if kind == 1 || t == wasm.I64 {
			f.write(eqz)
			f.write(op.I32Eqz)
		}
		f.writeX(op.BrIf, 0)
		f.write(op.End)
		f.closed()
		return
	}
	if byLocal := f.n(3) == 0; byLocal {
		f.writeX(op.LocalGet, stride)
	} else {
		f.instr(constInstr(t, step))
	}
	f.write(add)
	if f.n(2) == 0 {
		f.writeX(op.LocalTee, x)
	} else {
		f.writeX(op.LocalSet, x)
		f.writeX(op.LocalGet, x)
	}
	if f.n(2) == 0 {
		f.writeX(op.LocalGet, bound)
	} else {
		f.instr(constInstr(t, turns*step))
	}
	f.write([]op.Op{ne, ltU, ltS}[kind-2])
	f.writeX(op.BrIf, 0)
	f.write(op.End)
	f.closed()
}

// headLoop writes a loop with the test at its start, like while, to which anything inside may branch.
func (f *funcGen) headLoop(turns uint64, size int) {
	x := f.counter(wasm.I32, turns)
	results := f.valTypes(2)
	params := f.blockParams()
	f.open(op.Block, params, results)
	f.open(op.Loop, params, results)
	f.writeX(op.LocalGet, x)
	f.write(op.I32Eqz)
	f.open(op.If, nil, nil)
	for _, t := range results {
		f.leaf(t)
	}
	f.writeX(op.Br, 2)
	f.write(op.End)
	f.closed()
	f.decrement(x)
	f.inner(size)
	if l := f.top(); f.n(4) > 0 && !l.unreachable {
		floor := f.floor
		f.floor = l.height
		f.operands(l.params, 1)
		f.floor = floor
		f.writeX(op.Br, 0)
		f.unreachable()
	}
	f.finishArm()
	f.write(op.End)
	f.closed()
	f.write(op.End)
	f.closed()
}

func (f *funcGen) decrement(x uint32) {
	f.writeX(op.LocalGet, x)
	f.instr(constInstr(wasm.I32, 1))
	f.write(op.I32Sub)
	f.writeX(op.LocalSet, x)
}

// dispatchLoop writes a loop around a br_table, as compilers make of state machines. Each state goes to another or ends it.
func (f *funcGen) dispatchLoop() {
	if f.loops >= 2 || f.hasty {
		return
	}
	f.loops++
	x := f.counter(wasm.I32, uint64(1+f.n(12)))
	states := 1 + f.n(4)
	state := []wasm.ValType{wasm.I32}
	asParam := f.n(2) == 0
	var in uint32
	f.value(wasm.I32, 1)
	f.open(op.Block, state, nil)
	if !asParam {
		in = uint32(len(f.locals))
		f.locals = append(f.locals, wasm.I32)
		f.writeX(op.LocalSet, in)
		f.pop(1)
		state = nil
	}
	f.open(op.Loop, state, nil).endless = true
	for range states {
		f.open(op.Block, state, nil)
	}
	if !asParam {
		f.writeX(op.LocalGet, in)
	} else {
		f.pop(1)
	}
	var labels []uint32
	for range f.n(states + 2) {
		labels = append(labels, uint32(f.n(states)))
	}
	f.instr(binary.Instr{Op: op.BrTable, Labels: labels, X: uint32(f.n(states))})
	f.top().unreachable = true
	for k := states - 1; k >= 0; k-- {
		f.write(op.End)
		f.closed()
		f.inner(f.n(4))
		f.decrement(x)
		f.writeX(op.LocalGet, x)
		f.write(op.I32Eqz)
		f.writeX(op.BrIf, uint32(k+1))
		f.instr(constInstr(wasm.I32, uint64(f.n(states+1))))
		if !asParam {
			f.writeX(op.LocalSet, in)
			if f.n(4) == 0 {
				f.instr(constInstr(wasm.I32, uint64(f.n(states+1))))
				f.writeX(op.LocalSet, f.spare)
			}
		}
		f.writeX(op.Br, uint32(k))
		f.stack = f.stack[:f.top().height]
	}
	f.write(op.End)
	f.closed()
	f.write(op.End)
	f.closed()
	f.loops--
}

// label returns the depth of a block to which a branch may go.
func (f *funcGen) label() (depth uint32, types []wasm.ValType) {
	n := f.n(len(f.labels))
	if l := &f.labels[len(f.labels)-1-n]; l.endless && f.n(32) > 0 || l.loop && f.hasty {
		n = len(f.labels) - 1
	}
	return uint32(n), f.labels[len(f.labels)-1-n].types()
}

// branchIf writes a br_if.
func (f *funcGen) branchIf() {
	n, types := f.label()
	f.operands(types, 2)
	f.condition()
	f.writeX(op.BrIf, n)
	f.pop(1)
}

// leave writes something after which what follows does not run, most often in an if of its own.
func (f *funcGen) leave() {
	guarded := f.n(8) > 0
	floor := f.floor
	if guarded {
		f.condition()
		f.pop(1)
		f.open(op.If, nil, nil)
		f.floor = len(f.stack)
	}
	switch f.n(8) {
	case 0:
		f.operands(f.typ.Results, 2)
		f.write(op.Return)
	case 1:
		f.branchTable()
	case 2:
		n, types := f.label()
		f.operands(types, 2)
		f.writeX(op.Br, n)
	case 3, 4:
		f.tailCall()
	case 5:
		f.write(op.Unreachable)
	case 6, 7:
		f.throw()
	}
	f.unreachable()
	f.floor = floor
	if guarded {
		f.finishArm()
		f.write(op.End)
		f.closed()
	}
}

func (f *funcGen) branchTable() {
	n, types := f.label()
	labels := []uint32{n}
	for d := range f.labels {
		if l := &f.labels[len(f.labels)-1-d]; slices.Equal(l.types(), types) && !l.endless && !(l.loop && f.hasty) {
			labels = append(labels, uint32(d))
		}
	}
	in := binary.Instr{Op: op.BrTable, X: oneOf(f.choices, labels)}
	for range f.n(6) {
		in.Labels = append(in.Labels, oneOf(f.choices, labels))
	}
	f.operands(types, 2)
	f.value(wasm.I32, 2)
	f.instr(in)
}

// tailCall writes a return_call or a return_call_indirect, if a function has the right results, or else a return.
func (f *funcGen) tailCall() {
	var fit []uint32
	for x := range f.m.Funcs {
		if slices.Equal(f.m.FuncType(uint32(x)).Results, f.typ.Results) && f.mayCall(uint32(x)) {
			fit = append(fit, uint32(x))
		}
	}
	if len(fit) == 0 {
		f.operands(f.typ.Results, 2)
		f.write(op.Return)
		return
	}
	x := oneOf(f.choices, fit)
	f.operands(f.m.FuncType(x).Params, 2)
	switch f.n(3) {
	case 0:
		f.writeX(op.ReturnCall, x)
		return
	case 1:
		f.writeX(op.ReturnCallRef, f.callee(x))
		return
	}
	f.instr(binary.Instr{Op: op.ReturnCallIndirect, X: f.m.Funcs[x], Y: f.tableIndex(x)})
}

// mayCall reports whether function x may be called here. Most calls go up, so that there is seldom recursion.
func (f *funcGen) mayCall(x uint32) bool {
	return int(x) < f.m.NumImportedFuncs || x > f.index || f.one(16)
}

// call writes a call and leaves the results on the stack.
func (f *funcGen) call() {
	x := uint32(f.n(len(f.m.Funcs)))
	if !f.mayCall(x) || f.hasty && int(x) >= f.m.NumImportedFuncs {
		return
	}
	if f.n(3) > 0 {
		t := f.m.FuncType(x)
		f.operands(t.Params, 2)
		f.writeX(op.Call, x)
		f.pop(len(t.Params))
		f.push(t.Results...)
		return
	}
	if len(f.slots) > 0 && f.n(2) == 0 {
		if y := oneOf(f.choices, f.slots).fn; f.mayCall(y) {
			x = y
		}
	}
	t := f.m.FuncType(x)
	f.operands(t.Params, 2)
	if f.n(2) == 0 {
		f.writeX(op.CallRef, f.callee(x))
	} else {
		f.instr(binary.Instr{Op: op.CallIndirect, X: f.m.Funcs[x], Y: f.tableIndex(x)})
	}
	f.pop(len(t.Params) + 1)
	f.push(t.Results...)
}

// tableIndex pushes the index of an element, most often one that has function x, and returns the table.
func (f *funcGen) tableIndex(x uint32) (table uint32) {
	var tables []uint32
	for i, t := range f.m.Tables {
		if t.Elem == wasm.FuncRef {
			tables = append(tables, uint32(i))
		}
	}
	address := func(table uint32) wasm.ValType { return f.m.Tables[table].Limits.AddrType() }
	switch f.n(8) {
	case 0:
		table = oneOf(f.choices, tables)
		f.value(address(table), 1)
		return table
	case 1:
		table = oneOf(f.choices, tables)
		f.constantOf(address(table), uint64(f.n(14)))
		return table
	}
	for _, s := range f.slots {
		if s.fn == x {
			f.constantOf(address(0), uint64(s.slot))
			return 0
		}
	}
	f.constantOf(address(tables[0]), uint64(f.n(8)))
	return tables[0]
}
