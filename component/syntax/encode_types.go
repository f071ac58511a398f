package syntax

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the encoding of types and of canonical definitions, the mirror of decode_types.go.

func appendValType(b []byte, t ValType) []byte {
	if t.Prim != PrimNone {
		return append(b, byte(t.Prim))
	}
	return binary.AppendS64(b, int64(t.Index))
}

// appendOptType appends a type that may be there or not.
func appendOptType(b []byte, t *ValType) []byte {
	if t == nil {
		return append(b, 0)
	}
	return appendValType(append(b, 1), *t)
}

// someType appends a type that must be there.
func (e *encoder) someType(b []byte, t *ValType, offset int) []byte {
	if t == nil {
		e.fail(offset, "no type")
		return b
	}
	return appendValType(b, *t)
}

func appendLabel(b []byte, s *string) []byte { return binary.AppendName(b, *s) }

// appendResult appends the result of a function.
func appendResult(b []byte, t *ValType) []byte {
	if t == nil {
		return append(b, 0x01, 0x00)
	}
	return appendValType(append(b, 0x00), *t)
}

func (e *encoder) typeDef(b []byte, t *Type) []byte {
	if t.Kind == TypePrim {
		return append(b, byte(t.Prim))
	}
	b = append(b, byte(t.Kind))
	field := func(b []byte, f *Field) []byte { return e.someType(appendLabel(b, &f.Label), f.Type, t.Offset) }
	switch t.Kind {
	case TypeRecord:
		return appendVector(b, t.Fields, field)
	case TypeVariant:
		return appendVector(b, t.Fields, func(b []byte, f *Field) []byte {
			return append(appendOptType(appendLabel(b, &f.Label), f.Type), 0)
		})
	case TypeList, TypeOption:
		return e.someType(b, t.Elem, t.Offset)
	case TypeFixedList:
		return binary.AppendU32(e.someType(b, t.Elem, t.Offset), t.Len)
	case TypeTuple:
		return appendVector(b, t.Types, func(b []byte, t *ValType) []byte { return appendValType(b, *t) })
	case TypeFlags, TypeEnum:
		return appendVector(b, t.Labels, appendLabel)
	case TypeResult:
		return appendOptType(appendOptType(b, t.Elem), t.Elem2)
	case TypeOwn, TypeBorrow:
		return binary.AppendU32(b, t.Index)
	case TypeStream, TypeFuture:
		return appendOptType(b, t.Elem)
	case TypeMap:
		return e.someType(e.someType(b, t.Elem, t.Offset), t.Elem2, t.Offset)
	case TypeFunc, TypeFuncAsync:
		return appendResult(appendVector(b, t.Fields, field), t.Elem)
	case TypeResource:
		b = binary.AppendValType(b, t.Rep)
		if t.Index == wasm.NoIndex {
			return append(b, 0)
		}
		return binary.AppendU32(append(b, 1), t.Index)
	case TypeComponent, TypeInstance:
		if e.enter(t.Offset) {
			b = appendVector(b, t.Decls, e.decl)
		}
		e.depth--
		return b
	}
	e.fail(t.Offset, "type of kind 0x%x", byte(t.Kind))
	return b
}

func (e *encoder) decl(b []byte, x *Decl) []byte {
	b = append(b, byte(x.Kind))
	switch {
	case x.Kind == DeclCoreType && x.CoreType != nil:
		return e.coreType(b, x.CoreType, false)
	case x.Kind == DeclType && x.Type != nil:
		return e.typeDef(b, x.Type)
	case x.Kind == DeclAlias && x.Alias != nil:
		return e.alias(b, x.Alias)
	case x.Kind == DeclImport, x.Kind == DeclExport:
		return e.externType(e.externName(b, &x.Name), &x.Extern)
	}
	e.fail(x.Offset, "declaration of kind %d", x.Kind)
	return b
}

func (e *encoder) externType(b []byte, t *ExternType) []byte {
	b = appendSort(b, t.Sort)
	switch {
	case t.Bound == BoundNone && t.Sort != SortType && t.Sort != SortValue:
		return binary.AppendU32(b, t.Index)
	case t.Bound == BoundEq && (t.Sort == SortType || t.Sort == SortValue):
		return binary.AppendU32(append(b, 0x00), t.Index)
	case t.Bound == BoundSub && t.Sort == SortType:
		return append(b, 0x01)
	case t.Bound == BoundIs && t.Sort == SortValue:
		return appendValType(append(b, 0x01), t.Type)
	}
	e.fail(-1, "bound %d of sort %d", t.Bound, t.Sort)
	return b
}

