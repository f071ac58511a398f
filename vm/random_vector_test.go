package vm

import (
	"strings"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes what works on vectors.

// vectorOps are the vector instructions other than loads and stores by the letter of the result.
var vectorOps = func() map[byte][]op.Op {
	ops := map[byte][]op.Op{}
	for o := op.Op(1); int(o) < op.Count; o++ {
		info := o.Info()
		if info.Imm != op.ImmMemArg && info.Imm != op.ImmMemArgLane && info.Imm != op.ImmV128 && info.Feature&(wasm.FeatureSIMD|wasm.FeatureRelaxedSIMD) != 0 {
			ops[info.Sig[len(info.Sig)-1]] = append(ops[info.Sig[len(info.Sig)-1]], o)
		}
	}
	return ops
}()

// isVectorAccess reports whether o loads or stores a vector.
func isVectorAccess(o op.Op) bool {
	info := o.Info()
	return (info.Imm == op.ImmMemArg || info.Imm == op.ImmMemArgLane) && strings.Contains(info.Sig, "v")
}

// vectorLoadOps and vectorStoreOps are those that load a vector or a lane of one, and the stores.
var vectorLoadOps, vectorStoreOps = func() (loads, stores []op.Op) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		switch sig := o.Info().Sig; {
		case !isVectorAccess(o):
		case strings.HasSuffix(sig, "v"):
			loads = append(loads, o)
		default:
			stores = append(stores, o)
		}
	}
	return loads, stores
}()

// constantInstr is an instruction that pushes a number or a vector.
func (c *choices) constantInstr(t wasm.ValType) binary.Instr {
	if t != wasm.V128 {
		return constInstr(t, c.bits(t))
	}
	in := binary.Instr{Op: op.V128Const}
	part := []wasm.ValType{wasm.I32, wasm.I64, wasm.F64, wasm.F32}[c.n(4)]
	var bits uint64
	for k := range in.V128 {
		if k%8 == 0 {
			if bits = c.bits(part); part == wasm.I32 || part == wasm.F32 {
				bits |= c.bits(part) << 32
			}
		}
		in.V128[k] = byte(bits >> (k % 8 * 8))
	}
	return in
}

// vector writes a vector instruction whose result is of type t.
func (f *funcGen) vector(t wasm.ValType, depth int) {
	o := oneOf(f.choices, vectorOps[letterOf(t)])
	if f.n(2) == 0 { // of all of them, not only of the first 256
		o = vectorOps[letterOf(t)][f.n(1<<16)%len(vectorOps[letterOf(t)])]
	}
	sig := o.Info().Sig
	in := binary.Instr{Op: o}
	types := make([]wasm.ValType, len(sig)-2)
	for i := range types {
		types[i] = sigType(sig[i])
	}
	f.operands(types, depth-1)
	if size := slowLaneBytes(o.String()); size > 0 {
		in.Lane = uint8(f.n(16 / size))
	}
	for k := range in.V128 {
		if o == op.I8x16Shuffle {
			in.V128[k] = byte(f.n(32))
		}
	}
	f.instr(in)
	f.pop(len(types))
	f.push(t)
}

// vectorAccess writes a load or a store of a vector.
func (f *funcGen) vectorAccess(o op.Op) {
	size := slowVectorAccess(o.String())
	x := f.anyMemory()
	in := binary.Instr{Op: o, Align: uint8(f.n(int(o.Info().Align) + 1)), X: x, Lane: uint8(f.n(16 / size))}
	in.Imm = f.address(x, size)
	if o.Info().Sig[1] == 'v' {
		f.value(wasm.V128, 1)
		f.pop(1)
	}
	f.instr(in)
	f.pop(1)
	if strings.HasSuffix(o.Info().Sig, "v") {
		f.push(wasm.V128)
	}
}
