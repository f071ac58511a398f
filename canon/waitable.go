package canon

import (
	"context"
	"encoding/binary"
)

// This file holds what threads wait for: waitables, sets of them, and subtasks.

// An eventCode says what happened (Python: EventCode).
type eventCode uint32

const (
	eventNone eventCode = iota
	eventSubtask
	eventStreamRead
	eventStreamWrite
	eventFutureRead
	eventFutureWrite
	eventTaskCancelled
)

// An event is what a guest is told (Python: EventTuple).
type event struct {
	code   eventCode
	p1, p2 uint32
}

// A waitable has at most one event that the guest has not been told of (Python: Waitable). The event is made when it is told.
type waitable struct {
	pending       func() event
	set           *WaitableSet
	hasSyncWaiter bool
}

func (w *waitable) hasPendingEvent() bool { return w.pending != nil }

// getPendingEvent is Python: Waitable.get_pending_event.
func (w *waitable) getPendingEvent() event {
	pending := w.pending
	w.pending = nil
	return pending()
}

// waitForPendingEvent is Python: Waitable.wait_for_pending_event.
func (w *waitable) waitForPendingEvent(th *Thread) error {
	w.hasSyncWaiter = true
	_, err := th.waitUntil(w.hasPendingEvent, false)
	w.hasSyncWaiter = false
	return err
}

// join puts the waitable into a set, or into none (Python: Waitable.join).
func (w *waitable) join(set *WaitableSet) {
	if w.set != nil {
		w.set.remove(w)
	}
	w.set = set
	if set != nil {
		set.elems = append(set.elems, w)
	}
}

// A WaitableSet is what a thread waits for any of (Python: WaitableSet).
type WaitableSet struct {
	elems      []*waitable
	numWaiting int
}

func (s *WaitableSet) remove(w *waitable) {
	for i, x := range s.elems {
		if x == w {
			s.elems = append(s.elems[:i], s.elems[i+1:]...)
			return
		}
	}
}

func (s *WaitableSet) hasPendingEvent() bool {
	for _, w := range s.elems {
		if w.hasPendingEvent() {
			return true
		}
	}
	return false
}

// getPendingEvent takes the event of the one that joined first among those that have one (Python: WaitableSet.get_pending_event).
func (s *WaitableSet) getPendingEvent() event {
	for _, w := range s.elems {
		if w.hasPendingEvent() {
			return w.getPendingEvent()
		}
	}
	return event{}
}

// waitForEventAnd is Python: wait_for_event_and.
func (s *WaitableSet) waitForEventAnd(th *Thread, ready func() bool, cancellable bool) (event, error) {
	s.numWaiting++
	cancelled, err := th.waitUntil(func() bool { return ready() && s.hasPendingEvent() }, cancellable)
	s.numWaiting--
	switch {
	case err != nil:
		return event{}, err
	case cancelled:
		return event{code: eventTaskCancelled}, nil
	}
	return s.getPendingEvent(), nil
}

// A subtaskState says how far a subtask is (Python: Subtask.State).
type subtaskState uint32

const (
	subtaskStarting subtaskState = iota
	subtaskStarted
	subtaskReturned
	subtaskCancelledBeforeStarted
	subtaskCancelledBeforeReturned
)

// A Subtask is a call of a component function as its caller sees it (Python: Subtask, with what canon_lower keeps for it). One that has
// ended well stands for the next call from the same place: what does not change from call to call is not set again.
type Subtask struct {
	waitable
	inst                  *Instance // that calls; nil: the host
	task                  *Task     // of the callee, once that is a guest's
	pass                  passage
	state                 subtaskState
	delivered             bool // the caller knows that it is resolved
	cancellationRequested bool
	lenders               []uint32  // handles of inst that are lent to it
	borrowed              []*Handle // of the host, which ends with the call

	index uint32  // among the handles of inst, once it goes on while inst does
	cx    Context // of inst
	out   uint64  // where inst wants a result that does not fit (Python: out_param)

	args    func(Target) // if the host calls
	results func(Source) // if the host calls
	rep     uint64       // what lowerRep lowers
}

// begin makes the subtask that of a new call.
func (sub *Subtask) begin(ctx context.Context) {
	sub.pass.ctx, sub.state, sub.delivered = ctx, subtaskStarting, false
}

