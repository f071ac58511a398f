package wat

import (
	"strings"
	"unicode/utf8"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the lexer. A token is a kind and a place in the text: what it means is worked out by those who want it, so that nothing
// is allocated here.

// A tokenKind says what a token is.
type tokenKind uint8

// The kinds of tokens. Those from tokenAnnotation on never reach the parser proper.
const (
	tokenEOF      tokenKind = iota
	tokenOpen               // (
	tokenClose              // )
	tokenWord               // a keyword, known or not
	tokenID                 // $x or $"x"
	tokenString             // "..."
	tokenNat                // number without sign
	tokenInt                // number with a sign
	tokenFloat              // number with a fraction or an exponent, or a signed inf or nan
	tokenChar               // '...', where values of components may stand
	tokenReserved           // anything else that is a token; only within annotations

	tokenAnnotation // (@x or (@"x"
	tokenError      // the lexer's err says why
)

// A token is src[pos:end] of the lexer's text.
type token struct {
	kind     tokenKind
	escaped  bool // a string or a quoted identifier has escapes
	pos, end int
}

// A class is what kind of token a byte starts.
type class uint8

// The classes. Those from classID on are the characters of identifiers and keywords.
const (
	classNone class = iota // starts no token
	classSpace
	classOpen
	classClose
	classSemicolon
	classQuote
	classPunct // reserved
	classID    // other characters of identifiers
	classLower
	classDigit
	classSign
	classDollar
)

// classes holds the class of each byte.
var classes = [256]class{
	'\t': classSpace, '\n': classSpace, '\r': classSpace, ' ': classSpace,
	'(': classOpen, ')': classClose, ';': classSemicolon, '"': classQuote,
	',': classPunct, '[': classPunct, ']': classPunct, '{': classPunct, '}': classPunct,
	'+': classSign, '-': classSign, '$': classDollar,
	'!': classID, '#': classID, '%': classID, '&': classID, '\'': classID, '*': classID, '.': classID, '/': classID,
	':': classID, '<': classID, '=': classID, '>': classID, '?': classID, '@': classID, '\\': classID, '^': classID,
	'_': classID, '`': classID, '|': classID, '~': classID,
	'0': classDigit, '1': classDigit, '2': classDigit, '3': classDigit, '4': classDigit,
	'5': classDigit, '6': classDigit, '7': classDigit, '8': classDigit, '9': classDigit,
	'a': classLower, 'b': classLower, 'c': classLower, 'd': classLower, 'e': classLower, 'f': classLower, 'g': classLower,
	'h': classLower, 'i': classLower, 'j': classLower, 'k': classLower, 'l': classLower, 'm': classLower, 'n': classLower,
	'o': classLower, 'p': classLower, 'q': classLower, 'r': classLower, 's': classLower, 't': classLower, 'u': classLower,
	'v': classLower, 'w': classLower, 'x': classLower, 'y': classLower, 'z': classLower,
	'A': classID, 'B': classID, 'C': classID, 'D': classID, 'E': classID, 'F': classID, 'G': classID,
	'H': classID, 'I': classID, 'J': classID, 'K': classID, 'L': classID, 'M': classID, 'N': classID,
	'O': classID, 'P': classID, 'Q': classID, 'R': classID, 'S': classID, 'T': classID, 'U': classID,
	'V': classID, 'W': classID, 'X': classID, 'Y': classID, 'Z': classID,
}

// A lexer splits a text into tokens.
type lexer struct {
	src     string
	pos     int  // where the next token is looked for
	lenient bool // within an annotation, where every token may stand
	chars   bool // within a value of a component, where characters may stand

	errPos int // of the error that a tokenError stands for
	err    wasm.Code
}

// fail makes t the error token for what is wrong at pos.
func (l *lexer) fail(t *token, pos int, code wasm.Code) {
	l.errPos, l.err = pos, code
	*t = token{kind: tokenError, pos: pos, end: pos}
}

// next reads the next token into t.
func (l *lexer) next(t *token) {
	s, i := l.src, l.pos
	for ; i < len(s); i++ {
		c := classes[s[i]]
		if c == classSpace {
			continue
		}
		switch c {
		case classLower:
			start := i
			for i++; i < len(s) && classes[s[i]] >= classID; i++ {
			}
			if i < len(s) && s[i] == '"' {
				l.reserved(t, start, i)
				return
			}
			l.pos = i
			*t = token{kind: tokenWord, pos: start, end: i}
			return
		case classOpen:
			if i+1 < len(s) && s[i+1] == ';' {
				end, code := comment(s, i)
				if code != "" {
					l.fail(t, end, code)
					return
				}
				i = end - 1
				continue
			}
			if i+1 < len(s) && s[i+1] == '@' && !l.lenient {
				l.annotation(t, i)
				return
			}
			l.pos = i + 1
			*t = token{kind: tokenOpen, pos: i, end: i + 1}
			return
		case classClose:
			l.pos = i + 1
			*t = token{kind: tokenClose, pos: i, end: i + 1}
			return
		case classSemicolon:
			if i+1 < len(s) && s[i+1] == ';' {
				end, ok := lineComment(s, i)
				if !ok {
					l.fail(t, end, codeUTF8)
					return
				}
				i = end - 1
				continue
			}
			l.reserved(t, i, i+1)
			return
		default:
			l.rarer(t, i, c)
			return
		}
	}
	l.pos = i
	*t = token{kind: tokenEOF, pos: i, end: i}
}

// rarer reads the token that starts at i with a byte of class c, none of those that next reads itself.
func (l *lexer) rarer(t *token, i int, c class) {
	s, start := l.src, i
	switch c {
	case classDigit:
		for i++; i < len(s) && s[i]-'0' < 10; i++ {
		}
		kind := tokenNat
		if i < len(s) && (classes[s[i]] >= classID || s[i] == '"') {
			i = endOfWord(s, i)
			kind = numberKind(s[start:i])
		}
		l.word(t, kind, start, i)
	case classSign:
		i = endOfWord(s, i)
		l.word(t, numberKind(s[start:i]), start, i)
	case classDollar:
		l.identifier(t, i)
	case classQuote:
		end, escaped, code := stringEnd(s, i)
		switch {
		case code != "":
			l.fail(t, end, code)
		case end < len(s) && (classes[s[end]] >= classID || s[end] == '"'):
			l.reserved(t, i, end)
		default:
			l.pos = end
			*t = token{kind: tokenString, escaped: escaped, pos: i, end: end}
		}
	case classID:
		if n := charLen(s[i:]); n > 0 && l.chars && !l.lenient {
			l.pos = i + n
			*t = token{kind: tokenChar, escaped: s[i+1] == '\\', pos: i, end: i + n}
			return
		}
		l.reserved(t, i, endOfWord(s, i))
	case classPunct:
		l.reserved(t, i, i+1)
	default:
		l.fail(t, i, l.misplaced(s[i:]))
	}
}

// misplaced returns the code for the start of s, which is no token.
func (l *lexer) misplaced(s string) wasm.Code {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		return codeUTF8
	case l.lenient:
		return codeIllegal
	case n == 1:
		return codeControl
	}
	return codeUnicode
}

