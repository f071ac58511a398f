package spectest

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component"
	cvalue "github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file runs commands about components.

// asyncDir is the directory of the suite whose components need a scheduler of threads, which there is none of. They are validated; what
// takes an instance of one is skipped.
const asyncDir = "component/async"

// isAsync reports whether a script is one of those.
func isAsync(name string) bool {
	return strings.HasSuffix("/"+filepath.ToSlash(filepath.Dir(name)), "/"+asyncDir)
}

// componentCommand defines a component and, unless it is a definition only, makes an instance of it.
func (r *runner) componentCommand(c *wat.Component) error {
	compiled, err := r.compileComponent(c)
	r.components[""], r.components[c.ID] = compiled, compiled
	if !c.Definition {
		r.setComponent(c.ID, nil)
	}
	if err != nil {
		return fmt.Errorf("the component is refused: %s", message(err))
	}
	if c.Definition {
		return nil
	}
	return r.instantiateComponent(c.ID, compiled)
}

// setComponent makes an instance of a component, nil if it could not be made, the one with an identifier and the last one.
func (r *runner) setComponent(id string, in *component.Instance) {
	r.ofComponent[""], r.ofComponent[id] = true, true
	r.running[""], r.running[id] = in, in
}

// componentInstance makes an instance of a component defined before.
func (r *runner) componentInstance(c *wat.Command) error {
	r.setComponent(c.ID, nil)
	compiled, ok := r.components[c.Of]
	if err := found(compiled != nil, ok, "component", c.Of); err != nil {
		return err
	}
	return r.instantiateComponent(c.ID, compiled)
}

// instantiateComponent makes an instance, which is apart from all others.
func (r *runner) instantiateComponent(id string, c *component.Component) error {
	if r.noInstances {
		return errSkipped
	}
	in, err := component.NewLinker(r.componentEngine).Instantiate(r.ctx, c, component.Limits{StoreConfig: r.limits})
	if err != nil {
		return fmt.Errorf("the component cannot be instantiated: %w", err)
	}
	r.opened = append(r.opened, in)
	r.setComponent(id, in)
	return nil
}

// compileComponent decodes and validates a component.
func (r *runner) compileComponent(c *wat.Component) (*component.Component, error) {
	b, err := c.Encode()
	if err != nil {
		return nil, err
	}
	return r.componentEngine.Compile(b)
}

// uninstantiable wants a component that is valid and whose instantiation traps.
func (r *runner) uninstantiable(c *wat.Command) error {
	compiled, err := r.compileComponent(c.Component)
	if err != nil {
		return fmt.Errorf("the component is refused: %s", message(err))
	}
	return wantComponentTrap(r.instantiateComponent("", compiled), c.Message)
}

// componentAction calls a function that an instance of a component exports.
func (r *runner) componentAction(a *wat.Action) (f *component.Func, result cvalue.Value, err error) {
	in, ok := r.running[a.ID]
	if err := found(in != nil, ok, "instance", a.ID); err != nil {
		return nil, nil, err
	}
	if a.Kind == wat.ActionGet {
		return nil, nil, errors.New("components export no globals")
	}
	f, ok = in.Func(a.Name)
	if !ok {
		return nil, nil, fmt.Errorf("there is no function %q", a.Name)
	}
	args := make([]cvalue.Value, len(a.Args))
	for i := range a.Args {
		v, ok := a.Args[i].AsComponent()
		if !ok || i >= len(f.Type().Params) {
			return f, nil, fmt.Errorf("the arguments do not fit the function %q of type %s", a.Name, f.Type())
		}
		args[i] = componentValue(f.Type().Params[i].Type, &v)
	}
	result, err = f.Call(r.ctx, args...)
	return f, result, err
}

// componentReturn wants the results of a call.
func (r *runner) componentReturn(c *wat.Command) error {
	f, got, err := r.componentAction(c.Action)
	switch {
	case err == errSkipped:
		return err
	case err != nil:
		return fmt.Errorf("wanted %s, got: %s", resultsText(c.Results), message(err))
	}
	ok := len(c.Results) == 0
	if t := f.Type().Result; t != nil {
		ok = false
		if len(c.Results) == 1 {
			want, isValue := c.Results[0].AsComponent()
			ok = isValue && matchesComponent(t, got, &want)
		}
	}
	if !ok {
		return fmt.Errorf("wanted %s, got %v", resultsText(c.Results), got)
	}
	return nil
}

// wantComponentTrap wants err to be a trap with want somewhere in its text.
func wantComponentTrap(err error, want string) error {
	var border *canon.Trap
	var trap *vm.Trap
	got := ""
	switch {
	case err == errSkipped:
		return err
	case err == nil:
		return fmt.Errorf("wanted trap %q, got none", want)
	case errors.As(err, &border):
		got = border.Error()
	case errors.As(err, &trap):
		got = trap.Code.String()
	default:
		return fmt.Errorf("wanted trap %q, got: %s", want, message(err))
	}
	if !strings.Contains(got, strings.TrimPrefix(want, "wasm trap: ")) {
		return fmt.Errorf("wanted trap %q, got %q", want, got)
	}
	return nil
}

// inText returns what the parser says where the suite wants other words.
func inText(want string) string {
	if want == "invalid string escape" {
		return "illegal escape"
	}
	return ""
}

// wantComponentRefused wants err to be that of a component which is malformed or invalid, as the assertion says, with its message somewhere
// in it.
func wantComponentRefused(err error, c *wat.Command) error {
	want := wasm.PhaseMalformed
	if c.Kind == wat.AssertInvalid {
		want = wasm.PhaseInvalid
	}
	if err == nil {
		return fmt.Errorf("wanted %s: %q, but it is accepted", want, c.Message)
	}
	phase, ok := phaseOf(err)
	got, other := message(err), inText(c.Message)
	if fits := strings.Contains(got, c.Message) || other != "" && strings.Contains(got, other); !ok || phase != want || !fits {
		return fmt.Errorf("wanted %s: %q, got %s: %q", want, c.Message, phase, got)
	}
	return nil
}
