package component_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
)

// This file tests instances that are reset.

// lives is a component with one nested in it. What its function look returns depends on whatever there is that a guest can change, and leaves much behind:
// memory, globals, handles of the host's resources, of its own and of the inner component's, some of which have been dropped.
const lives = `(component
  (import "host" (instance $host
    (export "thing" (type $thing (sub resource)))
    (export "make" (func (result (own $thing))))
    (export "name" (func (result u32)))))
  (alias export $host "thing" (type $thing))
  (component $inner
    (core module $m (memory (export "memory") 1) (global $n (mut i32) (i32.const 0))
      (func (export "rep") (result i32)
        (global.set $n (i32.add (global.get $n) (i32.const 1)))
        (i32.store8 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1)))
        (i32.add (global.get $n) (i32.mul (i32.const 10) (i32.load8_u (i32.const 0))))))
    (core instance $m (instantiate $m))
    (type $r (resource (rep i32)))
    (core func $new (canon resource.new $r))
    (core module $l (import "" "rep" (func $rep (result i32))) (import "" "new" (func $new (param i32) (result i32)))
      (func (export "make") (result i32) (call $new (call $rep)))
      (func (export "value") (param i32) (result i32) (local.get 0)))
    (core instance $l (instantiate $l (with "" (instance (export "rep" (func $m "rep")) (export "new" (func $new))))))
    (export $re "r" (type $r))
    (func (export "make") (result (own $re)) (canon lift (core func $l "make")))
    (func (export "value") (param "self" (borrow $re)) (result u32) (canon lift (core func $l "value"))))
  (instance $i (instantiate $inner))
  (alias export $i "r" (type $r))
  (type $own (resource (rep i32)))
  (core func $make (canon lower (func $host "make")))
  (core func $name (canon lower (func $host "name")))
  (core func $drop (canon resource.drop $thing))
  (core func $inner-make (canon lower (func $i "make")))
  (core func $inner-value (canon lower (func $i "value")))
  (core func $inner-drop (canon resource.drop $r))
  (core func $new (canon resource.new $own))
  (core module $m
    (import "" "make" (func $make (result i32)))
    (import "" "name" (func $name (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (import "" "inner-make" (func $inner-make (result i32)))
    (import "" "inner-value" (func $inner-value (param i32) (result i32)))
    (import "" "inner-drop" (func $inner-drop (param i32)))
    (import "" "new" (func $new (param i32) (result i32)))
    (memory (export "memory") 1)
    (global $n (mut i64) (i64.const 1))
    (func $see (param i32) (global.set $n (i64.add (i64.mul (global.get $n) (i64.const 31)) (i64.extend_i32_u (local.get 0)))))
    (func (export "look") (result i64) (local $a i32) (local $b i32)
      (call $see (call $name))
      (call $see (memory.size))
      (call $see (i32.load (i32.const 100)))
      (i32.store (i32.const 100) (i32.const 99))
      (drop (memory.grow (i32.const 1)))
      (local.set $a (call $make)) (local.set $b (call $make))
      (call $see (local.get $a)) (call $see (local.get $b))
      (call $drop (local.get $a))
      (local.set $a (call $inner-make)) (local.set $b (call $inner-make))
      (call $see (local.get $a)) (call $see (local.get $b))
      (call $see (call $inner-value (local.get $a))) (call $see (call $inner-value (local.get $b)))
      (call $inner-drop (local.get $b))
      (call $see (call $new (i32.const 7))) (call $see (call $new (i32.const 8)))
      (global.get $n))
    (func (export "trap") unreachable))
  (core instance $m (instantiate $m (with "" (instance (export "make" (func $make)) (export "name" (func $name)) (export "drop" (func $drop))
    (export "inner-make" (func $inner-make)) (export "inner-value" (func $inner-value)) (export "inner-drop" (func $inner-drop)) (export "new" (func $new))))))
  (func (export "look") (result u64) (canon lift (core func $m "look")))
  (func (export "trap") (canon lift (core func $m "trap"))))`

// A lifeHost is the host of one life.
type lifeHost struct{ name uint32 }

type lifeKey struct{}

// linkLives gives what lives imports. The name of a host is that of the context.
func linkLives(t *testing.T, l *component.Linker) {
	t.Helper()
	of := func(ctx context.Context) any { return ctx.Value(lifeKey{}) }
	thing := component.NewResource("thing", nil)
	l.Resource("host", "thing", thing)
	must(t, l.GoFunc("host", "make", func() *file { return &file{} }))
	must(t, l.GoMethod("host", "name", func(h *lifeHost) uint32 { return h.name }, of))
}

// asLife returns a context with a host.
func asLife(name uint32) context.Context {
	return context.WithValue(context.Background(), lifeKey{}, &lifeHost{name})
}

// TestReset compares instances that have been reset with new ones.
func TestReset(t *testing.T) {
	for _, fuel := range []bool{false, true} {
		e := component.NewEngine(component.Config{Features: component.Supported, Fuel: fuel})
		l := component.NewLinker(e)
		linkLives(t, l)
		c := compile(t, e, lives)
		p, err := l.Prepare(c, component.Limits{Fuel: 100_000, Nested: true})
		must(t, err)
		look := func(in *component.Instance) string {
			var seen []value.Value
			for range 3 {
				v, err := function(t, in, "look").Call(context.Background())
				must(t, err)
				seen = append(seen, v)
			}
			return fmt.Sprint(seen, in.Fuel())
		}
		fresh := func(name uint32) string {
			in, err := l.Instantiate(asLife(name), c, component.Limits{Fuel: 100_000, Nested: true})
			must(t, err)
			defer in.Close()
			return look(in)
		}
		for range 3 {
			in, err := p.Instantiate(asLife(0))
			must(t, err)
			defer in.Close()
			typed, err := component.Typed0[uint64](function(t, in, "look"))
			must(t, err)
			for life := range uint32(4) {
				if got, want := look(in), fresh(life); got != want {
					t.Errorf("life %d: %s, a new instance %s", life, got, want)
				}
				if !in.Reset(asLife(life + 1)) {
					t.Fatalf("life %d: it cannot be reset", life)
				}
			}
			before, err := typed.Call(context.Background())
			must(t, err)
			if !in.Reset(asLife(4)) {
				t.Fatal("it cannot be reset")
			}
			if after, err := typed.Call(context.Background()); before != after || err != nil {
				t.Errorf("%d, then %d, %v", before, after, err)
			}
		}
	}
}

