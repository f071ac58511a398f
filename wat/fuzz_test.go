package wat

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

var fuzzTexts = []string{
	`(module $m (type $t (struct (field $f (mut i8)))) (rec (type (sub final $t (struct (field i8))))) (import "a" "b" (func $i (param $p i32)))
	(func $g (@name "gg") (export "e") (type 0) (param $x i32) (result i32) (local $y i64) (if $l (i32.const 1) (then (br $l)) (else nop))
	block $b (@metadata.code.branch_hint "\01") br_if $b end try_table (catch_all 0) end (v128.load8_lane offset=1 align=1 3) f32.const nan:0x1)
	(table $tab funcref (elem $g)) (memory $mem (data "\u{41}")) (global $glob (mut f64) (f64.const 0x1.8p-3)) (tag $tag)
	(elem declare func $g) (data $d (i32.const 0) "x") (start $g) (@custom "c" (before code) "data"))`,
	`(func try catch 0 delegate 0 end (try (do nop) (catch_all)) (try (do) (delegate 0)))`,
	`(assert_return (invoke $m "f" (i32.const 1) (ref.extern 1)) (either (f32.const nan:canonical) (v128.const i32x4 0 1 2 3)) (ref.null))`,
	`(module definition quote "(func)" "(;x;)") (module instance $a $b) (thread $t (shared (module $m)) (wait $u))`,
	`(module binary "\00asm\01\00\00\00") (assert_malformed (module quote "\"") "unexpected token") (register "a" $b)`,
	`(@a ( " (;) ) $"x\09" -0x1_0.8p+3 ;;`,
}

// FuzzParse looks for texts that crash the parser, and prints what it takes.
func FuzzParse(f *testing.F) {
	for _, text := range fuzzTexts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := ParseScript(text); err == nil {
			for i := range s.Commands {
				if m := s.Commands[i].Module; m != nil && m.Form != FormText {
					m.Encode()
				}
			}
		}
		m, err := parseModule(text, false)
		if err != nil || m.Form != FormText || m.err() != nil {
			return
		}
		for _, opt := range []PrintOptions{{}, {Fold: true}} {
			if err := roundTrip(m.Text, opt); err != nil {
				t.Error(err)
			}
		}
	})
}

// FuzzRoundTrip prints modules, parses the texts and compares the bytes.
func FuzzRoundTrip(f *testing.F) {
	for _, text := range fuzzTexts[:2] {
		if b, err := Encode([]byte(text)); err == nil {
			f.Add(b)
		}
	}
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x00\x05\x04name\x00\x01\x00\x05\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := binary.Decode(b, binary.Options{Features: wasm.AllFeatures})
		if err != nil || needsDataCount(m) {
			return
		}
		for _, opt := range []PrintOptions{{}, {Fold: true}} {
			var unprintable *wasm.Error
			if err := roundTrip(m, opt); err != nil && !errors.As(err, &unprintable) {
				t.Error(err)
			}
		}
	})
}

// needsDataCount reports whether m lacks a data count that its code needs, which the text gives it.
func needsDataCount(m *wasm.Module) bool {
	var text bytes.Buffer
	if m.HasDataCount || Print(&text, m, PrintOptions{}) != nil {
		return false
	}
	again, err := Parse(text.Bytes())
	return err == nil && again.HasDataCount
}

var fuzzComponents = []string{
	`(component $c (@custom "x" "y") (type $t (record (field "a" u8))) (import "i" (@form 1) (instance $i (export "f" (func (param "x" (list $t))))))
	(core module $m (@own-name) (memory (export "m") 1) (func (export "f") (param i32 i32))) (core instance $n (instantiate $m))
	(func (export "g") (param "x" string) (canon lift (core func $n "f") (memory (core memory $n "m")) string-encoding=utf16))
	(component (type (borrow $t)) (alias outer $c $t (type $u)) (export "t" (external-id "z") (type $u)))
	(core func (canon lower (func $i "f"))) (core rec (type $a (struct (field (ref $a)))))
	(core type (module (import "a" "b" (func (param i32))) (alias outer $c $a (type)) (export "c" (global (mut i64)))))
	(@section component-name self type) (instance $j (export "a" (func $i "f"))) (value (list u8) (list 1 2)) (start 0 (value 0) (result (value))))`,
	`(component (type (component (import "a" (type $t (sub resource))) (export "f" (func (result (own $t)))))) (canon thread.yield cancellable (core func)))`,
	`(component instance $a $b) (assert_return (invoke "f" (record.const (field "a" list.const (u8.const 1)))) (variant.const "a" (char.const "b")))`,
	`(component quote "(component)" "(type u8)") (component binary "\00asm\0d\00\01\00")`,
	`(component (type char) (value 0 'a'))`,
}

// FuzzComponent looks for texts that crash the parser of components, and prints what it takes.
func FuzzComponent(f *testing.F) {
	for _, text := range fuzzComponents {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := ParseScript(text); err == nil {
			for i := range s.Commands {
				if c := s.Commands[i].Component; c != nil && c.Form != FormText {
					c.Encode()
				}
			}
		}
		c, err := parseComponent(text)
		if err != nil || c.Form != FormText {
			return
		}
		if b, err := c.Encode(); err == nil {
			checkComponent(t, b)
		}
	})
}

// checkComponent takes bytes to text and back, if they are a component that can be printed.
func checkComponent(t *testing.T, b []byte) {
	c, err := syntax.Decode(b, syntax.Options{Features: wasm.AllFeatures})
	if err != nil {
		return
	}
	b, err = syntax.Encode(c) // as encoders write it
	if err != nil {
		return
	}
	var unprintable *wasm.Error
	if err := componentRoundTrip(b); err != nil && !errors.As(err, &unprintable) {
		t.Error(err)
	}
}

// FuzzComponentRoundTrip prints components, parses the texts and compares the bytes.
func FuzzComponentRoundTrip(f *testing.F) {
	for _, text := range fuzzComponents[:2] {
		if b, err := Encode([]byte(text)); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkComponent(t, b) })
}
