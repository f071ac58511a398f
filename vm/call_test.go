package vm_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests calls between Go and guests, in both directions, and the values that cross.

// identities has for each number type a function that returns its parameter.
func identities() *builder {
	b := newBuilder("identities")
	for _, t := range vals(wasm.I32, wasm.I64, wasm.F32, wasm.F64, wasm.ExternRef, wasm.FuncRef) {
		b.fn(t.String(), sig(vals(t), vals(t)), nil, get(0))
	}
	return b
}

func TestTypedCalls(t *testing.T) {
	in := newEnv(t, vm.StoreConfig{}).instantiate(identities())
	checkTyped(t, in, "i32", int32(math.MinInt32), -1, 0, math.MaxInt32)
	checkTyped(t, in, "i32", uint32(0), 1, math.MaxUint32)
	checkTyped(t, in, "i64", int64(math.MinInt64), -1, math.MaxInt64)
	checkTyped(t, in, "i64", uint64(0), math.MaxUint64)
	checkTyped(t, in, "f32", float32(-0.5), math.MaxFloat32, float32(math.Inf(-1)))
	checkTyped(t, in, "f64", -0.5, math.MaxFloat64, math.Inf(1))
}

func checkTyped[T vm.Number](t *testing.T, in *vm.Instance, name string, values ...T) {
	t.Helper()
	f, err := vm.Typed1[T, T](exported(t, in, name))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if r, err := f.Call(context.Background(), v); r != v || err != nil {
			t.Errorf("%s(%v) = %v, %v", name, v, r, err)
		}
	}
}

func TestTypedArity(t *testing.T) {
	b := newBuilder("arity")
	b.fn("0", toI32, nil, i32(-7))
	b.fn("2", sig(vals(wasm.I32, wasm.I64), vals(wasm.I64)), nil, get(0), do(op.I64ExtendI32S), get(1), do(op.I64Sub))
	b.fn("3", sig(vals(wasm.F64, wasm.F64, wasm.F64), vals(wasm.F64)), nil, get(0), get(1), do(op.F64Sub), get(2), do(op.F64Div))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	ctx := context.Background()
	f0, err0 := vm.Typed0[int32](exported(t, in, "0"))
	f2, err2 := vm.Typed2[int32, int64, int64](exported(t, in, "2"))
	f3, err3 := vm.Typed3[float64, float64, float64, float64](exported(t, in, "3"))
	if err := errors.Join(err0, err2, err3); err != nil {
		t.Fatal(err)
	}
	if r, err := f0.Call(ctx); r != -7 || err != nil {
		t.Errorf("0: %v, %v", r, err)
	}
	if r, err := f2.Call(ctx, -5, 10); r != -15 || err != nil {
		t.Errorf("2: %v, %v", r, err)
	}
	if r, err := f3.Call(ctx, 7, 1, 4); r != 1.5 || err != nil {
		t.Errorf("3: %v, %v", r, err)
	}
	if _, err := vm.Typed1[int32, int32](exported(t, in, "0")); err == nil {
		t.Error("a function without parameters passes for one with a parameter")
	}
	if _, err := vm.Typed2[int64, int64, int64](exported(t, in, "2")); err == nil {
		t.Error("[i32 i64] passes for [i64 i64]")
	}
}

