package preview2

import (
	"context"
	"io"
	"testing"

	"github.com/wvm-project/wvm/component"
)

// loops is a guest whose exports call functions of the host n times.
const loops = `(component
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock (export "now" (func (result u64)))))
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-type))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $out (sub resource)))
    (export "input-stream" (type $in (sub resource)))
    (alias outer 1 $error-type (type $error))
    (type $stream-error (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $named (eq $stream-error)))
    (export "[method]output-stream.check-write" (func (param "self" (borrow $out)) (result (result u64 (error $named)))))
    (export "[method]output-stream.write" (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $named)))))
    (export "[method]input-stream.read" (func (param "self" (borrow $in)) (param "len" u64) (result (result (list u8) (error $named)))))))
  (alias export $streams "output-stream" (type $out))
  (alias export $streams "input-stream" (type $in))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $out (type $t)) (export "output-stream" (type $out (eq $t))) (export "get-stdout" (func (result (own $out))))))
  (import "wasi:cli/stdin@0.2.0" (instance $stdin
    (alias outer 1 $in (type $t)) (export "input-stream" (type $in (eq $t))) (export "get-stdin" (func (result (own $in))))))
  (core module $m
    (import "" "now" (func $now (result i64)))
    (import "" "stdout" (func $stdout (result i32)))
    (import "" "stdin" (func $stdin (result i32)))
    (import "" "check" (func $check (param i32 i32)))
    (import "" "write" (func $write (param i32 i32 i32 i32)))
    (import "" "read" (func $read (param i32 i64 i32)))
    (func (export "now") (param $n i32)
      (loop $l
        (drop (call $now))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func (export "write") (param $n i32) (param $len i32) (local $s i32)
      (local.set $s (call $stdout))
      (loop $l
        (call $check (local.get $s) (i32.const 0))
        (call $write (local.get $s) (i32.const 65536) (local.get $len) (i32.const 0))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (func (export "read") (param $n i32) (param $len i32) (local $s i32)
      (local.set $s (call $stdin))
      (loop $l
        (call $read (local.get $s) (i64.extend_i32_u (local.get $len)) (i32.const 0))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
  (core module $mem (memory (export "memory") 4)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536)))
  (core instance $mem (instantiate $mem))
  (alias core export $mem "memory" (core memory $memory))
  (alias core export $mem "realloc" (core func $realloc))
  (core func $now (canon lower (func $clock "now")))
  (core func $get-out (canon lower (func $stdout "get-stdout")))
  (core func $get-in (canon lower (func $stdin "get-stdin")))
  (core func $check (canon lower (func $streams "[method]output-stream.check-write") (memory $memory)))
  (core func $write (canon lower (func $streams "[method]output-stream.write") (memory $memory)))
  (core func $read (canon lower (func $streams "[method]input-stream.read") (memory $memory) (realloc $realloc)))
  (core instance $i (instantiate $m (with "" (instance (export "now" (func $now)) (export "stdout" (func $get-out)) (export "stdin" (func $get-in))
    (export "check" (func $check)) (export "write" (func $write)) (export "read" (func $read))))))
  (func (export "now") (param "n" u32) (canon lift (core func $i "now")))
  (func (export "write") (param "n" u32) (param "len" u32) (canon lift (core func $i "write")))
  (func (export "read") (param "n" u32) (param "len" u32) (canon lift (core func $i "read"))))`

// BenchmarkCalls measures calls of functions of the host by a guest.
func BenchmarkCalls(b *testing.B) {
	h, err := New(Config{Stdout: io.Discard})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	h.stdin = endless{}
	in := instantiate(b, h, loops)
	ctx := context.Background()
	b.Run("now", func(b *testing.B) {
		f, _ := in.Func("now")
		now, err := component.Typed1[uint32, component.None](f)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		b.ResetTimer()
		if _, err := now.Call(ctx, uint32(b.N)); err != nil {
			b.Fatal(err)
		}
	})
	for _, size := range []struct {
		name string
		n    uint32
	}{{"16B", 16}, {"4KiB", 4 << 10}, {"64KiB", 64 << 10}} {
		for _, name := range []string{"write", "read"} {
			b.Run(name+"/"+size.name, func(b *testing.B) {
				f, _ := in.Func(name)
				call, err := component.Typed2[uint32, uint32, component.None](f)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				b.SetBytes(int64(size.n))
				b.ResetTimer()
				if _, err := call.Call(ctx, uint32(b.N), size.n); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// endless is an input without an end.
type endless struct{ always }

func (endless) read(b []byte) (int, error) { return len(b), nil }
func (endless) close() error               { return nil }
