package binary

import (
	"io"
	"strconv"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the decoder of modules: header, order and extent of sections, and the code section, whose bodies are handed on
// while later bytes are still to come.

// Options say what Decode and DecodeReader take and whom they tell.
type Options struct {
	// Features are the proposals whose sections and types may occur. Those of instructions are not looked at here.
	Features wasm.Features

	// Offset is where the module starts in what it is a part of: all offsets, those in errors too, count from there.
	Offset int

	// Code, unless nil, is called once, when all of the module that precedes the code section is known: at the start of the
	// code section or, in a module without one, where it would have been.
	//
	// From then on m.Bodies has its final length, and each of its elements is set before the call of Body for it. So
	// goroutines started by Code or Body may read all of the module that is known at the time of the call, except Customs, to
	// which later sections are added.
	Code func(m *wasm.Module) error

	// Body, unless nil, is called after m.Bodies[i] is set, in order. DecodeReader calls it as soon as the bytes of
	// the body have been read.
	Body func(m *wasm.Module, i int) error
}

// Decode returns the module in b. Names, bodies, expressions and data of the module are views of b, which must stay unchanged as long
// as the module is in use.
//
// Function bodies are delimited but not looked into; package validate does that. An error is a *wasm.Error, or what a
// function in opt returned. Concurrent calls are safe.
func Decode(b []byte, opt Options) (*wasm.Module, error) {
	d := decoder{src: newSliceSource(b, wasm.MaxModuleSize), opt: opt}
	d.src.base = opt.Offset
	return d.decode()
}

// DecodeReader is Decode for bytes that arrive over time. It reads no further than it must before it calls the functions in
// opt, and memory grows with the bytes that arrive. An error of r, except io.EOF, is returned as it is.
func DecodeReader(r io.Reader, opt Options) (*wasm.Module, error) {
	d := decoder{src: newReaderSource(r, wasm.MaxModuleSize), opt: opt}
	d.src.base, d.src.max = opt.Offset, wasm.MaxModuleSize+opt.Offset
	return d.decode()
}

// The ids of sections.
const (
	idCustom = iota
	idType
	idImport
	idFunc
	idTable
	idMemory
	idGlobal
	idExport
	idStart
	idElem
	idCode
	idData
	idDataCount
	idTag
	idEnd = wasm.SectionCount
)

// sectionOrder holds the ids of non-custom sections in the order in which they may occur.
var sectionOrder = [...]byte{idType, idImport, idFunc, idTable, idMemory, idTag, idGlobal, idExport, idStart, idElem,
	idDataCount, idCode, idData}

// sectionRank holds for each id its place in sectionOrder, counted from 1.
var sectionRank = [idEnd]int{idType: 1, idImport: 2, idFunc: 3, idTable: 4, idMemory: 5, idTag: 6, idGlobal: 7,
	idExport: 8, idStart: 9, idElem: 10, idDataCount: 11, idCode: 12, idData: 13}

// magicVersion is how a module starts.
const magicVersion = "\x00asm\x01\x00\x00\x00"

// A decoder makes a module from the bytes of its source.
type decoder struct {
	src  source
	opt  Options
	m    *wasm.Module
	rank int  // of the last non-custom section
	told bool // opt.Code was called

	numTypes int // with those of the recursive group that is being read

	ins  Instrs // reads constant expressions
	in   Instr
	free []wasm.ValType // unused part of the memory for parameters and results
}

func (d *decoder) decode() (*wasm.Module, error) {
	if err := d.header(); err != nil {
		return nil, err
	}
	d.m = &wasm.Module{Start: wasm.NoIndex}
	place := 0
	for d.src.need(1) {
		id, err := d.sectionID()
		if err == nil {
			err = d.section(id, place)
		}
		if err != nil {
			return nil, err
		}
		if id != idCustom {
			place++
		}
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	return d.m, nil
}

// header reads magic number and version.
func (d *decoder) header() error {
	const half = len(magicVersion) / 2
	for i, code := range []wasm.Code{codeMagic, codeVersion} {
		offset := d.src.offset()
		if !d.src.need(half) {
			return d.src.short(codeEnd, d.src.base+len(d.src.buf))
		}
		if string(d.src.take(half)) != magicVersion[i*half:][:half] {
			return malformed(code, "", offset)
		}
	}
	return nil
}

// sectionID reads the id of a section and checks that it may stand here.
func (d *decoder) sectionID() (byte, error) {
	offset := d.src.offset()
	id := d.src.take(1)[0]
	fail := func(code wasm.Code, missing wasm.Features) (byte, error) {
		detail := strconv.Itoa(int(id))
		if missing != 0 {
			detail += " " + needs(missing)
		}
		return 0, malformed(code, detail, offset)
	}
	switch {
	case id >= idEnd:
		return fail(codeSectionID, 0)
	case id == idTag && d.opt.Features&(wasm.FeatureExceptions|wasm.FeatureLegacyExceptions) == 0:
		return fail(codeSectionID, wasm.FeatureExceptions)
	case id == idDataCount && !d.opt.Features.Has(wasm.FeatureBulkMemory):
		return fail(codeSectionID, wasm.FeatureBulkMemory)
	case id == idCustom:
		return id, nil
	case sectionRank[id] <= d.rank:
		return fail(codeSectionOrder, 0)
	}
	d.rank = sectionRank[id]
	d.m.Sections |= 1 << id
	if d.rank > sectionRank[idCode] {
		return id, d.tell()
	}
	return id, nil
}

// section reads the size and the contents of a section. place is the number of non-custom sections before it.
func (d *decoder) section(id byte, place int) error {
	sizeOffset := d.src.offset()
	n, err := d.src.u32(5)
	if err != nil {
		return err
	}
	size := int(min(n, wasm.MaxModuleSize)) // no module has more, and it fits an int everywhere
	if id == idCode {
		return d.codeSection(size, sizeOffset)
	}
	if id != idCustom {
		d.m.Offsets[id] = d.src.offset()
	}
	if !d.src.need(size) {
		return d.truncated(size, sizeOffset)
	}
	offset := d.src.offset()
	before := *d.m
	b := d.src.take(size)
	r := NewReader(b, offset)
	d.contents(&r, id, place)
	switch {
	case r.err != nil && r.err.Code == codeEnd && id != idCustom:
		*d.m = before
		r = NewReader(d.src.beyond(b), offset)
		d.contents(&r, id, place)
		overran(&r, offset+size)
	case r.Len() > 0:
		r.Fail(codeSectionSize, "", r.Offset())
	}
	return r.Err()
}

// overran settles the error of r, which has read on beyond the end of what it should read.
func overran(r *Reader, end int) {
	switch {
	case r.err == nil:
		r.Fail(codeSectionSize, "", end)
	case r.err.Code == codeEnd:
		r.err.Offset = end
	}
}

// contents reads the contents of a section other than code.
func (d *decoder) contents(r *Reader, id byte, place int) {
	switch id {
	case idCustom:
		d.custom(r, place)
	case idType:
		d.types(r)
	case idImport:
		d.imports(r)
	case idFunc:
		d.funcs(r)
	case idTable:
		d.tables(r)
	case idMemory:
		d.memories(r)
	case idTag:
		d.tags(r)
	case idGlobal:
		d.globals(r)
	case idExport:
		d.exports(r)
	case idStart:
		d.m.Start = r.U32()
	case idElem:
		d.elems(r)
	case idDataCount:
		d.m.HasDataCount, d.m.DataCount = true, r.U32()
	case idData:
		d.datas(r)
	}
}

// truncated returns the error for a section whose size, at sizeOffset, is more than the bytes up to the end of the input. Like
// for other lengths (see Reader.Count), the size is at fault when it is more than the bytes from itself on.
func (d *decoder) truncated(size, sizeOffset int) error {
	end := d.src.base + len(d.src.buf)
	if size > end-sizeOffset {
		return d.src.short(codeLength, sizeOffset)
	}
	return d.src.short(codeEnd, end)
}

// tell calls opt.Code, once.
func (d *decoder) tell() error {
	if d.told || d.opt.Code == nil {
		return nil
	}
	d.told = true
	return d.opt.Code(d.m)
}

// A codeReader is the extent of the code section, which is read piece by piece.
type codeReader struct {
	*decoder
	size, sizeOffset, end int
}

// codeSection reads the code section of the given size, one body at a time.
func (d *decoder) codeSection(size, sizeOffset int) error {
	start := d.src.offset()
	d.m.CodeOffset, d.m.Offsets[idCode] = start, start
	c := codeReader{d, size, sizeOffset, start + size}
	count, err := c.length()
	defined := len(d.m.Funcs) - d.m.NumImportedFuncs
	switch {
	case err != nil:
		return err
	case count > size:
		return malformed(codeLength, "", start)
	case count > defined:
		return malformed(codeFuncCount, twoCounts(defined, count), start)
	}
	d.m.Bodies = make([]wasm.Body, count)
	if err := d.tell(); err != nil {
		return err
	}
	for i := range d.m.Bodies {
		if err := c.body(i); err != nil {
			return inFunc(err, d.m.NumImportedFuncs+i)
		}
		if d.opt.Body != nil {
			if err := d.opt.Body(d.m, i); err != nil {
				return err
			}
		}
	}
	switch offset := d.src.offset(); {
	case offset == c.end:
		return nil
	case d.src.need(1):
		return malformed(codeSectionSize, "", offset)
	}
	return d.truncated(size, sizeOffset)
}

// length reads the number or the size of bodies.
func (c *codeReader) length() (int, error) {
	n, err := c.src.u32(c.end - c.src.offset())
	if e, ok := err.(*wasm.Error); ok && e.Code == codeEnd && e.Offset < c.end {
		err = c.truncated(c.size, c.sizeOffset)
	}
	return int(min(n, wasm.MaxModuleSize)), err
}

// body reads body i.
func (c *codeReader) body(i int) error {
	start := c.src.offset()
	n, err := c.length()
	switch {
	case err != nil:
		return err
	case n > c.end-start:
		return malformed(codeLength, "", start)
	case n > c.end-c.src.offset():
		return malformed(codeEnd, "", c.end)
	case n > wasm.MaxBodySize:
		return &wasm.Error{Phase: wasm.PhaseLimit, Code: "function body too large", Offset: start, Func: wasm.NoFunc,
			Detail: strconv.Itoa(n) + " bytes, at most " + strconv.Itoa(wasm.MaxBodySize)}
	case !c.src.need(n):
		return c.truncated(c.size, c.sizeOffset)
	}
	b := &c.m.Bodies[i]
	b.Offset = c.src.offset()
	b.Code = c.src.take(n)
	if n == 0 || b.Code[n-1] != endByte {
		return c.unended(b)
	}
	return nil
}

// unended returns the error for the body b, which does not end with an end instruction.
func (c *codeReader) unended(b *wasm.Body) error {
	c.ins.Reset(c.src.beyond(b.Code), b.Offset)
	c.ins.Locals(nil)
	c.ins.expr(&c.in)
	overran(&c.ins.r, b.Offset+len(b.Code))
	return c.ins.Err()
}

// endByte is the opcode of end, the last byte of every expression.
const endByte = 0x0B

// inFunc adds the function index x to an error of this package.
func inFunc(err error, x int) error {
	if e, ok := err.(*wasm.Error); ok {
		e.Func = x
	}
	return err
}

// malformed returns an error of the bytes at offset.
func malformed(code wasm.Code, detail string, offset int) error {
	return &wasm.Error{Code: code, Detail: detail, Offset: offset, Func: wasm.NoFunc}
}

// twoCounts is the detail of an error about numbers that should be equal.
func twoCounts(a, b int) string { return strconv.Itoa(a) + " and " + strconv.Itoa(b) }

// finish checks at the end of the input what can be checked only there.
func (d *decoder) finish() error {
	m := d.m
	m.Size = d.src.offset() - d.opt.Offset
	if d.src.err != nil || d.src.over {
		return d.src.short("", 0)
	}
	if defined := len(m.Funcs) - m.NumImportedFuncs; defined != len(m.Bodies) {
		return malformed(codeFuncCount, twoCounts(defined, len(m.Bodies)), d.src.offset())
	}
	if m.HasDataCount && int64(m.DataCount) != int64(len(m.Datas)) {
		return malformed(codeDataCount, twoCounts(int(m.DataCount), len(m.Datas)), d.src.offset())
	}
	return d.tell()
}
