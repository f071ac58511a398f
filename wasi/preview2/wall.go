package preview2

import (
	"math"
	"time"
)

// This file holds wasi:clocks/wall-clock and wasi:clocks/timezone.

// A datetime is a time since 1970 UTC.
type datetime struct {
	Seconds     uint64
	Nanoseconds uint32
}

// datetimeOf returns a number of nanoseconds since 1970.
func datetimeOf(ns uint64) datetime { return datetime{ns / 1e9, uint32(ns % 1e9)} }

// wallNow returns the time; there is none before 1970.
func (h *Host) wallNow() datetime { return datetimeOf(uint64(max(0, h.cfg.Walltime()))) }

// wallResolution returns how far two times are apart at least.
func (h *Host) wallResolution() datetime { return datetimeOf(clockResolution) }

// A timezoneDisplay is what is needed to show a time to people.
type timezoneDisplay struct {
	UtcOffset            int32 // seconds
	Name                 string
	InDaylightSavingTime bool
}

// maxZoned is the last second of the year 9999, from which on every time is one of UTC.
const maxZoned = 253_402_300_799

// timezoneDisplay returns the time zone at a time.
func (h *Host) timezoneDisplay(when datetime) timezoneDisplay {
	if when.Seconds > maxZoned {
		return timezoneDisplay{Name: "UTC"}
	}
	t := time.Unix(int64(when.Seconds), int64(when.Nanoseconds)).In(h.cfg.Timezone)
	name, offset := t.Zone()
	return timezoneDisplay{int32(offset), name, t.IsDST()}
}

// utcOffset returns how many seconds the time zone is ahead of UTC at a time.
func (h *Host) utcOffset(when datetime) int32 { return h.timezoneDisplay(when).UtcOffset }

// time returns a datetime as a time; ok is false if it is none that a file can have.
func (d datetime) time() (t time.Time, ok bool) {
	if d.Nanoseconds >= 1e9 || d.Seconds >= math.MaxInt64/1_000_000_000 {
		return t, false
	}
	return time.Unix(int64(d.Seconds), int64(d.Nanoseconds)), true
}
