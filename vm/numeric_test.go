package vm

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests every numeric instruction of the table on the numEdges of its operands, with each operand in each place that
// lowering tells apart, and what becomes of the result in each way; then pairs of instructions, which lowering may join.
// What is right comes from the slow evaluator.

// numEdges are operands by type letter.
var numEdges = map[byte][]uint64{
	'i': {0, 1, 2, 31, 32, 33, 0x7f, 0x80, 0xff80, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffff8000, 0xffff7fff, 0xfffffffe, 0xffffffff,
		0x12345678, 0xdeadbeef},
	'l': {0, 1, 2, 31, 63, 64, 65, 0x80, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 1<<53 + 1, math.MaxInt64, 1 << 63, 1<<63 + 1,
		0xffffffffffff8000, 0xffffffffffff7fff, 0xffffffff80000000, 0xffffffff7fffffff, math.MaxUint64 - 1, math.MaxUint64, 0x0123456789abcdef},
	'd': append(floatBits(0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, 0x1p-1074, -0x1p-1022, 0x1p-149, 0x1p-150,
		0x1.fffffep127, 0x1.ffffffp127, 0x1p31, 0x1p31-1, 0x1p31-0.5, -0x1p31, -0x1p31-0.5, -0x1p31-1, 0x1p32, 0x1p32-0.5, -0.9999999999999999, 0x1p52+1, 0x1p53,
		0x1p63, 0x1p63-1024, -0x1p63, -0x1p63-2048, 0x1p64, 0x1p64-2048, 0.1), nans64...),
	'f': nil,
}

func floatBits(list ...float64) (bits []uint64) {
	for _, x := range list {
		bits = append(bits, math.Float64bits(x))
	}
	return bits
}

func init() {
	for _, x := range append(floatBits(0x1p23-0.5, 0x1p24+2, 0x1p31-128, -0x1p31-256, 0x1p32-256, 0x1p63-(1<<39), 0x1p64-(1<<40), -0x1p63-(1<<40)), numEdges['d']...) {
		numEdges['f'] = append(numEdges['f'], uint64(math.Float32bits(float32(math.Float64frombits(x)))))
	}
	for _, x := range nans32 {
		numEdges['f'] = append(numEdges['f'], uint64(x))
	}
}

// A testCode is the body of a test function being written, without local declarations.
type testCode []byte

func (c *testCode) add(o op.Op)            { *c = binary.AppendInstr(*c, &binary.Instr{Op: o}) }
func (c *testCode) addX(o op.Op, x uint32) { *c = binary.AppendInstr(*c, &binary.Instr{Op: o, X: x}) }
func (c *testCode) constant(t wasm.ValType, v uint64) {
	in := constInstr(t, v)
	*c = binary.AppendInstr(*c, &in)
}
func (c *testCode) block(o op.Op, result wasm.ValType) {
	*c = binary.AppendInstr(*c, &binary.Instr{Op: o, X: wasm.NoIndex, Type: result})
}

// accumulated does something to the topmost operand that leaves it as it is, so that it is the result of an instruction.
func (c *testCode) accumulated(t wasm.ValType) {
	switch t {
	case wasm.I32, wasm.I64:
		c.constant(t, 0)
		c.add(map[wasm.ValType]op.Op{wasm.I32: op.I32Or, wasm.I64: op.I64Or}[t])
	default:
		neg := map[wasm.ValType]op.Op{wasm.F32: op.F32Neg, wasm.F64: op.F64Neg}[t]
		c.add(neg)
		c.add(neg)
	}
}

// An operandPlace is where an operand is.
type operandPlace uint8

const (
	inParam operandPlace = iota
	inAcc
	inConst
	inOld // a parameter that is set anew before the instruction
	placeCount
)

// operand writes operand x, a parameter or the constant v.
func (c *testCode) operand(p operandPlace, t wasm.ValType, x uint32, v uint64) {
	switch p {
	case inConst:
		c.constant(t, v)
		return
	case inOld:
		c.addX(op.LocalGet, x)
		c.constant(t, v^1)
		c.addX(op.LocalSet, x)
		return
	}
	c.addX(op.LocalGet, x)
	if p == inAcc {
		c.accumulated(t)
	}
}

