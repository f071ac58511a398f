package binary

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/wvm-project/wvm/wasm"
)

// contents is the offset of the contents of a module's first section, if it is short.
const contents = len(magicVersion) + 2

func TestDecodeErrors(t *testing.T) {
	oneType := section(idType, vector("\x60\x00\x00"))
	oneFunc := section(idFunc, vector("\x00"))
	for _, tt := range []struct {
		name   string
		in     []byte
		want   string // the start of the message
		offset int
		fn     int // function index, or 0 for none: no test needs function 0
	}{
		{"nothing", nil, "unexpected end", 0, 0},
		{"half a magic number", []byte("\x00as"), "unexpected end", 3, 0},
		{"other magic number", []byte("\x00asn\x01\x00\x00\x00"), "magic header not detected", 0, 0},
		{"half a version", []byte("\x00asm\x01\x00"), "unexpected end", 6, 0},
		{"component", []byte("\x00asm\x0D\x00\x01\x00"), "unknown binary version", 4, 0},
		{"section id", module([]byte("\x0E\x00")), "malformed section id: 14", 8, 0},
		{"section id of two bytes", module([]byte("\x81\x00\x00")), "malformed section id", 8, 0},
		{"no size", module([]byte("\x01")), "unexpected end", 9, 0},
		{"half a size", module([]byte("\x01\x80")), "unexpected end", 10, 0},
		{"long size", module([]byte("\x01\x80\x80\x80\x80\x80\x00")), "integer representation too long", 14, 0},
		{"large size", module([]byte("\x01\x80\x80\x80\x80\x10")), "integer too large", 13, 0},
		{"size beyond the end", module([]byte("\x01\x07\x00")), "length out of bounds", 9, 0},
		{"size just beyond the end", module([]byte("\x01\x02\x00")), "unexpected end", 11, 0},
		{"size of 4 GiB", module([]byte("\x01\xFF\xFF\xFF\xFF\x0F\x00")), "length out of bounds", 9, 0},
		{"code size of 4 GiB", module([]byte("\x0A\xFF\xFF\xFF\xFF\x0F\x00")), "length out of bounds", 9, 0},
		{"section twice", module(section(idType, "\x00"), section(idType, "\x00")), "unexpected content after last section", 11, 0},
		{"sections out of order", module(section(idCode, "\x00"), custom("x", ""), section(idDataCount, "\x00")), "unexpected content after last section", 15, 0},
		{"tags after globals", module(section(idGlobal, "\x00"), section(idTag, "\x00")), "unexpected content after last section", 11, 0},
		{"rest of a section", module(section(idType, "\x00\x00")), "section size mismatch", contents + 1, 0},
		{"rest of the start section", module(section(idStart, "\x00\x00")), "section size mismatch", contents + 1, 0},
		{"custom section without name", module(section(idCustom)), "unexpected end", contents, 0},
		{"custom section with bad name", module(section(idCustom, "\x02a\xFF")), "malformed UTF-8 encoding", contents + 2, 0},
		{"custom section with half a name", module(section(idCustom, "\x05ab")), "length out of bounds", contents, 0},

		{"number of types", module(section(idType, "\xFF\xFF\xFF\xFF\x0F")), "length out of bounds", contents, 0},
		{"definition type", module(section(idType, "\x01\x61")), "malformed definition type", contents + 1, 0},
		{"long definition type", module(section(idType, "\x01\xE0\x7F\x00\x00")), "integer representation too long", contents + 2, 0},
		{"parameter type", module(section(idType, "\x01\x60\x01\x78\x00")), "malformed reference type", contents + 3, 0},
		{"field type", module(section(idType, "\x01\x5E\x62\x00\x00")), "malformed storage type", contents + 2, 0},
		{"field reference type", module(section(idType, "\x01\x5E\x64\x7F\x00")), "malformed storage type", contents + 2, 0},
		{"exact twice", module(section(idType, "\x01\x5E\x64\x62\x62\x00\x00")), "malformed storage type", contents + 2, 0},
		{"mutability", module(section(idType, "\x01\x5E\x7F\x02")), "malformed mutability", contents + 3, 0},
		{"type index", module(section(idType, "\x01\x5E\x63\xFF\xFF\xFF\xFF\x0F\x00")), "unknown type", contents + 3, 0},
		{"clauses in the wrong order", module(section(idType, "\x01\x4D\x00\x4C\x00\x5F\x00")), "malformed definition type", contents + 3, 0},

		{"import kind", module(section(idImport, "\x01\x00\x00\x05\x00")), "malformed import kind", contents + 3, 0},
		{"import module name", module(section(idImport, "\x01\x01\xFF\x00\x00")), "malformed UTF-8 encoding", contents + 2, 0},
		{"tag attribute", module(section(idImport, "\x01\x00\x00\x04\x01\x00")), "zero byte expected", contents + 4, 0},
		{"table element type", module(section(idTable, "\x01\x7F\x00\x00")), "malformed reference type", contents + 1, 0},
		{"table with other prefix", module(section(idTable, "\x01\x40\x01\x70\x00\x00\xD0\x70\x0B")), "zero byte expected", contents + 2, 0},
		{"shared table", module(section(idTable, "\x01\x70\x03\x00\x01")), "malformed limits flags", contents + 2, 0},
		{"memory flags", module(section(idMemory, "\x01\x10\x00")), "malformed limits flags", contents + 1, 0},
		{"memory flags as integer", module(section(idMemory, "\x01\x81\x00\x00")), "malformed limits flags", contents + 1, 0},
		{"page size", module(section(idMemory, "\x01\x08\x00\x41")), "invalid custom page size", contents + 3, 0},
		{"memory minimum", module(section(idMemory, "\x01\x00\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02")), "integer too large", contents + 11, 0},
		{"integer beyond its section", module([]byte("\x05\x03\x01\x00\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F")), "integer too large", contents + 11, 0},
		{"name beyond its section", module(section(idExport, "\x02\x00\x00\x00"), section(idCode, "\x00")), "length out of bounds", contents + 4, 0},
		{"element beyond its section", module(section(idFunc, "\x01"), section(idStart, "\x00")), "section size mismatch", contents + 1, 0},
		{"global mutability", module(section(idGlobal, "\x01\x7F\x02\x41\x00\x0B")), "malformed mutability", contents + 2, 0},
		{"global without end", module(section(idGlobal, "\x01\x7F\x00\x41\x00")), "unexpected end", contents + 5, 0},
		{"global with an else", module(section(idGlobal, "\x01\x7F\x00\x41\x00\x05\x0B")), "END opcode expected", contents + 5, 0},
		{"global with an illegal opcode", module(section(idGlobal, "\x01\x7F\x00\xFF\x0B")), "illegal opcode ff", contents + 3, 0},
		{"export kind", module(section(idExport, "\x01\x00\x20\x00")), "malformed export kind", contents + 2, 0},
		{"element flags", module(section(idElem, "\x01\x08")), "malformed elements segment kind", contents + 1, 0},
		{"element kind", module(section(idElem, "\x01\x01\x01\x00")), "malformed element kind", contents + 2, 0},
		{"element type", module(section(idElem, "\x01\x05\x7F\x00")), "malformed reference type", contents + 2, 0},
		{"data flags", module(section(idData, "\x01\x03")), "malformed data segment kind", contents + 1, 0},
		{"data beyond the end", module(section(idData, "\x01\x01\x05abc")), "length out of bounds", contents + 2, 0},
		{"data just beyond the end", module(section(idData, "\x01\x01\x04abc")), "unexpected end", contents + 6, 0},
		{"data count", module(section(idDataCount, "\x01")), "data count and data section have inconsistent lengths: 1 and 0", 11, 0},

		{"functions without code", module(oneType, oneFunc), "function and code section have inconsistent lengths: 1 and 0", 18, 0},
		{"code without functions", module(section(idCode, vector(body("\x00\x0B")))), "function and code section have inconsistent lengths: 0 and 1", contents, 0},
		{"number of bodies", module(oneType, oneFunc, section(idCode, "\xFF\xFF\xFF\xFF\x0F")), "length out of bounds", 20, 0},
		{"no body", module(oneType, oneFunc, section(idCode, "\x01")), "unexpected end", 21, 0},
		{"body beyond the section", module(oneType, oneFunc, section(idCode, "\x01\x05\x00\x0B"), custom("more", "")), "length out of bounds", 21, 0},
		{"body just beyond the section", module(oneType, oneFunc, section(idCode, "\x01\x03\x00\x0B"), custom("more", "")), "unexpected end", 24, 0},
		{"code section beyond the end", module(oneType, oneFunc, []byte("\x0A\x09\x01\x05\x00\x0B")), "length out of bounds", 19, 0},
		{"bodies beyond their number", module(oneType, oneFunc, section(idCode, "\x01\x02\x00\x0B\x02\x00\x0B")), "section size mismatch", 24, 0},
		{"body without end", module(oneType, oneFunc, section(idCode, "\x01\x02\x00\x01")), "unexpected end", 24, 0},
		{"body without end before a section", module(oneType, oneFunc, section(idCode, "\x01\x02\x00\x01"), section(idData, "\x00")), "section size mismatch", 24, 0},
		{"body of nothing", module(oneType, oneFunc, section(idCode, "\x01\x00")), "unexpected end", 22, 0},
		{"body with an error in it", module(oneType, oneFunc, section(idCode, "\x01\x03\x00\xFF\x01")), "illegal opcode ff", 23, 0},
		{"second body too long", module(oneType, section(idFunc, vector("\x00", "\x00")), section(idCode, "\x02\x02\x00\x0B\x09\x00\x0B")), "length out of bounds", 25, 1},
		{"second body without end", module(oneType, section(idFunc, vector("\x00", "\x00", "\x00")), section(idCode, "\x03\x02\x00\x0B\x02\x00\x01\x05\x00\x0B\x00\x00\x0B")), "END opcode expected", 29, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := decodeBoth(t, tt.in, everything)
			var e *wasm.Error
			if !errors.As(err, &e) {
				t.Fatalf("no error but module %+v", m)
			}
			if e.Func == wasm.NoFunc || e.Func == 0 && tt.fn == 0 {
				e = &wasm.Error{Phase: e.Phase, Code: e.Code, Detail: e.Detail, Offset: e.Offset}
			}
			if !strings.HasPrefix(err.Error(), tt.want) || e.Offset != tt.offset || e.Func != tt.fn {
				t.Errorf("error is %q at %d, want %q at %d", err, e.Offset, tt.want, tt.offset)
			}
		})
	}
}

