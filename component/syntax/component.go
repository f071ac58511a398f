// Package syntax holds a component as data, as the binary format of the Component Model has it, with the decoder and the encoder. It
// checks what the format itself says; package check does the rest.
package syntax

import "github.com/wvm-project/wvm/wasm"

// This file holds the structure of a component: sections and the definitions in them.

// A Component is a decoded component. Its index spaces are built by going through the sections in order: each
// definition may refer to earlier ones only. Names, modules and data are views of the bytes that it was decoded from: whoever holds a
// Component keeps these bytes unchanged.
type Component struct {
	Sections []Section
	Offset   int // of the preamble in the outermost component
	Size     int // in bytes, with the preamble
}

// A SectionID says what a section holds.
type SectionID uint8

// The sections. The values are those of the binary format.
const (
	SectionCustom SectionID = iota
	SectionCoreModule
	SectionCoreInstance
	SectionCoreType
	SectionComponent
	SectionInstance
	SectionAlias
	SectionType
	SectionCanon
	SectionStart
	SectionImport
	SectionExport
	SectionValue
)

// A Section is one section; the field that its ID names holds the contents, the others are empty. Sections of one kind may
// follow each other, and a section may hold no definition.
type Section struct {
	ID     SectionID
	Offset int // of the contents
	Size   int // of the contents in bytes

	Custom        wasm.Custom // Place is not used
	CoreModule    *Module
	CoreInstances []CoreInstance
	CoreTypes     []CoreType
	Component     *Component
	Instances     []Instance
	Aliases       []Alias
	Types         []Type
	Canons        []Canon
	Start         *Start
	Imports       []Import
	Exports       []Export
	Values        []Value
}

// A Module is a core module in a component.
type Module struct {
	Code   []byte // the whole module, with its preamble
	Offset int    // of Code
	*wasm.Module
}

// A Sort says which index space an index is for: of the component level or of the core level.
type Sort uint8

// The sorts. The values of those of the core level are those of the binary format with SortCore added.
const (
	SortFunc Sort = 1 + iota
	SortValue
	SortType
	SortComponent
	SortInstance

	SortCore         Sort = 0x20
	SortCoreFunc          = SortCore + 0x00
	SortCoreTable         = SortCore + 0x01
	SortCoreMemory        = SortCore + 0x02
	SortCoreGlobal        = SortCore + 0x03
	SortCoreTag           = SortCore + 0x04
	SortCoreType          = SortCore + 0x10
	SortCoreModule        = SortCore + 0x11
	SortCoreInstance      = SortCore + 0x12
)

// IsCore reports whether s is a sort of the core level.
func (s Sort) IsCore() bool { return s >= SortCore }

// A Ref is an index with its sort.
type Ref struct {
	Sort  Sort
	Index uint32
}

// A CoreInstance is made by instantiating a module, or of exports (Module is then wasm.NoIndex).
type CoreInstance struct {
	Module  uint32
	Args    []CoreArg // of the instantiation
	Exports []CoreExport
	Offset  int
}

// A CoreArg hands a core instance to an instantiation.
type CoreArg struct {
	Name     string
	Instance uint32
}

// A CoreExport is an export of a core instance made of exports.
type CoreExport struct {
	Name string
	Ref  Ref // of a core sort
}

// An Instance is made by instantiating a component, or of exports (Component is then wasm.NoIndex).
type Instance struct {
	Component uint32
	Args      []Arg // of the instantiation
	Exports   []InlineExport
	Offset    int
}

// An Arg hands something to an instantiation.
type Arg struct {
	Name string
	Ref  Ref
}

// An InlineExport is an export of an instance made of exports.
type InlineExport struct {
	Name ExternName
	Ref  Ref
}

// An AliasKind says what an alias looks into.
type AliasKind uint8

// The kinds of aliases. The values are those of the binary format.
const (
	AliasExport     AliasKind = iota // of an instance
	AliasCoreExport                  // of a core instance
	AliasOuter                       // an enclosing component or type
)

// An Alias takes something out of an instance or an enclosing scope into the index space of its sort.
type Alias struct {
	Kind     AliasKind
	Sort     Sort
	Instance uint32 // unless Kind is AliasOuter
	Name     string // unless Kind is AliasOuter
	Outer    uint32 // how many scopes outwards, of AliasOuter
	Index    uint32 // in that scope, of AliasOuter
	Offset   int
}

// A Start calls a function with values when a component is instantiated.
type Start struct {
	Func    uint32
	Args    []uint32 // values
	Results uint32   // how many values the function gives
	Offset  int
}

// An Import names something that instantiation must be handed.
type Import struct {
	Name   ExternName
	Type   ExternType
	Offset int
}

// An Export gives a name to a definition, and a new index. Type, when HasType, is the type it then has for others.
type Export struct {
	Name    ExternName
	Ref     Ref
	HasType bool
	Type    ExternType
	Offset  int
}

// A Value is the definition of a value. Data is its encoding.
type Value struct {
	Type   ValType
	Data   []byte
	Offset int
}

// An AttributeKind says what an attribute of a name is.
type AttributeKind uint8

// The attributes. The values are those of the binary format.
const (
	AttributeImplements AttributeKind = iota
	AttributeVersionSuffix
	AttributeExternalID
)

// An Attribute says more about an import or an export.
type Attribute struct {
	Kind AttributeKind
	Text string
}

// An ExternName is the name of an import or an export with its attributes.
type ExternName struct {
	Name       string
	Attributes []Attribute
	Form       uint8 // the first byte of the encoding: 0 and 1 mean the same, 2 says that attributes follow, be there none
}
