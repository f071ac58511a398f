package check

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// FuzzValidate looks for components that crash validation, and checks that a valid one stays so when it is written again.
func FuzzValidate(f *testing.F) {
	for _, test := range tests {
		if c, err := wat.ParseComponent([]byte(test.text)); err == nil {
			if b, err := syntax.Encode(c); err == nil {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		cfg := Config{Features: wasm.AllFeatures, Workers: 1}
		c, err := Bytes(b, cfg)
		if _, arrived := Reader(bytes.NewReader(b), cfg); (arrived == nil) != (err == nil) {
			t.Fatalf("%v where bytes arrive, %v where all are there", arrived, err)
		}
		var e *wasm.Error
		if err != nil {
			if !errors.As(err, &e) {
				t.Fatalf("%v", err)
			}
			return
		}
		out, err := syntax.Encode(c.Syntax())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Bytes(out, cfg); err != nil {
			t.Fatal(err)
		}
	})
}
