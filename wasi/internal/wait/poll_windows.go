package wait

import (
	"net/netip"

	"golang.org/x/sys/windows"

	"github.com/wvm-project/wvm/wasi/internal/sock"
)

// CanPoll says that the system cannot tell when a standard stream is ready: standard input is read ahead instead, and the others are always
// ready. What it can tell of is sockets.
const CanPoll = false

// PipePiece is how many bytes are written to a stream at a time.
const PipePiece = 4096

type pollFd = sock.PollFd

const (
	pollIn, pollOut            = 0x0100, 0x0010 // POLLRDNORM, POLLWRNORM
	pollErr, pollHup, pollNval = 0x0001, 0x0002, 0x0004
)

func newPollFd(n int) pollFd { return pollFd{Fd: windows.Handle(n)} }

// pollFiles returns how many sockets are ready; again says that it has to be asked again.
func pollFiles(list []pollFd, milliseconds int) (n int, again bool, err error) {
	n, err = sock.Poll(list, milliseconds)
	return n, err == windows.WSAEINTR, err
}

// A bell is a socket that other goroutines can make ready: one that sends to itself.
type bell struct {
	socket *sock.Socket
	self   netip.AddrPort
	number int
}

func newBell() (*bell, error) {
	s, err := sock.New(false, true)
	if err != nil {
		return nil, err
	}
	b := &bell{socket: s, number: s.Fd()}
	err = s.Bind(netip.MustParseAddrPort("127.0.0.1:0"), true)
	if err == nil {
		b.self, err = s.LocalAddr()
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bell) ring() { b.socket.SendTo([]byte{0}, b.self) }

func (b *bell) silence() {
	var drain [64]byte
	for {
		if _, err := b.socket.ReceiveFrom(drain[:]); err != nil {
			return
		}
	}
}

func (b *bell) close() error { return b.socket.Close() }
