package validate

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks what refers to memories and data segments.

// memory returns the type of addresses of memory x.
func (b *body) memory(x uint32) wasm.ValType {
	if int64(x) >= int64(len(b.c.memories)) {
		b.failf(unknown("memory", x), "the module has %d", len(b.c.memories))
		return wasm.I32
	}
	return b.c.memories[x].Limits.AddrType()
}

// memArg checks where a memory access goes and returns the type of addresses.
func (b *body) memArg(in *binary.Instr, s *sig) wasm.ValType {
	a := b.memory(in.X)
	switch {
	case in.Align > s.align:
		b.failf(codeAlign, "2^%d, at most 2^%d", in.Align, s.align)
	case s.atomic && in.Align != s.align:
		b.failf(codeAtomicAlign, "2^%d, must be 2^%d", in.Align, s.align)
	case a == wasm.I32 && in.Imm >= 1<<32:
		b.failf(codeOffset, "%d in a 32-bit memory", in.Imm)
	}
	return a
}

// data checks that data segment x exists. Its section is after the code, so its count has to be announced.
func (b *body) data(x uint32) {
	switch {
	case !b.c.hasCount:
		b.fail(malformed(-1, codeDataCount, "to name data segment %d", x))
	case x >= b.c.dataCount:
		b.failf(unknown("data segment", x), "the module has %d", b.c.dataCount)
	}
}

func (b *body) memoryInit(x, y uint32) {
	a := b.memory(y)
	b.data(x)
	b.pop(a, wasm.I32, wasm.I32)
}

func (b *body) memoryCopy(x, y uint32) {
	to, from := b.memory(x), b.memory(y)
	b.pop(to, from, lesser(to, from))
}

// lesser returns the type of a length that fits both types of addresses.
func lesser(a, b wasm.ValType) wasm.ValType {
	if a == wasm.I32 {
		return a
	}
	return b
}
