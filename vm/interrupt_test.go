package vm_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests that a context ends every guest, and that two goroutines cannot be in one store. A guest that would go on anyway
// makes its test hang.

// endless are functions that do not end, or take longer than anybody can wait.
func endless() *builder {
	b := newBuilder("endless")
	b.memory(1)
	table := b.table("table", wasm.FuncRef, 1_000_000)
	nop := b.fn("nop", none, nil)
	b.elem(table, 0, nop)
	loop := func(body ...binary.Instr) []binary.Instr {
		return append(append([]binary.Instr{open(op.Loop)}, body...), br(0), end())
	}
	b.fn("loop", none, nil, loop()...)
	b.fn("loop with condition", none, nil, open(op.Loop), i32(1), brIf(0), end())
	b.fn("counting loop", none, vals(wasm.I32), loop(get(0), i32(1), do(op.I32Add), set(0))...)
	b.fn("loop of calls", none, nil, loop(call(nop))...)
	b.fn("loop of indirect calls", none, nil, loop(i32(0), at(op.CallIndirect, 0))...)
	b.fn("loop of memory.grow", none, nil, loop(i32(0), at(op.MemoryGrow, 0), do(op.Drop))...)
	b.fn("loop of memory.fill", none, nil, loop(i32(0), i32(1), i32(65536), at(op.MemoryFill, 0))...)
	b.fn("loop of memory.copy", none, nil, loop(i32(0), i32(1), i32(65535), two(op.MemoryCopy, 0, 0))...)
	b.fn("loop of table.fill", none, nil, loop(i32(0), refFunc(nop), i32(1_000_000), at(op.TableFill, table))...)
	b.fn("loop of table.copy", none, nil, loop(i32(0), i32(1), i32(999_999), two(op.TableCopy, table, table))...)
	self := uint32(len(b.m.Funcs))
	b.fn("tail calls", none, nil, at(op.ReturnCall, self))
	again := b.table("again", wasm.FuncRef, 2)
	b.fn("indirect tail calls", none, nil, i32(1), two(op.ReturnCallIndirect, 0, again))
	b.elem(again, 1, self+1)
	labels := make([]uint32, 100_000)
	b.fn("branch table", none, vals(wasm.I32), loop(get(0), i32(1), do(op.I32Add), tee(0), binary.Instr{Op: op.BrTable, Labels: labels, X: 0})...)
	doubling(b, "doubling calls", op.Call)
	straight := make([]binary.Instr, 0, 1<<16)
	for range cap(straight) / 4 {
		straight = append(straight, i32(0), i32(1), i32(65536), at(op.MemoryFill, 0))
	}
	last := b.fn("straight code", none, nil, straight...)
	b.fn("straight code often", none, nil, loop(call(last))...)
	return b
}

// doubling adds 35 functions, of which each calls the next twice and none has a loop.
func doubling(b *builder, name string, how op.Op) {
	const n = 35
	b.fn(name, none, nil, call(uint32(len(b.m.Funcs))+1))
	for i := range n {
		next := uint32(len(b.m.Funcs)) + 1
		body := []binary.Instr{at(how, next), at(how, next)}
		if i == n-1 {
			body = nil
		}
		b.fn(fmt.Sprint(name, i), none, nil, body...)
	}
}

// endlessNames are the exports of endless that do not return.
func endlessNames(b *builder) (names []string) {
	for _, n := range b.names {
		if n != "nop" && n != "straight code" && (len(n) < 14 || n[:14] != "doubling calls" || len(n) == 14) {
			names = append(names, n)
		}
	}
	return names
}

