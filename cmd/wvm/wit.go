package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wit"
)

// witFlags are the flags of "wvm wit".
type witFlags struct {
	world, target, features, outDir       string
	allFeatures, noDocs, binary, rootOnly bool
	output                                *string
}

func witVerb() *verb {
	v := &verb{
		name: "wit", args: "[FLAGS] [FILE|DIRECTORY]", summary: "show and translate interfaces (WIT)",
		more: `The input is a component, whose imports and exports are shown; a package in the binary format; or WIT as
text: a file, or a directory with the files of a package and, in its directory deps, a file or a directory
for each package that it refers to. Without an input, or with -, it is the standard input.

The output is text with all names resolved: the package, then those that it refers to. With --json it is
JSON. With an output file that ends in .wasm it is the package in the binary format.
`,
		examples: `  wvm wit app.wasm
  wvm wit --no-docs --world command wit/
  wvm wit --json app.wasm
  wvm wit -o package.wasm wit/
  wvm wit --out-dir wit app.wasm
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		var f witFlags
		flags.StringVar(&f.world, "world", "", "show only this `world` and what it refers to")
		flags.StringVar(&f.target, "target", "", "leave out what came after this `version` of the package")
		flags.StringVar(&f.features, "features", "", "include what needs features, a `list` of names")
		flags.BoolVar(&f.allFeatures, "all-features", false, "include what needs any feature")
		flags.BoolVar(&f.noDocs, "no-docs", false, "leave out documentation")
		flags.BoolVar(&f.binary, "wasm", false, "write the package in the binary format")
		flags.BoolVar(&f.rootOnly, "root-only", false, "leave out the packages that are referred to")
		flags.StringVar(&f.outDir, "out-dir", "", "write a file for each package to this `directory`")
		f.output = outputFlag(flags)
		return func(args []string) error {
			name, err := oneInput(v, args)
			if err != nil {
				return err
			}
			if f.outDir != "" && *f.output != "" {
				return usageError(v, "--out-dir and --output exclude each other")
			}
			if strings.HasSuffix(*f.output, ".wasm") {
				f.binary = true
			}
			if f.binary && (f.outDir != "" || jsonWanted(flags)) {
				return usageError(v, "the binary format goes with neither --out-dir nor --json")
			}
			return f.run(name, jsonWanted(flags))
		}
	}
	return v
}

func (f *witFlags) run(name string, asJSON bool) error {
	if f.binary && *f.output == "" && isTerminal(os.Stdout) {
		return &failure{what: "a binary package is nothing for a terminal",
			help: "Name a file with -o, or send the output elsewhere; -o - insists."}
	}
	g, err := f.read(name)
	if err == nil && f.world != "" {
		var w *wit.World
		if w, err = g.SelectWorld(f.world); err == nil {
			g.Keep(w)
		}
	}
	if err != nil {
		return witError(name, err)
	}
	if f.outDir != "" {
		return f.writeAll(g)
	}
	out := []byte(nil)
	switch {
	case f.binary:
		out, err = g.Encode()
	case asJSON:
		out, err = g.JSON()
	default:
		out = []byte(g.Text(wit.PrintOptions{NoDocs: f.noDocs, RootOnly: f.rootOnly}))
	}
	if err != nil {
		return witError(name, err)
	}
	return writeTo(*f.output, func(w io.Writer) error {
		_, err := w.Write(out)
		return err
	})
}

// read reads the input, whatever it is.
func (f *witFlags) read(name string) (*wit.Graph, error) {
	opts := wit.Options{AllFeatures: f.allFeatures, Target: f.target}
	for _, x := range strings.Split(f.features, ",") {
		if x = strings.TrimSpace(x); x != "" {
			opts.Features = append(opts.Features, x)
		}
	}
	if info, err := os.Stat(name); name != stdinName && err == nil && info.IsDir() {
		g, err := wit.Load(os.DirFS(name), ".", opts)
		var e *wit.Error
		if errors.As(err, &e) && e.File != "" {
			e.File = filepath.Join(name, e.File)
		}
		return g, err
	}
	b, err := readFile(name)
	if err != nil {
		return nil, err
	}
	if isText(b) {
		if b, err = encodeText(name, b); err != nil {
			return nil, err
		}
	}
	if isBinary(b) {
		return wit.Decode(b)
	}
	return wit.Parse([]wit.Source{{Name: name, Text: string(b)}}, opts)
}

// witError makes a failure of an error in WIT or in the binary that was to have some.
func witError(name string, err error) error {
	var e *wit.Error
	var we *wasm.Error
	var pe *fs.PathError
	switch {
	case errors.As(err, &e):
		short := *e
		short.Help = ""
		text := short.Error()
		if e.File == "" {
			text = fmt.Sprintf("`%s`: %s", name, text)
		}
		return &failure{file: name, what: text, help: e.Help}
	case errors.As(err, &we):
		return invalid(name, err)
	case errors.As(err, &pe):
		return readError("`"+filepath.Join(name, pe.Path)+"`", err)
	}
	return err
}

// writeAll writes the root package to a file of a directory, and the others into its directory deps.
func (f *witFlags) writeAll(g *wit.Graph) error {
	for _, p := range g.Packages {
		dir, name := f.outDir, strings.NewReplacer(":", "-", "/", "-").Replace(p.Name.Name)
		if p != g.Root {
			dir = filepath.Join(dir, "deps")
			name = strings.NewReplacer(":", "-", "/", "-").Replace(p.Name.String())
		}
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return fileError("make", "`"+dir+"`", err)
		}
		text := (&wit.Graph{Root: p}).Text(wit.PrintOptions{NoDocs: f.noDocs, RootOnly: true})
		file := filepath.Join(dir, name+".wit")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return fileError("write", "`"+file+"`", err)
		}
	}
	return nil
}
