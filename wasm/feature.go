package wasm

import "strings"

// A Features is a set of language features, a bit each. Version 1.0's MVP has no bit.
type Features uint64

// The features. Those up to FeatureExtendedConst are part of Wasm 3.0 (see Wasm3); the rest are proposals.
const (
	FeatureMutableGlobals Features = 1 << iota
	FeatureSignExtension
	FeatureSaturatingConversions
	FeatureMultiValue
	FeatureBulkMemory
	FeatureReferenceTypes
	FeatureSIMD
	FeatureRelaxedSIMD
	FeatureTailCalls
	FeatureFunctionReferences
	FeatureGC
	FeatureExceptions
	FeatureMemory64
	FeatureMultiMemory
	FeatureExtendedConst

	FeatureThreads
	FeatureWideArithmetic
	FeatureCustomPageSizes
	FeatureCustomDescriptors
	FeatureLegacyExceptions

	coreEnd
)

// The features of the Component Model, above those of version 0.2 of WASI.
const (
	FeatureComponentAsync         Features = coreEnd << iota // async functions, streams and futures
	FeatureComponentMap                                      // the type map
	FeatureComponentImplements                               // the attributes implements and external-id of names
	FeatureComponentAsyncBuiltins                            // async built-ins that wait, or that do not, where the others do it the other way
	FeatureComponentAsyncStackful                            // async functions without a callback
	FeatureComponentThreading                                // cooperative threads
	FeatureComponentSharedThreads                            // threads that run at the same time
	FeatureComponentFixedLists                               // lists of fixed length
	FeatureComponentErrorContext                             // the type error-context
	FeatureComponentValues                                   // values and start functions
	FeatureComponentNestedNames                              // nested namespaces and packages
	FeatureComponentVersionSuffix                            // canonical interface names
	FeatureComponentMemory64                                 // 64-bit memories in the canonical ABI

	featureEnd
)

// Components031 is the set of features that make up version 0.3.1 of the Component Model.
const Components031 = FeatureComponentAsync | FeatureComponentMap | FeatureComponentImplements

// Wasm3 is the set of features that make up WebAssembly 3.0.
const Wasm3 = FeatureThreads - 1

// AllFeatures is every feature there is, proposals and the Component Model's included.
const AllFeatures = featureEnd - 1

var featureNames = [...]string{"mutable-globals", "sign-extension", "saturating-conversions", "multi-value", "bulk-memory",
	"reference-types", "simd", "relaxed-simd", "tail-calls", "function-references", "gc", "exceptions", "memory64",
	"multi-memory", "extended-const", "threads", "wide-arithmetic", "custom-page-sizes", "custom-descriptors",
	"legacy-exceptions",
	"component-async", "component-map", "component-implements", "component-async-builtins", "component-async-stackful",
	"component-threading", "component-shared-threads", "component-fixed-lists", "component-error-context", "component-values",
	"component-nested-names", "component-version-suffix", "component-memory64"}

// Has reports whether all of g is in f.
func (f Features) Has(g Features) bool { return f&g == g }

// Names returns the names of the features in f, in order of their bits.
func (f Features) Names() []string {
	var names []string
	for i, n := range featureNames {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

// String returns the names of the features in f as a list in a sentence.
func (f Features) String() string { return strings.Join(f.Names(), " and ") }

// FeatureByName returns the feature with this name.
func FeatureByName(name string) (f Features, ok bool) {
	for i, n := range featureNames {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// Features returns the features that the type t came with.
func (t ValType) Features() Features {
	switch {
	case t == V128:
		return FeatureSIMD
	case t.IsPacked():
		return FeatureGC
	case !t.IsRef():
		return 0
	case t.Exact():
		return FeatureCustomDescriptors | FeatureFunctionReferences
	}
	var f Features
	switch t.Heap() {
	case HeapFunc, HeapExtern:
		f = FeatureReferenceTypes
	case HeapExn, HeapNoExn:
		f = FeatureExceptions
	case HeapAny, HeapEq, HeapI31, HeapStruct, HeapArray, HeapNone, HeapNoFunc, HeapNoExtern:
		f = FeatureGC
	default: // an index
		f = FeatureFunctionReferences
	}
	if !t.Nullable() {
		f |= FeatureFunctionReferences
	}
	return f
}
