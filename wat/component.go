package wat

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the entry points for components, and the parser of "(component ...)" itself.

// ParseComponent returns the component in text, "(component ...)". The identifiers in the text become the component's name sections.
//
// The component keeps nothing of text; offsets in it are those in what Encode returns. An error is an *Error, or a *wasm.Error of what the
// binary format cannot hold or of what is given as bytes. Concurrent calls are safe.
func ParseComponent(text []byte) (*syntax.Component, error) {
	c, err := parseComponent(text)
	if err != nil {
		return nil, err
	}
	return c.Decode()
}

// parseComponent reads a text that is one component.
func parseComponent(text []byte) (*Component, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	return p.oneComponent()
}

// oneComponent passes a text that is one component.
func (p *parser) oneComponent() (*Component, error) {
	start := p.tok.pos
	if p.head() != "component" {
		p.badClause("(component")
	}
	c := p.component()
	if c.Definition {
		p.fail(start, codeUnexpected, "a component for scripts only")
	}
	if p.tok.kind != tokenEOF {
		p.unexpected("the end of the text")
	}
	p.misplaced()
	return c, p.result()
}

// A Component is a component as a text or a script has it.
type Component struct {
	Position   Position
	ID         string // identifier without "$", or empty
	Definition bool   // "(component definition ...)": it is not instantiated on the spot
	Form       ModuleForm
	Text       *syntax.Component // of FormText: without offsets
	Source     []byte            // of FormBinary and FormQuote: the bytes of the strings
}

// Encode returns the component in the binary format: the bytes that the text gives, for FormBinary, which may be no component.
func (c *Component) Encode() ([]byte, error) {
	switch c.Form {
	case FormBinary:
		return c.Source, nil
	case FormQuote:
		text, err := parseQuotedComponent(c.Source)
		if err != nil {
			return nil, err
		}
		return syntax.Encode(text)
	}
	return syntax.Encode(c.Text)
}

// Decode returns the component; see ParseComponent.
func (c *Component) Decode() (*syntax.Component, error) {
	b, err := c.Encode()
	if err != nil {
		return nil, err
	}
	return syntax.Decode(b, syntax.Options{Features: wasm.AllFeatures})
}

// parseQuotedComponent reads the text of a component that was quoted: with "(component" around it or without.
func parseQuotedComponent(text []byte) (*syntax.Component, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	var c *Component
	if p.head() == "component" && !p.isNestedComponent() {
		start := p.tok.pos
		if c = p.component(); c.Form == FormQuote || c.Definition {
			p.fail(start, codeUnexpected, "a component for scripts only")
		}
	} else {
		b := &componentBuilder{parser: p}
		c = &Component{Text: b.component(declaration{})}
	}
	if p.tok.kind != tokenEOF {
		p.unexpected("the end of the text")
	}
	p.misplaced()
	if err := p.result(); err != nil {
		return nil, err
	}
	if c.Form == FormBinary {
		return c.Decode()
	}
	return c.Text, nil
}

// isNestedComponent reports whether something follows the component at hand, which is then one of several definitions.
func (p *parser) isNestedComponent() bool {
	rest := lexer{src: p.lex.src, pos: p.ahead.end}
	if !rest.skip() {
		return false
	}
	var t token
	rest.next(&t)
	return t.kind == tokenOpen
}

// component passes "(component ...)" in any form but that of an instance.
func (p *parser) component() *Component {
	c := new(Component)
	p.open("component")
	c.Definition = p.word("definition")
	d := p.declared("component")
	c.ID = d.id
	switch {
	case p.word("binary"):
		c.Form, c.Source = FormBinary, p.strings()
	case p.word("quote"):
		c.Form, c.Source = FormQuote, p.quoted()
	default:
		b := &componentBuilder{parser: p}
		c.Text = b.component(d)
	}
	p.close()
	return c
}

