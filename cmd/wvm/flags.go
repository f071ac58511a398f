package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// This file holds how flags are described.

// newFlags returns an empty set of flags that says nothing by itself.
func newFlags(name string) *pflag.FlagSet {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	flags.Usage = func() {}
	return flags
}

// flagHelp lists the flags.
func flagHelp(flags *pflag.FlagSet) string {
	width := 0
	flags.VisitAll(func(f *pflag.Flag) { width = max(width, len(flagHead(f))) })
	width = min(width, maxHead)
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		dashes := "      --"
		if f.Shorthand != "" {
			dashes = "  -" + f.Shorthand + ", --"
		}
		head := dashes + flagHead(f)
		if len(head) > width+8 {
			fmt.Fprintln(&b, head)
			head = ""
		}
		_, usage := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "%-*s  %s\n", width+8, head, usage)
	})
	return b.String()
}

// maxHead is how wide the column of flags and their values gets; the descriptions of wider ones start on the next line.
const maxHead = 24

// flagHead returns a flag without dashes and with its value.
func flagHead(f *pflag.Flag) string {
	arg, _ := pflag.UnquoteUsage(f)
	if arg == "" || strings.HasPrefix(arg, "[") {
		return f.Name + arg
	}
	return f.Name + " " + arg
}

// joined returns names as a sentence has them.
func joined(names []string, last string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + last + " " + names[len(names)-1]
}
