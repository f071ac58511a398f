package transcode

import (
	"encoding/binary"
	"unicode/utf8"
)

// This file holds the kernels: assembly for whole blocks, where there is any, and the Go twin (suffix _g) for what is left. The twins
// say what the kernels do; the tests compare the two.

// blockSize is the number of source bytes that the assembly handles at a time.
const blockSize = 64

// copyUTF8 copies src to dst and reports whether it is UTF-8.
func copyUTF8(dst, src []byte) bool {
	n := 0
	if len(src) >= blockSize && hasBlocks() {
		n = len(src) &^ (blockSize - 1)
		_ = dst[n-1]
		if !copyUTF8Blocks(&dst[0], &src[0], n, &utf8Tables) {
			return false
		}
		n = startOfLast(src, n)
	}
	return copyUTF8_g(dst[n:], src[n:])
}

// startOfLast returns n, or where the sequence starts that b[:n] ends in the middle of: the blocks are valid but for that.
func startOfLast(b []byte, n int) int {
	for back, lead := range [...]byte{0xc0, 0xe0, 0xf0} {
		if b[n-1-back] >= lead {
			return n - 1 - back
		}
	}
	return n
}

func copyUTF8_g(dst, src []byte) bool {
	n := len(src)
	switch {
	case n < 8 || n > 64:
	case n <= 32 && copyShortASCII(dst[:n], src):
		return true
	case n > 32 && copyShortASCII(dst[:32], src[:32]) && copyShortASCII(dst[n-32:n], src[n-32:]):
		return true
	}
	copy(dst[:n], src)
	return utf8.Valid(src)
}

// copyShortASCII copies src, 8 to 32 bytes, to dst, which is as long, and reports whether it is ASCII. Words at both ends overlap in the middle.
func copyShortASCII(dst, src []byte) bool {
	n := len(src) - 8
	a, z := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[n:])
	binary.LittleEndian.PutUint64(dst, a)
	binary.LittleEndian.PutUint64(dst[n:], z)
	if n > 8 {
		n -= 8
		b, y := binary.LittleEndian.Uint64(src[8:]), binary.LittleEndian.Uint64(src[n:])
		binary.LittleEndian.PutUint64(dst[8:], b)
		binary.LittleEndian.PutUint64(dst[n:], y)
		a, z = a|b, z|y
	}
	return (a|z)&topBits == 0
}

// copyASCII copies src to dst up to its first byte that is not ASCII and returns the number of bytes.
func copyASCII(dst, src []byte) int {
	n := 0
	if len(src) >= blockSize && hasBlocks() {
		_ = dst[len(src)-1]
		n = copyASCIIBlocks(&dst[0], &src[0], len(src)&^(blockSize-1))
	}
	return n + copyASCII_g(dst[n:], src[n:])
}

func copyASCII_g(dst, src []byte) int {
	n := 0
	for ; n+8 <= len(src); n += 8 {
		w := binary.LittleEndian.Uint64(src[n:])
		if w&topBits != 0 {
			break
		}
		binary.LittleEndian.PutUint64(dst[n:], w)
	}
	for ; n < len(src) && src[n] < utf8.RuneSelf; n++ {
		dst[n] = src[n]
	}
	return n
}

// widen writes the bytes of src as 16-bit units to dst up to the first that has a bit of stop, and returns the number of bytes.
func widen(dst, src []byte, stop byte) int {
	n := 0
	if len(src) >= blockSize && hasBlocks() {
		_ = dst[2*len(src)-1]
		n = widenBlocks(&dst[0], &src[0], len(src)&^(blockSize-1), stop)
	}
	return n + widen_g(dst[2*n:], src[n:], stop)
}

func widen_g(dst, src []byte, stop byte) int {
	dst = dst[:2*len(src)]
	for i, b := range src {
		if b&stop != 0 {
			return i
		}
		put16(dst[2*i:], uint16(b))
	}
	return len(src)
}

// narrow writes the 16-bit units of src as bytes to dst up to the first that has a bit of stop, and returns the number of units. Stop
// has at least the high byte. The two may start at the same byte.
func narrow(dst, src []byte, stop uint16) int {
	n := 0
	if len(src) >= blockSize && hasBlocks() {
		_ = dst[len(src)/2-1]
		n = narrowBlocks(&dst[0], &src[0], len(src)&^(blockSize-1), stop)
	}
	return n + narrow_g(dst[n:], src[2*n:], stop)
}

func narrow_g(dst, src []byte, stop uint16) int {
	units := len(src) / 2
	for i := range units {
		u := get16(src[2*i:])
		if u&stop != 0 {
			return i
		}
		dst[i] = byte(u)
	}
	return units
}

// copyUTF16 copies src to dst and reports whether it is UTF-16.
func copyUTF16(dst, src []byte) bool {
	n := 0
	if len(src) >= blockSize && hasBlocks() {
		n = len(src) &^ (blockSize - 1)
		_ = dst[n-1]
		if !copyUTF16Blocks(&dst[0], &src[0], n) {
			return false
		}
		if get16(src[n-2:])&halfMask == highSurrogate {
			n -= 2
		}
	}
	return copyUTF16_g(dst[n:], src[n:])
}

func copyUTF16_g(dst, src []byte) bool {
	copy(dst[:len(src)], src)
	for i := 0; i < len(src); i += 2 {
		u := get16(src[i:])
		if u&surrogateMask != surrogate {
			continue
		}
		i += 2
		if u&halfMask != highSurrogate || i == len(src) || get16(src[i:])&halfMask != lowSurrogate {
			return false
		}
	}
	return true
}
