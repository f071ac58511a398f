package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasi/preview2"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file holds a program that is run, whatever it consists of, and its end.

// A program is a module or a component that is being run.
type program struct {
	*settings
	guest
	name      string      // of the file
	store     *vm.Store   // nil until there is one
	terms     []*terminal // what it writes to, as far as that is a terminal
	endTrace  func() error
	listeners []net.Listener
}

// A guest is what a program consists of.
type guest interface {
	// load validates the guest and makes what it is to be given.
	load(file *guestFile, args []string) error
	// run makes an instance and calls what is to be called.
	run(ctx context.Context, args []string) error
	// modules returns the core modules in the guest.
	modules() []*wasm.Module
	// close ends what the guest was given. Its memory ends with the process. Doing so again does nothing.
	close()
}

// callError makes a failure of why a call ended.
func (p *program) callError(what string, err error) error {
	var trap *vm.Trap
	var border *canon.Trap
	_, exited := exitOf(err)
	switch {
	case err == nil:
		return nil
	case exited:
		return err
	case errors.As(err, &trap):
	case errors.As(err, &border):
		trap = &vm.Trap{Code: vm.TrapHost, Err: border}
	default:
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
		f.frames = frames(trap.Stack[:min(len(trap.Stack), p.settings.frames)], p.modules(), p.source)
		f.causes = append(f.causes, "error while executing at wasm backtrace:"+backtrace(f.frames))
	}
	f.causes = append(f.causes, trapText(trap))
	return f
}

// trapName names a trap: that at the border of a component, where the engine knows only of a host function that failed.
func trapName(t *vm.Trap) string {
	var border *canon.Trap
	if t.Code == vm.TrapHost && errors.As(t.Err, &border) {
		return string(border.Code)
	}
	return t.Code.String()
}

// trapText names a trap and its reason.
func trapText(t *vm.Trap) string {
	text := "wasm trap: " + trapName(t)
	if t.Err != nil && t.Err.Error() != trapName(t) {
		text += ": " + clean(t.Err.Error())
	}
	return text
}

// exitOf returns the status that a program has asked to be ended with, if that is what err says.
func exitOf(err error) (code uint32, ok bool) {
	var one *preview1.ExitError
	var two *preview2.ExitError
	switch {
	case errors.As(err, &one):
		return one.Code, true
	case errors.As(err, &two):
		return uint32(two.Code), true
	}
	return 0, false
}

// ended turns the end of a program into an exit code, if it is one.
func (p *program) ended(err error) error {
	if code, ok := exitOf(err); ok {
		const maxExit = 125 // what shells leave to programs
		if code > maxExit {
			return &failure{what: fmt.Sprintf("exit with invalid exit status outside of [0..126): %d", code)}
		}
		return exitCode(code)
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
	flag := map[string]string{"MaxMemory": "max-memory", "MaxStack": "max-stack", "MaxHeap": "max-heap", "MaxTable": "max-table-elements",
		"MaxInstances": "max-instances"}[setting]
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
func invalid(name string, err error) *failure { return invalidAs("module", name, err) }

// invalidComponent makes a failure of why a component is not valid.
func invalidComponent(name string, err error) *failure { return invalidAs("component", name, err) }

func invalidAs(kind, name string, err error) *failure {
	f := &failure{file: name, what: fmt.Sprintf("`%s` cannot be used: %s", name, clean(err.Error()))}
	var we *wasm.Error
	if errors.As(err, &we) {
		what := clean(err.Error())
		if at := locate(name, we); at != nil {
			what = fmt.Sprintf("%d:%d: %s\n    %s\n    %s^", at.Line, at.Column, what, clean(at.Source), strings.Repeat(" ", at.Caret))
		}
		f.what = fmt.Sprintf("`%s` is %s: %s", name, strings.Replace(withArticle(we.Phase), "module", kind, 1), what)
	}
	return f
}

// locate returns where in the file with this name an error is, if that is a text that can be read again.
func locate(name string, err *wasm.Error) *wat.Error {
	if name == stdinName {
		return nil
	}
	text, e := readFile(name)
	if e != nil || !isText(text) {
		return nil
	}
	return wat.Locate(text, 0, err)
}
