package vm

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"testing"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/wasm"
)

// This file compares stores that have been restored with new ones: random modules must not be able to tell them apart.

// A restored is modules of which instances are made, in stores of which all but the first are to begin alike.
type restored struct {
	engine  *Engine
	modules []*Module
	fuel    uint64
}

func newRestored(data []byte) (*restored, error) {
	c := &restored{engine: NewEngine(Config{Features: slowFeatures, Fuel: true}), fuel: 100_000}
	random := &choices{b: data}
	var first *wasm.Module
	for n := range 1 + random.n(2) {
		m, err := c.engine.Compile(binary.Encode(randomModule(random.share(2-n), first)))
		if err != nil {
			return nil, err
		}
		c.modules = append(c.modules, m)
		first = c.modules[0].src
	}
	return c, nil
}

// instances makes a store with an instance of each module, or nil if that ends in a trap.
func (c *restored) instances() *Store {
	s, l := c.engine.NewStore(randomConfig), NewLinker(c.engine)
	s.SetFuel(c.fuel)
	for _, m := range c.modules {
		for _, im := range m.src.Imports {
			if im.Module == "host" {
				host := randomHost{name: im.Name, typ: m.src.FuncType(im.Index)}
				_ = l.Func(im.Module, im.Name, *host.typ, host.engine) // it may be there already
			}
		}
		in, err := l.Instantiate(context.Background(), s, m)
		if err != nil {
			s.Close()
			return nil
		}
		l.DefineInstance("a", in)
	}
	return s
}

// run calls functions of all instances and returns what can be seen of it.
func (c *restored) run(s *Store, seed uint64) (seen []string) {
	args := &choices{b: randomBytes(seed, 1<<12)}
	for n, in := range s.instances {
		for x := range in.module.src.Funcs {
			var list []uint64
			for _, t := range in.module.src.FuncType(uint32(x)).Params {
				list = append(list, slices.Repeat([]uint64{args.u64()}, t.Slots())...)
				if t.IsRef() {
					list[len(list)-1] = 0
				}
			}
			results, err := in.fn(uint32(x)).Call(context.Background(), list...)
			for i, t := range in.module.src.FuncType(uint32(x)).Results {
				if err == nil && t.IsRef() { // objects have places, which are not the guest's to see
					results[i] = min(results[i], 1)
				}
			}
			seen = append(seen, fmt.Sprintf("f%d(%#x) of %d: %#x, %v, %d left", x, list, n, results, outcomeOf(err), s.Fuel()))
		}
		seen = append(seen, c.state(in)...)
	}
	return append(seen, fmt.Sprint(s.MemoryBytes(), s.tableElems))
}

// state returns what an instance holds.
func (c *restored) state(in *Instance) (seen []string) {
	for i, m := range in.memories {
		h := fnv.New64a()
		h.Write(m.Bytes())
		seen = append(seen, fmt.Sprintf("memory %d: %d bytes, %#x", i, m.Len(), h.Sum64()))
	}
	for i, g := range in.globals {
		if !g.typ.Type.IsRef() {
			seen = append(seen, fmt.Sprintf("global %d: %#x", i, g.cell))
		} else {
			seen = append(seen, fmt.Sprintf("global %d: null: %t", i, g.cell[0] == 0))
		}
	}
	for i, t := range in.tables {
		nulls := 0
		for _, x := range t.elems {
			nulls = nulls*2 + int(1-min(x, 1))
		}
		seen = append(seen, fmt.Sprintf("table %d: %d elements, nulls %b", i, t.len, nulls))
	}
	for i := range in.module.src.Datas {
		seen = append(seen, fmt.Sprint(len(in.data(uint32(i)))))
	}
	for i := range in.module.src.Elems {
		seen = append(seen, fmt.Sprint(in.elemLen(uint32(i))))
	}
	return seen
}

// compareRestored makes modules out of data and reports whether a store of theirs could be restored. The error is a difference.
func compareRestored(data []byte) (could bool, err error) {
	c, err := newRestored(data)
	if err != nil {
		return false, err
	}
	pattern := c.instances()
	s := c.instances()
	if pattern == nil || s == nil {
		return false, nil
	}
	defer pattern.Close()
	defer s.Close()
	first := pattern.Snapshot(nil)
	if first == nil {
		return false, nil
	}
	snapshot := s.Snapshot(first.Pattern())
	if snapshot == nil {
		return false, differs("a second store has no snapshot")
	}
	for seed := range uint64(4) {
		fresh := c.instances()
		defer fresh.Close()
		want, got := c.run(fresh, seed), c.run(s, seed)
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				return true, differs("life %d: %s, but in a new store %s", seed, got[min(i, len(got)-1)], want[i])
			}
		}
		if !s.Restore(snapshot) {
			return false, differs("life %d: it cannot be restored", seed)
		}
	}
	return true, nil
}

// TestRandomRestores compares a fixed number of modules.
func TestRandomRestores(t *testing.T) {
	n, could := uint64(1500), 0
	if testing.Short() {
		n = 200
	}
	for seed := range n {
		ok, err := compareRestored(seedBytes(seed))
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if ok {
			could++
		}
	}
	if t.Logf("%d of %d could be restored", could, n); could < int(n/4) {
		t.Error("too few could be restored")
	}
}

// FuzzRestore compares modules made from any bytes.
func FuzzRestore(f *testing.F) {
	for seed := range uint64(6) {
		f.Add(seedBytes(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := compareRestored(data); err != nil {
			t.Error(err)
		}
	})
}
