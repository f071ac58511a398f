package gen

import (
	"fmt"
	"strings"
)

// This file holds the forms of vector instructions. A v128 is two slots, the low 64 bits first; an operand names the first.
//
// Integer lanes are computed all at once within a half. A form that serves lanes of several widths has a second word, the
// lane word w: its sign bits h := w &^ 63 are the highest bits of all lanes of a half, and s := w & 63 is the width of a lane
// minus 1. Addition of such lanes is that of the rest, from which no carry leaves the lane, and of the highest bits without carry.
//
// Instructions without a form are Go functions outside the loop.

// halves are the operand accesses of the second halves.
var halves = strings.NewReplacer(
	"{a1}", "*(*uint64)(unsafe.Add({&a}, 8))",
	"{b1}", "*(*uint64)(unsafe.Add({&b}, 8))",
	"{c1}", "*(*uint64)(unsafe.Add({&c}, 8))",
	"{&c}", "unsafe.Add(fp, uintptr((*inst)(pc).c)*8)",
	"{word2}", "*(*uint64)(unsafe.Add(pc, 16))",
)

func (b *builder) vectors() {
	b.vectorMoves()
	b.vectorBits()
	b.vectorLanes()
	b.vectorMul()
	b.vectorScalars()
	for _, t := range floatLanes {
		b.vectorFloats(t)
	}
}

// vector adds a form whose body uses the macros of halves, too.
func (b *builder) vector(name string, words int, body, comment string) {
	b.add(Form{Name: name, Words: words, Body: halves.Replace(halves.Replace(body)), Comment: comment})
}

// both is the statements for either half: x and y are the operands, the result is r.
func both(operands, stmts string) string {
	half := func(n string) string {
		ops := strings.NewReplacer("{b}", "{b"+n+"}", "{c}", "{c"+n+"}").Replace(operands)
		return "{ " + ops + "; " + stmts + "; {a" + n + "} = r }"
	}
	return half("") + "; " + half("1")
}

func (b *builder) vectorMoves() {
	const two = "; p := unsafe.Add(mem, uintptr(ea)); "
	access := func(addr string, n int) string {
		return fmt.Sprintf("ea := uint64({%s32}) + uint64({ic}); if int64(ea) > int64(memLen)-%d { goto trapMemory }", addr, n) + two
	}
	b.vector("VMov", 1, "x, y := {b}, {b1}; {a}, {a1} = x, y", "the halves are read before any is written")
	b.vector("VConst", 3, "{a}, {a1} = {word}, {word2}", "")
	b.vector("VSelect", 1, "p := {&b}; if uint32(acc) == 0 { p = {&c} }; x, y := *(*uint64)(p), *(*uint64)(unsafe.Add(p, 8)); {a}, {a1} = x, y", "the condition is in the accumulator")
	for _, r := range []struct {
		op, form, body string
		bytes          int
	}{
		{"v128.load", "VLoad", "x, y := *(*uint64)(p), *(*uint64)(unsafe.Add(p, 8)); {a}, {a1} = x, y", 16},
		{"v128.load32_splat", "VLoad32Splat", "x := uint64(*(*uint32)(p)); x |= x << 32; {a}, {a1} = x, x", 4},
		{"v128.load64_splat", "VLoad64Splat", "x := *(*uint64)(p); {a}, {a1} = x, x", 8},
		{"v128.load32_zero", "VLoad32Zero", "x := uint64(*(*uint32)(p)); {a}, {a1} = x, 0", 4},
		{"v128.load64_zero", "VLoad64Zero", "x := *(*uint64)(p); {a}, {a1} = x, 0", 8},
	} {
		b.vector(r.form, 1, access("b", r.bytes)+r.body, "")
		b.choose(r.op, "V", r.form)
	}
	b.vector("VStore", 1, access("a", 16)+"x, y := {b}, {b1}; *(*uint64)(p), *(*uint64)(unsafe.Add(p, 8)) = x, y", "")
	b.choose("v128.store", "V", "VStore")
}

