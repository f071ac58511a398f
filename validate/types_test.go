package validate

import (
	"testing"

	"github.com/wvm-project/wvm/wasm"
)

// shapes is a module whose types are, by index:
//
//	0  (sub (struct))
//	1  (sub 0 (struct i32))
//	2  (sub 1 (struct i32 i64))
//	3  (sub 0 (struct i32)), equal to 1
//	4  (array i32)
//	5  (func)
//	6, 7  a group of two structs that refer to each other
//	8, 9  the same group again
//	10, 11  the same with the types in disorder
func shapes(t *testing.T) *Module {
	t.Helper()
	a, b := field(wasm.I32, false), field(wasm.I64, false)
	pair := func(x uint32) []byte {
		return rec(structType(field(refTo(x+1), true)), structType(field(refTo(x), true), a))
	}
	v, err := Bytes(module(section(secType,
		sub(structType()), sub(structType(a), 0), sub(structType(a, b), 1), sub(structType(a), 0), arrayType(a), empty,
		pair(6), pair(8), rec(structType(field(refTo(11), true), a), structType(field(refTo(10), true))),
	)), Config{Features: wasm.AllFeatures})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCanon(t *testing.T) {
	v := shapes(t)
	for x, want := range []uint32{0, 1, 2, 1, 4, 5, 6, 7, 6, 7, 10, 11} {
		if got := v.Canon(uint32(x)); got != want {
			t.Errorf("type %d is type %d, want %d", x, got, want)
		}
	}
}

func TestMatches(t *testing.T) {
	v := shapes(t)
	ref := func(h wasm.HeapType) wasm.ValType { return wasm.Ref(h, false) }
	at := wasm.IndexType
	for _, test := range []struct {
		a, b wasm.ValType
		want bool
	}{
		{wasm.I32, wasm.I32, true},
		{wasm.I32, wasm.I64, false},
		{wasm.I32, wasm.AnyRef, false},
		{wasm.NoType, wasm.V128, true},
		{ref(wasm.HeapFunc), wasm.FuncRef, true},
		{wasm.FuncRef, ref(wasm.HeapFunc), false},
		{wasm.FuncRef, wasm.AnyRef, false},
		{wasm.I31Ref, wasm.EqRef, true},
		{wasm.EqRef, wasm.I31Ref, false},
		{wasm.StructRef, wasm.ArrayRef, false},
		{wasm.NullRef, wasm.ArrayRef, true},
		{wasm.NullRef, wasm.FuncRef, false},
		{wasm.NullRef, wasm.ExternRef, false},
		{wasm.NullExnRef, wasm.ExnRef, true},
		{wasm.NullFuncRef, wasm.FuncRef, true},
		{wasm.NullExternRef, wasm.ExternRef, true},
		{ref(wasm.HeapBottom), ref(at(4)), true},
		{ref(wasm.HeapBottom), wasm.ExnRef, true},
		{ref(at(0)), wasm.StructRef, true},
		{ref(at(0)), wasm.AnyRef, true},
		{ref(at(0)), wasm.FuncRef, false},
		{ref(at(4)), wasm.ArrayRef, true},
		{ref(at(4)), wasm.StructRef, false},
		{ref(at(5)), wasm.FuncRef, true},
		{ref(at(5)), wasm.EqRef, false},
		{wasm.NullRef, refTo(4), true},
		{wasm.NullRef, refTo(5), false},
		{wasm.NullFuncRef, refTo(5), true},
		{wasm.StructRef, refTo(0), false},
		{ref(at(2)), ref(at(0)), true},
		{ref(at(2)), ref(at(3)), true},
		{ref(at(3)), ref(at(1)), true},
		{ref(at(1)), ref(at(2)), false},
		{ref(at(8)), ref(at(6)), true},
		{ref(at(10)), ref(at(7)), false},
		{ref(at(3)).WithExact(), ref(at(1)).WithExact(), true},
		{ref(at(2)).WithExact(), ref(at(1)).WithExact(), false},
		{ref(at(2)).WithExact(), ref(at(1)), true},
		{ref(at(2)), ref(at(2)).WithExact(), false},
		{ref(wasm.HeapNone), ref(at(2)).WithExact(), true},
	} {
		if got := v.Matches(test.a, test.b); got != test.want {
			t.Errorf("%s matches %s: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}
