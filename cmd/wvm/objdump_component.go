package main

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds "wvm objdump" of components: their sections and those of what is nested in them, imports and exports with types, and the core
// modules, each shown as a module is. Offsets count from the start of the file.

// componentSectionNames are the names of sections by their ids.
var componentSectionNames = [...]string{syntax.SectionCustom: "custom", syntax.SectionCoreModule: "core module", syntax.SectionCoreInstance: "core instance",
	syntax.SectionCoreType: "core type", syntax.SectionComponent: "component", syntax.SectionInstance: "instance", syntax.SectionAlias: "alias",
	syntax.SectionType: "type", syntax.SectionCanon: "canon", syntax.SectionStart: "start", syntax.SectionImport: "import",
	syntax.SectionExport: "export", syntax.SectionValue: "value"}

// component shows what is in a component.
func (d *dumper) component(name string) error {
	c, err := syntax.Decode(d.code, syntax.Options{Features: wasm.AllFeatures})
	if err != nil {
		return invalidComponent(name, err)
	}
	typ := componentType(c)
	modules := d.coreModules(nil, c)
	if d.json {
		return printJSON(d.componentDocument(name, c, typ, modules))
	}
	if d.headers {
		fmt.Fprintf(d.out, "\nSections:\n  %-10s %10s %9s  name\n", "offset", "size", "entries")
		d.componentSections(c, "")
	}
	if d.details {
		d.listExterns("import", "Imports", &typ.Imports)
		d.listExterns("export", "Exports", &typ.Exports)
	}
	found := false
	for i, m := range modules {
		if d.function != "" && !m.hasFunc() {
			continue
		}
		found = true
		fmt.Fprintf(d.out, "\ncore module %d", i)
		if m.names.Module != "" {
			fmt.Fprintf(d.out, " <%s>", clean(m.names.Module))
		}
		fmt.Fprintf(d.out, " at 0x%08x:\n", m.base)
		if err := m.parts(name); err != nil {
			return err
		}
	}
	if d.function != "" && !found {
		return &failure{file: name, what: fmt.Sprintf("no core module of `%s` defines a function %q", name, clean(d.function)),
			help: "wvm objdump -x --section function lists those that there are."}
	}
	return nil
}

// componentType returns the type of a component; of one that is not valid, the names of its imports and exports.
func componentType(c *syntax.Component) *types.Component {
	if v, err := check.Validate(c, check.Config{Features: wasm.AllFeatures}); err == nil {
		return v.Type()
	}
	t := new(types.Component)
	for i := range c.Sections {
		for _, x := range c.Sections[i].Imports {
			t.Imports.List = append(t.Imports.List, types.Named{Name: x.Name.Name})
		}
		for _, x := range c.Sections[i].Exports {
			t.Exports.List = append(t.Exports.List, types.Named{Name: x.Name.Name})
		}
	}
	return t
}

// coreModules returns dumpers of the core modules of a component and of those in it, in the order of the file.
func (d *dumper) coreModules(list []*dumper, c *syntax.Component) []*dumper {
	for i := range c.Sections {
		switch s := &c.Sections[i]; s.ID {
		case syntax.SectionCoreModule:
			m := *d
			m.code, m.base, m.m, m.sections = s.CoreModule.Code, s.Offset, s.CoreModule.Module, nil
			if m.readNames(); m.scan() == nil { // it has been decoded: there is nothing wrong with it
				list = append(list, &m)
			}
		case syntax.SectionComponent:
			list = d.coreModules(list, s.Component)
		}
	}
	return list
}

// componentSections lists sections, those of nested components indented.
func (d *dumper) componentSections(c *syntax.Component, indent string) {
	for i := range c.Sections {
		s := &c.Sections[i]
		name := componentSectionNames[s.ID]
		if d.wants(name) || s.ID == syntax.SectionCustom && d.wants(s.Custom.Name) {
			count := ""
			if n := sectionEntries(s); n >= 0 {
				count = fmt.Sprint(n)
			}
			if s.ID == syntax.SectionCustom {
				name = fmt.Sprintf("custom %q", s.Custom.Name)
			}
			fmt.Fprintf(d.out, "  0x%08x %10d %9s  %s%s\n", s.Offset, s.Size, count, indent, name)
		}
		if s.Component != nil {
			d.componentSections(s.Component, indent+"  ")
		}
	}
}

// sectionEntries returns how many definitions a section holds, -1 if that means nothing.
func sectionEntries(s *syntax.Section) int {
	switch s.ID {
	case syntax.SectionCustom, syntax.SectionCoreModule, syntax.SectionComponent, syntax.SectionStart:
		return -1
	}
	return len(s.CoreInstances) + len(s.CoreTypes) + len(s.Instances) + len(s.Aliases) + len(s.Types) + len(s.Canons) + len(s.Imports) +
		len(s.Exports) + len(s.Values)
}

// listExterns lists imports or exports with their types; those of instances have a line for each thing in them.
func (d *dumper) listExterns(section, title string, list *types.Externs) {
	if !d.wants(section) || len(list.List) == 0 {
		return
	}
	fmt.Fprintf(d.out, "\n%s:\n", title)
	for i := range list.List {
		x := &list.List[i]
		if x.Sort == types.SortInstance && x.Instance != nil {
			fmt.Fprintf(d.out, "  %s: interface\n", clean(x.Name))
			for k := range x.Instance.Exports.List {
				e := &x.Instance.Exports.List[k]
				fmt.Fprintf(d.out, "    %s: %s\n", clean(e.Name), clean(e.Extern.String()))
			}
			continue
		}
		fmt.Fprintf(d.out, "  %s\n", clean(strings.TrimSuffix(x.Name+": "+externText(x), ": ")))
	}
}

// externText describes the type of an import or export; nothing is known of those of components that are not valid.
func externText(x *types.Named) string {
	if x.Sort == 0 {
		return ""
	}
	return x.Extern.String()
}

// A componentDump is what is printed of a component with --json.
type componentDump struct {
	File      string            `json:"file"`
	Size      int               `json:"size"`
	Component bool              `json:"component"`
	Sections  []dumpSection     `json:"sections"`
	Imports   []componentExtern `json:"imports"`
	Exports   []componentExtern `json:"exports"`
	Modules   []*dumpDocument   `json:"modules"` // the core modules, of nested components too
}

type componentExtern struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"` // unless the component is not valid
}

func (d *dumper) componentDocument(name string, c *syntax.Component, typ *types.Component, modules []*dumper) *componentDump {
	doc := &componentDump{File: name, Size: len(d.code), Component: true, Sections: []dumpSection{}, Imports: []componentExtern{}, Exports: []componentExtern{},
		Modules: []*dumpDocument{}}
	for i := range c.Sections {
		s := &c.Sections[i]
		row := dumpSection{Name: componentSectionNames[s.ID], Custom: s.ID == syntax.SectionCustom, Offset: s.Offset, Size: s.Size}
		if row.Custom {
			row.Name = s.Custom.Name
		}
		if n := sectionEntries(s); n >= 0 {
			row.Entries = &n
		}
		doc.Sections = append(doc.Sections, row)
	}
	for i := range typ.Imports.List {
		doc.Imports = append(doc.Imports, componentExtern{typ.Imports.List[i].Name, externText(&typ.Imports.List[i])})
	}
	for i := range typ.Exports.List {
		doc.Exports = append(doc.Exports, componentExtern{typ.Exports.List[i].Name, externText(&typ.Exports.List[i])})
	}
	for _, m := range modules {
		doc.Modules = append(doc.Modules, m.document(name))
	}
	return doc
}