// A componentBuilder makes components of their definitions.
//
// A definition may refer to earlier ones only, so that one walk through the text does. What a definition has within it that is a definition in
// the binary format, such as the type of a parameter, is added when it is met; what it refers to is looked up when all of it has
// been read, so that aliases which this takes stand directly before it.
type componentBuilder struct {
	*parser
	scope   *scope
	depth   int      // of scopes and types around
	pending []func() // what is to be looked up for the definitions at hand

	inner  *typeScope                      // of the type of a component or an instance that was read last
	labels map[*syntax.Type]map[string]int // by type, where values have needed them
}

// component passes the definitions of a component and returns it. d is how it is declared.
func (b *componentBuilder) component(d declaration) *syntax.Component {
	name, named := d.name, d.any()
	if own, ok := b.claimOwnName(); ok {
		name, named = own.name, own.content != nil
	}
	s := b.push(levelComponent, d.id)
	s.name, s.named = name, named
	for end := 0; ; {
		b.definitionNotes(end)
		if b.tok.kind != tokenOpen || b.err != nil {
			break
		}
		end = b.definition()
	}
	for _, e := range s.appendix {
		b.addExport(e, declaration{})
	}
	if b.err == nil {
		b.nameSection()
	}
	b.pop()
	return &syntax.Component{Sections: s.sections}
}

// definition passes a definition of a component and returns where it ends.
func (b *componentBuilder) definition() (end int) {
	pos, mark := b.tok.pos, len(b.pending)
	switch b.openAny("a definition") {
	case "core":
		b.coreDefinition()
	case "component":
		b.componentDefinition()
	case "instance":
		b.instanceDefinition()
	case "alias":
		b.aliasDefinition()
	case "type":
		b.typeDefinition()
	case "canon":
		b.canonDefinition()
	case "func":
		b.funcDefinition()
	case "value":
		b.valueDefinition()
	case "start":
		b.startDefinition()
	case "import":
		b.importDefinition()
	case "export":
		b.exportDefinition()
	case "":
	default:
		b.badWord(pos, "a definition")
	}
	b.pending = b.pending[:mark]
	end = b.tok.end
	b.close()
	return end
}

// coreDefinition passes the inside of "(core ...)" in a component.
func (b *componentBuilder) coreDefinition() {
	word := b.text()
	if b.tok.kind != tokenWord {
		b.unexpected("a core definition")
		return
	}
	at := b.tok.pos
	b.advance()
	switch word {
	case "module":
		b.coreModuleDefinition()
	case "instance":
		b.coreInstanceDefinition()
	case "type":
		b.coreTypeDefinition(false)
	case "rec":
		b.coreTypeDefinition(true)
	case "func", "table", "memory", "global", "tag":
		b.coreItemDefinition(coreSortOf(word))
	default:
		b.seek(at)
		b.unexpected("a core definition")
	}
}

// later has f called when the definition at hand has been read.
func (b *componentBuilder) later(f func()) { b.pending = append(b.pending, f) }

// lookUp calls what is to be looked up since mark, a former length of b.pending.
func (b *componentBuilder) lookUp(mark int) {
	for _, f := range b.pending[mark:] {
		if b.err != nil {
			break
		}
		f()
	}
	b.pending = b.pending[:mark]
}

// deeper notes that the parser goes down by a level, and reports whether it may.
func (b *componentBuilder) deeper() bool {
	if b.depth == syntax.MaxNesting {
		b.fail(b.tok.pos, codeNesting, "")
		return false
	}
	b.depth++
	return true
}

// coreModule passes the rest of a core module and returns it with its bytes.
func (b *componentBuilder) coreModule(name string, named bool) *syntax.Module {
	pos := b.tok.pos
	m := new(Module)
	b.moduleBody(m, name, named)
	if b.err != nil {
		return nil
	}
	code, err := m.Encode()
	if e, ok := err.(*Error); ok {
		if m.Form == FormText {
			b.err = e
		}
		b.fail(pos, e.Code, e.Detail)
	} else if err != nil {
		b.fail(pos, wasm.Code(err.Error()), "")
	}
	if m.Form != FormText && b.err == nil { // bytes may be no module; then whoever decodes the component finds out
		m.Text, _ = binary.Decode(code, binary.Options{Features: wasm.AllFeatures})
	}
	return &syntax.Module{Code: code, Module: m.Text}
}
