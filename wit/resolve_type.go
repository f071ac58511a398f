package wit

import (
	"sort"
	"strings"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the resolution of types and functions in an interface or a world.

// A scope is the names of types in an interface or a world.
type scope struct {
	r       *resolver
	pack    *pack
	block   *block
	iface   *Interface // the owner, or nil
	world   *World     // the owner, or nil
	entries map[string]*typeEntry
	list    []*typeEntry // as they stand in the text
	order   []*TypeDef   // each behind those that it refers to
}

// A typeEntry is a type in the making, or a name that a use brings in.
type typeEntry struct {
	decl  *decl
	name  ident
	from  *ident // of a use
	gone  bool   // left out
	state state
	def   *TypeDef
}

// newScope collects the names of types, and checks that no name in the body stands twice.
func (r *resolver) newScope(p *pack, b *block, i *Interface, w *World, in *decl) *scope {
	s := &scope{r: r, pack: p, block: b, iface: i, world: w, entries: map[string]*typeEntry{}}
	seen := map[string]bool{}
	declare := func(e *typeEntry) {
		s.checkName(seen, e.name)
		s.entries[e.name.name] = e
		s.list = append(s.list, e)
	}
	for _, d := range in.body {
		switch d.kind {
		case declUse:
			for k := range d.renames {
				declare(&typeEntry{decl: d, name: d.renames[k].to, from: &d.renames[k].from, gone: !r.included(p, &d.gate)})
			}
		case declType:
			declare(&typeEntry{decl: d, name: d.name, gone: !r.included(p, &d.gate)})
		case declFunc:
			s.checkName(seen, d.name)
		}
	}
	return s
}

// checkName reports a name that is there already. Case makes no difference.
func (s *scope) checkName(seen map[string]bool, name ident) {
	key := strings.ToLower(name.name)
	if seen[key] {
		fail(name.pos, "the name `%s` stands twice here; upper and lower case make no difference", name.name)
	}
	seen[key] = true
}

// defineAll resolves all types that are not left out.
func (s *scope) defineAll() {
	for _, e := range s.list {
		if !e.gone {
			s.define(e, e.name.pos)
		}
	}
}

// define resolves a type.
func (s *scope) define(e *typeEntry, at pos) {
	switch e.state {
	case resolved:
		return
	case resolving:
		fail(at, "the type `%s` contains itself, maybe by way of others, which no type can", e.name.name)
	}
	defer s.r.enter(at)()
	e.state = resolving
	d := e.decl
	e.def = &TypeDef{Name: e.name.name, Interface: s.iface, World: s.world, Docs: d.docs, Gate: d.gate.Gate, ExternalID: d.externalID}
	switch {
	case e.from != nil:
		e.def.Docs = ""
		s.use(e)
		s.order = append(s.order, e.def)
	case d.resource:
		e.state = resolved // its methods may refer to it, and to types that do
		s.order = append(s.order, e.def)
		return
	default:
		e.def.Type, s.r.borrow[e.def] = s.typ(d.typ, true)
		s.order = append(s.order, e.def)
	}
	e.state = resolved
}

// use resolves what a use brings in.
func (s *scope) use(e *typeEntry) {
	i := s.r.iface(s.pack, s.block, e.decl.path)
	target := s.r.types[i][e.from.name]
	if target == nil {
		var names []string
		for n := range s.r.types[i] {
			names = append(names, n)
		}
		sort.Strings(names)
		help := nearest(e.from.name, names)
		for _, f := range i.Funcs {
			if f.Name == e.from.name {
				help = "There is a function with this name, but a use is for types."
			}
		}
		failHelp(e.from.pos, help, "the interface `%s` has no type `%s`", i.Name, e.from.name)
	}
	to := s.r.lookup(s.pack, s.block, e.decl.path, false).pack
	s.r.checkRef(e.from.pos, "type", e.from.name, to, &target.decl.gate)
	e.def.Type = &Type{Def: target.def}
	s.r.borrow[e.def] = s.r.borrow[target.def]
}

// find resolves the name of a type.
func (s *scope) find(name string, at pos) *typeEntry {
	e := s.entries[name]
	if e == nil {
		var names []string
		for n := range s.entries {
			names = append(names, n)
		}
		for k := types.Bool; k.IsPrimitive(); k++ {
			names = append(names, k.String())
		}
		sort.Strings(names)
		help := nearest(name, names)
		if name == "float32" || name == "float64" {
			help = "Its name is now f" + name[5:] + "."
		}
		failHelp(at, help, "there is no type `%s`", name)
	}
	s.r.checkRef(at, "type", name, s.pack, &e.decl.gate)
	s.define(e, at)
	return e
}

// typ resolves a type and tells whether a borrowed handle is in it. Top says that the type is all that a definition consists of.
func (s *scope) typ(t *typeExpr, top bool) (out *Type, borrow bool) {
	out = &Type{Kind: t.kind, Len: t.len}
	switch t.kind {
	case 0:
		e := s.find(t.name, t.pos)
		out.Def = e.def
		return out, s.r.borrow[e.def]
	case types.Own, types.Borrow:
		e := s.find(t.elem.name, t.elem.pos)
		if e.def.Resource() == nil {
			fail(t.elem.pos, "`%s` is not a resource", t.elem.name)
		}
		out.Def = e.def
		if t.kind == types.Own && !top {
			out.Kind = 0 // the name alone means the same
		}
		return out, t.kind == types.Borrow
	}
	part := func(x *typeExpr) *Type {
		if x == nil {
			return nil
		}
		y, b := s.typ(x, false)
		borrow = borrow || b
		return y
	}
	out.Elem, out.Elem2 = part(t.elem), part(t.elem2)
	seen := map[string]bool{}
	for i := range t.fields {
		f := &t.fields[i]
		if t.kind != types.Tuple {
			s.checkName(seen, f.name)
		}
		out.Fields = append(out.Fields, Field{Name: f.name.name, Docs: f.docs, Type: part(f.typ)})
	}
	s.checkType(t, out, borrow)
	return out, borrow
}

// checkType checks what only some types demand.
func (s *scope) checkType(t *typeExpr, out *Type, borrow bool) {
	switch t.kind {
	case types.Stream, types.Future:
		if borrow {
			fail(t.pos, "a borrowed handle cannot go through a stream or a future")
		}
		if t.kind == types.Stream && out.Elem != nil && underlying(out.Elem) == types.Char {
			failHelp(t.pos, "Use stream<string>, or stream<u8> with bytes in UTF-8.", "there are no streams of char")
		}
	case types.Map:
		if k := underlying(out.Elem); k < types.Bool || k > types.String || k == types.F32 || k == types.F64 {
			failHelp(t.elem.pos, "Keys are bool, char, string or integers.", "a map cannot have keys of this type")
		}
	case types.Flags:
		const most = 32
		if len(out.Fields) > most {
			failHelp(t.pos, "Use several sets of flags.", "there are more than %d flags", most)
		}
	}
}

// underlying returns the kind of a type behind its names; it is 0 for a resource.
func underlying(t *Type) types.Kind {
	for t.Kind == 0 && t.Def.Type != nil {
		t = t.Def.Type
	}
	return t.Kind
}

// function resolves a function, of a resource or not.
func (s *scope) function(d *decl, resource *TypeDef) *Func {
	f := &Func{Name: d.name.name, Kind: d.fn.kind, Resource: resource, Async: d.fn.async, Docs: d.docs, Gate: d.gate.Gate,
		ExternalID: d.externalID}
	seen := map[string]bool{}
	if f.Kind == Method {
		f.Params = []Field{{Name: "self", Type: &Type{Kind: types.Borrow, Def: resource}}}
		seen["self"] = true
	}
	for i := range d.fn.params {
		p := &d.fn.params[i]
		if f.Kind == Method && strings.ToLower(p.name.name) == "self" {
			fail(p.name.pos, "the parameter `self` is there already, as in every method")
		}
		s.checkName(seen, p.name)
		t, _ := s.typ(p.typ, false)
		f.Params = append(f.Params, Field{Name: p.name.name, Type: t})
	}
	if d.fn.result != nil {
		t, borrow := s.typ(d.fn.result, false)
		if borrow {
			failHelp(d.fn.result.pos, "Return an owned handle instead.", "a function cannot return a borrowed handle")
		}
		f.Result = t
	}
	if f.Kind == Constructor {
		s.constructor(f, d)
	}
	return f
}

// constructor completes and checks what a constructor returns.
func (s *scope) constructor(f *Func, d *decl) {
	if f.Result == nil {
		f.Result = &Type{Def: f.Resource}
		return
	}
	if ok := f.Result.Elem; f.Result.Kind != types.Result || ok == nil || ok.Kind != 0 || ok.Def != f.Resource {
		fail(d.fn.result.pos, "a constructor returns nothing that is written, or result<%s> with an error type or without",
			f.Resource.Name)
	}
}

// methods resolves the functions of the resources, once all types are known.
func (s *scope) methods() {
	for _, e := range s.list {
		if e.gone || !e.decl.resource {
			continue
		}
		seen := map[string]bool{}
		for _, m := range e.decl.body {
			if m.fn.kind == Constructor && seen[""] {
				fail(m.name.pos, "the resource `%s` has two constructors", e.name.name)
			}
			s.checkName(seen, m.name)
			if strings.EqualFold(m.name.name, e.name.name) {
				failHelp(m.name.pos, "In a component both would have the same name.", "a function of a resource cannot have the name of the resource")
			}
			if s.r.included(s.pack, &m.gate) {
				e.def.Funcs = append(e.def.Funcs, s.function(m, e.def))
			}
		}
	}
}
