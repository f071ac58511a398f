package main

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/wat"
)

// This file builds the workloads.

//go:embed ruby/script.rb
var rubyScript string

//go:embed ruby/start.wat
var rubyEntry string

// Sources that are not files of the project alone.
const (
	sourceSQL  = "sqlite" // c/sql.c with SQLite, from a crate
	sourceRuby = "ruby"   // an interpreter, from npm
)

//go:embed wat/*.wat
var watFiles embed.FS

// A builder builds modules and native programs into a directory, each once.
type builder struct {
	dir, root string // where they go; the project
	built     map[string]*program
}

// A program is a built workload.
type program struct {
	module string
	native string // "" without a native form
	err    error
}

// build builds a workload. The source is a C, C++, Rust or .wat file of this directory, a C file of the project's programs, "go:" and a Go
// package as seen from the project, or one of the constants.
func (b *builder) build(w *workload) *program {
	key := w.source
	if p := b.built[key]; p != nil {
		return p
	}
	if b.built == nil {
		b.built = map[string]*program{}
	}
	base := strings.TrimSuffix(filepath.Base(strings.TrimPrefix(w.source, "go:")), filepath.Ext(w.source))
	if strings.HasPrefix(w.source, "go:") {
		base = filepath.Base(w.source[len("go:"):])
	}
	p := &program{module: filepath.Join(b.dir, base+".wasm")}
	native := build.Executable(b.dir, base)
	if filepath.Ext(w.source) == ".wat" {
		p.module = filepath.Join(b.dir, "text-"+base+".wasm") // fib.c is another one
	}
	hasNative, err := b.compile(w, p.module, native)
	if hasNative {
		p.native = native
	}
	p.err = err
	b.built[key] = p
	return p
}

// compile makes the module and, if there is a way, the native program.
func (b *builder) compile(w *workload, module, native string) (hasNative bool, err error) {
	if pkg, ok := strings.CutPrefix(w.source, "go:"); ok {
		if err := build.Go(module, b.root, pkg); err != nil || w.group != groupPrograms {
			return false, err
		}
		return true, build.NativeGo(native, b.root, pkg)
	}
	switch {
	case w.source == sourceRuby:
		return false, fetchRuby(module)
	case w.source == sourceSQL:
		return b.compileSQL(module, native)
	case filepath.Ext(w.source) == ".wat":
		return false, textModule(module, w.source)
	}
	file := w.source
	if strings.HasPrefix(file, "programs/") {
		file = filepath.Join(b.root, file)
	}
	wasm, machine := build.C, build.NativeC
	switch filepath.Ext(file) {
	case ".cpp":
		wasm, machine = build.CXX, build.NativeCXX
	case ".rs":
		wasm, machine = withoutFlags(build.Rust), withoutFlags(build.NativeRust)
	}
	if err := wasm(module, file, append([]string{"-O2"}, w.flags...)...); err != nil {
		return false, err
	}
	err = machine(native, file, "-O2")
	if errors.Is(err, build.ErrNoTool) {
		return false, nil // the runtimes are then compared with each other
	}
	return true, err
}

// withoutFlags gives a compiler that takes no flags the signature of those that do.
func withoutFlags(compile func(out, src string) error) func(out, src string, flags ...string) error {
	return func(out, src string, _ ...string) error { return compile(out, src) }
}

// textModule makes a module of a workload's text, which is a component or the fields of a module: see prelude.wat.
func textModule(module, source string) error {
	prelude, err := watFiles.ReadFile("wat/prelude.wat")
	if err != nil {
		return err
	}
	fields, err := watFiles.ReadFile(source)
	if err != nil {
		return err
	}
	if filepath.Base(source) == "component.wat" {
		c, err := wat.ParseComponent(fields)
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		code, err := syntax.Encode(c)
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		return os.WriteFile(module, code, 0o666)
	}
	code, err := wat.Encode(fmt.Appendf(nil, "(module\n%s%s)\n", prelude, fields))
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	return os.WriteFile(module, code, 0o666)
}

// sqlFlags leave out of SQLite what needs a system.
var sqlFlags = []string{"-O2", "-w", "-DSQLITE_OS_OTHER", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION",
	"-DSQLITE_OMIT_LOCALTIME", "-DSQLITE_OMIT_DEPRECATED", "-DSQLITE_TEMP_STORE=3"}

// compileSQL compiles SQLite, which takes most of a minute: the result is kept.
func (b *builder) compileSQL(module, native string) (hasNative bool, err error) {
	dir, err := fetchCrate("libsqlite3-sys", sqliteCrate)
	if err != nil {
		return false, err
	}
	text, err := os.ReadFile("c/sql.c")
	if err != nil {
		return false, err
	}
	key := []string{sqliteCrate, string(text), strings.Join(sqlFlags, " ")}
	dir = filepath.Join(dir, "sqlite3")
	flags := append(sqlFlags[:len(sqlFlags):len(sqlFlags)], "-I"+dir, filepath.Join(dir, "sqlite3.c"))
	err = kept(module, "sql.wasm", append(key, firstLine("clang", "--version")), func(out string) error { return build.C(out, "c/sql.c", flags...) })
	if err != nil {
		return false, err
	}
	err = kept(native, "sql", append(key, firstLine("cc", "--version")), func(out string) error { return build.NativeC(out, "c/sql.c", flags...) })
	if errors.Is(err, build.ErrNoTool) {
		return false, nil
	}
	return true, err
}
