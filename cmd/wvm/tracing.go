package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/wasi/preview1"
)

// This file holds --trace: the calls of the system that a program makes, a line each.

// groupNames returns the groups of calls that can be traced.
func groupNames() []string {
	var names []string
	for _, g := range preview1.Groups() {
		names = append(names, string(g))
	}
	return names
}

// setTrace reads groups to trace as well, all of them if none is named.
func setTrace(s *settings, text string) error {
	on, err := parseOnOff(text)
	switch {
	case err == nil && on:
		s.trace = preview1.Groups()
		return nil
	case err == nil:
		s.trace = nil
		return nil
	}
	for name := range strings.SplitSeq(text, ",") {
		g := preview1.Group(strings.TrimSpace(name))
		if !slices.Contains(preview1.Groups(), g) {
			return fmt.Errorf("there is no group %q; there are %s", g, joined(groupNames(), "and"))
		}
		s.trace = append(s.trace, g)
	}
	return nil
}

// openTrace returns what traces the calls of a program, nil if nothing is to be traced, and what ends it.
func openTrace(s *settings) (trace func(*preview1.Call), end func() error, err error) {
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
	return func(c *preview1.Call) {
		if slices.Contains(s.trace, c.Group) {
			// A line at a time: what a program that ends badly has called before is what one wants to see.
			fmt.Fprintf(out, "%s <%.6f>\n", c, c.Duration.Seconds())
		}
	}, end, nil
}
