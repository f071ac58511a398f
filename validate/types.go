package validate

import (
	"fmt"

	"github.com/wvm-project/wvm/wasm"
)

// This file checks the type section, section "Validation / Types".

// checkTypes checks all type definitions group by group and fills c.types.
func (c *checker) checkTypes(types []wasm.SubType) error {
	canon := canonizer{groups: make(map[string]uint32), canon: make([]uint32, 0, len(types))}
	c.types = typeSpace{types: types, depth: make([]uint8, 0, len(types))}
	for start := 0; start < len(types); {
		n := int(types[start].RecLen)
		if n < 1 || n > len(types)-start {
			return invalid(-1, unknown("type", uint32(len(types))), "recursive group of type %d ends beyond the types", start)
		}
		end := start + n
		// While the group is checked, indices from its end on are not yet defined.
		c.types.types = types[:end]
		for x := start; x < end; x++ {
			if err := c.checkTypeRefs(uint32(x), uint32(start)); err != nil {
				return at(types[x].Offset, err)
			}
		}
		canon.group(uint32(start), types[start:end])
		c.types.canon = canon.canon
		for x := start; x < end; x++ {
			err := c.checkDescriptors(uint32(x))
			if err == nil {
				err = c.checkSuper(uint32(x))
			}
			if err != nil {
				return at(types[x].Offset, err)
			}
		}
		start = end
	}
	return nil
}

// checkTypeRefs checks what can be said of type x without comparing types: features, sizes, and that what it refers to exists.
func (c *checker) checkTypeRefs(x, start uint32) error {
	t := &c.types.types[x]
	if err := c.checkTypeFeatures(x, t); err != nil {
		return err
	}
	for _, ts := range [...][]wasm.ValType{t.Func.Params, t.Func.Results} {
		for _, p := range ts {
			if err := c.checkValType(-1, p); err != nil {
				return inType(x, err)
			}
		}
	}
	noDefault := uint32(0)
	for i, f := range t.Fields {
		if f.Type.IsPacked() {
			continue
		}
		if noDefault == 0 && !f.Type.Defaultable() {
			noDefault = uint32(i) + 1
		}
		if err := c.checkValType(-1, f.Type); err != nil {
			return inType(x, err)
		}
	}
	depth := uint8(0)
	if len(t.Super) > 1 {
		return invalid(-1, subtypeCode(x, t.Super[0]), "more than one super type")
	}
	for _, s := range t.Super {
		if s >= x {
			return invalid(-1, unknown("type", s), "forward use as super type of type %d", x)
		}
		if depth = c.types.depth[s] + 1; depth > wasm.MaxSubtypeDepth {
			return limited(-1, "super types above each other", uint64(depth), wasm.MaxSubtypeDepth)
		}
	}
	c.types.depth = append(c.types.depth, depth)
	c.types.noDefault = append(c.types.noDefault, noDefault)
	outside := func(y uint32) bool { return y != wasm.NoIndex && (y < start || y >= uint32(len(c.types.types))) }
	switch {
	case outside(t.Describes):
		return invalid(-1, "described type is outside rec group", "type %d describes type %d", x, t.Describes)
	case outside(t.Descriptor):
		return invalid(-1, "descriptor type is outside rec group", "type %d has descriptor %d", x, t.Descriptor)
	}
	return nil
}

// checkTypeFeatures checks that the features that type x uses are enabled, and the limits on its size.
func (c *checker) checkTypeFeatures(x uint32, t *wasm.SubType) error {
	var need wasm.Features
	if t.Kind != wasm.CompFunc || !t.Final || len(t.Super) > 0 || t.RecLen > 1 || t.ExplicitSub || t.ExplicitRec {
		need |= wasm.FeatureGC
	}
	if len(t.Func.Results) > 1 {
		need |= wasm.FeatureMultiValue
	}
	if t.Descriptor != wasm.NoIndex || t.Describes != wasm.NoIndex {
		need |= wasm.FeatureCustomDescriptors
	}
	if missing := need &^ c.feats; missing != 0 {
		return disabled(-1, fmt.Sprintf("type %d", x), missing)
	}
	switch {
	case len(t.Func.Params) > wasm.MaxParams:
		return limited(-1, "parameters", uint64(len(t.Func.Params)), wasm.MaxParams)
	case len(t.Func.Results) > wasm.MaxResults:
		return limited(-1, "results", uint64(len(t.Func.Results)), wasm.MaxResults)
	case len(t.Fields) > wasm.MaxStructFields:
		return limited(-1, "fields", uint64(len(t.Fields)), wasm.MaxStructFields)
	case t.Shared:
		return invalid(-1, codeFeature, "type %d is shared", x)
	case t.Kind > wasm.CompArray || t.Kind == wasm.CompArray && len(t.Fields) != 1:
		return malformed(-1, "malformed definition type", "type %d", x)
	}
	return nil
}

