package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes tags and what throws and catches exceptions.

// tags defines tags.
func (g *moduleGen) tags() {
	for range g.n(4) {
		g.m.Tags = append(g.m.Tags, g.typeIndex(wasm.FuncType{Params: g.valTypes(3)}))
	}
}

func (g *moduleGen) tagParams(x uint32) []wasm.ValType { return g.m.Types[g.m.Tags[x]].Func.Params }

// throw writes a throw or rethrow, or a throw_ref of what has been caught.
func (f *funcGen) throw() {
	for d := range f.labels {
		if f.labels[len(f.labels)-1-d].catching && f.n(3) > 0 {
			f.writeX(op.Rethrow, uint32(d))
			return
		}
	}
	if n := len(f.m.Tags); n > 0 && f.n(3) > 0 {
		x := uint32(f.n(n))
		f.operands(f.tagParams(x), 2)
		f.writeX(op.Throw, x)
		return
	}
	f.value(wasm.ExnRef, 1)
	f.write(op.ThrowRef)
}

// newException leaves an exception of type t, thrown and caught right here.
func (f *funcGen) newException(t wasm.ValType) bool {
	if len(f.m.Tags) == 0 {
		return false
	}
	made := wasm.Ref(wasm.HeapExn, false)
	x := uint32(f.n(len(f.m.Tags)))
	f.instr(binary.Instr{Op: op.Block, X: wasm.NoIndex, Type: made})
	f.instr(binary.Instr{Op: op.TryTable, X: wasm.NoIndex, Type: wasm.NoType, Catches: []binary.Catch{{Kind: binary.CatchAllRef}}})
	for range 2 { // labels that nothing may branch to
		f.labels = append(f.labels, genLabel{endless: true, loop: true, params: []wasm.ValType{made}, height: len(f.stack)})
	}
	for _, p := range f.tagParams(x) {
		f.leaf(p)
	}
	f.writeX(op.Throw, x)
	f.pop(len(f.tagParams(x)))
	f.write(op.End)
	f.write(op.Unreachable)
	f.write(op.End)
	f.labels = f.labels[:len(f.labels)-2]
	f.push(t)
	return true
}

// clause returns a clause of a random kind and what its label gets.
func (f *funcGen) clause() (c binary.Catch, types []wasm.ValType) {
	c.Kind = binary.CatchKind(f.n(4))
	if len(f.m.Tags) == 0 {
		c.Kind |= 2
	}
	if c.Kind == binary.CatchTag || c.Kind == binary.CatchTagRef {
		c.Tag = uint32(f.n(len(f.m.Tags)))
		types = append(types, f.tagParams(c.Tag)...)
	}
	if c.Kind == binary.CatchTagRef || c.Kind == binary.CatchAllRef {
		types = append(types, wasm.Ref(wasm.HeapExn, f.n(2) == 0))
	}
	return c, types
}

// tryTable writes a try_table in a block to which its first clause goes. Other clauses go where they fit.
func (f *funcGen) tryTable() {
	first, types := f.clause()
	f.open(op.Block, nil, types)
	outer := f.floor
	f.floor = len(f.stack)
	catches := []binary.Catch{first}
	for range f.n(3) {
		c, types := f.clause()
		for d := range f.labels {
			l := &f.labels[len(f.labels)-1-d]
			if f.allFit(types, l.types()) && !l.endless && !l.loop {
				c.Label = uint32(d)
				catches = append(catches, c)
				break
			}
		}
	}
	if f.n(2) == 0 {
		catches[0], catches[len(catches)-1] = catches[len(catches)-1], catches[0]
	}
	params, results := f.blockParams(), f.valTypes(2)
	in := binary.Instr{Op: op.TryTable, Catches: catches}
	f.openWith(in, params, results)
	f.inner(f.n(5))
	if !f.top().unreachable && f.n(4) > 0 {
		f.throwSometimes()
	}
	f.finishArm()
	f.write(op.End)
	f.closed()
	f.inner(f.n(2))
	f.finishArm()
	f.write(op.End)
	f.closed()
	f.floor = outer
	if n := len(types); n > 0 && types[n-1].Heap() == wasm.HeapExn {
		if x, ok := f.settable(wasm.ExnRef); ok && f.n(3) > 0 {
			f.writeX(op.LocalSet, x)
			f.pop(1)
		}
	}
}

// throwSometimes writes a throw in an if.
func (f *funcGen) throwSometimes() {
	floor := f.floor
	f.floor = f.top().height
	f.condition()
	f.pop(1)
	f.open(op.If, nil, nil)
	f.floor = len(f.stack)
	f.throw()
	f.top().unreachable = true
	f.stack = f.stack[:f.top().height]
	f.write(op.End)
	f.closed()
	f.floor = floor
}

// allFit reports whether values of types list may stand for those of types wanted.
func (f *funcGen) allFit(list, wanted []wasm.ValType) bool {
	if len(list) != len(wanted) {
		return false
	}
	for i := range list {
		if !f.fits(list[i], wanted[i]) {
			return false
		}
	}
	return true
}

// legacyTry writes a try of the legacy proposal, with clauses or a delegation.
func (f *funcGen) legacyTry() {
	results := f.valTypes(2)
	f.openWith(binary.Instr{Op: op.Try}, f.blockParams(), results)
	f.inner(f.n(5))
	if !f.top().unreachable && f.n(4) > 0 {
		f.throwSometimes()
	}
	f.finishArm()
	if f.n(4) == 0 {
		f.closed()
		f.writeX(op.Delegate, uint32(f.n(len(f.labels))))
		return
	}
	for range f.n(3) {
		if n := len(f.m.Tags); n > 0 {
			x := uint32(f.n(n))
			f.writeX(op.Catch, x)
			f.clauseBody(f.tagParams(x))
		}
	}
	if f.n(2) == 0 {
		f.write(op.CatchAll)
		f.clauseBody(nil)
	}
	f.write(op.End)
	f.closed()
}

// clauseBody writes what follows a catch.
func (f *funcGen) clauseBody(caught []wasm.ValType) {
	l := f.top()
	f.stack = append(f.stack[:l.height], caught...)
	l.unreachable, l.catching = false, true
	f.inner(f.n(4))
	if !f.top().unreachable && f.n(3) == 0 {
		f.throwSometimes()
	}
	f.finishArm()
}
