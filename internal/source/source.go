// Package source finds the source of code: files, lines and inlined functions, out of the DWARF debug information that compilers put into
// custom sections of a module. It reads DWARF 2 to 5.
//
// The sections come with modules from anywhere. Whatever they say, a search neither panics nor takes more than a
// bounded number of steps, and it allocates no more than that: where bytes make no sense it finds less. The reader of the standard library
// promises none of this, and recover is no remedy for a loop that does not end or for memory that is not there.
package source

import (
	"math"
	"slices"
)

// Sections are the contents of the custom sections of these names, with .debug_ before them. Those that are missing are empty.
type Sections struct {
	Abbrev, Addr, Info, Line, LineStr, Ranges, Rnglists, Str, StrOffsets []byte
}

// Set sets the section of this name, for example .debug_info. Others are ignored, and so are further sections of a name.
func (s *Sections) Set(name string, data []byte) {
	if section := s.section(name); section != nil && *section == nil {
		*section = data
	}
}

func (s *Sections) section(name string) *[]byte {
	switch name {
	case ".debug_abbrev":
		return &s.Abbrev
	case ".debug_addr":
		return &s.Addr
	case ".debug_info":
		return &s.Info
	case ".debug_line":
		return &s.Line
	case ".debug_line_str":
		return &s.LineStr
	case ".debug_ranges":
		return &s.Ranges
	case ".debug_rnglists":
		return &s.Rnglists
	case ".debug_str":
		return &s.Str
	case ".debug_str_offsets":
		return &s.StrOffsets
	}
	return nil
}

// size returns the length of all sections. It does not overflow: what makes for maxWork is enough of any.
func (s *Sections) size() int {
	n := 0
	for _, b := range [][]byte{s.Abbrev, s.Addr, s.Info, s.Line, s.LineStr, s.Ranges, s.Rnglists, s.Str, s.StrOffsets} {
		n += min(len(b), maxWork/workPerByte)
	}
	return n
}

// A Position is a place in the source.
type Position struct {
	Func   string // the function, by its linker's name if it has one, or empty
	File   string // as the compiler was given it or below the directory where it ran, or empty
	Line   int    // from 1, or 0
	Column int    // in bytes from 1, or 0
}

// Positions returns for each of some addresses where in the source its code is from. Addresses count bytes from the start of the
// contents of the code section. The first position of an address is that of the code itself; when functions have been inlined, it is in
// the innermost of them, and the others are those of the calls, from the inside to the outside. An address of
// which nothing is known has none.
func (s *Sections) Positions(addrs []uint64) [][]Position {
	f := finder{Sections: s, work: min(maxWork, minWork+workPerByte*s.size())}
	f.addrs = slices.Compact(slices.Sorted(slices.Values(addrs)))
	f.places = make([]place, len(f.addrs))
	f.search()
	all := make([][]Position, len(addrs))
	for i, a := range addrs {
		x, _ := slices.BinarySearch(f.addrs, a)
		all[i] = f.places[x].positions()
	}
	return all
}

// A finder is a search for the positions of some addresses.
type finder struct {
	*Sections
	work      int // what may still be spent
	addrs     []uint64
	places    []place // by the indices of addrs
	abbrevs   map[uint64]abbrev
	abbrevsAt uint64
}

// A place is what is known of an address.
type place struct {
	here, found bool // the unit at hand may cover it; a unit does
	row         row
	code        Position
	scopes      []scope
}

// A scope is a function that an address is in. The first scope of a place is the function itself, those after it have been inlined, each
// into the one before it.
type scope struct {
	depth int // of its entry
	name  string
	call  Position // of an inlined one
}

// maxScopes bounds the scopes of a place.
const maxScopes = 64

