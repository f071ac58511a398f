//go:build unix

package main

import (
	"bufio"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestSignals ends programs that run for ever.
func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, args := range [][]string{{"run", "spin.wat"}, {"run", "--profile", "cpu.pprof", "spin.wat"}} {
			cmd, s := command(t, args...)
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != sig {
				t.Errorf("%v, %v: it ended with %v", args, sig, cmd.ProcessState)
			}
			if info, err := os.Stat(filepath.Join(s.dir, "cpu.pprof")); len(args) > 2 && (err != nil || info.Size() == 0) {
				t.Errorf("%v, %v: no profile, %v", args, sig, err)
			}
		}
	}
}
