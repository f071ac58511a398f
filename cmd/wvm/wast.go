package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/spectest"
	"github.com/wvm-project/wvm/wasm"
)

// wastFlags are the flags of "wvm wast".
type wastFlags struct {
	features string
	print    bool
	json     bool
}

func wastVerb() *verb {
	v := &verb{
		name: "wast", args: "[FLAGS] FILE|DIRECTORY...", summary: "run test scripts",
		more: `Runs scripts as the official suite has them, in directories all files *.wast. Each command that fails is
shown with what it wants and what it gets; the last line counts. The exit status is 1 if one fails.

What modules may use is WebAssembly 3.0 and, in the official suite's directories of proposals, what these
are about. --features says otherwise: see "wvm help validate".
`,
		examples: `  wvm wast test.wast
  wvm wast --features default --print test.wast
  wvm wast --json testsuite/core
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		var f wastFlags
		flags.StringVarP(&f.features, "features", "f", "", "what modules may use, a `list` of features")
		flags.BoolVar(&f.print, "print", false, "show what scripts print with the functions of spectest")
		return func(args []string) error {
			f.json = jsonWanted(flags)
			if len(args) == 0 {
				return usageError(v, "no script is named")
			}
			if _, err := f.featuresOf(""); err != nil {
				return usageError(v, err.Error())
			}
			return f.run(args)
		}
	}
	return v
}

// featuresOf returns what the modules of a script may use.
func (f *wastFlags) featuresOf(file string) (wasm.Features, error) {
	if f.features != "" {
		return parseFeatures(f.features)
	}
	if full, err := filepath.Abs(file); err == nil {
		file = full // the names of directories count
	}
	return spectest.Features(file), nil
}

// run runs scripts and reports what comes of them.
func (f *wastFlags) run(args []string) error {
	files, err := scripts(args)
	if err != nil {
		return err
	}
	var total spectest.Result
	for _, file := range files {
		text, err := readFile(file)
		if err != nil {
			return err
		}
		cfg := spectest.Config{}
		if cfg.Features, err = f.featuresOf(file); err != nil {
			return err
		}
		if f.print {
			cfg.Output = os.Stdout
		}
		r := spectest.Run(context.Background(), file, text, cfg)
		total.Add(r)
		for i := range r.Failures {
			if !f.json {
				for line := range strings.Lines(r.Failures[i].String() + "\n") {
					if err := print(clean(strings.TrimSuffix(line, "\n")) + "\n"); err != nil {
						return err
					}
				}
			}
		}
	}
	return f.sum(len(files), &total)
}

// scripts returns the files that are named, and those in the directories that are.
func scripts(args []string) (files []string, err error) {
	for _, name := range args {
		info, err := os.Stat(name)
		if err != nil && name != stdinName {
			return nil, readError("`"+name+"`", err)
		}
		if name == stdinName || !info.IsDir() {
			files = append(files, name)
			continue
		}
		inside, err := spectest.Files(name)
		if err != nil {
			return nil, readError("`"+name+"`", err)
		}
		if len(inside) == 0 {
			return nil, &failure{file: name, what: fmt.Sprintf("there is no script *.wast in `%s`", name)}
		}
		files = append(files, inside...)
	}
	return files, nil
}

// sum reports the whole.
func (f *wastFlags) sum(files int, r *spectest.Result) error {
	var err error
	if f.json {
		failures := r.Failures
		if failures == nil {
			failures = []spectest.Failure{}
		}
		err = printJSON(struct {
			Files    int                `json:"files"`
			Passed   int                `json:"passed"`
			Failed   int                `json:"failed"`
			Skipped  int                `json:"skipped"`
			Failures []spectest.Failure `json:"failures"`
		}{files, r.Passed, r.Failed, r.Skipped, failures})
	} else {
		err = print(fmt.Sprintf("%d passed, %d failed, %d skipped\n", r.Passed, r.Failed, r.Skipped))
	}
	if err == nil && r.Failed > 0 {
		return exitCode(exitFailure)
	}
	return err
}
