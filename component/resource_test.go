package component_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
)

// This file tests resources: the host's in guests' hands, and guests' in the host's.

// files is a component that uses a resource of the host. Its functions do what they are named for with the handle that they are given.
const files = `(component
  (import "fs" (instance $fs
    (export "file" (type $file (sub resource)))
    (export "open" (func (param "name" string) (result (own $file))))
    (export "[method]file.size" (func (param "self" (borrow $file)) (result u64)))
    (export "close" (func (param "f" (own $file))))))
  (alias export $fs "file" (type $file))` + memory + `
  (core func $open (canon lower (func $fs "open") ` + memoryOptions + `))
  (core func $size (canon lower (func $fs "[method]file.size")))
  (core func $close (canon lower (func $fs "close")))
  (core func $drop (canon resource.drop $file))
  (core module $m
    (import "libc" "memory" (memory 1))
    (import "" "open" (func $open (param i32 i32) (result i32)))
    (import "" "size" (func $size (param i32) (result i64)))
    (import "" "close" (func $close (param i32)))
    (import "" "drop" (func $drop (param i32)))
    (global $kept (mut i32) (i32.const 0))
    (data (i32.const 16) "name")
    (func (export "size-of") (param i32) (result i64) (local i64)
      (local.set 1 (call $size (local.get 0))) (call $drop (local.get 0)) (local.get 1))
    (func (export "take") (param i32) (result i64) (local i64)
      (local.set 1 (call $size (local.get 0))) (call $drop (local.get 0)) (local.get 1))
    (func (export "open-and-drop") (call $drop (call $open (i32.const 16) (i32.const 4))))
    (func (export "open-and-close") (call $close (call $open (i32.const 16) (i32.const 4))))
    (func (export "pass") (param i32) (result i32) (local.get 0))
    (func (export "keep-borrow") (param i32))
    (func (export "drop-twice") (param i32) (call $drop (local.get 0)) (call $drop (local.get 0)))
    (func (export "forge") (result i64) (call $size (i32.const 77)))
    (func (export "close-borrow") (param i32) (call $close (local.get 0))))
  (core instance $m (instantiate $m (with "libc" (instance $libc)) (with "" (instance
    (export "open" (func $open)) (export "size" (func $size)) (export "close" (func $close)) (export "drop" (func $drop))))))
  (func (export "size-of") (param "f" (borrow $file)) (result u64) (canon lift (core func $m "size-of")))
  (func (export "take") (param "f" (own $file)) (result u64) (canon lift (core func $m "take")))
  (func (export "open-and-drop") (canon lift (core func $m "open-and-drop")))
  (func (export "open-and-close") (canon lift (core func $m "open-and-close")))
  (func (export "pass") (param "f" (own $file)) (result (own $file)) (canon lift (core func $m "pass")))
  (func (export "keep-borrow") (param "f" (borrow $file)) (canon lift (core func $m "keep-borrow")))
  (func (export "drop-twice") (param "f" (own $file)) (canon lift (core func $m "drop-twice")))
  (func (export "forge") (result u64) (canon lift (core func $m "forge")))
  (func (export "close-borrow") (param "f" (borrow $file)) (canon lift (core func $m "close-borrow"))))`

// A file is what the resource of the host is in Go.
type file struct{ name string }

// fileHost is a host of files that remembers what happens to them.
type fileHost struct {
	resource *component.Resource
	events   []string
	dropErr  error
}

func (h *fileHost) link(l *component.Linker) {
	h.resource = component.NewResource("file", func(_ context.Context, v any) error {
		h.events = append(h.events, "drop "+v.(*file).name)
		return h.dropErr
	})
	l.Resource("fs", "file", h.resource)
	for name, fn := range map[string]any{
		"open":              func(name string) *file { return &file{name} },
		"[method]file.size": func(f *file) uint64 { return uint64(len(f.name)) },
		"close":             func(f *file) { h.events = append(h.events, "close "+f.name) },
	} {
		if err := l.GoFunc("fs", name, fn); err != nil {
			panic(err)
		}
	}
}

func TestHostResources(t *testing.T) {
	ctx := context.Background()
	h := &fileHost{}
	in := instantiate(t, files, h.link)
	sizeOf, err := component.Typed1[*file, uint64](function(t, in, "size-of"))
	must(t, err)
	take, err := component.Typed1[*file, uint64](function(t, in, "take"))
	must(t, err)
	pass, err := component.Typed1[*file, *file](function(t, in, "pass"))
	must(t, err)
	f := &file{"lent"}
	for range 3 { // borrowed: it stays ours
		if n, err := sizeOf.Call(ctx, f); n != 4 || err != nil {
			t.Fatalf("size-of: %d, %v", n, err)
		}
	}
	if n, err := take.Call(ctx, &file{"given"}); n != 5 || err != nil {
		t.Fatalf("take: %d, %v", n, err)
	}
	if got, err := pass.Call(ctx, f); got != f || err != nil {
		t.Fatalf("pass: %v, %v", got, err)
	}
	for _, name := range []string{"open-and-drop", "open-and-close"} {
		_, err := function(t, in, name).Call(ctx)
		must(t, err)
	}
	if want := []string{"drop given", "drop name", "close name"}; !slices.Equal(h.events, want) {
		t.Errorf("events %q, want %q", h.events, want)
	}
}

