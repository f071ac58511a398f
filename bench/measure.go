package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/wvm-project/wvm/bench/internal/sample"
	"github.com/wvm-project/wvm/internal/build"
)

// This file runs the workloads.

// A contestant runs a workload.
type contestant struct {
	runtime string
	command []string
	base    []string // the same with next to no work, to be subtracted; or nil
}

// A contest is a workload with those who run it.
type contest struct {
	*workload
	input       string
	stdin       string
	contestants []contestant
	dir         string // for programs that write a file
	answer      string
	known       bool // whether answer is known; else the first one's counts
}

// A bencher measures.
type bencher struct {
	*builder
	*options
	*tools
	peers  []peer
	report *report
	wrong  []error
}

// measureAll runs all workloads that the options choose. The error says which answers were wrong; the report has the rest.
func measureAll(ctx context.Context, b *builder, o *options) (*report, error) {
	r := &report{Machine: thisMachine(), Size: o.size.String()}
	t, err := buildTools(b.dir, b.root)
	if err != nil {
		return r, err
	}
	t.limit = o.limit
	peers, err := findPeers(b.dir, b.root, t, o.runtimes)
	if err != nil {
		return r, err
	}
	for _, p := range peers {
		r.Runtimes = append(r.Runtimes, runtimeInfo{p.name, p.version, p.compile})
	}
	m := &bencher{builder: b, options: o, tools: t, peers: peers, report: r}
	for i := range workloads {
		w := &workloads[i]
		if !o.chosen(w) {
			continue
		}
		if ctx.Err() != nil { // what has been measured is shown
			return r, errors.Join(append(m.wrong, errors.New("interrupted"))...)
		}
		if err := m.workload(ctx, w); err != nil {
			m.wrong = append(m.wrong, fmt.Errorf("%s: %w", w.name, err))
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", w.name, err)
		}
	}
	if slices.ContainsFunc(r.Results, func(r result) bool { return r.Runtime == nameNative }) {
		r.Runtimes = append(r.Runtimes, runtimeInfo{nameNative, firstLine("cc", "--version") + "; " + runtime.Version(), true})
	}
	return r, errors.Join(m.wrong...)
}

// workload builds and measures one. A tool that is missing is no error, but with CI=true: it says what is left out.
func (b *bencher) workload(ctx context.Context, w *workload) error {
	if b.size == sizeShort && (w.fetched() || w.big) {
		b.skip(w, "left out of the short form, which fetches nothing and builds nothing big")
		return nil
	}
	start := time.Now()
	p := b.build(w)
	missing := errors.Is(p.err, build.ErrNoTool) && os.Getenv("CI") != "true"
	if missing || p.err != nil && w.fetched() { // a registry may be out of reach
		b.skip(w, p.err.Error())
		return nil
	}
	if p.err != nil {
		return p.err
	}
	built := time.Since(start)
	c, err := b.contest(ctx, w, p)
	if err != nil {
		return err
	}
	start = time.Now()
	err = b.measure(ctx, c)
	fmt.Fprintf(os.Stderr, "%s %s: built in %.1f s, run in %.1f s\n", w.name, c.input, built.Seconds(), time.Since(start).Seconds())
	return err
}

func (b *bencher) skip(w *workload, why string) {
	fmt.Fprintf(os.Stderr, "bench: %s: %s\n", w.name, why)
	b.report.Skipped = append(b.report.Skipped, w.name)
}

// contest says who runs a workload, and how.
func (b *bencher) contest(ctx context.Context, w *workload, p *program) (*contest, error) {
	c := &contest{workload: w, input: w.args[b.size], stdin: w.input()}
	args := w.arguments(b.size)
	if w.files != nil {
		c.dir = filepath.Join(b.dir, "files")
		err := os.MkdirAll(c.dir, 0o777)
		if err == nil {
			args, err = w.files(c.dir)
		}
		if err != nil {
			return nil, err
		}
	}
	switch w.group {
	case groupInstances:
		return b.instances(c, p), nil
	case groupValidation:
		return b.translators(ctx, c, p)
	}
	for i := range b.peers {
		peer, ok := &b.peers[i], true
		if c.dir != "" {
			if peer, ok = peer.withDir(c.dir); !ok {
				continue
			}
		}
		one := contestant{runtime: peer.name, command: peer.command(p.module, args)}
		switch {
		case w.invoke != "" && !peer.invoke:
			continue
		case w.invoke != "":
			one.command, one.base = peer.call(p.module, w.invoke, args[0]), peer.call(p.module, w.invoke, "1")
		case w.steps != 0:
			one.base = peer.command(p.module, []string{"1"})
		}
		c.contestants = append(c.contestants, one)
	}
	switch {
	case c.dir != "":
		c.answer, c.known = w.answer(c.dir), true
	case w.answer != nil:
		c.answer, c.known = w.answer(w.args[b.size]), true
	case p.native != "":
		native := contestant{runtime: nameNative, command: append([]string{p.native}, args...)}
		answer, _, err := b.execute(ctx, native.command, c.stdin)
		if err != nil {
			return nil, err
		}
		c.answer, c.known = answer, true
		if b.runtimes.MatchString(nameNative) {
			c.contestants = append(c.contestants, native)
		}
	}
	return c, nil
}

