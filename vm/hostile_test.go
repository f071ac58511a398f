package vm_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file tests what has broken runtimes of this kind before, as published advisories and bug reports tell.

// mistakes says which tests would find a known mistake.
var mistakes = []struct{ mistake, tests string }{
	{"an interrupted bulk instruction leaves tables half filled or uses memory that has moved", "TestInterruptedBulk TestBigFill"},
	{"types, functions or linkers of two engines are mixed", "TestOtherEngine TestOtherStore"},
	{"the size of a table times that of an element overflows", "TestMaxTable TestHugeTables"},
	{"the upper half of a 32-bit index counts", "TestDirtyUpperHalves TestTable64"},
	{"the failure of a growing instruction is used as an index", "TestFailedGrowAsIndex TestTable64"},
	{"sizes of 64-bit tables are taken for 32-bit ones", "TestTable64"},
	{"an index of all tables is taken for one of those that the module defines", "TestMixedTables"},
	{"a load of 8 bytes becomes one of 16", "TestLoadsAtEnd"},
	{"shifts of lanes by constants are wrong", "TestConstantShifts TestVectorInstrs"},
	{"the copy of a linker depends on the original", "TestCloneLinker"},
	{"a shared memory has an unsynchronized view", "TestSharedGrow TestSharedCounters TestSharedMutex"},
	{"a tail call into a host function leaves no frame for the backtrace", "TestHostErrors TestExceptionsOfHosts"},
	{"types are registered by several goroutines", "TestTypesOfManyGoroutines"},
	{"a dropped element segment is used", "TestDroppedSegments TestDroppedReferences TestSegmentEdges"},
	{"references of the host are never freed", "TestExternRoundTrips TestExternHostRoundTrips TestRefsOfGoCode"},
	{"deadlines are looked at only in loops", "TestDeadlineEndsGuests TestDoublingCalls TestInterruptedHost TestFullHeapEnds TestWaitInterrupted"},
	{"bounds overflow at the end of 4 GiB", "TestWholeAddressSpace"},
	{"lengths in constant expressions are negative", "TestConstantLengths"},
	{"a tail call to a larger frame leaves the stack", "TestTailCallAtStackEnd"},
	{"custom sections make no sense", "TestBadCustomSections"},
	{"memory moves or cannot grow while the host has it", "TestGrowInTailCall TestHostGrowsMemory TestGrowRefused"},
}

// TestMistakes expects that the tests exist which mistakes names.
func TestMistakes(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				tests[fn.Name.Name] = true
			}
		}
	}
	for _, m := range mistakes {
		for _, name := range strings.Fields(m.tests) {
			if !tests[name] {
				t.Errorf("no %s tests whether %s", name, m.mistake)
			}
		}
	}
}

