package canon

import "context"

// This file holds threads, tasks and the store that they run in. What runs, waits or may run is data; who switches between threads is a
// Scheduler.

// A Store is everything that one goroutine runs at a time: instances with their tables, tasks and threads (Python: Store).
type Store struct {
	Limits Limits
	// Nested allows calls between an instance and those nested in it, as the standard does. The official suite wants a trap, which is what
	// a zero Store does.
	Nested bool
	// Scheduler runs other threads while one waits. Without one, a thread that would have to wait ends with TrapBlockSync.
	Scheduler Scheduler

	current   *Thread   // nil: the host
	waiting   []*Thread // in the order that they began
	depth     int       // of calls from Go code (Python: nesting_depth)
	hostBytes uint64    // left of Limits.HostBytes
}

// NewStore returns an empty store.
func NewStore(limits Limits) *Store {
	if limits.Handles <= 0 {
		limits.Handles = defaultHandles
	}
	if limits.HostBytes == 0 {
		limits.HostBytes = defaultHostBytes
	}
	return &Store{Limits: limits, hostBytes: limits.HostBytes}
}

// restore ends a call from Go code with what there was before.
func (st *Store) restore(hostBytes uint64, current *Thread) {
	st.depth--
	st.hostBytes, st.current = hostBytes, current
}

// A Scheduler lets threads wait.
type Scheduler interface {
	// Wait runs other threads until th is ready, or cancelled if it may be. It returns an error if that can never be.
	Wait(th *Thread) (cancelled bool, err error)
	// Resume runs a thread whose wait is cancelled, until it ends or waits again.
	Resume(th *Thread) error
}

// A Thread is one flow of control in a task (Python: Thread). A thread that is not running is suspended, or waiting if it has
// something to wait for.
type Thread struct {
	// Continuation is the saved state of a thread that is not running, for the Scheduler's use (Python: cont).
	Continuation any

	task        *Task
	ready       func() bool // not nil: waiting (Python: ready_func)
	cancellable bool
	index       uint32    // in the instance's table of threads
	storage     [2]uint64 // of context.get and context.set
}

// Ready reports whether a waiting thread may go on (Python: Thread.ready).
func (th *Thread) Ready() bool { return th.ready != nil && th.ready() }

// Cancellable reports whether the wait of the thread may be ended by a cancellation.
func (th *Thread) Cancellable() bool { return th.cancellable }

// Instance returns the instance that the thread runs in.
func (th *Thread) Instance() *Instance { return th.task.inst }

// waitUntil lets a running thread wait (Python: Thread.wait_until). A thread that need not wait goes on.
func (th *Thread) waitUntil(ready func() bool, cancellable bool) (cancelled bool, err error) {
	if th.task.deliverPendingCancel(cancellable) {
		return true, nil
	}
	if ready() {
		return false, nil
	}
	st := th.task.inst.store
	if st.Scheduler == nil {
		return false, trap(TrapBlockSync)
	}
	th.ready, th.cancellable = ready, cancellable
	st.waiting = append(st.waiting, th)
	cancelled, err = st.Scheduler.Wait(th)
	for i, x := range st.waiting {
		if x == th {
			st.waiting = append(st.waiting[:i], st.waiting[i+1:]...)
			break
		}
	}
	th.ready, st.current = nil, th
	return cancelled, err
}

// A taskState says how far a task is (Python: Task.State).
type taskState uint8

const (
	taskInitial taskState = iota
	taskStarted
	taskPendingCancel
	taskCancelDelivered
	taskResolved
)

// A Task is a call of a lifted function (Python: Task). It is the same one in all calls of its Subtask.
type Task struct {
	lifted   *Lifted
	inst     *Instance
	sub      *Subtask // whom it is for (Python: on_start, on_resolve)
	entering enteringSet
	nested   bool // the caller is nested in the instance, or the other way round

	state      taskState
	ran        bool // the core function has been called
	numBorrows int
	threads    int    // that are alive
	thread     Thread // the one that the call began with (Python: implicit_thread)
	cx         Context
	slots      []uint64 // arguments of the core function, later its results
}

// newTask returns a task for the calls of l that sub stands for.
func newTask(l *Lifted, sub *Subtask) *Task {
	t := &Task{lifted: l, inst: l.inst, sub: sub, entering: l.inst.entering(sub.inst), slots: make([]uint64, l.plan.slots)}
	t.nested = sub.inst != nil && (sub.inst.isSelfOrAncestorOf(l.inst) || l.inst.isSelfOrAncestorOf(sub.inst))
	t.thread.task = t
	t.cx = Context{store: l.inst.store, inst: l.inst, plan: l.plan, opts: l.opts, pass: &sub.pass, task: t, alloc: Thread{task: t}}
	return t
}

