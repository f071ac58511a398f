package vm

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
)

// This file holds the exceptions of the slow evaluator. One that is under way is the store's thrown; calls
// return when there is one, until a frame has a label with a clause for it.

// slowUncaught is how a call ends that an exception ended.
const slowUncaught TrapCode = 0xff

// A slowThrow is the error that a host function gets from a call that ended with an exception.
type slowThrow struct{ ref uint64 }

func (*slowThrow) Error() string { return "exception" }

func (f *slowFrame) throwInstr(i *binary.Instr) {
	switch i.Op {
	case op.Throw:
		tag := f.in.tags[i.X]
		f.s.thrown = f.s.object(slowObject{tag: tag, values: f.popValues(len(tag.typ.Params))})
	case op.ThrowRef:
		ref := f.pop()
		f.s.at(ref, TrapNullException)
		f.s.thrown = ref
	case op.Rethrow:
		f.s.thrown = f.labels[len(f.labels)-1-int(i.X)].caught
	}
	f.s.traceFrames()
}

// handle goes on at the innermost clause that catches what is thrown, and reports whether there is one.
func (f *slowFrame) handle() bool {
	ref := f.s.thrown
	e := f.s.refs[ref].(*slowObject)
	for at := len(f.labels) - 1; at >= 0; at-- {
		l := &f.labels[at]
		if l.try != nil && l.caught == 0 {
			if f.handleInTry(at, ref) {
				return true
			}
			if last := &f.f.body[l.try.end]; last.Op == op.Delegate {
				at -= int(last.X)
			}
		}
		for _, c := range l.catches {
			tagged := c.Kind == binary.CatchTag || c.Kind == binary.CatchTagRef
			if tagged && f.in.tags[c.Tag] != e.tag {
				continue
			}
			f.s.thrown = 0
			f.labels, f.stack = f.labels[:at], f.stack[:l.height]
			if tagged {
				f.stack = append(f.stack, e.values...)
			}
			if c.Kind == binary.CatchTagRef || c.Kind == binary.CatchAllRef {
				f.push(ref)
			}
			f.branch(c.Label)
			return true
		}
	}
	return false
}

// handleInTry goes on at a clause of the try of label at that catches what is thrown, and reports whether there is one.
func (f *slowFrame) handleInTry(at int, ref uint64) bool {
	l, e := &f.labels[at], f.s.refs[ref].(*slowObject)
	for _, arm := range l.try.arms {
		i := &f.f.body[arm]
		if i.Op == op.Catch && f.in.tags[i.X] != e.tag {
			continue
		}
		f.s.thrown = 0
		l.caught = ref
		f.labels, f.stack, f.pc = f.labels[:at+1], f.stack[:l.height], arm+1
		if i.Op == op.Catch {
			f.stack = append(f.stack, e.values...)
		}
		return true
	}
	return false
}
