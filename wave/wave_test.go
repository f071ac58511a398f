package wave

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

func prim(k types.Kind) *types.Type                 { return &types.Type{Kind: k} }
func of(k types.Kind, elem *types.Type) *types.Type { return &types.Type{Kind: k, Elem: elem} }

var (
	u8     = prim(types.U8)
	u32    = prim(types.U32)
	str    = prim(types.String)
	optU8  = of(types.Option, u8)
	optOpt = of(types.Option, optU8)
	point  = &types.Type{Kind: types.Record, Fields: []types.Field{{Label: "x", Type: u32}, {Label: "y", Type: optU8}}}
	loose  = &types.Type{Kind: types.Record, Fields: []types.Field{{Label: "a", Type: optU8}, {Label: "none", Type: optU8}}}
	perms  = &types.Type{Kind: types.Flags, Labels: []string{"read", "write", "true"}}
	status = &types.Type{Kind: types.Enum, Labels: []string{"ok", "not-found", "HTTP3"}}
	when   = &types.Type{Kind: types.Variant, Fields: []types.Field{{Label: "days", Type: u32}, {Label: "forever"}, {Label: "err", Type: str}}}
	pair   = &types.Type{Kind: types.Tuple, Fields: []types.Field{{Type: str}, {Type: u8}}}
	res    = &types.Type{Kind: types.Result, Elem: u8, Elem2: str}
	resErr = &types.Type{Kind: types.Result, Elem2: u8}
	unit   = &types.Type{Kind: types.Result}
	fixed  = &types.Type{Kind: types.FixedList, Elem: u8, Len: 2}
	dict   = &types.Type{Kind: types.Map, Elem: str, Elem2: u8}
)

