package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/wvm-project/wvm/vm"
)

// This file holds --profile: the samples of a run as a profile for "go tool pprof" and what else reads its format.

// openProfile makes the file for the profile, before there is anything to write: a long run must not end with there being no place for it.
func (s *settings) openProfile() (*os.File, error) {
	if s.profile == "" {
		return nil, nil
	}
	f, err := os.Create(s.profile)
	return f, fileError("write", "`"+s.profile+"`", err)
}

// writeProfile writes the samples of a run that began at start.
func (p *program) writeProfile(f *os.File, samples []vm.Sample, start time.Time) error {
	interval := p.interval
	if interval == 0 {
		interval = time.Millisecond
	}
	_, err := f.Write(gzipped(p.encodeProfile(samples, start, interval)))
	return fileError("write", "`"+p.profile+"`", errors.Join(err, f.Close()))
}

// encodeProfile returns the profile of samples.
func (p *program) encodeProfile(samples []vm.Sample, start time.Time, interval time.Duration) []byte {
	b := newProfileBuilder(p.name)
	var stack []vm.Frame // each frame of guests once
	number := map[vm.Frame]int{}
	for i := range samples {
		for k, f := range samples[i].Stack {
			if _, known := number[f]; !known && !(k == 0 && samples[i].Host) {
				number[f] = len(stack)
				stack = append(stack, f)
			}
		}
	}
	all := frames(stack, p.modules(), p.source)
	for i := range samples {
		x := &samples[i]
		var locations []uint64
		for k, f := range x.Stack {
			if k == 0 && x.Host {
				locations = append(locations, b.hostLocation(f))
			} else {
				locations = append(locations, b.location(&all[number[f]]))
			}
		}
		b.sample(locations, x.Count, x.Count*int64(interval))
	}
	return b.finish(start, time.Since(start), interval)
}

// hostLocation returns the number of the location of a function that is no guest's.
func (b *profileBuilder) hostLocation(f vm.Frame) uint64 {
	name := f.Func
	if f.Module != "" {
		name = f.Module + "." + f.Func
	}
	name = clean(name)
	return b.addLocation(locationKey{host: name}, 0, []profileLine{{name: name, system: name}})
}

// location returns the number of the location of a frame, with the functions that are inlined there.
func (b *profileBuilder) location(f *frame) uint64 {
	name := clean(f.name) // names are anybody's, and land on a terminal
	if name == "" {
		name = fmt.Sprintf("wasm-function[%d]", f.FuncIndex)
	}
	lines := []profileLine{{name: name, system: clean(f.Func)}}
	if len(f.source) > 0 {
		lines = lines[:0]
	}
	for _, at := range f.source {
		line := profileLine{name: clean(at.Func), system: clean(at.Func), file: clean(at.File), line: at.Line, column: at.Column}
		if line.name == "" {
			line.name = name
		}
		lines = append(lines, line)
	}
	return b.addLocation(locationKey{offset: f.Offset, index: f.FuncIndex}, uint64(f.Offset), lines)
}
