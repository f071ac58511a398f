package wit

import (
	"fmt"
	"sort"
	"strings"
)

// This file holds the resolution of names: packages, interfaces and worlds. What refers to something resolves that first, so that
// everything comes out in order and a cycle shows up as something that is being resolved already.

// A state says how far the resolution of something is.
type state uint8

const (
	untouched state = iota
	resolving
	resolved
)

// An entity is an interface or a world of a package.
type entity struct {
	decl  *decl
	pack  *pack
	block *block
	state state
	iface *Interface
	world *World
}

// A resolver resolves packages.
type resolver struct {
	opts    Options
	feature map[string]bool
	packs   map[PackageName]*pack
	order   []*pack // as they were added
	root    *pack
	depth   int
	result  []*Package
	items   int                         // of all worlds
	uses    map[*block]map[string]*decl // top-level uses by name
	types   map[*Interface]map[string]*typeEntry
	borrow  map[*TypeDef]bool // whether a borrowed handle is somewhere in it
	deps    map[*Interface][]*Interface
}

func newResolver(opts Options) *resolver {
	r := &resolver{opts: opts, feature: map[string]bool{}, packs: map[PackageName]*pack{}, uses: map[*block]map[string]*decl{},
		types: map[*Interface]map[string]*typeEntry{}, borrow: map[*TypeDef]bool{}, deps: map[*Interface][]*Interface{}}
	for _, f := range opts.Features {
		r.feature[f] = true
	}
	return r
}

// maxChain is how long a chain of definitions can be in which each refers to the next.
const maxChain = 1000

// enter counts the length of a chain; the function it returns is to be deferred.
func (r *resolver) enter(at pos) func() {
	if r.depth++; r.depth > maxChain {
		fail(at, "more than %d definitions refer to each other in a chain", maxChain)
	}
	return func() { r.depth-- }
}

// graph resolves all packages.
func (r *resolver) graph(root *pack) *Graph {
	r.root = root
	if t := r.opts.Target; t != "" {
		r.checkTarget(t)
	}
	for _, p := range r.order {
		r.declare(p)
	}
	for _, p := range r.order {
		r.sortPack(p, p.at)
	}
	return &Graph{Packages: r.result, Root: root.out}
}

func (r *resolver) checkTarget(target string) {
	own := r.root.name.Version
	if _, ok := parseVersion(target); !ok {
		panic(&Error{What: fmt.Sprintf("the target `%s` is no version", target), Help: "A version has three numbers, as in 1.2.0."})
	}
	if own == "" || compareVersions(target, own) > 0 {
		fail(r.root.at, "the target %s is not a version that %s can have", target, &r.root.name)
	}
}

// declare collects the names in a package.
func (r *resolver) declare(p *pack) {
	p.out = &Package{Name: p.name, Docs: p.docs}
	if p == r.root && r.opts.Target != "" {
		p.out.Name.Version = r.opts.Target
	}
	p.found = map[string]*entity{}
	lower := map[string]bool{}
	for _, b := range p.blocks {
		for _, d := range b.items {
			if key := strings.ToLower(d.name.name); lower[key] {
				fail(d.name.pos, "the package has two items named `%s`", d.name.name)
			} else {
				lower[key] = true
			}
			r.checkInside(d)
			p.found[d.name.name] = &entity{decl: d, pack: p, block: b}
		}
	}
	for _, b := range p.blocks {
		r.uses[b] = map[string]*decl{}
		here := map[string]bool{}
		for _, d := range b.items {
			here[strings.ToLower(d.name.name)] = true
		}
		for _, d := range b.uses {
			key := strings.ToLower(d.name.name)
			if here[key] {
				fail(d.name.pos, "the file has two items named `%s`", d.name.name)
			}
			here[key] = true
			r.uses[b][d.name.name] = d
		}
	}
}

// sortPack resolves a package behind those that it refers to.
func (r *resolver) sortPack(p *pack, at pos) {
	switch p.state {
	case resolved:
		return
	case resolving:
		fail(at, "the package %s refers to itself by way of others", &p.name)
	}
	defer r.enter(at)()
	p.state = resolving
	for _, b := range p.blocks {
		eachPath(b.uses, func(x *pathExpr) { r.sortPath(p, x) })
		eachPath(b.items, func(x *pathExpr) { r.sortPath(p, x) })
	}
	for _, b := range p.blocks {
		for _, d := range b.uses {
			if r.included(p, &d.gate) {
				if e := r.lookup(p, b, d.path, true); e.decl.kind != declInterface {
					fail(d.path.pos, "`%s` is a world, and a use is for interfaces", d.path)
				}
			}
		}
		for _, d := range b.items {
			r.resolve(p.found[d.name.name], d.name.pos)
		}
	}
	r.result = append(r.result, p.out)
	p.state = resolved
}

