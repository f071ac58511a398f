package vm

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests control flow that random modules are too small for, against the slow evaluator where that can tell: jumps over
// much code, wide frames, long copies, deep recursion and many tail calls.

// A testModule is a module being written by a test.
type testModule struct{ wasm.Module }

func newTestModule() *testModule { return &testModule{wasm.Module{Start: wasm.NoIndex}} }

// typ returns the index of a function type.
func (m *testModule) typ(params, results []wasm.ValType) uint32 {
	x := len(m.Types)
	m.Types = append(m.Types, wasm.SubType{Final: true, Func: wasm.FuncType{Params: params, Results: results}, RecStart: uint32(x), RecLen: 1,
		Descriptor: wasm.NoIndex, Describes: wasm.NoIndex})
	return uint32(x)
}

// fn adds a function with n locals of type t, exported as "f<index>", and returns its index.
func (m *testModule) fn(typ uint32, n int, t wasm.ValType, write func(c *testCode)) uint32 {
	c := testCode{0}
	if n > 0 {
		c = binary.AppendValType(binary.AppendU32(testCode{1}, uint32(n)), t)
	}
	write(&c)
	c.add(op.End)
	x := uint32(len(m.Funcs))
	m.Funcs = append(m.Funcs, typ)
	m.Bodies = append(m.Bodies, wasm.Body{Code: c})
	m.Exports = append(m.Exports, wasm.Export{Name: fmt.Sprint("f", x), Index: x})
	return x
}

func types(t wasm.ValType, n int) []wasm.ValType { return slices.Repeat([]wasm.ValType{t}, n) }

