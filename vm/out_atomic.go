package vm

import (
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file does atomic instructions and wide arithmetic.

func doWide(s *Store, i *inst) TrapCode {
	o := (*[4]uint64)(unsafe.Pointer(slot(s.m.fp, i.a)))
	switch op.Op(i.c) {
	case op.I64Add128:
		o[0], o[1] = add128(o[0], o[1], o[2], o[3])
	case op.I64Sub128:
		o[0], o[1] = sub128(o[0], o[1], o[2], o[3])
	case op.I64MulWideS:
		o[0], o[1] = mulWideS(o[0], o[1])
	case op.I64MulWideU:
		o[0], o[1] = mulWideU(o[0], o[1])
	}
	return s.next(1)
}

// doAtomic does an atomic access; see lowerer.atomicInstr for the words.
func doAtomic(s *Store, i *inst) TrapCode {
	w := wordOf(i)
	offset := *(*uint64)(unsafe.Add(unsafe.Pointer(i), 2*wordSize))
	m, o, size := s.running().memories[w>>atomicMemShift], s.operands(i), w&0xFF
	ea := o[0] + offset
	if ea < offset {
		return TrapMemoryOutOfBounds
	}
	if ea&(size-1) != 0 {
		return TrapUnalignedAtomic
	}
	if !within(ea, size, m.size()) {
		return TrapMemoryOutOfBounds
	}
	p := unsafe.Add(m.base, uintptr(ea))
	var trap TrapCode
	switch kind := w >> atomicKindShift & 0xFF; kind {
	case atomicWait:
		o[0], trap = s.atomicWait(m, p, ea, size, o[1], int64(o[2]))
	case atomicNotify:
		o[0] = m.notify(ea, uint32(o[1]))
	default:
		o[0] = atomicAccess(p, size, kind, o[1], o[2])
	}
	if w&atomicTo32 != 0 {
		o[0] = slotBits(wasm.I32, o[0])
	}
	if trap != 0 {
		return trap
	}
	return s.next(3)
}

// atomicAccess does kind on size bytes at p and returns what was there before.
func atomicAccess(p unsafe.Pointer, size, kind, a, b uint64) uint64 {
	if size == 8 {
		q := (*uint64)(p)
		for {
			old := atomic.LoadUint64(q)
			v, write := atomicResult(kind, old, a, b)
			if !write || atomic.CompareAndSwapUint64(q, old, v) {
				return old
			}
		}
	}
	// Smaller accesses change part of an aligned 32-bit word.
	shift := uint64(uintptr(p)&3) * 8
	q := (*uint32)(unsafe.Add(p, -int(uintptr(p)&3)))
	mask := uint64(1)<<(8*size) - 1
	for {
		word := atomic.LoadUint32(q)
		old := uint64(word) >> shift & mask
		v, write := atomicResult(kind, old, a&mask, b&mask)
		changed := uint32(uint64(word)&^(mask<<shift) | v&mask<<shift)
		if !write || atomic.CompareAndSwapUint32(q, word, changed) {
			return old
		}
	}
}

// atomicResult is the new value, and whether to write one.
func atomicResult(kind, old, a, b uint64) (v uint64, write bool) {
	switch kind {
	case atomicStore, atomicExchange:
		return a, true
	case atomicAdd:
		return old + a, true
	case atomicSub:
		return old - a, true
	case atomicAnd:
		return old & a, true
	case atomicOr:
		return old | a, true
	case atomicXor:
		return old ^ a, true
	case atomicCompareExchange:
		return b, old == a
	}
	return old, false
}

// waiters are the guests that wait at addresses of a shared memory, in the order in which they came.
type waiters struct {
	mu     sync.Mutex
	queues map[uint64][]chan struct{}
}

// What memory.atomic.wait returns.
const (
	waitWoken    = 0
	waitNotEqual = 1
	waitTimedOut = 2
)

// atomicWait waits at an address of a shared memory until somebody notifies it, for at most timeout nanoseconds unless that is negative.
func (s *Store) atomicWait(m *Memory, p unsafe.Pointer, ea, size, expected uint64, timeout int64) (uint64, TrapCode) {
	if !m.typ.Limits.Shared {
		return 0, TrapExpectedShared
	}
	w := m.waiters
	w.mu.Lock()
	if size == 4 {
		expected = slotBits(wasm.I32, expected)
	}
	if atomicAccess(p, size, atomicLoad, 0, 0) != expected {
		w.mu.Unlock()
		return waitNotEqual, 0
	}
	woken := make(chan struct{}, 1)
	w.queues[ea] = append(w.queues[ea], woken)
	w.mu.Unlock()
	var timer <-chan time.Time
	if timeout >= 0 {
		t := time.NewTimer(time.Duration(timeout))
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-woken:
		return waitWoken, 0
	case <-timer:
	case <-s.done:
		w.leave(ea, woken)
		s.hostErr = s.cause()
		return 0, TrapInterrupted
	}
	if !w.leave(ea, woken) {
		return waitWoken, 0 // notified at the last moment
	}
	return waitTimedOut, 0
}

// leave takes a waiter out of its queue and reports whether it was still there.
func (w *waiters) leave(ea uint64, woken chan struct{}) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	q := w.queues[ea]
	for i, c := range q {
		if c == woken {
			w.setQueue(ea, append(q[:i:i], q[i+1:]...))
			return true
		}
	}
	return false
}

func (w *waiters) setQueue(ea uint64, q []chan struct{}) {
	if len(q) == 0 {
		delete(w.queues, ea)
		return
	}
	w.queues[ea] = q
}

// notify wakes at most n guests that wait at an address and returns how many.
func (m *Memory) notify(ea uint64, n uint32) uint64 {
	w := m.waiters
	if w == nil {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	q := w.queues[ea]
	k := int(min(uint64(n), uint64(len(q))))
	for _, c := range q[:k] {
		c <- struct{}{}
	}
	w.setQueue(ea, q[k:])
	return uint64(k)
}
