package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/wvm-project/wvm/vm/gen"
)

// This file chooses which forms of instructions are frequent, and which are joined: those that save most dispatches in what the programs
// execute.

const (
	longest    = 6    // forms joined with each other: longer runs save little, and take the place of others
	escapeCost = 0.9  // of reaching a form behind an escape, in dispatches
	ignored    = 2e-3 // of what a program executes, in its rarest instructions
	batch      = 6    // forms chosen at a time
	nearly     = 0.7  // of what the best of a batch saves
)

// Weights of programs; most have 1.
const (
	largeWeight = 3.5  // of those that are large and do many different things
	stepsWeight = 0.25 // of the small loops, which do one
)

var large = []string{"sql", "ruby", "go-json", "gofmt"}

// weightOf returns the weight of a program in the choice, 0 if it has none.
func weightOf(w *workload) float64 {
	switch {
	case slices.Contains(large, w.name):
		return largeWeight
	case w.group == groupPrograms || w.group == groupFeatures:
		return 1
	case w.group == groupSteps:
		return stepsWeight
	}
	return 0
}

// chooseForms counts what programs execute, writes the choice to o.choose and tells what it saves.
func chooseForms(w io.Writer, b *builder, o *options) error {
	c := &choice{kinds: gen.Kinds(), free: gen.Codes - gen.EscapeCodes, singles: map[string]*joined{}}
	for one, err := range countAll(b, o) {
		switch {
		case err != nil:
			return err
		case weightOf(one.workload) > 0:
			c.programs = append(c.programs, c.runOf(one))
		}
	}
	if len(c.programs) == 0 {
		return fmt.Errorf("no program was counted")
	}
	c.choose()
	for _, p := range c.programs {
		fmt.Fprintf(w, "%-12s %2.0f%% of dispatches saved\n", p.name, 100*(1-c.dispatches(p)))
	}
	return os.WriteFile(o.choose, []byte(strings.Join(c.names(), "\n")+"\n"), 0o666)
}

// A choice is being made greedily: it grows by what saves most.
type choice struct {
	kinds    map[string]gen.Kind
	free     int // codes
	programs []*executed
	singles  map[string]*joined
	forms    []*joined // these, and what the choice has made of them
}

// A joined is a form, which may be of one part and not frequent, with the ones that have one part more.
type joined struct {
	parts    []string
	frequent bool
	more     map[string]*joined
}

func (j *joined) name() string { return strings.Join(j.parts, "+") }

// An executed is what a program executes.
type executed struct {
	name   string
	weight float64 // in relation to all programs
	instrs []executedInstr
}

// An executedInstr is an instruction, with shares of all that is executed.
type executedInstr struct {
	form *joined // of one part
	jump float64 // to it, not from the one before it
	on   float64 // the part of its executions after which the one behind it is executed
}

// runOf returns what a program executes without what it hardly executes.
func (c *choice) runOf(p *profile) *executed {
	counts := make([]float64, len(p.executions))
	for i, x := range p.executions {
		counts[i] = x.Count
	}
	slices.Sort(counts)
	least, rest := 0.0, ignored*p.executed
	for _, n := range counts {
		if rest -= n; rest < 0 {
			least = n
			break
		}
	}
	run := &executed{name: p.workload.name, weight: weightOf(p.workload)}
	for i, x := range p.executions {
		if x.Count < least {
			continue
		}
		in := executedInstr{form: c.single(x.Form), jump: (x.Count - x.After) / p.executed}
		if i+1 < len(p.executions) && p.executions[i+1].Count >= least {
			in.on = min(1, p.executions[i+1].After/x.Count)
		}
		run.instrs = append(run.instrs, in)
	}
	return run
}

// single returns the form of a name that is not joined.
func (c *choice) single(name string) *joined {
	f := c.singles[name]
	if f == nil {
		f = &joined{parts: []string{name}, more: map[string]*joined{}}
		c.singles[name] = f
		c.forms = append(c.forms, f)
	}
	return f
}

