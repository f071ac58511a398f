package preview1

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A guest is a Host with a memory, called by the names of functions as a program would.
type guest struct {
	t   *testing.T
	h   *Host
	mem memory
	ctx context.Context
}

// Places in a guest's memory that tests use, far enough from each other.
const (
	atResult  = 0x100
	atResult2 = 0x110
	atIovs    = 0x200
	atPath    = 0x1000
	atPath2   = 0x3000
	atBuf     = 0x5000
	memSize   = 0x10000
)

// newGuest makes a guest of cfg with 64 KiB of memory.
func newGuest(t *testing.T, cfg Config) *guest {
	t.Helper()
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &guest{t, h, make(memory, memSize), context.Background()}
}

// inDir makes a guest that has an empty directory as descriptor 3, and returns its path on the host.
func inDir(t *testing.T) (*guest, string) {
	t.Helper()
	dir := t.TempDir()
	return newGuest(t, Config{Preopens: []Preopen{{Host: dir, Guest: "/"}}}), dir
}

// functionNamed finds a row of the table.
func functionNamed(name string) *function {
	for i := range functions {
		if functions[i].name == name {
			return &functions[i]
		}
	}
	return nil
}

// call calls a function.
func (g *guest) call(name string, args ...uint64) errno {
	g.t.Helper()
	f := functionNamed(name)
	if f == nil || len(args) != len(f.params) {
		g.t.Fatalf("%s with %d arguments", name, len(args))
	}
	return f.call(g.h, g.ctx, g.mem, args)
}

// want calls a function and checks its result.
func (g *guest) want(e errno, name string, args ...uint64) {
	g.t.Helper()
	if got := g.call(name, args...); got != e {
		g.t.Errorf("%s(%#x) = %v, want %v", name, args, got, e)
	}
}

// ok calls a function that must succeed.
func (g *guest) ok(name string, args ...uint64) {
	g.t.Helper()
	if got := g.call(name, args...); got != errnoSuccess {
		g.t.Fatalf("%s(%#x) = %v", name, args, got)
	}
}

func (g *guest) u16(p ptr) uint16 { return binary.LittleEndian.Uint16(g.mem[p:]) }
func (g *guest) u32(p ptr) uint32 { return binary.LittleEndian.Uint32(g.mem[p:]) }
func (g *guest) u64(p ptr) uint64 { return binary.LittleEndian.Uint64(g.mem[p:]) }

// str puts s into memory and returns its address and length.
func (g *guest) str(at ptr, s string) (uint64, uint64) {
	copy(g.mem[at:], s)
	return uint64(at), uint64(len(s))
}

// iovec puts a scatter list of buffers into memory, address and length by turns, and returns its address and length.
func (g *guest) iovec(parts ...uint32) (uint64, uint64) {
	for i, v := range parts {
		binary.LittleEndian.PutUint32(g.mem[atIovs+4*i:], v)
	}
	return atIovs, uint64(len(parts) / 2)
}

// open opens a path below descriptor 3.
func (g *guest) open(path string, o oflags, r rights, f fdflags) (uint64, errno) {
	g.t.Helper()
	p, n := g.str(atPath, path)
	e := g.call("path_open", 3, uint64(lookupSymlinkFollow), p, n, uint64(o), uint64(r), 0, uint64(f), atResult)
	return uint64(g.u32(atResult)), e
}

// mustOpen is open that must succeed.
func (g *guest) mustOpen(path string, o oflags, r rights, f fdflags) uint64 {
	g.t.Helper()
	n, e := g.open(path, o, r, f)
	if e != errnoSuccess {
		g.t.Fatalf("opening %q = %v", path, e)
	}
	return n
}

// write writes s to a descriptor.
func (g *guest) write(n uint64, s string) {
	g.t.Helper()
	at, length := g.str(atBuf, s)
	iovs, count := g.iovec(uint32(at), uint32(length))
	g.ok("fd_write", n, iovs, count, atResult)
	if got := g.u32(atResult); got != uint32(len(s)) {
		g.t.Fatalf("wrote %d bytes of %d", got, len(s))
	}
}

// read reads up to n bytes from a descriptor.
func (g *guest) read(fd uint64, n uint32) string {
	g.t.Helper()
	iovs, count := g.iovec(atBuf, n)
	g.ok("fd_read", fd, iovs, count, atResult)
	return string(g.mem[atBuf : atBuf+g.u32(atResult)])
}

