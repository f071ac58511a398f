//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly || solaris || wasip1 || windows)

package preview1

// systemErrno returns errnoSuccess: of these systems only the errors that package fs names are known.
func systemErrno(error) errno { return errnoSuccess }
