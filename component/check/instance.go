package check

import (
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks instances and aliases.

// instance checks the definition of an instance and returns its type.
func (c *checker) instance(s *scope, in *syntax.Instance) (*types.Instance, error) {
	if in.Component != wasm.NoIndex {
		return c.instantiate(s, in)
	}
	ns := newScope(instanceTypeScope, nil).exports
	out := new(types.Instance)
	for i := range in.Exports {
		x := &in.Exports[i]
		e, err := s.get(x.Ref, true, in.Offset)
		if err == nil {
			err = c.name(&ns, &x.Name, e, false, in.Offset)
		}
		if err != nil {
			return nil, err
		}
		out.Exports.Add(x.Name.Name, e)
	}
	return out, c.measureExterns(out, in.Offset, &out.Exports)
}

// instantiate checks the arguments of an instantiation and returns the type of the instance, in which what is imported is replaced by
// what the arguments are.
func (c *checker) instantiate(s *scope, in *syntax.Instance) (*types.Instance, error) {
	comp, err := at(s.components, in.Component, "component", in.Offset)
	if err != nil {
		return nil, err
	}
	args := make(map[string]types.Extern, len(in.Args))
	for _, a := range in.Args {
		if _, ok := args[a.Name]; ok {
			return nil, bad(in.Offset, "instantiation argument `%s` conflicts with previous argument `%s`", a.Name, a.Name)
		}
		e, err := s.get(a.Ref, true, in.Offset)
		if err != nil {
			return nil, err
		}
		args[a.Name] = e
	}
	m := c.newMatcher(in.Offset)
	m.sub = c.newSubst()
	m.sub.resources = m.env
	m.leaveOpen(comp.ImportFresh)
	for i := range comp.Imports.List {
		im := &comp.Imports.List[i]
		arg, ok := args[im.Name]
		if !ok {
			return nil, bad(in.Offset, "missing import named `%s`", im.Name)
		}
		if err := m.externs(arg, im.Extern); err != nil {
			return nil, detailed(err, "type mismatch for import `%s`", im.Name)
		}
	}
	for _, r := range comp.ExportFresh {
		m.env[r] = &types.Resource{Name: r.Name}
	}
	exports, _ := m.sub.externs(&comp.Exports)
	out := &types.Instance{Exports: exports}
	if err := m.sub.done(in.Offset); err != nil {
		return nil, err
	}
	return out, c.measureExterns(out, in.Offset, &out.Exports)
}

// coreInstance checks the definition of a core instance and returns its exports.
func (c *checker) coreInstance(s *scope, in *syntax.CoreInstance) (*types.Module, error) {
	if in.Module == wasm.NoIndex {
		return c.coreExports(s, in)
	}
	m, err := at(s.coreModules, in.Module, "module", in.Offset)
	if err != nil {
		return nil, err
	}
	args := make(map[string]*types.Module, len(in.Args))
	for _, a := range in.Args {
		if _, ok := args[a.Name]; ok {
			return nil, bad(in.Offset, "duplicate module instantiation argument named `%s`", a.Name)
		}
		if args[a.Name], err = at(s.coreInstances, a.Instance, "core instance", in.Offset); err != nil {
			return nil, err
		}
	}
	if err := c.spend(in.Offset, len(m.Imports)); err != nil {
		return nil, err
	}
	for i := range m.Imports {
		im := &m.Imports[i]
		arg := args[im.Module]
		if arg == nil {
			return nil, bad(in.Offset, "missing module instantiation argument named `%s`", im.Module)
		}
		have := arg.Export(im.Name)
		if have == nil {
			return nil, bad(in.Offset, "module instantiation argument `%s` does not export an item named `%s`", im.Module, im.Name)
		}
		if err := c.core.match(have, &im.CoreExtern, in.Offset); err != nil {
			return nil, detailed(err, "type mismatch for export `%s` of module instantiation argument `%s`", im.Name, im.Module)
		}
	}
	return m, nil
}

// coreExports checks a core instance made of exports.
func (c *checker) coreExports(s *scope, in *syntax.CoreInstance) (*types.Module, error) {
	out := new(types.Module)
	for _, x := range in.Exports {
		e, err := c.coreDef(s, x.Ref, in.Offset)
		if err != nil {
			return nil, err
		}
		if !out.AddExport(x.Name, e) {
			return nil, bad(in.Offset, "export name `%s` already defined", x.Name)
		}
	}
	return out, nil
}

// coreDef returns the type of a definition of the core level that core instances can export.
func (c *checker) coreDef(s *scope, r syntax.Ref, offset int) (x types.CoreExtern, err error) {
	switch r.Sort {
	case syntax.SortCoreFunc, syntax.SortCoreTag:
		space, kind, what := s.coreFuncs, wasm.ExternFunc, "function"
		if r.Sort == syntax.SortCoreTag {
			space, kind, what = s.coreTags, wasm.ExternTag, "tag"
		}
		id, err := at(space, r.Index, what, offset)
		if err != nil {
			return x, err
		}
		return c.core.funcExtern(kind, id), nil
	case syntax.SortCoreTable:
		x.Kind = wasm.ExternTable
		x.Table, err = at(s.coreTables, r.Index, "table", offset)
	case syntax.SortCoreMemory:
		x.Kind = wasm.ExternMemory
		x.Memory, err = at(s.coreMemories, r.Index, "memory", offset)
	case syntax.SortCoreGlobal:
		x.Kind = wasm.ExternGlobal
		x.Global, err = at(s.coreGlobals, r.Index, "global", offset)
	default:
		err = bad(offset, "a core instance cannot export a %s", sortNames[r.Sort])
	}
	return x, err
}

// pushCore adds a definition of the core level to its index space.
func (s *scope) pushCore(x *types.CoreExtern) {
	switch x.Kind {
	case wasm.ExternFunc:
		s.coreFuncs = append(s.coreFuncs, x.Type)
	case wasm.ExternTag:
		s.coreTags = append(s.coreTags, x.Type)
	case wasm.ExternTable:
		s.coreTables = append(s.coreTables, x.Table)
	case wasm.ExternMemory:
		s.coreMemories = append(s.coreMemories, x.Memory)
	case wasm.ExternGlobal:
		s.coreGlobals = append(s.coreGlobals, x.Global)
	}
}

// alias checks an alias and adds what it names to its index space.
func (c *checker) alias(s *scope, a *syntax.Alias) (d Def, err error) {
	d = Def{Kind: DefAlias, Sort: a.Sort, Index: uint32(s.size(a.Sort)), Offset: a.Offset, Alias: a}
	switch a.Kind {
	case syntax.AliasExport:
		in, err := at(s.instances, a.Instance, "instance", a.Offset)
		if err != nil {
			return d, err
		}
		e := in.Exports.Get(a.Name)
		if e == nil {
			return d, bad(a.Offset, "instance %d has no export named `%s`", a.Instance, a.Name)
		}
		if want := typeSorts[a.Sort]; e.Sort != want {
			name := sortNames[a.Sort]
			if want != 0 {
				name = want.String()
			}
			return d, bad(a.Offset, "export `%s` for instance %d is not a %s", a.Name, a.Instance, name)
		}
		d.Extern = *e
		_, err = s.push(*e, a.Offset)
		return d, err
	case syntax.AliasCoreExport:
		in, err := at(s.coreInstances, a.Instance, "core instance", a.Offset)
		if err != nil {
			return d, err
		}
		x := in.Export(a.Name)
		if x == nil {
			return d, bad(a.Offset, "core instance %d has no export named `%s`", a.Instance, a.Name)
		}
		if a.Sort != syntax.SortCore+syntax.Sort(x.Kind) {
			return d, bad(a.Offset, "export `%s` for core instance %d is not a %s", a.Name, a.Instance, sortNames[a.Sort])
		}
		s.pushCore(x)
		return d, nil
	case syntax.AliasOuter:
		return d, c.outerAlias(s, a, &d)
	}
	return d, bad(a.Offset, "malformed alias")
}

func (c *checker) outerAlias(s *scope, a *syntax.Alias, d *Def) error {
	if !a.Sort.HasOuterAlias() {
		return bad(a.Offset, "there are no outer aliases of sort %s", sortNames[a.Sort])
	}
	from, crosses, err := s.outer(a.Outer, a.Offset)
	if err != nil {
		return err
	}
	if a.Sort == syntax.SortCoreType {
		t, err := at(from.coreTypes, a.Index, "type", a.Offset)
		s.coreTypes = append(s.coreTypes, t)
		return err
	}
	e, err := from.get(syntax.Ref{Sort: a.Sort, Index: a.Index}, false, a.Offset)
	if err != nil {
		return err
	}
	if crosses && a.Sort == syntax.SortType {
		w := resourceWalk{c: c, bound: make(map[*types.Resource]int), closed: make(map[any]bool)}
		if w.def(e.Def) {
			return bad(a.Offset, "type index %d of an outer component transitively refers to resources", a.Index)
		}
		if err := c.spend(a.Offset, w.work); err != nil {
			return err
		}
	}
	d.Extern = e
	_, err = s.push(e, a.Offset)
	return err
}

// A resourceWalk looks for resource types that a type refers to but does not itself introduce.
type resourceWalk struct {
	c      *checker
	bound  map[*types.Resource]int
	closed map[any]bool // types in which there are none
	work   int
}

func (w *resourceWalk) value(t *types.Type) bool {
	switch {
	case t == nil || t.Kind.IsPrimitive() || w.closed[t]:
		return false
	case t.Resource != nil && w.bound[t.Resource] == 0:
		return true
	}
	w.work += 1 + len(t.Fields)
	if w.fields(t.Fields) || w.value(t.Elem) || w.value(t.Elem2) {
		return true
	}
	// What was bound on the way to t may be free elsewhere.
	if len(w.bound) == 0 {
		w.closed[t] = true
	}
	return false
}

func (w *resourceWalk) fields(fields []types.Field) bool {
	for _, f := range fields {
		if w.value(f.Type) {
			return true
		}
	}
	return false
}

func (w *resourceWalk) def(d types.Def) bool {
	switch {
	case d.Value != nil:
		return w.value(d.Value)
	case d.Func != nil:
		return w.fields(d.Func.Params) || w.value(d.Func.Result)
	case d.Resource != nil:
		return w.bound[d.Resource] == 0
	case d.Instance != nil:
		return w.within(d.Instance.Fresh, &d.Instance.Exports)
	case d.Component != nil:
		return w.within(d.Component.ImportFresh, &d.Component.Imports) ||
			w.within(append(d.Component.ImportFresh[:len(d.Component.ImportFresh):len(d.Component.ImportFresh)], d.Component.ExportFresh...), &d.Component.Exports)
	}
	return false
}

// within looks into imports or exports with some resource types bound.
func (w *resourceWalk) within(bound []*types.Resource, list *types.Externs) bool {
	for _, r := range bound {
		w.bound[r]++
	}
	free := false
	for i := range list.List {
		if free = w.def(list.List[i].Def); free {
			break
		}
	}
	for _, r := range bound {
		if w.bound[r]--; w.bound[r] == 0 {
			delete(w.bound, r)
		}
	}
	w.work += len(list.List)
	return free
}
