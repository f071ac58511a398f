package gen

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// This file writes how the loop goes from one instruction to the next.
//
// The forms in direct end in a dispatch of their own, so that the processor takes one jump per instruction instead of two. All other
// handlers go to the dispatch at the top of the loop: a program that executes many different forms has more of the processor's caches
// without so many tables.
//
// The opcode is loaded together with imm, into a variable that Escape reads: so the load is more than the operand of the jump, and the compiler
// advances pc behind it, in the register where the next handler wants it. With a load of the opcode alone, every
// way out of the table would begin with moves between registers. The same happens where a handler compares and keeps the result, or where its
// result is not in the accumulator's register at the end: TestCompiledLoop finds these.

// next returns the statements that go to the instruction n words on.
func next(n int) string {
	at, step := "pc", ""
	if n > 0 {
		at, step = fmt.Sprintf("unsafe.Add(pc, %d)", 8*n), advance(n)
	}
	hot, _ := Split()
	var w strings.Builder
	fmt.Fprintf(&w, "head = *(*uint16)(%s)\n%s", at, step)
	table(&w, "uint16(uint8(head))", "L", 0, hot, lastEntry)
	return w.String()
}

// lastEntry is an opcode that there is not. With it the table of a handler has a line of the processor's cache more than 256 entries take: so
// the entries of the most frequent forms, which are at the start of each table, do not all fall into the same few sets of the cache.
const lastEntry = 263

// advance returns the statement that goes n words on.
func advance(n int) string { return fmt.Sprintf("pc = unsafe.Add(pc, %d)\n", 8*n) }

// What the labels jumped and taken of the epilogue do, without the jump there.
const (
	jumped = "budget--\nif budget < 0 { goto spent }\n"
	taken  = "pc = unsafe.Add(pc, int(int16((*inst)(pc).c))*8)\n" + jumped
)

// handler writes the handler of form number i. With single it goes to the next instruction by the dispatch at the top.
func handler(w io.Writer, label string, i int, f Form, single bool) {
	fmt.Fprintf(w, "%s%d: // %s\n", label, i, f.Name)
	if n := slices.Index(escapes, f.Name); n >= 0 {
		_, rare := Split()
		table(w, "uint8(head>>8)", "M", 256*n, rare)
		fmt.Fprint(w, "goto invalid\n")
		return
	}
	own := direct[f.Name] && !single
	if f.Pair != nil {
		first := f.Pair[0]
		fmt.Fprintf(w, "{\n%s}\n%s", statements(first, own), advance(first.words()))
		f = f.Pair[1]
	}
	fmt.Fprintf(w, "{\n%s%s}\n", statements(f, own), onward(f, own))
}

// statements returns what a form does. With own its jumps end in dispatches of their own.
func statements(f Form, own bool) string {
	s := strings.ReplaceAll(macros.Replace(f.Body), "; ", "\n") + "\n"
	if own {
		s = strings.NewReplacer("goto jumped\n", jumped+next(0), "goto taken }\n", "\n"+taken+next(0)+"}\n").Replace(s)
	}
	return s
}

// onward returns the statements that go to the instruction behind a form.
func onward(f Form, own bool) string {
	switch {
	case f.NoNext:
		return ""
	case own:
		return next(f.words())
	}
	return advance(f.words()) + "goto dispatch\n"
}

// table writes a switch over forms from number from on that the compiler turns into one jump without a range check, because all 256
// values are there. It may have more entries, which nothing comes to.
func table(w io.Writer, subject, label string, from int, forms []Form, more ...int) {
	fmt.Fprintf(w, "switch %s {\n", subject)
	for i := range 256 {
		if from+i < len(forms) {
			fmt.Fprintf(w, "case %d: goto %s%d\n", i, label, from+i)
		} else {
			fmt.Fprintf(w, "case %d: goto invalid\n", i)
		}
	}
	for _, i := range more {
		fmt.Fprintf(w, "case %d: goto invalid\n", i)
	}
	fmt.Fprint(w, "}\n")
}

// escapes are the forms that stand for rare ones, 256 each. Their opcodes are 0 and 1.
var escapes = []string{"Escape", "Escape2"}

// byUse sorts forms by how much programs execute them, so that what a table has of these is close together.
func byUse(forms []Form) {
	slices.SortStableFunc(forms, func(a, b Form) int { return cmp.Compare(rank(a), rank(b)) })
}

