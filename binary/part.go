package binary

import (
	"iter"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds readers and writers of parts of a module that other formats contain by themselves: the Component Model has core
// types outside modules.

// A PartReader reads parts of modules of the given features. The zero value is of version 1.0's MVP.
type PartReader struct{ Features wasm.Features }

// decoder returns a decoder for parts that refer to no more than types types.
func (p PartReader) decoder(types int) decoder {
	return decoder{opt: Options{Features: p.Features}, m: new(wasm.Module), numTypes: types}
}

// RecGroup reads a recursive group whose first type has the index start. explicit tells whether it is written as a group.
func (p PartReader) RecGroup(r *Reader, start uint32) (types []wasm.SubType, explicit bool) {
	count := 1
	if b, _ := r.peek(); b == byteRec && p.Features.Has(wasm.FeatureGC) {
		r.pos++
		count, explicit = r.Count(), true
	}
	d := p.decoder(int(start) + count)
	for range count {
		t := wasm.SubType{RecStart: start, RecLen: uint32(count), ExplicitRec: explicit}
		d.subType(r, &t)
		if r.err != nil {
			return nil, explicit
		}
		types = append(types, t)
	}
	return types, explicit
}

// TableType reads the type of a table.
func (p PartReader) TableType(r *Reader) wasm.TableType {
	d := p.decoder(0)
	return d.tableType(r)
}

// MemoryType reads the type of a memory.
func (p PartReader) MemoryType(r *Reader) wasm.MemoryType {
	d := p.decoder(0)
	return d.memoryType(r)
}

// GlobalType reads the type of a global.
func (p PartReader) GlobalType(r *Reader) wasm.GlobalType {
	d := p.decoder(0)
	return d.globalType(r)
}

// AppendRecGroup appends a recursive group, without the byte and the count of a group unless explicit.
func AppendRecGroup(dst []byte, types []wasm.SubType, explicit bool) []byte {
	if explicit {
		dst = AppendU32(append(dst, byteRec), uint32(len(types)))
	}
	e := encoder{buf: dst}
	for i := range types {
		e.subType(&types[i])
	}
	return e.buf
}

// AppendTableType appends the type of a table.
func AppendTableType(dst []byte, t wasm.TableType) []byte {
	e := encoder{buf: dst}
	e.tableType(t)
	return e.buf
}

// AppendMemoryType appends the type of a memory.
func AppendMemoryType(dst []byte, t wasm.MemoryType) []byte {
	e := encoder{buf: dst}
	e.memoryType(t)
	return e.buf
}

// AppendGlobalType appends the type of a global.
func AppendGlobalType(dst []byte, t wasm.GlobalType) []byte {
	e := encoder{buf: dst}
	e.globalType(t)
	return e.buf
}

// FailAs records the error e, unless there is one already.
func (r *Reader) FailAs(e *wasm.Error) {
	if r.err == nil {
		r.err = e
	}
	r.pos = len(r.b)
}

// Peek returns the next byte without taking it; ok is false at the end.
func (r *Reader) Peek() (b byte, ok bool) { return r.peek() }

// Failed reports whether there is an error.
func (r *Reader) Failed() bool { return r.err != nil }

// NameMap reads a name map: a vector of indices with names.
func (r *Reader) NameMap() NameMap {
	data := r.b[r.pos:]
	sub := NewReader(data, 0)
	m := NameMap{data: data, entries: sub.nameMap()}
	r.pos += sub.pos
	if sub.err != nil {
		sub.err.Offset += r.base + len(r.b) - len(data)
		r.err = sub.err
	}
	return m
}

// AppendNames appends a name map. The indices of names must rise.
func AppendNames(dst []byte, names iter.Seq2[uint32, string]) []byte { return appendNames(dst, names) }
