package vm

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds what the run loop leaves to Go. Each function does the instruction at pc, moves pc on and returns 0 or a trap.
// Operands and results are in consecutive slots from a on, unless lowering says otherwise, immediates in the word after the instruction.

// The entries of outs, the imm field of formOut.
const (
	outReturn uint8 = iota
	outLower
	outZero
	outCallImport
	outCallIndirect
	outTailCallImport
	outTailCallIndirect
	outNumeric
	outRefFunc
	outMemorySize
	outMemoryGrow
	outMemoryFill
	outMemoryCopy
	outMemoryInit
	outDataDrop
	outTableGet
	outTableSet
	outTableSize
	outTableGrow
	outTableFill
	outTableCopy
	outTableInit
	outElemDrop
	outAccess
	outCallRef
	outTailCallRef
	outRefTest
	outRefCast
	outStructNew
	outStructNewDefault
	outArrayNew
	outArrayNewDefault
	outArrayNewFixed
	outArrayNewData
	outArrayNewElem
	outArrayGetV128
	outArraySetV128
	outArrayFill
	outArrayCopy
	outArrayInitData
	outArrayInitElem
	outThrow
	outThrowRef
	outAtomic
	outWide
	outRefGetDesc
	outDescTest
	outDescCast
	outVector
	outCount
)

var outs [outCount]func(s *Store, i *inst) TrapCode

func init() {
	outs = [outCount]func(s *Store, i *inst) TrapCode{
		outReturn:           doReturn,
		outLower:            doLower,
		outZero:             doZero,
		outCallImport:       doCallImport,
		outCallIndirect:     doCallIndirect,
		outTailCallImport:   doTailCallImport,
		outTailCallIndirect: doTailCallIndirect,
		outNumeric:          doNumeric,
		outRefFunc:          doRefFunc,
		outMemorySize:       doMemorySize,
		outMemoryGrow:       doMemoryGrow,
		outMemoryFill:       doMemoryFill,
		outMemoryCopy:       doMemoryCopy,
		outMemoryInit:       doMemoryInit,
		outDataDrop:         doDataDrop,
		outTableGet:         doTableGet,
		outTableSet:         doTableSet,
		outTableSize:        doTableSize,
		outTableGrow:        doTableGrow,
		outTableFill:        doTableFill,
		outTableCopy:        doTableCopy,
		outTableInit:        doTableInit,
		outElemDrop:         doElemDrop,
		outAccess:           doAccess,
		outCallRef:          doCallRef,
		outTailCallRef:      doTailCallRef,
		outRefTest:          doRefTest,
		outRefCast:          doRefCast,
		outStructNew:        doStructNew,
		outStructNewDefault: doStructNewDefault,
		outArrayNew:         doArrayNew,
		outArrayNewDefault:  doArrayNewDefault,
		outArrayNewFixed:    doArrayNewFixed,
		outArrayNewData:     doArrayNewData,
		outArrayNewElem:     doArrayNewElem,
		outArrayGetV128:     doArrayGetV128,
		outArraySetV128:     doArraySetV128,
		outArrayFill:        doArrayFill,
		outArrayCopy:        doArrayCopy,
		outArrayInitData:    doArrayInitData,
		outArrayInitElem:    doArrayInitElem,
		outThrow:            doThrow,
		outThrowRef:         doThrowRef,
		outAtomic:           doAtomic,
		outWide:             doWide,
		outRefGetDesc:       doRefGetDesc,
		outDescTest:         doDescTest,
		outDescCast:         doDescCast,
		outVector:           doVector,
	}
}

// wideOf is the 32-bit number in b and c.
func wideOf(i *inst) int32 { return int32(uint32(i.b) | uint32(i.c)<<16) }

// wordOf is the data word after i.
func wordOf(i *inst) uint64 { return *(*uint64)(unsafe.Add(unsafe.Pointer(i), wordSize)) }

