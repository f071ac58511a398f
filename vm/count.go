//go:build opcount

package vm

// This file is the counting build of the run loop (-tags opcount): it tells which forms, and which pairs of them, programs execute.

// pairs counts how often a form followed another: index previous<<9 | form.
var (
	pairs    [1 << 18]uint64
	previous uintptr
)

// A Pair says how often instructions of one form were executed right after those of another.
type Pair struct {
	Previous, Form string
	Count          uint64
}

// Pairs returns what has been executed since the process began, in no order. No guest may run meanwhile.
func Pairs() []Pair {
	var all []Pair
	for i, c := range pairs {
		if c > 0 {
			all = append(all, Pair{formNames[i>>9], formNames[i&511], c})
		}
	}
	return all
}
