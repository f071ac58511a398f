package vm

import (
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
)

// This file makes atomic instructions.

var atomicOps = func() (ops []op.Op) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		if isAtomic(o) {
			ops = append(ops, o)
		}
	}
	return ops
}()

// atomic writes an atomic instruction, seldom at an address that is not aligned.
func (f *funcGen) atomic() {
	o := oneOf(f.choices, atomicOps)
	info := o.Info()
	if o == op.AtomicFence {
		f.write(o)
		return
	}
	if len(f.m.Memories) == 0 || strings.Contains(info.Name, "wait") && f.n(8) > 0 {
		return
	}
	x, size := f.anyMemory(), 1<<info.Align
	offset := f.address(x, size)
	t := f.m.Memories[x].Limits.AddrType()
	if !f.one(16) {
		offset &^= uint64(size - 1)
		f.constantOf(t, uint64(-int64(size)))
		f.write(andOp(t))
		f.pop(1)
	}
	params, result, _ := strings.Cut(info.Sig, ":")
	for _, p := range []byte(params[1:]) {
		f.value(sigType(p), 2)
	}
	f.instr(binary.Instr{Op: o, Align: info.Align, X: x, Imm: offset})
	f.pop(len(params))
	if result != "" {
		f.push(sigType(result[0]))
	}
}
