package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
)

// runFlags are the flags of "wvm run".
type runFlags struct {
	dirs, env list
	argv0     string
	invoke    string
	timeout   time.Duration
	maxMemory byteSize
	maxStack  byteSize
}

func runVerb() *verb {
	v := &verb{
		name: "run", args: "[FLAGS] FILE [ARGUMENTS]", summary: "run a program",
		more: `Flags stand before the file; everything after it goes to the program. FILE can be - for the
standard input. A program sees no file, no variable and no argument that it is not given.
`,
		examples: `  wvm run app.wasm one two
  wvm run --dir . app.wasm                        the current directory, under its own name
  wvm run --dir src::/src:ro --dir out::/out app.wasm
  wvm run --env LANG --env DEBUG=1 app.wasm       LANG as it is set here
  wvm run --invoke add math.wasm 1 0x10           call a function; results are printed
  wvm run --timeout 2s --max-memory 64MiB app.wasm
`,
	}
	v.flags = func(flags *flag.FlagSet) action {
		var f runFlags
		flags.Var(&f.dirs, "dir", "give the program a directory; `HOST[::GUEST][:ro]`, or HOST:GUEST; can be repeated")
		flags.Var(&f.env, "env", "give it a variable, `NAME[=VALUE]`; can be repeated")
		flags.StringVar(&f.argv0, "argv0", "", "the program's `name` for itself (the file's name without directories)")
		flags.StringVar(&f.invoke, "invoke", "", "call the exported `function` with the arguments, decimal or 0x hexadecimal")
		flags.DurationVar(&f.timeout, "timeout", 0, "end the program after a `time` such as 500ms or 1m")
		flags.Var(&f.maxMemory, "max-memory", "let a memory have at most this `size`, such as 64MiB")
		flags.Var(&f.maxStack, "max-stack", "let calls nest within this `size` (16MiB)")
		return func(args []string) error {
			if len(args) == 0 {
				return usageError(v, "no file to run is named")
			}
			cfg, err := f.config(args)
			if err != nil {
				return usageError(v, err.Error())
			}
			if f.timeout < 0 {
				return usageError(v, "the time limit is negative")
			}
			return f.run(args[0], args[1:], cfg)
		}
	}
	return v
}

// config returns what the program is given.
func (f *runFlags) config(args []string) (preview1.Config, error) {
	cfg := preview1.Config{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	for _, text := range f.dirs {
		dir, err := parseDir(text)
		if err != nil {
			return cfg, fmt.Errorf("--dir: %w", err)
		}
		cfg.Preopens = append(cfg.Preopens, dir)
	}
	for _, text := range f.env {
		env, err := parseEnv(text)
		if err != nil {
			return cfg, fmt.Errorf("--env: %w", err)
		}
		cfg.Env = append(cfg.Env, env)
	}
	name := f.argv0
	if name == "" {
		name = filepath.Base(args[0])
	}
	cfg.Args = []string{name}
	if f.invoke == "" {
		cfg.Args = append(cfg.Args, args[1:]...)
	}
	return cfg, nil
}

// A program is a module on its way to being run.
type program struct {
	name     string // of the file
	module   *validate.Module
	instance *vm.Instance
}

// run loads, links and runs a file.
func (f *runFlags) run(name string, args []string, cfg preview1.Config) error {
	code, err := readModule(name)
	if err != nil {
		return err
	}
	engine := vm.NewEngine(vm.Config{})
	p := &program{name: name}
	if p.module, err = validate.Bytes(code, validate.Config{Features: vm.Supported}); err != nil {
		return invalid(name, err)
	}
	host, err := preview1.New(cfg)
	if err != nil {
		return &failure{file: name, what: err.Error()}
	}
	defer host.Close()
	linker := vm.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		return err
	}
	store := engine.NewStore(vm.StoreConfig{MaxMemory: uint64(f.maxMemory), MaxStack: uint64(f.maxStack)})
	defer store.Close()
	ctx := context.Background()
	if f.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.timeout)
		defer cancel()
	}
	if p.instance, err = linker.Instantiate(ctx, store, engine.Module(p.module)); err != nil {
		return f.ended(p.linkError(err))
	}
	if f.invoke != "" {
		err = p.invoke(ctx, f.invoke, args)
	} else {
		err = p.start(ctx)
	}
	return f.ended(err)
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
	if !errors.As(err, &link) {
		return p.callError("failed to instantiate `"+p.name+"`", err)
	}
	f := &failure{file: p.name, what: fmt.Sprintf("cannot link `%s`: it imports what wvm does not provide", p.name)}
	for line := range strings.Lines(err.Error()) {
		f.causes = append(f.causes, clean(strings.TrimSuffix(line, "\n")))
	}
	slices.Sort(f.causes)
	f.causes = slices.Compact(f.causes)
	f.help = "wvm provides the functions of " + preview1.ModuleName + "."
	return f
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
		return &failure{file: p.name, what: fmt.Sprintf("failed to run `%s`", p.name), causes: []string{what, err.Error()}}
	}
	f := &failure{code: exitTrap(), file: p.name, what: fmt.Sprintf("failed to run main module `%s`", p.name), trap: trap}
	f.causes = append(f.causes, what)
	if len(trap.Stack) > 0 {
		f.frames = frames(trap, p.module.Wasm())
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
func (f *runFlags) ended(err error) error {
	var exit *preview1.ExitError
	if errors.As(err, &exit) {
		const maxExit = 125 // what shells leave to programs
		if exit.Code > maxExit {
			return &failure{what: fmt.Sprintf("exit with invalid exit status outside of [0..126): %d", exit.Code)}
		}
		return exitCode(exit.Code)
	}
	var fail *failure
	if errors.As(err, &fail) && fail.trap != nil && errors.Is(fail.trap, context.DeadlineExceeded) {
		fail.help = fmt.Sprintf("The program ran into the limit of --timeout %v.", f.timeout)
	}
	return err
}

// invalid makes a failure of why a module is not valid.
func invalid(name string, err error) error {
	f := &failure{file: name, what: fmt.Sprintf("`%s` cannot be used: %s", name, clean(err.Error()))}
	var we *wasm.Error
	if errors.As(err, &we) {
		f.what = fmt.Sprintf("`%s` is %s: %s", name, withArticle(we.Phase), clean(err.Error()))
	}
	return f
}
