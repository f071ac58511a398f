//go:build !(linux || darwin || freebsd || windows)

package wait

import (
	"context"
	"time"
)

// CanPoll says that the system cannot tell when a stream is ready: standard input is read ahead instead, and everything else is
// always ready.
const CanPoll = false

// PipePiece is how many bytes are written to a stream at a time.
const PipePiece = 4096

// Ready reports that nothing need be waited for.
func Ready(int, bool) bool { return true }

// files is the list of streams to wait for, of which there are none here.
type files struct{}

func (*files) reset()                                                  {}
func (*files) add(int) int                                             { return 0 }
func (*files) want(int, bool)                                          {}
func (*files) state(int, bool) (ready, hangup bool)                    { return true, false }
func (*files) empty() bool                                             { return true }
func (*files) wait(ctx context.Context, _ time.Duration) (bool, error) { return true, ctx.Err() }
func (*files) poll(time.Duration) (bool, error)                        { return true, nil }
func (*files) open() error                                             { return nil }
func (*files) wake()                                                   {}
func (*files) close() error                                            { return nil }
