package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// This file holds what package flag leaves to be done: short forms of flags, lists, help and the wording of errors.

// newFlags returns an empty set of flags that says nothing by itself.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// short makes a letter the short form of a flag that is defined already.
func short(flags *flag.FlagSet, letter, name string) {
	flags.Var(flags.Lookup(name).Value, letter, name)
}

// parseFlags reads the flags in front of the arguments or, if anywhere is set, also between and behind them. Several letters after one dash
// are as many flags. A "--" ends the flags.
func parseFlags(flags *flag.FlagSet, args []string, anywhere bool) error {
	var expanded, others []string
	for len(args) > 0 && args[0] != "--" {
		n := 1
		if !strings.HasPrefix(args[0], "-") || args[0] == "-" {
			if !anywhere {
				break
			}
			others = append(others, args[0])
			args = args[1:]
			continue
		}
		if letters := args[0][1:]; isCluster(flags, letters) {
			for _, letter := range letters {
				expanded = append(expanded, "-"+string(letter))
			}
		} else {
			if n = flagLength(flags, args[0]); n > len(args) {
				return fmt.Errorf("flag needs an argument: %s", args[0])
			}
			expanded = append(expanded, args[:n]...)
		}
		args = args[n:]
	}
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	err := flags.Parse(slices.Concat(expanded, []string{"--"}, others, args))
	if err != nil && err != flag.ErrHelp {
		return fmt.Errorf("%s", reword(err.Error()))
	}
	return err
}

// isCluster reports whether all of two or more letters are flags without a value, and not a flag together.
func isCluster(flags *flag.FlagSet, letters string) bool {
	if len(letters) < 2 || flags.Lookup(letters) != nil {
		return false
	}
	for _, letter := range letters {
		if f := flags.Lookup(string(letter)); f == nil || !isBool(f) {
			return false
		}
	}
	return true
}

// flagLength returns how many arguments a flag takes up with its value.
func flagLength(flags *flag.FlagSet, arg string) int {
	name := strings.TrimLeft(arg, "-")
	if f := flags.Lookup(name); f != nil && !isBool(f) {
		return 2
	}
	return 1
}

func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// reword gives long flags the two dashes that users write.
func reword(text string) string {
	text = strings.Replace(text, "invalid boolean value", "invalid value", 1)
	words := strings.Fields(text)
	for i, w := range words {
		name, _, _ := strings.Cut(strings.TrimLeft(w, "-"), "=")
		if strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && len(strings.TrimRight(name, ":")) > 1 {
			words[i] = "-" + w
		}
	}
	return strings.Join(words, " ")
}

// flagHelp lists the flags.
func flagHelp(flags *flag.FlagSet) string {
	letters := map[string]string{}
	width := 0
	flags.VisitAll(func(f *flag.Flag) {
		if flags.Lookup(f.Usage) != nil {
			letters[f.Usage] = f.Name
			return
		}
		width = max(width, len(flagHead(f)))
	})
	width = min(width, maxHead)
	var b strings.Builder
	flags.VisitAll(func(f *flag.Flag) {
		if flags.Lookup(f.Usage) != nil {
			return
		}
		dashes := "      --"
		switch letter := letters[f.Name]; {
		case letter != "":
			dashes = "  -" + letter + ", --"
		case len(f.Name) == 1:
			dashes = "  -"
		}
		_, usage := describe(f)
		head := dashes + flagHead(f)
		if len(head) > width+8 {
			fmt.Fprintln(&b, head)
			head = ""
		}
		fmt.Fprintf(&b, "%-*s  %s\n", width+8, head, usage)
	})
	return b.String()
}

// describe returns what a flag takes and what it is for.
func describe(f *flag.Flag) (arg, usage string) {
	switch v := f.Value.(type) {
	case *optionFlag:
		return v.option.value, f.Usage
	case *groupFlag:
		return "KEY[=VALUE],...", f.Usage
	}
	return flag.UnquoteUsage(f)
}

// maxHead is how wide the column of flags and their values gets; the descriptions of wider ones start on the next line.
const maxHead = 24

// flagHead returns a flag without dashes and with its value.
func flagHead(f *flag.Flag) string {
	arg, _ := describe(f)
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
