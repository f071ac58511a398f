package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// This file holds where output goes.

// outputFlag adds the flag that names the file to write.
func outputFlag(flags *pflag.FlagSet) *string {
	return flags.StringP("output", "o", "", "write to this `file` instead of the standard output")
}

// writeTo lets write produce the output of a verb, for the file with this name or the standard output.
func writeTo(name string, write func(io.Writer) error) error {
	out := os.Stdout
	if name != "" && name != stdinName {
		f, err := os.Create(name)
		if err != nil {
			return fileError("write", "`"+name+"`", err)
		}
		out = f
	}
	w := bufio.NewWriterSize(out, 64<<10)
	err := write(w)
	flushErr := w.Flush()
	if out != os.Stdout {
		if closeErr := out.Close(); flushErr == nil {
			flushErr = closeErr
		}
		flushErr = fileError("write", "`"+name+"`", flushErr)
	} else {
		flushErr = outputError(flushErr)
	}
	if flushErr != nil {
		return flushErr
	}
	return err
}

// jsonWanted reports whether the flag that all verbs have is set.
func jsonWanted(flags *pflag.FlagSet) bool {
	f := flags.Lookup("json")
	return f != nil && f.Value.String() == "true"
}

// printJSON writes a document in a line to the standard output.
func printJSON(doc any) error {
	return print(jsonLine(doc))
}

// jsonLine returns a document as a line. It must consist of what JSON has, which cannot fail.
func jsonLine(doc any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		panic(err)
	}
	return b.String()
}
