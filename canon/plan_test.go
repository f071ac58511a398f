package canon

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests what function types come to, and values that go into a guest and come back.

func TestCoreTypes(t *testing.T) {
	many := func(n int) (ts []*types.Type) {
		for range n {
			ts = append(ts, typeU32)
		}
		return ts
	}
	pair := &types.Type{Kind: types.Tuple, Fields: []types.Field{{Type: typeU32}, {Type: &types.Type{Kind: types.F64}}}}
	for _, c := range []struct {
		params  int
		result  *types.Type
		dir     Direction
		async   bool
		call    bool // with a callback
		in, out int  // core parameters and results, all i32
	}{
		{0, nil, Lift, false, false, 0, 0},
		{16, typeU32, Lift, false, false, 16, 1},
		{17, pair, Lift, false, false, 1, 1},
		{16, typeU32, Lower, false, false, 16, 1},
		{16, pair, Lower, false, false, 17, 0},
		{17, pair, Lower, false, false, 2, 0},
		{4, nil, Lower, true, false, 4, 1},
		{4, typeU32, Lower, true, false, 5, 1},
		{5, typeU32, Lower, true, false, 2, 1},
		{5, pair, Lift, true, false, 5, 0},
		{16, pair, Lift, true, true, 16, 1},
		{17, nil, Lift, true, true, 1, 1},
	} {
		p := NewPlan(fn(c.result, many(c.params)...), c.dir, PlanConfig{Async: c.async, Callback: c.call})
		i32 := []wasm.ValType{wasm.I32}
		if !slices.Equal(p.Core.Params, slices.Repeat(i32, c.in)) || !slices.Equal(p.Core.Results, slices.Repeat(i32, c.out)) {
			t.Errorf("%+v: %v", c, p.Core)
		}
	}
	p := NewPlan(fn(typeString, typeString, &types.Type{Kind: types.Result, Elem: &types.Type{Kind: types.F32}, Elem2: typeU32}), Lower, PlanConfig{Ptr64: true})
	if want := []wasm.ValType{wasm.I64, wasm.I64, wasm.I32, wasm.I32, wasm.I64}; !reflect.DeepEqual(p.Core.Params, want) {
		t.Errorf("%v", p.Core)
	}
}

func TestNeeds(t *testing.T) {
	list := &types.Type{Kind: types.List, Elem: typeU32}
	nested := &types.Type{Kind: types.Option, Elem: &types.Type{Kind: types.Tuple, Fields: []types.Field{{Type: list}}}}
	for _, c := range []struct {
		ft              *types.Func
		dir             Direction
		async           bool
		memory, realloc bool
	}{
		{fn(typeU32, typeU32), Lift, false, false, false},
		{fn(typeU32, nested), Lift, false, true, true},
		{fn(typeU32, nested), Lower, false, true, false},
		{fn(nested, typeU32), Lift, false, true, false},
		{fn(nested, typeU32), Lower, false, true, true},
		{fn(&types.Type{Kind: types.Option, Elem: typeU32}), Lift, false, true, false},
		{fn(&types.Type{Kind: types.Option, Elem: typeU32}), Lower, false, true, false},
		{fn(&types.Type{Kind: types.Option, Elem: typeU32}), Lift, true, false, false},
		{fn(nil), Lower, true, false, false},
		{fn(typeU32), Lower, true, true, false},
	} {
		p := NewPlan(c.ft, c.dir, PlanConfig{Async: c.async})
		if p.NeedsMemory() != c.memory || p.NeedsRealloc() != c.realloc {
			t.Errorf("%+v: memory %t, realloc %t", c, p.NeedsMemory(), p.NeedsRealloc())
		}
	}
}

