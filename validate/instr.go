package validate

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks a single instruction: ordinary ones by the signature in the table, the others by a method each, which stand in a file
// per family.

// instr checks an instruction.
func (b *body) instr(in *binary.Instr) {
	s := &b.c.sigs[in.Op]
	if missing := s.features &^ b.c.feats; missing != 0 && !(in.Op == op.Throw && b.c.feats.Has(wasm.FeatureLegacyExceptions)) {
		b.fail(disabled(-1, in.Op.String(), missing))
		return
	}
	if s.shape == irregular {
		b.irregular(in)
		return
	}
	a := b.immediates(in, s)
	if b.err != nil {
		return
	}
	var pops [len(s.pops)]wasm.ValType
	for i := range s.numPops {
		pops[i] = operand(s.pops[i], a)
	}
	b.popAll(pops[:s.numPops])
	for i := range s.numPush {
		b.push(operand(s.pushes[i], a))
	}
}

// operand returns the type of an operand in a signature, where a is that of addresses.
func operand(k uint8, a wasm.ValType) wasm.ValType {
	if k == addr {
		return a
	}
	return wasm.ValType(k)
}

// immediates checks the immediates of an ordinary instruction and returns the type of addresses.
func (b *body) immediates(in *binary.Instr, s *sig) wasm.ValType {
	a := wasm.NoType
	switch s.imm {
	case op.ImmMemArg, op.ImmMemArgLane:
		a = b.memArg(in, s)
	case op.ImmMem:
		a = b.memory(in.X)
	}
	switch {
	case s.lanes != 0 && in.Lane >= s.lanes:
		b.failf(codeLane, "%d of %d", in.Lane, s.lanes)
	case s.imm == op.ImmLanes:
		for _, lane := range in.V128 {
			if lane >= 32 {
				b.failf(codeLane, "%d of 32", lane)
			}
		}
	}
	return a
}

// irregular checks an instruction whose type depends on its context.
func (b *body) irregular(in *binary.Instr) {
	switch in.Op {
	case op.Unreachable:
		b.setUnreachable()
	case op.Drop:
		b.popAny()
	case op.Select:
		b.selectNum()
	case op.SelectT:
		b.selectT(in.Types)

	case op.LocalGet:
		b.localGet(in.X)
	case op.LocalSet:
		b.localSet(in.X)
	case op.LocalTee:
		b.localTee(in.X)
	case op.GlobalGet:
		b.globalGet(in.X)
	case op.GlobalSet:
		b.globalSet(in.X)

	case op.Block, op.Loop, op.If:
		b.block(in)
	case op.Else:
		b.elseBranch()
	case op.End:
		b.end()
	case op.Br:
		b.br(in.X)
	case op.BrIf:
		b.brIf(in.X)
	case op.BrTable:
		b.brTable(in)
	case op.Return:
		b.popAll(b.frames[0].typ.Results)
		b.setUnreachable()
	case op.Call:
		b.call(in.X, false)
	case op.ReturnCall:
		b.call(in.X, true)
	case op.CallIndirect:
		b.callIndirect(in, false)
	case op.ReturnCallIndirect:
		b.callIndirect(in, true)
	case op.CallRef:
		b.callRef(in.X, false)
	case op.ReturnCallRef:
		b.callRef(in.X, true)

	case op.MemoryInit:
		b.memoryInit(in.X, in.Y)
	case op.MemoryCopy:
		b.memoryCopy(in.X, in.Y)
	case op.DataDrop:
		b.data(in.X)
	default:
		b.reference(in)
	}
}

// reference is irregular for tables, references and exceptions.
func (b *body) reference(in *binary.Instr) {
	switch in.Op {
	case op.TableGet, op.TableSet, op.TableSize, op.TableGrow, op.TableFill:
		b.table(in.Op, in.X)
	case op.TableCopy:
		b.tableCopy(in.X, in.Y)
	case op.TableInit:
		b.tableInit(in.X, in.Y)
	case op.ElemDrop:
		b.elem(in.X)

	case op.RefNull:
		b.refNull(in.Type)
	case op.RefFunc:
		b.refFunc(in.X)
	case op.RefIsNull:
		b.popRef()
		b.push(wasm.I32)
	case op.RefAsNonNull:
		b.push(b.popRef().WithNullable(false))
	case op.RefEq:
		b.pop(wasm.EqRef, wasm.EqRef)
		b.push(wasm.I32)
	case op.RefTest, op.RefTestNull:
		b.refTest(in.Type)
	case op.RefCast, op.RefCastNull:
		b.refCast(in.Type)
	case op.RefCastDescEq, op.RefCastDescEqNull:
		b.refCastDesc(in.Type)
	case op.RefGetDesc:
		b.refGetDesc(in.X)
	case op.BrOnNull:
		b.brOnNull(in.X)
	case op.BrOnNonNull:
		b.brOnNonNull(in.X)
	case op.BrOnCast, op.BrOnCastFail, op.BrOnCastDescEq, op.BrOnCastDescEqFail:
		b.brOnCast(in)

	case op.TryTable:
		b.tryTable(in)
	case op.Throw:
		b.throw(in.X)
	case op.ThrowRef:
		b.pop(wasm.ExnRef)
		b.setUnreachable()
	case op.Try:
		b.block(in)
	case op.Catch, op.CatchAll:
		b.catch(in)
	case op.Rethrow:
		b.rethrow(in.X)
	case op.Delegate:
		b.delegate(in.X)
	default:
		b.aggregate(in)
	}
}

