package component

import (
	"context"
	"fmt"
	"reflect"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
)

// This file makes the plans by which Go values of static types are lifted and lowered: a type of a component and a Go type are compared once, and
// what a call has to do then is a tree of functions.

// A crossing is a call between Go and a guest.
type crossing struct {
	ctx  context.Context
	st   *store
	env  *env // of the function's type
	err  error
	lent []uint64 // representations that are valid for the call only
	view bool     // Bytes may be the guest's memory
}

// fail keeps the first error.
func (c *crossing) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// listStep is how many elements of a list are lifted between two looks at the context: guests make long lists of little memory.
const listStep = 1 << 14

// goesOn reports whether element i of a list is to be lifted.
func (c *crossing) goesOn(i int) bool {
	if i%listStep == listStep-1 && c.ctx.Err() != nil {
		c.fail(&vm.Trap{Code: vm.TrapInterrupted, Err: context.Cause(c.ctx)})
		return false
	}
	return true
}

// end takes back what was lent.
func (c *crossing) end() {
	for _, rep := range c.lent {
		c.st.objects.remove(rep)
	}
	c.lent = c.lent[:0]
}

// A codec lifts and lowers values of a type to and from settable Go values of a type.
type codec struct {
	lift  func(c *crossing, s canon.Source, v reflect.Value)
	lower func(c *crossing, t canon.Target, v reflect.Value)
}

// codecs makes codecs; each pair of types has one.
type codecs map[codecKey]*codec

type codecKey struct {
	t *types.Type
	g reflect.Type
}

var (
	handleType  = reflect.TypeFor[value.Handle]()
	variantType = reflect.TypeFor[value.Variant]()
)

// of returns the codec for a pair of types, or an error if they do not fit.
func (cs codecs) of(t *types.Type, g reflect.Type) (*codec, error) {
	k := codecKey{t, g}
	if c := cs[k]; c != nil {
		return c, nil
	}
	c, err := cs.make(t, g)
	if err == nil {
		cs[k] = c
	}
	return c, err
}

func (cs codecs) make(t *types.Type, g reflect.Type) (*codec, error) {
	if int(t.Kind) < len(numberKinds) {
		if g.Kind() != numberKinds[t.Kind] {
			return nil, misfit(t, g)
		}
		return numberCodecs[t.Kind], nil
	}
	switch t.Kind {
	case types.Record, types.Tuple:
		return cs.record(t, g)
	case types.List, types.FixedList:
		return cs.list(t, g)
	case types.Map:
		return cs.mapping(t, g)
	case types.Flags:
		return flags(t, g)
	case types.Enum:
		return enum(t, g)
	case types.Option:
		return cs.option(t, g)
	case types.Result:
		return cs.result(t, g)
	case types.Variant:
		if g == variantType {
			return dynamicCodec, nil
		}
		return cs.variant(t, g)
	}
	if g == handleType {
		return dynamicCodec, nil
	}
	if t.Kind == types.Own || t.Kind == types.Borrow {
		return resource(t, g)
	}
	return nil, misfit(t, g)
}

// dynamicCodec is for values as package value has them.
var dynamicCodec = &codec{
	func(_ *crossing, s canon.Source, v reflect.Value) {
		if x := s.Value(); x != nil {
			v.Set(reflect.ValueOf(x))
		}
	},
	func(_ *crossing, t canon.Target, v reflect.Value) { t.SetValue(v.Interface()) },
}

var (
	intCodec = &codec{
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetInt(s.Int()) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetInt(v.Int()) },
	}
	uintCodec = &codec{
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetUint(s.Uint()) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetUint(v.Uint()) },
	}
)

var numberCodecs = [...]*codec{
	types.S8: intCodec, types.S16: intCodec, types.S32: intCodec, types.S64: intCodec,
	types.U8: uintCodec, types.U16: uintCodec, types.U32: uintCodec, types.U64: uintCodec,
	types.Bool: {
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetBool(s.Bool()) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetBool(v.Bool()) },
	},
	types.F32: {
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetFloat(float64(s.Float32())) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetFloat32(float32(v.Float())) },
	},
	types.F64: {
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetFloat(s.Float64()) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetFloat64(v.Float()) },
	},
	types.Char: {
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetInt(int64(s.Char())) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetChar(rune(v.Int())) },
	},
	types.String: {
		func(_ *crossing, s canon.Source, v reflect.Value) { v.SetString(s.String()) },
		func(_ *crossing, t canon.Target, v reflect.Value) { t.SetString(v.String()) },
	},
}

