package component

import (
	"context"
	"fmt"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds instantiation: the definitions of a component are carried out in their order, each making the next element of its index
// space.

// An item is something of the component level: a *function, *typeRef, *closure, *exports, *vm.Module or valueItem.
type item any

// A function is a component function.
type function struct {
	callee canon.Callee
	typ    *types.Func
	env    *env // what the resources of typ are
}

// A closure is a component together with the instance that it was defined in, to which its outer aliases lead.
type closure struct {
	tmpl  *template
	outer *scope
}

// A valueItem is a value.
type valueItem struct{ v value.Value }

// exports are what an instance exports.
type exports struct {
	items map[string]item
}

func (x *exports) get(name string) item { return x.items[name] }

// A scope is a component that is being instantiated, or has been: its index spaces.
type scope struct {
	tmpl  *template
	st    *store
	outer *scope // where the component was defined
	state *canon.Instance
	env   *env

	funcs      []*function
	values     []value.Value
	types      []*typeRef
	components []*closure
	instances  []*exports

	coreFuncs     []*vm.Func
	coreTables    []*vm.Table
	coreMemories  []*vm.Memory
	coreGlobals   []*vm.Global
	coreTags      []*vm.Tag
	coreModules   []*vm.Module
	coreInstances []coreInstance

	out *exports
}

// instantiate makes an instance of a component: imports are what it imports, by name, and parent is the instance that does it.
func (st *store) instantiate(ctx context.Context, c *closure, imports func(name string) item, parent *canon.Instance) (*scope, error) {
	state, err := st.newInstance(parent)
	if err != nil {
		return nil, err
	}
	s := &scope{tmpl: c.tmpl, st: st, outer: c.outer, state: state, env: newEnv(c.tmpl), out: &exports{items: map[string]item{}}}
	for i := range c.tmpl.steps {
		if err := st.spend(1); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, &vm.Trap{Code: vm.TrapInterrupted, Err: context.Cause(ctx)}
		}
		if err := s.step(ctx, &c.tmpl.steps[i], imports); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// step carries out a definition.
func (s *scope) step(ctx context.Context, d *step, imports func(name string) item) error {
	switch d.Kind {
	case check.DefImport:
		x := imports(d.Name)
		if in, ok := x.(*exports); ok {
			s.env.bindInstance(d.Extern.Instance, in)
		}
		return s.push(x, d.Extern)
	case check.DefCoreModule:
		s.coreModules = append(s.coreModules, d.module)
	case check.DefCoreInstance:
		return s.coreInstance(ctx, d.CoreInstance)
	case check.DefComponent:
		s.components = append(s.components, &closure{d.inner, s})
	case check.DefInstance:
		return s.instance(ctx, d.Instance)
	case check.DefAlias:
		return s.alias(d)
	case check.DefType:
		s.defineType(d)
	case check.DefCanon:
		return s.canon(d)
	case check.DefStart:
		return s.start(ctx, d)
	case check.DefExport:
		x := s.item(d.Ref)
		s.out.items[d.Name] = x
		return s.push(x, d.Extern)
	case check.DefValue:
		v, err := decodeValue(d.Extern.Value, d.Value.Data)
		if err != nil {
			return err
		}
		s.values = append(s.values, v)
	}
	return nil
}

// push adds an item to its index space, as what t says.
func (s *scope) push(x item, t types.Extern) error {
	ok := true
	switch t.Sort {
	case types.SortFunc:
		f, is := x.(*function)
		s.funcs, ok = append(s.funcs, f), is
	case types.SortValue:
		v, is := x.(valueItem)
		s.values, ok = append(s.values, v.v), is
	case types.SortType:
		that, is := x.(*typeRef)
		if ok = is; ok {
			s.env.bind(t.Def, *that)
		}
		s.types = append(s.types, &typeRef{t.Def, s.env})
	case types.SortComponent:
		c, is := x.(*closure)
		s.components, ok = append(s.components, c), is
	case types.SortInstance:
		in, is := x.(*exports)
		s.instances, ok = append(s.instances, in), is
	case types.SortModule:
		m, is := x.(*vm.Module)
		s.coreModules, ok = append(s.coreModules, m), is
	}
	if !ok {
		return fmt.Errorf("internal error: a %s is defined by a %T", t.Sort, x)
	}
	return nil
}

// item returns an element of an index space.
func (s *scope) item(r syntax.Ref) item {
	switch r.Sort {
	case syntax.SortFunc:
		return s.funcs[r.Index]
	case syntax.SortValue:
		return valueItem{s.values[r.Index]}
	case syntax.SortType:
		return s.types[r.Index]
	case syntax.SortComponent:
		return s.components[r.Index]
	case syntax.SortInstance:
		return s.instances[r.Index]
	}
	return s.coreModules[r.Index]
}

// defineType adds a type. A resource type that the component defines is a new one.
func (s *scope) defineType(d *step) {
	if d.Local {
		rt := &canon.ResourceType{Name: d.Extern.Resource.Name, Impl: s.state, Rep64: d.Extern.Resource.Rep == wasm.I64}
		if d.Destructor != wasm.NoIndex {
			rt.Dtor = s.coreFuncs[d.Destructor].CallStack
		}
		s.env.set(d.Extern.Resource, rt)
	}
	s.types = append(s.types, &typeRef{d.Extern.Def, s.env})
}

// instance makes an instance of a component, or of exports.
func (s *scope) instance(ctx context.Context, d *syntax.Instance) error {
	if d.Component == wasm.NoIndex {
		out := &exports{items: make(map[string]item, len(d.Exports))}
		for i := range d.Exports {
			out.items[d.Exports[i].Name.Name] = s.item(d.Exports[i].Ref)
		}
		s.instances = append(s.instances, out)
		return s.st.spend(len(d.Exports))
	}
	args := make(map[string]item, len(d.Args))
	for _, a := range d.Args {
		args[a.Name] = s.item(a.Ref)
	}
	if err := s.st.spend(len(args)); err != nil {
		return err
	}
	inner, err := s.st.instantiate(ctx, s.components[d.Component], func(name string) item { return args[name] }, s.state)
	if err != nil {
		return err
	}
	s.instances = append(s.instances, inner.out)
	return nil
}

// alias takes something out of an instance or from an enclosing component.
func (s *scope) alias(d *step) error {
	a := d.Alias
	switch a.Kind {
	case syntax.AliasExport:
		return s.push(s.instances[a.Instance].get(a.Name), d.Extern)
	case syntax.AliasCoreExport:
		return s.pushCore(s.coreInstances[a.Instance].get(a.Name))
	}
	from := s
	for range a.Outer {
		from = from.outer
	}
	switch a.Sort {
	case syntax.SortCoreModule:
		s.coreModules = append(s.coreModules, from.coreModules[a.Index])
	case syntax.SortComponent:
		s.components = append(s.components, from.components[a.Index])
	case syntax.SortType:
		return s.push(from.types[a.Index], types.Extern{Sort: types.SortType, Def: d.Extern.Def})
	}
	return nil
}

// start calls a function with values.
func (s *scope) start(ctx context.Context, d *step) error {
	f := s.funcs[d.Start.Func]
	args := make([]value.Value, len(d.Start.Args))
	for i, x := range d.Start.Args {
		args[i] = s.values[x]
	}
	result, err := f.call(ctx, args)
	if err == nil && d.Start.Results > 0 {
		s.values = append(s.values, result)
	}
	return err
}

// call calls a function from the host with values that are of the types of its parameters.
func (f *function) call(ctx context.Context, args []value.Value) (result value.Value, err error) {
	lifted, ok := f.callee.(*canon.Lifted)
	if !ok {
		return nil, errHostFunc
	}
	err = lifted.Call(ctx, func(t canon.Target) {
		for i := range args {
			t.Field(i).SetValue(args[i])
		}
	}, func(s canon.Source) {
		if f.typ.Result != nil {
			result = s.Field(0).Value()
		}
	})
	return result, err
}