// TestInterruptedBulk interrupts instructions on tables and arrays. What they work on is always whole: each element is what it was
// or what it should be, and no place is left that nobody has written.
func TestInterruptedBulk(t *testing.T) {
	in := newEnvOf(t, vm.StoreConfig{MaxTable: 1 << 21}).text(`(module
		(type $a (array (mut i64))) (type $r (array (mut funcref)))
		(table $t (export "t") 1000000 funcref (ref.func $f)) (table $grown (export "grown") 0 2000000 funcref)
		(elem $e func $f $f $f $f) (func $f (export "f"))
		(global $x (ref $a) (array.new $a (i64.const 5) (i32.const 500000))) (global $y (ref $a) (array.new $a (i64.const 6) (i32.const 500000)))
		(func (export "fill") (loop (table.fill $t (i32.const 0) (ref.func $f) (i32.const 1000000)) (br 0)))
		(func (export "grow") (loop (drop (table.grow $grown (ref.func $f) (i32.const 10000))) (br 0)))
		(func (export "copy") (loop (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 999999)) (br 0)))
		(func (export "array copy") (loop (array.copy $a $a (global.get $x) (i32.const 1) (global.get $y) (i32.const 0) (i32.const 499999)) (br 0)))
		(func (export "array fill") (loop (array.fill $a (global.get $x) (i32.const 0) (i64.const 7) (i32.const 500000)) (br 0)))
		(func (export "array new") (loop (drop (array.new $a (i64.const 9) (i32.const 500000))) (br 0)))
		(func (export "array elem") (loop (drop (array.new_elem $r $e (i32.const 0) (i32.const 4))) (br 0)))
		(func (export "sum") (result i64) (local $i i32) (local $s i64) (loop
			(local.set $s (i64.add (local.get $s) (array.get $a (global.get $x) (local.get $i))))
			(br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 500000)))) (local.get $s)))`)
	for _, name := range []string{"fill", "grow", "copy", "array copy", "array fill", "array new", "array elem"} {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Millisecond)
		if trap := trapOf(t, ctx, in, name); trap.Code != vm.TrapInterrupted {
			t.Errorf("%s: %v", name, trap)
		}
		cancel()
		sum := result(t, in, "sum")
		if want := map[string][]uint64{"array copy": {5 * 500000, 6*499999 + 5}, "array fill": {5 * 500000, 6*499999 + 5, 7 * 500000}}[name]; want != nil {
			ok := false
			for _, w := range want {
				ok = ok || w == sum
			}
			if !ok {
				t.Errorf("%s: the elements add up to %d", name, sum)
			}
		}
	}
	for _, name := range []string{"t", "grown"} {
		table := must(in.Table(name))
		for i := range table.Len() {
			if _, ok := table.Func(i); !ok {
				t.Fatalf("element %d of %s is null", i, name)
			}
		}
	}
}

// TestHugeTables has sizes whose products overflow.
func TestHugeTables(t *testing.T) {
	for _, limits := range []string{"0xffffffff", "0x80000000", "0x20000000", "i64 0x2000000000000000", "i64 0x1fffffffffffffff", "i64 0xffffffffffffffff", "i64 0x100000001"} {
		for _, typ := range []string{"funcref", "externref"} {
			e := newEnvOf(t, vm.StoreConfig{})
			_, err := e.linker.Instantiate(context.Background(), e.store, compileText(t, e.engine, "(module (table "+limits+" "+typ+"))"))
			if l := limitOf(t, err); l.Limit != "MaxTable (elements)" {
				t.Errorf("%s: %+v", limits, l)
			}
		}
	}
}

