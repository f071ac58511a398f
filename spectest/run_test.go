package spectest_test

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/spectest"
	"github.com/wvm-project/wvm/vm"
)

// This file tests that scripts fail where they must. In the scripts a comment ";; FAIL TEXT" at the end of a line says that the command
// which starts there fails with a message that has the text.

// module has functions that return what patterns are about.
const module = `(module $M
  (type $s (struct (field i32)))
  (type $a (array i8))
  (tag $t (param i32))
  (func $f)
  (elem declare func $f)
  (table 1 funcref)
  (global (export "g") i64 (i64.const 7))
  (global (export "gv") v128 (v128.const i32x4 1 2 3 4))
  (global (export "gr") anyref (ref.i31 (i32.const 1)))
  (memory (export "m") 1)
  (func (export "none"))
  (func (export "i32") (result i32) (i32.const 5))
  (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "v128") (param v128) (result v128) (local.get 0))
  (func (export "func") (result funcref) (ref.func $f))
  (func (export "typed") (result (ref $s)) (struct.new $s (i32.const 1)))
  (func (export "struct") (result anyref) (struct.new $s (i32.const 1)))
  (func (export "array") (result anyref) (array.new $a (i32.const 1) (i32.const 3)))
  (func (export "i31") (result anyref) (ref.i31 (i32.const 1)))
  (func (export "exn") (result exnref) (block (result exnref) (try_table (catch_all_ref 0) (throw $t (i32.const 1))) (unreachable)))
  (func (export "extern") (param externref) (result externref) (local.get 0))
  (func (export "any") (param anyref) (result anyref) (local.get 0))
  (func (export "nofunc") (result funcref) (ref.null func))
  (func (export "noexn") (result exnref) (ref.null exn))
  (func (export "trap") (unreachable))
  (func (export "uninitialized") (call_indirect (i32.const 0)))
  (func (export "throw") (throw $t (i32.const 1)))
  (func $deep (export "deep") (call $deep))
)
`

