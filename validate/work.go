package validate

import (
	"cmp"
	"slices"

	"github.com/wvm-project/wvm/wasm"
)

// This file bounds what comparisons of types may cost.
//
// A call is two bytes, yet it pops and pushes up to MaxParams and MaxResults operands; a label of a br_table is one byte, yet it may be
// compared with as many. Where types differ, each comparison may look at MaxSubtypeDepth types. Seconds for every ten thousand bytes
// would be the result. So long lists and comparisons by subtyping are counted in steps, of a nanosecond or a few, and a
// module whose bodies take more than freeWork and workPerByte for its bytes is beyond a limit. Code whose operands are
// pushed one by one stays below whatever its types; bodies that do are not even added up.

const (
	freeWork    = 1 << 26 // steps that every module may take
	workPerByte = 64
	freeList    = 16 // equal types in a list that are not counted
)

// Types in a list are compared and copied several to a step, but each takes many where the rules of subtyping decide.
const (
	typesPerStep = 8
	stepsPerType = 64
)

// workLimit is how many steps the bodies may take that end at this offset of the module or before.
func workLimit(offset int) uint64 { return freeWork + workPerByte*uint64(offset) }

// charge counts steps of the body at hand.
func (b *body) charge(steps int) {
	b.work += uint64(steps)
	if b.work > b.workMost {
		b.fail(tooMuchWork(b.work, b.workMost))
	}
}

func tooMuchWork(steps, most uint64) *wasm.Error {
	return limited(-1, "comparisons of long lists of types", steps, most)
}

// A bodyWork is the steps that the body of function x took, which ends at offset end. Bodies that take no more than their own bytes allow
// have none.
type bodyWork struct {
	x, end int
	steps  uint64
}

// addWork records the steps of a body. Beyond the limit, bodies after all of those recorded need no check any more: in the order
// of functions, the limit is reached at one of these.
func (p *pool) addWork(w bodyWork) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.works = append(p.works, w)
	p.steps += w.steps
	p.lastWork = max(p.lastWork, w.x)
	p.lastEnd = max(p.lastEnd, w.end)
	if p.steps > workLimit(p.lastEnd) {
		p.failed.Store(min(p.failed.Load(), int64(p.lastWork)))
	}
}

// checkWork returns the error of the first function with which the bodies up to it take too much, or err, whatever comes first.
func (p *pool) checkWork(err *wasm.Error) *wasm.Error {
	slices.SortFunc(p.works, func(a, b bodyWork) int { return cmp.Compare(a.x, b.x) })
	sum := uint64(0)
	for _, w := range p.works {
		if err != nil && err.Func <= w.x {
			break
		}
		if sum += w.steps; sum > workLimit(w.end) {
			e := tooMuchWork(sum, workLimit(w.end))
			e.Func = w.x
			return e
		}
	}
	return err
}
