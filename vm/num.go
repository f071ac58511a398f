package vm

import (
	"math"
	"math/bits"
)

// This file holds the numeric operations that are more than one Go expression. Those that the semantics column of op/gen
// uses inline into the run loop and compile to no call; only the roundings to integral values need one.

// The canonical NaNs, which every arithmetic operation yields for a NaN.
const (
	canonicalNaN32 = 0x7fc00000
	canonicalNaN64 = 0x7ff8000000000000
)

// canon32 returns x, or the canonical NaN for any NaN.
func canon32(x float32) float32 {
	if x != x {
		return math.Float32frombits(canonicalNaN32)
	}
	return x
}

// canon64 returns x, or the canonical NaN for any NaN.
func canon64(x float64) float64 {
	if x != x {
		return math.Float64frombits(canonicalNaN64)
	}
	return x
}

// popcount32 counts the bits that are set, in pairs, then nibbles, then bytes. Package math/bits has a call in its place
// for processors without the instruction.
func popcount32(x uint32) uint32 {
	x -= x >> 1 & 0x55555555
	x = x&0x33333333 + x>>2&0x33333333
	return (x + x>>4) & 0x0f0f0f0f * 0x01010101 >> 24
}

// popcount64 is popcount32 for 64 bits.
func popcount64(x uint64) uint64 {
	x -= x >> 1 & 0x5555555555555555
	x = x&0x3333333333333333 + x>>2&0x3333333333333333
	return (x + x>>4) & 0x0f0f0f0f0f0f0f0f * 0x0101010101010101 >> 56
}

// Rounding to an integral value. The results for float32 are exact: every float32 and its roundings are float64 values.

func ceil32(x float32) float32    { return canon32(float32(math.Ceil(float64(x)))) }
func floor32(x float32) float32   { return canon32(float32(math.Floor(float64(x)))) }
func trunc32(x float32) float32   { return canon32(float32(math.Trunc(float64(x)))) }
func nearest32(x float32) float32 { return canon32(float32(math.RoundToEven(float64(x)))) }

func ceil64(x float64) float64    { return canon64(math.Ceil(x)) }
func floor64(x float64) float64   { return canon64(math.Floor(x)) }
func trunc64(x float64) float64   { return canon64(math.Trunc(x)) }
func nearest64(x float64) float64 { return canon64(math.RoundToEven(x)) }

// Truncation to an integer: ok is false for a NaN and where the truncated value does not fit the result. Go leaves such
// conversions to the platform, so the range is tested first; all bounds are exact in float64.

func truncS32F64(x float64) (v uint32, ok bool) {
	if x > -0x1p31-1 && x < 0x1p31 {
		return uint32(int32(x)), true
	}
	return 0, false
}

func truncU32F64(x float64) (v uint32, ok bool) {
	if x > -1 && x < 0x1p32 {
		return uint32(x), true
	}
	return 0, false
}

func truncS64F64(x float64) (v uint64, ok bool) {
	if x >= -0x1p63 && x < 0x1p63 {
		return uint64(int64(x)), true
	}
	return 0, false
}

func truncU64F64(x float64) (v uint64, ok bool) {
	if x > -1 && x < 0x1p64 {
		return uint64(x), true
	}
	return 0, false
}

func truncS32F32(x float32) (v uint32, ok bool) { return truncS32F64(float64(x)) }
func truncU32F32(x float32) (v uint32, ok bool) { return truncU32F64(float64(x)) }
func truncS64F32(x float32) (v uint64, ok bool) { return truncS64F64(float64(x)) }
func truncU64F32(x float32) (v uint64, ok bool) { return truncU64F64(float64(x)) }

// Saturating truncation to an integer: a NaN gives 0, a value out of range the nearest one in it.

func truncSatS32F64(x float64) uint32 {
	switch {
	case x < 0x1p31 && x > -0x1p31:
		return uint32(int32(x))
	case x < 0:
		return 1 << 31
	case x > 0:
		return 1<<31 - 1
	}
	return 0
}

func truncSatU32F64(x float64) uint32 {
	switch {
	case x < 0x1p32 && x > 0:
		return uint32(x)
	case x > 0:
		return 1<<32 - 1
	}
	return 0
}

func truncSatS64F64(x float64) uint64 {
	switch {
	case x < 0x1p63 && x > -0x1p63:
		return uint64(int64(x))
	case x < 0:
		return 1 << 63
	case x > 0:
		return 1<<63 - 1
	}
	return 0
}

func truncSatU64F64(x float64) uint64 {
	switch {
	case x < 0x1p64 && x > 0:
		return uint64(x)
	case x > 0:
		return 1<<64 - 1
	}
	return 0
}

func truncSatS32F32(x float32) uint32 { return truncSatS32F64(float64(x)) }
func truncSatU32F32(x float32) uint32 { return truncSatU32F64(float64(x)) }
func truncSatS64F32(x float32) uint64 { return truncSatS64F64(float64(x)) }
func truncSatU64F32(x float32) uint64 { return truncSatU64F64(float64(x)) }

// Wide arithmetic: 128-bit integers as a low and a high half.

func add128(aLow, aHigh, bLow, bHigh uint64) (low, high uint64) {
	low, carry := bits.Add64(aLow, bLow, 0)
	return low, aHigh + bHigh + carry
}

func sub128(aLow, aHigh, bLow, bHigh uint64) (low, high uint64) {
	low, borrow := bits.Sub64(aLow, bLow, 0)
	return low, aHigh - bHigh - borrow
}

func mulWideU(a, b uint64) (low, high uint64) {
	high, low = bits.Mul64(a, b)
	return low, high
}

// mulWideS takes a and b as signed: a negative operand is 2⁶⁴ too great as an unsigned one, so the other one is
// subtracted from the high half.
func mulWideS(a, b uint64) (low, high uint64) {
	high, low = bits.Mul64(a, b)
	return low, high - uint64(int64(a)>>63)&b - uint64(int64(b)>>63)&a
}
