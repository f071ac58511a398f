package binary

import (
	"slices"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the contents of the sections other than types and code.

// custom reads a custom section. place is the number of non-custom sections before it.
func (d *decoder) custom(r *Reader, place int) {
	name := r.Name()
	offset := r.Offset()
	d.m.Customs = append(d.m.Customs, wasm.Custom{Name: name, Data: r.Bytes(r.Len()), Offset: offset, Place: place})
}

// vector reads the length of a vector of things that join the had ones of their kind, of which most are allowed.
func (r *Reader) vector(what string, had, most int) int {
	start := r.Offset()
	n := r.Count()
	if n > most-had {
		r.limit(what, uint64(had+n), most, start)
		return 0
	}
	return n
}

// grow makes room in s for n elements that take at least size bytes each.
func grow[T any](s []T, r *Reader, n, size int) []T { return slices.Grow(s, fitting(r, n, size)) }

// Flags of limits.
const (
	limitsMax      = 1 << iota // a maximum follows
	limitsShared               // of threads
	limits64                   // of memory64: addresses are 64 bits wide
	limitsPageSize             // of custom page sizes: the logarithm of the page size follows
)

// The encoding of the kind of a function import of exact type.
const exactFunc = 0x20

// imports reads the import section. Imports are the first entries of their index spaces.
func (d *decoder) imports(r *Reader) {
	m := d.m
	n := r.vector("imports", 0, wasm.MaxImports)
	m.Imports = grow(m.Imports, r, n, 4)
	for ; n > 0 && r.err == nil; n-- {
		im := wasm.Import{Offset: r.Offset(), Module: r.Name(), Name: r.Name()}
		start := r.Offset()
		kind := r.Byte()
		im.Kind = wasm.ExternKind(kind)
		switch {
		case r.err != nil:
			return
		case kind == exactFunc && d.opt.Features.Has(wasm.FeatureCustomDescriptors):
			im.Kind, im.Exact = wasm.ExternFunc, true
		case !d.externKind(im.Kind):
			r.Fail(codeImportKind, needs(kindFeature(kind)&^d.opt.Features), start)
			return
		}
		switch im.Kind {
		case wasm.ExternFunc:
			im.Index = uint32(len(m.Funcs))
			m.Funcs = append(m.Funcs, r.U32())
		case wasm.ExternTable:
			im.Index = uint32(len(m.Tables))
			m.Tables = append(m.Tables, wasm.Table{Offset: r.Offset(), TableType: d.tableType(r)})
		case wasm.ExternMemory:
			im.Index = uint32(len(m.Memories))
			m.Memories = append(m.Memories, d.memoryType(r))
		case wasm.ExternGlobal:
			im.Index = uint32(len(m.Globals))
			m.Globals = append(m.Globals, wasm.Global{Offset: r.Offset(), GlobalType: d.globalType(r)})
		case wasm.ExternTag:
			im.Index = uint32(len(m.Tags))
			m.Tags = append(m.Tags, r.tagType())
		}
		m.Imports = append(m.Imports, im)
	}
	m.NumImportedFuncs, m.NumImportedTables, m.NumImportedMemories = len(m.Funcs), len(m.Tables), len(m.Memories)
	m.NumImportedGlobals, m.NumImportedTags = len(m.Globals), len(m.Tags)
	d.checkImported(r)
}

// checkImported checks the limits of the index spaces that have a lower one than imports.
func (d *decoder) checkImported(r *Reader) {
	if n := len(d.m.Tables); n > wasm.MaxTables {
		r.limit("tables", uint64(n), wasm.MaxTables, r.Offset())
	}
	if n := len(d.m.Memories); n > wasm.MaxMemories {
		r.limit("memories", uint64(n), wasm.MaxMemories, r.Offset())
	}
}

// kindFeature returns the feature that a kind of imports and exports came with.
func kindFeature(kind byte) wasm.Features {
	switch kind {
	case exactFunc:
		return wasm.FeatureCustomDescriptors
	case byte(wasm.ExternTag):
		return wasm.FeatureExceptions
	}
	return 0
}

// externKind reports whether imports and exports can be of kind k.
func (d *decoder) externKind(k wasm.ExternKind) bool {
	return k < wasm.ExternTag ||
		k == wasm.ExternTag && d.opt.Features&(wasm.FeatureExceptions|wasm.FeatureLegacyExceptions) != 0
}

// funcs reads the function section, the type indices of the defined functions.
func (d *decoder) funcs(r *Reader) {
	n := r.vector("functions", len(d.m.Funcs), wasm.MaxFuncs)
	d.m.Funcs = grow(d.m.Funcs, r, n, 1)
	for ; n > 0 && r.err == nil; n-- {
		d.m.Funcs = append(d.m.Funcs, r.U32())
	}
}

// Bytes that start a table with an initial element.
const tableInit, tableInitZero = 0x40, 0x00

func (d *decoder) tables(r *Reader) {
	n := r.vector("tables", len(d.m.Tables), wasm.MaxTables)
	d.m.Tables = grow(d.m.Tables, r, n, 3)
	for ; n > 0 && r.err == nil; n-- {
		t := wasm.Table{Offset: r.Offset()}
		b, _ := r.peek()
		init := b == tableInit
		if missing := wasm.FeatureFunctionReferences &^ d.opt.Features; init && missing != 0 {
			r.Fail(codeRefType, "initial value "+needs(missing), t.Offset)
		}
		if init {
			r.pos++
			r.zero()
		}
		t.TableType = d.tableType(r)
		if init {
			t.Init = d.constExpr(r)
		}
		d.m.Tables = append(d.m.Tables, t)
	}
}

// tableType reads the type of a table. Version 1.0 has tables of funcref only, which is no value type there.
func (d *decoder) tableType(r *Reader) wasm.TableType {
	start := r.Offset()
	t := r.RefType()
	if t != wasm.FuncRef {
		d.checkFeatures(r, t, codeRefType, start)
	}
	l, _ := d.limits(r, limitsMax|limits64)
	return wasm.TableType{Elem: t, Limits: l}
}

// limitsFeatures returns the features that flags of limits came with.
func limitsFeatures(flags byte) (f wasm.Features) {
	if flags&limitsShared != 0 {
		f |= wasm.FeatureThreads
	}
	if flags&limits64 != 0 {
		f |= wasm.FeatureMemory64
	}
	if flags&limitsPageSize != 0 {
		f |= wasm.FeatureCustomPageSizes
	}
	return f
}

// limits reads limits with a subset of the given flags, those of proposals that are off excepted, and returns the flags too.
func (d *decoder) limits(r *Reader, allowed byte) (l wasm.Limits, flags byte) {
	f := d.opt.Features
	start := r.Offset()
	flags = r.Byte()
	switch missing := limitsFeatures(flags) &^ f; {
	case flags&^allowed != 0:
		r.Fail(codeLimits, "", start)
	case missing != 0:
		r.Fail(codeLimits, needs(missing), start)
	}
	l.HasMax, l.Shared, l.Addr64 = flags&limitsMax != 0, flags&limitsShared != 0, flags&limits64 != 0
	l.Min = r.limit64(f)
	if l.HasMax {
		l.Max = r.limit64(f)
	}
	return l, flags
}

// limit64 reads a bound, which has 64 bits since memory64, whatever the address type.
func (r *Reader) limit64(f wasm.Features) uint64 {
	if f.Has(wasm.FeatureMemory64) {
		return r.U64()
	}
	return uint64(r.U32())
}

func (d *decoder) memories(r *Reader) {
	for n := r.vector("memories", len(d.m.Memories), wasm.MaxMemories); n > 0 && r.err == nil; n-- {
		d.m.Memories = append(d.m.Memories, d.memoryType(r))
	}
}

// maxPageBits is the largest logarithm of a page size that the binary format has; validation knows which ones are in use.
const maxPageBits = 64

func (d *decoder) memoryType(r *Reader) wasm.MemoryType {
	l, flags := d.limits(r, limitsMax|limitsShared|limits64|limitsPageSize)
	t := wasm.MemoryType{Limits: l, PageBits: wasm.DefaultPageBits}
	if flags&limitsPageSize != 0 {
		start := r.Offset()
		bits := r.U32()
		if bits > maxPageBits {
			r.Fail(codePageSize, "", start)
		}
		t.PageBits = uint8(bits)
	}
	return t
}

func (d *decoder) tags(r *Reader) {
	n := r.vector("tags", len(d.m.Tags), wasm.MaxTags)
	d.m.Tags = grow(d.m.Tags, r, n, 2)
	for ; n > 0 && r.err == nil; n-- {
		d.m.Tags = append(d.m.Tags, r.tagType())
	}
}

// tagType reads the type index of a tag after the byte for its attribute, which is always that of exceptions.
func (r *Reader) tagType() uint32 {
	r.zero()
	return r.U32()
}

func (d *decoder) globals(r *Reader) {
	n := r.vector("globals", len(d.m.Globals), wasm.MaxGlobals)
	d.m.Globals = grow(d.m.Globals, r, n, 3)
	for ; n > 0 && r.err == nil; n-- {
		d.m.Globals = append(d.m.Globals, wasm.Global{Offset: r.Offset(), GlobalType: d.globalType(r), Init: d.constExpr(r)})
	}
}

func (d *decoder) globalType(r *Reader) wasm.GlobalType {
	return wasm.GlobalType{Type: d.valType(r), Mutable: r.mutability()}
}

func (d *decoder) exports(r *Reader) {
	n := r.vector("exports", 0, wasm.MaxExports)
	d.m.Exports = grow(d.m.Exports, r, n, 3)
	for ; n > 0 && r.err == nil; n-- {
		e := wasm.Export{Offset: r.Offset(), Name: r.Name()}
		start := r.Offset()
		if e.Kind = wasm.ExternKind(r.Byte()); !d.externKind(e.Kind) {
			r.Fail(codeExportKind, needs(kindFeature(byte(e.Kind))&^d.opt.Features), start)
		}
		e.Index = r.U32()
		d.m.Exports = append(d.m.Exports, e)
	}
}

// Flags of element segments: not active; with a table index or, unless active, declarative; with expressions.
const (
	elemPassive = 1 << iota
	elemTable
	elemExprs
	elemDeclarative = elemTable
)

func (d *decoder) elems(r *Reader) {
	n := r.vector("element segments", 0, wasm.MaxElemSegments)
	d.m.Elems = grow(d.m.Elems, r, n, 3)
	for ; n > 0 && r.err == nil; n-- {
		d.m.Elems = append(d.m.Elems, wasm.Elem{Offset: r.Offset()})
		d.elem(r, &d.m.Elems[len(d.m.Elems)-1])
	}
}

func (d *decoder) elem(r *Reader, e *wasm.Elem) {
	e.Flags = r.U32()
	switch {
	case e.Flags > elemPassive|elemTable|elemExprs:
		r.Fail(codeElemFlags, "", e.Offset)
		return
	case e.Flags != 0 && d.opt.Features&(wasm.FeatureBulkMemory|wasm.FeatureReferenceTypes) == 0:
		r.Fail(codeElemFlags, needs(wasm.FeatureBulkMemory), e.Offset)
		return
	case e.Flags&elemPassive == 0:
		if e.Flags&elemTable != 0 {
			e.Table = r.U32()
		}
		e.At = d.constExpr(r)
	case e.Flags&elemDeclarative != 0:
		e.Mode = wasm.SegmentDeclarative
	default:
		e.Mode = wasm.SegmentPassive
	}
	e.UsesExprs = e.Flags&elemExprs != 0
	if typed := e.Flags&(elemPassive|elemTable) != 0; e.UsesExprs {
		e.Type = wasm.FuncRef
		if typed {
			start := r.Offset()
			if e.Type = r.RefType(); e.Type != wasm.FuncRef {
				d.checkFeatures(r, e.Type, codeRefType, start)
			}
		}
	} else {
		e.Type = wasm.Ref(wasm.HeapFunc, false)
		if start := r.Offset(); typed && r.Byte() != 0 {
			r.Fail(codeElemKind, "", start)
		}
	}
	d.elements(r, e)
}

// elements reads the elements of a segment.
func (d *decoder) elements(r *Reader, e *wasm.Elem) {
	n := r.vector("elements", 0, wasm.MaxElemLen)
	if n == 0 {
		return
	}
	if e.UsesExprs {
		e.Exprs = grow(e.Exprs, r, n, 2)
		for ; n > 0 && r.err == nil; n-- {
			e.Exprs = append(e.Exprs, d.constExpr(r))
		}
		return
	}
	e.Funcs = make([]uint32, n)
	for i := range e.Funcs {
		if e.Funcs[i] = r.U32(); r.err != nil {
			return
		}
	}
}

// Kinds of data segments.
const (
	dataActive = iota
	dataPassive
	dataMemory // active, with a memory index
)

func (d *decoder) datas(r *Reader) {
	n := r.vector("data segments", 0, wasm.MaxDataSegments)
	d.m.Datas = grow(d.m.Datas, r, n, 2)
	for ; n > 0 && r.err == nil; n-- {
		d.m.Datas = slices.Grow(d.m.Datas, 1)
		d.m.Datas = d.m.Datas[:len(d.m.Datas)+1]
		s := &d.m.Datas[len(d.m.Datas)-1] // in place, numbers first: of tens of thousands, a page that is read before it is written costs much
		s.Offset = r.Offset()
		s.Flags = r.U32()
		switch {
		case s.Flags > dataMemory:
			r.Fail(codeDataFlags, "", s.Offset)
		case s.Flags != dataActive && !d.opt.Features.Has(wasm.FeatureBulkMemory):
			r.Fail(codeDataFlags, needs(wasm.FeatureBulkMemory), s.Offset)
		case s.Flags == dataPassive:
			s.Mode = wasm.SegmentPassive
		case s.Flags == dataMemory:
			s.Memory = r.U32()
			fallthrough
		default:
			s.At = d.constExpr(r)
		}
		s.Init = r.Bytes(r.Count())
	}
}

// constExpr delimits a constant expression.
func (d *decoder) constExpr(r *Reader) wasm.ConstExpr {
	start := r.pos
	d.ins.Reset(r.b[start:], r.Offset())
	if !d.ins.expr(&d.in) {
		if r.err == nil {
			r.err = d.ins.r.err
		}
		r.end()
		return wasm.ConstExpr{}
	}
	r.pos += d.ins.r.pos
	return wasm.ConstExpr{Code: r.b[start:r.pos:r.pos], Offset: r.base + start}
}
