package wit

import (
	"fmt"
	"slices"
	"strings"
)

// This file holds the resolution of worlds: their items, what they include, and what their items use in turn.

// A worldMaker makes a world.
type worldMaker struct {
	*scope
	world   *World
	imports map[string]*Item // by lower-case name
	exports map[string]*Item
	decl    *decl
}

// world resolves what stands in a world.
func (r *resolver) world(e *entity) {
	d := e.decl
	m := &worldMaker{world: e.world, imports: map[string]*Item{}, exports: map[string]*Item{}, decl: d}
	m.scope = r.newScope(e.pack, e.block, nil, e.world, d)
	m.defineAll()
	m.methods()
	for _, t := range m.order {
		m.add(&Item{Name: t.Name, Type: t}, false, m.entries[t.Name].name.pos)
	}
	for _, item := range d.body {
		if (item.kind == declImport || item.kind == declExport) && r.included(e.pack, &item.gate) {
			m.extern(item)
		}
	}
	for _, item := range d.body {
		if item.kind == declInclude && r.included(e.pack, &item.gate) {
			m.include(item)
		}
	}
	m.complete()
}

// maxItems bounds what worlds consist of, which multiplies by being included and used: imports, exports and the types in them.
const maxItems = 1 << 20

// count counts an item.
func (r *resolver) count(at pos) {
	if r.items++; r.items > maxItems {
		fail(at, "the worlds have more than %d imports and exports in all", maxItems)
	}
}

// add adds an item, or reports that there is one with its name.
func (m *worldMaker) add(x *Item, export bool, at pos) {
	list, names, what := &m.world.Imports, m.imports, "import"
	if export {
		list, names, what = &m.world.Exports, m.exports, "export"
	}
	key := strings.ToLower(x.Key())
	if names[key] != nil {
		fail(at, "the world `%s` has an %s named `%s` already", m.world.Name, what, x.Key())
	}
	m.r.count(at)
	names[key] = x
	*list = append(*list, x)
}

// extern resolves an import or an export.
func (m *worldMaker) extern(d *decl) {
	x := &Item{Name: d.name.name, Docs: d.docs, Gate: d.gate.Gate, ExternalID: d.externalID}
	at := d.name.pos
	switch {
	case d.fn != nil:
		x.Func = m.function(d, nil)
	case d.inline:
		x.Interface = &Interface{World: m.world, Docs: d.docs, Gate: d.gate.Gate}
		m.r.fill(x.Interface, m.pack, m.block, d)
	default:
		x.Interface = m.r.iface(m.pack, m.block, d.path)
		if x.Name == "" {
			at = d.path.pos
		}
	}
	m.add(x, d.kind == declExport, at)
}

// include adds what another world consists of.
func (m *worldMaker) include(d *decl) {
	e := m.r.lookup(m.pack, m.block, d.path, false)
	if e.decl.kind != declWorld {
		fail(d.path.pos, "`%s` is an interface, not a world", d.path)
	}
	m.r.checkRef(d.path.pos, "world", d.path.String(), e.pack, &e.decl.gate)
	m.r.resolve(e, d.path.pos)
	names := map[string]string{}
	used := map[string]bool{}
	for _, n := range d.renames {
		if _, twice := names[n.from.name]; twice {
			fail(n.from.pos, "the name `%s` stands twice", n.from.name)
		}
		names[n.from.name] = n.to.name
	}
	c := &copier{r: m.r, at: d.path.pos, world: m.world, names: names, used: used, defs: map[*TypeDef]*TypeDef{},
		foreign: e.pack != m.pack}
	for _, x := range e.world.Imports {
		m.includeItem(c, x, false, d.path)
	}
	for _, x := range e.world.Exports {
		m.includeItem(c, x, true, d.path)
	}
	for _, n := range d.renames {
		if !used[n.from.name] {
			failHelp(n.from.pos, "Interfaces that go by their full name cannot be renamed.",
				"the world `%s` has no import or export with the plain name `%s`", d.path, n.from.name)
		}
	}
}

