package vm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests how vectors move: through locals, globals, blocks, branches, calls and memory, between numbers on the operand stack. Code is
// made at random together with its result, which is known because every input is.

// A vectorGen makes the code of a function with locals of types v128, i32, v128, i64, v128, v128.
type vectorGen struct {
	random  *rand.Rand
	body    []binary.Instr
	vectors map[uint32]vector // by local
	global  vector
	memory  vector
	depth   int // of blocks
	ops     []op.Op
}

// vectorLocals are the types of the locals of the functions that vectorGen makes; the first four are parameters.
var vectorLocals = []wasm.ValType{wasm.V128, wasm.I32, wasm.V128, wasm.I64, wasm.V128, wasm.V128}

const vectorParams = 4

// vectorIndices are the locals that are vectors.
var vectorIndices = []uint32{0, 2, 4, 5}

// The functions and the address that the code uses.
const (
	mirrorFunc = 0 // of the host: [i64 v128] -> [v128 i64]
	rotateFunc = 1 // [v128 i32 v128] -> [i32 v128 v128]: the operands in another order
	homeAddr   = 24
)

func (g *vectorGen) emit(in ...binary.Instr) { g.body = append(g.body, in...) }

func (g *vectorGen) local() uint32 { return vectorIndices[g.random.IntN(len(vectorIndices))] }

// value makes code that leaves a vector, and returns it.
func (g *vectorGen) value(depth int) vector {
	if depth <= 0 {
		return g.leaf()
	}
	switch g.random.IntN(15) {
	case 0, 1, 2, 3:
		return g.operation(depth - 1)
	case 4:
		return g.assignment(depth - 1)
	case 5:
		return g.choice(depth - 1)
	case 6:
		return g.block(depth - 1)
	case 7:
		return g.ifElse(depth - 1)
	case 8:
		return g.halves(depth - 1)
	case 9:
		return g.calls(depth - 1)
	case 10:
		return g.throughMemory(depth - 1)
	case 11:
		return g.throughGlobal(depth - 1)
	case 12: // numbers below
		g.emit(i32(7), get(3))
		v := g.value(depth - 1)
		x := g.local()
		g.vectors[x] = v
		g.emit(set(x), do(op.Drop), do(op.Drop), get(x))
		return v
	case 13: // half of a temporary goes to a local
		v := refVector(op.V128Not, g.value(depth-1), vector{}, vector{}, 0)
		half := uint8(g.random.IntN(2))
		g.emit(do(op.V128Not), lane(op.I64x2ExtractLane, half), set(3), get(3), do(op.I64x2Splat))
		return vectorFrom(v.slots()[half], v.slots()[half])
	}
	return g.leaf()
}

func (g *vectorGen) leaf() vector {
	if g.random.IntN(4) > 0 {
		x := g.local()
		g.emit(get(x))
		return g.vectors[x]
	}
	v := vectorFrom(g.random.Uint64(), g.random.Uint64())
	g.emit(v128Const(v[:]...))
	return v
}

// operation makes an instruction of up to three vectors.
func (g *vectorGen) operation(depth int) vector {
	o := g.ops[g.random.IntN(len(g.ops))]
	var operands [3]vector
	for i := range operands {
		if o.Info().Sig[i] == ':' {
			break
		}
		operands[i] = g.value(depth)
	}
	g.emit(do(o))
	return refVector(o, operands[0], operands[1], operands[2], 0)
}

// assignment sets a local while another operand may stand for it.
func (g *vectorGen) assignment(depth int) vector {
	x, y := g.local(), g.local()
	g.emit(get(y))
	below := g.vectors[y]
	v := g.value(depth)
	g.vectors[x] = v
	if g.random.IntN(2) == 0 {
		g.emit(tee(x))
	} else {
		g.emit(set(x), get(x))
	}
	g.emit(do(op.I64x2Sub))
	return refVector(op.I64x2Sub, below, v, vector{}, 0)
}

// choice is select, by a bit of a vector.
func (g *vectorGen) choice(depth int) vector {
	x, y := g.value(depth), g.value(depth)
	c := g.local()
	g.emit(get(c), lane(op.I8x16ExtractLaneU, 5), i32(1), do(op.I32And))
	if g.random.IntN(2) == 0 {
		g.emit(do(op.Select))
	} else {
		g.emit(binary.Instr{Op: op.SelectT, Types: []wasm.ValType{wasm.V128}})
	}
	if g.vectors[c][5]&1 != 0 {
		return x
	}
	return y
}

// block has a vector as its result, which a branch may carry from among others.
func (g *vectorGen) block(depth int) vector {
	g.emit(open(op.Block, wasm.V128))
	g.depth++
	first := g.value(depth)
	if g.random.IntN(2) == 0 {
		v := g.value(depth)
		g.emit(i32(1), brIf(0), do(op.Drop))
		first = v
	}
	g.depth--
	g.emit(end())
	return first
}

// ifElse takes one of two ways. What is on the other one is generated, too, but does not count.
func (g *vectorGen) ifElse(depth int) vector {
	taken := g.random.IntN(2) == 0
	g.emit(get(1), i32(11), do(op.I32Eq))
	if !taken {
		g.emit(do(op.I32Eqz))
	}
	g.emit(open(op.If, wasm.V128))
	var r vector
	arm := func(counts bool) {
		before := *g
		before.vectors = map[uint32]vector{}
		for x, v := range g.vectors {
			before.vectors[x] = v
		}
		v := g.value(depth)
		if counts {
			r = v
			return
		}
		g.vectors, g.global, g.memory = before.vectors, before.global, before.memory
	}
	arm(taken)
	g.emit(do(op.Else))
	arm(!taken)
	g.emit(end())
	return r
}

