package component

import (
	"context"
	"errors"

	"github.com/wvm-project/wvm/canon"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file carries out canonical definitions: functions that are lifted and lowered, and the built-in functions.

// errThreads ends a guest that uses cooperative threads beyond those that calls are.
var errThreads = errors.New("this runtime does not run threads that components start")

// canon adds what a canonical definition makes to its index space.
func (s *scope) canon(d *step) error {
	c := d.Canon
	switch c.Kind {
	case syntax.CanonLift:
		lifted := canon.NewLifted(s.state, d.plan, s.options(c), s.coreFuncs[c.Canon.Func].CallStack)
		s.funcs = append(s.funcs, &function{lifted, c.Func, s.env})
		return nil
	case syntax.CanonLower:
		f := s.funcs[c.Canon.Func]
		s.env.bindFunc(c.Func, f.typ, f.env)
		return s.addFunc(d, lowered(canon.NewLowered(s.state, d.plan, s.options(c), f.callee)))
	}
	return s.addFunc(d, s.builtin(d))
}

// lowered returns the function by which a guest calls l.
func lowered(l *canon.Lowered) vm.HostFunc {
	return func(c *vm.Caller, stack []uint64) error { return l.Call(c.Inside(), stack) }
}

// addFunc adds a function of the host to the core functions.
func (s *scope) addFunc(d *step, fn vm.HostFunc) error {
	if d.err != nil {
		return d.err
	}
	f, err := s.st.vm.NewFuncOf(d.core, fn)
	s.coreFuncs = append(s.coreFuncs, f)
	return err
}

// options returns the options of a definition.
func (s *scope) options(c *check.Canon) *canon.Options {
	o := &canon.Options{Resources: s.env.opts[which(c.Plan)]}
	if c.Memory != wasm.NoIndex {
		o.Memory = s.coreMemories[c.Memory]
	}
	o.Realloc, o.PostReturn, o.Callback = s.option(c.Realloc), s.option(c.PostReturn), s.option(c.Callback)
	return o
}

func (s *scope) option(x uint32) canon.CoreFunc {
	if x == wasm.NoIndex {
		return nil
	}
	return s.coreFuncs[x].CallStack
}

// builtin returns a built-in function.
func (s *scope) builtin(d *step) vm.HostFunc {
	switch c := d.Canon; {
	case c.Kind <= syntax.CanonResourceRep:
		return s.resourceBuiltin(c)
	case d.copies != nil:
		return s.copyBuiltin(d)
	case c.Kind >= syntax.CanonErrorContextNew && c.Kind <= syntax.CanonErrorContextDrop:
		return s.errorContextBuiltin(d)
	case c.Kind >= syntax.CanonWaitableSetNew && c.Kind <= syntax.CanonWaitableJoin:
		return s.waitableBuiltin(c)
	}
	return s.taskBuiltin(d)
}

func (s *scope) resourceBuiltin(c *check.Canon) vm.HostFunc {
	state, rt := s.state, s.env.rts[c.Resource]
	switch c.Kind {
	case syntax.CanonResourceNew:
		return one(func(stack []uint64) (uint32, error) { return state.ResourceNew(rt, stack[0]) })
	case syntax.CanonResourceRep:
		return func(_ *vm.Caller, stack []uint64) (err error) {
			stack[0], err = state.ResourceRep(rt, uint32(stack[0]))
			return err
		}
	}
	return withContext(func(ctx context.Context, stack []uint64) error { return state.ResourceDrop(ctx, rt, uint32(stack[0])) })
}

// one returns a function with an i32 as its result.
func one(f func(stack []uint64) (uint32, error)) vm.HostFunc {
	return func(_ *vm.Caller, stack []uint64) error {
		r, err := f(stack)
		stack[0] = uint64(r)
		return err
	}
}

// plain returns a function without a result.
func plain(f func(stack []uint64) error) vm.HostFunc {
	return func(_ *vm.Caller, stack []uint64) error { return f(stack) }
}

// withContext returns a function that may call guests.
func withContext(f func(ctx context.Context, stack []uint64) error) vm.HostFunc {
	return func(c *vm.Caller, stack []uint64) error { return f(c.Inside(), stack) }
}

// flag returns b as an i32.
func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func (s *scope) taskBuiltin(d *step) vm.HostFunc {
	state, c := s.state, d.Canon
	switch c.Kind {
	case syntax.CanonTaskReturn:
		opts := s.options(c)
		return plain(func(stack []uint64) error { return state.TaskReturn(d.plan, opts, stack) })
	case syntax.CanonTaskCancel:
		return plain(func([]uint64) error { return state.TaskCancel() })
	case syntax.CanonSubtaskCancel:
		return one(func(stack []uint64) (uint32, error) { return state.SubtaskCancel(c.Flag, uint32(stack[0])) })
	case syntax.CanonSubtaskDrop:
		return plain(func(stack []uint64) error { return state.SubtaskDrop(uint32(stack[0])) })
	case syntax.CanonContextGet:
		return plain(func(stack []uint64) error {
			stack[0] = state.ContextGet(c.Slot)
			return nil
		})
	case syntax.CanonContextSet:
		return plain(func(stack []uint64) error {
			state.ContextSet(c.Slot, stack[0])
			return nil
		})
	case syntax.CanonBackpressureInc:
		return plain(func([]uint64) error { return state.BackpressureInc() })
	case syntax.CanonBackpressureDec:
		return plain(func([]uint64) error { return state.BackpressureDec() })
	case syntax.CanonThreadIndex:
		return one(func([]uint64) (uint32, error) { return state.ThreadIndex() })
	case syntax.CanonThreadYield:
		return one(func([]uint64) (uint32, error) {
			cancelled, err := state.ThreadYield(c.Flag)
			return flag(cancelled), err
		})
	}
	return plain(func([]uint64) error {
		if _, err := state.ThreadIndex(); err != nil {
			return err
		}
		return errThreads
	})
}

func (s *scope) waitableBuiltin(c *check.Canon) vm.HostFunc {
	state := s.state
	switch c.Kind {
	case syntax.CanonWaitableSetNew:
		return one(func([]uint64) (uint32, error) { return state.WaitableSetNew() })
	case syntax.CanonWaitableSetDrop:
		return plain(func(stack []uint64) error { return state.WaitableSetDrop(uint32(stack[0])) })
	case syntax.CanonWaitableJoin:
		return plain(func(stack []uint64) error { return state.WaitableJoin(uint32(stack[0]), uint32(stack[1])) })
	}
	mem := s.coreMemories[c.Memory]
	if c.Kind == syntax.CanonWaitableSetPoll {
		return one(func(stack []uint64) (uint32, error) {
			return state.WaitableSetPoll(c.Flag, mem, uint32(stack[0]), stack[1])
		})
	}
	return one(func(stack []uint64) (uint32, error) {
		return state.WaitableSetWait(c.Flag, mem, uint32(stack[0]), stack[1])
	})
}

func (s *scope) errorContextBuiltin(d *step) vm.HostFunc {
	state, opts := s.state, s.options(d.Canon)
	switch d.Canon.Kind {
	case syntax.CanonErrorContextNew:
		return func(c *vm.Caller, stack []uint64) error {
			r, err := state.ErrorContextNew(c.Inside(), d.plan, opts, stack[0], stack[1])
			stack[0] = uint64(r)
			return err
		}
	case syntax.CanonErrorContextDebugMessage:
		return withContext(func(ctx context.Context, stack []uint64) error {
			return state.ErrorContextDebugMessage(ctx, d.plan, opts, uint32(stack[0]), stack[1])
		})
	}
	return plain(func(stack []uint64) error { return state.ErrorContextDrop(uint32(stack[0])) })
}

// copyBuiltin returns a built-in of streams or futures.
func (s *scope) copyBuiltin(d *step) vm.HostFunc {
	state, opts, p, c := s.state, s.options(d.Canon), d.copies, d.Canon
	switch c.Kind {
	case syntax.CanonStreamNew, syntax.CanonFutureNew:
		return func(_ *vm.Caller, stack []uint64) (err error) {
			stack[0], err = state.New(p, opts)
			return err
		}
	case syntax.CanonStreamCancelRead, syntax.CanonStreamCancelWrite, syntax.CanonFutureCancelRead, syntax.CanonFutureCancelWrite:
		write := c.Kind == syntax.CanonStreamCancelWrite || c.Kind == syntax.CanonFutureCancelWrite
		return one(func(stack []uint64) (uint32, error) {
			return state.CancelCopy(p, opts, write, c.Flag, uint32(stack[0]))
		})
	case syntax.CanonStreamDropReadable, syntax.CanonStreamDropWritable, syntax.CanonFutureDropReadable, syntax.CanonFutureDropWritable:
		writable := c.Kind == syntax.CanonStreamDropWritable || c.Kind == syntax.CanonFutureDropWritable
		return plain(func(stack []uint64) error { return state.DropEnd(p, opts, writable, uint32(stack[0])) })
	}
	write := c.Kind == syntax.CanonStreamWrite || c.Kind == syntax.CanonFutureWrite
	stream := c.Kind <= syntax.CanonStreamWrite
	return withContext(func(ctx context.Context, stack []uint64) error {
		n := uint64(1)
		if stream {
			n = stack[2]
		}
		r, err := state.Copy(ctx, p, opts, write, uint32(stack[0]), stack[1], n)
		if stack[0] = uint64(r); c.Plan.Ptr64 && stream && r == ^uint32(0) {
			stack[0] = ^uint64(0)
		}
		return err
	})
}
