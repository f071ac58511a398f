package wat

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// encode returns the module in text without its names.
func encode(t *testing.T, text string) []byte {
	t.Helper()
	m, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Customs {
		if m.Customs[i].Name == binary.NameSection {
			m.Customs = append(m.Customs[:i], m.Customs[i+1:]...)
			break
		}
	}
	return binary.Encode(m)
}

// TestSameModule has texts that say the same, the first one at greatest length.
func TestSameModule(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts []string
	}{
		{"folded", []string{
			"(module (type (func (param i32 i32) (result i32))) (func (type 0) local.get 0 local.get 1 i32.add i32.const 3 i32.mul))",
			"(func (type 0) (i32.mul (i32.add (local.get 0) (local.get 1)) (i32.const 3))) (type (func (param i32 i32) (result i32)))",
			"(func (param $a i32) (param $b i32) (result i32) local.get $a (i32.add (local.get $b)) (i32.const 3) i32.mul)",
		}},
		{"if", []string{
			"(func (param i32) (result i32) local.get 0 if (result i32) i32.const 1 else i32.const 2 end)",
			"(func (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))",
			"(func (param i32) (result i32) local.get 0 (if $x (result i32) (then i32.const 1) (else i32.const 2)))",
		}},
		{"if with several operands", []string{
			"(func i32.const 1 i32.const 2 if (param i32) drop end)",
			"(func (if (param i32) (i32.const 1) (i32.const 2) (then drop)))",
		}},
		{"blocks", []string{
			"(func block loop br 1 br 0 end end)",
			"(func block $a loop $b br $a br $b end $b end $a)",
			"(func (block $a (loop $b (br $a) (br $b))))",
			"(func (block $a (loop $a (br 1) (br $a))))",
		}},
		{"labels of a folded if", []string{
			"(func i32.const 0 br_if 0 i32.const 1 if br 0 br 1 end)",
			"(func i32.const 0 br_if 0 (if $x (i32.const 1) (then (br $x) (br 1))))",
		}},
		{"try_table", []string{
			"(module (type (func)) (tag (type 0)) (func (type 0) block (result exnref) try_table (catch 0 1) (catch_ref 0 0) (catch_all 1) (catch_all_ref 0) end unreachable end drop))",
			"(tag $t) (func block $o (result exnref) (try_table $i (catch $t 1) (catch_ref $t $o) (catch_all 1) (catch_all_ref $o)) unreachable end drop)",
		}},
		{"legacy exceptions", []string{
			"(tag) (func try nop catch 0 drop rethrow 0 catch_all end try try nop delegate 0 end)",
			"(tag $t) (func (try $l (do nop) (catch $t drop (rethrow $l)) (catch_all)) (try $l (do (try (do nop) (delegate $l)))))",
		}},
		{"implicit types come last", []string{
			"(module (type (func (param f64))) (type (func (param i32))) (type (func (param i64))) (func (type 1)) (func (type 2)) (func (type 0)))",
			"(func (param i32)) (func (param i64)) (func (param f64)) (type (func (param f64)))",
		}},
		{"imports and exports in place", []string{
			`(import "a" "b" (func)) (import "a" "c" (memory 1 2)) (import "a" "d" (table 1 funcref)) (import "a" "e" (global (mut i32)))
			(import "a" "f" (tag (param i32))) (export "x" (func 0)) (export "y" (func 0)) (export "m" (memory 0))`,
			`(func (export "x") (export "y") (import "a" "b")) (memory (export "m") (import "a" "c") 1 2) (table (import "a" "d") 1 funcref)
			(global (import "a" "e") (mut i32)) (tag (import "a" "f") (param i32))`,
		}},
		{"elements", []string{
			"(table 2 2 funcref) (table 1 1 funcref) (func) (elem (table 0) (offset i32.const 0) func 0 0) (elem (table 1) (offset (i32.const 0)) funcref (item ref.func 0)) (elem func 0) (elem declare funcref (item (ref.func 0)))",
			"(table $t funcref (elem $f $f)) (table funcref (elem (ref.func $f))) (func $f) (elem func $f) (elem $e declare funcref (ref.func $f))",
		}},
		{"elements of table 0", []string{
			"(table 1 funcref) (func) (elem (offset (i32.const 0)) func 0) (elem (i32.const 0) funcref (ref.func 0))",
			"(table 1 funcref) (func $f) (elem (i32.const 0) $f) (elem (offset i32.const 0) funcref (item ref.func 0))",
		}},
		{"data", []string{
			`(memory 1 1) (memory i64 0 0) (data (offset i32.const 0) "a\62c") (data (memory 1) (i64.const 0) "") (data "z")`,
			`(memory (data "a" "bc")) (memory i64 (data)) (data $z "z")`,
		}},
		{"pages of one byte", []string{
			`(memory 3 3 (pagesize 1)) (data (i32.const 0) "abc")`,
			`(memory (pagesize 1) (data "abc"))`,
		}},
		{"memory accesses", []string{
			"(memory 1) (memory 1) (func i32.load 0 offset=0 align=4 i32.load 1 offset=16 align=1 v128.load8_lane 0 offset=0 align=1 3 v128.load8_lane 1 offset=0 align=1 3)",
			"(memory 1) (memory $m 1) (func i32.load i32.load $m offset=0x10 align=1 v128.load8_lane 3 v128.load8_lane $m 3)",
			"(memory 1) (memory $m 1) (func i32.load align=4 i32.load 1 offset=1_6 align=0x1 v128.load8_lane offset=0 3 v128.load8_lane 1 3)",
		}},
		{"indices that may be missing", []string{
			`(memory 1) (table 1 funcref) (elem func) (data "") (func table.get 0 table.copy 0 0 table.init 0 0 memory.copy 0 0 memory.init 0 0 memory.size 0 call_indirect 0 (type 0))`,
			`(memory 1) (table 1 funcref) (elem func) (data "") (func table.get table.copy table.init 0 memory.copy memory.init 0 memory.size call_indirect)`,
		}},
		{"reference types", []string{
			"(func (param (ref null any) (ref null eq) (ref null i31) (ref null struct) (ref null array) (ref null none) (ref null func) (ref null nofunc) (ref null extern) (ref null noextern) (ref null exn) (ref null noexn)))",
			"(func (param anyref eqref i31ref structref arrayref nullref funcref nullfuncref externref nullexternref exnref nullexnref))",
		}},
		{"struct", []string{
			"(type (struct (field i8) (field (mut i32)) (field i64) (field f32))) (func unreachable struct.get 0 1 struct.get 0 2 array.new_fixed 0 3)",
			"(type $s (struct (field i8) (field $x (mut i32)) (field i64 f32))) (func unreachable struct.get $s $x struct.get $s 2 array.new_fixed $s 3)",
		}},
		{"casts", []string{
			"(func ref.test (ref null any) ref.test (ref any) ref.cast (ref null i31) br_on_cast 0 (ref null any) (ref i31) select (result) select (result i32 i64))",
			"(func ref.test anyref ref.test (ref any) ref.cast i31ref br_on_cast 0 anyref (ref i31) select (result) (result) select (result i32) (result i64))",
		}},
		{"vectors", []string{
			"(func v128.const i8x16 1 0 0 0 0 0 0 0 255 255 255 255 255 255 255 255)",
			"(func v128.const i64x2 1 -1)",
			"(func v128.const i16x8 1 0 0 0 -1 0xffff 65535 -0x1)",
			"(func v128.const f64x2 0x0.0000000000001p-1022 -nan:0xfffffffffffff)",
		}},
		{"locals", []string{
			"(func (param i32) (local i32 i32 i64) local.get 1 local.get 3)",
			"(func (param $p i32) (local $x i32) (local i32) (local) (local $y i64) local.get $x local.get $y)",
		}},
		{"names", []string{
			`(func) (func call 0)`,
			`(func $"\24 x") (func call $"$ x")`,
		}},
		{"custom sections", []string{
			`(@custom "a" (before first)) (@custom "b" (after type) "x") (@custom "c" (before func) "y") (@custom "d" "z") (func)`,
			`(func) (@custom "d" "z") (@custom "c" (before func) "y") (@custom "b" (after type) "x") (@custom "a" (before type))`,
			`(module (@custom "d" (after last) "" "z") (func) (@custom "c" (before func) "y") (@custom "b" (before import) "x") (@custom "a" (before first)))`,
		}},
		{"binary", []string{"(module)", `(module binary "\00asm" "\01\00\00\00")`}},
		{"quote", []string{"(func nop)", `(module quote "(func" "nop)")`}},
	} {
		want := encode(t, tt.texts[0])
		for _, text := range tt.texts[1:] {
			if got := encode(t, text); !bytes.Equal(got, want) {
				t.Errorf("%s: %s\ngives %q, want %q", tt.name, text, got, want)
			}
		}
	}
}

