package preview2

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/wat"
)

// compile compiles a component in the text format.
func compile(t testing.TB, e *component.Engine, text string) *component.Component {
	t.Helper()
	source, err := wat.ParseComponent([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	checked, err := check.Validate(source, check.Config{Features: component.Supported})
	if err != nil {
		t.Fatal(err)
	}
	return e.Component(checked)
}

// instantiate makes an instance of a component in the text format, with h as its host.
func instantiate(t testing.TB, h *Host, text string) *component.Instance {
	t.Helper()
	e := component.NewEngine(component.Config{})
	l := component.NewLinker(e)
	if err := h.Link(l); err != nil {
		t.Fatal(err)
	}
	in, err := l.Instantiate(context.Background(), compile(t, e, text), component.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

func newHost(t *testing.T, cfg Config) *Host {
	t.Helper()
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// hello prints and exits by interfaces of an older version.
const hello = `(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-type))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $out (sub resource)))
    (alias outer 1 $error-type (type $error))
    (type $stream-error (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $named (eq $stream-error)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $named)))))))
  (alias export $streams "output-stream" (type $out))
  (import "wasi:cli/stdout@0.2.3" (instance $stdout
    (alias outer 1 $out (type $t))
    (export "output-stream" (type $out (eq $t)))
    (export "get-stdout" (func (result (own $out))))))
  (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
  (core module $m
    (import "" "get" (func $get (result i32)))
    (import "" "write" (func $write (param i32 i32 i32 i32)))
    (import "" "exit" (func $exit (param i32)))
    (import "" "drop" (func $drop (param i32)))
    (import "" "memory" (memory 1))
    (data (i32.const 64) "hello\n")
    (func (export "run") (result i32) (local $s i32)
      (local.set $s (call $get))
      (call $write (local.get $s) (i32.const 64) (i32.const 6) (i32.const 0))
      (call $drop (local.get $s))
      (call $exit (i32.load8_u (i32.const 0)))
      unreachable))
  (core module $mem (memory (export "memory") 1))
  (core instance $mem (instantiate $mem))
  (alias core export $mem "memory" (core memory $memory))
  (core func $get (canon lower (func $stdout "get-stdout")))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $memory)))
  (core func $exit (canon lower (func $exit "exit")))
  (core func $drop (canon resource.drop $out))
  (core instance $i (instantiate $m (with "" (instance
    (export "get" (func $get)) (export "write" (func $write)) (export "exit" (func $exit)) (export "drop" (func $drop))
    (export "memory" (memory $memory))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $r (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $r)))`

func TestHello(t *testing.T) {
	var out bytes.Buffer
	h := newHost(t, Config{Stdout: &out})
	in, ok := instantiate(t, h, hello).Instance("wasi:cli/run@0.2.12")
	if !ok {
		t.Fatal("no wasi:cli/run")
	}
	run, _ := in.Func("run")
	_, err := run.Call(context.Background())
	var exit *ExitError
	if !errors.As(err, &exit) || exit.Code != 0 {
		t.Errorf("run: %v", err)
	}
	if out.String() != "hello\n" {
		t.Errorf("printed %q", &out)
	}
	if h.live != 0 {
		t.Errorf("%d resources are left", h.live)
	}
}
