package wave

import (
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/component/value"
)

// This file holds the reading of values. The type says what may stand at each place, so its depth bounds the recursion.

// kindNames are the names of types as WIT has them.
var kindNames = [...]string{
	types.Bool: "bool", types.S8: "s8", types.U8: "u8", types.S16: "s16", types.U16: "u16", types.S32: "s32", types.U32: "u32",
	types.S64: "s64", types.U64: "u64", types.F32: "f32", types.F64: "f64", types.Char: "char", types.String: "string",
	types.ErrorContext: "error-context", types.Record: "record", types.Variant: "variant", types.List: "list",
	types.FixedList: "list", types.Tuple: "tuple", types.Flags: "flags", types.Enum: "enum", types.Option: "option",
	types.Result: "result", types.Own: "own", types.Borrow: "borrow", types.Stream: "stream", types.Future: "future",
	types.Map: "map",
}

func kindName(t *types.Type) string { return kindNames[t.Kind] }

// unexpected reports that no value of type t begins here.
func (p *parser) unexpected(t *types.Type, example string) value.Value {
	p.fail("expected a value of type %s, as in %s; found %s", kindName(t), example, p.token)
	return nil
}

// value reads a value of type t.
func (p *parser) value(t *types.Type) value.Value {
	switch t.Kind {
	case types.Bool:
		if p.isKeyword("true") || p.isKeyword("false") {
			v := p.token.text == "true"
			p.next()
			return v
		}
		return p.unexpected(t, "`true`")
	case types.F32, types.F64:
		return p.float(t)
	case types.Char:
		if p.token.kind != tokenChar {
			return p.unexpected(t, "`'x'`")
		}
		v := value.Char([]rune(p.token.text)[0])
		p.next()
		return v
	case types.String:
		if p.token.kind != tokenString {
			return p.unexpected(t, "`\"text\"`")
		}
		v := p.token.text
		p.next()
		return v
	case types.List, types.FixedList:
		return p.list(t)
	case types.Tuple:
		return p.tuple(t)
	case types.Record:
		return p.record(t)
	case types.Flags:
		return p.flags(t)
	case types.Enum:
		return p.enum(t)
	case types.Variant:
		return p.variant(t)
	case types.Option:
		return p.option(t)
	case types.Result:
		return p.outcome(t)
	case types.Map:
		return p.mapping(t)
	case types.Own, types.Borrow, types.Stream, types.Future, types.ErrorContext:
		p.fail("a value of type %s lives in a running component and cannot be written", kindName(t))
		return nil
	}
	return p.integer(t)
}

// isKeyword reports whether the current token is a keyword.
func (p *parser) isKeyword(word string) bool {
	return p.token.kind == tokenLabel && !p.token.escaped && p.token.text == word
}

// intRanges are the bits of integers, negative for signed ones.
var intRanges = [types.Map + 1]int{types.S8: -8, types.U8: 8, types.S16: -16, types.U16: 16, types.S32: -32, types.U32: 32,
	types.S64: -64, types.U64: 64}

func (p *parser) integer(t *types.Type) value.Value {
	if p.token.kind != tokenNumber || strings.HasSuffix(p.token.text, "inf") {
		return p.unexpected(t, "`42`")
	}
	text := p.token.text
	if strings.ContainsAny(text, ".eE") {
		p.fail("expected an integer of type %s, found the number %s", kindName(t), clip(text))
		return nil
	}
	digits, negative := strings.CutPrefix(text, "-")
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		digits, negative = "0", false
	}
	if negative {
		digits = "-" + digits
	}
	bits := intRanges[t.Kind]
	var v any
	var err error
	if bits < 0 {
		v, err = strconv.ParseInt(digits, 10, -bits)
	} else {
		v, err = strconv.ParseUint(digits, 10, bits)
	}
	if err != nil {
		p.fail("%s is out of the range of %s", clip(text), kindName(t))
		return nil
	}
	v, _ = value.Conform(t, v) // which is in range
	p.next()
	return v
}

