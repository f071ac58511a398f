package preview1

import "golang.org/x/sys/unix"

const ioctlGetTermios = unix.TCGETS

// pipePiece is how many bytes a pipe that is ready takes without blocking.
const pipePiece = 4096
