// Spawn runs a command to its end and writes to a file what it took:
//
//	spawn FILE LIMIT COMMAND [ARGUMENTS]
//
// The benchmarks run every process by it, because the system counts the size of the process that starts another as part of the
// other's peak: this one is small. A command that takes longer than the limit, if that is not 0, is killed, as is one at an
// interrupt. The exit status is the command's.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"time"

	"github.com/wvm-project/wvm/bench/internal/sample"
)

func main() {
	if len(os.Args) < 4 {
		fail(errors.New("usage: spawn FILE LIMIT COMMAND [ARGUMENTS]"))
	}
	limit, err := time.ParseDuration(os.Args[2])
	if err != nil {
		fail(err)
	}
	s, status, err := run(limit, os.Args[3:])
	if err != nil {
		fail(err)
	}
	text, err := json.Marshal(s)
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o666)
	}
	if err != nil {
		fail(err)
	}
	os.Exit(status)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "spawn:", err)
	os.Exit(1)
}

func run(limit time.Duration, command []string) (sample.Process, int, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	floor := memoryFloor()
	start := time.Now()
	err := cmd.Run()
	s := sample.Process{Sample: sample.Sample{Wall: int64(time.Since(start))}, Floor: floor, Late: ctx.Err() != nil}
	if s.Late {
		return s, 1, nil
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return s, 0, err
	}
	state := cmd.ProcessState
	s.User, s.System, s.Memory = int64(state.UserTime()), int64(state.SystemTime()), peakMemory(state)
	if code := state.ExitCode(); code >= 0 {
		return s, code, nil
	}
	fmt.Fprintln(os.Stderr, "spawn:", err) // a signal
	return s, 1, nil
}
