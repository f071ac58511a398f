package preview2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	cryptorand "crypto/rand"

	"github.com/wvm-project/wvm/wasi/internal/virtual"
	"github.com/wvm-project/wvm/wasi/internal/wait"
	"github.com/wvm-project/wvm/wasi/network"
	"github.com/wvm-project/wvm/wasi/vfs"
)

// This file holds what a guest is given.

// What a guest may have unless a Config says otherwise.
const (
	DefaultMaxFiles     = 1024
	DefaultMaxResources = 1 << 20
	DefaultMaxRandom    = 64 << 20
)

// A Preopen is a directory that a guest is given.
type Preopen = vfs.Preopen

// A Config says what a guest is given. The zero value gives it clocks and randomness only.
type Config struct {
	Args []string // the arguments, with the program's name first
	Env  []string // the variables, each "NAME=value"
	Cwd  string   // where paths begin that the program takes as relative; empty: nothing is said of it

	// The standard streams. Without Stdin the input is empty; without Stdout or Stderr the output is thrown away. A *os.File
	// is used as it is: what the guest writes is written before the call returns, a terminal is a terminal to the
	// guest, and the file stays open when the Host is closed. Any other Reader may be read by a goroutine
	// of its own, ahead of the guest, so that a wait for it can end when the call's context is done; a Writer that
	// blocks holds up the guest. A Writer with a method File() *os.File stands for that file, a terminal for example: it
	// is what the guest sees, but what it writes goes to the Writer.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	Preopens []Preopen // the directories

	MaxFiles     int    // how many files and directories may be open at a time; 0 is DefaultMaxFiles
	MaxResources int    // how many resources of all kinds there may be at a time; 0 is DefaultMaxResources
	MaxRandom    uint64 // how many random bytes may be asked for in a call; 0 is DefaultMaxRandom

	// Walltime returns the time in nanoseconds since 1970 UTC, and Monotime that since an arbitrary moment, never less than
	// before. Sleep waits for a duration or until the context is done, whose error it then returns. Whoever replaces
	// Monotime replaces Sleep as well, or else the guest sleeps in real time; with a Sleep of the Config, a wait for a stream or a
	// time, whichever comes first, sleeps all the time unless the stream is ready at the beginning. Nil is the system's.
	Walltime func() int64
	Monotime func() int64
	Sleep    func(ctx context.Context, d time.Duration) error

	Timezone *time.Location // nil is UTC

	Network       *Network    // what the guest may do with sockets; nil refuses all of it
	HTTP          *HTTPClient // sends the requests that the guest makes; nil refuses them
	MaxFieldsSize int         // bytes that the headers or trailers of a message may have; 0 is DefaultMaxFieldsSize

	Random io.Reader // the source of all randomness; nil is crypto/rand

	// Trace, unless nil, is called after each call that the guest makes, in the same goroutine. The Call is the function's to keep. It is for
	// the linker that the Host is linked to.
	Trace func(*Call)
}

// Deterministic returns a Config with clocks and randomness that are the same in each run of a program, to which arguments, streams and
// directories can be added.
//
// The clocks begin with the year 2000 and with 0. Each look at one of them takes a microsecond, a sleep takes its time at once, and nothing
// else takes any. The random bytes come from seed, and are no secret.
//
// A program is as deterministic as what it reads: a standard input should be in memory (*strings.Reader, *bytes.Reader, *bytes.Buffer),
// and so should directories, since the numbers and times of files on the host differ. The Config is for one Host.
func Deterministic(seed uint64) Config {
	w := virtual.New(seed)
	return Config{Walltime: w.Walltime, Monotime: w.Monotime, Sleep: w.Sleep, Random: w.Random}
}

