//go:build 386 || arm || mips || mipsle || mips64 || ppc64 || s390x

package vm

// The engine keeps addresses in slots of 64 bits and reads guests' memory in its own byte order: it needs a 64-bit little-endian
// machine. This line is what the compiler says elsewhere.
var _ = theEngineNeedsA64BitLittleEndianMachine
