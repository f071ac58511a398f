package wit

import "github.com/wvm-project/wvm/component/types"

// This file holds what the parser makes of a text, before names are resolved.

// An ident is a name where it stands.
type ident struct {
	name string
	pos
}

// A pathExpr names an interface or a world: of its own package, or with the package's name.
type pathExpr struct {
	pkg  *PackageName // or nil
	name ident
	pos
}

// String returns the path as it is written.
func (p *pathExpr) String() string {
	if p.pkg == nil {
		return p.name.name
	}
	return p.pkg.Item(p.name.name)
}

// A file is a text.
type file struct {
	src  *Source
	pkg  *PackageName // or nil
	at   pos          // of the package's name
	docs string       // of the package
	body block
	nest []*nested
}

// A nested is a package between braces.
type nested struct {
	pkg  PackageName
	at   pos
	docs string
	body block
}

// A block is what stands in a file, or between the braces of a package. Its uses count there only.
type block struct {
	uses  []*decl
	items []*decl
	spans []string // the texts of both
}

type declKind uint8

const (
	declUse declKind = iota // in a block, or in an interface or world (renames count)
	declInterface
	declWorld
	declType // typ counts, or for a resource body
	declFunc
	declImport // one of fn, path and body counts
	declExport // likewise
	declInclude
)

// A decl is a declaration. Which fields count follows from its kind.
type decl struct {
	kind       declKind
	name       ident // empty for a constructor, and for imports and exports by path alone
	docs       string
	gate       gate
	externalID *string
	path       *pathExpr
	renames    []rename // of use and include
	typ        *typeExpr
	resource   bool
	fn         *funcExpr
	inline     bool // an import or export of an interface that stands here
	body       []*decl
}

// A rename is a name, with the name that it gets or the same.
type rename struct{ from, to ident }

// A gate is a Gate with places.
type gate struct {
	Gate
	at pos
}

// A typeExpr is a type.
type typeExpr struct {
	pos
	kind   types.Kind // 0: name counts
	name   string
	elem   *typeExpr
	elem2  *typeExpr
	fields []fieldExpr
	len    uint32
}

// A fieldExpr is a field, a case, a flag or a parameter.
type fieldExpr struct {
	name ident
	docs string
	typ  *typeExpr
}

// A funcExpr is the type of a function.
type funcExpr struct {
	kind   FuncKind
	async  bool
	params []fieldExpr
	result *typeExpr
}
