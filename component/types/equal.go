package types

import "slices"

// This file holds the equality of types.

// Equal reports whether two types are the same: alike in structure, with the same labels in the same order and the same resource types.
// nil equals nil only.
func Equal(a, b *Type) bool { return equality{}.types(a, b) }

// EqualFuncs reports whether two function types are the same, names of parameters included.
func EqualFuncs(a, b *Func) bool {
	eq := equality{}
	return a.Async == b.Async && eq.fields(a.Params, b.Params) && eq.types(a.Result, b.Result)
}

// An equality holds the pairs of types that were found to be equal, so that a type that is met on several ways is compared once.
type equality map[[2]*Type]bool

func (eq equality) types(a, b *Type) bool {
	pair := [2]*Type{a, b}
	switch {
	case a == b:
		return true
	case a == nil || b == nil || a.Kind != b.Kind || a.Len != b.Len || a.Resource != b.Resource || !slices.Equal(a.Labels, b.Labels):
		return false
	case eq[pair]:
		return true
	}
	if !eq.fields(a.Fields, b.Fields) || !eq.types(a.Elem, b.Elem) || !eq.types(a.Elem2, b.Elem2) {
		return false
	}
	eq[pair] = true
	return true
}

func (eq equality) fields(a, b []Field) bool {
	return slices.EqualFunc(a, b, func(a, b Field) bool { return a.Label == b.Label && eq.types(a.Type, b.Type) })
}
