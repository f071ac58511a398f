package spectest

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file writes values and patterns as scripts write them, for messages.

// String returns the value as a script writes it, floats with their bits besides.
func (v *value) String() string {
	switch v.typ {
	case wasm.I32:
		return fmt.Sprintf("(%s %d)", op.I32Const, int32(v.bits))
	case wasm.I64:
		return fmt.Sprintf("(%s %d)", op.I64Const, int64(v.bits))
	case wasm.F32:
		return fmt.Sprintf("(%s %s)", op.F32Const, floatText(true, v.bits))
	case wasm.F64:
		return fmt.Sprintf("(%s %s)", op.F64Const, floatText(false, v.bits))
	case wasm.V128:
		return fmt.Sprintf("(%s %s)", op.V128Const, v.lanes(wat.I32x4))
	}
	name := "(ref." + v.heap.String()
	if v.isNull() {
		name = "(" + op.RefNull.String() + " " + v.heap.String()
	}
	if v.host != nil {
		return fmt.Sprintf("%s %v)", name, v.host)
	}
	return name + ")"
}

// lanes returns the lanes of a vector.
func (v *value) lanes(shape wat.Shape) string {
	words := []string{shape.String()}
	for i := range int(128 / shape.LaneBits()) {
		words = append(words, laneText(shape, v.lane(shape, i)))
	}
	return strings.Join(words, " ")
}

func laneText(shape wat.Shape, bits uint64) string {
	switch shape {
	case wat.F32x4, wat.F64x2:
		return floatText(shape == wat.F32x4, bits)
	}
	return fmt.Sprintf("%#x", bits)
}

// floatText returns a float and its bits.
func floatText(is32 bool, bits uint64) string {
	if is32 {
		return fmt.Sprintf("%v[%#x]", math.Float32frombits(uint32(bits)), bits)
	}
	return fmt.Sprintf("%v[%#x]", math.Float64frombits(bits), bits)
}

// nanNames are the keywords for kinds of NaNs.
var nanNames = [...]string{wat.NaNCanonical: "nan:canonical", wat.NaNArithmetic: "nan:arithmetic"}

// resultText returns an expected result as a script writes it.
func resultText(r *wat.Result) string {
	switch r.Kind {
	case wat.ResultValue:
		return valueText(&r.Value)
	case wat.ResultNaN:
		name := op.F32Const
		if r.Value.Type == wasm.F64 {
			name = op.F64Const
		}
		return fmt.Sprintf("(%s %s)", name, nanNames[r.NaN])
	case wat.ResultVector:
		words := []string{r.Shape.String()}
		for _, l := range r.Lanes {
			if l.NaN != wat.NotNaN {
				words = append(words, nanNames[l.NaN])
				continue
			}
			words = append(words, laneText(r.Shape, l.Bits))
		}
		return fmt.Sprintf("(%s %s)", op.V128Const, strings.Join(words, " "))
	case wat.ResultRef:
		return "(ref." + r.Heap.String() + ")"
	case wat.ResultNull:
		return "(" + op.RefNull.String() + ")"
	}
	words := []string{"(either"}
	for i := range r.Either {
		words = append(words, resultText(&r.Either[i]))
	}
	return strings.Join(words, " ") + ")"
}

// valueText returns an expected value as a script writes it.
func valueText(v *wat.Value) string {
	w := value{typ: v.Type, bits: v.Bits}
	switch {
	case v.Component != nil:
		return "(" + componentText(v.Component) + ")"
	case v.Type == wasm.V128:
		w.bits, w.high = binary.LittleEndian.Uint64(v.V128[:8]), binary.LittleEndian.Uint64(v.V128[8:])
	case v.Null:
		return "(" + op.RefNull.String() + " " + v.Type.Heap().String() + ")"
	case v.Type == wasm.AnyRef:
		return fmt.Sprintf("(ref.host %d)", v.Host)
	case v.Type.IsRef():
		w.heap, w.host = v.Type.Heap(), hostValue(v.Host)
	}
	return w.String()
}

// componentText returns a value of a component without the parentheses around it.
func componentText(v *wat.ComponentValue) string {
	word := v.Keyword()
	switch v.Kind {
	case types.Bool:
		return fmt.Sprintf("%s %t", word, v.Bits != 0)
	case types.U8, types.U16, types.U32, types.U64:
		return fmt.Sprintf("%s %d", word, v.Bits)
	case types.S8, types.S16, types.S32, types.S64:
		return fmt.Sprintf("%s %d", word, int64(v.Bits))
	case types.F32, types.F64:
		if v.NaN != wat.NotNaN {
			return word + " " + nanNames[v.NaN]
		}
		return word + " " + floatText(v.Kind == types.F32, v.Bits)
	case types.Char:
		return fmt.Sprintf("%s %q", word, string(rune(v.Bits)))
	case types.String, types.Enum, types.Variant:
		word += fmt.Sprintf(" %q", v.Text)
	}
	for i := range max(len(v.Elems), len(v.Labels)) {
		switch v.Kind {
		case types.Flags:
			word += fmt.Sprintf(" %q", v.Labels[i])
		case types.Record:
			word += fmt.Sprintf(" (field %q %s)", v.Labels[i], componentText(&v.Elems[i]))
		default:
			word += " (" + componentText(&v.Elems[i]) + ")"
		}
	}
	return word
}

// valuesText returns values side by side.
func valuesText(values []value) string {
	if len(values) == 0 {
		return "nothing"
	}
	words := make([]string, len(values))
	for i := range values {
		words[i] = values[i].String()
	}
	return strings.Join(words, " ")
}

// resultsText returns expected results side by side.
func resultsText(results []wat.Result) string {
	if len(results) == 0 {
		return "nothing"
	}
	words := make([]string, len(results))
	for i := range results {
		words[i] = resultText(&results[i])
	}
	return strings.Join(words, " ")
}
