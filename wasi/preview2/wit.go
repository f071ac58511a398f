package preview2

import "embed"

// Definitions has the definitions in WIT of all interfaces that a Host has: a package whose world, host, imports them, and in the directory deps
// those of the standard.
//
//go:embed wit
var Definitions embed.FS
