package vm_test

import (
	"context"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests how vectors cross the border of a guest, and ways of control that have to move them.

func TestVectorArguments(t *testing.T) {
	b := newBuilder("arguments")
	b.fn("last", sig(vals(wasm.I32, wasm.V128, wasm.V128), vals(wasm.V128)), nil, get(2))
	f := exported(t, newEnv(t, vm.StoreConfig{}).instantiate(b), "last")
	if _, err := f.Call(context.Background(), 1, 2, 3); err == nil {
		t.Error("a call with an argument per parameter instead of per slot succeeded")
	}
	if err := f.CallStack(context.Background(), make([]uint64, 4)); err == nil {
		t.Error("a call with too few slots succeeded")
	}
	stack := []uint64{1, 2, 3, 4, 5}
	if err := f.CallStack(context.Background(), stack); err != nil || stack[0] != 4 || stack[1] != 5 {
		t.Errorf("CallStack: %v, %v", stack, err)
	}
}

func TestVectorHostFunc(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	typ := sig(vals(wasm.I64, wasm.V128), vals(wasm.V128, wasm.I64))
	e.host("mirror", typ, mirror)
	b := newBuilder("host")
	host := b.importFunc("host", "mirror", typ)
	b.export("host", wasm.ExternFunc, host)
	b.fn("tail", typ, nil, get(0), get(1), at(op.ReturnCall, host))
	in := e.instantiate(b)
	want := []uint64{0x0100000000000000, 0x0200000000000000, 7}
	for _, name := range []string{"host", "tail"} {
		if got := results(t, in, name, 7, 2, 1); !slices.Equal(got, want) {
			t.Errorf("%s returned %x, want %x", name, got, want)
		}
	}
}

func TestVectorGlobals(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b := newBuilder("first")
	b.m.Globals = append(b.m.Globals, wasm.Global{GlobalType: wasm.GlobalType{Type: wasm.V128}, Init: constExpr(v128Const(1, 2))})
	b.export("fixed", wasm.ExternGlobal, 0)
	b.global("mutable", wasm.V128, v128Const(3))
	first := e.instantiate(b)
	e.linker.DefineInstance("first", first)

	b = newBuilder("second")
	b.importGlobal("first", "fixed", wasm.GlobalType{Type: wasm.V128})
	b.importGlobal("first", "mutable", wasm.GlobalType{Type: wasm.V128, Mutable: true})
	b.global("copy", wasm.V128, at(op.GlobalGet, 0))
	b.global("number", wasm.I64, i64(-1))
	b.fn("shift", sig(nil, nil), nil, at(op.GlobalGet, 1), i32(1), do(op.I8x16Shl), at(op.GlobalSet, 1))
	second := e.instantiate(b)

	global := func(in *vm.Instance, name string) *vm.Global {
		g, ok := in.Global(name)
		if !ok {
			t.Fatalf("no global %q", name)
		}
		return g
	}
	check := func(g *vm.Global, low, high uint64) {
		t.Helper()
		if l, h := g.Vector(); l != low || h != high {
			t.Errorf("global is %x, %x; want %x, %x", l, h, low, high)
		}
	}
	check(global(second, "copy"), 0x0201020102010201, 0x0201020102010201)
	if global(first, "fixed").SetVector(1, 2) || global(second, "number").SetVector(1, 2) || global(first, "mutable").Set(1) {
		t.Error("a global that is immutable or of another type was set")
	}
	mutable := global(first, "mutable")
	check(mutable, 0x0303030303030303, 0x0303030303030303)
	if !mutable.SetVector(1<<63|1, 0x40) {
		t.Error("a mutable v128 was not set")
	}
	results(t, second, "shift")
	check(mutable, 2, 0x80)
}

// TestVectorControl sends vectors through calls by table, tail calls with more parameters than the caller has, br_table and loops.
func TestVectorControl(t *testing.T) {
	b := newBuilder("control")
	two2 := sig(vals(wasm.V128, wasm.V128), vals(wasm.V128))
	sub := b.fn("sub", two2, nil, get(0), get(1), do(op.I64x2Sub))
	table := b.table("elements", wasm.FuncRef, 1)
	b.elem(table, 0, sub)
	one := sig(vals(wasm.V128), vals(wasm.V128))
	b.fn("indirect", one, nil, v128Const(0), get(0), i32(0), two(op.CallIndirect, b.typ(two2), table))
	b.fn("tail", one, nil, v128Const(0), get(0), at(op.ReturnCall, sub))
	b.fn("tail indirect", one, nil, v128Const(0), get(0), i32(0), two(op.ReturnCallIndirect, b.typ(two2), table))
	b.fn("table", sig(vals(wasm.V128, wasm.I32), vals(wasm.V128)), nil,
		open(op.Block, wasm.V128), open(op.Block, wasm.V128), i32(5), get(0), get(1),
		binary.Instr{Op: op.BrTable, Labels: []uint32{0, 1, 2}, X: 1}, end(),
		do(op.V128Not), end(), do(op.I64x2Neg))
	pair := b.typ(sig(vals(wasm.V128, wasm.I32), vals(wasm.V128, wasm.I32)))
	b.fn("loop", sig(vals(wasm.V128, wasm.I32), vals(wasm.V128, wasm.I32)), vals(wasm.I32), get(0), get(1),
		at(op.Loop, pair), set(2), do(op.V128Not), get(2), i32(1), do(op.I32Sub), tee(2), get(2), brIf(0), end())
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	minus := []uint64{^uint64(0), ^uint64(1)}
	for _, c := range []struct {
		name string
		n    []uint64
		want []uint64
	}{
		{"indirect", nil, minus}, {"tail", nil, minus}, {"tail indirect", nil, minus},
		{"table", []uint64{0}, []uint64{2, 3}},
		{"table", []uint64{1}, minus},
		{"table", []uint64{2}, []uint64{1, 2}},
		{"table", []uint64{9}, minus},
		{"loop", []uint64{3}, []uint64{^uint64(1), ^uint64(2), 0}},
		{"loop", []uint64{4}, []uint64{1, 2, 0}},
	} {
		if got := results(t, in, c.name, append([]uint64{1, 2}, c.n...)...); !slices.Equal(got, c.want) {
			t.Errorf("%s %v returned %x, want %x", c.name, c.n, got, c.want)
		}
	}
}
