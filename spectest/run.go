package spectest

import (
	"context"
	"errors"
	"fmt"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file runs the commands of a script.

// shared is what the threads of a script have in common.
type shared struct {
	ctx      context.Context
	file     string
	text     []byte
	features wasm.Features
	engine   *vm.Engine

	componentEngine *component.Engine
	noInstances     bool // of components

	limits vm.StoreConfig
	out    output
}

// A runner runs the commands of a script, or of one of its threads, with a store of its own.
type runner struct {
	*shared
	store  *vm.Store
	linker *vm.Linker

	modules   map[string]*vm.Module   // by identifier, the empty one for the last; nil if it could not be made
	instances map[string]*vm.Instance // likewise
	foreign   map[string]foreign      // instances of the thread that started this one, by identifier
	threads   map[string]*thread

	components  map[string]*component.Component // by identifier, the empty one for the last; nil if it is refused
	ofComponent map[string]bool                 // whether an instance is one of a component, likewise
	running     map[string]*component.Instance  // instances of components, likewise; nil if it could not be made
	opened      []*component.Instance           // all of these

	result Result
}

// errSkipped is the error of a command about an instance that could not be made: that has been reported already, or there are no
// such instances.
var errSkipped = errors.New("skipped")

func newRunner(sh *shared) (*runner, error) {
	r := &runner{shared: sh, store: sh.engine.NewStore(sh.limits), linker: vm.NewLinker(sh.engine),
		modules: map[string]*vm.Module{}, instances: map[string]*vm.Instance{}, threads: map[string]*thread{},
		components: map[string]*component.Component{}, ofComponent: map[string]bool{}, running: map[string]*component.Instance{}}
	if err := defineHost(sh.ctx, r.linker, r.store, sh.engine, &sh.out); err != nil {
		return nil, fmt.Errorf("cannot make the module %q: %w", hostModule, err)
	}
	return r, nil
}

// run runs commands and ends with the store closed.
func (r *runner) run(commands []wat.Command) {
	for i := range commands {
		c := &commands[i]
		switch err := r.command(c); {
		case err == nil:
			r.result.Passed++
		case err == errSkipped:
			r.result.Skipped++
		default:
			r.fail(c.Position.Line, err)
		}
	}
	for _, t := range r.threads {
		r.join(t)
	}
	for _, in := range r.opened {
		if err := in.Close(); err != nil {
			r.fail(1, err)
		}
	}
	if err := r.store.Close(); err != nil {
		r.fail(1, err)
	}
}

func (r *runner) fail(line int, err error) {
	r.result.Failed++
	f := Failure{File: r.file, Line: line, Message: err.Error()}
	if p, ok := err.(*placed); ok {
		f.place(p.at)
	}
	r.result.Failures = append(r.result.Failures, f)
}

// command runs a command.
func (r *runner) command(c *wat.Command) error {
	switch c.Kind {
	case wat.CommandModule:
		return r.moduleCommand(c.Module)
	case wat.CommandInstance:
		return r.instanceCommand(c)
	case wat.CommandComponent:
		return r.componentCommand(c.Component)
	case wat.CommandComponentInstance:
		return r.componentInstance(c)
	case wat.CommandRegister:
		return r.register(c)
	case wat.CommandAction:
		_, err := r.action(c.Action)
		return err
	case wat.AssertReturn:
		return r.assertReturn(c)
	case wat.AssertTrap, wat.AssertExhaustion:
		_, err := r.action(c.Action)
		if r.ofComponent[c.Action.ID] {
			return wantComponentTrap(err, c.Message)
		}
		return wantTrap(err, c.Message)
	case wat.AssertException:
		_, err := r.action(c.Action)
		return wantException(err)
	case wat.AssertMalformed, wat.AssertInvalid:
		if c.Component != nil {
			_, err := r.compileComponent(c.Component)
			return wantComponentRefused(err, c)
		}
		_, err := r.compile(c.Module)
		return wantRefused(err, c)
	case wat.AssertMalformedCustom, wat.AssertInvalidCustom:
		if c.Component != nil {
			return fmt.Errorf("%s is not for components", c.Kind)
		}
		return wantRefused(r.checkCustoms(c.Module), c)
	case wat.AssertUnlinkable:
		return r.assertUnlinkable(c)
	case wat.AssertUninstantiable:
		if c.Component != nil {
			return r.uninstantiable(c)
		}
		_, err := r.operand(c)
		return wantTrap(err, c.Message)
	case wat.CommandThread:
		return r.startThread(c)
	case wat.CommandWait:
		return r.wait(c.ID)
	}
	return fmt.Errorf("command %s is not known", c.Kind)
}

// compile makes a module of its text.
func (r *runner) compile(m *wat.Module) (*vm.Module, error) {
	b, err := m.Encode()
	if err != nil {
		return nil, err
	}
	v, err := validate.Bytes(b, validate.Config{Features: r.features})
	if err != nil {
		return nil, err
	}
	return r.engine.Module(v), nil
}

// moduleCommand defines a module and, unless it is a definition only, makes an instance of it.
func (r *runner) moduleCommand(m *wat.Module) error {
	compiled, err := r.compile(m)
	r.modules[""], r.modules[m.ID] = compiled, compiled
	if m.Definition {
		return r.refused(m, err)
	}
	r.instances[""], r.instances[m.ID] = nil, nil
	r.ofComponent[""], r.ofComponent[m.ID] = false, false
	if err != nil {
		return r.refused(m, err)
	}
	return r.instantiate(m.ID, compiled)
}

// A placed is an error with a place in the script.
type placed struct {
	error
	at *wat.Error
}

// refused says why a module could not be made, and where in its text that is.
func (r *runner) refused(m *wat.Module, err error) error {
	if err == nil {
		return nil
	}
	said := fmt.Errorf("the module is refused: %s", message(err))
	var invalid *wasm.Error
	if errors.As(err, &invalid) && m.Form == wat.FormText {
		if at := wat.Locate(r.text, m.Position.Offset, invalid); at != nil {
			return &placed{said, at}
		}
	}
	return said
}

// instanceCommand makes an instance of a module defined before.
func (r *runner) instanceCommand(c *wat.Command) error {
	r.instances[""], r.instances[c.ID] = nil, nil
	r.ofComponent[""], r.ofComponent[c.ID] = false, false
	m, err := r.module(c.Of)
	if err != nil {
		return err
	}
	return r.instantiate(c.ID, m)
}

func (r *runner) instantiate(id string, m *vm.Module) error {
	in, err := r.linker.Instantiate(r.ctx, r.store, m)
	if err != nil {
		return fmt.Errorf("the module cannot be instantiated: %s", message(err))
	}
	r.instances[""], r.instances[id] = in, in
	return nil
}

// module returns the module with an identifier, or the last one.
func (r *runner) module(id string) (*vm.Module, error) {
	m, ok := r.modules[id]
	return m, found(m != nil, ok, "module", id)
}

// instance returns the instance with an identifier, or the last one.
func (r *runner) instance(id string) (*vm.Instance, error) {
	if _, ok := r.foreign[id]; ok && id != "" {
		return nil, fmt.Errorf("instance $%s belongs to another thread", id)
	}
	in, ok := r.instances[id]
	return in, found(in != nil, ok, "instance", id)
}

// found is the error of looking for what could be made or not, and was defined or not.
func found(made, defined bool, what, id string) error {
	switch {
	case made:
		return nil
	case defined:
		return errSkipped
	case id == "":
		return fmt.Errorf("there is no %s yet", what)
	}
	return fmt.Errorf("there is no %s $%s", what, id)
}

// register gives the exports of an instance to the modules that follow.
func (r *runner) register(c *wat.Command) error {
	if f, ok := r.foreign[c.ID]; ok && c.ID != "" {
		for name, m := range f {
			r.linker.Define(c.Name, name, m)
		}
		return nil
	}
	in, err := r.instance(c.ID)
	if err != nil {
		return err
	}
	r.linker.DefineInstance(c.Name, in)
	return nil
}

// action does an action and returns what it gives.
func (r *runner) action(a *wat.Action) ([]value, error) {
	if r.ofComponent[a.ID] {
		_, _, err := r.componentAction(a)
		return nil, err
	}
	in, err := r.instance(a.ID)
	if err != nil {
		return nil, err
	}
	if a.Kind == wat.ActionGet {
		g, ok := in.Global(a.Name)
		if !ok {
			return nil, fmt.Errorf("there is no global %q", a.Name)
		}
		return []value{valueOf(r.store, g)}, nil
	}
	f, ok := in.Func(a.Name)
	if !ok {
		return nil, fmt.Errorf("there is no function %q", a.Name)
	}
	if !argumentsFit(a.Args, f.Type().Params) {
		return nil, fmt.Errorf("the arguments do not fit the function %q of type %s", a.Name, f.Type())
	}
	slots, err := f.Call(r.ctx, arguments(r.store, a.Args)...)
	if err != nil {
		return nil, err
	}
	return resultsOf(r.store, f, slots), nil
}

// operand makes an instance of the module that an assertion is about.
func (r *runner) operand(c *wat.Command) (m *vm.Module, err error) {
	if c.Module != nil {
		m, err = r.compile(c.Module)
	} else {
		m, err = r.module(c.Of)
	}
	if err == nil {
		_, err = r.linker.Instantiate(r.ctx, r.store, m)
	}
	return m, err
}
