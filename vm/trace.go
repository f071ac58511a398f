package vm

import (
	"cmp"
	"slices"
	"sort"
	"unsafe"
)

// This file makes the WebAssembly stack of a trap out of the frames on the machine's stack.

// trap describes a trap at the machine's pc.
func (s *Store) trap(code TrapCode, err error) *Trap {
	t := &Trap{Code: code, Err: err}
	pc, fp, in := s.m.pc, s.m.fp, s.running()
	acts := s.acts
	for len(t.Stack) < MaxTraceFrames {
		x, word, ok := in.module.locate(pc)
		if !ok {
			break
		}
		t.Stack = append(t.Stack, in.module.frame(x, word))
		save := (*[2]uintptr)(unsafe.Add(at(fp), saveArea(in.module.src.FuncType(uint32(x)))*wordSize))
		pc, fp = save[0], save[1]
		if pc == returnAddress {
			a := acts[len(acts)-1]
			acts = acts[:len(acts)-1]
			if a.instance == nil {
				break
			}
			pc, fp, in = a.pc, a.fp, a.instance
		}
		pc -= wordSize // back into the call
	}
	return t
}

// locate returns the function and the word of its code that pc points to.
func (m *Module) locate(pc uintptr) (x, word int, ok bool) {
	if first := uintptr(unsafe.Pointer(unsafe.SliceData(m.stubs))); pc >= first && pc < first+uintptr(len(m.stubs))*wordSize {
		return m.src.NumImportedFuncs + int(pc-first)/wordSize, -1, true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ranges == nil {
		m.ranges = m.sortRanges()
	}
	i := sort.Search(len(m.ranges), func(i int) bool { return m.ranges[i].start > pc }) - 1
	if i < 0 || pc >= m.ranges[i].end {
		return 0, 0, false
	}
	r := m.ranges[i]
	return m.src.NumImportedFuncs + r.defined, int(pc-r.start) / wordSize, true
}

// A codeRange is where the code of a function is.
type codeRange struct {
	start, end uintptr
	defined    int
}

func (m *Module) sortRanges() []codeRange {
	ranges := []codeRange{}
	for i := range m.codes {
		if insts := m.codes[i].insts; insts != nil {
			start := uintptr(unsafe.Pointer(unsafe.SliceData(insts)))
			ranges = append(ranges, codeRange{start, start + uintptr(len(insts))*wordSize, i})
		}
	}
	slices.SortFunc(ranges, func(a, b codeRange) int { return cmp.Compare(a.start, b.start) })
	return ranges
}

// frame describes a place in function x. Where its instructions were is found by lowering it again: the
// same body always gives the same code, and nobody has to remember the offsets of functions that never trap.
func (m *Module) frame(x, word int) Frame {
	f := Frame{Module: m.Name(), Func: m.FuncName(x), FuncIndex: x, Offset: m.src.Bodies[x-m.src.NumImportedFuncs].Offset}
	if word < 0 {
		return f
	}
	if l := newLowerer(m, true); l.lower(x, func() bool { return false }) == nil && word < len(l.offsets) {
		f.Offset = int(l.offsets[word])
	}
	return f
}
