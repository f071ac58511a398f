package vm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// TestInstantiateInOrder links a module by the order of its imports.
func TestInstantiateInOrder(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b := newBuilder("caller")
	first := b.importFunc("same", "name", i32I32)
	second := b.importFunc("same", "name", i32I32)
	b.fn("run", i32I32, nil, get(0), call(first), call(second))
	m := e.compile(b)
	times := func(n uint64) vm.Extern {
		f, err := e.store.NewFunc(i32I32, func(_ *vm.Caller, stack []uint64) error {
			stack[0] = stack[0]*10 + n
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	in, err := e.store.Instantiate(context.Background(), m, []vm.Extern{times(1), times(2)})
	if err != nil {
		t.Fatal(err)
	}
	if r := result(t, in, "run", 7); r != 712 {
		t.Errorf("got %d", r)
	}
	other, err := e.store.NewFunc(wasm.FuncType{}, func(*vm.Caller, []uint64) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	var link *vm.LinkError
	_, err = e.store.Instantiate(context.Background(), m, []vm.Extern{nil, other})
	if !errors.As(err, &link) || len(link.Problems) != 2 || link.Problems[0].Code != "unknown import" || link.Problems[1].Code != "incompatible import type" {
		t.Errorf("got %v", err)
	}
	if _, err = e.store.Instantiate(context.Background(), m, nil); err == nil {
		t.Error("an instance is made without imports")
	}
	if _, err = e.store.NewFunc(wasm.FuncType{}, nil); err == nil {
		t.Error("a function is made of nil")
	}
	foreign := newEnv(t, vm.StoreConfig{})
	f, err := foreign.store.NewFunc(i32I32, func(*vm.Caller, []uint64) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err = e.store.Instantiate(context.Background(), m, []vm.Extern{f, f}); !errors.As(err, &link) {
		t.Errorf("got %v", err)
	}
	if _, err = foreign.store.Instantiate(context.Background(), m, []vm.Extern{f, f}); err != vm.ErrOtherEngine {
		t.Errorf("got %v", err)
	}
}
