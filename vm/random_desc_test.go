package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes what works on custom descriptors.

// descriptorPair defines a struct and its descriptor, often below another such pair.
func (g *moduleGen) descriptorPair() {
	at := uint32(len(g.m.Types))
	field := func() wasm.FieldType {
		return wasm.FieldType{Type: oneOf(g.choices, []wasm.ValType{wasm.I32, wasm.I64, wasm.I8, wasm.AnyRef}), Mutable: g.n(2) > 0}
	}
	pair := [2]wasm.SubType{{Descriptor: at + 1, Describes: wasm.NoIndex}, {Descriptor: wasm.NoIndex, Describes: at}}
	super := wasm.NoIndex
	for x := range g.m.Types {
		if g.m.Types[x].Descriptor != wasm.NoIndex && g.n(2) > 0 {
			super = uint32(x)
		}
	}
	for i := range pair {
		t := &pair[i]
		t.Kind, t.RecStart, t.RecLen = wasm.CompStruct, at, 2
		if super != wasm.NoIndex {
			t.Super = []uint32{super + uint32(i)}
			t.Fields = append(t.Fields, g.m.Types[super+uint32(i)].Fields...)
		}
		for range g.n(3) {
			t.Fields = append(t.Fields, field())
		}
	}
	g.m.Types = append(g.m.Types, pair[:]...)
}

// exactly returns a reference type or, of one to a type of the module, now and then the exact one.
func (g *moduleGen) exactly(t wasm.ValType) wasm.ValType {
	if _, ok := t.Heap().Index(); ok && g.one(4) {
		return t.WithExact()
	}
	return t
}

// described returns a type that has a descriptor, if there is one.
func (g *moduleGen) described() (x uint32, ok bool) {
	n := len(g.m.Types)
	for i, start := 0, g.n(n+1); i < n; i++ {
		if x := uint32((start + i) % n); g.m.Types[x].Descriptor != wasm.NoIndex {
			return x, true
		}
	}
	return 0, false
}

// descriptorBranch writes a branch on a descriptor, which is most often that of the reference.
func (f *funcGen) descriptorBranch() {
	x, ok := f.described()
	if !ok {
		return
	}
	exact := wasm.Ref(wasm.IndexType(f.m.Types[x].Descriptor), true).WithExact()
	d := uint32(len(f.locals))
	f.locals = append(f.locals, exact)
	f.refLeaf(exact.WithNullable(f.one(12)))
	f.writeX(op.LocalSet, d)
	f.pop(1)
	to := f.exactly(wasm.Ref(wasm.IndexType(x), f.n(2) == 0))
	from := wasm.AnyRef
	in := binary.Instr{Op: op.BrOnCastDescEq, Type: from, Type2: to}
	taken, left := to, from.WithNullable(!to.Nullable())
	if f.n(2) == 0 {
		in.Op = op.BrOnCastDescEqFail
		taken, left = left, taken
	}
	cast := f.n(4) == 0
	floor := f.floor
	f.open(op.Block, nil, []wasm.ValType{taken})
	f.floor = len(f.stack)
	if f.n(4) == 0 {
		f.value(from, 2)
	} else {
		fields := f.m.Types[x].Fields
		for _, t := range fields {
			f.leaf(unpacked(t.Type))
		}
		f.writeX(op.LocalGet, d)
		f.writeX(op.StructNewDesc, x)
		f.pop(len(fields))
		f.push(from)
	}
	if f.n(3) > 0 {
		f.writeX(op.LocalGet, d)
		f.push(exact)
	} else if to.Exact() {
		f.value(exact, 1)
	} else {
		f.value(wasm.Ref(exact.Heap(), true), 1)
	}
	f.pop(1)
	if cast {
		in.Op = op.RefCastDescEq
		if in.Type = to; to.Nullable() {
			in.Op = op.RefCastDescEqNull
		}
		left = to
	}
	f.instr(in)
	f.stack[len(f.stack)-1] = left
	if cast && f.n(2) == 0 {
		f.writeX(op.RefGetDesc, x)
		f.stack[len(f.stack)-1] = wasm.Ref(exact.Heap(), false)
	}
	f.inner(f.n(2))
	f.finishArm()
	f.write(op.End)
	f.closed()
	f.floor = floor
}
