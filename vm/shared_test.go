package vm_test

import (
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests shared memories and atomic instructions, with guests of several stores at once; it is made for the race detector.

const sharedGuest = `(module (import "m" "memory" (memory 1 100 shared))
	(func (export "count") (param $n i32)
		(loop $l (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1))) (drop (i64.atomic.rmw.sub (i32.const 8) (i64.const 3)))
			(drop (i32.atomic.rmw8.add_u (i32.const 17) (i32.const 1))) (drop (i32.atomic.rmw16.add_u (i32.const 18) (i32.const 1)))
			(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
	(func $lock (block $locked
		(br_if $locked (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 32) (i32.const 0) (i32.const 1))))
		(loop $l (br_if $locked (i32.eqz (i32.atomic.rmw.xchg (i32.const 32) (i32.const 2))))
			(drop (memory.atomic.wait32 (i32.const 32) (i32.const 2) (i64.const -1))) (br $l))))
	(func $unlock (if (i32.eq (i32.atomic.rmw.xchg (i32.const 32) (i32.const 0)) (i32.const 2)) (then (drop (memory.atomic.notify (i32.const 32) (i32.const 1))))))
	(func (export "guarded") (param $n i32)
		(loop $l (call $lock) (i64.store (i32.const 40) (i64.add (i64.load (i32.const 40)) (i64.const 1))) (call $unlock)
			(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
	(func (export "wait32") (param i32 i32 i64) (result i32) (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
	(func (export "wait64") (param i32 i64 i64) (result i32) (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
	(func (export "notify") (param i32 i32) (result i32) (memory.atomic.notify (local.get 0) (local.get 1)))
	(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
	(func (export "size") (result i32) (memory.size))
	(func (export "load") (param i32) (result i32) (i32.atomic.load (local.get 0)))
	(func (export "spin") (loop (br 0)))
	(func (export "touch end") (param $n i32)
		(loop $l (drop (i32.atomic.rmw.add (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 4)) (i32.const 1)))
			(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`

// sharedMemory makes a shared memory in a store of its own and returns a way to get an instance of sharedGuest in another store.
func sharedMemory(t *testing.T) (*vm.Memory, func() *vm.Instance) {
	e := newEnvOf(t, vm.StoreConfig{})
	m := must(e.text(`(module (memory (export "memory") 1 100 shared))`).Memory("memory"))
	module := compileText(t, e.engine, sharedGuest)
	e.linker.Define("m", "memory", m)
	return m, func() *vm.Instance {
		s := e.engine.NewStore(vm.StoreConfig{})
		t.Cleanup(func() { s.Close() })
		in, err := e.linker.Instantiate(context.Background(), s, module)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
}

// each runs f for n instances at once.
func each(n int, instance func() *vm.Instance, f func(i int, in *vm.Instance)) {
	var wg sync.WaitGroup
	for i := range n {
		in := instance()
		wg.Go(func() { f(i, in) })
	}
	wg.Wait()
}

func loadWord(t *testing.T, m *vm.Memory, at uint64) (n uint32) {
	t.Helper()
	var b [4]byte
	if !m.Load(b[:], at) {
		t.Fatalf("no word at %d", at)
	}
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func TestSharedCounters(t *testing.T) {
	m, instance := sharedMemory(t)
	const n, rounds = 4, 20_000
	each(n, instance, func(_ int, in *vm.Instance) { results(t, in, "count", rounds) })
	if c := loadWord(t, m, 0); c != n*rounds {
		t.Errorf("counted %d", c)
	}
	minus := uint64(3 * n * rounds)
	if low, high := loadWord(t, m, 8), loadWord(t, m, 12); low != uint32(-minus) || high != 1<<32-1 {
		t.Errorf("64 bits: %#x %#x", high, low)
	}
	if want := uint32(uint8(n*rounds&0xff))<<8 | uint32(n*rounds&0xffff)<<16; loadWord(t, m, 16) != want {
		t.Errorf("8 and 16 bits: %#x, want %#x", loadWord(t, m, 16), want)
	}
}

// TestSharedMutex has guests wait for each other.
func TestSharedMutex(t *testing.T) {
	m, instance := sharedMemory(t)
	const n, rounds = 4, 3000
	each(n, instance, func(_ int, in *vm.Instance) { results(t, in, "guarded", rounds) })
	if c := loadWord(t, m, 40); c != n*rounds {
		t.Errorf("counted %d", c)
	}
}

func TestWait(t *testing.T) {
	m, instance := sharedMemory(t)
	in := instance()
	m.Store([]byte{5, 0, 0, 0, 1}, 64)
	for _, c := range []struct {
		name string
		args []uint64
		want uint64
	}{
		{"wait32", []uint64{64, 6, 1 << 40}, 1}, {"wait32", []uint64{64, 5, 0}, 2}, {"wait32", []uint64{64, 5, 1_000_000}, 2}, {"wait32", []uint64{64, 1<<32 | 5, 10}, 2},
		{"wait64", []uint64{64, 5, 1 << 40}, 1}, {"wait64", []uint64{64, 1<<32 | 5, 10}, 2}, {"notify", []uint64{64, 10}, 0},
	} {
		if r := result(t, in, c.name, c.args...); r != c.want {
			t.Errorf("%s %d = %d, want %d", c.name, c.args, r, c.want)
		}
	}
	for _, c := range []struct {
		name string
		args []uint64
		want vm.TrapCode
	}{
		{"wait32", []uint64{66, 0, 0}, vm.TrapUnalignedAtomic}, {"wait64", []uint64{68, 0, 0}, vm.TrapUnalignedAtomic}, {"notify", []uint64{65, 0}, vm.TrapUnalignedAtomic},
		{"wait32", []uint64{1 << 16, 0, 0}, vm.TrapMemoryOutOfBounds}, {"wait64", []uint64{1<<32 - 8, 0, 0}, vm.TrapMemoryOutOfBounds}, {"notify", []uint64{1 << 16, 1}, vm.TrapMemoryOutOfBounds},
		{"load", []uint64{1}, vm.TrapUnalignedAtomic}, {"load", []uint64{1 << 20}, vm.TrapMemoryOutOfBounds},
	} {
		if trap := trapOf(t, context.Background(), in, c.name, c.args...); trap.Code != c.want {
			t.Errorf("%s %d: %v", c.name, c.args, trap)
		}
	}
}

// TestNotify wakes some of those that wait, and counts them.
func TestNotify(t *testing.T) {
	_, instance := sharedMemory(t)
	const n = 6
	var woken [n]atomic.Bool
	var wg sync.WaitGroup
	for i := range n {
		in := instance()
		wg.Go(func() {
			at := uint64(128 + 8*(i%2)) // three at each of two addresses
			if r := result(t, in, "wait32", at, 0, 1<<64-1); r != 0 {
				t.Errorf("wait32 = %d", r)
			}
			woken[i].Store(true)
		})
	}
	in := instance()
	// notify wakes k at an address, once they wait.
	notify := func(at, k, want uint64) {
		for got := uint64(0); got < want; {
			r := result(t, in, "notify", at, min(k, want-got))
			if got += r; r > k {
				t.Errorf("notify %d = %d", k, r)
			}
			runtime.Gosched()
		}
	}
	if r := result(t, in, "notify", 136, 0); r != 0 {
		t.Errorf("notify 0 = %d", r)
	}
	notify(128, 1, 2)
	notify(136, 1<<32-1, 3)
	for count := 0; count < 5; count = 0 {
		for i := range woken {
			if woken[i].Load() {
				count++
			}
		}
		if count == 5 {
			break
		}
		runtime.Gosched()
	}
	notify(128, 100, 1)
	wg.Wait()
	if r := result(t, in, "notify", 128, 100); r != 0 {
		t.Errorf("%d still wait", r)
	}
}

// TestWaitInterrupted ends waiting with the context, and leaves nobody in the queue.
func TestWaitInterrupted(t *testing.T) {
	_, instance := sharedMemory(t)
	in := instance()
	cause := errors.New("the cause")
	for _, args := range [][]uint64{{64, 0, 1<<64 - 1}, {64, 0, 1 << 60}} {
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(20*time.Millisecond, func() { cancel(cause) })
		if trap := trapOf(t, ctx, in, "wait32", args...); trap.Code != vm.TrapInterrupted || !errors.Is(trap, cause) {
			t.Errorf("trap %v, %v", trap, trap.Err)
		}
		if r := result(t, in, "notify", 64, 10); r != 0 {
			t.Errorf("%d wait", r)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if trap := trapOf(t, ctx, in, "wait64", 64, 0, 1<<64-1); !errors.Is(trap, context.DeadlineExceeded) {
		t.Errorf("trap %v", trap)
	}
}

// TestSharedGrow grows a memory while other guests use it.
func TestSharedGrow(t *testing.T) {
	m, instance := sharedMemory(t)
	var grown atomic.Int32
	each(4, instance, func(i int, in *vm.Instance) {
		if i >= 2 {
			results(t, in, "touch end", 20_000)
			return
		}
		for range 60 {
			if r := result(t, in, "grow", 1); r != 1<<32-1 {
				grown.Add(1)
			}
			m.Len()
			m.Type()
			m.Load(make([]byte, 10), 1<<16)
			if _, ok := m.Read(0, 1); ok || m.Bytes() != nil {
				t.Error("there is a view of a shared memory")
			}
		}
	})
	if grown.Load() != 99 || m.Len() != 100<<16 {
		t.Errorf("grown %d times to %d bytes", grown.Load(), m.Len())
	}
	in := instance()
	if r := result(t, in, "size"); r != 100 {
		t.Errorf("size = %d", r)
	}
	if r := result(t, in, "load", 100<<16-4); r == 1 {
		t.Errorf("load = %d", r)
	}
}

// TestSharedOutlivesStore closes the store in which a shared memory was made, and stores that use it, while others do.
func TestSharedOutlivesStore(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	m := must(e.text(`(module (memory (export "memory") 1 100 shared))`).Memory("memory"))
	e.linker.Define("m", "memory", m)
	module := compileText(t, e.engine, sharedGuest)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 5 {
				s := e.engine.NewStore(vm.StoreConfig{})
				in, err := e.linker.Instantiate(context.Background(), s, module)
				if err != nil {
					t.Error(err)
					return
				}
				results(t, in, "count", 500)
				s.Close()
			}
		})
	}
	e.store.Close()
	wg.Wait()
	if c := loadWord(t, m, 0); c != 3*5*500 {
		t.Errorf("counted %d", c)
	}
}

// TestForgottenSharedMemories makes more shared memories than there are addresses for, while nothing but the addresses asks for a collection.
func TestForgottenSharedMemories(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	e := vm.NewEngine(vm.Config{Features: wasm.AllFeatures})
	m := compileText(t, e, `(module (memory (export "memory") 1 65536 shared))`)
	l := vm.NewLinker(e)
	var s *vm.Store
	for i := range space + space/4 {
		if i%1000 == 0 { // instances of a store stay as long as it does
			s = e.NewStore(vm.StoreConfig{})
		}
		if _, err := l.Instantiate(context.Background(), s, m); err != nil {
			t.Fatalf("memory %d: %v", i, err)
		}
	}
}

// TestAtomicsOnUnshared uses atomic instructions on a memory of one store.
func TestAtomicsOnUnshared(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	in := e.text(strings.Replace(sharedGuest, `(import "m" "memory" (memory 1 100 shared))`, `(memory 1)`, 1))
	results(t, in, "count", 10)
	if r := result(t, in, "load", 0); r != 10 {
		t.Errorf("load = %d", r)
	}
	if r := result(t, in, "notify", 0, 5); r != 0 {
		t.Errorf("notify = %d", r)
	}
	for _, name := range []string{"wait32", "wait64"} {
		if trap := trapOf(t, context.Background(), in, name, 0, 10, 0); trap.Code != vm.TrapExpectedShared {
			t.Errorf("%s: %v", name, trap)
		}
	}
}

// TestAtomicWidths compares each read-modify-write with what it should do, in the middle of other bytes.
func TestAtomicWidths(t *testing.T) {
	e := newEnvOf(t, vm.StoreConfig{})
	type row struct {
		name  string
		size  int
		wide  bool
		apply func(old, x uint64) uint64
	}
	ops := map[string]func(old, x uint64) uint64{
		"add": func(o, x uint64) uint64 { return o + x }, "sub": func(o, x uint64) uint64 { return o - x }, "and": func(o, x uint64) uint64 { return o & x },
		"or": func(o, x uint64) uint64 { return o | x }, "xor": func(o, x uint64) uint64 { return o ^ x }, "xchg": func(_, x uint64) uint64 { return x },
	}
	var rows []row
	text := `(module (memory (export "memory") 1)`
	for name, f := range ops {
		for _, w := range []struct {
			typ, part, suffix string
			size              int
		}{{"i32", "rmw", "", 4}, {"i32", "rmw8", "_u", 1}, {"i32", "rmw16", "_u", 2}, {"i64", "rmw", "", 8}, {"i64", "rmw8", "_u", 1}, {"i64", "rmw16", "_u", 2}, {"i64", "rmw32", "_u", 4}} {
			full := w.typ + ".atomic." + w.part + "." + name + w.suffix
			text += `(func (export "` + full + `") (param i32 ` + w.typ + `) (result ` + w.typ + `) (` + full + ` offset=8 (local.get 0) (local.get 1)))`
			rows = append(rows, row{full, w.size, w.typ == "i64", f})
		}
	}
	in := e.text(text + ")")
	m := must(in.Memory("memory")).Bytes()
	for _, r := range rows {
		for at := 0; at < 8; at += r.size {
			for i := range 32 {
				m[i] = byte(0xA0 + i)
			}
			old, x := uint64(0), uint64(0x8899AABBCCDDEEFF)
			for i := r.size - 1; i >= 0; i-- {
				old = old<<8 | uint64(m[8+at+i])
			}
			arg := x
			if !r.wide {
				arg = uint64(uint32(x))
			}
			if got := result(t, in, r.name, uint64(at), arg); got != old {
				t.Errorf("%s at %d = %#x, want %#x", r.name, at, got, old)
			}
			want := r.apply(old, x)
			for i := range 32 {
				b := byte(0xA0 + i)
				if i >= 8+at && i < 8+at+r.size {
					b = byte(want >> (8 * (i - 8 - at)))
				}
				if m[i] != b {
					t.Errorf("%s at %d: byte %d is %#x, want %#x", r.name, at, i, m[i], b)
				}
			}
		}
	}
}
