package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers structured control flow: blocks, branches and returns.

// A control is an open control structure.
type control struct {
	kind        op.Op // Block, Loop, If, TryTable or Try
	params      []wasm.ValType
	results     []wasm.ValType
	height      int // operands below the parameters
	base        uint16
	start       int // Loop: where it begins
	jumps       int // the newest jump to its end in lowerer.jumps, or -1
	elseFixup   fixup
	hasElse     bool
	unreachable bool
	catches     []binary.Catch // TryTable
	try         *handler       // Try
	catching    bool           // Try: in an arm that catches
	inited      int            // locals known to be set when it was opened
}

// A fixup is a jump whose target is not yet known. The displacement counts words from at.
type fixup struct {
	at    int // the instruction that jumps
	where int // 0: field c of at; 1: wide of at; 2 and more: the (where-2)th 32-bit entry of the table after at
}

// A jump is a fixup in a list of those with the same target.
type jump struct {
	fixup
	next int // index of the next one, or -1
}

func (l *lowerer) unreachable() bool { return l.control[len(l.control)-1].unreachable }

// setUnreachable says that what follows in this control structure does not run.
func (l *lowerer) setUnreachable() {
	c := &l.control[len(l.control)-1]
	l.drop(c.height)
	c.unreachable = true
	l.forget()
}

// skip passes over an instruction that does not run.
func (l *lowerer) skip() {
	switch l.in.Op {
	case op.Block, op.Loop, op.If, op.TryTable, op.Try:
		l.skipping++
	case op.Catch, op.CatchAll:
		if l.skipping == 0 {
			l.catch(l.in.Op)
		}
	case op.Else:
		if l.skipping == 0 {
			l.elseInstr()
		}
	case op.End, op.Delegate:
		if l.skipping == 0 {
			l.end()
			return
		}
		l.skipping--
	}
}

func (l *lowerer) controlInstr(o op.Op) {
	switch o {
	case op.Block, op.Loop, op.If:
		l.open(o)
	case op.TryTable:
		l.openTry()
	case op.Try:
		l.openLegacyTry()
	case op.Catch, op.CatchAll:
		l.catch(o)
	case op.Delegate:
		l.end()
	case op.Rethrow:
		l.rethrow(l.in.X)
	case op.Throw, op.ThrowRef:
		l.throw(o)
	case op.Else:
		l.elseInstr()
	case op.End:
		l.end()
	case op.Br:
		l.br(int(l.in.X))
	case op.BrIf:
		l.brIf(int(l.in.X))
	case op.BrTable:
		l.brTable()
	case op.Return:
		l.ret()
	}
}

// blockType returns the parameters and results of the block type in l.in.
func (l *lowerer) blockType() (params, results []wasm.ValType) {
	if l.in.X != wasm.NoIndex {
		t := &l.src.Types[l.in.X].Func
		return t.Params, t.Results
	}
	if l.in.Type == wasm.NoType {
		return nil, nil
	}
	return nil, []wasm.ValType{l.in.Type}
}

// pushControl opens a control structure whose parameters are on the stack.
func (l *lowerer) pushControl(kind op.Op, params, results []wasm.ValType) *control {
	height := len(l.stack) - len(params)
	base := l.temps + l.top - slotsOf(params)
	l.control = append(l.control, control{})
	c := &l.control[len(l.control)-1]
	c.kind, c.params, c.results, c.height, c.base = kind, params, results, height, uint16(base)
	c.jumps, c.elseFixup.at, c.inited = -1, -1, len(l.inited)
	return c
}

// open lowers block, loop and if.
func (l *lowerer) open(kind op.Op) {
	params, results := l.blockType()
	if kind == op.If {
		t := l.takeTest()
		l.settle(len(params))
		l.flush()
		jump := l.branchOver(t)
		l.pushControl(kind, params, results).elseFixup = jump
		return
	}
	l.settle(len(params))
	l.flush()
	c := l.pushControl(kind, params, results)
	if kind == op.Loop {
		l.forget()
		c.start = len(l.code)
	}
}

