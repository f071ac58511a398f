package vfs

import (
	"errors"
	"io/fs"
	"strconv"
)

// This file holds the errors that file systems of this package have of their own; a host's directory also has the system's.

// An Error is a reason why a file system refuses something.
type Error uint8

// The errors. Those that package fs names are the same for errors.Is.
const (
	ErrPermission   Error = iota + 1 // leads out of the directory, or may not be done here
	ErrNotExist                      // there is no such file or directory
	ErrExist                         // there is one already
	ErrNotDirectory                  // it is no directory
	ErrIsDirectory                   // it is a directory
	ErrNotEmpty                      // it is a directory with something in it
	ErrLoop                          // too many symbolic links, or one that is not followed
	ErrInvalid                       // an argument makes no sense
	ErrBadFile                       // the file is closed, or not open for this
	ErrNameTooLong                   // a name or a path is too long
	ErrNoSpace                       // the file system is full
	ErrQuota                         // more than this guest may write
	ErrFileTooBig                    // more than a file can hold
	ErrReadOnly                      // the file system is read-only
	ErrCrossDevice                   // two directories have nothing in common
	ErrUnsupported                   // the file system cannot do this
	ErrBusy                          // it is in use, as the top directory is
	ErrTooManyLinks                  // a file has as many names as it can
)

var errorTexts = [...]string{"unknown error", "operation not permitted", "no such file or directory", "file exists", "not a directory",
	"is a directory", "directory not empty", "too many levels of symbolic links", "invalid argument", "bad file descriptor",
	"name too long", "no space left", "quota exceeded", "file too large", "read-only file system", "invalid cross-device link",
	"operation not supported", "resource busy", "too many links"}

// Error describes the error.
func (e Error) Error() string {
	if int(e) < len(errorTexts) {
		return errorTexts[e]
	}
	return "error " + strconv.Itoa(int(e))
}

// Is reports whether package fs or errors calls the error target.
func (e Error) Is(target error) bool {
	switch target {
	case fs.ErrPermission:
		return e == ErrPermission || e == ErrReadOnly
	case fs.ErrNotExist:
		return e == ErrNotExist
	case fs.ErrExist:
		return e == ErrExist || e == ErrNotEmpty
	case fs.ErrInvalid:
		return e == ErrInvalid
	case fs.ErrClosed:
		return e == ErrBadFile
	case errors.ErrUnsupported:
		return e == ErrUnsupported
	}
	return false
}

// IsNotExist reports whether an error says that there is nothing at a path.
func IsNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
