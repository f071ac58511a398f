package vm

import (
	"math/rand/v2"
	"testing"
)

// This file tests the heap by itself: sizes of cells, what is free after a sweep, and that objects never overlap.

// openHeap returns a heap with room for max bytes.
func openHeap(t *testing.T, max uint64) *heap {
	t.Helper()
	h := &heap{}
	if err := h.open(max); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.space.release)
	return h
}

func TestCellSizes(t *testing.T) {
	c := 0
	for size := uint32(1); size <= maxSmall; size++ {
		if size > cellSizes[c] {
			c++
		}
		if got := classOf(size); got != c {
			t.Fatalf("classOf(%d) = %d, want %d", size, got, c)
		}
	}
	if c != len(cellSizes)-1 {
		t.Errorf("%d sizes are used of %d", c+1, len(cellSizes))
	}
	for i, size := range cellSizes {
		if size%wordSize != 0 || size < minCell || i > 0 && size > 64 && size*4 > cellSizes[i-1]*5 {
			t.Errorf("cell of %d bytes", size)
		}
	}
}

// TestHeapSizes makes two objects of each size, fills them, and finds both whole.
func TestHeapSizes(t *testing.T) {
	h := openHeap(t, 64<<20)
	for size := uint64(2 * wordSize); size <= 3*blockSize; size += wordSize {
		a, b := h.alloc(size, 7), h.alloc(size, 8)
		if a == 0 || b == 0 {
			t.Fatalf("no room for %d bytes", size)
		}
		for _, ref := range []uint64{a, b} {
			if !h.isObject(ref) || h.isObject(ref+wordSize) || h.isObject(ref+1) {
				t.Fatalf("%d bytes at %#x: isObject is wrong", size, ref)
			}
		}
		for off := uint64(wordSize); off < size; off += wordSize {
			*h.word(a, uint32(off)), *h.word(b, uint32(off)) = 1, 2
		}
		if typ, _ := h.header(a); typ != 7 || *h.word(b, 0) != 8 {
			t.Fatalf("objects of %d bytes overlap", size)
		}
		h.sweep()
		if h.isObject(a) || h.isObject(b) || h.live != 0 || h.used != 0 {
			t.Fatalf("objects of %d bytes outlive a sweep", size)
		}
	}
	if n := len(h.blocks); n > 8 {
		t.Errorf("the heap has grown to %d blocks", n)
	}
}

func TestIsObject(t *testing.T) {
	h := openHeap(t, 16<<20)
	small, large := h.alloc(24, 5), h.alloc(3*blockSize, 5)
	for _, ref := range []uint64{0, 1, 2, 8, blockSize - 8, large + blockSize, large + 8, small + 8, small + 24, small + 16, uint64(len(h.blocks)) << blockBits, ^uint64(0), ^uint64(7),
		small&^(blockSize-1) + blockSize/24*24, small | 1<<63} {
		if h.isObject(ref) {
			t.Errorf("%#x is no object", ref)
		}
	}
	if !h.isObject(small) || !h.isObject(large) {
		t.Error("objects are not recognised")
	}
}

// TestHeapFull fills a heap, frees every second object, and fills it again.
func TestHeapFull(t *testing.T) {
	for _, size := range []uint64{16, 24, 400, 4104, 9000, maxSmall, maxSmall + 8, blockSize, blockSize + 8, 5 * blockSize} {
		h := openHeap(t, 2<<20)
		fill := func() (refs []uint64) {
			for {
				ref := h.alloc(size, 3)
				if ref == 0 {
					return refs
				}
				refs = append(refs, ref)
			}
		}
		refs := fill()
		if n := uint64(len(refs)); n*size > h.max || (n+1)*size*3/2 < 2<<20 && size <= maxSmall {
			t.Errorf("%d objects of %d bytes fit", n, size)
		}
		for i := 0; i < len(refs); i += 2 {
			h.mark(refs[i])
		}
		h.sweep()
		again := fill()
		if len(again) != len(refs)/2 {
			t.Errorf("size %d: %d objects fit, then %d in the place of half of them", size, len(refs), len(again))
		}
		seen := map[uint64]bool{}
		for i := 0; i < len(refs); i += 2 {
			seen[refs[i]] = true
		}
		for _, ref := range again {
			if seen[ref] {
				t.Fatalf("size %d: the place %#x is given away twice", size, ref)
			}
			seen[ref] = true
		}
	}
}

// TestFreeBlocks has blocks go from one size to another and to large objects.
func TestFreeBlocks(t *testing.T) {
	h := openHeap(t, 4<<20)
	for _, size := range []uint64{16, 3 * blockSize, 4096, 17 * blockSize, 40, blockSize + 8, 16} {
		n := uint64(0)
		for ref := h.alloc(size, 3); ref != 0; ref = h.alloc(size, 3) {
			n++
		}
		if per := (size + blockSize - 1) / blockSize * blockSize; n*max(size, per)*(1+size/blockSize) < 1<<20 && n < (4<<20)/per-1 {
			t.Errorf("only %d objects of %d bytes fit", n, size)
		}
		h.sweep()
	}
	if ref := h.alloc(h.max+1, 3); ref != 0 {
		t.Error("there is room for more than there is")
	}
	if ref := h.alloc(1<<40, 3); ref != 0 {
		t.Error("there is room for anything")
	}
}

// TestHeapRandom makes and frees objects of random sizes and looks at all that should be there after each sweep.
func TestHeapRandom(t *testing.T) {
	h := openHeap(t, 16<<20)
	r := rand.New(rand.NewPCG(1, 2))
	live := map[uint64]uint64{} // sizes by reference
	check := func() {
		for ref, size := range live {
			if !h.isObject(ref) || *h.word(ref, 0) != size<<32|9 || *h.word(ref, wordSize) != ref || *h.word(ref, uint32(size)-wordSize) != ref {
				t.Fatalf("the object of %d bytes at %#x has changed", size, ref)
			}
		}
	}
	for range 50 {
		for range 400 {
			size := uint64(16 + r.IntN(32)*8)
			switch r.IntN(20) {
			case 0:
				size = uint64(16 + r.IntN(1000)*8)
			case 1:
				size = uint64(16 + r.IntN(20_000)*8)
			}
			ref := h.alloc(size, size<<32|9)
			if ref == 0 {
				break
			}
			if _, ok := live[ref]; ok {
				t.Fatalf("%#x is given away twice", ref)
			}
			*h.word(ref, wordSize), *h.word(ref, uint32(size)-wordSize) = ref, ref
			live[ref] = size
		}
		check()
		for ref := range live {
			if r.IntN(3) == 0 {
				h.mark(ref)
			} else {
				delete(live, ref)
			}
		}
		h.work = h.work[:0]
		h.sweep()
		check()
		bytes := uint64(0)
		for _, size := range live {
			if size > maxSmall {
				bytes += (size + blockSize - 1) &^ (blockSize - 1)
			} else {
				bytes += uint64(cellSizes[classOf(uint32(size))])
			}
		}
		if h.live != bytes {
			t.Fatalf("%d bytes live, want %d", h.live, bytes)
		}
	}
}
