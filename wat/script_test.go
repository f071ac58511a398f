package wat

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/wasm"
)

// script returns the commands of a script, and fails if it does not parse.
func script(t *testing.T, text string) []Command {
	t.Helper()
	s, err := ParseScript([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s.Commands
}

// bare takes positions and the contents of modules out of commands.
func bare(commands []Command) []Command {
	for i := range commands {
		c := &commands[i]
		c.Position = Position{}
		if c.Action != nil {
			c.Action.Position = Position{}
		}
		if c.Module != nil {
			c.Module.Position, c.Module.Text = Position{}, nil
		}
		bare(c.Commands)
	}
	return commands
}

// show returns v, which is plain data, as text that is equal for equal data.
func show(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestScriptCommands(t *testing.T) {
	call := &Action{Name: "f"}
	for _, tt := range []struct {
		text string
		want Command
	}{
		{`(module $m (func))`, Command{Module: &Module{ID: "m"}}},
		{`(module definition $m)`, Command{Module: &Module{ID: "m", Definition: true}}},
		{`(module $m binary "\00a" "sm")`, Command{Module: &Module{ID: "m", Form: FormBinary, Source: []byte("\x00asm")}}},
		{`(module definition quote "(func" "x)")`, Command{Module: &Module{Definition: true, Form: FormQuote, Source: []byte("(func\nx)\n")}}},
		{`(module instance $i $m)`, Command{Kind: CommandInstance, ID: "i", Of: "m"}},
		{`(module instance $m)`, Command{Kind: CommandInstance, Of: "m"}},
		{`(module (;x;) (@a) instance)`, Command{Kind: CommandInstance}},
		{`(register "n")`, Command{Kind: CommandRegister, Name: "n"}},
		{`(register "n" $i)`, Command{Kind: CommandRegister, Name: "n", ID: "i"}},
		{`(invoke "f")`, Command{Kind: CommandAction, Action: call}},
		{`(invoke $i "f" (i32.const -1) (ref.extern 7))`, Command{Kind: CommandAction, Action: &Action{
			ID: "i", Name: "f", Args: []Value{{Type: wasm.I32, Bits: 0xFFFF_FFFF}, {Type: wasm.ExternRef, Host: 7}}}}},
		{`(get $i "g")`, Command{Kind: CommandAction, Action: &Action{Kind: ActionGet, ID: "i", Name: "g"}}},
		{`(assert_return (invoke "f"))`, Command{Kind: AssertReturn, Action: call}},
		{`(assert_trap (invoke "f") "unreachable")`, Command{Kind: AssertTrap, Action: call, Message: "unreachable"}},
		{`(assert_trap (module) "unreachable")`, Command{Kind: AssertUninstantiable, Module: new(Module), Message: "unreachable"}},
		{`(assert_trap (module instance $m) "x")`, Command{Kind: AssertUninstantiable, Of: "m", Message: "x"}},
		{`(assert_exhaustion (invoke "f") "stack")`, Command{Kind: AssertExhaustion, Action: call, Message: "stack"}},
		{`(assert_exception (invoke "f"))`, Command{Kind: AssertException, Action: call}},
		{`(assert_malformed (module quote "x") "y")`, Command{Kind: AssertMalformed, Module: &Module{Form: FormQuote, Source: []byte("x\n")}, Message: "y"}},
		{`(assert_invalid (module) "y")`, Command{Kind: AssertInvalid, Module: new(Module), Message: "y"}},
		{`(assert_malformed_custom (module) "y")`, Command{Kind: AssertMalformedCustom, Module: new(Module), Message: "y"}},
		{`(assert_invalid_custom (module) "y")`, Command{Kind: AssertInvalidCustom, Module: new(Module), Message: "y"}},
		{`(assert_unlinkable (module) "y")`, Command{Kind: AssertUnlinkable, Module: new(Module), Message: "y"}},
		{`(thread $t (shared (module $m)) (invoke "f") (thread $u))`, Command{Kind: CommandThread, ID: "t", Shared: []string{"m"}, Commands: []Command{
			{Kind: CommandAction, Action: call}, {Kind: CommandThread, ID: "u"}}}},
		{`(wait $t)`, Command{Kind: CommandWait, ID: "t"}},
		{`(func) (func)`, Command{Module: new(Module)}},
	} {
		if got, want := show(t, bare(script(t, tt.text))), show(t, []Command{tt.want}); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.text, got, want)
		}
	}
}

func TestScriptResults(t *testing.T) {
	vector := func(b ...byte) (v [16]byte) { copy(v[:], b); return v }
	ref := func(h wasm.HeapType) Result { return Result{Kind: ResultRef, Heap: h} }
	for _, tt := range []struct {
		text string
		want Result
	}{
		{`(i32.const 1)`, Result{Value: Value{Type: wasm.I32, Bits: 1}}},
		{`(i64.const -1)`, Result{Value: Value{Type: wasm.I64, Bits: 1<<64 - 1}}},
		{`(f32.const -0.5)`, Result{Value: Value{Type: wasm.F32, Bits: 0xBF00_0000}}},
		{`(f64.const nan:0x1)`, Result{Value: Value{Type: wasm.F64, Bits: 0x7FF0_0000_0000_0001}}},
		{`(f32.const nan:canonical)`, Result{Kind: ResultNaN, NaN: NaNCanonical, Value: Value{Type: wasm.F32}}},
		{`(f64.const nan:arithmetic)`, Result{Kind: ResultNaN, NaN: NaNArithmetic, Value: Value{Type: wasm.F64}}},
		{`(v128.const i16x8 1 -1 0 0 0 0 0 0)`, Result{Shape: I16x8, Value: Value{Type: wasm.V128, V128: vector(1, 0, 0xFF, 0xFF)}}},
		{`(v128.const f64x2 nan:canonical 1)`, Result{Kind: ResultVector, Shape: F64x2, Lanes: []Lane{{NaN: NaNCanonical}, {Bits: 0x3FF0_0000_0000_0000}},
			Value: Value{Type: wasm.V128, V128: vector(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F)}}},
		{`(ref.extern 7)`, Result{Value: Value{Type: wasm.ExternRef, Host: 7}}},
		{`(ref.host 7)`, Result{Value: Value{Type: wasm.AnyRef, Host: 7}}},
		{`(ref.null)`, Result{Kind: ResultNull}},
		{`(ref.null func)`, Result{Value: Value{Type: wasm.FuncRef, Null: true}}},
		{`(ref.null noextern)`, Result{Value: Value{Type: wasm.NullExternRef, Null: true}}},
		{`(ref)`, ref(wasm.HeapAny)},
		{`(ref.any)`, ref(wasm.HeapAny)},
		{`(ref.extern)`, ref(wasm.HeapExtern)},
		{`(ref.func)`, ref(wasm.HeapFunc)},
		{`(ref.eq)`, ref(wasm.HeapEq)},
		{`(ref.i31)`, ref(wasm.HeapI31)},
		{`(ref.struct)`, ref(wasm.HeapStruct)},
		{`(ref.array)`, ref(wasm.HeapArray)},
		{`(ref.exn)`, ref(wasm.HeapExn)},
		{`(either (i32.const 1) (either (ref.null) (ref.func)))`, Result{Kind: ResultEither, Either: []Result{
			{Value: Value{Type: wasm.I32, Bits: 1}}, {Kind: ResultEither, Either: []Result{{Kind: ResultNull}, ref(wasm.HeapFunc)}}}}},
	} {
		c := script(t, `(assert_return (invoke "f") `+tt.text+`)`)
		if got, want := show(t, c[0].Results), show(t, []Result{tt.want}); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.text, got, want)
		}
	}
}

