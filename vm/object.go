package vm

import (
	"encoding/binary"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file makes structs and arrays and works on them. top is always the first slot of the stack that holds nothing: the collector
// may run when an object is made.

// structSlots returns how many slots the fields of a struct take on the operand stack.
func structSlots(info *typeInfo) int { return int(info.size-info.start) / wordSize }

// newStruct makes a struct with these fields, one slot each and two for v128; nil means all default.
func (s *Store) newStruct(id uint32, fields []uint64, top uintptr) (uint64, TrapCode) {
	info := s.engine.types.info(id)
	ref, trap := s.newObject(uint64(info.size), id, 0, top)
	if trap != 0 {
		return 0, trap
	}
	if fields == nil {
		clear(unsafe.Slice(s.heap.word(ref, info.start), structSlots(info)))
	} else {
		s.setFields(ref, info, fields)
	}
	return ref, 0
}

// setFields writes all fields of a new struct.
func (s *Store) setFields(ref uint64, info *typeInfo, fields []uint64) {
	words := unsafe.Slice(s.heap.word(ref, info.start), len(fields))
	//lint:ignore S1001 structs are small: a call of memmove costs more
	for i, f := range fields {
		words[i] = f
	}
	if !info.packed {
		return
	}
	for i := range info.fields {
		if f := &info.fields[i]; f.storage.IsPacked() {
			*s.heap.word(ref, f.offset) &= packedMask(f.storage)
		}
	}
}

// packedMask has the bits of a packed value.
func packedMask(t wasm.ValType) uint64 {
	if t == wasm.I8 {
		return 0xFF
	}
	return 0xFFFF
}

// newArray makes an array of n elements, all init, or default if init is nil.
func (s *Store) newArray(id, n uint32, init []uint64, top uintptr) (uint64, TrapCode) {
	ref, trap := s.rawArray(id, n, top)
	if trap != 0 {
		return 0, trap
	}
	e := s.elements(ref)
	if init == nil {
		clear(e.bytes)
	} else {
		e.fill(0, n, init)
	}
	return ref, 0
}

// rawArray makes an array of n elements that hold anything.
func (s *Store) rawArray(id, n uint32, top uintptr) (uint64, TrapCode) {
	size := headerSize + uint64(n)*uint64(s.engine.types.info(id).size)
	return s.newObject((size+wordSize-1)&^(wordSize-1), id, n, top)
}

// newArrayOf makes an array of these elements, given in slots.
func (s *Store) newArrayOf(id uint32, values []uint64, top uintptr) (uint64, TrapCode) {
	slots := s.engine.types.info(id).fields[0].storage.Slots()
	n := uint32(len(values) / slots)
	ref, trap := s.rawArray(id, n, top)
	if trap != 0 {
		return 0, trap
	}
	e := s.elements(ref)
	for i := range n {
		e.set(i, values[int(i)*slots:])
	}
	return ref, 0
}

// An elements is the content of an array.
type elements struct {
	bytes   []byte
	size    uint32 // bytes of an element
	n       uint32
	storage wasm.ValType
}

// elements returns the content of an array that is not null.
func (s *Store) elements(ref uint64) elements {
	typ, n := s.heap.header(ref)
	info := s.engine.types.info(typ)
	return elements{unsafe.Slice((*byte)(unsafe.Pointer(s.heap.word(ref, headerSize))), uint64(n)*uint64(info.size)), info.size, n, info.fields[0].storage}
}

// set writes element i, given in one slot or two.
func (e *elements) set(i uint32, v []uint64) {
	p := e.bytes[uint64(i)*uint64(e.size):][:e.size]
	switch e.size {
	case 1:
		p[0] = byte(v[0])
	case 2:
		binary.LittleEndian.PutUint16(p, uint16(v[0]))
	case 4:
		binary.LittleEndian.PutUint32(p, uint32(v[0]))
	case 8:
		binary.LittleEndian.PutUint64(p, v[0])
	default:
		binary.LittleEndian.PutUint64(p, v[0])
		binary.LittleEndian.PutUint64(p[8:], v[1])
	}
}

// get reads element i into one slot or two, packed ones zero-extended.
func (e *elements) get(i uint32, v []uint64) {
	p := e.bytes[uint64(i)*uint64(e.size):][:e.size]
	switch e.size {
	case 1:
		v[0] = uint64(p[0])
	case 2:
		v[0] = uint64(binary.LittleEndian.Uint16(p))
	case 4:
		v[0] = uint64(binary.LittleEndian.Uint32(p))
	case 8:
		v[0] = binary.LittleEndian.Uint64(p)
	default:
		v[0], v[1] = binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
	}
}

// fill sets n elements, all there, from i on.
func (e *elements) fill(i, n uint32, v []uint64) {
	if n == 0 {
		return
	}
	e.set(i, v)
	part := e.bytes[uint64(i)*uint64(e.size):][:uint64(n)*uint64(e.size)]
	for done := int(e.size); done < len(part); done *= 2 {
		copy(part[done:], part[:done])
	}
}

// describe gives a new struct its descriptor.
func (s *Store) describe(ref, descriptor uint64) { *s.heap.word(ref, headerSize) = descriptor }

// descriptor returns the descriptor of a struct that is not null, 0 for what has none.
func (s *Store) descriptor(ref uint64) uint64 {
	if isI31(ref) || isExtern(ref) || !s.engine.types.info(s.typeOf(ref)).desc {
		return 0
	}
	return *s.heap.word(ref, headerSize)
}
