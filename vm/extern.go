package vm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds linking without names: for who knows already what each import is satisfied with, as components do.

// A HostType is a type of host functions, made once for any number of them in the stores of an engine. It is safe for concurrent use.
type HostType struct {
	engine *Engine
	proto  Func // a function of the type, but for its store and what it does
}

// HostType returns the type t, which is as of Linker.Func.
func (e *Engine) HostType(t wasm.FuncType) (*HostType, error) {
	for _, v := range slices.Concat(t.Params, t.Results) {
		if _, concrete := v.Heap().Index(); v.IsRef() && concrete {
			return nil, fmt.Errorf("the type %s names a type of a module", &t)
		}
	}
	id := e.types.identify([]wasm.SubType{{Kind: wasm.CompFunc, Final: true, Func: t, RecLen: 1, Descriptor: wasm.NoIndex, Describes: wasm.NoIndex}})[0]
	return &HostType{e, *newFunc(nil, &t, id)}, nil
}

// in returns a function of the type.
func (t *HostType) in(s *Store, fn HostFunc) *Func {
	f := new(Func)
	*f = t.proto
	f.store, f.host = s, fn
	f.ref = s.newRef(funcRec{typ: f.id, fn: f})
	return f
}

// NewFunc returns a function of the store that calls fn. What t may be is as of Linker.Func. It may be called by who uses the store.
func (s *Store) NewFunc(t wasm.FuncType, fn HostFunc) (*Func, error) {
	typ, err := s.engine.HostType(t)
	if err != nil {
		return nil, err
	}
	return s.NewFuncOf(typ, fn)
}

// NewFuncOf is NewFunc for a type that has been made before, by the engine of the store.
func (s *Store) NewFuncOf(t *HostType, fn HostFunc) (*Func, error) {
	switch {
	case t.engine != s.engine:
		return nil, ErrOtherEngine
	case fn == nil:
		return nil, errors.New("the host function is nil")
	}
	return t.in(s, fn), nil
}

// Instantiate makes an instance of m with an extern of the store for each import, in the order of the imports. Errors are as of
// Linker.Instantiate.
func (s *Store) Instantiate(ctx context.Context, m *Module, imports []Extern) (*Instance, error) {
	if m.engine != s.engine {
		return nil, ErrOtherEngine
	}
	if len(imports) != len(m.src.Imports) {
		return nil, fmt.Errorf("the module has %d imports, but gets %d", len(m.src.Imports), len(imports))
	}
	return s.instantiate(ctx, func() (*Instance, error) { return s.link(m, imports) })
}

// instantiate makes an instance by a function that links it, and initializes it. Of one that cannot be linked nothing stays.
func (s *Store) instantiate(ctx context.Context, link func() (*Instance, error)) (*Instance, error) {
	ctx = Handed(ctx)
	before, err := s.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer s.release(before)
	mark := s.mark()
	in, err := link()
	if err != nil {
		s.rewind(mark)
		return nil, err
	}
	if err := in.initialize(ctx); err != nil {
		return nil, err
	}
	return in, nil
}

// link makes an instance of m if the imports fit.
func (s *Store) link(m *Module, imports []Extern) (*Instance, error) {
	var problems []LinkProblem
	for i, x := range imports {
		im := &m.src.Imports[i]
		code, detail := codeIncompatible, ""
		switch {
		case x == nil:
			code, detail = codeUnknownImport, "nothing is given"
		case x.extern() != im.Kind:
			detail = fmt.Sprintf("it is a %s", x.extern())
		case storeOf(x) != nil && storeOf(x) != s:
			detail = "it belongs to another store"
		default:
			detail = m.mismatch(im, x)
		}
		if detail != "" {
			problems = append(problems, LinkProblem{ImportType{im.Module, im.Name, m.externType(im.Kind, im.Index)}, code, detail})
		}
	}
	if problems != nil {
		return nil, &LinkError{problems}
	}
	return s.newInstance(m, imports)
}
