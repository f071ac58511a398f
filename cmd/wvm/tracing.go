package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/wvm-project/wvm/wasi/preview2"
)

// This file holds --trace: the calls of the system that a program makes, a line each.

// groupNames returns the groups of calls that can be traced.
func groupNames() []string {
	var names []string
	for _, g := range preview2.Groups() {
		names = append(names, string(g))
	}
	return names
}

// setTrace reads groups to trace as well, all of them if none is named.
func setTrace(s *settings, text string) error {
	on, err := parseOnOff(text)
	switch {
	case err == nil && on:
		s.trace = preview2.Groups()
		return nil
	case err == nil:
		s.trace = nil
		return nil
	}
	for name := range strings.SplitSeq(text, ",") {
		g := preview2.Group(strings.TrimSpace(name))
		if !slices.Contains(preview2.Groups(), g) {
			return fmt.Errorf("there is no group %q; there are %s", g, joined(groupNames(), "and"))
		}
		s.trace = append(s.trace, g)
	}
	return nil
}

// openTrace returns what traces the calls of a program, nil if nothing is to be traced, and what ends it.
func openTrace(s *settings) (trace func(*preview2.Call), end func() error, err error) {
	if len(s.trace) == 0 {
		if s.traceFile != "" {
			return nil, nil, &failure{code: exitUsage, what: "--trace-file is for --trace only"}
		}
		return nil, func() error { return nil }, nil
	}
	out, end := io.Writer(os.Stderr), func() error { return nil }
	if s.traceFile != "" {
		f, err := os.Create(s.traceFile)
		if err != nil {
			return nil, nil, fileError("write", "`"+s.traceFile+"`", err)
		}
		out, end = f, f.Close
	}
	line := callText
	if s.json {
		line = callJSON
	}
	return func(c *preview2.Call) {
		if slices.Contains(s.trace, c.Group) {
			io.WriteString(out, line(c)) // each by itself: what a program has called that ends badly is what one wants to see
		}
	}, end, nil
}

// callText returns a call as a line of text.
func callText(c *preview2.Call) string { return fmt.Sprintf("%s <%.6f>\n", c, c.Duration.Seconds()) }

// callJSON returns a call as a line of JSON.
func callJSON(c *preview2.Call) string {
	type arg struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	type call struct {
		Name    string  `json:"name"`
		Group   string  `json:"group"`
		Args    []arg   `json:"args"`
		Errno   string  `json:"errno"`
		Results []arg   `json:"results"`
		Start   string  `json:"start"`
		Seconds float64 `json:"seconds"`
	}
	doc := call{Name: c.Name, Group: string(c.Group), Args: []arg{}, Errno: c.Errno, Results: []arg{},
		Start: c.Start.UTC().Format(time.RFC3339Nano), Seconds: c.Duration.Seconds()}
	for _, a := range c.Args {
		doc.Args = append(doc.Args, arg(a))
	}
	for _, a := range c.Results {
		doc.Results = append(doc.Results, arg(a))
	}
	return jsonLine(map[string]call{"call": doc})
}
