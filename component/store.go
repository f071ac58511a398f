package component

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
)

// This file holds what a root instance and all that is nested in it have in common.

// A store is what one goroutine uses at a time.
type store struct {
	engine  *Engine
	vm      *vm.Store
	canon   *canon.Store
	state   guard
	objects objects
	hosted  map[*Resource]*canon.ResourceType
	defined map[*canon.ResourceType]*Resource

	instances    []*canon.Instance
	maxInstances int
	work         int // definitions carried out

	ctx      context.Context // for receivers of Go functions
	life     int             // how often the instance has been reset
	snapshot *vm.Snapshot    // of its beginning, or nil if it cannot be reset
}

// maxWork bounds the definitions that an instantiation carries out, with the arguments and exports in them: nested components may be instantiated
// many times. A root component with as many definitions as a file may have stays below.
const maxWork = 4_000_000

// defaultMaxInstances is how many instances of components there may be unless vm.StoreConfig says otherwise, as there.
const defaultMaxInstances = 10_000

func newStore(e *Engine, cfg Limits) *store {
	st := &store{engine: e, vm: e.vm.NewStore(cfg.StoreConfig), canon: canon.NewStore(cfg.Limits), maxInstances: cfg.MaxInstances}
	if st.maxInstances == 0 {
		st.maxInstances = defaultMaxInstances
	}
	st.canon.Nested = cfg.Nested
	st.hosted = make(map[*Resource]*canon.ResourceType)
	st.defined = make(map[*canon.ResourceType]*Resource)
	return st
}

// spend accounts for n definitions.
func (st *store) spend(n int) error {
	if st.work += n; st.work > maxWork {
		return &vm.LimitError{Limit: "maxWork", Max: maxWork, Want: uint64(st.work)}
	}
	return nil
}

// newInstance accounts for an instance of a component.
func (st *store) newInstance(parent *canon.Instance) (*canon.Instance, error) {
	if n := len(st.instances); n >= st.maxInstances {
		return nil, &vm.LimitError{Limit: "MaxInstances", Max: uint64(st.maxInstances), Want: uint64(n) + 1}
	}
	in := st.canon.NewInstance(parent)
	st.instances = append(st.instances, in)
	return in, nil
}

// A guard keeps two goroutines from using a store at the same time. Its value is one of the constants or the number of a call of a host function.
type guard struct {
	v     atomic.Uint64
	calls uint64 // of host functions so far
}

const (
	guardIdle  uint64 = iota
	guardBusy         // somebody is inside
	guardCalls        // from here on: the guest waits for the host function of this number
)

// enter begins a call with ctx. It returns what leave must be given.
func (st *store) enter(ctx context.Context) (before uint64, err error) {
	if st.state.v.CompareAndSwap(guardIdle, guardBusy) {
		return guardIdle, nil
	}
	if h, ok := ctx.Value(hostKey{st}).(*hostContext); ok && st.state.v.CompareAndSwap(h.call, guardBusy) {
		return h.call, nil
	}
	return 0, vm.ErrStoreBusy
}

func (st *store) leave(before uint64) { st.state.v.Store(before) }

// A hostContext is the context of a call of a host function.
type hostContext struct {
	context.Context
	st   *store
	call uint64
}

// A hostKey is the key under which a context has the innermost call of a host function of a store, or of any if it is nil.
type hostKey struct{ st *store }

// Value returns the receiver itself for its keys.
func (h *hostContext) Value(key any) any {
	if key == any(hostKey{}) || key == any(hostKey{h.st}) {
		return h
	}
	return h.Context.Value(key)
}

// lend lets a host function use the store while it is running. A panic is an error.
func (st *store) lend(ctx context.Context, f func(ctx context.Context) error) (err error) {
	h := st.lendTo(ctx)
	defer st.takeBack(h, &err)
	return f(h)
}

// lendTo begins a call of a host function, which gets the context that is returned and ends with takeBack.
func (st *store) lendTo(ctx context.Context) *hostContext {
	st.state.calls++
	h := &hostContext{vm.Handed(ctx), st, guardCalls + st.state.calls}
	st.state.v.Store(h.call)
	return h
}

// recovered is deferred by what calls functions of the host: a panic becomes an error.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = &vm.PanicError{Value: v, Stack: debug.Stack()}
	}
}

// takeBack ends what lendTo began. It is deferred: a panic becomes an error.
func (st *store) takeBack(h *hostContext, err *error) {
	if v := recover(); v != nil {
		*err = &vm.PanicError{Value: v, Stack: debug.Stack()}
	}
	for i := 0; !st.state.v.CompareAndSwap(h.call, guardBusy); i++ { // a goroutine that the function started may be inside
		if i < 100 {
			runtime.Gosched()
		} else {
			time.Sleep(100 * time.Microsecond)
		}
	}
}

