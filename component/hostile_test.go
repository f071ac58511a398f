package component_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
)

// This file tests guests that lie about their memory, through whole components: package canon tests the same at its own level.

var encodings = []string{"utf8", "utf16", "latin1+utf16"}

// lyingText is a component whose function "f" takes a string in one encoding and hands it to another instance, in another encoding, whose realloc returns
// pointers[i] in its call i, and the last one ever after.
func lyingText(from, to string, pointers []int64) string {
	var answers strings.Builder
	for i, p := range pointers {
		fmt.Fprintf(&answers, "(if (i32.eq (global.get $calls) (i32.const %d)) (then (return (i32.const %d))))\n", i+1, int32(p))
	}
	return fmt.Sprintf(`(component
  (component $liar
    (core module $m (memory (export "memory") 1) (global $calls (mut i32) (i32.const 0))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        %s (i32.const %d))
      (func (export "f") (param i32 i32) (result i32) (local.get 1)))
    (core instance $m (instantiate $m))
    (func (export "f") (param "s" string) (result u32)
      (canon lift (core func $m "f") (memory $m "memory") (realloc (func $m "realloc")) string-encoding=%s)))
  (component $caller
    (import "f" (func $f (param "s" string) (result u32)))
    %s
    (core func $f (canon lower (func $f) (memory $libc "memory") string-encoding=%s))
    (func (export "f") (param "s" string) (result u32) (canon lift (core func $f) %s string-encoding=%s)))
  (instance $liar (instantiate $liar))
  (instance $caller (instantiate $caller (with "f" (func $liar "f"))))
  (export "direct" (func $liar "f"))
  (export "through" (func $caller "f")))`, answers.String(), int32(pointers[len(pointers)-1]), to, memory, from, memoryOptions, from)
}

// TestLyingRealloc returns pointers beyond the memory or misaligned, from each call of realloc, for each pair of encodings (GHSA-394w-hwhg-8vgm and
// GHSA-jxhv-7h78-9775): the call traps or has read a string, and nothing else happens.
func TestLyingRealloc(t *testing.T) {
	e := component.NewEngine(all)
	texts := []string{"", "x", "plain text", "grüße", "日本語", "ab日本", strings.Repeat("é", 300), strings.Repeat("x", 200) + "✓"}
	bad := []int64{0xffffffff, 0xfffffffe, 65535, 65534, 65537, 1, 3, 0}
	for _, from := range encodings {
		for _, to := range encodings {
			for step := range 3 {
				for _, p := range bad {
					pointers := append([]int64{1024, 4096, 8192}[:step:step], p)
					c := compile(t, e, lyingText(from, to, pointers))
					for _, s := range texts {
						for _, name := range []string{"direct", "through"} {
							in, err := component.NewLinker(e).Instantiate(context.Background(), c, component.Limits{})
							must(t, err)
							_, err = function(t, in, name).Call(context.Background(), s)
							var border *canon.Trap
							if err != nil && !errors.As(err, &border) {
								t.Errorf("%s to %s, pointers %v, %q, %s: %v", from, to, pointers, s, name, err)
							}
							if err == nil && p > 65537 && step == 0 && s != "" {
								t.Errorf("%s to %s, pointers %v, %q, %s: no trap", from, to, pointers, s, name)
							}
							in.Close()
						}
					}
				}
			}
		}
	}
}

// sourceText is a component that returns a string or list from where body says: two numbers, pointer and length.
func sourceText(typ, encoding string, ptr, length uint32) string {
	return fmt.Sprintf(`(component
  (core module $m (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.store (i32.const 16) (i32.const %d)) (i32.store (i32.const 20) (i32.const %d)) (i32.const 16)))
  (core instance $m (instantiate $m))
  (func (export "f") (result %s) (canon lift (core func $m "f") (memory $m "memory") string-encoding=%s)))`, int32(ptr), int32(length), typ, encoding)
}

// TestSourceBounds reads strings and lists at the end of the memory, and one unit beyond it (GHSA-hx6p-xpx3-jvvv).
func TestSourceBounds(t *testing.T) {
	const end = 65536
	tests := []struct {
		typ, encoding string
		ptr, length   uint32
		ok            bool
	}{
		{"string", "utf8", end - 4, 4, true}, {"string", "utf8", end - 4, 5, false}, {"string", "utf8", end, 0, true}, {"string", "utf8", end + 1, 0, false},
		{"string", "utf16", end - 4, 2, true}, {"string", "utf16", end - 4, 4, false}, {"string", "utf16", end - 4, 3, false},
		{"string", "utf16", end - 3, 1, false}, {"string", "utf16", end, 0, true}, {"string", "utf16", 0, 1 << 31, false},
		{"string", "latin1+utf16", end - 4, 4, true}, {"string", "latin1+utf16", end - 4, 5, false},
		{"string", "latin1+utf16", end - 4, 1<<31 | 2, true}, {"string", "latin1+utf16", end - 4, 1<<31 | 3, false}, {"string", "latin1+utf16", end - 4, 1<<31 | 4, false},
		{"string", "utf8", 0xffffffff, 0xffffffff, false}, {"string", "utf8", 1, 0xffffffff, false},
		{"(list u8)", "utf8", end - 4, 4, true}, {"(list u8)", "utf8", end - 4, 5, false}, {"(list u8)", "utf8", 16, 0xffffffff, false},
		{"(list u64)", "utf8", end - 8, 1, true}, {"(list u64)", "utf8", end - 8, 2, false}, {"(list u64)", "utf8", end - 4, 1, false},
		{"(list u64)", "utf8", 0, 1 << 29, false}, {"(list u64)", "utf8", 0, 0x20000001, false}, // 8 bytes times this wraps to 8
		{"(list string)", "utf8", end - 8, 1, true}, {"(list string)", "utf8", end - 8, 2, false},
	}
	e := component.NewEngine(all)
	for _, x := range tests {
		c := compile(t, e, sourceText(x.typ, x.encoding, x.ptr, x.length))
		in, err := component.NewLinker(e).Instantiate(context.Background(), c, component.Limits{})
		must(t, err)
		_, err = function(t, in, "f").Call(context.Background())
		var trap *canon.Trap
		if (err == nil) != x.ok || err != nil && !errors.As(err, &trap) {
			t.Errorf("%s in %s, %#x at %#x: %v", x.typ, x.encoding, x.length, x.ptr, err)
		}
		in.Close()
	}
}

