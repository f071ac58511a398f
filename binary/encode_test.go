package binary

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

func TestRoundTrip(t *testing.T) {
	for name, b := range samples() {
		m, err := Decode(b, everything)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := Encode(m); name != "long integers" && !bytes.Equal(got, b) {
			t.Errorf("%s:\n%x is written back as\n%x", name, b, got)
		}
		checkEncode(t, m)
	}
}

// checkEncode checks that m is encoded to a module that decodes and encodes to itself, and with the same instructions.
func checkEncode(t *testing.T, m *wasm.Module) {
	t.Helper()
	b := Encode(m)
	again, err := Decode(b, everything)
	if err != nil {
		t.Fatalf("%x, the encoding of %+v: %v", b, m, err)
	}
	if b2 := Encode(again); !bytes.Equal(b, b2) {
		t.Fatalf("%x is encoded again as %x", b, b2)
	}
	if got, want := withoutOffsets(again), withoutOffsets(m); !reflect.DeepEqual(got, want) {
		t.Fatalf("%x decodes to\n%+v, want\n%+v", b, got, want)
	}
}

// withoutOffsets returns a copy of m without what a longer encoding may change: offsets, and how types were spelled.
func withoutOffsets(m *wasm.Module) *wasm.Module {
	c := *m
	c.Size, c.CodeOffset, c.Offsets = 0, 0, [wasm.SectionCount]int{}
	c.Types = mapped(m.Types, func(x *wasm.SubType) { x.Offset = 0 })
	c.Imports = mapped(m.Imports, func(x *wasm.Import) { x.Offset = 0 })
	c.Exports = mapped(m.Exports, func(x *wasm.Export) { x.Offset = 0 })
	c.Tables = mapped(m.Tables, func(x *wasm.Table) { x.Offset, x.Init.Offset = 0, 0 })
	c.Globals = mapped(m.Globals, func(x *wasm.Global) { x.Offset, x.Init.Offset = 0, 0 })
	c.Elems = mapped(m.Elems, func(x *wasm.Elem) {
		x.Offset, x.At.Offset = 0, 0
		x.Exprs = mapped(x.Exprs, func(x *wasm.ConstExpr) { x.Offset = 0 })
	})
	c.Datas = mapped(m.Datas, func(x *wasm.Data) { x.Offset, x.At.Offset = 0, 0 })
	c.Bodies = mapped(m.Bodies, func(x *wasm.Body) { x.Offset = 0 })
	c.Customs = mapped(m.Customs, func(x *wasm.Custom) { x.Offset = 0 })
	return &c
}

// mapped returns a copy of s with f applied to its elements.
func mapped[T any](s []T, f func(*T)) []T {
	c := append([]T(nil), s...)
	for i := range c {
		f(&c[i])
	}
	return c
}

// TestEncodeMade encodes a module that was not decoded, with fields left at zero where that is allowed.
func TestEncodeMade(t *testing.T) {
	none := wasm.SubType{Final: true, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}
	constant := wasm.ConstExpr{Code: []byte(i32(7))}
	m := &wasm.Module{
		Types:              []wasm.SubType{none, none},
		Imports:            []wasm.Import{{Module: "m", Name: "f", Kind: wasm.ExternFunc}},
		Funcs:              []uint32{0, 1},
		NumImportedFuncs:   1,
		Globals:            []wasm.Global{{GlobalType: wasm.GlobalType{Type: wasm.I32, Mutable: true}, Init: constant}},
		Memories:           []wasm.MemoryType{{Limits: wasm.Limits{Min: 1}, PageBits: wasm.DefaultPageBits}},
		Start:              wasm.NoIndex,
		Bodies:             []wasm.Body{{Code: append([]byte{0}, instrs(Instr{Op: op.Nop}, Instr{Op: op.End})...)}},
		Customs:            []wasm.Custom{{Name: "last", Place: 99}},
		NumImportedGlobals: 0,
	}
	want := module(section(idType, vector("\x60\x00\x00", "\x60\x00\x00")), section(idImport, vector(name("m")+name("f")+"\x00\x00")),
		section(idFunc, vector("\x01")), section(idMemory, vector("\x00\x01")), section(idGlobal, vector("\x7F\x01\x41\x07\x0B")),
		section(idCode, vector(body("\x00\x01\x0B"))), custom("last", ""))
	if got := Encode(m); !bytes.Equal(got, want) {
		t.Errorf("got  %x\nwant %x", got, want)
	}
}
