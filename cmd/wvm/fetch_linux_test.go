package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/wat"
)

// This file runs what a server has, on the system where a variable names whom wvm trusts.

// A server has files to be run.
type server struct {
	*httptest.Server
	t     *testing.T
	trust string // the variable that makes wvm trust it
}

func newServer(t *testing.T, handler http.Handler) *server {
	s := httptest.NewUnstartedServer(handler)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return &server{s, t, "SSL_CERT_FILE=" + file}
}

// run runs wvm with arguments and returns its output, its errors and whether it succeeded.
func (s *server) run(args ...string) (stdout, stderr string, ok bool) {
	cmd := (&script{t: s.t, dir: s.t.TempDir(), env: []string{s.trust}}).command(args)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	ok = cmd.Run() == nil
	return out.String(), err.String(), ok
}

const (
	fetchedModule    = `(module (func (export "f") (result i32) (i32.const 42)))`
	fetchedComponent = `(component (core module $m (func (export "f") (result i32) (i32.const 43))) (core instance $m (instantiate $m))
  (func (export "f") (result u32) (canon lift (core func $m "f"))))`
	fetchedInvalid = `(component (core module (func (result i32))) (core module))`
)

func TestFetch(t *testing.T) {
	mux := http.NewServeMux()
	for name, text := range map[string]string{"module": fetchedModule, "component": fetchedComponent} {
		b, err := wat.Encode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		mux.HandleFunc("/"+name+".wasm", func(w http.ResponseWriter, _ *http.Request) {
			for i := range b { // as slow as can be
				w.Write(b[i : i+1])
				w.(http.Flusher).Flush()
			}
		})
		mux.HandleFunc("/"+name+".wat", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, text) })
		mux.HandleFunc("/short/"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(b)))
			w.Write(b[:len(b)-3])
		})
	}
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/module.wasm", http.StatusFound) })
	mux.HandleFunc("/weaker", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/module.wasm", http.StatusFound)
	})
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/long", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Length", "99999999999") })
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") })
	s := newServer(t, mux)
	for path, want := range map[string]string{
		"/module.wasm": "42\n", "/component.wasm": "43\n", "/module.wat": "42\n", "/component.wat": "43\n", "/moved": "42\n",
		"/weaker": "redirects to something else than https", "/circle": "redirects more than 10 times", "/none": "the server answers 404 Not Found",
		"/long": "it is longer than 1073741824 bytes", "/page": "malformed", "/short/module": "cannot fetch", "/short/component": "cannot fetch",
	} {
		call := "f"
		stdout, stderr, ok := s.run("run", "--invoke", call, s.URL+path)
		if success := strings.HasSuffix(want, "\n"); ok != success || success && stdout != want || !success && !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, %q, want %q", path, stdout, stderr, want)
		}
	}
	for name, want := range map[string]string{
		"http" + strings.TrimPrefix(s.URL, "https") + "/module.wasm": "plain http",
		"https://127.0.0.1:1/x.wasm":                                 "connection refused",
		"https:// /x.wasm":                                           "cannot fetch",
	} {
		if _, stderr, ok := s.run("run", "--invoke", "f", name); ok || !strings.Contains(stderr, want) {
			t.Errorf("%s: %q, want %q", name, stderr, want)
		}
	}
	s.trust = "SSL_CERT_FILE=/dev/null"
	if _, stderr, ok := s.run("run", "--invoke", "f", s.URL+"/module.wasm"); ok || !strings.Contains(stderr, "certificate") {
		t.Errorf("a server that nobody trusts: %q", stderr)
	}
}

// TestFetchEarly ends with an error before the server has sent everything, and validates other verbs' files as well.
func TestFetchEarly(t *testing.T) {
	b, err := wat.Encode([]byte(fetchedInvalid))
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write(b[:len(b)-9])
		w.(http.Flusher).Flush()
		<-r.Context().Done() // the client has gone
	}))
	if _, stderr, ok := s.run("run", "--invoke", "f", s.URL+"/x.wasm"); ok || !strings.Contains(stderr, "is an invalid component: type mismatch") {
		t.Errorf("got %q", stderr)
	}
}

// TestStdin runs what arrives at the standard input.
func TestStdin(t *testing.T) {
	for text, want := range map[string]string{fetchedModule: "42\n", fetchedComponent: "43\n", fetchedInvalid: ""} {
		b, err := wat.Encode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []string{text, string(b)} {
			cmd := (&script{t: t, dir: t.TempDir()}).command([]string{"run", "--invoke", "f", "-"})
			w, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				io.WriteString(w, in[:len(in)-9])
				if want != "" || in == text { // else it has seen enough
					io.WriteString(w, in[len(in)-9:])
					w.Close()
				}
			}()
			out, err := cmd.Output()
			if string(out) != want || (err == nil) != (want != "") {
				t.Errorf("%.20q: %q, %v", in, out, err)
			}
		}
	}
}