// endOfWord returns where the characters of identifiers from i on end.
func endOfWord(s string, i int) int {
	for i < len(s) && classes[s[i]] >= classID {
		i++
	}
	return i
}

// word makes t the token of this kind from start to end, unless a string follows without a blank.
func (l *lexer) word(t *token, kind tokenKind, start, end int) {
	if kind == tokenReserved || end < len(l.src) && l.src[end] == '"' {
		l.reserved(t, start, end)
		return
	}
	l.pos = end
	*t = token{kind: kind, pos: start, end: end}
}

// reserved reads the rest, from i on, of a token from start on that has no meaning: words and strings in any number without a
// blank between.
func (l *lexer) reserved(t *token, start, i int) {
	s := l.src
	for run := classes[s[start]] >= classID || s[start] == '"'; run && i < len(s); {
		if s[i] == '"' {
			end, _, code := stringEnd(s, i)
			if code != "" {
				l.fail(t, end, code)
				return
			}
			i = end
		} else if end := endOfWord(s, i); end > i {
			i = end
		} else {
			break
		}
	}
	if !l.lenient {
		l.fail(t, start, unknownOperator(s[start:i]))
		return
	}
	l.pos = i
	*t = token{kind: tokenReserved, pos: start, end: i}
}

// maxShown is how many bytes of a word a code repeats.
const maxShown = 100

