package binary

import "github.com/wvm-project/wvm/wasm"

// This file holds the codes of what can be wrong with the bytes of a module.

// The codes of malformed modules, in the words of the official suite.
const (
	codeEnd           wasm.Code = "unexpected end of section or function"
	codeLength        wasm.Code = "length out of bounds"
	codeLEBLong       wasm.Code = "integer representation too long"
	codeLEBLarge      wasm.Code = "integer too large"
	codeUTF8          wasm.Code = "malformed UTF-8 encoding"
	codeMagic         wasm.Code = "magic header not detected"
	codeVersion       wasm.Code = "unknown binary version"
	codeSectionID     wasm.Code = "malformed section id"
	codeSectionSize   wasm.Code = "section size mismatch"
	codeSectionOrder  wasm.Code = "unexpected content after last section"
	codeFuncCount     wasm.Code = "function and code section have inconsistent lengths"
	codeDataCount     wasm.Code = "data count and data section have inconsistent lengths"
	codeZero          wasm.Code = "zero byte expected"
	codeEndOpcode     wasm.Code = "END opcode expected"
	codeTooManyLocals wasm.Code = "too many locals"
	codeMemArg        wasm.Code = "malformed memop flags"
	codeBrCast        wasm.Code = "malformed br_on_cast flags"
	codeCatch         wasm.Code = "malformed catch clause"
	codeHeapType      wasm.Code = "malformed heap type"
	codeRefType       wasm.Code = "malformed reference type"
	codeStorageType   wasm.Code = "malformed storage type"
	codeDefType       wasm.Code = "malformed definition type"
	codeMutability    wasm.Code = "malformed mutability"
	codeLimits        wasm.Code = "malformed limits flags"
	codePageSize      wasm.Code = "invalid custom page size"
	codeImportKind    wasm.Code = "malformed import kind"
	codeExportKind    wasm.Code = "malformed export kind"
	codeElemKind      wasm.Code = "malformed element kind"
	codeElemFlags     wasm.Code = "malformed elements segment kind"
	codeDataFlags     wasm.Code = "malformed data segment kind"
	codeBranchHint    wasm.Code = "malformed branch hint"
)

// needs is the detail of an error about something whose features are not enabled, or nothing if none is missing.
func needs(missing wasm.Features) string {
	if missing == 0 {
		return ""
	}
	return "needs " + missing.String()
}

// codeUnknownType is of invalid modules: a type index beyond what any module can have.
const codeUnknownType wasm.Code = "unknown type"
