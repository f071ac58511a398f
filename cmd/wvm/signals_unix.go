//go:build unix

package main

import (
	"os"
	"syscall"
	"time"
)

// dieOf ends the process by a signal, so that a shell that waits for it stops its script as well, and reports 128 and the number of the signal.
func dieOf(sig os.Signal) {
	n, ok := sig.(syscall.Signal)
	if ok && syscall.Kill(os.Getpid(), n) == nil {
		time.Sleep(time.Second) // it is on its way, unless the system ignores it, as it does for its first process
	}
	os.Exit(128 + int(n))
}
