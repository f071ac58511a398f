package preview1

import "runtime"

// procExit ends the guest. Its code comes out of the call as an ExitError.
func (h *Host) procExit(code uint32) error { return &ExitError{code} }

// maxSignal is the highest signal number of preview 1, sigsys.
const maxSignal = 30

// procRaise sends a signal to the guest itself. There are no signals: only the absent one, 0, can be sent.
func (h *Host) procRaise(signal uint32) errno {
	switch {
	case signal == 0:
		return errnoSuccess
	case signal > maxSignal:
		return errnoInval
	}
	return errnoNotsup
}

// schedYield lets others run.
func (h *Host) schedYield() errno {
	runtime.Gosched()
	return errnoSuccess
}
