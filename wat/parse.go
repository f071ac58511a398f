package wat

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the entry points of the parser, and how it moves from token to token.

// Parse returns the module in text: "(module ...)", or its fields alone. The identifiers in the text become the module's name section.
// A module in quotes is taken apart likewise; one given as bytes, "(module binary ...)", is decoded.
//
// The module keeps nothing of text. It was never bytes, so that its offsets are all 0: to have errors with offsets, decode
// what Encode returns. An error is an *Error, or of a module given as bytes a *wasm.Error. Concurrent calls are
// safe.
func Parse(text []byte) (*wasm.Module, error) {
	m, err := parseModule(text, false)
	if err != nil {
		return nil, err
	}
	return m.Decode()
}

// Encode returns the module, or the component, in text in the binary format; see Parse and ParseComponent. What follows "(module binary" or
// "(component binary" is returned unseen.
func Encode(text []byte) ([]byte, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	if p.head() == "component" {
		c, err := p.oneComponent()
		if err != nil {
			return nil, err
		}
		return c.Encode()
	}
	m, err := p.oneModule(false)
	if err != nil {
		return nil, err
	}
	return m.Encode()
}

// parseModule reads a text that is one module. Text that was quoted may not itself quote.
func parseModule(text []byte, quoted bool) (*Module, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	return p.oneModule(quoted)
}

// oneModule passes a text that is one module.
func (p *parser) oneModule(quoted bool) (*Module, error) {
	m := new(Module)
	start := p.tok.pos
	if p.head() == "module" {
		m = p.module()
	} else {
		p.fields(m)
	}
	if quoted && m.Form == FormQuote || m.Definition {
		p.fail(start, codeUnexpected, "a module for scripts only")
	}
	if p.tok.kind != tokenEOF {
		p.unexpected("the end of the text")
	}
	p.misplaced()
	return m, p.result()
}

// maxText is the length of the longest text that is read.
const maxText = math.MaxInt32

// newParser returns a parser that stands at the first token of text.
func newParser(text []byte) (*parser, error) {
	if len(text) > maxText {
		return nil, &Error{Phase: wasm.PhaseLimit, Code: codeTooLong, Line: 1, Column: 1}
	}
	p := &parser{lex: lexer{src: string(text)}}
	p.advance()
	return p, nil
}

// A parser reads tokens. After an error it stands at the end of the text for good, so that whatever is being read comes to its
// end there.
type parser struct {
	lex      lexer
	tok      token // at hand
	ahead    token // the one after it, if hasAhead
	hasAhead bool
	err      *Error

	notes     []note // annotations that were passed and that nothing has claimed
	skipNotes bool   // annotations are passed without a look

	places *places // to be filled, or nil
}

// result returns the first error, if any.
func (p *parser) result() error {
	if p.err != nil {
		return p.err
	}
	return nil
}

// fail notes an error at offset, unless there is one.
func (p *parser) fail(offset int, code wasm.Code, detail string) {
	if p.err == nil {
		p.err = newError(p.lex.src, offset, code, detail)
	}
	p.lex.pos = len(p.lex.src)
	p.hasAhead = false
	p.tok = token{kind: tokenEOF, pos: p.lex.pos, end: p.lex.pos}
	p.notes = p.notes[:0]
}

// advance moves on to the next token.
func (p *parser) advance() {
	if p.hasAhead {
		p.tok, p.hasAhead = p.ahead, false
		return
	}
	p.scan(&p.tok)
}

// peek returns the token after the one at hand.
func (p *parser) peek() *token {
	if !p.hasAhead {
		p.hasAhead = true
		p.scan(&p.ahead)
		if p.err != nil {
			p.hasAhead = false
			p.ahead = p.tok
		}
	}
	return &p.ahead
}

// scan reads the next token that is no annotation.
func (p *parser) scan(t *token) {
	for p.lex.next(t); t.kind >= tokenAnnotation; p.lex.next(t) {
		if t.kind == tokenAnnotation {
			p.annotation(t)
		}
		if t.kind == tokenError {
			p.fail(p.lex.errPos, p.lex.err, "")
		}
	}
}

// seek moves to the token at or after offset, and forgets annotations.
func (p *parser) seek(offset int) {
	if p.err != nil {
		return
	}
	p.lex.pos, p.hasAhead, p.notes = offset, false, p.notes[:0]
	p.advance()
}