// compared makes an instance of each module in the engine and in the evaluator; later modules import from the first.
func compared(t *testing.T, cfg StoreConfig, modules ...*testModule) *comparison {
	t.Helper()
	c := newComparison(cfg)
	t.Cleanup(c.close)
	for _, m := range modules {
		if err := c.instantiate(&m.Module); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// check calls a function in both and compares.
func (c *comparison) check(t *testing.T, n int, x uint32, args ...uint64) {
	t.Helper()
	if err := c.call(n, x, args); err != nil {
		t.Error(err)
	}
}

// long writes n rounds of arithmetic on local x that take several words of code each.
func (c *testCode) long(n int, x uint32) {
	for i := range n {
		c.addX(op.LocalGet, x)
		c.constant(wasm.I64, 0x9e3779b97f4a7c15+uint64(i))
		c.add([]op.Op{op.I64Xor, op.I64Add, op.I64Mul}[i%3])
		c.addX(op.LocalSet, x)
	}
}

// TestFarJumps jumps over more code than a short displacement reaches, forwards and backwards, with and without values.
func TestFarJumps(t *testing.T) {
	const rounds = 12_000
	m := newTestModule()
	typ := m.typ([]wasm.ValType{wasm.I32, wasm.I64}, []wasm.ValType{wasm.I64})
	branch := m.fn(typ, 0, wasm.I32, func(c *testCode) { // br_if and br_table forwards, out of the function too
		c.block(op.Block, wasm.NoType)
		c.addX(op.LocalGet, 0)
		c.constant(wasm.I32, 1)
		c.add(op.I32And)
		c.addX(op.BrIf, 0)
		c.addX(op.LocalGet, 1)
		c.addX(op.LocalGet, 0)
		c.constant(wasm.I32, 2)
		c.add(op.I32LtU)
		c.addX(op.BrIf, 1)
		c.add(op.Drop)
		c.addX(op.LocalGet, 0)
		*c = binary.AppendInstr(*c, &binary.Instr{Op: op.BrTable, Labels: []uint32{0, 0, 0, 0}, X: 0})
		c.long(rounds, 1)
		c.add(op.End)
		c.long(rounds, 1)
		c.addX(op.LocalGet, 1)
	})
	arms := m.fn(typ, 0, wasm.I32, func(c *testCode) { // both arms of an if, with results
		c.addX(op.LocalGet, 0)
		c.constant(wasm.I32, 3)
		c.add(op.I32GtS)
		c.block(op.If, wasm.I64)
		c.long(rounds, 1)
		c.addX(op.LocalGet, 1)
		c.add(op.Else)
		c.long(rounds, 1)
		c.constant(wasm.I64, 5)
		c.add(op.End)
		c.addX(op.LocalGet, 1)
		c.add(op.I64Sub)
	})
	loop := m.fn(typ, 0, wasm.I32, func(c *testCode) { // backwards
		c.block(op.Loop, wasm.NoType)
		c.long(rounds, 1)
		c.addX(op.LocalGet, 0)
		c.constant(wasm.I32, 1)
		c.add(op.I32Sub)
		c.addX(op.LocalTee, 0)
		c.constant(wasm.I32, 1)
		c.add(op.I32GtS)
		c.addX(op.BrIf, 0)
		c.add(op.End)
		c.addX(op.LocalGet, 1)
	})
	moved := m.fn(typ, 0, wasm.I32, func(c *testCode) { // a br_if whose value is not where the target wants it
		c.block(op.Block, wasm.I64)
		c.constant(wasm.I64, 1)
		c.addX(op.LocalGet, 1)
		c.addX(op.LocalGet, 0)
		c.addX(op.BrIf, 0)
		c.add(op.I64Add)
		c.addX(op.LocalSet, 1)
		c.long(rounds, 1)
		c.addX(op.LocalGet, 1)
		c.add(op.End)
	})
	c := compared(t, StoreConfig{}, m)
	for _, x := range []uint32{branch, arms, loop, moved} {
		for n := range uint64(6) {
			c.slowSteps = 1 << 22
			c.check(t, 0, x, n, 0x0123456789abcdef*n)
		}
	}
}

// TestWideFrames passes and returns many values, in frames with many slots.
func TestWideFrames(t *testing.T) {
	for _, n := range []int{100, 250, 254, 255, 256, 257, 300, 1000} {
		for _, extra := range []int{0, 250, 10_000, 40_000} {
			m := newTestModule()
			many := types(wasm.I64, n)
			typ := m.typ(many, many)
			start := m.typ([]wasm.ValType{wasm.I64}, many)
			m.fn(start, extra, wasm.I64, func(c *testCode) {
				if extra > 0 {
					c.addX(op.LocalGet, 0)
					c.addX(op.LocalSet, uint32(extra))
				}
				for i := range n {
					c.addX(op.LocalGet, uint32(extra)*uint32(i%2))
					c.constant(wasm.I64, uint64(i))
					c.add(op.I64Mul)
				}
				c.addX(op.Call, 1)
				c.addX(op.ReturnCall, 2)
			})
			m.fn(typ, extra, wasm.I64, func(c *testCode) { // in reverse order
				for i := range n {
					c.addX(op.LocalGet, uint32(n-1-i))
				}
			})
			m.fn(typ, 0, wasm.I64, func(c *testCode) {
				for i := range n {
					c.addX(op.LocalGet, uint32(i))
				}
				c.constant(wasm.I32, 0)
				*c = binary.AppendInstr(*c, &binary.Instr{Op: op.ReturnCallIndirect, X: typ})
			})
			m.Tables = []wasm.Table{{TableType: wasm.TableType{Elem: wasm.FuncRef, Limits: wasm.Limits{Min: 1}}}}
			m.Elems = []wasm.Elem{{Type: wasm.FuncRef, At: offsetExpr(0), Funcs: []uint32{1}}}
			c := compared(t, StoreConfig{MaxTable: 1}, m)
			for x := range uint64(3) {
				c.check(t, 0, 0, x*0x100000001)
			}
		}
	}
}

// TestLongCopies copies and fills more bytes than are done in one go, with overlaps both ways.
func TestLongCopies(t *testing.T) {
	const pages = 200
	m := newTestModule()
	m.Memories = []wasm.MemoryType{{Limits: wasm.Limits{Min: pages}, PageBits: wasm.DefaultPageBits}}
	typ := m.typ(types(wasm.I32, 3), nil)
	operation := func(o op.Op) uint32 {
		return m.fn(typ, 0, wasm.I32, func(c *testCode) {
			for i := range uint32(3) {
				c.addX(op.LocalGet, i)
			}
			*c = binary.AppendInstr(*c, &binary.Instr{Op: o})
		})
	}
	move, set := operation(op.MemoryCopy), operation(op.MemoryFill)
	c := compared(t, StoreConfig{MaxMemory: pages << 16}, m)
	p := c.pairs[0]
	for _, b := range [][]byte{p.engine.memories[0].Bytes(), p.slow.memories[0].b} {
		copy(b, randomBytes(1, len(b)))
	}
	const size = pages << 16
	for _, args := range [][3]uint64{{0, 1, size - 1}, {1, 0, size - 1}, {100_000, 0, 9 << 20}, {0, 100_000, 9 << 20}, {5 << 20, 0, 5 << 20}, {0, 0, size}, {0, 1, size},
		{size, 0, 0}, {size + 1, 0, 0}, {0, size + 1, 0}} {
		c.check(t, 0, move, args[:]...)
	}
	for _, args := range [][3]uint64{{3, 0x1ff, 9 << 20}, {1, 0, size - 1}, {2, 7, size - 1}, {0, 0x80, size}, {size, 1, 0}, {size + 1, 1, 0}} {
		c.check(t, 0, set, args[:]...)
	}
}

// tailCallers makes two modules. Function f0 of the first and f1 of the second call each other through table t0 until the counter is 0.
func tailCallers(o op.Op) (a, b *testModule) {
	params := []wasm.ValType{wasm.I32, wasm.I64}
	body := func(c *testCode, typ, next uint32) {
		c.addX(op.LocalGet, 0)
		c.add(op.I32Eqz)
		c.block(op.If, wasm.NoType)
		c.addX(op.LocalGet, 1)
		c.add(op.Return)
		c.add(op.End)
		c.addX(op.LocalGet, 0)
		c.constant(wasm.I32, 1)
		c.add(op.I32Sub)
		c.addX(op.LocalGet, 1)
		c.constant(wasm.I64, uint64(next)+3)
		c.add(op.I64Mul)
		c.constant(wasm.I32, uint64(next))
		*c = binary.AppendInstr(*c, &binary.Instr{Op: o, X: typ})
	}
	table := wasm.TableType{Elem: wasm.FuncRef, Limits: wasm.Limits{Min: 2}}
	a, b = newTestModule(), newTestModule()
	typ := a.typ(params, []wasm.ValType{wasm.I64})
	a.Tables = []wasm.Table{{TableType: table}}
	a.fn(typ, 3, wasm.I32, func(c *testCode) { body(c, typ, 1) })
	a.Elems = []wasm.Elem{{Type: wasm.FuncRef, At: offsetExpr(0), Funcs: []uint32{0}}}
	a.Exports = append(a.Exports, wasm.Export{Name: "t0", Kind: wasm.ExternTable})
	typ = b.typ(params, []wasm.ValType{wasm.I64})
	b.Imports = []wasm.Import{{Module: "a", Name: "t0", Kind: wasm.ExternTable}}
	b.Tables, b.NumImportedTables = []wasm.Table{{TableType: table}}, 1
	b.fn(typ, 300, wasm.I64, func(c *testCode) { body(c, typ, 0) })
	b.fn(typ, 0, wasm.I64, func(c *testCode) { // an ordinary call below the tail calls
		c.addX(op.LocalGet, 0)
		c.addX(op.LocalGet, 1)
		c.addX(op.Call, 0)
		c.constant(wasm.I64, 1)
		c.add(op.I64Add)
	})
	b.Elems = []wasm.Elem{{Type: wasm.FuncRef, At: offsetExpr(1), Funcs: []uint32{0}}}
	return a, b
}

// TestTailCallsBetweenInstances tests that they take no space.
func TestTailCallsBetweenInstances(t *testing.T) {
	a, b := tailCallers(op.ReturnCallIndirect)
	c := compared(t, StoreConfig{MaxTable: 2}, a, b)
	for _, turns := range []uint64{0, 1, 2, 3, 10_001} {
		for n := range 2 {
			for x := range uint32(n + 1) {
				c.check(t, n, x, turns, 0x123456789)
			}
		}
	}
	if _, err := c.pairs[1].engine.fn(1).Call(context.Background(), 1_000_000, 1); err != nil {
		t.Error(err)
	}
	if n := cap(c.store.acts); n > 64 {
		t.Errorf("there were %d activations", n)
	}
}

// TestCallsBetweenInstances makes the same calls without tail calls, as deep as the evaluator goes, and then too deep for the stack.
func TestCallsBetweenInstances(t *testing.T) {
	a, b := tailCallers(op.CallIndirect)
	c := compared(t, StoreConfig{MaxTable: 2}, a, b)
	for _, turns := range []uint64{0, 1, 2, slowDepth - 10} {
		for n := range 2 {
			c.check(t, n, 0, turns, 0x123456789)
		}
	}
	for range 3 {
		_, err := c.pairs[0].engine.fn(0).Call(context.Background(), 1<<30, 1)
		if trapOf(err) != TrapStackExhausted {
			t.Errorf("deep recursion ends with %v", err)
		}
		c.check(t, 0, 0, 50, 1)
	}
}

// TestStackExhausted recurses without end in frames of all sizes.
func TestStackExhausted(t *testing.T) {
	for _, locals := range []int{0, 300, 50_000} {
		for _, operands := range []int{0, 500, 8_000} {
			m := newTestModule()
			typ := m.typ([]wasm.ValType{wasm.I32}, []wasm.ValType{wasm.I32})
			m.fn(typ, locals, wasm.F64, func(c *testCode) {
				for range operands {
					c.addX(op.LocalGet, 0)
					c.constant(wasm.I32, 1)
					c.add(op.I32Add)
				}
				c.addX(op.LocalGet, 0)
				c.addX(op.Call, 0)
				for range operands {
					c.add(op.I32Xor)
				}
			})
			c := compared(t, StoreConfig{}, m)
			for range 2 {
				if _, err := c.pairs[0].engine.fn(0).Call(context.Background(), 1); trapOf(err) != TrapStackExhausted {
					t.Errorf("%d locals, %d operands: recursion ends with %v", locals, operands, err)
				}
			}
		}
	}
}
