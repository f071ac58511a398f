package main

import (
	"flag"
	"fmt"
	"runtime/debug"
	"strings"
)

// This file holds what "wvm help" says.

const helpHead = `wvm runs WebAssembly: plain modules and programs built for WASI preview 1.

Usage: wvm [VERB] [FLAGS] [FILE [ARGUMENTS]]

Verbs:
`

const helpTail = `
Without a verb, wvm runs the file. "wvm help VERB" says more about a verb, "wvm help exit-codes" what the exit status means.

Examples:
  wvm app.wasm one two
  wvm run --dir . --env LANG app.wasm
  wvm validate app.wasm
`

const helpExitCodes = `The exit status of wvm:

  n    the program called exit with n, from 0 to 125
  1    the program called exit with a higher number, or wvm could not load, link or
       start it, or a module is not valid
  2    the command line is wrong
  134  the program trapped, or ran into the time limit (3 on Windows)
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
func (v *verb) help(flags *flag.FlagSet) string {
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
		flags: func(*flag.FlagSet) action { return version },
	}
}

func version([]string) error {
	text := "wvm (unknown version)\n"
	if info, ok := debug.ReadBuildInfo(); ok {
		text = fmt.Sprintf("wvm %s %s\n", info.Main.Version, info.GoVersion)
	}
	return print(text)
}
