package validate

import "github.com/wvm-project/wvm/wasm"

// funcName returns the name of function x for messages, or "" where the module has read none.
func funcName(m *wasm.Module, x int) string { return "" }
