// Embedder runs modules on runtimes that are Go libraries:
//
//	embedder run RUNTIME [--dir DIRECTORY] MODULE [ARGUMENTS]     as a WASI command, on one of wazero's engines
//	embedder idle RUNTIME NUMBER MODULE                           makes instances and prints in JSON what one costs
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
)

// Names of runtimes.
const (
	wvm         = "wvm"
	interpreter = "wazero-interpreter"
	compiler    = "wazero-compiler"
)

// configs are the engines of wazero.
var configs = map[string]func() wazero.RuntimeConfig{
	interpreter: wazero.NewRuntimeConfigInterpreter,
	compiler:    wazero.NewRuntimeConfigCompiler,
}

func main() {
	status, err := do(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "embedder:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

func do(args []string) (status int, err error) {
	if len(args) < 3 {
		return 0, errors.New("usage: embedder run|idle RUNTIME ARGUMENTS")
	}
	config := configs[args[1]]
	if config == nil && (args[0] == "run" || args[1] != wvm) {
		return 0, fmt.Errorf("unknown runtime %q", args[1])
	}
	switch args[0] {
	case "run":
		return runWazero(config(), args[2:])
	case "idle":
		s, err := idle(args[1], args[2:])
		if err != nil {
			return 0, err
		}
		return 0, json.NewEncoder(os.Stdout).Encode(s)
	}
	return 0, fmt.Errorf("unknown verb %q", args[0])
}
