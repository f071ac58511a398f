package validate

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// manyFuncs returns a module of n functions with bodies of some size, of which those in bad are invalid.
func manyFuncs(n int, bad ...int) []byte {
	good := code(slices.Repeat(list{i32, in(op.Drop)}, 200)...)
	wrong := code(append(slices.Repeat(list{i32, in(op.Drop)}, 200), i32)...)
	var funcs, bodies [][]byte
	for i := range n {
		funcs = append(funcs, idx(0))
		if slices.Contains(bad, i) {
			bodies = append(bodies, wrong)
		} else {
			bodies = append(bodies, good)
		}
	}
	return module(section(secType, empty), section(secFunc, funcs...), section(secCode, bodies...))
}

// outcome returns what validation says, for comparison.
func outcome(_ *Module, err error) string {
	if e, ok := err.(*wasm.Error); ok {
		return fmt.Sprintf("%+v", *e)
	}
	return fmt.Sprint(err)
}

// TestWorkers checks that the number of workers and the way the bytes arrive make no difference.
func TestWorkers(t *testing.T) {
	for _, bad := range [][]int{nil, {0}, {1999}, {1200, 3, 1999, 700}, {400, 401, 402}} {
		m := manyFuncs(2000, bad...)
		want := outcome(Bytes(m, Config{Workers: 1}))
		if (want == "<nil>") != (bad == nil) {
			t.Fatalf("bad functions %v: %s", bad, want)
		}
		for _, workers := range []int{0, 1, 2, 16} {
			cfg := Config{Workers: workers}
			for range 2 {
				if got := outcome(Bytes(m, cfg)); got != want {
					t.Errorf("bad functions %v, %d workers: %s, want %s", bad, workers, got, want)
				}
				if got := outcome(Reader(bytes.NewReader(m), cfg)); got != want {
					t.Errorf("bad functions %v, %d workers, from a reader: %s, want %s", bad, workers, got, want)
				}
			}
		}
		if got := outcome(Reader(iotest.HalfReader(bytes.NewReader(m)), Config{Workers: 3})); got != want {
			t.Errorf("bad functions %v, in halves: %s, want %s", bad, got, want)
		}
		mod, err := binary.Decode(m, binary.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := outcome(Check(mod, Config{Workers: 3})); got != want {
			t.Errorf("bad functions %v, decoded: %s, want %s", bad, got, want)
		}
	}
}

// TestBodyBeforeDecoder checks that an error in a body comes before one that the decoder finds later in the module.
func TestBodyBeforeDecoder(t *testing.T) {
	m := append(manyFuncs(1000, 500), secData, 1)
	for _, workers := range []int{1, 4} {
		_, err := Bytes(m, Config{Workers: workers})
		if e := asError(t, err); e == nil || e.Func != 500 {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
	m = append(manyFuncs(1000), secData, 1)
	if _, err := Bytes(m, Config{}); err == nil {
		t.Error("accepted a module that ends in a section")
	}
}

// A counter counts the bytes read from it.
type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b[:min(len(b), 4096)])
	c.n += n
	return n, err
}

// TestReaderStops checks that reading ends soon after an invalid body, not with the module.
func TestReaderStops(t *testing.T) {
	m := manyFuncs(20000, 10)
	r := &counter{r: bytes.NewReader(m)}
	if _, err := Reader(r, Config{Workers: 1}); err == nil {
		t.Fatal("accepted")
	}
	if r.n > len(m)/2 {
		t.Errorf("read %d of %d bytes", r.n, len(m))
	}
}

// A waiter hands out first, and what follows only when ready says so.
type waiter struct {
	first, rest []byte
	ready       func() bool
}

func (w *waiter) Read(b []byte) (n int, err error) {
	if len(w.first) > 0 {
		n = copy(b, w.first)
		w.first = w.first[n:]
		return n, nil
	}
	for !w.ready() {
		runtime.Gosched()
	}
	n = copy(b, w.rest)
	if w.rest = w.rest[n:]; n == 0 {
		err = io.EOF
	}
	return n, err
}

// TestReaderOverlaps checks that bodies are checked while a reader waits for bytes: it waits for the error of a body that it has delivered.
func TestReaderOverlaps(t *testing.T) {
	m := manyFuncs(5000, 10)
	c := newChecker(Config{Workers: 2})
	r := &waiter{m[:len(m)/2], m[len(m)/2:], func() bool { return c.pool.failed.Load() != math.MaxInt64 }}
	if _, err := c.finish(binary.DecodeReader(r, c.options(Config{}, true))); err == nil || err.(*wasm.Error).Func != 10 {
		t.Errorf("error %v", err)
	}
	if len(r.rest) < len(m)/4 {
		t.Errorf("%d of %d bytes were left", len(r.rest), len(m))
	}
}

// TestReaderError checks that errors of a reader are returned as they are, and that no worker is left behind.
func TestReaderError(t *testing.T) {
	before := runtime.NumGoroutine()
	m := manyFuncs(5000)
	r := io.MultiReader(bytes.NewReader(m[:len(m)/2]), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := Reader(r, Config{Workers: 4}); err != io.ErrClosedPipe {
		t.Errorf("error %v", err)
	}
	// Workers have finished, but may not be gone yet.
	for range 1_000_000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// TestNoAllocation checks that a worker that has seen a body allocates nothing for others like it.
func TestNoAllocation(t *testing.T) {
	m := oneFunc(types(wasm.I32), types(wasm.I64, wasm.I32), codeLocals([]binary.LocalRun{{Count: 3, Type: wasm.F64}},
		block(op.Block, wasm.FuncRef), i32, binary.Instr{Op: op.Loop, X: 0}, in(op.LocalGet, 0), in(op.Call, 0), in(op.Drop), in(op.Drop), in(op.Drop), i64, i32, in(op.End),
		in(op.LocalTee, 0), i32, binary.Instr{Op: op.BrTable, X: 1, Labels: []uint32{1, 1}}, in(op.End), in(op.Drop), i64, i32))
	v, err := Bytes(m, Config{Features: wasm.Wasm3})
	if err != nil {
		t.Fatal(err)
	}
	c := newChecker(Config{Features: wasm.Wasm3})
	if err := c.checkHead(v.Wasm()); err != nil {
		t.Fatal(err)
	}
	b := newBody(c)
	if n := testing.AllocsPerRun(10, func() {
		if err := b.check(0, &v.Wasm().Bodies[0]); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations for a body", n)
	}
}
