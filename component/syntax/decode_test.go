package syntax

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

const preamble = magic + componentVersion

// section returns a section, with sizes that fit a byte.
func section(id SectionID, contents string) string {
	return string([]byte{byte(id), byte(len(contents))}) + contents
}

// nested returns components inside each other.
func nested(n int) []byte {
	b := []byte(preamble)
	for range n {
		b = binary.AppendSection([]byte(preamble), byte(SectionComponent), b)
	}
	return b
}

// nestedTypes returns a component with types of instances inside each other.
func nestedTypes(n int) []byte {
	t := strings.Repeat("\x42\x01\x01", n) + "\x42\x00"
	return binary.AppendSection([]byte(preamble), byte(SectionType), []byte("\x01"+t))
}

func TestDecodeErrors(t *testing.T) {
	const empty = magic + moduleVersion
	for _, test := range []struct {
		name, text string // without the preamble
		code       wasm.Code
		offset     int
	}{
		{"id", section(13, ""), codeSectionID, 8},
		{"size", "\x07\x05\x00", codeEnd, 11},
		{"size too long", "\x07\x80\x80\x80\x80\x80\x00", "integer representation too long", 14},
		{"rest of a section", section(SectionType, "\x00\x00"), codeSectionSize, 11},
		{"count", section(SectionType, "\x7f\x73"), codeEnd, 10},
		{"elements", section(SectionType, "\x02\x73"), codeEnd, 12},
		{"custom without name", section(SectionCustom, "\x05ab"), codeEnd, 10},
		{"custom with a bad name", section(SectionCustom, "\x02\xff\xfe"), "malformed UTF-8 encoding", 11},
		{"module", section(SectionCoreModule, "\x00asm"), codeEnd, 14},
		{"component as module", section(SectionCoreModule, preamble), codeNoModule, 14},
		{"module as component", section(SectionComponent, empty), codeNoComponent, 14},
		{"version of a component", section(SectionComponent, magic+"\x0c\x00\x01\x00"), codeVersion, 14},
		{"error in a module", section(SectionCoreModule, empty+"\x63\x00"), "malformed section id", 18},
		{"order in a module", section(SectionCoreModule, empty+"\x03\x01\x00\x01\x01\x00"), "section out of order", 21},
		{"error in a nested component", section(SectionComponent, preamble+section(SectionType, "\x01\x62")),
			"invalid leading byte (0x62) for component defined type", 21},
		{"core instance", section(SectionCoreInstance, "\x01\x02"), "invalid leading byte (0x2) for core instance", 11},
		{"instance", section(SectionInstance, "\x01\x02"), "invalid leading byte (0x2) for instance", 11},
		{"sort", section(SectionExport, "\x01\x00\x01a\x06\x00\x00"), "invalid leading byte (0x6) for component external kind", 14},
		{"core sort", section(SectionAlias, "\x01\x00\x05\x02\x00\x00"), "invalid leading byte (0x5) for component outer alias kind", 12},
		{"alias", section(SectionAlias, "\x01\x03\x03\x00\x00"), "invalid leading byte (0x3) for alias", 12},
		{"outer function", section(SectionAlias, "\x01\x01\x02\x00\x00"), "invalid leading byte (0x1) for component outer alias kind", 11},
		{"value type", section(SectionType, "\x01\x70\x40"), "invalid leading byte (0x40) for component value type", 12},
		{"case", section(SectionType, "\x01\x71\x01\x01c\x00\x01"), "invalid leading byte (0x1) for zero byte required", 16},
		{"result", section(SectionType, "\x01\x40\x00\x02"), "invalid leading byte (0x2) for component function results", 13},
		{"results", section(SectionType, "\x01\x40\x00\x01\x01"), "invalid leading byte (0x1) for number of results", 14},
		{"import in an instance type", section(SectionType, "\x01\x42\x01\x03"),
			"invalid leading byte (0x3) for component or instance type declaration", 13},
		{"core type", section(SectionCoreType, "\x01\x00\x60"), "invalid leading byte (0x60) for non-final sub type", 12},
		{"canonical definition", section(SectionCanon, "\x01\x07"), "invalid leading byte (0x7) for canonical function", 11},
		{"flag", section(SectionCanon, "\x01\x06\x02"), codeBool, 12},
		{"option", section(SectionCanon, "\x01\x01\x00\x00\x01\x0a"), "invalid leading byte (0xa) for canonical option", 15},
		{"bound", section(SectionImport, "\x01\x00\x01a\x03\x02"), "invalid leading byte (0x2) for type bound", 15},
		{"attribute", section(SectionImport, "\x01\x02\x01a\x01\x03"), "invalid leading byte (0x3) for name option", 15},
	} {
		_, err := Decode([]byte(preamble+test.text), Options{Features: wasm.AllFeatures})
		var e *wasm.Error
		if !errors.As(err, &e) || e.Code != test.code || e.Offset != test.offset || e.Phase != wasm.PhaseMalformed {
			t.Errorf("%s: got %v, want %s at 0x%x", test.name, err, test.code, test.offset)
		}
	}
}

