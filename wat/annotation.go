package wat

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds annotations: those that mean something here, and the passing of all others.

// A noteKind is an annotation that means something.
type noteKind uint8

// The annotations. @section is this package's own: it says that the binary format had a section that the rest of the text would not
// give: an empty one or a data count that nothing needs, and in a component one that begins where the one before, of the same kind, might
// go on, or the place of the names. So are @own-name, the name that a module or a component within a component gives itself if it is not
// the one that it is given from outside, and @form, in which of the forms that mean the same the name of an import or an export is.
const (
	noteName noteKind = iota
	noteCustom
	noteHint
	noteSection
	noteOwnName
	noteForm
)

// noteIDs holds the ids of the annotations.
var noteIDs = [...]string{"name", "custom", binary.BranchHintSection, "section", "own-name", "form"}

// A note is an annotation.
type note struct {
	kind    noteKind
	pos     int
	name    string // the name that @name gives; the name of a custom section
	content []byte
	place   int      // of a custom section; the index in sections that @section names, or -1; the number of @form
	words   []string // of @section
	at      int      // where these are
}

// code returns the code for what is wrong with an annotation.
func (k noteKind) code(what string) wasm.Code {
	return wasm.Code("@" + noteIDs[k] + " annotation: " + what)
}

// A section is a non-custom section: its name in placements and its id.
type section struct {
	name string
	id   uint
}

// sections are the non-custom sections in their order in the binary format, by their names in placements, with their ids.
var sections = [...]section{
	{"type", 1}, {"import", 2}, {"func", 3}, {"table", 4}, {"memory", 5}, {"tag", 13}, {"global", 6}, {"export", 7}, {"start", 8},
	{"elem", 9}, {"datacount", 12}, {"code", 10}, {"data", 11},
}

// Places of custom sections among the others. Behind section i of sections is 4*i+1, before it is 4*i-1, so that behind a section
// comes before before the next one.
const (
	placeFirst = math.MinInt
	placeLast  = math.MaxInt
)

// codeSectionIndex and dataCountIndex are the indices of two of the sections.
const (
	dataCountIndex = 10
	codeIndex      = 11
	beforeCode     = 4*codeIndex - 1
)

// annotation passes the annotation that t starts. One that means something is kept in p.notes.
func (p *parser) annotation(t *token) {
	start := t.pos
	id := p.lex.src[t.pos+len("(@") : t.end]
	if id[0] == '"' {
		if id = id[1 : len(id)-1]; t.escaped {
			if id = string(appendUnescaped(nil, id)); !utf8.ValidString(id) {
				p.fail(start, codeUTF8, "")
				return
			}
		}
	}
	if p.skipNotes {
		if !p.lex.skip() {
			p.lex.pos = len(p.lex.src)
		}
		return
	}
	p.lex.lenient = true
	defer func() { p.lex.lenient = false }()
	r := noteReader{p: p, start: start}
	r.note.kind = noteKind(slices.Index(noteIDs[:], id))
	r.next()
	switch r.note.kind {
	case noteName:
		r.note.name = r.name("string expected")
	case noteCustom:
		r.note.place, r.note.name = placeLast, r.name("missing section name")
		r.placement()
		r.contents()
	case noteHint:
		r.contents()
		if s := string(r.note.content); p.err == nil && s != "\x00" && s != "\x01" {
			r.fail("invalid hint value")
		}
	case noteSection:
		r.note.at = r.tok.pos
		r.note.place = slices.IndexFunc(sections[:], func(s section) bool { return s.name == r.p.textOf(&r.tok) })
		for r.tok.kind == tokenWord {
			r.note.words = append(r.note.words, r.p.textOf(&r.tok))
			r.next()
		}
	case noteOwnName:
		if r.tok.kind == tokenString {
			r.note.name, r.note.content = r.name(""), []byte{}
		}
	case noteForm:
		r.form()
	default:
		r.rest()
		return
	}
	if r.tok.kind != tokenClose {
		r.fail("unexpected token")
	}
	if p.err == nil {
		r.note.pos = start
		p.notes = append(p.notes, r.note)
	}
}

