package source

import (
	"slices"
	"strings"
)

// This file holds line tables: the section .debug_line.

// A lineTable is the header of a line table.
type lineTable struct {
	format
	ok                bool
	names             uint64 // offset of the tables of directories and files
	program, end      uint64 // offsets of the program's beginning and end
	minLength         uint64 // bytes by which addresses advance
	lineBase          int64
	lineRange, opBase uint8
	operands          []byte // number of operands of each standard operation, from 1
}

// lineTable reads the header of a unit's line table.
func (f *finder) lineTable(u *unit, offset uint64) lineTable {
	var t lineTable
	r := f.at(f.Line, offset)
	length := r.length(&t.format)
	if r.bad || length > uint64(len(r.b)-r.pos) {
		return t
	}
	t.end = uint64(r.pos) + length
	r = f.at(f.Line[:t.end], uint64(r.pos))
	t.version, t.addrSize = int(r.uint(2)), u.addrSize
	if t.version < 2 || t.version > 5 {
		return t
	}
	if t.version == 5 {
		r.setAddrSize(&t.format)
		r.u8() // size of segment selectors
	}
	header := r.uint(t.offset)
	t.program = uint64(r.pos) + header
	t.minLength = r.uint(1)
	if t.version >= 4 {
		r.u8() // operations per instruction, which is for machines that bundle them
	}
	r.u8() // whether rows begin statements at first
	t.lineBase = int64(int8(r.u8()))
	t.lineRange = r.u8()
	t.opBase = r.u8()
	start := r.pos
	r.skip(uint64(max(t.opBase, 1) - 1))
	t.operands = r.b[start:r.pos]
	t.names = uint64(r.pos)
	t.ok = !r.bad && header <= t.end && t.program <= t.end && t.lineRange != 0
	return t
}

// A row is a row of a line table.
type row struct {
	addr         uint64
	file         uint64
	line, column uint64
}

// rows runs the program of u's line table and calls visit with the addresses from low to high that a row stands for.
func (f *finder) rows(u *unit, visit func(low, high uint64, at row)) {
	t := &u.lines
	start := row{file: 1, line: 1}
	cur, last := start, row{}
	first, begun := uint64(0), false // of the sequence
	emit := func() {
		switch {
		case !begun:
			first, begun = cur.addr, true
		case first != 0 && last.addr < cur.addr: // at 0 is code that was left out
			visit(last.addr, cur.addr, last)
		}
		last = cur
	}
	for r := f.at(f.Line[:t.end], t.program); r.more(); {
		switch op := r.u8(); {
		case op >= t.opBase:
			n := op - t.opBase
			cur.addr += t.minLength * uint64(n/t.lineRange)
			cur.line += uint64(t.lineBase + int64(n%t.lineRange))
			emit()
		case op == lineExtended:
			if t.extended(&r, &cur) {
				emit()
				cur, begun = start, false
			}
		case op == lineCopy:
			emit()
		default:
			t.standard(&r, &cur, op)
		}
	}
}

// The operations of line tables.
const (
	lineExtended        = 0
	lineCopy            = 1
	lineAdvancePC       = 2
	lineAdvanceLine     = 3
	lineSetFile         = 4
	lineSetColumn       = 5
	lineConstAddPC      = 8
	lineFixedAdvancePC  = 9
	lineEndSequence     = 1 // extended
	lineSetAddress      = 2 // extended
	lineLargestStandard = 255
)

// standard executes a standard operation.
func (t *lineTable) standard(r *reader, cur *row, op uint8) {
	switch op {
	case lineAdvancePC:
		cur.addr += t.minLength * r.uleb()
	case lineAdvanceLine:
		cur.line += uint64(r.sleb())
	case lineSetFile:
		cur.file = r.uleb()
	case lineSetColumn:
		cur.column = r.uleb()
	case lineConstAddPC:
		cur.addr += t.minLength * uint64((lineLargestStandard-t.opBase)/t.lineRange)
	case lineFixedAdvancePC:
		cur.addr += r.uint(2)
	default:
		for range t.operands[op-1] {
			r.uleb()
		}
	}
}

// extended executes an extended operation and reports whether it ends the sequence.
func (t *lineTable) extended(r *reader, cur *row) bool {
	length := r.uleb()
	if length == 0 || r.bad || length > uint64(len(r.b)-r.pos) {
		r.bad = true
		return false
	}
	end := r.pos + int(length)
	op := r.u8()
	if op == lineSetAddress && length <= 9 {
		cur.addr = r.uint(int(length) - 1)
	}
	r.pos = end
	return op == lineEndSequence
}

