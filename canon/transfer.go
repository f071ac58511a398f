package canon

import (
	"context"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the transfer of elements between the ends of streams and futures, and the built-ins for it.

// A CopyPlan is a stream or future type compiled for the built-ins that read or write it with given options.
type CopyPlan struct {
	plan Plan // without a function
	typ  *types.Type
	elem *Layout // nil: elements without content
}

// NewCopyPlan compiles a validated stream or future type.
func NewCopyPlan(t *types.Type, cfg PlanConfig) *CopyPlan {
	return NewCopyPlanWith(&Layouts{Ptr64: cfg.Ptr64}, t, cfg)
}

// NewCopyPlanWith is NewCopyPlan with layouts that other plans share, as NewPlanWith.
func NewCopyPlanWith(ls *Layouts, t *types.Type, cfg PlanConfig) *CopyPlan {
	p := &CopyPlan{typ: t}
	if t.Elem != nil {
		p.elem = ls.Of(t.Elem)
	}
	p.plan = Plan{PlanConfig: cfg, Resources: ls.Resources}
	return p
}

// Resources returns the resource types of the elements, in the order that Options have them.
func (p *CopyPlan) Resources() []*types.Resource { return p.plan.Resources }

// HasHeap reports whether elements have strings or lists.
func (p *CopyPlan) HasHeap() bool { return p.elem != nil && p.elem.heap }

func (p *CopyPlan) elemType(resources []*ResourceType) elemType {
	return elemType{p.typ.Elem, resources, p.plan.Resources}
}

// name is "stream" or "future".
func (p *CopyPlan) name() string {
	if p.typ.Kind == types.Future {
		return "future"
	}
	return "stream"
}

// A copyBuffer is where elements come from or go to (Python: BufferGuestImpl).
type copyBuffer struct {
	cx       *Context
	elem     *Layout // nil: elements without content
	ptr      uint64
	progress uint32
	length   uint32
}

// maxBuffer is the number of elements that a buffer may have (Python: Buffer.MAX_LENGTH).
const maxBuffer = 1<<28 - 1

// newCopyBuffer checks where a guest wants elements to come from or go to.
func newCopyBuffer(cx *Context, elem *Layout, ptr, n uint64) (*copyBuffer, error) {
	if n > maxBuffer {
		return nil, trap(TrapBufferTooLong)
	}
	if elem != nil && n > 0 {
		cx.refresh()
		switch {
		case ptr&(elem.align-1) != 0:
			return nil, trap(TrapUnaligned)
		case !cx.inBounds(ptr, n*elem.size):
			return nil, trap(TrapOutOfBounds)
		}
	}
	return &copyBuffer{cx: cx, elem: elem, ptr: ptr, length: uint32(n)}, nil
}

func (b *copyBuffer) remain() uint32 { return b.length - b.progress }

// fill moves n elements from src to b (Python: WritableBufferGuestImpl.write of ReadableBufferGuestImpl.read).
func (b *copyBuffer) fill(ctx context.Context, src *copyBuffer, n uint32) error {
	if b.elem != nil {
		p := passage{ctx: ctx}
		b.cx.pass, src.cx.pass = &p, &p
		b.cx.refresh()
		src.cx.refresh()
		to := TargetList{b.cx, b.elem, int(n), b.ptr, false}
		to.copy(SourceList{src.cx, src.elem, int(n), src.ptr, false})
		if p.err != nil {
			return p.err
		}
		b.ptr += uint64(n) * b.elem.size
		src.ptr += uint64(n) * src.elem.size
	}
	b.progress += n
	src.progress += n
	return nil
}

// setPending leaves a buffer for who comes second (Python: set_pending).
func (s *Shared) setPending(b *copyBuffer, onCopy func(func()), onCopyDone func(copyResult)) {
	s.pending, s.onCopy, s.onCopyDone = b, onCopy, onCopyDone
}

// resetPending takes it away (Python: reset_pending).
func (s *Shared) resetPending() { s.pending, s.onCopy, s.onCopyDone = nil, nil, nil }

// resetAndNotify tells who came first how it ended (Python: reset_and_notify_pending).
func (s *Shared) resetAndNotify(result copyResult) {
	done := s.onCopyDone
	s.resetPending()
	done(result)
}

// drop is called for each end (Python: drop).
func (s *Shared) drop() {
	if s.dropped {
		return
	}
	s.dropped = true
	if s.pending != nil {
		s.resetAndNotify(copyDropped)
	}
}

// isNumberOrNone reports whether an element is a number or has no content (Python: none_or_number_type).
func isNumberOrNone(t *types.Type) bool {
	return t == nil || t.Kind >= types.S8 && t.Kind <= types.F64
}

// copy reads from the stream or future to b, or writes to it from b (Python: read and write of SharedStreamImpl and
// SharedFutureImpl).
func (s *Shared) copy(ctx context.Context, b *copyBuffer, write bool, onCopy func(func()), onCopyDone func(copyResult)) error {
	switch {
	case s.dropped:
		onCopyDone(copyDropped)
		return nil
	case s.pending == nil:
		s.setPending(b, onCopy, onCopyDone)
		return nil
	case b.cx.inst == s.pending.cx.inst && !isNumberOrNone(s.elem.t):
		return trap(TrapIntraComponent)
	}
	first := s.pending
	move := func(n uint32) error {
		if write {
			return first.fill(ctx, b, n)
		}
		return b.fill(ctx, first, n)
	}
	if s.kind == types.Future {
		if err := move(1); err != nil {
			return err
		}
		s.resetAndNotify(copyCompleted)
		onCopyDone(copyCompleted)
		return nil
	}
	switch {
	case first.remain() > 0:
		if b.remain() > 0 {
			if err := move(min(b.remain(), first.remain())); err != nil {
				return err
			}
			s.onCopy(s.resetPending)
		}
		onCopyDone(copyCompleted)
	case write && b.length == 0 && first.length == 0:
		onCopyDone(copyCompleted)
	default:
		s.resetAndNotify(copyCompleted)
		s.setPending(b, onCopy, onCopyDone)
	}
	return nil
}

// New is the built-ins stream.new and future.new (Python: canon_stream_new, canon_future_new): the readable end in the low half, the
// writable end in the high one. The options have the resource types of the plan.
func (inst *Instance) New(p *CopyPlan, opts *Options) (uint64, error) {
	if !inst.mayLeave {
		return 0, trap(TrapCannotLeave)
	}
	s := &Shared{kind: p.typ.Kind, elem: p.elemType(opts.Resources)}
	r, err := inst.handles.add(handle{obj: &CopyEnd{shared: s}})
	if err != nil {
		return 0, err
	}
	w, err := inst.handles.add(handle{obj: &CopyEnd{shared: s, writable: true}})
	return uint64(r) | uint64(w)<<32, err
}

// copyEnd returns the end that a handle means.
func (inst *Instance) copyEnd(i uint32, p *CopyPlan, opts *Options, writable bool) (*CopyEnd, error) {
	h, ok := inst.handles.get(i)
	if !ok {
		return nil, unknownHandle(i)
	}
	e, ok := h.obj.(*CopyEnd)
	if !ok || e.writable != writable || e.shared.kind != p.typ.Kind || !e.shared.elem.same(p.elemType(opts.Resources)) {
		return nil, wrongObject(i, "another end of a stream or future")
	}
	return e, nil
}

// Copy is the built-ins stream.read, stream.write, future.read and future.write (Python: stream_copy, future_copy); n is 1 for futures. It
// returns what the built-in does: all ones if that is yet to be told.
func (inst *Instance) Copy(ctx context.Context, p *CopyPlan, opts *Options, write bool, i uint32, ptr, n uint64) (uint32, error) {
	th, err := inst.currentThread()
	if err != nil {
		return 0, err
	}
	e, err := inst.copyEnd(i, p, opts, write)
	switch {
	case err != nil:
		return 0, err
	case e.state == copyDone:
		return 0, doneTrap(map[bool]string{false: "read from", true: "write to"}[write], e)
	case e.state != copyIdle:
		return 0, trap(TrapBusy)
	case e.set != nil && !p.plan.Async:
		return 0, trap(TrapSyncInSet)
	}
	cx := &Context{store: inst.store, inst: inst, plan: &p.plan, opts: opts, pass: new(passage)}
	b, err := newCopyBuffer(cx, p.elem, ptr, n)
	if err != nil {
		return 0, err
	}
	e.state = copyCopying
	happened := func(result copyResult, reclaim func()) {
		e.pending = func() event {
			if reclaim != nil {
				reclaim()
			}
			return e.event(i, result, b)
		}
	}
	err = e.shared.copy(ctx, b, write, func(reclaim func()) { happened(copyCompleted, reclaim) }, func(r copyResult) { happened(r, nil) })
	if err != nil {
		if err, ok := err.(*Trap); ok && err.Code == TrapIntraComponent {
			return 0, trapf(err.Code, "cannot read from and write to intra-component %s", p.name())
		}
		return 0, err
	}
	if !e.hasPendingEvent() {
		if p.plan.Async {
			return blocked, nil
		}
		if err := e.waitForPendingEvent(th); err != nil {
			return 0, err
		}
	}
	return e.getPendingEvent().p2, nil
}

// event ends a copy (Python: stream_event, future_event).
func (e *CopyEnd) event(i uint32, result copyResult, b *copyBuffer) event {
	ev := event{eventStreamRead, i, uint32(result)}
	if e.writable {
		ev.code++
	}
	e.state = copyIdle
	if e.shared.kind == types.Future {
		ev.code += eventFutureRead - eventStreamRead
		if result != copyCancelled {
			e.state = copyDone
		}
		return ev
	}
	if result == copyDropped {
		e.state = copyDone
	}
	ev.p2 |= b.progress << 4
	return ev
}

// CancelCopy is the built-ins stream.cancel-read, stream.cancel-write, future.cancel-read and future.cancel-write (Python:
// cancel_copy). It returns what Copy would have.
func (inst *Instance) CancelCopy(p *CopyPlan, opts *Options, write, async bool, i uint32) (uint32, error) {
	th, err := inst.currentThread()
	if err != nil {
		return 0, err
	}
	e, err := inst.copyEnd(i, p, opts, write)
	switch {
	case err != nil:
		return 0, err
	case e.state != copyCopying || e.hasSyncWaiter:
		return 0, trap(TrapNotCopying)
	case e.set != nil && !async:
		return 0, trap(TrapSyncInSet)
	}
	e.state = copyCancelling
	if !e.hasPendingEvent() {
		e.shared.resetAndNotify(copyCancelled)
	}
	if !e.hasPendingEvent() {
		if async {
			return blocked, nil
		}
		if err := e.waitForPendingEvent(th); err != nil {
			return 0, err
		}
	}
	return e.getPendingEvent().p2, nil
}

// DropEnd is the built-ins stream.drop-readable, stream.drop-writable, future.drop-readable and future.drop-writable (Python: drop).
func (inst *Instance) DropEnd(p *CopyPlan, opts *Options, writable bool, i uint32) error {
	if !inst.mayLeave {
		return trap(TrapCannotLeave)
	}
	e, err := inst.copyEnd(i, p, opts, writable)
	switch {
	case err != nil:
		return err
	case writable && p.typ.Kind == types.Future && e.state != copyDone:
		return trap(TrapFutureNotWritten)
	case e.copying():
		return trapf(TrapBusy, "cannot drop busy %s", p.name())
	}
	inst.handles.remove(i)
	e.shared.drop()
	e.join(nil)
	return nil
}