// A noteReader reads the inside of an annotation.
type noteReader struct {
	p     *parser
	start int
	tok   token
	note  note
}

// next moves on to the next token.
func (r *noteReader) next() {
	r.p.lex.next(&r.tok)
	switch r.tok.kind {
	case tokenEOF:
		r.p.fail(r.start, codeUnclosedNote, "")
	case tokenError:
		r.p.fail(r.p.lex.errPos, r.p.lex.err, "")
		r.tok.kind = tokenEOF
	}
}

// fail notes what is wrong with the annotation at the token at hand.
func (r *noteReader) fail(what string) { r.p.fail(r.tok.pos, r.note.kind.code(what), "") }

// rest passes what is left of the annotation.
func (r *noteReader) rest() {
	for depth := 1; r.tok.kind != tokenEOF; r.next() {
		switch r.tok.kind {
		case tokenOpen:
			depth++
		case tokenClose:
			if depth--; depth == 0 {
				return
			}
		}
	}
}

// name passes a name; missing is what is wrong if there is none.
func (r *noteReader) name(missing string) string {
	if r.tok.kind != tokenString {
		r.fail(missing)
		return ""
	}
	s := r.p.stringOf(&r.tok)
	if !utf8.ValidString(s) {
		r.fail(string(codeUTF8))
	}
	r.next()
	return s
}

// form passes the number of a form of names.
func (r *noteReader) form() {
	x, ok := uint64(0), r.tok.kind == tokenNat
	if ok {
		x, ok = parseUint(r.p.textOf(&r.tok))
	}
	if !ok || x > formAttributes {
		r.fail("malformed form")
		return
	}
	r.note.place = int(x)
	r.next()
}

// contents passes strings, which are the contents of the annotation.
func (r *noteReader) contents() {
	for r.tok.kind == tokenString {
		r.note.content = append(r.note.content, r.p.stringOf(&r.tok)...)
		r.next()
	}
}

// placement passes the placement of a custom section, if it is at hand.
func (r *noteReader) placement() {
	if r.tok.kind != tokenOpen {
		return
	}
	r.next()
	word := r.p.textOf(&r.tok)
	if word != "before" && word != "after" {
		r.fail("malformed placement")
		return
	}
	r.next()
	switch where := r.p.textOf(&r.tok); {
	case word == "before" && where == "first":
		r.note.place = placeFirst
		r.next()
	case word == "after" && where == "last":
		r.note.place = placeLast
		r.next()
	case where == "first":
		r.note.place = 1
		r.next()
	case where == "last":
		r.note.place = 4*(len(sections)-1) - 1
		r.next()
	default:
		i := r.sectionName()
		if r.note.place = 4*i + 1; word == "before" {
			r.note.place = 4*i - 1
		}
	}
	if r.tok.kind != tokenClose {
		r.fail("unexpected token")
		return
	}
	r.next()
}

// sectionName passes the name of a section and returns its index.
func (r *noteReader) sectionName() int {
	word := r.p.textOf(&r.tok)
	for i := range sections {
		if sections[i].name == word {
			r.next()
			return i
		}
	}
	r.fail("malformed section kind")
	return 0
}

// misplaced fails if there are annotations that nothing claimed.
func (p *parser) misplaced() {
	if len(p.notes) > 0 {
		p.misplacedNote(&p.notes[0])
	}
}

func (p *parser) misplacedNote(n *note) {
	code := wasm.Code("misplaced @" + noteIDs[n.kind] + " annotation")
	if n.kind == noteHint {
		code = n.kind.code("not in a function")
	}
	p.fail(n.pos, code, "")
}