// indices are the immediates of i.
func indices(i *inst) (x, y uint32) { w := wordOf(i); return uint32(w), uint32(w >> 32) }

// operands are the slots from a on.
func (s *Store) operands(i *inst) *[3]uint64 {
	return (*[3]uint64)(unsafe.Pointer(slot(s.m.fp, i.a)))
}

// next moves pc past an instruction of n words.
func (s *Store) next(n uintptr) TrapCode {
	s.m.pc += n * wordSize
	return 0
}

// doReturn ends the call of a function that was called from Go or from another instance. The frame is already the caller's.
func doReturn(s *Store, _ *inst) TrapCode {
	n := len(s.acts) - 1
	a := s.acts[n]
	s.acts[n] = activation{}
	s.acts = s.acts[:n]
	s.enter(a.instance)
	s.m.pc, s.m.fp = a.pc, a.fp
	return 0
}

// doLower lowers a function at its first call and goes on in its code.
func doLower(s *Store, i *inst) TrapCode {
	entry, err := s.running().module.lower(int(wideOf(i)), s.interrupted)
	switch {
	case err == errStopped:
		s.hostErr = s.cause()
		return TrapInterrupted
	case err != nil:
		s.hostErr = err
		return TrapLimit
	}
	s.m.pc = entry
	return 0
}

// doZero clears many locals.
func doZero(s *Store, i *inst) TrapCode {
	clear(unsafe.Slice(slot(s.m.fp, i.a), int(i.b)))
	if trap := s.charge(uint64(i.b) * wordSize / bytesPerUnit); trap != 0 {
		return trap
	}
	return s.next(1)
}

func doCallImport(s *Store, i *inst) TrapCode {
	return s.invoke(s.running().imports[wideOf(i)], i.a, 1)
}

// callee finds the function of call_indirect: element x of a table, which must have the type.
func (s *Store) callee(table uint16, x uint64, typ uint32) (*Func, TrapCode) {
	t := s.running().tables[table]
	if x >= t.len {
		return nil, TrapUndefinedElement
	}
	ref := t.elems[x]
	if ref == 0 {
		return nil, TrapUninitializedElement
	}
	if !s.engine.types.isSub(s.funcs[ref].typ, typ) {
		return nil, TrapIndirectCallMismatch
	}
	return s.funcByRef(ref), 0
}

func doCallIndirect(s *Store, i *inst) TrapCode {
	f, trap := s.callee(i.c, *slot(s.m.fp, i.b), uint32(wordOf(i)))
	if trap != 0 {
		return trap
	}
	return s.invoke(f, i.a, 2)
}

func doTailCallImport(s *Store, i *inst) TrapCode {
	return s.tailCall(s.running().imports[wideOf(i)], i.a, uint16(wordOf(i)))
}

func doTailCallIndirect(s *Store, i *inst) TrapCode {
	w := wordOf(i)
	f, trap := s.callee(i.c, *slot(s.m.fp, i.b), uint32(w))
	if trap != 0 {
		return trap
	}
	return s.tailCall(f, i.a, uint16(w>>32))
}

// tailCall replaces the running frame, whose save area is at slot save, by one of f with arguments from slot base on.
func (s *Store) tailCall(f *Func, base, save uint16) TrapCode {
	if f.host != nil {
		return s.tailCallHost(f, base, save)
	}
	ret, caller := *slot(s.m.fp, save), *slot(s.m.fp, save+1)
	n := slotsOf(f.typ.Params)
	copy(unsafe.Slice(slot(s.m.fp, 0), n), unsafe.Slice(slot(s.m.fp, base), n))
	if from := s.running(); f.instance != from {
		// A frame that already returns to the driver needs no second activation: that is what keeps tail calls between
		// instances in constant space.
		if uintptr(ret) != returnAddress {
			s.acts = append(s.acts, activation{from, uintptr(ret), uintptr(caller)})
			ret = uint64(returnAddress)
		}
		s.enter(f.instance)
	}
	area := uint16(f.save)
	*slot(s.m.fp, area), *slot(s.m.fp, area+1) = ret, caller
	s.m.pc = atomic.LoadUintptr(f.entry)
	return s.count()
}

