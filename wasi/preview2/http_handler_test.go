package preview2

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/network"
	"github.com/wvm-project/wvm/wat"
)

// A testServer serves the component in testdata/server.wat.
type testServer struct {
	*httptest.Server
	handler *Handler
	mu      sync.Mutex
	errs    []error
}

func newTestServer(t testing.TB, cfg HandlerConfig) *testServer {
	t.Helper()
	text, err := os.ReadFile("testdata/server.wat")
	if err != nil {
		t.Fatal(err)
	}
	source, err := wat.ParseComponent(text)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := check.Validate(source, check.Config{Features: component.Supported})
	if err != nil {
		t.Fatal(err)
	}
	e := component.NewEngine(component.Config{})
	l := component.NewLinker(e)
	base, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := base.Link(l); err != nil {
		t.Fatal(err)
	}
	s := &testServer{}
	cfg.Ended = func(_ *http.Request, err error) {
		s.mu.Lock()
		s.errs = append(s.errs, err)
		s.mu.Unlock()
	}
	if s.handler, err = NewHandler(context.Background(), l, e.Component(checked), cfg); err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(s.handler)
	t.Cleanup(func() {
		s.Server.Close()
		s.handler.Close()
	})
	return s
}

// awaitEnded waits until the Handler tells of an error: the client may know before it.
func (s *testServer) awaitEnded() error {
	for {
		if err := s.ended(); err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

// ended returns the last error that the Handler told of.
func (s *testServer) ended() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.errs) == 0 {
		return nil
	}
	err := s.errs[len(s.errs)-1]
	s.errs = nil
	return err
}

func (s *testServer) get(t testing.TB, path string) (status int, body string, err error) {
	t.Helper()
	resp, err := http.Get(s.URL + path)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

func TestHandler(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	resp, err := http.Get(s.URL + "/hello")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || string(b) != "hello\n" || resp.StatusCode != 200 || resp.Header.Get("X-Answer") != "42" ||
		resp.Header.Get("Content-Type") != "" {
		t.Errorf("%v, %q, %v", resp, b, err)
	}
	if err := s.ended(); err != nil {
		t.Error(err)
	}
}

// TestBadGuests has guests that do not answer, or not well. Each is alone with that.
func TestBadGuests(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	for _, c := range []struct {
		path   string
		status int    // 0 for a connection that is broken off, -1 for that or 500
		body   string // the whole of it, or how it begins before it breaks off
		why    string // a part of the error that the Handler tells of
	}{
		{"/trap", 500, "Internal Server Error\n", "unreachable"},
		{"/silent", 500, "Internal Server Error\n", "no answer"},
		{"/x", 500, "Internal Server Error\n", "connection-refused"},
		{"/broken", 0, "hello\n", "did not finish"},
		{"/bt", 0, "hello\n", "unreachable"},
		{"/2", 200, "hello\n", "handle"},
		{"/fields", 500, "Internal Server Error\n", "MaxFieldsSize"},
		{"/n", -1, "", ""},
	} {
		status, body, err := s.get(t, c.path)
		if c.status < 0 && (err != nil || status == 500) {
			c.status, c.body = status, body
			if err != nil {
				c.status = 0
			}
		}
		whole := c.status != 0
		if whole != (err == nil) || whole && (status != c.status || body != c.body) || !strings.HasPrefix(body, c.body) {
			t.Errorf("%s: %d, %.20q, %v", c.path, status, body, err)
		}
		if err := s.awaitEnded(); !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: the handler tells of %v, not %q", c.path, err, c.why)
		}
		if status, body, err := s.get(t, "/hello"); status != 200 || body != "hello\n" || err != nil {
			t.Errorf("after %s: %d, %q, %v", c.path, status, body, err)
		}
	}
}

