//go:build !(linux || darwin || freebsd || windows)

package preview1

import (
	"io/fs"
	"os"
	"time"
)

// This file is for systems that offer no more than package os knows.

// openFlags are added to the flags of every file that is opened.
const openFlags = 0

func isTerminal(int) bool                                       { return false }
func setAppend(*os.File, bool) bool                             { return false }
func setLinkTimes(*os.File, string, time.Time, time.Time) errno { return errnoNotsup }
func setFileTimes(*os.File, time.Time, time.Time) errno         { return errnoNotsup }
func allocate(*os.File, int64, int64) errno                     { return errnoNotsup }

// filestatOf returns the attributes of a file that every system has.
func filestatOf(info fs.FileInfo) filestat {
	st := filestat{filetype: filetypeOf(info.Mode()), size: uint64(info.Size()), nlink: 1}
	mtime := info.ModTime()
	st.mtim = timestampOf(mtime.Unix(), int64(mtime.Nanosecond()))
	st.atim, st.ctim = st.mtim, st.mtim
	return st
}

// filestatOfOpen is filestatOf for what is open.
func filestatOfOpen(_ *os.File, info fs.FileInfo) filestat { return filestatOf(info) }
