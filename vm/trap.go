package vm

import (
	"errors"
	"fmt"
	"strings"
)

// A TrapCode says why a guest was ended.
type TrapCode uint8

// The trap codes. Their texts are those of the official suite.
const (
	TrapNone TrapCode = iota
	TrapUnreachable
	TrapMemoryOutOfBounds
	TrapTableOutOfBounds
	TrapIntegerDivideByZero
	TrapIntegerOverflow
	TrapInvalidConversion
	TrapStackExhausted
	TrapUndefinedElement
	TrapUninitializedElement
	TrapIndirectCallMismatch
	TrapNullReference
	TrapNullFunction
	TrapNullStruct
	TrapNullArray
	TrapNullI31
	TrapNullException
	TrapArrayOutOfBounds
	TrapCastFailure
	TrapNullDescriptor
	TrapDescriptorCastFailure
	TrapUnalignedAtomic
	TrapExpectedShared
	TrapFuel        // the fuel is used up
	TrapInterrupted // the context was cancelled or its deadline passed
	TrapHost        // a host function returned an error or panicked
	TrapLimit       // an implementation limit was hit
)

var trapTexts = [...]string{
	TrapNone:                  "no trap",
	TrapUnreachable:           "unreachable",
	TrapMemoryOutOfBounds:     "out of bounds memory access",
	TrapTableOutOfBounds:      "out of bounds table access",
	TrapIntegerDivideByZero:   "integer divide by zero",
	TrapIntegerOverflow:       "integer overflow",
	TrapInvalidConversion:     "invalid conversion to integer",
	TrapStackExhausted:        "call stack exhausted",
	TrapUndefinedElement:      "undefined element",
	TrapUninitializedElement:  "uninitialized element",
	TrapIndirectCallMismatch:  "indirect call type mismatch",
	TrapNullReference:         "null reference",
	TrapNullFunction:          "null function reference",
	TrapNullStruct:            "null structure reference",
	TrapNullArray:             "null array reference",
	TrapNullI31:               "null i31 reference",
	TrapNullException:         "null exception reference",
	TrapArrayOutOfBounds:      "out of bounds array access",
	TrapCastFailure:           "cast failure",
	TrapNullDescriptor:        "null descriptor reference",
	TrapDescriptorCastFailure: "descriptor cast failure",
	TrapUnalignedAtomic:       "unaligned atomic",
	TrapExpectedShared:        "expected shared memory",
	TrapFuel:                  "all fuel consumed",
	TrapInterrupted:           "interrupted",
	TrapHost:                  "host function failed",
	TrapLimit:                 "limit exceeded",
}

// String returns the trap's name.
func (c TrapCode) String() string {
	if int(c) < len(trapTexts) {
		return trapTexts[c]
	}
	return fmt.Sprintf("trap %d", uint8(c))
}

// A Frame is one function of a trap's WebAssembly stack.
type Frame struct {
	Module    string // the module's name from its name section, or empty
	Func      string // the function's name from the name section, or empty
	FuncIndex int
	Offset    int // byte offset in the module of the instruction that trapped or called
}

// String returns the frame as "0x1d - module!func".
func (f Frame) String() string {
	module, name := f.Module, f.Func
	if module == "" {
		module = "<unknown>"
	}
	if name == "" {
		name = fmt.Sprintf("<wasm function %d>", f.FuncIndex)
	}
	return fmt.Sprintf("%#6x - %s!%s", f.Offset, module, name)
}

// A Trap is the error of a call that a guest did not survive. The instances of its store keep the state they had at that point.
type Trap struct {
	Code  TrapCode
	Stack []Frame // innermost first, at most MaxTraceFrames
	Err   error   // the host function's error, the context's error or the limit; nil otherwise
}

// MaxTraceFrames bounds the stack in a Trap: of deeper ones the innermost frames are kept.
const MaxTraceFrames = 64

// limitTrap is a trap that happened outside of all frames.
func (s *Store) limitTrap(code TrapCode) *Trap {
	t := &Trap{Code: code, Err: s.hostErr}
	s.hostErr = nil
	return t
}

// Error returns the trap's name and cause, without the stack; see Backtrace.
func (t *Trap) Error() string {
	if t.Err != nil {
		return t.Code.String() + ": " + t.Err.Error()
	}
	return "wasm trap: " + t.Code.String()
}

// Unwrap returns the cause, so that errors.As finds the error of a host function and errors.Is context.DeadlineExceeded.
func (t *Trap) Unwrap() error { return t.Err }

// Backtrace returns the stack, a line per frame, innermost first.
func (t *Trap) Backtrace() string {
	var b strings.Builder
	for i, f := range t.Stack {
		fmt.Fprintf(&b, "%5d: %s\n", i, f)
	}
	return b.String()
}

// A PanicError is the cause of a TrapHost whose host function panicked.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine, as debug.Stack returns it
}

func (e *PanicError) Error() string { return fmt.Sprintf("host function panicked: %v", e.Value) }

// Unwrap returns the value of the panic if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// ErrStoreBusy is returned by calls into a store that another goroutine is running, or whose guest waits for a host function
// of which the call is no part: see Caller.Context.
var ErrStoreBusy = errors.New("the store is in use by another goroutine")

// ErrStoreClosed is returned by calls into a store that has been closed.
var ErrStoreClosed = errors.New("the store is closed")

// ErrOtherEngine is returned when a module, a linker and a store do not all come from one engine.
var ErrOtherEngine = errors.New("module, linker and store must be of one engine")

// A LimitError names the limit that a guest or a module hit.
type LimitError struct {
	Limit string // the name of the setting or constant
	Max   uint64
	Want  uint64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%s is %d, but %d is wanted", e.Limit, e.Max, e.Want)
}
