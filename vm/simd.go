package vm

import (
	"unsafe"

	"github.com/wvm-project/wvm/op"
)

// This file runs the vector instructions that the loop leaves to Go. Most of them are functions of values in the tables below; the
// frequent ones are forms of the loop instead (gen/forms_simd.go) and have no entry here.

// A v128 is a vector. It takes two consecutive slots, the low half first; lane 0 is in the lowest bits.
type v128 struct{ low, high uint64 }

// A vectorInst is an instruction with imm outVector; a is the slot of the result, or of the address of a store, b and c are operands.
// Words with more data follow where the kind says so.
type vectorInst struct {
	inst
	op     uint16
	d      uint16 // slot of a third operand
	kind   vectorKind
	lane   uint8
	memory uint16
}

// A vectorKind says what operands an instruction has and where it stands in the tables.
type vectorKind uint8

const (
	vectorUnary     vectorKind = iota // a = unaryVectors[op](b)
	vectorBinary                      // a = binaryVectors[op](b, c)
	vectorTernary                     // a = ternaryVectors[op](b, c, d)
	vectorTest                        // a = vectorTests[op](b), a number
	vectorShuffle                     // a = bytes of b and c; the lanes follow
	vectorShuffle32                   // a = lanes of 32 bits of b and c; four indices of a byte each follow
	vectorLoad                        // a = vectorLoads[op](memory at b); the offset of an access follows
	vectorLoad128                     // a = memory at b
	vectorLoadLane                    // a = c with a lane from memory at b
	vectorStore128                    // memory at a = b
	vectorStoreLane                   // memory at a = a lane of b
	vectorGet                         // a = a global, whose index follows
	vectorSet                         // a global, whose index follows, = b
)

// vectorWords is the size of instructions.
var vectorWords = [...]uintptr{vectorUnary: 2, vectorBinary: 2, vectorTernary: 2, vectorTest: 2, vectorShuffle: 4, vectorShuffle32: 3, vectorLoad: 3,
	vectorLoad128: 3, vectorLoadLane: 3, vectorStore128: 3, vectorStoreLane: 3, vectorGet: 3, vectorSet: 3}

// vectorSlot returns slots n and n+1 of the frame at fp.
func vectorSlot(fp unsafe.Pointer, n uint16) *v128 {
	return (*v128)(unsafe.Add(fp, uintptr(n)*wordSize))
}

// doVector runs vector instructions up to the first one that belongs into the loop: they seldom stand alone.
func doVector(s *Store, i *inst) TrapCode {
	fp := at(s.m.fp)
	for form(i.op) == formOut && i.imm == outVector {
		v := (*vectorInst)(unsafe.Pointer(i))
		switch v.kind {
		case vectorUnary:
			*vectorSlot(fp, v.a) = unaryVectors[v.op](*vectorSlot(fp, v.b))
		case vectorBinary:
			*vectorSlot(fp, v.a) = binaryVectors[v.op](*vectorSlot(fp, v.b), *vectorSlot(fp, v.c))
		case vectorTernary:
			*vectorSlot(fp, v.a) = ternaryVectors[v.op](*vectorSlot(fp, v.b), *vectorSlot(fp, v.c), *vectorSlot(fp, v.d))
		case vectorTest:
			vectorSlot(fp, v.a).low = vectorTests[v.op](*vectorSlot(fp, v.b))
		case vectorShuffle:
			*vectorSlot(fp, v.a) = shuffle(*vectorSlot(fp, v.b), *vectorSlot(fp, v.c), v128{v.word(2), v.word(3)})
		case vectorShuffle32:
			*vectorSlot(fp, v.a) = shuffle32(*vectorSlot(fp, v.b), *vectorSlot(fp, v.c), v.word(2))
		default:
			if trap := s.doVectorAccess(fp, v); trap != 0 {
				s.m.pc = uintptr(unsafe.Pointer(i))
				return trap
			}
		}
		i = (*inst)(unsafe.Add(unsafe.Pointer(i), vectorWords[v.kind]*wordSize))
	}
	s.m.pc = uintptr(unsafe.Pointer(i))
	return 0
}

// word is the nth word of an instruction.
func (v *vectorInst) word(n uintptr) uint64 {
	return *(*uint64)(unsafe.Add(unsafe.Pointer(v), n*wordSize))
}

