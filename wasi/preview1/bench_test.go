package preview1

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wat"
)

// readModule reads the standard input to its end into one buffer of n bytes, again and again, and returns how many bytes there were.
const readModule = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 20)
  (func (export "read") (param $n i32) (result i64)
    (local $total i64)
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (local.get $n))
    (block $end
      (loop $more
        (br_if $end (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br_if $end (i32.eqz (i32.load (i32.const 8))))
        (local.set $total (i64.add (local.get $total) (i64.load32_u (i32.const 8))))
        (br $more)))
    (local.get $total)))`

// BenchmarkRead reads a file of 1 GiB (64 MiB with -short) in a guest and, for comparison, by the same loop in Go.
func BenchmarkRead(b *testing.B) {
	length := int64(1 << 30)
	if testing.Short() {
		length = 64 << 20
	}
	f, err := os.Create(filepath.Join(b.TempDir(), "file"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(length); err != nil {
		b.Fatal(err)
	}
	rewind := func() {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
	}
	guest := readingGuest(b, f)
	for _, n := range []int32{4 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("guest/%dKiB", n>>10), func(b *testing.B) {
			b.SetBytes(length)
			b.ReportAllocs()
			for b.Loop() {
				rewind()
				if total, err := guest.Call(b.Context(), n); total != length || err != nil {
					b.Fatal(total, err)
				}
			}
		})
		b.Run(fmt.Sprintf("go/%dKiB", n>>10), func(b *testing.B) {
			b.SetBytes(length)
			b.ReportAllocs()
			buf := make([]byte, n)
			for b.Loop() {
				rewind()
				total := int64(0)
				for {
					n, err := f.Read(buf)
					total += int64(n)
					if err != nil {
						break
					}
				}
				if total != length {
					b.Fatal(total)
				}
			}
		})
	}
}

// TestReadingDoesNotAllocate calls fd_read through the engine, with a context that can end.
func TestReadingDoesNotAllocate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, make([]byte, 100_000), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	guest := readingGuest(t, f)
	allocs := testing.AllocsPerRun(5, func() {
		f.Seek(0, io.SeekStart)
		if total, err := guest.Call(t.Context(), 100); total != 100_000 || err != nil {
			t.Error(total, err)
		}
	})
	if allocs > 10 {
		t.Errorf("1000 calls of fd_read allocate %v times", allocs)
	}
}

// readingGuest makes an instance of readModule whose standard input is f.
func readingGuest(b testing.TB, f *os.File) vm.Func1[int32, int64] {
	b.Helper()
	code, err := wat.Encode([]byte(readModule))
	if err != nil {
		b.Fatal(err)
	}
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		b.Fatal(err)
	}
	host, err := New(Config{Stdin: f})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { host.Close() })
	linker := vm.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		b.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	b.Cleanup(func() { store.Close() })
	instance, err := linker.Instantiate(b.Context(), store, module)
	if err != nil {
		b.Fatal(err)
	}
	read, _ := instance.Func("read")
	call, err := vm.Typed1[int32, int64](read)
	if err != nil {
		b.Fatal(err)
	}
	return call
}
