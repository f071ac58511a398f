package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes what works on memories and tables, and the addresses for it.

// constantOf writes a constant of number type t.
func (f *funcGen) constantOf(t wasm.ValType, n uint64) {
	if t == wasm.I32 {
		n = uint64(uint32(n))
	}
	f.instr(constInstr(t, n))
	f.push(t)
}

// The instructions on addresses of type t.
func addOp(t wasm.ValType) op.Op {
	return map[wasm.ValType]op.Op{wasm.I32: op.I32Add, wasm.I64: op.I64Add}[t]
}
func andOp(t wasm.ValType) op.Op {
	return map[wasm.ValType]op.Op{wasm.I32: op.I32And, wasm.I64: op.I64And}[t]
}
func shlOp(t wasm.ValType) op.Op {
	return map[wasm.ValType]op.Op{wasm.I32: op.I32Shl, wasm.I64: op.I64Shl}[t]
}

// address writes an address in memory x for an access of size bytes and returns the offset that goes with it.
func (f *funcGen) address(x uint32, size int) (offset uint64) {
	m := &f.m.Memories[x]
	t, bytes := m.Limits.AddrType(), m.Limits.Min<<m.PageBits
	offset = uint64([]int{0, 0, 0, 4, 8, 100, 255, 256}[f.n(8)])
	if bytes > 0x18000 && f.n(4) == 0 {
		offset = 0x10000 + uint64(f.n(100))
	}
	switch f.n(12) {
	case 0:
		f.constantOf(t, uint64(f.n(2000)))
	case 1, 2:
		f.masked(t)
	case 3, 4, 5, 6, 7:
		f.sum(t)
	case 8, 9: // around the end of the memory, split into address and offset
		at := int64(bytes) - int64(size) + int64([]int{0, -1, -8, -100, -1000, 1}[f.n(6)])
		split := []int64{0, 1, 8, 0xff, 0x7fff, 0xffff, 0x10000, at, at - 1}[f.n(9)]
		if split < 0 || split > at {
			split = 0
		}
		f.constantOf(t, uint64(at-split))
		return uint64(split)
	case 10:
		f.value(t, 2)
		f.instr(constInstr(t, 0x7ff8))
		f.write(andOp(t))
	case 11:
		if f.n(4) > 0 {
			f.constantOf(t, uint64(f.n(100)))
			return offset
		}
		if t == wasm.I64 && f.n(2) == 0 {
			f.value(t, 2)
			return []uint64{0, 1 << 32, 1 << 47, 1<<63 - 1, 1 << 63, 1<<64 - 1}[f.n(6)]
		}
		f.value(wasm.I32, 2)
		if t == wasm.I64 {
			f.write(op.I64ExtendI32U)
			f.stack[len(f.stack)-1] = t
		}
		return []uint64{0, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff}[f.n(5)]
	}
	return offset
}

// masked writes a small number.
func (f *funcGen) masked(t wasm.ValType) {
	f.tree(t, 1)
	f.instr(constInstr(t, uint64([]uint32{0xff, 0x3f8, 0x1ffc}[f.n(3)])))
	f.write(andOp(t))
}

// sum writes an address that is a sum of a base and an index, each of which may be in a local by now, a constant or just made.
func (f *funcGen) sum(t wasm.ValType) {
	base, index := f.spare, f.spare+1
	other := wasm.I64 // so that the index is not what was computed last
	if t == wasm.I64 {
		base, index, other = f.spare+2, f.spare+3, wasm.I32
	}
	inLocal, indexInLocal := f.n(2) == 0, f.n(2) == 0
	if inLocal {
		f.constantOf(t, uint64(f.n(4000)))
		f.writeX(op.LocalSet, base)
		f.pop(1)
	}
	if indexInLocal {
		f.indexValue(t)
		f.writeX(op.LocalSet, index)
		f.pop(1)
		if x, ok := f.settable(other); ok && f.n(2) == 0 {
			f.tree(other, 1)
			f.writeX(op.LocalSet, x)
			f.pop(1)
		}
	}
	writeBase := func() {
		if inLocal {
			f.writeX(op.LocalGet, base)
			f.push(t)
		} else {
			f.constantOf(t, uint64(f.n(4000)))
		}
	}
	first := f.n(2) == 0
	if first {
		writeBase()
	}
	if indexInLocal {
		f.writeX(op.LocalGet, index)
		f.push(t)
	} else {
		f.indexValue(t)
	}
	if !first {
		writeBase()
	}
	f.write(addOp(t))
	f.pop(1)
}

// indexValue writes a small number, scaled or not.
func (f *funcGen) indexValue(t wasm.ValType) {
	f.masked(t)
	if f.n(3) == 0 {
		f.instr(constInstr(t, uint64(f.n(4))))
		f.write(shlOp(t))
	}
}

// anyMemory returns a memory, most often the first.
func (f *funcGen) anyMemory() uint32 {
	if f.n(2) == 0 {
		return 0
	}
	return uint32(f.n(len(f.m.Memories)))
}

