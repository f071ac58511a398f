package main

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds what "wvm objdump --details" lists: all that a module defines but the code.

// listDetails lists the sections that are wanted.
func (d *dumper) listDetails() {
	for _, part := range []struct {
		section, title string
		n              int
		list           func()
	}{
		{"type", "Types", len(d.m.Types), d.listTypes},
		{"import", "Imports", len(d.m.Imports), d.listImports},
		{"function", "Functions", len(d.m.Funcs) - d.m.NumImportedFuncs, d.listFuncs},
		{"table", "Tables", len(d.m.Tables) - d.m.NumImportedTables, d.listTables},
		{"memory", "Memories", len(d.m.Memories) - d.m.NumImportedMemories, d.listMemories},
		{"tag", "Tags", len(d.m.Tags) - d.m.NumImportedTags, d.listTags},
		{"global", "Globals", len(d.m.Globals) - d.m.NumImportedGlobals, d.listGlobals},
		{"export", "Exports", len(d.m.Exports), d.listExports},
		{"start", "Start", 1, d.listStart},
		{"element", "Elements", len(d.m.Elems), d.listElems},
		{"data", "Data", len(d.m.Datas), d.listDatas},
	} {
		if d.wants(part.section) && part.n > 0 && (part.section != "start" || d.m.Start != wasm.NoIndex) {
			fmt.Fprintf(d.out, "\n%s:\n", part.title)
			part.list()
		}
	}
	d.listCustoms()
}

// index writes the head of a line: what it is about, its index and its name, if it has one.
func (d *dumper) index(kind string, x int, names *binary.NameMap) {
	fmt.Fprintf(d.out, "  %s[%d]", kind, x)
	if name, ok := names.Get(uint32(x)); ok {
		fmt.Fprintf(d.out, " <%s>", clean(name))
	}
}

func (d *dumper) listTypes() {
	for x := range d.m.Types {
		d.index("type", x, &d.names.Types)
		fmt.Fprintf(d.out, " %s\n", typeText(&d.m.Types[x]))
	}
}

// typeText describes a defined type.
func typeText(t *wasm.SubType) string {
	var b strings.Builder
	if !t.Final || len(t.Super) > 0 {
		b.WriteString("sub ")
		if t.Final {
			b.WriteString("final ")
		}
		for _, x := range t.Super {
			fmt.Fprintf(&b, "type[%d] ", x)
		}
	}
	switch t.Kind {
	case wasm.CompFunc:
		fmt.Fprintf(&b, "func %s", &t.Func)
	case wasm.CompStruct, wasm.CompArray:
		b.WriteString(map[bool]string{true: "struct", false: "array"}[t.Kind == wasm.CompStruct])
		for _, f := range t.Fields {
			fmt.Fprintf(&b, " (%s)", fieldText(f.Type, f.Mutable))
		}
	}
	if t.RecLen > 1 {
		fmt.Fprintf(&b, ", recursive with type[%d] to type[%d]", t.RecStart, t.RecStart+t.RecLen-1)
	}
	return b.String()
}

func fieldText(t wasm.ValType, mutable bool) string {
	if mutable {
		return "mut " + t.String()
	}
	return t.String()
}

// funcType describes the type of something by the index of its type, which a malformed module may have wrong.
func (d *dumper) funcType(x uint32) string {
	if uint64(x) >= uint64(len(d.m.Types)) {
		return fmt.Sprintf("type[%d], which does not exist", x)
	}
	return fmt.Sprintf("type[%d] %s", x, &d.m.Types[x].Func)
}

func (d *dumper) listImports() {
	for i := range d.m.Imports {
		im := &d.m.Imports[i]
		fmt.Fprintf(d.out, "  %s[%d] %q %q %s\n", im.Kind, im.Index, im.Module, im.Name, d.externType(im.Kind, im.Index))
	}
}

// externType describes the type of an import.
func (d *dumper) externType(kind wasm.ExternKind, x uint32) string {
	switch kind {
	case wasm.ExternFunc:
		return d.funcType(d.m.Funcs[x])
	case wasm.ExternTable:
		return tableText(&d.m.Tables[x].TableType)
	case wasm.ExternMemory:
		return memoryText(&d.m.Memories[x])
	case wasm.ExternGlobal:
		g := &d.m.Globals[x]
		return fieldText(g.Type, g.Mutable)
	case wasm.ExternTag:
		return d.funcType(d.m.Tags[x])
	}
	return ""
}

func tableText(t *wasm.TableType) string { return t.Elem.String() + " " + limitsText(t.Limits) }

func memoryText(m *wasm.MemoryType) string {
	text := limitsText(m.Limits) + " pages"
	if m.PageBits != wasm.DefaultPageBits {
		text += fmt.Sprintf(" of %d bytes", uint64(1)<<m.PageBits)
	}
	return text
}

