package check

import (
	"math"
	"unicode/utf8"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks the definitions of values: that their bytes are a value of their type.

func (c *checker) value(s *scope, v *syntax.Value) (Def, error) {
	d := Def{Kind: DefValue, Sort: syntax.SortValue, Index: uint32(len(s.values)), Offset: v.Offset, Value: v}
	if err := c.need(v.Offset, "value", wasm.FeatureComponentValues); err != nil {
		return d, err
	}
	t, err := c.valType(s, v.Type, v.Offset)
	if err != nil {
		return d, err
	}
	r := binary.NewReader(v.Data, 0)
	w := valueReader{r: &r}
	w.value(t)
	if r.Len() > 0 {
		w.fail("bytes after the value")
	}
	if err := r.Err(); err != nil {
		return d, bad(v.Offset, "the bytes of the value are not of type %s: %s", t, err.(*wasm.Error).Code)
	}
	d.Extern = types.Extern{Sort: types.SortValue, Def: types.Def{Value: t}}
	s.values = append(s.values, valueDef{typ: t, offset: v.Offset})
	return d, nil
}

// A valueReader reads values. Every value takes a byte at least, so the bytes bound the work.
type valueReader struct{ r *binary.Reader }

func (w valueReader) fail(code wasm.Code) { w.r.Fail(code, "", w.r.Offset()) }

// value reads a value of type t.
func (w valueReader) value(t *types.Type) {
	if w.r.Failed() {
		return
	}
	switch t.Kind {
	case types.Bool:
		w.choice(2)
	case types.S8, types.U8:
		w.r.Byte()
	case types.U16:
		if w.r.U32() > math.MaxUint16 {
			w.fail("integer too large")
		}
	case types.S16:
		if x := w.r.S32(); x != int32(int16(x)) {
			w.fail("integer too large")
		}
	case types.U32:
		w.r.U32()
	case types.S32:
		w.r.S32()
	case types.U64:
		w.r.U64()
	case types.S64:
		w.r.S64()
	case types.F32:
		if b := w.r.Fixed32(); b != canonicalNaN32 && math.Float32frombits(b) != math.Float32frombits(b) {
			w.fail("NaN that is not canonical")
		}
	case types.F64:
		if b := w.r.Fixed64(); b != canonicalNaN64 && math.IsNaN(math.Float64frombits(b)) {
			w.fail("NaN that is not canonical")
		}
	case types.Char:
		w.char()
	case types.String:
		w.r.Name()
	default:
		w.compound(t)
	}
}

const (
	canonicalNaN32 = 0x7fc00000
	canonicalNaN64 = 0x7ff8000000000000
)

// choice reads a byte that is one of n.
func (w valueReader) choice(n byte) byte {
	b := w.r.Byte()
	if b >= n {
		w.fail("unknown case")
		return 0
	}
	return b
}

// index reads the index of one of n cases.
func (w valueReader) index(n int) int {
	x := w.r.U32()
	if int64(x) >= int64(n) {
		w.fail("unknown case")
		return 0
	}
	return int(x)
}

// char reads a character in UTF-8.
func (w valueReader) char() {
	var b [utf8.UTFMax]byte
	for n := 1; n <= len(b); n++ {
		b[n-1] = w.r.Byte()
		if utf8.FullRune(b[:n]) {
			if c, size := utf8.DecodeRune(b[:n]); c == utf8.RuneError && size <= 1 {
				break
			}
			return
		}
	}
	w.fail("malformed UTF-8 encoding")
}

func (w valueReader) compound(t *types.Type) {
	switch t.Kind {
	case types.Record, types.Tuple:
		for _, f := range t.Fields {
			w.value(f.Type)
		}
	case types.Variant:
		w.some(t.Fields[w.index(len(t.Fields))].Type)
	case types.Enum:
		w.index(len(t.Labels))
	case types.Option:
		if w.choice(2) == 1 {
			w.value(t.Elem)
		}
	case types.Result:
		w.some([...]*types.Type{t.Elem, t.Elem2}[w.choice(2)])
	case types.Flags:
		b := w.r.Bytes((len(t.Labels) + 7) / 8)
		if n := len(t.Labels) % 8; len(b) > 0 && n > 0 && b[len(b)-1]>>n != 0 {
			w.fail("unknown flag")
		}
	case types.List, types.Map:
		for n := w.r.Count(); n > 0 && !w.r.Failed(); n-- {
			w.value(t.Elem)
			if t.Kind == types.Map {
				w.value(t.Elem2)
			}
		}
	case types.FixedList:
		for n := t.Len; n > 0 && !w.r.Failed(); n-- {
			w.value(t.Elem)
		}
	default:
		w.fail("there are no constant values of this type")
	}
}

// some reads a value unless there is no type for one.
func (w valueReader) some(t *types.Type) {
	if t != nil {
		w.value(t)
	}
}
