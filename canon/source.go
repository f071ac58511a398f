package canon

import (
	"encoding/binary"
	"math"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds lifting: reading values where they lie.

// A Source is a value that a guest hands over, still where it lies: in core values or in memory. Its methods lift it (Python: load and
// lift_flat). Each part must be lifted once and in order: lifting an own handle takes it from its owner. Once something is wrong,
// the methods return zero values, and the call ends with a Trap. A Source is valid until the call that it belongs to ends.
type Source struct {
	cx     *Context
	layout *Layout
	pos    uint64 // in memory, or among the core values in cx.flat
	flat   bool   // among the core values
}

// Type returns the type of the value. Parameters, results and entries of maps are tuples.
func (s Source) Type() *types.Type { return s.layout.Type }

// Layout returns the layout of the value.
func (s Source) Layout() *Layout { return s.layout }

// Err returns what was wrong, a *Trap or what a core function ended with, or nil.
func (s Source) Err() error { return s.cx.pass.err }

// Charge accounts for n bytes of the host's memory that are about to be taken for what is lifted, and reports whether they are granted:
// see Limits.HostBytes. String and Value do so themselves. Bindings that make slices of lists must call it first, since a guest's memory may
// name the same elements over and over.
func (s Source) Charge(n uint64) bool { return s.cx.charge(n) }

// raw returns the bits of a value that is not more than one number, whatever is above them (Python: load_int).
func (s Source) raw() uint64 {
	if s.flat {
		return s.cx.flat[s.pos]
	}
	return loadInt(s.cx.mem[s.pos:], s.layout.size)
}

func loadInt(b []byte, size uint64) uint64 {
	switch size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

// The canonical NaNs (Python: CANONICAL_FLOAT32_NAN, CANONICAL_FLOAT64_NAN).
const (
	nan32 = 0x7fc00000
	nan64 = 0x7ff8000000000000
)

// canonNaN32 replaces NaNs (Python: canonicalize_nan32).
func canonNaN32(v uint32) uint32 {
	if v&0x7fffffff > 0x7f800000 {
		return nan32
	}
	return v
}

// canonNaN64 replaces NaNs (Python: canonicalize_nan64).
func canonNaN64(v uint64) uint64 {
	if v&(1<<63-1) > 0x7ff0000000000000 {
		return nan64
	}
	return v
}

// Bits lifts a bool, a number, a char or flags as a core value: what is narrower than 32 bits is extended to that by its sign, if it
// has one, and the upper half of what is narrower than 64 is zero (Python: convert_int_to_bool, lift_flat_unsigned, lift_flat_signed,
// decode_i32_as_float, convert_i32_to_char, unpack_flags_from_int).
func (s Source) Bits() uint64 {
	if s.cx.failed() {
		return 0
	}
	v := s.raw()
	switch s.layout.kind {
	case types.Bool:
		if uint32(v) != 0 {
			return 1
		}
		return 0
	case types.U8:
		return uint64(uint8(v))
	case types.S8:
		return uint64(uint32(int8(v)))
	case types.U16:
		return uint64(uint16(v))
	case types.S16:
		return uint64(uint32(int16(v)))
	case types.F32:
		return uint64(canonNaN32(uint32(v)))
	case types.F64:
		return canonNaN64(v)
	case types.Char:
		if v = uint64(uint32(v)); !utf8.ValidRune(rune(v)) {
			s.cx.trap(TrapInvalidChar)
			return 0
		}
		return v
	case types.Flags:
		return v & s.layout.mask
	case types.S64, types.U64:
		return v
	}
	return uint64(uint32(v))
}

// Bool lifts a bool.
func (s Source) Bool() bool { return s.Bits() != 0 }

// Int lifts a signed integer.
func (s Source) Int() int64 {
	if s.layout.kind == types.S64 {
		return int64(s.Bits())
	}
	return int64(int32(s.Bits()))
}

// Uint lifts an unsigned integer, or flags as bits.
func (s Source) Uint() uint64 { return s.Bits() }

// Float32 lifts an f32.
func (s Source) Float32() float32 { return math.Float32frombits(uint32(s.Bits())) }

// Float64 lifts an f64.
func (s Source) Float64() float64 { return math.Float64frombits(s.Bits()) }

// Char lifts a char.
func (s Source) Char() rune { return rune(s.Bits()) }

// Len returns the number of fields of a record or tuple, of parameters or of results.
func (s Source) Len() int { return len(s.layout.parts) }

// Field returns a field of a record or tuple, a parameter or the result (Python: load_record, lift_flat_record).
func (s Source) Field(i int) Source {
	p := &s.layout.parts[i]
	if s.flat {
		return Source{s.cx, p.layout, s.pos + p.flat, true}
	}
	return Source{s.cx, p.layout, s.pos + p.offset, false}
}

// Case lifts the number of a case of a variant, enum, option (0: none) or result (0: ok); if payload is true, the value that it carries
// (Python: load_variant, lift_flat_variant).
func (s Source) Case() (i int, value Source, payload bool) {
	if s.cx.failed() {
		return 0, Source{}, false
	}
	var disc uint64
	if s.flat {
		disc = uint64(uint32(s.cx.flat[s.pos]))
	} else {
		disc = loadInt(s.cx.mem[s.pos:], s.layout.disc)
	}
	if disc >= uint64(len(s.layout.parts)) {
		s.cx.trap(TrapInvalidDiscriminant)
		return 0, Source{}, false
	}
	if s.layout.parts[disc].layout == nil {
		return int(disc), Source{}, false
	}
	return int(disc), s.Field(int(disc)), true
}

// A SourceList is the elements of a list.
type SourceList struct {
	cx   *Context
	elem *Layout
	n    int
	pos  uint64
	flat bool
}

// maxListBytes is the size of lists, as of strings, above which they trap (Python: MAX_LIST_BYTE_LENGTH, MAX_STRING_BYTE_LENGTH).
const maxListBytes = 1<<28 - 1

// pair returns the two pointers that a list or string is.
func (s Source) pair() (ptr, n uint64) {
	if s.flat {
		return s.layout.pointer(s.cx.flat[s.pos]), s.layout.pointer(s.cx.flat[s.pos+1])
	}
	b := s.cx.mem[s.pos:]
	return loadInt(b, s.layout.ptr), loadInt(b[s.layout.ptr:], s.layout.ptr)
}

// List lifts a list as far as to its elements, those of a map being tuples (Python: load_list, load_list_from_range,
// lift_flat_list).
func (s Source) List() SourceList {
	elem := s.layout.elem
	if s.cx.failed() {
		return SourceList{cx: s.cx, elem: elem}
	}
	if s.layout.kind == types.FixedList {
		return SourceList{s.cx, elem, int(s.layout.count), s.pos, s.flat}
	}
	ptr, n := s.pair()
	switch {
	case n > maxListBytes || n*elem.size > maxListBytes:
		s.cx.trap(TrapListTooLong)
	case ptr&(elem.align-1) != 0:
		s.cx.trap(TrapUnaligned)
	case !s.cx.inBounds(ptr, n*elem.size):
		s.cx.trap(TrapListOutOfBounds)
	default:
		return SourceList{s.cx, elem, int(n), ptr, false}
	}
	return SourceList{cx: s.cx, elem: elem}
}

// Len returns the number of elements.
func (l SourceList) Len() int { return l.n }

// At returns an element.
func (l SourceList) At(i int) Source {
	if l.flat {
		return Source{l.cx, l.elem, l.pos + uint64(i*len(l.elem.flat)), true}
	}
	return Source{l.cx, l.elem, l.pos + uint64(i)*l.elem.size, false}
}

// Bytes returns the bytes of a list of integers as they lie in memory, little-endian, or nil if the elements are not that or do
// not lie in memory. The slice is the guest's memory: it is for copying at once.
func (l SourceList) Bytes() []byte {
	if l.flat || !l.elem.plain {
		return nil
	}
	size := uint64(l.n) * l.elem.size
	return l.cx.at(l.pos, size)
}

// Own takes a resource from its owner and returns its representation (Python: lift_own).
func (s Source) Own() (rep uint64, rt *ResourceType) {
	if s.cx.failed() {
		return 0, nil
	}
	rt = s.cx.resource(s.layout)
	rep, err := s.cx.inst.liftOwn(uint32(s.raw()), rt)
	if err != nil {
		s.cx.fail(err)
	}
	return rep, rt
}

// lenderSize is the host's memory, in bytes, that it takes to remember a resource that is lent.
const lenderSize = 8

// Borrow returns the representation of a resource that is lent for the call (Python: lift_borrow).
func (s Source) Borrow() (rep uint64, rt *ResourceType) {
	if !s.cx.charge(lenderSize) {
		return 0, nil
	}
	rt = s.cx.resource(s.layout)
	rep, err := s.cx.inst.liftBorrow(uint32(s.raw()), rt, s.cx.sub)
	if err != nil {
		s.cx.fail(err)
	}
	return rep, rt
}
