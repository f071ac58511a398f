package types

import (
	"strings"
	"testing"
)

var (
	u8  = &Type{Kind: U8}
	str = &Type{Kind: String}
)

func TestEqual(t *testing.T) {
	r, s := &Resource{Name: "r"}, &Resource{Name: "s"}
	record := func(label string, field *Type) *Type { return &Type{Kind: Record, Fields: []Field{{label, field}}} }
	for _, test := range []struct {
		a, b *Type
		want bool
	}{
		{nil, nil, true},
		{u8, nil, false},
		{u8, &Type{Kind: U8}, true},
		{u8, str, false},
		{record("a", u8), record("a", &Type{Kind: U8}), true},
		{record("a", u8), record("b", u8), false},
		{record("a", u8), record("a", str), false},
		{&Type{Kind: Flags, Labels: []string{"a", "b"}}, &Type{Kind: Flags, Labels: []string{"a", "b"}}, true},
		{&Type{Kind: Flags, Labels: []string{"a", "b"}}, &Type{Kind: Flags, Labels: []string{"b", "a"}}, false},
		{&Type{Kind: Own, Resource: r, Via: new(Via)}, &Type{Kind: Own, Resource: r}, true},
		{&Type{Kind: Own, Resource: r}, &Type{Kind: Own, Resource: s}, false},
		{&Type{Kind: Own, Resource: r}, &Type{Kind: Borrow, Resource: r}, false},
		{&Type{Kind: FixedList, Elem: u8, Len: 2}, &Type{Kind: FixedList, Elem: u8, Len: 3}, false},
		{&Type{Kind: Result, Elem: u8}, &Type{Kind: Result, Elem2: u8}, false},
		{&Type{Kind: Map, Elem: str, Elem2: u8}, &Type{Kind: Map, Elem: str, Elem2: &Type{Kind: U8}}, true},
	} {
		if Equal(test.a, test.b) != test.want || Equal(test.b, test.a) != test.want {
			t.Errorf("%v = %v is not %v", test.a, test.b, test.want)
		}
	}
	f := &Func{Params: []Field{{"x", u8}}, Result: str}
	for _, g := range []*Func{{Params: f.Params}, {Params: []Field{{"y", u8}}, Result: str}, {Async: true, Params: f.Params, Result: str}} {
		if EqualFuncs(f, g) {
			t.Errorf("%v = %v", f, g)
		}
	}
	if !EqualFuncs(f, &Func{Params: []Field{{"x", &Type{Kind: U8}}}, Result: str}) {
		t.Error("a function type does not equal itself")
	}
}

// doubled returns a type that is n levels of pairs of the level below.
func doubled(n int) *Type {
	t := &Type{Kind: Tuple, Fields: []Field{{Type: u8}}}
	for range n {
		t = &Type{Kind: Tuple, Fields: []Field{{Type: t}, {Type: t}}}
	}
	return t
}

// TestShared compares and writes types that would have 2^60 nodes if they were written out.
func TestShared(t *testing.T) {
	a, b := doubled(60), doubled(60)
	if !Equal(a, b) {
		t.Error("not equal")
	}
	if n := len(a.String()); n > 2*maxText {
		t.Errorf("text of %d bytes", n)
	}
}

func TestString(t *testing.T) {
	r := &Resource{Name: "file"}
	in := new(Instance)
	in.Exports.Add("file", Extern{Sort: SortType, Def: Def{Resource: r}})
	in.Exports.Add("read", Extern{Sort: SortFunc, Def: Def{Func: &Func{Async: true, Params: []Field{{"self", &Type{Kind: Borrow, Resource: r}}}, Result: str}}})
	for _, test := range []struct {
		got  interface{ String() string }
		want string
	}{
		{&Type{Kind: FixedList, Elem: u8, Len: 4}, "list<u8, 4>"},
		{&Type{Kind: Map, Elem: str, Elem2: u8}, "map<string, u8>"},
		{&Type{Kind: Result}, "result"},
		{&Type{Kind: Result, Elem2: str}, "result<_, string>"},
		{&Type{Kind: Variant, Fields: []Field{{"a", u8}, {"b", nil}}}, "variant {a: u8, b}"},
		{&Type{Kind: Tuple, Fields: []Field{{"", u8}, {"", str}}}, "tuple<u8, string>"},
		{&Type{Kind: Stream, Elem: &Type{Kind: Own, Resource: r}}, "stream<file>"},
		{&Type{Kind: Enum, Labels: []string{"x", "y"}}, "enum {x, y}"},
		{Extern{Sort: SortInstance, Def: Def{Instance: in}}, "interface { file: type resource file; read: async func(self: borrow<file>) -> string; }"},
		{Extern{Sort: SortModule}, "core module"},
	} {
		if got := test.got.String(); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	if in.Exports.Get("none") != nil || in.Exports.Get("file").Resource != r {
		t.Error("exports by name")
	}
	long := &Type{Kind: Record}
	for range 1000 {
		long.Fields = append(long.Fields, Field{strings.Repeat("x", 20), u8})
	}
	if n := len(long.String()); n > 2*maxText {
		t.Errorf("text of %d bytes", n)
	}
}
