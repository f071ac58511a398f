package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// printFlags are the flags of "wvm print".
type printFlags struct {
	fold, ir      bool
	function      string
	output, color *string
	coloured      bool
}

func printVerb() *verb {
	v := &verb{
		name: "print", args: "[FLAGS] [FILE]", summary: "translate a module or a component to text",
		more: `Without a file, or with -, the module is the standard input. It may be a component. The text gives the same bytes again with
"wvm parse". With --ir the functions are shown instead: each instruction, and below it the register code
that wvm makes of it and runs. A plus sign behind a name there says that the instruction is done together with the next one.
`,
		examples: `  wvm print app.wasm | less
  wvm print --fold -o app.wat app.wasm
  wvm print --ir --function main app.wasm
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		var f printFlags
		flags.BoolVar(&f.fold, "fold", false, "write instructions with their operands in parentheses")
		flags.BoolVar(&f.ir, "ir", false, "show the register code of the functions")
		flags.StringVar(&f.function, "function", "", "with --ir, show only the `function` with this name or index")
		f.output, f.color = outputFlag(flags), colourFlag(flags)
		return func(args []string) error {
			name, err := oneInput(v, args)
			if err == nil {
				f.coloured, err = coloured(v, *f.color, os.Stdout)
			}
			if err != nil {
				return err
			}
			if f.function != "" && !f.ir {
				return usageError(v, "--function is for --ir only")
			}
			return f.print(name)
		}
	}
	return v
}

// print writes the text of a module.
func (f *printFlags) print(name string) error {
	code, err := readModule(name)
	if err != nil {
		return err
	}
	if f.ir {
		m, err := validate.Bytes(code, validate.Config{Features: vm.Supported})
		if err != nil {
			return invalid(name, err)
		}
		return writeTo(*f.output, func(w io.Writer) error { return f.printIR(w, name, code, m) })
	}
	if syntax.IsComponent(code) {
		return f.printComponent(name, code)
	}
	m, err := binary.Decode(code, binary.Options{Features: wasm.AllFeatures})
	if err != nil {
		return invalid(name, err)
	}
	return f.writeText(func(w io.Writer) error {
		if err := wat.Print(w, m, wat.PrintOptions{Fold: f.fold}); err != nil {
			return invalid(name, err)
		}
		return nil
	})
}

// writeText lets write produce the text, in colours if it goes to where they are wanted.
func (f *printFlags) writeText(write func(io.Writer) error) error {
	return writeTo(*f.output, func(w io.Writer) error {
		if f.coloured && (*f.color != "auto" || *f.output == "" || *f.output == stdinName) {
			w = &textColourer{w: w}
		}
		return write(w)
	})
}

// printComponent writes the text of a component.
func (f *printFlags) printComponent(name string, code []byte) error {
	c, err := syntax.Decode(code, syntax.Options{Features: wasm.AllFeatures})
	if err != nil {
		return invalidComponent(name, err)
	}
	return f.writeText(func(w io.Writer) error {
		if err := wat.PrintComponent(w, c, wat.PrintOptions{Fold: f.fold}); err != nil {
			return invalidComponent(name, err)
		}
		return nil
	})
}

// printIR writes the functions of a module with their register code.
func (f *printFlags) printIR(w io.Writer, name string, code []byte, m *validate.Module) error {
	lowered := vm.NewEngine(vm.Config{}).Module(m)
	out := bufio.NewWriter(w)
	d := &dumper{dumpFlags: &dumpFlags{function: f.function}, out: out, code: code, m: m.Wasm(), names: &binary.Names{}}
	d.readNames()
	d.beside = func(x int) ([]vm.CodeInstr, error) { return lowered.Code(x) }
	if err := d.listCode(name); err != nil {
		return err
	}
	return out.Flush()
}

// writeIR writes the instructions of register code that come from what stands at offset or before, and returns the rest.
func (d *dumper) writeIR(ir []vm.CodeInstr, offset int) []vm.CodeInstr {
	for len(ir) > 0 && ir[0].Offset <= offset {
		fmt.Fprintf(d.out, "            %s\n", &ir[0])
		ir = ir[1:]
	}
	return ir
}
