package vm

import "encoding/binary"

// This file holds the semantics of vector instructions on integers that have no form in the run loop. They work on all lanes of
// a half at once where that takes few steps.

// The lowest bit of each lane of a half, by width.
const (
	lowest8  = 0x0101010101010101
	lowest16 = 0x0001000100010001
	lowest32 = 0x0000000100000001
)

// The even lanes of a half, by width.
const (
	even8  = 0x00ff00ff00ff00ff
	even16 = 0x0000ffff0000ffff
	even32 = 0x00000000ffffffff
)

// splat returns the vector with twice the half x.
func splat(x uint64) v128 { return v128{x, x} }

// Widening: the lanes of a half become twice as wide. A signed lane v is the unsigned one v+128 less 128; adding what that
// is in the wide lane is done without a carry out of the lane, its highest bit apart.

func spread8(x uint64) uint64 {
	x = (x | x<<16) & even16
	return (x | x<<8) & even8
}

func spread16(x uint64) uint64 { return (x | x<<16) & even16 }

func widen8U(x uint64) v128 { return v128{spread8(x & even32), spread8(x >> 32)} }

func widen8S(x uint64) v128 {
	w := widen8U(x ^ 0x80*lowest8)
	return v128{(w.low + 0x7f80*lowest16) ^ 0x8000*lowest16, (w.high + 0x7f80*lowest16) ^ 0x8000*lowest16}
}

func widen16U(x uint64) v128 { return v128{spread16(x & even32), spread16(x >> 32)} }

func widen16S(x uint64) v128 {
	w := widen16U(x ^ 0x8000*lowest16)
	return v128{(w.low + 0x7fff8000*lowest32) ^ 0x80000000*lowest32, (w.high + 0x7fff8000*lowest32) ^ 0x80000000*lowest32}
}

func widen32U(x uint64) v128 { return v128{x & even32, x >> 32} }
func widen32S(x uint64) v128 { return v128{uint64(int32(x)), uint64(int64(x) >> 32)} }

// Sums of pairs of neighbours, in lanes twice as wide.

func pairs8U(x uint64) uint64  { return x&even8 + x>>8&even8 }
func pairs16U(x uint64) uint64 { return x&even16 + x>>16&even16 }

func pairs8S(x uint64) uint64 {
	return (pairs8U(x^0x80*lowest8) + 0x7f00*lowest16) ^ 0x8000*lowest16
}

func pairs16S(x uint64) uint64 {
	return (pairs16U(x^0x8000*lowest16) + 0x7fff0000*lowest32) ^ 0x80000000*lowest32
}

// Narrowing: the signed lanes of a vector become half as wide, saturated.

// clampU saturates to unsigned lanes half as wide. h are the highest bits of the lanes, w is the width of the narrow ones.
func clampU(x, h uint64, w uint) uint64 {
	negative := x & h
	above := (x&^h + h - h>>(w-1)) & h &^ x // no bit reaches h from below the narrow lane
	return (x | (above>>(w-1) - above>>(2*w-1))) &^ (negative>>(w-1) - negative>>(2*w-1))
}

// clampS saturates to signed lanes half as wide.
func clampS(x, h uint64, w uint) uint64 {
	negative := x & h
	sign := negative<<1 - negative>>(2*w-1)
	above := ((x^sign)&^h + h - h>>w) & h // too great in either direction
	m := above>>(w-1) - above>>(2*w-1)
	return x&^m | (h>>w-h>>(2*w-1))&m ^ sign&m
}

func pack8(x uint64) uint64 {
	x &= even8
	x = (x | x>>8) & even16
	return (x | x>>16) & even32
}

func pack16(x uint64) uint64 {
	x &= even16
	return (x | x>>16) & even32
}

func narrow16S(x v128) uint64 {
	const h = 0x8000 * lowest16
	return pack8(clampS(x.low, h, 8)) | pack8(clampS(x.high, h, 8))<<32
}

func narrow16U(x v128) uint64 {
	const h = 0x8000 * lowest16
	return pack8(clampU(x.low, h, 8)) | pack8(clampU(x.high, h, 8))<<32
}

func narrow32S(x v128) uint64 {
	const h = 0x80000000 * lowest32
	return pack16(clampS(x.low, h, 16)) | pack16(clampS(x.high, h, 16))<<32
}

func narrow32U(x v128) uint64 {
	const h = 0x80000000 * lowest32
	return pack16(clampU(x.low, h, 16)) | pack16(clampU(x.high, h, 16))<<32
}

// Products in lanes twice as wide.

func product8[T int8 | uint8](x, y uint64) uint64 { return uint64(uint16(int16(T(x)) * int16(T(y)))) }

func products8[T int8 | uint8](x, y uint64) v128 {
	return v128{
		product8[T](x, y) | product8[T](x>>8, y>>8)<<16 | product8[T](x>>16, y>>16)<<32 | product8[T](x>>24, y>>24)<<48,
		product8[T](x>>32, y>>32) | product8[T](x>>40, y>>40)<<16 | product8[T](x>>48, y>>48)<<32 | product8[T](x>>56, y>>56)<<48,
	}
}

func product16[T int16 | uint16](x, y uint64) uint64 {
	return uint64(uint32(int32(T(x)) * int32(T(y))))
}

func products16[T int16 | uint16](x, y uint64) v128 {
	return v128{
		product16[T](x, y) | product16[T](x>>16, y>>16)<<32,
		product16[T](x>>32, y>>32) | product16[T](x>>48, y>>48)<<32,
	}
}

