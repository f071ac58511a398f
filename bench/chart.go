package main

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"path/filepath"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette/brewer"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// This file draws charts: a line per workload, a point per runtime, on a logarithmic scale.

// A chart shows a view, either its values or, relative, in times of wvm's.
type chart struct {
	file     string
	title    string
	axis     string
	view     *view
	relative bool
}

// charts returns one of each group and one of the memory of programs.
func charts() []chart {
	return []chart{
		{"programs.svg", "Programs: wall time", "in times of wvm's, less is better", findView(groupPrograms, false), true},
		{"features.svg", "Features: wall time", "in times of wvm's, less is better", findView(groupFeatures, false), true},
		{"steps.svg", "Steps", "nanoseconds for each", findView(groupSteps, false), false},
		{"start.svg", "Start: wall time", "milliseconds", findView(groupStart, false), false},
		{"memory.svg", "Programs: peak memory", "MiB", findView(groupPrograms, true), false},
		{"start-memory.svg", "Start: peak memory", "MiB", findView(groupStart, true), false},
	}
}

// findView returns the first view of a group that shows time, or peak memory.
func findView(g group, memory bool) *view {
	i := slices.IndexFunc(views, func(v view) bool { return v.group == g && v.floor == memory })
	return &views[i]
}

// drawCharts writes the charts that there are results for into a directory.
func (r *report) drawCharts(dir string) error {
	var errs []error
	for _, c := range charts() {
		if names, _ := r.of(c.view.group); len(names) > 0 {
			if err := r.draw(&c, filepath.Join(dir, c.file)); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", c.file, err))
			}
		}
	}
	return errors.Join(errs...)
}

// draw writes a chart.
func (r *report) draw(c *chart, file string) error {
	names, runtimes := r.of(c.view.group)
	p := plot.New()
	p.Title.Text = c.title
	p.X.Label.Text = c.axis
	p.X.Scale = plot.LogScale{}
	p.X.Tick.Marker = plot.LogTicks{Prec: -1}
	p.Add(plotter.NewGrid())
	p.Legend.Top = true
	colours, err := brewer.GetPalette(brewer.TypeQualitative, "Paired", max(3, min(12, len(runtimes))))
	if err != nil {
		return err
	}
	low, high := math.Inf(1), math.Inf(-1)
	for i, runtime := range runtimes {
		points := r.points(c, runtime, names)
		if len(points) == 0 {
			continue
		}
		for _, point := range points {
			low, high = min(low, point.X), max(high, point.X)
		}
		s, err := plotter.NewScatter(points)
		if err != nil {
			return err
		}
		s.GlyphStyle = draw.GlyphStyle{Color: colours.Colors()[i%12], Radius: vg.Points(4), Shape: draw.CircleGlyph{}}
		if runtime == nameWVM {
			s.GlyphStyle = draw.GlyphStyle{Color: color.Black, Radius: vg.Points(4), Shape: draw.BoxGlyph{}}
		}
		p.Add(s)
		p.Legend.Add(runtime, s)
	}
	if low > high {
		return nil
	}
	p.X.Min, p.X.Max = low/1.2, high*1.2
	labels := slices.Clone(names)
	slices.Reverse(labels) // the first is at the top
	p.NominalY(labels...)
	const line = 0.75 * vg.Centimeter      // of a workload
	above := float64(len(runtimes)) * 0.55 // lines for the legend
	p.Y.Min, p.Y.Max = -0.5, float64(len(names))-0.5+above
	return p.Save(24*vg.Centimeter, line*vg.Length(float64(len(names))+above)+2*vg.Centimeter, file)
}

// points returns where a runtime's values are.
func (r *report) points(c *chart, runtime string, names []string) plotter.XYs {
	var all plotter.XYs
	for i, name := range names {
		x, ours := r.find(name, runtime), r.find(name, nameWVM)
		if x == nil || c.relative && ours == nil {
			continue
		}
		value, unit := c.view.pick(c.view.values(x)), c.view.unit
		if c.relative {
			unit = c.view.pick(c.view.values(ours))
		}
		if value > 0 && unit > 0 {
			all = append(all, plotter.XY{X: value / unit, Y: float64(len(names) - 1 - i)})
		}
	}
	return all
}
