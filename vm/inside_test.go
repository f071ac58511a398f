package vm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// TestInside calls a guest from its host function by Caller.Inside, and by what Handed makes of that.
func TestInside(t *testing.T) {
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "value"))
	defer cancel()
	e := vm.NewEngine(vm.Config{})
	s := e.NewStore(vm.StoreConfig{})
	defer s.Close()
	var inner *vm.Func
	depth := 0
	call := func(c *vm.Caller, _ []uint64) error {
		in := c.Inside()
		if in.Value(key{}) != "value" || in.Err() != nil || in.Done() != ctx.Done() {
			t.Error("the context is not that of the call")
		}
		if depth++; depth < 3 {
			if err := inner.CallStack(in, nil); err != nil {
				return err
			}
		}
		handed := vm.Handed(in)
		if handed != c.Context() || vm.Handed(handed) != handed {
			t.Error("Handed does not return the context that may be given to others")
		}
		done := make(chan error)
		go func() { done <- inner.CallStack(context.Background(), nil) }()
		if err := <-done; !errors.Is(err, vm.ErrStoreBusy) {
			t.Errorf("another goroutine: %v", err)
		}
		if depth++; depth < 9 {
			return inner.CallStack(in, nil) // after it was handed on
		}
		return nil
	}
	f, err := s.NewFunc(wasm.FuncType{}, call)
	if err != nil {
		t.Fatal(err)
	}
	inner = f
	if err := f.CallStack(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if depth < 9 {
		t.Errorf("only %d calls", depth)
	}
}
