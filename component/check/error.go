package check

import (
	"fmt"

	"github.com/wvm-project/wvm/wasm"
)

// This file makes the errors of validation, and holds the limits.

// Limits of what validation takes. None is in the specification; they bound the work and the memory that a small file can ask for.
const (
	// maxDepth is how deep types may stand in each other: equality, printing and the canonical ABI go down by recursion.
	maxDepth = 100
	// maxTypeSize is how many nodes a type may have when it is written out in full, without sharing. Types that share parts double with each
	// level, so that without this limit a hundred definitions could stand for 2^100 nodes.
	maxTypeSize = 1_000_000
	// maxParts is how many modules, components or instances an index space may have. Real components have tens of them.
	maxParts = 10_000
	// maxFields is how many fields, cases or labels a type may have, and how many parameters a function.
	maxFields = 10_000
	// maxWork bounds, for a whole file, the nodes of types that instantiation and export copy and compare. Real components of tens of
	// megabytes come to less than a hundredth of it.
	maxWork = 50_000_000
	// maxByteSize is the size that values of a type must stay below, in the layout for 64-bit memories. It is the specification's.
	maxByteSize = 1 << 28
	// maxFlags is how many labels flags may have. It is the specification's.
	maxFlags = 32
)

// bad returns the error of an invalid component.
func bad(offset int, format string, args ...any) error {
	return &wasm.Error{Phase: wasm.PhaseInvalid, Code: wasm.Code(fmt.Sprintf(format, args...)), Offset: offset, Func: wasm.NoFunc}
}

// limited returns the error of a component that has more of something than the implementation takes.
func limited(offset int, what string, most int) error {
	return &wasm.Error{Phase: wasm.PhaseLimit, Code: wasm.Code("too many " + what), Detail: fmt.Sprintf("at most %d", most),
		Offset: offset, Func: wasm.NoFunc}
}

// detailed adds a detail to an error of this package.
func detailed(err error, format string, args ...any) error {
	if e, ok := err.(*wasm.Error); ok {
		detail := fmt.Sprintf(format, args...)
		if e.Detail != "" {
			detail = e.Detail + ", " + detail
		}
		e.Detail = detail
	}
	return err
}

// need returns an error where a feature is off.
func (c *checker) need(offset int, what string, f wasm.Features) error {
	if missing := f &^ c.feats; missing != 0 {
		return &wasm.Error{Phase: wasm.PhaseInvalid, Code: "feature not enabled", Detail: what + " needs " + missing.Names()[0],
			Offset: offset, Func: wasm.NoFunc}
	}
	return nil
}
