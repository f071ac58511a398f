package syntax

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the decoding of types and of canonical definitions.

// Feature returns the feature that types of this kind came with.
func (k TypeKind) Feature() wasm.Features {
	switch k {
	case TypeFuncAsync, TypeStream, TypeFuture:
		return wasm.FeatureComponentAsync
	case TypeMap:
		return wasm.FeatureComponentMap
	case TypeFixedList:
		return wasm.FeatureComponentFixedLists
	}
	return 0
}

// IsPrim reports whether p is a primitive type of the binary format.
func (p Prim) IsPrim() bool { return p >= PrimString && p <= PrimBool || p == PrimErrorContext }

// Feature returns the feature that the type came with.
func (p Prim) Feature() wasm.Features {
	if p == PrimErrorContext {
		return wasm.FeatureComponentErrorContext
	}
	return 0
}

// prim checks that the features of the primitive type p, at offset, are on.
func (d *decoder) prim(r *binary.Reader, p Prim, offset int) Prim {
	d.need(r, p.Feature(), "error-context", offset)
	return p
}

// Types of one byte are the negative numbers of a byte in the encoding of signed numbers, indices the others.
const firstType, lastType = 0x40, 0x7f

// valType reads the type of a value.
func (d *decoder) valType(r *binary.Reader) ValType {
	start := r.Offset()
	b, _ := r.Peek()
	if b >= firstType && b <= lastType {
		p := Prim(r.Byte())
		if !p.IsPrim() {
			badByte(r, b, "component value type", start)
		}
		return ValType{Prim: d.prim(r, p, start)}
	}
	x := r.S33()
	if x < 0 {
		badByte(r, b, "component value type", start)
	}
	return ValType{Index: uint32(x)}
}

// someType reads a type and returns it as what may be there or not.
func (d *decoder) someType(r *binary.Reader) *ValType {
	t := d.valType(r)
	return &t
}

// optType reads a type that may be there or not.
func (d *decoder) optType(r *binary.Reader) *ValType {
	if !optional(r, "component value type") {
		return nil
	}
	return d.someType(r)
}

// field reads a label with a type.
func (d *decoder) field(r *binary.Reader) Field { return Field{r.Name(), d.someType(r)} }

// variantCase reads a case of a variant, which ends with a byte for what once may follow.
func (d *decoder) variantCase(r *binary.Reader) Field {
	f := Field{r.Name(), d.optType(r)}
	start := r.Offset()
	if b := r.Byte(); b != 0 {
		badByte(r, b, "zero byte required", start)
	}
	return f
}

// resultList reads the result of a function.
func (d *decoder) resultList(r *binary.Reader) *ValType {
	start := r.Offset()
	switch b := r.Byte(); b {
	case 0x00:
		return d.someType(r)
	case 0x01:
		start = r.Offset()
		if b := r.Byte(); b != 0 {
			badByte(r, b, "number of results", start)
		}
	default:
		badByte(r, b, "component function results", start)
	}
	return nil
}

// typeDef reads a type definition.
func (d *decoder) typeDef(r *binary.Reader) Type {
	t := Type{Offset: r.Offset(), Index: wasm.NoIndex}
	b := r.Byte()
	if p := Prim(b); p.IsPrim() {
		t.Prim = d.prim(r, p, t.Offset)
		return t
	}
	t.Kind = TypeKind(b)
	d.need(r, t.Kind.Feature(), "type", t.Offset)
	switch t.Kind {
	case TypeRecord:
		t.Fields = vector(d, r, d.field)
	case TypeVariant:
		t.Fields = vector(d, r, d.variantCase)
	case TypeList, TypeOption:
		t.Elem = d.someType(r)
	case TypeFixedList:
		t.Elem, t.Len = d.someType(r), r.U32()
	case TypeTuple:
		t.Types = vector(d, r, d.valType)
	case TypeFlags, TypeEnum:
		t.Labels = vector(d, r, (*binary.Reader).Name)
	case TypeResult:
		t.Elem, t.Elem2 = d.optType(r), d.optType(r)
	case TypeOwn, TypeBorrow:
		t.Index = r.U32()
	case TypeStream, TypeFuture:
		t.Elem = d.optType(r)
	case TypeMap:
		t.Elem, t.Elem2 = d.someType(r), d.someType(r)
	case TypeFunc, TypeFuncAsync:
		t.Fields, t.Elem = vector(d, r, d.field), d.resultList(r)
	case TypeResource:
		t.Rep = r.ValType()
		if optional(r, "destructor") {
			t.Index = r.U32()
		}
	case TypeComponent, TypeInstance:
		if coreTypes, ok := d.enter(r); ok {
			component := t.Kind == TypeComponent
			t.Decls = vector(d, r, func(r *binary.Reader) Decl { return d.decl(r, component) })
			d.leave(coreTypes)
		}
	default:
		badByte(r, b, "component defined type", t.Offset)
	}
	return t
}

