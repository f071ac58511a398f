package wit

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the way from binaries to WIT: of components, and of packages, which are components that export types alone.

// Decode returns the WIT of a binary. Of a package in the binary format it is the package. Of any other component it is a
// package root:component with a world root that has the component's imports and exports. Of a core module that is to become a
// component it is the world that it was made for. The error is an *Error, or a *wasm.Error about the binary format.
func Decode(b []byte) (g *Graph, err error) {
	defer catch(&err)
	d := newDecoder()
	if !syntax.IsComponent(b) {
		return d.coreModule(b)
	}
	c, err := syntax.Decode(b, syntax.Options{Features: wasm.AllFeatures})
	if err != nil {
		return nil, err
	}
	d.decode(c)
	return d.graph(), nil
}

// FromComponent returns the WIT of a component. See Decode.
func FromComponent(c *syntax.Component) (g *Graph, err error) {
	defer catch(&err)
	d := newDecoder()
	d.decode(c)
	return d.graph(), nil
}

// A decoder makes packages.
type decoder struct {
	shapes   shaper
	root     *Package
	packages map[PackageName]*Package
	order    []*Package
	ifaces   map[string]*Interface
	names    map[owner]map[string]*TypeDef  // the types that stand there
	funcs    map[*Interface]map[string]bool // by full name
	used     map[useKey]*TypeDef
	defs     map[*node]*TypeDef // what nodes are called
	made     int                // types
	depth    int                // of types in types
}

// A useKey is a type in an interface or a world other than its own.
type useKey struct {
	iface *Interface
	world *World
	def   *TypeDef
}

func newDecoder() *decoder {
	return &decoder{packages: map[PackageName]*Package{}, ifaces: map[string]*Interface{}, defs: map[*node]*TypeDef{},
		names: map[owner]map[string]*TypeDef{}, used: map[useKey]*TypeDef{}, funcs: map[*Interface]map[string]bool{}}
}

// coreModule reads the worlds that compilers leave in custom sections.
func (d *decoder) coreModule(b []byte) (*Graph, error) {
	m, err := binary.Decode(b, binary.Options{Features: wasm.AllFeatures})
	if err != nil {
		return nil, err
	}
	for i := range m.Customs {
		if !strings.HasPrefix(m.Customs[i].Name, "component-type") {
			continue
		}
		c, err := syntax.Decode(m.Customs[i].Data, syntax.Options{Features: wasm.AllFeatures})
		if err != nil {
			return nil, err
		}
		d.decode(c)
	}
	if d.root == nil {
		return nil, &Error{What: "the core module says nothing about the component that it is for",
			Help: "Only components, packages in the binary format and modules for components hold WIT."}
	}
	return d.graph(), nil
}

func (d *decoder) decode(c *syntax.Component) {
	e := d.shapes.instantiate(&template{body: c}, nil)
	if !isPackage(c, e) {
		d.root = d.pkg(PackageName{Namespace: "root", Name: "component"})
		w := &World{Name: "root", Package: d.root}
		d.root.Worlds = append(d.root.Worlds, w)
		d.world(w, e)
		return
	}
	for _, x := range e.exports.list {
		d.packageItem(x.name.Name, x.node.base())
	}
	for i := range c.Sections {
		if s := &c.Sections[i]; s.ID == syntax.SectionCustom && s.Custom.Name == docsSection {
			d.docs(s.Custom.Data)
		}
	}
}

// isPackage reports whether a component is a package in the binary format.
func isPackage(c *syntax.Component, e *env) bool {
	for i := range c.Sections {
		switch c.Sections[i].ID {
		case syntax.SectionCustom, syntax.SectionType, syntax.SectionExport:
		default:
			return false
		}
	}
	for _, x := range e.exports.list {
		if x.sort != syntax.SortType {
			return false
		}
		if n := x.node.base(); n.def == nil || n.def.Kind != syntax.TypeComponent {
			return false
		}
	}
	return len(e.exports.list) > 0
}

