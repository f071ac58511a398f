package preview2

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"
)

// A gate is a readiness that a goroutine opens.
type gate struct {
	h    *Host
	open chan struct{}
}

func (g *gate) ready() bool {
	select {
	case <-g.open:
		return true
	default:
		return false
	}
}

// release makes the gate ready.
func (g *gate) release() {
	close(g.open)
	g.h.wake()
}

func (h *Host) newGate(t *testing.T) (*gate, *pollable) {
	g := &gate{h, make(chan struct{})}
	p, err := h.subscribe(g, nil)
	must(t, err)
	return g, p
}

func TestPoll(t *testing.T) {
	h := newHost(t, Config{})
	_, err := h.poll(t.Context(), nil)
	ends(t, "a poll of nothing", 0, err)
	past, future := first(h.subscribeInstant(0)), first(h.subscribeInstant(1<<64-1))
	forever := first(h.subscribeDuration(1<<64 - 1))
	if !past.isReady() || future.isReady() || forever.isReady() {
		t.Errorf("ready: %v, %v, %v", past.isReady(), future.isReady(), forever.isReady())
	}
	must(t, past.block(t.Context()))
	got, err := h.poll(t.Context(), []*pollable{future, past, forever, past})
	must(t, err)
	if !slices.Equal(got, []uint32{1, 3}) {
		t.Errorf("ready are %v", got)
	}
	start := time.Now()
	soon := first(h.subscribeDuration(uint64(10 * time.Millisecond)))
	if got, err = h.poll(t.Context(), []*pollable{forever, soon}); err != nil || !slices.Equal(got, []uint32{1}) || time.Since(start) < 10*time.Millisecond {
		t.Errorf("ready are %v, %v, after %v", got, err, time.Since(start))
	}
}

// TestPollMany waits for many things of which goroutines make some ready.
func TestPollMany(t *testing.T) {
	h := newHost(t, Config{})
	const n = 1000
	gates, list := make([]*gate, n), make([]*pollable, n)
	for i := range n {
		gates[i], list[i] = h.newGate(t)
	}
	list = append(list, first(h.subscribeInstant(1<<64-1)))
	for _, i := range []int{500, 0, n - 1} {
		go gates[i].release()
		for {
			got, err := h.poll(t.Context(), list)
			must(t, err)
			if slices.Contains(got, uint32(i)) {
				break
			}
		}
	}
}

// TestPollCancel ends waits of each kind by their context, many times: nothing is left behind.
func TestPollCancel(t *testing.T) {
	r, w, err := os.Pipe()
	must(t, err)
	defer r.Close()
	defer w.Close()
	h := newHost(t, Config{Stdin: r})
	in := first(h.getStdin())
	_, closed := h.newGate(t)
	stream := first(in.subscribe())
	never := first(h.subscribeInstant(1<<64 - 1))
	waits := []func(ctx context.Context) error{
		closed.block, stream.block, never.block,
		func(ctx context.Context) error { _, err := h.poll(ctx, []*pollable{stream, closed, never}); return err },
		func(ctx context.Context) error { _, err := in.blockingRead(ctx, 1); return err },
		func(ctx context.Context) error { _, err := in.blockingSkip(ctx, 1); return err },
	}
	before := runtime.NumGoroutine()
	for range 50 {
		for i, wait := range waits {
			ctx, cancel := context.WithCancelCause(context.Background())
			time.AfterFunc(100*time.Microsecond, func() { cancel(errors.New("enough")) })
			if err := wait(ctx); err != context.Canceled {
				t.Fatalf("wait %d: %v", i, err)
			}
		}
	}
	w.WriteString("still there")
	if got := ok(t, first(in.blockingRead(t.Context(), 100))); string(got) != "still there" {
		t.Errorf("read %q", got)
	}
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines, %d before", now, before)
	}
}

// TestPipes moves data between a guest and pipes that fill up and run dry.
func TestPipes(t *testing.T) {
	inR, inW, err := os.Pipe()
	must(t, err)
	outR, outW, err := os.Pipe()
	must(t, err)
	h := newHost(t, Config{Stdin: inR, Stdout: outW})
	const total = 1 << 20
	go func() {
		inW.Write(make([]byte, total))
		inW.Close()
	}()
	received := make(chan int)
	go func() {
		b, _ := io.ReadAll(outR)
		received <- len(b)
	}()
	in, out := first(h.getStdin()), first(h.getStdout())
	for moved := uint64(0); ; {
		r := first(out.blockingSplice(t.Context(), in, 1<<30))
		if r.IsErr {
			closedAfter(t, r, moved, total)
			break
		}
		moved += r.Value
	}
	outW.Close()
	if n := <-received; n != total {
		t.Errorf("%d of %d bytes came through", n, total)
	}
}

func closedAfter(t *testing.T, r streamResult[uint64], moved, total uint64) {
	t.Helper()
	closed(t, "splice", r)
	if moved != total {
		t.Errorf("closed after %d bytes", moved)
	}
}

// TestReader reads a standard input that is no file, for which a goroutine waits.
func TestReader(t *testing.T) {
	r, w := io.Pipe()
	h := newHost(t, Config{Stdin: r})
	in := first(h.getStdin())
	p := first(in.subscribe())
	if p.isReady() {
		t.Error("ready before anything was written")
	}
	if got := ok(t, first(in.read(10))); len(got) != 0 {
		t.Errorf("read %q", got)
	}
	go w.Write([]byte("hello"))
	if got, err := h.poll(t.Context(), []*pollable{first(h.subscribeInstant(1<<64 - 1)), p}); err != nil || !slices.Equal(got, []uint32{1}) {
		t.Errorf("ready are %v, %v", got, err)
	}
	if got := ok(t, first(in.read(10))); string(got) != "hello" {
		t.Errorf("read %q", got)
	}
	w.CloseWithError(errors.New("gone"))
	failedWith(t, "read", first(in.blockingRead(t.Context(), 1)), "gone")
}

// TestVirtualTime waits by a clock of the Config.
func TestVirtualTime(t *testing.T) {
	h := newHost(t, Deterministic(1))
	start := h.monotonicNow()
	hour := first(h.subscribeDuration(3600e9))
	if _, err := h.poll(t.Context(), []*pollable{hour, first(h.subscribeDuration(7200e9))}); err != nil {
		t.Fatal(err)
	}
	if took := h.monotonicNow() - start; took < 3600e9 || took > 3601e9 {
		t.Errorf("an hour takes %v", time.Duration(took))
	}
	if now := h.wallNow(); now.Seconds < 946684800+3600 || now.Seconds > 946684800+3610 {
		t.Errorf("it is %v", now)
	}
	other := newHost(t, Deterministic(1))
	if a, b := first(h.randomU64(t.Context())), first(other.randomU64(t.Context())); a != b {
		t.Errorf("random numbers %d and %d", a, b)
	}
}
