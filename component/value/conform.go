package value

import (
	"fmt"
	"math"
	"reflect"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the check of values against types.

// An Error says where a value does not fit a type.
type Error struct {
	Path string // from the outside to the inside, such as "[2].name"; empty for the value itself
	What string
}

// Error returns the path and what is wrong there.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.What
	}
	return e.Path + ": " + e.What
}

// Conform returns v in the form that Value describes for the type t. It takes any Go integer that is in the type's range, any Go
// number for a float, any integer that is a Unicode scalar value for a char, a list given as a slice of any Go type, a record
// whose fields are in another order or lack what is an option, a string for an enum, and nil for none. The error is an *Error.
func Conform(t *types.Type, v Value) (Value, error) {
	if c, ok := conformSimple(t, v); ok {
		return c, nil
	}
	switch t.Kind {
	case types.List, types.FixedList:
		return conformList(t, v)
	case types.Record:
		return conformRecord(t, v)
	case types.Tuple:
		return conformTuple(t, v)
	case types.Variant, types.Option, types.Result:
		return conformCase(t, v)
	case types.Flags:
		return conformFlags(t, v)
	case types.Map:
		return conformMap(t, v)
	}
	return nil, mismatch(t, v)
}

// mismatch says that v is no value of type t.
func mismatch(t *types.Type, v Value) error {
	r := reflect.ValueOf(v)
	switch s, isString := v.(string); {
	case isString && t.Kind == types.String:
		return &Error{What: "a string that is not valid UTF-8"}
	case isString && t.Kind == types.Enum:
		return &Error{What: fmt.Sprintf("%q is no case of the enum", s)}
	case (r.CanInt() || r.CanUint()) && t.Kind <= types.Char && t.Kind != types.Bool:
		return &Error{What: fmt.Sprintf("%v of Go type %T cannot be %s", v, v, withArticle(t.Kind))}
	}
	return &Error{What: fmt.Sprintf("a value of Go type %T cannot be %s", v, withArticle(t.Kind))}
}

func withArticle(k types.Kind) string {
	name := kindNames[k]
	switch name[0] {
	case 'a', 'e', 'i', 'o':
		return "an " + name
	case 's':
		if len(name) <= 3 { // s8 and the like
			return "an " + name
		}
	case 'f':
		if len(name) == 3 {
			return "an " + name
		}
	}
	return "a " + name
}

var kindNames = [...]string{
	types.Bool: "bool", types.S8: "s8", types.U8: "u8", types.S16: "s16", types.U16: "u16", types.S32: "s32", types.U32: "u32",
	types.S64: "s64", types.U64: "u64", types.F32: "f32", types.F64: "f64", types.Char: "char", types.String: "string",
	types.ErrorContext: "error-context", types.Record: "record", types.Variant: "variant", types.List: "list",
	types.FixedList: "list", types.Tuple: "tuple", types.Flags: "set of flags", types.Enum: "enum", types.Option: "option",
	types.Result: "result", types.Own: "owned resource", types.Borrow: "borrowed resource", types.Stream: "stream",
	types.Future: "future", types.Map: "map",
}

// conformSimple is for values without parts.
func conformSimple(t *types.Type, v Value) (Value, bool) {
	switch t.Kind {
	case types.Bool:
		b, ok := v.(bool)
		return b, ok
	case types.String:
		s, ok := v.(string)
		return s, ok && utf8.ValidString(s)
	case types.F32, types.F64:
		return conformFloat(t.Kind, v)
	case types.Enum:
		name, ok := v.(Enum)
		if s, isString := v.(string); isString {
			name, ok = Enum(s), true
		}
		return name, ok && indexOf(t.Labels, string(name)) >= 0
	case types.Own, types.Borrow, types.Stream, types.Future, types.ErrorContext:
		h, ok := v.(Handle)
		return h, ok
	}
	return conformInt(t.Kind, v)
}

