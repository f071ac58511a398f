package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A served is a wvm that serves testdata/server.wat of package preview2.
type served struct {
	t          testing.TB
	url, admin string
	stop       func() error // with SIGTERM; returns how it ended
	stderr     *bytes.Buffer
	mu         sync.Mutex
}

// serve starts wvm.
func serve(t testing.TB, flags ...string) *served {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM")
	}
	component, err := filepath.Abs(filepath.Join("..", "..", "wasi", "preview2", "testdata", "server.wat"))
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0"}, flags...)
	cmd := exec.Command(exe, append(args, component)...)
	cmd.Env = append(os.Environ(), "WVM_TEST_AS_WVM=1")
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, stderr: &bytes.Buffer{}}
	ready, ended := make(chan bool, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			line := lines.Text()
			s.mu.Lock()
			fmt.Fprintln(s.stderr, line)
			s.mu.Unlock()
			if at, ok := strings.CutPrefix(line, "Health and metrics on "); ok {
				s.admin = at
			}
			if at, ok := strings.CutPrefix(line, "Serving HTTP on "); ok {
				s.url = strings.TrimSuffix(at, "/")
				ready <- true
			}
		}
		close(ready)
	}()
	stopped := sync.OnceValue(func() error {
		cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		return cmd.Wait()
	})
	s.stop = stopped
	t.Cleanup(func() { stopped() })
	if !<-ready {
		t.Fatalf("wvm ended: %v\n%s", cmd.Wait(), s.said())
	}
	return s
}

// said returns what the server has written to its standard error.
func (s *served) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stderr.String()
}

// get returns the status and the body of a response.
func (s *served) get(client *http.Client, url string) (int, string) {
	s.t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		s.t.Errorf("%s: %v\n%s", url, err, s.said())
		return 0, ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Errorf("%s: %v", url, err)
	}
	return resp.StatusCode, string(b)
}

// metric returns a number from the server's metrics.
func (s *served) metric(name string) float64 {
	s.t.Helper()
	_, text := s.get(http.DefaultClient, s.admin+"metrics")
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(text)
	if m == nil {
		s.t.Fatalf("there is no %s in\n%s", name, text)
	}
	x, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return x
}

func TestServe(t *testing.T) {
	log := filepath.Join(t.TempDir(), "access.log")
	s := serve(t, "--access-log", log)
	if status, body := s.get(http.DefaultClient, s.url+"/hello"); status != 200 || body != "hello\n" {
		t.Errorf("%d, %q", status, body)
	}
	h2 := &http.Client{Transport: &http.Transport{Protocols: new(http.Protocols)}}
	h2.Transport.(*http.Transport).Protocols.SetUnencryptedHTTP2(true)
	if status, body := s.get(h2, s.url+"/hello2"); status != 200 || body != "hello\n" {
		t.Errorf("HTTP/2: %d, %q", status, body)
	}
	for path, want := range map[string]int{"/trap": 500, "/silent": 500, "/x": 500, "/get/127.0.0.1:1": 415} {
		if status, _ := s.get(http.DefaultClient, s.url+path); status != want {
			t.Errorf("%s: %d", path, status)
		}
	}
	s.get(http.DefaultClient, s.url+"/print")
	if status, body := s.get(http.DefaultClient, s.admin+"healthz"); status != 200 || body != "ok\n" {
		t.Errorf("health: %d, %q", status, body)
	}
	if n := s.metric(`wvm_http_requests_total{code="5xx"}`); n != 3 {
		t.Errorf("%v requests failed", n)
	}
	if err := s.stop(); err != nil {
		t.Errorf("it ended with %v\n%s", err, s.said())
	}
	b, err := os.ReadFile(log)
	if err != nil || !regexp.MustCompile(`(?m)^127\.0\.0\.1 - - \[.*\] "GET /hello HTTP/1\.1" 200 6 "-" "Go-http-client/1\.1" 0\.\d{6}$`).Match(b) {
		t.Errorf("the log is %v\n%s", err, b)
	}
	for _, want := range []string{"failed to answer \"GET /trap\"", "unreachable", "the component gave no answer"} {
		if !strings.Contains(s.said(), want) {
			t.Errorf("it does not say %q, but\n%s", want, s.said())
		}
	}
}

