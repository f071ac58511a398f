package preview2

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds responses that a guest makes, and how they go out.

// An outgoingResponse is a response that a guest makes.
type outgoingResponse struct {
	node
	fields *fields
	status uint16
	body   *outgoingBody // nil until the guest wants it
}

// newOutgoingResponse takes over the headers.
func (h *Host) newOutgoingResponse(headers *fields) (*outgoingResponse, error) {
	if err := remove(headers); err != nil {
		return nil, err
	}
	p := &outgoingResponse{fields: headers, status: http.StatusOK}
	return p, h.add(p, nil)
}

func (p *outgoingResponse) close() error { return p.fields.close() }

func (p *outgoingResponse) statusCode() uint16 { return p.status }

// setStatusCode refuses those of informational responses, which are no answer.
func (p *outgoingResponse) setStatusCode(status uint16) plainResult[component.None] {
	ok := status >= 200 && status <= 999
	if ok {
		p.status = status
	}
	return fine(ok)
}

func (p *outgoingResponse) headers() (*fields, error) { return p.h.copyFields(p.fields, true, p) }

func (p *outgoingResponse) takeBody() (plainResult[*outgoingBody], error) {
	if p.body != nil {
		return refused[*outgoingBody](), nil
	}
	var err error
	if p.body, err = p.h.newOutgoingBody(p.fields, true); p.body == nil {
		return refused[*outgoingBody](), err
	}
	return plainResult[*outgoingBody]{Value: p.body}, err
}

// A responseOutparam is the right to answer a request, once.
type responseOutparam struct {
	node
	answer *answer
}

// sendInformational sends a response with a status from 100 to 199.
func (o *responseOutparam) sendInformational(status uint16, headers *fields) (r httpResult[component.None], err error) {
	if err := remove(headers); err != nil {
		return r, err
	}
	defer headers.close()
	if status < 100 || status > 199 || status == http.StatusSwitchingProtocols {
		return component.Err[component.None](httpErr("HTTP-protocol-error").code), nil
	}
	header := o.answer.w.Header()
	headers.toHeader(header)
	o.answer.w.WriteHeader(int(status))
	clear(header)
	return r, nil
}

// setResponse answers the request.
func (h *Host) setResponse(o *responseOutparam, r httpResult[*outgoingResponse]) (none component.None, err error) {
	if err := remove(o); err != nil {
		return none, err
	}
	if r.IsErr {
		o.answer.set, o.answer.failed = true, &httpError{code: r.Err}
		o.answer.claim()
		return none, nil
	}
	p := r.Value
	if err := remove(p); err != nil {
		return none, err
	}
	o.answer.respond(p)
	return none, p.fields.close()
}

// An answer is a response on its way to the client. A short one is sent as a whole when the guest has finished it; otherwise a goroutine sends
// what there is, as soon as that is much or the guest takes its time.
type answer struct {
	w      http.ResponseWriter
	r      *http.Request
	set    bool       // the guest has answered
	failed *httpError // with an error
	status int
	body   *outgoingBody // nil if there is none
	timer  *time.Timer

	mu      sync.Mutex
	claimed bool          // somebody sends it
	done    chan struct{} // closed when the goroutine that does has ended; nil if there is none
	begun   bool          // the client has been sent something; for the one who sends and, in the end, for all
	broken  error         // why not all of it was sent
}

const (
	answerDelay = 5 * time.Millisecond // that a guest may take to go on before what it has written so far is sent
	answerWhole = 16 << 10             // bytes that are kept for that long
)

// respond takes a response.
func (a *answer) respond(p *outgoingResponse) {
	a.set, a.status, a.body = true, int(p.status), p.body
	header := a.w.Header()
	p.fields.toHeader(header)
	if _, ok := header["Content-Type"]; !ok {
		header["Content-Type"] = nil // or package http would guess one
	}
	switch {
	case a.body == nil:
		a.sendWhole(nil, nil)
	case a.body.pipe.hasEnded():
		a.ended()
	default:
		a.body.answer = a
		a.timer = time.AfterFunc(answerDelay, a.start)
		a.moved()
	}
}

// moved is called when the guest has written to the body.
func (a *answer) moved() {
	if a.body.pipe.held() >= answerWhole {
		a.start()
	}
}

// lazy reports whether nobody sends yet.
func (a *answer) lazy() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.claimed
}

// claim makes the caller the one who sends, unless somebody does already.
func (a *answer) claim() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	first := !a.claimed
	a.claimed = true
	return first
}

// ended is called when the guest has ended the body.
func (a *answer) ended() {
	if !a.claim() {
		return
	}
	b, err := a.body.pipe.rest()
	if err != io.EOF {
		a.broken = err
		return
	}
	a.sendWhole(b, a.body.trailers)
}

// sendWhole sends a response with all of its body.
func (a *answer) sendWhole(b []byte, trailers http.Header) {
	header := a.w.Header()
	switch {
	case !a.bodyAllowed():
		b = nil
	case len(trailers) > 0:
	case a.body == nil && header["Content-Length"] != nil && header.Get("Content-Length") != "0":
		a.broken = httpErr("HTTP-response-body-size")
		clear(header)
		return
	default:
		header["Content-Length"] = []string{strconv.Itoa(len(b))}
	}
	a.begun = true
	a.w.WriteHeader(a.status)
	if len(b) > 0 {
		_, a.broken = a.w.Write(b)
	}
	a.trail(trailers)
	if err := http.NewResponseController(a.w).Flush(); a.broken == nil && !errors.Is(err, http.ErrNotSupported) {
		a.broken = err
	}
}

// bodyAllowed reports whether a response has a body.
func (a *answer) bodyAllowed() bool {
	return a.r.Method != http.MethodHead && a.status != http.StatusNoContent && a.status != http.StatusNotModified
}

// trail adds trailers, which package http sends at the end.
func (a *answer) trail(trailers http.Header) {
	for name, values := range trailers {
		a.w.Header()[http.TrailerPrefix+name] = values
	}
}

// start begins to send what there is.
func (a *answer) start() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.claimed {
		return
	}
	a.claimed, a.done = true, make(chan struct{})
	go a.send()
}

// send sends the response as the guest goes on.
func (a *answer) send() {
	defer close(a.done)
	a.begun = true
	a.w.WriteHeader(a.status)
	flush := http.NewResponseController(a.w).Flush
	b := make([]byte, answerWhole)
	for {
		if a.body.pipe.held() == 0 {
			flush()
		}
		n, err := a.body.pipe.Read(b)
		if err == io.EOF {
			a.trail(a.body.trailers)
			return
		}
		if err == nil && a.bodyAllowed() {
			_, err = a.w.Write(b[:n])
		}
		if err != nil {
			a.broken = err
			a.body.pipe.closeWith(&httpError{value.Variant{Case: "connection-terminated"}, err})
			return
		}
	}
}

// finish waits until all is sent. The guest has ended.
func (a *answer) finish() {
	if a.timer != nil {
		a.timer.Stop()
	}
	if a.body != nil {
		a.body.pipe.end(errBroken) // unless the guest has finished it
	}
	if a.set && a.claim() {
		a.broken = errBroken
	}
	if a.done != nil {
		<-a.done
	}
}
