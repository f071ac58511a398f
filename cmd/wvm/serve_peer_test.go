package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/internal/build/needs"
)

// wasmtimeServe starts "wasmtime serve" and returns where it serves.
func wasmtimeServe(t *testing.T, component string) string {
	t.Helper()
	wasmtime := os.Getenv("WASMTIME")
	if wasmtime == "" {
		wasmtime = needs.Program(t, "wasmtime")
	}
	cmd := exec.Command(wasmtime, "serve", "--addr", "127.0.0.1:0", component)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	r := bufio.NewReader(pipe)
	for {
		line, err := r.ReadString('\n')
		if at, ok := strings.CutPrefix(line, "Serving HTTP on "); ok {
			go io.Copy(io.Discard, r)
			return strings.TrimRight(at, "/\n")
		}
		if err != nil {
			t.Fatalf("wasmtime does not serve: %s, %v", line, err)
		}
	}
}

// TestServePeer compares answers with those of wasmtime.
func TestServePeer(t *testing.T) {
	s := serve(t)
	peer := wasmtimeServe(t, filepath.Join("..", "..", "wasi", "preview2", "testdata", "server.wat"))
	body := bytes.Repeat([]byte("0123456789"), 20_000)
	for _, c := range []struct {
		method, path string
		body         []byte
	}{
		{"GET", "/hello", nil}, {"HEAD", "/hello", nil}, {"GET", "/hello?with=query", nil}, {"POST", "/hello", body}, {"OPTIONS", "/hello", nil}, {"OTHER", "/hello", nil},
		{"POST", "/echo", nil}, {"POST", "/echo", body[:10]}, {"PUT", "/echo", body}, {"GET", "/much", nil}, {"GET", "/trap", nil}, {"GET", "/silent", nil}, {"GET", "/x", nil},
	} {
		ours, theirs := answerOf(t, s.url, c.method, c.path, c.body), answerOf(t, peer, c.method, c.path, c.body)
		if ours != theirs {
			t.Errorf("%s %s: %s, but wasmtime %s", c.method, c.path, ours, theirs)
		}
	}
}

// answerOf returns the status of an answer, and of a good one the header and the body.
func answerOf(t *testing.T, server, method, path string, body []byte) string {
	t.Helper()
	req, err := http.NewRequest(method, server+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return resp.Status
	}
	if len(b) > 20 {
		b = fmt.Appendf(b[:20:20], "... %d bytes", len(b))
	}
	return fmt.Sprintf("%s, X-Answer %q, %q, %v", resp.Status, resp.Header.Get("X-Answer"), b, err)
}
