package canon

import (
	"context"
	"fmt"
	"testing"

	"github.com/wvm-project/wvm/component/types"
)

// BenchmarkLists measures how fast lists of 1 MiB get from one guest to another.
func BenchmarkLists(b *testing.B) {
	tuple := func(kinds ...types.Kind) *types.Type {
		t := &types.Type{Kind: types.Tuple}
		for _, k := range kinds {
			t.Fields = append(t.Fields, types.Field{Type: &types.Type{Kind: k}})
		}
		return t
	}
	for _, c := range []struct {
		name string
		elem *types.Type
	}{
		{"u8", &types.Type{Kind: types.U8}},
		{"u64", &types.Type{Kind: types.U64}},
		{"f32", &types.Type{Kind: types.F32}},
		{"f64", &types.Type{Kind: types.F64}},
		{"bool", &types.Type{Kind: types.Bool}},
		{"char", &types.Type{Kind: types.Char}},
		{"u32,u32", tuple(types.U32, types.U32)},
		{"u32,f32,bool", tuple(types.U32, types.F32, types.Bool)},
		{"option u32", &types.Type{Kind: types.Option, Elem: &types.Type{Kind: types.U32}}},
		{"string", &types.Type{Kind: types.String}},
	} {
		b.Run(c.name, func(b *testing.B) {
			st := NewStore(Limits{})
			src, dst := newBump(), newBump()
			src.mem, dst.mem = make([]byte, 2<<20), make([]byte, 3<<20)
			ft := fn(nil, &types.Type{Kind: types.List, Elem: c.elem})
			l := NewLifted(st.NewInstance(nil), NewPlan(ft, Lift, PlanConfig{}), &Options{Memory: dst, Realloc: dst.realloc}, nothing)
			low := NewLowered(st.NewInstance(nil), NewPlan(ft, Lower, PlanConfig{}), &Options{Memory: src}, l)
			n := (1 << 20) / l.plan.params.parts[0].layout.elem.size
			b.SetBytes(1 << 20)
			b.ReportAllocs()
			stack := make([]uint64, 2)
			for b.Loop() {
				dst.last, dst.calls = 0, dst.calls[:0]
				stack[0], stack[1] = 0, n
				if err := low.Call(background, stack); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
		})
	}
}

// BenchmarkStrings measures how fast strings of 1 MiB get from every encoding to every other.
func BenchmarkStrings(b *testing.B) {
	names := []string{"utf8", "utf16", "latin1+utf16"}
	ft := fn(nil, typeString)
	for from := UTF8; from <= Latin1UTF16; from++ {
		for to := UTF8; to <= Latin1UTF16; to++ {
			for _, s := range []string{"abcdefgh", "naïve café ", "naïve 漢字..."} {
				b.Run(fmt.Sprintf("%s/%s/%s", names[from], names[to], s), func(b *testing.B) {
					st := NewStore(Limits{})
					src, dst := newBump(), newBump()
					src.mem, dst.mem = make([]byte, 4<<20), make([]byte, 8<<20)
					text := make([]byte, 0, 1<<20)
					for len(text)+len(s) <= 1<<20 {
						text = append(text, s...)
					}
					bytes, n := encode(string(text), from)
					copy(src.mem, bytes)
					l := NewLifted(st.NewInstance(nil), NewPlan(ft, Lift, PlanConfig{Encoding: to}), &Options{Memory: dst, Realloc: dst.realloc}, nothing)
					low := NewLowered(st.NewInstance(nil), NewPlan(ft, Lower, PlanConfig{Encoding: from}), &Options{Memory: src}, l)
					b.SetBytes(int64(len(bytes)))
					for b.Loop() {
						dst.last, dst.calls = 0, dst.calls[:0]
						if err := low.Call(background, []uint64{0, n}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// BenchmarkCall measures what a call from one guest to another with a string of 16 bytes takes without the guests: core functions do nothing.
func BenchmarkCall(b *testing.B) {
	st := NewStore(Limits{})
	src, dst := newBump(), newBump()
	copy(src.mem, "abcdefghijklmnop")
	ft := fn(typeU32, typeString)
	realloc := func(_ context.Context, stack []uint64) error {
		stack[0] = 1024
		return nil
	}
	l := NewLifted(st.NewInstance(nil), NewPlan(ft, Lift, PlanConfig{}), &Options{Memory: dst, Realloc: realloc}, nothing)
	low := NewLowered(st.NewInstance(nil), NewPlan(ft, Lower, PlanConfig{}), &Options{Memory: src}, l)
	stack := make([]uint64, 2)
	b.ReportAllocs()
	for b.Loop() {
		stack[0], stack[1] = 0, 16
		if err := low.Call(background, stack); err != nil {
			b.Fatal(err)
		}
	}
}
