package vm_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	wasmbinary "github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests every vector instruction on the numbers at which lanes of each type turn, against a second reading of the standard.

// vectorOps are the vector instructions.
func vectorOps() (ops []op.Op) {
	for o := op.Op(1); int(o) < op.Count; o++ {
		if o.Info().Feature&(wasm.FeatureSIMD|wasm.FeatureRelaxedSIMD) != 0 {
			ops = append(ops, o)
		}
	}
	return ops
}

// turns are the numbers at which lanes turn, by width.
var turns = map[int][]uint64{
	8:  {0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff, 0x0f, 0x10, 0x55, 0xaa},
	16: {0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0x8001, 0xff7f, 0xff80, 0xffff, 0x4000, 0x5555},
	32: {0, 1, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffff7fff, 0xffffffff, // and floats:
		0x3f800000, 0xbf800000, 0x3f000000, 0xbf000000, 0x3fc00000, 0x40200000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x7f800001,
		0x7f7fffff, 0x00800000, 0x4b000001, 0x4f000000, 0xcf000000, 0x4f800000, 0xcf000001, 0x3effffff, 0x40490fdb, 0x42c80000},
	64: {0, 1, 0x7fffffff, 0xffffffff, math.MaxInt64, 1 << 63, 1<<63 + 1, math.MaxUint64, // and floats:
		0x3ff0000000000000, 0xbff0000000000000, 0x3fe0000000000000, 0xbfe0000000000000, 0x3ff8000000000000, 0x4004000000000000,
		0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000001, 0x7ff0000000000001, 0x7fefffffffffffff,
		0x0010000000000000, 0x41e0000000000000, 0xc1e0000000200000, 0x41dfffffffc00000, 0x41efffffffe00000, 0x41f0000000000000,
		0x4330000000000001, 0x400921fb54442d18, 0x3fdfffffffffffff, 0x4059000000000000, 0x36a0000000000000, 0x47efffffe0000000},
}

// sampleVectors are vectors of turning numbers: each number in some lane of some vector, beside others.
func sampleVectors(random *rand.Rand) (list []vector) {
	for _, width := range []int{8, 16, 32, 64} {
		numbers := slices.Clone(turns[width])
		for range 2 {
			for part := range slices.Chunk(numbers, 128/width) {
				list = append(list, joined(part, width))
			}
			random.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
		}
	}
	for range 8 {
		list = append(list, vectorFrom(random.Uint64(), random.Uint64()))
	}
	return list
}

// letterTypes are the types by the letters of op.Info.Sig.
var letterTypes = map[byte]wasm.ValType{'i': wasm.I32, 'l': wasm.I64, 'f': wasm.F32, 'd': wasm.F64, 'v': wasm.V128}

// typesOf returns the types of letters; addresses are those of memory x.
func (b *builder) typesOf(letters string, x uint32) (types []wasm.ValType) {
	for i := range len(letters) {
		if letters[i] == 'p' {
			types = append(types, b.m.Memories[x].Limits.AddrType())
		} else {
			types = append(types, letterTypes[letters[i]])
		}
	}
	return types
}

// instrFunc adds a function that runs in on its parameters. With temporaries the operands are results of other instructions, and the
// result goes through a local.
func (b *builder) instrFunc(name string, in wasmbinary.Instr, temporaries bool) {
	params, result, _ := strings.Cut(in.Op.Info().Sig, ":")
	var body []wasmbinary.Instr
	for i := range len(params) {
		body = append(body, get(uint32(i)))
		if temporaries && params[i] == 'v' {
			body = append(body, do(op.V128Not), do(op.V128Not))
		}
	}
	body = append(body, in)
	var locals []wasm.ValType
	if temporaries && result != "" {
		locals = b.typesOf(result, in.X)
		n := uint32(len(params))
		body = append(body, set(n), get(n))
	}
	b.fn(name, sig(b.typesOf(params, in.X), b.typesOf(result, in.X)), locals, body...)
}

