package preview2

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds bodies: those that a guest sends and those that it receives.

// An outgoingBody is the body of a request or response that a guest makes.
type outgoingBody struct {
	node
	pipe     *pipe
	declared int64 // the content length, or negative if there is none
	response bool
	written  int64
	taken    bool        // the guest has had the stream
	trailers http.Header // once it is finished, if there are any
	answer   *answer     // that it belongs to, or nil
}

// newOutgoingBody returns the body for a message with these headers, or nil if the content length makes no sense.
func (h *Host) newOutgoingBody(headers *fields, response bool) (*outgoingBody, error) {
	b := &outgoingBody{pipe: newPipe(h.wake), declared: -1, response: response}
	for _, x := range headers.get("content-length") {
		n, err := strconv.ParseUint(strings.TrimSpace(string(x)), 10, 63)
		if err != nil || b.declared >= 0 && b.declared != int64(n) {
			return nil, nil
		}
		b.declared = int64(n)
	}
	return b, h.add(b, nil)
}

// sizeError is the error of a body that is not as long as declared.
func (b *outgoingBody) sizeError() *httpError {
	if b.response {
		return httpErrWith("HTTP-response-body-size", value.Some(uint64(b.written)))
	}
	return httpErrWith("HTTP-request-body-size", value.Some(uint64(b.written)))
}

// stream returns the stream for the contents, once.
func (b *outgoingBody) stream() (plainResult[*outputStream], error) {
	if b.taken {
		return refused[*outputStream](), nil
	}
	b.taken = true
	s, err := b.h.newOutput((*bodySink)(b), b)
	return plainResult[*outputStream]{Value: s}, err
}

// finishBody ends a body.
func (h *Host) finishBody(b *outgoingBody, trailers component.Option[*fields]) (r httpResult[component.None], err error) {
	if err := remove(b); err != nil {
		return r, err
	}
	if trailers.IsSome {
		if err := remove(trailers.Value); err != nil {
			return r, err
		}
		b.trailers = make(http.Header)
		trailers.Value.toHeader(b.trailers)
		trailers.Value.close()
	}
	if b.declared >= 0 && b.written != b.declared {
		b.end(errBroken)
		return component.Err[component.None](b.sizeError().code), nil
	}
	b.end(io.EOF)
	return r, nil
}

// close breaks off a body that the guest has not finished.
func (b *outgoingBody) close() error {
	b.end(errBroken)
	return nil
}

func (b *outgoingBody) end(err error) {
	b.pipe.end(err)
	if b.answer != nil {
		b.answer.ended()
	}
}

// A bodySink is what the stream of an outgoingBody writes to.
type bodySink outgoingBody

func (b *bodySink) ready() bool {
	n, err := b.pipe.permit()
	return n > 0 || err != nil
}

func (b *bodySink) room() (int, error) { return b.pipe.permit() }

func (b *bodySink) write(p []byte) error {
	if b.written += int64(len(p)); b.declared >= 0 && b.written > b.declared {
		err := (*outgoingBody)(b).sizeError()
		b.pipe.closeWith(err)
		return err
	}
	err := b.pipe.write(p)
	if b.answer != nil {
		b.answer.moved()
	}
	return err
}

// flush need not wait for the client: what is kept back is sent soon.
func (b *bodySink) flush() error {
	if b.answer != nil && b.answer.lazy() {
		return nil
	}
	return b.pipe.flush()
}

func (b *bodySink) close() error { return nil }

// An incomingBody is the body of a request or response that a guest receives.
type incomingBody struct {
	node
	in       *wait.Input
	trailers *http.Header // filled in at the end of the body
	stop     func()       // ends a read that is going on, and lets go of the body
	taken    bool
}

func (b *incomingBody) stream() (plainResult[*inputStream], error) {
	if b.taken {
		return refused[*inputStream](), nil
	}
	b.taken = true
	s, err := b.h.newInput(&bodySource{b.in}, b)
	return plainResult[*inputStream]{Value: s}, err
}

func (b *incomingBody) close() error {
	b.stop()
	return nil
}

// A bodySource is what the stream of an incomingBody reads from.
type bodySource struct{ in *wait.Input }

func (s *bodySource) ready() bool {
	_, ok := s.in.Available()
	return ok
}

func (s *bodySource) read(b []byte) (int, error) {
	n, err := s.in.Read(context.Background(), b, true)
	switch {
	case err == wait.ErrWouldBlock:
		return 0, nil
	case err != nil && err != io.EOF:
		err = &httpError{httpCode(err), err}
	}
	return n, err
}

func (s *bodySource) close() error { return nil }

// futureTrailers are the trailers of a body, which come when all of the body has.
type futureTrailers struct {
	node
	body *incomingBody
	got  bool
	err  error // io.EOF when the body has come to its end
}

// finishIncoming waits for the trailers of a body in its place.
func (h *Host) finishIncoming(b *incomingBody) (*futureTrailers, error) {
	if err := remove(b); err != nil {
		return nil, err
	}
	f := &futureTrailers{body: b}
	return f, h.add(f, nil)
}

func (f *futureTrailers) close() error { return f.body.close() }

// ready reads what the guest did not want of the body.
func (f *futureTrailers) ready() bool {
	for f.err == nil {
		_, err := f.body.in.Read(context.Background(), f.h.scratch(chunk), true)
		if err == wait.ErrWouldBlock {
			if _, ok := f.body.in.Available(); !ok {
				return false
			}
			continue
		}
		f.err = err
	}
	return true
}

func (f *futureTrailers) subscribe() (*pollable, error) { return f.h.subscribe(f, f) }

type trailersResult = plainResult[httpResult[component.Option[*fields]]]

func (f *futureTrailers) get() (r component.Option[trailersResult], err error) {
	if !f.ready() {
		return r, nil
	}
	if r.IsSome = true; f.got {
		r.Value.IsErr = true
		return r, nil
	}
	f.got = true
	if f.err != io.EOF {
		r.Value.Value = component.Err[component.Option[*fields]](httpCode(f.err))
		return r, nil
	}
	if len(*f.body.trailers) == 0 {
		return r, nil
	}
	list, err := f.h.fieldsOf(*f.body.trailers, f)
	r.Value.Value.Value = component.Some(list)
	return r, err
}
