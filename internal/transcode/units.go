//go:build !purego && (amd64 || arm64)

package transcode

// This file declares the assembly that converts whatever text there is, not only what begins it, and makes its table. Sizes are in bytes of the
// source, multiples of unitBlock and not zero. Up to 14 bytes behind those that are returned may be written, but no more than n bytes of the source can become, and four.

const hasUnits = true

// utf8ToUTF16Blocks converts n bytes and returns how many bytes that makes, and whether they are UTF-8 that may go on behind them. It reads two more
// bytes. The tables are utf8Tables and packTable.
//
//go:noescape
func utf8ToUTF16Blocks(dst, src *byte, n int, tables *[3][32]byte, pack *[256][16]byte) (written int, ok bool)

// utf16ToUTF8Blocks converts n bytes and returns how many bytes that makes, and whether they are UTF-16 that may go on behind them. The table is
// joinTable.
//
//go:noescape
func utf16ToUTF8Blocks(dst, src *byte, n int, join *[256][16]byte) (written int, ok bool)

// packTable has, for each set of 8 units, the bytes of those units one after another, to be looked up in 16 bytes.
var packTable = func() (t [256][16]byte) {
	for set := range t {
		n := 0
		for i := range 8 {
			if set>>i&1 != 0 {
				t[set][n], t[set][n+1] = byte(2*i), byte(2*i+1)
				n += 2
			}
		}
	}
	return t
}()

// joinTable has, for four characters in four bytes each, the bytes of those one after another, to be looked up in 16 bytes: for a set of characters of
// two bytes or more and, four bits higher, one of those of three.
var joinTable = func() (t [256][16]byte) {
	for set := range t {
		n := 0
		for i := range 4 {
			for j := range 1 + set>>i&1 + set>>(i+4)&1 {
				t[set][n] = byte(4*i + j)
				n++
			}
		}
	}
	return t
}()
