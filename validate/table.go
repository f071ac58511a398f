package validate

import (
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks what refers to tables and element segments.

// tableType returns the type of table x.
func (b *body) tableType(x uint32) (elem, addr wasm.ValType, ok bool) {
	if int64(x) >= int64(len(b.c.tables)) {
		b.failf(unknown("table", x), "the module has %d", len(b.c.tables))
		return wasm.NoType, wasm.NoType, false
	}
	t := &b.c.tables[x]
	return t.Elem, t.Limits.AddrType(), true
}

// elem returns the type of element segment x.
func (b *body) elem(x uint32) (t wasm.ValType, ok bool) {
	if int64(x) >= int64(len(b.c.elems)) {
		b.failf(unknown("elem segment", x), "the module has %d", len(b.c.elems))
		return wasm.NoType, false
	}
	return b.c.elems[x].Type, true
}

// table checks the instructions that work on the single table x.
func (b *body) table(o op.Op, x uint32) {
	t, a, ok := b.tableType(x)
	if !ok {
		return
	}
	switch o {
	case op.TableGet:
		b.pop(a)
		b.push(t)
	case op.TableSet:
		b.pop(a, t)
	case op.TableSize:
		b.push(a)
	case op.TableGrow:
		b.pop(t, a)
		b.push(a)
	case op.TableFill:
		b.pop(a, t, a)
	}
}

func (b *body) tableCopy(x, y uint32) {
	to, toAddr, ok := b.tableType(x)
	from, fromAddr, ok2 := b.tableType(y)
	if !ok || !ok2 {
		return
	}
	if !b.c.types.matches(from, to) {
		b.fail(mismatch("table %d holds %s, table %d holds %s", x, to, y, from))
	}
	b.pop(toAddr, fromAddr, lesser(toAddr, fromAddr))
}

// tableInit checks table.init of table y from element segment x.
func (b *body) tableInit(x, y uint32) {
	to, a, ok := b.tableType(y)
	if !ok {
		return
	}
	from, ok := b.elem(x)
	if !ok {
		return
	}
	if !b.c.types.matches(from, to) {
		b.fail(mismatch("table %d holds %s, element segment %d has %s", y, to, x, from))
	}
	b.pop(a, wasm.I32, wasm.I32)
}
