package binary

import (
	"cmp"
	"iter"
	"slices"
	"sort"
)

// This file holds the name section: names of a module's parts for people to read. They mean nothing to the program, so nothing
// that is wrong with them makes a module wrong.

// NameSection is the name of the custom section that DecodeNames reads.
const NameSection = "name"

// Names are the names that a name section gives to the parts of its module. The zero value has none. All methods are
// safe to call concurrently.
type Names struct {
	Module string // of the module itself, or empty

	Funcs, Types, Tables, Memories, Globals, Elems, Datas, Tags NameMap

	// Locals and Labels are grouped by function, Fields by type.
	Locals, Labels, Fields IndirectNameMap
}

// Func returns the name of function x.
func (n *Names) Func(x uint32) (string, bool) { return n.Funcs.Get(x) }

// A NameMap gives names to indices. It is a sorted list of places in the section, 8 bytes for each name.
type NameMap struct {
	data    []byte // of the section
	entries []nameEntry
}

// A nameEntry says where in the section that which belongs to index is.
type nameEntry struct{ index, pos uint32 }

// Len returns the number of names.
func (m *NameMap) Len() int { return len(m.entries) }

// Get returns the name of index x.
func (m *NameMap) Get(x uint32) (string, bool) {
	if i, ok := findEntry(m.entries, x); ok {
		return m.name(i), true
	}
	return "", false
}

// All returns the indices and their names in the order of indices.
func (m *NameMap) All() iter.Seq2[uint32, string] {
	return func(yield func(uint32, string) bool) {
		for i, e := range m.entries {
			if !yield(e.index, m.name(i)) {
				return
			}
		}
	}
}

func (m *NameMap) name(i int) string {
	r := NewReader(m.data[m.entries[i].pos:], 0)
	return r.Name()
}

// An IndirectNameMap gives names to pairs of indices: it has a NameMap for each outer index, which is read when it is asked for.
type IndirectNameMap struct {
	data    []byte
	entries []nameEntry
}

// Len returns the number of outer indices that have names.
func (m *IndirectNameMap) Len() int { return len(m.entries) }

// Get returns the names that belong to the outer index x. Callers that want several of them keep the map.
func (m *IndirectNameMap) Get(x uint32) NameMap {
	if i, ok := findEntry(m.entries, x); ok {
		return m.inner(i)
	}
	return NameMap{}
}

// All returns the outer indices in their order, each with its names.
func (m *IndirectNameMap) All() iter.Seq2[uint32, NameMap] {
	return func(yield func(uint32, NameMap) bool) {
		for i, e := range m.entries {
			if !yield(e.index, m.inner(i)) {
				return
			}
		}
	}
}

func (m *IndirectNameMap) inner(i int) NameMap {
	pos := int(m.entries[i].pos)
	r := NewReader(m.data[pos:], pos)
	return NameMap{data: m.data, entries: r.nameMap()}
}

func findEntry(entries []nameEntry, x uint32) (int, bool) {
	return sort.Find(len(entries), func(i int) int { return cmp.Compare(x, entries[i].index) })
}

// A NameKind says what the names of a subsection belong to; the values are the ids of the binary format.
type NameKind byte

// The kinds of names. Those of locals, labels and fields are indirect.
const (
	NamesModule NameKind = iota
	NamesFunc
	NamesLocal
	NamesLabel
	NamesType
	NamesTable
	NamesMemory
	NamesGlobal
	NamesElem
	NamesData
	NamesField
	NamesTag
)

// direct returns the name map of n for kind, or nil.
func (n *Names) direct(kind NameKind) *NameMap {
	switch kind {
	case NamesFunc:
		return &n.Funcs
	case NamesType:
		return &n.Types
	case NamesTable:
		return &n.Tables
	case NamesMemory:
		return &n.Memories
	case NamesGlobal:
		return &n.Globals
	case NamesElem:
		return &n.Elems
	case NamesData:
		return &n.Datas
	case NamesTag:
		return &n.Tags
	}
	return nil
}

