package wasm

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

	featureEnd
)

// Wasm3 is the set of features that make up WebAssembly 3.0.
const Wasm3 = FeatureThreads - 1

// AllFeatures is every feature there is, proposals included.
const AllFeatures = featureEnd - 1

var featureNames = [...]string{"mutable-globals", "sign-extension", "saturating-conversions", "multi-value", "bulk-memory",
	"reference-types", "simd", "relaxed-simd", "tail-calls", "function-references", "gc", "exceptions", "memory64",
	"multi-memory", "extended-const", "threads", "wide-arithmetic", "custom-page-sizes", "custom-descriptors",
	"legacy-exceptions"}

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
