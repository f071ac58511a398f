package vm

// This file chooses joined forms: an instruction that has others behind it with which one handler does it together gets the opcode of
// these. All stay where they are, so that jumps may go to any of them, and nothing but the opcode of the first one tells of it.

// A join is an entry of joins: first, with second behind it, may become form.
type join struct{ first, second, form form }

// joinedWith returns the form that does first and second, or 0 (formEscape) if there is none.
func joinedWith(first, second form) form {
	for h := uint32(first)*31 ^ uint32(second)*977; ; h++ {
		j := &joins[h%uint32(len(joins))]
		if j.form == formEscape || j.first == first && j.second == second {
			return j.form
		}
	}
}

// join looks at all instructions and those behind them. Nothing may look at opcodes after it.
func (l *lowerer) join() {
	if counting {
		return
	}
	l.forms = l.forms[:0]
	for _, at := range l.starts {
		l.forms = append(l.forms, formOfInst(l.code[at]))
	}
	for i, f := range l.forms {
		made := formEscape
		for _, next := range l.forms[i+1:] {
			if f = joinedWith(f, next); f == formEscape {
				break
			}
			made = f
		}
		if made != formEscape {
			i := &l.code[l.starts[i]]
			*i = encode(made, *i)
		}
	}
}
