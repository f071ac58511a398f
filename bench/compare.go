package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"
)

// This file compares two reports, as benchstat does: medians, and whether the samples can come from the same distribution (Mann-Whitney).

// compareReports prints for each runtime that is in both what changed from old to new.
func compareReports(w io.Writer, old, new *report) error {
	var b strings.Builder
	for _, x := range new.Runtimes {
		if slices.ContainsFunc(old.Runtimes, func(y runtimeInfo) bool { return y.Name == x.Name }) {
			compareRuntime(&b, x.Name, old, new)
		}
	}
	if b.Len() == 0 {
		return fmt.Errorf("the reports have no workload and runtime in common")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// compared are the views of which a comparison shows changes: the first of each group, and peaks.
func compared() []*view {
	var all []*view
	for i := range views {
		v := &views[i]
		if v.floor || !slices.ContainsFunc(all, func(w *view) bool { return w.group == v.group }) {
			all = append(all, v)
		}
	}
	return all
}

// compareRuntime compares a runtime with itself.
func compareRuntime(b *strings.Builder, runtime string, old, new *report) {
	for _, v := range compared() {
		var rows []string
		var ratios []float64
		names, _ := new.of(v.group)
		for _, name := range names {
			was, is := old.find(name, runtime), new.find(name, runtime)
			if was == nil || is == nil || was.Input != is.Input {
				continue
			}
			before, after := measured(v, was), measured(v, is)
			delta := benchmath.AssumeNothing.Compare(before, after)
			a, c := middle(before.Values), middle(after.Values)
			rows = append(rows, fmt.Sprintf("| %s | %s ±%.0f%% | %s ±%.0f%% | %s | %s |", name, number(a), 100*spread(before.Values),
				number(c), 100*spread(after.Values), delta.FormatDelta(a, c), delta))
			if a > 0 && c > 0 {
				ratios = append(ratios, c/a)
			}
		}
		if len(rows) == 0 {
			continue
		}
		title, _, _ := strings.Cut(v.title, ",")
		fmt.Fprintf(b, "\n## %s: %s\n\n| | old | new | change | |\n|---|--:|--:|--:|---|\n%s\n", runtime, title, strings.Join(rows, "\n"))
		fmt.Fprintf(b, "| geometric mean | | | %+.2f%% | |\n", 100*(mean(ratios)-1))
	}
}

// measured returns a result's values as a sample for statistics.
func measured(v *view, x *result) *benchmath.Sample {
	all := slices.Clone(v.values(x))
	for i := range all {
		all[i] /= v.unit
	}
	thresholds := benchmath.DefaultThresholds
	return benchmath.NewSample(all, &thresholds)
}
