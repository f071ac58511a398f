package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/pflag"
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds "wvm objdump" and the listing of sections. A module need not be valid to be looked at, and where it is malformed what
// comes before is shown.

// dumpFlags are the flags of "wvm objdump".
type dumpFlags struct {
	headers, details, disassemble bool
	json                          bool
	section, function             string
}

func objdumpVerb() *verb {
	v := &verb{
		name: "objdump", args: "[FLAGS] FILE", summary: "show what is in a module or a component",
		more: `Without a flag, everything is shown. Offsets count from the start of the file. With --json it is
sections, imports, exports and counts, as one line.
`,
		examples: `  wvm objdump app.wasm | less
  wvm objdump -h app.wasm                     the sections
  wvm objdump -x --section import app.wasm    what it imports
  wvm objdump --function main app.wasm        the code of a function
  wvm objdump --section producers app.wasm    a custom section
`,
	}
	v.flags = func(flags *pflag.FlagSet) action {
		var f dumpFlags
		flags.BoolVarP(&f.headers, "headers", "h", false, "show the sections with their offsets and sizes")
		flags.BoolVarP(&f.details, "details", "x", false, "show types, imports, exports and all other definitions")
		flags.BoolVarP(&f.disassemble, "disassemble", "d", false, "show the code of the functions")
		flags.StringVar(&f.section, "section", "", "show only the section of this `name`; of a custom section, its bytes")
		flags.StringVar(&f.function, "function", "", "show only the code of the `function` with this name or index")
		return func(args []string) error {
			if len(args) != 1 {
				return usageError(v, "one file is to be named")
			}
			f.json = jsonWanted(flags)
			return f.dump(args[0])
		}
	}
	return v
}

// A dumper writes what is in a module.
type dumper struct {
	*dumpFlags
	out      *bufio.Writer
	code     []byte // of the module
	base     int    // where that is in the file
	sections []section
	m        *wasm.Module
	names    *binary.Names
	ins      binary.Instrs
	in       binary.Instr
	line     []byte                              // of the instruction that is being written
	beside   func(x int) ([]vm.CodeInstr, error) // the register code of function x, to be shown beside its instructions; or nil
}

// dump writes what the flags ask for.
func (f *dumpFlags) dump(name string) error {
	switch {
	case f.function != "":
		f.disassemble = true
	case f.section != "" && !f.headers && !f.disassemble:
		f.details = true
	case !f.headers && !f.details && !f.disassemble:
		f.headers, f.details, f.disassemble = true, true, true
	}
	code, err := readModule(name)
	if err != nil {
		return err
	}
	d := &dumper{dumpFlags: f, out: bufio.NewWriterSize(os.Stdout, 64<<10), code: code, names: &binary.Names{}}
	show := d.all
	if isComponent(code) {
		show = d.component
	}
	if f.json && isComponent(code) {
		return show(name)
	}
	if f.json {
		return d.printDocument(name)
	}
	fmt.Fprintf(d.out, "%s: %d bytes\n", clean(name), len(code))
	err = show(name)
	return errors.Join(err, outputError(d.out.Flush()))
}

func (d *dumper) all(name string) error {
	if err := d.scan(); err != nil {
		if d.headers {
			d.listSections()
		}
		return invalid(name, err)
	}
	if err := d.decode(name); err != nil {
		if d.headers {
			d.listSections()
		}
		return err
	}
	return d.parts(name)
}

// parts shows the parts of the module that are wanted.
func (d *dumper) parts(name string) error {
	if d.headers {
		d.listSections()
	}
	if d.details {
		d.listDetails()
	}
	if d.disassemble {
		return d.listCode(name)
	}
	return nil
}

// decode decodes the module.
func (d *dumper) decode(name string) (err error) {
	if d.m, err = binary.Decode(d.code, binary.Options{Features: wasm.AllFeatures}); err != nil {
		return invalid(name, err)
	}
	d.readNames()
	return nil
}

// readNames reads the name section. One that is malformed gives no names.
func (d *dumper) readNames() {
	if c, ok := d.m.Custom(binary.NameSection); ok {
		if names, err := binary.DecodeNames(c.Data, c.Offset); err == nil {
			d.names = names
		}
	}
}

// A section is a part of a module.
type section struct {
	name   string
	custom bool
	offset int // of its contents
	size   int
	count  int // of its entries, -1 if it has none
}

// sectionNames are the names of sections by their ids.
var sectionNames = [...]string{"custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element",
	"code", "data", "datacount", "tag"}

// scan finds the sections, up to the first one that is malformed.
func (d *dumper) scan() error {
	const header = 8
	if len(d.code) < header {
		return nil // the decoder knows what to say
	}
	r := binary.NewReader(d.code[header:], d.base+header)
	for r.Len() > 0 {
		id := r.Byte()
		size := r.U32()
		s := section{name: "section " + strconv.Itoa(int(id)), offset: r.Offset(), size: int(size), count: -1}
		if int(id) < len(sectionNames) {
			s.name = sectionNames[id]
		}
		contents := binary.NewReader(r.Bytes(int(size)), s.offset)
		if r.Err() != nil {
			return r.Err()
		}
		switch s.name {
		case "custom":
			s.name, s.custom = contents.Name(), true
		case "start", "datacount":
		default:
			s.count = int(contents.U32())
		}
		d.sections = append(d.sections, s)
	}
	return nil
}

// wants reports whether a section of this name is to be shown.
func (d *dumper) wants(name string) bool { return d.section == "" || d.section == name }

func (d *dumper) listSections() {
	fmt.Fprintf(d.out, "\nSections:\n  %-10s %10s %9s  name\n", "offset", "size", "entries")
	for _, s := range d.sections {
		if !d.wants(s.name) {
			continue
		}
		count, name := "", s.name
		if s.count >= 0 {
			count = strconv.Itoa(s.count)
		}
		if s.custom {
			name = fmt.Sprintf("custom %q", s.name)
		}
		fmt.Fprintf(d.out, "  0x%08x %10d %9s  %s\n", s.offset, s.size, count, name)
	}
}
