package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// This file estimates which pairs of forms other programs execute than those that were counted. Too few are counted to meet each pair: how often an
// operation follows another one is known better than with which kinds of operands, and these hardly depend on each other.

const (
	estimateWeight = 0.1  // of all estimated pairs, in relation to what was counted
	rarest         = 1e-6 // share of a pair that is looked at
)

// operandKinds are the letters at the end of a form's name that say where its operands are: the rest is the operation.
const operandKinds = "SKACFX"

func operationOf(form string) string { return strings.TrimRight(form, operandKinds) }

// A succession is an operation that follows another one, over a joint.
type succession struct{ first, joint, second string }

func compareSuccessions(a, b succession) int {
	return cmp.Or(strings.Compare(a.first, b.first), strings.Compare(a.joint, b.joint), strings.Compare(a.second, b.second))
}

// A usage is how often the forms of an operation are executed.
type usage struct {
	forms []*joined
	n     map[*joined]float64
	sum   float64
}

func (u *usage) add(f *joined, n float64) {
	if _, ok := u.n[f]; !ok {
		u.forms = append(u.forms, f)
	}
	u.n[f] += n
	u.sum += n
}

// share is that of a form in all of the operation's.
func (u *usage) share(f *joined) float64 { return u.n[f] / u.sum }

// usages are by name of the operation, and of the joint before or behind it.
type usages map[string]*usage

func (m usages) add(key string, f *joined, n float64) {
	t := m[key]
	if t == nil {
		t = &usage{n: map[*joined]float64{}}
		m[key] = t
	}
	t.add(f, n)
}

// estimate returns a program of pairs, each of them by itself.
func (c *choice) estimate() *executed {
	pairs, firsts, seconds := c.successions()
	p := &executed{name: "estimated", weight: estimateWeight}
	for _, s := range slices.SortedFunc(maps.Keys(pairs), compareSuccessions) {
		first, second := firsts[s.first+s.joint], seconds[s.joint+s.second]
		for _, a := range first.forms {
			for _, b := range second.forms {
				n := pairs[s] * first.share(a) * second.share(b)
				if n < rarest || s.joint == "~" && a.last.Leaves != b.first.Takes {
					continue
				}
				p.instrs = append(p.instrs,
					executedInstr{forms: []*joined{a, c.then(a, s.joint, b)}, jump: n, on: 1, likely: 1},
					executedInstr{forms: []*joined{b}})
			}
		}
	}
	return p
}

// successions returns how often operations follow each other, and with which forms they are the first and the second one.
func (c *choice) successions() (pairs map[succession]float64, firsts, seconds usages) {
	pairs, firsts, seconds = map[succession]float64{}, usages{}, usages{}
	for _, p := range c.programs {
		for i := range p.instrs {
			in := &p.instrs[i]
			if len(in.forms) < 2 {
				continue
			}
			a, b := in.forms[0], p.instrs[i+1].forms[0]
			s := succession{operationOf(a.name()), joint(in), operationOf(b.name())}
			n := p.weight * in.share * in.on
			pairs[s] += n
			firsts.add(s.first+s.joint, a, n)
			seconds.add(s.joint+s.second, b, n)
		}
	}
	return pairs, firsts, seconds
}
