package tty

import "golang.org/x/sys/windows"

// Is reports whether a handle is a console.
func Is(n int) bool {
	var mode uint32
	return windows.GetConsoleMode(windows.Handle(n), &mode) == nil
}
