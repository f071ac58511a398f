package wit

import (
	"fmt"
	"slices"
	"strings"
)

// This file holds the parser of files, interfaces and worlds.

// A parser reads a text. Errors leave it as panics.
type parser struct {
	lex   *lexer
	tok   token
	last  token // the one before
	depth int   // of types
}

// parseFile reads a text.
func parseFile(src *Source) *file {
	p := &parser{lex: newLexer(src)}
	p.next()
	f := &file{src: src}
	if p.isWord("package") && !p.packageHasBody() {
		f.docs = p.tok.docs
		p.next()
		f.pkg, f.at = p.packageName()
		p.expect(";")
	}
	for p.tok.kind != tokenEnd {
		if p.isWord("package") {
			f.nest = append(f.nest, p.nested())
			continue
		}
		p.item(&f.body)
	}
	return f
}

// packageHasBody looks whether the package at the current token stands between braces.
func (p *parser) packageHasBody() bool {
	ahead := parser{lex: &lexer{src: p.lex.src, at: p.lex.at}, tok: p.tok}
	ahead.next()
	ahead.packageName()
	return ahead.is("{")
}

// nested reads a package between braces.
func (p *parser) nested() *nested {
	n := &nested{docs: p.tok.docs}
	p.next()
	name, at := p.packageName()
	n.pkg, n.at = *name, at
	if p.is(";") {
		failHelp(n.at, "A file has one package without braces, in its first line; more packages are written between braces.",
			"the package %s is not the first in the file", name)
	}
	p.expect("{")
	for !p.is("}") {
		if p.isWord("package") {
			fail(p.at(), "a package cannot stand in another")
		}
		p.item(&n.body)
	}
	p.next()
	return n
}

func (p *parser) next() { p.last, p.tok = p.tok, p.lex.next() }

// at returns the place of the current token.
func (p *parser) at() pos { return pos{p.lex.src, p.tok.at} }

// is reports whether the current token is this character.
func (p *parser) is(punct string) bool { return p.tok.kind == tokenPunct && p.tok.text == punct }

// isWord reports whether the current token is this keyword.
func (p *parser) isWord(word string) bool { return p.tok.kind == tokenKeyword && p.tok.text == word }

// unexpected reports the current token.
func (p *parser) unexpected(want string) {
	fail(p.at(), "expected %s, found %s", want, &p.tok)
}

func (p *parser) expect(punct string) {
	if !p.is(punct) {
		p.unexpected("`" + punct + "`")
	}
	p.next()
}

func (p *parser) accept(punct string) bool {
	if p.is(punct) {
		p.next()
		return true
	}
	return false
}

func (p *parser) acceptWord(word string) bool {
	if p.isWord(word) {
		p.next()
		return true
	}
	return false
}

// ident reads a name.
func (p *parser) ident() ident {
	if p.tok.kind == tokenKeyword {
		failHelp(p.at(), fmt.Sprintf("As a name it is written %%%s.", p.tok.text), "`%s` is a keyword", p.tok.text)
	}
	if p.tok.kind != tokenID {
		p.unexpected("a name")
	}
	id := ident{p.tok.text, p.at()}
	p.next()
	return id
}

// packageName reads namespace:name/name@version.
func (p *parser) packageName() (*PackageName, pos) {
	at := p.at()
	first := p.packageWord()
	if !p.is(":") {
		failHelp(p.at(), "A package's name has two parts, as in: package my-name:my-package;", "expected `:`, found %s", &p.tok)
	}
	var namespace []string
	for p.accept(":") {
		namespace = append(namespace, first)
		first = p.packageWord()
	}
	name := first
	for p.accept("/") {
		name += "/" + p.packageWord()
	}
	n := &PackageName{Namespace: strings.Join(namespace, ":"), Name: name}
	if p.is("@") {
		n.Version = p.version()
	}
	return n, at
}

// packageWord reads a part of a package's name, which has no upper case.
func (p *parser) packageWord() string {
	id := p.ident()
	if id.name != strings.ToLower(id.name) {
		fail(id.pos, "`%s` has upper-case letters, which names of packages cannot have", id.name)
	}
	return id.name
}

