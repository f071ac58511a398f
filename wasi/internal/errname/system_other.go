//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly || solaris || wasip1 || windows)

package errname

// systemName returns nothing: of these systems only the errors that package fs names are known.
func systemName(error) string { return "" }
