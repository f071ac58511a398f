package vm

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file is the driver: it starts the run loop, does what the loop leaves to Go, and starts it again.

// quantum is how many back-edges and calls a guest makes before the driver looks at the context. With at most straightRun
// instructions between two of them, and about a nanosecond each, the context is looked at every few milliseconds at the latest.
const quantum = 1 << 13

// returnToGo is the code to which the functions return that the driver called.
var returnToGo = [1]inst{{opcode: opcode{uint8(formOut), outReturn}}}

var returnAddress = uintptr(unsafe.Pointer(&returnToGo))

// at returns the slots of the stack from a on.
func at(a uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&a)) }

// slot returns slot n of the frame at fp.
func slot(fp uintptr, n uint16) *uint64 { return (*uint64)(unsafe.Add(at(fp), uintptr(n)*wordSize)) }

// enter makes an instance the running one.
func (s *Store) enter(i *Instance) {
	if s.m.instance != unsafe.Pointer(i) {
		s.m.instance = unsafe.Pointer(i)
		s.m.entries = i.entries
		s.m.globals = i.globalCells
		s.m.tables = i.tableViews
	}
	s.refresh(i)
}

// refresh takes over what may have changed while Go code ran.
func (s *Store) refresh(i *Instance) {
	s.m.mem, s.m.memLen = nil, 0
	if len(i.memories) > 0 {
		m := i.memories[0]
		s.m.mem, s.m.memLen = m.base, m.size()
	}
}

func (s *Store) running() *Instance { return (*Instance)(s.m.instance) }

// call runs a function for Go code, with parameters and results in stack.
func (s *Store) call(ctx context.Context, f *Func, stack []uint64) error {
	if in, ok := ctx.(*insideContext); ok {
		if in.store == s && s.caller != nil && s.caller.handed == nil {
			return s.callInside(s.ctx, f, stack)
		}
		ctx = Handed(ctx)
	}
	before, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer s.release(before)
	return s.callInside(ctx, f, stack)
}

// callInside is call for who has entered the store already.
func (s *Store) callInside(ctx context.Context, f *Func, stack []uint64) (err error) {
	if s.free == 0 {
		if err := s.openStack(); err != nil {
			return err
		}
	}
	depth, free, outer, outerDone := len(s.acts), s.free, s.ctx, s.done
	if free > s.m.stackLimit {
		return &Trap{Code: TrapStackExhausted, Err: s.stackError()}
	}
	s.ctx, s.done = ctx, ctx.Done()
	switch {
	case depth == 0 && s.profile != nil:
		s.profile.goOn()
		err = s.callFrame(f, stack)
		if s.profile != nil {
			s.profile.pause(f)
		}
	case depth == 0:
		err = s.callFrame(f, stack)
	default:
		m := s.position()
		err = s.callFrame(f, stack)
		s.goBack(m)
	}
	s.letGo()
	if err != nil {
		if e, ok := err.(*Exception); ok {
			s.fresh = append(s.fresh, e.ref)
		}
		s.acts = cut(s.acts, depth)
	} else if !f.plain {
		s.hold(f.typ.Results, stack, f.typeIDs())
	}
	s.free, s.ctx, s.done = free, outer, outerDone
	return err
}

// callFrame builds the first frame of a call from Go and runs it. After a trap the machine is left as it is.
func (s *Store) callFrame(f *Func, stack []uint64) error {
	if s.done != nil && s.ctx.Err() != nil {
		return &Trap{Code: TrapInterrupted, Err: s.cause()}
	}
	frame := unsafe.Slice((*uint64)(at(s.free)), f.save+2)
	if f.plain {
		f.params.copy(frame, stack)
	} else if i := s.take(frame, stack, f.typ.Params, f.typeIDs()); i >= 0 {
		return fmt.Errorf("argument %d is no reference of this store", i)
	}
	err := s.startSafely(f, frame)
	if err == nil {
		for i := range f.results.n {
			stack[i] = frame[i]
		}
	}
	return err
}

// startSafely runs a function whose frame is built. A panic of a host function becomes an error here, as no guest outlives it: host calls
// themselves need not be prepared for one.
func (s *Store) startSafely(f *Func, frame []uint64) (err error) {
	depth, caller, freshFrom := s.depth, s.caller, s.freshFrom
	defer func() {
		if s.depth != depth {
			err = s.hostPanicked(f, recover())
			s.depth, s.caller, s.freshFrom = depth, caller, freshFrom
		}
	}()
	if f.host != nil {
		return s.startHost(f, frame)
	}
	return s.start(f, frame)
}

