package vm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes the modules and stores that the tests of the public interface run: a builder puts a module together from
// instructions, an env has an engine with a store and a linker.

// A builder makes a module.
type builder struct {
	m     wasm.Module
	name  string
	names []string // of functions, by index
}

// newBuilder returns a builder of a module with this name in its name section.
func newBuilder(name string) *builder {
	return &builder{m: wasm.Module{Start: wasm.NoIndex}, name: name}
}

// sig returns the function type with these parameters and results.
func sig(params, results []wasm.ValType) wasm.FuncType {
	return wasm.FuncType{Params: params, Results: results}
}

// vals makes a list of types.
func vals(t ...wasm.ValType) []wasm.ValType { return t }

// typ returns the index of a type, which it adds when it is new.
func (b *builder) typ(t wasm.FuncType) uint32 {
	for i := range b.m.Types {
		if b.m.Types[i].Func.String() == t.String() {
			return uint32(i)
		}
	}
	n := uint32(len(b.m.Types))
	b.m.Types = append(b.m.Types, wasm.SubType{Kind: wasm.CompFunc, Final: true, Func: t, RecStart: n, RecLen: 1,
		Descriptor: wasm.NoIndex, Describes: wasm.NoIndex})
	return n
}

// imp adds an import. All imports come before anything of their kind.
func (b *builder) imp(module, name string, kind wasm.ExternKind, index int) uint32 {
	b.m.Imports = append(b.m.Imports, wasm.Import{Module: module, Name: name, Kind: kind, Index: uint32(index)})
	return uint32(index)
}

func (b *builder) importFunc(module, name string, t wasm.FuncType) uint32 {
	b.m.Funcs = append(b.m.Funcs, b.typ(t))
	b.names = append(b.names, name)
	b.m.NumImportedFuncs++
	return b.imp(module, name, wasm.ExternFunc, len(b.m.Funcs)-1)
}

func (b *builder) importMemory(module, name string, min uint64) uint32 {
	b.m.Memories = append(b.m.Memories, memoryType(min))
	b.m.NumImportedMemories++
	return b.imp(module, name, wasm.ExternMemory, len(b.m.Memories)-1)
}

func (b *builder) importTable(module, name string, elem wasm.ValType, min uint64) uint32 {
	b.m.Tables = append(b.m.Tables, wasm.Table{TableType: wasm.TableType{Elem: elem, Limits: wasm.Limits{Min: min}}})
	b.m.NumImportedTables++
	return b.imp(module, name, wasm.ExternTable, len(b.m.Tables)-1)
}

func (b *builder) importGlobal(module, name string, t wasm.GlobalType) uint32 {
	b.m.Globals = append(b.m.Globals, wasm.Global{GlobalType: t})
	b.m.NumImportedGlobals++
	return b.imp(module, name, wasm.ExternGlobal, len(b.m.Globals)-1)
}

func memoryType(min uint64) wasm.MemoryType {
	return wasm.MemoryType{Limits: wasm.Limits{Min: min}, PageBits: wasm.DefaultPageBits}
}

func (b *builder) export(name string, kind wasm.ExternKind, index uint32) {
	b.m.Exports = append(b.m.Exports, wasm.Export{Name: name, Kind: kind, Index: index})
}

// memory adds a memory of min pages, exported as "memory".
func (b *builder) memory(min uint64) {
	b.m.Memories = append(b.m.Memories, memoryType(min))
	b.export("memory", wasm.ExternMemory, uint32(len(b.m.Memories)-1))
}

// table adds an exported table.
func (b *builder) table(name string, elem wasm.ValType, min uint64) uint32 {
	b.m.Tables = append(b.m.Tables, wasm.Table{TableType: wasm.TableType{Elem: elem, Limits: wasm.Limits{Min: min}}})
	n := uint32(len(b.m.Tables) - 1)
	b.export(name, wasm.ExternTable, n)
	return n
}

// global adds an exported mutable global.
func (b *builder) global(name string, t wasm.ValType, init binary.Instr) uint32 {
	b.m.Globals = append(b.m.Globals, wasm.Global{GlobalType: wasm.GlobalType{Type: t, Mutable: true}, Init: constExpr(init)})
	n := uint32(len(b.m.Globals) - 1)
	b.export(name, wasm.ExternGlobal, n)
	return n
}

// elem adds an active segment of function references.
func (b *builder) elem(table, at uint32, funcs ...uint32) {
	e := wasm.Elem{Type: wasm.FuncRef, Mode: wasm.SegmentActive, Table: table, At: constExpr(i32(int32(at))), Funcs: funcs}
	if table != 0 {
		e.Flags = 2
	}
	b.m.Elems = append(b.m.Elems, e)
}

// passive adds a passive segment of function references.
func (b *builder) passive(funcs ...uint32) uint32 {
	b.m.Elems = append(b.m.Elems, wasm.Elem{Type: wasm.FuncRef, Mode: wasm.SegmentPassive, Flags: 1, Funcs: funcs})
	return uint32(len(b.m.Elems) - 1)
}

