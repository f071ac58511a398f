package validate

import (
	"slices"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file checks structs and arrays.

// ref returns the nullable reference type to type x.
func ref(x uint32) wasm.ValType { return wasm.Ref(wasm.IndexType(x), true) }

// unpacked returns the type of the operand that goes into or comes out of a field.
func unpacked(f wasm.FieldType) wasm.ValType {
	if f.Type.IsPacked() {
		return wasm.I32
	}
	return f.Type
}

func (b *body) structNew(o op.Op, x uint32) {
	if !b.defined(x, wasm.CompStruct) {
		return
	}
	t := &b.c.types.types[x]
	described := o == op.StructNewDesc || o == op.StructNewDefaultDesc
	switch {
	case t.Descriptor != wasm.NoIndex && !described:
		b.failf("type with descriptor requires descriptor allocation", "type %d", x)
	case t.Descriptor == wasm.NoIndex && described:
		b.failf("type without descriptor requires non-descriptor allocation", "type %d", x)
	case described:
		b.pop(ref(t.Descriptor).WithExact())
	}
	if o == op.StructNewDefault || o == op.StructNewDefaultDesc {
		if i := b.c.types.noDefault[x]; i != 0 {
			b.fail(mismatch("field %d of type %d has no default value", i-1, x))
			return
		}
	} else {
		for _, f := range slices.Backward(t.Fields) {
			if b.err != nil || b.exhausted() {
				break
			}
			b.popOne(unpacked(f))
		}
	}
	b.push(b.exactRef(x))
}

// field returns field i of struct type x.
func (b *body) field(x, i uint32) (f wasm.FieldType, ok bool) {
	if !b.defined(x, wasm.CompStruct) {
		return f, false
	}
	fields := b.c.types.types[x].Fields
	if int64(i) >= int64(len(fields)) {
		b.failf(unknown("field", i), "type %d has %d", x, len(fields))
		return f, false
	}
	return fields[i], true
}

// element returns the element of array type x.
func (b *body) element(x uint32) (f wasm.FieldType, ok bool) {
	if !b.defined(x, wasm.CompArray) {
		return f, false
	}
	return b.c.types.types[x].Fields[0], true
}

// mutableElement is element for an array type that must be mutable.
func (b *body) mutableElement(x uint32) (f wasm.FieldType, ok bool) {
	f, ok = b.element(x)
	if ok && !f.Mutable {
		b.failf(codeArray, "type %d", x)
		return f, false
	}
	return f, ok
}

// checkPacked checks that fields of a packed type, and only these, are read with a sign extension.
func (b *body) checkPacked(t wasm.ValType, extends bool) {
	if t.IsPacked() != extends {
		b.fail(mismatch("field of type %s", t))
	}
}

func (b *body) structGet(o op.Op, x, i uint32) {
	if f, ok := b.field(x, i); ok {
		b.checkPacked(f.Type, o != op.StructGet)
		b.pop(ref(x))
		b.push(unpacked(f))
	}
}

func (b *body) structSet(x, i uint32) {
	f, ok := b.field(x, i)
	if !ok {
		return
	}
	if !f.Mutable {
		b.failf(codeField, "field %d of type %d", i, x)
	}
	b.pop(ref(x), unpacked(f))
}

func (b *body) arrayNew(o op.Op, x uint32) {
	f, ok := b.element(x)
	if !ok {
		return
	}
	b.pop(wasm.I32)
	if o == op.ArrayNew {
		b.pop(unpacked(f))
	} else if !f.Type.Defaultable() {
		b.fail(mismatch("elements of type %s have no default value", f.Type))
	}
	b.push(b.exactRef(x))
}

// arrayNewFixed pops as many operands as the instruction says.
func (b *body) arrayNewFixed(x, n uint32) {
	f, ok := b.element(x)
	if !ok {
		return
	}
	if n > wasm.MaxArrayFixed {
		b.fail(limited(-1, "elements of "+op.ArrayNewFixed.String(), uint64(n), wasm.MaxArrayFixed))
		return
	}
	for ; n > 0 && b.err == nil && !b.exhausted(); n-- {
		b.popOne(unpacked(f))
	}
	b.push(b.exactRef(x))
}

// checkBits checks that elements can be made from bytes.
func (b *body) checkBits(x uint32, f wasm.FieldType) {
	if f.Type.IsRef() {
		b.failf(codeArrayBits, "type %d has elements of type %s", x, f.Type)
	}
}

func (b *body) arrayNewData(x, y uint32) {
	if f, ok := b.element(x); ok {
		b.checkBits(x, f)
		b.data(y)
		b.pop(wasm.I32, wasm.I32)
		b.push(b.exactRef(x))
	}
}

// checkSegment checks that the elements of segment y fit into f.
func (b *body) checkSegment(y uint32, f wasm.FieldType) {
	if t, ok := b.elem(y); ok && !b.c.types.matches(t, f.Type) {
		b.fail(mismatch("array holds %s, element segment %d has %s", f.Type, y, t))
	}
}

func (b *body) arrayNewElem(x, y uint32) {
	if f, ok := b.element(x); ok {
		b.checkSegment(y, f)
		b.pop(wasm.I32, wasm.I32)
		b.push(b.exactRef(x))
	}
}

func (b *body) arrayGet(o op.Op, x uint32) {
	if f, ok := b.element(x); ok {
		b.checkPacked(f.Type, o != op.ArrayGet)
		b.pop(ref(x), wasm.I32)
		b.push(unpacked(f))
	}
}

func (b *body) arraySet(x uint32) {
	if f, ok := b.mutableElement(x); ok {
		b.pop(ref(x), wasm.I32, unpacked(f))
	}
}

func (b *body) arrayFill(x uint32) {
	if f, ok := b.mutableElement(x); ok {
		b.pop(ref(x), wasm.I32, unpacked(f), wasm.I32)
	}
}

func (b *body) arrayCopy(x, y uint32) {
	to, ok := b.mutableElement(x)
	if !ok {
		return
	}
	from, ok := b.element(y)
	if !ok {
		return
	}
	if !b.c.types.matches(from.Type, to.Type) {
		b.failf(codeArrayTypes, "elements of type %s and %s", to.Type, from.Type)
	}
	b.pop(ref(x), wasm.I32, ref(y), wasm.I32, wasm.I32)
}

func (b *body) arrayInitData(x, y uint32) {
	if f, ok := b.mutableElement(x); ok {
		b.checkBits(x, f)
		b.data(y)
		b.pop(ref(x), wasm.I32, wasm.I32, wasm.I32)
	}
}

func (b *body) arrayInitElem(x, y uint32) {
	if f, ok := b.mutableElement(x); ok {
		b.checkSegment(y, f)
		b.pop(ref(x), wasm.I32, wasm.I32, wasm.I32)
	}
}
