//go:build linux || darwin || freebsd

package preview1

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestNamedPipe opens a pipe in a directory, which must not wait for its other end.
func TestNamedPipe(t *testing.T) {
	g, dir := inDir(t)
	name := filepath.Join(dir, "pipe")
	if err := unix.Mkfifo(name, 0o666); err != nil {
		t.Skip(err)
	}
	if _, e := g.open("pipe", 0, rightFDWrite, 0); e != errnoNxio {
		t.Errorf("opening a pipe that nobody reads = %v", e)
	}
	if _, e := g.open("pipe", oflagDirectory, 0, 0); e != errnoNotdir {
		t.Errorf("opening a pipe as a directory = %v", e)
	}
	r := g.mustOpen("pipe", 0, rightFDRead, 0)
	if got := g.read(r, 10); got != "" {
		t.Errorf("a pipe that nobody writes has %q", got)
	}
	w, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.WriteString("through"); err != nil {
		t.Fatal(err)
	}
	if got := g.read(r, 10); got != "through" {
		t.Errorf("read %q", got)
	}
	g.want(errnoSpipe, "fd_seek", r, 0, 1, atResult)
	g.ok("fd_fdstat_set_flags", r, uint64(fdflagNonblock))
	iovs, n := g.iovec(atBuf, 4)
	g.want(errnoAgain, "fd_read", r, iovs, n, atResult)
}

// TestTerminal gives a guest a terminal, where there is one to be had.
func TestTerminal(t *testing.T) {
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	defer tty.Close()
	g := newGuest(t, Config{Stdin: tty, Stdout: tty})
	for n := range uint64(2) {
		g.ok("fd_fdstat_get", n, atBuf)
		if kind, r := filetype(g.mem[atBuf]), rights(g.u64(atBuf+8)); kind != filetypeCharacterDevice || r&(rightFDSeek|rightFDTell) != 0 {
			t.Errorf("descriptor %d: type %d, rights %#x", n, kind, r)
		}
	}
}
