package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/component"
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
	v.flags = func(flags *pflag.FlagSet) action {
		given := optionFlags(flags, options())
		return func(args []string) error {
			switch {
			case given.help != nil:
				return print(groupHelp(given.options, given.help))
			case len(args) == 0:
				return usageError(v, "no file to run is named")
			}
			s, err := given.settings()
			if err != nil {
				return err
			}
			s.json = jsonWanted(flags)
			return s.run(args[0], args[1:])
		}
	}
	v.bare = func(args []string) error { return newSettings().run(args[0], args[1:]) }
	return v
}

// run loads and runs a file with what follows its name.
func (s *settings) run(name string, args []string) error {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	file, err := openGuest(name)
	if err != nil {
		return orVerb(err, name)
	}
	defer file.close()
	p := &program{settings: s, name: name}
	if p.guest = (&moduleGuest{program: p}); file.isComponent() {
		p.guest = &componentGuest{program: p}
	}
	defer p.closeHost()
	if err := p.load(file, args); err != nil {
		return err
	}
	profile, err := s.openProfile()
	if err != nil {
		return err
	}
	ctx, signals := p.watchSignals()
	if s.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.timeout)
		defer cancel()
	}
	start := time.Now()
	err = p.guest.run(ctx, args)
	ended := p.ended(err)
	if profile != nil && p.store != nil {
		ended = firstError(ended, p.writeProfile(profile, p.store.StopProfile(), start))
	}
	if s.verbose {
		p.reportUse(time.Since(start))
	}
	p.closeHost()
	signals.dieIfSignalled()
	return ended
}

// watch prepares the store that the program runs in.
func (p *program) watch(store *vm.Store) {
	p.store = store
	store.SetFuel(p.fuel)
	if p.profile != "" {
		store.StartProfile(p.interval)
	}
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

// reportUse says what the program has used.
func (p *program) reportUse(elapsed time.Duration) {
	u := use{Seconds: elapsed.Seconds()}
	if s := p.settings; s.fuelled {
		used, limit := uint64(0), s.fuel
		if p.store != nil {
			used = limit - p.store.Fuel()
		}
		u.FuelUsed, u.Fuel = &used, &limit
	}
	if p.store != nil {
		u.Memory = p.store.MemoryBytes()
	}
	u.report(p.json)
}

// invalid makes a failure, by the function as, of why a file is not valid, unless err is one already. A feature that has been switched off is often the
// reason.
func (p *program) invalid(err error, as func(name string, err error) *failure) error {
	var fail *failure
	if errors.As(err, &fail) {
		return err
	}
	fail = as(p.name, err)
	if off := component.Supported &^ p.features; off != 0 && fail.help == "" {
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
