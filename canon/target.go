package canon

import (
	"encoding/binary"
	"math"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds lowering: writing values where they shall lie.

// A Target is the place of a value that a guest gets: core values or a place in its memory. Its methods lower a value (Python: store
// and lower_flat). Each part must be set once and in order. Once something is wrong, the methods do nothing, and the call ends with
// a Trap. A Target is valid until the call that it belongs to ends.
type Target struct {
	cx     *Context
	layout *Layout
	pos    uint64 // in memory, or among the core values in cx.flat
	flat   bool   // among the core values
}

// Type returns the type of the value. Parameters, results and entries of maps are tuples.
func (t Target) Type() *types.Type { return t.layout.Type }

// Layout returns the layout of the value.
func (t Target) Layout() *Layout { return t.layout }

// Err returns what was wrong, a *Trap or what a core function ended with, or nil.
func (t Target) Err() error { return t.cx.pass.err }

// Fail ends the call with an error.
func (t Target) Fail(err error) { t.cx.fail(err) }

// SetBits lowers a bool, a number, a char or flags given as Source.Bits returns it (Python: store_int, lower_flat_signed and others).
// Whoever calls it answers for a bool, char or flags with no other bits than its type has.
func (t Target) SetBits(v uint64) {
	if t.cx.failed() {
		return
	}
	if t.flat {
		t.cx.flat[t.pos] = v
		return
	}
	storeInt(t.cx.mem[t.pos:], t.layout.size, v)
}

func storeInt(b []byte, size, v uint64) {
	switch size {
	case 1:
		b[0] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(v))
	default:
		binary.LittleEndian.PutUint64(b, v)
	}
}

// SetBool lowers a bool.
func (t Target) SetBool(v bool) {
	if v {
		t.SetBits(1)
	} else {
		t.SetBits(0)
	}
}

// SetInt lowers a signed integer, which must be in the range of its type.
func (t Target) SetInt(v int64) {
	if t.layout.size < 8 {
		v = int64(uint32(v))
	}
	t.SetBits(uint64(v))
}

// SetUint lowers an unsigned integer, which must be in the range of its type, or flags: bits without a flag are left out.
func (t Target) SetUint(v uint64) {
	if t.layout.kind == types.Flags {
		v &= t.layout.mask
	}
	t.SetBits(v)
}

// SetFloat32 lowers an f32.
func (t Target) SetFloat32(v float32) { t.SetBits(uint64(canonNaN32(math.Float32bits(v)))) }

// SetFloat64 lowers an f64.
func (t Target) SetFloat64(v float64) { t.SetBits(canonNaN64(math.Float64bits(v))) }

// SetChar lowers a char (Python: char_to_i32). What is no Unicode scalar value ends the call.
func (t Target) SetChar(v rune) {
	if !utf8.ValidRune(v) {
		t.cx.trap(TrapInvalidChar)
		return
	}
	t.SetBits(uint64(v))
}

// Len returns the number of fields of a record or tuple, of parameters or of results.
func (t Target) Len() int { return len(t.layout.parts) }

// Field returns the place of a field of a record or tuple, of a parameter or of the result (Python: store_record,
// lower_flat_record).
func (t Target) Field(i int) Target {
	p := &t.layout.parts[i]
	if t.flat {
		return Target{t.cx, p.layout, t.pos + p.flat, true}
	}
	return Target{t.cx, p.layout, t.pos + p.offset, false}
}

// SetCase lowers the number of a case of a variant, enum, option (0: none) or result (0: ok); if payload is true, value is the place of
// what it carries (Python: store_variant, lower_flat_variant). A case that does not exist ends the call.
func (t Target) SetCase(i int) (value Target, payload bool) {
	if t.cx.failed() {
		return Target{}, false
	}
	if i < 0 || i >= len(t.layout.parts) {
		t.cx.trap(TrapHostValue)
		return Target{}, false
	}
	if t.flat {
		clear(t.cx.flat[t.pos : t.pos+uint64(len(t.layout.flat))])
		t.cx.flat[t.pos] = uint64(i)
	} else {
		storeInt(t.cx.mem[t.pos:], t.layout.disc, uint64(i))
	}
	if t.layout.parts[i].layout == nil {
		return Target{}, false
	}
	return t.Field(i), true
}