// end lets go of what belongs to a call that has ended well, and reports whether the subtask may stand for another one: its task has ended too.
func (sub *Subtask) end() bool {
	if sub.task != nil && sub.task.threads > 0 {
		return false
	}
	sub.pass.ctx = nil
	sub.borrowed, sub.args, sub.results = nil, nil, nil
	return true
}

func (sub *Subtask) resolved() bool { return sub.state >= subtaskReturned }

// source returns the arguments where the guest left them (Python: lift_flat_values).
func (sub *Subtask) source() Source {
	plan := sub.cx.plan
	if !plan.paramsSpill {
		return Source{&sub.cx, plan.params, 0, true}
	}
	ptr := sub.cx.flat[0]
	if !plan.Ptr64 {
		ptr = uint64(uint32(ptr))
	}
	sub.cx.checkPtr(ptr, plan.params)
	return Source{&sub.cx, plan.params, ptr, false}
}

// target returns the place where the guest wants the result (Python: lower_flat_values).
func (sub *Subtask) target() Target {
	plan := sub.cx.plan
	if !plan.resultsSpill {
		return Target{&sub.cx, plan.results, 0, true}
	}
	sub.cx.refresh()
	sub.cx.checkPtr(sub.out, plan.results)
	return Target{&sub.cx, plan.results, sub.out, false}
}

// progress has an event for the guest, if it goes on while the subtask does (Python: on_progress).
func (sub *Subtask) progress() {
	if sub.index == 0 {
		return
	}
	sub.pending = func() event {
		if sub.resolved() {
			sub.deliverResolve()
		}
		return event{eventSubtask, sub.index, uint32(sub.state)}
	}
}

// cancelled takes that there will be no result (Python: on_resolve with None).
func (sub *Subtask) cancelled() {
	sub.progress()
	if sub.state == subtaskStarting {
		sub.state = subtaskCancelledBeforeStarted
	} else {
		sub.state = subtaskCancelledBeforeReturned
	}
}

// deliverResolve ends what was lent (Python: deliver_resolve).
func (sub *Subtask) deliverResolve() {
	for _, i := range sub.lenders {
		if h, ok := sub.inst.handles.get(i); ok {
			h.lends--
		}
	}
	sub.lenders, sub.delivered = sub.lenders[:0], true
}

// waitableSet returns the set that a handle means.
func (inst *Instance) waitableSet(i uint32) (*WaitableSet, error) {
	h, ok := inst.handles.get(i)
	if !ok {
		return nil, unknownHandle(i)
	}
	set, ok := h.obj.(*WaitableSet)
	if !ok {
		return nil, wrongObject(i, "a waitable set")
	}
	return set, nil
}

func wrongObject(i uint32, want string) error {
	return trapf(TrapWrongHandle, "handle index %d used with the wrong type, expected %s", i, want)
}

// waitable returns the waitable that a handle means.
func (inst *Instance) waitable(i uint32) (*waitable, error) {
	h, ok := inst.handles.get(i)
	if !ok {
		return nil, unknownHandle(i)
	}
	switch obj := h.obj.(type) {
	case *Subtask:
		return &obj.waitable, nil
	case *CopyEnd:
		return &obj.waitable, nil
	}
	return nil, wrongObject(i, "a waitable")
}

// WaitableSetNew is the built-in waitable-set.new (Python: canon_waitable_set_new).
func (inst *Instance) WaitableSetNew() (uint32, error) {
	if !inst.mayLeave {
		return 0, trap(TrapCannotLeave)
	}
	return inst.handles.add(handle{obj: new(WaitableSet)})
}

// WaitableSetWait is the built-in waitable-set.wait (Python: canon_waitable_set_wait).
func (inst *Instance) WaitableSetWait(cancellable bool, mem Memory, i uint32, ptr uint64) (code uint32, err error) {
	th, err := inst.currentThread()
	if err != nil {
		return 0, err
	}
	set, err := inst.waitableSet(i)
	if err != nil {
		return 0, err
	}
	e, err := set.waitForEventAnd(th, func() bool { return true }, cancellable)
	if err != nil {
		return 0, err
	}
	return unpackEvent(mem, ptr, e)
}