// claimName takes the name annotation that stands where one for a thing of the kind what may stand. A hint may stand there too if it may be
// for the next instruction, and at the start of a module or a component what is for it.
func (p *parser) claimName(what string) (name string, ok bool) {
	kept := p.notes[:0]
	for _, n := range p.notes {
		switch {
		case n.kind == noteName && ok:
			p.fail(n.pos, noteName.code("multiple "+what+" names"), "")
			return "", false
		case n.kind == noteName:
			name, ok = n.name, true
		case n.kind == noteHint && (what == "label" || what == "function"), what == "module", what == "component", what == "core module":
			kept = append(kept, n)
		default:
			p.misplacedNote(&n)
			return "", false
		}
	}
	p.notes = kept
	return name, ok
}

// claimHint takes the branch hint before the instruction at hand. No other annotation may stand there.
func (p *parser) claimHint() (h hint) {
	for _, n := range p.notes {
		switch {
		case n.kind != noteHint:
			p.misplacedNote(&n)
			return hintNone
		case h != hintNone:
			p.fail(n.pos, noteHint.code("duplicate annotation"), "")
			return hintNone
		}
		h = hintUnlikely + hint(n.content[0])
	}
	p.notes = p.notes[:0]
	return h
}

// A hint says whether a branch is likely.
type hint uint8

// The hints.
const (
	hintNone hint = iota
	hintUnlikely
	hintLikely
)

// fieldNotes takes the annotations that stand between fields of a module, which is where the text from offset start on is.
func (b *builder) fieldNotes(start int) {
	for _, n := range b.notes {
		switch {
		case n.pos >= start && n.kind == noteCustom:
			b.customs = append(b.customs, n)
		case n.pos >= start && n.kind == noteSection && (n.place < 0 || len(n.words) != 1):
			b.fail(n.at, noteSection.code("malformed section kind"), "")
			return
		case n.pos >= start && n.kind == noteSection:
			b.m.Sections |= 1 << sections[n.place].id
			if n.place == dataCountIndex {
				b.m.HasDataCount = true
			}
		default:
			b.misplacedNote(&n)
			return
		}
	}
	b.notes = b.notes[:0]
}

// placeCustoms gives the custom sections their places among the sections of the module, which is complete.
func (b *builder) placeCustoms() {
	slices.SortStableFunc(b.customs, func(x, y note) int { return cmp.Compare(x.place, y.place) })
	var before [len(sections) + 1]int // number of sections before each
	for i := range sections {
		before[i+1] = before[i]
		if hasSection(b.m, i) {
			before[i+1]++
		}
	}
	for _, n := range b.customs {
		c := wasm.Custom{Name: n.name, Data: n.content}
		switch {
		case n.place == placeLast:
			c.Place = before[len(sections)]
		case n.place != placeFirst:
			c.Place = before[(n.place+3)/4]
		}
		b.m.Customs = append(b.m.Customs, c)
	}
}

// hasSection reports whether section i of sections is in the binary format of m.
func hasSection(m *wasm.Module, i int) bool {
	return m.Sections&(1<<sections[i].id) != 0 || !isEmpty(m, i)
}

// isEmpty reports whether there is nothing in m that section i of sections would hold.
func isEmpty(m *wasm.Module, i int) bool {
	switch i {
	case 0:
		return len(m.Types) == 0
	case 1:
		return len(m.Imports) == 0
	case 2:
		return len(m.Funcs) == m.NumImportedFuncs
	case 3:
		return len(m.Tables) == m.NumImportedTables
	case 4:
		return len(m.Memories) == m.NumImportedMemories
	case 5:
		return len(m.Tags) == m.NumImportedTags
	case 6:
		return len(m.Globals) == m.NumImportedGlobals
	case 7:
		return len(m.Exports) == 0
	case 8:
		return m.Start == wasm.NoIndex
	case 9:
		return len(m.Elems) == 0
	case dataCountIndex:
		return !m.HasDataCount
	case codeIndex:
		return len(m.Bodies) == 0
	}
	return len(m.Datas) == 0
}
