package vm_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// restorable compares lives of a store whose module has a memory "memory" with the first one: dirty changes the memory, and check looks for what is left.
func restorable(t *testing.T, text string, dirty func(in *vm.Instance)) {
	t.Helper()
	e := newEnvOf(t, vm.StoreConfig{})
	m := compileText(t, e.engine, text)
	var pattern *vm.Snapshot
	for n := range 4 {
		s := e.engine.NewStore(vm.StoreConfig{})
		defer s.Close()
		in, err := vm.NewLinker(e.engine).Instantiate(context.Background(), s, m)
		if err != nil {
			t.Fatal(err)
		}
		memory := must(in.Memory("memory"))
		want := bytes.Clone(memory.Bytes())
		x := s.Snapshot(pattern)
		if x == nil {
			if n == 0 {
				continue // the pages of its large memory are its own
			}
			t.Fatal("no snapshot")
		}
		if pattern == nil {
			pattern = x.Pattern()
		}
		all := s.MemoryBytes()
		for life := range 3 {
			dirty(in)
			if !s.Restore(x) {
				t.Fatalf("instance %d, life %d: it cannot be restored", n, life)
			}
			if !bytes.Equal(memory.Bytes(), want) {
				t.Fatalf("instance %d, life %d: %d bytes other than the %d there were", n, life, memory.Len(), len(want))
			}
			if s.MemoryBytes() != all {
				t.Errorf("%d bytes in all, before %d", s.MemoryBytes(), all)
			}
			if memory.Grow(40); len(bytes.TrimLeft(memory.Bytes()[len(want):], "\x00")) > 0 {
				t.Fatal("new pages are not empty")
			}
		}
	}
}

// TestRestoreMemory writes all over memories that are small and large, empty, filled by segments and by a start function, and grows them.
func TestRestoreMemory(t *testing.T) {
	large := strings.Repeat("large segment ", 30_000)
	for name, text := range map[string]string{
		"empty":               `(memory (export "memory") 0)`,
		"small":               `(memory (export "memory") 2) (data (i32.const 5000) "some data") (data (i32.const 131060) "at the end")`,
		"odd":                 `(memory (export "memory") 70001 (pagesize 1)) (data (i32.const 69990) "at the end")`,
		"large, odd":          `(memory (export "memory") 2000001 (pagesize 1)) (data (i32.const 1999990) "at the end")`,
		"large":               `(memory (export "memory") 40) (data (i32.const 5000) "some data") (data (i32.const 2000000) "more")`,
		"large, with image":   fmt.Sprintf(`(memory (export "memory") 40) (data (i32.const 5000) %q) (data (i32.const 2000000) "more")`, large),
		"small, with image":   fmt.Sprintf(`(memory (export "memory") 16) (data (i32.const 5000) %q)`, large),
		"with image and code": fmt.Sprintf(`(memory (export "memory") 40) (data (i32.const 5000) %q) (func $s (i32.store (i32.const 70000) (i32.const 1)) (i64.store (i32.const 2000000) (i64.const 2))) (start $s)`, large),
		"large, much changed": `(memory (export "memory") 90) (data (i32.const 5000) "some data") (func $s (i32.store (i32.const 70000) (i32.const 1))) (start $s)`,
		"very large":          `(memory (export "memory") 1100) (data (i32.const 5000) "some data") (func $s (i32.store (i32.const 72000000) (i32.const 1))) (start $s)`,
		"grown":               `(memory (export "memory") 1) (func $s (drop (memory.grow (i32.const 3))) (i32.store (i32.const 200000) (i32.const 1))) (start $s)`,
	} {
		t.Run(name, func(t *testing.T) {
			grows := []uint64{0, 1, 30}
			if name == "very large" {
				grows = grows[1:2] // it takes its time
			}
			for _, grow := range grows {
				restorable(t, "(module "+text+")", func(in *vm.Instance) {
					memory := must(in.Memory("memory"))
					memory.Grow(grow)
					b := memory.Bytes()
					for i := range b {
						b[i] ^= 0x55
					}
				})
			}
		})
	}
}

