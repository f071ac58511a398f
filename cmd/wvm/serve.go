package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/wasi/preview2"
)

// This file holds the verb serve: components as HTTP services.

func serveVerb() *verb {
	v := &verb{
		name: "serve", args: "[FLAGS] FILE", summary: "serve HTTP by a component",
		more: `FILE is a component of the world wasi:http/proxy. Each request has an instance of its own, unless --reuse
says otherwise: one that traps is answered with the status 500 and does no other any harm. HTTP/1.1 and
HTTP/2 are spoken, with --tls-cert and --tls-key over TLS. An interrupt (control-C) or SIGTERM lets what
goes on come to its end.
`,
		examples: `  wvm serve hello.wasm
  wvm serve --addr 127.0.0.1:0 hello.wasm         at any port that is free; it is said which
  wvm serve --tls-cert cert.pem --tls-key key.pem --addr :8443 hello.wasm
  wvm serve --admin-addr 127.0.0.1:9090 --access-log - hello.wasm
  wvm serve --timeout 2s --max-memory 64MiB --max-body 1MiB --max-requests 64 hello.wasm
  wvm serve --allow-host api.example.org:443 gateway.wasm
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		given := optionFlags(flags, serveFlags())
		return func(args []string) error {
			if given.help != nil {
				return print(groupHelp(given.options, given.help))
			}
			if len(args) != 1 {
				return usageError(v, "one file to serve must be named")
			}
			s, err := given.settings()
			if err != nil {
				return err
			}
			if (s.serve.tlsCert == "") != (s.serve.tlsKey == "") {
				return usageError(v, "--tls-cert and --tls-key go together")
			}
			s.json = jsonWanted(flags)
			return s.serveFile(untilSignal(), args[0])
		}
	}
	return v
}

// serveFlags returns the options of the verb: those of a run but for what has to do with its one end.
func serveFlags() []*option {
	list := slices.DeleteFunc(options(), func(o *option) bool {
		return o.group == groupRun && o.key != "dir" && o.key != "env" && o.key != "argv0" || o.key == "tcplisten" || o.key == "inherit-stdin" || o.key == "deterministic" || o.key == "seed"
	})
	return append(list, serveOptions()...)
}

func serveOptions() []*option {
	g := groupServe
	str := func(field func(*serving) *string) func(*settings, string) error {
		return text(func(s *settings) *string { return field(&s.serve) })
	}
	address := func(field func(*serving) *string) func(*settings, string) error {
		return func(s *settings, text string) error {
			*field(&s.serve) = text
			return checkAddress(text)
		}
	}
	number := func(least uint64, field func(*serving) *int) func(*settings, string) error {
		return func(s *settings, text string) error {
			n, err := strconv.ParseUint(text, 10, 31)
			if err != nil || n < least {
				return fmt.Errorf("want a number from %d on", least)
			}
			*field(&s.serve) = int(n)
			return nil
		}
	}
	return []*option{
		one(g, "addr", "addr", "HOST:PORT", "listen here (127.0.0.1:8080); port 0 is any that is free", address(func(s *serving) *string { return &s.addr })),
		one(g, "admin-addr", "admin-addr", "HOST:PORT", "serve /healthz, and /metrics for Prometheus, here", address(func(s *serving) *string { return &s.adminAddr })),
		one(g, "tls-cert", "tls-cert", "FILE", "serve HTTPS with this certificate, PEM", str(func(s *serving) *string { return &s.tlsCert })),
		one(g, "tls-key", "tls-key", "FILE", "the key of the certificate, PEM", str(func(s *serving) *string { return &s.tlsKey })),
		one(g, "access-log", "access-log", "FILE", "write a line for each request to this file, or to the standard error if it is -", str(func(s *serving) *string { return &s.accessLog })),
		one(g, "max-requests", "max-requests", "N", "answer N requests at a time (256); others wait", number(1, func(s *serving) *int { return &s.maxRequests })),
		one(g, "max-connections", "max-connections", "N", "have N connections at a time (20000)", number(1, func(s *serving) *int { return &s.maxConnections })),
		one(g, "max-headers", "max-headers", "SIZE", "take requests with headers of at most this size (64KiB)", bytesOf(func(s *settings) *uint64 { return &s.serve.maxHeader })),
		one(g, "max-body", "max-body", "SIZE", "take requests with bodies of at most this size (64MiB)", bytesOf(func(s *settings) *uint64 { return &s.serve.maxBody })),
		one(g, "reuse", "reuse", "N", "let an instance answer N requests, one after the other (1)", number(1, func(s *serving) *int { return &s.reuse })),
		one(g, "header-timeout", "header-timeout", "TIME", "give a client this time for its headers (10s)", duration(func(s *settings) *time.Duration { return &s.serve.headerTimeout })),
		one(g, "idle-timeout", "idle-timeout", "TIME", "close connections without requests after this time (2m)", duration(func(s *settings) *time.Duration { return &s.serve.idleTimeout })),
		one(g, "shutdown-timeout", "shutdown-timeout", "TIME", "wait this long for requests in the end (10s)", duration(func(s *settings) *time.Duration { return &s.serve.shutdownTimeout })),
		one(g, "no-logging-prefix", "no-logging-prefix", "", "do not say whose output it is that components write", onOff(func(s *settings) *bool { return &s.serve.noPrefix })),
	}
}

// A service is a component that serves.
type service struct {
	*componentGuest
	server         *httpServer
	stdout, stderr *sharedOutput
	config         preview2.Config // of all instances, but for their streams
	requests       atomic.Uint64   // that instances have been made for
	shown          atomic.Int64    // the second in which failures were last shown, and how many: seconds<<8 | n
}

// maxShown is how many failures of requests are shown in a second.
const maxShown = 10

// serveFile serves by a component until ctx ends.
func (s *settings) serveFile(ctx context.Context, name string) error {
	file, err := openGuest(name)
	if err != nil {
		return err
	}
	defer file.close()
	p := &program{settings: s, name: name}
	if !file.isComponent() {
		return &failure{file: name, what: fmt.Sprintf("`%s` is a module, and no component that answers HTTP requests", name),
			help: "A service is a component of the world wasi:http/proxy."}
	}
	x := &service{componentGuest: &componentGuest{program: p}}
	p.guest = x.componentGuest
	defer p.closeHost()
	if err := x.load(file, nil); err != nil {
		return err
	}
	if x.config, err = x.componentGuest.config(nil); err != nil {
		return err
	}
	x.config.Stdin = nil // there is one, and many who would read it
	x.stdout, x.stderr = &sharedOutput{w: x.config.Stdout}, &sharedOutput{w: x.config.Stderr}
	s.serve.json = s.json
	if s.timeout > 0 {
		s.serve.requestTimeout = s.timeout
	}
	x.server = newHTTPServer(s.serve, nil)
	if x.server.log, err = openAccessLog(s.serve.accessLog, s.json); err != nil {
		return err
	}
	handler, err := preview2.NewHandler(ctx, x.linker, x.component, preview2.HandlerConfig{Config: x.instanceConfig, Limits: x.instanceLimits(nil), Reuse: s.serve.reuse,
		Made: x.made, Ended: x.ended})
	if err != nil {
		return x.linkError(err)
	}
	defer handler.Close()
	x.server.handler = handler
	debug.SetGCPercent(serveGCPercent)
	return x.server.run(ctx, nil)
}

// serveGCPercent lets garbage grow to some times what is in use, which is little: most of it is instances that were there for one request.
const serveGCPercent = 400

// instanceConfig returns what an instance is given.
func (x *service) instanceConfig() preview2.Config {
	cfg := x.config
	n := x.requests.Add(1) - 1
	stdout, stderr := "stdout", "stderr"
	if x.serve.noPrefix {
		stdout, stderr = "", ""
	}
	if cfg.Stdout != nil {
		cfg.Stdout = &guestOutput{to: x.stdout, name: stdout, instance: n}
	}
	if cfg.Stderr != nil {
		cfg.Stderr = &guestOutput{to: x.stderr, name: stderr, instance: n}
	}
	return cfg
}

// made counts instances.
func (x *service) made(d time.Duration) {
	x.server.metrics.instances.Add(1)
	x.server.metrics.starts.observe(d)
}

// ended counts and shows requests that were not answered well.
func (x *service) ended(r *http.Request, err error) {
	m := x.server.metrics
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(r.Context().Err(), context.Canceled):
		return // the client has gone
	case errors.Is(err, preview2.ErrUnanswered):
		m.unanswered.Add(1)
	default:
		m.traps.Add(1)
	}
	if !x.mayShow() {
		return
	}
	report(x.callError("failed to answer "+strconv.QuoteToASCII(r.Method+" "+r.RequestURI), err), x.json)
}

// mayShow reports whether one more failure is shown: a client that makes them should not fill the disk.
func (x *service) mayShow() bool {
	now := time.Now().Unix()
	for {
		old := x.shown.Load()
		n := old & 0xff
		if old>>8 != now {
			n = 0
		}
		if n >= maxShown {
			return false
		}
		if x.shown.CompareAndSwap(old, now<<8|(n+1)) {
			return true
		}
	}
}