// TestTable64 does all that can be done on a table with 64-bit addresses, with indices whose low halves are in it.
func TestTable64(t *testing.T) {
	in := newEnvOf(t, vm.StoreConfig{MaxTable: 100}).text(`(module (type $f (func (result i32)))
		(table $s 10 funcref) (table $t (export "t") i64 10 funcref) (elem $e func $five $five) (func $five (type $f) (i32.const 5))
		(elem (table $t) (i64.const 0) func $five $five $five $five $five $five $five $five $five $five)
		(func (export "get") (param i64) (result funcref) (table.get $t (local.get 0)))
		(func (export "set") (param i64) (table.set $t (local.get 0) (ref.func $five)))
		(func (export "size") (result i64) (table.size $t))
		(func (export "grow") (param i64) (result i64) (table.grow $t (ref.null func) (local.get 0)))
		(func (export "fill") (param i64 i64) (table.fill $t (local.get 0) (ref.func $five) (local.get 1)))
		(func (export "copy") (param i64 i64 i64) (table.copy $t $t (local.get 0) (local.get 1) (local.get 2)))
		(func (export "copy to 32") (param i32 i64 i32) (table.copy $s $t (local.get 0) (local.get 1) (local.get 2)))
		(func (export "copy from 32") (param i64 i32 i32) (table.copy $t $s (local.get 0) (local.get 1) (local.get 2)))
		(func (export "init") (param i64 i32 i32) (table.init $t $e (local.get 0) (local.get 1) (local.get 2)))
		(func (export "call") (param i64) (result i32) (call_indirect $t (type $f) (local.get 0)))
		(func (export "tail call") (param i64) (result i32) (return_call_indirect $t (type $f) (local.get 0)))
		(func (export "call at failure") (result i32) (call_indirect $t (type $f) (table.grow $t (ref.null func) (i64.const 1000)))))`)
	const far = 1 << 32
	for _, c := range []struct {
		name string
		args []uint64
	}{
		{"get", []uint64{far}}, {"get", []uint64{10}}, {"get", []uint64{math.MaxUint64}}, {"set", []uint64{far}}, {"set", []uint64{far * far / 2}}, {"fill", []uint64{far, 1}}, {"fill", []uint64{1, far}}, {"fill", []uint64{math.MaxUint64, 2}},
		{"fill", []uint64{2, math.MaxUint64}}, {"copy", []uint64{far, 0, 1}}, {"copy", []uint64{0, far, 1}}, {"copy", []uint64{0, 0, far}}, {"copy", []uint64{1, 1, math.MaxUint64}}, {"copy to 32", []uint64{0, far, 1}},
		{"copy from 32", []uint64{far, 0, 1}}, {"init", []uint64{far, 0, 1}}, {"init", []uint64{math.MaxUint64, 0, 2}}, {"call", []uint64{far}}, {"call", []uint64{10}}, {"call", []uint64{math.MaxUint64}}, {"tail call", []uint64{far}},
		{"call at failure", nil},
	} {
		trap := trapOf(t, context.Background(), in, c.name, c.args...)
		want := vm.TrapTableOutOfBounds
		if strings.Contains(c.name, "call") {
			want = vm.TrapUndefinedElement
		}
		if trap.Code != want {
			t.Errorf("%s %#x: %v", c.name, c.args, trap)
		}
	}
	for _, add := range []uint64{far, far * 8, 91, math.MaxUint64} {
		if r := result(t, in, "grow", add); r != math.MaxUint64 {
			t.Errorf("grow %#x = %#x", add, r)
		}
	}
	if r := result(t, in, "grow", 90); r != 10 {
		t.Errorf("grow = %d", r)
	}
	if r := result(t, in, "size"); r != 100 {
		t.Errorf("size = %d", r)
	}
	results(t, in, "copy", 50, 0, 10)
	results(t, in, "init", 98, 0, 2)
	for _, i := range []uint64{0, 59, 99} {
		if r := result(t, in, "call", i); r != 5 {
			t.Errorf("call %d = %d", i, r)
		}
	}
}

// TestLoadsAtEnd loads the last bytes of a memory for instructions on larger operands.
func TestLoadsAtEnd(t *testing.T) {
	const n = 1 << 16
	text := `(module (memory (export "memory") 1)`
	type row struct {
		name string
		at   uint64
	}
	var rows []row
	add := func(at uint64, body string) {
		rows = append(rows, row{fmt.Sprintf("f%d", len(rows)), at})
		text += `(func (export "` + rows[len(rows)-1].name + `") (param i32) ` + body + `)`
	}
	for _, o := range []string{"f64x2.splat", "i64x2.splat", "f32x4.splat", "i32x4.splat", "i16x8.splat", "i8x16.splat"} {
		typ := map[byte]string{'f': "f64", 'i': "i64"}[o[0]]
		load, at := typ+".load", uint64(n-8)
		if o[0] == 'f' && o[1] == '3' {
			load, at = "f32.load", n-4
		} else if o[0] == 'i' && o[1:3] != "64" {
			load, at = "i32.load", n-4
		}
		add(at, `(result v128) (`+o+` (`+load+` (local.get 0)))`)
	}
	for _, o := range []string{"f64.copysign", "f64.add", "f64.mul", "f64.min", "f64.max", "f64.sub", "f64.div"} {
		add(n-8, `(result f64) (`+o+` (f64.load (local.get 0)) (f64.const -1))`)
		add(n-8, `(result f64) (`+o+` (f64.const -1) (f64.load (local.get 0)))`)
	}
	for _, o := range []string{"f64.abs", "f64.neg", "f64.sqrt", "f64.ceil", "f64.floor", "f64.trunc", "f64.nearest"} {
		add(n-8, `(result f64) (`+o+` (f64.load (local.get 0)))`)
		f32 := strings.Replace(o, "f64", "f32", 1)
		add(n-4, `(result f32) (`+f32+` (f32.load (local.get 0)))`)
	}
	for o, size := range map[string]uint64{"load64_splat": 8, "load32_splat": 4, "load16_splat": 2, "load8_splat": 1, "load64_zero": 8, "load32_zero": 4, "load8x8_s": 8, "load32x2_u": 8} {
		add(n-size, `(result v128) (v128.`+o+` (local.get 0))`)
	}
	for bits, size := range map[string]uint64{"8": 1, "16": 2, "32": 4, "64": 8} {
		add(n-size, `(result v128) (v128.load`+bits+`_lane 1 (local.get 0) (v128.const i64x2 0 0))`)
		add(n-size, `(v128.store`+bits+`_lane 1 (local.get 0) (v128.const i64x2 0 0))`)
	}
	in := newEnvOf(t, vm.StoreConfig{}).text(text + ")")
	for _, r := range rows {
		results(t, in, r.name, r.at)
		if trap := trapOf(t, context.Background(), in, r.name, r.at+1); trap.Code != vm.TrapMemoryOutOfBounds {
			t.Errorf("%s: %v", r.name, trap)
		}
	}
}

