package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview2"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds components as programs.

// runInterface is the interface whose function run is what a component does as a command.
const runInterface = "wasi:cli/run@0.2.0"

// A componentGuest is a component.
type componentGuest struct {
	*program
	checked   *check.Component
	component *component.Component
	linker    *component.Linker
	instance  *component.Instance
	host      *preview2.Host
}

func (p *componentGuest) load(file *guestFile, args []string) (err error) {
	if p.checked, err = file.component(check.Config{Features: p.features}); err != nil {
		return p.invalid(err, invalidComponent)
	}
	if err := p.checkCounts(); err != nil {
		return err
	}
	engine := component.NewEngine(component.Config{Features: p.features, Fuel: p.fuelled})
	p.component = engine.Component(p.checked)
	p.linker = component.NewLinker(engine)
	p.linker.TrapMissing(p.trapUnknowns)
	if p.host, err = p.newHost(args); err != nil {
		return err
	}
	return p.host.Link(p.linker)
}

// modules returns the core modules of the component and of those in it.
func (p *componentGuest) modules() []*wasm.Module { return coreModules(nil, p.checked) }

func coreModules(list []*wasm.Module, c *check.Component) []*wasm.Module {
	for i, defs := 0, c.Defs(); i < len(defs); i++ {
		switch d := &defs[i]; d.Kind {
		case check.DefCoreModule:
			list = append(list, d.Module.Wasm())
		case check.DefComponent:
			list = coreModules(list, d.Component)
		}
	}
	return list
}

func (p *componentGuest) close() {
	if p.instance != nil {
		p.instance.Close()
	}
	if p.host != nil {
		p.host.Close()
	}
}

func (p *componentGuest) run(ctx context.Context, args []string) (err error) {
	if p.instance, err = p.linker.Instantiate(ctx, p.component, p.instanceLimits(p.watch)); err != nil {
		return p.linkError(err)
	}
	if p.settings.invoke != "" {
		return p.invoke(ctx, p.settings.invoke)
	}
	return p.start(ctx)
}

// instanceLimits returns what bounds an instance.
func (p *componentGuest) instanceLimits(observe func(*vm.Store)) component.Limits {
	limits := component.Limits{StoreConfig: p.limits, Fuel: p.fuel, Observe: observe}
	if n := p.counts[countInstances]; n >= 0 {
		limits.MaxInstances = n
	}
	return limits
}

// start runs the component's own start.
func (p *componentGuest) start(ctx context.Context) error {
	fn := p.command()
	if fn == nil {
		return &failure{file: p.name, what: fmt.Sprintf("`%s` does not export %s, by which a component is run", p.name, runInterface),
			help: "Name a function with --invoke. " + p.exported()}
	}
	result, err := fn.Call(ctx)
	if err != nil {
		return p.callError("failed to invoke `run` function", err)
	}
	if r, ok := result.(value.Result); ok && r.IsErr {
		return exitCode(exitFailure) // it has said why
	}
	return nil
}

// command returns the function that a command is started by, or nil.
func (p *componentGuest) command() *component.Func {
	in, ok := p.instance.Instance(runInterface)
	if !ok {
		return nil
	}
	fn, ok := in.Func("run")
	if !ok || len(fn.Type().Params) > 0 {
		return nil
	}
	return fn
}

// linkError makes a failure of why a component cannot be instantiated.
func (p *componentGuest) linkError(err error) error {
	var link *component.LinkError
	if !errors.As(err, &link) {
		return p.callError("failed to instantiate `"+p.name+"`", err)
	}
	f := &failure{file: p.name, what: fmt.Sprintf("cannot link `%s`: it imports what wvm does not provide", p.name)}
	trappable := true
	for i := range link.Problems {
		pr := &link.Problems[i]
		f.causes = append(f.causes, clean(strings.ReplaceAll(pr.String(), "\n", " ")))
		trappable = trappable && pr.Given == ""
	}
	f.help = "wvm provides the interfaces of WASI 0.2."
	if trappable {
		f.help += " With -W unknown-imports-trap the component runs until it calls a function that is missing."
	}
	return f
}
