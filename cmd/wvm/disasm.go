package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the disassembly of code.

// listCode shows the code of the functions that are wanted.
func (d *dumper) listCode(name string) error {
	if !d.wants("code") {
		return nil
	}
	found := false
	for i := range d.m.Bodies {
		x := d.m.NumImportedFuncs + i
		if !d.wantsFunc(x) {
			continue
		}
		found = true
		if err := d.listBody(x, &d.m.Bodies[i]); err != nil {
			return invalid(name, err)
		}
	}
	if !found && d.function != "" {
		return &failure{file: name, what: fmt.Sprintf("`%s` defines no function %q", name, d.function),
			help: "wvm objdump -x --section function lists those that there are."}
	}
	return nil
}

// hasFunc reports whether the module defines a function that is wanted.
func (d *dumper) hasFunc() bool {
	for i := range d.m.Bodies {
		if d.wantsFunc(d.m.NumImportedFuncs + i) {
			return true
		}
	}
	return false
}

// wantsFunc reports whether the code of function x is to be shown.
func (d *dumper) wantsFunc(x int) bool {
	if d.function == "" || d.function == strconv.Itoa(x) {
		return true
	}
	if name, ok := d.names.Func(uint32(x)); ok && name == d.function {
		return true
	}
	for i := range d.m.Exports {
		if e := &d.m.Exports[i]; e.Kind == wasm.ExternFunc && e.Index == uint32(x) && e.Name == d.function {
			return true
		}
	}
	return false
}

// maxIndent is how deep the nesting of blocks is shown; a module may nest deeper than a screen is wide.
const maxIndent = 40

// listBody shows a function.
func (d *dumper) listBody(x int, body *wasm.Body) error {
	d.out.WriteByte('\n')
	d.index("func", x, &d.names.Funcs)
	fmt.Fprintf(d.out, " %s:\n", d.funcType(d.m.Funcs[x]))
	d.ins.Reset(body.Code, body.Offset)
	d.listLocals(x, d.ins.Locals(nil))
	locals := d.names.Locals.Get(uint32(x))
	var ir []vm.CodeInstr
	if d.beside != nil {
		var err error
		if ir, err = d.beside(x); err != nil {
			return err
		}
	}
	depth := 0
	for d.ins.Next(&d.in) {
		switch d.in.Op {
		case op.End, op.Delegate:
			depth--
		case op.Else, op.Catch, op.CatchAll:
			depth--
		}
		d.line = append(d.line[:0], "  0x"...)
		d.line = append(appendHex(d.line, uint64(d.in.Offset), 6), "  "...)
		for range min(max(depth, 0), maxIndent) {
			d.line = append(d.line, "  "...)
		}
		d.line = d.appendInstr(d.line, &d.in, &locals)
		d.out.Write(append(d.line, '\n'))
		ir = d.writeIR(ir, d.in.Offset)
		switch d.in.Op {
		case op.Block, op.Loop, op.If, op.Else, op.Try, op.TryTable, op.Catch, op.CatchAll:
			depth++
		}
	}
	return d.ins.Err()
}

// listLocals shows the locals that are no parameters, a line for each run of one type.
func (d *dumper) listLocals(x int, runs []binary.LocalRun) {
	first := uint64(0)
	if t := d.m.Funcs[x]; uint64(t) < uint64(len(d.m.Types)) {
		first = uint64(len(d.m.Types[t].Func.Params))
	}
	for _, run := range runs {
		switch run.Count {
		case 0:
		case 1:
			fmt.Fprintf(d.out, "            local %d: %s\n", first, run.Type)
		default:
			fmt.Fprintf(d.out, "            local %d to %d: %s\n", first, first+uint64(run.Count)-1, run.Type)
		}
		first += uint64(run.Count)
	}
}

// exprText returns a constant expression in one line, without its end.
func (d *dumper) exprText(e wasm.ConstExpr) string {
	var parts []string
	ins := binary.NewInstrs(e.Code, e.Offset)
	for ins.Next(&d.in) && (d.in.Op != op.End || ins.Len() > 0) {
		parts = append(parts, string(d.appendInstr(nil, &d.in, &binary.NameMap{})))
	}
	return strings.Join(parts, ", ")
}

// appendHex appends v with at least n digits.
func appendHex(b []byte, v uint64, n int) []byte {
	for i := n - 1; i > 0 && v>>(4*i) == 0; i-- {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, v, 16)
}