// begin makes the task that of a new call. The last one has ended well, so that it has no threads and no borrows.
func (t *Task) begin() {
	t.state, t.ran = taskInitial, false
	t.thread.Continuation, t.thread.storage = nil, [2]uint64{}
	clear(t.slots)
}

// needsExclusive reports whether no other such task may run in the instance meanwhile (Python: needs_exclusive).
func (t *Task) needsExclusive() bool { return !t.lifted.plan.Async || t.lifted.plan.Callback }

// hasBackpressure is Python: has_backpressure in enter_implicit_thread.
func (t *Task) hasBackpressure() bool {
	return t.inst.backpressure > 0 || t.needsExclusive() && t.inst.exclusive != nil
}

// enter waits until the instance lets a call of an async function begin; cancelled: it never will (Python: enter_implicit_thread).
func (t *Task) enter() (cancelled bool, err error) {
	if t.hasBackpressure() || t.inst.numWaitingToEnter > 0 {
		t.inst.numWaitingToEnter++
		cancelled, err = t.thread.waitUntil(func() bool { return !t.hasBackpressure() }, true)
		t.inst.numWaitingToEnter--
		if err != nil {
			return false, err
		}
		if cancelled {
			return true, t.cancel()
		}
	}
	if t.needsExclusive() {
		t.inst.exclusive = &t.thread
	}
	return false, nil
}

// register makes a thread one of the task's (Python: register_thread).
func (t *Task) register(th *Thread) (err error) {
	t.threads++
	th.index, err = t.inst.threads.add(th)
	return err
}

// unregister ends a thread; the last may not unless the task is resolved (Python: unregister_thread).
func (t *Task) unregister(th *Thread) error {
	t.threads--
	if t.threads == 0 && t.state != taskResolved {
		return trap(TrapNotReturned)
	}
	t.inst.threads.remove(th.index)
	return nil
}

// exit ends the thread that the call began with (Python: exit_implicit_thread).
func (t *Task) exit() error {
	if err := t.unregister(&t.thread); err != nil {
		return err
	}
	if t.lifted.plan.Type.Async && t.needsExclusive() {
		t.inst.exclusive = nil
	}
	return nil
}

// abandon ends a call whose arguments the host got wrong, of which the guest knows nothing.
func (t *Task) abandon() {
	inst := t.inst
	for i := range inst.handles.slots {
		if s := &inst.handles.slots[i]; s.used && s.v.scope == t {
			inst.handles.remove(uint32(i))
		}
	}
	inst.threads.remove(t.thread.index)
	if inst.exclusive == &t.thread {
		inst.exclusive = nil
	}
	t.entering.leave()
}

// requestCancellation cancels the task now, if a thread of it can be told, or when one can (Python: request_cancellation).
func (t *Task) requestCancellation(caller *Instance) error {
	st, entering := t.inst.store, t.inst.entering(caller)
	if t.state == taskInitial {
		t.state = taskCancelDelivered
		return st.Scheduler.Resume(&t.thread)
	}
	for _, th := range st.waiting {
		locked := t.needsExclusive() && t.inst.exclusive != nil && t.inst.exclusive != &t.thread && th == &t.thread
		if th.task != t || !th.cancellable || locked || !entering.mayEnter() {
			continue
		}
		t.state = taskCancelDelivered
		entering.enter()
		if err := st.Scheduler.Resume(th); err != nil {
			return err
		}
		entering.leave()
		return nil
	}
	t.state = taskPendingCancel
	return nil
}

// deliverPendingCancel reports whether a cancellation is to be delivered now (Python: deliver_pending_cancel).
func (t *Task) deliverPendingCancel(cancellable bool) bool {
	if cancellable && t.state == taskPendingCancel {
		t.state = taskCancelDelivered
		return true
	}
	return false
}

// returns hands over the result, lifting it on the way (Python: return_, on_resolve).
func (t *Task) returns(result Source) error {
	if t.state == taskResolved {
		return trap(TrapAlreadyReturned)
	}
	if err := t.borrowsReturned(); err != nil {
		return err
	}
	sub := t.sub
	sub.progress()
	if sub.results != nil {
		sub.results(result)
	} else if sub.inst != nil && len(result.layout.parts) > 0 {
		if dst := sub.target(); sub.pass.err == nil {
			dst.copyFields(result)
		}
	}
	sub.state = subtaskReturned
	if sub.pass.err != nil {
		return sub.pass.err
	}
	t.state = taskResolved
	return nil
}

func (t *Task) borrowsReturned() error {
	if t.numBorrows > 0 {
		return trapf(TrapBorrowsLeft, "%s: %d", TrapBorrowsLeft, t.numBorrows)
	}
	return nil
}