func (b *builder) vectorBits() {
	for _, r := range []struct{ op, r string }{{"and", "x & y"}, {"andnot", "x &^ y"}, {"or", "x | y"}, {"xor", "x ^ y"}} {
		form := "V" + goName(r.op)
		b.vector(form, 1, both("x, y := {b}, {c}", "r := "+r.r), "")
		b.choose("v128."+r.op, "V", form)
	}
	b.vector("VNot", 1, both("x := {b}", "r := ^x"), "")
	b.choose("v128.not", "V", "VNot")
	b.vector("VBitselect", 2, "m := unsafe.Add(fp, uintptr({word})*8); { x, y := {b}, {c}; {a} = y ^ (x^y)&*(*uint64)(m) }; { x, y := {b1}, {c1}; {a1} = y ^ (x^y)&*(*uint64)(unsafe.Add(m, 8)) }",
		"the second word is the slot of the mask")
	for _, op := range []string{"v128.bitselect", "i8x16.relaxed_laneselect", "i16x8.relaxed_laneselect", "i32x4.relaxed_laneselect", "i64x2.relaxed_laneselect"} {
		b.choose(op, "VThird", "VBitselect")
	}
	b.vector("VAnyTrue", 1, "acc = 0; if {b}|{b1} != 0 { acc = 1 }; {a} = acc", "")
	b.choose("v128.any_true", "V", "VAnyTrue")
}

// Parts of the semantics of integer lanes.
const (
	laneSum  = "t := (x &^ h + y &^ h) ^ (x^y)&h; "                                // t = x + y
	laneDiff = "t := (x | h - y &^ h) ^ (x ^ ^y)&h; "                              // t = x - y
	lowNotLt = "t := x | h - y &^ h; "                                             // sign bit set: without the sign bits, x is not less than y
	ltS      = lowNotLt + "m := (x&^y | ^(x ^ y | t)) & h; "                       // sign bit set where x < y, signed
	ltU      = lowNotLt + "m := (^x&y | ^(x ^ y | t)) & h; "                       // unsigned
	ne       = "t := x ^ y; m := (t&^h + ^h | t) & h; "                            // sign bit set where x and y differ
	fill     = "m = m<<1 - m>>s; "                                                 // extends the sign bits to all bits of their lanes
	limit    = "l := x&h>>s + ^h; "                                                // the greatest or, where x is negative, least signed number
	parts    = "w := {word}; h, s := w &^ 63, w & 63; "                            // of the lane word
	shift    = parts + "n := uint64({c32}) & s; k := h >> s * ((2<<s - 1) >> n); " // k: bits that are left in a lane
)

// vectorLanes adds the forms with a lane word. Comparisons that are missing are others with their operands exchanged.
func (b *builder) vectorLanes() {
	const all, no64, small = "i8x16 i16x8 i32x4 i64x2", "i8x16 i16x8 i32x4", "i8x16 i16x8"
	for _, r := range []struct{ op, swapped, shapes, stmts string }{
		{"add", "", all, laneSum + "r := t"},
		{"sub", "", all, laneDiff + "r := t"},
		{"eq", "", all, ne + fill + "r := ^m"},
		{"ne", "", all, ne + fill + "r := m"},
		{"lt_s", "gt_s", all, ltS + fill + "r := m"},
		{"ge_s", "le_s", all, ltS + fill + "r := ^m"},
		{"lt_u", "gt_u", no64, ltU + fill + "r := m"},
		{"ge_u", "le_u", no64, ltU + fill + "r := ^m"},
		{"min_s", "", no64, ltS + fill + "r := y ^ (x^y)&m"},
		{"min_u", "", no64, ltU + fill + "r := y ^ (x^y)&m"},
		{"max_s", "", no64, ltS + fill + "r := x ^ (x^y)&m"},
		{"max_u", "", no64, ltU + fill + "r := x ^ (x^y)&m"},
		{"add_sat_s", "", small, laneSum + "m := (x ^ t) &^ (x ^ y) & h; " + fill + limit + "r := t ^ (t^l)&m"},
		{"add_sat_u", "", small, laneSum + "m := (x&y | (x|y)&^t) & h; " + fill + "r := t | m"},
		{"sub_sat_s", "", small, laneDiff + "m := (x ^ y) & (x ^ t) & h; " + fill + limit + "r := t ^ (t^l)&m"},
		{"sub_sat_u", "", small, laneDiff + "m := (^x&y | ^(x^y)&t) & h; " + fill + "r := t &^ m"},
		{"avgr_u", "", small, "r := x | y - (x^y)>>1&^h"},
	} {
		form := "V" + goName(r.op)
		b.vector(form, 2, laneWord(r.stmts)+both("x, y := {b}, {c}", r.stmts), "")
		for _, shape := range strings.Fields(r.shapes) {
			b.choose(shape+"."+r.op, "VLane", form)
			if r.swapped != "" {
				b.choose(shape+"."+r.swapped, "VLaneSwap", form)
			}
		}
	}
	for _, r := range []struct{ op, stmts string }{
		{"neg", "r := (h - x &^ h) ^ ^x&h"},
		{"abs", "m := x & h; l := m >> s; " + fill + "r := x ^ m + l"},
	} {
		form := "V" + goName(r.op)
		b.vector(form, 2, laneWord(r.stmts)+both("x := {b}", r.stmts), "")
		for _, shape := range strings.Fields(all) {
			b.choose(shape+"."+r.op, "VLane", form)
		}
	}
	for _, r := range []struct{ op, stmts string }{
		{"shl", "r := x & k << n"},
		{"shr_u", "r := x >> n & k"},
		{"shr_s", "m := x & h; " + fill + "r := x>>n&k | m&^k"},
	} {
		form := "V" + goName(r.op)
		b.vector(form, 2, shift+both("x := {b}", r.stmts), "the count is in slot c")
		for _, shape := range strings.Fields(all) {
			b.choose(shape+"."+r.op, "VLane", form)
		}
	}
	b.vector("VAllTrue", 2, "h := {word} &^ 63; x, y := {b}, {b1}; x, y = x&^h+^h|x, y&^h+^h|y; acc = 0; if x&y&h == h { acc = 1 }; {a} = acc", "")
	b.vector("VSplat", 2, parts+"x := {b} & (2<<s - 1) * (h >> s); {a}, {a1} = x, x", "")
	for _, shape := range strings.Fields(all) {
		b.choose(shape+".all_true", "VLane", "VAllTrue")
		b.choose(shape+".splat", "VLane", "VSplat")
	}
	for _, t := range floatLanes {
		b.choose(t.shape+".splat", "VLane", "VSplat")
		b.choose(t.shape+".neg", "VLane", "VFNeg")
		b.choose(t.shape+".abs", "VLane", "VFAbs")
	}
	b.vector("VFNeg", 2, "h := {word} &^ 63; "+both("x := {b}", "r := x ^ h"), "negates floating-point numbers")
	b.vector("VFAbs", 2, "h := {word} &^ 63; "+both("x := {b}", "r := x &^ h"), "")
}