// TestDynamicHandles does the same with handles.
func TestDynamicHandles(t *testing.T) {
	ctx := context.Background()
	h := &fileHost{}
	in := instantiate(t, files, func(l *component.Linker) {
		h.link(l)
		l.Func("fs", "open", func(ctx context.Context, args []value.Value) (value.Value, error) {
			return h.resource.Own(ctx, &file{args[0].(string)})
		})
		l.Func("fs", "[method]file.size", func(ctx context.Context, args []value.Value) (value.Value, error) {
			v, err := h.resource.Value(ctx, args[0].(value.Handle))
			if err != nil {
				return nil, err
			}
			if _, err := h.resource.Take(ctx, args[0].(value.Handle)); err == nil {
				return nil, errors.New("a borrowed resource could be taken")
			}
			return uint64(len(v.(*file).name)), nil
		})
		l.Func("fs", "close", func(ctx context.Context, args []value.Value) (value.Value, error) {
			v, err := h.resource.Take(ctx, args[0].(value.Handle))
			if err != nil {
				return nil, err
			}
			if _, err := h.resource.Value(ctx, args[0].(value.Handle)); err == nil {
				return nil, errors.New("a handle is valid after its resource was taken")
			}
			h.events = append(h.events, "close "+v.(*file).name)
			return nil, nil
		})
	})
	_, err := function(t, in, "open-and-close").Call(ctx)
	must(t, err)
	own := in.Own(h.resource, &file{"ours"})
	if n, err := function(t, in, "size-of").Call(ctx, own); n != uint64(4) || err != nil {
		t.Fatalf("size-of: %v, %v", n, err)
	}
	back, err := function(t, in, "pass").Call(ctx, own)
	must(t, err)
	if _, err := function(t, in, "size-of").Call(ctx, own); err == nil {
		t.Error("a handle is valid after it was given away")
	}
	must(t, in.Drop(ctx, back.(value.Handle)))
	if err := in.Drop(ctx, back.(value.Handle)); err == nil {
		t.Error("a handle is valid after it was dropped")
	}
	if want := []string{"close name", "drop ours"}; !slices.Equal(h.events, want) {
		t.Errorf("events %q, want %q", h.events, want)
	}
	if _, err := h.resource.Own(ctx, nil); err == nil {
		t.Error("a handle is made outside a call")
	}
	if _, err := h.resource.Value(ctx, own); err == nil {
		t.Error("a handle is looked into outside a call")
	}
}

