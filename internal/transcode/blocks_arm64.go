//go:build !purego

package transcode

// hasBlocks says whether the assembly runs here: every arm64 has vectors. Tests turn it off.
var hasBlocks = true
