package vm

import (
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// This file holds profiles: samples of what the guests of a store are doing, taken at even intervals. A store that is not profiled pays
// for it with a comparison at each host call and whenever the driver looks around.

// A Sample is a stack that a profile has met.
type Sample struct {
	Stack []Frame // innermost first, at most MaxSampleFrames of guests
	Host  bool    // the innermost frame is a host function, named as it is imported, with offset 0
	Count int64   // how many intervals ended there
}

// MaxSampleFrames bounds the stack of a Sample: of deeper ones the innermost frames are kept.
const MaxSampleFrames = 256

// maxStacks bounds how many different stacks a profile keeps; those that come later count without their outer frames.
const maxStacks = 1 << 16

// profileQuantum is what quantum is on the average while a store is profiled: small, so that samples are taken close to where they are
// due. It is random, since programs have a rhythm too.
const profileQuantum = 1 << 10

// A profile is what a store that is profiled remembers. Its clock runs while guests do.
type profile struct {
	interval time.Duration
	start    time.Time     // when the clock would have started, had it never stopped
	stopped  time.Time     // when it stopped, if no guest is running
	due      time.Duration // when the next sample is to be taken

	stacks   map[stackKey]int64
	places   []place
	numbers  map[place]uint32 // indices in places
	hosts    []Frame
	hostFuns map[*Func]int // indices in hosts
}

// A stackKey is a stack: the numbers of its places, 4 bytes each, and the host function, if any, that the innermost one has called.
type stackKey struct {
	places string
	host   int // index in profile.hosts, or -1
}

// StartProfile begins to take samples of what the store's guests do, one in each interval of time that they run, and forgets earlier
// ones. Samples are taken at back-edges, at calls and when host functions return; what passes inside a host function, waiting included,
// counts for that function. An interval of 0 is a millisecond. The rule of the store applies: no concurrent use.
func (s *Store) StartProfile(interval time.Duration) {
	if interval <= 0 {
		interval = time.Millisecond
	}
	now := time.Now()
	s.profile = &profile{interval: interval, due: interval, start: now, stopped: now,
		stacks: map[stackKey]int64{}, numbers: map[place]uint32{}, hostFuns: map[*Func]int{}}
}

// StopProfile ends what StartProfile began and returns the samples, in no particular order. The same rule applies.
func (s *Store) StopProfile() []Sample {
	p := s.profile
	s.profile = nil
	if p == nil {
		return nil
	}
	all := frames(p.places) // each only once: that takes time
	list := make([]Sample, 0, len(p.stacks))
	for key, count := range p.stacks {
		x := Sample{Host: key.host >= 0, Count: count}
		if x.Host {
			x.Stack = append(x.Stack, p.hosts[key.host])
		}
		for i := 0; i < len(key.places); i += 4 {
			x.Stack = append(x.Stack, all[binary.LittleEndian.Uint32([]byte(key.places[i:]))])
		}
		list = append(list, x)
	}
	return list
}

// goOn lets the clock run, as guests do again.
func (p *profile) goOn() { p.start = p.start.Add(time.Since(p.stopped)) }

// pause stops the clock. What is due counts for f, which Go code has called.
func (p *profile) pause(f *Func) {
	if n := p.ticks(); n > 0 && f.host == nil {
		p.add(n, []place{{f.instance.module, f.index, -1}}, -1)
	}
	p.stopped = time.Now()
}

// ticks returns how many samples are due.
func (p *profile) ticks() int64 {
	late := time.Since(p.start) - p.due
	if late < 0 {
		return 0
	}
	n := int64(late/p.interval) + 1
	p.due += time.Duration(n) * p.interval
	return n
}

// sample takes a sample of the running guest if one is due. host is a function that it has called, or nil.
func (s *Store) sample(host *Func) {
	p := s.profile
	n := p.ticks()
	if n == 0 {
		return
	}
	h := -1
	if host != nil {
		h = p.hostNumber(host, s.running())
	}
	p.add(n, s.places(MaxSampleFrames), h)
}

// hostNumber returns the index in p.hosts of a host function that an instance has called.
func (p *profile) hostNumber(f *Func, in *Instance) int {
	n, ok := p.hostFuns[f]
	if !ok {
		n = len(p.hosts)
		p.hostFuns[f] = n
		p.hosts = append(p.hosts, in.hostFrame(f))
	}
	return n
}

// hostFrame describes a host function as the instance imports it. One that it got as a reference has no name.
func (in *Instance) hostFrame(f *Func) Frame {
	x := 0
	for i := range in.module.src.Imports {
		im := &in.module.src.Imports[i]
		if im.Kind != f.extern() {
			continue
		}
		if in.imports[x] == f {
			return Frame{Module: im.Module, Func: im.Name, FuncIndex: x}
		}
		x++
	}
	return Frame{Func: "host function", FuncIndex: -1}
}

// add counts a stack n times.
func (p *profile) add(n int64, places []place, host int) {
	var b [4 * MaxSampleFrames]byte
	key := b[:0]
	for _, at := range places {
		number, ok := p.numbers[at]
		if !ok {
			number = uint32(len(p.places))
			p.numbers[at] = number
			p.places = append(p.places, at)
		}
		key = binary.LittleEndian.AppendUint32(key, number)
	}
	k := stackKey{string(key), host}
	if _, known := p.stacks[k]; !known && len(p.stacks) >= maxStacks {
		k.places = k.places[:min(len(k.places), 4)]
	}
	p.stacks[k] += n
}

// lookAround is what happens whenever the budget is used up. It reports whether the call is to end.
func (s *Store) lookAround() bool {
	s.m.budget = quantum
	if s.profile != nil {
		s.m.budget = profileQuantum/2 + rand.Int64N(profileQuantum)
		s.sample(nil)
	}
	return s.interrupted()
}