// tailCallHost calls a host function and returns its results as those of the running frame.
func (s *Store) tailCallHost(f *Func, base, save uint16) TrapCode {
	ret, caller := *slot(s.m.fp, save), *slot(s.m.fp, save+1)
	pc := s.m.pc
	if trap := s.invokeHost(f, base, 0); trap != 0 || s.m.pc != pc {
		return trap
	}
	n := slotsOf(f.typ.Results)
	copy(unsafe.Slice(slot(s.m.fp, 0), n), unsafe.Slice(slot(s.m.fp, base), n))
	s.m.pc, s.m.fp = uintptr(ret), uintptr(caller)
	return 0
}

func doNumeric(s *Store, i *inst) TrapCode {
	numericOuts[i.c](&s.m, at(s.m.fp), i)
	return s.next(1)
}

func doRefFunc(s *Store, i *inst) TrapCode {
	*slot(s.m.fp, i.a) = s.running().funcRef(uint32(wideOf(i)))
	return s.next(1)
}

func doMemorySize(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	m := s.running().memories[x]
	s.operands(i)[0] = m.size() >> m.typ.PageBits
	return s.next(2)
}

// failed is the result of memory.grow and table.grow when they cannot: -1 of the address type.
func failed(t wasm.ValType) uint64 { return slotBits(t, ^uint64(0)) }

func doMemoryGrow(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	m, o := s.running().memories[x], s.operands(i)
	former, ok := m.Grow(o[0])
	if !ok && s.cfg.TrapOnGrowFailure {
		s.hostErr = fmt.Errorf("memory %d has %d pages and cannot grow by %d", x, former, o[0])
		return TrapLimit
	}
	if !ok {
		former = failed(m.typ.Limits.AddrType())
	}
	o[0] = former
	return s.next(2)
}

// bulkStep is how many bytes a bulk instruction handles before the driver looks at the context.
const bulkStep = 1 << 22

// Bulk work counts by the amount that takes about as long as some instructions.
const (
	bytesPerUnit = 256
	elemsPerUnit = 32
)

// steps does a bulk operation on n bytes piece by piece, from the end when down.
func (s *Store) steps(n uint64, down bool, do func(from, to uint64)) TrapCode {
	for done := uint64(0); done < n; {
		k := min(n-done, bulkStep)
		if trap := s.charge(k / bytesPerUnit); trap != 0 {
			return trap
		}
		if down {
			do(n-done-k, n-done)
		} else {
			do(done, done+k)
		}
		done += k
	}
	return s.next(2)
}

// bulkOperands are the operands of memory.copy and memory.fill; see lowerer.bulkMemory. What the loop leaves of its own forms comes here, too.
func (s *Store) bulkOperands(i *inst) (to, from, n uint64) {
	to, from, n = *slot(s.m.fp, i.a), *slot(s.m.fp, i.b), *slot(s.m.fp, i.c)
	if formOfInst(*i) != formOut {
		to, from, n = uint64(uint32(to)), uint64(uint32(from)), uint64(uint32(n))
	}
	return to, from, n
}

func doMemoryFill(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	to, v, n := s.bulkOperands(i)
	b, ok := s.running().memories[x].view(to, n)
	if !ok {
		return TrapMemoryOutOfBounds
	}
	return s.steps(uint64(len(b)), false, func(from, to uint64) { fill(b[from:to], byte(v)) })
}

// fill sets all of b to v.
func fill(b []byte, v byte) {
	if v == 0 {
		clear(b)
		return
	}
	if len(b) == 0 {
		return
	}
	b[0] = v
	for n := 1; n < len(b); n *= 2 {
		copy(b[n:], b[:n])
	}
}

