package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/wvm-project/wvm/wasi/preview1"
)

// This file holds the flags that give a program something: directories and variables.

// parseDir reads HOST, HOST::GUEST or HOST:GUEST, each with an optional :ro at the end.
func parseDir(text string) (preview1.Preopen, error) {
	host, readOnly := strings.CutSuffix(text, ":ro")
	if readOnly {
		host = strings.TrimSuffix(host, ":")
	}
	guest := ""
	host, guest, given := splitDir(host)
	if !given {
		guest = host
	}
	if host == "" || guest == "" {
		return preview1.Preopen{}, fmt.Errorf("%q has an empty directory; want HOST, HOST::GUEST or HOST::GUEST:ro", text)
	}
	return preview1.Preopen{Host: host, Guest: guest, ReadOnly: readOnly}, nil
}

// splitDir splits at "::" or else at the first ":" that does not belong to a Windows drive.
func splitDir(s string) (host, guest string, ok bool) {
	if host, guest, ok = strings.Cut(s, "::"); ok {
		return host, guest, true
	}
	drive := ""
	if runtime.GOOS == "windows" && len(s) >= 3 && s[1] == ':' && (s[2] == '\\' || s[2] == '/') {
		drive, s = s[:2], s[2:]
	}
	host, guest, ok = strings.Cut(s, ":")
	return drive + host, guest, ok
}

// envName returns the name of a variable NAME=VALUE.
func envName(v string) string {
	name, _, _ := strings.Cut(v, "=")
	return name
}

// parseEnv reads NAME=VALUE, or NAME for a variable to pass on.
func parseEnv(text string) (string, error) {
	name, _, given := strings.Cut(text, "=")
	if name == "" {
		return "", fmt.Errorf("%q has no name; want NAME=VALUE or NAME", text)
	}
	if given {
		return text, nil
	}
	value, ok := os.LookupEnv(name)
	if !ok {
		return "", fmt.Errorf("the variable %q is not set; give it a value: %s=VALUE", name, name)
	}
	return name + "=" + value, nil
}
