package gen

import (
	"fmt"
	"strings"

	opgen "github.com/wvm-project/wvm/op/gen"
)

// This file holds the forms of control, moves, floating point and what seldom runs.

func (b *builder) control() {
	for _, f := range []Form{
		{Name: "Escape", Comment: "the instruction stands in the second table, under imm"},
		{Name: "Escape2", Comment: "the instruction stands in the third table, under imm"},
		{Name: "Out", Body: "goto out", NoNext: true, Comment: "leaves the loop for the Go function outs[imm]"},
		{Name: "Trap", Body: "goto trapImm", NoNext: true, Comment: "traps with the code in imm"},
		{Name: "Br", Body: "pc = unsafe.Add(pc, int({wide})*8); goto jumped", NoNext: true, Comment: "jumps by wide words"},
		{Name: "BrTable", NoNext: true, Comment: "wide is the number n of labels, index in slot a; n+1 displacements of 32 bits follow, the last is the default",
			Body: "x, n := {a32}, uint32({wide}); if x > n { x = n }; pc = unsafe.Add(pc, int(*(*int32)(unsafe.Add(pc, 8+uintptr(x)*4)))*8); goto jumped"},
		{Name: "Call", NoNext: true, Comment: "callee's frame starts at slot a, its save area imm slots later; wide is the function's index among the defined ones",
			Body: "frame := {&a}; save := unsafe.Add(frame, uintptr({imm})*8); entry := *(*unsafe.Pointer)(unsafe.Add(entries, uintptr({wide})*8)); " + enter},
		{Name: "CallWide", Words: 2, NoNext: true, Comment: "like Call, the place of the save area in the second word",
			Body: "frame := {&a}; save := unsafe.Add(frame, uintptr({word})*8); entry := *(*unsafe.Pointer)(unsafe.Add(entries, uintptr({wide})*8)); " + strings.ReplaceAll(enter, "pc, 8", "pc, 16")},
		{Name: "CallIndirect", Words: 2, NoNext: true, Comment: "callee's frame starts at slot a, index in slot b, table c; the second word is the type's identity and above bit 32 the place of the save area; anything unusual is done outside",
			Body: "t := *(*unsafe.Pointer)(unsafe.Add(s.tables, uintptr({ic})*8)); x := {b}; if x >= *(*uint64)(unsafe.Add(t, 8)) { goto out }; " +
				"r := unsafe.Add(s.funcs, uintptr(*(*uint64)(unsafe.Add(*(*unsafe.Pointer)(t), uintptr(x)*8)))*funcRecSize); w := {word}; " +
				"if *(*uint32)(unsafe.Add(r, funcRecType)) != uint32(w) || *(*unsafe.Pointer)(unsafe.Add(r, funcRecInstance)) != s.instance { goto out }; " +
				"frame := {&a}; save := unsafe.Add(frame, uintptr(w>>32)*8); entry := **(**unsafe.Pointer)(r); " + strings.ReplaceAll(enter, "pc, 8", "pc, 16")},
		{Name: "TailCall", Words: 2, NoNext: true, Comment: "like Call, but the frame of the caller is given up: arguments are copied to its start; wide is the function; the second word has the place of the caller's save area, above bit 16 that of the callee's and above bit 32 the number of slots to copy",
			Body: "w := {word}; save := unsafe.Add(fp, uintptr(uint16(w))*8); s.pc, s.fp = *(*uintptr)(save), *(*uintptr)(unsafe.Add(save, 8)); from := {&a}; " +
				"for n := uintptr(0); n < uintptr(w>>32)*8; n += 8 { *(*uint64)(unsafe.Add(fp, n)) = *(*uint64)(unsafe.Add(from, n)) }; " +
				"save = unsafe.Add(fp, uintptr(uint16(w>>16))*8); *(*uintptr)(save) = s.pc; *(*uintptr)(unsafe.Add(save, 8)) = s.fp; " + // where nothing else is until the loop leaves
				"pc = *(*unsafe.Pointer)(unsafe.Add(entries, uintptr({wide})*8)); goto jumped"},
		{Name: "Ret", NoNext: true, Body: leave, Comment: "results are at the start of the frame; the save area is at slot c"},
		{Name: "RetS", NoNext: true, Body: "acc = {a}; *(*uint64)(fp) = acc; " + leave},
		{Name: "RetA", NoNext: true, Body: "*(*uint64)(fp) = acc; " + leave},
		{Name: "RetK", NoNext: true, Body: "acc = uint64({ib}); *(*uint64)(fp) = acc; " + leave, Comment: "the result is the constant b, unsigned"},
		{Name: "RetFS", NoNext: true, Body: "facc = {af}; *(*float64)(fp) = facc; " + leave},
		{Name: "RetF", NoNext: true, Body: "*(*float64)(fp) = facc; " + leave},
		{Name: "Fuel", Body: "s.fuel -= int64({wide}); if s.fuel < 0 { goto trapFuel }", Comment: "takes wide units of fuel"},
		{Name: "Checkpoint", NoNext: true, Body: "pc = unsafe.Add(pc, 8); goto jumped", Comment: "counts in long straight code"},
	} {
		b.add(f)
	}
}

