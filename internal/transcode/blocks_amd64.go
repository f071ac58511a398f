//go:build !purego

package transcode

import "sync"

// hasBlocks reports whether the assembly runs here. Tests turn it off.
//
// To ask a processor takes microseconds in a virtual machine, so it is asked for nothing else, and not before there is a block: golang.org/x/sys/cpu
// asks for everything when the program starts.
var hasBlocks = sync.OnceValue(hasAVX2)

// hasAVX2 reports whether the processor has AVX2 and the system saves the registers.
func hasAVX2() bool
