package vm_test

import (
	"context"
	"errors"
	"math"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests that limits hold and are named, that the ends of the largest memories and tables are where they should be,
// and what becomes of stores that are closed or forgotten.

// limitOf returns the limit that an error names.
func limitOf(t *testing.T, err error) vm.LimitError {
	t.Helper()
	var l *vm.LimitError
	if !errors.As(err, &l) {
		t.Fatalf("error %v names no limit", err)
	}
	return *l
}

// tryInstantiate instantiates a module that may be refused.
func (e *env) tryInstantiate(b *builder) error {
	e.t.Helper()
	_, err := e.linker.Instantiate(context.Background(), e.store, e.compile(b))
	return err
}

func TestMaxMemory(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{MaxMemory: 3<<16 + 5})
	b := newBuilder("big")
	b.memory(4)
	if l := limitOf(t, e.tryInstantiate(b)); l != (vm.LimitError{Limit: "MaxMemory (bytes)", Max: 3<<16 + 5, Want: 4 << 16}) {
		t.Errorf("got %+v", l)
	}
	b = newBuilder("small")
	b.memory(1)
	b.fn("grow", i32I32, nil, get(0), at(op.MemoryGrow, 0))
	b.fn("size", toI32, nil, at(op.MemorySize, 0))
	b.fn("last", toI32, nil, at(op.MemorySize, 0), i32(16), do(op.I32Shl), mem(op.I32Load8U, 0))
	in := e.instantiate(b)
	m, _ := in.Memory("memory")
	for _, c := range []struct{ add, want, size uint64 }{
		{3, math.MaxUint32, 1}, {math.MaxUint32, math.MaxUint32, 1}, {65536, math.MaxUint32, 1}, {0, 1, 1}, {2, 1, 3}, {1, math.MaxUint32, 3}, {0, 3, 3},
	} {
		if r := result(t, in, "grow", c.add); r != c.want {
			t.Errorf("memory.grow %d = %#x, want %#x", c.add, r, c.want)
		}
		if r := result(t, in, "size"); r != c.size || m.Len() != c.size<<16 || m.Type().Limits.Min != c.size {
			t.Errorf("after memory.grow %d: size %d, %d bytes", c.add, r, m.Len())
		}
		if trap := trapOf(t, context.Background(), in, "last"); trap.Code != vm.TrapMemoryOutOfBounds {
			t.Errorf("behind the end: %v", trap)
		}
	}
	if _, ok := m.Grow(1); ok {
		t.Error("the host can grow it beyond the limit")
	}
	if _, ok := m.Grow(math.MaxUint64); ok {
		t.Error("the host can grow it without end")
	}
}

func TestDeclaredMaximum(t *testing.T) {
	b := newBuilder("declared")
	b.memory(1)
	b.m.Memories[0].Limits.Max, b.m.Memories[0].Limits.HasMax = 2, true
	b.fn("grow", i32I32, nil, get(0), at(op.MemoryGrow, 0))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	for _, want := range []uint64{1, math.MaxUint32} {
		if r := result(t, in, "grow", 1); r != want {
			t.Errorf("memory.grow = %#x, want %#x", r, want)
		}
	}
}

func TestMaxTable(t *testing.T) {
	// Sizes of tables that overflow when they are multiplied.
	for _, min := range []uint64{101, 10_000_001, 1 << 29, 1 << 31, math.MaxUint32} {
		e := newEnv(t, vm.StoreConfig{MaxTable: 100})
		if min == 10_000_001 {
			e = newEnv(t, vm.StoreConfig{})
		}
		b := newBuilder("big")
		b.table("table", wasm.FuncRef, min)
		if l := limitOf(t, e.tryInstantiate(b)); l.Limit != "MaxTable (elements)" || l.Want != min {
			t.Errorf("got %+v", l)
		}
	}
	b := newBuilder("small")
	b.table("table", wasm.ExternRef, 1)
	b.fn("grow", i32I32, nil, binary.Instr{Op: op.RefNull, Type: wasm.ExternRef}, get(0), at(op.TableGrow, 0))
	b.fn("size", toI32, nil, at(op.TableSize, 0))
	in := newEnv(t, vm.StoreConfig{MaxTable: 100}).instantiate(b)
	table, _ := in.Table("table")
	for _, c := range []struct{ add, want, size uint64 }{
		{100, math.MaxUint32, 1}, {math.MaxUint32, math.MaxUint32, 1}, {50, 1, 51}, {49, 51, 100}, {1, math.MaxUint32, 100}, {0, 100, 100},
	} {
		if r := result(t, in, "grow", c.add); r != c.want {
			t.Errorf("table.grow %d = %#x, want %#x", c.add, r, c.want)
		}
		if r := result(t, in, "size"); r != c.size || table.Len() != c.size {
			t.Errorf("after table.grow %d: size %d", c.add, r)
		}
	}
	if _, ok := table.Func(0); ok {
		t.Error("a table of externref has a function")
	}
}

