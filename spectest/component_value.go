package spectest

import (
	"math"

	"github.com/wvm-project/wvm/component/types"
	cvalue "github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wat"
)

// This file holds values of components: what scripts say of them, and whether a result is what they want.

// componentValue returns the value that a script writes for a parameter or a result of type t, which may be none of that type.
func componentValue(t *types.Type, v *wat.ComponentValue) cvalue.Value {
	switch v.Kind {
	case types.Bool:
		return v.Bits != 0
	case types.S8, types.S16, types.S32, types.S64:
		return int64(v.Bits)
	case types.U8, types.U16, types.U32, types.U64:
		return v.Bits
	case types.F32:
		return math.Float32frombits(uint32(v.Bits))
	case types.F64:
		return math.Float64frombits(v.Bits)
	case types.Char:
		return cvalue.Char(v.Bits)
	case types.String:
		return v.Text
	case types.Enum:
		return cvalue.Enum(v.Text)
	case types.Flags:
		return cvalue.Flags(v.Labels)
	case types.Record:
		r := make(cvalue.Record, len(v.Elems))
		for i := range v.Elems {
			r[i] = cvalue.F(v.Labels[i], componentValue(fieldType(t, i), &v.Elems[i]))
		}
		return r
	case types.Variant:
		return cvalue.Variant{Case: v.Text, Value: payload(caseType(t, v.Text), v)}
	case types.Option:
		return cvalue.Option{IsSome: len(v.Elems) > 0, Value: payload(t.Elem, v)}
	case types.Result:
		of := t.Elem
		if v.Err {
			of = t.Elem2
		}
		return cvalue.Result{IsErr: v.Err, Value: payload(of, v)}
	case types.Tuple:
		return cvalue.Tuple(elements(v, func(i int) *types.Type { return fieldType(t, i) }))
	}
	if t.Kind == types.Map {
		return mapValue(t, v)
	}
	return elements(v, func(int) *types.Type { return elemType(t) })
}

// anyType stands for the type of what does not fit.
var anyType = &types.Type{}

func elemType(t *types.Type) *types.Type {
	if t.Elem == nil {
		return anyType
	}
	return t.Elem
}

func fieldType(t *types.Type, i int) *types.Type {
	if i >= len(t.Fields) || t.Fields[i].Type == nil {
		return anyType
	}
	return t.Fields[i].Type
}

func caseType(t *types.Type, label string) *types.Type {
	for _, f := range t.Fields {
		if f.Label == label {
			return f.Type
		}
	}
	return nil
}

// payload returns what a case carries, or nil.
func payload(t *types.Type, v *wat.ComponentValue) cvalue.Value {
	if len(v.Elems) == 0 {
		return nil
	}
	if t == nil {
		t = anyType
	}
	return componentValue(t, &v.Elems[0])
}

func elements(v *wat.ComponentValue, t func(i int) *types.Type) []cvalue.Value {
	list := make([]cvalue.Value, len(v.Elems))
	for i := range v.Elems {
		list[i] = componentValue(t(i), &v.Elems[i])
	}
	return list
}

// mapValue returns a map, which scripts write as a list of pairs.
func mapValue(t *types.Type, v *wat.ComponentValue) cvalue.Value {
	m := make(cvalue.Map, len(v.Elems))
	for i := range v.Elems {
		if pair := &v.Elems[i]; len(pair.Elems) == 2 {
			m[i] = cvalue.Entry{Key: componentValue(t.Elem, &pair.Elems[0]), Value: componentValue(t.Elem2, &pair.Elems[1])}
		}
	}
	return m
}

// matchesComponent reports whether a result of type t is what the script expects.
func matchesComponent(t *types.Type, got cvalue.Value, want *wat.ComponentValue) bool {
	switch v := got.(type) {
	case float32:
		if want.NaN != wat.NotNaN {
			return want.Kind == types.F32 && isNaN(want.NaN, true, uint64(math.Float32bits(v)))
		}
		return want.Kind == types.F32 && math.Float32bits(v) == uint32(want.Bits)
	case float64:
		if want.NaN != wat.NotNaN {
			return want.Kind == types.F64 && isNaN(want.NaN, false, math.Float64bits(v))
		}
		return want.Kind == types.F64 && math.Float64bits(v) == want.Bits
	case []byte:
		return want.Kind == types.List && matchesEach(len(v), want, func(i int, w *wat.ComponentValue) bool { return matchesComponent(t.Elem, v[i], w) })
	case []cvalue.Value:
		return want.Kind == types.List && matchesEach(len(v), want, func(i int, w *wat.ComponentValue) bool { return matchesComponent(t.Elem, v[i], w) })
	case cvalue.Map:
		return want.Kind == types.List && matchesEach(len(v), want, func(i int, w *wat.ComponentValue) bool {
			return len(w.Elems) == 2 && matchesComponent(t.Elem, v[i].Key, &w.Elems[0]) && matchesComponent(t.Elem2, v[i].Value, &w.Elems[1])
		})
	case cvalue.Tuple:
		return want.Kind == types.Tuple && matchesEach(len(v), want, func(i int, w *wat.ComponentValue) bool { return matchesComponent(t.Fields[i].Type, v[i], w) })
	case cvalue.Record:
		return want.Kind == types.Record && matchesEach(len(v), want, func(i int, w *wat.ComponentValue) bool {
			return v[i].Name == want.Labels[i] && matchesComponent(t.Fields[i].Type, v[i].Value, w)
		})
	case cvalue.Variant:
		return want.Kind == types.Variant && v.Case == want.Text && matchesPayload(caseType(t, v.Case), v.Value, want)
	case cvalue.Option:
		return want.Kind == types.Option && v.IsSome == (len(want.Elems) > 0) && matchesPayload(t.Elem, v.Value, want)
	case cvalue.Result:
		of := t.Elem
		if v.IsErr {
			of = t.Elem2
		}
		return want.Kind == types.Result && v.IsErr == want.Err && matchesPayload(of, v.Value, want)
	case cvalue.Flags:
		return want.Kind == types.Flags && sameFlags(v, want.Labels)
	}
	wanted, err := cvalue.Conform(t, componentValue(t, want))
	return err == nil && want.Kind == t.Kind && wanted == got
}

// sameFlags compares flags without regard to their order.
func sameFlags(got cvalue.Flags, want []string) bool {
	if len(got) != len(want) {
		return false
	}
	for _, name := range want {
		if !got.Has(name) {
			return false
		}
	}
	return true
}

func matchesEach(n int, want *wat.ComponentValue, match func(i int, want *wat.ComponentValue) bool) bool {
	if n != len(want.Elems) {
		return false
	}
	for i := range want.Elems {
		if !match(i, &want.Elems[i]) {
			return false
		}
	}
	return true
}

// matchesPayload compares what a case carries, or nil.
func matchesPayload(t *types.Type, got cvalue.Value, want *wat.ComponentValue) bool {
	if t == nil || len(want.Elems) == 0 {
		return (t == nil || got == nil) && len(want.Elems) == 0
	}
	return matchesComponent(t, got, &want.Elems[0])
}
