//go:build !purego

package transcode

import "golang.org/x/sys/cpu"

// hasBlocks says whether the assembly runs here. Tests turn it off.
var hasBlocks = cpu.X86.HasAVX2