func (p *parser) float(t *types.Type) value.Value {
	text := p.token.text
	if p.token.kind != tokenNumber && !p.isKeyword("nan") && !p.isKeyword("inf") {
		return p.unexpected(t, "`1.5`")
	}
	bits := 64
	if t.Kind == types.F32 {
		bits = 32
	}
	f, _ := strconv.ParseFloat(text, bits) // what is too large is infinite
	p.next()
	if bits == 32 {
		return float32(f)
	}
	return f
}

func (p *parser) list(t *types.Type) value.Value {
	if p.token.kind != tokenOpenBracket {
		return p.unexpected(t, "`[...]`")
	}
	at := p.token.at
	p.next()
	list := []value.Value{}
	for p.err == nil && p.token.kind != tokenCloseBracket {
		list = append(list, p.value(t.Elem))
		p.comma(tokenCloseBracket)
	}
	p.expect(tokenCloseBracket)
	if p.err != nil {
		return nil
	}
	if t.Kind == types.FixedList && uint64(len(list)) != uint64(t.Len) {
		p.failAt(at, "the list must have %s, not %d", count(int(t.Len), "element"), len(list))
		return nil
	}
	return value.Pack(t, list)
}

// mapping reads a map as a list of pairs.
func (p *parser) mapping(t *types.Type) value.Value {
	if p.token.kind != tokenOpenBracket {
		return p.unexpected(t, "`[(key, value), ...]`")
	}
	p.next()
	m := value.Map{}
	for p.err == nil && p.token.kind != tokenCloseBracket {
		p.expect(tokenOpen)
		key := p.value(t.Elem)
		p.expect(tokenComma)
		m = append(m, value.Entry{Key: key, Value: p.value(t.Elem2)})
		p.comma(tokenClose)
		p.expect(tokenClose)
		p.comma(tokenCloseBracket)
	}
	p.expect(tokenCloseBracket)
	return m
}

func (p *parser) tuple(t *types.Type) value.Value {
	if p.token.kind != tokenOpen {
		return p.unexpected(t, "`(...)`")
	}
	p.next()
	v := make(value.Tuple, len(t.Fields))
	for i := range t.Fields {
		if p.err == nil && p.token.kind == tokenClose {
			p.fail("the tuple must have %s, not %d", count(len(v), "value"), i)
		}
		v[i] = p.value(t.Fields[i].Type)
		p.comma(tokenClose)
	}
	p.expect(tokenClose)
	return v
}

func (p *parser) record(t *types.Type) value.Value {
	if p.token.kind != tokenOpenBrace {
		return p.unexpected(t, "`{name: value, ...}`")
	}
	at := p.token.at
	p.next()
	v := make(value.Record, len(t.Fields))
	if p.token.kind == tokenCloseBrace {
		p.fail("expected a field; a record without one is written {:}")
	}
	if p.accept(tokenColon) && p.token.kind != tokenCloseBrace {
		p.fail("expected %s, found %s", tokenNames[tokenCloseBrace], p.token)
	}
	for p.err == nil && p.token.kind != tokenCloseBrace {
		p.field(t, v)
		p.comma(tokenCloseBrace)
	}
	p.expect(tokenCloseBrace)
	for i := range v {
		if f := &t.Fields[i]; v[i].Name == "" && p.err == nil {
			if f.Type.Kind != types.Option {
				p.failAt(at, "the record lacks its field `%s` of type %s", f.Label, kindName(f.Type))
			}
			v[i] = value.F(f.Label, value.None)
		}
	}
	return v
}

// field reads a field of a record.
func (p *parser) field(t *types.Type, v value.Record) {
	i := p.pick(len(t.Fields), func(i int) string { return t.Fields[i].Label }, "the record has no field")
	if i < 0 {
		return
	}
	if v[i].Name != "" {
		p.fail("the field `%s` stands twice", v[i].Name)
		return
	}
	p.next()
	p.expect(tokenColon)
	v[i] = value.F(t.Fields[i].Label, p.value(t.Fields[i].Type))
}

