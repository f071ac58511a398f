package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file prints a report as tables in markdown: a row per workload, a column per runtime.

// A view is a table of one number of each result of a group.
type view struct {
	group  group
	title  string
	unit   float64                     // what the values are divided by
	values func(*result) []float64     // of each run
	pick   func(all []float64) float64 // makes one of them
	spread bool                        // show how far the runs are apart
	means  bool                        // compare runtimes by geometric means
	floor  bool                        // values up to the report's MemoryFloor are not known better
}

func least(all []float64) float64 { return slices.Min(all) }

func greatest(all []float64) float64 { return slices.Max(all) }

var views = []view{
	{group: groupPrograms, title: "Programs: wall time in seconds, median and spread", unit: 1, values: (*result).seconds, pick: middle, spread: true, means: true},
	{group: groupPrograms, title: "Programs: least wall time in seconds", unit: 1, values: (*result).seconds, pick: least, means: true},
	{group: groupPrograms, title: "Programs: user time in seconds, median", unit: 1, values: (*result).cpu, pick: middle, means: true},
	{group: groupPrograms, title: "Programs: peak memory in MiB", unit: 1 << 20, values: (*result).memory, pick: greatest, means: true, floor: true},
	{group: groupStart, title: "Start: wall time in milliseconds, median and spread", unit: 1e-3, values: (*result).seconds, pick: middle, spread: true, means: true},
	{group: groupStart, title: "Start: user time in milliseconds, median", unit: 1e-3, values: (*result).cpu, pick: middle},
	{group: groupStart, title: "Start: peak memory in MiB", unit: 1 << 20, values: (*result).memory, pick: greatest, floor: true},
	{group: groupUnseen, title: "Programs by which nothing was chosen: wall time in milliseconds, median and spread", unit: 1e-3, values: (*result).seconds, pick: middle, spread: true, means: true},
	{group: groupUnseen, title: "Programs by which nothing was chosen: least wall time in milliseconds", unit: 1e-3, values: (*result).seconds, pick: least, means: true},
	{group: groupFeatures, title: "Features that not every runtime has: wall time in seconds, median and spread", unit: 1, values: (*result).seconds, pick: middle, spread: true, means: true},
	{group: groupFeatures, title: "Features that not every runtime has: peak memory in MiB", unit: 1 << 20, values: (*result).memory, pick: greatest, floor: true},
	{group: groupSteps, title: "Steps: nanoseconds for an iteration or a call, median and spread", unit: 1e-9, values: (*result).seconds, pick: middle, spread: true, means: true},
	{group: groupValidation, title: "Validation and text: wall time in milliseconds, median and spread", unit: 1e-3, values: (*result).seconds, pick: middle, spread: true},
	{group: groupValidation, title: "Validation and text: user time in milliseconds, median", unit: 1e-3, values: (*result).cpu, pick: middle},
	{group: groupInstances, title: "Instances that wait: microseconds to make one", unit: 1e-6, values: (*result).seconds, pick: middle, spread: true},
	{group: groupInstances, title: "Instances that wait: resident KiB of each", unit: 1 << 10, values: (*result).memory, pick: middle, spread: true},
}

