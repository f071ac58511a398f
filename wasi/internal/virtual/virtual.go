// Package virtual holds clocks and randomness that are the same in each run of a program.
package virtual

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

const (
	start = 946_684_800_000_000_000 // 2000-01-01 00:00 UTC
	tick  = 1000
)

// A World is what a program sees of the world. Its functions are those that the Configs of the hosts of WASI have.
type World struct {
	Walltime, Monotime func() int64
	Sleep              func(ctx context.Context, d time.Duration) error
	Random             io.Reader
}

// New returns a World in which the clocks begin with the year 2000 and with 0. Each look at one of them takes a microsecond, a sleep takes its
// time at once, and nothing else takes any. The random bytes come from seed.
func New(seed uint64) World {
	var c clock
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return World{
		Walltime: func() int64 { return start + c.advance(tick) },
		Monotime: func() int64 { return c.advance(tick) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			c.advance(max(0, int64(d)))
			return ctx.Err()
		},
		Random: rand.NewChaCha8(key),
	}
}

// A clock is a time in nanoseconds that passes only when it is told to, and stops at the last one that Walltime can say.
type clock struct{ now atomic.Int64 }

// advance makes d pass, and returns the time before that.
func (c *clock) advance(d int64) int64 {
	const end = math.MaxInt64 - start
	for {
		now := c.now.Load()
		if c.now.CompareAndSwap(now, now+min(d, end-now)) {
			return now
		}
	}
}
