//go:build !purego && (amd64 || arm64)

package transcode

// This file declares the assembly. Sizes are in bytes of the source, multiples of blockSize and not zero; neither side is written or
// read beyond what they say.

// copyUTF8Blocks copies n bytes and reports whether they are UTF-8 that may go on behind them. The tables are utf8Tables.
//
//go:noescape
func copyUTF8Blocks(dst, src *byte, n int, tables *[3][16]byte) bool

// copyASCIIBlocks copies up to the first block that is not all ASCII and returns the number of bytes.
//
//go:noescape
func copyASCIIBlocks(dst, src *byte, n int) int

// widenBlocks widens bytes to 16-bit units up to the first block with a byte that has a bit of stop, and returns the number of bytes.
//
//go:noescape
func widenBlocks(dst, src *byte, n int, stop byte) int

// narrowBlocks narrows 16-bit units to bytes up to the first block with a unit that has a bit of stop, and returns the number of
// units.
//
//go:noescape
func narrowBlocks(dst, src *byte, n int, stop uint16) int

// copyUTF16Blocks copies n bytes and reports whether they are UTF-16 that may go on behind them.
//
//go:noescape
func copyUTF16Blocks(dst, src *byte, n int) bool
