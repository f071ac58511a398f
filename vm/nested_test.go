package vm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// TestNested calls one guest by the host function of another: results, errors and panics come back through both, and the store stays usable.
func TestNested(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	boom := errors.New("boom")
	var inner *vm.Func
	e.host("leaf", i32I32, func(c *vm.Caller, stack []uint64) error {
		switch stack[0] {
		case 1:
			return boom
		case 2:
			panic(boom)
		case 3:
			c.Context()
			panic(boom)
		}
		stack[0] += 5
		return nil
	})
	nested := func(c *vm.Caller, stack []uint64) error {
		defer func() {
			if v := recover(); v != nil {
				t.Errorf("the panic %v came through", v)
			}
		}()
		for range 2 { // the second call finds what the first has left
			in := [1]uint64{stack[0]}
			if err := inner.CallStack(c.Inside(), in[:]); err != nil {
				return err
			}
			if in[0] != stack[0]+5+100 {
				t.Errorf("the inner guest returned %d for %d", in[0], stack[0])
			}
		}
		stack[0] += 0xffffffff00000000 // what is above 32 bits means nothing
		return nil
	}
	e.host("nested", i32I32, nested)
	in := e.text(`(module (import "host" "leaf" (func $f (param i32) (result i32))) (memory 1)
		(func (export "f") (param i32) (result i32) (i32.store (i32.const 8) (local.get 0)) (i32.add (call $f (i32.load (i32.const 8))) (i32.const 100))))`)
	inner, _ = in.Func("f")
	out := e.text(`(module (import "host" "nested" (func $f (param i32) (result i32))) (memory 1)
		(func (export "f") (param i32) (result i32) (i32.store (i32.const 8) (i32.const 7))
			(i32.add (call $f (local.get 0)) (i32.mul (i32.load (i32.const 8)) (i32.const 1000)))))`)
	f, _ := out.Func("f")
	host, err := e.store.NewFunc(i32I32, nested)
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []uint64{10, 1, 10, 2, 10, 3, 10} {
		for _, g := range []struct {
			f    *vm.Func
			want uint64
		}{{f, mode + 7000}, {host, mode}} {
			got, err := g.f.Call(context.Background(), mode)
			var trap *vm.Trap
			var panicked *vm.PanicError
			switch {
			case mode == 10 && (err != nil || got[0] != g.want):
				t.Errorf("mode %d: %v, %v, want %d", mode, got, err, g.want)
			case mode == 10:
			case !errors.As(err, &trap) || trap.Code != vm.TrapHost:
				t.Errorf("mode %d: error %v", mode, err)
			case mode == 1 && !errors.Is(err, boom), mode > 1 && (!errors.As(err, &panicked) || panicked.Value != boom):
				t.Errorf("mode %d: error %v", mode, err)
			}
		}
	}
}

// TestNestedInterrupted ends a guest that calls another one for ever by the context.
func TestNestedInterrupted(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	var inner *vm.Func
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	calls := 0
	e.host("f", wasm.FuncType{}, func(c *vm.Caller, _ []uint64) error {
		if calls++; calls == 100 {
			cancel()
		}
		return inner.CallStack(c.Inside(), nil)
	})
	in := e.text(`(module (func (export "f")))`)
	inner, _ = in.Func("f")
	out := e.text(`(module (import "host" "f" (func $f)) (func (export "f") (loop (call $f) (br 0))))`)
	f, _ := out.Func("f")
	var trap *vm.Trap
	if _, err := f.Call(ctx); !errors.As(err, &trap) || trap.Code != vm.TrapInterrupted || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestNestedLimit fails when host functions and guests can call each other without end, or when the error of that is lost on the way out.
func TestNestedLimit(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	depth, deepest := 0, 0
	var f *vm.Func
	err := e.linker.Func("h", "call", none, func(c *vm.Caller, _ []uint64) error {
		depth++
		deepest = max(deepest, depth)
		defer func() { depth-- }()
		if _, err := f.Call(c.Context()); err != nil {
			return fmt.Errorf("inside: %w", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f, _ = e.text(`(module (import "h" "call" (func $h)) (func (export "f") (call $h)))`).Func("f")
	_, err = f.Call(context.Background())
	var limit *vm.LimitError
	if !errors.As(err, &limit) || limit.Max != uint64(deepest) || deepest < 100 {
		t.Errorf("%d host calls inside each other, and then %v", deepest, limit)
	}
}