// version reads what follows the current token, which is an @ or a =, as a version.
func (p *parser) version() string {
	text := p.lex.src.Text
	start := p.tok.end
	for p.is("=") && start < len(text) && strings.IndexByte(" \t\r\n", text[start]) >= 0 {
		start++
	}
	end := start
	for end < len(text) && (isVersionByte(text[end]) || text[end] == '.' && end+1 < len(text) && isVersionByte(text[end+1])) {
		end++
	}
	if _, ok := parseVersion(text[start:end]); !ok {
		failHelp(pos{p.lex.src, start}, "A version has three numbers, as in 1.2.0 or 1.2.0-rc.1.", "`%s` is no version", text[start:end])
	}
	p.lex.at = end
	p.next()
	return text[start:end]
}

func isVersionByte(c byte) bool { return isDigit(c) || isLetter(c) || c == '-' || c == '+' }

// path reads the name of an interface or a world. Without a package it is one word.
func (p *parser) path() *pathExpr {
	at := p.at()
	id := p.ident()
	if !p.is(":") {
		return &pathExpr{name: id, pos: at}
	}
	return p.qualified(id, at)
}

// qualified reads the rest of a path with a package, from the colon behind its first word.
func (p *parser) qualified(id ident, at pos) *pathExpr {
	words := []string{id.name}
	for p.accept(":") {
		words = append(words, p.packageWord())
	}
	last := len(words) - 1
	pkg := &PackageName{Namespace: strings.Join(words[:last], ":"), Name: words[last]}
	if !p.is("/") {
		failHelp(p.at(), "A package's interface is named as in: "+pkg.Item("my-interface"), "expected `/`, found %s", &p.tok)
	}
	var name ident
	for p.accept("/") {
		if name.name != "" {
			pkg.Name += "/" + name.name
		}
		name = p.ident()
	}
	if p.is("@") {
		pkg.Version = p.version()
	}
	return &pathExpr{pkg: pkg, name: name, pos: at}
}

// item reads what stands in a package.
func (p *parser) item(b *block) {
	start := p.tok.at
	d := p.attributes()
	switch {
	case p.acceptWord("use"):
		d.kind, d.path = declUse, p.path()
		d.name = d.path.name
		if p.acceptWord("as") {
			d.name = p.ident()
		}
		p.expect(";")
		b.uses = append(b.uses, d)
	case p.acceptWord("interface"):
		d.kind, d.name = declInterface, p.ident()
		d.body = p.interfaceBody()
		b.items = append(b.items, d)
	case p.acceptWord("world"):
		d.kind, d.name = declWorld, p.ident()
		p.expect("{")
		for !p.accept("}") {
			d.body = append(d.body, p.worldItem())
		}
		b.items = append(b.items, d)
	default:
		p.unexpected("`interface`, `world` or `use`")
	}
	b.spans = append(b.spans, p.lex.src.Text[start:p.last.end])
}

// attributes reads docs and what begins with @, and returns a declaration with them.
func (p *parser) attributes() *decl {
	d := &decl{docs: p.tok.docs}
	for p.is("@") {
		if d.gate.at.src == nil {
			d.gate.at = p.at()
		}
		p.next()
		at := p.at()
		name := p.ident().name
		if p.expect("("); name == "external-id" {
			p.externalID(d, at)
		} else {
			p.gate(&d.gate, name, at)
		}
		p.expect(")")
		if d.docs == "" {
			d.docs = p.tok.docs
		}
	}
	if d.gate.Since != "" && d.gate.Unstable != "" {
		fail(d.gate.at, "@since and @unstable exclude each other")
	}
	if d.gate.Deprecated != "" && d.gate.Since == "" && d.gate.Unstable == "" {
		failHelp(d.gate.at, "Add @since(version = ...) with the version that brought the item.",
			"@deprecated needs @since or @unstable beside it")
	}
	return d
}

func (p *parser) externalID(d *decl, at pos) {
	if d.externalID != nil {
		fail(at, "@external-id stands twice")
	}
	if p.tok.kind != tokenString {
		p.unexpected("a string")
	}
	text := p.tok.text
	d.externalID = &text
	p.next()
}

// gate reads what stands between the parentheses of a gate.
func (p *parser) gate(g *gate, name string, at pos) {
	field, value := "version", (*string)(nil)
	switch name {
	case "since":
		value = &g.Since
	case "deprecated":
		value = &g.Deprecated
	case "unstable":
		field, value = "feature", &g.Unstable
	default:
		failHelp(at, "There are @since, @unstable, @deprecated and @external-id.", "there is no @%s", name)
	}
	if *value != "" {
		fail(at, "@%s stands twice", name)
	}
	if p.tok.kind != tokenID || p.tok.text != field {
		p.unexpected("`" + field + "`")
	}
	if p.next(); !p.is("=") {
		p.unexpected("`=`")
	}
	if field == "version" {
		*value = p.version()
		return
	}
	p.next()
	*value = p.ident().name
}

