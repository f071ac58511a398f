package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// This file writes a server's access log, and what its guests write to their standard output and error.

// An accessLog has a line for each request.
type accessLog struct {
	asJSON bool
	mu     sync.Mutex
	w      io.Writer
	line   []byte
}

// openAccessLog opens the log in a file, or on the standard error.
func openAccessLog(name string, asJSON bool) (*accessLog, error) {
	if name == "" {
		return nil, nil
	}
	if name == stdinName {
		return &accessLog{w: os.Stderr, asJSON: asJSON}, nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, fileError("write", "`"+name+"`", err)
	}
	return &accessLog{w: f, asJSON: asJSON}, nil
}

// write writes a line: the combined format of web servers with the seconds behind it, or JSON. A status of 0 is a connection that was broken off.
func (l *accessLog) write(r *http.Request, status int, n int64, start time.Time, d time.Duration) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if l.asJSON {
		line := jsonLine(map[string]any{"time": start.UTC().Format(time.RFC3339Nano), "remote": host, "method": r.Method, "target": r.RequestURI,
			"protocol": r.Proto, "status": status, "bytes": n, "seconds": d.Seconds(), "referer": r.Referer(), "agent": r.UserAgent(), "host": r.Host})
		l.mu.Lock()
		defer l.mu.Unlock()
		io.WriteString(l.w, line)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := append(l.line[:0], host...)
	b = append(b, " - - "...)
	b = start.AppendFormat(b, "[02/Jan/2006:15:04:05 -0700] ")
	b = strconv.AppendQuoteToASCII(b, r.Method+" "+r.RequestURI+" "+r.Proto)
	b = fmt.Appendf(b, " %d %d ", status, n)
	for _, text := range []string{r.Referer(), r.UserAgent()} {
		if text == "" {
			text = "-"
		}
		b = append(strconv.AppendQuoteToASCII(b, text), ' ')
	}
	b = fmt.Appendf(b, "%.6f\n", d.Seconds())
	l.line = b
	l.w.Write(b)
}

// A guestOutput writes whole lines of a guest behind a prefix that says whose they are.
type guestOutput struct {
	to       *sharedOutput
	name     string // of the stream, or empty for no prefix
	instance uint64
	rest     []byte // of a line that is not complete
}

// prefix says whose lines they are.
func (g *guestOutput) prefix() string {
	if g.name == "" {
		return ""
	}
	return fmt.Sprintf("%s [%d] :: ", g.name, g.instance)
}

// maxGuestLine is the length from which a line is written before it is complete.
const maxGuestLine = 4 << 10

// Write writes the lines that are complete with p.
func (g *guestOutput) Write(p []byte) (int, error) {
	g.rest = append(g.rest, p...)
	end := bytes.LastIndexByte(g.rest, '\n') + 1
	if end == 0 && len(g.rest) >= maxGuestLine {
		g.rest = append(g.rest, '\n')
		end = len(g.rest)
	}
	if end > 0 {
		g.to.lines(g.prefix(), g.rest[:end])
		g.rest = append(g.rest[:0], g.rest[end:]...)
	}
	return len(p), nil
}

// Flush writes what is left.
func (g *guestOutput) Flush() error {
	if len(g.rest) > 0 {
		g.to.lines(g.prefix(), append(g.rest, '\n'))
		g.rest = nil
	}
	return nil
}

// A sharedOutput is a stream of wvm itself that several guests write to.
type sharedOutput struct {
	mu sync.Mutex
	w  io.Writer
}

// lines writes lines, each behind the prefix.
func (o *sharedOutput) lines(prefix string, b []byte) {
	var out strings.Builder
	for line := range bytes.Lines(b) {
		out.WriteString(prefix)
		out.Write(line)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	io.WriteString(o.w, out.String()) // there is nobody to tell of an error
}
