package component

import (
	"math"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file reads the values that components define. Validation has found them to be of their types.

func decodeValue(t *types.Type, data []byte) (value.Value, error) {
	r := binary.NewReader(data, 0)
	v := readValue(&r, t)
	return v, r.Err()
}

func readValue(r *binary.Reader, t *types.Type) value.Value {
	switch {
	case t == nil || r.Failed():
		return nil
	case t.Kind <= types.String:
		return readPrimitive(r, t.Kind)
	}
	switch t.Kind {
	case types.Record:
		v := make(value.Record, len(t.Fields))
		for i, f := range t.Fields {
			v[i] = value.F(f.Label, readValue(r, f.Type))
		}
		return v
	case types.Tuple:
		v := make(value.Tuple, len(t.Fields))
		for i, f := range t.Fields {
			v[i] = readValue(r, f.Type)
		}
		return v
	case types.Flags:
		v, b := value.Flags{}, r.Bytes((len(t.Labels)+7)/8)
		for i, l := range t.Labels {
			if i/8 < len(b) && b[i/8]>>(i%8)&1 != 0 {
				v = append(v, l)
			}
		}
		return v
	case types.Option:
		if r.Byte() == 0 {
			return value.None
		}
		return value.Some(readValue(r, t.Elem))
	case types.Result:
		if r.Byte() == 0 {
			return value.OK(readValue(r, t.Elem))
		}
		return value.Err(readValue(r, t.Elem2))
	case types.Enum:
		if x := r.U32(); int64(x) < int64(len(t.Labels)) {
			return value.Enum(t.Labels[x])
		}
	case types.Variant:
		if x := r.U32(); int64(x) < int64(len(t.Fields)) {
			return value.Variant{Case: t.Fields[x].Label, Value: readValue(r, t.Fields[x].Type)}
		}
	case types.List, types.FixedList:
		return readList(r, t)
	case types.Map:
		var m value.Map
		for n := r.Count(); n > 0 && !r.Failed(); n-- {
			k := readValue(r, t.Elem)
			m = append(m, value.Entry{Key: k, Value: readValue(r, t.Elem2)})
		}
		return m
	}
	return nil
}

func readList(r *binary.Reader, t *types.Type) value.Value {
	n := t.Len
	if t.Kind == types.List {
		n = uint32(r.Count())
	}
	var list []value.Value
	for ; n > 0 && !r.Failed(); n-- {
		list = append(list, readValue(r, t.Elem))
	}
	return value.Pack(t, list)
}

func readPrimitive(r *binary.Reader, k types.Kind) value.Value {
	switch k {
	case types.Bool:
		return r.Byte() != 0
	case types.S8:
		return int8(r.Byte())
	case types.U8:
		return r.Byte()
	case types.S16:
		return int16(r.S32())
	case types.U16:
		return uint16(r.U32())
	case types.S32:
		return r.S32()
	case types.U32:
		return r.U32()
	case types.S64:
		return r.S64()
	case types.U64:
		return r.U64()
	case types.F32:
		return math.Float32frombits(r.Fixed32())
	case types.F64:
		return math.Float64frombits(r.Fixed64())
	case types.Char:
		return readChar(r)
	}
	return r.Name()
}

// readChar reads a character in UTF-8.
func readChar(r *binary.Reader) value.Char {
	first := r.Byte()
	n := 0 // bytes that follow
	for b := first; b&0xc0 == 0xc0; b <<= 1 {
		n++
	}
	c := rune(first)
	if n > 0 {
		c &= 0x3f >> n
	}
	for range n {
		c = c<<6 | rune(r.Byte()&0x3f)
	}
	return value.Char(c)
}
