package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wvm-project/wvm/bench/internal/sample"
	"github.com/wvm-project/wvm/internal/build"
)

// samples makes samples of these wall times in milliseconds, of a MiB each.
func samples(milliseconds ...int64) []sample.Sample {
	var all []sample.Sample
	for _, ms := range milliseconds {
		all = append(all, sample.Sample{Wall: ms * 1e6, User: ms * 5e5, Memory: 1 << 20})
	}
	return all
}

func testReport() *report {
	return &report{
		Size:     "quick",
		Runtimes: []runtimeInfo{{Name: nameWVM}, {Name: nameWasmi}, {Name: "slow"}, {Name: nameWasmtime, Compile: true}},
		Results: []result{
			{Group: groupPrograms, Workload: "a", Runtime: nameWVM, Samples: samples(1000, 1100, 900)},
			{Group: groupPrograms, Workload: "a", Runtime: nameWasmi, Samples: samples(2000)},
			{Group: groupPrograms, Workload: "a", Runtime: "slow", Samples: samples(9000)},
			{Group: groupPrograms, Workload: "a", Runtime: nameWasmtime, Samples: samples(100)},
			{Group: groupPrograms, Workload: "b", Runtime: nameWVM, Samples: samples(400)},
			{Group: groupPrograms, Workload: "b", Runtime: nameWasmi, Samples: samples(200)},
			{Group: groupPrograms, Workload: "b", Runtime: nameWasmtime, Failure: "does not want to"},
			{Group: groupSteps, Workload: "s", Runtime: nameWVM, Input: "1001", Steps: 10, Samples: samples(12), Base: samples(2)},
		},
	}
}

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := testReport().markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| a | 1.00 ±10% | 2.00 | 9.00 | 0.100 | 2.00 wasmi |",
		"| b | 0.400 | 0.200 | - | - | 0.50 wasmi |",
		"| geometric mean, in times of wvm | 1.00 | 1.00 | 9.00 (of 1) | 0.100 (of 1) |  |",
		"| s | 1000 |",
		"- b, wasmtime: does not want to",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no line %q in\n%s", want, b.String())
		}
	}
}

func TestWriteAndRead(t *testing.T) {
	dir := t.TempDir()
	if err := testReport().write(dir); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"results.md", "programs.svg", "steps.svg", "memory.svg"} {
		if info, err := os.Stat(filepath.Join(dir, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
	r, err := readReport(filepath.Join(dir, "samples.json"))
	if err != nil {
		t.Fatal(err)
	}
	if x := r.find("a", nameWasmi); x == nil || middle(x.seconds()) != 2 {
		t.Errorf("the samples of a on wasmi are %v", x)
	}
}

func TestCompareReports(t *testing.T) {
	old, changed := testReport(), testReport()
	old.Results[0].Samples = samples(2000, 2010, 2020, 2030, 2040)
	changed.Results[0].Samples = samples(1000, 1010, 1020, 1030, 1040)
	var b strings.Builder
	if err := compareReports(&b, old, changed); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## wvm: Programs", "| a | 2.02 ±1% | 1.02 ±2% | -49.50% | p=0.008 n=5 |", "| b | 0.400 ±0% | 0.400 ±0% | ~ |", "| geometric mean | | | -28.94% | |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no line %q in\n%s", want, b.String())
		}
	}
	if err := compareReports(&b, &report{}, changed); err == nil {
		t.Error("reports without anything in common are compared")
	}
}

// TestSample runs processes as the comparison does: one that is right, one that is wrong, one that fails, one that takes too long.
func TestSample(t *testing.T) {
	dir := t.TempDir()
	b := &bencher{options: &options{}, tools: &tools{}, report: &report{}}
	b.program = build.Executable(dir, "spawn")
	if err := build.NativeGo(b.program, ".", "./spawn"); err != nil {
		t.Fatal(err)
	}
	one := contestant{command: []string{"go", "env", "GOMOD"}}
	answer, s, err := b.execute(t.Context(), one.command, "")
	if err != nil || s.Wall <= 0 || !strings.Contains(answer, "go.mod") {
		t.Fatalf("go env prints %q in %d ns: %v", answer, s.Wall, err)
	}
	r := &result{}
	if err := b.sample(t.Context(), &contest{workload: &workload{}, answer: answer, known: true}, one, r); err != nil || len(r.Samples) != 1 {
		t.Errorf("the right answer: %d samples, %v", len(r.Samples), err)
	}
	if err := b.sample(t.Context(), &contest{workload: &workload{}, answer: "another", known: true}, one, r); !errors.Is(err, errAnswer) {
		t.Errorf("a wrong answer: %v", err)
	}
	one.command = []string{"go", "nothing"}
	if err := b.sample(t.Context(), &contest{workload: &workload{}}, one, r); err == nil || !strings.Contains(err.Error(), "unknown command") {
		t.Errorf("a command that fails: %v", err)
	}
	b.spawner.limit = time.Nanosecond
	if err := b.sample(t.Context(), &contest{workload: &workload{}}, one, r); !errors.Is(err, errTime) {
		t.Errorf("a command that takes too long: %v", err)
	}
}