// halves takes a vector apart into i64 and puts it together again, turned round.
func (g *vectorGen) halves(depth int) vector {
	v := g.value(depth)
	x := g.local()
	g.vectors[x] = v
	low, high := lane(op.I64x2ExtractLane, 0), lane(op.I64x2ExtractLane, 1)
	if g.random.IntN(2) == 0 {
		g.emit(set(x), get(x), low, get(x), high)
	} else {
		g.emit(tee(x), low, get(x), high)
	}
	if g.random.IntN(2) == 0 { // the local changes while its halves are on the stack
		w := g.value(depth)
		g.vectors[x] = w
		g.emit(set(x))
	}
	// low, high: high becomes the low half.
	y := g.local()
	g.emit(do(op.I64x2Splat), set(y), set(3), get(y), get(3), lane(op.I64x2ReplaceLane, 1))
	h := v.slots()
	g.vectors[y] = vectorFrom(h[1], h[1])
	return vectorFrom(h[1], h[0])
}

// calls sends vectors through a function of the guest and one of the host.
func (g *vectorGen) calls(depth int) vector {
	x := g.value(depth)
	g.emit(get(1))
	y := g.value(depth)
	if g.random.IntN(2) == 0 {
		g.emit(call(rotateFunc), do(op.I32x4Sub), set(5), do(op.Drop), get(5))
		r := refVector(op.I32x4Sub, y, x, vector{}, 0)
		g.vectors[5] = r
		return r
	}
	g.emit(set(4), do(op.Drop), set(2), i64(-5), get(2), call(mirrorFunc), set(3), get(4), do(op.I16x8Add))
	g.vectors[2], g.vectors[4] = x, y
	r := x
	slices.Reverse(r[:])
	return refVector(op.I16x8Add, r, y, vector{}, 0)
}

// throughGlobal gives the global a value and reads it later.
func (g *vectorGen) throughGlobal(depth int) vector {
	g.global = g.value(depth)
	g.emit(at(op.GlobalSet, 0))
	rest := g.value(depth)
	g.emit(at(op.GlobalGet, 0), do(op.V128Xor))
	return refVector(op.V128Xor, rest, g.global, vector{}, 0)
}

// throughMemory stores a vector and loads it and a part of it.
func (g *vectorGen) throughMemory(depth int) vector {
	g.emit(i32(homeAddr))
	v := g.value(depth)
	g.memory = v
	g.emit(mem(op.V128Store, 8))
	w := g.value(depth)
	g.emit(get(1), mem(op.V128Load, homeAddr+8-11), do(op.I8x16Add)) // local 1 is 11
	g.emit(i32(homeAddr), mem(op.V128Load32Splat, 8), do(op.V128Xor))
	r := refVector(op.I8x16Add, w, g.memory, vector{}, 0)
	return refVector(op.V128Xor, r, joined(slices.Repeat([]uint64{g.memory.lanes(32)[0]}, 4), 32), vector{}, 0)
}

// mirror is a host function: [i64 v128] -> [v128 i64], the bytes of the vector in the opposite order.
func mirror(_ *vm.Caller, stack []uint64) error {
	v := vectorFrom(stack[1], stack[2])
	slices.Reverse(v[:])
	stack[2] = stack[0]
	copy(stack, v.slots())
	return nil
}

func TestVectorsMove(t *testing.T) {
	type check struct {
		name       string
		args, want []uint64
	}
	var ops []op.Op
	for _, o := range vectorOps() {
		if s := o.Info().Sig; o.Info().Imm == op.ImmNone && (s == "v:v" || s == "vv:v" || s == "vvv:v") {
			ops = append(ops, o)
		}
	}
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 5))
			e := newEnv(t, vm.StoreConfig{})
			b := newBuilder("moves")
			mirrorType := sig(vals(wasm.I64, wasm.V128), vals(wasm.V128, wasm.I64))
			e.host("mirror", mirrorType, mirror)
			b.importFunc("host", "mirror", mirrorType)
			b.memory(1)
			b.global("global", wasm.V128, v128Const(9))
			b.fn("rotate", sig(vals(wasm.V128, wasm.I32, wasm.V128), vals(wasm.I32, wasm.V128, wasm.V128)), nil, get(1), get(2), get(0))
			var checks []check
			for n := range 12 {
				g := &vectorGen{random: random, ops: ops, vectors: map[uint32]vector{}}
				x, y := vectorFrom(random.Uint64(), random.Uint64()), vectorFrom(random.Uint64(), random.Uint64())
				g.vectors[0], g.vectors[2] = x, y
				want := g.value(5)
				b.fn(fmt.Sprint("f", n), sig(vectorLocals[:vectorParams], vals(wasm.V128)), vectorLocals[vectorParams:], g.body...)
				checks = append(checks, check{fmt.Sprint("f", n), slices.Concat(x.slots(), []uint64{11}, y.slots(), []uint64{99}), want.slots()})
			}
			in := e.instantiate(b)
			for _, c := range checks {
				got, err := exported(t, in, c.name).Call(context.Background(), c.args...)
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("%s is %x, %v; want %x", c.name, got, err, c.want)
				}
			}
		})
	}
}
