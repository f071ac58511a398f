package canon

import (
	"unicode/utf8"
	"unsafe"

	"github.com/wvm-project/wvm/internal/transcode"
)

// This file holds strings: from every encoding to every other in one pass over their bytes, by way of the guest's realloc in the steps
// that the standard prescribes. They are checked while they are copied, so that a string found invalid has been allocated already: no
// guest lives to see it.

// A text is a string where it lies.
type text struct {
	b      []byte
	units  uint64 // code units
	latin1 bool   // Latin-1 rather than what enc says
	enc    Encoding
}

// utf16Tag is the bit of lengths that says UTF-16 (Python: utf16_tag).
func utf16Tag(ptrSize uint64) uint64 { return 1 << (8*ptrSize - 1) }

// text finds a string (Python: load_string, load_string_from_range, lift_flat_string) without looking at its content.
func (s Source) text() (text, bool) {
	if s.cx.failed() {
		return text{}, false
	}
	ptr, units := s.pair()
	t := text{units: units, enc: s.cx.plan.Encoding}
	align, unitSize := uint64(2), uint64(2)
	switch t.enc {
	case UTF8:
		align, unitSize = 1, 1
	case Latin1UTF16:
		tag := utf16Tag(s.layout.ptr)
		if t.latin1 = units&tag == 0; t.latin1 {
			unitSize = 1
		}
		t.units &^= tag
	}
	size := t.units * unitSize
	switch {
	case t.units > maxListBytes || size > maxListBytes:
		s.cx.trap(TrapStringTooLong)
	case ptr&(align-1) != 0:
		s.cx.trap(TrapUnaligned)
	case !s.cx.inBounds(ptr, size):
		s.cx.trap(TrapStringOutOfBounds)
	default:
		t.b = s.cx.mem[ptr : ptr+size]
		return t, true
	}
	return text{}, false
}

// invalid ends the call for a string that is not what its encoding says.
func (cx *Context) invalid(t text) {
	if t.enc != UTF8 {
		cx.trap(TrapInvalidUTF16)
		return
	}
	cx.fail(invalidUTF8(t.b))
}

// invalidUTF8 returns the trap for b: whether it stops in the middle of something that could have become valid.
func invalidUTF8(b []byte) error {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			if !utf8.FullRune(b) {
				return trap(TrapIncompleteUTF8)
			}
			break
		}
		b = b[size:]
	}
	return trap(TrapInvalidUTF8)
}

// String lifts a string (Python: load_string).
func (s Source) String() string {
	if s.cx.plan.Encoding == UTF8 {
		return s.utf8String()
	}
	t, ok := s.text()
	if !ok {
		return ""
	}
	var n int
	if t.latin1 {
		n = transcode.Latin1Len(t.b)
	} else if n, ok = transcode.UTF16Len(t.b); !ok {
		s.cx.invalid(t)
		return ""
	}
	if n == 0 || !s.cx.charge(uint64(n)) {
		return ""
	}
	out := make([]byte, n)
	if t.latin1 {
		transcode.Latin1ToUTF8(out, t.b)
	} else if _, ok = transcode.UTF16ToUTF8(out, t.b); !ok {
		s.cx.invalid(t)
		return ""
	}
	return unsafe.String(unsafe.SliceData(out), n)
}

// utf8String is String for strings of that encoding.
func (s Source) utf8String() string {
	b, ok := s.utf8()
	if !ok || len(b) == 0 || !s.cx.charge(uint64(len(b))) {
		return ""
	}
	out := make([]byte, len(b))
	if !transcode.CopyUTF8(out, b) {
		s.cx.fail(invalidUTF8(b))
		return ""
	}
	return unsafe.String(unsafe.SliceData(out), len(b))
}

