package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wvm-project/wvm/vm"
)

// This file holds how wvm fails: exit codes, and errors as text and as JSON.

// The exit codes of wvm itself. A program's own are passed on.
const (
	exitFailure = 1
	exitUsage   = 2
)

// exitTrap is the code after a trap: as a shell reports an aborted process, or what abort leaves on Windows.
func exitTrap() int {
	if runtime.GOOS == "windows" {
		return 3
	}
	return 134
}

// A failure is an error as the user sees it.
type failure struct {
	code   int      // exit code; 0 stands for exitFailure
	file   string   // the module that it is about, or empty
	what   string   // a sentence
	causes []string // from the outside to the inside; those of several lines are indented
	help   string   // the way out, or empty
	trap   *vm.Trap // of a program that trapped
	frames []frame  // of the trap
}

// Error returns the failure as text.
func (f *failure) Error() string {
	var b strings.Builder
	b.WriteString(f.what)
	if len(f.causes) > 0 {
		b.WriteString("\n\nCaused by:")
	}
	for i, cause := range f.causes {
		if len(f.causes) == 1 {
			fmt.Fprintf(&b, "\n    %s", cause)
			continue
		}
		fmt.Fprintf(&b, "\n    %d: %s", i, cause)
	}
	if f.help != "" {
		b.WriteString("\n\n")
		b.WriteString(f.help)
	}
	return b.String()
}

// An exitCode is how a program ended that ran well.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit status %d", int(c)) }

// usageError is a failure in the command line of a verb.
func usageError(v *verb, what string) error {
	return &failure{code: exitUsage, what: what, help: fmt.Sprintf("Usage: wvm %s %s\nSee \"wvm help %s\".", v.name, v.args, v.name)}
}

// report tells the user about an error and returns the exit code.
func report(err error, asJSON bool) int {
	var exit exitCode
	if errors.As(err, &exit) {
		return int(exit)
	}
	if err == nil {
		return 0
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{what: err.Error()}
	}
	if f.code == 0 {
		f.code = exitFailure
	}
	if asJSON {
		os.Stderr.WriteString(f.json())
	} else {
		title := "Error:"
		if colourTerminal(os.Stderr) {
			title = errorColour + title + plain
		}
		fmt.Fprintln(os.Stderr, title, f.Error())
	}
	return f.code
}

// json returns the failure as a line of JSON.
func (f *failure) json() string {
	type position struct {
		Func   string `json:"func,omitempty"`
		File   string `json:"file,omitempty"`
		Line   int    `json:"line,omitempty"`
		Column int    `json:"column,omitempty"`
	}
	type frame struct {
		Offset int        `json:"offset"`
		Index  int        `json:"index"`
		Module string     `json:"module,omitempty"`
		Func   string     `json:"func,omitempty"`
		Source []position `json:"source,omitempty"`
	}
	type body struct {
		Message   string   `json:"message"`
		File      string   `json:"file,omitempty"`
		ExitCode  int      `json:"exit_code"`
		Causes    []string `json:"causes,omitempty"`
		Help      string   `json:"help,omitempty"`
		Trap      string   `json:"trap,omitempty"`
		Backtrace []frame  `json:"backtrace,omitempty"`
	}
	doc := body{Message: f.what, File: f.file, ExitCode: f.code, Help: f.help}
	for _, cause := range f.causes {
		line, _, _ := strings.Cut(cause, "\n") // a backtrace has its own place
		doc.Causes = append(doc.Causes, line)
	}
	if f.trap != nil {
		doc.Trap = trapName(f.trap)
		for _, fr := range f.frames {
			x := frame{Offset: fr.Offset, Index: fr.FuncIndex, Module: fr.Module, Func: fr.Func}
			for _, at := range fr.source {
				x.Source = append(x.Source, position(at))
			}
			doc.Backtrace = append(doc.Backtrace, x)
		}
	}
	return jsonLine(map[string]body{"error": doc})
}

// clean returns s with what could do something to a terminal written out. Names in modules are anybody's.
func clean(s string) string {
	plain := func(r rune) bool { return r != utf8.RuneError && unicode.IsPrint(r) }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if plain(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\u{%x}", r)
		}
	}
	return b.String()
}
