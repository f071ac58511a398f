package preview1

import (
	"context"
	"encoding/binary"
	"io"
	"testing"
	"time"

	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// subscribe puts subscription i of a list at atIovs into memory.
func (g *guest) subscribe(i int, s subscription) {
	b := g.mem[atIovs+subscriptionSize*i:][:subscriptionSize]
	clear(b)
	binary.LittleEndian.PutUint64(b, s.userdata)
	b[8] = s.kind
	binary.LittleEndian.PutUint32(b[16:], uint32(s.clock))
	if s.kind != eventClock {
		binary.LittleEndian.PutUint32(b[16:], uint32(s.fd))
	}
	binary.LittleEndian.PutUint64(b[24:], uint64(s.timeout))
	if s.absolute {
		b[40] = subclockAbstime
	}
}

// events returns the events that a call with its list at atPath and their number at atResult has stored.
func (g *guest) events() []event {
	list := make([]event, g.u32(atResult))
	for i := range list {
		b := g.mem[atPath+eventSize*i:]
		list[i] = event{binary.LittleEndian.Uint64(b), errno(binary.LittleEndian.Uint16(b[8:])), b[10],
			binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint16(b[24:])}
	}
	return list
}

// poll waits for some subscriptions.
func (g *guest) poll(subs ...subscription) []event {
	g.t.Helper()
	for i, s := range subs {
		g.subscribe(i, s)
	}
	g.ok("poll_oneoff", atIovs, atPath, uint64(len(subs)), atResult)
	return g.events()
}

func clockSub(id clockid, timeout timestamp, userdata uint64) subscription {
	return subscription{kind: eventClock, clock: id, timeout: timeout, userdata: userdata}
}

func TestPollClocks(t *testing.T) {
	wall, mono := int64(1e18), int64(500)
	var slept []time.Duration
	cfg := Config{
		Walltime: func() int64 { return wall },
		Monotime: func() int64 { return mono },
		Sleep: func(_ context.Context, d time.Duration) error {
			slept = append(slept, d)
			wall += int64(d)
			mono += int64(d)
			return nil
		},
	}
	absolute := func(s subscription) subscription { s.absolute = true; return s }
	for _, test := range []struct {
		name  string
		subs  []subscription
		slept time.Duration
		want  []uint64 // userdata of the events
	}{
		{"one", []subscription{clockSub(1, 100, 1)}, 100, []uint64{1}},
		{"the first of several", []subscription{clockSub(1, 300, 1), clockSub(0, 100, 2), clockSub(1, 200, 3)}, 100, []uint64{2}},
		{"two at once", []subscription{clockSub(1, 100, 1), clockSub(0, 100, 2)}, 100, []uint64{1, 2}},
		{"none", []subscription{clockSub(1, 0, 1), clockSub(1, 5, 2)}, 0, []uint64{1}},
		{"a time", []subscription{absolute(clockSub(1, 750, 1))}, 250, []uint64{1}},
		{"a time of day", []subscription{absolute(clockSub(0, 1e18+70, 1)), clockSub(1, 80, 2)}, 70, []uint64{1}},
		{"a time in the past", []subscription{absolute(clockSub(0, 5, 1)), clockSub(1, 80, 2)}, 0, []uint64{1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wall, mono, slept = 1e18, 500, nil
			g := newGuest(t, cfg)
			events := g.poll(test.subs...)
			if len(events) != len(test.want) {
				t.Fatalf("events %v, want %v", events, test.want)
			}
			for i, ev := range events {
				if ev.userdata != test.want[i] || ev.err != errnoSuccess || ev.kind != eventClock {
					t.Errorf("event %v, want of %d", ev, test.want[i])
				}
			}
			var total time.Duration
			for _, d := range slept {
				total += d
			}
			if total != test.slept {
				t.Errorf("slept %v, want %v", slept, test.slept)
			}
		})
	}
}

func TestPollReally(t *testing.T) {
	g := newGuest(t, Config{})
	for _, id := range []clockid{clockRealtime, clockMonotonic} {
		start := time.Now()
		if got := g.poll(clockSub(id, 3e6, 1)); len(got) != 1 {
			t.Errorf("events %v", got)
		}
		if d := time.Since(start); d < 3*time.Millisecond {
			t.Errorf("slept %v", d)
		}
	}
}

func TestPollErrors(t *testing.T) {
	g, _ := inDir(t)
	g.want(errnoInval, "poll_oneoff", atIovs, atPath, 0, atResult)
	for _, test := range []struct {
		sub  subscription
		want errno
	}{
		{clockSub(2, 5, 1), errnoInval},
		{clockSub(1<<32-1, 5, 1), errnoInval},
		{subscription{kind: 3}, errnoInval},
		{subscription{kind: 255}, errnoInval},
		{subscription{kind: eventFDRead, fd: 99}, errnoBadf},
		{subscription{kind: eventFDWrite, fd: 1<<32 - 1}, errnoBadf},
		{subscription{kind: eventFDRead, fd: 1}, errnoBadf},
		{subscription{kind: eventFDWrite, fd: 0}, errnoBadf},
		{subscription{kind: eventFDRead, fd: 3}, errnoBadf},
	} {
		test.sub.userdata = 42
		got := g.poll(test.sub, clockSub(1, 1e15, 7))
		if len(got) != 1 || got[0].err != test.want || got[0].userdata != 42 || got[0].kind != test.sub.kind {
			t.Errorf("%+v: events %v, want %v", test.sub, got, test.want)
		}
	}
}

func TestPollFiles(t *testing.T) {
	g, _ := inDir(t)
	f := g.mustOpen("f", oflagCreat, rightFDRead|rightFDWrite, 0)
	g.write(f, "0123456789")
	g.ok("fd_seek", f, 4, 0, atResult)
	got := g.poll(subscription{kind: eventFDRead, fd: fd(f), userdata: 1}, subscription{kind: eventFDWrite, fd: fd(f), userdata: 2},
		subscription{kind: eventFDWrite, fd: 1, userdata: 3}, clockSub(1, 1e15, 4), subscription{kind: eventFDRead, fd: 0, userdata: 5})
	if len(got) != 4 || got[0].userdata != 1 || got[0].bytes != 6 || got[1].userdata != 2 || got[2].userdata != 3 || got[3].userdata != 5 {
		t.Errorf("events %v", got)
	}
}

func TestPollStdin(t *testing.T) {
	for name, make := range stdins {
		t.Run(name, func(t *testing.T) {
			r, w := make(t)
			g := newGuest(t, Config{Stdin: r})
			read := subscription{kind: eventFDRead, fd: 0, userdata: 1}
			if got := g.poll(read, clockSub(1, 2e6, 2)); len(got) != 1 || got[0].userdata != 2 {
				t.Errorf("nothing to read: events %v", got)
			}
			go io.WriteString(w, "x")
			if got := g.poll(read, read, clockSub(1, 1e18, 2)); len(got) != 2 || got[0].userdata != 1 || got[0].err != errnoSuccess {
				t.Errorf("something to read: events %v", got)
			}
			if got := g.read(0, 1); got != "x" {
				t.Errorf("read %q", got)
			}
			go w.Close()
			if got := g.poll(read); len(got) != 1 || got[0].err != errnoSuccess {
				t.Errorf("the end: events %v", got)
			}
			if got := g.read(0, 1); got != "" {
				t.Errorf("read %q at the end", got)
			}
		})
	}
}

// TestPollBothKinds waits for a standard input that is no file together with a pipe that is one.
func TestPollBothKinds(t *testing.T) {
	if !wait.CanPoll {
		t.Skip("the system cannot wait for streams")
	}
	r, w := io.Pipe()
	full, fullWriter := pipe(t)
	g := newGuest(t, Config{Stdin: r, Stdout: fullWriter})
	fullWriter.SetWriteDeadline(time.Now().Add(5 * time.Millisecond))
	for {
		if _, err := fullWriter.Write(make([]byte, 4096)); err != nil {
			break
		}
	}
	subs := []subscription{{kind: eventFDRead, fd: 0, userdata: 1}, {kind: eventFDWrite, fd: 1, userdata: 2}}
	go io.WriteString(w, "x")
	if got := g.poll(subs...); len(got) != 1 || got[0].userdata != 1 {
		t.Errorf("events %v, want of the input", got)
	}
	g.read(0, 1)
	go full.Read(make([]byte, 1<<20))
	if got := g.poll(subs...); len(got) != 1 || got[0].userdata != 2 {
		t.Errorf("events %v, want of the pipe", got)
	}
	w.Close()
}

func TestPollEndsWithContext(t *testing.T) {
	for name, make := range stdins {
		for _, subs := range [][]subscription{
			{clockSub(1, 1<<63, 1)},
			{clockSub(0, 1<<64-1, 1)},
			{{kind: eventFDRead, fd: 0}},
			{{kind: eventFDRead, fd: 0}, clockSub(1, 1<<62, 1)},
		} {
			t.Run(name, func(t *testing.T) {
				r, w := make(t)
				defer w.Close()
				g := newGuest(t, Config{Stdin: r})
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Millisecond)
				defer cancel()
				g.ctx = ctx
				for i, s := range subs {
					g.subscribe(i, s)
				}
				g.want(interrupted, "poll_oneoff", atIovs, atPath, uint64(len(subs)), atResult)
			})
		}
	}
}

// TestPollHugeList polls with the longest list that the memory holds: it costs the host no memory, and a context that is done
// ends it.
func TestPollHugeList(t *testing.T) {
	r, _ := pipe(t)
	g := newGuest(t, Config{Stdin: r})
	const n = 200_000
	g.mem = make(memory, atIovs+n*subscriptionSize)
	for i := range n {
		g.subscribe(i, subscription{kind: eventFDRead, fd: 0, userdata: uint64(i)})
	}
	g.subscribe(n-1, clockSub(1, 1e6, n-1))
	const out = atIovs // over the list itself, which the host must survive
	allocs := testing.AllocsPerRun(1, func() {
		if e := g.call("poll_oneoff", atIovs, out, n, atResult); e != errnoSuccess {
			t.Errorf("poll_oneoff = %v", e)
		}
	})
	if allocs > 100 {
		t.Errorf("a list of %d subscriptions allocates %v times", n, allocs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g.ctx = ctx
	g.want(interrupted, "poll_oneoff", atIovs, out, n, atResult)
	g.want(errnoFault, "poll_oneoff", atIovs, out, n+1, atResult)
	g.want(errnoFault, "poll_oneoff", atIovs, out, 1<<32-1, atResult)
}
