// Package transcode copies strings between encodings and checks them on the way: each byte is read once. UTF-16 is little-endian, as
// in a guest's memory, and lies in byte slices that need not be aligned.
//
// The destination must have room for the worst case that each function names, and must not overlap the source unless the function says
// that it may. On amd64 with AVX2 and on arm64 the bulk is done by vector assembly; the build tag purego leaves it out.
package transcode

import (
	"encoding/binary"
	"unicode/utf8"
)

// This file holds the functions of the package. They are made of the kernels: copies that stop at what needs a closer look.

// CopyUTF8 copies src, which must be UTF-8, to dst, which is at least as long. It reports whether src is valid; if not, what dst holds
// is not defined.
func CopyUTF8(dst, src []byte) bool { return copyUTF8(dst, src) }

// CopyUTF16 copies src, which must be UTF-16 of an even number of bytes, to dst, which is at least as long. It reports whether src is
// valid; if not, what dst holds is not defined.
func CopyUTF16(dst, src []byte) bool { return copyUTF16(dst, src) }

// CopyASCII copies src up to its first byte that is not ASCII to dst, which is at least as long, and returns how many bytes these are.
func CopyASCII(dst, src []byte) int { return copyASCII(dst, src) }

// Latin1ToUTF16 writes src as UTF-16 to dst, which is at least twice as long.
func Latin1ToUTF16(dst, src []byte) { widen(dst, src, 0) }

// UTF16ToASCII writes the code units of src, UTF-16 of an even number of bytes, to dst as bytes, up to the first that is not ASCII,
// and returns how many these are. The size of dst is at least half of that of src.
func UTF16ToASCII(dst, src []byte) int { return narrow(dst, src, 0xff80) }

// UTF16ToLatin1 writes the code units of src, UTF-16 of an even number of bytes, to dst as bytes, up to the first above 0xff, and
// returns how many these are. The size of dst is at least half of that of src. The two may start at the same byte.
func UTF16ToLatin1(dst, src []byte) int { return narrow(dst, src, 0xff00) }

// Latin1ToUTF8 writes src as UTF-8 to dst, which is at least twice as long, or as long as it takes, and returns the number of bytes written.
func Latin1ToUTF8(dst, src []byte) int {
	if !isLong(src) {
		return latin1ToUTF8_g(dst, src)
	}
	k := copyASCII(dst, src)
	return k + latin1ToUTF8(dst[k:], src[k:])
}

// UTF8ToUTF16 writes src as UTF-16 to dst, which is at least twice as long, and returns the number of bytes written and whether src is
// valid; if not, what dst holds is not defined.
func UTF8ToUTF16(dst, src []byte) (n int, ok bool) {
	if !isLong(src) {
		return utf8ToUTF16_g(dst, src)
	}
	k := widen(dst, src, 0x80)
	n, ok = utf8ToUTF16(dst[2*k:], src[k:])
	return 2*k + n, ok
}

// decodeRune returns the first code point of b and its size, 0 if it is not UTF-8. It is utf8.DecodeRune for b[0] that is often not
// ASCII.
func decodeRune(b []byte) (r uint32, size int) {
	switch c := b[0]; {
	case c < utf8.RuneSelf:
		return uint32(c), 1
	case c&0xe0 == 0xc0 && len(b) > 1:
		r = uint32(c&0x1f)<<6 | uint32(b[1]&0x3f)
		if b[1]&0xc0 == 0x80 && r >= 0x80 {
			return r, 2
		}
	case c&0xf0 == 0xe0 && len(b) > 2:
		r = uint32(c&0x0f)<<12 | uint32(b[1]&0x3f)<<6 | uint32(b[2]&0x3f)
		if b[1]&0xc0 == 0x80 && b[2]&0xc0 == 0x80 && r >= 0x800 && r&surrogateMask != surrogate {
			return r, 3
		}
	case c&0xf8 == 0xf0 && len(b) > 3:
		r = uint32(c&0x07)<<18 | uint32(b[1]&0x3f)<<12 | uint32(b[2]&0x3f)<<6 | uint32(b[3]&0x3f)
		if b[1]&0xc0 == 0x80 && b[2]&0xc0 == 0x80 && b[3]&0xc0 == 0x80 && r >= 0x10000 && r <= utf8.MaxRune {
			return r, 4
		}
	}
	return 0, 0
}

