package preview1

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/wvm-project/wvm/vm"
)

// linkModule is
//
//	(module
//	  (import "wasi_snapshot_preview1" "proc_exit" (func $x (param i32)))
//	  (import "wasi_snapshot_preview1" "poll_oneoff" (func $p (param i32 i32 i32 i32) (result i32)))
//	  (memory (export "memory") 1)
//	  (data (i32.const 16) "\01") ;; the monotonic clock
//	  (data (i32.const 31) "\01") ;; 2^56 nanoseconds
//	  (func (export "exit") (param i32) (call $x (local.get 0)))
//	  (func (export "sleep") (result i32) (call $p (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))))
const linkModule = "\x00asm\x01\x00\x00\x00\x01\x11\x03`\x01\x7f\x00`\x04\x7f\x7f\x7f\x7f\x01\x7f`\x00\x01\x7f\x02I\x02\x16wasi_sn" +
	"apshot_preview1\x09proc_exit\x00\x00\x16wasi_snapshot_preview1\x0bpoll_oneoff\x00\x01\x03\x03\x02\x00\x02\x05" +
	"\x03\x01\x00\x01\x07\x19\x03\x06memory\x02\x00\x04exit\x00\x02\x05sleep\x00\x03\x0a\x17\x02\x06\x00 \x00\x10" +
	"\x00\x0b\x0e\x00A\x00A\xc0\x00A\x01A\x80\x01\x10\x01\x0b\x0b\x0d\x02\x00A\x10\x0b\x01\x01\x00A\x1f\x0b\x01\x01" +
	"\x00\x0e\x04name\x01\x07\x02\x00\x01x\x01\x01p"

// noMemory is
//
//	(module
//	  (import "wasi_snapshot_preview1" "random_get" (func $r (param i32 i32) (result i32)))
//	  (memory 1)
//	  (func (export "random") (result i32) (call $r (i32.const 0) (i32.const 1))))
const noMemory = "\x00asm\x01\x00\x00\x00\x01\x0b\x02`\x02\x7f\x7f\x01\x7f`\x00\x01\x7f\x02%\x01\x16wasi_snapshot_preview1\x0ara" +
	"ndom_get\x00\x00\x03\x02\x01\x01\x05\x03\x01\x00\x01\x07\x0a\x01\x06random\x00\x01\x0a\x0a\x01\x08\x00A\x00A" +
	"\x01\x10\x00\x0b\x00\x0b\x04name\x01\x04\x01\x00\x01r"

// callModule calls a function of a module with an argument for each of its parameters.
func callModule(t *testing.T, ctx context.Context, code, name string, args ...uint64) ([]uint64, error) {
	t.Helper()
	return callConfigured(t, ctx, Config{}, code, name, args...)
}

// callConfigured is callModule with what the module is given.
func callConfigured(t *testing.T, ctx context.Context, cfg Config, code, name string, args ...uint64) ([]uint64, error) {
	t.Helper()
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile([]byte(code))
	if err != nil {
		t.Fatal(err)
	}
	host, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	linker := vm.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		t.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := linker.Instantiate(ctx, store, module)
	if err != nil {
		t.Fatal(err)
	}
	fn, _ := instance.Func(name)
	return fn.Call(ctx, args...)
}

func TestExitEndsTheCall(t *testing.T) {
	_, err := callModule(t, t.Context(), linkModule, "exit", 300)
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Code != 300 {
		t.Errorf("the call ends with %v", err)
	}
}

func TestDeadlineEndsASleep(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := callModule(t, ctx, linkModule, "sleep"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the call ends with %v", err)
	}
}

func TestNoMemoryIsAFault(t *testing.T) {
	results, err := callModule(t, t.Context(), noMemory, "random")
	if err != nil || errno(results[0]) != errnoFault {
		t.Errorf("random_get = %v, %v", results, err)
	}
}
