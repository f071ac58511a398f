package preview2

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/vfs"
)

func TestConfig(t *testing.T) {
	for _, test := range []struct {
		cfg  Config
		want string
	}{
		{Config{Args: []string{"\xff"}}, "is not UTF-8"},
		{Config{Cwd: "\xff"}, "is not UTF-8"},
		{Config{Env: []string{"=x"}}, "has no name"},
		{Config{Env: []string{"A=\xff"}}, "is not UTF-8"},
		{Config{MaxFiles: -1}, "negative"},
		{Config{Preopens: []Preopen{{Host: "no/such/directory"}}}, "no such"},
		{Config{Preopens: []Preopen{{Dir: vfs.NewMem(vfs.MemConfig{}).Dir(), MaxMade: -1}}}, "negative"},
		{Config{MaxFiles: 1, Preopens: []Preopen{{Dir: vfs.NewMem(vfs.MemConfig{}).Dir()}, {Dir: vfs.NewMem(vfs.MemConfig{}).Dir()}}}, "as many files"},
	} {
		if h, err := New(test.cfg); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v", test.cfg, err)
			if err == nil {
				h.Close()
			}
		}
	}
}

func TestEnvironment(t *testing.T) {
	h := newHost(t, Config{Args: []string{"prog", "", "ü"}, Env: []string{"A=b=c", "EMPTY=", "BARE"}, Cwd: "/work"})
	if got := h.arguments(); !slices.Equal(got, []string{"prog", "", "ü"}) {
		t.Errorf("arguments %q", got)
	}
	if got := h.environment(); !slices.Equal(got, []variable{{"A", "b=c"}, {"EMPTY", ""}, {"BARE", ""}}) {
		t.Errorf("variables %q", got)
	}
	if got := h.initialCwd(); got != component.Some("/work") {
		t.Errorf("working directory %v", got)
	}
	if got := newHost(t, Config{}).initialCwd(); got.IsSome {
		t.Errorf("working directory %v", got)
	}
}

func TestExit(t *testing.T) {
	h := newHost(t, Config{})
	for want, err := range map[uint8]error{0: h.exit(component.OK[component.None, component.None](component.None{})),
		1: h.exit(component.Err[component.None](component.None{})), 255: h.exitWithCode(255)} {
		var exit *ExitError
		if !errors.As(err, &exit) || exit.Code != want {
			t.Errorf("exit with %d: %v", want, err)
		}
	}
}

func TestClocks(t *testing.T) {
	now := int64(-5)
	zone := time.FixedZone("XST", -3*3600)
	h := newHost(t, Config{Walltime: func() int64 { return now }, Monotime: func() int64 { return now }, Timezone: zone})
	if h.wallNow() != (datetime{}) || h.monotonicNow() != 0 {
		t.Errorf("before the beginning it is %v and %d", h.wallNow(), h.monotonicNow())
	}
	if now = 5_000_000_007; h.wallNow() != (datetime{5, 7}) || h.monotonicNow() != 5_000_000_007 {
		t.Errorf("it is %v and %d", h.wallNow(), h.monotonicNow())
	}
	if h.wallResolution() != (datetime{0, 1}) || h.monotonicResolution() != 1 {
		t.Error("the resolution is not a nanosecond")
	}
	if got := h.timezoneDisplay(datetime{1000, 0}); got != (timezoneDisplay{-3 * 3600, "XST", false}) {
		t.Errorf("time zone %+v", got)
	}
	for _, far := range []datetime{{maxZoned + 1, 0}, {1<<64 - 1, 1<<32 - 1}} {
		if got := h.timezoneDisplay(far); got != (timezoneDisplay{0, "UTC", false}) || h.utcOffset(far) != 0 {
			t.Errorf("time zone %+v", got)
		}
	}
}

func TestRandom(t *testing.T) {
	h := newHost(t, Config{MaxRandom: 1 << 20})
	for _, fn := range []func(context.Context, uint64) ([]byte, error){h.randomBytes, h.insecureRandomBytes} {
		for _, n := range []uint64{0, 1, 1 << 20} {
			if b, err := fn(t.Context(), n); err != nil || uint64(len(b)) != n || n > 1 && slices.Max(b) == 0 {
				t.Errorf("%d bytes: %d, %v", n, len(b), err)
			}
		}
		for _, n := range []uint64{1<<20 + 1, 1 << 32, 1 << 63, 1<<64 - 1} {
			if _, err := fn(t.Context(), n); err == nil || !strings.Contains(err.Error(), "MaxRandom") {
				t.Errorf("%d bytes: %v", n, err)
			}
		}
	}
	if a, b := first(h.randomU64(t.Context())), first(h.randomU64(t.Context())); a == b {
		t.Errorf("the number %d comes twice", a)
	}
	if a, b := first(h.insecureRandomU64(t.Context())), first(h.insecureRandomU64(t.Context())); a == b {
		t.Errorf("the number %d comes twice", a)
	}
	if s := first(h.insecureSeed(t.Context())); s.Lower == s.Upper {
		t.Errorf("the seed is %v", s)
	}
	broken := newHost(t, Config{Random: iotest.ErrReader(io.ErrUnexpectedEOF)})
	if _, err := broken.randomU64(t.Context()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a source that fails: %v", err)
	}
	if _, err := broken.insecureSeed(t.Context()); err == nil {
		t.Error("a source that fails makes a seed")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.randomBytes(ctx, 100); err != context.Canceled {
		t.Errorf("after the context is done: %v", err)
	}
}

// TestContext gives each instance of a linker its own host.
func TestContext(t *testing.T) {
	var linked, own strings.Builder
	l, c := newHost(t, Config{Stdout: &linked}), newHost(t, Config{Stdout: &own})
	e := component.NewEngine(component.Config{})
	linker := component.NewLinker(e)
	must(t, l.Link(linker))
	for _, ctx := range []context.Context{t.Context(), c.Context(t.Context())} {
		in, err := linker.Instantiate(ctx, compile(t, e, hello), component.Limits{})
		must(t, err)
		defer in.Close()
		runInterface, _ := in.Instance("wasi:cli/run@0.2.0")
		run, _ := runInterface.Func("run")
		run.Call(t.Context())
	}
	if linked.String() != "hello\n" || own.String() != "hello\n" {
		t.Errorf("printed %q and %q", &linked, &own)
	}
}