// UTF8ToLatin1 writes src as Latin-1 to dst, which is at least as long, up to the first code point above 0xff. It returns how many
// bytes of src and of dst that makes, and whether src is valid so far.
func UTF8ToLatin1(dst, src []byte) (read, written int, ok bool) {
	if !isLong(src) {
		return utf8ToLatin1_g(dst, src)
	}
	k := copyASCII(dst, src)
	read, written, ok = utf8ToLatin1(dst[k:], src[k:])
	return k + read, k + written, ok
}

// UTF16ToUTF8 writes src, UTF-16 of an even number of bytes, as UTF-8 to dst, which has at least three bytes for each code unit, or
// as many as it takes. It returns the number of bytes written and whether src is valid; if not, what dst holds is not defined.
func UTF16ToUTF8(dst, src []byte) (n int, ok bool) {
	if !isLong(src) {
		return utf16ToUTF8_g(dst, src)
	}
	k := narrow(dst, src, 0xff80)
	n, ok = utf16ToUTF8(dst[k:], src[2*k:])
	return k + n, ok
}

// UTF16Len returns the number of bytes of src, UTF-16 of an even number of bytes, as UTF-8, and whether it is valid.
func UTF16Len(src []byte) (n int, ok bool) {
	for {
		for ; len(src) >= 8; src = src[8:] {
			// Four units at a time, unless there are halves of pairs among them. Sums carry into the top bit of a unit.
			w := binary.LittleEndian.Uint64(src)
			low, half := w&^topUnitBits, (w^surrogate*eachUnit)&(surrogateMask*eachUnit)
			if (half&^topUnitBits+0x7fff*eachUnit|half)&topUnitBits != topUnitBits {
				break
			}
			more := (low+0x7f80*eachUnit|w)>>15&eachUnit + (low+0x7800*eachUnit|w)>>15&eachUnit
			n += 4 + int(more*eachUnit>>48)
		}
		if len(src) == 0 {
			return n, true
		}
		u := get16(src)
		src = src[2:]
		switch {
		case u < utf8.RuneSelf:
			n++
		case u < 0x800:
			n += 2
		case u&surrogateMask != surrogate:
			n += 3
		default:
			if u&halfMask != highSurrogate || len(src) == 0 || get16(src)&halfMask != lowSurrogate {
				return n, false
			}
			src = src[2:]
			n += 4
		}
	}
}

// Latin1Len returns the number of bytes of src, Latin-1, as UTF-8.
func Latin1Len(src []byte) int {
	n := len(src)
	for ; len(src) >= 8; src = src[8:] {
		// The top bits summed up: the product's top byte is the sum of the bytes.
		n += int(binary.LittleEndian.Uint64(src) >> 7 & 0x0101010101010101 * 0x0101010101010101 >> 56)
	}
	for _, b := range src {
		n += int(b >> 7)
	}
	return n
}

// Inflate turns the first n bytes of b, Latin-1, into UTF-16 in place: 2*n bytes.
func Inflate(b []byte, n int) {
	var part [256]byte
	for n > 0 {
		k := min(n, len(part))
		n -= k
		copy(part[:k], b[n:])
		widen(b[2*n:], part[:k], 0)
	}
}

// The parts of the code space that halves of surrogate pairs have.
const (
	surrogateMask = 0xf800
	surrogate     = 0xd800
	halfMask      = 0xfc00
	highSurrogate = 0xd800
	lowSurrogate  = 0xdc00
)

func get16(b []byte) uint16    { return binary.LittleEndian.Uint16(b) }
func put16(b []byte, v uint16) { binary.LittleEndian.PutUint16(b, v) }

// A word has four units, these bits among them.
const (
	eachUnit    = 0x0001000100010001
	topUnitBits = 0x8000 * eachUnit
)

// topBits has the bit of each byte of a word that is not set in ASCII.
const topBits = 0x8080808080808080

// asciiAhead reports whether it pays to go back to a kernel.
func asciiAhead(src []byte) bool {
	return len(src) >= 16 && (binary.LittleEndian.Uint64(src)|binary.LittleEndian.Uint64(src[8:]))&topBits == 0
}

// asciiUnitsAhead is asciiAhead for UTF-16.
func asciiUnitsAhead(src []byte) bool {
	return len(src) >= 16 && (binary.LittleEndian.Uint64(src)|binary.LittleEndian.Uint64(src[8:]))&0xff80ff80ff80ff80 == 0
}
