package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// This file makes debug information byte by byte: in the formats that compilers for WebAssembly do not choose, and hostile.

// A shape is a format of DWARF.
type shape struct{ version, offset, addrSize int }

var shapes = []shape{{2, 4, 4}, {3, 8, 4}, {4, 4, 8}, {4, 8, 8}, {5, 4, 4}, {5, 8, 8}}

// A maker appends to a section.
type maker struct {
	shape
	bytes.Buffer
}

func (m *maker) uint(n uint64, size int) { m.Write(binary.LittleEndian.AppendUint64(nil, n)[:size]) }

func (m *maker) add(parts ...any) {
	for _, p := range parts {
		switch p := p.(type) {
		case int:
			m.WriteByte(byte(p))
		case string:
			m.WriteString(p + "\x00")
		}
	}
}

// withLength returns what f writes with its length before it.
func (m *maker) withLength(f func(m *maker)) {
	body := maker{shape: m.shape}
	f(&body)
	if m.offset == 8 {
		m.uint(0xffffffff, 4)
	}
	m.uint(uint64(body.Len()), m.offset)
	m.Write(body.Bytes())
}

const abbrevs = "\x01\x11\x01\x03\x08\x1b\x08\x10\x06\x11\x01\x12\x01\x00\x00" + // a unit: name, directory, lines, low and high address
	"\x02\x2e\x01\x03\x08\x11\x01\x12\x01\x00\x00" + // a function: name, low and high address
	"\x03\x1d\x00\x31\x13\x11\x01\x12\x01\x58\x0b\x59\x0b\x57\x0b\x00\x00" + // inlined: origin, low and high address, file, line, column
	"\x04\x2e\x00\x03\x08\x00\x00\x00" // an abstract function: name

// made returns debug information of one unit: function outer from 0x10 to 0x30, with inner inlined from 0x18 to 0x20.
func made(x shape) *Sections {
	abbrev := []byte(abbrevs)
	if x.version >= 4 {
		abbrev[8] = formSecOffset
	} else if x.offset == 8 {
		abbrev[8] = formData8
	}
	info := maker{shape: x}
	info.withLength(func(m *maker) {
		m.uint(uint64(x.version), 2)
		header := []func(){func() { m.uint(0, x.offset) }, func() { m.add(x.addrSize) }}
		if x.version == 5 {
			m.add(1)
			slices.Reverse(header)
		}
		header[0]()
		header[1]()
		m.add(1, "main.c", "/src")
		m.uint(0, x.offset)
		m.uint(0x10, x.addrSize)
		m.uint(0x30, x.addrSize)
		origin := m.Len() + x.offset
		if x.offset == 8 {
			origin += 4
		}
		m.add(4, "inner", 2, "outer")
		m.uint(0x10, x.addrSize)
		m.uint(0x30, x.addrSize)
		m.add(3)
		m.uint(uint64(origin), 4)
		m.uint(0x18, x.addrSize)
		m.uint(0x20, x.addrSize)
		m.add(1, 7, 3, 0, 0)
	})
	return &Sections{Info: info.Bytes(), Abbrev: abbrev, Line: madeLines(x)}
}

func madeLines(x shape) []byte {
	line := maker{shape: x}
	line.withLength(func(m *maker) {
		m.uint(uint64(x.version), 2)
		if x.version == 5 {
			m.add(x.addrSize, 0)
		}
		var header maker
		header.add(1)
		if x.version >= 4 {
			header.add(1)
		}
		header.add(1, 0xfd, 12, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1)
		if x.version == 5 {
			header.add(1, 1, formString, 2, "/src", "inc", 2, 1, formString, 2, formUdata, 2, "main.c", 0, "inner.h", 1)
		} else {
			header.add("inc", 0, "main.c", 0, 0, 0, "inner.h", 1, 0, 0, 0)
		}
		m.uint(uint64(header.Len()), x.offset)
		m.Write(header.Bytes())
		inner, outer := 2, 1
		if x.version == 5 {
			inner, outer = 1, 0
		}
		m.add(lineExtended, 1+x.addrSize, lineSetAddress)
		m.uint(0x10, x.addrSize)
		m.add(lineSetFile, outer, lineAdvanceLine, 4, lineSetColumn, 5, lineCopy) // main.c:5:5
		m.add(lineSetFile, inner, lineAdvancePC, 8, lineAdvanceLine, 0x7f, lineCopy)
		m.add(lineSetFile, outer, lineFixedAdvancePC)
		m.uint(8, 2)
		m.add(lineCopy, 10+12*8+6)                                // a special operation: 8 bytes and 3 lines on
		m.add(lineAdvancePC, 8, lineExtended, 1, lineEndSequence) // 0x30
	})
	return line.Bytes()
}

