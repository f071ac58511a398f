package binary

import (
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the encoder, the mirror of module.go and of the type section in types.go.

// Encode returns m in the binary format. It writes every integer in its shortest form and leaves out sections that are empty,
// unless m.Sections says that they were there; custom sections stand at their Place.
//
// For a module that was decoded from bytes in which every integer had its shortest form, it gives back these bytes, but for
// three ways to say the same at greater length: an empty recursive group, an abstract reference type that could have
// been one byte, and the default page size written out.
func Encode(m *wasm.Module) []byte {
	e := encoder{m: m, dst: make([]byte, 0, m.Size)}
	e.dst = append(e.dst, magicVersion...)
	for _, id := range sectionOrder {
		e.section(id)
	}
	for ; len(m.Customs) > e.customs; e.customs++ {
		e.custom(&m.Customs[e.customs])
	}
	return e.dst
}

// An encoder appends a module to dst, section by section.
type encoder struct {
	m       *wasm.Module
	dst     []byte
	buf     []byte // contents of the section at hand
	place   int    // number of non-custom sections written
	customs int    // number of custom sections written
}

// section writes the section with this id, if the module has it, and custom sections whose place is before it.
func (e *encoder) section(id byte) {
	n := e.count(id)
	if n == 0 && e.m.Sections&(1<<id) == 0 {
		return
	}
	for e.customs < len(e.m.Customs) && e.m.Customs[e.customs].Place <= e.place {
		e.custom(&e.m.Customs[e.customs])
		e.customs++
	}
	e.buf = e.buf[:0]
	if id != idStart && id != idDataCount && id != idType {
		e.buf = AppendU32(e.buf, uint32(n))
	}
	e.contents(id)
	e.dst = AppendSection(e.dst, id, e.buf)
	e.place++
}

func (e *encoder) custom(c *wasm.Custom) {
	e.buf = append(AppendName(e.buf[:0], c.Name), c.Data...)
	e.dst = AppendSection(e.dst, idCustom, e.buf)
}

// count returns the number of elements of a section's vector; where the section has no vector, whether there is a
// section.
func (e *encoder) count(id byte) int {
	m := e.m
	switch id {
	case idType:
		return len(m.Types)
	case idImport:
		return len(m.Imports)
	case idFunc:
		return len(m.Funcs) - m.NumImportedFuncs
	case idTable:
		return len(m.Tables) - m.NumImportedTables
	case idMemory:
		return len(m.Memories) - m.NumImportedMemories
	case idTag:
		return len(m.Tags) - m.NumImportedTags
	case idGlobal:
		return len(m.Globals) - m.NumImportedGlobals
	case idExport:
		return len(m.Exports)
	case idElem:
		return len(m.Elems)
	case idCode:
		return len(m.Bodies)
	case idData:
		return len(m.Datas)
	case idStart:
		return oneIf(m.Start != wasm.NoIndex)
	case idDataCount:
		return oneIf(m.HasDataCount)
	}
	return 0
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// contents appends the contents of a section, without the length of its vector.
func (e *encoder) contents(id byte) {
	m := e.m
	switch id {
	case idType:
		e.types()
	case idImport:
		for i := range m.Imports {
			e.imported(&m.Imports[i])
		}
	case idFunc:
		for _, x := range m.Funcs[m.NumImportedFuncs:] {
			e.buf = AppendU32(e.buf, x)
		}
	case idTable:
		for i := range m.Tables[m.NumImportedTables:] {
			e.table(&m.Tables[m.NumImportedTables+i])
		}
	case idMemory:
		for _, t := range m.Memories[m.NumImportedMemories:] {
			e.memoryType(t)
		}
	case idTag:
		for _, x := range m.Tags[m.NumImportedTags:] {
			e.buf = AppendU32(append(e.buf, 0), x)
		}
	case idGlobal:
		for i := range m.Globals[m.NumImportedGlobals:] {
			g := &m.Globals[m.NumImportedGlobals+i]
			e.globalType(g.GlobalType)
			e.buf = append(e.buf, g.Init.Code...)
		}
	case idExport:
		for i := range m.Exports {
			x := &m.Exports[i]
			e.buf = AppendU32(append(AppendName(e.buf, x.Name), byte(x.Kind)), x.Index)
		}
	case idStart:
		e.buf = AppendU32(e.buf, m.Start)
	case idElem:
		for i := range m.Elems {
			e.elem(&m.Elems[i])
		}
	case idDataCount:
		e.buf = AppendU32(e.buf, m.DataCount)
	case idCode:
		for i := range m.Bodies {
			e.buf = AppendBytes(e.buf, m.Bodies[i].Code)
		}
	case idData:
		for i := range m.Datas {
			e.data(&m.Datas[i])
		}
	}
}

// types appends the vector of recursive groups.
func (e *encoder) types() {
	groups := 0
	for i := 0; i < len(e.m.Types); i += groupLen(&e.m.Types[i]) {
		groups++
	}
	e.buf = AppendU32(e.buf, uint32(groups))
	for i := range e.m.Types {
		t := &e.m.Types[i]
		if first := t.RecLen <= 1 || int(t.RecStart) == i; first && (t.RecLen > 1 || t.ExplicitRec) {
			e.buf = AppendU32(append(e.buf, byteRec), t.RecLen)
		}
		e.subType(t)
	}
}

// groupLen returns the number of types in the recursive group that starts with t. A module made by hand need not set it for
// a single type.
func groupLen(t *wasm.SubType) int { return max(1, int(t.RecLen)) }

func (e *encoder) subType(t *wasm.SubType) {
	switch {
	case !t.Final:
		e.buf = appendIndices(append(e.buf, byteSub), t.Super)
	case len(t.Super) > 0 || t.ExplicitSub:
		e.buf = appendIndices(append(e.buf, byteSubFinal), t.Super)
	}
	if t.Describes != wasm.NoIndex {
		e.buf = AppendU32(append(e.buf, byteDescribes), t.Describes)
	}
	if t.Descriptor != wasm.NoIndex {
		e.buf = AppendU32(append(e.buf, byteDescriptor), t.Descriptor)
	}
	switch t.Kind {
	case wasm.CompFunc:
		e.buf = append(e.buf, byteFunc)
		e.buf = appendValTypes(appendValTypes(e.buf, t.Func.Params), t.Func.Results)
	case wasm.CompStruct:
		e.buf = AppendU32(append(e.buf, byteStruct), uint32(len(t.Fields)))
	case wasm.CompArray:
		e.buf = append(e.buf, byteArray)
	}
	for _, f := range t.Fields {
		e.buf = append(AppendValType(e.buf, f.Type), byte(oneIf(f.Mutable)))
	}
}

func (e *encoder) imported(im *wasm.Import) {
	m := e.m
	kind := byte(im.Kind)
	if im.Exact {
		kind = exactFunc
	}
	e.buf = append(AppendName(AppendName(e.buf, im.Module), im.Name), kind)
	switch im.Kind {
	case wasm.ExternFunc:
		e.buf = AppendU32(e.buf, m.Funcs[im.Index])
	case wasm.ExternTable:
		e.tableType(m.Tables[im.Index].TableType)
	case wasm.ExternMemory:
		e.memoryType(m.Memories[im.Index])
	case wasm.ExternGlobal:
		e.globalType(m.Globals[im.Index].GlobalType)
	case wasm.ExternTag:
		e.buf = AppendU32(append(e.buf, 0), m.Tags[im.Index])
	}
}

func (e *encoder) table(t *wasm.Table) {
	if t.Init.Code != nil {
		e.buf = append(e.buf, tableInit, tableInitZero)
	}
	e.tableType(t.TableType)
	e.buf = append(e.buf, t.Init.Code...)
}

func (e *encoder) tableType(t wasm.TableType) {
	e.buf = AppendValType(e.buf, t.Elem)
	e.limits(t.Limits, 0)
}

func (e *encoder) memoryType(t wasm.MemoryType) {
	if t.PageBits == wasm.DefaultPageBits {
		e.limits(t.Limits, 0)
		return
	}
	e.limits(t.Limits, limitsPageSize)
	e.buf = AppendU32(e.buf, uint32(t.PageBits))
}

func (e *encoder) globalType(t wasm.GlobalType) {
	e.buf = append(AppendValType(e.buf, t.Type), byte(oneIf(t.Mutable)))
}

func (e *encoder) limits(l wasm.Limits, flags byte) {
	for _, f := range []struct {
		set bool
		bit byte
	}{{l.HasMax, limitsMax}, {l.Shared, limitsShared}, {l.Addr64, limits64}} {
		if f.set {
			flags |= f.bit
		}
	}
	e.buf = AppendU64(append(e.buf, flags), l.Min)
	if l.HasMax {
		e.buf = AppendU64(e.buf, l.Max)
	}
}

func (e *encoder) elem(s *wasm.Elem) {
	e.buf = AppendU32(e.buf, s.Flags)
	if s.Flags&elemPassive == 0 {
		if s.Flags&elemTable != 0 {
			e.buf = AppendU32(e.buf, s.Table)
		}
		e.buf = append(e.buf, s.At.Code...)
	}
	typed := s.Flags&(elemPassive|elemTable) != 0
	if s.Flags&elemExprs == 0 {
		if typed {
			e.buf = append(e.buf, 0)
		}
		e.buf = appendIndices(e.buf, s.Funcs)
		return
	}
	if typed {
		e.buf = AppendValType(e.buf, s.Type)
	}
	e.buf = AppendU32(e.buf, uint32(len(s.Exprs)))
	for _, x := range s.Exprs {
		e.buf = append(e.buf, x.Code...)
	}
}

func (e *encoder) data(s *wasm.Data) {
	e.buf = AppendU32(e.buf, s.Flags)
	if s.Flags == dataMemory {
		e.buf = AppendU32(e.buf, s.Memory)
	}
	if s.Flags != dataPassive {
		e.buf = append(e.buf, s.At.Code...)
	}
	e.buf = AppendBytes(e.buf, s.Init)
}
