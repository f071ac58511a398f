package check

import (
	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the state of validation: what all components of a file share, and the index spaces of one scope.

// A checker validates one file.
type checker struct {
	feats wasm.Features
	cfg   validate.Config
	core  coreSpace
	info  map[any]typeInfo // of types, by the pointers to them
	work  int              // nodes of types copied and compared so far

	layouts, layouts64 canon.Layouts // shared, so that a type is laid out once
}

func newChecker(cfg Config) *checker {
	c := &checker{feats: cfg.Features, cfg: validate.Config{Features: cfg.Features, Workers: cfg.Workers}}
	c.info = make(map[any]typeInfo)
	c.core.ids = make(map[string]uint32)
	c.layouts64.Ptr64 = true
	return c
}

// spend accounts for work on types.
func (c *checker) spend(offset, n int) error {
	if c.work += n; c.work > maxWork {
		return limited(offset, "types to copy and compare", maxWork)
	}
	return nil
}

// A scopeKind says what a scope belongs to.
type scopeKind uint8

const (
	componentScope scopeKind = iota
	componentTypeScope
	instanceTypeScope
)

// A scope is the index spaces of a component or of the type of one or of an instance.
type scope struct {
	kind   scopeKind
	parent *scope
	depth  int // scopes around

	funcs      []*types.Func
	values     []valueDef
	types      []types.Def
	components []*types.Component
	instances  []*types.Instance

	coreFuncs     []uint32 // types
	coreTables    []wasm.TableType
	coreMemories  []wasm.MemoryType
	coreGlobals   []wasm.GlobalType
	coreTags      []uint32
	coreTypes     []coreType
	coreModules   []*types.Module
	coreInstances []*types.Module // with exports only

	imports, exports nameSpace
	out              types.Component          // of imports and exports so far
	local            map[*types.Resource]bool // defined in this component
	context          wasm.ValType             // of context.get and context.set, once there is one

	result *Component // of components
}

// A valueDef is a value of the value index space.
type valueDef struct {
	typ    *types.Type
	used   bool
	offset int
}

// A nameSpace is the names of imports or of exports of a scope, and the types that they make visible.
type nameSpace struct {
	what      string            // "import" or "export"
	names     map[string]string // by the keys of strong uniqueness
	resources map[*types.Via]string
	labels    map[string]bool // of resources
	visible   visibility
}

func newScope(kind scopeKind, parent *scope) *scope {
	s := &scope{kind: kind, parent: parent, local: make(map[*types.Resource]bool)}
	if parent != nil {
		s.depth = parent.depth + 1
	}
	s.imports.init("import")
	s.exports.init("export")
	s.exports.visible.outer = &s.imports.visible
	return s
}

// nested checks the limit on scopes inside each other.
func (s *scope) nested(offset int) error {
	if s.depth >= maxNesting {
		return limited(offset, "components and types inside each other", maxNesting)
	}
	return nil
}

func (n *nameSpace) init(what string) {
	n.what = what
	n.names = make(map[string]string)
	n.resources = make(map[*types.Via]string)
	n.labels = make(map[string]bool)
	n.visible = newVisibility()
}

// at returns element x of an index space, or an error that says that there is none.
func at[T any](space []T, x uint32, what string, offset int) (e T, err error) {
	if int64(x) >= int64(len(space)) {
		return e, bad(offset, "unknown %s %d: %s index out of bounds", what, x, what)
	}
	return space[x], nil
}

func (s *scope) typeAt(x uint32, offset int) (types.Def, error) {
	return at(s.types, x, "type", offset)
}

// resourceAt returns the resource type of index x.
func (s *scope) resourceAt(x uint32, offset int) (types.Def, error) {
	d, err := s.typeAt(x, offset)
	if err == nil && d.Resource == nil {
		err = bad(offset, "type index %d is not a resource type", x)
	}
	return d, err
}

// funcTypeAt returns the function type of index x.
func (s *scope) funcTypeAt(x uint32, offset int) (*types.Func, error) {
	d, err := s.typeAt(x, offset)
	if err == nil && d.Func == nil {
		err = bad(offset, "type index %d is not a function type", x)
	}
	return d.Func, err
}

// outer returns the scope that is count scopes outwards, and whether the way there leaves a component.
func (s *scope) outer(count uint32, offset int) (to *scope, crosses bool, err error) {
	to = s
	for range count {
		crosses = crosses || to.kind == componentScope
		if to = to.parent; to == nil {
			return nil, false, bad(offset, "invalid outer alias count of %d", count)
		}
	}
	return to, crosses, nil
}

// size returns the length of the index space of a sort.
func (s *scope) size(sort syntax.Sort) int {
	switch sort {
	case syntax.SortFunc:
		return len(s.funcs)
	case syntax.SortValue:
		return len(s.values)
	case syntax.SortType:
		return len(s.types)
	case syntax.SortComponent:
		return len(s.components)
	case syntax.SortInstance:
		return len(s.instances)
	case syntax.SortCoreFunc:
		return len(s.coreFuncs)
	case syntax.SortCoreTable:
		return len(s.coreTables)
	case syntax.SortCoreMemory:
		return len(s.coreMemories)
	case syntax.SortCoreGlobal:
		return len(s.coreGlobals)
	case syntax.SortCoreTag:
		return len(s.coreTags)
	case syntax.SortCoreType:
		return len(s.coreTypes)
	case syntax.SortCoreModule:
		return len(s.coreModules)
	case syntax.SortCoreInstance:
		return len(s.coreInstances)
	}
	return 0
}

var sortNames = [...]string{syntax.SortFunc: "function", syntax.SortValue: "value", syntax.SortType: "type",
	syntax.SortComponent: "component", syntax.SortInstance: "instance", syntax.SortCoreFunc: "core function",
	syntax.SortCoreTable: "table", syntax.SortCoreMemory: "memory", syntax.SortCoreGlobal: "global", syntax.SortCoreTag: "tag",
	syntax.SortCoreType: "core type", syntax.SortCoreModule: "module", syntax.SortCoreInstance: "core instance"}

// typeSorts are the sorts of the binary format that types of imports and exports can be of.
var typeSorts = [len(sortNames)]types.Sort{syntax.SortFunc: types.SortFunc, syntax.SortValue: types.SortValue,
	syntax.SortType: types.SortType, syntax.SortComponent: types.SortComponent, syntax.SortInstance: types.SortInstance,
	syntax.SortCoreModule: types.SortModule}

var syntaxSorts = [...]syntax.Sort{types.SortFunc: syntax.SortFunc, types.SortValue: syntax.SortValue, types.SortType: syntax.SortType,
	types.SortComponent: syntax.SortComponent, types.SortInstance: syntax.SortInstance, types.SortModule: syntax.SortCoreModule}

// push adds what e describes to its index space and returns its index.
func (s *scope) push(e types.Extern, offset int) (uint32, error) {
	sort := syntaxSorts[e.Sort]
	x := s.size(sort)
	switch e.Sort {
	case types.SortFunc:
		s.funcs = append(s.funcs, e.Func)
	case types.SortValue:
		s.values = append(s.values, valueDef{typ: e.Value, offset: offset})
	case types.SortType:
		s.types = append(s.types, e.Def)
	case types.SortComponent:
		s.components = append(s.components, e.Component)
	case types.SortInstance:
		s.instances = append(s.instances, e.Instance)
	case types.SortModule:
		s.coreModules = append(s.coreModules, e.Module)
	}
	if x >= maxParts && (e.Sort == types.SortComponent || e.Sort == types.SortInstance || e.Sort == types.SortModule) {
		return 0, limited(offset, sortNames[sort]+"s", maxParts)
	}
	return uint32(x), nil
}

// get returns the type of a definition of the component level. With use, a value counts as consumed.
func (s *scope) get(r syntax.Ref, use bool, offset int) (e types.Extern, err error) {
	e.Sort = typeSorts[r.Sort]
	switch r.Sort {
	case syntax.SortFunc:
		e.Func, err = at(s.funcs, r.Index, "function", offset)
	case syntax.SortType:
		e.Def, err = s.typeAt(r.Index, offset)
	case syntax.SortComponent:
		e.Component, err = at(s.components, r.Index, "component", offset)
	case syntax.SortInstance:
		e.Instance, err = at(s.instances, r.Index, "instance", offset)
	case syntax.SortCoreModule:
		e.Module, err = at(s.coreModules, r.Index, "module", offset)
	case syntax.SortValue:
		if _, err = at(s.values, r.Index, "value", offset); err == nil {
			e.Value = s.values[r.Index].typ
			if use {
				err = s.use(r.Index, offset)
			}
		}
	default:
		err = bad(offset, "a core %s cannot be used here: only core modules can", sortNames[r.Sort])
	}
	return e, err
}

// use consumes value x.
func (s *scope) use(x uint32, offset int) error {
	v := &s.values[x]
	if v.used {
		return bad(offset, "value %d cannot be used more than once", x)
	}
	v.used = true
	return nil
}
