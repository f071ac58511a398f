package vm

import "github.com/wvm-project/wvm/wasm"

// A Tag is a kind of exception (specification: "Tag instances"). It belongs to a store.
type Tag struct {
	typ    *wasm.FuncType
	id     uint32 // identity of the type
	ids    []uint32
	index  uint32 // in Store.tags
	traced []bool // which values the collector looks at
	store  *Store
}

func newTag(s *Store, m *Module, x uint32) *Tag {
	typeIndex := m.src.Tags[x]
	t := &Tag{typ: &m.src.Types[typeIndex].Func, id: m.typeIDs[typeIndex], ids: m.typeIDs, index: uint32(len(s.tags)), store: s}
	for _, p := range t.typ.Params {
		t.traced = append(t.traced, p.IsRef() && !s.engine.types.isFuncRef(p, m.typeIDs))
	}
	s.tags = append(s.tags, t)
	return t
}

// Type returns the types of the values that exceptions of this kind carry, as parameters.
func (t *Tag) Type() *wasm.FuncType { return t.typ }

func (*Tag) extern() wasm.ExternKind { return wasm.ExternTag }
