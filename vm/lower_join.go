package vm

import "slices"

// This file chooses joined forms: an instruction that has others behind it with which one handler does it together gets the opcode of
// these. All stay where they are, so that jumps may go to any of them, and nothing but the opcode of the first one tells of it.

// A join is an entry of joins: first, with second behind it, may become form.
type join struct{ first, second, form form }

// joinedWith returns the form that does first and second, which may have bareBit, a number from formSpace on if only longer joined forms begin with these, or
// 0 (formEscape) if there is none.
func joinedWith(first, second form) form {
	for h := uint32(first)*31 ^ uint32(second)*977; ; h++ {
		j := &joins[h%uint32(len(joins))]
		if j.form == formEscape || j.first == first && j.second == second {
			return j.form
		}
	}
}

// never as an entry of aways says that the instruction behind a form is not the next one, or that nothing is joined over this boundary.
const never = 63

// Costs of a dispatch, and of the one that an escape needs besides.
const (
	dispatchCost = 1 << 10
	escapeCost   = dispatchCost * 9 / 10
)

// bare reports whether nothing but the next instruction, which takes its operand from there, reads the result of instruction i: a temporary is used once,
// but for references, which branchOnRef reads from their slots. Their forms are f and next.
func (l *lowerer) bare(i *inst, f, next form) bool {
	return leaves[f] != 0 && leaves[f] == takes[next] && int(i.a) >= l.temps
}

// join gives each instruction the joined form after which the code from there on has the fewest dispatches, where a branch goes on half
// the time. Nothing may look at opcodes after it.
func (l *lowerer) join() {
	if counting {
		l.noteBare()
		return
	}
	n := len(l.starts)
	l.forms, l.costs = slices.Grow(l.forms[:0], n)[:n], slices.Grow(l.costs[:0], n+1)[:n+1]
	forms, costs := l.forms, l.costs
	costs[n] = 0
	for i := n - 1; i >= 0; i-- {
		at := &l.code[l.starts[i]]
		f := formOfInst(*at)
		away, made := aways[f], formEscape
		cost := dispatchCost + costs[i+1]>>away
		if f >= formRare {
			cost += escapeCost
		}
		forms[i] = f
		if i+1 < n && l.bare(at, f, forms[i+1]) {
			forms[i+1] |= bareBit // from here on it is only looked at as a second one
		}
		for j := i + 1; j < n; j++ {
			next := forms[j]
			if f = joinedWith(f, next); f == formEscape {
				break
			}
			away += aways[next&^bareBit]
			if c := dispatchCost + costs[j+1]>>away; c <= cost && f < formSpace {
				made, cost = f, c
			}
		}
		costs[i] = cost
		if made != formEscape {
			*at = encode(made, *at)
		}
	}
}
