package canon

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wasm"
)

// This file compares the package with vectors that the definitions of the Component Model made: testdata/vectors.py says how.

// A vector is a value on its way.
type vector struct {
	Type      json.RawMessage
	From, To  [2]string
	Layout    [2][2]uint64
	FlatTypes []string `json:"flat_types"`
	Flat      []uint64
	Memory    string
	Handles   []uint64
	Value     string
	Trap      bool
	Result    []uint64
	Written   string
	Calls     [][4]uint64
}

// The memories of vectors.
const (
	memorySize  = 1 << 14
	memoryStart = 64
)

var kinds = map[string]types.Kind{
	"bool": types.Bool, "s8": types.S8, "u8": types.U8, "s16": types.S16, "u16": types.U16, "s32": types.S32, "u32": types.U32,
	"s64": types.S64, "u64": types.U64, "f32": types.F32, "f64": types.F64, "char": types.Char, "string": types.String,
	"record": types.Record, "tuple": types.Tuple, "variant": types.Variant, "list": types.List, "flist": types.FixedList,
	"flags": types.Flags, "enum": types.Enum, "option": types.Option, "result": types.Result, "map": types.Map, "own": types.Own,
}

var testResource = &types.Resource{Name: "r", Rep: wasm.I32}

// readType reads a type as vectors write it; null is nil.
func readType(t testing.TB, raw json.RawMessage) *types.Type {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		t.Fatal(err)
	}
	if parts == nil {
		return nil
	}
	var name string
	var n int
	_ = json.Unmarshal(parts[0], &name)
	ty := &types.Type{Kind: kinds[name]}
	switch ty.Kind {
	case types.Record, types.Tuple, types.Variant:
		for i, p := range parts[1:] {
			label := map[types.Kind]string{types.Record: fmt.Sprint("f", i), types.Variant: fmt.Sprint("c", i)}[ty.Kind]
			ty.Fields = append(ty.Fields, types.Field{Label: label, Type: readType(t, p)})
		}
	case types.List, types.Option:
		ty.Elem = readType(t, parts[1])
	case types.FixedList:
		ty.Elem = readType(t, parts[1])
		_ = json.Unmarshal(parts[2], &ty.Len)
	case types.Result, types.Map:
		ty.Elem, ty.Elem2 = readType(t, parts[1]), readType(t, parts[2])
	case types.Flags, types.Enum:
		_ = json.Unmarshal(parts[1], &n)
		for i := range n {
			ty.Labels = append(ty.Labels, fmt.Sprint("l", i))
		}
	case types.Own:
		ty.Resource = testResource
	}
	return ty
}

