package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// This file prints tables in markdown: a row per workload, a column per runtime, then wvm's ratio to wasmi.

// A table is a title and rows of cells.
type table struct {
	title string
	head  []string
	base  int // the column that wvm, the first, is compared with; 0 for none
	rows  [][]string
}

func newTable(title, first string, engines []engine) *table {
	t := &table{title: title, head: []string{first}}
	for i, e := range engines {
		t.head = append(t.head, e.name)
		if e.name == "wasmi" || e.name == "wasm-tools" {
			t.base = i
		}
	}
	if t.base > 0 {
		t.head = append(t.head, "wvm / "+engines[t.base].name)
	}
	return t
}

// add adds a row with a value of each run.
func (t *table) add(name string, runs [][]run, value func(run) float64) {
	t.addValues(name, runs, func(_ int, r run) float64 { return value(r) })
}

// addValues adds a row with a value of each run, which may depend on the runtime.
func (t *table) addValues(name string, runs [][]run, value func(engine int, r run) float64) {
	row := []string{name}
	medians := make([]float64, len(runs))
	for i, rs := range runs {
		if len(rs) == 0 {
			row = append(row, "fails")
			continue
		}
		values := values(rs, func(r run) float64 { return value(i, r) })
		medians[i] = middle(values)
		row = append(row, fmt.Sprintf("%s (%s)", number(medians[i]), number(slices.Min(values))))
	}
	if t.base > 0 {
		row = append(row, fmt.Sprintf("%.2f", medians[0]/medians[t.base]))
	}
	t.rows = append(t.rows, row)
}

// print writes the table to standard output if it has rows.
func (t *table) print() error {
	if len(t.rows) == 0 {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s\n\n", t.title)
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(t.head)
	b.WriteString("|---|" + strings.Repeat("--:|", len(t.head)-1) + "\n")
	for _, row := range t.rows {
		line(row)
	}
	_, err := os.Stdout.WriteString(b.String())
	return err
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

func seconds(r run) float64      { return r.wall.Seconds() }
func milliseconds(r run) float64 { return r.wall.Seconds() * 1e3 }
func mebibytes(r run) float64    { return float64(r.memory) / (1 << 20) }

// median returns the middle of a value of runs, 0 without runs.
func median(runs []run, value func(run) float64) float64 { return middle(values(runs, value)) }

func values(runs []run, value func(run) float64) []float64 {
	var all []float64
	for _, r := range runs {
		all = append(all, value(r))
	}
	return all
}

// middle returns the median of numbers in any order, 0 without numbers.
func middle(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	n := len(all)
	if n == 0 {
		return 0
	}
	return (all[(n-1)/2] + all[n/2]) / 2
}
