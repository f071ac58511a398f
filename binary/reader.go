// Package binary is the binary format of WebAssembly: bytes to a wasm.Module and back.
//
// Decode and DecodeReader read modules, Encode writes them. Instrs is the one reader of instructions and their immediates, for
// everything that looks into a function body; AppendInstr writes what it reads.
package binary

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the cursor that all reading goes through: bytes, LEB128 integers, names and vectors.

// A Reader is a cursor over bytes of a module. The first error stays: after it, the reader is at its end and every read
// returns zero, so that callers may check Err once after several reads.
//
// Names and byte strings that a Reader returns are views of its input, which must stay unchanged as long as they are in
// use.
type Reader struct {
	b    []byte
	pos  int
	base int // offset of b in the module
	err  *wasm.Error
}

// NewReader returns a reader of b, which stands at offset in its module; errors carry offsets in the module.
func NewReader(b []byte, offset int) Reader { return Reader{b: b, base: offset} }

// Err returns the first error, or nil.
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// Offset returns the offset in the module of the next byte.
func (r *Reader) Offset() int { return r.base + r.pos }

// Len returns the number of bytes left.
func (r *Reader) Len() int { return len(r.b) - r.pos }

// Fail records a malformed module, unless there is an error already.
func (r *Reader) Fail(code wasm.Code, detail string, offset int) {
	r.fail(wasm.PhaseMalformed, code, detail, offset)
}

// fail records an error. It is kept out of line so that the paths that read stay small.
//
//go:noinline
func (r *Reader) fail(phase wasm.Phase, code wasm.Code, detail string, offset int) {
	if r.err == nil {
		r.err = &wasm.Error{Phase: phase, Code: code, Detail: detail, Offset: offset, Func: wasm.NoFunc}
	}
	r.pos = len(r.b)
}

// end records that the input ended too early. In a reader that has failed, it leaves the error.
func (r *Reader) end() { r.Fail(codeEnd, "", r.base+len(r.b)) }

// limit records that count is beyond an implementation limit.
func (r *Reader) limit(what string, count uint64, most, offset int) {
	r.fail(wasm.PhaseLimit, wasm.Code("too many "+what), strconv.FormatUint(count, 10)+", at most "+strconv.Itoa(most), offset)
}

// peek returns the next byte without taking it; ok is false at the end.
func (r *Reader) peek() (b byte, ok bool) {
	if i := r.pos; uint(i) < uint(len(r.b)) {
		return r.b[i], true
	}
	return 0, false
}

// Byte reads a byte.
func (r *Reader) Byte() byte {
	if i := r.pos; uint(i) < uint(len(r.b)) {
		r.pos = i + 1
		return r.b[i]
	}
	r.end()
	return 0
}

// Bytes reads n bytes and returns a view of them.
func (r *Reader) Bytes(n int) []byte {
	if uint(n) > uint(len(r.b)-r.pos) {
		r.end()
		return nil
	}
	i := r.pos
	r.pos = i + n
	return r.b[i : i+n : i+n]
}

// U32 reads an unsigned 32-bit LEB128 integer.
func (r *Reader) U32() uint32 {
	if i := r.pos; uint(i) < uint(len(r.b)) && r.b[i] < 0x80 {
		r.pos = i + 1
		return uint32(r.b[i])
	}
	return r.u32()
}

// u32 is U32 for several bytes, two of them without a loop.
func (r *Reader) u32() uint32 {
	if i := r.pos; uint(i+1) < uint(len(r.b)) && r.b[i] >= 0x80 && r.b[i+1] < 0x80 {
		r.pos = i + 2
		return uint32(r.b[i]&0x7F) | uint32(r.b[i+1])<<7
	}
	return uint32(r.unsigned(32))
}

// U64 reads an unsigned 64-bit LEB128 integer.
func (r *Reader) U64() uint64 {
	if i := r.pos; uint(i) < uint(len(r.b)) && r.b[i] < 0x80 {
		r.pos = i + 1
		return uint64(r.b[i])
	}
	return r.unsigned(64)
}

