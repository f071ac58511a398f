package vm

import (
	"math"
	"math/big"
	"math/bits"
	"strings"

	"github.com/wvm-project/wvm/op"
)

// This file is the arithmetic of the slow evaluator. Instructions are known by their names; integers are computed for both
// widths alike, conversions with big numbers, and single precision by rounding a result in double precision, which for
// addition, subtraction, multiplication, division and square root is the rounded exact result, as double precision has more than
// twice the digits.

// A slowOp is an instruction's name in parts: "i64.trunc_sat_f32_u" is operation "trunc_sat" from f32 to i64, not signed.
type slowOp struct {
	typ, operation, from string
	signed               bool
}

var slowOps = func() (ops [op.Count]slowOp) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		typ, rest, _ := strings.Cut(o.String(), ".")
		s := slowOp{typ: typ, operation: rest, from: typ}
		for _, from := range []string{"i32", "i64", "f32", "f64"} {
			if before, after, ok := strings.Cut(rest, "_"+from); ok {
				s.operation, s.from, s.signed = before, from, after == "_s"
			}
		}
		ops[o] = s
	}
	return ops
}()

// slowNumeric computes an ordinary instruction, with one or two operands.
func slowNumeric(o op.Op, a, b uint64) (uint64, TrapCode) {
	s := &slowOps[o]
	switch {
	case s.from != s.typ:
		return s.convert(a)
	case s.typ == "i32":
		return slowInteger(s.operation, 32, a, b)
	case s.typ == "i64":
		return slowInteger(s.operation, 64, a, b)
	case s.typ == "f32":
		return slowFloat32(s.operation, uint32(a), uint32(b)), 0
	case s.typ == "f64":
		return slowFloat64(s.operation, a, b), 0
	}
	panic("the evaluator does not know " + o.String())
}

func slowBool(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// slowSigned is the number whose two's complement of n bits a is.
func slowSigned(a uint64, n int) int64 { return int64(a<<(64-n)) >> (64 - n) }

// slowInteger computes an instruction on integers of n bits.
func slowInteger(operation string, n int, a, b uint64) (uint64, TrapCode) {
	mask := ^uint64(0) >> (64 - n)
	x, y := slowSigned(a, n), slowSigned(b, n)
	k := b % uint64(n)
	switch operation {
	case "div_s", "div_u", "rem_s", "rem_u":
		return slowDivision(operation, n, a, b)
	case "add":
		return (a + b) & mask, 0
	case "sub":
		return (a - b) & mask, 0
	case "mul":
		return a * b & mask, 0
	case "and":
		return a & b, 0
	case "or":
		return a | b, 0
	case "xor":
		return a ^ b, 0
	case "shl":
		return a << k & mask, 0
	case "shr_s":
		return uint64(x>>k) & mask, 0
	case "shr_u":
		return a >> k, 0
	case "rotl":
		return (a<<k | a>>(uint64(n)-k)) & mask, 0
	case "rotr":
		return (a>>k | a<<(uint64(n)-k)) & mask, 0
	case "clz":
		return uint64(n - bits.Len64(a)), 0
	case "ctz":
		return uint64(min(bits.TrailingZeros64(a), n)), 0
	case "popcnt":
		return uint64(bits.OnesCount64(a)), 0
	case "extend8_s":
		return uint64(slowSigned(a, 8)) & mask, 0
	case "extend16_s":
		return uint64(slowSigned(a, 16)) & mask, 0
	case "extend32_s":
		return uint64(slowSigned(a, 32)) & mask, 0
	case "eqz":
		return slowBool(a == 0), 0
	case "eq":
		return slowBool(a == b), 0
	case "ne":
		return slowBool(a != b), 0
	case "lt_s":
		return slowBool(x < y), 0
	case "lt_u":
		return slowBool(a < b), 0
	case "gt_s":
		return slowBool(x > y), 0
	case "gt_u":
		return slowBool(a > b), 0
	case "le_s":
		return slowBool(x <= y), 0
	case "le_u":
		return slowBool(a <= b), 0
	case "ge_s":
		return slowBool(x >= y), 0
	case "ge_u":
		return slowBool(a >= b), 0
	}
	panic("the evaluator does not know " + operation + " of integers")
}

// slowDivision computes divisions and remainders, which round towards zero.
func slowDivision(operation string, n int, a, b uint64) (uint64, TrapCode) {
	if b == 0 {
		return 0, TrapIntegerDivideByZero
	}
	x, y := new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)
	if strings.HasSuffix(operation, "_s") {
		x, y = big.NewInt(slowSigned(a, n)), big.NewInt(slowSigned(b, n))
	}
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	if strings.HasPrefix(operation, "rem") {
		return slowPattern(r, n), 0
	}
	if operation == "div_s" && q.Cmp(new(big.Int).Lsh(big.NewInt(1), uint(n-1))) == 0 {
		return 0, TrapIntegerOverflow
	}
	return slowPattern(q, n), 0
}

// slowPattern is the two's complement of n bits of x.
func slowPattern(x *big.Int, n int) uint64 {
	if n == 32 {
		return new(big.Int).And(x, big.NewInt(math.MaxUint32)).Uint64()
	}
	return new(big.Int).And(x, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
}

// slowBits32 is the result of arithmetic as bits: there is one NaN.
func slowBits32(x float32) uint64 {
	if x != x {
		return 0x7fc00000
	}
	return uint64(math.Float32bits(x))
}

func slowBits64(x float64) uint64 {
	if x != x {
		return 0x7ff8000000000000
	}
	return math.Float64bits(x)
}

// slowFloat32 computes an instruction on f32: what concerns bits on the bits, else in double precision.
func slowFloat32(operation string, a, b uint32) uint64 {
	const sign = 1 << 31
	switch operation {
	case "abs":
		return uint64(a &^ sign)
	case "neg":
		return uint64(a ^ sign)
	case "copysign":
		return uint64(a&^sign | b&sign)
	case "eq", "ne", "lt", "gt", "le", "ge":
		return slowCompare(operation, float64(math.Float32frombits(a)), float64(math.Float32frombits(b)))
	}
	return slowBits32(float32(slowArithmetic(operation, float64(math.Float32frombits(a)), float64(math.Float32frombits(b)))))
}

// slowFloat64 computes an instruction on f64.
func slowFloat64(operation string, a, b uint64) uint64 {
	const sign = 1 << 63
	switch operation {
	case "abs":
		return a &^ sign
	case "neg":
		return a ^ sign
	case "copysign":
		return a&^sign | b&sign
	case "eq", "ne", "lt", "gt", "le", "ge":
		return slowCompare(operation, math.Float64frombits(a), math.Float64frombits(b))
	}
	return slowBits64(slowArithmetic(operation, math.Float64frombits(a), math.Float64frombits(b)))
}

func slowCompare(operation string, x, y float64) uint64 {
	switch operation {
	case "eq":
		return slowBool(x == y)
	case "ne":
		return slowBool(x != y)
	case "lt":
		return slowBool(x < y)
	case "gt":
		return slowBool(x > y)
	case "le":
		return slowBool(x <= y)
	}
	return slowBool(x >= y)
}

func slowArithmetic(operation string, x, y float64) float64 {
	switch operation {
	case "add":
		return x + y
	case "sub":
		return x - y
	case "mul":
		return x * y
	case "div":
		return x / y
	case "sqrt":
		return math.Sqrt(x)
	case "min":
		return slowMin(x, y)
	case "max":
		return -slowMin(-x, -y)
	case "ceil", "floor", "trunc", "nearest":
		return slowRound(operation, x)
	}
	panic("the evaluator does not know " + operation + " of floating-point numbers")
}

// slowMin is the lesser number, where -0 is less than 0 and a NaN spreads.
func slowMin(x, y float64) float64 {
	switch {
	case x != x || y != y:
		return math.NaN()
	case x == y && math.Signbit(y), y < x:
		return y
	}
	return x
}

// slowRound rounds to an integral value. Numbers from 2⁵² on are integral; for lesser ones the integer part and what is left fit
// an int64 and a float64. The sign stays, also that of a result zero.
func slowRound(operation string, x float64) float64 {
	if !(math.Abs(x) < 0x1p52) {
		return x
	}
	n := int64(x)
	rest := x - float64(n)
	switch operation {
	case "ceil":
		if rest > 0 {
			n++
		}
	case "floor":
		if rest < 0 {
			n--
		}
	case "nearest":
		if odd := n%2 != 0; rest > 0.5 || rest == 0.5 && odd {
			n++
		} else if rest < -0.5 || rest == -0.5 && odd {
			n--
		}
	}
	return math.Copysign(float64(n), x)
}

// convert computes a conversion between types.
func (s *slowOp) convert(a uint64) (uint64, TrapCode) {
	x := math.Float64frombits(a)
	if s.from == "f32" {
		x = float64(math.Float32frombits(uint32(a)))
	}
	switch s.operation {
	case "wrap":
		return uint64(uint32(a)), 0
	case "extend":
		if s.signed {
			return uint64(slowSigned(a, 32)), 0
		}
		return a, 0
	case "reinterpret":
		return a, 0
	case "demote":
		return slowBits32(float32(x)), 0
	case "promote":
		return slowBits64(x), 0
	case "convert":
		return s.toFloat(a), 0
	case "trunc", "trunc_sat":
		return s.truncate(x)
	}
	panic("the evaluator does not know the conversion " + s.operation)
}

// toFloat converts an integer, rounding to nearest, ties to even.
func (s *slowOp) toFloat(a uint64) uint64 {
	n := new(big.Int).SetUint64(a)
	if s.signed {
		n.SetInt64(slowSigned(a, slowWidth(s.from)))
	}
	if s.typ == "f32" {
		x, _ := new(big.Float).SetPrec(24).SetInt(n).Float32()
		return uint64(math.Float32bits(x))
	}
	x, _ := new(big.Float).SetPrec(53).SetInt(n).Float64()
	return math.Float64bits(x)
}

func slowWidth(typ string) int {
	if typ == "i32" || typ == "f32" {
		return 32
	}
	return 64
}

// truncate converts to an integer. What is out of range traps or, with trunc_sat, gives the nearest limit.
func (s *slowOp) truncate(x float64) (uint64, TrapCode) {
	saturates := s.operation == "trunc_sat"
	switch {
	case x != x && saturates:
		return 0, 0
	case x != x:
		return 0, TrapInvalidConversion
	}
	width := slowWidth(s.typ)
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(width))
	if s.signed {
		high.Rsh(high, 1)
		low.Neg(high)
	}
	high.Sub(high, big.NewInt(1))
	n, _ := big.NewFloat(max(-0x1p70, min(0x1p70, x))).Int(nil)
	switch {
	case n.Cmp(low) >= 0 && n.Cmp(high) <= 0:
		return slowPattern(n, width), 0
	case !saturates:
		return 0, TrapIntegerOverflow
	case n.Sign() < 0:
		return slowPattern(low, width), 0
	}
	return slowPattern(high, width), 0
}
