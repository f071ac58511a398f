// Package trace holds calls of guests as text: what the traces of all versions of WASI have in common.
package trace

import (
	"strconv"
	"strings"
	"time"
)

// A Group is what a function is concerned with, for choosing what to trace.
type Group string

// The groups. Each function is in one.
const (
	GroupArgs   Group = "args"
	GroupEnv    Group = "env"
	GroupClock  Group = "clock"
	GroupFS     Group = "fs" // all of fd_ and path_
	GroupPoll   Group = "poll"
	GroupProc   Group = "proc"
	GroupRandom Group = "random"
	GroupSock   Group = "sock"
	GroupIO     Group = "io"   // streams, of WASI 0.2
	GroupHTTP   Group = "http" // of WASI 0.2
)

// A Call is a call of a function that has come to its end, as the Configs of the hosts have it.
//
// What a guest names or hands over is in it as text: strings are quoted as in Go, so that they hold no control characters, and long
// ones are cut off.
type Call struct {
	Name     string // for example "path_open", or "wasi:filesystem/types descriptor.open-at"
	Group    Group
	Args     []Arg  // the arguments, and what is in memory at those that are addresses
	Results  []Arg  // what the function has stored, if it succeeded
	Errno    string // the standard's name of the error, "success" if there is none; "exit", "interrupted" or "trap" for a call that ended the guest
	Start    time.Time
	Duration time.Duration
}

// An Arg is an argument or a result of a call, under the name that the standard gives it.
type Arg struct{ Name, Value string }

// String returns the call in one line, without its times:
//
//	path_open(fd=3</data>, dirflags=symlink_follow, path="a", oflags=creat, ...) = success opened_fd=4</data/a>
func (c *Call) String() string {
	var b strings.Builder
	b.WriteString(c.Name)
	b.WriteByte('(')
	for i, a := range c.Args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.write(&b)
	}
	b.WriteString(") = ")
	b.WriteString(c.Errno)
	for _, a := range c.Results {
		b.WriteByte(' ')
		a.write(&b)
	}
	return b.String()
}

func (a Arg) write(b *strings.Builder) {
	b.WriteString(a.Name)
	b.WriteByte('=')
	b.WriteString(a.Value)
}

// Bounds of what is shown of strings and lists.
const (
	MaxData = 32  // bytes of data
	MaxPath = 256 // bytes of a path
	MaxList = 8   // elements of a list
)

// Quote quotes up to most bytes of b, with dots behind it if there is more.
func Quote(b []byte, more bool, most int) string {
	s := strconv.Quote(string(b[:min(len(b), most)]))
	if more {
		s += "..."
	}
	return s
}
