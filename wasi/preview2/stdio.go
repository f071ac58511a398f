package preview2

import (
	"context"
	"io"
	"os"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/tty"
	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// This file holds the standard streams, wasi:cli/stdin, stdout and stderr, and the terminals that they may be.

// openStdio makes the standard streams of what the Config has.
func (h *Host) openStdio() {
	h.stdin = h.openStdin(h.cfg.Stdin)
	h.stdout, h.terminals[1] = openStdout(h.cfg.Stdout)
	h.stderr, h.terminals[2] = openStdout(h.cfg.Stderr)
}

func (h *Host) openStdin(r io.Reader) source {
	if r == nil {
		return emptyInput{}
	}
	f, standIn := isFile(r)
	if f != nil {
		n := numberOf(f)
		h.terminals[0] = tty.Is(n)
		if wait.CanPoll && !standIn {
			return &fileInput{f, systemStream{n, regular(f), false}}
		}
	}
	return &readerInput{wait.NewInput(r, h.wake)}
}

func openStdout(w io.Writer) (s sink, terminal bool) {
	if w == nil {
		return &writerOutput{w: io.Discard}, false
	}
	f, standIn := isFile(w)
	if f == nil {
		return &writerOutput{w: w}, false
	}
	n := numberOf(f)
	if standIn {
		return &writerOutput{w: w}, tty.Is(n)
	}
	return &fileOutput{f, systemStream{n, regular(f), true}}, tty.Is(n)
}

// numberOf returns the system's number of a file.
func numberOf(f *os.File) (n int) {
	n = -1
	if conn, err := f.SyscallConn(); err == nil {
		conn.Control(func(x uintptr) { n = int(x) })
	}
	return n
}

// regular reports whether a file never has to be waited for.
func regular(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// A systemStream is a standard stream as the system knows it.
type systemStream struct {
	number int
	always bool // need not be waited for
	write  bool
}

func (s *systemStream) ready() bool { return s.always || wait.Ready(s.number, s.write) }

func (s *systemStream) poll() (n int, write, ok bool) { return s.number, s.write, !s.always }

// close leaves the stream open: it is not the guest's.
func (s *systemStream) close() error { return nil }

// emptyInput is a standard input that is not there.
type emptyInput struct{ always }

func (emptyInput) read([]byte) (int, error) { return 0, io.EOF }
func (emptyInput) close() error             { return nil }

// A fileInput is a standard input that the system can wait for.
type fileInput struct {
	file *os.File
	systemStream
}

func (f *fileInput) read(b []byte) (int, error) {
	if !f.ready() {
		return 0, nil
	}
	return f.file.Read(b)
}

// A readerInput is any other standard input.
type readerInput struct{ in *wait.Input }

func (r *readerInput) ready() bool {
	_, ok := r.in.Available()
	return ok
}

func (r *readerInput) read(b []byte) (int, error) {
	n, err := r.in.Read(context.Background(), b, true)
	if err == wait.ErrWouldBlock {
		return 0, nil
	}
	return n, err
}

// close leaves what was read ahead to the next stream that the guest opens.
func (r *readerInput) close() error { return nil }

// A fileOutput is a standard output that the system can wait for.
type fileOutput struct {
	file *os.File
	systemStream
}

// room is what a pipe takes without blocking, once it is ready.
func (f *fileOutput) room() (int, error) {
	switch {
	case f.always:
		return chunk, nil
	case f.ready():
		return wait.PipePiece, nil
	}
	return 0, nil
}

func (f *fileOutput) write(b []byte) error { return outputError(f.file.Write(b)) }
func (f *fileOutput) flush() error         { return nil }

// A writerOutput is any other standard output. A Writer that blocks holds up the guest.
type writerOutput struct {
	always
	w io.Writer
}

func (o *writerOutput) room() (int, error)   { return chunk, nil }
func (o *writerOutput) write(b []byte) error { return outputError(o.w.Write(b)) }
func (o *writerOutput) flush() error         { return nil }
func (o *writerOutput) close() error         { return nil }

// outputError returns the error of a Write.
func outputError(_ int, err error) error { return err }

// getStdin returns a stream that reads the standard input. There may be several, which share it.
func (h *Host) getStdin() (*inputStream, error) {
	s, err := h.newInput(h.stdin, nil)
	s.label = "stdin"
	return s, err
}

// getStdout returns a stream that writes to the standard output.
func (h *Host) getStdout() (*outputStream, error) { return h.standard(h.stdout, "stdout") }

// getStderr returns a stream that writes to the standard error output.
func (h *Host) getStderr() (*outputStream, error) { return h.standard(h.stderr, "stderr") }

func (h *Host) standard(dst sink, label string) (*outputStream, error) {
	s, err := h.newOutput(dst, nil)
	s.label = label
	return s, err
}

// A terminalInput says that a stream comes from a terminal, and a terminalOutput that one goes there. There is nothing to do with them yet.
type (
	terminalInput  struct{ node }
	terminalOutput struct{ node }
)

// terminalStdin returns a resource if the standard input is a terminal.
func (h *Host) terminalStdin() (t component.Option[*terminalInput], err error) {
	if h.terminals[0] {
		t = component.Some(&terminalInput{})
		err = h.add(t.Value, nil)
	}
	return t, err
}

// terminalStdout returns a resource if the standard output is a terminal.
func (h *Host) terminalStdout() (component.Option[*terminalOutput], error) { return h.terminal(1) }

// terminalStderr returns a resource if the standard error output is a terminal.
func (h *Host) terminalStderr() (component.Option[*terminalOutput], error) { return h.terminal(2) }

func (h *Host) terminal(stream int) (t component.Option[*terminalOutput], err error) {
	if h.terminals[stream] {
		t = component.Some(&terminalOutput{})
		err = h.add(t.Value, nil)
	}
	return t, err
}