// includeItem adds a copy of an item, unless the same interface or use is there already.
func (m *worldMaker) includeItem(c *copier, x *Item, export bool, from *pathExpr) {
	names := m.imports
	if export {
		names = m.exports
	}
	name := c.rename(x.Name)
	old := names[strings.ToLower(name)]
	if x.Name == "" {
		old = names[strings.ToLower(x.Key())]
	}
	switch {
	case old == nil:
	case x.Name == "":
		return
	case old.Type != nil && x.Type != nil && old.Type.Used() != nil && old.Type.Used() == x.Type.Used():
		c.defs[x.Type] = old.Type
		return
	default:
		failHelp(from.pos, fmt.Sprintf("Give one of them another name, as in: include %s with { %s as another-name }", from, x.Name),
			"the world `%s` that is included has `%s`, which is there already", from, name)
	}
	m.add(c.item(x, name), export, from.pos)
}

// A copier copies the items of a world into another: what has its own name in a world belongs to that world.
type copier struct {
	r       *resolver
	at      pos // of the include
	world   *World
	names   map[string]string
	used    map[string]bool
	defs    map[*TypeDef]*TypeDef
	foreign bool // from another package, whose versions mean nothing here
}

func (c *copier) rename(name string) string {
	if to, ok := c.names[name]; ok && name != "" {
		c.used[name] = true
		return to
	}
	return name
}

func (c *copier) item(x *Item, name string) *Item {
	y := *x
	y.Name, y.Gate = name, c.gate(x.Gate)
	switch {
	case x.Type != nil:
		y.Type = c.def(x.Type, nil)
		y.Type.Name = name
	case x.Func != nil:
		y.Func = c.function(x.Func)
		y.Func.Name = name
	case x.Interface.Name == "":
		i := *x.Interface
		i.World, i.Types, i.Funcs, i.Gate = c.world, nil, nil, c.gate(i.Gate)
		y.Interface = &i
		defer func() { c.r.deps[&i] = i.Uses() }()
		for _, t := range x.Interface.Types {
			i.Types = append(i.Types, c.def(t, &i))
		}
		for _, f := range x.Interface.Funcs {
			i.Funcs = append(i.Funcs, c.function(f))
		}
	}
	return &y
}

// def copies a type for the interface i or, if i is nil, the world.
func (c *copier) def(d *TypeDef, i *Interface) *TypeDef {
	e := *d
	e.Interface, e.World, e.Gate = i, c.world, c.gate(d.Gate)
	if i != nil {
		e.World = nil
	}
	c.defs[d] = &e
	e.Type = c.typ(d.Type)
	e.Funcs = nil
	for _, f := range d.Funcs {
		e.Funcs = append(e.Funcs, c.function(f))
	}
	return &e
}

func (c *copier) typ(t *Type) *Type {
	if t == nil {
		return nil
	}
	c.r.count(c.at)
	u := *t
	if d := c.defs[t.Def]; d != nil {
		u.Def = d
	}
	u.Elem, u.Elem2 = c.typ(t.Elem), c.typ(t.Elem2)
	u.Fields = c.fields(t.Fields)
	return &u
}

func (c *copier) fields(list []Field) []Field {
	var out []Field
	for _, f := range list {
		c.r.count(c.at)
		f.Type = c.typ(f.Type)
		out = append(out, f)
	}
	return out
}

func (c *copier) function(f *Func) *Func {
	c.r.count(c.at)
	g := *f
	g.Params, g.Result, g.Gate = c.fields(f.Params), c.typ(f.Result), c.gate(f.Gate)
	if d := c.defs[f.Resource]; d != nil {
		g.Resource = d
	}
	return &g
}

func (c *copier) gate(g Gate) Gate {
	if c.foreign {
		g.Since, g.Deprecated = "", ""
	}
	return g
}

// rank orders imports so that each kind can refer to those in front of it.
func rank(x *Item) int {
	switch {
	case x.Interface != nil:
		return 0
	case x.Type != nil && x.Type.Used() != nil:
		return 1
	case x.Type != nil:
		return 2
	}
	return 3
}

