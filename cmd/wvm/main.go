// Command wvm runs WebAssembly programs, checks modules and shows what is in them.
//
// See "wvm help" for its verbs. Start-up time counts here: imports with costly initialization are to be avoided.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

func main() { os.Exit(execute(os.Args[1:])) }

// A verb is what wvm can be told to do.
type verb struct {
	name, args string // its name, and its arguments for the line that shows how to use it
	summary    string // a line
	more       string // what else there is to say, or empty
	examples   string // lines
	flags      func(*pflag.FlagSet) action
	program    bool   // what follows the first argument belongs to a program, whatever it looks like
	bare       action // of a verb with program, or nil: the action without flags, which need not even be made then
}

// An action does what a verb is for, with the arguments that follow the flags.
type action func(args []string) error

// verbs returns all verbs. The first one is meant when none is named.
func verbs() []*verb {
	return []*verb{runVerb(), serveVerb(), validateVerb(), objdumpVerb(), parseVerb(), printVerb(), witVerb(), wastVerb(), featuresVerb(),
		completionVerb(), versionVerb()}
}

// execute does what the command line says and returns the exit status.
func execute(args []string) int {
	v, args := choose(args)
	if v == nil {
		topics := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--json" })
		return report(showHelp(topics), len(topics) < len(args))
	}
	if v.bare != nil && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return report(v.bare(args), false)
	}
	flags := newFlags(v.name)
	act := v.flags(flags)
	asJSON := flags.Bool("json", false, jsonUsage)
	flags.SetInterspersed(!v.program)
	err := flags.Parse(args)
	switch {
	case err == pflag.ErrHelp:
		err = print(v.help(flags))
	case err != nil:
		return report(usageError(v, err.Error()), *asJSON || wantsJSON(args))
	default:
		err = act(flags.Args())
	}
	return report(err, *asJSON)
}

// jsonUsage describes the flag that all verbs have.
const jsonUsage = "describe errors as JSON"

// wantsJSON looks for --json before the first argument that is no flag, for errors in the flags themselves.
func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--json" {
			return true
		}
		if !strings.HasPrefix(a, "-") {
			break
		}
	}
	return false
}

// choose finds the verb and what follows it. Without a name that is a verb's it is the first one. It is nil if help is asked for.
func choose(args []string) (*verb, []string) {
	if len(args) == 0 {
		return nil, nil
	}
	switch args[0] {
	case "help":
		return nil, args[1:]
	case "--help", "-h":
		return nil, nil
	case "--version", "-V":
		return versionVerb(), args[1:]
	}
	for _, v := range verbs() {
		if v.name == args[0] {
			return v, args[1:]
		}
	}
	return runVerb(), args
}

// print writes to the standard output.
func print(s string) error {
	_, err := os.Stdout.WriteString(s)
	return outputError(err)
}

// outputError says that the standard output cannot be written.
func outputError(err error) error {
	if err == nil {
		return nil
	}
	return &failure{what: fmt.Sprintf("cannot write the output: %v", err)}
}
