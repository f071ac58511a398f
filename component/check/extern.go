package check

import (
	"fmt"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks imports and exports: of components, of types of components and instances, and of instances made of exports.

// externType resolves the type of an import or export called name. fresh are the resource types that come with it.
func (c *checker) externType(s *scope, t *syntax.ExternType, name string, offset int) (e types.Extern, fresh []*types.Resource, err error) {
	e.Sort = typeSorts[t.Sort]
	switch t.Sort {
	case syntax.SortCoreModule:
		var m coreType
		if m, err = at(s.coreTypes, t.Index, "type", offset); err == nil && m.module == nil {
			err = bad(offset, "core type index %d is not a module type", t.Index)
		}
		e.Module = m.module
	case syntax.SortFunc:
		e.Func, err = s.funcTypeAt(t.Index, offset)
	case syntax.SortValue:
		e.Value, err = c.valueBound(s, t, offset)
	case syntax.SortType:
		return c.typeBound(s, t, name, offset)
	case syntax.SortComponent:
		if e.Def, err = s.typeAt(t.Index, offset); err == nil && e.Component == nil {
			err = bad(offset, "type index %d is not a component type", t.Index)
		}
	case syntax.SortInstance:
		if e.Def, err = s.typeAt(t.Index, offset); err == nil && e.Instance == nil {
			err = bad(offset, "type index %d is not an instance type", t.Index)
		}
		if err == nil {
			e.Instance, fresh, err = c.refresh(e.Instance, offset)
		}
	default:
		err = bad(offset, "malformed type of an import or export")
	}
	return e, fresh, err
}

func (c *checker) valueBound(s *scope, t *syntax.ExternType, offset int) (*types.Type, error) {
	if err := c.need(offset, "value", wasm.FeatureComponentValues); err != nil {
		return nil, err
	}
	if t.Bound == syntax.BoundIs {
		return c.valType(s, t.Type, offset)
	}
	v, err := at(s.values, t.Index, "value", offset)
	return v.typ, err
}

func (c *checker) typeBound(s *scope, t *syntax.ExternType, name string, offset int) (e types.Extern, fresh []*types.Resource, err error) {
	e.Sort = types.SortType
	if t.Bound == syntax.BoundSub {
		e.Resource, e.Via = &types.Resource{Name: name}, new(types.Via)
		return e, []*types.Resource{e.Resource}, nil
	}
	e.Def, err = s.typeAt(t.Index, offset)
	return c.rename(e), nil, err
}

// imported checks an import and adds it to the index spaces.
func (c *checker) imported(s *scope, n *syntax.ExternName, t *syntax.ExternType, offset int) (e types.Extern, x uint32, err error) {
	e, fresh, err := c.externType(s, t, n.Name, offset)
	if err == nil {
		err = c.name(&s.imports, n, e, true, offset)
	}
	if err != nil {
		return e, 0, err
	}
	if err := c.spend(offset, c.defInfo(e.Def).size); err != nil {
		return e, 0, err
	}
	if !s.imports.visible.add(e) {
		return e, 0, bad(offset, "%s not valid to be used as import: `%s` uses a type without an imported name", e.Sort, n.Name)
	}
	s.out.ImportFresh = append(s.out.ImportFresh, fresh...)
	s.out.Imports.Add(n.Name, e)
	x, err = s.push(e, offset)
	return e, x, err
}

// exported adds an export of type e to the index spaces of a component or a type.
func (c *checker) exported(s *scope, n *syntax.ExternName, e types.Extern, offset int) (x uint32, err error) {
	if err := c.name(&s.exports, n, e, true, offset); err != nil {
		return 0, err
	}
	if err := c.spend(offset, c.defInfo(e.Def).size); err != nil {
		return 0, err
	}
	if s.kind != instanceTypeScope && !s.exports.visible.add(e) {
		return 0, bad(offset, "%s not valid to be used as export: `%s` uses a type without an exported name", e.Sort, n.Name)
	}
	s.out.Exports.Add(n.Name, e)
	return s.push(e, offset)
}

// export checks an export of a component.
func (c *checker) export(s *scope, x *syntax.Export) (Def, error) {
	d := Def{Kind: DefExport, Sort: x.Ref.Sort, Offset: x.Offset, Name: x.Name.Name, Ref: x.Ref}
	e, err := s.get(x.Ref, true, x.Offset)
	if err != nil {
		return d, err
	}
	if x.HasType {
		want, fresh, err := c.externType(s, &x.Type, x.Name.Name, x.Offset)
		if err != nil {
			return d, err
		}
		m := c.newMatcher(x.Offset)
		m.leaveOpen(fresh)
		if err := m.externs(e, want); err != nil {
			return d, detailed(err, "ascribed type of export is not compatible with item's type")
		}
		e = want
	}
	e = c.rename(e)
	if e.Resource != nil && e.Resource.Name == "" {
		e.Resource.Name = x.Name.Name
	}
	d.Extern = e
	d.Index, err = c.exported(s, &x.Name, e, x.Offset)
	if e.Sort == types.SortValue && err == nil {
		s.values[d.Index].used = true // the export has consumed it
	}
	return d, err
}

// name checks the name of an import or export of type e against those before it. Without own, types in e keep the identity that
// they have elsewhere, and functions cannot mean them by the name.
func (c *checker) name(ns *nameSpace, n *syntax.ExternName, e types.Extern, own bool, offset int) error {
	p, err := parseName(n.Name, c.feats)
	if err != nil {
		return detailed(bad(offset, "%s", err), "%s name `%s` is not a valid extern name", ns.what, n.Name)
	}
	if err := c.attributes(n, p, e, offset); err != nil {
		return err
	}
	if p.kind != plainName && p.kind != interfaceName {
		if err := ns.annotated(n.Name, p, e, offset); err != nil {
			return err
		}
	}
	key := uniqueKey(n.Name)
	if first, ok := ns.names[key]; ok {
		return bad(offset, "%s name `%s` conflicts with previous name `%s`", ns.what, n.Name, first)
	}
	ns.names[key] = n.Name
	if e.Sort == types.SortType && e.Resource != nil && p.kind == plainName {
		ns.labels[n.Name] = true
		if own {
			ns.resources[e.Via] = n.Name
		}
	}
	return nil
}

// attributes checks the attributes of a name.
func (c *checker) attributes(n *syntax.ExternName, p parsedName, e types.Extern, offset int) error {
	seen := 0
	for _, a := range n.Attributes {
		if a.Kind > syntax.AttributeExternalID {
			return bad(offset, "malformed attribute of a name")
		}
		if err := c.need(offset, a.Kind.String(), a.Kind.Feature()); err != nil {
			return err
		}
		if seen&(1<<a.Kind) != 0 {
			return bad(offset, "duplicate '%s' option in name", a.Kind)
		}
		seen |= 1 << a.Kind
		var err error
		switch a.Kind {
		case syntax.AttributeImplements:
			err = c.implements(n.Name, a.Text, p, e, offset)
		case syntax.AttributeVersionSuffix:
			if !isCanonVersion(p.version) {
				err = fmt.Errorf("name `%s` is not valid with `versionsuffix`: it has no canonical version", n.Name)
			} else if err = checkVersion(p.version + a.Text); err != nil {
				err = fmt.Errorf("`%s` is not a valid versionsuffix: %w", a.Text, err)
			}
			if err != nil {
				err = bad(offset, "%s", err)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) implements(name, text string, p parsedName, e types.Extern, offset int) error {
	if e.Sort != types.SortInstance {
		return bad(offset, "only instances can have an `implements`")
	}
	if p.kind != plainName {
		return bad(offset, "name `%s` is not valid with `implements`", name)
	}
	switch q, err := parseName(text, c.feats); {
	case err != nil:
		return bad(offset, "`implements` of `%s` is not a valid name: %s", text, err)
	case q.kind != interfaceName:
		return bad(offset, "`implements` of `%s` must be an interface", text)
	}
	return nil
}

// annotated checks the type of a function that is a constructor, a method or a static function by its name.
func (ns *nameSpace) annotated(name string, p parsedName, e types.Extern, offset int) error {
	if e.Sort != types.SortFunc {
		return bad(offset, "%s name `%s` is not a func", ns.what, name)
	}
	var via *types.Via
	switch f := e.Func; p.kind {
	case staticName:
		if !ns.labels[p.resource] {
			return bad(offset, "static resource name is not known in this context: `%s`", p.resource)
		}
		return nil
	case constructorName:
		t := f.Result
		if t == nil {
			return bad(offset, "function should return one value")
		}
		if t.Kind == types.Result && t.Elem != nil {
			t = t.Elem
		}
		if t.Kind != types.Own {
			return bad(offset, "function should return `(own $T)` or `(result (own $T))`")
		}
		via = t.Via
	case methodName:
		switch {
		case len(f.Params) == 0:
			return bad(offset, "function should have at least one argument")
		case f.Params[0].Label != "self":
			return bad(offset, "function should have a first argument called `self`")
		case f.Params[0].Type.Kind != types.Borrow:
			return bad(offset, "function should take a first argument of `(borrow $T)`")
		}
		via = f.Params[0].Type.Via
	}
	switch label, ok := ns.resources[via]; {
	case !ok:
		return bad(offset, "resource used in function does not have a name in this context")
	case label != p.resource:
		return bad(offset, "function does not match expected resource name `%s`", label)
	}
	return nil
}

// componentType resolves the type of a component.
func (c *checker) componentType(s *scope, t *syntax.Type) (*types.Component, error) {
	inner := newScope(componentTypeScope, s)
	if err := inner.nested(t.Offset); err != nil {
		return nil, err
	}
	if err := c.decls(inner, t.Decls); err != nil {
		return nil, err
	}
	out := &inner.out
	return out, c.measureExterns(out, t.Offset, &out.Imports, &out.Exports)
}

// instanceType resolves the type of an instance.
func (c *checker) instanceType(s *scope, t *syntax.Type) (*types.Instance, error) {
	inner := newScope(instanceTypeScope, s)
	if err := inner.nested(t.Offset); err != nil {
		return nil, err
	}
	if err := c.decls(inner, t.Decls); err != nil {
		return nil, err
	}
	in := &types.Instance{Exports: inner.out.Exports, Fresh: inner.out.ExportFresh}
	return in, c.measureExterns(in, t.Offset, &in.Exports)
}

// measureExterns records how large the type key, an instance or a component, is, and checks the limits.
func (c *checker) measureExterns(key any, offset int, lists ...*types.Externs) error {
	info := typeInfo{size: 1}
	for _, l := range lists {
		for i := range l.List {
			part := c.defInfo(l.List[i].Def)
			info.size = min(info.size+1+part.size, maxTypeSize+1)
			info.depth = max(info.depth, part.depth)
		}
	}
	info.depth++
	c.info[key] = info
	switch {
	case info.size > maxTypeSize:
		return limited(offset, "parts of a type", maxTypeSize)
	case info.depth > maxDepth:
		return limited(offset, "types inside each other", maxDepth)
	}
	return nil
}

// defInfo returns what is known of a type.
func (c *checker) defInfo(d types.Def) typeInfo {
	switch {
	case d.Value != nil:
		return c.info[d.Value]
	case d.Func != nil:
		return c.info[d.Func]
	case d.Instance != nil:
		return c.info[d.Instance]
	case d.Component != nil:
		return c.info[d.Component]
	}
	return typeInfo{}
}

// decls checks the declarations of a type.
func (c *checker) decls(s *scope, decls []syntax.Decl) error {
	for i := range decls {
		if err := c.decl(s, &decls[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) decl(s *scope, d *syntax.Decl) (err error) {
	switch {
	case d.Kind == syntax.DeclCoreType && d.CoreType != nil:
		s.coreTypes, err = c.coreTypes(s, s.coreTypes, d.CoreType, false)
	case d.Kind == syntax.DeclType && d.Type != nil:
		var def types.Def
		if def, err = c.typeDef(s, d.Type); err == nil {
			s.types = append(s.types, def)
		}
	case d.Kind == syntax.DeclAlias && d.Alias != nil:
		a := d.Alias
		ok := a.Sort == syntax.SortType || a.Kind == syntax.AliasExport && a.Sort == syntax.SortInstance ||
			a.Kind == syntax.AliasOuter && a.Sort == syntax.SortCoreType
		if !ok || a.Kind == syntax.AliasCoreExport {
			return bad(a.Offset, "aliases in component and instance types may only refer to types or instances")
		}
		_, err = c.alias(s, a)
	case d.Kind == syntax.DeclImport && s.kind == componentTypeScope:
		_, _, err = c.imported(s, &d.Name, &d.Extern, d.Offset)
	case d.Kind == syntax.DeclExport:
		var e types.Extern
		var fresh []*types.Resource
		if e, fresh, err = c.externType(s, &d.Extern, d.Name.Name, d.Offset); err == nil {
			s.out.ExportFresh = append(s.out.ExportFresh, fresh...)
			_, err = c.exported(s, &d.Name, e, d.Offset)
		}
	default:
		err = bad(d.Offset, "malformed declaration")
	}
	return err
}
