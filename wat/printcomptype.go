package wat

import (
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the printer of types in components, and the counting of what components define.

// componentValType prints the type of a value.
func (p *componentPrinter) componentValType(t syntax.ValType) {
	if t.Prim != syntax.PrimNone {
		p.str(primNames[t.Prim])
		return
	}
	p.ref(syntax.SortType, t.Index)
}

// optType prints a type, if there is one, after a blank.
func (p *componentPrinter) optType(t *syntax.ValType) {
	if t != nil {
		p.str(" ")
		p.componentValType(*t)
	}
}

// typeOfValue prints, after a blank, the type of a value where an identifier for the value might stand.
func (p *componentPrinter) typeOfValue(t syntax.ValType) {
	if t.Prim != syntax.PrimNone {
		p.optType(&t)
		return
	}
	p.sortRef(syntax.Ref{Sort: syntax.SortType, Index: t.Index})
}

// labelled prints a label, and a type if there is one, in parentheses that begin with a keyword.
func (p *componentPrinter) labelled(word string, f *syntax.Field) {
	p.str(" (" + word)
	p.name(f.Label)
	p.optType(f.Type)
	p.str(")")
	p.spill()
}

// typeDef prints what a type definition defines, after a blank.
func (p *componentPrinter) typeDef(t *syntax.Type) {
	switch t.Kind {
	case syntax.TypePrim:
		p.str(" " + primNames[t.Prim])
	case syntax.TypeFunc, syntax.TypeFuncAsync:
		p.str(" (func")
		if t.Kind == syntax.TypeFuncAsync {
			p.str(" async")
		}
		for i := range t.Fields {
			p.labelled("param", &t.Fields[i])
		}
		if t.Elem != nil {
			p.str(" (result")
			p.optType(t.Elem)
			p.str(")")
		}
		p.str(")")
	case syntax.TypeResource:
		p.str(" (resource (rep ")
		p.valType(t.Rep)
		p.str(")")
		if t.Index != wasm.NoIndex {
			p.str(" (dtor ")
			p.ref(syntax.SortCoreFunc, t.Index)
			p.str(")")
		}
		p.str(")")
	case syntax.TypeComponent:
		p.scopeType("component", t.Decls)
	case syntax.TypeInstance:
		p.scopeType("instance", t.Decls)
	default:
		p.valueType(t)
	}
}

// valueType prints a type of values that is not primitive.
func (p *componentPrinter) valueType(t *syntax.Type) {
	p.str(" (" + typeWords[t.Kind])
	field := "field"
	if t.Kind == syntax.TypeVariant {
		field = "case"
	}
	for i := range t.Fields {
		p.labelled(field, &t.Fields[i])
	}
	for _, l := range t.Labels {
		p.name(l)
		p.spill()
	}
	for i := range t.Types {
		p.optType(&t.Types[i])
	}
	p.optType(t.Elem)
	switch t.Kind {
	case syntax.TypeFixedList:
		p.str(" ")
		p.num(uint64(t.Len))
	case syntax.TypeMap:
		p.optType(t.Elem2)
	case syntax.TypeOwn, syntax.TypeBorrow:
		p.str(" ")
		p.ref(syntax.SortType, t.Index)
	case syntax.TypeResult:
		if t.Elem2 != nil {
			p.str(" (error")
			p.optType(t.Elem2)
			p.str(")")
		}
	}
	p.str(")")
}

// scopeType prints the type of a component or an instance, after a blank.
func (p *componentPrinter) scopeType(word string, decls []syntax.Decl) {
	p.str(" (" + word)
	leave := p.enter()
	p.base++
	for i := range decls {
		p.decl(&decls[i])
	}
	p.base--
	leave()
	if len(decls) > 0 {
		p.line(1)
	}
	p.str(")")
}

// decl prints a declaration in the type of a component or an instance.
func (p *componentPrinter) decl(d *syntax.Decl) {
	switch d.Kind {
	case syntax.DeclCoreType:
		p.coreType(d.CoreType, "core ")
	case syntax.DeclType:
		p.define(syntax.SortType)
		p.typeDef(d.Type)
		p.str(")")
	case syntax.DeclAlias:
		p.alias(d.Alias, false)
	case syntax.DeclImport, syntax.DeclExport:
		p.line(1)
		if d.Kind == syntax.DeclImport {
			p.str("(import")
		} else {
			p.str("(export")
		}
		p.externName(&d.Name)
		p.externType(&d.Extern, true)
		p.str(")")
	}
}

// externType prints the type of an import or an export, after a blank. What it is of gets the next index if it is declared here.
func (p *componentPrinter) externType(t *syntax.ExternType, declared bool) {
	p.str(" (" + infoOf(t.Sort).shown())
	if declared {
		p.declare(t.Sort)
	}
	typeSort := syntax.SortType
	if t.Sort == syntax.SortCoreModule {
		typeSort = syntax.SortCoreType
	}
	switch {
	case t.Sort == syntax.SortValue && t.Bound == syntax.BoundIs:
		p.typeOfValue(t.Type)
	case t.Sort == syntax.SortType && t.Bound == syntax.BoundSub:
		p.str(" (sub resource)")
	case t.Sort == syntax.SortValue || t.Sort == syntax.SortType:
		p.str(" (eq ")
		p.ref(t.Sort, t.Index)
		p.str(")")
	default:
		p.str(" (type ")
		p.ref(typeSort, t.Index)
		p.str(")")
	}
	p.str(")")
}

// coreType prints a definition of core types; prefix stands before its keyword.
func (p *componentPrinter) coreType(t *syntax.CoreType, prefix string) {
	if t.Module != nil {
		p.begin()
		p.str("(" + prefix + "type")
		p.declare(syntax.SortCoreType)
		p.moduleType(t.Module)
		p.str(")")
		return
	}
	p.m.Types = append(p.m.Types, t.Rec...)
	if !t.Group {
		prefix = "(" + prefix
	} else {
		p.line(1)
		p.str("(" + prefix + "rec")
		prefix = "("
		p.base++
	}
	for range t.Rec {
		p.begin()
		p.str(prefix + "type")
		x := p.declare(syntax.SortCoreType)
		p.subType(int(x))
		p.str(")")
	}
	if t.Group {
		p.base--
		p.line(1)
		p.str(")")
	}
}

// moduleType prints the type of a module, after a blank.
func (p *componentPrinter) moduleType(t *syntax.ModuleType) {
	p.str(" (module")
	leave := p.enter()
	p.base++
	for i := range t.Decls {
		p.moduleDecl(&t.Decls[i])
	}
	p.base--
	leave()
	if len(t.Decls) > 0 {
		p.line(1)
	}
	p.str(")")
}

// moduleDecl prints a declaration in the type of a module.
func (p *componentPrinter) moduleDecl(d *syntax.ModuleDecl) {
	switch d.Kind {
	case syntax.ModuleDeclType:
		p.coreType(d.Type, "")
		return
	case syntax.ModuleDeclAlias:
		p.alias(d.Alias, true)
		return
	}
	p.line(1)
	if d.Kind == syntax.ModuleDeclImport {
		p.str("(import")
		p.name(d.Module)
	} else {
		p.str("(export")
	}
	p.name(d.Name)
	x := &d.Extern
	p.str(" (" + x.Kind.String())
	switch x.Kind {
	case wasm.ExternFunc:
		if x.Exact {
			p.str(" (exact")
		}
		p.typeUse(x.Index)
		if x.Exact {
			p.str(")")
		}
	case wasm.ExternTable:
		p.tableType(&x.Table)
	case wasm.ExternMemory:
		p.memoryType(x.Memory)
	case wasm.ExternGlobal:
		p.globalType(x.Global)
	case wasm.ExternTag:
		p.typeUse(x.Index)
	}
	p.str("))")
}

// countSorts returns how many definitions of each sort there are in c.
func countSorts(c *syntax.Component) (n [len(sorts)]uint32) {
	add := func(s syntax.Sort, k int) { n[sortIndices[s]-1] += uint32(k) }
	for i := range c.Sections {
		s := &c.Sections[i]
		switch s.ID {
		case syntax.SectionCoreModule:
			add(syntax.SortCoreModule, 1)
		case syntax.SectionComponent:
			add(syntax.SortComponent, 1)
		case syntax.SectionStart:
			add(syntax.SortValue, int(min(s.Start.Results, maxStartResults)))
		}
		add(syntax.SortCoreInstance, len(s.CoreInstances))
		add(syntax.SortInstance, len(s.Instances))
		add(syntax.SortType, len(s.Types))
		add(syntax.SortValue, len(s.Values))
		for j := range s.CoreTypes {
			if t := &s.CoreTypes[j]; t.Module != nil {
				add(syntax.SortCoreType, 1)
			} else {
				add(syntax.SortCoreType, len(t.Rec))
			}
		}
		for j := range s.Aliases {
			add(s.Aliases[j].Sort, 1)
		}
		for j := range s.Canons {
			if s.Canons[j].Kind == syntax.CanonLift {
				add(syntax.SortFunc, 1)
			} else {
				add(syntax.SortCoreFunc, 1)
			}
		}
		for j := range s.Imports {
			add(s.Imports[j].Type.Sort, 1)
		}
		for j := range s.Exports {
			add(s.Exports[j].Ref.Sort, 1)
		}
	}
	return n
}
