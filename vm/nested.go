package vm

import "unsafe"

// This file holds calls of guests by host functions that stand in for other guests, as between components: what a call from elsewhere has to find out
// and to prepare is there already.

// callNested is callInside for the host function that is running, and with its context.
func (s *Store) callNested(f *Func, stack []uint64) error {
	free, depth := s.free, len(s.acts)
	if depth == 0 || !f.plain || f.host != nil || free > s.m.stackLimit || s.done != nil && s.ctx.Err() != nil {
		return s.callInside(s.ctx, f, stack)
	}
	m := s.position()
	frame := unsafe.Slice((*uint64)(at(free)), f.save+2)
	f.params.copy(frame, stack)
	err := s.startSafely(f, frame)
	s.goBack(m)
	s.letGo()
	s.free = free
	if err != nil {
		if e, ok := err.(*Exception); ok {
			s.fresh = append(s.fresh, e.ref)
		}
		s.acts = cut(s.acts, depth)
		return err
	}
	for i := range f.results.n {
		stack[i] = frame[i]
	}
	return nil
}
