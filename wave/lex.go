package wave

import (
	"strings"
	"unicode/utf8"
)

// This file holds the tokens.

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenOpen
	tokenClose
	tokenOpenBracket
	tokenCloseBracket
	tokenOpenBrace
	tokenCloseBrace
	tokenComma
	tokenColon
	tokenArrow
	tokenLabel  // a word; text is without %
	tokenNumber // an integer or a float, nan and inf excepted
	tokenChar   // text is the character
	tokenString // text is the contents
)

var tokenNames = [...]string{"the end", "`(`", "`)`", "`[`", "`]`", "`{`", "`}`", "`,`", "`:`", "`->`", "a name", "a number",
	"a character", "a string"}

type token struct {
	kind    tokenKind
	at      int
	text    string
	escaped bool // a label behind %
}

// String describes the token in errors.
func (t token) String() string {
	switch t.kind {
	case tokenLabel, tokenNumber:
		return "`" + t.text + "`"
	}
	return tokenNames[t.kind]
}

// isReserved reports whether a word means something else than the label it looks like, unless % stands in front.
func isReserved(word string) bool {
	switch word {
	case "true", "false", "inf", "nan", "some", "none", "ok", "err":
		return true
	}
	return false
}

// A parser reads a text token by token. The first error wins; after it there is only the end.
type parser struct {
	text  string
	at    int // behind token
	token token
	err   *Error
}

func newParser(text string) *parser {
	p := &parser{text: text}
	if !utf8.ValidString(text) {
		p.err = errorAt(strings.ToValidUTF8(text, "\uFFFD"), 0, "the value is not valid UTF-8")
		return p
	}
	p.next()
	return p
}

func (p *parser) failAt(at int, format string, args ...any) {
	if p.err == nil {
		p.err = errorAt(p.text, at, format, args...)
	}
	p.token = token{kind: tokenEnd, at: at}
	p.at = len(p.text)
}

// fail reports an error at the current token.
func (p *parser) fail(format string, args ...any) { p.failAt(p.token.at, format, args...) }

// expect goes past a token of this kind, which must stand here.
func (p *parser) expect(k tokenKind) {
	if p.token.kind != k {
		p.fail("expected %s, found %s", tokenNames[k], p.token)
		return
	}
	p.next()
}

// accept goes past a token of this kind if there is one.
func (p *parser) accept(k tokenKind) bool {
	if p.token.kind != k || p.err != nil {
		return false
	}
	p.next()
	return true
}

// comma goes past the comma that parts two elements, or stands behind the last one, before end.
func (p *parser) comma(end tokenKind) {
	if p.token.kind != end && !p.accept(tokenComma) {
		p.fail("expected `,` or %s, found %s", tokenNames[end], p.token)
	}
}

// end checks that nothing follows.
func (p *parser) end() {
	if p.err == nil && p.token.kind != tokenEnd {
		p.fail("expected nothing more, found %s", p.token)
	}
}

// next reads the next token.
func (p *parser) next() {
	p.skip()
	start := p.at
	p.token = token{kind: tokenEnd, at: start}
	if start == len(p.text) {
		return
	}
	c := p.text[start]
	switch {
	case strings.IndexByte("()[]{},:", c) >= 0:
		p.token.kind = tokenOpen + tokenKind(strings.IndexByte("()[]{},:", c))
		p.at++
	case strings.HasPrefix(p.text[start:], "->"):
		p.token.kind = tokenArrow
		p.at += 2
	case c == '%' || isLetter(c):
		p.label()
	case c == '-' || '0' <= c && c <= '9':
		p.number()
	case c == '\'':
		p.char()
	case strings.HasPrefix(p.text[start:], `"""`):
		p.multiline()
	case c == '"':
		p.string()
	default:
		r, _ := utf8.DecodeRuneInString(p.text[start:])
		p.fail("unexpected character %q", r)
	}
}

