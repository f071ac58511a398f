package spectest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/wvm-project/wvm/spectest"
	"github.com/wvm-project/wvm/vm"
)

// This file runs the official suite.

// suite returns the directory of the official suite. Without one the test is skipped, or fails where CI is set.
func suite(t *testing.T) string {
	t.Helper()
	dir, ok := spectest.Suite("..")
	switch {
	case ok:
	case os.Getenv("CI") != "":
		t.Fatal(spectest.Missing)
	default:
		t.Skip(spectest.Missing)
	}
	return dir
}

// limits are enough for the suite. They are low because an emulated machine pays for each address that is reserved.
var limits = vm.StoreConfig{MaxMemory: 128 << 20, MaxHeap: 64 << 20}

// TestSuite runs every script of the suite, and compares what came of them with CONFORMANCE.md.
func TestSuite(t *testing.T) {
	dir := suite(t)
	files, err := spectest.Files(filepath.Join(dir, "core"))
	if err != nil {
		t.Fatal(err)
	}
	components, err := spectest.Files(filepath.Join(dir, "component"))
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal(spectest.Missing)
	case err != nil:
		t.Log("without the scripts for components: " + spectest.Missing)
	}
	files = append(files, components...)
	known := readKnown(t)
	var mu sync.Mutex
	results := map[string]*spectest.Result{}
	t.Run("files", func(t *testing.T) {
		for _, file := range files {
			name, err := filepath.Rel(dir, file)
			if err != nil {
				t.Fatal(err)
			}
			name = strings.Replace(filepath.ToSlash(name), "component/test/", "component/", 1) // in a clone
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				r, err := spectest.RunFile(context.Background(), file, spectest.Config{Features: spectest.Features(file), Limits: limits})
				if err != nil {
					t.Fatal(err)
				}
				report(t, name, r, known[name])
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if n := countForms(string(text)); n != r.Commands() {
					t.Errorf("%d commands, of which %d were run or skipped", n, r.Commands())
				}
				mu.Lock()
				defer mu.Unlock()
				results[name] = r
			})
		}
	})
	for name := range known {
		if results[name] == nil {
			t.Errorf("known.txt lists %s, which is not in the suite", name)
		}
	}
	if len(results) == len(files) && len(components) > 0 {
		checkConformance(t, conformance(results))
	}
}

// formPart is what tells where forms begin and end: comments, strings and parentheses. Inside a comment only commentPart counts.
var (
	formPart    = regexp.MustCompile(`;;[^\n\r]*|\(;|"(\\.|[^"\\])*"|[()]`)
	commentPart = regexp.MustCompile(`\(;|;\)`)
)

// fieldStart is how the field of a module begins that stands in a script for itself.
var fieldStart = regexp.MustCompile(`^\((func|memory)\b`)

// countForms counts the commands of a script without the parser: the outermost forms, of which fields make up one module.
func countForms(text string) (n int) {
	depth, comments, fields := 0, 0, 0
	for next := formPart; ; {
		at := next.FindStringIndex(text)
		if at == nil {
			return n - max(fields-1, 0)
		}
		switch text[at[0]:at[1]] {
		case "(;":
			comments++
		case ";)":
			comments--
		case "(":
			if depth == 0 {
				n++
				if fieldStart.MatchString(text[at[0]:]) {
					fields++
				}
			}
			depth++
		case ")":
			depth--
		}
		if text, next = text[at[1]:], formPart; comments > 0 {
			next = commentPart
		}
	}
}

// report fails the test for failures that are not known, and for known ones that did not happen.
func report(t *testing.T, name string, r *spectest.Result, known map[int]string) {
	failed := map[int]bool{}
	for i := range r.Failures {
		f := &r.Failures[i]
		failed[f.Line] = true
		if reason, ok := known[f.Line]; ok {
			t.Logf("%s (known: %s)", f, reason)
			continue
		}
		t.Errorf("%s", f)
	}
	for line := range known {
		if !failed[line] {
			t.Errorf("known.txt lists %s:%d, which does not fail any more", name, line)
		}
	}
}

// readKnown reads known.txt: reasons by file and line.
func readKnown(t *testing.T) map[string]map[int]string {
	t.Helper()
	text, err := os.ReadFile("known.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]map[int]string{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		place, reason, _ := strings.Cut(line, " ")
		file, number, _ := strings.Cut(place, ":")
		n := 0
		if _, err := fmt.Sscan(number, &n); err != nil || strings.TrimSpace(reason) == "" {
			t.Fatalf("known.txt:%d: not FILE:LINE REASON", i+1)
		}
		if known[file] == nil {
			known[file] = map[int]string{}
		}
		known[file][n] = reason
	}
	return known
}