// elseInstr ends the first arm of an if and begins the second.
func (l *lowerer) elseInstr() {
	c := &l.control[len(l.control)-1]
	if !c.unreachable {
		l.settle(len(c.results))
		l.drop(c.height)
		l.jump(c, l.emit(formBr, inst{}), 1)
	}
	l.bind(c.elseFixup)
	l.forget()
	l.unset(c.inited)
	c.hasElse, c.unreachable = true, false
	l.pushTypes(c.params)
}

// end closes a control structure.
func (l *lowerer) end() {
	c := &l.control[len(l.control)-1]
	if len(l.control) == 1 {
		l.endFunction(c)
		return
	}
	l.unset(c.inited)
	if c.kind == op.TryTable {
		l.endTry(c)
		c = &l.control[len(l.control)-1]
	}
	if c.kind == op.Try {
		l.endLegacyTry(c)
	}
	joined := c.jumps >= 0 || c.kind == op.If
	if !c.unreachable && joined {
		l.settle(len(c.results))
	}
	if c.kind == op.If && !c.hasElse {
		l.bind(c.elseFixup)
	}
	l.bindAll(c)
	if joined {
		l.forget()
	}
	if joined || c.unreachable {
		l.drop(c.height)
		dead := c.unreachable && !joined
		results := c.results
		l.control = l.control[:len(l.control)-1]
		l.pushTypes(results)
		if dead {
			l.setUnreachable()
		}
		return
	}
	l.control = l.control[:len(l.control)-1]
}

func (l *lowerer) endFunction(c *control) {
	reached := !c.unreachable
	if c.jumps >= 0 {
		if reached {
			l.settle(len(c.results))
		}
		l.bindAll(c)
		l.forget()
		l.drop(c.height)
		l.pushTypes(c.results)
		reached = true
	}
	if reached {
		l.retValues()
	}
	l.control = l.control[:0]
}

// jump makes the jump at the target of branches to c, now or when it is known.
func (l *lowerer) jump(c *control, at, where int) {
	if c.kind == op.Loop {
		l.patch(fixup{at, where}, c.start)
		return
	}
	l.jumps = append(l.jumps, jump{fixup{at, where}, c.jumps})
	c.jumps = len(l.jumps) - 1
}

// bind makes a jump arrive here.
func (l *lowerer) bind(f fixup) {
	if f.at >= 0 {
		l.patch(f, len(l.code))
	}
}

// bindAll makes the jumps to the end of c arrive here.
func (l *lowerer) bindAll(c *control) {
	for i := c.jumps; i >= 0; i = l.jumps[i].next {
		l.bind(l.jumps[i].fixup)
	}
}

// patch writes the displacement of a jump.
func (l *lowerer) patch(f fixup, target int) {
	d := int32(target - f.at)
	i := &l.code[f.at]
	switch f.where {
	case 0:
		if int32(int16(d)) != d {
			l.tooFar = true
		}
		i.c = uint16(d)
	case 1:
		i.b, i.c = uint16(d), uint16(uint32(d)>>16)
	default:
		n := f.where - 2
		w := &l.code[f.at+1+n/2]
		if n%2 == 0 {
			w.op, w.imm, w.a = uint8(d), uint8(d>>8), uint16(uint32(d)>>16)
		} else {
			w.b, w.c = uint16(d), uint16(uint32(d)>>16)
		}
	}
}

// target returns the control structure of label n and the types that a branch to it takes.
func (l *lowerer) target(n int) (*control, []wasm.ValType) {
	c := &l.control[len(l.control)-1-n]
	if c.kind == op.Loop {
		return c, c.params
	}
	return c, c.results
}

// transfer moves the topmost operands to where label c expects them.
func (l *lowerer) transfer(c *control, types []wasm.ValType) {
	dst := c.base
	for i := len(l.stack) - len(types); i < len(l.stack); i++ {
		o := l.stack[i]
		l.load(dst, &o)
		dst += uint16(o.typ.Slots())
	}
}

