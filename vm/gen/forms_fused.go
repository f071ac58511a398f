package gen

import (
	"fmt"
	"strings"
)

// This file holds the fused forms: pairs that real programs execute often, done by one handler. Which they are was
// counted (-tags opcount).

func (b *builder) fused() {
	const (
		steps    = "w := {word}; {a} = uint64({a32} + uint32(int32(int8({imm})))); a := {b32} + uint32(w); {b} = uint64(a); "
		loadByte = "ea := uint64({b32}); if ea >= memLen { goto trapMemory }; acc = uint64(*(*uint8)(unsafe.Add(mem, uintptr(ea)))); {a} = acc; "
		loadWord = "ea := uint64({b32}) + uint64({imm}); if int64(ea) > int64(memLen)-4 { goto trapMemory }; acc = uint64(*(*uint32)(unsafe.Add(mem, uintptr(ea)))); {a} = acc; "
	)
	b.addBranches()
	b.indexedLoads()
	b.indexedStores()
	b.scaledAccess()
	b.fixedAccess()
	b.shifted()
	b.sums()
	for _, f := range []Form{
		{Name: "Mov2", Body: "{a} = {b}; *(*uint64)(unsafe.Add(fp, uintptr({imm})*8)) = {c}", Comment: "two moves, the second one to slot imm"},
		{Name: "I32AddSKTwice", Body: "{a} = uint64({a32} + uint32(int32(int8({imm})))); acc = uint64({b32} + uint32(int32(int16({ic})))); {b} = acc", Comment: "the constant imm to slot a, c to slot b"},
		{Name: "StepsBrI32NeK", Words: 2, Body: steps + "if a != uint32(w>>32) { goto taken }", Comment: "the constant imm to slot a, and to slot b the low half of the word, with the high half of which it is compared"},
		{Name: "StepsBrI32GeUK", Words: 2, Body: steps + "if a >= uint32(w>>32) { goto taken }"},
		{Name: "StepsBrI32NeS", Words: 2, Body: steps + "if a != *(*uint32)(unsafe.Add(fp, uintptr(w>>32)*8)) { goto taken }", Comment: "the same, the high half being a slot"},
		{Name: "Load8UBrEqK", Body: loadByte + "if acc == uint64({imm}) { goto taken }", Comment: "loads a byte and compares it with the constant imm"},
		{Name: "Load8UBrNeK", Body: loadByte + "if acc != uint64({imm}) { goto taken }"},
		{Name: "Load32UBrEqz", Body: loadWord + "if acc == 0 { goto taken }", Comment: "loads a number with the offset imm and compares it with zero"},
		{Name: "Load32UBrNez", Body: loadWord + "if acc != 0 { goto taken }"},
		{Name: "ConstBr", Body: "{a} = uint64({ib}); goto taken", NoNext: true, Comment: "loads the unsigned constant b and jumps"},
		{Name: "I32AddGlobalS", Body: "acc = uint64({b32} + uint32(int32(int16({ic})))); {a} = acc; **(**uint64)(unsafe.Add(s.globals, uintptr({imm})*8)) = acc", Comment: "a sum that global imm gets, too"},
		{Name: "I32AddGlobalA", Body: "acc = uint64(uint32(acc) + uint32(int32(int16({ic})))); {a} = acc; **(**uint64)(unsafe.Add(s.globals, uintptr({imm})*8)) = acc"},
		{Name: "Load8UAddS", Body: "ea := uint64({b32}); if ea >= memLen { goto trapMemory }; acc = uint64(uint32(*(*uint8)(unsafe.Add(mem, uintptr(ea)))) + uint32(int32(int16({ic})))); {a} = acc", Comment: "adds the constant c to a byte without offset"},
		{Name: "Load32UAddS", Body: "ea := uint64({b32}) + uint64({imm}); if int64(ea) > int64(memLen)-4 { goto trapMemory }; acc = uint64(*(*uint32)(unsafe.Add(mem, uintptr(ea))) + uint32(int32(int16({ic})))); {a} = acc", Comment: "adds the constant c to a number"},
		{Name: "Mem32AddK", Body: "ea := uint64({b32}) + uint64({imm}); if int64(ea) > int64(memLen)-4 { goto trapMemory }; *(*uint32)(unsafe.Add(mem, uintptr(ea))) += uint32(int32(int16({ic})))", Comment: "the same, in memory"},
		{Name: "I32ShrUAndS", Body: "acc = uint64({b32} >> ({imm} & 31) & uint32({ic})); {a} = acc"},
		{Name: "I32ShrUAndA", Body: "acc = uint64(uint32(acc) >> ({imm} & 31) & uint32({ic})); {a} = acc"},
		{Name: "BrI32AndNezS", Body: "if {a32} & uint32(int32(int16({ib}))) != 0 { goto taken }"},
		{Name: "BrI32AndNezA", Body: "if uint32(acc) & uint32(int32(int16({ib}))) != 0 { goto taken }"},
		{Name: "BrI32AndEqzS", Body: "if {a32} & uint32(int32(int16({ib}))) == 0 { goto taken }"},
		{Name: "BrI32AndEqzA", Body: "if uint32(acc) & uint32(int32(int16({ib}))) == 0 { goto taken }"},
	} {
		b.add(f)
	}
}

