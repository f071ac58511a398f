//go:build opcount

package vm

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// This file is the counting build of the run loop (-tags opcount): it tells which forms, and which pairs of them, programs execute.

// pairs counts how often a form followed another: index previous<<9 | form.
var (
	pairs    [1 << 18]uint64
	previous uintptr
)

// WriteCounts writes the most frequent forms and pairs, n of each, with their shares in percent.
func WriteCounts(w io.Writer, n int) {
	type row struct {
		name  string
		count uint64
	}
	var total uint64
	single := map[string]uint64{}
	var double []row
	for i, c := range pairs {
		if c > 0 {
			total += c
			single[formNames[i&511]] += c
			double = append(double, row{formNames[i>>9] + " " + formNames[i&511], c})
		}
	}
	var ones []row
	for name, c := range single {
		ones = append(ones, row{name, c})
	}
	fmt.Fprintf(w, "%d instructions\n", total)
	for _, rows := range [][]row{ones, double} {
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.count, a.count) })
		for _, r := range rows[:min(n, len(rows))] {
			fmt.Fprintf(w, "%6.2f%% %s\n", float64(r.count)*100/float64(total), r.name)
		}
	}
}
