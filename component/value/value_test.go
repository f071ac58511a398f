package value

import (
	"reflect"
	"testing"

	"github.com/wvm-project/wvm/component/types"
)

func prim(k types.Kind) *types.Type { return &types.Type{Kind: k} }

var (
	u8     = prim(types.U8)
	u32    = prim(types.U32)
	list   = &types.Type{Kind: types.List, Elem: u32}
	bytes  = &types.Type{Kind: types.List, Elem: u8}
	pair   = &types.Type{Kind: types.FixedList, Elem: u8, Len: 2}
	opt    = &types.Type{Kind: types.Option, Elem: u8}
	person = &types.Type{Kind: types.Record, Fields: []types.Field{{Label: "name", Type: prim(types.String)}, {Label: "age", Type: opt}}}
	tuple  = &types.Type{Kind: types.Tuple, Fields: []types.Field{{Type: u8}, {Type: list}}}
	shape  = &types.Type{Kind: types.Variant, Fields: []types.Field{{Label: "dot"}, {Label: "box", Type: tuple}}}
	res    = &types.Type{Kind: types.Result, Elem: u8}
	flags  = &types.Type{Kind: types.Flags, Labels: []string{"r", "w"}}
	enum   = &types.Type{Kind: types.Enum, Labels: []string{"a", "b"}}
	dict   = &types.Type{Kind: types.Map, Elem: prim(types.String), Elem2: u8}
)

func TestConform(t *testing.T) {
	type myInt int16
	tests := []struct {
		t        *types.Type
		in, want Value
	}{
		{u8, 255, uint8(255)},
		{u8, myInt(7), uint8(7)},
		{prim(types.S64), uint64(1 << 62), int64(1 << 62)},
		{prim(types.U64), uint64(1 << 63), uint64(1 << 63)},
		{prim(types.F32), 1.5, float32(1.5)},
		{prim(types.F64), 3, 3.0},
		{prim(types.Char), 'x', Char('x')},
		{list, []int{1, 2}, []Value{uint32(1), uint32(2)}},
		{bytes, []byte{1}, []byte{1}},
		{bytes, []Value{1, 2}, []byte{1, 2}},
		{pair, [2]int{1, 2}, []byte{1, 2}},
		{opt, nil, None},
		{opt, Some(1), Some(uint8(1))},
		{person, Record{F("age", Some(3)), F("name", "x")}, Record{F("name", "x"), F("age", Some(uint8(3)))}},
		{person, Record{F("name", "x")}, Record{F("name", "x"), F("age", None)}},
		{tuple, []Value{1, []int{2}}, Tuple{uint8(1), []Value{uint32(2)}}},
		{shape, Variant{Case: "dot"}, Variant{Case: "dot"}},
		{res, OK(1), OK(uint8(1))},
		{res, Err(nil), Err(nil)},
		{flags, []string{"w", "r", "w"}, Flags{"r", "w"}},
		{enum, "b", Enum("b")},
		{dict, map[string]int{"k": 1}, Map{{"k", uint8(1)}}},
	}
	for _, test := range tests {
		if got, err := Conform(test.t, test.in); err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%#v: %#v, %v; want %#v", test.in, got, err, test.want)
		}
	}
}

func TestConformErrors(t *testing.T) {
	tests := []struct {
		t    *types.Type
		in   Value
		want string
	}{
		{u8, 256, "256 of Go type int cannot be a u8"},
		{u8, nil, "a value of Go type <nil> cannot be a u8"},
		{prim(types.S64), uint64(1 << 63), "9223372036854775808 of Go type uint64 cannot be an s64"},
		{prim(types.U64), -1, "-1 of Go type int cannot be a u64"},
		{prim(types.Char), 0xd800, "55296 of Go type int cannot be a char"},
		{prim(types.F64), "1", "a value of Go type string cannot be an f64"},
		{prim(types.String), "\xff", "a string that is not valid UTF-8"},
		{prim(types.Own), 1, "a value of Go type int cannot be an owned resource"},
		{list, Tuple{1}, "a value of Go type value.Tuple cannot be a list"},
		{list, []Value{1, "x"}, "[1]: a value of Go type string cannot be a u32"},
		{pair, []byte{1}, "a list of 1 elements where there must be 2"},
		{person, Record{}, `field "name" is missing`},
		{person, Record{F("name", "x"), F("name", "x")}, `field "name" stands twice`},
		{person, Record{F("name", "x"), F("size", 1)}, `the record has no field "size"`},
		{person, Record{F("name", "x"), F("age", Some("old"))}, ".age.some: a value of Go type string cannot be a u8"},
		{tuple, Tuple{1}, "a tuple of 1 values where there must be 2"},
		{shape, Variant{Case: "box", Value: Tuple{1, []int{-1}}}, ".box.1[0]: -1 of Go type int cannot be a u32"},
		{shape, Variant{Case: "dot", Value: 1}, `the case "dot" carries no value`},
		{shape, Variant{Case: "star"}, `the variant has no case "star"`},
		{shape, Some(1), "a value of Go type value.Option cannot be a variant"},
		{res, Err(1), `the case "err" carries no value`},
		{flags, Flags{"x"}, `there is no flag "x"`},
		{enum, "c", `"c" is no case of the enum`},
		{dict, map[string]int{"k": 256}, "[k]: 256 of Go type int cannot be a u8"},
		{dict, Map{{1, 1}}, " key 0: a value of Go type int cannot be a string"},
	}
	for _, test := range tests {
		if got, err := Conform(test.t, test.in); err == nil || err.Error() != test.want {
			t.Errorf("%#v: %#v, %v; want %s", test.in, got, err, test.want)
		}
	}
}

func TestLookup(t *testing.T) {
	r := Record{F("a", 1)}
	if v, ok := r.Get("a"); v != 1 || !ok {
		t.Error(v, ok)
	}
	if v, ok := r.Get("b"); v != nil || ok {
		t.Error(v, ok)
	}
	m := Map{{"a", 1}, {"a", 2}}
	if v, ok := m.Get("a"); v != 2 || !ok {
		t.Error(v, ok)
	}
	if v, ok := m.Get("b"); v != nil || ok {
		t.Error(v, ok)
	}
	if f := (Flags{"r"}); !f.Has("r") || f.Has("w") {
		t.Error(f)
	}
}