// texts are texts with what they mean, and how that is written.
var texts = []struct {
	t          *types.Type
	text, want string // want is empty if it is text
	v          value.Value
}{
	{prim(types.Bool), "true", "", true},
	{prim(types.Bool), " false // no\n", "false", false},
	{u8, "255", "", uint8(255)},
	{u8, "-0", "0", uint8(0)},
	{u8, "007", "7", uint8(7)},
	{prim(types.S8), "-128", "", int8(-128)},
	{prim(types.S64), "-9223372036854775808", "", int64(math.MinInt64)},
	{prim(types.U64), "18446744073709551615", "", uint64(math.MaxUint64)},
	{prim(types.F64), "0.1", "", 0.1},
	{prim(types.F64), "6.022e+23", "", 6.022e23},
	{prim(types.F64), "-0", "", math.Copysign(0, -1)},
	{prim(types.F64), "-inf", "", math.Inf(-1)},
	{prim(types.F64), "inf", "", math.Inf(1)},
	{prim(types.F32), "0.1", "", float32(0.1)},
	{prim(types.F32), "3.4028234664e39", "inf", float32(math.Inf(1))},
	{prim(types.F32), "0.000e100", "0", float32(0)},
	{prim(types.Char), "'x'", "", value.Char('x')},
	{prim(types.Char), `'\''`, "", value.Char('\'')},
	{prim(types.Char), `'"'`, "", value.Char('"')},
	{prim(types.Char), `'\u{1f30a}'`, "'🌊'", value.Char('🌊')},
	{prim(types.Char), `'\u{0}'`, "", value.Char(0)},
	{str, `"WAVE\n\t\r\\\"🌊"`, "", "WAVE\n\t\r\\\"🌊"},
	{str, `"'\'\u{27}\u{202e}"`, `"'''\u{202e}"`, "'''\u202e"},
	{str, "\"\"\"\n\"\"\"", `""`, ""},
	{str, "\"\"\"\nA line\n\"\"\"", `"A line"`, "A line"},
	{str, "\"\"\"\r\n    Two\r\n      lines\r\n  \"\"\"", `"  Two\n    lines"`, "  Two\n    lines"},
	{str, "\"\"\"\n  CR \\r\n\n  Quotes \"\"\\\"\"\n  \"\"\"", `"CR \r\n\nQuotes \"\"\"\""`, "CR \r\n\nQuotes \"\"\"\""},
	{of(types.List, u8), "[1, 2,]", "[1, 2]", []byte{1, 2}},
	{of(types.List, str), "[]", "", []value.Value{}},
	{fixed, "[1, 2]", "", []byte{1, 2}},
	{pair, `("a", 1)`, "", value.Tuple{"a", uint8(1)}},
	{point, "{y: none, x: 1,}", "{x: 1}", value.Record{value.F("x", uint32(1)), value.F("y", value.None)}},
	{point, "{%x: 1, y: 2}", "{x: 1, y: some(2)}", value.Record{value.F("x", uint32(1)), value.F("y", value.Some(uint8(2)))}},
	{loose, "{ : }", "{:}", value.Record{value.F("a", value.None), value.F("none", value.None)}},
	{loose, "{none: 1}", "{none: some(1)}", value.Record{value.F("a", value.None), value.F("none", value.Some(uint8(1)))}},
	{perms, "{write, read, }", "{read, write}", value.Flags{"read", "write"}},
	{perms, "{}", "", value.Flags{}},
	{perms, "{true}", "", value.Flags{"true"}},
	{status, "%ok", "", value.Enum("ok")},
	{status, "%not-found", "not-found", value.Enum("not-found")},
	{status, "HTTP3", "", value.Enum("HTTP3")},
	{when, "days(30)", "", value.Variant{Case: "days", Value: uint32(30)}},
	{when, "forever", "", value.Variant{Case: "forever"}},
	{when, `%err("no")`, "", value.Variant{Case: "err", Value: "no"}},
	{optU8, "1", "some(1)", value.Some(uint8(1))},
	{optU8, "none", "", value.None},
	{optOpt, "some(1)", "", nil},
	{optOpt, "some(some(1))", "", value.Some(value.Some(uint8(1)))},
	{optOpt, "some(none)", "", value.Some(value.None)},
	{res, "1", "ok(1)", value.OK(uint8(1))},
	{res, `err("oops")`, "", value.Err("oops")},
	{resErr, "ok", "", value.OK(nil)},
	{unit, "err", "", value.Err(nil)},
	{dict, `[("a", 1), ("b", 2),]`, `[("a", 1), ("b", 2)]`, value.Map{{Key: "a", Value: uint8(1)}, {Key: "b", Value: uint8(2)}}},
}

