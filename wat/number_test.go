package wat

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestParseInt(t *testing.T) {
	for _, tt := range []struct {
		text string
		bits uint
		want uint64
		ok   bool
	}{
		{"0", 32, 0, true},
		{"4294967295", 32, math.MaxUint32, true},
		{"4294967296", 32, 0, false},
		{"0xffff_ffff", 32, math.MaxUint32, true},
		{"0x1_0000_0000", 32, 0, false},
		{"-1", 32, math.MaxUint32, true},
		{"-0x8000_0000", 32, 0x8000_0000, true},
		{"-2147483649", 32, 0, false},
		{"+1", 32, 1, true},
		{"-0", 32, 0, true},
		{"255", 8, 255, true},
		{"-128", 8, 128, true},
		{"-129", 8, 0, false},
		{"256", 8, 0, false},
		{"18446744073709551615", 64, math.MaxUint64, true},
		{"18446744073709551616", 64, 0, false},
		{"184467440737095516150", 64, 0, false},
		{"99999999999999999999999999999", 64, 0, false},
		{"-9223372036854775808", 64, 1 << 63, true},
		{"-9223372036854775809", 64, 0, false},
		{"0xffff_ffff_ffff_ffff", 64, math.MaxUint64, true},
		{"0x1_0000_0000_0000_0000", 64, 0, false},
		{"-18446744073709551616", 64, 0, false},
	} {
		if got, ok := parseInt(tt.text, tt.bits); ok != tt.ok || ok && got != tt.want {
			t.Errorf("parseInt(%q, %d) = %d, %v; want %d, %v", tt.text, tt.bits, got, ok, tt.want, tt.ok)
		}
	}
}

// TestParseFloat has the edges: halfway cases and their neighbours, the largest and the smallest numbers, and what strconv does not
// take as it is.
func TestParseFloat(t *testing.T) {
	const bad = math.MaxUint64
	zeros := strings.Repeat("0", 30000)
	for _, tt := range []struct {
		text     string
		f32, f64 uint64
	}{
		{"0", 0, 0},
		{"-0.0", 1 << 31, 1 << 63},
		{"1", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"1.", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"+0x10", 0x4180_0000, 0x4030_0000_0000_0000},
		{"1_000.5e-1_0", 0x33D6_DB12, 0x3E7A_DB62_36B7_EA40},
		{"0x1_0.8_0p-0_4", 0x3F84_0000, 0x3FF0_8000_0000_0000},

		// Halfway between neighbours of the f32 format, and the least bit more, which the f64 format does not have.
		{"0x1.000001p0", 0x3F80_0000, 0x3FF0_0000_1000_0000},
		{"0x1.000003p0", 0x3F80_0002, 0x3FF0_0000_3000_0000},
		{"0x1.00000100000000001p0", 0x3F80_0001, 0x3FF0_0000_1000_0000},
		{"0x1.000001" + zeros + "1p0", 0x3F80_0001, 0x3FF0_0000_1000_0000},
		{"1.00000005960464477539062500", 0x3F80_0000, 0x3FF0_0000_1000_0000},
		{"1.000000059604644775390625" + zeros[:900] + "1", 0x3F80_0001, 0x3FF0_0000_1000_0000},
		{"0x1.0000000000000_8p0", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"0x1.0000000000000_80000000001p0", 0x3F80_0000, 0x3FF0_0000_0000_0001},

		// The ends of the range.
		{"0x1.fffffep127", 0x7F7F_FFFF, 0x47EF_FFFF_E000_0000},
		{"0x1.fffffefp127", 0x7F7F_FFFF, 0x47EF_FFFF_EF00_0000},
		{"0x1.ffffffp127", bad, 0x47EF_FFFF_F000_0000},
		{"340282356779733661637539395458142568447", 0x7F7F_FFFF, 0x47EF_FFFF_F000_0000},
		{"340282356779733661637539395458142568448", bad, 0x47EF_FFFF_F000_0000},
		{"0x1.fffffffffffff7p1023", bad, 0x7FEF_FFFF_FFFF_FFFF},
		{"0x1.fffffffffffff8p1023", bad, bad},
		{"0x1p-149", 1, 0x36A0_0000_0000_0000},
		{"0x1p-150", 0, 0x3690_0000_0000_0000},
		{"0x1.8p-150", 1, 0x3698_0000_0000_0000},
		{"0x1.0000000001p-150", 1, 0x3690_0000_0000_1000},
		{"0x1p-1074", 0, 1},
		{"0x1p-1075", 0, 0},
		{"0x1." + zeros + "1p-1075", 0, 1},
		{"0x0.fffffffffffffp-1022", 0, 0x000F_FFFF_FFFF_FFFF},
		{"0x1.fffffffffffffp-1023", 0, 0x0010_0000_0000_0000},

		// Exponents that only the mantissa makes moderate.
		{"0." + zeros + "1e30001", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"1" + zeros + "e-30000", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"0x0." + zeros + "1p120004", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"0x1" + zeros + "p-120000", 0x3F80_0000, 0x3FF0_0000_0000_0000},
		{"1e99999999999999999999", bad, bad},
		{"1e-99999999999999999999", 0, 0},
		{"-0x1p-99999999999999999999", 1 << 31, 1 << 63},
		{"0e99999999999999999999", 0, 0},
		{"0x0.0p999999", 0, 0},

		{"inf", 0x7F80_0000, 0x7FF0_0000_0000_0000},
		{"-inf", 0xFF80_0000, 0xFFF0_0000_0000_0000},
		{"nan", 0x7FC0_0000, 0x7FF8_0000_0000_0000},
		{"-nan", 0xFFC0_0000, 0xFFF8_0000_0000_0000},
		{"nan:0x1", 0x7F80_0001, 0x7FF0_0000_0000_0001},
		{"-nan:0x7f_ffff", 0xFFFF_FFFF, 0xFFF0_0000_007F_FFFF},
		{"nan:0x80_0000", bad, 0x7FF0_0000_0080_0000},
		{"nan:0x10_0000_0000_0000", bad, bad},
		{"nan:0x0", bad, bad},
	} {
		for _, f := range []struct {
			format *floatFormat
			want   uint64
		}{{&float32Format, tt.f32}, {&float64Format, tt.f64}} {
			got, ok := f.format.parse(tt.text)
			if ok != (f.want != bad) || ok && got != f.want {
				t.Errorf("%.50s as f%d: %#x, %v; want %#x", tt.text, f.format.size, got, ok, f.want)
			}
		}
	}
}

