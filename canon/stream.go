package canon

import (
	"slices"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds streams and futures: their ends, and how elements get from one to the other.

// A CopyState says what an end is doing (Python: CopyState).
type copyState uint8

const (
	copyIdle copyState = iota
	copyCopying
	copyCancelling
	copyDone
)

// A copyResult says how a copy ended (Python: CopyResult).
type copyResult uint32

const (
	copyCompleted copyResult = iota
	copyDropped
	copyCancelled
)

// blocked is returned by what goes on later (Python: BLOCKED).
const blocked = 0xffffffff

// A CopyEnd is an end of a stream or of a future in a guest's table of handles (Python: ReadableStreamEnd, WritableStreamEnd,
// ReadableFutureEnd, WritableFutureEnd).
type CopyEnd struct {
	waitable
	shared   *Shared
	writable bool
	state    copyState
}

// copying is Python: CopyEnd.copying.
func (e *CopyEnd) copying() bool { return e.state == copyCopying || e.state == copyCancelling }

// A Shared is a stream or future, between its ends (Python: SharedStreamImpl, SharedFutureImpl). It buffers nothing: who comes first
// leaves a buffer of its own, and who comes second copies.
type Shared struct {
	kind    types.Kind // Stream or Future
	elem    elemType
	dropped bool

	pending    *copyBuffer // of who came first
	onCopy     func(reclaim func())
	onCopyDone func(copyResult)
}

// An elemType is the type of the elements, with what its resources are at run time.
type elemType struct {
	t         *types.Type // nil: elements without content
	resources []*ResourceType
	of        []*types.Resource // what resources are for
}

// resource returns what a resource type is at run time.
func (e elemType) resource(r *types.Resource) *ResourceType {
	if i := slices.Index(e.of, r); i >= 0 && i < len(e.resources) {
		return e.resources[i]
	}
	return nil
}

// same reports whether two element types are the same, of different components too.
func (e elemType) same(o elemType) bool {
	if e.t == o.t && slices.Equal(e.resources, o.resources) && slices.Equal(e.of, o.of) {
		return true
	}
	return sameType(e.t, o.t, func(a, b *types.Resource) bool { return e.resource(a) == o.resource(b) }, make(map[[2]*types.Type]bool))
}

// sameType compares types in structure; resources decides about resource types. Pairs found to be the same are kept in seen, so that what
// types share is compared once.
func sameType(a, b *types.Type, resources func(a, b *types.Resource) bool, seen map[[2]*types.Type]bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	if seen[[2]*types.Type{a, b}] {
		return true
	}
	if a.Kind != b.Kind || a.Len != b.Len || len(a.Fields) != len(b.Fields) || len(a.Labels) != len(b.Labels) {
		return false
	}
	for i := range a.Labels {
		if a.Labels[i] != b.Labels[i] {
			return false
		}
	}
	for i := range a.Fields {
		if a.Fields[i].Label != b.Fields[i].Label || !sameType(a.Fields[i].Type, b.Fields[i].Type, resources, seen) {
			return false
		}
	}
	if (a.Kind == types.Own || a.Kind == types.Borrow) && !resources(a.Resource, b.Resource) {
		return false
	}
	if !sameType(a.Elem, b.Elem, resources, seen) || !sameType(a.Elem2, b.Elem2, resources, seen) {
		return false
	}
	seen[[2]*types.Type{a, b}] = true
	return true
}

// An ErrorContext is a message for people (Python: ErrorContext).
type ErrorContext struct{ Message string }

// elemOf returns the element type of a stream or future type in this context.
func (cx *Context) elemOf(l *Layout) elemType {
	return elemType{l.Type.Elem, cx.opts.Resources, cx.plan.Resources}
}

// Object lifts a stream, future or error context (Python: lift_stream, lift_future, lift_async_value, lift_error_context): a
// *Shared or an *ErrorContext, nil if something is wrong.
func (s Source) Object() any {
	if s.cx.failed() {
		return nil
	}
	i := uint32(s.raw())
	h, ok := s.cx.inst.handles.get(i)
	if !ok {
		s.cx.fail(unknownHandle(i))
		return nil
	}
	if s.layout.kind == types.ErrorContext {
		e, ok := h.obj.(*ErrorContext)
		if !ok {
			s.cx.fail(wrongObject(i, "an error context"))
			return nil
		}
		return e
	}
	e, ok := h.obj.(*CopyEnd)
	switch {
	case !ok || e.writable || e.shared.kind != s.layout.kind || !e.shared.elem.same(s.cx.elemOf(s.layout)):
		s.cx.fail(wrongObject(i, "a readable end of the type"))
	case e.state == copyDone:
		s.cx.fail(doneTrap("lift", e))
	case e.state != copyIdle:
		s.cx.trap(TrapBusy)
	case e.set != nil:
		s.cx.trap(TrapInSet)
	default:
		s.cx.inst.handles.remove(i)
		return e.shared
	}
	return nil
}

// SetObject lowers what Object returned (Python: lower_stream, lower_future, lower_error_context).
func (t Target) SetObject(obj any) {
	if t.cx.failed() {
		return
	}
	h := handle{obj: obj}
	switch obj := obj.(type) {
	case *Shared:
		if obj.kind != t.layout.kind {
			t.cx.trap(TrapHostValue)
			return
		}
		h.obj = &CopyEnd{shared: obj}
	case *ErrorContext:
	default:
		t.cx.trap(TrapHostValue)
		return
	}
	i, err := t.cx.inst.handles.add(h)
	if err != nil {
		t.cx.fail(err)
		return
	}
	t.SetBits(uint64(i))
}

// doneTrap says why an end that is done cannot be used, in the words of the official suite.
func doneTrap(what string, e *CopyEnd) error {
	switch {
	case e.shared.kind == types.Stream && e.writable:
		return trapf(TrapDone, "cannot %s stream after being notified that the readable end dropped", what)
	case e.shared.kind == types.Stream:
		return trapf(TrapDone, "cannot %s stream after being notified that the writable end dropped", what)
	case e.writable:
		return trapf(TrapDone, "cannot %s future after previous write succeeded or readable end dropped", what)
	}
	return trapf(TrapDone, "cannot %s future after previous read succeeded", what)
}
