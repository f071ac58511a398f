package wit

import (
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file works out the types of what a component imports and exports. It goes through the definitions as if it instantiated them,
// with types in the place of values: that tells which types are the same. The component may be invalid: every index is checked, and so
// is how much there is to do.

// A node is a type, or the type of a function. Imports and exports of types make nodes of their own, since they give names.
type node struct {
	alias *node        // another name of this, or nil
	def   *syntax.Type // nil: a resource that is known by its name only, if alias is nil, too
	env   *env         // where the indices in def count
}

// base returns what n is a name of.
func (n *node) base() *node {
	for n.alias != nil {
		n = n.alias
	}
	return n
}

// isResource reports whether n, a base, is a resource.
func (n *node) isResource() bool { return n.def == nil || n.def.Kind == syntax.TypeResource }

// A shape is what an index or a name stands for.
type shape struct {
	sort syntax.Sort
	node *node // of types and functions
	inst *instance
	comp *template
}

// A named shape is an import or an export.
type named struct {
	name syntax.ExternName
	shape
}

// An instance is the exports of an instance.
type instance struct {
	list   []named
	byName map[string]int
}

// A template is a component, or the type of one: what gives an instance.
type template struct {
	body  *syntax.Component
	decls []syntax.Decl // if body is nil
	env   *env          // around it
}

// An env is the index spaces of a component or of a type of one.
type env struct {
	outer      *env
	types      []*node
	funcs      []*node
	instances  []*instance
	components []*template
	imports    []named
	imported   map[string]bool
	exports    instance
	args       map[string]shape // nil: imports are what their types say
}

// A shaper counts what there is to do.
type shaper struct {
	steps int
	depth int
}

// Limits of the work that a component can cause, since each of the components in it can be instantiated many times.
const (
	maxSteps      = 1 << 20
	maxShapeDepth = 200
)

func (s *shaper) step() {
	if s.steps++; s.steps > maxSteps {
		fail(pos{}, "the component is too complex: more than %d definitions to go through", maxSteps)
	}
}

// at returns an element of an index space.
func at[T any](list []T, x uint32, what string) T {
	if uint64(x) >= uint64(len(list)) {
		fail(pos{}, "the component is invalid: there is no %s %d", what, x)
	}
	return list[x]
}

// instantiate goes through a template. Args are nil if imports are to be what their types say.
func (s *shaper) instantiate(t *template, args map[string]shape) *env {
	if s.depth++; s.depth > maxShapeDepth {
		fail(pos{}, "the component is too complex: instances nest more than %d deep", maxShapeDepth)
	}
	defer func() { s.depth-- }()
	e := &env{outer: t.env, args: args}
	if t.body != nil {
		for i := range t.body.Sections {
			s.section(e, &t.body.Sections[i])
		}
		return e
	}
	s.decls(e, t.decls)
	return e
}

// section goes through a section of a component.
func (s *shaper) section(e *env, x *syntax.Section) {
	s.step()
	switch x.ID {
	case syntax.SectionComponent:
		e.components = append(e.components, &template{body: x.Component, env: e})
	case syntax.SectionInstance:
		for i := range x.Instances {
			s.step()
			e.instances = append(e.instances, s.instance(e, &x.Instances[i]))
		}
	case syntax.SectionAlias:
		for i := range x.Aliases {
			s.alias(e, &x.Aliases[i])
		}
	case syntax.SectionType:
		for i := range x.Types {
			s.step()
			e.types = append(e.types, &node{def: &x.Types[i], env: e})
		}
	case syntax.SectionCanon:
		for i := range x.Canons {
			s.step()
			if c := &x.Canons[i]; c.Kind == syntax.CanonLift {
				e.funcs = append(e.funcs, at(e.types, c.Type, "type"))
			}
		}
	case syntax.SectionImport:
		for i := range x.Imports {
			s.imported(e, x.Imports[i].Name, &x.Imports[i].Type)
		}
	case syntax.SectionExport:
		for i := range x.Exports {
			s.export(e, &x.Exports[i])
		}
	}
}

// decls goes through the declarations of a type.
func (s *shaper) decls(e *env, list []syntax.Decl) {
	for i := range list {
		switch d := &list[i]; d.Kind {
		case syntax.DeclType:
			s.step()
			e.types = append(e.types, &node{def: d.Type, env: e})
		case syntax.DeclAlias:
			s.alias(e, d.Alias)
		case syntax.DeclImport:
			s.imported(e, d.Name, &d.Extern)
		case syntax.DeclExport:
			x := named{d.Name, s.fresh(e, &d.Extern)}
			e.add(x.shape)
			e.exports.add(x)
		}
	}
}

// add appends a shape to the index space of its sort.
func (e *env) add(x shape) {
	switch x.sort {
	case syntax.SortType:
		e.types = append(e.types, x.node)
	case syntax.SortFunc:
		e.funcs = append(e.funcs, x.node)
	case syntax.SortInstance:
		e.instances = append(e.instances, x.inst)
	case syntax.SortComponent:
		e.components = append(e.components, x.comp)
	}
}

func (i *instance) add(x named) {
	if i.byName == nil {
		i.byName = map[string]int{}
	}
	if _, twice := i.byName[x.name.Name]; twice {
		fail(pos{}, "the component is invalid: there are two exports %q", x.name.Name)
	}
	i.byName[x.name.Name] = len(i.list)
	i.list = append(i.list, x)
}

// get returns what an index stands for.
func (e *env) get(r syntax.Ref) shape {
	x := shape{sort: r.Sort}
	switch r.Sort {
	case syntax.SortType:
		x.node = at(e.types, r.Index, "type")
	case syntax.SortFunc:
		x.node = at(e.funcs, r.Index, "function")
	case syntax.SortInstance:
		x.inst = at(e.instances, r.Index, "instance")
	case syntax.SortComponent:
		x.comp = at(e.components, r.Index, "component")
	}
	return x
}

// fresh returns what has a type and is not known further.
func (s *shaper) fresh(e *env, t *syntax.ExternType) shape {
	s.step()
	x := shape{sort: t.Sort}
	switch t.Sort {
	case syntax.SortType:
		x.node = &node{}
		if t.Bound == syntax.BoundEq {
			x.node.alias = at(e.types, t.Index, "type")
		}
	case syntax.SortFunc:
		x.node = at(e.types, t.Index, "type")
	case syntax.SortInstance:
		def := s.typeOf(e, t.Index, syntax.TypeInstance)
		x.inst = &s.instantiate(&template{decls: def.def.Decls, env: def.env}, nil).exports
	case syntax.SortComponent:
		def := s.typeOf(e, t.Index, syntax.TypeComponent)
		x.comp = &template{decls: def.def.Decls, env: def.env}
	}
	return x
}

// typeOf returns a type of a kind.
func (s *shaper) typeOf(e *env, index uint32, kind syntax.TypeKind) *node {
	n := at(e.types, index, "type").base()
	if n.def == nil || n.def.Kind != kind {
		fail(pos{}, "the component is invalid: type %d is of another kind", index)
	}
	return n
}

// imported adds an import: what was handed in, or what its type says.
func (s *shaper) imported(e *env, name syntax.ExternName, t *syntax.ExternType) {
	x, ok := e.args[name.Name]
	if !ok || x.sort != t.Sort {
		x = s.fresh(e, t)
	} else if s.step(); x.sort == syntax.SortType {
		x.node = &node{alias: x.node}
	}
	e.add(x)
	if e.imported[name.Name] {
		fail(pos{}, "the component is invalid: there are two imports %q", name.Name)
	}
	if e.imported == nil {
		e.imported = map[string]bool{}
	}
	e.imported[name.Name] = true
	e.imports = append(e.imports, named{name, x})
}

// export adds an export. A type that is written for a function or an instance is what others see of it.
func (s *shaper) export(e *env, d *syntax.Export) {
	s.step()
	x := e.get(d.Ref)
	switch {
	case x.sort == syntax.SortType:
		x.node = &node{alias: x.node}
	case d.HasType && d.Type.Sort == x.sort && (x.sort == syntax.SortFunc || x.sort == syntax.SortInstance):
		x = s.fresh(e, &d.Type)
	}
	e.add(x)
	e.exports.add(named{d.Name, x})
}

// alias adds what an alias refers to.
func (s *shaper) alias(e *env, a *syntax.Alias) {
	s.step()
	switch a.Kind {
	case syntax.AliasExport:
		if a.Sort.IsCore() {
			return
		}
		i := at(e.instances, a.Instance, "instance")
		k, ok := i.byName[a.Name]
		if !ok || i.list[k].sort != a.Sort {
			fail(pos{}, "the component is invalid: the instance %d has no such export %q", a.Instance, a.Name)
		}
		e.add(i.list[k].shape)
	case syntax.AliasOuter:
		if a.Sort.IsCore() {
			return
		}
		from := e
		for range a.Outer {
			if from = from.outer; from == nil {
				fail(pos{}, "the component is invalid: an alias goes too far out")
			}
		}
		e.add(from.get(syntax.Ref{Sort: a.Sort, Index: a.Index}))
	}
}

// instance returns what an instance definition gives.
func (s *shaper) instance(e *env, d *syntax.Instance) *instance {
	if d.Component == wasm.NoIndex {
		i := &instance{}
		for k := range d.Exports {
			s.step()
			i.add(named{d.Exports[k].Name, e.get(d.Exports[k].Ref)})
		}
		return i
	}
	args := map[string]shape{}
	for k := range d.Args {
		s.step()
		args[d.Args[k].Name] = e.get(d.Args[k].Ref)
	}
	return &s.instantiate(at(e.components, d.Component, "component"), args).exports
}
