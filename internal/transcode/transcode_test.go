package transcode

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// This file compares the functions with slow twins made of the standard library, with the assembly and without, for every length up to
// a few blocks, with guards on either side of what may be written.

const (
	guard    = 0xa5
	guardLen = 80
)

// guarded returns n bytes for fn to write, checks afterwards that nothing around them changed, and returns them.
func guarded(t *testing.T, n int, fn func(dst []byte)) []byte {
	t.Helper()
	all := bytes.Repeat([]byte{guard}, n+2*guardLen)
	fn(all[guardLen : guardLen+n : guardLen+n])
	for i, b := range all {
		if (i < guardLen || i >= guardLen+n) && b != guard {
			t.Fatalf("byte %d of %d was written", i-guardLen, n)
		}
	}
	return all[guardLen : guardLen+n]
}

// untouched checks that nothing was written behind the end of a valid string: what guests can see there must not depend on the machine.
func untouched(t *testing.T, name string, src []byte, valid bool, rest []byte) {
	t.Helper()
	if valid && bytes.Count(rest, []byte{guard}) != len(rest) {
		t.Fatalf("%s(%q) writes %q behind the end", name, src, rest)
	}
}

// utf16Bytes returns s in UTF-16.
func utf16Bytes(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// decode16 returns src as UTF-8 and whether it is valid.
func decode16(src []byte) (string, bool) {
	var units []uint16
	for i := 0; i < len(src); i += 2 {
		units = append(units, get16(src[i:]))
	}
	for i := 0; i < len(units); i++ {
		if r := rune(units[i]); utf16.IsSurrogate(r) {
			if i+1 == len(units) || utf16.DecodeRune(r, rune(units[i+1])) == utf8.RuneError {
				return "", false
			}
			i++
		}
	}
	return string(utf16.Decode(units)), true
}

// latin1 returns src as UTF-8.
func latin1(src []byte) string {
	var b []byte
	for _, c := range src {
		b = utf8.AppendRune(b, rune(c))
	}
	return string(b)
}

// prefix returns the number of leading elements of s, each of size bytes, without a bit of stop.
func prefix(s []byte, size int, stop uint16) int {
	for i := 0; i < len(s); i += size {
		u := uint16(s[i])
		if size == 2 {
			u = get16(s[i:])
		}
		if u&stop != 0 {
			return i / size
		}
	}
	return len(s) / size
}

// checkBytes tests the functions that take bytes.
func checkBytes(t *testing.T, src []byte) {
	t.Helper()
	valid := utf8.Valid(src)
	var ok bool
	var n int
	dst := guarded(t, len(src), func(dst []byte) { ok = CopyUTF8(dst, src) })
	if ok != valid || ok && !bytes.Equal(dst, src) {
		t.Fatalf("CopyUTF8(%q) = %q, %t", src, dst, ok)
	}
	dst = guarded(t, len(src), func(dst []byte) { n = CopyASCII(dst, src) })
	if want := prefix(src, 1, 0x80); n != want || !bytes.Equal(dst[:n], src[:n]) {
		t.Fatalf("CopyASCII(%q) = %q, %d, want %d", src, dst, n, want)
	}
	wide := latin1(src)
	dst = guarded(t, 2*len(src), func(dst []byte) { Latin1ToUTF16(dst, src) })
	if !bytes.Equal(dst, utf16Bytes(wide)) {
		t.Fatalf("Latin1ToUTF16(%q) = %q", src, dst)
	}
	dst = guarded(t, 2*len(src), func(dst []byte) { n = Latin1ToUTF8(dst, src) })
	if string(dst[:n]) != wide || Latin1Len(src) != n {
		t.Fatalf("Latin1ToUTF8(%q) = %q", src, dst[:n])
	}
	untouched(t, "Latin1ToUTF8", src, true, dst[n:])
	dst = guarded(t, len(wide), func(dst []byte) { n = Latin1ToUTF8(dst, src) })
	if string(dst) != wide || n != len(wide) {
		t.Fatalf("Latin1ToUTF8(%q) = %q where there is no more room", src, dst)
	}
	dst = guarded(t, 2*len(src), func(dst []byte) { Inflate(dst, copy(dst, src)) })
	if !bytes.Equal(dst, utf16Bytes(wide)) {
		t.Fatalf("Inflate(%q) = %q", src, dst)
	}
	dst = guarded(t, 2*len(src), func(dst []byte) { n, ok = UTF8ToUTF16(dst, src) })
	if ok != valid || ok && !bytes.Equal(dst[:n], utf16Bytes(string(src))) {
		t.Fatalf("UTF8ToUTF16(%q) = %q, %t", src, dst[:n], ok)
	}
	untouched(t, "UTF8ToUTF16", src, ok, dst[n:])
	checkToLatin1(t, src, valid)
}

func checkToLatin1(t *testing.T, src []byte, valid bool) {
	t.Helper()
	var read, written int
	var ok bool
	dst := guarded(t, len(src), func(dst []byte) { read, written, ok = UTF8ToLatin1(dst, src) })
	if latin1(dst[:written]) != string(src[:read]) {
		t.Fatalf("UTF8ToLatin1(%q) = %q for %q", src, dst[:written], src[:read])
	}
	untouched(t, "UTF8ToLatin1", src, ok && read == len(src), dst[written:])
	r, size := utf8.DecodeRune(src[read:])
	bad := r == utf8.RuneError && size == 1
	if ok == bad || read < len(src) && !bad && r <= 0xff || valid && !ok {
		t.Fatalf("UTF8ToLatin1(%q) stops at %d, %t", src, read, ok)
	}
}

// checkUnits tests the functions that take UTF-16.
func checkUnits(t *testing.T, src []byte) {
	t.Helper()
	src = src[:len(src)&^1]
	want, valid := decode16(src)
	var ok bool
	var n int
	dst := guarded(t, len(src), func(dst []byte) { ok = CopyUTF16(dst, src) })
	if ok != valid || ok && !bytes.Equal(dst, src) {
		t.Fatalf("CopyUTF16(%q) = %q, %t", src, dst, ok)
	}
	dst = guarded(t, len(src)/2*3, func(dst []byte) { n, ok = UTF16ToUTF8(dst, src) })
	if ok != valid || ok && string(dst[:n]) != want {
		t.Fatalf("UTF16ToUTF8(%q) = %q, %t", src, dst[:n], ok)
	}
	untouched(t, "UTF16ToUTF8", src, ok, dst[n:])
	if valid {
		dst = guarded(t, len(want), func(dst []byte) { n, ok = UTF16ToUTF8(dst, src) })
		if !ok || n != len(want) || string(dst) != want {
			t.Fatalf("UTF16ToUTF8(%q) = %q, %t where there is no more room", src, dst[:n], ok)
		}
	}
	if n, ok = UTF16Len(src); ok != valid || ok && n != len(want) {
		t.Fatalf("UTF16Len(%q) = %d, %t", src, n, ok)
	}
	for _, f := range []struct {
		name string
		fn   func(dst, src []byte) int
		stop uint16
	}{{"UTF16ToASCII", UTF16ToASCII, 0xff80}, {"UTF16ToLatin1", UTF16ToLatin1, 0xff00}} {
		dst = guarded(t, len(src)/2, func(dst []byte) { n = f.fn(dst, src) })
		var narrow []byte
		for i := range n {
			narrow = append(narrow, src[2*i])
		}
		if n != prefix(src, 2, f.stop) || !bytes.Equal(dst[:n], narrow) {
			t.Fatalf("%s(%q) = %q", f.name, src, dst[:n])
		}
	}
	dst = guarded(t, len(src), func(dst []byte) { copy(dst, src); n = UTF16ToLatin1(dst, dst) })
	for i := range n {
		if dst[i] != src[2*i] {
			t.Fatalf("UTF16ToLatin1(%q) in place = %q", src, dst[:n])
		}
	}
}

// alphabets are what random strings are made of.
var alphabets = []string{
	"a", "abc xyz", "aé", "éüß", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé", "жшщ", "a漢字", "漢字", "😀", "aé漢😀",
	"\u007f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff\ud7ff\ue000",
}

// broken are byte sequences that are not UTF-8, and some that are.
var broken = []string{
	"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x00", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe1\x80", "\xe1", "\xed\xa0\x80", "\xed\xbf\xbf",
	"\xef\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf1\x80\x80", "\xf4\x90\x80\x80", "\xf4\xbf\xbf\xbf", "\xf5\x80\x80\x80", "\xf7\xbf\xbf\xbf",
	"\xf8\x80\x80\x80\x80", "\xff", "\xfe", "é\x80", "漢\x80", "😀\x80", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xc3\x28", "\xe2\x28\xa1",
}

func random(r *rand.Rand, n int) []byte {
	letters := []rune(alphabets[r.IntN(len(alphabets))])
	var b []byte
	for {
		c := utf8.AppendRune(nil, letters[r.IntN(len(letters))])
		if len(b)+len(c) > n {
			return append(b, "abc"[:min(3, n-len(b))]...)
		}
		b = append(b, c...)
	}
}

// bothWays runs a test with the assembly and without.
func bothWays(t *testing.T, test func(t *testing.T)) {
	t.Run("impl=asm", test)
	t.Run("impl=go", func(t *testing.T) {
		defer setBlocks(setBlocks(false))
		test(t)
	})
}

func TestLengths(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for n := range 301 {
			for range 8 {
				s := random(r, n)
				checkBytes(t, s)
				checkUnits(t, utf16Bytes(string(s)))
				if n > 0 {
					s[r.IntN(n)] = byte(r.Uint32())
					checkBytes(t, s)
					checkUnits(t, s)
				}
			}
		}
	})
}

