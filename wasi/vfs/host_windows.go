package vfs

import (
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/windows"
)

// openFlags are added to the flags of every file that is opened.
const openFlags = 0

// control calls fn with the system's handle of an open file.
func control(f *os.File, fn func(h windows.Handle) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	if err := conn.Control(func(h uintptr) { result = fn(windows.Handle(h)) }); err != nil {
		return err
	}
	return result
}

// setAppend reports that the system does not append by itself: fd_write goes to the end first.
func setAppend(*os.File, bool) bool { return false }

// setLinkTimes would set the times of a symbolic link itself, which is not supported.
func setLinkTimes(*os.File, string, time.Time, time.Time) error { return ErrUnsupported }

// setFileTimes sets the times of an open file that are not zero.
func setFileTimes(f *os.File, atime, mtime time.Time) error {
	var a, m *windows.Filetime
	if !atime.IsZero() {
		a = new(windows.NsecToFiletime(atime.UnixNano()))
	}
	if !mtime.IsZero() {
		m = new(windows.NsecToFiletime(mtime.UnixNano()))
	}
	return control(f, func(h windows.Handle) error { return windows.SetFileTime(h, nil, a, m) })
}

// allocate would make sure that a file has room for n bytes at offset.
func allocate(*os.File, int64, int64) error { return ErrUnsupported }

// hostStat returns the attributes of a file without its identity, which takes an open file.
func hostStat(info fs.FileInfo) Stat {
	st := statOf(info)
	if d, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		st.Atime = nanoseconds(0, max(0, d.LastAccessTime.Nanoseconds()))
	}
	return st
}

// openStat is hostStat for what is open, with its identity.
func openStat(f *os.File, info fs.FileInfo) Stat {
	st := hostStat(info)
	control(f, func(h windows.Handle) error {
		var by windows.ByHandleFileInformation
		if err := windows.GetFileInformationByHandle(h, &by); err != nil {
			return err
		}
		st.Dev = uint64(by.VolumeSerialNumber)
		st.Ino = uint64(by.FileIndexHigh)<<32 | uint64(by.FileIndexLow)
		st.Nlink = uint64(by.NumberOfLinks)
		return nil
	})
	return st
}