// markdown prints where the samples come from and all tables that there are results for.
func (r *report) markdown(w io.Writer) error {
	var b strings.Builder
	r.heading(&b)
	for i := range views {
		r.table(&b, &views[i])
	}
	r.failures(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *report) heading(b *strings.Builder) {
	m := &r.Machine
	fmt.Fprintf(b, "# Runtimes compared, %s size\n\n%s, %d cores, %s of memory; %s; load %s before the first run.\nModules by %s and %s.\n\n",
		r.Size, m.CPU, m.Cores, m.Memory, m.System, m.Load, m.Go, m.C)
	b.WriteString("| runtime | version | |\n|---|---|---|\n")
	for _, x := range r.Runtimes {
		kind := "interpreter"
		if x.Compile {
			kind = "compiler"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", x.Name, x.Version, kind)
	}
	if len(r.Skipped) > 0 {
		fmt.Fprintf(b, "\nLeft out: %s.\n", strings.Join(r.Skipped, ", "))
	}
}

// table prints a view, or nothing if there are no results of its group.
func (r *report) table(b *strings.Builder, v *view) {
	names, runtimes := r.of(v.group)
	if len(names) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", v.title)
	line := func(cells ...string) { fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | ")) }
	head := append([]string{""}, runtimes...)
	best := v.means && len(r.interpreters(runtimes)) > 0
	if best {
		head = append(head, "best other interpreter / wvm")
	}
	line(head...)
	b.WriteString("|---|" + strings.Repeat("--:|", len(head)-1) + "\n")
	for _, name := range names {
		cells := []string{name}
		for _, runtime := range runtimes {
			cells = append(cells, r.cell(v, name, runtime))
		}
		if best {
			cells = append(cells, r.bestRatio(v, name, r.interpreters(runtimes)))
		}
		line(cells...)
	}
	if !v.means {
		return
	}
	cells := []string{"geometric mean, in times of wvm"}
	for _, runtime := range runtimes {
		cells = append(cells, r.meanCell(v, runtime))
	}
	if best {
		cells = append(cells, "")
	}
	line(cells...)
}

// cell shows a value.
func (r *report) cell(v *view, workload, runtime string) string {
	x := r.find(workload, runtime)
	if x == nil {
		return "-"
	}
	all := v.values(x)
	value := v.pick(all) / v.unit
	if v.floor && v.pick(all) <= float64(r.MemoryFloor) {
		return "< " + number(value)
	}
	text := number(value)
	if v.spread && len(all) > 1 {
		text += fmt.Sprintf(" ±%.0f%%", 100*spread(all))
	}
	return text
}

// meanCell shows the geometric mean of a runtime's ratios to wvm, and over how many workloads if it is not all of them.
func (r *report) meanCell(v *view, runtime string) string {
	all := r.ratios(v, runtime)
	if len(all) == 0 {
		return "-"
	}
	text := number(mean(all))
	if names, _ := r.of(v.group); len(all) < len(names) {
		text += fmt.Sprintf(" (of %d)", len(all))
	}
	return text
}

// interpreters returns the runtimes among these that are interpreters, without wvm.
func (r *report) interpreters(runtimes []string) []string {
	var all []string
	for _, x := range r.Runtimes {
		if !x.Compile && x.Name != nameWVM && slices.Contains(runtimes, x.Name) {
			all = append(all, x.Name)
		}
	}
	return all
}

// bestRatio shows the least value of these runtimes in times of wvm's.
func (r *report) bestRatio(v *view, workload string, runtimes []string) string {
	ours := r.find(workload, nameWVM)
	var best float64
	var name string
	for _, runtime := range runtimes {
		if x := r.find(workload, runtime); x != nil {
			if value := v.pick(v.values(x)); name == "" || value < best {
				best, name = value, runtime
			}
		}
	}
	if ours == nil || name == "" || v.pick(v.values(ours)) <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f %s", best/v.pick(v.values(ours)), name)
}

// failures lists who did not run what.
func (r *report) failures(b *strings.Builder) {
	first := true
	for _, x := range r.Results {
		if x.Failure == "" {
			continue
		}
		if first {
			b.WriteString("\n## Failures\n\n")
			first = false
		}
		line, _, _ := strings.Cut(x.Failure, "\n")
		fmt.Fprintf(b, "- %s, %s: %s\n", x.Workload, x.Runtime, line)
	}
}

// number prints three significant digits.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 1:
		return fmt.Sprintf("%.2f", v)
	default:
		return fmt.Sprintf("%.3f", v)
	}
}

// write writes tables, charts and samples into a directory.
func (r *report) write(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	var text bytes.Buffer
	if err := r.markdown(&text); err != nil {
		return err
	}
	samples, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return errors.Join(r.drawCharts(dir), os.WriteFile(filepath.Join(dir, "results.md"), text.Bytes(), 0o666),
		os.WriteFile(filepath.Join(dir, "samples.json"), append(samples, '\n'), 0o666))
}