// SetString lowers a string (Python: store_string). One that is not UTF-8, or has more than 2^28-1 bytes, ends the call.
func (t Target) SetString(s string) {
	if len(s) > maxListBytes {
		t.cx.trap(TrapStringTooLong)
		return
	}
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	if t.cx.plan.Encoding == UTF8 {
		t.setUTF8(b)
		return
	}
	t.setText(text{b: b, units: uint64(len(s)), enc: UTF8})
}

// copyUTF8 copies a string from UTF-8 to UTF-8.
func (t Target) copyUTF8(s Source) {
	if b, ok := s.utf8(); ok {
		t.setUTF8(b)
	}
}

// utf8 is text for strings of that encoding.
func (s Source) utf8() (b []byte, ok bool) {
	if s.cx.failed() {
		return nil, false
	}
	switch ptr, size := s.pair(); {
	case size > maxListBytes:
		s.cx.trap(TrapStringTooLong)
	case !s.cx.inBounds(ptr, size):
		s.cx.trap(TrapStringOutOfBounds)
	default:
		return s.cx.at(ptr, size), true
	}
	return nil, false
}

// setUTF8 is setText from UTF-8 to UTF-8.
func (t Target) setUTF8(b []byte) {
	size := uint64(len(b))
	ptr, ok := t.cx.allocate(1, size)
	if !ok {
		return
	}
	if !transcode.CopyUTF8(t.cx.at(ptr, size), b) {
		t.cx.fail(invalidUTF8(b))
		return
	}
	t.setPair(ptr, size)
}

// setText lowers a string (Python: store_string, lower_flat_string).
func (t Target) setText(s text) {
	if ptr, tagged, ok := t.cx.storeText(s, t.layout.ptr); ok {
		t.setPair(ptr, tagged)
	}
}

// storeText lowers the content of a string (Python: store_string_into_range).
func (cx *Context) storeText(s text, ptrSize uint64) (ptr, tagged uint64, ok bool) {
	switch cx.plan.Encoding {
	case UTF8:
		return cx.storeToUTF8(s)
	case UTF16:
		if s.enc == UTF8 {
			return cx.storeUTF8ToUTF16(s)
		}
		return cx.storeCopy(s, 2, 2)
	}
	switch {
	case s.latin1:
		return cx.storeCopy(s, 1, 2)
	case s.enc == Latin1UTF16:
		return cx.storeProbablyUTF16(s, utf16Tag(ptrSize))
	}
	return cx.storeToLatin1OrUTF16(s, utf16Tag(ptrSize))
}

// at returns n bytes of the memory, which are known to be there.
func (cx *Context) at(ptr, n uint64) []byte { return cx.mem[ptr : ptr+n : ptr+n] }

// storeCopy is for strings whose size is known beforehand (Python: store_string_copy).
func (cx *Context) storeCopy(s text, unitSize, align uint64) (ptr, units uint64, ok bool) {
	size := unitSize * s.units
	if ptr, ok = cx.allocate(align, size); !ok {
		return 0, 0, false
	}
	dst := cx.at(ptr, size)
	switch {
	case s.latin1 && unitSize == 2:
		transcode.Latin1ToUTF16(dst, s.b)
	case s.latin1:
		copy(dst, s.b)
	default:
		ok = transcode.CopyUTF16(dst, s.b)
	}
	if !ok {
		cx.invalid(s)
	}
	return ptr, s.units, ok
}

// shrink gives back what a string did not need.
func (cx *Context) shrink(ptr, had, align, need uint64) (uint64, bool) {
	if need == had {
		return ptr, true
	}
	return cx.reallocate(ptr, had, align, need)
}

