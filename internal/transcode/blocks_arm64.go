//go:build !purego

package transcode

// hasBlocks reports whether the assembly runs here: every arm64 has vectors. Tests turn it off.
var hasBlocks = func() bool { return true }
