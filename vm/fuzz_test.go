package vm

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/wasm"
)

// This file runs random modules in the engine and in the slow evaluator and compares what comes of it.

var dumpDir = flag.String("dump", "", "directory for the modules on which the engine and the evaluator differ")

// randomConfig has limits that random modules reach.
var randomConfig = StoreConfig{MaxMemory: 6 << 16, MaxTable: 24}

// randomSteps is how many instructions a call of a random module may run in the evaluator. The engine makes only calls that end within it.
const randomSteps = 200_000

// fullTank is fuel that no call uses up.
const fullTank = 1 << 40

// A comparison holds the same instances twice, in the engine and in the evaluator.
type comparison struct {
	ctx    context.Context // one that could be cancelled, so that the engine looks at it
	cancel context.CancelFunc
	engine *Engine
	store  *Store
	linker *Linker
	slow   *slowStore
	hosts  []uint64 // references of the engine to values 0, 1 and so on of the host, which are ints
	pairs  []instancePair

	slowSteps int  // that a call may run in the evaluator
	eager     bool // the engine collects whenever an object is made
	fuel      bool // the engine counts fuel

	ended, trapped, unknown int // calls by how they ended in the evaluator
}

// An instancePair is an instance in the engine and its counterpart in the evaluator.
type instancePair struct {
	engine *Instance
	slow   *slowInstance
}

func newComparison(cfg StoreConfig) *comparison { return newFueledComparison(cfg, false) }

func newFueledComparison(cfg StoreConfig, fuel bool) *comparison {
	e := NewEngine(Config{Features: slowFeatures, Fuel: fuel})
	ctx, cancel := context.WithCancel(context.Background())
	c := &comparison{ctx: ctx, cancel: cancel, slowSteps: randomSteps, engine: e, store: e.NewStore(cfg), linker: NewLinker(e), slow: newSlowStore(cfg, 0), fuel: fuel}
	c.store.SetFuel(fullTank)
	for i := range 3 {
		c.hosts = append(c.hosts, c.store.Extern(i))
		c.store.Keep(c.hosts[i])
	}
	return c
}

// close ends the use of the instances.
func (c *comparison) close() {
	c.cancel()
	c.store.Close()
}

// A difference is an error that tells what the engine does otherwise than the evaluator.
type difference string

func (d difference) Error() string { return string(d) }

func differs(format string, args ...any) error { return difference(fmt.Sprintf(format, args...)) }

// errUnknown ends a comparison: the evaluator could not find out what is right.
var errUnknown = errors.New("the evaluator ran out of steps")

// instantiate makes instances of m, which may import host functions and, as "a", from the first instance.
func (c *comparison) instantiate(m *wasm.Module) error {
	b := binary.Encode(m)
	if *dumpDir != "" {
		if err := os.WriteFile(filepath.Join(*dumpDir, fmt.Sprint("m", len(c.pairs), ".wasm")), b, 0o644); err != nil {
			return err
		}
	}
	compiled, err := c.engine.Compile(b)
	if err != nil {
		return fmt.Errorf("the module is not valid: %w", err)
	}
	var imports []any
	for _, im := range compiled.src.Imports {
		x, err := c.slowImport(compiled.src, &im)
		if err != nil {
			return err
		}
		imports = append(imports, x)
	}
	c.slow.steps = c.slowSteps
	slow, code, conclusive := c.slow.instantiate(compiled.src, imports)
	if !conclusive {
		return errUnknown
	}
	in, err := c.linker.Instantiate(c.ctx, c.store, compiled)
	if got := outcomeOf(err); got != code || err != nil && got == 0 {
		return differs("instantiation ends with %v, the evaluator's with %v", err, code)
	}
	if code != 0 {
		return errUnknown // nothing to call; the instance before it may have changed
	}
	c.pairs = append(c.pairs, instancePair{in, slow})
	return c.state(c.sameness())
}

// trapOf is the code of a trap, or 0 for another error and for none.
func trapOf(err error) TrapCode {
	var t *Trap
	if errors.As(err, &t) {
		return t.Code
	}
	return 0
}

// outcomeOf is trapOf, or slowUncaught for an exception.
func outcomeOf(err error) TrapCode {
	code, e := trapOf(err), (*Exception)(nil)
	if code == 0 && errors.As(err, &e) {
		return slowUncaught
	}
	return code
}

// slowImport returns what satisfies an import in the evaluator, and lets the linker know it too.
func (c *comparison) slowImport(m *wasm.Module, im *wasm.Import) (any, error) {
	if im.Module == "host" {
		typ := m.FuncType(im.Index)
		host := randomHost{name: im.Name, typ: typ}
		if err := c.linker.Func(im.Module, im.Name, *typ, host.engine); err != nil {
			return nil, err
		}
		is := c.slow.define([]wasm.SubType{{Final: true, Func: *typ, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}})[0]
		return c.slow.add(&slowFunc{typ: typ, is: is, host: host.slow}), nil
	}
	a := c.pairs[0]
	c.linker.DefineInstance("a", a.engine)
	for _, x := range a.slow.m.Exports {
		if x.Name != im.Name {
			continue
		}
		switch im.Kind {
		case wasm.ExternFunc:
			return a.slow.funcs[x.Index], nil
		case wasm.ExternTable:
			return a.slow.tables[x.Index], nil
		case wasm.ExternMemory:
			return a.slow.memories[x.Index], nil
		case wasm.ExternTag:
			return a.slow.tags[x.Index], nil
		default:
			return a.slow.globals[x.Index], nil
		}
	}
	return nil, fmt.Errorf("no export %q", im.Name)
}