func doMemoryCopy(s *Store, i *inst) TrapCode {
	x, y := indices(i)
	mems := s.running().memories
	to, from, n := s.bulkOperands(i)
	dst, ok1 := mems[x].view(to, n)
	src, ok2 := mems[y].view(from, n)
	if !ok1 || !ok2 {
		return TrapMemoryOutOfBounds
	}
	return s.steps(n, to > from, func(from, to uint64) { copy(dst[from:to], src[from:to]) })
}

func doMemoryInit(s *Store, i *inst) TrapCode {
	x, y := indices(i)
	o, in := s.operands(i), s.running()
	dst, ok := in.memories[y].view(o[0], o[2])
	src := in.data(x)
	if !ok || !within(o[1], o[2], uint64(len(src))) {
		return TrapMemoryOutOfBounds
	}
	src = src[o[1]:]
	return s.steps(o[2], false, func(from, to uint64) { copy(dst[from:to], src[from:to]) })
}

// within reports whether n elements from at on are among size.
func within(at, n, size uint64) bool { return n <= size && at <= size-n }

func doDataDrop(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	s.running().dropData(x)
	return s.next(2)
}

func doTableGet(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	o, t := s.operands(i), s.running().tables[x]
	if o[0] >= t.len {
		return TrapTableOutOfBounds
	}
	o[0] = t.elems[o[0]]
	return s.next(2)
}

func doTableSet(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	o, t := s.operands(i), s.running().tables[x]
	if o[0] >= t.len {
		return TrapTableOutOfBounds
	}
	t.elems[o[0]] = o[1]
	return s.next(2)
}

func doTableSize(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	s.operands(i)[0] = s.running().tables[x].len
	return s.next(2)
}

func doTableGrow(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	o, t := s.operands(i), s.running().tables[x]
	former, ok := t.grow(o[1], o[0])
	if !ok && s.cfg.TrapOnGrowFailure {
		s.hostErr = fmt.Errorf("table %d has %d elements and cannot grow by %d", x, former, o[1])
		return TrapLimit
	}
	if !ok {
		former = failed(t.typ.Limits.AddrType())
	}
	o[0] = former
	return s.bulk(o[1] / elemsPerUnit)
}

// bulk ends an instruction on a table that took this many units.
func (s *Store) bulk(units uint64) TrapCode {
	if trap := s.charge(units); trap != 0 {
		return trap
	}
	return s.next(2)
}

func doTableFill(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	o, t := s.operands(i), s.running().tables[x]
	if !within(o[0], o[2], t.len) {
		return TrapTableOutOfBounds
	}
	part := t.elems[o[0]:][:o[2]]
	for i := range part {
		part[i] = o[1]
	}
	return s.bulk(o[2] / elemsPerUnit)
}

func doTableCopy(s *Store, i *inst) TrapCode {
	x, y := indices(i)
	o, tables := s.operands(i), s.running().tables
	dst, src := tables[x], tables[y]
	if !within(o[0], o[2], dst.len) || !within(o[1], o[2], src.len) {
		return TrapTableOutOfBounds
	}
	copy(dst.elems[o[0]:][:o[2]], src.elems[o[1]:])
	return s.bulk(o[2] / elemsPerUnit)
}

func doTableInit(s *Store, i *inst) TrapCode {
	x, y := indices(i)
	o, in := s.operands(i), s.running()
	t := in.tables[y]
	if !within(o[0], o[2], t.len) || !within(o[1], o[2], in.elemLen(x)) {
		return TrapTableOutOfBounds
	}
	in.copyElems(t.elems[o[0]:][:o[2]], x, o[1])
	return s.bulk(o[2])
}

func doElemDrop(s *Store, i *inst) TrapCode {
	x, _ := indices(i)
	s.running().dropElem(x)
	return s.next(2)
}
