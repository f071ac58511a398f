package canon

// This file holds the state of component instances.

// Limits bound what guests can make the host keep. A zero field stands for the default.
type Limits struct {
	// Handles is the number of handles that an instance may have at a time, and of threads. The default is 2^20; the standard's own limit
	// is 2^28-1.
	Handles int
	// HostBytes is the host's memory that lifting may take for the values of one call to or from Go code, in bytes. The default is 2^30.
	HostBytes uint64
}

// The defaults of Limits, and the standard's limit of tables (Python: Table.MAX_LENGTH).
const (
	defaultHandles   = 1 << 20
	defaultHostBytes = 1 << 30
	maxTableLength   = 1<<28 - 1
)

// An Instance is the run-time state of a component instance (Python: ComponentInstance).
type Instance struct {
	store  *Store
	parent *Instance

	handles table[handle]
	threads table[*Thread]

	mayEnter     bool
	mayLeave     bool
	backpressure int
	// Calls that wait because of backpressure.
	numWaitingToEnter int
	exclusive         *Thread
}

// NewInstance returns the state of a new instance; parent is the instance that it is nested in, nil for an outermost one.
func (st *Store) NewInstance(parent *Instance) *Instance {
	limit := min(st.Limits.Handles, maxTableLength)
	inst := &Instance{store: st, parent: parent, mayEnter: true, mayLeave: true}
	inst.handles.limit, inst.threads.limit = limit, limit
	return inst
}

// Store returns the store of the instance.
func (inst *Instance) Store() *Store { return inst.store }

// Poisoned reports whether the instance can never be entered again, since a call into it or a relative ended with a trap. It says so
// too while the instance is being run.
func (inst *Instance) Poisoned() bool { return !inst.entering(nil).mayEnter() }

// isSelfOrAncestorOf reports whether inst is other or one that it is nested in (Python: self_and_ancestors).
func (inst *Instance) isSelfOrAncestorOf(other *Instance) bool {
	for ; other != nil; other = other.parent {
		if other == inst {
			return true
		}
	}
	return false
}

// An enteringSet is the instances that a call enters (Python: entering_set).
type enteringSet []*Instance

// entering returns the instances that a call of inst enters when it comes from caller, nil for the host. They are always the same.
func (inst *Instance) entering(caller *Instance) (set enteringSet) {
	for x := inst; x != nil && !x.isSelfOrAncestorOf(caller); x = x.parent {
		set = append(set, x)
	}
	return set
}

// mayEnter reports whether none of the instances has been entered (Python: may_enter_from).
func (s enteringSet) mayEnter() bool {
	for _, x := range s {
		if !x.mayEnter {
			return false
		}
	}
	return true
}

// enter marks the instances (Python: enter_from). After a trap they stay marked, so that none is entered again.
func (s enteringSet) enter() {
	for _, x := range s {
		x.mayEnter = false
	}
}

// leave takes the marks away (Python: leave_to).
func (s enteringSet) leave() {
	for _, x := range s {
		x.mayEnter = true
	}
}

// A table gives out the lowest numbers first and numbers given back in the order that makes the last the next; 0 is none of them
// (Python: Table).
type table[T any] struct {
	slots []slot[T]
	free  []uint32
	limit int
}

type slot[T any] struct {
	used bool
	v    T
}

// get returns what has number i (Python: Table.get).
func (t *table[T]) get(i uint32) (*T, bool) {
	if uint64(i) >= uint64(len(t.slots)) || !t.slots[i].used {
		return nil, false
	}
	return &t.slots[i].v, true
}

// add gives v a number (Python: Table.add).
func (t *table[T]) add(v T) (uint32, error) {
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.slots[i] = slot[T]{true, v}
		return i, nil
	}
	if len(t.slots) == 0 {
		t.slots = append(t.slots, slot[T]{})
	}
	if len(t.slots) > t.limit {
		return 0, trapf(TrapTableFull, "the instance has more than %d handles", t.limit)
	}
	t.slots = append(t.slots, slot[T]{true, v})
	return uint32(len(t.slots) - 1), nil
}

// remove takes back the number i (Python: Table.remove).
func (t *table[T]) remove(i uint32) (v T, ok bool) {
	p, ok := t.get(i)
	if !ok {
		return v, false
	}
	v = *p
	t.slots[i] = slot[T]{}
	t.free = append(t.free, i)
	return v, true
}