// decodeBoth decodes b from memory and from readers that hand it out in pieces. It checks that the results and the
// order of calls agree and returns them.
func decodeBoth(t *testing.T, b []byte, opt Options) (*wasm.Module, error) {
	t.Helper()
	calls := func(o *Options) *[]int {
		var got []int
		o.Code = func(m *wasm.Module) error { got = append(got, -1-len(m.Bodies)); return nil }
		o.Body = func(m *wasm.Module, i int) error { got = append(got, i); return nil }
		return &got
	}
	want := calls(&opt)
	m, err := Decode(b, opt)
	for what, r := range map[string]io.Reader{
		"whole":           bytes.NewReader(b),
		"bytes":           iotest.OneByteReader(bytes.NewReader(b)),
		"halves, and EOF": iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(b))),
	} {
		got := calls(&opt)
		m2, err2 := DecodeReader(r, opt)
		if !reflect.DeepEqual(err, err2) {
			t.Fatalf("%x: error %v, but from a reader (%s) %v", b, err, what, err2)
		}
		if !reflect.DeepEqual(m, m2) {
			t.Fatalf("%x: module %+v, but from a reader (%s) %+v", b, m, what, m2)
		}
		if !reflect.DeepEqual(*want, *got) {
			t.Fatalf("%x: calls for %v, but from a reader (%s) for %v", b, *want, what, *got)
		}
	}
	return m, err
}

