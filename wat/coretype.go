package wat

import (
	"slices"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of core types in components: those of the core language, which the parser of modules reads, and those of
// modules.

// compUnknown is the kind of what has an index among the core types of a scope but was not defined there as a type of the core language.
const compUnknown = wasm.CompKind(255)

// coreTypes returns what reads core types in the scope at hand.
func (b *componentBuilder) coreTypes() *builder {
	s := b.scope
	if s.core == nil {
		s.core = newBuilder(b.parser)
		s.core.types.what = "core type"
		s.core.types.outer = func(id string) (uint32, bool) { return b.outerCoreType(s, id) }
	}
	return s.core
}

// skipType makes room for a type that is not known here.
func (b *builder) skipType() {
	x := b.types.next
	b.m.Types = append(b.m.Types, wasm.SubType{Kind: compUnknown, Final: true, RecStart: x, RecLen: 1,
		Descriptor: wasm.NoIndex, Describes: wasm.NoIndex})
	b.fieldsOf = append(b.fieldsOf, nil)
}

// outerCoreType adds an alias for a core type that an enclosing scope has.
func (b *componentBuilder) outerCoreType(s *scope, id string) (x uint32, ok bool) {
	if s.wanted != nil {
		if x, ok = s.wanted[id]; ok {
			return x, true
		}
	}
	depth := uint32(1)
	for o := s.outer; o != nil; o, depth = o.outer, depth+1 {
		if x, ok = o.space(syntax.SortCoreType).index[id]; !ok {
			continue
		}
		a := syntax.Alias{Kind: syntax.AliasOuter, Sort: syntax.SortCoreType, Outer: depth, Index: x}
		if s.wanted != nil { // a definition has its index already, and aliases must come before
			s.wanted[id] = 0
			s.wantedAliases = append(s.wantedAliases, wantedAlias{id, a})
			return 0, true
		}
		return b.addAlias(a, declaration{}), true
	}
	return 0, false
}

// A wantedAlias is the alias of an outer core type that a definition wants.
type wantedAlias struct {
	id    string
	alias syntax.Alias
}

// coreTypeDefinition passes the inside of "(core type ...)" or of "(core rec ...)".
func (b *componentBuilder) coreTypeDefinition(rec bool) {
	start := b.tok.pos
	if !rec {
		d := b.declared("core type")
		if b.isInvertedAlias() {
			b.inverted(syntax.SortCoreType, d, nil)
			return
		}
		if b.open("module") {
			m := b.moduleType(d.id)
			b.close()
			b.addCoreType(syntax.CoreType{Module: m}, d)
			return
		}
		b.seek(start)
	}
	b.recGroup(start, rec)
}

// recGroup passes types of the core language. If they refer to types of enclosing scopes, they are read twice: these need aliases before them.
func (b *componentBuilder) recGroup(start int, rec bool) {
	s, t := b.scope, b.coreTypes()
	s.wanted = make(map[string]uint32)
	defer func() { s.wanted = nil }()
	first, numNames := t.types.next, len(t.types.names)
	ids := t.readGroup(start, rec)
	if len(s.wantedAliases) > 0 && b.err == nil {
		for _, id := range ids {
			delete(t.types.index, id)
		}
		t.types.next, t.types.names = first, t.types.names[:numNames]
		t.m.Types, t.fieldsOf = t.m.Types[:first], t.fieldsOf[:first]
		for _, w := range s.wantedAliases {
			s.wanted[w.id] = b.addAlias(w.alias, declaration{})
		}
		s.wantedAliases = nil
		first = t.types.next
		t.readGroup(start, rec)
	}
	if b.err != nil {
		return
	}
	c := syntax.CoreType{Rec: slices.Clone(t.m.Types[first:]), Group: rec}
	for i := range c.Rec {
		c.Rec[i].RecStart, c.Rec[i].RecLen, c.Rec[i].ExplicitRec = first, uint32(len(c.Rec)), rec
	}
	c.Prefixed = !rec && !c.Rec[0].Final
	b.emitCoreType(c)
}

// readGroup reads, from start on, a type or those of a group, and returns the identifiers that they declare.
func (b *builder) readGroup(start int, rec bool) (ids []string) {
	first := b.types.next
	b.skipNotes = true
	b.seek(start)
	bind := func() {
		if b.tok.kind == tokenID {
			ids = append(ids, b.idOf(&b.tok))
		}
		b.types.bind(b.parser)
	}
	if rec {
		for b.open("type") {
			bind()
			if !b.skipField() {
				break
			}
		}
	} else {
		bind()
	}
	b.skipNotes = false
	b.types.next = first
	b.seek(start)
	if !rec {
		b.typeDef()
		return ids
	}
	for b.open("type") {
		b.typeDef()
		b.close()
	}
	return ids
}

// emitCoreType adds core types that have their indices.
func (b *componentBuilder) emitCoreType(c syntax.CoreType) {
	switch s := b.scope; s.level {
	case levelComponent:
		at := b.section(syntax.SectionCoreType)
		at.CoreTypes = append(at.CoreTypes, c)
	case levelModuleType:
		s.moduleDecls = append(s.moduleDecls, syntax.ModuleDecl{Kind: syntax.ModuleDeclType, Type: &c})
	default:
		s.decls = append(s.decls, syntax.Decl{Kind: syntax.DeclCoreType, CoreType: &c})
	}
}

// addCoreType adds a core type and returns its index.
func (b *componentBuilder) addCoreType(c syntax.CoreType, d declaration) uint32 {
	if b.err != nil {
		return 0
	}
	b.emitCoreType(c)
	return b.add(syntax.SortCoreType, d)
}

// moduleType passes the declarations in the type of a module.
func (b *componentBuilder) moduleType(id string) *syntax.ModuleType {
	s := b.push(levelModuleType, id)
	for b.tok.kind == tokenOpen && b.err == nil {
		b.moduleDecl()
	}
	b.pop()
	return &syntax.ModuleType{Decls: s.moduleDecls}
}

// moduleDecl passes a declaration in the type of a module.
func (b *componentBuilder) moduleDecl() {
	pos, mark := b.tok.pos, len(b.pending)
	const expected = "a declaration"
	switch word := b.openAny(expected); word {
	case "type", "rec":
		b.coreTypeDefinition(word == "rec")
	case "alias":
		b.aliasDefinition()
	case "import", "export":
		x := syntax.ModuleDecl{Kind: syntax.ModuleDeclExport}
		if word == "import" {
			x.Kind, x.Module = syntax.ModuleDeclImport, b.name()
		}
		x.Name = b.name()
		x.Extern = b.coreExternType(word == "import")
		if b.err == nil {
			b.scope.moduleDecls = append(b.scope.moduleDecls, x)
		}
	case "":
	default:
		b.badWord(pos, expected)
	}
	b.pending = b.pending[:mark]
	b.close()
}

// coreExternType passes the type of an import or an export of a module, in which an identifier may be declared if named.
func (b *componentBuilder) coreExternType(named bool) (x syntax.CoreExternType) {
	t := b.coreTypes()
	x.Kind = t.externKind()
	if named && b.err == nil {
		b.add(coreSortOf(x.Kind.String()), b.declared(x.Kind.String()))
	}
	switch x.Kind {
	case wasm.ExternFunc:
		if x.Exact = b.open("exact"); x.Exact {
			x.Index = b.coreTypeUse()
			b.close()
		} else {
			x.Index = b.coreTypeUse()
		}
	case wasm.ExternTable:
		x.Table = t.tableType()
	case wasm.ExternMemory:
		x.Memory = t.memoryType()
	case wasm.ExternGlobal:
		x.Global = t.globalType()
	case wasm.ExternTag:
		x.Index = b.coreTypeUse()
	}
	b.close()
	return x
}

// coreTypeUse passes the use of a function type in the type of a module and returns the index of the type, which becomes a declaration of its
// own if it is written out.
func (b *componentBuilder) coreTypeUse() uint32 {
	t := b.coreTypes()
	x, named := t.use(namesIgnored)
	if named || b.err != nil {
		return x
	}
	x = t.types.next
	t.types.next++
	t.fieldsOf = append(t.fieldsOf, nil)
	t.m.Types = append(t.m.Types, wasm.SubType{
		Final: true, RecStart: x, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex,
		Func: wasm.FuncType{Params: slices.Clone(t.params), Results: slices.Clone(t.results)},
	})
	b.emitCoreType(syntax.CoreType{Rec: slices.Clone(t.m.Types[x:])})
	return x
}