// text returns the token at hand as it is written.
func (p *parser) text() string { return p.textOf(&p.tok) }

func (p *parser) textOf(t *token) string { return p.lex.src[t.pos:t.end] }

// isWord reports whether the token at hand is this keyword.
func (p *parser) isWord(word string) bool { return p.tok.kind == tokenWord && p.text() == word }

// word passes the keyword, if it is at hand.
func (p *parser) word(word string) bool {
	if !p.isWord(word) {
		return false
	}
	p.advance()
	return true
}

// head returns the keyword that follows the open parenthesis at hand, or an empty string.
func (p *parser) head() string {
	if p.tok.kind != tokenOpen {
		return ""
	}
	t := p.peek()
	if t.kind != tokenWord {
		return ""
	}
	return p.textOf(t)
}

// open passes an open parenthesis and the keyword, if they are at hand.
func (p *parser) open(word string) bool {
	if p.head() != word {
		return false
	}
	p.advance()
	p.advance()
	return true
}

// openAny passes an open parenthesis and a keyword, and returns the keyword.
func (p *parser) openAny(expected string) string {
	word := p.head()
	if word == "" {
		p.badClause(expected)
		return ""
	}
	p.advance()
	p.advance()
	return word
}

// badClause fails where a clause, an open parenthesis and a keyword, was expected: at the keyword, if there is one.
func (p *parser) badClause(expected string) {
	if p.tok.kind == tokenOpen {
		p.advance()
	}
	p.unexpected(expected)
}

// badWord fails at the keyword of the clause at pos, which the parser has passed.
func (p *parser) badWord(pos int, expected string) {
	p.seek(pos)
	p.badClause(expected)
}

// expect passes a token of this kind.
func (p *parser) expect(kind tokenKind, what string) {
	if p.tok.kind != kind {
		p.unexpected(what)
		return
	}
	p.advance()
}

// close passes a closing parenthesis.
func (p *parser) close() { p.expect(tokenClose, ")") }

// unexpected fails at the token at hand, where something else was expected. A word that means nothing anywhere is told
// from one that is misplaced.
func (p *parser) unexpected(expected string) {
	switch {
	case p.err != nil:
	case p.tok.kind == tokenWord && !isKeyword(p.text()):
		p.fail(p.tok.pos, unknownOperator(p.text()), "")
	default:
		p.fail(p.tok.pos, codeUnexpected, "expected "+expected)
	}
}

// keywords are the words with a meaning that are no instructions, with blanks around each.
const keywords = ` i32 i64 f32 f64 v128 i8 i16 i8x16 i16x8 i32x4 i64x2 f32x4 f64x2 any anyref none nullref eq eqref i31 i31ref struct
 structref array arrayref func funcref nofunc nullfuncref exn noexn exnref nullexnref extern noextern externref nullexternref ref
 null mut field sub final rec then do catch_ref catch_all_ref exact descriptor describes shared pagesize
 start type param result local global table elem memory tag data declare offset item import export
 module binary quote definition instance register invoke get assert_malformed assert_invalid assert_unlinkable assert_return assert_trap
 assert_exception assert_exhaustion assert_malformed_custom assert_invalid_custom thread wait either inf nan nan:canonical nan:arithmetic
 component core alias outer canon value with instantiate implements external-id versionsuffix resource rep dtor eq async cancellable
 record variant case tuple flags enum option own borrow stream future map list error bool u8 s8 u16 s16 u32 s32 u64 s64 char string
 error-context memory realloc post-return callback string-encoding=utf8 string-encoding=utf16 string-encoding=latin1+utf16 self
 true false none some ok lift lower
 `

// isKeyword reports whether the word has a meaning somewhere. It serves errors only.
func isKeyword(word string) bool {
	if _, ok := canonKinds()[word]; ok || op.ByName(word) != op.Invalid || isFloatWord(word) {
		return true
	}
	for _, prefix := range []string{"offset=", "align=", "ref."} {
		if rest, ok := strings.CutPrefix(word, prefix); ok {
			if prefix == "ref." {
				return strings.Contains(keywords, " "+rest+" ") || rest == "host"
			}
			return rest != "" && rest[0]-'0' < 10 && numberKind(rest) == tokenNat
		}
	}
	return strings.Contains(strings.ReplaceAll(keywords, "\n", " "), " "+word+" ")
}

