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
	longest    = 8    // forms joined with each other
	usual      = 6    // as many as are joined in the first rounds: with longer ones from the start, small loops take what large programs need
	lastRounds = 2    // in which they may be as long as longest
	escapeCost = 0.9  // of reaching a form behind an escape, in dispatches
	ignored    = 2e-3 // of what a program executes, in its rarest instructions
	nearly     = 0.7  // of what the best candidate saves
	fewest     = 6    // candidates made frequent at a time, if as many save nearly as much as the best
	most       = 6    // the same, as a divisor of the codes that there are

	// generalShare is the part of the codes that is given out first, by what forms save in all programs but the one where it is most: that they may
	// save in programs that nobody has counted, too. With none, plain forms that only those need are behind the escapes.
	generalShare = 0.65
)

// dropped is which part of the forms is chosen again in each round, those that save least: what looked best early does not when others are there.
var dropped = []float64{0.4, 0.3, 0.2, 0.1}

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
	case w.group == groupPrograms || w.group == groupFeatures || w.group == groupTraining:
		return 1
	case w.group == groupSteps:
		return stepsWeight
	}
	return 0
}

// chooseForms counts what programs execute, writes the choice to o.choose and tells what it saves.
func chooseForms(w io.Writer, b *builder, o *options) error {
	c := &choice{kinds: gen.Kinds(), free: gen.Codes, singles: map[string]*joined{}}
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
		fmt.Fprintf(w, "%-12s %2.0f%% of dispatches saved\n", p.name, 100*(1-p.dispatches()))
	}
	return os.WriteFile(o.choose, []byte(strings.Join(c.names(), "\n")+"\n"), 0o666)
}

// A choice is being made greedily: it grows by what saves most.
type choice struct {
	kinds    map[string]gen.Kind
	free     int  // codes
	longest  int  // forms that may be chosen now
	general  bool // by what forms save in all programs but one
	programs []*executed
	singles  map[string]*joined
	forms    []*joined // all that programs may be made of
	saving   []*joined // those with something in here
	likely   *executed // pairs that programs which were not counted may execute, or nil
}

// A joined is a form, of one part or several.
type joined struct {
	parts       []string // from the second one on with the joint before it: "+", or "~" behind a part that does not store its result
	first, last gen.Kind
	frequent    bool
	kept        bool               // frequent for good
	more        map[string]*joined // with one part more
	saves       float64            // dispatches that it saves, or would, for each code that it takes
	here        float64            // the same in the program that is looked at, for all its codes
	most        float64            // and in the one where it is most
}

func (j *joined) name() string { return strings.Join(j.parts, "") }

// An executed is what a program executes.
type executed struct {
	name   string
	weight float64 // in relation to all programs
	instrs []executedInstr
}

// An executedInstr is an instruction, with shares of all that is executed.
type executedInstr struct {
	forms  []*joined // that may do it: alone, with the next one, and so on
	share  float64   // of its executions
	jump   float64   // to it, not from the one before it
	bare   bool      // its result only goes to the one behind it
	on     float64   // the part of its executions after which the one behind it is executed
	likely float64   // the same as lowering supposes it
	length int       // of the form that lowering takes
	cost   float64   // dispatches from here on as lowering supposes them
	real   float64   // and as they are
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
		in := executedInstr{forms: []*joined{c.single(x.Form)}, share: x.Count / p.executed, jump: (x.Count - x.After) / p.executed, bare: x.Bare}
		if i+1 < len(p.executions) && p.executions[i+1].Count >= least {
			in.on = min(1, p.executions[i+1].After/x.Count)
		}
		run.instrs = append(run.instrs, in)
	}
	c.fit(run)
	return run
}

// fit finds the forms that may do instructions of a program.
func (c *choice) fit(p *executed) {
	for i := range p.instrs {
		in := &p.instrs[i]
		f := in.forms[0]
		switch {
		case in.on == 0 || !f.last.GoesOn:
		case f.last.Branches:
			in.likely = 0.5
		default:
			in.likely = 1
		}
		for n := i; len(in.forms) < longest && p.instrs[n].on > 0 && f.last.GoesOn; n++ {
			f = c.then(f, joint(&p.instrs[n]), p.instrs[n+1].forms[0])
			in.forms = append(in.forms, f)
		}
	}
}