// TestUndeclaredFlags lifts flags with all bits set (GHSA-m758-wjhj-p3jq): those without a name are ignored.
func TestUndeclaredFlags(t *testing.T) {
	e := component.NewEngine(all)
	for n := 1; n <= 32; n++ {
		c := compile(t, e, fmt.Sprintf(`(component
  (type $f' (flags%s)) (export $f "flag-set" (type $f'))
  (core module $m (memory (export "memory") 1) (func (export "f") (result i32) (i32.const -1))
    (func (export "list") (result i32) (memory.fill (i32.const 64) (i32.const 255) (i32.const 64))
      (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 3)) (i32.const 16)))
  (core instance $m (instantiate $m))
  (func (export "f") (result $f) (canon lift (core func $m "f")))
  (func (export "list") (result (list $f)) (canon lift (core func $m "list") (memory $m "memory"))))`, labels(n)))
		in, err := component.NewLinker(e).Instantiate(context.Background(), c, component.Limits{})
		must(t, err)
		got, err := function(t, in, "f").Call(context.Background())
		if f, ok := got.(value.Flags); err != nil || !ok || len(f) != n {
			t.Errorf("%d flags: %v, %v", n, got, err)
		}
		typed, err := component.Typed0[uint64](function(t, in, "f"))
		must(t, err)
		if bits, err := typed.Call(context.Background()); err != nil || bits != 1<<n-1 {
			t.Errorf("%d flags: bits %#x, %v", n, bits, err)
		}
		all, err := function(t, in, "list").Call(context.Background())
		must(t, err)
		for _, f := range all.([]value.Value) {
			if len(f.(value.Flags)) != n {
				t.Errorf("%d flags in memory: %v", n, f)
			}
		}
		in.Close()
	}
}

// TestDroppedSegments uses element segments that were dropped, in a core module of a component (GHSA-75hq-h6g9-h4q5): that is a trap, unless nothing is
// taken of them.
func TestDroppedSegments(t *testing.T) {
	e := component.NewEngine(all)
	for _, typ := range []string{"funcref", "externref", "anyref", "(ref null func)", "i31ref"} {
		null := map[string]string{"funcref": "func", "externref": "extern", "anyref": "any", "(ref null func)": "func", "i31ref": "i31"}[typ]
		c := compile(t, e, fmt.Sprintf(`(component
  (core module $m (type $a (array (mut %[1]s))) (table $t 4 %[1]s)
    (elem $e %[1]s (item (ref.null %[2]s)) (item (ref.null %[2]s)))
    (func (export "init") (param i32) (elem.drop $e) (table.init $t $e (i32.const 0) (i32.const 0) (local.get 0)))
    (func (export "new") (param i32) (elem.drop $e) (drop (array.new_elem $a $e (i32.const 0) (local.get 0)))))
  (core instance $m (instantiate $m))
  (func (export "init") (param "n" u32) (canon lift (core func $m "init")))
  (func (export "new") (param "n" u32) (canon lift (core func $m "new"))))`, typ, null))
		for _, name := range []string{"init", "new"} {
			for n := range 3 {
				in, err := component.NewLinker(e).Instantiate(context.Background(), c, component.Limits{})
				must(t, err)
				_, err = function(t, in, name).Call(context.Background(), n)
				var trap *vm.Trap
				if (err == nil) != (n == 0) || err != nil && !errors.As(err, &trap) {
					t.Errorf("%s of %s, %d elements: %v", name, typ, n, err)
				}
				in.Close()
			}
		}
	}
}

// TestHostMemory lifts lists that would take far more of the host's memory than they take of the guest's: the limit ends the guest.
func TestHostMemory(t *testing.T) {
	e := component.NewEngine(all)
	c := compile(t, e, `(component
  (core module $m (memory (export "memory") 256)
    (func (export "f") (result i32) (local $i i32)
      (loop (i32.store (i32.add (i32.const 64) (i32.mul (local.get $i) (i32.const 8))) (i32.const 65536))
        (i32.store (i32.add (i32.const 68) (i32.mul (local.get $i) (i32.const 8))) (i32.const 16000000))
        (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
      (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 1000)) (i32.const 16)))
  (core instance $m (instantiate $m))
  (func (export "f") (result (list (list u8))) (canon lift (core func $m "f") (memory $m "memory"))))`)
	for name, call := range map[string]func(f *component.Func) error{
		"dynamic": func(f *component.Func) error { _, err := f.Call(context.Background()); return err },
		"typed": func(f *component.Func) error {
			typed, err := component.Typed0[[][]byte](f)
			must(t, err)
			_, err = typed.Call(context.Background())
			return err
		},
	} {
		in, err := component.NewLinker(e).Instantiate(context.Background(), c, component.Limits{Limits: canon.Limits{HostBytes: 64 << 20}})
		must(t, err)
		var trap *canon.Trap
		if err := call(function(t, in, "f")); !errors.As(err, &trap) || trap.Code != canon.TrapLimit {
			t.Errorf("%s: %v", name, err)
		}
		in.Close()
	}
}