func TestMaxInstances(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{MaxInstances: 2})
	for range 2 {
		e.instantiate(newBuilder("empty"))
	}
	if l := limitOf(t, e.tryInstantiate(newBuilder("empty"))); l != (vm.LimitError{Limit: "MaxInstances", Max: 2, Want: 3}) {
		t.Errorf("got %+v", l)
	}
}

// recursions are functions without end that need the stack, in each way of calling.
func recursions() *builder {
	b := newBuilder("recursions")
	table := b.table("table", wasm.FuncRef, 1)
	f := b.fn("plain", none, nil, call(0))
	b.elem(table, 0, b.fn("indirect", none, nil, i32(0), at(op.CallIndirect, 0)))
	locals := make([]wasm.ValType, 40_000)
	for i := range locals {
		locals[i] = wasm.I64
	}
	b.fn("large frames", none, locals, call(uint32(len(b.m.Funcs))))
	b.fn("tail call and call", none, nil, at(op.ReturnCall, f))
	many := sig(slices.Repeat(vals(wasm.I32), 1000), nil)
	self := uint32(len(b.m.Funcs))
	b.fn("many parameters", many, nil, append(slices.Repeat([]binary.Instr{i32(1)}, 1000), call(self))...)
	b.fn("start of many parameters", none, nil, append(slices.Repeat([]binary.Instr{i32(1)}, 1000), call(self))...)
	b.fn("depth", i32I32, nil, get(0), do(op.I32Eqz), open(op.If), i32(0), do(op.Return), end(),
		get(0), i32(1), do(op.I32Sub), call(uint32(len(b.m.Funcs))), i32(1), do(op.I32Add))
	return b
}

func TestMaxStack(t *testing.T) {
	for _, size := range []uint64{0, 1, 1 << 12, 1 << 26} {
		in := newEnv(t, vm.StoreConfig{MaxStack: size}).instantiate(recursions())
		for _, name := range []string{"plain", "indirect", "large frames", "tail call and call", "start of many parameters"} {
			trap := trapOf(t, context.Background(), in, name)
			if trap.Code != vm.TrapStackExhausted || len(trap.Stack) == 0 {
				t.Errorf("%d bytes, %s: %v\n%s", size, name, trap, trap.Backtrace())
			}
			if l := limitOf(t, trap); l.Limit != "MaxStack (bytes)" || size != 0 && l.Max != size {
				t.Errorf("%d bytes, %s: %+v", size, name, l)
			}
		}
		if size != 1 {
			if r := result(t, in, "depth", 50); r != 50 {
				t.Errorf("%d bytes: depth %d", size, r)
			}
		}
	}
	// The default is for programs that recurse deeply.
	in := newEnv(t, vm.StoreConfig{}).instantiate(recursions())
	if r := result(t, in, "depth", 100_000); r != 100_000 {
		t.Errorf("depth %d", r)
	}
}

// TestFrameTooLarge has a function with more operands than a frame has slots: it traps when it is called, and others run.
func TestFrameTooLarge(t *testing.T) {
	b := newBuilder("large")
	locals := slices.Repeat(vals(wasm.I64), 40_000)
	var body []binary.Instr
	for range 30_000 {
		body = append(body, get(0), i64(1), do(op.I64Add))
	}
	body = append(body, slices.Repeat([]binary.Instr{do(op.Drop)}, 30_000)...)
	b.fn("large", none, locals, body...)
	b.fn("fine", toI32, nil, i32(3))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	trap := trapOf(t, context.Background(), in, "large")
	if l := limitOf(t, trap); trap.Code != vm.TrapLimit || l.Limit != "slots of a frame" {
		t.Errorf("trap %v", trap)
	}
	if r := result(t, in, "fine"); r != 3 {
		t.Errorf("the other function gives %d", r)
	}
}

// TestLongStraightCode runs a body of half a megabyte without a branch.
func TestLongStraightCode(t *testing.T) {
	body := []binary.Instr{i32(0)}
	const n = 100_000
	for range n {
		body = append(body, get(0), do(op.I32Add))
	}
	b := newBuilder("straight")
	b.fn("f", i32I32, nil, body...)
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	if r := result(t, in, "f", 3); r != 3*n {
		t.Errorf("f = %d", r)
	}
}

