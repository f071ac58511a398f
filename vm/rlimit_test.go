//go:build linux

package vm_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wvm-project/wvm/vm"
)

// TestGrowRefused grows memories and heaps in a process that the system gives no more memory.
func TestGrowRefused(t *testing.T) {
	const limited = "WVM_TEST_LIMITED"
	if os.Getenv(limited) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestGrowRefused$", "-test.v")
		cmd.Env = append(os.Environ(), limited+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	e := newEnvOf(t, vm.StoreConfig{MaxHeap: 4 << 30})
	in := e.text(`(module (memory (export "memory") 1) (type $a (array i8))
		(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))) (func (export "size") (result i32) (memory.size))
		(func (export "store") (param i32) (i32.store (local.get 0) (i32.const 5))) (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
		(func (export "array") (param i32) (result i32) (array.len (array.new_default $a (local.get 0)))))`)
	results(t, in, "store", 1<<16-4)
	if r := result(t, in, "array", 1000); r != 1000 {
		t.Errorf("array = %d", r)
	}
	const room = 1 << 30
	if err := unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: room, Max: room}); err != nil {
		t.Skip(err)
	}
	if r := result(t, in, "grow", 2*room>>16); r != 1<<32-1 {
		t.Skip("the system does not keep to the limit")
	}
	if r := result(t, in, "size"); r != 1 {
		t.Errorf("size = %d", r)
	}
	if r := result(t, in, "load", 1<<16-4); r != 5 {
		t.Errorf("load = %d", r)
	}
	if trap := trapOf(t, t.Context(), in, "load", 1<<16); trap.Code != vm.TrapMemoryOutOfBounds {
		t.Errorf("behind the end: %v", trap)
	}
	if trap := trapOf(t, t.Context(), in, "array", 2*room); trap.Code != vm.TrapLimit {
		t.Errorf("array: %v", trap)
	}
	if r := result(t, in, "grow", 1); r != 1 {
		t.Errorf("a small step: %d", r)
	}
	if r := result(t, in, "array", 1000); r != 1000 {
		t.Errorf("array = %d", r)
	}
}