var scripts = map[string]string{
	"values": module + `
(assert_return (invoke "none"))
(assert_return (invoke "none") (i32.const 0)) ;; FAIL wanted (i32.const 0), got nothing
(assert_return (invoke "i32")) ;; FAIL wanted nothing, got (i32.const 5)
(assert_return (invoke "i32") (i32.const 5))
(assert_return (invoke $M "i32") (i32.const 5))
(assert_return (invoke "i32") (i32.const -5)) ;; FAIL wanted (i32.const -5), got (i32.const 5)
(assert_return (invoke "i32") (i64.const 5)) ;; FAIL wanted (i64.const 5), got (i32.const 5)
(assert_return (invoke "two") (i32.const 1) (i64.const 2))
(assert_return (invoke "two") (i32.const 1) (i64.const 3)) ;; FAIL got (i32.const 1) (i64.const 2)
(assert_return (invoke "i32") (either (i32.const 1) (i32.const 5)))
(assert_return (invoke "i32") (either (i32.const 1) (i32.const 2))) ;; FAIL wanted (either (i32.const 1) (i32.const 2))
(assert_return (get "g") (i64.const 7))
(assert_return (get "g") (i64.const 8)) ;; FAIL wanted (i64.const 8), got (i64.const 7)
(assert_return (get "gv") (v128.const i32x4 1 2 3 4))
(assert_return (get "gr") (ref.i31))
(assert_return (get "gr") (ref.struct)) ;; FAIL wanted (ref.struct), got (ref.i31)
(assert_return (get "h") (i64.const 8)) ;; FAIL there is no global "h"
(assert_return (invoke "m")) ;; FAIL there is no function "m"
(invoke $N "i32") ;; FAIL there is no instance $N
(invoke "i32" (i32.const 1)) ;; FAIL the arguments do not fit
(invoke "f32" (f64.const 1)) ;; FAIL the arguments do not fit
(invoke "trap") ;; FAIL unreachable
`,
	"components": module + `
(component definition $c (import "f" (func (param "x" u8))))
(component instance $k $d) ;; FAIL there is no component $d
(component definition binary "\00asm\0d\00\01\00\ff") ;; FAIL the component is refused: malformed
(assert_malformed (component quote "(type (frob))") "unknown operator")
(assert_malformed (component quote "(type u8)") "x") ;; FAIL wanted malformed module: "x", but it is accepted
(assert_malformed (component binary "\00asm\0d\00\02\00") "unknown binary version")
(assert_invalid (component (export "a" (func 0))) "")
(assert_invalid (component (export "a" (func 0))) "frob") ;; FAIL wanted invalid module: "frob", got invalid
(assert_invalid (component) "x") ;; FAIL wanted invalid module: "x", but it is accepted
(component (export "a" (func 0))) ;; FAIL the component is refused: 
(module $N)
(assert_malformed_custom (component) "x") ;; FAIL assert_malformed_custom is not for components
(assert_return (invoke $M "none"))
(module (func (export "f") (param i32)))
(invoke "f" (u8.const 1)) ;; FAIL the arguments do not fit
(invoke "f" (i32.const 1))
(assert_return (invoke "f" (i32.const 1)) (record.const (field "a" list.const (u8.const 1)) (field "b" option.some (char.const "x")))) ;; FAIL wanted (record.const (field "a" list.const (u8.const 1)) (field "b" option.some (char.const "x"))), got nothing
`,
	"floats": module + `
(assert_return (invoke "f32" (f32.const nan:0x200000)) (f32.const nan:0x200000))
(assert_return (invoke "f32" (f32.const nan:0x200000)) (f32.const nan:arithmetic)) ;; FAIL wanted (f32.const nan:arithmetic), got (f32.const NaN[0x7fa00000])
(assert_return (invoke "f32" (f32.const -nan)) (f32.const nan:canonical))
(assert_return (invoke "f32" (f32.const nan:0x400001)) (f32.const nan:arithmetic))
(assert_return (invoke "f32" (f32.const nan:0x400001)) (f32.const nan:canonical)) ;; FAIL wanted (f32.const nan:canonical)
(assert_return (invoke "f32" (f32.const -0)) (f32.const 0)) ;; FAIL got (f32.const -0[0x80000000])
(assert_return (invoke "f32" (f32.const 1)) (f32.const nan:canonical)) ;; FAIL got (f32.const 1[
(assert_return (invoke "f64" (f64.const -nan)) (f64.const nan:canonical))
(assert_return (invoke "f64" (f64.const nan:0x8000000000001)) (f64.const nan:arithmetic))
(assert_return (invoke "f64" (f64.const nan:0x8000000000001)) (f64.const nan:canonical)) ;; FAIL wanted (f64.const nan:canonical)
(assert_return (invoke "f64" (f64.const nan)) (f32.const nan:canonical)) ;; FAIL wanted (f32.const nan:canonical)
(assert_return (invoke "f64" (f64.const inf)) (f64.const nan:arithmetic)) ;; FAIL got (f64.const +Inf[
`,
	"vectors": module + `
(assert_return (invoke "v128" (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)) (v128.const i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c))
(assert_return (invoke "v128" (v128.const i64x2 1 2)) (v128.const i64x2 1 3)) ;; FAIL wanted (v128.const i32x4 0x1 0x0 0x3 0x0), got (v128.const i32x4 0x1 0x0 0x2 0x0)
(assert_return (invoke "v128" (v128.const f32x4 1 nan 3 nan:0x600000)) (v128.const f32x4 1 nan:canonical 3 nan:arithmetic))
(assert_return (invoke "v128" (v128.const f32x4 1 nan 3 nan:0x600000)) (v128.const f32x4 1 nan:canonical 3 nan:canonical)) ;; FAIL wanted (v128.const f32x4 1[0x3f800000] nan:canonical
(assert_return (invoke "v128" (v128.const f32x4 1 nan 3 nan:0x600000)) (v128.const f32x4 2 nan:canonical 3 nan:arithmetic)) ;; FAIL wanted (v128.const
(assert_return (invoke "v128" (v128.const f64x2 -nan 2)) (v128.const f64x2 nan:canonical 2))
(assert_return (invoke "v128" (v128.const f64x2 2 -nan)) (v128.const f64x2 nan:canonical 2)) ;; FAIL wanted (v128.const
(assert_return (invoke "i32") (v128.const f64x2 nan:canonical 2)) ;; FAIL got (i32.const 5)
(assert_return (invoke "v128" (v128.const i64x2 1 2)) (either (v128.const i64x2 2 2) (v128.const i64x2 1 2)))
`,
	"references": module + `
(assert_return (invoke "func") (ref.func))
(assert_return (invoke "func") (ref.extern)) ;; FAIL wanted (ref.extern), got (ref.func)
(assert_return (invoke "func") (ref.any)) ;; FAIL wanted (ref.any)
(assert_return (invoke "func") (ref.null func)) ;; FAIL wanted (ref.null func)
(assert_return (invoke "typed") (ref.struct))
(assert_return (invoke "typed") (ref.func)) ;; FAIL wanted (ref.func), got (ref.struct)
(assert_return (invoke "struct") (ref.struct))
(assert_return (invoke "struct") (ref.eq))
(assert_return (invoke "struct") (ref.any))
(assert_return (invoke "struct") (ref.array)) ;; FAIL wanted (ref.array), got (ref.struct)
(assert_return (invoke "array") (ref.array))
(assert_return (invoke "array") (ref.i31)) ;; FAIL wanted (ref.i31), got (ref.array)
(assert_return (invoke "i31") (ref.i31))
(assert_return (invoke "i31") (ref.struct)) ;; FAIL wanted (ref.struct), got (ref.i31)
(assert_return (invoke "exn") (ref.exn))
(assert_return (invoke "exn") (ref.any)) ;; FAIL wanted (ref.any), got (ref.exn)
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 3))
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern))
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 4)) ;; FAIL wanted (ref.extern 4), got (ref.extern 3)
(assert_return (invoke "extern" (ref.extern 3)) (ref.host 3)) ;; FAIL wanted (ref.host 3), got (ref.extern 3)
(assert_return (invoke "extern" (ref.null extern)) (ref.null extern))
(assert_return (invoke "extern" (ref.null extern)) (ref.null))
(assert_return (invoke "extern" (ref.null extern)) (ref.null any)) ;; FAIL wanted (ref.null any), got (ref.null noextern)
(assert_return (invoke "extern" (ref.null extern)) (ref.extern)) ;; FAIL wanted (ref.extern), got (ref.null noextern)
(assert_return (invoke "any" (ref.host 3)) (ref.host 3))
(assert_return (invoke "any" (ref.host 3)) (ref.any))
(assert_return (invoke "any" (ref.host 3)) (ref.eq)) ;; FAIL wanted (ref.eq), got (ref.any 3)
(assert_return (invoke "any" (ref.null none)) (ref.null eq))
(assert_return (invoke "nofunc") (ref.null func))
(assert_return (invoke "nofunc") (ref.null nofunc))
(assert_return (invoke "nofunc") (ref.null exn)) ;; FAIL wanted (ref.null exn), got (ref.null nofunc)
(assert_return (invoke "nofunc") (ref.func)) ;; FAIL wanted (ref.func)
(assert_return (invoke "noexn") (ref.null exn))
(assert_return (invoke "i32") (ref.null)) ;; FAIL wanted (ref.null), got (i32.const 5)
(assert_return (invoke "i32") (ref.func)) ;; FAIL got (i32.const 5)
(assert_return (invoke "func") (i32.const 1)) ;; FAIL got (ref.func)
`,
	"ends": module + `
(assert_trap (invoke "trap") "unreachable")
(assert_trap (invoke "trap") "integer overflow") ;; FAIL wanted trap "integer overflow", got "unreachable"
(assert_trap (invoke "none") "unreachable") ;; FAIL wanted trap "unreachable", got none
(assert_trap (invoke "throw") "unreachable") ;; FAIL wanted trap "unreachable", got: uncaught exception
(assert_trap (invoke "uninitialized") "uninitialized element 0")
(assert_exhaustion (invoke "deep") "call stack exhausted")
(assert_exhaustion (invoke "trap") "call stack exhausted") ;; FAIL got "unreachable"
(assert_exception (invoke "throw"))
(assert_exception (invoke "none")) ;; FAIL wanted an exception, got none
(assert_exception (invoke "trap")) ;; FAIL wanted an exception, got: wasm trap: unreachable
`,
	"modules": `
(assert_malformed (module quote "(func (unknown))") "unexpected token") ;; FAIL wanted malformed module: "unexpected token", got malformed module: "unknown operator
(assert_malformed (module quote "(func (i32.add))") "type mismatch") ;; FAIL wanted malformed module: "type mismatch", got invalid module: "type mismatch
(assert_malformed (module quote "(func)") "unexpected token") ;; FAIL wanted malformed module: "unexpected token", but it is accepted
(assert_malformed (module binary "\00asm\02\00\00\00") "unknown binary version")
(assert_malformed (module binary "\00asm\02\00\00\00") "magic header") ;; FAIL got malformed module: "unknown binary version
(assert_invalid (module (func (i32.add) (drop))) "type mismatch")
(assert_invalid (module (func (i32.add) (drop))) "unknown local") ;; FAIL wanted invalid module: "unknown local", got invalid module: "type mismatch
(assert_invalid (module (func)) "type mismatch") ;; FAIL wanted invalid module: "type mismatch", but it is accepted
(assert_invalid (module binary "\00asm\02\00\00\00") "unknown binary version") ;; FAIL wanted invalid module
(assert_malformed_custom (module quote "(@custom)") "@custom annotation: missing section name")
(assert_malformed_custom (module quote "(@custom \"x\")") "@custom") ;; FAIL but it is accepted
(assert_malformed_custom (module binary "\00asm\01\00\00\00\00\06\04name\00") "unexpected end")
(assert_malformed_custom (module binary "\00asm\01\00\00\00\00\1b\19metadata.code.branch_hint\05") "x") ;; FAIL wanted malformed module: "x", got malformed module
(assert_unlinkable (module (import "spectest" "nothing" (func))) "unknown import")
(assert_unlinkable (module (import "spectest" "print_i32" (func))) "incompatible import type")
(assert_unlinkable (module (import "spectest" "print_i32" (func))) "unknown import") ;; FAIL got: incompatible import type
(assert_unlinkable (module (import "spectest" "print" (func))) "unknown import") ;; FAIL but it is linked
(assert_unlinkable (module (func (i32.add))) "unknown import") ;; FAIL wanted unlinkable module: "unknown import", got: type mismatch
(assert_trap (module (func $f (unreachable)) (start $f)) "unreachable")
(assert_trap (module (func $f) (start $f)) "unreachable") ;; FAIL wanted trap "unreachable", got none
(module (import "spectest" "nothing" (func))) ;; FAIL the module cannot be instantiated: unknown import
(module (func (i32.add))) ;; FAIL the module is refused: type mismatch
(module binary "\00asm") ;; FAIL the module is refused: unexpected end
(module quote "(func") ;; FAIL the module is refused: unexpected token
`,
	"instances": `
(invoke "f") ;; FAIL there is no instance yet
(register "n") ;; FAIL there is no instance yet
(module instance) ;; FAIL there is no module yet
(module definition $D (global (export "g") (mut i32) (i32.const 0)) (func (export "inc") (result i32)
  (global.set 0 (i32.add (global.get 0) (i32.const 1))) (global.get 0)))
(module instance $A $D)
(module instance $B $D)
(module instance $C $E) ;; FAIL there is no module $E
(module instance $B $D)
(assert_return (invoke $A "inc") (i32.const 1))
(assert_return (invoke $A "inc") (i32.const 2))
(assert_return (invoke "inc") (i32.const 1))
(register "a" $A)
(register "z" $Z) ;; FAIL there is no instance $Z
(module (import "a" "inc" (func (result i32))) (export "inc" (func 0)))
(assert_return (invoke "inc") (i32.const 3))
(module definition $U (import "a" "none" (func)))
(assert_unlinkable (module instance $U) "unknown import")
(module definition $T (func $f (unreachable)) (start $f))
(assert_trap (module instance $T) "unreachable")
(module definition (func (i32.add))) ;; FAIL the module is refused
`,
	"threads": `
(module $M (memory (export "shared") 1 1 shared) (memory (export "own") 1) (func (export "f")))
(thread $T1 (shared (module $M))
  (register "m" $M)
  (module (import "m" "shared" (memory 1 1 shared))
    (func (export "run") (i32.atomic.store (i32.const 0) (i32.const 42))
      (drop (memory.atomic.notify (i32.const 4) (i32.const 1)))))
  (invoke "run")
  (assert_unlinkable (module (import "m" "own" (memory 1))) "unknown import")
  (invoke $M "f") ;; FAIL instance $M belongs to another thread
  (thread $T2 (shared (module $M))
    (register "m" $M)
    (module (import "m" "shared" (memory 1 1 shared)) (func (export "get") (result i32) (i32.atomic.load (i32.const 0))))
    (assert_return (invoke "get") (i32.const 42))
    (assert_return (invoke "get") (i32.const 43))) ;; inner
  (wait $T2)
)
(thread $T1) ;; FAIL there is a thread $T1 already
(thread $T3 (shared (module $N))) ;; FAIL there is no instance $N
(register "m" $M)
(module (import "m" "shared" (memory 1 1 shared)) (func (export "get") (result i32) (i32.atomic.load (i32.const 0))))
(wait $T1)
(assert_return (invoke "get") (i32.const 42))
(wait $T1) ;; FAIL there is no thread $T1
(thread $T4 (assert_return (invoke "get"))) ;; FAIL there is no instance yet
`,
	"text":   `(module) (asert_return) ;; FAIL unknown operator`,
	"fields": `(func (export "f"))`,
}

