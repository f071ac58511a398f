package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
)

func runVerb() *verb {
	v := &verb{
		name: "run", args: "[FLAGS] FILE [ARGUMENTS]", summary: "run a program", program: true,
		more: `Flags stand before the file; everything after it goes to the program, but for a "--" right after the
file. FILE can be - for the standard input, and text as well as binary. A program sees no file, no
variable and no argument that it is not given. What it sends to a terminal is text with colours, unless
--raw-tty lets everything pass.
`,
		examples: `  wvm run app.wasm one two
  wvm run --dir . app.wasm                        the current directory, under its own name
  wvm run --dir src::/src:ro --dir out::/out app.wasm
  wvm run --env LANG --env DEBUG=1 app.wasm       LANG as it is set here
  wvm run --invoke add math.wasm 1 0x10           call a function; results are printed
  wvm run --timeout 2s --max-memory 64MiB --fuel 1000000000 app.wasm
  wvm run -W simd=n,max-tables=1 -S inherit-env app.wasm
  wvm run --trace=fs,proc app.wasm                show what it does with files
  wvm run --profile cpu.pprof app.wasm && go tool pprof -http : cpu.pprof
  wvm run --config app.toml app.wasm              settings from a file
`,
	}
	v.flags = func(flags *flag.FlagSet) action {
		given := optionFlags(flags)
		return func(args []string) error {
			if given.help != nil {
				return print(groupHelp(given.options, given.help))
			}
			if len(args) == 0 {
				return usageError(v, "no file to run is named")
			}
			s, err := given.settings()
			if err != nil {
				return err
			}
			name, args := args[0], args[1:]
			if len(args) > 0 && args[0] == "--" {
				args = args[1:]
			}
			s.json = jsonWanted(flags)
			return s.run(name, args)
		}
	}
	return v
}

// run loads, links and runs a file.
func (s *settings) run(name string, args []string) error {
	code, err := readModule(name)
	if err != nil {
		return orVerb(err, name)
	}
	p := &program{settings: s, name: name}
	if p.module, err = validate.Bytes(code, validate.Config{Features: s.features}); err != nil {
		return s.invalid(name, code, err)
	}
	if err := p.checkCounts(); err != nil {
		return err
	}
	host, err := p.newHost(args)
	if err != nil {
		return err
	}
	defer p.closeHost(host)
	engine := vm.NewEngine(vm.Config{Fuel: s.fuelled})
	p.linker = vm.NewLinker(engine)
	if err := host.Link(p.linker); err != nil {
		return err
	}
	p.store = engine.NewStore(s.limits)
	defer p.store.Close()
	p.store.SetFuel(s.fuel)

	ctx, signals := p.watchSignals()
	if s.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.timeout)
		defer cancel()
	}
	start := time.Now()
	if s.profile != "" {
		p.store.StartProfile(s.interval)
	}
	err = p.run(ctx, engine, args)
	ended := p.ended(err)
	if s.profile != "" {
		ended = firstError(ended, p.writeProfile(p.store.StopProfile(), start))
	}
	if s.verbose {
		p.reportUse(time.Since(start))
	}
	p.closeHost(host)
	signals.dieIfSignalled()
	return ended
}

// orVerb adds to the error of reading a file that a verb may be meant.
func orVerb(err error, name string) error {
	var fail *failure
	if errors.As(err, &fail) && fail.help == "" {
		if near := nearest(name, strings.Fields(verbNames(completions()))); near != "" {
			fail.help = fmt.Sprintf("Is the verb %q meant?", near)
		}
	}
	return err
}

// firstError returns how a program ended, unless that was well and something went wrong afterwards.
func firstError(ended, after error) error {
	if after != nil && (ended == nil || ended == exitCode(0)) {
		return after
	}
	return ended
}

// run makes an instance and calls what is to be called.
func (p *program) run(ctx context.Context, engine *vm.Engine, args []string) (err error) {
	m := engine.Module(p.module)
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
func (p *program) checkCounts() error {
	m := p.module.Wasm()
	for i, c := range []struct {
		what string
		want int
	}{countInstances: {"instances", 1}, countTables: {"tables", len(m.Tables)}, countMemories: {"memories", len(m.Memories)}} {
		if limit := p.settings.counts[i]; limit >= 0 && c.want > limit {
			return &failure{file: p.name, what: fmt.Sprintf("`%s` wants %d %s, and --max-%s is %d", p.name, c.want, c.what, c.what, limit)}
		}
	}
	return nil
}

// reportUse says what the program has used.
func (p *program) reportUse(elapsed time.Duration) {
	u := use{Seconds: elapsed.Seconds()}
	if s := p.settings; s.fuelled {
		used, limit := s.fuel-p.store.Fuel(), s.fuel
		u.FuelUsed, u.Fuel = &used, &limit
	}
	if p.instance != nil {
		if m, ok := p.instance.Memory("memory"); ok {
			u.Memory = m.Len()
		}
	}
	u.report(p.json)
}

// invalid makes a failure of why a module is not valid. A feature that has been switched off is often the reason.
func (s *settings) invalid(name string, code []byte, err error) error {
	if isComponent(code) {
		return &failure{file: name, what: fmt.Sprintf("`%s` is a component; wvm runs modules", name),
			help: "Build the program for WASI preview 1 (wasm32-wasip1)."}
	}
	fail := invalid(name, err)
	if off := vm.Supported &^ s.features; off != 0 && fail.help == "" {
		fail.help = "Switched off: " + joined(off.Names(), "and") + "."
	}
	return fail
}

// environ returns the variables of the program. Of those with one name the last one counts.
func (s *settings) environ(inherited []string) ([]string, error) {
	var list []string
	if s.inherit.env {
		list = append(list, inherited...)
	}
	for _, text := range s.env {
		env, err := parseEnv(text)
		if err != nil {
			return nil, err
		}
		list = append(list, env)
	}
	seen := map[string]bool{}
	var kept []string
	for _, v := range slices.Backward(list) {
		if name := envName(v); !seen[name] {
			seen[name] = true
			kept = append(kept, v)
		}
	}
	slices.Reverse(kept)
	return kept, nil
}
