package transcode

import "unicode/utf8"

// This file holds the kernels that convert whatever text there is, with their Go twins.

// The assembly that converts handles unitBlock bytes at a time. It leaves unitTail bytes or more: what they become is written over whatever it has
// written too much.
const (
	unitBlock = 32
	unitTail  = 32
)

// isLong reports whether there is enough for the assembly.
func isLong(src []byte) bool { return hasUnits && len(src) >= unitBlock+unitTail && hasBlocks() }

// utf8ToUTF16 writes src as UTF-16 to dst, which is at least twice as long, and returns the number of bytes written and whether src is valid.
func utf8ToUTF16(dst, src []byte) (n int, ok bool) {
	i := 0
	if isLong(src) {
		k := (len(src) - unitTail) &^ (unitBlock - 1)
		_ = dst[2*len(src)-1]
		if n, ok = utf8ToUTF16Blocks(&dst[0], &src[0], k, &utf8Tables, packTable()); !ok {
			return n, false
		}
		if i = startOfLast(src, k); i < k { // a character goes on behind, with all that it becomes
			n -= 2
			if src[i] >= 0xf0 && i+1 < k {
				n -= 2
			}
		}
	}
	m, ok := utf8ToUTF16_g(dst[n:], src[i:])
	return n + m, ok
}

func utf8ToUTF16_g(dst, src []byte) (n int, ok bool) {
	for i := 0; i < len(src); {
		k := widen(dst[n:], src[i:], 0x80)
		i, n = i+k, n+2*k
		for i < len(src) {
			b := src[i]
			if b < utf8.RuneSelf {
				if asciiAhead(src[i:]) {
					break
				}
				put16(dst[n:], uint16(b))
				i, n = i+1, n+2
				continue
			}
			if b&0xe0 == 0xc0 && b > 0xc1 && i+1 < len(src) && src[i+1]&0xc0 == 0x80 {
				put16(dst[n:], uint16(b&0x1f)<<6|uint16(src[i+1]&0x3f))
				i, n = i+2, n+2
				continue
			}
			r, size := decodeRune(src[i:])
			if size == 0 {
				return n, false
			}
			i += size
			if r < 0x10000 {
				put16(dst[n:], uint16(r))
				n += 2
				continue
			}
			r -= 0x10000
			put16(dst[n:], highSurrogate|uint16(r>>10))
			put16(dst[n+2:], lowSurrogate|uint16(r&0x3ff))
			n += 4
		}
	}
	return n, true
}

// utf16ToUTF8 writes src as UTF-8 to dst and returns the number of bytes written and whether src is valid. The assembly gets as much of src as dst has
// room for at worst, as often as that is worth it.
func utf16ToUTF8(dst, src []byte) (n int, ok bool) {
	i := 0
	for isLong(src[i:]) {
		k := min(len(src)-i-unitTail, (len(dst)-n-4)/3*2) &^ (unitBlock - 1)
		if k <= 0 {
			break
		}
		m, ok := utf16ToUTF8Blocks(&dst[n], &src[i], k, joinTable())
		if !ok {
			return n, false
		}
		i, n = i+k, n+m
		if get16(src[i-2:])&halfMask == highSurrogate { // its pair goes on behind
			i, n = i-2, n-2
		}
	}
	m, ok := utf16ToUTF8_g(dst[n:], src[i:])
	return n + m, ok
}

func utf16ToUTF8_g(dst, src []byte) (n int, ok bool) {
	for i := 0; i < len(src); {
		k := narrow(dst[n:], src[i:], 0xff80)
		i, n = i+2*k, n+k
		for i < len(src) && !asciiUnitsAhead(src[i:]) {
			u := get16(src[i:])
			i += 2
			switch {
			case u < utf8.RuneSelf:
				dst[n] = byte(u)
				n++
			case u < 0x800:
				dst[n], dst[n+1] = 0xc0|byte(u>>6), 0x80|byte(u&0x3f)
				n += 2
			case u&surrogateMask != surrogate:
				dst[n], dst[n+1], dst[n+2] = 0xe0|byte(u>>12), 0x80|byte(u>>6&0x3f), 0x80|byte(u&0x3f)
				n += 3
			default:
				if u&halfMask != highSurrogate || i == len(src) || get16(src[i:])&halfMask != lowSurrogate {
					return n, false
				}
				r := 0x10000 + uint32(u&0x3ff)<<10 + uint32(get16(src[i:])&0x3ff)
				i += 2
				dst[n], dst[n+1], dst[n+2], dst[n+3] = 0xf0|byte(r>>18), 0x80|byte(r>>12&0x3f), 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f)
				n += 4
			}
		}
	}
	return n, true
}

// latin1ToUTF8 writes src as UTF-8 to dst and returns the number of bytes written. See utf16ToUTF8.
func latin1ToUTF8(dst, src []byte) int {
	i, n := 0, 0
	for isLong(src[i:]) {
		k := min(len(src)-i-unitTail, (len(dst)-n)/2) &^ (unitBlock - 1)
		if k <= 0 {
			break
		}
		n += latin1ToUTF8Blocks(&dst[n], &src[i], k, spreadTable())
		i += k
	}
	return n + latin1ToUTF8_g(dst[n:], src[i:])
}

func latin1ToUTF8_g(dst, src []byte) int {
	n := 0
	for i := 0; i < len(src); {
		k := copyASCII(dst[n:], src[i:])
		i, n = i+k, n+k
		for i < len(src) {
			if b := src[i]; b >= utf8.RuneSelf {
				dst[n], dst[n+1] = 0xc0|b>>6, 0x80|b&0x3f
				n += 2
			} else if asciiAhead(src[i:]) {
				break
			} else {
				dst[n] = b
				n++
			}
			i++
		}
	}
	return n
}

// utf8ToLatin1 writes src as Latin-1 to dst, which is at least as long, up to the first code point above 0xff. It returns how many bytes of src and of
// dst that makes, and whether src is valid so far.
func utf8ToLatin1(dst, src []byte) (read, written int, ok bool) {
	if isLong(src) {
		_ = dst[len(src)-1]
		read, written = utf8ToLatin1Blocks(&dst[0], &src[0], (len(src)-unitTail)&^(unitBlock-1), keepTable())
		if read > 0 && src[read-1]&0xfe == 0xc2 {
			read, written = read-1, written-1
		}
	}
	r, w, ok := utf8ToLatin1_g(dst[written:], src[read:])
	return read + r, written + w, ok
}

func utf8ToLatin1_g(dst, src []byte) (read, written int, ok bool) {
	for read < len(src) {
		k := copyASCII(dst[written:], src[read:])
		read, written = read+k, written+k
		for read < len(src) {
			b := src[read]
			if b < utf8.RuneSelf && asciiAhead(src[read:]) {
				break
			}
			switch {
			case b < utf8.RuneSelf:
				read++
			case (b == 0xc2 || b == 0xc3) && read+1 < len(src) && src[read+1]&0xc0 == 0x80:
				b = b<<6 | src[read+1]&0x3f
				read += 2
			default:
				r, size := utf8.DecodeRune(src[read:])
				return read, written, r != utf8.RuneError || size > 1
			}
			dst[written] = b
			written++
		}
	}
	return read, written, true
}
