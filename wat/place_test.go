package wat

import (
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// TestLocate has invalid modules with a mark before what is at fault.
func TestLocate(t *testing.T) {
	for _, text := range []string{
		"(module (func) (func $f (result i32) i64.const 1 nop <>i32.eqz))",
		"(func (param i32) (local i64) i32.const 0 <>local.set 1)",
		"(import \"a\" \"b\" (func)) (func (drop <>(i32.add (i32.const 1) (i64.const 2))))",
		"(func (drop (i32.add (i32.const 1) <>(i32.eqz (i64.const 2)))))",
		"(func (result i32)<>)",
		"(func (block (result i32) (nop)<>) drop)",
		"(func block (result i32) nop <>end drop)",
		"(func <>(if (i64.const 1) (then nop)))",
		"(func (if (result i32) (i32.const 1) (then nop) (<>else (i32.const 1))) drop)",
		"(func (if (result i32) (i32.const 1) (then (i32.const 1)) (else)<>) drop)",
		"(func (<>br_if 3 (i32.const 1)))",
		"(func (@metadata.code.branch_hint \"\\01\") (<>br_if 3 (i32.const 1)))",
		"(func (memory.size) drop)",
	} {
		at := strings.Index(text, "<>")
		text = strings.Replace(text, "<>", "", 1)
		if at > 0 && text[at-1] == '(' && !strings.HasPrefix(text[at:], "else") {
			at-- // a folded instruction begins with its parenthesis
		}
		b, err := Encode([]byte(text))
		if err != nil {
			t.Fatal(text, err)
		}
		_, err = validate.Bytes(b, validate.Config{Features: wasm.AllFeatures})
		var we *wasm.Error
		if !errors.As(err, &we) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		e := Locate([]byte(text), 0, we)
		switch {
		case e == nil:
			t.Errorf("%s: %v has no place", text, err)
		case at >= 0 && e.Offset != at:
			t.Errorf("%s: %v is at %d, want %d", text, e, e.Offset, at)
		case e.Code != we.Code:
			t.Errorf("%s: code %s, want %s", text, e.Code, we.Code)
		}
	}
	for _, text := range []string{"(func (export \"a\")) (func (export \"a\"))", "(module quote \"(func drop)\")", "(module binary \"\")", "(", "(memory 1) (memory 70000)"} {
		b, _ := Encode([]byte(text))
		_, err := validate.Bytes(b, validate.Config{Features: wasm.AllFeatures})
		if e := Locate([]byte(text), 0, err.(*wasm.Error)); e != nil {
			t.Errorf("%s: %v", text, e)
		}
	}
}
