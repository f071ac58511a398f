package validate

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks what makes, tests and casts references, descriptors of custom-descriptors included.

// refType checks that t is a reference type of this module.
func (b *body) refType(t wasm.ValType) bool {
	if err := b.c.checkValType(-1, t); err != nil {
		b.fail(err)
		return false
	}
	return true
}

// exactRef returns the type of references to type x that is known for certain, which only custom-descriptors can tell from others.
func (b *body) exactRef(x uint32) wasm.ValType {
	t := wasm.Ref(wasm.IndexType(x), false)
	if b.c.feats.Has(wasm.FeatureCustomDescriptors) {
		t = t.WithExact()
	}
	return t
}

// topOf returns the nullable reference type to the top of the hierarchy of t.
func (b *body) topOf(t wasm.ValType) wasm.ValType { return wasm.Ref(b.c.types.top(t.Heap()), true) }

func (b *body) refNull(t wasm.ValType) {
	if b.refType(t) {
		b.push(t)
	}
}

// refFunc checks ref.func, which in a constant expression also declares the function.
func (b *body) refFunc(x uint32) {
	if int64(x) >= int64(len(b.c.funcs)) {
		b.failf(unknown("function", x), "the module has %d", len(b.c.funcs))
		return
	}
	switch {
	case b.constant:
		b.c.declare(x)
	case !b.c.isDeclared(x):
		b.failf(codeUndeclared, "function %d occurs in no export, element segment or constant expression", x)
	}
	switch t := b.c.funcs[x]; {
	case !b.c.feats.Has(wasm.FeatureFunctionReferences):
		b.push(wasm.FuncRef)
	case b.c.inexact[x]:
		b.push(wasm.Ref(wasm.IndexType(t), false))
	default:
		b.push(b.exactRef(t))
	}
}

func (b *body) refTest(t wasm.ValType) {
	if b.refType(t) {
		b.pop(b.topOf(t))
		b.push(wasm.I32)
	}
}

func (b *body) refCast(t wasm.ValType) {
	if b.refType(t) {
		b.pop(b.topOf(t))
		b.push(t)
	}
}

func (b *body) convertExtern(from, to wasm.ValType) {
	t := b.popRef()
	if !b.c.types.matches(t, from) {
		b.fail(mismatch("instruction requires [%s] but stack has [%s]", from, t))
	}
	b.push(to.WithNullable(t.Nullable()))
}

func (b *body) brOnNull(x uint32) {
	t := b.popRef()
	if f, ok := b.target(x); ok {
		b.convert(f.label())
		b.push(t.WithNullable(false))
	}
}

func (b *body) brOnNonNull(x uint32) {
	f, ok := b.target(x)
	if !ok {
		return
	}
	ts := f.label()
	n := len(ts) - 1
	if n < 0 || !ts[n].IsRef() {
		b.fail(mismatch("instruction requires a reference at the end but label %d takes %s", x, typeList(ts)))
		return
	}
	b.pop(ts[n].WithNullable(true))
	b.convert(ts[:n])
}

// brOnCast checks the branches on a cast from in.Type to in.Type2 that succeeds or fails.
func (b *body) brOnCast(in *binary.Instr) {
	from, to := in.Type, in.Type2
	if !b.refType(from) || !b.refType(to) {
		return
	}
	// Custom descriptors allow casts to types that are no subtypes, within a hierarchy.
	related := b.c.types.matches(to, from)
	if b.c.feats.Has(wasm.FeatureCustomDescriptors) {
		related = b.c.types.top(to.Heap()) == b.c.types.top(from.Heap())
	}
	if !related {
		b.fail(mismatch("cast from %s to %s", from, to))
		return
	}
	rest := from
	if to.Nullable() {
		rest = from.WithNullable(false)
	}
	taken, left := to, rest
	if in.Op == op.BrOnCastFail || in.Op == op.BrOnCastDescEqFail {
		taken, left = rest, to
	}
	f, ok := b.target(in.X)
	if !ok {
		return
	}
	ts := f.label()
	n := len(ts) - 1
	if n < 0 || !b.c.types.matches(taken, ts[n]) {
		b.fail(mismatch("branch has %s at the end but label %d takes %s", taken, in.X, typeList(ts)))
		return
	}
	if in.Op == op.BrOnCastDescEq || in.Op == op.BrOnCastDescEqFail {
		b.popDescriptor(to)
	}
	b.pop(from)
	b.convert(ts[:n])
	b.push(left)
}

// popDescriptor pops the descriptor that a cast to t compares with.
func (b *body) popDescriptor(t wasm.ValType) {
	x, ok := t.Heap().Index()
	if !ok || b.c.types.types[x].Descriptor == wasm.NoIndex {
		b.failf(wasm.Code("type "+t.Heap().String()+" does not have a descriptor"), "")
		return
	}
	d := wasm.Ref(wasm.IndexType(b.c.types.types[x].Descriptor), true)
	if t.Exact() {
		d = d.WithExact()
	}
	b.pop(d)
}

func (b *body) refCastDesc(t wasm.ValType) {
	if b.refType(t) {
		b.popDescriptor(t)
		b.pop(b.topOf(t))
		b.push(t)
	}
}

func (b *body) refGetDesc(x uint32) {
	if int64(x) >= int64(len(b.c.types.types)) {
		b.failf(unknown("type", x), "the module has %d", len(b.c.types.types))
		return
	}
	d := b.c.types.types[x].Descriptor
	if d == wasm.NoIndex {
		b.failf("type without descriptor", "%d", x)
		return
	}
	want, got := wasm.Ref(wasm.IndexType(x), true), wasm.Ref(wasm.IndexType(d), false)
	if t, _ := b.peek(0); b.c.types.matches(t, want.WithExact()) {
		want, got = want.WithExact(), got.WithExact()
	}
	b.pop(want)
	b.push(got)
}
