package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/pflag"
)

// This file holds what "wvm help" says.

const helpHead = `wvm runs WebAssembly: plain modules and programs built for WASI preview 1.

Usage: wvm [VERB] [FLAGS] [FILE [ARGUMENTS]]

Verbs:
`

const helpTail = `
Without a verb, wvm runs the file. "wvm help VERB" says more about a verb, "wvm help exit-codes" what the exit status means.

Every verb takes --json: errors are then a line of JSON, and so is what version, features, objdump, wast
and run -v print.

Examples:
  wvm app.wasm one two
  wvm run --dir . --env LANG app.wasm
  wvm run --timeout 2s --max-memory 64MiB --trace app.wasm
  wvm validate app.wasm
`

const helpExitCodes = `The exit status of wvm:

  n    the program called exit with n, from 0 to 125
  1    the program called exit with a higher number; or wvm could not load, link or start
       it, a module is not valid, or a memory could not grow under --trap-on-grow-failure
  2    the command line or a file of settings is wrong
  134  the program trapped, which includes that its time or its fuel ran out (3 on Windows)

A signal ends wvm as it ends any program; shells report 128 and its number:

  130  an interrupt (control-C)
  143  SIGTERM
`

// showHelp prints the help for a topic, or that for all if args is empty.
func showHelp(args []string) error {
	if len(args) == 0 {
		var b strings.Builder
		b.WriteString(helpHead)
		for _, v := range verbs() {
			fmt.Fprintf(&b, "  %-10s %s\n", v.name, v.summary)
		}
		b.WriteString(helpTail)
		return print(b.String())
	}
	if args[0] == "exit-codes" {
		return print(helpExitCodes)
	}
	for _, v := range verbs() {
		if v.name == args[0] {
			flags := newFlags(v.name)
			v.flags(flags)
			flags.Bool("json", false, jsonUsage)
			return print(v.help(flags))
		}
	}
	return &failure{code: exitUsage, what: fmt.Sprintf("there is no help about %q", args[0]), help: `See "wvm help".`}
}

// help returns the help for a verb with its flags.
func (v *verb) help(flags *pflag.FlagSet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "wvm %s: %s\n\nUsage: wvm %s %s\n", v.name, v.summary, v.name, v.args)
	if v.more != "" {
		fmt.Fprintf(&b, "\n%s", v.more)
	}
	if text := flagHelp(flags); text != "" {
		fmt.Fprintf(&b, "\nFlags:\n%s", text)
	}
	if v.examples != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s", v.examples)
	}
	return b.String()
}

func versionVerb() *verb {
	return &verb{
		name: "version", summary: "print the version", args: "",
		flags: func(flags *pflag.FlagSet) action {
			return func([]string) error { return version(jsonWanted(flags)) }
		},
	}
}

// version prints what this is and what it was built with.
func version(asJSON bool) error {
	doc := struct {
		Version string `json:"version"`
		Go      string `json:"go"`
		System  string `json:"system"`
	}{"(unknown version)", runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		doc.Version = info.Main.Version
	}
	if asJSON {
		return printJSON(doc)
	}
	return print(fmt.Sprintf("wvm %s %s %s\n", doc.Version, doc.Go, doc.System))
}