// TestTypedNone has functions without a result, of guests and of the host.
func TestTypedNone(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	var calls []int32
	t0, fn0 := vm.Host0(func(*vm.Caller) (vm.None, error) { calls = append(calls, -1); return vm.None{}, nil })
	t2, fn2 := vm.Host2(func(_ *vm.Caller, a, b int32) (vm.None, error) { calls = append(calls, a, b); return vm.None{}, nil })
	if t0.String() != "[] -> []" || t2.String() != "[i32 i32] -> []" {
		t.Fatalf("types %s and %s", &t0, &t2)
	}
	e.host("0", t0, fn0)
	e.host("2", t2, fn2)
	b := newBuilder("none")
	h0, h2 := b.importFunc("host", "0", t0), b.importFunc("host", "2", t2)
	b.fn("0", none, nil, call(h0))
	b.fn("3", sig(vals(wasm.I32, wasm.I32, wasm.I64), nil), nil, get(1), get(0), call(h2))
	b.fn("one", toI32, nil, i32(1))
	in := e.instantiate(b)
	f0, err0 := vm.Typed0[vm.None](exported(t, in, "0"))
	f3, err3 := vm.Typed3[int32, int32, int64, vm.None](exported(t, in, "3"))
	if err := errors.Join(err0, err3); err != nil {
		t.Fatal(err)
	}
	_, err0 = f0.Call(context.Background())
	_, err3 = f3.Call(context.Background(), 3, 4, 5)
	if err := errors.Join(err0, err3); err != nil || !slices.Equal(calls, []int32{-1, 4, 3}) {
		t.Errorf("calls %d, error %v", calls, err)
	}
	if _, err := vm.Typed0[vm.None](exported(t, in, "one")); err == nil {
		t.Error("a function with a result passes for one without")
	}
	if _, err := vm.Typed0[int32](exported(t, in, "0")); err == nil {
		t.Error("a function without a result passes for one with a result")
	}
}

// TestSlots passes garbage in the high halves of 32-bit arguments and results.
func TestSlots(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("dirty", sig(nil, vals(wasm.I32)), func(_ *vm.Caller, stack []uint64) error {
		stack[0] = 0xdead_beef_0000_0010
		return nil
	})
	b := newBuilder("slots")
	dirty := b.importFunc("host", "dirty", toI32)
	b.memory(1)
	b.fn("widen", sig(vals(wasm.I32), vals(wasm.I64)), nil, get(0), do(op.I64ExtendI32U))
	b.fn("load", i32I32, nil, get(0), mem(op.I32Load, 0))
	b.fn("load far", i32I32, nil, get(0), mem(op.I32Load, 0x10000-4-0x10))
	b.fn("widen host", sig(nil, vals(wasm.I64)), nil, call(dirty), do(op.I64ExtendI32U))
	b.fn("load host", toI32, nil, call(dirty), mem(op.I32Load, 0x10000-4-0x10))
	b.export("dirty", wasm.ExternFunc, dirty)
	in := e.instantiate(b)
	m, _ := in.Memory("memory")
	m.Bytes()[0x10] = 42
	for _, c := range []struct {
		name string
		arg  []uint64
		want uint64
	}{
		{"widen", []uint64{0xffff_ffff_8000_0001}, 0x8000_0001},
		{"load", []uint64{0xffff_ffff_0000_0010}, 42},
		{"load far", []uint64{1<<32 + 0x10}, 0},
		{"widen host", nil, 0x10},
		{"load host", nil, 0},
		{"dirty", nil, 0x10},
	} {
		if r := result(t, in, c.name, c.arg...); r != c.want {
			t.Errorf("%s = %#x, want %#x", c.name, r, c.want)
		}
	}
}