// fn adds a function, exported under its name, with locals behind its parameters; the final end is added.
func (b *builder) fn(name string, t wasm.FuncType, locals []wasm.ValType, body ...binary.Instr) uint32 {
	code := binary.AppendU32(nil, uint32(len(locals)))
	for _, l := range locals {
		code = binary.AppendValType(binary.AppendU32(code, 1), l)
	}
	b.m.Bodies = append(b.m.Bodies, wasm.Body{Code: appendInstrs(code, body)})
	b.m.Funcs = append(b.m.Funcs, b.typ(t))
	b.names = append(b.names, name)
	n := uint32(len(b.m.Funcs) - 1)
	b.export(name, wasm.ExternFunc, n)
	return n
}

func constExpr(in ...binary.Instr) wasm.ConstExpr { return wasm.ConstExpr{Code: appendInstrs(nil, in)} }

func appendInstrs(code []byte, body []binary.Instr) []byte {
	for i := range body {
		code = binary.AppendInstr(code, &body[i])
	}
	return binary.AppendInstr(code, &binary.Instr{Op: op.End})
}

// bytes returns the module in the binary format, with names.
func (b *builder) bytes() []byte {
	m := b.m
	section := binary.AppendSection(nil, 0, binary.AppendName(nil, b.name))
	funcs := binary.AppendU32(nil, uint32(len(b.names)))
	for i, n := range b.names {
		funcs = binary.AppendName(binary.AppendU32(funcs, uint32(i)), n)
	}
	section = binary.AppendSection(section, 1, funcs)
	m.Customs = []wasm.Custom{{Name: "name", Data: section, Place: 100}}
	return binary.Encode(&m)
}

// Instructions.

func do(o op.Op) binary.Instr               { return binary.Instr{Op: o} }
func at(o op.Op, x uint32) binary.Instr     { return binary.Instr{Op: o, X: x} }
func get(x uint32) binary.Instr             { return at(op.LocalGet, x) }
func set(x uint32) binary.Instr             { return at(op.LocalSet, x) }
func tee(x uint32) binary.Instr             { return at(op.LocalTee, x) }
func call(x uint32) binary.Instr            { return at(op.Call, x) }
func br(n uint32) binary.Instr              { return at(op.Br, n) }
func brIf(n uint32) binary.Instr            { return at(op.BrIf, n) }
func i32(n int32) binary.Instr              { return binary.Instr{Op: op.I32Const, Imm: uint64(uint32(n))} }
func i64(n int64) binary.Instr              { return binary.Instr{Op: op.I64Const, Imm: uint64(n)} }
func refFunc(x uint32) binary.Instr         { return at(op.RefFunc, x) }
func two(o op.Op, x, y uint32) binary.Instr { return binary.Instr{Op: o, X: x, Y: y} }

// open is block, loop or if without parameters and with at most one result.
func open(o op.Op, result ...wasm.ValType) binary.Instr {
	in := binary.Instr{Op: o, X: wasm.NoIndex}
	if len(result) > 0 {
		in.Type = result[0]
	}
	return in
}

func end() binary.Instr { return do(op.End) }

// mem is a load or store with natural alignment.
func mem(o op.Op, offset uint64) binary.Instr {
	return binary.Instr{Op: o, Align: o.Info().Align, Imm: offset}
}

// An env is where a test runs modules.
type env struct {
	t      testing.TB
	engine *vm.Engine
	store  *vm.Store
	linker *vm.Linker
}

func newEnv(t testing.TB, cfg vm.StoreConfig) *env {
	e := vm.NewEngine(vm.Config{})
	s := e.NewStore(cfg)
	t.Cleanup(func() { s.Close() })
	return &env{t, e, s, vm.NewLinker(e)}
}

// host defines a host function of the module "host".
func (e *env) host(name string, t wasm.FuncType, fn vm.HostFunc) {
	e.t.Helper()
	if err := e.linker.Func("host", name, t, fn); err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) compile(b *builder) *vm.Module {
	e.t.Helper()
	m, err := e.engine.Compile(b.bytes())
	if err != nil {
		e.t.Fatal(err)
	}
	return m
}

func (e *env) instantiate(b *builder) *vm.Instance {
	e.t.Helper()
	in, err := e.linker.Instantiate(context.Background(), e.store, e.compile(b))
	if err != nil {
		e.t.Fatal(err)
	}
	return in
}

// exported returns an exported function.
func exported(t testing.TB, in *vm.Instance, name string) *vm.Func {
	t.Helper()
	f, ok := in.Func(name)
	if !ok {
		t.Fatalf("no function %q", name)
	}
	return f
}

// results calls an exported function that must not trap.
func results(t testing.TB, in *vm.Instance, name string, args ...uint64) []uint64 {
	t.Helper()
	r, err := exported(t, in, name).Call(context.Background(), args...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

// result is the only result of results.
func result(t testing.TB, in *vm.Instance, name string, args ...uint64) uint64 {
	t.Helper()
	r := results(t, in, name, args...)
	if len(r) != 1 {
		t.Fatalf("%s has %d results", name, len(r))
	}
	return r[0]
}

// trapOf calls a function that must trap.
func trapOf(t testing.TB, ctx context.Context, in *vm.Instance, name string, args ...uint64) *vm.Trap {
	t.Helper()
	_, err := exported(t, in, name).Call(ctx, args...)
	var trap *vm.Trap
	if !errors.As(err, &trap) {
		t.Fatalf("%s returned %v, not a trap", name, err)
	}
	return trap
}