// A resultUse is what becomes of a result.
type resultUse uint8

const (
	useReturn resultUse = iota
	useLocal
	useNext // operand of the next instruction
	useEqz  // from here on for i32 only
	useIf
	useIfNot
	useBranch
	useBranchNot
	useSelect
	useCount
)

// uses of results of type t.
func usesOf(t wasm.ValType) []resultUse {
	all := []resultUse{useReturn, useLocal, useNext, useEqz, useIf, useIfNot, useBranch, useBranchNot, useSelect}
	if t != wasm.I32 {
		return all[:useEqz]
	}
	return all
}

// used writes a use: before makes the operands and the instruction; local is one of type t.
func (c *testCode) used(u resultUse, t wasm.ValType, local uint32, before func()) {
	if u == useBranch || u == useBranchNot {
		c.block(op.Block, wasm.I32)
		c.constant(wasm.I32, 7)
	}
	if u == useSelect {
		c.constant(wasm.I32, 7)
		c.constant(wasm.I32, 9)
	}
	before()
	switch u {
	case useLocal:
		c.addX(op.LocalSet, local)
		c.addX(op.LocalGet, local)
	case useNext:
		c.accumulated(t)
	case useEqz:
		c.add(op.I32Eqz)
	case useIf, useIfNot:
		if u == useIfNot {
			c.add(op.I32Eqz)
		}
		c.block(op.If, wasm.I32)
		c.constant(wasm.I32, 7)
		c.add(op.Else)
		c.constant(wasm.I32, 9)
		c.add(op.End)
	case useBranch, useBranchNot:
		if u == useBranchNot {
			c.add(op.I32Eqz)
		}
		c.addX(op.BrIf, 0)
		c.add(op.Drop)
		c.constant(wasm.I32, 9)
		c.add(op.End)
	case useSelect:
		c.add(op.Select)
	}
}

// outcome is what use u makes of v.
func (u resultUse) outcome(v uint64) uint64 {
	yes := v != 0
	switch u {
	case useReturn, useLocal, useNext:
		return v
	case useEqz:
		return slowBool(!yes)
	case useIfNot, useBranchNot:
		yes = !yes
	}
	if yes {
		return 7
	}
	return 9
}

// A testFunc is a function of a test module: its body and what it should be.
type testFunc struct {
	code   testCode
	locals []wasm.ValType
	what   string
	cases  []testCase
}

// A testCase is a call.
type testCase struct {
	args []uint64
	want uint64
	trap TrapCode
}

// runFuncs makes a module of functions of one type and makes their calls.
func runFuncs(t *testing.T, typ wasm.FuncType, funcs []testFunc) {
	t.Helper()
	m := &wasm.Module{Types: []wasm.SubType{{Final: true, Func: typ, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}}, Start: wasm.NoIndex}
	for i, f := range funcs {
		body := binary.AppendU32(nil, uint32(len(f.locals)))
		for _, l := range f.locals {
			body = binary.AppendValType(append(body, 1), l)
		}
		f.code.add(op.End)
		m.Funcs = append(m.Funcs, 0)
		m.Bodies = append(m.Bodies, wasm.Body{Code: append(body, f.code...)})
		m.Exports = append(m.Exports, wasm.Export{Name: fmt.Sprint(i), Index: uint32(i)})
	}
	e := NewEngine(Config{})
	compiled, err := e.Compile(binary.Encode(m))
	if err != nil {
		t.Fatal(err)
	}
	s := e.NewStore(StoreConfig{})
	defer s.Close()
	ctx := context.Background()
	in, err := NewLinker(e).Instantiate(ctx, s, compiled)
	if err != nil {
		t.Fatal(err)
	}
	bad := 0
	var stack [8]uint64
	for i, f := range funcs {
		fn, _ := in.Func(fmt.Sprint(i))
		for _, c := range f.cases {
			copy(stack[:], c.args)
			err := fn.CallStack(ctx, stack[:])
			if trapOf(err) != c.trap || err == nil && stack[0] != c.want {
				if bad++; bad < 5 {
					t.Errorf("%s (%#x) = %#x, %v; want %#x, %v", f.what, c.args, stack[0], err, c.want, c.trap)
				}
			}
		}
	}
	if bad > 5 {
		t.Errorf("%d calls are wrong", bad)
	}
}