// TestMutations checks on samples that were cut off or changed in a byte that all ways to decode agree and that what decodes
// can be encoded and decoded again.
func TestMutations(t *testing.T) {
	for name, b := range samples() {
		t.Run(name, func(t *testing.T) {
			if _, err := decodeBoth(t, b, everything); err != nil {
				t.Fatal(err)
			}
			for i := range b {
				decodeBoth(t, b[:i], everything)
				for _, x := range []byte{b[i] + 1, b[i] - 1, b[i] ^ 0x80, 0, 0xFF} {
					mutant := bytes.Clone(b)
					mutant[i] = x
					if m, err := decodeBoth(t, mutant, everything); err == nil {
						checkEncode(t, m)
					}
				}
			}
		})
	}
}

// TestFeatures checks that encodings of proposals are malformed where these are off, and that errors name the feature.
func TestFeatures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		in      []byte
		feature wasm.Features
		want    wasm.Code
	}{
		{"shared memory", module(section(idMemory, "\x01\x03\x00\x01")), wasm.FeatureThreads, codeLimits},
		{"64-bit memory", module(section(idMemory, "\x01\x04\x00")), wasm.FeatureMemory64, codeLimits},
		{"64-bit table", module(section(idTable, "\x01\x70\x04\x00")), wasm.FeatureMemory64, codeLimits},
		{"memory beyond 32 bits", module(section(idMemory, "\x01\x00\x80\x80\x80\x80\x10")), wasm.FeatureMemory64, codeLEBLarge},
		{"page size", module(section(idMemory, "\x01\x08\x00\x00")), wasm.FeatureCustomPageSizes, codePageSizeFlag},
		{"exact import", module(section(idType, vector("\x60\x00\x00")), section(idImport, "\x01\x00\x00\x20\x00")), wasm.FeatureCustomDescriptors, codeImportKind},
		{"exact type", module(section(idType, "\x01\x60\x01\x64\x62\x00\x00")), wasm.FeatureCustomDescriptors, codeRefType},
		{"descriptor", module(section(idType, "\x01\x4D\x00\x60\x00\x00")), wasm.FeatureCustomDescriptors, codeDefType},
		{"tags", module(section(idTag, "\x00")), wasm.FeatureExceptions | wasm.FeatureLegacyExceptions, codeSectionID},
		{"exnref", module(section(idType, "\x01\x60\x01\x69\x00")), wasm.FeatureExceptions, codeRefType},
		{"data count", module(section(idDataCount, "\x00")), wasm.FeatureBulkMemory, codeSectionID},
		{"passive data", module(section(idData, "\x01\x01\x00")), wasm.FeatureBulkMemory, codeDataFlags},
		{"passive elements", module(section(idElem, "\x01\x01\x00\x00")), wasm.FeatureBulkMemory | wasm.FeatureReferenceTypes, codeElemFlags},
		{"externref", module(section(idType, "\x01\x60\x01\x6F\x00")), wasm.FeatureReferenceTypes, codeRefType},
		{"table of externref", module(section(idTable, "\x01\x6F\x00\x00")), wasm.FeatureReferenceTypes, codeRefType},
		{"v128", module(section(idType, "\x01\x60\x01\x7B\x00")), wasm.FeatureSIMD, codeRefType},
		{"reference by index", module(section(idType, "\x01\x60\x01\x63\x00\x00")), wasm.FeatureFunctionReferences, codeRefType},
		{"initial element", module(section(idTable, "\x01\x40\x00\x70\x00\x00\xD0\x70\x0B")), wasm.FeatureFunctionReferences, codeRefType},
		{"structure", module(section(idType, "\x01\x5F\x00")), wasm.FeatureGC, codeDefType},
		{"recursive group", module(section(idType, "\x01\x4E\x01\x60\x00\x00")), wasm.FeatureGC, codeDefType},
		{"i31ref", module(section(idType, "\x01\x60\x01\x6C\x00")), wasm.FeatureGC, codeRefType},
	} {
		if _, err := Decode(tt.in, everything); err != nil {
			t.Errorf("%s: error %v with all features", tt.name, err)
		}
		if _, err := Decode(tt.in, Options{Features: wasm.AllFeatures &^ tt.feature}); !hasErrorCode(err, tt.want) {
			t.Errorf("%s: error %v without %v, want %q", tt.name, err, tt.feature, tt.want)
		} else if name := tt.feature.Names()[0]; tt.want != codeLEBLarge && !strings.Contains(err.Error(), "needs "+name) {
			t.Errorf("%s: error %v does not name %s", tt.name, err, name)
		}
	}
	mvp := module(section(idTable, "\x01\x70\x01\x01\x02"), section(idElem, "\x01\x00\x41\x00\x0B\x00"))
	if _, err := Decode(mvp, Options{}); err != nil {
		t.Errorf("version 1.0: %v", err)
	}
}

