package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/wvm-project/wvm/internal/build"
)

// This file knows the runtimes and runs their processes.

// An engine is a command that runs a WASI module: the module and its arguments follow.
type engine struct {
	name    string
	command []string
}

// wazeroChild is the argument that makes this program run a module on wazero's interpreter.
const wazeroChild = "wazero-interpreter"

// findEngines returns the runtimes whose name matches: wvm first, and the peers that are there. It says which are not.
func findEngines(wvm string, only *regexp.Regexp) []engine {
	all := []engine{{"wvm", []string{wvm, "run"}}}
	add := func(env, program string, variants ...engine) {
		path, err := build.Find(env, program)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			return
		}
		for _, v := range variants {
			all = append(all, engine{v.name, append([]string{path}, v.command...)})
		}
	}
	add("WASMI", "wasmi", engine{"wasmi", []string{"run"}})
	if self, err := os.Executable(); err == nil {
		all = append(all, engine{"wazero interpreter", []string{self, wazeroChild}})
	}
	add("WASMTIME", "wasmtime", engine{"wasmtime Pulley", []string{"run", "--target", "pulley64"}},
		engine{"wasmtime compiled", []string{"run"}})
	var chosen []engine
	for _, e := range all {
		if only.MatchString(e.name) {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

// A run is one process from start to end.
type run struct {
	wall, cpu time.Duration
	memory    int64 // greatest resident size in bytes, 0 if unknown
	exit      int
	stdout    string
}

// execute runs a command. A failure to start, a signal and anything on standard error are errors; an exit status is not.
func execute(command []string, stdin string, args ...string) (run, error) {
	cmd := exec.Command(command[0], append(command[1:len(command):len(command)], args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	r := run{wall: time.Since(start), stdout: stdout.String()}
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0) || stderr.Len() > 0 {
		return r, fmt.Errorf("%s: %v: %s", strings.Join(cmd.Args, " "), err, stderr.String())
	}
	r.exit = cmd.ProcessState.ExitCode()
	r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	r.memory = peakMemory(cmd.ProcessState)
	return r, nil
}
