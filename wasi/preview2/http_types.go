package preview2

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wasi/network"
)

// This file holds the methods, schemes and error codes of wasi:http/types. They are values.

// methodValue returns a method as a guest sees it.
func methodValue(name string) value.Variant {
	switch name {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH":
		return value.Variant{Case: strings.ToLower(name)}
	}
	return value.Variant{Case: "other", Value: name}
}

// methodName returns the name of a method, and whether it can be one.
func methodName(v value.Variant) (string, bool) {
	if v.Case != "other" {
		return strings.ToUpper(v.Case), true
	}
	name, _ := v.Value.(string)
	return name, validFieldName(name)
}

// schemeValue returns a scheme as a guest sees it.
func schemeValue(name string) value.Variant {
	switch name {
	case "http":
		return value.Variant{Case: "HTTP"}
	case "https":
		return value.Variant{Case: "HTTPS"}
	}
	return value.Variant{Case: "other", Value: name}
}

// schemeName returns the name of a scheme, and whether it can be one: RFC 3986, section 3.1.
func schemeName(v value.Variant) (string, bool) {
	if v.Case != "other" {
		return strings.ToLower(v.Case), true
	}
	name, _ := v.Value.(string)
	for i, c := range []byte(name) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return "", false
		}
	}
	return strings.ToLower(name), name != ""
}

// validPath reports whether a text can be a path with a query.
func validPath(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '#' }) {
		return false
	}
	if text == "*" || text == "" || text[0] == '?' {
		return true
	}
	_, err := url.ParseRequestURI(text)
	return err == nil && text[0] == '/'
}

// validAuthority reports whether a text can be a host with or without a port.
func validAuthority(text string) bool {
	u, err := url.Parse("//" + text)
	return err == nil && text != "" && u.Host == text && u.User == nil && u.Hostname() != "" && !strings.ContainsAny(text, "/?#@ ")
}

// An httpError is an error with the code that guests see.
type httpError struct {
	code value.Variant
	err  error // or nil
}

func (e *httpError) Error() string {
	if e.err != nil {
		return e.err.Error()
	}
	return e.code.Case
}

func (e *httpError) Unwrap() error { return e.err }

func httpErr(name string) *httpError { return &httpError{code: value.Variant{Case: name}} }

func httpErrWith(name string, v value.Value) *httpError {
	return &httpError{code: value.Variant{Case: name, Value: v}}
}

// internalError is the code for what has no better one.
func internalError(text string) value.Variant {
	return value.Variant{Case: "internal-error", Value: value.Some(text)}
}

// httpCode returns the code of an error, of a request that was sent or else of one that was received.
func httpCode(err error) value.Variant {
	var own *httpError
	if errors.As(err, &own) {
		return own.code
	}
	for _, find := range []func(error) string{denialCode, bodyCode, tlsCode, netCode} {
		if name := find(err); name != "" {
			return value.Variant{Case: name}
		}
	}
	var tooLarge *http.MaxBytesError
	var dns *net.DNSError
	var alert tls.AlertError
	switch text := err.Error(); {
	case errors.As(err, &tooLarge):
		return value.Variant{Case: "HTTP-request-body-size", Value: value.Some(uint64(tooLarge.Limit))}
	case errors.As(err, &dns):
		rcode := "SERVFAIL"
		if dns.IsNotFound {
			rcode = "NXDOMAIN"
		}
		return value.Variant{Case: "DNS-error", Value: value.Record{value.F("rcode", value.Some(rcode)), value.F("info-code", value.None)}}
	case errors.As(err, &alert):
		return value.Variant{Case: "TLS-alert-received", Value: value.Record{value.F("alert-id", value.Some(uint8(alert))), value.F("alert-message", value.Some(alert.Error()))}}
	case strings.Contains(text, "server response headers exceeded"):
		return value.Variant{Case: "HTTP-response-header-section-size", Value: value.None}
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME"), strings.Contains(text, "http2: "):
		return value.Variant{Case: "HTTP-protocol-error"}
	default:
		return internalError(text)
	}
}

func denialCode(err error) string {
	var denied *network.DeniedError
	switch {
	case errors.As(err, &denied) && denied.Private:
		return "destination-IP-prohibited"
	case errors.As(err, &denied):
		return "HTTP-request-denied"
	case errors.Is(err, network.ErrName):
		return "HTTP-request-URI-invalid"
	}
	return ""
}

func bodyCode(err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "HTTP-response-incomplete"
	case errors.Is(err, io.ErrClosedPipe), errors.Is(err, context.Canceled):
		return "connection-terminated"
	}
	return ""
}

func tlsCode(err error) string {
	var record tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &cert), errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return "TLS-certificate-error"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"), strings.Contains(err.Error(), "tls: handshake failure"):
		return "TLS-protocol-error"
	}
	return ""
}

func netCode(err error) string {
	var op *net.OpError
	var dns *net.DNSError
	isOp := errors.As(err, &op)
	timeout := errors.Is(err, context.DeadlineExceeded)
	var t net.Error
	timeout = timeout || errors.As(err, &t) && t.Timeout()
	switch {
	case errors.As(err, &dns) && timeout:
		return "DNS-timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection-refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "destination-IP-unroutable"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return "connection-terminated"
	case timeout && isOp && op.Op == "dial":
		return "connection-timeout"
	case timeout && isOp && op.Op == "write":
		return "connection-write-timeout"
	case timeout && isOp && op.Op == "read":
		return "connection-read-timeout"
	case timeout:
		return "HTTP-response-timeout"
	}
	return ""
}

// httpResult is a result with an error-code.
type httpResult[T any] = component.Result[T, value.Variant]

// plainResult is a result that does not say what went wrong.
type plainResult[T any] = component.Result[T, component.None]

// refused is the plainResult of a failure.
func refused[T any]() plainResult[T] { return component.Err[T](component.None{}) }

// fine returns the plainResult of what has no value.
func fine(ok bool) plainResult[component.None] { return plainResult[component.None]{IsErr: !ok} }

// httpErrorCode returns the code of an error of a stream that has to do with HTTP.
func httpErrorCode(e *ioError) component.Option[value.Variant] {
	var own *httpError
	if !errors.As(e.err, &own) {
		return component.Option[value.Variant]{}
	}
	return component.Some(own.code)
}