// addBranches adds the ends of counting loops: a local is advanced by the signed constant imm, or by slot b, and compared.
func (b *builder) addBranches() {
	for _, w := range widths {
		step := fmt.Sprintf("a := {a%s} + %s(int%s(int8({imm}))); {a} = uint64(a); ", w.suf, w.typ, bits(w.typ))
		for _, r := range []struct{ cmp, place, y string }{
			{"ne", "K", constB(w.typ)}, {"ne", "S", "{b" + w.suf + "}"}, {"lt_u", "S", "{b" + w.suf + "}"},
		} {
			if w.prefix == "i64" && (r.cmp != "ne" || r.place == "K") {
				continue // programs hardly ever do that
			}
			name := w.prefix + "." + r.cmp
			b.add(Form{Name: "AddBr" + goName(name) + r.place, Body: fmt.Sprintf("%sb := %s; if %s { goto taken }", step, r.y, b.expression(name))})
		}
		b.add(Form{Name: "AddSBr" + goName(w.prefix) + "LtUS", Comment: "the step is in slot b, the bound in slot imm",
			Body: fmt.Sprintf("a := {a%s} + {b%s}; {a} = uint64(a); if a < *(*%s)(unsafe.Add(fp, uintptr({imm})*8)) { goto taken }", w.suf, w.suf, w.typ)})
	}
}

// indexedLoads adds loads whose address is a sum: of two slots, of the accumulator and a slot, or of a slot and the constant c. The offset
// is imm.
func (b *builder) indexedLoads() {
	sums := []struct{ places, sum string }{{"X", "{b32} + {c32}"}, {"XA", "uint32(acc) + {c32}"}, {"XK", "{b32} + uint32(int32(int16({ic})))"}}
	for _, name := range []string{"Load8U", "Load16U", "Load32U", "Load64", "LoadF64"} {
		for _, f := range b.forms {
			if f.Name != name+"S" {
				continue
			}
			rest := f.Body[strings.Index(f.Body, "; if"):]
			for _, s := range sums {
				if name == "Load16U" && s.places != "X" || name == "LoadF64" && s.places == "XA" || name == "Load64" && s.places != "XK" {
					continue // programs hardly ever do that
				}
				b.add(Form{Name: name + s.places, Body: fmt.Sprintf("ea := uint64(%s) + uint64({imm})%s", s.sum, rest)})
				b.alsoFor(f.Name, "S", s.places, name+s.places)
			}
		}
	}
}

