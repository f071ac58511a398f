package wit

import (
	"fmt"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
)

// This file holds the way from types in binaries to WIT. Types there refer to each other by index; which name a type has is found by
// way of nodes.

// An owner is where a type or a function stands.
type owner struct {
	iface *Interface
	world *World
}

// in returns the types that stand in o, by name.
func (d *decoder) in(o owner) map[string]*TypeDef {
	names := d.names[o]
	if names == nil {
		names = map[string]*TypeDef{}
		d.names[o] = names
	}
	return names
}

// call gives a node, and a type behind it that needs a name, the name of a definition.
func (d *decoder) call(n *node, def *TypeDef) {
	d.defs[n] = def
	if base := n.base(); base.needsName() && d.defs[base] == nil {
		d.defs[base] = def
	}
}

// needsName reports whether n, a base, is of a kind that WIT has by name only.
func (n *node) needsName() bool {
	if n.isResource() {
		return true
	}
	switch n.def.Kind {
	case syntax.TypeRecord, syntax.TypeVariant, syntax.TypeEnum, syntax.TypeFlags:
		return true
	}
	return false
}

// known returns the definition that a node is called by, or nil.
func (d *decoder) known(n *node) *TypeDef {
	for ; n != nil; n = n.alias {
		if def := d.defs[n]; def != nil {
			return def
		}
	}
	return nil
}

// canUse reports whether a definition can be used, or referred to, in o.
func canUse(def *TypeDef, o owner) bool {
	return def.Interface == o.iface && def.World == o.world || def.Interface != nil && def.Interface.Name != ""
}

// define makes a definition of an import or export of a type.
func (d *decoder) define(o owner, x named) *TypeDef {
	def := &TypeDef{Name: d.label(x.name.Name), Interface: o.iface, World: o.world, ExternalID: externalID(x.name)}
	target := d.known(x.node.alias)
	base := x.node.base()
	switch {
	case target != nil && canUse(target, o):
		def.Type = &Type{Def: target}
		if def.Used() != nil {
			d.used[useKey{o.iface, o.world, target}] = def
		}
	case !base.isResource():
		def.Type = d.structure(base, o, true)
	}
	d.call(x.node, def)
	d.in(o)[def.Name] = def
	return def
}

// refer returns a reference to a definition, by way of a use if it has another owner.
func (d *decoder) refer(def *TypeDef, o owner) *TypeDef {
	if def.Interface == o.iface && def.World == o.world {
		return def
	}
	key := useKey{o.iface, o.world, def}
	if use := d.used[key]; use != nil {
		return use
	}
	if !canUse(def, o) {
		fail(pos{}, "%s refers to the type `%s` of another, which has no name to use it by", o, def.Name)
	}
	use := &TypeDef{Name: d.freeName(def.Name, o), Interface: o.iface, World: o.world, Type: &Type{Def: def}}
	d.used[key] = use
	d.in(o)[use.Name] = use
	if o.iface != nil {
		o.iface.Types = append(o.iface.Types, use)
	} else {
		o.world.Imports = append(o.world.Imports, &Item{Name: use.Name, Type: use})
	}
	return use
}

// freeName returns a name that o does not have yet.
func (d *decoder) freeName(name string, o owner) string {
	names := d.in(o)
	if names[name] == nil {
		return name
	}
	for i := len(names) + 1; ; i++ {
		if s := fmt.Sprintf("%s-t%d", name, i); names[s] == nil {
			return s
		}
	}
}

// maxTypes is how many types, fields and functions a binary can turn into, which multiply where one without a name stands in others many times.
const maxTypes = 1 << 20

func (d *decoder) count(n int) {
	if d.made += n; d.made > maxTypes {
		fail(pos{}, "the types of the component are too complex")
	}
}

// typ returns the type that a reference in a binary stands for.
func (d *decoder) typ(t syntax.ValType, e *env, o owner) *Type {
	if t.Prim != syntax.PrimNone {
		return &Type{Kind: primKinds[t.Prim]}
	}
	n := at(e.types, t.Index, "type")
	if def := d.known(n); def != nil && (canUse(def, o) || n.base().needsName()) {
		return &Type{Def: d.refer(def, o)}
	}
	return d.structure(n.base(), o, false)
}

// maybe is typ for what may be missing.
func (d *decoder) maybe(t *syntax.ValType, e *env, o owner) *Type {
	if t == nil {
		return nil
	}
	return d.typ(*t, e, o)
}

