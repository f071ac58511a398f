package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests memory accesses at offsets that do and do not fit into instructions, together with what lowering joins them with: the same
// work is done by functions that have one instruction each.

var accessOffsets = []uint64{0, 1, 8, 200, 255, 256, 300, 65535, 65536}

// afterLoad are instructions on a loaded number and the constant 3, or on the number alone, by type.
var afterLoad = map[wasm.ValType][]op.Op{
	wasm.I32: {op.I32Add, op.I32Sub, op.I32Mul, op.I32And, op.I32Or, op.I32Xor, op.I32Shl, op.I32ShrU, op.I32ShrS, op.I32Rotl, op.I32Eq, op.I32Ne, op.I32LtU, op.I32GeS, op.I32Eqz},
	wasm.I64: {op.I64Add, op.I64Sub, op.I64Mul, op.I64And, op.I64Or, op.I64Xor, op.I64Shl, op.I64ShrU, op.I64ShrS, op.I64Rotl, op.I64Eq, op.I64Ne, op.I64LtU, op.I64GeS, op.I64Eqz},
}

func TestLoadsJoined(t *testing.T) {
	for _, load := range []op.Op{op.I32Load8U, op.I32Load8S, op.I32Load16U, op.I32Load16S, op.I32Load,
		op.I64Load8U, op.I64Load8S, op.I64Load16U, op.I64Load16S, op.I64Load32U, op.I64Load32S, op.I64Load} {
		typ, three := wasm.I32, i32(3)
		if strings.HasPrefix(load.String(), "i64") {
			typ, three = wasm.I64, i64(3)
		}
		t.Run(load.String(), func(t *testing.T) {
			for _, offset := range accessOffsets {
				for _, next := range afterLoad[typ] {
					testLoadJoined(t, load, next, offset, typ, three)
				}
			}
		})
	}
}

// testLoadJoined compares a function that loads, computes and branches on the result with functions that do one of it.
func testLoadJoined(t *testing.T, load, next op.Op, offset uint64, typ wasm.ValType, three binary.Instr) {
	computed := []binary.Instr{three, do(next)}
	out := typ
	if info := next.Info(); len(info.Sig) == 3 { // of one operand
		computed, out = computed[1:], wasm.I32
	} else if info.Flags&op.Compare != 0 {
		out = wasm.I32
	}
	b := newBuilder("joined")
	b.memory(3)
	b.fn("load", sig(vals(wasm.I32), vals(typ)), nil, get(0), mem(load, offset))
	b.fn("compute", sig(vals(typ), vals(out)), nil, append([]binary.Instr{get(0)}, computed...)...)
	b.fn("pieces", sig(vals(wasm.I32), vals(out)), nil, get(0), call(0), call(1))
	b.fn("joined", sig(vals(wasm.I32), vals(out)), nil, append([]binary.Instr{get(0), mem(load, offset)}, computed...)...)
	truth := []binary.Instr{do(op.Nop)}
	if out == wasm.I64 {
		truth = []binary.Instr{i64(0), do(op.I64Ne)}
	}
	b.fn("branch", i32I32, nil, append(append(append([]binary.Instr{open(op.Block), get(0), mem(load, offset)}, computed...), truth...),
		brIf(0), i32(0), do(op.Return), end(), i32(1))...)
	e := newEnv(t, vm.StoreConfig{})
	defer e.store.Close() // before the next case: there are thousands
	in := e.instantiate(b)
	memory, _ := in.Memory("memory")
	for i := range memory.Bytes() {
		memory.Bytes()[i] = byte(i*i>>3 + i)
	}
	for _, addr := range []uint64{0, 1, 77, 4096, 65536} {
		what := fmt.Sprintf("%s offset=%d of %d, then %s", load, offset, addr, next)
		want := result(t, in, "pieces", addr)
		if got := result(t, in, "joined", addr); got != want {
			t.Errorf("%s: %#x, want %#x", what, got, want)
		}
		if got := result(t, in, "branch", addr); got != 0 != (want != 0) {
			t.Errorf("%s, branch: %d, but the number is %#x", what, got, want)
		}
	}
}
