package vm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file tests that the collector keeps what can be reached, from wherever, and frees the rest.

// newEnvOf is newEnv with all features, proposals included.
func newEnvOf(t testing.TB, cfg vm.StoreConfig) *env {
	e := vm.NewEngine(vm.Config{Features: wasm.AllFeatures})
	s := e.NewStore(cfg)
	t.Cleanup(func() { s.Close() })
	return &env{t, e, s, vm.NewLinker(e)}
}

// compileText compiles a module given as text.
func compileText(t testing.TB, e *vm.Engine, text string) *vm.Module {
	t.Helper()
	b, err := wat.Encode([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	m, err := e.Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// text makes an instance of a module given as text.
func (e *env) text(text string) *vm.Instance {
	e.t.Helper()
	in, err := e.linker.Instantiate(context.Background(), e.store, compileText(e.t, e.engine, text))
	if err != nil {
		e.t.Fatal(err)
	}
	return in
}

// graphGuest has nodes, and ways to keep them.
const graphGuest = `
	(type $node (sub (struct (field $id i64) (field $a (mut anyref)) (field $b (mut anyref)))))
	(type $list (array (mut anyref)))
	(type $wide (struct (field i8) (field v128) (field $a anyref) (field funcref) (field $x externref)))
	(table $t (export "table") 64 anyref)
	(global $g (export "global") (mut anyref) (ref.null any))
	(func $new (export "new") (param i64) (result anyref) (struct.new $node (local.get 0) (ref.null any) (ref.null any)))
	(func $id (export "id") (param anyref) (result i64) (struct.get $node $id (ref.cast (ref $node) (local.get 0))))
	(func $garbage (export "garbage") (param i32)
		(loop (drop (call $new (i64.const -1))) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`

// TestRoots keeps objects in every kind of place, with a collection at each allocation.
func TestRoots(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	e.store.CollectAlways()
	e.host("mess", none, func(c *vm.Caller, _ []uint64) error {
		for range 3 {
			c.Store().Extern("garbage")
		}
		in := c.Instance()
		f, _ := in.Func("garbage")
		_, err := f.Call(c.Context(), 3)
		return err
	})
	in := e.text(`(module (import "host" "mess" (func $mess)) ` + graphGuest + `
		(type $f (func (param anyref i64) (result i64)))
		(tag $exn (param anyref i64 externref))
		(elem $e anyref (item (struct.new $node (i64.const 1) (ref.null any) (ref.null any))) (item (ref.i31 (i32.const 9)))
			(item (array.new $list (struct.new $node (i64.const 5) (ref.null any) (ref.null any)) (i32.const 3))))
		(elem declare func $deep)
		(global $const anyref (struct.new $node (i64.const 77) (array.new_fixed $list 2 (ref.i31 (i32.const 1)) (struct.new_default $wide)) (ref.null any)))
		(table $init 4 anyref (struct.new $node (i64.const 11) (ref.null any) (ref.null any)))

		(func (export "operands") (result i64) (local $s i64)
			(call $new (i64.const 1)) (call $new (i64.const 2)) (call $new (i64.const 3)) (call $mess)
			(call $id) (i64.mul (i64.const 100)) (local.set $s)
			(call $id) (i64.mul (i64.const 10)) (i64.add (local.get $s)) (local.set $s)
			(call $id) (i64.add (local.get $s)))
		(func (export "locals") (result i64) (local $x anyref) (local $y (ref null $node))
			(local.set $x (call $new (i64.const 4))) (local.set $y (struct.new $node (i64.const 50) (local.get $x) (ref.null any)))
			(call $mess) (local.set $x (ref.null any)) (call $mess)
			(i64.add (struct.get $node $id (local.get $y)) (call $id (struct.get $node $a (local.get $y)))))
		(func $deep (export "deep") (type $f)
			(if (result i64) (i64.eqz (local.get 1))
				(then (call $mess) (call $id (local.get 0)))
				(else (i64.add (call $deep (call $new (local.get 1)) (i64.sub (local.get 1) (i64.const 1))) (call $id (local.get 0))))))
		(func (export "indirect") (result i64) (call_ref $f (call $new (i64.const 100)) (i64.const 4) (ref.func $deep)))
		(func (export "tail") (result i64) (return_call $deep (call $new (i64.const 1000)) (i64.const 2)))
		(func (export "tables") (result i64)
			(table.set $t (i32.const 3) (call $new (i64.const 6))) (table.fill $t (i32.const 4) (table.get $t (i32.const 3)) (i32.const 2))
			(table.copy $t $t (i32.const 60) (i32.const 4) (i32.const 1)) (table.fill $t (i32.const 3) (ref.null any) (i32.const 3)) (call $mess)
			(drop (table.grow $t (call $new (i64.const 10)) (i32.const 20))) (call $mess)
			(i64.add (call $id (table.get $t (i32.const 60))) (call $id (table.get $t (i32.const 70)))))
		(func (export "table init") (result i64) (call $mess) (call $id (table.get $init (i32.const 3))))
		(func (export "globals") (result i64)
			(global.set $g (call $new (i64.const 7))) (call $mess) (call $id (global.get $g)))
		(func (export "const") (result i64) (call $mess)
			(i64.add (call $id (global.get $const)) (i64.extend_i32_u (array.len (ref.cast (ref $list) (struct.get $node $a (ref.cast (ref $node) (global.get $const))))))))
		(func (export "segment") (result i64) (local $l (ref null $list)) (call $mess)
			(local.set $l (array.new_elem $list $e (i32.const 0) (i32.const 3))) (call $mess) (elem.drop $e) (call $mess)
			(i64.add (call $id (array.get $list (local.get $l) (i32.const 0)))
				(call $id (array.get $list (ref.cast (ref $list) (array.get $list (local.get $l) (i32.const 2))) (i32.const 2)))))
		(func (export "fields") (param externref) (result i64 externref) (local $w (ref null $wide))
			(local.set $w (struct.new $wide (i32.const -1) (v128.const i64x2 -1 -1)
				(array.new $list (call $new (i64.const 8)) (i32.const 5000)) (ref.func $deep) (local.get 0)))
			(local.set 0 (ref.null extern)) (call $mess)
			(call $id (array.get $list (ref.cast (ref $list) (struct.get $wide $a (local.get $w))) (i32.const 4999)))
			(struct.get $wide $x (local.get $w)))
		(func (export "externalized") (result i64) (local $x externref)
			(local.set $x (extern.convert_any (call $new (i64.const 12)))) (call $mess)
			(call $id (any.convert_extern (local.get $x))))
		(func $throw (param i64) (call $mess) (throw $exn (call $new (local.get 0)) (i64.const 1) (ref.null extern)))
		(func (export "exception") (result i64) (local $x exnref) (local $a anyref)
			(block $h (result anyref i64 externref exnref)
				(try_table (catch_ref $exn $h) (call $throw (i64.const 13))) (unreachable))
			(local.set $x) drop drop drop (call $mess)
			(block $again (result anyref i64 externref) (try_table (catch $exn $again) (call $mess) (throw_ref (local.get $x))) (unreachable))
			drop drop (local.set $a) (call $mess) (call $id (local.get $a)))
		(func (export "stored exception") (result i64)
			(global.set $held (block $h (result exnref) (try_table (catch_all_ref $h) (call $throw (i64.const 14))) (unreachable)))
			(call $mess)
			(block $again (result anyref i64 externref) (try_table (catch $exn $again) (throw_ref (global.get $held))) (unreachable))
			drop drop (call $id))
		(global $held (mut exnref) (ref.null exn))
		(func (export "legacy") (result i64)
			(try (do (call $throw (i64.const 15))) (catch_all (call $mess) (try (do (rethrow 1)) (catch $exn drop drop (global.set $g)))))
			(call $mess) (call $id (global.get $g))))`)
	for _, c := range []struct {
		name string
		want uint64
	}{
		{"operands", 321}, {"locals", 54}, {"indirect", 100 + 4 + 3 + 2 + 1}, {"tail", 1003}, {"tables", 16}, {"table init", 11}, {"globals", 7}, {"const", 79},
		{"segment", 6}, {"externalized", 12}, {"exception", 13}, {"stored exception", 14}, {"legacy", 15}, {"table init", 11}, {"const", 79},
	} {
		if r := result(t, in, c.name); r != c.want {
			t.Errorf("%s = %d, want %d", c.name, r, c.want)
		}
	}
	value := &struct{ n int }{5}
	r := results(t, in, "fields", e.store.Extern(value))
	if r[0] != 8 || e.store.ExternValue(r[1]) != value {
		t.Errorf("fields = %d", r)
	}
	const depth = 40
	ref := result(t, in, "new", 1000)
	if r := result(t, in, "deep", ref, depth); r != 1000+depth*(depth+1)/2 {
		t.Errorf("deep = %d", r)
	}
}

// TestRefsOfGoCode looks at how long the references last that Go code gets.
func TestRefsOfGoCode(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	e.store.CollectAlways()
	var in *vm.Instance
	id := func(ctx context.Context, ref uint64) uint64 {
		t.Helper()
		r, err := exported(t, in, "id").Call(ctx, ref)
		if err != nil {
			return 0
		}
		return r[0]
	}
	anyFunc := wasm.FuncType{Params: vals(wasm.AnyRef), Results: vals(wasm.AnyRef)}
	e.host("host", anyFunc, func(c *vm.Caller, stack []uint64) error {
		arg := stack[0]
		stack[0] = 0
		x := c.Store().Extern("garbage")
		if id(c.Context(), arg) != 21 { // this call ends the time of x
			t.Error("an argument is gone")
		}
		c.Store().Extern("other")
		if v := c.Store().ExternValue(x); v == "garbage" {
			t.Error("a value of the host outlives the next call")
		}
		r, err := exported(t, in, "new").Call(c.Context(), 22)
		if err != nil {
			return err
		}
		c.Store().Extern("garbage")
		stack[0] = r[0]
		return nil
	})
	in = e.text(`(module (import "host" "host" (func $host (param anyref) (result anyref)))` + graphGuest + `
		(func (export "f") (result i64) (call $host (call $new (i64.const 21))) (call $garbage (i32.const 3)) (call $id))
		(export "host" (func $host)))`)
	ctx := context.Background()
	if r := result(t, in, "f"); r != 22 {
		t.Errorf("f = %d", r)
	}
	r := result(t, in, "host", result(t, in, "new", 21))
	e.store.Extern("garbage")
	if n := id(ctx, r); n != 22 {
		t.Errorf("the result of a host function is %d", n)
	}
	ref := result(t, in, "new", 1)
	kept := ref
	e.store.Keep(ref)
	e.store.Keep(ref)
	e.store.Release(ref)
	results(t, in, "garbage", 3)
	e.store.Collect()
	if id(ctx, kept) != 1 {
		t.Error("a kept reference is gone")
	}
	e.store.Release(ref)
	e.store.Release(ref) // once too often
	results(t, in, "garbage", 3)
	e.store.Collect()
	if _, err := exported(t, in, "id").Call(ctx, kept); err == nil && id(ctx, kept) == 1 {
		t.Error("a released reference is still there")
	}
	results(t, in, "garbage", 1)
	e.store.Collect()
	if n := e.store.HeapLive(); n > 64 {
		t.Errorf("%d bytes live", n)
	}
	if n := e.store.FreshRefs(); n > 2 {
		t.Errorf("%d references are kept", n)
	}
}

// TestRandomGraphs changes a graph of objects and a model of it in the same way.
func TestRandomGraphs(t *testing.T) {
	type node struct {
		id   uint64
		a, b *node
	}
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text(`(module ` + graphGuest + `
		(func (export "make") (param $at i32) (param $id i64) (param $a i32) (param $b i32)
			(table.set $t (local.get $at) (struct.new $node (local.get $id) (table.get $t (local.get $a)) (table.get $t (local.get $b)))))
		(func (export "array") (param $at i32) (param $a i32) (param $b i32) (local $l (ref $list))
			(local.set $l (array.new $list (ref.null any) (i32.const 600)))
			(array.set $list (local.get $l) (i32.const 1) (table.get $t (local.get $a)))
			(array.set $list (local.get $l) (i32.const 599) (table.get $t (local.get $b)))
			(table.set $t (local.get $at) (local.get $l)))
		(func (export "link") (param $x i32) (param $y i32) (local $n (ref null $node))
			(block $no (result anyref) (local.set $n (br_on_cast_fail $no anyref (ref null $node) (table.get $t (local.get $x))))
				(if (i32.eqz (ref.is_null (local.get $n))) (then (struct.set $node $a (local.get $n) (table.get $t (local.get $y))))) (ref.null any))
			drop)
		(func (export "drop") (param i32) (table.set $t (local.get 0) (ref.null any)))
		(func (export "at") (param i32) (result anyref) (table.get $t (local.get 0)))
		(func (export "kind") (param anyref) (result i32)
			(i32.add (ref.test (ref $node) (local.get 0)) (i32.mul (i32.const 2) (ref.test (ref $list) (local.get 0)))))
		(func (export "a") (param anyref) (result anyref)
			(if (result anyref) (ref.test (ref $list) (local.get 0)) (then (array.get $list (ref.cast (ref $list) (local.get 0)) (i32.const 1)))
				(else (struct.get $node $a (ref.cast (ref $node) (local.get 0))))))
		(func (export "b") (param anyref) (result anyref)
			(if (result anyref) (ref.test (ref $list) (local.get 0)) (then (array.get $list (ref.cast (ref $list) (local.get 0)) (i32.const 599)))
				(else (struct.get $node $b (ref.cast (ref $node) (local.get 0)))))))`)
	r := rand.New(rand.NewPCG(3, 4))
	var model [64]*node
	const array = math.MaxUint64 // the id of what is an array
	check := func() {
		seen, refs := map[*node]uint64{}, map[uint64]bool{}
		var walk func(n *node, ref uint64)
		walk = func(n *node, ref uint64) {
			if n == nil || ref == 0 {
				if n != nil || ref != 0 {
					t.Fatalf("reference %#x, want %v", ref, n)
				}
				return
			}
			if was, ok := seen[n]; ok {
				if was != ref {
					t.Fatalf("node %d is at %#x and %#x", n.id, was, ref)
				}
				return
			}
			seen[n], refs[ref] = ref, true
			kind := result(t, in, "kind", ref)
			if n.id == array && kind != 2 || n.id != array && (kind != 1 || result(t, in, "id", ref) != n.id) {
				t.Fatalf("node %d is none any more", n.id)
			}
			walk(n.a, result(t, in, "a", ref))
			walk(n.b, result(t, in, "b", ref))
		}
		for i, n := range model {
			walk(n, result(t, in, "at", uint64(i)))
		}
		if len(seen) != len(refs) {
			t.Fatal("two nodes share a place")
		}
		e.store.Collect()
		want := uint64(0)
		for n := range seen {
			if want += 32; n.id == array {
				want += 5120 - 32
			}
		}
		if live := e.store.HeapLive(); live < want || live > want+4*5120 { // something may look like a reference on the stack
			t.Fatalf("%d bytes live, want %d", live, want)
		}
	}
	for step := range 3000 {
		x, a, b := r.IntN(64), r.IntN(64), r.IntN(64)
		switch r.IntN(8) {
		case 0, 1, 2:
			results(t, in, "make", uint64(x), uint64(step), uint64(a), uint64(b))
			model[x] = &node{uint64(step), model[a], model[b]}
		case 3:
			results(t, in, "array", uint64(x), uint64(a), uint64(b))
			model[x] = &node{array, model[a], model[b]}
		case 4, 5:
			results(t, in, "link", uint64(x), uint64(a))
			if n := model[x]; n != nil && n.id != array {
				n.a = model[a]
			}
		default:
			results(t, in, "drop", uint64(x))
			model[x] = nil
		}
		if step%10 == 0 {
			e.store.Collect()
		}
		if step%300 == 299 {
			check()
		}
	}
}

// listGuest makes lists and garbage.
const listGuest = `
	(type $cell (struct (field $n i32) (field $next (ref null $cell))))
	(type $bytes (array (mut i8)))
	(global $list (mut (ref null $cell)) (ref.null $cell))
	(func (export "push") (param $n i32)
		(loop (if (local.get $n) (then (global.set $list (struct.new $cell (local.get $n) (global.get $list)))
			(local.set $n (i32.sub (local.get $n) (i32.const 1))) (br 1)))))
	(func (export "length") (result i32) (local $n i32) (local $l (ref null $cell)) (local.set $l (global.get $list))
		(block (loop (br_if 1 (ref.is_null (local.get $l))) (local.set $l (struct.get $cell $next (local.get $l)))
			(local.set $n (i32.add (local.get $n) (i32.const 1))) (br 0))) (local.get $n))
	(func (export "clear") (global.set $list (ref.null $cell)))
	(func (export "churn") (param $n i32)
		(loop (drop (struct.new $cell (local.get $n) (ref.null $cell))) (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
	(func (export "bytes") (param $n i32) (result i32) (array.len (array.new_default $bytes (local.get $n))))
	(func (export "filled") (param $n i32) (result i32) (array.len (array.new $bytes (i32.const 7) (local.get $n))))
	(func (export "many") (param $n i32) (param $size i32)
		(loop (drop (array.new_default $bytes (local.get $size))) (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))`

// TestDeepList marks a list of a million cells.
func TestDeepList(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text("(module" + listGuest + ")")
	const n = 1_000_000
	results(t, in, "push", n)
	e.store.Collect()
	if r := result(t, in, "length"); r != n || e.store.HeapLive() != n*24 {
		t.Errorf("%d cells, %d bytes", r, e.store.HeapLive())
	}
	results(t, in, "clear")
	e.store.Collect()
	if live := e.store.HeapLive(); live > 24*n/2 {
		t.Errorf("%d bytes live", live)
	}
}

// TestBoundedHeap makes far more than fits.
func TestBoundedHeap(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{MaxHeap: 1 << 20})
	in := e.text("(module" + listGuest + ")")
	results(t, in, "churn", 3_000_000)
	for _, size := range []uint64{0, 1, 100, 5000, 40_000, 1 << 19} {
		results(t, in, "many", 1000, size)
	}
	if n := e.store.HeapBytes(); n > 1<<20+2<<15 {
		t.Errorf("the heap has %d bytes", n)
	}
}

// TestMaxHeap hits the limit, which the trap names, and goes on.
func TestMaxHeap(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{MaxHeap: 1 << 20})
	in := e.text("(module" + listGuest + ")")
	full := func(name string, args ...uint64) {
		t.Helper()
		trap := trapOf(t, context.Background(), in, name, args...)
		l := limitOf(t, trap)
		if trap.Code != vm.TrapLimit || !strings.HasPrefix(l.Limit, "MaxHeap") || l.Max != 1<<20 || l.Want <= l.Max || len(trap.Stack) != 1 {
			t.Errorf("%s %d: %v", name, args, trap)
		}
	}
	for range 3 {
		full("push", 100_000)
		full("bytes", 1<<19)
		n := result(t, in, "length")
		if n < 40_000 || n*24 > 1<<20 {
			t.Errorf("%d cells fit", n)
		}
		results(t, in, "clear")
		results(t, in, "churn", 1000)
		for _, n := range []uint64{1 << 20, 1<<20 - 7, 1 << 30, 1 << 31, math.MaxUint32, math.MaxUint32 - 8} {
			full("bytes", n)
			full("filled", n)
		}
		for _, n := range []uint64{0, 1, 1<<20 - 9 - 1<<15} {
			if r := result(t, in, "bytes", n); r != n {
				t.Errorf("bytes %d = %d", n, r)
			}
		}
	}
}

// TestConstantLengths has lengths in constant expressions that are too large for any heap, or negative.
func TestConstantLengths(t *testing.T) {
	for _, n := range []string{"-1", "0xffffffff", "0x80000000", "0x7fffffff"} {
		for _, typ := range []string{"i8", "i16", "i32", "i64", "v128", "anyref"} {
			e := newEnvOf(t, vm.StoreConfig{MaxHeap: 1 << 20})
			good := e.text("(module" + listGuest + ")")
			results(t, good, "push", 100)
			for _, use := range []string{
				`(global (ref $a) (array.new_default $a (i32.const N)))`,
				`(table 1 (ref null $a) (array.new_default $a (i32.const N)))`,
				`(elem (ref $a) (item (array.new_default $a (i32.const N))))`,
			} {
				text := `(module (memory 1) (type $a (array (mut ` + typ + `)))` + strings.ReplaceAll(use, "N", n) + `)`
				before := e.store.Lists()
				_, err := e.linker.Instantiate(context.Background(), e.store, compileText(t, e.engine, text))
				var trap *vm.Trap
				if !errors.As(err, &trap) || trap.Code != vm.TrapLimit || !strings.HasPrefix(limitOf(t, err).Limit, "MaxHeap") {
					t.Errorf("%s: %v", text, err)
				}
				if after := e.store.Lists(); after != before && use[1] != 'e' {
					t.Errorf("%s: the store has %d things, not %d", text, after, before)
				}
			}
			if r := result(t, good, "length"); r != 100 { // the failures have left the heap alone
				t.Errorf("%d cells", r)
			}
		}
	}
}

// TestSegmentEdges makes arrays from segments, at and behind their ends.
func TestSegmentEdges(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text(`(module (type $w (array (mut i32))) (type $r (array (mut funcref))) (type $v (array (mut v128)))
		(data $d "0123456789abcdef0123456789abcdef") (elem $e func 0 0 0) (func)
		(global $a (ref $w) (array.new_default $w (i32.const 4))) (global $f (ref $r) (array.new_default $r (i32.const 4)))
		(func (export "new_data") (param i32 i32) (drop (array.new_data $w $d (local.get 0) (local.get 1))))
		(func (export "new_vectors") (param i32 i32) (drop (array.new_data $v $d (local.get 0) (local.get 1))))
		(func (export "new_elem") (param i32 i32) (drop (array.new_elem $r $e (local.get 0) (local.get 1))))
		(func (export "init_data") (param i32 i32 i32) (array.init_data $w $d (global.get $a) (local.get 2) (local.get 0) (local.get 1)))
		(func (export "init_elem") (param i32 i32 i32) (array.init_elem $r $e (global.get $f) (local.get 2) (local.get 0) (local.get 1)))
		(func (export "fill") (param i32 i32) (array.fill $w (global.get $a) (local.get 0) (i32.const 1) (local.get 1)))
		(func (export "copy") (param i32 i32 i32) (array.copy $w $w (global.get $a) (local.get 0) (global.get $a) (local.get 2) (local.get 1)))
		(func (export "drop") (data.drop $d) (elem.drop $e)))`)
	const data, table, array = vm.TrapMemoryOutOfBounds, vm.TrapTableOutOfBounds, vm.TrapArrayOutOfBounds
	const big = math.MaxUint32
	check := func(name string, want vm.TrapCode, args ...uint64) {
		t.Helper()
		_, err := exported(t, in, name).Call(context.Background(), args...)
		var trap *vm.Trap
		if errors.As(err, &trap) != (want != 0) || want != 0 && trap.Code != want {
			t.Errorf("%s %d: %v", name, args, err)
		}
	}
	type row struct {
		name string
		want vm.TrapCode
		args []uint64
	}
	for _, c := range []row{
		{"new_data", 0, []uint64{0, 8}}, {"new_data", 0, []uint64{32, 0}}, {"new_data", 0, []uint64{28, 1}}, {"new_data", data, []uint64{0, 9}},
		{"new_data", data, []uint64{33, 0}}, {"new_data", data, []uint64{29, 1}}, {"new_data", data, []uint64{big, 1}}, {"new_data", data, []uint64{0, big}},
		{"new_data", data, []uint64{4, 1 << 30}}, {"new_data", data, []uint64{big, 0}}, {"new_data", data, []uint64{0, 1<<30 + 1}},
		{"new_vectors", 0, []uint64{0, 2}}, {"new_vectors", data, []uint64{1, 2}}, {"new_vectors", data, []uint64{0, 1 << 28}}, {"new_vectors", data, []uint64{0, big}},
		{"new_elem", 0, []uint64{0, 3}}, {"new_elem", 0, []uint64{3, 0}}, {"new_elem", table, []uint64{4, 0}}, {"new_elem", table, []uint64{1, 3}},
		{"new_elem", table, []uint64{big, 2}}, {"new_elem", table, []uint64{0, big}},
		{"init_data", 0, []uint64{16, 4, 0}}, {"init_data", 0, []uint64{32, 0, 4}}, {"init_data", array, []uint64{0, 0, 5}}, {"init_data", array, []uint64{0, 2, 3}},
		{"init_data", array, []uint64{0, big, 1}}, {"init_data", array, []uint64{0, 1, big}}, {"init_data", data, []uint64{29, 1, 0}}, {"init_data", data, []uint64{33, 0, 0}},
		{"init_elem", 0, []uint64{0, 3, 1}}, {"init_elem", array, []uint64{0, 3, 2}}, {"init_elem", table, []uint64{1, 3, 0}}, {"init_elem", table, []uint64{4, 0, 0}},
		{"init_elem", array, []uint64{0, big, 2}}, {"init_elem", array, []uint64{0, 2, big}},
		{"fill", 0, []uint64{4, 0}}, {"fill", array, []uint64{5, 0}}, {"fill", array, []uint64{1, big}}, {"fill", array, []uint64{big, 1}},
		{"copy", 0, []uint64{0, 3, 1}}, {"copy", 0, []uint64{1, 3, 0}}, {"copy", array, []uint64{2, 3, 0}}, {"copy", array, []uint64{0, 3, 2}}, {"copy", array, []uint64{big, 1, 0}}, {"copy", array, []uint64{0, big, 0}},
	} {
		check(c.name, c.want, c.args...)
	}
	results(t, in, "drop")
	for _, c := range []row{{"new_data", data, []uint64{0, 1}}, {"new_data", 0, []uint64{0, 0}}, {"new_elem", table, []uint64{0, 1}}, {"new_elem", 0, []uint64{0, 0}},
		{"init_data", data, []uint64{0, 1, 0}}, {"init_elem", table, []uint64{0, 1, 0}}, {"init_data", 0, []uint64{0, 0, 4}}, {"init_elem", 0, []uint64{0, 0, 4}}} {
		check(c.name, c.want, c.args...)
	}
}

// TestExternHostRoundTrips has a guest get a value of the host a million times in one call: there are never many.
func TestExternHostRoundTrips(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	n := 0
	extern := vals(wasm.ExternRef)
	e.host("make", sig(nil, extern), func(c *vm.Caller, stack []uint64) error {
		n++
		stack[0] = c.Store().Extern(n)
		return nil
	})
	e.host("take", sig(extern, nil), func(c *vm.Caller, stack []uint64) error {
		if v := c.Store().ExternValue(stack[0]); v != n {
			t.Errorf("got %v, want %d", v, n)
		}
		return nil
	})
	in := e.text(`(module (import "host" "make" (func $make (result externref))) (import "host" "take" (func $take (param externref)))
		(table $t 40000 externref)
		(func (export "f") (param i32) (loop (call $take (call $make)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
		(func (export "store") (param i32) (loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (table.set (local.get 0) (call $make)) (br_if 0 (local.get 0))))
		(func (export "get") (param i32) (result externref) (table.get (local.get 0))))`)
	results(t, in, "f", 1_000_000)
	if all, _ := e.store.Externs(); all > 1<<15 {
		t.Errorf("there are %d values of the host", all)
	}
	if n := e.store.FreshRefs(); n > 10 {
		t.Errorf("%d references are kept", n)
	}
	n = 0
	results(t, in, "store", 40_000)
	e.store.Collect()
	for _, i := range []uint64{0, 1, 39_999} {
		if v := e.store.ExternValue(result(t, in, "get", i)); v != int(40_000-i) {
			t.Errorf("element %d is %v", i, v)
		}
	}
	for range 100_000 { // with many that stay, making more is no slower
		e.store.Extern("garbage")
		results(t, in, "get", 0)
	}
}

// TestHeapAfterFailure fails to instantiate while there are objects: they stay.
func TestHeapAfterFailure(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text("(module (memory 1)" + listGuest + ")")
	results(t, in, "push", 1000)
	m := compileText(t, e.engine, `(module (memory 1) (tag) (global i32 (i32.const 1)) (table 10 funcref) (table 0xffffffff funcref))`)
	before := e.store.Lists()
	for range 100 {
		if _, err := e.linker.Instantiate(context.Background(), e.store, m); err == nil {
			t.Fatal("the table is not too large")
		}
	}
	if after := e.store.Lists(); after != before {
		t.Errorf("the store has %d things, not %d", after, before)
	}
	results(t, in, "churn", 1_000_000)
	if r := result(t, in, "length"); r != 1000 {
		t.Errorf("%d cells", r)
	}
}

// TestHeapOfClosedStore uses what is left of a closed store.
func TestHeapOfClosedStore(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text(`(module ` + graphGuest + ` (tag (export "tag") (param anyref))
		(func (export "keep") (global.set $g (call $new (i64.const 1)))))`)
	results(t, in, "keep")
	ref := result(t, in, "new", 2)
	global, tag := must(in.Global("global")), must(in.Tag("tag"))
	if k := global.HeapType(); k != wasm.HeapStruct {
		t.Errorf("the global has a %s", k)
	}
	if k := exported(t, in, "id").HeapType(wasm.AnyRef, 12345<<3); k != wasm.HeapAny {
		t.Errorf("what is no reference is a %s", k)
	}
	e.store.Close()
	global.HeapType()
	exported(t, in, "id").HeapType(wasm.AnyRef, ref)
	e.store.Keep(ref)
	e.store.Release(ref)
	for range 100_000 {
		e.store.Extern(1)
	}
	if _, err := e.store.NewException(tag, ref); err != vm.ErrStoreClosed {
		t.Errorf("NewException: %v", err)
	}
	if _, err := exported(t, in, "id").Call(context.Background(), ref); err != vm.ErrStoreClosed {
		t.Errorf("Call: %v", err)
	}
}

// TestFullHeapEnds interrupts a guest that keeps nearly all of its heap, so that every few objects need a collection.
func TestFullHeapEnds(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{MaxHeap: 16 << 20})
	in := e.text("(module" + listGuest + ")")
	results(t, in, "push", 16<<20/24-2000)
	e.store.CollectAlways()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if trap := trapOf(t, ctx, in, "churn", 0); trap.Code != vm.TrapInterrupted || !errors.Is(trap, context.DeadlineExceeded) {
		t.Errorf("trap %v", trap)
	}
	if r := result(t, in, "length"); r != 16<<20/24-2000 {
		t.Errorf("%d cells", r)
	}
}