// TestNameSection compares the names that identifiers and annotations give.
func TestNameSection(t *testing.T) {
	m, err := Parse([]byte(`(module $m
		(type $t (struct (field i32) (field $f i32) (field (@name "") i64)))
		(import "a" "b" (func $i (param $p i32)))
		(func $g (@name "gg") (param i32) (param $x i32) (local (@name "y") i32)
			block $b loop end (if $c (i32.const 0) (then (block $d))) end)
		(table $tab 0 funcref) (memory $mem 0) (global $glob i32 (i32.const 0)) (elem $el func) (data $dat "") (tag $tag))`))
	if err != nil {
		t.Fatal(err)
	}
	c, _ := m.Custom(binary.NameSection)
	got, err := binary.DecodeNames(c.Data, 0)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(got.Module)
	for _, direct := range []struct {
		what string
		m    *binary.NameMap
	}{{"func", &got.Funcs}, {"type", &got.Types}, {"table", &got.Tables}, {"memory", &got.Memories}, {"global", &got.Globals},
		{"elem", &got.Elems}, {"data", &got.Datas}, {"tag", &got.Tags}} {
		for x, name := range direct.m.All() {
			b.WriteString(" " + direct.what + string(rune('0'+x)) + "=" + name)
		}
	}
	for _, indirect := range []struct {
		what string
		m    *binary.IndirectNameMap
	}{{"local", &got.Locals}, {"label", &got.Labels}, {"field", &got.Fields}} {
		for x, inner := range indirect.m.All() {
			for y, name := range inner.All() {
				b.WriteString(" " + indirect.what + string(rune('0'+x)) + "," + string(rune('0'+y)) + "=" + name)
			}
		}
	}
	const want = "m func0=i func1=gg type0=t table0=tab memory0=mem global0=glob elem0=el data0=dat tag0=tag " +
		"local0,0=p local1,1=x local1,2=y label1,0=b label1,2=c label1,3=d field0,1=f field0,2="
	if b.String() != want {
		t.Errorf("names:\n got %s\nwant %s", b.String(), want)
	}
	if len(m.Customs) != 1 || m.Customs[0].Place != 10 {
		t.Errorf("custom sections %v", m.Customs)
	}
}

