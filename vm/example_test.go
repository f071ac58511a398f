package vm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the examples. The modules that they run stand at its end, with their text.

// Call a function of a module.
func Example() {
	ctx := context.Background()
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(addModule)
	if err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := vm.NewLinker(engine).Instantiate(ctx, store, module)
	if err != nil {
		log.Fatal(err)
	}
	f, _ := instance.Func("add")
	add, err := vm.Typed2[int32, int32, int32](f)
	if err != nil {
		log.Fatal(err)
	}
	sum, err := add.Call(ctx, 20, 22)
	fmt.Println(sum, err)
	// Output: 42 <nil>
}

func ExampleNewEngine() {
	// No more than WebAssembly 1.0: 64-bit integers cannot be sign-extended in place.
	engine := vm.NewEngine(vm.Config{Features: wasm.FeatureMutableGlobals})
	_, err := engine.Compile(extendModule)
	fmt.Println(err)
	// Output: feature not enabled: i64.extend8_s needs sign-extension (in function 0 "extend") (at offset 0x27)
}

func ExampleEngine_CompileReader() {
	engine := vm.NewEngine(vm.Config{})
	// Any reader will do: a file, or a body that still arrives.
	module, err := engine.CompileReader(bytes.NewReader(addModule))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(module.Name())
	// Output: sums
}

func ExampleModule_Exports() {
	module, err := vm.NewEngine(vm.Config{}).Compile(greetModule)
	if err != nil {
		log.Fatal(err)
	}
	for _, im := range module.Imports() {
		fmt.Printf("imports %s %s.%s of type %s\n", im.Type.Kind, im.Module, im.Name, im.Type.Func)
	}
	for _, ex := range module.Exports() {
		switch ex.Type.Kind {
		case wasm.ExternFunc:
			fmt.Printf("exports func %s of type %s\n", ex.Name, ex.Type.Func)
		case wasm.ExternMemory:
			fmt.Printf("exports memory %s of %d pages\n", ex.Name, ex.Type.Memory.Limits.Min)
		}
	}
	// Output:
	// imports func host.print of type [i32 i32] -> []
	// exports memory memory of 1 pages
	// exports func greet of type [] -> []
}

