package vm

import (
	"cmp"
	"slices"
	"sort"
	"unsafe"
)

// This file makes the WebAssembly stack of a trap out of the frames on the machine's stack.

// A place is where a function was when a trap happened: at a word of its code, or at its start when word is negative.
type place struct {
	m    *Module
	x    int // function index
	word int
}

// trap describes a trap at the machine's pc.
func (s *Store) trap(code TrapCode, err error) *Trap {
	if code == TrapStackExhausted && err == nil {
		err = s.stackError()
	}
	return &Trap{Code: code, Stack: frames(s.places(MaxTraceFrames)), Err: err}
}

// stackError names the limit of the stack.
func (s *Store) stackError() error {
	return &LimitError{Limit: "MaxStack (bytes)", Max: s.cfg.MaxStack, Want: s.cfg.MaxStack + 1}
}

// places walks up the stack, from the innermost frame to the call from Go, or as far as limit.
func (s *Store) places(limit int) (list []place) {
	pc, fp, in := s.m.pc, s.m.fp, s.running()
	acts := s.acts
	for len(list) < limit {
		x, word, ok := in.module.locate(pc)
		if !ok {
			break
		}
		list = append(list, place{in.module, x, word})
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
	return list
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

// frames describes places. Where the instructions of a function were is found by lowering it again, once for all of its places:
// the same body always gives the same code, and nobody has to remember the offsets of functions that never trap.
func frames(places []place) []Frame {
	list := make([]Frame, len(places))
	for i, p := range places {
		if list[i].Offset == 0 {
			l := newLowerer(p.m, true)
			var offsets []int32
			if l.lower(p.x, func() bool { return false }) == nil {
				offsets = l.offsets
			}
			for j := i; j < len(places); j++ {
				if q := places[j]; q.m == p.m && q.x == p.x {
					list[j] = q.frame(offsets)
				}
			}
			l.release()
		}
	}
	return list
}

// frame describes a place, given the offsets in the module of the words of the function's code.
func (p place) frame(offsets []int32) Frame {
	f := Frame{Module: p.m.Name(), Func: p.m.FuncName(p.x), FuncIndex: p.x, Offset: p.m.src.Bodies[p.x-p.m.src.NumImportedFuncs].Offset}
	if p.word >= 0 && p.word < len(offsets) {
		f.Offset = int(offsets[p.word] &^ dataWord)
	}
	return f
}
