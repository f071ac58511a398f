package binary

import (
	"cmp"
	"iter"
	"slices"
	"sort"
)

// This file holds the branch hint section: which way a branch is expected to go. Like names, hints mean nothing to the program.

// BranchHintSection is the name of the custom section that DecodeBranchHints reads.
const BranchHintSection = "metadata.code.branch_hint"

// A BranchHint says whether the br_if or if at Offset is likely to branch, or to take its first arm.
type BranchHint struct {
	Offset uint32 // of the instruction, counted from the start of the body, which is that of its local declarations
	Likely bool
}

// BranchHints are the hints of a module. All methods are safe to call concurrently.
type BranchHints struct {
	hints []BranchHint
	funcs []funcHints
}

// funcHints are hints start to end, those of a function.
type funcHints struct {
	index      uint32
	start, end int
}

// Func returns the hints for function x in the order of their offsets.
func (h *BranchHints) Func(x uint32) []BranchHint {
	i, ok := sort.Find(len(h.funcs), func(i int) int { return cmp.Compare(x, h.funcs[i].index) })
	if !ok {
		return nil
	}
	f := h.funcs[i]
	return h.hints[f.start:f.end:f.end]
}

// All returns the functions that have hints, in the order of their indices, each with its hints.
func (h *BranchHints) All() iter.Seq2[uint32, []BranchHint] {
	return func(yield func(uint32, []BranchHint) bool) {
		for _, f := range h.funcs {
			if !yield(f.index, h.hints[f.start:f.end:f.end]) {
				return
			}
		}
	}
}

// AppendBranchHints appends the contents of a branch hint section. The indices of functions must rise, and so must the offsets
// within each.
func AppendBranchHints(dst []byte, funcs iter.Seq2[uint32, []BranchHint]) []byte {
	var b []byte
	n := uint32(0)
	for x, hints := range funcs {
		b = AppendU32(AppendU32(b, x), uint32(len(hints)))
		for _, h := range hints {
			b = append(AppendU32(b, h.Offset), 1, byte(oneIf(h.Likely)))
		}
		n++
	}
	return append(AppendU32(dst, n), b...)
}

// DecodeBranchHints reads data, the contents of a branch hint section, which stands at offset in its module. It always returns
// hints: with an error, a *wasm.Error, none.
func DecodeBranchHints(data []byte, offset int) (*BranchHints, error) {
	r := NewReader(data, offset)
	h := new(BranchHints)
	for n := r.Count(); n > 0 && r.err == nil; n-- {
		start := r.Offset()
		f := funcHints{index: r.U32(), start: len(h.hints)}
		if k := len(h.funcs); k > 0 && h.funcs[k-1].index >= f.index {
			r.Fail(codeBranchHint, "functions out of order", start)
		}
		for k := r.Count(); k > 0 && r.err == nil; k-- {
			h.hints = append(h.hints, r.branchHint(h.hints[f.start:]))
		}
		f.end = len(h.hints)
		h.funcs = append(h.funcs, f)
	}
	if r.Len() > 0 {
		r.Fail(codeSectionSize, "", r.Offset())
	}
	if r.err != nil {
		return new(BranchHints), r.err
	}
	h.hints, h.funcs = slices.Clip(h.hints), slices.Clip(h.funcs)
	return h, nil
}

// branchHint reads a hint that follows others of its function.
func (r *Reader) branchHint(before []BranchHint) BranchHint {
	start := r.Offset()
	h := BranchHint{Offset: r.U32()}
	if k := len(before); k > 0 && before[k-1].Offset >= h.Offset {
		r.Fail(codeBranchHint, "offsets out of order", start)
	}
	start = r.Offset()
	if size := r.U32(); size != 1 {
		r.Fail(codeBranchHint, "size is not 1", start)
	}
	start = r.Offset()
	value := r.Byte()
	if value > 1 {
		r.Fail(codeBranchHint, "value is neither 0 nor 1", start)
	}
	h.Likely = value == 1
	return h
}
