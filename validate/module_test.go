package validate

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// refTo returns the nullable reference type to type x.
func refTo(x uint32) wasm.ValType { return wasm.Ref(wasm.IndexType(x), true) }

var empty = funcType(nil, nil)

// funcTable is a table of one function reference.
var funcTable = section(secTable, append([]byte{0x70}, limits(1)...))

var moduleTests = []struct {
	name string
	mod  []byte
	code wasm.Code // empty: valid
}{
	{"empty", module(), ""},

	// Types.
	{"sub", module(section(secType, sub(structType(field(wasm.I32, true))), sub(structType(field(wasm.I32, true), field(wasm.I8, false)), 0))), ""},
	{"sub with other field", module(section(secType, sub(structType(field(wasm.I32, true))), sub(structType(field(wasm.I64, true)), 0))), "sub type 1 does not match super type 0"},
	{"sub of final", module(section(secType, structType(), sub(structType(), 0))), "sub type 1 does not match super type 0"},
	{"sub of another kind", module(section(secType, sub(structType()), sub(empty, 0))), "sub type 1 does not match super type 0"},
	{"two super types", module(section(secType, sub(structType()), sub(structType(), 0, 0))), "sub type 1 does not match super type 0"},
	{"sub of itself", module(section(secType, sub(structType(), 0))), "unknown type 0"},
	{"sub of a later one", module(section(secType, rec(sub(structType(), 1), sub(structType())))), "unknown type 1"},
	{"mutable fields match both ways", module(section(secType, sub(arrayType(field(wasm.AnyRef, true))), sub(arrayType(field(wasm.EqRef, true)), 0))), "sub type 1"},
	{"immutable fields match one way", module(section(secType, sub(arrayType(field(wasm.AnyRef, false))), sub(arrayType(field(wasm.EqRef, false)), 0))), ""},
	{"functions match against their parameters", module(section(secType,
		sub(funcType(types(wasm.EqRef), types(wasm.AnyRef))), sub(funcType(types(wasm.AnyRef), types(wasm.EqRef)), 0))), ""},
	{"functions do not match with their parameters", module(section(secType,
		sub(funcType(types(wasm.AnyRef), nil)), sub(funcType(types(wasm.EqRef), nil), 0))), "sub type 1"},
	{"recursion", module(section(secType, rec(structType(field(refTo(1), true)), structType(field(refTo(0), true))))), ""},
	{"reference beyond the group", module(section(secType, structType(field(refTo(1), true)), structType())), "unknown type 1"},
	{"no struct as block type", module(section(secType, empty, structType()), section(secFunc, idx(0)),
		section(secCode, code(binary.Instr{Op: op.Block, X: 1}, in(op.End)))), codeMismatch},

	// Functions, tables, memories, tags.
	{"function of no type", module(section(secFunc, idx(0)), section(secCode, code())), "unknown type 0"},
	{"imported function of no type", module(section(secImport, []byte{0, 0, 0, 7})), "unknown type 7"},
	{"table with too little", module(section(secTable, []byte{0x70, 1, 2, 1})), codeMinMax},
	{"table without default", module(section(secType, empty), section(secTable, append([]byte{0x64, 0}, limits(1)...))), codeMismatch},
	{"table with initial value", module(section(secType, empty), section(secFunc, idx(0)),
		section(secTable, slices.Concat([]byte{0x40, 0, 0x64, 0}, limits(1), expr(in(op.RefFunc, 0)))), section(secCode, code())), ""},
	{"table with another initial value", module(section(secType, empty),
		section(secTable, slices.Concat([]byte{0x40, 0, 0x70}, limits(1), expr(in(op.I32Const, 0))))), codeMismatch},
	{"memory too large", module(section(secMemory, limits(65537))), "memory size must be at most 65536 pages (4GiB)"},
	{"memory may grow too large", module(section(secMemory, []byte{1, 0, 0x81, 0x80, 0x04})), "memory size must be at most 65536 pages (4GiB)"},
	{"memory of maximal size", module(section(secMemory, limits(65536))), ""},
	{"small pages", module(section(secMemory, slices.Concat([]byte{8}, idx(1<<32-1), []byte{0}))), ""},
	{"other pages", module(section(secMemory, []byte{8, 0, 1})), codePageSize},
	{"shared without maximum", module(section(secMemory, []byte{2, 0})), codeSharedMax},
	{"tag with result", module(section(secType, funcType(nil, types(wasm.I32))), section(secTag, []byte{0, 0})), codeTagResult},

	// Globals and constant expressions.
	{"global", module(section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0), in(op.I32Const, 1), in(op.I32Add)))), ""},
	{"global of another type", module(section(secGlobal, global(wasm.I64, true, in(op.I32Const, 0)))), codeMismatch},
	{"global of two values", module(section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0), in(op.I32Const, 0)))), codeMismatch},
	{"global of no value", module(section(secGlobal, global(wasm.I32, true))), codeMismatch},
	{"not constant", module(section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0), in(op.I32Clz)))), codeConst},
	{"reads one before", module(section(secGlobal, global(wasm.I32, false, in(op.I32Const, 0)), global(wasm.I32, false, in(op.GlobalGet, 0)))), ""},
	{"reads itself", module(section(secGlobal, global(wasm.I32, false, in(op.GlobalGet, 0)))), "unknown global 0"},
	{"reads a mutable one", module(section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0)), global(wasm.I32, false, in(op.GlobalGet, 0)))), codeConst},
	{"function of its own", module(section(secType, empty), section(secFunc, idx(0)), section(secGlobal, global(wasm.FuncRef, false, in(op.RefFunc, 0))),
		section(secCode, code(in(op.RefFunc, 0), in(op.Drop)))), ""},

	// Exports and start.
	{"export of nothing", module(section(secExport, export("f", wasm.ExternFunc, 0))), "unknown function 0"},
	{"export of no table", module(section(secExport, export("t", wasm.ExternTable, 1))), "unknown table 1"},
	{"export of no memory", module(section(secExport, export("m", wasm.ExternMemory, 0))), "unknown memory 0"},
	{"export of no global", module(section(secExport, export("g", wasm.ExternGlobal, 0))), "unknown global 0"},
	{"export of no tag", module(section(secExport, export("t", wasm.ExternTag, 0))), "unknown tag 0"},
	{"exported twice", module(section(secMemory, limits(0)), section(secExport, export("a", wasm.ExternMemory, 0), export("b", wasm.ExternMemory, 0), export("a", wasm.ExternMemory, 0))), codeExport},
	{"start", module(section(secType, empty), section(secFunc, idx(0)), binary.AppendSection(nil, secStart, idx(0)), section(secCode, code())), ""},
	{"start of nothing", module(binary.AppendSection(nil, secStart, idx(0))), "unknown function 0"},
	{"start with parameter", module(section(secType, funcType(types(wasm.I32), nil)), section(secFunc, idx(0)), binary.AppendSection(nil, secStart, idx(0)), section(secCode, code())), codeStart},

	// Segments.
	{"elements", module(section(secType, empty), section(secFunc, idx(0)), funcTable, section(secElem, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec(idx(0)))), section(secCode, code())), ""},
	{"elements without table", module(section(secElem, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec()))), "unknown table 0"},
	{"element of no function", module(funcTable, section(secElem, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec(idx(3))))), "unknown function 3"},
	{"elements at another type", module(funcTable, section(secElem, slices.Concat([]byte{0}, expr(in(op.I64Const, 0)), vec()))), codeMismatch},
	{"elements of another type", module(funcTable, section(secElem, slices.Concat([]byte{6, 0}, expr(in(op.I32Const, 0)), []byte{0x6F}, vec()))), codeMismatch},
	{"element expression of another type", module(section(secElem, slices.Concat([]byte{5, 0x70}, vec(expr(in(op.I32Const, 0)))))), codeMismatch},
	{"data", module(section(secMemory, limits(1)), section(secData, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec()))), ""},
	{"data without memory", module(section(secData, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec()))), "unknown memory 0"},
	{"data at another type", module(section(secMemory, limits(1)), section(secData, slices.Concat([]byte{0}, expr(in(op.I64Const, 0)), vec()))), codeMismatch},
	{"no such data", module(section(secType, empty), section(secFunc, idx(0)), section(secMemory, limits(1)), binary.AppendSection(nil, secDataCount, idx(1)),
		section(secCode, code(in(op.DataDrop, 0), in(op.DataDrop, 1))), section(secData, []byte{1, 0})), "unknown data segment 1"},
}

