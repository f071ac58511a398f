package canon

import (
	"math"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds lifting to and lowering from values whose types are known only when a program runs.

// A Handle is a resource, stream, future or error context in the host's hands, as the dynamic values have it.
type Handle struct {
	typ   *types.Type
	rt    *ResourceType
	rep   uint64
	obj   any
	owned bool // an own handle that has not been given away
	gone  bool // given away, dropped, or lent for a call that has ended
}

// NewHandle returns a resource of which the host knows the representation: for an own type, one that it owns.
func NewHandle(t *types.Type, rt *ResourceType, rep uint64) *Handle {
	return &Handle{typ: t, rt: rt, rep: rep, owned: t.Kind == types.Own}
}

// Type returns the type that the handle was lifted as.
func (h *Handle) Type() *types.Type { return h.typ }

// Resource returns the resource type at run time and the representation, and whether the host may use them still.
func (h *Handle) Resource() (rt *ResourceType, rep uint64, ok bool) {
	return h.rt, h.rep, h.rt != nil && !h.gone
}

// Take makes the host give up a resource that it owns, before it destroys it or hands it over otherwise; it reports whether it did
// own it.
func (h *Handle) Take() bool {
	ok := h.owned && !h.gone
	if ok {
		h.gone = true
	}
	return ok
}

// Object returns the *Shared or *ErrorContext of what is not a resource.
func (h *Handle) Object() any { return h.obj }

// The host's memory that dynamic values take, in bytes: an interface with what it points to, and a field with its name.
const (
	valueSize = 24
	fieldSize = 48
)

// Value lifts a value as package value has it.
func (s Source) Value() value.Value {
	if s.cx.failed() {
		return nil
	}
	switch s.layout.Type.Kind {
	case types.Bool:
		return s.Bool()
	case types.S8:
		return int8(s.Int())
	case types.U8:
		return uint8(s.Uint())
	case types.S16:
		return int16(s.Int())
	case types.U16:
		return uint16(s.Uint())
	case types.S32:
		return int32(s.Int())
	case types.U32:
		return uint32(s.Uint())
	case types.S64:
		return s.Int()
	case types.U64:
		return s.Uint()
	case types.F32:
		return s.Float32()
	case types.F64:
		return s.Float64()
	case types.Char:
		return value.Char(s.Char())
	case types.String:
		return s.String()
	case types.Flags:
		return s.flagsValue()
	case types.Record:
		return s.recordValue()
	case types.Tuple:
		return s.tupleValue()
	case types.List, types.FixedList, types.Map:
		return s.listValue()
	case types.Variant, types.Enum, types.Option, types.Result:
		return s.caseValue()
	}
	return s.handleValue()
}

func (s Source) flagsValue() value.Value {
	flags := value.Flags{}
	for i, bits := 0, s.Uint(); bits != 0; i, bits = i+1, bits>>1 {
		if bits&1 != 0 {
			flags = append(flags, s.layout.Type.Labels[i])
		}
	}
	s.cx.charge(uint64(len(flags)) * valueSize)
	return flags
}

func (s Source) recordValue() value.Value {
	if !s.cx.charge(uint64(s.Len()) * fieldSize) {
		return nil
	}
	r := make(value.Record, s.Len())
	for i := range r {
		r[i] = value.F(s.layout.Type.Fields[i].Label, s.Field(i).Value())
	}
	return r
}

func (s Source) tupleValue() value.Value {
	if !s.cx.charge(uint64(s.Len()) * valueSize) {
		return nil
	}
	t := make(value.Tuple, s.Len())
	for i := range t {
		t[i] = s.Field(i).Value()
	}
	return t
}

func (s Source) listValue() value.Value {
	l := s.List()
	bytes := l.elem.kind == types.U8
	size := uint64(valueSize)
	switch {
	case bytes:
		size = 1
	case s.layout.Type.Kind == types.Map:
		size = 2 * valueSize
	}
	if !s.cx.charge(uint64(l.n) * size) {
		return nil
	}
	if s.layout.Type.Kind == types.Map {
		m := make(value.Map, l.n)
		for i := 0; i < l.n && !s.cx.failed(); i++ {
			m[i] = value.Entry{Key: l.At(i).Field(0).Value(), Value: l.At(i).Field(1).Value()}
		}
		return m
	}
	if bytes {
		out := make([]byte, l.n)
		if b := l.Bytes(); b != nil {
			copy(out, b)
			return out
		}
		for i := range out {
			out[i] = byte(l.At(i).Uint())
		}
		return out
	}
	out := make([]value.Value, l.n)
	for i := 0; i < l.n && !s.cx.failed(); i++ {
		out[i] = l.At(i).Value()
	}
	return out
}

func (s Source) caseValue() value.Value {
	i, payload, ok := s.Case()
	if !s.cx.charge(fieldSize) {
		return nil
	}
	var v value.Value
	if ok {
		v = payload.Value()
	}
	switch t := s.layout.Type; t.Kind {
	case types.Enum:
		return value.Enum(t.Labels[i])
	case types.Option:
		return value.Option{IsSome: i == 1, Value: v}
	case types.Result:
		return value.Result{IsErr: i == 1, Value: v}
	default:
		return value.Variant{Case: t.Fields[i].Label, Value: v}
	}
}

func (s Source) handleValue() value.Value {
	h := &Handle{typ: s.layout.Type}
	switch h.typ.Kind {
	case types.Own:
		h.rep, h.rt = s.Own()
		h.owned = true
	case types.Borrow:
		h.rep, h.rt = s.Borrow()
		if s.cx.sub != nil {
			s.cx.sub.borrowed = append(s.cx.sub.borrowed, h)
		}
	default:
		h.obj = s.Object()
	}
	if !s.cx.charge(4 * valueSize) {
		return nil
	}
	return h
}

// SetValue lowers a value as package value has it; see value.Conform for what is only close to that. A value that does not fit the type
// ends the call.
func (t Target) SetValue(v value.Value) {
	if t.cx.failed() {
		return
	}
	if !t.setValue(v) {
		t.cx.fail(trapf(TrapHostValue, "a value of Go type %T is none of the type of the parameter or result", v))
	}
}

// setValue reports whether v is of the type.
func (t Target) setValue(v value.Value) bool {
	switch v := v.(type) {
	case bool:
		return t.setNumber(types.Bool, uint64(number(v)))
	case int8:
		return t.setNumber(types.S8, uint64(uint32(v)))
	case uint8:
		return t.setNumber(types.U8, uint64(v))
	case int16:
		return t.setNumber(types.S16, uint64(uint32(v)))
	case uint16:
		return t.setNumber(types.U16, uint64(v))
	case int32:
		return t.setNumber(types.S32, uint64(uint32(v)))
	case uint32:
		return t.setNumber(types.U32, uint64(v))
	case int64:
		return t.setNumber(types.S64, uint64(v))
	case uint64:
		return t.setNumber(types.U64, v)
	case float32:
		return t.setNumber(types.F32, uint64(canonNaN32(math.Float32bits(v))))
	case float64:
		return t.setNumber(types.F64, canonNaN64(math.Float64bits(v)))
	case value.Char:
		return utf8.ValidRune(rune(v)) && t.setNumber(types.Char, uint64(v))
	}
	return t.setCompound(t.layout.Type.Kind, v)
}

// setNumber is setValue for a value of the given kind that is one core value.
func (t Target) setNumber(kind types.Kind, bits uint64) bool {
	if t.layout.kind != kind {
		return false
	}
	t.SetBits(bits)
	return true
}

// setCompound is setValue for what is not one core value.
func (t Target) setCompound(kind types.Kind, v value.Value) bool {
	switch v := v.(type) {
	case string:
		if kind == types.String {
			t.SetString(v)
		}
		return kind == types.String
	case []byte:
		return t.setBytes(v)
	case []value.Value:
		return (kind == types.List || kind == types.FixedList) && t.setElems(v)
	case value.Map:
		return kind == types.Map && t.setMap(v)
	case value.Record:
		return kind == types.Record && t.setRecord(v)
	case value.Tuple:
		return kind == types.Tuple && t.setTuple(v)
	case value.Flags:
		return kind == types.Flags && t.setFlags(v)
	case value.Enum:
		return kind == types.Enum && t.setCase(indexOf(t.layout.Type.Labels, string(v)), nil)
	case value.Option:
		return kind == types.Option && t.setCase(number(v.IsSome), v.Value)
	case value.Result:
		return kind == types.Result && t.setCase(number(v.IsErr), v.Value)
	case value.Variant:
		if kind == types.Variant {
			for i := range t.layout.Type.Fields {
				if t.layout.Type.Fields[i].Label == v.Case {
					return t.setCase(i, v.Value)
				}
			}
		}
	case *Handle:
		return t.setHandle(kind, v)
	}
	return false
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func indexOf(labels []string, label string) int {
	for i, l := range labels {
		if l == label {
			return i
		}
	}
	return -1
}

func (t Target) setBytes(v []byte) bool {
	if k := t.layout.kind; k != types.List && k != types.FixedList || t.layout.elem.kind != types.U8 {
		return false
	}
	l := t.List(len(v))
	if l.n != len(v) {
		return true // the call has ended
	}
	if b := l.Bytes(); b != nil {
		copy(b, v)
		return true
	}
	for i, x := range v {
		l.At(i).SetUint(uint64(x))
	}
	return true
}

func (t Target) setElems(v []value.Value) bool {
	l := t.List(len(v))
	for i := 0; i < l.n; i++ {
		l.At(i).SetValue(v[i])
	}
	return true
}

func (t Target) setMap(v value.Map) bool {
	l := t.List(len(v))
	for i := 0; i < l.n; i++ {
		l.At(i).Field(0).SetValue(v[i].Key)
		l.At(i).Field(1).SetValue(v[i].Value)
	}
	return true
}

func (t Target) setRecord(v value.Record) bool {
	fields := t.layout.Type.Fields
	if len(v) != len(fields) {
		return false
	}
	for i := range v {
		if v[i].Name != fields[i].Label {
			return false
		}
		t.Field(i).SetValue(v[i].Value)
	}
	return true
}

func (t Target) setTuple(v value.Tuple) bool {
	if len(v) != t.Len() {
		return false
	}
	for i := range v {
		t.Field(i).SetValue(v[i])
	}
	return true
}

func (t Target) setFlags(v value.Flags) bool {
	bits := uint64(0)
	for _, name := range v {
		i := indexOf(t.layout.Type.Labels, name)
		if i < 0 {
			return false
		}
		bits |= 1 << i
	}
	t.SetUint(bits)
	return true
}

// setCase reports whether the case exists and carries what it should.
func (t Target) setCase(i int, v value.Value) bool {
	if i < 0 {
		return false
	}
	to, payload := t.SetCase(i)
	if payload {
		to.SetValue(v)
	}
	return payload || v == nil || t.cx.failed()
}

func (t Target) setHandle(kind types.Kind, h *Handle) bool {
	switch kind {
	case types.Own:
		if h.rt == nil || h.rt != t.cx.resource(t.layout) || !h.Take() {
			return false
		}
		t.SetOwn(h.rep)
	case types.Borrow:
		if h.rt == nil || h.rt != t.cx.resource(t.layout) || h.gone {
			return false
		}
		t.SetBorrow(h.rep)
	default:
		t.SetObject(h.obj)
	}
	return true
}
