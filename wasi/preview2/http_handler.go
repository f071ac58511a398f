package preview2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/wvm-project/wvm/component"
)

// This file holds wasi:http/incoming-handler: the answering of requests by guests.

// incomingHandler is the interface that a component exports to answer requests.
const incomingHandler = "wasi:http/incoming-handler@" + Version

// A HandlerConfig says how a Handler makes instances.
type HandlerConfig struct {
	// Config returns what an instance is given, also one that has been reset; nil is the zero Config. Several goroutines may call it at a time. A Stdout or Stderr with a
	// method Flush() error is flushed after each request.
	Config func() Config
	Limits component.Limits // of an instance

	// Reuse is how many requests an instance answers, one after the other; 0 is one. Requests that share an instance see what earlier
	// ones have left in its memory.
	Reuse int

	// Made, unless nil, is told how long it took to make an instance, or to reset one. Ended, unless nil, is told of requests that were not answered
	// well: the error is ErrUnanswered, ErrUnfinished, that of the guest's trap, or of the client's connection.
	Made  func(time.Duration)
	Ended func(r *http.Request, err error)
}

// ErrUnanswered says that a guest has ended without an answer.
var ErrUnanswered = errors.New("the component gave no answer")

// ErrUnfinished says that a guest has ended without finishing the body of its answer.
var ErrUnfinished = errors.New("the component did not finish its answer")

// A Handler answers HTTP requests by a component of the world wasi:http/proxy. Each request has an instance of its own, a new one or one that has been reset
// (see component.Instance.Reset), unless instances are reused: a guest that traps does no other one any harm. The client of one that gave no answer gets the status 500, or 504 if its time was
// over; of one that broke off an answer that has begun, an aborted connection.
//
// It is an http.Handler. The limits of bodies, headers and times are the server's.
type Handler struct {
	prepared *component.Prepared
	cfg      HandlerConfig

	mu   sync.Mutex
	idle []*served
}

// maxIdle is how many instances wait for requests.
const maxIdle = 64

// NewHandler returns a Handler for a component that l satisfies, to which a Host has been linked. Errors are a *component.LinkError, or one that says
// that the component answers no requests.
func NewHandler(ctx context.Context, l *component.Linker, c *component.Component, cfg HandlerConfig) (*Handler, error) {
	if cfg.Config == nil {
		cfg.Config = func() Config { return Config{} }
	}
	p, err := l.Prepare(c, cfg.Limits)
	if err != nil {
		return nil, err
	}
	h := &Handler{prepared: p, cfg: cfg}
	s, err := h.make(ctx)
	if err != nil {
		return nil, err
	}
	h.put(s)
	return h, nil
}

// A served is an instance with its host.
type served struct {
	host     *Host // nil once the instance has been reset
	instance *component.Instance
	handle   component.Func2[*incomingRequest, *responseOutparam, component.None]
	answered int
	reset    time.Duration // how long that took
}

// A servedContext is a context for an instance: its host is the one that it has when a function asks.
type servedContext struct {
	context.Context
	s *served
}

// Value returns the host for its key.
func (c servedContext) Value(key any) any {
	if key == (contextKey{}) {
		return c.s.host
	}
	return c.Context.Value(key)
}

// make makes an instance.
func (h *Handler) make(ctx context.Context) (*served, error) {
	start := time.Now()
	host, err := New(h.cfg.Config())
	if err != nil {
		return nil, err
	}
	s := &served{host: host}
	if s.instance, err = h.prepared.Instantiate(servedContext{ctx, s}); err != nil {
		host.Close()
		return nil, err
	}
	if err := s.bind(); err != nil {
		s.close()
		return nil, err
	}
	if h.cfg.Made != nil {
		h.cfg.Made(time.Since(start))
	}
	return s, nil
}

// bind finds the function that answers requests.
func (s *served) bind() (err error) {
	if exports, ok := s.instance.Instance(incomingHandler); ok {
		if f, ok := exports.Func("handle"); ok {
			s.handle, err = component.Typed2[*incomingRequest, *responseOutparam, component.None](f)
			return err
		}
	}
	return fmt.Errorf("the component does not export %s: it answers no requests", incomingHandler)
}

