package component

import (
	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/types"
)

// This file holds which resource types of the run time those of validation stand for. Each instantiation has its own.

// An env has, for the types of one component, the resource types of one instance of it.
type env struct {
	tmpl *template // nil for what the host defines
	rts  map[*types.Resource]*canon.ResourceType
	opts [2][]*canon.ResourceType // the same in the order of the template's layouts, shared by all options
	seen map[any]bool             // types whose resources are known
}

func newEnv(t *template) *env {
	e := &env{tmpl: t, rts: make(map[*types.Resource]*canon.ResourceType), seen: make(map[any]bool)}
	if t != nil {
		for i := range e.opts {
			e.opts[i] = make([]*canon.ResourceType, len(t.layouts[i].Resources))
		}
	}
	return e
}

// set says what a resource type is.
func (e *env) set(r *types.Resource, rt *canon.ResourceType) {
	if r == nil || rt == nil || e.rts[r] != nil {
		return
	}
	e.rts[r] = rt
	if e.tmpl != nil {
		for i := range e.opts {
			if j, ok := e.tmpl.slots[i][r]; ok {
				e.opts[i][j] = rt
			}
		}
	}
}

// A typeRef is a type with what its resources are.
type typeRef struct {
	types.Def
	env *env
}

// bind learns what the resources in t are from that, which is the same type as others see it.
func (e *env) bind(t types.Def, that typeRef) {
	switch {
	case that.env == nil:
	case t.Resource != nil && that.Resource != nil:
		e.set(t.Resource, that.env.rts[that.Resource])
	case t.Value != nil && that.Value != nil:
		e.bindType(t.Value, that.Value, that.env)
	case t.Func != nil && that.Func != nil:
		e.bindFunc(t.Func, that.Func, that.env)
	}
}

// know reports whether the resources of a type are known, and remembers that they are from now on.
func (e *env) know(t any) bool {
	if e.seen[t] {
		return true
	}
	e.seen[t] = true
	return false
}

func (e *env) bindType(t, that *types.Type, of *env) {
	if t == nil || that == nil || t.Kind.IsPrimitive() || e.know(t) {
		return
	}
	if t.Resource != nil && that.Resource != nil {
		e.set(t.Resource, of.rts[that.Resource])
		return
	}
	e.bindFields(t.Fields, that.Fields, of)
	e.bindType(t.Elem, that.Elem, of)
	e.bindType(t.Elem2, that.Elem2, of)
}

func (e *env) bindFields(t, that []types.Field, of *env) {
	for i := range min(len(t), len(that)) {
		e.bindType(t[i].Type, that[i].Type, of)
	}
}

func (e *env) bindFunc(t, that *types.Func, of *env) {
	if e.know(t) {
		return
	}
	e.bindFields(t.Params, that.Params, of)
	e.bindType(t.Result, that.Result, of)
}

// bindInstance learns what the resources of the types are that an instance exports.
func (e *env) bindInstance(t *types.Instance, that *exports) {
	if t == nil || e.know(t) {
		return
	}
	for i := range t.Exports.List {
		n := &t.Exports.List[i]
		switch x := that.get(n.Name).(type) {
		case *typeRef:
			if n.Sort == types.SortType {
				e.bind(n.Def, *x)
			}
		case *exports:
			if n.Sort == types.SortInstance {
				e.bindInstance(n.Instance, x)
			}
		}
	}
}
