package preview2

import "math"

// This file holds wasi:clocks/monotonic-clock.

// clockResolution is the resolution of the clocks in nanoseconds.
const clockResolution = 1

// monotonic returns the time of the monotonic clock.
func (h *Host) monotonic() uint64 { return uint64(max(0, h.cfg.Monotime())) }

// monotonicNow returns the time of the clock in nanoseconds.
func (h *Host) monotonicNow() uint64 { return h.monotonic() }

// monotonicResolution returns how far two times are apart at least.
func (h *Host) monotonicResolution() uint64 { return clockResolution }

// subscribeInstant returns a pollable that is ready from a time on.
func (h *Host) subscribeInstant(when uint64) (*pollable, error) {
	return h.subscribe(&timer{h, when}, nil)
}

// subscribeDuration returns a pollable that is ready after a time has passed. A time beyond the clock's end is its end.
func (h *Host) subscribeDuration(d uint64) (*pollable, error) {
	when := h.monotonic()
	if when += d; when < d {
		when = math.MaxUint64
	}
	return h.subscribe(&timer{h, when}, nil)
}
