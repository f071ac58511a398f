package wat

import (
	"sync"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of types of the component level.

// primNames holds the keywords of primitive types.
var primNames = [...]string{
	syntax.PrimBool: "bool", syntax.PrimS8: "s8", syntax.PrimU8: "u8", syntax.PrimS16: "s16", syntax.PrimU16: "u16",
	syntax.PrimS32: "s32", syntax.PrimU32: "u32", syntax.PrimS64: "s64", syntax.PrimU64: "u64", syntax.PrimF32: "f32",
	syntax.PrimF64: "f64", syntax.PrimChar: "char", syntax.PrimString: "string", syntax.PrimErrorContext: "error-context",
}

// prims holds the primitive types by keyword.
var prims = sync.OnceValue(func() map[string]syntax.Prim {
	m := make(map[string]syntax.Prim)
	for p, word := range primNames {
		if word != "" {
			m[word] = syntax.Prim(p)
		}
	}
	return m
})

// addType adds a type definition and returns its index.
func (b *componentBuilder) addType(t *syntax.Type, d declaration) uint32 {
	if b.err != nil {
		return 0
	}
	if s := b.scope; s.level == levelComponent {
		at := b.section(syntax.SectionType)
		at.Types = append(at.Types, *t)
	} else {
		s.decls = append(s.decls, syntax.Decl{Kind: syntax.DeclType, Type: t})
	}
	x := b.add(syntax.SortType, d)
	info := typeInfo{def: t, scope: &b.scope.typeScope}
	if t.Kind == syntax.TypeInstance {
		info.learnInner(b.inner, t.Decls)
	}
	b.scope.learn(syntax.SortType, x, info)
	return x
}

// hoisted adds, as a definition of its own, a type that read passes, and returns its index.
func (b *componentBuilder) hoisted(read func(t *syntax.Type)) uint32 {
	mark := len(b.pending)
	t := &syntax.Type{Index: wasm.NoIndex}
	if !b.deeper() {
		return 0
	}
	read(t)
	b.depth--
	b.lookUp(mark)
	return b.addType(t, declaration{})
}

// typeDefinition passes the inside of "(type ...)" in a component.
func (b *componentBuilder) typeDefinition() {
	const sort = syntax.SortType
	mark := len(b.pending)
	d := b.declared("type")
	exports := b.inlineExports()
	if b.inverted(sort, d, exports) {
		return
	}
	t := b.typeBody(d.id)
	b.lookUp(mark)
	x := b.addType(t, d)
	b.exportAs(exports, sort, x)
}

// typeBody passes what a type definition defines. id is its identifier, which aliases within it may name.
func (b *componentBuilder) typeBody(id string) *syntax.Type {
	t := &syntax.Type{Index: wasm.NoIndex}
	if p, ok := prims()[b.text()]; ok && b.tok.kind == tokenWord {
		b.advance()
		t.Prim = p
		return t
	}
	pos := b.tok.pos
	switch word := b.openAny("a type"); word {
	case "func":
		b.funcType(t)
	case "component":
		b.scopeType(t, syntax.TypeComponent, id)
	case "instance":
		b.scopeType(t, syntax.TypeInstance, id)
	case "resource":
		b.resourceType(t)
	default:
		b.valueType(t, word, pos)
	}
	b.close()
	return t
}

// funcType passes the inside of "(func ...)", a type.
func (b *componentBuilder) funcType(t *syntax.Type) {
	t.Kind = syntax.TypeFunc
	if b.word("async") {
		t.Kind = syntax.TypeFuncAsync
	}
	for b.open("param") {
		f := syntax.Field{Label: b.name()}
		f.Type = b.valType()
		t.Fields = append(t.Fields, f)
		b.close()
	}
	if b.open("result") {
		t.Elem = b.valType()
		b.close()
	}
}

// funcTypeUse passes the type of a function, "(type ...)" or one that is written out, and has set called with its index.
func (b *componentBuilder) funcTypeUse(set func(uint32)) {
	if b.isTypeUse() {
		b.sortIndex(syntax.SortType, false, set)
		return
	}
	x := b.hoisted(b.funcType)
	b.later(func() { set(x) })
}

// isTypeUse reports whether "(type ...)" with an index is at hand rather than the definition of a type.
func (b *componentBuilder) isTypeUse() bool {
	if b.head() != "type" {
		return false
	}
	rest := lexer{src: b.lex.src, pos: b.ahead.end}
	var t token
	if rest.next(&t); t.kind != tokenID && t.kind != tokenNat {
		return false
	}
	rest.next(&t)
	return t.kind == tokenClose || t.kind == tokenString
}

// resourceType passes the inside of "(resource ...)".
func (b *componentBuilder) resourceType(t *syntax.Type) {
	t.Kind = syntax.TypeResource
	if !b.open("rep") {
		b.badClause("(rep")
		return
	}
	t.Rep = b.coreTypes().valType()
	b.close()
	if b.open("dtor") {
		b.index(syntax.SortCoreFunc, false, func(x uint32) { t.Index = x })
		b.close()
	}
}

// valType passes the type of a value. One that is written out becomes a definition of its own.
func (b *componentBuilder) valType() *syntax.ValType {
	v := new(syntax.ValType)
	setIndex := func(x uint32) { v.Index = x }
	switch {
	case b.tok.kind == tokenWord:
		p, ok := prims()[b.text()]
		if !ok {
			b.unexpected("a type")
			return v
		}
		b.advance()
		v.Prim = p
	case b.isReference() || b.head() == "type":
		b.index(syntax.SortType, false, setIndex)
	default:
		v.Index = b.hoisted(func(t *syntax.Type) {
			pos := b.tok.pos
			b.valueType(t, b.openAny("a type"), pos)
			b.close()
		})
	}
	return v
}

// optType passes the type of a value, if one is at hand.
func (b *componentBuilder) optType() *syntax.ValType {
	if b.tok.kind == tokenClose || b.head() == "error" || b.err != nil {
		return nil
	}
	return b.valType()
}

// typeWords holds the keywords of types of values that are not primitive.
var typeWords = [...]string{
	syntax.TypeRecord: "record", syntax.TypeVariant: "variant", syntax.TypeList: "list", syntax.TypeFixedList: "list", syntax.TypeTuple: "tuple",
	syntax.TypeFlags: "flags", syntax.TypeEnum: "enum", syntax.TypeOption: "option", syntax.TypeResult: "result",
	syntax.TypeOwn: "own", syntax.TypeBorrow: "borrow", syntax.TypeStream: "stream", syntax.TypeFuture: "future",
	syntax.TypeMap: "map",
}

// valueTypes holds the kinds of types that are written with a keyword, by keyword.
var valueTypes = sync.OnceValue(func() map[string]syntax.TypeKind {
	m := make(map[string]syntax.TypeKind)
	for kind, word := range typeWords {
		if k := syntax.TypeKind(kind); word != "" && k != syntax.TypeFixedList { // a list, until its length is read
			m[word] = k
		}
	}
	return m
})

// valueType passes the inside of the type of values that has started at pos with the keyword word.
func (b *componentBuilder) valueType(t *syntax.Type, word string, pos int) {
	kind, ok := valueTypes()[word]
	if !ok {
		b.badWord(pos, "a type")
		return
	}
	t.Kind = kind
	switch kind {
	case syntax.TypeRecord, syntax.TypeVariant:
		clause := "field"
		if kind == syntax.TypeVariant {
			clause = "case"
		}
		for b.open(clause) {
			f := syntax.Field{Label: b.name()}
			if kind == syntax.TypeRecord || b.tok.kind != tokenClose {
				f.Type = b.valType()
			}
			t.Fields = append(t.Fields, f)
			b.close()
		}
	case syntax.TypeList:
		t.Elem = b.valType()
		if b.tok.kind == tokenNat {
			t.Kind, t.Len = syntax.TypeFixedList, b.u32()
		}
	case syntax.TypeTuple:
		for i := 0; b.tok.kind != tokenClose && b.err == nil; i++ {
			v := b.valType()
			t.Types = append(t.Types, *v)
			b.later(func() { t.Types[i] = *v })
		}
	case syntax.TypeFlags, syntax.TypeEnum:
		for b.tok.kind == tokenString {
			t.Labels = append(t.Labels, b.name())
		}
	case syntax.TypeOption:
		t.Elem = b.valType()
	case syntax.TypeResult:
		if t.Elem = b.optType(); b.open("error") {
			t.Elem2 = b.valType()
			b.close()
		}
	case syntax.TypeOwn, syntax.TypeBorrow:
		b.index(syntax.SortType, false, func(x uint32) { t.Index = x })
	case syntax.TypeStream, syntax.TypeFuture:
		t.Elem = b.optType()
	case syntax.TypeMap:
		t.Elem, t.Elem2 = b.valType(), b.valType()
	}
}

// scopeType passes the declarations in the type of a component or an instance.
func (b *componentBuilder) scopeType(t *syntax.Type, kind syntax.TypeKind, id string) {
	level := levelInstanceType
	if kind == syntax.TypeComponent {
		level = levelComponentType
	}
	s := b.push(level, id)
	for b.tok.kind == tokenOpen && b.err == nil {
		b.decl()
	}
	b.pop()
	t.Kind, t.Decls = kind, s.decls
	b.inner = &typeScope{s.types, s.instances}
}

// decl passes a declaration in the type of a component or an instance.
func (b *componentBuilder) decl() {
	pos, mark := b.tok.pos, len(b.pending)
	const expected = "a declaration"
	switch word := b.openAny(expected); {
	case word == "core":
		rec := b.isWord("rec")
		if !b.word("type") && !b.word("rec") {
			b.unexpected("a core type")
		}
		b.coreTypeDefinition(rec)
	case word == "type":
		d := b.declared("type")
		if b.inverted(syntax.SortType, d, nil) {
			break
		}
		t := b.typeBody(d.id)
		b.lookUp(mark)
		b.addType(t, d)
	case word == "alias":
		b.aliasDefinition()
	case word == "export", word == "import" && b.scope.level == levelComponentType:
		x := syntax.Decl{Kind: syntax.DeclExport, Name: b.externName()}
		if word == "import" {
			x.Kind = syntax.DeclImport
		}
		t, d := b.externType(true)
		b.lookUp(mark)
		if b.err == nil {
			x.Extern = *t
			b.scope.decls = append(b.scope.decls, x)
			b.addExtern(t, d)
		}
	case b.err == nil:
		b.badWord(pos, expected)
	}
	b.pending = b.pending[:min(mark, len(b.pending))]
	b.close()
}

// externType passes the type of an import or an export, in which an identifier may be declared if named.
func (b *componentBuilder) externType(named bool) (t *syntax.ExternType, d declaration) {
	pos := b.tok.pos
	t = &syntax.ExternType{Sort: b.openSort(false, "the type of an import or export")}
	if b.err != nil {
		return t, d
	}
	if t.Sort.IsCore() && t.Sort != syntax.SortCoreModule {
		b.badWord(pos, "the type of an import or export")
		return t, d
	}
	if named {
		d = b.declared(infoOf(t.Sort).shown())
	}
	b.externContents(t)
	b.close()
	return t, d
}

// externContents passes what the type of an import or an export has behind its sort.
func (b *componentBuilder) externContents(t *syntax.ExternType) {
	setIndex := func(x uint32) { t.Index = x }
	switch t.Sort {
	case syntax.SortType:
		b.typeBound(t)
	case syntax.SortValue:
		if b.open("eq") {
			t.Bound = syntax.BoundEq
			b.index(syntax.SortValue, false, setIndex)
			b.close()
			return
		}
		t.Bound = syntax.BoundIs
		v := b.valType()
		b.later(func() { t.Type = *v })
	case syntax.SortFunc:
		b.funcTypeUse(setIndex)
	case syntax.SortComponent, syntax.SortInstance:
		if b.isTypeUse() {
			b.sortIndex(syntax.SortType, false, setIndex)
			return
		}
		kind := syntax.TypeInstance
		if t.Sort == syntax.SortComponent {
			kind = syntax.TypeComponent
		}
		t.Index = b.hoisted(func(def *syntax.Type) { b.scopeType(def, kind, "") })
	case syntax.SortCoreModule:
		if b.isTypeUse() {
			b.open("type")
			r := b.reference()
			b.close()
			b.later(func() { t.Index = b.resolve(syntax.SortCoreType, &r) })
			return
		}
		m := b.moduleType("")
		if b.err == nil {
			t.Index = b.addCoreType(syntax.CoreType{Module: m}, declaration{})
		}
	}
}

// typeBound passes the bound of a type that is imported or exported.
func (b *componentBuilder) typeBound(t *syntax.ExternType) {
	switch {
	case b.open("eq"):
		t.Bound = syntax.BoundEq
		b.index(syntax.SortType, false, func(x uint32) { t.Index = x })
	case b.open("sub"):
		t.Bound = syntax.BoundSub
		if !b.word("resource") {
			b.unexpected("resource")
		}
	default:
		b.badClause("a bound")
		return
	}
	b.close()
}