// TestParseFloatExact compares with rational numbers.
func TestParseFloatExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var s string
		switch r.IntN(4) {
		case 0:
			s = fmt.Sprintf("%d.%de%d", r.Uint64(), r.Uint64(), r.IntN(700)-350)
		case 1:
			s = fmt.Sprintf("0x%x.%xp%d", r.Uint64(), r.Uint64(), r.IntN(2300)-1150)
		case 2: // near the middle between two f32
			s = fmt.Sprintf("0x1.%06x%sp%d", r.IntN(1<<24)|1, []string{"", "0000000000000000001", "fffffffffffff"}[r.IntN(3)], r.IntN(300)-160)
		case 3: // near the middle between two f64
			s = fmt.Sprintf("0x1.%013x8%sp%d", r.Uint64N(1<<52), []string{"", "0000000000000000001"}[r.IntN(2)], r.IntN(2200)-1100)
		}
		exact, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatal(s)
		}
		v64, _ := exact.Float64()
		v32, _ := exact.Float32()
		if got, ok := float64Format.parse(s); ok == math.IsInf(v64, 0) || ok && got != math.Float64bits(v64) {
			t.Errorf("%s as f64: %#x, %v; want %#x", s, got, ok, math.Float64bits(v64))
		}
		if got, ok := float32Format.parse(s); ok == math.IsInf(float64(v32), 0) || ok && got != uint64(math.Float32bits(v32)) {
			t.Errorf("%s as f32: %#x, %v; want %#x", s, got, ok, math.Float32bits(v32))
		}
	}
}

// TestPrintFloat prints numbers and reads them again.
func TestPrintFloat(t *testing.T) {
	for _, tt := range []struct {
		bits uint64
		want string
	}{
		{0, "0"},
		{1 << 63, "-0"},
		{math.Float64bits(0.1), "0.1"},
		{math.Float64bits(-1e6), "-1000000"},
		{math.Float64bits(1e21), "1e+21"},
		{math.Float64bits(1.5e-7), "1.5e-07"},
		{0x7FF8_0000_0000_0000, "nan"},
		{0xFFF8_0000_0000_0000, "-nan"},
		{0x7FF0_0000_0000_0001, "nan:0x1"},
		{0xFFF0_0000_0000_0000, "-inf"},
	} {
		if got := string(float64Format.append(nil, tt.bits)); got != tt.want {
			t.Errorf("%#x is printed as %s, want %s", tt.bits, got, tt.want)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		b := r.Uint64()
		for _, f := range []struct {
			format *floatFormat
			bits   uint64
		}{{&float32Format, b >> 32}, {&float64Format, b}} {
			s := string(f.format.append(nil, f.bits))
			if isFloatWord(s) == (s[0] != 'n' && s[0] != 'i') || s[0]-'0' < 10 && numberKind(s) == tokenReserved {
				t.Errorf("%#x is printed as %s, which is no number", f.bits, s)
			}
			if got, ok := f.format.parse(s); !ok || got != f.bits {
				t.Errorf("%#x is printed as %s, which means %#x, %v", f.bits, s, got, ok)
			}
		}
	}
}