// S32 reads a signed 32-bit LEB128 integer.
func (r *Reader) S32() int32 { return int32(r.signed(32)) }

// S33 reads a signed 33-bit LEB128 integer: a type index, or below zero a type.
func (r *Reader) S33() int64 { return r.signed(33) }

// S64 reads a signed 64-bit LEB128 integer.
func (r *Reader) S64() int64 { return r.signed(64) }

// unsigned reads an unsigned LEB128 integer of the given width.
func (r *Reader) unsigned(bits int) uint64 {
	var x uint64
	i := r.pos
	for shift := 0; shift < bits; shift += 7 {
		if uint(i) >= uint(len(r.b)) {
			r.end()
			return 0
		}
		b := r.b[i]
		if left := bits - shift; left < 7 && b&0x7F>>left != 0 {
			r.Fail(codeLEBLarge, "", r.base+i)
			return 0
		}
		i++
		x |= uint64(b&0x7F) << shift
		if b < 0x80 {
			r.pos = i
			return x
		}
	}
	r.Fail(codeLEBLong, "", r.base+i)
	return 0
}

// signed reads a signed LEB128 integer of the given width.
func (r *Reader) signed(bits int) int64 {
	var x int64
	i := r.pos
	for shift := 0; shift < bits; shift += 7 {
		if uint(i) >= uint(len(r.b)) {
			r.end()
			return 0
		}
		b := r.b[i]
		// In the last byte, the bits beyond the width repeat the sign.
		if left := bits - shift; left < 7 {
			if high := int8(b<<1) >> left; high != 0 && high != -1 {
				r.Fail(codeLEBLarge, "", r.base+i)
				return 0
			}
		}
		i++
		x |= int64(b&0x7F) << shift
		if b < 0x80 {
			r.pos = i
			if b&0x40 != 0 && shift < 64-7 {
				x |= -1 << (shift + 7)
			}
			return x
		}
	}
	r.Fail(codeLEBLong, "", r.base+i)
	return 0
}

// Fixed32 reads 4 bytes, the lowest first.
func (r *Reader) Fixed32() uint32 {
	if b := r.Bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// Fixed64 reads 8 bytes, the lowest first.
func (r *Reader) Fixed64() uint64 {
	if b := r.Bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// Count reads the length of a vector. An element takes a byte at least, so a length beyond the bytes left is an error here and
// a caller may allocate for as many elements as Count returns.
//
// Like the specification's own reader, it compares with the bytes from the length on: only for a vector that is short by more
// than the length itself takes is the length at fault, else its elements end early.
func (r *Reader) Count() int {
	start := r.pos
	n := r.U32()
	switch {
	case int64(n) <= int64(len(r.b)-r.pos):
		return int(n)
	case int64(n) <= int64(len(r.b)-start):
		return len(r.b) - r.pos + 1
	}
	r.Fail(codeLength, "", r.base+start)
	return 0
}

// Name reads a name and returns a view of it.
func (r *Reader) Name() string {
	n := r.Count()
	start := r.Offset()
	b := r.Bytes(n)
	switch {
	case len(b) == 0:
		return ""
	case !utf8.Valid(b):
		r.Fail(codeUTF8, "", start+validPrefix(b))
		return ""
	case n > wasm.MaxNameLen:
		r.fail(wasm.PhaseLimit, "name too long", strconv.Itoa(n)+" bytes, at most "+strconv.Itoa(wasm.MaxNameLen), start)
		return ""
	}
	return unsafe.String(&b[0], len(b))
}

// validPrefix returns the length of the longest well-formed prefix of b.
func validPrefix(b []byte) int {
	i := 0
	for i < len(b) {
		c, n := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && n <= 1 {
			break
		}
		i += n
	}
	return i
}
