package preview1_test

import (
	"context"
	"fmt"
	"os"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
)

// hello is
//
//	(module
//	  (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
//	  (memory (export "memory") 1)
//	  (data (i32.const 0) "\08\00\00\00\06\00\00\00hello\n")
//	  (func (export "_start") (drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))))
const hello = "\x00asm\x01\x00\x00\x00\x01\x0c\x02`\x04\x7f\x7f\x7f\x7f\x01\x7f`\x00\x00\x02#\x01\x16wasi_snapshot_preview1" +
	"\x08fd_write\x00\x00\x03\x02\x01\x01\x05\x03\x01\x00\x01\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x01\x0a" +
	"\x0f\x01\x0d\x00A\x01A\x00A\x01A\x10\x10\x00\x1a\x0b\x0b\x14\x01\x00A\x00\x0b\x0e\x08\x00\x00\x00\x06\x00\x00" +
	"\x00hello\x0a\x00\x0b\x04name\x01\x04\x01\x00\x01w"

// Run a program that prints something.
func Example() {
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile([]byte(hello))
	if err != nil {
		fmt.Println(err)
		return
	}
	host, err := preview1.New(preview1.Config{Args: []string{"hello"}, Stdout: os.Stdout})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	linker := vm.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		fmt.Println(err)
		return
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	ctx := context.Background()
	instance, err := linker.Instantiate(ctx, store, module)
	if err != nil {
		fmt.Println(err)
		return
	}
	start, _ := instance.Func("_start")
	if _, err := start.Call(ctx); err != nil {
		fmt.Println(err)
	}
	// Output: hello
}
