package component

import (
	"context"
	"fmt"

	"github.com/wvm-project/wvm/component/syntax"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasm"
)

// This file holds the core level of instances.

// A coreInstance is an instance of a core module, or one made of exports.
type coreInstance struct {
	instance *vm.Instance
	exports  map[string]vm.Extern
}

func (in *coreInstance) get(name string) vm.Extern {
	if in.instance != nil {
		return in.instance.Extern(name)
	}
	return in.exports[name]
}

// coreInstance makes an instance of a module, or of exports.
func (s *scope) coreInstance(ctx context.Context, d *syntax.CoreInstance) error {
	if d.Module == wasm.NoIndex {
		out := make(map[string]vm.Extern, len(d.Exports))
		for _, e := range d.Exports {
			out[e.Name] = s.coreItem(e.Ref)
		}
		s.coreInstances = append(s.coreInstances, coreInstance{exports: out})
		return s.st.spend(len(d.Exports))
	}
	args := make(map[string]*coreInstance, len(d.Args))
	for _, a := range d.Args {
		args[a.Name] = &s.coreInstances[a.Instance]
	}
	m := s.coreModules[d.Module]
	n := m.NumImports()
	if err := s.st.spend(len(args) + n); err != nil {
		return err
	}
	imports := make([]vm.Extern, n)
	for i := range n {
		module, name := m.ImportName(i)
		if a := args[module]; a != nil {
			imports[i] = a.get(name)
		}
	}
	var in *vm.Instance
	err := s.state.Start(ctx, func() (err error) {
		in, err = s.st.vm.Instantiate(ctx, m, imports)
		return err
	})
	s.coreInstances = append(s.coreInstances, coreInstance{instance: in})
	return err
}

// coreItem returns an element of an index space of the core level.
func (s *scope) coreItem(r syntax.Ref) vm.Extern {
	switch r.Sort {
	case syntax.SortCoreFunc:
		return s.coreFuncs[r.Index]
	case syntax.SortCoreTable:
		return s.coreTables[r.Index]
	case syntax.SortCoreMemory:
		return s.coreMemories[r.Index]
	case syntax.SortCoreGlobal:
		return s.coreGlobals[r.Index]
	}
	return s.coreTags[r.Index]
}

// pushCore adds an extern to its index space.
func (s *scope) pushCore(x vm.Extern) error {
	switch x := x.(type) {
	case *vm.Func:
		s.coreFuncs = append(s.coreFuncs, x)
	case *vm.Table:
		s.coreTables = append(s.coreTables, x)
	case *vm.Memory:
		s.coreMemories = append(s.coreMemories, x)
	case *vm.Global:
		s.coreGlobals = append(s.coreGlobals, x)
	case *vm.Tag:
		s.coreTags = append(s.coreTags, x)
	default:
		return fmt.Errorf("internal error: a core definition is a %T", x)
	}
	return nil
}
