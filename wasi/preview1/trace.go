package preview1

import (
	"context"
	"strings"
	"time"

	"github.com/wvm-project/wvm/vm"
)

// This file holds the trace of calls; how arguments and results become text is in decode.go.

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
)

// Groups returns all groups, in alphabetical order.
func Groups() []Group {
	return []Group{GroupArgs, GroupClock, GroupEnv, GroupFS, GroupPoll, GroupProc, GroupRandom, GroupSock}
}

// A Call is a call of a function that has come to its end, as Config.Trace receives it.
//
// What a guest names or hands over is in it as text: strings are quoted as in Go, so that they hold no control characters, and long
// ones are cut off.
type Call struct {
	Name     string // for example "path_open"
	Group    Group
	Args     []Arg  // the arguments, and what is in memory at those that are addresses
	Results  []Arg  // what the function has stored, if it succeeded
	Errno    string // the standard's name of the error number, "success" among them; "exit" and "interrupted" for a call that ended the guest
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

// traced returns what calls f and tells Config.Trace about it.
func (h *Host) traced(f *function) vm.HostFunc {
	return func(c *vm.Caller, stack []uint64) error {
		e, err := h.traceCall(f, c.Context(), memoryOf(c), stack)
		if err == nil {
			stack[0] = uint64(e)
		}
		return err
	}
}

// traceCall calls f with the arguments p, and h.trace with what came of it.
func (h *Host) traceCall(f *function, ctx context.Context, mem memory, p []uint64) (errno, error) {
	d := decoder{h: h, mem: mem, args: append([]uint64(nil), p[:len(f.params)]...), params: paramsOf(f.decl)}
	call := &Call{Name: f.name, Group: f.group, Args: d.before(), Start: time.Now()}
	var e errno
	var err error
	if f.end != nil {
		err = f.end(h, p)
		call.Errno = "exit"
	} else {
		if e = f.call(h, ctx, mem, p); e == interrupted {
			err = ctx.Err()
		}
		call.Errno = e.String()
	}
	call.Duration = time.Since(call.Start)
	if err == nil && e == errnoSuccess {
		d.label()
		call.Results = d.after()
	}
	h.trace(call)
	return e, err
}