// Give a guest a function that reads its memory.
func ExampleLinker_Func() {
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(greetModule)
	if err != nil {
		log.Fatal(err)
	}
	linker := vm.NewLinker(engine)
	typ := wasm.FuncType{Params: []wasm.ValType{wasm.I32, wasm.I32}}
	err = linker.Func("host", "print", typ, func(c *vm.Caller, stack []uint64) error {
		text, ok := c.Memory().Read(stack[0], stack[1])
		if !ok {
			return errors.New("the text is not in the memory")
		}
		fmt.Printf("the guest says %s\n", text)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := linker.Instantiate(context.Background(), store, module)
	if err != nil {
		log.Fatal(err)
	}
	greet, _ := instance.Func("greet")
	if _, err := greet.Call(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output: the guest says hello
}

// Make a host function of an ordinary Go function.
func ExampleHost1() {
	engine := vm.NewEngine(vm.Config{})
	linker := vm.NewLinker(engine)
	typ, fn := vm.Host1(func(_ *vm.Caller, x float64) (float64, error) {
		if x < 0 {
			return 0, errors.New("negative")
		}
		return x * x, nil
	})
	if err := linker.Func("host", "square", typ, fn); err != nil {
		log.Fatal(err)
	}
	fmt.Println(&typ)
	// Output: [f64] -> [f64]
}

// A function that results in nothing has the result None: here one that prints what it is handed.
func ExampleHost2() {
	ctx := context.Background()
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(greetModule)
	if err != nil {
		log.Fatal(err)
	}
	typ, print := vm.Host2(func(c *vm.Caller, at, n uint32) (vm.None, error) {
		text, ok := c.Memory().Read(uint64(at), uint64(n))
		if !ok {
			return vm.None{}, errors.New("the text is not in the memory")
		}
		fmt.Printf("the guest says %s\n", text)
		return vm.None{}, nil
	})
	linker := vm.NewLinker(engine)
	if err := linker.Func("host", "print", typ, print); err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := linker.Instantiate(ctx, store, module)
	if err != nil {
		log.Fatal(err)
	}
	f, _ := instance.Func("greet")
	greet, err := vm.Typed0[vm.None](f)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := greet.Call(ctx); err != nil {
		log.Fatal(err)
	}
	// Output: the guest says hello
}

// Give a guest as much fuel as it may use. The same call uses the same amount on every machine.
func ExampleStore_SetFuel() {
	ctx := context.Background()
	engine := vm.NewEngine(vm.Config{Fuel: true})
	module, err := engine.Compile(addModule)
	if err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := vm.NewLinker(engine).Instantiate(ctx, store, module)
	if err != nil {
		log.Fatal(err)
	}
	add, _ := instance.Func("add")
	store.SetFuel(5)
	for range 2 {
		_, err := add.Call(ctx, 20, 22)
		fmt.Println(store.Fuel(), err)
	}
	// Output:
	// 2 <nil>
	// 0 wasm trap: all fuel consumed
}

// Everything that is missing is listed at once.
func ExampleLinker_Instantiate() {
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(greetModule)
	if err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	_, err = vm.NewLinker(engine).Instantiate(context.Background(), store, module)
	var missing *vm.LinkError
	fmt.Println(errors.As(err, &missing))
	fmt.Println(err)
	// Output:
	// true
	// unknown import: func "print" of "host": nothing provides it; wanted type [i32 i32] -> []
}

// Write arguments into a guest's memory and read results from it.
func ExampleInstance_Memory() {
	ctx := context.Background()
	instance, closer := instantiate(upperModule)
	defer closer()
	memory, _ := instance.Memory("memory")
	upper, _ := instance.Func("upper")
	n := copy(memory.Bytes(), "webassembly")
	if _, err := upper.Call(ctx, 0, uint64(n)); err != nil {
		log.Fatal(err)
	}
	text, _ := memory.Read(0, uint64(n))
	fmt.Printf("%s\n", text)
	// Output: WEBASSEMBLY
}

// A trap has a code and says where it happened.
func ExampleTrap() {
	instance, closer := instantiate(upperModule)
	defer closer()
	upper, _ := instance.Func("upper")
	_, err := upper.Call(context.Background(), 65530, 10)
	var trap *vm.Trap
	if errors.As(err, &trap) && trap.Code == vm.TrapMemoryOutOfBounds {
		fmt.Println(err)
		fmt.Print(trap.Backtrace())
	}
	// Output:
	// wasm trap: out of bounds memory access
	//     0:   0x38 - text!upper
}

// A deadline ends a guest that does not end by itself.
func ExampleFunc_Call() {
	instance, closer := instantiate(spinModule)
	defer closer()
	spin, _ := instance.Func("spin")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	_, err := spin.Call(ctx)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	fmt.Println(err)
	// Output:
	// true
	// interrupted: context deadline exceeded
}

// Bound what guests may use.
func ExampleStoreConfig() {
	ctx := context.Background()
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(upperModule)
	if err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{
		MaxMemory:    32 << 10, // half a page: too little
		MaxStack:     1 << 20,
		MaxInstances: 10,
	})
	defer store.Close()
	_, err = vm.NewLinker(engine).Instantiate(ctx, store, module)
	var limit *vm.LimitError
	fmt.Println(errors.As(err, &limit))
	fmt.Println(err)
	// Output:
	// true
	// memory 0: MaxMemory (bytes) is 32768, but 65536 is wanted
}

// Keep a Go value for a guest, which hands around a reference to it.
func ExampleStore_Extern() {
	engine := vm.NewEngine(vm.Config{})
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	ref := store.Extern(time.Hour)
	fmt.Println(store.ExternValue(ref))
	// Output: 1h0m0s
}

// instantiate makes an instance of a module without imports. The function that it returns closes the store.
func instantiate(code []byte) (instance *vm.Instance, closer func()) {
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		log.Fatal(err)
	}
	store := engine.NewStore(vm.StoreConfig{})
	instance, err = vm.NewLinker(engine).Instantiate(context.Background(), store, module)
	if err != nil {
		log.Fatal(err)
	}
	return instance, func() { store.Close() }
}

// (func (export "add") (param i32 i32) (result i32)
//
//	local.get 0
//	local.get 1
//	i32.add)
var addModule = func() []byte {
	b := newBuilder("sums")
	b.fn("add", sig(vals(wasm.I32, wasm.I32), vals(wasm.I32)), nil, get(0), get(1), do(op.I32Add))
	return b.bytes()
}()

// (func (export "extend") (param i64) (result i64)
//
//	local.get 0
//	i64.extend8_s)
var extendModule = func() []byte {
	b := newBuilder("numbers")
	b.fn("extend", sig(vals(wasm.I64), vals(wasm.I64)), nil, get(0), do(op.I64Extend8S))
	return b.bytes()
}()

// (import "host" "print" (func $print (param i32 i32)))
// (memory (export "memory") 1)
// (data (i32.const 8) "hello")
//
//	(func (export "greet")
//	  i32.const 8
//	  i32.const 5
//	  call $print)
var greetModule = func() []byte {
	b := newBuilder("greetings")
	print := b.importFunc("host", "print", sig(vals(wasm.I32, wasm.I32), nil))
	b.memory(1)
	b.m.Datas = []wasm.Data{{At: constExpr(i32(8)), Init: []byte("hello")}}
	b.fn("greet", none, nil, i32(8), i32(5), call(print))
	return b.bytes()
}()

// (memory (export "memory") 1)
//
//	(func (export "upper") (param $at i32) (param $n i32)
//	  loop
//	    local.get $at
//	    local.get $at
//	    i32.load8_u
//	    i32.const 0xDF
//	    i32.and
//	    i32.store8
//	    local.get $at
//	    i32.const 1
//	    i32.add
//	    local.set $at
//	    local.get $n
//	    i32.const 1
//	    i32.sub
//	    local.tee $n
//	    br_if 0
//	  end)
var upperModule = func() []byte {
	b := newBuilder("text")
	b.memory(1)
	b.fn("upper", sig(vals(wasm.I32, wasm.I32), nil), nil, open(op.Loop),
		get(0), get(0), mem(op.I32Load8U, 0), i32(0xDF), do(op.I32And), mem(op.I32Store8, 0),
		get(0), i32(1), do(op.I32Add), set(0),
		get(1), i32(1), do(op.I32Sub), tee(1), brIf(0), end())
	return b.bytes()
}()

// (func (export "spin")
//
//	loop
//	  br 0
//	end)
var spinModule = func() []byte {
	b := newBuilder("")
	b.fn("spin", none, nil, open(op.Loop), br(0), end())
	return b.bytes()
}()
