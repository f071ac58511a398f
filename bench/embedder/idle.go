package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/wvm-project/wvm/bench/internal/sample"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
)

// This file measures what an instance costs that waits for work: many of one module in a process, compiled once.

// idle makes as many instances as args[0] says of the module args[1]. Wall is the time, memory the resident size, both per instance.
func idle(name string, args []string) (sample.Sample, error) {
	if len(args) != 2 {
		return sample.Sample{}, fmt.Errorf("usage: embedder idle RUNTIME NUMBER MODULE")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 {
		return sample.Sample{}, fmt.Errorf("%q is no number of instances", args[0])
	}
	code, err := os.ReadFile(args[1])
	if err != nil {
		return sample.Sample{}, err
	}
	prepare := idleWVM
	if config := configs[name]; config != nil {
		prepare = idleWazero(config())
	}
	instantiate, err := prepare(code)
	if err != nil {
		return sample.Sample{}, err
	}
	keep := make([]any, n+1)
	if keep[n], err = instantiate(); err != nil { // what the first one leaves behind is the module's
		return sample.Sample{}, err
	}
	before := resident()
	start := time.Now()
	for i := range n {
		if keep[i], err = instantiate(); err != nil {
			return sample.Sample{}, err
		}
	}
	wall := time.Since(start)
	s := sample.Sample{Wall: int64(wall) / int64(n), Memory: max(0, resident()-before) / int64(n)}
	runtime.KeepAlive(keep)
	return s, nil
}

// idleWVM returns what makes an instance in a store of its own.
func idleWVM(code []byte) (func() (any, error), error) {
	engine := vm.NewEngine(vm.Config{})
	module, err := engine.Compile(code)
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		host, err := preview1.New(preview1.Config{Args: []string{"idle"}})
		if err != nil {
			return nil, err
		}
		linker := vm.NewLinker(engine)
		if err := host.Link(linker); err != nil {
			return nil, err
		}
		return linker.Instantiate(context.Background(), engine.NewStore(vm.StoreConfig{}), module)
	}, nil
}

// idleWazero is idleWVM for an engine of wazero.
func idleWazero(config wazero.RuntimeConfig) func(code []byte) (func() (any, error), error) {
	return func(code []byte) (func() (any, error), error) {
		ctx := context.Background()
		r := wazero.NewRuntimeWithConfig(ctx, config)
		if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
			return nil, err
		}
		module, err := r.CompileModule(ctx, code)
		if err != nil {
			return nil, err
		}
		anonymous := wazero.NewModuleConfig().WithName("").WithStartFunctions().WithArgs("idle")
		return func() (any, error) { return r.InstantiateModule(ctx, module, anonymous) }, nil
	}
}

// resident returns the resident size of this process in bytes after a collection, or what Go has from the system where that is not known.
func resident() int64 {
	runtime.GC()
	debug.FreeOSMemory()
	if f, err := os.Open("/proc/self/statm"); err == nil {
		defer f.Close()
		text, _ := io.ReadAll(f)
		if fields := strings.Fields(string(text)); len(fields) > 1 {
			if pages, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
				return pages * int64(os.Getpagesize())
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys - m.HeapReleased)
}
