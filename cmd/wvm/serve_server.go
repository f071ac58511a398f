package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// This file holds the HTTP server of "wvm serve": its listeners, its limits and its end. What answers requests is an http.Handler.

// A serving is what is set for a server.
type serving struct {
	addr, adminAddr string
	tlsCert, tlsKey string
	accessLog       string // a file, or "-" for the standard error
	maxHeader       uint64 // bytes
	maxBody         uint64 // bytes
	maxRequests     int    // that are answered at a time
	maxConnections  int
	reuse           int // requests that an instance answers
	noPrefix        bool
	requestTimeout  time.Duration
	headerTimeout   time.Duration
	idleTimeout     time.Duration
	shutdownTimeout time.Duration
	json            bool
}

// newServing returns what holds unless something else is said.
func newServing() serving {
	return serving{addr: "127.0.0.1:8080", maxHeader: 64 << 10, maxBody: 64 << 20, maxRequests: 256, maxConnections: 20_000, reuse: 1,
		requestTimeout: 30 * time.Second, headerTimeout: 10 * time.Second, idleTimeout: 2 * time.Minute, shutdownTimeout: 10 * time.Second}
}

// An httpServer answers HTTP requests.
type httpServer struct {
	serving
	handler http.Handler
	metrics *metrics
	log     *accessLog // nil if there is none
	slots   chan struct{}
	ending  atomic.Bool
	say     func(key, text string) // tells the user something
}

func newHTTPServer(s serving, handler http.Handler) *httpServer {
	return &httpServer{serving: s, handler: handler, metrics: newMetrics(), slots: make(chan struct{}, s.maxRequests), say: sayServing(s.json)}
}

// sayServing returns what tells the user where the server is.
func sayServing(asJSON bool) func(key, text string) {
	return func(key, text string) {
		if asJSON {
			os.Stderr.WriteString(jsonLine(map[string]string{key: text}))
			return
		}
		fmt.Fprintln(os.Stderr, map[string]string{"serving": "Serving HTTP on ", "admin": "Health and metrics on ", "stopping": "Stopping: "}[key]+text)
	}
}

// ServeHTTP answers a request within the limits.
func (s *httpServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	runtime.Gosched() // a client that always has the next request ready would keep the others waiting for as long as a time slice is
	start := time.Now()
	s.metrics.inFlight.Add(1)
	out := &countingWriter{ResponseWriter: w}
	defer func() {
		s.metrics.inFlight.Add(-1)
		d := time.Since(start)
		s.metrics.answered(out.status, d, out.n)
		if s.log != nil {
			s.log.write(r, out.status, out.n, start, d)
		}
	}()
	if max := int64(s.maxBody); max > 0 {
		if r.ContentLength > max {
			s.reject(out, http.StatusRequestEntityTooLarge, "body")
			return
		}
		if r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(out, r.Body, max)
		}
	}
	ctx := r.Context()
	if s.requestTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.requestTimeout)
		defer cancel()
		r = r.WithContext(ctx)
	}
	select {
	case s.slots <- struct{}{}:
	default:
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			w.Header().Set("Retry-After", "1")
			s.reject(out, http.StatusServiceUnavailable, "requests")
			return
		}
	}
	defer func() { <-s.slots }()
	s.handler.ServeHTTP(out, r)
}

// reject answers a request that breaks a limit.
func (s *httpServer) reject(w http.ResponseWriter, status int, limit string) {
	s.metrics.rejected(limit)
	http.Error(w, http.StatusText(status), status)
}

// A countingWriter knows what has been answered.
type countingWriter struct {
	http.ResponseWriter
	status int // 0 as long as there is none
	n      int64
}

