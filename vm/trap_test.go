package vm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests traps: that each has its code, that their stacks name functions and offsets, and what happens when a host function fails.

var (
	none   = sig(nil, nil)
	toI32  = sig(nil, vals(wasm.I32))
	i32I32 = sig(vals(wasm.I32), vals(wasm.I32))
)

// f64Const is f64.const.
func f64Const(v float64) binary.Instr {
	return binary.Instr{Op: op.F64Const, Imm: math.Float64bits(v)}
}

func f32Const(v float32) binary.Instr {
	return binary.Instr{Op: op.F32Const, Imm: uint64(math.Float32bits(v))}
}

// trapCases are functions of no type that trap at their last instruction.
var trapCases = []struct {
	name string
	code vm.TrapCode
	body []binary.Instr
}{
	{"unreachable", vm.TrapUnreachable, []binary.Instr{do(op.Unreachable)}},
	{"load behind the end", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(65533), mem(op.I32Load, 0)}},
	{"load with a great offset", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(-1), mem(op.I32Load8U, math.MaxUint32)}},
	{"store behind the end", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(65529), i64(1), mem(op.I64Store, 0)}},
	{"store of a double", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(65529), f64Const(1), mem(op.F64Store, 0)}},
	{"memory.fill", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(65535), i32(0), i32(2), at(op.MemoryFill, 0)}},
	{"memory.copy", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(0), i32(65535), i32(2), two(op.MemoryCopy, 0, 0)}},
	{"memory.copy of nothing", vm.TrapMemoryOutOfBounds, []binary.Instr{i32(65537), i32(0), i32(0), two(op.MemoryCopy, 0, 0)}},
	{"table.get", vm.TrapTableOutOfBounds, []binary.Instr{i32(4), at(op.TableGet, 0)}},
	{"table.set", vm.TrapTableOutOfBounds, []binary.Instr{i32(-1), refFunc(0), at(op.TableSet, 0)}},
	{"table.fill", vm.TrapTableOutOfBounds, []binary.Instr{i32(3), refFunc(0), i32(2), at(op.TableFill, 0)}},
	{"table.copy", vm.TrapTableOutOfBounds, []binary.Instr{i32(0), i32(-1), i32(1), two(op.TableCopy, 0, 0)}},
	{"table.init", vm.TrapTableOutOfBounds, []binary.Instr{i32(0), i32(2), i32(1), two(op.TableInit, 0, 0)}},
	{"i32.div_s", vm.TrapIntegerDivideByZero, []binary.Instr{i32(1), i32(0), do(op.I32DivS)}},
	{"i64.rem_u", vm.TrapIntegerDivideByZero, []binary.Instr{i64(1), i64(0), do(op.I64RemU)}},
	{"i64.div_s", vm.TrapIntegerOverflow, []binary.Instr{i64(math.MinInt64), i64(-1), do(op.I64DivS)}},
	{"i32.trunc_f64_s", vm.TrapIntegerOverflow, []binary.Instr{f64Const(1 << 31), do(op.I32TruncF64S)}},
	{"i64.trunc_f32_u", vm.TrapInvalidConversion, []binary.Instr{f32Const(float32(math.NaN())), do(op.I64TruncF32U)}},
	{"call_indirect outside", vm.TrapUndefinedElement, []binary.Instr{i32(4), at(op.CallIndirect, 0)}},
	{"call_indirect of null", vm.TrapUninitializedElement, []binary.Instr{i32(1), at(op.CallIndirect, 0)}},
	{"call_indirect of another type", vm.TrapIndirectCallMismatch, []binary.Instr{i32(2), at(op.CallIndirect, 0)}},
	{"return_call_indirect outside", vm.TrapUndefinedElement, []binary.Instr{i32(-1), at(op.ReturnCallIndirect, 0)}},
	{"return_call_indirect of null", vm.TrapUninitializedElement, []binary.Instr{i32(1), at(op.ReturnCallIndirect, 0)}},
	{"return_call_indirect of another type", vm.TrapIndirectCallMismatch, []binary.Instr{i32(2), at(op.ReturnCallIndirect, 0)}},
}

// drops gives a body whose last instruction pushes something the drop that makes it valid.
func drops(body []binary.Instr) []binary.Instr {
	s := body[len(body)-1].Op.Info().Sig
	if _, out, ok := strings.Cut(s, ":"); ok && out != "" || body[len(body)-1].Op == op.TableGet {
		return append(body[:len(body):len(body)], do(op.Drop))
	}
	return body
}

// marker is a pair of instructions, without effect, that tests find in the bytes of a module.
func marker(n int32) []binary.Instr { return []binary.Instr{i32(0x5a000000 + n), do(op.Drop)} }

