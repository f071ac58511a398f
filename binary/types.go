package binary

import (
	"strconv"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the encodings of value, reference and heap types.

// Bytes that start a type.
const (
	byteRef     = 0x64 // (ref ht)
	byteRefNull = 0x63 // (ref null ht)
	byteExact   = 0x62 // an exact heap type, with an index
)

// shortTypes holds the types of one byte, 0x40 to 0x7F, that stand for a number, vector or packed type or for a nullable abstract
// reference.
var shortTypes = [64]wasm.ValType{
	0x3F: wasm.I32,
	0x3E: wasm.I64,
	0x3D: wasm.F32,
	0x3C: wasm.F64,
	0x3B: wasm.V128,
	0x38: wasm.I8,
	0x37: wasm.I16,
	0x34: wasm.NullExnRef,
	0x33: wasm.NullFuncRef,
	0x32: wasm.NullExternRef,
	0x31: wasm.NullRef,
	0x30: wasm.FuncRef,
	0x2F: wasm.ExternRef,
	0x2E: wasm.AnyRef,
	0x2D: wasm.EqRef,
	0x2C: wasm.I31Ref,
	0x2B: wasm.StructRef,
	0x2A: wasm.ArrayRef,
	0x29: wasm.ExnRef,
}

// shortType returns the type with the one-byte encoding b, or NoType.
func shortType(b byte) wasm.ValType {
	if b&0xC0 != 0x40 {
		return wasm.NoType
	}
	return shortTypes[b&0x3F]
}

// ValType reads a value type.
func (r *Reader) ValType() wasm.ValType {
	b, ok := r.peek()
	if t := shortType(b); ok && t != wasm.NoType && !t.IsPacked() {
		r.pos++
		return t
	}
	return r.RefType()
}

// RefType reads a reference type.
func (r *Reader) RefType() wasm.ValType {
	start := r.Offset()
	b := r.Byte()
	t := shortType(b)
	switch {
	case r.err != nil:
	case b == byteRef || b == byteRefNull:
		return r.heapRef(b == byteRefNull)
	case t.IsRef():
		return t
	case b >= 0x80:
		r.Fail(codeLEBLong, "", start+1)
	default:
		r.Fail(codeRefType, "", start)
	}
	return wasm.NoType
}

// storageType reads the type of a field.
func (r *Reader) storageType() wasm.ValType {
	b, ok := r.peek()
	if t := shortType(b); ok && t.IsPacked() {
		r.pos++
		return t
	}
	start := r.Offset()
	t := r.ValType()
	if r.err != nil && (r.err.Code == codeRefType || r.err.Code == codeHeapType) {
		r.err.Code, r.err.Offset = codeStorageType, start
	}
	return t
}

// heapRef reads a heap type and returns the reference type to it.
func (r *Reader) heapRef(nullable bool) wasm.ValType {
	b, _ := r.peek()
	switch t := shortType(b); {
	case t.IsRef():
		r.pos++
		return t.WithNullable(nullable)
	case b == byteExact:
		r.pos++
		start := r.Offset()
		x := r.U32()
		r.checkTypeIndex(uint64(x), start)
		if r.err != nil {
			return wasm.NoType
		}
		return wasm.Ref(wasm.IndexType(x), nullable).WithExact()
	}
	x := r.typeIndex(codeHeapType)
	if r.err != nil {
		return wasm.NoType
	}
	return wasm.Ref(wasm.IndexType(x), nullable)
}

// typeIndex reads a type index where a type could stand too, whose encodings are negative; these fail with code.
func (r *Reader) typeIndex(code wasm.Code) uint32 {
	start := r.Offset()
	x := r.S33()
	if x < 0 {
		r.Fail(code, "", start)
		return 0
	}
	r.checkTypeIndex(uint64(x), start)
	return uint32(x)
}

// checkTypeIndex fails for a type index that no type of this package can hold. Such an index is far beyond the number of types that a
// module may have.
func (r *Reader) checkTypeIndex(x uint64, offset int) {
	if x > wasm.MaxTypeIndex {
		r.fail(wasm.PhaseInvalid, codeUnknownType, strconv.FormatUint(x, 10), offset)
	}
}

// zero reads a byte that must be zero.
func (r *Reader) zero() {
	start := r.Offset()
	if r.Byte() != 0 {
		r.Fail(codeZero, "", start)
	}
}

// Bytes that start a type definition or a part of one.
const (
	byteFunc       = 0x60
	byteStruct     = 0x5F
	byteArray      = 0x5E
	byteSub        = 0x50
	byteSubFinal   = 0x4F
	byteRec        = 0x4E
	byteDescriptor = 0x4D
	byteDescribes  = 0x4C
)

// types reads the type section: recursive groups, of which most have one type and no byte of their own.
func (d *decoder) types(r *Reader) {
	n := r.Count()
	if n > wasm.MaxRecGroups {
		r.limit("recursive groups", uint64(n), wasm.MaxRecGroups, r.Offset())
		return
	}
	d.m.Types = make([]wasm.SubType, 0, fitting(r, n, 2))
	for ; n > 0 && r.err == nil; n-- {
		start, count, explicit := len(d.m.Types), 1, false
		if b, _ := r.peek(); b == byteRec && d.opt.Features.Has(wasm.FeatureGC) {
			r.pos++
			count, explicit = r.Count(), true
		}
		if total := start + count; total > wasm.MaxTypes {
			r.limit("types", uint64(total), wasm.MaxTypes, r.Offset())
			return
		}
		d.numTypes = start + count
		for range count {
			if r.err != nil {
				return
			}
			t := wasm.SubType{RecStart: uint32(start), RecLen: uint32(count), ExplicitRec: explicit, Offset: r.Offset()}
			d.subType(r, &t)
			d.m.Types = append(d.m.Types, t)
		}
	}
}

// fitting returns how many of n elements of at least size bytes the rest of r can hold: what may be allocated before
// they are read.
func fitting(r *Reader, n, size int) int { return min(n, r.Len()/size) }

// subType reads what may precede a composite type: supertypes, and the clauses of custom descriptors.
func (d *decoder) subType(r *Reader, t *wasm.SubType) {
	t.Final = true
	t.Descriptor, t.Describes = wasm.NoIndex, wasm.NoIndex
	b, _ := r.peek()
	if (b == byteSub || b == byteSubFinal) && d.opt.Features.Has(wasm.FeatureGC) {
		r.pos++
		t.Final = b == byteSubFinal
		t.Super = r.indices()
		t.ExplicitSub = t.Final && len(t.Super) == 0
		b, _ = r.peek()
	}
	if d.opt.Features.Has(wasm.FeatureCustomDescriptors) {
		if b == byteDescribes {
			r.pos++
			t.Describes = r.U32()
			b, _ = r.peek()
		}
		if b == byteDescriptor {
			r.pos++
			t.Descriptor = r.U32()
		}
	}
	d.compType(r, t)
}

// compType reads a composite type into t.
func (d *decoder) compType(r *Reader, t *wasm.SubType) {
	start := r.Offset()
	b := r.Byte()
	gc := d.opt.Features.Has(wasm.FeatureGC)
	switch {
	case r.err != nil:
	case b == byteFunc:
		t.Kind = wasm.CompFunc
		t.Func.Params = d.valTypes(r, "parameters", wasm.MaxParams)
		t.Func.Results = d.valTypes(r, "results", wasm.MaxResults)
	case b == byteStruct && gc:
		t.Kind = wasm.CompStruct
		n := r.Count()
		if n > wasm.MaxStructFields {
			r.limit("fields", uint64(n), wasm.MaxStructFields, start)
			return
		}
		t.Fields = make([]wasm.FieldType, n)
		for i := range t.Fields {
			t.Fields[i] = d.fieldType(r)
		}
	case b == byteArray && gc:
		t.Kind = wasm.CompArray
		t.Fields = []wasm.FieldType{d.fieldType(r)}
	case b >= 0x80:
		r.Fail(codeLEBLong, "", start+1)
	default:
		r.Fail(codeDefType, needs(typeFeature(b)&^d.opt.Features), start)
	}
}

// typeFeature returns the feature that a byte at the start of a type definition came with.
func typeFeature(b byte) wasm.Features {
	switch b {
	case byteStruct, byteArray, byteSub, byteSubFinal, byteRec:
		return wasm.FeatureGC
	case byteDescriptor, byteDescribes:
		return wasm.FeatureCustomDescriptors
	}
	return 0
}

// valTypes reads the parameters or the results of a function type.
func (d *decoder) valTypes(r *Reader, what string, most int) []wasm.ValType {
	start := r.Offset()
	n := r.Count()
	switch {
	case n > most:
		r.limit(what, uint64(n), most, start)
		return nil
	case n == 0:
		return nil
	case n > len(d.free):
		// The rest of the section has fewer types than bytes; MaxParams types are the most that one vector takes.
		d.free = make([]wasm.ValType, max(n, min(r.Len(), wasm.MaxParams)))
	}
	ts := d.free[:n:n]
	d.free = d.free[n:]
	for i := range ts {
		ts[i] = d.valType(r)
	}
	return ts
}

// valType reads a value type and checks that its features are on.
func (d *decoder) valType(r *Reader) wasm.ValType {
	start := r.Offset()
	t := r.ValType()
	d.checkFeatures(r, t, codeRefType, start)
	return t
}

// fieldType reads the type of a field.
func (d *decoder) fieldType(r *Reader) wasm.FieldType {
	start := r.Offset()
	t := r.storageType()
	d.checkFeatures(r, t, codeStorageType, start)
	if x, ok := t.Heap().Index(); ok && t.Exact() && x == byteExact && int(x) >= d.numTypes {
		r.Fail(codeStorageType, "exact repeated", start) // in the official suite's reading, which knows that there is no such type
	}
	return wasm.FieldType{Type: t, Mutable: r.mutability()}
}

// checkFeatures fails with code where t is of a proposal that is off.
func (d *decoder) checkFeatures(r *Reader, t wasm.ValType, code wasm.Code, offset int) {
	if missing := t.Features() &^ d.opt.Features; missing != 0 {
		r.Fail(code, t.String()+" "+needs(missing), offset)
	}
}

// mutability reads whether a field or a global can change.
func (r *Reader) mutability() bool {
	start := r.Offset()
	b := r.Byte()
	if b > 1 {
		r.Fail(codeMutability, "", start)
	}
	return b == 1
}

// indices reads a vector of indices.
func (r *Reader) indices() []uint32 {
	n := r.Count()
	if n == 0 || r.err != nil {
		return nil
	}
	xs := make([]uint32, n)
	for i := range xs {
		if xs[i] = r.U32(); r.err != nil {
			return nil
		}
	}
	return xs
}
