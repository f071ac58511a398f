//go:build !amd64 || race

package vm

// set changes the state for whoever is inside.
func (s *storeState) set(v uint64) { s.v.Store(v) }
