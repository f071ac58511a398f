package binary

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wvm-project/wvm/wasm"
)

// This file tests that what a module declares costs no memory before its bytes are there, and the implementation limits.

// TestHostileCounts declares far more of everything than there is.
func TestHostileCounts(t *testing.T) {
	const many = "\xFF\xFF\xFF\xFF\x0F"
	prefix := module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector("\x00")))
	inputs := map[string][]byte{
		"groups":      module(section(idType, many)),
		"group":       module(section(idType, "\x01\x4E"+many)),
		"parameters":  module(section(idType, "\x01\x60"+many)),
		"results":     module(section(idType, "\x01\x60\x00"+many)),
		"fields":      module(section(idType, "\x01\x5F"+many)),
		"supertypes":  module(section(idType, "\x01\x50"+many)),
		"imports":     module(section(idImport, many)),
		"import name": module(section(idImport, "\x01"+many)),
		"functions":   module(section(idFunc, many)),
		"tables":      module(section(idTable, many)),
		"memories":    module(section(idMemory, many)),
		"tags":        module(section(idTag, many)),
		"globals":     module(section(idGlobal, many)),
		"exports":     module(section(idExport, many)),
		"elements":    module(section(idElem, many)),
		"indices":     module(section(idElem, "\x01\x01\x00"+many)),
		"expressions": module(section(idElem, "\x01\x05\x70"+many)),
		"code":        module(section(idCode, many)),
		"bodies":      append(bytes.Clone(prefix), section(idCode, many)...),
		"body":        append(bytes.Clone(prefix), section(idCode, "\x01"+many)...),
		"data":        module(section(idData, many)),
		"bytes":       module(section(idData, "\x01\x01"+many)),
		"custom name": module(section(idCustom, many)),
		"br_table":    module(section(idGlobal, "\x01\x7F\x00\x0E"+many)),
		"section":     module([]byte("\x00" + many)),
		"code size":   append(bytes.Clone(prefix), "\x0A"+many+"\x01\x80\x80\x80\x02\x00"...),
	}
	for name, b := range inputs {
		for _, padding := range []int{0, 1000} {
			b := append(bytes.Clone(b), make([]byte, padding)...)
			var err, err2 error
			n := allocated(func() {
				_, err = Decode(b, everything)
				_, err2 = DecodeReader(iotest.OneByteReader(bytes.NewReader(b)), everything)
			})
			if err == nil || err2 == nil || err.Error() != err2.Error() {
				t.Errorf("%s: errors %v and %v", name, err, err2)
			}
			if n > 64<<10 {
				t.Errorf("%s: %d bytes of input cost %d bytes", name, len(b), n)
			}
		}
	}
}

// TestChunks checks that a reader's bytes take memory in proportion, in small modules and in large ones.
func TestChunks(t *testing.T) {
	for _, size := range []int{0, 10, 10_000, 3_000_000} {
		b := module(section(idCustom, "\x00"+strings.Repeat("x", size)), section(idMemory, "\x00"))
		var m *wasm.Module
		n := allocated(func() { m, _ = DecodeReader(bytes.NewReader(b), everything) })
		if m == nil || len(m.Customs[0].Data) != size {
			t.Fatalf("%d bytes: wrong module %v", size, m)
		}
		if n > uint64(32<<10+5*size) {
			t.Errorf("a module of %d bytes costs %d bytes", len(b), n)
		}
	}
}

// TestDecodeMemory checks that a module with many functions and long data costs far less than its length.
func TestDecodeMemory(t *testing.T) {
	const n = 1000
	bodies := strings.Repeat(body("\x00"+strings.Repeat("\x01", 998)+"\x0B"), n)
	b := module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector(strings.Split(strings.Repeat("\x00", n), "")...)),
		section(idCode, string(AppendU32(nil, n))+bodies), section(idData, vector("\x01"+name(strings.Repeat("x", 1_000_000)))))
	var err error
	cost := allocated(func() { _, err = Decode(b, everything) })
	if err != nil || cost > uint64(len(b))/20 {
		t.Errorf("%d bytes cost %d; error %v", len(b), cost, err)
	}
}

