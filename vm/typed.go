package vm

import (
	"context"
	"fmt"

	"github.com/wvm-project/wvm/wasm"
)

// This file holds functions with Go types, in both directions: typed handles of guests' functions, and host functions made from
// ordinary Go functions. Neither allocates when called.

// signature is the type of functions with these parameters and results.
func signature(params []wasm.ValType, results ...wasm.ValType) wasm.FuncType {
	return wasm.FuncType{Params: params, Results: results}
}

func sameTypes(a, b []wasm.ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// expect returns an error unless f has type want.
func expect(f *Func, want wasm.FuncType) error {
	if !sameTypes(f.typ.Params, want.Params) || !sameTypes(f.typ.Results, want.Results) {
		return fmt.Errorf("function has type %s, not %s", f.typ, &want)
	}
	return nil
}

// A Func0 is a function without parameters and with one result.
type Func0[R Number] struct{ f *Func }

// Typed0 returns f with its Go type, or an error if that is not its type.
func Typed0[R Number](f *Func) (Func0[R], error) {
	return Func0[R]{f}, expect(f, signature(nil, typeOf[R]()))
}

// Call calls the function; see Func.Call.
func (t Func0[R]) Call(ctx context.Context) (R, error) {
	var stack [1]uint64
	err := t.f.store.call(ctx, t.f, stack[:])
	return Value[R](stack[0]), err
}

// A Func1 is a function with one parameter and one result.
type Func1[A, R Number] struct{ f *Func }

// Typed1 returns f with its Go type, or an error if that is not its type.
func Typed1[A, R Number](f *Func) (Func1[A, R], error) {
	return Func1[A, R]{f}, expect(f, signature([]wasm.ValType{typeOf[A]()}, typeOf[R]()))
}

// Call calls the function; see Func.Call.
func (t Func1[A, R]) Call(ctx context.Context, a A) (R, error) {
	stack := [1]uint64{Bits(a)}
	err := t.f.store.call(ctx, t.f, stack[:])
	return Value[R](stack[0]), err
}

// A Func2 is a function with two parameters and one result.
type Func2[A, B, R Number] struct{ f *Func }

// Typed2 returns f with its Go type, or an error if that is not its type.
func Typed2[A, B, R Number](f *Func) (Func2[A, B, R], error) {
	return Func2[A, B, R]{f}, expect(f, signature([]wasm.ValType{typeOf[A](), typeOf[B]()}, typeOf[R]()))
}

// Call calls the function; see Func.Call.
func (t Func2[A, B, R]) Call(ctx context.Context, a A, b B) (R, error) {
	stack := [2]uint64{Bits(a), Bits(b)}
	err := t.f.store.call(ctx, t.f, stack[:])
	return Value[R](stack[0]), err
}

// A Func3 is a function with three parameters and one result.
type Func3[A, B, C, R Number] struct{ f *Func }

// Typed3 returns f with its Go type, or an error if that is not its type.
func Typed3[A, B, C, R Number](f *Func) (Func3[A, B, C, R], error) {
	return Func3[A, B, C, R]{f}, expect(f, signature([]wasm.ValType{typeOf[A](), typeOf[B](), typeOf[C]()}, typeOf[R]()))
}

// Call calls the function; see Func.Call.
func (t Func3[A, B, C, R]) Call(ctx context.Context, a A, b B, c C) (R, error) {
	stack := [3]uint64{Bits(a), Bits(b), Bits(c)}
	err := t.f.store.call(ctx, t.f, stack[:])
	return Value[R](stack[0]), err
}

// Host0 makes a host function of type [] -> [R] for Linker.Func.
func Host0[R Number](fn func(*Caller) (R, error)) (wasm.FuncType, HostFunc) {
	return signature(nil, typeOf[R]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c)
		stack[0] = Bits(r)
		return err
	}
}

// Host1 makes a host function of type [A] -> [R] for Linker.Func.
func Host1[A, R Number](fn func(*Caller, A) (R, error)) (wasm.FuncType, HostFunc) {
	return signature([]wasm.ValType{typeOf[A]()}, typeOf[R]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c, Value[A](stack[0]))
		stack[0] = Bits(r)
		return err
	}
}

// Host2 makes a host function of type [A B] -> [R] for Linker.Func.
func Host2[A, B, R Number](fn func(*Caller, A, B) (R, error)) (wasm.FuncType, HostFunc) {
	return signature([]wasm.ValType{typeOf[A](), typeOf[B]()}, typeOf[R]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c, Value[A](stack[0]), Value[B](stack[1]))
		stack[0] = Bits(r)
		return err
	}
}

// Host3 makes a host function of type [A B C] -> [R] for Linker.Func.
func Host3[A, B, C, R Number](fn func(*Caller, A, B, C) (R, error)) (wasm.FuncType, HostFunc) {
	return signature([]wasm.ValType{typeOf[A](), typeOf[B](), typeOf[C]()}, typeOf[R]()), func(c *Caller, stack []uint64) error {
		r, err := fn(c, Value[A](stack[0]), Value[B](stack[1]), Value[C](stack[2]))
		stack[0] = Bits(r)
		return err
	}
}
