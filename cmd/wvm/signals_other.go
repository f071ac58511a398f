//go:build !unix

package main

import (
	"os"
	"syscall"
)

// dieOf ends the process with the exit status that shells have for the signal.
func dieOf(sig os.Signal) {
	n, _ := sig.(syscall.Signal)
	os.Exit(128 + int(n))
}