// joint is what stands behind an instruction in the name of a joined form.
func joint(in *executedInstr) string {
	if in.bare {
		return "~"
	}
	return "+"
}

// single returns the form of a name that is not joined.
func (c *choice) single(name string) *joined {
	f := c.singles[name]
	if f == nil {
		kind := c.kinds[name]
		f = &joined{parts: []string{name}, first: kind, last: kind, more: map[string]*joined{}}
		c.singles[name] = f
		c.forms = append(c.forms, f)
	}
	return f
}

// then returns f joined with next, which is single.
func (c *choice) then(f *joined, joint string, next *joined) *joined {
	part := joint + next.parts[0]
	both := f.more[part]
	if both == nil {
		both = &joined{parts: append(slices.Clip(f.parts), part), first: f.first, last: next.last, more: map[string]*joined{}}
		f.more[part] = both
		c.forms = append(c.forms, both)
	}
	return both
}

// choose makes forms frequent: what is of use in general, then what these programs want.
func (c *choice) choose() {
	total := 0.0
	for _, p := range c.programs {
		total += p.weight
	}
	for _, p := range c.programs {
		p.weight /= total
	}
	for name, k := range c.kinds {
		if k.Needed {
			c.single(name).frequent = true
			c.free -= k.Codes
		}
	}
	special := c.free
	if len(c.programs) > 1 {
		special = int((1 - generalShare) * float64(c.free))
		c.likely = c.estimate()
	}
	c.free -= special
	c.general = true
	c.settle(usual)
	for _, f := range c.forms {
		f.kept = f.frequent
	}
	c.free += special
	c.general = false
	c.settle(longest)
}

// settle makes forms frequent as long as there are codes, and some of them again; in the last rounds they may have n parts.
func (c *choice) settle(n int) {
	c.longest = usual
	c.grow()
	for i, share := range dropped {
		c.shrink(share)
		if i == len(dropped)-lastRounds {
			c.longest = n
		}
		c.grow()
	}
}

// grow makes candidates frequent until there are no codes for the best one.
func (c *choice) grow() {
	for {
		best := c.candidates()
		for i, f := range best {
			if i >= max(fewest, c.free/most) || f.saves < nearly*best[0].saves {
				break
			}
			if c.free < f.first.Codes {
				return
			}
			f.frequent = true
			c.free -= f.first.Codes
		}
		if len(best) == 0 {
			return
		}
	}
}

// candidates returns what might become frequent, what saves most first.
func (c *choice) candidates() []*joined {
	return c.weigh(func(p *executed, i int, n float64) {
		in, on := &p.instrs[i], 1.0
		for k, f := range in.forms {
			on *= p.instrs[i+k].on
			if saved := in.real - 1 - on*p.from(i+k+1); !f.frequent && k < c.longest && saved > 0 {
				c.add(f, n*saved)
			}
		}
	}, func(f *joined) bool { return !f.frequent && f.saves > 0 })
}

// shrink takes a part of the frequent forms back, those that save least.
func (c *choice) shrink(share float64) {
	all := c.weigh(func(p *executed, i int, n float64) {
		in := &p.instrs[i]
		without := in.real + escapeCost
		for k, f := range in.forms {
			if k+1 != in.length && (k == 0 || f.frequent) {
				without = min(without, p.costOf(i, k+1))
			}
		}
		c.add(in.forms[in.length-1], n*max(0, without-in.real))
	}, func(f *joined) bool { return f.frequent && !f.kept && (len(f.parts) > 1 || !f.first.Needed) })
	for _, f := range all[len(all)-int(share*float64(len(all))):] {
		f.frequent = false
		c.free += f.first.Codes
	}
}

