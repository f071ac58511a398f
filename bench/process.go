package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/wvm-project/wvm/bench/internal/sample"
)

// This file runs a process and measures it.

// errTime is the error of a run that took too long.
var errTime = errors.New("takes too long")

// A spawner runs processes by the program spawn.
type spawner struct {
	program string
	limit   time.Duration // of a run; 0 for none
}

// execute runs a command to its end, or to the limit, and returns what it printed. Its input is a file, if that is not "". A failure to
// start, an exit status other than 0 and anything on standard error are errors.
func (p *spawner) execute(ctx context.Context, command []string, stdin string) (string, sample.Process, error) {
	file := filepath.Join(filepath.Dir(p.program), "spawned.json")
	cmd := exec.CommandContext(ctx, p.program, append([]string{file, p.limit.String()}, command...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // which it passes on
	stdout, err := runWithFiles(cmd, stdin, file+".out")
	var s sample.Process
	text, fileErr := os.ReadFile(file)
	if fileErr == nil {
		fileErr = errors.Join(json.Unmarshal(text, &s), os.Remove(file))
	}
	switch {
	case ctx.Err() != nil:
		return "", s, ctx.Err()
	case s.Late:
		return "", s, errTime
	case err != nil:
		return "", s, err
	}
	return stdout, s, fileErr
}

// runWithFiles runs a command that reads the file in, if that is not "", and returns what it prints, which passes through the file out.
// What it prints to standard error is an error. A pipe in the place of a file can be one that does not block, which not every runtime expects.
func runWithFiles(cmd *exec.Cmd, in, out string) (string, error) {
	if in != "" {
		f, err := os.Open(in)
		if err != nil {
			return "", err
		}
		defer f.Close()
		cmd.Stdin = f
	}
	f, err := os.Create(out)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = f, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		return "", fmt.Errorf("%v: %s", err, shorten(strings.TrimSpace(stderr.String())))
	}
	text, err := os.ReadFile(out)
	return string(text), err
}

// outputName is the file that a program leaves in the directory that it is given.
const outputName = "out"

// output returns a digest of that file, and removes it.
func output(dir string) (string, error) {
	file := filepath.Join(dir, outputName)
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%x\n", sha256.Sum256(text)), os.Remove(file)
}

// shorten cuts a text that is too long for a message.
func shorten(s string) string {
	if len(s) > 500 {
		return s[:500] + "..."
	}
	return s
}
