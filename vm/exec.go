package vm

import (
	"context"
	"errors"
	"runtime/debug"
	"unsafe"

	"github.com/wvm-project/wvm/wasm"
)

// This file is the driver: it starts the run loop, does what the loop leaves to Go, and starts it again.

// quantum is how many back-edges and calls a guest makes before the driver looks at the context. With at most straightRun
// instructions between two of them, and about a nanosecond each, the context is looked at every few milliseconds at the latest.
const quantum = 1 << 13

// returnToGo is the code to which the functions return that the driver called.
var returnToGo = [1]inst{{op: uint8(formOut), imm: outReturn}}

var returnAddress = uintptr(unsafe.Pointer(&returnToGo))

// at returns the slots of the stack from a on.
func at(a uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&a)) }

// slot returns slot n of the frame at fp.
func slot(fp uintptr, n uint16) *uint64 { return (*uint64)(unsafe.Add(at(fp), uintptr(n)*wordSize)) }

// enter makes an instance the running one.
func (s *Store) enter(i *Instance) {
	s.m.instance = unsafe.Pointer(i)
	s.m.entries = i.entries
	s.m.globals = i.globalCells
	s.m.tables = i.tableViews
	s.refresh(i)
}

// refresh takes over what may have changed while Go code ran.
func (s *Store) refresh(i *Instance) {
	s.m.mem, s.m.memLen = nil, 0
	if len(i.memories) > 0 {
		m := i.memories[0]
		s.m.mem, s.m.memLen = m.base, m.len
	}
}

func (s *Store) running() *Instance { return (*Instance)(s.m.instance) }

// call runs a function of an instance with parameters and results in stack.
func (s *Store) call(ctx context.Context, f *Func, stack []uint64) error {
	nested := false
	if !s.state.begin() {
		if !s.state.reenter() {
			return ErrStoreBusy
		}
		nested = true
	}
	if s.free == 0 {
		if err := s.openStack(); err != nil {
			s.leave(nested)
			return err
		}
	}
	if f.host != nil {
		err := s.callHostDirectly(ctx, f, stack, nested)
		return err
	}
	saved := s.m
	outerCtx, outerDone, free, depth := s.ctx, s.done, s.free, len(s.acts)
	s.ctx, s.done = ctx, ctx.Done()
	err := s.start(f, stack)
	s.ctx, s.done, s.free = outerCtx, outerDone, free
	clear(s.acts[depth:])
	s.acts = s.acts[:depth]
	funcs := s.m.funcs
	s.m = saved
	s.m.funcs, s.m.stackLimit = funcs, saved.stackLimit
	s.leave(nested)
	return err
}

// leave gives the store back to whoever had it before call.
func (s *Store) leave(nested bool) {
	if nested {
		s.state.v.Store(storeInHost)
		return
	}
	s.state.v.Store(storeIdle)
}

// callHostDirectly calls a host function from Go through its handle.
func (s *Store) callHostDirectly(ctx context.Context, f *Func, stack []uint64, nested bool) error {
	outer := s.ctx
	s.ctx = ctx
	err := s.callHost(f, s.running(), stack)
	s.ctx = outer
	s.leave(nested)
	if err != nil {
		return &Trap{Code: TrapHost, Err: err}
	}
	return nil
}

// start builds the first frame and drives it to its end.
func (s *Store) start(f *Func, stack []uint64) error {
	if s.done != nil {
		if err := s.ctx.Err(); err != nil {
			return &Trap{Code: TrapInterrupted, Err: context.Cause(s.ctx)}
		}
	}
	typ := f.typ
	fp := s.free
	if fp > s.m.stackLimit {
		return &Trap{Code: TrapStackExhausted}
	}
	n := slotsOf(typ.Params)
	frame := unsafe.Slice((*uint64)(at(fp)), saveArea(typ)+2)
	for i, t := range typ.Params {
		frame[i] = slotBits(t, stack[i])
	}
	_ = n
	save := frame[len(frame)-2:]
	save[0], save[1] = uint64(returnAddress), uint64(fp)
	s.acts = append(s.acts, activation{})
	s.enter(f.instance)
	s.m.fp, s.m.pc, s.m.budget = fp, *f.entry, quantum
	if t := s.drive(); t != nil {
		return t
	}
	copy(stack[:len(typ.Results)], frame)
	return nil
}