// TestFarBranches has branches over more code than a short displacement reaches.
func TestFarBranches(t *testing.T) {
	var filler []binary.Instr
	for range 50_000 {
		filler = append(filler, get(0), i32(3), do(op.I32Mul), set(0))
	}
	body := []binary.Instr{open(op.Block), open(op.Loop), get(1), do(op.I32Eqz), brIf(1), get(0), i32(7), do(op.I32Eq), open(op.If)}
	body = append(body, filler...)
	body = append(body, do(op.Else), get(0), i32(1), do(op.I32Add), set(0), end(), get(1), i32(1), do(op.I32Sub), tee(1), brIf(0))
	body = append(body, filler...)
	body = append(body, end(), end(), get(0))
	b := newBuilder("far")
	b.fn("f", sig(vals(wasm.I32, wasm.I32), vals(wasm.I32)), nil, body...)
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	want := func(x, n uint32) uint32 {
		fill := func() {
			for range 50_000 {
				x *= 3
			}
		}
		for {
			if n == 0 {
				return x
			}
			if x == 7 {
				fill()
			} else {
				x++
			}
			if n--; n == 0 {
				fill()
				return x
			}
		}
	}
	for _, c := range [][2]uint32{{0, 0}, {7, 1}, {6, 1}, {6, 2}, {5, 10}} {
		if r := result(t, in, "f", uint64(c[0]), uint64(c[1])); uint32(r) != want(c[0], c[1]) {
			t.Errorf("f(%d, %d) = %d, want %d", c[0], c[1], r, want(c[0], c[1]))
		}
	}
}

// TestWholeAddressSpace reads and writes at the end of a memory of 4 GiB.
func TestWholeAddressSpace(t *testing.T) {
	b := newBuilder("whole")
	b.memory(1)
	b.fn("size", toI32, nil, at(op.MemorySize, 0))
	b.fn("load8", i32I32, nil, get(0), mem(op.I32Load8U, 0))
	b.fn("load8 far", i32I32, nil, get(0), mem(op.I32Load8U, math.MaxUint32))
	b.fn("load64", sig(vals(wasm.I32), vals(wasm.I64)), nil, get(0), mem(op.I64Load, 0))
	b.fn("load64 by 1", sig(vals(wasm.I32), vals(wasm.I64)), nil, get(0), mem(op.I64Load, 1))
	b.fn("store64", sig(vals(wasm.I32), nil), nil, get(0), i64(0x0807060504030201), mem(op.I64Store, 0))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	m, _ := in.Memory("memory")
	if _, ok := m.Grow(wasm.MaxMemoryPages - 1); !ok {
		t.Skip("this machine does not give 4 GiB")
	}
	const end = 1 << 32
	results(t, in, "store64", end-8)
	for _, c := range []struct {
		name      string
		arg, want uint64
	}{
		{"size", 0, 65536}, {"load8", end - 1, 8}, {"load8 far", 0, 8}, {"load64", end - 8, 0x0807060504030201}, {"load64 by 1", end - 9, 0x0807060504030201},
	} {
		args := []uint64{c.arg}
		if c.name == "size" {
			args = nil
		}
		if r := result(t, in, c.name, args...); r != c.want {
			t.Errorf("%s(%#x) = %#x", c.name, c.arg, r)
		}
	}
	for _, c := range []struct {
		name string
		arg  uint64
	}{{"load8 far", 1}, {"load8 far", end - 1}, {"load64", end - 7}, {"load64 by 1", end - 8}, {"load64 by 1", end - 1}, {"store64", end - 1}} {
		if trap := trapOf(t, context.Background(), in, c.name, c.arg); trap.Code != vm.TrapMemoryOutOfBounds {
			t.Errorf("%s(%#x): %v", c.name, c.arg, trap)
		}
	}
	for _, c := range []struct {
		at, n uint64
		ok    bool
	}{
		{end - 1, 1, true}, {end - 1, 2, false}, {end, 0, true}, {end, 1, false}, {0, end, true}, {1, end, false}, {0, end + 1, false}, {end - 1, end - 1, false},
		{math.MaxUint64, 1, false}, {1, math.MaxUint64, false}, {end + 1, 0, false}, {1, end - 1, true},
	} {
		if b, ok := m.Read(c.at, c.n); ok != c.ok || ok && uint64(len(b)) != c.n {
			t.Errorf("Read(%#x, %#x) = %d bytes, %t", c.at, c.n, len(b), ok)
		}
	}
	if b, ok := m.Read(end-1, 1); !ok || b[0] != 8 {
		t.Error("the last byte is not what was stored")
	}
}

