//go:build amd64 && !race

package vm

import "unsafe"

// set changes the state for whoever is inside. An ordinary store does: the processor and the compiler both keep stores in order, so what was done
// inside is seen by who enters next. It saves the locked instruction of an atomic store, a quarter of a short call.
func (s *storeState) set(v uint64) { *(*uint64)(unsafe.Pointer(&s.v)) = v }
