package gen

import (
	"bytes"
	"fmt"
	"strings"
)

// This file writes the functions for vector instructions that do the same as a scalar one in each lane and need calls for it.

// laneFuncs are vector instructions with the scalar one that each is in every lane. They start with the lowest lanes; where the lanes of the
// result are fewer than those of a vector, the others are zero.
var laneFuncs = []struct{ op, scalar string }{
	{"f32x4.ceil", "f32.ceil"}, {"f32x4.floor", "f32.floor"}, {"f32x4.trunc", "f32.trunc"}, {"f32x4.nearest", "f32.nearest"},
	{"f64x2.ceil", "f64.ceil"}, {"f64x2.floor", "f64.floor"}, {"f64x2.trunc", "f64.trunc"}, {"f64x2.nearest", "f64.nearest"},
	{"f32x4.demote_f64x2_zero", "f32.demote_f64"}, {"f64x2.promote_low_f32x4", "f64.promote_f32"},
	{"f32x4.convert_i32x4_s", "f32.convert_i32_s"}, {"f32x4.convert_i32x4_u", "f32.convert_i32_u"},
	{"f64x2.convert_low_i32x4_s", "f64.convert_i32_s"}, {"f64x2.convert_low_i32x4_u", "f64.convert_i32_u"},
	{"i32x4.trunc_sat_f32x4_s", "i32.trunc_sat_f32_s"}, {"i32x4.trunc_sat_f32x4_u", "i32.trunc_sat_f32_u"},
	{"i32x4.trunc_sat_f64x2_s_zero", "i32.trunc_sat_f64_s"}, {"i32x4.trunc_sat_f64x2_u_zero", "i32.trunc_sat_f64_u"},
}

// laneTypes say how lanes of a type are taken from the bits and put back.
var laneTypes = map[byte]struct {
	bits     int
	from, to string
}{
	'i': {32, "uint32(%s)", "%s"},
	'f': {32, "math.Float32frombits(uint32(%s))", "math.Float32bits(%s)"},
	'd': {64, "math.Float64frombits(%s)", "math.Float64bits(%s)"},
}

// vectorFuncs writes the functions of laneFuncs.
func vectorFuncs(w *bytes.Buffer) {
	b := newBuilder()
	for _, f := range laneFuncs {
		r := b.sem[f.scalar]
		in, out := laneTypes[r.Sig[0]], laneTypes[r.Sig[2]]
		fmt.Fprintf(w, "\nfunc lanes%s(v v128) (r v128) {\n", goName(f.op))
		for n := range min(128/in.bits, 128/out.bits) {
			a := fmt.Sprintf(in.from, laneBits("v", n, in.bits))
			e := strings.ReplaceAll("{ a := "+a+"; z := "+b.expression(f.scalar), "; ", "\n")
			fmt.Fprint(w, e)
			if r.Canon() {
				fmt.Fprintf(w, "\nz = canon%d(z)", out.bits)
			}
			half, shift := place(n, out.bits)
			fmt.Fprintf(w, "\nr.%s |= uint64(%s) << %d }\n", half, fmt.Sprintf(out.to, "z"), shift)
		}
		fmt.Fprint(w, "return r\n}\n")
	}
}

// place returns the half of lane n of lanes of width bits, and where in it the lane begins.
func place(n, width int) (half string, shift int) {
	return []string{"low", "high"}[n*width/64], n * width % 64
}

// laneBits is an expression for lane n of vector v, with other bits above it.
func laneBits(v string, n, width int) string {
	half, shift := place(n, width)
	return fmt.Sprintf("%s.%s>>%d", v, half, shift)
}
