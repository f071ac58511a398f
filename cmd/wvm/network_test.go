package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build/needs"
)

// rustComponent compiles a program to a component.
func rustComponent(t testing.TB, source string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "guest.wasm")
	cmd := exec.Command(needs.Program(t, "rustc"), "--target", "wasm32-wasip2", "-O", "-o", out, source)
	if text, err := cmd.CombinedOutput(); err != nil {
		if os.Getenv("CI") != "true" && strings.Contains(string(text), "target may not be installed") {
			t.Skip("rustc has no wasm32-wasip2")
		}
		t.Fatalf("%v\n%s", err, text)
	}
	return out
}

// runWith runs a program and returns what it prints, and how it ended.
func runWith(t *testing.T, name string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "WVM_TEST_AS_WVM=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if errs.Len() > 0 {
		t.Logf("%v: %s", args, &errs)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// TestSockets runs a program that uses Rust's std::net: what it prints is what it prints under wasmtime, and nothing is reached without a rule.
func TestSockets(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no sockets for components")
	}
	guest := rustComponent(t, filepath.Join("testdata", "net", "net.rs"))
	wvm, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "from the server\n") }))
	defer server.Close()
	at := strings.TrimPrefix(server.URL, "http://")
	_, port, _ := strings.Cut(at, ":")
	for _, c := range []struct {
		args  []string
		rules []string
		want  string
	}{
		{[]string{"echo"}, []string{"--allow-host=127.0.0.1", "--allow-bind=127.0.0.1"}, "echoed 400000 bytes\n"},
		{[]string{"udp"}, []string{"--allow-host=127.0.0.0/8"}, "ping\n"},
		{[]string{"get", at}, []string{"--allow-host=" + at}, "from the server\n"},
		{[]string{"get", "localhost:" + port}, []string{"--allow-host=localhost:" + port}, "from the server\n"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			run := append(append([]string{"run"}, c.rules...), guest)
			if out, code := runWith(t, wvm, append(run, c.args...)...); out != c.want || code != 0 {
				t.Errorf("%q, %d", out, code)
			}
			if out, code := runWith(t, wvm, append([]string{"run", "-S", "inherit-network", guest}, c.args...)...); out != c.want || code != 0 {
				t.Errorf("with inherit-network: %q, %d", out, code)
			}
			for _, rules := range [][]string{nil, {"--allow-host=*", "--allow-bind=*"}, {"--allow-host=127.0.0.1:1"}, {"-S", "inherit-network,tcp=n,udp=n,allow-ip-name-lookup=n"}} {
				args := append(append(append([]string{"run"}, rules...), guest), c.args...)
				if out, code := runWith(t, wvm, args...); !strings.HasSuffix(out, ": PermissionDenied\n") || code != 1 {
					t.Errorf("with %v: %q, %d", rules, out, code)
				}
			}
			wasmtime := os.Getenv("WASMTIME")
			if wasmtime == "" {
				wasmtime = needs.Program(t, "wasmtime")
			}
			args := append([]string{"run", "-S", "inherit-network,allow-ip-name-lookup", guest}, c.args...)
			if out, code := runWith(t, wasmtime, args...); out != c.want || code != 0 {
				t.Errorf("wasmtime: %q, %d", out, code)
			}
		})
	}
}