func TestFormats(t *testing.T) {
	for _, x := range shapes {
		t.Run(fmt.Sprintf("%+v", x), func(t *testing.T) {
			s := made(x)
			inc, call := "/src/inc/inner.h", Position{"outer", "/src/main.c", 7, 3}
			if x.version == 5 {
				call.File = "/src/inc/inner.h" // file 1 is another one there
			}
			want := [][]Position{
				{{"outer", "/src/main.c", 5, 5}},
				{{"inner", inc, 4, 5}, call},
				{{"outer", "/src/main.c", 4, 5}},
				{{"outer", "/src/main.c", 7, 5}},
				nil,
			}
			for i, got := range s.Positions([]uint64{0x10, 0x1f, 0x20, 0x28, 0x30}) {
				if !slices.Equal(got, want[i]) {
					t.Errorf("%d: got %+v, want %+v", i, got, want[i])
				}
			}
		})
	}
}

// TestTruncated leaves bytes off each section, and zeroes them.
func TestTruncated(t *testing.T) {
	check := func(s *Sections) {
		for _, at := range s.Positions([]uint64{0x10, 0x1f, 0x20}) {
			if len(at) > 2 {
				t.Errorf("%+v", at)
			}
		}
	}
	for _, x := range shapes {
		for k, section := range made(x).all() {
			for n := range *section {
				s := made(x)
				*s.all()[k] = (*section)[:n]
				check(s)
				s = made(x)
				(*s.all()[k])[n] = 0
				check(s)
				(*s.all()[k])[n] = 0xff
				check(s)
			}
		}
	}
}

// TestHostile makes much out of little. That each search ends is what is tested.
func TestHostile(t *testing.T) {
	x := shape{5, 4, 4}
	unit := func(abbrevAt int, entries string) string {
		m := maker{shape: x}
		m.withLength(func(m *maker) {
			m.uint(5, 2)
			m.add(1, 4)
			m.uint(uint64(abbrevAt), 4)
			m.WriteString(entries)
		})
		return m.String()
	}
	const big = 1 << 20
	leb := string(binary.AppendUvarint(nil, 1<<62))
	line := func(tables string) []byte {
		m := maker{shape: x}
		m.withLength(func(m *maker) {
			m.uint(5, 2)
			m.add(4, 0)
			m.uint(uint64(6+len(tables)), 4)
			m.WriteString("\x01\x01\x01\x00\x01\x01" + tables)
			m.WriteString("\x00\x05\x02\x10\x00\x00\x00\x01" + strings.Repeat("\xff", 100))
		})
		return m.Bytes()
	}
	lines := "\x01\x11\x00\x10\x17\x00\x00\x00"
	named := "\x01\x11\x01\x00\x00\x02\x2e\x00\x03\x0e\x11\x01\x12\x0b\x00\x00\x00"
	for name, s := range map[string]*Sections{
		"directories without bytes": {Abbrev: []byte(lines), Info: []byte(unit(0, "\x01\x00\x00\x00\x00")), Line: line("\x00" + leb + "\x00" + leb)},
		"many forms":                {Abbrev: []byte(lines), Info: []byte(unit(0, "\x01\x00\x00\x00\x00")), Line: line("\xff" + strings.Repeat("\x05\x19", 255) + leb)},
		"abbreviations everywhere": {Abbrev: bytes.Repeat([]byte("\x01\x11\x00\x00\x00"), big/5), Info: []byte(func() string {
			var b strings.Builder
			for i := range 10000 {
				b.WriteString(unit(i*5, "\x01"))
			}
			return b.String()
		}())},
		"fields without bytes": {Abbrev: []byte("\x01\x11\x01\x00\x00\x02\x2e\x00" + strings.Repeat("\x03\x19", maxFields-10) + "\x00\x00\x00"),
			Info: []byte(unit(0, "\x01"+strings.Repeat("\x02", big)))},
		"one name for all": {Abbrev: []byte(named), Str: []byte(strings.Repeat("a", big) + "\x00"),
			Info: []byte(unit(0, "\x01"+strings.Repeat("\x02\x00\x00\x00\x00\x10\x00\x00\x00\x10", big/10)))},
		"nesting": {Abbrev: []byte("\x01\x11\x01\x00\x00\x02\x2e\x01\x11\x01\x12\x0b\x00\x00\x03\x1d\x01\x11\x01\x12\x0b\x31\x13\x00\x00\x00"),
			Info: []byte(unit(0, "\x01\x02\x10\x00\x00\x00\x10"+strings.Repeat("\x03\x10\x00\x00\x00\x10\x14\x00\x00\x00", big/10)))},
		"its own origin": {Abbrev: []byte("\x01\x11\x01\x00\x00\x02\x2e\x00\x11\x01\x12\x0b\x31\x13\x00\x00\x00"),
			Info: []byte(unit(0, "\x01\x02\x10\x00\x00\x00\x10\x0d\x00\x00\x00\x00"))},
		"one list of ranges for all": {Abbrev: []byte("\x01\x11\x01\x00\x00\x02\x2e\x00\x55\x17\x00\x00\x00"), Rnglists: []byte(strings.Repeat("\x04\x01\x02", big/3)),
			Info: []byte(unit(0, "\x01"+strings.Repeat("\x02\x00\x00\x00\x00", big/5)))},
		"units of no length": {Abbrev: []byte(named), Info: make([]byte, 4*big)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.Positions([]uint64{0x10, 0x11, 0x1f}); len(got) != 3 || len(got[0]) > maxScopes {
				t.Errorf("got %d positions", len(got))
			}
		})
	}
}
