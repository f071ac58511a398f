package component_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wat"
)

// This file holds what the tests have in common.

// all lets components use all that can be run.
var all = component.Config{Features: component.Supported}

// compile makes a component of text.
func compile(t testing.TB, e *component.Engine, text string) *component.Component {
	t.Helper()
	b, err := wat.Encode([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	c, err := e.Compile(b)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

// instantiate makes an instance of text with what link adds to a linker.
func instantiate(t testing.TB, text string, link func(*component.Linker)) *component.Instance {
	t.Helper()
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	if link != nil {
		link(l)
	}
	in, err := l.Instantiate(context.Background(), compile(t, e, text), component.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

// function returns an exported function.
func function(t testing.TB, in *component.Instance, name string) *component.Func {
	t.Helper()
	f, ok := in.Func(name)
	if !ok {
		t.Fatalf("there is no function %q", name)
	}
	return f
}

// must ends the test if there is an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// memory is a core module with a memory, a realloc that never frees and never moves what it need not, and its instance $libc.
const memory = `
  (core module $libc
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 4096))
    (func (export "realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
      (local $at i32)
      (if (i32.eqz (local.get $align)) (then unreachable))
      (local.set $at (i32.and (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
      (global.set $next (i32.add (local.get $at) (local.get $new)))
      (block $enough
        (loop $more
          (br_if $enough (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
          (br_if $more (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0)))
          unreachable))
      (memory.copy (local.get $at) (local.get $old) (select (local.get $size) (local.get $new) (i32.lt_u (local.get $size) (local.get $new))))
      (local.get $at)))
  (core instance $libc (instantiate $libc))`

// memoryOptions are the options of functions that use it.
const memoryOptions = `(memory $libc "memory") (realloc (func $libc "realloc"))`

// identity returns a component that exports a function "f", of a type func(x: T) -> T, which calls the function "f" that it imports. T is the last of
// types, each of which has a name and a definition in text.
func identity(t testing.TB, e *component.Engine, types [][2]string) *component.Component {
	t.Helper()
	var head strings.Builder
	for _, x := range types {
		fmt.Fprintf(&head, "  (type $%[1]s' %[2]s)\n  (import %[1]q (type $%[1]s (eq $%[1]s')))\n", x[0], x[1])
	}
	fmt.Fprintf(&head, "  (import \"f\" (func $f (param \"x\" $%[1]s) (result $%[1]s)))", types[len(types)-1][0])
	head.WriteString(memory)
	fmt.Fprintf(&head, "\n  (core func $lowered (canon lower (func $f) %s))\n", memoryOptions)
	params, returns := loweredType(t, e, head.String())
	core := "$lowered"
	if returns == "" { // the lowered function takes a pointer to the place of its result, where the lifted one returns one
		var get strings.Builder
		names := strings.Fields(params)
		for i := range names[:len(names)-1] {
			fmt.Fprintf(&get, "(local.get %d) ", i)
		}
		fmt.Fprintf(&head, `  (core module $m
    (import "" "f" (func $f (param %s)))
    (func (export "f") (param %s) (result i32) (call $f %s(i32.const 1024)) (i32.const 1024)))
  (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
`, params, strings.Join(names[:len(names)-1], " "), get.String())
		core = `$i "f"`
	}
	fmt.Fprintf(&head, "  (func (export \"f\") (param \"x\" $%[1]s) (result $%[1]s) (canon lift (core func %[2]s) %[3]s))",
		types[len(types)-1][0], core, memoryOptions)
	return compile(t, e, "(component\n"+head.String()+")")
}

// loweredType returns the parameters and results of the function that a component without its end lowers last.
func loweredType(t testing.TB, e *component.Engine, text string) (params, results string) {
	t.Helper()
	for _, d := range compile(t, e, "(component\n"+text+")").Checked().Defs() {
		if d.Kind == check.DefCanon && d.Canon.Kind == syntax.CanonLower {
			for _, p := range d.Canon.Core.Params {
				params += " " + p.String()
			}
			for _, r := range d.Canon.Core.Results {
				results += " " + r.String()
			}
		}
	}
	return params, results
}