func TestDeadlineEndsGuests(t *testing.T) {
	b := endless()
	e := newEnv(t, vm.StoreConfig{})
	in := e.instantiate(b)
	for _, name := range endlessNames(b) {
		t.Run(name, func(t *testing.T) {
			trap := trapAtDeadline(t, in, name)
			if trap.Code != vm.TrapInterrupted || !errors.Is(error(trap), context.DeadlineExceeded) {
				t.Errorf("trap %v", trap)
			}
			if len(trap.Stack) == 0 || trap.Stack[len(trap.Stack)-1].Func != name && len(trap.Stack) < vm.MaxTraceFrames {
				t.Errorf("stack\n%s", trap.Backtrace())
			}
			if _, err := exported(t, in, "nop").Call(context.Background()); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// trapAtDeadline calls a function that does not end. On a busy machine a deadline may pass before the guest begins: then it has no stack, and
// gets more time.
func trapAtDeadline(t *testing.T, in *vm.Instance, name string) *vm.Trap {
	t.Helper()
	for d := time.Millisecond; ; d *= 2 {
		ctx, cancel := context.WithTimeout(context.Background(), d)
		trap := trapOf(t, ctx, in, name)
		cancel()
		if len(trap.Stack) > 0 || d > time.Minute {
			return trap
		}
	}
}

func TestCancelEndsGuest(t *testing.T) {
	b := endless()
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	cause := errors.New("the user left")
	for _, name := range []string{"loop", "tail calls", "doubling calls"} {
		ctx, cancel := context.WithCancelCause(context.Background())
		go cancel(cause)
		trap := trapOf(t, ctx, in, name)
		if trap.Code != vm.TrapInterrupted || !errors.Is(error(trap), cause) {
			t.Errorf("%s: %v", name, trap)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if trap := trapOf(t, ctx, in, "nop"); trap.Code != vm.TrapInterrupted {
		t.Errorf("a call with a context that is done: %v", trap)
	}
}

// TestBigFill interrupts a fill and a copy of the largest memory there is.
func TestBigFill(t *testing.T) {
	b := newBuilder("big")
	b.memory(1)
	b.fn("fill", none, nil, open(op.Loop), i32(0), i32(0), i32(-1), at(op.MemoryFill, 0), br(0), end())
	b.fn("copy", none, nil, open(op.Loop), i32(0), i32(1), i32(-2), two(op.MemoryCopy, 0, 0), br(0), end())
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	m, _ := in.Memory("memory")
	if _, ok := m.Grow(wasm.MaxMemoryPages - 1); !ok {
		t.Skip("this machine does not give 4 GiB")
	}
	for _, name := range []string{"fill", "copy"} {
		if trap := trapAtDeadline(t, in, name); trap.Code != vm.TrapInterrupted || len(trap.Stack) != 1 {
			t.Errorf("%s: %v\n%s", name, trap, trap.Backtrace())
		}
	}
}

// TestInterruptedHost waits in a host function until the context is done, or gives up in its own way.
func TestInterruptedHost(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("wait", none, func(c *vm.Caller, _ []uint64) error {
		<-c.Context().Done()
		return c.Context().Err()
	})
	e.host("other", none, func(c *vm.Caller, _ []uint64) error {
		<-c.Context().Done()
		return &errHost{1}
	})
	e.host("return", none, func(c *vm.Caller, _ []uint64) error {
		<-c.Context().Done()
		return nil
	})
	b := newBuilder("guest")
	for _, name := range []string{"wait", "other", "return"} {
		b.importFunc("host", name, none)
	}
	for i, name := range []string{"wait", "other", "return"} {
		b.fn(name, none, nil, open(op.Loop), call(uint32(i)), br(0), end())
	}
	in := e.instantiate(b)
	for name, code := range map[string]vm.TrapCode{"wait": vm.TrapInterrupted, "other": vm.TrapHost, "return": vm.TrapInterrupted} {
		if trap := trapAtDeadline(t, in, name); trap.Code != code {
			t.Errorf("%s: %v", name, trap)
		}
	}
}

// busyEnv has a guest that waits in the host function "wait" until release is closed; inside tells when it is there.
func busyEnv(t *testing.T) (e *env, in *vm.Instance, inside, release chan struct{}) {
	e = newEnv(t, vm.StoreConfig{})
	inside, release = make(chan struct{}), make(chan struct{})
	e.host("wait", none, func(*vm.Caller, []uint64) error {
		close(inside)
		<-release
		return nil
	})
	b := newBuilder("guest")
	wait := b.importFunc("host", "wait", none)
	b.fn("wait", none, nil, call(wait))
	b.fn("loop", none, nil, open(op.Loop), br(0), end())
	b.fn("one", toI32, nil, i32(1))
	return e, e.instantiate(b), inside, release
}

// TestStoreBusy comes into a store from a second goroutine, while the first runs a guest and while it is in a host function.
func TestStoreBusy(t *testing.T) {
	e, in, inside, release := busyEnv(t)
	wait, loop, one := exported(t, in, "wait"), exported(t, in, "loop"), exported(t, in, "one")
	done := make(chan error)
	go func() {
		_, err := wait.Call(context.Background())
		done <- err
	}()
	<-inside
	if _, err := one.Call(context.Background()); err != vm.ErrStoreBusy {
		t.Errorf("call while a host function runs: %v", err)
	}
	if _, err := e.linker.Instantiate(context.Background(), e.store, in.Module()); err != vm.ErrStoreBusy {
		t.Errorf("instantiation while a host function runs: %v", err)
	}
	if err := e.store.Close(); err != vm.ErrStoreBusy {
		t.Errorf("close while a host function runs: %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		err := vm.ErrStoreBusy
		for err == vm.ErrStoreBusy { // the other goroutine may be first
			_, err = loop.Call(ctx)
		}
		done <- err
	}()
	var err error
	for err == nil {
		_, err = one.Call(context.Background())
	}
	if err != vm.ErrStoreBusy {
		t.Errorf("call while a guest runs: %v", err)
	}
	cancel()
	<-done
	if r := result(t, in, "one"); r != 1 {
		t.Errorf("afterwards: %d", r)
	}
}

// TestManyGoroutines has goroutines fight for one store: each call is made or refused.
func TestManyGoroutines(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("back", i32I32, func(c *vm.Caller, stack []uint64) error {
		f, _ := c.Instance().Func("double")
		return f.CallStack(c.Context(), stack)
	})
	b := newBuilder("guest")
	back := b.importFunc("host", "back", i32I32)
	b.fn("double", i32I32, nil, get(0), i32(2), do(op.I32Mul))
	b.fn("f", i32I32, nil, get(0), call(back), call(back))
	f := exported(t, e.instantiate(b), "f")
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 500 {
				n := uint64(g*1000 + i)
				if r, err := f.Call(context.Background(), n); err != vm.ErrStoreBusy && (err != nil || r[0] != 4*n) {
					t.Errorf("f(%d) = %v, %v", n, r, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestStrayCallback calls back with the context of a host call from a goroutine that outlives it.
func TestStrayCallback(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	var wg sync.WaitGroup
	stale := make(chan context.Context, 1000)
	e.host("spawn", none, func(c *vm.Caller, _ []uint64) error {
		f, _ := c.Instance().Func("double")
		ctx := c.Context()
		stale <- ctx
		for range 4 {
			wg.Go(func() {
				for n := range uint64(20) {
					if r, err := f.Call(ctx, n); err != vm.ErrStoreBusy && (err != nil || r[0] != 2*n) {
						t.Errorf("stray call: %v, %v", r, err)
					}
				}
			})
		}
		return nil
	})
	b := newBuilder("guest")
	spawn := b.importFunc("host", "spawn", none)
	b.fn("double", i32I32, nil, get(0), i32(2), do(op.I32Mul))
	b.fn("f", i32I32, nil, get(0), i32(3), do(op.I32Mul), call(spawn), get(0), do(op.I32Add))
	in := e.instantiate(b)
	f := exported(t, in, "f")
	for n := range uint64(100) {
		var r []uint64
		err := vm.ErrStoreBusy
		for err == vm.ErrStoreBusy { // a stray call may be inside
			r, err = f.Call(context.Background(), n)
		}
		if err != nil || r[0] != 4*n {
			t.Fatalf("f(%d) = %v, %v", n, r, err)
		}
	}
	wg.Wait()
	// Outside of any call, an old context is as good as any other.
	if _, err := f.Call(<-stale, 1); err != nil {
		t.Error(err)
	}
	wg.Wait()
}

// TestConcurrentFirstCalls instantiates one module in many stores at once and makes the first calls of its functions there.
func TestConcurrentFirstCalls(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("inc", i32I32, func(_ *vm.Caller, stack []uint64) error { stack[0]++; return nil })
	b := newBuilder("shared")
	inc := b.importFunc("host", "inc", i32I32)
	b.memory(1)
	b.table("table", wasm.FuncRef, 4)
	const n = 50
	for i := range n {
		body := []binary.Instr{get(0), call(inc)}
		if i > 0 {
			body = []binary.Instr{get(0), i32(int32(i)), do(op.I32Add), call(uint32(i))}
		}
		b.fn(fmt.Sprint(i), i32I32, nil, body...)
	}
	module := b.bytes()
	m, err := e.engine.Compile(module)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			// Some compile the module again: its types get the same identities.
			mine := m
			if g%4 == 0 {
				var err error
				if mine, err = e.engine.Compile(module); err != nil {
					t.Error(err)
				}
			}
			for range 10 {
				s := e.engine.NewStore(vm.StoreConfig{})
				in, err := e.linker.Instantiate(context.Background(), s, mine)
				if err != nil {
					t.Error(err)
					return
				}
				last := exported(t, in, fmt.Sprint(n-1))
				if r, err := last.Call(context.Background(), 1); err != nil || r[0] != 2+n*(n-1)/2 {
					t.Errorf("got %v, %v", r, err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// TestGuestContext waits with the context of the guest's caller, with which nobody can call into the store meanwhile.
func TestGuestContext(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var in *vm.Instance
	typ, wait := vm.Host1(func(c *vm.Caller, x int32) (int32, error) {
		if allocs := testing.AllocsPerRun(10, func() { c.GuestContext() }); allocs != 0 {
			t.Errorf("GuestContext allocates %v times", allocs)
		}
		f, _ := in.Func("own")
		if _, err := f.Call(c.GuestContext(), 1); err != vm.ErrStoreBusy {
			t.Errorf("a call with the guest's context: %v", err)
		}
		if _, err := f.Call(c.Context(), 1); err != nil {
			t.Errorf("a call with the function's context: %v", err)
		}
		cancel()
		<-c.GuestContext().Done()
		return 0, c.GuestContext().Err()
	})
	e.host("wait", typ, wait)
	g := newBuilder("guest")
	host := g.importFunc("host", "wait", typ)
	g.fn("own", typ, nil, get(0))
	g.fn("wait", typ, nil, get(0), call(host))
	in = e.instantiate(g)
	if _, err := exported(t, in, "wait").Call(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("the call ends with %v", err)
	}
}
