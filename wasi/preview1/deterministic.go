package preview1

import "github.com/wvm-project/wvm/wasi/internal/virtual"

// Deterministic returns a Config with clocks and randomness that are the same in each run of a program, to which arguments, streams and
// directories can be added.
//
// The clocks begin with the year 2000 and with 0. Each look at one of them takes a microsecond, a sleep takes its time at once, and nothing
// else takes any. The random bytes come from seed, and are no secret.
//
// A program is as deterministic as what it reads: a standard input should be in memory (*strings.Reader, *bytes.Reader, *bytes.Buffer),
// and so should directories, since the numbers and times of files on the host differ. The Config is for one Host.
func Deterministic(seed uint64) Config {
	w := virtual.New(seed)
	return Config{Walltime: w.Walltime, Monotime: w.Monotime, Sleep: w.Sleep, Random: w.Random}
}