// indexedStores adds stores of slot b whose address is a sum: of slots a and c, or of slot a and the constant c. The offset is imm.
func (b *builder) indexedStores() {
	sums := []struct{ places, sum string }{{"X", "{a32} + {c32}"}, {"XK", "{a32} + uint32(int32(int16({ic})))"}}
	for _, name := range []string{"Store8", "Store32", "Store64"} {
		for _, f := range b.forms {
			if f.Name != name+"SS" {
				continue
			}
			rest := f.Body[strings.Index(f.Body, "; if"):]
			for _, s := range sums {
				b.add(Form{Name: name + s.places, Body: fmt.Sprintf("ea := uint64(%s) + uint64({imm})%s", s.sum, rest)})
				b.alsoFor(f.Name, "SS", s.places, name+s.places)
			}
		}
	}
}

// scaledAccess adds loads and stores without an offset, whose address is a sum: of slot b shifted by imm and slot c, or of the accumulator
// shifted by imm and the constant in the place of b and c.
func (b *builder) scaledAccess() {
	for _, name := range []string{"Load32U", "Store32"} {
		for _, f := range b.forms {
			if f.Name != name+"S" && f.Name != name+"SS" {
				continue
			}
			rest, places := f.Body[strings.Index(f.Body, "; if"):], strings.TrimPrefix(f.Name, name)
			if places == "SS" {
				rest = strings.ReplaceAll(rest, "{b}", "{a}") // the value makes room for the index
			}
			b.add(Form{Name: name + "XShl", Body: "ea := uint64({b32}<<({imm}&31) + {c32})" + rest})
			b.alsoFor(f.Name, places, "XShl", name+"XShl")
			if name == "Load32U" {
				b.add(Form{Name: name + "AShlK", Body: "ea := uint64(uint32(acc)<<({imm}&31) + uint32({wide}))" + rest})
				b.alsoFor(f.Name, places, "AShlK", name+"AShlK")
			}
		}
	}
}

// fixedAccess adds loads and stores whose address is a constant, in the place of b and c.
func (b *builder) fixedAccess() {
	for _, plain := range []string{"Load8US", "Load32US", "Load64S", "LoadF64S", "Store32SS", "Store64SS"} {
		name := strings.TrimRight(plain, "S")
		places := plain[len(name):]
		for _, f := range b.forms {
			if f.Name != plain {
				continue
			}
			rest := f.Body[strings.Index(f.Body, "; if"):]
			if places == "SS" {
				rest = strings.ReplaceAll(rest, "{b}", "{a}")
			}
			b.add(Form{Name: name + "C", Body: "ea := uint64(uint32({wide}))" + rest})
			b.alsoFor(plain, places, "C", name+"C")
		}
	}
}

// alsoFor lets the instructions that have the form other for some places have another form for others.
func (b *builder) alsoFor(other, places, more, form string) {
	for i := range b.choices {
		if b.choices[i].Forms[places] == other {
			b.choices[i].Forms[more] = form
		}
	}
}

// shifted adds operations whose second operand is shifted by the constant imm. The second operand is in b or the
// accumulator (the second letter), the first one in c or the accumulator.
func (b *builder) shifted() {
	for _, r := range []struct{ op, shift, places string }{
		{"i32.add", "i32.shl", "SS SA"},
		{"i64.add", "i64.shl", "SS SA"},
		{"i32.xor", "i32.rotl", "SS AS"},
		{"i32.xor", "i32.shr_u", "SS AS"},
		{"i64.xor", "i64.shl", "SS AA"},
		{"i64.xor", "i64.shr_u", "SS AA"},
	} {
		w := widths[0]
		if strings.HasPrefix(r.op, "i64") {
			w = widths[1]
		}
		for _, p := range strings.Fields(r.places) {
			x, y := "{c"+w.suf+"}", "{b"+w.suf+"}"
			if p[0] == 'A' {
				x = accAs(w.typ)
			}
			if p[1] == 'A' {
				y = accAs(w.typ)
			}
			b.add(Form{Name: goName(r.op) + goName(r.shift[4:]) + p, Body: fmt.Sprintf(
				"x := %s; y := %s(0); { a, b := %s, %s({imm}); y = %s }; { a, b := x, y; acc = uint64(%s) }; {a} = acc",
				x, w.typ, y, w.typ, b.expression(r.shift), b.expression(r.op))})
		}
	}
}

