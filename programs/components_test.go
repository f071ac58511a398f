package programs

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
)

// This file runs programs as components for WASI 0.2.

// interfaces names the crates that components/interfaces.rs is made of.
const interfaces = "components/Cargo.toml"

// TestStandardLibrary runs programs that use Rust's standard library, which calls WASI 0.2 for them.
func TestStandardLibrary(t *testing.T) {
	wasmtime, noWasmtime := build.Find("WASMTIME", "wasmtime")
	for _, p := range []program{
		{name: "words", source: "rust/words.rs"},
		{name: "files", source: "rust/files.rs", input: input{args: []string{"an argument"}, env: []string{"NAME=a name"}, stdin: text}},
		{name: "files, failing", source: "rust/files.rs", input: input{args: []string{"", "ünf"}}},
	} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			native, component := build.Executable(dir, "program"), filepath.Join(dir, "program.wasm")
			needs.Made(t, build.RustComponent(component, p.source))
			needs.Made(t, build.NativeRust(native, p.source))
			want := runNative(t, native, p.input)
			compare(t, "wvm", runModule(t, wvm, component, p.input), want)
			if noWasmtime == nil {
				compare(t, "wasmtime", runModule(t, wasmtime, component, p.input), want)
			}
			sameWIT(t, component)
		})
	}
	t.Run("peer", func(t *testing.T) { needs.Made(t, noWasmtime) })
}

// TestFilter runs a program in C that is made with the embedded definitions of the interfaces.
func TestFilter(t *testing.T) {
	component := filepath.Join(t.TempDir(), "filter.wasm")
	needs.Made(t, build.CComponent(component, "components/filter.c", "components/command.wit", "../wasi/preview2/wit/deps", "command"))
	in := input{args: []string{"what", "is", "read"}, stdin: text}
	want := result{stdout: "what is read\n" + strings.ToUpper(text), stderr: "done\n", exit: 1, files: map[string]string{"./": ""}}
	compare(t, "wvm", runModule(t, wvm, component, in), want)
	sameWIT(t, component)
	wasmtime, err := build.Find("WASMTIME", "wasmtime")
	needs.Made(t, err)
	compare(t, "wasmtime", runModule(t, wasmtime, component, in), want)
}

// TestInterfaces runs a program that calls nearly every function of wasi:io, wasi:clocks, wasi:random, wasi:filesystem and wasi:cli, under wvm and
// under wasmtime.
func TestInterfaces(t *testing.T) {
	component := filepath.Join(t.TempDir(), "interfaces.wasm")
	needs.Made(t, build.RustPackage(component, interfaces, "interfaces"))
	wasmtime, err := build.Find("WASMTIME", "wasmtime")
	needs.Made(t, err)
	in := input{args: []string{"x", "y z"}, env: []string{"A=b"}, stdin: "what is read first and last"}
	want := runModule(t, wasmtime, component, in)
	if want.exit != 1 || want.stdout == "" {
		t.Fatalf("wasmtime: exit status %d\n%s", want.exit, want.stderr)
	}
	compare(t, "wvm", runModule(t, wvm, component, in), want)
	sameWIT(t, component)
}
