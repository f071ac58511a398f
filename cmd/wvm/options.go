package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasi/preview2"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the table of what can be set for a run. Each row can be written as a flag of its own, as a key of one of the flags -W, -S
// and -D, and in a file of settings, as far as it has names for these.

// A settings is what is set for a run.
type settings struct {
	dirs, env     []string
	argv0, invoke string

	fuel         uint64
	fuelled      bool // fuel is given
	timeout      time.Duration
	limits       vm.StoreConfig
	counts       [3]int // limits of instances, tables and memories, by the constants
	features     wasm.Features
	trapUnknowns bool // let imports that are unknown trap when they are called

	inherit  struct{ env, stdin, stdout, stderr bool }
	maxFiles int
	dirBytes int64
	dirFiles int64
	listen   []string
	fixed    bool // clocks and randomness are the same in each run
	seed     uint64
	rawTTY   bool
	network  networking
	serve    serving

	trace     []preview2.Group // what to trace
	traceFile string
	profile   string
	interval  time.Duration
	frames    int  // of a backtrace
	source    bool // show it in backtraces
	verbose   bool
	json      bool // what is shown on the standard error is JSON
}

// The limits in settings.counts.
const (
	countInstances = iota
	countTables
	countMemories
)

// newSettings returns what holds unless something else is said.
func newSettings() *settings {
	s := &settings{features: component.Supported, counts: [3]int{-1, -1, -1}, source: true, frames: vm.MaxTraceFrames, serve: newServing()}
	s.inherit.stdin, s.inherit.stdout, s.inherit.stderr = true, true, true
	return s
}

// A group is a part of the settings.
type group struct {
	letter  string // of its flag, or empty
	table   string // its name in a file of settings
	summary string
}

// The groups.
var (
	groupRun   = &group{"", "run", "the program and what is shown of its run"}
	groupWasm  = &group{"W", "wasm", "limits and features of WebAssembly"}
	groupWASI  = &group{"S", "wasi", "what WASI gives the program"}
	groupDebug = &group{"D", "debug", "what is shown of a trap"}
	groupServe = &group{"", "serve", "the server of wvm serve"}

	groups = []*group{groupRun, groupWasm, groupWASI, groupDebug, groupServe}
)

// An option is something that can be set.
type option struct {
	group *group
	key   string // in its group
	long  string // its flag, without dashes, or empty
	value string // what it takes, for help; empty if it is on or off
	usage string
	set   func(s *settings, text string) error
	many  bool // it adds to what has been set before
}

// many returns an option that can be set several times.
func many(g *group, key, long, value, usage string, set func(s *settings, text string) error) *option {
	return &option{g, key, long, value, usage + "; can be repeated", set, true}
}

// one returns an option of which the last setting counts.
func one(g *group, key, long, value, usage string, set func(s *settings, text string) error) *option {
	return &option{g, key, long, value, usage, set, false}
}

// options returns the options for running a program.
func options() []*option {
	return slices.Concat(runOptions(), limitOptions(), featureOptions(), wasiOptions(), networkOptions(), debugOptions())
}

// allOptions returns all options.
func allOptions() []*option { return slices.Concat(options(), serveOptions()) }

func runOptions() []*option {
	g := groupRun
	return []*option{
		many(g, "dir", "dir", "HOST[::GUEST][:ro]", "give the program a directory; HOST:GUEST is the same", func(s *settings, text string) error {
			s.dirs = append(s.dirs, text)
			_, err := parseDir(text)
			return err
		}),
		many(g, "env", "env", "NAME[=VALUE]", "give it a variable, that of wvm itself without a value", func(s *settings, text string) error {
			s.env = append(s.env, text)
			_, err := parseEnv(text)
			return err
		}),
		one(g, "argv0", "argv0", "NAME", "the program's name for itself (the file's name without directories)", text(func(s *settings) *string { return &s.argv0 })),
		one(g, "invoke", "invoke", "FUNCTION", "call the exported function with the arguments, decimal or 0x hexadecimal", text(func(s *settings) *string { return &s.invoke })),
		many(g, "trace", "trace", "[=GROUP,...]", "show calls of the system as they end, all or those of some groups: "+strings.Join(groupNames(), ", "), setTrace),
		one(g, "trace-file", "trace-file", "FILE", "write the trace to this file instead of the standard error", text(func(s *settings) *string { return &s.traceFile })),
		one(g, "profile", "profile", "FILE", "write a profile of functions for \"go tool pprof\"", text(func(s *settings) *string { return &s.profile })),
		one(g, "profile-interval", "profile-interval", "TIME", "take a sample for the profile this often (1ms)", duration(func(s *settings) *time.Duration { return &s.interval })),
		one(g, "verbose", "verbose", "", "report at the end what the program has used", onOff(func(s *settings) *bool { return &s.verbose })),
	}
}