// argument makes an argument of type t for instance p from a number, in both. There is none if only the guest could make one.
func (c *comparison) argument(p instancePair, t wasm.ValType, n uint64) (engine, slow uint64, ok bool) {
	null := func() (uint64, uint64, bool) { return 0, 0, t.Nullable() }
	switch h := t.Heap(); {
	case !t.IsRef():
		return n, n, true
	case n == 0 && t.Nullable():
		return null()
	case isFuncType(h, p.slow.m.Types):
		for i := range p.slow.funcs {
			k := (int(n) + i) % len(p.slow.funcs)
			if ref := p.slow.funcs[k].ref; c.slow.is(ref, t, p.slow.types) {
				return p.engine.fn(uint32(k)).Ref(), ref, true
			}
		}
	case h == wasm.HeapExtern || h == wasm.HeapAny && n%2 == 0:
		k := n % uint64(len(c.hosts))
		return c.hosts[k], slowExtern | k, true
	case h == wasm.HeapAny || h == wasm.HeapEq || h == wasm.HeapI31:
		v := n * 0x2492_4925 & 0x7fffffff
		return v<<1 | i31Bit, slowI31 | v, true
	}
	return null()
}

// call calls function x of instance n with arguments, a slot each and made from it, in both.
func (c *comparison) call(n int, x uint32, args []uint64) error {
	p := c.pairs[n]
	slowArgs := append([]uint64(nil), args...)
	typ, k := p.slow.funcs[x].typ, 0
	for _, t := range typ.Params {
		var ok bool
		if args[k], slowArgs[k], ok = c.argument(p, t, args[k]); !ok {
			return nil
		}
		k += t.Slots()
	}
	c.slow.steps, c.slow.fuel, c.slow.split = c.slowSteps, 0, false
	want, code, conclusive := c.slow.Call(p.slow.funcs[x], slowArgs)
	switch {
	case !conclusive:
		c.unknown++
		return errUnknown
	case code != 0:
		c.trapped++
	default:
		c.ended++
	}
	c.store.heap.eager = c.eager
	c.store.SetFuel(fullTank)
	got, err := p.engine.fn(x).Call(c.ctx, args...)
	if outcomeOf(err) != code || err != nil && outcomeOf(err) == 0 {
		return differs("instance %d: f%d(%#x) ends with %v, the evaluator's with %v", n, x, args, err, code)
	}
	if used := fullTank - c.store.Fuel(); c.fuel && (used < c.slow.fuel || used > c.slow.fuel && !c.slow.split) {
		return differs("instance %d: f%d(%#x) uses %d units of fuel, has %d instructions in the evaluator", n, x, args, used, c.slow.fuel)
	}
	if err := sameTrace(err, c.slow.trace); err != nil {
		return fmt.Errorf("f%d(%#x) of instance %d: %w", x, args, n, err)
	}
	w := c.sameness()
	if code == slowUncaught {
		var e *Exception
		errors.As(err, &e)
		w.exception("exception", e.Tag, e.Values, c.slow.refs[c.slow.uncaught].(*slowObject))
	}
	if err == nil {
		for i, v := range slowValues(typ.Results, want) {
			t := typ.Results[i]
			w.value(fmt.Sprint("result ", i), t, p.slow.m.Types, got, v)
			got = got[t.Slots():]
		}
	}
	if err := c.state(w); err != nil {
		return fmt.Errorf("after f%d(%#x) of instance %d: %w", x, args, n, err)
	}
	return nil
}

// sameTrace compares the stack of a trap or an exception with the evaluator's.
func sameTrace(err error, want []slowPlace) error {
	var stack []Frame
	if t := (*Trap)(nil); errors.As(err, &t) {
		stack = t.Stack
	} else if e := (*Exception)(nil); errors.As(err, &e) {
		stack = e.Stack
	} else {
		return nil
	}
	got := make([]slowPlace, len(stack))
	for i, f := range stack {
		got[i] = slowPlace{f.FuncIndex, f.Offset}
	}
	if want := want[:min(len(want), MaxTraceFrames)]; !slices.Equal(got, want) {
		return differs("%v has the stack (function, offset) %d, the evaluator's %d", err, got, want)
	}
	return nil
}