// aggregate is irregular for structs, arrays and i31.
func (b *body) aggregate(in *binary.Instr) {
	switch in.Op {
	case op.StructNew, op.StructNewDefault, op.StructNewDesc, op.StructNewDefaultDesc:
		b.structNew(in.Op, in.X)
	case op.StructGet, op.StructGetS, op.StructGetU:
		b.structGet(in.Op, in.X, in.Y)
	case op.StructSet:
		b.structSet(in.X, in.Y)
	case op.ArrayNew, op.ArrayNewDefault:
		b.arrayNew(in.Op, in.X)
	case op.ArrayNewFixed:
		b.arrayNewFixed(in.X, in.Y)
	case op.ArrayNewData:
		b.arrayNewData(in.X, in.Y)
	case op.ArrayNewElem:
		b.arrayNewElem(in.X, in.Y)
	case op.ArrayGet, op.ArrayGetS, op.ArrayGetU:
		b.arrayGet(in.Op, in.X)
	case op.ArraySet:
		b.arraySet(in.X)
	case op.ArrayLen:
		b.pop(wasm.ArrayRef)
		b.push(wasm.I32)
	case op.ArrayFill:
		b.arrayFill(in.X)
	case op.ArrayCopy:
		b.arrayCopy(in.X, in.Y)
	case op.ArrayInitData:
		b.arrayInitData(in.X, in.Y)
	case op.ArrayInitElem:
		b.arrayInitElem(in.X, in.Y)

	case op.RefI31:
		b.pop(wasm.I32)
		b.push(wasm.I31Ref.WithNullable(false))
	case op.I31GetS, op.I31GetU:
		b.pop(wasm.I31Ref)
		b.push(wasm.I32)
	case op.AnyConvertExtern:
		b.convertExtern(wasm.ExternRef, wasm.AnyRef)
	case op.ExternConvertAny:
		b.convertExtern(wasm.AnyRef, wasm.ExternRef)
	default:
		b.failf("illegal opcode", "%s has no rule", in.Op)
	}
}

// selectNum is select without types, for numbers and vectors only.
func (b *body) selectNum() {
	b.pop(wasm.I32)
	t1 := b.popAny()
	t2 := b.popAny()
	if t1 == wasm.NoType {
		t1 = t2
	}
	switch {
	case t1.IsRef() || t2.IsRef():
		b.fail(mismatch("select without types requires numeric or vector type but stack has [%s %s]", t2, t1))
	case t2 != wasm.NoType && t1 != t2:
		b.fail(mismatch("select requires operands of one type but stack has [%s %s]", t2, t1))
	}
	b.push(t1)
}

func (b *body) selectT(ts []wasm.ValType) {
	if len(ts) != 1 {
		b.failf(codeArity, "select with %d types, must be 1", len(ts))
		return
	}
	if err := b.c.checkValType(-1, ts[0]); err != nil {
		b.fail(err)
		return
	}
	b.pop(ts[0], ts[0], wasm.I32)
	b.push(ts[0])
}

// global returns global x.
func (b *body) global(x uint32) (g *wasm.Global, ok bool) {
	if int64(x) >= int64(len(b.c.globals)) {
		b.failf(unknown("global", x), "the module has %d", len(b.c.globals))
		return nil, false
	}
	return &b.c.globals[x], true
}

func (b *body) globalGet(x uint32) {
	if g, ok := b.global(x); ok {
		b.push(g.Type)
	}
}

func (b *body) globalSet(x uint32) {
	g, ok := b.global(x)
	if !ok {
		return
	}
	if !g.Mutable {
		b.failf(codeGlobal, "global %d", x)
	}
	b.pop(g.Type)
}
