package check

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file tests components that arrive over time.

func encode(t *testing.T, text string) []byte {
	t.Helper()
	b, err := wat.Encode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEarlyErrors finds errors before the bytes behind them have arrived.
func TestEarlyErrors(t *testing.T) {
	for _, text := range []string{
		`(component (core module (func (result i32))) (core module))`,
		`(component (component (core module (func (result i32)))) (core module))`,
		`(component (core instance (instantiate 0)) (core module))`,
	} {
		b := encode(t, text)
		r, w := io.Pipe()
		done := make(chan error)
		go func() {
			_, err := Reader(r, Config{Features: wasm.AllFeatures})
			done <- err
		}()
		go w.Write(b[:len(b)-9]) // without the contents of the last module
		var e *wasm.Error
		if err := <-done; !errors.As(err, &e) || e.Phase != wasm.PhaseInvalid {
			t.Errorf("%s: %v", text, err)
		}
		r.Close()
	}
}

// TestCutArrivals cuts components short at each byte, and lets their readers fail there.
func TestCutArrivals(t *testing.T) {
	b := encode(t, `(component $c
  (import "f" (func $f (param "x" string)))
  (core module $m (func $g (export "g") (param i32) (result i32) (local.get 0)) (data "xyz"))
  (component (core module (memory 1)) (component))
  (core instance $m (instantiate $m))
  (func (export "g") (param "x" u32) (result u32) (canon lift (core func $m "g"))))`)
	failed := errors.New("the connection broke")
	for n := range len(b) + 1 {
		_, want := Bytes(b[:n], Config{Features: wasm.AllFeatures})
		c, err := Reader(bytes.NewReader(b[:n]), Config{Features: wasm.AllFeatures})
		if (err == nil) != (want == nil) {
			t.Errorf("%d bytes: %v, want %v", n, err, want)
		}
		var e *wasm.Error
		if err != nil && (!errors.As(err, &e) || e.Offset > n) {
			t.Errorf("%d bytes: %v", n, err)
		}
		if n == len(b) && (c.Syntax().Size != n || len(c.Defs()) == 0) {
			t.Errorf("the component has %d bytes", c.Syntax().Size)
		}
		broken := io.MultiReader(bytes.NewReader(b[:n]), iotest.ErrReader(failed))
		if _, err := Reader(broken, Config{Features: wasm.AllFeatures}); !errors.Is(err, failed) {
			t.Errorf("%d bytes, then an error: %v", n, err)
		}
	}
}

// TestHugeSections announces more than there is: nothing is reserved for it.
func TestHugeSections(t *testing.T) {
	const head = "\x00asm\x0d\x00\x01\x00"
	for _, id := range []string{"\x00", "\x01", "\x04", "\x07"} {
		allocs := testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Reader(strings.NewReader(head+id+"\xff\xff\xff\xff\x03"+head), Config{}); err == nil {
					b.Fatal("no error")
				}
			}
		})
		if allocs.AllocedBytesPerOp() > 1<<18 {
			t.Errorf("section %q: %d bytes allocated", id, allocs.AllocedBytesPerOp())
		}
	}
}