// after returns the offset behind marker n.
func after(t *testing.T, module []byte, n int32) int {
	t.Helper()
	m := marker(n)
	seq := binary.AppendInstr(binary.AppendInstr(nil, &m[0]), &m[1])
	i := bytes.Index(module, seq)
	if i < 0 || bytes.Count(module, seq) != 1 {
		t.Fatalf("marker %d is not there once", n)
	}
	return i + len(seq)
}

// widthOf is the length of instructions.
func widthOf(body []binary.Instr) int {
	var b []byte
	for i := range body {
		b = binary.AppendInstr(b, &body[i])
	}
	return len(b)
}

func TestTraps(t *testing.T) {
	b := newBuilder("traps")
	b.memory(1)
	b.table("table", wasm.FuncRef, 4)
	nop := b.fn("nop", none, nil)
	other := b.fn("other", toI32, nil, i32(1))
	b.elem(0, 0, nop)
	b.elem(0, 2, other)
	b.passive(nop, other)
	for i, c := range trapCases {
		f := b.fn(c.name, none, nil, append(marker(int32(i)), drops(c.body)...)...)
		b.fn("caller of "+c.name, none, nil, append(marker(int32(1000+i)), call(f))...)
	}
	module := b.bytes()
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	for i, c := range trapCases {
		t.Run(c.name, func(t *testing.T) {
			trap := trapOf(t, context.Background(), in, "caller of "+c.name)
			if trap.Code != c.code {
				t.Errorf("trap %q, want %q", trap.Code, c.code)
			}
			if want := "wasm trap: " + c.code.String(); trap.Error() != want {
				t.Errorf("error %q, want %q", trap.Error(), want)
			}
			f := int(4 + 2*i - 2)
			want := []vm.Frame{
				{Module: "traps", Func: c.name, FuncIndex: f, Offset: after(t, module, int32(i)) + widthOf(c.body[:len(c.body)-1])},
				{Module: "traps", Func: "caller of " + c.name, FuncIndex: f + 1, Offset: after(t, module, int32(1000+i))},
			}
			if fmt.Sprint(trap.Stack) != fmt.Sprint(want) {
				t.Errorf("stack\n%swant\n%s", trap.Backtrace(), (&vm.Trap{Stack: want}).Backtrace())
			}
		})
	}
}

