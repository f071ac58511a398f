package vm

import (
	"strings"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers the instructions of proposals: atomic memory access and wide arithmetic. All are done outside the loop.

// The word after an atomic instruction: how many bytes in the low 8 bits, then what to do, whether the result has 32 bits, and the memory.
const (
	atomicKindShift = 8
	atomicTo32      = 1 << 16
	atomicMemShift  = 32
)

// What atomic instructions do.
const (
	atomicLoad uint64 = iota
	atomicStore
	atomicAdd
	atomicSub
	atomicAnd
	atomicOr
	atomicXor
	atomicExchange
	atomicCompareExchange
	atomicWait
	atomicNotify
)

// atomicParts are what the names of atomic instructions contain, with what they do.
var atomicParts = [...]struct {
	part string
	kind uint64
}{
	{".load", atomicLoad}, {".store", atomicStore}, {".add", atomicAdd}, {".sub", atomicSub}, {".and", atomicAnd}, {".or", atomicOr},
	{".xor", atomicXor}, {".xchg", atomicExchange}, {".cmpxchg", atomicCompareExchange}, {".wait", atomicWait}, {".notify", atomicNotify},
}

// atomicInstr lowers an atomic access: address and operands go home; the offset follows in a second word.
func (l *lowerer) atomicInstr(info *op.Info) {
	w := uint64(1)<<info.Align | uint64(l.in.X)<<atomicMemShift
	for _, p := range atomicParts {
		if strings.Contains(info.Name, p.part) {
			w |= p.kind << atomicKindShift
			break
		}
	}
	operands, result, _ := strings.Cut(info.Sig, ":")
	if result == "i" {
		w |= atomicTo32
	}
	l.settle(len(operands))
	l.drop(len(l.stack) - len(operands))
	home := uint16(l.temps + l.top)
	l.emit(formOut, inst{opcode: withImm(outAtomic), a: home})
	l.word(w)
	l.word(l.in.Imm)
	if result != "" {
		l.push(sigType(result[0]))
		l.wrote(home, toSlot)
	}
}

// wideInstr lowers arithmetic with results of 128 bits.
func (l *lowerer) wideInstr(o op.Op, info *op.Info) {
	operands, _, _ := strings.Cut(info.Sig, ":")
	l.settle(len(operands))
	l.drop(len(l.stack) - len(operands))
	home := uint16(l.temps + l.top)
	l.emit(formOut, inst{opcode: withImm(outWide), a: home, c: uint16(o)})
	l.pushTypes([]wasm.ValType{wasm.I64, wasm.I64})
	l.wrote(home, toSlot)
	l.wrote(home+1, toSlot)
}
