package vm

import (
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file runs atomic instructions of the slow evaluator, which has one thread.

func (f *slowFrame) atomic(i *binary.Instr, info *op.Info) {
	if i.Op == op.AtomicFence {
		return
	}
	size := 1 << info.Align
	operands := f.popValues(strings.IndexByte(info.Sig, ':'))
	base := operands[0][0]
	at := base + i.Imm
	switch {
	case at < base:
		slowTrap(TrapMemoryOutOfBounds)
	case at%uint64(size) != 0:
		slowTrap(TrapUnalignedAtomic)
	}
	f.push(base)
	b := f.place(i, size)
	var old uint64
	for k := range b {
		old |= uint64(b[k]) << (8 * k)
	}
	var x, y uint64
	if len(operands) > 1 {
		x = operands[1][0]
	}
	if len(operands) > 2 {
		y = operands[2][0]
	}
	parts := strings.Split(strings.TrimSuffix(info.Name, "_u"), ".")
	write := true
	switch last := parts[len(parts)-1]; {
	case last == "notify":
		f.push(0)
		return
	case strings.HasPrefix(last, "wait"):
		slowTrap(TrapExpectedShared)
	case strings.HasPrefix(last, "load"):
		write = false
	case strings.HasPrefix(last, "store"), last == "xchg":
	case last == "add":
		x = old + x
	case last == "sub":
		x = old - x
	case last == "and":
		x = old & x
	case last == "or":
		x = old | x
	case last == "xor":
		x = old ^ x
	case last == "cmpxchg":
		write = x<<(64-8*size)>>(64-8*size) == old
		x = y
	default:
		panic("the evaluator does not know " + info.Name)
	}
	for k := range b {
		if write {
			b[k] = byte(x >> (8 * k))
		}
	}
	if !strings.HasSuffix(info.Sig, ":") {
		f.push(old)
	}
}

// isAtomic reports whether o is an atomic instruction.
func isAtomic(o op.Op) bool { return o.Info().Feature&wasm.FeatureThreads != 0 }
