package wat

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of tables with their elements, and of element and data segments.
//
// The binary format has several ways to write the same segment. The text chooses: a clause "(table x)" or "(memory x)" asks for a form
// with an index, "func" for one with indices of functions and a type for one with expressions.

// Flags of element segments: not active; with a table index or, unless active, declarative; with expressions.
const (
	elemPassive = 1 << iota
	elemTable
	elemExprs
	elemDeclarative = elemTable
)

// Flags of data segments that are not active in memory 0 without saying so.
const (
	dataPassive = 1
	dataMemory  = 2
)

// elementKind is the type of elements given by function indices.
var elementKind = wasm.Ref(wasm.HeapFunc, false)

// tableField passes the inside of "(table ...)".
func (b *builder) tableField(pos int) {
	x := b.tables.define(b.parser)
	if b.inline(pos, wasm.ExternTable, x) {
		return
	}
	var t wasm.Table
	t.Limits.Addr64 = b.addrType()
	if b.tok.kind == tokenNat {
		addr64 := t.Limits.Addr64
		t.Limits = b.limits()
		t.Limits.Addr64 = addr64
		t.Elem = b.refType()
		if b.tok.kind != tokenClose {
			t.Init = b.constExpr()
		}
		b.m.Tables = append(b.m.Tables, t)
		return
	}
	t.Elem = b.refType()
	n := b.inlineElements(x, &t.TableType)
	t.Limits.Min, t.Limits.Max, t.Limits.HasMax = n, n, true
	b.m.Tables = append(b.m.Tables, t)
}

// inlineElements passes the elements that table x of type t is made with, and returns their number.
func (b *builder) inlineElements(x uint32, t *wasm.TableType) uint64 {
	if !b.open("elem") {
		b.unexpected("limits or elements")
		return 0
	}
	e := wasm.Elem{Flags: elemTable, Table: x, Type: t.Elem, At: b.zero(t.Limits.Addr64)}
	switch {
	case b.tok.kind == tokenOpen:
		e.UsesExprs = true
		b.elementExprs(&e)
	case t.Elem == wasm.FuncRef:
		e.Type = elementKind
		b.elementFuncs(&e)
	default:
		e.UsesExprs = true
		for b.tok.kind != tokenClose && b.err == nil {
			in := binary.Instr{Op: op.RefFunc, X: b.funcs.lookup(b.parser)}
			e.Exprs = append(e.Exprs, exprOf(&in))
		}
	}
	if e.UsesExprs {
		e.Flags |= elemExprs
	}
	b.close()
	b.elems.next++
	b.m.Elems = append(b.m.Elems, e)
	return uint64(e.Len())
}

// exprOf returns the constant expression of one instruction.
func exprOf(in *binary.Instr) wasm.ConstExpr {
	code := binary.AppendInstr(nil, in)
	return wasm.ConstExpr{Code: binary.AppendInstr(code, &binary.Instr{Op: op.End})}
}

// zero returns the constant expression for the address 0.
func (b *builder) zero(addr64 bool) wasm.ConstExpr {
	in := binary.Instr{Op: op.I32Const}
	if addr64 {
		in.Op = op.I64Const
	}
	return exprOf(&in)
}

// elementFuncs passes the indices of functions.
func (b *builder) elementFuncs(e *wasm.Elem) {
	for b.tok.kind == tokenNat || b.tok.kind == tokenID {
		e.Funcs = append(e.Funcs, b.funcs.lookup(b.parser))
	}
}

// elementExprs passes elements, each "(item ...)" or an instruction.
func (b *builder) elementExprs(e *wasm.Elem) {
	for b.tok.kind == tokenOpen {
		e.Exprs = append(e.Exprs, b.exprOrClause("item"))
	}
}

// exprOrClause passes a constant expression, either a folded instruction or any within parentheses that start with a keyword.
func (b *builder) exprOrClause(word string) wasm.ConstExpr {
	if b.open(word) {
		x := b.constExpr()
		b.close()
		return x
	}
	return b.constInstr()
}

// elemField passes the inside of "(elem ...)".
func (b *builder) elemField() {
	b.elems.define(b.parser)
	var e wasm.Elem
	switch {
	case b.word("declare"):
		e.Mode, e.Flags = wasm.SegmentDeclarative, elemPassive|elemDeclarative
	case b.open("table"):
		e.Flags = elemTable
		e.Table = b.tables.lookup(b.parser)
		b.close()
		e.At = b.exprOrClause("offset")
	case b.tok.kind == tokenNat: // the table, as the first version of the format had it
		e.Flags = elemTable
		e.Table = b.tables.lookup(b.parser)
		e.At = b.exprOrClause("offset")
	case b.tok.kind == tokenOpen && b.head() != "ref":
		e.At = b.exprOrClause("offset")
	default:
		e.Mode, e.Flags = wasm.SegmentPassive, elemPassive
	}
	b.elements(&e)
	b.m.Elems = append(b.m.Elems, e)
}

// elements passes the elements of a segment with what tells their kind.
func (b *builder) elements(e *wasm.Elem) {
	switch {
	case b.word("func"), e.Mode == wasm.SegmentActive && (b.tok.kind == tokenNat || b.tok.kind == tokenID || b.tok.kind == tokenClose):
		e.Type = elementKind
		b.elementFuncs(e)
		return
	}
	e.Type = b.refType()
	e.Flags |= elemExprs
	if e.Mode == wasm.SegmentActive && e.Type != wasm.FuncRef {
		e.Flags |= elemTable
	}
	e.UsesExprs = true
	b.elementExprs(e)
}

// dataField passes the inside of "(data ...)".
func (b *builder) dataField() {
	b.datas.define(b.parser)
	var d wasm.Data
	switch {
	case b.open("memory"):
		d.Flags = dataMemory
		d.Memory = b.memories.lookup(b.parser)
		b.close()
		d.At = b.exprOrClause("offset")
	case b.tok.kind == tokenNat: // the memory, as the first version of the format had it
		d.Flags = dataMemory
		d.Memory = b.memories.lookup(b.parser)
		d.At = b.exprOrClause("offset")
	case b.tok.kind == tokenOpen:
		d.At = b.exprOrClause("offset")
	default:
		d.Mode, d.Flags = wasm.SegmentPassive, dataPassive
	}
	d.Init = b.strings()
	b.m.Datas = append(b.m.Datas, d)
}

// inlineData passes the data that memory x is made with, and returns its length.
func (b *builder) inlineData(x uint32, addr64 bool) uint64 {
	if !b.open("data") {
		b.unexpected("limits or data")
		return 0
	}
	d := wasm.Data{Memory: x, Init: b.strings(), At: b.zero(addr64)}
	if x != 0 {
		d.Flags = dataMemory
	}
	b.close()
	b.datas.next++
	b.m.Datas = append(b.m.Datas, d)
	return uint64(len(d.Init))
}

// hintSection returns the contents of the branch hint section.
func (b *builder) hintSection() []byte {
	return binary.AppendBranchHints(nil, func(yield func(uint32, []binary.BranchHint) bool) {
		for _, h := range b.hints {
			if !yield(h.fn, h.hints) {
				return
			}
		}
	})
}
