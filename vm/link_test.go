package vm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests linking: what fits what, what the errors say, and instances that share memories, tables, globals and functions.

// exporter exports one of each kind.
func exporter() *builder {
	b := newBuilder("exporter")
	b.memory(2)
	b.table("table", wasm.FuncRef, 10)
	b.global("global", wasm.I64, i64(7))
	b.fn("f", i32I32, nil, get(0), i32(1), do(op.I32Add))
	return b
}

func TestLinkErrors(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	e.linker.DefineInstance("m", e.instantiate(exporter()))
	e.host("h", i32I32, func(*vm.Caller, []uint64) error { return nil })
	e.linker.Define("m", "nothing", nil)
	mutable := func(t wasm.ValType) wasm.GlobalType { return wasm.GlobalType{Type: t, Mutable: true} }
	for _, c := range []struct {
		name string
		add  func(b *builder)
		code string // of the problem, or empty
		text string // part of the message
	}{
		{"memory", func(b *builder) { b.importMemory("m", "memory", 2) }, "", ""},
		{"smaller memory", func(b *builder) { b.importMemory("m", "memory", 1) }, "", ""},
		{"larger memory", func(b *builder) { b.importMemory("m", "memory", 3) }, "incompatible import type", "wanted a memory with limits from 3, got limits from 2"},
		{"memory with maximum", func(b *builder) {
			b.importMemory("m", "memory", 2)
			b.m.Memories[0].Limits.Max, b.m.Memories[0].Limits.HasMax = 5, true
		}, "incompatible import type", "limits 2 to 5"},
		{"table", func(b *builder) { b.importTable("m", "table", wasm.FuncRef, 10) }, "", ""},
		{"table of externref", func(b *builder) { b.importTable("m", "table", wasm.ExternRef, 10) }, "incompatible import type", "wanted a table of externref"},
		{"larger table", func(b *builder) { b.importTable("m", "table", wasm.FuncRef, 11) }, "incompatible import type", "got funcref with limits from 10"},
		{"global", func(b *builder) { b.importGlobal("m", "global", mutable(wasm.I64)) }, "", ""},
		{"global of i32", func(b *builder) { b.importGlobal("m", "global", mutable(wasm.I32)) }, "incompatible import type", "wanted a global of i32"},
		{"immutable global", func(b *builder) { b.importGlobal("m", "global", wasm.GlobalType{Type: wasm.I64}) }, "incompatible import type", "mutable: false"},
		{"function", func(b *builder) { b.importFunc("m", "f", i32I32) }, "", ""},
		{"function of another type", func(b *builder) { b.importFunc("m", "f", toI32) }, "incompatible import type", "wanted [] -> [i32], got [i32] -> [i32]"},
		{"host function", func(b *builder) { b.importFunc("host", "h", i32I32) }, "", ""},
		{"host function of another type", func(b *builder) { b.importFunc("host", "h", none) }, "incompatible import type", "wanted [] -> [], the host has [i32] -> [i32]"},
		{"host function as a memory", func(b *builder) { b.importMemory("host", "h", 0) }, "incompatible import type", "it is a host function"},
		{"memory as a function", func(b *builder) { b.importFunc("m", "memory", none) }, "incompatible import type", "it is a memory"},
		{"unknown function", func(b *builder) { b.importFunc("m", "g", i32I32) }, "unknown import", `func "g" of "m": nothing provides it; wanted type [i32] -> [i32]`},
		{"unknown name of the host", func(b *builder) { b.importFunc("host", "g", none) }, "unknown import", "other functions of this module"},
		{"unknown memory", func(b *builder) { b.importMemory("x", "memory", 0) }, "unknown import", `memory "memory" of "x"`},
		{"nil", func(b *builder) { b.importFunc("m", "nothing", none) }, "unknown import", `"nothing" of "m"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuilder("importer")
			c.add(b)
			err := e.tryInstantiate(b)
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var l *vm.LinkError
			if !errors.As(err, &l) {
				t.Fatalf("error %v", err)
			}
			if len(l.Problems) != 1 || string(l.Problems[0].Code) != c.code || !strings.HasPrefix(err.Error(), c.code) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("error %q", err)
			}
		})
	}
}

// TestAllProblems lists all that is missing, not only the first.
func TestAllProblems(t *testing.T) {
	b := newBuilder("importer")
	b.importFunc("a", "f", none)
	b.importFunc("b", "g", toI32)
	b.importMemory("c", "memory", 1)
	err := newEnv(t, vm.StoreConfig{}).tryInstantiate(b)
	want := `unknown import: func "f" of "a": nothing provides it; wanted type [] -> []
unknown import: func "g" of "b": nothing provides it; wanted type [] -> [i32]
unknown import: memory "memory" of "c": nothing provides it`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestOtherStore(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	in := e.instantiate(exporter())
	e.linker.DefineInstance("m", in)
	for name, add := range map[string]func(b *builder){
		"f":      func(b *builder) { b.importFunc("m", "f", i32I32) },
		"memory": func(b *builder) { b.importMemory("m", "memory", 1) },
		"table":  func(b *builder) { b.importTable("m", "table", wasm.FuncRef, 1) },
		"global": func(b *builder) { b.importGlobal("m", "global", wasm.GlobalType{Type: wasm.I64, Mutable: true}) },
	} {
		b := newBuilder("importer")
		add(b)
		s := e.engine.NewStore(vm.StoreConfig{})
		_, err := e.linker.Instantiate(context.Background(), s, e.compile(b))
		var l *vm.LinkError
		if !errors.As(err, &l) || !strings.Contains(err.Error(), "it belongs to another store") {
			t.Errorf("%s: %v", name, err)
		}
		s.Close()
	}
}

// TestOtherEngine mixes what belongs to two engines. The numbers of types differ between them, so that a mixture that
// passes would call functions with wrong types.
func TestOtherEngine(t *testing.T) {
	a, b := newEnv(t, vm.StoreConfig{}), newEnv(t, vm.StoreConfig{})
	a.instantiate(identities())
	module := exporter()
	ma, mb := a.compile(module), b.compile(module)
	for name, try := range map[string]func() (*vm.Instance, error){
		"module":           func() (*vm.Instance, error) { return a.linker.Instantiate(context.Background(), a.store, mb) },
		"store":            func() (*vm.Instance, error) { return a.linker.Instantiate(context.Background(), b.store, ma) },
		"linker":           func() (*vm.Instance, error) { return b.linker.Instantiate(context.Background(), a.store, ma) },
		"store and linker": func() (*vm.Instance, error) { return b.linker.Instantiate(context.Background(), b.store, ma) },
	} {
		if _, err := try(); err != vm.ErrOtherEngine {
			t.Errorf("%s of another engine: %v", name, err)
		}
	}
	a.linker.DefineInstance("m", a.instantiate(module))
	in := b.instantiate(module)
	a.linker.Define("m", "f", in.Extern("f"))
	importer := newBuilder("importer")
	importer.importFunc("m", "f", i32I32)
	var l *vm.LinkError
	if err := a.tryInstantiate(importer); !errors.As(err, &l) {
		t.Errorf("function of another engine: %v", err)
	}
	typ, err := a.linker.Engine().HostType(i32I32)
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(*vm.Caller, []uint64) error { return nil }
	if err := b.linker.FuncOf("m", "f", typ, nothing); !errors.Is(err, vm.ErrOtherEngine) {
		t.Errorf("type of another engine: %v", err)
	}
	if err := a.linker.FuncOf("m", "f", typ, nil); err == nil || !strings.Contains(err.Error(), `host function "f" of "m" is nil`) {
		t.Errorf("nothing as a function: %v", err)
	}
}

// TestSharedHostType defines two functions with one type.
func TestSharedHostType(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	typ, err := e.engine.HostType(toI32)
	if err != nil {
		t.Fatal(err)
	}
	b := newBuilder("importer")
	for i, name := range []string{"f", "g"} {
		number := func(_ *vm.Caller, stack []uint64) error { stack[0] = uint64(i); return nil }
		if err := e.linker.FuncOf("host", name, typ, number); err != nil {
			t.Fatal(err)
		}
		b.export(name, wasm.ExternFunc, b.importFunc("host", name, toI32))
	}
	in := e.instantiate(b)
	if f, g := result(t, in, "f"), result(t, in, "g"); f != 0 || g != 1 {
		t.Errorf("the functions return %d and %d", f, g)
	}
}

// TestCloneLinker changes a linker and its clone, and uses a clone whose original and store are gone.
func TestCloneLinker(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	number := func(n uint64) vm.HostFunc {
		return func(_ *vm.Caller, stack []uint64) error { stack[0] = n; return nil }
	}
	e.host("f", toI32, number(1))
	e.linker.DefineInstance("m", e.instantiate(exporter()))
	clone := e.linker.Clone()
	e.host("f", toI32, number(2))
	if err := clone.Func("host", "g", toI32, number(3)); err != nil {
		t.Fatal(err)
	}
	b := newBuilder("importer")
	f := b.importFunc("host", "f", toI32)
	b.export("f", wasm.ExternFunc, f)
	m := e.compile(b)
	e.store.Close()
	e.linker = nil

	s := e.engine.NewStore(vm.StoreConfig{})
	defer s.Close()
	in, err := clone.Instantiate(context.Background(), s, m)
	if err != nil {
		t.Fatal(err)
	}
	if r := result(t, in, "f"); r != 1 {
		t.Errorf("the clone has function %d", r)
	}
	importer := newBuilder("importer")
	importer.importFunc("m", "f", i32I32)
	var l *vm.LinkError
	if _, err := clone.Instantiate(context.Background(), s, e.compile(importer)); !errors.As(err, &l) {
		t.Errorf("export of a store that is closed: %v", err)
	}
}

// TestSharedState has two instances share all that can be shared.
func TestSharedState(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	owner := e.instantiate(exporter())
	e.linker.DefineInstance("m", owner)
	b := newBuilder("user")
	f := b.importFunc("m", "f", i32I32)
	b.importMemory("m", "memory", 1)
	b.importTable("m", "table", wasm.FuncRef, 1)
	b.importGlobal("m", "global", wasm.GlobalType{Type: wasm.I64, Mutable: true})
	double := b.fn("double", i32I32, nil, get(0), i32(2), do(op.I32Mul))
	b.elem(0, 3, double, f)
	b.fn("store", sig(vals(wasm.I32, wasm.I32), nil), nil, get(0), get(1), mem(op.I32Store, 0))
	b.fn("set", sig(vals(wasm.I64), nil), nil, get(0), at(op.GlobalSet, 0))
	b.fn("grow", toI32, nil, i32(1), at(op.MemoryGrow, 0), do(op.Drop), refFunc(double), i32(1), at(op.TableGrow, 0))
	b.export("table", wasm.ExternTable, 0)
	user := e.instantiate(b)

	memory, global, table := must(owner.Memory("memory")), must(owner.Global("global")), must(owner.Table("table"))
	if must(user.Table("table")) != table {
		t.Error("the table is not the same")
	}
	results(t, user, "store", 12, 0x01020304)
	if got := memory.Bytes()[12:16]; !slices.Equal(got, []byte{4, 3, 2, 1}) {
		t.Errorf("memory has %v", got)
	}
	results(t, user, "set", 99)
	if global.Get() != 99 {
		t.Errorf("the global is %d", global.Get())
	}
	if r := result(t, user, "grow"); r != 10 || table.Len() != 11 || memory.Len() != 3<<16 {
		t.Errorf("grow = %d, table of %d, memory of %d", r, table.Len(), memory.Len())
	}
	for i, want := range map[uint64]uint64{3: 10, 4: 6, 10: 10} {
		g, ok := table.Func(i)
		if !ok {
			t.Errorf("element %d is null", i)
			continue
		}
		if r, err := g.Call(context.Background(), 5); err != nil || r[0] != want {
			t.Errorf("element %d: %v, %v", i, r, err)
		}
	}
	for _, i := range []uint64{0, 11, 1 << 40} {
		if _, ok := table.Func(i); ok {
			t.Errorf("element %d is a function", i)
		}
	}
}

// TestMixedTables uses an imported and a defined table with each instruction.
func TestMixedTables(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b := newBuilder("owner")
	b.table("table", wasm.FuncRef, 5)
	owner := e.instantiate(b)
	e.linker.DefineInstance("m", owner)

	b = newBuilder("user")
	imported := b.importTable("m", "table", wasm.FuncRef, 5)
	own := b.table("own", wasm.FuncRef, 3)
	one, two1, three := b.fn("1", toI32, nil, i32(1)), b.fn("2", toI32, nil, i32(2)), b.fn("3", toI32, nil, i32(3))
	seg := b.passive(one, two1, three)
	b.elem(own, 2, three)
	for _, c := range []struct {
		name string
		x, y uint32
	}{{"imported", imported, own}, {"own", own, imported}} {
		b.fn("fill "+c.name, sig(vals(wasm.I32, wasm.I32), nil), nil, get(0), refFunc(one), get(1), at(op.TableFill, c.x))
		b.fn("copy to "+c.name, sig(vals(wasm.I32, wasm.I32, wasm.I32), nil), nil, get(0), get(1), get(2), two(op.TableCopy, c.x, c.y))
		b.fn("init "+c.name, sig(vals(wasm.I32, wasm.I32, wasm.I32), nil), nil, get(0), get(1), get(2), two(op.TableInit, seg, c.x))
		b.fn("grow "+c.name, i32I32, nil, refFunc(two1), get(0), at(op.TableGrow, c.x))
		b.fn("size "+c.name, toI32, nil, at(op.TableSize, c.x))
		b.fn("move "+c.name, sig(vals(wasm.I32, wasm.I32), nil), nil, get(0), get(1), at(op.TableGet, c.x), at(op.TableSet, c.y))
		b.fn("call "+c.name, i32I32, nil, get(0), two(op.CallIndirect, b.typ(toI32), c.x))
		b.fn("tail call "+c.name, i32I32, nil, get(0), two(op.ReturnCallIndirect, b.typ(toI32), c.x))
	}
	user := e.instantiate(b)
	tables := map[string]*vm.Table{"imported": must(owner.Table("table")), "own": must(user.Table("own"))}

	// The numbers that the functions of a table return, 0 for null.
	check := func(after string, name string, want ...uint64) {
		t.Helper()
		var got, tail []uint64
		for i := range tables[name].Len() {
			r, err := exported(t, user, "call "+name).Call(context.Background(), i)
			r2, err2 := exported(t, user, "tail call "+name).Call(context.Background(), i)
			if err != nil || err2 != nil {
				r, r2 = []uint64{0}, []uint64{0}
			}
			got, tail = append(got, r[0]), append(tail, r2[0])
		}
		if !slices.Equal(got, want) || !slices.Equal(tail, want) {
			t.Errorf("after %s: table %s gives %v and %v, want %v", after, name, got, tail, want)
		}
	}
	check("instantiation", "imported", 0, 0, 0, 0, 0)
	check("instantiation", "own", 0, 0, 3)
	results(t, user, "fill imported", 1, 2)
	check("fill", "imported", 0, 1, 1, 0, 0)
	check("fill", "own", 0, 0, 3)
	results(t, user, "copy to own", 0, 1, 1)
	check("copy", "own", 1, 0, 3)
	results(t, user, "copy to imported", 4, 2, 1)
	check("copy", "imported", 0, 1, 1, 0, 3)
	results(t, user, "init own", 1, 1, 2)
	check("init", "own", 1, 2, 3)
	results(t, user, "init imported", 0, 2, 1)
	check("init", "imported", 3, 1, 1, 0, 3)
	if r := result(t, user, "grow own", 1); r != 3 {
		t.Errorf("grow own = %d", r)
	}
	check("grow", "own", 1, 2, 3, 2)
	check("grow", "imported", 3, 1, 1, 0, 3)
	if r, r2 := result(t, user, "size own"), result(t, user, "size imported"); r != 4 || r2 != 5 {
		t.Errorf("sizes %d and %d", r, r2)
	}
	results(t, user, "move own", 3, 1)
	check("move", "imported", 3, 1, 1, 2, 3)
	results(t, user, "move imported", 0, 0)
	check("move", "own", 3, 2, 3, 2)
}

// TestDroppedSegments uses segments after they have been dropped, of functions and of null and extern references.
func TestDroppedSegments(t *testing.T) {
	b := newBuilder("segments")
	b.memory(1)
	funcs := b.table("funcs", wasm.FuncRef, 4)
	externs := b.table("externs", wasm.ExternRef, 4)
	f := b.fn("f", none, nil)
	segs := map[string]uint32{
		"funcs":       b.passive(f, f),
		"expressions": uint32(len(b.m.Elems)),
	}
	b.m.Elems = append(b.m.Elems, wasm.Elem{Type: wasm.FuncRef, Mode: wasm.SegmentPassive, Flags: 5, UsesExprs: true,
		Exprs: []wasm.ConstExpr{constExpr(refFunc(f)), constExpr(binary.Instr{Op: op.RefNull, Type: wasm.FuncRef})}})
	segs["externs"] = uint32(len(b.m.Elems))
	b.m.Elems = append(b.m.Elems, wasm.Elem{Type: wasm.ExternRef, Mode: wasm.SegmentPassive, Flags: 5, UsesExprs: true,
		Exprs: []wasm.ConstExpr{constExpr(binary.Instr{Op: op.RefNull, Type: wasm.ExternRef}), constExpr(binary.Instr{Op: op.RefNull, Type: wasm.ExternRef})}})
	b.m.Datas = []wasm.Data{{Mode: wasm.SegmentPassive, Flags: 1, Init: []byte("data")}}
	b.m.HasDataCount, b.m.DataCount = true, 1
	three := sig(vals(wasm.I32, wasm.I32, wasm.I32), nil)
	for name, x := range segs {
		table := funcs
		if name == "externs" {
			table = externs
		}
		b.fn("init "+name, three, nil, get(0), get(1), get(2), two(op.TableInit, x, table))
		b.fn("drop "+name, none, nil, at(op.ElemDrop, x))
	}
	b.fn("init data", three, nil, get(0), get(1), get(2), two(op.MemoryInit, 0, 0))
	b.fn("drop data", none, nil, at(op.DataDrop, 0))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	for _, name := range []string{"funcs", "expressions", "externs", "data"} {
		code := vm.TrapTableOutOfBounds
		if name == "data" {
			code = vm.TrapMemoryOutOfBounds
		}
		results(t, in, "init "+name, 0, 0, 2)
		results(t, in, "init "+name, 2, 1, 1)
		if trap := trapOf(t, context.Background(), in, "init "+name, 0, 1, 4); trap.Code != code {
			t.Errorf("too much of %s: %v", name, trap)
		}
		for range 2 {
			results(t, in, "drop "+name)
			results(t, in, "init "+name, 0, 0, 0)
			for _, args := range [][]uint64{{0, 0, 1}, {0, 1, 0}, {0, 1<<32 - 1, 1}, {0, 1, 1<<32 - 1}} {
				if trap := trapOf(t, context.Background(), in, "init "+name, args...); trap.Code != code {
					t.Errorf("%s after drop, %v: %v", name, args, trap)
				}
			}
		}
	}
	// An active segment is dropped when the instance is made.
	b = newBuilder("active")
	b.table("table", wasm.FuncRef, 1)
	b.elem(0, 0, b.fn("f", none, nil))
	b.fn("init", none, nil, i32(0), i32(0), i32(1), two(op.TableInit, 0, 0))
	if trap := trapOf(t, context.Background(), newEnv(t, vm.StoreConfig{}).instantiate(b), "init"); trap.Code != vm.TrapTableOutOfBounds {
		t.Errorf("active segment: %v", trap)
	}
}

// TestFailedStart traps in the start function and in segments. What was copied before stays.
func TestFailedStart(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	owner := e.instantiate(exporter())
	e.linker.DefineInstance("m", owner)
	b := newBuilder("start")
	b.importTable("m", "table", wasm.FuncRef, 10)
	f := b.fn("f", none, nil, append(marker(1), do(op.Unreachable))...)
	b.elem(0, 5, b.fn("g", toI32, nil, i32(5)))
	b.m.Start = f
	var trap *vm.Trap
	if err := e.tryInstantiate(b); !errors.As(err, &trap) || trap.Code != vm.TrapUnreachable ||
		trap.Stack[0].Offset != after(t, b.bytes(), 1) {
		t.Errorf("start function: %v", err)
	}
	g, ok := must(owner.Table("table")).Func(5)
	if !ok {
		t.Fatal("the element is not there")
	}
	if r, err := g.Call(context.Background()); err != nil || r[0] != 5 {
		t.Errorf("element of the instance that failed: %v, %v", r, err)
	}

	b = newBuilder("segments")
	b.importTable("m", "table", wasm.FuncRef, 10)
	b.importMemory("m", "memory", 2)
	b.elem(0, 6, b.fn("f", none, nil))
	b.m.Datas = []wasm.Data{{At: constExpr(i32(0)), Init: []byte("first")}, {At: constExpr(i32(131070)), Init: []byte("xyz")}}
	if err := e.tryInstantiate(b); !errors.As(err, &trap) || trap.Code != vm.TrapMemoryOutOfBounds {
		t.Errorf("data segment: %v", err)
	}
	if got := must(owner.Memory("memory")).Bytes(); string(got[:5]) != "first" || got[131070] != 0 {
		t.Error("the first segment was not copied, or the second was in part")
	}
	if _, ok := must(owner.Table("table")).Func(6); !ok {
		t.Error("the element is not there")
	}
}

// TestStartCallsBack instantiates a module inside a host function that the start function of another calls.
func TestStartCallsBack(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	inner := e.compile(exporter())
	var got uint64
	e.host("f", none, func(c *vm.Caller, _ []uint64) error {
		in, err := e.linker.Instantiate(c.Context(), c.Store(), inner)
		if err != nil {
			return err
		}
		r, err := exported(t, in, "f").Call(c.Context(), 41)
		got = r[0]
		return err
	})
	b := newBuilder("start")
	b.m.Start = b.importFunc("host", "f", none)
	e.instantiate(b)
	if got != 42 {
		t.Errorf("got %d", got)
	}
}

// TestDescriptions describes what a module imports and exports.
func TestDescriptions(t *testing.T) {
	e := newEnv(t, vm.StoreConfig{})
	b := exporter()
	b.m.Exports = slices.Clip(b.m.Exports)
	m := e.compile(b)
	if m.Name() != "exporter" || m.FuncName(0) != "f" || m.FuncName(1) != "" || m.FuncName(-1) != "" {
		t.Errorf("names %q, %q", m.Name(), m.FuncName(0))
	}
	ex := m.Exports()
	var names []string
	for _, x := range ex {
		names = append(names, x.Name+" "+x.Type.Kind.String())
	}
	if want := []string{"memory memory", "table table", "global global", "f func"}; !slices.Equal(names, want) {
		t.Errorf("exports %v", names)
	}
	if ex[0].Type.Memory.Limits.Min != 2 || ex[1].Type.Table.Limits.Min != 10 || ex[2].Type.Global != (wasm.GlobalType{Type: wasm.I64, Mutable: true}) ||
		ex[3].Type.Func.String() != "[i32] -> [i32]" {
		t.Errorf("types %+v", ex)
	}
	b = newBuilder("importer")
	b.importFunc("m", "f", toI32)
	b.importGlobal("n", "g", wasm.GlobalType{Type: wasm.F32})
	im := e.compile(b).Imports()
	if len(im) != 2 || im[0].Module != "m" || im[0].Name != "f" || im[0].Type.Func.String() != "[] -> [i32]" || im[1].Module != "n" || im[1].Type.Global.Type != wasm.F32 {
		t.Errorf("imports %+v", im)
	}
	in := e.instantiate(exporter())
	if in.Module().Name() != "exporter" || in.Extern("x") != nil {
		t.Error("the instance has another module or an unknown export")
	}
	for _, name := range []string{"x", "memory"} {
		if _, ok := in.Func(name); ok {
			t.Errorf("%q is a function", name)
		}
	}
	_, isTable := in.Table("f")
	_, isMemory := in.Memory("f")
	_, isGlobal := in.Global("f")
	if isTable || isMemory || isGlobal {
		t.Error("a function is something else")
	}
}

func TestGlobals(t *testing.T) {
	b := newBuilder("globals")
	b.global("i32", wasm.I32, i32(-1))
	b.global("f64", wasm.F64, f64Const(2.5))
	b.m.Globals = append(b.m.Globals, wasm.Global{GlobalType: wasm.GlobalType{Type: wasm.I64}, Init: constExpr(i64(5))})
	b.export("constant", wasm.ExternGlobal, 2)
	b.global("ref", wasm.ExternRef, binary.Instr{Op: op.RefNull, Type: wasm.ExternRef})
	b.fn("widened", sig(nil, vals(wasm.I64)), nil, at(op.GlobalGet, 0), do(op.I64ExtendI32U))
	in := newEnv(t, vm.StoreConfig{}).instantiate(b)
	g := must(in.Global("i32"))
	if g.Get() != 0xffff_ffff || !g.Set(1<<40|6) || g.Get() != 6 || result(t, in, "widened") != 6 {
		t.Errorf("i32 is %#x", g.Get())
	}
	if f := must(in.Global("f64")); vm.Value[float64](f.Get()) != 2.5 {
		t.Errorf("f64 is %v", f.Get())
	}
	if c := must(in.Global("constant")); c.Set(1) || c.Get() != 5 {
		t.Error("a constant was set")
	}
	if r := must(in.Global("ref")); r.Set(1) || r.Get() != 0 {
		t.Error("a reference was set to a number")
	}
}
