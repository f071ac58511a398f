package validate

import (
	"strconv"
	"strings"
	"sync"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file turns the signatures of the instruction table into the form in which they are checked: types instead of letters, 32 bytes a row, so
// that those of common code stay in the nearest cache.

// A shape sorts instructions by how the fast path checks them.
type shape uint8

const (
	irregular shape = iota // by a method of its own
	regular                // by its signature and immediates
	plain0                 // pushes one operand
	plain1                 // from one operand to another
	plain2                 // from two operands to one
	load                   // from an address to an operand
	store                  // an address and an operand
)

// A sig is how a row of the instruction table is checked.
type sig struct {
	features wasm.Features
	pops     [4]uint8 // number types as their kind, or addr
	pushes   [2]uint8
	numPops  uint8
	numPush  uint8
	shape    shape
	imm      op.Imm
	align    uint8 // log2 of the natural alignment
	lanes    uint8 // of a lane index, how many lanes there are
	atomic   bool  // the alignment must be the natural one
}

// addr stands for the type of addresses of the memory in the immediate.
const addr = uint8(wasm.KindNone)

type sigTable [op.Count]sig

var signatures = sync.OnceValue(func() *sigTable {
	t := new(sigTable)
	for o := range t {
		t[o] = newSig(op.Op(o).Info())
	}
	return t
})

// sigLetters are the types of the letters in op.Info.Sig.
var sigLetters = [256]uint8{
	'i': uint8(wasm.KindI32), 'l': uint8(wasm.KindI64), 'f': uint8(wasm.KindF32), 'd': uint8(wasm.KindF64), 'v': uint8(wasm.KindV128),
	'p': addr,
}

func newSig(info *op.Info) sig {
	s := sig{features: info.Feature, imm: info.Imm, align: info.Align}
	pops, pushes, ok := strings.Cut(info.Sig, ":")
	if !ok {
		return s
	}
	for i := range len(pops) {
		s.pops[i] = sigLetters[pops[i]]
	}
	for i := range len(pushes) {
		s.pushes[i] = sigLetters[pushes[i]]
	}
	s.numPops, s.numPush = uint8(len(pops)), uint8(len(pushes))
	s.atomic = info.Prefix == 0xFE
	s.lanes = lanes(info)
	s.shape = s.findShape()
	return s
}

// lanes returns how many lanes the vectors of an instruction with a lane index have: the number in the name of
// those that work on a shape, as i8x16.extract_lane_s, and what the size of the access leaves for loads and stores.
func lanes(info *op.Info) uint8 {
	switch info.Imm {
	case op.ImmMemArgLane:
		return 16 >> info.Align
	case op.ImmLane:
		_, rest, _ := strings.Cut(info.Name, "x")
		rest, _, _ = strings.Cut(rest, ".")
		n, _ := strconv.Atoi(rest)
		return uint8(n)
	}
	return 0
}

func (s *sig) findShape() shape {
	switch s.imm {
	case op.ImmNone, op.ImmI32, op.ImmI64, op.ImmF32, op.ImmF64:
		if s.numPush == 1 && s.numPops <= 2 && s.features == 0 {
			return plain0 + shape(s.numPops)
		}
	case op.ImmMemArg:
		switch {
		case s.features != 0:
		case s.numPops == 1:
			return load
		default:
			return store
		}
	}
	return regular
}
