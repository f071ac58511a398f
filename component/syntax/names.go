package syntax

import (
	"iter"

	"github.com/wvm-project/wvm/binary"
)

// This file holds the name section of components: names of definitions for people to read. They mean nothing to the program, so nothing
// that is wrong with them makes a component wrong.

// NameSection is the name of the custom section that DecodeNames reads.
const NameSection = "component-name"

// Names are the names that a name section gives to the definitions of its component. The zero value has none. All methods are
// safe to call concurrently.
type Names struct {
	Component string // of the component itself, or empty
	sorts     map[Sort]binary.NameMap
}

// Name returns the name of definition x of a sort.
func (n *Names) Name(sort Sort, x uint32) (string, bool) {
	m := n.sorts[sort]
	return m.Get(x)
}

// All returns the indices and the names of a sort in the order of indices.
func (n *Names) All(sort Sort) iter.Seq2[uint32, string] {
	m := n.sorts[sort]
	return m.All()
}

// The subsections of a name section.
const (
	nameOfComponent = iota
	namesOfSort
)

// DecodeNames reads data, the contents of a name section, which stands at offset in its file. The names are views of data.
//
// It always returns names: with an error, a *wasm.Error, those up to there. Subsections of unknown kind are left out. Names in disorder
// are no error: the first name for an index counts, and the first subsection for a sort.
func DecodeNames(data []byte, offset int) (*Names, error) {
	n := &Names{sorts: make(map[Sort]binary.NameMap)}
	r := binary.NewReader(data, offset)
	for r.Len() > 0 {
		kind := r.Byte()
		contents := r.Bytes(r.Count())
		if r.Failed() {
			break
		}
		sub := binary.NewReader(contents, r.Offset()-len(contents))
		switch kind {
		case nameOfComponent:
			n.Component = sub.Name()
		case namesOfSort:
			n.sortNames(&sub)
		}
		if err := sub.Err(); err != nil {
			return n, err
		}
	}
	return n, r.Err()
}

// sortNames reads the names of a sort.
func (n *Names) sortNames(r *binary.Reader) {
	const what = "sort of names"
	start := r.Offset()
	b := r.Byte()
	sort := Sort(b)
	if b == 0 {
		start = r.Offset()
		b = r.Byte()
		sort = SortCore + Sort(b)
	}
	if sort > SortInstance && sort < SortCore || sort > SortCoreTag && sort < SortCoreType || sort > SortCoreInstance {
		badByte(r, b, what, start)
		return
	}
	if _, ok := n.sorts[sort]; !ok {
		n.sorts[sort] = r.NameMap()
	}
}

// AppendComponentName appends the subsection of a name section that names the component.
func AppendComponentName(dst []byte, name string) []byte {
	return binary.AppendSection(dst, nameOfComponent, binary.AppendName(nil, name))
}

// AppendSortNames appends the subsection of a name section with the names of a sort. The indices of names must rise.
func AppendSortNames(dst []byte, sort Sort, names iter.Seq2[uint32, string]) []byte {
	return binary.AppendSection(dst, namesOfSort, binary.AppendNames(appendSort(nil, sort), names))
}