func TestBacktrace(t *testing.T) {
	trap := &vm.Trap{Code: vm.TrapUnreachable, Stack: []vm.Frame{{"m", "f", 3, 0x1d}, {"", "", 12, 0x12345}}}
	want := "    0:   0x1d - m!f\n    1: 0x12345 - <unknown>!<wasm function 12>\n"
	if got := trap.Backtrace(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestTrapStackAcrossInstances follows a stack through two instances, a tail call and a loop of calls.
func TestTrapStackAcrossInstances(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b1 := newBuilder("inner")
	trap := b1.fn("trap", none, nil, append(marker(1), do(op.Unreachable))...)
	b1.fn("entry", none, nil, append(marker(2), call(trap))...)
	inner := e.instantiate(b1)
	e.linker.DefineInstance("inner", inner)

	b2 := newBuilder("outer")
	entry := b2.importFunc("inner", "entry", none)
	tail := b2.fn("tail", none, nil, append(marker(3), at(op.ReturnCall, entry))...)
	mid := b2.fn("mid", none, nil, append(marker(4), call(tail))...)
	b2.fn("top", none, nil, append(marker(5), call(mid))...)
	outer := e.instantiate(b2)

	m1, m2 := b1.bytes(), b2.bytes()
	want := []vm.Frame{
		{"inner", "trap", 0, after(t, m1, 1)},
		{"inner", "entry", 1, after(t, m1, 2)},
		{"outer", "mid", 2, after(t, m2, 4)},
		{"outer", "top", 3, after(t, m2, 5)},
	}
	got := trapOf(t, context.Background(), outer, "top")
	if fmt.Sprint(got.Stack) != fmt.Sprint(want) {
		t.Errorf("stack\n%swant\n%s", got.Backtrace(), (&vm.Trap{Stack: want}).Backtrace())
	}
}

func TestTrapStackIsBounded(t *testing.T) {
	b := newBuilder("deep")
	b.fn("f", i32I32, nil, get(0), do(op.I32Eqz), open(op.If), do(op.Unreachable), end(), get(0), i32(1), do(op.I32Sub), call(0))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	trap := trapOf(t, context.Background(), in, "f", 1000)
	if len(trap.Stack) != vm.MaxTraceFrames || trap.Stack[0].Offset >= trap.Stack[1].Offset {
		t.Errorf("%d frames:\n%s", len(trap.Stack), trap.Backtrace())
	}
}

// errHost is what host functions of tests fail with.
type errHost struct{ n int }

func (e *errHost) Error() string { return fmt.Sprintf("host error %d", e.n) }

// hostFails has a guest that calls host functions that fail, in every way that there is.
func hostFails(t *testing.T) *vm.Instance {
	e := newEnv(t, vm.StoreConfig{})
	e.host("error", none, func(*vm.Caller, []uint64) error { return &errHost{7} })
	e.host("panic", none, func(*vm.Caller, []uint64) error { panic("oh") })
	b := newBuilder("guest")
	table := b.table("table", wasm.FuncRef, 2)
	for _, name := range []string{"error", "panic"} {
		b.importFunc("host", name, none)
	}
	b.elem(table, 0, 0, 1)
	for i, name := range []string{"error", "panic"} {
		x := uint32(i)
		b.fn("call "+name, none, nil, call(x))
		b.fn("return_call "+name, none, nil, at(op.ReturnCall, x))
		b.fn("call_indirect "+name, none, nil, i32(int32(x)), at(op.CallIndirect, 0))
		b.fn("return_call_indirect "+name, none, nil, i32(int32(x)), at(op.ReturnCallIndirect, 0))
		b.export("export "+name, wasm.ExternFunc, x)
	}
	b.fn("fine", i32I32, nil, get(0))
	return e.instantiate(b)
}

func TestHostErrors(t *testing.T) {
	in := hostFails(t)
	for _, how := range []string{"call", "return_call", "call_indirect", "return_call_indirect", "export"} {
		trap := trapOf(t, context.Background(), in, how+" error")
		var cause *errHost
		if trap.Code != vm.TrapHost || !errors.As(error(trap), &cause) || cause.n != 7 {
			t.Errorf("%s error: %v", how, trap)
		}
		if trap.Error() != "host function failed: host error 7" {
			t.Errorf("%s error: message %q", how, trap.Error())
		}
		checkHostStack(t, trap, how, "error")

		trap = trapOf(t, context.Background(), in, how+" panic")
		var p *vm.PanicError
		if trap.Code != vm.TrapHost || !errors.As(error(trap), &p) || p.Value != "oh" || !strings.Contains(string(p.Stack), "hostFails") {
			t.Errorf("%s panic: %v", how, trap)
		}
		checkHostStack(t, trap, how, "panic")
		if r := result(t, in, "fine", 5); r != 5 {
			t.Errorf("after the trap the store gives %d", r)
		}
	}
}

// checkHostStack expects the frame of the guest's function that called.
func checkHostStack(t *testing.T, trap *vm.Trap, how, what string) {
	t.Helper()
	want := 1
	if how == "export" {
		want = 0
	}
	if len(trap.Stack) != want || want == 1 && trap.Stack[0].Func != how+" "+what {
		t.Errorf("%s %s: stack\n%s", how, what, trap.Backtrace())
	}
}

// TestPanicInNestedCall panics in a host function that a guest calls which a host function called.
func TestPanicInNestedCall(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("back", i32I32, func(c *vm.Caller, stack []uint64) error {
		if stack[0] == 0 {
			panic(fmt.Errorf("at the bottom: %w", &errHost{9}))
		}
		f, _ := c.Instance().Func("f")
		stack[0]--
		return f.CallStack(c.Context(), stack)
	})
	b := newBuilder("guest")
	back := b.importFunc("host", "back", i32I32)
	b.fn("f", i32I32, nil, get(0), call(back))
	in := e.instantiate(b)
	trap := trapOf(t, context.Background(), in, "f", 3)
	for i := range 4 {
		if trap.Code != vm.TrapHost || len(trap.Stack) != 1 {
			t.Fatalf("level %d: %v\n%s", i, trap, trap.Backtrace())
		}
		var p *vm.PanicError
		if i == 3 {
			if !errors.As(trap.Err, &p) || !errors.As(trap.Err, new(*errHost)) {
				t.Errorf("at the bottom: %v", trap.Err)
			}
		} else if !errors.As(trap.Err, &trap) {
			t.Fatalf("level %d: cause %v", i, trap.Err)
		}
	}
}

// TestHostBreaksOff has host functions that panic and that end their goroutine, when they have and have not asked for their context.
func TestHostBreaksOff(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("break", i32I32, func(c *vm.Caller, stack []uint64) error {
		if stack[0]&1 != 0 {
			c.Context()
		}
		switch {
		case stack[0] >= 8:
			f, _ := c.Instance().Func("f")
			stack[0] -= 8
			return f.CallStack(c.Context(), stack)
		case stack[0]&2 != 0:
			runtime.Goexit()
		}
		panic("oh")
	})
	b := newBuilder("guest")
	host := b.importFunc("host", "break", i32I32)
	b.fn("f", i32I32, nil, get(0), call(host))
	b.fn("fine", i32I32, nil, get(0))
	in := e.instantiate(b)
	for x := range uint64(24) {
		done := make(chan error)
		go func() {
			defer close(done)
			_, err := exported(t, in, "f").Call(t.Context(), x)
			done <- err
		}()
		if err := <-done; (err == nil) != (x&2 != 0) {
			t.Errorf("%d: %v", x, err)
		}
		<-done
		if r := result(t, in, "fine", x); r != x {
			t.Errorf("after %d: %d", x, r)
		}
	}
}

// TestTrapOffsets has instructions around those that trap which lowering does together with them: the offset is still that of the one that traps.
func TestTrapOffsets(t *testing.T) {
	load := mem(op.I32Load, 0)
	far := i32(0x7ffffff0)
	for _, c := range []struct {
		name string
		at   int // the instruction that traps
		body []binary.Instr
	}{
		{"add constant", 1, []binary.Instr{far, load, i32(1), do(op.I32Add), set(0)}},
		{"add local", 1, []binary.Instr{far, load, get(1), do(op.I32Add), set(0)}},
		{"local add", 2, []binary.Instr{get(1), far, load, do(op.I32Add), set(0)}},
		{"to local", 1, []binary.Instr{far, load, set(0)}},
		{"and constant", 1, []binary.Instr{far, load, i32(255), do(op.I32And), set(0)}},
		{"multiply", 2, []binary.Instr{get(2), far, mem(op.F64Load, 0), do(op.F64Mul), set(2)}},
		{"multiply and add", 3, []binary.Instr{get(2), get(2), far, mem(op.F64Load, 0), do(op.F64Mul), do(op.F64Add), set(2)}},
		{"branch", 2, []binary.Instr{open(op.Block), far, load, brIf(0), end()}},
		{"branch if equal", 2, []binary.Instr{open(op.Block), far, load, get(0), do(op.I32Eq), brIf(0), end()}},
		{"compare", 1, []binary.Instr{far, load, do(op.I32Eqz), set(0)}},
		{"store after add", 4, []binary.Instr{far, get(0), i32(1), do(op.I32Add), mem(op.I32Store, 0)}},
		{"load, add and store", 2, []binary.Instr{get(0), far, load, i32(1), do(op.I32Add), mem(op.I32Store, 0)}},
		{"store of a load", 3, []binary.Instr{far, get(0), load, mem(op.I32Store, 0)}},
		{"load of a load", 1, []binary.Instr{far, load, load, set(0)}},
		{"address sum", 3, []binary.Instr{far, get(0), do(op.I32Add), load, set(0)}},
		{"address sum with shift", 5, []binary.Instr{get(0), far, i32(2), do(op.I32Shl), do(op.I32Add), load, set(0)}},
		{"byte", 1, []binary.Instr{far, mem(op.I32Load8U, 0), i32(1), do(op.I32Add), set(0)}},
		{"second load", 2, []binary.Instr{get(0), far, load, get(0), load, do(op.I32Add), do(op.I32Add), set(0)}},
		{"division", 2, []binary.Instr{get(0), i32(0), do(op.I32DivU), get(1), do(op.I32Add), set(0)}},
		{"truncation", 1, []binary.Instr{f64Const(1e30), do(op.I32TruncF64S), i32(1), do(op.I32Add), set(0)}},
		{"select", 3, []binary.Instr{get(0), get(1), far, load, do(op.Select), set(0)}},
		{"select of a comparison", 4, []binary.Instr{get(0), get(1), get(0), far, load, do(op.I32LtS), do(op.Select), set(0)}},
		{"global", 1, []binary.Instr{far, load, at(op.GlobalSet, 0)}},
		{"wide", 1, []binary.Instr{far, mem(op.I64Load, 0), do(op.I32WrapI64), set(0)}},
		{"sign", 1, []binary.Instr{far, mem(op.I64Load32U, 0), do(op.I64Extend32S), do(op.I32WrapI64), set(0)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuilder("offsets")
			b.memory(1)
			b.global("global", wasm.I32, i32(0))
			b.fn("f", none, vals(wasm.I32, wasm.I32, wasm.F64), append(marker(1), c.body...)...)
			want := after(t, b.bytes(), 1) + widthOf(c.body[:c.at])
			got := trapOf(t, context.Background(), newEnv(t, vm.StoreConfig{}).instantiate(b), "f").Stack
			if len(got) != 1 || got[0].Offset != want {
				t.Errorf("offset %#x, want %#x", got[0].Offset, want)
			}
		})
	}
}
