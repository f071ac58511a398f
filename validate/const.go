package validate

import (
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks constant expressions, section "Validation / Instructions / Constant Expressions".

// checkConst checks a constant expression that yields a value of type t.
func (c *checker) checkConst(e wasm.ConstExpr, t wasm.ValType) error {
	if err := c.consts.checkConst(e, t); err != nil {
		return err
	}
	return nil
}

// checkConst is checker.checkConst. All instructions are checked by body.instr, after whether they may stand here at all.
func (b *body) checkConst(e wasm.ConstExpr, t wasm.ValType) *wasm.Error {
	b.err, b.constant = nil, true
	b.work, b.workMost = 0, workLimit(e.Offset+len(e.Code))
	b.instrs.Reset(e.Code, e.Offset)
	b.in.Offset = e.Offset
	b.enterCode(b.single(t).Results)
	for b.instrs.Next(&b.in) {
		b.checkConstant()
		if b.err == nil {
			b.instr(&b.in)
		}
		if b.err != nil || len(b.frames) == 0 {
			break
		}
	}
	b.ended()
	return b.err
}

// checkConstant checks that the instruction at hand may stand in a constant expression.
func (b *body) checkConstant() {
	o, x := b.in.Op, b.in.X
	flags := o.Info().Flags
	switch {
	case o == op.End:
	case flags&op.ExtendedConst != 0:
		if !b.c.feats.Has(wasm.FeatureExtendedConst) {
			b.failf(codeConst, "%s needs extended-const", o)
		}
	case flags&op.Const == 0:
		b.failf(codeConst, "%s is not constant", o)
	case o != op.GlobalGet:
	case int64(x) >= int64(b.c.constGlobals):
		b.failf(unknown("global", x), "constant expressions here may read the first %d", b.c.constGlobals)
	case b.c.globals[x].Mutable:
		b.failf(codeConst, "global %d is mutable", x)
	}
}