// A candidate is a form that might become frequent: a single one, or first with second behind it.
type candidate struct {
	first  *joined
	second string
	saves  float64 // dispatches for each code that it takes
}

func (k *candidate) name() string { return k.first.name() + "+" + k.second }

// choose makes forms frequent as long as there are codes.
func (c *choice) choose() {
	names := make([]string, 0, len(c.kinds))
	for name, k := range c.kinds {
		if k.Needed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		c.single(name).frequent = true
		c.free -= c.kinds[name].Codes
	}
	total := 0.0
	for _, p := range c.programs {
		total += p.weight
	}
	for _, p := range c.programs {
		p.weight /= total
	}
	for {
		best := c.candidates()
		for i, k := range best {
			if i == batch || k.saves < nearly*best[0].saves {
				break
			}
			if c.free -= c.kinds[k.first.parts[0]].Codes; c.free < 0 {
				return
			}
			c.take(k)
		}
		if len(best) == 0 {
			return
		}
	}
}

// take makes a candidate frequent.
func (c *choice) take(k candidate) {
	if k.second == "" {
		k.first.frequent = true
		return
	}
	f := &joined{parts: append(slices.Clip(k.first.parts), k.second), frequent: true, more: map[string]*joined{}}
	k.first.more[k.second] = f
	c.forms = append(c.forms, f)
}

// candidates returns what might become frequent, what saves most first.
func (c *choice) candidates() []candidate {
	type key struct {
		first  *joined
		second string
	}
	saves := map[key]float64{}
	for _, p := range c.programs {
		p.follow(func(f *joined, next *executedInstr, n, on float64) {
			if !f.frequent {
				saves[key{f, ""}] += n * escapeCost * p.weight
			}
			last := f.parts[len(f.parts)-1]
			if next != nil && on > 0 && len(f.parts) < longest && c.kinds[last].GoesOn {
				saves[key{f, next.form.parts[0]}] += n * on * p.weight
			}
		})
	}
	var all []candidate
	for k, n := range saves {
		all = append(all, candidate{k.first, k.second, n / float64(c.kinds[k.first.parts[0]].Codes)})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.saves, a.saves), cmp.Compare(a.name(), b.name()))
	})
	return all
}

// follow calls visit for all instructions that are dispatched to: with the form that does it, the instruction behind that form, how often,
// and which part of that goes on to the instruction behind.
func (p *executed) follow(visit func(f *joined, next *executedInstr, n, on float64)) {
	arrive := make([]float64, len(p.instrs)+1)
	for i := range p.instrs {
		n := arrive[i] + p.instrs[i].jump
		if n <= 0 {
			continue
		}
		f, on, end := p.instrs[i].form, p.instrs[i].on, i+1
		for on > 0 && end < len(p.instrs) && f.more[p.instrs[end].form.parts[0]] != nil {
			f = f.more[p.instrs[end].form.parts[0]]
			on *= p.instrs[end].on
			end++
		}
		arrive[end] += n * on
		var next *executedInstr
		if end < len(p.instrs) {
			next = &p.instrs[end]
		}
		visit(f, next, n, on)
	}
}

// dispatches returns how many dispatches a program takes for each instruction.
func (c *choice) dispatches(p *executed) (sum float64) {
	p.follow(func(f *joined, _ *executedInstr, n, _ float64) {
		sum += n
		if !f.frequent {
			sum += n * escapeCost
		}
	})
	return sum
}

// names returns the frequent forms, those most dispatched to first.
func (c *choice) names() []string {
	use := map[*joined]float64{}
	for _, p := range c.programs {
		p.follow(func(f *joined, _ *executedInstr, n, _ float64) { use[f] += n * p.weight })
	}
	chosen := slices.DeleteFunc(slices.Clone(c.forms), func(f *joined) bool { return !f.frequent })
	slices.SortFunc(chosen, func(a, b *joined) int { return cmp.Or(cmp.Compare(use[b], use[a]), cmp.Compare(a.name(), b.name())) })
	names := make([]string, len(chosen))
	for i, f := range chosen {
		names[i] = f.name()
	}
	return names
}
