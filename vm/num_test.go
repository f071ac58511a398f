package vm

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// integerEdges are operands around the limits of the integer types, with some arbitrary ones.
func integerEdges() []uint64 {
	values := []uint64{0, 0x5555555555555555, 0xaaaaaaaaaaaaaaaa, 0x0123456789abcdef}
	for i := range 64 {
		values = append(values, 1<<i-1, 1<<i, 1<<i+1, math.MaxUint64<<i, math.MaxUint64<<i-1)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		values = append(values, r.Uint64())
	}
	return values
}

// floatEdges are operands around the limits of the integer types, ties, zeros, infinities and NaNs of both signs, with
// the neighbours of all of them.
func floatEdges() []float64 {
	values := []float64{0, math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat32, math.MaxFloat32, math.MaxFloat64, math.Inf(1),
		math.NaN(), math.Float64frombits(0x7ff4000000000000), math.Float64frombits(0x7ff800000000beef)}
	for i := range 66 {
		values = append(values, math.Ldexp(1, i))
	}
	for i := range 12 {
		values = append(values, float64(i)+0.5)
	}
	for _, i := range []int{22, 23, 30, 31, 32, 50, 51, 52, 53, 62, 63} {
		values = append(values, math.Ldexp(1, i)+0.5, math.Ldexp(1, i)-0.5, math.Ldexp(1, i)+1.5, math.Ldexp(1, i)-1)
	}
	for _, x := range values {
		values = append(values, math.Nextafter(x, 0), math.Nextafter(x, math.Inf(1)))
		values = append(values, float64(math.Nextafter32(float32(x), 0)), float64(math.Nextafter32(float32(x), float32(math.Inf(1)))))
	}
	for _, x := range values {
		values = append(values, math.Copysign(x, -1))
	}
	return values
}

func TestPopcount(t *testing.T) {
	for _, x := range integerEdges() {
		if got, want := popcount64(x), uint64(bits.OnesCount64(x)); got != want {
			t.Errorf("popcount64(%#x) = %d, want %d", x, got, want)
		}
		if got, want := popcount32(uint32(x)), uint32(bits.OnesCount32(uint32(x))); got != want {
			t.Errorf("popcount32(%#x) = %d, want %d", uint32(x), got, want)
		}
	}
}

// truncated returns the integer part of x, which is neither a NaN nor infinite.
func truncated(x float64) *big.Int {
	n, _ := new(big.Float).SetFloat64(x).Int(nil)
	return n
}

// truncWant returns the truncation of x to an integer of the given size, and its saturating variant.
func truncWant(x float64, size uint, signed bool) (v uint64, ok bool, sat uint64) {
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), size)
	if signed {
		high.Rsh(high, 1)
		low.Neg(high)
	}
	high.Sub(high, big.NewInt(1))
	pattern := func(n *big.Int) uint64 {
		return new(big.Int).And(n, new(big.Int).SetUint64(1<<size-1)).Uint64()
	}
	switch {
	case x != x:
		return 0, false, 0
	case math.IsInf(x, 1) || !math.IsInf(x, -1) && truncated(x).Cmp(high) > 0:
		return 0, false, pattern(high)
	case math.IsInf(x, -1) || truncated(x).Cmp(low) < 0:
		return 0, false, pattern(low)
	}
	n := pattern(truncated(x))
	return n, true, n
}

func TestTrunc(t *testing.T) {
	check := func(name string, x float64, size uint, signed bool, v uint64, ok bool, sat uint64) {
		wantV, wantOK, wantSat := truncWant(x, size, signed)
		if v != wantV || ok != wantOK {
			t.Errorf("trunc%s(%v) = %#x, %t, want %#x, %t", name, x, v, ok, wantV, wantOK)
		}
		if sat != wantSat {
			t.Errorf("truncSat%s(%v) = %#x, want %#x", name, x, sat, wantSat)
		}
	}
	for _, x := range floatEdges() {
		s32, ok := truncS32F64(x)
		check("S32F64", x, 32, true, uint64(s32), ok, uint64(truncSatS32F64(x)))
		u32, ok := truncU32F64(x)
		check("U32F64", x, 32, false, uint64(u32), ok, uint64(truncSatU32F64(x)))
		s64, ok := truncS64F64(x)
		check("S64F64", x, 64, true, s64, ok, truncSatS64F64(x))
		u64, ok := truncU64F64(x)
		check("U64F64", x, 64, false, u64, ok, truncSatU64F64(x))

		y := float32(x)
		s32, ok = truncS32F32(y)
		check("S32F32", float64(y), 32, true, uint64(s32), ok, uint64(truncSatS32F32(y)))
		u32, ok = truncU32F32(y)
		check("U32F32", float64(y), 32, false, uint64(u32), ok, uint64(truncSatU32F32(y)))
		s64, ok = truncS64F32(y)
		check("S64F32", float64(y), 64, true, s64, ok, truncSatS64F32(y))
		u64, ok = truncU64F32(y)
		check("U64F32", float64(y), 64, false, u64, ok, truncSatU64F32(y))
	}
}

// An integral rounds n + rest to an integral value, where n is truncated, rest has its sign and is below 1: it returns what is
// added to n.
type integral func(n *big.Int, rest *big.Float) int64