// write writes a value as vectors do.
func write(ty *types.Type, v value.Value) string {
	payload := func(name string, t *types.Type, v value.Value) string {
		if t == nil {
			return name
		}
		return name + "(" + write(t, v) + ")"
	}
	var parts []string
	switch v := v.(type) {
	case float32:
		return fmt.Sprintf("f%08x", math.Float32bits(v))
	case float64:
		return fmt.Sprintf("d%016x", math.Float64bits(v))
	case value.Char:
		return fmt.Sprintf("U+%x", rune(v))
	case string:
		return "s" + hex.EncodeToString([]byte(v))
	case value.Record:
		for i := range v {
			parts = append(parts, write(ty.Fields[i].Type, v[i].Value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case value.Tuple:
		for i := range v {
			parts = append(parts, write(ty.Fields[i].Type, v[i]))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case []byte:
		return strings.ReplaceAll(fmt.Sprint(v), " ", ",")
	case []value.Value:
		for i := range v {
			parts = append(parts, write(ty.Elem, v[i]))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case value.Map:
		for i := range v {
			parts = append(parts, "{"+write(ty.Elem, v[i].Key)+","+write(ty.Elem2, v[i].Value)+"}")
		}
		return "[" + strings.Join(parts, ",") + "]"
	case value.Flags:
		return "<" + strings.Join(v, ",") + ">"
	case value.Enum:
		return string(v)
	case value.Variant:
		for _, f := range ty.Fields {
			if f.Label == v.Case {
				return payload(v.Case, f.Type, v.Value)
			}
		}
	case value.Option:
		if v.IsSome {
			return payload("some", ty.Elem, v.Value)
		}
		return "none"
	case value.Result:
		if v.IsErr {
			return payload("error", ty.Elem2, v.Value)
		}
		return payload("ok", ty.Elem, v.Value)
	case *Handle:
		return fmt.Sprint("own", v.rep)
	}
	return fmt.Sprint(v)
}

// bump is a guest whose realloc never gives anything back.
type bump struct {
	mem   []byte
	last  uint64
	calls [][4]uint64
}

func (b *bump) Bytes() []byte { return b.mem }

func (b *bump) realloc(_ context.Context, stack []uint64) error {
	old, oldSize, align, size := stack[0], stack[1], stack[2], stack[3]
	b.calls = append(b.calls, [4]uint64{old, oldSize, align, size})
	ptr := alignTo(b.last, align)
	if ptr+size > uint64(len(b.mem)) {
		return trap(TrapOutOfBounds)
	}
	b.last = ptr + size
	copy(b.mem[ptr:ptr+size], b.mem[old:old+min(oldSize, size)])
	stack[0] = ptr
	return nil
}

func newBump() *bump { return &bump{mem: bytes.Repeat([]byte{0xaa}, memorySize), last: memoryStart} }

var encodings = map[string]Encoding{"utf8": UTF8, "utf16": UTF16, "latin1+utf16": Latin1UTF16}

func config(side [2]string) PlanConfig {
	return PlanConfig{Encoding: encodings[side[0]], Ptr64: side[1] == "i64"}
}

// A trip takes the parameter of a function from a caller, where a vector left it, to a callee.
type trip struct {
	v            *vector
	t            *types.Type
	caller       *Instance
	from, to     *Plan
	callerMemory *bump
	memory       *bump
	callee       *Lifted
	got          []uint64 // what the callee was called with
	resource     *ResourceType
}

func newTrip(t testing.TB, v *vector) *trip {
	ty := readType(t, v.Type)
	ft := &types.Func{Params: []types.Field{{Label: "x", Type: ty}}}
	st := NewStore(Limits{})
	tr := &trip{v: v, t: ty, caller: st.NewInstance(nil), from: NewPlan(ft, Lower, config(v.From)), to: NewPlan(ft, Lift, config(v.To)),
		callerMemory: newBump(), memory: newBump(), resource: &ResourceType{Impl: st.NewInstance(nil)}}
	mem, _ := hex.DecodeString(v.Memory)
	copy(tr.callerMemory.mem[memoryStart:], mem)
	for _, rep := range v.Handles {
		_, _ = tr.caller.lowerOwn(rep, tr.resource)
	}
	inst := st.NewInstance(nil)
	tr.callee = NewLifted(inst, tr.to, tr.options(tr.memory), func(_ context.Context, stack []uint64) error {
		tr.got = append([]uint64(nil), stack[:len(tr.to.Core.Params)]...)
		return nil
	})
	return tr
}

func (tr *trip) options(m *bump) *Options {
	return &Options{Memory: m, Realloc: m.realloc, Resources: []*ResourceType{tr.resource}}
}

// call calls callee with the vector's value.
func (tr *trip) call(callee Callee) error {
	l := NewLowered(tr.caller, tr.from, tr.options(tr.callerMemory), callee)
	return l.Call(context.Background(), append([]uint64(nil), tr.v.Flat...))
}

// check compares what the callee got with the vector.
func (tr *trip) check(t *testing.T) {
	t.Helper()
	if !reflect.DeepEqual(tr.got, tr.v.Result) && len(tr.got)+len(tr.v.Result) > 0 {
		t.Errorf("flat values %x, want %x", tr.got, tr.v.Result)
	}
	if !reflect.DeepEqual(tr.memory.calls, tr.v.Calls) && len(tr.memory.calls)+len(tr.v.Calls) > 0 {
		t.Errorf("realloc was called with %v, want %v", tr.memory.calls, tr.v.Calls)
	}
	if got := hex.EncodeToString(tr.memory.mem[memoryStart:tr.memory.last]); got != tr.v.Written {
		t.Errorf("memory\n %s, want\n %s", got, tr.v.Written)
	}
}

func readVectors(t testing.TB) []vector {
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vs []vector
	if err := json.Unmarshal(b, &vs); err != nil {
		t.Fatal(err)
	}
	return vs
}

var coreTypes = map[wasm.ValType]string{wasm.I32: "i32", wasm.I64: "i64", wasm.F32: "f32", wasm.F64: "f64"}

func TestVectorLayouts(t *testing.T) {
	for i, v := range readVectors(t) {
		tr := newTrip(t, &v)
		for p, ptr64 := range []bool{false, true} {
			ls := Layouts{Ptr64: ptr64}
			if l := ls.Of(tr.t); l.Align() != v.Layout[p][0] || l.Size() != v.Layout[p][1] {
				t.Errorf("%d %s: alignment %d, size %d, want %v", i, v.Type, l.Align(), l.Size(), v.Layout[p])
			}
		}
		var flat []string
		for _, c := range tr.from.Core.Params {
			flat = append(flat, coreTypes[c])
		}
		if !reflect.DeepEqual(flat, v.FlatTypes) {
			t.Errorf("%d %s: flat types %v, want %v", i, v.Type, flat, v.FlatTypes)
		}
	}
}

// TestVectorCopies takes values from guest to guest.
func TestVectorCopies(t *testing.T) {
	for i, v := range readVectors(t) {
		t.Run(fmt.Sprint(i, string(v.Type), v.From, v.To), func(t *testing.T) {
			tr := newTrip(t, &v)
			switch err := tr.call(tr.callee); {
			case v.Trap != (err != nil):
				t.Fatalf("error %v, want trap: %t", err, v.Trap)
			case err == nil:
				tr.check(t)
			}
		})
	}
}

// TestVectorValues takes values from a guest to the host, and from the host to a guest.
func TestVectorValues(t *testing.T) {
	for i, v := range readVectors(t) {
		t.Run(fmt.Sprint(i, string(v.Type), v.From, v.To), func(t *testing.T) {
			tr := newTrip(t, &v)
			var got value.Value
			err := tr.call(&HostFunc{tr.from.Type, func(_ context.Context, call HostCall) error {
				got = call.Args().Field(0).Value()
				return nil
			}})
			if v.Trap != (err != nil) {
				t.Fatalf("error %v, want trap: %t", err, v.Trap)
			}
			if err != nil {
				return
			}
			if s := write(tr.t, got); s != v.Value {
				t.Errorf("value\n %s, want\n %s", s, v.Value)
			}
			if _, err := value.Conform(tr.t, got); err != nil {
				t.Errorf("%v does not conform: %v", got, err)
			}
			if err := tr.callee.Call(context.Background(), func(p Target) { p.Field(0).SetValue(got) }, nil); err != nil {
				t.Fatal(err)
			}
			if v.From[0] == "utf8" { // as the host's strings are
				tr.check(t)
			}
		})
	}
}