func (f *funcGen) load(t wasm.ValType) {
	if len(f.m.Memories) == 0 || t.IsRef() {
		f.leaf(t)
		return
	}
	if t == wasm.V128 {
		f.vectorAccess(oneOf(f.choices, vectorLoadOps))
		return
	}
	o := oneOf(f.choices, loadOps[letterOf(t)])
	size, _ := slowAccess(o.String())
	x := f.anyMemory()
	offset := f.address(x, size)
	f.instr(binary.Instr{Op: o, Align: uint8(f.n(int(o.Info().Align) + 1)), X: x, Imm: offset})
	f.pop(1)
	f.push(t)
}

func (f *funcGen) store() {
	if len(f.m.Memories) == 0 {
		return
	}
	if f.n(12) == 0 {
		f.vectorAccess(oneOf(f.choices, vectorStoreOps))
		return
	}
	o := oneOf(f.choices, storeOps)
	size, _ := slowAccess(o.String())
	x := f.anyMemory()
	offset := f.address(x, size)
	if t := sigType(o.Info().Sig[1]); f.n(3) == 0 {
		f.leaf(t)
	} else {
		f.value(t, 3)
	}
	f.instr(binary.Instr{Op: o, Align: uint8(f.n(int(o.Info().Align) + 1)), X: x, Imm: offset})
	f.pop(2)
}

// bulk writes an instruction on ranges of memory or a table, or one that grows them.
func (f *funcGen) bulk() {
	if len(f.m.Memories) > 0 && f.n(2) == 0 {
		f.bulkMemory()
		return
	}
	x := uint32(f.n(len(f.m.Tables)))
	t, at := f.m.Tables[x].Elem, f.m.Tables[x].Limits.AddrType()
	switch f.n(6) {
	case 0:
		f.element(x)
		f.value(t, 1)
		f.writeX(op.TableSet, x)
		f.pop(2)
	case 1:
		f.value(t, 1)
		f.constantOf(at, uint64(f.n(4)))
		f.writeX(op.TableGrow, x)
		f.pop(1)
		f.stack[len(f.stack)-1] = at
	case 2:
		f.element(x)
		f.value(t, 1)
		f.element(x)
		f.writeX(op.TableFill, x)
		f.pop(3)
	case 3:
		if y := uint32(f.n(len(f.m.Tables))); f.fits(f.m.Tables[y].Elem, t) {
			f.element(x)
			f.element(y)
			if f.m.Tables[y].Limits.Addr64 {
				f.element(x)
			} else {
				f.element(y)
			}
			f.instr(binary.Instr{Op: op.TableCopy, X: x, Y: y})
			f.pop(3)
		}
	case 4:
		if y := uint32(f.n(len(f.m.Elems))); f.fits(f.m.Elems[y].Type, t) {
			f.element(x)
			f.constI32(uint32(f.n(3)))
			f.constI32(uint32(f.n(3)))
			f.instr(binary.Instr{Op: op.TableInit, X: y, Y: x})
			f.pop(3)
		}
	case 5:
		f.writeX(op.ElemDrop, uint32(f.n(len(f.m.Elems))))
	}
}

// element writes the index of an element that table x most likely has.
func (f *funcGen) element(x uint32) {
	t := f.m.Tables[x].Limits.AddrType()
	if f.one(12) {
		f.value(t, 1)
		return
	}
	f.constantOf(t, uint64(f.n(6)))
}

func (f *funcGen) bulkMemory() {
	x, y := f.anyMemory(), f.anyMemory()
	t := f.m.Memories[x].Limits.AddrType()
	length := func(t wasm.ValType) {
		if f.one(8) {
			f.value(t, 1)
			return
		}
		f.constantOf(t, uint64(f.n(300)))
	}
	place := func(x uint32) {
		t := f.m.Memories[x].Limits.AddrType()
		f.constantOf(t, f.address(x, 1))
		f.write(addOp(t))
		f.pop(1)
	}
	switch f.n(5) {
	case 0:
		pages := uint64(f.n(2))
		if f.m.Memories[x].PageBits == 0 {
			pages *= 1000
		}
		f.constantOf(t, pages)
		f.writeX(op.MemoryGrow, x)
	case 1:
		place(x)
		f.value(wasm.I32, 1)
		length(t)
		f.writeX(op.MemoryFill, x)
		f.pop(3)
	case 2:
		place(x)
		place(y)
		if f.m.Memories[y].Limits.Addr64 {
			length(t)
		} else {
			length(wasm.I32)
		}
		f.instr(binary.Instr{Op: op.MemoryCopy, X: x, Y: y})
		f.pop(3)
	case 3:
		if n := len(f.m.Datas); n > 0 {
			place(x)
			f.constI32(uint32(f.n(10)))
			f.constI32(uint32(f.n(10)))
			f.instr(binary.Instr{Op: op.MemoryInit, X: uint32(f.n(n)), Y: x})
			f.pop(3)
		}
	case 4:
		if n := len(f.m.Datas); n > 0 {
			f.writeX(op.DataDrop, uint32(f.n(n)))
		}
	}
}

// wide writes an instruction on numbers of 128 bits.
func (f *funcGen) wide() {
	o := []op.Op{op.I64Add128, op.I64Sub128, op.I64MulWideS, op.I64MulWideU}[f.n(4)]
	types := []wasm.ValType{wasm.I64, wasm.I64, wasm.I64, wasm.I64}[:len(o.Info().Sig)-3]
	f.operands(types, 2)
	f.write(o)
	f.pop(len(types) - 2)
}
