//go:build darwin || freebsd

package sock

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func open(domain, kind int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(domain, kind, 0)
	if err != nil {
		return 0, err
	}
	return prepared(fd)
}

func accept(fd int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	n, _, err := unix.Accept(fd)
	if err != nil {
		return 0, err
	}
	return prepared(n)
}

// prepared makes a socket one that does not block and that no child inherits.
func prepared(fd int) (int, error) {
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return 0, err
	}
	return fd, nil
}