// conformFloat makes a float of any number.
func conformFloat(k types.Kind, v Value) (Value, bool) {
	var f float64
	switch r := reflect.ValueOf(v); {
	case r.CanFloat():
		if x, ok := v.(float32); ok && k == types.F32 {
			return x, true // bits of a NaN kept
		}
		f = r.Float()
	case r.CanInt():
		f = float64(r.Int())
	case r.CanUint():
		f = float64(r.Uint())
	default:
		return nil, false
	}
	if k == types.F32 {
		return float32(f), true
	}
	return f, true
}

// conformInt makes an integer or a char of any integer in its range.
func conformInt(k types.Kind, v Value) (Value, bool) {
	var signed int64
	var unsigned uint64
	fits := true // in an int64
	switch r := reflect.ValueOf(v); {
	case r.CanInt():
		signed = r.Int()
		unsigned = uint64(signed)
	case r.CanUint():
		unsigned = r.Uint()
		signed, fits = int64(unsigned), unsigned <= math.MaxInt64
	default:
		return nil, false
	}
	in := func(low, high int64) bool { return fits && low <= signed && signed <= high }
	switch k {
	case types.S8:
		return int8(signed), in(math.MinInt8, math.MaxInt8)
	case types.U8:
		return uint8(signed), in(0, math.MaxUint8)
	case types.S16:
		return int16(signed), in(math.MinInt16, math.MaxInt16)
	case types.U16:
		return uint16(signed), in(0, math.MaxUint16)
	case types.S32:
		return int32(signed), in(math.MinInt32, math.MaxInt32)
	case types.U32:
		return uint32(signed), in(0, math.MaxUint32)
	case types.S64:
		return signed, fits
	case types.U64:
		return unsigned, !fits || signed >= 0
	case types.Char:
		return Char(signed), in(0, utf8.MaxRune) && utf8.ValidRune(rune(signed))
	}
	return nil, false
}

// within puts where a part is in front of the path of an error.
func within(where string, err error) error {
	if err == nil {
		return nil
	}
	e := err.(*Error)
	return &Error{Path: where + e.Path, What: e.What}
}

func conformList(t *types.Type, v Value) (Value, error) {
	if t.Elem.Kind == types.U8 {
		if b, ok := v.([]byte); ok {
			return b, checkLen(t, len(b))
		}
	}
	r := reflect.ValueOf(v)
	if k := r.Kind(); k != reflect.Slice && k != reflect.Array {
		return nil, mismatch(t, v)
	}
	switch v.(type) {
	case Tuple, Record, Flags, Map:
		return nil, mismatch(t, v)
	}
	if err := checkLen(t, r.Len()); err != nil {
		return nil, err
	}
	list := make([]Value, r.Len())
	for i := range list {
		x, err := Conform(t.Elem, r.Index(i).Interface())
		if err != nil {
			return nil, within(fmt.Sprintf("[%d]", i), err)
		}
		list[i] = x
	}
	return Pack(t, list), nil
}

// Pack returns the elements of a list of type t as Value wants them: as []byte if they are u8.
func Pack(t *types.Type, list []Value) Value {
	if t.Elem.Kind != types.U8 {
		return list
	}
	b := make([]byte, len(list))
	for i, x := range list {
		b[i] = x.(uint8)
	}
	return b
}

func checkLen(t *types.Type, n int) error {
	if t.Kind == types.FixedList && uint64(n) != uint64(t.Len) {
		return &Error{What: fmt.Sprintf("a list of %d elements where there must be %d", n, t.Len)}
	}
	return nil
}

func conformTuple(t *types.Type, v Value) (Value, error) {
	in, ok := v.(Tuple)
	if list, isList := v.([]Value); isList {
		in, ok = list, true
	}
	if !ok {
		return nil, mismatch(t, v)
	}
	if len(in) != len(t.Fields) {
		return nil, &Error{What: fmt.Sprintf("a tuple of %d values where there must be %d", len(in), len(t.Fields))}
	}
	out := make(Tuple, len(in))
	for i := range in {
		x, err := Conform(t.Fields[i].Type, in[i])
		if err != nil {
			return nil, within(fmt.Sprintf(".%d", i), err)
		}
		out[i] = x
	}
	return out, nil
}