// inPlace reports whether the topmost operands stand where label c expects them, once they are home.
func (l *lowerer) inPlace(c *control, types []wasm.ValType) bool {
	return len(types) == 0 || l.stack[len(l.stack)-len(types)].home == c.base
}

func (l *lowerer) br(n int) {
	if n == len(l.control)-1 {
		l.ret()
		return
	}
	c, types := l.target(n)
	l.transfer(c, types)
	known := l.lastConst
	at := l.emit(formBr, inst{})
	l.jump(c, at, 1)
	if c.kind == op.Loop && known.at == at-1 && known.at >= 0 {
		if head := &l.code[c.start]; formOfInst(*head) == formBrTable && head.a == known.slot {
			l.threads = append(l.threads, thread{at, c.start, known.val})
		}
	}
	l.setUnreachable()
}

func (l *lowerer) brIf(n int) { l.branchOn(n, l.takeTest()) }

// branchOn branches to label n if t holds. The operands of t are no longer on the operand stack, or home.
func (l *lowerer) branchOn(n int, t test) {
	c, types := l.target(n)
	if l.inPlace(c, types) {
		l.settle(len(types))
		l.branchTo(c, t)
		return
	}
	over := l.branchOver(t)
	l.transfer(c, types)
	l.jump(c, l.emit(formBr, inst{}), 1)
	l.bind(over)
	l.forget()
}

// A test is the condition of a branch: a comparison as compare leaves it, with any constant second.
type test struct {
	cmp  op.Op
	x, y value
	not  bool // the branch is taken when the comparison does not hold
}

// takeTest pops the condition of a branch. If it is the comparison just made, that instruction is taken back. What is below on the operand
// stack may be sent home before the branch is emitted: that neither changes the accumulators nor the operands of the test.
func (l *lowerer) takeTest() test {
	cond := l.pop()
	if l.compared(&cond) {
		t := test{cmp: l.last.cmp, x: l.last.x, y: l.last.y}
		l.takeBack()
		if float, ok := l.takeFloatTest(t); ok {
			return float
		}
		return t
	}
	return test{cmp: op.I32Ne, x: slotValue(l.slot32(&cond)), y: value{isConst: true}}
}

// compared reports whether o is the result of a comparison just made, which can be taken back.
func (l *lowerer) compared(o *operand) bool {
	return l.last.cmp != op.Invalid && l.stands() && o.kind == inHome && l.last.dst == int32(o.home)
}

// branchTo jumps to c if t holds.
func (l *lowerer) branchTo(c *control, t test) {
	if !l.far {
		l.jump(c, l.branch(t), 0)
		return
	}
	t.not = !t.not
	over := l.branch(t)
	l.jump(c, l.emit(formBr, inst{}), 1)
	l.patch(fixup{at: over}, len(l.code))
}

// branchOver jumps, if t does not hold, to where the returned fixup is bound.
func (l *lowerer) branchOver(t test) fixup {
	if !l.far {
		t.not = !t.not
		return fixup{at: l.branch(t)}
	}
	over := l.branch(t)
	at := l.emit(formBr, inst{})
	l.patch(fixup{at: over}, len(l.code))
	return fixup{at: at, where: 1}
}

// floatCompares are the comparisons of floating-point numbers, whose negations are none.
var floatCompares = [...]op.Op{op.F64Eq, op.F64Ne, op.F64Lt, op.F64Le, op.F32Eq, op.F32Ne, op.F32Lt, op.F32Le}

// takeFloatTest takes back the comparison of floating-point numbers whose negation is the test c.
func (l *lowerer) takeFloatTest(c test) (t test, ok bool) {
	if c.cmp != op.I32Eq || !c.y.isConst || c.y.val != 0 {
		return test{}, false
	}
	made, i, ok := l.maker(c.x.slot)
	if !ok {
		return test{}, false
	}
	for _, o := range floatCompares {
		if formsOf[o].SS == made {
			l.takeBack()
			return test{cmp: o, x: slotValue(i.b), y: slotValue(i.c), not: true}, true
		}
	}
	return test{}, false
}

