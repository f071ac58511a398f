package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds what wvm says about imports that it has nothing for: all of them, and for each what would provide it.

// origins are modules that compilers import from when they make code for something else, and what to do about it. A name that ends in * is
// the start of one.
var origins = []struct{ module, advice string }{
	{"wasi_unstable", "this is WASI of 2019; build with a compiler of today for " + preview1.ModuleName + " (wasm32-wasip1)"},
	{"wasi:*", "this is WASI 0.2 or later; make a component of the module, or build for wasm32-wasip1"},
	{"wasi", "this is a proposal for threads of WASI; build without threads (wasm32-wasip1)"},
	{"gojs", "this is Go for browsers; build with GOOS=wasip1 GOARCH=wasm"},
	{"go", "this is Go for browsers; build with GOOS=wasip1 GOARCH=wasm"},
	{"__wbindgen_*", "this is Rust for JavaScript by wasm-bindgen; build for wasm32-wasip1 without it"},
	{"wbg", "this is Rust for JavaScript by wasm-bindgen; build for wasm32-wasip1 without it"},
	{"./*", "this is a module for JavaScript; build for wasm32-wasip1"},
	{"spectest", "this is for test scripts; see \"wvm help wast\""},
	{"GOT.*", "this is a library for dynamic linking; link it into a program"},
	{"env", "it was declared and not defined when the program was linked, or is Emscripten's (build with -sSTANDALONE_WASM)"},
	{"a", "this is code of Emscripten for JavaScript; build with -sSTANDALONE_WASM"},
}

// maxAdvised bounds how many imports are compared with names: there may be a million.
const maxAdvised = 1000

// advice returns what would provide an import. names are the functions of WASI.
func advice(names []string, p *vm.LinkProblem) string {
	im := &p.Import
	if im.Module == preview1.ModuleName {
		if near := nearest(im.Name, names); near != "" && near != im.Name {
			return fmt.Sprintf("wvm has %q", near)
		}
		return ""
	}
	if slices.Contains(names, im.Name) {
		return fmt.Sprintf("%q has a function of this name", preview1.ModuleName)
	}
	for _, o := range origins {
		prefix, open := strings.CutSuffix(o.module, "*")
		if o.module == "env" && im.Type.Kind != wasm.ExternFunc {
			continue
		}
		if im.Module == prefix || open && strings.HasPrefix(im.Module, prefix) {
			return o.advice
		}
	}
	if near := nearest(im.Module, []string{preview1.ModuleName}); near != "" {
		return fmt.Sprintf("the module's name is %q", near)
	}
	return ""
}

// linkFailure makes a failure of imports that cannot be satisfied.
func (p *moduleGuest) linkFailure(link *vm.LinkError) error {
	f := &failure{file: p.name, what: fmt.Sprintf("cannot link `%s`: it imports what wvm does not provide", p.name)}
	said := map[string]bool{}
	names := p.linker.Names(preview1.ModuleName)
	trappable := true
	for i := range link.Problems {
		pr := &link.Problems[i]
		if p.trapUnknowns && isTrappable(pr) {
			continue // others are in the way
		}
		detail, _, _ := strings.Cut(pr.Detail, "; the host has other functions")
		line := fmt.Sprintf("%s: %s %q of %q: %s", pr.Code, pr.Import.Type.Kind, pr.Import.Name, pr.Import.Module, clean(detail))
		if i < maxAdvised {
			if text := advice(names, pr); text != "" {
				line += "; " + text
			}
		}
		if !said[line] {
			said[line] = true
			f.causes = append(f.causes, line)
		}
		trappable = trappable && isTrappable(pr)
	}
	slices.Sort(f.causes)
	f.help = "wvm provides the functions of " + preview1.ModuleName + "."
	if trappable && !p.trapUnknowns {
		f.help += " With -W unknown-imports-trap the program runs until it calls one that is missing."
	}
	return f
}

// isTrappable reports whether a function that traps can stand in for an import.
func isTrappable(p *vm.LinkProblem) bool {
	return p.Import.Type.Kind == wasm.ExternFunc && p.Code == "unknown import"
}

// errMissing is why a function traps that nobody provides.
type errMissing struct{ module, name string }

func (e *errMissing) Error() string {
	return fmt.Sprintf("nothing provides the function %q of %q", e.name, e.module)
}

// trapUnknowns defines functions that trap for those that a module imports and nobody has. err is why it could not be instantiated; the
// result says whether it can now.
func trapUnknowns(l *vm.Linker, err error) (defined bool) {
	var link *vm.LinkError
	if !errors.As(err, &link) {
		return false
	}
	for i := range link.Problems {
		if !isTrappable(&link.Problems[i]) {
			return false
		}
	}
	for i := range link.Problems {
		p := &link.Problems[i]
		missing := &errMissing{p.Import.Module, p.Import.Name}
		fn := func(*vm.Caller, []uint64) error { return missing }
		if l.Func(missing.module, missing.name, *p.Import.Type.Func, fn) != nil {
			return false
		}
	}
	return true
}
