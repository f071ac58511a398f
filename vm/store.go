package vm

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"unsafe"
)

// A StoreConfig bounds what the guests of a store may use. The zero value of each field means its default.
type StoreConfig struct {
	MaxMemory    uint64 // bytes of one linear memory; default 4 GiB
	MaxMemories  uint64 // bytes of all linear memories together; default 16 GiB
	MaxTable     uint64 // elements of one table; default 10,000,000
	MaxTables    uint64 // elements of all tables together; default 50,000,000
	MaxStack     uint64 // bytes of the call stack; default 16 MiB
	MaxHeap      uint64 // bytes of structs, arrays and exceptions; default 1 GiB
	MaxInstances int    // default 10,000

	// TrapOnGrowFailure ends a guest with TrapLimit where memory.grow and table.grow would tell it that they cannot.
	TrapOnGrowFailure bool
}

const (
	defaultMaxMemory    = 1 << 32
	defaultMaxMemories  = 1 << 34
	defaultMaxTable     = 10_000_000
	defaultMaxTables    = 50_000_000
	defaultMaxStack     = 16 << 20
	defaultMaxHeap      = 1 << 30
	defaultMaxInstances = 10_000
)

// A Store holds instances and what they own, and runs them. One goroutine at a time may use it; a second one that
// calls a function or instantiates a module while another is inside gets ErrStoreBusy.
type Store struct {
	m      machine
	engine *Engine
	cfg    StoreConfig
	ctx    context.Context // of the innermost call
	inside insideContext
	done   <-chan struct{}
	state  storeState

	res     *resources
	cleanup runtime.Cleanup // of res
	free    uintptr         // first slot of the stack that no frame uses
	acts    []activation

	stackStart uintptr

	funcs                   []funcRec // by reference
	instances               []*Instance
	memories                []*Memory
	refused                 bool // a memory could not grow for want of the system's
	tables                  []*Table
	tableElems, memoryBytes uint64 // in use, of MaxTables and MaxMemories
	globals                 []*Global
	tags                    []*Tag
	withElems               []*Instance // those with evaluated element segments

	heap        heap
	externs     []any // values of the host, by reference
	externMarks []bool
	freeExterns []uint32
	externGrows int            // how many values there may be before the next collection
	kept        map[uint64]int // references that Go code keeps, and how often
	fresh       []uint64       // references that Go code has got since it last called a guest
	freshFrom   int            // where those of the innermost host function begin
	caller      *Caller        // of the innermost host call, or nil
	callers     []*Caller      // by how deep host calls are inside each other; none before the first one
	depth       int            // of the innermost
	handed      uint64         // how many contexts host calls have asked for
	profile     *profile       // nil unless the guests are profiled
	hostErr     error          // why a host function or a limit ends the guest
}

// An activation is where a call crossed from Go or from one instance to another: what to go back to.
type activation struct {
	instance *Instance
	pc, fp   uintptr // 0: the call came from Go
}

// NewStore returns an empty store. Close frees what it holds; a store that is forgotten is closed by the garbage collector.
func (e *Engine) NewStore(cfg StoreConfig) *Store {
	if cfg.MaxMemory == 0 {
		cfg.MaxMemory = defaultMaxMemory
	}
	if cfg.MaxTable == 0 {
		cfg.MaxTable = defaultMaxTable
	}
	if cfg.MaxMemories == 0 {
		cfg.MaxMemories = defaultMaxMemories
	}
	if cfg.MaxTables == 0 {
		cfg.MaxTables = defaultMaxTables
	}
	if cfg.MaxStack == 0 {
		cfg.MaxStack = defaultMaxStack
	}
	if cfg.MaxHeap == 0 {
		cfg.MaxHeap = defaultMaxHeap
	}
	if cfg.MaxInstances == 0 {
		cfg.MaxInstances = defaultMaxInstances
	}
	s := &Store{engine: e, cfg: cfg, funcs: make([]funcRec, 1, 16), externs: make([]any, 1), externGrows: minExterns, kept: map[uint64]int{}}
	s.inside.store = s
	s.m.funcs = unsafe.Pointer(&s.funcs[0])
	s.res = &resources{}
	s.cleanup = runtime.AddCleanup(s, (*resources).release, s.res)
	return s
}