func limitsText(l wasm.Limits) string {
	text := fmt.Sprintf("%d to any", l.Min)
	if l.HasMax {
		text = fmt.Sprintf("%d to %d", l.Min, l.Max)
	}
	if l.Addr64 {
		text = "i64 " + text
	}
	if l.Shared {
		text = "shared " + text
	}
	return text
}

func (d *dumper) listFuncs() {
	for x := d.m.NumImportedFuncs; x < len(d.m.Funcs); x++ {
		d.index("func", x, &d.names.Funcs)
		fmt.Fprintf(d.out, " %s", d.funcType(d.m.Funcs[x]))
		if i := x - d.m.NumImportedFuncs; i < len(d.m.Bodies) {
			fmt.Fprintf(d.out, ", %d bytes at %#x", len(d.m.Bodies[i].Code), d.m.Bodies[i].Offset)
		}
		d.out.WriteByte('\n')
	}
}

func (d *dumper) listTables() {
	for x := d.m.NumImportedTables; x < len(d.m.Tables); x++ {
		t := &d.m.Tables[x]
		d.index("table", x, &d.names.Tables)
		fmt.Fprintf(d.out, " %s%s\n", tableText(&t.TableType), d.initText(t.Init))
	}
}

// initText shows an initial value, if there is one.
func (d *dumper) initText(e wasm.ConstExpr) string {
	if e.Code == nil {
		return ""
	}
	return " = " + d.exprText(e)
}

func (d *dumper) listMemories() {
	for x := d.m.NumImportedMemories; x < len(d.m.Memories); x++ {
		d.index("memory", x, &d.names.Memories)
		fmt.Fprintf(d.out, " %s\n", memoryText(&d.m.Memories[x]))
	}
}

func (d *dumper) listTags() {
	for x := d.m.NumImportedTags; x < len(d.m.Tags); x++ {
		d.index("tag", x, &d.names.Tags)
		fmt.Fprintf(d.out, " %s\n", d.funcType(d.m.Tags[x]))
	}
}

func (d *dumper) listGlobals() {
	for x := d.m.NumImportedGlobals; x < len(d.m.Globals); x++ {
		g := &d.m.Globals[x]
		d.index("global", x, &d.names.Globals)
		fmt.Fprintf(d.out, " %s%s\n", fieldText(g.Type, g.Mutable), d.initText(g.Init))
	}
}

func (d *dumper) listExports() {
	for i := range d.m.Exports {
		e := &d.m.Exports[i]
		fmt.Fprintf(d.out, "  %q %s[%d]\n", e.Name, e.Kind, e.Index)
	}
}

func (d *dumper) listStart() { d.index("func", int(d.m.Start), &d.names.Funcs); d.out.WriteByte('\n') }

func (d *dumper) listElems() {
	for x := range d.m.Elems {
		e := &d.m.Elems[x]
		d.index("elem", x, &d.names.Elems)
		fmt.Fprintf(d.out, " %d of %s, %s\n", e.Len(), e.Type, d.modeText(e.Mode, "table", e.Table, e.At))
	}
}

func (d *dumper) listDatas() {
	for x := range d.m.Datas {
		s := &d.m.Datas[x]
		d.index("data", x, &d.names.Datas)
		fmt.Fprintf(d.out, " %d bytes, %s\n", len(s.Init), d.modeText(s.Mode, "memory", s.Memory, s.At))
	}
}

// modeText says when and where a segment is used.
func (d *dumper) modeText(mode wasm.SegmentMode, kind string, x uint32, at wasm.ConstExpr) string {
	switch mode {
	case wasm.SegmentActive:
		return fmt.Sprintf("%s[%d] at %s", kind, x, d.exprText(at))
	case wasm.SegmentPassive:
		return "passive"
	}
	return "declarative"
}

// listCustoms shows the bytes of the custom sections that are asked for by name.
func (d *dumper) listCustoms() {
	if d.section == "" {
		return
	}
	for i := range d.m.Customs {
		c := &d.m.Customs[i]
		if c.Name != d.section {
			continue
		}
		fmt.Fprintf(d.out, "\nCustom section %q:\n", c.Name)
		const width = 16
		for at := 0; at < len(c.Data); at += width {
			row := c.Data[at:min(at+width, len(c.Data))]
			fmt.Fprintf(d.out, "  0x%08x  % -47x  %s\n", c.Offset+at, row, plainBytes(row))
		}
	}
}

// plainBytes shows what is printable.
func plainBytes(b []byte) string {
	text := make([]byte, len(b))
	for i, c := range b {
		text[i] = '.'
		if c >= ' ' && c < 0x7f {
			text[i] = c
		}
	}
	return string(text)
}