// TestErrors checks codes and places.
func TestErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"(", "1:2: unexpected token"},
		{"x", "1:1: unknown operator x"},
		{"(func)\n(foo)", "2:2: unknown operator foo"},
		{"(func)\r\n(param)", "2:2: unexpected token"},
		{"(func)\r(module)", "2:2: unexpected token"},
		{"(module) (module)", "1:10: unexpected token"},
		{"(func\n  i32.const 0\n\ti32.bla)", "3:2: unknown operator i32.bla"},
		{"(func (;é;) drop 0)", "1:18: unexpected token"},
		{"(func br $x)", "1:10: unknown label $x"},
		{"(func block $x end br $x)", "1:23: unknown label $x"},
		{"(func block $x end $y)", "1:20: mismatching label"},
		{"(func block end $y)", "1:17: mismatching label"},
		{"(func if $a else $b end)", "1:18: mismatching label"},
		{"(func block)", "1:12: unexpected token"},
		{"(func end)", "1:7: unexpected token"},
		{"(func (block end))", "1:14: unexpected token"},
		{"(func block else end)", "1:13: unexpected token"},
		{"(func if else else end)", "1:15: unexpected token"},
		{"(func try catch_all catch_all end)", "1:21: unexpected token"},
		{"(func (if (then) (else) (else)))", "1:26: unexpected token"},
		{"(func (if (else)))", "1:12: unexpected token"},
		{"(func (if))", "1:10: unexpected token"},
		{"(func (then))", "1:8: unexpected token"},
		{"(func (try))", "1:11: unexpected token"},
		{"(func (try (do) (delegate 0) (catch_all)))", "1:31: unexpected token"},
		{"(func (i32.add i32.const 0))", "1:16: unexpected token"},
		{"(func (local $x i32) (local $x i32))", "1:29: duplicate local $x"},
		{"(func (param $x i32) (local $x i32))", "1:29: duplicate local $x"},
		{"(func local.get $x)", "1:17: unknown local $x"},
		{"(func (param $x i32)) (func local.get $x)", "1:39: unknown local $x"},
		{"(func (param $x i32)) (global i32 (local.get $x))", "1:46: unknown local $x"},
		{"(func call $f)", "1:12: unknown function $f"},
		{"(func $f) (func $f)", "1:17: duplicate function $f"},
		{"(type $f (func)) (type $f (func))", "1:24: duplicate type $f"},
		{"(type (struct (field $f i32) (field $f i32)))", "1:37: duplicate field $f"},
		{"(type $t (struct)) (func struct.get $t $f)", "1:40: unknown field $f"},
		{"(func struct.get 99 $f)", "1:21: unknown field $f"},
		{"(memory $m 0) (memory $m 0)", "1:23: duplicate memory $m"},
		{"(func i32.const 4294967296)", "1:17: constant out of range"},
		{"(func i32.const 1.5)", "1:17: constant out of range"},
		{"(func f32.const 1e39)", "1:17: constant out of range"},
		{"(func f32.const nan:0x0)", "1:17: constant out of range"},
		{"(func i32.const)", "1:16: unexpected token"},
		{"(func br 4294967296)", "1:10: i32 constant out of range"},
		{"(func br -1)", "1:10: unexpected token"},
		{"(func v128.const i32x4 0 0 0)", "1:18: wrong number of lane literals"},
		{"(func v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 256)", "1:54: constant out of range"},
		{"(func v128.const i32 0 0 0)", "1:18: unexpected token"},
		{"(func i8x16.shuffle 0 0)", "1:21: invalid lane length"},
		{"(func i8x16.shuffle 0 0 256)", "1:25: i8 constant out of range"},
		{"(func i8x16.extract_lane_u 256)", "1:28: i8 constant out of range"},
		{"(memory 1) (func i32.load align=3)", "1:27: alignment must be a power of two"},
		{"(memory 1) (func i32.load align=0)", "1:27: alignment must be a power of two"},
		{"(memory 1) (func i32.load offset=x)", "1:27: unknown operator offset=x"},
		{"(memory 1) (func i32.load align=1 offset=1)", "1:35: unexpected token"},
		{"(memory 0 (pagesize 3))", "1:21: invalid custom page size"},
		{"(memory 18446744073709551616)", "1:9: i64 constant out of range"},
		{"(memory)", "1:8: unexpected token"},
		{"(table 1)", "1:9: unexpected token"},
		{"(table 1 i32)", "1:10: unexpected token"},
		{"(type $t (func (param i32))) (func (type $t) (result i32))", "1:36: inline function type does not match explicit type"},
		{"(func (type 1) (param i32))", "1:7: unknown type 1"},
		{"(func (result i32) (param i32))", "1:21: unexpected token"},
		{"(func (block (param $x i32)))", "1:21: unexpected token"},
		{"(start 0) (start 0)", "1:18: multiple start sections"},
		{"(func) (import \"\" \"\" (func))", "1:8: import after function"},
		{"(memory 0) (table (import \"\" \"\") 0 funcref)", "1:12: import after memory"},
		{"(export \"\\ff\" (func 0))", "1:9: malformed UTF-8 encoding"},
		{"(func $\"\\ff\")", "1:7: malformed UTF-8 encoding"},
		{"(import \"a\" (func))", "1:13: unexpected token"},
		{"(import \"a\" \"b\" (type))", "1:18: unexpected token"},
		{"(rec (func))", "1:6: unexpected token"},
		{"(type (func)", "1:13: unexpected token"},
		{"(type (descriptor 0) (describes 0) (struct))", "1:23: unexpected token"},
		{"(global i32 (ref.null 4194288))", "1:23: unknown type 4194288"},
		{"(func block (type 4294967295) end)", "1:13: unknown type 4294967295"},
		{"(start 4294967295)", "1:8: unknown function 4294967295"},
		{"(elem (i32.const 0) $x)", "1:21: unknown function $x"},
		{"(table funcref (elem) $x)", "1:23: unexpected token"},
		{"(module definition)", "1:1: unexpected token"},
		{"(module quote \"(module quote)\")", "1:1: unexpected token"},
		{"\uFEFF(module)", "1:1: misplaced unicode character"},
	} {
		_, err := Encode([]byte(tt.text))
		if got := firstLine(err); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	_, err := Parse([]byte("(module\n\t(func $é (@a) i32.const \"x\"))\n"))
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.Code != codeEmptyID || e.Line != 2 || e.Column != 8 || e.Offset != 15 || e.Phase != wasm.PhaseMalformed {
		t.Errorf("%#v", e)
	}
	_, err = Parse([]byte("(func i32.const $a)"))
	const want = "1:17: unexpected token: expected a number\n" +
		"    (func i32.const $a)\n" +
		"                    ^"
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
	_, err = Parse([]byte("(func " + strings.Repeat("é", 500) + strings.Repeat(" ", 200) + "bla)"))
	if !errors.As(err, &e) || len(e.Source) > 3*window || strings.Contains(e.Source, "\xff") {
		t.Errorf("%v", err)
	}
}