var (
	toCeil = func(n *big.Int, rest *big.Float) int64 {
		if rest.Sign() > 0 {
			return 1
		}
		return 0
	}
	toFloor = func(n *big.Int, rest *big.Float) int64 {
		if rest.Sign() < 0 {
			return -1
		}
		return 0
	}
	toTrunc   = func(n *big.Int, rest *big.Float) int64 { return 0 }
	toNearest = func(n *big.Int, rest *big.Float) int64 {
		half := new(big.Float).Abs(rest).Cmp(big.NewFloat(0.5))
		if half > 0 || half == 0 && n.Bit(0) == 1 {
			return int64(rest.Sign())
		}
		return 0
	}
)

// roundWant returns the bits of x rounded by f.
func roundWant(x float64, f integral) uint64 {
	switch {
	case x != x:
		return canonicalNaN64
	case math.IsInf(x, 0):
		return math.Float64bits(x)
	}
	n := truncated(x)
	rest := new(big.Float).SetPrec(2000).SetInt(n)
	rest.Sub(new(big.Float).SetFloat64(x), rest)
	rounded, _ := new(big.Float).SetInt(n.Add(n, big.NewInt(f(n, rest)))).Float64()
	return math.Float64bits(math.Copysign(rounded, x))
}

func TestRound(t *testing.T) {
	for _, tt := range []struct {
		name string
		f32  func(float32) float32
		f64  func(float64) float64
		want integral
	}{
		{"ceil", ceil32, ceil64, toCeil},
		{"floor", floor32, floor64, toFloor},
		{"trunc", trunc32, trunc64, toTrunc},
		{"nearest", nearest32, nearest64, toNearest},
	} {
		for _, x := range floatEdges() {
			if got, want := math.Float64bits(tt.f64(x)), roundWant(x, tt.want); got != want {
				t.Errorf("%s64(%v) = %#x, want %#x", tt.name, x, got, want)
			}
			y := float32(x)
			want := uint32(canonicalNaN32)
			if y == y {
				want = math.Float32bits(float32(math.Float64frombits(roundWant(float64(y), tt.want))))
			}
			if got := math.Float32bits(tt.f32(y)); got != want {
				t.Errorf("%s32(%v) = %#x, want %#x", tt.name, y, got, want)
			}
		}
	}
}

func TestCanon(t *testing.T) {
	for _, tt := range []struct{ in, want uint64 }{
		{0, 0},
		{1 << 63, 1 << 63},
		{0x7ff0000000000000, 0x7ff0000000000000},
		{0xfff0000000000000, 0xfff0000000000000},
		{0x7ff0000000000001, canonicalNaN64},
		{0x7ff8000000000000, canonicalNaN64},
		{0xfff8000000000000, canonicalNaN64},
		{0xffffffffffffffff, canonicalNaN64},
	} {
		if got := math.Float64bits(canon64(math.Float64frombits(tt.in))); got != tt.want {
			t.Errorf("canon64(%#x) = %#x, want %#x", tt.in, got, tt.want)
		}
	}
	for _, tt := range []struct{ in, want uint32 }{
		{0, 0},
		{1 << 31, 1 << 31},
		{0x7f800000, 0x7f800000},
		{0xff800000, 0xff800000},
		{0x7f800001, canonicalNaN32},
		{0x7fc00000, canonicalNaN32},
		{0xffc00000, canonicalNaN32},
		{0xffffffff, canonicalNaN32},
	} {
		if got := math.Float32bits(canon32(math.Float32frombits(tt.in))); got != tt.want {
			t.Errorf("canon32(%#x) = %#x, want %#x", tt.in, got, tt.want)
		}
	}
}

// halves returns the low 128 bits of n.
func halves(n *big.Int) (low, high uint64) {
	mask := new(big.Int).SetUint64(math.MaxUint64)
	low = new(big.Int).And(n, mask).Uint64()
	return low, new(big.Int).And(new(big.Int).Rsh(n, 64), mask).Uint64()
}

func TestWideArithmetic(t *testing.T) {
	values := integerEdges()
	wide := func(low, high uint64) *big.Int {
		n := new(big.Int).SetUint64(high)
		return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(low))
	}
	for i, a := range values {
		for j, b := range values {
			aHigh, bHigh := values[len(values)-1-j], values[len(values)-1-i]
			x, y := wide(a, aHigh), wide(b, bHigh)
			check := func(name string, low, high uint64, n *big.Int) {
				if wantLow, wantHigh := halves(n); low != wantLow || high != wantHigh {
					t.Errorf("%s of %#x and %#x: %#x, %#x, want %#x, %#x", name, a, b, low, high, wantLow, wantHigh)
				}
			}
			low, high := add128(a, aHigh, b, bHigh)
			check("add128", low, high, new(big.Int).Add(x, y))
			low, high = sub128(a, aHigh, b, bHigh)
			check("sub128", low, high, new(big.Int).Sub(x, y))
			low, high = mulWideU(a, b)
			check("mulWideU", low, high, new(big.Int).Mul(wide(a, 0), wide(b, 0)))
			low, high = mulWideS(a, b)
			check("mulWideS", low, high, new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(b))))
		}
	}
}