// TestDecodeLimits decodes what is nested too deeply, or claims to be long.
func TestDecodeLimits(t *testing.T) {
	for _, test := range []struct {
		name string
		b    []byte
		code wasm.Code
	}{
		{"components", nested(MaxNesting - 1), ""},
		{"too many components", nested(MaxNesting), "too many components and types inside each other"},
		{"types", nestedTypes(MaxNesting - 2), ""},
		{"too many types", nestedTypes(100_000), "too many components and types inside each other"},
		{"items", binary.AppendSection([]byte(preamble), byte(SectionType),
			append(binary.AppendU32(nil, MaxItems+1), bytes.Repeat([]byte{0x7f}, MaxItems+1)...)), "too many definitions"},
		{"huge count", []byte(preamble + section(SectionType, "\xff\xff\xff\xff\x0f\x7f")), codeEnd},
	} {
		_, err := Decode(test.b, Options{Features: wasm.AllFeatures})
		var e *wasm.Error
		if test.code == "" && err != nil || test.code != "" && (!errors.As(err, &e) || e.Code != test.code) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.code)
		}
	}
}

// samples are components whose integers all have their shortest form.
var samples = []string{
	preamble,
	preamble + section(SectionCustom, "\x02hi") + section(SectionType, "\x00") + section(SectionCustom, "\x00data"),
	preamble + section(SectionCoreModule, magic+moduleVersion) + section(SectionCoreInstance, "\x03\x00\x00\x00\x00\x00\x01\x01i\x12\x00\x01\x01\x01f\x00\x00"),
	preamble + section(SectionCoreType, "\x04\x60\x00\x00\x00\x50\x00\x60\x00\x00\x4e\x01\x60\x01\x7f\x00\x50\x06\x01\x60\x00\x00"+
		"\x00\x01a\x01b\x00\x00\x00\x01a\x01t\x01\x70\x00\x01\x02\x10\x01\x01\x00\x03\x01m\x02\x00\x01\x03\x01g\x03\x7f\x01"),
	preamble + section(SectionCoreType, "\x01\x50\x02\x01\x50\x00\x60\x00\x00\x01\x00\x50\x00\x60\x00\x00"),
	preamble + section(SectionComponent, preamble+section(SectionInstance, "\x02\x00\x00\x01\x01x\x01\x00\x01\x01\x00\x01g\x00\x11\x00")),
	preamble + section(SectionAlias, "\x05\x01\x00\x02\x01g\x00\x00\x01\x00\x01f\x03\x02\x00\x00\x00\x11\x02\x01\x00\x04\x02\x00\x01"),
	preamble + section(SectionType, "\x13\x3f\x7f\x00\x3f\x7f\x01\x03\x72\x01\x01a\x7f\x71\x02\x01x\x01\x7e\x00\x01y\x00\x00\x70\x7b\x67\x7d\x03\x6f\x02\x7c\x79"+
		"\x6e\x01\x01f\x6d\x01\x01e\x6b\x7a\x6a\x00\x01\x77\x69\x00\x68\x00\x66\x00\x65\x01\x73\x63\x73\x79\x43\x01\x01p\x7f\x00\x79\x40\x00\x01\x00\x64"),
	preamble + section(SectionType, "\x02\x41\x04\x01\x73\x03\x00\x01a\x03\x00\x00\x04\x01\x01b\x01\x02\x02\x03\x02\x01\x00\x42\x02\x00\x60\x00\x00\x04\x00\x01r\x03\x01"),
	preamble + section(SectionCanon, "\x0b\x00\x00\x01\x03\x00\x03\x00\x04\x05\x01\x01\x00\x00\x02\x02\x06\x02\x05\x09\x00\x79\x01\x00\x05\x0a\x7f\x01\x0f\x03\x00"+
		"\x11\x03\x01\x20\x01\x00\x27\x00\x00\x41\x00\x00\x01"),
	preamble + section(SectionStart, "\x01\x02\x00\x01\x01") + section(SectionValue, "\x01\x7d\x01\x07"),
	preamble + section(SectionImport, "\x05\x00\x01m\x00\x11\x00\x01\x01f\x01\x00\x02\x01c\x00\x04\x00\x02\x01i\x02\x00\x05a:b/c\x02\x02id\x05\x01\x00\x01v\x02\x01\x7d"),
	preamble + section(SectionExport, "\x02\x00\x01a\x01\x00\x00\x00\x01b\x02\x00\x01\x02\x00\x00"),
}

