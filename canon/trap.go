package canon

import "fmt"

// This file holds the ends that guests come to at the border.

// A TrapCode says why a guest was ended. Its texts are those that the official suite expects.
type TrapCode string

// The trap codes.
const (
	TrapCannotEnter         TrapCode = "cannot enter component instance"
	TrapCannotLeave         TrapCode = "cannot leave component instance"
	TrapUnaligned           TrapCode = "unaligned pointer"
	TrapOutOfBounds         TrapCode = "pointer out of bounds of memory"
	TrapStringOutOfBounds   TrapCode = "string content out-of-bounds: string pointer/length out of bounds of memory"
	TrapListOutOfBounds     TrapCode = "list content out-of-bounds: list pointer/length out of bounds of memory"
	TrapReallocOutOfBounds  TrapCode = "realloc return: beyond end of memory: list content out-of-bounds"
	TrapReallocUnaligned    TrapCode = "realloc return: result not aligned: unaligned pointer"
	TrapStringTooLong       TrapCode = "string content exceeds maximum byte size"
	TrapListTooLong         TrapCode = "list content exceeds maximum byte size"
	TrapInvalidUTF8         TrapCode = "invalid utf-8"
	TrapIncompleteUTF8      TrapCode = "incomplete utf-8 byte sequence"
	TrapInvalidUTF16        TrapCode = "invalid utf-16"
	TrapInvalidChar         TrapCode = "invalid `char` bit pattern"
	TrapInvalidDiscriminant TrapCode = "invalid variant discriminant"
	TrapUnknownHandle       TrapCode = "unknown handle index"
	TrapUnknownThread       TrapCode = "unknown thread index"
	TrapWrongHandle         TrapCode = "handle index used with the wrong type"
	TrapLent                TrapCode = "cannot remove owned resource while borrowed"
	TrapNotOwned            TrapCode = "expected own, found borrow"
	TrapBorrowsLeft         TrapCode = "borrow handles still remain at the end of the call"
	TrapTableFull           TrapCode = "the table of handles is full"
	TrapAlreadyReturned     TrapCode = "the task has returned already"
	TrapNotReturned         TrapCode = "the task ended without returning"
	TrapTaskReturn          TrapCode = "invalid `task.return` signature and/or options for current task"
	TrapNotAsync            TrapCode = "the task is not of an async function lifted as such"
	TrapNotCancelled        TrapCode = "`task.cancel` called by task which has not been cancelled"
	TrapCallbackCode        TrapCode = "unsupported callback code"
	TrapBlockSync           TrapCode = "cannot block a synchronous task before returning"
	TrapBackpressure        TrapCode = "backpressure counter out of range"
	TrapSyncInSet           TrapCode = "waitable cannot be used synchronously while added to a waitable set"
	TrapSyncWaiter          TrapCode = "waitable is being waited on synchronously"
	TrapSetNotEmpty         TrapCode = "cannot drop waitable set with waitables or waiters"
	TrapSubtaskNotResolved  TrapCode = "cannot drop a subtask which has not yet resolved"
	TrapSubtaskCancel       TrapCode = "`subtask.cancel` called on a subtask that has ended or is being cancelled"
	TrapBusy                TrapCode = "cannot drop busy stream or future"
	TrapDone                TrapCode = "stream or future is no longer usable"
	TrapFutureNotWritten    TrapCode = "cannot drop future write end without first writing a value"
	TrapNotCopying          TrapCode = "no stream or future operation to cancel"
	TrapIntraComponent      TrapCode = "cannot read from and write to intra-component stream or future"
	TrapBufferTooLong       TrapCode = "stream buffer exceeds maximum length"
	TrapInSet               TrapCode = "cannot lift stream or future while it is added to a waitable set"
	TrapDeadlock            TrapCode = "deadlock detected: event loop cannot make further progress"
	TrapNoResult            TrapCode = "the host function returned no result"
	TrapLimit               TrapCode = "an implementation limit was hit"
	TrapHostValue           TrapCode = "the host passed an invalid value"
)

// A Trap ends a guest at the border between components or between a component and the host.
type Trap struct {
	Code   TrapCode
	Detail string // empty if Code says it all
}

// Error returns the text of the code and the detail.
func (t *Trap) Error() string {
	if t.Detail == "" {
		return string(t.Code)
	}
	return t.Detail
}

// trap returns a trap.
func trap(code TrapCode) error { return &Trap{Code: code} }

// trapf returns a trap with a text that has more in it than that of its code.
func trapf(code TrapCode, format string, args ...any) error {
	return &Trap{code, fmt.Sprintf(format, args...)}
}
