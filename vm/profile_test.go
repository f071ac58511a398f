package vm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

const profiled = `(module $app
  (import "host" "nap" (func $nap))
  (memory 1 2) (table 1 2 funcref)
  (func $leaf (param i32) (result i32)
    (loop $more (result i32)
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $more (i32.const 1) (local.get 0)) drop (local.get 0)))
  (func $spin (export "spin") (param i32) (result i32) (call $leaf (local.get 0)))
  (func (export "rest") (call $nap))
  (func $deep (export "deep") (param i32)
    (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1)))) (else (drop (call $leaf (i32.const 30000000))))))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "widen") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))`

// profiledInstance returns an instance of the module above. Its host function takes four milliseconds or more.
func profiledInstance(t *testing.T, cfg vm.StoreConfig) (*vm.Store, *vm.Instance) {
	t.Helper()
	code, err := wat.Encode([]byte(profiled))
	if err != nil {
		t.Fatal(err)
	}
	e := vm.NewEngine(vm.Config{})
	m, err := e.Compile(code)
	if err != nil {
		t.Fatal(err)
	}
	l := vm.NewLinker(e)
	nap := func(*vm.Caller, []uint64) error { time.Sleep(4 * time.Millisecond); return nil }
	if err := l.Func("host", "nap", wasm.FuncType{}, nap); err != nil {
		t.Fatal(err)
	}
	s := e.NewStore(cfg)
	t.Cleanup(func() { s.Close() })
	in, err := l.Instantiate(context.Background(), s, m)
	if err != nil {
		t.Fatal(err)
	}
	return s, in
}

// names returns the functions of a stack, innermost first.
func names(x vm.Sample) (list []string) {
	for _, f := range x.Stack {
		list = append(list, f.Func)
	}
	return list
}

func mustCall(t *testing.T, in *vm.Instance, name string, args ...uint64) {
	t.Helper()
	f, _ := in.Func(name)
	if _, err := f.Call(context.Background(), args...); err != nil {
		t.Fatal(err)
	}
}

func TestProfile(t *testing.T) {
	s, in := profiledInstance(t, vm.StoreConfig{})
	if got := s.StopProfile(); got != nil {
		t.Errorf("a store that is not profiled has %d samples", len(got))
	}
	s.StartProfile(100 * time.Microsecond)
	time.Sleep(10 * time.Millisecond) // counts for nobody
	mustCall(t, in, "spin", 30_000_000)
	mustCall(t, in, "rest")
	var guest, host int64
	for _, x := range s.StopProfile() {
		switch n := names(x); {
		case x.Host && len(n) == 2 && n[0] == "nap" && n[1] == "rest" && x.Stack[0].Module == "host":
			host += x.Count
		case !x.Host && (n[len(n)-1] == "spin" || n[len(n)-1] == "rest"):
			guest += x.Count
			if x.Stack[0].Offset == 0 {
				t.Errorf("%v is nowhere", n)
			}
		default:
			t.Errorf("a stack %v", n)
		}
	}
	if guest == 0 || host < 39 {
		t.Errorf("%d samples in guests, %d in the host", guest, host)
	}
	mustCall(t, in, "rest")
	if got := s.StopProfile(); got != nil {
		t.Errorf("%d samples after the end", len(got))
	}
}

func TestProfileOfDeepStack(t *testing.T) {
	s, in := profiledInstance(t, vm.StoreConfig{})
	s.StartProfile(0)
	mustCall(t, in, "deep", 1000)
	deepest := 0
	for _, x := range s.StopProfile() {
		deepest = max(deepest, len(x.Stack))
	}
	if deepest != vm.MaxSampleFrames {
		t.Errorf("the deepest stack has %d frames, want %d", deepest, vm.MaxSampleFrames)
	}
}

func TestTrapOnGrowFailure(t *testing.T) {
	_, in := profiledInstance(t, vm.StoreConfig{TrapOnGrowFailure: true})
	for _, name := range []string{"grow", "widen"} {
		mustCall(t, in, name, 1)
		var trap *vm.Trap
		f, _ := in.Func(name)
		if _, err := f.Call(context.Background(), 1); !errors.As(err, &trap) || trap.Code != vm.TrapLimit || trap.Err == nil || len(trap.Stack) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLinkerNames(t *testing.T) {
	_, in := profiledInstance(t, vm.StoreConfig{})
	l := vm.NewLinker(vm.NewEngine(vm.Config{}))
	l.DefineInstance("app", in)
	nothing := func(*vm.Caller, []uint64) error { return nil }
	if err := l.Func("app", "a", wasm.FuncType{}, nothing); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(l.Names("app"), " "); got != "a deep grow rest spin widen" || len(l.Names("other")) > 0 {
		t.Errorf("the names are %q and %q", got, l.Names("other"))
	}
}
