package component_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wave"
)

// This file tests calls by Go types, in both directions, in every shape that Go types have, against dynamic calls.

// A shapeTest sends values through a guest and back.
type shapeTest struct {
	name  string
	types [][2]string
	run   func(t *testing.T, types [][2]string)
}

// as is a value of Go type T with its text in WAVE.
type as[T any] struct {
	value T
	text  string
}

// shape returns the test of values of a Go type that stands for the last of types.
func shape[T any](name string, types [][2]string, values ...as[T]) shapeTest {
	return shapeTest{name, types, func(t *testing.T, types [][2]string) {
		e := component.NewEngine(all)
		c := identity(t, e, types)
		l := component.NewLinker(e)
		var seen T
		must(t, l.GoFunc("", "f", func(ctx context.Context, x T) (T, error) { seen = x; return x, ctx.Err() }))
		in, err := l.Instantiate(context.Background(), c, component.Limits{})
		must(t, err)
		defer in.Close()
		f := function(t, in, "f")
		for _, v := range values {
			typed, err := component.Typed1[T, T](f)
			must(t, err)
			got, err := typed.Call(context.Background(), v.value)
			sameValue(t, "typed", got, v.value, err)
			sameValue(t, "the host's argument", seen, v.value, nil)

			var bound func(context.Context, T) (T, error)
			must(t, f.Bind(&bound))
			got, err = bound(context.Background(), v.value)
			sameValue(t, "bound", got, v.value, err)

			arg, err := wave.Parse(f.Type().Params[0].Type, v.text)
			must(t, err)
			result, err := f.Call(context.Background(), arg)
			must(t, err)
			sameValue(t, "the host's dynamic argument", seen, v.value, nil)
			if text, err := wave.Format(f.Type().Result, result); text != v.text || err != nil {
				t.Errorf("dynamic: got %s, %v, want %s", text, err, v.text)
			}
		}
		dynamicHost(t, e, c, values)
		directHost(t, e, c, values)
	}}
}

// directHost calls the component with a host function that is called without reflection.
func directHost[T any](t *testing.T, e *component.Engine, c *component.Component, values []as[T]) {
	l := component.NewLinker(e)
	must(t, l.GoFunc("", "f", component.Direct1(func(x T) (T, error) { return x, nil })))
	in, err := l.Instantiate(context.Background(), c, component.Limits{})
	must(t, err)
	defer in.Close()
	typed, err := component.Typed1[T, T](function(t, in, "f"))
	must(t, err)
	for _, v := range values {
		got, err := typed.Call(context.Background(), v.value)
		sameValue(t, "through a direct host function", got, v.value, err)
	}
}

// dynamicHost calls the component with a host function that takes and returns values of package value.
func dynamicHost[T any](t *testing.T, e *component.Engine, c *component.Component, values []as[T]) {
	l := component.NewLinker(e)
	l.Func("", "f", func(_ context.Context, args []value.Value) (value.Value, error) { return args[0], nil })
	in, err := l.Instantiate(context.Background(), c, component.Limits{})
	must(t, err)
	defer in.Close()
	typed, err := component.Typed1[T, T](function(t, in, "f"))
	must(t, err)
	for _, v := range values {
		got, err := typed.Call(context.Background(), v.value)
		sameValue(t, "through a dynamic host function", got, v.value, err)
	}
}

func sameValue[T any](t *testing.T, what string, got, want T, err error) {
	t.Helper()
	if !reflect.DeepEqual(got, want) || err != nil {
		t.Errorf("%s: got %#v, %v, want %#v", what, got, err, want)
	}
}

// The Go types of the tests.
type (
	point  struct{ X, Y int32 }
	tagged struct {
		A     string `wit:"first-name"`
		B     bool   `wit:"is"`
		Other int    `wit:"-"`
	}
	mixedCase struct {
		HTTPPort  uint16
		User_Name string
	}
	pair struct {
		N uint8
		S string
	}
	access struct{ Read, Write, ReadWrite bool }
	color  int
	animal interface{ isAnimal() }
	cat    struct{}
	dog    string
	bird   point
	big    struct{ A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q uint64 }
)

func (cat) isAnimal()  {}
func (dog) isAnimal()  {}
func (bird) isAnimal() {}

var _ = component.Variant[animal](cat{}, dog(""), bird{})

func prim(t string) [][2]string { return [][2]string{{"t", t}} }

var pointType = [2]string{"point", `(record (field "x" s32) (field "y" s32))`}

