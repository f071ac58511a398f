package component_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
)

// This file tests how guests end, what is left of them, and who may be inside at a time.

// callback is a component whose function "f" calls the host's function "f"; "g" does nothing, and "trap" traps.
const callback = `(component
  (import "f" (func $f))
  (core func $f (canon lower (func $f)))
  (core module $m (import "" "f" (func $f)) (func (export "f") (call $f)) (func (export "g") (drop (i32.const 1))) (func $die (export "trap") (unreachable))
    (func (export "spin") (loop (br 0))) (func $deep (export "deep") (call $deep)))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "f") (canon lift (core func $m "f")))
  (func (export "g") (canon lift (core func $m "g")))
  (func (export "trap") (canon lift (core func $m "trap")))
  (func (export "deep") (canon lift (core func $m "deep")))
  (func (export "spin") (canon lift (core func $m "spin"))))`

// hostFunc links the function "f".
func hostFunc(fn func(ctx context.Context) error) func(*component.Linker) {
	return func(l *component.Linker) {
		l.Func("", "f", func(ctx context.Context, _ []value.Value) (value.Value, error) { return nil, fn(ctx) })
	}
}

func none(context.Context) error { return nil }

// poisoned tells whether an instance can be entered no more.
func poisoned(t *testing.T, in *component.Instance) bool {
	t.Helper()
	_, err := function(t, in, "g").Call(context.Background())
	var trap *canon.Trap
	return errors.As(err, &trap) && trap.Code == canon.TrapCannotEnter
}

func TestTraps(t *testing.T) {
	ended, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	for name, x := range map[string]struct {
		ctx  context.Context
		code vm.TrapCode
	}{
		"trap": {context.Background(), vm.TrapUnreachable},
		"deep": {context.Background(), vm.TrapStackExhausted},
		"spin": {ended, vm.TrapInterrupted},
	} {
		in := instantiate(t, callback, hostFunc(none))
		_, err := function(t, in, name).Call(x.ctx)
		var trap *vm.Trap
		if !errors.As(err, &trap) || trap.Code != x.code {
			t.Errorf("%s: got %v, want %v", name, err, x.code)
		}
		if name == "trap" && (len(trap.Stack) != 1 || trap.Stack[0].Func != "die") {
			t.Errorf("the stack is %v", trap.Stack)
		}
		if !poisoned(t, in) {
			t.Errorf("%s: the instance is not poisoned", name)
		}
	}
}

// TestHostFails lets the host's function return errors and panic.
func TestHostFails(t *testing.T) {
	failed := errors.New("failed")
	for name, fn := range map[string]func(context.Context) error{
		"error":       func(context.Context) error { return failed },
		"panic":       func(context.Context) error { panic("failed") },
		"panic error": func(context.Context) error { panic(failed) },
		"index panic": func(ctx context.Context) error { _ = []int{1}[len(fmt.Sprint(ctx))]; return nil },
	} {
		in := instantiate(t, callback, hostFunc(fn))
		_, err := function(t, in, "f").Call(context.Background())
		var trap *vm.Trap
		if !errors.As(err, &trap) || trap.Code != vm.TrapHost || len(trap.Stack) == 0 {
			t.Errorf("%s: got %v", name, err)
		}
		var p *vm.PanicError
		if isPanic := errors.As(err, &p); isPanic != strings.Contains(name, "panic") || isPanic && !strings.Contains(string(p.Stack), "trap_test.go") {
			t.Errorf("%s: a panic: %t", name, isPanic)
		}
		if name == "error" || name == "panic error" {
			if !errors.Is(err, failed) {
				t.Errorf("%s: %v has lost the cause", name, err)
			}
		}
		if !poisoned(t, in) {
			t.Errorf("%s: the instance is not poisoned", name)
		}
	}
}

