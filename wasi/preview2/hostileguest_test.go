package preview2

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/canon"
)

// This file holds guests that give handles and lists of their own making.

// hostileGuest calls functions of polling with whatever it is told.
const hostileGuest = `(component
  (import "wasi:io/poll@0.2.0" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))
    (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
  (alias export $poll "pollable" (type $p))
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (alias outer 1 $p (type $t)) (export "pollable" (type $p (eq $t)))
    (export "subscribe-instant" (func (param "when" u64) (result (own $p))))))
  (import "wasi:random/random@0.2.0" (instance $random (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (core module $mem (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $mem (instantiate $mem))
  (alias core export $mem "memory" (core memory $memory))
  (alias core export $mem "realloc" (core func $realloc))
  (core func $block (canon lower (func $poll "[method]pollable.block")))
  (core func $poll (canon lower (func $poll "poll") (memory $memory) (realloc $realloc)))
  (core func $subscribe (canon lower (func $clock "subscribe-instant")))
  (core func $random (canon lower (func $random "get-random-bytes") (memory $memory) (realloc $realloc)))
  (core func $drop (canon resource.drop $p))
  (core module $m
    (import "" "memory" (memory 1))
    (import "" "block" (func $block (param i32)))
    (import "" "poll" (func $poll (param i32 i32 i32)))
    (import "" "subscribe" (func $subscribe (param i64) (result i32)))
    (import "" "random" (func $random (param i64 i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "block") (param i32) (call $block (local.get 0)))
    (func (export "drop") (param i32) (call $drop (local.get 0)))
    (func (export "random") (param i64) (call $random (local.get 0) (i32.const 0)))
    (func (export "subscribe") (param $n i32) (param i64)
      (loop $l
        (drop (call $subscribe (local.get 1)))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func $fill (export "fill") (param $n i32) (param $h i32) (local $i i32)
      (drop (memory.grow (i32.add (i32.const 1) (i32.shr_u (local.get $n) (i32.const 14)))))
      (local.set $i (i32.const 65536))
      (loop $l
        (i32.store (local.get $i) (local.get $h))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4)))
          (i32.add (i32.const 65536) (i32.mul (local.get $n) (i32.const 4)))))))
    (func (export "poll filled") (param $n i32) (call $poll (i32.const 65536) (local.get $n) (i32.const 0)))
    (func (export "poll") (param $n i32) (param $h i32)
      (call $fill (local.get $n) (local.get $h))
      (call $poll (i32.const 65536) (local.get $n) (i32.const 0))))
  (core instance $i (instantiate $m (with "" (instance (export "memory" (memory $memory)) (export "block" (func $block)) (export "poll" (func $poll))
    (export "subscribe" (func $subscribe)) (export "random" (func $random)) (export "drop" (func $drop))))))
  (func (export "block") (param "h" u32) (canon lift (core func $i "block")))
  (func (export "drop") (param "h" u32) (canon lift (core func $i "drop")))
  (func (export "random") (param "n" u64) (canon lift (core func $i "random")))
  (func (export "subscribe") (param "n" u32) (param "when" u64) (canon lift (core func $i "subscribe")))
  (func (export "fill") (param "n" u32) (param "h" u32) (canon lift (core func $i "fill")))
  (func (export "poll-filled") (param "n" u32) (canon lift (core func $i "poll filled")))
  (func (export "poll") (param "n" u32) (param "h" u32) (canon lift (core func $i "poll"))))`

// hostile returns a function that calls a function of the hostile guest, which is a new one each time.
func hostile(t *testing.T, cfg Config) func(ctx context.Context, name string, args ...any) error {
	t.Helper()
	in := instantiate(t, newHost(t, cfg), hostileGuest)
	return func(ctx context.Context, name string, args ...any) error {
		f, _ := in.Func(name)
		_, err := f.Call(ctx, args...)
		return err
	}
}

// TestHandles gives functions numbers that are no handles.
func TestHandles(t *testing.T) {
	for _, n := range []uint32{0, 2, 3, 1 << 28, 1<<32 - 1} {
		for _, name := range []string{"block", "drop"} {
			call := hostile(t, Config{})
			must(t, call(t.Context(), "subscribe", uint32(1), uint64(0)))
			var trap *canon.Trap
			if err := call(t.Context(), name, n); !errors.As(err, &trap) {
				t.Errorf("%s(%d): %v", name, n, err)
			}
		}
		call := hostile(t, Config{})
		must(t, call(t.Context(), "subscribe", uint32(1), uint64(0)))
		if err := call(t.Context(), "poll", uint32(1), n); err == nil {
			t.Errorf("poll(%d) succeeds", n)
		}
	}
	call := hostile(t, Config{})
	must(t, call(t.Context(), "subscribe", uint32(1), uint64(0)))
	must(t, call(t.Context(), "block", uint32(1)))
	must(t, call(t.Context(), "drop", uint32(1)))
	if err := call(t.Context(), "block", uint32(1)); err == nil {
		t.Error("a resource that was dropped can be waited for")
	}
}

// TestManyResources makes resources without end, and asks for more than there may be.
func TestManyResources(t *testing.T) {
	for _, test := range []struct {
		name string
		args []any
		want string
	}{
		{"subscribe", []any{uint32(1 << 31), uint64(0)}, "MaxResources, 1000"},
		{"random", []any{uint64(1 << 63)}, "MaxRandom is 67108864"},
		{"random", []any{uint64(1<<64 - 1)}, "MaxRandom is 67108864"},
		{"poll", []any{uint32(0), uint32(1)}, "empty list"},
		{"poll", []any{uint32(1 << 20), uint32(1)}, "a list of 1048576 pollables"},
	} {
		call := hostile(t, Config{MaxResources: 1000})
		must(t, call(t.Context(), "subscribe", uint32(1), uint64(0)))
		if err := call(t.Context(), test.name, test.args...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s%v: %v", test.name, test.args, err)
		}
	}
}

// TestInterruptedList ends a guest whose list of handles is as long as it can be.
func TestInterruptedList(t *testing.T) {
	call := hostile(t, Config{})
	must(t, call(t.Context(), "subscribe", uint32(1), uint64(0)))
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	list := uint32(1 << 20)
	if !testing.Short() {
		list = 1<<26 - 1 // what the bytes of a list may be at most
	}
	must(t, call(t.Context(), "fill", list, uint32(1)))
	timer := time.AfterFunc(10*time.Millisecond, func() { cancel(enough) })
	defer timer.Stop()
	if err := call(ctx, "poll-filled", list); !errors.Is(err, enough) {
		t.Errorf("poll: %v", err)
	}
}
