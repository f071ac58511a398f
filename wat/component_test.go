package wat

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests the parser and the printer of components.

// printedComponent returns the text of a component in the binary format.
func printedComponent(b []byte, opt PrintOptions) (string, error) {
	c, err := syntax.Decode(b, syntax.Options{Features: wasm.AllFeatures})
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	err = PrintComponent(&text, c, opt)
	return text.String(), err
}

// componentRoundTrip prints the component in b, parses the text and compares the bytes, but for what the text of core modules cannot say.
func componentRoundTrip(b []byte) error {
	return errors.Join(printedAndParsed(b, PrintOptions{}), printedAndParsed(b, PrintOptions{Fold: true}))
}

// printedAndParsed does it with options.
func printedAndParsed(b []byte, opt PrintOptions) error {
	text, err := printedComponent(b, opt)
	if err != nil {
		return err
	}
	got, err := Encode([]byte(text))
	if err != nil {
		return errors.New("the printed text does not parse: " + err.Error() + "\n" + text)
	}
	if bytes.Equal(got, b) {
		return nil
	}
	again, err := printedComponent(got, opt)
	if err != nil || again != text {
		return errors.New("the printed text gives other bytes:\n" + text + "\n" + firstDifference(got, b))
	}
	return nil
}

// componentTexts are texts, and what is printed of them.
var componentTexts = []struct{ name, text, want string }{
	{"empty", `(component)`, `(component)`},
	{"named", `(component $c)`, `(component $c)`},
	{"types", `(component (type $t u8) (type (record (field "a" $t) (field "b" (list (option $t))))))`,
		`(component
			  (type $t (;0;) u8)
			  (type (;1;) (option $t))
			  (type (;2;) (list 1))
			  (type (;3;) (record (field "a" $t) (field "b" 2)))
			)`},
	{"all types", `(component
			(type (variant (case "a") (case "b" u32))) (type (list char 4)) (type (tuple u8 string)) (type (flags "a" "b")) (type (enum "x"))
			(type (result)) (type (result u8)) (type (result (error u8))) (type (result u8 (error string))) (type $r (resource (rep i32)))
			(type (own $r)) (type (borrow (type $r))) (type (stream)) (type (future u8)) (type (map string u8)) (type error-context)
			(type (func async (param "a" bool) (result f64))))`,
		`(component
			  (type (;0;) (variant (case "a") (case "b" u32)))
			  (type (;1;) (list char 4))
			  (type (;2;) (tuple u8 string))
			  (type (;3;) (flags "a" "b"))
			  (type (;4;) (enum "x"))
			  (type (;5;) (result))
			  (type (;6;) (result u8))
			  (type (;7;) (result (error u8)))
			  (type (;8;) (result u8 (error string)))
			  (type $r (;9;) (resource (rep i32)))
			  (type (;10;) (own $r))
			  (type (;11;) (borrow $r))
			  (type (;12;) (stream))
			  (type (;13;) (future u8))
			  (type (;14;) (map string u8))
			  (type (;15;) error-context)
			  (type (;16;) (func async (param "a" bool) (result f64)))
			)`},
	{"inline aliases", `(component
			(import "i" (instance $i (export "j" (instance (export "f" (func)))) (export "m" (core module))))
			(export "f" (func $i "j" "f"))
			(core instance (instantiate (module $i "m"))))`,
		`(component
			  (type (;0;) (instance
			    (type (;0;) (instance
			      (type (;0;) (func))
			      (export "f" (func (;0;) (type 0)))
			    ))
			    (export "j" (instance (;0;) (type 0)))
			    (core type (;0;) (module))
			    (export "m" (core module (;0;) (type 0)))
			  ))
			  (import "i" (instance $i (;0;) (type 0)))
			  (alias export $i "j" (instance (;1;)))
			  (alias export 1 "f" (func (;0;)))
			  (export (;1;) "f" (func 0))
			  (alias export $i "m" (core module (;0;)))
			  (core instance (;0;) (instantiate 0))
			)`},
	{"outer aliases", `(component $a (type $t u8) (core type $f (func)) (component $d)
			(component (type (list $t)) (core type (module (import "" "" (func (type $f))))) (instance (instantiate $d)))
			(type (instance (export "t" (type (eq $t)))))
			(core type (struct (field (ref $f)))))`,
		`(component $a
			  (type $t (;0;) u8)
			  (core type $f (;0;) (func))
			  (component $d (;0;))
			  (component (;1;)
			    (alias outer 1 0 (type (;0;)))
			    (type (;1;) (list 0))
			    (core type (;0;) (module
			      (alias outer 2 0 (type (;0;)))
			      (import "" "" (func (type 0)))
			    ))
			    (alias outer 1 0 (component (;0;)))
			    (instance (;0;) (instantiate 0))
			  )
			  (type (;1;) (instance
			    (alias outer 1 0 (type (;0;)))
			    (export "t" (type (;1;) (eq 0)))
			  ))
			  (core type (;1;) (struct (field (ref $f))))
			)`},
	{"outer core types in a group", `(component (core type $f (func)) (core type $g (func (param i32)))
			(type (instance (core rec (type $x (struct (field (ref $f)) (field (ref $y)))) (type $y (struct (field (ref $x)) (field (ref $g))))))))`,
		`(component
			  (core type $f (;0;) (func))
			  (core type $g (;1;) (func (param i32)))
			  (type (;0;) (instance
			    (alias outer 1 0 (core type (;0;)))
			    (alias outer 1 1 (core type (;1;)))
			    (core rec
			      (type (;2;) (struct (field (ref 0)) (field (ref 3))))
			      (type (;3;) (struct (field (ref 2)) (field (ref 1))))
			    )
			  ))
			)`},
	{"inverted forms", `(component
			(func $f (import "f") (param "x" u8)) (instance $i (export "out") (import "i") (export "g" (func)))
			(func $g (alias export $i "g")) (core func $l (canon lower (func $g))) (type $t (import "t") (sub resource))
			(core module $m (import "m")) (component $c (import "c") (import "x" (func)))
			(core instance $n (instantiate $m)) (core memory (alias core export $n "m")) (component (export "e")))`,
		`(component
			  (type (;0;) (func (param "x" u8)))
			  (import "f" (func $f (;0;) (type 0)))
			  (type (;1;) (instance
			    (type (;0;) (func))
			    (export "g" (func (;0;) (type 0)))
			  ))
			  (import "i" (instance $i (;0;) (type 1)))
			  (alias export $i "g" (func $g (;1;)))
			  (canon lower (func $g) (core func $l (;0;)))
			  (import "t" (type $t (;2;) (sub resource)))
			  (core type (;0;) (module))
			  (import "m" (core module $m (;0;) (type 0)))
			  (type (;3;) (component
			    (type (;0;) (func))
			    (import "x" (func (;0;) (type 0)))
			  ))
			  (import "c" (component $c (;0;) (type 3)))
			  (core instance $n (;0;) (instantiate $m))
			  (alias core export $n "m" (core memory (;0;)))
			  (component (;1;))
			  (export (;1;) "out" (instance $i))
			  (export (;2;) "e" (component 1))
			)`},
	{"lift", `(component (core module $m (func (export "f") (param i32))) (core instance $i (instantiate $m))
			(func (export "f") (param "x" (enum "a" "b")) (canon lift (core func $i "f") async (callback (core func $i "f")))))`,
		`(component
			  (core module $m (;0;)
			    (type (;0;) (func (param i32)))
			    (export "f" (func 0))
			    (func (;0;) (type 0) (param i32))
			  )
			  (core instance $i (;0;) (instantiate $m))
			  (type (;0;) (enum "a" "b"))
			  (type (;1;) (func (param "x" 0)))
			  (alias core export $i "f" (core func (;0;)))
			  (alias core export $i "f" (core func (;1;)))
			  (canon lift (core func 0) async (callback 1) (func (;0;) (type 1)))
			  (export (;1;) "f" (func 0))
			)`},
	{"instances made of exports", `(component
			(import "f" (func $f)) (core func $l (canon lower (func $f)))
			(core module $m (import "a" "b" (func))) (core instance (instantiate $m (with "a" (instance (export "b" (func $l))))))
			(component $c (import "i" (instance))) (instance (instantiate $c (with "i" (instance (export "f" (implements "a:b/c") (func $f)))))))`,
		`(component
			  (type (;0;) (func))
			  (import "f" (func $f (;0;) (type 0)))
			  (canon lower (func $f) (core func $l (;0;)))
			  (core module $m (;0;)
			    (type (;0;) (func))
			    (import "a" "b" (func (;0;) (type 0)))
			  )
			  (core instance (;0;) (export "b" (func $l)))
			  (core instance (;1;) (instantiate $m (with "a" (instance 0))))
			  (component $c (;0;)
			    (type (;0;) (instance))
			    (import "i" (instance (;0;) (type 0)))
			  )
			  (instance (;0;) (export "f" (implements "a:b/c") (func $f)))
			  (instance (;1;) (instantiate $c (with "i" (instance 0))))
			)`},
	{"built-ins", `(component (type $s (stream u8)) (core module $m (memory (export "m") 1) (table (export "t") 1 funcref)) (core type $f (func))
			(core instance $i (instantiate $m)) (core memory $m (alias core export $i "m")) (core table $t (alias core export $i "t"))
			(canon stream.read $s async (memory $m) (core func $r)) (canon stream.cancel-read $s async (core func))
			(canon task.return (result (list u8)) (memory $m) string-encoding=utf16 (core func)) (canon context.get i32 1 (core func))
			(canon waitable-set.wait cancellable (memory (core memory $m)) (core func)) (canon thread.new-indirect $f $t (core func))
			(core func (canon thread.spawn-indirect shared $f $t)) (core func $w (canon waitable-set.new))
			(canon thread.yield (core func)) (canon error-context.new (memory $m) string-encoding=latin1+utf16 (core func)))`,
		`(component
			  (type $s (;0;) (stream u8))
			  (core module $m (;0;)
			    (table (;0;) 1 funcref)
			    (memory (;0;) 1)
			    (export "m" (memory 0))
			    (export "t" (table 0))
			  )
			  (core type $f (;0;) (func))
			  (core instance $i (;0;) (instantiate $m))
			  (alias core export $i "m" (core memory $m (;0;)))
			  (alias core export $i "t" (core table $t (;0;)))
			  (canon stream.read $s async (memory $m) (core func $r (;0;)))
			  (canon stream.cancel-read $s async (core func (;1;)))
			  (type (;1;) (list u8))
			  (canon task.return (result 1) (memory $m) string-encoding=utf16 (core func (;2;)))
			  (canon context.get i32 1 (core func (;3;)))
			  (canon waitable-set.wait cancellable (memory $m) (core func (;4;)))
			  (canon thread.new-indirect $f $t (core func (;5;)))
			  (canon thread.spawn-indirect shared $f $t (core func (;6;)))
			  (canon waitable-set.new (core func $w (;7;)))
			  (canon thread.yield (core func (;8;)))
			  (canon error-context.new (memory $m) string-encoding=latin1+utf16 (core func (;9;)))
			)`},
	{"values", `(component (value $v (export "v") u32 7) (import "w" (value $w string)) (import "f" (func $f (param "x" u32) (result u32)))
			(type $e (enum "a")) (value $x $e (enum "a")) (start $f (value $v) (result (value $r))) (export "r" (value $r)))`,
		`(component
			  (value $v (;0;) u32 (binary "\07"))
			  (import "w" (value $w (;1;) string))
			  (type (;0;) (func (param "x" u32) (result u32)))
			  (import "f" (func $f (;0;) (type 0)))
			  (type $e (;1;) (enum "a"))
			  (value $x (;2;) (type $e) (binary "\00"))
			  (start $f (value $v) (result (value $r (;3;))))
			  (export (;4;) "r" (value $r))
			  (export (;5;) "v" (value $v))
			)`},
	{"core types", `(component (core rec) (core rec (type (func))) (core type (sub (array i8))) (core type (sub final (func)))
			(core type (module (type $f (func)) (rec (type (struct))) (import "a" "t" (table 1 2 (ref null 0))) (import "a" "m" (memory i64 1 2 shared))
			(export "g" (global (mut i64))) (export "e" (tag (param i32))) (export "x" (func (type $f))) (export "y" (func (exact (type $f)))))))`,
		`(component
			  (core rec
			  )
			  (core rec
			    (type (;0;) (func))
			  )
			  (core type (;1;) (sub (array i8)))
			  (core type (;2;) (sub final (func)))
			  (core type (;3;) (module
			    (type (;0;) (func))
			    (rec
			      (type (;1;) (struct))
			    )
			    (import "a" "t" (table 1 2 (ref null 0)))
			    (import "a" "m" (memory i64 1 2 shared))
			    (export "g" (global (mut i64)))
			    (type (;2;) (func (param i32)))
			    (export "e" (tag (type 2) (param i32)))
			    (export "x" (func (type 0)))
			    (export "y" (func (exact (type 0))))
			  ))
			)`},
	{"what is not defined yet", `(component (type $t (list 0)) (import "f" (func $f (type 1))) (export $e "f" (func 1)) (type $u u8))`,
		`(component
			  (type $t (;0;) (list 0))
			  (import "f" (func $f (;0;) (type 1)))
			  (export $e (;1;) "f" (func 1))
			  (type $u (;1;) u8)
			)`},
	{"names and annotations", `(component $"a b" (@custom "c" "data") (@section type) (type $t u8) (@section type) (type u8) (@section alias)
			(core module $m (@own-name "n") (func $x)) (core module $n (@own-name)) (component $d (@own-name "e") (type u8)) (component $k (@name "k\00"))
			(import "a" (@form 1) (func)) (@section component-name type core-module component self) (@custom "last" "\00"))`,
		`(component $"a b"
			  (@custom "c" "data")
			  (type $t (;0;) u8)
			  (@section type)
			  (type (;1;) u8)
			  (@section alias)
			  (core module $m (;0;) (@own-name "n")
			    (type (;0;) (func))
			    (func $x (;0;) (type 0))
			  )
			  (core module $n (;1;) (@own-name))
			  (component $d (;0;) (@own-name "e")
			    (type (;0;) u8)
			  )
			  (component $"k\00" (;1;))
			  (type (;2;) (func))
			  (import "a" (@form 1) (func (;0;) (type 2)))
			  (@section component-name type core-module component self)
			  (@custom "last" "\00")
			)`},
}

