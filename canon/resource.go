package canon

import "context"

// This file holds resources: handles, their owners, and whom they are lent to.

// A ResourceType is a resource type at run time (Python: ResourceType): each instantiation of a component that defines one makes
// another.
type ResourceType struct {
	// Name is for messages.
	Name string
	// Impl is the instance that implements the resource, nil for the host.
	Impl *Instance
	// Dtor is called with the representation, in Impl, when an owner drops the resource; nil: nothing is called.
	Dtor CoreFunc
	// Rep64 is set if representations are i64.
	Rep64 bool

	lifted *Lifted // Dtor as a component function, once it is needed
}

// A handle is what an index in a guest's table of handles means: a resource (Python: ResourceHandle), or obj: a *WaitableSet, a *Subtask,
// a *CopyEnd or an *ErrorContext.
type handle struct {
	rt    *ResourceType // not nil: a resource
	rep   uint64
	own   bool
	lends int   // calls that the resource is lent to by this handle
	scope *Task // that a borrowed resource is lent to
	obj   any
}

// describe says what a resource type is, as messages have it.
func (rt *ResourceType) describe() string {
	if rt != nil && rt.Impl == nil {
		return "host-defined resource"
	}
	return "guest-defined resource"
}

func unknownHandle(i uint32) error { return trapf(TrapUnknownHandle, "unknown handle index %d", i) }

// checkResource checks that a handle is a resource of a type.
func checkResource(h *handle, i uint32, rt *ResourceType) error {
	switch {
	case h.rt == rt && rt != nil:
		return nil
	case h.rt == nil:
		return trapf(TrapWrongHandle, "handle index %d used with the wrong type, expected a resource", i)
	}
	return trapf(TrapWrongHandle, "handle index %d used with the wrong type, expected %s but found a different %s", i, rt.describe(), h.rt.describe())
}

// resourceHandle returns the handle of a resource of a type.
func (inst *Instance) resourceHandle(i uint32, rt *ResourceType) (*handle, error) {
	h, ok := inst.handles.get(i)
	if !ok {
		return nil, unknownHandle(i)
	}
	return h, checkResource(h, i, rt)
}

// liftOwn takes a resource from its owner (Python: lift_own).
func (inst *Instance) liftOwn(i uint32, rt *ResourceType) (rep uint64, err error) {
	h, err := inst.resourceHandle(i, rt)
	switch {
	case err != nil:
		return 0, err
	case h.lends != 0:
		return 0, trap(TrapLent)
	case !h.own:
		return 0, trap(TrapNotOwned)
	}
	rep = h.rep
	inst.handles.remove(i)
	return rep, nil
}

// liftBorrow lends a resource to a call (Python: lift_borrow).
func (inst *Instance) liftBorrow(i uint32, rt *ResourceType, sub *Subtask) (rep uint64, err error) {
	h, err := inst.resourceHandle(i, rt)
	if err != nil {
		return 0, err
	}
	if sub == nil {
		return 0, trapf(TrapHostValue, "a borrowed resource cannot be returned")
	}
	h.lends++
	sub.lenders = append(sub.lenders, i)
	return h.rep, nil
}

// lowerOwn makes an owner of the instance (Python: lower_own).
func (inst *Instance) lowerOwn(rep uint64, rt *ResourceType) (uint32, error) {
	return inst.handles.add(handle{rt: rt, rep: rep, own: true})
}

// lowerBorrow makes a borrower of the instance (Python: lower_borrow).
func (inst *Instance) lowerBorrow(rep uint64, rt *ResourceType, task *Task) (uint64, error) {
	if rt.Impl == inst {
		return rep, nil
	}
	if task == nil {
		return 0, trapf(TrapHostValue, "a borrowed resource cannot be handed over outside a call")
	}
	i, err := inst.handles.add(handle{rt: rt, rep: rep, scope: task})
	if err == nil {
		task.numBorrows++
	}
	return uint64(i), err
}

// ResourceNew is the built-in resource.new (Python: canon_resource_new).
func (inst *Instance) ResourceNew(rt *ResourceType, rep uint64) (uint32, error) {
	if !inst.mayLeave {
		return 0, trap(TrapCannotLeave)
	}
	return inst.lowerOwn(rep, rt)
}

// ResourceRep is the built-in resource.rep (Python: canon_resource_rep).
func (inst *Instance) ResourceRep(rt *ResourceType, i uint32) (uint64, error) {
	h, err := inst.resourceHandle(i, rt)
	if err != nil {
		return 0, err
	}
	return h.rep, nil
}

// ResourceDrop is the built-in resource.drop (Python: canon_resource_drop).
func (inst *Instance) ResourceDrop(ctx context.Context, rt *ResourceType, i uint32) error {
	if !inst.mayLeave {
		return trap(TrapCannotLeave)
	}
	p, err := inst.resourceHandle(i, rt)
	if err != nil {
		return err
	}
	if p.lends != 0 {
		return trap(TrapLent)
	}
	h, _ := inst.handles.remove(i)
	if h.own {
		return inst.store.destroy(ctx, rt, h.rep, inst)
	}
	h.scope.numBorrows--
	return nil
}

// DropResource destroys a resource that the host owns.
func (st *Store) DropResource(ctx context.Context, rt *ResourceType, rep uint64) error {
	return st.destroy(ctx, rt, rep, nil)
}

// destroy calls the destructor from caller, nil for the host, as if it were a lifted function.
func (st *Store) destroy(ctx context.Context, rt *ResourceType, rep uint64, caller *Instance) error {
	if rt.Impl == nil {
		if rt.Dtor == nil {
			return nil
		}
		return rt.Dtor(ctx, []uint64{rep})
	}
	if rt.lifted == nil {
		rt.lifted = rt.liftDtor()
	}
	sub := rt.lifted.subtask(caller)
	sub.rep, sub.args = rep, lowerRep
	return rt.lifted.callAs(ctx, sub)
}

// liftDtor returns the destructor as a component function.
func (rt *ResourceType) liftDtor() *Lifted {
	l := &Lifted{inst: rt.Impl, plan: dtorPlan(), opts: &Options{}, callee: rt.Dtor, dtor: true}
	if rt.Rep64 {
		l.plan = dtorPlan64()
	}
	if rt.Dtor == nil {
		l.callee = func(context.Context, []uint64) error { return nil }
	}
	return l
}

// lowerRep lowers the parameter of a destructor.
func lowerRep(params Target) { params.Field(0).SetBits(params.cx.task.sub.rep) }