// TestNoReset has instances that cannot be reset; they are closed.
func TestNoReset(t *testing.T) {
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	linkLives(t, l)
	c := compile(t, e, lives)
	p, err := l.Prepare(c, component.Limits{})
	must(t, err)
	observed, err := l.Prepare(c, component.Limits{Observe: func(*vm.Store) {}})
	must(t, err)
	l.Func("calls", "f", func(context.Context, []value.Value) (value.Value, error) { return nil, nil })
	starts, err := l.Prepare(compile(t, e, `(component
	  (import "calls" (instance $h (export "f" (func))))
	  (core func $f (canon lower (func $h "f")))
	  (core module $m (import "" "f" (func $f)) (start $f))
	  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f)))))))`), component.Limits{})
	must(t, err)
	for name, make := range map[string]func() (*component.Instance, error){
		"of no Prepared": func() (*component.Instance, error) { return l.Instantiate(asLife(0), c, component.Limits{}) },
		"observed":       func() (*component.Instance, error) { return observed.Instantiate(asLife(0)) },
		"calls the host": func() (*component.Instance, error) { return starts.Instantiate(asLife(0)) },
		"trapped": func() (*component.Instance, error) {
			in, err := p.Instantiate(asLife(0))
			if err == nil {
				_, err := function(t, in, "trap").Call(context.Background())
				if err == nil {
					t.Error("it does not trap")
				}
			}
			return in, err
		},
		"closed": func() (*component.Instance, error) {
			in, err := p.Instantiate(asLife(0))
			if err == nil {
				must(t, in.Close())
			}
			return in, err
		},
	} {
		in, err := make()
		must(t, err)
		if in.Reset(asLife(1)) {
			t.Errorf("%s: it can be reset", name)
		}
		if f, ok := in.Func("look"); ok {
			if _, err := f.Call(context.Background()); err == nil {
				t.Errorf("%s: it is not closed", name)
			}
		}
	}
}

// TestResetInside resets an instance from a function that it calls.
func TestResetInside(t *testing.T) {
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	var in *component.Instance
	must(t, l.GoFunc("host", "f", func(ctx context.Context) {
		if in.Reset(ctx) {
			t.Error("it is reset while it runs")
		}
	}))
	p, err := l.Prepare(compile(t, e, `(component
	  (import "host" (instance $h (export "f" (func))))
	  (core func $f (canon lower (func $h "f")))
	  (core module $m (import "" "f" (func $f)) (func (export "f") (call $f)))
	  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
	  (func (export "f") (canon lift (core func $m "f"))))`), component.Limits{})
	must(t, err)
	in, err = p.Instantiate(context.Background())
	must(t, err)
	defer in.Close()
	for range 2 {
		_, err = function(t, in, "f").Call(context.Background())
		must(t, err)
	}
	if !in.Reset(context.Background()) {
		t.Error("it cannot be reset")
	}
}

// TestPreparedVersions has several versions of an interface, of which the component wants another one: it gets the same by all ways.
func TestPreparedVersions(t *testing.T) {
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	for _, version := range []string{"0.2.1", "0.2.9", "0.2.4", "0.3.0"} {
		must(t, l.GoFunc("a:b/c@"+version, "f", func() string { return version }))
	}
	c := compile(t, e, `(component
	  (import "a:b/c@0.2.3" (instance $h (export "f" (func (result string)))))`+memory+`
	  (core func $f (canon lower (func $h "f") `+memoryOptions+`))
	  (core module $m (import "libc" "memory" (memory 1)) (import "" "f" (func $f (param i32))) (func (export "f") (result i32) (call $f (i32.const 8)) (i32.const 8)))
	  (core instance $m (instantiate $m (with "libc" (instance $libc)) (with "" (instance (export "f" (func $f))))))
	  (func (export "f") (result string) (canon lift (core func $m "f") `+memoryOptions+`)))`)
	p, err := l.Prepare(c, component.Limits{})
	must(t, err)
	must(t, l.GoFunc("a:b/c@0.2.3", "f", func() string { return "later" })) // nothing to what has been prepared
	for range 2 {
		in, err := p.Instantiate(context.Background())
		must(t, err)
		defer in.Close()
		if v, err := function(t, in, "f").Call(context.Background()); v != "0.2.9" || err != nil {
			t.Errorf("%v, %v", v, err)
		}
	}
}

// TestWrongReceiver has a context without the receiver that a function wants.
func TestWrongReceiver(t *testing.T) {
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	linkLives(t, l)
	in, err := l.Instantiate(context.Background(), compile(t, e, lives), component.Limits{Nested: true})
	must(t, err)
	defer in.Close()
	if _, err := function(t, in, "look").Call(context.Background()); err == nil || !strings.Contains(err.Error(), "the receiver of name is no *component_test.lifeHost") {
		t.Errorf("the error is %v", err)
	}
}