// TestConstantShifts shifts lanes by constants, which lowering knows, and by the same numbers, which it does not.
func TestConstantShifts(t *testing.T) {
	text := "(module"
	amounts := []int{0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, -1, math.MinInt32}
	var ops []string
	for _, shape := range []string{"i8x16", "i16x8", "i32x4", "i64x2"} {
		for _, o := range []string{"shl", "shr_s", "shr_u"} {
			name := shape + "." + o
			ops = append(ops, name)
			text += fmt.Sprintf(`(func (export %q) (param v128 i32) (result v128) (%s (local.get 0) (local.get 1)))`, name, name)
			for _, n := range amounts {
				text += fmt.Sprintf(`(func (export "%s %d") (param v128) (result v128) (%s (local.get 0) (i32.const %d)))`, name, n, name, n)
			}
		}
	}
	in := newEnvOf(t, vm.StoreConfig{}).text(text + ")")
	low, high := uint64(0x8000_0001_F00F_7FFF), uint64(0x7123_8456_FFFF_0080)
	for _, o := range ops {
		for _, n := range amounts {
			constant, variable := results(t, in, fmt.Sprintf("%s %d", o, n), low, high), results(t, in, o, low, high, uint64(uint32(n)))
			lane := map[byte]uint{'8': 8, '1': 16, '3': 32, '6': 64}[o[1]]
			want := [2]uint64{shiftLanes(low, lane, uint(n)&(lane-1), o), shiftLanes(high, lane, uint(n)&(lane-1), o)}
			if [2]uint64(constant) != want || [2]uint64(variable) != want {
				t.Errorf("%s by %d = %x and %x, want %x", o, n, constant, variable, want)
			}
		}
	}
}

// shiftLanes shifts each lane of half a vector by n bits.
func shiftLanes(half uint64, lane, n uint, o string) (r uint64) {
	for at := uint(0); at < 64; at += lane {
		x := half >> at << (64 - lane) // the lane at the top
		switch {
		case strings.HasSuffix(o, "shl"):
			x = x >> (64 - lane) << (64 - lane + n)
		case strings.HasSuffix(o, "shr_s"):
			x = uint64(int64(x) >> n)
		default:
			x >>= n
		}
		r |= x >> (64 - lane) << at
	}
	return r
}

// TestTypesOfManyGoroutines compiles and instantiates modules with the same types and different ones at once.
func TestTypesOfManyGoroutines(t *testing.T) {
	e := vm.NewEngine(vm.Config{})
	l := vm.NewLinker(e)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 20 {
				fields := strings.Repeat("(field i32)", (g*i)%17)
				b, err := wat.Encode(fmt.Appendf(nil, `(module (rec (type $a (struct %s (field (ref null $b)))) (type $b (array (mut (ref null $a))))) (type $f (func (param (ref null $a)) (result i32)))
					(func $f (type $f) (ref.test (ref $a) (local.get 0))) (elem declare func $f)
					(func (export "f") (result i32) (call_ref $f (struct.new_default $a) (ref.func $f))))`, fields))
				if err != nil {
					t.Error(err)
					return
				}
				m, err := e.Compile(b)
				if err != nil {
					t.Error(err)
					return
				}
				s := e.NewStore(vm.StoreConfig{})
				in, err := l.Instantiate(context.Background(), s, m)
				if err != nil {
					t.Error(err)
					return
				}
				if r := result(t, in, "f"); r != 1 {
					t.Errorf("f = %d", r)
				}
				s.Close()
			}
		})
	}
	wg.Wait()
}

