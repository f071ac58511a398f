package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/wvm-project/wvm/bench/internal/sample"
)

// This file holds what is measured, as it is kept in samples.json, and the numbers that tables show of it.

// A report is one run of this program.
type report struct {
	Machine  machine       `json:"machine"`
	Size     string        `json:"size"` // short, quick or full
	Runtimes []runtimeInfo `json:"runtimes"`
	Skipped  []string      `json:"skipped,omitempty"` // workloads
	Results  []result      `json:"results"`

	MemoryFloor int64 `json:"memory_floor,omitempty"` // peaks up to this many bytes are not known better
}

type runtimeInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Compile bool   `json:"compile,omitempty"` // to machine code
}

// A result is a workload on a runtime.
type result struct {
	Group    group           `json:"group"`
	Workload string          `json:"workload"`
	Runtime  string          `json:"runtime"`
	Input    string          `json:"input,omitempty"`
	Steps    float64         `json:"steps,omitempty"` // of a unit of the input
	Samples  []sample.Sample `json:"samples,omitempty"`
	Base     []sample.Sample `json:"base,omitempty"` // of an input of 1
	Failure  string          `json:"failure,omitempty"`
}

func (s size) String() string { return [sizes]string{"short", "quick", "full"}[s] }

func readReport(file string) (*report, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	r := &report{}
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}

// find returns the result of a workload on a runtime, or nil if there are no samples of it.
func (r *report) find(workload, runtime string) *result {
	for i := range r.Results {
		if x := &r.Results[i]; x.Workload == workload && x.Runtime == runtime && len(x.Samples) > 0 {
			return x
		}
	}
	return nil
}

// of returns the workloads of a group that there are results of, and the runtimes, in order.
func (r *report) of(g group) (names, runtimes []string) {
	present := map[string]bool{}
	for _, x := range r.Results {
		if x.Group == g {
			if !slices.Contains(names, x.Workload) {
				names = append(names, x.Workload)
			}
			present[x.Runtime] = true
		}
	}
	for _, x := range r.Results {
		if present[x.Runtime] {
			runtimes = append(runtimes, x.Runtime)
			present[x.Runtime] = false
		}
	}
	return names, runtimes
}

// seconds returns the wall time of each run, or of each step.
func (x *result) seconds() []float64 {
	return x.values(func(s sample.Sample) float64 { return float64(s.Wall) / 1e9 })
}

// cpu returns the user time of each run in seconds.
func (x *result) cpu() []float64 {
	return x.values(func(s sample.Sample) float64 { return float64(s.User) / 1e9 })
}

// memory returns the peak of each run in bytes.
func (x *result) memory() []float64 {
	var all []float64
	for _, s := range x.Samples {
		all = append(all, float64(s.Memory))
	}
	return all
}

// values returns a value of each sample; of steps what one of them adds.
func (x *result) values(value func(sample.Sample) float64) []float64 {
	var all, base []float64
	for _, s := range x.Base {
		base = append(base, value(s))
	}
	for _, s := range x.Samples {
		v := value(s)
		if x.Steps != 0 {
			var n float64
			fmt.Sscan(x.Input, &n)
			v = max(0, v-middle(base)) / ((n - 1) * x.Steps)
		}
		all = append(all, v)
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

// spread returns how far the runs are apart: half the distance from the least to the greatest, as a part of the median.
func spread(all []float64) float64 {
	m := middle(all)
	if len(all) < 2 || m == 0 {
		return 0
	}
	return (slices.Max(all) - slices.Min(all)) / 2 / m
}

// ratios returns a runtime's values for the workloads of a group, in times of wvm's, where there are both.
func (r *report) ratios(v *view, runtime string) []float64 {
	var all []float64
	names, _ := r.of(v.group)
	for _, name := range names {
		ours, theirs := r.find(name, nameWVM), r.find(name, runtime)
		if ours == nil || theirs == nil {
			continue
		}
		a, b := v.pick(v.values(ours)), v.pick(v.values(theirs))
		if a > 0 && b > 0 {
			all = append(all, b/a)
		}
	}
	return all
}

// mean returns the geometric mean, 0 of nothing.
func mean(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	sum := 0.0
	for _, r := range all {
		sum += math.Log(r)
	}
	return math.Exp(sum / float64(len(all)))
}