// instances has this program make instances in the runtimes that are linked in.
func (b *bencher) instances(c *contest, p *program) *contest {
	for _, peer := range b.peers {
		if slices.Contains([]string{nameWVM, nameInterpreter, nameCompiler}, peer.name) {
			c.contestants = append(c.contestants, contestant{runtime: peer.name, command: []string{b.embedder, "idle", embedderName(peer.name), c.input, p.module}})
		}
	}
	return c
}

// translators are wvm and wasm-tools, whose verbs have the names of the workloads.
func (b *bencher) translators(ctx context.Context, c *contest, p *program) (*contest, error) {
	c.known = true // nothing is printed
	args := []string{c.name, p.module}
	switch c.name {
	case "print":
		args = append(args, "-o", os.DevNull)
	case "parse":
		text := p.module + ".wat"
		if _, _, err := b.execute(ctx, []string{b.wvm, "print", p.module, "-o", text}, ""); err != nil {
			return nil, err
		}
		args = []string{c.name, text, "-o", os.DevNull}
	}
	c.contestants = append(c.contestants, contestant{runtime: nameWVM, command: append([]string{b.wvm}, args...)})
	if path, err := build.Find("WASM_TOOLS", "wasm-tools"); err == nil && b.runtimes.MatchString("wasm-tools") {
		c.contestants = append(c.contestants, contestant{runtime: "wasm-tools", command: append([]string{path}, args...)})
	}
	return c, nil
}

// measure runs the contestants in turn, as many rounds as wanted, so that what disturbs the machine disturbs all of them. Who has
// used up the budget takes no part in further rounds.
func (b *bencher) measure(ctx context.Context, c *contest) error {
	results := make([]result, len(c.contestants))
	spent := make([]time.Duration, len(c.contestants))
	for round := range b.count {
		for i, one := range c.contestants {
			r := &results[i]
			if r.Failure != "" || round > 0 && b.budget > 0 && spent[i] >= b.budget {
				continue
			}
			r.Group, r.Workload, r.Runtime, r.Input, r.Steps = c.group, c.name, one.runtime, c.input, c.steps
			start := time.Now()
			if err := b.sample(ctx, c, one, r); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				if one.runtime == nameWVM || errors.Is(err, errAnswer) {
					return fmt.Errorf("%s: %w", one.runtime, err)
				}
				r.Samples, r.Base, r.Failure = nil, nil, strings.ReplaceAll(err.Error(), b.dir+string(filepath.Separator), "")
				fmt.Fprintf(os.Stderr, "bench: %s: %s: %v\n", c.name, one.runtime, err)
			}
			spent[i] += time.Since(start)
		}
	}
	b.report.Results = append(b.report.Results, results...)
	return nil
}

// errAnswer is wrapped by the errors of runs that print something wrong.
var errAnswer = errors.New("wrong answer")

// sample adds one run to the result.
func (b *bencher) sample(ctx context.Context, c *contest, one contestant, r *result) error {
	out, s, err := b.execute(ctx, one.command, c.stdin)
	if err != nil {
		return err
	}
	if c.group == groupInstances {
		var each sample.Sample
		if err := json.Unmarshal([]byte(out), &each); err != nil {
			return err
		}
		r.Samples = append(r.Samples, each)
		return nil
	}
	if c.dir != "" {
		digest, err := output(c.dir)
		if err != nil {
			return err
		}
		out += digest
	}
	if !c.known {
		c.answer, c.known = out, true
	}
	if out != c.answer {
		return fmt.Errorf("%w: %q, not %q", errAnswer, shorten(out), shorten(c.answer))
	}
	if one.base != nil {
		_, base, err := b.execute(ctx, one.base, c.stdin)
		if err != nil {
			return err
		}
		r.Base = append(r.Base, base.Sample)
	}
	r.Samples = append(r.Samples, s.Sample)
	b.report.MemoryFloor = max(b.report.MemoryFloor, s.Floor)
	return nil
}
