package component

import (
	"fmt"
	"reflect"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
)

// This file makes the plans of types that have cases or flags.

// flags makes the codec of flags and an unsigned integer or a struct of bools.
func flags(t *types.Type, g reflect.Type) (*codec, error) {
	if g.Kind() == reflect.Struct {
		return flagFields(t, g)
	}
	if k := g.Kind(); k < reflect.Uint || k > reflect.Uint64 || g.Bits() < len(t.Labels) {
		return nil, misfit(t, g)
	}
	return uintCodec, nil
}

func flagFields(t *types.Type, g reflect.Type) (*codec, error) {
	index, err := fieldsFor(g, t.Labels)
	if err != nil {
		return nil, err
	}
	for _, i := range index {
		if g.Field(i).Type.Kind() != reflect.Bool {
			return nil, misfit(t, g)
		}
	}
	return &codec{
		func(_ *crossing, s canon.Source, v reflect.Value) {
			bits := s.Uint()
			for i, x := range index {
				v.Field(x).SetBool(bits>>i&1 != 0)
			}
		},
		func(_ *crossing, t canon.Target, v reflect.Value) {
			bits := uint64(0)
			for i, x := range index {
				bits |= uint64(flag(v.Field(x).Bool())) << i
			}
			t.SetUint(bits)
		},
	}, nil
}

// enum makes the codec of an enum and an integer or a string.
func enum(t *types.Type, g reflect.Type) (*codec, error) {
	labels := t.Labels
	switch k := g.Kind(); {
	case k == reflect.String:
		byName := make(map[string]int, len(labels))
		for i, l := range labels {
			byName[l] = i
		}
		return &codec{
			func(_ *crossing, s canon.Source, v reflect.Value) {
				if i, _, _ := s.Case(); s.Err() == nil {
					v.SetString(labels[i])
				}
			},
			func(_ *crossing, t canon.Target, v reflect.Value) {
				i, ok := byName[v.String()]
				if !ok {
					t.Fail(fmt.Errorf("%q is no case of the enum", v.String()))
					return
				}
				t.SetCase(i)
			},
		}, nil
	case k >= reflect.Int && k <= reflect.Int64 && g.Bits() < 64 && len(labels) > 1<<(g.Bits()-1), k >= reflect.Uint && k <= reflect.Uint64 && g.Bits() < 64 && len(labels) > 1<<g.Bits():
		return nil, misfit(t, g)
	case k >= reflect.Int && k <= reflect.Int64:
		return &codec{
			func(_ *crossing, s canon.Source, v reflect.Value) { i, _, _ := s.Case(); v.SetInt(int64(i)) },
			func(_ *crossing, t canon.Target, v reflect.Value) { setCase(t, uint64(v.Int()), len(labels)) },
		}, nil
	case k >= reflect.Uint && k <= reflect.Uint64:
		return &codec{
			func(_ *crossing, s canon.Source, v reflect.Value) { i, _, _ := s.Case(); v.SetUint(uint64(i)) },
			func(_ *crossing, t canon.Target, v reflect.Value) { setCase(t, v.Uint(), len(labels)) },
		}, nil
	}
	return nil, misfit(t, g)
}

// setCase sets case i of n.
func setCase(t canon.Target, i uint64, n int) {
	if i >= uint64(n) {
		t.Fail(fmt.Errorf("the enum has no case %d", i))
		return
	}
	t.SetCase(int(i))
}

// option makes the codec of an option and an Option or a pointer.
func (cs codecs) option(t *types.Type, g reflect.Type) (*codec, error) {
	pointer := g.Kind() == reflect.Pointer
	if !pointer && (!g.Implements(optionType) || g.Kind() != reflect.Struct || g.NumField() != 2) {
		return nil, misfit(t, g)
	}
	inner := g
	if pointer {
		inner = g.Elem()
	} else {
		inner = g.Field(0).Type
	}
	elem, err := cs.of(t.Elem, inner)
	if err != nil {
		return nil, err
	}
	if pointer {
		return pointerOption(elem, g), nil
	}
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			i, payload, some := s.Case()
			if v.Field(1).SetBool(i == 1); some {
				elem.lift(c, payload, v.Field(0))
			}
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			if to, some := t.SetCase(int(flag(v.Field(1).Bool()))); some {
				elem.lower(c, to, v.Field(0))
			}
		},
	}, nil
}

