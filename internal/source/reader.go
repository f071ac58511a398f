package source

import "bytes"

// This file holds the reading of bytes. Everything in this package reads through it, so that it is the one place that bounds work.

// maxWork is how many bytes and steps a search may take, some half a second. Two are needed for each byte of .debug_info in units
// that a trap's frames are in, so that this is enough for 32 MiB of it. What it bounds are sections that refer to the same bytes
// over and over. A search in few bytes may take minWork and workPerByte for each of them, if that is less.
const (
	maxWork     = 1 << 26
	minWork     = 1 << 20
	workPerByte = 64
)

// maxText is the length up to which strings are taken: names that are longer say nothing.
const maxText = 16 << 10

// A reader reads a section from pos on. What cannot be read is zero and sets bad, for good.
type reader struct {
	b    []byte
	pos  int
	bad  bool
	work *int // what may still be spent, shared by all readers of a search
}

// at returns a reader of b from an offset on.
func (f *finder) at(b []byte, offset uint64) reader {
	r := reader{b: b, work: &f.work}
	if offset > uint64(len(b)) {
		r.bad = true
	} else {
		r.pos = int(offset)
	}
	return r
}

// more reports whether there is more to read.
func (r *reader) more() bool { return !r.bad && r.pos < len(r.b) }

// spend pays for n steps.
func (r *reader) spend(n int) {
	if *r.work -= n; *r.work < 0 {
		r.bad = true
	}
}

// skip passes over n bytes.
func (r *reader) skip(n uint64) {
	r.spend(1)
	if r.bad || n > uint64(len(r.b)-r.pos) {
		r.bad = true
		return
	}
	r.pos += int(n)
}

// uint reads an integer of size bytes, at most 8.
func (r *reader) uint(size int) uint64 {
	r.spend(1)
	if r.bad || size > len(r.b)-r.pos {
		r.bad = true
		return 0
	}
	n := uint64(0)
	for i, c := range r.b[r.pos : r.pos+size] {
		n |= uint64(c) << (8 * i)
	}
	r.pos += size
	return n
}

func (r *reader) u8() uint8 { return uint8(r.uint(1)) }

// leb reads an LEB128 integer, up to 64 bits of it, and returns how many bits it had.
func (r *reader) leb() (n uint64, bits int) {
	for r.spend(1); r.more() && bits < 70; {
		c := r.b[r.pos]
		r.pos++
		n |= uint64(c&0x7f) << bits
		bits += 7
		if c < 0x80 {
			return n, bits
		}
	}
	r.bad = true
	return 0, 0
}

func (r *reader) uleb() uint64 {
	n, _ := r.leb()
	return n
}

func (r *reader) sleb() int64 {
	n, bits := r.leb()
	if bits > 0 && bits < 64 && n>>(bits-1) == 1 {
		n |= ^uint64(0) << bits
	}
	return int64(n)
}

// copyCost is what a byte of a string costs that is kept, so that the strings of a search have at most maxWork/copyCost bytes.
const copyCost = 8

// text reads a string that ends with a zero byte. A string that is too long is read as an empty one.
func (r *reader) text() string {
	start := r.pos
	n := r.skipText()
	if n <= maxText {
		r.spend(n * copyCost)
	}
	if n > maxText || r.bad {
		return ""
	}
	return string(r.b[start : start+n])
}

// skipText passes over a string and returns its length.
func (r *reader) skipText() int {
	if r.bad {
		return 0
	}
	n := bytes.IndexByte(r.b[r.pos:], 0)
	if n < 0 {
		n = len(r.b) - r.pos
		r.bad = true
	}
	r.spend(1 + n)
	r.pos = min(r.pos+n+1, len(r.b))
	return n
}

// A format says how wide the fields are of what a header stands before.
type format struct {
	version  int
	offset   int // bytes of an offset: 4, or 8
	addrSize int
}

// length reads the length that starts a header, and sets the format's width of offsets by it.
func (r *reader) length(f *format) uint64 {
	n := r.uint(4)
	f.offset = 4
	switch {
	case n == 0xffffffff:
		f.offset = 8
		n = r.uint(8)
	case n >= 0xfffffff0:
		r.bad = true
	}
	return n
}

// setAddrSize takes the width of addresses from a header.
func (r *reader) setAddrSize(f *format) {
	f.addrSize = int(r.u8())
	if f.addrSize != 4 && f.addrSize != 8 {
		r.bad = true
	}
}
