package wit

import (
	"strings"
	"unicode/utf8"
)

// This file holds the tokens of the text.

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenID            // text is without %
	tokenKeyword
	tokenInteger
	tokenString // text is the contents
	tokenArrow
	tokenPunct // text is the character
)

type token struct {
	kind tokenKind
	at   int
	end  int
	text string
	docs string // of comments in front
}

// isKeyword reports whether a word cannot be used as a name, unless % stands in front.
func isKeyword(word string) bool {
	switch word {
	case "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export", "f32", "f64", "flags", "from", "func", "future",
		"import", "include", "interface", "list", "map", "option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8", "static",
		"stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant", "with", "world":
		return true
	}
	return false
}

// String describes the token in errors.
func (t *token) String() string {
	switch t.kind {
	case tokenEnd:
		return "the end of the file"
	case tokenKeyword:
		return "the keyword `" + t.text + "`"
	case tokenString:
		return "a string"
	case tokenArrow:
		return "`->`"
	}
	return "`" + t.text + "`"
}

// A lexer cuts a text into tokens.
type lexer struct {
	src  *Source
	at   int
	docs []string // comments since the last token
}

func newLexer(src *Source) *lexer {
	checkText(src)
	return &lexer{src: src, at: len(src.Text) - len(strings.TrimPrefix(src.Text, "\uFEFF"))}
}

// maxText is the size of a text in bytes, far beyond what people write.
const maxText = 16 << 20

// checkText finds characters that cannot stand anywhere in a text.
func checkText(src *Source) {
	if len(src.Text) > maxText {
		fail(pos{src, 0}, "the text has more than %d MiB", maxText>>20)
	}
	for i := 0; i < len(src.Text); {
		r, n := utf8.DecodeRuneInString(src.Text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fail(pos{src, i}, "the text is not UTF-8")
		case r < ' ' && r != '\n' && r != '\r' && r != '\t', r >= 0x7f && r < 0xa0:
			fail(pos{src, i}, "the control character U+%04X is not allowed", r)
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			fail(pos{src, i}, "the character U+%04X, which changes the direction of text, is not allowed", r)
		case deprecated(r):
			fail(pos{src, i}, "the character U+%04X, which Unicode advises against, is not allowed", r)
		}
		i += n
	}
}

// deprecated reports whether Unicode deprecates or strongly discourages a character.
func deprecated(r rune) bool {
	switch r {
	case 0x149, 0x673, 0xf77, 0xf79, 0x17a3, 0x17a4, 0x17b4, 0x17b5, 0x206a, 0x206b, 0x206c, 0x206d, 0x206e, 0x206f, 0x2329, 0x232a, 0xe0001:
		return true
	}
	return false
}

