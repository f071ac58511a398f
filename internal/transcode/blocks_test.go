//go:build !purego && (amd64 || arm64)

package transcode

// setBlocks turns the assembly on or off and returns what was before.
func setBlocks(on bool) bool {
	was := hasBlocks()
	hasBlocks = func() bool { return on }
	return was
}
