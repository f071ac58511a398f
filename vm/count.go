//go:build opcount

package vm

// This file is the counting build of the run loop (-tags opcount): it tells which forms, and which pairs of them, programs execute.

// counting says that forms are counted, each by itself: there are no pairs.
const counting = true

const formCount = uintptr(len(formNames))

// pairs counts how often a form followed another: index previous*formCount + form.
var (
	pairs    [formCount * formCount]uint64
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
			all = append(all, Pair{formNames[i/int(formCount)], formNames[i%int(formCount)], c})
		}
	}
	return all
}
