package preview1

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"time"

	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds poll_oneoff. The guest's list is read anew in each step and never copied, so its length, which only the guest's memory
// bounds, costs the host no memory.

// pollStep is how many subscriptions are handled between two looks at the context.
const pollStep = 4096

// A subscription is what a guest waits for.
type subscription struct {
	userdata uint64
	kind     uint8
	clock    clockid   // of eventClock
	timeout  timestamp // of eventClock
	absolute bool      // of eventClock: timeout is a time, not a duration
	fd       fd        // of the other kinds
}

// subscriptionOf reads a subscription:
//
//   - 0     u64  the guest's own value, which comes back in the event
//   - 8     u8   kind
//   - 16    u32  clock, or descriptor
//   - 24    u64  timeout
//   - 32    u64  precision: not looked at
//   - 40    u16  flags
func subscriptionOf(b []byte) subscription {
	return subscription{
		userdata: binary.LittleEndian.Uint64(b),
		kind:     b[8],
		clock:    clockid(binary.LittleEndian.Uint32(b[16:])),
		fd:       fd(binary.LittleEndian.Uint32(b[16:])),
		timeout:  timestamp(binary.LittleEndian.Uint64(b[24:])),
		absolute: binary.LittleEndian.Uint16(b[40:])&subclockAbstime != 0,
	}
}

// An event says that something waited for has happened.
type event struct {
	userdata uint64
	err      errno
	kind     uint8
	bytes    uint64 // that can be read
	flags    uint16
}

// store writes the event:
//
//   - 0     u64  the subscription's own value
//   - 8     u16  error number
//   - 10    u8   kind
//   - 16    u64  number of bytes that can be read
//   - 24    u16  flags
func (ev *event) store(b []byte) {
	clear(b[:eventSize])
	binary.LittleEndian.PutUint64(b, ev.userdata)
	binary.LittleEndian.PutUint16(b[8:], uint16(ev.err))
	b[10] = ev.kind
	binary.LittleEndian.PutUint64(b[16:], ev.bytes)
	binary.LittleEndian.PutUint16(b[24:], ev.flags)
}

// A poll is one call of poll_oneoff.
type poll struct {
	h       *Host
	subs    []byte
	wall    timestamp // the clocks when it began
	mono    timestamp
	elapsed timestamp // since then
	async   bool      // somebody waits for a source
	clock   bool      // somebody waits for a clock
	next    timestamp // how long the earliest of them takes
}

// pollOneoff waits for the first of n subscriptions listed at in to happen, and stores an event for each that has at out, and their
// number, a u32 at count. A subscription that makes no sense is an event with an error.
func (h *Host) pollOneoff(ctx context.Context, mem memory, in, out ptr, n size, count ptr) errno {
	subs, ok := mem.array(in, n, subscriptionSize)
	if !ok {
		return errnoFault
	}
	events, ok := mem.array(out, n, eventSize)
	if !ok || mem.writable(count, 4) != errnoSuccess {
		return errnoFault
	}
	if n == 0 {
		return errnoInval
	}
	p := poll{h: h, subs: subs, wall: timestamp(h.walltime()), mono: timestamp(h.monotime())}
	ready, e := p.begin(ctx)
	if e != errnoSuccess {
		return e
	}
	for !ready {
		if e := p.wait(ctx); e != errnoSuccess {
			return e
		}
		if ready, e = p.any(ctx); e != errnoSuccess {
			return e
		}
	}
	stored, e := p.store(ctx, events)
	if e != errnoSuccess {
		return e
	}
	return mem.putU32(count, stored)
}

// each calls fn for each subscription until it returns false.
func (p *poll) each(ctx context.Context, fn func(subscription) bool) errno {
	for i := 0; i < len(p.subs); i += subscriptionSize {
		if i%(pollStep*subscriptionSize) == 0 && ctx.Err() != nil {
			return interrupted
		}
		if !fn(subscriptionOf(p.subs[i : i+subscriptionSize])) {
			return errnoSuccess
		}
	}
	return errnoSuccess
}

// begin finds out what is to be waited for, and whether something has happened already.
func (p *poll) begin(ctx context.Context) (ready bool, e errno) {
	w := p.h.waiter
	w.Reset()
	p.h.pollGeneration++
	e = p.each(ctx, func(s subscription) bool {
		if s.kind == eventClock {
			if left, err := p.left(s); err == errnoSuccess && left > 0 {
				if !p.clock || left < p.next {
					p.next = left
				}
				p.clock = true
			}
			return true
		}
		d := p.h.fds.get(s.fd)
		if d == nil {
			return true
		}
		if wait.CanPoll && d.file != nil && d.stream {
			if d.pollCalled != p.h.pollGeneration {
				d.pollCalled, d.polled = p.h.pollGeneration, w.Add(d.sysfd)
			}
			w.Want(d.polled, s.kind == eventFDWrite)
		}
		p.async = p.async || d.source(s.kind == eventFDWrite) != nil
		return true
	})
	if e != errnoSuccess {
		return false, e
	}
	if err := w.Poll(); err != nil {
		return false, errnoOf(err)
	}
	return p.any(ctx)
}

