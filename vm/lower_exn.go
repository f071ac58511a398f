package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file lowers exceptions. A try_table costs nothing until something is thrown: a table says which code it covers. Behind the body
// stands a piece of code for each clause, where the driver goes on with the exception's values in the slots from
// base on; it takes them to the clause's label.

// A handler is a try_table or a try of the legacy proposal.
type handler struct {
	start, end int // the words of code that it covers
	base       uint16
	depth      int // control structures around it
	clauses    []clause
}

// A clause is a catch clause of a handler, or a delegation.
type clause struct {
	kind binary.CatchKind
	tag  uint32
	pad  int // word of the code where catching goes on; of a delegation, the depth up to which handlers may catch
}

// Kinds of clauses that only the legacy proposal has. Its clauses get the exception first and then its values.
const (
	legacyCatch binary.CatchKind = 0x10 + iota
	legacyCatchAll
	delegation
)

// shift moves a handler by n words. Its clauses are its own.
func (h *handler) shift(n int) {
	h.start, h.end = h.start+n, h.end+n
	for i := range h.clauses {
		if h.clauses[i].kind != delegation {
			h.clauses[i].pad += n
		}
	}
}

// openTry opens a try_table.
func (l *lowerer) openTry() {
	params, results := l.blockType()
	l.settle(len(params))
	l.flush()
	l.forget()
	c := l.pushControl(op.TryTable, params, results)
	c.start = len(l.code)
	c.catches = append([]binary.Catch(nil), l.in.Catches...)
}

// endTry emits the catching code of try_table c, whose body has just ended; the way out of the body jumps over it. The labels of
// the clauses count from outside of c.
func (l *lowerer) endTry(c *control) {
	end := len(l.code)
	if !c.unreachable {
		l.settle(len(c.results))
		l.jump(c, l.emit(formBr, inst{}), 1)
	}
	h := handler{start: c.start, end: end, base: c.base, depth: len(l.control)}
	reached := *c
	l.drop(c.height)
	l.control = l.control[:len(l.control)-1]
	for _, k := range reached.catches {
		l.forget()
		h.clauses = append(h.clauses, clause{k.Kind, k.Tag, len(l.code)})
		l.pushTypes(l.caught(k))
		l.br(int(k.Label))
		l.control[len(l.control)-1].unreachable = false
		l.drop(reached.height)
	}
	l.handlers = append(l.handlers, h)
	l.control = append(l.control, reached)
	last := &l.control[len(l.control)-1]
	last.unreachable = true
	l.forget()
}

// caught are the types of the values that a clause gets.
func (l *lowerer) caught(k binary.Catch) []wasm.ValType {
	var types []wasm.ValType
	if k.Kind == binary.CatchTag || k.Kind == binary.CatchTagRef {
		types = append(types, l.src.Types[l.src.Tags[k.Tag]].Func.Params...)
	}
	if k.Kind == binary.CatchTagRef || k.Kind == binary.CatchAllRef {
		types = append(types, wasm.Ref(wasm.HeapExn, false))
	}
	return types
}

// throw lowers throw and throw_ref.
func (l *lowerer) throw(o op.Op) {
	if o == op.Throw {
		l.out(outThrow, len(l.src.Types[l.src.Tags[l.in.X]].Func.Params), wasm.NoType)
	} else {
		l.out(outThrowRef, 1, wasm.NoType)
	}
	l.setUnreachable()
}

// openLegacyTry opens a try.
func (l *lowerer) openLegacyTry() {
	params, results := l.blockType()
	l.settle(len(params))
	l.flush()
	l.forget()
	c := l.pushControl(op.Try, params, results)
	c.start = len(l.code)
	c.try = &handler{start: c.start, end: -1, base: c.base, depth: len(l.control)}
}

// endArm ends the body or a catching arm of try c: its results go where those of the try are.
func (l *lowerer) endArm(c *control) {
	if c.try.end < 0 {
		c.try.end = len(l.code)
	}
	if !c.unreachable {
		l.transfer(c, c.results)
		l.jump(c, l.emit(formBr, inst{}), 1)
	}
	l.drop(c.height)
	l.unset(c.inited)
	l.forget()
}

// catch begins a catching arm: the exception is below its values, where rethrow finds it.
func (l *lowerer) catch(o op.Op) {
	c := &l.control[len(l.control)-1]
	l.endArm(c)
	k := clause{kind: legacyCatchAll, pad: len(l.code)}
	l.push(wasm.ExnRef)
	if o == op.Catch {
		k.kind, k.tag = legacyCatch, l.in.X
		l.pushTypes(l.src.Types[l.src.Tags[l.in.X]].Func.Params)
	}
	c.try.clauses = append(c.try.clauses, k)
	c.unreachable, c.catching = false, true
}

// endLegacyTry ends a try with its end or with a delegation.
func (l *lowerer) endLegacyTry(c *control) {
	l.endArm(c)
	if l.in.Op == op.Delegate {
		// The label counts from outside of the try. Only what is around its target may catch, or the target itself.
		c.try.clauses = []clause{{kind: delegation, pad: len(l.control) - 1 - int(l.in.X)}}
	}
	l.handlers = append(l.handlers, *c.try)
	c.unreachable = true
}

// rethrow throws the exception of the catching arm of label n again.
func (l *lowerer) rethrow(n uint32) {
	c := &l.control[len(l.control)-1-int(n)]
	l.emit(formOut, inst{opcode: withImm(outThrowRef), a: c.base})
	l.word(0)
	l.setUnreachable()
}
