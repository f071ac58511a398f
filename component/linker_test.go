package component_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
)

// This file tests what linkers find for imports, and what they say where they find nothing.

// imports is a component that wants many things and does nothing with them.
const imports = `(component
  (import "log" (func (param "text" string)))
  (import "acme:kv/store@1.2.0" (instance
    (export "bucket" (type $bucket (sub resource)))
    (export "open" (func (param "name" string) (result (own $bucket))))
    (export "[method]bucket.get" (func (param "self" (borrow $bucket)) (param "key" string) (result (option string))))))
  (import "acme:kv/count@0.3.1" (instance (export "add" (func (param "n" u32) (result u32))))))`

// nothing is a host function for any type without a result.
func nothing(context.Context, []value.Value) (value.Value, error) { return nil, nil }

func TestLinkErrors(t *testing.T) {
	bucket := component.NewResource("bucket", nil)
	store := func(l *component.Linker, iface string) {
		l.Resource(iface, "bucket", bucket)
		l.Func(iface, "open", nothing)
		l.Func(iface, "[method]bucket.get", nothing)
	}
	add := func(l *component.Linker, iface string) { l.Func(iface, "add", nothing) }
	tests := []struct {
		name string
		link func(l *component.Linker)
		want string // lines
	}{
		{"nothing is there", func(*component.Linker) {}, `
missing import: log: wanted func(text: string)
missing import: acme:kv/store@1.2.0: wanted interface { bucket: type resource bucket; open: func(name: string) -> bucket; [method]bucket.get: func(self: borrow<bucket>, key: string) -> option<string>; }
missing import: acme:kv/count@0.3.1: wanted interface { add: func(n: u32) -> u32; }`},
		{"names that are alike", func(l *component.Linker) {
			l.Func("", "logs", nothing)
			store(l, "acme:kv/stores@1.2.0")
			l.Func("acme:kv/count@0.3.1", "ad", nothing)
		}, `
missing import: log: wanted func(text: string); did you mean logs?
missing import: acme:kv/store@1.2.0: wanted interface { bucket: type resource bucket; open: func(name: string) -> bucket; [method]bucket.get: func(self: borrow<bucket>, key: string) -> option<string>; }; did you mean acme:kv/stores@1.2.0?
missing import: acme:kv/count@0.3.1 add: wanted func(n: u32) -> u32; did you mean ad?`},
		{"versions that do not fit", func(l *component.Linker) {
			l.Func("", "log", nothing)
			store(l, "acme:kv/store@2.0.0")
			add(l, "acme:kv/count@0.4.0")
		}, `
missing import: acme:kv/store@1.2.0: wanted interface { bucket: type resource bucket; open: func(name: string) -> bucket; [method]bucket.get: func(self: borrow<bucket>, key: string) -> option<string>; }; did you mean acme:kv/store@2.0.0?
missing import: acme:kv/count@0.3.1: wanted interface { add: func(n: u32) -> u32; }; did you mean acme:kv/count@0.4.0?`},
		{"types that do not fit", func(l *component.Linker) {
			must(t, l.GoFunc("", "log", func(int64) {}))
			store(l, "acme:kv/store@1.3.0")
			must(t, l.GoFunc("acme:kv/count@0.3.1", "add", func(uint32) string { return "" }))
		}, `
mismatched import: log: wanted func(text: string), got func(int64): parameter text: the Go type int64 does not fit string
mismatched import: acme:kv/count@0.3.1 add: wanted func(n: u32) -> u32, got func(uint32) string: result: the Go type string does not fit u32`},
		{"a part of an interface", func(l *component.Linker) {
			l.Func("", "log", nothing)
			l.Func("acme:kv/store@1.2.0", "open", nothing)
			add(l, "acme:kv/count@0.3.1")
		}, `
missing import: acme:kv/store@1.2.0 bucket: wanted type resource bucket
missing import: acme:kv/store@1.2.0 [method]bucket.get: wanted func(self: borrow<bucket>, key: string) -> option<string>`},
	}
	e := component.NewEngine(all)
	c := compile(t, e, imports)
	for _, x := range tests {
		l := component.NewLinker(e)
		x.link(l)
		_, err := l.Instantiate(context.Background(), c, component.Limits{})
		var link *component.LinkError
		if !errors.As(err, &link) || "\n"+err.Error() != x.want {
			t.Errorf("%s: got\n%v\nwant%s", x.name, err, x.want)
		}
		if check := l.Check(c.Type()); check == nil || "\n"+check.Error() != x.want {
			t.Errorf("%s: Check: got\n%v\nwant%s", x.name, check, x.want)
		}
	}

	l := component.NewLinker(e)
	l.Func("", "log", nothing)
	store(l, "acme:kv/store@1.2.0")
	add(l, "acme:kv/count@0.3.1")
	must(t, l.Check(c.Type()))
	other := component.NewEngine(all)
	if _, err := l.Instantiate(context.Background(), compile(t, other, imports), component.Limits{}); !errors.Is(err, vm.ErrOtherEngine) {
		t.Errorf("a component of another engine: %v", err)
	}
}

