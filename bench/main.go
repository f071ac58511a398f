// Bench compares wvm with other WebAssembly runtimes: it builds programs, runs each in turn on every runtime that it finds,
// checks every answer, and writes tables in markdown, charts and the samples.
//
//	go run .                        the whole comparison, into the directory results
//	go run . -quick                 smaller inputs and fewer runs, to standard output only
//	go run . -short                 smallest inputs, one run: fails when an answer is wrong, whatever the time
//	go run . -run 'fib|sql' -on 'wvm|wasmi'
//	go run . -compare old.json      what changed since the samples of an earlier run
//	go run . -compare old.json new.json
//	go run . -counts                which instructions and pairs of them the programs execute
//	go run . -choose FILE           choose from that which forms of instructions wvm shall have
//
// The runtimes are wvm, wazero's interpreter and compiler, which are linked in, and those of peers.go that are on PATH or named
// by an environment variable: peers.sh installs what package registries offer. Each run is a process of its own, without a
// cache of compiled code: its time is what somebody waits for who starts the program. After an interrupt the tables show what has been measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"
)

// options are what the command line says.
type options struct {
	size      size
	count     int
	budget    time.Duration // of a workload on a runtime; no further run starts beyond it
	limit     time.Duration // of a run; 0 for none
	workloads *regexp.Regexp
	runtimes  *regexp.Regexp
	out       string
	compare   string
	counts    bool
	choose    string
}

// chosen reports whether the options choose a workload.
func (o *options) chosen(w *workload) bool {
	if w.group == groupTraining && o.choose == "" && o.workloads.String() == "" {
		return false
	}
	return o.workloads.MatchString(w.name) || o.workloads.MatchString(string(w.group))
}

func main() {
	o, err := parseFlags()
	if err == nil {
		err = run(o, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parseFlags() (*options, error) {
	o := &options{}
	quick := flag.Bool("quick", false, "smaller inputs, 3 runs, no results written unless -out names a directory")
	short := flag.Bool("short", false, "smallest inputs, 1 run, nothing that has to be fetched, no time limit: only sees that answers are right")
	flag.IntVar(&o.count, "count", 0, "runs of each workload on each runtime (5, -quick: 3, -short: 1)")
	flag.DurationVar(&o.budget, "budget", 0, "no further run of a workload on a runtime starts after this `time` in it (8s, -quick: 3s)")
	flag.DurationVar(&o.limit, "limit", 0, "end a run after this `time` (2m, -short: none)")
	names := flag.String("run", "", "only workloads whose name or group matches the `regexp`")
	on := flag.String("on", "", "only runtimes whose name matches the `regexp`")
	flag.StringVar(&o.out, "out", "", "write tables, charts and samples to this `directory` (results; -quick, -short: none)")
	flag.StringVar(&o.compare, "compare", "", "compare with the samples in `FILE`, of this run or of the file that follows")
	flag.BoolVar(&o.counts, "counts", false, "count the instructions that wvm executes instead of measuring time")
	flag.StringVar(&o.choose, "choose", "", "count the instructions and write to `FILE` the forms that shall be frequent (../vm/gen/frequent.txt)")
	flag.Parse()
	var err error
	if o.workloads, err = regexp.Compile(*names); err != nil {
		return nil, err
	}
	if o.runtimes, err = regexp.Compile(*on); err != nil {
		return nil, err
	}
	defaults := options{size: sizeFull, count: 5, budget: 8 * time.Second, limit: 2 * time.Minute, out: "results"}
	switch {
	case *short:
		defaults = options{size: sizeShort, count: 1}
	case *quick:
		defaults = options{size: sizeQuick, count: 3, budget: 3 * time.Second, limit: time.Minute}
	}
	o.size = defaults.size
	set := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { set[f.Name] = true })
	if !set["count"] {
		o.count = defaults.count
	}
	if !set["budget"] {
		o.budget = defaults.budget
	}
	if !set["limit"] {
		o.limit = defaults.limit
	}
	if !set["out"] && *names == "" && *on == "" { // a part of the comparison does not replace the whole
		o.out = defaults.out
	}
	return o, nil
}

// run does what the options say; args are the files that follow them.
func run(o *options, args []string) error {
	var old *report
	if o.compare != "" {
		var err error
		if old, err = readReport(o.compare); err != nil {
			return err
		}
	}
	if o.compare != "" && len(args) == 1 {
		r, err := readReport(args[0])
		if err != nil {
			return err
		}
		return compareReports(os.Stdout, old, r)
	}
	if len(args) > 0 {
		return errors.New("only -compare takes a file")
	}
	dir, err := os.MkdirTemp("", "wvm-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	b := &builder{dir: dir, root: root}
	if o.counts {
		return countInstructions(os.Stdout, b, o)
	}
	if o.choose != "" {
		return chooseForms(os.Stdout, b, o)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, wrong := measureAll(ctx, b, o)
	if err := r.markdown(os.Stdout); err != nil {
		return err
	}
	if o.out != "" {
		if err := r.write(o.out); err != nil {
			return err
		}
	}
	if old != nil {
		if err := compareReports(os.Stdout, old, r); err != nil {
			return err
		}
	}
	return wrong
}
