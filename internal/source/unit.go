package source

// This file holds units and their entries: the sections .debug_info and .debug_abbrev.

// The tags of entries that matter here.
const (
	tagCompileUnit       = 0x11
	tagInlinedSubroutine = 0x1d
	tagSubprogram        = 0x2e
)

// An attr is an attribute that matters here.
type attr uint8

const (
	attrNone attr = iota
	attrName
	attrLinkageName
	attrStmtList
	attrLowPC
	attrHighPC
	attrRanges
	attrCompDir
	attrAbstractOrigin
	attrSpecification
	attrCallFile
	attrCallLine
	attrCallColumn
	attrStrOffsetsBase
	attrAddrBase
	attrRnglistsBase
	numAttrs
)

// attrOf returns the attribute of this code.
func attrOf(code uint64) attr {
	switch code {
	case 0x03:
		return attrName
	case 0x10:
		return attrStmtList
	case 0x11:
		return attrLowPC
	case 0x12:
		return attrHighPC
	case 0x1b:
		return attrCompDir
	case 0x31:
		return attrAbstractOrigin
	case 0x47:
		return attrSpecification
	case 0x55:
		return attrRanges
	case 0x57:
		return attrCallColumn
	case 0x58:
		return attrCallFile
	case 0x59:
		return attrCallLine
	case 0x6e, 0x2007: // the standard's, and the one of before
		return attrLinkageName
	case 0x72:
		return attrStrOffsetsBase
	case 0x73:
		return attrAddrBase
	case 0x74:
		return attrRnglistsBase
	}
	return attrNone
}

// An abbrev is what entries of one kind have in common.
type abbrev struct {
	tag      uint64
	children bool
	fields   []field
}

// A field is an attribute of an abbrev.
type field struct {
	attr     attr
	form     uint64
	constant int64 // of formImplicitConst
}

// maxFields is how many fields the abbreviations of a unit may have; the largest programs have a few thousand.
const maxFields = 1 << 17

// abbreviations returns the abbreviations at an offset. The last ones asked for are kept: compilers that make several units
// at a time share them.
func (f *finder) abbreviations(offset uint64) map[uint64]abbrev {
	if f.abbrevs != nil && f.abbrevsAt == offset {
		return f.abbrevs
	}
	f.abbrevs, f.abbrevsAt = make(map[uint64]abbrev), offset
	fields := 0
	for r := f.at(f.Abbrev, offset); r.more(); {
		code := r.uleb()
		if code == 0 {
			break
		}
		a := abbrev{tag: r.uleb(), children: r.u8() != 0}
		for r.more() {
			at, form := r.uleb(), r.uleb()
			if at == 0 && form == 0 {
				break
			}
			x := field{attr: attrOf(at), form: form}
			if form == formImplicitConst {
				x.constant = r.sleb()
			}
			a.fields = append(a.fields, x)
		}
		if fields += 1 + len(a.fields); r.bad || fields > maxFields {
			break
		}
		f.abbrevs[code] = a
	}
	return f.abbrevs
}

// A unit is a unit of .debug_info, for most languages a source file with what it includes.
type unit struct {
	format
	start, entries, end uint64 // of the header, of the first entry, and of the next unit
	abbrevsAt           uint64
	abbrevs             map[uint64]abbrev

	low                                    uint64 // what ranges are relative to
	strOffsetsBase, addrBase, rnglistsBase uint64
	compDir                                string
	lines                                  lineTable
	paths                                  map[uint64]string // of the files asked for
}

// The kinds of units that have a field more, which matters to linkers of debug information only.
const (
	unitType         = 2
	unitSkeleton     = 4
	unitSplitCompile = 5
	unitSplitType    = 6
)

// header reads the header of a unit and moves r on to the next one.
func (f *finder) header(r *reader) (u unit, ok bool) {
	u.start = uint64(r.pos)
	length := r.length(&u.format)
	if r.bad || length > uint64(len(r.b)-r.pos) {
		r.bad = true
		return u, false
	}
	u.end = uint64(r.pos) + length
	h := f.at(r.b[:u.end], uint64(r.pos))
	r.pos = int(u.end)
	kind := byte(0)
	u.version = int(h.uint(2))
	switch {
	case u.version < 2 || u.version > 5:
		h.bad = true
	case u.version == 5:
		kind = h.u8()
		h.setAddrSize(&u.format)
		u.abbrevsAt = h.uint(u.offset)
	default:
		u.abbrevsAt = h.uint(u.offset)
		h.setAddrSize(&u.format)
	}
	switch kind {
	case unitSkeleton, unitSplitCompile:
		h.skip(8)
	case unitType, unitSplitType:
		h.skip(8 + uint64(u.offset))
	}
	u.entries = uint64(h.pos)
	return u, !h.bad
}

// open reads the first entry of a unit and what the unit says there about itself. It returns a reader of the entries that follow.
func (f *finder) open(u *unit) (root entry, rest reader) {
	u.abbrevs = f.abbreviations(u.abbrevsAt)
	rest = f.at(f.Info[:u.end], u.entries)
	root = u.entry(&rest)
	u.strOffsetsBase, u.addrBase, u.rnglistsBase = root.at[attrStrOffsetsBase].n, root.at[attrAddrBase].n, root.at[attrRnglistsBase].n
	u.low, _ = f.address(u, root.at[attrLowPC])
	return root, rest
}

// An entry is a debugging information entry. It has values only where its tag matters here.
type entry struct {
	tag      uint64 // 0 for one that ends its siblings
	children bool
	at       [numAttrs]value
}

// entry reads an entry.
func (u *unit) entry(r *reader) entry {
	var e entry
	code := r.uleb()
	if code == 0 {
		return e
	}
	a, ok := u.abbrevs[code]
	if !ok {
		r.bad = true
		return e
	}
	e.tag, e.children = a.tag, a.children
	keep := a.tag == tagCompileUnit || a.tag == tagSubprogram || a.tag == tagInlinedSubroutine
	for i := range a.fields {
		x := &a.fields[i]
		v := r.value(x.form, &u.format)
		if keep && x.attr != attrNone {
			if v.form == formImplicitConst {
				v.n = uint64(x.constant)
			}
			e.at[x.attr] = v
		}
	}
	return e
}

// maxHops is how many entries are followed for a name: an inlined function refers to itself as it was defined, and that to where it was
// declared.
const maxHops = 8

// name returns the name of a function: the one for the linker if it has one, for it tells more.
func (f *finder) name(u *unit, e entry) string {
	name := ""
	for range maxHops {
		if s := f.text(u, f.Info, e.at[attrLinkageName]); s != "" {
			return s
		}
		if name == "" {
			name = f.text(u, f.Info, e.at[attrName])
		}
		ref := e.at[attrAbstractOrigin]
		if !ref.ok() {
			ref = e.at[attrSpecification]
		}
		offset, ok := u.reference(ref)
		if !ok {
			break
		}
		if u, ok = f.unitAt(u, offset); !ok {
			break
		}
		r := f.at(f.Info[:u.end], offset)
		e = u.entry(&r)
	}
	return name
}

// unitAt returns the unit that has an entry at offset: u, or another one.
func (f *finder) unitAt(u *unit, offset uint64) (*unit, bool) {
	if u.entries <= offset && offset < u.end {
		return u, true
	}
	for r := f.at(f.Info, 0); r.more(); {
		other, ok := f.header(&r)
		if ok && other.entries <= offset && offset < other.end {
			f.open(&other)
			return &other, true
		}
	}
	return nil, false
}
