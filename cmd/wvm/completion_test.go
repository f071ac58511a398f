package main

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestBashCompletion lets bash complete, where there is one.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("no bash here")
	}
	tests := []struct{ line, want string }{
		{"wvm va", "validate"},
		{"wvm p", "parse print"},
		{"wvm app", ""},
		{"wvm run --max-f", "--max-files"},
		{"wvm run app", ""},
		{"wvm print --f", "--fold --function"},
		{"wvm completion z", "zsh"},
		{"wvm help wa", "wast"},
		{"wvm help ex", "exit-codes"},
	}
	for _, tt := range tests {
		words := strings.Fields(tt.line)
		script := bashScript(completions()) + "COMP_WORDS=(" + tt.line + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_wvm\necho \"${COMPREPLY[@]}\"\n"
		cmd := exec.Command(bash, "--norc", "-c", script)
		cmd.Env = os.Environ()
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", words, got, err, tt.want)
		}
	}
}
