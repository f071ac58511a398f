// Package gen holds the instruction table and writes package op from it. It imports nothing of the module, so that
// op_gen.go can be written anew when package op does not compile.
package gen

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"slices"
	"strings"
)

// A Row is one instruction.
type Row struct {
	Name    string   // as in the text format
	Const   string   // name of the constant in package op
	Prefix  uint8    // 0, or the first byte of a two-part opcode
	Code    uint32   // the opcode byte, or the number after the prefix
	Imm     string   // the constant of package op without "Imm"
	Feature []string // the constants of package wasm without "Feature"; the instruction needs all of them
	Sig     string   // see op.Info
	Align   uint8    // of memory instructions, log2 of the natural alignment in bytes
	Flags   Flags

	// Sem is a Go expression over the operands a, b and c in package vm, which may use math and math/bits. Operands and
	// result are uint32 (i), uint64 (l), float32 (f) and float64 (d); with Compare, the expression is a bool. It is
	// empty where an instruction may trap, has several results or works on vectors or on state.
	Sem string
}

// Flags are properties of an instruction: the first ones are those of package op under the same names.
type Flags uint16

// The flags.
const (
	Const         Flags = 1 << iota // may stand in a constant expression
	Commute                         // operands may be swapped
	Traps                           // may trap for some operands
	Compare                         // the result is 0 or 1
	ExtendedConst                   // may stand in a constant expression with extended-const
	opFlagsEnd
	Canon = opFlagsEnd // Sem may yield any NaN, which must then be made the canonical one
	Calls = Canon << 1 // Sem needs a function call at run time
)

// Compare reports whether the result is 0 or 1 and Sem, if any, a bool.
func (r Row) Compare() bool { return r.Flags&Compare != 0 }

// Canon reports whether Sem may yield any NaN, which must then be made the canonical one.
func (r Row) Canon() bool { return r.Flags&Canon != 0 }

// Calls reports whether Sem needs a function call at run time.
func (r Row) Calls() bool { return r.Flags&Calls != 0 }

// alignShift is where a row of the table holds the alignment in its flags.
const alignShift = 8

// align returns the natural alignment, log2 of bytes, as a part of a row's flags.
func align(log2 uint8) Flags { return Flags(log2) << alignShift }

// names returns the names of the constants of package op for f, joined by "|".
func (f Flags) names() string {
	var names []string
	for i, n := range []string{"Const", "Commute", "Traps", "Compare", "ExtendedConst"} {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return strings.Join(names, "|")
}

// Rows is every instruction, in the order of prefixes and codes, which is that of the constants of package op; the first
// of them has the value 1.
var Rows = flatten(groups)

func flatten(groups []group) []Row {
	var rows []Row
	for _, g := range groups {
		for _, r := range g.rows {
			name, variant, _ := strings.Cut(r.name, " ")
			rows = append(rows, Row{
				Name: name, Const: constName(name + "." + variant), Prefix: g.prefix, Code: r.code, Imm: r.imm,
				Feature: strings.Fields(g.feature), Sig: r.sig, Sem: r.sem,
				Flags: r.flags & (1<<alignShift - 1), Align: uint8(r.flags >> alignShift),
			})
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Prefix, b.Prefix), cmp.Compare(a.Code, b.Code))
	})
	return rows
}

// constName returns the name of the constant for a mnemonic: i32.load8_s gives I32Load8S.
func constName(mnemonic string) string {
	var s strings.Builder
	for part := range strings.FieldsFuncSeq(mnemonic, func(r rune) bool { return r == '.' || r == '_' }) {
		s.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return s.String()
}

// Op returns the text of op_gen.go for rows. All of it is data that the linker lays out: nothing runs at start-up.
func Op(rows []Row) ([]byte, error) {
	var w bytes.Buffer
	fmt.Fprint(&w, `// Code generated from the rows of op/gen by TestGenerated; DO NOT EDIT.

package op

import "github.com/wvm-project/wvm/wasm"

// The instructions.
const (
	Invalid Op = iota
`)
	for _, r := range rows {
		fmt.Fprintln(&w, r.Const)
	}
	fmt.Fprint(&w, "\nopCount\n)\n\nvar table = [opCount]Info{\n")
	for _, r := range rows {
		writeInfo(&w, r)
	}
	fmt.Fprint(&w, "}\n\nvar byByte = [256]Op{\n")
	writeIndex(&w, rows, 0)
	fmt.Fprint(&w, "}\n\n// immByByte holds the shapes of the instructions of byByte.\nvar immByByte = [256]Imm{\n")
	for _, r := range rows {
		if r.Prefix == 0 && r.Imm != "None" {
			fmt.Fprintf(&w, "%#x: Imm%s,\n", r.Code, r.Imm)
		}
	}
	fmt.Fprint(&w, "}\n\n// byPrefix holds the instructions after the prefixes 0xFB to 0xFE.\nvar byPrefix = [4][]Op{\n")
	for i := range 4 {
		fmt.Fprintln(&w, "{")
		writeIndex(&w, rows, uint8(0xFB+i))
		fmt.Fprintln(&w, "},")
	}
	fmt.Fprintln(&w, "}")
	return format.Source(w.Bytes())
}

// writeInfo writes r's element of op's table.
func writeInfo(w *bytes.Buffer, r Row) {
	fmt.Fprintf(w, "%s: {Name: %q, ", r.Const, r.Name)
	if r.Prefix != 0 {
		fmt.Fprintf(w, "Prefix: %#X, ", r.Prefix)
	}
	fmt.Fprintf(w, "Code: %#x, Imm: Imm%s", r.Code, r.Imm)
	if f := r.Flags.names(); f != "" {
		fmt.Fprintf(w, ", Flags: %s", f)
	}
	if r.Align != 0 {
		fmt.Fprintf(w, ", Align: %d", r.Align)
	}
	if len(r.Feature) > 0 {
		fmt.Fprintf(w, ", Feature: wasm.Feature%s", strings.Join(r.Feature, "|wasm.Feature"))
	}
	if r.Sig != "" {
		fmt.Fprintf(w, ", Sig: %q", r.Sig)
	}
	fmt.Fprintln(w, "},")
}

// writeIndex writes the elements, by code, of the rows with this prefix.
func writeIndex(w *bytes.Buffer, rows []Row, prefix uint8) {
	for _, r := range rows {
		if r.Prefix == prefix {
			fmt.Fprintf(w, "%#x: %s,\n", r.Code, r.Const)
		}
	}
}
