package vm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests exceptions: between functions, instances and the host, and what handlers see.

// exnGuest has tags and functions that throw.
const exnGuest = `
	(type $thrower (func (param i32)))
	(tag $i (export "i") (param i32))
	(tag $none (export "none"))
	(tag $two (export "two") (param i64 f64))
	(table $t (export "table") 4 funcref) (elem (i32.const 0) $throw $maybe $throw_none)
	(func $throw (export "throw") (param i32) (throw $i (local.get 0)))
	(func $maybe (export "maybe") (param i32) (if (i32.and (local.get 0) (i32.const 1)) (then (throw $i (local.get 0)))))
	(func $throw_none (param i32) (throw $none))`

// TestCatch has the ways to throw and to catch.
func TestCatch(t *testing.T) {
	in := newEnvOf(t, vm.StoreConfig{}).text(`(module ` + exnGuest + `
		(func (export "catch") (param i32) (result i32)
			(block $h (result i32) (try_table (result i32) (catch $i $h) (call $throw (local.get 0)) (i32.const -1))))
		(func (export "catch all") (param i32) (result i32)
			(block $h (try_table (catch $none $h) (catch_all $h) (call $throw (local.get 0))) (return (i32.const -1))) (i32.const 5))
		(func (export "order") (param i32) (result i32)
			(block $b (block $a (result i32) (try_table (catch_all $b) (catch $i $a) (call $throw (local.get 0))) (unreachable)) (return)) (i32.const 8))
		(func (export "inner first") (param i32) (result i32)
			(block $outer (result i32) (drop (block $inner (result i32)
				(try_table (catch $i $outer) (try_table (catch $i $inner) (call $throw (local.get 0)))) (unreachable))) (i32.const 2)))
		(func (export "other tag") (param i32) (result i32)
			(block $outer (result i32) (block $inner
				(try_table (catch $i $outer) (try_table (catch $none $inner) (call $throw (local.get 0)))) (unreachable)) (i32.const 2)))
		(func (export "indirect") (param i32) (result i32)
			(block $h (result i32) (try_table (catch $i $h) (call_indirect $t (type $thrower) (local.get 0) (i32.const 1))) (i32.const -1)))
		(func (export "ref") (param i32) (result i32)
			(block $h (result i32) (try_table (catch $i $h) (call_ref $thrower (local.get 0) (ref.func $maybe))) (i32.const -1)))
		(func $tail (param i32) (return_call $throw (local.get 0)))
		(func $tail2 (param i32) (block $h (try_table (catch_all $h) (return_call_indirect $t (type $thrower) (local.get 0) (i32.const 0)))))
		(func (export "tail") (param i32) (result i32)
			(block $h (result i32) (try_table (catch $i $h) (call $tail (local.get 0))) (i32.const -1)))
		(func (export "tail out of try") (param i32) (result i32)
			(block $h (result i32) (try_table (catch $i $h) (call $tail2 (local.get 0))) (i32.const -1)))
		(func (export "throw_ref") (param i32) (result i32)
			(block $outer (result i32)
				(try_table (catch $i $outer) (throw_ref (block $h (result exnref) (try_table (catch_all_ref $h) (call $throw (local.get 0))) (unreachable))))
				(unreachable)))
		(func (export "catch_ref") (param i32) (result i32) (local $e exnref)
			(block $h (result i32 exnref) (try_table (catch_ref $i $h) (call $throw (local.get 0))) (unreachable)) (local.set $e)
			(block $again (result i32) (try_table (catch $i $again) (throw_ref (local.get $e))) (unreachable)) (i32.add))
		(func (export "operands") (param i32) (result i32)
			(i32.const 1000) (i32.mul (local.get 0) (i32.const 100)) (local.get 0)
			(block $h (result i32) (try_table (result i32) (catch $i $h) (i32.const 77) (call $throw (i32.const 7)))) (i32.add) (i32.add) (i32.add))
		(func (export "locals") (param i32) (result i32) (local $a i32) (local $b i32)
			(local.set $b (i32.const 1))
			(local.get $a) (local.get $b)
			(block $h (result i32) (try_table (catch $i $h)
				(local.set $a (i32.add (local.get 0) (i32.const 2))) (local.set $b (i32.mul (local.get $a) (i32.const 3)))
				(call $throw (local.tee 0 (i32.add (local.get $b) (local.get $a)))) (local.set $a (i32.const 99))) (unreachable))
			(i32.add) (i32.add) (i32.add (local.get $a)) (i32.add (local.get $b)) (i32.add (local.get 0)))
		(func (export "arm throws") (param i32) (result i32)
			(block $outer (result i32) (try_table (catch $i $outer)
				(block $inner (result i32) (try_table (catch $i $inner) (call $throw (local.get 0))) (unreachable))
				(call $throw (i32.add (i32.const 1)))) (unreachable)))
		(func (export "from a loop") (param i32) (result i32) (local $n i32) (local $sum i32)
			(loop $l (block $h (result i32)
				(try_table (catch $i $h) (call $maybe (local.get $n)) (br_if 2 (i32.ge_u (local.get $n) (local.get 0)))) (i32.const 0))
				(local.set $sum (i32.add (local.get $sum)))
				(br_if $l (i32.le_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (local.get 0)))) (local.get $sum))
		(func (export "no throw") (param i32) (result i32)
			(block $h (result i32) (try_table (result i32) (catch $i $h) (i32.add (local.get 0) (i32.const 1)))))
		(func (export "label of a loop") (param i32) (result i32) (local $n i32)
			(loop $l (local.set $n (i32.add (local.get $n) (i32.const 1)))
				(try_table (catch_all $l) (if (i32.lt_u (local.get $n) (local.get 0)) (then (throw $none))))) (local.get $n))
		(func (export "return label") (param i32) (result i32) (try_table (catch $i 0) (call $throw (local.get 0))) (i32.const -1)))`)
	for _, c := range []struct {
		name      string
		arg, want uint64
	}{
		{"catch", 3, 3}, {"catch all", 3, 5}, {"order", 3, 8}, {"inner first", 3, 2}, {"other tag", 3, 3}, {"indirect", 3, 3}, {"indirect", 2, 1<<32 - 1}, {"ref", 5, 5}, {"ref", 4, 1<<32 - 1},
		{"tail", 3, 3}, {"tail out of try", 4, 4}, {"throw_ref", 9, 9}, {"catch_ref", 4, 8}, {"operands", 3, 1000 + 300 + 3 + 7},
		{"locals", 3, 1 + 20 + 5 + 15 + 20}, {"arm throws", 3, 4}, {"from a loop", 9, 1 + 3 + 5 + 7 + 9}, {"no throw", 3, 4}, {"label of a loop", 6, 6}, {"return label", 6, 6},
	} {
		if r := result(t, in, c.name, c.arg); r != c.want {
			t.Errorf("%s %d = %d, want %d", c.name, c.arg, r, c.want)
		}
	}
}

