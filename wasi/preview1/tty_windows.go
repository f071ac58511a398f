package preview1

import "golang.org/x/sys/windows"

// isTerminal reports whether a handle is a console.
func isTerminal(n int) bool {
	var mode uint32
	return windows.GetConsoleMode(windows.Handle(n), &mode) == nil
}
