package canon

import (
	"context"
)

// This file holds what lifting and lowering work with: a guest's memory and what allocates in it.

// A Memory is a guest's memory. Bytes returns all of it; the slice is asked for again after every call into the guest, since that may
// have grown it. Memories never shrink. *vm.Memory is one.
type Memory interface {
	Bytes() []byte
}

// A CoreFunc calls a core function: stack has the arguments and receives the results, from its start, one slot each, as package vm has
// them. It is as long as the longer of the two. The method CallStack of a *vm.Func is one.
type CoreFunc func(ctx context.Context, stack []uint64) error

// Options are the canonical options of one lifted or lowered function of an instance (Python: CanonicalOptions). Those that a Plan
// knows are in the plan.
type Options struct {
	Memory     Memory
	Realloc    CoreFunc
	PostReturn CoreFunc
	Callback   CoreFunc
	Resources  []*ResourceType // for Plan.Resources
}

// A Context is one side of a value's way (Python: LiftLowerContext).
type Context struct {
	store *Store
	inst  *Instance // nil: of the host
	plan  *Plan
	opts  *Options
	pass  *passage
	task  *Task     // counts the borrows that are lowered
	sub   *Subtask  // keeps the handles that are lent while lifting
	mem   []byte    // as refresh has found it
	flat  []uint64  // core values: arguments, later results
	call  [4]uint64 // arguments of realloc
	alloc Thread    // that realloc runs as
}

// A passage is what both sides of a call share.
type passage struct {
	ctx   context.Context
	err   error // the first one: what comes after it has no effect
	guest bool  // it comes of a guest that was asked for memory
}

// fail keeps the first error.
func (cx *Context) fail(err error) {
	if cx.pass.err == nil {
		cx.pass.err = err
	}
}

func (cx *Context) trap(code TrapCode) { cx.fail(trap(code)) }

// failed reports whether something went wrong.
func (cx *Context) failed() bool { return cx.pass.err != nil }

// charge accounts for n bytes of the host's memory that a guest makes it use for values, and reports whether they are granted.
func (cx *Context) charge(n uint64) bool {
	if n > cx.store.hostBytes {
		cx.fail(trapf(TrapLimit, "the values of a call take more than %d bytes of the host's memory", cx.store.Limits.HostBytes))
		return false
	}
	cx.store.hostBytes -= n
	return !cx.failed()
}

// refresh looks at the memory again.
func (cx *Context) refresh() {
	if cx.opts.Memory != nil {
		cx.mem = cx.opts.Memory.Bytes()
	}
}

// inBounds reports whether n bytes at ptr are in the memory.
func (cx *Context) inBounds(ptr, n uint64) bool {
	size := uint64(len(cx.mem))
	return ptr <= size && n <= size-ptr
}

// reallocate calls the guest's realloc and checks what it returns (Python: LiftLowerContext.reallocate and the checks behind each
// call of it). It runs as a thread of its own, which may not leave the instance.
func (cx *Context) reallocate(old, oldSize, align, size uint64) (ptr uint64, ok bool) {
	if cx.failed() {
		return 0, false
	}
	if cx.opts.Realloc == nil || cx.opts.Memory == nil {
		cx.fail(trapf(TrapReallocOutOfBounds, "the function has no realloc"))
		return 0, false
	}
	leave, thread := cx.inst.mayLeave, cx.store.current
	cx.alloc.storage = [2]uint64{}
	cx.inst.mayLeave, cx.store.current = false, &cx.alloc
	cx.call = [4]uint64{old, oldSize, align, size}
	err := cx.opts.Realloc(cx.pass.ctx, cx.call[:])
	cx.inst.mayLeave, cx.store.current = leave, thread
	if err != nil {
		cx.fail(err)
		cx.pass.guest = true
		return 0, false
	}
	cx.refresh()
	ptr = cx.call[0]
	if !cx.plan.Ptr64 {
		ptr = uint64(uint32(ptr))
	}
	switch {
	case ptr&(align-1) != 0:
		cx.trap(TrapReallocUnaligned)
	case !cx.inBounds(ptr, size):
		cx.trap(TrapReallocOutOfBounds)
	default:
		return ptr, true
	}
	cx.pass.guest = true
	return 0, false
}

// allocate is reallocate without a former place (Python: LiftLowerContext.allocate).
func (cx *Context) allocate(align, size uint64) (ptr uint64, ok bool) {
	return cx.reallocate(0, 0, align, size)
}

// checkPtr checks a pointer to a spilled tuple (Python: in lift_flat_values, lower_flat_values).
func (cx *Context) checkPtr(ptr uint64, l *Layout) bool {
	switch {
	case cx.failed():
	case ptr&(l.align-1) != 0:
		cx.trap(TrapUnaligned)
	case !cx.inBounds(ptr, l.size):
		cx.trap(TrapOutOfBounds)
	}
	return !cx.failed()
}

// resource returns the resource type of a handle type.
func (cx *Context) resource(l *Layout) *ResourceType {
	if l.res >= len(cx.opts.Resources) {
		return nil
	}
	return cx.opts.Resources[l.res]
}

// pointer returns a core value as a pointer of the memory.
func (l *Layout) pointer(v uint64) uint64 {
	if l.ptr == 4 {
		return uint64(uint32(v))
	}
	return v
}
