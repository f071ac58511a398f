//go:build !(linux || darwin || freebsd)

package preview1

import (
	"context"
	"time"
)

// canPoll says that the system cannot tell when a stream is ready: standard input is read ahead instead, and everything else is
// always ready.
const canPoll = false

// pipePiece is how many bytes are written to a stream at a time.
const pipePiece = 4096

// A waiter waits for streams, of which there are none here.
type waiter struct{}

func (*waiter) await(context.Context, int, bool, bool) errno            { return errnoSuccess }
func (*waiter) reset()                                                  {}
func (*waiter) add(int) int                                             { return 0 }
func (*waiter) want(int, bool)                                          {}
func (*waiter) state(int, bool) (ready, hangup bool)                    { return true, false }
func (*waiter) empty() bool                                             { return true }
func (*waiter) wait(ctx context.Context, _ time.Duration) (bool, error) { return true, ctx.Err() }
func (*waiter) poll(time.Duration) (bool, error)                        { return true, nil }
func (*waiter) open() error                                             { return nil }
func (*waiter) wake()                                                   {}
func (*waiter) close() error                                            { return nil }
