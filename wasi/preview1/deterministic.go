package preview1

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// This file holds the preset for programs that have to do the same in each run.

const (
	deterministicStart = 946_684_800_000_000_000 // 2000-01-01 00:00 UTC
	deterministicTick  = 1000
)

// Deterministic returns a Config with clocks and randomness that are the same in each run of a program, to which arguments, streams and
// directories can be added.
//
// The clocks begin with the year 2000 and with 0. Each look at one of them takes a microsecond, a sleep takes its time at once, and nothing
// else takes any. The random bytes come from seed, and are no secret.
//
// A program is as deterministic as what it reads: a standard input should be in memory (*strings.Reader, *bytes.Reader, *bytes.Buffer),
// and so should directories, since the numbers and times of files on the host differ. The Config is for one Host.
func Deterministic(seed uint64) Config {
	var clock virtualClock
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return Config{
		Walltime: func() int64 { return deterministicStart + clock.advance(deterministicTick) },
		Monotime: func() int64 { return clock.advance(deterministicTick) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			clock.advance(max(0, int64(d)))
			return ctx.Err()
		},
		Random: rand.NewChaCha8(key),
	}
}

// A virtualClock is a time in nanoseconds that passes only when it is told to, and stops at the last one that Walltime can say.
type virtualClock struct{ now atomic.Int64 }

// advance makes d pass, and returns the time before that.
func (c *virtualClock) advance(d int64) int64 {
	const end = math.MaxInt64 - deterministicStart
	for {
		now := c.now.Load()
		if c.now.CompareAndSwap(now, now+min(d, end-now)) {
			return now
		}
	}
}
