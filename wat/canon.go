package wat

import (
	"math"
	"sync"

	"github.com/wvm-project/wvm/component/syntax"
)

// This file holds the parser of canonical definitions.

// canonKinds holds the kinds of canonical definitions by keyword.
var canonKinds = sync.OnceValue(func() map[string]syntax.CanonKind {
	m := make(map[string]syntax.CanonKind)
	for k := range syntax.Canons {
		if name := syntax.Canons[k].Name; name != "" {
			m[name] = syntax.CanonKind(k)
		}
	}
	return m
})

// canonOptions are the keywords of the options of canonical definitions.
var canonOptions = [...]string{
	syntax.OptUTF8: "string-encoding=utf8", syntax.OptUTF16: "string-encoding=utf16",
	syntax.OptLatin1UTF16: "string-encoding=latin1+utf16", syntax.OptMemory: "memory", syntax.OptRealloc: "realloc",
	syntax.OptPostReturn: "post-return", syntax.OptAsync: "async", syntax.OptCallback: "callback",
}

// optionSort returns the sort of the index of an option.
func optionSort(k syntax.CanonOptKind) syntax.Sort {
	if k == syntax.OptMemory {
		return syntax.SortCoreMemory
	}
	return syntax.SortCoreFunc
}

// canonDefinition passes the inside of "(canon ...)" in a component.
func (b *componentBuilder) canonDefinition() {
	mark := len(b.pending)
	c := b.canonBody()
	if b.err != nil {
		return
	}
	var d declaration
	if c.Kind == syntax.CanonLift {
		if !b.open("func") {
			b.badClause("(func")
			return
		}
		d = b.declared("func")
		b.funcTypeUse(func(x uint32) { c.Type = x })
	} else {
		if !b.open("core") || !b.word("func") {
			b.unexpected("(core func")
			return
		}
		d = b.declared("core func")
	}
	b.close()
	b.addCanon(mark, c, d)
}

// addCanon adds a canonical definition when what it refers to has been looked up, and returns the index of the function.
func (b *componentBuilder) addCanon(mark int, c *syntax.Canon, d declaration) uint32 {
	b.lookUp(mark)
	if b.err != nil {
		return 0
	}
	at := b.section(syntax.SectionCanon)
	at.Canons = append(at.Canons, *c)
	if c.Kind == syntax.CanonLift {
		return b.add(syntax.SortFunc, d)
	}
	return b.add(syntax.SortCoreFunc, d)
}

// funcDefinition passes the inside of "(func ...)" in a component.
func (b *componentBuilder) funcDefinition() {
	const sort = syntax.SortFunc
	mark := len(b.pending)
	d := b.declared("func")
	exports := b.inlineExports()
	if b.inverted(sort, d, exports) {
		return
	}
	var typ uint32
	b.funcTypeUse(func(x uint32) { typ = x })
	if !b.open("canon") {
		b.badClause("(canon lift")
		return
	}
	pos := b.tok.pos
	c := b.canonBody()
	if b.err == nil && c.Kind != syntax.CanonLift {
		b.seek(pos)
		b.unexpected("lift")
	}
	b.close()
	b.later(func() { c.Type = typ })
	x := b.addCanon(mark, c, d)
	b.exportAs(exports, sort, x)
}

// canonBody passes the keyword of a canonical definition and what follows it, but not what it defines.
func (b *componentBuilder) canonBody() *syntax.Canon {
	kind, ok := canonKinds()[b.text()]
	if b.tok.kind != tokenWord || !ok {
		b.unexpected("a canonical definition")
		return nil
	}
	b.advance()
	c := &syntax.Canon{Kind: kind}
	setType := func(x uint32) { c.Type = x }
	flag := func() { c.Flag = b.word(syntax.Canons[kind].Flag) }
	switch syntax.Canons[kind].Shape {
	case syntax.CanonShapeLift:
		b.sortIndex(syntax.SortCoreFunc, false, func(x uint32) { c.Func = x })
		b.options(c)
	case syntax.CanonShapeLower:
		b.sortIndex(syntax.SortFunc, false, func(x uint32) { c.Func = x })
		b.options(c)
	case syntax.CanonShapeType:
		b.index(syntax.SortType, false, setType)
	case syntax.CanonShapeTypeOpts:
		b.index(syntax.SortType, false, setType)
		b.options(c)
	case syntax.CanonShapeTypeFlag:
		b.index(syntax.SortType, false, setType)
		flag()
	case syntax.CanonShapeFlag:
		flag()
	case syntax.CanonShapeResult:
		if b.open("result") {
			c.Result = b.valType()
			b.close()
		}
		b.options(c)
	case syntax.CanonShapeContext:
		c.Core = b.coreTypes().valType()
		c.Slot = uint32(b.nat(math.MaxUint32, codeRange32))
	case syntax.CanonShapeOpts:
		b.options(c)
	case syntax.CanonShapeFlagMem:
		flag()
		if !b.open("memory") {
			b.badClause("(memory")
		}
		b.index(syntax.SortCoreMemory, false, func(x uint32) { c.Memory = x })
		b.close()
	case syntax.CanonShapeIndirect, syntax.CanonShapeFlagType, syntax.CanonShapeFlagIndirect:
		if shape := syntax.Canons[kind].Shape; shape != syntax.CanonShapeIndirect {
			flag()
		}
		b.index(syntax.SortCoreType, false, setType)
		if syntax.Canons[kind].Shape != syntax.CanonShapeFlagType {
			b.index(syntax.SortCoreTable, false, func(x uint32) { c.Table = x })
		}
	}
	return c
}

// options passes the options of a canonical definition.
func (b *componentBuilder) options(c *syntax.Canon) {
	for b.err == nil {
		word, clause := b.head(), true
		if b.tok.kind == tokenWord {
			word, clause = b.text(), false
		}
		kind := syntax.CanonOptKind(0)
		for int(kind) < len(canonOptions) && (canonOptions[kind] != word || kind.HasIndex() != clause) {
			kind++
		}
		if int(kind) == len(canonOptions) {
			return
		}
		i := len(c.Opts)
		c.Opts = append(c.Opts, syntax.CanonOpt{Kind: kind})
		b.advance()
		if clause {
			b.advance()
			b.optionIndex(optionSort(kind), func(x uint32) { c.Opts[i].Index = x })
			b.close()
		}
	}
}

// optionIndex passes the index of an option. Since it can only be of a core sort many leave out "core", as in (realloc (func $i "realloc")),
// or the sort, as in (memory $i "memory").
func (b *componentBuilder) optionIndex(sort syntax.Sort, set func(uint32)) {
	if b.isReference() {
		b.projection(sort, set)
		return
	}
	b.sortIndex(sort, b.head() != "core", set)
}
