package programs

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
)

// A program is one of the sources with what to give it.
type program struct {
	name   string // of the test
	source string // a file, or a directory of a Go command
	flags  []string
	input
}

var text = strings.Repeat("The quick brown fox\njumps over the lazy dog\n", 300)

var programs = []program{
	{name: "hello", source: "c/hello.c", input: input{args: []string{"one", "", "drei vier", "ünf"}}},
	{name: "hello without optimization", source: "c/hello.c", flags: []string{"-O0"}},
	{name: "streams", source: "c/streams.c", input: input{env: []string{"NAME=a name"}, stdin: text}},
	{name: "exit status", source: "c/streams.c", input: input{args: []string{"42"}}},
	{name: "abort", source: "c/abort.c"},
	{name: "host", source: "c/host.c"},
	{name: "files", source: "c/files.c"},
	{name: "words", source: "c/words.c"},
	{name: "words without optimization", source: "c/words.c", flags: []string{"-O0"}},
	{name: "core", source: "c/core.c"},
	{name: "core without optimization", source: "c/core.c", flags: []string{"-O0"}},
	{name: "core small", source: "c/core.c", flags: []string{"-Os"}},
	{name: "sha256", source: "c/sha256.c"},
	{name: "matmul", source: "c/matmul.c"},
	{name: "sieve", source: "c/sieve.c"},
	{name: "fib", source: "c/fib.c"},
	{name: "alloc", source: "c/alloc.c"},
	{name: "floats", source: "c/floats.c"},
	{name: "floats without optimization", source: "c/floats.c", flags: []string{"-O0"}},

	{name: "sha256 with more features", source: "c/sha256.c", flags: moreFeatures},
	{name: "matmul with more features", source: "c/matmul.c", flags: moreFeatures},
	{name: "core with more features", source: "c/core.c", flags: moreFeatures},
	{name: "floats with more features", source: "c/floats.c", flags: moreFeatures},
	{name: "alloc with more features", source: "c/alloc.c", flags: moreFeatures},

	{name: "Go hello", source: "go/hello"},
	{name: "Go words", source: "go/words"},
	{name: "Go files", source: "go/files"},

	{name: "Rust words", source: "rust/words.rs"},

	{name: "C++ containers", source: "cpp/containers.cpp", input: input{stdin: text}},
}

// moreFeatures asks clang for what it does not use by default of the features that wvm runs.
var moreFeatures = []string{"-O3", "-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-msign-ext", "-mmultivalue",
	"-mmutable-globals", "-mtail-call"}

func TestPrograms(t *testing.T) {
	wasmtime, noWasmtime := build.Find("WASMTIME", "wasmtime")
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			native, module := buildProgram(t, p)
			want := runNative(t, native, p.input)
			compare(t, "wvm", runModule(t, wvm, module, p.input), want)
			if noWasmtime == nil {
				compare(t, "wasmtime", runModule(t, wasmtime, module, p.input), want)
			}
		})
	}
	t.Run("peer", func(t *testing.T) { needs.Made(t, noWasmtime) })
}

// buildProgram builds p both ways, or ends the test.
func buildProgram(t *testing.T, p program) (native, module string) {
	t.Helper()
	dir := t.TempDir()
	native, module = build.Executable(dir, "program"), filepath.Join(dir, "program.wasm")
	switch filepath.Ext(p.source) {
	case ".c":
		flags := p.flags
		if flags == nil {
			flags = []string{"-O2"}
		}
		needs.Made(t, build.C(module, p.source, append([]string{"-Wall", "-Werror"}, flags...)...))
		needs.Made(t, build.NativeC(native, p.source, "-O2"))
	case ".cpp":
		needs.Made(t, build.CXX(module, p.source, "-std=c++17", "-O2", "-Wall", "-Werror"))
		needs.Made(t, build.NativeCXX(native, p.source, "-std=c++17", "-O2"))
	case ".rs":
		needs.Made(t, build.Rust(module, p.source))
		needs.Made(t, build.NativeRust(native, p.source))
	default:
		needs.Made(t, build.Go(module, ".", "./"+p.source))
		needs.Made(t, build.NativeGo(native, ".", "./"+p.source))
	}
	return native, module
}