// rank is the place of a form in frequent, or behind it. Escapes come first.
func rank(f Form) int {
	if i := slices.Index(escapes, f.Name); i >= 0 {
		return i - len(escapes)
	}
	if i := slices.Index(frequent, f.Name); i >= 0 {
		return i
	}
	return len(frequent)
}

// frequent are the forms that have an opcode of their own: those that programs execute most, the most frequent ones first, pairs of them
// as "first+second", and those that need the field imm. All others are behind an escape.
var frequent = strings.Fields(`I32AddSK Load32US Const32 Load8US I32AddAS Load64S I32AddAK Store32SS+AddBrI32LtUS Mov I64AddSK ConstBr Br BrI32NeAK Store64XK+Store64XK Store32SA
	I32AndSK Mov2 GlobalGet BrI32EqAK I32ShlSK Store32SS BrI32AndEqzS Store64SS I32ShlAK BrI32EqSK AddBrI32NeK Load32US+Load32US Zero BrI32NeSK
	I32ShrUAndS GlobalGet+BrI32NeAK Store8SK+I32AddSS I32AddSS+AddSBrI64LtUS Load32UA RetA I32AndAK BrTable I32AddGlobalS I32AddSK+Mov BrI32NeSS I32OrAS
	Load16US Select BrI64NeAK Load8UXK Mov+Call StepsBrI32NeK Load32UXK Load64S+Store64SA Load64A Call F64AddSS+F64MulAddF Mov+BrI32NeSK
	Store64SS+Store64XK Store64SA I32XorRotlAS Load8UA Store64XK+StepsBrI32GeUK Load64S+Load64A VLoad I32AddSKTwice+BrI32NeSS I32AddSKTwice RetS
	LoadF64S+LoadF64S I32AddSS+I32AddSK F64AddFS+I32AddSS I32AddSS+I32AddSKTwice F64MulFS+LoadF64S LoadF64S+F64MulAddF F64MulAddF+F64AddFS
	LoadF64XK+LoadF64X LoadF64X+F64MulFS BrI64EqAK Load32UXShl I32MulAK BrI32EqSS Const64 AddBrI32LtUS Load64S+Load64S Const32+Select I32AndAK+I32AddAS
	CallIndirect I32WrapI64S I32SubSA I64AddAS Load32UA+I32AddAK I32AddSK+I32AddSS Mov2+Mov I32XorAK BrI32LtUAS Store8SA I64AddAK F64MulFF+F64AddFS
	Store8SK I32AndAS Load32UAShlK LoadF64XK I32AddSK+I32AddSK Const32+BrI32GeSSK I64AndAK I32AddAS+Store32SA Load8UXA+BrI32NeAK I32AddSK+AddBrI64NeS
	I32WrapI64S+Load8UXA BrI64LtSSS LoadF64C StoreF64SubSF I32AndSS BrI32LtUSK I64EqAK GlobalGet+Const32 Const32+Call BrI64EqSK I64AddSK+Load64A
	Store32SA+I32AddSK I32EqSK GlobalGet+BrI32NeSK Load8UBrEqK I32AddGlobalS+Store64SC I32LtUSS Const32+I32AddSS I32ShrUSK I32XorSS BrI32GeSSK
	F64MulSS+F64MulSS F64AddFS+BrNotF64LtCS F64MulSS+F64AddFS I64AndAS F64AddFS+BrF64LtCS F64MulAddF+F64MulFF F64MulFF+F64AddSS F64SubAddS+F64MulFF
	I32AndAK+Select I32AddShlSA I32MulSK+I32AddAS I32AddSK+RetA GlobalGet+BrTable Const32+AddBrI32NeK F64MulAddF+Const32 F64SubAddS+F64AddSS Load32UC
	LoadF64XK+F64SubSF I32AddSK+F64MulSS LoadF64A+StoreF64AddFS Store8SA+I32AddSK BrI32AndEqzA Store64SK F64MulSS Store64SC+Const32 I32AddGlobalA+RetK
	I32AddSK+Call Load64A+Store64SA I32AddSK+BrI32NeSK I64OrAS GlobalGet+Load32UA Const32+Const32 I32XorAS Load8S32S I32AddAS+I32GeUSK I32GeUSK+I32AddSK
	I32AddShlSS VF32Mul VLoad32Splat VF32Add I32AddGlobalS+I32AddGlobalA Load16UX I32MulAS I32MulAddA RetK BrI32LtUSS BrI64NeSK StepsBrI32GeUK BrI32LtSAK
	BrI32AndNezS I32ShrUAndA VAdd Store32SK Store32AS Load32UX I32MulSK I32AddAddA I32RotlSK GetA I64ShlAK AddSBrI64LtUS VConst Load8UX Ret Store16SA
	Load8UBrNeK I32ShrUSS I32XorShrUAS Load16UA I32RemSSS I32XorShrUSS BrI32GeSAK BrI32LtSAS I64AddSS I32SubSS F64MulFC Store64C I64ShrUAK I32ShrUAK
	BrI32GeUAK Load32UBrEqz Load32UBrNez VAnd I32RotlAK Checkpoint F64SubAddS Store32X F64MulFS Out Store32XShl Load32UAddS AddBrI64NeS I64AddShlSS
	Store8XK BrNotF64LtCS Load32UXA BrF64LtCS AddBrI32NeS StoreF64AddFS LoadF64A F64SubSF Store32XK Mem32AddK I64AddShlSA Store8X StepsBrI32NeS
	AddSBrI32LtUS I64XorShrUSS I64XorShrUAA I32AddGlobalA I64XorShlSS I64XorShlAA F64MulAddS I32XorRotlSS Store64X F64LoadMulAddS Load64XK F64AddAddS Trap
	Store64SC I32GeUSK Load8UXA LoadF64S I32AddSS F64MulFF LoadF64X F64AddSS F64AddFS F64MulAddF Store64XK`)

