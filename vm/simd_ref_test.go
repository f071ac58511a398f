package vm_test

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/wvm-project/wvm/op"
)

// This file is a second reading of the standard's vector instructions: slow, lane by lane, and without anything of package vm.

// A vector is a v128 as it lies in memory.
type vector [16]byte

func vectorFrom(low, high uint64) (v vector) {
	binary.LittleEndian.PutUint64(v[:], low)
	binary.LittleEndian.PutUint64(v[8:], high)
	return v
}

// slots are the halves of v.
func (v vector) slots() []uint64 {
	return []uint64{binary.LittleEndian.Uint64(v[:]), binary.LittleEndian.Uint64(v[8:])}
}

// lanes splits v into lanes of width bits.
func (v vector) lanes(width int) []uint64 {
	list := make([]uint64, 128/width)
	for i := range 16 {
		list[i*8/width] |= uint64(v[i]) << (i * 8 % width)
	}
	return list
}

// joined is the opposite of lanes. Bits beyond the width of a lane are ignored; missing lanes are zero.
func joined(lanes []uint64, width int) (v vector) {
	for i := range 16 {
		if n := i * 8 / width; n < len(lanes) {
			v[i] = byte(lanes[n] >> (i * 8 % width))
		}
	}
	return v
}

// signedLane is the number that a lane stands for.
func signedLane(x uint64, width int) int64 { return int64(x<<(64-width)) >> (64 - width) }

func unsignedLane(x uint64, width int) uint64 { return x << (64 - width) >> (64 - width) }

// A refLane is a lane with both its readings.
type refLane struct {
	width int
	s     int64
	u     uint64
}

func refLaneOf(x uint64, width int) refLane {
	return refLane{width, signedLane(x, width), unsignedLane(x, width)}
}

func (a refLane) leastS() int64     { return -1 << (a.width - 1) }
func (a refLane) greatestS() int64  { return 1<<(a.width-1) - 1 }
func (a refLane) greatestU() uint64 { return math.MaxUint64 >> (64 - a.width) }

func allOnes(b bool) uint64 {
	if b {
		return math.MaxUint64
	}
	return 0
}

func clamp(x, least, greatest int64) uint64 { return uint64(max(least, min(greatest, x))) }

// refIntBinary are the instructions on pairs of integer lanes.
var refIntBinary = map[string]func(a, b refLane) uint64{
	"add":               func(a, b refLane) uint64 { return a.u + b.u },
	"sub":               func(a, b refLane) uint64 { return a.u - b.u },
	"mul":               func(a, b refLane) uint64 { return a.u * b.u },
	"eq":                func(a, b refLane) uint64 { return allOnes(a.u == b.u) },
	"ne":                func(a, b refLane) uint64 { return allOnes(a.u != b.u) },
	"lt_s":              func(a, b refLane) uint64 { return allOnes(a.s < b.s) },
	"lt_u":              func(a, b refLane) uint64 { return allOnes(a.u < b.u) },
	"gt_s":              func(a, b refLane) uint64 { return allOnes(a.s > b.s) },
	"gt_u":              func(a, b refLane) uint64 { return allOnes(a.u > b.u) },
	"le_s":              func(a, b refLane) uint64 { return allOnes(a.s <= b.s) },
	"le_u":              func(a, b refLane) uint64 { return allOnes(a.u <= b.u) },
	"ge_s":              func(a, b refLane) uint64 { return allOnes(a.s >= b.s) },
	"ge_u":              func(a, b refLane) uint64 { return allOnes(a.u >= b.u) },
	"min_s":             func(a, b refLane) uint64 { return uint64(min(a.s, b.s)) },
	"min_u":             func(a, b refLane) uint64 { return min(a.u, b.u) },
	"max_s":             func(a, b refLane) uint64 { return uint64(max(a.s, b.s)) },
	"max_u":             func(a, b refLane) uint64 { return max(a.u, b.u) },
	"add_sat_s":         func(a, b refLane) uint64 { return clamp(a.s+b.s, a.leastS(), a.greatestS()) },
	"add_sat_u":         func(a, b refLane) uint64 { return min(a.u+b.u, a.greatestU()) },
	"sub_sat_s":         func(a, b refLane) uint64 { return clamp(a.s-b.s, a.leastS(), a.greatestS()) },
	"sub_sat_u":         func(a, b refLane) uint64 { return clamp(int64(a.u)-int64(b.u), 0, math.MaxInt64) },
	"avgr_u":            func(a, b refLane) uint64 { return (a.u + b.u + 1) / 2 },
	"q15mulr_sat_s":     func(a, b refLane) uint64 { return clamp((a.s*b.s+0x4000)>>15, a.leastS(), a.greatestS()) },
	"relaxed_q15mulr_s": func(a, b refLane) uint64 { return clamp((a.s*b.s+0x4000)>>15, a.leastS(), a.greatestS()) },
}

