//go:build linux || darwin || freebsd

package preview1

import "golang.org/x/sys/unix"

// isTerminal reports whether a descriptor of the system is a terminal.
func isTerminal(n int) bool {
	_, err := unix.IoctlGetTermios(n, ioctlGetTermios)
	return err == nil
}