// TestRestoreState looks for what a guest has left behind outside its memory.
func TestRestoreState(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text(`(module
		(memory (export "memory") 1) (data $p "passive") (data $a (i32.const 0) "active")
		(table $t (export "table") 3 funcref) (elem $e func $f $f) (elem (table $t) (i32.const 1) func $f)
		(table $any 2 anyref)
		(global $g (mut i64) (i64.const 7)) (global $v (mut v128) (v128.const i64x2 1 2)) (global $r (mut funcref) (ref.func $f)) (global $o (mut anyref) (ref.null any))
		(type $s (struct (field i32)))
		(tag $tag (param i32))
		(func $f)
		(func (export "look") (result i64) (local $n i64)
			(local.set $n (global.get $g))
			(local.set $n (i64.add (local.get $n) (i64.mul (i64.const 100) (i64x2.extract_lane 1 (global.get $v)))))
			(local.set $n (i64.add (local.get $n) (i64.mul (i64.const 1000) (i64.extend_i32_u (ref.is_null (global.get $r))))))
			(local.set $n (i64.add (local.get $n) (i64.mul (i64.const 10000) (i64.extend_i32_u (table.size $t)))))
			(local.set $n (i64.add (local.get $n) (i64.mul (i64.const 100000) (i64.extend_i32_u (ref.is_null (table.get $t (i32.const 1)))))))
			(local.set $n (i64.add (local.get $n) (i64.mul (i64.const 1000000) (i64.extend_i32_u (ref.is_null (table.get $t (i32.const 0)))))))
			(local.set $n (i64.add (local.get $n) (i64.mul (i64.const 10000000) (i64.extend_i32_u (ref.is_null (global.get $o))))))
			(i64.add (local.get $n) (i64.mul (i64.const 100000000) (i64.extend_i32_u (ref.is_null (table.get $any (i32.const 1)))))))
		(func (export "init") (memory.init $p (i32.const 0) (i32.const 0) (i32.const 7)) (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 2)))
		(func (export "dirty")
			(global.set $g (i64.const 9)) (global.set $v (v128.const i64x2 3 4)) (global.set $r (ref.null func)) (global.set $o (struct.new $s (i32.const 5)))
			(table.set $t (i32.const 1) (ref.null func)) (table.set $t (i32.const 0) (ref.func $f))
			(drop (table.grow $t (ref.func $f) (i32.const 10)))
			(table.set $any (i32.const 1) (ref.i31 (i32.const 3)))
			(data.drop $p) (elem.drop $e))
		(func (export "throw") (throw $tag (i32.const 1)))
		(func (export "trap") unreachable))`)
	x := e.store.Snapshot(nil)
	if x == nil {
		t.Fatal("no snapshot")
	}
	const want = 7 + 100*2 + 10000*3 + 1000000 + 10000000 + 100000000
	for life := range 5 {
		if r := result(t, in, "look"); r != want {
			t.Errorf("life %d: %d, not %d", life, r, want)
		}
		results(t, in, "init")
		results(t, in, "dirty")
		if _, err := exported(t, in, "init").Call(context.Background()); err == nil {
			t.Error("a dropped segment is there")
		}
		for _, end := range []string{"throw", "trap"} {
			if _, err := exported(t, in, end).Call(context.Background()); err == nil {
				t.Error("it does not " + end)
			}
		}
		if !e.store.Restore(x) {
			t.Fatalf("life %d: it cannot be restored", life)
		}
	}
}

// TestNoSnapshot has stores of which none is taken, and some that cannot be restored.
func TestNoSnapshot(t *testing.T) {
	for name, text := range map[string]string{
		"host call":     `(module (import "host" "f" (func $f)) (start $f))`,
		"shared memory": `(module (memory 1 1 shared))`,
		"object":        `(module (type $s (struct)) (global anyref (struct.new $s)))`,
		"elements":      `(module (elem anyref (ref.i31 (i32.const 1))))`,
	} {
		e := newEnvOf(t, vm.StoreConfig{})
		e.host("f", wasm.FuncType{}, func(*vm.Caller, []uint64) error { return nil })
		e.text(text)
		if e.store.Snapshot(nil) != nil {
			t.Errorf("%s: there is a snapshot", name)
		}
	}
	e, other := newEnvOf(t, vm.StoreConfig{}), newEnvOf(t, vm.StoreConfig{})
	var x *vm.Snapshot
	e.host("f", wasm.FuncType{}, func(*vm.Caller, []uint64) error {
		if e.store.Restore(x) || e.store.Snapshot(nil) != nil {
			t.Error("somebody is inside")
		}
		return nil
	})
	in := e.text(`(module (import "host" "f" (func $f)) (func (export "call") (call $f)))`)
	x = e.store.Snapshot(nil)
	results(t, in, "call")
	if other.store.Restore(x) {
		t.Error("a snapshot of another store is good")
	}
	if !e.store.Restore(x) {
		t.Error("it cannot be restored")
	}
	ref := e.store.Extern("kept")
	e.store.Keep(ref)
	if e.store.Restore(x) {
		t.Error("a store is restored of which Go code keeps a reference")
	}
	e.store.Close()
	if e.store.Restore(x) || e.store.Snapshot(nil) != nil {
		t.Error("a closed store is restored")
	}
}
