//go:build linux || darwin || freebsd

package vfs

import (
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// openFlags are added to the flags of every file that is opened: a pipe in a directory must not hold up the guest until somebody
// opens its other end, nor a terminal become that of this process.
const openFlags = unix.O_NONBLOCK | unix.O_NOCTTY

// control calls fn with the system's number of an open file.
func control(f *os.File, fn func(n int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	if err := conn.Control(func(n uintptr) { result = fn(int(n)) }); err != nil {
		return err
	}
	return result
}

// setAppend makes the system append whatever is written to f, or stop to, and reports whether it does so now.
func setAppend(f *os.File, on bool) bool {
	return control(f, func(n int) error {
		flags, err := unix.FcntlInt(uintptr(n), unix.F_GETFL, 0)
		if err != nil {
			return err
		}
		flags &^= unix.O_APPEND
		if on {
			flags |= unix.O_APPEND
		}
		_, err = unix.FcntlInt(uintptr(n), unix.F_SETFL, flags)
		return err
	}) == nil && on
}

// setLinkTimes sets the times of a symbolic link itself that are not zero. dir is the open directory that holds it and name its
// name there, one path element, which utimensat does not follow.
func setLinkTimes(dir *os.File, name string, atime, mtime time.Time) error {
	times := []unix.Timespec{timespec(atime), timespec(mtime)}
	return control(dir, func(n int) error {
		return unix.UtimesNanoAt(n, name, times, unix.AT_SYMLINK_NOFOLLOW)
	})
}

// timespec returns t, or for the zero time the mark of a time that is to stay.
func timespec(t time.Time) unix.Timespec {
	if t.IsZero() {
		return unix.Timespec{Nsec: utimeOmit}
	}
	ts, _ := unix.TimeToTimespec(t) // in range: t has been a 64-bit number of nanoseconds
	return ts
}

// hostStat returns the attributes of a file.
func hostStat(info fs.FileInfo) Stat {
	st := statOf(info)
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return st
	}
	st.Dev, st.Ino, st.Nlink = uint64(s.Dev), uint64(s.Ino), uint64(s.Nlink)
	st.Atime = nanoseconds(accessTime(s))
	st.Mtime = nanoseconds(modifyTime(s))
	st.Ctime = nanoseconds(changeTime(s))
	return st
}

// openStat is hostStat for what is open.
func openStat(_ *os.File, info fs.FileInfo) Stat { return hostStat(info) }