func limitOptions() []*option {
	g := groupWasm
	return []*option{
		one(g, "fuel", "fuel", "N", "end the program after N instructions", func(s *settings, text string) error {
			n, err := strconv.ParseUint(text, 10, 63)
			if err != nil {
				return fmt.Errorf("want a number of instructions")
			}
			s.fuel, s.fuelled = n, true
			return nil
		}),
		one(g, "timeout", "timeout", "TIME", "end the program after a time such as 500ms or 1m", duration(func(s *settings) *time.Duration { return &s.timeout })),
		one(g, "max-memory-size", "max-memory", "SIZE", "let a memory have at most this size, such as 64MiB", bytesOf(func(s *settings) *uint64 { return &s.limits.MaxMemory })),
		one(g, "max-wasm-stack", "max-stack", "SIZE", "let calls nest within this size (16MiB)", bytesOf(func(s *settings) *uint64 { return &s.limits.MaxStack })),
		one(g, "max-heap-size", "max-heap", "SIZE", "let structs, arrays and exceptions take at most this size (1GiB)", bytesOf(func(s *settings) *uint64 { return &s.limits.MaxHeap })),
		one(g, "max-table-elements", "max-table-elements", "N", "let a table have at most N elements (10000000)", func(s *settings, text string) error {
			n, err := strconv.ParseUint(text, 10, 32)
			if err != nil || n == 0 {
				return fmt.Errorf("want a number of elements from 1 on")
			}
			s.limits.MaxTable = n
			return nil
		}),
		one(g, "max-instances", "max-instances", "N", "allow N instances", count(countInstances)),
		one(g, "max-tables", "max-tables", "N", "allow N tables", count(countTables)),
		one(g, "max-memories", "max-memories", "N", "allow N memories", count(countMemories)),
		one(g, "trap-on-grow-failure", "trap-on-grow-failure", "", "end the program when a memory or a table cannot grow", onOff(func(s *settings) *bool { return &s.limits.TrapOnGrowFailure })),
		one(g, "unknown-imports-trap", "", "", "run a program that imports what is not there, until it calls that", onOff(func(s *settings) *bool { return &s.trapUnknowns })),
	}
}

// featureOf returns the name of the feature that other tools call by this one, or nothing.
func featureOf(other string) string {
	switch other {
	case "tail-call":
		return "tail-calls"
	case "saturating-float-to-int":
		return "saturating-conversions"
	}
	return ""
}

func featureOptions() []*option {
	var list []*option
	for _, name := range component.Supported.Names() {
		f, _ := wasm.FeatureByName(name)
		list = append(list, featureOption(name, f))
	}
	return list
}

func featureOption(name string, f wasm.Features) *option {
	return one(groupWasm, name, "", "", "let the program use this feature (y)", func(s *settings, text string) error {
		on, err := parseOnOff(text)
		if on {
			s.features |= f
		} else {
			s.features &^= f
		}
		return err
	})
}