// string passes a string literal and returns what it means.
func (p *parser) string() (s string) {
	if p.tok.kind != tokenString {
		p.unexpected("a string")
		return ""
	}
	s = p.stringOf(&p.tok)
	p.advance()
	return s
}

// stringOf returns what the string token t means.
func (p *parser) stringOf(t *token) string {
	s := p.lex.src[t.pos+1 : t.end-1]
	if t.escaped {
		return string(appendUnescaped(nil, s))
	}
	return s
}

// strings passes string literals and returns what they mean together.
func (p *parser) strings() []byte {
	var b []byte
	for p.tok.kind == tokenString {
		s := p.lex.src[p.tok.pos+1 : p.tok.end-1]
		if p.tok.escaped {
			b = appendUnescaped(b, s)
		} else {
			b = append(b, s...)
		}
		p.advance()
	}
	return b
}

// name passes a string literal that is a name.
func (p *parser) name() string {
	pos := p.tok.pos
	s := p.string()
	if !utf8.ValidString(s) {
		p.fail(pos, codeUTF8, "")
	}
	return s
}

// idOf returns the name that the identifier t stands for.
func (p *parser) idOf(t *token) string {
	s := p.lex.src[t.pos+1 : t.end]
	if s[0] != '"' {
		return s
	}
	if s = s[1 : len(s)-1]; t.escaped {
		if s = string(appendUnescaped(nil, s)); !utf8.ValidString(s) {
			p.fail(t.pos, codeUTF8, "")
		}
	}
	return s
}

// id passes an identifier, if one is at hand, and returns its name.
func (p *parser) id() (name string, ok bool) {
	if p.tok.kind != tokenID {
		return "", false
	}
	name = p.idOf(&p.tok)
	p.advance()
	return name, true
}

// nat passes a number without sign, at most most; code is that of a larger one.
func (p *parser) nat(most uint64, code wasm.Code) uint64 {
	if p.tok.kind != tokenNat {
		p.unexpected("a number")
		return 0
	}
	x, ok := parseUint(p.text())
	if !ok || x > most {
		p.fail(p.tok.pos, code, p.shown())
		return 0
	}
	p.advance()
	return x
}

// shown returns the token at hand for a message.
func (p *parser) shown() string { return shorten(p.text()) }

func (p *parser) u32() uint32 { return uint32(p.nat(math.MaxUint32, codeRange32)) }

// index passes an index that is a number; an identifier has been looked for.
func (p *parser) index() uint32 {
	if p.tok.kind != tokenNat {
		p.unexpected("an index")
		return 0
	}
	return p.u32()
}

func (p *parser) u64() uint64 { return p.nat(math.MaxUint64, codeRange64) }

// A ModuleForm says how a script or a text gives a module.
type ModuleForm uint8

// The forms of modules.
const (
	FormText   ModuleForm = iota // fields
	FormBinary                   // bytes in strings
	FormQuote                    // text in strings
)

// A Module is a module as a text or a script has it.
type Module struct {
	Position   Position
	ID         string // identifier without "$", or empty
	Definition bool   // "(module definition ...)": it is not instantiated on the spot
	Form       ModuleForm
	Text       *wasm.Module // of FormText
	Source     []byte       // of FormBinary and FormQuote: the bytes of the strings

	invalid *Error // an annotation on what it cannot belong to: the module is invalid
}

// err returns what makes the module, of FormText, invalid already.
func (m *Module) err() error {
	if m.invalid != nil {
		return m.invalid
	}
	return nil
}

// Encode returns the module in the binary format: the bytes that the text gives, for FormBinary, which may be no module.
func (m *Module) Encode() ([]byte, error) {
	switch m.Form {
	case FormBinary:
		return m.Source, nil
	case FormQuote:
		inner, err := parseModule(m.Source, true)
		if err != nil {
			return nil, err
		}
		return inner.Encode()
	}
	if err := m.err(); err != nil {
		return nil, err
	}
	return binary.Encode(m.Text), nil
}

// Decode returns the module; see Parse.
func (m *Module) Decode() (*wasm.Module, error) {
	switch m.Form {
	case FormBinary:
		return binary.Decode(m.Source, binary.Options{Features: wasm.AllFeatures})
	case FormQuote:
		inner, err := parseModule(m.Source, true)
		if err != nil {
			return nil, err
		}
		return inner.Decode()
	}
	return m.Text, m.err()
}