// packageItem reads an interface or a world of a package.
func (d *decoder) packageItem(name string, n *node) {
	e := d.shapes.instantiate(&template{decls: n.def.Decls, env: n.env}, nil)
	if len(e.exports.list) != 1 {
		fail(pos{}, "the item %q of the package does not export one thing", name)
	}
	x := e.exports.list[0]
	pkg, label := d.interfaceName(x.name)
	if label != name {
		fail(pos{}, "the item %q of the package is named %q inside", name, x.name.Name)
	}
	if d.root == nil {
		d.root = d.pkg(pkg)
	} else if d.root.Name != pkg {
		fail(pos{}, "the package is named both %s and %s", &d.root.Name, &pkg)
	}
	switch x.sort {
	case syntax.SortInstance:
		for _, m := range e.imports {
			if m.sort != syntax.SortInstance {
				fail(pos{}, "the interface %q needs %q, which is no interface", name, m.name.Name)
			}
			d.fill(d.iface(m.name), m.inst)
		}
		d.fill(d.iface(x.name), x.inst)
	case syntax.SortComponent:
		w := &World{Name: name, Package: d.root}
		d.root.Worlds = append(d.root.Worlds, w)
		d.world(w, d.shapes.instantiate(x.comp, nil))
	default:
		fail(pos{}, "the item %q of the package is neither an interface nor a world", name)
	}
}

// pkg returns the package with a name.
func (d *decoder) pkg(name PackageName) *Package {
	p := d.packages[name]
	if p == nil {
		p = &Package{Name: name}
		d.packages[name] = p
		d.order = append(d.order, p)
	}
	return p
}

// interfaceName takes the name of an interface apart.
func (d *decoder) interfaceName(n syntax.ExternName) (PackageName, string) {
	name := n.Name
	for _, a := range n.Attributes {
		if a.Kind == syntax.AttributeVersionSuffix {
			name += a.Text
		}
	}
	pkg, label, ok := parseInterfaceName(name)
	if !ok {
		fail(pos{}, "%q is not the name of an interface", n.Name)
	}
	return pkg, label
}

// parseInterfaceName takes a name as in wasi:http/types@0.2.0 apart.
func parseInterfaceName(name string) (pkg PackageName, label string, ok bool) {
	rest, version, hasVersion := strings.Cut(name, "@")
	if hasVersion {
		if _, ok := parseVersion(version); !ok {
			return pkg, "", false
		}
	}
	words := strings.Split(rest, ":")
	last := len(words) - 1
	parts := strings.Split(words[last], "/")
	if last < 1 || len(parts) < 2 {
		return pkg, "", false
	}
	label = parts[len(parts)-1]
	for _, w := range append(words[:last:last], parts[:len(parts)-1]...) {
		if !isLabel(w) || w != strings.ToLower(w) {
			return pkg, "", false
		}
	}
	pkg = PackageName{strings.Join(words[:last], ":"), strings.Join(parts[:len(parts)-1], "/"), version}
	return pkg, label, isLabel(label)
}

// iface returns the interface with a name.
func (d *decoder) iface(n syntax.ExternName) *Interface {
	pkg, label := d.interfaceName(n)
	id := pkg.Item(label)
	i := d.ifaces[id]
	if i == nil {
		i = &Interface{Name: label, Package: d.pkg(pkg)}
		i.Package.Interfaces = append(i.Package.Interfaces, i)
		d.ifaces[id] = i
	}
	return i
}

// implements returns the interface that a plain name stands for, or nil.
func (d *decoder) implements(n syntax.ExternName) *Interface {
	for _, a := range n.Attributes {
		if a.Kind == syntax.AttributeImplements {
			return d.iface(syntax.ExternName{Name: a.Text})
		}
	}
	return nil
}

func externalID(n syntax.ExternName) *string {
	for i := range n.Attributes {
		if a := &n.Attributes[i]; a.Kind == syntax.AttributeExternalID {
			return &a.Text
		}
	}
	return nil
}

// world reads imports and exports.
func (d *decoder) world(w *World, e *env) {
	for _, x := range e.imports {
		d.item(w, x, false)
	}
	for _, x := range e.exports.list {
		d.item(w, x, true)
	}
	sortByRank(w.Imports)
}