// unknownOperator returns the code for a word that means nothing.
func unknownOperator(word string) wasm.Code {
	return codeUnknown + wasm.Code(" "+shorten(word))
}

// shorten returns the start of s.
func shorten(s string) string {
	if len(s) > maxShown {
		return strings.ToValidUTF8(s[:maxShown], "") + "..."
	}
	return s
}

// identifier reads $x or $"x" at i.
func (l *lexer) identifier(t *token, i int) {
	s := l.src
	if i+1 < len(s) && s[i+1] == '"' {
		end, escaped, code := stringEnd(s, i+1)
		switch {
		case code == codeUTF8 || code == codeEscape:
			l.fail(t, end, code)
		case code != "" || end == i+len(`$""`):
			l.fail(t, i, codeEmptyID)
		case end < len(s) && (classes[s[end]] >= classID || s[end] == '"'):
			l.reserved(t, i, end)
		default:
			l.pos = end
			*t = token{kind: tokenID, escaped: escaped, pos: i, end: end}
		}
		return
	}
	end := endOfWord(s, i)
	if end == i+1 && !l.lenient {
		l.fail(t, i, codeEmptyID)
		return
	}
	l.word(t, tokenID, i, end)
}

// annotation reads the start of the annotation at i, up to the end of its id.
func (l *lexer) annotation(t *token, i int) {
	s := l.src
	end, escaped := i+len("(@"), false
	if end < len(s) && s[end] == '"' {
		var code wasm.Code
		end, escaped, code = stringEnd(s, end)
		if code == codeUTF8 || code == codeEscape {
			l.fail(t, end, code)
			return
		} else if code != "" || end == i+len(`(@""`) {
			l.fail(t, i, codeEmptyNote)
			return
		}
	} else if end = endOfWord(s, end); end == i+len("(@") {
		l.fail(t, i, codeEmptyNote)
		return
	}
	l.pos = end
	*t = token{kind: tokenAnnotation, escaped: escaped, pos: i, end: end}
}

// lineComment returns where the comment at i, up to the end of the line, ends, or where it has a byte that is no character.
func lineComment(s string, i int) (end int, ok bool) {
	var high byte
	start := i
	for ; i < len(s) && s[i] != '\n' && s[i] != '\r'; i++ {
		high |= s[i]
	}
	if high < utf8.RuneSelf {
		return i, true
	}
	n := validUTF8(s[start:i])
	return start + n, start+n == i
}

// comment returns where the comment at i, from "(;" to ";)", ends, or where it has an error.
func comment(s string, i int) (end int, code wasm.Code) {
	var high byte
	start, depth := i, 0
	for ; i+1 < len(s); i++ {
		high |= s[i]
		if s[i] == '(' && s[i+1] == ';' {
			depth++
			i++
		} else if s[i] == ';' && s[i+1] == ')' {
			i++
			if depth--; depth == 0 {
				if high >= utf8.RuneSelf {
					if n := validUTF8(s[start:i]); start+n < i {
						return start + n, codeUTF8
					}
				}
				return i + 1, ""
			}
		}
	}
	return start, codeUnclosed
}

// validUTF8 returns how many bytes of s make up characters.
func validUTF8(s string) int {
	if utf8.ValidString(s) {
		return len(s)
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return i
			}
		}
	}
	return len(s)
}

// skip moves on behind the parenthesis that closes the one opened before the position, and reports whether there is one. It
// looks at no more than it needs for that; what it passes is read later, and errors are found then.
func (l *lexer) skip() bool {
	s, i, depth := l.src, l.pos, 1
	for ; i < len(s); i++ {
		if classes[s[i]] >= classID || classes[s[i]] == classSpace {
			continue
		}
		switch s[i] {
		case '(':
			if i+1 < len(s) && s[i+1] == ';' {
				end, code := comment(s, i)
				if code != "" {
					return false
				}
				i = end - 1
			} else {
				depth++
			}
		case ')':
			if depth--; depth == 0 {
				l.pos = i + 1
				return true
			}
		case ';':
			if i+1 < len(s) && s[i+1] == ';' {
				end, _ := lineComment(s, i)
				i = end - 1
			}
		case '"':
			end, _, code := stringEnd(s, i)
			if code != "" {
				return false
			}
			i = end - 1
		}
	}
	return false
}
