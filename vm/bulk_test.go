package vm_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file tests memory.copy and memory.fill of short pieces, most of which the loop does itself.

// maxShort is more bytes than the loop does itself.
const maxShort = 300

// bulkCases are the memories and operands of the instructions.
var bulkCases = []struct {
	name    string
	operand wasm.ValType
	wrap    bool // operands are the low halves of the parameters
	memory  uint32
	high    uint64 // added to the arguments
}{
	{"first memory", wasm.I32, false, 0, 0},
	{"wrapped operands", wasm.I64, true, 0, 0xdeadbeef << 32},
	{"second memory", wasm.I32, false, 1, 0},
	{"64-bit memory", wasm.I64, false, 0, 0},
}

// A bulkGuest has a memory and two functions that work on it.
type bulkGuest struct {
	copy, fill *vm.Func
	memory     []byte
	high       uint64
	stack      [3]uint64
}

// call runs one of the functions and returns its trap, or 0.
func (g *bulkGuest) call(t *testing.T, f *vm.Func, to, from, n int) vm.TrapCode {
	g.stack = [3]uint64{g.high | uint64(to), g.high | uint64(from), g.high | uint64(n)}
	err := f.CallStack(context.Background(), g.stack[:])
	if err == nil {
		return 0
	}
	var trap *vm.Trap
	if !errors.As(err, &trap) {
		t.Fatal(err)
	}
	return trap.Code
}

// eachBulk runs a test with a guest of every case, whose memory has so many pages.
func eachBulk(t *testing.T, pages uint64, test func(t *testing.T, g *bulkGuest)) {
	for _, c := range bulkCases {
		t.Run(c.name, func(t *testing.T) {
			b := newBuilder("bulk")
			b.m.Memories = make([]wasm.MemoryType, c.memory, 2)
			for i := range b.m.Memories {
				b.m.Memories[i] = memoryType(1)
			}
			b.memory(pages)
			b.m.Memories[c.memory].Limits.Addr64 = c.operand == wasm.I64 && !c.wrap
			var address, number [3][]binary.Instr // parameters as addresses and as i32
			for i := range uint32(3) {
				number[i] = []binary.Instr{get(i)}
				if c.operand == wasm.I64 {
					number[i] = append(number[i], do(op.I32WrapI64))
				}
				address[i] = number[i]
				if !c.wrap {
					address[i] = number[i][:1]
				}
			}
			typ := sig(vals(c.operand, c.operand, c.operand), nil)
			b.fn("copy", typ, nil, slices.Concat(address[0], address[1], address[2], []binary.Instr{two(op.MemoryCopy, c.memory, c.memory)})...)
			b.fn("fill", typ, nil, slices.Concat(address[0], number[1], address[2], []binary.Instr{at(op.MemoryFill, c.memory)})...)
			in := newEnv(t, vm.StoreConfig{}).instantiate(b)
			m, _ := in.Memory("memory")
			test(t, &bulkGuest{exported(t, in, "copy"), exported(t, in, "fill"), m.Bytes(), c.high, [3]uint64{}})
		})
	}
}

// patterned returns n bytes of which none are like their neighbours.
func patterned(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

// TestShortCopy copies all short lengths at all alignments, between places at all distances at which they overlap; with -short at some of them.
func TestShortCopy(t *testing.T) {
	const size, middle = 4 * maxShort, 2 * maxShort
	initial, want := patterned(size), make([]byte, size)
	step := 1
	if testing.Short() {
		step = 7
	}
	eachBulk(t, 1, func(t *testing.T, g *bulkGuest) {
		got := g.memory[:size]
		for n := range maxShort {
			for from := middle - n/2; from < middle-n/2+8; from++ {
				for to := from - n - 1; to <= from+n+1; to += step {
					copy(got, initial)
					copy(want, initial)
					copy(want[to:to+n], want[from:])
					if trap := g.call(t, g.copy, to, from, n); trap != 0 || !bytes.Equal(got, want) {
						t.Fatalf("%d bytes from %d to %d: trap %d, or not what they should be", n, from, to, trap)
					}
				}
			}
		}
	})
}

// TestShortFill fills all short lengths at all alignments.
func TestShortFill(t *testing.T) {
	const size = 2 * maxShort
	initial, want := patterned(size), make([]byte, size)
	eachBulk(t, 1, func(t *testing.T, g *bulkGuest) {
		got := g.memory[:size]
		for n := range maxShort {
			for to := 64; to < 64+8; to++ {
				for _, v := range []int{0, 1, 0x80, 0x1ff} {
					copy(got, initial)
					copy(want, initial)
					for i := range n {
						want[to+i] = byte(v)
					}
					if trap := g.call(t, g.fill, to, v, n); trap != 0 || !bytes.Equal(got, want) {
						t.Fatalf("%d bytes at %d with %#x: trap %d, or not what they should be", n, to, v, trap)
					}
				}
			}
		}
	})
}

// TestShortBulkBounds copies and fills at the end of memories and beyond, where nothing may be written.
func TestShortBulkBounds(t *testing.T) {
	for _, pages := range []uint64{0, 1} {
		size := int(pages) << 16
		initial := patterned(size)
		eachBulk(t, pages, func(t *testing.T, g *bulkGuest) {
			for n := range maxShort {
				for _, place := range []int{0, 100, size - n - 1, size - n, size - n + 1, size - 1, size, size + 1, 1<<32 - 1 - n, 1<<32 - n, 1<<32 - 1} {
					if place < 0 || place >= 1<<32 {
						continue
					}
					var trap vm.TrapCode
					if place+n > size {
						trap = vm.TrapMemoryOutOfBounds
					}
					other := max(size-n, 0) / 2 // inside, unless the memory is too small
					for _, c := range []struct {
						f        *vm.Func
						to, from int
					}{{g.copy, place, other}, {g.copy, other, place}, {g.copy, place, place}, {g.fill, place, 0xAA}} {
						copy(g.memory, initial)
						if got := g.call(t, c.f, c.to, c.from, n); got != trap {
							t.Fatalf("%d bytes from %#x to %#x of %#x: trap %d, want %d", n, c.from, c.to, size, got, trap)
						}
						if trap != 0 && !bytes.Equal(g.memory, initial) {
							t.Fatalf("%d bytes from %#x to %#x of %#x: something is written before the trap", n, c.from, c.to, size)
						}
					}
				}
			}
		})
	}
}