// expected returns the lines that fail and the text that their messages have.
func expected(script string) map[int]string {
	want := map[int]string{}
	for i, line := range strings.Split(script, "\n") {
		if _, text, ok := strings.Cut(line, ";; FAIL "); ok {
			want[i+1] = text
		}
		if strings.Contains(line, ";; inner") {
			want[i+1] = "wanted (i32.const 43), got (i32.const 42)"
		}
	}
	return want
}

func TestRun(t *testing.T) {
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := spectest.Run(context.Background(), name, []byte(script), spectest.Config{Features: vm.Supported})
			want := expected(script)
			if r.Failed != len(want) || r.Failed != len(r.Failures) || r.Skipped != 0 {
				t.Errorf("%d failed, %d failures, %d skipped; want %d to fail", r.Failed, len(r.Failures), r.Skipped, len(want))
			}
			for i := range r.Failures {
				f := &r.Failures[i]
				if text, ok := want[f.Line]; !ok || !strings.Contains(f.Message, text) || f.File != name {
					t.Errorf("%s\n\twanted: %q", f, text)
				}
				delete(want, f.Line)
			}
			for line := range want {
				t.Errorf("line %d does not fail", line)
			}
		})
	}
}

// TestComponents tests that each instance of a component is one of its own.
func TestComponents(t *testing.T) {
	const script = `(component definition $c
	(core module $m
		(global $g (mut i32) (i32.const 0))
		(func (export "f") (param i32) (result i32)
			(global.set $g (i32.add (global.get $g) (local.get 0)))
			(if (i32.gt_u (global.get $g) (i32.const 9)) (then unreachable))
			(global.get $g)))
	(core instance $i (instantiate $m))
	(func (export "f") (param "x" u8) (result u8) (canon lift (core func $i "f"))))
(component instance $i $c) (component instance $j $c)
(assert_return (invoke $i "f" (u8.const 1)) (u8.const 1)) (assert_return (invoke $i "f" (u8.const 1)) (u8.const 2))
(assert_return (invoke "f" (u8.const 1)) (u8.const 1))
(assert_trap (invoke $i "f" (u8.const 200)) "unreachable") (assert_trap (invoke $i "f" (u8.const 1)) "cannot enter component instance")
(invoke $j "f" (u8.const 1))
(assert_trap (component (core module $m (func $f unreachable) (start $f)) (core instance (instantiate $m))) "unreachable")`
	cfg := spectest.Config{Features: spectest.Features("component/values/x.wast")}
	if r := spectest.Run(context.Background(), "", []byte(script), cfg); r.Passed != 10 || r.Failed != 0 || r.Skipped != 0 {
		t.Errorf("%d passed, %d failed, %d skipped: %v", r.Passed, r.Failed, r.Skipped, r.Failures)
	}
	if r := spectest.Run(context.Background(), "component/async/x.wast", []byte(script), cfg); r.Passed != 1 || r.Failed != 0 || r.Skipped != 9 {
		t.Errorf("async: %d passed, %d failed, %d skipped: %v", r.Passed, r.Failed, r.Skipped, r.Failures)
	}
}