// indirect returns the indirect name map of n for kind, or nil.
func (n *Names) indirect(kind NameKind) *IndirectNameMap {
	switch kind {
	case NamesLocal:
		return &n.Locals
	case NamesLabel:
		return &n.Labels
	case NamesField:
		return &n.Fields
	}
	return nil
}

// DecodeNames reads data, the contents of a name section, which stands at offset in its module. The names are views of data.
//
// It always returns names: with an error, a *wasm.Error, those up to there. Subsections of unknown kind are left out. Names in disorder
// are no error: the first name for an index counts.
func DecodeNames(data []byte, offset int) (*Names, error) {
	n := new(Names)
	r := NewReader(data, 0)
	for r.Len() > 0 {
		kind := NameKind(r.Byte())
		size := r.Count()
		pos := r.pos
		sub := NewReader(r.Bytes(size), pos)
		if r.err == nil {
			n.subsection(kind, &sub, data)
			r.err = sub.err
		}
		if r.err != nil {
			r.err.Offset += offset
			return n, r.err
		}
	}
	return n, nil
}

// subsection reads a subsection. Offsets in r are positions in data.
func (n *Names) subsection(kind NameKind, r *Reader, data []byte) {
	if m := n.direct(kind); m != nil {
		m.data, m.entries = data, r.nameMap()
	} else if m := n.indirect(kind); m != nil {
		m.data, m.entries = data, r.indirectNameMap()
	} else if kind == NamesModule {
		n.Module = r.Name()
	} else {
		return
	}
	if r.Len() > 0 {
		r.Fail(codeSectionSize, "", r.Offset())
	}
}

// nameMap reads a name map, up to the first error, into positions counted like offsets of r.
func (r *Reader) nameMap() []nameEntry {
	n := r.Count()
	entries := make([]nameEntry, 0, fitting(r, n, 2))
	for ; n > 0; n-- {
		e := nameEntry{index: r.U32(), pos: uint32(r.Offset())}
		r.Name()
		if r.err != nil {
			break
		}
		entries = append(entries, e)
	}
	return inOrder(entries)
}

// indirectNameMap reads an indirect name map like nameMap does.
func (r *Reader) indirectNameMap() []nameEntry {
	n := r.Count()
	entries := make([]nameEntry, 0, fitting(r, n, 2))
	for ; n > 0; n-- {
		e := nameEntry{index: r.U32(), pos: uint32(r.Offset())}
		for k := r.Count(); k > 0 && r.err == nil; k-- {
			r.U32()
			r.Name()
		}
		if r.err != nil {
			break
		}
		entries = append(entries, e)
	}
	return inOrder(entries)
}

// inOrder returns entries in the order of indices, for each index the first.
func inOrder(entries []nameEntry) []nameEntry {
	byIndex := func(a, b nameEntry) int { return cmp.Compare(a.index, b.index) }
	if !slices.IsSortedFunc(entries, byIndex) {
		slices.SortStableFunc(entries, byIndex)
	}
	return slices.CompactFunc(entries, func(a, b nameEntry) bool { return a.index == b.index })
}

// AppendModuleName appends the subsection of a name section that names the module.
func AppendModuleName(dst []byte, name string) []byte {
	return AppendSection(dst, byte(NamesModule), AppendName(nil, name))
}

// AppendNameMap appends a subsection of a name section. The indices of names must rise.
func AppendNameMap(dst []byte, kind NameKind, names iter.Seq2[uint32, string]) []byte {
	return AppendSection(dst, byte(kind), appendNames(nil, names))
}

// AppendIndirectNameMap appends a subsection of a name section with names of an indirect kind. All indices must rise.
func AppendIndirectNameMap(dst []byte, kind NameKind, groups iter.Seq2[uint32, iter.Seq2[uint32, string]]) []byte {
	var b []byte
	n := uint32(0)
	for x, names := range groups {
		b = appendNames(AppendU32(b, x), names)
		n++
	}
	return AppendSection(dst, byte(kind), append(AppendU32(nil, n), b...))
}

func appendNames(dst []byte, names iter.Seq2[uint32, string]) []byte {
	var b []byte
	n := uint32(0)
	for x, name := range names {
		b = AppendName(AppendU32(b, x), name)
		n++
	}
	return append(AppendU32(dst, n), b...)
}