// TestDeepNesting checks that nesting takes no stack and has a limit.
func TestDeepNesting(t *testing.T) {
	for _, tt := range []struct{ open, inner, end string }{
		{"(block ", "", ")"},
		{"block ", "", " end"},
		{"(i32.eqz ", "(i32.const 0)", ")"},
		{"(if (then ", "", "))"},
		{"(try (do ", "", "))"},
	} {
		per := strings.Count(tt.open, "(")
		if per == 0 {
			per = 1
		}
		for _, n := range []int{wasm.MaxNesting / per, 1_000_000} {
			text := "(func " + strings.Repeat(tt.open, n) + tt.inner + strings.Repeat(tt.end, n) + ")"
			_, err := Parse([]byte(text))
			if want := n*per > wasm.MaxNesting; (err != nil) != want {
				t.Errorf("%d times %q: %v", n, tt.open, firstLine(err))
			}
		}
	}
	const n = 1_000_000
	for _, text := range []string{
		strings.Repeat("(", n),
		strings.Repeat("(;", n),
		"(@a " + strings.Repeat("(", n) + strings.Repeat(")", n),
		"(type " + strings.Repeat("(func (param ", n),
		strings.Repeat("(module ", n),
		"(assert_return (invoke \"\") " + strings.Repeat("(either ", n),
		strings.Repeat("(thread $t ", n),
		strings.Repeat(`(@name "")`, n),
		strings.Repeat(`(@custom "")(@name "")`, n),
		"(func " + strings.Repeat(`(@metadata.code.branch_hint "\01")`, n),
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%.20s...: no error", text)
		}
		if _, err := ParseScript([]byte(text)); err == nil {
			t.Errorf("script %.20s...: no error", text)
		}
	}
}
