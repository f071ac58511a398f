package wat

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the errors of the text format.

// An Error says what is wrong with a text and where.
type Error struct {
	// Phase is PhaseMalformed, or PhaseInvalid for an annotation on something that it cannot belong to.
	Phase wasm.Phase

	// Code is the specification's text, with the identifier or word at fault where it has one.
	Code wasm.Code

	Detail string // what was expected, or empty
	Offset int    // of the fault in the text, in bytes
	Line   int    // counted from 1
	Column int    // in characters, counted from 1
	Source string // the line at fault, or the part of it around the fault
	Caret  int    // where in Source the fault is, in characters
}

// Error returns the place and the message, and below them the line with a caret under the fault.
func (e *Error) Error() string {
	return fmt.Sprintf("%d:%d: %s\n    %s\n    %s^", e.Line, e.Column, e.Message(), e.Source, strings.Repeat(" ", e.Caret))
}

// Message returns the code and the detail without the place.
func (e *Error) Message() string {
	if e.Detail != "" {
		return string(e.Code) + ": " + e.Detail
	}
	return string(e.Code)
}

// The codes that name no identifier, in the words of the official suite where it has them.
const (
	codeUnexpected     wasm.Code = "unexpected token"
	codeUnknown        wasm.Code = "unknown operator"
	codeUTF8           wasm.Code = "malformed UTF-8 encoding"
	codeControl        wasm.Code = "misplaced control character"
	codeUnicode        wasm.Code = "misplaced unicode character"
	codeIllegal        wasm.Code = "illegal character"
	codeUnclosedString wasm.Code = "unclosed string literal"
	codeStringControl  wasm.Code = "illegal control character in string literal"
	codeEscape         wasm.Code = "illegal escape"
	codeUnclosedNote   wasm.Code = "unclosed annotation"
	codeUnclosed       wasm.Code = "unclosed comment"
	codeEmptyID        wasm.Code = "empty identifier"
	codeEmptyNote      wasm.Code = "empty annotation id"
	codeRange          wasm.Code = "constant out of range"
	codeRange8         wasm.Code = "i8 constant out of range"
	codeRange32        wasm.Code = "i32 constant out of range"
	codeRange64        wasm.Code = "i64 constant out of range"
	codeLaneCount      wasm.Code = "wrong number of lane literals"
	codeLaneLength     wasm.Code = "invalid lane length"
	codeAlignment      wasm.Code = "alignment must be a power of two"
	codePageSize       wasm.Code = "invalid custom page size"
	codeLabel          wasm.Code = "mismatching label"
	codeInlineType     wasm.Code = "inline function type does not match explicit type"
	codeStarts         wasm.Code = "multiple start sections"
	codeNesting        wasm.Code = "nesting too deep"
	codeTooLong        wasm.Code = "text too long"
)

// window is how many bytes of a long line an error shows to each side of the fault.
const window = 60

// newError returns the error of what stands at offset in src.
func newError(src string, offset int, code wasm.Code, detail string) *Error {
	offset = min(offset, len(src))
	start := lineStart(src, offset)
	e := &Error{Code: code, Detail: detail, Offset: offset, Line: lineNumber(src[:start])}
	e.Column = 1 + utf8.RuneCountInString(src[start:offset])
	end := len(src)
	if n := strings.IndexAny(src[offset:], "\r\n"); n >= 0 {
		end = offset + n
	}
	from, to := max(start, offset-window), min(end, offset+window)
	for from > start && !utf8.RuneStart(src[from]) {
		from--
	}
	for to < end && !utf8.RuneStart(src[to]) {
		to++
	}
	e.Source = visible(src[from:to])
	e.Caret = utf8.RuneCountInString(visible(src[from:offset]))
	return e
}

// lineStart returns where the line of offset starts. Lines end with "\n", "\r" or "\r\n".
func lineStart(src string, offset int) int {
	if offset > 0 && offset < len(src) && src[offset] == '\n' && src[offset-1] == '\r' {
		offset--
	}
	return strings.LastIndexAny(src[:offset], "\r\n") + 1
}

// lineNumber returns the number of the line that follows before, counted from 1.
func lineNumber(before string) int {
	return 1 + strings.Count(before, "\n") + strings.Count(before, "\r") - strings.Count(before, "\r\n")
}

// visible returns s with a blank for each character that would not take one column of a terminal, or would command it.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == utf8.RuneError || r >= 0x80 && r < 0xA0 {
			return ' '
		}
		return r
	}, s)
}