// TestVersions tests which of several versions satisfies an import.
func TestVersions(t *testing.T) {
	tests := []struct{ wanted, given, want string }{
		{"1.2.0", "1.2.0", "1.2.0"},
		{"1.2.0", "1.0.0 1.1.0", "1.1.0"}, // lower ones will do: what is missing shows
		{"1.2.0", "1.2.0 1.9.0", "1.2.0"}, // the exact one goes first
		{"1.2.0", "1.1.0 1.10.0 1.9.0", "1.10.0"},
		{"1.2.0", "2.0.0 0.1.0", ""},
		{"0.2.0", "0.2.12 0.2.3", "0.2.12"},
		{"0.2.0", "0.3.0", ""},
		{"0.0.1", "0.0.2", ""},
		{"0.0.1", "0.0.1", "0.0.1"},
		{"1.0.0-rc.1", "1.0.0-rc.1 1.0.0", "1.0.0-rc.1"},
		{"1.0.0-rc.1", "1.0.0", ""},
	}
	e := component.NewEngine(all)
	for _, x := range tests {
		c := compile(t, e, `(component
  (import "a:b/c@`+x.wanted+`" (instance $i (export "f" (func (result string)))))`+memory+`
  (core func $f (canon lower (func $i "f") `+memoryOptions+`))
  (core module $m (import "" "f" (func $f (param i32))) (func (export "f") (result i32) (call $f (i32.const 16)) (i32.const 16)))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "f") (result string) (canon lift (core func $m "f") `+memoryOptions+`)))`)
		l := component.NewLinker(e)
		for v := range strings.FieldsSeq(x.given) {
			must(t, l.GoFunc("a:b/c@"+v, "f", func() string { return v }))
		}
		in, err := l.Instantiate(context.Background(), c, component.Limits{})
		if err != nil {
			if x.want != "" {
				t.Errorf("%s of %s: %v", x.wanted, x.given, err)
			}
			continue
		}
		if got, err := function(t, in, "f").Call(context.Background()); got != x.want || err != nil {
			t.Errorf("%s of %s: got %v, %v, want %s", x.wanted, x.given, got, err, x.want)
		}
		in.Close()
	}
}

// TestExportVersions finds exports by names of compatible versions.
func TestExportVersions(t *testing.T) {
	in := instantiate(t, `(component (instance $i) (export "a:b/c@1.2.3" (instance $i)))`, nil)
	for name, want := range map[string]bool{"a:b/c@1.2.3": true, "a:b/c@1.0.0": true, "a:b/c@1.9.0": true, "a:b/c@2.0.0": false, "a:b/c": false, "a:b/d@1.2.3": false} {
		if _, ok := in.Instance(name); ok != want {
			t.Errorf("%s: found %t", name, ok)
		}
	}
}

// caller is a component with a function "f" that calls the function "f" of the interface that it imports.
const caller = `(component
  (import "a:b/c" (instance $i (export "r" (type (sub resource))) (export "f" (func))))
  (core func $f (canon lower (func $i "f")))
  (core module $m (import "" "f" (func $f)) (func (export "f") (call $f)))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "f") (canon lift (core func $m "f"))))`

func TestTrapMissing(t *testing.T) {
	in := instantiate(t, caller, func(l *component.Linker) { l.TrapMissing(true) })
	_, err := function(t, in, "f").Call(context.Background())
	if want := "the host does not provide the function a:b/c f"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = function(t, in, "f").Call(context.Background())
	var trap *canon.Trap
	if !errors.As(err, &trap) || trap.Code != canon.TrapCannotEnter {
		t.Errorf("after the trap: %v", err)
	}

	// What is there and does not fit is an error all the same.
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	l.TrapMissing(true)
	must(t, l.GoFunc("a:b/c", "f", func(string) {}))
	var link *component.LinkError
	if _, err := l.Instantiate(context.Background(), compile(t, e, caller), component.Limits{}); !errors.As(err, &link) {
		t.Errorf("got %v", err)
	}
}