// direct are those that end in a dispatch of their own: what loops of C programs are made of, but for the forms that Go programs,
// which are large, execute as much.
var direct = set(`I32AddSK Load32US I32AddAS I32AddAK Mov Br Store32SA I32AndSK I32ShlSK Store32SS BrI32AndEqzS I32ShlAK BrI32EqSK AddBrI32NeK Load32US+Load32US
	Store8SK+I32AddSS I32AddSS+AddSBrI64LtUS I32AndAK I32AddSK+Mov BrI32NeSS I32OrAS Load8UXK StepsBrI32NeK Load32UXK I32XorRotlAS
	Store64XK+StepsBrI32GeUK VLoad LoadF64S+LoadF64S I32AddSS+I32AddSK F64AddFS+I32AddSS F64MulFS+LoadF64S LoadF64XK+LoadF64X Load32UXShl I32MulAK
	BrI32EqSS Const64 I32AndAK+I32AddAS Load32UA+I32AddAK I32AddSK+I32AddSS Mov2+Mov I32XorAK F64MulFF+F64AddFS I32AndAS Load32UAShlK LoadF64XK
	I32AddSK+I32AddSK Const32+BrI32GeSSK I32AddSK+AddBrI64NeS I32WrapI64S+Load8UXA LoadF64C StoreF64SubSF I32AndSS BrI32LtUSK Store32SA+I32AddSK
	Load8UBrEqK I32LtUSS Const32+I32AddSS I32ShrUSK BrI32GeSSK F64MulSS+F64MulSS F64AddFS+BrNotF64LtCS F64AddFS+BrF64LtCS F64MulAddF+F64MulFF
	F64MulFF+F64AddSS F64SubAddS+F64MulFF I32AddShlSA I32MulSK+I32AddAS Const32+AddBrI32NeK F64SubAddS+F64AddSS I32AddSK+F64MulSS LoadF64A+StoreF64AddFS
	Store8SA+I32AddSK F64MulSS I32XorAS I32AddAS+I32GeUSK I32GeUSK+I32AddSK I32AddShlSS VLoad32Splat Load16UX I32MulAS I32MulAddA StepsBrI32GeUK
	BrI32LtSAK BrI32AndNezS Load32UX I32MulSK I32AddAddA I32RotlSK AddSBrI64LtUS VConst Load8UBrNeK I32ShrUSS I32XorShrUAS BrI32GeSAK BrI32LtSAS I32SubSS
	F64MulFC Store64C I32ShrUAK BrI32GeUAK VAnd I32RotlAK F64SubAddS Store32X F64MulFS Store32XShl AddBrI64NeS BrNotF64LtCS BrF64LtCS StoreF64AddFS
	LoadF64A F64AddAddS I32GeUSK Load8UXA LoadF64S I32AddSS F64MulFF LoadF64X F64AddSS F64AddFS F64MulAddF`)
