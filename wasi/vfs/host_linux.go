package vfs

import (
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const utimeOmit = unix.UTIME_OMIT // of utimensat: the time stays

// setFileTimes sets the times of an open file that are not zero.
func setFileTimes(f *os.File, atime, mtime time.Time) error {
	times := [2]unix.Timespec{timespec(atime), timespec(mtime)}
	return control(f, func(n int) error {
		// With no path, which the wrapper of x/sys cannot express, utimensat is about the descriptor itself.
		if _, _, e := unix.Syscall6(unix.SYS_UTIMENSAT, uintptr(n), 0, uintptr(unsafe.Pointer(&times)), 0, 0, 0); e != 0 {
			return e
		}
		return nil
	})
}

// allocate makes sure that a file has room for n bytes at offset.
func allocate(f *os.File, offset, n int64) error {
	return control(f, func(fd int) error {
		for {
			if err := unix.Fallocate(fd, 0, offset, n); err != unix.EINTR {
				return err
			}
		}
	})
}

func accessTime(s *syscall.Stat_t) (sec, nsec int64) { return int64(s.Atim.Sec), int64(s.Atim.Nsec) }
func modifyTime(s *syscall.Stat_t) (sec, nsec int64) { return int64(s.Mtim.Sec), int64(s.Mtim.Nsec) }
func changeTime(s *syscall.Stat_t) (sec, nsec int64) { return int64(s.Ctim.Sec), int64(s.Ctim.Nsec) }
