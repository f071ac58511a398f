//go:build purego || !(amd64 || arm64)

package transcode

// This file stands in where there is no assembly: hasBlocks is inlined, so that the compiler leaves out what would call it.

func hasBlocks() bool { return false }

var utf8Tables [3][16]byte

func copyUTF8Blocks(dst, src *byte, n int, tables *[3][16]byte) bool { panic("unreachable") }
func copyASCIIBlocks(dst, src *byte, n int) int                      { panic("unreachable") }
func widenBlocks(dst, src *byte, n int, stop byte) int               { panic("unreachable") }
func narrowBlocks(dst, src *byte, n int, stop uint16) int            { panic("unreachable") }
func copyUTF16Blocks(dst, src *byte, n int) bool                     { panic("unreachable") }
