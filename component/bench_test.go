package component_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file measures calls and instantiation. Calls between components are to be compared with BenchmarkCopy, which copies as many bytes from one
// place to another.

// passing is a component in which one instance calls another one, $callee, with a string of its memory, n times.
func passing(encoding string) string {
	return fmt.Sprintf(`(component
  (component $callee
    (core module $m (memory (export "memory") 64) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))
      (func (export "f") (param i32 i32) (result i32) (local.get 1)))
    (core instance $m (instantiate $m))
    (func (export "f") (param "s" string) (result u32) (canon lift (core func $m "f") (memory $m "memory") (realloc (func $m "realloc")) string-encoding=%[1]s)))
  (component $caller
    (import "f" (func $f (param "s" string) (result u32)))
    (core module $libc (memory (export "memory") 64) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536)))
    (core instance $libc (instantiate $libc))
    (core func $f (canon lower (func $f) (memory $libc "memory")))
    (core module $m
      (import "" "f" (func $f (param i32 i32) (result i32)))
      (global $at (mut i32) (i32.const 0)) (global $len (mut i32) (i32.const 0))
      (func (export "set") (param i32 i32) (global.set $at (local.get 0)) (global.set $len (local.get 1)))
      (func (export "run") (param i32)
        (loop (drop (call $f (global.get $at) (global.get $len)))
          (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
    (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
    (func (export "set") (param "s" string) (canon lift (core func $m "set") (memory $libc "memory") (realloc (func $libc "realloc"))))
    (func (export "run") (param "n" u32) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "set" (func $caller "set")) (export "run" (func $caller "run")))`, encoding)
}

var (
	asciiText = strings.Repeat("0123456789abcdef", 1<<16)
	mixedText = strings.Repeat("plain, grüße, 日本語, 🙂. ", 1<<15)[:1<<20-1<<10]
)

// BenchmarkCopy is what calls with long strings are measured against.
func BenchmarkCopy(b *testing.B) {
	src, dst := []byte(asciiText), make([]byte, len(asciiText))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		copy(dst, src)
	}
}

// BenchmarkString calls from one instance to another with a string.
func BenchmarkString(b *testing.B) {
	for _, x := range []struct{ name, text, encoding string }{
		{"16B", asciiText[:16], "utf8"}, {"1MiB", asciiText, "utf8"}, {"1MiBMixed", strings.ToValidUTF8(mixedText, ""), "utf8"},
		{"1MiBToUTF16", asciiText, "utf16"}, {"1MiBMixedToUTF16", strings.ToValidUTF8(mixedText, ""), "utf16"},
	} {
		b.Run(x.name, func(b *testing.B) {
			in := instantiate(b, passing(x.encoding), nil)
			_, err := function(b, in, "set").Call(context.Background(), x.text)
			must(b, err)
			run, err := component.Typed1[uint32, component.None](function(b, in, "run"))
			must(b, err)
			b.SetBytes(int64(len(x.text)))
			b.ResetTimer()
			_, err = run.Call(context.Background(), uint32(b.N))
			must(b, err)
		})
	}
}

// answering is a component with functions that take a string and a record and return another record, and that call the host with these.
const answering = `(component
  (type $p' (record (field "x" s32) (field "y" s32)))
  (import "point" (type $p (eq $p')))
  (import "host" (func $host (param "name" string) (param "p" $p) (result $p)))
  (core module $libc (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $libc (instantiate $libc))
  (core func $host (canon lower (func $host) (memory $libc "memory")))
  (core module $m
    (import "libc" "memory" (memory 1))
    (import "" "host" (func $host (param i32 i32 i32 i32 i32)))
    (func (export "swap") (param i32 i32 i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 3)) (i32.store (i32.const 20) (local.get 2)) (i32.const 16))
    (func (export "name") (param i32 i32 i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))
    (func (export "ask") (param i32 i32 i32 i32) (result i32)
      (call $host (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 16)) (i32.const 16)))
  (core instance $m (instantiate $m (with "libc" (instance $libc)) (with "" (instance (export "host" (func $host))))))
  (func (export "swap") (param "name" string) (param "p" $p) (result $p)
    (canon lift (core func $m "swap") (memory $libc "memory") (realloc (func $libc "realloc"))))
  (func (export "name") (param "name" string) (param "p" $p) (result string)
    (canon lift (core func $m "name") (memory $libc "memory") (realloc (func $libc "realloc"))))
  (func (export "ask") (param "name" string) (param "p" $p) (result $p)
    (canon lift (core func $m "ask") (memory $libc "memory") (realloc (func $libc "realloc")))))`

