//go:build linux || darwin || freebsd

package tty

import "golang.org/x/sys/unix"

// Is reports whether a descriptor of the system is a terminal.
func Is(n int) bool {
	_, err := unix.IoctlGetTermios(n, ioctlGetTermios)
	return err == nil
}
