package canon_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wat"
)

// This file holds the examples.

// exclaimText is a guest that returns a string with a mark behind it.
const exclaimText = `(module
	(memory (export "memory") 1)
	(func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 16))
	(func (export "exclaim") (param $ptr i32) (param $len i32) (result i32)
		(i32.store8 (i32.add (local.get $ptr) (local.get $len)) (i32.const 33))
		(i32.store (i32.const 0) (local.get $ptr))
		(i32.store (i32.const 4) (i32.add (local.get $len) (i32.const 1)))
		(i32.const 0)))`

// Call a core function as the component function "func(s: string) -> string".
func ExampleLifted_Call() {
	ctx := context.Background()
	code, err := wat.Encode([]byte(exclaimText))
	if err != nil {
		log.Fatal(err)
	}
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		log.Fatal(err)
	}
	guests := engine.NewStore(vm.StoreConfig{})
	defer guests.Close()
	guest, err := vm.NewLinker(engine).Instantiate(ctx, guests, module)
	if err != nil {
		log.Fatal(err)
	}
	memory, _ := guest.Memory("memory")
	realloc, _ := guest.Func("realloc")
	exclaim, _ := guest.Func("exclaim")

	text := &types.Type{Kind: types.String}
	ft := &types.Func{Params: []types.Field{{Label: "s", Type: text}}, Result: text}
	store := canon.NewStore(canon.Limits{})
	f := canon.NewLifted(store.NewInstance(nil), canon.NewPlan(ft, canon.Lift, canon.PlanConfig{}),
		&canon.Options{Memory: memory, Realloc: realloc.CallStack}, exclaim.CallStack)

	err = f.Call(ctx,
		func(params canon.Target) { params.Field(0).SetString("hello") },
		func(result canon.Source) { fmt.Println(result.Field(0).String()) })
	if err != nil {
		log.Fatal(err)
	}
	// Output: hello!
}
