package wat

import (
	"iter"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds identifiers: the index spaces that they name, and the name section that is made of them.

// A space is an index space of a module. A first walk through the text binds all identifiers, since they may be used before they are
// defined; the second counts along and collects the names.
type space struct {
	what  string // for messages
	index map[string]uint32
	next  uint32 // index of what comes next in the walk
	names []named

	outer func(name string) (uint32, bool) // gives an index to what has none here, or is nil
}

// A named is the name of what has an index.
type named struct {
	index uint32
	name  string
}

// bind gives the next index to the identifier at hand, if there is one.
func (s *space) bind(p *parser) {
	pos := p.tok.pos
	if name, ok := p.id(); ok {
		s.bindName(p, pos, name)
	}
	s.next++
}

// bindName gives the next index to an identifier.
func (s *space) bindName(p *parser, pos int, name string) {
	if _, ok := s.index[name]; ok {
		p.fail(pos, duplicate(s.what, name), "")
		return
	}
	if s.index == nil {
		s.index = make(map[string]uint32)
	}
	s.index[name] = s.next
}

// A declaration is the identifier and the name annotation of what is being defined, each of which may be missing.
type declaration struct {
	pos          int
	id, name     string // name is what a name section gives
	hasID, named bool
}

// any reports whether there is an identifier or an annotation.
func (d *declaration) any() bool { return d.hasID || d.named }

// declared passes an identifier and a name annotation, if they are there. The name is that of the annotation where there are
// both.
func (p *parser) declared(what string) (d declaration) {
	d.pos = p.tok.pos
	d.id, d.hasID = p.id()
	d.name = d.id
	if len(p.notes) > 0 {
		var name string
		if name, d.named = p.claimName(what); d.named {
			d.name = name
		}
	}
	return d
}

// define passes the identifier and the name annotation at hand, if they are there, for what gets the next index, and returns
// the index.
func (s *space) define(p *parser) uint32 {
	if d := p.declared(s.what); d.any() {
		s.names = append(s.names, named{s.next, d.name})
	}
	s.next++
	return s.next - 1
}

// lookup passes an index or an identifier and returns the index.
func (s *space) lookup(p *parser) uint32 {
	if p.tok.kind != tokenID {
		return p.index()
	}
	name := p.idOf(&p.tok)
	x, ok := s.index[name]
	if !ok && s.outer != nil {
		x, ok = s.outer(name)
	}
	if !ok {
		p.fail(p.tok.pos, unknown(s.what, name), "")
		return 0
	}
	p.advance()
	return x
}

func duplicate(what, name string) wasm.Code {
	return wasm.Code("duplicate " + what + " " + shownID(name))
}

func unknown(what, name string) wasm.Code { return wasm.Code("unknown " + what + " " + shownID(name)) }

// shownID returns the identifier for name, for a code.
func shownID(name string) string {
	if len(name) > maxShown {
		return string(appendID(nil, shorten(name)))
	}
	return string(appendID(nil, name))
}

// A group holds the names, from start to end in a list, of what belongs to outer: of the locals or labels of a function or of the
// fields of a type.
type group struct {
	outer      uint32
	start, end int
}

// An indirect holds names by two indices.
type indirect struct {
	groups []group
	names  []named
}

// add adds a name to those of outer, which does not fall.
func (x *indirect) add(outer, index uint32, name string) {
	n := len(x.groups)
	if n == 0 || x.groups[n-1].outer != outer {
		x.groups = append(x.groups, group{outer: outer, start: len(x.names)})
		n++
	}
	x.names = append(x.names, named{index, name})
	x.groups[n-1].end = len(x.names)
}

// A nameSet is all names of a module, each list in the order of indices.
type nameSet struct {
	module    string
	hasModule bool
	direct    [binary.NamesTag + 1][]named // by kind of names
	indirect  [binary.NamesTag + 1]indirect
}

// append appends a name section, or nothing if there are no names.
func (s *nameSet) append(dst []byte) []byte {
	if s.hasModule {
		dst = binary.AppendModuleName(dst, s.module)
	}
	for k := binary.NamesFunc; k <= binary.NamesTag; k++ {
		if names := s.direct[k]; len(names) > 0 {
			dst = binary.AppendNameMap(dst, k, all(names))
		}
		if x := &s.indirect[k]; len(x.groups) > 0 {
			dst = binary.AppendIndirectNameMap(dst, k, x.all())
		}
	}
	return dst
}

func all(names []named) iter.Seq2[uint32, string] {
	return func(yield func(uint32, string) bool) {
		for _, n := range names {
			if !yield(n.index, n.name) {
				return
			}
		}
	}
}

func (x *indirect) all() iter.Seq2[uint32, iter.Seq2[uint32, string]] {
	return func(yield func(uint32, iter.Seq2[uint32, string]) bool) {
		for _, g := range x.groups {
			if !yield(g.outer, all(x.names[g.start:g.end])) {
				return
			}
		}
	}
}

// nameSection returns the contents of the module's name section.
func (b *builder) nameSection() []byte {
	n := &b.names
	n.direct = [...][]named{
		binary.NamesFunc: b.funcs.names, binary.NamesType: b.types.names, binary.NamesTable: b.tables.names,
		binary.NamesMemory: b.memories.names, binary.NamesGlobal: b.globals.names, binary.NamesElem: b.elems.names,
		binary.NamesData: b.datas.names, binary.NamesTag: b.tags.names,
	}
	return n.append(nil)
}
