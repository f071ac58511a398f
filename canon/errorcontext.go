package canon

import "context"

// This file holds the built-ins for error contexts, for which a Plan is made of a function without parameters and results.

// ErrorContextNew is the built-in error-context.new (Python: canon_error_context_new). The message is kept as it is.
func (inst *Instance) ErrorContextNew(ctx context.Context, plan *Plan, opts *Options, ptr, units uint64) (uint32, error) {
	if !inst.mayLeave {
		return 0, trap(TrapCannotLeave)
	}
	p := passage{ctx: ctx}
	cx := &Context{store: inst.store, inst: inst, plan: plan, opts: opts, pass: &p, flat: []uint64{ptr, units}}
	cx.refresh()
	ls := Layouts{Ptr64: plan.Ptr64}
	s := Source{cx, ls.layOut(stringType), 0, true}.String()
	if p.err != nil {
		return 0, p.err
	}
	return inst.handles.add(handle{obj: &ErrorContext{s}})
}

// errorContext returns the error context that a handle means.
func (inst *Instance) errorContext(i uint32) (*ErrorContext, error) {
	if !inst.mayLeave {
		return nil, trap(TrapCannotLeave)
	}
	h, ok := inst.handles.get(i)
	if !ok {
		return nil, unknownHandle(i)
	}
	e, ok := h.obj.(*ErrorContext)
	if !ok {
		return nil, wrongObject(i, "an error context")
	}
	return e, nil
}

// ErrorContextDebugMessage is the built-in error-context.debug-message (Python: canon_error_context_debug_message): it stores pointer and
// length at ptr.
func (inst *Instance) ErrorContextDebugMessage(ctx context.Context, plan *Plan, opts *Options, i uint32, ptr uint64) error {
	e, err := inst.errorContext(i)
	if err != nil {
		return err
	}
	p := passage{ctx: ctx}
	cx := &Context{store: inst.store, inst: inst, plan: plan, opts: opts, pass: &p}
	cx.refresh()
	ls := Layouts{Ptr64: plan.Ptr64}
	if l := ls.layOut(stringType); cx.checkPtr(ptr, l) {
		Target{cx, l, ptr, false}.SetString(e.Message)
	}
	return p.err
}

// ErrorContextDrop is the built-in error-context.drop (Python: canon_error_context_drop).
func (inst *Instance) ErrorContextDrop(i uint32) error {
	if _, err := inst.errorContext(i); err != nil {
		return err
	}
	inst.handles.remove(i)
	return nil
}