// doVectorAccess runs an instruction that touches a memory or a global.
func (s *Store) doVectorAccess(fp unsafe.Pointer, v *vectorInst) TrapCode {
	switch v.kind {
	case vectorGet:
		*vectorSlot(fp, v.a) = *(*v128)(s.running().cells[v.word(2)])
		return 0
	case vectorSet:
		*(*v128)(s.running().cells[v.word(2)]) = *vectorSlot(fp, v.b)
		return 0
	}
	addr := vectorSlot(fp, v.b).low
	if v.kind == vectorStore128 || v.kind == vectorStoreLane {
		addr = vectorSlot(fp, v.a).low
	}
	ea, width := addr+v.word(2), uint(8)<<op.Op(v.op).Info().Align
	p, ok := s.running().memories[v.memory].view(ea, uint64(width/8))
	if !ok || ea < addr {
		return TrapMemoryOutOfBounds
	}
	switch v.kind {
	case vectorLoad:
		*vectorSlot(fp, v.a) = vectorLoads[v.op](loadBytes(p))
	case vectorLoad128:
		*vectorSlot(fp, v.a) = v128{loadBytes(p[:8]), loadBytes(p[8:])}
	case vectorLoadLane:
		x := *vectorSlot(fp, v.c)
		x.setLane(uint(v.lane), width, loadBytes(p))
		*vectorSlot(fp, v.a) = x
	case vectorStore128:
		x := vectorSlot(fp, v.b)
		storeBytes(p[:8], x.low)
		storeBytes(p[8:], x.high)
	case vectorStoreLane:
		storeBytes(p, vectorSlot(fp, v.b).lane(uint(v.lane), width))
	}
	return 0
}

// lane returns lane n of lanes of width bits, with other bits above it.
func (x *v128) lane(n, width uint) uint64 {
	if n *= width; n >= 64 {
		return x.high >> (n - 64)
	}
	return x.low >> n
}

// setLane replaces lane n of lanes of width bits.
func (x *v128) setLane(n, width uint, v uint64) {
	half := &x.low
	if n *= width; n >= 64 {
		half, n = &x.high, n-64
	}
	mask := ^uint64(0) >> (64 - width) << n
	*half = *half&^mask | v<<n
}

// unaryVectors are the instructions from a vector to a vector. The functions whose name begins with lanes are generated from the
// semantics of the scalar instructions.
var unaryVectors = [op.Count]func(x v128) v128{
	op.I8x16Popcnt: popcntBytes,

	op.I16x8ExtendLowI8x16S:  func(x v128) v128 { return widen8S(x.low) },
	op.I16x8ExtendHighI8x16S: func(x v128) v128 { return widen8S(x.high) },
	op.I16x8ExtendLowI8x16U:  func(x v128) v128 { return widen8U(x.low) },
	op.I16x8ExtendHighI8x16U: func(x v128) v128 { return widen8U(x.high) },
	op.I32x4ExtendLowI16x8S:  func(x v128) v128 { return widen16S(x.low) },
	op.I32x4ExtendHighI16x8S: func(x v128) v128 { return widen16S(x.high) },
	op.I32x4ExtendLowI16x8U:  func(x v128) v128 { return widen16U(x.low) },
	op.I32x4ExtendHighI16x8U: func(x v128) v128 { return widen16U(x.high) },
	op.I64x2ExtendLowI32x4S:  func(x v128) v128 { return widen32S(x.low) },
	op.I64x2ExtendHighI32x4S: func(x v128) v128 { return widen32S(x.high) },
	op.I64x2ExtendLowI32x4U:  func(x v128) v128 { return widen32U(x.low) },
	op.I64x2ExtendHighI32x4U: func(x v128) v128 { return widen32U(x.high) },

	op.I16x8ExtaddPairwiseI8x16S: func(x v128) v128 { return v128{pairs8S(x.low), pairs8S(x.high)} },
	op.I16x8ExtaddPairwiseI8x16U: func(x v128) v128 { return v128{pairs8U(x.low), pairs8U(x.high)} },
	op.I32x4ExtaddPairwiseI16x8S: func(x v128) v128 { return v128{pairs16S(x.low), pairs16S(x.high)} },
	op.I32x4ExtaddPairwiseI16x8U: func(x v128) v128 { return v128{pairs16U(x.low), pairs16U(x.high)} },

	op.F32x4Ceil:    lanesF32x4Ceil,
	op.F32x4Floor:   lanesF32x4Floor,
	op.F32x4Trunc:   lanesF32x4Trunc,
	op.F32x4Nearest: lanesF32x4Nearest,
	op.F64x2Ceil:    lanesF64x2Ceil,
	op.F64x2Floor:   lanesF64x2Floor,
	op.F64x2Trunc:   lanesF64x2Trunc,
	op.F64x2Nearest: lanesF64x2Nearest,

	op.F32x4DemoteF64x2Zero:        lanesF32x4DemoteF64x2Zero,
	op.F64x2PromoteLowF32x4:        lanesF64x2PromoteLowF32x4,
	op.F32x4ConvertI32x4S:          lanesF32x4ConvertI32x4S,
	op.F32x4ConvertI32x4U:          lanesF32x4ConvertI32x4U,
	op.F64x2ConvertLowI32x4S:       lanesF64x2ConvertLowI32x4S,
	op.F64x2ConvertLowI32x4U:       lanesF64x2ConvertLowI32x4U,
	op.I32x4TruncSatF32x4S:         lanesI32x4TruncSatF32x4S,
	op.I32x4TruncSatF32x4U:         lanesI32x4TruncSatF32x4U,
	op.I32x4TruncSatF64x2SZero:     lanesI32x4TruncSatF64x2SZero,
	op.I32x4TruncSatF64x2UZero:     lanesI32x4TruncSatF64x2UZero,
	op.I32x4RelaxedTruncF32x4S:     lanesI32x4TruncSatF32x4S,
	op.I32x4RelaxedTruncF32x4U:     lanesI32x4TruncSatF32x4U,
	op.I32x4RelaxedTruncF64x2SZero: lanesI32x4TruncSatF64x2SZero,
	op.I32x4RelaxedTruncF64x2UZero: lanesI32x4TruncSatF64x2UZero,
}

