package wat

import (
	"bytes"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of function bodies and constant expressions: locals, labels, and the structure of instructions, flat and
// folded. Nesting is kept in a list of frames, so that no depth of it can exhaust the stack.

// A body is the state of the parser in a function body or a constant expression.
type body struct {
	code    []byte // encoded so far, with the local declarations
	pending []byte // encoded instructions that wait for their operands
	frames  []frame
	in      binary.Instr

	fn        uint32 // index of the function
	locals    map[string]local
	numLocals uint32
	serial    uint32 // of this body, for locals
	runs      []localRun

	labels    map[string]int // nesting depth of the innermost block with a label
	depth     int            // number of blocks around
	numLabels uint32         // number of blocks so far

	hints []funcHints
}

// A local is the index of a local of body number serial. Those of other bodies are leftovers.
type local struct{ serial, index uint32 }

// A localRun is a number of locals of the same type.
type localRun struct {
	count uint32
	t     wasm.ValType
}

// funcHints are the branch hints of function fn.
type funcHints struct {
	fn    uint32
	hints []binary.BranchHint
}

// A frameKind says what is being read.
type frameKind uint8

const (
	frameFlat     frameKind = iota // a block that ends with end
	frameOperands                  // operands of a folded instruction
	frameBlock                     // a folded block
	frameIf                        // a folded if: its condition, then its clauses
	frameTry                       // a folded try: its clauses
	frameClause                    // instructions of a clause of the frame around
)

// A frame is a construct that is not at its end.
type frame struct {
	kind    frameKind
	op      op.Op // the instruction or, in a flat block, its last part; in folded blocks the last clause, Nop before the first
	hint    hint  // of the instruction
	label   declaration
	outer   int // what the label meant around, or -1
	pending int // start of the instruction in body.pending
	pos     int // of the instruction in the text
}

// startLocals begins the body or the type of function x.
func (b *builder) startLocals(x uint32) {
	b.fn, b.numLocals, b.numLabels = x, 0, 0
	b.serial++
}

// bindLocal gives the next local an identifier, a name or both.
func (b *builder) bindLocal(d *declaration) {
	if d.hasID {
		if b.locals == nil {
			b.locals = make(map[string]local)
		}
		if b.locals[d.id].serial == b.serial {
			b.fail(d.pos, duplicate("local", d.id), "")
			return
		}
		b.locals[d.id] = local{b.serial, b.numLocals}
	}
	b.names.indirect[binary.NamesLocal].add(b.fn, b.numLocals, d.name)
	b.numLocals++
}

// localIndex passes the index of a local.
func (b *builder) localIndex() uint32 {
	if b.tok.kind != tokenID {
		return b.index()
	}
	name := b.idOf(&b.tok)
	l := b.locals[name]
	if l.serial != b.serial {
		b.fail(b.tok.pos, unknown("local", name), "")
		return 0
	}
	b.advance()
	return l.index
}

// funcBody passes locals and instructions and returns them encoded.
func (b *builder) funcBody() []byte {
	b.code = b.code[:0]
	b.runs = b.runs[:0]
	for b.open("local") {
		if d := b.declared("local"); d.any() {
			b.bindLocal(&d)
			b.addLocal(b.valType())
			b.close()
			continue
		}
		for b.tok.kind != tokenClose && b.err == nil {
			b.numLocals++
			b.addLocal(b.valType())
		}
		b.close()
	}
	b.code = binary.AppendU32(b.code, uint32(len(b.runs)))
	for _, r := range b.runs {
		b.code = binary.AppendValType(binary.AppendU32(b.code, r.count), r.t)
	}
	b.instrs(false)
	b.mark(b.tok.pos)
	b.appendOp(op.End)
	return bytes.Clone(b.code)
}

// addLocal declares one more local of type t.
func (b *builder) addLocal(t wasm.ValType) {
	if n := len(b.runs); n > 0 && b.runs[n-1].t == t {
		b.runs[n-1].count++
		return
	}
	b.runs = append(b.runs, localRun{1, t})
}

// constExpr passes instructions that are a constant expression.
func (b *builder) constExpr() wasm.ConstExpr { return b.constant(false) }

// constInstr passes one folded instruction that is a constant expression.
func (b *builder) constInstr() wasm.ConstExpr { return b.constant(true) }

func (b *builder) constant(single bool) wasm.ConstExpr {
	b.startLocals(wasm.NoIndex)
	b.code = b.code[:0]
	b.instrs(single)
	b.appendOp(op.End)
	return wasm.ConstExpr{Code: bytes.Clone(b.code)}
}

// instrs passes instructions up to the parenthesis that closes what they stand in or, if single, one folded instruction.
func (b *builder) instrs(single bool) {
	b.frames, b.pending = b.frames[:0], b.pending[:0]
	if single && b.tok.kind != tokenOpen {
		b.unexpected("an instruction in parentheses")
		return
	}
	for b.err == nil {
		switch b.tok.kind {
		case tokenWord:
			b.flat()
		case tokenOpen:
			b.folded()
		case tokenClose:
			if len(b.notes) > 0 {
				b.strayNote()
			}
			if len(b.frames) == 0 {
				return
			}
			b.closeFolded()
		default:
			b.unexpected("an instruction or )")
		}
		if single && len(b.frames) == 0 {
			return
		}
	}
}

// strayNote fails at an annotation that stands before no instruction.
func (b *builder) strayNote() {
	n := b.notes[0]
	if n.kind != noteHint {
		b.misplacedNote(&n)
	}
	b.fail(n.pos, noteHint.code("invalid placement"), "")
}

// top returns the innermost frame, or nil.
func (b *builder) top() *frame {
	if n := len(b.frames); n > 0 {
		return &b.frames[n-1]
	}
	return nil
}

func (b *builder) push(f frame) {
	if len(b.frames) >= wasm.MaxNesting {
		b.fail(f.pos, codeNesting, "")
		return
	}
	b.frames = append(b.frames, f)
}

func (b *builder) pop() { b.frames = b.frames[:len(b.frames)-1] }

// flat passes an instruction that is not folded, or a part of a block.
func (b *builder) flat() {
	f := b.top()
	o := op.ByName(b.text())
	if o == op.Invalid || f != nil && (f.kind == frameOperands || f.kind == frameIf || f.kind == frameTry) {
		b.unexpected("an instruction in parentheses or )")
		return
	}
	h := hintNone
	if len(b.notes) > 0 {
		h = b.claimHint()
	}
	pos := b.tok.pos
	b.advance()
	info := o.Info()
	switch o {
	case op.Block, op.Loop, op.If, op.Try, op.TryTable:
		g := frame{kind: frameFlat, op: o, pos: pos, hint: h}
		b.blockHead(&g)
		b.emit(h, pos)
		b.enter(&g)
		b.push(g)
	case op.Else, op.End, op.Catch, op.CatchAll, op.Delegate:
		b.part(f, o, pos)
	default:
		if h == hintNone && info.Imm == op.ImmNone && info.Prefix == 0 && o != op.Select {
			b.mark(pos)
			b.code = append(b.code, byte(info.Code))
			return
		}
		b.immediates(o, info.Imm)
		b.emit(h, pos)
	}
}

// emit encodes the instruction b.in, which stands at pos.
func (b *builder) emit(h hint, pos int) {
	if h != hintNone {
		b.addHint(h, b.in.Op, pos)
	}
	b.mark(pos)
	b.code = binary.AppendInstr(b.code, &b.in)
}

// appendOp encodes an instruction without immediates.
func (b *builder) appendOp(o op.Op) { b.code = append(b.code, byte(o.Info().Code)) }

// addHint notes a hint for the instruction o, which comes next in the code.
func (b *builder) addHint(h hint, o op.Op, pos int) {
	if b.fn == wasm.NoIndex {
		b.fail(pos, noteHint.code("not in a function"), "")
		return
	}
	if o != op.If && o != op.BrIf {
		if b.invalid == nil {
			b.invalid = newError(b.lex.src, pos, noteHint.code("invalid target"), "")
			b.invalid.Phase = wasm.PhaseInvalid
		}
		return
	}
	n := len(b.hints)
	if n == 0 || b.hints[n-1].fn != b.fn {
		b.hints = append(b.hints, funcHints{fn: b.fn})
		n++
	}
	f := &b.hints[n-1]
	f.hints = append(f.hints, binary.BranchHint{Offset: uint32(len(b.code)), Likely: h == hintLikely})
}

// blockHead passes label and type of a block, and the catch clauses of a try_table. The label is not known to them.
func (b *builder) blockHead(f *frame) {
	f.label = b.declared("label")
	b.in.Op = f.op
	b.blockType()
	if f.op == op.TryTable {
		b.catches()
	}
}

// enter begins the inside of the block f, whose instruction has been encoded.
func (b *builder) enter(f *frame) {
	if d := &f.label; d.any() {
		if d.hasID {
			f.outer = -1
			if outer, ok := b.labels[d.id]; ok {
				f.outer = outer
			}
			if b.labels == nil {
				b.labels = make(map[string]int)
			}
			b.labels[d.id] = b.depth
		}
		if b.fn != wasm.NoIndex {
			b.names.indirect[binary.NamesLabel].add(b.fn, b.numLabels, d.name)
		}
	}
	b.depth++
	b.numLabels++
}

// leave ends the inside of the block f.
func (b *builder) leave(f *frame) {
	b.depth--
	if !f.label.hasID {
		return
	}
	if f.outer < 0 {
		delete(b.labels, f.label.id)
	} else {
		b.labels[f.label.id] = f.outer
	}
}

// labelIndex passes the index of a label.
func (b *builder) labelIndex() uint32 {
	if b.tok.kind != tokenID {
		return b.index()
	}
	name := b.idOf(&b.tok)
	at, ok := b.labels[name]
	if !ok {
		b.fail(b.tok.pos, unknown("label", name), "")
		return 0
	}
	b.advance()
	return uint32(b.depth - 1 - at)
}

// part passes the rest of a part of the flat block f that starts with the instruction o at pos: its end, or what stands between its
// parts.
func (b *builder) part(f *frame, o op.Op, pos int) {
	if f == nil || f.kind != frameFlat || !mayFollow(o, f.op) {
		b.fail(pos, codeUnexpected, "no block that "+o.String()+" could belong to")
		return
	}
	if o == op.End || o == op.Else {
		at := b.tok.pos
		if id, ok := b.id(); ok && (!f.label.hasID || id != f.label.id) {
			b.fail(at, codeLabel, "")
		}
	}
	if o == op.End || o == op.Delegate {
		b.leave(f)
		b.pop()
	} else {
		f.op = o
	}
	b.immediates(o, o.Info().Imm)
	b.emit(hintNone, pos)
}

// mayFollow reports whether the instruction o may stand after the part of a block that starts with the instruction before.
func mayFollow(o, before op.Op) bool {
	switch o {
	case op.Else:
		return before == op.If
	case op.Delegate:
		return before == op.Try
	case op.Catch, op.CatchAll:
		return before == op.Try || before == op.Catch
	}
	return true
}

// folded passes the start of a folded instruction or of a clause of one.
func (b *builder) folded() {
	h := hintNone
	if len(b.notes) > 0 {
		h = b.claimHint()
	}
	pos := b.tok.pos
	b.advance()
	if b.tok.kind != tokenWord {
		b.unexpected("an instruction")
		return
	}
	if f := b.top(); f != nil && (f.kind == frameIf || f.kind == frameTry) && b.clause(f) {
		return
	}
	o := op.ByName(b.text())
	switch o {
	case op.Invalid, op.Else, op.End, op.Catch, op.CatchAll, op.Delegate:
		b.unexpected("an instruction")
		return
	}
	b.advance()
	g := frame{kind: frameOperands, op: o, hint: h, pos: pos, pending: len(b.pending)}
	switch o {
	case op.Block, op.Loop, op.TryTable, op.Try:
		b.blockHead(&g)
		b.emit(h, pos)
		b.enter(&g)
		if g.kind = frameBlock; o == op.Try {
			g.kind, g.op = frameTry, op.Nop
		}
	case op.If:
		b.blockHead(&g)
		b.pending = binary.AppendInstr(b.pending, &b.in)
		g.kind, g.op = frameIf, op.Nop
	default:
		b.immediates(o, o.Info().Imm)
		if b.tok.kind == tokenClose && len(b.notes) == 0 {
			b.emit(h, pos)
			b.advance()
			return
		}
		g.op = b.in.Op
		b.pending = binary.AppendInstr(b.pending, &b.in)
	}
	b.push(g)
}

// clause passes the start of a clause of the folded block f, or returns false for what is a part of the condition of an if.
func (b *builder) clause(f *frame) bool {
	word, pos := b.text(), b.tok.pos
	switch {
	case f.kind == frameIf && word == "then" && f.op == op.Nop:
		if f.hint != hintNone {
			b.addHint(f.hint, op.If, f.pos)
		}
		b.mark(f.pos)
		b.code = append(b.code, b.pending[f.pending:]...)
		b.pending = b.pending[:f.pending]
		b.enter(f)
		f.op = op.If
	case f.kind == frameIf && word == op.Else.String() && f.op == op.If:
		f.op = op.Else
		b.mark(pos)
		b.appendOp(op.Else)
	case f.kind == frameIf && f.op == op.Nop:
		return false
	case f.kind == frameTry && word == "do" && f.op == op.Nop:
		f.op = op.Try
	case f.kind == frameTry && f.op != op.Nop:
		o := op.ByName(word)
		if o != op.Catch && o != op.CatchAll && o != op.Delegate || !mayFollow(o, f.op) {
			b.unexpected("a clause")
			return true
		}
		f.op = o
		b.advance()
		if o == op.Delegate {
			b.leave(f)
		}
		b.immediates(o, o.Info().Imm)
		b.emit(hintNone, pos)
		if o == op.Delegate {
			b.close()
			return true
		}
		b.push(frame{kind: frameClause, pos: pos})
		return true
	default:
		b.unexpected("a clause")
		return true
	}
	b.advance()
	b.push(frame{kind: frameClause, pos: pos})
	return true
}

// closeFolded passes the parenthesis that closes a folded instruction or a clause.
func (b *builder) closeFolded() {
	f := b.top()
	switch f.kind {
	case frameOperands:
		if f.hint != hintNone {
			b.addHint(f.hint, f.op, f.pos)
		}
		b.mark(f.pos)
		b.code = append(b.code, b.pending[f.pending:]...)
		b.pending = b.pending[:f.pending]
	case frameBlock, frameIf, frameTry:
		if f.op == op.Nop {
			b.unexpected("a clause")
			return
		}
		if f.op != op.Delegate {
			b.leave(f)
			b.mark(b.tok.pos)
			b.appendOp(op.End)
		}
	case frameFlat:
		b.unexpected(op.End.String())
		return
	}
	if b.err == nil {
		b.pop()
		b.advance()
	}
}
