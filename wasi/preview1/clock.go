package preview1

// clockResolution is the resolution of both clocks in nanoseconds.
const clockResolution = 1

// clockResGet stores the resolution of a clock in nanoseconds, a u64 at p.
func (h *Host) clockResGet(mem memory, id clockid, p ptr) errno {
	if id > clockMonotonic {
		return errnoInval
	}
	return mem.putU64(p, clockResolution)
}

// clockTimeGet stores the time of a clock in nanoseconds, a u64 at p. The precision that the guest asks for is not looked at: the
// answer is exact. The clocks of processor time are errnoInval, as the standard has it for what is not there.
func (h *Host) clockTimeGet(mem memory, id clockid, p ptr) errno {
	now, e := h.now(id)
	if e != errnoSuccess {
		return e
	}
	return mem.putU64(p, uint64(now))
}

// now returns the time of a clock.
func (h *Host) now(id clockid) (timestamp, errno) {
	switch id {
	case clockRealtime:
		return timestamp(h.walltime()), errnoSuccess
	case clockMonotonic:
		return timestamp(h.monotime()), errnoSuccess
	}
	return 0, errnoInval
}