// enter pushes the frame of a callee; leave pops it. The save area holds the return address and the caller's frame.
const (
	enter = "if uintptr(frame) > s.stackLimit { goto trapStack }; *(*uintptr)(save) = uintptr(unsafe.Add(pc, 8)); *(*uintptr)(unsafe.Add(save, 8)) = uintptr(fp); fp = frame; pc = entry; goto jumped"
	leave = "save := unsafe.Add(fp, uintptr({ic})*8); pc, fp = *(*unsafe.Pointer)(save), *(*unsafe.Pointer)(unsafe.Add(save, 8)); goto dispatch"
)

func (b *builder) moves() {
	for _, f := range []Form{
		{Name: "Const", Body: "{a} = uint64(int64({wide}))", Comment: "neither constants nor moves touch the accumulators"},
		{Name: "Const32", Body: "{a} = uint64(uint32({wide}))", Comment: "an i32 as slots hold it: zero-extended"},
		{Name: "Const64", Words: 2, Body: "{a} = {word}"},
		{Name: "Mov", Body: "{a} = {b}"},
		{Name: "GetA", Body: "acc = {b}", Comment: "loads the accumulator only"},
		{Name: "Zero", Body: "p := {&a}; for n := {ib}; n > 0; n-- { *(*uint64)(p) = 0; p = unsafe.Add(p, 8) }", Comment: "clears b slots from a on"},
		{Name: "CopyUp", Body: "p, q := {&a}, {&b}; for n := {ic}; n > 0; n-- { *(*uint64)(p) = *(*uint64)(q); p, q = unsafe.Add(p, 8), unsafe.Add(q, 8) }", Comment: "copies c slots from b on to a on, in ascending order"},
		{Name: "GlobalGet", Body: "acc = **(**uint64)(unsafe.Add(s.globals, uintptr({wide})*8)); {a} = acc"},
		{Name: "GlobalSet", Body: "**(**uint64)(unsafe.Add(s.globals, uintptr({wide})*8)) = {a}"},
		{Name: "Select", Body: "n := uint32(acc); v, c := {b}, {c}; acc = c ^ (v^c)&uint64(int64(int32(n|-n))>>63); {a} = acc", Comment: "the condition is in the accumulator; a branch on it would be one that nobody can predict"},
		{Name: "MemorySize", Body: "acc = memLen >> 16; {a} = acc"},
	} {
		b.add(f)
	}
}

// unary adds a form a = op(b) for an instruction; the result goes where its type says.
func (b *builder) unary(name, places string) {
	sig := b.sem[name].Sig
	in, out := sig[0], sig[2]
	for _, place := range strings.Fields(places) {
		form := goName(name) + place
		b.add(Form{Name: form, Body: fmt.Sprintf("a := %s; ", read(in, 'b', place[0])) + b.write(name, out)})
		b.choose(name, place, form)
	}
}

// read is the value of type t in field, or in an accumulator.
func read(t, field, place byte) string {
	switch {
	case place == 'A' && t == 'i':
		return "uint32(acc)"
	case place == 'A':
		return "acc"
	case place == 'F':
		return "facc"
	}
	return fmt.Sprintf("{%c%s}", field, map[byte]string{'i': "32", 'l': "", 'f': "s", 'd': "f"}[t])
}

