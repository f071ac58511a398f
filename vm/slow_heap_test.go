package vm

import (
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the types, references and objects of the slow evaluator and the instructions on them.

// A slowType is a defined type. Types that are the same are the same slowType, in whichever module they are written.
type slowType struct {
	id     int
	sub    *wasm.SubType
	module []wasm.SubType // the types that sub's indices mean
	super  *slowType
}

// A slowObject is a struct, an array or, with a tag and no type, an exception.
type slowObject struct {
	typ    *slowType
	tag    *slowTag
	values []slowValue
	desc   uint64
}

// A slowTag is a tag, with the types that its type means.
type slowTag struct {
	typ   *wasm.FuncType
	types []wasm.SubType
}

// References are numbers of the store, except that those to small integers and to values of the host contain them.
const (
	slowI31    = 1 << 62
	slowExtern = 1 << 61
)

// slowElements is how many values objects of a store may hold together.
const slowElements = 1 << 20

// define returns the types of a module.
func (s *slowStore) define(types []wasm.SubType) []*slowType {
	list := make([]*slowType, len(types))
	for start := 0; start < len(types); {
		n := int(max(types[start].RecLen, 1))
		var key string
		for i := start; i < start+n; i++ {
			key += slowTypeText(&types[i], uint32(start), uint32(n), list)
		}
		group := s.types[key]
		for i := start; i < start+n && len(group) < n; i++ {
			s.typeCount++
			group = append(group, &slowType{id: s.typeCount, sub: &types[i], module: types})
		}
		s.types[key] = group
		copy(list[start:], group)
		for _, t := range group {
			if len(t.sub.Super) > 0 && t.super == nil {
				t.super = list[t.sub.Super[0]]
			}
		}
		start += n
	}
	return list
}

// slowTypeText writes a type such that the same types are written alike: an index means a place in the group, or a type before.
func slowTypeText(t *wasm.SubType, start, n uint32, list []*slowType) string {
	index := func(x uint32) string {
		switch {
		case x == wasm.NoIndex:
			return "-"
		case x >= start && x < start+n:
			return fmt.Sprint("rec", x-start)
		}
		return fmt.Sprint("type", list[x].id)
	}
	text := fmt.Sprint("(", t.Kind, t.Final, index(t.Descriptor), index(t.Describes))
	value := func(v wasm.ValType) {
		if x, ok := v.Heap().Index(); v.IsRef() && ok {
			text += fmt.Sprint(" ref ", v.Nullable(), v.Exact(), index(x))
			return
		}
		text += " " + v.String()
	}
	for _, x := range t.Super {
		text += "<" + index(x)
	}
	for _, p := range t.Func.Params {
		value(p)
	}
	text += ":"
	for _, r := range t.Func.Results {
		value(r)
	}
	for _, f := range t.Fields {
		text += fmt.Sprint(";", f.Mutable)
		value(f.Type)
	}
	return text + ")"
}

// below reports whether t is other or declared below it.
func (t *slowType) below(other *slowType) bool {
	for ; t != nil; t = t.super {
		if t == other {
			return true
		}
	}
	return false
}

// refer gives something its reference.
func (s *slowStore) refer(x any) uint64 {
	s.refs = append(s.refs, x)
	return uint64(len(s.refs) - 1)
}

// object makes an object of a copy of these values.
func (s *slowStore) object(o slowObject) uint64 {
	s.elements += len(o.values) + 2
	if s.elements > slowElements {
		panic(slowStop{})
	}
	return s.refer(&o)
}

// at returns the object of a reference, or traps if it is null.
func (s *slowStore) at(ref uint64, null TrapCode) *slowObject {
	if ref == 0 {
		slowTrap(null)
	}
	return s.refs[ref].(*slowObject)
}

// is reports whether a reference is of type t, of a module with these types.
func (s *slowStore) is(ref uint64, t wasm.ValType, types []*slowType) bool {
	if ref == 0 {
		return t.Nullable()
	}
	var typ *slowType
	kind := "host"
	switch {
	case ref&slowI31 != 0:
		kind = "i31"
	case ref&slowExtern != 0:
	default:
		switch x := s.refs[ref].(type) {
		case *slowFunc:
			kind, typ = "func", x.is
		case *slowObject:
			if kind, typ = "exn", x.typ; typ != nil {
				kind = map[wasm.CompKind]string{wasm.CompStruct: "struct", wasm.CompArray: "array"}[typ.sub.Kind]
			}
		}
	}
	if x, ok := t.Heap().Index(); ok {
		return typ != nil && (typ == types[x] || !t.Exact() && typ.below(types[x]))
	}
	switch t.Heap() {
	case wasm.HeapAny, wasm.HeapExtern: // the hierarchy is known
		return true
	case wasm.HeapEq:
		return kind == "i31" || kind == "struct" || kind == "array"
	}
	return kind == t.Heap().String()
}

// slowStored is what remains of a value in a field or an element.
func slowStored(t wasm.ValType, v slowValue) slowValue {
	switch t {
	case wasm.I8:
		v[0] &= 0xff
	case wasm.I16:
		v[0] &= 0xffff
	}
	return v
}

// slowLoaded is what an instruction reads from a field or an element: those that extend by the sign have names with "_s".
func slowLoaded(o op.Op, t wasm.ValType, v slowValue) slowValue {
	if o == op.StructGetS || o == op.ArrayGetS {
		v[0] = uint64(uint32(slowSigned(v[0], map[wasm.ValType]int{wasm.I8: 8, wasm.I16: 16}[t])))
	}
	return v
}

// slowBytes is how many bytes of a data segment an element takes.
func slowBytes(t wasm.ValType) int {
	switch t {
	case wasm.I8:
		return 1
	case wasm.I16:
		return 2
	case wasm.I32, wasm.F32:
		return 4
	case wasm.V128:
		return 16
	}
	return 8
}

func (f *slowFrame) reference(i *binary.Instr) {
	switch i.Op {
	case op.RefNull:
		f.push(0)
	case op.RefIsNull:
		f.push(slowBool(f.pop() == 0))
	case op.RefFunc:
		f.push(f.in.funcs[i.X].ref)
	case op.RefEq:
		a := f.pop()
		f.push(slowBool(a == f.pop()))
	case op.RefI31:
		f.push(slowI31 | f.pop()&0x7fffffff)
	case op.I31GetS, op.I31GetU:
		ref := f.pop()
		switch {
		case ref == 0:
			slowTrap(TrapNullI31)
		case i.Op == op.I31GetU:
			f.push(ref & 0x7fffffff)
		default:
			f.push(uint64(uint32(slowSigned(ref&0x7fffffff, 31))))
		}
	case op.RefTest, op.RefTestNull:
		f.push(slowBool(f.s.is(f.pop(), i.Type, f.in.types)))
	case op.RefCast, op.RefCastNull:
		if !f.s.is(f.stack[len(f.stack)-1][0], i.Type, f.in.types) {
			slowTrap(TrapCastFailure)
		}
	case op.RefAsNonNull:
		if f.stack[len(f.stack)-1][0] == 0 {
			slowTrap(TrapNullReference)
		}
	case op.AnyConvertExtern, op.ExternConvertAny:
	}
}

// branchOnRef does the branches that look at a reference.
func (f *slowFrame) branchOnRef(i *binary.Instr) {
	ref := f.stack[len(f.stack)-1][0]
	switch i.Op {
	case op.BrOnNull:
		if ref == 0 {
			f.pop()
			f.branch(i.X)
		}
	case op.BrOnNonNull:
		if ref != 0 {
			f.branch(i.X)
		} else {
			f.pop()
		}
	case op.BrOnCast, op.BrOnCastFail:
		if f.s.is(ref, i.Type2, f.in.types) == (i.Op == op.BrOnCast) {
			f.branch(i.X)
		}
	}
}

// descriptorInstr does the instructions that look at descriptors.
func (f *slowFrame) descriptorInstr(i *binary.Instr) {
	if i.Op == op.RefGetDesc {
		f.push(f.s.at(f.pop(), TrapNullReference).desc)
		return
	}
	desc := f.pop()
	if desc == 0 {
		slowTrap(TrapNullDescriptor)
	}
	ref, t := f.stack[len(f.stack)-1][0], i.Type
	branch := i.Op == op.BrOnCastDescEq || i.Op == op.BrOnCastDescEqFail
	if branch {
		t = i.Type2
	}
	var has bool
	switch {
	case ref == 0:
		has = t.Nullable()
	case ref < slowExtern:
		has = f.s.refs[ref].(*slowObject).desc == desc
	}
	switch {
	case branch && has == (i.Op == op.BrOnCastDescEq):
		f.branch(i.X)
	case !branch && !has:
		slowTrap(TrapDescriptorCastFailure)
	}
}

func (f *slowFrame) structInstr(i *binary.Instr) {
	t := f.in.types[i.X]
	fields := t.sub.Fields
	var desc uint64
	if i.Op == op.StructNewDesc || i.Op == op.StructNewDefaultDesc {
		if desc = f.pop(); desc == 0 {
			slowTrap(TrapNullDescriptor)
		}
	}
	switch i.Op {
	case op.StructNew, op.StructNewDesc:
		values := f.popValues(len(fields))
		for k := range values {
			values[k] = slowStored(fields[k].Type, values[k])
		}
		f.push(f.s.object(slowObject{typ: t, values: values, desc: desc}))
	case op.StructNewDefault, op.StructNewDefaultDesc:
		f.push(f.s.object(slowObject{typ: t, values: make([]slowValue, len(fields)), desc: desc}))
	case op.StructGet, op.StructGetS, op.StructGetU:
		f.pushValue(slowLoaded(i.Op, fields[i.Y].Type, f.s.at(f.pop(), TrapNullStruct).values[i.Y]))
	case op.StructSet:
		v := f.popValue()
		f.s.at(f.pop(), TrapNullStruct).values[i.Y] = slowStored(fields[i.Y].Type, v)
	}
}

func (f *slowFrame) arrayInstr(i *binary.Instr) {
	s := f.s
	if i.Op == op.ArrayLen {
		f.push(uint64(len(s.at(f.pop(), TrapNullArray).values)))
		return
	}
	t := f.in.types[i.X]
	elem := t.sub.Fields[0].Type
	switch i.Op {
	case op.ArrayGet, op.ArrayGetS, op.ArrayGetU:
		x := f.pop()
		a := s.at(f.pop(), TrapNullArray)
		slowInside(x, 1, len(a.values), TrapArrayOutOfBounds)
		f.pushValue(slowLoaded(i.Op, elem, a.values[x]))
	case op.ArraySet:
		v, x := f.popValue(), f.pop()
		a := s.at(f.pop(), TrapNullArray)
		slowInside(x, 1, len(a.values), TrapArrayOutOfBounds)
		a.values[x] = slowStored(elem, v)
	case op.ArrayFill:
		n, v, at := f.pop(), f.popValue(), f.pop()
		a := s.at(f.pop(), TrapNullArray)
		slowInside(at, n, len(a.values), TrapArrayOutOfBounds)
		for k := range n {
			a.values[at+k] = slowStored(elem, v)
		}
	case op.ArrayCopy:
		n, src := f.pop(), f.pop()
		from, dst := f.pop(), f.pop()
		a := s.at(f.pop(), TrapNullArray)
		b := s.at(from, TrapNullArray)
		slowInside(dst, n, len(a.values), TrapArrayOutOfBounds)
		slowInside(src, n, len(b.values), TrapArrayOutOfBounds)
		for k, v := range slices.Clone(b.values[src : src+n]) {
			a.values[dst+uint64(k)] = v
		}
	case op.ArrayInitData, op.ArrayInitElem:
		n, src, dst := f.pop(), f.pop(), f.pop()
		a := s.at(f.pop(), TrapNullArray)
		slowInside(dst, n, len(a.values), TrapArrayOutOfBounds)
		copy(a.values[dst:], f.segment(i, elem, src, n))
	default:
		f.push(s.object(slowObject{typ: t, values: f.newElements(i, elem)}))
	}
}

// newElements are the elements of a new array.
func (f *slowFrame) newElements(i *binary.Instr, elem wasm.ValType) []slowValue {
	var values []slowValue
	switch i.Op {
	case op.ArrayNewFixed:
		values = f.popValues(int(i.Y))
	case op.ArrayNewData, op.ArrayNewElem:
		n, src := f.pop(), f.pop()
		return f.segment(i, elem, src, n)
	case op.ArrayNew, op.ArrayNewDefault:
		n := f.pop()
		var v slowValue
		if i.Op == op.ArrayNew {
			v = f.popValue()
		}
		if n > slowElements {
			panic(slowStop{})
		}
		values = slices.Repeat([]slowValue{v}, int(n))
	}
	for k := range values {
		values[k] = slowStored(elem, values[k])
	}
	return values
}

// segment reads n elements of a data or an element segment.
func (f *slowFrame) segment(i *binary.Instr, elem wasm.ValType, src, n uint64) []slowValue {
	if i.Op == op.ArrayNewElem || i.Op == op.ArrayInitElem {
		refs := f.in.elems[i.Y]
		slowInside(src, n, len(refs), TrapTableOutOfBounds)
		var values []slowValue
		for _, ref := range refs[src : src+n] {
			values = append(values, slowValue{ref})
		}
		return values
	}
	b, size := f.in.datas[i.Y], uint64(slowBytes(elem))
	slowInside(src, n*size, len(b), TrapMemoryOutOfBounds)
	values := make([]slowValue, n)
	for k := range n * size {
		values[k/size][k%size/8] |= uint64(b[src+k]) << (k % size % 8 * 8)
	}
	return values
}