// storeToUTF8 takes a string for ASCII as long as it is (Python: store_utf16_to_utf8, store_latin1_to_utf8, store_string_to_utf8).
func (cx *Context) storeToUTF8(s text) (ptr, size uint64, ok bool) {
	if ptr, ok = cx.allocate(1, s.units); !ok {
		return 0, 0, false
	}
	var n int
	worst := 3 * s.units
	if s.latin1 {
		n = transcode.CopyASCII(cx.at(ptr, s.units), s.b)
		worst = 2 * s.units
	} else {
		n = transcode.UTF16ToASCII(cx.at(ptr, s.units), s.b)
	}
	size = uint64(n)
	if size == s.units {
		return ptr, size, true
	}
	if ptr, ok = cx.reallocate(ptr, s.units, 1, worst); !ok {
		return 0, 0, false
	}
	rest := cx.at(ptr+size, worst-size)
	if s.latin1 {
		size += uint64(transcode.Latin1ToUTF8(rest, s.b[n:]))
	} else {
		m, valid := transcode.UTF16ToUTF8(rest, s.b[2*n:])
		if !valid {
			cx.invalid(s)
			return 0, 0, false
		}
		size += uint64(m)
	}
	ptr, ok = cx.shrink(ptr, worst, 1, size)
	return ptr, size, ok
}

// storeUTF8ToUTF16 is Python: store_utf8_to_utf16.
func (cx *Context) storeUTF8ToUTF16(s text) (ptr, units uint64, ok bool) {
	worst := 2 * s.units
	if ptr, ok = cx.allocate(2, worst); !ok {
		return 0, 0, false
	}
	n, valid := transcode.UTF8ToUTF16(cx.at(ptr, worst), s.b)
	if !valid {
		cx.invalid(s)
		return 0, 0, false
	}
	ptr, ok = cx.shrink(ptr, worst, 2, uint64(n))
	return ptr, uint64(n) / 2, ok
}

// storeToLatin1OrUTF16 takes a string for Latin-1 as long as it is (Python: store_string_to_latin1_or_utf16).
func (cx *Context) storeToLatin1OrUTF16(s text, tag uint64) (ptr, tagged uint64, ok bool) {
	if ptr, ok = cx.allocate(2, s.units); !ok {
		return 0, 0, false
	}
	read, written, valid := 0, 0, true
	if s.enc == UTF8 {
		read, written, valid = transcode.UTF8ToLatin1(cx.at(ptr, s.units), s.b)
	} else {
		written = transcode.UTF16ToLatin1(cx.at(ptr, s.units), s.b)
		read = 2 * written
	}
	if !valid {
		cx.invalid(s)
		return 0, 0, false
	}
	if read == len(s.b) {
		ptr, ok = cx.shrink(ptr, s.units, 2, uint64(written))
		return ptr, uint64(written), ok
	}
	worst := 2 * s.units
	if ptr, ok = cx.reallocate(ptr, s.units, 2, worst); !ok {
		return 0, 0, false
	}
	dst := cx.at(ptr, worst)
	transcode.Inflate(dst, written)
	n := len(s.b) - read
	if s.enc == UTF8 {
		n, valid = transcode.UTF8ToUTF16(dst[2*written:], s.b[read:])
	} else {
		valid = transcode.CopyUTF16(dst[2*written:], s.b[read:])
	}
	if !valid {
		cx.invalid(s)
		return 0, 0, false
	}
	size := uint64(2*written + n)
	ptr, ok = cx.shrink(ptr, worst, 2, size)
	return ptr, size/2 | tag, ok
}

// storeProbablyUTF16 takes a string for what it was before (Python: store_probably_utf16_to_latin1_or_utf16).
func (cx *Context) storeProbablyUTF16(s text, tag uint64) (ptr, tagged uint64, ok bool) {
	size := 2 * s.units
	if ptr, ok = cx.allocate(2, size); !ok {
		return 0, 0, false
	}
	dst := cx.at(ptr, size)
	if !transcode.CopyUTF16(dst, s.b) {
		cx.invalid(s)
		return 0, 0, false
	}
	if n := transcode.UTF16ToLatin1(dst, dst); uint64(n) < s.units {
		transcode.CopyUTF16(dst, s.b) // what was narrowed in place
		return ptr, s.units | tag, true
	}
	ptr, ok = cx.reallocate(ptr, size, 1, s.units)
	return ptr, s.units, ok
}
