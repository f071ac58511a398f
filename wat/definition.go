package wat

import (
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of definitions in components: modules, components, instances, aliases, imports, exports and start functions.

// section returns the section at hand, which has this kind and holds several definitions. It begins one if need be.
func (b *componentBuilder) section(id syntax.SectionID) *syntax.Section {
	s := b.scope
	if n := len(s.sections); n == 0 || s.sections[n-1].ID != id {
		s.sections = append(s.sections, syntax.Section{ID: id})
	}
	return &s.sections[len(s.sections)-1]
}

// addSection adds a section that is one definition.
func (b *componentBuilder) addSection(s syntax.Section) {
	b.scope.sections = append(b.scope.sections, s)
}

// addAlias adds an alias and returns the index of what it takes.
func (b *componentBuilder) addAlias(a syntax.Alias, d declaration) uint32 {
	s := b.scope
	switch s.level {
	case levelComponent:
		at := b.section(syntax.SectionAlias)
		at.Aliases = append(at.Aliases, a)
	case levelModuleType:
		s.moduleDecls = append(s.moduleDecls, syntax.ModuleDecl{Kind: syntax.ModuleDeclAlias, Alias: &a})
	default:
		s.decls = append(s.decls, syntax.Decl{Kind: syntax.DeclAlias, Alias: &a})
	}
	x := b.add(a.Sort, d)
	b.learnAlias(&a, x)
	return x
}

// addExport adds an export and gives it an index.
func (b *componentBuilder) addExport(e syntax.Export, d declaration) {
	if b.err != nil {
		return
	}
	at := b.section(syntax.SectionExport)
	at.Exports = append(at.Exports, e)
	x, s := b.add(e.Ref.Sort, d), &b.scope.typeScope
	switch i := e.Ref.Index; {
	case e.HasType:
		s.learnExtern(&e.Type, x)
	case e.Ref.Sort == syntax.SortType:
		s.learn(e.Ref.Sort, x, s.typeAt(i))
	case e.Ref.Sort == syntax.SortInstance && int64(i) < int64(len(s.instances)):
		s.learn(e.Ref.Sort, x, s.instances[i])
	}
}

// addImport adds an import and returns its index.
func (b *componentBuilder) addImport(name syntax.ExternName, t syntax.ExternType, d declaration) uint32 {
	at := b.section(syntax.SectionImport)
	at.Imports = append(at.Imports, syntax.Import{Name: name, Type: t})
	return b.addExtern(&t, d)
}

// addExtern gives an index to what has the type t, and returns it.
func (b *componentBuilder) addExtern(t *syntax.ExternType, d declaration) uint32 {
	x := b.add(t.Sort, d)
	b.scope.learnExtern(t, x)
	return x
}

// externName passes the name of an import or an export with its attributes.
func (b *componentBuilder) externName() (n syntax.ExternName) {
	n.Name = b.name()
	n.Form = b.claimForm()
	seen := 0
	for {
		kind, ok := attributeOf(b.head())
		if !ok || seen&(1<<kind) != 0 {
			break
		}
		seen |= 1 << kind
		b.advance()
		b.advance()
		n.Attributes = append(n.Attributes, syntax.Attribute{Kind: kind, Text: b.name()})
		b.close()
	}
	if len(n.Attributes) > 0 {
		n.Form = formAttributes
	}
	return n
}

// formAttributes is the form of names with attributes; of the others, 0 is usual.
const formAttributes = 2

// attributeOf returns the kind of attribute with this keyword.
func attributeOf(word string) (k syntax.AttributeKind, ok bool) {
	for k = syntax.AttributeImplements; k <= syntax.AttributeExternalID; k++ {
		if word == k.String() {
			return k, true
		}
	}
	return 0, false
}

// isInline reports whether "(word "name")" with any attributes is at hand, which is part of another definition.
func (b *componentBuilder) isInline(word string) bool {
	if b.head() != word {
		return false
	}
	rest := lexer{src: b.lex.src, pos: b.ahead.end}
	var t token
	next := func() {
		for rest.next(&t); t.kind == tokenAnnotation; rest.next(&t) {
			rest.skip()
		}
	}
	if next(); t.kind != tokenString {
		return false
	}
	for next(); t.kind == tokenOpen; next() {
		next()
		if _, ok := attributeOf(b.textOf(&t)); !ok || t.kind != tokenWord || !rest.skip() {
			return false
		}
	}
	return t.kind == tokenClose
}

// inlineExports passes exports within a definition.
func (b *componentBuilder) inlineExports() (names []syntax.ExternName) {
	for b.isInline("export") {
		b.open("export")
		names = append(names, b.externName())
		b.close()
	}
	return names
}

// exportAs adds, at the end of the component, exports of what has the index x.
func (b *componentBuilder) exportAs(names []syntax.ExternName, sort syntax.Sort, x uint32) {
	for _, n := range names {
		b.scope.appendix = append(b.scope.appendix, syntax.Export{Name: n, Ref: syntax.Ref{Sort: sort, Index: x}})
	}
}

// inverted passes what may stand within a definition of this sort instead of its contents: an import, of which the type follows, or
// an alias. It reports whether there was one, which is then done.
func (b *componentBuilder) inverted(sort syntax.Sort, d declaration, exports []syntax.ExternName) bool {
	mark := len(b.pending)
	switch {
	case b.isInline("import"):
		b.open("import")
		name := b.externName()
		b.close()
		t := &syntax.ExternType{Sort: sort}
		b.externContents(t)
		b.lookUp(mark)
		if b.err == nil {
			b.exportAs(exports, sort, b.addImport(name, *t, d))
		}
		return true
	case b.isInvertedAlias():
		b.open("alias")
		a := b.aliasTarget()
		b.close()
		a.Sort = sort
		b.checkAlias(a)
		b.lookUp(mark)
		if b.err == nil {
			b.exportAs(exports, sort, b.addAlias(*a, d))
		}
		return true
	}
	return false
}

// isInvertedAlias reports whether an alias is at hand that says nothing of what it gives.
func (b *componentBuilder) isInvertedAlias() bool {
	if b.head() != "alias" {
		return false
	}
	rest := lexer{src: b.lex.src, pos: b.ahead.end}
	var t token
	for rest.next(&t); t.kind == tokenWord || t.kind == tokenID || t.kind == tokenNat || t.kind == tokenString; rest.next(&t) {
	}
	return t.kind != tokenOpen
}

// coreModuleDefinition passes the inside of "(core module ...)".
func (b *componentBuilder) coreModuleDefinition() {
	const sort = syntax.SortCoreModule
	d := b.declared("core module")
	exports := b.inlineExports()
	if b.inverted(sort, d, exports) {
		return
	}
	name, named := d.name, d.any()
	if own, ok := b.claimOwnName(); ok {
		name, named = own.name, own.content != nil
	}
	m := b.coreModule(name, named)
	if b.err == nil {
		b.addSection(syntax.Section{ID: syntax.SectionCoreModule, CoreModule: m})
		b.exportAs(exports, sort, b.add(sort, d))
	}
}

// componentDefinition passes the inside of "(component ...)" in a component.
func (b *componentBuilder) componentDefinition() {
	const sort = syntax.SortComponent
	d := b.declared("component")
	exports := b.inlineExports()
	if b.inverted(sort, d, exports) {
		return
	}
	c := b.component(d)
	if b.err == nil {
		b.addSection(syntax.Section{ID: syntax.SectionComponent, Component: c})
		b.exportAs(exports, sort, b.add(sort, d))
	}
}

// coreInstanceDefinition passes the inside of "(core instance ...)".
func (b *componentBuilder) coreInstanceDefinition() {
	mark := len(b.pending)
	d := b.declared("core instance")
	in := &syntax.CoreInstance{Module: wasm.NoIndex}
	if b.open("instantiate") {
		b.index(syntax.SortCoreModule, true, func(x uint32) { in.Module = x })
		for i := 0; b.open("with"); i++ {
			in.Args = append(in.Args, syntax.CoreArg{Name: b.name()})
			b.coreArg(func(x uint32) { in.Args[i].Instance = x })
			b.close()
		}
		b.close()
	} else {
		b.coreInlineExports(in)
	}
	b.lookUp(mark)
	b.addCoreInstance(in, d)
}

func (b *componentBuilder) addCoreInstance(in *syntax.CoreInstance, d declaration) uint32 {
	if b.err != nil {
		return 0
	}
	at := b.section(syntax.SectionCoreInstance)
	at.CoreInstances = append(at.CoreInstances, *in)
	return b.add(syntax.SortCoreInstance, d)
}

// coreArg passes an instance that a core instance is given: one defined before, or one made of exports here.
func (b *componentBuilder) coreArg(set func(uint32)) {
	if !b.isMadeHere() {
		b.sortIndex(syntax.SortCoreInstance, true, set)
		return
	}
	mark := len(b.pending)
	b.open("instance")
	in := &syntax.CoreInstance{Module: wasm.NoIndex}
	b.coreInlineExports(in)
	b.close()
	b.lookUp(mark)
	set(b.addCoreInstance(in, declaration{}))
}

// isMadeHere reports whether an instance made of exports is at hand rather than the index of one.
func (b *componentBuilder) isMadeHere() bool {
	if b.head() != "instance" {
		return false
	}
	rest := lexer{src: b.lex.src, pos: b.ahead.end}
	var t token
	for rest.next(&t); t.kind == tokenAnnotation; rest.next(&t) {
		rest.skip()
	}
	return t.kind == tokenOpen || t.kind == tokenClose
}

func (b *componentBuilder) coreInlineExports(in *syntax.CoreInstance) {
	for i := 0; b.open("export"); i++ {
		in.Exports = append(in.Exports, syntax.CoreExport{Name: b.name()})
		b.ref(true, func(r syntax.Ref) { in.Exports[i].Ref = r })
		b.close()
	}
}

// coreItemDefinition passes the inside of "(core func ...)" and the like, which hold an alias or, of a function, a canonical definition.
func (b *componentBuilder) coreItemDefinition(sort syntax.Sort) {
	d := b.declared(infoOf(sort).shown())
	switch {
	case b.isInvertedAlias():
		b.inverted(sort, d, nil)
	case sort == syntax.SortCoreFunc && b.open("canon"):
		mark := len(b.pending)
		c := b.canonBody()
		if b.err == nil && c.Kind == syntax.CanonLift {
			b.unexpected("a definition of a core function")
		}
		b.close()
		b.addCanon(mark, c, d)
	default:
		b.badClause("an alias")
	}
}

// instanceDefinition passes the inside of "(instance ...)".
func (b *componentBuilder) instanceDefinition() {
	const sort = syntax.SortInstance
	mark := len(b.pending)
	d := b.declared("instance")
	exports := b.inlineExports()
	if b.inverted(sort, d, exports) {
		return
	}
	in := &syntax.Instance{Component: wasm.NoIndex}
	if b.open("instantiate") {
		b.index(syntax.SortComponent, false, func(x uint32) { in.Component = x })
		for i := 0; b.open("with"); i++ {
			in.Args = append(in.Args, syntax.Arg{Name: b.name()})
			b.arg(func(r syntax.Ref) { in.Args[i].Ref = r })
			b.close()
		}
		b.close()
	} else {
		b.instanceExports(in)
	}
	b.lookUp(mark)
	x := b.addInstance(in, d)
	b.exportAs(exports, sort, x)
}

func (b *componentBuilder) addInstance(in *syntax.Instance, d declaration) uint32 {
	if b.err != nil {
		return 0
	}
	at := b.section(syntax.SectionInstance)
	at.Instances = append(at.Instances, *in)
	return b.add(syntax.SortInstance, d)
}

// arg passes what an instance is given.
func (b *componentBuilder) arg(set func(syntax.Ref)) {
	if !b.isMadeHere() {
		b.ref(false, set)
		return
	}
	mark := len(b.pending)
	b.open("instance")
	in := &syntax.Instance{Component: wasm.NoIndex}
	b.instanceExports(in)
	b.close()
	b.lookUp(mark)
	set(syntax.Ref{Sort: syntax.SortInstance, Index: b.addInstance(in, declaration{})})
}

func (b *componentBuilder) instanceExports(in *syntax.Instance) {
	for i := 0; b.open("export"); i++ {
		in.Exports = append(in.Exports, syntax.InlineExport{Name: b.externName()})
		b.ref(false, func(r syntax.Ref) { in.Exports[i].Ref = r })
		b.close()
	}
}

// aliasDefinition passes the inside of "(alias ...)".
func (b *componentBuilder) aliasDefinition() {
	mark := len(b.pending)
	a := b.aliasTarget()
	core := b.scope.level == levelModuleType
	a.Sort = b.openSort(core, "a sort")
	if b.err != nil {
		return
	}
	d := b.declared(infoOf(a.Sort).shown())
	b.close()
	b.checkAlias(a)
	b.lookUp(mark)
	if b.err == nil {
		b.addAlias(*a, d)
	}
}

// aliasTarget passes what an alias looks into. The sort is known only later, but before it is looked up.
func (b *componentBuilder) aliasTarget() *syntax.Alias {
	a := new(syntax.Alias)
	instance := syntax.SortInstance
	switch {
	case b.scope.level != levelModuleType && b.word("core"):
		a.Kind, instance = syntax.AliasCoreExport, syntax.SortCoreInstance
		if !b.word("export") {
			b.unexpected("export")
		}
	case b.scope.level != levelModuleType && b.word("export"):
		a.Kind = syntax.AliasExport
	case b.word("outer"):
		a.Kind = syntax.AliasOuter
		b.outerTarget(a)
		return a
	default:
		b.unexpected("what the alias looks into")
		return a
	}
	r := b.reference()
	a.Name = b.name()
	b.later(func() { a.Instance = b.resolve(instance, &r) })
	return a
}

// outerTarget passes an enclosing scope and what it has.
func (b *componentBuilder) outerTarget(a *syntax.Alias) {
	target := b.scope
	if outer := b.reference(); outer.isID {
		for ; target != nil && target.id != outer.id; target = target.outer {
			a.Outer++
		}
		if target == nil {
			b.fail(outer.pos, unknown("enclosing component or type", outer.id), "")
		}
	} else {
		a.Outer = outer.num
		for n := outer.num; n > 0 && target != nil; n-- {
			target = target.outer
		}
	}
	r := b.reference()
	b.later(func() {
		x, ok := r.num, !r.isID
		if !ok && target != nil {
			x, ok = target.space(a.Sort).index[r.id]
		}
		if a.Index = x; !ok {
			b.fail(r.pos, unknown(infoOf(a.Sort).shown(), r.id), "")
		}
	})
}

// checkAlias fails if the alias is one of an enclosing scope and of a sort that has no such aliases.
func (b *componentBuilder) checkAlias(a *syntax.Alias) {
	if b.err == nil && a.Kind == syntax.AliasOuter && !a.Sort.HasOuterAlias() {
		b.unexpected("an alias of a module, a type or a component")
	}
}

// importDefinition passes the inside of "(import ...)".
func (b *componentBuilder) importDefinition() {
	mark := len(b.pending)
	name := b.externName()
	t, d := b.externType(true)
	b.lookUp(mark)
	if b.err == nil {
		b.addImport(name, *t, d)
	}
}

// exportDefinition passes the inside of "(export ...)".
func (b *componentBuilder) exportDefinition() {
	mark := len(b.pending)
	d := b.declared("export")
	e := &syntax.Export{Name: b.externName()}
	var t *syntax.ExternType
	b.ref(false, func(r syntax.Ref) { e.Ref = r })
	if b.tok.kind == tokenOpen {
		t, _ = b.externType(false)
	}
	b.lookUp(mark)
	if t != nil {
		e.HasType, e.Type = true, *t
	}
	b.addExport(*e, d)
}

// startDefinition passes the inside of "(start ...)".
func (b *componentBuilder) startDefinition() {
	mark := len(b.pending)
	s := new(syntax.Start)
	b.index(syntax.SortFunc, false, func(x uint32) { s.Func = x })
	for i := 0; b.head() == "value"; i++ {
		s.Args = append(s.Args, 0)
		b.sortIndex(syntax.SortValue, false, func(x uint32) { s.Args[i] = x })
	}
	var results []declaration
	for b.open("result") {
		if !b.open("value") {
			b.unexpected("(value")
		}
		results = append(results, b.declared("value"))
		b.close()
		b.close()
	}
	b.lookUp(mark)
	if b.err != nil {
		return
	}
	s.Results = uint32(len(results))
	b.addSection(syntax.Section{ID: syntax.SectionStart, Start: s})
	for _, d := range results {
		b.add(syntax.SortValue, d)
	}
}
