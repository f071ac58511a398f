package preview1

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// pipe makes a pipe whose ends are closed with the test.
func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		w.Close()
	})
	return r, w
}

// stdins are kinds of standard input, each with what a test writes to for the guest to read.
var stdins = map[string]func(t *testing.T) (io.Reader, io.WriteCloser){
	"file":   func(t *testing.T) (io.Reader, io.WriteCloser) { r, w := pipe(t); return r, w },
	"reader": func(t *testing.T) (io.Reader, io.WriteCloser) { r, w := io.Pipe(); return r, w },
}

func TestStdin(t *testing.T) {
	for name, make := range stdins {
		t.Run(name, func(t *testing.T) {
			r, w := make(t)
			g := newGuest(t, Config{Stdin: r})
			for _, cancellable := range []bool{false, true} {
				if cancellable {
					g.ctx = t.Context()
				}
				go io.WriteString(w, "hello")
				if got := g.read(0, 3); got != "hel" {
					t.Errorf("read %q", got)
				}
				if got := g.read(0, 30); got != "lo" {
					t.Errorf("read %q", got)
				}
			}
			w.Close()
			for range 2 {
				if got := g.read(0, 30); got != "" {
					t.Errorf("at the end %q is read", got)
				}
			}
		})
	}
}

func TestStdinIntoManyBuffers(t *testing.T) {
	for name, make := range stdins {
		t.Run(name, func(t *testing.T) {
			r, w := make(t)
			g := newGuest(t, Config{Stdin: r})
			go func() {
				io.WriteString(w, "hello")
				w.Close()
			}()
			iovs, n := g.iovec(atBuf, 2, atBuf+10, 100)
			g.ok("fd_read", 0, iovs, n, atResult)
			if got := g.u32(atResult); got != 5 || string(g.mem[atBuf:atBuf+2])+string(g.mem[atBuf+10:atBuf+13]) != "hello" {
				t.Errorf("read %d bytes", got)
			}
		})
	}
}

func TestReadOfStdinEndsWithContext(t *testing.T) {
	for name, make := range stdins {
		t.Run(name, func(t *testing.T) {
			r, w := make(t)
			g := newGuest(t, Config{Stdin: r})
			ctx, cancel := context.WithCancel(t.Context())
			g.ctx = ctx
			time.AfterFunc(5*time.Millisecond, cancel)
			iovs, n := g.iovec(atBuf, 10)
			g.want(interrupted, "fd_read", 0, iovs, n, atResult)
			// What comes later is not lost for the next call.
			g.ctx = t.Context()
			go io.WriteString(w, "late")
			if got := g.read(0, 10); got != "late" {
				t.Errorf("read %q", got)
			}
			w.Close()
		})
	}
}

func TestNonblockingStdin(t *testing.T) {
	for name, make := range stdins {
		t.Run(name, func(t *testing.T) {
			r, w := make(t)
			g := newGuest(t, Config{Stdin: r})
			g.ok("fd_fdstat_set_flags", 0, uint64(fdflagNonblock))
			iovs, n := g.iovec(atBuf, 10)
			g.want(errnoAgain, "fd_read", 0, iovs, n, atResult)
			go io.WriteString(w, "now")
			g.subscribe(0, subscription{kind: eventFDRead, fd: 0, userdata: 5})
			g.ok("poll_oneoff", atIovs, atPath, 1, atResult)
			if got := g.events(); len(got) != 1 || got[0].userdata != 5 || got[0].err != errnoSuccess {
				t.Errorf("events %v", got)
			}
			if got := g.read(0, 10); got != "now" {
				t.Errorf("read %q", got)
			}
			w.Close()
		})
	}
}

func TestStdinThatFails(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"error": errorReader{}, "panic": panicReader{}, "nothing": emptyReader{},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGuest(t, Config{Stdin: r})
			g.ctx = t.Context()
			iovs, n := g.iovec(atBuf, 10)
			for range 2 {
				g.want(errnoIo, "fd_read", 0, iovs, n, atResult)
			}
		})
	}
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, errors.New("broken") }

type panicReader struct{}

func (panicReader) Read([]byte) (int, error) { panic("broken") }

type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }

func TestStdinFromMemory(t *testing.T) {
	for _, r := range []io.Reader{strings.NewReader("text"), bytes.NewBufferString("text"), bytes.NewReader([]byte("text"))} {
		g := newGuest(t, Config{Stdin: r})
		g.ctx = t.Context()
		g.ok("fd_fdstat_set_flags", 0, uint64(fdflagNonblock))
		if got := g.read(0, 10); got != "text" {
			t.Errorf("read %q", got)
		}
		if got := g.read(0, 10); got != "" {
			t.Errorf("read %q at the end", got)
		}
	}
}

