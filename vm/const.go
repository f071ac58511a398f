package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file evaluates constant expressions.

// A constStack is the operand stack of a constant expression, in slots.
type constStack []uint64

func (c *constStack) push(v ...uint64) { *c = append(*c, v...) }

// popN removes the topmost n slots and returns them.
func (c *constStack) popN(n int) []uint64 {
	s := *c
	v := s[len(s)-n:]
	*c = s[:len(s)-n]
	return v
}

// evaluate computes a valid constant expression, a slot or two. What can fail is the making of objects.
func (in *Instance) evaluate(e *wasm.ConstExpr) ([]uint64, error) {
	var r binary.Instrs
	var i binary.Instr
	r.Reset(e.Code, e.Offset)
	stack := make(constStack, 0, 4)
	for r.Next(&i) {
		if trap := in.constInstr(&i, &stack); trap != 0 {
			return nil, in.store.limitTrap(trap)
		}
	}
	return stack, nil
}

// constInstr does one instruction of a constant expression.
func (in *Instance) constInstr(i *binary.Instr, c *constStack) TrapCode {
	switch i.Op {
	case op.I32Const, op.I64Const, op.F32Const, op.F64Const:
		c.push(i.Imm)
	case op.V128Const:
		low, high := halvesOf(&i.V128)
		c.push(low, high)
	case op.GlobalGet:
		g := in.globals[i.X]
		c.push(g.cell[:g.typ.Type.Slots()]...)
	case op.RefNull:
		c.push(0)
	case op.RefFunc:
		c.push(in.funcRef(i.X))
	case op.I32Add, op.I32Sub, op.I32Mul, op.I64Add, op.I64Sub, op.I64Mul:
		v := c.popN(2)
		c.push(extendedConst(i.Op, v[0], v[1]))
	case op.RefI31:
		v := c.popN(1)
		c.push(uint64(uint32(v[0])<<1 | i31Bit))
	case op.StructNew, op.StructNewDefault, op.StructNewDesc, op.StructNewDefaultDesc, op.ArrayNew, op.ArrayNewDefault, op.ArrayNewFixed:
		return in.constObject(i, c)
	}
	return 0
}

// constObject makes a struct or an array.
func (in *Instance) constObject(i *binary.Instr, c *constStack) (trap TrapCode) {
	s, id := in.store, in.module.typeIDs[i.X]
	var ref uint64
	switch i.Op {
	case op.StructNew:
		ref, trap = s.newStruct(id, c.popN(structSlots(s.engine.types.info(id))), s.free)
	case op.StructNewDefault:
		ref, trap = s.newStruct(id, nil, s.free)
	case op.StructNewDesc, op.StructNewDefaultDesc:
		desc := c.popN(1)[0]
		if desc == 0 {
			return TrapNullDescriptor
		}
		var fields []uint64
		if i.Op == op.StructNewDesc {
			fields = c.popN(structSlots(s.engine.types.info(id)))
		}
		if ref, trap = s.newStruct(id, fields, s.free); trap == 0 {
			s.describe(ref, desc)
		}
	case op.ArrayNewFixed:
		ref, trap = s.newArrayOf(id, c.popN(int(i.Y)*s.engine.types.info(id).fields[0].storage.Slots()), s.free)
	default:
		n := c.popN(1)[0]
		var init []uint64
		if i.Op == op.ArrayNew {
			init = c.popN(s.engine.types.info(id).fields[0].storage.Slots())
		}
		ref, trap = s.newArray(id, uint32(n), init, s.free)
	}
	s.fresh = append(s.fresh, ref)
	c.push(ref)
	return trap
}

// extendedConst computes the arithmetic of constant expressions.
func extendedConst(o op.Op, a, b uint64) uint64 {
	switch o {
	case op.I32Add:
		return uint64(uint32(a + b))
	case op.I32Sub:
		return uint64(uint32(a - b))
	case op.I32Mul:
		return uint64(uint32(a * b))
	case op.I64Add:
		return a + b
	case op.I64Sub:
		return a - b
	}
	return a * b
}
