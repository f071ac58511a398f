package main

import (
	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
)

// This file makes a module run under WASI alone that imports functions of another host too, as long as it does not call them.

// withoutImports returns the module with functions that trap in the place of functions that are imported from elsewhere than
// WASI. Custom sections, which may name functions by index, are left out.
func withoutImports(code []byte) ([]byte, error) {
	m, err := binary.Decode(code, binary.Options{Features: vm.Supported})
	if err != nil {
		return nil, err
	}
	var kept, stubs []uint32 // old indices
	var imports []wasm.Import
	for _, im := range m.Imports {
		switch {
		case im.Kind != wasm.ExternFunc:
			imports = append(imports, im)
		case im.Module == preview1.ModuleName:
			kept = append(kept, im.Index)
			im.Index = uint32(len(kept) - 1)
			imports = append(imports, im)
		default:
			stubs = append(stubs, im.Index)
		}
	}
	r := renumbering{to: make([]uint32, m.NumImportedFuncs)}
	funcs := append(append([]uint32(nil), kept...), stubs...)
	types := make([]uint32, 0, len(m.Funcs))
	for to, from := range funcs {
		r.to[from] = uint32(to)
		types = append(types, m.Funcs[from])
	}
	trap := []byte{0} // no locals
	trap = binary.AppendInstr(trap, &binary.Instr{Op: op.Unreachable})
	trap = binary.AppendInstr(trap, &binary.Instr{Op: op.End})
	bodies := make([]wasm.Body, len(stubs), len(stubs)+len(m.Bodies))
	for i := range bodies {
		bodies[i].Code = trap
	}
	for _, b := range m.Bodies {
		bodies = append(bodies, wasm.Body{Code: r.body(b.Code)})
	}
	m.Imports, m.Funcs, m.NumImportedFuncs = imports, append(types, m.Funcs[m.NumImportedFuncs:]...), len(kept)
	m.Bodies, m.Customs, m.Sections = bodies, nil, 0
	r.definitions(m)
	return binary.Encode(m), r.err
}

// A renumbering gives the imported functions other indices.
type renumbering struct {
	to  []uint32
	err error // of instructions that cannot be read
}

func (r *renumbering) index(x uint32) uint32 {
	if int(x) < len(r.to) {
		return r.to[x]
	}
	return x
}

// definitions renumbers in a module all but its bodies.
func (r *renumbering) definitions(m *wasm.Module) {
	for i := range m.Exports {
		if m.Exports[i].Kind == wasm.ExternFunc {
			m.Exports[i].Index = r.index(m.Exports[i].Index)
		}
	}
	if m.Start != wasm.NoIndex {
		m.Start = r.index(m.Start)
	}
	for i := range m.Globals {
		m.Globals[i].Init.Code = r.code(m.Globals[i].Init.Code, binary.NewInstrs(m.Globals[i].Init.Code, 0))
	}
	for i := range m.Elems {
		e := &m.Elems[i]
		for k, x := range e.Funcs {
			e.Funcs[k] = r.index(x)
		}
		for k := range e.Exprs {
			e.Exprs[k].Code = r.code(e.Exprs[k].Code, binary.NewInstrs(e.Exprs[k].Code, 0))
		}
	}
}

// body renumbers in the code of a function.
func (r *renumbering) body(code []byte) []byte {
	s := binary.NewInstrs(code, 0)
	s.Locals(nil)
	return r.code(code, s)
}

// code renumbers in the instructions that s reads from code.
func (r *renumbering) code(code []byte, s *binary.Instrs) []byte {
	var out []byte
	done := 0
	for in := (binary.Instr{}); s.Next(&in); {
		switch in.Op {
		case op.Call, op.ReturnCall, op.RefFunc:
			if to := r.index(in.X); to != in.X {
				in.X = to
				out = binary.AppendInstr(append(out, code[done:in.Offset]...), &in)
				done = s.Offset()
			}
		}
	}
	if r.err == nil {
		r.err = s.Err()
	}
	return append(out, code[done:]...)
}
