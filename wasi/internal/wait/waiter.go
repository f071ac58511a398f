package wait

import (
	"context"
	"sync/atomic"
	"time"
)

// This file holds the wait for the first of several things.

// A Waiter waits for streams of the system, for a time, and until something in the background is ready. Nothing spins, and no goroutine is
// left behind. But for Raise, its methods are for one goroutine at a time.
type Waiter struct {
	files   files
	signal  chan struct{} // has a token when something in the background is ready
	inFiles atomic.Bool   // signals have to go to files as well
	timer   *time.Timer
}

// NewWaiter returns a Waiter.
func NewWaiter() *Waiter { return &Waiter{signal: make(chan struct{}, 1)} }

// Close frees what the Waiter holds of the system.
func (w *Waiter) Close() error { return w.files.close() }

// Raise makes Wait return, or the next call of it. It is safe to call from any goroutine.
func (w *Waiter) Raise() {
	select {
	case w.signal <- struct{}{}:
	default:
	}
	if w.inFiles.Load() {
		w.files.wake()
	}
}

// Reset empties the list of streams to wait for.
func (w *Waiter) Reset() { w.files.reset() }

// Add puts a stream, by the system's number, on the list and returns its place there.
func (w *Waiter) Add(n int) (place int) { return w.files.add(n) }

// Want makes the stream at a place of the list one to wait for until it can be read or written.
func (w *Waiter) Want(place int, write bool) { w.files.want(place, write) }

// State returns what Poll or Wait found at a place of the list.
func (w *Waiter) State(place int, write bool) (ready, hangup bool) {
	return w.files.state(place, write)
}

// Empty reports whether there is no stream on the list.
func (w *Waiter) Empty() bool { return w.files.empty() }

// Poll looks at the streams of the list, without waiting.
func (w *Waiter) Poll() error {
	if w.files.empty() {
		return nil
	}
	_, err := w.files.poll(0)
	return err
}

// Wait waits until a stream of the list is ready, Raise has been called, d has passed (never, if it is negative) or ctx is done, whose error
// it then returns. It may return early. Raise counts only if async is set; then it ends a wait for which ready, called before it, is true.
func (w *Waiter) Wait(ctx context.Context, d time.Duration, async bool, ready func() bool) error {
	if w.files.empty() {
		return w.waitSignal(ctx, d)
	}
	if async {
		if err := w.files.open(); err != nil {
			return err
		}
		// What has become ready before this is found now, and what becomes ready after it ends the wait.
		w.inFiles.Store(true)
		defer w.inFiles.Store(false)
		if ready() {
			return ctx.Err()
		}
	}
	_, err := w.files.wait(ctx, d)
	return err
}

func (w *Waiter) waitSignal(ctx context.Context, d time.Duration) error {
	var timeout <-chan time.Time
	if d >= 0 {
		timeout = w.after(d)
		defer w.timer.Stop()
	}
	select {
	case <-w.signal:
		return nil
	case <-timeout:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// after returns the channel of the Waiter's only timer.
func (w *Waiter) after(d time.Duration) <-chan time.Time {
	if w.timer == nil {
		w.timer = time.NewTimer(d)
	} else {
		w.timer.Reset(d)
	}
	return w.timer.C
}

// Real puts the system's time in the place of clocks, in nanoseconds since 1970 UTC and since now, and of a sleep that are nil.
func (w *Waiter) Real(wall, mono *func() int64, sleep *func(context.Context, time.Duration) error) {
	if *wall == nil {
		*wall = func() int64 { return time.Now().UnixNano() }
	}
	if *mono == nil {
		start := time.Now()
		*mono = func() int64 { return int64(time.Since(start)) }
	}
	if *sleep == nil {
		*sleep = w.Sleep
	}
}

// Sleep waits for d or until ctx is done.
func (w *Waiter) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	elapsed := w.after(d)
	select {
	case <-elapsed:
		return nil
	case <-ctx.Done():
		w.timer.Stop()
		return ctx.Err()
	}
}

// Stream waits until a stream, by the system's number, can be read or written, or ctx is done, whose error it then returns. It is ErrWouldBlock if
// nonblock is set and the stream cannot. The list is empty afterwards.
func (w *Waiter) Stream(ctx context.Context, n int, write, nonblock bool) error {
	w.Reset()
	defer w.Reset()
	w.Want(w.Add(n), write)
	ready, err := w.files.poll(0)
	for err == nil && !ready {
		if nonblock {
			return ErrWouldBlock
		}
		ready, err = w.files.wait(ctx, -1)
	}
	return err
}
