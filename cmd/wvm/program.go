package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds a program on its way from a module to its end.

// A program is a module that is being run.
type program struct {
	*settings
	name      string // of the file
	module    *validate.Module
	linker    *vm.Linker
	store     *vm.Store
	instance  *vm.Instance
	terms     []*terminal // what it writes to, as far as that is a terminal
	endTrace  func() error
	listeners []net.Listener
}

// start runs the program's own start.
func (p *program) start(ctx context.Context) error {
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
func (p *program) invoke(ctx context.Context, name string, args []string) error {
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
func (p *program) exported() string {
	var names []string
	for _, e := range p.module.Wasm().Exports {
		if e.Kind == wasm.ExternFunc {
			names = append(names, clean(e.Name))
		}
	}
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
func (p *program) linkError(err error) error {
	var link *vm.LinkError
	if errors.As(err, &link) {
		return p.linkFailure(link)
	}
	return p.callError("failed to instantiate `"+p.name+"`", err)
}

// callError makes a failure of why a call ended.
func (p *program) callError(what string, err error) error {
	var exit *preview1.ExitError
	var trap *vm.Trap
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return err
	case !errors.As(err, &trap):
		f := &failure{file: p.name, what: fmt.Sprintf("failed to run `%s`", p.name), causes: []string{what, err.Error()}}
		var limit *vm.LimitError
		if errors.As(err, &limit) {
			f.help = limitHelp(limit)
		}
		return f
	}
	f := &failure{code: exitTrap(), file: p.name, what: fmt.Sprintf("failed to run main module `%s`", p.name), trap: trap}
	f.causes = append(f.causes, what)
	if len(trap.Stack) > 0 && p.settings.frames > 0 {
		f.frames = frames(trap.Stack[:min(len(trap.Stack), p.settings.frames)], p.module.Wasm(), p.source)
		f.causes = append(f.causes, "error while executing at wasm backtrace:"+backtrace(f.frames))
	}
	f.causes = append(f.causes, trapText(trap))
	return f
}

// trapText names a trap and its reason.
func trapText(t *vm.Trap) string {
	text := "wasm trap: " + t.Code.String()
	if t.Err != nil {
		text += ": " + clean(t.Err.Error())
	}
	return text
}

// ended turns the end of a program into an exit code, if it is one.
func (p *program) ended(err error) error {
	var exit *preview1.ExitError
	if errors.As(err, &exit) {
		const maxExit = 125 // what shells leave to programs
		if exit.Code > maxExit {
			return &failure{what: fmt.Sprintf("exit with invalid exit status outside of [0..126): %d", exit.Code)}
		}
		return exitCode(exit.Code)
	}
	var fail *failure
	if !errors.As(err, &fail) || fail.trap == nil {
		return err
	}
	var limit *vm.LimitError
	if errors.As(fail.trap, &limit) {
		fail.help = limitHelp(limit)
	}
	switch {
	case errors.Is(fail.trap, context.DeadlineExceeded):
		fail.help = fmt.Sprintf("The program ran into the limit of --timeout %v.", p.timeout)
	case fail.trap.Code == vm.TrapFuel:
		fail.help = fmt.Sprintf("The program used up the fuel of --fuel %d.", p.fuel)
	case fail.trap.Code == vm.TrapLimit && p.limits.TrapOnGrowFailure && !errors.As(fail.trap, &limit):
		fail.code = exitFailure
		fail.help = "Without --trap-on-grow-failure the program would be told that there is no more."
	}
	return err
}

// limitHelp names the flag that raises a limit, if there is one.
func limitHelp(limit *vm.LimitError) string {
	setting, _, _ := strings.Cut(limit.Limit, " ")
	flag := map[string]string{"MaxMemory": "max-memory", "MaxStack": "max-stack", "MaxHeap": "max-heap", "MaxTable": "max-table-elements"}[setting]
	if flag == "" {
		return ""
	}
	return fmt.Sprintf("The limit is that of --%s.", flag)
}

// A use is what a program has used.
type use struct {
	Seconds  float64 `json:"seconds"`
	FuelUsed *uint64 `json:"fuel_used,omitempty"`
	Fuel     *uint64 `json:"fuel,omitempty"`
	Memory   uint64  `json:"memory"` // bytes
}

// report writes it to the standard error.
func (u *use) report(asJSON bool) {
	if asJSON {
		os.Stderr.WriteString(jsonLine(map[string]*use{"use": u}))
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "time: %.6f s\n", u.Seconds)
	if u.Fuel != nil {
		fmt.Fprintf(&b, "fuel used: %d of %d\n", *u.FuelUsed, *u.Fuel)
	}
	fmt.Fprintf(&b, "memory: %d bytes\n", u.Memory)
	os.Stderr.WriteString(b.String())
}

// invalid makes a failure of why a module is not valid.
func invalid(name string, err error) *failure {
	f := &failure{file: name, what: fmt.Sprintf("`%s` cannot be used: %s", name, clean(err.Error()))}
	var we *wasm.Error
	if errors.As(err, &we) {
		f.what = fmt.Sprintf("`%s` is %s: %s", name, withArticle(we.Phase), clean(err.Error()))
	}
	return f
}