// TestDroppedReferences uses dropped segments of each type of reference.
func TestDroppedReferences(t *testing.T) {
	for _, typ := range []string{"funcref", "externref", "anyref", "eqref", "i31ref", "structref", "arrayref", "exnref", "(ref null $s)", "(ref null $f)", "nullref", "nullfuncref", "nullexternref", "nullexnref"} {
		null := map[string]string{"funcref": "func", "externref": "extern", "anyref": "any", "eqref": "eq", "i31ref": "i31", "structref": "struct", "arrayref": "array", "exnref": "exn", "(ref null $s)": "$s",
			"(ref null $f)": "$f", "nullref": "none", "nullfuncref": "nofunc", "nullexternref": "noextern", "nullexnref": "noexn"}[typ]
		e := newEnvOf(t, vm.StoreConfig{})
		e.store.CollectAlways()
		in := e.text(strings.NewReplacer("REF", typ, "NULL", "(ref.null "+null+")").Replace(`(module (type $s (struct)) (type $f (func)) (type $a (array (mut REF)))
			(table $t 4 REF) (elem $e REF (item NULL) (item NULL)) (global $g (ref $a) (array.new_default $a (i32.const 4)))
			(elem $active (table $t) (i32.const 0) REF (item NULL)) (elem $declared declare REF (item NULL))
			(func (export "init") (param i32) (table.init $t $e (i32.const 0) (i32.const 0) (local.get 0)))
			(func (export "new") (param i32) (drop (array.new_elem $a $e (i32.const 0) (local.get 0))))
			(func (export "array init") (param i32) (array.init_elem $a $e (global.get $g) (i32.const 0) (i32.const 0) (local.get 0)))
			(func (export "active") (param i32) (table.init $t $active (i32.const 0) (i32.const 0) (local.get 0)))
			(func (export "declared") (param i32) (drop (array.new_elem $a $declared (i32.const 0) (local.get 0))))
			(func (export "drop") (elem.drop $e)))`))
		uses := []string{"init", "new", "array init"}
		for _, name := range uses {
			results(t, in, name, 2)
		}
		results(t, in, "drop")
		results(t, in, "drop")
		for _, name := range append(uses, "active", "declared") {
			results(t, in, name, 0)
			for _, n := range []uint64{1, 2, math.MaxUint32} {
				if trap := trapOf(t, context.Background(), in, name, n); trap.Code != vm.TrapTableOutOfBounds && trap.Code != vm.TrapArrayOutOfBounds {
					t.Errorf("%s, %s %d: %v", typ, name, n, trap)
				}
			}
		}
	}
}

// TestDoublingCalls runs functions without a loop, each of which calls the next one twice.
func TestDoublingCalls(t *testing.T) {
	text := `(module (func $f0 (export "leaf"))`
	for i := range 60 {
		text += fmt.Sprintf(`(func $f%d (export "f%d") (call $f%d) (call $f%d))`, i+1, i+1, i, i)
	}
	text += `(func (export "table") (param i32) (loop (block ` + `(br_table ` + strings.Repeat("0 1 ", 30_000) + `0 (local.get 0)))))`
	in := newEnvOf(t, vm.StoreConfig{}).text(text + ")")
	for name, args := range map[string][]uint64{"f60": nil, "table": {59_999}} {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		if trap := trapOf(t, ctx, in, name, args...); trap.Code != vm.TrapInterrupted || !errors.Is(trap, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, trap)
		}
		cancel()
	}
	results(t, in, "table", 60_000)
}