// weigh lets add find what forms save, from each instruction that is dispatched to and how often, and returns those that are wanted, what
// saves most for each code first.
func (c *choice) weigh(add func(p *executed, i int, n float64), wanted func(*joined) bool) []*joined {
	for _, f := range c.forms {
		f.saves, f.most = 0, 0
	}
	programs := c.programs
	if c.general && c.likely != nil {
		programs = append(slices.Clip(programs), c.likely)
	}
	for _, p := range programs {
		p.lower()
		p.follow(func(i int, n float64) { add(p, i, n*p.weight) })
		c.sum(p != c.likely)
	}
	var all []*joined
	for _, f := range c.forms {
		if c.general {
			f.saves -= f.most
		}
		if wanted(f) {
			f.saves /= float64(f.first.Codes)
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b *joined) int {
		return cmp.Or(cmp.Compare(b.saves, a.saves), cmp.Compare(a.name(), b.name()))
	})
	return all
}

// add notes what a form saves in the program that is looked at.
func (c *choice) add(f *joined, saves float64) {
	if saves == 0 {
		return
	}
	if f.here == 0 {
		c.saving = append(c.saving, f)
	}
	f.here += saves
}

// sum ends looking at a program, which has been counted or not.
func (c *choice) sum(counted bool) {
	for _, f := range c.saving {
		f.saves += f.here
		if counted {
			f.most = max(f.most, f.here)
		}
		f.here = 0
	}
	c.saving = c.saving[:0]
}

// lower takes the forms that lowering would take (join in package vm).
func (p *executed) lower() {
	for i := len(p.instrs) - 1; i >= 0; i-- {
		in, likely := &p.instrs[i], 1.0
		in.length = 0
		for k, f := range in.forms {
			likely *= p.instrs[i+k].likely
			cost := 1.0
			if i+k+1 < len(p.instrs) {
				cost += likely * p.instrs[i+k+1].cost
			}
			if k == 0 && !f.frequent {
				cost += escapeCost
			}
			if in.length == 0 || f.frequent && cost <= in.cost {
				in.length, in.cost = k+1, cost
			}
		}
		in.real = p.costOf(i, in.length)
	}
}

// costOf is how many dispatches there are from instruction i on if it is done together with those behind it, n in all.
func (p *executed) costOf(i, n int) float64 {
	on := 1.0
	for _, in := range p.instrs[i : i+n] {
		on *= in.on
	}
	cost := 1 + on*p.from(i+n)
	if n == 1 && !p.instrs[i].forms[0].frequent {
		cost += escapeCost
	}
	return cost
}

// from is how many dispatches there are from instruction i on.
func (p *executed) from(i int) float64 {
	if i == len(p.instrs) {
		return 0
	}
	return p.instrs[i].real
}

// follow calls visit for all instructions that are dispatched to, and how often.
func (p *executed) follow(visit func(i int, n float64)) {
	arrive := make([]float64, len(p.instrs)+1)
	for i := range p.instrs {
		n := arrive[i] + p.instrs[i].jump
		if n <= 0 {
			continue
		}
		end, on := i+p.instrs[i].length, n
		for _, in := range p.instrs[i:end] {
			on *= in.on
		}
		arrive[end] += on
		visit(i, n)
	}
}

// dispatches returns how many dispatches a program takes for each instruction.
func (p *executed) dispatches() (sum float64) {
	p.lower()
	p.follow(func(i int, n float64) {
		sum += n
		if in := &p.instrs[i]; !in.forms[in.length-1].frequent {
			sum += n * escapeCost
		}
	})
	return sum
}

// names returns the frequent forms, those most dispatched to first.
func (c *choice) names() []string {
	use := map[*joined]float64{}
	for _, p := range c.programs {
		p.lower()
		p.follow(func(i int, n float64) { use[p.instrs[i].forms[p.instrs[i].length-1]] += n * p.weight })
	}
	chosen := slices.DeleteFunc(slices.Clone(c.forms), func(f *joined) bool { return !f.frequent })
	slices.SortFunc(chosen, func(a, b *joined) int { return cmp.Or(cmp.Compare(use[b], use[a]), cmp.Compare(a.name(), b.name())) })
	names := make([]string, len(chosen))
	for i, f := range chosen {
		names[i] = f.name()
	}
	return names
}