var shapeTests = []shapeTest{
	shape("bool", prim("bool"), as[bool]{true, "true"}, as[bool]{false, "false"}),
	shape("s8", prim("s8"), as[int8]{-128, "-128"}, as[int8]{127, "127"}),
	shape("u8", prim("u8"), as[uint8]{255, "255"}),
	shape("s16", prim("s16"), as[int16]{-32768, "-32768"}),
	shape("u16", prim("u16"), as[uint16]{65535, "65535"}),
	shape("s32", prim("s32"), as[int32]{math.MinInt32, "-2147483648"}),
	shape("u32", prim("u32"), as[uint32]{math.MaxUint32, "4294967295"}),
	shape("s64", prim("s64"), as[int64]{math.MinInt64, "-9223372036854775808"}),
	shape("u64", prim("u64"), as[uint64]{math.MaxUint64, "18446744073709551615"}),
	shape("f32", prim("f32"), as[float32]{1.5, "1.5"}, as[float32]{float32(math.Inf(-1)), "-inf"}),
	shape("f64", prim("f64"), as[float64]{0.1, "0.1"}, as[float64]{math.Inf(1), "inf"}),
	shape("char", prim("char"), as[rune]{'✓', "'✓'"}, as[rune]{0x10ffff, `'\u{10ffff}'`}),
	shape("string", prim("string"), as[string]{"", `""`}, as[string]{"héllo ✓ \U0001F600", "\"héllo ✓ \U0001F600\""}),
	shape("named string", prim("string"), as[dog]{"rex", `"rex"`}),
	shape("list of bytes", prim("(list u8)"), as[[]byte]{[]byte{1, 2, 255}, "[1, 2, 255]"}),
	shape("list", prim("(list u32)"), as[[]uint32]{[]uint32{1, math.MaxUint32}, "[1, 4294967295]"}),
	shape("list of strings", prim("(list string)"), as[[]string]{[]string{"a", "", "ccc"}, `["a", "", "ccc"]`}),
	shape("list of lists", prim("(list (list u16))"), as[[][]uint16]{[][]uint16{{1}, {2, 3}}, "[[1], [2, 3]]"}),
	shape("list of records", [][2]string{pointType, {"t", "(list $point)"}}, as[[]point]{[]point{{1, -2}, {3, -4}}, "[{x: 1, y: -2}, {x: 3, y: -4}]"}),
	shape("fixed list", prim("(list u16 3)"), as[[3]uint16]{[3]uint16{1, 2, 3}, "[1, 2, 3]"}),
	shape("fixed list of bytes", prim("(list u8 4)"), as[[4]byte]{[4]byte{1, 2, 3, 4}, "[1, 2, 3, 4]"}),
	shape("map", prim("(map string u32)"), as[map[string]uint32]{map[string]uint32{"a": 1}, `[("a", 1)]`}),
	shape("record", [][2]string{pointType}, as[point]{point{1, -2}, "{x: 1, y: -2}"}),
	shape("record with tags", [][2]string{{"t", `(record (field "first-name" string) (field "is" bool))`}},
		as[tagged]{tagged{A: "Go", B: true}, `{first-name: "Go", is: true}`}),
	shape("record with other spellings", [][2]string{{"t", `(record (field "user-name" string) (field "http-port" u16))`}},
		as[mixedCase]{mixedCase{80, "x"}, `{user-name: "x", http-port: 80}`}),
	shape("tuple", prim("(tuple u8 string)"), as[pair]{pair{1, "x"}, `(1, "x")`}),
	shape("flags as a number", [][2]string{{"t", `(flags "read" "write" "read-write")`}}, as[uint8]{5, "{read, read-write}"}, as[uint8]{0, "{}"}),
	shape("flags as a struct", [][2]string{{"t", `(flags "read" "write" "read-write")`}}, as[access]{access{Write: true}, "{write}"}),
	shape("flags of 17", [][2]string{{"t", `(flags` + labels(17) + `)`}}, as[uint32]{1<<16 | 1, "{l0, l16}"}),
	shape("enum as a number", [][2]string{{"t", `(enum "red" "green")`}}, as[color]{1, "green"}),
	shape("enum as an unsigned number", [][2]string{{"t", `(enum "red" "green")`}}, as[uint8]{1, "green"}),
	shape("enum as a string", [][2]string{{"t", `(enum "red" "green")`}}, as[string]{"red", "red"}),
	shape("option", prim("(option u32)"), as[component.Option[uint32]]{component.Some(uint32(7)), "some(7)"}, as[component.Option[uint32]]{text: "none"}),
	shape("option as a pointer", prim("(option string)"), as[*string]{new("x"), `some("x")`}, as[*string]{nil, "none"}),
	shape("option of an option", prim("(option (option u8))"),
		as[component.Option[*uint8]]{component.Some[*uint8](nil), "some(none)"}),
	shape("result", prim("(result u32 (error string))"), as[component.Result[uint32, string]]{component.OK[uint32, string](7), "ok(7)"},
		as[component.Result[uint32, string]]{component.Err[uint32]("no"), `err("no")`}),
	shape("result without values", prim("(result)"), as[component.Result[component.None, component.None]]{text: "ok"},
		as[component.Result[component.None, component.None]]{component.Err[component.None](component.None{}), "err"}),
	shape("variant", [][2]string{pointType, {"t", `(variant (case "cat") (case "dog" string) (case "bird" $point))`}},
		as[animal]{cat{}, "cat"}, as[animal]{dog("rex"), `dog("rex")`}, as[animal]{bird{1, 2}, "bird({x: 1, y: 2})"}),
	shape("more than 16 core values", [][2]string{{"t", `(record` + fields("abcdefghijklmnopq", "u64") + `)`}},
		as[big]{big{A: 1, Q: math.MaxUint64}, "{a: 1, b: 0, c: 0, d: 0, e: 0, f: 0, g: 0, h: 0, i: 0, j: 0, k: 0, l: 0, m: 0, n: 0, o: 0, p: 0, q: 18446744073709551615}"}),
	shape("all at once", [][2]string{pointType, {"e", `(enum "red" "green")`}, {"g", `(flags "read" "write" "read-write")`},
		{"t", `(record (field "p" (option $point)) (field "l" (list (tuple $e $g))) (field "r" (result (list string) (error char))))`}},
		as[everything]{everything{&point{1, 2}, []struct {
			E string
			F access
		}{{"green", access{Read: true}}}, component.OK[[]string, rune]([]string{"a"})}, `{p: some({x: 1, y: 2}), l: [(green, {read})], r: ok(["a"])}`}),
}