// decl reads a declaration in the type of a component or an instance.
func (d *decoder) decl(r *binary.Reader, component bool) Decl {
	x := Decl{Offset: r.Offset()}
	b := r.Byte()
	switch x.Kind = DeclKind(b); {
	case x.Kind == DeclCoreType:
		t := d.coreType(r, false)
		x.CoreType = &t
	case x.Kind == DeclType:
		t := d.typeDef(r)
		x.Type = &t
	case x.Kind == DeclAlias:
		a := d.alias(r)
		x.Alias = &a
	case x.Kind == DeclExport, x.Kind == DeclImport && component:
		x.Name, x.Extern = d.externName(r), d.externType(r)
	default:
		badByte(r, b, "component or instance type declaration", x.Offset)
	}
	return x
}

// externType reads the type of an import or an export.
func (d *decoder) externType(r *binary.Reader) ExternType {
	const what = "component external kind"
	start := r.Offset()
	b := r.Byte()
	t := ExternType{Sort: Sort(b)}
	switch t.Sort {
	case 0:
		start = r.Offset()
		if b := r.Byte(); b != byte(SortCoreModule-SortCore) {
			badByte(r, b, what, start)
		}
		t.Sort, t.Index = SortCoreModule, r.U32()
	case SortFunc, SortComponent, SortInstance:
		t.Index = r.U32()
	case SortType:
		start = r.Offset()
		switch b := r.Byte(); b {
		case 0x00:
			t.Bound, t.Index = BoundEq, r.U32()
		case 0x01:
			t.Bound = BoundSub
		default:
			badByte(r, b, "type bound", start)
		}
	case SortValue:
		d.need(r, wasm.FeatureComponentValues, "value", start)
		start = r.Offset()
		switch b := r.Byte(); b {
		case 0x00:
			t.Bound, t.Index = BoundEq, r.U32()
		case 0x01:
			t.Bound, t.Type = BoundIs, d.valType(r)
		default:
			badByte(r, b, "value bound", start)
		}
	default:
		badByte(r, b, what, start)
	}
	return t
}

// Bytes that start core types here: the byte that a module type shares with subtypes that are not final, and the prefix of such subtypes.
const (
	byteModuleType = 0x50
	subPrefix      = 0x00
	byteRec        = 0x4e
)

// coreType reads a definition of core types, inModule one in the type of a module. There are no module types there, so the byte that they share
// with subtypes stands for the latter, as encoders write it.
func (d *decoder) coreType(r *binary.Reader, inModule bool) CoreType {
	t := CoreType{Offset: r.Offset()}
	b, _ := r.Peek()
	if b == byteModuleType && !inModule {
		r.Byte()
		t.Module = d.moduleType(r)
		d.coreTypes++
		return t
	}
	if b == subPrefix {
		r.Byte()
		t.Prefixed = true
		if next, ok := r.Peek(); ok && next != byteModuleType {
			badByte(r, next, "non-final sub type", r.Offset())
		}
	}
	sub := *r
	t.Rec, t.Group = d.part.RecGroup(r, d.coreTypes)
	if b == byteModuleType && r.Failed() {
		*r = sub
		r.FailAs(&wasm.Error{Phase: wasm.PhaseInvalid, Code: "invalid leading byte (0x50) for a type in a module type",
			Detail: "module types do not nest", Offset: t.Offset, Func: wasm.NoFunc})
	}
	if d.items += len(t.Rec); d.items > MaxItems {
		limit(r, "types", MaxItems, t.Offset)
	}
	d.coreTypes += uint32(len(t.Rec))
	return t
}

// moduleType reads the type of a core module.
func (d *decoder) moduleType(r *binary.Reader) *ModuleType {
	coreTypes, ok := d.enter(r)
	if !ok {
		return nil
	}
	defer d.leave(coreTypes)
	return &ModuleType{Decls: vector(d, r, d.moduleDecl)}
}

// moduleDecl reads a declaration in a module type.
func (d *decoder) moduleDecl(r *binary.Reader) ModuleDecl {
	x := ModuleDecl{Offset: r.Offset()}
	b := r.Byte()
	switch x.Kind = ModuleDeclKind(b); x.Kind {
	case ModuleDeclImport:
		x.Module, x.Name, x.Extern = r.Name(), r.Name(), d.coreExternType(r)
	case ModuleDeclType:
		t := d.coreType(r, true)
		x.Type = &t
	case ModuleDeclAlias:
		x.Alias = d.coreAlias(r)
	case ModuleDeclExport:
		x.Name, x.Extern = r.Name(), d.coreExternType(r)
	default:
		badByte(r, b, "type definition", x.Offset)
	}
	return x
}

