package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wvm-project/wvm/wasm"
)

// This file fetches files by https.

// Limits of what is fetched. A server that goes on sending, however slowly, is not cut off but for the size.
const (
	maxFetch     = wasm.MaxModuleSize
	maxRedirects = 10
	dialTimeout  = 10 * time.Second // to connect, and to agree on keys
	headTimeout  = 30 * time.Second // to answer
	stallTimeout = 30 * time.Second // without a byte
)

// isURL reports whether a file's name says that it is to be fetched.
func isURL(name string) bool {
	scheme, _, ok := strings.Cut(name, "://")
	return ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}

// fetch begins to fetch a file.
func fetch(name string) (io.ReadCloser, error) {
	u, err := url.Parse(name)
	switch {
	case err != nil:
		return nil, fetchError(name, err)
	case !strings.EqualFold(u.Scheme, "https"):
		return nil, &failure{file: name, what: fmt.Sprintf("cannot fetch `%s`: wvm runs nothing that has come by plain http, where anybody on the way could change it", clean(name)),
			help: "Use https, or fetch the file by other means."}
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	body, err := get(ctx, u)
	if err != nil {
		cancel(nil)
		return nil, fetchError(name, err)
	}
	return &fetched{name: name, body: body, ctx: ctx, cancel: cancel,
		stalled: time.AfterFunc(stallTimeout, func() { cancel(fmt.Errorf("the server has sent nothing for %v", stallTimeout)) })}, nil
}

// get returns what a server answers.
func get(ctx context.Context, u *url.URL) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/wasm, */*")
	resp, err := fetchClient().Do(req)
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		err = fmt.Errorf("the server answers %s", resp.Status)
	case resp.ContentLength > maxFetch:
		err = errTooLong()
	}
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp.Body, nil
}

func errTooLong() error {
	return fmt.Errorf("it is longer than %d bytes, which no module is", maxFetch)
}

// fetchClient returns a client that follows redirections within https.
func fetchClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
			TLSHandshakeTimeout:   dialTimeout,
			ResponseHeaderTimeout: headTimeout,
			ForceAttemptHTTP2:     true,
			DisableKeepAlives:     true,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			switch {
			case req.URL.Scheme != "https":
				return errors.New("the server redirects to something else than https")
			case len(via) > maxRedirects:
				return fmt.Errorf("the server redirects more than %d times", maxRedirects)
			}
			return nil
		},
	}
}

// fetchError says what cannot be fetched.
func fetchError(name string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address, which is named anyway
	}
	return &failure{file: name, what: fmt.Sprintf("cannot fetch `%s`: %s", clean(name), clean(err.Error()))}
}

// A fetched is a file that arrives.
type fetched struct {
	name    string
	body    io.ReadCloser
	ctx     context.Context
	cancel  context.CancelCauseFunc
	stalled *time.Timer
	size    int64
}

func (f *fetched) Read(b []byte) (int, error) {
	n, err := f.body.Read(b)
	f.stalled.Reset(stallTimeout)
	if f.size += int64(n); f.size > maxFetch {
		return 0, fetchError(f.name, errTooLong())
	}
	if err != nil && err != io.EOF {
		if cause := context.Cause(f.ctx); cause != nil {
			err = cause
		}
		err = fetchError(f.name, err)
	}
	return n, err
}

func (f *fetched) Close() error {
	f.stalled.Stop()
	f.cancel(nil)
	return f.body.Close()
}