// laneWord reads what stmts use of the lane word.
func laneWord(stmts string) string {
	if strings.Contains(stmts, ">>s") || strings.Contains(stmts, ">> s") {
		return parts
	}
	return "h := {word} &^ 63; "
}

// vectorMul adds products.
func (b *builder) vectorMul() {
	for _, r := range []struct{ shape, stmts string }{
		{"i16x8", "r := x*y&0xffff | (x>>16)*(y>>16)&0xffff<<16 | (x>>32)*(y>>32)&0xffff<<32 | (x>>48)*(y>>48)<<48"},
		{"i32x4", "r := x*y&0xffffffff | (x>>32)*(y>>32)<<32"},
		{"i64x2", "r := x * y"},
	} {
		form := "V" + goName(r.shape) + "Mul"
		b.vector(form, 1, both("x, y := {b}, {c}", r.stmts), "")
		b.choose(r.shape+".mul", "V", form)
	}
}

// vectorScalars adds what goes from vectors to numbers and back.
func (b *builder) vectorScalars() {
	for _, r := range []struct{ ops, form, value string }{
		{"i8x16.extract_lane_s", "VExtract8S", "uint64(uint32(*(*int8)(p)))"},
		{"i8x16.extract_lane_u", "VExtract8U", "uint64(*(*uint8)(p))"},
		{"i16x8.extract_lane_s", "VExtract16S", "uint64(uint32(*(*int16)(p)))"},
		{"i16x8.extract_lane_u", "VExtract16U", "uint64(*(*uint16)(p))"},
		{"i32x4.extract_lane f32x4.extract_lane", "VExtract32", "uint64(*(*uint32)(p))"},
	} {
		b.vector(r.form, 1, "p := unsafe.Add({&b}, uintptr({ic})); acc = "+r.value+"; {a} = acc", "the lane begins c bytes into the vector")
		for _, op := range strings.Fields(r.ops) {
			b.choose(op, "V", r.form)
		}
	}
	b.vector("VReplace", 3, "w, m := {word}, {word2}; v := {c} << (w & 63) & m; x, y := {b}, {b1}; if w < 64 { x = x&^m | v } else { y = y&^m | v }; {a}, {a1} = x, y",
		"the second word is the first bit of the lane in the vector, the third one covers the lane in its half")
	for _, shape := range strings.Fields("i8x16 i16x8 i32x4 i64x2 f32x4 f64x2") {
		b.choose(shape+".replace_lane", "V", "VReplace")
	}
	b.vector("VBitmask8", 1, "x, y := {b}>>7&0x0101010101010101, {b1}>>7&0x0101010101010101; acc = x*0x0102040810204080>>56 | y*0x0102040810204080>>56<<8; {a} = acc", "")
	b.choose("i8x16.bitmask", "V", "VBitmask8")
}

