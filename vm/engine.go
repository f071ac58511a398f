// Package vm runs WebAssembly: it lowers validated functions to register code, on their first call, and interprets that.
//
// An Engine makes Modules from bytes; both may be shared by goroutines. A Store holds what runs: instances of modules with their
// memories, tables and globals. A store and everything in it is used by one goroutine at a time. A Linker
// knows what the imports of modules are satisfied with.
//
// Values cross the border as 64-bit slots: i32 and f32 in the low half with the high half zero, i64 and f64 as their bits,
// v128 as two slots with the low half first, references as numbers that mean something to their store only.
//
// Results are the same on every machine: arithmetic yields canonical NaNs only, and relaxed vector instructions are those of the
// specification's deterministic profile.
package vm

import (
	"io"

	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// Supported is the set of features that the engine runs.
const Supported = wasm.FeatureMutableGlobals | wasm.FeatureSignExtension | wasm.FeatureSaturatingConversions | wasm.FeatureMultiValue |
	wasm.FeatureBulkMemory | wasm.FeatureReferenceTypes | wasm.FeatureTailCalls | wasm.FeatureExtendedConst | wasm.FeatureSIMD | wasm.FeatureRelaxedSIMD |
	wasm.FeatureFunctionReferences | wasm.FeatureGC | wasm.FeatureExceptions | wasm.FeatureMemory64 | wasm.FeatureMultiMemory |
	wasm.FeatureThreads | wasm.FeatureWideArithmetic | wasm.FeatureCustomPageSizes |
	wasm.FeatureCustomDescriptors | wasm.FeatureLegacyExceptions

// A Config is the configuration of an engine. The zero value is the default.
type Config struct {
	// Features are the language features that modules may use; zero means those of WebAssembly 3.0, and nothing beyond Supported runs.
	Features wasm.Features

	// Fuel makes guests use up fuel: a unit for each instruction, those that only structure the code excepted. It is taken by the
	// basic block, whatever instructions the engine joins, so that the same program and input use the same amount on every machine.
	// A call that has none left ends with TrapFuel; see Store.SetFuel.
	Fuel bool
}

// An Engine compiles modules and gives the types of functions their identities, so that modules of one engine can be linked with each
// other. It is safe for concurrent use.
type Engine struct {
	features wasm.Features
	fuel     bool
	types    *typeRegistry
}

// NewEngine returns an engine.
func NewEngine(cfg Config) *Engine {
	f := cfg.Features
	if f == 0 {
		f = wasm.Wasm3
	}
	return &Engine{features: f & Supported, fuel: cfg.Fuel, types: newTypeRegistry()}
}

// Compile decodes and validates a module. b must stay unchanged as long as the module is in use. Errors are *wasm.Error.
func (e *Engine) Compile(b []byte) (*Module, error) {
	v, err := validate.Bytes(b, validate.Config{Features: e.features})
	if err != nil {
		return nil, err
	}
	return newModule(e, v.Wasm()), nil
}

// CompileReader is Compile for bytes that are still arriving: what is there is validated while the rest is on its way. Errors are
// *wasm.Error or come from r.
func (e *Engine) CompileReader(r io.Reader) (*Module, error) {
	v, err := validate.Reader(r, validate.Config{Features: e.features})
	if err != nil {
		return nil, err
	}
	return newModule(e, v.Wasm()), nil
}

// Module returns the module made from one that has been validated already, with features that the engine has.
func (e *Engine) Module(v *validate.Module) *Module { return newModule(e, v.Wasm()) }
