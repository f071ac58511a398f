package validate

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks control structures, branches and calls.

// Types of blocks without parameters and with at most one number or vector as result.
var (
	emptyType   = &wasm.FuncType{}
	singleTypes = func() (ts [wasm.KindV128 + 1]*wasm.FuncType) {
		for k := range ts {
			ts[k] = &wasm.FuncType{Results: []wasm.ValType{wasm.ValType(k)}}
		}
		return ts
	}()
)

// maxSingles bounds the types that body.single keeps.
const maxSingles = 256

// single returns the type of a block with the only result t.
func (b *body) single(t wasm.ValType) *wasm.FuncType {
	if t <= wasm.V128 {
		return singleTypes[t]
	}
	typ, ok := b.singles[t]
	if !ok {
		if b.singles == nil || len(b.singles) >= maxSingles {
			b.singles = make(map[wasm.ValType]*wasm.FuncType)
		}
		typ = &wasm.FuncType{Results: []wasm.ValType{t}}
		b.singles[t] = typ
	}
	return typ
}

// blockType returns the type of a block.
func (b *body) blockType(in *binary.Instr) *wasm.FuncType {
	if in.X == wasm.NoIndex {
		if in.Type == wasm.NoType {
			return emptyType
		}
		if err := b.c.checkValType(-1, in.Type); err != nil {
			b.fail(err)
		}
		return b.single(in.Type)
	}
	if !b.c.feats.Has(wasm.FeatureMultiValue) {
		b.fail(disabled(-1, "block with a type index", wasm.FeatureMultiValue))
	}
	return b.funcType(in.X)
}

// funcType returns function type x. If there is none, it fails and returns a type without parameters and results.
func (b *body) funcType(x uint32) *wasm.FuncType {
	if b.defined(x, wasm.CompFunc) {
		return b.c.types.funcType(x)
	}
	return emptyType
}

// compNames are the kinds of types in messages.
var compNames = [...]string{wasm.CompFunc: "function", wasm.CompStruct: "struct", wasm.CompArray: "array"}

// defined checks that there is a type x and that it is of this kind.
func (b *body) defined(x uint32, kind wasm.CompKind) bool {
	if int64(x) >= int64(len(b.c.types.types)) {
		b.failf(unknown("type", x), "the module has %d", len(b.c.types.types))
		return false
	}
	if have := b.c.types.types[x].Kind; have != kind {
		b.fail(mismatch("type %d is no %s type but %s", x, compNames[kind], compNames[have]))
		return false
	}
	return true
}

func (b *body) block(in *binary.Instr) {
	typ := b.blockType(in)
	if in.Op == op.If {
		b.pop(wasm.I32)
	}
	if len(typ.Params) > 0 {
		b.popAll(typ.Params)
	}
	b.pushFrame(in.Op, typ)
	if len(typ.Params) > 0 {
		b.pushAll(typ.Params)
	}
}

func (b *body) elseBranch() {
	if b.top().op != op.If {
		b.fail(malformed(-1, codeEnd, "else without if"))
		return
	}
	f := b.popFrame()
	b.pushFrame(op.Else, f.typ)
	b.pushAll(f.typ.Params)
}

func (b *body) end() {
	f := b.popFrame()
	if f.op == op.If && !b.listMatches(f.typ.Params, f.typ.Results) {
		b.fail(mismatch("if without else requires %s but has %s", typeList(f.typ.Results), typeList(f.typ.Params)))
	}
	b.pushAll(f.typ.Results)
}

func (b *body) br(x uint32) {
	if f, ok := b.target(x); ok {
		b.popAll(f.label())
		b.setUnreachable()
	}
}

func (b *body) brIf(x uint32) {
	f, ok := b.target(x)
	b.pop(wasm.I32)
	if ok {
		b.convert(f.label())
	}
}

// brTable looks at the types of a label only when they differ from those of the one before, which is rare, for equal function types are shared.
func (b *body) brTable(in *binary.Instr) {
	b.pop(wasm.I32)
	f, ok := b.target(in.X)
	if !ok {
		return
	}
	want := f.label()
	if !b.expect(want) {
		return
	}
	last := want
	for _, x := range in.Labels {
		f, ok := b.target(x)
		if !ok || b.err != nil {
			return
		}
		ts := f.label()
		if sameList(ts, last) {
			continue
		}
		if len(ts) != len(want) {
			b.fail(mismatch("label %d takes %s, label %d takes %s", x, typeList(ts), in.X, typeList(want)))
			return
		}
		if !b.equals(len(b.stack)-len(ts), ts) && !b.expect(ts) {
			return
		}
		last = ts
	}
	b.setUnreachable()
}

// listMatches reports whether operands of types have can be used where types want are expected.
func (b *body) listMatches(have, want []wasm.ValType) bool {
	if sameList(have, want) {
		return true
	}
	b.charge(len(have) * stepsPerType)
	return b.c.types.allMatch(have, want)
}

// sameList reports whether a and b are the same memory; lists that are merely equal need not be.
func sameList(a, b []wasm.ValType) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// call checks a call of function x.
func (b *body) call(x uint32, tail bool) {
	if int64(x) >= int64(len(b.c.funcs)) {
		b.failf(unknown("function", x), "the module has %d", len(b.c.funcs))
		return
	}
	b.callType(b.c.types.funcType(b.c.funcs[x]), tail)
}

// callType pops the arguments of a call and pushes its results, or ends the function with them.
func (b *body) callType(typ *wasm.FuncType, tail bool) {
	b.popAll(typ.Params)
	if !tail {
		b.pushAll(typ.Results)
		return
	}
	if want := b.frames[0].typ.Results; !b.listMatches(typ.Results, want) {
		b.fail(mismatch("current function requires result type %s but callee returns %s", typeList(want), typeList(typ.Results)))
	}
	b.setUnreachable()
}

func (b *body) callIndirect(in *binary.Instr, tail bool) {
	if in.Y != 0 && !b.c.feats.Has(wasm.FeatureReferenceTypes) {
		b.fail(disabled(-1, "call_indirect of a table other than 0", wasm.FeatureReferenceTypes))
	}
	t, a, ok := b.tableType(in.Y)
	if ok && !b.c.types.matches(t, wasm.FuncRef) {
		b.fail(mismatch("instruction requires table of function type but table %d holds %s", in.Y, t))
	}
	typ := b.funcType(in.X)
	b.pop(a)
	b.callType(typ, tail)
}

func (b *body) callRef(x uint32, tail bool) {
	typ := b.funcType(x)
	if b.err == nil {
		b.pop(wasm.Ref(wasm.IndexType(x), true))
		b.callType(typ, tail)
	}
}
