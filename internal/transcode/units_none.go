//go:build purego || !(amd64 || arm64)

package transcode

// This file stands in where there is no assembly that converts.

const hasUnits = false

var packTable [256][16]byte

var joinTable, spreadTable [256][16]byte

var keepTable [256][8]byte

func latin1ToUTF8Blocks(dst, src *byte, n int, spread *[256][16]byte) (written int) {
	panic("unreachable")
}
func utf8ToLatin1Blocks(dst, src *byte, n int, keep *[256][8]byte) (read, written int) {
	panic("unreachable")
}

func utf16ToUTF8Blocks(dst, src *byte, n int, join *[256][16]byte) (written int, ok bool) {
	panic("unreachable")
}

func utf8ToUTF16Blocks(dst, src *byte, n int, tables *[3][32]byte, pack *[256][16]byte) (written int, ok bool) {
	panic("unreachable")
}
