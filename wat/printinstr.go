package wat

import (
	"strconv"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the printer of function bodies and constant expressions, instruction after instruction.

// An instrPrinter is the state of the printer in a function body or a constant expression.
type instrPrinter struct {
	ins        binary.Instrs
	in         binary.Instr
	runs       []binary.LocalRun
	localTypes []wasm.ValType

	localIDs   identifiers
	labelNames binary.NameMap
	numLabels  uint32
	blocks     []block
	labelAt    map[string]int // index in blocks of the innermost block with an identifier
	hintsLeft  []binary.BranchHint
	start      int  // offset of the body in the module
	plain      bool // indices are printed where there are identifiers
	folder
}

// A block is one that is not at its end.
type block struct {
	op    op.Op  // of its last part
	id    string // identifier with "$", or empty
	outer int    // what id meant around the block, or -1
}

// maxLocals is the number of locals up to which a module is printed. In bytes, any number of locals takes no more than a few.
const maxLocals = 1 << 26

// maxList is the length of lists of immediates up to which identifiers are used in them. Numbers keep long ones short.
const maxList = 64

// function prints function i of those that are defined.
func (p *printer) function(i int) {
	if p.err != nil {
		return
	}
	x := uint32(p.m.NumImportedFuncs + i)
	body := &p.m.Bodies[i]
	p.line(1)
	p.str("(func")
	p.buf = p.funcs.appendNames(p.buf, x)
	p.index(int(x))
	n := countLocals(p.m, x)
	if p.locals += n; p.locals > maxLocals {
		p.fail(&wasm.Error{Phase: wasm.PhaseLimit, Code: "too many locals", Offset: body.Offset, Func: int(x)})
		return
	}
	names := p.names.Locals.Get(x)
	p.localIDs = makeIDs(&names, int(n))
	p.labelNames = p.names.Labels.Get(x)
	p.hintsLeft = p.hints.Func(x)
	p.funcTypeUse(p.m.Funcs[x], &p.localIDs)
	p.begin(body.Code, body.Offset)
	before := p.lines
	p.printLocals(x)
	if p.opt.Fold {
		p.results = 0
		if t := funcTypeAt(p.m, p.m.Funcs[x]); t != nil {
			p.results = len(t.Results)
		}
		p.fold()
	} else {
		p.flat()
	}
	if p.lines > before {
		p.line(1)
	}
	p.str(")")
}

// begin makes the printer read code, which stands at offset in the module.
func (p *printer) begin(code []byte, offset int) {
	p.ins.Reset(code, offset)
	p.start = offset
	p.blocks = p.blocks[:0]
	if len(p.labelAt) > 0 { // left by an error
		clear(p.labelAt)
	}
	p.numLabels = 0
}

// printLocals prints the locals of function x but its parameters.
func (p *printer) printLocals(x uint32) {
	p.runs = p.ins.Locals(p.runs)
	p.localTypes = p.localTypes[:0]
	for _, run := range p.runs {
		for range run.Count {
			p.localTypes = append(p.localTypes, run.Type)
		}
	}
	if len(p.localTypes) == 0 || p.ins.Err() != nil {
		return
	}
	first := uint32(0)
	if t := funcTypeAt(p.m, p.m.Funcs[x]); t != nil {
		first = uint32(len(t.Params))
	}
	p.line(2)
	p.buf = p.buf[:len(p.buf)-1] // namedTypes begins with a blank
	p.namedTypes("local", p.localTypes, first, &p.localIDs)
}

// misplaced fails at the instruction at hand, which has no place in the structure of blocks.
func (p *printer) misplaced() {
	p.fail(&wasm.Error{Code: codeUnexpected, Detail: p.in.Op.String(), Offset: p.in.Offset, Func: wasm.NoFunc})
}

// unended fails at the end of code that has fewer ends than blocks, or no end of its own.
func (p *printer) unended() {
	if err := p.ins.Err(); err != nil {
		p.fail(err)
	} else {
		p.fail(&wasm.Error{Code: "END opcode expected", Offset: p.ins.Offset(), Func: wasm.NoFunc})
	}
}

// part changes or leaves a block as the instruction at hand, which is not the end of all, asks for. It returns false if the instruction
// has no place here.
func (p *printer) part() bool {
	o := p.in.Op
	if !isPart(o) {
		return true
	}
	n := len(p.blocks)
	if n == 0 || !mayFollow(o, p.blocks[n-1].op) {
		return false
	}
	if o == op.End || o == op.Delegate {
		p.leave()
	} else {
		p.blocks[n-1].op = o
	}
	return true
}

// isPart reports whether o ends a block or stands between two of its parts.
func isPart(o op.Op) bool {
	switch o {
	case op.Else, op.End, op.Catch, op.CatchAll, op.Delegate:
		return true
	}
	return false
}

// enter begins a block, whose first instruction is at hand, and prints its identifier and name.
func (p *printer) enter() {
	b := block{op: p.in.Op}
	name, named := p.labelNames.Get(p.numLabels)
	if named {
		id := name
		if name == "" || len(name) > maxID {
			id = numberedID(name, p.numLabels)
		}
		b.id = string(appendID(nil, id))
		p.str(" " + b.id)
		if id != name {
			p.buf = append(appendName(append(p.buf, " (@name "...), name), ')')
		}
		b.outer = -1
		if at, ok := p.labelAt[b.id]; ok {
			b.outer = at
		}
		if p.labelAt == nil {
			p.labelAt = make(map[string]int)
		}
		p.labelAt[b.id] = len(p.blocks)
	}
	p.numLabels++
	p.blocks = append(p.blocks, b)
}

// leave ends the innermost block.
func (p *printer) leave() {
	n := len(p.blocks) - 1
	b := &p.blocks[n]
	switch {
	case b.id == "":
	case b.outer < 0:
		delete(p.labelAt, b.id)
	default:
		p.labelAt[b.id] = b.outer
	}
	p.blocks = p.blocks[:n]
}

// label prints a label.
func (p *printer) label(x uint32) {
	p.str(" ")
	if at := int64(len(p.blocks)) - 1 - int64(x); at >= 0 && !p.plain {
		if id := p.blocks[at].id; id != "" && int64(p.labelAt[id]) == at {
			p.str(id)
			return
		}
	}
	p.num(uint64(x))
}

// flat prints the instructions of a function, each on its line.
func (p *printer) flat() {
	for p.ins.Next(&p.in) {
		if p.in.Op == op.End && len(p.blocks) == 0 {
			if p.ins.Len() > 0 {
				p.misplaced()
			}
			return
		}
		if !p.part() {
			p.misplaced()
			return
		}
		depth := 2 + len(p.blocks)
		if o := p.in.Op; isPart(o) && o != op.End && o != op.Delegate {
			depth--
		}
		p.hint(depth)
		p.line(depth)
		p.instr()
	}
	p.unended()
}

// hint prints the branch hint for the instruction at hand, if there is one.
func (p *printer) hint(depth int) {
	if len(p.hintsLeft) == 0 || p.in.Offset-p.start != int(p.hintsLeft[0].Offset) {
		return
	}
	p.line(depth)
	p.hintText(p.hintsLeft[0].Likely)
	p.hintsLeft = p.hintsLeft[1:]
}

func (p *printer) hintText(likely bool) {
	p.str("(@" + binary.BranchHintSection)
	if likely {
		p.str(` "\01")`)
	} else {
		p.str(` "\00")`)
	}
}

// expr prints the instructions of a constant expression, the first after lead and the others after a blank.
func (p *printer) expr(x wasm.ConstExpr, lead string) {
	p.begin(x.Code, x.Offset)
	p.labelNames, p.hintsLeft, p.localIDs = binary.NameMap{}, nil, identifiers{}
	for p.ins.Next(&p.in) {
		if p.in.Op == op.End && len(p.blocks) == 0 {
			return
		}
		if !p.part() {
			p.misplaced()
			return
		}
		p.str(lead)
		p.instr()
		lead = " "
	}
	p.unended()
}

// clause prints a constant expression in parentheses: by itself if it is one instruction, or else with a keyword.
func (p *printer) clause(word string, x wasm.ConstExpr) {
	if isSingle(x) {
		p.str(" (")
		p.expr(x, "")
	} else {
		p.str(" (" + word)
		p.expr(x, " ")
	}
	p.str(")")
}

// isSingle reports whether x is one instruction, and no block.
func isSingle(x wasm.ConstExpr) bool {
	ins := binary.NewInstrs(x.Code, 0)
	var in binary.Instr
	return ins.Next(&in) && !isBlock(in.Op) && in.Op != op.End && ins.Len() == 1
}

// instr prints the instruction at hand. One that begins a block enters it.
func (p *printer) instr() {
	in := &p.in
	info := in.Op.Info()
	p.str(info.Name)
	switch info.Imm {
	case op.ImmNone, op.ImmFence:
	case op.ImmBlock:
		p.enter()
		p.blockType()
	case op.ImmTryTable:
		p.tryTable()
	case op.ImmLabel:
		p.label(in.X)
	case op.ImmLabels:
		p.plain = len(in.Labels) > maxList
		for _, x := range in.Labels {
			p.label(x)
			p.spill()
		}
		p.label(in.X)
		p.plain = false
	case op.ImmLocal:
		p.ref(&p.localIDs, in.X)
	case op.ImmI32, op.ImmI64, op.ImmF32, op.ImmF64, op.ImmV128, op.ImmLane, op.ImmLanes:
		p.constant(info.Imm)
	case op.ImmMemArg:
		p.memArg(info)
	case op.ImmMemArgLane:
		p.memArg(info)
		p.constant(op.ImmLane)
	case op.ImmTypes:
		p.plain = len(in.Types) > maxList
		p.str(" (result")
		for _, t := range in.Types {
			p.str(" ")
			p.valType(t)
			p.spill()
		}
		p.str(")")
		p.plain = false
	case op.ImmBrCast:
		p.label(in.X)
		p.str(" ")
		p.valType(in.Type)
		p.str(" ")
		p.valType(in.Type2)
	case op.ImmHeap:
		p.str(" ")
		if in.Op == op.RefNull {
			p.heapType(in.Type)
		} else {
			p.valType(in.Type)
		}
	default:
		p.indices(info.Imm)
	}
}

// constant prints a number or a vector.
func (p *printer) constant(imm op.Imm) {
	in := &p.in
	p.str(" ")
	switch imm {
	case op.ImmI32:
		p.buf = strconv.AppendInt(p.buf, int64(int32(in.Imm)), 10)
	case op.ImmI64:
		p.buf = strconv.AppendInt(p.buf, int64(in.Imm), 10)
	case op.ImmF32:
		p.buf = float32Format.append(p.buf, in.Imm)
	case op.ImmF64:
		p.buf = float64Format.append(p.buf, in.Imm)
	case op.ImmV128:
		p.vector()
	case op.ImmLane:
		p.num(uint64(in.Lane))
	case op.ImmLanes:
		for i, x := range in.V128 {
			if i > 0 {
				p.str(" ")
			}
			p.num(uint64(x))
		}
	}
}

// ref prints an index or the identifier for it.
func (p *printer) ref(s *identifiers, x uint32) { p.buf = s.append(append(p.buf, ' '), x) }

// indices prints immediates that are indices. That of table or memory 0 is left out where the text format supplies it.
func (p *printer) indices(imm op.Imm) {
	in := &p.in
	switch imm {
	case op.ImmFunc:
		p.ref(&p.funcs, in.X)
	case op.ImmGlobal:
		p.ref(&p.globals, in.X)
	case op.ImmTag:
		p.ref(&p.tags, in.X)
	case op.ImmElem:
		p.ref(&p.elems, in.X)
	case op.ImmData:
		p.ref(&p.datas, in.X)
		p.needCount = true
	case op.ImmTable:
		p.refUnlessZero(&p.tables, in.X)
	case op.ImmMem:
		p.refUnlessZero(&p.memories, in.X)
	case op.ImmTableTable:
		if in.X != 0 || in.Y != 0 {
			p.ref(&p.tables, in.X)
			p.ref(&p.tables, in.Y)
		}
	case op.ImmMemMem:
		if in.X != 0 || in.Y != 0 {
			p.ref(&p.memories, in.X)
			p.ref(&p.memories, in.Y)
		}
	case op.ImmElemTable:
		p.refUnlessZero(&p.tables, in.Y)
		p.ref(&p.elems, in.X)
	case op.ImmDataMem:
		p.refUnlessZero(&p.memories, in.Y)
		p.ref(&p.datas, in.X)
		p.needCount = true
	case op.ImmTypeTable:
		p.refUnlessZero(&p.tables, in.Y)
		p.typeUse(in.X)
	default:
		p.typeIndices(imm)
	}
}

func (p *printer) refUnlessZero(s *identifiers, x uint32) {
	if x != 0 {
		p.ref(s, x)
	}
}

// typeIndices prints a type index and another.
func (p *printer) typeIndices(imm op.Imm) {
	in := &p.in
	p.ref(&p.types, in.X)
	switch imm {
	case op.ImmTypeField:
		names := p.fields[in.X]
		if names == nil {
			names = new(identifiers)
		}
		p.ref(names, in.Y)
	case op.ImmTypeLen:
		p.str(" ")
		p.num(uint64(in.Y))
	case op.ImmTypeType:
		p.ref(&p.types, in.Y)
	case op.ImmTypeData:
		p.ref(&p.datas, in.Y)
		p.needCount = true
	case op.ImmTypeElem:
		p.ref(&p.elems, in.Y)
	}
}

// memArg prints memory, offset and alignment.
func (p *printer) memArg(info *op.Info) {
	in := &p.in
	p.refUnlessZero(&p.memories, in.X)
	if in.Imm != 0 {
		p.str(" offset=")
		p.num(in.Imm)
	}
	if in.Align != info.Align {
		p.str(" align=")
		p.num(1 << in.Align)
	}
}

// vector prints a vector as four numbers.
func (p *printer) vector() {
	p.str(I32x4.String())
	for i := 0; i < 16; i += 4 {
		p.str(" 0x")
		for k := 3; k >= 0; k-- {
			c := p.in.V128[i+k]
			p.buf = append(p.buf, hexDigits[c>>4], hexDigits[c&15])
		}
	}
}

// blockType prints the type of a block.
func (p *printer) blockType() {
	switch in := &p.in; {
	case in.X != wasm.NoIndex:
		p.typeUse(in.X)
	case in.Type != wasm.NoType:
		p.str(" (result ")
		p.valType(in.Type)
		p.str(")")
	}
}

// tryTable prints label, type and catch clauses of a try_table. The labels in the clauses are those around it.
func (p *printer) tryTable() {
	p.enter()
	p.blockType()
	n := len(p.blocks) - 1
	inner := p.blocks[n]
	p.leave()
	for _, c := range p.in.Catches {
		p.str(" (" + catchNames[c.Kind])
		if c.Kind < binary.CatchAll {
			p.ref(&p.tags, c.Tag)
		}
		p.label(c.Label)
		p.str(")")
		p.spill()
	}
	if inner.id != "" {
		p.labelAt[inner.id] = n
	}
	p.blocks = append(p.blocks, inner)
}
