package check

import (
	"slices"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds equality and subtyping of component-level types. Functions and values must be the same; instances, components and modules
// may offer more and ask for less.

// A matcher compares what there is, have, with what is wanted. Resource types that the wanted side leaves open are bound to those
// that they are compared with first.
type matcher struct {
	c      *checker
	offset int
	env    map[*types.Resource]*types.Resource // what resource types stand for, on both sides
	open   map[*types.Resource]bool            // that may be bound
	sub    *subst                              // learns which types stand for which, unless nil
	same   map[[2]*types.Type]bool             // found to be equal
}

func (c *checker) newMatcher(offset int) *matcher {
	return &matcher{c: c, offset: offset, env: make(map[*types.Resource]*types.Resource), open: make(map[*types.Resource]bool),
		same: make(map[[2]*types.Type]bool)}
}

func (m *matcher) bad(format string, args ...any) error { return bad(m.offset, format, args...) }

func (m *matcher) resolve(r *types.Resource) *types.Resource {
	if to, ok := m.env[r]; ok {
		return to
	}
	return r
}

// leaveOpen lets the resource types rs be bound.
func (m *matcher) leaveOpen(rs []*types.Resource) {
	for _, r := range rs {
		delete(m.env, r)
		m.open[r] = true
	}
}

// fix makes the resource types rs stand for themselves.
func (m *matcher) fix(rs []*types.Resource) {
	for _, r := range rs {
		delete(m.env, r)
		delete(m.open, r)
	}
}

// nested runs f with what the resource types in lists stand for put back afterwards. What is learnt inside stays there.
func (m *matcher) nested(f func() error, lists ...[]*types.Resource) error {
	type saved struct {
		r, to     *types.Resource
		has, open bool
	}
	var before []saved
	for _, r := range slices.Concat(lists...) {
		to, has := m.env[r]
		before = append(before, saved{r, to, has, m.open[r]})
	}
	sub := m.sub
	m.sub = nil
	clear(m.same)
	err := f()
	m.sub = sub
	clear(m.same)
	for _, s := range before {
		m.fix([]*types.Resource{s.r})
		if s.has {
			m.env[s.r] = s.to
		}
		if s.open {
			m.open[s.r] = true
		}
	}
	return err
}

// externs compares imports or exports.
func (m *matcher) externs(have, want types.Extern) error {
	if err := m.c.spend(m.offset, 1); err != nil {
		return err
	}
	if have.Sort != want.Sort {
		return m.bad("expected %s, found %s", want.Sort, have.Sort)
	}
	switch want.Sort {
	case types.SortFunc:
		return m.funcs(have.Func, want.Func)
	case types.SortValue:
		return m.values(have.Value, want.Value)
	case types.SortInstance:
		return m.instances(have.Instance, want.Instance)
	case types.SortComponent:
		return m.components(have.Component, want.Component)
	case types.SortModule:
		return m.modules(have.Module, want.Module)
	}
	return m.defs(have.Def, want.Def)
}

func defName(d types.Def) string {
	switch {
	case d.Value != nil:
		return "defined type"
	case d.Func != nil:
		return "function type"
	case d.Component != nil:
		return "component type"
	case d.Instance != nil:
		return "instance type"
	}
	return "resource"
}

// defs compares types that are imported or exported: those that are not left open must be equal.
func (m *matcher) defs(have, want types.Def) error {
	if h, w := defName(have), defName(want); h != w {
		return m.bad("expected %s, found %s", w, h)
	}
	switch {
	case want.Value != nil:
		if m.sub != nil {
			m.sub.values[want.Value] = have.Value
		}
		if want.Value.Kind.IsPrimitive() && !have.Value.Kind.IsPrimitive() {
			return m.bad("expected primitive, found %s", have.Value.Kind)
		}
		return m.values(have.Value, want.Value)
	case want.Func != nil:
		return m.funcs(have.Func, want.Func)
	case want.Instance != nil:
		if err := m.instanceTypes(have.Instance, want.Instance); err != nil {
			return err
		}
		return m.instanceTypes(want.Instance, have.Instance)
	case want.Component != nil:
		if err := m.components(have.Component, want.Component); err != nil {
			return err
		}
		return m.components(want.Component, have.Component)
	}
	if m.sub != nil {
		m.sub.vias[want.Via] = have.Via
	}
	if _, bound := m.env[want.Resource]; m.open[want.Resource] && !bound {
		m.env[want.Resource] = m.resolve(have.Resource)
		return nil
	}
	return m.resources(have.Resource, want.Resource)
}

func (m *matcher) resources(have, want *types.Resource) error {
	if m.resolve(have) != m.resolve(want) {
		return m.bad("resource types are not the same")
	}
	return nil
}

func (m *matcher) funcs(have, want *types.Func) error {
	switch {
	case have == want && m.sub == nil && len(m.open) == 0:
		return nil
	case have.Async != want.Async:
		return m.bad("expected %s, found %s", asyncName(want), asyncName(have))
	case len(have.Params) != len(want.Params):
		return m.bad("expected %d parameters, found %d", len(want.Params), len(have.Params))
	case (have.Result == nil) != (want.Result == nil):
		return m.bad("expected a result, found none")
	}
	for i, w := range want.Params {
		h := have.Params[i]
		if h.Label != w.Label {
			return m.bad("expected parameter named `%s`, found `%s`", w.Label, h.Label)
		}
		if err := m.values(h.Type, w.Type); err != nil {
			return detailed(err, "type mismatch in function parameter `%s`", w.Label)
		}
	}
	if want.Result == nil {
		return nil
	}
	if err := m.values(have.Result, want.Result); err != nil {
		return detailed(err, "type mismatch with result type")
	}
	return nil
}

func asyncName(f *types.Func) string {
	if f.Async {
		return "async function"
	}
	return "sync function"
}

// values compares types of values, which must be equal.
func (m *matcher) values(have, want *types.Type) error {
	pair := [2]*types.Type{have, want}
	switch {
	case m.same[pair]:
		return nil
	case want.Kind.IsPrimitive() && have.Kind.IsPrimitive() && have.Kind != want.Kind:
		return m.bad("expected primitive `%s` found primitive `%s`", want.Kind, have.Kind)
	case want.Kind != have.Kind:
		return m.bad("expected %s, found %s", want.Kind, have.Kind)
	}
	if err := m.c.spend(m.offset, 1+len(want.Fields)+len(want.Labels)); err != nil {
		return err
	}
	var err error
	switch want.Kind {
	case types.Record:
		err = m.record(have, want)
	case types.Variant:
		err = m.variant(have, want)
	case types.Tuple:
		err = m.tuple(have, want)
	case types.Flags, types.Enum:
		if !slices.Equal(have.Labels, want.Labels) {
			err = m.bad("mismatch in %s elements", want.Kind)
		}
	case types.Result:
		if err = m.optional(have.Elem, want.Elem, "ok"); err == nil {
			err = m.optional(have.Elem2, want.Elem2, "err")
		}
	case types.Own, types.Borrow:
		return m.resources(have.Resource, want.Resource) // depends on what is bound
	default:
		err = m.elements(have, want)
	}
	if err == nil {
		m.same[pair] = true
	}
	return err
}

func (m *matcher) record(have, want *types.Type) error {
	if len(have.Fields) != len(want.Fields) {
		return m.bad("expected %d fields, found %d", len(want.Fields), len(have.Fields))
	}
	for i, w := range want.Fields {
		h := have.Fields[i]
		if h.Label != w.Label {
			return m.bad("expected field name `%s`, found `%s`", w.Label, h.Label)
		}
		if err := m.values(h.Type, w.Type); err != nil {
			return detailed(err, "type mismatch in record field `%s`", w.Label)
		}
	}
	return nil
}

func (m *matcher) variant(have, want *types.Type) error {
	if len(have.Fields) != len(want.Fields) {
		return m.bad("expected %d cases, found %d", len(want.Fields), len(have.Fields))
	}
	for i, w := range want.Fields {
		h := have.Fields[i]
		switch {
		case h.Label != w.Label:
			return m.bad("expected case named `%s`, found `%s`", w.Label, h.Label)
		case h.Type == nil && w.Type != nil:
			return m.bad("expected case `%s` to have a type, found none", w.Label)
		case h.Type != nil && w.Type == nil:
			return m.bad("expected case `%s` to have no type", w.Label)
		case w.Type == nil:
			continue
		}
		if err := m.values(h.Type, w.Type); err != nil {
			return detailed(err, "type mismatch in variant case `%s`", w.Label)
		}
	}
	return nil
}

func (m *matcher) tuple(have, want *types.Type) error {
	if len(have.Fields) != len(want.Fields) {
		return m.bad("expected %d types, found %d", len(want.Fields), len(have.Fields))
	}
	for i, w := range want.Fields {
		if err := m.values(have.Fields[i].Type, w.Type); err != nil {
			return detailed(err, "type mismatch in tuple field %d", i)
		}
	}
	return nil
}

// optional compares what may be missing.
func (m *matcher) optional(have, want *types.Type, what string) error {
	switch {
	case have == nil && want == nil:
		return nil
	case want == nil:
		return m.bad("expected %s type to not be present", what)
	case have == nil:
		return m.bad("expected %s type, but found none", what)
	}
	if err := m.values(have, want); err != nil {
		return detailed(err, "type mismatch in %s variant", what)
	}
	return nil
}

// elements compares types with one or two parts.
func (m *matcher) elements(have, want *types.Type) error {
	if have.Len != want.Len {
		return m.bad("expected list of length %d, found %d", want.Len, have.Len)
	}
	if err := m.optional(have.Elem, want.Elem, "element"); err != nil {
		return err
	}
	return m.optional(have.Elem2, want.Elem2, "value")
}

func (m *matcher) instances(have, want *types.Instance) error {
	return m.exports(&have.Exports, &want.Exports, "instance export")
}

// exports compares exports: there may be more than wanted.
func (m *matcher) exports(have, want *types.Externs, what string) error {
	for i := range want.List {
		w := &want.List[i]
		h := have.Get(w.Name)
		if h == nil {
			return m.bad("missing expected export `%s`", w.Name)
		}
		if err := m.externs(*h, w.Extern); err != nil {
			return detailed(err, "type mismatch in %s `%s`", what, w.Name)
		}
	}
	return nil
}

// instanceTypes compares types of instances that there need not be.
func (m *matcher) instanceTypes(have, want *types.Instance) error {
	if have == want {
		return nil
	}
	return m.nested(func() error {
		m.fix(have.Fresh)
		m.leaveOpen(want.Fresh)
		return m.instances(have, want)
	}, have.Fresh, want.Fresh)
}

// components compares components: one may import less and export more than wanted.
func (m *matcher) components(have, want *types.Component) error {
	if have == want {
		return nil
	}
	return m.nested(func() error {
		m.fix(want.ImportFresh)
		m.leaveOpen(have.ImportFresh)
		for i := range have.Imports.List {
			h := &have.Imports.List[i]
			w := want.Imports.Get(h.Name)
			if w == nil {
				return m.bad("missing expected import `%s`", h.Name)
			}
			if err := m.externs(*w, h.Extern); err != nil {
				return detailed(err, "type mismatch in import `%s`", h.Name)
			}
		}
		m.fix(have.ExportFresh)
		m.leaveOpen(want.ExportFresh)
		return m.exports(&have.Exports, &want.Exports, "export")
	}, have.ImportFresh, have.ExportFresh, want.ImportFresh, want.ExportFresh)
}

func (m *matcher) modules(have, want *types.Module) error {
	if have == want {
		return nil
	}
	if err := m.c.spend(m.offset, len(have.Imports)+len(want.Imports)+len(want.Exports)); err != nil {
		return err
	}
	offered := make(map[[2]string]*types.CoreExtern, len(want.Imports))
	for i := range want.Imports {
		im := &want.Imports[i]
		offered[[2]string{im.Module, im.Name}] = &im.CoreExtern
	}
	for i := range have.Imports {
		im := &have.Imports[i]
		w := offered[[2]string{im.Module, im.Name}]
		if w == nil {
			return m.bad("missing expected import `%s::%s`", im.Module, im.Name)
		}
		if err := m.core(w, &im.CoreExtern); err != nil {
			return detailed(err, "type mismatch in import `%s::%s`", im.Module, im.Name)
		}
	}
	for i := range want.Exports {
		w := &want.Exports[i]
		h := have.Export(w.Name)
		if h == nil {
			return m.bad("missing expected export `%s`", w.Name)
		}
		if err := m.core(h, &w.CoreExtern); err != nil {
			return detailed(err, "type mismatch in export `%s`", w.Name)
		}
	}
	return nil
}

// core compares imports or exports of core modules, by the rules of linking.
func (m *matcher) core(have, want *types.CoreExtern) error {
	return m.c.core.match(have, want, m.offset)
}
