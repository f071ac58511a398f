package vm

import (
	"math"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers calls. Arguments go home, where the callee's frame begins; the results come back to the same slots.

func (l *lowerer) callInstr(o op.Op) {
	switch o {
	case op.Call:
		typ := l.src.FuncType(l.in.X)
		base := l.arguments(typ)
		l.call(base, l.in.X, typ)
		l.returned(typ)
	case op.CallIndirect:
		typ := &l.src.Types[l.in.X].Func
		index := l.pop()
		x := l.slot(&index)
		base := l.arguments(typ)
		l.emit(formCallIndirect, inst{a: base, b: x, c: l.table(l.in.Y)})
		l.word(uint64(l.m.typeIDs[l.in.X]) | uint64(saveArea(typ))<<32)
		l.returned(typ)
	case op.CallRef:
		typ := &l.src.Types[l.in.X].Func
		ref := l.pop()
		r := l.slot(&ref)
		base := l.arguments(typ)
		l.emit(formCallRef, inst{a: base, b: r})
		l.word(uint64(saveArea(typ)))
		l.returned(typ)
	case op.ReturnCall:
		l.returnCall()
	case op.ReturnCallRef:
		typ := &l.src.Types[l.in.X].Func
		ref := l.pop()
		if ref.kind != inHome {
			l.load(ref.home, &ref)
		}
		base := l.arguments(typ)
		l.emit(formOut, inst{opcode: withImm(outTailCallRef), a: base, b: ref.home})
		l.word(uint64(l.save))
		l.setUnreachable()
	case op.ReturnCallIndirect:
		typ := &l.src.Types[l.in.X].Func
		index := l.pop()
		if index.kind != inHome {
			l.load(index.home, &index)
		}
		base := l.arguments(typ)
		l.emit(formOut, inst{opcode: withImm(outTailCallIndirect), a: base, b: index.home, c: l.table(l.in.Y)})
		l.word(uint64(l.m.typeIDs[l.in.X]) | uint64(l.save)<<32)
		l.setUnreachable()
	}
}

// table returns the number of a table as an instruction has it.
func (l *lowerer) table(x uint32) uint16 {
	if x > math.MaxUint16 {
		l.err = &LimitError{Limit: "number of a table of an indirect call", Max: math.MaxUint16, Want: uint64(x)}
	}
	return uint16(x)
}

// arguments sends the arguments of a call home, pops them and returns the slot of the first.
func (l *lowerer) arguments(typ *wasm.FuncType) uint16 {
	n := len(typ.Params)
	l.settle(n)
	l.drop(len(l.stack) - n)
	return uint16(l.temps + l.top)
}

func (l *lowerer) call(base uint16, x uint32, typ *wasm.FuncType) {
	save := saveArea(typ)
	switch defined := int32(x) - int32(l.src.NumImportedFuncs); {
	case defined < 0:
		i := wide(base, int32(x))
		i.imm = outCallImport
		l.emit(formOut, i)
	case save < 256:
		i := wide(base, defined)
		i.imm = uint8(save)
		l.emit(formCall, i)
	default:
		l.emit(formCallWide, wide(base, defined))
		l.word(uint64(save))
	}
}

// returned pushes the results of a call. A single result is also in the accumulator of its type.
func (l *lowerer) returned(typ *wasm.FuncType) {
	l.forget()
	l.pushTypes(typ.Results)
	if len(typ.Results) != 1 {
		return
	}
	switch home := int32(l.stack[len(l.stack)-1].home); typ.Results[0] {
	case wasm.F64:
		l.facc = home
	case wasm.V128:
	default:
		l.acc = home
	}
}

// returnCall lowers return_call: to a function of the module in the loop, to an imported one outside.
func (l *lowerer) returnCall() {
	typ := l.src.FuncType(l.in.X)
	base := l.arguments(typ)
	if defined := int32(l.in.X) - int32(l.src.NumImportedFuncs); defined >= 0 {
		l.emit(formTailCall, wide(base, defined))
		l.word(uint64(l.save) | uint64(saveArea(typ))<<16 | uint64(slotsOf(typ.Params))<<32)
	} else {
		i := wide(base, int32(l.in.X))
		i.imm = outTailCallImport
		l.emit(formOut, i)
		l.word(uint64(l.save))
	}
	l.setUnreachable()
}
