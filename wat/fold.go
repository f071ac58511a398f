package wat

import (
	"github.com/wvm-project/wvm/op"
)

// This file holds the printer of folded instructions: (i32.add (local.get 0) (i32.const 1)).
//
// An instruction takes as operands, in parentheses, the instructions directly before it, as many as it pops, when each of them pushes one
// value and nothing else stands between. That keeps the order whatever the types are, so that code that never runs needs no thought.
// Blocks are in parentheses too but are never operands.

// A folder holds the instructions of a function that wait to be operands.
type folder struct {
	holding bool   // p.buf may not be written, for its end will be cut off
	text    []byte // of the instructions in nodes
	nodes   []node
	waiting []int32 // those that push one value and have not been taken, by their index in nodes
	kids    []int32 // operands of the nodes, those of one side by side
	results int     // number of results of the function
}

// A node is an instruction with its operands.
type node struct {
	start, end int32 // of its text
	kids, n    int32 // operands
	length     int32 // of all of it on one line
	height     int32 // of its operands in each other
}

// Bounds on folding: how deep operands may stand in each other, so that printing may recurse, how long a line with operands may be, and
// how much waits in memory.
const (
	maxFold     = 100
	maxFoldLine = 80
	maxHeld     = 1 << 20 // bytes of text that wait
)

// fold prints the instructions of a function.
func (p *printer) fold() {
	for p.ins.Next(&p.in) {
		o := p.in.Op
		switch {
		case o == op.End && len(p.blocks) == 0:
			p.settle()
			if p.ins.Len() > 0 {
				p.misplaced()
			}
			return
		case isBlock(o):
			p.foldBlock()
		case isPart(o):
			if !p.foldPart() {
				p.misplaced()
				return
			}
		default:
			p.foldInstr()
		}
	}
	p.unended()
}

// depth returns the indentation of instructions here. Clauses of an if and of a try stand between the block and its contents.
func (p *printer) depth() int {
	n := 2
	for i := len(p.blocks) - 1; i >= 0 && n < maxIndent; i-- {
		if n++; p.blocks[i].op != op.Block && p.blocks[i].op != op.Loop && p.blocks[i].op != op.TryTable {
			n++
		}
	}
	return n
}

// foldInstr reads the instruction at hand into a node with its operands, and prints it unless it may be an operand.
func (p *printer) foldInstr() {
	if len(p.text) > maxHeld {
		p.settle()
	}
	pops, pushes := p.arity()
	k := p.node()
	if pops <= len(p.waiting) {
		p.adopt(k, pops)
	} else {
		p.settleBut(k)
	}
	if pushes == 1 {
		p.waiting = append(p.waiting, k)
		return
	}
	p.settleBut(k)
	depth := p.depth()
	p.hint(depth)
	p.line(depth)
	p.expression(k, depth)
	p.forget()
}

// node makes a node of the instruction at hand.
func (p *printer) node() int32 {
	p.holding = true
	mark, start := len(p.buf), len(p.text)
	p.instr()
	p.text = append(p.text, p.buf[mark:]...)
	p.buf = p.buf[:mark]
	p.holding = false
	p.nodes = append(p.nodes, node{start: int32(start), end: int32(len(p.text)), length: int32(len(p.text)-start) + 2})
	return int32(len(p.nodes) - 1)
}

// adopt makes the last n waiting nodes operands of node k, if they are not too deep.
func (p *printer) adopt(k int32, n int) {
	a := &p.nodes[k]
	kids := p.waiting[len(p.waiting)-n:]
	for _, kid := range kids {
		a.height = max(a.height, 1+p.nodes[kid].height)
	}
	if a.height > maxFold {
		a.height = 0
		p.settleBut(k)
		return
	}
	a.kids, a.n = int32(len(p.kids)), int32(n)
	for _, kid := range kids {
		a.length += 1 + p.nodes[kid].length
	}
	p.kids = append(p.kids, kids...)
	p.waiting = p.waiting[:len(p.waiting)-n]
}

// settle prints all waiting nodes, each on its line.
func (p *printer) settle() {
	p.settleBut(-1)
	p.forget()
}

// settleBut prints all waiting nodes, and leaves the memory of nodes as it is, for node k is still needed.
func (p *printer) settleBut(k int32) {
	depth := p.depth()
	for _, w := range p.waiting {
		if w != k {
			p.line(depth)
			p.expression(w, depth)
		}
	}
	p.waiting = p.waiting[:0]
}

// forget empties the memory of nodes.
func (p *printer) forget() {
	p.nodes, p.kids, p.text = p.nodes[:0], p.kids[:0], p.text[:0]
}

// expression prints node k: on one line if that is short, or else with each operand on its own.
func (p *printer) expression(k int32, depth int) {
	a := p.nodes[k]
	p.buf = append(p.buf, '(')
	p.buf = append(p.buf, p.text[a.start:a.end]...)
	for _, kid := range p.kids[a.kids : a.kids+a.n] {
		if a.length > maxFoldLine {
			p.line(depth + 1)
		} else {
			p.buf = append(p.buf, ' ')
		}
		p.expression(kid, depth+1)
	}
	if a.n > 0 && a.length > maxFoldLine {
		p.line(depth)
	}
	p.buf = append(p.buf, ')')
}

