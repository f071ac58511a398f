package vm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/wvm-project/wvm/vm"
)

// TestLargeSegments makes instances with a large data segment at places that begin and end in the middle of pages. Each has
// its own copy, whatever the others write.
func TestLargeSegments(t *testing.T) {
	for _, at := range []int{0, 1, 4096, 5000, 70_001} {
		for _, size := range []int{4095, 256 << 10, 256<<10 + 8192, 1<<20 + 77} {
			content := make([]byte, size)
			for i := range content {
				content[i] = 'a' + byte(i*7%23)
			}
			e := newEnvOf(t, vm.StoreConfig{})
			text := fmt.Sprintf(`(module (memory (export "memory") 20) (global $at i32 (i32.const %d))
				(data (i32.const %d) "before") (data (i32.const 900000) "under") (data (offset (global.get $at)) "%s") (data (i32.const %d) "after"))`, at, at, content, at+100)
			m := compileText(t, e.engine, text)
			want := make([]byte, 20<<16)
			copy(want[at:], "before")
			copy(want[900000:], "under")
			copy(want[at:], content)
			copy(want[at+100:], "after")
			var wg sync.WaitGroup
			for g := range 3 {
				wg.Go(func() {
					for range 3 {
						s := e.engine.NewStore(vm.StoreConfig{})
						defer s.Close()
						in, err := vm.NewLinker(e.engine).Instantiate(context.Background(), s, m)
						if err != nil {
							t.Error(err)
							return
						}
						memory := must(in.Memory("memory"))
						if b := memory.Bytes(); !bytes.Equal(b, want) {
							t.Errorf("%d bytes at %d: wrong content", size, at)
						}
						memory.Grow(1)
						clear(memory.Bytes()[:at+size])
						memory.Bytes()[at+size] = byte(g)
					}
				})
			}
			wg.Wait()
		}
	}
}

// TestSegmentsOverOthers imports a memory which two modules fill, one over the other.
func TestSegmentsOverOthers(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	owner := e.text(`(module (memory (export "memory") 20))`)
	e.linker.DefineInstance("m", owner)
	fill := func(c string, at int) *vm.Module {
		return compileText(t, e.engine, fmt.Sprintf(`(module (import "m" "memory" (memory 20)) (data (i32.const %d) "%s"))`, at, bytes.Repeat([]byte(c), 300_000)))
	}
	a, b := fill("a", 10), fill("b", 5000)
	view := must(owner.Memory("memory")).Bytes()
	for range 4 {
		for _, m := range []*vm.Module{a, b} {
			if _, err := e.linker.Instantiate(context.Background(), e.store, m); err != nil {
				t.Fatal(err)
			}
		}
		want := make([]byte, 20<<16)
		copy(want[10:], bytes.Repeat([]byte("a"), 300_000))
		copy(want[5000:], bytes.Repeat([]byte("b"), 300_000))
		if !bytes.Equal(view, want) {
			t.Fatal("wrong content")
		}
		clear(view)
	}
}

// TestManySegments makes instances of a module with many segments that lie close together, over each other too, in a memory of its own. What one writes is
// nothing to the others.
func TestManySegments(t *testing.T) {
	for _, at := range []int{0, 5, 70_000} {
		e := newEnvOf(t, vm.StoreConfig{})
		want := make([]byte, 20<<16)
		var text strings.Builder
		text.WriteString(`(module (memory (export "memory") 20) (data $p "passive")
			(func (export "init") (param i32 i32) (memory.init $p (i32.const 0) (i32.const 0) (local.get 0)))`)
		for i := range 700 {
			content := strings.Repeat(string(rune('a'+i%26)), 1000)
			fmt.Fprintf(&text, "(data (i32.const %d) %q)", at+i*1100, content)
			copy(want[at+i*1100:], content)
		}
		fmt.Fprintf(&text, `(data (i32.const %d) "over") (data $a (i32.const 1300000) "last") (func (export "again") (memory.init $a (i32.const 0) (i32.const 0) (i32.const 1))))`, at+3000)
		copy(want[at+3000:], "over")
		copy(want[1300000:], "last")
		m := compileText(t, e.engine, text.String())
		for n := range 5 {
			s := e.engine.NewStore(vm.StoreConfig{})
			in, err := vm.NewLinker(e.engine).Instantiate(context.Background(), s, m)
			if err != nil {
				t.Fatal(err)
			}
			memory := must(in.Memory("memory"))
			if !bytes.Equal(memory.Bytes(), want) {
				t.Fatalf("instance %d, segments at %d: wrong content", n, at)
			}
			if _, err := must(in.Func("again")).Call(context.Background()); err == nil {
				t.Error("an active segment is not dropped")
			}
			if _, err := must(in.Func("init")).Call(context.Background(), 7, 0); err != nil || string(memory.Bytes()[:7]) != "passive" {
				t.Errorf("a passive segment is dropped: %v", err)
			}
			memory.Grow(2)
			clear(memory.Bytes())
			s.Close()
		}
	}
}

// TestSegmentsOutside makes instances of a module one of whose segments is not in the memory: none of them can be made.
func TestSegmentsOutside(t *testing.T) {
	for _, at := range []string{"i64.const -1", "i64.const 1310719", "i64.const 0x7fffffffffffffff", "i64.const -300000"} {
		e := newEnvOf(t, vm.StoreConfig{})
		m := compileText(t, e.engine, fmt.Sprintf(`(module (memory i64 20) (data (i64.const 8) "%s") (data (%s) "xx"))`, strings.Repeat("a", 300_000), at))
		for range 4 {
			s := e.engine.NewStore(vm.StoreConfig{})
			_, err := vm.NewLinker(e.engine).Instantiate(context.Background(), s, m)
			var trap *vm.Trap
			if !errors.As(err, &trap) || trap.Code != vm.TrapMemoryOutOfBounds {
				t.Errorf("%s: %v", at, err)
			}
			s.Close()
		}
	}
}
