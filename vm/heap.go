package vm

import (
	"math/bits"
	"unsafe"
)

// This file is the heap of a store: structs, arrays and exceptions of its guests. It is one reserved range of addresses that
// the Go collector does not look into. Objects do not move; an object's reference is its distance from the base in bytes.
//
// The range is cut into blocks. A block holds cells of one size, or is part of a large object. Free cells of a size are
// linked. Collection marks what can be reached (collect.go) and links the rest.

// Every object begins with a header of one word: the identity of its type in the low half, in the high half the length of an
// array, or the tag of an exception. A free cell has identity 0 and in its second word the next free cell.
const headerSize = wordSize

const (
	blockBits  = 15
	blockSize  = 1 << blockBits // bytes
	maxSmall   = blockSize / 2  // bytes of the largest cell
	minCell    = 2 * wordSize
	firstBlock = 1 // block 0 stays unused, so that no object has reference 0
)

// cellSizes are the sizes of cells, in bytes. Four to each doubling: at most a fifth of a cell is wasted.
var cellSizes = [...]uint32{16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024,
	1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192, 10240, 12288, 14336, maxSmall}

// A block says what a block of the heap is used for.
type block struct {
	kind blockKind
	cell uint32 // blockCells: bytes of a cell; blockLarge: number of blocks of the object
}

type blockKind uint8

const (
	blockFree  blockKind = iota
	blockCells           // cells of one size
	blockLarge           // the first block of a large object
	blockRest            // a further block of a large object
)

// A heap is the heap of a store.
type heap struct {
	base   unsafe.Pointer
	space  *reservation
	max    uint64 // bytes
	blocks []block
	marks  []uint64               // a bit for each word of the heap: objects reached by the collection under way
	free   [len(cellSizes)]uint64 // first free cell of each size, 0: none
	next   int                    // where to look for a free block
	live   uint64                 // bytes of objects after the last collection
	used   uint64                 // bytes of objects handed out since
	work   []uint64               // objects reached but not yet scanned
	grows  uint64                 // bytes that may be handed out before the next collection
	eager  bool                   // for tests: collect whenever something is made
}

// collectAfter is how many bytes are handed out at least between two collections.
const collectAfter = 8 << 20

// open reserves the heap, at the first object.
func (h *heap) open(max uint64) error {
	max = (max + blockSize) &^ (blockSize - 1)
	space, err := reserve(max)
	if err != nil {
		return err
	}
	h.space, h.max, h.grows = &space, max, collectAfter
	h.blocks = make([]block, firstBlock)
	return nil
}

// word returns the word at reference ref plus offset.
func (h *heap) word(ref uint64, offset uint32) *uint64 {
	return (*uint64)(unsafe.Add(h.base, uintptr(ref)+uintptr(offset)))
}

// header splits the header of an object.
func (h *heap) header(ref uint64) (typ, n uint32) {
	w := *h.word(ref, 0)
	return uint32(w), uint32(w >> 32)
}

// classOf returns the index of the smallest cell with at least size bytes, at most maxSmall.
func classOf(size uint32) int {
	if size <= 64 {
		return max(int((size+7)/8)-2, 0)
	}
	k := bits.Len32(size - 1) // size is in (2^(k-1), 2^k]
	return 7 + (k-7)*4 + int((size-1)>>(k-3))&3
}

// alloc returns the reference of a new object of size bytes with this header, or 0 if the heap is full. Its other words hold anything.
func (h *heap) alloc(size uint64, header uint64) uint64 {
	if size > maxSmall {
		return h.allocLarge(size, header)
	}
	c := classOf(uint32(size))
	ref := h.free[c]
	if ref == 0 {
		if ref = h.newCells(c); ref == 0 {
			return 0
		}
	}
	h.free[c] = *h.word(ref, wordSize)
	h.used += uint64(cellSizes[c])
	*h.word(ref, 0) = header
	return ref
}

// newCells makes a block of cells and returns the first.
func (h *heap) newCells(c int) uint64 {
	b := h.takeBlocks(1)
	if b == 0 {
		return 0
	}
	size := cellSizes[c]
	h.blocks[b] = block{blockCells, size}
	h.linkCells(b, c)
	return h.free[c]
}

