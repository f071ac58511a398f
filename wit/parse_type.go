package wit

import (
	"math"
	"strconv"
	"strings"

	"github.com/wvm-project/wvm/component/types"
)

// This file holds the parser of types and functions.

// primitive returns the type that is this keyword alone, or 0.
func primitive(word string) types.Kind {
	for k := types.Bool; k.IsPrimitive(); k++ {
		if k.String() == word {
			return k
		}
	}
	return 0
}

// maxTypeDepth is how deep types may stand in types in a text. People need five.
const maxTypeDepth = 100

// typeItem reads the definition of a type, or reports that there is none here.
func (p *parser) typeItem(d *decl) bool {
	if p.tok.kind != tokenKeyword || p.colonFollows() {
		return false
	}
	t := &typeExpr{}
	switch p.tok.text {
	case "type":
		p.next()
		d.name = p.ident()
		p.expect("=")
		d.typ = p.typ()
		p.expect(";")
		d.kind = declType
		return true
	case "resource":
		p.next()
		p.resource(d)
		return true
	case "record":
		t.kind = types.Record
	case "variant":
		t.kind = types.Variant
	case "enum":
		t.kind = types.Enum
	case "flags":
		t.kind = types.Flags
	default:
		return false
	}
	keyword := p.tok.text
	p.next()
	d.kind, d.name, d.typ = declType, p.ident(), t
	t.pos = d.name.pos
	p.expect("{")
	for !p.is("}") {
		t.fields = append(t.fields, p.field(t.kind))
		if !p.accept(",") {
			break
		}
	}
	p.expect("}")
	if len(t.fields) == 0 {
		fail(d.name.pos, "the %s `%s` is empty, which none can be", keyword, d.name.name)
	}
	return true
}

// field reads a field of a record, or a case or flag.
func (p *parser) field(kind types.Kind) fieldExpr {
	f := fieldExpr{docs: p.tok.docs}
	if p.is("@") {
		fail(p.at(), "fields, cases and flags have no attributes")
	}
	f.name = p.ident()
	switch {
	case kind == types.Record:
		p.expect(":")
		f.typ = p.typ()
	case kind == types.Variant && p.accept("("):
		f.typ = p.typ()
		p.expect(")")
	}
	return f
}

// resource reads a resource from its name.
func (p *parser) resource(d *decl) {
	d.kind, d.resource, d.name = declType, true, p.ident()
	if p.accept(";") {
		return
	}
	p.expect("{")
	for !p.accept("}") {
		m := p.attributes()
		m.kind = declFunc
		if p.isWord("constructor") && !p.colonFollows() {
			m.name.pos = p.at()
			p.next()
			m.fn = &funcExpr{kind: Constructor, params: p.params()}
			if p.acceptArrow() {
				m.fn.result = p.typ()
			}
		} else {
			m.name = p.ident()
			p.expect(":")
			static := p.acceptWord("static")
			m.fn = p.funcType()
			m.fn.kind = Method
			if static {
				m.fn.kind = Static
			}
		}
		p.expect(";")
		d.body = append(d.body, m)
	}
}

func (p *parser) acceptArrow() bool {
	if p.tok.kind != tokenArrow {
		return false
	}
	p.next()
	return true
}

// funcType reads the type of a function.
func (p *parser) funcType() *funcExpr {
	f := &funcExpr{async: p.acceptWord("async")}
	if !p.acceptWord("func") {
		p.unexpected("`func`")
	}
	f.params = p.params()
	if p.acceptArrow() {
		f.result = p.typ()
	}
	return f
}

func (p *parser) params() (list []fieldExpr) {
	p.expect("(")
	for !p.is(")") {
		f := fieldExpr{name: p.ident()}
		p.expect(":")
		f.typ = p.typ()
		list = append(list, f)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return list
}

// typ reads a type.
func (p *parser) typ() *typeExpr {
	if p.depth++; p.depth > maxTypeDepth {
		fail(p.at(), "types stand in types more than %d deep", maxTypeDepth)
	}
	defer func() { p.depth-- }()
	t := &typeExpr{pos: p.at()}
	if p.tok.kind == tokenID {
		t.name = p.ident().name
		return t
	}
	if p.tok.kind != tokenKeyword {
		p.unexpected("a type")
	}
	word := p.tok.text
	if t.kind = primitive(word); t.kind != 0 {
		p.next()
		return t
	}
	switch word {
	case "record", "variant", "enum", "flags", "resource":
		failHelp(p.at(), "Define it with a name, and use the name here.", "a %s cannot stand inside another type", word)
	}
	read := typeReader(word)
	if read == nil {
		p.unexpected("a type")
	}
	p.next()
	read(p, t)
	return t
}

// typeReader returns what reads that which follows the keyword of a type, or nil.
func typeReader(word string) func(*parser, *typeExpr) {
	switch word {
	case "tuple":
		return (*parser).tuple
	case "list":
		return (*parser).list
	case "result":
		return (*parser).result
	case "option":
		return func(p *parser, t *typeExpr) {
			t.kind = types.Option
			p.expect("<")
			t.elem = p.typ()
			p.expect(">")
		}
	case "map":
		return func(p *parser, t *typeExpr) {
			t.kind = types.Map
			p.expect("<")
			t.elem = p.typ()
			p.expect(",")
			t.elem2 = p.typ()
			p.expect(">")
		}
	case "own":
		return func(p *parser, t *typeExpr) { p.handle(t, types.Own) }
	case "borrow":
		return func(p *parser, t *typeExpr) { p.handle(t, types.Borrow) }
	case "stream":
		return func(p *parser, t *typeExpr) { p.maybe(t, types.Stream) }
	case "future":
		return func(p *parser, t *typeExpr) { p.maybe(t, types.Future) }
	}
	return nil
}

func (p *parser) handle(t *typeExpr, kind types.Kind) {
	t.kind = kind
	p.expect("<")
	id := p.ident()
	t.elem = &typeExpr{pos: id.pos, name: id.name}
	p.expect(">")
}

// maybe reads a stream or a future, which may be of nothing.
func (p *parser) maybe(t *typeExpr, kind types.Kind) {
	t.kind = kind
	if p.accept("<") {
		t.elem = p.typ()
		p.expect(">")
	}
}

func (p *parser) tuple(t *typeExpr) {
	t.kind = types.Tuple
	p.expect("<")
	for !p.is(">") {
		t.fields = append(t.fields, fieldExpr{typ: p.typ()})
		if !p.accept(",") {
			break
		}
	}
	p.expect(">")
	if len(t.fields) == 0 {
		fail(t.pos, "the tuple is empty, which none can be")
	}
}

func (p *parser) list(t *typeExpr) {
	t.kind = types.List
	p.expect("<")
	t.elem = p.typ()
	if p.accept(",") {
		t.kind = types.FixedList
		n, err := strconv.ParseUint(p.tok.text, 10, 32)
		if p.tok.kind != tokenInteger || strings.HasPrefix(p.tok.text, "0") {
			p.unexpected("the length of the list, a number above 0")
		}
		if err != nil || n > math.MaxUint32 {
			fail(p.at(), "the length of the list does not fit 32 bits")
		}
		t.len = uint32(n)
		p.next()
	}
	p.expect(">")
}

func (p *parser) result(t *typeExpr) {
	t.kind = types.Result
	if !p.accept("<") {
		return
	}
	if p.accept("_") {
		p.expect(",")
		t.elem2 = p.typ()
	} else if t.elem = p.typ(); p.accept(",") {
		t.elem2 = p.typ()
	}
	p.expect(">")
}