// TestSharedTypes lays out a type that has 2^100 parts but is made of 100 types.
func TestSharedTypes(t *testing.T) {
	ty := typeU32
	for range 100 {
		l := &types.Type{Kind: types.List, Elem: ty}
		ty = &types.Type{Kind: types.Tuple, Fields: []types.Field{{Type: l}, {Type: l}}}
	}
	if p := NewPlan(fn(nil, ty), Lift, PlanConfig{}); len(p.Core.Params) != 4 {
		t.Errorf("%v", p.Core)
	}
	deep := typeU32
	for range 60 {
		deep = &types.Type{Kind: types.Tuple, Fields: []types.Field{{Type: deep}, {Type: deep}}}
	}
	deep = &types.Type{Kind: types.FixedList, Elem: deep, Len: math.MaxUint32}
	if l := new(Layouts).Of(deep); l.Size() != maxSize || len(l.Flat()) != maxFlat+1 {
		t.Errorf("size %d, %d core values", l.Size(), len(l.Flat()))
	}
	if !(elemType{t: ty}).same(elemType{t: NewCopyPlan(&types.Type{Kind: types.Stream, Elem: ty}, PlanConfig{}).typ.Elem}) {
		t.Error("a type is not the same as itself")
	}
}

func TestListBounds(t *testing.T) {
	st := NewStore(Limits{})
	mem := newBump()
	ft := fn(nil, &types.Type{Kind: types.List, Elem: &types.Type{Kind: types.U64}})
	f := &HostFunc{ft, func(_ context.Context, c HostCall) error { c.Args().Field(0).List(); return nil }}
	low := NewLowered(st.NewInstance(nil), NewPlan(ft, Lower, PlanConfig{}), &Options{Memory: mem}, f)
	for _, c := range []struct {
		ptr, n uint64
		code   TrapCode
	}{
		{0, 0, ""}, {memorySize, 0, ""}, {memorySize - 8, 1, ""}, {memorySize - 8, 2, TrapListOutOfBounds}, {memorySize + 8, 0, TrapListOutOfBounds},
		{4, 0, TrapUnaligned}, {0xfffffff8, 1, TrapListOutOfBounds}, {0, 1 << 25, TrapListTooLong}, {4, 1<<25 - 1, TrapUnaligned},
		{0, 1<<25 - 1, TrapListOutOfBounds}, {0, 0xffffffff, TrapListTooLong}, {0, 1 << 29, TrapListTooLong},
	} {
		err := low.Call(background, []uint64{c.ptr, c.n})
		if c.code == "" && err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		if c.code != "" {
			wantTrap(t, err, c.code)
		}
	}
}

// TestWrongValues lowers what is of another type.
func TestWrongValues(t *testing.T) {
	values := []value.Value{nil, true, int8(1), uint8(1), int16(1), uint16(1), int32(1), uint32(1), int64(1), uint64(1), float32(1), 1.0, 1, value.Char(0xd800),
		value.Char(-1), "\xff", "a", []byte{1}, []value.Value{true}, value.Tuple{}, value.Record{}, value.Map{{Key: 1}}, value.Flags{"x"}, value.Enum("x"),
		value.Some(true), value.OK(true), value.Variant{Case: "x"}, &Handle{}, struct{}{}}
	for i, v := range readVectors(t) {
		if i%8 != 0 {
			continue
		}
		for _, x := range values {
			tr := newTrip(t, &v)
			if tr.callee.Call(background, func(p Target) { p.Field(0).SetValue(x) }, nil) != nil {
				continue
			}
			if _, err := value.Conform(tr.t, x); err != nil {
				t.Errorf("%s: %T is taken: %v", v.Type, x, err)
			}
		}
	}
}

// A chooser makes values of bytes.
type chooser struct{ b []byte }

func (c *chooser) next(size int) uint64 {
	var w [8]byte
	n := copy(w[:size], c.b)
	c.b = c.b[n:]
	return binary.LittleEndian.Uint64(w[:])
}

func (c *chooser) fields(fs []types.Field) (vs []value.Value) {
	for _, f := range fs {
		vs = append(vs, c.value(f.Type))
	}
	return vs
}

func (c *chooser) list(n int, elem *types.Type) (vs []value.Value) {
	for range n {
		vs = append(vs, c.value(elem))
	}
	return vs
}