// take copies values that come from Go code, as slots hold them, of types of a module whose types have the identities ids. It returns the
// index of the first one that is none of its type in this store, or -1.
func (s *Store) take(dst, src []uint64, types []wasm.ValType, ids []uint32) int {
	n := 0
	for i, t := range types {
		if t.IsRef() && !s.isValue(t, src[n], ids) {
			return i
		}
		dst[n] = slotBits(t, src[n])
		if n++; t == wasm.V128 {
			dst[n] = src[n]
			n++
		}
	}
	return -1
}

// A position is where a guest waits for a host function: the part of the machine that calls into other guests change for good.
type position struct {
	pc, fp   uintptr
	acc      uint64
	facc     float64
	budget   int64
	instance unsafe.Pointer
}

func (s *Store) position() position {
	m := &s.m
	return position{m.pc, m.fp, m.acc, m.facc, m.budget, m.instance}
}

// goBack takes the machine back to a position.
func (s *Store) goBack(p position) {
	m := &s.m
	m.pc, m.fp, m.acc, m.facc, m.budget = p.pc, p.fp, p.acc, p.facc, p.budget
	s.enter((*Instance)(p.instance))
}

// startHost calls a host function whose frame is built.
func (s *Store) startHost(f *Func, frame []uint64) error {
	s.free += uintptr(len(frame)) * wordSize
	err := s.callHost(f, nil, frame[:f.save])
	if err == nil {
		return nil
	}
	if e := s.exception(err); e != nil {
		if trap := s.renew(e, s.free); trap != 0 {
			return s.limitTrap(trap)
		}
		return e
	}
	return &Trap{Code: s.hostTrap(err), Err: err}
}

// start runs a function of a guest whose frame is built, to its end.
func (s *Store) start(f *Func, frame []uint64) error {
	save := frame[f.save:]
	save[1], save[0] = uint64(s.free), uint64(returnAddress)
	s.acts = append(s.acts, activation{})
	s.enter(f.instance)
	s.m.fp, s.m.pc, s.m.budget = s.free, atomic.LoadUintptr(f.entry), quantum
	return s.drive()
}

// drive runs until the function that start called returns or a trap ends it.
func (s *Store) drive() error {
	for {
		why := run(&s.m)
		if why == exitOut {
			i := (*inst)(at(s.m.pc))
			if s.m.pc == returnAddress && s.returned() {
				return nil
			}
			why = exit(outs[outIndex(i)](s, i))
			if why == 0 {
				s.refresh(s.running())
				continue
			}
			if why == exit(trapUncaught) {
				err := s.hostErr
				s.hostErr = nil
				return err
			}
		}
		if why == exitBudget {
			if s.lookAround() {
				return s.trap(TrapInterrupted, s.cause())
			}
			continue
		}
		if why == exitInvalid {
			panic("vm: lowering made an instruction that the loop does not have")
		}
		err := s.hostErr
		s.hostErr = nil
		return s.trap(TrapCode(why), err)
	}
}

// returned ends the innermost activation if the call came from Go.
func (s *Store) returned() bool {
	n := len(s.acts) - 1
	if s.acts[n].instance != nil {
		return false
	}
	s.acts = s.acts[:n]
	return true
}

// outIndex returns the entry of outs for an instruction that left the loop. call_indirect has none of its own, as it leaves only in
// unusual cases.
func outIndex(i *inst) uint8 {
	switch formOfInst(*i) {
	case formOut:
		return i.imm
	case formCallRef:
		return outCallRef
	case formMemoryCopy:
		return outMemoryCopy
	case formMemoryFill:
		return outMemoryFill
	}
	return outCallIndirect
}

// cause is the error of the context of the call, which is done, together with its cause where there is one.
func (s *Store) cause() error {
	err := s.ctx.Err()
	if c := context.Cause(s.ctx); c != err {
		return fmt.Errorf("%w: %w", err, c)
	}
	return err
}