func pointerOption(elem *codec, g reflect.Type) *codec {
	size := uint64(g.Elem().Size())
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			if _, payload, some := s.Case(); some && s.Charge(size) {
				v.Set(reflect.New(g.Elem()))
				elem.lift(c, payload, v.Elem())
			}
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			if to, some := t.SetCase(int(flag(!v.IsNil()))); some {
				elem.lower(c, to, v.Elem())
			}
		},
	}
}

// optional returns the codec of what may be nothing.
func (cs codecs) optional(t *types.Type, g reflect.Type) (*codec, error) {
	switch {
	case t != nil:
		return cs.of(t, g)
	case g.Kind() == reflect.Struct && g.NumField() == 0:
		return &codec{func(*crossing, canon.Source, reflect.Value) {}, func(*crossing, canon.Target, reflect.Value) {}}, nil
	}
	return nil, fmt.Errorf("the Go type %s stands where there is no value: it must be %s", g, noneType)
}

// result makes the codec of a result and a Result.
func (cs codecs) result(t *types.Type, g reflect.Type) (*codec, error) {
	if !g.Implements(resultType) || g.Kind() != reflect.Struct || g.NumField() != 3 {
		return nil, misfit(t, g)
	}
	ok, err := cs.optional(t.Elem, g.Field(0).Type)
	if err != nil {
		return nil, err
	}
	failed, err := cs.optional(t.Elem2, g.Field(1).Type)
	if err != nil {
		return nil, err
	}
	cases := [2]*codec{ok, failed}
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			i, payload, some := s.Case()
			if v.Field(2).SetBool(i == 1); some {
				cases[i].lift(c, payload, v.Field(i))
			}
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			i := int(flag(v.Field(2).Bool()))
			if to, some := t.SetCase(i); some {
				cases[i].lower(c, to, v.Field(i))
			}
		},
	}, nil
}

// variant makes the codec of a variant and an interface.
func (cs codecs) variant(t *types.Type, g reflect.Type) (*codec, error) {
	x, ok := variants.Load(g)
	if !ok {
		return nil, fmt.Errorf("%w: Variant was not called for it", misfit(t, g))
	}
	goTypes := x.([]reflect.Type)
	if len(goTypes) != len(t.Fields) {
		return nil, fmt.Errorf("%w: it has %d cases", misfit(t, g), len(goTypes))
	}
	cases := make([]*codec, len(goTypes))
	index := make(map[reflect.Type]int, len(goTypes))
	for i, of := range goTypes {
		var err error
		if of == nil {
			return nil, fmt.Errorf("%w: a case is nil", misfit(t, g))
		}
		if cases[i], err = cs.optional(t.Fields[i].Type, of); err != nil {
			return nil, fmt.Errorf("case %s: %w", t.Fields[i].Label, err)
		}
		if _, ok := index[of]; ok {
			return nil, fmt.Errorf("%w: two cases are of type %s", misfit(t, g), of)
		}
		index[of] = i
	}
	return &codec{
		func(c *crossing, s canon.Source, v reflect.Value) {
			i, payload, some := s.Case()
			if s.Err() != nil || !s.Charge(uint64(goTypes[i].Size())) {
				return
			}
			x := reflect.New(goTypes[i]).Elem()
			if some {
				cases[i].lift(c, payload, x)
			}
			v.Set(x)
		},
		func(c *crossing, t canon.Target, v reflect.Value) {
			i, ok := 0, false
			if !v.IsNil() {
				i, ok = index[v.Elem().Type()]
			}
			if !ok {
				t.Fail(fmt.Errorf("%v is no case of the variant %s", v, g))
				return
			}
			if to, some := t.SetCase(i); some {
				cases[i].lower(c, to, v.Elem())
			}
		},
	}, nil
}