// record makes the codec of a record or tuple and a struct.
func (cs codecs) record(t *types.Type, g reflect.Type) (*codec, error) {
	if g.Kind() != reflect.Struct {
		return nil, misfit(t, g)
	}
	index := exportedFields(g)
	if t.Kind == types.Record {
		var err error
		if index, err = fieldsFor(g, labelsOf(t.Fields)); err != nil {
			return nil, err
		}
	}
	if len(index) != len(t.Fields) {
		return nil, misfit(t, g)
	}
	fields := make([]*codec, len(index))
	for i := range fields {
		var err error
		if fields[i], err = cs.of(t.Fields[i].Type, g.Field(index[i]).Type); err != nil {
			return nil, fmt.Errorf("%s: %w", g.Field(index[i]).Name, err)
		}
	}
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			for i, f := range fields {
				f.lift(c, s.Field(i), v.Field(index[i]))
			}
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			for i, f := range fields {
				f.lower(c, t.Field(i), v.Field(index[i]))
			}
		},
	}, nil
}

// list makes the codec of a list and a slice, or of a fixed-length list and an array.
func (cs codecs) list(t *types.Type, g reflect.Type) (*codec, error) {
	array := g.Kind() == reflect.Array
	if !array && g.Kind() != reflect.Slice || array && (t.Kind != types.FixedList || g.Len() != int(t.Len)) {
		return nil, misfit(t, g)
	}
	elem, err := cs.of(t.Elem, g.Elem())
	if err != nil {
		return nil, err
	}
	view := t.Elem.Kind == types.U8 && g == bytesType
	bytes := t.Elem.Kind == types.U8 && g.Elem().Kind() == reflect.Uint8
	size := uint64(g.Elem().Size())
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			l := s.List()
			n := l.Len()
			if b := l.Bytes(); view && c.view && b != nil {
				v.SetBytes(b[:n:n])
				return
			}
			if !array {
				if !s.Charge(uint64(n) * size) {
					return
				}
				v.Set(reflect.MakeSlice(g, n, n))
			}
			if b := l.Bytes(); bytes && b != nil {
				copy(v.Slice(0, n).Bytes(), b)
				return
			}
			for i := 0; i < n && s.Err() == nil && c.goesOn(i); i++ {
				elem.lift(c, l.At(i), v.Index(i))
			}
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			l := t.List(v.Len())
			if b := l.Bytes(); bytes && b != nil && l.Len() == v.Len() && (!array || v.CanAddr()) {
				copy(b, v.Bytes())
				return
			}
			for i := 0; i < l.Len() && t.Err() == nil; i++ {
				elem.lower(c, l.At(i), v.Index(i))
			}
		},
	}, nil
}

// mapping makes the codec of a map.
func (cs codecs) mapping(t *types.Type, g reflect.Type) (*codec, error) {
	if g.Kind() != reflect.Map {
		return nil, misfit(t, g)
	}
	key, err := cs.of(t.Elem, g.Key())
	if err != nil {
		return nil, err
	}
	elem, err := cs.of(t.Elem2, g.Elem())
	if err != nil {
		return nil, err
	}
	size := uint64(g.Key().Size()+g.Elem().Size()) * 2 // the table of a map is not full
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			l := s.List()
			if !s.Charge(uint64(l.Len()) * size) {
				return
			}
			v.Set(reflect.MakeMap(g))
			for i := 0; i < l.Len() && s.Err() == nil; i++ {
				k, e := reflect.New(g.Key()).Elem(), reflect.New(g.Elem()).Elem()
				key.lift(c, l.At(i).Field(0), k)
				elem.lift(c, l.At(i).Field(1), e)
				v.SetMapIndex(k, e)
			}
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			l, i := t.List(v.Len()), 0
			for it := v.MapRange(); i < l.Len() && it.Next(); i++ {
				key.lower(c, l.At(i).Field(0), it.Key())
				elem.lower(c, l.At(i).Field(1), it.Value())
			}
		},
	}, nil
}

// resource makes the codec of a resource of the host and the Go type of its values.
func resource(t *types.Type, g reflect.Type) (*codec, error) {
	if g.Kind() != reflect.Pointer && g.Kind() != reflect.Interface {
		return nil, misfit(t, g)
	}
	own, r := t.Kind == types.Own, t.Resource
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			take := s.Borrow
			if own {
				take = s.Own
			}
			rep, rt := take()
			if s.Err() != nil {
				return
			}
			if c.st.defined[rt] == nil {
				c.fail(fmt.Errorf("the resource %s is not the host's", r.Name))
				return
			}
			x := c.st.objects.get(rep)
			if own {
				c.st.objects.remove(rep)
			}
			if x == nil || !reflect.TypeOf(x).AssignableTo(g) {
				c.fail(fmt.Errorf("a resource %s is a %T, which does not fit the Go type %s", r.Name, x, g))
				return
			}
			v.Set(reflect.ValueOf(x))
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			if rt := c.env.rts[r]; rt == nil || c.st.defined[rt] == nil {
				t.Fail(fmt.Errorf("the resource %s is not the host's", r.Name))
				return
			}
			if v.IsNil() {
				t.Fail(fmt.Errorf("nil is no resource %s", r.Name))
				return
			}
			rep := c.st.objects.add(v.Interface())
			if own {
				t.SetOwn(rep)
				return
			}
			c.lent = append(c.lent, rep)
			t.SetBorrow(rep)
		},
	}, nil
}
