package vm_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file measures what it costs to cross the border between Go and guests, and to make an instance.

// benchGuest adds numbers, by itself and with the host's help, n times.
func benchGuest(b *testing.B) *vm.Instance {
	e := newEnv(b, vm.StoreConfig{})
	t, add := vm.Host2(func(_ *vm.Caller, x, y int32) (int32, error) { return x + y, nil })
	e.host("add", t, add)
	g := newBuilder("guest")
	host := g.importFunc("host", "add", t)
	own := g.fn("add", t, nil, get(0), get(1), do(op.I32Add))
	for name, f := range map[string]uint32{"host": host, "own": own} {
		g.fn("loop "+name, i32I32, vals(wasm.I32), open(op.Loop), get(1), i32(3), call(f), set(1),
			get(0), i32(1), do(op.I32Sub), tee(0), brIf(0), end(), get(1))
	}
	return e.instantiate(g)
}

// BenchmarkCall calls a guest's function from Go.
func BenchmarkCall(b *testing.B) {
	in := benchGuest(b)
	f := exported(b, in, "add")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b.Run("typed", func(b *testing.B) {
		add, err := vm.Typed2[int32, int32, int32](f)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if r, err := add.Call(ctx, 3, 4); r != 7 || err != nil {
				b.Fatal(r, err)
			}
		}
	})
	b.Run("stack", func(b *testing.B) {
		stack := make([]uint64, 2)
		b.ReportAllocs()
		for b.Loop() {
			stack[0], stack[1] = 3, 4
			if err := f.CallStack(ctx, stack); stack[0] != 7 || err != nil {
				b.Fatal(stack, err)
			}
		}
	})
}

// BenchmarkCallOut calls from a guest: a function of the host, and for comparison one of its own.
func BenchmarkCallOut(b *testing.B) {
	in := benchGuest(b)
	for _, name := range []string{"host", "own"} {
		b.Run(name, func(b *testing.B) {
			loop, err := vm.Typed1[int32, int32](exported(b, in, "loop "+name))
			if err != nil {
				b.Fatal(err)
			}
			const n = 1000
			b.ReportAllocs()
			for b.Loop() {
				if r, err := loop.Call(context.Background(), n); r != 3*n || err != nil {
					b.Fatal(r, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/call")
		})
	}
}

// BenchmarkBulk copies and fills pieces within a memory.
func BenchmarkBulk(b *testing.B) {
	g := newBuilder("guest")
	g.memory(1)
	next := []binary.Instr{get(0), i32(1), do(op.I32Sub), tee(0), brIf(0), end()}
	loop := []binary.Instr{open(op.Loop)}
	typ := sig(vals(wasm.I32, wasm.I32, wasm.I32, wasm.I32), nil)
	operands := []binary.Instr{get(1), get(2), get(3)}
	g.fn("copy", typ, nil, slices.Concat(loop, operands, []binary.Instr{two(op.MemoryCopy, 0, 0)}, next)...)
	g.fn("fill", typ, nil, slices.Concat(loop, operands, []binary.Instr{at(op.MemoryFill, 0)}, next)...)
	in := newEnv(b, vm.StoreConfig{}).instantiate(g)
	for _, c := range []struct {
		name, f  string
		to, from uint64
	}{{"copy", "copy", 4096, 8192}, {"copy up inside", "copy", 4096 + 8, 4096}, {"fill", "fill", 4096, 7}} {
		f := exported(b, in, c.f)
		for _, n := range []uint64{1, 8, 16, 32, 64, 128, 255, 256, 1024} {
			b.Run(fmt.Sprint(c.name, " ", n), func(b *testing.B) {
				const rounds = 1000
				stack := make([]uint64, 4)
				for b.Loop() {
					stack[0], stack[1], stack[2], stack[3] = rounds, c.to, c.from, n
					if err := f.CallStack(context.Background(), stack); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rounds, "ns/piece")
			})
		}
	}
}

// BenchmarkCompile decodes and validates modules, without a call of their functions.
func BenchmarkCompile(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		g := newBuilder("guest")
		for i := range n {
			g.fn(fmt.Sprint(i), i32I32, nil, get(0), i32(int32(i)), do(op.I32Add))
		}
		code := g.bytes()
		e := vm.NewEngine(vm.Config{})
		b.Run(fmt.Sprint(n, " functions"), func(b *testing.B) {
			b.SetBytes(int64(len(code)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Compile(code); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkInstantiate makes an instance in a store of its own, with a memory, a table and a segment of data, and calls it once.
func BenchmarkInstantiate(b *testing.B) {
	e := newEnv(b, vm.StoreConfig{})
	g := newBuilder("guest")
	g.memory(2)
	table := g.table("table", wasm.FuncRef, 16)
	for i := range uint32(16) {
		g.elem(table, i, g.fn(fmt.Sprint(i), i32I32, nil, get(0), mem(op.I32Load, 16)))
	}
	g.m.Datas = []wasm.Data{{At: constExpr(i32(16)), Init: binary.AppendU32(make([]byte, 1000), 7)}}
	m := e.compile(g)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		s := e.engine.NewStore(vm.StoreConfig{})
		in, err := e.linker.Instantiate(ctx, s, m)
		if err != nil {
			b.Fatal(err)
		}
		if r := result(b, in, "3", 1000); r != 7 {
			b.Fatal(r)
		}
		s.Close()
	}
}
