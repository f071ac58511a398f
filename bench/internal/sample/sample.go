// Package sample has what the programs of the benchmarks tell each other.
package sample

// A Sample is what one run took. The times are nanoseconds.
type Sample struct {
	Wall   int64 `json:"wall"`
	User   int64 `json:"user,omitempty"`
	System int64 `json:"system,omitempty"`
	Memory int64 `json:"memory,omitempty"` // greatest resident size in bytes; 0 if unknown
}

// A Process is a run as the program sees it that starts it.
type Process struct {
	Sample
	Floor int64 `json:"floor,omitempty"` // a peak up to this many bytes is not known better
	Late  bool  `json:"late,omitempty"`  // killed at the limit
}
