package programs

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
)

// This file runs parts of the Go toolchain under wvm: gofmt, and the compiler, whose module has some 49 MB.

func TestGofmt(t *testing.T) {
	native, module := buildTool(t, "gofmt")
	source, err := os.ReadFile("toolchain_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"formatted.go":   string(source),
		"unformatted.go": "package  p\nimport (\"os\"\n\"fmt\")\nfunc  f( ) {\nfmt.Println( os.Args )}\n",
		"deep/p.go":      "package p;var(a=1;bb=2)\n",
		"broken.txt":     "package p\nfunc {\n",
	}
	for _, args := range [][]string{
		{"-l", "."},
		{"-d", "."},
		{"-s", "-w", "."},
		{"-r", "a -> long", "deep/p.go"},
		{"broken.txt"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			in := input{args: args, files: files}
			compare(t, "wvm", runModule(t, wvm, module, in), runNative(t, native, in))
		})
	}
	t.Run("stdin", func(t *testing.T) {
		in := input{stdin: files["unformatted.go"]}
		compare(t, "wvm", runModule(t, wvm, module, in), runNative(t, native, in))
	})
}

// TestCompiler compiles programs for this machine, natively and under wvm: the objects have to be the same, byte by byte.
func TestCompiler(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the Go compiler")
	}
	native, module := buildTool(t, "compile")
	target := []string{"GOOS=" + runtime.GOOS, "GOARCH=" + runtime.GOARCH}
	args := []string{"-p", "main", "-complete", "-pack", "-buildid", "none", "-trimpath", "$DIR=>source",
		"-importcfg", "imports.cfg", "-o", "hello.o", "hello.go"}
	for _, test := range []struct {
		name, source string
		files        map[string]string
	}{
		{"runtime alone", "package main\n\nfunc main() { println(\"Hello, world!\") }\n", map[string]string{"imports.cfg": ""}},
		{"with fmt", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"Hello, world!\") }\n", exports(t, "fmt")},
		{"type error", "package main\n\nfunc main() { var x int = \"\" }\n", map[string]string{"imports.cfg": ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.files["hello.go"] = test.source
			in := input{args: args, env: target, files: test.files, mount: "/source"}
			want := runNative(t, native, in)
			if _, ok := want.files["hello.o"]; ok != (want.exit == 0) {
				t.Fatalf("native compiler: exit status %d, object written %v\n%s", want.exit, ok, want.stdout)
			}
			compare(t, "wvm", runModule(t, wvm, module, in), want)
		})
	}
	t.Run("version", func(t *testing.T) {
		in := input{args: []string{"-V"}}
		got, want := runModule(t, wvm, module, in), runNative(t, native, in)
		got.stdout = strings.Replace(got.stdout, "compile.wasm", filepath.Base(native), 1) // it prints its own name
		compare(t, "wvm", got, want)
	})
}

// buildTool builds a command of the Go toolchain both ways, or ends the test.
func buildTool(t *testing.T, name string) (native, module string) {
	t.Helper()
	native, module = build.Executable(t.TempDir(), name), filepath.Join(t.TempDir(), name+".wasm")
	needs.Made(t, build.Go(module, ".", "cmd/"+name))
	needs.Made(t, build.NativeGo(native, ".", "cmd/"+name))
	return native, module
}

// exports returns the export data of a package of the standard library and of all that it imports, as files in a
// directory, with the imports.cfg that names them.
func exports(t *testing.T, pkg string) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}", pkg).Output()
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	var config strings.Builder
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := "exports/" + strings.ReplaceAll(path, "/", "-") + ".a"
		files[name] = string(data)
		config.WriteString("packagefile " + path + "=" + name + "\n")
	}
	files["imports.cfg"] = config.String()
	return files
}