// skip goes past white space and comments.
func (p *parser) skip() {
	for p.at < len(p.text) {
		switch {
		case strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0:
			p.at++
		case strings.HasPrefix(p.text[p.at:], "//"):
			n := strings.IndexByte(p.text[p.at:], '\n')
			if n < 0 {
				n = len(p.text) - p.at
			}
			p.at += n
		default:
			return
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// label reads a label: words of letters of one case and digits, with hyphens between them.
func (p *parser) label() {
	start := p.at
	if p.text[p.at] == '%' {
		p.token.escaped = true
		p.at++
	}
	first := p.at
	for p.at < len(p.text) && (isLetter(p.text[p.at]) || isDigit(p.text[p.at]) ||
		p.text[p.at] == '-' && !strings.HasPrefix(p.text[p.at:], "->")) {
		p.at++
	}
	text := p.text[first:p.at]
	for _, word := range strings.Split(text, "-") {
		if word == "" || word != strings.ToLower(word) && word != strings.ToUpper(word) {
			p.failAt(start, "%q is no name: names are words of letters and digits, all lower case or all upper case, with - between them",
				text)
			return
		}
	}
	p.token.kind, p.token.text = tokenLabel, text
}

// number reads a number as JSON has it, or -inf.
func (p *parser) number() {
	start := p.at
	if p.text[p.at] == '-' {
		p.at++
	}
	if strings.HasPrefix(p.text[p.at:], "inf") {
		p.at += len("inf")
	} else if !p.digits() {
		p.failAt(start, "a number needs digits")
		return
	} else {
		if p.at+1 < len(p.text) && p.text[p.at] == '.' && isDigit(p.text[p.at+1]) {
			p.at++
			p.digits()
		}
		if p.at < len(p.text) && p.text[p.at]|0x20 == 'e' {
			p.at++
			if p.at < len(p.text) && (p.text[p.at] == '+' || p.text[p.at] == '-') {
				p.at++
			}
			if !p.digits() {
				p.failAt(start, "the exponent of a number needs digits")
				return
			}
		}
	}
	if p.at < len(p.text) && (isLetter(p.text[p.at]) || isDigit(p.text[p.at]) || p.text[p.at] == '.') {
		p.failAt(p.at, "unexpected character %q in a number", p.text[p.at])
		return
	}
	p.token.kind, p.token.text = tokenNumber, p.text[start:p.at]
}

// digits goes past digits and reports whether there was one.
func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.text) && isDigit(p.text[p.at]) {
		p.at++
	}
	return p.at > start
}

func (p *parser) char() {
	start := p.at
	p.at++
	if p.at == len(p.text) || p.text[p.at] == '\'' || p.text[p.at] == '\n' {
		p.failAt(start, "between the quotes must be one character")
		return
	}
	r, ok := p.rune()
	if !ok {
		return
	}
	if p.at == len(p.text) || p.text[p.at] != '\'' {
		p.failAt(start, "a character ends with ' after one character; strings stand between double quotes")
		return
	}
	p.at++
	p.token.kind, p.token.text = tokenChar, string(r)
}

// rune reads a character of a string, or an escape.
func (p *parser) rune() (rune, bool) {
	r, n := utf8.DecodeRuneInString(p.text[p.at:])
	start := p.at
	p.at += n
	if r != '\\' {
		return r, true
	}
	if p.at == len(p.text) {
		p.failAt(start, "an escape is cut off")
		return 0, false
	}
	c := p.text[p.at]
	p.at++
	switch c {
	case '\'', '"', '\\':
		return rune(c), true
	case 't':
		return '\t', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 'u':
		return p.codePoint(start)
	}
	p.failAt(start, "there is no escape of this kind: escapes are \\' \\\" \\\\ \\t \\n \\r \\u{...}")
	return 0, false
}

// codePoint reads the number of an escape with u.
func (p *parser) codePoint(start int) (rune, bool) {
	rest := p.text[p.at:]
	end := strings.IndexByte(rest, '}')
	if !strings.HasPrefix(rest, "{") || end < 2 {
		p.failAt(start, `the escape \u needs hexadecimal digits in braces, as in \u{1f30a}`)
		return 0, false
	}
	var r rune
	for _, c := range []byte(rest[1:end]) {
		d := strings.IndexByte("0123456789abcdef", c|0x20)
		if d < 0 || c < '0' || r > utf8.MaxRune {
			r = -1
			break
		}
		r = r<<4 | rune(d)
	}
	if !utf8.ValidRune(r) {
		p.failAt(start, "%s is no Unicode scalar value", clip(`\u`+rest[:end+1]))
		return 0, false
	}
	p.at += end + 1
	return r, true
}

func clip(s string) string {
	if len(s) > 20 {
		return s[:20] + "..."
	}
	return s
}

func (p *parser) string() {
	start := p.at
	p.at++
	var b strings.Builder
	for {
		if p.at == len(p.text) || p.text[p.at] == '\n' {
			p.failAt(start, `the string does not end; a line break in it is \n, and """ begins a string of several lines`)
			return
		}
		if p.text[p.at] == '"' {
			p.at++
			p.token.kind, p.token.text = tokenString, b.String()
			return
		}
		r, ok := p.rune()
		if !ok {
			return
		}
		b.WriteRune(r)
	}
}

// multiline reads a string of several lines. As many blanks as stand before the closing quotes are taken from each line.
func (p *parser) multiline() {
	const quotes = `"""`
	start := p.at
	body := strings.TrimPrefix(p.text[start+len(quotes):], "\r")
	if !strings.HasPrefix(body, "\n") {
		p.failAt(start, `after """ the line must end`)
		return
	}
	p.at = len(p.text) - len(body) // at the line break
	end := strings.Index(p.text[p.at:], quotes)
	if end < 0 {
		p.failAt(start, `the string does not end: it needs """ at the start of a line`)
		return
	}
	end += p.at
	last := strings.LastIndexByte(p.text[:end], '\n')
	indent := p.text[last+1 : end]
	if strings.Trim(indent, " ") != "" {
		p.failAt(end, `the closing """ must stand on a line of its own`)
		return
	}
	var b strings.Builder
	for first := true; p.at < last; first = false {
		p.at++ // behind the line break
		if !first {
			b.WriteByte('\n')
		}
		if !p.line(&b, indent, p.at+strings.IndexByte(p.text[p.at:], '\n')) {
			return
		}
	}
	p.at = end + len(quotes)
	p.token.kind, p.token.text = tokenString, b.String()
}

// line reads a line of a string of several lines, which ends at end, without the indentation that all have.
func (p *parser) line(b *strings.Builder, indent string, end int) bool {
	line := strings.TrimSuffix(p.text[p.at:end], "\r")
	if !strings.HasPrefix(line, indent) {
		if strings.Trim(line, " ") != "" {
			p.failAt(p.at, "the line is indented less than the closing \"\"\"")
			return false
		}
		p.at = end
		return true
	}
	p.at += len(indent)
	for stop := p.at + len(line) - len(indent); p.at < stop; {
		r, ok := p.rune()
		if !ok {
			return false
		}
		b.WriteRune(r)
	}
	p.at = end
	return true
}