// A Host is one guest's side of the interfaces: its streams, files and whatever else it has open. It serves one component.Instance, and one call
// at a time.
type Host struct {
	cfg        Config
	env        []variable
	ownSleep   bool      // Sleep is the Config's
	insecure   io.Reader // nil until it is needed
	hashSecret bool
	waiter     *wait.Waiter
	resources  *node // the last one made
	live       int   // resources that there are
	made       int   // resources made so far, counted for traces
	files      int   // files and directories that are open
	buf        []byte

	stdin          source
	stdout, stderr sink
	terminals      [3]bool // which of the standard streams are terminals
	preopens       []*directory

	grants  []*network.Grant // of names that the guest has looked up
	lookups int              // that go on

	http struct {
		fields   fieldsBudget
		outgoing int // requests that the guest has made and whose responses it has or waits for
	}
}

// New returns a Host that gives a guest what cfg says. It opens the directories of cfg.Preopens; Close closes them.
func New(cfg Config) (*Host, error) {
	h := &Host{cfg: cfg, ownSleep: cfg.Sleep != nil, waiter: wait.NewWaiter()}
	h.setDefaults()
	for _, s := range cfg.Args {
		if !utf8.ValidString(s) {
			return nil, fmt.Errorf("argument %q is not UTF-8", s)
		}
	}
	if !utf8.ValidString(cfg.Cwd) {
		return nil, fmt.Errorf("working directory %q is not UTF-8", cfg.Cwd)
	}
	for _, s := range cfg.Env {
		name, value, _ := strings.Cut(s, "=")
		if !utf8.ValidString(s) || name == "" {
			return nil, fmt.Errorf("environment variable %q has no name or is not UTF-8", s)
		}
		h.env = append(h.env, variable{name, value})
	}
	if cfg.MaxFiles < 0 || cfg.MaxResources < 0 || cfg.MaxFieldsSize < 0 {
		return nil, errors.New("a limit of the Config is negative")
	}
	h.openStdio()
	for _, p := range cfg.Preopens {
		if err := h.preopen(p); err != nil {
			return nil, errors.Join(err, h.Close())
		}
	}
	return h, nil
}

func (h *Host) setDefaults() {
	c := &h.cfg
	if c.MaxFiles == 0 {
		c.MaxFiles = DefaultMaxFiles
	}
	if c.MaxResources == 0 {
		c.MaxResources = DefaultMaxResources
	}
	if c.MaxRandom == 0 {
		c.MaxRandom = DefaultMaxRandom
	}
	if c.MaxRandom > math.MaxInt32 {
		c.MaxRandom = math.MaxInt32
	}
	if h.http.fields.max = c.MaxFieldsSize; h.http.fields.max == 0 {
		h.http.fields.max = DefaultMaxFieldsSize
	}
	h.waiter.Real(&c.Walltime, &c.Monotime, &c.Sleep)
	if c.Timezone == nil {
		c.Timezone = time.UTC
	}
	h.insecure = c.Random
	if h.hashSecret = c.Random == nil; h.hashSecret {
		c.Random = cryptorand.Reader
	}
}

// Close frees whatever the guest has open. The streams of the Config and the Dirs and Roots of its Preopens are left alone.
func (h *Host) Close() error {
	var errs []error
	for n := h.resources; n != nil; n = n.older {
		errs = append(errs, n.self.close())
	}
	h.resources, h.live = nil, 0
	for _, d := range h.preopens {
		errs = append(errs, d.close())
	}
	h.preopens = nil
	errs = append(errs, h.waiter.Close())
	return errors.Join(errs...)
}

// chunk is how many bytes are moved at a time.
const chunk = 64 << 10

// scratch returns n bytes, chunk at most, that are valid until the next call of a function of the Host.
func (h *Host) scratch(n uint64) []byte {
	n = min(n, chunk)
	if n > uint64(len(h.buf)) {
		h.buf = make([]byte, n)
	}
	return h.buf[:n]
}

// isFile returns the file that a standard stream is or stands for, and whether it stands for it only.
func isFile(stream any) (f *os.File, standIn bool) {
	switch s := stream.(type) {
	case *os.File:
		return s, false
	case interface{ File() *os.File }:
		return s.File(), true
	}
	return nil, false
}
