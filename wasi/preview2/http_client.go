package preview2

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wasi/internal/wait"
	"github.com/wvm-project/wvm/wasi/network"
)

// This file holds wasi:http/outgoing-handler: requests that guests make.

const (
	maxOutgoing     = 128              // requests of a guest at a time
	defaultConnect  = 30 * time.Second // for a connection, unless the guest says otherwise
	defaultResponse = 10 * time.Minute // for the first byte of a response, and between its bytes
)

// An HTTPClient sends the requests of guests to where a policy allows. It follows no redirections, obeys no settings of the environment
// and changes no headers. It is safe for concurrent use; its connections are used by all Hosts that share it.
type HTTPClient struct{ transport *http.Transport }

// NewHTTPClient returns a client for a policy. config, unless nil, is for TLS.
func NewHTTPClient(policy *network.Policy, config *tls.Config) *HTTPClient {
	t := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second, MaxResponseHeaderBytes: DefaultMaxFieldsSize,
		DisableCompression: true, ForceAttemptHTTP2: true, TLSClientConfig: config, TLSHandshakeTimeout: defaultConnect}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, connectTimeout(ctx))
		defer cancel()
		return policy.Dial(ctx, network, address)
	}
	return &HTTPClient{t}
}

// Close closes the connections that are not in use.
func (c *HTTPClient) Close() { c.transport.CloseIdleConnections() }

// connectKey is the key of the time that a connection may take.
type connectKey struct{}

func connectTimeout(ctx context.Context) time.Duration {
	if d, ok := ctx.Value(connectKey{}).(time.Duration); ok {
		return d
	}
	return defaultConnect
}

// sendRequest sends a request that the guest has made.
func (h *Host) sendRequest(q *outgoingRequest, opts component.Option[*requestOptions]) (r httpResult[*futureIncomingResponse], err error) {
	if err := remove(q); err != nil {
		return r, err
	}
	var o requestOptions
	if opts.IsSome {
		if err := remove(opts.Value); err != nil {
			return r, err
		}
		o = *opts.Value
	}
	refuse := func(code *httpError) (httpResult[*futureIncomingResponse], error) {
		return component.Err[*futureIncomingResponse](code.code), q.close()
	}
	if h.cfg.HTTP == nil {
		return refuse(httpErr("HTTP-request-denied"))
	}
	if h.http.outgoing >= maxOutgoing {
		return refuse(httpErr("connection-limit-reached"))
	}
	u, bad := q.url()
	if bad != nil {
		return refuse(bad)
	}
	x := newExchange(h, q, u, &o)
	q.fields.close()
	f := &futureIncomingResponse{x: x}
	h.http.outgoing++
	if err := h.add(f, nil); err != nil {
		return r, err
	}
	go x.send(h.cfg.HTTP.transport)
	return component.OK[*futureIncomingResponse, value.Variant](f), nil
}

// url returns where the request goes.
func (q *outgoingRequest) url() (*url.URL, *httpError) {
	u := &url.URL{Scheme: "https", Host: q.authorityName.Value}
	if q.schemeName.IsSome {
		u.Scheme = q.schemeName.Value
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, httpErr("HTTP-protocol-error")
	case u.Host == "":
		return nil, httpErr("HTTP-request-URI-invalid")
	case q.name == http.MethodConnect:
		return nil, httpErr("HTTP-request-method-invalid")
	}
	path, query, hasQuery := strings.Cut(q.path.Value, "?")
	if path == "" {
		path = "/"
	}
	u.Opaque = "" // the path is sent as the guest has it
	var err error
	if u.Path, err = url.PathUnescape(path); err != nil {
		return nil, httpErr("HTTP-request-URI-invalid")
	}
	u.RawPath, u.RawQuery, u.ForceQuery = path, query, hasQuery && query == ""
	return u, nil
}

// An exchange is a request that is on its way, and what comes back.
type exchange struct {
	h            *Host
	req          *http.Request
	body         *outgoingBody
	cancel       context.CancelCauseFunc
	firstByte    time.Duration
	betweenBytes time.Duration

	mu      sync.Mutex
	resp    *http.Response
	err     error
	done    bool // resp or err is there
	stopped bool // nobody wants it
}