// interfaceBody reads an interface from its opening brace.
func (p *parser) interfaceBody() (body []*decl) {
	p.expect("{")
	for !p.accept("}") {
		d := p.attributes()
		switch {
		case p.isWord("use") && !p.colonFollows():
			p.use(d)
		case p.typeItem(d):
		case p.tok.kind == tokenID:
			d.kind, d.name = declFunc, p.ident()
			p.expect(":")
			d.fn = p.funcType()
			p.expect(";")
		case p.tok.kind == tokenKeyword && p.colonFollows():
			p.ident() // reports the keyword
		default:
			p.unexpected("`use`, a type or a function")
		}
		p.rejectExternalID(d)
		body = append(body, d)
	}
	return body
}

// colonFollows looks whether a colon stands behind the current token, so that it must have been meant as a name.
func (p *parser) colonFollows() bool {
	return strings.HasPrefix(strings.TrimLeft(p.lex.src.Text[p.tok.end:], " \t\r\n"), ":")
}

// rejectExternalID reports an external id where there can be none. The document has none either on interfaces that go by their full name, but
// components do, and other tools write them.
func (p *parser) rejectExternalID(d *decl) {
	if d.externalID != nil && (d.kind == declUse || d.kind == declInclude) {
		fail(d.gate.at, "@external-id is for what has a name of its own")
	}
}

// use reads a use in an interface or a world.
func (p *parser) use(d *decl) {
	p.next()
	d.kind, d.path = declUse, p.path()
	p.expect(".")
	d.renames = p.renames(false)
	p.expect(";")
}

// renames reads a list between braces of names, each with or, if all must, always with the name that it gets.
func (p *parser) renames(must bool) (list []rename) {
	p.expect("{")
	for {
		r := rename{from: p.ident()}
		r.to = r.from
		if must && !p.isWord("as") {
			p.unexpected("`as`")
		}
		if p.acceptWord("as") {
			r.to = p.ident()
		}
		list = append(list, r)
		if !p.accept(",") {
			break
		}
		if p.is("}") {
			break
		}
	}
	p.expect("}")
	return list
}

// worldItem reads what stands in a world.
func (p *parser) worldItem() *decl {
	d := p.attributes()
	switch {
	case p.isWord("use"):
		p.use(d)
	case p.typeItem(d):
	case p.acceptWord("import"):
		d.kind = declImport
		p.extern(d)
	case p.acceptWord("export"):
		d.kind = declExport
		p.extern(d)
	case p.acceptWord("include"):
		d.kind, d.path = declInclude, p.path()
		if p.acceptWord("with") {
			d.renames = p.renames(true)
			p.accept(";")
		} else {
			p.expect(";")
		}
	default:
		p.unexpected("`import`, `export`, `include`, `use` or a type")
	}
	p.rejectExternalID(d)
	return d
}

// extern reads what an import or an export is of.
func (p *parser) extern(d *decl) {
	at := p.at()
	id := p.ident()
	touching := p.is(":") && p.tok.at == p.last.end
	if !p.is(":") {
		d.path = &pathExpr{name: id, pos: at}
		p.expect(";")
		return
	}
	// a:b without a blank is the name of a package.
	rest := p.lex.src.Text[p.tok.end:]
	if word := rest[:wordLength(rest)]; touching && word != "" && (word[0] == '%' || !isKeyword(word)) {
		d.path = p.qualified(id, at)
		p.expect(";")
		return
	}
	p.next()
	d.name = id
	switch {
	case p.isWord("func") || p.isWord("async"):
		d.fn = p.funcType()
		p.expect(";")
	case p.acceptWord("interface"):
		d.inline, d.body = true, p.interfaceBody()
	default:
		if p.tok.kind != tokenID {
			p.unexpected("a function, an interface or the name of one")
		}
		d.path = p.path()
		p.expect(";")
	}
}

// wordLength returns how long the word is that s begins with.
func wordLength(s string) int {
	if i := strings.IndexFunc(s, func(r rune) bool {
		return r > 0x7f || !isLetter(byte(r)) && !isDigit(byte(r)) && !slices.Contains([]rune{'-', '%'}, r)
	}); i >= 0 {
		return i
	}
	return len(s)
}
