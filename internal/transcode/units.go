//go:build !purego && (amd64 || arm64)

package transcode

import "sync"

// This file declares the assembly that converts whatever text there is, not only what begins it, and makes its tables. Sizes are in bytes of the
// source, multiples of unitBlock and not zero. Up to 14 bytes behind those that are returned may be written, but not more than n bytes of the source can
// become at worst; from UTF-16 to UTF-8, four more.

const hasUnits = true

// utf8ToUTF16Blocks converts n bytes and returns how many bytes that makes, and whether they are UTF-8 that may go on behind them. It reads two more
// bytes. The tables are utf8Tables and packTable.
//
//go:noescape
func utf8ToUTF16Blocks(dst, src *byte, n int, tables *[3][16]byte, pack *[256][16]byte) (written int, ok bool)

// utf16ToUTF8Blocks converts n bytes and returns how many bytes that makes, and whether they are UTF-16 that may go on behind them. The table is
// joinTable.
//
//go:noescape
func utf16ToUTF8Blocks(dst, src *byte, n int, join *[256][16]byte) (written int, ok bool)

// latin1ToUTF8Blocks converts n bytes and returns how many bytes that makes. The table is spreadTable.
//
//go:noescape
func latin1ToUTF8Blocks(dst, src *byte, n int, spread *[256][16]byte) (written int)

// utf8ToLatin1Blocks converts up to the first block with what is not UTF-8 of Latin-1, and returns how many bytes it has read and written. The last one
// that it has read may be the first of two, for which it has written something. It reads one more byte. The table is keepTable.
//
//go:noescape
func utf8ToLatin1Blocks(dst, src *byte, n int, keep *[256][8]byte) (read, written int)

// packTable has, for each set of 8 units, the bytes of those units one after another, to be looked up in 16 bytes.
var packTable = sync.OnceValue(func() *[256][16]byte {
	var t [256][16]byte
	for set := range t {
		n := 0
		for i := range 8 {
			if set>>i&1 != 0 {
				t[set][n], t[set][n+1] = byte(2*i), byte(2*i+1)
				n += 2
			}
		}
	}
	return &t
})

// joinTable has, for four characters in four bytes each, the bytes of those one after another, to be looked up in 16 bytes: for a set of characters of
// two bytes or more and, four bits higher, one of those of three.
var joinTable = sync.OnceValue(func() *[256][16]byte {
	var t [256][16]byte
	for set := range t {
		n := 0
		for i := range 4 {
			for j := range 1 + set>>i&1 + set>>(i+4)&1 {
				t[set][n] = byte(4*i + j)
				n++
			}
		}
	}
	return &t
})

// spreadTable has, for 8 characters in two bytes each, the bytes of those one after another: for a set of characters of two bytes.
var spreadTable = sync.OnceValue(func() *[256][16]byte {
	var t [256][16]byte
	for set := range t {
		n := 0
		for i := range 8 {
			for j := range 1 + set>>i&1 {
				t[set][n] = byte(2*i + j)
				n++
			}
		}
	}
	return &t
})

// keepTable has the numbers in each set of the numbers below 8.
var keepTable = sync.OnceValue(func() *[256][8]byte {
	var t [256][8]byte
	for set := range t {
		n := 0
		for i := range 8 {
			if set>>i&1 != 0 {
				t[set][n] = byte(i)
				n++
			}
		}
	}
	return &t
})
