package vm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/vm"
)

// This file tests joined forms: instructions that one handler does together are still several for jumps and traps.

// joinText has two loads that are joined, the second of them where a loop begins.
const joinText = `(module (memory 1) (data (i32.const 8) "\05\00\00\00\07\00\00\00")
	(func (export "f") (param $a i32) (param $b i32) (param $turns i32) (result i32)
		(local $x i32) (local $y i32) (local $sum i32)
		(local.set $x (i32.load (local.get $a)))
		(loop $again
			(local.set $y (i32.load (local.get $b)))
			(local.set $sum (i32.add (local.get $sum) (local.get $y)))
			(local.set $b (i32.add (local.get $b) (i32.const 4)))
			(br_if $again (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
		(i32.add (local.get $sum) (i32.mul (local.get $x) (i32.const 1000)))))`

func TestJoined(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	m := compileText(t, e.engine, joinText)
	code, err := m.Code(0)
	if err != nil {
		t.Fatal(err)
	}
	var loads []vm.CodeInstr
	for i, c := range code {
		if !strings.HasPrefix(c.Name, "Load32U") {
			continue
		}
		loads = append(loads, c)
		if len(loads) == 1 && (c.Joined == 0 || code[i+1].Name != c.Name) {
			t.Errorf("%s is not joined with %s", &code[i], &code[i+1])
		}
	}
	if len(loads) != 2 {
		t.Fatalf("the loads are %v, want two", loads)
	}

	in := e.text(joinText)
	f, _ := in.Func("f")
	call := func(a, b, turns int32) (int32, error) {
		r, err := f.Call(context.Background(), uint64(uint32(a)), uint64(uint32(b)), uint64(uint32(turns)))
		if err != nil {
			return 0, err
		}
		return int32(r[0]), nil
	}
	if got, err := call(8, 8, 2); err != nil || got != 5012 {
		t.Errorf("got %d and %v, want 5012", got, err)
	}
	for _, c := range []struct {
		name        string
		a, b, turns int32
		offset      int
	}{
		{"first", 65536, 8, 1, loads[0].Offset},
		{"second", 8, 65536, 1, loads[1].Offset},
		{"second in the next turn", 8, 65532, 2, loads[1].Offset},
	} {
		_, err := call(c.a, c.b, c.turns)
		var trap *vm.Trap
		if !errors.As(err, &trap) || trap.Code != vm.TrapMemoryOutOfBounds || len(trap.Stack) != 1 {
			t.Errorf("%s: %v", c.name, err)
		} else if trap.Stack[0].Offset != c.offset {
			t.Errorf("%s: trap at %#x, want %#x", c.name, trap.Stack[0].Offset, c.offset)
		}
	}
}

// TestJoinedKeepsReference looks at a reference that a branch has looked at, too: the instruction that made it may be joined with the
// branch, but must store it.
func TestJoinedKeepsReference(t *testing.T) {
	in := newEnv(t, vm.StoreConfig{}).text(`(module
		(global $g (mut funcref) (ref.func $f))
		(func $f (export "f") (result i32)
			(ref.is_null
				(block $some (result funcref)
					(br_on_non_null $some (global.get $g))
					(ref.null func))))
		(func (export "g") (result i32)
			(ref.is_null
				(block $none (result funcref)
					(drop (br_on_null 1 (i32.const 5) (global.get $g)))
					(drop)
					(global.get $g)))))`)
	for _, name := range []string{"f", "g"} {
		f, _ := in.Func(name)
		if r, err := f.Call(context.Background()); err != nil || r[0] != 0 {
			t.Errorf("%s: %v and %v: want the reference, which is not null", name, r, err)
		}
	}
}