// coreAlias reads the alias of an outer core type.
func (d *decoder) coreAlias(r *binary.Reader) *Alias {
	a := &Alias{Kind: AliasOuter, Sort: SortCoreType, Offset: r.Offset()}
	if b := r.Byte(); b != byte(SortCoreType-SortCore) {
		badByte(r, b, "outer alias kind", a.Offset)
	}
	start := r.Offset()
	if b := r.Byte(); b != outerTarget {
		badByte(r, b, "outer alias target", start)
	}
	a.Outer, a.Index = r.U32(), r.U32()
	d.coreTypes++
	return a
}

// outerTarget is the byte for outer in aliases of module types.
const outerTarget = 0x01

// exactFunc is the kind of a function import of exact type.
const exactFunc = 0x20

// coreExternType reads the type of an import or export of a module type.
func (d *decoder) coreExternType(r *binary.Reader) CoreExternType {
	start := r.Offset()
	b := r.Byte()
	t := CoreExternType{Kind: wasm.ExternKind(b)}
	switch {
	case b == exactFunc:
		d.need(r, wasm.FeatureCustomDescriptors, "exact function", start)
		t.Kind, t.Exact, t.Index = wasm.ExternFunc, true, r.U32()
	case t.Kind == wasm.ExternFunc:
		t.Index = r.U32()
	case t.Kind == wasm.ExternTable:
		t.Table = d.part.TableType(r)
	case t.Kind == wasm.ExternMemory:
		t.Memory = d.part.MemoryType(r)
	case t.Kind == wasm.ExternGlobal:
		t.Global = d.part.GlobalType(r)
	case t.Kind == wasm.ExternTag:
		start := r.Offset()
		if b := r.Byte(); b != 0 {
			badByte(r, b, "tag attribute", start)
		}
		t.Index = r.U32()
	default:
		badByte(r, b, "external kind", start)
	}
	return t
}

// canon reads a canonical definition.
func (d *decoder) canon(r *binary.Reader) Canon {
	c := Canon{Offset: r.Offset()}
	b := r.Byte()
	c.Kind = CanonKind(b)
	if int(b) >= len(Canons) || Canons[b].Name == "" {
		badByte(r, b, "canonical function", c.Offset)
		return c
	}
	info := &Canons[b]
	d.need(r, info.Feature, info.Name, c.Offset)
	switch info.Shape {
	case CanonShapeLift:
		d.funcSort(r, "canonical function lift")
		c.Func, c.Opts, c.Type = r.U32(), d.options(r), r.U32()
	case CanonShapeLower:
		d.funcSort(r, "canonical function lower")
		c.Func, c.Opts = r.U32(), d.options(r)
	case CanonShapeType:
		c.Type = r.U32()
	case CanonShapeTypeOpts:
		c.Type, c.Opts = r.U32(), d.options(r)
	case CanonShapeTypeFlag:
		c.Type, c.Flag = r.U32(), boolean(r)
	case CanonShapeFlag:
		c.Flag = boolean(r)
	case CanonShapeResult:
		c.Result, c.Opts = d.resultList(r), d.options(r)
	case CanonShapeContext:
		c.Core, c.Slot = r.ValType(), r.U32()
	case CanonShapeOpts:
		c.Opts = d.options(r)
	case CanonShapeFlagMem:
		c.Flag, c.Memory = boolean(r), r.U32()
	case CanonShapeIndirect:
		c.Type, c.Table = r.U32(), r.U32()
	case CanonShapeFlagType:
		c.Flag, c.Type = boolean(r), r.U32()
	case CanonShapeFlagIndirect:
		c.Flag, c.Type, c.Table = boolean(r), r.U32(), r.U32()
	}
	return c
}

// funcSort reads the byte for functions that stands before the function of lift and lower.
func (d *decoder) funcSort(r *binary.Reader, what string) {
	start := r.Offset()
	if b := r.Byte(); b != 0 {
		badByte(r, b, what, start)
	}
}

// HasIndex reports whether the option names a memory or a function.
func (k CanonOptKind) HasIndex() bool { return k >= OptMemory && k != OptAsync }

// Feature returns the feature that the option came with.
func (k CanonOptKind) Feature() wasm.Features {
	if k >= OptAsync {
		return wasm.FeatureComponentAsync
	}
	return 0
}

// options reads the options of a canonical definition.
func (d *decoder) options(r *binary.Reader) []CanonOpt {
	return vector(d, r, func(r *binary.Reader) CanonOpt {
		start := r.Offset()
		o := CanonOpt{Kind: CanonOptKind(r.Byte())}
		if o.Kind > OptCallback {
			badByte(r, byte(o.Kind), "canonical option", start)
		}
		d.need(r, o.Kind.Feature(), "canonical option", start)
		if o.Kind.HasIndex() {
			o.Index = r.U32()
		}
		return o
	})
}
