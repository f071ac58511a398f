package main

import (
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/binary"
	"github.com/wvm-project/wvm/op"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wasi/preview1"
	"github.com/wvm-project/wvm/wasm"
	"github.com/wvm-project/wvm/wat"
)

// This file makes a WASI command of a module that is a library for another host, as long as it does not call that host's functions.

// command returns the module with the function _start of the module entry in text, whose imports are of WASI or, under no module's name, what the
// module exports; and without imports from elsewhere than WASI: see stub. Custom sections, which may name functions by
// index, are left out.
func command(code, entry []byte) ([]byte, error) {
	m, err := binary.Decode(code, binary.Options{Features: vm.Supported})
	if err != nil {
		return nil, err
	}
	if entry, err = wat.Encode(entry); err != nil {
		return nil, err
	}
	e, err := binary.Decode(entry, binary.Options{Features: vm.Supported})
	if err != nil {
		return nil, err
	}
	if err := onlyWASI(m, e); err != nil {
		return nil, err
	}
	if err := addStart(m, e); err != nil {
		return nil, err
	}
	return binary.Encode(m), nil
}

// onlyWASI puts functions in the place of those that are imported from elsewhere than WASI, and imports what the entry imports
// from WASI.
func onlyWASI(m, entry *wasm.Module) error {
	var imports []wasm.Import
	var types []uint32       // of functions
	var kept, stubs []uint32 // old indices
	for _, im := range m.Imports {
		switch {
		case im.Kind != wasm.ExternFunc:
			imports = append(imports, im)
		case im.Module == preview1.ModuleName:
			kept = append(kept, im.Index)
			t := m.Funcs[im.Index]
			im.Index = uint32(len(types))
			imports, types = append(imports, im), append(types, t)
		default:
			stubs = append(stubs, im.Index)
		}
	}
	for _, im := range entry.Imports {
		if _, ok := findFunc(m, &im); !ok && im.Kind == wasm.ExternFunc && im.Module == preview1.ModuleName {
			t := addType(m, *entry.FuncType(im.Index))
			im.Index = uint32(len(types))
			imports, types = append(imports, im), append(types, t)
		}
	}
	numImports := len(types)
	for _, from := range stubs {
		types = append(types, m.Funcs[from])
	}
	r := &renumbering{to: make([]uint32, m.NumImportedFuncs), shift: uint32(len(types) - m.NumImportedFuncs)}
	for to, from := range kept {
		r.to[from] = uint32(to)
	}
	for i, from := range stubs {
		r.to[from] = uint32(numImports + i)
	}
	bodies := make([]wasm.Body, 0, len(stubs)+len(m.Bodies))
	for _, from := range stubs {
		bodies = append(bodies, wasm.Body{Code: stub(m, from)})
	}
	for _, b := range m.Bodies {
		bodies = append(bodies, wasm.Body{Code: r.body(b.Code)})
	}
	m.Imports, m.Funcs, m.NumImportedFuncs = imports, append(types, m.Funcs[m.NumImportedFuncs:]...), numImports
	m.Bodies, m.Customs, m.Sections = bodies, nil, 0
	r.definitions(m)
	return r.err
}

// stub returns the body of a function in the place of import x. One that makes or reads handles returns what it is given, so that values are their own
// handles; any other traps.
func stub(m *wasm.Module, x uint32) []byte {
	code := []byte{0} // no locals
	i := slices.IndexFunc(m.Imports, func(im wasm.Import) bool { return im.Kind == wasm.ExternFunc && im.Index == x })
	switch t := m.FuncType(x); {
	case m.Imports[i].Module != "canonical_abi":
		code = binary.AppendInstr(code, &binary.Instr{Op: op.Unreachable})
	case len(t.Results) > 0:
		code = binary.AppendInstr(code, &binary.Instr{Op: op.LocalGet})
	}
	return binary.AppendInstr(code, &binary.Instr{Op: op.End})
}

// addType adds a function type.
func addType(m *wasm.Module, t wasm.FuncType) uint32 {
	x := uint32(len(m.Types))
	m.Types = append(m.Types, wasm.SubType{Final: true, Func: t, RecStart: x, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex})
	return x
}

// addStart adds the only function of the entry and exports it as _start, and no other: a command has no _initialize beside it.
func addStart(m, entry *wasm.Module) error {
	r := &renumbering{}
	for _, im := range entry.Imports {
		if im.Kind != wasm.ExternFunc {
			continue
		}
		x, ok := findFunc(m, &im)
		if !ok {
			return fmt.Errorf("no function %q", im.Name)
		}
		r.to = append(r.to, x)
	}
	m.Exports = slices.DeleteFunc(m.Exports, func(x wasm.Export) bool { return x.Kind == wasm.ExternFunc })
	m.Exports = append(m.Exports, wasm.Export{Name: "_start", Kind: wasm.ExternFunc, Index: uint32(len(m.Funcs))})
	m.Funcs = append(m.Funcs, addType(m, wasm.FuncType{}))
	m.Bodies = append(m.Bodies, wasm.Body{Code: r.body(entry.Bodies[0].Code)})
	return r.err
}

// findFunc returns the index of a function that the module imports from WASI or exports.
func findFunc(m *wasm.Module, wanted *wasm.Import) (uint32, bool) {
	if wanted.Module == "" {
		for _, x := range m.Exports {
			if x.Kind == wasm.ExternFunc && x.Name == wanted.Name {
				return x.Index, true
			}
		}
		return 0, false
	}
	for _, im := range m.Imports {
		if im.Kind == wasm.ExternFunc && im.Module == wanted.Module && im.Name == wanted.Name {
			return im.Index, true
		}
	}
	return 0, false
}

// A renumbering gives functions other indices.
type renumbering struct {
	to    []uint32 // of the imported ones
	shift uint32   // of the others
	err   error    // of instructions that cannot be read
}

func (r *renumbering) index(x uint32) uint32 {
	if int(x) < len(r.to) {
		return r.to[x]
	}
	return x + r.shift
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
