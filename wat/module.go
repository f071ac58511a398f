package wat

import (
	"math/bits"
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of modules and their fields.

// A builder makes a module of its fields.
//
// Names may be used before they are defined, and the types that functions use without naming them come after all others. So the
// fields are walked through three times: bind gives indices to identifiers and passes over the insides of fields, then types
// are read, then all other fields.
type builder struct {
	*parser
	m *wasm.Module

	types, funcs, tables, memories, globals, tags, elems, datas space

	names     nameSet
	customs   []note
	lastDef   string // what the last field that was no import defined, if its index space may have imports
	needCount bool   // an instruction uses a data segment
	invalid   *Error // the first annotation on what it cannot belong to

	typeTable
	body
}

// module passes "(module ...)" in any form.
func (p *parser) module() *Module {
	m := new(Module)
	p.open("module")
	m.Definition = p.word("definition")
	m.ID, _ = p.id()
	p.moduleBody(m, m.ID, m.ID != "")
	p.close()
	return m
}

// moduleBody passes what a module in any form has behind its identifier. name is the module's name, unless an annotation gives one, if it is
// named.
func (p *parser) moduleBody(m *Module, name string, named bool) {
	switch {
	case p.word("binary"):
		m.Form, m.Source = FormBinary, p.strings()
	case p.word("quote"):
		m.Form, m.Source = FormQuote, p.quoted()
	default:
		b := newBuilder(p)
		b.names.module, b.names.hasModule = p.claimName("module")
		if !b.names.hasModule {
			b.names.module, b.names.hasModule = name, named
		}
		b.build(m)
	}
}

// quoted passes strings, which are the lines of a text.
func (p *parser) quoted() []byte {
	var b []byte
	for p.tok.kind == tokenString {
		b = append(b, p.string()...)
		b = append(b, '\n')
	}
	return b
}

// fields passes the fields of a module without "(module" around them.
func (p *parser) fields(m *Module) { newBuilder(p).build(m) }

func newBuilder(p *parser) *builder {
	b := &builder{parser: p, m: &wasm.Module{Start: wasm.NoIndex}}
	for _, s := range []struct {
		space *space
		what  string
	}{
		{&b.types, "type"}, {&b.funcs, "function"}, {&b.tables, "table"}, {&b.memories, "memory"}, {&b.globals, "global"},
		{&b.tags, "tag"}, {&b.elems, "elem segment"}, {&b.datas, "data segment"},
	} {
		s.space.what = s.what
	}
	return b
}

// build passes the fields of a module and makes them the text of m.
func (b *builder) build(m *Module) {
	start, notes := b.tok.pos, b.notes
	b.notes = nil
	b.bind()
	b.seek(start)
	b.allTypes()
	for _, s := range []*space{&b.funcs, &b.tables, &b.memories, &b.globals, &b.tags, &b.elems, &b.datas} {
		s.next = 0
	}
	b.seek(start)
	if b.err != nil {
		return
	}
	b.notes = notes
	for end := 0; ; {
		b.fieldNotes(end)
		if b.tok.kind != tokenOpen {
			break
		}
		end = b.field()
	}
	if b.err == nil {
		b.finish()
	}
	m.Text, m.invalid = b.m, b.invalid
}

// finish adds what is known only when all fields are.
func (b *builder) finish() {
	m := b.m
	m.HasDataCount = m.HasDataCount || b.needCount
	if m.HasDataCount {
		m.DataCount = uint32(len(m.Datas))
	}
	if len(b.hints) > 0 {
		hints := note{name: binary.BranchHintSection, content: b.hintSection(), place: beforeCode}
		b.customs = slices.Insert(b.customs, 0, hints)
	}
	if names := b.nameSection(); len(names) > 0 {
		b.customs = slices.Insert(b.customs, 0, note{name: binary.NameSection, content: names, place: placeLast})
	}
	b.placeCustoms()
}

// bind walks through the fields and gives each its index. It stops at what it does not understand, for the next walk will not
// either.
func (b *builder) bind() {
	b.skipNotes = true
	defer func() { b.skipNotes = false }()
	for b.tok.kind == tokenOpen {
		start := b.tok.pos
		word := b.head()
		b.advance()
		b.advance()
		switch word {
		case "type":
			b.typeFields = append(b.typeFields, typeField{start: start})
			b.types.bind(b.parser)
		case "rec":
			b.typeFields = append(b.typeFields, typeField{start: start})
			b.bindGroup()
		case "import":
			b.bindImport()
		case "elem":
			b.elems.bind(b.parser)
		case "data":
			b.datas.bind(b.parser)
		case "table", "memory":
			b.bindWithSegment(word)
		default:
			if s := b.space(word); s != nil {
				s.bind(b.parser)
			}
		}
		if !b.skipField() {
			return
		}
	}
}

// skipField moves on behind the field at whose inside the parser stands.
func (b *builder) skipField() bool {
	if b.err != nil {
		return false
	}
	b.lex.pos, b.hasAhead = b.tok.pos, false
	if !b.lex.skip() {
		return false
	}
	b.advance()
	return true
}

// space returns the index space of what a keyword defines and may import, or nil.
func (b *builder) space(word string) *space {
	switch word {
	case "func":
		return &b.funcs
	case "table":
		return &b.tables
	case "memory":
		return &b.memories
	case "global":
		return &b.globals
	case "tag":
		return &b.tags
	}
	return nil
}

// bindGroup binds the types of a recursive group.
func (b *builder) bindGroup() {
	for b.open("type") {
		b.types.bind(b.parser)
		if !b.skipField() {
			return
		}
	}
}

// bindImport binds what a field "(import ...)" imports.
func (b *builder) bindImport() {
	b.string()
	b.string()
	word := b.head()
	if s := b.space(word); s != nil {
		b.open(word)
		s.bind(b.parser)
		b.skipField()
	}
}

// bindWithSegment binds a table or a memory and, if its contents are given with it, the segment that they are.
func (b *builder) bindWithSegment(word string) {
	b.space(word).bind(b.parser)
	for b.tok.kind != tokenEOF && b.tok.kind != tokenClose {
		switch {
		case b.open("elem"):
			b.elems.next++
		case b.open("data"):
			b.datas.next++
		case b.tok.kind == tokenOpen:
			b.advance()
		default:
			b.advance()
			continue
		}
		if !b.skipField() {
			return
		}
	}
}

// field passes a field and returns where it ends.
func (b *builder) field() (end int) {
	pos := b.tok.pos
	word := b.openAny("a field of a module")
	switch word {
	case "":
		return
	case "type", "rec":
		if len(b.typeFields) == 0 || b.typeFields[0].start != pos {
			b.badWord(pos, "a field of a module")
			return 0
		}
		end := b.typeFields[0].end
		b.typeFields = b.typeFields[1:]
		b.seek(end)
		return end
	case "import":
		b.importField(pos)
	case "func":
		b.funcField(pos)
	case "table":
		b.tableField(pos)
	case "memory":
		b.memoryField(pos)
	case "global":
		b.globalField(pos)
	case "tag":
		b.tagField(pos)
	case "export":
		name := b.name()
		kind := b.externKind()
		b.m.Exports = append(b.m.Exports, wasm.Export{Name: name, Kind: kind, Index: b.space(kind.String()).lookup(b.parser)})
		b.close()
	case "start":
		b.startField()
	case "elem":
		b.elemField()
	case "data":
		b.dataField()
	default:
		b.badWord(pos, "a field of a module")
	}
	end = b.tok.end
	b.close()
	return end
}

// startField passes the inside of "(start ...)".
func (b *builder) startField() {
	at := b.tok.pos
	if b.m.Start != wasm.NoIndex {
		b.fail(at, codeStarts, "")
	}
	if b.m.Start = b.funcs.lookup(b.parser); b.m.Start == wasm.NoIndex && b.err == nil { // means that there is none
		b.fail(at, wasm.Code("unknown function 4294967295"), "")
	}
}

// externKind passes an open parenthesis and the keyword of a kind, which it returns.
func (b *builder) externKind() wasm.ExternKind {
	for k := wasm.ExternFunc; k <= wasm.ExternTag; k++ {
		if b.open(k.String()) {
			return k
		}
	}
	b.badClause("a kind of export or import")
	return 0
}

// addImport adds an import at the next index of its kind. The field starts at pos.
func (b *builder) addImport(pos int, module, name string, kind wasm.ExternKind) *wasm.Import {
	m := b.m
	if b.lastDef != "" {
		b.fail(pos, wasm.Code("import after "+b.lastDef), "")
	}
	im := wasm.Import{Module: module, Name: name, Kind: kind}
	switch kind {
	case wasm.ExternFunc:
		im.Index = uint32(len(m.Funcs))
		m.NumImportedFuncs++
	case wasm.ExternTable:
		im.Index = uint32(len(m.Tables))
		m.NumImportedTables++
	case wasm.ExternMemory:
		im.Index = uint32(len(m.Memories))
		m.NumImportedMemories++
	case wasm.ExternGlobal:
		im.Index = uint32(len(m.Globals))
		m.NumImportedGlobals++
	case wasm.ExternTag:
		im.Index = uint32(len(m.Tags))
		m.NumImportedTags++
	}
	m.Imports = append(m.Imports, im)
	return &m.Imports[len(m.Imports)-1]
}

// importField passes the inside of "(import ...)".
func (b *builder) importField(pos int) {
	module, name := b.name(), b.name()
	kind := b.externKind()
	if b.err != nil {
		return
	}
	b.space(kind.String()).define(b.parser)
	im := b.addImport(pos, module, name, kind)
	b.imported(im)
	b.close()
}

// imported passes the type of an import and adds what is imported.
func (b *builder) imported(im *wasm.Import) {
	m := b.m
	switch im.Kind {
	case wasm.ExternFunc:
		if b.open("exact") {
			im.Exact = true
			m.Funcs = append(m.Funcs, b.importedFuncType())
			b.close()
			return
		}
		m.Funcs = append(m.Funcs, b.importedFuncType())
	case wasm.ExternTable:
		m.Tables = append(m.Tables, wasm.Table{TableType: b.tableType()})
	case wasm.ExternMemory:
		m.Memories = append(m.Memories, b.memoryType())
	case wasm.ExternGlobal:
		m.Globals = append(m.Globals, wasm.Global{GlobalType: b.globalType()})
	case wasm.ExternTag:
		m.Tags = append(m.Tags, b.typeUse(namesIgnored))
	}
}

// importedFuncType passes the type of a function that is imported, whose parameters may have names.
func (b *builder) importedFuncType() uint32 {
	b.startLocals(uint32(len(b.m.Funcs)))
	return b.typeUse(namesLocal)
}

// inline passes "(export ...)" and "(import ...)" within a field that starts at pos and defines the entry x of its index space. It
// reports whether the entry is an import, which is then done.
func (b *builder) inline(pos int, kind wasm.ExternKind, x uint32) (imported bool) {
	for b.open("export") {
		b.m.Exports = append(b.m.Exports, wasm.Export{Name: b.name(), Kind: kind, Index: x})
		b.close()
	}
	if !b.open("import") {
		b.lastDef = kind.String()
		if kind == wasm.ExternFunc {
			b.lastDef = b.funcs.what
		}
		return false
	}
	module, name := b.name(), b.name()
	b.close()
	b.imported(b.addImport(pos, module, name, kind))
	return true
}

// funcField passes the inside of "(func ...)".
func (b *builder) funcField(pos int) {
	x := b.funcs.define(b.parser)
	if b.inline(pos, wasm.ExternFunc, x) {
		return
	}
	b.startLocals(x)
	b.m.Funcs = append(b.m.Funcs, b.typeUse(namesLocal))
	b.m.Bodies = append(b.m.Bodies, wasm.Body{Code: b.funcBody()})
}

// globalField passes the inside of "(global ...)".
func (b *builder) globalField(pos int) {
	x := b.globals.define(b.parser)
	if b.inline(pos, wasm.ExternGlobal, x) {
		return
	}
	t := b.globalType()
	b.m.Globals = append(b.m.Globals, wasm.Global{GlobalType: t, Init: b.constExpr()})
}

func (b *builder) globalType() (t wasm.GlobalType) {
	if b.open("mut") {
		t = wasm.GlobalType{Type: b.valType(), Mutable: true}
		b.close()
		return t
	}
	return wasm.GlobalType{Type: b.valType()}
}

// tagField passes the inside of "(tag ...)".
func (b *builder) tagField(pos int) {
	x := b.tags.define(b.parser)
	if !b.inline(pos, wasm.ExternTag, x) {
		b.m.Tags = append(b.m.Tags, b.typeUse(namesIgnored))
	}
}

// addrType passes the type of addresses, if it is at hand, and reports whether it is i64.
func (b *builder) addrType() bool { return !b.word(wasm.I32.String()) && b.word(wasm.I64.String()) }

// limits passes limits without the type of addresses.
func (b *builder) limits() (l wasm.Limits) {
	l.Min = b.u64()
	if l.HasMax = b.tok.kind == tokenNat; l.HasMax {
		l.Max = b.u64()
	}
	return l
}

func (b *builder) memoryType() wasm.MemoryType {
	addr64 := b.addrType()
	t := wasm.MemoryType{Limits: b.limits()}
	t.Limits.Addr64 = addr64
	t.Limits.Shared = b.word("shared")
	t.PageBits = b.pageBits()
	return t
}

// pageBits passes a page size, if one is at hand, and returns its logarithm.
func (b *builder) pageBits() uint8 {
	if !b.open("pagesize") {
		return wasm.DefaultPageBits
	}
	pos := b.tok.pos
	size := b.u64()
	if b.err == nil && bits.OnesCount64(size) != 1 {
		b.fail(pos, codePageSize, "")
	}
	b.close()
	return uint8(bits.TrailingZeros64(size))
}

// memoryField passes the inside of "(memory ...)".
func (b *builder) memoryField(pos int) {
	x := b.memories.define(b.parser)
	if b.inline(pos, wasm.ExternMemory, x) {
		return
	}
	if b.tok.kind == tokenNat || b.tok.kind == tokenWord && b.peek().kind == tokenNat {
		b.m.Memories = append(b.m.Memories, b.memoryType())
		return
	}
	addr64 := b.addrType()
	pageBits := b.pageBits()
	size := b.inlineData(x, addr64)
	if size > 0 {
		size = (size-1)>>pageBits + 1
	}
	l := wasm.Limits{Min: size, Max: size, HasMax: true, Addr64: addr64}
	b.m.Memories = append(b.m.Memories, wasm.MemoryType{Limits: l, PageBits: pageBits})
}

func (b *builder) tableType() wasm.TableType {
	addr64 := b.addrType()
	t := wasm.TableType{Limits: b.limits()}
	t.Limits.Addr64 = addr64
	t.Elem = b.refType()
	return t
}
