package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds core modules as programs.

// A moduleGuest is a core module.
type moduleGuest struct {
	*program
	module   *validate.Module
	engine   *vm.Engine
	linker   *vm.Linker
	instance *vm.Instance
	host     *preview1.Host
}

func (p *moduleGuest) load(file *guestFile, args []string) (err error) {
	if p.module, err = file.module(validate.Config{Features: p.features}); err != nil {
		return p.invalid(err, invalid)
	}
	if err := p.checkCounts(); err != nil {
		return err
	}
	if p.host, err = p.newHost(args); err != nil {
		return err
	}
	p.engine = vm.NewEngine(vm.Config{Fuel: p.fuelled})
	p.linker = vm.NewLinker(p.engine)
	return p.host.Link(p.linker)
}

func (p *moduleGuest) modules() []*wasm.Module { return []*wasm.Module{p.module.Wasm()} }

func (p *moduleGuest) close() {
	if p.host != nil {
		p.host.Close()
	}
}

// run makes an instance and calls what is to be called.
func (p *moduleGuest) run(ctx context.Context, args []string) (err error) {
	m := p.engine.Module(p.module)
	p.watch(p.engine.NewStore(p.limits))
	p.instance, err = p.linker.Instantiate(ctx, p.store, m)
	if err != nil && p.settings.trapUnknowns && trapUnknowns(p.linker, err) {
		p.instance, err = p.linker.Instantiate(ctx, p.store, m)
	}
	if err != nil {
		return p.linkError(err)
	}
	if p.settings.invoke != "" {
		return p.invoke(ctx, p.settings.invoke, args)
	}
	return p.start(ctx)
}

// checkCounts compares how many instances, tables and memories there would be with the limits.
func (p *moduleGuest) checkCounts() error {
	m := p.module.Wasm()
	for i, c := range []struct {
		what string
		want int
	}{countInstances: {"instances", 1}, countTables: {"tables", len(m.Tables)}, countMemories: {"memories", len(m.Memories)}} {
		if err := p.checkCount(i, c.what, c.want); err != nil {
			return err
		}
	}
	return nil
}

// start runs the program's own start.
func (p *moduleGuest) start(ctx context.Context) error {
	fn, ok := p.instance.Func("_start")
	if !ok {
		if p.module.Wasm().Start != wasm.NoIndex {
			return nil // that was it
		}
		return &failure{file: p.name, what: fmt.Sprintf("`%s` has no function _start to run", p.name),
			help: "Name a function with --invoke. " + p.exported()}
	}
	if t := fn.Type(); len(t.Params) != 0 || len(t.Results) != 0 {
		return &failure{file: p.name, what: fmt.Sprintf("the function _start of `%s` has type %s; a program's has none", p.name, t),
			help: "Call it with --invoke _start."}
	}
	_, err := fn.Call(ctx)
	return p.callError("failed to invoke command default", err)
}

// invoke calls an exported function and prints its results.
func (p *moduleGuest) invoke(ctx context.Context, name string, args []string) error {
	fn, ok := p.instance.Func(name)
	if !ok {
		return &failure{file: p.name, what: fmt.Sprintf("`%s` exports no function %q", p.name, name), help: p.exported()}
	}
	values, err := parseArgs(fn.Type(), args)
	if err != nil {
		return &failure{file: p.name, what: fmt.Sprintf("cannot call %q of `%s`: %v", name, p.name, err),
			help: fmt.Sprintf("Its type is %s.", fn.Type())}
	}
	if init, ok := p.instance.Func("_initialize"); ok && name != "_initialize" && len(init.Type().Params)+len(init.Type().Results) == 0 {
		if _, err := init.Call(ctx); err != nil {
			return p.callError("failed to invoke `_initialize`", err)
		}
	}
	results, err := fn.Call(ctx, values...)
	if err != nil {
		return p.callError("failed to invoke `"+clean(name)+"`", err)
	}
	return print(formatResults(fn.Type(), results))
}

// exported says what functions there are to invoke.
func (p *moduleGuest) exported() string {
	var names []string
	for _, e := range p.module.Wasm().Exports {
		if e.Kind == wasm.ExternFunc {
			names = append(names, clean(e.Name))
		}
	}
	return exportedText(names)
}

// exportedText says that these are the functions that are exported.
func exportedText(names []string) string {
	const some = 20
	switch {
	case len(names) == 0:
		return "It exports no functions."
	case len(names) > some:
		return fmt.Sprintf("It exports %d functions, among them %s.", len(names), strings.Join(names[:some], ", "))
	}
	return "It exports " + strings.Join(names, ", ") + "."
}

// linkError makes a failure of why a module cannot be instantiated.
func (p *moduleGuest) linkError(err error) error {
	var link *vm.LinkError
	if errors.As(err, &link) {
		return p.linkFailure(link)
	}
	return p.callError("failed to instantiate `"+p.name+"`", err)
}