// numericFuncs writes the functions that test o: for each places of the operands and each use of the result.
func numericFuncs(o op.Op) (typ wasm.FuncType, funcs []testFunc) {
	sig := o.Info().Sig
	n := len(sig) - 2
	for i := range n {
		typ.Params = append(typ.Params, sigType(sig[i]))
	}
	result := sigType(sig[n+1])
	typ.Results = []wasm.ValType{result}
	for px := range placeCount {
		for py := range placeCount {
			if n == 1 && py > 0 {
				break
			}
			for _, x := range constsFor(px, sig[0]) {
				var ys []uint64
				if n == 2 {
					ys = constsFor(py, sig[1])
					if px == inConst && py == inConst {
						ys = ys[:3]
					}
				} else {
					ys = []uint64{0}
				}
				for _, y := range ys {
					for _, u := range usesOf(result) {
						f := testFunc{locals: []wasm.ValType{result}, what: fmt.Sprintf("%s, operands in %d %d, constants %#x %#x, use %d", o, px, py, x, y, u)}
						f.code.used(u, result, uint32(n), func() {
							f.code.operand(px, typ.Params[0], 0, x)
							if n == 2 {
								f.code.operand(py, typ.Params[1], 1, y)
							}
							f.code.add(o)
						})
						f.cases = numericCases(o, px, py, x, y, u)
						funcs = append(funcs, f)
					}
				}
			}
		}
	}
	return typ, funcs
}

// constsFor returns the constants with which an operand in place p is tried.
func constsFor(p operandPlace, letter byte) []uint64 {
	if p == inConst {
		return numEdges[letter]
	}
	return numEdges[letter][:1]
}

// numericCases returns the calls of a function: all pairs of numEdges, or with a constant one of them.
func numericCases(o op.Op, px, py operandPlace, x, y uint64, u resultUse) (cases []testCase) {
	sig := o.Info().Sig
	n := len(sig) - 2
	as, bs := numEdges[sig[0]], []uint64{0}
	if n == 2 {
		bs = numEdges[sig[1]]
	}
	for _, a := range as {
		for _, b := range bs {
			if px == inConst && a != x || n == 2 && py == inConst && b != y {
				continue
			}
			v, trap := slowNumeric(o, a, b)
			c := testCase{args: []uint64{a, b}[:n], trap: trap}
			if trap == 0 {
				c.want = u.outcome(v)
			}
			cases = append(cases, c)
		}
	}
	return cases
}

// TestNumeric tests each instruction by itself.
func TestNumeric(t *testing.T) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		if !isNumeric(o) {
			continue
		}
		t.Run(o.String(), func(t *testing.T) {
			typ, funcs := numericFuncs(o)
			runFuncs(t, typ, funcs)
		})
	}
}

// TestNumericPairs tests instructions on the results of others.
func TestNumericPairs(t *testing.T) {
	for _, second := range slices.Concat(numericOps['i'], numericOps['l'], numericOps['f'], numericOps['d']) {
		t.Run(second.String(), func(t *testing.T) {
			for _, in := range slices.Compact(strings.Split(second.Info().Sig[:len(second.Info().Sig)-2], "")) {
				for _, first := range numericOps[in[0]] {
					var typ wasm.FuncType
					var funcs []testFunc
					for round := range 4 {
						var more []testFunc
						typ, more = pairFuncs(first, second, round)
						funcs = append(funcs, more...)
					}
					runFuncs(t, typ, funcs)
				}
			}
		})
	}
}