// appendInstr appends an instruction with its immediates.
func (d *dumper) appendInstr(b []byte, in *binary.Instr, locals *binary.NameMap) []byte {
	info := in.Op.Info()
	b = append(b, info.Name...)
	switch info.Imm {
	case op.ImmBlock, op.ImmTryTable:
		b = d.appendBlockType(b, in)
		if info.Imm == op.ImmTryTable {
			b = appendCatches(b, in.Catches)
		}
	case op.ImmLabels:
		for _, label := range in.Labels {
			b = appendNumber(b, uint64(label))
		}
		b = appendNumber(b, uint64(in.X))
	case op.ImmBrCast:
		b = fmt.Appendf(appendNumber(b, uint64(in.X)), " %s %s", in.Type, in.Type2)
	case op.ImmFunc:
		b = appendIndex(b, in.X, &d.names.Funcs)
	case op.ImmLocal:
		b = appendIndex(b, in.X, locals)
	case op.ImmGlobal:
		b = appendIndex(b, in.X, &d.names.Globals)
	case op.ImmTag:
		b = appendIndex(b, in.X, &d.names.Tags)
	case op.ImmMem, op.ImmMemMem, op.ImmDataMem, op.ImmTable:
		b = appendDefaults(b, in, info.Imm)
	case op.ImmLabel, op.ImmType, op.ImmElem, op.ImmData:
		b = appendNumber(b, uint64(in.X))
	case op.ImmTypeTable:
		b = fmt.Appendf(b, " table[%d] type[%d]", in.Y, in.X)
	case op.ImmTypeField, op.ImmTypeLen, op.ImmTypeType, op.ImmTypeData, op.ImmTypeElem, op.ImmTableTable, op.ImmElemTable:
		b = appendNumber(appendNumber(b, uint64(in.X)), uint64(in.Y))
	case op.ImmMemArg, op.ImmMemArgLane:
		b = appendMemArg(b, in, info)
	case op.ImmTypes:
		for _, t := range in.Types {
			b = fmt.Appendf(b, " %s", t)
		}
	case op.ImmHeap:
		b = fmt.Appendf(b, " %s", in.Type)
	default:
		b = appendConst(b, in, info.Imm)
	}
	return b
}

// appendConst appends a constant or lanes.
func appendConst(b []byte, in *binary.Instr, imm op.Imm) []byte {
	switch imm {
	case op.ImmI32:
		b = strconv.AppendInt(append(b, ' '), int64(int32(in.Imm)), 10)
	case op.ImmI64:
		b = strconv.AppendInt(append(b, ' '), int64(in.Imm), 10)
	case op.ImmF32:
		b = appendFloat(append(b, ' '), float64(math.Float32frombits(uint32(in.Imm))), in.Imm, 32)
	case op.ImmF64:
		b = appendFloat(append(b, ' '), math.Float64frombits(in.Imm), in.Imm, 64)
	case op.ImmV128:
		b = fmt.Appendf(b, " 0x%x", in.V128)
	case op.ImmLanes:
		b = fmt.Appendf(b, " %d", in.V128[:])
	case op.ImmLane:
		b = appendNumber(b, uint64(in.Lane))
	}
	return b
}

// appendFloat appends a number so that it can be told from all others; of what is not a number the bits.
func appendFloat(b []byte, f float64, bits uint64, size int) []byte {
	if f != f {
		return strconv.AppendUint(append(b, "nan:0x"...), bits, 16)
	}
	return strconv.AppendFloat(b, f, 'g', -1, size)
}

func appendNumber(b []byte, x uint64) []byte { return strconv.AppendUint(append(b, ' '), x, 10) }

// appendIndex appends an index with its name.
func appendIndex(b []byte, x uint32, names *binary.NameMap) []byte {
	b = appendNumber(b, uint64(x))
	if name, ok := names.Get(x); ok {
		b = append(append(append(b, " <"...), clean(name)...), '>')
	}
	return b
}

// appendDefaults appends indices of which those of the only memory or table are left out.
func appendDefaults(b []byte, in *binary.Instr, imm op.Imm) []byte {
	if imm == op.ImmDataMem {
		b = appendNumber(b, uint64(in.X))
		if in.Y != 0 {
			b = fmt.Appendf(b, " memory[%d]", in.Y)
		}
		return b
	}
	if imm == op.ImmTable || in.X != 0 || imm == op.ImmMemMem && in.Y != 0 {
		b = appendNumber(b, uint64(in.X))
	}
	if imm == op.ImmMemMem && (in.X != 0 || in.Y != 0) {
		b = appendNumber(b, uint64(in.Y))
	}
	return b
}

// appendMemArg appends the immediates of a memory access as far as they are not the usual ones.
func appendMemArg(b []byte, in *binary.Instr, info *op.Info) []byte {
	if in.X != 0 {
		b = fmt.Appendf(b, " memory[%d]", in.X)
	}
	if in.Imm != 0 {
		b = strconv.AppendUint(append(b, " offset="...), in.Imm, 10)
	}
	if in.Align != info.Align {
		b = strconv.AppendUint(append(b, " align="...), 1<<in.Align, 10)
	}
	if info.Imm == op.ImmMemArgLane {
		b = appendNumber(b, uint64(in.Lane))
	}
	return b
}

// appendBlockType appends the type of a block, if it has one.
func (d *dumper) appendBlockType(b []byte, in *binary.Instr) []byte {
	switch {
	case in.X != wasm.NoIndex:
		return fmt.Appendf(b, " %s", d.funcType(in.X))
	case in.Type != wasm.NoType:
		return fmt.Appendf(b, " -> %s", in.Type)
	}
	return b
}

// appendCatches appends the clauses of a try_table.
func appendCatches(b []byte, catches []binary.Catch) []byte {
	for _, c := range catches {
		switch c.Kind {
		case binary.CatchTag:
			b = fmt.Appendf(b, " (catch %d %d)", c.Tag, c.Label)
		case binary.CatchTagRef:
			b = fmt.Appendf(b, " (catch_ref %d %d)", c.Tag, c.Label)
		case binary.CatchAll:
			b = fmt.Appendf(b, " (catch_all %d)", c.Label)
		case binary.CatchAllRef:
			b = fmt.Appendf(b, " (catch_all_ref %d)", c.Label)
		}
	}
	return b
}