// interrupted reports whether the context of the call is done.
func (s *Store) interrupted() bool {
	if s.done == nil {
		return false
	}
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// frameEnd returns the slot behind the parameters, results and save area, which begins at slot save, of a callee whose frame begins at slot base.
func (s *Store) frameEnd(base uint16, save int) uintptr {
	return s.m.fp + (uintptr(base)+uintptr(save)+2)*wordSize
}

// invoke calls f, any function of the store, with its frame at slot base of the running one; the running
// function goes on at the instruction next words later.
func (s *Store) invoke(f *Func, base uint16, next uintptr) TrapCode {
	if f.host != nil {
		return s.invokeHost(f, base, next)
	}
	fp := s.m.fp + uintptr(base)*wordSize
	if fp > s.m.stackLimit {
		return TrapStackExhausted
	}
	save := (*[2]uintptr)(unsafe.Add(at(fp), f.save*wordSize))
	from := s.running()
	if f.instance == from {
		*save = [2]uintptr{s.m.pc + next*wordSize, s.m.fp}
	} else {
		*save = [2]uintptr{returnAddress, s.m.fp}
		s.acts = append(s.acts, activation{from, s.m.pc + next*wordSize, s.m.fp})
		s.enter(f.instance)
	}
	s.m.fp, s.m.pc = fp, atomic.LoadUintptr(f.entry)
	return s.count()
}

// count is what the loop does at a call.
func (s *Store) count() TrapCode { return s.charge(1) }

// charge counts work done outside the loop, in units of some hundred nanoseconds at most, and looks at the context when the budget is used up.
func (s *Store) charge(units uint64) TrapCode {
	s.m.budget -= int64(units)
	if s.m.budget >= 0 {
		return 0
	}
	if s.lookAround() {
		s.hostErr = s.cause()
		return TrapInterrupted
	}
	return 0
}

// invokeHost calls a host function. next is 0 in a tail call; pc then stays, unless the function has thrown an exception which is caught.
func (s *Store) invokeHost(f *Func, base uint16, next uintptr) TrapCode {
	free := s.free
	s.free = s.frameEnd(base, f.save)
	if s.free > s.m.stackLimit {
		s.free = free
		return TrapStackExhausted
	}
	stack := unsafe.Slice(slot(s.m.fp, base), f.save)
	if s.profile != nil {
		s.sample(nil)
	}
	err := s.callHost(f, s.running(), stack)
	if s.profile != nil {
		s.sample(f)
	}
	top := s.free
	s.free = free
	if err != nil {
		if e := s.exception(err); e != nil {
			if trap := s.renew(e, top); trap != 0 {
				return trap
			}
			return s.unwind(e.ref, next == 0)
		}
		s.hostErr = err
		return s.hostTrap(err)
	}
	s.m.pc += next * wordSize
	return s.count()
}

// hostTrap is the trap with which the error of a host function ends the guest.
func (s *Store) hostTrap(err error) TrapCode {
	switch {
	case s.interrupted() && (errors.Is(err, s.ctx.Err()) || errors.Is(err, context.Cause(s.ctx))):
		return TrapInterrupted
	case err == errHostCalls:
		return TrapStackExhausted
	}
	return TrapHost
}

// results leaves the results of a host function as the loop expects them.
func (s *Store) results(f *Func, stack []uint64) error {
	if !f.plain {
		if i := s.take(stack, stack, f.typ.Results, f.typeIDs()); i >= 0 {
			return fmt.Errorf("result %d is no reference of this store", i)
		}
	} else {
		f.results.copy(stack, stack)
	}
	if f.results.n == 1 {
		s.m.acc = stack[0]
		s.m.facc = *(*float64)(unsafe.Pointer(&stack[0]))
	}
	return nil
}

// maxHostCalls bounds how deep host functions may be in each other, by way of guests that they call: each level takes some of the
// goroutine's stack, and the Go runtime ends the process where that is too long. And an error that ends all of them is looked through at each
// level, where it may have been wrapped: that takes the square of the number, and no deadline ends it.
const maxHostCalls = 1_000

var errHostCalls = &LimitError{Limit: "host calls inside each other", Max: maxHostCalls, Want: maxHostCalls + 1}

// callHost calls a host function. If that panics, startSafely does what callHost would have done afterwards.
func (s *Store) callHost(f *Func, from *Instance, stack []uint64) error {
	if s.depth >= len(s.callers) {
		if s.depth >= maxHostCalls {
			return errHostCalls
		}
		s.callers = append(s.callers, &Caller{store: s})
	}
	c, outer, outerFresh := s.callers[s.depth], s.caller, s.freshFrom
	c.instance, c.ctx = from, s.ctx
	s.caller = c
	s.depth++
	s.freshFrom = len(s.fresh)
	if !f.plain {
		s.hold(f.typ.Params, stack, f.typeIDs())
	}
	err := f.host(c, stack)
	if c.handed != nil {
		s.takeBack(c)
	}
	s.letGo()
	if err == nil {
		err = s.results(f, stack)
	}
	s.caller, s.freshFrom = outer, outerFresh
	s.depth--
	return err
}

// takeBack ends what Caller.Context began.
func (s *Store) takeBack(c *Caller) {
	s.state.regain(c.handed.call)
	c.handed = nil
}

// hostPanicked is the error of a call of f in which a host function panicked or ended the goroutine.
func (s *Store) hostPanicked(f *Func, value any) error {
	err := &PanicError{Value: value, Stack: debug.Stack()}
	if s.caller.handed != nil {
		s.takeBack(s.caller)
	}
	s.letGo()
	if f.host != nil {
		return &Trap{Code: s.hostTrap(err), Err: err}
	}
	return s.trap(s.hostTrap(err), err)
}
