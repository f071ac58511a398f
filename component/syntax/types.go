package syntax

import "github.com/wvm-project/wvm/wasm"

// This file holds types as they are written: an index refers to the index space of types at that place.

// A ValType is the type of a value: a primitive type, or the index of a type definition.
type ValType struct {
	Prim  Prim   // PrimNone: Index counts
	Index uint32 // of a type
}

// A Prim is a primitive type.
type Prim uint8

// The primitive types. The values are those of the binary format.
const (
	PrimNone         Prim = 0
	PrimErrorContext Prim = 0x64
	PrimString       Prim = 0x73
	PrimChar         Prim = 0x74
	PrimF64          Prim = 0x75
	PrimF32          Prim = 0x76
	PrimU64          Prim = 0x77
	PrimS64          Prim = 0x78
	PrimU32          Prim = 0x79
	PrimS32          Prim = 0x7a
	PrimU16          Prim = 0x7b
	PrimS16          Prim = 0x7c
	PrimU8           Prim = 0x7d
	PrimS8           Prim = 0x7e
	PrimBool         Prim = 0x7f
)

// A TypeKind says what a type definition makes.
type TypeKind uint8

// The kinds of type definitions. The values are the opcodes of the binary format; that of TypePrim is not one.
const (
	TypePrim      TypeKind = 0
	TypeResource  TypeKind = 0x3f
	TypeFunc      TypeKind = 0x40
	TypeComponent TypeKind = 0x41
	TypeInstance  TypeKind = 0x42
	TypeFuncAsync TypeKind = 0x43
	TypeMap       TypeKind = 0x63
	TypeFuture    TypeKind = 0x65
	TypeStream    TypeKind = 0x66
	TypeFixedList TypeKind = 0x67
	TypeBorrow    TypeKind = 0x68
	TypeOwn       TypeKind = 0x69
	TypeResult    TypeKind = 0x6a
	TypeOption    TypeKind = 0x6b
	TypeEnum      TypeKind = 0x6d
	TypeFlags     TypeKind = 0x6e
	TypeTuple     TypeKind = 0x6f
	TypeList      TypeKind = 0x70
	TypeVariant   TypeKind = 0x71
	TypeRecord    TypeKind = 0x72
)

// IsValue reports whether values can have a type of this kind: it is a defvaltype.
func (k TypeKind) IsValue() bool { return k == TypePrim || k >= TypeMap }

// A Type is a type definition. Which fields mean something follows from Kind.
type Type struct {
	Kind   TypeKind
	Prim   Prim         // of TypePrim
	Fields []Field      // fields of a record; cases of a variant; parameters of a function
	Labels []string     // of flags and enums
	Types  []ValType    // of a tuple
	Elem   *ValType     // of lists, options, streams, futures (nil: none); ok of a result; key of a map; result of a function (nil: none)
	Elem2  *ValType     // error of a result; value of a map
	Len    uint32       // of a fixed-length list
	Index  uint32       // the resource of own and borrow; the destructor of a resource or wasm.NoIndex
	Rep    wasm.ValType // of a resource
	Decls  []Decl       // of component and instance types
	Offset int
}

// A Field is a label with a type; a case of a variant may have none.
type Field struct {
	Label string
	Type  *ValType
}

// A DeclKind says what a declaration in a type of a component or an instance is.
type DeclKind uint8

// The kinds of declarations. The values are those of the binary format.
const (
	DeclCoreType DeclKind = iota
	DeclType
	DeclAlias
	DeclImport // of component types only
	DeclExport
)

// A Decl is one declaration; the field that its kind names counts.
type Decl struct {
	Kind     DeclKind
	CoreType *CoreType
	Type     *Type
	Alias    *Alias
	Name     ExternName // of imports and exports
	Extern   ExternType // of imports and exports
	Offset   int
}

// An ExternType is the type of an import or an export.
type ExternType struct {
	Sort  Sort    // SortCoreModule, SortFunc, SortValue, SortType, SortComponent or SortInstance
	Bound Bound   // of values and types
	Index uint32  // of a type (a core type for modules; what a bound BoundEq equals); of no meaning for other bounds
	Type  ValType // of values with BoundIs
}

// A Bound says how the type of an import or an export is restricted.
type Bound uint8

// The bounds.
const (
	BoundNone Bound = iota
	BoundEq         // equal to the type, or the value, Index
	BoundSub        // types: a fresh resource type
	BoundIs         // values: of the type Type
)

// A CoreType defines core types: a recursive group of the core language, or the type of a module (Module is then not nil).
type CoreType struct {
	Rec      []wasm.SubType // RecStart and indices count in the index space of core types
	Group    bool           // written as a group even where it has one type
	Module   *ModuleType
	Prefixed bool // a group of one type that is not final stands behind the byte 00
	Offset   int
}

// A ModuleType is the type of a core module, with an index space of core types of its own.
type ModuleType struct {
	Decls []ModuleDecl
}

// A ModuleDeclKind says what a declaration in a module type is.
type ModuleDeclKind uint8

// The kinds of declarations in module types. The values are those of the binary format.
const (
	ModuleDeclImport ModuleDeclKind = iota
	ModuleDeclType
	ModuleDeclAlias // of an outer core type
	ModuleDeclExport
)

// A ModuleDecl is one declaration in a module type.
type ModuleDecl struct {
	Kind   ModuleDeclKind
	Module string // of imports
	Name   string // of imports and exports
	Extern CoreExternType
	Type   *CoreType
	Alias  *Alias
	Offset int
}

// A CoreExternType is the type of an import or export of a module type.
type CoreExternType struct {
	Kind   wasm.ExternKind
	Index  uint32 // the core type of functions and tags
	Exact  bool   // of functions
	Table  wasm.TableType
	Memory wasm.MemoryType
	Global wasm.GlobalType
}
