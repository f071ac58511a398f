//go:build !(linux || darwin || freebsd || windows)

package preview1

// isTerminal reports that nothing is known to be a terminal here.
func isTerminal(int) bool { return false }
