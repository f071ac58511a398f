package vm_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file compares the code that lowering makes of small functions with files in testdata, so that a change of lowering shows what it
// does. With -update the files are written anew.

var update = flag.Bool("update", false, "rewrite the files in testdata")

var golden = []struct {
	name   string
	typ    wasm.FuncType
	locals []wasm.ValType
	body   []binary.Instr
}{
	{"recursion", i32I32, nil, []binary.Instr{
		get(0), i32(2), do(op.I32LtS), open(op.If, wasm.I32), get(0), do(op.Else),
		get(0), i32(1), do(op.I32Sub), call(0), get(0), i32(2), do(op.I32Sub), call(0), do(op.I32Add), end(),
	}},
	{"shifts", sig(vals(wasm.I32), vals(wasm.I64)), vals(wasm.I64), []binary.Instr{
		i64(1), set(1), open(op.Loop),
		get(1), get(1), i64(13), do(op.I64Shl), do(op.I64Xor), set(1),
		get(1), get(1), i64(7), do(op.I64ShrU), do(op.I64Xor), set(1),
		get(1), get(1), i64(17), do(op.I64Shl), do(op.I64Xor), set(1),
		get(0), i32(1), do(op.I32Sub), tee(0), brIf(0), end(), get(1),
	}},
	{"bytes", sig(vals(wasm.I32, wasm.I32), nil), nil, []binary.Instr{
		open(op.Loop), get(0), get(0), mem(op.I32Load8U, 0), i32(1), do(op.I32Add), mem(op.I32Store8, 0),
		get(0), i32(1), do(op.I32Add), tee(0), get(1), do(op.I32LtU), brIf(0), end(),
	}},
	{"matrix", sig(vals(wasm.I32, wasm.I32, wasm.I32), vals(wasm.F64)), vals(wasm.F64), []binary.Instr{
		open(op.Loop), get(3), get(0), mem(op.F64Load, 0), get(1), mem(op.F64Load, 8), do(op.F64Mul), do(op.F64Add), set(3),
		get(0), i32(8), do(op.I32Add), set(0), get(1), i32(1600), do(op.I32Add), set(1),
		get(2), i32(1), do(op.I32Sub), tee(2), brIf(0), end(), get(3),
	}},
	{"floats", sig(vals(wasm.I32, wasm.F64, wasm.F64), nil), vals(wasm.F64), []binary.Instr{
		open(op.Loop), get(1), get(2), do(op.F64Sub), get(3), do(op.F64Add), tee(1), get(1), do(op.F64Mul), set(2),
		get(0), get(2), get(1), do(op.F64Add), mem(op.F64Store, 16), get(0), get(1), get(2), do(op.F64Sub), mem(op.F64Store, 24),
		get(2), f64Const(2.5), do(op.F64Gt), brIf(0), f64Const(0.1), get(1), do(op.F64Ge), do(op.I32Eqz), brIf(0),
		get(1), get(2), do(op.F64Add), get(3), do(op.F64Add), tee(2), f64Const(1.5), do(op.F64Lt), do(op.I32Eqz), brIf(0), end(),
	}},
	{"blocks", sig(vals(wasm.I32, wasm.I64), vals(wasm.I64)), nil, []binary.Instr{
		get(1), open(op.Block, wasm.I64), open(op.Block, wasm.I64), get(1), i64(10), do(op.I64Mul), get(0),
		{Op: op.BrTable, Labels: []uint32{0, 1}, X: 2}, end(), i64(1), do(op.I64Add), end(), do(op.I64Sub),
	}},
	{"locals", i32I32, vals(wasm.I32, wasm.I32), []binary.Instr{
		get(0), get(0), i32(3), do(op.I32Mul), set(0), get(1), get(0), set(1), get(0), do(op.I32Add), set(2), get(2), do(op.I32Sub),
		get(1), do(op.I64ExtendI32U), do(op.I32WrapI64), do(op.I32Or),
	}},
	{"outside", sig(vals(wasm.I32, wasm.F64), vals(wasm.I32)), nil, []binary.Instr{
		get(0), i32(0), at(op.MemorySize, 0), at(op.MemoryFill, 0), get(1), do(op.F64Nearest), do(op.I32TruncSatF64U), i32(1), at(op.MemoryGrow, 0), do(op.I32Add),
		get(0), mem(op.I32Load, 0x12345), do(op.I32Add), i64(0x123456789abc), do(op.I32WrapI64), do(op.I32Add),
	}},
	{"vectors", sig(vals(wasm.I32, wasm.V128), vals(wasm.F64)), vals(wasm.V128, wasm.F64), []binary.Instr{
		get(0), get(0), mem(op.V128Load, 0), get(1), do(op.F32x4Mul), get(0), mem(op.V128Load, 16), do(op.F32x4Add), mem(op.V128Store, 16),
		get(1), get(1), do(op.I8x16LeS), set(2), get(2), {Op: op.F64x2ExtractLane, Lane: 1}, set(3),
		get(2), get(1), do(op.I64x2Sub), {Op: op.F64x2ExtractLane}, get(3), do(op.F64Add),
	}},
}

func TestLowering(t *testing.T) {
	for _, g := range golden {
		t.Run(g.name, func(t *testing.T) {
			b := newBuilder("golden")
			b.memory(1)
			b.fn(g.name, g.typ, g.locals, g.body...)
			code, err := newEnv(t, vm.StoreConfig{}).compile(b).Code(0)
			if err != nil {
				t.Fatal(err)
			}
			for i := range code {
				code[i].Joined = 0 // that depends on what programs execute most
			}
			got := []byte(dump(g.body, code))
			file := filepath.Join("testdata", g.name+".txt")
			if *update {
				if err := os.WriteFile(file, got, 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not what lowering makes; -update rewrites it. Now:\n%s", file, got)
			}
		})
	}
}

// dump writes code, each instruction under those of the function that it comes from.
func dump(body []binary.Instr, code []vm.CodeInstr) string {
	body = append(body[:len(body):len(body)], end())
	// The code starts behind the locals: the last instruction, end, tells where.
	starts := make([]int, len(body))
	width := widthOf(body)
	first := lastOffset(code) + 1 - width
	for i := range body {
		starts[i] = first + widthOf(body[:i])
	}
	var w strings.Builder
	next := 0
	for i := range code {
		for ; next < len(body) && starts[next] <= code[i].Offset; next++ {
			fmt.Fprintf(&w, "%s\n", instrText(&body[next]))
		}
		fmt.Fprintf(&w, "%s\n", &code[i])
	}
	return w.String()
}

func lastOffset(code []vm.CodeInstr) (last int) {
	for _, c := range code {
		last = max(last, c.Offset)
	}
	return last
}

// instrText is an instruction with its first immediates.
func instrText(in *binary.Instr) string {
	s := in.Op.String()
	switch in.Op.Info().Imm {
	case op.ImmNone, op.ImmBlock, op.ImmMem:
	case op.ImmI32:
		s += fmt.Sprintf(" %d", int32(in.Imm))
	case op.ImmI64:
		s += fmt.Sprintf(" %d", int64(in.Imm))
	case op.ImmMemArg:
		s += fmt.Sprintf(" offset=%d", in.Imm)
	case op.ImmLabels:
		s += fmt.Sprintf(" %d %d", in.Labels, in.X)
	default:
		s += fmt.Sprintf(" %d", in.X)
	}
	return s
}
