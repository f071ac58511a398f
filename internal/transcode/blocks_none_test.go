//go:build purego || !(amd64 || arm64)

package transcode

// setBlocks has nothing to turn on or off.
func setBlocks(bool) bool { return false }
