//go:build linux || darwin || freebsd

package wait

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// CanPoll says that the system can tell when a standard stream is ready.
const CanPoll = true

type pollFd = unix.PollFd

const (
	pollIn, pollOut            = unix.POLLIN, unix.POLLOUT
	pollErr, pollHup, pollNval = unix.POLLERR, unix.POLLHUP, unix.POLLNVAL
)

func newPollFd(n int) pollFd { return pollFd{Fd: int32(n)} }

// pollFiles returns how many streams are ready; again says that it has to be asked again.
func pollFiles(list []pollFd, milliseconds int) (n int, again bool, err error) {
	n, err = unix.Poll(list, milliseconds)
	return n, err == unix.EINTR || err == unix.EAGAIN, err
}

// A bell is a stream that other goroutines can make ready: a pipe.
type bell struct {
	read, write *os.File
	number      int
}

func newBell() (*bell, error) {
	b := &bell{}
	var err error
	if b.read, b.write, err = os.Pipe(); err != nil {
		return nil, err
	}
	conn, err := b.read.SyscallConn()
	if err == nil {
		err = conn.Control(func(n uintptr) { b.number = int(n) })
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bell) ring() { b.write.Write([]byte{0}) }

func (b *bell) silence() {
	var drain [64]byte
	b.read.Read(drain[:])
}

func (b *bell) close() error { return errors.Join(b.read.Close(), b.write.Close()) }
