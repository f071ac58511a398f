package validate

import (
	"sort"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the types of locals and which of those without a default value are set.
//
// A body of a few bytes can declare MaxLocals locals, and a module a million such bodies. So only as many locals as the body could
// name with its bytes are written out one by one, and the rest stay runs that are searched; a body costs time by its bytes.

// notDefaultable stands in body.locals for a local without a default value. It is the type of no operand.
const notDefaultable = ^wasm.NoType

// freeLocals is how many locals are written out however short the body is.
const freeLocals = 64

// enterLocals sets up the locals of a function with these parameters from the declarations of its body.
func (b *body) enterLocals(params []wasm.ValType, size int) {
	b.params = params
	b.runs = b.instrs.Locals(b.runs)
	b.inits = b.inits[:0]
	b.epoch++
	limit := freeLocals + size
	b.locals = append(b.locals[:0], params[:min(len(params), limit)]...)
	b.ends = b.ends[:0]
	end := uint32(len(params))
	for _, run := range b.runs {
		end += run.Count
		b.ends = append(b.ends, end)
		if run.Type > wasm.F64 {
			if err := b.c.checkValType(run.Offset, run.Type); err != nil {
				b.fail(err)
				return
			}
		}
		t := run.Type
		if !t.Defaultable() {
			t = notDefaultable
		}
		for n := min(int(run.Count), limit-len(b.locals)); n > 0; n-- {
			b.locals = append(b.locals, t)
		}
	}
}

// localType returns the type of local x.
func (b *body) localType(x uint32) (t wasm.ValType, ok bool) {
	if int64(x) < int64(len(b.params)) {
		return b.params[x], true
	}
	if i := sort.Search(len(b.ends), func(i int) bool { return x < b.ends[i] }); i < len(b.ends) {
		return b.runs[i].Type, true
	}
	n := uint32(len(b.params))
	if len(b.ends) > 0 {
		n = b.ends[len(b.ends)-1]
	}
	b.failf(unknown("local", x), "the function has %d", n)
	return wasm.NoType, false
}

// isSet reports whether local x of type t has a value.
func (b *body) isSet(x uint32, t wasm.ValType) bool {
	return int64(x) < int64(len(b.params)) || t.Defaultable() || int64(x) < int64(len(b.setAt)) && b.setAt[x] == b.epoch
}

// set tells that local x of type t has a value from here to the end of the innermost frame.
func (b *body) set(x uint32, t wasm.ValType) {
	if b.isSet(x, t) {
		return
	}
	for int64(x) >= int64(len(b.setAt)) {
		b.setAt = append(b.setAt, 0)
	}
	b.setAt[x] = b.epoch
	b.inits = append(b.inits, x)
}

// unset forgets all locals that were set after the first n.
func (b *body) unset(n int) {
	for _, x := range b.inits[n:] {
		b.setAt[x] = 0
	}
	b.inits = b.inits[:n]
}

func (b *body) localGet(x uint32) {
	t, ok := b.localType(x)
	if ok && !b.isSet(x, t) {
		b.failf(codeUninitialized, "local %d of type %s", x, t)
	}
	b.push(t)
}

func (b *body) localSet(x uint32) {
	if t, ok := b.localType(x); ok {
		b.pop(t)
		b.set(x, t)
	}
}

func (b *body) localTee(x uint32) {
	if t, ok := b.localType(x); ok {
		b.pop(t)
		b.set(x, t)
		b.push(t)
	}
}
