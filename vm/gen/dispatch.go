package gen

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// This file writes how the loop goes from one instruction to the next.
//
// The forms in direct end in a dispatch of their own, so that the processor takes one jump per instruction instead of two. Such a table names the handlers
// of the forms in frequent and leaves what else may follow to the dispatch at the top of the loop, where all other handlers go. Not
// all handlers have one: a program that executes many different forms has more of the processor's caches without so many tables.
//
// The opcode is loaded together with imm, into a variable that Escape reads: so the load is more than the operand of the jump, and the compiler
// advances pc behind it, in the register where the next handler wants it. With a load of the opcode alone, every
// way out of the table would begin with moves between registers. The same happens where a handler compares and keeps the result, or where its
// result is not in the accumulator's register at the end: TestCompiledLoop finds these.

// next returns the statements that go to the instruction n words on.
func next(n int) string {
	at, step := "pc", ""
	if n > 0 {
		at, step = fmt.Sprintf("unsafe.Add(pc, %d)", 8*n), fmt.Sprintf("pc = unsafe.Add(pc, %d)\n", 8*n)
	}
	hot, _ := Split()
	var w strings.Builder
	fmt.Fprintf(&w, "head = *(*uint16)(%s)\n%sswitch uint8(head) {\n", at, step)
	var others []string
	for i := range 256 {
		if i < len(hot) && rank(hot[i]) < len(frequent) {
			fmt.Fprintf(&w, "case %d: goto L%d\n", i, i)
		} else {
			others = append(others, strconv.Itoa(i))
		}
	}
	fmt.Fprintf(&w, "case %s: goto dispatch\n}\n", strings.Join(others, ", "))
	return w.String()
}

// What the labels jumped and taken of the epilogue do, without the jump there.
const (
	jumped = "budget--\nif budget < 0 { goto spent }\n"
	taken  = "pc = unsafe.Add(pc, int(int16((*inst)(pc).c))*8)\n" + jumped
)

// handler writes the handler of form number i. With single it goes to the next instruction by the dispatch at the top.
func handler(w io.Writer, label string, i int, f Form, single bool) {
	fmt.Fprintf(w, "%s%d: // %s\n", label, i, f.Name)
	if f.Name == "Escape" {
		_, rare := Split()
		table(w, "uint8(head>>8)", "M", rare)
		fmt.Fprint(w, "goto invalid\n")
		return
	}
	body, words := strings.ReplaceAll(macros.Replace(f.Body), "; ", "\n")+"\n", max(f.Words, 1)
	top := fmt.Sprintf("pc = unsafe.Add(pc, %d)\ngoto dispatch\n", 8*words)
	if !f.NoNext {
		body += top
	}
	if direct[f.Name] && !single {
		body = strings.NewReplacer(top, next(words), "goto jumped\n", jumped+next(0), "goto taken }\n", "\n"+taken+next(0)+"}\n").Replace(body)
	}
	fmt.Fprintf(w, "{\n%s}\n", body)
}

// table writes a switch that the compiler turns into one jump without a range check, because all 256 values are there.
func table(w io.Writer, subject, label string, forms []Form) {
	fmt.Fprintf(w, "switch %s {\n", subject)
	for i := range 256 {
		if i < len(forms) {
			fmt.Fprintf(w, "case %d: goto %s%d\n", i, label, i)
		} else {
			fmt.Fprintf(w, "case %d: goto invalid\n", i)
		}
	}
	fmt.Fprint(w, "}\n")
}

// byUse sorts forms by how much programs execute them, so that what a table has of these is close together.
func byUse(forms []Form) {
	slices.SortStableFunc(forms, func(a, b Form) int { return cmp.Compare(rank(a), rank(b)) })
}

// rank is the place of a form in frequent, or behind it.
func rank(f Form) int {
	if f.Name == "Escape" {
		return -1 // its number is 0: no form
	}
	if i := slices.Index(frequent, f.Name); i >= 0 {
		return i
	}
	return len(frequent)
}

