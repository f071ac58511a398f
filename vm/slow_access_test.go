package vm

import (
	"fmt"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests every load and store at the numEdges of memory against the slow evaluator, with the address made in each way that lowering
// tells apart.

// addressKinds write an address from a base in local 0 and an index in local 1 and say which it is.
var addressKinds = []struct {
	name  string
	write func(c *testCode)
	value func(base, index uint32) uint32
}{
	{"base", func(c *testCode) { c.addX(op.LocalGet, 0) }, func(b, _ uint32) uint32 { return b }},
	{"just computed", func(c *testCode) { c.addX(op.LocalGet, 0); c.accumulated(wasm.I32) }, func(b, _ uint32) uint32 { return b }},
	{"sum of locals", func(c *testCode) { c.addX(op.LocalGet, 0); c.addX(op.LocalGet, 1); c.add(op.I32Add) }, func(b, i uint32) uint32 { return b + i }},
	{"sum, index just computed", func(c *testCode) {
		c.addX(op.LocalGet, 0)
		c.addX(op.LocalGet, 1)
		c.accumulated(wasm.I32)
		c.add(op.I32Add)
	}, func(b, i uint32) uint32 { return b + i }},
	{"sum, base just computed", func(c *testCode) {
		c.addX(op.LocalGet, 0)
		c.accumulated(wasm.I32)
		c.addX(op.LocalGet, 1)
		c.add(op.I32Add)
	}, func(b, i uint32) uint32 { return b + i }},
	{"base and -7", func(c *testCode) { c.addX(op.LocalGet, 0); c.constant(wasm.I32, 0xfffffff9); c.add(op.I32Add) }, func(b, _ uint32) uint32 { return b - 7 }},
	{"base and 70000", func(c *testCode) { c.addX(op.LocalGet, 0); c.constant(wasm.I32, 70000); c.add(op.I32Add) }, func(b, _ uint32) uint32 { return b + 70000 }},
	{"base and -9, just computed", func(c *testCode) {
		c.addX(op.LocalGet, 0)
		c.accumulated(wasm.I32)
		c.constant(wasm.I32, 9)
		c.add(op.I32Sub)
	}, func(b, _ uint32) uint32 { return b - 9 }},
	{"scaled index", func(c *testCode) {
		c.addX(op.LocalGet, 0)
		c.addX(op.LocalGet, 1)
		c.constant(wasm.I32, 3)
		c.add(op.I32Shl)
		c.add(op.I32Add)
	}, func(b, i uint32) uint32 { return b + i<<3 }},
	{"low half", func(c *testCode) {
		c.addX(op.LocalGet, 2)
		c.constant(wasm.I64, 0x12345678<<32)
		c.add(op.I64Or)
		c.addX(op.LocalGet, 0)
		c.add(op.I64ExtendI32U)
		c.add(op.I64Or)
		c.add(op.I32WrapI64)
	}, func(b, _ uint32) uint32 { return b }},
}

var accessOffsets = []uint64{0, 1, 8, 255, 256, 0x7fff, 0xffff, 0x10000, 0x1ffff, 0x7fffffff, 0xffffffff}

// accessModule makes a module with a function for each kind of address and offset of o. Its parameters are the base, the index, an i64 that is
// 0 and the value to store; the result is what was loaded, or what had been there.
func accessModule(o op.Op) *wasm.Module {
	info := o.Info()
	store := info.Sig[1] != ':'
	letter := info.Sig[1]
	if !store {
		letter = info.Sig[2]
	}
	typ := wasm.FuncType{Params: []wasm.ValType{wasm.I32, wasm.I32, wasm.I64, sigType(letter)}, Results: []wasm.ValType{sigType(letter)}}
	m := &wasm.Module{Start: wasm.NoIndex, Memories: []wasm.MemoryType{{Limits: wasm.Limits{Min: 2}, PageBits: wasm.DefaultPageBits}}}
	m.Types = []wasm.SubType{{Final: true, Func: typ, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}}
	for kind := range addressKinds {
		for k, offset := range accessOffsets {
			c := testCode{0}
			addressKinds[kind].write(&c)
			access := binary.Instr{Op: o, Imm: offset}
			switch p := operandPlace((k + kind) % int(placeCount)); {
			case !store:
				c = binary.AppendInstr(c, &access)
			case k%3 == 0:
				c.constant(sigType(letter), numEdges[letter][kind])
				c = binary.AppendInstr(c, &access)
				c.addX(op.LocalGet, 3)
			default:
				c.operand(p, sigType(letter), 3, numEdges[letter][kind])
				c = binary.AppendInstr(c, &access)
				c.addX(op.LocalGet, 3)
			}
			c.add(op.End)
			m.Funcs = append(m.Funcs, 0)
			m.Bodies = append(m.Bodies, wasm.Body{Code: c})
		}
	}
	for x := range m.Funcs {
		m.Exports = append(m.Exports, wasm.Export{Name: fmt.Sprint("f", x), Index: uint32(x)})
	}
	var init []byte
	for i := range 64 {
		init = append(init, byte(i*37+0x81))
	}
	for _, at := range []int{0, 0x1ffc0} {
		m.Datas = append(m.Datas, wasm.Data{At: offsetExpr(at), Init: init})
	}
	return m
}

// TestAccess calls the functions with addresses around the ends of memory.
func TestAccess(t *testing.T) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		if info := o.Info(); info.Imm != op.ImmMemArg || info.Feature&^slowFeatures != 0 || isVectorAccess(o) || isAtomic(o) {
			continue
		}
		t.Run(o.String(), func(t *testing.T) {
			c := newComparison(StoreConfig{MaxMemory: 1 << 20, MaxTable: 1})
			defer c.close()
			if err := c.instantiate(accessModule(o)); err != nil {
				t.Fatal(err)
			}
			size, _ := slowAccess(o.String())
			letter := o.Info().Sig[len(o.Info().Sig)-1]
			if letter == ':' {
				letter = o.Info().Sig[1]
			}
			for kind, k := range addressKinds {
				for n, offset := range accessOffsets {
					for j, at := range []int{0, 5, 0x20000 - size, 0x20000 - size - 1, 0x20000 - size + 1, 0x20000, -1} {
						index := uint32(j * 11)
						base := uint32(at) - uint32(offset) - k.value(0, index)
						args := []uint64{uint64(base), uint64(index), 0, numEdges[letter][(j*3+n)%len(numEdges[letter])]}
						if err := c.call(0, uint32(kind*len(accessOffsets)+n), args); err != nil {
							t.Fatalf("%s, offset %#x: %v", k.name, offset, err)
						}
					}
				}
			}
		})
	}
}