// drive runs until the function that start called returns or a trap ends it.
func (s *Store) drive() *Trap {
	for {
		why := run(&s.m)
		if why == exitOut {
			i := (*inst)(at(s.m.pc))
			why = exit(outs[outIndex(i)](s, i))
			if why == 0 {
				s.refresh(s.running())
				continue
			}
			if why == exit(trapReturned) {
				return nil
			}
		}
		if why == exitBudget {
			s.m.budget = quantum
			if s.interrupted() {
				return s.trap(TrapInterrupted, context.Cause(s.ctx))
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

// trapReturned is no trap: it tells drive that the call is over.
const trapReturned TrapCode = 0xE0

// outIndex returns the entry of outs for an instruction that left the loop. call_indirect has none of its own, as it leaves only in
// unusual cases.
func outIndex(i *inst) uint8 {
	if form(i.op) == formOut {
		return i.imm
	}
	return outCallIndirect
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

// frameEnd returns the slot behind the parameters, results and save area of a callee whose frame begins at slot base.
func (s *Store) frameEnd(base uint16, typ *wasm.FuncType) uintptr {
	return s.m.fp + (uintptr(base)+uintptr(saveArea(typ))+2)*wordSize
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
	save := (*[2]uintptr)(unsafe.Add(at(fp), saveArea(f.typ)*wordSize))
	from := s.running()
	if f.instance == from {
		*save = [2]uintptr{s.m.pc + next*wordSize, s.m.fp}
	} else {
		*save = [2]uintptr{returnAddress, s.m.fp}
		s.acts = append(s.acts, activation{from, s.m.pc + next*wordSize, s.m.fp})
		s.enter(f.instance)
	}
	s.m.fp, s.m.pc = fp, *f.entry
	return s.count()
}

// count is what the loop does at a call.
func (s *Store) count() TrapCode {
	if s.m.budget--; s.m.budget < 0 {
		s.m.budget = quantum
		if s.interrupted() {
			s.hostErr = context.Cause(s.ctx)
			return TrapInterrupted
		}
	}
	return 0
}

// invokeHost calls a host function.
func (s *Store) invokeHost(f *Func, base uint16, next uintptr) TrapCode {
	free := s.free
	s.free = s.frameEnd(base, f.typ)
	if s.free > s.m.stackLimit {
		s.free = free
		return TrapStackExhausted
	}
	stack := unsafe.Slice(slot(s.m.fp, base), saveArea(f.typ))
	s.state.v.Store(storeInHost)
	err := s.callHost(f, s.running(), stack)
	if !s.state.reenter() {
		err = errors.Join(err, ErrStoreBusy)
	}
	s.free = free
	if err != nil {
		s.hostErr = err
		if s.interrupted() && errors.Is(err, s.ctx.Err()) {
			return TrapInterrupted
		}
		return TrapHost
	}
	s.results(f.typ, stack)
	s.m.pc += next * wordSize
	return s.count()
}

// results leaves the results of a host function as the loop expects them.
func (s *Store) results(typ *wasm.FuncType, stack []uint64) {
	for i, t := range typ.Results {
		stack[i] = slotBits(t, stack[i])
	}
	if len(typ.Results) == 1 {
		s.m.acc = stack[0]
		s.m.facc = *(*float64)(unsafe.Pointer(&stack[0]))
	}
}

// callHost calls a host function; a panic in it becomes an error.
func (s *Store) callHost(f *Func, from *Instance, stack []uint64) (err error) {
	c, depth := s.caller, len(s.acts)
	s.caller.instance, s.caller.ctx = from, s.ctx
	m := s.m
	returned := false
	defer func() {
		s.caller = c
		if returned {
			return
		}
		v := recover()
		err = &PanicError{Value: v, Stack: debug.Stack()}
		funcs := s.m.funcs
		s.m = m
		s.m.funcs = funcs
		s.acts = s.acts[:depth]
	}()
	err = f.host(&s.caller, stack)
	returned = true
	return err
}