// codePageSizeFlag is the code for limits with a page size where there are none.
const codePageSizeFlag = codeLimits

func TestDecodedModule(t *testing.T) {
	m, err := decodeBoth(t, sampleAll(), everything)
	if err != nil {
		t.Fatal(err)
	}
	exactTo10 := wasm.Ref(wasm.IndexType(2), true).WithExact()
	for _, tt := range []struct {
		what      string
		got, want any
	}{
		{"parameters", m.Types[1].Func.Params, []wasm.ValType{wasm.I32, wasm.I64}},
		{"results", m.Types[1].Func.Results, []wasm.ValType{wasm.V128}},
		{"references", m.Types[2].Func.Params, []wasm.ValType{wasm.FuncRef, wasm.ExternRef, wasm.Ref(wasm.IndexType(0), false), wasm.Ref(wasm.IndexType(2), true)}},
		{"exact reference", m.Types[2].Func.Results, []wasm.ValType{exactTo10.WithNullable(false), wasm.ExnRef}},
		{"fields", m.Types[3].Fields, []wasm.FieldType{{Type: wasm.I8}, {Type: wasm.I16, Mutable: true}, {Type: wasm.Ref(wasm.IndexType(5), true), Mutable: true}}},
		{"group", [...]uint32{m.Types[4].RecStart, m.Types[4].RecLen}, [...]uint32{3, 3}},
		{"no group", [...]uint32{m.Types[6].RecStart, m.Types[6].RecLen}, [...]uint32{6, 1}},
		{"supertypes", m.Types[4].Super, []uint32{3}},
		{"final", [...]bool{m.Types[0].Final, m.Types[4].Final, m.Types[6].Final}, [...]bool{true, false, true}},
		{"descriptors", [...]uint32{m.Types[9].Descriptor, m.Types[9].Describes, m.Types[10].Descriptor, m.Types[10].Describes},
			[...]uint32{10, wasm.NoIndex, 11, 9}},
		{"functions", m.Funcs, []uint32{0, 1, 0, 1}},
		{"exact import", m.Imports[1].Exact, true},
		{"import name", m.Imports[4].Name, "g\u00e9"},
		{"import offset", string(sampleAll()[m.Imports[4].Offset:][:2]), "\x01m"},
		{"tables", []wasm.TableType{m.Tables[0].TableType, m.Tables[2].TableType}, []wasm.TableType{
			{Elem: wasm.FuncRef, Limits: wasm.Limits{Min: 1, Max: 10000, HasMax: true}},
			{Elem: wasm.Ref(wasm.IndexType(0), false), Limits: wasm.Limits{Min: 5, Addr64: true}}}},
		{"initial element", string(m.Tables[3].Init.Code), "\xD2\x00\x0B"},
		{"memories", []wasm.MemoryType{m.Memories[0], m.Memories[7]}, []wasm.MemoryType{
			{Limits: wasm.Limits{Min: 1, Max: 2, HasMax: true, Shared: true}, PageBits: 16},
			{Limits: wasm.Limits{Min: 1, Max: 2, HasMax: true, Shared: true, Addr64: true}}}},
		{"nested expression", string(m.Globals[5].Init.Code), "\x02\x7F\x41\x01\x04\x40\x05\x0B\x0B\x0B"},
		{"start", m.Start, uint32(2)},
		{"element types", []wasm.ValType{m.Elems[0].Type, m.Elems[4].Type, m.Elems[5].Type}, []wasm.ValType{wasm.Ref(wasm.HeapFunc, false), wasm.FuncRef, wasm.ExternRef}},
		{"element modes", []wasm.SegmentMode{m.Elems[0].Mode, m.Elems[1].Mode, m.Elems[2].Mode, m.Elems[3].Mode, m.Elems[7].Mode},
			[]wasm.SegmentMode{wasm.SegmentActive, wasm.SegmentPassive, wasm.SegmentActive, wasm.SegmentDeclarative, wasm.SegmentDeclarative}},
		{"elements", m.Elems[0].Funcs, []uint32{0, 1}},
		{"element expressions", m.Elems[4].Len(), 2},
		{"second element expression", string(m.Elems[4].Exprs[1].Code), "\xD0\x70\x0B"},
		{"data", string(m.Datas[0].Init), "abc"},
		{"data memory", m.Datas[0].Memory, uint32(1)},
		{"body", string(m.Bodies[1].Code), "\x02\x02\x7F\x01\x7B\x0C\x00\x0B"},
		{"body offset", string(sampleAll()[m.Bodies[1].Offset:][:8]), "\x02\x02\x7F\x01\x7B\x0C\x00\x0B"},
		{"customs", len(m.Customs), 5},
		{"place", m.Customs[1].Place, 1},
		{"size", m.Size, len(sampleAll())},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, tt.got, tt.want)
		}
	}
}

