package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// This file holds the scripts that let shells complete command lines of wvm. They are made from the verbs and their flags.

func completionVerb() *verb {
	v := &verb{
		name: "completion", args: "bash|zsh|fish", summary: "print a script that lets a shell complete",
		examples: `  source <(wvm completion bash)                               in ~/.bashrc
  source <(wvm completion zsh)                                in ~/.zshrc
  wvm completion fish > ~/.config/fish/completions/wvm.fish
`,
	}
	v.flags = func(*pflag.FlagSet) action {
		return func(args []string) error {
			for _, s := range shells {
				if len(args) == 1 && args[0] == s.name {
					return print(s.script(completions()))
				}
			}
			return usageError(v, "a shell is to be named: bash, zsh or fish")
		}
	}
	return v
}

// shells are the shells with the makers of their scripts, in the order of their names.
var shells = [...]struct {
	name   string
	script func([]completion) string
}{{"bash", bashScript}, {"fish", fishScript}, {"zsh", zshScript}}

// A completion is what can follow the name of a verb.
type completion struct {
	verb, summary string
	flags         []flagCompletion
	words         []string // arguments that are no files
}

// A flagCompletion is a flag, without dashes.
type flagCompletion struct {
	name, usage string
	value       bool // it takes one
}

// completions returns all verbs.
func completions() (list []completion) {
	help := completion{verb: "help", summary: "say more about a verb", words: []string{"exit-codes"}}
	for _, v := range verbs() {
		c := completion{verb: v.name, summary: v.summary}
		flags := newFlags(v.name)
		v.flags(flags)
		flags.Bool("json", false, jsonUsage)
		flags.VisitAll(func(f *pflag.Flag) {
			_, usage := pflag.UnquoteUsage(f)
			value := f.NoOptDefVal == ""
			c.flags = append(c.flags, flagCompletion{f.Name, usage, value})
			if f.Shorthand != "" {
				c.flags = append(c.flags, flagCompletion{f.Shorthand, usage, value})
			}
		})
		if v.name == "completion" {
			for _, s := range shells {
				c.words = append(c.words, s.name)
			}
		}
		list = append(list, c)
		help.words = append(help.words, v.name)
	}
	return append(list, help)
}

// spelled returns a flag with its dashes.
func (f *flagCompletion) spelled() string {
	if len(f.name) == 1 {
		return "-" + f.name
	}
	return "--" + f.name
}

// verbNames returns the names of verbs, separated by blanks.
func verbNames(list []completion) string {
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].verb
	}
	return strings.Join(names, " ")
}

// bashScript is for bash. What it has nothing for are files.
func bashScript(list []completion) string {
	var b strings.Builder
	fmt.Fprintf(&b, `_wvm() {
	local current=${COMP_WORDS[COMP_CWORD]} words= flags=
	if [ "$COMP_CWORD" = 1 ]; then
		words="%s"
	fi
	case ${COMP_WORDS[1]} in
`, verbNames(list))
	for _, c := range list {
		var flags []string
		for i := range c.flags {
			flags = append(flags, c.flags[i].spelled())
		}
		fmt.Fprintf(&b, "\t%s) flags=%q words=\"$words %s\" ;;\n", c.verb, strings.Join(flags, " "), strings.Join(c.words, " "))
	}
	b.WriteString(`	esac
	case $current in
	-*) words=$flags ;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _wvm wvm
`)
	return b.String()
}

// zshScript is for zsh, to be sourced or found as a function.
func zshScript(list []completion) string {
	var b strings.Builder
	b.WriteString("#compdef wvm\n\n_wvm() {\n\tlocal -a verbs flags arguments\n\tverbs=(\n")
	for _, c := range list {
		fmt.Fprintf(&b, "\t\t%s\n", quoted(c.verb+":"+c.summary))
	}
	b.WriteString("\t)\n\tcase $words[2] in\n")
	for _, c := range list {
		fmt.Fprintf(&b, "\t(%s)\n\t\tflags=(\n", c.verb)
		for i := range c.flags {
			f := &c.flags[i]
			fmt.Fprintf(&b, "\t\t\t%s\n", quoted(f.spelled()+":"+f.usage))
		}
		fmt.Fprintf(&b, "\t\t)\n\t\targuments=(%s)\n\t\t;;\n", strings.Join(c.words, " "))
	}
	b.WriteString(`	esac
	if (( CURRENT == 2 )); then
		_describe verb verbs
		_files
	elif [[ $PREFIX == -* ]]; then
		_describe flag flags
	elif (( $#arguments )); then
		compadd -a arguments
	else
		_files
	fi
}

if [ "$funcstack[1]" = _wvm ]; then
	_wvm "$@"
else
	compdef _wvm wvm
fi
`)
	return b.String()
}

// fishScript is for fish.
func fishScript(list []completion) string {
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "complete -c wvm -n __fish_use_subcommand -a %s -d %s\n", c.verb, quoted(c.summary))
	}
	for _, c := range list {
		after := "complete -c wvm -n '__fish_seen_subcommand_from " + c.verb + "'"
		for i := range c.flags {
			f := &c.flags[i]
			option := " -l " + f.name
			if len(f.name) == 1 {
				option = " -s " + f.name
			}
			if f.value {
				option += " -r"
			}
			fmt.Fprintf(&b, "%s%s -d %s\n", after, option, quoted(f.usage))
		}
		if len(c.words) > 0 {
			fmt.Fprintf(&b, "%s -f -a %s\n", after, quoted(strings.Join(c.words, " ")))
		}
	}
	return b.String()
}

// quoted returns s between single quotes, as all three shells take it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
