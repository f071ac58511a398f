package preview1

import (
	"context"
	"time"

	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/internal/trace"
)

// This file holds the trace of calls; how arguments and results become text is in decode.go.

// A Group is what a function is concerned with, for choosing what to trace.
type Group = trace.Group

// The groups. Each function is in one.
const (
	GroupArgs   = trace.GroupArgs
	GroupEnv    = trace.GroupEnv
	GroupClock  = trace.GroupClock
	GroupFS     = trace.GroupFS // all of fd_ and path_
	GroupPoll   = trace.GroupPoll
	GroupProc   = trace.GroupProc
	GroupRandom = trace.GroupRandom
	GroupSock   = trace.GroupSock
)

// Groups returns all groups, in alphabetical order.
func Groups() []Group {
	return []Group{GroupArgs, GroupClock, GroupEnv, GroupFS, GroupPoll, GroupProc, GroupRandom, GroupSock}
}

// A Call is a call of a function that has come to its end, as Config.Trace receives it. What a guest names or hands over is in it as text.
type Call = trace.Call

// An Arg is an argument or a result of a call, under the name that the standard gives it.
type Arg = trace.Arg

// traced returns what calls f and tells Config.Trace about it.
func (h *Host) traced(f *function) vm.HostFunc {
	return func(c *vm.Caller, stack []uint64) error {
		e, err := h.traceCall(f, c.GuestContext(), memoryOf(c), stack)
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