// TestComponentSugar parses texts and compares what is printed of them.
func TestComponentSugar(t *testing.T) {
	for _, test := range componentTexts {
		t.Run(test.name, func(t *testing.T) {
			b, err := Encode([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			got, err := printedComponent(b, PrintOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.ReplaceAll(test.want, "\t", "") + "\n"; got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if err := componentRoundTrip(b); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestComponentErrors wants errors with their places.
func TestComponentErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`(component (export "f" (func $f)))`, "1:30: unknown func $f"},
		{`(component (import "f" (func $f)) (component (export "f" (func $f))))`,
			"1:64: outer item `f` is not a module, type, or component"},
		{`(component (import "f" (func $f)) (import "g" (func $f)))`, "1:53: duplicate func $f"},
		{"(component\n  (import \"a\" (external-id \"x\") (external-id \"y\") (func)))", "2:34: unexpected token: expected the type"},
		{`(component (type (record (field "a" $t))) (type $t u8))`, "1:37: unknown type $t"},
		{`(component (alias outer $x $y (type)))`, "1:25: unknown enclosing component or type $x"},
		{`(component (alias outer 0 0 (func)))`, "1:35: unexpected token: expected an alias of a module"},
		{`(component (core type (func (param (ref $x)))))`, "1:41: unknown core type $x"},
		{`(component (canon lift (core func 0) (memory (table 0)) (func)))`, "1:47: unexpected token: expected (memory ...)"},
		{`(component (core instance (export "a" (core func 0))))`, "1:40: unexpected token: expected an index with its sort"},
		{`(component (canon frob (core func)))`, "1:19: unknown operator frob"},
		{`(component (type (frob)))`, "1:19: unknown operator frob"},
		{`(component (core module (func $f) (func $f)))`, "1:41: duplicate function $f"},
		{`(component (@section frob))`, "1:22: @section annotation: malformed section kind"},
		{`(component (import "a" (func (@custom "x" "y"))))`, "1:30: misplaced @custom annotation"},
		{`(component (@custom "x" (after type) "y"))`, "1:12: @custom annotation: placement in a component"},
		{`(component (import "a" (@form 3) (func)))`, "1:31: @form annotation: malformed form"},
		{`(component (value u8 256))`, "1:22: constant out of range: 256"},
		{`(component (value s8 -129))`, "1:22: constant out of range"},
		{`(component (type $t (variant (case "a"))) (value (type $t) (variant "b")))`, `1:69: unknown label "b"`},
		{`(component (import "t" (type $t (sub resource))) (value (type $t) 1))`, "1:67: unexpected token: expected (binary ...)"},
		{`(component definition)`, "1:1: unexpected token: a component for scripts only"},
		{`(component`, "1:11: unexpected token: expected )"},
		{strings.Repeat("(component ", 150), "1:1112: nesting too deep"},
		{`(component (type ` + strings.Repeat("(list ", 150) + "u8", "1:618: nesting too deep"},
	} {
		_, err := Encode([]byte(test.text))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s:\n got %v\nwant %s", shorten(test.text), err, test.want)
		}
	}
}

// TestComponentValueData compares the encodings of values.
func TestComponentValueData(t *testing.T) {
	const known = `(component $c
		(import "i" (instance $i (type $r (record (field "a" u8) (field "b" u8))) (export "t" (type (eq $r)))
			(export "j" (instance (type $l (list u8)) (export "l" (type (eq $l)))))))
		(type $p (option u8)) (export $q "p" (type $p)) (alias outer $c $q (type $u))`
	for _, test := range []struct{ typ, value, want string }{
		{"bool", "true", "\x01"}, {"u8", "0xff", "\xff"}, {"s8", "-1", "\xff"}, {"u16", "300", "\xac\x02"}, {"s16", "-300", "\xd4\x7d"},
		{"u64", "0xffff_ffff_ffff_ffff", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}, {"s64", "-1", "\x7f"}, {"s32", "64", "\xc0\x00"},
		{"f32", "1", "\x00\x00\x80\x3f"}, {"f32", "-nan", "\x00\x00\xc0\x7f"}, {"f64", "-inf", "\x00\x00\x00\x00\x00\x00\xf0\xff"},
		{"char", "'a'", "a"}, {"char", `'\u{e9}'`, "é"}, {"char", `'\''`, "'"}, {"char", "'('", "("}, {"string", `"hi"`, "\x02hi"},
		{`(record (field "a" u8) (field "b" char))`, "(record 1 'x')", "\x01x"}, {"(tuple u8 (tuple u8 u8))", "(tuple 1 (tuple 2 3))", "\x01\x02\x03"},
		{"(list u8)", "(list 1 2)", "\x02\x01\x02"}, {"(list u8 2)", "(list 1 2)", "\x01\x02"}, {"(map u8 string)", `(list (tuple 1 "a"))`, "\x01\x01\x01a"},
		{`(flags "a" "b" "c")`, `(flags "c" "a")`, "\x05"}, {`(enum "a" "b")`, `(enum "b")`, "\x01"}, {"(option u8)", "none", "\x00"},
		{"(option u8)", "(some 3)", "\x01\x03"}, {"(result)", "ok", "\x00"}, {"(result u8)", "(ok 1)", "\x00\x01"}, {"(result u8)", "error", "\x01"},
		{"(result (error u8))", "(error 2)", "\x01\x02"}, {`(variant (case "a") (case "b" u8))`, `(variant "b" 5)`, "\x01\x05"},
		{`(variant (case "a") (case "b" u8))`, `(variant "a")`, "\x00"}, {"u8", `(binary "\2a")`, "\x2a"},
		{`(type $i "t")`, `(record 1 2)`, "\x01\x02"}, {`(type $i "j" "l")`, "(list 7)", "\x01\x07"}, {"(type $u)", "(some 9)", "\x01\x09"},
	} {
		c, err := parseComponent([]byte(known + "(value " + test.typ + " " + test.value + "))"))
		if err != nil {
			t.Errorf("%s %s: %v", test.typ, test.value, err)
			continue
		}
		s := c.Text.Sections[slices.IndexFunc(c.Text.Sections, func(s syntax.Section) bool { return s.ID == syntax.SectionValue })]
		if got := string(s.Values[0].Data); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.typ, test.value, got, test.want)
		}
	}
}

// TestComponentSuite parses every script of the suite for components, and takes each component and module to bytes, text and back.
func TestComponentSuite(t *testing.T) {
	suiteCommands(t, "component", func(t *testing.T, c *Command) {
		if c.Module != nil {
			suiteRoundTrip(t, c)
			return
		}
		b, err := c.Component.Encode()
		_, isText := err.(*Error)
		switch {
		case isText && c.Kind == AssertMalformed:
		case err != nil:
			t.Fatal(err)
		case c.Component.Form != FormText:
			checkComponent(t, b)
		default:
			if err := componentRoundTrip(b); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestScriptComponents tests the commands of scripts that are about components.
func TestScriptComponents(t *testing.T) {
	s, err := ParseScript([]byte(`(component $a) (component definition $b (type u8)) (component instance $i $b) (component binary "\00asm")
		(assert_invalid (component (export "a" (func 0))) "x") (assert_malformed (component quote "(" "type") "y") (assert_trap (component) "z")
		(assert_return (invoke "f" (u8.const 1) (f32.const 2)) (list.const (s16.const -2) (char.const "é")) (f64.const nan:canonical))
		(invoke "g" (record.const (field "a" u32.const 1) (field "b" variant.const "c" (str.const "d"))) (flags.const "x" "y") (option.none)
			(option.some (bool.const true)) (result.ok) (result.err (enum.const "e")))`))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []CommandKind
	for i := range s.Commands {
		kinds = append(kinds, s.Commands[i].Kind)
	}
	want := []CommandKind{CommandComponent, CommandComponent, CommandComponentInstance, CommandComponent, AssertInvalid, AssertMalformed,
		AssertUninstantiable, AssertReturn, CommandAction}
	if len(kinds) != len(want) {
		t.Fatalf("got %v, want %v", kinds, want)
	}
	for i := range kinds {
		if kinds[i] != want[i] {
			t.Errorf("command %d: got %v, want %v", i, kinds[i], want[i])
		}
	}
	if c := s.Commands[2]; c.ID != "i" || c.Of != "b" {
		t.Errorf("instance: %q of %q", c.ID, c.Of)
	}
	r := s.Commands[7].Results
	list, ok := r[0].AsComponent()
	if !ok || list.Kind != types.List || len(list.Elems) != 2 || int64(list.Elems[0].Bits) != -2 || list.Elems[1].Bits != 'é' {
		t.Errorf("list: %+v", list)
	}
	if nan, ok := r[1].AsComponent(); !ok || nan.Kind != types.F64 || nan.NaN != NaNCanonical {
		t.Errorf("nan: %+v", nan)
	}
	record, _ := s.Commands[8].Action.Args[0].AsComponent()
	if record.Labels[1] != "b" || record.Elems[1].Text != "c" || record.Elems[1].Elems[0].Text != "d" {
		t.Errorf("record: %+v", record)
	}
	for _, text := range []string{`(invoke "f" (u8.const 256))`, `(invoke "f" (u8.const -1))`, `(invoke "f" (char.const "ab"))`,
		`(invoke "f" (map.const))`, `(invoke "f" ` + strings.Repeat("(list.const ", 200) + ")"} {
		if _, err := ParseScript([]byte(text)); err == nil {
			t.Errorf("%s: accepted", text)
		}
	}
}