// TestExceptionValues throws one value of every type and catches them, in the guest and in Go.
func TestExceptionValues(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	e.store.CollectAlways()
	in := e.text(`(module
		(type $s (struct (field i32)))
		(tag $all (export "all") (param i32 i64 f32 f64 v128 externref funcref (ref null $s) exnref i32))
		(tag $none)
		(func $throw (export "throw") (param externref)
			(throw $all (i32.const -1) (i64.const -2) (f32.const 1.5) (f64.const 2.5) (v128.const i64x2 3 4) (local.get 0) (ref.func $throw)
				(struct.new $s (i32.const 6)) (block $h (result exnref) (try_table (catch_all_ref $h) (throw $none)) (unreachable)) (i32.const 7)))
		(func (export "catch") (param externref) (result i32 i64 f32 f64 v128 externref funcref (ref null $s) exnref i32)
			(block $h (result i32 i64 f32 f64 v128 externref funcref (ref null $s) exnref i32)
				(try_table (catch $all $h) (call $throw (local.get 0))) (unreachable)))
		(func (export "field") (param (ref null $s)) (result i32) (struct.get $s 0 (local.get 0))))`)
	check := func(v []uint64) {
		t.Helper()
		if !slices.Equal(v[:6], []uint64{1<<32 - 1, 1<<64 - 2, vm.Bits(float32(1.5)), vm.Bits(2.5), 3, 4}) || e.store.ExternValue(v[6]) != "x" ||
			v[7] != exported(t, in, "throw").Ref() || result(t, in, "field", v[8]) != 6 || v[9] == 0 || v[10] != 7 {
			t.Errorf("values %x", v)
		}
	}
	check(results(t, in, "catch", e.store.Extern("x")))
	_, err := exported(t, in, "throw").Call(context.Background(), e.store.Extern("x"))
	var exn *vm.Exception
	if !errors.As(err, &exn) || exn.Tag != must(in.Tag("all")) {
		t.Fatalf("got %v", err)
	}
	e.store.Extern("garbage")
	check(exn.Values)
	if len(exn.Stack) != 1 || exn.Stack[0].Func != "throw" || exn.Stack[0].Offset == 0 || !strings.Contains(exn.Error(), "v128") {
		t.Errorf("%v, stack %v", exn, exn.Stack)
	}
}