// value makes a value of a type.
func (c *chooser) value(t *types.Type) value.Value {
	if t == nil {
		return nil
	}
	switch t.Kind {
	case types.Bool:
		return c.next(1)&1 != 0
	case types.F32:
		return math.Float32frombits(canonNaN32(uint32(c.next(4))))
	case types.F64:
		return math.Float64frombits(canonNaN64(c.next(8)))
	case types.Char:
		return value.Char(c.next(2) % 0xd800)
	case types.String:
		n := c.next(1) % 64
		s := make([]rune, n)
		for i := range s {
			s[i] = rune(c.next(1) << (c.next(1) % 4 * 3))
		}
		return string(s)
	case types.Flags:
		flags, bits := value.Flags{}, c.next(4)
		for i, l := range t.Labels {
			if bits>>i&1 != 0 {
				flags = append(flags, l)
			}
		}
		return flags
	case types.Enum:
		return value.Enum(t.Labels[c.next(2)%uint64(len(t.Labels))])
	case types.List:
		return value.Pack(t, c.list(int(c.next(1)%8), t.Elem))
	case types.FixedList:
		return value.Pack(t, c.list(int(t.Len), t.Elem))
	}
	return c.compound(t)
}

func (c *chooser) compound(t *types.Type) value.Value {
	switch t.Kind {
	case types.Tuple:
		return value.Tuple(c.fields(t.Fields))
	case types.Record:
		var r value.Record
		for i, v := range c.fields(t.Fields) {
			r = append(r, value.F(t.Fields[i].Label, v))
		}
		return r
	case types.Variant:
		f := t.Fields[c.next(2)%uint64(len(t.Fields))]
		return value.Variant{Case: f.Label, Value: c.value(f.Type)}
	case types.Option:
		if c.next(1)&1 != 0 {
			return value.Some(c.value(t.Elem))
		}
		return value.None
	case types.Result:
		if c.next(1)&1 != 0 {
			return value.OK(c.value(t.Elem))
		}
		return value.Err(c.value(t.Elem2))
	case types.Map:
		m := value.Map{}
		for range c.next(1) % 4 {
			m = append(m, value.Entry{Key: c.value(t.Elem), Value: c.value(t.Elem2)})
		}
		return m
	case types.Own:
		return nil // vectors have others
	}
	v, _ := value.Conform(t, truncated(t.Kind, c.next(8)))
	return v
}

// truncated returns bits as an integer in the range of a kind.
func truncated(k types.Kind, bits uint64) value.Value {
	switch k {
	case types.S8:
		return int8(bits)
	case types.U8:
		return uint8(bits)
	case types.S16:
		return int16(bits)
	case types.U16:
		return uint16(bits)
	case types.S32:
		return int32(bits)
	case types.U32:
		return uint32(bits)
	case types.S64:
		return int64(bits)
	}
	return bits
}

// hasOwn reports whether there is a resource in a type.
func hasOwn(t *types.Type) bool {
	if t == nil {
		return false
	}
	for _, f := range t.Fields {
		if hasOwn(f.Type) {
			return true
		}
	}
	return t.Kind == types.Own || hasOwn(t.Elem) || hasOwn(t.Elem2)
}

// FuzzRoundTrip lowers values to a guest and lifts them again.
func FuzzRoundTrip(f *testing.F) {
	vectors := readVectors(f)
	for i := range 30 {
		f.Add(uint16(i*23), uint8(i), []byte(fmt.Sprint("seed", i, "\x05\x01\xff\x00\x10\x33\x80\x7f\xf0 and some more bytes for values")))
	}
	f.Fuzz(func(t *testing.T, which uint16, side uint8, in []byte) {
		v := vectors[int(which)%len(vectors)]
		v.To = [2]string{[]string{"utf8", "utf16", "latin1+utf16"}[side%3], []string{"i32", "i64"}[side/3%2]}
		v.From = v.To
		tr := newTrip(t, &v)
		if hasOwn(tr.t) {
			return
		}
		tr.memory.mem = make([]byte, 1<<20)
		want := (&chooser{in}).value(tr.t)
		if err := tr.callee.Call(background, func(p Target) { p.Field(0).SetValue(want) }, nil); err != nil {
			t.Fatalf("%s: %#v: %v", v.Type, want, err)
		}
		var got value.Value
		v.Flat, tr.callerMemory = tr.got, tr.memory
		err := tr.call(&HostFunc{tr.from.Type, func(_ context.Context, c HostCall) error { got = c.Args().Field(0).Value(); return nil }})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := write(tr.t, got), write(tr.t, want); a != b {
			t.Fatalf("%s: got\n %s, want\n %s", v.Type, a, b)
		}
	})
}
