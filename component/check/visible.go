package check

import "github.com/wvm-project/wvm/component/types"

// This file holds the rule of external visibility: resource types, records, variants, enums and flags that the type of an import or export
// uses must be meant by an index that an import or export made.

// A visibility is a set of types that have a name outside.
type visibility struct {
	values map[*types.Type]bool
	vias   map[viaKey]bool
	outer  *visibility // whose types are visible too, or nil
	// seen holds value types that were found to use only visible ones. Types only become visible, so that stays true.
	seen map[*types.Type]bool
}

// A viaKey is a resource type with the index that it is meant by. Instances of one component share the latter.
type viaKey struct {
	via      *types.Via
	resource *types.Resource
}

func newVisibility() visibility {
	return visibility{values: make(map[*types.Type]bool), vias: make(map[viaKey]bool), seen: make(map[*types.Type]bool)}
}

func (v *visibility) has(t *types.Type) bool {
	return v != nil && (v.values[t] || v.outer.has(t))
}

func (v *visibility) hasVia(k viaKey) bool {
	return v != nil && (v.vias[k] || v.outer.hasVia(k))
}

// value reports whether t itself, and all that it uses, is visible.
func (v *visibility) value(t *types.Type) bool {
	if t == nil || v.seen[t] {
		return true
	}
	switch t.Kind {
	case types.Record, types.Variant, types.Enum, types.Flags:
		return v.has(t)
	case types.Own, types.Borrow:
		return v.hasVia(viaKey{t.Via, t.Resource})
	}
	if !v.parts(t) {
		return false
	}
	v.seen[t] = true
	return true
}

// parts reports whether what t uses is visible.
func (v *visibility) parts(t *types.Type) bool {
	if t == nil {
		return true
	}
	if t.Resource != nil && !v.hasVia(viaKey{t.Via, t.Resource}) {
		return false
	}
	return v.fields(t.Fields) && v.value(t.Elem) && v.value(t.Elem2)
}

func (v *visibility) fields(fields []types.Field) bool {
	for _, f := range fields {
		if !v.value(f.Type) {
			return false
		}
	}
	return true
}

func (v *visibility) fn(f *types.Func) bool { return v.fields(f.Params) && v.value(f.Result) }

// def reports whether what a type uses is visible.
func (v *visibility) def(d types.Def) bool {
	switch {
	case d.Value != nil:
		return v.parts(d.Value)
	case d.Func != nil:
		return v.fn(d.Func)
	case d.Instance != nil:
		inner := newVisibility()
		inner.outer = v
		return inner.instance(d.Instance)
	}
	return true // component types were checked by themselves; the name of a resource type is the index itself
}

// add makes an import or export visible, after all that it uses was found to be.
func (v *visibility) add(e types.Extern) bool {
	switch e.Sort {
	case types.SortFunc:
		return v.fn(e.Func)
	case types.SortValue:
		return v.value(e.Value)
	case types.SortInstance:
		return v.instance(e.Instance)
	case types.SortType:
		if !v.def(e.Def) {
			return false
		}
		if e.Value != nil {
			v.values[e.Value] = true
		}
		if e.Via != nil {
			v.vias[viaKey{e.Via, e.Resource}] = true
		}
	}
	return true
}

// instance makes the exports of an instance visible, in their order.
func (v *visibility) instance(in *types.Instance) bool {
	for i := range in.Exports.List {
		if !v.add(in.Exports.List[i].Extern) {
			return false
		}
	}
	return true
}
