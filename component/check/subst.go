package check

import (
	"github.com/wvm-project/wvm/component/types"
)

// This file holds substitution: types in which resource types and the identities of types are replaced by others. What is not touched by
// it is shared; what is met on several ways is copied once.

// A subst replaces types. Its maps must be complete before it is applied to a type that mentions what they map.
type subst struct {
	c         *checker
	resources map[*types.Resource]*types.Resource
	vias      map[*types.Via]*types.Via
	values    map[*types.Type]*types.Type // what is replaced, and what was copied

	funcs      map[*types.Func]*types.Func
	instances  map[*types.Instance]*types.Instance
	components map[*types.Component]*types.Component
	visited    int
}

func (c *checker) newSubst() *subst {
	return &subst{c: c, resources: make(map[*types.Resource]*types.Resource), vias: make(map[*types.Via]*types.Via),
		values: make(map[*types.Type]*types.Type), funcs: make(map[*types.Func]*types.Func),
		instances: make(map[*types.Instance]*types.Instance), components: make(map[*types.Component]*types.Component)}
}

// done accounts for the work of the substitution since the last call.
func (s *subst) done(offset int) error {
	n := s.visited
	s.visited = 0
	return s.c.spend(offset, n)
}

// over reports whether there was too much work already: what is returned then no longer matters.
func (s *subst) over() bool { return s.c.work+s.visited > maxWork }

// resource returns what stands for r.
func (s *subst) resource(r *types.Resource) *types.Resource {
	if to, ok := s.resources[r]; ok {
		return to
	}
	return r
}

func (s *subst) via(v *types.Via) *types.Via {
	if to, ok := s.vias[v]; ok {
		return to
	}
	return v
}

func (s *subst) value(t *types.Type) *types.Type {
	if t == nil || t.Kind.IsPrimitive() {
		return t
	}
	if to, ok := s.values[t]; ok {
		return to
	}
	if s.visited++; s.over() {
		return t
	}
	n := *t
	n.Resource, n.Via = s.resource(t.Resource), s.via(t.Via)
	n.Elem, n.Elem2 = s.value(t.Elem), s.value(t.Elem2)
	fields, changed := s.fields(t.Fields)
	n.Fields = fields
	to := t
	if changed || n.Resource != t.Resource || n.Via != t.Via || n.Elem != t.Elem || n.Elem2 != t.Elem2 {
		to = &n
		s.c.info[to] = s.c.info[t]
	}
	s.values[t] = to
	return to
}

func (s *subst) fields(fields []types.Field) (out []types.Field, changed bool) {
	s.visited += len(fields)
	out = fields
	for i, f := range fields {
		t := s.value(f.Type)
		if t == f.Type {
			continue
		}
		if !changed {
			out = append([]types.Field(nil), fields...)
			changed = true
		}
		out[i].Type = t
	}
	return out, changed
}

func (s *subst) fn(f *types.Func) *types.Func {
	if to, ok := s.funcs[f]; ok {
		return to
	}
	s.visited++
	params, changed := s.fields(f.Params)
	result := s.value(f.Result)
	to := f
	if changed || result != f.Result {
		to = &types.Func{Async: f.Async, Params: params, Result: result}
		s.c.info[to] = s.c.info[f]
	}
	s.funcs[f] = to
	return to
}

func (s *subst) def(d types.Def) types.Def {
	switch {
	case d.Value != nil:
		d.Value = s.value(d.Value)
	case d.Func != nil:
		d.Func = s.fn(d.Func)
	case d.Instance != nil:
		d.Instance = s.instance(d.Instance)
	case d.Component != nil:
		d.Component = s.component(d.Component)
	case d.Resource != nil:
		d.Resource, d.Via = s.resource(d.Resource), s.via(d.Via)
	}
	return d
}

func (s *subst) extern(e types.Extern) types.Extern {
	e.Def = s.def(e.Def)
	return e
}

func (s *subst) externs(list *types.Externs) (out types.Externs, changed bool) {
	s.visited += len(list.List)
	if s.over() {
		return *list, false
	}
	copied := make([]types.Extern, len(list.List))
	for i := range list.List {
		e := list.List[i].Extern
		copied[i] = s.extern(e)
		changed = changed || copied[i] != e
	}
	if !changed {
		return *list, false
	}
	for i := range list.List {
		out.Add(list.List[i].Name, copied[i])
	}
	return out, true
}

func (s *subst) instance(in *types.Instance) *types.Instance {
	if to, ok := s.instances[in]; ok {
		return to
	}
	to := in
	if exports, changed := s.externs(&in.Exports); changed {
		to = &types.Instance{Exports: exports, Fresh: in.Fresh}
		s.c.info[to] = s.c.info[in]
	}
	s.instances[in] = to
	return to
}

func (s *subst) component(c *types.Component) *types.Component {
	if to, ok := s.components[c]; ok {
		return to
	}
	to := c
	imports, changed := s.externs(&c.Imports)
	exports, changed2 := s.externs(&c.Exports)
	if changed || changed2 {
		to = &types.Component{Imports: imports, Exports: exports, ImportFresh: c.ImportFresh, ExportFresh: c.ExportFresh}
		s.c.info[to] = s.c.info[c]
	}
	s.components[c] = to
	return to
}

// refresh returns the instance type in with fresh resource types in place of those that each instance has of its own.
func (c *checker) refresh(in *types.Instance, offset int) (*types.Instance, []*types.Resource, error) {
	if len(in.Fresh) == 0 {
		return in, nil, nil
	}
	s := c.newSubst()
	fresh := make([]*types.Resource, len(in.Fresh))
	for i, r := range in.Fresh {
		fresh[i] = &types.Resource{Name: r.Name}
		s.resources[r] = fresh[i]
	}
	to := &types.Instance{Exports: s.instance(in).Exports}
	c.info[to] = c.info[in]
	return to, fresh, s.done(offset)
}

// rename gives a type that is imported or exported an identity of its own, by which others can mean it. What else there is keeps its own: an
// instance that is exported makes visible the types that it has.
func (c *checker) rename(e types.Extern) types.Extern {
	switch {
	case e.Sort != types.SortType:
	case e.Value != nil:
		t := *e.Value
		c.info[&t] = c.info[e.Value]
		e.Value = &t
	case e.Resource != nil:
		e.Via = new(types.Via)
	}
	return e
}