func TestModules(t *testing.T) {
	for _, test := range moduleTests {
		t.Run(test.name, func(t *testing.T) {
			v, err := Bytes(test.mod, Config{Features: wasm.AllFeatures})
			checkError(t, err, test.code)
			if (v == nil) != (err != nil) {
				t.Errorf("module %v with error %v", v, err)
			}
			if e, ok := err.(*wasm.Error); ok && e.Offset <= len("\x00asm\x01\x00\x00\x00") {
				t.Errorf("the error %v has no place", e)
			}
		})
	}
}

// TestModuleFeatures checks that what modules declare needs its features, and that the error names the one that is missing.
func TestModuleFeatures(t *testing.T) {
	function := func(typ []byte, body ...binary.Instr) []byte {
		return module(section(secType, typ), section(secFunc, idx(0)), section(secCode, code(body...)))
	}
	for _, test := range []struct {
		name string
		mod  []byte
		need wasm.Features
	}{
		{"results", function(funcType(nil, types(wasm.I32, wasm.I32)), in(op.Unreachable)), wasm.FeatureMultiValue},
		{"block type", function(empty, binary.Instr{Op: op.Block}, in(op.End)), wasm.FeatureMultiValue},
		{"reference parameter", module(section(secType, funcType(types(wasm.ExternRef), nil))), wasm.FeatureReferenceTypes},
		{"vector parameter", module(section(secType, funcType(types(wasm.V128), nil))), wasm.FeatureSIMD},
		{"typed reference", module(section(secType, empty, funcType(types(refTo(0)), nil))), wasm.FeatureFunctionReferences},
		{"reference that is never null", module(section(secType, funcType(types(wasm.Ref(wasm.HeapExtern, false)), nil))), wasm.FeatureFunctionReferences},
		{"vector local", module(section(secType, empty), section(secFunc, idx(0)), section(secCode, codeLocals([]binary.LocalRun{{Count: 1, Type: wasm.V128}}))), wasm.FeatureSIMD},
		{"exported mutable global", module(section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0))), section(secExport, export("g", wasm.ExternGlobal, 0))), wasm.FeatureMutableGlobals},
		{"imported mutable global", module(section(secImport, []byte{0, 0, 3, 0x7F, 1})), wasm.FeatureMutableGlobals},
		{"tables", module(section(secTable, append([]byte{0x70}, limits(1)...), append([]byte{0x70}, limits(1)...))), wasm.FeatureReferenceTypes},
		{"memories", module(section(secMemory, limits(1), limits(1))), wasm.FeatureMultiMemory},
		{"constant sum", module(section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0), in(op.I32Const, 0), in(op.I32Add)))), wasm.FeatureExtendedConst},
		{"sign extension", function(empty, in(op.I32Const, 0), in(op.I32Extend8S), in(op.Drop)), wasm.FeatureSignExtension},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Bytes(test.mod, Config{Features: wasm.AllFeatures}); err != nil {
				t.Fatalf("with all features: %v", err)
			}
			_, err := Bytes(test.mod, Config{Features: wasm.AllFeatures &^ test.need})
			if name := test.need.Names()[0]; err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("without %s: %v", name, err)
			}
		})
	}
}

