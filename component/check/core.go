package check

import (
	"encoding/binary"
	"slices"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds core types: all of a file, those of its core modules too, are kept in one index space in which equal types are one.

// A coreSpace is that index space.
type coreSpace struct {
	types []wasm.SubType
	ids   map[string]uint32 // of the first type of a recursive group, by how the group is written
	key   []byte
}

// A coreType is an element of the index space of core types of a scope: a type or the type of a module.
type coreType struct {
	id     uint32
	module *types.Module
}

// What follows a reference in a key.
const (
	refAbstract = iota
	refInside   // the same group, counted from its start
	refOutside  // an earlier type
)

// A coreGroup is a recursive group on its way into the space.
type coreGroup struct {
	space *coreSpace
	start uint32                // index of its first type in its own space
	n     uint32                // types
	id    func(x uint32) uint32 // of an earlier type
	to    uint32                // where the group will be
}

// add returns the index of the first type of the group types, which are valid and whose indices count from start. id maps the indices of
// earlier types.
func (s *coreSpace) add(group []wasm.SubType, start uint32, id func(uint32) uint32, offset int) (uint32, error) {
	g := coreGroup{space: s, start: start, n: uint32(len(group)), id: id, to: uint32(len(s.types))}
	s.key = s.key[:0]
	for i := range group {
		g.write(&group[i])
	}
	if first, ok := s.ids[string(s.key)]; ok {
		return first, nil
	}
	if len(s.types)+len(group) > wasm.MaxTypes {
		return 0, limited(offset, "core types", wasm.MaxTypes)
	}
	s.ids[string(s.key)] = g.to
	for i := range group {
		s.types = append(s.types, g.moved(&group[i]))
	}
	return g.to, nil
}

func (g *coreGroup) count(n uint32) { g.space.key = binary.AppendUvarint(g.space.key, uint64(n)) }

// ref writes a reference.
func (g *coreGroup) ref(x uint32) {
	if x-g.start < g.n {
		g.space.key = append(g.space.key, refInside)
		g.count(x - g.start)
		return
	}
	g.space.key = append(g.space.key, refOutside)
	g.count(g.id(x))
}

func (g *coreGroup) valType(t wasm.ValType) {
	flags := byte(0)
	if t.Nullable() {
		flags |= 1
	}
	if t.Exact() {
		flags |= 2
	}
	g.space.key = append(g.space.key, byte(t.Kind()), flags)
	if !t.IsRef() {
		return
	}
	if x, ok := t.Heap().Index(); ok {
		g.ref(x)
		return
	}
	g.space.key = append(g.space.key, refAbstract, byte(t.Heap()))
}

func (g *coreGroup) write(t *wasm.SubType) {
	bits := byte(t.Kind)
	for i, b := range [...]bool{t.Final, t.Shared, t.Describes != wasm.NoIndex, t.Descriptor != wasm.NoIndex} {
		if b {
			bits |= 0x10 << i
		}
	}
	g.space.key = append(g.space.key, bits)
	for _, x := range [...]uint32{t.Describes, t.Descriptor} {
		if x != wasm.NoIndex {
			g.ref(x)
		}
	}
	g.count(uint32(len(t.Super)))
	for _, x := range t.Super {
		g.ref(x)
	}
	for _, list := range [...][]wasm.ValType{t.Func.Params, t.Func.Results} {
		g.count(uint32(len(list)))
		for _, v := range list {
			g.valType(v)
		}
	}
	g.count(uint32(len(t.Fields)))
	for _, f := range t.Fields {
		g.valType(f.Type)
		g.space.key = append(g.space.key, map[bool]byte{true: 1}[f.Mutable])
	}
}

// index returns where a type goes.
func (g *coreGroup) index(x uint32) uint32 {
	switch {
	case x == wasm.NoIndex:
		return x
	case x-g.start < g.n:
		return g.to + x - g.start
	}
	return g.id(x)
}

// moved returns t with its references moved.
func (g *coreGroup) moved(t *wasm.SubType) wasm.SubType {
	m := *t
	m.RecStart, m.RecLen = g.to, g.n
	m.Describes, m.Descriptor = g.index(t.Describes), g.index(t.Descriptor)
	m.Super = slices.Clone(t.Super)
	for i, x := range m.Super {
		m.Super[i] = g.index(x)
	}
	m.Func.Params, m.Func.Results = g.list(t.Func.Params), g.list(t.Func.Results)
	m.Fields = slices.Clone(t.Fields)
	for i, f := range m.Fields {
		m.Fields[i].Type = movedType(f.Type, g.index)
	}
	return m
}

func (g *coreGroup) list(ts []wasm.ValType) []wasm.ValType {
	out := slices.Clone(ts)
	for i, t := range out {
		out[i] = movedType(t, g.index)
	}
	return out
}

// movedType returns t with its index, if it has one, mapped.
func movedType(t wasm.ValType, index func(uint32) uint32) wasm.ValType {
	if !t.IsRef() {
		return t
	}
	x, ok := t.Heap().Index()
	if !ok {
		return t
	}
	m := wasm.Ref(wasm.IndexType(index(x)), t.Nullable())
	if t.Exact() {
		m = m.WithExact()
	}
	return m
}

// isFunc reports whether type id is that of functions with these parameters and results.
func (s *coreSpace) isFunc(id uint32, params, results []wasm.ValType) bool {
	t := &s.types[id]
	return t.Kind == wasm.CompFunc && slices.Equal(t.Func.Params, params) && slices.Equal(t.Func.Results, results)
}

// fn returns the index of the final type of functions f, whose references are to types of the space.
func (s *coreSpace) fn(f wasm.FuncType, offset int) (uint32, error) {
	t := wasm.SubType{Kind: wasm.CompFunc, Final: true, Func: f, RecLen: 1, Describes: wasm.NoIndex, Descriptor: wasm.NoIndex}
	return s.add([]wasm.SubType{t}, wasm.NoIndex, func(x uint32) uint32 { return x }, offset)
}

// funcExtern returns the type of a function or tag of type id.
func (s *coreSpace) funcExtern(kind wasm.ExternKind, id uint32) types.CoreExtern {
	f := s.types[id].Func
	return types.CoreExtern{Kind: kind, Type: id, Func: &f}
}

// moduleType returns the type of a core module.
func (c *checker) moduleType(m *syntax.Module) (*types.Module, error) {
	ids := make([]uint32, len(m.Types))
	id := func(x uint32) uint32 { return ids[x] }
	for start := 0; start < len(m.Types); {
		n := int(m.Types[start].RecLen)
		first, err := c.core.add(m.Types[start:start+n], uint32(start), id, m.Offset)
		if err != nil {
			return nil, err
		}
		for i := range n {
			ids[start+i] = first + uint32(i)
		}
		start += n
	}
	return c.moduleExterns(m, id)
}

// moduleExterns returns the type of a module whose types id maps.
func (c *checker) moduleExterns(m *syntax.Module, id func(uint32) uint32) (*types.Module, error) {
	extern := func(kind wasm.ExternKind, x uint32) types.CoreExtern {
		switch kind {
		case wasm.ExternFunc:
			return c.core.funcExtern(kind, id(m.Funcs[x]))
		case wasm.ExternTag:
			return c.core.funcExtern(kind, id(m.Tags[x]))
		case wasm.ExternTable:
			t := m.Tables[x].TableType
			t.Elem = movedType(t.Elem, id)
			return types.CoreExtern{Kind: kind, Table: t}
		case wasm.ExternMemory:
			return types.CoreExtern{Kind: kind, Memory: m.Memories[x]}
		}
		t := m.Globals[x].GlobalType
		t.Type = movedType(t.Type, id)
		return types.CoreExtern{Kind: kind, Global: t}
	}
	t := new(types.Module)
	seen := make(map[[2]string]bool)
	for _, im := range m.Imports {
		x := extern(im.Kind, im.Index)
		x.Exact = im.Exact
		if err := addCoreImport(t, seen, types.CoreImport{Module: im.Module, Name: im.Name, CoreExtern: x}, im.Offset); err != nil {
			return nil, err
		}
	}
	for _, e := range m.Exports {
		t.AddExport(e.Name, extern(e.Kind, e.Index)) // names are new: the module is valid
	}
	return t, nil
}

// addCoreImport adds an import to the type of a module. In a component, no two may have the same name.
func addCoreImport(t *types.Module, seen map[[2]string]bool, im types.CoreImport, offset int) error {
	name := [2]string{im.Module, im.Name}
	if seen[name] {
		return bad(offset, "duplicate import name `%s:%s`", im.Module, im.Name)
	}
	seen[name] = true
	t.Imports = append(t.Imports, im)
	return nil
}

// coreTypes checks a definition of core types and appends it to space. inModule is set within the type of a module.
func (c *checker) coreTypes(s *scope, space []coreType, t *syntax.CoreType, inModule bool) ([]coreType, error) {
	if t.Module != nil {
		if inModule {
			return nil, bad(t.Offset, "invalid leading byte (0x50) for a type in a module type: module types do not nest")
		}
		m, err := c.moduleTypeDef(s, t.Module)
		return append(space, coreType{module: m}), err
	}
	if err := c.validGroup(space, t); err != nil {
		return nil, err
	}
	start := uint32(len(space))
	first, err := c.core.add(t.Rec, start, func(x uint32) uint32 { return space[x].id }, t.Offset)
	for i := range t.Rec {
		space = append(space, coreType{id: first + uint32(i)})
	}
	return space, err
}

// validGroup checks a recursive group by the rules of core modules, as part of one that has just the types that it needs.
func (c *checker) validGroup(space []coreType, t *syntax.CoreType) error {
	start := uint32(len(space))
	var err error
	var need []uint32 // types of the whole file, which may need others before them
	use := func(x uint32) uint32 {
		switch {
		case x-start < uint32(len(t.Rec)) || x == wasm.NoIndex:
		case x >= start:
			err = bad(t.Offset, "unknown type %d: type index out of bounds", x)
		case space[x].module != nil:
			err = bad(t.Offset, "core type index %d is a module type", x)
		default:
			need = append(need, space[x].id)
		}
		return 0
	}
	eachRef(t.Rec, use)
	if err != nil {
		return err
	}
	m := &wasm.Module{Start: wasm.NoIndex}
	ids := c.core.closure(need)
	if err := c.spend(t.Offset, len(ids)); err != nil {
		return err
	}
	places := make(map[uint32]uint32, len(ids))
	for i, id := range ids {
		places[id] = uint32(i)
	}
	for _, id := range ids {
		old := &c.core.types[id]
		from := old.RecStart
		g := coreGroup{start: from, n: old.RecLen, to: places[from], id: func(x uint32) uint32 { return places[x] }}
		m.Types = append(m.Types, g.moved(old))
	}
	g := coreGroup{start: start, n: uint32(len(t.Rec)), to: uint32(len(ids)), id: func(x uint32) uint32 { return places[space[x].id] }}
	for i := range t.Rec {
		m.Types = append(m.Types, g.moved(&t.Rec[i]))
	}
	_, err = validate.Check(m, validate.Config{Features: c.feats, Workers: 1})
	return at2(err, t.Offset)
}

// at2 gives an error of a core module that has no offset the one of the definition.
func at2(err error, offset int) error {
	if e, ok := err.(*wasm.Error); ok && e.Offset < 0 {
		e.Offset = offset
	}
	return err
}

// eachRef calls f for each reference in a group.
func eachRef(group []wasm.SubType, f func(uint32) uint32) {
	g := coreGroup{start: ^uint32(0), id: f}
	for i := range group {
		g.moved(&group[i])
	}
}

// closure returns the types ids with all that they refer to, group by group in the order of the space.
func (s *coreSpace) closure(ids []uint32) []uint32 {
	seen := make(map[uint32]bool)
	var out []uint32
	for len(ids) > 0 {
		id := ids[len(ids)-1]
		ids = ids[:len(ids)-1]
		start := s.types[id].RecStart
		if seen[start] {
			continue
		}
		seen[start] = true
		end := start + s.types[id].RecLen
		for x := start; x < end; x++ {
			out = append(out, x)
		}
		eachRef(s.types[start:end], func(x uint32) uint32 {
			if x != wasm.NoIndex {
				ids = append(ids, x)
			}
			return 0
		})
	}
	slices.Sort(out)
	return out
}

// moduleTypeDef resolves the type of a module.
func (c *checker) moduleTypeDef(s *scope, t *syntax.ModuleType) (*types.Module, error) {
	m := new(types.Module)
	seen := make(map[[2]string]bool)
	var space []coreType
	for i := range t.Decls {
		d := &t.Decls[i]
		var err error
		switch d.Kind {
		case syntax.ModuleDeclType:
			if d.Type == nil {
				return nil, bad(d.Offset, "malformed declaration")
			}
			space, err = c.coreTypes(s, space, d.Type, true)
		case syntax.ModuleDeclAlias:
			space, err = c.moduleTypeAlias(s, space, d)
		case syntax.ModuleDeclImport:
			var x types.CoreExtern
			if x, err = c.coreExtern(space, &d.Extern, d.Offset); err == nil {
				err = addCoreImport(m, seen, types.CoreImport{Module: d.Module, Name: d.Name, CoreExtern: x}, d.Offset)
			}
		case syntax.ModuleDeclExport:
			var x types.CoreExtern
			if x, err = c.coreExtern(space, &d.Extern, d.Offset); err == nil && !m.AddExport(d.Name, x) {
				err = bad(d.Offset, "export name `%s` already defined", d.Name)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return m, nil
}

// moduleTypeAlias appends to space the outer core type that a declaration names. The module type itself is scope 0.
func (c *checker) moduleTypeAlias(s *scope, space []coreType, d *syntax.ModuleDecl) ([]coreType, error) {
	a := d.Alias
	if a == nil || a.Sort != syntax.SortCoreType || a.Kind != syntax.AliasOuter {
		return nil, bad(d.Offset, "aliases in module types may only refer to outer types")
	}
	from := space
	if a.Outer > 0 {
		to, _, err := s.outer(a.Outer-1, d.Offset)
		if err != nil {
			return nil, bad(d.Offset, "invalid outer alias count of %d", a.Outer)
		}
		from = to.coreTypes
	}
	t, err := at(from, a.Index, "type", d.Offset)
	if err == nil && t.module != nil {
		err = bad(d.Offset, "core type index %d is a module type, which cannot be aliased here", a.Index)
	}
	return append(space, t), err
}

// coreExtern resolves and checks the type of an import or export of a module type, by the rules for imports of core modules.
func (c *checker) coreExtern(space []coreType, t *syntax.CoreExternType, offset int) (x types.CoreExtern, err error) {
	x = types.CoreExtern{Kind: t.Kind, Exact: t.Exact, Table: t.Table, Memory: t.Memory, Global: t.Global}
	m := &wasm.Module{Start: wasm.NoIndex, Imports: []wasm.Import{{Kind: t.Kind, Exact: t.Exact, Offset: offset}}}
	id := func(x uint32) uint32 { // of a type that a reference names
		var d coreType
		if d, err = at(space, x, "type", offset); err == nil && d.module != nil {
			err = bad(offset, "core type index %d is a module type", x)
		}
		return d.id
	}
	switch t.Kind {
	case wasm.ExternFunc, wasm.ExternTag:
		f := id(t.Index)
		if err != nil {
			return x, err
		}
		if c.core.types[f].Kind != wasm.CompFunc {
			return x, bad(offset, "core type index %d is not a function type", t.Index)
		}
		if t.Kind == wasm.ExternTag && len(c.core.types[f].Func.Results) > 0 {
			return x, bad(offset, "invalid exception type: non-empty tag result type")
		}
		exact := x.Exact
		x = c.core.funcExtern(t.Kind, f)
		x.Exact = exact
		return x, nil
	case wasm.ExternTable:
		x.Table.Elem = movedType(t.Table.Elem, id)
		m.Tables, m.NumImportedTables = []wasm.Table{{TableType: t.Table, Offset: offset}}, 1
		m.Tables[0].Elem = abstracted(t.Table.Elem)
	case wasm.ExternMemory:
		m.Memories, m.NumImportedMemories = []wasm.MemoryType{t.Memory}, 1
	case wasm.ExternGlobal:
		x.Global.Type = movedType(t.Global.Type, id)
		g := t.Global
		g.Type = abstracted(g.Type)
		m.Globals, m.NumImportedGlobals = []wasm.Global{{GlobalType: g, Offset: offset}}, 1
	default:
		return x, bad(offset, "malformed import kind")
	}
	if err == nil {
		_, err = validate.Check(m, validate.Config{Features: c.feats, Workers: 1})
	}
	return x, at2(err, offset)
}

// abstracted returns t with an abstract type in place of an index, which was checked by itself.
func abstracted(t wasm.ValType) wasm.ValType {
	if t.IsRef() {
		if _, ok := t.Heap().Index(); ok {
			return wasm.Ref(wasm.HeapFunc, t.Nullable())
		}
	}
	return t
}