// frequent are the forms that programs execute most, the most frequent ones first.
var frequent = strings.Fields(`I32AddSK Mov Const32 I32AddSS I32AddAS F64AddFS Load32US Load64S Store64XK F64MulFS BrI32NeSK LoadF64S Store32SA I32AddAK F64MulAddF
	F64MulFF F64SubAddS F64AddAddS StoreF64AddFS StoreF64MulFS StoreF64SubSF BrF64LtSC BrNotF64LtSC BrF64LtCS BrNotF64LtCS F64MulSS
	I32AddSKTwice Call BrI32NeSS Mov2 LoadF64XK Store8SK BrI32NeAK AddSBrI64LtUS RetA Load32UA Const64 Store64SS I32AndAK BrI32EqSK I32ShrUAndS
	ConstBr Select I32MulAK Store64SF Store64SA Br GlobalGet BrI32AndEqzS I32AndSK I64AddSK Load8UXK F64SubSF I32WrapI64S F64AddSS I32AddGlobalS
	AddBrI32NeK F64SubSS BrTable StepsBrI32NeK LoadF64X I32XorRotlAS Load8US I32MulSK StepsBrI32GeUK Load64A Load8UXA AddBrI64NeS Load32UXK Zero
	Load32UXShl I32XorAK I32ShlAK BrI32EqSS I32SubSA BrI32GeSSK Load8UA LoadF64A LoadF64C BrI64NeAK Load64XK Load32UAShlK BrNotF64LtSS BrF64LtSS
	I32XorSS Load16US BrI32LtUSK RetK Store8SA Load8UBrEqK I32LtUSS CallIndirect I32MulAS I32ShrUSK Load16UX I32MulAddA I32AndAS BrI64EqAK
	Store64SC I32AddShlSA I32ShlSK RetS Store32SS I32AndSS I32AddGlobalA Load32UX I64AddAS I32XorAS I32ShrUAndA I32RotlSK I32AddAddA BrI32LtUAS
	I32OrAS I32RemSSS I64AddAK I32XorShrUSS BrI64LtSSS I32ShrUSS BrI32AndNezS I64EqAK BrI32LtSAS I32XorShrUAS BrI32EqAK BrI64EqSK F64MulFC
	Store64C I32AddShlSS Store32AS I32RotlAK BrI32LtSAK I64AndAK Load8UBrNeK I32GeUSK Load16S32S F64DivSF I32XorSK I64AndAS GetA BrI32GeSAK
	Store64SK VLoad VStore VF32Mul VF32Add VF64Mul VF64Add VAdd VSub VAnd VXor VLoad32Splat VLoad64Splat VConst`)

// direct are those that end in a dispatch of their own: what loops of C programs are made of, but for the forms that Go programs,
// which are large, execute as much.
var direct = set(`I32AddSK Mov I32AddSS I32AddAS F64AddFS Load32US F64MulFS LoadF64S Store32SA I32AddAK F64MulAddF F64MulFF F64SubAddS F64AddAddS
	StoreF64AddFS StoreF64MulFS StoreF64SubSF BrF64LtSC BrNotF64LtSC BrF64LtCS BrNotF64LtCS F64MulSS I32AddSKTwice BrI32NeSS LoadF64XK
	AddSBrI64LtUS Const64 I32AndAK BrI32EqSK I32MulAK Store64SF BrI32AndEqzS I32AndSK Br Load8UXK F64AddSS AddBrI32NeK F64SubSS StepsBrI32NeK
	LoadF64X I32XorRotlAS I32MulSK StepsBrI32GeUK Load8UXA AddBrI64NeS Load32UXK Load32UXShl I32XorAK I32ShlAK BrI32EqSS BrI32GeSSK LoadF64A
	LoadF64C Load32UAShlK BrNotF64LtSS BrF64LtSS I32XorSS BrI32LtUSK Load8UBrEqK I32LtUSS I32MulAS I32ShrUSK Load16UX I32MulAddA I32AddShlSA
	I32AndAS I32ShlSK I32AndSS Store32SS Load32UX I32XorAS I32RotlSK I32AddAddA I32OrAS I32XorShrUSS I32ShrUSS BrI32AndNezS I32XorShrUAS
	BrI32LtSAS F64MulFC Store64C I32AddShlSS BrI32LtSAK I32RotlAK Load8UBrNeK I32GeUSK Load16S32S I32XorSK BrI32GeSAK I32ShrUAK I32MulSS
	BrI32GeUSK I32EqSS F64SqrtS Store32X I32SubKS BrI32GeUAK Store32XShl I32SubSS VLoad VStore VAnd VXor VLoad32Splat VLoad64Splat VConst`)
