package preview2

import (
	"io"
	"net/http"
	"sync"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds requests: those that a guest answers and those that it makes.

// An incomingRequest is a request that a guest answers.
type incomingRequest struct {
	node
	r        *http.Request
	body     *requestReader
	consumed bool
}

func (q *incomingRequest) method() value.Variant { return methodValue(q.r.Method) }

func (q *incomingRequest) pathWithQuery() component.Option[string] {
	if q.r.Method == http.MethodConnect {
		return component.Option[string]{}
	}
	return component.Some(q.r.URL.RequestURI())
}

func (q *incomingRequest) scheme() component.Option[value.Variant] {
	if q.r.TLS != nil {
		return component.Some(schemeValue("https"))
	}
	return component.Some(schemeValue("http"))
}

func (q *incomingRequest) authority() component.Option[string] {
	return component.Option[string]{Value: q.r.Host, IsSome: q.r.Host != ""}
}

func (q *incomingRequest) headers() (*fields, error) { return q.h.fieldsOf(q.r.Header, q) }

func (q *incomingRequest) consume() (plainResult[*incomingBody], error) {
	if q.consumed {
		return refused[*incomingBody](), nil
	}
	q.consumed = true
	b := &incomingBody{in: wait.NewInput(q.body, q.h.wake), trailers: &q.r.Trailer, stop: func() {}}
	return plainResult[*incomingBody]{Value: b}, q.h.add(b, nil)
}

// A requestReader reads the body of a request as long as the request is being answered.
type requestReader struct {
	r         io.Reader
	interrupt func() // makes a Read return

	mu      sync.Mutex
	ended   bool
	reading chan struct{} // closed when a Read that is going on returns; nil if there is none
}

// Read reads the body. It is called by one goroutine at a time.
func (b *requestReader) Read(p []byte) (int, error) {
	done := make(chan struct{})
	b.mu.Lock()
	if b.ended {
		b.mu.Unlock()
		return 0, io.ErrClosedPipe
	}
	b.reading = done
	b.mu.Unlock()
	n, err := b.r.Read(p)
	b.mu.Lock()
	b.reading = nil
	b.mu.Unlock()
	close(done)
	return n, err
}

// end makes sure that nobody reads any more.
func (b *requestReader) end() {
	b.mu.Lock()
	b.ended = true
	reading := b.reading
	b.mu.Unlock()
	if reading != nil {
		b.interrupt()
		<-reading
	}
}

// An outgoingRequest is a request that a guest makes.
type outgoingRequest struct {
	node
	fields        *fields
	name          string // of the method
	path          component.Option[string]
	schemeName    component.Option[string]
	authorityName component.Option[string]
	body          *outgoingBody // nil until the guest wants it
}

// newOutgoingRequest takes over the headers.
func (h *Host) newOutgoingRequest(headers *fields) (*outgoingRequest, error) {
	if err := remove(headers); err != nil {
		return nil, err
	}
	q := &outgoingRequest{fields: headers, name: http.MethodGet}
	return q, h.add(q, nil)
}

func (q *outgoingRequest) close() error {
	if q.body != nil {
		q.body.pipe.closeWith(io.ErrClosedPipe)
	}
	return q.fields.close()
}

func (q *outgoingRequest) takeBody() (plainResult[*outgoingBody], error) {
	if q.body != nil {
		return refused[*outgoingBody](), nil
	}
	var err error
	if q.body, err = q.h.newOutgoingBody(q.fields, false); q.body == nil {
		return refused[*outgoingBody](), err
	}
	return plainResult[*outgoingBody]{Value: q.body}, err
}

func (q *outgoingRequest) method() value.Variant { return methodValue(q.name) }

func (q *outgoingRequest) setMethod(v value.Variant) plainResult[component.None] {
	name, ok := methodName(v)
	if ok {
		q.name = name
	}
	return fine(ok)
}

func (q *outgoingRequest) pathWithQuery() component.Option[string] { return q.path }

func (q *outgoingRequest) setPathWithQuery(path component.Option[string]) plainResult[component.None] {
	ok := !path.IsSome || validPath(path.Value)
	if ok {
		q.path = path
	}
	return fine(ok)
}

func (q *outgoingRequest) scheme() component.Option[value.Variant] {
	if !q.schemeName.IsSome {
		return component.Option[value.Variant]{}
	}
	return component.Some(schemeValue(q.schemeName.Value))
}

func (q *outgoingRequest) setScheme(v component.Option[value.Variant]) plainResult[component.None] {
	if !v.IsSome {
		q.schemeName = component.Option[string]{}
		return fine(true)
	}
	name, ok := schemeName(v.Value)
	if ok {
		q.schemeName = component.Some(name)
	}
	return fine(ok)
}

func (q *outgoingRequest) authority() component.Option[string] { return q.authorityName }

func (q *outgoingRequest) setAuthority(v component.Option[string]) plainResult[component.None] {
	ok := !v.IsSome || validAuthority(v.Value)
	if ok {
		q.authorityName = v
	}
	return fine(ok)
}

func (q *outgoingRequest) headers() (*fields, error) { return q.h.copyFields(q.fields, true, q) }

// requestOptions are the times that a request may take.
type requestOptions struct {
	node
	connect, firstByte, betweenBytes component.Option[uint64] // nanoseconds
}

func (h *Host) newRequestOptions() (*requestOptions, error) {
	o := &requestOptions{}
	return o, h.add(o, nil)
}

func (o *requestOptions) connectTimeout() component.Option[uint64]      { return o.connect }
func (o *requestOptions) firstByteTimeout() component.Option[uint64]    { return o.firstByte }
func (o *requestOptions) betweenBytesTimeout() component.Option[uint64] { return o.betweenBytes }

func (o *requestOptions) setConnectTimeout(d component.Option[uint64]) plainResult[component.None] {
	o.connect = d
	return fine(true)
}

func (o *requestOptions) setFirstByteTimeout(d component.Option[uint64]) plainResult[component.None] {
	o.firstByte = d
	return fine(true)
}

func (o *requestOptions) setBetweenBytesTimeout(d component.Option[uint64]) plainResult[component.None] {
	o.betweenBytes = d
	return fine(true)
}