// binaryVectors are the instructions from two vectors to a vector. Relaxed ones are those of the deterministic profile
// (specification: "Profiles").
var binaryVectors = [op.Count]func(x, y v128) v128{
	op.I8x16Swizzle:        swizzle,
	op.I8x16RelaxedSwizzle: swizzle,

	op.I8x16NarrowI16x8S: func(x, y v128) v128 { return v128{narrow16S(x), narrow16S(y)} },
	op.I8x16NarrowI16x8U: func(x, y v128) v128 { return v128{narrow16U(x), narrow16U(y)} },
	op.I16x8NarrowI32x4S: func(x, y v128) v128 { return v128{narrow32S(x), narrow32S(y)} },
	op.I16x8NarrowI32x4U: func(x, y v128) v128 { return v128{narrow32U(x), narrow32U(y)} },

	op.I16x8ExtmulLowI8x16S:  func(x, y v128) v128 { return products8[int8](x.low, y.low) },
	op.I16x8ExtmulHighI8x16S: func(x, y v128) v128 { return products8[int8](x.high, y.high) },
	op.I16x8ExtmulLowI8x16U:  func(x, y v128) v128 { return products8[uint8](x.low, y.low) },
	op.I16x8ExtmulHighI8x16U: func(x, y v128) v128 { return products8[uint8](x.high, y.high) },
	op.I32x4ExtmulLowI16x8S:  func(x, y v128) v128 { return products16[int16](x.low, y.low) },
	op.I32x4ExtmulHighI16x8S: func(x, y v128) v128 { return products16[int16](x.high, y.high) },
	op.I32x4ExtmulLowI16x8U:  func(x, y v128) v128 { return products16[uint16](x.low, y.low) },
	op.I32x4ExtmulHighI16x8U: func(x, y v128) v128 { return products16[uint16](x.high, y.high) },
	op.I64x2ExtmulLowI32x4S:  func(x, y v128) v128 { return products32[int32](x.low, y.low) },
	op.I64x2ExtmulHighI32x4S: func(x, y v128) v128 { return products32[int32](x.high, y.high) },
	op.I64x2ExtmulLowI32x4U:  func(x, y v128) v128 { return products32[uint32](x.low, y.low) },
	op.I64x2ExtmulHighI32x4U: func(x, y v128) v128 { return products32[uint32](x.high, y.high) },

	op.I16x8Q15mulrSatS:           func(x, y v128) v128 { return v128{q15mulr(x.low, y.low), q15mulr(x.high, y.high)} },
	op.I16x8RelaxedQ15mulrS:       func(x, y v128) v128 { return v128{q15mulr(x.low, y.low), q15mulr(x.high, y.high)} },
	op.I32x4DotI16x8S:             func(x, y v128) v128 { return v128{dot16(x.low, y.low), dot16(x.high, y.high)} },
	op.I16x8RelaxedDotI8x16I7x16S: dot8,
}

// ternaryVectors are the instructions from three vectors to a vector.
var ternaryVectors = [op.Count]func(x, y, z v128) v128{
	op.I32x4RelaxedDotI8x16I7x16AddS: dot8Add,
}

// vectorTests are the instructions from a vector to an i32.
var vectorTests = [op.Count]func(x v128) uint64{
	op.I16x8Bitmask: bitmask16,
	op.I32x4Bitmask: func(x v128) uint64 { return x.low>>31&1 | x.low>>62&2 | x.high>>29&4 | x.high>>60&8 },
	op.I64x2Bitmask: func(x v128) uint64 { return x.low>>63 | x.high>>62&2 },
}

// vectorLoads are the loads of up to 8 bytes, as functions of what is in memory.
var vectorLoads = [op.Count]func(x uint64) v128{
	op.V128Load8x8S:    widen8S,
	op.V128Load8x8U:    widen8U,
	op.V128Load16x4S:   widen16S,
	op.V128Load16x4U:   widen16U,
	op.V128Load32x2S:   widen32S,
	op.V128Load32x2U:   widen32U,
	op.V128Load8Splat:  func(x uint64) v128 { return splat(x * lowest8) },
	op.V128Load16Splat: func(x uint64) v128 { return splat(x * lowest16) },
	op.V128Load32Splat: func(x uint64) v128 { return splat(x * lowest32) },
	op.V128Load64Splat: splat,
	op.V128Load32Zero:  func(x uint64) v128 { return v128{x, 0} },
	op.V128Load64Zero:  func(x uint64) v128 { return v128{x, 0} },
}
