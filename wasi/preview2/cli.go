package preview2

import (
	"fmt"

	"github.com/wvm-project/wvm/component"
)

// This file holds wasi:cli/environment and wasi:cli/exit.

// A variable is a variable of the environment.
type variable struct{ Name, Value string }

// environment returns the variables.
func (h *Host) environment() []variable { return h.env }

// arguments returns the arguments, with the program's name first.
func (h *Host) arguments() []string { return h.cfg.Args }

// initialCwd returns where relative paths begin.
func (h *Host) initialCwd() component.Option[string] {
	if h.cfg.Cwd == "" {
		return component.Option[string]{}
	}
	return component.Some(h.cfg.Cwd)
}

// An ExitError is the error of a call that ended because the guest called exit or exit-with-code.
type ExitError struct{ Code uint8 }

// Error names the code.
func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// exit ends the guest, with 0 for a success and 1 for a failure.
func (h *Host) exit(status component.Result[component.None, component.None]) error {
	if status.IsErr {
		return &ExitError{1}
	}
	return &ExitError{0}
}

// exitWithCode ends the guest.
func (h *Host) exitWithCode(code uint8) error { return &ExitError{code} }