// TestDirtyUpperHalves makes 32-bit values whose 64-bit sources have high bits set, hands them on in each way and uses them as addresses,
// indices and conditions.
func TestDirtyUpperHalves(t *testing.T) {
	b := newBuilder("dirty")
	b.memory(1)
	table := b.table("table", wasm.FuncRef, 2)
	global := b.global("global", wasm.I32, i32(0))
	pass := b.fn("pass", i32I32, nil, get(0))
	seven := b.fn("seven", toI32, nil, i32(7))
	b.elem(table, 1, seven)
	wrap := sig(vals(wasm.I64), vals(wasm.I32))
	wrapped := []binary.Instr{get(0), do(op.I32WrapI64)}
	loaded := mem(op.I32Load, 0)
	add := func(name string, body ...binary.Instr) {
		b.fn(name, wrap, vals(wasm.I32), append(slices.Clone(wrapped), body...)...)
	}
	add("direct", loaded)
	add("through a local", set(1), get(1), loaded)
	add("through a tee", tee(1), loaded)
	add("through a global", at(op.GlobalSet, global), at(op.GlobalGet, global), loaded)
	add("through a parameter and a result", call(pass), loaded)
	add("long offset", mem(op.I32Load, 0x10000-8))
	add("store", i32(1), mem(op.I32Store, 0), i32(0), loaded)
	add("select", i32(4), i32(0), do(op.Select), loaded)
	b.fn("condition", wrap, nil, append(slices.Clone(wrapped), open(op.If, wasm.I32), i32(1), do(op.Else), i32(0), end())...)
	b.fn("eqz", wrap, nil, append(slices.Clone(wrapped), do(op.I32Eqz))...)
	b.fn("widened", sig(vals(wasm.I64), vals(wasm.I64)), nil, append(slices.Clone(wrapped), do(op.I64ExtendI32U))...)
	b.fn("index", wrap, nil, append(slices.Clone(wrapped), at(op.CallIndirect, b.typ(toI32)))...)
	b.fn("tail index", wrap, nil, append(slices.Clone(wrapped), at(op.ReturnCallIndirect, b.typ(toI32)))...)
	b.fn("fill", wrap, nil, append(slices.Clone(wrapped), i32(0), i32(8), at(op.MemoryFill, 0), i32(0))...)
	b.fn("copy", wrap, nil, append(slices.Clone(wrapped), get(0), do(op.I32WrapI64), get(0), do(op.I32WrapI64), two(op.MemoryCopy, 0, 0), i32(0))...)
	b.fn("branch table", wrap, nil, append(append([]binary.Instr{open(op.Block), open(op.Block)}, wrapped...),
		binary.Instr{Op: op.BrTable, Labels: []uint32{1}, X: 0}, end(), i32(1), do(op.Return), end(), i32(0))...)
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	for _, c := range []struct {
		name      string
		arg, want uint64
	}{
		{"direct", 4, 0}, {"through a local", 4, 0}, {"through a tee", 4, 0}, {"through a global", 4, 0},
		{"through a parameter and a result", 4, 0}, {"long offset", 4, 0}, {"store", 0, 1}, {"select", 8, 0},
		{"condition", 0, 0}, {"eqz", 0, 1}, {"widened", 5, 5}, {"index", 1, 7}, {"tail index", 1, 7}, {"fill", 8, 0}, {"copy", 4, 0}, {"branch table", 0, 0},
	} {
		for _, high := range []uint64{0, 1, 0x8000_0000, 0xffff_ffff} {
			if r := result(t, in, c.name, high<<32|c.arg); r != c.want {
				t.Errorf("%s(%#x) = %#x, want %#x", c.name, high<<32|c.arg, r, c.want)
			}
		}
	}
}

// TestFailedGrowAsIndex uses the -1 of a failed grow as an address and as an index.
func TestFailedGrowAsIndex(t *testing.T) {
	b := newBuilder("grow")
	b.memory(1)
	table := b.table("table", wasm.FuncRef, 1)
	b.fn("memory near", toI32, nil, i32(-1), at(op.MemoryGrow, 0), mem(op.I32Load8U, 0))
	b.fn("memory far", toI32, nil, i32(-1), at(op.MemoryGrow, 0), mem(op.I32Load8U, 1))
	b.fn("table get", toI32, nil, refFunc(0), i32(-1), at(op.TableGrow, table), at(op.TableGet, table), do(op.RefIsNull))
	b.fn("memory of table", toI32, nil, refFunc(0), i32(-1), at(op.TableGrow, table), mem(op.I32Load8U, 1))
	b.fn("value", sig(nil, vals(wasm.I64)), nil, refFunc(0), i32(-1), at(op.TableGrow, table), do(op.I64ExtendI32U))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	for name, code := range map[string]vm.TrapCode{"memory near": vm.TrapMemoryOutOfBounds, "memory far": vm.TrapMemoryOutOfBounds,
		"table get": vm.TrapTableOutOfBounds, "memory of table": vm.TrapMemoryOutOfBounds} {
		if trap := trapOf(t, context.Background(), in, name); trap.Code != code {
			t.Errorf("%s: %v", name, trap)
		}
	}
	if r := result(t, in, "value"); r != math.MaxUint32 {
		t.Errorf("table.grow gave %#x", r)
	}
}