// coreType appends a definition of core types, inModule one in the type of a module.
func (e *encoder) coreType(b []byte, t *CoreType, inModule bool) []byte {
	if t.Module != nil {
		b = append(b, byteModuleType)
		if e.enter(t.Offset) {
			b = appendVector(b, t.Module.Decls, e.moduleDecl)
		}
		e.depth--
		return b
	}
	if len(t.Rec) != 1 && !t.Group {
		e.fail(t.Offset, "%d types that are no group", len(t.Rec))
		return b
	}
	if !t.Group && !t.Rec[0].Final && (t.Prefixed || !inModule) {
		b = append(b, subPrefix)
	}
	return binary.AppendRecGroup(b, t.Rec, t.Group)
}

func (e *encoder) moduleDecl(b []byte, x *ModuleDecl) []byte {
	b = append(b, byte(x.Kind))
	switch {
	case x.Kind == ModuleDeclImport:
		return e.coreExternType(binary.AppendName(binary.AppendName(b, x.Module), x.Name), &x.Extern)
	case x.Kind == ModuleDeclType && x.Type != nil:
		return e.coreType(b, x.Type, true)
	case x.Kind == ModuleDeclAlias && x.Alias != nil:
		b = append(b, byte(SortCoreType-SortCore), outerTarget)
		return binary.AppendU32(binary.AppendU32(b, x.Alias.Outer), x.Alias.Index)
	case x.Kind == ModuleDeclExport:
		return e.coreExternType(binary.AppendName(b, x.Name), &x.Extern)
	}
	e.fail(x.Offset, "declaration of kind %d", x.Kind)
	return b
}

func (e *encoder) coreExternType(b []byte, t *CoreExternType) []byte {
	switch t.Kind {
	case wasm.ExternFunc:
		if t.Exact {
			return binary.AppendU32(append(b, exactFunc), t.Index)
		}
		return binary.AppendU32(append(b, byte(t.Kind)), t.Index)
	case wasm.ExternTable:
		return binary.AppendTableType(append(b, byte(t.Kind)), t.Table)
	case wasm.ExternMemory:
		return binary.AppendMemoryType(append(b, byte(t.Kind)), t.Memory)
	case wasm.ExternGlobal:
		return binary.AppendGlobalType(append(b, byte(t.Kind)), t.Global)
	case wasm.ExternTag:
		return binary.AppendU32(append(b, byte(t.Kind), 0), t.Index)
	}
	e.fail(-1, "core external kind %d", t.Kind)
	return b
}

func appendFlag(b []byte, flag bool) []byte {
	if flag {
		return append(b, 1)
	}
	return append(b, 0)
}

func (e *encoder) canon(b []byte, c *Canon) []byte {
	if int(c.Kind) >= len(Canons) || Canons[c.Kind].Name == "" {
		e.fail(c.Offset, "canonical definition of kind 0x%x", byte(c.Kind))
		return b
	}
	b = append(b, byte(c.Kind))
	u32 := binary.AppendU32
	switch Canons[c.Kind].Shape {
	case CanonShapeLift:
		return u32(appendOptions(u32(append(b, 0), c.Func), c.Opts), c.Type)
	case CanonShapeLower:
		return appendOptions(u32(append(b, 0), c.Func), c.Opts)
	case CanonShapeType:
		return u32(b, c.Type)
	case CanonShapeTypeOpts:
		return appendOptions(u32(b, c.Type), c.Opts)
	case CanonShapeTypeFlag:
		return appendFlag(u32(b, c.Type), c.Flag)
	case CanonShapeFlag:
		return appendFlag(b, c.Flag)
	case CanonShapeResult:
		return appendOptions(appendResult(b, c.Result), c.Opts)
	case CanonShapeContext:
		return u32(binary.AppendValType(b, c.Core), c.Slot)
	case CanonShapeOpts:
		return appendOptions(b, c.Opts)
	case CanonShapeFlagMem:
		return u32(appendFlag(b, c.Flag), c.Memory)
	case CanonShapeIndirect:
		return u32(u32(b, c.Type), c.Table)
	case CanonShapeFlagType:
		return u32(appendFlag(b, c.Flag), c.Type)
	case CanonShapeFlagIndirect:
		return u32(u32(appendFlag(b, c.Flag), c.Type), c.Table)
	}
	return b // no immediates
}

func appendOptions(b []byte, opts []CanonOpt) []byte {
	return appendVector(b, opts, func(b []byte, o *CanonOpt) []byte {
		b = append(b, byte(o.Kind))
		if o.Kind.HasIndex() {
			b = binary.AppendU32(b, o.Index)
		}
		return b
	})
}
