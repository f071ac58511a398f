//go:build linux || darwin || freebsd

package preview1

import (
	"context"
	"errors"
	"math"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// canPoll says that the system can tell when a stream is ready.
const canPoll = true

// A waiter waits for streams. A pipe of its own makes it return when the context is done.
type waiter struct {
	files       []unix.PollFd
	read, write *os.File
	readfd      int
}

// await waits until stream n can be read or written, or ctx is done. It is errnoAgain if nonblock is set and the stream cannot.
func (w *waiter) await(ctx context.Context, n int, write, nonblock bool) errno {
	w.reset()
	w.want(w.add(n), write)
	ready, err := w.poll(0)
	for err == nil && !ready {
		if nonblock {
			return errnoAgain
		}
		ready, err = w.wait(ctx, -1)
	}
	if err != nil && err == ctx.Err() {
		return interrupted
	}
	return errnoOf(err)
}

// reset empties the list of streams to wait for.
func (w *waiter) reset() { w.files = w.files[:0] }

// add puts a stream on the list and returns its place there.
func (w *waiter) add(n int) int {
	w.files = append(w.files, unix.PollFd{Fd: int32(n)})
	return len(w.files) - 1
}

// want makes the stream at a place of the list one to wait for until it can be read or written.
func (w *waiter) want(place int, write bool) {
	if write {
		w.files[place].Events |= unix.POLLOUT
	} else {
		w.files[place].Events |= unix.POLLIN
	}
}

// state returns what the last wait found at a place of the list.
func (w *waiter) state(place int, write bool) (ready, hangup bool) {
	event := int16(unix.POLLIN)
	if write {
		event = unix.POLLOUT
	}
	got := w.files[place].Revents
	return got&(event|unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0, got&unix.POLLHUP != 0
}

// empty reports whether there is no stream to wait for.
func (w *waiter) empty() bool { return len(w.files) == 0 }

// wait waits until a stream of the list is ready, d has passed (never, if it is negative) or ctx is done, whose error it then
// returns. After wake it returns early.
func (w *waiter) wait(ctx context.Context, d time.Duration) (ready bool, err error) {
	if err := w.open(); err != nil {
		return false, err
	}
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, w.wake)()
	}
	last := len(w.files)
	w.files = append(w.files, unix.PollFd{Fd: int32(w.readfd), Events: unix.POLLIN})
	ready, err = w.poll(d)
	woken := w.files[last].Revents != 0
	w.files = w.files[:last]
	if woken {
		var drain [64]byte
		w.read.Read(drain[:])
		ready = false
		for _, f := range w.files {
			ready = ready || f.Revents != 0
		}
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return ready, err
}

// poll asks the system about the list, waiting up to d, or without end if d is negative.
func (w *waiter) poll(d time.Duration) (ready bool, err error) {
	start := time.Now()
	for left := d; ; left = max(0, d-time.Since(start)) {
		timeout := -1
		if d >= 0 {
			timeout = int(min(left.Milliseconds()+1, math.MaxInt32))
		}
		if d == 0 {
			timeout = 0
		}
		n, err := unix.Poll(w.files, timeout)
		if err == nil {
			return n > 0, nil
		}
		if err != unix.EINTR && err != unix.EAGAIN {
			return false, err
		}
	}
}

// open makes the pipe that wake writes to.
func (w *waiter) open() error {
	if w.read != nil {
		return nil
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	w.read, w.write = read, write
	conn, err := read.SyscallConn()
	if err != nil {
		return err
	}
	return conn.Control(func(n uintptr) { w.readfd = int(n) })
}

// wake makes a wait return, or the next one. It is safe to call from any goroutine after open.
func (w *waiter) wake() { w.write.Write([]byte{0}) }

func (w *waiter) close() error {
	if w.read == nil {
		return nil
	}
	return errors.Join(w.read.Close(), w.write.Close())
}
