package main

import (
	"flag"
	"fmt"
	"io"
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

// parseFlags reads the flags in front of the arguments. Several letters after one dash are as many flags.
func parseFlags(flags *flag.FlagSet, args []string) error {
	var expanded []string
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-" && args[0] != "--" {
		n := 1
		if letters := args[0][1:]; isCluster(flags, letters) {
			for _, letter := range letters {
				expanded = append(expanded, "-"+string(letter))
			}
		} else {
			n = min(len(args), flagLength(flags, args[0]))
			expanded = append(expanded, args[:n]...)
		}
		args = args[n:]
	}
	err := flags.Parse(append(expanded, args...))
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
		if len(f.Name) == 1 {
			letters[f.Usage] = f.Name
			return
		}
		arg, _ := flag.UnquoteUsage(f)
		width = max(width, len(f.Name)+1+len(arg))
	})
	var b strings.Builder
	flags.VisitAll(func(f *flag.Flag) {
		if len(f.Name) == 1 {
			return
		}
		dashes := "      --"
		if letter := letters[f.Name]; letter != "" {
			dashes = "  -" + letter + ", --"
		}
		arg, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(&b, "%s%-*s  %s\n", dashes, width, f.Name+" "+arg, usage)
	})
	return b.String()
}

// A list is the value of a flag that can be repeated.
type list []string

// Set adds a value.
func (l *list) Set(text string) error {
	*l = append(*l, text)
	return nil
}

// String returns the values.
func (l *list) String() string { return strings.Join(*l, " ") }