// TestExceptionsOfHosts has exceptions that host functions make, pass on and get.
func TestExceptionsOfHosts(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	var in *vm.Instance
	takes := sig(vals(wasm.I32), nil)
	e.host("make", takes, func(c *vm.Caller, stack []uint64) error {
		exn, err := c.Store().NewException(must(in.Tag("two")), stack[0], vm.Bits(0.5))
		if err != nil {
			return err
		}
		return errors.Join(errors.New("wrapped"), exn)
	})
	e.host("pass", takes, func(c *vm.Caller, stack []uint64) error {
		_, err := exported(t, in, "throw").Call(c.Context(), stack[0])
		var exn *vm.Exception
		if !errors.As(err, &exn) || exn.Values[0] != stack[0] {
			t.Errorf("the host gets %v", err)
		}
		if _, err := exported(t, in, "catch").Call(c.Context(), 9); err != nil { // other calls in between
			t.Error(err)
		}
		return err
	})
	e.host("turn", takes, func(c *vm.Caller, stack []uint64) error {
		_, err := exported(t, in, "throw").Call(c.Context(), stack[0])
		return errors.New("no exception any more: " + err.Error())
	})
	in = e.text(`(module (import "host" "make" (func $make (param i32))) (import "host" "pass" (func $pass (param i32))) (import "host" "turn" (func $turn (param i32)))
		` + exnGuest + `
		(func (export "catch") (param i32) (result i32) (block $h (result i32) (try_table (catch $i $h) (call $throw (local.get 0))) (unreachable)))
		(func (export "made") (param i32) (result i64 f64) (block $h (result i64 f64) (try_table (catch $two $h) (call $make (local.get 0))) (unreachable)))
		(func (export "made uncaught") (param i32) (call $make (local.get 0)))
		(func (export "passed") (param i32) (result i32) (block $h (result i32) (try_table (catch $i $h) (call $pass (local.get 0))) (unreachable)))
		(func (export "passed tail") (param i32) (result i32)
			(block $h (result i32) (try_table (catch $i $h) (call $tail (local.get 0))) (unreachable)))
		(func $tail (param i32) (return_call $pass (local.get 0)))
		(func $left (param i32) (block $h (try_table (catch_all $h) (return_call $pass (local.get 0)))))
		(func (export "out of a try") (param i32) (result i32) (block $h (result i32) (try_table (catch $i $h) (call $left (local.get 0))) (unreachable)))
		(func (export "turned") (param i32) (block $h (try_table (catch_all $h) (call $turn (local.get 0)))))
		(export "make" (func $make)))`)
	if r := results(t, in, "made", 11); r[0] != 11 || r[1] != vm.Bits(0.5) {
		t.Errorf("made: %v", r)
	}
	for _, name := range []string{"passed", "passed tail", "out of a try"} {
		if r := result(t, in, name, 12); r != 12 {
			t.Errorf("%s: %d", name, r)
		}
	}
	for _, name := range []string{"made uncaught", "make"} {
		_, err := exported(t, in, name).Call(context.Background(), 13)
		if exn, ok := err.(*vm.Exception); !ok || exn.Values[0] != 13 || exn.Tag != must(in.Tag("two")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if trap := trapOf(t, context.Background(), in, "turned", 1); trap.Code != vm.TrapHost || !strings.Contains(trap.Error(), "no exception any more") {
		t.Errorf("turned: %v", trap)
	}
	if r := result(t, in, "catch", 3); r != 3 {
		t.Errorf("afterwards: %d", r)
	}
}

// TestBadExceptions makes exceptions of what is not of the store or the tag.
func TestBadExceptions(t *testing.T) {
	e, other := newEnvOf(t, vm.StoreConfig{}), newEnvOf(t, vm.StoreConfig{})
	const guest = `(module (import "host" "f" (func $f)) (tag (export "tag") (param externref anyref i32)) (tag (export "i") (param i32)) (type $s (struct))
		(func (export "new") (result anyref) (struct.new $s))
		(func (export "call") (result i32) (block $h (result i32) (try_table (catch 1 $h) (call $f)) (unreachable))))`
	var next error
	host := func(*vm.Caller, []uint64) error { return next }
	e.host("f", none, host)
	other.host("f", none, host)
	in, foreign := e.text(guest), other.text(guest)
	tag := must(in.Tag("tag"))
	e.store.CollectAlways()
	for _, values := range [][]uint64{{}, {0, 0}, {0, 0, 0, 0}, {2, 0, 0}, {6, 0, 0}, {1 << 40, 0, 0}, {0, 8, 0}, {0, 1 << 15, 0}, {0, 12345 << 3, 0}, {0, 1<<63 - 8, 0}, {1<<64 - 2, 0, 0}} {
		if _, err := e.store.NewException(tag, values...); err == nil {
			t.Errorf("an exception of %d", values)
		}
	}
	if _, err := e.store.NewException(must(foreign.Tag("i")), 1); err == nil {
		t.Error("an exception with a tag of another store")
	}
	good, err := e.store.NewException(must(in.Tag("i")), 1<<32|5)
	if err != nil || good.Values[0] != 5 {
		t.Fatal(err)
	}
	next = good
	if r := result(t, in, "call"); r != 5 {
		t.Errorf("call = %d", r)
	}
	stale, err := e.store.NewException(tag, e.store.Extern("x"), result(t, in, "new"), 1)
	if err != nil {
		t.Fatal(err)
	}
	result(t, in, "call")
	e.store.Collect()
	foreignExn, err := other.store.NewException(must(foreign.Tag("i")), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []error{stale, foreignExn, &vm.Exception{}, &vm.Exception{Tag: tag}, &vm.Exception{Tag: tag, Values: []uint64{6, 6, 6}}} {
		next = bad
		if trap := trapOf(t, context.Background(), in, "call"); trap.Code != vm.TrapHost {
			t.Errorf("%v: %v", bad, trap)
		}
	}
}

// TestExceptionsBetweenInstances throws through frames of other instances, which share a tag or have their own.
func TestExceptionsBetweenInstances(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	a := e.text(`(module $a ` + exnGuest + `(memory 1) (data (i32.const 0) "\01"))`)
	e.linker.DefineInstance("a", a)
	b := e.text(`(module $b (import "a" "throw" (func $throw (param i32))) (import "a" "i" (tag $i (param i32))) (import "a" "table" (table 4 funcref)) (tag $own (param i32))
		(memory 1) (data (i32.const 0) "\02") (type $thrower (func (param i32)))
		(func (export "pass") (param i32) (call $throw (local.get 0)))
		(func (export "tail") (param i32) (return_call $throw (local.get 0)))
		(func (export "indirect") (param i32) (call_indirect (type $thrower) (local.get 0) (i32.const 0)))
		(func (export "not mine") (param i32) (result i32) (block $h (result i32) (try_table (catch $own $h) (call $throw (local.get 0))) (unreachable)))
		(func (export "mine") (param i32) (result i32) (block $h (result i32) (try_table (catch $own $h) (catch $i $h) (call $throw (local.get 0))) (unreachable)) (i32.add (i32.load (i32.const 0)))))`)
	e.linker.DefineInstance("b", b)
	c := e.text(`(module $c (import "b" "pass" (func $pass (param i32))) (import "b" "tail" (func $tail (param i32))) (import "b" "indirect" (func $indirect (param i32))) (import "a" "i" (tag $i (param i32)))
		(memory 1) (data (i32.const 0) "\03")
		(func (export "pass") (param i32) (result i32) (block $h (result i32) (try_table (catch $i $h) (call $pass (local.get 0))) (unreachable)) (i32.add (i32.load (i32.const 0))))
		(func (export "tail") (param i32) (result i32) (block $h (result i32) (try_table (catch $i $h) (call $tail (local.get 0))) (unreachable)) (i32.add (i32.load (i32.const 0))))
		(func (export "indirect") (param i32) (result i32) (block $h (result i32) (try_table (catch $i $h) (call $indirect (local.get 0))) (unreachable)) (i32.add (i32.load (i32.const 0))))
		(func (export "uncaught") (param i32) (call $pass (local.get 0))))`)
	for _, name := range []string{"pass", "tail", "indirect"} {
		for range 3 {
			if r := result(t, c, name, 100); r != 103 {
				t.Errorf("%s = %d", name, r)
			}
		}
	}
	if r := result(t, b, "mine", 100); r != 102 {
		t.Errorf("mine = %d", r)
	}
	for name, in := range map[string]*vm.Instance{"not mine": b, "uncaught": c} {
		_, err := exported(t, in, name).Call(context.Background(), 5)
		exn, ok := err.(*vm.Exception)
		if !ok || exn.Tag != must(a.Tag("i")) || exn.Values[0] != 5 {
			t.Fatalf("%s: %v", name, err)
		}
		var modules []string
		for _, f := range exn.Stack {
			modules = append(modules, f.Module)
		}
		if want := map[string]string{"not mine": "a b", "uncaught": "a b c"}[name]; strings.Join(modules, " ") != want {
			t.Errorf("%s: stack %v", name, exn.Stack)
		}
	}
}

// TestManyExceptions throws and catches a million times: nothing may grow.
func TestManyExceptions(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{MaxStack: 1 << 12, MaxHeap: 1 << 20})
	in := e.text(`(module ` + exnGuest + `
		(func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1)))) (else (throw $none))))
		(func (export "f") (param $n i32) (result i32) (local $sum i32)
			(loop $l
				(block $h (result i32) (try_table (catch $i $h) (call $throw (i32.const 1))) (unreachable))
				(local.set $sum (i32.add (local.get $sum)))
				(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $sum))
		(func (export "g") (param $n i32) (result i32)
			(loop $l (block $h (result exnref) (try_table (catch_all_ref $h) (call $deep (i32.const 9))) (unreachable)) (drop)
				(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $n)))`)
	if r := result(t, in, "f", 1_000_000); r != 1_000_000 {
		t.Errorf("f = %d", r)
	}
	result(t, in, "g", 10_000)
	if n := e.store.HeapBytes(); n > 2<<20 {
		t.Errorf("the heap has %d bytes", n)
	}
}

// TestTrapsAreNotCaught has traps in try blocks.
func TestTrapsAreNotCaught(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text(`(module (tag $t) (memory 1)
		(func $recurse (call $recurse))
		(func (export "stack") (block $h (try_table (catch_all $h) (call $recurse))))
		(func (export "legacy stack") (try (do (call $recurse)) (catch_all)))
		(func (export "own stack") (block $h (try_table (catch_all $h) (call 3))))
		(func (export "unreachable") (block $h (try_table (catch_all $h) (unreachable))))
		(func (export "load") (block $h (try_table (catch_all $h) (drop (i32.load (i32.const -1))))))
		(func (export "null") (block $h (try_table (catch_all $h) (throw_ref (ref.null exn)))))
		(func (export "div") (param i32) (block $h (try_table (catch_all $h) (drop (i32.div_u (i32.const 1) (local.get 0)))))))`)
	for name, want := range map[string]vm.TrapCode{"stack": vm.TrapStackExhausted, "legacy stack": vm.TrapStackExhausted, "own stack": vm.TrapStackExhausted,
		"unreachable": vm.TrapUnreachable, "load": vm.TrapMemoryOutOfBounds, "null": vm.TrapNullException} {
		if trap := trapOf(t, context.Background(), in, name); trap.Code != want {
			t.Errorf("%s: %v", name, trap)
		}
	}
	if trap := trapOf(t, context.Background(), in, "div", 0); trap.Code != vm.TrapIntegerDivideByZero {
		t.Errorf("div: %v", trap)
	}
}

func TestStartThrows(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	m := compileText(t, e.engine, `(module $m (tag $t (export "t") (param i32)) (func $start (throw $t (i32.const 4))) (start $start))`)
	_, err := e.linker.Instantiate(context.Background(), e.store, m)
	var exn *vm.Exception
	if !errors.As(err, &exn) || exn.Values[0] != 4 || len(exn.Stack) != 1 {
		t.Errorf("got %v", err)
	}
}

// TestExceptionHeapFull throws when there is no room for the exception.
func TestExceptionHeapFull(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{MaxHeap: 1 << 16})
	in := e.text(`(module (tag $t (export "t") (param i64 i64)) (type $list (struct (field (ref null $list)))) (global $g (mut (ref null $list)) (ref.null $list))
		(func (export "fill") (loop (global.set $g (struct.new $list (global.get $g))) (br 0)))
		(func (export "throw") (block $h (try_table (catch_all $h) (throw $t (i64.const 1) (i64.const 2))))))`)
	for _, name := range []string{"fill", "throw"} {
		if trap := trapOf(t, context.Background(), in, name); trap.Code != vm.TrapLimit || !strings.HasPrefix(limitOf(t, trap).Limit, "MaxHeap") {
			t.Errorf("%s: %v", name, trap)
		}
	}
}

// TestLegacyExceptions has the instructions of the legacy proposal.
func TestLegacyExceptions(t *testing.T) {
	in := newEnvOf(t, vm.StoreConfig{}).text(`(module ` + exnGuest + `
		(func (export "catch") (param i32) (result i32) (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (catch $i)))
		(func (export "two arms") (param i32) (result i32)
			(try (result i32) (do (call_indirect $t (type $thrower) (i32.const 6) (local.get 0)) (i32.const -1)) (catch $none (i32.const 50)) (catch $i)))
		(func (export "catch_all") (param i32) (result i32) (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (catch $none (i32.const 1)) (catch_all (i32.const 2))))
		(func (export "rethrow") (param i32) (result i32)
			(try (result i32) (do (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (catch $i drop (rethrow 0)))) (catch $i (i32.add (i32.const 1)))))
		(func (export "rethrow outer") (param i32) (result i32)
			(try (result i32) (do
				(try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (catch $i
					(try (result i32) (do (call $throw (i32.const 100)) (i32.const -1)) (catch $i drop (rethrow 1))) (drop))))
				(catch $i)))
		(func (export "delegate") (param i32) (result i32)
			(try $outer (result i32) (do
				(try (result i32) (do (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (delegate $outer))) (catch $i (drop) (i32.const 66))))
				(catch $i)))
		(func (export "delegate one") (param i32) (result i32)
			(try $outer (result i32) (do
				(try $inner (result i32) (do (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (delegate $inner))) (catch $i (drop) (i32.const 66))))
				(catch $i)))
		(func (export "delegate to block") (param i32) (result i32)
			(try (result i32) (do (block $b (result i32)
				(try (result i32) (do (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (delegate $b))) (catch_all (i32.const 66)))))
				(catch $i)))
		(func $out (param i32) (result i32)
			(try (result i32) (do (try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (delegate 1))) (catch $i (drop) (i32.const 66))))
		(func (export "delegate to caller") (param i32) (result i32) (try (result i32) (do (call $out (local.get 0))) (catch $i)))
		(func (export "delegate twice") (param i32) (result i32)
			(try $a (result i32) (do (try $b (result i32) (do (try $c (result i32) (do
				(try (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (delegate $b)))
				(catch_all (i32.const 1)))) (delegate $a))) (catch $i)))
		(func (export "delegate in arm") (param i32) (result i32)
			(try $a (result i32) (do (try $b (result i32) (do (call $throw (local.get 0)) (i32.const -1)) (catch $i
				(drop) (try (result i32) (do (call $throw (i32.const 30)) (i32.const -1)) (delegate $b))))) (catch $i)))
		(func (export "operands") (param i32) (result i32) (local $x i32)
			(i32.const 1000) (local.get 0)
			(try (result i32) (do (local.set $x (i32.const 500)) (call $throw (i32.const 3)) (i32.const -1)) (catch $i (i32.add (local.get $x))))
			(i32.add) (i32.add))
		(func (export "branch out") (param i32) (result i32)
			(block $b (result i32) (try (result i32) (do (br $b (i32.const 4))) (catch_all (i32.const 5)))))
		(func (export "branch out of arm") (param i32) (result i32)
			(block $b (result i32) (try (result i32) (do (call $throw (local.get 0)) (i32.const 1)) (catch $i (br $b (i32.add (i32.const 40)))))))
		(func (export "loop") (param i32) (result i32) (local $n i32)
			(loop $l (try (do (call $throw (local.get 0))) (catch $i (drop)
				(local.set $n (i32.add (local.get $n) (i32.const 1))) (br_if $l (i32.lt_u (local.get $n) (local.get 0)))))) (local.get $n)))`)
	for _, c := range []struct {
		name      string
		arg, want uint64
	}{
		{"catch", 3, 3}, {"two arms", 2, 50}, {"two arms", 0, 6}, {"two arms", 1, 1<<32 - 1}, {"catch_all", 3, 2}, {"rethrow", 3, 4}, {"rethrow outer", 3, 3}, {"delegate", 3, 3},
		{"delegate one", 3, 66}, {"delegate to block", 3, 3}, {"delegate to caller", 3, 3}, {"delegate twice", 3, 3}, {"delegate in arm", 3, 30}, {"operands", 7, 1510},
		{"branch out", 1, 4}, {"branch out of arm", 2, 42}, {"loop", 5, 5},
	} {
		if r := result(t, in, c.name, c.arg); r != c.want {
			t.Errorf("%s %d = %d, want %d", c.name, c.arg, r, c.want)
		}
	}
}

// TestThrowingLoopsEnd has loops that go on only by exceptions.
func TestThrowingLoopsEnd(t *testing.T) {
	for _, fuel := range []bool{false, true} {
		e := vm.NewEngine(vm.Config{Features: wasm.AllFeatures, Fuel: fuel})
		s := e.NewStore(vm.StoreConfig{})
		defer s.Close()
		in, err := vm.NewLinker(e).Instantiate(context.Background(), s, compileText(t, e, `(module (tag $t)
			(func $throw (throw $t))
			(func (export "own") (loop $l (try_table (catch_all $l) (throw $t))))
			(func (export "called") (loop $l (try_table (catch $t $l) (call $throw))))
			(func (export "legacy") (loop $l (try (do (call $throw)) (catch_all (br $l)))))
			(func $tail (export "tail") (block $h (try_table (catch_all $h) (call $throw))) (return_call $tail)))`))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"own", "called", "legacy", "tail"} {
			ctx, cancel := context.WithTimeout(context.Background(), 3*time.Millisecond)
			want := vm.TrapInterrupted
			if fuel {
				ctx, want = context.Background(), vm.TrapFuel
				s.SetFuel(10_000)
			}
			if trap := trapOf(t, ctx, in, name); trap.Code != want {
				t.Errorf("%s: %v", name, trap)
			}
			cancel()
		}
	}
}
