package vm

import (
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// A Module is a compiled module: validated, with its functions lowered as they are first called. It is safe for concurrent use and
// can be instantiated any number of times, in any stores of its engine.
type Module struct {
	engine  *Engine
	src     *wasm.Module
	typeIDs []uint32 // identity of each type in the engine

	// entries has for each defined function the address of its code: at first a stub that leaves the loop to lower the function.
	// It is read by running loops and written under mu.
	entries []uintptr
	stubs   []inst

	mu      sync.Mutex
	space   codeSpace
	codes   []code        // keeps the lowered code alive; by defined function
	ranges  []codeRange   // of lowered functions by address, when not nil
	images  map[int]image // of large data segments, by index
	initial initialImage

	names    func() *binary.Names
	exported func() map[string]int // index in src.Exports by name
}

func newModule(e *Engine, src *wasm.Module) *Module {
	n := len(src.Bodies)
	m := &Module{engine: e, src: src, typeIDs: e.types.identify(src.Types),
		entries: make([]uintptr, n), stubs: make([]inst, n), codes: make([]code, n)}
	for i := range m.stubs {
		m.stubs[i] = wide(0, int32(i))
		m.stubs[i].op, m.stubs[i].imm = uint8(formOut), outLower
		m.entries[i] = uintptr(unsafe.Pointer(&m.stubs[i]))
	}
	m.names = sync.OnceValue(m.decodeNames)
	m.exported = sync.OnceValue(m.indexExports)
	return m
}

// decodeNames reads the name section; one that is malformed gives no names.
func (m *Module) decodeNames() *binary.Names {
	if c, ok := m.src.Custom("name"); ok {
		if names, err := binary.DecodeNames(c.Data, c.Offset); err == nil {
			return names
		}
	}
	return nil
}

func (m *Module) indexExports() map[string]int {
	index := make(map[string]int, len(m.src.Exports))
	for i := range m.src.Exports {
		index[m.src.Exports[i].Name] = i
	}
	return index
}

// lower makes the code of a defined function, if nobody has yet, and returns its address. The error is errStopped or a *LimitError.
func (m *Module) lower(defined int, stop func() bool) (uintptr, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.codes[defined].insts == nil {
		l := newLowerer(m, false)
		defer l.release()
		if err := l.lower(m.src.NumImportedFuncs+defined, stop); err != nil {
			return 0, err
		}
		insts := m.space.clone(l.code)
		registerBare(insts)
		m.codes[defined] = code{insts, slices.Clone(l.handlers)}
		m.ranges = nil
		atomic.StoreUintptr(&m.entries[defined], uintptr(unsafe.Pointer(&insts[0])))
	}
	return m.entries[defined], nil
}

// A codeSpace holds code. Each function starts at a line of the cache: loops then cross lines, which costs time, always or never, and
// not as the allocator likes.
type codeSpace struct {
	free  []inst // of the newest chunk
	chunk int    // its length
}

const (
	lineInsts  = 64 / wordSize
	firstChunk = 4 << 10 / wordSize // powers of two from here on are aligned
	lastChunk  = 64 << 10 / wordSize
)

// clone copies code. Other goroutines get to the copy through Module.entries, which the run loop reads as plain words: what is behind an
// address is read after the address itself. The race detector cannot know that, so it is not told of the copy.
//
//go:norace
func (s *codeSpace) clone(code []inst) []inst {
	lines := (len(code) + lineInsts - 1) / lineInsts * lineInsts
	from := &s.free
	switch {
	case lines <= len(s.free):
	case lines > lastChunk/8: // the rest of the chunk is worth keeping
		from = new(make([]inst, lines))
	default:
		s.chunk = min(max(firstChunk, 2*s.chunk), lastChunk)
		s.free = make([]inst, max(s.chunk, lines))
	}
	c := (*from)[:len(code):len(code)]
	*from = (*from)[lines:]
	//lint:ignore S1001 copy would tell the race detector
	for i := range code {
		c[i] = code[i]
	}
	return c
}

// A code is a lowered function.
type code struct {
	insts    []inst
	handlers []handler // of exceptions, inner ones first
}

// An ExternType is the type of an import or an export; which field counts follows from Kind.
type ExternType struct {
	Kind   wasm.ExternKind
	Func   *wasm.FuncType // of functions and tags
	Table  wasm.TableType
	Memory wasm.MemoryType
	Global wasm.GlobalType
}

// An ImportType says what a module wants to be handed.
type ImportType struct {
	Module, Name string
	Type         ExternType
}

// An ExportType says what an instance of a module offers.
type ExportType struct {
	Name string
	Type ExternType
}

func (m *Module) externType(kind wasm.ExternKind, x uint32) ExternType {
	t := ExternType{Kind: kind}
	switch kind {
	case wasm.ExternFunc:
		t.Func = m.src.FuncType(x)
	case wasm.ExternTable:
		t.Table = m.src.Tables[x].TableType
	case wasm.ExternMemory:
		t.Memory = m.src.Memories[x]
	case wasm.ExternGlobal:
		t.Global = m.src.Globals[x].GlobalType
	case wasm.ExternTag:
		t.Func = &m.src.Types[m.src.Tags[x]].Func
	}
	return t
}

// Imports returns what the module imports, in its order.
func (m *Module) Imports() []ImportType {
	list := make([]ImportType, len(m.src.Imports))
	for i, im := range m.src.Imports {
		list[i] = ImportType{im.Module, im.Name, m.externType(im.Kind, im.Index)}
	}
	return list
}

// NumImports returns how many imports the module has.
func (m *Module) NumImports() int { return len(m.src.Imports) }

// ImportName returns the names of import i, which is less than NumImports.
func (m *Module) ImportName(i int) (module, name string) {
	return m.src.Imports[i].Module, m.src.Imports[i].Name
}

// Exports returns what the module exports, in its order.
func (m *Module) Exports() []ExportType {
	list := make([]ExportType, len(m.src.Exports))
	for i, ex := range m.src.Exports {
		list[i] = ExportType{ex.Name, m.externType(ex.Kind, ex.Index)}
	}
	return list
}

// Name returns the module's name from its name section, or the empty string.
func (m *Module) Name() string {
	if n := m.names(); n != nil {
		return n.Module
	}
	return ""
}

// FuncName returns the name of function x from the name section, else one under which it is exported, or the empty string.
func (m *Module) FuncName(x int) string {
	if n := m.names(); n != nil {
		if name, ok := n.Func(uint32(x)); ok {
			return name
		}
	}
	for i := range m.src.Exports {
		if e := &m.src.Exports[i]; e.Kind == wasm.ExternFunc && e.Index == uint32(x) {
			return e.Name
		}
	}
	return ""
}
