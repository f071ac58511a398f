package wat

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the parser of the values that scripts give to functions of components and expect of them.

// A ComponentValue is an argument or a result of a component's function.
type ComponentValue struct {
	Kind   types.Kind       // never a list of fixed length, a handle, a stream, a future or a map
	Bits   uint64           // of numbers, sign-extended; of bool; the code point of char
	NaN    NaNKind          // of expected floats: any of these instead of Bits
	Text   string           // of a string; the label of a variant or an enum
	Labels []string         // of flags, and of the fields of a record
	Elems  []ComponentValue // of lists, tuples and records; the payload, if there is one, of a variant, an option or a result
	Err    bool             // a result that is an error
}

// AsComponent returns v as a value of a component: the one that it is, or a number that is written alike.
func (v *Value) AsComponent() (c ComponentValue, ok bool) {
	switch {
	case v.Component != nil:
		return *v.Component, true
	case v.Type == wasm.F32:
		return ComponentValue{Kind: types.F32, Bits: v.Bits}, true
	case v.Type == wasm.F64:
		return ComponentValue{Kind: types.F64, Bits: v.Bits}, true
	}
	return ComponentValue{}, false
}

// AsComponent returns r as a value that a component's function shall give.
func (r *Result) AsComponent() (c ComponentValue, ok bool) {
	if r.Kind != ResultValue && r.Kind != ResultNaN {
		return c, false
	}
	c, ok = r.Value.AsComponent()
	if r.Kind == ResultNaN {
		c.NaN = r.NaN
	}
	return c, ok
}

// Keyword returns the keyword with which scripts write v.
func (v *ComponentValue) Keyword() string {
	switch {
	case v.Kind == types.Option && len(v.Elems) == 0:
		return "option.none"
	case v.Kind == types.Option:
		return "option.some"
	case v.Kind == types.Result && v.Err:
		return "result.err"
	case v.Kind == types.Result:
		return "result.ok"
	}
	if int(v.Kind) < len(valueWords) && valueWords[v.Kind] != "" {
		return valueWords[v.Kind] + ".const"
	}
	return ""
}

// valueWords holds the keywords of values by kind, without ".const".
var valueWords = [...]string{
	types.Bool: "bool", types.S8: "s8", types.U8: "u8", types.S16: "s16", types.U16: "u16", types.S32: "s32", types.U32: "u32",
	types.S64: "s64", types.U64: "u64", types.F32: "f32", types.F64: "f64", types.Char: "char", types.String: "str",
	types.Record: "record", types.Variant: "variant", types.List: "list", types.Tuple: "tuple", types.Flags: "flags", types.Enum: "enum",
}

// valueCase returns the value of two cases that a keyword stands for, without what it holds.
func valueCase(word string) (v ComponentValue, ok bool) {
	switch word {
	case "option.none", "option.some":
		return ComponentValue{Kind: types.Option}, true
	case "result.ok", "result.err":
		return ComponentValue{Kind: types.Result, Err: word == "result.err"}, true
	}
	return v, false
}

// componentValue passes what follows the keyword of a value. It returns false if the word is no such keyword.
func (p *scriptParser) componentValue(word string, depth int) (v ComponentValue, ok bool) {
	if v, ok = valueCase(word); ok {
		if some := word == "option.some"; some || v.Kind == types.Result && p.tok.kind == tokenOpen {
			v.Elems = []ComponentValue{p.nestedValue(depth)}
		}
		return v, true
	}
	name, ok := strings.CutSuffix(word, ".const")
	kind := slices.Index(valueWords[:], name)
	if !ok || kind <= 0 {
		return v, false
	}
	v.Kind = types.Kind(kind)
	switch v.Kind {
	case types.Bool:
		if p.isWord("true") {
			v.Bits = 1
		} else if !p.isWord("false") {
			p.unexpected("true or false")
		}
		p.advance()
	case types.S8, types.U8, types.S16, types.U16, types.S32, types.U32, types.S64, types.U64:
		size, signed := 8<<((v.Kind-types.S8)/2), (v.Kind-types.S8)%2 == 0
		v.Bits = p.sized(uint(size), signed)
	case types.F32, types.F64:
		f := &float32Format
		if v.Kind == types.F64 {
			f = &float64Format
		}
		if v.NaN = p.nan(); v.NaN == NotNaN {
			v.Bits = p.float(f)
		}
	case types.Char:
		v.Bits = p.character()
	case types.String, types.Enum:
		v.Text = p.name()
	case types.Variant:
		if v.Text = p.name(); p.tok.kind == tokenOpen {
			v.Elems = []ComponentValue{p.nestedValue(depth)}
		}
	case types.Flags:
		for p.tok.kind == tokenString {
			v.Labels = append(v.Labels, p.name())
		}
	case types.List, types.Tuple:
		for p.tok.kind == tokenOpen && p.err == nil {
			v.Elems = append(v.Elems, p.nestedValue(depth))
		}
	case types.Record:
		for p.open("field") {
			v.Labels = append(v.Labels, p.name())
			v.Elems = append(v.Elems, p.bareValue(depth))
			p.close()
		}
	}
	return v, true
}

// nestedValue passes a value in another.
func (p *scriptParser) nestedValue(depth int) ComponentValue {
	p.expect(tokenOpen, "a value")
	v := p.bareValue(depth)
	p.close()
	return v
}

// bareValue passes a value without the parentheses around it, as fields of records have it.
func (p *scriptParser) bareValue(depth int) (v ComponentValue) {
	if depth == maxScriptNesting {
		p.fail(p.tok.pos, codeNesting, "")
		return v
	}
	pos, word := p.tok.pos, p.text()
	if p.tok.kind == tokenWord {
		p.advance()
	}
	v, ok := p.componentValue(word, depth+1)
	if !ok && p.err == nil {
		p.seek(pos)
		p.unexpected("a value")
	}
	return v
}

// sized passes an integer of n bits and returns it sign-extended or, unless it is signed, zero-extended.
func (p *scriptParser) sized(n uint, signed bool) uint64 {
	pos := p.tok.pos
	negative := p.tok.kind == tokenInt && p.text()[0] == '-'
	x := p.integer(n)
	high := x>>(n-1) != 0
	if p.err == nil && x != 0 && (signed && high != negative || !signed && negative) {
		p.fail(pos, codeRange, "")
	}
	if signed && high {
		x |= ^uint64(0) << (n - 1)
	}
	return x
}

// character passes a string of one character.
func (p *scriptParser) character() uint64 {
	pos := p.tok.pos
	s := p.name()
	r, n := utf8.DecodeRuneInString(s)
	if p.err == nil && (n != len(s) || n == 0) {
		p.fail(pos, codeUnexpected, "expected one character")
	}
	return uint64(r)
}
