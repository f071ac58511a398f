// Package gen derives the interpreter's instructions (the forms) from the instruction table and writes the run
// loop, the opcode constants and the table from which lowering chooses forms.
//
// A form is one handler of the loop: an operation with fixed places for its operands. The letters of a form's name say where the
// operands are: S a slot of the frame, K a constant in the instruction, A the integer accumulator, F the
// floating-point accumulator. An instruction has 8 bytes: op, imm (a byte each), a, b, c (16 bits each); "wide" is the
// signed 32-bit number that b and c make together. Every handler that makes a value writes it to slot a and to the accumulator.
package gen

import (
	"fmt"
	"slices"
	"strings"

	opgen "github.com/wvm-project/wvm/op/gen"
)

// A Form is one handler.
type Form struct {
	Name    string
	Rare    bool   // behind an escape opcode
	Words   int    // size in 8-byte words, 0 means 1
	Body    string // Go statements with the macros of expand
	NoNext  bool   // the body transfers control itself on every path
	Parts   []Form // of a joined form, whose other public fields but Name are unused
	Comment string

	code int   // the number of the form
	ends []int // of a joined form: where the names of its parts end in its name
}

// readsImm reports whether imm is an operand of the form, or of the first part of a joined one, or tells what an escape or Go code shall do.
func (f Form) readsImm() bool {
	if f.Parts != nil {
		f = f.Parts[0]
	}
	return strings.Contains(f.Body, "{imm}") || f.Name == "Out" || f.Name == "Trap" || slices.Contains(escapes, f.Name)
}

// words is the size in words.
func (f Form) words() int { return max(f.Words, 1) }

// A Choice tells lowering which forms an instruction of the table has.
type Choice struct {
	Op    string            // Go name in package op
	Forms map[string]string // operand places -> form name
}

// builder collects forms and choices in order.
type builder struct {
	forms   []Form
	choices []Choice
	byOp    map[string]int
	sem     map[string]opgen.Row
}

// newBuilder returns a builder that knows the semantics of all instructions.
func newBuilder() *builder {
	b := &builder{byOp: map[string]int{}, sem: map[string]opgen.Row{}}
	for _, r := range opgen.Rows {
		b.sem[r.Name] = r
	}
	return b
}

func (b *builder) add(f Form) { b.forms = append(b.forms, f) }

// choose records that instruction op (its text name) may be lowered to form name with operands at places.
func (b *builder) choose(op, places, name string) {
	x, ok := b.byOp[op]
	if !ok {
		x = len(b.choices)
		b.byOp[op] = x
		b.choices = append(b.choices, Choice{Op: goName(op), Forms: map[string]string{}})
	}
	b.choices[x].Forms[places] = name
}

// goName returns the Go identifier of an instruction, as package op has it.
func goName(text string) string {
	var s strings.Builder
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '_' }) {
		s.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return s.String()
}

// Build returns all forms and the choices.
func Build() ([]Form, []Choice) {
	b := newBuilder()
	b.control()
	b.moves()
	b.intBinary()
	b.intCompare()
	b.branches()
	b.loads()
	b.stores()
	b.intRare()
	b.floats()
	b.popcounts()
	b.truncations()
	b.longAccess()
	b.references()
	b.bulk()
	b.fused()
	b.vectors()
	for i := range b.forms {
		f := &b.forms[i]
		f.Rare = rank(*f) == len(frequent)
		if f.Rare && f.readsImm() {
			panic(f.Name + " reads imm, which says behind an escape which form it is: it must be in frequent.txt")
		}
	}
	b.joined()
	return b.forms, b.choices
}

// expression returns the semantics column of an instruction.
func (b *builder) expression(name string) string {
	r, ok := b.sem[name]
	if !ok || r.Sem == "" {
		panic("no semantics for " + name)
	}
	return r.Sem
}

// widths of integer operations: text prefix, macro suffix and Go type.
var widths = []struct{ prefix, suf, typ, styp string }{
	{"i32", "32", "uint32", "int32"},
	{"i64", "", "uint64", "int64"},
}

