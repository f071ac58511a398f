package main

import (
	"bufio"
	"os"
	"runtime"
	"strings"
)

// A machine says where the samples come from.
type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	System string `json:"system"`
	Memory string `json:"memory,omitempty"`
	Load   string `json:"load,omitempty"` // average of the minute before the first run
	Go     string `json:"go"`
	C      string `json:"c,omitempty"` // the compiler of the modules
}

func thisMachine() machine {
	m := machine{Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), C: firstLine("clang", "--version")}
	if name := field("/etc/os-release", "PRETTY_NAME", "="); name != "" {
		m.System = strings.Trim(name, `"`) + ", " + m.System
	}
	if m.CPU = field("/proc/cpuinfo", "model name", ":"); m.CPU == "" {
		m.CPU = firstLine("sysctl", "-n", "machdep.cpu.brand_string")
	}
	if m.CPU == "" {
		m.CPU = "unknown " + runtime.GOARCH
	}
	m.Memory = field("/proc/meminfo", "MemTotal", ":")
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(text), " ")
	}
	return m
}

// field returns the first value of this name in a file of names and values, or nothing.
func field(file, name, separator string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, value, ok := strings.Cut(lines.Text(), separator)
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
