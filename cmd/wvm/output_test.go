package main

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestParseToTerminal lets "wvm parse" write to what could be a terminal, and to what could not.
func TestParseToTerminal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no device to write to")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		device, args string
		refused      bool
	}{
		{"/dev/zero", "parse", true},
		{"/dev/zero", "parse -", true},
		{"/dev/zero", "parse -o -", false},
		{os.DevNull, "parse", false},
	}
	for _, tt := range tests {
		out, err := os.OpenFile(tt.device, os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		defer out.Close()
		var stderr strings.Builder
		cmd := exec.Command(exe, strings.Fields(tt.args)...)
		cmd.Env = append(os.Environ(), "WVM_TEST_AS_WVM=1")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("(module)"), out, &stderr
		if err := cmd.Run(); (err != nil) != tt.refused || strings.Contains(stderr.String(), "terminal") != tt.refused {
			t.Errorf("%s to %s: %v, %s", tt.args, tt.device, err, &stderr)
		}
	}
}
