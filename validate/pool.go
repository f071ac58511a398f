package validate

import (
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/wvm-project/wvm/wasm"
)

// This file hands function bodies to workers while the decoder goes on.
//
// Bodies travel in batches, in order. The error that counts is that of the lowest function: after one failed, bodies before it are
// still checked and those after it are not, so the outcome does not depend on who was faster.

// A batch is bodies of successive functions.
type batch struct {
	first  int // function index of the first
	bodies []wasm.Body
}

const (
	batchBytes  = 128 << 10 // of code in a batch; smaller modules start no goroutine
	batchBodies = 1024      // bodies in a batch, however short
)

// A pool checks the bodies of one module.
type pool struct {
	c         *checker
	workers   int
	stopEarly bool

	m     *wasm.Module
	next  int // index of the first body in no batch yet
	known int // number of bodies taken
	size  int // bytes of code in those from next on
	queue chan batch
	group sync.WaitGroup
	count int   // goroutines running
	own   *body // for bodies that the decoding goroutine checks itself

	failed atomic.Int64 // lowest function that failed, MaxInt64 at first
	mu     sync.Mutex
	err    *wasm.Error // its error

	works    []bodyWork // of bodies that took some
	steps    uint64     // sum of theirs
	lastWork int        // their highest function
	lastEnd  int        // and where its body ends
}

// errStop stops a decoder after a body failed. It is never returned to a caller.
var errStop = errors.New("a body is invalid")

func (p *pool) init(c *checker, workers int) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	p.c, p.workers = c, workers
	p.failed.Store(math.MaxInt64)
}

// addBody takes body i of m, which comes after all taken before.
func (c *checker) addBody(m *wasm.Module, i int) error {
	p := &c.pool
	p.known = i + 1
	p.size += len(m.Bodies[i].Code)
	if p.size >= batchBytes || p.known-p.next >= batchBodies {
		p.dispatch(p.take())
	}
	if p.stopEarly && p.failed.Load() != math.MaxInt64 {
		return errStop
	}
	return nil
}

// take returns the bodies that are in no batch yet.
func (p *pool) take() batch {
	t := batch{first: p.m.NumImportedFuncs + p.next, bodies: p.m.Bodies[p.next:p.known]}
	p.next, p.size = p.known, 0
	return t
}

// dispatch has a batch checked.
func (p *pool) dispatch(t batch) {
	if p.workers == 1 {
		p.checkOwn(t)
		return
	}
	if p.queue == nil {
		p.queue = make(chan batch, 4*p.workers)
	}
	if p.count < p.workers {
		p.count++
		p.group.Go(func() { p.drain(newBody(p.c)) })
	}
	p.queue <- t
}

// drain checks batches until there are no more.
func (p *pool) drain(b *body) {
	for t := range p.queue {
		p.check(b, t)
	}
}

// checkOwn checks a batch here and now.
func (p *pool) checkOwn(t batch) {
	if p.own == nil {
		p.own = newBody(p.c)
	}
	p.check(p.own, t)
}

func (p *pool) check(b *body, t batch) {
	for i := range t.bodies {
		x := t.first + i
		if int64(x) > p.failed.Load() {
			return
		}
		err := b.check(x, &t.bodies[i])
		if code := &t.bodies[i]; b.work > workPerByte*uint64(len(code.Code)) {
			p.addWork(bodyWork{x: x, end: code.Offset + len(code.Code), steps: b.work})
		}
		if err != nil {
			p.fail(err)
			return
		}
	}
}

// fail records the error of a function.
func (p *pool) fail(err *wasm.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil || err.Func < p.err.Func {
		p.err = err
		p.failed.Store(min(p.failed.Load(), int64(err.Func)))
	}
}

// finish has the rest of the bodies taken checked, waits for all and returns the error of the lowest function.
func (p *pool) finish() *wasm.Error {
	if p.next < p.known {
		if p.queue == nil {
			p.checkOwn(p.take())
		} else {
			p.queue <- p.take()
		}
	}
	if p.queue != nil {
		close(p.queue)
		p.group.Wait()
	}
	return p.checkWork(p.err)
}