// renew gives a host to an instance that has been reset.
func (h *Handler) renew(s *served) (err error) {
	start := time.Now()
	if s.host, err = New(h.cfg.Config()); err != nil {
		s.instance.Close()
		return err
	}
	if h.cfg.Made != nil {
		h.cfg.Made(s.reset + time.Since(start))
	}
	return nil
}

// flush writes what the standard streams have kept.
func (s *served) flush() {
	for _, w := range []io.Writer{s.host.cfg.Stdout, s.host.cfg.Stderr} {
		if f, ok := w.(interface{ Flush() error }); ok {
			f.Flush() // there is nobody to tell
		}
	}
}

func (s *served) close() {
	s.instance.Close()
	if s.host != nil {
		s.host.Close()
	}
}

// get returns an instance.
func (h *Handler) get(ctx context.Context) (*served, error) {
	h.mu.Lock()
	n := len(h.idle)
	if n == 0 {
		h.mu.Unlock()
		return h.make(ctx)
	}
	s := h.idle[n-1]
	h.idle = h.idle[:n-1]
	h.mu.Unlock()
	if s.host != nil {
		return s, nil
	}
	return s, h.renew(s)
}

// put keeps an instance for other requests, as it is if it may have more, else as a new one if it can be made one.
func (h *Handler) put(s *served) {
	if s.answered >= max(h.cfg.Reuse, 1) {
		start := time.Now()
		s.host.Close()
		s.host = nil
		if !s.instance.Reset(servedContext{context.Background(), s}) {
			s.close()
			return
		}
		s.answered, s.reset = 0, time.Since(start)
	}
	h.mu.Lock()
	keep := len(h.idle) < maxIdle
	if keep {
		h.idle = append(h.idle, s)
	}
	h.mu.Unlock()
	if !keep {
		s.close()
	}
}

// Close ends the instances that wait for requests.
func (h *Handler) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.idle {
		s.close()
	}
	h.idle = nil
	return nil
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := &answer{w: w, r: r}
	s, err := h.get(r.Context())
	if err == nil {
		err = s.serve(r, a)
		a.finish()
		s.flush()
		if err != nil {
			s.close()
		} else {
			h.put(s)
		}
	}
	h.conclude(a, err)
}

// serve lets the instance answer a request.
func (s *served) serve(r *http.Request, a *answer) error {
	s.answered++
	control := http.NewResponseController(a.w)
	body := &requestReader{r: r.Body, interrupt: func() { control.SetReadDeadline(time.Unix(1, 0)) }}
	if r.Body == nil {
		body.r = http.NoBody
	}
	if body.r != http.NoBody {
		control.EnableFullDuplex() // where that has to be said
		defer body.end()
	}
	in, out := &incomingRequest{r: r, body: body}, &responseOutparam{answer: a}
	if err := errors.Join(s.host.add(in, nil), s.host.add(out, nil)); err != nil {
		return err
	}
	_, err := s.handle.Call(r.Context(), in, out)
	return err
}

// conclude tells the client and the owner of the Handler about what went wrong.
func (h *Handler) conclude(a *answer, err error) {
	if err == nil {
		switch {
		case !a.set:
			err = ErrUnanswered
		case a.failed != nil:
			err = a.failed
		case errors.Is(a.broken, errBroken):
			err = ErrUnfinished
		default:
			err = a.broken
		}
	}
	if err == nil {
		return
	}
	if h.cfg.Ended != nil {
		h.cfg.Ended(a.r, err)
	}
	switch {
	case a.begun && a.broken == nil:
		return // the answer was whole
	case a.begun:
		panic(http.ErrAbortHandler)
	}
	clear(a.w.Header())
	status := http.StatusInternalServerError
	if errors.Is(err, context.DeadlineExceeded) {
		status = http.StatusGatewayTimeout
	}
	http.Error(a.w, http.StatusText(status), status)
}