// write stores the semantics of name, a value of type t, into slot a.
func (b *builder) write(name string, t byte) string {
	r := b.sem[name]
	e := b.expression(name)
	switch {
	case r.Flags&opgen.Compare != 0:
		return fmt.Sprintf("acc = 0; if %s { acc = 1 }; {a} = acc", e)
	case t == 'i' || t == 'l':
		return fmt.Sprintf("acc = uint64(%s); {a} = acc", e)
	case t == 'f' && r.Flags&opgen.Canon != 0:
		return fmt.Sprintf("r := %s; if !(r >= r) { goto nan32 }; {a} = uint64(math.Float32bits(r))", e)
	case t == 'f':
		return fmt.Sprintf("{a} = uint64(math.Float32bits(%s))", e)
	case r.Flags&opgen.Canon != 0:
		return fmt.Sprintf("facc = %s; if !(facc >= facc) { goto nan64 }; {af} = facc", e)
	}
	return fmt.Sprintf("facc = %s; {af} = facc", e)
}

func (b *builder) intRare() {
	for _, n := range []string{"i32.wrap_i64"} {
		b.unary(n, "S A")
	}
	b.unary("i64.extend_i32_s", "S")
	for _, n := range strings.Fields("i32.clz i32.ctz i32.extend8_s i32.extend16_s i64.clz i64.ctz i64.extend8_s i64.extend16_s i64.extend32_s") {
		b.unary(n, "S")
	}
	for _, w := range widths {
		min := "1<<31"
		if w.suf == "" {
			min = "1<<63"
		}
		operands := fmt.Sprintf("a, b := {b%s}, {c%s}; if b == 0 { goto trapDivide }; ", w.suf, w.suf)
		for _, r := range []struct{ name, body string }{
			{"div_u", "acc = uint64(a / b)"},
			{"rem_u", "acc = uint64(a % b)"},
			{"div_s", fmt.Sprintf("if a == %s && b == 1<<%s-1 { goto trapOverflow }; acc = uint64(%s(%s(a) / %s(b)))", min, bits(w.typ), w.typ, w.styp, w.styp)},
			{"rem_s", fmt.Sprintf("acc = 0; if b != 1<<%s-1 { acc = uint64(%s(%s(a) %% %s(b))) }", bits(w.typ), w.typ, w.styp, w.styp)},
		} {
			name := w.prefix + "." + r.name
			b.add(Form{Name: goName(name) + "SS", Body: operands + r.body + "; {a} = acc"})
			b.choose(name, "SS", goName(name)+"SS")
		}
	}
}

func bits(typ string) string { return strings.TrimPrefix(typ, "uint") }

func (b *builder) floats() {
	for _, n := range []string{"add", "sub", "mul", "div"} {
		name := "f64." + n
		places := "SS FS SF"
		if n == "add" || n == "mul" {
			places = "SS FS"
		}
		for _, p := range strings.Fields(places) {
			b.binaryFloat(name, p)
		}
		b.binaryFloat("f32."+n, "SS")
	}
	for _, t := range []string{"f32.", "f64."} {
		for _, n := range []string{"min", "max", "copysign"} {
			b.binaryFloat(t+n, "SS")
		}
		for _, n := range []string{"eq", "ne", "lt", "le"} {
			b.binaryFloat(t+n, "SS")
			b.branchFloat(t + n)
		}
		for _, n := range []string{"neg", "abs", "sqrt"} {
			b.unary(t+n, "S")
		}
	}
	for _, n := range strings.Fields("f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f64.convert_i32_s f64.convert_i32_u " +
		"f64.convert_i64_s f64.convert_i64_u f32.demote_f64 f64.promote_f32 ") {
		b.unary(n, "S")
	}
}

func (b *builder) binaryFloat(name, places string) {
	t := b.sem[name].Sig[0]
	form := goName(name) + places
	b.add(Form{Name: form, Body: fmt.Sprintf("a, b := %s, %s; ", read(t, 'b', places[0]), read(t, 'c', places[1])) + b.write(name, b.sem[name].Sig[3])})
	b.choose(name, places, form)
}

// branchFloat adds the branch on a comparison and the branch on its negation, which is no other comparison because of NaN.
func (b *builder) branchFloat(name string) {
	t := b.sem[name].Sig[0]
	for _, r := range []struct{ form, not string }{{"Br", ""}, {"BrNot", "!"}} {
		form := r.form + goName(name) + "SS"
		b.add(Form{Name: form, Body: fmt.Sprintf("a, b := %s, %s; if %s(%s) { goto taken }", read(t, 'a', 'S'), read(t, 'b', 'S'), r.not, b.expression(name))})
		b.choose(name, r.form+"SS", form)
	}
}

