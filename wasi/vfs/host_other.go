//go:build !(linux || darwin || freebsd || windows)

package vfs

import (
	"io/fs"
	"os"
	"time"
)

// This file is for systems that offer no more than package os knows.

// openFlags are added to the flags of every file that is opened.
const openFlags = 0

func setAppend(*os.File, bool) bool                             { return false }
func setLinkTimes(*os.File, string, time.Time, time.Time) error { return ErrUnsupported }
func setFileTimes(*os.File, time.Time, time.Time) error         { return ErrUnsupported }
func allocate(*os.File, int64, int64) error                     { return ErrUnsupported }

// hostStat returns the attributes of a file that every system has.
func hostStat(info fs.FileInfo) Stat { return statOf(info) }

// openStat is hostStat for what is open.
func openStat(_ *os.File, info fs.FileInfo) Stat { return hostStat(info) }
