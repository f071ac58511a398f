package wat

import (
	"iter"
	"slices"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds annotations between the definitions of a component, and the names of definitions.

// sectionWords are the names in annotations of the sections of components that may hold any number of definitions.
var sectionWords = [...]string{
	syntax.SectionCoreInstance: "core-instance", syntax.SectionCoreType: "core-type", syntax.SectionInstance: "instance",
	syntax.SectionAlias: "alias", syntax.SectionType: "type", syntax.SectionCanon: "canon", syntax.SectionImport: "import",
	syntax.SectionExport: "export", syntax.SectionValue: "value",
}

// ownName stands in lists of names for the name of the component itself.
const ownName = "self"

// definitionNotes takes the annotations that stand between definitions, which is where the text from offset start on is.
func (b *componentBuilder) definitionNotes(start int) {
	for i := range b.notes {
		n := &b.notes[i]
		switch {
		case n.pos >= start && n.kind == noteCustom && n.place != placeLast:
			b.fail(n.pos, noteCustom.code("placement in a component"), "")
		case n.pos >= start && n.kind == noteCustom:
			b.addSection(syntax.Section{Custom: wasm.Custom{Name: n.name, Data: n.content}})
		case n.pos >= start && n.kind == noteSection:
			b.sectionNote(n)
		default:
			b.misplacedNote(n)
		}
		if b.err != nil {
			return
		}
	}
	b.notes = b.notes[:0]
}

// sectionNote begins the section that the annotation n names.
func (b *componentBuilder) sectionNote(n *note) {
	s := b.scope
	if len(n.words) > 0 && n.words[0] == syntax.NameSection && s.nameAt == 0 {
		b.addSection(syntax.Section{Custom: wasm.Custom{Name: syntax.NameSection}})
		s.nameAt = len(s.sections)
		for _, word := range n.words[1:] {
			i := slices.IndexFunc(sorts[:], func(x sortInfo) bool { return x.what == word })
			if i < 0 && word != ownName {
				b.fail(n.at, noteSection.code("unknown sort of names "+shorten(word)), "")
				return
			}
			s.nameOrder = append(s.nameOrder, i)
		}
		return
	}
	if id := slices.Index(sectionWords[:], first(n.words)); id > 0 && len(n.words) == 1 {
		b.addSection(syntax.Section{ID: syntax.SectionID(id)})
		return
	}
	b.fail(n.at, noteSection.code("malformed section kind"), "")
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// claimOwnName takes the annotation with a name that a module or a component gives itself, if there is one.
func (p *parser) claimOwnName() (n note, ok bool) {
	i := slices.IndexFunc(p.notes, func(n note) bool { return n.kind == noteOwnName })
	if i < 0 {
		return n, false
	}
	n = p.notes[i]
	p.notes = slices.Delete(p.notes, i, i+1)
	return n, true
}

// claimForm takes the annotation with the form of the name before it, if there is one, and returns the form.
func (p *parser) claimForm() uint8 {
	i := slices.IndexFunc(p.notes, func(n note) bool { return n.kind == noteForm })
	if i < 0 {
		return 0
	}
	form := uint8(p.notes[i].place)
	p.notes = slices.Delete(p.notes, i, i+1)
	return form
}

// nameSection adds the name section of the component, or fills the one that has its place already.
func (b *componentBuilder) nameSection() {
	s := b.scope
	set := componentNames{name: s.name, named: s.named, order: s.nameOrder}
	for i := range sorts {
		set.names[i] = s.space(sorts[i].sort).names
	}
	data := set.append(nil)
	switch {
	case s.nameAt > 0:
		s.sections[s.nameAt-1].Custom.Data = data
	case len(data) > 0:
		b.addSection(syntax.Section{Custom: wasm.Custom{Name: syntax.NameSection, Data: data}})
	}
}

// componentNames are the names of a component and of its definitions.
type componentNames struct {
	name  string
	named bool
	names [len(sorts)][]named // by index in sorts
	order []int               // what the section holds, as in scope; nil: what there is, in order
}

// append appends the contents of a name section.
func (n *componentNames) append(dst []byte) []byte {
	if n.order != nil {
		for _, i := range n.order {
			dst = n.appendSort(dst, i)
		}
		return dst
	}
	if n.named {
		dst = n.appendSort(dst, -1)
	}
	for i := range sorts {
		if len(n.names[i]) > 0 {
			dst = n.appendSort(dst, i)
		}
	}
	return dst
}

// appendSort appends the subsection for a sort, given by its index in sorts, or for the component itself.
func (n *componentNames) appendSort(dst []byte, i int) []byte {
	if i < 0 {
		return syntax.AppendComponentName(dst, n.name)
	}
	var names iter.Seq2[uint32, string] = all(n.names[i])
	return syntax.AppendSortNames(dst, sorts[i].sort, names)
}