func TestParseFormat(t *testing.T) {
	for _, test := range texts {
		v, err := Parse(test.t, test.text)
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if test.v == nil { // some(1) is some(some(1))
			test.v, test.want = value.Some(value.Some(uint8(1))), "some(some(1))"
		}
		if !reflect.DeepEqual(v, test.v) {
			t.Errorf("%s: %#v, want %#v", test.text, v, test.v)
		}
		want := test.want
		if want == "" {
			want = test.text
		}
		if got, err := Format(test.t, v); err != nil || got != want {
			t.Errorf("%s: written %s, want %s; %v", test.text, got, want, err)
		}
	}
	if v, err := Parse(prim(types.F32), "nan"); err != nil || !math.IsNaN(float64(v.(float32))) {
		t.Errorf("nan: %v, %v", v, err)
	}
	if got, _ := Format(prim(types.F64), math.NaN()); got != "nan" {
		t.Errorf("NaN: %s", got)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		t          *types.Type
		text, want string
	}{
		{u8, "", "1:1: expected a value of type u8, as in `42`; found the end"},
		{u8, "256", "out of the range of u8"},
		{u8, "-1", "out of the range of u8"},
		{u8, "1.5", "expected an integer"},
		{u8, "1x", "unexpected character 'x'"},
		{u8, "-inf", "expected a value of type u8"},
		{u8, "1 2", "1:3: expected nothing more"},
		{u8, "\xff", "not valid UTF-8"},
		{prim(types.Bool), "%true", "expected a value of type bool"},
		{prim(types.F64), "-nan", "needs digits"},
		{prim(types.F64), "Inf", "is no name"},
		{prim(types.F64), "INF", "expected a value of type f64"},
		{prim(types.F64), "1.", "unexpected character '.'"},
		{prim(types.F64), "1e", "exponent"},
		{prim(types.Char), "''", "one character"},
		{prim(types.Char), "'ab'", "after one character"},
		{prim(types.Char), `'\z'`, "no escape of this kind"},
		{prim(types.Char), `'\u{}'`, "hexadecimal digits"},
		{prim(types.Char), `'\u{D800}'`, "no Unicode scalar value"},
		{prim(types.Char), `'\u{110000}'`, "no Unicode scalar value"},
		{prim(types.Char), `'\u{fffffffffffffffffffffff}'`, "no Unicode scalar value"},
		{str, `"\u{-1}"`, "no Unicode scalar value"},
		{str, `"abc`, "does not end"},
		{str, "\"\n\"", "does not end"},
		{str, `""" """`, "the line must end"},
		{str, "\"\"\"\n\"\"", "does not end"},
		{str, "\"\"\"\nextra\"\"\"", "line of its own"},
		{str, "\"\"\"\n a\n  \"\"\"", "indented less"},
		{str, "\"\"\"\n\\j\n\"\"\"", "no escape"},
		{str, `"\`, "cut off"},
		{of(types.List, str), `["a",,]`, "expected a value of type string"},
		{of(types.List, str), `[,]`, "expected a value of type string"},
		{of(types.List, str), `["a" "b"]`, "expected `,` or `]`"},
		{of(types.List, str), `["a")`, "expected `,` or `]`"},
		{fixed, "[1]", "must have 2 elements, not 1"},
		{pair, `("a")`, "must have 2 values, not 1"},
		{pair, `("a", 1, 2)`, "expected `)`"},
		{point, "{}", "{:}"},
		{point, "{:}", "lacks its field `x` of type u32"},
		{point, "{x: 1, x: 2}", "stands twice"},
		{point, "{z: 1}", "no field `z`; there are `x`, `y`"},
		{point, "{x: 1,, }", "expected a name"},
		{point, "{: x: 1}", "expected `}`"},
		{perms, "{read, read}", "stands twice"},
		{perms, "{execute}", "no flag `execute`"},
		{status, "ok", "written %ok"},
		{status, "lost", "no case `lost`"},
		{when, "days", "carries a value of type u32"},
		{when, "forever(1)", "carries no value"},
		{when, "err", "written %err"},
		{optU8, "some", "carries a value"},
		{optU8, "none(1)", "carries no value"},
		{optOpt, "1", "`some(...)` or `none`"},
		{res, "ok", "carries a value"},
		{unit, "ok(1)", "carries no value"},
		{dict, `[("a")]`, "expected `,`"},
		{prim(types.Own), "1", "cannot be written"},
		{str, "\u202e", "unexpected character"},
	}
	for _, test := range tests {
		v, err := Parse(test.t, test.text)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, %v; want error %q", test.text, v, err, test.want)
		}
	}
}

func TestErrorPlace(t *testing.T) {
	_, err := Parse(of(types.List, u8), "[1,\n  'ö', \u202e]")
	const want = "2:3: expected a value of type u8, as in `42`; found a character\n    'ö', ?]\n    ^"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant\n%s", err, want)
	}
	_, err = Parse(u8, strings.Repeat(" ", 1000)+"x"+strings.Repeat(" ", 1000))
	if err == nil || len(err.Error()) > 400 {
		t.Errorf("a long line makes an error of %d bytes", len(err.Error()))
	}
}

func TestCall(t *testing.T) {
	f := &types.Func{Params: []types.Field{{Label: "name", Type: str}, {Label: "n", Type: optU8}}, Result: res}
	tests := []struct{ text, name, want, err string }{
		{`f("a")`, "f", `f("a", none) -> ok(1)`, ""},
		{`f("a", 2,) -> 1`, "f", `f("a", some(2)) -> ok(1)`, ""},
		{` ns:pkg/iface.f@1.2.3 ( "a" )`, "ns:pkg/iface.f@1.2.3", `ns:pkg/iface.f@1.2.3("a", none) -> ok(1)`, ""},
		{`f`, "f", "", "the argument `name` of type string is missing"},
		{`f()`, "f", "", "1:3: the argument `name` of type string is missing"},
		{`f("a", 1, 2)`, "f", "", "takes 2 arguments"},
		{`f("a"`, "f", "", "expected `,` or `)`"},
		{`f("a") x`, "f", "", "expected nothing more"},
	}
	for _, test := range tests {
		c, err := ParseCall(test.text)
		if err != nil || c.Name != test.name {
			t.Errorf("%s: %+v, %v", test.text, c, err)
			continue
		}
		args, err := c.Args(f)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%s: %v, %v; want error %q", test.text, args, err, test.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		v, ok, err := c.Result(f)
		if ok != strings.Contains(test.text, "->") || err != nil {
			t.Errorf("%s: result %v, %v, %v", test.text, v, ok, err)
		}
		if got, err := FormatCall(c.Name, f, args, value.OK(1)); got != test.want || err != nil {
			t.Errorf("%s: %s, %v", test.text, got, err)
		}
	}
	for _, text := range []string{"", "()", "a b()", "f\"", "f[1]()", "\xff()"} {
		if c, err := ParseCall(text); err == nil {
			t.Errorf("%q: %+v", text, c)
		}
	}
	nullary := &types.Func{}
	for _, text := range []string{"f", "f()", "f() -> ()"} {
		c, err := ParseCall(text)
		if err != nil {
			t.Fatal(err)
		}
		if args, err := c.Args(nullary); len(args) != 0 || err != nil {
			t.Errorf("%s: %v, %v", text, args, err)
		}
	}
}

type handle struct{ t *types.Type }

func (h handle) Type() *types.Type { return h.t }

func TestFormatHandles(t *testing.T) {
	own := &types.Type{Kind: types.Own, Resource: &types.Resource{Name: "file"}}
	for _, test := range []struct {
		t    *types.Type
		want string
	}{{own, "<resource file>"}, {prim(types.Stream), "<stream>"}, {prim(types.ErrorContext), "<error-context>"}} {
		if got, err := Format(test.t, handle{test.t}); got != test.want || err != nil {
			t.Errorf("%s, %v; want %s", got, err, test.want)
		}
	}
	if _, err := Format(point, 1); err == nil {
		t.Error("a number was written as a record")
	}
}

// FuzzParse checks that what was read is written, and that this reads the same.
func FuzzParse(f *testing.F) {
	all := &types.Type{Kind: types.Tuple}
	for i, test := range texts {
		f.Add(uint8(i), test.text)
		all.Fields = append(all.Fields, types.Field{Type: test.t})
	}
	f.Fuzz(func(t *testing.T, i uint8, text string) {
		typ := all
		if int(i) < len(all.Fields) {
			typ = all.Fields[i].Type
		}
		v, err := Parse(typ, text)
		if err != nil {
			_ = err.Error()
			return
		}
		again, err := Format(typ, v)
		if err != nil {
			t.Fatal(err)
		}
		v2, err := Parse(typ, again)
		if err != nil || fmt.Sprint(v) != fmt.Sprint(v2) {
			t.Fatalf("%q is written %q, which is %v, not %v; %v", text, again, v2, v, err)
		}
	})
}

// FuzzCall checks that no call makes the parser fail otherwise than with an error.
func FuzzCall(f *testing.F) {
	f.Add(`ns:pkg/iface.f@1.2.3("a", some(1)) -> ok(1)`)
	typ := &types.Func{Params: []types.Field{{Label: "name", Type: str}, {Label: "n", Type: optU8}}, Result: res}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCall(text); err == nil {
			c.Args(typ)
			c.Result(typ)
		}
	})
}
