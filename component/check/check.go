// Package check validates components by the rules of the Component Model. Only a component that went through it can be instantiated: a
// Component of this package is made here alone.
//
// It resolves every index to a type on the way and keeps, for each component and those nested in it, the definitions in their order with all
// that their instantiation needs to know, so that nothing need be checked or looked up a second time.
package check

import (
	"io"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/validate"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds what validation is asked and what it gives.

// A Config says what a component may use and how to check it.
type Config struct {
	// Features are the features that the component and the core modules in it may use; using another is an error that names it.
	Features wasm.Features
	// Workers is how many function bodies of a core module are checked at a time, 0 for GOMAXPROCS.
	Workers int
}

// A Component is a valid component. It never changes, so all methods are safe to call concurrently, and what they return is to be
// read only.
type Component struct {
	syntax *syntax.Component
	feats  wasm.Features
	typ    *types.Component
	defs   []Def
	counts [syntax.SortCoreInstance + 1]int
}

// Syntax returns the component as it was decoded.
func (c *Component) Syntax() *syntax.Component { return c.syntax }

// Features returns the features that the component was validated with.
func (c *Component) Features() wasm.Features { return c.feats }

// Type returns the component's type: its imports and exports.
func (c *Component) Type() *types.Component { return c.typ }

// Defs returns the definitions in their order, imports and exports included. Instantiation carries them out one by one.
func (c *Component) Defs() []Def { return c.defs }

// Count returns how many indices the index space of a sort has when the component is instantiated.
func (c *Component) Count(s syntax.Sort) int { return c.counts[s] }

// A DefKind says what a definition is.
type DefKind uint8

// The kinds of definitions. Those of core types are left out.
const (
	DefImport       DefKind = iota // Name, Extern
	DefCoreModule                  // Module
	DefCoreInstance                // CoreInstance
	DefComponent                   // Component
	DefInstance                    // Instance
	DefAlias                       // Alias, Extern but for core sorts
	DefType                        // Extern; Destructor if it is a resource type that the component defines
	DefCanon                       // Canon
	DefStart                       // Start, Func
	DefExport                      // Name, Ref, Extern
	DefValue                       // Value, Extern
)

// A Def is a definition. Which fields mean something follows from Kind.
type Def struct {
	Kind DefKind
	// Sort and Index say which index the definition makes. A start function makes as many values from Index on as it has results.
	Sort   syntax.Sort
	Index  uint32
	Offset int

	Name         string       // of imports and exports
	Extern       types.Extern // what the new index is to the definitions that follow
	Ref          syntax.Ref   // what is exported
	Module       *validate.Module
	Component    *Component
	CoreInstance *syntax.CoreInstance
	Instance     *syntax.Instance
	Alias        *syntax.Alias
	Canon        *Canon
	Start        *syntax.Start
	Func         *types.Func // of a start function
	Value        *syntax.Value
	Destructor   uint32 // core function of a resource type, or wasm.NoIndex
	Local        bool   // of types: a resource type that is made here
}

// A Canon is a canonical definition with its operands resolved.
type Canon struct {
	*syntax.Canon
	Func     *types.Func     // of lift and lower; for task.return one with the result as the only parameter, if there is one
	Core     wasm.FuncType   // of the core function that is lifted or made
	Resource *types.Resource // of resource.new, resource.drop and resource.rep
	Elem     *types.Type     // of operations of streams and futures: the type of elements, or nil
	Plan     canon.PlanConfig
	// Memory, Realloc, PostReturn and Callback are indices of the core index spaces, or wasm.NoIndex.
	Memory, Realloc, PostReturn, Callback uint32
}

// Validate checks a component, which must not change afterwards. Errors are of type *wasm.Error. Concurrent calls are safe.
func Validate(s *syntax.Component, cfg Config) (*Component, error) {
	c := newChecker(cfg)
	return c.component(s, nil)
}

// Bytes decodes and checks the component in b, which must not change while the component is in use. Errors are of type *wasm.Error.
func Bytes(b []byte, cfg Config) (*Component, error) {
	s, err := syntax.Decode(b, syntax.Options{Features: cfg.Features})
	if err != nil {
		return nil, err
	}
	return Validate(s, cfg)
}

// Reader decodes and checks the component that r delivers until its end. Sections are checked while later bytes arrive, and so are function bodies of core
// modules. Reading stops at the first error. Errors of the component are of type *wasm.Error, those of r are returned as they are.
func Reader(r io.Reader, cfg Config) (*Component, error) {
	a := &arrival{checker: newChecker(cfg)}
	syn := new(syntax.Component)
	return a.component(syn, nil, syntax.NewStream(r, syntax.Options{Features: cfg.Features}))
}

// An arrival checks a component that arrives, or one that is nested in it.
type arrival struct {
	*checker
	s *scope
}

func (a *arrival) component(syn *syntax.Component, parent *scope, st *syntax.Stream) (*Component, error) {
	s, err := a.begin(syn, parent)
	if err != nil {
		return nil, err
	}
	if err := st.Component(syn, &arrival{a.checker, s}); err != nil {
		return nil, err
	}
	return a.finish(s)
}

// Section implements syntax.Visitor.
func (a *arrival) Section(sec *syntax.Section) error { return a.section(a.s, sec) }

// CoreModule implements syntax.Visitor.
func (a *arrival) CoreModule(sec *syntax.Section, r io.Reader) (*syntax.Module, error) {
	cfg := a.cfg
	cfg.Offset = sec.Offset
	m, err := validate.Reader(r, cfg)
	if err != nil {
		return nil, err
	}
	sec.CoreModule = &syntax.Module{Offset: sec.Offset, Module: m.Wasm()}
	return sec.CoreModule, a.addModule(a.s, sec, m)
}

// Component implements syntax.Visitor.
func (a *arrival) Component(sec *syntax.Section, st *syntax.Stream) error {
	comp, err := a.component(sec.Component, a.s, st)
	if err != nil {
		return err
	}
	return a.s.addComponent(sec, comp)
}
