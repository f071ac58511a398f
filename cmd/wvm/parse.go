package main

import (
	"io"
	"os"

	"github.com/spf13/pflag"
)

func parseVerb() *verb {
	v := &verb{
		name: "parse", args: "[FLAGS] [FILE]", summary: "translate text to the binary format",
		more: `Without a file, or with -, the text is the standard input. What is in the binary format already is
passed on. The module need not be valid.
`,
		examples: `  wvm parse -o app.wasm app.wat
  wvm parse < app.wat | wvm validate -
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		output := outputFlag(flags)
		return func(args []string) error {
			name, err := oneInput(v, args)
			if err != nil {
				return err
			}
			if *output == "" && isTerminal(os.Stdout) {
				return &failure{what: "a binary module is nothing for a terminal",
					help: "Name a file with -o, or send the output elsewhere; -o - insists."}
			}
			code, err := readFile(name)
			if err == nil && !isBinary(code) {
				code, err = encodeText(name, code)
			}
			if err != nil {
				return err
			}
			return writeTo(*output, func(w io.Writer) error {
				_, err := w.Write(code)
				return err
			})
		}
	}
	return v
}

// oneInput returns the name of the one file to read, by default the standard input.
func oneInput(v *verb, args []string) (string, error) {
	switch len(args) {
	case 0:
		return stdinName, nil
	case 1:
		return args[0], nil
	}
	return "", usageError(v, "more than one file is named")
}