// accAs returns the accumulator as a value of width suf.
func accAs(typ string) string {
	if typ == "uint64" {
		return "acc"
	}
	return "uint32(acc)"
}

// constC is the 16-bit constant of field c, sign-extended to typ.
func constC(typ string) string {
	return fmt.Sprintf("%s(int%s(int16({ic})))", typ, strings.TrimPrefix(typ, "uint"))
}

func constB(typ string) string {
	return fmt.Sprintf("%s(int%s(int16({ib})))", typ, strings.TrimPrefix(typ, "uint"))
}

// constWide is the 32-bit constant, sign-extended to typ.
func constWide(typ string) string {
	return fmt.Sprintf("%s(int%s({wide}))", typ, strings.TrimPrefix(typ, "uint"))
}

// intBinary adds the arithmetic of integers.
func (b *builder) intBinary() {
	rows := []struct{ name, places string }{
		{"add", "SS SK AS AK"},
		{"sub", "SS AS SA KS"},
		{"mul", "SS SK AS AK"},
		{"and", "SS SK AS AK"},
		{"or", "SS SK AS AK"},
		{"xor", "SS SK AS AK"},
		{"shl", "SS SK AK KS"},
		{"shr_s", "SS SK AK"},
		{"shr_u", "SS SK AK KS"},
		{"rotl", "SK AK SS"},
		{"rotr", "SS"},
	}
	for _, w := range widths {
		for _, r := range rows {
			name := w.prefix + "." + r.name
			for _, places := range strings.Fields(r.places) {
				b.intForm(name, places, w.typ, w.suf)
			}
		}
	}
}

// operand returns the Go expression for a place: first operands stand in b, second ones in c.
func operand(place byte, second bool, places, typ, suf string) string {
	field, constant := "{b"+suf+"}", constB(typ)
	if second {
		field, constant = "{c"+suf+"}", constC(typ)
		if places == "AK" {
			constant = constWide(typ)
		}
	}
	switch place {
	case 'S':
		return field
	case 'K':
		return constant
	}
	return accAs(typ)
}

func (b *builder) intForm(name, places, typ, suf string) {
	form := goName(name) + places
	x, y := "a := "+operand(places[0], false, places, typ, suf), "b := "+operand(places[1], true, places, typ, suf)
	if places[1] == 'K' {
		x, y = y, x // for the compiler, which so makes the result where acc is
	}
	b.add(Form{Name: form, Body: fmt.Sprintf("%s; %s; acc = uint64(%s); {a} = acc", x, y, b.expression(name))})
	b.choose(name, places, form)
}

// conditions of integers; the others follow by exchanging operands or by adding one to a constant.
var conditions = []string{"eq", "ne", "lt_s", "lt_u", "ge_s", "ge_u"}

// intCompare adds comparisons whose result is a value.
func (b *builder) intCompare() {
	for _, w := range widths {
		for _, c := range conditions {
			for _, places := range []string{"SS", "SK", "AK"} {
				name := w.prefix + "." + c
				form := goName(name) + places
				result := fmt.Sprintf("acc = 0; if %s { acc = 1 }", b.expression(name))
				b.add(Form{Name: form, Body: fmt.Sprintf("a, b := %s, %s; %s; {a} = acc",
					operand(places[0], false, places, w.typ, w.suf), operand(places[1], true, places, w.typ, w.suf), result)})
				b.choose(name, places, form)
			}
		}
	}
}

// branches adds compare-and-branch. The displacement stands in c, operands in a and b.
func (b *builder) branches() {
	for _, w := range widths {
		for _, c := range conditions {
			for _, places := range []string{"SS", "SK", "AS", "AK"} {
				name := w.prefix + "." + c
				x, y := "{a"+w.suf+"}", "{b"+w.suf+"}"
				if places[0] == 'A' {
					x, y = accAs(w.typ), "{a"+w.suf+"}"
				}
				if places[1] == 'K' {
					y = constB(w.typ)
				}
				form := "Br" + goName(name) + places
				b.add(Form{Name: form, Body: fmt.Sprintf("a, b := %s, %s; if %s { goto taken }", x, y, b.expression(name))})
				b.choose(name, "Br"+places, form)
			}
		}
	}
}