func TestRoundTrip(t *testing.T) {
	for i, s := range samples {
		c, err := Decode([]byte(s), Options{Features: wasm.AllFeatures})
		if err != nil {
			t.Errorf("sample %d: %v", i, err)
			continue
		}
		out, err := Encode(c)
		if err != nil || string(out) != s {
			t.Errorf("sample %d: %v\ngot  %x\nwant %x", i, err, out, s)
		}
	}
}

// TestEncodeErrors encodes what no decoder gives.
func TestEncodeErrors(t *testing.T) {
	deep := new(Component)
	for range MaxNesting {
		deep = &Component{Sections: []Section{{ID: SectionComponent, Component: deep}}}
	}
	for i, c := range []*Component{
		nil,
		deep,
		{Sections: []Section{{ID: 77}}},
		{Sections: []Section{{ID: SectionComponent}}},
		{Sections: []Section{{ID: SectionCoreModule}}},
		{Sections: []Section{{ID: SectionStart}}},
		{Sections: []Section{{ID: SectionType, Types: []Type{{Kind: TypeList}}}}},
		{Sections: []Section{{ID: SectionType, Types: []Type{{Kind: 1}}}}},
		{Sections: []Section{{ID: SectionType, Types: []Type{{Kind: TypeInstance, Decls: []Decl{{}}}}}}},
		{Sections: []Section{{ID: SectionCoreType, CoreTypes: []CoreType{{}}}}},
		{Sections: []Section{{ID: SectionCanon, Canons: []Canon{{Kind: 7}}}}},
		{Sections: []Section{{ID: SectionImport, Imports: []Import{{Type: ExternType{Sort: SortFunc, Bound: BoundEq}}}}}},
	} {
		if _, err := Encode(c); err == nil {
			t.Errorf("component %d is encoded", i)
		}
	}
}

func TestIsComponent(t *testing.T) {
	for text, want := range map[string]bool{preamble: true, preamble + "x": true, "": false, preamble[:7]: false, magic + moduleVersion: false} {
		if IsComponent([]byte(text)) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

func TestNames(t *testing.T) {
	data := AppendComponentName(nil, "c")
	data = AppendSortNames(data, SortCoreMemory, func(yield func(uint32, string) bool) { _ = yield(1, "one") && yield(7, "seven") })
	data = AppendSortNames(data, SortType, func(yield func(uint32, string) bool) { yield(0, "t") })
	n, err := DecodeNames(append(data, 9, 1, 0), 100)
	if err != nil || n.Component != "c" {
		t.Fatalf("%v %q", err, n.Component)
	}
	for _, test := range []struct {
		sort Sort
		x    uint32
		want string
	}{{SortCoreMemory, 1, "one"}, {SortCoreMemory, 7, "seven"}, {SortCoreMemory, 2, ""}, {SortType, 0, "t"}, {SortFunc, 0, ""}} {
		if got, ok := n.Name(test.sort, test.x); got != test.want || ok != (test.want != "") {
			t.Errorf("%v %d: %q", test.sort, test.x, got)
		}
	}
	var all []uint32
	for x := range n.All(SortCoreMemory) {
		all = append(all, x)
	}
	if !slices.Equal(all, []uint32{1, 7}) {
		t.Errorf("all: %v", all)
	}
	for _, bad := range []string{"\xff\xfe\x01", "\x99", "\x01\x02\x09\x00", "\x01\x05\x01\x01\x00\x05a"} {
		var e *wasm.Error
		if n, err := DecodeNames([]byte(bad), 100); n == nil || !errors.As(err, &e) || e.Offset < 100 {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// FuzzDecode looks for bytes that crash the decoder, and checks that what it takes is the same again after it was written.
func FuzzDecode(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		opt := Options{Features: wasm.AllFeatures}
		c, err := Decode(b, opt)
		var e *wasm.Error
		if err != nil {
			if !errors.As(err, &e) || e.Offset < 0 {
				t.Fatal(err)
			}
			return
		}
		once, err := Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		if c, err = Decode(once, opt); err != nil {
			t.Fatal(err)
		}
		twice, err := Encode(c)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v: %x and %x", err, once, twice)
		}
		for _, s := range c.Sections {
			if s.ID == SectionCustom {
				DecodeNames(s.Custom.Data, s.Custom.Offset)
			}
		}
	})
}
