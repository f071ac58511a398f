package check

import (
	"strings"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks type definitions.

// A typeInfo is what is known of a type without looking into it again.
type typeInfo struct {
	size   int // in nodes, written out in full
	depth  int
	borrow bool // has a borrow somewhere
}

// prims are the primitive types.
var prims = [...]*types.Type{syntax.PrimBool: {Kind: types.Bool}, syntax.PrimS8: {Kind: types.S8}, syntax.PrimU8: {Kind: types.U8},
	syntax.PrimS16: {Kind: types.S16}, syntax.PrimU16: {Kind: types.U16}, syntax.PrimS32: {Kind: types.S32}, syntax.PrimU32: {Kind: types.U32},
	syntax.PrimS64: {Kind: types.S64}, syntax.PrimU64: {Kind: types.U64}, syntax.PrimF32: {Kind: types.F32}, syntax.PrimF64: {Kind: types.F64},
	syntax.PrimChar: {Kind: types.Char}, syntax.PrimString: {Kind: types.String}, syntax.PrimErrorContext: {Kind: types.ErrorContext}}

// prim returns a primitive type.
func (c *checker) prim(p syntax.Prim, offset int) (*types.Type, error) {
	if int(p) >= len(prims) || prims[p] == nil {
		return nil, bad(offset, "malformed primitive type 0x%x", uint8(p))
	}
	t := prims[p]
	return t, c.need(offset, t.Kind.String(), p.Feature())
}

// valType resolves the type of a value.
func (c *checker) valType(s *scope, t syntax.ValType, offset int) (*types.Type, error) {
	if t.Prim != syntax.PrimNone {
		return c.prim(t.Prim, offset)
	}
	d, err := s.typeAt(t.Index, offset)
	if err == nil && d.Value == nil {
		err = bad(offset, "type index %d is not a defined type", t.Index)
	}
	return d.Value, err
}

// optType is valType for a type that may be missing.
func (c *checker) optType(s *scope, t *syntax.ValType, offset int) (*types.Type, error) {
	if t == nil {
		return nil, nil
	}
	return c.valType(s, *t, offset)
}

// typeDef resolves a type definition.
func (c *checker) typeDef(s *scope, t *syntax.Type) (d types.Def, err error) {
	if err := c.need(t.Offset, "type", t.Kind.Feature()); err != nil {
		return d, err
	}
	switch t.Kind {
	case syntax.TypePrim:
		p, err := c.prim(t.Prim, t.Offset)
		if err != nil {
			return d, err
		}
		d.Value = &types.Type{Kind: p.Kind}
		return d, nil
	case syntax.TypeFunc, syntax.TypeFuncAsync:
		d.Func, err = c.funcType(s, t)
	case syntax.TypeResource:
		return c.resource(s, t)
	case syntax.TypeComponent:
		d.Component, err = c.componentType(s, t)
	case syntax.TypeInstance:
		d.Instance, err = c.instanceType(s, t)
	default:
		d.Value, err = c.valueType(s, t)
	}
	return d, err
}

// valueType resolves the definition of a type of values.
func (c *checker) valueType(s *scope, t *syntax.Type) (*types.Type, error) {
	v := new(types.Type)
	if err := c.valueParts(s, t, v); err != nil {
		return nil, err
	}
	info, err := c.measure(v.Fields, t.Offset, v.Elem, v.Elem2)
	if err != nil {
		return nil, err
	}
	info.borrow = info.borrow || v.Kind == types.Borrow
	c.info[v] = info
	switch {
	case v.Kind != types.Stream && v.Kind != types.Future:
	case v.Kind == types.Stream && v.Elem != nil && v.Elem.Kind == types.Char:
		return nil, bad(t.Offset, "`stream<char>` is not valid at this time")
	case info.borrow:
		return nil, bad(t.Offset, "a %s cannot have elements with a `borrow` type", v.Kind)
	}
	if n := c.layouts64.Of(v).Size(); n >= maxByteSize {
		return nil, bad(t.Offset, "type %s exceeds maximum byte size", v)
	}
	return v, nil
}

// valueParts fills in the type v as t defines it.
func (c *checker) valueParts(s *scope, t *syntax.Type, v *types.Type) (err error) {
	switch t.Kind {
	case syntax.TypeRecord:
		v.Kind = types.Record
		v.Fields, err = c.fields(s, t, "record field", "record type must have at least one field")
	case syntax.TypeVariant:
		v.Kind = types.Variant
		v.Fields, err = c.fields(s, t, "variant case", "variant type must have at least one case")
	case syntax.TypeTuple:
		v.Kind = types.Tuple
		v.Fields, err = c.tuple(s, t)
	case syntax.TypeFlags:
		v.Kind, v.Labels = types.Flags, t.Labels
		if len(t.Labels) > maxFlags {
			return bad(t.Offset, "cannot have more than 32 flags")
		}
		err = checkLabels(t.Labels, "flag", "flags must have at least one entry", t.Offset)
	case syntax.TypeEnum:
		v.Kind, v.Labels = types.Enum, t.Labels
		err = checkLabels(t.Labels, "enum tag", "enum type must have at least one variant", t.Offset)
	case syntax.TypeOwn, syntax.TypeBorrow:
		v.Kind = types.Own
		if t.Kind == syntax.TypeBorrow {
			v.Kind = types.Borrow
		}
		d, err := s.resourceAt(t.Index, t.Offset)
		v.Resource, v.Via = d.Resource, d.Via
		return err
	case syntax.TypeResult:
		v.Kind = types.Result
	case syntax.TypeStream:
		v.Kind = types.Stream
	case syntax.TypeFuture:
		v.Kind = types.Future
	case syntax.TypeList, syntax.TypeFixedList, syntax.TypeOption, syntax.TypeMap:
		v.Kind = map[syntax.TypeKind]types.Kind{syntax.TypeList: types.List, syntax.TypeFixedList: types.FixedList,
			syntax.TypeOption: types.Option, syntax.TypeMap: types.Map}[t.Kind]
		if t.Elem == nil || t.Kind == syntax.TypeMap && t.Elem2 == nil {
			return bad(t.Offset, "malformed type: no element type")
		}
	default:
		return bad(t.Offset, "malformed type 0x%x", uint8(t.Kind))
	}
	if err != nil {
		return err
	}
	return c.elements(s, t, v)
}

// elements resolves the types in Elem and Elem2 and checks what kinds ask of them.
func (c *checker) elements(s *scope, t *syntax.Type, v *types.Type) (err error) {
	if v.Elem, err = c.optType(s, t.Elem, t.Offset); err != nil {
		return err
	}
	if v.Elem2, err = c.optType(s, t.Elem2, t.Offset); err != nil {
		return err
	}
	switch v.Kind {
	case types.FixedList:
		if v.Len = t.Len; v.Len == 0 {
			return bad(t.Offset, "fixed-length list must have at least one element")
		}
	case types.Map:
		if k := v.Elem.Kind; k > types.String || k == types.F32 || k == types.F64 {
			return bad(t.Offset, "a map cannot have keys of type %s", v.Elem)
		}
	}
	return nil
}

// fields resolves the fields of a record or the cases of a variant, of which there must be one.
func (c *checker) fields(s *scope, t *syntax.Type, what, none string) ([]types.Field, error) {
	if len(t.Fields) == 0 {
		return nil, bad(t.Offset, "%s", none)
	}
	return c.labelled(s, t, what, t.Kind == syntax.TypeVariant)
}

// labelled resolves labels with types, which may be missing with optional.
func (c *checker) labelled(s *scope, t *syntax.Type, what string, optional bool) ([]types.Field, error) {
	out := make([]types.Field, len(t.Fields))
	u := newUnique(what)
	for i, f := range t.Fields {
		if err := u.add(f.Label, t.Offset); err != nil {
			return nil, err
		}
		if f.Type == nil && !optional {
			return nil, bad(t.Offset, "malformed type: no type for `%s`", f.Label)
		}
		v, err := c.optType(s, f.Type, t.Offset)
		if err != nil {
			return nil, err
		}
		out[i] = types.Field{Label: f.Label, Type: v}
	}
	return out, nil
}

func (c *checker) tuple(s *scope, t *syntax.Type) ([]types.Field, error) {
	if len(t.Types) == 0 {
		return nil, bad(t.Offset, "tuple type must have at least one type")
	}
	out := make([]types.Field, len(t.Types))
	for i, x := range t.Types {
		v, err := c.valType(s, x, t.Offset)
		if err != nil {
			return nil, err
		}
		out[i].Type = v
	}
	return out, nil
}

func checkLabels(labels []string, what, none string, offset int) error {
	if len(labels) == 0 {
		return bad(offset, "%s", none)
	}
	if len(labels) > maxFields {
		return limited(offset, "labels", maxFields)
	}
	u := newUnique(what)
	for _, l := range labels {
		if err := u.add(l, offset); err != nil {
			return err
		}
	}
	return nil
}

// A unique checks labels of one type.
type unique struct {
	what, noun string
	seen       map[string]string
}

// newUnique returns one for labels of what; the last word of that is what messages call an earlier one.
func newUnique(what string) unique {
	return unique{what, what[strings.LastIndexByte(what, ' ')+1:], make(map[string]string)}
}

func (u *unique) add(label string, offset int) error {
	key := strings.ToLower(label)
	first, ok := u.seen[key]
	switch {
	case label == "":
		return bad(offset, "%s name cannot be empty", u.what)
	case !isLabel(label, false):
		return bad(offset, "%s name `%s` is not in kebab case", u.what, label)
	case ok:
		return bad(offset, "%s name `%s` conflicts with previous %s name `%s`", u.what, label, u.noun, first)
	}
	u.seen[key] = label
	return nil
}

// measure returns the information on a type made of these parts, and checks the limits.
func (c *checker) measure(fields []types.Field, offset int, elems ...*types.Type) (typeInfo, error) {
	if len(fields) > maxFields {
		return typeInfo{}, limited(offset, "fields", maxFields)
	}
	info := typeInfo{size: 1}
	add := func(t *types.Type) {
		if t == nil {
			return
		}
		part := c.info[t]
		info.size = min(info.size+max(part.size, 1), maxTypeSize+1)
		info.depth = max(info.depth, part.depth)
		info.borrow = info.borrow || part.borrow
	}
	for _, f := range fields {
		add(f.Type)
	}
	for _, t := range elems {
		add(t)
	}
	info.depth++
	switch {
	case info.size > maxTypeSize:
		return info, limited(offset, "parts of a type", maxTypeSize)
	case info.depth > maxDepth:
		return info, limited(offset, "types inside each other", maxDepth)
	}
	return info, nil
}

func (c *checker) funcType(s *scope, t *syntax.Type) (*types.Func, error) {
	f := &types.Func{Async: t.Kind == syntax.TypeFuncAsync}
	var err error
	if f.Params, err = c.labelled(s, t, "function parameter", false); err != nil {
		return nil, err
	}
	if f.Result, err = c.optType(s, t.Elem, t.Offset); err != nil {
		return nil, err
	}
	if f.Result != nil && c.info[f.Result].borrow {
		return nil, bad(t.Offset, "function result cannot contain a `borrow` type")
	}
	c.info[f], err = c.measure(f.Params, t.Offset, f.Result)
	return f, err
}

// resource resolves the definition of a resource type.
func (c *checker) resource(s *scope, t *syntax.Type) (d types.Def, err error) {
	if s.kind != componentScope {
		return d, bad(t.Offset, "resources can only be defined within a concrete component")
	}
	switch t.Rep {
	case wasm.I32:
	case wasm.I64:
		if err := c.need(t.Offset, "resource with an i64 representation", wasm.FeatureComponentMemory64); err != nil {
			return d, err
		}
	default:
		return d, bad(t.Offset, "resources can only be represented by `i32`")
	}
	if t.Index != wasm.NoIndex {
		f, err := at(s.coreFuncs, t.Index, "function", t.Offset)
		if err != nil {
			return d, err
		}
		if !c.core.isFunc(f, []wasm.ValType{t.Rep}, nil) {
			return d, bad(t.Offset, "wrong signature for a destructor")
		}
	}
	d.Resource = &types.Resource{Rep: t.Rep}
	d.Via = new(types.Via)
	s.local[d.Resource] = true
	return d, nil
}