// path returns the path of a file of u's line table, as the compiler was given it or below the directory it ran in.
func (f *finder) path(u *unit, file uint64) string {
	if path, ok := u.paths[file]; ok || !u.lines.ok {
		return path
	}
	if u.paths == nil {
		u.paths = make(map[uint64]string)
	}
	path := ""
	if u.lines.version < 5 {
		path = f.pathOld(u, file)
	} else {
		path = f.pathNew(u, file)
	}
	u.paths[file] = path
	return path
}

// pathNew is path for tables of version 5.
func (f *finder) pathNew(u *unit, file uint64) string {
	t := &u.lines
	r := f.at(f.Line[:t.end], t.names)
	dirs := r.nameTable()
	dirsAt := r
	dirs.skip(&r, &t.format, dirs.count)
	files := r.nameTable()
	if r.bad || file >= files.count {
		return ""
	}
	files.skip(&r, &t.format, file)
	name, dir := files.entry(&r, &t.format)
	if dir >= dirs.count {
		return f.text(u, f.Line, name)
	}
	dirs.skip(&dirsAt, &t.format, dir)
	dirName, _ := dirs.entry(&dirsAt, &t.format)
	return join(u.compDir, f.text(u, f.Line, dirName), f.text(u, f.Line, name))
}

// pathOld is path for tables up to version 4, which number directories and files from 1.
func (f *finder) pathOld(u *unit, file uint64) string {
	r := f.at(f.Line[:u.lines.end], u.lines.names)
	dirsAt := r
	dirs := uint64(0)
	for r.more() && r.skipText() > 0 {
		dirs++
	}
	name, dir := "", uint64(0)
	for ; r.more(); file-- {
		start := r
		if r.skipText() == 0 || file == 0 {
			return ""
		}
		dir = r.uleb()
		r.uleb() // time
		r.uleb() // length
		if file == 1 {
			name = start.text()
			break
		}
	}
	if name == "" || dir > dirs {
		return name
	}
	if dir == 0 {
		return join(u.compDir, name)
	}
	for ; dir > 1; dir-- {
		dirsAt.skipText()
	}
	return join(u.compDir, dirsAt.text(), name)
}

// A nameTable is a table of directories or files as version 5 has them. Its entries follow.
type nameTable struct {
	count  uint64
	fields []nameField
}

// A nameField says what there is about each directory or file, and in which form.
type nameField struct{ content, form uint64 }

// What there is about directories and files, as far as it matters here.
const (
	contentPath      = 1
	contentDirectory = 2
)

// nameTable reads what comes before the entries of a table.
func (r *reader) nameTable() nameTable {
	t := nameTable{fields: make([]nameField, r.u8())}
	for i := range t.fields {
		t.fields[i] = nameField{r.uleb(), r.uleb()}
	}
	t.count = r.uleb()
	return t
}

// skip passes over n entries.
func (t *nameTable) skip(r *reader, f *format, n uint64) {
	for ; n > 0 && r.more(); n-- {
		r.spend(1)
		t.entry(r, f)
	}
}

// entry reads an entry.
func (t *nameTable) entry(r *reader, f *format) (path value, dir uint64) {
	for _, x := range t.fields {
		v := r.value(x.form, f)
		switch x.content {
		case contentPath:
			path = v
		case contentDirectory:
			dir = v.n
		}
	}
	return path, dir
}

// join joins parts of a path, each of which counts from those before it. Paths are those of the compiler's system, whichever that was.
func join(parts ...string) string {
	path := ""
	for _, p := range parts {
		switch {
		case path == "" || isAbs(p):
			path = p
		case p == "":
		case strings.HasSuffix(path, "/") || strings.HasSuffix(path, `\`):
			path += p
		case isWindows(path):
			path += `\` + p
		default:
			path += "/" + p
		}
	}
	return path
}

func isAbs(path string) bool { return strings.HasPrefix(path, "/") || isWindows(path) }

// isWindows reports whether path is an absolute one of Windows.
func isWindows(path string) bool {
	return strings.HasPrefix(path, `\`) || len(path) >= 3 && path[1] == ':' && slices.Contains([]byte(`\/`), path[2])
}
