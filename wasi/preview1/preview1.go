// Package preview1 is the host of wasi_snapshot_preview1, the interface that C, Rust and Go programs for WASI call.
//
// A guest gets what a Config hands over and nothing else: arguments, variables, streams and directories are absent unless given.
// Clocks and randomness are the system's unless replaced. Files are those of package vfs: no path of a guest, whatever symbolic links
// it holds, leads out of a preopened directory.
package preview1

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"time"

	"github.com/wvm-project/wvm/wasi/internal/wait"
)

// ModuleName is the name under which programs import the functions of this package.
const ModuleName = "wasi_snapshot_preview1"

// DefaultMaxFiles is how many descriptors a guest may have open unless Config.MaxFiles says otherwise.
const DefaultMaxFiles = 1024

// A Config says what a guest is given. The zero value gives it clocks and randomness only.
type Config struct {
	Args []string // the arguments, with the program's name first
	Env  []string // the variables, each "NAME=value"

	// The standard streams. Without Stdin the input is empty; without Stdout or Stderr the output is thrown away. A *os.File
	// is used as it is: what the guest writes is written before the call returns, a terminal is a terminal to the
	// guest, and the file stays open when the guest or the Host closes it. Any other Reader may be read by a goroutine
	// of its own, ahead of the guest, so that a wait for it can end when the call's context is done; a Writer that
	// blocks holds up the guest. A Writer with a method File() *os.File stands for that file, a terminal for example: it
	// is what the guest sees, but what it writes goes to the Writer.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// The directories are descriptors 3 and up, and the listeners those that follow. Listeners stay open when the Host is closed,
	// but a connection that comes just then may be lost. What is accepted from them is read ahead, and closed with the Host.
	Preopens  []Preopen
	Listeners []net.Listener

	MaxFiles int // how many descriptors may be open at a time; 0 is DefaultMaxFiles

	// Walltime returns the time in nanoseconds since 1970 UTC, and Monotime that since an arbitrary moment, never less than
	// before. Sleep waits for a duration or until the context is done, whose error it then returns. Whoever replaces
	// Monotime replaces Sleep as well, or else the guest sleeps in real time; with a Sleep of the Config, a wait for a stream or a
	// time, whichever comes first, sleeps all the time unless the stream is ready at the beginning. Nil is the system's.
	Walltime func() int64
	Monotime func() int64
	Sleep    func(ctx context.Context, d time.Duration) error

	Random io.Reader // the source of random_get; nil is crypto/rand

	// Trace, unless nil, is called after each call that the guest makes, in the same goroutine. The Call is the function's to keep.
	Trace func(*Call)
}

// A Host is one guest's side of the interface: its descriptors and streams. It serves one store, and one call at a time.
type Host struct {
	args, env      stringList
	fds            descriptors
	walltime       func() int64
	monotime       func() int64
	sleep          func(ctx context.Context, d time.Duration) error
	ownSleep       bool // sleep is the Config's
	random         io.Reader
	trace          func(*Call)
	waiter         *wait.Waiter
	iovs           [maxIovecs][]byte
	scratch        [scratchSize]byte
	pollGeneration uint64
}

// An ExitError is the error of a call that ended because the guest called proc_exit.
type ExitError struct{ Code uint32 }

// Error names the code.
func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// New returns a Host that gives a guest what cfg says. It opens the directories of cfg.Preopens; Close closes them.
func New(cfg Config) (*Host, error) {
	h := &Host{waiter: wait.NewWaiter(), walltime: cfg.Walltime, monotime: cfg.Monotime, sleep: cfg.Sleep, ownSleep: cfg.Sleep != nil, random: cfg.Random, trace: cfg.Trace}
	var err error
	if h.args, err = newStringList(cfg.Args); err != nil {
		return nil, fmt.Errorf("argument %w", err)
	}
	if h.env, err = newStringList(cfg.Env); err != nil {
		return nil, fmt.Errorf("environment variable %w", err)
	}
	h.waiter.Real(&h.walltime, &h.monotime, &h.sleep)
	h.fds.max = cfg.MaxFiles
	if h.fds.max == 0 {
		h.fds.max = DefaultMaxFiles
	}
	if need := 3 + len(cfg.Preopens) + len(cfg.Listeners); h.fds.max < need || h.fds.max > math.MaxInt32 {
		return nil, fmt.Errorf("MaxFiles is %d, but the streams, directories and listeners given need %d", h.fds.max, need)
	}
	for i, d := range []*descriptor{h.stdin(cfg.Stdin), stdout(cfg.Stdout), stdout(cfg.Stderr)} {
		d.label = [...]string{"stdin", "stdout", "stderr"}[i]
		h.fds.add(d)
	}
	for _, p := range cfg.Preopens {
		d, err := h.preopen(p)
		if err != nil {
			return nil, errors.Join(err, h.Close())
		}
		d.dev = 1<<63 | uint64(h.fds.add(d))
	}
	for _, l := range cfg.Listeners {
		h.fds.add(h.newListener(l))
	}
	return h, nil
}

// Close closes the files and directories that the guest has open. The streams of the Config and the Roots of its Preopens are
// left alone, and so are its Listeners.
func (h *Host) Close() error {
	var errs []error
	for i := range h.fds.list {
		if d := h.fds.remove(fd(i)); d != nil {
			errs = append(errs, d.close())
		}
	}
	errs = append(errs, h.waiter.Close())
	return errors.Join(errs...)
}