func TestModuleSize(t *testing.T) {
	b := samples()["bodies"]
	for limit := range len(b) + 1 {
		for _, src := range []source{newSliceSource(b, limit), newReaderSource(bytes.NewReader(b), limit),
			newReaderSource(iotest.OneByteReader(bytes.NewReader(b)), limit)} {
			d := decoder{src: src, opt: everything}
			_, err := d.decode()
			var e *wasm.Error
			if limit == len(b) && err == nil {
				continue
			}
			if !errors.As(err, &e) || e.Phase != wasm.PhaseLimit || e.Code != "module too large" || e.Offset != limit {
				t.Fatalf("limit %d of %d: error %v", limit, len(b), err)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	many := func(n int, elem string) string { return string(AppendU32(nil, uint32(n))) + strings.Repeat(elem, n) }
	prefix := module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector("\x00")))
	for _, tt := range []struct {
		what string
		in   []byte
		ok   bool
	}{
		{"recursive groups", module(section(idType, many(wasm.MaxRecGroups+1, "\x5F\x00"))), false},
		{"types", module(section(idType, "\x02\x4E"+many(wasm.MaxTypes, "\x5F\x00")+"\x5F\x00")), false},
		{"types", module(section(idType, "\x01\x4E"+many(wasm.MaxTypes, "\x5F\x00"))), true},
		{"parameters", module(section(idType, "\x01\x60"+many(wasm.MaxParams+1, "\x7F")+"\x00")), false},
		{"parameters", module(section(idType, "\x01\x60"+many(wasm.MaxParams, "\x7F")+"\x00")), true},
		{"results", module(section(idType, "\x01\x60\x00"+many(wasm.MaxResults+1, "\x7F"))), false},
		{"fields", module(section(idType, "\x01\x5F"+many(wasm.MaxStructFields+1, "\x7F\x00"))), false},
		{"fields", module(section(idType, "\x01\x5F"+many(wasm.MaxStructFields, "\x7F\x00"))), true},
		{"imports", module(section(idImport, many(wasm.MaxImports+1, "\x00\x00\x00\x00"))), false},
		{"tables", module(section(idImport, many(wasm.MaxTables+1, "\x00\x00\x01\x70\x00\x00"))), false},
		{"memories", module(section(idImport, many(wasm.MaxMemories+1, "\x00\x00\x02\x00\x00"))), false},
		{"functions", module(section(idImport, many(1, "\x00\x00\x00\x00")), section(idFunc, many(wasm.MaxFuncs, "\x00"))), false},
		{"tables", module(section(idTable, many(wasm.MaxTables+1, "\x70\x00\x00"))), false},
		{"memories", module(section(idImport, many(1, "\x00\x00\x02\x00\x00")), section(idMemory, many(wasm.MaxMemories, "\x00\x00"))), false},
		{"memories", module(section(idMemory, many(wasm.MaxMemories, "\x00\x00"))), true},
		{"tags", module(section(idTag, many(wasm.MaxTags+1, "\x00\x00"))), false},
		{"globals", module(section(idGlobal, many(wasm.MaxGlobals+1, "\x7F\x00\x0B"))), false},
		{"exports", module(section(idExport, many(wasm.MaxExports+1, "\x00\x00\x00"))), false},
		{"elements", module(section(idElem, "\x01\x01\x00"+many(wasm.MaxElemLen+1, "\x00"))), false},
		{"data segments", module(section(idData, many(wasm.MaxDataSegments+1, "\x01\x00"))), false},
		{"data segments", module(section(idData, many(wasm.MaxDataSegments, "\x01\x00"))), true},
		{"function body too large", append(bytes.Clone(prefix), section(idCode, "\x01", body("\x00"+strings.Repeat("\x01", wasm.MaxBodySize-1)+"\x0B"))...), false},
		{"function body too large", append(bytes.Clone(prefix), section(idCode, "\x01", body("\x00"+strings.Repeat("\x01", wasm.MaxBodySize-2)+"\x0B"))...), true},
		{"name too long", module(custom(strings.Repeat("n", wasm.MaxNameLen+1), "")), false},
		{"name too long", module(custom(strings.Repeat("n", wasm.MaxNameLen), "")), true},
	} {
		for how, decode := range map[string]func() (*wasm.Module, error){
			"bytes":  func() (*wasm.Module, error) { return Decode(tt.in, everything) },
			"reader": func() (*wasm.Module, error) { return DecodeReader(io.MultiReader(bytes.NewReader(tt.in)), everything) },
		} {
			_, err := decode()
			if tt.ok {
				if err != nil {
					t.Errorf("%s at the limit (%s): %v", tt.what, how, err)
				}
				continue
			}
			var e *wasm.Error
			if !errors.As(err, &e) || e.Phase != wasm.PhaseLimit || !strings.Contains(string(e.Code), tt.what) || !strings.Contains(e.Detail, "at most") {
				t.Errorf("%s (%s): error %v", tt.what, how, err)
			}
		}
	}
}
