//go:build darwin || freebsd

package preview1

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pipePiece is how many bytes a pipe that is ready takes without blocking, PIPE_BUF.
const pipePiece = 512

const (
	ioctlGetTermios = unix.TIOCGETA
	utimeOmit       = -2 // of utimensat: the time stays
)

// setFileTimes sets the times of an open file that are not zero, to the microsecond.
func setFileTimes(f *os.File, atime, mtime time.Time) errno {
	info, err := f.Stat()
	if err != nil {
		return errnoOf(err)
	}
	old := filestatOf(info)
	if atime.IsZero() {
		atime = time.Unix(0, int64(old.atim))
	}
	if mtime.IsZero() {
		mtime = info.ModTime()
	}
	return control(f, func(n int) error {
		return unix.Futimes(n, []unix.Timeval{
			unix.NsecToTimeval(atime.UnixNano()), unix.NsecToTimeval(mtime.UnixNano()),
		})
	})
}

// allocate makes sure that a file has room for n bytes at offset, which these systems cannot.
func allocate(*os.File, int64, int64) errno { return errnoNotsup }
func accessTime(s *syscall.Stat_t) (sec, nsec int64) {
	return int64(s.Atimespec.Sec), int64(s.Atimespec.Nsec)
}
func modifyTime(s *syscall.Stat_t) (sec, nsec int64) {
	return int64(s.Mtimespec.Sec), int64(s.Mtimespec.Nsec)
}
func changeTime(s *syscall.Stat_t) (sec, nsec int64) {
	return int64(s.Ctimespec.Sec), int64(s.Ctimespec.Nsec)
}
