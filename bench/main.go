// Bench compares wvm with other WebAssembly runtimes: it builds programs, runs each in turn on every runtime that it finds,
// checks that all print the same, and prints tables of times in markdown.
//
// The runtimes are those of peers.sh: wasmi, wasmtime (its compiler and its interpreter Pulley) and wasm-tools on PATH or named by
// WASMI, WASMTIME and WASM_TOOLS, and wazero's interpreter, which is linked in. Each run is a process of its own. Wasmtime keeps what it compiled in a cache: only
// its first run of a module shows what compiling costs.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/wvm-project/wvm/internal/build"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == wazeroChild {
		os.Exit(runWazero(os.Args[2:]))
	}
	filter := flag.String("run", "", "run only workloads whose name matches the `regexp`")
	count := flag.Int("count", 5, "runs of each workload on each runtime")
	short := flag.Bool("short", false, "small workloads, one run: only sees that everything works")
	only := flag.String("on", "", "use only runtimes whose name matches the `regexp`")
	flag.Parse()
	if err := bench(*filter, *only, *count, *short); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(filter, only string, count int, short bool) error {
	names, err := regexp.Compile(filter)
	if err != nil {
		return err
	}
	runtimes, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "wvm-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	wvm := build.Executable(dir, "wvm")
	if err := build.NativeGo(wvm, root, "./cmd/wvm"); err != nil {
		return err
	}
	b := &bencher{dir: dir, root: root, engines: findEngines(wvm, runtimes), names: names, count: count, short: short}
	if short {
		b.count = 1
	}
	for _, table := range []func() error{b.programs, b.loops, b.start, b.validation} {
		if err := table(); err != nil {
			return err
		}
	}
	return nil
}