// TestClone extends a copy of a linker, which leaves the original alone and outlives what was made with it.
func TestClone(t *testing.T) {
	e := component.NewEngine(all)
	c := compile(t, e, caller)
	l := component.NewLinker(e)
	l.Resource("a:b/c", "r", component.NewResource("r", nil))
	calls := 0
	clone := l.Clone()
	clone.Func("a:b/c", "f", func(context.Context, []value.Value) (value.Value, error) { calls++; return nil, nil })
	if _, err := l.Instantiate(context.Background(), c, component.Limits{}); err == nil {
		t.Error("the original has what was added to its copy")
	}
	first, err := clone.Instantiate(context.Background(), c, component.Limits{})
	must(t, err)
	must(t, first.Close())
	second, err := clone.Clone().Instantiate(context.Background(), c, component.Limits{})
	must(t, err)
	defer second.Close()
	if _, err := function(t, second, "f").Call(context.Background()); err != nil || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if _, err := function(t, first, "f").Call(context.Background()); !errors.Is(err, vm.ErrStoreClosed) {
		t.Errorf("a closed instance: %v", err)
	}
}

// TestValues gives components values and takes them.
func TestValues(t *testing.T) {
	text := `(component (import "v" (value $v (tuple u8 string))) (export "w" (value $v)))`
	in := instantiate(t, text, func(l *component.Linker) { l.Value("", "v", value.Tuple{7, "x"}) })
	if v, ok := in.Value("w"); !ok || v.(value.Tuple)[0] != uint8(7) {
		t.Errorf("got %v, %t", v, ok)
	}
	e := component.NewEngine(all)
	l := component.NewLinker(e)
	l.Value("", "v", value.Tuple{300, "x"})
	_, err := l.Instantiate(context.Background(), compile(t, e, text), component.Limits{})
	if want := "mismatched import: v: wanted tuple<u8, string>, got a value that does not fit: .0: 300 of Go type int cannot be a u8"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestVirtualization gives a component, for what it imports, another one that stands in the same file and changes what the host has.
func TestVirtualization(t *testing.T) {
	const app = `(component $app
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (core func $add (canon lower (func $add)))
    (core module $m (import "" "add" (func $add (param i32 i32) (result i32))) (func (export "f") (result i32) (call $add (i32.const 40) (i32.const 2))))
    (core instance $m (instantiate $m (with "" (instance (export "add" (func $add))))))
    (func (export "f") (result u32) (canon lift (core func $m "f"))))`
	const text = `(component
  (import "add" (func $host (param "a" u32) (param "b" u32) (result u32)))
  ` + app + `
  (component $double
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (core func $add (canon lower (func $add)))
    (core module $m (import "" "add" (func $add (param i32 i32) (result i32)))
      (func (export "add") (param i32 i32) (result i32) (i32.mul (i32.const 2) (call $add (local.get 0) (local.get 1)))))
    (core instance $m (instantiate $m (with "" (instance (export "add" (func $add))))))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $m "add"))))
  (instance $plain (instantiate $app (with "add" (func $host))))
  (instance $double (instantiate $double (with "add" (func $host))))
  (instance $again (instantiate $double (with "add" (func $double "add"))))
  (instance $twice (instantiate $app (with "add" (func $double "add"))))
  (instance $four (instantiate $app (with "add" (func $again "add"))))
  (export "plain" (func $plain "f"))
  (export "twice" (func $twice "f"))
  (export "four" (func $four "f")))`
	in := instantiate(t, text, func(l *component.Linker) {
		must(t, l.GoFunc("", "add", func(a, b uint32) uint32 { return a + b }))
	})
	for name, want := range map[string]uint32{"plain": 42, "twice": 84, "four": 168} {
		if got, err := function(t, in, name).Call(context.Background()); got != want || err != nil {
			t.Errorf("%s: %v, %v, want %d", name, got, err, want)
		}
	}
}

// TestGoMethod serves instances that have a host of their own each by one linker.
func TestGoMethod(t *testing.T) {
	type key struct{}
	e := component.NewEngine(all)
	c := compile(t, e, caller)
	l := component.NewLinker(e)
	l.Resource("a:b/c", "r", component.NewResource("r", nil))
	must(t, l.GoMethod("a:b/c", "f", func(calls *int, _ context.Context) { *calls++ }, func(ctx context.Context) any { return ctx.Value(key{}) }))
	var calls [2]int
	for i := range calls {
		in, err := l.Instantiate(context.WithValue(context.Background(), key{}, &calls[i]), c, component.Limits{})
		must(t, err)
		for range i + 1 {
			_, err := function(t, in, "f").Call(context.Background())
			must(t, err)
		}
		must(t, in.Close())
	}
	if calls != [2]int{1, 2} {
		t.Errorf("the hosts were called %v times", calls)
	}
}
