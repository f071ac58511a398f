package preview1

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

// traceGuest makes a guest with an empty directory whose calls are traced into the list that is returned.
func traceGuest(t *testing.T, cfg Config) (*guest, *[]*Call) {
	t.Helper()
	calls := new([]*Call)
	cfg.Trace = func(c *Call) { *calls = append(*calls, c) }
	if cfg.Preopens == nil {
		cfg.Preopens = []Preopen{{Host: t.TempDir(), Guest: "/data"}}
	}
	return newGuest(t, cfg), calls
}

// traced calls a function with a trace and returns its text.
func (g *guest) traced(name string, args ...uint64) string {
	g.t.Helper()
	var got *Call
	g.h.trace = func(c *Call) { got = c }
	stack := append(args, 0)[:max(len(args), 1)]
	g.h.traceCall(functionNamed(name), g.ctx, g.mem, stack)
	if got == nil {
		g.t.Fatalf("%s is not traced", name)
	}
	if got.Start.IsZero() || got.Duration < 0 {
		g.t.Errorf("%s began %v and took %v", name, got.Start, got.Duration)
	}
	return got.String()
}

func TestTrace(t *testing.T) {
	g, _ := traceGuest(t, Config{Args: []string{"prog", "-x"}, Env: []string{"A=1"}, Walltime: func() int64 { return 5 },
		Random: strings.NewReader(strings.Repeat("r", 100)), Sleep: noSleep})
	str := func(at ptr, s string) (uint64, uint64) { return g.str(at, s) }
	p, n := str(atPath, "f\x1b[m")
	q, m := str(atPath2, "sub")
	g.str(atBuf, strings.Repeat("0123456789", 10))
	iovs, count := g.iovec(atBuf, 5, atBuf+5, 95)
	for _, test := range []struct {
		name string
		args []uint64
		want string
	}{
		{"args_sizes_get", []uint64{atResult, atResult2}, `args_sizes_get() = success argc=2 argv_buf_size=8`},
		{"args_get", []uint64{atBuf + 200, atBuf + 300}, `args_get() = success argv=["prog" "-x"]`},
		{"environ_get", []uint64{atBuf + 200, atBuf + 300}, `environ_get() = success environ=["A=1"]`},
		{"clock_time_get", []uint64{0, 1000, atResult}, `clock_time_get(id=realtime, precision=1000) = success time=5`},
		{"clock_res_get", []uint64{9, atResult}, `clock_res_get(id=9) = inval`},
		{"random_get", []uint64{atBuf + 500, 16}, `random_get(buf=[16]) = success`},
		{"fd_prestat_get", []uint64{3, atResult}, `fd_prestat_get(fd=3</data>) = success prestat={dir, 5}`},
		{"fd_prestat_dir_name", []uint64{3, atBuf + 500, 9}, `fd_prestat_dir_name(fd=3</data>) = success path="/data"`},
		{"fd_prestat_get", []uint64{4, atResult}, `fd_prestat_get(fd=4) = badf`},
		{"path_create_directory", []uint64{3, q, m}, `path_create_directory(fd=3</data>, path="sub") = success`},
		{"path_open", []uint64{3, 1, p, n, 1, uint64(rightFDRead | rightFDWrite), 1<<30 - 1, 1, atResult},
			`path_open(fd=3</data>, dirflags=symlink_follow, path="f\x1b[m", oflags=creat, fs_rights_base=fd_read|fd_write, ` +
				`fs_rights_inheriting=0x3fffffff, fdflags=append) = success opened_fd=4</data/f\x1b[m>`},
		{"fd_write", []uint64{4, iovs, count, atResult},
			`fd_write(fd=4</data/f\x1b[m>, iovs=[5 95] "01234567890123456789012345678901"...) = success nwritten=100`},
		{"fd_seek", []uint64{4, ^uint64(2), 2, atResult}, `fd_seek(fd=4</data/f\x1b[m>, offset=-3, whence=end) = success newoffset=97`},
		{"fd_read", []uint64{4, iovs, count, atResult}, `fd_read(fd=4</data/f\x1b[m>, iovs=[5 95]) = success nread=3 data="789"`},
		{"fd_read", []uint64{4, 1<<32 - 1, 1, atResult}, `fd_read(fd=4</data/f\x1b[m>, iovs=0xffffffff[1]) = fault`},
		{"fd_tell", []uint64{0, atResult}, `fd_tell(fd=0<stdin>) = spipe`},
		{"fd_advise", []uint64{4, 1, 2, 3}, `fd_advise(fd=4</data/f\x1b[m>, offset=1, len=2, advice=willneed) = success`},
		{"path_rename", []uint64{3, p, n, 3, p, 1<<32 - 1},
			`path_rename(fd=3</data>, old_path="f\x1b[m", new_fd=3</data>, new_path=0x1000[4294967295]) = fault`},
		{"fd_filestat_set_times", []uint64{4, 1, 2, 5}, `fd_filestat_set_times(fd=4</data/f\x1b[m>, atim=1, mtim=2, fst_flags=atim|mtim) = success`},
		{"sock_shutdown", []uint64{4, 3}, `sock_shutdown(fd=4</data/f\x1b[m>, how=rd|wr) = notsock`},
		{"fd_renumber", []uint64{4, 1}, `fd_renumber(fd=4</data/f\x1b[m>, to=1<stdout>) = success`},
		{"fd_close", []uint64{1}, `fd_close(fd=1</data/f\x1b[m>) = success`},
		{"sched_yield", nil, `sched_yield() = success`},
		{"proc_raise", []uint64{6}, `proc_raise(sig=abrt) = notsup`},
		{"proc_exit", []uint64{3}, `proc_exit(rval=3) = exit`},
	} {
		if got := g.traced(test.name, test.args...); got != test.want {
			t.Errorf("trace\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestTraceOfRecords(t *testing.T) {
	g, _ := traceGuest(t, Config{Sleep: noSleep})
	g.subscribe(0, subscription{kind: eventClock, clock: 1, timeout: 1000})
	g.subscribe(1, subscription{kind: eventFDWrite, fd: 1})
	if got, want := g.traced("poll_oneoff", atIovs, atPath, 2, atResult),
		`poll_oneoff(in=[clock(monotonic, 1000) fd_write(1<stdout>)]) = success nevents=1 events=[fd_write(success)]`; got != want {
		t.Errorf("trace\n%s\nwant\n%s", got, want)
	}
	if got, want := g.traced("fd_fdstat_get", 0, atBuf), `fd_fdstat_get(fd=0<stdin>) = success stat={unknown, flags=0, rights=`; !strings.HasPrefix(got, want) {
		t.Errorf("trace\n%s\nwant\n%s", got, want)
	}
	if got, want := g.traced("fd_filestat_get", 0, atBuf),
		`fd_filestat_get(fd=0<stdin>) = success stat={dev=0, ino=0, unknown, nlink=0, size=0, atim=0, mtim=0, ctim=0}`; got != want {
		t.Errorf("trace\n%s\nwant\n%s", got, want)
	}
}

// TestDeclarations compares what traces know of each function with its signature.
func TestDeclarations(t *testing.T) {
	for _, f := range functions {
		letters := ""
		for field := range strings.FieldsSeq(f.decl) {
			_, kind, _ := strings.Cut(field, ":")
			if _, ok := paramKinds()[kind]; !ok {
				t.Errorf("%s has a parameter of unknown type %q", f.name, kind)
			}
			letters += paramKinds()[kind].values
		}
		if letters != f.params {
			t.Errorf("%s is declared with %q, but takes %q", f.name, letters, f.params)
		}
		if !slices.Contains(Groups(), f.group) {
			t.Errorf("%s is in group %q", f.name, f.group)
		}
	}
}

func TestTraceThroughTheEngine(t *testing.T) {
	var got []string
	cfg := Config{Trace: func(c *Call) { got = append(got, c.String()) }, Sleep: noSleep}
	if _, err := callConfigured(t, t.Context(), cfg, linkModule, "sleep"); err != nil {
		t.Fatal(err)
	}
	callConfigured(t, t.Context(), cfg, linkModule, "exit", 7)
	want := []string{
		"poll_oneoff(in=[clock(monotonic, 72057594037927936)]) = success nevents=1 events=[clock(success)]",
		"proc_exit(rval=7) = exit",
	}
	if !slices.Equal(got, want) {
		t.Errorf("trace %q, want %q", got, want)
	}
}

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }
