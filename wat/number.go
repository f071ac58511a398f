package wat

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// This file holds number literals: their grammar, and exact conversion in both directions.

// numberKind returns the kind of the token s, a word that starts with a digit or a sign.
func numberKind(s string) tokenKind {
	kind := tokenNat
	if s[0] == '+' || s[0] == '-' {
		kind, s = tokenInt, s[1:]
	}
	if s == "inf" || s == "nan" || isPayload(s) {
		return tokenFloat
	}
	s, hex := strings.CutPrefix(s, "0x")
	n := digits(s, hex)
	if n == 0 {
		return tokenReserved
	}
	if s = s[n:]; s == "" {
		return kind
	}
	if s[0] == '.' {
		s = s[1:]
		s = s[digits(s, hex):]
	}
	if s != "" && (s[0]|0x20 == 'e' && !hex || s[0]|0x20 == 'p' && hex) {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := digits(s, false)
		if n == 0 {
			return tokenReserved
		}
		s = s[n:]
	}
	if s != "" {
		return tokenReserved
	}
	return tokenFloat
}

// isPayload reports whether s is a NaN with a payload, without a sign.
func isPayload(s string) bool {
	s, ok := strings.CutPrefix(s, "nan:0x")
	return ok && s != "" && digits(s, true) == len(s)
}

// digits returns the length of the digits, perhaps with single underscores between them, that s starts with.
func digits(s string, hex bool) int {
	n := 0
	for n < len(s) {
		i := n
		if s[i] == '_' && i > 0 {
			i++
		}
		if i == len(s) || s[i]-'0' >= 10 && !(hex && hexDigit(s[i]) >= 0) {
			break
		}
		n = i + 1
	}
	return n
}

// parseUint returns the value of s, the text of a tokenNat, if it has no more than 64 bits.
func parseUint(s string) (x uint64, ok bool) {
	if len(s) > 2 && s[1] == 'x' {
		for _, c := range []byte(s[2:]) {
			if c == '_' {
				continue
			}
			if x>>60 != 0 {
				return 0, false
			}
			x = x<<4 | uint64(hexDigit(c))
		}
		return x, true
	}
	for _, c := range []byte(s) {
		if c == '_' {
			continue
		}
		hi, lo := bits.Mul64(x, 10)
		sum, carry := bits.Add64(lo, uint64(c-'0'), 0)
		if hi+carry != 0 {
			return 0, false
		}
		x = sum
	}
	return x, true
}

// parseInt returns the lowest n bits of the value of s, the text of a tokenNat or tokenInt, if it lies between -2^(n-1) and
// 2^n-1.
func parseInt(s string, n uint) (x uint64, ok bool) {
	negative := s[0] == '-'
	if s[0] == '-' || s[0] == '+' {
		s = s[1:]
	}
	x, ok = parseUint(s)
	mask := uint64(1)<<n - 1 // for 64 bits too, as the shift gives 0
	if !negative {
		return x, ok && x <= mask
	}
	return -x & mask, ok && x <= 1<<(n-1)
}

// A floatFormat is a format of IEEE 754.
type floatFormat struct {
	size         uint // in bits
	significand  uint // bits of the stored part
	infinity     uint64
	sign         uint64
	canonicalNaN uint64
}

var (
	float32Format = floatFormat{32, 23, 0x7F80_0000, 1 << 31, 0x7FC0_0000}
	float64Format = floatFormat{64, 52, 0x7FF0_0000_0000_0000, 1 << 63, 0x7FF8_0000_0000_0000}
)

// parse returns the bits of the number s, the text of a number token or a word that isFloatWord takes. It is not ok if its value
// is beyond the format, or a payload is.
func (f *floatFormat) parse(s string) (b uint64, ok bool) {
	var sign uint64
	if s[0] == '-' {
		sign = f.sign
	}
	if s[0] == '-' || s[0] == '+' {
		s = s[1:]
	}
	switch {
	case s == "inf":
		return sign | f.infinity, true
	case s == "nan":
		return sign | f.canonicalNaN, true
	case s[0] == 'n':
		x, ok := parseUint(s[len("nan:"):])
		return sign | f.infinity | x, ok && x != 0 && x < 1<<f.significand
	}
	v, err := strconv.ParseFloat(goFloat(s), int(f.size))
	if err != nil {
		return 0, false
	}
	if f.size == 32 {
		return sign | uint64(math.Float32bits(float32(v))), true
	}
	return sign | math.Float64bits(v), true
}

// isFloatWord reports whether the word s, which starts with a letter, is a number.
func isFloatWord(s string) bool { return s == "inf" || s == "nan" || isPayload(s) }

// goFloat returns the number s, which has no sign, in the syntax of strconv.ParseFloat: without underscores, hexadecimal numbers with
// an exponent, and exponents in the range in which ParseFloat is exact.
func goFloat(s string) string {
	if strings.IndexByte(s, '_') >= 0 {
		s = strings.ReplaceAll(s, "_", "")
	}
	if !strings.HasPrefix(s, "0x") {
		if i := strings.IndexAny(s, "eE"); i >= 0 && len(s)-i > maxExponentLen {
			return scaled("", s[:i], s[i+1:], "e", 1)
		}
		return s
	}
	i := strings.IndexAny(s, "pP")
	if i < 0 {
		return s + "p0"
	}
	if len(s)-i > maxExponentLen {
		return scaled("0x", s[len("0x"):i], s[i+1:], "p", 4)
	}
	return s
}

// maxExponentLen is the length, with its letter and sign, of the exponents that ParseFloat takes at their value: it cuts off
// what goes beyond five digits.
const maxExponentLen = 5

// exponentBound is above the exponent of every finite number that is not 0, and of what rounds to 0, by far.
const exponentBound = 1 << 14

// scaled returns the number prefix mantissa mark exponent, of which each digit of the mantissa counts for unit in the exponent, with
// the point behind the first digit that is not 0, and the exponent that belongs to it brought near the range of what is
// neither 0 nor infinite.
func scaled(prefix, mantissa, exponent, mark string, unit int) string {
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := whole + fraction
	lead := len(all) - len(strings.TrimLeft(all, "0"))
	if lead == len(all) {
		return "0"
	}
	e, err := strconv.ParseInt(exponent, 10, 64)
	if err != nil { // too large, and a mantissa as long does not fit a memory
		e = 1 << 60
		if exponent[0] == '-' {
			e = -e
		}
	}
	e += int64(len(whole)-lead-1) * int64(unit)
	e = max(-exponentBound, min(exponentBound, e))
	all = all[lead:]
	return prefix + all[:1] + "." + all[1:] + mark + strconv.FormatInt(e, 10)
}

// append appends the number with these bits: decimal and as short as it may be to be read back, NaNs with their payload.
func (f *floatFormat) append(dst []byte, b uint64) []byte {
	if b&f.sign != 0 {
		dst = append(dst, '-')
		b &^= f.sign
	}
	switch {
	case b == f.infinity:
		return append(dst, "inf"...)
	case b == f.canonicalNaN:
		return append(dst, "nan"...)
	case b > f.infinity:
		return strconv.AppendUint(append(dst, "nan:0x"...), b&^f.infinity, 16)
	}
	v := math.Float64frombits(b)
	if f.size == 32 {
		v = float64(math.Float32frombits(uint32(b)))
	}
	format := byte('f')
	if v != 0 && (v < 1e-6 || v >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, v, format, -1, int(f.size))
}