// TestReentrance calls the instance from a host function that it has called: that is not allowed, and is the end of the guest only if the host says so.
func TestReentrance(t *testing.T) {
	var in *component.Instance
	var inner error
	in = instantiate(t, callback, hostFunc(func(ctx context.Context) error {
		_, inner = function(t, in, "g").Call(ctx)
		return nil
	}))
	_, err := function(t, in, "f").Call(context.Background())
	must(t, err)
	var trap *canon.Trap
	if !errors.As(inner, &trap) || trap.Code != canon.TrapCannotEnter {
		t.Errorf("the call inside: %v", inner)
	}
	if poisoned(t, in) {
		t.Error("the instance is poisoned")
	}

	// Without the context of the call it is as if somebody else came.
	in = instantiate(t, callback, hostFunc(func(context.Context) error {
		_, inner = function(t, in, "g").Call(context.Background())
		return nil
	}))
	_, err = function(t, in, "f").Call(context.Background())
	must(t, err)
	if !errors.Is(inner, vm.ErrStoreBusy) {
		t.Errorf("the call inside without a context: %v", inner)
	}
}

// TestSiblings lets one instance trap that another one in the same root has called.
func TestSiblings(t *testing.T) {
	in := instantiate(t, `(component
  (component $child
    (core module $m (func (export "trap") (unreachable)))
    (core instance $m (instantiate $m))
    (func (export "trap") (canon lift (core func $m "trap"))))
  (component $other
    (import "trap" (func $trap))
    (core func $trap (canon lower (func $trap)))
    (core module $m (import "" "trap" (func $trap)) (func (export "f") (call $trap)) (func (export "g")))
    (core instance $m (instantiate $m (with "" (instance (export "trap" (func $trap))))))
    (func (export "f") (canon lift (core func $m "f")))
    (func (export "g") (canon lift (core func $m "g"))))
  (instance $child (instantiate $child))
  (instance $other (instantiate $other (with "trap" (func $child "trap"))))
  (instance $third (instantiate $other (with "trap" (func $child "trap"))))
  (export "f" (func $other "f"))
  (export "g" (func $other "g")) (export "third" (func $third "g")))`, nil)
	_, err := function(t, in, "f").Call(context.Background())
	var trap *vm.Trap
	if !errors.As(err, &trap) || !strings.Contains(err.Error(), "unreachable") {
		t.Errorf("got %v", err)
	}
	if !poisoned(t, in) {
		t.Error("the caller is not poisoned")
	}
}

// TestOtherInstances ends an instance, which is nothing to others of the same component.
func TestOtherInstances(t *testing.T) {
	e := component.NewEngine(all)
	c := compile(t, e, callback)
	l := component.NewLinker(e)
	hostFunc(none)(l)
	var list [3]*component.Instance
	for i := range list {
		var err error
		list[i], err = l.Instantiate(context.Background(), c, component.Limits{})
		must(t, err)
		defer list[i].Close()
	}
	if _, err := function(t, list[1], "trap").Call(context.Background()); err == nil {
		t.Error("no trap")
	}
	for i, in := range list {
		if got := poisoned(t, in); got != (i == 1) {
			t.Errorf("instance %d: poisoned: %t", i, got)
		}
	}
}

// TestBusy uses an instance from several goroutines: one at a time is let in, the others get an error.
func TestBusy(t *testing.T) {
	inside, leave := make(chan struct{}), make(chan struct{})
	in := instantiate(t, callback, hostFunc(func(context.Context) error {
		inside <- struct{}{}
		<-leave
		return nil
	}))
	done := make(chan error)
	go func() {
		_, err := function(t, in, "f").Call(context.Background())
		done <- err
	}()
	<-inside
	if _, err := function(t, in, "g").Call(context.Background()); !errors.Is(err, vm.ErrStoreBusy) {
		t.Errorf("a second call: %v", err)
	}
	typed, err := component.Typed0[component.None](function(t, in, "g"))
	must(t, err)
	if _, err := typed.Call(context.Background()); !errors.Is(err, vm.ErrStoreBusy) {
		t.Errorf("a second typed call: %v", err)
	}
	if err := in.Close(); !errors.Is(err, vm.ErrStoreBusy) {
		t.Errorf("closed meanwhile: %v", err)
	}
	close(leave)
	must(t, <-done)
	_, err = function(t, in, "g").Call(context.Background())
	must(t, err)
}