func wasiOptions() []*option {
	g := groupWASI
	return []*option{
		one(g, "inherit-env", "", "", "give the program all variables of wvm", onOff(func(s *settings) *bool { return &s.inherit.env })),
		one(g, "inherit-stdin", "", "", "give it the standard input (y)", onOff(func(s *settings) *bool { return &s.inherit.stdin })),
		one(g, "inherit-stdout", "", "", "give it the standard output (y)", onOff(func(s *settings) *bool { return &s.inherit.stdout })),
		one(g, "inherit-stderr", "", "", "give it the standard error (y)", onOff(func(s *settings) *bool { return &s.inherit.stderr })),
		one(g, "max-files", "max-files", "N", fmt.Sprintf("let it have N files open at a time (%d)", preview1.DefaultMaxFiles), func(s *settings, text string) error {
			n, err := strconv.ParseUint(text, 10, 31)
			if err != nil || n == 0 {
				return fmt.Errorf("want a number of files from 1 on")
			}
			s.maxFiles = int(n)
			return nil
		}),
		one(g, "max-dir-bytes", "max-dir-bytes", "SIZE", "let it write at most this size to each directory", func(s *settings, text string) error {
			var size byteSize
			err := size.Set(text)
			if s.dirBytes = int64(size); err == nil && s.dirBytes < 0 {
				err = fmt.Errorf("the size is out of range")
			}
			return err
		}),
		one(g, "max-dir-files", "max-dir-files", "N", "let it make at most N files and directories in each directory", func(s *settings, text string) error {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n <= 0 {
				return fmt.Errorf("want a number of files from 1 on")
			}
			s.dirFiles = n
			return nil
		}),
		many(g, "tcplisten", "listen", "ADDRESS", "give it a socket that listens at HOST:PORT", func(s *settings, text string) error {
			s.listen = append(s.listen, text)
			return checkAddress(text)
		}),
		one(g, "deterministic", "deterministic", "", "let clocks and random numbers be the same in each run", onOff(func(s *settings) *bool { return &s.fixed })),
		one(g, "seed", "seed", "N", "with --deterministic, choose the random numbers (0)", func(s *settings, text string) (err error) {
			if s.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
				return fmt.Errorf("want a number")
			}
			return nil
		}),
		one(g, "raw-tty", "raw-tty", "", "let the program send escape sequences to a terminal", onOff(func(s *settings) *bool { return &s.rawTTY })),
	}
}

func debugOptions() []*option {
	return []*option{
		one(groupDebug, "max-backtrace", "", "N", fmt.Sprintf("show at most N frames of a backtrace (%d)", vm.MaxTraceFrames), func(s *settings, text string) error {
			n, err := strconv.ParseUint(text, 10, 31)
			if err != nil {
				return fmt.Errorf("want a number of frames")
			}
			s.frames = int(n)
			return nil
		}),
		one(groupDebug, "source-lines", "", "", "show lines of the source in backtraces and profiles (y)", onOff(func(s *settings) *bool { return &s.source })),
	}
}

// text returns what sets a text.
func text(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, text string) error {
		*field(s) = text
		if text == "" {
			return fmt.Errorf("it is empty")
		}
		return nil
	}
}

// onOff returns what sets something that is on or off.
func onOff(field func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, text string) (err error) {
		*field(s), err = parseOnOff(text)
		return err
	}
}

// parseOnOff reads whether something is on; no text at all says so, too.
func parseOnOff(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "", "y", "yes", "true", "on", "1":
		return true, nil
	case "n", "no", "false", "off", "0":
		return false, nil
	}
	return false, fmt.Errorf("want y or n")
}

// duration returns what sets a time. A number alone is seconds.
func duration(field func(*settings) *time.Duration) func(*settings, string) error {
	return func(s *settings, text string) error {
		d, err := time.ParseDuration(text)
		if n, numErr := strconv.ParseUint(text, 10, 32); numErr == nil {
			d, err = time.Duration(n)*time.Second, nil
		}
		if err != nil || d <= 0 {
			return fmt.Errorf("want a time such as 500ms, 2s or 1m")
		}
		*field(s) = d
		return nil
	}
}

// bytesOf returns what sets a number of bytes.
func bytesOf(field func(*settings) *uint64) func(*settings, string) error {
	return func(s *settings, text string) error {
		var size byteSize
		err := size.Set(text)
		*field(s) = uint64(size)
		return err
	}
}

// count returns what sets one of settings.counts.
func count(which int) func(*settings, string) error {
	return func(s *settings, text string) error {
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return fmt.Errorf("want a number")
		}
		s.counts[which] = int(n)
		return nil
	}
}

// findOption returns the option of a group with a key. The error names the nearest one.
func findOption(list []*option, g *group, key string) (*option, error) {
	var keys []string
	for _, o := range list {
		if o.group == g {
			if o.key == key {
				return o, nil
			}
			keys = append(keys, o.key)
		}
	}
	if name := featureOf(key); name != "" && g == groupWasm {
		return findOption(list, g, name)
	}
	if near := nearest(key, keys); near != "" {
		return nil, fmt.Errorf("there is no key %q; is %q meant?", key, near)
	}
	return nil, fmt.Errorf("there is no key %q", key)
}