// popcounts adds the population counts: the processor's instruction is not on every amd64, and asking for it is a call.
func (b *builder) popcounts() {
	for _, w := range widths {
		ones := func(pattern string) string {
			return "0x" + strings.Repeat(pattern, map[string]int{"32": 4, "64": 8}[bits(w.typ)])
		}
		b.add(Form{Name: goName(w.prefix+".popcnt") + "S", Body: fmt.Sprintf(
			"a := {b%s}; a -= a >> 1 & %s; a = a&%s + a>>2&%s; a = (a + a>>4) & %s; acc = uint64(a * %s >> (%s - 8)); {a} = acc",
			w.suf, ones("55"), ones("33"), ones("33"), ones("0f"), ones("01"), bits(w.typ))})
		b.choose(w.prefix+".popcnt", "S", goName(w.prefix+".popcnt")+"S")
	}
}

// truncations adds the conversions to integers that trap. The bounds are the nearest numbers outside the range of the result.
func (b *builder) truncations() {
	bounds := map[string][2]string{
		"i32 s f32": {"-2147483904", "2147483648"}, "i32 s f64": {"-2147483649", "2147483648"},
		"i32 u f32": {"-1", "4294967296"}, "i32 u f64": {"-1", "4294967296"},
		"i64 s f32": {"-9223373136366403584", "9223372036854775808"}, "i64 s f64": {"-9223372036854777856", "9223372036854775808"},
		"i64 u f32": {"-1", "18446744073709551616"}, "i64 u f64": {"-1", "18446744073709551616"},
	}
	for _, to := range []string{"i32", "i64"} {
		for _, sign := range []string{"s", "u"} {
			for _, from := range []string{"f32", "f64"} {
				name := to + ".trunc_" + from + "_" + sign
				v := map[string]string{
					"i32 s": "acc = uint64(uint32(int32(x)))", "i32 u": "acc = uint64(int64(x))", "i64 s": "acc = uint64(int64(x))",
					"i64 u": "if x < 9223372036854775808 { acc = uint64(int64(x)) } else { acc = uint64(int64(x-9223372036854775808)) ^ 1<<63 }",
				}[to+" "+sign]
				r := bounds[to+" "+sign+" "+from]
				b.add(Form{Name: goName(name) + "S", Body: fmt.Sprintf(
					"x := %s; if x != x { goto trapConversion }; if x <= %s || x >= %s { goto trapOverflow }; %s; {a} = acc",
					read(map[string]byte{"f32": 'f', "f64": 'd'}[from], 'b', 'S'), r[0], r[1], v)})
				b.choose(name, "S", goName(name)+"S")
			}
		}
	}
}

// longAccess adds loads and stores whose address is a 64-bit number in a slot: those of 64-bit memories, and of 32-bit ones with an offset
// too long for the ordinary forms, which lowering adds to the address beforehand.
func (b *builder) longAccess() {
	for _, f := range b.forms {
		name, ok := strings.CutSuffix(f.Name, "S")
		if !ok || !strings.HasPrefix(name, "Load") && !strings.HasPrefix(name, "Store") || strings.HasPrefix(name, "Store") && !strings.HasSuffix(name, "S") {
			continue
		}
		field, long := "{b}", name+"L"
		if strings.HasPrefix(name, "Store") {
			field, long = "{a}", strings.TrimSuffix(name, "S")+"LS"
		}
		rest := f.Body[strings.Index(f.Body, "; if")+2:]
		size := "1"
		if _, behind, ok := strings.Cut(rest, "memLen)-"); ok {
			size, _, _ = strings.Cut(behind, " {")
		}
		rest = rest[strings.Index(rest, "}")+1:]
		b.add(Form{Name: long, Body: fmt.Sprintf(
			"ea := %s + uint64({ic}); if ea < uint64({ic}) || memLen < %s || ea > memLen-%s { goto trapMemory }%s", field, size, size, rest)})
		for i := range b.choices {
			for places, n := range b.choices[i].Forms {
				if n == f.Name {
					b.choices[i].Forms[strings.Replace(places, "S", "L", 1)] = long
				}
			}
		}
	}
	b.add(Form{Name: "Offset", Words: 2, Body: "a, b := {b}, {word}; v := a + b; if v < a { goto trapMemory }; {a} = v",
		Comment: "address plus a long offset"})
}
