package wasm

// This file holds the limits on what a module may declare. They follow the JavaScript API's implementation limits, which engines agree
// on, so that a module that runs elsewhere runs here. Each bounds the memory or time that hostile bytes can cost.
const (
	MaxModuleSize    = 1 << 30
	MaxTypes         = 1_000_000
	MaxRecGroups     = 1_000_000
	MaxSubtypeDepth  = 63
	MaxImports       = 1_000_000
	MaxExports       = 1_000_000
	MaxFuncs         = 1_000_000
	MaxGlobals       = 1_000_000
	MaxTags          = 1_000_000
	MaxDataSegments  = 100_000
	MaxElemSegments  = 100_000
	MaxTables        = 100_000
	MaxMemories      = 100
	MaxBodySize      = 7_654_321
	MaxLocals        = 50_000
	MaxParams        = 1_000
	MaxResults       = 1_000
	MaxStructFields  = 10_000
	MaxArrayFixed    = 10_000 // operands of an array.new_fixed
	MaxElemLen       = 10_000_000
	MaxBrTableLabels = 7_654_321   // a br_table cannot be longer than its body
	MaxNesting       = 50_000      // control structures inside each other
	MaxOperands      = MaxBodySize // height of the operand stack in validation
	MaxNameLen       = 100_000
)

// MaxMemoryPages and MaxTableLen are the specification's bounds on declared limits for 32-bit addresses.
const (
	MaxMemoryPages   = 1 << 16
	MaxMemory64Pages = 1 << 48
	MaxTableLen      = 1<<32 - 1
)
