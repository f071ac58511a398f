package canon

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds fused copies: values go from one guest to another with nothing in between.

// Copy lowers to t what it lifts from s. Both are of the same type; the guests may differ in the size of their pointers and in how they
// write strings.
func (t Target) Copy(s Source) {
	switch s.layout.kind {
	case types.String:
		if s.cx.plan.Encoding == UTF8 && t.cx.plan.Encoding == UTF8 {
			t.copyUTF8(s)
		} else if text, ok := s.text(); ok {
			t.setText(text)
		}
	case types.List, types.FixedList:
		t.copyList(s)
	case types.Record:
		t.copyFields(s)
	case types.Variant:
		i, from, payload := s.Case()
		if to, _ := t.SetCase(i); payload {
			to.Copy(from)
		}
	case types.Own:
		if rep, _ := s.Own(); !s.cx.failed() {
			t.SetOwn(rep)
		}
	case types.Borrow:
		if rep, _ := s.Borrow(); !s.cx.failed() {
			t.SetBorrow(rep)
		}
	case types.Stream, types.Future, types.ErrorContext:
		if obj := s.Object(); obj != nil {
			t.SetObject(obj)
		}
	default:
		t.SetBits(s.Bits())
	}
}

// copyFields copies records, parameters and results.
func (t Target) copyFields(s Source) {
	if s.layout.plain && !s.flat && !t.flat {
		if !t.cx.failed() {
			copy(t.cx.at(t.pos, t.layout.size), s.cx.at(s.pos, s.layout.size))
		}
		return
	}
	for i := range s.layout.parts {
		from, to := &s.layout.parts[i], &t.layout.parts[i]
		if bits := from.layout.bits; bits != 0 && s.flat && t.flat {
			t.cx.flat[t.pos+to.flat] = s.cx.flat[s.pos+from.flat] & bits
			continue
		}
		t.Field(i).Copy(s.Field(i))
	}
}

// copyList copies lists: integers as bytes, floats with an eye on NaNs, everything else one by one.
func (t Target) copyList(s Source) {
	from := s.List()
	if s.cx.failed() {
		return
	}
	to := t.List(from.n)
	if to.n != from.n || to.cx.failed() {
		return
	}
	to.copy(from)
}

// copy copies the elements of a list to another, which has room for them.
func (to TargetList) copy(from SourceList) {
	if !from.flat && !to.flat {
		size := uint64(from.n) * from.elem.size
		dst, src := to.cx.at(to.pos, size), from.cx.at(from.pos, size)
		switch {
		case from.elem.plain:
			copy(dst, src)
			return
		case from.elem.kind == types.F32:
			copyF32(dst, src)
			return
		case from.elem.kind == types.F64:
			copyF64(dst, src)
			return
		case from.elem.kind == types.Bool:
			copyBool(dst, src)
			return
		case from.elem.kind == types.Char:
			if !copyChar(dst, src) {
				from.cx.trap(TrapInvalidChar)
			}
			return
		}
	}
	for i := 0; i < from.n && !to.cx.failed(); i++ {
		to.At(i).Copy(from.At(i))
	}
}

// copyF32 copies floats.
func copyF32(dst, src []byte) {
	dst = dst[:len(src)]
	for i := 0; i+4 <= len(src); i += 4 {
		binary.LittleEndian.PutUint32(dst[i:], canonNaN32(binary.LittleEndian.Uint32(src[i:])))
	}
}

// copyBool copies truth values.
func copyBool(dst, src []byte) {
	dst = dst[:len(src)]
	for i, b := range src {
		dst[i] = (b | -b) >> 7
	}
}

// copyChar copies chars and reports whether they are.
func copyChar(dst, src []byte) bool {
	dst = dst[:len(src)]
	for i := 0; i+4 <= len(src); i += 4 {
		c := binary.LittleEndian.Uint32(src[i:])
		if !utf8.ValidRune(rune(c)) {
			return false
		}
		binary.LittleEndian.PutUint32(dst[i:], c)
	}
	return true
}

// copyF64 copies floats.
func copyF64(dst, src []byte) {
	dst = dst[:len(src)]
	for i := 0; i+8 <= len(src); i += 8 {
		binary.LittleEndian.PutUint64(dst[i:], canonNaN64(binary.LittleEndian.Uint64(src[i:])))
	}
}