// TestOddReferences hands over numbers that are no references.
func TestOddReferences(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	e.store.CollectAlways()
	in := e.text(`(module ` + graphGuest + ` (func (export "extern") (param externref)) (func (export "func") (param funcref)) (func (export "exn") (param exnref)))`)
	ref := result(t, in, "new", 1)
	e.store.Keep(ref)
	for _, odd := range []uint64{1 << 20, 1<<20 | 2, ref + 8, ref + 1<<15, 1<<33 | 1, 1 << 63, math.MaxUint64, math.MaxUint64 - 1, math.MaxUint64 - 7} {
		for _, name := range []string{"id", "extern", "func", "exn"} {
			if _, err := exported(t, in, name).Call(context.Background(), odd); err == nil {
				t.Errorf("%s takes %#x", name, odd)
			}
		}
		e.store.Keep(odd)
		e.store.Extern("x")
		results(t, in, "new", 2)
		e.store.Release(odd)
		if v := e.store.ExternValue(odd); v != nil {
			t.Errorf("%#x is %v", odd, v)
		}
		exported(t, in, "id").HeapType(wasm.AnyRef, odd)
	}
	if _, err := exported(t, in, "exn").Call(context.Background(), ref); err == nil {
		t.Error("a struct is an exception")
	}
	if err := e.linker.Func("host", "f", sig(vals(wasm.Ref(wasm.IndexType(3), true)), nil), func(*vm.Caller, []uint64) error { return nil }); err == nil {
		t.Error("a host function has a type of a module")
	}
}
