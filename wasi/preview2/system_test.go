//go:build linux || darwin || freebsd

package preview2

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A standIn stands for a file.
type standIn struct {
	file  *os.File
	wrote []byte
}

func (s *standIn) File() *os.File              { return s.file }
func (s *standIn) Write(b []byte) (int, error) { s.wrote = append(s.wrote, b...); return len(b), nil }

// TestTerminal gives a guest a terminal, where there is one to be had.
func TestTerminal(t *testing.T) {
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	defer tty.Close()
	instead := &standIn{file: tty}
	h := newHost(t, Config{Stdin: tty, Stdout: tty, Stderr: instead})
	in, out, e := first(h.terminalStdin()), first(h.terminalStdout()), first(h.terminalStderr())
	if !in.IsSome || !out.IsSome || !e.IsSome {
		t.Errorf("terminals: %v, %v, %v", in.IsSome, out.IsSome, e.IsSome)
	}
	ok(t, first(first(h.getStderr()).blockingWriteAndFlush(t.Context(), []byte("hello"))))
	if string(instead.wrote) != "hello" {
		t.Errorf("the stand-in got %q", instead.wrote)
	}
	for _, r := range []resource{in.Value, out.Value, e.Value} {
		must(t, drop(r))
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	must(t, err)
	defer null.Close()
	if h := newHost(t, Config{Stdin: null, Stdout: null}); first(h.terminalStdin()).IsSome || first(h.terminalStdout()).IsSome {
		t.Error("a device is taken for a terminal")
	}
}

// TestNamedPipe opens a pipe in a directory, which must not wait for its other end.
func TestNamedPipe(t *testing.T) {
	h, d, dir := onDisk(t)
	name := filepath.Join(dir, "pipe")
	if err := unix.Mkfifo(name, 0o666); err != nil {
		t.Skip(err)
	}
	d.openFails(t, "pipe", 0, flagWrite, "nxio") // nobody reads it
	if st := ok(t, d.statAt(0, "pipe")); st.Type != 4 {
		t.Errorf("attributes %+v", st)
	}
	r := d.open(t, "pipe", 0, flagRead)
	if kind := ok(t, r.getType()); kind != 4 {
		t.Errorf("type %d", kind)
	}
	fails(t, "read at an offset", r.read(1, 0), "spipe")
	fails(t, "advise", r.advise(0, 0, 0), "spipe")
	w := d.open(t, "pipe", 0, flagWrite)
	in, out := ok(t, first(r.readViaStream(0))), ok(t, first(w.writeViaStream(0)))
	must(t, drop(r))
	must(t, drop(w))
	ready := first(in.subscribe())
	if ready.isReady() {
		t.Error("an empty pipe is ready")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := ready.block(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for an empty pipe: %v", err)
	}
	write(t, out, "through")
	must(t, ready.block(t.Context()))
	if got := ok(t, first(in.read(100))); string(got) != "through" {
		t.Errorf("read %q", got)
	}
	for { // fill it
		n := ok(t, first(out.checkWrite()))
		if n == 0 {
			break
		}
		ok(t, first(out.writeZeroes(n)))
	}
	if first(out.subscribe()).isReady() {
		t.Error("a full pipe is ready")
	}
	if h.files != 3 {
		t.Errorf("%d files are open", h.files)
	}
}