// any reports whether something has happened.
func (p *poll) any(ctx context.Context) (found bool, e errno) {
	e = p.each(ctx, func(s subscription) bool {
		_, found = p.event(s)
		return !found
	})
	return found, e
}

// store writes the events of everything that has happened and returns their number.
func (p *poll) store(ctx context.Context, events []byte) (n uint32, e errno) {
	e = p.each(ctx, func(s subscription) bool {
		if ev, ok := p.event(s); ok && len(events) >= eventSize {
			ev.store(events)
			events = events[eventSize:]
			n++
		}
		return true
	})
	return n, e
}

// left returns how long the clock of a subscription has to run from the beginning of the call.
func (p *poll) left(s subscription) (timestamp, errno) {
	if s.clock > clockMonotonic {
		return 0, errnoInval
	}
	if !s.absolute {
		return s.timeout, errnoSuccess
	}
	now := p.mono
	if s.clock == clockRealtime {
		now = p.wall
	}
	if s.timeout <= now {
		return 0, errnoSuccess
	}
	return s.timeout - now, errnoSuccess
}

// event returns the event of a subscription, if there is one.
func (p *poll) event(s subscription) (event, bool) {
	ev := event{userdata: s.userdata, kind: s.kind}
	switch s.kind {
	case eventClock:
		left, e := p.left(s)
		ev.err = e
		return ev, e != errnoSuccess || left <= p.elapsed
	case eventFDRead, eventFDWrite:
	default:
		ev.err = errnoInval
		return ev, true
	}
	need := rightPollFDReadwrite
	switch d := p.h.fds.get(s.fd); {
	case s.kind == eventFDWrite:
		need |= rightFDWrite
	case d != nil && d.listener == nil: // a listener is read by accepting
		need |= rightFDRead
	}
	d, e := p.h.lookup(s.fd, need)
	if e != errnoSuccess {
		ev.err = e
		return ev, true
	}
	return p.fdEvent(ev, d)
}

// fdEvent fills in the event of a descriptor, if there is one.
func (p *poll) fdEvent(ev event, d *descriptor) (event, bool) {
	write := ev.kind == eventFDWrite
	if src := d.source(write); src != nil {
		n, ok := src.Available()
		ev.bytes = uint64(n)
		if d.conn != nil && ok && !write && d.in.Ended() {
			ev.flags = eventHangup
		}
		return ev, ok
	}
	switch {
	case d.file == nil || !wait.CanPoll && d.stream:
		return ev, true
	case d.stream:
		if d.pollCalled != p.h.pollGeneration {
			return ev, true // the guest changed the list in another thread
		}
		ready, hangup := p.h.waiter.State(d.polled, write)
		if hangup {
			ev.flags = eventHangup
		}
		return ev, ready
	case !write:
		if st, err := d.file.Stat(); err == nil {
			if at, err := d.file.Seek(0, io.SeekCurrent); err == nil && uint64(at) < st.Size {
				ev.bytes = st.Size - uint64(at)
			}
		}
	}
	return ev, true
}

// wait waits until something happens, or at least may have.
func (p *poll) wait(ctx context.Context) errno {
	w, d := p.h.waiter, time.Duration(-1)
	if p.clock {
		d = time.Duration(min(p.next-p.elapsed, math.MaxInt64))
	}
	if p.clock && (p.h.ownSleep || !p.async && w.Empty()) {
		if err := p.h.sleep(ctx, d); err != nil {
			return waitErrno(ctx, err)
		}
		p.elapsed = max(p.next, p.since())
		return waitErrno(ctx, w.Poll())
	}
	start := time.Now()
	err := w.Wait(ctx, d, p.async, func() bool {
		ready, e := p.any(ctx)
		return ready || e != errnoSuccess
	})
	p.elapsed = p.since()
	if p.clock && time.Since(start) >= d {
		p.elapsed = max(p.next, p.elapsed) // the guest's clock may be another one
	}
	return waitErrno(ctx, err)
}

// since returns how much time has passed since the beginning of the call.
func (p *poll) since() timestamp { return timestamp(p.h.monotime()) - p.mono }

// waitErrno returns what becomes of an error of something that waits.
func waitErrno(ctx context.Context, err error) errno {
	switch {
	case err == nil:
		return errnoSuccess
	case err == wait.ErrWouldBlock:
		return errnoAgain
	case err == ctx.Err() || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return interrupted
	}
	return errnoOf(err)
}

// A source is what poll_oneoff can wait for besides clocks and files of the host.
type source interface {
	// Available reports whether the guest would not have to wait, and how many bytes are known to be there. It begins to find out
	// where that is unknown.
	Available() (n int, ok bool)
}

// source returns what to wait for before descriptor d is read or written, or nil if that is nothing of the kind.
func (d *descriptor) source(write bool) source {
	switch {
	case write && d.conn != nil:
		return &d.conn.out
	case !write && d.in != nil:
		return d.in
	case !write && d.listener != nil:
		return d.listener
	}
	return nil
}
