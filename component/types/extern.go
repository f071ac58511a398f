package types

import "github.com/wvm-project/wvm/wasm"

// This file holds the types of what components import and export.

// A Sort says what an import or export is.
type Sort uint8

// The sorts.
const (
	SortFunc Sort = 1 + iota
	SortValue
	SortType
	SortComponent
	SortInstance
	SortModule // core module
)

var sortNames = [...]string{SortFunc: "func", SortValue: "value", SortType: "type", SortComponent: "component",
	SortInstance: "instance", SortModule: "module"}

// String returns the sort's name; that of core modules is "module".
func (s Sort) String() string { return sortNames[s] }

// A Def is what a type index stands for: exactly one of the pointers to types is set.
type Def struct {
	Value     *Type
	Func      *Func
	Component *Component
	Instance  *Instance
	Resource  *Resource
	Via       *Via // of a resource
}

// A Via is the identity of the index that a resource type was referred to by. It is not part of types: validation uses it to tell
// whether an index that an import or export made was meant.
type Via struct{ _ byte }

// An Extern is the type of an import, an export or a definition. For sort SortType, Def is the type itself; for others, the type that the
// function, value, component or instance has.
type Extern struct {
	Sort Sort
	Def
	Module *Module // of SortModule
}

// A Named is an import or export of a type. Name is that of the import or export, without attributes.
type Named struct {
	Name string
	Extern
}

// An Externs is a list of imports or exports in their order.
type Externs struct {
	List  []Named
	index map[string]int
}

// Add appends an import or export, whose name must be new.
func (x *Externs) Add(name string, e Extern) {
	if x.index == nil {
		x.index = make(map[string]int)
	}
	x.index[name] = len(x.List)
	x.List = append(x.List, Named{name, e})
}

// Get returns the import or export of this name, or nil.
func (x *Externs) Get(name string) *Extern {
	if i, ok := x.index[name]; ok {
		return &x.List[i].Extern
	}
	return nil
}

// An Instance is the type of instances.
type Instance struct {
	Exports Externs
	// Fresh are the resource types that each instance of the type has of its own. The type of an instance that there is has none: they were
	// replaced when it came into being.
	Fresh []*Resource
}

// A Component is the type of components.
type Component struct {
	Imports, Exports Externs
	// ImportFresh are the resource types that are imported, ExportFresh those that each instance makes anew and exports.
	ImportFresh, ExportFresh []*Resource
}

// A Module is the type of core modules.
type Module struct {
	Imports []CoreImport
	Exports []CoreExport
	index   map[string]int // of exports
}

// A CoreImport is an import of a core module.
type CoreImport struct {
	Module, Name string
	CoreExtern
}

// A CoreExport is an export of a core module.
type CoreExport struct {
	Name string
	CoreExtern
}

// AddExport appends an export. It reports whether the name is new; otherwise it does nothing.
func (m *Module) AddExport(name string, x CoreExtern) bool {
	if _, ok := m.index[name]; ok {
		return false
	}
	if m.index == nil {
		m.index = make(map[string]int)
	}
	m.index[name] = len(m.Exports)
	m.Exports = append(m.Exports, CoreExport{name, x})
	return true
}

// Export returns the export of this name, or nil.
func (m *Module) Export(name string) *CoreExtern {
	if i, ok := m.index[name]; ok {
		return &m.Exports[i].CoreExtern
	}
	return nil
}

// A CoreExtern is the type of an import or export of a core module. Indices of types count in an index space that all of a validated
// component shares, in which equal types have the same index.
type CoreExtern struct {
	Kind   wasm.ExternKind
	Type   uint32         // of functions and tags
	Func   *wasm.FuncType // of functions and tags: what Type is
	Exact  bool           // of functions
	Table  wasm.TableType
	Memory wasm.MemoryType
	Global wasm.GlobalType
}
