package validate

import (
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/wasm"
)

// This file makes the errors of validation. Codes are the specification's texts. Where its texts name an index, as "unknown local 3", the code
// does too.

// The codes without an index.
const (
	codeMismatch      wasm.Code = "type mismatch"
	codeAlign         wasm.Code = "alignment must not be larger than natural"
	codeAtomicAlign   wasm.Code = "alignment must be natural"
	codeOffset        wasm.Code = "offset out of range"
	codeLane          wasm.Code = "invalid lane index"
	codeArity         wasm.Code = "invalid result arity"
	codeConst         wasm.Code = "constant expression required"
	codeExport        wasm.Code = "duplicate export name"
	codeStart         wasm.Code = "start function"
	codeMinMax        wasm.Code = "size minimum must not be greater than maximum"
	codeSharedMax     wasm.Code = "shared memory must have maximum"
	codePageSize      wasm.Code = "invalid custom page size"
	codeUndeclared    wasm.Code = "undeclared function reference"
	codeUninitialized wasm.Code = "uninitialized local"
	codeGlobal        wasm.Code = "immutable global"
	codeField         wasm.Code = "immutable field"
	codeArray         wasm.Code = "immutable array"
	codeArrayTypes    wasm.Code = "array types do not match"
	codeArrayBits     wasm.Code = "array type is not numeric or vector"
	codeTagResult     wasm.Code = "non-empty tag result type"
	codeRethrow       wasm.Code = "invalid rethrow label"
	codeSubtype       wasm.Code = "sub type"
	codeMemories      wasm.Code = "multiple memories"
	codeTables        wasm.Code = "multiple tables"
	codeFeature       wasm.Code = "feature not enabled"
	codeUnexpectedEnd wasm.Code = "unexpected end of section or function"
	codeEnd           wasm.Code = "END opcode expected"
	codeDataCount     wasm.Code = "data count section required"
	codeInconsistent  wasm.Code = "function and code section have inconsistent lengths"
)

// unknown is the code of an index beyond its index space.
func unknown(what string, x uint32) wasm.Code {
	return wasm.Code(fmt.Sprintf("unknown %s %d", what, x))
}

// invalid returns an error outside any function.
func invalid(offset int, code wasm.Code, format string, args ...any) *wasm.Error {
	return &wasm.Error{
		Phase: wasm.PhaseInvalid, Code: code, Detail: fmt.Sprintf(format, args...), Offset: offset, Func: wasm.NoFunc,
	}
}

// mismatch returns a type mismatch; the format says what is required and what there is.
func mismatch(format string, args ...any) *wasm.Error {
	return invalid(-1, codeMismatch, format, args...)
}

// malformed returns an error outside any function for what only a module decoded elsewhere can have, or what the binary format forbids across
// sections.
func malformed(offset int, code wasm.Code, format string, args ...any) *wasm.Error {
	e := invalid(offset, code, format, args...)
	e.Phase = wasm.PhaseMalformed
	return e
}

// limited returns the error of a module that has more of something than the implementation takes.
func limited(offset int, what string, count, most uint64) *wasm.Error {
	e := invalid(offset, wasm.Code("too many "+what), "%d, at most %d", count, most)
	e.Phase = wasm.PhaseLimit
	return e
}

// disabled returns the error of something that needs features which are not enabled.
func disabled(offset int, what string, missing wasm.Features) *wasm.Error {
	return invalid(offset, codeFeature, "%s needs %s", what, missing)
}

// typeList writes types as the text format's result types: "[i32 i64]".
func typeList(ts []wasm.ValType) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, t := range ts {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i == maxListed {
			fmt.Fprintf(&b, "and %d more", len(ts)-i)
			break
		}
		b.WriteString(t.String())
	}
	b.WriteByte(']')
	return b.String()
}

// maxListed bounds how many types a message lists, for operand stacks may hold millions.
const maxListed = 16
