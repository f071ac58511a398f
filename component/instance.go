package component

import (
	"context"
	"errors"
	"fmt"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds instances and functions as Go code sees them.

// errHostFunc is the error of a call of a function that a component only passes on.
var errHostFunc = errors.New("the function is one of the host's own, which the component passes on")

// An Instance is a component that runs, or what it exports under a name. It is used by one goroutine at a time.
type Instance struct {
	st    *store
	types *types.Externs
	items *exports
}

// Exports returns the types of what the instance exports.
func (in *Instance) Exports() []types.Named { return in.types.List }

// export finds an export, by its name or by one of a compatible version.
func (in *Instance) export(name string) (*types.Extern, item) {
	if t := in.types.Get(name); t != nil {
		return t, in.items.get(name)
	}
	names := make(map[string]string, len(in.types.List))
	for i := range in.types.List {
		names[in.types.List[i].Name] = in.types.List[i].Name
	}
	if name = find(names, name); name != "" {
		return in.types.Get(name), in.items.get(name)
	}
	return nil, nil
}

// Func returns an exported function.
func (in *Instance) Func(name string) (*Func, bool) {
	t, x := in.export(name)
	f, ok := x.(*function)
	if !ok {
		return nil, false
	}
	return &Func{in.st, f, t.Func}, true
}

// Instance returns an exported instance: an interface with what it holds.
func (in *Instance) Instance(name string) (*Instance, bool) {
	t, x := in.export(name)
	inner, ok := x.(*exports)
	if !ok {
		return nil, false
	}
	return &Instance{in.st, &t.Instance.Exports, inner}, true
}

// Value returns an exported value.
func (in *Instance) Value(name string) (value.Value, bool) {
	_, x := in.export(name)
	v, ok := x.(valueItem)
	return v.v, ok
}

// Drop destroys a resource that the host owns by a handle, which is not valid any more afterwards.
func (in *Instance) Drop(ctx context.Context, h value.Handle) error {
	before, err := in.st.enter(ctx)
	if err != nil {
		return err
	}
	defer in.st.leave(before)
	return in.st.drop(ctx, h)
}

// Own returns a handle of a resource of the host with which it can be given to the instance.
func (in *Instance) Own(r *Resource, v any) value.Handle { return in.st.own(r, v) }

// SetFuel gives the guests n units of fuel, if the engine counts it.
func (in *Instance) SetFuel(n uint64) { in.st.vm.SetFuel(n) }

// Fuel returns how much fuel is left.
func (in *Instance) Fuel() uint64 { return in.st.vm.Fuel() }

// Close frees what the instance holds, with all that is nested in it, or returns vm.ErrStoreBusy while somebody is inside. Calls then
// return vm.ErrStoreClosed.
func (in *Instance) Close() error { return in.st.vm.Close() }

// A Func is a function that an instance exports.
type Func struct {
	st  *store
	fn  *function
	typ *types.Func
}

// Type returns the function's type.
func (f *Func) Type() *types.Func { return f.typ }

// Call calls the function with arguments that value.Conform takes. It returns nil if the function has no result. Errors are a *vm.Trap or a
// *canon.Trap if a guest was ended, which cannot be called again then; vm.ErrStoreBusy, vm.ErrStoreClosed, or others about the arguments.
func (f *Func) Call(ctx context.Context, args ...value.Value) (value.Value, error) {
	if len(args) != len(f.typ.Params) {
		return nil, fmt.Errorf("function of type %s called with %d arguments", f.typ, len(args))
	}
	list := make([]value.Value, len(args))
	for i := range args {
		v, err := value.Conform(f.typ.Params[i].Type, args[i])
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i, err)
		}
		list[i] = v
	}
	before, err := f.st.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer f.st.leave(before)
	return f.fn.call(ctx, list)
}

// lifted returns the function of the guest.
func (f *Func) lifted() (*canon.Lifted, error) {
	if l, ok := f.fn.callee.(*canon.Lifted); ok {
		return l, nil
	}
	return nil, errHostFunc
}
