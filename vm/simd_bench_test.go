package vm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file measures vector instructions: kernels as compilers make them, and each instruction by itself.

// A vectorKernel is a loop over memory: an address in local 0 goes up by step until it reaches local 1. Its own locals are vectors,
// from 2 on.
type vectorKernel struct {
	name   string
	locals int
	step   int32
	ops    int // vector instructions in the body
	body   []binary.Instr
}

func lane(o op.Op, n uint8) binary.Instr { return binary.Instr{Op: o, Lane: n} }

func v128Const(b ...byte) binary.Instr {
	in := binary.Instr{Op: op.V128Const}
	for i := range in.V128 {
		in.V128[i] = b[i%len(b)]
	}
	return in
}

var vectorKernels = []vectorKernel{
	{"saxpy", 1, 16, 5, []binary.Instr{ // y = a·x + y
		get(0), get(0), mem(op.V128Load, 0), get(2), do(op.F32x4Mul), get(0), mem(op.V128Load, 32768), do(op.F32x4Add), mem(op.V128Store, 32768)}},
	{"dot f64", 1, 16, 4, []binary.Instr{
		get(2), get(0), mem(op.V128Load, 0), get(0), mem(op.V128Load, 32768), do(op.F64x2Mul), do(op.F64x2Add), set(2)}},
	{"memchr", 1, 16, 3, []binary.Instr{ // the bit mask is dropped
		get(0), mem(op.V128Load, 0), get(2), do(op.I8x16Eq), do(op.I8x16Bitmask), do(op.Drop)}},
	{"blend", 3, 16, 12, []binary.Instr{ // bytes, widened to 16 bits, weighted, shifted and narrowed
		get(0), mem(op.V128Load, 0), set(3),
		get(0),
		get(3), do(op.I16x8ExtendLowI8x16U), get(2), do(op.I16x8Mul), i32(8), do(op.I16x8ShrU),
		get(3), do(op.I16x8ExtendHighI8x16U), get(2), do(op.I16x8Mul), i32(8), do(op.I16x8ShrU),
		do(op.I8x16NarrowI16x8U), get(4), do(op.I8x16AddSatU), mem(op.V128Store, 32768)}},
	{"transpose", 3, 16, 6, []binary.Instr{
		get(0), mem(op.V128Load, 0), tee(2),
		get(3), binary.Instr{Op: op.I8x16Shuffle, V128: [16]byte{0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23}}, set(4),
		get(4), get(2), binary.Instr{Op: op.I8x16Shuffle, V128: [16]byte{0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23}}, set(3),
		get(0), get(3), get(4), do(op.I8x16MaxU), mem(op.V128Store, 32768)}},
	{"dot i16", 2, 16, 4, []binary.Instr{
		get(2), get(0), mem(op.V128Load, 0), get(0), mem(op.V128Load, 32768), do(op.I32x4DotI16x8S), do(op.I32x4Add), set(2)}},
}

// BenchmarkVectorKernel reports nanoseconds per vector instruction, of which the instructions of the loop are a part.
func BenchmarkVectorKernel(b *testing.B) {
	for _, k := range vectorKernels {
		b.Run(k.name, func(b *testing.B) {
			g := newBuilder(k.name)
			g.memory(2)
			locals := []wasm.ValType{}
			for range k.locals {
				locals = append(locals, wasm.V128)
			}
			body := append([]binary.Instr{open(op.Loop)}, k.body...)
			body = append(body, get(0), i32(k.step), do(op.I32Add), tee(0), get(1), do(op.I32LtU), brIf(0), end())
			g.fn("run", sig(vals(wasm.I32, wasm.I32), nil), locals, body...)
			f := exported(b, newEnv(b, vm.StoreConfig{}).instantiate(g), "run")
			const end = 16384
			stack := make([]uint64, 2)
			for b.Loop() {
				stack[0], stack[1] = 0, end
				if err := f.CallStack(context.Background(), stack); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(end/int(k.step)*k.ops), "ns/v128-op")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// The locals of the functions that measure single instructions: a count and an address, which stays 0, and one of each type.
const vectorCount, vectorAddress, vectorResult, vectorOperand, vectorI32, vectorI64, vectorF32, vectorF64 = 0, 1, 2, 3, 4, 5, 6, 7

// vectorCopies is how often a loop has the instruction that is measured.
const vectorCopies = 16

// vectorLoop returns a function that runs an instruction vectorCopies times in each round of a loop. Where there is a vector in and
// out, each works on what the one before has made.
func vectorLoop(b *testing.B, o op.Op) *vm.Func {
	info := o.Info()
	in := do(o)
	in.Lane, in.Align = 1, info.Align
	in.V128 = [16]byte{0, 17, 2, 19, 4, 21, 6, 23, 8, 25, 10, 27, 12, 29, 14, 31}
	locals := map[byte]uint32{'i': vectorI32, 'l': vectorI64, 'f': vectorF32, 'd': vectorF64, 'p': vectorAddress}
	params, result, _ := strings.Cut(info.Sig, ":")
	body := []binary.Instr{open(op.Loop)}
	for range vectorCopies {
		own := uint32(vectorResult)
		for _, t := range []byte(params) {
			if t == 'v' {
				body, own = append(body, get(own)), vectorOperand
			} else {
				body = append(body, get(locals[t]))
			}
		}
		switch body = append(body, in); result {
		case "v":
			body = append(body, set(vectorResult))
		case "":
		default:
			body = append(body, set(locals[result[0]]))
		}
	}
	body = append(body, get(vectorCount), i32(-1), do(op.I32Add), tee(vectorCount), brIf(0), end())
	g := newBuilder(info.Name)
	g.memory(1)
	g.fn("run", sig(vals(wasm.I32), nil), vals(wasm.I32, wasm.V128, wasm.V128, wasm.I32, wasm.I64, wasm.F32, wasm.F64), body...)
	return exported(b, newEnv(b, vm.StoreConfig{}).instantiate(g), "run")
}

// BenchmarkVectorInstr measures each vector instruction there is by itself, as a chain where one can be made of it, with what it takes to
// have the result in a local. The first benchmark is of all of them: the mean is of the fastest of several runs of each.
func BenchmarkVectorInstr(b *testing.B) {
	const rounds = 1000
	run := func(b *testing.B, f *vm.Func) {
		if err := f.CallStack(context.Background(), []uint64{rounds}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("all", func(b *testing.B) {
		ops := vectorOps()
		fastest := make([]time.Duration, len(ops))
		for b.Loop() {
			for i, o := range ops {
				f := vectorLoop(b, o)
				run(b, f) // lowers it
				for range 10 {
					start := time.Now()
					run(b, f)
					if d := time.Since(start); fastest[i] == 0 || d < fastest[i] {
						fastest[i] = d
					}
				}
			}
		}
		sum := time.Duration(0)
		for _, d := range fastest {
			sum += d
		}
		b.ReportMetric(float64(sum.Nanoseconds())/float64(len(ops)*rounds*vectorCopies), "ns/v128-op")
		b.ReportMetric(float64(len(ops)), "instructions")
		b.ReportMetric(0, "ns/op")
	})
	for _, o := range vectorOps() {
		b.Run(o.String(), func(b *testing.B) {
			f := vectorLoop(b, o)
			for b.Loop() {
				run(b, f)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(rounds*vectorCopies), "ns/v128-op")
			b.ReportMetric(0, "ns/op")
		})
	}
}
