package validate

import (
	"slices"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the operand stack and the control stack, as in the specification's appendix "Validation Algorithm".
//
// An instruction costs as much as its block type, function type or labels have types, which work.go bounds. The height of the operand
// stack is bounded by MaxOperands and the nesting by MaxNesting.

// A frame is a control structure that is open. Label 0 names the innermost.
type frame struct {
	typ         *wasm.FuncType
	height      uint32 // of the operand stack, without what the structure started with
	inits       uint32 // length of body.inits on entry
	op          op.Op  // what opened it: block, loop, if, else, try, catch, catch_all or try_table
	unreachable bool   // the rest of its instructions is unreachable: there are operands of any type as needed
}

// label returns the types that a branch to f takes.
func (f *frame) label() []wasm.ValType {
	if f.op == op.Loop {
		return f.typ.Params
	}
	return f.typ.Results
}

// top returns the innermost frame.
func (b *body) top() *frame { return &b.frames[len(b.frames)-1] }

// push pushes an operand.
func (b *body) push(t wasm.ValType) { b.stack = append(b.stack, t) }

// pushAll pushes operands, the last on top. Only lists can get beyond MaxOperands: a body is too short for as many single ones.
func (b *body) pushAll(ts []wasm.ValType) {
	if len(b.stack)+len(ts) > wasm.MaxOperands {
		b.fail(limited(-1, "operands", uint64(len(b.stack)+len(ts)), wasm.MaxOperands))
		return
	}
	if len(ts) > freeList {
		b.charge(len(ts) / typesPerStep)
	}
	b.stack = append(b.stack, ts...)
}

// peek returns the type of the operand at depth i from the top without popping it, NoType where it is unknown. Where there is none, ok is
// false.
func (b *body) peek(i int) (t wasm.ValType, ok bool) {
	if n := len(b.stack) - 1 - i; n >= b.base {
		return b.stack[n], true
	}
	return wasm.NoType, b.top().unreachable
}

// drop pops n operands, of which those that are missing must be unknown ones.
func (b *body) drop(n int) { b.stack = b.stack[:max(b.base, len(b.stack)-n)] }

// pop pops operands of the given types, the last from the top.
func (b *body) pop(want ...wasm.ValType) { b.popAll(want) }

// popOne is pop for one of the many operands that a single instruction takes.
func (b *body) popOne(want wasm.ValType) {
	if n := len(b.stack) - 1; n >= b.base && b.stack[n] == want {
		b.stack = b.stack[:n]
		return
	}
	b.charge(stepsPerType)
	b.pop(want)
}

// popAll is pop for a list.
func (b *body) popAll(want []wasm.ValType) {
	if n := len(b.stack) - len(want); b.equals(n, want) {
		b.stack = b.stack[:n]
	} else if b.expect(want) {
		b.drop(len(want))
	}
}

// exhausted reports whether the next operands to pop are all unknown, so that counting them would be in vain.
func (b *body) exhausted() bool { return len(b.stack) == b.base && b.top().unreachable }

// popAny pops an operand of any type.
func (b *body) popAny() wasm.ValType {
	t, ok := b.peek(0)
	if !ok {
		b.fail(mismatch("instruction requires an operand but stack has []"))
	}
	b.drop(1)
	return t
}

// popRef pops a reference of any type. The unknown operand becomes a reference of the bottom type.
func (b *body) popRef() wasm.ValType {
	t, ok := b.peek(0)
	switch {
	case !ok || t != wasm.NoType && !t.IsRef():
		b.fail(mismatch("instruction requires reference type but stack has %s", b.have(1)))
	case t == wasm.NoType:
		t = wasm.Ref(wasm.HeapBottom, false)
	}
	b.drop(1)
	return t
}

// equals reports whether the operands from height n on are in the innermost frame and have exactly the types want.
func (b *body) equals(n int, want []wasm.ValType) bool {
	if len(want) > freeList {
		b.charge(len(want) / typesPerStep)
	}
	return n >= b.base && slices.Equal(b.stack[n:], want)
}

// expect checks, without popping anything, that the operands on top match want.
func (b *body) expect(want []wasm.ValType) bool {
	b.charge(len(want) * stepsPerType)
	for i := range want {
		w := want[len(want)-1-i]
		t, ok := b.peek(i)
		if ok && len(b.stack)-1-i < b.base {
			return true // from here on down, operands are unknown
		}
		if !ok || t != w && !b.c.types.matches(t, w) {
			b.fail(mismatch("instruction requires %s but stack has %s", typeList(want), b.have(len(want))))
			return false
		}
	}
	return true
}

// have lists the uppermost n operands of the innermost frame, or as many as there are, for messages.
func (b *body) have(n int) string {
	return typeList(b.stack[max(b.base, len(b.stack)-n):])
}

// convert pops the types ts and pushes them again: afterwards the stack has these types and not the subtypes that were there.
func (b *body) convert(ts []wasm.ValType) {
	if !b.equals(len(b.stack)-len(ts), ts) && b.expect(ts) {
		b.drop(len(ts))
		b.pushAll(ts)
	}
}

// pushFrame opens a control structure of type typ. Its parameters were popped, and are for the caller to push again.
func (b *body) pushFrame(o op.Op, typ *wasm.FuncType) {
	if len(b.frames) >= wasm.MaxNesting {
		b.fail(limited(-1, "control structures inside each other", wasm.MaxNesting+1, wasm.MaxNesting))
		return
	}
	b.openFrame(o, typ)
}

// openFrame is pushFrame where the nesting is known to be in bounds.
func (b *body) openFrame(o op.Op, typ *wasm.FuncType) {
	b.base = len(b.stack)
	b.frames = append(b.frames, frame{typ: typ, height: uint32(b.base), inits: uint32(len(b.inits)), op: o})
}

// popFrame closes the innermost control structure, whose results must be all that is left on its part of the stack, and forgets which
// locals were set in it. The results are popped.
func (b *body) popFrame() frame {
	f := *b.top()
	n := len(b.stack)
	b.popAll(f.typ.Results)
	if len(b.stack) != b.base && b.err == nil {
		b.fail(mismatch("block requires %s but stack has %s", typeList(f.typ.Results), typeList(b.stack[b.base:n])))
	}
	b.unset(int(f.inits))
	b.frames = b.frames[:len(b.frames)-1]
	b.base = 0
	if len(b.frames) > 0 {
		b.base = int(b.top().height)
	}
	return f
}

// setUnreachable tells that the instructions up to the end of the innermost frame cannot be reached.
func (b *body) setUnreachable() {
	b.stack = b.stack[:b.base]
	b.top().unreachable = true
}

// target returns the frame that label x names.
func (b *body) target(x uint32) (f *frame, ok bool) {
	if int64(x) >= int64(len(b.frames)) {
		b.failf(unknown("label", x), "%d in scope", len(b.frames))
		return nil, false
	}
	return &b.frames[len(b.frames)-1-int(x)], true
}