// access is a shape of memory access: how many bytes, and the Go expression for the value of p.
type access struct {
	ops   string // instructions, by text name
	name  string
	bytes int
	load  string
}

func (b *builder) loads() {
	rows := []access{
		{"i32.load8_u i64.load8_u", "Load8U", 1, "uint64(*(*uint8)(p))"},
		{"i32.load8_s", "Load8S32", 1, "uint64(uint32(*(*int8)(p)))"},
		{"i64.load8_s", "Load8S64", 1, "uint64(*(*int8)(p))"},
		{"i32.load16_u i64.load16_u", "Load16U", 2, "uint64(*(*uint16)(p))"},
		{"i32.load16_s", "Load16S32", 2, "uint64(uint32(*(*int16)(p)))"},
		{"i64.load16_s", "Load16S64", 2, "uint64(*(*int16)(p))"},
		{"i32.load i64.load32_u f32.load", "Load32U", 4, "uint64(*(*uint32)(p))"},
		{"i64.load32_s", "Load32S", 4, "uint64(*(*int32)(p))"},
		{"i64.load", "Load64", 8, "*(*uint64)(p)"},
		{"f64.load", "LoadF64", 8, "*(*float64)(p)"},
	}
	for _, r := range rows {
		for _, place := range []string{"S", "A"} {
			addr, result := "uint64({b32})", "acc = "+r.load+"; {a} = acc"
			if place == "A" {
				addr = "uint64(uint32(acc))"
			}
			if r.name == "LoadF64" {
				result = "facc = " + r.load + "; {af} = facc"
			}
			b.add(Form{Name: r.name + place, Body: fmt.Sprintf(
				"ea := %s + uint64({ic}); if %s { goto trapMemory }; p := unsafe.Add(mem, uintptr(ea)); %s", addr, beyond(r.bytes), result)})
			for _, op := range strings.Fields(r.ops) {
				b.choose(op, place, r.name+place)
			}
		}
	}
}

// beyond is the condition that n bytes at ea, which is below 2^34, are not all in memory. Joined accesses share the difference.
func beyond(n int) string {
	if n == 1 {
		return "ea >= memLen"
	}
	return fmt.Sprintf("int64(ea) > int64(memLen)-%d", n)
}

// stores adds stores: address in a, value in b or in the word that follows, offset in c.
func (b *builder) stores() {
	rows := []access{
		{"i32.store8 i64.store8", "Store8", 1, "uint8"},
		{"i32.store16 i64.store16", "Store16", 2, "uint16"},
		{"i32.store i64.store32 f32.store", "Store32", 4, "uint32"},
		{"i64.store f64.store", "Store64", 8, "uint64"},
	}
	values := map[byte]string{'S': "{b}", 'A': "acc", 'K': "int64(int16({ib}))", 'F': "facc", 'C': "{word}"}
	for _, r := range rows {
		for _, places := range []string{"SS", "SA", "SK", "AS", "SF", "SC"} {
			if (places == "SF" || places == "SC") && r.bytes != 8 {
				continue
			}
			addr, typ, words := "uint64({a32})", r.load, 1
			value := fmt.Sprintf("%s(%s)", typ, values[places[1]])
			if places[0] == 'A' {
				addr = "uint64(uint32(acc))"
			}
			switch places {
			case "SF":
				typ, value = "float64", values['F'] // a conversion would be a copy
			case "SC":
				words = 2
			}
			form := r.name + places
			b.add(Form{Name: form, Words: words, Body: fmt.Sprintf(
				"ea := %s + uint64({ic}); if %s { goto trapMemory }; *(*%s)(unsafe.Add(mem, uintptr(ea))) = %s",
				addr, beyond(r.bytes), typ, value)})
			for _, op := range strings.Fields(r.ops) {
				if places == "SF" && op != "f64.store" || places == "SA" && op == "f64.store" {
					continue
				}
				b.choose(op, places, form)
			}
		}
	}
}
