package preview2

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// This file holds wasi:io/poll.

// A readiness is something that can be waited for.
//
// When ready has returned false and that changes later, whoever changes it calls Host.wake, from any goroutine; it does so once at least. A
// systemFile and a timer are waited for otherwise.
type readiness interface {
	// ready reports whether what is waited for has happened, without waiting. Where that can only be found out by waiting, ready begins to.
	ready() bool
}

// A systemFile is a readiness that the system knows of.
type systemFile interface {
	readiness
	// poll returns the system's number, and whether the wait is for writing; ok is false if the system does not know of it after all.
	poll() (n int, write, ok bool)
}

// A timer is the readiness of a time, by the monotonic clock.
type timer struct {
	h    *Host
	when uint64
}

func (t *timer) ready() bool { return t.h.monotonic() >= t.when }

// always is the readiness of what never has to be waited for.
type always struct{}

func (always) ready() bool { return true }

// A pollable is a resource that a guest waits for.
type pollable struct {
	node
	of readiness
}

// subscribe returns a pollable for r, a child of parent unless that is nil.
func (h *Host) subscribe(r readiness, parent resource) (*pollable, error) {
	p := &pollable{of: r}
	if parent != nil {
		p.label = parent.base().label
	}
	return p, h.add(p, parent)
}

// wake makes a wait look again at everything that is waited for, or the next wait. It is safe to call from any goroutine.
func (h *Host) wake() { h.waiter.Raise() }

// isReady reports whether p would not be waited for.
func (p *pollable) isReady() bool { return p.of.ready() }

// block waits until p is ready.
func (p *pollable) block(ctx context.Context) error { return p.h.wait(ctx, p.of) }

// poll waits until one of the pollables is ready, and returns the indices of all that are.
func (h *Host) poll(ctx context.Context, in []*pollable) ([]uint32, error) {
	if len(in) == 0 {
		return nil, errors.New("poll with an empty list")
	}
	if len(in) > h.cfg.MaxResources {
		return nil, fmt.Errorf("poll with a list of %d pollables, but there are MaxResources, %d, at most", len(in), h.cfg.MaxResources)
	}
	list := make([]readiness, len(in))
	for i, p := range in {
		list[i] = p.of
	}
	for {
		var ready []uint32
		for i, r := range list {
			if r.ready() {
				ready = append(ready, uint32(i))
			}
		}
		if len(ready) > 0 {
			return ready, nil
		}
		if err := h.waitOnce(ctx, list); err != nil {
			return nil, err
		}
	}
}

// wait waits until something of the list is ready, or ctx is done, whose error it then returns.
func (h *Host) wait(ctx context.Context, list ...readiness) error {
	for !anyReady(list) {
		if err := h.waitOnce(ctx, list); err != nil {
			return err
		}
	}
	return nil
}

func anyReady(list []readiness) bool {
	for _, r := range list {
		if r.ready() {
			return true
		}
	}
	return false
}

// waitOnce waits until something may have become ready that was not when its caller looked, or ctx is done.
func (h *Host) waitOnce(ctx context.Context, list []readiness) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	left, async := time.Duration(-1), false
	now := h.monotonic()
	h.waiter.Reset()
	defer h.waiter.Reset()
	for _, r := range list {
		switch r := r.(type) {
		case *timer:
			d := time.Duration(0)
			if r.when > now {
				d = time.Duration(min(r.when-now, math.MaxInt64))
			}
			if left < 0 || d < left {
				left = d
			}
		case systemFile:
			if n, write, ok := r.poll(); ok {
				h.waiter.Want(h.waiter.Add(n), write)
			} else {
				async = true
			}
		default:
			async = true
		}
	}
	if left >= 0 && (h.ownSleep || !async && h.waiter.Empty()) {
		return h.cfg.Sleep(ctx, left)
	}
	if err := h.waiter.Wait(ctx, left, async, func() bool { return anyReady(list) }); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("waiting for a stream: %w", err)
	}
	return nil
}
