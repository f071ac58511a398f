package wait

// PipePiece is how many bytes a pipe that is ready takes without blocking.
const PipePiece = 4096
