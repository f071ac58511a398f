package preview1_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasi/vfs"
	"github.com/wvm-project/wvm/wat"
)

// plugin copies the first bytes of /in/greeting to /out/copy, with the time and a random number behind them.
const plugin = `(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "greetingcopy")
  (data (i32.const 16) "\00\01\00\00\05\00\00\00") ;; a buffer at 256, 5 bytes long
  (func (export "_start")
    ;; descriptor 3 is /in, 4 is /out; fd_read is right 2, fd_write 64
    (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 0)
      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)) drop
    (call $read (i32.load (i32.const 32)) (i32.const 16) (i32.const 1) (i32.const 40)) drop
    (call $time (i32.const 0) (i64.const 0) (i32.const 264)) drop
    (call $random (i32.const 272) (i32.const 8)) drop
    (i32.store (i32.const 20) (i32.const 24))
    (call $open (i32.const 4) (i32.const 0) (i32.const 8) (i32.const 4) (i32.const 1)
      (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 36)) drop
    (call $write (i32.load (i32.const 36)) (i32.const 16) (i32.const 1) (i32.const 40)) drop))`

// Run a plugin that reaches nothing of the host: its input is a fs.FS, its output stays in memory and is limited, and its
// clock and randomness are the same each time.
func ExampleDeterministic() {
	if err := runPlugin(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// path_open(fd=3</in>, dirflags=0, path="greeting", oflags=0, fs_rights_base=fd_read, fs_rights_inheriting=0, fdflags=0) = success opened_fd=5</in/greeting>
	// fd_read(fd=5</in/greeting>, iovs=[5]) = success nread=5 data="hello"
	// path_open(fd=4</out>, dirflags=0, path="copy", oflags=creat, fs_rights_base=fd_write, fs_rights_inheriting=0, fdflags=0) = success opened_fd=6</out/copy>
	// fd_write(fd=6</out/copy>, iovs=[24] "hello\x00\x00\x00\x00\x00CR\xcfL#\r\"0\x1f\xb8\xd8)x\xda") = success nwritten=24
	// copy: 68656c6c6f00000000004352cf4c230d22301fb8d82978da
}

func runPlugin(ctx context.Context) error {
	code, err := wat.Encode([]byte(plugin))
	if err != nil {
		return err
	}
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		return err
	}

	out := vfs.NewMem(vfs.MemConfig{MaxBytes: 1 << 20, MaxFiles: 10}).Dir()
	cfg := preview1.Deterministic(42)
	cfg.Stderr = os.Stderr
	cfg.Preopens = []preview1.Preopen{
		{FS: fstest.MapFS{"greeting": {Data: []byte("hello, plugin")}}, Guest: "/in"},
		{Dir: out, Guest: "/out"},
	}
	cfg.Trace = func(c *preview1.Call) {
		if c.Group == preview1.GroupFS {
			fmt.Println(c)
		}
	}
	host, err := preview1.New(cfg)
	if err != nil {
		return err
	}
	defer host.Close()

	linker := vm.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		return err
	}
	store := engine.NewStore(vm.StoreConfig{})
	defer store.Close()
	instance, err := linker.Instantiate(ctx, store, module)
	if err != nil {
		return err
	}
	start, _ := instance.Func("_start")
	if _, err := start.Call(ctx); err != nil {
		return err
	}
	content, err := vfs.ReadFile(out, "copy")
	if err != nil {
		return err
	}
	fmt.Printf("copy: %x\n", content)
	return nil
}
