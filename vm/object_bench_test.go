package vm_test

import (
	"bytes"
	"context"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/wvm-project/wvm/vm"
)

// This file measures objects, and what instances cost.

// BenchmarkObjects measures instructions on objects, less the loop around them where that matters.
func BenchmarkObjects(b *testing.B) {
	loop := func(name, body string) string {
		return `(func (export "` + name + `") (param $n i32) (loop ` + body + ` (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`
	}
	in := newEnvOf(b, vm.StoreConfig{}).text(`(module
		(type $point (struct (field (mut i32)) (field (mut i64)) (field (mut anyref)))) (type $a (array (mut i32))) (tag $t (param i32))
		(global $p (ref $point) (struct.new_default $point)) (global $x (ref $a) (array.new_default $a (i32.const 100))) (global $keep (mut anyref) (ref.null any))
		(func $f (param anyref) (result anyref) (local.get 0)) (func $throw (throw $t (i32.const 1)))` +
		loop("nothing", ``) +
		loop("struct.new", `(drop (struct.new $point (local.get $n) (i64.const 3) (ref.null any)))`) +
		loop("struct.new_default", `(drop (struct.new_default $point))`) +
		loop("struct.new, kept for one round", `(global.set $keep (struct.new $point (local.get $n) (i64.const 3) (ref.null any)))`) +
		loop("struct.get", `(drop (struct.get $point 0 (global.get $p)))`) +
		loop("struct.set", `(struct.set $point 0 (global.get $p) (local.get $n))`) +
		loop("array.get", `(drop (array.get $a (global.get $x) (i32.and (local.get $n) (i32.const 63))))`) +
		loop("array.set", `(array.set $a (global.get $x) (i32.and (local.get $n) (i32.const 63)) (local.get $n))`) +
		loop("array.new_fixed", `(drop (array.new_fixed $a 3 (local.get $n) (local.get $n) (local.get $n)))`) +
		loop("array.new_default 100", `(drop (array.new_default $a (i32.const 100)))`) +
		loop("ref.cast", `(drop (ref.cast (ref $point) (global.get $p)))`) +
		loop("throw and catch", `(block $h (result i32) (try_table (catch $t $h) (call $throw)) (unreachable)) (drop)`) + `)`)
	for _, name := range []string{"nothing", "struct.new", "struct.new_default", "struct.new, kept for one round", "struct.get", "struct.set", "array.get", "array.set",
		"array.new_fixed", "array.new_default 100", "ref.cast", "throw and catch"} {
		f := exported(b, in, name)
		b.Run(name, func(b *testing.B) {
			const rounds = 10_000
			for b.Loop() {
				if err := f.CallStack(context.Background(), []uint64{rounds}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rounds, "ns/round")
		})
	}
}

// BenchmarkHundredMillion makes a hundred million objects; the heap stays small.
func BenchmarkHundredMillion(b *testing.B) {
	e := newEnvOf(b, vm.StoreConfig{MaxHeap: 16 << 20})
	in := e.text("(module" + listGuest + ")")
	const n = 100_000_000
	for b.Loop() {
		results(b, in, "churn", n)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/object")
	b.ReportMetric(float64(e.store.HeapBytes()), "heap-bytes")
}

// BenchmarkLargeInstance makes an instance with 64 MiB of memory and 1 MiB of data, in a new store.
func BenchmarkLargeInstance(b *testing.B) {
	e := newEnvOf(b, vm.StoreConfig{})
	m := compileText(b, e.engine, `(module (memory (export "memory") 1024) (data (i32.const 4096) "`+string(bytes.Repeat([]byte("0123456789abcdef"), 1<<16))+`") (func (export "f")))`)
	for b.Loop() {
		s := e.engine.NewStore(vm.StoreConfig{})
		if _, err := e.linker.Instantiate(context.Background(), s, m); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

// BenchmarkManyInstances says what an instance of a small module takes of the process's memory, when each has been called.
func BenchmarkManyInstances(b *testing.B) {
	const n = 10_000
	for _, name := range []string{"own stores", "one store"} {
		b.Run(name, func(b *testing.B) {
			e := newEnvOf(b, vm.StoreConfig{})
			m := compileText(b, e.engine, `(module (memory (export "memory") 1) (table 10 funcref) (global (mut i32) (i32.const 0)) (data (i32.const 16) "data") (elem (i32.const 0) $f)
				(func $f (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.load (i32.const 16)))))`)
			for b.Loop() {
				runtime.GC()
				before := resident()
				stores, instances := []*vm.Store{e.store}, make([]*vm.Instance, n)
				for i := range n {
					s := stores[len(stores)-1]
					if name == "own stores" {
						s = e.engine.NewStore(vm.StoreConfig{})
						stores = append(stores, s)
					}
					in, err := e.linker.Instantiate(context.Background(), s, m)
					if err != nil {
						b.Fatal(err)
					}
					result(b, in, "f", 1)
					instances[i] = in
				}
				b.ReportMetric(float64(resident()-before)/n, "bytes/instance")
				runtime.KeepAlive(instances)
				for _, s := range stores {
					s.Close()
				}
				e.store = e.engine.NewStore(vm.StoreConfig{})
			}
		})
	}
}

// resident returns how many bytes of memory the process has, 0 where that is unknown.
func resident() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(string(bytes.Fields(text)[1]))
	return pages * os.Getpagesize()
}