// storeOf returns the store whose host function was called with ctx.
func storeOf(ctx context.Context) (*store, error) {
	if h, ok := ctx.Value(hostKey{}).(*hostContext); ok {
		return h.st, nil
	}
	return nil, fmt.Errorf("the context is not that of a host function")
}

// objects are the host's resources that guests and handles refer to, by representation.
type objects struct {
	list []any
	free []uint32
}

func (o *objects) add(v any) uint64 {
	if n := len(o.free); n > 0 {
		i := o.free[n-1]
		o.free = o.free[:n-1]
		o.list[i] = v
		return uint64(i)
	}
	o.list = append(o.list, v)
	return uint64(len(o.list) - 1)
}

func (o *objects) get(rep uint64) any {
	if rep < uint64(len(o.list)) {
		return o.list[rep]
	}
	return nil
}

// empty forgets all of them.
func (o *objects) empty() {
	if len(o.list) > keptObjects {
		*o = objects{}
		return
	}
	clear(o.list)
	o.list, o.free = o.list[:0], o.free[:0]
}

// keptObjects is how large the list is that an instance keeps from one life to the next.
const keptObjects = 1 << 10

func (o *objects) remove(rep uint64) any {
	v := o.get(rep)
	o.list[rep] = nil
	o.free = append(o.free, uint32(rep))
	return v
}

// A Resource is a resource type that the host defines, for any number of instances: its resources are Go values.
type Resource struct {
	name string
	drop func(ctx context.Context, v any) error
}

// NewResource returns a resource type; name is for messages. drop, unless nil, is called with the value when its owner drops
// it, by a guest or by Drop; an error ends the guest.
func NewResource(name string, drop func(ctx context.Context, v any) error) *Resource {
	return &Resource{name, drop}
}

// Name returns the name that NewResource was given.
func (r *Resource) Name() string { return r.name }

// hostType returns the type that r is in the store.
func (st *store) hostType(r *Resource) *canon.ResourceType {
	rt := st.hosted[r]
	if rt == nil {
		rt = &canon.ResourceType{Name: r.name, Dtor: func(ctx context.Context, stack []uint64) error {
			v := st.objects.remove(stack[0])
			if r.drop == nil {
				return nil
			}
			return st.lend(ctx, func(ctx context.Context) error { return r.drop(ctx, v) })
		}}
		st.hosted[r], st.defined[rt] = rt, r
	}
	return rt
}

var ownType = &types.Type{Kind: types.Own, Resource: &types.Resource{Name: "resource"}}

// Own returns a handle by which a host function, which was called with ctx, gives v to its guest as a resource of type r.
func (r *Resource) Own(ctx context.Context, v any) (value.Handle, error) {
	st, err := storeOf(ctx)
	if err != nil {
		return nil, err
	}
	return st.own(r, v), nil
}

func (st *store) own(r *Resource, v any) *canon.Handle {
	return canon.NewHandle(ownType, st.hostType(r), st.objects.add(v))
}

// Value returns the Go value that a host function, which was called with ctx, was given a handle of, or an error if h is none of a
// resource of type r or no longer valid.
func (r *Resource) Value(ctx context.Context, h value.Handle) (any, error) {
	st, err := storeOf(ctx)
	if err != nil {
		return nil, err
	}
	return st.valueOf(r, h)
}

func (st *store) valueOf(r *Resource, h value.Handle) (any, error) {
	if c, ok := h.(*canon.Handle); ok {
		if rt, rep, ok := c.Resource(); ok && rt == st.hosted[r] && rt != nil {
			return st.objects.get(rep), nil
		}
	}
	return nil, fmt.Errorf("not a valid handle of a resource %s", r.name)
}

// Take is Value for an own handle, which it makes invalid: the resource leaves the component without being dropped.
func (r *Resource) Take(ctx context.Context, h value.Handle) (any, error) {
	st, err := storeOf(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := st.valueOf(r, h); err != nil {
		return nil, err
	}
	c := h.(*canon.Handle)
	_, rep, _ := c.Resource()
	if !c.Take() {
		return nil, fmt.Errorf("the handle of a resource %s is borrowed", r.name)
	}
	return st.objects.remove(rep), nil
}

// drop destroys a resource that the host owns.
func (st *store) drop(ctx context.Context, h value.Handle) error {
	c, ok := h.(*canon.Handle)
	if !ok {
		return fmt.Errorf("a handle of Go type %T is none of this package", h)
	}
	rt, rep, _ := c.Resource()
	if rt != nil && st.defined[rt] == nil && (rt.Impl == nil || rt.Impl.Store() != st.canon) {
		return fmt.Errorf("the handle is one of another instance")
	}
	if rt == nil || !c.Take() {
		return fmt.Errorf("the handle owns no resource")
	}
	return st.canon.DropResource(ctx, rt, rep)
}
