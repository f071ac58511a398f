package main

import (
	"github.com/wvm-project/wvm/wasm"
)

// This file holds "wvm objdump --json": the sections, what the module imports and exports and how much of each kind it defines. Offsets
// count from the start of the file.

// A dumpDocument is what is printed.
type dumpDocument struct {
	File     string         `json:"file"`
	Size     int            `json:"size"`
	Module   string         `json:"module,omitempty"` // its name from its name section
	Sections []dumpSection  `json:"sections"`
	Imports  []dumpExtern   `json:"imports"`
	Exports  []dumpExtern   `json:"exports"`
	Defines  map[string]int `json:"defines"` // how many, by kind
	Start    *uint32        `json:"start,omitempty"`
}

type dumpSection struct {
	Name    string `json:"name"`
	Custom  bool   `json:"custom,omitempty"`
	Offset  int    `json:"offset"`
	Size    int    `json:"size"`
	Entries *int   `json:"entries,omitempty"`
}

// A dumpExtern is an import, which has a module, or an export.
type dumpExtern struct {
	Module string `json:"module,omitempty"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Index  uint32 `json:"index"`
	Type   string `json:"type"`
}

// printDocument prints what is in the module, which must not be malformed.
func (d *dumper) printDocument(name string) error {
	if err := d.scan(); err != nil {
		return invalid(name, err)
	}
	if err := d.decode(name); err != nil {
		return err
	}
	return printJSON(d.document(name))
}

// document describes the module.
func (d *dumper) document(name string) *dumpDocument {
	doc := &dumpDocument{File: name, Size: len(d.code), Module: d.names.Module, Sections: []dumpSection{}, Imports: []dumpExtern{}, Exports: []dumpExtern{}}
	for i := range d.sections {
		s := &d.sections[i]
		row := dumpSection{Name: s.name, Custom: s.custom, Offset: s.offset, Size: s.size}
		if s.count >= 0 {
			row.Entries = &s.count
		}
		doc.Sections = append(doc.Sections, row)
	}
	m := d.m
	for i := range m.Imports {
		im := &m.Imports[i]
		doc.Imports = append(doc.Imports, dumpExtern{im.Module, im.Name, im.Kind.String(), im.Index, d.externType(im.Kind, im.Index)})
	}
	for i := range m.Exports {
		e := &m.Exports[i]
		doc.Exports = append(doc.Exports, dumpExtern{"", e.Name, e.Kind.String(), e.Index, d.exportType(e.Kind, e.Index)})
	}
	doc.Defines = map[string]int{
		"types": len(m.Types), "funcs": len(m.Funcs) - m.NumImportedFuncs, "tables": len(m.Tables) - m.NumImportedTables,
		"memories": len(m.Memories) - m.NumImportedMemories, "globals": len(m.Globals) - m.NumImportedGlobals,
		"tags": len(m.Tags) - m.NumImportedTags, "elems": len(m.Elems), "datas": len(m.Datas),
	}
	if m.Start != wasm.NoIndex {
		doc.Start = &m.Start
	}
	return doc
}

// exportType describes the type of an export, whose index a module that is not valid may have wrong.
func (d *dumper) exportType(kind wasm.ExternKind, x uint32) string {
	count := map[wasm.ExternKind]int{wasm.ExternFunc: len(d.m.Funcs), wasm.ExternTable: len(d.m.Tables), wasm.ExternMemory: len(d.m.Memories),
		wasm.ExternGlobal: len(d.m.Globals), wasm.ExternTag: len(d.m.Tags)}[kind]
	if uint64(x) >= uint64(count) {
		return "which does not exist"
	}
	return d.externType(kind, x)
}
