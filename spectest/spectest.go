// Package spectest runs scripts of the official WebAssembly test suite, ".wast" files, on this project's own parser, validator and engine.
package spectest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// A Config says how a script is run.
type Config struct {
	// Features are what the modules of the script may use; see Features for what a file of the suite wants.
	Features wasm.Features
	// Limits bound what each of the script's threads may use.
	Limits vm.StoreConfig
	// Output is where the functions of the module "spectest" print; nil discards that. Threads of a script write to it one at a time.
	Output io.Writer
}

// A Result says what came of the commands of a script.
type Result struct {
	Passed  int
	Failed  int
	Skipped int // commands about an instance that could not be made, or of an async component
	// Failures has an entry for each command that failed, in the order of their lines.
	Failures []Failure
}

// Commands returns how many commands there were.
func (r *Result) Commands() int { return r.Passed + r.Failed + r.Skipped }

// Add adds what came of other commands.
func (r *Result) Add(o *Result) {
	r.Passed += o.Passed
	r.Failed += o.Failed
	r.Skipped += o.Skipped
	r.Failures = append(r.Failures, o.Failures...)
}

// A Failure is a command that did not do what it shall.
type Failure struct {
	File    string `json:"file"`
	Line    int    `json:"line"`    // counted from 1
	Message string `json:"message"` // what was wanted and what came instead

	// Of faults in the text itself, where in the line: 0 and empty for others.
	Column int    `json:"column,omitempty"` // in characters, counted from 1
	Source string `json:"source,omitempty"` // the line, or the part of it around the fault

	caret int // where in Source the fault is, in characters
}

// String returns the failure with its place and, if there is one, the source with a caret under the fault, in lines of their own.
func (f *Failure) String() string {
	if f.Column == 0 {
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s\n    %s\n    %s^", f.File, f.Line, f.Column, f.Message, f.Source, strings.Repeat(" ", f.caret))
}

// place moves the failure to where e is.
func (f *Failure) place(e *wat.Error) {
	f.Line, f.Column, f.Source, f.caret = e.Line, e.Column, e.Source, e.Caret
}

// Run runs a script. name stands in failures for the file. A text that is no script is one failure. Concurrent calls are safe.
func Run(ctx context.Context, name string, text []byte, cfg Config) *Result {
	script, err := wat.ParseScript(text)
	if err != nil {
		return &Result{Failed: 1, Failures: []Failure{scriptFailure(name, err)}}
	}
	sh := &shared{ctx: ctx, file: name, text: text, features: cfg.Features, engine: vm.NewEngine(vm.Config{Features: vm.Supported}),
		componentEngine: component.NewEngine(component.Config{Features: cfg.Features}), noInstances: isAsync(name),
		limits: cfg.Limits, out: output{w: cfg.Output}}
	r, err := newRunner(sh)
	if err != nil {
		return &Result{Failed: 1, Failures: []Failure{{File: name, Line: 1, Message: err.Error()}}}
	}
	r.run(script.Commands)
	slices.SortStableFunc(r.result.Failures, func(a, b Failure) int { return cmp.Compare(a.Line, b.Line) })
	return &r.result
}

// scriptFailure is the failure of a text that is no script.
func scriptFailure(name string, err error) Failure {
	f := Failure{File: name, Line: 1, Message: err.Error()}
	if e, ok := err.(*wat.Error); ok {
		f.Message = e.Message()
		f.place(e)
	}
	return f
}

// RunFile runs the script in a file.
func RunFile(ctx context.Context, path string, cfg Config) (*Result, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Run(ctx, path, text, cfg), nil
}