// foldBlock begins the block at hand. The condition of an if is its operand.
func (p *printer) foldBlock() {
	condition := int32(-1)
	o := p.in.Op
	if n := len(p.waiting); o == op.If && n > 0 {
		condition = p.waiting[n-1]
	}
	p.settleBut(condition)
	depth := p.depth()
	p.hint(depth)
	p.line(depth)
	p.str("(")
	p.instr()
	if condition >= 0 {
		p.str(" ")
		if p.nodes[condition].length > maxFoldLine {
			p.line(depth + 1)
		}
		p.expression(condition, depth+1)
	}
	switch o {
	case op.If:
		p.line(depth + 1)
		p.str("(then")
	case op.Try:
		p.line(depth + 1)
		p.str("(do")
	}
	p.forget()
}

// foldPart ends the block at hand, or a clause of it.
func (p *printer) foldPart() bool {
	p.settle()
	inner := p.depth()
	n := len(p.blocks)
	clauses := n > 0 && p.hasClauses(n-1)
	o := p.in.Op
	if !p.part() {
		return false
	}
	if clauses { // end the clause at hand
		p.line(inner - 1)
		p.str(")")
	}
	switch o {
	case op.End:
	case op.Delegate:
		p.line(inner - 1)
		p.str("(")
		p.instr()
		p.str(")")
	default:
		p.line(inner - 1)
		p.str("(")
		p.instr()
		return true
	}
	p.line(p.depth())
	p.str(")")
	return true
}

// hasClauses reports whether what is in block i stands in clauses of it.
func (p *printer) hasClauses(i int) bool {
	switch p.blocks[i].op {
	case op.Block, op.Loop, op.TryTable:
		return false
	}
	return true
}

// arity returns how many values the instruction at hand pops and pushes. For an instruction that it does not know, and for what only a
// type could tell, it says that nothing is popped and that the values pushed are not one.
func (p *printer) arity() (pops, pushes int) {
	in := &p.in
	info := in.Op.Info()
	if info.Sig != "" {
		for i := range len(info.Sig) {
			if info.Sig[i] == ':' {
				return i, len(info.Sig) - i - 1
			}
		}
	}
	switch in.Op {
	case op.LocalGet, op.GlobalGet, op.RefNull, op.RefFunc, op.TableSize, op.StructNewDefault:
		return 0, 1
	case op.LocalSet, op.GlobalSet, op.Drop, op.ThrowRef, op.BrIf, op.BrTable, op.BrOnNonNull:
		return 1, 0
	case op.LocalTee, op.TableGet, op.RefIsNull, op.RefAsNonNull, op.BrOnNull, op.BrOnCast, op.BrOnCastFail, op.RefTest, op.RefTestNull,
		op.RefCast, op.RefCastNull, op.StructGet, op.StructGetS, op.StructGetU, op.ArrayNewDefault, op.ArrayLen, op.RefI31, op.I31GetS,
		op.I31GetU, op.AnyConvertExtern, op.ExternConvertAny, op.StructNewDefaultDesc, op.RefGetDesc:
		return 1, 1
	case op.TableSet, op.StructSet:
		return 2, 0
	case op.TableGrow, op.RefEq, op.ArrayNew, op.ArrayNewData, op.ArrayNewElem, op.ArrayGet, op.ArrayGetS, op.ArrayGetU,
		op.RefCastDescEq, op.RefCastDescEqNull, op.BrOnCastDescEq, op.BrOnCastDescEqFail:
		return 2, 1
	case op.TableFill, op.TableCopy, op.TableInit, op.MemoryCopy, op.MemoryInit, op.ArraySet:
		return 3, 0
	case op.Select, op.SelectT:
		return 3, 1
	case op.ArrayFill, op.ArrayInitData, op.ArrayInitElem:
		return 4, 0
	case op.ArrayCopy:
		return 5, 0
	case op.ArrayNewFixed:
		return int(in.Y), 1
	case op.StructNew, op.StructNewDesc:
		return p.structArity(), 1
	case op.Return:
		return p.results, 0
	}
	return p.callArity()
}

// structArity returns how many values make the struct at hand.
func (p *printer) structArity() int {
	n := int(countFields(p.m, p.in.X))
	if p.in.Op == op.StructNewDesc {
		n++
	}
	return n
}

// callArity is arity for instructions that take what a function type says.
func (p *printer) callArity() (pops, pushes int) {
	x, extra, returns := p.in.X, 0, false
	switch p.in.Op {
	case op.Throw:
		if int64(x) >= int64(len(p.m.Tags)) {
			return 0, 0
		}
		x, returns = p.m.Tags[x], true
	case op.Call, op.ReturnCall:
		if int64(x) >= int64(len(p.m.Funcs)) {
			return 0, 0
		}
		x, returns = p.m.Funcs[x], p.in.Op == op.ReturnCall
	case op.CallIndirect, op.CallRef:
		extra = 1
	case op.ReturnCallIndirect, op.ReturnCallRef:
		extra, returns = 1, true
	default:
		return 0, 0
	}
	t := funcTypeAt(p.m, x)
	switch {
	case t == nil:
		return 0, 0
	case returns:
		return len(t.Params) + extra, 0
	}
	return len(t.Params) + extra, len(t.Results)
}
