package wasm

import "fmt"

// A Code is the kind of an error. Its text is the specification's own wording, as the official suite expects it at the start of a
// message.
type Code string

// A Phase is the step that found an error.
type Phase uint8

// The phases. Malformed bytes or text have no meaning at all; an invalid module has one that breaks a typing rule; an unlinkable
// one does not fit what it was handed. PhaseLimit is a well-formed module beyond what this implementation takes.
const (
	PhaseMalformed Phase = iota
	PhaseInvalid
	PhaseUnlinkable
	PhaseLimit
)

var phaseNames = [...]string{"malformed module", "invalid module", "unlinkable module", "module beyond a limit"}

// String returns the phase as error messages begin with it.
func (p Phase) String() string { return phaseNames[p] }

// NoFunc is the Func of an Error outside any function.
const NoFunc = -1

// An Error says what is wrong with a module and where.
type Error struct {
	Phase  Phase
	Code   Code   // the specification's text
	Detail string // what exactly, or empty
	Offset int    // byte offset in the module, -1 when unknown
	Func   int    // function index, or NoFunc
	Name   string // the function's name, or empty
}

// Error returns the code and detail, then function and offset.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	switch {
	case e.Func != NoFunc && e.Name != "":
		s += fmt.Sprintf(" (in function %d %q)", e.Func, e.Name)
	case e.Func != NoFunc:
		s += fmt.Sprintf(" (in function %d)", e.Func)
	}
	if e.Offset >= 0 {
		s += fmt.Sprintf(" (at offset 0x%x)", e.Offset)
	}
	return s
}