// TestTailCallAtStackEnd calls functions with ever larger frames in the place of a small one, at every depth up to the end of the stack.
func TestTailCallAtStackEnd(t *testing.T) {
	for _, n := range []int{10, 1000, 20_000} {
		in := newEnvOf(t, vm.StoreConfig{MaxStack: 1 << 14}).text(`(module
			(func $large (param i32) (result i64) (local $last i64) (local ` + strings.Repeat("i64 ", n) + `) (local $end i64)
				(local.set $end (i64.const 3)) (i64.add (local.get $end) (local.get $last)))
			(func $deep (export "f") (param i32) (result i64)
				(if (result i64) (local.get 0) (then (i64.add (i64.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1))))) (else (return_call $large (local.get 0)))))
			(func $endless (export "endless") (param i32) (result i64) (i64.add (i64.const 1) (call $tail (local.get 0))))
			(func $tail (param i32) (result i64) (return_call $large2 (local.get 0)))
			(func $large2 (param i32) (result i64) (local ` + strings.Repeat("i64 ", n) + `) (i64.add (i64.const 1) (call $endless (local.get 0)))))`)
		failed := false
		for depth := range uint64(600) {
			r, err := exported(t, in, "f").Call(context.Background(), depth)
			var trap *vm.Trap
			switch {
			case err == nil && (failed || r[0] != depth+3):
				t.Fatalf("%d locals, depth %d: %d", n, depth, r)
			case err != nil && (!errors.As(err, &trap) || trap.Code != vm.TrapStackExhausted):
				t.Fatalf("%d locals, depth %d: %v", n, depth, err)
			}
			failed = err != nil
		}
		if trap := trapOf(t, context.Background(), in, "endless", 0); trap.Code != vm.TrapStackExhausted {
			t.Errorf("%d locals: %v", n, trap)
		}
	}
}

// TestBadCustomSections runs a module whose custom sections make no sense.
func TestBadCustomSections(t *testing.T) {
	b := newBuilder("guest")
	b.fn("f", i32I32, nil, get(0), open(op.If, wasm.I32), i32(1), do(op.Else), i32(2), end())
	for _, name := range []string{"name", "metadata.code.branch_hint", "producers", "target_features", "sourceMappingURL", "dylink.0", "linking", "reloc.CODE", "", "\x00", ".debug_info", ".debug_line", ".debug_abbrev"} {
		for _, data := range []string{"", "\x00", "\xff\xff\xff\xff\x0f", "\x01\xff\xff\xff\xff\x0f", "\x01\x00\x01\x05\x01\x01", "\x01\x05\xff\xff\xff\xff\x0f", strings.Repeat("\x80", 40), strings.Repeat("\x01\x7f", 100), "\x02\x7f\x00"} {
			m := b.m
			m.Customs = []wasm.Custom{{Name: name, Data: []byte(data), Place: 0}, {Name: name, Data: []byte(data), Place: 100}}
			e := newEnvOf(t, vm.StoreConfig{})
			module, err := e.engine.Compile(binary.Encode(&m))
			if err != nil {
				t.Errorf("section %q of %q: %v", name, data, err)
				continue
			}
			in, err := e.linker.Instantiate(context.Background(), e.store, module)
			if err != nil {
				t.Fatal(err)
			}
			if r := result(t, in, "f", 0); r != 2 {
				t.Errorf("f = %d", r)
			}
			module.Name()
		}
	}
}

// TestGrowInTailCall has the host grow the memory while it is called in the place of a function whose caller then reads it.
func TestGrowInTailCall(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	e.host("grow", none, func(c *vm.Caller, _ []uint64) error {
		m := c.Memory()
		if _, ok := m.Grow(10); !ok {
			return errors.New("the memory does not grow")
		}
		m.Bytes()[m.Len()-1] = 7
		return nil
	})
	in := e.text(`(module (import "host" "grow" (func $grow)) (memory (export "memory") 1) (table funcref (elem $grow)) (type $f (func))
		(func $tail (return_call $grow)) (func $indirect (return_call_indirect (type $f) (i32.const 0))) (func $ref (return_call_ref $f (ref.func $grow)))
		(func $last (result i32) (i32.load8_u (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 1))))
		(func (export "f") (result i32) (call $tail) (call $last) (call $indirect) (call $last) (i32.add) (call $ref) (call $last) (i32.add)))`)
	if r := result(t, in, "f"); r != 21 {
		t.Errorf("f = %d", r)
	}
}
