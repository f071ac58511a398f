package component

import (
	"context"
	"sync"

	"github.com/wvm-project/wvm/vm"
)

// This file holds what is done once for many instances of a component with the same imports, and how one instance becomes the next.

// A Prepared makes instances of a component that are satisfied by the same things and have the same limits: one for each request, say. It is safe for
// concurrent use.
type Prepared struct {
	linker    *Linker
	component *Component
	limits    Limits

	mu      sync.Mutex
	pattern *vm.Snapshot // of instances, once one could be taken
	refused int          // instances of which there was none, in a row
}

// maxRefused is how many instances are looked at that cannot be reset, before the others are not. The first ones may lack what later ones share.
const maxRefused = 3

// Prepare returns what makes instances of c. It has what the linker has now; later changes of the linker are nothing to it. Errors are *LinkError or
// vm.ErrOtherEngine.
func (l *Linker) Prepare(c *Component, limits Limits) (*Prepared, error) {
	if c.engine != l.engine {
		return nil, vm.ErrOtherEngine
	}
	l = l.Clone()
	if err := l.Check(c.Type()); err != nil {
		return nil, err
	}
	for i := range c.Type().Imports.List { // names of other versions are looked for once
		name := c.Type().Imports.List[i].Name
		if x := find(l.interfaces, name); x != nil {
			l.interfaces[name] = x
		}
	}
	return &Prepared{linker: l, component: c, limits: limits}, nil
}

// Instantiate makes an instance, as Linker.Instantiate does. It may be possible to Reset it.
func (p *Prepared) Instantiate(ctx context.Context) (*Instance, error) {
	in, err := p.linker.Instantiate(ctx, p.component, p.limits)
	if err == nil && p.limits.Observe == nil {
		in.st.snapshot = p.snapshot(in.st.vm)
	}
	return in, err
}

// snapshot remembers what a new instance holds.
func (p *Prepared) snapshot(st *vm.Store) *vm.Snapshot {
	p.mu.Lock()
	pattern, refused := p.pattern, p.refused
	p.mu.Unlock()
	if refused >= maxRefused {
		return nil
	}
	s := st.Snapshot(pattern)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case s == nil:
		p.refused++
	case p.pattern == nil:
		p.pattern = s.Pattern()
		fallthrough
	default:
		p.refused = 0
	}
	return s
}

// Reset makes the instance a new one, as Instantiate with ctx would have returned it, in less time, and reports whether it could. Guests cannot tell it from one
// that has just been made: memories, tables, globals, handles and fuel are what they were in the beginning. Resources that guests still own
// are forgotten without being dropped, as by Close. The instance's functions and those made of them stay valid, handles do not.
//
// It can if the instance was made by a Prepared without Limits.Observe, no guest called the host while it was made, no call ended with a trap or goes on, and
// guests have made no garbage-collected objects. Otherwise, unless somebody is inside, the instance is closed.
func (in *Instance) Reset(ctx context.Context) bool {
	st := in.st
	if !st.state.v.CompareAndSwap(guardIdle, guardBusy) {
		return false
	}
	defer st.state.v.Store(guardIdle)
	if st.snapshot == nil || !st.canon.Renew(st.instances) || !st.vm.Restore(st.snapshot) {
		st.vm.Close()
		return false
	}
	st.objects.empty()
	st.ctx = ctx
	st.life++
	return true
}