// TestManyTables calls through a table with a number that does not fit in 16 bits.
func TestManyTables(t *testing.T) {
	const n = 1<<16 + 1
	b := newBuilder("tables")
	for range n {
		b.m.Tables = append(b.m.Tables, wasm.Table{TableType: wasm.TableType{Elem: wasm.ExternRef, Limits: wasm.Limits{Min: 1}}})
	}
	b.m.Tables[n-1].Elem = wasm.FuncRef
	five := b.fn("five", toI32, nil, i32(5))
	b.elem(n-1, 0, five)
	b.fn("put", sig(vals(wasm.ExternRef), nil), nil, i32(0), get(0), at(op.TableSet, 0))
	b.fn("call", toI32, nil, i32(0), two(op.CallIndirect, b.typ(toI32), n-1))
	b.fn("tail call", toI32, nil, i32(0), two(op.ReturnCallIndirect, b.typ(toI32), n-1))
	e := newEnv(t, vm.StoreConfig{})
	in := e.instantiate(b)
	for range 100 {
		e.store.Extern("x")
	}
	results(t, in, "put", e.store.Extern("y"))
	for _, name := range []string{"call", "tail call"} {
		r, err := exported(t, in, name).Call(context.Background())
		var l *vm.LimitError
		if errors.As(err, &l) {
			continue
		}
		if err != nil || r[0] != 5 {
			t.Errorf("%s = %v, %v", name, r, err)
		}
	}
}

func TestClosedStore(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b := newBuilder("guest")
	b.memory(1)
	b.table("table", wasm.FuncRef, 1)
	b.global("global", wasm.I32, i32(3))
	b.fn("f", i32I32, nil, get(0), mem(op.I32Load, 0))
	e.host("h", none, func(*vm.Caller, []uint64) error { return nil })
	b2 := newBuilder("hosts")
	b2.export("h", wasm.ExternFunc, b2.importFunc("host", "h", none))
	h := exported(t, e.instantiate(b2), "h")
	in := e.instantiate(b)
	f, m := exported(t, in, "f"), must(in.Memory("memory"))
	result(t, in, "f", 0)
	for range 2 {
		if err := e.store.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Call(context.Background(), 0); err != vm.ErrStoreClosed {
		t.Errorf("call: %v", err)
	}
	if _, err := h.Call(context.Background()); err != vm.ErrStoreClosed {
		t.Errorf("call of a host function: %v", err)
	}
	if err := e.tryInstantiate(b); err != vm.ErrStoreClosed {
		t.Errorf("instantiation: %v", err)
	}
	if _, ok := m.Read(0, 1); ok || m.Len() != 0 || m.Bytes() != nil {
		t.Error("the memory can be read")
	}
	if _, ok := m.Grow(1); ok {
		t.Error("the memory can grow")
	}
	if g := must(in.Global("global")); !g.Set(4) || g.Get() != 4 {
		t.Error("the global does not keep its value")
	}
	if table := must(in.Table("table")); table.Len() != 1 {
		t.Error("the table is gone")
	}
	if _, ok := in.Func("f"); !ok {
		t.Error("the function is gone")
	}
}

func must[T any](v T, ok bool) T {
	if !ok {
		panic("it is not there")
	}
	return v
}

// space is how many memories of 4 GiB the addresses of a process hold.
const space = 1 << 47 >> 32

// TestForgottenStores makes more stores than there are addresses for, while nothing but the addresses asks for a collection.
func TestForgottenStores(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	e := vm.NewEngine(vm.Config{})
	b := newBuilder("guest")
	b.memory(1)
	b.fn("f", i32I32, nil, get(0), mem(op.I32Load, 0))
	m, err := e.Compile(b.bytes())
	if err != nil {
		t.Fatal(err)
	}
	const each = 8
	l := vm.NewLinker(e)
	for i := range (space + space/4) / each {
		s := e.NewStore(vm.StoreConfig{})
		for range each {
			in, err := l.Instantiate(context.Background(), s, m)
			if err != nil {
				t.Fatalf("store %d: %v", i, err)
			}
			if _, err = exported(t, in, "f").Call(context.Background(), 0); err != nil {
				t.Fatalf("store %d: %v", i, err)
			}
		}
	}
}

// TestFailedInstantiations instantiates what is refused again and again: nothing may stay.
func TestFailedInstantiations(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b := newBuilder("refused")
	b.memory(1)
	b.table("table", wasm.FuncRef, math.MaxUint32)
	for i := range space + space/4 {
		if l := limitOf(t, e.tryInstantiate(b)); l.Limit != "MaxTable (elements)" {
			t.Fatalf("%d: %+v", i, l)
		}
	}
}
