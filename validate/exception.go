package validate

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks exception handling: that of Wasm 3.0 with try_table, and the legacy one with try, catch and delegate.

// tagParams returns the types of the values that tag x carries.
func (b *body) tagParams(x uint32) []wasm.ValType {
	if int64(x) >= int64(len(b.c.tags)) {
		b.failf(unknown("tag", x), "the module has %d", len(b.c.tags))
		return nil
	}
	return b.c.types.funcType(b.c.tags[x]).Params
}

func (b *body) throw(x uint32) {
	b.popAll(b.tagParams(x))
	b.setUnreachable()
}

// tryTable checks the start of a try_table. Its clauses branch to labels outside of it.
func (b *body) tryTable(in *binary.Instr) {
	typ := b.blockType(in)
	b.popAll(typ.Params)
	for _, c := range in.Catches {
		if b.err == nil {
			b.clause(c)
		}
	}
	b.pushFrame(op.TryTable, typ)
	b.pushAll(typ.Params)
}

// clause checks that the label of a catch clause takes what the clause has: the values of the tag, then the exception reference.
func (b *body) clause(c binary.Catch) {
	var have []wasm.ValType
	if c.Kind == binary.CatchTag || c.Kind == binary.CatchTagRef {
		have = b.tagParams(c.Tag)
	}
	f, ok := b.target(c.Label)
	if !ok || b.err != nil {
		return
	}
	want, exn := f.label(), wasm.ExnRef.WithNullable(false)
	if c.Kind == binary.CatchTagRef || c.Kind == binary.CatchAllRef {
		if n := len(want) - 1; n < 0 || !b.c.types.matches(exn, want[n]) {
			b.fail(mismatch("catch clause has %s at the end but label %d takes %s", exn, c.Label, typeList(want)))
			return
		}
		want = want[:len(want)-1]
	}
	if !b.listMatches(have, want) {
		b.fail(mismatch("catch clause has %s but label %d takes %s", typeList(have), c.Label, typeList(want)))
	}
}

// catch checks the start of a legacy handler, which ends the body of its try or the handler before it.
func (b *body) catch(in *binary.Instr) {
	if o := b.top().op; o != op.Try && o != op.Catch {
		b.fail(malformed(-1, codeEnd, "%s without try", in.Op))
		return
	}
	f := b.popFrame()
	b.pushFrame(in.Op, f.typ)
	if in.Op == op.Catch {
		b.pushAll(b.tagParams(in.X))
	}
}

// delegate checks the end of a legacy try that has no handlers. Its label counts from outside the try.
func (b *body) delegate(x uint32) {
	if b.top().op != op.Try {
		b.fail(malformed(-1, codeEnd, "delegate without try"))
		return
	}
	f := b.popFrame()
	b.target(x)
	b.pushAll(f.typ.Results)
}

func (b *body) rethrow(x uint32) {
	f, ok := b.target(x)
	if !ok {
		return
	}
	if f.op != op.Catch && f.op != op.CatchAll {
		b.failf(codeRethrow, "label %d is no handler", x)
	}
	b.setUnreachable()
}
