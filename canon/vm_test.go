package canon_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wat"
)

// This file runs guests by package vm, as package component does.

// calleeText takes strings at a place that each call uses again, and returns how long they are.
const calleeText = `(module
	(memory (export "memory") 64)
	(func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
	(func (export "len") (param i32 i32) (result i32) (local.get 1))
	(func (export "move") (param i32 i32 i32 f64) (result i32)
		(i32.store (i32.const 0) (local.get 0))
		(i32.store (i32.const 4) (local.get 1))
		(i32.store (i32.const 8) (i32.add (local.get 2) (i32.const 1)))
		(f64.store (i32.const 16) (local.get 3))
		(i32.const 0)))`

// callerText calls with its memory's start, as often as it is told.
const callerText = `(module
	(import "" "len" (func $len (param i32 i32) (result i32)))
	(memory (export "memory") 64)
	(func (export "run") (param $times i32) (param $size i32) (result i32)
		(local $sum i32)
		(loop $again
			(local.set $sum (i32.add (local.get $sum) (call $len (i32.const 0) (local.get $size))))
			(br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
		(local.get $sum)))`

// guests are a caller and a callee.
type guests struct {
	store          *canon.Store
	caller, callee *canon.Instance
	memory         *vm.Memory // of the caller
	run            *vm.Func
	move           *canon.Lifted
}

func instantiate(tb testing.TB, l *vm.Linker, e *vm.Engine, s *vm.Store, text string) *vm.Instance {
	code, err := wat.Encode([]byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	m, err := e.Compile(code)
	if err != nil {
		tb.Fatal(err)
	}
	in, err := l.Instantiate(context.Background(), s, m)
	if err != nil {
		tb.Fatal(err)
	}
	return in
}

func core(in *vm.Instance, name string) canon.CoreFunc {
	f, _ := in.Func(name)
	return f.CallStack
}

var (
	stringType = &types.Type{Kind: types.String}
	pointType  = &types.Type{Kind: types.Record, Fields: []types.Field{
		{Label: "name", Type: stringType}, {Label: "n", Type: &types.Type{Kind: types.U32}}, {Label: "x", Type: &types.Type{Kind: types.F64}},
	}}
	lenType  = &types.Func{Params: []types.Field{{Label: "s", Type: stringType}}, Result: &types.Type{Kind: types.U32}}
	moveType = &types.Func{Params: []types.Field{{Label: "p", Type: pointType}}, Result: pointType}
)

func newGuests(tb testing.TB) *guests {
	engine := vm.NewEngine(vm.Config{})
	store := engine.NewStore(vm.StoreConfig{})
	tb.Cleanup(func() { store.Close() })
	g := &guests{store: canon.NewStore(canon.Limits{})}
	g.caller, g.callee = g.store.NewInstance(nil), g.store.NewInstance(nil)
	linker := vm.NewLinker(engine)
	in := instantiate(tb, linker, engine, store, calleeText)
	mem, _ := in.Memory("memory")
	lifted := canon.NewLifted(g.callee, canon.NewPlan(lenType, canon.Lift, canon.PlanConfig{}),
		&canon.Options{Memory: mem, Realloc: core(in, "realloc")}, core(in, "len"))
	g.move = canon.NewLifted(g.callee, canon.NewPlan(moveType, canon.Lift, canon.PlanConfig{}),
		&canon.Options{Memory: mem, Realloc: core(in, "realloc")}, core(in, "move"))
	plan := canon.NewPlan(lenType, canon.Lower, canon.PlanConfig{})
	opts := &canon.Options{}
	lowered := canon.NewLowered(g.caller, plan, opts, lifted)
	err := linker.Func("", "len", plan.Core, func(c *vm.Caller, stack []uint64) error { return lowered.Call(c.Context(), stack) })
	if err != nil {
		tb.Fatal(err)
	}
	out := instantiate(tb, linker, engine, store, callerText)
	g.memory, _ = out.Memory("memory")
	opts.Memory = g.memory
	g.run, _ = out.Func("run")
	return g
}

func TestGuests(t *testing.T) {
	g := newGuests(t)
	copy(g.memory.Bytes(), "hello")
	if got, err := g.run.Call(context.Background(), 3, 5); err != nil || got[0] != 15 {
		t.Errorf("%v, %v", got, err)
	}
	copy(g.memory.Bytes(), "hel\xff")
	if _, err := g.run.Call(context.Background(), 1, 5); err == nil || !strings.Contains(err.Error(), "invalid utf-8") {
		t.Error(err)
	}
	if _, err := g.run.Call(context.Background(), 1, 3); err == nil || !strings.Contains(err.Error(), "cannot enter") {
		t.Error(err)
	}
}

// BenchmarkGuestToGuest measures a call with a string from one component to another. The time is of one call.
func BenchmarkGuestToGuest(b *testing.B) {
	for _, size := range []int{16, 1 << 10, 1 << 20} {
		for _, text := range []string{"ascii", "mixed"} {
			b.Run(fmt.Sprintf("%s/%d", text, size), func(b *testing.B) {
				g := newGuests(b)
				s := bytes.Repeat([]byte("abcdefghijklmnop"), size/16)
				if text == "mixed" {
					s = bytes.Repeat([]byte("naïve 漢字..."), size/16)
				}
				copy(g.memory.Bytes(), s)
				b.SetBytes(int64(len(s)))
				b.ReportAllocs()
				stack := make([]uint64, 2)
				const times = 100
				for i := 0; i < b.N; i += times {
					stack[0], stack[1] = times, uint64(len(s))
					if err := g.run.CallStack(context.Background(), stack); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	// What there is to compare with: memory of Go's, and that of guests.
	b.Run("copy/1048576", func(b *testing.B) {
		dst, src := make([]byte, 1<<20), make([]byte, 1<<20)
		b.SetBytes(1 << 20)
		for b.Loop() {
			copy(dst, src)
		}
	})
	b.Run("copy-memories/1048576", func(b *testing.B) {
		g, other := newGuests(b), newGuests(b)
		dst, src := other.memory.Bytes()[1024:], g.memory.Bytes()[:1<<20]
		b.SetBytes(1 << 20)
		for b.Loop() {
			copy(dst, src)
		}
	})
}

// BenchmarkHostToGuest measures a call from Go and back with a record that has a string.
func BenchmarkHostToGuest(b *testing.B) {
	g := newGuests(b)
	b.ReportAllocs()
	var name string
	var n uint64
	var x float64
	args := func(t canon.Target) {
		p := t.Field(0)
		p.Field(0).SetString("sixteen letters.")
		p.Field(1).SetUint(1)
		p.Field(2).SetFloat64(2.5)
	}
	results := func(s canon.Source) {
		p := s.Field(0)
		name, n, x = p.Field(0).String(), p.Field(1).Uint(), p.Field(2).Float64()
	}
	for b.Loop() {
		if err := g.move.Call(context.Background(), args, results); err != nil {
			b.Fatal(err)
		}
	}
	if name != "sixteen letters." || n != 2 || x != 2.5 {
		b.Fatal(name, n, x)
	}
}
