//go:build darwin || freebsd

package wait

// PipePiece is how many bytes a pipe that is ready takes without blocking, PIPE_BUF.
const PipePiece = 512