// TestServeOutput has guests write to the standard output.
func TestServeOutput(t *testing.T) {
	out, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	shared := &sharedOutput{w: out}
	a, b := &guestOutput{to: shared, name: "out"}, &guestOutput{to: shared, name: "out", instance: 1}
	io.WriteString(a, "one\ntw")
	io.WriteString(b, "three\n")
	io.WriteString(a, "o\nfour")
	a.Flush()
	io.WriteString(b, strings.Repeat("x", maxGuestLine))
	text, _ := os.ReadFile(out.Name())
	if want := "out [0] :: one\nout [1] :: three\nout [0] :: two\nout [0] :: four\nout [1] :: " + strings.Repeat("x", maxGuestLine) + "\n"; string(text) != want {
		t.Errorf("%q", text)
	}
}

// certificate writes a certificate for this machine with its key.
func certificate(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	priv, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &priv.PublicKey, priv)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, b := range map[string][]byte{cert: certPEM, key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return cert, key, pool
}

func TestServeTLS(t *testing.T) {
	cert, key, pool := certificate(t)
	s := serve(t, "--tls-cert", cert, "--tls-key", key)
	for _, proto := range []int{1, 2} {
		tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: proto == 2}
		resp, err := (&http.Client{Transport: tr}).Get(s.url + "/hello")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.ProtoMajor != proto || string(b) != "hello\n" || err != nil {
			t.Errorf("%s, %q, %v", resp.Proto, b, err)
		}
		tr.CloseIdleConnections()
	}
}