// item reads an import or an export.
func (d *decoder) item(w *World, x named, export bool) {
	list, word := &w.Imports, "import"
	if export {
		list, word = &w.Exports, "export"
	}
	item := &Item{}
	name := x.name.Name
	switch x.sort {
	case syntax.SortInstance:
		item.ExternalID = externalID(x.name)
		if strings.Contains(name, ":") {
			item.Interface = d.iface(x.name)
		} else {
			item.Name = d.label(name)
			if item.Interface = d.implements(x.name); item.Interface == nil {
				item.Interface = &Interface{World: w}
			}
		}
		d.fill(item.Interface, x.inst)
	case syntax.SortFunc:
		f := d.function(owner{world: w}, x)
		if f.Kind != Freestanding {
			f.Resource.Funcs = append(f.Resource.Funcs, f)
			return
		}
		item.Name, item.Func = f.Name, f
	case syntax.SortType:
		if export {
			return // worlds have types among their imports only
		}
		item.Name = d.label(name)
		item.Type = d.define(owner{world: w}, x)
	default:
		w.Omitted = append(w.Omitted, fmt.Sprintf("the %s %+q, %s", word, name, omitted(x.sort)))
		return
	}
	*list = append(*list, item)
}

// omitted says what it is that WIT has no words for.
func omitted(s syntax.Sort) string {
	switch s {
	case syntax.SortCoreModule:
		return "a core module"
	case syntax.SortComponent:
		return "a component"
	case syntax.SortValue:
		return "a value"
	}
	return ""
}

// label checks a plain name.
func (d *decoder) label(name string) string {
	if !isLabel(name) {
		fail(pos{}, "%q is not a name that WIT has", name)
	}
	return name
}

// fill adds the types and functions of an instance to an interface, unless they are there.
func (d *decoder) fill(i *Interface, inst *instance) {
	o := owner{iface: i}
	names := d.in(o)
	known := d.funcs[i]
	if known == nil {
		known = map[string]bool{}
		d.funcs[i] = known
	}
	for _, x := range inst.list {
		switch {
		case x.sort == syntax.SortType && names[x.name.Name] != nil:
			d.call(x.node, names[x.name.Name])
		case x.sort == syntax.SortType:
			i.Types = append(i.Types, d.define(o, x))
		case x.sort != syntax.SortFunc:
			fail(pos{}, "the export %q in an interface is neither a type nor a function, so WIT has no words for it", x.name.Name)
		case !known[x.name.Name]:
			known[x.name.Name] = true
			if f := d.function(o, x); f.Kind == Freestanding {
				i.Funcs = append(i.Funcs, f)
			} else {
				f.Resource.Funcs = append(f.Resource.Funcs, f)
			}
		}
	}
}

// graph returns the packages, each behind those that it refers to.
func (d *decoder) graph() *Graph {
	g := &Graph{Root: d.root}
	done := map[*Package]bool{}
	var visit func(p *Package)
	visit = func(p *Package) {
		if done[p] {
			return
		}
		done[p] = true
		for _, q := range p.refers() {
			visit(q)
		}
		g.Packages = append(g.Packages, p)
	}
	for _, p := range d.order {
		visit(p)
	}
	return g
}

// refers returns the packages that a package refers to.
func (p *Package) refers() (list []*Package) {
	seen := map[*Package]bool{nil: true, p: true}
	add := func(i *Interface) {
		if !seen[i.Package] {
			seen[i.Package] = true
			list = append(list, i.Package)
		}
	}
	uses := func(i *Interface) {
		for _, u := range i.Uses() {
			add(u)
		}
	}
	for _, i := range p.Interfaces {
		uses(i)
	}
	for _, w := range p.Worlds {
		for _, x := range append(w.Imports[:len(w.Imports):len(w.Imports)], w.Exports...) {
			if x.Interface != nil {
				add(x.Interface)
				uses(x.Interface)
			}
		}
	}
	return list
}

// String returns what the owner is called in errors.
func (o owner) String() string {
	switch {
	case o.world != nil:
		return fmt.Sprintf("the world `%s`", o.world.Name)
	case o.iface.Name == "":
		return "an interface of the world"
	}
	return fmt.Sprintf("the interface `%s`", o.iface.ID())
}
