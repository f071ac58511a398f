package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/internal/build"
)

// This file counts the instructions that programs execute, by the program counter, which has wvm's counting build.

const (
	countsOfAll  = 60 // instructions and pairs that are shown over all programs
	countsOfEach = 12 // and of one
)

// An execution tells how often an instruction of register code was executed, and how often of these right after the one that stands
// before it, which is then the execution before it.
type execution struct {
	Form         string
	Count, After float64
	Bare         bool // its result only goes to the next one
}

// A profile has the shares of instructions, and of pairs that stand and are executed behind each other, in all that is executed.
type profile struct {
	workload       *workload
	executions     []execution
	executed       float64
	singles, pairs map[string]float64
}

// countInstructions prints, for each workload that the options choose and over all of them, which instructions wvm executes
// most often and which in succession. Over all, each workload has the same weight.
func countInstructions(w io.Writer, b *builder, o *options) error {
	sum := &profile{singles: map[string]float64{}, pairs: map[string]float64{}}
	n := 0.0
	for one, err := range countAll(b, o) {
		if err != nil {
			return err
		}
		title := fmt.Sprintf("%s %s: %.0f million instructions", one.workload.name, one.workload.args[o.size], one.executed/1e6)
		if err := one.print(w, title, countsOfEach); err != nil {
			return err
		}
		n++
		for name, share := range one.singles {
			sum.singles[name] += share
		}
		for name, share := range one.pairs {
			sum.pairs[name] += share
		}
	}
	for _, shares := range []map[string]float64{sum.singles, sum.pairs} {
		for name := range shares {
			shares[name] /= n
		}
	}
	return sum.print(w, fmt.Sprintf("Mean of %.0f workloads", n), countsOfAll)
}

// countAll runs the workloads that the options choose in the counting build.
func countAll(b *builder, o *options) iter.Seq2[*profile, error] {
	return func(yield func(*profile, error) bool) {
		counter := build.Executable(b.dir, "counter")
		if err := build.NativeGo(counter, ".", "./counter", "-tags", "opcount"); err != nil {
			yield(nil, err)
			return
		}
		for i := range workloads {
			work := &workloads[i]
			if !o.chosen(work) || work.group == groupValidation || work.group == groupInstances || work.invoke != "" || work.files != nil {
				continue
			}
			p := b.build(work)
			if errors.Is(p.err, build.ErrNoTool) {
				fmt.Fprintf(os.Stderr, "bench: %s: %v\n", work.name, p.err)
				continue
			}
			one, err := count(counter, p, work, o.size)
			if err != nil {
				err = fmt.Errorf("%s: %w", work.name, err)
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

// count runs a workload.
func count(counter string, p *program, w *workload, s size) (*profile, error) {
	if p.err != nil {
		return nil, p.err
	}
	file := filepath.Join(filepath.Dir(counter), "counts.json")
	cmd := exec.Command(counter, append([]string{file, p.module}, w.arguments(s)...)...)
	if _, err := runWithFiles(cmd, w.input(), file+".out"); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	one := &profile{workload: w, singles: map[string]float64{}, pairs: map[string]float64{}}
	if err := json.Unmarshal(text, &one.executions); err != nil {
		return nil, err
	}
	for _, x := range one.executions {
		one.executed += x.Count
	}
	for i, x := range one.executions {
		one.singles[x.Form] += x.Count / one.executed
		if x.After > 0 {
			one.pairs[one.executions[i-1].Form+" "+x.Form] += x.After / one.executed
		}
	}
	return one, nil
}

// print writes the n greatest shares of either kind, side by side.
func (p *profile) print(w io.Writer, title string, n int) error {
	singles, pairs := byShare(p.singles), byShare(p.pairs)
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n| | instruction | | pair |\n|--:|---|--:|---|\n", title)
	for i := range n {
		if i >= len(singles) && i >= len(pairs) {
			break
		}
		fmt.Fprintf(&b, "| %s | %s |\n", shareCells(singles, p.singles, i), shareCells(pairs, p.pairs, i))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func shareCells(names []string, shares map[string]float64, i int) string {
	if i >= len(names) {
		return "|"
	}
	return fmt.Sprintf("%.2f%% | %s", 100*shares[names[i]], names[i])
}

// byShare returns the names, the greatest share first.
func byShare(shares map[string]float64) []string {
	return slices.SortedFunc(maps.Keys(shares), func(a, b string) int { return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b)) })
}