// TestHandleTraps tests what guests must not do with handles.
func TestHandleTraps(t *testing.T) {
	for name, want := range map[string]canon.TrapCode{
		"keep-borrow":  canon.TrapBorrowsLeft,
		"drop-twice":   canon.TrapUnknownHandle,
		"forge":        canon.TrapUnknownHandle,
		"close-borrow": canon.TrapNotOwned,
	} {
		h := &fileHost{}
		in := instantiate(t, files, h.link)
		f := function(t, in, name)
		var args []value.Value
		if len(f.Type().Params) > 0 {
			args = append(args, in.Own(h.resource, &file{"x"}))
		}
		_, err := f.Call(context.Background(), args...)
		var trap *canon.Trap
		if !errors.As(err, &trap) || trap.Code != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// TestDropError lets the destructor of the host fail, and panic: the guest that dropped the resource is ended.
func TestDropError(t *testing.T) {
	failed := errors.New("cannot be dropped")
	h := &fileHost{dropErr: failed}
	in := instantiate(t, files, h.link)
	if _, err := function(t, in, "open-and-drop").Call(context.Background()); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	r := component.NewResource("file", func(context.Context, any) error { panic("dropped") })
	in = instantiate(t, files, func(l *component.Linker) { h.link(l); l.Resource("fs", "file", r) })
	if _, err := function(t, in, "open-and-drop").Call(context.Background()); err == nil || !strings.Contains(err.Error(), "dropped") {
		t.Errorf("got %v", err)
	}
	if err := in.Drop(context.Background(), in.Own(r, &file{})); err == nil || !strings.Contains(err.Error(), "dropped") {
		t.Errorf("dropped by the host: %v", err)
	}
}

// counterText is a component with a resource whose destructor does what body says.
func counterText(body string) string {
	return `(component
  (core module $d
    (global $dropped (export "dropped") (mut i32) (i32.const 0))
    (func (export "dtor") (param i32) ` + body + ` (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
    (func (export "sum") (result i32) (global.get $dropped)))
  (core instance $d (instantiate $d))
  (type $counter (resource (rep i32) (dtor (core func $d "dtor"))))
  (export $c "counter" (type $counter))
  (core func $new (canon resource.new $counter))
  (core func $rep (canon resource.rep $counter))
  (core func $drop (canon resource.drop $counter))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "get") (param i32) (result i32) (local.get 0))
    (func (export "make-and-drop") (param i32) (call $drop (call $new (local.get 0)))))
  (core instance $m (instantiate $m (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
  (func (export "[constructor]counter") (param "n" u32) (result (own $c)) (canon lift (core func $m "make")))
  (func (export "[method]counter.get") (param "self" (borrow $c)) (result u32) (canon lift (core func $m "get")))
  (func (export "make-and-drop") (param "n" u32) (canon lift (core func $m "make-and-drop")))
  (func (export "sum") (result u32) (canon lift (core func $d "sum"))))`
}

func TestGuestResources(t *testing.T) {
	ctx := context.Background()
	in := instantiate(t, counterText(""), nil)
	make, get, sum := function(t, in, "[constructor]counter"), function(t, in, "[method]counter.get"), function(t, in, "sum")
	var handles []value.Handle
	for i := range uint32(3) {
		h, err := make.Call(ctx, 10+i)
		must(t, err)
		handles = append(handles, h.(value.Handle))
	}
	for i, h := range handles {
		if n, err := get.Call(ctx, h); n != 10+uint32(i) || err != nil {
			t.Errorf("get: %v, %v", n, err)
		}
	}
	must(t, in.Drop(ctx, handles[1]))
	if _, err := get.Call(ctx, handles[1]); err == nil {
		t.Error("a dropped resource can be used")
	}
	if _, err := function(t, in, "make-and-drop").Call(ctx, 100); err != nil {
		t.Error(err)
	}
	if n, err := sum.Call(ctx); n != uint32(111) || err != nil {
		t.Errorf("dropped: %v, %v", n, err)
	}

	// A handle of one instance is nothing to another, though the types are alike.
	other := instantiate(t, counterText(""), nil)
	if _, err := function(t, other, "[method]counter.get").Call(ctx, handles[0]); err == nil {
		t.Error("a handle of another instance is taken")
	}
	if err := other.Drop(ctx, handles[0]); err == nil {
		t.Error("a handle of another instance is dropped")
	}
	if n, err := get.Call(ctx, handles[0]); n != uint32(10) || err != nil {
		t.Errorf("afterwards: %v, %v", n, err)
	}

	// Typed, a guest's resource is a handle.
	typed, err := component.Typed1[uint32, value.Handle](make)
	must(t, err)
	h, err := typed.Call(ctx, 5)
	must(t, err)
	typedGet, err := component.Typed1[value.Handle, uint32](get)
	must(t, err)
	if n, err := typedGet.Call(ctx, h); n != 5 || err != nil {
		t.Errorf("typed get: %d, %v", n, err)
	}
	if _, err := component.Typed1[*file, uint32](get); err == nil {
		if g, err := component.Typed1[*file, uint32](get); err == nil {
			if _, err := g.Call(ctx, &file{}); err == nil || !strings.Contains(err.Error(), "not the host's") {
				t.Errorf("a Go value for a guest's resource: %v", err)
			}
		}
	}
}

// TestDestructorTraps drops resources, from the host and from the guest, whose destructor traps: that is an error, and the instance is poisoned.
func TestDestructorTraps(t *testing.T) {
	ctx := context.Background()
	for _, body := range []string{"unreachable", "(drop (i32.div_u (local.get 0) (i32.const 0)))", "(loop (br 0))"} {
		in := instantiate(t, counterText(body), nil)
		h, err := function(t, in, "[constructor]counter").Call(ctx, 1)
		must(t, err)
		limited, cancel := context.WithCancel(ctx)
		if strings.Contains(body, "loop") {
			cancel()
		}
		if err := in.Drop(limited, h.(value.Handle)); err == nil {
			t.Errorf("%s: dropped by the host without an error", body)
		}
		var trap *canon.Trap
		if _, err := function(t, in, "sum").Call(ctx); !errors.As(err, &trap) || trap.Code != canon.TrapCannotEnter {
			t.Errorf("%s: the instance is not poisoned: %v", body, err)
		}
		in = instantiate(t, counterText(body), nil)
		if _, err := function(t, in, "make-and-drop").Call(limited, 1); err == nil {
			t.Errorf("%s: dropped by the guest without an error", body)
		}
		cancel()
	}
}

// TestManyResources makes and drops many: what the host remembers of them does not grow.
func TestManyResources(t *testing.T) {
	h := &fileHost{}
	in := instantiate(t, files, h.link)
	open := function(t, in, "open-and-drop")
	for i := range 10_000 {
		if _, err := open.Call(context.Background()); err != nil {
			t.Fatal(i, err)
		}
	}
	if got := fmt.Sprint(len(h.events)); got != "10000" {
		t.Errorf("%s resources were dropped", got)
	}
}
