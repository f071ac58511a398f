package validate

import (
	"fmt"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks the sections around the code, section "Validation / Modules", in the order of the binary format.

// A checker validates one module. Its index spaces are filled before the first body is checked and constant from then on, so the workers share
// them; the module itself still grows meanwhile, and only the decoding goroutine reads that.
type checker struct {
	feats wasm.Features
	sigs  *sigTable

	types        typeSpace
	funcs        []uint32        // type index of each function
	inexact      map[uint32]bool // imported functions whose exact type is unknown, with custom-descriptors
	tables       []wasm.Table
	memories     []wasm.MemoryType
	addr0        wasm.ValType // address type of memory 0, or NoType without one
	globals      []wasm.Global
	constGlobals int // how many of them constant expressions may read
	tags         []uint32
	elems        []wasm.Elem
	declared     []uint64 // functions that ref.func may name, a bit each
	dataCount    uint32
	hasCount     bool

	consts *body // checks constant expressions
	pool   pool
}

func newChecker(cfg Config) *checker {
	c := &checker{feats: cfg.Features, sigs: signatures()}
	c.consts = newBody(c)
	c.pool.init(c, cfg.Workers)
	return c
}

// options are the hooks that let bodies be checked while the decoder goes on. stopEarly says whether the decoder is to stop at the
// first invalid body.
func (c *checker) options(cfg Config, stopEarly bool) binary.Options {
	c.pool.stopEarly = stopEarly
	return binary.Options{Features: c.feats, Offset: cfg.Offset, Code: c.checkHead, Body: c.addBody}
}

// finish ends the validation of m, given how its decoding ended. An error in a body is before any that the decoder found later.
func (c *checker) finish(m *wasm.Module, err error) (*Module, error) {
	if bad := c.pool.finish(); bad != nil {
		err = bad
	}
	if err != nil {
		c.nameFunc(err)
		return nil, err
	}
	if err := c.checkDatas(m); err != nil {
		return nil, err
	}
	return &Module{wasm: m, types: c.types, feats: c.feats}, nil
}

// nameFunc adds the name of its function to an error, if the module has one and it was read already.
func (c *checker) nameFunc(err error) {
	e, ok := err.(*wasm.Error)
	if !ok || e.Func == wasm.NoFunc || c.pool.m == nil {
		return
	}
	if custom, ok := c.pool.m.Custom(binary.NameSection); ok {
		names, _ := binary.DecodeNames(custom.Data, custom.Offset) // names before a mistake are as good as others
		e.Name, _ = names.Func(uint32(e.Func))
	}
}

// checkHead checks all that stands before the code section.
func (c *checker) checkHead(m *wasm.Module) error {
	c.pool.m = m
	c.declared = make([]uint64, (len(m.Funcs)+63)/64)
	c.dataCount, c.hasCount = m.DataCount, m.HasDataCount
	for _, s := range [...]struct {
		section int // where an error is that has no offset of its own
		check   func(*wasm.Module) error
	}{
		{0, c.checkShape}, {1, c.checkTypeSection}, {2, c.checkImports}, {3, c.checkFuncs}, {4, c.checkTables}, {5, c.checkMemories},
		{13, c.checkTags}, {6, c.checkGlobals}, {7, c.checkExports}, {8, c.checkStart}, {9, c.checkElems},
	} {
		if err := s.check(m); err != nil {
			return at(m.Offsets[s.section], err)
		}
	}
	if m.HasDataCount && !c.feats.Has(wasm.FeatureBulkMemory) {
		return disabled(-1, "data count section", wasm.FeatureBulkMemory)
	}
	return nil
}

// at gives an error without an offset this one, unless it is 0, which stands for an unknown one.
func at(offset int, err error) error {
	if e, ok := err.(*wasm.Error); ok && e.Offset < 0 && offset > 0 {
		e.Offset = offset
	}
	return err
}

// checkShape checks that the index spaces and the counts of imports fit together, as they do in any module that was decoded.
func (c *checker) checkShape(m *wasm.Module) error {
	counts := [...]struct{ got, want, have int }{
		wasm.ExternFunc:   {0, m.NumImportedFuncs, len(m.Funcs)},
		wasm.ExternTable:  {0, m.NumImportedTables, len(m.Tables)},
		wasm.ExternMemory: {0, m.NumImportedMemories, len(m.Memories)},
		wasm.ExternGlobal: {0, m.NumImportedGlobals, len(m.Globals)},
		wasm.ExternTag:    {0, m.NumImportedTags, len(m.Tags)},
	}
	for _, imp := range m.Imports {
		if int(imp.Kind) >= len(counts) || int(imp.Index) != counts[imp.Kind].got {
			return malformed(imp.Offset, "malformed import kind", "%s %d", imp.Kind, imp.Index)
		}
		counts[imp.Kind].got++
	}
	for kind, n := range counts {
		if n.got != n.want || n.want > n.have {
			return malformed(-1, "malformed import kind", "%d of %d entries of kind %s are imported", n.got, n.have, wasm.ExternKind(kind))
		}
	}
	return nil
}

func (c *checker) checkTypeSection(m *wasm.Module) error { return c.checkTypes(m.Types) }

// need returns an error if one of the features f is not enabled.
func (c *checker) need(offset int, what string, f wasm.Features) error {
	if missing := f &^ c.feats; missing != 0 {
		return disabled(offset, what, missing)
	}
	return nil
}

func (c *checker) checkImports(m *wasm.Module) error {
	for i := range m.Imports {
		imp := &m.Imports[i]
		var err error
		switch x := imp.Index; imp.Kind {
		case wasm.ExternFunc:
			err = c.checkFuncIndex(imp.Offset, m.Funcs[x])
			if err == nil && imp.Exact {
				err = c.need(imp.Offset, "exact import", wasm.FeatureCustomDescriptors)
			}
			c.setExact(x, imp.Exact)
		case wasm.ExternTable:
			err = c.checkTableType(imp.Offset, &m.Tables[x].TableType)
		case wasm.ExternMemory:
			err = c.checkMemoryType(imp.Offset, &m.Memories[x])
		case wasm.ExternGlobal:
			err = c.checkGlobalType(imp.Offset, &m.Globals[x].GlobalType)
			if err == nil && m.Globals[x].Mutable {
				err = c.need(imp.Offset, "import of a mutable global", wasm.FeatureMutableGlobals)
			}
		case wasm.ExternTag:
			err = c.checkTagType(imp.Offset, m.Tags[x])
		}
		if err != nil {
			return err
		}
	}
	c.globals, c.constGlobals = m.Globals, m.NumImportedGlobals
	return nil
}

// setExact records whether the exact type of imported function x is known.
func (c *checker) setExact(x uint32, exact bool) {
	if exact || !c.feats.Has(wasm.FeatureCustomDescriptors) {
		return
	}
	if c.inexact == nil {
		c.inexact = make(map[uint32]bool)
	}
	c.inexact[x] = true
}

// checkFuncIndex checks that x is the index of a function type.
func (c *checker) checkFuncIndex(offset int, x uint32) error {
	if int64(x) >= int64(len(c.types.types)) {
		return invalid(offset, unknown("type", x), "type of a function or tag")
	}
	if c.types.types[x].Kind != wasm.CompFunc {
		return invalid(offset, codeMismatch, "type %d is no function type", x)
	}
	return nil
}

func (c *checker) checkFuncs(m *wasm.Module) error {
	for i := m.NumImportedFuncs; i < len(m.Funcs); i++ {
		if x := m.Funcs[i]; int64(x) >= int64(len(c.types.types)) || c.types.types[x].Kind != wasm.CompFunc {
			err := c.checkFuncIndex(-1, x).(*wasm.Error)
			err.Func = i
			return err
		}
	}
	c.funcs = m.Funcs
	return nil
}

// checkLimits checks limits, of which what is the kind of thing and most the highest bound allowed.
func checkLimits(offset int, l *wasm.Limits, most uint64, tooBig wasm.Code) error {
	switch {
	case l.Min > most:
		return invalid(offset, tooBig, "minimum %d", l.Min)
	case l.HasMax && l.Max > most:
		return invalid(offset, tooBig, "maximum %d", l.Max)
	case l.HasMax && l.Min > l.Max:
		return invalid(offset, codeMinMax, "%d and %d", l.Min, l.Max)
	}
	return nil
}

func (c *checker) checkTableType(offset int, t *wasm.TableType) error {
	if t.Elem != wasm.FuncRef {
		if err := c.checkValType(offset, t.Elem); err != nil {
			return err
		}
		if !t.Elem.IsRef() {
			return malformed(offset, "malformed reference type", "table of %s", t.Elem)
		}
	}
	if t.Limits.Addr64 {
		if err := c.need(offset, "64-bit table", wasm.FeatureMemory64); err != nil {
			return err
		}
	}
	if t.Limits.Shared {
		return malformed(offset, "malformed limits flags", "shared table")
	}
	most := uint64(wasm.MaxTableLen)
	if t.Limits.Addr64 {
		most = 1<<64 - 1
	}
	return checkLimits(offset, &t.Limits, most, "table size must be at most 2^32-1")
}

func (c *checker) checkTables(m *wasm.Module) error {
	if len(m.Tables) > 1 && !c.feats.Has(wasm.FeatureReferenceTypes) {
		return invalid(m.Tables[1].Offset, codeTables, "%d tables need reference-types", len(m.Tables))
	}
	if len(m.Tables) > wasm.MaxTables {
		return limited(-1, "tables", uint64(len(m.Tables)), wasm.MaxTables)
	}
	for i := m.NumImportedTables; i < len(m.Tables); i++ {
		t := &m.Tables[i]
		if err := c.checkTableType(t.Offset, &t.TableType); err != nil {
			return err
		}
		switch {
		case t.Init.Code != nil:
			if err := c.need(t.Offset, "initial value of a table", wasm.FeatureFunctionReferences); err != nil {
				return err
			}
			if err := c.checkConst(t.Init, t.Elem); err != nil {
				return err
			}
		case !t.Elem.Nullable():
			return invalid(t.Offset, codeMismatch, "table of %s needs an initial value", t.Elem)
		}
	}
	c.tables = m.Tables
	return nil
}

func (c *checker) checkMemoryType(offset int, t *wasm.MemoryType) error {
	var need wasm.Features
	if t.Limits.Addr64 {
		need |= wasm.FeatureMemory64
	}
	if t.Limits.Shared {
		need |= wasm.FeatureThreads
	}
	if t.PageBits != wasm.DefaultPageBits {
		need |= wasm.FeatureCustomPageSizes
	}
	if err := c.need(offset, "memory", need); err != nil {
		return err
	}
	if t.PageBits != wasm.DefaultPageBits && t.PageBits != 0 {
		return invalid(offset, codePageSize, "2^%d", t.PageBits)
	}
	most, text := uint64(wasm.MaxMemoryPages), "(4GiB)"
	if t.Limits.Addr64 {
		most, text = wasm.MaxMemory64Pages, "(16EiB)"
	}
	if t.PageBits == 0 {
		most = most<<wasm.DefaultPageBits - 1 // as much as an address can tell
	}
	tooBig := wasm.Code(fmt.Sprintf("memory size must be at most %d pages %s", most, text))
	if err := checkLimits(offset, &t.Limits, most, tooBig); err != nil {
		return err
	}
	if t.Limits.Shared && !t.Limits.HasMax {
		return invalid(offset, codeSharedMax, "")
	}
	return nil
}

func (c *checker) checkMemories(m *wasm.Module) error {
	if len(m.Memories) > 1 && !c.feats.Has(wasm.FeatureMultiMemory) {
		return invalid(-1, codeMemories, "%d memories need multi-memory", len(m.Memories))
	}
	if len(m.Memories) > wasm.MaxMemories {
		return limited(-1, "memories", uint64(len(m.Memories)), wasm.MaxMemories)
	}
	for i := m.NumImportedMemories; i < len(m.Memories); i++ {
		if err := c.checkMemoryType(-1, &m.Memories[i]); err != nil {
			return err
		}
	}
	c.memories = m.Memories
	if len(m.Memories) > 0 {
		c.addr0 = m.Memories[0].Limits.AddrType()
	}
	return nil
}

func (c *checker) checkTagType(offset int, x uint32) error {
	if c.feats&(wasm.FeatureExceptions|wasm.FeatureLegacyExceptions) == 0 {
		return disabled(offset, "tag", wasm.FeatureExceptions)
	}
	if err := c.checkFuncIndex(offset, x); err != nil {
		return err
	}
	if r := c.types.types[x].Func.Results; len(r) > 0 {
		return invalid(offset, codeTagResult, "%s", typeList(r))
	}
	return nil
}

func (c *checker) checkTags(m *wasm.Module) error {
	for _, x := range m.Tags[m.NumImportedTags:] {
		if err := c.checkTagType(-1, x); err != nil {
			return err
		}
	}
	c.tags = m.Tags
	return nil
}

func (c *checker) checkGlobalType(offset int, t *wasm.GlobalType) error {
	if err := c.checkValType(offset, t.Type); err != nil {
		return err
	}
	return nil
}

// checkGlobals checks the globals one by one: with gc, the initial value of each may read those before it.
func (c *checker) checkGlobals(m *wasm.Module) error {
	for i := m.NumImportedGlobals; i < len(m.Globals); i++ {
		g := &m.Globals[i]
		if err := c.checkGlobalType(g.Offset, &g.GlobalType); err != nil {
			return err
		}
		if err := c.checkConst(g.Init, g.Type); err != nil {
			return err
		}
		if c.feats.Has(wasm.FeatureGC) {
			c.constGlobals = i + 1
		}
	}
	return nil
}
