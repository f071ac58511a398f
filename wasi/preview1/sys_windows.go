package preview1

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
func control(f *os.File, fn func(h windows.Handle) error) errno {
	conn, err := f.SyscallConn()
	if err != nil {
		return errnoOf(err)
	}
	var result error
	if err := conn.Control(func(h uintptr) { result = fn(windows.Handle(h)) }); err != nil {
		return errnoOf(err)
	}
	return errnoOf(result)
}

// isTerminal reports whether a handle is a console.
func isTerminal(n int) bool {
	var mode uint32
	return windows.GetConsoleMode(windows.Handle(n), &mode) == nil
}

// setAppend reports that the system does not append by itself: fd_write goes to the end first.
func setAppend(*os.File, bool) bool { return false }

// setLinkTimes would set the times of a symbolic link itself, which is not supported.
func setLinkTimes(*os.File, string, time.Time, time.Time) errno { return errnoNotsup }

// setFileTimes sets the times of an open file that are not zero.
func setFileTimes(f *os.File, atime, mtime time.Time) errno {
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
func allocate(*os.File, int64, int64) errno { return errnoNotsup }

// filestatOf returns the attributes of a file without its identity, which takes an open file.
func filestatOf(info fs.FileInfo) filestat {
	st := filestat{filetype: filetypeOf(info.Mode()), size: uint64(info.Size()), nlink: 1}
	mtime := info.ModTime()
	st.mtim = timestampOf(mtime.Unix(), int64(mtime.Nanosecond()))
	st.atim, st.ctim = st.mtim, st.mtim
	if d, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		st.atim = timestampOf(0, d.LastAccessTime.Nanoseconds())
	}
	return st
}

// filestatOfOpen is filestatOf for what is open, with its identity.
func filestatOfOpen(f *os.File, info fs.FileInfo) filestat {
	st := filestatOf(info)
	control(f, func(h windows.Handle) error {
		var by windows.ByHandleFileInformation
		if err := windows.GetFileInformationByHandle(h, &by); err != nil {
			return err
		}
		st.dev = uint64(by.VolumeSerialNumber)
		st.ino = uint64(by.FileIndexHigh)<<32 | uint64(by.FileIndexLow)
		st.nlink = uint64(by.NumberOfLinks)
		return nil
	})
	return st
}