// callVector calls a function and returns the slots of its results.
func callVector(t *testing.T, f *vm.Func, args ...uint64) []uint64 {
	t.Helper()
	r, err := f.Call(context.Background(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVectorInstrs(t *testing.T) {
	for _, o := range vectorOps() {
		t.Run(o.String(), func(t *testing.T) {
			switch info := o.Info(); info.Imm {
			case op.ImmNone:
				if strings.HasSuffix(o.String(), ".splat") {
					testSplat(t, o)
				} else {
					testVectorInstr(t, o)
				}
			case op.ImmLane:
				testLaneInstr(t, o)
			case op.ImmLanes:
				testShuffle(t)
			case op.ImmV128:
				testVectorConst(t)
			case op.ImmMemArg, op.ImmMemArgLane:
				testVectorAccess(t, o)
			default:
				t.Error("nothing tests it")
			}
		})
	}
}

// bothFuncs makes the two functions of instrFunc.
func bothFuncs(t *testing.T, in wasmbinary.Instr) []*vm.Func {
	b := newBuilder("vector")
	b.instrFunc("params", in, false)
	b.instrFunc("temporaries", in, true)
	inst := newEnv(t, vm.StoreConfig{}).instantiate(b)
	return []*vm.Func{exported(t, inst, "params"), exported(t, inst, "temporaries")}
}

func testVectorInstr(t *testing.T, o op.Op) {
	random := rand.New(rand.NewPCG(1, uint64(o)))
	list := sampleVectors(random)
	params, result, _ := strings.Cut(o.Info().Sig, ":")
	for _, f := range bothFuncs(t, do(o)) {
		check := func(x, y, z vector, n uint64) {
			args := x.slots()
			switch params {
			case "vv":
				args = append(args, y.slots()...)
			case "vvv":
				args = append(append(args, y.slots()...), z.slots()...)
			case "vi":
				args = append(args, n)
			}
			got := callVector(t, f, args...)
			want := []uint64{0}
			if result == "i" {
				want[0] = refTest(o, x, 0)
			} else {
				want = refVector(o, x, y, z, n).slots()
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s of %x, %x, %x and %d is %x, want %x", o, x, y, z, n, got, want)
			}
		}
		for _, x := range list {
			for i, y := range list {
				check(x, y, list[random.IntN(len(list))], uint64(uint32(i-8)))
				if params == "v" {
					break
				}
			}
		}
	}
}

func testSplat(t *testing.T, o op.Op) {
	width := shapeWidth(strings.TrimSuffix(o.String(), ".splat"))
	for _, f := range bothFuncs(t, do(o)) {
		for _, n := range turns[width] {
			v := n
			if width < 32 {
				v |= 0xabcd0000 // is ignored
			}
			lanes := slices.Repeat([]uint64{n}, 128/width)
			if got, want := callVector(t, f, v), joined(lanes, width).slots(); !slices.Equal(got, want) {
				t.Errorf("%s of %x is %x, want %x", o, v, got, want)
			}
		}
	}
}

func testLaneInstr(t *testing.T, o op.Op) {
	random := rand.New(rand.NewPCG(2, uint64(o)))
	shape, _, _ := strings.Cut(o.String(), ".")
	width := shapeWidth(shape)
	for n := range 128 / width {
		for _, f := range bothFuncs(t, lane(o, uint8(n))) {
			for _, x := range sampleVectors(random) {
				if o.Info().Sig[1] == ':' {
					if got, want := callVector(t, f, x.slots()...)[0], refTest(o, x, n); got != want {
						t.Fatalf("%s %d of %x is %x, want %x", o, n, x, got, want)
					}
					continue
				}
				for _, v := range turns[width] {
					lanes := x.lanes(width)
					lanes[n] = v
					if got, want := callVector(t, f, append(x.slots(), v)...), joined(lanes, width).slots(); !slices.Equal(got, want) {
						t.Fatalf("%s %d of %x and %x is %x, want %x", o, n, x, v, got, want)
					}
				}
			}
		}
	}
}

func testShuffle(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 0))
	x, y := vectorFrom(random.Uint64(), random.Uint64()), vectorFrom(random.Uint64(), random.Uint64())
	both := slices.Concat(x[:], y[:])
	for n := range 200 {
		in := do(op.I8x16Shuffle)
		for i := range in.V128 {
			in.V128[i] = byte(random.IntN(32))
			if n%2 == 1 && i%4 != 0 { // groups of four bytes, some not quite
				in.V128[i] = (in.V128[i-1] + 1) % 32
			} else if n%4 == 1 {
				in.V128[i] &^= 3
			}
		}
		var want vector
		for i, k := range in.V128 {
			want[i] = both[k]
		}
		for _, f := range bothFuncs(t, in) {
			if got := callVector(t, f, append(x.slots(), y.slots()...)...); !slices.Equal(got, want.slots()) {
				t.Fatalf("shuffle %v of %x and %x is %x, want %x", in.V128, x, y, got, want)
			}
		}
	}
}

func testVectorConst(t *testing.T) {
	want := vector{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0xff}
	for _, f := range bothFuncs(t, v128Const(want[:]...)) {
		if got := callVector(t, f); !slices.Equal(got, want.slots()) {
			t.Errorf("v128.const is %x, want %x", got, want.slots())
		}
	}
}

// loadedVector is what a load makes of the bytes at an address, and of v for the load of a lane.
func loadedVector(o op.Op, b []byte, v vector, lane int) vector {
	name := strings.TrimPrefix(o.String(), "v128.load")
	var r vector
	switch {
	case name == "":
		return vector(b[:16])
	case strings.HasSuffix(name, "_splat"):
		for i := range r {
			r[i] = b[i%(1<<o.Info().Align)]
		}
	case strings.HasSuffix(name, "_zero"):
		copy(r[:], b[:1<<o.Info().Align])
	case strings.HasSuffix(name, "_lane"):
		copy(v[lane<<o.Info().Align:], b[:1<<o.Info().Align])
		return v
	default: // widening
		var width int
		fmt.Sscanf(name, "%dx", &width)
		var half vector
		copy(half[:], b[:8])
		numbers := extended(half, width, strings.HasSuffix(name, "_s"))[:64/width]
		lanes := make([]uint64, len(numbers))
		for i, n := range numbers {
			lanes[i] = uint64(n)
		}
		return joined(lanes, 2*width)
	}
	return r
}

// testVectorAccess tests a load or store of the first memory, of another one and of one with 64-bit addresses.
func testVectorAccess(t *testing.T, o op.Op) {
	const pages = 2
	wide := memoryType(pages)
	wide.Limits.Addr64 = true
	for _, memories := range [][]wasm.MemoryType{{memoryType(pages)}, {memoryType(1), memoryType(pages)}, {wide}, {memoryType(0), wide}} {
		b := newBuilder("access")
		b.m.Memories = memories
		x := len(memories) - 1
		b.export("memory", wasm.ExternMemory, uint32(x))
		testAccessOf(t, b, mem(o, 0), uint32(x))
	}
}

// testAccessOf tests in on memory x at addresses and offsets inside and at the end, and just beyond.
func testAccessOf(t *testing.T, b *builder, in wasmbinary.Instr, x uint32) {
	lanes := 1
	if in.Op.Info().Imm == op.ImmMemArgLane {
		lanes = 16 >> in.Op.Info().Align
	}
	limit := uint64(math.MaxUint32)
	offsets := []uint64{0, 5, 0xffff, 0x10000, limit}
	if b.m.Memories[x].Limits.Addr64 {
		limit = math.MaxUint64
		offsets = append(offsets, limit-20)
	}
	for n := range lanes {
		for _, offset := range offsets {
			in.Lane, in.Imm, in.X = uint8(n), offset, x
			for _, temporaries := range []bool{false, true} {
				b.instrFunc(fmt.Sprint(n, offset, temporaries), in, temporaries)
			}
		}
	}
	inst := newEnv(t, vm.StoreConfig{}).instantiate(b)
	m, _ := inst.Memory("memory")
	random := rand.New(rand.NewPCG(4, uint64(in.Op)))
	length, bytes := m.Len(), uint64(1)<<in.Op.Info().Align
	for n := range lanes {
		for _, offset := range offsets {
			addrs := []uint64{0, 3, 1000, length - bytes, length - bytes + 1, length - 1, length, math.MaxUint32, limit}
			for _, end := range []uint64{length - bytes, length - bytes + 1, length} {
				addrs = append(addrs, (end-offset)&limit)
			}
			for _, addr := range addrs {
				for _, temporaries := range []bool{false, true} {
					f := exported(t, inst, fmt.Sprint(n, offset, temporaries))
					checkAccess(t, in.Op, f, m, addr, offset, n, random)
				}
			}
		}
	}
}

// checkAccess calls f, an access with this offset and lane, with addr.
func checkAccess(t *testing.T, o op.Op, f *vm.Func, m *vm.Memory, addr, offset uint64, lane int, random *rand.Rand) {
	t.Helper()
	ea := addr + offset
	before := m.Bytes()
	for i := range 64 {
		binary.LittleEndian.PutUint64(before[min(ea, m.Len()-600)+uint64(i)*8:], random.Uint64())
	}
	before = slices.Clone(before)
	v := vectorFrom(random.Uint64(), random.Uint64())
	args := []uint64{addr}
	params, result, _ := strings.Cut(o.Info().Sig, ":")
	if params == "pv" {
		args = append(args, v.slots()...)
	}
	got, err := f.Call(context.Background(), args...)
	n := uint64(1) << o.Info().Align
	if ea < addr || ea > m.Len()-n {
		if trap, ok := err.(*vm.Trap); !ok || trap.Code != vm.TrapMemoryOutOfBounds {
			t.Fatalf("%s at %#x: %v, want a trap", o, ea, err)
		}
		if !slices.Equal(before, m.Bytes()) {
			t.Fatalf("%s at %#x wrote before it trapped", o, ea)
		}
		return
	}
	if err != nil {
		t.Fatalf("%s at %#x: %v", o, ea, err)
	}
	if result == "v" {
		if want := loadedVector(o, append(before[ea:ea+n:ea+n], make([]byte, 16)...), v, lane).slots(); !slices.Equal(got, want) {
			t.Fatalf("%s at %#x is %x, want %x", o, ea, got, want)
		}
	} else {
		copy(before[ea:ea+n], v[uint64(lane)*n%16:])
	}
	if !slices.Equal(before, m.Bytes()) {
		t.Fatalf("%s at %#x changed memory otherwise", o, ea)
	}
}
