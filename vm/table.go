package vm

import (
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// A Table is a table of references (specification: "Table instances"). It belongs to a store and shares its rule: no
// concurrent use.
type Table struct {
	// The run loop reads these two fields by their places.
	first unsafe.Pointer // of elems
	len   uint64

	elems []uint64 // references: numbers of the store, 0 is null
	max   uint64
	typ   wasm.TableType
	ids   []uint32 // identities of the types that typ names
	store *Store

	traced bool // the collector looks at the elements
}

func newTable(s *Store, typ wasm.TableType, ids []uint32) (*Table, error) {
	t := &Table{typ: typ, ids: ids, store: s, max: s.cfg.MaxTable, traced: !s.engine.types.isFuncRef(typ.Elem, ids)}
	if typ.Limits.Min > s.cfg.MaxTable {
		return nil, &LimitError{Limit: "MaxTable (elements)", Max: s.cfg.MaxTable, Want: typ.Limits.Min}
	}
	if !s.takeElems(typ.Limits.Min) {
		return nil, &LimitError{Limit: "MaxTables (elements of all tables)", Max: s.cfg.MaxTables, Want: typ.Limits.Min + s.tableElems}
	}
	if typ.Limits.HasMax {
		t.max = min(t.max, typ.Limits.Max)
	}
	t.set(make([]uint64, typ.Limits.Min))
	s.tables = append(s.tables, t)
	return t, nil
}

// takeElems counts n more elements, if the limit allows.
func (s *Store) takeElems(n uint64) bool {
	if n > s.cfg.MaxTables-s.tableElems {
		return false
	}
	s.tableElems += n
	return true
}

func (t *Table) set(elems []uint64) {
	t.elems, t.len, t.first = elems, uint64(len(elems)), unsafe.Pointer(unsafe.SliceData(elems))
}

// Type returns the table's type with its present size as the minimum.
func (t *Table) Type() wasm.TableType {
	typ := t.typ
	typ.Limits.Min = t.len
	return typ
}

// Len returns the number of elements.
func (t *Table) Len() uint64 { return t.len }

// grow adds n elements with the reference ref and returns the former size, or false if a limit forbids it.
func (t *Table) grow(n, ref uint64) (former uint64, ok bool) {
	former = t.len
	if n > t.max-former || !t.store.takeElems(n) {
		return former, false
	}
	elems := t.elems
	if n > uint64(cap(elems))-former {
		elems = make([]uint64, former, min(former+n+(former+n)/4, t.max))
		copy(elems, t.elems)
	}
	elems = elems[:former+n]
	for i := former; i < former+n; i++ {
		elems[i] = ref
	}
	t.set(elems)
	return former, true
}

// Func returns the function in element i, or false if i is outside the table or the element is null or no function.
func (t *Table) Func(i uint64) (*Func, bool) {
	if i >= t.len || t.elems[i] == 0 || t.traced {
		return nil, false
	}
	return t.store.funcByRef(t.elems[i]), true
}

// A Global is a global variable (specification: "Global instances"). It belongs to a store and shares its rule: no
// concurrent use.
type Global struct {
	cell  [2]uint64 // the run loop reads it through a pointer; the second half is for v128
	typ   wasm.GlobalType
	ids   []uint32 // identities of the types that typ names
	store *Store

	traced bool // the collector looks at the value
}

// Type returns the global's type.
func (g *Global) Type() wasm.GlobalType { return g.typ }

// Get returns the bits of the value: i32 and f32 zero-extended, the low half of a v128.
func (g *Global) Get() uint64 { return g.cell[0] }

// Vector returns the halves of the value of a v128.
func (g *Global) Vector() (low, high uint64) { return g.cell[0], g.cell[1] }

// SetVector changes the value of a mutable v128 and reports whether it could.
func (g *Global) SetVector(low, high uint64) bool {
	if !g.typ.Mutable || g.typ.Type != wasm.V128 {
		return false
	}
	g.cell = [2]uint64{low, high}
	return true
}

// Set changes the value of a mutable number and reports whether it could.
func (g *Global) Set(bits uint64) bool {
	if !g.typ.Mutable || !g.typ.Type.IsNum() {
		return false
	}
	g.cell[0] = slotBits(g.typ.Type, bits)
	return true
}

// slotBits is a value as slots hold it: i32 and f32 zero-extended.
func slotBits(t wasm.ValType, bits uint64) uint64 {
	if t == wasm.I32 || t == wasm.F32 {
		return uint64(uint32(bits))
	}
	return bits
}
