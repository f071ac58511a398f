package canon

// This file brings instances back to their beginning.

// keptHandles is how large the tables of handles are that an instance keeps from one life to the next.
const keptHandles = 1 << 10

// Renew makes instances of the store what they were when NewInstance returned them: without handles, whose resources are forgotten. It does nothing and returns
// false unless all their calls have come to their end, none with a trap, and their handles are of resources only, which nobody has borrowed.
func (st *Store) Renew(instances []*Instance) bool {
	if st.current != nil || st.depth > 0 || len(st.waiting) > 0 {
		return false
	}
	for _, inst := range instances {
		if inst.store != st || !inst.rests() {
			return false
		}
	}
	for _, inst := range instances {
		inst.backpressure = 0
		inst.handles.empty()
		inst.threads.empty()
	}
	return true
}

// rests reports whether nothing goes on in the instance and nobody knows of what it has.
func (inst *Instance) rests() bool {
	if !inst.mayEnter || !inst.mayLeave || inst.exclusive != nil || inst.numWaitingToEnter > 0 {
		return false
	}
	for i := range inst.handles.slots {
		if s := &inst.handles.slots[i]; s.used && (s.v.obj != nil || s.v.lends > 0 || s.v.scope != nil) {
			return false
		}
	}
	for i := range inst.threads.slots {
		if inst.threads.slots[i].used {
			return false
		}
	}
	return true
}

// empty takes back all numbers.
func (t *table[T]) empty() {
	if cap(t.slots) > keptHandles {
		t.slots, t.free = nil, nil
		return
	}
	clear(t.slots)
	t.slots, t.free = t.slots[:0], t.free[:0]
}
