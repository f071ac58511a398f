package preview2

import (
	"errors"
	"io/fs"
	"os"
)

// This file holds wasi:io/error.

// An ioError is the error of an operation of a stream.
type ioError struct {
	node
	err error
}

// newError returns an error for the guest.
func (h *Host) newError(err error) (*ioError, error) {
	e := &ioError{err: err}
	return e, h.add(e, nil)
}

// toDebugString describes the error, without paths of the host.
func (e *ioError) toDebugString() string { return plainError(e.err).Error() }

// plainError returns what an error of package os is about, without the path or the operation.
func plainError(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	var call *os.SyscallError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	case errors.As(err, &call):
		return call.Err
	}
	return err
}
