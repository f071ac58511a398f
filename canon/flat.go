package canon

import (
	"github.com/wvm-project/wvm/component/types"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds plans: what a function type comes to as core functions.

// The numbers of core values above which values go through memory (Python: MAX_FLAT_PARAMS, MAX_FLAT_ASYNC_PARAMS, MAX_FLAT_RESULTS).
const (
	maxFlatParams      = 16
	maxFlatAsyncParams = 4
	maxFlatResults     = 1
)

// join returns the core type that has room for both (Python: join).
func join(a, b wasm.ValType) wasm.ValType {
	switch {
	case a == b:
		return a
	case a == wasm.I32 && b == wasm.F32, a == wasm.F32 && b == wasm.I32:
		return wasm.I32
	}
	return wasm.I64
}

// An Encoding is how strings lie in a guest's memory.
type Encoding uint8

// The encodings.
const (
	UTF8 Encoding = iota
	UTF16
	Latin1UTF16 // Latin-1, or UTF-16 if the top bit of the length is set
)

// A Direction says whether a plan is for a core function that is lifted or for one that a component function is lowered to.
type Direction uint8

// The directions.
const (
	Lift Direction = iota
	Lower
)

// A PlanConfig is what of the canonical options a plan depends on.
type PlanConfig struct {
	Encoding Encoding
	Ptr64    bool // the memory has 64-bit addresses
	Async    bool
	Callback bool
}

// A Plan is a function type compiled for one direction and options. It is never changed and may be used by several goroutines.
type Plan struct {
	PlanConfig
	Type      *types.Func
	Direction Direction
	Core      wasm.FuncType     // of the core function (Python: flatten_functype)
	Resources []*types.Resource // the resource types of the function, in the order that Options have them

	params  *Layout // as a tuple
	results *Layout // as a tuple
	// In memory rather than in core values, behind a pointer.
	paramsSpill, resultsSpill bool
	// Whether there is anything in memory: what spills, strings, lists.
	paramsMemory, resultsMemory bool
	slots                       int // of the longer of parameters and results
}

// NewPlan compiles a validated function type.
func NewPlan(ft *types.Func, dir Direction, cfg PlanConfig) *Plan {
	return NewPlanWith(&Layouts{Ptr64: cfg.Ptr64}, ft, dir, cfg)
}

// NewPlanWith is NewPlan with layouts for the size of pointers in cfg that other plans share. Resources of the plan are then those of ls,
// also of other plans.
func NewPlanWith(ls *Layouts, ft *types.Func, dir Direction, cfg PlanConfig) *Plan {
	p := &Plan{PlanConfig: cfg, Type: ft, Direction: dir}
	p.params = ls.tuple(ft.Params)
	var result []types.Field
	if ft.Result != nil {
		result = []types.Field{{Type: ft.Result}}
	}
	p.results = ls.tuple(result)
	p.Resources = ls.Resources
	p.flatten(ls.ptrType())
	p.slots = max(len(p.Core.Params), len(p.Core.Results))
	p.paramsMemory, p.resultsMemory = p.paramsSpill || p.params.heap, p.resultsSpill || p.results.heap
	return p
}

// result returns the result type with its resources.
func (p *Plan) result(opts *Options) elemType {
	return elemType{p.Type.Result, opts.Resources, p.Resources}
}

// flatten fills in the core function's type (Python: flatten_functype).
func (p *Plan) flatten(ptr wasm.ValType) {
	maxParams, maxResults := maxFlatParams, maxFlatResults
	if p.Async {
		if p.Direction == Lower {
			maxParams, maxResults = maxFlatAsyncParams, 0
		} else {
			maxResults = maxFlatParams // of task.return, which is a function of its own
		}
	}
	params, results := p.params.flat, p.results.flat
	if p.paramsSpill = len(params) > maxParams; p.paramsSpill {
		params = []wasm.ValType{ptr}
	}
	if p.resultsSpill = len(results) > maxResults; p.resultsSpill {
		results = []wasm.ValType{ptr}
		if p.Direction == Lower {
			params = append(params[:len(params):len(params)], ptr)
			results = nil
		}
	}
	if p.Async {
		results = nil
		if p.Direction == Lower || p.Callback {
			results = flatI32
		}
	}
	p.Core = wasm.FuncType{Params: params, Results: results}
}

// NeedsMemory reports whether the function needs the option memory, as validation has it. The document asks for one of every function that is
// lowered to be called in the async way; the official suite, and with it others, only where there is something to keep in memory.
func (p *Plan) NeedsMemory() bool {
	return p.paramsMemory || p.resultsMemory
}

// NeedsRealloc reports whether the function needs the option realloc: where it lowers something into memory of its own choice.
func (p *Plan) NeedsRealloc() bool {
	if p.Direction == Lift {
		return p.paramsMemory
	}
	return p.results.heap
}
