// Package component runs components: it links, instantiates and calls what package check has validated.
//
// An Engine makes Components from bytes; both may be shared by goroutines. A Linker knows what the imports of components are satisfied
// with. An Instance is a component that runs, with everything that is nested in it; instances that the linker made are apart from each other
// and share nothing. An instance and its functions are used by one goroutine at a time: another one gets an error.
//
// Functions are called with the values of package value, or typed, with Go types that fit the types of the component:
//
//	bool, integers, floats, string   the Go types of the same name and size
//	char                             rune
//	list                             a slice, an array if of fixed length; Bytes
//	map                              a map
//	record                           a struct; the fields have the names of the record's, in any spelling, or a tag: `wit:"name"`
//	tuple                            a struct, by the order of its exported fields
//	flags                            an unsigned integer, or a struct of bools
//	enum                             an integer, or a string
//	option                           Option, or a pointer
//	result                           Result
//	variant                          an interface for which Variant was called, or value.Variant for any
//	own, borrow                      a pointer or interface that stands for a host's resource, or value.Handle for any
package component

import (
	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds engines and components: what is made once, for any number of instances.

// Supported is the set of features that an engine can run.
const Supported = vm.Supported | wasm.Components031 | wasm.FeatureComponentAsyncBuiltins | wasm.FeatureComponentAsyncStackful |
	wasm.FeatureComponentThreading | wasm.FeatureComponentFixedLists | wasm.FeatureComponentErrorContext | wasm.FeatureComponentValues |
	wasm.FeatureComponentNestedNames | wasm.FeatureComponentVersionSuffix | wasm.FeatureComponentMemory64

// A Config is the configuration of an engine. The zero value is the default.
type Config struct {
	// Features are what components and the core modules in them may use; zero means WebAssembly 3.0 and version 0.3.1 of the Component
	// Model, and nothing beyond Supported runs.
	Features wasm.Features
	// Fuel makes guests use up fuel, as of vm.Config; see Instance.SetFuel.
	Fuel bool
}

// An Engine compiles components. It is safe for concurrent use.
type Engine struct {
	vm       *vm.Engine
	features wasm.Features
}

// NewEngine returns an engine.
func NewEngine(cfg Config) *Engine {
	f := cfg.Features
	if f == 0 {
		f = wasm.Wasm3 | wasm.Components031
	}
	f &= Supported
	return &Engine{vm: vm.NewEngine(vm.Config{Features: f, Fuel: cfg.Fuel}), features: f}
}

// A Component is a component that is ready to be instantiated any number of times. It is safe for concurrent use.
type Component struct {
	engine *Engine
	root   *template
}

// Compile decodes and validates a component. b must stay unchanged as long as the component is in use. Errors are *wasm.Error.
func (e *Engine) Compile(b []byte) (*Component, error) {
	c, err := check.Bytes(b, check.Config{Features: e.features})
	if err != nil {
		return nil, err
	}
	return e.Component(c), nil
}

// Component returns the component made from one that has been validated already, with features that the engine has.
func (e *Engine) Component(c *check.Component) *Component {
	return &Component{engine: e, root: e.template(c, nil)}
}

// Type returns the component's type: its imports and exports.
func (c *Component) Type() *types.Component { return c.root.src.Type() }

// Checked returns the component as it was validated.
func (c *Component) Checked() *check.Component { return c.root.src }

// A template is a component, or one that is nested in another, compiled.
type template struct {
	src     *check.Component
	outer   *template
	steps   []step
	layouts [2]canon.Layouts           // of functions that use memories with 32-bit and with 64-bit addresses
	slots   [2]map[*types.Resource]int // where Resources of these have what
}

// A step is a definition with what is made of it once.
type step struct {
	*check.Def
	module *vm.Module
	inner  *template
	plan   *canon.Plan
	copies *canon.CopyPlan
	core   *vm.HostType // of a core function that the host makes
	err    error        // why there is none, which ends instantiation
}

// template compiles c, which stands in outer.
func (e *Engine) template(c *check.Component, outer *template) *template {
	t := &template{src: c, outer: outer}
	t.layouts[1].Ptr64 = true
	defs := c.Defs()
	t.steps = make([]step, len(defs))
	for i := range defs {
		s := &t.steps[i]
		s.Def = &defs[i]
		switch s.Kind {
		case check.DefCoreModule:
			s.module = e.vm.Module(s.Module)
		case check.DefComponent:
			s.inner = e.template(s.Component, t)
		case check.DefCanon:
			t.planCanon(s)
			if s.Canon.Kind != syntax.CanonLift {
				s.core, s.err = e.vm.HostType(s.Canon.Core)
			}
		}
	}
	for i := range t.layouts {
		t.slots[i] = make(map[*types.Resource]int)
		for j, r := range t.layouts[i].Resources {
			t.slots[i][r] = j
		}
	}
	return t
}

// planCanon makes the plan of a canonical definition.
func (t *template) planCanon(s *step) {
	c := s.Canon
	ls := &t.layouts[which(c.Plan)]
	switch c.Kind {
	case syntax.CanonLift:
		s.plan = canon.NewPlanWith(ls, c.Func, canon.Lift, c.Plan)
	case syntax.CanonLower:
		s.plan = canon.NewPlanWith(ls, c.Func, canon.Lower, c.Plan)
	case syntax.CanonTaskReturn:
		ft := &types.Func{Async: true}
		if len(c.Func.Params) > 0 {
			ft.Result = c.Func.Params[0].Type
		}
		cfg := c.Plan
		cfg.Async = true
		s.plan = canon.NewPlanWith(ls, ft, canon.Lift, cfg)
	case syntax.CanonErrorContextNew, syntax.CanonErrorContextDebugMessage:
		s.plan = canon.NewPlanWith(ls, &types.Func{}, canon.Lower, c.Plan)
	default:
		if kind := copyKind(c.Kind); kind != 0 {
			s.copies = canon.NewCopyPlanWith(ls, &types.Type{Kind: kind, Elem: c.Elem}, c.Plan)
		}
	}
}

// which says which layouts functions with these options use.
func which(cfg canon.PlanConfig) int {
	if cfg.Ptr64 {
		return 1
	}
	return 0
}

// copyKind returns the kind of type that a built-in for streams or futures is about, or 0.
func copyKind(k syntax.CanonKind) types.Kind {
	switch {
	case k >= syntax.CanonStreamNew && k <= syntax.CanonStreamDropWritable:
		return types.Stream
	case k >= syntax.CanonFutureNew && k <= syntax.CanonFutureDropWritable:
		return types.Future
	}
	return 0
}