// TestConcurrent compiles, links, instantiates and calls in many goroutines, with what they may share.
func TestConcurrent(t *testing.T) {
	e := component.NewEngine(all)
	shared := compile(t, e, callback)
	l := component.NewLinker(e)
	hostFunc(none)(l)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c := shared
			if i%2 == 0 {
				c = compile(t, e, callback)
			}
			for range 20 {
				in, err := l.Instantiate(context.Background(), c, component.Limits{})
				if err != nil {
					t.Error(err)
					return
				}
				for _, name := range []string{"f", "g", "trap"} {
					if _, err := function(t, in, name).Call(context.Background()); (err != nil) != (name == "trap") {
						t.Error(name, err)
					}
				}
				in.Close()
			}
		})
	}
	wg.Wait()
}

// TestContended calls one instance from many goroutines at once: each call is made or refused.
func TestContended(t *testing.T) {
	in := instantiate(t, callback, hostFunc(none))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			f, _ := in.Func("f")
			for range 200 {
				if _, err := f.Call(context.Background()); err != nil && !errors.Is(err, vm.ErrStoreBusy) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// TestLimits tests that hitting a limit is an error that names it.
func TestLimits(t *testing.T) {
	e := component.NewEngine(component.Config{Features: component.Supported, Fuel: true})
	l := component.NewLinker(e)
	hostFunc(none)(l)
	c := compile(t, e, callback)
	in, err := l.Instantiate(context.Background(), c, component.Limits{Fuel: 1000})
	must(t, err)
	defer in.Close()
	_, err = function(t, in, "g").Call(context.Background())
	must(t, err)
	used := 1000 - in.Fuel()
	if used == 0 || used > 20 {
		t.Errorf("an empty function used %d units of fuel", used)
	}
	_, err = function(t, in, "spin").Call(context.Background())
	var trap *vm.Trap
	if !errors.As(err, &trap) || trap.Code != vm.TrapFuel || in.Fuel() != 0 {
		t.Errorf("got %v with %d units left", err, in.Fuel())
	}

	nested := compile(t, e, `(component (component $c (core module $m) (core instance (instantiate $m))) `+strings.Repeat("(instance (instantiate $c))", 10)+`)`)
	var limit *vm.LimitError
	_, err = l.Instantiate(context.Background(), nested, component.Limits{StoreConfig: vm.StoreConfig{MaxInstances: 5}})
	if !errors.As(err, &limit) || !strings.HasPrefix(limit.Limit, "MaxInstances") {
		t.Errorf("got %v", err)
	}
	big := compile(t, e, `(component (core module $m (memory 100)) (core instance (instantiate $m)))`)
	_, err = l.Instantiate(context.Background(), big, component.Limits{StoreConfig: vm.StoreConfig{MaxMemory: 1 << 20}})
	if !errors.As(err, &limit) || !strings.HasPrefix(limit.Limit, "MaxMemory") {
		t.Errorf("got %v", err)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := l.Instantiate(stopped, big, component.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v", err)
	}
}

// TestObserve sees the store of the core modules before a start function runs.
func TestObserve(t *testing.T) {
	e := component.NewEngine(component.Config{Fuel: true})
	c := compile(t, e, `(component (core module $m (memory 3) (func $s (drop (i32.const 1))) (start $s)) (core instance (instantiate $m)))`)
	var store *vm.Store
	in, err := component.NewLinker(e).Instantiate(context.Background(), c, component.Limits{Fuel: 10, Observe: func(s *vm.Store) {
		if store = s; s.MemoryBytes() != 0 || s.Fuel() != 10 {
			t.Errorf("%d bytes, %d units of fuel", s.MemoryBytes(), s.Fuel())
		}
	}})
	must(t, err)
	if store.MemoryBytes() != 3<<16 || store.Fuel() == 10 {
		t.Errorf("%d bytes, %d units of fuel afterwards", store.MemoryBytes(), store.Fuel())
	}
	must(t, in.Close())
}
