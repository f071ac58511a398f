package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	_ "embed"

	"github.com/wvm-project/wvm/internal/build"
)

// This file knows the runtimes and how each runs a WASI module.

// A peer is a runtime: a command before the module, and what stands between the module and its arguments.
type peer struct {
	name    string
	version string
	before  []string
	after   []string
	compile bool   // to machine code
	invoke  bool   // calls functions of components
	dir     string // the flag that gives a directory under its own name; if it does not end in "=", the directory is an argument of its own
}

// withDir returns the peer that gives its program a directory, if it can.
func (p *peer) withDir(dir string) (*peer, bool) {
	if p.dir == "" {
		return nil, false
	}
	q := *p
	q.before = append([]string(nil), p.before...)
	if strings.HasSuffix(p.dir, "=") {
		q.before = append(q.before, p.dir+dir)
	} else {
		q.before = append(q.before, p.dir, dir)
	}
	return &q, true
}

// call returns how the peer calls a function with a number.
func (p *peer) call(component, function, arg string) []string {
	return append(append([]string(nil), p.before...), "--invoke", function+"("+arg+")", component)
}

// command returns how the peer runs a module.
func (p *peer) command(module string, args []string) []string {
	all := append(append([]string(nil), p.before...), module)
	if len(args) > 0 {
		all = append(append(all, p.after...), args...)
	}
	return all
}

// The names of runtimes that tables single out.
const (
	nameWVM         = "wvm"
	nameWasmi       = "wasmi"
	nameInterpreter = "wazero interpreter"
	nameCompiler    = "wazero compiler"
	nameWasmtime    = "wasmtime"
	nameNative      = "native"
)

// programs that run modules: the file that the variable names, or the program on PATH. Stacks are what the programs of Go need. Wasmtime's
// cache of compiled code is off, so that every run compiles.
var peerPrograms = []struct {
	env, program string
	peers        []peer
}{
	{"WASMI", "wasmi", []peer{{name: nameWasmi, before: []string{"run"}, dir: "--dir"}}},
	{"WASM3", "wasm3", []peer{{name: "wasm3", before: []string{"--stack-size", "8388608"}}}},
	{"IWASM", "iwasm", []peer{{name: "WAMR", before: []string{"--stack-size=8388608"}, dir: "--dir="}}},
	{"WASMTIME", "wasmtime", []peer{
		{name: "wasmtime Pulley", before: []string{"run", "-C", "cache=n", "--target", "pulley64"}, invoke: true, dir: "--dir"},
		{name: nameWasmtime, before: []string{"run", "-C", "cache=n"}, compile: true, invoke: true, dir: "--dir"},
	}},
	{"WASMER", "wasmer", []peer{{name: "wasmer", before: []string{"run"}, after: []string{"--"}, compile: true}}},
	{"NODE", "node", []peer{{name: "node (V8)", before: []string{"--no-warnings", "wasi.mjs"}, compile: true, dir: "--dir"}}},
}

//go:embed wasi.mjs
var nodeScript []byte

// tools are programs of this project.
type tools struct {
	wvm      string
	embedder string
	spawner
}

// buildTools builds them.
func buildTools(dir, root string) (*tools, error) {
	t := &tools{wvm: build.Executable(dir, "wvm"), embedder: build.Executable(dir, "embedder")}
	t.program = build.Executable(dir, "spawn")
	return t, errors.Join(build.NativeGo(t.wvm, root, "./cmd/wvm"), build.NativeGo(t.embedder, ".", "./embedder"),
		build.NativeGo(t.program, ".", "./spawn"))
}

// findPeers returns the runtimes whose name matches: wvm, which is always there, first. It says which are not there. dir is for files that
// a runtime needs.
func findPeers(dir, root string, t *tools, only *regexp.Regexp) ([]peer, error) {
	all := []peer{{name: nameWVM, version: commit(root), before: []string{t.wvm, "run"}, invoke: true, dir: "--dir"}}
	version := moduleVersion(t.embedder, "github.com/tetratelabs/wazero")
	for _, variant := range []string{nameInterpreter, nameCompiler} {
		all = append(all, peer{name: variant, version: version, before: []string{t.embedder, "run", embedderName(variant)}, compile: variant == nameCompiler, dir: "--dir"})
	}
	script := filepath.Join(dir, "wasi.mjs")
	if err := os.WriteFile(script, nodeScript, 0o666); err != nil {
		return nil, err
	}
	for _, program := range peerPrograms {
		path, err := build.Find(program.env, program.program)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			continue
		}
		version := firstLine(path, "--version")
		for _, p := range program.peers {
			p.version, p.before = version, append([]string{path}, p.before...)
			if last := len(p.before) - 1; p.before[last] == "wasi.mjs" {
				p.before[last] = script
			}
			all = append(all, p)
		}
	}
	var chosen []peer
	for i, p := range all {
		if i == 0 || only.MatchString(p.name) {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}

// embedderName returns the name of a runtime in the arguments of the program embedder.
func embedderName(runtime string) string { return strings.ReplaceAll(runtime, " ", "-") }

// commit names the project's state: the commit, with a plus sign for changes that are not committed.
func commit(root string) string {
	text := firstLine("git", "-C", root, "describe", "--always", "--dirty=+", "--exclude=*")
	if text == "" {
		return "unknown"
	}
	return text
}

// moduleVersion returns the version of a module that a program is built with.
func moduleVersion(program, path string) string {
	if info, err := buildinfo.ReadFile(program); err == nil {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "unknown"
}

// firstLine returns the first line that a command prints, or nothing.
func firstLine(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line)
}
