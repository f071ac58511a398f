package vm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds the host functions that random modules import. What they do follows from their name and arguments.

// A randomHost is a host function named "<kind> <type>". Its results are made from its arguments; besides
//
//	fail  returns an error now and then
//	poke  writes a byte into the caller's memory
//	grow  grows that memory by a page
//	call  calls a function that the caller exports, and fails if that traps
//	try   does the same and ignores traps
type randomHost struct {
	name string
	typ  *wasm.FuncType
}

// A hostCaller is the caller of a host function, in the engine or in the evaluator.
type hostCaller interface {
	memory() []byte
	grow()
	funcs() []*wasm.FuncType
	call(x int, args []uint64) error
}

var errRandomHost = errors.New("the host function fails")

// run does what the host function does; g is nil if no guest called.
func (h *randomHost) run(g hostCaller, args []uint64) ([]uint64, error) {
	hash := uint64(len(args))
	for _, a := range args {
		hash = (hash ^ a) * 0x9e3779b97f4a7c15
		hash ^= hash >> 29
	}
	kind, _, _ := strings.Cut(h.name, " ")
	if g != nil {
		if err := h.act(kind, g, hash); err != nil {
			return nil, err
		}
	}
	if kind == "fail" && hash%8 == 7 {
		return nil, errRandomHost
	}
	results := make([]uint64, len(h.typ.Results))
	for i := range results {
		results[i] = hash>>(i*9) ^ uint64(i)<<40
	}
	return results, nil
}

func (h *randomHost) act(kind string, g hostCaller, hash uint64) error {
	switch kind {
	case "poke":
		if m := g.memory(); len(m) > 0 {
			m[hash%uint64(len(m))] = byte(hash >> 8)
		}
	case "grow":
		g.grow()
	case "call", "try":
		types := g.funcs()
		x := int(hash % uint64(len(types)))
		var args []uint64
		for i, t := range types[x].Params {
			switch {
			case t.IsNum():
				args = append(args, slotBits(t, hash>>(i*5)))
			case t == wasm.V128:
				args = append(args, hash, hash>>i)
			case !t.Nullable():
				return nil
			default:
				args = append(args, 0)
			}
		}
		if err := g.call(x, args); err != nil && kind == "call" {
			return fmt.Errorf("callback: %w", err)
		}
	}
	return nil
}

// engine is the host function for the engine.
func (h randomHost) engine(c *Caller, stack []uint64) error {
	var g hostCaller
	if c.Instance() != nil {
		g = engineGuest{c}
	}
	results, err := h.run(g, stack[:len(h.typ.Params)])
	copy(stack, results)
	return err
}

// slow is the host function for the evaluator.
func (h randomHost) slow(in *slowInstance, args []uint64) ([]uint64, error) {
	if in == nil {
		return h.run(nil, args)
	}
	return h.run(slowGuest{in}, args)
}

type engineGuest struct{ c *Caller }

func (g engineGuest) memory() []byte {
	if m := g.c.Memory(); m != nil {
		return m.Bytes()
	}
	return nil
}

func (g engineGuest) grow() {
	if m := g.c.Memory(); m != nil {
		m.Grow(1)
	}
}

func (g engineGuest) funcs() (types []*wasm.FuncType) {
	in := g.c.Instance()
	for x := range in.module.src.Funcs {
		types = append(types, in.module.src.FuncType(uint32(x)))
	}
	return types
}

func (g engineGuest) call(x int, args []uint64) error {
	f, _ := g.c.Instance().Func(fmt.Sprint("f", x))
	_, err := f.Call(g.c.Context(), args...)
	return err
}

type slowGuest struct{ in *slowInstance }

func (g slowGuest) memory() []byte {
	if len(g.in.memories) > 0 {
		return g.in.memories[0].b
	}
	return nil
}

func (g slowGuest) grow() {
	if len(g.in.memories) > 0 {
		g.in.memories[0].grow(1)
	}
}

func (g slowGuest) funcs() (types []*wasm.FuncType) {
	for x := range g.in.m.Funcs {
		types = append(types, g.in.m.FuncType(uint32(x)))
	}
	return types
}

func (g slowGuest) call(x int, args []uint64) error {
	_, code, conclusive := g.in.s.Call(g.in.funcs[x], args)
	switch {
	case !conclusive:
		panic(slowStop{})
	case code == slowUncaught:
		return &slowThrow{g.in.s.uncaught}
	case code != 0:
		return errSlow
	}
	return nil
}
