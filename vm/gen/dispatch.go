package gen

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
)

// This file writes how the loop goes from one instruction to the next, and gives forms their codes.

// A code is what the dispatch looks at: an instruction's opcode and above it the low bits of imm. A form that has imm as an operand takes
// all codes of an opcode; each of the others takes one code.
const (
	opcodes = 256
	columns = 16 // codes of an opcode
	codes   = columns * opcodes
)

// frequentList is frequent.txt: the forms that have a code of their own, those that programs execute most first. All others are behind an
// escape, but for those that read imm, which says behind an escape which form it is: they must be there, however rare. A name like
// "first+second" or "first~second" makes a joined form. The list is made by counting: go -C bench run . -choose ../vm/gen/frequent.txt
//
//go:embed frequent.txt
var frequentList string

var frequent = strings.Fields(frequentList)

// escapes are the forms that stand for rare ones, 256 each. Their codes are 0 and 1.
var escapes = []string{"Escape", "Escape2"}

// formSpace is one more than the greatest number of a form: the rare ones are numbered behind the codes.
var formSpace = codes + 256*len(escapes)

// byUse sorts forms by how much programs execute them, so that what the table has of these is close together. Escapes come first.
func byUse(forms []Form) {
	slices.SortStableFunc(forms, func(a, b Form) int { return cmp.Compare(rank(a), rank(b)) })
}

// rank is the place of a form in frequent, or behind it.
func rank(f Form) int {
	if i := slices.Index(escapes, f.Name); i >= 0 {
		return i - len(escapes)
	}
	if i := slices.Index(frequent, f.Name); i >= 0 {
		return i
	}
	return len(frequent)
}

// number gives frequent forms their codes, in order. Opcodes go to all forms that read imm, and to as many others as are left; the other
// codes of the opcodes of these go to the rest.
func number(forms []Form) {
	var whole [opcodes]bool
	free, opcode := opcodes, 0
	for _, f := range forms {
		if f.readsImm() {
			free--
		}
	}
	var rest []*Form
	for i := range forms {
		f := &forms[i]
		if !f.readsImm() {
			if free == 0 {
				rest = append(rest, f)
				continue
			}
			free--
		}
		f.code, whole[opcode] = opcode, f.readsImm()
		opcode++
	}
	code := opcodes
	for _, f := range rest {
		for whole[code%opcodes] {
			code++
		}
		f.code = code
		code++
	}
	if free < 0 || code > codes {
		panic(fmt.Sprintf("%d frequent forms take more than %d codes", len(forms), codes))
	}
}

// dispatchTable writes the switch over all codes, which the compiler turns into one jump without a range check, because all values are there.
func dispatchTable(w io.Writer, hot []Form) {
	labels := slices.Repeat([]string{"invalid"}, codes)
	for _, f := range hot {
		for code := f.code; code < codes; code += opcodes {
			labels[code] = fmt.Sprintf("L%d", f.code)
			if !f.readsImm() {
				break
			}
		}
	}
	fmt.Fprintf(w, "switch *(*uint16)(pc) & %d {\n", codes-1)
	for code, label := range labels {
		fmt.Fprintf(w, "case %d: goto %s\n", code, label)
	}
	fmt.Fprint(w, "}\n")
}

// escapeTable writes the switch over the forms behind an escape.
func escapeTable(w io.Writer, forms []Form) {
	fmt.Fprint(w, "switch (*inst)(pc).imm {\n")
	for i := range 256 {
		if i < len(forms) {
			fmt.Fprintf(w, "case %d: goto L%d\n", i, forms[i].code)
		} else {
			fmt.Fprintf(w, "case %d: goto invalid\n", i)
		}
	}
	fmt.Fprint(w, "}\n")
}

// handler writes the handler of a form.
func handler(w io.Writer, f Form, rare []Form) {
	fmt.Fprintf(w, "L%d: // %s\n", f.code, f.Name)
	if n := slices.Index(escapes, f.Name); n >= 0 {
		escapeTable(w, rare[min(256*n, len(rare)):min(256*(n+1), len(rare))])
		return
	}
	parts := f.Parts
	if parts == nil {
		parts = []Form{f}
	}
	for _, p := range parts {
		fmt.Fprintf(w, "{\n%s\n}\n", strings.ReplaceAll(macros.Replace(p.Body), "; ", "\n"))
		if !p.NoNext {
			fmt.Fprintf(w, "pc = unsafe.Add(pc, %d)\n", 8*p.words())
		}
	}
	if !parts[len(parts)-1].NoNext {
		fmt.Fprint(w, "goto dispatch\n")
	}
}