func newExchange(h *Host, q *outgoingRequest, u *url.URL, o *requestOptions) *exchange {
	x := &exchange{h: h, body: q.body, firstByte: orDefault(o.firstByte, defaultResponse), betweenBytes: orDefault(o.betweenBytes, defaultResponse)}
	ctx, cancel := context.WithCancelCause(context.WithValue(context.Background(), connectKey{}, orDefault(o.connect, defaultConnect)))
	x.cancel = cancel
	x.req = (&http.Request{Method: q.name, URL: u, Host: u.Host, Header: make(http.Header), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(ctx)
	q.fields.toHeader(x.req.Header)
	if _, ok := x.req.Header["User-Agent"]; !ok {
		x.req.Header["User-Agent"] = nil // or package http would name itself
	}
	if names := x.req.Header.Values("Trailer"); names != nil {
		x.req.Trailer = make(http.Header)
		for _, list := range names {
			for name := range strings.SplitSeq(list, ",") {
				x.req.Trailer[http.CanonicalHeaderKey(strings.TrimSpace(name))] = nil
			}
		}
		x.req.Header.Del("Trailer")
	}
	if x.body != nil && x.body.declared != 0 {
		x.req.Body, x.req.ContentLength = &requestBody{x.body.pipe, x}, x.body.declared
	}
	x.req.Header.Del("Content-Length")
	return x
}

// orDefault returns a time of the guest's, or another one.
func orDefault(d component.Option[uint64], other time.Duration) time.Duration {
	if !d.IsSome {
		return other
	}
	return time.Duration(min(d.Value, uint64(24*time.Hour)))
}

// A requestBody is the body of a request as package http reads it.
type requestBody struct {
	*pipe
	x *exchange
}

// Read reads from the pipe. At its end the trailers are known.
func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.pipe.Read(p)
	if err == io.EOF {
		for name, values := range b.x.body.trailers {
			if _, announced := b.x.req.Trailer[name]; announced {
				b.x.req.Trailer[name] = values
			}
		}
	}
	return n, err
}

var errFirstByte = &httpError{value.Variant{Case: "HTTP-response-timeout"}, errors.New("no response in time")}

// send sends the request and waits for the response.
func (x *exchange) send(t *http.Transport) {
	var timer *time.Timer
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		timer = time.AfterFunc(x.firstByte, func() { x.cancel(errFirstByte) })
	}}
	var resp *http.Response
	err := wait.Safely(func() (err error) {
		resp, err = t.RoundTrip(x.req.WithContext(httptrace.WithClientTrace(x.req.Context(), trace)))
		return err
	})
	if timer != nil {
		timer.Stop()
	}
	if cause := context.Cause(x.req.Context()); err != nil && cause != nil {
		err = cause
	}
	if err != nil && x.body != nil {
		x.body.pipe.closeWith(&httpError{httpCode(err), err})
	}
	x.mu.Lock()
	x.resp, x.err, x.done = resp, err, true
	if x.stopped && resp != nil {
		resp.Body.Close()
	}
	x.mu.Unlock()
	x.h.wake()
}

// stop breaks off what is going on.
func (x *exchange) stop() {
	x.cancel(context.Canceled)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stopped = true; x.resp != nil {
		x.resp.Body.Close()
	}
}

// Read reads the body of the response, for which there is a time.
func (x *exchange) Read(p []byte) (int, error) {
	timer := time.AfterFunc(x.betweenBytes, func() { x.cancel(errBetweenBytes) })
	defer timer.Stop()
	n, err := x.resp.Body.Read(p)
	if cause := context.Cause(x.req.Context()); err != nil && err != io.EOF && cause != nil {
		err = cause
	}
	return n, err
}

var errBetweenBytes = &httpError{value.Variant{Case: "connection-read-timeout"}, errors.New("the response stopped")}

// A futureIncomingResponse is a response that may not be there yet.
type futureIncomingResponse struct {
	node
	x   *exchange
	got bool
}

// close breaks off the request, unless somebody has the response.
func (f *futureIncomingResponse) close() error {
	if !f.got {
		f.h.http.outgoing--
		f.x.stop()
	}
	return nil
}

func (f *futureIncomingResponse) ready() bool {
	f.x.mu.Lock()
	defer f.x.mu.Unlock()
	return f.x.done
}

func (f *futureIncomingResponse) subscribe() (*pollable, error) { return f.h.subscribe(f, f) }

type responseResult = plainResult[httpResult[*incomingResponse]]

func (f *futureIncomingResponse) get() (r component.Option[responseResult], err error) {
	if !f.ready() {
		return r, nil
	}
	if r.IsSome = true; f.got {
		r.Value.IsErr = true
		return r, nil
	}
	f.got = true
	if f.x.err != nil {
		f.h.http.outgoing--
		r.Value.Value = component.Err[*incomingResponse](httpCode(f.x.err))
		f.x.cancel(nil)
		return r, nil
	}
	resp := &incomingResponse{x: f.x, resp: f.x.resp}
	r.Value.Value.Value = resp
	return r, f.h.add(resp, nil)
}

// An incomingResponse is a response that a guest has got.
type incomingResponse struct {
	node
	x        *exchange
	resp     *http.Response
	consumed bool
}

func (p *incomingResponse) close() error {
	if !p.consumed {
		p.end()
	}
	return nil
}

func (p *incomingResponse) end() {
	p.x.h.http.outgoing--
	p.x.stop()
}

func (p *incomingResponse) status() uint16 { return uint16(p.resp.StatusCode) }

func (p *incomingResponse) headers() (*fields, error) { return p.h.fieldsOf(p.resp.Header, p) }

func (p *incomingResponse) consume() (plainResult[*incomingBody], error) {
	if p.consumed {
		return refused[*incomingBody](), nil
	}
	p.consumed = true
	b := &incomingBody{in: wait.NewInput(p.x, p.h.wake), trailers: &p.resp.Trailer, stop: p.end}
	return plainResult[*incomingBody]{Value: b}, p.h.add(b, nil)
}