// checkSuper checks that type x fits its declared supertype.
func (c *checker) checkSuper(x uint32) error {
	t := &c.types.types[x]
	if len(t.Super) == 0 {
		return nil
	}
	y := t.Super[0]
	s := &c.types.types[y]
	switch {
	case s.Final:
		return invalid(-1, subtypeCode(x, y), "the super type is final")
	case t.Describes != wasm.NoIndex && s.Describes != wasm.NoIndex:
		if !c.types.below(t.Describes, s.Describes) {
			return invalid(-1, wasm.Code(fmt.Sprintf("described type %d does not match %d", t.Describes, s.Describes)), "types %d and %d", x, y)
		}
	case t.Describes != s.Describes:
		return invalid(-1, subtypeCode(x, y), "only one describes another type")
	}
	if s.Descriptor != wasm.NoIndex {
		if t.Descriptor == wasm.NoIndex {
			return invalid(-1, subtypeCode(x, y), "only the super type has a descriptor")
		}
		if !c.types.below(t.Descriptor, s.Descriptor) {
			return invalid(-1, wasm.Code(fmt.Sprintf("descriptor type %d does not match %d", t.Descriptor, s.Descriptor)), "types %d and %d", x, y)
		}
	}
	if !c.types.compMatches(t, s) {
		return invalid(-1, subtypeCode(x, y), "the composite types differ")
	}
	return nil
}

// checkDescriptors checks that type x and its descriptor, or what it describes, name each other within their group.
func (c *checker) checkDescriptors(x uint32) error {
	t := &c.types.types[x]
	if t.Describes != wasm.NoIndex {
		d := &c.types.types[t.Describes]
		switch {
		case d.Descriptor != x:
			return invalid(-1, "described type is not described by descriptor", "type %d describes type %d", x, t.Describes)
		case t.Describes >= x:
			return invalid(-1, "forward use of described type", "type %d describes type %d", x, t.Describes)
		}
	}
	if t.Descriptor != wasm.NoIndex {
		if c.types.types[t.Descriptor].Describes != x {
			return invalid(-1, "type is not described by its descriptor", "type %d has descriptor %d", x, t.Descriptor)
		}
	}
	switch {
	case t.Kind == wasm.CompStruct:
	case t.Describes != wasm.NoIndex:
		return invalid(-1, "described type must be a struct", "type %d", x)
	case t.Descriptor != wasm.NoIndex:
		return invalid(-1, "descriptor type must be a struct", "type %d", x)
	}
	return nil
}

// checkValType checks that t is a value type whose features are enabled and whose type index is defined.
func (c *checker) checkValType(offset int, t wasm.ValType) *wasm.Error {
	if t.IsNum() {
		return nil
	}
	switch {
	case t == wasm.V128:
	case !t.IsRef():
		return malformed(offset, "malformed value type", "%#x", uint32(t))
	default:
		x, ok := t.Heap().Index()
		if ok && x >= uint32(len(c.types.types)) {
			return invalid(offset, unknown("type", x), "in %s", t)
		}
		if !ok && (t.Heap() >= wasm.HeapBottom || t.Exact()) {
			return malformed(offset, "malformed heap type", "")
		}
	}
	if missing := t.Features() &^ c.feats; missing != 0 {
		return disabled(offset, t.String(), missing)
	}
	return nil
}

// inType adds to an error which type definition it was found in.
func inType(x uint32, e *wasm.Error) error {
	e.Detail += fmt.Sprintf(" of type %d", x)
	return e
}

// subtypeCode is the code of type x that does not fit its declared supertype y.
func subtypeCode(x, y uint32) wasm.Code {
	return wasm.Code(fmt.Sprintf("%s %d does not match super type %d", codeSubtype, x, y))
}