// TestVersion1 checks that a module of version 1.0 needs no feature.
func TestVersion1(t *testing.T) {
	m := module(
		section(secType, funcType(types(wasm.I32), types(wasm.I32)), empty),
		section(secFunc, idx(0), idx(1)),
		funcTable,
		section(secMemory, limits(1)),
		section(secGlobal, global(wasm.I32, true, in(op.I32Const, 0))),
		section(secExport, export("f", wasm.ExternFunc, 0)),
		binary.AppendSection(nil, secStart, idx(1)),
		section(secElem, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec(idx(0)))),
		section(secCode, code(in(op.LocalGet, 0), in(op.LocalGet, 0), in(op.CallIndirect, 0, 0)), code(i32, access(op.I32Load, 2, 0), in(op.GlobalSet, 0))),
		section(secData, slices.Concat([]byte{0}, expr(in(op.I32Const, 0)), vec([]byte{1}))),
	)
	if _, err := Bytes(m, Config{}); err != nil {
		t.Error(err)
	}
}

// TestMade checks modules that no decoder made: what does not fit together is an error, not a panic.
func TestMade(t *testing.T) {
	plain := func() *wasm.Module { return &wasm.Module{Start: wasm.NoIndex} }
	typ := wasm.SubType{Final: true, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}
	body := wasm.Body{Code: []byte{0, 0x0B}}
	for name, test := range map[string]struct {
		change func(m *wasm.Module)
		valid  bool
	}{
		"empty":             {func(m *wasm.Module) {}, true},
		"function":          {func(m *wasm.Module) { m.Types, m.Funcs, m.Bodies = []wasm.SubType{typ}, []uint32{0}, []wasm.Body{body} }, true},
		"function, no body": {func(m *wasm.Module) { m.Types, m.Funcs = []wasm.SubType{typ}, []uint32{0} }, false},
		"body, no function": {func(m *wasm.Module) { m.Bodies = []wasm.Body{body} }, false},
		"body of nothing": {func(m *wasm.Module) {
			m.Types, m.Funcs, m.Bodies = []wasm.SubType{typ}, []uint32{0}, make([]wasm.Body, 1)
		}, false},
		"imports are missing": {func(m *wasm.Module) { m.NumImportedGlobals = 1 }, false},
		"import of nothing":   {func(m *wasm.Module) { m.Imports = []wasm.Import{{Kind: wasm.ExternGlobal, Index: 3}} }, false},
		"import of no kind":   {func(m *wasm.Module) { m.Imports = []wasm.Import{{Kind: 9}} }, false},
		"export of no kind":   {func(m *wasm.Module) { m.Exports = []wasm.Export{{Kind: 9}} }, false},
		"group without types": {func(m *wasm.Module) { t := typ; t.RecLen = 0; m.Types = []wasm.SubType{t} }, false},
		"group too long":      {func(m *wasm.Module) { t := typ; t.RecLen = 2; m.Types = []wasm.SubType{t} }, false},
		"type of no kind":     {func(m *wasm.Module) { t := typ; t.Kind = 7; m.Types = []wasm.SubType{t} }, false},
		"array of nothing":    {func(m *wasm.Module) { t := typ; t.Kind = wasm.CompArray; m.Types = []wasm.SubType{t} }, false},
		"unknown parameter":   {func(m *wasm.Module) { t := typ; t.Func.Params = types(wasm.NoType); m.Types = []wasm.SubType{t} }, false},
		"garbage parameter":   {func(m *wasm.Module) { t := typ; t.Func.Params = types(99); m.Types = []wasm.SubType{t} }, false},
		"packed parameter":    {func(m *wasm.Module) { t := typ; t.Func.Params = types(wasm.I8); m.Types = []wasm.SubType{t} }, false},
		"bottom parameter": {func(m *wasm.Module) {
			t := typ
			t.Func.Params = types(wasm.Ref(wasm.HeapBottom, true))
			m.Types = []wasm.SubType{t}
		}, false},
		"global without value": {func(m *wasm.Module) { m.Globals = []wasm.Global{{GlobalType: wasm.GlobalType{Type: wasm.I32}}} }, false},
		"table of numbers":     {func(m *wasm.Module) { m.Tables = []wasm.Table{{TableType: wasm.TableType{Elem: wasm.I32}}} }, false},
		"segment of numbers":   {func(m *wasm.Module) { m.Elems = []wasm.Elem{{Type: wasm.I32, Mode: wasm.SegmentPassive}} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := plain()
			test.change(m)
			if _, err := Check(m, Config{Features: wasm.AllFeatures}); (err == nil) != test.valid {
				t.Errorf("error %v, valid %v", err, test.valid)
			}
		})
	}
}

// TestName checks that errors tell the name of the function.
func TestName(t *testing.T) {
	names := slices.Concat(binary.AppendName(nil, "name"), []byte{1}, binary.AppendBytes(nil, vec(append([]byte{1}, binary.AppendName(nil, "broken")...))))
	m := module(section(secType, empty), section(secFunc, idx(0), idx(0)), section(secCode, code(), code(i32)), binary.AppendSection(nil, secCustom, names))
	_, err := Bytes(m, Config{})
	if e := asError(t, err); e == nil || e.Func != 1 || e.Name != "broken" {
		t.Errorf("error %v", err)
	}
	mod, err := binary.DecodeReader(bytes.NewReader(m), binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Check(mod, Config{})
	if e := asError(t, err); e == nil || e.Func != 1 || e.Name != "broken" {
		t.Errorf("error of the decoded module %v", err)
	}
}