// linkCells links the cells of block b that are not marked with the free ones, and returns how many are marked.
func (h *heap) linkCells(b, c int) (n int) {
	size := uint64(cellSizes[c])
	start := uint64(b) << blockBits
	free := h.free[c]
	for ref := start + (blockSize/size-1)*size; ; ref -= size {
		if h.marked(ref) {
			n++
		} else {
			cell := (*[2]uint64)(unsafe.Add(h.base, uintptr(ref)))
			cell[0], cell[1] = uint64(noTypeID), free
			free = ref
		}
		if ref == start {
			h.free[c] = free
			return n
		}
	}
}

// allocLarge gives an object blocks of its own.
func (h *heap) allocLarge(size uint64, header uint64) uint64 {
	if size > h.max {
		return 0
	}
	n := int((size + blockSize - 1) >> blockBits)
	b := h.takeBlocks(n)
	if b == 0 {
		return 0
	}
	h.blocks[b] = block{blockLarge, uint32(n)}
	for i := b + 1; i < b+n; i++ {
		h.blocks[i] = block{kind: blockRest}
	}
	h.used += uint64(n) << blockBits
	ref := uint64(b) << blockBits
	*h.word(ref, 0) = header
	return ref
}

// takeBlocks finds n free blocks in a row, committing new ones if there are none, and returns the first, or 0.
func (h *heap) takeBlocks(n int) int {
	for run, i := 0, h.next; i < len(h.blocks); i++ {
		if h.blocks[i].kind != blockFree || i == 0 {
			run = 0
			continue
		}
		if run++; run == n {
			if n == 1 {
				h.next = i + 1
			}
			return i - n + 1
		}
	}
	first := len(h.blocks)
	for first > firstBlock && h.blocks[first-1].kind == blockFree {
		first--
	}
	end := uint64(first+n) << blockBits
	if end > h.max {
		return 0
	}
	base, ok := h.space.commit(uint64(len(h.blocks))<<blockBits, end)
	if !ok {
		return 0
	}
	h.base = base
	for len(h.blocks) < first+n {
		h.blocks = append(h.blocks, block{})
	}
	if n == 1 {
		h.next = first + 1
	}
	h.marks = append(h.marks, make([]uint64, len(h.blocks)*(blockSize/wordSize/64)-len(h.marks))...)
	return first
}

// isObject reports whether ref, any number, is the reference of an object.
func (h *heap) isObject(ref uint64) bool {
	b := ref >> blockBits
	if ref&(wordSize-1) != 0 || b >= uint64(len(h.blocks)) {
		return false
	}
	switch bl := h.blocks[b]; bl.kind {
	case blockCells:
		offset := uint32(ref & (blockSize - 1))
		return offset%bl.cell == 0 && offset+bl.cell <= blockSize && uint32(*h.word(ref, 0)) != noTypeID
	case blockLarge:
		return ref&(blockSize-1) == 0
	}
	return false
}

// mark records that an object is reached and has to be scanned, unless it was already.
func (h *heap) mark(ref uint64) {
	i, bit := ref/wordSize/64, uint64(1)<<(ref/wordSize%64)
	if h.marks[i]&bit == 0 {
		h.marks[i] |= bit
		h.work = append(h.work, ref)
	}
}

func (h *heap) marked(ref uint64) bool {
	return h.marks[ref/wordSize/64]&(1<<(ref/wordSize%64)) != 0
}

// sweep frees what is not marked.
func (h *heap) sweep() {
	clear(h.free[:])
	h.live, h.used, h.next = 0, 0, firstBlock
	for b := len(h.blocks) - 1; b >= firstBlock; b-- {
		switch bl := h.blocks[b]; bl.kind {
		case blockCells:
			c := classOf(bl.cell)
			before := h.free[c]
			n := h.linkCells(b, c)
			if n == 0 {
				h.free[c] = before
				h.blocks[b] = block{}
			}
			h.live += uint64(n) * uint64(bl.cell)
		case blockLarge:
			n := int(bl.cell)
			if h.marked(uint64(b) << blockBits) {
				h.live += uint64(n) << blockBits
				continue
			}
			clear(h.blocks[b : b+n])
		}
	}
	clear(h.marks)
	h.grows = max(collectAfter, h.live)
}