// BenchmarkHost calls from Go with a string and a record: a function that answers with a record, one that answers with a string, and one that asks
// the host meanwhile.
func BenchmarkHost(b *testing.B) {
	in := instantiate(b, answering, func(l *component.Linker) {
		must(b, l.GoFunc("", "host", func(name string, p point) point { return point{p.Y, p.X} }))
	})
	ctx := context.Background()
	record := func(name string) func(b *testing.B) {
		return func(b *testing.B) {
			f, err := component.Typed2[string, point, point](function(b, in, name))
			must(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if p, err := f.Call(ctx, "Gopher, Gopher", point{1, 2}); err != nil || p != (point{2, 1}) {
					b.Fatal(p, err)
				}
			}
		}
	}
	b.Run("Record", record("swap"))
	b.Run("String", func(b *testing.B) {
		f, err := component.Typed2[string, point, string](function(b, in, "name"))
		must(b, err)
		b.ReportAllocs()
		for b.Loop() {
			if s, err := f.Call(ctx, "Gopher, Gopher", point{1, 2}); err != nil || s != "Gopher, Gopher" {
				b.Fatal(s, err)
			}
		}
	})
	b.Run("AndBack", record("ask"))
}

// bigComponent returns a component with 20 MB of data in its core module, or that in the file which WVM_BENCH_COMPONENT names, whose imports need
// not be there.
func bigComponent(b *testing.B) []byte {
	if name := os.Getenv("WVM_BENCH_COMPONENT"); name != "" {
		code, err := os.ReadFile(name)
		must(b, err)
		return code
	}
	data := make([]byte, 20<<20)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	m, err := wat.Parse([]byte(`(module (memory (export "memory") 400) (data (i32.const 1024) "x"))`))
	must(b, err)
	m.Datas[0].Init = data
	code, err := syntax.Encode(&syntax.Component{Sections: []syntax.Section{
		{ID: syntax.SectionCoreModule, CoreModule: &syntax.Module{Module: m}},
		{ID: syntax.SectionCoreInstance, CoreInstances: []syntax.CoreInstance{{Module: 0}}},
	}})
	must(b, err)
	return code
}

// BenchmarkInstantiate makes instances of a big component that has been compiled, and closes them.
func BenchmarkInstantiate(b *testing.B) {
	e := component.NewEngine(component.Config{Features: component.Supported})
	c, err := e.Compile(bigComponent(b))
	must(b, err)
	l := component.NewLinker(e)
	l.TrapMissing(true)
	for b.Loop() {
		in, err := l.Instantiate(context.Background(), c, component.Limits{})
		must(b, err)
		must(b, in.Close())
	}
}

// BenchmarkReset resets an instance of the same that has done nothing.
func BenchmarkReset(b *testing.B) {
	e := component.NewEngine(component.Config{Features: component.Supported})
	c, err := e.Compile(bigComponent(b))
	must(b, err)
	l := component.NewLinker(e)
	l.TrapMissing(true)
	p, err := l.Prepare(c, component.Limits{})
	must(b, err)
	for range 2 { // the second instance is the first one with pages that it shares
		in, err := p.Instantiate(context.Background())
		must(b, err)
		defer in.Close()
		if !in.Reset(context.Background()) {
			continue
		}
		for b.Loop() {
			if !in.Reset(context.Background()) {
				b.Fatal("it cannot be reset")
			}
		}
		return
	}
	b.Skip("it cannot be reset")
}

// BenchmarkCompile decodes and validates the same.
func BenchmarkCompile(b *testing.B) {
	code := bigComponent(b)
	b.SetBytes(int64(len(code)))
	for b.Loop() {
		_, err := component.NewEngine(component.Config{Features: wasm.AllFeatures & component.Supported}).Compile(code)
		must(b, err)
	}
}
