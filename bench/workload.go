package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/wvm-project/wvm/internal/build"
)

// This file says what is measured, and makes the tables.

// A program is one of the project's test programs, with arguments for little and for much work.
type program struct {
	name   string
	source string // a C file or a Go package, from the directory programs
	little []string
	much   []string
	stdin  string // a file of the Go distribution
}

var programs = []program{
	{name: "core: lists, matrices, states, CRC", source: "c/core.c", little: []string{"20"}, much: []string{"2000"}},
	{name: "SHA-256 of 12 MiB", source: "c/sha256.c", little: []string{"64"}, much: []string{"12288"}},
	{name: "f64 matrix product, 450", source: "c/matmul.c", little: []string{"40"}, much: []string{"450"}},
	{name: "sieve to 40 million", source: "c/sieve.c", little: []string{"100000"}, much: []string{"40000000"}},
	{name: "fib(38), recursive", source: "c/fib.c", little: []string{"20"}, much: []string{"38"}},
	{name: "malloc and free", source: "c/alloc.c", little: []string{"5000"}, much: []string{"400000"}},
	{name: "2 million words: map, sort, JSON", source: "c/words.c", little: []string{"10000"}, much: []string{"2000000"}},
	{name: "Go: 30,000 words, map, sort, JSON", source: "./go/words", little: []string{"1000"}, much: []string{"30000"}},
	{name: "Go: gofmt of net/http/server.go", source: "cmd/gofmt", stdin: "src/net/http/server.go"},
}

// A bencher has what the tables need to know.
type bencher struct {
	dir, root string // where modules are built; the project
	engines   []engine
	names     *regexp.Regexp
	count     int
	short     bool
}

// programs runs the programs on every runtime and natively.
func (b *bencher) programs() error {
	engines := append(b.engines[:len(b.engines):len(b.engines)], engine{name: "native"})
	t := newTable("Programs: wall time in seconds, median (least)", "program", engines)
	for i, p := range programs {
		if !b.names.MatchString(p.name) {
			continue
		}
		module := filepath.Join(b.dir, fmt.Sprintf("program%d.wasm", i))
		native := build.Executable(b.dir, fmt.Sprintf("program%d", i))
		if err := b.build(module, native, p.source); err != nil {
			return err
		}
		args, stdin := p.much, ""
		if b.short {
			args = p.little
		}
		if p.stdin != "" {
			text, err := os.ReadFile(filepath.Join(runtime.GOROOT(), p.stdin))
			if err != nil {
				return err
			}
			stdin = string(text)
		}
		commands := b.commands(module)
		commands = append(commands, []string{native})
		runs, err := b.measure(p.name, commands, stdin, args...)
		if err != nil {
			return err
		}
		t.add(p.name, runs, seconds)
	}
	return t.print()
}

// build builds a program both ways.
func (b *bencher) build(module, native, source string) error {
	dir := filepath.Join(b.root, "programs")
	if filepath.Ext(source) != ".c" {
		if err := build.Go(module, dir, source); err != nil {
			return err
		}
		return build.NativeGo(native, dir, source)
	}
	if err := build.C(module, filepath.Join(dir, source), "-O2"); err != nil {
		return err
	}
	return build.NativeC(native, filepath.Join(dir, source), "-O2")
}

// loops measures the loops by the difference of many rounds and few: start-up cancels out.
func (b *bencher) loops() error {
	t := newTable("Loops: nanoseconds per iteration or call, median (least)", "loop", b.engines)
	few, many := 1, 100_000_000
	if b.short {
		many = 5_000_000
	}
	for i, l := range loops {
		if !b.names.MatchString(l.name) {
			continue
		}
		var both [2][][]run
		rounds := [2]int{few, few + many/l.steps}
		for j, n := range rounds {
			module := filepath.Join(b.dir, fmt.Sprintf("loop%d-%d.wasm", i, j))
			if err := os.WriteFile(module, l.body(n), 0o666); err != nil {
				return err
			}
			runs, err := b.measure(l.name, b.commands(module), "")
			if err != nil {
				return err
			}
			both[j] = runs
		}
		base := both[0]
		steps := float64(rounds[1]-rounds[0]) * float64(l.steps)
		t.addValues(l.name, both[1], func(engine int, r run) float64 {
			return (r.wall.Seconds() - median(base[engine], seconds)) * 1e9 / steps
		})
	}
	return t.print()
}

