package wat

import (
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the scopes of components and of types in them, with their index spaces, and how indices are written.

// A sortInfo says how a sort is written.
type sortInfo struct {
	sort syntax.Sort
	word string // without "core"
	what string // for messages, and in the list of an annotation @section
}

// sorts are all sorts, in the order in which names are written to the name section.
var sorts = [...]sortInfo{
	{syntax.SortCoreFunc, "func", "core-func"}, {syntax.SortCoreTable, "table", "core-table"},
	{syntax.SortCoreMemory, "memory", "core-memory"}, {syntax.SortCoreGlobal, "global", "core-global"},
	{syntax.SortCoreTag, "tag", "core-tag"}, {syntax.SortCoreType, "type", "core-type"},
	{syntax.SortCoreModule, "module", "core-module"}, {syntax.SortCoreInstance, "instance", "core-instance"},
	{syntax.SortFunc, "func", "func"}, {syntax.SortValue, "value", "value"}, {syntax.SortType, "type", "type"},
	{syntax.SortComponent, "component", "component"}, {syntax.SortInstance, "instance", "instance"},
}

// sortIndices holds the index in sorts of each sort, and 1 more than it for those that exist.
var sortIndices = func() (x [syntax.SortCoreInstance + 1]uint8) {
	for i := range sorts {
		x[sorts[i].sort] = uint8(i + 1)
	}
	return x
}()

func infoOf(s syntax.Sort) *sortInfo { return &sorts[sortIndices[s]-1] }

// coreSortOf returns the sort of the core level with this keyword, or 0.
func coreSortOf(word string) syntax.Sort { return sortOf(word, true) }

// sortOf returns the sort with this keyword, or 0.
func sortOf(word string, core bool) syntax.Sort {
	for i := range sorts {
		if s := &sorts[i]; s.word == word && s.sort.IsCore() == core {
			return s.sort
		}
	}
	return 0
}

// shown returns the sort as text has it.
func (s *sortInfo) shown() string {
	if s.sort.IsCore() {
		return "core " + s.word
	}
	return s.word
}

// A scopeLevel says what a scope is of.
type scopeLevel uint8

const (
	levelComponent scopeLevel = iota
	levelComponentType
	levelInstanceType
	levelModuleType
)

// A scope is that of a component, or of the type of a component, an instance or a module: its index spaces and what has been
// defined in it.
type scope struct {
	outer *scope
	level scopeLevel
	id    string // or empty

	spaces [len(sorts)]space // by index in sorts; core types have theirs in core
	core   *builder          // of core types; nil as long as there are none

	wanted        map[string]uint32 // indices of the aliases that core types being read want, by identifier
	wantedAliases []wantedAlias     // those that are to be made

	typeScope // for values

	sections    []syntax.Section // of a component
	decls       []syntax.Decl    // of the type of a component or an instance
	moduleDecls []syntax.ModuleDecl
	appendix    []syntax.Export // exports that definitions have within them

	name      string // of a component
	named     bool
	nameAt    int   // 1 more than the index of the section for names where its place is not the last, or 0
	nameOrder []int // indices in sorts of the names in it, -1 for that of the component; nil for those that there are
}

// push opens a scope.
func (b *componentBuilder) push(level scopeLevel, id string) *scope {
	b.deeper()
	b.scope = &scope{outer: b.scope, level: level, id: id}
	return b.scope
}

// pop closes the scope.
func (b *componentBuilder) pop() {
	b.scope = b.scope.outer
	b.depth--
}

// space returns the index space of a sort.
func (s *scope) space(sort syntax.Sort) *space {
	if sort == syntax.SortCoreType && s.core != nil {
		return &s.core.types
	}
	return &s.spaces[sortIndices[sort]-1]
}

// add gives the next index of the sort to what is declared as d.
func (b *componentBuilder) add(sort syntax.Sort, d declaration) (x uint32) {
	if sort == syntax.SortCoreType {
		b.coreTypes().skipType()
		return b.scope.space(sort).add(b.parser, d, sort)
	}
	switch sort {
	case syntax.SortType:
		b.scope.types = append(b.scope.types, typeInfo{})
	case syntax.SortInstance:
		b.scope.instances = append(b.scope.instances, typeInfo{})
	}
	return b.scope.space(sort).add(b.parser, d, sort)
}

// add gives the next index to what is declared as d.
func (s *space) add(p *parser, d declaration, sort syntax.Sort) (x uint32) {
	x = s.next
	if d.hasID {
		s.what = infoOf(sort).shown()
		s.bindName(p, d.pos, d.id)
	}
	if d.any() {
		s.names = append(s.names, named{x, d.name})
	}
	s.next = x + 1
	return x
}

// A reference is an index as it is written.
type reference struct {
	pos  int
	id   string
	isID bool
	num  uint32
}

// reference passes a number or an identifier.
func (b *componentBuilder) reference() (r reference) {
	r.pos = b.tok.pos
	if r.id, r.isID = b.id(); !r.isID {
		r.num = b.parser.index()
	}
	return r
}

// isReference reports whether a number or an identifier is at hand.
func (p *parser) isReference() bool { return p.tok.kind == tokenNat || p.tok.kind == tokenID }

// resolve returns the index that is meant. What only an enclosing scope has gets an alias.
func (b *componentBuilder) resolve(sort syntax.Sort, r *reference) uint32 {
	if !r.isID {
		return r.num
	}
	if x, ok := b.scope.space(sort).index[r.id]; ok {
		return x
	}
	depth := uint32(1)
	for s := b.scope.outer; s != nil; s, depth = s.outer, depth+1 {
		x, ok := s.space(sort).index[r.id]
		if !ok {
			continue
		}
		if !sort.HasOuterAlias() {
			b.fail(r.pos, wasm.Code("outer item `"+shorten(r.id)+"` is not a module, type, or component"), "")
			return 0
		}
		return b.addAlias(syntax.Alias{Kind: syntax.AliasOuter, Sort: sort, Outer: depth, Index: x}, declaration{})
	}
	b.fail(r.pos, unknown(infoOf(sort).shown(), r.id), "")
	return 0
}

// index passes an index of the sort in any of its forms and has set called with it once it is known. core says that sorts stand without
// "core", for they can only be core sorts.
func (b *componentBuilder) index(sort syntax.Sort, core bool, set func(uint32)) {
	if b.isReference() {
		r := b.reference()
		b.later(func() { set(b.resolve(sort, &r)) })
		return
	}
	b.sortIndex(sort, core, set)
}

// sortIndex passes an index of the sort in parentheses.
func (b *componentBuilder) sortIndex(sort syntax.Sort, core bool, set func(uint32)) {
	pos := b.tok.pos
	expected := "(" + infoOf(sort).shown() + " ...)"
	if core {
		expected = "(" + infoOf(sort).word + " ...)"
	}
	if got := b.openSort(core, expected); b.err == nil && got != sort {
		b.badWord(pos, expected)
	}
	b.projection(sort, set)
	b.close()
}

// ref passes an index of any sort in parentheses and has set called with it once it is known.
func (b *componentBuilder) ref(core bool, set func(syntax.Ref)) {
	sort := b.openSort(core, "an index with its sort")
	b.projection(sort, func(x uint32) { set(syntax.Ref{Sort: sort, Index: x}) })
	b.close()
}

// openSort passes an open parenthesis and the keywords of a sort.
func (b *componentBuilder) openSort(core bool, expected string) (sort syntax.Sort) {
	pos := b.tok.pos
	word := b.openAny(expected)
	if word == "core" && !core && b.tok.kind == tokenWord {
		word, core = b.text(), true
		if coreSortOf(word) != 0 {
			b.advance()
		}
	}
	if sort = sortOf(word, core); sort == 0 && b.err == nil {
		b.badWord(pos, expected)
	}
	return sort
}

// projection passes an index, with names behind it or not: an index with names is that of an instance of which something is
// taken.
func (b *componentBuilder) projection(sort syntax.Sort, set func(uint32)) {
	r := b.reference()
	if b.err != nil {
		return
	}
	if b.tok.kind != tokenString {
		b.later(func() { set(b.resolve(sort, &r)) })
		return
	}
	var names []string
	for b.tok.kind == tokenString {
		names = append(names, b.name())
	}
	b.later(func() {
		kind, instance := syntax.AliasExport, syntax.SortInstance
		if sort.IsCore() && sort != syntax.SortCoreModule {
			kind, instance = syntax.AliasCoreExport, syntax.SortCoreInstance
		}
		x := b.resolve(instance, &r)
		for i, name := range names {
			a := syntax.Alias{Kind: kind, Sort: instance, Instance: x, Name: name}
			if i == len(names)-1 {
				a.Sort = sort
			}
			x = b.addAlias(a, declaration{})
		}
		set(x)
	})
}