// refIntUnary are the instructions on integer lanes.
var refIntUnary = map[string]func(a refLane) uint64{
	"abs": func(a refLane) uint64 { return uint64(max(a.s, -a.s)) },
	"neg": func(a refLane) uint64 { return -a.u },
	"popcnt": func(a refLane) (n uint64) {
		for i := range a.width {
			n += a.u >> i & 1
		}
		return n
	},
}

var refShifts = map[string]func(a refLane, n uint64) uint64{
	"shl":   func(a refLane, n uint64) uint64 { return a.u << (n % uint64(a.width)) },
	"shr_s": func(a refLane, n uint64) uint64 { return uint64(a.s >> (n % uint64(a.width))) },
	"shr_u": func(a refLane, n uint64) uint64 { return a.u >> (n % uint64(a.width)) },
}

// refBits are the instructions for which lanes do not matter. z is the mask of bitselect.
var refBits = map[string]func(x, y, z byte) byte{
	"v128.not":       func(x, _, _ byte) byte { return ^x },
	"v128.and":       func(x, y, _ byte) byte { return x & y },
	"v128.andnot":    func(x, y, _ byte) byte { return x & ^y },
	"v128.or":        func(x, y, _ byte) byte { return x | y },
	"v128.xor":       func(x, y, _ byte) byte { return x ^ y },
	"v128.bitselect": func(x, y, z byte) byte { return x&z | y & ^z },
}

// refVector is the result of an instruction that works on vectors, and for a shift on n.
func refVector(o op.Op, x, y, z vector, n uint64) vector {
	name := o.String()
	if strings.Contains(name, "relaxed_laneselect") {
		name = "v128.bitselect"
	}
	if f, ok := refBits[name]; ok {
		var r vector
		for i := range r {
			r[i] = f(x[i], y[i], z[i])
		}
		return r
	}
	shape, rest, _ := strings.Cut(name, ".")
	width := shapeWidth(shape)
	if shape[0] == 'f' {
		return refFloat(rest, width, x, y, z)
	}
	a, b := x.lanes(width), y.lanes(width)
	var r []uint64
	for i := range a {
		a, b := refLaneOf(a[i], width), refLaneOf(b[i], width)
		if f := refIntBinary[rest]; f != nil {
			r = append(r, f(a, b))
		} else if f := refIntUnary[rest]; f != nil {
			r = append(r, f(a))
		} else if f := refShifts[rest]; f != nil {
			r = append(r, f(a, n))
		}
	}
	if r == nil {
		return refMixed(rest, width, x, y, z)
	}
	return joined(r, width)
}

// shapeWidth is the width of the lanes of a shape.
func shapeWidth(shape string) int {
	return map[string]int{"i8x16": 8, "i16x8": 16, "i32x4": 32, "f32x4": 32, "i64x2": 64, "f64x2": 64}[shape]
}

// extended returns the lanes of v, width bits wide, as numbers.
func extended(v vector, width int, signed bool) []int64 {
	var list []int64
	for _, x := range v.lanes(width) {
		if signed {
			list = append(list, signedLane(x, width))
		} else {
			list = append(list, int64(x))
		}
	}
	return list
}

