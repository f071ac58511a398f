package source

import (
	"debug/dwarf"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/internal/build"
	"github.com/wvm-project/wvm/internal/build/needs"
	"github.com/wvm-project/wvm/wasm"
)

// This file compares with the standard library's reader of DWARF, on what compilers make.

// An oracle holds what the standard library reads.
type oracle struct {
	lines []oracleLine
	funcs []oracleFunc // of each unit in the order of entries
}

type oracleLine struct {
	low, high uint64
	at        Position
}

type oracleFunc struct {
	ranges  [][2]uint64
	inlined bool
	name    string
	call    Position
}

func newOracle(t *testing.T, s *Sections) *oracle {
	t.Helper()
	d, err := dwarf.New(s.Abbrev, nil, nil, s.Info, s.Line, nil, s.Ranges, s.Str)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{".debug_addr": s.Addr, ".debug_line_str": s.LineStr, ".debug_rnglists": s.Rnglists, ".debug_str_offsets": s.StrOffsets} {
		d.AddSection(name, b)
	}
	o := new(oracle)
	var files []*dwarf.LineFile
	for r := d.Reader(); ; {
		e, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if e == nil {
			return o
		}
		switch e.Tag {
		case dwarf.TagCompileUnit:
			files = o.readLines(t, d, e)
		case dwarf.TagSubprogram, dwarf.TagInlinedSubroutine:
			o.readFunc(t, d, e, files)
		}
	}
}

func (o *oracle) readLines(t *testing.T, d *dwarf.Data, unit *dwarf.Entry) []*dwarf.LineFile {
	t.Helper()
	r, err := d.LineReader(unit)
	if err != nil || r == nil {
		t.Fatal(r, err)
	}
	var sequence []dwarf.LineEntry
	for {
		var e dwarf.LineEntry
		if err := r.Next(&e); err == io.EOF {
			return r.Files()
		} else if err != nil {
			t.Fatal(err)
		}
		sequence = append(sequence, e)
		if !e.EndSequence {
			continue
		}
		for i, e := range sequence[:len(sequence)-1] {
			if sequence[0].Address != 0 {
				o.lines = append(o.lines, oracleLine{e.Address, sequence[i+1].Address, Position{"", e.File.Name, e.Line, e.Column}})
			}
		}
		sequence = nil
	}
}

func (o *oracle) readFunc(t *testing.T, d *dwarf.Data, e *dwarf.Entry, files []*dwarf.LineFile) {
	t.Helper()
	ranges, err := d.Ranges(e)
	if err != nil {
		t.Fatal(err)
	}
	f := oracleFunc{ranges: ranges, inlined: e.Tag == dwarf.TagInlinedSubroutine, name: oracleName(d, e)}
	if x, ok := e.Val(dwarf.AttrCallFile).(int64); ok {
		line, _ := e.Val(dwarf.AttrCallLine).(int64)
		column, _ := e.Val(dwarf.AttrCallColumn).(int64)
		f.call = Position{"", files[x].Name, int(line), int(column)}
	}
	o.funcs = append(o.funcs, f)
}

// attrOldLinkageName is the attribute for names for the linker from before the standard had one.
const attrOldLinkageName dwarf.Attr = 0x2007

func oracleName(d *dwarf.Data, e *dwarf.Entry) string {
	name := ""
	for {
		if s, ok := e.Val(dwarf.AttrLinkageName).(string); ok {
			return s
		}
		if s, ok := e.Val(attrOldLinkageName).(string); ok {
			return s
		}
		if s, ok := e.Val(dwarf.AttrName).(string); ok && name == "" {
			name = s
		}
		offset, ok := e.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset)
		if !ok {
			if offset, ok = e.Val(dwarf.AttrSpecification).(dwarf.Offset); !ok {
				return name
			}
		}
		r := d.Reader()
		r.Seek(offset)
		e, _ = r.Next()
	}
}

func (o *oracle) positions(addr uint64) []Position {
	var at Position
	for _, l := range o.lines {
		if l.low <= addr && addr < l.high {
			at = l.at
		}
	}
	var chain []oracleFunc
	for _, f := range o.funcs {
		covers := slices.ContainsFunc(f.ranges, func(r [2]uint64) bool { return r[0] != 0 && r[0] <= addr && addr < r[1] })
		if covers && f.inlined == (len(chain) > 0) {
			chain = append(chain, f)
		}
	}
	var all []Position
	for _, f := range slices.Backward(chain) {
		at.Func = f.name
		all = append(all, at)
		at = f.call
	}
	if len(chain) == 0 && at != (Position{}) {
		all = append(all, at)
	}
	return all
}

// checkOracle compares the positions of every byte of code.
func checkOracle(t *testing.T, s *Sections, size int) {
	t.Helper()
	o := newOracle(t, s)
	var addrs []uint64
	for a := range uint64(size + 2) {
		addrs = append(addrs, a)
	}
	known, inlined := 0, 0
	var all [][]Position
	for some := range slices.Chunk(addrs, 64) { // as many as a trap has frames
		all = append(all, s.Positions(some)...)
	}
	for i, got := range all {
		want := o.positions(addrs[i])
		for k := range got {
			if got[k].File != "" {
				got[k].File = path.Clean(got[k].File) // as the standard library does
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("address %#x: got %+v, want %+v", addrs[i], got, want)
		}
		if len(got) > 0 {
			known++
		}
		if len(got) > 1 {
			inlined++
		}
	}
	if known < size/2 || inlined == 0 {
		t.Errorf("of %d bytes of code, %d have a position and %d are of inlined functions", size, known, inlined)
	}
	t.Logf("of %d bytes of code, %d have a position and %d are of inlined functions", size, known, inlined)
}

// moduleSections returns the sections of a module and how long the contents of its code section are.
func moduleSections(t testing.TB, m *wasm.Module) (s *Sections, size int) {
	s = new(Sections)
	for _, c := range m.Customs {
		s.Set(c.Name, c.Data)
	}
	last := m.Bodies[len(m.Bodies)-1]
	return s, last.Offset + len(last.Code) - m.CodeOffset
}

func TestOracleFixtures(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			s, size := moduleSections(t, fixture(t, name))
			checkOracle(t, s, size)
		})
	}
}

// TestOracleC compares on C programs with the C library, as the compiler here makes them.
func TestOracleC(t *testing.T) {
	for _, flags := range [][]string{
		{"-O1", "-gdwarf-4"}, {"-O2", "-gdwarf-5"}, {"-O0", "-gdwarf-3"}, {"-O2", "-gdwarf-2"}, {"-O2", "-gline-tables-only"},
		{"-Os", "-g", "-ffunction-sections"},
	} {
		t.Run(flags[0]+flags[1], func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "sha256.wasm")
			needs.Made(t, build.C(out, filepath.Join("..", "..", "programs", "c", "sha256.c"), flags...))
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			m, err := binary.Decode(b, binary.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s, size := moduleSections(t, m)
			checkOracle(t, s, size)
		})
	}
}
