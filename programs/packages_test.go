package programs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
)

// This file builds programs whose C sources are others' and come in crates, SQLite and Lua, and runs them.

const crates = "crates/Cargo.toml"

// TestSQLite makes a database natively, under wvm and under wasmtime, and lets each of them change what each has made: what is printed
// and the files have to be the same, byte by byte.
func TestSQLite(t *testing.T) {
	if testing.Short() {
		t.Skip("builds SQLite")
	}
	native, module := buildSQLite(t)
	wasmtime, noWasmtime := build.Find("WASMTIME", "wasmtime")
	makeIt := input{args: []string{"$DIR/main.db"}, stdin: readFile(t, "sqlite/make.sql")}
	want := runNative(t, native, makeIt)
	made := want.files["main.db"]
	if !strings.HasPrefix(made, "SQLite format 3\x00") {
		t.Fatalf("natively: no database\n%s%s", want.stdout, want.stderr)
	}
	compare(t, "wvm", runModule(t, wvm, module, makeIt), want)
	if noWasmtime == nil {
		compare(t, "wasmtime", runModule(t, wasmtime, module, makeIt), want)
	}
	// The databases are equal, so that one stands for all of them.
	change := input{args: makeIt.args, stdin: readFile(t, "sqlite/change.sql"),
		files: map[string]string{"main.db": made, "other.db": want.files["other.db"]}}
	changed := runNative(t, native, change)
	if strings.Contains(changed.stdout, "error") || changed.files["main.db"] == made {
		t.Fatalf("natively: no change\n%s%s", changed.stdout, changed.stderr)
	}
	compare(t, "wvm", runModule(t, wvm, module, change), changed)
	if noWasmtime == nil {
		compare(t, "wasmtime", runModule(t, wasmtime, module, change), changed)
	}
	t.Run("peer", func(t *testing.T) { needs.Made(t, noWasmtime) })
}

// buildSQLite builds sqlite/shell.c both ways, or ends the test. Directories are not synchronized, since wasmtime refuses to.
func buildSQLite(t *testing.T) (native, module string) {
	t.Helper()
	crate, err := build.Crate(crates, "libsqlite3-sys")
	needs.Made(t, err)
	native, module = build.Executable(t.TempDir(), "shell"), filepath.Join(t.TempDir(), "shell.wasm")
	sources := filepath.Join(crate, "sqlite3")
	flags := []string{"-O1", "-I" + sources, filepath.Join(sources, "sqlite3.c"),
		"-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_DISABLE_DIRSYNC"}
	needs.Made(t, build.C(module, "sqlite/shell.c", flags...))
	needs.Made(t, build.NativeC(native, "sqlite/shell.c", flags...))
	return native, module
}

// TestLua runs scripts by a Lua that jumps with the standard's exceptions, and by one that does with those of the proposal before it.
func TestLua(t *testing.T) {
	native := buildLua(t, "lua", build.NativeC)
	modules := map[string]string{
		"exceptions": buildLua(t, "lua.wasm", build.ExceptionsC, luaWASI...),
		"legacy":     buildLua(t, "legacy.wasm", build.C, append(luaWASI[:len(luaWASI):len(luaWASI)], build.LegacyExceptions...)...),
	}
	wasmtime, noWasmtime := build.Find("WASMTIME", "wasmtime")
	for _, test := range []struct {
		script string
		input
	}{
		{script: "values.lua"},
		{script: "control.lua"},
		{script: "garbage.lua"},
		{script: "fails.lua"},
		{script: "files.lua", input: input{
			args:  []string{"an argument", "42"},
			env:   []string{"GREETING=good day"},
			stdin: "a line\n 12 0x1.8p3 rest\nfour and\nmore\n",
			files: map[string]string{"sub/there": ""},
		}},
	} {
		t.Run(test.script, func(t *testing.T) {
			in := test.input
			in.args = append([]string{test.script}, in.args...)
			in.files = map[string]string{test.script: readFile(t, filepath.Join("lua", test.script))}
			for name, text := range test.files {
				in.files[name] = text
			}
			want := runNative(t, native, in)
			for kind, module := range modules {
				compare(t, "wvm, "+kind, runModule(t, wvm, module, in), want)
			}
			if noWasmtime == nil {
				compare(t, "wasmtime", runModule(t, wasmtime, modules["exceptions"], in, "-W", "exceptions"), want)
			}
		})
	}
	t.Run("peer", func(t *testing.T) { needs.Made(t, noWasmtime) })
}

// luaWASI are the flags of Lua for WASI: it has neither signals nor the time of a process, and a small stack unless asked.
var luaWASI = []string{"-Ilib", "lib/setjmp.c", "-D_WASI_EMULATED_SIGNAL", "-D_WASI_EMULATED_PROCESS_CLOCKS",
	"-lwasi-emulated-signal", "-lwasi-emulated-process-clocks", "-Wl,-z,stack-size=1048576"}

// buildLua builds lua/main.c with a compiler, or ends the test.
func buildLua(t *testing.T, name string, compile func(out, src string, flags ...string) error, flags ...string) string {
	t.Helper()
	crate, err := build.Crate(crates, "lua-src")
	needs.Made(t, err)
	sources := filepath.Join(crate, "lua-5.4.9")
	files, err := filepath.Glob(filepath.Join(sources, "*.c"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources in %s: %v", sources, err)
	}
	out := filepath.Join(t.TempDir(), name)
	needs.Made(t, compile(out, "lua/main.c", slices.Concat([]string{"-O2", "-I" + sources}, files, flags)...))
	return out
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
