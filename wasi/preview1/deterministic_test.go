package preview1

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"
	"time"

	"github.com/wvm-project/wvm/wasi/internal/wait"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// observe runs everything that could differ between two runs of a program, and returns what the program sees.
func observe(t *testing.T, seed uint64) []byte {
	t.Helper()
	cfg := Deterministic(seed)
	cfg.Preopens = []Preopen{{Dir: vfs.NewMem(vfs.MemConfig{}).Dir(), Guest: "/"}}
	g := newGuest(t, cfg)
	var seen []byte
	look := func(p ptr, n size) { seen = append(seen, g.mem[p:p+ptr(n)]...) }
	for range 3 {
		g.ok("clock_time_get", 0, 0, atResult)
		look(atResult, 8)
		g.ok("clock_time_get", 1, 0, atResult)
		look(atResult, 8)
		g.ok("random_get", atBuf, 40)
		look(atBuf, 40)
		g.subscribe(0, subscription{kind: eventClock, clock: 1, timeout: 5e9})
		g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
	}
	for _, name := range []string{"b", "a", "c"} {
		g.write(g.mustOpen(name, oflagCreat, rightFDWrite, 0), name)
	}
	g.ok("fd_readdir", 3, atBuf, 500, 0, atResult)
	look(atBuf, size(g.u32(atResult)))
	p, n := g.str(atPath, "b")
	g.ok("path_filestat_get", 3, 0, p, n, atBuf)
	look(atBuf, filestatSize)
	return seen
}

func TestDeterministic(t *testing.T) {
	first := observe(t, 1)
	if again := observe(t, 1); !bytes.Equal(first, again) {
		t.Errorf("two runs differ:\n%x\n%x", first, again)
	}
	if other := observe(t, 2); bytes.Equal(first, other) {
		t.Error("another seed makes no difference")
	}
}

func TestDeterministicClocks(t *testing.T) {
	g := newGuest(t, Deterministic(0))
	g.ok("clock_time_get", 0, 0, atResult)
	if got := time.Unix(0, int64(g.u64(atResult))).UTC(); got != time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Errorf("the first time is %v", got)
	}
	g.ok("clock_time_get", 1, 0, atResult)
	if got := g.u64(atResult); got != 1000 {
		t.Errorf("the monotonic clock is %d at the second look", got)
	}
	before := g.u64(atResult)
	g.subscribe(0, subscription{kind: eventClock, clock: 1, timeout: 3600e9})
	g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
	g.ok("clock_time_get", 1, 0, atResult)
	if took := g.u64(atResult) - before; took < 3600e9 || took > 3601e9 {
		t.Errorf("an hour's sleep takes %v", time.Duration(took))
	}
	for range 3 { // a sleep beyond the end of time stops there
		g.subscribe(0, subscription{kind: eventClock, clock: 1, timeout: 1<<64 - 1})
		g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
	}
	g.ok("clock_time_get", 0, 0, atResult)
	if got := g.u64(atResult); got != 1<<63-1 {
		t.Errorf("at the end of time the clock is %d", got)
	}
}

// TestSleepOfTheConfig waits for an input that never comes and a time, with a clock that stands still but for sleeping.
func TestSleepOfTheConfig(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	file, other, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	defer other.Close()
	for name, in := range map[string]io.Reader{"reader": r, "file": file} {
		t.Run(name, func(t *testing.T) {
			now := int64(0)
			cfg := Config{Stdin: in, Monotime: func() int64 { return now }, Sleep: func(_ context.Context, d time.Duration) error {
				now += int64(d)
				return nil
			}}
			g := newGuest(t, cfg)
			if name == "file" && !wait.CanPoll {
				t.Skip("the system cannot wait for streams")
			}
			g.subscribe(0, subscription{kind: eventFDRead, fd: 0})
			g.subscribe(1, subscription{kind: eventClock, clock: 1, timeout: 3600e9})
			g.ok("poll_oneoff", atIovs, atPath, 2, atResult)
			if got := g.events(); len(got) != 1 || got[0].kind != eventClock || now != 3600e9 {
				t.Errorf("events %v at %d", got, now)
			}
		})
	}
}

// TestClockThatStands waits in real time, by a clock that says nothing of it.
func TestClockThatStands(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	g := newGuest(t, Config{Stdin: r, Monotime: func() int64 { return 7 }})
	g.subscribe(0, subscription{kind: eventFDRead, fd: 0})
	g.subscribe(1, subscription{kind: eventClock, clock: 1, timeout: 1e6})
	g.ok("poll_oneoff", atIovs, atPath, 2, atResult)
	if got := g.events(); len(got) != 1 || got[0].kind != eventClock {
		t.Errorf("events %v", got)
	}
}
