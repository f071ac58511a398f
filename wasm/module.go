package wasm

// This file holds the module of the specification, section "Structure / Modules", as the decoder fills it.

// A Module is a decoded module, section by section. Names, bodies and data are views of the bytes it was decoded from: whoever
// holds a Module keeps these bytes unchanged.
//
// Index spaces start with the imports; Funcs, Tables, Memories, Globals and Tags hold imported and defined
// entries alike, in index order, and NumImported... tell where the defined ones start.
type Module struct {
	Types    []SubType
	Imports  []Import
	Funcs    []uint32 // type index of each function
	Tables   []Table
	Memories []MemoryType
	Globals  []Global
	Tags     []uint32 // type index of each tag
	Exports  []Export
	Start    uint32 // function index, or NoIndex
	Elems    []Elem
	Datas    []Data
	Bodies   []Body // of the defined functions: function i has Bodies[i-NumImportedFuncs]

	NumImportedFuncs, NumImportedTables, NumImportedMemories, NumImportedGlobals, NumImportedTags int

	HasDataCount bool
	DataCount    uint32

	Customs []Custom

	// Sections has bit i set for each section with the id i that the module has, be it empty, so that it can be written back
	// unchanged. A module made otherwise need not set it.
	Sections uint32

	// Offsets has for each section with the id i where in the module its contents start, and 0 for those that it has not.
	Offsets [SectionCount]int

	// Size is the length of the module in bytes.
	Size int

	// CodeOffset is where in the module the contents of the code section start, which debug information counts from; 0 without one.
	CodeOffset int
}

// SectionCount is the number of section ids, which the binary format counts from 0 for custom sections.
const SectionCount = 14

// An Import names something that instantiation must be handed. Index is its place in the index space of its Kind.
type Import struct {
	Module, Name string
	Kind         ExternKind
	Index        uint32
	Exact        bool // function imports of exact type (custom descriptors)
	Offset       int
}

// An Export gives a name to the entry Index of the index space of Kind.
type Export struct {
	Name   string
	Kind   ExternKind
	Index  uint32
	Offset int
}

// A ConstExpr is a constant expression: its instructions with the final end, unread. The zero value means that there is none.
type ConstExpr struct {
	Code   []byte
	Offset int // of Code in the module
}

// A Table is a table with its initial element, where given.
type Table struct {
	TableType
	Init   ConstExpr
	Offset int
}

// A Global is a global and, unless imported, its initial value.
type Global struct {
	GlobalType
	Init   ConstExpr
	Offset int
}

// A SegmentMode says when a segment is used.
type SegmentMode uint8

// The modes of element and data segments.
const (
	SegmentActive SegmentMode = iota
	SegmentPassive
	SegmentDeclarative // elements only
)

// An Elem is an element segment. Its elements are given either as function indices (Funcs) or as expressions (Exprs).
type Elem struct {
	Type      ValType
	Mode      SegmentMode
	Table     uint32    // of active segments
	At        ConstExpr // of active segments
	Funcs     []uint32
	Exprs     []ConstExpr
	UsesExprs bool
	Flags     uint32 // as encoded, so that a module can be written back unchanged
	Offset    int
}

// Len returns the number of elements.
func (e *Elem) Len() int {
	if e.UsesExprs {
		return len(e.Exprs)
	}
	return len(e.Funcs)
}

// A Data is a data segment.
type Data struct {
	Mode   SegmentMode
	Memory uint32    // of active segments
	At     ConstExpr // of active segments
	Init   []byte
	Flags  uint32
	Offset int
}

// A Body is the code of a function, undecoded: the local declarations and then the instructions with the final end.
type Body struct {
	Code   []byte
	Offset int // of Code in the module
}

// A Custom is a custom section. Place is the number of non-custom sections before it.
type Custom struct {
	Name   string
	Data   []byte
	Offset int // of Data in the module
	Place  int
}

// FuncType returns the type of function x, which must exist and be of a function type, as it is in a valid module.
func (m *Module) FuncType(x uint32) *FuncType { return &m.Types[m.Funcs[x]].Func }

// Custom returns the first custom section of this name.
func (m *Module) Custom(name string) (*Custom, bool) {
	for i := range m.Customs {
		if m.Customs[i].Name == name {
			return &m.Customs[i], true
		}
	}
	return nil, false
}
