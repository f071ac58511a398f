package vm

import (
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes types of structs, arrays and functions with supertypes and recursion, and what works on references.

// valType returns a type of a value, mostly of an integer.
func (g *moduleGen) valType() wasm.ValType {
	switch g.n(17) {
	case 0, 1, 2, 3:
		return wasm.I32
	case 4, 5, 6:
		return wasm.I64
	case 7, 8:
		return wasm.F64
	case 9:
		return wasm.F32
	case 10:
		return wasm.FuncRef
	case 11:
		return wasm.ExternRef
	case 12:
		return wasm.V128
	}
	return g.refType()
}

func (g *moduleGen) valTypes(most int) []wasm.ValType {
	list := make([]wasm.ValType, g.n(most+1))
	for i := range list {
		list[i] = g.valType()
	}
	return list
}

// refType returns a type of references, often to a type of the module.
func (g *moduleGen) refType() wasm.ValType {
	nullable := g.n(4) > 0
	if n := len(g.m.Types); n > 0 && g.n(3) > 0 {
		x := uint32(g.n(n))
		t := wasm.Ref(wasm.IndexType(x), nullable)
		if g.m.Types[x].Descriptor != wasm.NoIndex || g.m.Types[x].Describes != wasm.NoIndex {
			t = g.exactly(t)
		}
		return t
	}
	if g.one(16) {
		return wasm.Ref(oneOf(g.choices, []wasm.HeapType{wasm.HeapNone, wasm.HeapNoFunc, wasm.HeapNoExtern, wasm.HeapNoExn}), true)
	}
	h := oneOf(g.choices, []wasm.HeapType{wasm.HeapAny, wasm.HeapEq, wasm.HeapI31, wasm.HeapStruct, wasm.HeapArray, wasm.HeapFunc, wasm.HeapExtern, wasm.HeapExn})
	return wasm.Ref(h, nullable)
}

// heapTypes defines recursive groups.
func (g *moduleGen) heapTypes() {
	for range g.n(5) {
		if g.one(6) {
			g.descriptorPair()
			continue
		}
		start := len(g.m.Types)
		n := 1 + g.n(3)
		for range n {
			t := g.heapType(start, start+n)
			t.RecStart, t.RecLen, t.ExplicitRec = uint32(start), uint32(n), n == 1 && g.one(4)
			g.m.Types = append(g.m.Types, t)
		}
	}
}

// heapType makes the next type, in the group from start to end. References that are never null are to types before, so that there are values.
func (g *moduleGen) heapType(start, end int) wasm.SubType {
	at := len(g.m.Types)
	t := wasm.SubType{Kind: wasm.CompKind(1 + g.n(3)), Final: g.n(3) == 0, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}
	if t.Kind > wasm.CompArray {
		t.Kind = wasm.CompFunc
	}
	value := func() wasm.ValType {
		if g.n(4) == 3 {
			return wasm.Ref(wasm.IndexType(uint32(g.n(end))), true)
		}
		return g.valType()
	}
	field := func() wasm.FieldType {
		f := wasm.FieldType{Type: value(), Mutable: g.n(3) > 0}
		if g.n(5) == 4 {
			f.Type = []wasm.ValType{wasm.I8, wasm.I16}[g.n(2)]
		}
		return f
	}
	super := g.super(t.Kind)
	if super != wasm.NoIndex {
		s := &g.m.Types[super]
		t.Super, t.Func, t.Fields = []uint32{super}, s.Func, slices.Clone(s.Fields)
		for i, f := range t.Fields {
			if f.Type.IsRef() && !f.Mutable && f.Type.Nullable() && int(concrete(f.Type)) < at && g.n(2) == 0 {
				t.Fields[i].Type = f.Type.WithNullable(false)
			}
		}
	}
	switch {
	case t.Kind == wasm.CompStruct:
		for range g.n(4) {
			t.Fields = append(t.Fields, field())
		}
	case super != wasm.NoIndex:
	case t.Kind == wasm.CompArray:
		t.Fields = []wasm.FieldType{field()}
	default:
		for range g.n(3) {
			t.Func.Params = append(t.Func.Params, value())
		}
		for range g.n(3) {
			t.Func.Results = append(t.Func.Results, value())
		}
	}
	return t
}

// concrete is the index that a reference type names, or 0.
func concrete(t wasm.ValType) uint32 {
	x, _ := t.Heap().Index()
	if x >= wasm.MaxTypeIndex {
		return 0
	}
	return x
}

// super returns a type that the next one, of this kind, may be declared below, or none.
func (g *moduleGen) super(kind wasm.CompKind) uint32 {
	if n := len(g.m.Types); n > 0 && g.n(2) > 0 {
		start := g.n(n)
		for i := range n {
			x := (start + i) % n
			if t := &g.m.Types[x]; t.Kind == kind && !t.Final && t.Descriptor == wasm.NoIndex && t.Describes == wasm.NoIndex {
				return uint32(x)
			}
		}
	}
	return wasm.NoIndex
}

// isBelow reports whether heap type a is b or below it.
func (g *moduleGen) isBelow(a, b wasm.HeapType) bool {
	x, concreteA := a.Index()
	y, concreteB := b.Index()
	switch {
	case a == b:
		return true
	case concreteA && concreteB:
		super := g.m.Types[x].Super
		return len(super) > 0 && g.isBelow(wasm.IndexType(super[0]), b)
	case concreteA:
		return heapAbove(g.abstractOf(x), b)
	case concreteB:
		return isBottom(a) && heapAbove(a, g.abstractOf(y))
	}
	return heapAbove(a, b)
}

func (g *moduleGen) abstractOf(x uint32) wasm.HeapType {
	return []wasm.HeapType{wasm.CompFunc: wasm.HeapFunc, wasm.CompStruct: wasm.HeapStruct, wasm.CompArray: wasm.HeapArray}[g.m.Types[x].Kind]
}

// fits reports whether a value of type a may stand for one of type b.
func (g *moduleGen) fits(a, b wasm.ValType) bool {
	return a == b || a.IsRef() && b.IsRef() && (b.Nullable() || !a.Nullable()) && g.isBelow(a.Heap(), b.Heap()) &&
		(!b.Exact() || a.Exact() && a.Heap() == b.Heap())
}

// ownType is the type of a reference to function x, which is exact only for those that the module defines.
func (g *moduleGen) ownType(x uint32) wasm.ValType {
	t := wasm.Ref(wasm.IndexType(g.m.Funcs[x]), false)
	if int(x) >= g.m.NumImportedFuncs {
		t = t.WithExact()
	}
	return t
}

// topOf is the type above all in the hierarchy of t.
func (g *moduleGen) topOf(h wasm.HeapType) wasm.HeapType {
	for _, top := range []wasm.HeapType{wasm.HeapAny, wasm.HeapFunc, wasm.HeapExtern} {
		if g.isBelow(h, top) {
			return top
		}
	}
	return wasm.HeapExn
}

// typeBelow returns the index of a type of this kind below h, if there is one.
func (g *moduleGen) typeBelow(h wasm.HeapType, kind wasm.CompKind) (x uint32, ok bool) {
	n := len(g.m.Types)
	if n == 0 {
		return 0, false
	}
	start := g.n(n)
	for i := range n {
		x := uint32((start + i) % n)
		if g.m.Types[x].Kind == kind && g.isBelow(wasm.IndexType(x), h) {
			return x, true
		}
	}
	return 0, false
}

// heapBelow returns a heap type below h, or h.
func (g *moduleGen) heapBelow(h wasm.HeapType) wasm.HeapType {
	list := []wasm.HeapType{h}
	for _, a := range []wasm.HeapType{wasm.HeapEq, wasm.HeapI31, wasm.HeapStruct, wasm.HeapArray, wasm.HeapNone, wasm.HeapNoFunc, wasm.HeapNoExtern, wasm.HeapNoExn} {
		if g.isBelow(a, h) {
			list = append(list, a)
		}
	}
	for x := range g.m.Types {
		if a := wasm.IndexType(uint32(x)); g.isBelow(a, h) {
			list = append(list, a, a)
		}
	}
	return oneOf(g.choices, list)
}

// mostNested is how deep values of references are made inside each other.
const mostNested = 4

// refLeaf writes an expression of reference type t.
func (f *funcGen) refLeaf(t wasm.ValType) {
	if t.Nullable() && (f.nested >= mostNested || f.done() || f.n(3) == 0) {
		f.instr(binary.Instr{Op: op.RefNull, Type: t.WithNullable(true)})
		f.push(t)
		return
	}
	f.nested++
	if !f.newRef(t) {
		f.instr(binary.Instr{Op: op.RefNull, Type: t.WithNullable(true)})
		f.push(t)
		if !t.Nullable() {
			f.write(op.RefAsNonNull)
		}
	}
	f.nested--
}

// newRef writes an expression that makes a reference of type t, which is not null, if there is one that surely ends.
func (f *funcGen) newRef(t wasm.ValType) bool {
	h := t.Heap()
	deep := f.nested > mostNested
	if f.topOf(h) == wasm.HeapFunc {
		start := f.n(len(f.m.Funcs))
		for i := range f.m.Funcs {
			x := uint32((start + i) % len(f.m.Funcs))
			if f.fits(f.ownType(x), t) {
				f.writeX(op.RefFunc, x)
				f.push(t)
				return true
			}
		}
		return false
	}
	if h == wasm.HeapExn {
		return !deep && f.newException(t)
	}
	if h == wasm.HeapExtern {
		f.leaf(wasm.Ref(wasm.HeapAny, false))
		f.write(op.ExternConvertAny)
		f.stack[len(f.stack)-1] = t
		return true
	}
	if (h == wasm.HeapAny || h == wasm.HeapEq || h == wasm.HeapI31) && (deep || h == wasm.HeapI31 || f.n(3) == 0) {
		f.leaf(wasm.I32)
		f.write(op.RefI31)
		f.stack[len(f.stack)-1] = t
		return true
	}
	if h == wasm.HeapAny && f.n(4) == 0 {
		if x, ok := f.local(wasm.ExternRef); ok {
			f.writeX(op.LocalGet, x)
			f.write(op.AnyConvertExtern)
			f.write(op.RefAsNonNull)
			f.push(t)
			return true
		}
	}
	if deep {
		if _, ok := h.Index(); !ok {
			return false
		}
	}
	if x, _ := h.Index(); t.Exact() {
		f.newStruct(x)
		f.stack[len(f.stack)-1] = t
		return true
	}
	kinds := []wasm.CompKind{wasm.CompStruct, wasm.CompArray}
	if f.n(2) == 0 {
		slices.Reverse(kinds)
	}
	for _, kind := range kinds {
		if x, ok := f.typeBelow(h, kind); ok {
			if kind == wasm.CompStruct {
				f.newStruct(x)
			} else {
				f.newArray(x)
			}
			f.stack[len(f.stack)-1] = t
			return true
		}
	}
	return false
}

// newStruct writes the making of a struct of type x.
func (f *funcGen) newStruct(x uint32) {
	fields := f.m.Types[x].Fields
	made, fresh := wasm.Ref(wasm.IndexType(x), false), []op.Op{op.StructNew, op.StructNewDefault}
	desc := f.m.Types[x].Descriptor
	if desc != wasm.NoIndex {
		fresh = []op.Op{op.StructNewDesc, op.StructNewDefaultDesc}
	}
	defaultable := !slices.ContainsFunc(fields, func(t wasm.FieldType) bool { return !t.Type.Defaultable() })
	if defaultable && (f.nested > mostNested || f.n(4) == 0) {
		if desc != wasm.NoIndex {
			f.refLeaf(wasm.Ref(wasm.IndexType(desc), false).WithExact())
			f.pop(1)
		}
		f.writeX(fresh[1], x)
		f.push(made)
		return
	}
	for _, t := range fields {
		if f.n(4) == 0 {
			f.value(unpacked(t.Type), 1)
		} else {
			f.leaf(unpacked(t.Type))
		}
	}
	if desc != wasm.NoIndex {
		f.refLeaf(wasm.Ref(wasm.IndexType(desc), false).WithExact())
		f.pop(1)
	}
	f.writeX(fresh[0], x)
	f.pop(len(fields))
	f.push(made)
}

// newArray writes the making of an array of type x.
func (f *funcGen) newArray(x uint32) {
	t := f.m.Types[x].Fields[0].Type
	made := wasm.Ref(wasm.IndexType(x), false)
	kind := f.n(6)
	if f.nested > mostNested {
		kind = 2
	}
	switch {
	case kind == 0 && t.Defaultable():
		f.length()
		f.writeX(op.ArrayNewDefault, x)
	case kind == 1:
		f.leaf(unpacked(t))
		f.length()
		f.writeX(op.ArrayNew, x)
		f.pop(1)
	case kind == 3 && !t.IsRef() && len(f.m.Datas) > 0:
		f.constI32(uint32(f.n(8)))
		f.constI32(uint32(f.n(3)))
		f.instr(binary.Instr{Op: op.ArrayNewData, X: x, Y: uint32(f.n(len(f.m.Datas)))})
		f.pop(1)
	case kind == 4 && t.IsRef():
		for i := range f.m.Elems {
			if f.fits(f.m.Elems[i].Type, t) {
				f.constI32(uint32(f.n(2)))
				f.constI32(uint32(f.n(3)))
				f.instr(binary.Instr{Op: op.ArrayNewElem, X: x, Y: uint32(i)})
				f.pop(2)
				f.push(made)
				return
			}
		}
		fallthrough
	default:
		n := f.n(5)
		if f.nested > mostNested && !t.Defaultable() {
			n = 0
		}
		for range n {
			f.leaf(unpacked(t))
		}
		f.instr(binary.Instr{Op: op.ArrayNewFixed, X: x, Y: uint32(n)})
		f.pop(n)
		f.push(made)
		return
	}
	f.stack[len(f.stack)-1] = made
}

// length writes the length of an array, now and then of one that takes blocks of its own.
func (f *funcGen) length() {
	switch f.n(12) {
	case 10:
		f.masked(wasm.I32)
	case 11:
		f.constI32(uint32(f.n(6000)))
	default:
		f.constI32(uint32(f.n(8)))
	}
}

// refValue writes an expression of a reference type.
func (f *funcGen) refValue(t wasm.ValType, depth int) {
	switch f.n(8) {
	case 0, 1:
		for i := range f.m.Tables {
			if f.fits(f.m.Tables[i].Elem, t) && f.n(2) == 0 {
				f.element(uint32(i))
				f.writeX(op.TableGet, uint32(i))
				f.pop(1)
				f.push(t)
				return
			}
		}
	case 2:
		if f.fieldOf(t, depth) {
			return
		}
	case 3: // from above; traps if it is another
		f.value(wasm.Ref(f.topOf(t.Heap()), true), depth-1)
		if f.topOf(t.Heap()) == wasm.HeapExn {
			f.pop(1)
			f.write(op.Drop)
			break
		}
		f.guarded(t)
		f.stack[len(f.stack)-1] = t
		return
	case 4:
		if !t.Nullable() {
			f.value(t.WithNullable(true), depth-1)
			f.write(op.RefAsNonNull)
			f.stack[len(f.stack)-1] = t
			return
		}
	case 5:
		if t.Heap() == wasm.HeapAny || t.Heap() == wasm.HeapExtern {
			other, o := wasm.HeapExtern, op.AnyConvertExtern
			if t.Heap() == wasm.HeapExtern {
				other, o = wasm.HeapAny, op.ExternConvertAny
			}
			f.value(wasm.Ref(other, t.Nullable()), depth-1)
			f.write(o)
			f.stack[len(f.stack)-1] = t
			return
		}
	case 6:
		f.choose(t, depth)
		return
	}
	f.refLeaf(t)
}

// guarded writes a cast of the topmost operand to t, most often in such a way that it does not trap.
func (f *funcGen) guarded(t wasm.ValType) {
	cast, test := op.RefCast, op.RefTest
	if t.Nullable() {
		cast, test = op.RefCastNull, op.RefTestNull
	}
	top := f.stack[len(f.stack)-1]
	x, ok := f.settable(top)
	if !ok || f.one(8) {
		f.instr(binary.Instr{Op: cast, Type: t})
		return
	}
	f.writeX(op.LocalTee, x)
	f.instr(binary.Instr{Op: test, Type: t})
	f.pop(1)
	f.open(op.If, nil, []wasm.ValType{t})
	f.writeX(op.LocalGet, x)
	f.instr(binary.Instr{Op: cast, Type: t})
	f.write(op.Else)
	f.refLeaf(t)
	f.write(op.End)
	f.closed()
}

// fieldOf writes the reading of a field or an element of type t, if there is one.
func (f *funcGen) fieldOf(t wasm.ValType, depth int) bool {
	n := len(f.m.Types)
	if n == 0 {
		return false
	}
	start := f.n(n)
	for i := range n {
		x := uint32((start + i) % n)
		for k, field := range f.m.Types[x].Fields {
			if f.fits(unpacked(field.Type), t) {
				f.readField(x, uint32(k), depth)
				f.stack[len(f.stack)-1] = t
				return true
			}
		}
	}
	return false
}

// object writes a reference to type x, seldom null.
func (f *funcGen) object(x uint32, depth int) {
	f.value(wasm.Ref(wasm.IndexType(x), f.one(16)), depth-1)
}

// readField writes the reading of field k of a struct or of an element of an array.
func (f *funcGen) readField(x, k uint32, depth int) {
	t := &f.m.Types[x]
	storage := t.Fields[k].Type
	get := []op.Op{op.StructGet, op.StructGetS, op.StructGetU}
	f.object(x, depth)
	if t.Kind == wasm.CompArray {
		get = []op.Op{op.ArrayGet, op.ArrayGetS, op.ArrayGetU}
		f.place(x)
		f.pop(1)
	}
	o := get[0]
	if storage.IsPacked() {
		o = get[1+f.n(2)]
	}
	f.instr(binary.Instr{Op: o, X: x, Y: k})
	f.pop(1)
	f.push(unpacked(storage))
}

// place writes an index of the topmost array of type x, most often below its length, and lets a new array take its place that is
// long enough where that is not known.
func (f *funcGen) place(x uint32) {
	if local, ok := f.settable(wasm.Ref(wasm.IndexType(x), true)); ok && f.n(4) > 0 { // index modulo length
		f.writeX(op.LocalTee, local)
		f.value(wasm.I32, 1)
		f.writeX(op.LocalGet, local)
		f.write(op.ArrayLen)
		f.constI32(1)
		f.pop(1)
		f.write(op.I32Sub)
		f.write(op.I32And)
		return
	}
	f.constI32(uint32(f.n(3)))
}

// heapNumber writes what makes an i32 of references.
func (f *funcGen) heapNumber(depth int) {
	t := f.refType()
	switch f.n(5) {
	case 0:
		f.value(t, depth-1)
		f.write(op.RefIsNull)
	case 1:
		f.value(wasm.EqRef, depth-1)
		f.value(wasm.EqRef, depth-1)
		if x, ok := f.local(wasm.EqRef); ok && f.n(3) == 0 {
			f.write(op.Drop)
			f.writeX(op.LocalTee, x)
			f.writeX(op.LocalGet, x)
		}
		f.write(op.RefEq)
		f.pop(1)
	case 2:
		if f.topOf(t.Heap()) == wasm.HeapExn {
			t = wasm.AnyRef
		}
		target := f.exactly(wasm.Ref(f.heapBelow(f.topOf(t.Heap())), f.n(2) == 0))
		f.value(t, depth-1)
		o := op.RefTest
		if target.Nullable() {
			o = op.RefTestNull
		}
		f.instr(binary.Instr{Op: o, Type: target})
	case 3:
		f.value(wasm.Ref(wasm.HeapI31, f.one(16)), depth-1)
		f.write([]op.Op{op.I31GetS, op.I31GetU}[f.n(2)])
	case 4:
		f.value(wasm.Ref(wasm.HeapArray, f.one(16)), depth-1)
		f.write(op.ArrayLen)
	}
	f.stack[len(f.stack)-1] = wasm.I32
}

// objectStatement writes a change of an object.
func (f *funcGen) objectStatement() {
	n := len(f.m.Types)
	if n == 0 {
		return
	}
	x := uint32(f.n(n))
	t := &f.m.Types[x]
	switch t.Kind {
	case wasm.CompStruct:
		if k := f.n(len(t.Fields) + 1); k < len(t.Fields) && t.Fields[k].Mutable {
			f.object(x, 2)
			f.value(unpacked(t.Fields[k].Type), 2)
			f.instr(binary.Instr{Op: op.StructSet, X: x, Y: uint32(k)})
			f.pop(2)
		}
	case wasm.CompArray:
		if t.Fields[0].Mutable {
			f.arrayStatement(x, t.Fields[0].Type)
		}
	}
}

func (f *funcGen) arrayStatement(x uint32, elem wasm.ValType) {
	switch f.n(4) {
	case 0:
		f.object(x, 2)
		f.place(x)
		f.value(unpacked(elem), 2)
		f.writeX(op.ArraySet, x)
		f.pop(3)
	case 1:
		f.object(x, 2)
		f.constI32(uint32(f.n(2)))
		f.leaf(unpacked(elem))
		f.constI32(uint32(f.n(3)))
		f.writeX(op.ArrayFill, x)
		f.pop(4)
	case 2:
		f.object(x, 2)
		f.constI32(uint32(f.n(2)))
		f.object(x, 2)
		f.constI32(uint32(f.n(2)))
		f.constI32(uint32(f.n(3)))
		f.instr(binary.Instr{Op: op.ArrayCopy, X: x, Y: x})
		f.pop(5)
	case 3:
		in := binary.Instr{Op: op.ArrayInitData, X: x}
		if elem.IsRef() {
			in.Op = op.ArrayInitElem
			in.Y = uint32(f.n(len(f.m.Elems)))
			if !f.fits(f.m.Elems[in.Y].Type, elem) {
				return
			}
		} else if len(f.m.Datas) == 0 {
			return
		} else {
			in.Y = uint32(f.n(len(f.m.Datas)))
		}
		f.object(x, 2)
		f.constI32(uint32(f.n(2)))
		f.constI32(uint32(f.n(2)))
		f.constI32(uint32(f.n(2)))
		f.instr(in)
		f.pop(4)
	}
}

// branchOnRef writes a branch that depends on a reference, in a block of its own or to one around.
func (f *funcGen) branchOnRef() {
	own := f.n(3) > 0
	floor := f.floor
	if own {
		f.open(op.Block, nil, append(f.valTypes(1), f.refType()))
		f.floor = len(f.stack)
	}
	depth, types := f.refLabel()
	o := []op.Op{op.BrOnNull, op.BrOnNonNull, op.BrOnCast, op.BrOnCastFail}[f.n(4)]
	switch {
	case o == op.BrOnNull:
		t := f.refType().WithNullable(true)
		f.operands(types, 2)
		f.value(t, 2)
		f.writeX(o, depth)
		f.stack[len(f.stack)-1] = t.WithNullable(false)
	case len(types) == 0 || !types[len(types)-1].IsRef():
	default:
		f.branchWithRef(o, depth, types)
	}
	if own {
		f.inner(f.n(3))
		f.finishArm()
		f.write(op.End)
		f.closed()
	}
	f.floor = floor
}

// branchWithRef writes a branch that takes the reference along.
func (f *funcGen) branchWithRef(o op.Op, depth uint32, types []wasm.ValType) {
	rest, last := types[:len(types)-1], types[len(types)-1]
	in := binary.Instr{Op: o, X: depth, Type: last, Type2: last}
	top := f.topOf(last.Heap())
	if top == wasm.HeapExn {
		o, in.Op = op.BrOnNonNull, op.BrOnNonNull
	}
	f.operands(rest, 2)
	// What remains of Type outside of Type2.
	remains := func() wasm.ValType {
		if in.Type2.Nullable() {
			return in.Type.WithNullable(false)
		}
		return in.Type
	}
	switch o {
	case op.BrOnNonNull:
		f.value(last.WithNullable(true), 2)
		f.instr(in)
		f.pop(1)
		return
	case op.BrOnCast:
		if in.Type2 = last; !last.Exact() {
			in.Type2 = f.exactly(wasm.Ref(f.heapBelow(last.Heap()), last.Nullable() && f.n(2) == 0))
		}
		in.Type = wasm.Ref(oneOf(f.choices, []wasm.HeapType{top, last.Heap()}), in.Type2.Nullable() || f.n(2) == 0)
		f.value(in.Type, 2)
		f.instr(in)
		f.stack[len(f.stack)-1] = remains()
	case op.BrOnCastFail:
		in.Type2 = f.exactly(wasm.Ref(f.heapBelow(last.Heap()), last.Nullable() && f.n(2) == 0))
		f.value(in.Type, 2)
		f.instr(in)
		f.stack[len(f.stack)-1] = in.Type2
	}
}

// refLabel returns the depth of a block to which a branch may go, best one whose last value is a reference.
func (f *funcGen) refLabel() (depth uint32, types []wasm.ValType) {
	for d := range f.labels {
		l := &f.labels[len(f.labels)-1-d]
		if t := l.types(); len(t) > 0 && t[len(t)-1].IsRef() && !l.endless && !(l.loop && f.hasty) && f.n(4) > 0 {
			return uint32(d), t
		}
	}
	return f.label()
}

// callee pushes a reference to function x of the type that it is declared with, or of one above, and returns that type.
func (f *funcGen) callee(x uint32) (typ uint32) {
	typ = f.m.Funcs[x]
	if super := f.m.Types[typ].Super; len(super) > 0 && f.n(2) == 0 && slices.Equal(f.m.Types[super[0]].Func.Results, f.m.Types[typ].Func.Results) {
		typ = super[0]
	}
	t := wasm.Ref(wasm.IndexType(typ), true)
	switch f.n(12) {
	case 0:
		f.value(t, 1)
		return typ
	case 1:
		if local, ok := f.settable(t); ok {
			f.writeX(op.RefFunc, x)
			f.writeX(op.LocalSet, local)
			f.leaf(wasm.I32)
			f.write(op.Drop)
			f.pop(1)
			f.writeX(op.LocalGet, local)
			f.push(t)
			return typ
		}
	}
	f.writeX(op.RefFunc, x)
	f.push(t)
	return typ
}
