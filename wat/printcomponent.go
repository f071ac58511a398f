package wat

import (
	"cmp"
	"io"
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the printer of components: all but types.

// PrintComponent writes c as text. The text gives the bytes of c again, as syntax.Encode writes them, but for what Print says of core modules.
//
// Names come from the name sections. An error is one of w or, for what no text can say, a *wasm.Error. Concurrent calls are safe.
func PrintComponent(w io.Writer, c *syntax.Component, opt PrintOptions) error {
	p := &componentPrinter{printer: newPrinter(w, new(wasm.Module), opt)}
	n := p.readNames(c)
	p.str("(component")
	switch {
	case n.set.name != "":
		p.buf = appendID(append(p.buf, ' '), n.set.name)
	case n.set.named:
		p.str(` (@name "")`)
	}
	p.component(c, n)
	p.str("\n")
	p.flush()
	return p.err
}

// A componentPrinter writes a component. Its printer writes core types: the module of that is those of the scope at hand, and where the
// scope is indented.
type componentPrinter struct {
	*printer
	next  [len(sorts)]uint32      // index of what comes next of each sort
	named [len(sorts)][]named     // names in the component at hand
	ids   [len(sorts)]identifiers // made of them
	own   syntax.Ref              // what the definition at hand defines
}

// begin begins the line of a definition.
func (p *componentPrinter) begin() {
	p.line(1)
	p.own = syntax.Ref{}
}

// component prints what a component has behind its name, and the parenthesis that closes it.
func (p *componentPrinter) component(c *syntax.Component, n *usedNames) {
	leave := p.enter()
	p.named = n.set.names
	counts := countSorts(c)
	for i := range sorts {
		p.ids[i] = identifiersFor(all(n.set.names[i]), len(n.set.names[i]), int(counts[i]))
	}
	p.types = p.ids[sortIndices[syntax.SortCoreType]-1]
	for i := range c.Sections {
		s := &c.Sections[i]
		if word := sectionWords[s.ID]; word != "" && (isEmptySection(s) || i > 0 && c.Sections[i-1].ID == s.ID) {
			p.line(1)
			p.str("(@section " + word + ")")
		}
		if i == n.at {
			p.namePlace(n, i == len(c.Sections)-1, len(s.Custom.Data) == 0)
			continue
		}
		p.componentSection(s)
	}
	leave()
	if len(c.Sections) > 1 || len(c.Sections) == 1 && n.at != 0 {
		p.line(0)
	}
	p.str(")")
}

// enter begins a scope that has printed nothing; what it returns goes back to the one around.
func (p *componentPrinter) enter() (leave func()) {
	next, names, ids, m, types := p.next, p.named, p.ids, p.m, p.types
	p.next, p.named, p.ids = [len(sorts)]uint32{}, [len(sorts)][]named{}, [len(sorts)]identifiers{}
	p.m, p.types = new(wasm.Module), identifiers{}
	return func() { p.next, p.named, p.ids, p.m, p.types = next, names, ids, m, types }
}

// isEmptySection reports whether a section that may hold any number of definitions holds none.
func isEmptySection(s *syntax.Section) bool {
	return len(s.CoreInstances)+len(s.CoreTypes)+len(s.Instances)+len(s.Aliases)+len(s.Types)+len(s.Canons)+len(s.Imports)+len(s.Exports)+
		len(s.Values) == 0
}

// add counts what comes next of a sort and returns its index.
func (p *componentPrinter) add(sort syntax.Sort) (x uint32) {
	i := sortIndices[sort] - 1
	x = p.next[i]
	p.next[i]++
	if sort == syntax.SortCoreType && len(p.m.Types) == int(x) {
		p.m.Types = append(p.m.Types, wasm.SubType{Kind: compUnknown})
	}
	return x
}

// declare prints what has a sort's next index declared: its identifier and its name, each after a blank, and the index as a comment.
func (p *componentPrinter) declare(sort syntax.Sort) (x uint32) {
	x = p.add(sort)
	p.own = syntax.Ref{Sort: sort, Index: x}
	p.buf = p.ids[sortIndices[sort]-1].appendNames(p.buf, x)
	p.index(int(x))
	return x
}

// define begins the definition of what has a sort's next index.
func (p *componentPrinter) define(sort syntax.Sort) (x uint32) {
	p.begin()
	p.str("(" + infoOf(sort).shown())
	return p.declare(sort)
}

// ref prints an index of a sort. An identifier only stands for what comes before.
func (p *componentPrinter) ref(sort syntax.Sort, x uint32) {
	if r := (syntax.Ref{Sort: sort, Index: x}); x >= p.next[sortIndices[sort]-1] || r == p.own {
		p.num(uint64(x))
		return
	}
	p.buf = p.ids[sortIndices[sort]-1].append(p.buf, x)
}

// sortRef prints an index with its sort, after a blank.
func (p *componentPrinter) sortRef(r syntax.Ref) {
	p.str(" (" + infoOf(r.Sort).shown() + " ")
	p.ref(r.Sort, r.Index)
	p.str(")")
}

// name prints a name after a blank.
func (p *componentPrinter) name(name string) { p.buf = appendName(append(p.buf, ' '), name) }

// externName prints the name of an import or an export with its attributes, after a blank.
func (p *componentPrinter) externName(n *syntax.ExternName) {
	p.name(n.Name)
	if n.Form != 0 && len(n.Attributes) == 0 {
		p.str(" (@form ")
		p.num(uint64(n.Form))
		p.str(")")
	}
	seen := 0
	for _, a := range n.Attributes {
		if seen&(1<<a.Kind) != 0 { // no text can say that, and no valid component
			p.fail(&wasm.Error{Phase: wasm.PhaseInvalid, Code: "duplicate attribute", Detail: a.Kind.String(), Offset: -1, Func: wasm.NoFunc})
			return
		}
		seen |= 1 << a.Kind
		p.str(" (" + a.Kind.String())
		p.name(a.Text)
		p.str(")")
	}
}

// componentSection prints the definitions of a section.
func (p *componentPrinter) componentSection(s *syntax.Section) {
	switch s.ID {
	case syntax.SectionCustom:
		p.line(1)
		p.str("(@custom")
		p.name(s.Custom.Name)
		p.buf = appendBytes(append(p.buf, ' '), string(s.Custom.Data))
		p.str(")")
	case syntax.SectionCoreModule:
		p.coreModule(s.CoreModule)
	case syntax.SectionCoreInstance:
		for i := range s.CoreInstances {
			p.coreInstance(&s.CoreInstances[i])
		}
	case syntax.SectionCoreType:
		for i := range s.CoreTypes {
			p.coreType(&s.CoreTypes[i], "core ")
		}
	case syntax.SectionComponent:
		p.nested(s.Component)
	case syntax.SectionInstance:
		for i := range s.Instances {
			p.instance(&s.Instances[i])
		}
	case syntax.SectionAlias:
		for i := range s.Aliases {
			p.alias(&s.Aliases[i], false)
		}
	case syntax.SectionType:
		for i := range s.Types {
			p.define(syntax.SortType)
			p.typeDef(&s.Types[i])
			p.str(")")
		}
	case syntax.SectionCanon:
		for i := range s.Canons {
			p.canon(&s.Canons[i])
		}
	case syntax.SectionStart:
		p.start(s.Start)
	case syntax.SectionImport:
		for i := range s.Imports {
			p.begin()
			p.str("(import")
			p.externName(&s.Imports[i].Name)
			p.externType(&s.Imports[i].Type, true)
			p.str(")")
		}
	case syntax.SectionExport:
		for i := range s.Exports {
			p.componentExport(&s.Exports[i])
		}
	case syntax.SectionValue:
		for i := range s.Values {
			p.define(syntax.SortValue)
			p.typeOfValue(s.Values[i].Type)
			p.str(" (binary ")
			p.buf = appendBytes(p.buf, string(s.Values[i].Data))
			p.str("))")
		}
	}
}

// coreModule prints a core module.
func (p *componentPrinter) coreModule(m *syntax.Module) {
	x := p.define(syntax.SortCoreModule)
	if m.Module == nil { // made of bytes that are no module
		p.str(" binary ")
		p.buf = appendBytes(p.buf, string(m.Code))
		p.str(")")
		return
	}
	q := newPrinter(p.w, m.Module, p.opt)
	q.err, q.base, q.buf = p.err, p.base+1, p.buf
	name, named := q.ownName()
	q.buf = p.appendOwnName(q.buf, syntax.SortCoreModule, x, name, named)
	q.moduleBody()
	p.err, p.buf = q.err, q.buf
}

// nested prints a component within a component.
func (p *componentPrinter) nested(c *syntax.Component) {
	x := p.define(syntax.SortComponent)
	n := p.readNames(c)
	p.buf = p.appendOwnName(p.buf, syntax.SortComponent, x, n.set.name, n.set.named)
	p.base++
	p.component(c, n)
	p.base--
}

// appendOwnName appends the annotation for the name that x gives itself, if it is not the one that it has here.
func (p *componentPrinter) appendOwnName(dst []byte, sort syntax.Sort, x uint32, own string, named bool) []byte {
	name, ok := p.outerName(sort, x)
	switch {
	case name == own && ok == named:
	case named:
		dst = append(appendName(append(dst, " (@own-name "...), own), ')')
	default:
		dst = append(dst, " (@own-name)"...)
	}
	return dst
}

func (p *componentPrinter) coreInstance(in *syntax.CoreInstance) {
	p.define(syntax.SortCoreInstance)
	if in.Module != wasm.NoIndex {
		p.str(" (instantiate ")
		p.ref(syntax.SortCoreModule, in.Module)
		for _, a := range in.Args {
			p.str(" (with")
			p.name(a.Name)
			p.str(" (instance ")
			p.ref(syntax.SortCoreInstance, a.Instance)
			p.str("))")
		}
		p.str(")")
	}
	for _, e := range in.Exports {
		p.str(" (export")
		p.name(e.Name)
		p.str(" (" + infoOf(e.Ref.Sort).word + " ")
		p.ref(e.Ref.Sort, e.Ref.Index)
		p.str("))")
		p.spill()
	}
	p.str(")")
}

func (p *componentPrinter) instance(in *syntax.Instance) {
	p.define(syntax.SortInstance)
	if in.Component != wasm.NoIndex {
		p.str(" (instantiate ")
		p.ref(syntax.SortComponent, in.Component)
		for _, a := range in.Args {
			p.str(" (with")
			p.name(a.Name)
			p.sortRef(a.Ref)
			p.str(")")
		}
		p.str(")")
	}
	for i := range in.Exports {
		p.str(" (export")
		p.externName(&in.Exports[i].Name)
		p.sortRef(in.Exports[i].Ref)
		p.str(")")
		p.spill()
	}
	p.str(")")
}

// alias prints an alias, in the type of a module if core.
func (p *componentPrinter) alias(a *syntax.Alias, core bool) {
	p.begin()
	switch a.Kind {
	case syntax.AliasExport:
		p.str("(alias export ")
		p.ref(syntax.SortInstance, a.Instance)
		p.name(a.Name)
	case syntax.AliasCoreExport:
		p.str("(alias core export ")
		p.ref(syntax.SortCoreInstance, a.Instance)
		p.name(a.Name)
	case syntax.AliasOuter:
		p.str("(alias outer ")
		p.num(uint64(a.Outer))
		p.str(" ")
		p.num(uint64(a.Index))
	}
	if core {
		p.str(" (" + infoOf(a.Sort).word)
	} else {
		p.str(" (" + infoOf(a.Sort).shown())
	}
	p.declare(a.Sort)
	p.str("))")
}

// canon prints a canonical definition.
func (p *componentPrinter) canon(c *syntax.Canon) {
	p.begin()
	p.str("(canon " + syntax.Canons[c.Kind].Name)
	p.canonImmediates(c)
	p.canonOpts(c.Opts)
	if c.Kind == syntax.CanonLift {
		p.str(" (func")
		p.declare(syntax.SortFunc)
		p.str(" (type ")
		p.ref(syntax.SortType, c.Type)
		p.str(")))")
		return
	}
	p.str(" (core func")
	p.declare(syntax.SortCoreFunc)
	p.str("))")
}

// canonImmediates prints what a canonical definition has before its options.
func (p *componentPrinter) canonImmediates(c *syntax.Canon) {
	info := &syntax.Canons[c.Kind]
	flag := func() {
		if c.Flag {
			p.str(" " + info.Flag)
		}
	}
	index := func(sort syntax.Sort, x uint32) {
		p.str(" ")
		p.ref(sort, x)
	}
	switch info.Shape {
	case syntax.CanonShapeLift:
		p.sortRef(syntax.Ref{Sort: syntax.SortCoreFunc, Index: c.Func})
	case syntax.CanonShapeLower:
		p.sortRef(syntax.Ref{Sort: syntax.SortFunc, Index: c.Func})
	case syntax.CanonShapeType, syntax.CanonShapeTypeOpts:
		index(syntax.SortType, c.Type)
	case syntax.CanonShapeTypeFlag:
		index(syntax.SortType, c.Type)
		flag()
	case syntax.CanonShapeFlag:
		flag()
	case syntax.CanonShapeResult:
		if c.Result != nil {
			p.str(" (result ")
			p.componentValType(*c.Result)
			p.str(")")
		}
	case syntax.CanonShapeContext:
		p.str(" ")
		p.valType(c.Core)
		p.str(" ")
		p.num(uint64(c.Slot))
	case syntax.CanonShapeFlagMem:
		flag()
		p.str(" (memory")
		index(syntax.SortCoreMemory, c.Memory)
		p.str(")")
	case syntax.CanonShapeIndirect, syntax.CanonShapeFlagType, syntax.CanonShapeFlagIndirect:
		if info.Shape != syntax.CanonShapeIndirect {
			flag()
		}
		index(syntax.SortCoreType, c.Type)
		if info.Shape != syntax.CanonShapeFlagType {
			index(syntax.SortCoreTable, c.Table)
		}
	}
}

func (p *componentPrinter) canonOpts(opts []syntax.CanonOpt) {
	for _, o := range opts {
		word := canonOptions[o.Kind]
		if !o.Kind.HasIndex() {
			p.str(" " + word)
			continue
		}
		p.str(" (" + word + " ")
		p.ref(optionSort(o.Kind), o.Index)
		p.str(")")
	}
}

func (p *componentPrinter) start(s *syntax.Start) {
	p.begin()
	p.str("(start ")
	p.ref(syntax.SortFunc, s.Func)
	for _, x := range s.Args {
		p.sortRef(syntax.Ref{Sort: syntax.SortValue, Index: x})
	}
	if s.Results > maxStartResults {
		p.fail(&wasm.Error{Phase: wasm.PhaseLimit, Code: "too many results of a start function", Offset: s.Offset, Func: wasm.NoFunc})
		return
	}
	for range s.Results {
		p.str(" (result (value")
		p.declare(syntax.SortValue)
		p.str("))")
	}
	p.str(")")
}

// maxStartResults is the number of results up to which start functions are printed. In bytes, any number takes no more than a few.
const maxStartResults = 1000

func (p *componentPrinter) componentExport(e *syntax.Export) {
	p.begin()
	p.str("(export")
	p.declare(e.Ref.Sort)
	p.externName(&e.Name)
	p.sortRef(e.Ref)
	if e.HasType {
		p.externType(&e.Type, false)
	}
	p.str(")")
}

// A usedNames says what names a component is printed with.
type usedNames struct {
	set componentNames
	at  int // index of the section that gives them, or -1
}

// outerName returns the name that x has in the component at hand.
func (p *componentPrinter) outerName(sort syntax.Sort, x uint32) (name string, ok bool) {
	names := p.named[sortIndices[sort]-1]
	i, ok := slices.BinarySearchFunc(names, x, func(n named, x uint32) int { return cmp.Compare(n.index, x) })
	if !ok {
		return "", false
	}
	return names[i].name, true
}

// readNames returns the names of c and the section that gives them, if the text of c can give this very section: it is the only one, and
// its names are in order and belong to what c has.
func (p *componentPrinter) readNames(c *syntax.Component) *usedNames {
	none := &usedNames{at: -1}
	at := -1
	for i := range c.Sections {
		if s := &c.Sections[i]; s.ID == syntax.SectionCustom && s.Custom.Name == syntax.NameSection {
			if at >= 0 {
				return none
			}
			at = i
		}
	}
	if at < 0 {
		return none
	}
	data := c.Sections[at].Custom.Data
	names, err := syntax.DecodeNames(data, 0)
	order, self, ok := nameOrderOf(data)
	if err != nil || !ok {
		return none
	}
	n := &usedNames{set: componentNames{name: names.Component, named: self}, at: at}
	counts := countSorts(c)
	for i := range sorts {
		for x, name := range names.All(sorts[i].sort) {
			if x >= counts[i] {
				return none
			}
			n.set.names[i] = append(n.set.names[i], named{x, name})
		}
	}
	if string(n.set.append(nil)) != string(data) {
		if n.set.order = order; string(n.set.append(nil)) != string(data) {
			return none
		}
	}
	return n
}

// nameOrderOf returns what the subsections of a name section are about, by index in sorts or -1 for the component itself, and whether
// there is one about that.
func nameOrderOf(data []byte) (order []int, named, ok bool) {
	r := binary.NewReader(data, 0)
	order = []int{}
	for r.Len() > 0 {
		kind := r.Byte()
		b := r.Bytes(r.Count())
		switch {
		case kind == 0:
			order, named = append(order, -1), true
		case len(b) > 1 && b[0] == 0 && int(b[1]) < len(sortIndices)-int(syntax.SortCore) && sortIndices[syntax.SortCore+syntax.Sort(b[1])] > 0:
			order = append(order, int(sortIndices[syntax.SortCore+syntax.Sort(b[1])])-1)
		case len(b) > 0 && int(b[0]) < len(sortIndices) && sortIndices[b[0]] > 0 && b[0] <= byte(syntax.SortInstance):
			order = append(order, int(sortIndices[b[0]])-1)
		default:
			return nil, false, false
		}
	}
	return order, named, !r.Failed()
}

// namePlace prints the annotation for the place of the name section and for what it holds, unless both are the usual.
func (p *componentPrinter) namePlace(n *usedNames, last, empty bool) {
	if last && n.set.order == nil && !empty {
		return
	}
	p.line(1)
	p.str("(@section " + syntax.NameSection)
	for _, i := range n.set.order {
		if i < 0 {
			p.str(" " + ownName)
		} else {
			p.str(" " + sorts[i].what)
		}
	}
	p.str(")")
}