// resources is the address space that a store holds. It is apart from the store so that it can be freed when the store is forgotten.
type resources struct {
	once     sync.Once
	stack    reservation
	heap     *reservation   // nil while there are no objects
	memories []*reservation // of the memories that are not shared, in their order
}

func (r *resources) release() {
	r.once.Do(func() {
		r.stack.release()
		if r.heap != nil {
			r.heap.release()
		}
		for _, m := range r.memories {
			m.release()
		}
	})
}

// Close frees the memories and the stack, or returns ErrStoreBusy while somebody is inside. Afterwards calls into the store
// return ErrStoreClosed and its memories are empty; views of them must not be used any more.
func (s *Store) Close() error {
	if !s.state.begin(storeIdle) {
		if s.state.v.Load() == storeClosed {
			return nil
		}
		return ErrStoreBusy
	}
	for _, m := range s.memories {
		m.close()
	}
	s.cleanup.Stop()
	s.res.release()
	s.heap, s.m.heap, s.free, s.stackStart = heap{}, nil, 0, 0
	s.release(storeClosed)
	return nil
}

// headroom is what the stack has above the last place where a frame may begin: one frame of the largest size and its save area.
const headroom = (slotsPerFrame + 2*1000 + 16) * wordSize

// stackSkew is where the stack starts in its first page. Code starts at the beginning of a page: processors take a load for one of what was
// stored just before when the addresses agree in the lowest 12 bits, so a small frame had better not lie where a small loop's code does.
const stackSkew = 2 << 10

// openStack reserves the stack, at the first call.
func (s *Store) openStack() error {
	size := stackSkew + s.cfg.MaxStack + headroom
	var err error
	if s.res.stack, err = reserve(size); err != nil {
		return fmt.Errorf("cannot reserve a stack of %d bytes: %w", size, err)
	}
	base, ok := s.res.stack.commit(0, size)
	if !ok {
		return fmt.Errorf("cannot get a stack of %d bytes", size)
	}
	s.stackStart = uintptr(base) + stackSkew
	s.free = s.stackStart
	s.m.stackLimit = s.stackStart + uintptr(s.cfg.MaxStack)
	return nil
}

// A storeMark says how much the lists of a store hold.
type storeMark struct{ funcs, memories, tables, globals, tags int }

func (s *Store) mark() storeMark {
	return storeMark{len(s.funcs), len(s.memories), len(s.tables), len(s.globals), len(s.tags)}
}

// rewind takes out what an instantiation has added since mark. Nothing may refer to it.
func (s *Store) rewind(m storeMark) {
	for i, mem := range s.memories[m.memories:] {
		mem.close()
		s.res.memories[m.memories+i].release()
	}
	for _, t := range s.tables[m.tables:] {
		s.tableElems -= t.len
	}
	s.funcs, s.memories, s.res.memories = cut(s.funcs, m.funcs), cut(s.memories, m.memories), cut(s.res.memories, m.memories)
	s.tables, s.globals, s.tags = cut(s.tables, m.tables), cut(s.globals, m.globals), cut(s.tags, m.tags)
	s.letGo()
}

// cut shortens a list to n and forgets what was behind.
func cut[T any](list []T, n int) []T {
	clear(list[n:])
	return list[:n]
}

// newRef adds a record of a function and returns its reference.
func (s *Store) newRef(r funcRec) uint64 {
	s.funcs = append(s.funcs, r)
	s.m.funcs = unsafe.Pointer(&s.funcs[0])
	return uint64(len(s.funcs) - 1)
}

// funcByRef returns the function of a reference that is not null.
func (s *Store) funcByRef(ref uint64) *Func {
	r := &s.funcs[ref]
	if r.fn == nil {
		r.fn = (*Instance)(r.instance).makeFunc(int(r.index), ref)
	}
	return r.fn
}

// SetFuel gives the guests of the store n units of fuel, if the engine counts it. A store begins with none.
func (s *Store) SetFuel(n uint64) { s.m.fuel = int64(min(n, math.MaxInt64)) }

// MemoryBytes returns how many bytes all linear memories of the store have together, without shared ones.
func (s *Store) MemoryBytes() uint64 { return s.memoryBytes }

// Fuel returns how much fuel is left.
func (s *Store) Fuel() uint64 { return uint64(max(s.m.fuel, 0)) }