// TestBodyAtOnce checks that DecodeReader hands a body on before it asks for a byte that follows, and that nothing is read beyond what
// is needed.
func TestBodyAtOnce(t *testing.T) {
	b := module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector("\x00", "\x00", "\x00", "\x00")), section(idCode, sampleBodies(4)))
	r := &countingReader{r: iotest.OneByteReader(bytes.NewReader(b))}
	opt := everything
	bodies := 0
	opt.Code = func(m *wasm.Module) error {
		if r.n != bytes.Index(b, section(idCode, sampleBodies(4)))+3 {
			t.Errorf("%d bytes read at the start of the code", r.n)
		}
		return nil
	}
	opt.Body = func(m *wasm.Module, i int) error {
		bodies++
		if want := m.Bodies[i].Offset + len(m.Bodies[i].Code); r.n != want {
			t.Errorf("body %d comes after %d bytes, want %d", i, r.n, want)
		}
		return nil
	}
	if _, err := DecodeReader(r, opt); err != nil || bodies != 4 {
		t.Errorf("%d bodies, error %v", bodies, err)
	}
}

// A countingReader counts the bytes that are read.
type countingReader struct {
	r io.Reader
	n int
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += n
	return n, err
}

// TestBodiesInParallel reads bodies in other goroutines while later ones arrive; the race detector checks that this is
// safe, and the contents that chunks never move.
func TestBodiesInParallel(t *testing.T) {
	const n = 3000
	b := module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector(strings.Split(strings.Repeat("\x00", n), "")...)), section(idCode, sampleBodies(n)))
	var wg sync.WaitGroup
	opt := everything
	opt.Body = func(m *wasm.Module, i int) error {
		wg.Go(func() {
			if got := m.Bodies[i].Code; len(got) != 4+8*i || got[0] != 1 || got[len(got)-1] != endByte || m.FuncType(uint32(i)) == nil {
				t.Errorf("body %d is wrong", i)
			}
		})
		return nil
	}
	m, err := DecodeReader(iotest.HalfReader(bytes.NewReader(b)), opt)
	wg.Wait()
	if err != nil || len(m.Bodies) != n {
		t.Fatalf("%v", err)
	}
	if got := Encode(m); !bytes.Equal(got, b) {
		t.Error("the module has changed")
	}
}