// A TargetList is the places of the elements of a list.
type TargetList struct {
	cx   *Context
	elem *Layout
	n    int
	pos  uint64
	flat bool
}

// List makes room for a list of n elements, those of a map being tuples (Python: store_list, store_list_into_range,
// lower_flat_list). A fixed-length list has its room already; with another n it ends the call. Where n would be too many the call ends
// too, and a list without elements is returned. A guest whose realloc hands out memory that is in use may tell that the pointer to the
// elements is stored before them.
func (t Target) List(n int) TargetList {
	elem := t.layout.elem
	none := TargetList{cx: t.cx, elem: elem}
	if t.cx.failed() {
		return none
	}
	if t.layout.kind == types.FixedList {
		if uint64(n) != t.layout.count {
			t.cx.trap(TrapHostValue)
			return none
		}
		return TargetList{t.cx, elem, n, t.pos, t.flat}
	}
	if n < 0 || uint64(n) > maxLoweredBytes/max(elem.size, 1) {
		t.cx.trap(TrapListTooLong)
		return none
	}
	ptr, ok := t.cx.allocate(elem.align, uint64(n)*elem.size)
	if !ok {
		return none
	}
	t.setPair(ptr, uint64(n))
	return TargetList{t.cx, elem, n, ptr, false}
}

// maxLoweredBytes is the size that lists may have where they are lowered. Elements with pointers of 64 bits are up to twice as large as
// with 32, so this is more than twice what may be lifted.
const maxLoweredBytes = 1<<30 - 1

// setPair stores the two pointers that a list or string is.
func (t Target) setPair(ptr, n uint64) {
	if t.flat {
		t.cx.flat[t.pos], t.cx.flat[t.pos+1] = ptr, n
		return
	}
	b := t.cx.mem[t.pos:]
	storeInt(b, t.layout.ptr, ptr)
	storeInt(b[t.layout.ptr:], t.layout.ptr, n)
}

// Len returns the number of elements.
func (l TargetList) Len() int { return l.n }

// At returns the place of an element.
func (l TargetList) At(i int) Target {
	if l.flat {
		return Target{l.cx, l.elem, l.pos + uint64(i*len(l.elem.flat)), true}
	}
	return Target{l.cx, l.elem, l.pos + uint64(i)*l.elem.size, false}
}

// Bytes returns the room of a list of integers, in the guest's memory, to be filled at once with what SourceList.Bytes returns; nil if the
// elements are not that or do not lie in memory.
func (l TargetList) Bytes() []byte {
	if l.flat || !l.elem.plain {
		return nil
	}
	size := uint64(l.n) * l.elem.size
	return l.cx.at(l.pos, size)
}

// SetOwn gives the guest a resource (Python: lower_own).
func (t Target) SetOwn(rep uint64) {
	if t.cx.failed() {
		return
	}
	rt := t.cx.resource(t.layout)
	if rt == nil {
		t.cx.trap(TrapHostValue)
		return
	}
	i, err := t.cx.inst.lowerOwn(rep, rt)
	if err != nil {
		t.cx.fail(err)
		return
	}
	t.SetBits(uint64(i))
}

// SetBorrow lends the guest a resource for the call (Python: lower_borrow). The guest that implements it gets its representation.
func (t Target) SetBorrow(rep uint64) {
	if t.cx.failed() {
		return
	}
	rt := t.cx.resource(t.layout)
	if rt == nil {
		t.cx.trap(TrapHostValue)
		return
	}
	i, err := t.cx.inst.lowerBorrow(rep, rt, t.cx.task)
	if err != nil {
		t.cx.fail(err)
		return
	}
	t.SetBits(i)
}