func TestScriptPositions(t *testing.T) {
	c := script(t, "(module)\r\n(;é;)  (invoke \"a\")\n\n(register \"é\") (assert_return\n (get \"g\"))")
	var got []Position
	for i := range c {
		got = append(got, c[i].Position)
		if c[i].Action != nil {
			got = append(got, c[i].Action.Position)
		}
	}
	want := []Position{{0, 1, 1}, {18, 2, 8}, {18, 2, 8}, {32, 4, 1}, {48, 4, 16}, {64, 5, 2}}
	if !slices.Equal(got, want) {
		t.Errorf("positions %v, want %v", got, want)
	}
}

func TestScriptErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`x`, "1:1: unknown operator x"},
		{`()`, "1:2: unexpected token"},
		{`(foo)`, "1:2: unknown operator foo"},
		{`(result)`, "1:2: unexpected token"},
		{`(invoke)`, "1:8: unexpected token"},
		{`(invoke "f" (i32.add))`, "1:14: unexpected token"},
		{`(invoke "f" (ref.func))`, "1:13: unexpected token"},
		{`(invoke "f" (either (i32.const 1)))`, "1:14: unexpected token"},
		{`(assert_return (module))`, "1:17: unexpected token"},
		{`(assert_return (invoke "f") (either))`, "1:36: unexpected token"},
		{`(assert_return (invoke "f") (ref.foo))`, "1:30: unknown operator ref.foo"},
		{`(assert_return (invoke "f") (v128.const f32x4 nan:canonical 0))`, "1:41: wrong number of lane literals"},
		{`(assert_return (invoke "f") (v128.const i32x4 nan:canonical 0 0 0))`, "1:47: unexpected token"},
		{`(assert_invalid (invoke "f") "x")`, "1:18: unexpected token"},
		{`(assert_trap (invoke "f"))`, "1:26: unexpected token"},
		{`(module (func) (bar))`, "1:17: unknown operator bar"},
		{`(wait)`, "1:6: unexpected token"},
		{`(module) (func)`, "1:11: unexpected token"},
		{`(module) (@custom "x") (module)`, "1:10: misplaced @custom annotation"},
	} {
		_, err := ParseScript([]byte(tt.text))
		if got := firstLine(err); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}
