//go:build darwin || freebsd

package tty

import "golang.org/x/sys/unix"

const ioctlGetTermios = unix.TIOCGETA
