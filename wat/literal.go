package wat

import (
	"unicode/utf8"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds string literals: where they end, what they mean, and how to write them.

// stringEnd returns where the string literal at i ends and whether it has escapes, or a code and where the fault is.
func stringEnd(s string, i int) (end int, escaped bool, code wasm.Code) {
	start := i
	for i++; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return i + 1, escaped, ""
		case c == '\\':
			n := escapeLen(s[i:])
			if n == 0 {
				return i, true, codeEscape
			}
			escaped = true
			i += n - 1
		case c == '\n' || c == '\r':
			return start, false, codeUnclosedString
		case c < ' ' || c == 0x7F:
			return i, false, codeStringControl
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return i, false, codeUTF8
			}
			i += n - 1
		}
	}
	return start, false, codeUnclosedString
}

// escapeLen returns the length of the escape that s starts with, or 0.
func escapeLen(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case 'n', 'r', 't', '\\', '\'', '"':
		return 2
	case 'u':
		_, n := unicodeEscape(s)
		return n
	}
	if len(s) < 3 || hexDigit(s[1]) < 0 || hexDigit(s[2]) < 0 {
		return 0
	}
	return 3
}

// unicodeEscape returns the character of the escape \u{...} that s starts with and the length of the escape, or 0.
func unicodeEscape(s string) (r rune, n int) {
	i := len(`\u{`)
	if len(s) < i || s[2] != '{' {
		return 0, 0
	}
	digit := false // the last byte was one
	for ; i < len(s); i++ {
		d := hexDigit(s[i])
		switch {
		case d >= 0:
			if r = r<<4 | rune(d); r > utf8.MaxRune {
				return 0, 0
			}
			digit = true
		case s[i] == '_' && digit:
			digit = false
		case s[i] == '}' && digit && utf8.ValidRune(r):
			return r, i + 1
		default:
			return 0, 0
		}
	}
	return 0, 0
}

// hexDigit returns the value of c, or -1.
func hexDigit(c byte) int {
	switch {
	case c-'0' < 10:
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// appendUnescaped appends what the inside of a string literal means.
func appendUnescaped(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case '\\', '\'', '"':
			dst = append(dst, c)
		case 'u':
			r, n := unicodeEscape(s[i-1:])
			dst = utf8.AppendRune(dst, r)
			i += n - 2
		default:
			dst = append(dst, byte(hexDigit(c)<<4|hexDigit(s[i+1])))
			i++
		}
	}
	return dst
}

// charLen returns the length of the character literal that s starts with, or 0.
func charLen(s string) int {
	if len(s) < 3 || s[0] != '\'' {
		return 0
	}
	n := 0
	if s[1] == '\\' {
		if n = escapeLen(s[1:]); n == 3 && hexDigit(s[2]) >= 8 { // a byte that is no character
			return 0
		}
	} else if r, size := utf8.DecodeRuneInString(s[1:]); r >= ' ' && r != 0x7F && r != '"' && !(r == utf8.RuneError && size == 1) {
		n = size
	}
	if n == 0 || 1+n >= len(s) || s[1+n] != '\'' {
		return 0
	}
	return n + 2
}

const hexDigits = "0123456789abcdef"

// appendBytes appends b as a string literal with an escape for everything but printable ASCII.
func appendBytes(dst []byte, b string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(b); i++ {
		dst = appendByte(dst, b[i])
	}
	return append(dst, '"')
}

// appendByte appends a byte of a string literal.
func appendByte(dst []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	case c < ' ' || c >= 0x7F:
		return append(dst, '\\', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(dst, c)
}

// appendName appends a name as a string literal, with escapes only for characters that may not stand for themselves and for those that
// change how a text is shown.
func appendName(dst []byte, name string) []byte {
	dst = append(dst, '"')
	for i, r := range name {
		switch {
		case r < utf8.RuneSelf:
			dst = appendByte(dst, name[i])
		case hidden(r):
			for _, c := range []byte(name[i : i+utf8.RuneLen(r)]) {
				dst = appendByte(dst, c)
			}
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// hidden reports whether r is a character beyond ASCII that commands a terminal, is not seen or turns the direction of writing, with
// which a text could show other than it means.
func hidden(r rune) bool {
	return r < 0xA0 || r == 0xAD || r == 0x61C || r >= 0x200B && r <= 0x200F || r >= 0x2028 && r <= 0x202E ||
		r >= 0x2060 && r <= 0x206F || r == 0xFEFF || r >= 0xFFF0 && r <= 0xFFFB
}

// appendID appends the identifier for name, which is not empty.
func appendID(dst []byte, name string) []byte {
	dst = append(dst, '$')
	if endOfWord(name, 0) == len(name) {
		return append(dst, name...)
	}
	return appendName(dst, name)
}
