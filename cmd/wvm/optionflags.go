package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// This file holds options as flags: one for each that has a name of its own, and -W, -S and -D for those of a group.

// A given is what options the command line gives, in its order.
type given struct {
	options []*option
	list    []assignment
	config  string // a file of settings, or empty
	help    *group // whose options are to be listed, or nil
}

// An assignment is an option with its value as text.
type assignment struct {
	option *option
	text   string
}

// optionFlags adds the flags of options.
func optionFlags(flags *pflag.FlagSet, list []*option) *given {
	g := &given{options: list}
	letters := map[string]string{"verbose": "v"}
	for _, o := range g.options {
		if o.long != "" {
			f := flags.VarPF(&optionFlag{g, o}, o.long, letters[o.long], o.usage)
			if o.value == "" || strings.HasPrefix(o.value, "[") { // there need be no value
				f.NoOptDefVal = "true"
			}
		}
	}
	for _, gr := range groups {
		if gr.letter != "" {
			flags.VarP(&groupFlag{g, gr}, gr.table, gr.letter, gr.summary+"; -"+gr.letter+" help lists the keys")
		}
	}
	flags.StringVar(&g.config, "config", "", "read settings from this `FILE` of TOML; flags win")
	return g
}

// settings returns what holds with the file of settings and the flags.
func (g *given) settings() (*settings, error) {
	s := newSettings()
	if g.config != "" {
		if err := readConfig(s, allOptions(), g.config); err != nil {
			return nil, err
		}
	}
	for _, a := range g.list {
		if err := a.option.set(s, a.text); err != nil {
			return nil, &failure{what: err.Error()} // it has been tried before
		}
	}
	return s, nil
}

// add keeps an assignment that is good.
func (g *given) add(o *option, text string) error {
	if err := o.set(newSettings(), text); err != nil {
		return err
	}
	g.list = append(g.list, assignment{o, text})
	return nil
}

// An optionFlag is the flag of an option.
type optionFlag struct {
	given  *given
	option *option
}

// Set reads the value.
func (f *optionFlag) Set(text string) error { return f.given.add(f.option, text) }

// String returns nothing: there is no default to show.
func (f *optionFlag) String() string { return "" }

// Type returns what the flag takes.
func (f *optionFlag) Type() string { return f.option.value }

// A groupFlag is the flag of a group.
type groupFlag struct {
	given *given
	group *group
}

// Set reads keys and values.
func (f *groupFlag) Set(text string) error {
	for item := range strings.SplitSeq(text, ",") {
		key, value, hasValue := strings.Cut(strings.TrimSpace(item), "=")
		if key == "help" {
			f.given.help = f.group
			continue
		}
		o, err := findOption(f.given.options, f.group, key)
		if err != nil {
			return err
		}
		if !hasValue && o.value != "" {
			return fmt.Errorf("%s wants a value, %s=%s", key, key, o.value)
		}
		if err := f.given.add(o, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// String returns nothing: there is no default to show.
func (f *groupFlag) String() string { return "" }

// Type returns what the flag takes.
func (f *groupFlag) Type() string { return "KEY[=VALUE],..." }

// groupHelp lists the keys of a group.
func groupHelp(list []*option, g *group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "-%s KEY[=VALUE],...: %s. Without a value, a key that takes y or n is y.\n\n", g.letter, g.summary)
	for _, o := range list {
		if o.group != g {
			continue
		}
		head := o.key
		switch o.value {
		case "":
			head += "[=y|n]"
		default:
			head += "=" + o.value
		}
		fmt.Fprintf(&b, "  %-32s %s", head, o.usage)
		if o.long != "" {
			fmt.Fprintf(&b, "; --%s", o.long)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