// names gives the references to functions in both stores names to compare: the first place where the function is.
func (c *comparison) names() (engine, slow map[uint64]string) {
	engine, slow = map[uint64]string{0: "null"}, map[uint64]string{0: "null"}
	for n, p := range c.pairs {
		for x := range p.slow.funcs {
			name := fmt.Sprintf("%d.f%d", n, x)
			if r := p.engine.funcRef(uint32(x)); engine[r] == "" {
				engine[r] = name
			}
			if r := p.slow.funcs[x].ref; slow[r] == "" {
				slow[r] = name
			}
		}
	}
	return engine, slow
}

// state compares memories, globals and tables, with what w has reached before.
func (c *comparison) state(w *sameness) error {
	for n, p := range c.pairs {
		types := p.slow.m.Types
		for i, m := range p.slow.memories {
			if got := p.engine.memories[i].Bytes(); !bytes.Equal(got, m.b) {
				return differs("instance %d: memory %d: %s", n, i, firstDifference(got, m.b))
			}
		}
		for i, g := range p.slow.globals {
			w.value(fmt.Sprintf("instance %d: global %d", n, i), p.slow.m.Globals[i].Type, types, p.engine.globals[i].cell[:], g.v)
		}
		for i, t := range p.slow.tables {
			got := p.engine.tables[i]
			if got.Len() != uint64(len(t.elems)) {
				return differs("instance %d: table %d has %d elements, the evaluator's %d", n, i, got.Len(), len(t.elems))
			}
			for k, ref := range t.elems {
				w.value(fmt.Sprintf("instance %d: element %d of table %d", n, k, i), p.slow.m.Tables[i].Elem, types, got.elems[k:], slowValue{ref})
			}
		}
	}
	return w.result()
}

func firstDifference(a, b []byte) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("byte %#x is %#x, the evaluator's %#x", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d bytes, the evaluator's has %d", len(a), len(b))
}

// compareRandom makes one or two modules out of data, calls their functions and compares. Errors other than errUnknown are failures.
func compareRandom(data []byte) (*comparison, error) {
	h := fnv.New64a()
	h.Write(data)
	c := newFueledComparison(randomConfig, h.Sum64()%2 == 0)
	defer c.close()
	c.eager = len(data)%2 == 0
	random := &choices{b: data}
	modules := 1 + random.n(2)
	for n := range modules {
		var a *wasm.Module
		if n > 0 {
			a = c.pairs[0].slow.m
		}
		if err := c.instantiate(randomModule(random.share(modules-n), a)); err != nil {
			return c, err
		}
	}
	args := &choices{b: randomBytes(h.Sum64(), 1<<12)}
	for range 3 {
		for n, p := range c.pairs {
			for x, f := range p.slow.funcs {
				var list []uint64
				for _, t := range f.typ.Params {
					switch {
					case t.IsNum():
						list = append(list, args.bits(t))
					case t == wasm.V128:
						list = append(list, args.u64(), args.u64())
					default:
						list = append(list, uint64(args.n(4)))
					}
				}
				if err := c.call(n, uint32(x), list); err != nil {
					return c, err
				}
			}
		}
	}
	return c, nil
}

// randomBytes returns n bytes that seed determines.
func randomBytes(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 0x77766d))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// seedBytes is the input of a numbered random module: most are of middling length.
func seedBytes(seed uint64) []byte { return randomBytes(seed, 200<<(seed%6)) }

// TestRandomModulesAreValid makes modules without running them. Enough of them have every instruction there is.
func TestRandomModulesAreValid(t *testing.T) {
	n := uint64(4000)
	if testing.Short() {
		n = 400
	}
	e := NewEngine(Config{Features: slowFeatures})
	var count [op.Count]int
	for seed := range n {
		c := &choices{b: seedBytes(seed)}
		a := randomModule(c.share(2), nil)
		for _, m := range []*wasm.Module{a, randomModule(c, a)} {
			if _, err := e.Compile(binary.Encode(m)); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
			for i := range m.Bodies {
				ins := binary.NewInstrs(m.Bodies[i].Code, 0)
				ins.Locals(nil)
				for in := (binary.Instr{}); ins.Next(&in); {
					count[in.Op]++
				}
			}
		}
	}
	for o := op.Invalid + 1; int(o) < op.Count && !testing.Short(); o++ {
		if count[o] == 0 {
			t.Errorf("no module has %s", o)
		}
	}
}

// TestRandomModules compares a fixed number of random modules.
func TestRandomModules(t *testing.T) {
	n := uint64(1500)
	if testing.Short() {
		n = 200
	}
	var ended, trapped, unknown int
	for seed := range n {
		c, err := compareRandom(seedBytes(seed))
		if err != nil && err != errUnknown {
			t.Errorf("seed %d: %v", seed, err)
		}
		ended, trapped, unknown = ended+c.ended, trapped+c.trapped, unknown+c.unknown
	}
	t.Logf("%d calls returned, %d trapped, %d were given up", ended, trapped, unknown)
	if unknown > ended/20 {
		t.Error("too many calls do not end")
	}
}

// FuzzExec compares modules made from any bytes.
func FuzzExec(f *testing.F) {
	for seed := range uint64(6) {
		f.Add(seedBytes(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := compareRandom(data); err != nil && err != errUnknown {
			t.Error(err)
		}
	})
}
