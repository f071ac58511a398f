package validate

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the loop over the instructions of a body. It has a short cut for the instructions that make up most code, taken only where
// the operands needed are there with exactly the types needed; everything else, errors included, is left to body.instr, which
// knows all instructions.

// A body checks function bodies and constant expressions, one after the other. Its memory is used again for the next one, so that a worker
// soon allocates nothing.
type body struct {
	c      *checker
	instrs binary.Instrs
	in     binary.Instr // the instruction at hand
	err    *wasm.Error  // the first error

	stack  []wasm.ValType // operands
	base   int            // height of the innermost frame: what is below cannot be popped
	frames []frame
	outer  wasm.FuncType // type of the outermost frame

	params []wasm.ValType
	runs   []binary.LocalRun
	ends   []uint32       // for each run, the index after its last local
	locals []wasm.ValType // types of the first locals, parameters included
	setAt  []uint32       // locals that were set have the epoch of the body
	epoch  uint32
	inits  []uint32 // locals in setAt, in order

	work     uint64 // steps that were counted, see work.go
	workMost uint64

	constant bool // a constant expression is checked
	singles  map[wasm.ValType]*wasm.FuncType
}

func newBody(c *checker) *body {
	return &body{c: c}
}

// fail records an error unless there is one already. One without an offset gets that of the instruction at hand.
func (b *body) fail(e *wasm.Error) {
	if b.err != nil {
		return
	}
	if e.Offset < 0 {
		e.Offset = b.in.Offset
	}
	b.err = e
}

// failf records an invalid instruction.
func (b *body) failf(code wasm.Code, format string, args ...any) {
	b.fail(invalid(-1, code, format, args...))
}

// check checks the body of function x.
func (b *body) check(x int, code *wasm.Body) *wasm.Error {
	b.err = nil
	b.constant = false
	b.work, b.workMost = 0, workLimit(code.Offset+len(code.Code))
	typ := b.c.types.funcType(b.c.funcs[x])
	b.in.Offset = code.Offset
	b.instrs.Reset(code.Code, code.Offset)
	b.enterLocals(typ.Params, len(code.Code))
	b.enterCode(typ.Results)
	if b.err == nil {
		b.run()
	}
	b.ended()
	if b.err != nil {
		b.err.Func = x
	}
	return b.err
}

// enterCode empties the stacks and opens the outermost frame.
func (b *body) enterCode(results []wasm.ValType) {
	b.stack, b.base = b.stack[:0], 0
	b.outer.Results = results
	b.frames = append(b.frames[:0], frame{typ: &b.outer, op: op.Block})
}

// ended checks that the code was read to its end and no further.
func (b *body) ended() {
	if err, ok := b.instrs.Err().(*wasm.Error); ok {
		// The reader failed where the instruction at hand begins or later, before anything could be checked there.
		if b.err == nil {
			b.err = err
		}
		return
	}
	switch {
	case b.err != nil:
	case len(b.frames) > 0:
		b.fail(malformed(b.instrs.Offset(), codeUnexpectedEnd, "%d control structures are open", len(b.frames)))
	case b.instrs.Len() > 0:
		b.fail(malformed(b.instrs.Offset(), codeEnd, "code goes on after its end"))
	}
}

// run checks instructions until the outermost frame is closed, the code ends or there is an error.
func (b *body) run() {
	in, sigs := &b.in, b.c.sigs
	for b.instrs.Next(in) {
		n := len(b.stack)
		switch in.Op {
		case op.LocalGet:
			if x := in.X; x < uint32(len(b.locals)) && b.locals[x] != notDefaultable {
				b.stack = append(b.stack, b.locals[x])
				continue
			}
		case op.LocalSet:
			if x := in.X; x < uint32(len(b.locals)) && n > b.base && b.stack[n-1] == b.locals[x] {
				b.stack = b.stack[:n-1]
				continue
			}
		case op.LocalTee:
			if x := in.X; x < uint32(len(b.locals)) && n > b.base && b.stack[n-1] == b.locals[x] {
				continue
			}
		case op.GlobalGet:
			if x := in.X; x < uint32(len(b.c.globals)) {
				b.stack = append(b.stack, b.c.globals[x].Type)
				continue
			}
		case op.GlobalSet:
			if x := in.X; x < uint32(len(b.c.globals)) && b.c.globals[x].Mutable && n > b.base && b.stack[n-1] == b.c.globals[x].Type {
				b.stack = b.stack[:n-1]
				continue
			}
		case op.Block:
			if in.X == wasm.NoIndex && in.Type == wasm.NoType && len(b.frames) < wasm.MaxNesting {
				b.openFrame(op.Block, emptyType)
				continue
			}
		case op.BrIf:
			if n > b.base && b.stack[n-1] == wasm.I32 && int(in.X) < len(b.frames) &&
				len(b.frames[len(b.frames)-1-int(in.X)].label()) == 0 {
				b.stack = b.stack[:n-1]
				continue
			}
		case op.End:
			if b.endPlain(n) {
				continue
			}
		default:
			if b.plain(in, &sigs[in.Op], n) {
				continue
			}
		}
		b.instr(in)
		if b.err != nil || len(b.frames) == 0 {
			return
		}
	}
}

// plain checks an instruction of a plain shape whose n operands on the stack have exactly the types needed, else it returns false and
// changes nothing.
func (b *body) plain(in *binary.Instr, s *sig, n int) bool {
	switch s.shape {
	case plain0:
		b.stack = append(b.stack, wasm.ValType(s.pushes[0]))
		return true
	case plain1:
		if n > b.base && b.stack[n-1] == wasm.ValType(s.pops[0]) {
			b.stack[n-1] = wasm.ValType(s.pushes[0])
			return true
		}
	case plain2:
		if n-1 > b.base && b.stack[n-1] == wasm.ValType(s.pops[1]) && b.stack[n-2] == wasm.ValType(s.pops[0]) {
			b.stack[n-2] = wasm.ValType(s.pushes[0])
			b.stack = b.stack[:n-1]
			return true
		}
	case load:
		if n > b.base && b.stack[n-1] == b.c.addr0 && in.X == 0 && in.Align <= s.align && in.Imm < 1<<32 {
			b.stack[n-1] = wasm.ValType(s.pushes[0])
			return true
		}
	case store:
		if n-1 > b.base && b.stack[n-1] == wasm.ValType(s.pops[1]) && b.stack[n-2] == b.c.addr0 && in.X == 0 &&
			in.Align <= s.align && in.Imm < 1<<32 {
			b.stack = b.stack[:n-2]
			return true
		}
	}
	return false
}

// endPlain closes the innermost frame if it is not the outermost, its n operands are exactly its results and no else branch is implied, else it
// returns false and changes nothing.
func (b *body) endPlain(n int) bool {
	last := len(b.frames) - 1
	f := &b.frames[last]
	r := f.typ.Results
	if last == 0 || n != b.base+len(r) || len(r) > 1 || f.op == op.If || int(f.inits) != len(b.inits) {
		return false
	}
	if len(r) == 1 && b.stack[n-1] != r[0] {
		return false
	}
	b.frames = b.frames[:last]
	b.base = int(b.frames[last-1].height)
	return true
}