// TestManyValues passes as many parameters and results as a type may have.
func TestManyValues(t *testing.T) {
	const n = wasm.MaxParams
	types := make([]wasm.ValType, n)
	args := make([]uint64, n)
	var reversed, straight []binary.Instr
	for i := range types {
		types[i] = []wasm.ValType{wasm.I32, wasm.I64, wasm.F32, wasm.F64}[i%4]
		args[i] = uint64(i) * 3
	}
	back := slices.Clone(types)
	slices.Reverse(back)
	for i := range types {
		reversed = append(reversed, get(uint32(n-1-i)))
		straight = append(straight, get(uint32(i)))
	}
	b := newBuilder("many")
	rev := b.fn("reverse", sig(types, back), nil, reversed...)
	b.fn("call", sig(types, back), nil, append(slices.Clone(straight), call(rev))...)
	b.fn("tail", sig(types, back), nil, append(slices.Clone(straight), at(op.ReturnCall, rev))...)
	want := slices.Clone(args)
	slices.Reverse(want)
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	for _, name := range []string{"reverse", "call", "tail"} {
		if got := results(t, in, name, args...); !slices.Equal(got, want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	in := newEnv(t, vm.StoreConfig{}).instantiate(identities())
	f := exported(t, in, "i32")
	if _, err := f.Call(context.Background()); err == nil {
		t.Error("a call without its argument succeeds")
	}
	if _, err := f.Call(context.Background(), 1, 2); err == nil {
		t.Error("a call with two arguments succeeds")
	}
	if err := f.CallStack(context.Background(), nil); err == nil {
		t.Error("a call without slots succeeds")
	}
	for _, name := range []string{"funcref", "externref"} {
		if _, err := exported(t, in, name).Call(context.Background(), 1<<40); err == nil {
			t.Errorf("a number passes for a %s", name)
		}
	}
}

// TestHostReferences returns references from host functions, among them some that are none.
func TestHostReferences(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	var next uint64
	give := func(_ *vm.Caller, stack []uint64) error { stack[0] = next; return nil }
	e.host("func", sig(nil, vals(wasm.FuncRef)), give)
	e.host("extern", sig(nil, vals(wasm.ExternRef)), give)
	b := newBuilder("guest")
	table := uint32(0)
	b.importFunc("host", "func", sig(nil, vals(wasm.FuncRef)))
	b.importFunc("host", "extern", sig(nil, vals(wasm.ExternRef)))
	b.table("table", wasm.FuncRef, 1)
	b.fn("five", toI32, nil, i32(5))
	b.fn("call", toI32, nil, i32(0), call(0), at(op.TableSet, table), i32(0), at(op.CallIndirect, b.typ(toI32)))
	b.fn("extern", sig(nil, vals(wasm.ExternRef)), nil, call(1))
	in := e.instantiate(b)

	next = exported(t, in, "five").Ref()
	if r := result(t, in, "call"); r != 5 {
		t.Errorf("call of a reference gave %d", r)
	}
	next = e.store.Extern("value")
	if r := result(t, in, "extern"); e.store.ExternValue(r) != "value" {
		t.Errorf("the reference gave %v", e.store.ExternValue(r))
	}
	next = 1 << 33
	for _, name := range []string{"call", "extern"} {
		if trap := trapOf(t, context.Background(), in, name); trap.Code != vm.TrapHost {
			t.Errorf("%s of no reference: %v", name, trap)
		}
	}
}

// TestExternRoundTrips sends references to and fro: the guest hands back what it got, and nothing is kept for that.
func TestExternRoundTrips(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	f := exported(t, e.instantiate(identities()), "externref")
	value := &struct{ n int }{5}
	ref := e.store.Extern(value)
	stack := []uint64{ref}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 1_000_000 {
		if err := f.CallStack(context.Background(), stack); err != nil || stack[0] != ref {
			t.Fatalf("got %d, %v", stack[0], err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.Mallocs - before.Mallocs; n > 1000 {
		t.Errorf("%d allocations", n)
	}
	if e.store.ExternValue(stack[0]) != value || e.store.ExternValue(0) != nil || e.store.ExternValue(1<<40) != nil {
		t.Error("the reference stands for another value")
	}
	if e.store.Extern(nil) != 0 {
		t.Error("nil is not the null reference")
	}
}

// TestNestedCalls lets the host and the guest call each other.
func TestNestedCalls(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	type key struct{}
	e.host("down", i32I32, func(c *vm.Caller, stack []uint64) error {
		if c.Store() != e.store || c.Context().Value(key{}) != "value" {
			t.Error("the caller has another store or context")
		}
		f, _ := c.Instance().Func("sum")
		inner := c
		if stack[0] == 0 {
			return nil
		}
		arg := stack[0]
		r, err := f.Call(c.Context(), arg-1)
		if err != nil || inner.Instance() == nil {
			return err
		}
		stack[0] = arg + r[0]
		return nil
	})
	b := newBuilder("guest")
	down := b.importFunc("host", "down", i32I32)
	// Something is alive around the call, in the accumulator and in slots.
	b.fn("sum", i32I32, vals(wasm.I32), i32(1000), set(1), get(0), i32(3), do(op.I32Mul), get(0), call(down), do(op.I32Add),
		get(0), i32(3), do(op.I32Mul), do(op.I32Sub), get(1), do(op.I32Add), i32(1000), do(op.I32Sub))
	b.export("down", wasm.ExternFunc, down)
	in := e.instantiate(b)
	ctx := context.WithValue(context.Background(), key{}, "value")
	if r, err := exported(t, in, "sum").Call(ctx, 100); err != nil || r[0] != 5050 {
		t.Errorf("sum = %v, %v", r, err)
	}
}

// TestHostCalledDirectly calls a host function through its handle: nobody called it, and it may call guests.
func TestHostCalledDirectly(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	var five *vm.Func
	e.host("f", i32I32, func(c *vm.Caller, stack []uint64) error {
		if c.Instance() != nil || c.Memory() != nil {
			t.Error("there is a caller")
		}
		r, err := five.Call(c.Context())
		stack[0] += r[0]
		return err
	})
	b := newBuilder("guest")
	b.export("f", wasm.ExternFunc, b.importFunc("host", "f", i32I32))
	b.fn("five", toI32, nil, i32(5))
	in := e.instantiate(b)
	five = exported(t, in, "five")
	if r := result(t, in, "f", 1<<40|10); r != 15 {
		t.Errorf("f = %#x", r)
	}
}

// TestHostRecursionEnds has a host function and a guest call each other without end.
func TestHostRecursionEnds(t *testing.T) {
	for _, maxStack := range []uint64{0, 1 << 16} {
		e := newEnv(t, vm.StoreConfig{MaxStack: maxStack})
		e.host("f", none, func(c *vm.Caller, _ []uint64) error {
			f, _ := c.Instance().Func("g")
			_, err := f.Call(c.Context())
			return err
		})
		b := newBuilder("guest")
		b.fn("g", none, nil, call(b.importFunc("host", "f", none)))
		b.fn("fine", toI32, nil, i32(1))
		in := e.instantiate(b)
		trap := trapOf(t, context.Background(), in, "g")
		for errors.As(trap.Err, &trap) {
		}
		if trap.Code != vm.TrapStackExhausted {
			t.Errorf("stack of %d: innermost trap %v", maxStack, trap)
		}
		if r := result(t, in, "fine"); r != 1 {
			t.Errorf("afterwards: %d", r)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	ft, fn := vm.Host1(func(_ *vm.Caller, x int32) (int32, error) { return x + 1, nil })
	e.host("inc", ft, fn)
	b := newBuilder("guest")
	inc := b.importFunc("host", "inc", i32I32)
	b.memory(1)
	b.fn("add", sig(vals(wasm.I32, wasm.I32), vals(wasm.I32)), nil, get(0), get(1), do(op.I32Add))
	b.fn("host", i32I32, nil, get(0), call(inc), call(inc))
	b.export("inc", wasm.ExternFunc, inc)
	in := e.instantiate(b)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	add, err1 := vm.Typed2[int32, int32, int32](exported(t, in, "add"))
	host, err2 := vm.Typed1[int32, int32](exported(t, in, "host"))
	direct, err3 := vm.Typed1[int32, int32](exported(t, in, "inc"))
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func() (int32, error){
		"guest function":            func() (int32, error) { return add.Call(ctx, 3, 5) },
		"function that calls hosts": func() (int32, error) { return host.Call(ctx, 6) },
		"host function":             func() (int32, error) { return direct.Call(ctx, 7) },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if r, err := f(); r != 8 || err != nil {
				t.Fatalf("%s: %v, %v", name, r, err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations per call", name, n)
		}
	}
}

func TestHostFunctionTypes(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	define := func(name string, ft wasm.FuncType, fn vm.HostFunc) { e.host(name, ft, fn) }
	ft0, fn0 := vm.Host0(func(*vm.Caller) (int64, error) { return -4, nil })
	define("0", ft0, fn0)
	ft2, fn2 := vm.Host2(func(_ *vm.Caller, a float32, b float64) (float64, error) { return float64(a) - b, nil })
	define("2", ft2, fn2)
	ft3, fn3 := vm.Host3(func(_ *vm.Caller, a uint32, b uint64, c int64) (uint64, error) { return uint64(a) - b + uint64(c), nil })
	define("3", ft3, fn3)
	if err := e.linker.Func("host", "nil", none, nil); err == nil {
		t.Error("a nil function can be defined")
	}
	b := newBuilder("guest")
	for _, f := range []struct {
		name string
		t    wasm.FuncType
	}{{"0", ft0}, {"2", ft2}, {"3", ft3}} {
		b.importFunc("host", f.name, f.t)
	}
	b.fn("0", sig(nil, vals(wasm.I64)), nil, call(0), i64(1), do(op.I64Add))
	b.fn("2", sig(nil, vals(wasm.F64)), nil, f32Const(1.5), f64Const(0.25), call(1), f64Const(2), do(op.F64Mul))
	b.fn("3", sig(nil, vals(wasm.I64)), nil, i32(-1), i64(1), i64(-1), call(2))
	in := e.instantiate(b)
	if r := vm.Value[int64](result(t, in, "0")); r != -3 {
		t.Errorf("0: %d", r)
	}
	if r := vm.Value[float64](result(t, in, "2")); r != 2.5 {
		t.Errorf("2: %v", r)
	}
	if r := result(t, in, "3"); r != math.MaxUint32-2 {
		t.Errorf("3: %d", r)
	}
}

// TestHostGrowsMemory lets a host function grow the memory in a call and in a tail call: the guest must see the new size and bytes.
func TestHostGrowsMemory(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.host("grow", toI32, func(c *vm.Caller, stack []uint64) error {
		m := c.Memory()
		former, ok := m.Grow(3)
		if !ok {
			return errors.New("the memory does not grow")
		}
		m.Bytes()[m.Len()-1] = 99
		stack[0] = former
		return nil
	})
	b := newBuilder("guest")
	grow := b.importFunc("host", "grow", toI32)
	b.memory(1)
	tail := b.fn("tail", toI32, nil, at(op.ReturnCall, grow))
	last := []binary.Instr{at(op.MemorySize, 0), i32(16), do(op.I32Shl), i32(1), do(op.I32Sub), mem(op.I32Load8U, 0)}
	b.fn("by call", toI32, nil, append([]binary.Instr{call(grow), do(op.Drop)}, last...)...)
	b.fn("by tail call", toI32, nil, append([]binary.Instr{call(tail), do(op.Drop)}, last...)...)
	b.fn("last", toI32, nil, last...)
	in := e.instantiate(b)
	for _, name := range []string{"by call", "by tail call", "by call"} {
		if r := result(t, in, name); r != 99 {
			t.Errorf("%s: %d", name, r)
		}
	}
	// Another instance that imports the memory sees it, too.
	e.linker.DefineInstance("guest", in)
	b2 := newBuilder("other")
	inner := b2.importFunc("guest", "tail", toI32)
	b2.importMemory("guest", "memory", 1)
	b2.fn("f", toI32, nil, append([]binary.Instr{call(inner), do(op.Drop)}, last...)...)
	if r := result(t, e.instantiate(b2), "f"); r != 99 {
		t.Errorf("across instances: %d", r)
	}
}