// next returns the next token.
func (l *lexer) next() token {
	l.docs = nil
	l.skip()
	t := token{at: l.at, docs: joinDocs(l.docs)}
	text := l.src.Text
	if l.at == len(text) {
		t.end = l.at
		return t
	}
	switch c := text[l.at]; {
	case isDigit(c):
		t.kind = tokenInteger
		for l.at < len(text) && isDigit(text[l.at]) {
			l.at++
		}
		t.text = text[t.at:l.at]
	case isLetter(c) || c == '%':
		l.word(&t)
	case c == '"':
		t.kind, t.text = tokenString, l.string()
	case strings.HasPrefix(text[l.at:], "->"):
		t.kind = tokenArrow
		l.at += 2
	case strings.IndexByte("=,:;(){}<>*/.@_+-", c) >= 0:
		t.kind, t.text = tokenPunct, text[l.at:l.at+1]
		l.at++
	default:
		r, _ := utf8.DecodeRuneInString(text[l.at:])
		fail(pos{l.src, l.at}, "unexpected character %q", r)
	}
	t.end = l.at
	return t
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// word reads a name or a keyword.
func (l *lexer) word(t *token) {
	text := l.src.Text
	t.kind = tokenID
	first := l.at
	if text[first] == '%' {
		first++
		l.at++
	}
	for l.at < len(text) && (isLetter(text[l.at]) || isDigit(text[l.at]) || text[l.at] == '-' && !strings.HasPrefix(text[l.at:], "->")) {
		l.at++
	}
	t.text = text[first:l.at]
	if first == t.at && isKeyword(t.text) {
		t.kind = tokenKeyword
	} else if !isLabel(t.text) {
		failHelp(pos{l.src, t.at}, "A name is words of letters and digits with hyphens between them. It begins with a letter, "+
			"and each word is all lower case or all upper case.", "`%s` is no name", t.text)
	}
}

// isLabel reports whether a name is one that the Component Model takes as a label.
func isLabel(s string) bool {
	if s == "" || !isLetter(s[0]) {
		return false
	}
	for _, word := range strings.Split(s, "-") {
		lower, upper := false, false
		for _, c := range []byte(word) {
			if !isLetter(c) && !isDigit(c) {
				return false
			}
			lower = lower || 'a' <= c && c <= 'z'
			upper = upper || 'A' <= c && c <= 'Z'
		}
		if word == "" || lower && upper {
			return false
		}
	}
	return true
}

// skip goes past white space and comments.
func (l *lexer) skip() {
	text := l.src.Text
	for l.at < len(text) {
		rest := text[l.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			l.at++
		case strings.HasPrefix(rest, "//"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			if strings.HasPrefix(rest, "///") {
				l.docs = append(l.docs, strings.TrimRight(strings.TrimLeft(rest[:n], "/"), " \t\r"))
			}
			l.at += n
		case strings.HasPrefix(rest, "/*"):
			n := l.blockComment(rest)
			if strings.HasPrefix(rest, "/**") && n > len("/**/") {
				l.docs = append(l.docs, strings.TrimRight(rest[len("/**"):n-len("*/")], " \t\r\n"))
			}
			l.at += n
		default:
			return
		}
	}
}

// blockComment returns the length of the comment that rest begins with. Such comments nest.
func (l *lexer) blockComment(rest string) int {
	depth := 0
	for i := 0; i+1 < len(rest); i++ {
		switch rest[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			i++
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	fail(pos{l.src, l.at}, "the comment does not end")
	return 0
}

// joinDocs makes a text of comments: without the white space that all of them begin with.
func joinDocs(docs []string) string {
	if len(docs) == 0 {
		return ""
	}
	indent := -1
	for _, d := range docs {
		if n := len(d) - len(strings.TrimLeft(d, " \t\r\n")); d != "" && (indent < 0 || n < indent) {
			indent = n
		}
	}
	lines := make([]string, len(docs))
	for i, d := range docs {
		lines[i] = strings.ReplaceAll(d[min(max(indent, 0), len(d)):], "\r\n", "\n")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " \t\n")
}

// string reads a string, whose escapes are those of the core text format.
func (l *lexer) string() string {
	start := pos{l.src, l.at}
	text := l.src.Text
	var b []byte
	for i := l.at + 1; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			l.at = i + 1
			if !utf8.Valid(b) {
				fail(start, "the string is not UTF-8")
			}
			return string(b)
		case c < ' ' || c == 0x7f:
			fail(start, "the string does not end on its line")
		case c == '\\':
			var n int
			if b, n = appendEscape(b, text[i:]); n == 0 {
				failHelp(pos{l.src, i}, `Escapes are \" \' \\ \t \n \r \hh \u{h...}, where h are hexadecimal digits.`,
					"there is no escape of this kind")
			}
			i += n
		default:
			b = append(b, c)
			i++
		}
	}
	fail(start, "the string does not end")
	return ""
}

// appendEscape appends what the escape at the start of text means, and returns its length, or 0.
func appendEscape(b []byte, text string) ([]byte, int) {
	if len(text) < 2 {
		return b, 0
	}
	if i := strings.IndexByte(`"'\tnr`, text[1]); i >= 0 {
		return append(b, "\"'\\\t\n\r"[i]), 2
	}
	if strings.HasPrefix(text, `\u{`) {
		end := strings.IndexByte(text, '}')
		r := rune(-1)
		for i := len(`\u{`); i < end; i++ {
			d := hexDigit(text[i])
			if d < 0 || r > utf8.MaxRune {
				return b, 0
			}
			r = max(r, 0)<<4 | rune(d)
		}
		if !utf8.ValidRune(r) {
			return b, 0
		}
		return utf8.AppendRune(b, r), end + 1
	}
	if len(text) >= 3 && hexDigit(text[1]) >= 0 && hexDigit(text[2]) >= 0 {
		return append(b, byte(hexDigit(text[1])<<4|hexDigit(text[2]))), 3
	}
	return b, 0
}

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