func products32[T int32 | uint32](x, y uint64) v128 {
	return v128{uint64(int64(T(x)) * int64(T(y))), uint64(int64(T(x>>32)) * int64(T(y>>32)))}
}

// q15mulr multiplies fixed-point numbers of 15 bits, rounds and saturates.
func q15mulr(x, y uint64) uint64 {
	return q15(x, y) | q15(x>>16, y>>16)<<16 | q15(x>>32, y>>32)<<32 | q15(x>>48, y>>48)<<48
}

func q15(x, y uint64) uint64 {
	p := (int32(int16(x))*int32(int16(y)) + 1<<14) >> 15
	return uint64(uint16(min(p, 1<<15-1))) // only the product of the two least numbers is too great
}

// dot16 multiplies signed lanes of 16 bits and adds the products of neighbours.
func dot16(x, y uint64) uint64 { return dot16Lane(x, y) | dot16Lane(x>>32, y>>32)<<32 }

func dot16Lane(x, y uint64) uint64 {
	return uint64(uint32(int32(int16(x))*int32(int16(y)) + int32(int16(x>>16))*int32(int16(y>>16))))
}

// dot8 multiplies signed lanes of 8 bits and adds the products of neighbours, saturated.
func dot8(x, y v128) v128 { return v128{dot8Half(x.low, y.low), dot8Half(x.high, y.high)} }

func dot8Half(x, y uint64) uint64 {
	return dot8Lane(x, y) | dot8Lane(x>>16, y>>16)<<16 | dot8Lane(x>>32, y>>32)<<32 | dot8Lane(x>>48, y>>48)<<48
}

func dot8Lane(x, y uint64) uint64 {
	sum := int32(int8(x))*int32(int8(y)) + int32(int8(x>>8))*int32(int8(y>>8))
	return uint64(uint16(min(sum, 1<<15-1))) // the least sum is -2·128·127
}

// dot8Add adds pairs of dot8 to z.
func dot8Add(x, y, z v128) v128 {
	d := dot8(x, y)
	return v128{sum32(pairs16S(d.low), z.low), sum32(pairs16S(d.high), z.high)}
}

// sum32 adds lanes of 32 bits.
func sum32(x, y uint64) uint64 { return uint64(uint32(x+y)) | (x>>32+y>>32)<<32 }

// popcntBytes counts the bits that are set in each byte, like popcount64.
func popcntBytes(x v128) v128 { return v128{popcnt8(x.low), popcnt8(x.high)} }

func popcnt8(x uint64) uint64 {
	x -= x >> 1 & (0x55 * lowest8)
	x = x&(0x33*lowest8) + x>>2&(0x33*lowest8)
	return (x + x>>4) & (0x0f * lowest8)
}

// bitmask16 gathers the highest bits: the product has that of lane i in bit 48+i.
func bitmask16(x v128) uint64 {
	const gather = 1<<48 | 1<<33 | 1<<18 | 1<<3
	return (x.low>>15&lowest16)*gather>>48 | (x.high>>15&lowest16)*gather>>48<<4
}

// swizzle picks the bytes of x at the indices in y; others than 0 to 15 give 0.
func swizzle(x, y v128) v128 {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], x.low)
	binary.LittleEndian.PutUint64(b[8:], x.high)
	return v128{swizzled(&b, y.low), swizzled(&b, y.high)}
}

func swizzled(b *[16]byte, i uint64) uint64 {
	t := i & (0xf0 * lowest8) // not zero where an index is too great
	t = (t | t<<1 | t<<2 | t<<3) & (0x80 * lowest8)
	return (uint64(b[i&15]) | uint64(b[i>>8&15])<<8 | uint64(b[i>>16&15])<<16 | uint64(b[i>>24&15])<<24 |
		uint64(b[i>>32&15])<<32 | uint64(b[i>>40&15])<<40 | uint64(b[i>>48&15])<<48 | uint64(b[i>>56&15])<<56) &^ (t<<1 - t>>7)
}

// shuffle picks the bytes of x and y at indices below 32.
func shuffle(x, y, index v128) v128 {
	var b [32]byte
	binary.LittleEndian.PutUint64(b[:], x.low)
	binary.LittleEndian.PutUint64(b[8:], x.high)
	binary.LittleEndian.PutUint64(b[16:], y.low)
	binary.LittleEndian.PutUint64(b[24:], y.high)
	return v128{shuffled(&b, index.low), shuffled(&b, index.high)}
}

func shuffled(b *[32]byte, i uint64) uint64 {
	return uint64(b[i&31]) | uint64(b[i>>8&31])<<8 | uint64(b[i>>16&31])<<16 | uint64(b[i>>24&31])<<24 |
		uint64(b[i>>32&31])<<32 | uint64(b[i>>40&31])<<40 | uint64(b[i>>48&31])<<48 | uint64(b[i>>56&31])<<56
}

// shuffle32 is shuffle for groups of four bytes: index has four indices of lanes of 32 bits, a byte each.
func shuffle32(x, y v128, index uint64) v128 {
	w := [8]uint32{uint32(x.low), uint32(x.low >> 32), uint32(x.high), uint32(x.high >> 32),
		uint32(y.low), uint32(y.low >> 32), uint32(y.high), uint32(y.high >> 32)}
	return v128{uint64(w[index&7]) | uint64(w[index>>8&7])<<32, uint64(w[index>>16&7]) | uint64(w[index>>24&7])<<32}
}
