//go:build purego || !(amd64 || arm64)

package transcode

// This file stands in where there is no assembly that converts.

const hasUnits = false

func packTable() *[256][16]byte   { panic("unreachable") }
func joinTable() *[256][16]byte   { panic("unreachable") }
func spreadTable() *[256][16]byte { panic("unreachable") }
func keepTable() *[256][8]byte    { panic("unreachable") }

func latin1ToUTF8Blocks(dst, src *byte, n int, spread *[256][16]byte) (written int) {
	panic("unreachable")
}
func utf8ToLatin1Blocks(dst, src *byte, n int, keep *[256][8]byte) (read, written int) {
	panic("unreachable")
}

func utf16ToUTF8Blocks(dst, src *byte, n int, join *[256][16]byte) (written int, ok bool) {
	panic("unreachable")
}

func utf8ToUTF16Blocks(dst, src *byte, n int, tables *[3][16]byte, pack *[256][16]byte) (written int, ok bool) {
	panic("unreachable")
}