// start measures how long a program takes that does next to nothing.
func (b *bencher) start() error {
	t := newTable("Start: wall time in milliseconds, median (least)", "program", b.engines)
	memory := newTable("Start: peak memory in MiB", "program", b.engines)
	for i, p := range []struct {
		name, source string
		args         []string
		big          bool
	}{
		{"C hello", "c/hello.c", nil, false},
		{"Go hello", "./go/hello", nil, false},
		{"version of the Go compiler", "cmd/compile", []string{"-V"}, true},
	} {
		if !b.names.MatchString(p.name) || p.big && b.short {
			continue
		}
		module := filepath.Join(b.dir, fmt.Sprintf("start%d.wasm", i))
		if err := b.build(module, build.Executable(b.dir, "start"), p.source); err != nil {
			return err
		}
		runs, err := b.measure(p.name, b.commands(module), "", p.args...)
		if err != nil {
			return err
		}
		info, err := os.Stat(module)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s, %.1f MB", p.name, float64(info.Size())/1e6)
		t.add(name, runs, milliseconds)
		memory.add(name, runs, mebibytes)
	}
	if err := t.print(); err != nil {
		return err
	}
	return memory.print()
}

// validation compares wvm validate with wasm-tools validate.
func (b *bencher) validation() error {
	const name = "validate the Go compiler"
	if !b.names.MatchString(name) || b.short {
		return nil
	}
	module := filepath.Join(b.dir, "compile.wasm")
	if err := build.Go(module, b.root, "cmd/compile"); err != nil {
		return err
	}
	engines := []engine{{"wvm", []string{b.engines[0].command[0], "validate"}}}
	if path, err := build.Find("WASM_TOOLS", "wasm-tools"); err == nil {
		engines = append(engines, engine{"wasm-tools", []string{path, "validate"}})
	} else {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	var commands [][]string
	for _, e := range engines {
		commands = append(commands, append(e.command, module))
	}
	runs, err := b.measure(name, commands, "")
	if err != nil {
		return err
	}
	t := newTable("Validation: milliseconds, median (least)", "module", engines)
	t.add(name+", wall", runs, milliseconds)
	t.add(name+", CPU", runs, func(r run) float64 { return r.cpu.Seconds() * 1e3 })
	return t.print()
}

// commands returns how each runtime runs a module.
func (b *bencher) commands(module string) [][]string {
	var all [][]string
	for _, e := range b.engines {
		all = append(all, append(e.command[:len(e.command):len(e.command)], module))
	}
	return all
}

// measure runs the commands in turn, as many rounds as wanted, so that what disturbs the machine disturbs all of them. It returns
// the runs of each command, all of which have the same output and exit status. A command that fails has no runs.
func (b *bencher) measure(name string, commands [][]string, stdin string, args ...string) ([][]run, error) {
	fmt.Fprintf(os.Stderr, "%s\n", name)
	runs := make([][]run, len(commands))
	for round := range b.count {
		for i, command := range commands {
			if round > 0 && len(runs[i]) == 0 {
				continue
			}
			r, err := execute(command, stdin, args...)
			if err != nil && i == 0 {
				return nil, err // wvm itself
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, "bench:", err)
				runs[i] = nil
				continue
			}
			if first := runs[0]; len(first) > 0 && (first[0].stdout != r.stdout || first[0].exit != r.exit) {
				return nil, fmt.Errorf("%s: %s exits with %d and prints\n%s\n%s exits with %d and prints\n%s",
					name, commands[0][0], first[0].exit, first[0].stdout, command[0], r.exit, r.stdout)
			}
			runs[i] = append(runs[i], r)
		}
	}
	return runs, nil
}
