package transcode

import (
	"strconv"
	"strings"
	"testing"
)

// This file measures, against copy, which is the floor.

func benchmark(b *testing.B, src []byte, run func(dst, src []byte)) {
	for _, n := range []int{16, 48, 256, 4 << 10, 1 << 20} {
		src := src[:n]
		dst := make([]byte, 3*n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for _, impl := range []string{"asm", "go"} {
				b.Run("impl="+impl, func(b *testing.B) {
					if impl == "go" {
						defer setBlocks(setBlocks(false))
					}
					b.SetBytes(int64(n))
					for b.Loop() {
						run(dst, src)
					}
				})
			}
		})
	}
}

// repeated returns at least 2 MiB of s, which is as long as a power of two.
func repeated(s string) []byte { return []byte(strings.Repeat(s, 2<<20/len(s)+1)) }

var (
	ascii  = repeated("the quick brown fox jumps over t")
	mixed  = repeated("naïve café, Größe, 漢字 and 😀 ... ")[:1<<20]
	cyril  = repeated("съешь ещё этих мягких французских булок")
	latin  = repeated("na\xefve caf\xe9, Gr\xf6\xdfe abcdefghijklm")
	ascii2 = utf16Bytes(string(ascii[:1<<20]))
	mixed2 = utf16Bytes(string(mixed))
	cyril2 = utf16Bytes(string(cyril[:1<<20]))
)

func BenchmarkCopy(b *testing.B) {
	benchmark(b, ascii, func(dst, src []byte) { copy(dst, src) })
}

func BenchmarkCopyUTF8(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii, "mixed": append(mixed, "aaaaaa"...), "cyrillic": cyril} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(dst, src []byte) { CopyUTF8(dst, src) }) })
	}
}

func BenchmarkCopyUTF16(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii2, "mixed": append(mixed2, make([]byte, 1<<20)...), "cyrillic": cyril2} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(dst, src []byte) { CopyUTF16(dst, src) }) })
	}
}

func BenchmarkUTF8ToUTF16(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii, "mixed": mixed, "cyrillic": cyril} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(dst, src []byte) { UTF8ToUTF16(dst, src) }) })
	}
}

func BenchmarkUTF16ToUTF8(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii2, "mixed": append(mixed2, make([]byte, 1<<20)...), "cyrillic": cyril2} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(dst, src []byte) { UTF16ToUTF8(dst, src) }) })
	}
}

func BenchmarkUTF16Len(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii2, "mixed": append(mixed2, make([]byte, 1<<20)...), "cyrillic": cyril2} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(_, src []byte) { UTF16Len(src) }) })
	}
}

func BenchmarkLatin1ToUTF8(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii, "latin": latin} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(dst, src []byte) { Latin1ToUTF8(dst, src) }) })
	}
}

func BenchmarkLatin1ToUTF16(b *testing.B) {
	benchmark(b, latin, Latin1ToUTF16)
}

func BenchmarkUTF16ToLatin1(b *testing.B) {
	benchmark(b, utf16Bytes(latin1(latin[:1<<20])), func(dst, src []byte) { UTF16ToLatin1(dst, src) })
}

func BenchmarkUTF8ToLatin1(b *testing.B) {
	for name, src := range map[string][]byte{"ascii": ascii, "latin": []byte(latin1(latin))} {
		b.Run(name, func(b *testing.B) { benchmark(b, src, func(dst, src []byte) { UTF8ToLatin1(dst, src) }) })
	}
}