// refMixed are the instructions whose lanes do not have the width of their operands' lanes. width is that of the result.
func refMixed(rest string, width int, x, y, z vector) vector {
	signed := strings.HasSuffix(rest, "_s")
	narrow := max(width/2, 8)
	a, b := extended(x, narrow, signed), extended(y, narrow, signed)
	half := len(a) / 2
	if strings.Contains(rest, "_high_") {
		a, b = a[half:], b[half:]
	}
	var r []uint64
	switch {
	case rest == "swizzle" || rest == "relaxed_swizzle":
		for _, i := range y {
			if i < 16 {
				r = append(r, uint64(x[i]))
			} else {
				r = append(r, 0)
			}
		}
	case strings.HasPrefix(rest, "narrow"):
		least, greatest := int64(0), int64(1)<<width-1
		if signed {
			least, greatest = -1<<(width-1), 1<<(width-1)-1
		}
		for _, v := range append(extended(x, 2*width, true), extended(y, 2*width, true)...) {
			r = append(r, clamp(v, least, greatest))
		}
	case strings.HasPrefix(rest, "extend"):
		for i := range half {
			r = append(r, uint64(a[i]))
		}
	case strings.HasPrefix(rest, "extmul"):
		for i := range half {
			r = append(r, uint64(a[i])*uint64(b[i]))
		}
	case strings.HasPrefix(rest, "extadd_pairwise"):
		for i := range half {
			r = append(r, uint64(a[2*i]+a[2*i+1]))
		}
	case strings.HasPrefix(rest, "dot_"):
		for i := range half {
			r = append(r, uint64(a[2*i]*b[2*i]+a[2*i+1]*b[2*i+1]))
		}
	case rest == "relaxed_dot_i8x16_i7x16_s":
		for i := range half {
			r = append(r, clamp(a[2*i]*b[2*i]+a[2*i+1]*b[2*i+1], -32768, 32767))
		}
	case rest == "relaxed_dot_i8x16_i7x16_add_s":
		d := extended(refMixed("relaxed_dot_i8x16_i7x16_s", 16, x, y, z), 16, true)
		for i, c := range z.lanes(32) {
			r = append(r, uint64(d[2*i]+d[2*i+1])+c)
		}
	default:
		return refToInt(rest, x)
	}
	return joined(r, width)
}

// refToInt are the conversions from floating point, which saturate.
func refToInt(rest string, x vector) vector {
	rest = strings.Replace(rest, "relaxed_trunc", "trunc_sat", 1)
	least, greatest := 0.0, float64(math.MaxUint32)
	if strings.Contains(rest, "_s") && !strings.Contains(rest, "_u") {
		least, greatest = math.MinInt32, math.MaxInt32
	}
	width := 32
	if strings.Contains(rest, "f64x2") {
		width = 64
	}
	var r []uint64
	for _, bits := range x.lanes(width) {
		v := math.Trunc(floatOf(bits, width))
		if v != v {
			v = 0
		}
		r = append(r, uint64(int64(max(least, min(greatest, v)))))
	}
	if !strings.HasPrefix(rest, "trunc_sat_") {
		return vector{}
	}
	return joined(r, 32)
}

func floatOf(bits uint64, width int) float64 {
	if width == 32 {
		return float64(math.Float32frombits(uint32(bits)))
	}
	return math.Float64frombits(bits)
}