// A floatLane is a shape of floating-point lanes: the scalar type whose semantics the lanes have, and its macros.
type floatLane struct {
	shape, scalar, typ string
	bytes              int
}

var floatLanes = []floatLane{{"f32x4", "f32", "float32", 4}, {"f64x2", "f64", "float64", 8}}

// lane is lane n of the vector at address p.
func (t floatLane) lane(p string, n int) string {
	return fmt.Sprintf("*(*%s)(unsafe.Add(%s, %d))", t.typ, p, n*t.bytes)
}

// each makes a body from the statements that leave the bits of a lane in r. A half is written at once: what reads it next finds it in
// the processor's store buffer only then.
func (t floatLane) each(operands string, stmts string) string {
	var s strings.Builder
	lanes := 8 / t.bytes
	for half, dst := range []string{"{a}", "{a1}"} {
		s.WriteString("{ v := uint64(0)")
		for n := range lanes {
			at := half*lanes + n
			ops := strings.NewReplacer("{b}", t.lane("{&b}", at), "{c}", t.lane("{&c}", at), "{d}", t.lane("d", at)).Replace(operands)
			fmt.Fprintf(&s, "; { %s; %s; v |= uint64(r) << %d }", ops, stmts, n*32)
		}
		fmt.Fprintf(&s, "; %s = v }; ", dst)
	}
	return strings.TrimSuffix(s.String(), "; ")
}

func (b *builder) vectorFloats(t floatLane) {
	bits, prefix := t.bytes*8, "V"+strings.ToUpper(t.scalar)
	canon := fmt.Sprintf("; r := math.Float%dbits(z); if z != z { r = canonicalNaN%d }", bits, bits)
	for _, n := range []string{"add", "sub", "mul", "div", "min", "max"} {
		form := prefix + goName(n)
		b.vector(form, 1, t.each("a, b := {b}, {c}", "z := "+b.expression(t.scalar+"."+n)+canon), "")
		b.choose(t.shape+"."+n, "V", form)
	}
	b.choose(t.shape+".relaxed_min", "V", prefix+"Min")
	b.choose(t.shape+".relaxed_max", "V", prefix+"Max")
	b.vector(prefix+"Sqrt", 1, t.each("a := {b}", "z := "+b.expression(t.scalar+".sqrt")+canon), "")
	b.choose(t.shape+".sqrt", "V", prefix+"Sqrt")
	// The deterministic profile rounds the product before it adds.
	for _, r := range []struct{ op, factor string }{{"madd", "a"}, {"nmadd", "-a"}} {
		form := prefix + goName(r.op)
		b.vector(form, 2, "d := unsafe.Add(fp, uintptr({word})*8); "+
			t.each("a, b, c := {b}, {c}, {d}", fmt.Sprintf("z := %s(%s*b) + c", t.typ, r.factor)+canon), "the second word is the slot of the summand")
		b.choose(t.shape+".relaxed_"+r.op, "VThird", form)
	}
	mask := fmt.Sprintf("r := uint64(0); if %%s { r = 1 }; r = r<<%d - r", bits%64)
	if bits == 64 {
		mask = "r := uint64(0); if %s { r = 1 }; r = -r"
	}
	for _, r := range []struct{ op, swapped string }{{"eq", ""}, {"ne", ""}, {"lt", "gt"}, {"le", "ge"}} {
		form := prefix + goName(r.op)
		b.vector(form, 1, t.each("a, b := {b}, {c}", fmt.Sprintf(mask, b.expression(t.scalar+"."+r.op))), "")
		b.choose(t.shape+"."+r.op, "V", form)
		if r.swapped != "" {
			b.choose(t.shape+"."+r.swapped, "VSwap", form)
		}
	}
	for _, r := range []struct{ op, less string }{{"pmin", "b < a"}, {"pmax", "a < b"}} {
		form := prefix + goName(r.op)
		body := t.each("a, b := {b}, {c}", fmt.Sprintf(mask, r.less))
		for _, n := range []string{"", "1"} {
			body = strings.Replace(body, "{a"+n+"} = v }", "x, y := {b"+n+"}, {c"+n+"}; {a"+n+"} = x ^ (x^y)&v }", 1)
		}
		b.vector(form, 1, body, "")
		b.choose(t.shape+"."+r.op, "V", form)
	}
}
