//go:build linux || darwin || freebsd || windows

package wait

import (
	"context"
	"math"
	"time"
)

// Ready reports whether a stream, by the system's number, can be read or written without waiting, or is no stream to wait for.
func Ready(n int, write bool) bool {
	var f files
	f.want(f.add(n), write)
	ready, err := f.poll(0)
	return ready || err != nil
}

// files is the list of streams to wait for. A bell makes a wait return when the context is done.
type files struct {
	list []pollFd
	bell *bell // nil until there is a wait
}

// reset empties the list of streams to wait for.
func (w *files) reset() { w.list = w.list[:0] }

// add puts a stream on the list and returns its place there.
func (w *files) add(n int) int {
	w.list = append(w.list, newPollFd(n))
	return len(w.list) - 1
}

// want makes the stream at a place of the list one to wait for until it can be read or written.
func (w *files) want(place int, write bool) {
	if write {
		w.list[place].Events |= pollOut
	} else {
		w.list[place].Events |= pollIn
	}
}

// state returns what the last wait found at a place of the list.
func (w *files) state(place int, write bool) (ready, hangup bool) {
	event := int16(pollIn)
	if write {
		event = pollOut
	}
	got := w.list[place].Revents
	return got&(event|pollErr|pollHup|pollNval) != 0, got&pollHup != 0
}

// empty reports whether there is no stream to wait for.
func (w *files) empty() bool { return len(w.list) == 0 }

// wait waits until a stream of the list is ready, d has passed (never, if it is negative) or ctx is done, whose error it then
// returns. After wake it returns early.
func (w *files) wait(ctx context.Context, d time.Duration) (ready bool, err error) {
	if err := w.open(); err != nil {
		return false, err
	}
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, w.wake)()
	}
	last := len(w.list)
	w.want(w.add(w.bell.number), false)
	ready, err = w.poll(d)
	woken := w.list[last].Revents != 0
	w.list = w.list[:last]
	if woken {
		w.bell.silence()
		ready = false
		for _, f := range w.list {
			ready = ready || f.Revents != 0
		}
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return ready, err
}

// poll asks the system about the list, waiting up to d, or without end if d is negative.
func (w *files) poll(d time.Duration) (ready bool, err error) {
	start := time.Now()
	for left := d; ; left = max(0, d-time.Since(start)) {
		timeout := -1
		if d >= 0 {
			timeout = int(min(left.Milliseconds()+1, math.MaxInt32))
		}
		if d == 0 {
			timeout = 0
		}
		if n, again, err := pollFiles(w.list, timeout); !again {
			return n > 0, err
		}
	}
}

// open makes the bell that wake rings.
func (w *files) open() (err error) {
	if w.bell == nil {
		w.bell, err = newBell()
	}
	return err
}

// wake makes a wait return, or the next one. It is safe to call from any goroutine after open.
func (w *files) wake() { w.bell.ring() }

func (w *files) close() error {
	if w.bell == nil {
		return nil
	}
	return w.bell.close()
}
