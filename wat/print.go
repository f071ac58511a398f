package wat

import (
	"io"
	"math"
	"strconv"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the printer of modules: all but instructions.

// PrintOptions say how Print writes a module.
type PrintOptions struct {
	Fold bool // instructions with their operands in parentheses, where that keeps their order
}

// Print writes m as text. The text gives the bytes of m again, as binary.Encode writes them, but for what no text can say: integers and local
// declarations come back in their shortest form, and a table's initial element without instructions is lost, as is the lack
// of a data count that the code needs.
//
// Names come from the name section. An error is one of w or, for function bodies whose blocks do not match, a *wasm.Error. Concurrent
// calls are safe.
func Print(w io.Writer, m *wasm.Module, opt PrintOptions) error {
	p := newPrinter(w, m, opt)
	p.str("(module")
	p.moduleName()
	p.moduleBody()
	p.str("\n")
	p.flush()
	return p.err
}

func newPrinter(w io.Writer, m *wasm.Module, opt PrintOptions) *printer {
	p := &printer{w: w, m: m, opt: opt, names: new(binary.Names), hints: new(binary.BranchHints), nameCustom: -1, hintCustom: -1}
	if names, i, ok := usableNames(m); ok {
		p.names, p.nameCustom = names, i
	}
	if hints, i, ok := usableHints(m); ok {
		p.hints, p.hintCustom = hints, i
	}
	return p
}

// A printer writes a module. After an error it goes on but writes nothing more.
type printer struct {
	w   io.Writer
	err error
	buf []byte
	m   *wasm.Module
	opt PrintOptions

	names      *binary.Names
	hints      *binary.BranchHints
	nameCustom int // index of the custom section that names are taken from, or -1
	hintCustom int // the same for hints

	types, funcs, tables, memories, globals, tags, elems, datas identifiers
	fields                                                      map[uint32]*identifiers // of types

	base      int // indentation of the module itself
	lines     int
	locals    uint64 // number of locals printed
	customs   int    // number of custom sections that were printed or passed
	place     int    // number of other sections that were
	last      int    // index in sections of the last of them
	needCount bool   // an instruction uses a data segment

	instrPrinter
}

// flushAt is how many bytes are collected before they are written.
const flushAt = 1 << 16

func (p *printer) flush() {
	if p.err == nil && len(p.buf) > 0 {
		_, p.err = p.w.Write(p.buf)
	}
	p.buf = p.buf[:0]
}

// fail notes an error, unless there is one.
func (p *printer) fail(err error) {
	p.flush()
	if p.err == nil {
		p.err = err
	}
}

func (p *printer) str(s string) { p.buf = append(p.buf, s...) }

func (p *printer) num(x uint64) { p.buf = strconv.AppendUint(p.buf, x, 10) }

// maxIndent is the deepest indentation: without a bound, deep nesting would make a text that grows with its square.
const maxIndent = 60

const blanks = "\n                                                                                                                        "

// line begins a line at a depth of indentation.
func (p *printer) line(depth int) {
	p.spill()
	p.lines++
	p.buf = append(p.buf, blanks[:1+2*min(p.base+depth, maxIndent)]...)
}

// moduleBody prints what the module has behind its name, and the parenthesis that closes it.
func (p *printer) moduleBody() {
	m := p.m
	p.types = makeIDs(&p.names.Types, len(m.Types))
	p.funcs = makeIDs(&p.names.Funcs, len(m.Funcs))
	p.tables = makeIDs(&p.names.Tables, len(m.Tables))
	p.memories = makeIDs(&p.names.Memories, len(m.Memories))
	p.globals = makeIDs(&p.names.Globals, len(m.Globals))
	p.tags = makeIDs(&p.names.Tags, len(m.Tags))
	p.elems = makeIDs(&p.names.Elems, len(m.Elems))
	p.datas = makeIDs(&p.names.Datas, len(m.Datas))
	p.fields = make(map[uint32]*identifiers)
	for x, names := range p.names.Fields.All() {
		ids := makeIDs(&names, len(m.Types[x].Fields))
		p.fields[x] = &ids
	}
	p.custom()
	for i := range sections {
		if !hasSection(m, i) {
			continue
		}
		if isEmpty(m, i) {
			p.line(1)
			p.str("(@section " + sections[i].name + ")")
		}
		p.section(i)
		p.place, p.last = p.place+1, i
		p.custom()
	}
	for ; p.customs < len(m.Customs); p.customs++ { // at places beyond the last, in a module made by hand
		p.customSection(p.customs)
	}
	if m.HasDataCount && !p.needCount {
		p.line(1)
		p.str("(@section " + sections[dataCountIndex].name + ")")
	}
	if p.lines > 0 {
		p.line(0)
	}
	p.str(")")
}

// moduleName prints the name of the module.
func (p *printer) moduleName() {
	if name, ok := p.ownName(); name != "" {
		p.buf = appendID(append(p.buf, ' '), name)
	} else if ok {
		p.str(` (@name "")`)
	}
}

// ownName returns the name that the module gives itself, if it gives one.
func (p *printer) ownName() (name string, ok bool) {
	if p.nameCustom < 0 {
		return "", false
	}
	data := p.m.Customs[p.nameCustom].Data
	return p.names.Module, len(data) > 0 && data[0] == byte(binary.NamesModule)
}

// section prints section i of sections.
func (p *printer) section(i int) {
	m := p.m
	switch i {
	case 0:
		p.typeSection()
	case 1:
		for i := range m.Imports {
			p.imported(&m.Imports[i])
		}
	case 3:
		for x := m.NumImportedTables; x < len(m.Tables); x++ {
			p.table(x)
		}
	case 4:
		for x := m.NumImportedMemories; x < len(m.Memories); x++ {
			p.define("(memory", &p.memories, x)
			p.memoryType(m.Memories[x])
			p.str(")")
		}
	case 5:
		for x := m.NumImportedTags; x < len(m.Tags); x++ {
			p.define("(tag", &p.tags, x)
			p.typeUse(m.Tags[x])
			p.str(")")
		}
	case 6:
		for x := m.NumImportedGlobals; x < len(m.Globals); x++ {
			p.define("(global", &p.globals, x)
			p.globalType(m.Globals[x].GlobalType)
			p.expr(m.Globals[x].Init, " ")
			p.str(")")
		}
	case 7:
		for i := range m.Exports {
			p.export(&m.Exports[i])
		}
	case 8:
		if m.Start != wasm.NoIndex {
			p.line(1)
			p.str("(start ")
			p.buf = p.funcs.append(p.buf, m.Start)
			p.str(")")
		}
	case 9:
		for i := range m.Elems {
			p.elem(i, &m.Elems[i])
		}
	case codeIndex:
		for i := range m.Bodies {
			p.function(i)
		}
	case codeIndex + 1:
		for i := range m.Datas {
			p.data(i, &m.Datas[i])
		}
	}
}

// define begins the field of what has index x in its space.
func (p *printer) define(open string, s *identifiers, x int) {
	p.line(1)
	p.str(open)
	p.buf = s.appendNames(p.buf, uint32(x))
	p.index(x)
}

// index prints an index as a comment.
func (p *printer) index(x int) {
	p.str(" (;")
	p.num(uint64(x))
	p.str(";)")
}

// custom prints the custom sections at this place.
func (p *printer) custom() {
	for p.customs < len(p.m.Customs) && p.m.Customs[p.customs].Place <= p.place {
		p.customSection(p.customs)
		p.customs++
	}
}

// customSection prints custom section i, unless it is said in other ways.
func (p *printer) customSection(i int) {
	if i == p.nameCustom || i == p.hintCustom {
		return
	}
	c := &p.m.Customs[i]
	p.line(1)
	p.str("(@custom ")
	p.buf = appendName(p.buf, c.Name)
	switch {
	case p.nameCustom >= 0 && i > p.nameCustom:
	case p.hintCustom >= 0 && i > p.hintCustom && c.Place == p.m.Customs[p.hintCustom].Place:
		p.str(" (before code)")
	case c.Place == 0:
		p.str(" (before first)")
	default:
		p.str(" (after " + sections[p.last].name + ")")
	}
	p.str(" ")
	p.buf = appendBytes(p.buf, string(c.Data))
	p.str(")")
}

// typeSection prints the types, those of one group together.
func (p *printer) typeSection() {
	for i := 0; i < len(p.m.Types); {
		t := &p.m.Types[i]
		n, depth := max(1, int(t.RecLen)), 1
		group := n > 1 || t.ExplicitRec
		if group {
			p.line(1)
			p.str("(rec")
			depth = 2
		}
		for end := min(i+n, len(p.m.Types)); i < end; i++ {
			p.line(depth)
			p.str("(type")
			p.buf = p.types.appendNames(p.buf, uint32(i))
			p.index(i)
			p.subType(i)
			p.str(")")
		}
		if group {
			p.line(1)
			p.str(")")
		}
	}
}

// subType prints type x.
func (p *printer) subType(x int) {
	t := &p.m.Types[x]
	sub := !t.Final || len(t.Super) > 0 || t.ExplicitSub
	if sub {
		p.str(" (sub")
		if t.Final {
			p.str(" final")
		}
		for _, s := range t.Super {
			p.str(" ")
			p.buf = p.types.append(p.buf, s)
		}
	}
	if t.Describes != wasm.NoIndex {
		p.str(" (describes ")
		p.buf = append(p.types.append(p.buf, t.Describes), ')')
	}
	if t.Descriptor != wasm.NoIndex {
		p.str(" (descriptor ")
		p.buf = append(p.types.append(p.buf, t.Descriptor), ')')
	}
	switch t.Kind {
	case wasm.CompFunc:
		p.str(" (func")
		p.valTypes("param", t.Func.Params, math.MaxInt)
		p.valTypes("result", t.Func.Results, math.MaxInt)
	case wasm.CompStruct:
		p.str(" (struct")
		names := p.fields[uint32(x)]
		if names == nil {
			names = new(identifiers)
		}
		for i, f := range t.Fields {
			p.str(" (field")
			p.buf = names.appendNames(p.buf, uint32(i))
			p.str(" ")
			p.fieldType(f)
			p.str(")")
		}
	case wasm.CompArray:
		p.str(" (array ")
		p.fieldType(t.Fields[0])
	}
	p.str(")")
	if sub {
		p.str(")")
	}
}

func (p *printer) fieldType(f wasm.FieldType) {
	if f.Mutable {
		p.str("(mut ")
		p.valType(f.Type)
		p.str(")")
		return
	}
	p.valType(f.Type)
}

// valTypes prints types within parentheses that begin with a keyword, if there are any. It gives up and returns false when p.buf
// grows beyond end.
func (p *printer) valTypes(word string, ts []wasm.ValType, end int) bool {
	if len(ts) == 0 {
		return true
	}
	p.str(" (" + word)
	for _, t := range ts {
		p.str(" ")
		if p.valType(t); len(p.buf) > end {
			return false
		}
	}
	p.str(")")
	return true
}

// valType prints a value type or a packed type.
func (p *printer) valType(t wasm.ValType) {
	if _, ok := t.Heap().Index(); !t.IsRef() || !ok && t.Nullable() {
		p.str(t.String())
		return
	}
	p.str("(ref ")
	if t.Nullable() {
		p.str("null ")
	}
	p.heapType(t)
	p.str(")")
}

// heapType prints what t refers to.
func (p *printer) heapType(t wasm.ValType) {
	x, ok := t.Heap().Index()
	switch {
	case !ok:
		p.str(t.Heap().String())
	case t.Exact():
		p.str("(exact ")
		p.typeRef(x)
		p.str(")")
	default:
		p.typeRef(x)
	}
}

// typeRef prints a type index or the identifier for it.
func (p *printer) typeRef(x uint32) {
	if p.plain {
		p.num(uint64(x))
		return
	}
	p.buf = p.types.append(p.buf, x)
}

// typeUse prints the use of function type x.
func (p *printer) typeUse(x uint32) {
	p.str(" (type ")
	p.buf = append(p.types.append(p.buf, x), ')')
	t := funcTypeAt(p.m, x)
	if t == nil {
		return
	}
	start := len(p.buf)
	end := start + maxSignature
	if !p.valTypes("param", t.Params, end) || !p.valTypes("result", t.Results, end) {
		p.buf = p.buf[:start]
	}
}

// maxSignature is how many bytes of text the use of a function type may take to repeat the type. Without a bound, small modules could make
// huge texts.
const maxSignature = 500

// funcTypeUse prints the use of function type x by a function whose locals have these names.
func (p *printer) funcTypeUse(x uint32, locals *identifiers) {
	t := funcTypeAt(p.m, x)
	if t == nil || len(locals.ids) == 0 {
		p.typeUse(x)
		return
	}
	p.str(" (type ")
	p.buf = append(p.types.append(p.buf, x), ')')
	p.namedTypes("param", t.Params, 0, locals)
	p.valTypes("result", t.Results, math.MaxInt)
}

// namedTypes prints parameters or locals, the first of which has index first: those with names by themselves, the others together.
func (p *printer) namedTypes(word string, ts []wasm.ValType, first uint32, names *identifiers) {
	open := false
	for i, t := range ts {
		named := names.hasName(first + uint32(i))
		if open && named {
			p.str(")")
			open = false
		}
		if !open {
			p.str(" (" + word)
			open = true
			p.buf = names.appendNames(p.buf, first+uint32(i))
		}
		p.str(" ")
		p.valType(t)
		if named {
			p.str(")")
			open = false
		}
	}
	if open {
		p.str(")")
	}
}

func (p *printer) imported(im *wasm.Import) {
	m, x := p.m, im.Index
	p.line(1)
	p.str("(import ")
	p.buf = append(appendName(p.buf, im.Module), ' ')
	p.buf = appendName(p.buf, im.Name)
	p.str(" (" + im.Kind.String())
	s := [...]*identifiers{&p.funcs, &p.tables, &p.memories, &p.globals, &p.tags}[im.Kind]
	p.buf = s.appendNames(p.buf, x)
	p.index(int(x))
	switch im.Kind {
	case wasm.ExternFunc:
		names := p.names.Locals.Get(x)
		locals := makeIDs(&names, int(countLocals(m, x)))
		if im.Exact {
			p.str(" (exact")
		}
		p.funcTypeUse(m.Funcs[x], &locals)
		if im.Exact {
			p.str(")")
		}
	case wasm.ExternTable:
		p.tableType(&m.Tables[x].TableType)
	case wasm.ExternMemory:
		p.memoryType(m.Memories[x])
	case wasm.ExternGlobal:
		p.globalType(m.Globals[x].GlobalType)
	case wasm.ExternTag:
		p.typeUse(m.Tags[x])
	}
	p.str("))")
}

func (p *printer) export(x *wasm.Export) {
	p.line(1)
	p.str("(export ")
	p.buf = appendName(p.buf, x.Name)
	p.str(" (" + x.Kind.String() + " ")
	s := [...]*identifiers{&p.funcs, &p.tables, &p.memories, &p.globals, &p.tags}[x.Kind]
	p.buf = s.append(p.buf, x.Index)
	p.str("))")
}

// table prints table x.
func (p *printer) table(x int) {
	t := &p.m.Tables[x]
	p.define("(table", &p.tables, x)
	p.tableType(&t.TableType)
	if t.Init.Code != nil {
		p.expr(t.Init, " ")
	}
	p.str(")")
}

func (p *printer) limits(l wasm.Limits) {
	if l.Addr64 {
		p.str(" i64")
	}
	p.str(" ")
	p.num(l.Min)
	if l.HasMax {
		p.str(" ")
		p.num(l.Max)
	}
}

func (p *printer) tableType(t *wasm.TableType) {
	p.limits(t.Limits)
	p.str(" ")
	p.valType(t.Elem)
}

func (p *printer) memoryType(t wasm.MemoryType) {
	p.limits(t.Limits)
	if t.Limits.Shared {
		p.str(" shared")
	}
	if t.PageBits >= 64 { // no number of the text format says that, and no valid module
		p.fail(&wasm.Error{Phase: wasm.PhaseInvalid, Code: codePageSize, Offset: -1, Func: wasm.NoFunc})
		return
	}
	if t.PageBits != wasm.DefaultPageBits {
		p.str(" (pagesize ")
		p.num(1 << t.PageBits)
		p.str(")")
	}
}

func (p *printer) globalType(t wasm.GlobalType) {
	p.str(" ")
	p.fieldType(wasm.FieldType(t))
}

// elem prints element segment x.
func (p *printer) elem(x int, e *wasm.Elem) {
	p.define("(elem", &p.elems, x)
	switch {
	case e.Flags&elemPassive == 0:
		if e.Flags&elemTable != 0 && (e.Table != 0 || e.Flags&elemExprs == 0 || e.Type == wasm.FuncRef) {
			p.str(" (table ")
			p.buf = append(p.tables.append(p.buf, e.Table), ')')
		}
		p.clause("offset", e.At)
	case e.Flags&elemDeclarative != 0:
		p.str(" declare")
	}
	if e.Flags&elemExprs == 0 {
		p.str(" func")
		for _, f := range e.Funcs {
			p.str(" ")
			p.buf = p.funcs.append(p.buf, f)
			p.spill()
		}
	} else {
		p.str(" ")
		p.valType(e.Type)
		for _, x := range e.Exprs {
			p.clause("item", x)
			p.spill()
		}
	}
	p.str(")")
}

// spill writes what is collected, if it is much.
func (p *printer) spill() {
	if len(p.buf) >= flushAt && !p.holding {
		p.flush()
	}
}

// data prints data segment x.
func (p *printer) data(x int, d *wasm.Data) {
	p.define("(data", &p.datas, x)
	if d.Flags == dataMemory {
		p.str(" (memory ")
		p.buf = append(p.memories.append(p.buf, d.Memory), ')')
	}
	if d.Flags != dataPassive {
		p.clause("offset", d.At)
	}
	p.str(" ")
	p.buf = appendBytes(p.buf, string(d.Init))
	p.str(")")
}