// pick returns which of n names the current token is, or reports an error and returns -1.
func (p *parser) pick(n int, name func(int) string, what string) int {
	if p.token.kind != tokenLabel {
		p.fail("expected a name, found %s", p.token)
		return -1
	}
	var names []string
	for i := range n {
		if name(i) == p.token.text {
			return i
		}
		names = append(names, "`"+name(i)+"`")
	}
	const most = 10
	if len(names) > most {
		names = append(names[:most], "...")
	}
	p.fail("%s %s; there are %s", what, p.token, strings.Join(names, ", "))
	return -1
}

func (p *parser) flags(t *types.Type) value.Value {
	if p.token.kind != tokenOpenBrace {
		return p.unexpected(t, "`{name, ...}`")
	}
	p.next()
	set := make([]bool, len(t.Labels))
	for p.err == nil && p.token.kind != tokenCloseBrace {
		i := p.pick(len(t.Labels), func(i int) string { return t.Labels[i] }, "there is no flag")
		if i < 0 {
			break
		}
		if set[i] {
			p.fail("the flag `%s` stands twice", t.Labels[i])
			break
		}
		set[i] = true
		p.next()
		p.comma(tokenCloseBrace)
	}
	p.expect(tokenCloseBrace)
	v := value.Flags{}
	for i, on := range set {
		if on {
			v = append(v, t.Labels[i])
		}
	}
	return v
}

// checkCase reports a case that needs % in front, being a keyword.
func (p *parser) checkCase() {
	if p.token.kind == tokenLabel && !p.token.escaped && isReserved(p.token.text) {
		p.fail("`%s` is a keyword; as the name of a case it is written %%%s", p.token.text, p.token.text)
	}
}

func (p *parser) enum(t *types.Type) value.Value {
	p.checkCase()
	i := p.pick(len(t.Labels), func(i int) string { return t.Labels[i] }, "the enum has no case")
	if i < 0 {
		return nil
	}
	p.next()
	return value.Enum(t.Labels[i])
}

func (p *parser) variant(t *types.Type) value.Value {
	p.checkCase()
	i := p.pick(len(t.Fields), func(i int) string { return t.Fields[i].Label }, "the variant has no case")
	if i < 0 {
		return nil
	}
	p.next()
	c := &t.Fields[i]
	return value.Variant{Case: c.Label, Value: p.payload(c.Type, c.Label)}
}

// payload reads the value of a case in parentheses; t is nil if there must be none.
func (p *parser) payload(t *types.Type, name string) value.Value {
	if t == nil {
		if p.token.kind == tokenOpen {
			p.fail("`%s` carries no value", name)
		}
		return nil
	}
	if p.token.kind != tokenOpen {
		p.fail("`%s` carries a value of type %s, in parentheses", name, kindName(t))
		return nil
	}
	p.next()
	v := p.value(t)
	p.expect(tokenClose)
	return v
}

// isFlat reports whether a payload of type t can stand without some(...) or ok(...).
func isFlat(t *types.Type) bool {
	return t != nil && t.Kind != types.Option && t.Kind != types.Result
}

func (p *parser) option(t *types.Type) value.Value {
	switch {
	case p.isKeyword("none"):
		p.next()
		p.payload(nil, "none")
		return value.None
	case p.isKeyword("some"):
		p.next()
		return value.Some(p.payload(t.Elem, "some"))
	case isFlat(t.Elem):
		return value.Some(p.value(t.Elem))
	}
	return p.unexpected(t, "`some(...)` or `none`")
}

func (p *parser) outcome(t *types.Type) value.Value {
	switch {
	case p.isKeyword("ok"):
		p.next()
		return value.OK(p.payload(t.Elem, "ok"))
	case p.isKeyword("err"):
		p.next()
		return value.Err(p.payload(t.Elem2, "err"))
	case isFlat(t.Elem):
		return value.OK(p.value(t.Elem))
	}
	return p.unexpected(t, "`ok` or `err`")
}
