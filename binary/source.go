package binary

import (
	"io"
	"slices"
	"strconv"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds where a decoder takes its bytes from: a slice, or a reader whose bytes arrive over time.

// A source hands out the bytes of a module in order. What it handed out stays where it is, so that a module may hold views of it.
//
// With a reader, bytes are read into chunks. A chunk is left for a new one when what is wanted in one piece does not fit; only
// bytes not yet handed out move then. Chunks are as long as what has arrived so far justifies, whatever lengths the
// module declares.
type source struct {
	r    io.Reader // nil: chunk is the whole input
	buf  []byte    // the chunk as far as it is filled
	pos  int       // of the next byte in buf
	base int       // offset of buf in the module
	max  int       // longest module to take
	done bool      // r has no more bytes
	over bool      // the input is longer than max
	err  error     // of r
}

// The lengths of chunks, except for pieces that need more.
const (
	minChunk = 4 << 10
	maxChunk = 1 << 20
)

// maxEmptyReads is how often in a row a reader may return neither bytes nor an error.
const maxEmptyReads = 100

func newSliceSource(b []byte, most int) source {
	if len(b) > most {
		return source{buf: b[:most], max: most, over: true}
	}
	return source{buf: b, max: most}
}

func newReaderSource(r io.Reader, most int) source { return source{r: r, max: most} }

// offset returns the offset of the next byte in the module.
func (s *source) offset() int { return s.base + s.pos }

// need waits until n bytes are there in one piece and reports whether they are; not so at the end of the input.
func (s *source) need(n int) bool {
	for len(s.buf)-s.pos < n {
		if s.r == nil || s.done {
			return false
		}
		s.fill(n)
	}
	return true
}

// take returns the next n bytes, which are there.
func (s *source) take(n int) []byte {
	i := s.pos
	s.pos += n
	return s.buf[i : i+n : i+n]
}

// fill reads what the reader has, at least a byte, for a piece of n bytes. A piece that does not fit where it starts moves to a new
// chunk; where n is more than what has arrived justifies, it moves on to longer ones as they fill.
func (s *source) fill(n int) {
	if full := len(s.buf) == cap(s.buf); full || s.pos > 0 && cap(s.buf)-s.pos < n {
		arrived := s.base + len(s.buf)
		left := s.buf[s.pos:]
		size := max(minChunk, min(arrived, maxChunk), min(n, max(2*len(left), arrived)))
		s.base += s.pos
		s.buf = append(make([]byte, 0, size), left...)
		s.pos = 0
	}
	free := s.buf[len(s.buf):cap(s.buf)]
	if room := s.max - (s.base + len(s.buf)); room == 0 {
		var probe [1]byte
		s.over = s.read(probe[:]) > 0
		s.done = true
		return
	} else if len(free) > room {
		free = free[:room]
	}
	s.buf = s.buf[:len(s.buf)+s.read(free)]
}

// read reads into b, once if that brings a byte, and returns how many came.
func (s *source) read(b []byte) int {
	for range maxEmptyReads {
		n, err := s.r.Read(b)
		if err != nil {
			s.done = true
			if err != io.EOF {
				s.err = err
			}
		}
		if n > 0 || s.done {
			return n
		}
	}
	s.done, s.err = true, io.ErrNoProgress
	return 0
}

// overlap is how far errors are looked for beyond a piece that ends too early: further than the longest integer.
const overlap = 16

// beyond returns the bytes of b, which were taken last, and some of those that follow.
//
// It finds the errors of a section or body that ends too early: the specification's own reader, and with it the official
// suite, notices that only after it has read on in what follows, where it may come across another error first.
func (s *source) beyond(b []byte) []byte {
	s.need(overlap)
	return slices.Concat(b, s.buf[s.pos:min(s.pos+overlap, len(s.buf))])
}

// short returns the error for an input that ends too early: that of the reader, that the module is too long, or the
// given one.
func (s *source) short(code wasm.Code, offset int) error {
	switch {
	case s.err != nil:
		return s.err
	case s.over:
		return &wasm.Error{Phase: wasm.PhaseLimit, Code: "module too large", Detail: "at most " + strconv.Itoa(s.max) + " bytes",
			Offset: s.max, Func: wasm.NoFunc}
	}
	return malformed(code, "", offset)
}

// u32 reads an unsigned LEB128 integer from at most left bytes.
func (s *source) u32(left int) (uint32, error) {
	n := 0
	for n < min(left, 5) && s.need(n+1) {
		n++
		if s.buf[s.pos+n-1] < 0x80 {
			break
		}
	}
	r := NewReader(s.buf[s.pos:s.pos+n], s.offset())
	x := r.U32()
	s.pos += r.pos
	switch {
	case r.err == nil:
		return x, nil
	case r.err.Code == codeEnd && n < left:
		return 0, s.short(codeEnd, r.err.Offset)
	}
	return 0, r.err
}