// WaitableSetPoll is the built-in waitable-set.poll (Python: canon_waitable_set_poll, WaitableSet.poll).
func (inst *Instance) WaitableSetPoll(cancellable bool, mem Memory, i uint32, ptr uint64) (code uint32, err error) {
	task, err := inst.currentTask()
	if err != nil {
		return 0, err
	}
	set, err := inst.waitableSet(i)
	if err != nil {
		return 0, err
	}
	e := event{}
	if task.deliverPendingCancel(cancellable) {
		e.code = eventTaskCancelled
	} else {
		e = set.getPendingEvent()
	}
	return unpackEvent(mem, ptr, e)
}

// unpackEvent stores the payload of an event (Python: unpack_event).
func unpackEvent(mem Memory, ptr uint64, e event) (uint32, error) {
	b := mem.Bytes()
	if ptr&3 != 0 {
		return 0, trap(TrapUnaligned)
	}
	if size := uint64(len(b)); ptr > size || size-ptr < 8 {
		return 0, trap(TrapOutOfBounds)
	}
	binary.LittleEndian.PutUint32(b[ptr:], e.p1)
	binary.LittleEndian.PutUint32(b[ptr+4:], e.p2)
	return uint32(e.code), nil
}

// WaitableSetDrop is the built-in waitable-set.drop (Python: canon_waitable_set_drop).
func (inst *Instance) WaitableSetDrop(i uint32) error {
	if !inst.mayLeave {
		return trap(TrapCannotLeave)
	}
	set, err := inst.waitableSet(i)
	if err != nil {
		return err
	}
	if len(set.elems) > 0 || set.numWaiting > 0 {
		return trap(TrapSetNotEmpty)
	}
	inst.handles.remove(i)
	return nil
}

// WaitableJoin is the built-in waitable.join (Python: canon_waitable_join).
func (inst *Instance) WaitableJoin(i, set uint32) error {
	if !inst.mayLeave {
		return trap(TrapCannotLeave)
	}
	w, err := inst.waitable(i)
	if err != nil {
		return err
	}
	if w.hasSyncWaiter {
		return trap(TrapSyncWaiter)
	}
	if set == 0 {
		w.join(nil)
		return nil
	}
	s, err := inst.waitableSet(set)
	if err != nil {
		return err
	}
	w.join(s)
	return nil
}

// subtask returns the subtask that a handle means.
func (inst *Instance) subtask(i uint32) (*Subtask, error) {
	h, ok := inst.handles.get(i)
	if !ok {
		return nil, unknownHandle(i)
	}
	sub, ok := h.obj.(*Subtask)
	if !ok {
		return nil, wrongObject(i, "a subtask")
	}
	return sub, nil
}

// SubtaskCancel is the built-in subtask.cancel (Python: canon_subtask_cancel). It returns the state of the subtask, or all ones if that
// is yet to be told.
func (inst *Instance) SubtaskCancel(async bool, i uint32) (uint32, error) {
	th, err := inst.currentThread()
	if err != nil {
		return 0, err
	}
	sub, err := inst.subtask(i)
	switch {
	case err != nil:
		return 0, err
	case sub.delivered || sub.cancellationRequested:
		return 0, trap(TrapSubtaskCancel)
	case sub.set != nil && !async:
		return 0, trap(TrapSyncInSet)
	}
	if !sub.resolved() {
		sub.cancellationRequested = true
		if err := sub.task.requestCancellation(inst); err != nil {
			return 0, err
		}
		if !sub.resolved() {
			if async {
				return blocked, nil
			}
			if err := sub.waitForPendingEvent(th); err != nil {
				return 0, err
			}
		}
	}
	return sub.getPendingEvent().p2, nil
}

// SubtaskDrop is the built-in subtask.drop (Python: canon_subtask_drop).
func (inst *Instance) SubtaskDrop(i uint32) error {
	if !inst.mayLeave {
		return trap(TrapCannotLeave)
	}
	sub, err := inst.subtask(i)
	if err != nil {
		return err
	}
	if !sub.delivered {
		return trap(TrapSubtaskNotResolved)
	}
	sub.join(nil)
	inst.handles.remove(i)
	return nil
}