// bitsOf rounds x to width bits; a NaN becomes the canonical one.
func bitsOf(x float64, width int) uint64 {
	switch {
	case x != x && width == 32:
		return 0x7fc00000
	case x != x:
		return 0x7ff8000000000000
	case width == 32:
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

// refFloatBinary are the instructions on pairs of lanes. A float64 result rounded to float32 is the float32 result: twice rounded is
// once rounded for these operations.
var refFloatBinary = map[string]func(a, b float64) float64{
	"add":         func(a, b float64) float64 { return a + b },
	"sub":         func(a, b float64) float64 { return a - b },
	"mul":         func(a, b float64) float64 { return a * b },
	"div":         func(a, b float64) float64 { return a / b },
	"min":         func(a, b float64) float64 { return -refMax(-a, -b) },
	"max":         refMax,
	"relaxed_min": func(a, b float64) float64 { return -refMax(-a, -b) },
	"relaxed_max": refMax,
}

func refMax(a, b float64) float64 {
	switch {
	case a != a || b != b:
		return math.NaN()
	case a == b && math.Signbit(a):
		return b
	case a > b:
		return a
	case a == b:
		return a
	}
	return b
}

var refFloatUnary = map[string]func(a float64) float64{
	"sqrt": math.Sqrt,
	"ceil": func(a float64) float64 {
		t := math.Trunc(a)
		if t < a {
			t++
		}
		return math.Copysign(t, a)
	},
	"floor": func(a float64) float64 {
		t := math.Trunc(a)
		if t > a {
			t--
		}
		return math.Copysign(t, a)
	},
	"trunc": math.Trunc,
	"nearest": func(a float64) float64 {
		t := math.Trunc(a)
		if d := math.Abs(a - t); d > 0.5 || d == 0.5 && math.Mod(t, 2) != 0 {
			t += math.Copysign(1, a)
		}
		return math.Copysign(t, a)
	},
}

var refFloatCompare = map[string]func(a, b float64) bool{
	"eq": func(a, b float64) bool { return a == b },
	"ne": func(a, b float64) bool { return a != b },
	"lt": func(a, b float64) bool { return a < b },
	"gt": func(a, b float64) bool { return a > b },
	"le": func(a, b float64) bool { return a <= b },
	"ge": func(a, b float64) bool { return a >= b },
}

// refFloat are the instructions that make floating-point lanes of width bits.
func refFloat(rest string, width int, x, y, z vector) vector {
	a, b, c := x.lanes(width), y.lanes(width), z.lanes(width)
	sign := uint64(1) << (width - 1)
	r := make([]uint64, len(a))
	for i := range a {
		fa, fb, fc := floatOf(a[i], width), floatOf(b[i], width), floatOf(c[i], width)
		switch {
		case refFloatBinary[rest] != nil:
			r[i] = bitsOf(refFloatBinary[rest](fa, fb), width)
		case refFloatUnary[rest] != nil:
			r[i] = bitsOf(refFloatUnary[rest](fa), width)
		case refFloatCompare[rest] != nil:
			r[i] = allOnes(refFloatCompare[rest](fa, fb))
		case rest == "abs":
			r[i] = a[i] &^ sign
		case rest == "neg":
			r[i] = a[i] ^ sign
		case rest == "pmin" && fb < fa, rest == "pmax" && fa < fb:
			r[i] = b[i]
		case rest == "pmin", rest == "pmax":
			r[i] = a[i]
		case rest == "relaxed_madd":
			r[i] = bitsOf(floatOf(bitsOf(fa*fb, width), width)+fc, width)
		case rest == "relaxed_nmadd":
			r[i] = bitsOf(floatOf(bitsOf(-fa*fb, width), width)+fc, width)
		default:
			return refToFloat(rest, width, x)
		}
	}
	return joined(r, width)
}

// refToFloat are the conversions to floating-point lanes of width bits.
func refToFloat(rest string, width int, x vector) vector {
	var r []uint64
	switch rest {
	case "demote_f64x2_zero":
		for _, v := range x.lanes(64) {
			r = append(r, bitsOf(floatOf(v, 64), 32))
		}
	case "promote_low_f32x4":
		for _, v := range x.lanes(32)[:2] {
			r = append(r, bitsOf(floatOf(v, 32), 64))
		}
	default:
		for _, v := range extended(x, 32, strings.HasSuffix(rest, "_s"))[:128/width] {
			r = append(r, bitsOf(float64(v), width))
		}
	}
	return joined(r, width)
}

// refTest is the number that an instruction makes of a vector; lane is its immediate.
func refTest(o op.Op, x vector, lane int) uint64 {
	shape, rest, _ := strings.Cut(o.String(), ".")
	if shape == "v128" { // any_true
		return allOnes(x != vector{}) & 1
	}
	width := shapeWidth(shape)
	lanes := x.lanes(width)
	switch rest {
	case "all_true":
		for _, v := range lanes {
			if v == 0 {
				return 0
			}
		}
		return 1
	case "bitmask":
		var r uint64
		for i, v := range lanes {
			r |= v >> (width - 1) << i
		}
		return r
	case "extract_lane_s":
		return uint64(uint32(signedLane(lanes[lane], width)))
	}
	return lanes[lane]
}
