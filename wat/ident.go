package wat

import (
	"iter"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file chooses the identifiers with which a module is printed. They are made of its name section, if the text can say all that the section
// says; otherwise the section is printed as bytes and nothing has an identifier.

// Identifiers are those of an index space.
type identifiers struct {
	ids   []string          // by index: identifiers with "$", empty where there is none
	notes map[uint32]string // names that no identifier can be, or that another has
}

// maxID is the length of the longest name that is an identifier itself. What refers to a thing by a long one could make a text far longer than the
// module.
const maxID = 400

// makeIDs returns identifiers for names, which are all of indices below n.
func makeIDs(names *binary.NameMap, n int) identifiers {
	return identifiersFor(names.All(), names.Len(), n)
}

// identifiersFor returns identifiers for a number of names, which are all of indices below n.
func identifiersFor(names iter.Seq2[uint32, string], number, n int) (s identifiers) {
	if number == 0 {
		return s
	}
	s.ids = make([]string, n)
	taken := make(map[string]bool, number)
	for _, name := range names {
		taken[name] = true
	}
	given := make(map[string]bool, number)
	for x, name := range names {
		id := name
		if id == "" || given[id] || len(id) > maxID {
			if s.notes == nil {
				s.notes = make(map[uint32]string)
			}
			s.notes[x] = name
			for id = numberedID(id, x); taken[id]; {
				id += "#"
			}
			taken[id] = true
		}
		given[id] = true
		s.ids[x] = string(appendID(nil, id))
	}
	return s
}

// numberedID returns an identifier for what has the index x and a name that may not do.
func numberedID(name string, x uint32) string {
	if len(name) > maxID {
		name = strings.ToValidUTF8(name[:maxID], "")
	}
	return name + "#" + strconv.FormatUint(uint64(x), 10)
}

// append appends the identifier of x or, if it has none, x.
func (s *identifiers) append(dst []byte, x uint32) []byte {
	if int64(x) < int64(len(s.ids)) && s.ids[x] != "" {
		return append(dst, s.ids[x]...)
	}
	return strconv.AppendUint(dst, uint64(x), 10)
}

// appendNames appends the identifier and the name of x where x is defined, each after a blank.
func (s *identifiers) appendNames(dst []byte, x uint32) []byte {
	if int64(x) < int64(len(s.ids)) && s.ids[x] != "" {
		dst = append(append(dst, ' '), s.ids[x]...)
	}
	if name, ok := s.notes[x]; ok {
		dst = append(appendName(append(dst, " (@name "...), name), ')')
	}
	return dst
}

// hasName reports whether x has an identifier or a name.
func (s *identifiers) hasName(x uint32) bool { return int64(x) < int64(len(s.ids)) && s.ids[x] != "" }

// usableNames returns the names of m and the index in m.Customs of the section that gives them, if the text of m can give this very
// section: it is the only one and behind all sections but custom ones, its names are in order and belong to what m has. How
// long its integers are does not count.
func usableNames(m *wasm.Module) (names *binary.Names, custom int, ok bool) {
	custom = -1
	for i := range m.Customs {
		if m.Customs[i].Name == binary.NameSection {
			if custom >= 0 {
				return nil, 0, false
			}
			custom = i
		}
	}
	if custom < 0 || m.Customs[custom].Place != countSections(m) {
		return nil, 0, false
	}
	data := m.Customs[custom].Data
	names, err := binary.DecodeNames(data, 0)
	if err != nil {
		return nil, 0, false
	}
	set, ok := nameSetOf(m, names)
	if !ok {
		return nil, 0, false
	}
	set.hasModule = len(data) > 0 && data[0] == byte(binary.NamesModule)
	short, ok := shortened(data)
	return names, custom, ok && len(data) > 0 && string(short) == string(set.append(nil))
}

// countSections returns the number of non-custom sections of m.
func countSections(m *wasm.Module) (n int) {
	for i := range sections {
		if hasSection(m, i) {
			n++
		}
	}
	return n
}

// nameSetOf returns the names as lists, if all of them belong to what m has.
func nameSetOf(m *wasm.Module, names *binary.Names) (set nameSet, ok bool) {
	set.module = names.Module
	for _, d := range []struct {
		kind  binary.NameKind
		names *binary.NameMap
		n     int
	}{
		{binary.NamesFunc, &names.Funcs, len(m.Funcs)}, {binary.NamesType, &names.Types, len(m.Types)},
		{binary.NamesTable, &names.Tables, len(m.Tables)}, {binary.NamesMemory, &names.Memories, len(m.Memories)},
		{binary.NamesGlobal, &names.Globals, len(m.Globals)}, {binary.NamesElem, &names.Elems, len(m.Elems)},
		{binary.NamesData, &names.Datas, len(m.Datas)}, {binary.NamesTag, &names.Tags, len(m.Tags)},
	} {
		list := make([]named, 0, d.names.Len())
		for x, name := range d.names.All() {
			if int64(x) >= int64(d.n) {
				return set, false
			}
			list = append(list, named{x, name})
		}
		set.direct[d.kind] = list
	}
	for _, d := range []struct {
		kind  binary.NameKind
		names *binary.IndirectNameMap
		count func(m *wasm.Module, x uint32) uint64
	}{
		{binary.NamesLocal, &names.Locals, countLocals}, {binary.NamesLabel, &names.Labels, countLabels},
		{binary.NamesField, &names.Fields, countFields},
	} {
		list := &set.indirect[d.kind]
		for x, inner := range d.names.All() {
			n := d.count(m, x)
			for i, name := range inner.All() {
				if uint64(i) >= n {
					return set, false
				}
				list.add(x, i, name)
			}
		}
	}
	return set, true
}

// countLocals returns the number of locals of function x, 0 if there is no such function.
func countLocals(m *wasm.Module, x uint32) (n uint64) {
	if int64(x) >= int64(len(m.Funcs)) {
		return 0
	}
	if t := funcTypeAt(m, m.Funcs[x]); t != nil {
		n = uint64(len(t.Params))
	}
	if i := int(x) - m.NumImportedFuncs; i >= 0 && i < len(m.Bodies) {
		for _, run := range binary.NewInstrs(m.Bodies[i].Code, 0).Locals(nil) {
			n += uint64(run.Count)
		}
	}
	return n
}

// funcTypeAt returns function type x of m, or nil if there is none.
func funcTypeAt(m *wasm.Module, x uint32) *wasm.FuncType {
	if int64(x) >= int64(len(m.Types)) || m.Types[x].Kind != wasm.CompFunc {
		return nil
	}
	return &m.Types[x].Func
}

// countLabels returns the number of blocks of function x.
func countLabels(m *wasm.Module, x uint32) (n uint64) {
	i := int64(x) - int64(m.NumImportedFuncs)
	if i < 0 || i >= int64(len(m.Bodies)) {
		return 0
	}
	ins := binary.NewInstrs(m.Bodies[i].Code, 0)
	ins.Locals(nil)
	for in := new(binary.Instr); ins.Next(in); {
		if isBlock(in.Op) {
			n++
		}
	}
	return n
}

// isBlock reports whether o begins a block.
func isBlock(o op.Op) bool {
	return o == op.Block || o == op.Loop || o == op.If || o == op.Try || o == op.TryTable
}

// countFields returns the number of fields that may have names of type x.
func countFields(m *wasm.Module, x uint32) uint64 {
	if int64(x) >= int64(len(m.Types)) || m.Types[x].Kind != wasm.CompStruct {
		return 0
	}
	return uint64(len(m.Types[x].Fields))
}

// shortened returns the name section data with every integer in its shortest form, if all its subsections are known.
func shortened(data []byte) (short []byte, ok bool) {
	r := binary.NewReader(data, 0)
	var sub, b []byte
	for r.Len() > 0 && r.Err() == nil {
		kind := r.Byte()
		sub = r.Bytes(r.Count())
		s := binary.NewReader(sub, 0)
		b = b[:0]
		switch k := binary.NameKind(kind); k {
		case binary.NamesModule:
			b = binary.AppendName(b, s.Name())
		case binary.NamesLocal, binary.NamesLabel, binary.NamesField:
			n := s.Count()
			for b = binary.AppendU32(b, uint32(n)); n > 0 && s.Err() == nil; n-- {
				b = binary.AppendU32(b, s.U32())
				b = copyNames(b, &s)
			}
		default:
			if k > binary.NamesTag {
				return nil, false
			}
			b = copyNames(b, &s)
		}
		if s.Err() != nil || s.Len() > 0 {
			return nil, false
		}
		short = binary.AppendSection(short, kind, b)
	}
	return short, r.Err() == nil
}

// copyNames appends the name map at which r stands.
func copyNames(dst []byte, r *binary.Reader) []byte {
	n := r.Count()
	for dst = binary.AppendU32(dst, uint32(n)); n > 0 && r.Err() == nil; n-- {
		dst = binary.AppendU32(dst, r.U32())
		dst = binary.AppendName(dst, r.Name())
	}
	return dst
}

// usableHints returns the branch hints of m and the index in m.Customs of the section that gives them, if the text of m can give
// this very section: it is the only one, directly before the code, and all hints belong to conditional branches.
func usableHints(m *wasm.Module) (hints *binary.BranchHints, custom int, ok bool) {
	custom = -1
	for i := range m.Customs {
		if m.Customs[i].Name == binary.BranchHintSection {
			if custom >= 0 {
				return nil, 0, false
			}
			custom = i
		}
	}
	if custom < 0 {
		return nil, 0, false
	}
	place := 0
	for i := range codeIndex {
		if hasSection(m, i) {
			place++
		}
	}
	c := &m.Customs[custom]
	hints, err := binary.DecodeBranchHints(c.Data, 0)
	if err != nil || c.Place != place || string(binary.AppendBranchHints(nil, hints.All())) != string(c.Data) {
		return nil, 0, false
	}
	some := false
	for x, list := range hints.All() {
		if some = true; len(list) == 0 || !hintsFit(m, x, list) {
			return nil, 0, false
		}
	}
	return hints, custom, some
}

// hintsFit reports whether all hints for function x stand at conditional branches.
func hintsFit(m *wasm.Module, x uint32, hints []binary.BranchHint) bool {
	i := int64(x) - int64(m.NumImportedFuncs)
	if i < 0 || i >= int64(len(m.Bodies)) {
		return false
	}
	ins := binary.NewInstrs(m.Bodies[i].Code, 0)
	ins.Locals(nil)
	for in := new(binary.Instr); len(hints) > 0 && ins.Next(in); {
		if uint32(in.Offset) == hints[0].Offset && (in.Op == op.If || in.Op == op.BrIf) {
			hints = hints[1:]
		}
	}
	return len(hints) == 0
}
