//go:build opcount

// Counter runs a module as a WASI command in the counting build of wvm and writes to a file, in JSON, which instructions of register code it executed, and how often:
//
//	counter FILE MODULE [ARGUMENTS]
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
)

func main() {
	if len(os.Args) < 3 {
		fail(errors.New("usage: counter FILE MODULE [ARGUMENTS]"))
	}
	if err := run(os.Args[2], os.Args[3:]); err != nil {
		fail(err)
	}
	text, err := json.Marshal(vm.Executions())
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o666)
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "counter:", err)
	os.Exit(1)
}

// run runs a module, and takes an exit status of 0 as its end.
func run(file string, args []string) error {
	code, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		return err
	}
	host, err := preview1.New(preview1.Config{Args: append([]string{filepath.Base(file)}, args...), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr})
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
	ctx := context.Background()
	instance, err := linker.Instantiate(ctx, store, module)
	if err != nil {
		return err
	}
	start, ok := instance.Func("_start")
	if !ok {
		return errors.New("not a command: it exports no function _start")
	}
	_, err = start.Call(ctx)
	if exit := (*preview1.ExitError)(nil); errors.As(err, &exit) && exit.Code == 0 {
		return nil
	}
	return err
}