// branch emits compare-and-branch and returns where it is.
func (l *lowerer) branch(t test) int {
	f, a, b := &formsOf[t.cmp], t.x, t.y
	if typ := compareType(t.cmp); typ == wasm.F32 || typ == wasm.F64 {
		if at, ok := l.fuseFloatConst(t); ok {
			return at
		}
		form := f.BrSS
		if t.not {
			form = f.BrNotSS
		}
		return l.emit(form, inst{a: uint16(a.slot), b: uint16(b.slot)})
	}
	cmp := t.cmp
	if t.not {
		cmp = negations[cmp]
		f = &formsOf[cmp]
	}
	if at, ok := l.fuseBranch(cmp, a, b); ok {
		return at
	}
	switch {
	case b.isConst && l.acc == a.slot:
		return l.emit(f.BrAK, inst{b: uint16(b.val)})
	case b.isConst:
		return l.emit(f.BrSK, inst{a: uint16(a.slot), b: uint16(b.val)})
	case l.acc == a.slot:
		return l.emit(f.BrAS, inst{a: uint16(b.slot)})
	}
	return l.emit(f.BrSS, inst{a: uint16(a.slot), b: uint16(b.slot)})
}

// brTable lowers br_table: targets that want operands moved get a piece of code of their own behind the table.
func (l *lowerer) brTable() {
	x := l.pop()
	index := l.slot32(&x)
	labels := l.in.Labels
	_, types := l.target(int(l.in.X))
	l.settle(len(types))
	at := l.emit(formBrTable, wide(index, int32(len(labels))))
	for n := 0; n < len(labels)+1; n += 2 {
		l.word(0)
	}
	stubs := map[uint32]int{}
	for n := range len(labels) + 1 {
		label := l.in.X
		if n < len(labels) {
			label = labels[n]
		}
		c, types := l.target(int(label))
		outermost := int(label) == len(l.control)-1
		if l.inPlace(c, types) && !outermost {
			l.jump(c, at, n+2)
			continue
		}
		stub, ok := stubs[label]
		if !ok && !l.tooLong() {
			stub = len(l.code)
			stubs[label] = stub
			l.forget()
			if outermost {
				l.retValues()
			} else {
				l.transfer(c, types)
				l.jump(c, l.emit(formBr, inst{}), 1)
			}
		}
		l.patch(fixup{at, n + 2}, stub)
	}
	l.setUnreachable()
}

func (l *lowerer) ret() {
	l.retValues()
	l.setUnreachable()
}

// retValues returns with the topmost operands as results.
func (l *lowerer) retValues() {
	results := l.control[0].results
	save := uint16(l.save)
	switch {
	case len(results) == 0:
		l.emit(formRet, inst{c: save})
	case len(results) == 1 && results[0] != wasm.V128:
		l.retOne(l.stack[len(l.stack)-1], save)
	case len(results) == 1:
		l.move(0, l.stack[len(l.stack)-1].src, wasm.V128)
		l.emit(formRet, inst{c: save})
	default:
		first := len(l.stack) - len(results)
		for i := first; i < len(l.stack); i++ {
			o := l.stack[i]
			l.load(o.home, &o)
		}
		l.emit(formCopyUp, inst{a: 0, b: l.stack[first].home, c: uint16(slotsOf(results))})
		l.emit(formRet, inst{c: save})
	}
	l.forget()
}

// retOne returns o, which afterwards is in the accumulator of its type, too.
func (l *lowerer) retOne(o operand, save uint16) {
	isFloat := o.typ == wasm.F64
	if o.kind == isConst && o.val <= 0xFFFF && !isFloat {
		l.emit(formRetK, inst{b: uint16(o.val), c: save})
		return
	}
	src := l.slot(&o)
	switch {
	case isFloat && l.facc == int32(src):
		l.emit(formRetF, inst{c: save})
	case isFloat:
		l.emit(formRetFS, inst{a: src, c: save})
	case l.acc == int32(src):
		l.emit(formRetA, inst{c: save})
	default:
		l.emit(formRetS, inst{a: src, c: save})
	}
}