// primKinds and typeKinds are the kinds of the types of the binary format.
var primKinds = [...]types.Kind{
	syntax.PrimBool: types.Bool, syntax.PrimS8: types.S8, syntax.PrimU8: types.U8, syntax.PrimS16: types.S16, syntax.PrimU16: types.U16,
	syntax.PrimS32: types.S32, syntax.PrimU32: types.U32, syntax.PrimS64: types.S64, syntax.PrimU64: types.U64, syntax.PrimF32: types.F32,
	syntax.PrimF64: types.F64, syntax.PrimChar: types.Char, syntax.PrimString: types.String, syntax.PrimErrorContext: types.ErrorContext,
}

var typeKinds = [...]types.Kind{
	syntax.TypeRecord: types.Record, syntax.TypeVariant: types.Variant, syntax.TypeEnum: types.Enum, syntax.TypeFlags: types.Flags,
	syntax.TypeTuple: types.Tuple, syntax.TypeList: types.List, syntax.TypeFixedList: types.FixedList, syntax.TypeOption: types.Option,
	syntax.TypeResult: types.Result, syntax.TypeStream: types.Stream, syntax.TypeFuture: types.Future, syntax.TypeMap: types.Map,
	syntax.TypeOwn: types.Own, syntax.TypeBorrow: types.Borrow,
}

// structure returns what a type consists of. Top says that it gets a name.
func (d *decoder) structure(n *node, o owner, top bool) *Type {
	if !top && n.needsName() {
		fail(pos{}, "%s refers to a type that has no name, which it needs in WIT", o)
	}
	t := n.def
	d.count(1 + len(t.Fields) + len(t.Labels) + len(t.Types))
	if d.depth++; d.depth > maxTypeDepth {
		fail(pos{}, "the types of the component stand in types more than %d deep", maxTypeDepth)
	}
	defer func() { d.depth-- }()
	if t.Kind == syntax.TypePrim {
		return &Type{Kind: primKinds[t.Prim]}
	}
	out := &Type{Kind: typeKinds[t.Kind], Len: t.Len}
	switch t.Kind {
	case syntax.TypeOwn, syntax.TypeBorrow:
		def := d.known(at(n.env.types, t.Index, "type"))
		if def == nil {
			fail(pos{}, "%s refers to a resource that has no name", o)
		}
		if out.Def = d.refer(def, o); out.Def.Resource() == nil {
			fail(pos{}, "the component is invalid: `%s` is not a resource", out.Def.Name)
		}
		if t.Kind == syntax.TypeOwn && !top {
			out.Kind = 0
		}
		return out
	case syntax.TypeEnum, syntax.TypeFlags:
		for _, l := range t.Labels {
			out.Fields = append(out.Fields, Field{Name: d.label(l)})
		}
	case syntax.TypeRecord, syntax.TypeVariant:
		for i := range t.Fields {
			out.Fields = append(out.Fields, Field{Name: d.label(t.Fields[i].Label), Type: d.maybe(t.Fields[i].Type, n.env, o)})
		}
	case syntax.TypeTuple:
		for _, x := range t.Types {
			out.Fields = append(out.Fields, Field{Type: d.typ(x, n.env, o)})
		}
	default:
		out.Elem, out.Elem2 = d.maybe(t.Elem, n.env, o), d.maybe(t.Elem2, n.env, o)
	}
	if out.Kind == 0 {
		fail(pos{}, "the component is invalid: %s refers to a type that values cannot have", o)
	}
	return out
}

// function makes a function of an import or an export.
func (d *decoder) function(o owner, x named) *Func {
	n := x.node.base()
	if n.def == nil || n.def.Kind != syntax.TypeFunc && n.def.Kind != syntax.TypeFuncAsync {
		fail(pos{}, "the component is invalid: the type of %q is not that of a function", x.name.Name)
	}
	kind, resource, label := parseFullName(x.name.Name)
	f := &Func{Kind: kind, Name: label, Async: n.def.Kind == syntax.TypeFuncAsync, ExternalID: externalID(x.name)}
	if kind != Constructor {
		d.label(label)
	}
	if kind != Freestanding {
		if f.Resource = d.in(o)[resource]; f.Resource == nil || f.Resource.Type != nil {
			fail(pos{}, "%s has a function %q, but no such resource", o, x.name.Name)
		}
	}
	d.count(1 + len(n.def.Fields))
	for i := range n.def.Fields {
		p := &n.def.Fields[i]
		f.Params = append(f.Params, Field{Name: d.label(p.Label), Type: d.maybe(p.Type, n.env, o)})
	}
	f.Result = d.maybe(n.def.Elem, n.env, o)
	if kind == Method && len(f.Params) == 0 || kind == Constructor && f.Result == nil {
		fail(pos{}, "the component is invalid: the type of %q does not go with its name", x.name.Name)
	}
	return f
}