// WriteHeader notes the status, unless more are to come.
func (w *countingWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts what is written.
func (w *countingWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.n += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is below.
func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// http returns the server for requests.
func (s *httpServer) http() *http.Server {
	h := &http.Server{Handler: s, MaxHeaderBytes: int(s.maxHeader), ReadHeaderTimeout: s.headerTimeout, IdleTimeout: s.idleTimeout, Protocols: new(http.Protocols),
		ErrorLog: log.New(&errorLog{s.metrics}, "", 0)}
	h.Protocols.SetHTTP1(true)
	h.Protocols.SetHTTP2(true)
	h.Protocols.SetUnencryptedHTTP2(true)
	if s.requestTimeout > 0 { // for clients that send or take slowly; the guest has the time of its context
		h.ReadTimeout = s.headerTimeout + s.requestTimeout
		h.WriteTimeout = s.requestTimeout + writeGrace
	}
	h.ConnState = s.metrics.connection
	return h
}

// writeGrace is how long a client may take for the rest of an answer when the guest's time is over.
const writeGrace = 5 * time.Second

// An errorLog counts what package http has to say: clients that break off or speak something else.
type errorLog struct{ m *metrics }

func (l *errorLog) Write(p []byte) (int, error) {
	l.m.clientErrors.Add(1)
	return len(p), nil
}

// run serves until a signal or the end of ctx, and then until what goes on has ended. ready, unless nil, is called with the address.
func (s *httpServer) run(ctx context.Context, ready func(net.Addr)) error {
	l, err := s.listen(s.addr)
	if err != nil {
		return err
	}
	h := s.http()
	base, cancel := context.WithCancel(context.WithoutCancel(ctx)) // of all requests
	defer cancel()
	h.BaseContext = func(net.Listener) context.Context { return base }
	scheme := "http"
	if s.tlsCert != "" {
		if h.TLSConfig, err = s.tls(); err != nil {
			l.Close()
			return err
		}
		scheme = "https"
	}
	admin, err := s.startAdmin()
	if err != nil {
		l.Close()
		return err
	}
	defer admin.Close()
	failed := make(chan error, 1)
	go func() {
		if s.tlsCert != "" {
			failed <- h.ServeTLS(l, "", "")
			return
		}
		failed <- h.Serve(l)
	}()
	s.say("serving", scheme+"://"+l.Addr().String()+"/")
	if ready != nil {
		ready(l.Addr())
	}
	select {
	case err := <-failed:
		return &failure{what: fmt.Sprintf("cannot serve at %s: %v", s.addr, err)}
	case <-ctx.Done():
	}
	return s.stop(h, cancel)
}

// stop ends the server: no new connections, and what goes on has a while to end by itself.
func (s *httpServer) stop(h *http.Server, cancel context.CancelFunc) error {
	s.ending.Store(true)
	if n := s.metrics.inFlight.Load(); n > 0 {
		s.say("stopping", fmt.Sprintf("waiting for %d requests, at most %v; a second signal does not wait", n, s.shutdownTimeout))
	}
	ctx, done := context.WithTimeout(context.Background(), s.shutdownTimeout)
	defer done()
	if err := h.Shutdown(ctx); err == nil {
		return nil
	}
	cancel() // ends the guests
	ctx, done = context.WithTimeout(context.Background(), time.Second)
	defer done()
	if err := h.Shutdown(ctx); err != nil {
		h.Close()
	}
	return nil
}

// listen opens the listener for requests.
func (s *httpServer) listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError(addr, err)
	}
	if s.maxConnections > 0 {
		l = &limitedListener{Listener: l, slots: make(chan struct{}, s.maxConnections), closed: make(chan struct{})}
	}
	return l, nil
}

func listenError(addr string, err error) error {
	f := &failure{what: fmt.Sprintf("cannot listen at %s: %v", addr, err)}
	if errors.Is(err, syscall.EADDRINUSE) {
		f.help = "Another program has the port. Name a different one, or port 0 for any that is free."
	}
	return f
}

// tls returns the configuration for TLS.
func (s *httpServer) tls() (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(s.tlsCert, s.tlsKey)
	if err != nil {
		return nil, &failure{what: fmt.Sprintf("cannot use the certificate `%s` with the key `%s`: %v", s.tlsCert, s.tlsKey, err)}
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, nil
}

// startAdmin serves health and metrics, if they have an address.
func (s *httpServer) startAdmin() (*http.Server, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if s.ending.Load() {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /metrics", s.metrics.serve)
	admin := &http.Server{Handler: mux, ReadHeaderTimeout: s.headerTimeout, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: log.New(&errorLog{s.metrics}, "", 0)}
	if s.adminAddr == "" {
		return admin, nil
	}
	l, err := net.Listen("tcp", s.adminAddr)
	if err != nil {
		return nil, listenError(s.adminAddr, err)
	}
	go admin.Serve(l)
	s.say("admin", "http://"+l.Addr().String()+"/")
	return admin, nil
}

// untilSignal returns a context that ends with the first signal. A second one ends the process.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel()
		sig := <-signals
		signal.Reset(os.Interrupt, syscall.SIGTERM)
		dieOf(sig)
	}()
	return ctx
}

// A limitedListener accepts a number of connections at a time; more have to wait.
type limitedListener struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits for room and a connection.
func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &limitedConn{Conn: c, slots: l.slots}, nil
}

// Close ends the waiting for room, too.
func (l *limitedListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// A limitedConn makes room when it is closed.
type limitedConn struct {
	net.Conn
	slots chan struct{}
	once  sync.Once
}

// Close closes the connection.
func (c *limitedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() { <-c.slots })
	return err
}