// cancel resolves the task without a result (Python: Task.cancel).
func (t *Task) cancel() error {
	if t.state != taskCancelDelivered {
		return trap(TrapNotCancelled)
	}
	if err := t.borrowsReturned(); err != nil {
		return err
	}
	t.sub.cancelled()
	t.state = taskResolved
	return nil
}

// results returns where the core function, or task.return, left the result (Python: in lift_flat_values).
func (t *Task) results(flat []uint64) (Source, error) {
	plan := t.lifted.plan
	if plan.resultsMemory {
		t.cx.refresh()
	}
	if !plan.resultsSpill {
		t.cx.flat = flat
		return Source{&t.cx, plan.results, 0, true}, nil
	}
	ptr := flat[0]
	if !plan.Ptr64 {
		ptr = uint64(uint32(ptr))
	}
	if !t.cx.checkPtr(ptr, plan.results) {
		return Source{}, t.cx.pass.err
	}
	return Source{&t.cx, plan.results, ptr, false}, nil
}

// TaskReturn is the built-in task.return (Python: canon_task_return). The plan is one for an asynchronous Lift of a function with the result
// type and the options of the built-in; stack has the arguments.
func (inst *Instance) TaskReturn(plan *Plan, opts *Options, stack []uint64) error {
	task, err := inst.currentTask()
	if err != nil {
		return err
	}
	own := task.lifted
	if !own.plan.Async {
		return trap(TrapNotAsync)
	}
	if plan.Encoding != own.plan.Encoding || opts.Memory != own.opts.Memory || !plan.result(opts).same(own.plan.result(own.opts)) {
		return trap(TrapTaskReturn)
	}
	src, err := task.results(stack)
	if err != nil {
		return err
	}
	return task.returns(src)
}

// TaskCancel is the built-in task.cancel (Python: canon_task_cancel).
func (inst *Instance) TaskCancel() error {
	task, err := inst.currentTask()
	if err != nil {
		return err
	}
	if !task.lifted.plan.Async {
		return trap(TrapNotAsync)
	}
	return task.cancel()
}

// currentTask returns the task that runs in the instance, which must be allowed to leave it.
func (inst *Instance) currentTask() (*Task, error) {
	th, err := inst.currentThread()
	if err != nil {
		return nil, err
	}
	return th.task, nil
}

// currentThread is currentTask for threads.
func (inst *Instance) currentThread() (*Thread, error) {
	th := inst.store.current
	if !inst.mayLeave || th == nil || th.task == nil {
		return nil, trap(TrapCannotLeave)
	}
	return th, nil
}

// ContextGet is the built-in context.get (Python: canon_context_get); i is less than 2.
func (inst *Instance) ContextGet(i uint32) uint64 {
	if th := inst.store.current; th != nil {
		return th.storage[i&1]
	}
	return 0
}

// ContextSet is the built-in context.set (Python: canon_context_set); i is less than 2.
func (inst *Instance) ContextSet(i uint32, v uint64) {
	if th := inst.store.current; th != nil {
		th.storage[i&1] = v
	}
}

// maxBackpressure is what the counter stays below.
const maxBackpressure = 1 << 16

// BackpressureInc is the built-in backpressure.inc (Python: canon_backpressure_inc).
func (inst *Instance) BackpressureInc() error {
	if inst.backpressure+1 == maxBackpressure {
		return trap(TrapBackpressure)
	}
	inst.backpressure++
	return nil
}

// BackpressureDec is the built-in backpressure.dec (Python: canon_backpressure_dec).
func (inst *Instance) BackpressureDec() error {
	if inst.backpressure == 0 {
		return trap(TrapBackpressure)
	}
	inst.backpressure--
	return nil
}

// ThreadIndex is the built-in thread.index (Python: canon_thread_index).
func (inst *Instance) ThreadIndex() (uint32, error) {
	th, err := inst.currentThread()
	if err != nil {
		return 0, err
	}
	return th.index, nil
}

// ThreadYield is the built-in thread.yield (Python: canon_thread_yield). With nothing else to run it goes on at once.
func (inst *Instance) ThreadYield(cancellable bool) (cancelled bool, err error) {
	th, err := inst.currentThread()
	if err != nil {
		return false, err
	}
	return th.waitUntil(func() bool { return true }, cancellable)
}

// Start runs a core start function, which may not wait, as a task of the instance.
func (inst *Instance) Start(ctx context.Context, run func() error) error {
	st := inst.store
	prev := st.current
	l := Lifted{inst: inst, plan: startPlan(), opts: &Options{}}
	sub := &Subtask{pass: passage{ctx: ctx}}
	task := newTask(&l, sub)
	if err := task.register(&task.thread); err != nil {
		return err
	}
	task.state = taskResolved
	st.current = &task.thread
	err := run()
	st.current = prev
	if err != nil {
		return err
	}
	return task.unregister(&task.thread)
}
