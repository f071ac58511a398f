package wat

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// printed returns the text of the module in text.
func printed(t *testing.T, text string, opt PrintOptions) string {
	t.Helper()
	m, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := roundTrip(m, opt); err != nil {
		t.Error(err)
	}
	var b strings.Builder
	if err := Print(&b, m, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPrint has texts as they are printed.
func TestPrint(t *testing.T) {
	for _, text := range []string{
		"(module)\n",
		"(module $m)\n",
		`(module (@name ""))
`,
		`(module
  (type $pair (;0;) (sub (struct (field $a i32) (field (mut i8)))))
  (rec
    (type $sub (;1;) (sub final $pair (struct (field $a i32) (field (mut i8)) (field (ref null $sub)))))
    (type (;2;) (array (mut (ref $pair))))
  )
  (rec
    (type (;3;) (func))
  )
  (type (;4;) (sub final (func (param i32 v128) (result anyref))))
  (type (;5;) (describes 6) (struct))
  (type (;6;) (descriptor 5) (struct (field (ref (exact 6)))))
)
`,
		`(module
  (type (;0;) (func (param i32)))
  (import "m" "f" (func $f (;0;) (type 0) (param $x i32)))
  (import "m" "\"\09\e2\80\8b é" (func (;1;) (exact (type 0) (param i32))))
  (import "m" "t" (table (;0;) i64 1 2 externref))
  (import "m" "m" (memory (;0;) 1 2 shared))
  (import "m" "g" (global (;0;) (mut f32)))
  (import "m" "e" (tag (;0;) (type 0) (param i32)))
  (table (;1;) 1 (ref func) ref.func $f)
  (memory (;1;) i64 1 (pagesize 1))
  (tag $"a b" (;1;) (type 0) (param i32))
  (global (;1;) i32 i32.const 1 i32.const 2 i32.add)
  (export "f" (func $f))
  (export "a" (tag $"a b"))
  (start $f)
  (elem (;0;) (i64.const 0) func $f 1)
  (elem (;1;) (table 1) (offset i32.const 0 i32.const 1 i32.add) (ref func) (ref.func 1))
  (elem (;2;) declare func $f)
  (elem (;3;) anyref (item i32.const 1 ref.i31))
  (data (;0;) (i32.const 0) "a\00\ff\"\\")
  (data (;1;) (memory 1) (i64.const 0) "")
  (data (;2;) "x")
)
`,
		`(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (param i32)))
  (memory $m (;0;) 1)
  (memory $n (;1;) 1)
  (tag (;0;) (type 1) (param i32))
  (func $f (;0;) (type 0) (param $a i32) (param i32) (result i32)
    (local i64 i64) (local $v v128)
    block $l (result i32)
      loop
        br 0
        br $l
        if (type 0) (param i32 i32) (result i32)
          br $l
        else
          br_table 0 $l 1
        end
      end
      i32.load offset=4 align=2
      i32.load $n
      v128.load8_lane $n offset=1 3
      memory.copy $n $m
      v128.const i32x4 0x00000001 0x00000002 0x00000003 0xffffffff
      f32.const nan:0x1
      select (result i32)
      call_indirect (type 0) (param i32 i32) (result i32)
    end
    block $l
      block $l
        br $l
        br 1
      end
      try_table $t (result i32) (catch 0 $l) (catch_all_ref $l)
        br $t
      end
    end
    (@metadata.code.branch_hint "\01")
    br_if 0
    try
    catch 0
      try
      delegate 0
    catch_all
      rethrow 0
    end
  )
  (func (;1;) (type 1) (param i32))
)
`,
		`(module
  (@custom "a" (before first) "")
  (type (;0;) (func))
  (@custom "b" (after type) "\00")
  (@section table)
  (@custom "c" (after table) "x")
  (func $f (;0;) (type 0))
  (@custom "d" (after code) "y")
  (data (;0;) "")
  (@custom "e" (after data) "y")
  (@custom "f" "y")
  (@section datacount)
)
`,
		`(module
  (type (;0;) (func))
  (func (;0;) (type 0)
    data.drop 0
  )
  (data (;0;) "")
)
`,
		`(module
  (@section code)
)
`,
		`(module
  (type (;0;) (func))
  (func $f (;0;) (type 0))
  (func $f#1 (@name "f") (;1;) (type 0))
  (func $f#2# (@name "f") (;2;) (type 0))
  (func $#3 (@name "") (;3;) (type 0))
  (func $f#2 (;4;) (type 0))
)
`,
	} {
		if got := printed(t, text, PrintOptions{}); got != text {
			t.Errorf("got\n%s\nwant\n%s", got, text)
		}
	}
}

// TestFold has folded texts as they are printed.
func TestFold(t *testing.T) {
	for _, text := range []string{
		`(module
  (type (;0;) (func (param i32) (result i32)))
  (memory (;0;) 1)
  (func $f (;0;) (type 0) (param $x i32) (result i32)
    (local $y i32)
    (local.set $y (i32.add (local.get $x) (i32.const 1)))
    (drop
      (call $f
        (i32.mul
          (i32.mul (local.get $x) (local.get $y))
          (i32.add
            (i32.div_s (i32.const 1000000) (i32.const 2000000))
            (call $f (call $f (call $f (call $f (i32.const 3000000)))))
          )
        )
      )
    )
    (block $b (result i32)
      (i32.store offset=4 (local.get $x) (i32.load (local.get $y)))
      (i32.const 7)
      (br_if $b (local.get $x))
    )
    (local.set $y)
    (if $i (result i32) (i32.eqz (local.get $x))
      (then
        (i32.const 1)
      )
      (else
        (return (i32.const 2))
        (unreachable)
      )
    )
    (try (result i32)
      (do
        (i32.const 0)
      )
      (catch_all
        (try (result i32)
          (do
            (i32.const 0)
          )
          (delegate 0)
        )
      )
    )
    (i32.add)
  )
)
`,
	} {
		if got := printed(t, text, PrintOptions{Fold: true}); got != text {
			t.Errorf("got\n%s\nwant\n%s", got, text)
		}
	}
}

// TestPrintRawNames has name sections that no identifiers can give: they are printed as bytes and come back.
func TestPrintRawNames(t *testing.T) {
	funcNames := "\x01\x04\x01\x00\x01f" // function 0 is called f
	for _, tt := range []struct {
		name, data string
		raw        bool
	}{
		{"plain", funcNames, false},
		{"empty", "", true},
		{"function that does not exist", "\x01\x04\x01\x09\x01f", true},
		{"local that does not exist", "\x02\x06\x01\x00\x01\x00\x01x", true},
		{"label that does not exist", "\x03\x06\x01\x00\x01\x01\x01x", true},
		{"label", "\x03\x06\x01\x00\x01\x00\x01x", false},
		{"unknown subsection", funcNames + "\x0c\x00", true},
		{"subsections in disorder", funcNames + "\x00\x02\x01m", true},
		{"empty subsection", "\x01\x01\x00", true},
		{"integers that are not the shortest", "\x01\x85\x80\x00\x81\x00\x00\x01f", false},
		{"truncated", "\x01\x04\x01\x00\x01", true},
		{"no UTF-8", "\x01\x04\x01\x00\x01\xff", true},
	} {
		m, err := Parse([]byte("(func block end)"))
		if err != nil {
			t.Fatal(err)
		}
		m.Customs = []wasm.Custom{{Name: binary.NameSection, Data: []byte(tt.data), Place: 3}}
		for _, opt := range []PrintOptions{{}, {Fold: true}} {
			if err := roundTrip(m, opt); err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		var b bytes.Buffer
		if err := Print(&b, m, PrintOptions{}); err != nil || strings.Contains(b.String(), "@custom") != tt.raw {
			t.Errorf("%s: %v, printed\n%s", tt.name, err, b.String())
		}
	}
}

// TestPrintRawHints has branch hints that no annotations can give.
func TestPrintRawHints(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		place      int
		raw        bool
	}{
		{"plain", "\x01\x00\x01\x03\x01\x01", 2, false},
		{"none", "\x00", 2, true},
		{"function without hints", "\x01\x00\x00", 2, true},
		{"no branch", "\x01\x00\x01\x01\x01\x01", 2, true},
		{"inside an instruction", "\x01\x00\x01\x02\x01\x01", 2, true},
		{"at another place", "\x01\x00\x01\x03\x01\x01", 1, true},
		{"malformed", "\x01\x00\x01\x03\x01\x02", 2, true},
		{"no function", "\x01\x05\x01\x03\x01\x01", 2, true},
	} {
		m, err := Parse([]byte("(func (br_if 0 (i32.const 0)))"))
		if err != nil {
			t.Fatal(err)
		}
		m.Customs = []wasm.Custom{{Name: "before", Place: 2}, {Name: binary.BranchHintSection, Data: []byte(tt.data), Place: tt.place}, {Name: "after", Place: 2}}
		if tt.place == 1 {
			m.Customs = m.Customs[1:]
		}
		for _, opt := range []PrintOptions{{}, {Fold: true}} {
			if err := roundTrip(m, opt); err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		var b bytes.Buffer
		if err := Print(&b, m, PrintOptions{}); err != nil || strings.Contains(b.String(), "@metadata") == tt.raw {
			t.Errorf("%s: %v, printed\n%s", tt.name, err, b.String())
		}
	}
}

// TestPrintErrors has bodies that are no text, and a writer that fails.
func TestPrintErrors(t *testing.T) {
	for _, code := range []string{"\x00\x0b\x0b", "\x00\x05\x0b", "\x00\x02\x40\x0b", "\x00\x41", "\x00", "\x00\x02\x40\x05\x0b\x0b", "\x00\x07\x00\x0b", "\x00\xff\x0b",
		"\x01\xff\xff\xff\xff\x0f\x7f\x0b"} {
		m := &wasm.Module{Start: wasm.NoIndex, Types: []wasm.SubType{{Final: true, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}},
			Funcs: []uint32{0}, Bodies: []wasm.Body{{Code: []byte(code)}}}
		for _, opt := range []PrintOptions{{}, {Fold: true}} {
			var e *wasm.Error
			if err := Print(io.Discard, m, opt); !errors.As(err, &e) {
				t.Errorf("body %q: error %v", code, err)
			}
		}
	}
	m, _ := Parse([]byte("(func)"))
	if err := Print(failing{}, m, PrintOptions{}); err != errFailing {
		t.Errorf("error %v", err)
	}
}

type failing struct{}

var errFailing = errors.New("disk full")

func (failing) Write([]byte) (int, error) { return 0, errFailing }

// TestPrintBounds checks that small modules do not make huge texts.
func TestPrintBounds(t *testing.T) {
	for _, text := range []string{
		"(type $" + strings.Repeat("t", 90_000) + " (func)) (func" + strings.Repeat(" call_indirect", 10_000) + ")",
		"(func (param " + strings.Repeat("i64 ", 1000) + ")" + strings.Repeat(" call_indirect (type 0)", 10_000) + ")",
		"(func " + strings.Repeat("block ", 40_000) + strings.Repeat("end ", 40_000) + ")",
		"(func " + strings.Repeat("block $"+strings.Repeat("l", 300)+" ", 3) + "br_table" + strings.Repeat(" 0", 50_000) + " end end end)",
		"(func (local $" + strings.Repeat("x", 390) + " i32)" + strings.Repeat(" local.get 0", 20_000) + ")",
	} {
		m, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, opt := range []PrintOptions{{}, {Fold: true}} {
			if err := roundTrip(m, opt); err != nil {
				t.Errorf("%.100v", err)
			}
			var b bytes.Buffer
			if err := Print(&b, m, opt); err != nil || b.Len() > 600*len(text) || b.Len() > 12_000_000 {
				t.Errorf("%.30s... makes %d bytes: %v", text, b.Len(), err)
			}
		}
	}
	text := "(module (type (func))" + strings.Repeat("(func)", 2000) + ")"
	m, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Bodies {
		m.Bodies[i].Code = []byte("\x01\xd0\x86\x03\x7f\x0b") // 50,000 locals each
	}
	var e *wasm.Error
	if err := Print(io.Discard, m, PrintOptions{}); !errors.As(err, &e) || e.Phase != wasm.PhaseLimit {
		t.Errorf("error %v", err)
	}
}
