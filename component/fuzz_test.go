package component_test

import (
	"context"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wat"
)

// FuzzRun looks for components that crash instantiation or calls. Whatever a valid one does, it gives results or ends with one of the errors of guests.
func FuzzRun(f *testing.F) {
	for _, text := range []string{files, callback, caller, answering, passing("utf16"), counterText("unreachable"), imports,
		lyingText("utf8", "latin1+utf16", []int64{1024, 0xffffffff}), sourceText("(list string)", "utf16", 65528, 1)} {
		if b, err := wat.Encode([]byte(text)); err == nil {
			f.Add(b)
		}
	}
	engine := component.NewEngine(component.Config{Features: component.Supported, Fuel: true})
	linker := component.NewLinker(engine)
	linker.TrapMissing(true)
	must(f, linker.GoFunc("", "f", func() {}))
	limits := component.Limits{Fuel: 100_000, StoreConfig: vm.StoreConfig{MaxMemory: 16 << 20, MaxTable: 100_000, MaxInstances: 100},
		Limits: canon.Limits{HostBytes: 16 << 20, Handles: 1000}}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := engine.Compile(b)
		if err != nil {
			return
		}
		in, err := linker.Instantiate(context.Background(), c, limits)
		if err != nil {
			guestError(t, err)
			return
		}
		defer in.Close()
		for _, x := range in.Exports() {
			if fn, ok := in.Func(x.Name); ok {
				callAny(t, fn)
			}
		}
	})
}

// callAny calls a function with some arguments.
func callAny(t *testing.T, fn *component.Func) {
	var args []value.Value
	for _, p := range fn.Type().Params {
		v, ok := anyValue(p.Type, 10)
		if !ok {
			return
		}
		args = append(args, v)
	}
	if _, err := fn.Call(context.Background(), args...); err != nil {
		guestError(t, err)
	}
}

// anyValue returns a value of a type, if there are any that need no guest.
func anyValue(t *types.Type, depth int) (value.Value, bool) {
	switch t.Kind {
	case types.Bool:
		return true, true
	case types.String:
		return "grüße ✓", true
	case types.Option:
		return value.None, true
	case types.List:
		return []value.Value{}, true
	case types.Enum:
		return t.Labels[0], true
	case types.Flags:
		return value.Flags{t.Labels[0]}, true
	case types.Tuple:
		list := make(value.Tuple, len(t.Fields))
		for i, f := range t.Fields {
			v, ok := anyValue(f.Type, depth-1)
			if !ok || depth == 0 {
				return nil, false
			}
			list[i] = v
		}
		return list, true
	}
	return 7, t.Kind < types.String
}

// guestError checks that an error is one by which guests end.
func guestError(t *testing.T, err error) {
	t.Helper()
	var trap *vm.Trap
	var border *canon.Trap
	var limit *vm.LimitError
	var link *component.LinkError
	var p *vm.PanicError
	if errors.As(err, &p) {
		t.Fatalf("%v\n%s", err, p.Stack)
	}
	if !errors.As(err, &trap) && !errors.As(err, &border) && !errors.As(err, &limit) && !errors.As(err, &link) {
		t.Fatalf("%T: %v", err, err)
	}
}
