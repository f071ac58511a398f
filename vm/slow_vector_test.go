package vm

import (
	"encoding/binary"
	"strings"
	"testing"

	instrs "github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file runs the vector instructions of the slow evaluator: their lanes one after the other.

// SlowVector computes an instruction on up to three vectors, a shift by n included; SlowVectorNumber one that makes a number of a
// vector. The tests from outside of the package set them.
var (
	SlowVector       func(o op.Op, x, y, z [16]byte, n uint64) [16]byte
	SlowVectorNumber func(o op.Op, x [16]byte, lane int) uint64
)

func (v slowValue) vector() (b [16]byte) {
	binary.LittleEndian.PutUint64(b[:], v[0])
	binary.LittleEndian.PutUint64(b[8:], v[1])
	return b
}

func slowVectorValue(b [16]byte) slowValue {
	return slowValue{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])}
}

// slowLaneBytes is how wide the lanes of an instruction are.
func slowLaneBytes(name string) int {
	shape, _, _ := strings.Cut(name, ".")
	return map[string]int{"i8x16": 1, "i16x8": 2, "i32x4": 4, "f32x4": 4, "i64x2": 8, "f64x2": 8}[shape]
}

// slowSetLane sets the lane that starts at byte at.
func slowSetLane(b *[16]byte, at, size int, v uint64) {
	for k := range size {
		b[at+k] = byte(v >> (8 * k))
	}
}

// vectorInstr does an instruction on vectors other than loads and stores.
func (f *slowFrame) vectorInstr(i *instrs.Instr, info *op.Info) {
	size := slowLaneBytes(info.Name)
	_, rest, _ := strings.Cut(info.Name, ".")
	switch {
	case i.Op == op.V128Const:
		f.pushValue(slowVectorValue(i.V128))
	case i.Op == op.I8x16Shuffle:
		y, x := f.popValue().vector(), f.popValue().vector()
		both := append(x[:], y[:]...)
		var r [16]byte
		for k, from := range i.V128 {
			r[k] = both[from]
		}
		f.pushValue(slowVectorValue(r))
	case rest == "splat":
		v := f.pop()
		var r [16]byte
		for at := 0; at < 16; at += size {
			slowSetLane(&r, at, size, v)
		}
		f.pushValue(slowVectorValue(r))
	case rest == "replace_lane":
		v, r := f.pop(), f.popValue().vector()
		slowSetLane(&r, int(i.Lane)*size, size, v)
		f.pushValue(slowVectorValue(r))
	case !strings.HasSuffix(info.Sig, "v"):
		f.push(SlowVectorNumber(i.Op, f.popValue().vector(), int(i.Lane)))
	default:
		var n uint64
		if strings.HasPrefix(info.Sig, "vi") {
			n = f.pop()
		}
		var operands [3][16]byte
		for k := strings.Count(info.Sig, "v") - 2; k >= 0; k-- {
			operands[k] = f.popValue().vector()
		}
		f.pushValue(slowVectorValue(SlowVector(i.Op, operands[0], operands[1], operands[2], n)))
	}
}

// slowVectorAccess returns how many bytes a load or store of vectors moves.
func slowVectorAccess(name string) (size int) {
	rest := strings.TrimLeft(name[len("v128."):], "loadstre")
	switch {
	case rest == "":
		return 16
	case strings.Contains(rest, "x"):
		return 8
	case strings.HasPrefix(rest, "8"):
		return 1
	case strings.HasPrefix(rest, "16"):
		return 2
	case strings.HasPrefix(rest, "32"):
		return 4
	}
	return 8
}

// vectorAccess does a load or store of vectors.
func (f *slowFrame) vectorAccess(i *instrs.Instr, info *op.Info) {
	size := slowVectorAccess(info.Name)
	var v [16]byte
	if strings.HasPrefix(info.Sig, "pv") {
		v = f.popValue().vector()
	}
	b := f.place(i, size)
	lane := int(i.Lane) * size
	rest := strings.TrimLeft(info.Name[len("v128."):], "loadstre0123456789")
	switch {
	case i.Op == op.V128Store:
		copy(b, v[:])
		return
	case strings.HasSuffix(info.Sig, ":"):
		copy(b, v[lane:])
		return
	case rest == "_lane":
		copy(v[lane:], b)
	case rest == "_splat":
		for at := 0; at < 16; at += size {
			copy(v[at:], b)
		}
	case strings.HasPrefix(rest, "x"): // lanes that are extended
		width := map[byte]int{'8': 1, '1': 2, '3': 4}[info.Name[len("v128.load")]]
		for k := range 8 / width {
			var n uint64
			for j := range width {
				n |= uint64(b[k*width+j]) << (8 * j)
			}
			if strings.HasSuffix(rest, "_s") {
				n = uint64(slowSigned(n, 8*width))
			}
			slowSetLane(&v, k*2*width, 2*width, n)
		}
	default:
		copy(v[:], b)
	}
	f.pushValue(slowVectorValue(v))
}

// TestVectorSelect stores what depends on a vector chosen by a local at an address that was computed before.
func TestVectorSelect(t *testing.T) {
	m := newTestModule()
	m.Memories = []wasm.MemoryType{{Limits: wasm.Limits{Min: 1}, PageBits: wasm.DefaultPageBits}}
	m.fn(m.typ(types(wasm.I32, 2), nil), 0, wasm.I32, func(c *testCode) {
		c.addX(op.LocalGet, 0)
		c.constant(wasm.I32, 1473)
		c.add(op.I32Add)
		for k := range 2 {
			*c = instrs.AppendInstr(*c, &instrs.Instr{Op: op.V128Const, V128: [16]byte{byte(k + 5)}})
		}
		c.addX(op.LocalGet, 1)
		c.add(op.Select)
		*c = instrs.AppendInstr(*c, &instrs.Instr{Op: op.I64x2ExtractLane})
		c.add(op.I64Store8)
	})
	c := compared(t, StoreConfig{}, m)
	for x := range uint64(3) {
		c.check(t, 0, 0, 16*x, x)
	}
}
