package vm

import (
	"errors"
	"fmt"
	"math"
	"unsafe"

	"github.com/wvm-project/wvm/binary"
)

// This file throws exceptions: it looks for a handler up the stack.

// An Exception is the error of a call that ended with an exception which no guest caught. A host function that returns it to its
// guest throws it on.
type Exception struct {
	Tag    *Tag
	Values []uint64 // what it carries, as slots; references among them last as results of the call do
	Stack  []Frame  // where it was thrown, innermost first
	ref    uint64   // its object, while nothing else has been called
}

// Error names the exception's type.
func (e *Exception) Error() string {
	return fmt.Sprintf("uncaught exception with values of %s", e.Tag.typ)
}

// NewException makes an exception that a host function can throw by returning it. values are as the tag's type says, in slots.
func (s *Store) NewException(t *Tag, values ...uint64) (*Exception, error) {
	if t.store != s || len(values) != slotsOf(t.typ.Params) {
		return nil, fmt.Errorf("an exception of this tag takes %d slots, and the tag must be of the same store", slotsOf(t.typ.Params))
	}
	if s.state.v.Load() == storeClosed {
		return nil, ErrStoreClosed
	}
	e := &Exception{Tag: t, Values: make([]uint64, len(values))}
	if i := s.take(e.Values, values, t.typ.Params, t.ids); i >= 0 {
		return nil, fmt.Errorf("value %d is no reference of this store", i)
	}
	s.hold(t.typ.Params, e.Values, t.ids)
	return e, nil
}

// newExn makes the object of an exception.
func (s *Store) newExn(t *Tag, values []uint64, top uintptr) (uint64, TrapCode) {
	ref, trap := s.newObject(headerSize+uint64(len(values))*wordSize, exnTypeID, t.index, top)
	if trap == 0 {
		copy(unsafe.Slice(s.heap.word(ref, headerSize), len(values)), values)
	}
	return ref, trap
}

// exnValues are the values of an exception, as a view of the heap.
func (s *Store) exnValues(ref uint64) (*Tag, []uint64) {
	_, x := s.heap.header(ref)
	t := s.tags[x]
	return t, unsafe.Slice(s.heap.word(ref, headerSize), slotsOf(t.typ.Params))
}

func doThrow(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	t := s.running().tags[x]
	n := slotsOf(t.typ.Params)
	ref, trap := s.newExn(t, s.slotsFrom(i.a, n), s.after(i.a, n))
	if trap != 0 {
		return trap
	}
	return s.throw(ref)
}

func doThrowRef(s *Store, i *inst) TrapCode {
	ref := *slot(s.m.fp, i.a)
	if ref == 0 {
		return TrapNullException
	}
	return s.throw(ref)
}

// trapUncaught is no trap: it tells drive that an exception has left the guest.
const trapUncaught TrapCode = 0xE1

// throw goes on at the handler of an exception thrown at pc.
func (s *Store) throw(ref uint64) TrapCode { return s.unwind(ref, false) }

// unwind is throw; with left the running frame has no handlers any more, as a tail call has left it.
func (s *Store) unwind(ref uint64, left bool) TrapCode {
	tag, values := s.exnValues(ref)
	pc, fp, in, acts := s.m.pc, s.m.fp, s.running(), len(s.acts)
	for {
		x, word, ok := in.module.locate(pc)
		if !ok {
			break
		}
		defined := x - in.module.src.NumImportedFuncs
		if h, c := in.find(defined, word, tag); h != nil && !left {
			clear(s.acts[acts:])
			s.acts = s.acts[:acts]
			s.enter(in)
			code := in.module.codes[defined].insts
			s.m.fp, s.m.pc = fp, uintptr(unsafe.Pointer(&code[c.pad]))
			s.deliver(h, c, values, ref)
			return 0
		}
		left = false
		save := (*[2]uintptr)(unsafe.Add(at(fp), saveArea(in.module.src.FuncType(uint32(x)))*wordSize))
		pc, fp = save[0], save[1]
		if pc == returnAddress {
			acts--
			a := s.acts[acts]
			if a.instance == nil {
				break
			}
			pc, fp, in = a.pc, a.fp, a.instance
		}
		pc -= wordSize // back into the call
	}
	t := s.trap(0, nil)
	s.hostErr = &Exception{Tag: tag, Values: append([]uint64(nil), values...), Stack: t.Stack, ref: ref}
	return trapUncaught
}

// deliver writes what a clause gets into its slots.
func (s *Store) deliver(h *handler, c *clause, values []uint64, ref uint64) {
	base := h.base
	if c.kind == legacyCatch || c.kind == legacyCatchAll {
		*slot(s.m.fp, base) = ref
		base++
	}
	if c.kind == binary.CatchTag || c.kind == binary.CatchTagRef || c.kind == legacyCatch {
		copy(s.slotsFrom(base, len(values)), values)
		base += uint16(len(values))
	}
	if c.kind == binary.CatchTagRef || c.kind == binary.CatchAllRef {
		*slot(s.m.fp, base) = ref
	}
}

// find returns the innermost clause of a defined function that catches exceptions of this tag thrown at a word of its code.
func (in *Instance) find(defined, word int, tag *Tag) (*handler, *clause) {
	handlers := in.module.handlersOf(defined)
	depth := math.MaxInt
	for i := range handlers {
		h := &handlers[i]
		if word < h.start || word >= h.end || h.depth > depth {
			continue
		}
		for j := range h.clauses {
			switch c := &h.clauses[j]; {
			case c.kind == delegation:
				depth = c.pad
			case c.kind == binary.CatchAll || c.kind == binary.CatchAllRef || c.kind == legacyCatchAll || in.tags[c.tag] == tag:
				return h, c
			}
		}
	}
	return nil, nil
}

// handlersOf returns the handlers of a lowered function.
func (m *Module) handlersOf(defined int) []handler {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.codes[defined].handlers
}

// exception returns the exception of this store that the error of a host function is, or nil. Its values are looked at: Go code may have
// kept it for longer than what it refers to lasts.
func (s *Store) exception(err error) *Exception {
	var e *Exception
	if !errors.As(err, &e) || e.Tag == nil || e.Tag.store != s || len(e.Values) != slotsOf(e.Tag.typ.Params) ||
		s.take(e.Values, e.Values, e.Tag.typ.Params, e.Tag.ids) >= 0 {
		return nil
	}
	return e
}

// renew makes the object of an exception that comes from Go code anew.
func (s *Store) renew(e *Exception, top uintptr) (trap TrapCode) {
	n := len(s.fresh)
	s.hold(e.Tag.typ.Params, e.Values, e.Tag.ids)
	e.ref, trap = s.newExn(e.Tag, e.Values, top)
	s.fresh = s.fresh[:n]
	return trap
}