// TestSkipped tests that what follows a module that cannot be made is skipped.
func TestSkipped(t *testing.T) {
	const script = `(module $M (import "none" "none" (func)) (export "f" (func 0)))
(invoke "f") (assert_return (invoke $M "f")) (assert_trap (invoke "f") "") (assert_exception (invoke "f")) (register "m")
(module definition $D (func (i32.add)))
(module instance $I $D) (assert_unlinkable (module instance $D) "unknown import") (assert_trap (module instance $D) "")
(module) (module $N) (assert_return (invoke "f"))`
	r := spectest.Run(context.Background(), "script", []byte(script), spectest.Config{Features: vm.Supported})
	if r.Failed != 3 || r.Skipped != 8 || r.Passed != 2 || r.Commands() != 13 {
		t.Errorf("%d failed, %d skipped, %d passed, %d in all; want 3, 8, 2, 13: %v", r.Failed, r.Skipped, r.Passed, r.Commands(), r.Failures)
	}
}

func TestOutput(t *testing.T) {
	const script = `(module (import "spectest" "print" (func)) (import "spectest" "print_i32_f32" (func (param i32 f32)))
	(import "spectest" "print_f64_f64" (func (param f64 f64))) (import "spectest" "print_i64" (func (param i64)))
	(func $f (call 0) (call 1 (i32.const -1) (f32.const 0.5)) (call 2 (f64.const 1) (f64.const 0)) (call 3 (i64.const -2))) (start $f))`
	const want = "\n(i32.const -1) (f32.const 0.5[0x3f000000])\n(f64.const 1[0x3ff0000000000000]) (f64.const 0[0x0])\n(i64.const -2)\n"
	var out bytes.Buffer
	r := spectest.Run(context.Background(), "script", []byte(script), spectest.Config{Features: vm.Supported, Output: &out})
	if r.Passed != 1 || out.String() != want {
		t.Errorf("%v; printed %q, want %q", r.Failures, out.String(), want)
	}
}