// sums adds sums of three and of products.
func (b *builder) sums() {
	for _, f := range []Form{
		{Name: "I32AddAddA", Body: "acc = uint64(uint32(acc) + {b32} + {c32}); {a} = acc"},
		{Name: "I32MulAddA", Body: "acc = uint64(uint32(acc) * {b32} + {c32}); {a} = acc"},
		{Name: "F64AddFC", Words: 2, Body: "facc += *(*float64)(unsafe.Add(pc, 8)); if facc != facc { facc = math.Float64frombits(canonicalNaN64) }; {af} = facc"},
		{Name: "F64MulFC", Words: 2, Body: "facc *= *(*float64)(unsafe.Add(pc, 8)); if facc != facc { facc = math.Float64frombits(canonicalNaN64) }; {af} = facc"},
		{Name: "F64AddSC", Words: 2, Body: "facc = {bf} + *(*float64)(unsafe.Add(pc, 8)); if facc != facc { facc = math.Float64frombits(canonicalNaN64) }; {af} = facc"},
		{Name: "F64MulSC", Words: 2, Body: "facc = {bf} * *(*float64)(unsafe.Add(pc, 8)); if facc != facc { facc = math.Float64frombits(canonicalNaN64) }; {af} = facc"},
		{Name: "F64MulAddF", Body: "facc = float64(facc * {cf}) + {bf}; if !(facc >= facc) { goto nan64 }; {af} = facc"},
		{Name: "F64LoadMulAddS", Body: "ea := uint64({b32}) + uint64({imm}); if int64(ea) > int64(memLen)-8 { goto trapMemory }; facc = float64(*(*float64)(unsafe.Add(mem, uintptr(ea))) * {cf}) + {af}; if !(facc >= facc) { goto nan64 }; {af} = facc",
			Comment: "adds to slot a the product of slot c and what is in memory at slot b plus imm"},
		{Name: "F64MulAddS", Body: "facc = float64({bf} * {cf}) + *(*float64)(unsafe.Add(fp, uintptr({imm})*8)); if !(facc >= facc) { goto nan64 }; {af} = facc",
			Comment: "the summand is in slot imm"},
		{Name: "F64MulFF", Body: "facc *= facc; if !(facc >= facc) { goto nan64 }; {af} = facc", Comment: "the square, which is what has just been computed"},
		{Name: "F64SubAddS", Body: "facc = {bf} - {cf} + *(*float64)(unsafe.Add(fp, uintptr({imm})*8)); if !(facc >= facc) { goto nan64 }; {af} = facc"},
		{Name: "F64AddAddS", Body: "facc = {bf} + {cf} + *(*float64)(unsafe.Add(fp, uintptr({imm})*8)); if !(facc >= facc) { goto nan64 }; {af} = facc"},
	} {
		b.add(f)
	}
	for _, r := range []struct{ name, x string }{{"AddFS", "facc + {bf}"}, {"MulFS", "facc * {bf}"}, {"SubSF", "{bf} - facc"}} {
		b.add(Form{Name: "StoreF64" + r.name, Comment: "stores at slot a plus c the result for the accumulator, which stays, and slot b", Body: fmt.Sprintf(
			"ea := uint64({a32}) + uint64({ic}); if int64(ea) > int64(memLen)-8 { goto trapMemory }; x := %s; if x != x { x = math.Float64frombits(canonicalNaN64) }; *(*float64)(unsafe.Add(mem, uintptr(ea))) = x", r.x)})
	}
	for _, r := range []struct{ name, not, places, x string }{
		{"Br", "", "SC", "{af} < k"}, {"BrNot", "!", "SC", "{af} < k"}, {"Br", "", "CS", "k < {af}"}, {"BrNot", "!", "CS", "k < {af}"},
	} {
		b.add(Form{Name: r.name + "F64Lt" + r.places, Words: 2, Body: fmt.Sprintf("k := *(*float64)(unsafe.Add(pc, 8)); if %s(%s) { goto taken }", r.not, r.x)})
	}
}