func writeFile(t *testing.T, content string, path ...string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(path...), []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNewRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		cfg  Config
		want string
	}{
		{"zero in argument", Config{Args: []string{"a\x00b"}}, "zero byte"},
		{"zero in variable", Config{Env: []string{"A=\x00"}}, "zero byte"},
		{"no such directory", Config{Preopens: []Preopen{{Host: filepath.Join(t.TempDir(), "none"), Guest: "/"}}}, "directory for the guest"},
		{"file for directory", Config{Preopens: []Preopen{{Host: os.Args[0], Guest: "/"}}}, "directory for the guest"},
		{"zero in name", Config{Preopens: []Preopen{{Host: t.TempDir(), Guest: "\x00"}}}, "zero byte"},
		{"no room for streams", Config{MaxFiles: 2}, "MaxFiles"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := New(test.cfg)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestPreopenedRootStaysOpen(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	h, err := New(Config{Preopens: []Preopen{{Root: root, Guest: "/"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := root.Stat("."); err != nil {
		t.Errorf("after Close: %v", err)
	}
}

func TestArgs(t *testing.T) {
	g := newGuest(t, Config{Args: []string{"a", "", "bcd"}, Env: []string{"X=1"}})
	g.ok("args_sizes_get", atResult, atResult2)
	if n, size := g.u32(atResult), g.u32(atResult2); n != 3 || size != 7 {
		t.Errorf("%d arguments of %d bytes, want 3 of 7", n, size)
	}
	g.ok("args_get", atIovs, atBuf)
	if got := string(g.mem[atBuf : atBuf+7]); got != "a\x00\x00bcd\x00" {
		t.Errorf("arguments %q", got)
	}
	for i, want := range []uint32{atBuf, atBuf + 2, atBuf + 3} {
		if got := g.u32(atIovs + ptr(4*i)); got != want {
			t.Errorf("argv[%d] = %#x, want %#x", i, got, want)
		}
	}
	g.ok("environ_sizes_get", atResult, atResult2)
	if n, size := g.u32(atResult), g.u32(atResult2); n != 1 || size != 4 {
		t.Errorf("%d variables of %d bytes, want 1 of 4", n, size)
	}
	g.ok("environ_get", atIovs, atBuf)
	if got := string(g.mem[atBuf : atBuf+4]); got != "X=1\x00" {
		t.Errorf("environment %q", got)
	}
}

func TestNothingIsThereByDefault(t *testing.T) {
	g := newGuest(t, Config{})
	g.ok("args_sizes_get", atResult, atResult2)
	if g.u32(atResult) != 0 || g.u32(atResult2) != 0 {
		t.Error("there are arguments")
	}
	if got := g.read(0, 10); got != "" {
		t.Errorf("standard input has %q", got)
	}
	g.write(1, "thrown away")
	g.want(errnoBadf, "fd_prestat_get", 3, atResult)
}

func TestClock(t *testing.T) {
	g := newGuest(t, Config{Walltime: func() int64 { return 1234 }, Monotime: func() int64 { return 77 }})
	for id, want := range []uint64{1234, 77} {
		g.ok("clock_time_get", uint64(id), 1, atResult)
		if got := g.u64(atResult); got != want {
			t.Errorf("clock %d is %d, want %d", id, got, want)
		}
		g.ok("clock_res_get", uint64(id), atResult)
		if g.u64(atResult) == 0 {
			t.Errorf("clock %d has resolution 0", id)
		}
	}
	for _, id := range []uint64{2, 3, 4, 1<<32 - 1} {
		g.want(errnoInval, "clock_time_get", id, 0, atResult)
		g.want(errnoInval, "clock_res_get", id, atResult)
	}
	real := newGuest(t, Config{})
	real.ok("clock_time_get", 1, 0, atResult)
	first := real.u64(atResult)
	real.ok("clock_time_get", 1, 0, atResult)
	if real.u64(atResult) < first {
		t.Error("the monotonic clock went back")
	}
}

func TestRandom(t *testing.T) {
	g := newGuest(t, Config{Random: strings.NewReader("abcdef")})
	g.ok("random_get", atBuf, 4)
	if got := string(g.mem[atBuf : atBuf+4]); got != "abcd" {
		t.Errorf("random bytes %q", got)
	}
	g.want(errnoIo, "random_get", atBuf, 4)
	real := newGuest(t, Config{})
	real.ok("random_get", atBuf, 64)
	if bytes.Equal(real.mem[atBuf:atBuf+64], make([]byte, 64)) {
		t.Error("random bytes are all zero")
	}
	real.ok("random_get", memSize, 0)
}

func TestRandomEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if e := h.randomGet(ctx, make(memory, 3*chunk), 0, 3*chunk); e != interrupted {
		t.Errorf("random_get after the end of the context = %v", e)
	}
}

func TestProc(t *testing.T) {
	g := newGuest(t, Config{})
	err := functionNamed("proc_exit").end(g.h, []uint64{7})
	if exit, ok := err.(*ExitError); !ok || exit.Code != 7 || exit.Error() != "exit status 7" {
		t.Errorf("proc_exit = %v", err)
	}
	g.ok("sched_yield")
	g.ok("proc_raise", 0)
	g.want(errnoNotsup, "proc_raise", 6)
	g.want(errnoInval, "proc_raise", 31)
}

func TestSockets(t *testing.T) {
	g, _ := inDir(t)
	for _, test := range []struct {
		fd   uint64
		want errno
	}{{0, errnoNotsock}, {3, errnoNotsock}, {9, errnoBadf}} {
		g.want(test.want, "sock_accept", test.fd, 0, atResult)
		g.want(test.want, "sock_recv", test.fd, atIovs, 1, 0, atResult, atResult2)
		g.want(test.want, "sock_send", test.fd, atIovs, 1, 0, atResult)
		g.want(test.want, "sock_shutdown", test.fd, 3)
	}
}

func TestErrnoNames(t *testing.T) {
	if len(errnoNames) != 77 || errnoNotcapable != 76 {
		t.Errorf("%d names, the last number is %d", len(errnoNames), errnoNotcapable)
	}
	for e, want := range map[errno]string{errnoSuccess: "success", errnoNoent: "noent", errnoNotcapable: "notcapable", interrupted: "interrupted", 77: "errno 77"} {
		if e.String() != want {
			t.Errorf("errno %d is %q, want %q", uint32(e), e, want)
		}
	}
}

func TestTableIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range functions {
		if seen[f.name] {
			t.Errorf("%s is there twice", f.name)
		}
		seen[f.name] = true
		if (f.call == nil) == (f.end == nil) {
			t.Errorf("%s needs exactly one of call and end", f.name)
		}
		typ := f.signature()
		if len(typ.Params) != len(f.params) || (len(typ.Results) == 1) != (f.call != nil) {
			t.Errorf("%s has type %s", f.name, &typ)
		}
	}
	if len(seen) != 46 {
		t.Errorf("%d functions, preview 1 has 46", len(seen))
	}
}