type everything struct {
	P *point
	L []struct {
		E string
		F access
	}
	R component.Result[[]string, rune]
}

func labels(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " \"l%d\"", i)
	}
	return b.String()
}

func fields(names, typ string) string {
	var b strings.Builder
	for _, n := range names {
		b.WriteString(" (field \"" + string(n) + "\" " + typ + ")")
	}
	return b.String()
}

func TestShapes(t *testing.T) {
	for _, x := range shapeTests {
		t.Run(x.name, func(t *testing.T) { x.run(t, x.types) })
	}
}

// TestMisfits tests Go types that do not stand for a type: the error says which, in all directions.
func TestMisfits(t *testing.T) {
	e := component.NewEngine(all)
	tests := []struct {
		types [][2]string
		fn    any // func(T) T
		want  string
	}{
		{prim("u32"), func(x int32) int32 { return x }, "the Go type int32 does not fit u32"},
		{prim("u32"), func(x uint64) uint64 { return x }, "the Go type uint64 does not fit u32"},
		{prim("string"), func(x []byte) []byte { return x }, "the Go type []uint8 does not fit string"},
		{prim("(list u8)"), func(x string) string { return x }, "the Go type string does not fit list<u8>"},
		{prim("(list u8)"), func(x []int8) []int8 { return x }, "the Go type int8 does not fit u8"},
		{prim("(list u16 3)"), func(x [4]uint16) [4]uint16 { return x }, "the Go type [4]uint16 does not fit list<u16, 3>"},
		{prim("(option u8)"), func(x uint8) uint8 { return x }, "the Go type uint8 does not fit option<u8>"},
		{prim("(result u8)"), func(x component.Option[uint8]) component.Option[uint8] { return x }, "does not fit result<u8>"},
		{prim("(tuple u8 u8)"), func(x struct{ A uint8 }) struct{ A uint8 } { return x }, "does not fit tuple<u8, u8>"},
		{prim("(map string u8)"), func(x []string) []string { return x }, "does not fit map<string, u8>"},
		{[][2]string{pointType}, func(x struct{ X int32 }) struct{ X int32 } { return x }, "has no field for y"},
		{[][2]string{pointType}, func(x struct{ X, Y, Z int32 }) struct{ X, Y, Z int32 } { return x }, "has fields besides"},
		{[][2]string{pointType}, func(x struct{ X, Y int64 }) struct{ X, Y int64 } { return x }, "the Go type int64 does not fit s32"},
		{[][2]string{pointType}, func(x int) int { return x }, "the Go type int does not fit"},
		{[][2]string{{"t", `(flags` + labels(9) + `)`}}, func(x uint8) uint8 { return x }, "the Go type uint8 does not fit flags"},
		{[][2]string{{"t", `(enum` + labels(300) + `)`}}, func(x uint8) uint8 { return x }, "the Go type uint8 does not fit enum"},
		{[][2]string{{"t", `(variant (case "a") (case "b"))`}}, func(x animal) animal { return x }, "animal"},
		{[][2]string{{"t", `(variant (case "a"))`}}, func(x error) error { return nil }, "Variant was not called for it"},
		{prim("u32"), func(x, y uint32) uint32 { return x }, "the Go function has 2 parameters"},
		{prim("u32"), func(x uint32) {}, "result"},
		{prim("u32"), 1, "no function"},
		{prim("u32"), (func(uint32) uint32)(nil), "no function"},
		{prim("u32"), func(...uint32) uint32 { return 0 }, "fixed number of parameters"},
		{prim("u32"), func(uint32) (uint32, uint32) { return 0, 0 }, "more than one result"},
	}
	for _, x := range tests {
		c := identity(t, e, x.types)
		l := component.NewLinker(e)
		err := l.GoFunc("", "f", x.fn)
		if err == nil {
			_, err = l.Instantiate(context.Background(), c, component.Limits{})
		}
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s and %T: got %v, want %s", x.types[0][1], x.fn, err, x.want)
		}
	}

	in := instantiate(t, `(component`+memory+`
  (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))`, nil)
	f := function(t, in, "f")
	for want, err := range map[string]error{
		"parameter x: the Go type string does not fit u32": errorOf(component.Typed1[string, uint32](f)),
		"result: the Go type string does not fit u32":      errorOf(component.Typed1[uint32, string](f)),
		"the Go function has 0 parameters":                 errorOf(component.Typed0[uint32](f)),
		"the Go function has 2 parameters":                 errorOf(component.Typed2[uint32, uint32, uint32](f)),
		"the Go function has 3 parameters":                 errorOf(component.Typed3[uint32, uint32, uint32, uint32](f)),
		"a pointer to a function is needed":                f.Bind(func(context.Context, uint32) (uint32, error) { return 0, nil }),
		"begin with a context and end with an error":       f.Bind(new(func(uint32) uint32)),
		"parameter x: the Go type int does not fit u32":    f.Bind(new(func(context.Context, int) (uint32, error))),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := f.Call(context.Background()); err == nil {
		t.Error("a call without an argument succeeds")
	}
	if _, err := f.Call(context.Background(), "x"); err == nil || !strings.Contains(err.Error(), "argument 0") {
		t.Errorf("a call with a string for a number: %v", err)
	}
}

func errorOf[T any](_ T, err error) error { return err }

// TestBadValues tests Go values that stand for nothing: calls with them fail, and the instance can go on.
func TestBadValues(t *testing.T) {
	e := component.NewEngine(all)
	call := func(name string, types [][2]string, want string, call func(f *component.Func) error) {
		t.Helper()
		l := component.NewLinker(e)
		l.Func("", "f", func(_ context.Context, args []value.Value) (value.Value, error) { return args[0], nil })
		in, err := l.Instantiate(context.Background(), identity(t, e, types), component.Limits{})
		must(t, err)
		defer in.Close()
		if err := call(function(t, in, "f")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
		if err := call(function(t, in, "f")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s, again: got %v, want %s", name, err, want)
		}
	}
	one := func(f *component.Func, x any) error { _, err := f.Call(context.Background(), x); return err }
	call("surrogate", prim("char"), "char", func(f *component.Func) error {
		c, err := component.Typed1[rune, rune](f)
		must(t, err)
		_, err = c.Call(context.Background(), 0xd800)
		return err
	})
	call("enum out of range", [][2]string{{"t", `(enum "red" "green")`}}, "enum", func(f *component.Func) error {
		c, err := component.Typed1[int, int](f)
		must(t, err)
		_, err = c.Call(context.Background(), 2)
		return err
	})
	call("unknown enum", [][2]string{{"t", `(enum "red" "green")`}}, `"blue" is no case`, func(f *component.Func) error {
		c, err := component.Typed1[string, string](f)
		must(t, err)
		_, err = c.Call(context.Background(), "blue")
		return err
	})
	call("nil variant", [][2]string{{"t", `(variant (case "cat") (case "dog" string) (case "bird" string))`}}, "", func(f *component.Func) error {
		return one(f, nil)
	})
	call("invalid UTF-8", prim("string"), "UTF-8", func(f *component.Func) error { return one(f, "\xff") })
}
