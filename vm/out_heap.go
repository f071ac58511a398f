package vm

import (
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the instructions on objects and references that are done outside the loop; the rules of out.go apply.

// slotsFrom are n slots of the running frame from slot a on.
func (s *Store) slotsFrom(a uint16, n int) []uint64 { return unsafe.Slice(slot(s.m.fp, a), n) }

// after is the address of slot n behind slot a: where the stack is free when operands end there.
func (s *Store) after(a uint16, n int) uintptr { return s.m.fp + (uintptr(a)+uintptr(n))*wordSize }

// made ends an instruction that makes an object in the slot of its first operand.
func (s *Store) made(i *inst, ref uint64, trap TrapCode) TrapCode {
	if trap != 0 {
		return trap
	}
	*slot(s.m.fp, i.a) = ref
	return s.next(2)
}

func (s *Store) typeID(x uint32) uint32 { return s.running().module.typeIDs[x] }

// doStructNew finds the type's identity in the word instead of its index.
func doStructNew(s *Store, i *inst) TrapCode {
	id, _ := indices(i)
	info := s.engine.types.info(id)
	n := structSlots(info)
	desc := uint64(0)
	if info.desc {
		if desc = *slot(s.m.fp, i.a+uint16(n)); desc == 0 {
			return TrapNullDescriptor
		}
	}
	ref, trap := s.newObject(uint64(info.size), id, 0, s.after(i.a, n+1))
	if trap != 0 {
		return trap
	}
	s.setFields(ref, info, s.slotsFrom(i.a, n))
	if info.desc {
		s.describe(ref, desc)
	}
	*slot(s.m.fp, i.a) = ref
	return s.next(2)
}

func doStructNewDefault(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	id := s.typeID(x)
	described := s.engine.types.info(id).desc
	desc := *slot(s.m.fp, i.a)
	if described && desc == 0 {
		return TrapNullDescriptor
	}
	ref, trap := s.newStruct(id, nil, s.after(i.a, 1))
	if trap == 0 && described {
		s.describe(ref, desc)
	}
	return s.made(i, ref, trap)
}

// elemSlots returns how many slots an element of array type id takes.
func (s *Store) elemSlots(id uint32) int { return s.engine.types.info(id).fields[0].storage.Slots() }

// chargeElems counts work on n elements of size bytes.
func (s *Store) chargeElems(n uint64, size uint32) TrapCode {
	return s.charge(n * uint64(size) / bytesPerUnit)
}

func doArrayNew(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	id := s.typeID(x)
	k := s.elemSlots(id)
	o := s.slotsFrom(i.a, k+1)
	if trap := s.chargeElems(o[k], s.engine.types.info(id).size); trap != 0 {
		return trap
	}
	ref, trap := s.newArray(id, uint32(o[k]), o[:k], s.after(i.a, k+1))
	return s.made(i, ref, trap)
}

func doArrayNewDefault(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	id, n := s.typeID(x), *slot(s.m.fp, i.a)
	if trap := s.chargeElems(n, s.engine.types.info(id).size); trap != 0 {
		return trap
	}
	ref, trap := s.newArray(id, uint32(n), nil, s.after(i.a, 1))
	return s.made(i, ref, trap)
}

func doArrayNewFixed(s *Store, i *inst) TrapCode {
	x, n := indices(i)
	id := s.typeID(x)
	k := int(n) * s.elemSlots(id)
	ref, trap := s.newArrayOf(id, s.slotsFrom(i.a, k), s.after(i.a, k))
	return s.made(i, ref, trap)
}

func doArrayNewData(s *Store, i *inst) TrapCode {
	x, y := indices(i)
	id, o, data := s.typeID(x), s.operands(i), s.running().data(y)
	size := uint64(s.engine.types.info(id).size)
	if !within(o[0], o[1]*size, uint64(len(data))) {
		return TrapMemoryOutOfBounds
	}
	if trap := s.chargeElems(o[1], uint32(size)); trap != 0 {
		return trap
	}
	ref, trap := s.rawArray(id, uint32(o[1]), s.after(i.a, 2))
	if trap == 0 {
		copy(s.elements(ref).bytes, data[o[0]:])
	}
	return s.made(i, ref, trap)
}

func doArrayNewElem(s *Store, i *inst) TrapCode {
	x, y := indices(i)
	id, o := s.typeID(x), s.operands(i)
	if !within(o[0], o[1], s.running().elemLen(y)) {
		return TrapTableOutOfBounds
	}
	ref, trap := s.newArray(id, uint32(o[1]), nil, s.after(i.a, 2))
	if trap != 0 {
		return trap
	}
	from := o[0]
	if trap := s.elemsToArray(ref, 0, s.elements(ref).n, y, from); trap != 0 {
		return trap
	}
	return s.made(i, ref, 0)
}

// elemsToArray copies elements of segment y from src on to an array.
func (s *Store) elemsToArray(ref uint64, dst, n, y uint32, src uint64) TrapCode {
	if n > 0 {
		words := unsafe.Slice(s.heap.word(ref, headerSize), s.elements(ref).n)
		s.running().copyElems(words[dst:][:n], y, src)
	}
	return s.charge(uint64(n) / elemsPerUnit)
}

// array returns the elements of a reference to an array, or why there are none.
func (s *Store) array(ref uint64) (elements, TrapCode) {
	if ref == 0 {
		return elements{}, TrapNullArray
	}
	return s.elements(ref), 0
}

func doArrayGetV128(s *Store, i *inst) TrapCode {
	o := s.operands(i)
	e, trap := s.array(o[0])
	if trap != 0 {
		return trap
	}
	if o[1] >= uint64(e.n) {
		return TrapArrayOutOfBounds
	}
	e.get(uint32(o[1]), o[:2])
	return s.next(2)
}

func doArraySetV128(s *Store, i *inst) TrapCode {
	o := s.slotsFrom(i.a, 4)
	e, trap := s.array(o[0])
	if trap != 0 {
		return trap
	}
	if o[1] >= uint64(e.n) {
		return TrapArrayOutOfBounds
	}
	e.set(uint32(o[1]), o[2:])
	return s.next(2)
}

func doArrayFill(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	k := s.elemSlots(s.typeID(x))
	o := s.slotsFrom(i.a, k+3)
	e, trap := s.array(o[0])
	if trap != 0 {
		return trap
	}
	at, n := o[1], o[2+k]
	if !within(at, n, uint64(e.n)) {
		return TrapArrayOutOfBounds
	}
	if trap := s.chargeElems(n, e.size); trap != 0 {
		return trap
	}
	e.fill(uint32(at), uint32(n), o[2:])
	return s.next(2)
}

func doArrayCopy(s *Store, i *inst) TrapCode {
	o := s.slotsFrom(i.a, 5)
	dst, trap := s.array(o[0])
	if trap != 0 {
		return trap
	}
	src, trap := s.array(o[2])
	if trap != 0 {
		return trap
	}
	if !within(o[1], o[4], uint64(dst.n)) || !within(o[3], o[4], uint64(src.n)) {
		return TrapArrayOutOfBounds
	}
	if trap := s.chargeElems(o[4], dst.size); trap != 0 {
		return trap
	}
	size := uint64(dst.size)
	copy(dst.bytes[o[1]*size:][:o[4]*size], src.bytes[o[3]*size:])
	return s.next(2)
}

func doArrayInitData(s *Store, i *inst) TrapCode {
	_, y := indices(i)
	o := s.slotsFrom(i.a, 4)
	e, trap := s.array(o[0])
	if trap != 0 {
		return trap
	}
	data, size := s.running().data(y), uint64(e.size)
	if !within(o[1], o[3], uint64(e.n)) {
		return TrapArrayOutOfBounds
	}
	if !within(o[2], o[3]*size, uint64(len(data))) {
		return TrapMemoryOutOfBounds
	}
	if trap := s.chargeElems(o[3], e.size); trap != 0 {
		return trap
	}
	copy(e.bytes[o[1]*size:][:o[3]*size], data[o[2]:])
	return s.next(2)
}

func doArrayInitElem(s *Store, i *inst) TrapCode {
	_, y := indices(i)
	o := s.slotsFrom(i.a, 4)
	e, trap := s.array(o[0])
	if trap != 0 {
		return trap
	}
	if !within(o[1], o[3], uint64(e.n)) {
		return TrapArrayOutOfBounds
	}
	if !within(o[2], o[3], s.running().elemLen(y)) {
		return TrapTableOutOfBounds
	}
	if trap := s.elemsToArray(o[0], uint32(o[1]), uint32(o[3]), y, o[2]); trap != 0 {
		return trap
	}
	return s.next(2)
}

// doRefTest sets slot a to whether the reference in slot b is of the type in the word.
func doRefTest(s *Store, i *inst) TrapCode {
	*slot(s.m.fp, i.a) = uint64(b2u(s.refMatches(wasm.ValType(wordOf(i)), *slot(s.m.fp, i.b), s.running().module.typeIDs)))
	return s.next(2)
}

// doRefCast traps if the reference in slot b is not of the type in the word.
func doRefCast(s *Store, i *inst) TrapCode {
	if !s.refMatches(wasm.ValType(wordOf(i)), *slot(s.m.fp, i.b), s.running().module.typeIDs) {
		return TrapCastFailure
	}
	return s.next(2)
}

// doCallRef calls what the loop does not: null, host functions and those of other instances.
func doCallRef(s *Store, i *inst) TrapCode {
	ref := *slot(s.m.fp, i.b)
	if ref == 0 {
		return TrapNullFunction
	}
	return s.invoke(s.funcByRef(ref), i.a, 2)
}

func doTailCallRef(s *Store, i *inst) TrapCode {
	ref := *slot(s.m.fp, i.b)
	if ref == 0 {
		return TrapNullFunction
	}
	return s.tailCall(s.funcByRef(ref), i.a, uint16(wordOf(i)))
}

func doRefGetDesc(s *Store, i *inst) TrapCode {
	o := slot(s.m.fp, i.a)
	if *o == 0 {
		return TrapNullReference
	}
	*o = s.descriptor(*o)
	return s.next(2)
}

// hasDescriptor reports whether the reference in slot b is one of the type in the word with the descriptor in slot c.
func (s *Store) hasDescriptor(i *inst) (bool, TrapCode) {
	ref, desc := *slot(s.m.fp, i.b), *slot(s.m.fp, i.c)
	if desc == 0 {
		return false, TrapNullDescriptor
	}
	if ref == 0 {
		return wasm.ValType(wordOf(i)).Nullable(), 0
	}
	return s.descriptor(ref) == desc, 0
}

func doDescTest(s *Store, i *inst) TrapCode {
	ok, trap := s.hasDescriptor(i)
	if trap != 0 {
		return trap
	}
	*slot(s.m.fp, i.a) = uint64(b2u(ok))
	return s.next(2)
}

func doDescCast(s *Store, i *inst) TrapCode {
	if ok, trap := s.hasDescriptor(i); trap != 0 {
		return trap
	} else if !ok {
		return TrapDescriptorCastFailure
	}
	return s.next(2)
}