// TestBroken puts every sequence at every place of two blocks, cut by the end too.
func TestBroken(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		for _, seq := range broken {
			for at := range 2*blockSize + 3 {
				s := append(bytes.Repeat([]byte("a"), at), seq...)
				checkBytes(t, s)
				checkBytes(t, append(s, "bcd"...))
				checkBytes(t, append(s, bytes.Repeat([]byte("é"), blockSize)...))
			}
		}
	})
}

// TestPairs tries all pairs of bytes, and all first three bytes of longer sequences, across the end of a block.
func TestPairs(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		s := bytes.Repeat([]byte("a"), 2*blockSize)
		dst, wide := make([]byte, len(s)), make([]byte, 2*len(s))
		for at := blockSize - 4; at <= blockSize; at++ {
			for v := range 1 << 16 {
				for _, rest := range []string{"aa", "\x80\x80", "\x80a", "\xbfa"} {
					s[at], s[at+1] = byte(v>>8), byte(v)
					copy(s[at+2:], rest)
					valid := utf8.Valid(s)
					if got := CopyUTF8(dst, s); got != valid {
						t.Fatalf("CopyUTF8 with %q at %d = %t", s[at:at+4], at, got)
					}
					if rest != "\x80\x80" {
						continue
					}
					if _, got := UTF8ToUTF16(wide, s); got != valid {
						t.Fatalf("UTF8ToUTF16 with %q at %d = %t", s[at:at+4], at, got)
					}
				}
				copy(s[at:], "aaaa")
			}
		}
	})
}

// TestSurrogates puts halves of pairs at every place of two blocks.
func TestSurrogates(t *testing.T) {
	bothWays(t, func(t *testing.T) {
		for _, seq := range []string{"\x00\xd8\x00\xdc", "\xff\xdb\xff\xdf", "\x00\xd8", "\x00\xdc", "\x00\xdc\x00\xd8", "\x00\xd8\x00\xd8\x00\xdc", "\xff\xd7\x00\xe0"} {
			for at := range blockSize + 3 {
				s := append(utf16Bytes(string(bytes.Repeat([]byte("a"), at))), seq...)
				checkUnits(t, s)
				checkUnits(t, append(s, "b\x00\x00\x01"...))
				checkUnits(t, append(s, utf16Bytes(string(bytes.Repeat([]byte("b"), blockSize)))...))
			}
		}
	})
}

func FuzzTranscode(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 40 {
		f.Add(random(r, i*7))
	}
	for _, s := range broken {
		f.Add([]byte("0123456789012345678901234567890123456789012345678901234567890" + s + "01234567890123456789"))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		checkBytes(t, src)
		checkUnits(t, src)
		defer setBlocks(setBlocks(false))
		checkBytes(t, src)
		checkUnits(t, src)
	})
}