func TestFeatures(t *testing.T) {
	tests := []struct{ path, missing, added string }{
		{"core/i32.wast", "", ""},
		{"i32.wast", "", ""},
		{"/suite/core/proposals/threads/atomic.wast", "reference-types function-references gc memory64 multi-memory", "threads"},
		{"legacy/throw.wast", "", "legacy-exceptions"},
		{"proposals/threads.wast", "", ""},
		{"core/proposals/wide-arithmetic/x/y.wast", "", "wide-arithmetic"},
	}
	core := spectest.Features("core/i32.wast")
	for _, tt := range tests {
		f := spectest.Features(tt.path)
		if got := strings.Join((core &^ f).Names(), " "); got != tt.missing {
			t.Errorf("%s: without %s, want %s", tt.path, got, tt.missing)
		}
		if got := strings.Join((f &^ core).Names(), " "); got != tt.added {
			t.Errorf("%s: with %s, want %s", tt.path, got, tt.added)
		}
	}
}

// TestFailureOrder tests that failures come in the order of their lines, whichever thread they are of.
func TestFailureOrder(t *testing.T) {
	script := "(module)\n(thread $T (invoke \"a\"))\n(invoke \"b\")\n(wait $T)\n(thread $U\n(invoke \"c\"))\n"
	r := spectest.Run(context.Background(), "script", []byte(script), spectest.Config{Features: vm.Supported})
	var lines []string
	for _, f := range r.Failures {
		lines = append(lines, strconv.Itoa(f.Line))
	}
	if want := []string{"2", "3", "6"}; !slices.Equal(lines, want) {
		t.Errorf("failures in lines %s, want %s", lines, want)
	}
}