// TestServeEnd stops a server while a request is being answered, whose body comes later.
func TestServeEnd(t *testing.T) {
	s := serve(t)
	r, w := io.Pipe()
	resp, err := http.Post(s.url+"/echo", "", io.MultiReader(strings.NewReader("first "), r))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	ended := make(chan error, 1)
	go func() { ended <- s.stop() }()
	for !strings.Contains(s.said(), "Stopping: ") {
		time.Sleep(time.Millisecond)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://")); err == nil {
		t.Error("it still accepts connections")
	}
	io.WriteString(w, "last")
	w.Close()
	if b, err := io.ReadAll(resp.Body); string(b) != "first last" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestServeEndsGuests stops a server whose guest would go on for ever.
func TestServeEndsGuests(t *testing.T) {
	s := serve(t, "--shutdown-timeout", "50ms")
	failed := make(chan error, 1)
	go func() {
		resp, err := http.Get(s.url + "/loop")
		if err == nil {
			resp.Body.Close()
		}
		failed <- err
	}()
	for s.metric("wvm_instances_total") < 1 || s.metric("wvm_http_requests_in_flight") < 1 {
		time.Sleep(time.Millisecond)
	}
	if err := s.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	<-failed
}

func TestServeLimits(t *testing.T) {
	s := serve(t, "--max-body", "1000", "--max-headers", "2000", "--timeout", "100ms", "--max-requests", "1", "--header-timeout", "200ms")
	post := func(n int, known bool) int {
		var body io.Reader = bytes.NewReader(make([]byte, n))
		if !known {
			body = io.MultiReader(body)
		}
		resp, err := http.Post(s.url+"/echo", "", body)
		if err != nil {
			return 0
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := []int{post(1000, true), post(1001, true), post(1000, false)}; got[0] != 200 || got[1] != 413 || got[2] != 200 {
		t.Errorf("bodies: %v", got)
	}
	if got := post(1001, false); got == 200 {
		t.Errorf("a body that is too long: %d", got)
	}
	req, _ := http.NewRequest("GET", s.url+"/hello", nil)
	req.Header.Set("X-Long", strings.Repeat("x", 8000))
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != 431 {
		t.Errorf("headers: %v, %v", resp, err)
	}
	var wg sync.WaitGroup
	codes := make([]int, 2)
	for i := range codes {
		wg.Go(func() { codes[i], _ = s.get(http.DefaultClient, s.url+"/loop") })
	}
	wg.Wait()
	if codes[0]+codes[1] != 503+504 && codes[0]+codes[1] != 504+504 {
		t.Errorf("two requests at a time: %v", codes)
	}
	if status, body := s.get(http.DefaultClient, s.url+"/hello"); status != 200 || body != "hello\n" {
		t.Errorf("%d, %q", status, body)
	}
}

// raw sends text to an address and returns what comes back until the connection ends.
func raw(t *testing.T, at, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, text)
	b, _ := io.ReadAll(c)
	return string(b)
}

// newLocal serves with a handler in this process.
func newLocal(t testing.TB, cfg serving, h http.Handler) (*httpServer, string) {
	t.Helper()
	cfg.addr, cfg.adminAddr = "127.0.0.1:0", ""
	s := newHTTPServer(cfg, h)
	s.say = func(string, string) {}
	ctx, cancel := context.WithCancel(context.Background())
	ended, ready := make(chan error, 1), make(chan string, 1)
	go func() { ended <- s.run(ctx, func(a net.Addr) { ready <- a.String() }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s, <-ready
}

// TestSmuggling sends what one server may take for one request and another one for two.
func TestSmuggling(t *testing.T) {
	var mu sync.Mutex
	var paths []string
	cfg := newServing()
	cfg.headerTimeout, cfg.idleTimeout = 200*time.Millisecond, 200*time.Millisecond
	cfg.requestTimeout = 300 * time.Millisecond
	_, at := newLocal(t, cfg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		mu.Lock()
		paths = append(paths, r.URL.Path)
		mu.Unlock()
	}))
	const inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, text := range map[string]string{
		"two lengths":           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 38\r\n\r\n" + inner,
		"a list of lengths":     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 38\r\n\r\n" + inner,
		"a signed length":       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n" + inner,
		"chunked and other":     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inner,
		"not quite chunked":     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner,
		"chunked twice":         "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
		"a space in a name":     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
		"a tab in a name":       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n" + inner,
		"a bad chunk size":      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + inner,
		"a signed chunk size":   "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + inner,
		"a huge chunk size":     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n" + inner,
		"two hosts":             "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + inner,
		"no host":               "GET / HTTP/1.1\r\n\r\n" + inner,
		"a folded header":       "GET / HTTP/1.1\r\n Host: x\r\n\r\n" + inner,
		"a name with a colon":   "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n" + inner,
		"a control character":   "GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n" + inner,
		"no version":            "GET /\r\n\r\n" + inner,
		"chunked with HTTP/1.0": "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
	} {
		mu.Lock()
		paths = nil
		mu.Unlock()
		answer := raw(t, at, text)
		mu.Lock()
		for _, p := range paths {
			if p == "/smuggled" {
				t.Errorf("%s: the second request was answered:\n%s", name, answer)
			}
		}
		mu.Unlock()
	}
}

// TestSlowClients are cut off: those that send their headers or bodies slowly, and those that do not take the answer.
func TestSlowClients(t *testing.T) {
	cfg := newServing()
	cfg.headerTimeout, cfg.requestTimeout, cfg.idleTimeout = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond
	read := make(chan error, 1)
	s, at := newLocal(t, cfg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		read <- err
	}))
	for _, text := range []string{"", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: "} {
		raw(t, at, text)
	}
	raw(t, at, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
	if err := <-read; err == nil {
		t.Error("half a body is a whole one")
	}
	for s.metrics.connections.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// TestServeCounters has many requests leave nothing behind: no goroutine, file or memory.
func TestServeCounters(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 2_000
	}
	s := serve(t)
	const workers = 8
	round := func(n int) {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				tr := &http.Transport{}
				defer tr.CloseIdleConnections()
				c := &http.Client{Transport: tr}
				for i := range n / workers {
					path := "/hello"
					switch i % 10 {
					case 7:
						path = "/trap"
					case 8:
						path = "/silent"
					}
					if status, _ := s.get(c, s.url+path); status != 200 && path == "/hello" {
						t.Errorf("%s: %d", path, status)
					}
				}
			})
		}
		wg.Wait()
		for s.metric("wvm_http_connections") > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	look := func() (goroutines, files, memory float64) {
		return s.metric("go_goroutines"), s.metric("process_open_fds"), s.metric("process_resident_memory_bytes")
	}
	round(n / 10)
	g1, f1, m1 := look()
	round(n)
	g2, f2, m2 := look()
	t.Logf("%d requests: goroutines %v, %v; files %v, %v; MiB %.1f, %.1f", n, g1, g2, f1, f2, m1/(1<<20), m2/(1<<20))
	if g2 > g1+4 || f2 > f1+4 || m2 > 1.5*m1+(16<<20) {
		t.Error("something grows")
	}
}

// TestServeKeepAlive holds many connections that wait.
func TestServeKeepAlive(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 200
	}
	s := serve(t)
	at := strings.TrimPrefix(s.url, "http://")
	conns := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	for range n {
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Skipf("the system allows %d connections: %v", len(conns), err)
		}
		conns = append(conns, c)
		io.WriteString(c, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || resp.StatusCode != 200 {
			t.Fatal(resp, err)
		}
	}
	open, memory := s.metric("wvm_http_connections"), s.metric("process_resident_memory_bytes")
	t.Logf("%v connections: %.0f MiB", open, memory/(1<<20))
	if open < float64(n) || memory > 1<<30 {
		t.Errorf("%v connections take %.0f MiB", open, memory/(1<<20))
	}
}
