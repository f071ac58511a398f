package canon

import (
	"context"
	"sync"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds calls: of component functions that guests or the host provide, by guests or the host.

// A Callee is a component function (Python: FuncInst): a *Lifted or a *HostFunc.
type Callee interface {
	call(sub *Subtask) error
}

// A Lifted is a core function as a component function (Python: canon_lift, Store.lift). It belongs to the store of its instance.
type Lifted struct {
	inst   *Instance
	plan   *Plan
	opts   *Options
	callee CoreFunc
	dtor   bool     // may be called by whoever owns the resource
	spare  *Subtask // of a call that was not by way of a Lowered
}

// NewLifted returns the component function that callee, of the type plan.Core, is to inst. The plan is one for Lift. The component keeps
// the options unchanged.
func NewLifted(inst *Instance, plan *Plan, opts *Options, callee CoreFunc) *Lifted {
	return &Lifted{inst: inst, plan: plan, opts: opts, callee: callee}
}

// Plan returns what the function was compiled to.
func (l *Lifted) Plan() *Plan { return l.plan }

// Plans of functions that the package itself calls.
var (
	dtorPlan   = sync.OnceValue(func() *Plan { return newDtorPlan(types.U32) })
	dtorPlan64 = sync.OnceValue(func() *Plan { return newDtorPlan(types.U64) })
	startPlan  = sync.OnceValue(func() *Plan { return NewPlan(&types.Func{}, Lift, PlanConfig{}) })
)

// newDtorPlan returns the plan of a destructor of resources with representations of this kind.
func newDtorPlan(rep types.Kind) *Plan {
	return NewPlan(&types.Func{Params: []types.Field{{Label: "rep", Type: &types.Type{Kind: rep}}}}, Lift, PlanConfig{})
}

var stringType = &types.Type{Kind: types.String}

// Call calls the function from the host: args lowers the parameters, a tuple, and results lifts the result, the only value of a tuple if the
// function has one; either may be nil if it has nothing to do. The Source is valid until results returns. The
// error is a *Trap or what a core function ended with; the instance can then never be entered again, unless it was the trap
// TrapCannotEnter, or args failed before the guest ran. What args has given the guest by then is lost.
func (l *Lifted) Call(ctx context.Context, args func(Target), results func(Source)) error {
	st := l.inst.store
	defer st.restore(st.hostBytes, st.current) // even if args or results panics
	st.hostBytes = st.Limits.HostBytes
	st.depth++
	sub := l.subtask(nil)
	sub.args, sub.results = args, results
	return l.callAs(ctx, sub)
}

// subtask returns a subtask for a call from caller that is not by way of a Lowered.
func (l *Lifted) subtask(caller *Instance) *Subtask {
	sub := l.spare
	l.spare = nil
	if sub == nil || sub.inst != caller {
		sub = &Subtask{inst: caller}
	}
	return sub
}

// callAs calls the function for a subtask that has its arguments, and keeps that for the next call if it ends well.
func (l *Lifted) callAs(ctx context.Context, sub *Subtask) error {
	sub.begin(ctx)
	if err := l.call(sub); err != nil {
		return err
	}
	if sub.end() {
		l.spare = sub
	}
	return nil
}

// mayEnter reports whether the function may be called from where the task's caller is (Python: in Store.lift).
func (t *Task) mayEnter() bool {
	return (!t.nested || t.lifted.dtor || t.inst.store.Nested) && t.entering.mayEnter()
}

// call is Python: func_inst in Store.lift, and canon_lift.
func (l *Lifted) call(sub *Subtask) error {
	task := sub.task
	if task == nil {
		task = newTask(l, sub)
		sub.task = task
	}
	if !task.mayEnter() {
		return trap(TrapCannotEnter)
	}
	task.entering.enter()
	st := l.inst.store
	prev := st.current
	task.begin()
	st.current = &task.thread
	err := task.run(task.slots)
	st.current = prev
	if err != nil {
		if sub.inst == nil && task.state == taskStarted && !task.ran && !sub.pass.guest {
			task.abandon()
		}
		return err
	}
	task.entering.leave()
	return nil
}

// run is the thread that a call begins with (Python: thread_func in canon_lift).
func (t *Task) run(stack []uint64) error {
	if t.lifted.plan.Type.Async {
		if cancelled, err := t.enter(); err != nil || cancelled {
			return err
		}
	}
	if err := t.register(&t.thread); err != nil {
		return err
	}
	if err := t.start(stack); err != nil {
		return err
	}
	t.ran = true
	if err := t.lifted.callee(t.sub.pass.ctx, stack); err != nil {
		return err
	}
	if t.lifted.plan.Async {
		if t.lifted.plan.Callback {
			if err := t.callbacks(stack); err != nil {
				return err
			}
		}
		return t.exit()
	}
	src, err := t.results(stack)
	if err != nil {
		return err
	}
	if err := t.returns(src); err != nil {
		return err
	}
	if post := t.lifted.opts.PostReturn; post != nil {
		t.inst.mayLeave = false
		if err := post(t.sub.pass.ctx, stack); err != nil {
			return err
		}
		t.inst.mayLeave = true
	}
	return t.exit()
}

// start gets the arguments (Python: Task.start, on_start, lower_flat_values).
func (t *Task) start(stack []uint64) error {
	t.state = taskStarted
	plan := t.lifted.plan
	t.cx.flat = stack
	dst := Target{&t.cx, plan.params, 0, true}
	if plan.paramsSpill {
		ptr, ok := t.cx.allocate(plan.params.align, plan.params.size)
		if !ok {
			return t.cx.pass.err
		}
		stack[0] = ptr
		dst = Target{&t.cx, plan.params, ptr, false}
	}
	sub := t.sub
	sub.progress()
	sub.state = subtaskStarted
	if sub.args != nil {
		sub.args(dst)
	} else if sub.inst != nil {
		if src := sub.source(); sub.pass.err == nil {
			dst.copyFields(src)
		}
	}
	return sub.pass.err
}

// The codes that callbacks return (Python: CallbackCode).
const (
	callbackExit = iota
	callbackYield
	callbackWait
)

// callbacks calls the callback as often as it wants (Python: the loop in canon_lift).
func (t *Task) callbacks(stack []uint64) error {
	inst := t.inst
	slots := [3]uint64{stack[0]}
	free := func() bool { return inst.exclusive == nil }
	for {
		packed := uint32(slots[0])
		if packed&0xf == callbackExit {
			return nil
		}
		inst.exclusive = nil
		e := event{}
		switch packed & 0xf {
		case callbackYield:
			cancelled, err := t.thread.waitUntil(free, true)
			if err != nil {
				return err
			}
			if cancelled {
				e.code = eventTaskCancelled
			}
		case callbackWait:
			set, err := inst.waitableSet(packed >> 4)
			if err != nil {
				return err
			}
			if e, err = set.waitForEventAnd(&t.thread, free, true); err != nil {
				return err
			}
		default:
			return trapf(TrapCallbackCode, "%s: %d", TrapCallbackCode, packed&0xf)
		}
		inst.exclusive = &t.thread
		slots = [3]uint64{uint64(e.code), uint64(e.p1), uint64(e.p2)}
		if err := t.lifted.opts.Callback(t.sub.pass.ctx, slots[:]); err != nil {
			return err
		}
	}
}

// A Lowered is a component function as a core function of an instance (Python: canon_lower, Store.lower).
type Lowered struct {
	inst   *Instance
	plan   *Plan
	opts   *Options
	callee Callee
	spare  *Subtask // of the last call that ended well
}

// NewLowered returns the core function, of the type plan.Core, that callee is to inst. The plan is one for Lower. The component keeps
// the options unchanged.
func NewLowered(inst *Instance, plan *Plan, opts *Options, callee Callee) *Lowered {
	return &Lowered{inst: inst, plan: plan, opts: opts, callee: callee}
}

// Plan returns what the function was compiled to.
func (l *Lowered) Plan() *Plan { return l.plan }

// Call is called by the guest: stack has the arguments and receives the results, as a CoreFunc has them.
func (l *Lowered) Call(ctx context.Context, stack []uint64) error {
	if !l.inst.mayLeave {
		return trap(TrapCannotLeave)
	}
	st := l.inst.store
	left := st.hostBytes
	sub := l.subtask()
	sub.begin(ctx)
	sub.cx.flat = stack
	if l.plan.paramsMemory {
		sub.cx.refresh()
	}
	if l.plan.resultsSpill {
		sub.out = stack[len(l.plan.Core.Params)-1]
		if !l.plan.Ptr64 {
			sub.out = uint64(uint32(sub.out))
		}
	}
	if err := l.callee.call(sub); err != nil {
		return err
	}
	if !sub.resolved() {
		return l.goesOn(sub, stack)
	}
	sub.deliverResolve()
	st.hostBytes = left
	if l.plan.Async {
		stack[0] = uint64(sub.state)
	}
	if sub.end() {
		l.spare = sub
	}
	return nil
}

// subtask returns a subtask for a call.
func (l *Lowered) subtask() *Subtask {
	sub := l.spare
	if l.spare = nil; sub == nil {
		sub = &Subtask{inst: l.inst}
		sub.cx = Context{store: l.inst.store, inst: l.inst, plan: l.plan, opts: l.opts, pass: &sub.pass, sub: sub}
	}
	return sub
}

// goesOn makes a handle of a subtask that is not resolved when its caller goes on (Python: the end of canon_lower).
func (l *Lowered) goesOn(sub *Subtask, stack []uint64) (err error) {
	if !l.plan.Async {
		return trap(TrapDeadlock)
	}
	sub.cx.flat = append([]uint64(nil), stack...) // arguments that are still to be lifted
	if sub.index, err = l.inst.handles.add(handle{obj: sub}); err != nil {
		return err
	}
	stack[0] = uint64(uint32(sub.state) | sub.index<<4)
	return nil
}

// A HostFunc is a component function that Go code provides.
type HostFunc struct {
	// Type is the function's type.
	Type *types.Func
	// Func does the work. An error ends the guest.
	Func func(ctx context.Context, call HostCall) error
}

// A HostCall is a guest's call of a HostFunc. It is valid until the function returns.
type HostCall struct{ sub *Subtask }

// Caller returns the instance that calls, nil if Go code does.
func (c HostCall) Caller() *Instance { return c.sub.inst }

// Args returns the arguments, a tuple. They must be lifted before Results is called.
func (c HostCall) Args() Source { return c.sub.source() }

// Results returns the place of the result, a tuple of that alone. A function with a result must call it once and set the result.
func (c HostCall) Results() Target {
	c.sub.state = subtaskReturned
	return c.sub.target()
}

// call lets the host do it.
func (f *HostFunc) call(sub *Subtask) error {
	if sub.inst == nil {
		return trapf(TrapHostValue, "the host called a function of its own through a component")
	}
	st := sub.inst.store
	left := st.hostBytes
	st.hostBytes = st.Limits.HostBytes
	sub.state = subtaskStarted
	err := f.Func(sub.pass.ctx, HostCall{sub})
	st.hostBytes = left
	for _, h := range sub.borrowed {
		h.gone = true
	}
	switch {
	case sub.pass.err != nil:
		return sub.pass.err
	case err != nil:
		return err
	case sub.state != subtaskReturned && f.Type.Result != nil:
		return trap(TrapNoResult)
	}
	sub.state = subtaskReturned
	return nil
}
