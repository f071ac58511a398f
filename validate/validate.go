// Package validate checks modules by the rules of the WebAssembly specification, section "Validation". Only a module that went through it
// can be run: a Module of this package is made here alone, and the engine accepts nothing else.
//
// Function bodies are checked in parallel, and from a reader while later bytes still arrive. The error reported does not
// depend on that: it is always the one that comes first in the module.
package validate

import (
	"io"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// A Config says what a module may use and how to check it.
type Config struct {
	// Features are the language features that a module may use; using another is an error that names it.
	Features wasm.Features
	// Workers is how many function bodies are checked at a time, 0 for GOMAXPROCS.
	Workers int
	// Offset is where a module that Bytes or Reader decodes starts in what it is a part of: all offsets count from there.
	Offset int
}

// A Module is a valid module. It never changes, so all methods are safe to call concurrently.
type Module struct {
	wasm  *wasm.Module
	types typeSpace
	feats wasm.Features
}

// Bytes decodes and validates the module in b. The module holds views of b, which must not change while it is in use.
// Errors are of type *wasm.Error.
func Bytes(b []byte, cfg Config) (*Module, error) {
	c := newChecker(cfg)
	m, err := binary.Decode(b, c.options(cfg, false))
	return c.finish(m, err)
}

// Reader decodes and validates the module that r delivers until its end. Bodies are checked while later bytes arrive, and reading
// stops at the first error, which then may lack the name of its function. Errors of the module are of type *wasm.Error, those of r are returned as they are.
func Reader(r io.Reader, cfg Config) (*Module, error) {
	c := newChecker(cfg)
	m, err := binary.DecodeReader(r, c.options(cfg, true))
	return c.finish(m, err)
}

// Check validates a decoded module, which must not change afterwards. Errors are of type *wasm.Error.
func Check(m *wasm.Module, cfg Config) (*Module, error) {
	c := newChecker(cfg)
	err := c.checkHead(m)
	if n := len(m.Funcs) - m.NumImportedFuncs; err == nil && len(m.Bodies) != n {
		err = malformed(-1, codeInconsistent, "%d functions, %d bodies", n, len(m.Bodies))
	}
	for i := 0; i < len(m.Bodies) && err == nil; i++ {
		err = c.addBody(m, i)
	}
	return c.finish(m, err)
}

// Wasm returns the module as it was decoded, to be read only.
func (v *Module) Wasm() *wasm.Module { return v.wasm }

// Features returns the features that the module was validated with.
func (v *Module) Features() wasm.Features { return v.feats }

// Canon returns the lowest index of a type that equals type x: types are equal if and only if this index is. Equality is
// the iso-recursive one of the specification, by recursive groups.
func (v *Module) Canon(x uint32) uint32 { return v.types.canon[x] }

// Matches reports whether a is a subtype of b, both types of this module.
func (v *Module) Matches(a, b wasm.ValType) bool { return v.types.matches(a, b) }