// search goes through the units, to find the ones that cover the addresses.
func (f *finder) search() {
	for r := f.at(f.Info, 0); r.more() && !f.done(); {
		u, ok := f.header(&r)
		if !ok {
			continue
		}
		root, rest := f.open(&u)
		if root.tag != tagCompileUnit || !f.covers(&u, &root) {
			continue
		}
		u.compDir = f.text(&u, f.Info, root.at[attrCompDir])
		if lines := root.at[attrStmtList]; lines.ok() {
			u.lines = f.lineTable(&u, lines.n)
		}
		f.findLines(&u)
		if root.children {
			f.findScopes(&u, rest)
		}
		if f.work < 0 {
			return // half of what is known of an address misleads
		}
		for i := range f.places {
			p := &f.places[i]
			p.found = p.found || p.code != Position{} || len(p.scopes) > 0
		}
	}
}

func (f *finder) done() bool {
	return !slices.ContainsFunc(f.places, func(p place) bool { return !p.found })
}

// covers marks the addresses that a unit may cover, and reports whether there are any: all, if the unit does not say what it covers.
func (f *finder) covers(u *unit, root *entry) bool {
	for i := range f.places {
		f.places[i].here, f.places[i].row = false, row{}
	}
	mark := func(p *place) { p.here = !p.found }
	if !f.ranges(u, root, func(low, high uint64) { f.each(low, high, mark) }) {
		f.each(0, math.MaxUint64, mark)
	}
	return slices.ContainsFunc(f.places, func(p place) bool { return p.here })
}

// eachCost is what looking for addresses in a range costs.
const eachCost = 4

// each calls visit with the places of the addresses from low to high.
func (f *finder) each(low, high uint64, visit func(*place)) {
	f.work -= eachCost
	for i, _ := slices.BinarySearch(f.addrs, low); i < len(f.addrs) && f.addrs[i] < high; i++ {
		visit(&f.places[i])
	}
}

// findLines finds the lines of the addresses that are in u.
func (f *finder) findLines(u *unit) {
	if !u.lines.ok {
		return
	}
	f.rows(u, func(low, high uint64, at row) {
		f.each(low, high, func(p *place) {
			if p.here {
				p.row = at
			}
		})
	})
	for i := range f.places {
		if p := &f.places[i]; p.here && p.row != (row{}) {
			p.code = f.position(u, p.row.file, p.row.line, p.row.column)
		}
	}
}

// position makes a position from what line tables and calls say.
func (f *finder) position(u *unit, file, line, column uint64) Position {
	small := func(n uint64) int {
		if n > math.MaxInt32 {
			return 0
		}
		return int(n)
	}
	return Position{File: f.path(u, file), Line: small(line), Column: small(column)}
}

// findScopes finds the functions that the addresses of u are in. Entries make a tree, each followed by its children.
func (f *finder) findScopes(u *unit, r reader) {
	for depth := 1; depth > 0 && r.more(); {
		e := u.entry(&r)
		switch {
		case r.bad:
			return
		case e.tag == 0:
			depth--
			continue
		case e.tag == tagSubprogram || e.tag == tagInlinedSubroutine:
			f.ranges(u, &e, func(low, high uint64) {
				f.each(low, high, func(p *place) { f.enter(u, p, &e, depth) })
			})
		}
		if e.children {
			depth++
		}
	}
}

// enter adds a function to the scopes of a place, if it is one that follows.
func (f *finder) enter(u *unit, p *place, e *entry, depth int) {
	n := len(p.scopes)
	if outermost := n == 0; !p.here || n == maxScopes || outermost != (e.tag == tagSubprogram) || !outermost && depth <= p.scopes[n-1].depth {
		return
	}
	s := scope{depth: depth, name: f.name(u, *e)}
	if file := e.at[attrCallFile]; n > 0 && file.ok() {
		s.call = f.position(u, file.n, e.at[attrCallLine].n, e.at[attrCallColumn].n)
	}
	p.scopes = append(p.scopes, s)
}

// positions returns the positions of a place: the code is in the last scope, and each scope was called in the one before it.
func (p *place) positions() []Position {
	if !p.found {
		return nil
	}
	at := p.code
	all := make([]Position, 0, len(p.scopes)+1)
	for _, s := range slices.Backward(p.scopes) {
		at.Func = s.name
		all = append(all, at)
		at = s.call
	}
	if len(all) == 0 {
		all = append(all, at)
	}
	return all
}