func conformRecord(t *types.Type, v Value) (Value, error) {
	in, ok := v.(Record)
	if !ok {
		return nil, mismatch(t, v)
	}
	given := make(map[string]Value, len(in))
	for i := range in {
		if _, twice := given[in[i].Name]; twice {
			return nil, &Error{What: fmt.Sprintf("field %q stands twice", in[i].Name)}
		}
		given[in[i].Name] = in[i].Value
	}
	out := make(Record, len(t.Fields))
	for i := range t.Fields {
		f := &t.Fields[i]
		x, ok := given[f.Label]
		delete(given, f.Label)
		if !ok && f.Type.Kind != types.Option {
			return nil, &Error{What: fmt.Sprintf("field %q is missing", f.Label)}
		}
		x, err := Conform(f.Type, x)
		if err != nil {
			return nil, within("."+f.Label, err)
		}
		out[i] = Field{f.Label, x}
	}
	for i := range in {
		if _, left := given[in[i].Name]; left {
			return nil, &Error{What: fmt.Sprintf("the record has no field %q", in[i].Name)}
		}
	}
	return out, nil
}

// conformCase is for variants and what is like them.
func conformCase(t *types.Type, v Value) (Value, error) {
	switch v := v.(type) {
	case nil:
		if t.Kind == types.Option {
			return None, nil
		}
	case Option:
		if t.Kind != types.Option {
			break
		}
		if !v.IsSome {
			return None, nil
		}
		x, err := payload(t.Elem, v.Value, "some")
		return Option{true, x}, err
	case Result:
		if t.Kind != types.Result {
			break
		}
		elem, name := t.Elem, "ok"
		if v.IsErr {
			elem, name = t.Elem2, "err"
		}
		x, err := payload(elem, v.Value, name)
		return Result{v.IsErr, x}, err
	case Variant:
		if t.Kind != types.Variant {
			break
		}
		for i := range t.Fields {
			if c := &t.Fields[i]; c.Label == v.Case {
				x, err := payload(c.Type, v.Value, c.Label)
				return Variant{c.Label, x}, err
			}
		}
		return nil, &Error{What: fmt.Sprintf("the variant has no case %q", v.Case)}
	}
	return nil, mismatch(t, v)
}

// payload checks what a case carries; t is nil if it carries nothing.
func payload(t *types.Type, v Value, name string) (Value, error) {
	if t != nil {
		x, err := Conform(t, v)
		return x, within("."+name, err)
	}
	if v != nil {
		return nil, &Error{What: fmt.Sprintf("the case %q carries no value", name)}
	}
	return nil, nil
}

func conformFlags(t *types.Type, v Value) (Value, error) {
	in, ok := v.(Flags)
	if list, isList := v.([]string); isList {
		in, ok = list, true
	}
	if !ok {
		return nil, mismatch(t, v)
	}
	set := make(map[string]bool, len(in))
	for _, name := range in {
		if indexOf(t.Labels, name) < 0 {
			return nil, &Error{What: fmt.Sprintf("there is no flag %q", name)}
		}
		set[name] = true
	}
	out := Flags{}
	for _, name := range t.Labels {
		if set[name] {
			out = append(out, name)
		}
	}
	return out, nil
}

func conformMap(t *types.Type, v Value) (Value, error) {
	var in Map
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.Map:
		for _, key := range r.MapKeys() {
			in = append(in, Entry{key.Interface(), r.MapIndex(key).Interface()})
		}
	default:
		m, ok := v.(Map)
		if !ok {
			return nil, mismatch(t, v)
		}
		in = m
	}
	out := make(Map, len(in))
	for i := range in {
		key, err := Conform(t.Elem, in[i].Key)
		if err != nil {
			return nil, within(fmt.Sprintf(" key %d", i), err)
		}
		x, err := Conform(t.Elem2, in[i].Value)
		if err != nil {
			return nil, within(fmt.Sprintf("[%v]", key), err)
		}
		out[i] = Entry{key, x}
	}
	return out, nil
}

func indexOf(list []string, name string) int {
	for i, x := range list {
		if x == name {
			return i
		}
	}
	return -1
}
