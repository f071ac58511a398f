package validate

import (
	"bytes"
	"testing"
	"testing/iotest"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// FuzzValidate checks that validation never panics, and says the same however the bytes arrive and however many workers there are.
func FuzzValidate(f *testing.F) {
	for _, test := range instrTests {
		f.Add(oneFunc(types(wasm.I32), test.results, code(test.body...)), uint64(wasm.AllFeatures))
	}
	for _, test := range moduleTests {
		f.Add(test.mod, uint64(wasm.AllFeatures))
	}
	f.Fuzz(func(t *testing.T, m []byte, features uint64) {
		cfg := Config{Features: wasm.Features(features) & wasm.AllFeatures, Workers: 1}
		v, err := Bytes(m, cfg)
		want := outcome(nameless(err))
		cfg.Workers = 2
		if _, err := Reader(iotest.HalfReader(bytes.NewReader(m)), cfg); outcome(nameless(err)) != want {
			t.Fatalf("from a reader %v, want %s", err, want)
		}
		mod, err := binary.Decode(m, binary.Options{Features: cfg.Features})
		if err != nil {
			return // what is invalid may be reported before what is malformed
		}
		if _, err := Check(mod, cfg); outcome(nameless(err)) != want {
			t.Fatalf("decoded: %v, want %s", err, want)
		}
		if v == nil {
			return
		}
		for x := range mod.Types {
			if c := v.Canon(uint32(x)); c > uint32(x) || v.Canon(c) != c {
				t.Fatalf("type %d is type %d", x, c)
			}
			if r := wasm.Ref(wasm.IndexType(uint32(x)), false); !v.Matches(r, r.WithNullable(true)) {
				t.Fatalf("type %d does not match itself", x)
			}
		}
	})
}

// nameless takes the name of the function out of an error: a reader stops before it has come to the name section.
func nameless(err error) (*Module, error) {
	if e, ok := err.(*wasm.Error); ok {
		e.Name = ""
	}
	return nil, err
}