// TestGuestsWithoutEnd has guests that compute and wait for ever.
func TestGuestsWithoutEnd(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	inner := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 30*time.Millisecond)
		defer cancel()
		inner.ServeHTTP(w, r.WithContext(ctx))
	})
	for _, path := range []string{"/loop", "/wait"} {
		if status, _, err := s.get(t, path); status != http.StatusGatewayTimeout || err != nil {
			t.Errorf("%s: %d, %v", path, status, err)
		}
		if err := s.awaitEnded(); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestEcho streams bodies both ways, at the same time and with trailers.
func TestEcho(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	for _, n := range []int{0, 1, 100, 16 << 10, 64<<10 + 1, 3 << 20} {
		sent := bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n]
		req, err := http.NewRequest("POST", s.URL+"/echo", io.MultiReader(bytes.NewReader(sent))) // of unknown length
		if err != nil {
			t.Fatal(err)
		}
		req.Trailer = http.Header{"X-Sum": {"7"}}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(n, err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !bytes.Equal(got, sent) || resp.Trailer.Get("X-Sum") != "7" {
			t.Errorf("%d bytes: %d came back, trailers %v, %v, %v", n, len(got), resp.Trailer, err, s.ended())
		}
	}
}

// TestDuplex sends a byte when the one before it has come back.
func TestDuplex(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	r, w := io.Pipe()
	resp := make(chan *http.Response, 1)
	go func() {
		x, err := http.Post(s.URL+"/echo", "", r)
		if err != nil {
			t.Error(err)
		}
		resp <- x
	}()
	w.Write([]byte{0})
	x := <-resp
	defer x.Body.Close()
	b := make([]byte, 1)
	for i := range 20 {
		if _, err := io.ReadFull(x.Body, b); err != nil || b[0] != byte(i) {
			t.Fatal(i, b, err)
		}
		w.Write([]byte{byte(i + 1)})
	}
	w.Close()
}

// TestMuch has a body that is larger than all buffers and a client that takes its time.
func TestMuch(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	resp, err := http.Get(s.URL + "/much")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	time.Sleep(50 * time.Millisecond)
	if n, err := io.Copy(io.Discard, resp.Body); n != 4<<20 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// TestClientsThatGo break off while the guest sends, and while it waits for the rest of the request.
func TestClientsThatGo(t *testing.T) {
	s := newTestServer(t, HandlerConfig{})
	resp, err := http.Get(s.URL + "/much")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	go func() {
		w.Write([]byte("some"))
		cancel()
		w.CloseWithError(context.Canceled)
	}()
	req, _ := http.NewRequestWithContext(ctx, "POST", s.URL+"/echo", r)
	if resp, err := http.DefaultClient.Do(req); err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	if status, body, err := s.get(t, "/hello"); status != 200 || body != "hello\n" || err != nil {
		t.Errorf("%d, %q, %v", status, body, err)
	}
}

// TestOutgoing has the guest send a request to another server.
func TestOutgoing(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header) != 0 {
			t.Errorf("headers that the guest did not set: %v", r.Header)
		}
		io.WriteString(w, "from "+r.Host+r.URL.Path)
	}))
	defer other.Close()
	at := strings.TrimPrefix(other.URL, "http://")
	allowed, err := network.New(at)
	if err != nil {
		t.Fatal(err)
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	refused := strings.TrimPrefix(closed.URL, "http://")
	for _, c := range []struct {
		policy *network.Policy
		to     string
		status int
		body   string
	}{
		{allowed, at, 200, "from " + at + "/"},
		{allowed, refused, 500 + 15, "hello\n"},                  // HTTP-request-denied, from the future
		{network.Everything(), refused, 500 + 6, "hello\n"},      // connection-refused
		{network.Everything(), at, 200, "from " + at + "/"},      //
		{nil, at, 500 + 15, "hello\n"},                           //
		{allowed, "localhost.evil.example", 500 + 15, "hello\n"}, //
	} {
		client := NewHTTPClient(c.policy, nil)
		s := newTestServer(t, HandlerConfig{Config: func() Config { return Config{HTTP: client} }})
		if status, body, err := s.get(t, "/get/"+c.to); status != c.status || body != c.body || err != nil {
			t.Errorf("%s: %d, %q, %v, %v", c.to, status, body, err, s.ended())
		}
		client.Close()
	}
	s := newTestServer(t, HandlerConfig{})
	if status, _, _ := s.get(t, "/get/"+at); status != 400+15 {
		t.Errorf("without a client: %d", status)
	}
}

func TestReuse(t *testing.T) {
	made := 0
	s := newTestServer(t, HandlerConfig{Reuse: 3, Made: func(time.Duration) { made++ }})
	for range 7 {
		if status, _, err := s.get(t, "/hello"); status != 200 || err != nil {
			t.Fatal(status, err)
		}
	}
	if made != 3 {
		t.Errorf("%d instances for 7 requests", made)
	}
}

// TestReset lets requests change what is in the memory of their instance: no other one sees it, though it may get the same instance.
func TestReset(t *testing.T) {
	var made atomic.Int64
	s := newTestServer(t, HandlerConfig{Made: func(time.Duration) { made.Add(1) }})
	first := s.handler.idle[0]
	ask := func(path, want string) {
		if _, body, _ := s.get(t, path); body != want {
			t.Errorf("%s: %q, not %q", path, body, want)
		}
	}
	for range 3 {
		ask("/change", "iello\n")
		ask("/hello", "hello\n")
		ask("/print", "hello\n")
	}
	for len(s.idle()) == 0 { // the client may know of the answer before the instance is back
		time.Sleep(time.Millisecond)
	}
	if !slices.Contains(s.idle(), first) || first.host != nil {
		t.Error("the first instance has not been reset")
	}
	if n := made.Load(); n != 9 {
		t.Errorf("%d instances for 9 requests", n)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 30 {
				ask("/change", "iello\n")
				ask("/trap", "Internal Server Error\n")
				ask("/echo", "")
				ask("/silent", "Internal Server Error\n")
				ask("/hello", "hello\n")
			}
		})
	}
	wg.Wait()
	shared := newTestServer(t, HandlerConfig{Reuse: 3})
	for i, want := range []string{"iello\n", "jello\n", "kello\n", "iello\n"} {
		if _, body, _ := shared.get(t, "/change"); body != want {
			t.Errorf("request %d of an instance for three: %q", i, body)
		}
	}
}

// idle returns the instances that wait for requests.
func (s *testServer) idle() []*served {
	s.handler.mu.Lock()
	defer s.handler.mu.Unlock()
	return slices.Clone(s.handler.idle)
}

// BenchmarkHandler answers requests by instances that are reset, and by new ones.
func BenchmarkHandler(b *testing.B) {
	for name, observe := range map[string]func(*vm.Store){"reset": nil, "new": func(*vm.Store) {}} { // an instance that is observed cannot be reset
		b.Run(name, func(b *testing.B) {
			s := newTestServer(b, HandlerConfig{Limits: component.Limits{Observe: observe}})
			r := httptest.NewRequest("GET", "/hello", nil)
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				s.handler.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Code, s.ended())
				}
			}
		})
	}
}
