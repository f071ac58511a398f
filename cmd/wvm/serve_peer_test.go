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
	"regexp"
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

// TestServeClients compares what curl gets with what it gets of wasmtime, and has wrk look at all answers that it gets in a while.
func TestServeClients(t *testing.T) {
	curl, wrk := needs.Program(t, "curl"), needs.Program(t, "wrk")
	s := serve(t)
	peer := wasmtimeServe(t, filepath.Join("..", "..", "wasi", "preview2", "testdata", "server.wat"))
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "body"), bytes.Repeat([]byte("0123456789"), 300_000), 0o600); err != nil {
		t.Fatal(err)
	}
	// How long a body is may be said in either way, and a client that waits for leave to send may be kept waiting.
	free := regexp.MustCompile(`(?m)^(date|transfer-encoding|content-length): .*\r\n|^http/1.1 100 continue\r\n\r\n`)
	for _, args := range []string{
		"-i /hello", "-I /hello", "-i -X OPTIONS /hello", "-i --http1.0 /hello", "-i /much", "-i /trap", "-i /silent",
		"-i --data-binary @body /echo", "-i -H Expect:100-continue --data-binary @body /echo", "-i -T body /echo",
		"-i -H Transfer-Encoding:chunked --data-binary @body /echo", "-i --compressed /hello", "-i /hello /hello",
	} {
		var got [2]string
		for i, at := range []string{s.url, peer} {
			words := strings.Fields("-sS --max-time 60 " + args)
			for j, w := range words {
				if strings.HasPrefix(w, "/") {
					words[j] = at + w
				}
			}
			cmd := exec.Command(curl, words...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			got[i] = fmt.Sprintf("%s, %v", free.ReplaceAll(bytes.ToLower(out), nil), err)
		}
		if args == "-i /trap" || args == "-i /silent" { // the text of an error is each server's own
			for i := range got {
				got[i], _, _ = strings.Cut(got[i], "\r\n")
			}
		}
		if got[0] != got[1] {
			t.Errorf("curl %s: %.300q, but of wasmtime %.300q", args, got[0], got[1])
		}
	}
	script := filepath.Join(dir, "check.lua")
	if err := os.WriteFile(script, []byte(`response = function(status, headers, body)
  if status ~= 200 or body ~= "hello\n" then io.write("wrong: ", status, " ", body, "\n") end
end`), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(wrk, "-t1", "-c20", "-d1s", "--timeout", "60s", "-s", script, s.url+"/hello").CombinedOutput()
	if text := string(out); err != nil || !strings.Contains(text, "requests in") || strings.Contains(text, "wrong") || strings.Contains(text, "errors") {
		t.Errorf("wrk: %v\n%s", err, text)
	}
}
