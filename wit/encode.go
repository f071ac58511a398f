package wit

import (
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the way from WIT to the binary format of packages: a component that exports a type for each interface and each world.

// Encode returns the root package in the binary format, with docs and gates in a custom section. Decode is the reverse.
func (g *Graph) Encode() ([]byte, error) {
	c, err := g.Component()
	if err != nil {
		return nil, err
	}
	return syntax.Encode(c)
}

// Component returns the component that Encode encodes.
func (g *Graph) Component() (c *syntax.Component, err error) {
	defer catch(&err)
	c = &syntax.Component{}
	e := &packageEncoder{c: c}
	for _, i := range g.Root.Interfaces {
		e.add(i.Name, e.iface(i))
	}
	for _, w := range g.Root.Worlds {
		outer := newScopeEncoder(e, nil)
		inner := newScopeEncoder(e, outer)
		inner.world(w)
		outer.decl(syntax.Decl{Kind: syntax.DeclType, Type: &syntax.Type{Kind: syntax.TypeComponent, Decls: inner.decls}})
		outer.export(syntax.ExternName{Name: w.ID()}, syntax.ExternType{Sort: syntax.SortComponent})
		e.add(w.Name, outer)
	}
	c.Sections = append(c.Sections, syntax.Section{ID: syntax.SectionCustom,
		Custom: wasm.Custom{Name: docsSection, Data: docsOf(g.Root)}})
	return c, nil
}

// A packageEncoder collects the sections of a package.
type packageEncoder struct {
	c     *syntax.Component
	types uint32
	count int // declarations and what they consist of
}

// add adds an item of the package.
func (e *packageEncoder) add(name string, s *scopeEncoder) {
	e.c.Sections = append(e.c.Sections,
		syntax.Section{ID: syntax.SectionType, Types: []syntax.Type{{Kind: syntax.TypeComponent, Decls: s.decls}}},
		syntax.Section{ID: syntax.SectionExport, Exports: []syntax.Export{
			{Name: syntax.ExternName{Name: name}, Ref: syntax.Ref{Sort: syntax.SortType, Index: e.types}}}})
	e.types += 2 // the type, and its export
}

// iface returns the component type of an interface: it imports the types of those that the interface uses.
func (e *packageEncoder) iface(i *Interface) *scopeEncoder {
	s := newScopeEncoder(e, nil)
	done := map[*Interface]bool{}
	var need func(i *Interface)
	need = func(i *Interface) {
		for _, dep := range i.Uses() {
			if !done[dep] {
				done[dep] = true
				need(dep)
				s.instance(dep, true)
				s.imported(syntax.ExternName{Name: dep.ID()}, syntax.ExternType{Sort: syntax.SortInstance, Index: s.types - 1})
				s.instances[dep] = s.nInstances - 1
			}
		}
	}
	need(i)
	s.instance(i, false)
	s.export(syntax.ExternName{Name: i.ID()}, syntax.ExternType{Sort: syntax.SortInstance, Index: s.types - 1})
	return s
}

// A scopeEncoder writes the declarations in a type of a component or an instance.
type scopeEncoder struct {
	e          *packageEncoder
	outer      *scopeEncoder // nil: nothing around it counts
	decls      []syntax.Decl
	types      uint32
	nInstances uint32
	defs       map[*TypeDef]uint32
	anonymous  map[string]uint32     // types without a name, by structure
	instances  map[*Interface]uint32 // where interfaces are found
	aliases    map[instanceType]uint32
}

// An instanceType is a type that an instance exports.
type instanceType struct {
	instance uint32
	name     string
}

func newScopeEncoder(e *packageEncoder, outer *scopeEncoder) *scopeEncoder {
	return &scopeEncoder{e: e, outer: outer, defs: map[*TypeDef]uint32{}, anonymous: map[string]uint32{},
		instances: map[*Interface]uint32{}, aliases: map[instanceType]uint32{}}
}

// decl adds a declaration. Those of types and imports and exports of them are counted.
func (s *scopeEncoder) decl(d syntax.Decl) {
	if s.e.count++; d.Type != nil {
		s.e.count += len(d.Type.Fields) + len(d.Type.Labels) + len(d.Type.Types)
	}
	if s.e.count > syntax.MaxItems {
		fail(pos{}, "the package has more than %d definitions in the binary format", syntax.MaxItems)
	}
	s.decls = append(s.decls, d)
	switch {
	case d.Kind == syntax.DeclType || d.Kind == syntax.DeclAlias || d.Extern.Sort == syntax.SortType:
		s.types++
	case d.Extern.Sort == syntax.SortInstance:
		s.nInstances++
	}
}

func (s *scopeEncoder) imported(name syntax.ExternName, t syntax.ExternType) {
	s.decl(syntax.Decl{Kind: syntax.DeclImport, Name: name, Extern: t})
}

func (s *scopeEncoder) export(name syntax.ExternName, t syntax.ExternType) {
	s.decl(syntax.Decl{Kind: syntax.DeclExport, Name: name, Extern: t})
}

// externName returns a name with attributes.
func externName(name, implements string, externalID *string) syntax.ExternName {
	n := syntax.ExternName{Name: name}
	if implements != "" {
		n.Attributes = append(n.Attributes, syntax.Attribute{Kind: syntax.AttributeImplements, Text: implements})
	}
	if externalID != nil {
		n.Attributes = append(n.Attributes, syntax.Attribute{Kind: syntax.AttributeExternalID, Text: *externalID})
	}
	if n.Attributes != nil {
		n.Form = 2
	}
	return n
}

// world writes what a world imports and exports.
func (s *scopeEncoder) world(w *World) {
	var methods []*Func
	for _, x := range w.Imports {
		s.item(x, s.imported)
		if x.Type != nil {
			methods = append(methods, x.Type.Funcs...)
		}
	}
	for _, f := range methods {
		s.function(f, s.imported)
	}
	for _, x := range w.Exports {
		s.item(x, s.export)
	}
}

func (s *scopeEncoder) item(x *Item, add func(syntax.ExternName, syntax.ExternType)) {
	switch {
	case x.Type != nil:
		s.typeDef(x.Type, add)
	case x.Func != nil:
		s.function(x.Func, add)
	default:
		s.instance(x.Interface, false)
		implements := ""
		if x.Name != "" {
			implements = x.Interface.ID()
		}
		add(externName(x.Key(), implements, x.ExternalID), syntax.ExternType{Sort: syntax.SortInstance, Index: s.types - 1})
		if x.Name == "" {
			s.instances[x.Interface] = s.nInstances - 1
		}
	}
}

// instance writes the type of an instance with an interface.
func (s *scopeEncoder) instance(i *Interface, typesOnly bool) {
	in := newScopeEncoder(s.e, s)
	for _, t := range i.Types {
		in.typeDef(t, in.export)
	}
	if !typesOnly {
		for _, t := range i.Types {
			for _, f := range t.Funcs {
				in.function(f, in.export)
			}
		}
		for _, f := range i.Funcs {
			in.function(f, in.export)
		}
	}
	s.decl(syntax.Decl{Kind: syntax.DeclType, Type: &syntax.Type{Kind: syntax.TypeInstance, Decls: in.decls}})
}

// typeDef writes the definition of a type, and its export or import.
func (s *scopeEncoder) typeDef(t *TypeDef, add func(syntax.ExternName, syntax.ExternType)) {
	x := syntax.ExternType{Sort: syntax.SortType, Bound: syntax.BoundEq}
	switch {
	case t.Type == nil:
		x.Bound = syntax.BoundSub
	case t.Used() != nil && t.World != nil:
		x.Index = s.used(t.Used())
	case t.Used() != nil:
		index := s.outer.used(t.Used())
		x.Index = s.types
		s.decl(syntax.Decl{Kind: syntax.DeclAlias, Alias: &syntax.Alias{Kind: syntax.AliasOuter, Sort: syntax.SortType, Outer: 1, Index: index}})
	case t.Type.Kind == 0:
		x.Index = s.index(t.Type.Def)
	default:
		x.Index = s.structure(t.Type, true)
	}
	add(externName(t.Name, "", t.ExternalID), x)
	s.defs[t] = s.types - 1
}

// used returns the index of a type that an instance of this scope exports.
func (s *scopeEncoder) used(t *TypeDef) uint32 {
	instance, ok := s.instances[t.Interface]
	if !ok {
		fail(pos{}, "the interface `%s` is used, but not imported", t.Interface.ID())
	}
	key := instanceType{instance, t.Name}
	x, ok := s.aliases[key]
	if !ok {
		x = s.types
		s.decl(syntax.Decl{Kind: syntax.DeclAlias,
			Alias: &syntax.Alias{Kind: syntax.AliasExport, Sort: syntax.SortType, Instance: instance, Name: t.Name}})
		s.aliases[key] = x
	}
	return x
}

// index returns the index of a definition.
func (s *scopeEncoder) index(t *TypeDef) uint32 {
	x, ok := s.defs[t]
	if !ok {
		fail(pos{}, "the type `%s` is used before it is defined", t.Name)
	}
	return x
}

// function writes a function.
func (s *scopeEncoder) function(f *Func, add func(syntax.ExternName, syntax.ExternType)) {
	t := &syntax.Type{Kind: syntax.TypeFunc}
	if f.Async {
		t.Kind = syntax.TypeFuncAsync
	}
	for i := range f.Params {
		t.Fields = append(t.Fields, syntax.Field{Label: f.Params[i].Name, Type: s.maybe(f.Params[i].Type)})
	}
	t.Elem = s.maybe(f.Result)
	s.decl(syntax.Decl{Kind: syntax.DeclType, Type: t})
	add(externName(f.FullName(), "", f.ExternalID), syntax.ExternType{Sort: syntax.SortFunc, Index: s.types - 1})
}

func (s *scopeEncoder) maybe(t *Type) *syntax.ValType {
	if t == nil {
		return nil
	}
	x := s.typ(t)
	return &x
}

// typ returns how a type is referred to, after writing it if need be.
func (s *scopeEncoder) typ(t *Type) syntax.ValType {
	switch {
	case t.Kind == 0 && t.Def.Resource() != nil:
		return syntax.ValType{Index: s.structure(&Type{Kind: types.Own, Def: t.Def}, false)}
	case t.Kind == 0:
		return syntax.ValType{Index: s.index(t.Def)}
	}
	if p := primOf(t.Kind); p != syntax.PrimNone {
		return syntax.ValType{Prim: p}
	}
	return syntax.ValType{Index: s.structure(t, false)}
}

// primOf returns the primitive type of a kind, PrimNone if the kind has parts.
func primOf(k types.Kind) syntax.Prim { return syntax.Prim(max(0, slices.Index(primKinds[:], k))) }

// typeKindOf returns the kind of type definition for a kind, TypePrim if the kind has no parts.
func typeKindOf(k types.Kind) syntax.TypeKind {
	return syntax.TypeKind(max(0, slices.Index(typeKinds[:], k)))
}

// structure writes a type. One that gets a name is written anew, others once in a scope.
func (s *scopeEncoder) structure(t *Type, top bool) uint32 {
	out := &syntax.Type{Kind: typeKindOf(t.Kind), Len: t.Len, Elem: s.maybe(t.Elem), Elem2: s.maybe(t.Elem2)}
	if p := primOf(t.Kind); p != syntax.PrimNone {
		out = &syntax.Type{Kind: syntax.TypePrim, Prim: p}
	}
	switch t.Kind {
	case types.Own, types.Borrow:
		out.Index = s.index(t.Def)
	case types.Enum, types.Flags:
		for i := range t.Fields {
			out.Labels = append(out.Labels, t.Fields[i].Name)
		}
	case types.Tuple:
		for i := range t.Fields {
			out.Types = append(out.Types, s.typ(t.Fields[i].Type))
		}
	default:
		for i := range t.Fields {
			out.Fields = append(out.Fields, syntax.Field{Label: t.Fields[i].Name, Type: s.maybe(t.Fields[i].Type)})
		}
	}
	key := structureKey(out)
	if x, ok := s.anonymous[key]; ok && !top {
		return x
	}
	x := s.types
	s.decl(syntax.Decl{Kind: syntax.DeclType, Type: out})
	if !top {
		s.anonymous[key] = x
	}
	return x
}

// structureKey returns a text that two types have in common if they are alike. It is for types without labels.
func structureKey(t *syntax.Type) string {
	part := func(x *syntax.ValType) string {
		if x == nil {
			return "-"
		}
		return fmt.Sprint(*x)
	}
	return fmt.Sprint(t.Kind, t.Prim, t.Len, t.Index, t.Types, part(t.Elem), part(t.Elem2))
}