func (r *resolver) sortPath(from *pack, x *pathExpr) {
	if x.pkg != nil && *x.pkg != from.name {
		r.sortPack(r.pack(x), x.pos)
	}
}

// eachPath calls f for all paths in declarations.
func eachPath(list []*decl, f func(*pathExpr)) {
	for _, d := range list {
		if d.path != nil {
			f(d.path)
		}
		eachPath(d.body, f)
	}
}

// pack returns the package that a path names.
func (r *resolver) pack(x *pathExpr) *pack {
	if p := r.packs[*x.pkg]; p != nil {
		return p
	}
	var same, all []string
	for name := range r.packs {
		all = append(all, name.String())
		if name.Namespace == x.pkg.Namespace && name.Name == x.pkg.Name {
			same = append(same, name.String())
		}
	}
	sort.Strings(same)
	sort.Strings(all)
	help := fmt.Sprintf("Put its files into deps/, as deps/%s/*.wit or deps/%s.wit.", x.pkg.Name, x.pkg.Name)
	if len(same) > 0 {
		help = "There is " + strings.Join(same, ", ") + ": say which version is meant, or " + strings.ToLower(help[:1]) + help[1:]
	} else if n := nearest(x.pkg.String(), all); n != "" {
		help = n
	}
	failHelp(x.pos, help, "there is no package %s", x.pkg)
	return nil
}

// lookup finds what a path names, from a place in a package. Top-level uses look at packages only.
func (r *resolver) lookup(from *pack, b *block, x *pathExpr, topLevel bool) *entity {
	p := from
	if x.pkg != nil {
		if p = from; *x.pkg != from.name {
			p = r.pack(x)
		}
	} else if d := r.uses[b][x.name.name]; d != nil && !topLevel {
		return r.lookup(from, b, d.path, true)
	}
	if e := p.found[x.name.name]; e != nil {
		return e
	}
	var names []string
	for name := range p.found {
		names = append(names, name)
	}
	for name := range r.uses[b] {
		names = append(names, name)
	}
	sort.Strings(names)
	failHelp(x.name.pos, nearest(x.name.name, names), "the package %s has no interface or world named `%s`", &p.name, x.name.name)
	return nil
}

// iface returns the interface that a path names, resolved.
func (r *resolver) iface(from *pack, b *block, x *pathExpr) *Interface {
	e := r.lookup(from, b, x, false)
	if e.decl.kind != declInterface {
		fail(x.name.pos, "`%s` is a world, not an interface", x)
	}
	r.checkRef(x.pos, "interface", x.String(), e.pack, &e.decl.gate)
	r.resolve(e, x.pos)
	return e.iface
}

// resolve resolves an interface or a world, unless its gate leaves it out.
func (r *resolver) resolve(e *entity, at pos) {
	switch e.state {
	case resolved:
		return
	case resolving:
		fail(at, "`%s` refers to itself, maybe by way of others", e.decl.name.name)
	}
	defer r.enter(at)()
	e.state = resolving
	d := e.decl
	if r.included(e.pack, &d.gate) {
		if d.kind == declInterface {
			e.iface = &Interface{Name: d.name.name, Package: e.pack.out, Docs: d.docs, Gate: d.gate.Gate}
			r.fill(e.iface, e.pack, e.block, d)
			e.pack.out.Interfaces = append(e.pack.out.Interfaces, e.iface)
		} else {
			e.world = &World{Name: d.name.name, Package: e.pack.out, Docs: d.docs, Gate: d.gate.Gate}
			r.world(e)
			e.pack.out.Worlds = append(e.pack.out.Worlds, e.world)
		}
	}
	e.state = resolved
}

// fill resolves what stands in an interface.
func (r *resolver) fill(i *Interface, p *pack, b *block, d *decl) {
	s := r.newScope(p, b, i, nil, d)
	s.defineAll()
	s.methods()
	i.Types = s.order
	r.types[i] = s.entries
	r.deps[i] = i.Uses()
	for _, item := range d.body {
		if item.kind == declFunc && r.included(p, &item.gate) {
			i.Funcs = append(i.Funcs, s.function(item, nil))
		}
	}
}