// TestCallbacks checks that errors of callbacks and of readers come back, and when Code is called.
func TestCallbacks(t *testing.T) {
	stop := errors.New("stop")
	b := samples()["bodies"]
	opt := everything
	opt.Body = func(_ *wasm.Module, i int) error {
		if i == 3 {
			return stop
		}
		return nil
	}
	if _, err := Decode(b, opt); err != stop {
		t.Errorf("error of Body: %v", err)
	}
	opt.Code = func(*wasm.Module) error { return stop }
	for name, b := range samples() {
		if _, err := Decode(b, opt); err != stop {
			t.Errorf("error of Code: %v for %s", err, name)
		}
	}
	for i := range len(b) {
		r := io.MultiReader(bytes.NewReader(b[:i]), iotest.ErrReader(stop))
		if _, err := DecodeReader(r, everything); err != stop {
			t.Errorf("error of the reader after %d bytes: %v", i, err)
		}
	}
	if _, err := DecodeReader(iotest.ErrReader(nil), everything); err != io.ErrNoProgress {
		t.Errorf("reader without bytes and errors: %v", err)
	}
}

func BenchmarkDecode(b *testing.B) {
	const n = 20_000
	code := body("\x00" + strings.Repeat("\x01", 1500) + "\x0B")
	in := module(section(idType, vector("\x60\x00\x00")), section(idFunc, vector(strings.Split(strings.Repeat("\x00", n), "")...)),
		section(idElem, vector("\x00"+i32(0)+string(AppendU32(nil, n))+strings.Repeat("\x00", n))),
		section(idCode, string(AppendU32(nil, n))+strings.Repeat(code, n)),
		section(idData, string(AppendU32(nil, n))+strings.Repeat("\x00"+i32(100_000)+name(strings.Repeat("x", 150)), n)))
	b.Run("bytes", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Decode(in, everything); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("reader", func(b *testing.B) {
		b.SetBytes(int64(len(in)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := DecodeReader(bytes.NewReader(in), everything); err != nil {
				b.Fatal(err)
			}
		}
	})
}