// sortByRank puts imports in order, those of a rank as they stood.
func sortByRank(list []*Item) {
	slices.SortStableFunc(list, func(a, b *Item) int { return rank(a) - rank(b) })
}

// complete adds the interfaces that items use, as imports or as the exports that are there, and puts all in order.
func (m *worldMaker) complete() {
	w := m.world
	imports, exports := w.Imports, w.Exports
	w.Imports, w.Exports = nil, nil
	m.imports, m.exports = map[string]*Item{}, map[string]*Item{}
	sortByRank(imports)
	for _, x := range imports {
		if x.Type != nil {
			if u := x.Type.Used(); u != nil {
				m.importIt(&Item{Interface: u.Interface, Gate: x.Type.Gate})
			}
		}
		m.importIt(x)
	}
	e := &exporter{worldMaker: m, listed: map[string]*Item{}, required: map[*Interface]*Interface{}}
	for _, x := range exports {
		if x.Interface != nil {
			e.listed[strings.ToLower(x.Key())] = x
		}
	}
	for _, x := range exports {
		if x.Interface != nil {
			e.export(x)
		} else {
			m.add(x, true, m.decl.name.pos)
		}
	}
	sortByRank(w.Imports)
}

// importIt adds an import behind those that it uses, unless it is there.
func (m *worldMaker) importIt(x *Item) {
	m.r.count(m.decl.name.pos)
	if m.imports[strings.ToLower(x.Key())] != nil {
		return
	}
	if x.Interface != nil {
		for _, dep := range m.r.deps[x.Interface] {
			m.importIt(&Item{Interface: dep, Gate: x.Gate})
		}
	}
	m.add(x, false, m.decl.name.pos)
}

// Uses returns the interfaces that types come from by use, each once.
func (i *Interface) Uses() (list []*Interface) {
	seen := map[*Interface]bool{}
	for _, t := range i.Types {
		if u := t.Used(); u != nil && u.Interface != nil && !seen[u.Interface] {
			seen[u.Interface] = true
			list = append(list, u.Interface)
		}
	}
	return list
}

// An exporter adds exports. What they use is an export that is listed, or an import; no interface can be both for the same export, since
// its resources would be two different ones.
type exporter struct {
	*worldMaker
	listed   map[string]*Item
	required map[*Interface]*Interface // to be imported, with what uses it
}

// export adds an export behind those that it uses.
func (e *exporter) export(x *Item) {
	if e.exports[strings.ToLower(x.Key())] != nil {
		return
	}
	for _, dep := range e.r.deps[x.Interface] {
		if y := e.listed[strings.ToLower(dep.ID())]; y != nil {
			e.export(y)
		} else {
			e.require(dep, x)
		}
	}
	if by := e.required[x.Interface]; by != nil && x.Name == "" {
		e.conflict(x.Interface, by)
	}
	e.add(x, true, e.decl.name.pos)
}

// require adds an import that an export uses.
func (e *exporter) require(i *Interface, by *Item) {
	e.r.count(e.decl.name.pos)
	if e.required[i] != nil {
		return
	}
	if e.exports[strings.ToLower(i.ID())] != nil {
		e.conflict(i, by.Interface)
	}
	for _, dep := range e.r.deps[i] {
		if e.exports[strings.ToLower(dep.ID())] != nil {
			e.conflict(dep, i)
		}
		e.require(dep, &Item{Interface: i})
	}
	e.required[i] = i
	if by.Interface != nil {
		e.required[i] = by.Interface
	}
	if e.imports[strings.ToLower(i.ID())] == nil {
		e.add(&Item{Interface: i, Gate: by.Gate}, false, e.decl.name.pos)
	}
}

// conflict reports an interface that would have to be both exported and imported.
func (e *exporter) conflict(i, by *Interface) {
	name := by.ID()
	if name == "" {
		name = "an interface of this world"
	}
	failHelp(e.decl.name.pos, fmt.Sprintf("Export `%s` as well, so that what it uses is the export.", name),
		"the world `%s` exports `%s`, but an export uses it by way of `%s`, which is imported", e.world.Name, i.ID(), name)
}
