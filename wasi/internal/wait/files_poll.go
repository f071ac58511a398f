//go:build linux || darwin || freebsd

package wait

import (
	"context"
	"errors"
	"math"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// CanPoll says that the system can tell when a stream is ready.
const CanPoll = true

// Ready reports whether a stream, by the system's number, can be read or written without waiting, or is no stream to wait for.
func Ready(n int, write bool) bool {
	var f files
	f.want(f.add(n), write)
	ready, err := f.poll(0)
	return ready || err != nil
}

// files is the list of streams to wait for. A pipe of its own makes a wait return when the context is done.
type files struct {
	list        []unix.PollFd
	read, write *os.File
	readfd      int
}

// reset empties the list of streams to wait for.
func (w *files) reset() { w.list = w.list[:0] }

// add puts a stream on the list and returns its place there.
func (w *files) add(n int) int {
	w.list = append(w.list, unix.PollFd{Fd: int32(n)})
	return len(w.list) - 1
}

// want makes the stream at a place of the list one to wait for until it can be read or written.
func (w *files) want(place int, write bool) {
	if write {
		w.list[place].Events |= unix.POLLOUT
	} else {
		w.list[place].Events |= unix.POLLIN
	}
}

// state returns what the last wait found at a place of the list.
func (w *files) state(place int, write bool) (ready, hangup bool) {
	event := int16(unix.POLLIN)
	if write {
		event = unix.POLLOUT
	}
	got := w.list[place].Revents
	return got&(event|unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0, got&unix.POLLHUP != 0
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
	w.list = append(w.list, unix.PollFd{Fd: int32(w.readfd), Events: unix.POLLIN})
	ready, err = w.poll(d)
	woken := w.list[last].Revents != 0
	w.list = w.list[:last]
	if woken {
		var drain [64]byte
		w.read.Read(drain[:])
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
		n, err := unix.Poll(w.list, timeout)
		if err == nil {
			return n > 0, nil
		}
		if err != unix.EINTR && err != unix.EAGAIN {
			return false, err
		}
	}
}

// open makes the pipe that wake writes to.
func (w *files) open() error {
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
func (w *files) wake() { w.write.Write([]byte{0}) }

func (w *files) close() error {
	if w.read == nil {
		return nil
	}
	return errors.Join(w.read.Close(), w.write.Close())
}
