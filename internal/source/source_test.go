package source

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// fixtures are modules with debug information, made from cmd/wvm/testdata/inline.cc.
var fixtures = []string{"inline4", "inline5"}

func fixture(t testing.TB, name string) *wasm.Module {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "cmd", "wvm", "testdata", name+".hex"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(err)
	}
	m, err := binary.Decode(b, binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPositions(t *testing.T) {
	const file = "/src/inline.cc"
	divide := Position{"_ZNK4calc6NumberIiE6divideEi", file, 13, 18}
	ratio := Position{"_ZNK4calc6NumberIiE5ratioEi", file, 18, 12}
	work := "_ZN4calc4workERKNS_6NumberIiEEi"
	for _, name := range fixtures {
		m := fixture(t, name)
		s, size := moduleSections(t, m)
		at := func(offset int) uint64 { return uint64(offset - m.CodeOffset) }
		addrs := []uint64{at(0x7d), at(0x54), at(0x4c), 0, uint64(size), 1 << 40, at(0x4c)}
		first := []Position{divide, ratio, {work, file, 23, 15}}
		want := [][]Position{{{"start", file, 33, 10}}, {divide, ratio, {work, file, 24, 18}}, first, nil, nil, nil, first}
		for i, got := range s.Positions(addrs) {
			if !slices.Equal(got, want[i]) {
				t.Errorf("%s: address %#x is at %+v, want %+v", name, addrs[i], got, want[i])
			}
		}
	}
}

func TestJoin(t *testing.T) {
	for _, test := range []struct {
		parts []string
		want  string
	}{
		{[]string{"", "", "a.c"}, "a.c"},
		{[]string{"/src", "", "a.c"}, "/src/a.c"},
		{[]string{"/src/", "sub", "a.c"}, "/src/sub/a.c"},
		{[]string{"/src", "/usr/include", "a.h"}, "/usr/include/a.h"},
		{[]string{"/src", "sub", "/abs/a.c"}, "/abs/a.c"},
		{[]string{`C:\src`, "sub", "a.c"}, `C:\src\sub\a.c`},
		{[]string{"C:/src/", "a.c"}, "C:/src/a.c"},
		{[]string{"/src", `C:\other`, "a.c"}, `C:\other\a.c`},
		{[]string{"/src", ""}, "/src"},
	} {
		if got := join(test.parts...); got != test.want {
			t.Errorf("join(%q) = %q, want %q", test.parts, got, test.want)
		}
	}
}

func TestSet(t *testing.T) {
	var s Sections
	s.Set(".debug_info", []byte{1})
	s.Set(".debug_info", []byte{2})
	s.Set(".debug_rnglists", []byte{3})
	s.Set("name", []byte{4})
	if string(s.Info) != "\x01" || string(s.Rnglists) != "\x03" {
		t.Errorf("%+v", s)
	}
}

// split makes sections of b: each has its length first, in two bytes.
func split(b []byte) *Sections {
	s := new(Sections)
	for _, section := range s.all() {
		if len(b) < 2 {
			break
		}
		n := min(int(b[0])|int(b[1])<<8, len(b)-2)
		*section, b = b[2:2+n], b[2+n:]
	}
	return s
}

func (s *Sections) all() []*[]byte {
	return []*[]byte{&s.Info, &s.Abbrev, &s.Line, &s.Str, &s.LineStr, &s.Ranges, &s.Rnglists, &s.Addr, &s.StrOffsets}
}

func (s *Sections) append(b []byte) []byte {
	for _, section := range s.all() {
		b = append(append(b, byte(len(*section)), byte(len(*section)>>8)), *section...)
	}
	return b
}

func FuzzPositions(f *testing.F) {
	for _, name := range fixtures {
		s, _ := moduleSections(f, fixture(f, name))
		f.Add(s.append(nil))
	}
	for _, x := range shapes {
		f.Add(made(x).append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		addrs := []uint64{2, 0x15, 0x1d, 0x46, 0x1000, 0xffffffff}
		for i, positions := range split(b).Positions(addrs) {
			if len(positions) > maxScopes {
				t.Errorf("%#x has %d positions", addrs[i], len(positions))
			}
			for _, at := range positions {
				if len(at.Func) > maxText || at.Line < 0 || at.Column < 0 {
					t.Errorf("%#x is at %+v", addrs[i], at)
				}
			}
		}
	})
}