func TestStdoutAndStderr(t *testing.T) {
	var out, err strings.Builder
	g := newGuest(t, Config{Stdout: &out, Stderr: &err})
	g.write(1, "out")
	g.write(2, "err")
	g.str(atBuf, "0123456789")
	iovs, n := g.iovec(atBuf, 3, atBuf+5, 5)
	g.ok("fd_write", 1, iovs, n, atResult)
	if out.String() != "out01256789" || err.String() != "err" {
		t.Errorf("output %q and %q", &out, &err)
	}
	g.want(errnoSpipe, "fd_seek", 1, 0, 1, atResult)
	g.want(errnoInval, "fd_filestat_set_size", 1, 1)
}

func TestFullPipeEndsWithContext(t *testing.T) {
	if !wait.CanPoll {
		t.Skip("the system cannot wait for streams")
	}
	r, w := pipe(t)
	g := newGuest(t, Config{Stdout: w})
	g.mem = make(memory, 1<<20)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	g.ctx = ctx
	iovs, n := g.iovec(atBuf, 1<<19)
	g.want(interrupted, "fd_write", 1, iovs, n, atResult)

	g.ctx = t.Context()
	g.ok("fd_fdstat_set_flags", 1, uint64(fdflagNonblock))
	g.want(errnoAgain, "fd_write", 1, iovs, n, atResult)
	buf := make([]byte, 1<<19)
	if _, err := r.Read(buf); err != nil {
		t.Fatal(err)
	}
	g.ok("fd_write", 1, iovs, n, atResult)
	if got := g.u32(atResult); got == 0 || got >= 1<<19 {
		t.Errorf("a pipe with some room takes %d bytes", got)
	}
}

func TestWritesToAPipeArriveWhole(t *testing.T) {
	r, w := pipe(t)
	g := newGuest(t, Config{Stdout: w})
	g.ctx = t.Context()
	g.mem = make(memory, 1<<20)
	for i := range g.mem[atBuf:] {
		g.mem[atBuf+i] = byte(i % 251)
	}
	const total = 100000
	got := make(chan []byte)
	go func() {
		b := make([]byte, total)
		io.ReadFull(r, b)
		got <- b
	}()
	iovs, n := g.iovec(atBuf, 3, atBuf+3, 5000, atBuf+5003, 10, atBuf+5013, total-5013)
	g.ok("fd_write", 1, iovs, n, atResult)
	if put := g.u32(atResult); put != total {
		t.Errorf("wrote %d bytes of %d", put, total)
	}
	if b := <-got; !bytes.Equal(b, g.mem[atBuf:atBuf+total]) {
		t.Error("what arrives is not what was written")
	}
}

func TestStreamTypes(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, _ := pipe(t)
	for _, test := range []struct {
		name   string
		stdin  io.Reader
		want   filetype
		isatty bool
	}{
		{"nothing", nil, filetypeUnknown, false},
		{"reader", strings.NewReader(""), filetypeUnknown, false},
		{"pipe", r, filetypeUnknown, false},
		{"file", file, filetypeRegularFile, false},
		{"null", null, filetypeCharacterDevice, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.name == "null" && runtime.GOOS == "windows" {
				t.Skip("Windows does not say")
			}
			g := newGuest(t, Config{Stdin: test.stdin})
			g.ok("fd_fdstat_get", 0, atBuf)
			kind, r := filetype(g.mem[atBuf]), rights(g.u64(atBuf+8))
			if kind != test.want {
				t.Errorf("type %d, want %d", kind, test.want)
			}
			// This is how wasi-libc tells a terminal.
			if isatty := kind == filetypeCharacterDevice && r&(rightFDSeek|rightFDTell) == 0; isatty != test.isatty {
				t.Errorf("terminal: %t", isatty)
			}
			g.ok("fd_filestat_get", 0, atBuf)
			if got := filetype(g.mem[atBuf+16]); got != test.want {
				t.Errorf("filestat says %d, want %d", got, test.want)
			}
		})
	}
}

func TestStreamsStayOpen(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	h, err := New(Config{Stdout: file, Stderr: file})
	if err != nil {
		t.Fatal(err)
	}
	if e := h.fdClose(1); e != errnoSuccess {
		t.Errorf("fd_close = %v", e)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("still open"); err != nil {
		t.Error(err)
	}
}

func TestStdinFile(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "0123456789", dir, "f")
	file, err := os.Open(filepath.Join(dir, "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	g := newGuest(t, Config{Stdin: file})
	if got := g.read(0, 4); got != "0123" {
		t.Errorf("read %q", got)
	}
	g.ok("fd_seek", 0, 8, 0, atResult)
	if got := g.read(0, 4); got != "89" {
		t.Errorf("read %q", got)
	}
}
