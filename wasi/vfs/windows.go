package vfs

import (
	"strings"
	"unicode/utf8"
)

// This file holds which names Windows takes for something else than a file of that name.

// windowsPath reports whether Windows takes every element of s for the plain name of a file: no device, no alternate stream, no
// other separator, nothing that is cut off at the end.
func windowsPath(s string) bool {
	for name := range strings.SplitSeq(s, "/") {
		if name == "" || name == "." || name == ".." {
			continue
		}
		if strings.ContainsAny(name, `\:*?"<>|`) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
			return false
		}
		if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
			return false
		}
		if base, _, _ := strings.Cut(name, "."); windowsDevice(strings.TrimRight(base, " ")) {
			return false
		}
	}
	return true
}

// windowsDevice reports whether Windows takes a name, whatever ending follows it, for a device.
func windowsDevice(name string) bool {
	name = strings.ToUpper(name)
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	number, isCom := strings.CutPrefix(name, "COM")
	if !isCom {
		var isLpt bool
		if number, isLpt = strings.CutPrefix(name, "LPT"); !isLpt {
			return false
		}
	}
	return utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹", number)
}
