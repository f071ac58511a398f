package wave

import (
	"fmt"
	"math"
	"strconv"
	"unicode"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds the writing of values.

// appendValue appends a value that conforms to its type.
func appendValue(b []byte, t *types.Type, v value.Value) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case value.Char:
		return append(appendRune(append(b, '\''), rune(v), '\''), '\'')
	case string:
		b = append(b, '"')
		for _, r := range v {
			b = appendRune(b, r, '"')
		}
		return append(b, '"')
	case []byte:
		return appendAll(b, "[]", len(v), func(b []byte, i int) []byte { return strconv.AppendUint(b, uint64(v[i]), 10) })
	case []value.Value:
		return appendAll(b, "[]", len(v), func(b []byte, i int) []byte { return appendValue(b, t.Elem, v[i]) })
	case value.Tuple:
		return appendAll(b, "()", len(v), func(b []byte, i int) []byte { return appendValue(b, t.Fields[i].Type, v[i]) })
	case value.Record:
		return appendRecord(b, t, v)
	case value.Flags:
		return appendAll(b, "{}", len(v), func(b []byte, i int) []byte { return append(b, v[i]...) })
	case value.Map:
		return appendAll(b, "[]", len(v), func(b []byte, i int) []byte {
			b = appendValue(append(b, '('), t.Elem, v[i].Key)
			b = appendValue(append(b, ", "...), t.Elem2, v[i].Value)
			return append(b, ')')
		})
	case value.Handle:
		return append(b, handleText(t)...)
	}
	return appendCase(b, t, v)
}

// appendCase is for enums and what has cases, and for integers.
func appendCase(b []byte, t *types.Type, v value.Value) []byte {
	switch v := v.(type) {
	case value.Enum:
		return appendLabel(b, string(v))
	case value.Variant:
		for i := range t.Fields {
			if c := &t.Fields[i]; c.Label == v.Case {
				return appendPayload(appendLabel(b, v.Case), c.Type, v.Value)
			}
		}
	case value.Option:
		if !v.IsSome {
			return append(b, "none"...)
		}
		return appendPayload(append(b, "some"...), t.Elem, v.Value)
	case value.Result:
		if v.IsErr {
			return appendPayload(append(b, "err"...), t.Elem2, v.Value)
		}
		return appendPayload(append(b, "ok"...), t.Elem, v.Value)
	}
	return fmt.Append(b, v) // an integer
}

// appendAll appends n elements between two brackets.
func appendAll(b []byte, brackets string, n int, element func(b []byte, i int) []byte) []byte {
	b = append(b, brackets[0])
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = element(b, i)
	}
	return append(b, brackets[1])
}

func appendPayload(b []byte, t *types.Type, v value.Value) []byte {
	if t == nil {
		return b
	}
	return append(appendValue(append(b, '('), t, v), ')')
}

// appendLabel appends the name of a case.
func appendLabel(b []byte, name string) []byte {
	if isReserved(name) {
		b = append(b, '%')
	}
	return append(b, name...)
}

// appendRecord leaves out fields that are none.
func appendRecord(b []byte, t *types.Type, v value.Record) []byte {
	var shown []int
	for i := range v {
		if o, ok := v[i].Value.(value.Option); !ok || o.IsSome {
			shown = append(shown, i)
		}
	}
	if len(shown) == 0 {
		return append(b, "{:}"...)
	}
	return appendAll(b, "{}", len(shown), func(b []byte, i int) []byte {
		i = shown[i]
		b = append(append(b, v[i].Name...), ": "...)
		return appendValue(b, t.Fields[i].Type, v[i].Value)
	})
}

func appendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "nan"...)
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

// appendRune appends a character that stands between quotes. What cannot be seen is written as its number.
func appendRune(b []byte, r rune, quote byte) []byte {
	switch r {
	case '\\':
		return append(b, `\\`...)
	case rune(quote):
		return append(b, '\\', quote)
	case '\t':
		return append(b, `\t`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	}
	if unicode.IsGraphic(r) && (r == ' ' || !unicode.IsSpace(r)) {
		return append(b, string(r)...)
	}
	return fmt.Appendf(b, `\u{%x}`, r)
}

// handleText is for values that have no text.
func handleText(t *types.Type) string {
	if t.Kind != types.Own && t.Kind != types.Borrow {
		return "<" + kindName(t) + ">"
	}
	name := "resource"
	if t.Resource != nil && t.Resource.Name != "" {
		name += " " + t.Resource.Name
	}
	return "<" + name + ">"
}
