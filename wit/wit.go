// Package wit reads, resolves and writes WIT, the interface definitions of the Component Model: as text, as the binary form of packages,
// out of a component's binary, and as JSON.
//
// All functions may be called concurrently; what they return is data that they share with nothing.
package wit

import (
	"strings"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds resolved WIT: what all forms are read into and written from.

// A Graph is packages in which every name is resolved.
type Graph struct {
	Packages []*Package // each behind those that it refers to
	Root     *Package   // what the text or the binary is about; the others are what it refers to
}

// A PackageName is the name of a package.
type PackageName struct {
	Namespace string // several are parted by colons
	Name      string // several, for packages in packages, are parted by slashes
	Version   string // a semantic version, or empty
}

// String returns the name as in wasi:http@0.2.0.
func (n PackageName) String() string {
	if n.Version == "" {
		return n.Namespace + ":" + n.Name
	}
	return n.Namespace + ":" + n.Name + "@" + n.Version
}

// Item returns the full name of an interface or world of the package, as in wasi:http/types@0.2.0.
func (n PackageName) Item(name string) string {
	id := n.Namespace + ":" + n.Name + "/" + name
	if n.Version != "" {
		id += "@" + n.Version
	}
	return id
}

// A Package is a package.
type Package struct {
	Name       PackageName
	Docs       string
	Interfaces []*Interface
	Worlds     []*World
}

// Interface returns the interface with a name, or nil.
func (p *Package) Interface(name string) *Interface {
	for _, i := range p.Interfaces {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// World returns the world with a name, or nil.
func (p *Package) World(name string) *World {
	for _, w := range p.Worlds {
		if w.Name == name {
			return w
		}
	}
	return nil
}

// A Gate says since when something is there, or under which condition. Empty fields mean nothing.
type Gate struct {
	Since      string // a version of the package
	Unstable   string // a feature
	Deprecated string // a version of the package
}

// An Interface is an interface of a package, or one that stands in a world and has no name of its own.
type Interface struct {
	Name    string   // empty in a world
	Package *Package // nil in a world
	World   *World   // where an interface without a name stands
	Docs    string
	Gate    Gate
	Types   []*TypeDef // each behind those that it refers to
	Funcs   []*Func    // without those of resources
}

// ID returns the full name, as in wasi:http/types@0.2.0; it is empty for an interface without a name.
func (i *Interface) ID() string {
	if i.Package == nil {
		return ""
	}
	return i.Package.Name.Item(i.Name)
}

// Type returns the type with a name, or nil.
func (i *Interface) Type(name string) *TypeDef {
	for _, t := range i.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// A World is the imports and exports of a component. All that it uses is among them.
type World struct {
	Name    string
	Package *Package
	Docs    string
	Gate    Gate
	Imports []*Item
	Exports []*Item
	Omitted []string // of a component: descriptions of imports and exports that WIT has no words for
}

// ID returns the full name, as in wasi:http/proxy@0.2.0.
func (w *World) ID() string { return w.Package.Name.Item(w.Name) }

// Type returns the type with a name among the imports, or nil.
func (w *World) Type(name string) *TypeDef {
	for _, x := range w.Imports {
		if x.Type != nil && x.Type.Name == name {
			return x.Type
		}
	}
	return nil
}

// An Item is an import or an export of a world: an interface, a function, or a type, which only imports have.
type Item struct {
	Name       string // empty for an interface that goes by its full name
	Interface  *Interface
	Func       *Func // not one of a resource: these are with their type
	Type       *TypeDef
	Docs       string  // of an interface that has a name; for others see there
	Gate       Gate    // likewise
	ExternalID *string // nil: none
}

// Key returns the name of the import or export in a component.
func (x *Item) Key() string {
	if x.Name == "" {
		return x.Interface.ID()
	}
	return x.Name
}

// A TypeDef gives a name to a type in an interface or a world. One whose Type refers to a TypeDef of another owner is a use of that.
type TypeDef struct {
	Name       string
	Interface  *Interface // the owner, or nil
	World      *World     // the owner, or nil
	Docs       string
	Gate       Gate
	ExternalID *string
	Type       *Type   // nil: a resource
	Funcs      []*Func // of a resource
}

// Used returns the type that d brings in from another interface, or nil if d is no use.
func (d *TypeDef) Used() *TypeDef {
	if d.Type == nil || d.Type.Def == nil || d.Type.Kind != 0 || d.Type.Def.sameOwner(d) {
		return nil
	}
	return d.Type.Def
}

func (d *TypeDef) sameOwner(e *TypeDef) bool { return d.Interface == e.Interface && d.World == e.World }

// Resource returns the resource that d is, or is another name of, or nil.
func (d *TypeDef) Resource() *TypeDef {
	for d.Type != nil {
		if d.Type.Kind != 0 {
			return nil
		}
		d = d.Type.Def
	}
	return d
}

// A Type is the type of values. Which fields mean something follows from Kind.
type Type struct {
	Kind   types.Kind // 0: what Def says, or an owned handle if that is a resource
	Def    *TypeDef   // also the resource of Own and Borrow
	Elem   *Type      // of lists, options, streams and futures; the ok type of a result; the key of a map; nil: none
	Elem2  *Type      // the error type of a result, nil: none; the value of a map
	Fields []Field    // of records and tuples; cases of variants, enums and flags
	Len    uint32     // of a fixed-length list
}

// A Field is a field, a case, a flag or a parameter.
type Field struct {
	Name string
	Docs string
	Type *Type // nil: a case without a value
}

// A FuncKind says what a function belongs to.
type FuncKind uint8

// The kinds of functions.
const (
	Freestanding FuncKind = iota
	Method                // its first parameter is self
	Static
	Constructor
)

// A Func is a function. Its parameters and result are those in the component, with self and with what a constructor returns.
type Func struct {
	Name       string // empty for a constructor
	Kind       FuncKind
	Resource   *TypeDef // unless Kind is Freestanding
	Async      bool
	Params     []Field
	Result     *Type // nil: none
	Docs       string
	Gate       Gate
	ExternalID *string
}

// FullName returns the name in a component, as in [method]file.read.
func (f *Func) FullName() string {
	switch f.Kind {
	case Method:
		return "[method]" + f.Resource.Name + "." + f.Name
	case Static:
		return "[static]" + f.Resource.Name + "." + f.Name
	case Constructor:
		return "[constructor]" + f.Resource.Name
	}
	return f.Name
}

// parseFullName is the reverse of FullName.
func parseFullName(name string) (kind FuncKind, resource, label string) {
	for prefix, k := range map[string]FuncKind{"[method]": Method, "[static]": Static} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			resource, label, _ = strings.Cut(rest, ".")
			return k, resource, label
		}
	}
	if resource, ok := strings.CutPrefix(name, "[constructor]"); ok {
		return Constructor, resource, ""
	}
	return Freestanding, "", name
}
