//go:build darwin || freebsd

package vfs

import (
	"math"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const utimeOmit = -2 // of utimensat: the time stays

// setFileTimes sets the times of an open file that are not zero, to the microsecond.
func setFileTimes(f *os.File, atime, mtime time.Time) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	old := hostStat(info)
	if atime.IsZero() {
		atime = time.Unix(0, int64(min(old.Atime, math.MaxInt64)))
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
func allocate(*os.File, int64, int64) error { return ErrUnsupported }

func accessTime(s *syscall.Stat_t) (sec, nsec int64) {
	return int64(s.Atimespec.Sec), int64(s.Atimespec.Nsec)
}
func modifyTime(s *syscall.Stat_t) (sec, nsec int64) {
	return int64(s.Mtimespec.Sec), int64(s.Mtimespec.Nsec)
}
func changeTime(s *syscall.Stat_t) (sec, nsec int64) {
	return int64(s.Ctimespec.Sec), int64(s.Ctimespec.Nsec)
}
