//go:build darwin || freebsd

package preview1

import "golang.org/x/sys/unix"

const ioctlGetTermios = unix.TIOCGETA

// pipePiece is how many bytes a pipe that is ready takes without blocking, PIPE_BUF.
const pipePiece = 512