// pairFuncs writes functions of x, y and z, or fewer, with first on x and y and second on its result and z: in either order if z is there,
// with each of y and z as a parameter and as a constant, different ones each round, x as what was computed last, z the same as x, and the
// result returned or set to a local that is an operand.
func pairFuncs(first, second op.Op, round int) (typ wasm.FuncType, funcs []testFunc) {
	sig1, sig2 := first.Info().Sig, second.Info().Sig
	n1, n2 := len(sig1)-2, len(sig2)-2
	letters := sig1[:n1] + sig2[1:n2]
	for _, l := range []byte(letters) {
		typ.Params = append(typ.Params, sigType(l))
	}
	typ.Results = []wasm.ValType{sigType(sig2[n2+1])}
	for variant := range 32 {
		swap, yConst, zConst, xLast, same := variant&1 != 0, variant&2 != 0, variant&4 != 0, variant&8 != 0, variant&16 != 0
		if n2 == 1 && (swap || zConst || same) || yConst && n1 == 1 || same && (zConst || letters[n1] != letters[0]) {
			continue
		}
		y, z := pairEdge(letters, n1-1, variant+round*9), pairEdge(letters, len(letters)-1, variant+round*9+1)
		local := uint32(0) // where the operands are
		f := testFunc{what: fmt.Sprintf("%s of %s, variant %d, constants %#x %#x", second, first, variant, y, z)}
		if round == 0 && variant < 8 { // beyond slot 256
			f.locals = append(types(wasm.I32, 256), typ.Params...)
			local = uint32(len(letters)) + 256
			for i := range uint32(len(letters)) {
				f.code.addX(op.LocalGet, i)
				f.code.addX(op.LocalSet, local+i)
			}
		}
		if xLast {
			f.code.operand(inAcc, typ.Params[0], 0, 0)
			f.code.addX(op.LocalSet, 0)
		}
		one := func() {
			f.code.addX(op.LocalGet, local)
			if n1 == 2 {
				f.code.operand(map[bool]operandPlace{true: inConst}[yConst], sigType(letters[1]), local+1, y)
			}
			f.code.add(first)
		}
		other := func() {
			if same {
				f.code.addX(op.LocalGet, 0)
			} else if n2 == 2 {
				f.code.operand(map[bool]operandPlace{true: inConst}[zConst], sigType(letters[n1]), local+uint32(n1), z)
			}
		}
		if swap {
			other()
			one()
		} else {
			one()
			other()
		}
		f.code.add(second)
		if x := slices.Index(typ.Params, typ.Results[0]); x >= 0 && variant%3 == 0 {
			f.code.addX(op.LocalSet, uint32(x))
			f.code.addX(op.LocalGet, uint32(x))
		}
		for k := range 6 {
			f.cases = append(f.cases, pairCase(first, second, letters, variant, k+round*6, y, z))
		}
		funcs = append(funcs, f)
	}
	return typ, funcs
}

// pairEdge returns an edge for the operand at place i of letters, another one for each k.
func pairEdge(letters string, i, k int) uint64 {
	list := numEdges[letters[i]]
	return list[(k*7+i*3+int(letters[0]))%len(list)]
}

// pairCase returns call k of a function of pairFuncs.
func pairCase(first, second op.Op, letters string, variant, k int, y, z uint64) testCase {
	n1, n2 := len(first.Info().Sig)-2, len(second.Info().Sig)-2
	args := make([]uint64, len(letters))
	for i := range args {
		args[i] = pairEdge(letters, i, k*5+variant+int(first)+i)
	}
	if variant&2 != 0 {
		args[1] = y
	}
	if variant&4 != 0 {
		args[n1] = z
	}
	if variant&16 != 0 {
		args[n1] = args[0]
	}
	a := append(slices.Clone(args), 0, 0)
	b := a[1]
	v, trap := slowNumeric(first, a[0], b)
	if trap == 0 {
		x, w := v, a[n1]
		if n2 == 2 && variant&1 != 0 {
			x, w = w, x
		}
		v, trap = slowNumeric(second, x, w)
	}
	if trap != 0 {
		v = 0
	}
	return testCase{args: args, want: v, trap: trap}
}
